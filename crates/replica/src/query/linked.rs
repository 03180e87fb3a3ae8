//! Lists in the order of a field that names records: by what the list shows of them, which is their title.
//!
//! The column holds ids, whose order is that of their making. What is named is few against what names it: so the different values of
//! the column are put in order once, and kept until something is written. A page of all records is then read from the column's index,
//! one value after the other; of a narrowed list all that match are gone through once, which counts them too.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use registers::book::people;
use registers::common::DELETED;
use registers::{Field, Kind, RecordId, order};
use rusqlite::{params, params_from_iter};

use super::lists::Condition;
use super::{MAX_PAGE, Page, Query, Reader};
use crate::{Result, schema};

/// Different values of a column that are put in order. Of a column with more of them, as where each record names one of its own, the
/// list stands in the order in which what it names was made.
const MOST: usize = 2_000;

/// Columns whose order is kept at once.
const KEPT: usize = 64;

/// The orders that were found since something was written last.
#[derive(Default)]
pub(super) struct Kept {
    version: i64,
    /// By register and field; none of a column with too many values.
    columns: BTreeMap<(&'static str, &'static str), Option<Arc<Ranks>>>,
}

/// The different values of a column in the order of the titles that they show.
struct Ranks {
    groups: Vec<Group>,
    /// How many of them, which stand first, show a title.
    titled: usize,
    /// Where each stands.
    places: HashMap<String, usize>,
}

/// A value, and how many records of the register's list have it.
struct Group {
    value: Option<String>,
    count: usize,
}

impl Ranks {
    /// Where a value stands; what shows nothing comes last either way.
    fn place(&self, value: Option<&str>, descending: bool) -> usize {
        match value.and_then(|value| self.places.get(value)) {
            Some(place) if descending && *place < self.titled => self.titled - 1 - place,
            Some(place) => *place,
            None => self.groups.len(),
        }
    }

    fn in_order(&self, descending: bool) -> impl Iterator<Item = &Group> {
        let (titled, others) = self.groups.split_at(self.titled);
        let (up, down) = if descending { (&[][..], titled) } else { (titled, &[][..]) };
        up.iter().chain(down.iter().rev()).chain(others)
    }
}

/// The link by which a question sorts, and whether from the greatest down.
fn sorted_by(query: &Query) -> Option<(&'static Field, bool)> {
    let sort = query.sort.as_ref()?;
    let field = schema::columns(query.register).find(|f| f.id == sort.field && matches!(f.kind, Kind::Link(_) | Kind::Links(_)))?;
    Some((field, sort.descending))
}

impl Reader {
    /// A page in the order of the titles that it shows; none where the list is not sorted by a link, or by one with too many values.
    pub(super) fn page_by_title(&self, query: &Query, condition: &Condition) -> Result<Option<Page>> {
        let Some((field, descending)) = sorted_by(query) else { return Ok(None) };
        let Some(ranks) = self.ranks(query, field)? else { return Ok(None) };
        let (ids, total) = match condition.asks_for_all() {
            true => self.along_values(query, field, &ranks, descending)?,
            false => self.by_place(query, condition, field, &ranks, descending)?,
        };
        Ok(Some(Page { rows: self.rows_of(query, &ids)?, total }))
    }

    fn ranks(&self, query: &Query, field: &'static Field) -> Result<Option<Arc<Ranks>>> {
        let version = self.version()?;
        let mut kept = self.linked.borrow_mut();
        let key = (query.register.key, field.id);
        if let Some(ranks) = kept.columns.get(&key).filter(|_| kept.version == version) {
            return Ok(ranks.clone());
        }
        if kept.version != version || kept.columns.len() >= KEPT {
            *kept = Kept { version, columns: BTreeMap::new() };
        }
        let found = self.find_ranks(query, field)?.map(Arc::new);
        kept.columns.insert(key, found.clone());
        Ok(found)
    }

    fn find_ranks(&self, query: &Query, field: &'static Field) -> Result<Option<Ranks>> {
        let (table, column) = (schema::table(query.register), schema::column(field.id));
        let index = schema::index_of(&self.conn, query.register, &column)?;
        let along = index.map_or_else(String::new, |index| format!("INDEXED BY \"{index}\""));
        let all = self.counts_of(&format!("SELECT \"{column}\", count(*) FROM \"{table}\" {along} GROUP BY 1 LIMIT {}", MOST + 1))?;
        if all.len() > MOST {
            return Ok(None);
        }
        let mut counts: BTreeMap<Option<String>, usize> = all.into_iter().collect();
        if query.register.state(DELETED).is_some() {
            let deleted = format!("SELECT \"{column}\", count(*) FROM \"{table}\" WHERE state='{DELETED}' GROUP BY 1");
            for (value, count) in self.counts_of(&deleted)? {
                counts.entry(value).and_modify(|all| *all = all.saturating_sub(count));
            }
        }
        let named = |value: &Option<String>| {
            let ids = value.iter().flat_map(|value| value.split(','));
            ids.filter_map(|id| id.parse::<RecordId>().ok()).collect::<Vec<_>>()
        };
        let titles = self.titles(&counts.keys().flat_map(&named).collect::<BTreeSet<_>>())?;
        let title = |value: &Option<String>| {
            let shown: Vec<&str> = named(value).iter().filter_map(|id| titles.get(id)).map(String::as_str).collect();
            shown.join("、")
        };
        let mut groups: Vec<(String, Group)> = counts.into_iter().map(|(value, count)| (title(&value), Group { value, count })).collect();
        let of_people = matches!(field.kind, Kind::Link(to) | Kind::Links(to) if to == people::REGISTER.key);
        let by: fn(&str, &str) -> Ordering = if of_people { order::compare_names } else { order::compare };
        // Of the same title what was made first; behind all titles what is not known here, then what is empty.
        let rest = |(title, group): &(String, Group)| (title.is_empty(), group.value.is_none());
        groups.sort_by(|a, b| rest(a).cmp(&rest(b)).then_with(|| by(&a.0, &b.0)).then_with(|| a.1.value.cmp(&b.1.value)));
        let titled = groups.iter().take_while(|(title, _)| !title.is_empty()).count();
        let groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
        let places = groups.iter().enumerate().filter_map(|(place, group)| Some((group.value.clone()?, place))).collect();
        Ok(Some(Ranks { groups, titled, places }))
    }

    fn counts_of(&self, sql: &str) -> Result<Vec<(Option<String>, usize)>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, usize::try_from(r.get::<_, i64>(1)?).unwrap_or(0))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The ids of a page of all records, and how many those are.
    fn along_values(&self, query: &Query, field: &Field, ranks: &Ranks, descending: bool) -> Result<(Vec<i64>, usize)> {
        let (table, column) = (schema::table(query.register), schema::column(field.id));
        let way = if descending { "DESC" } else { "ASC" };
        let living = match query.register.state(DELETED) {
            Some(_) => format!("AND id NOT IN (SELECT id FROM \"{table}\" WHERE state='{DELETED}')"),
            None => String::new(),
        };
        let part = |is: &str| format!("SELECT id FROM \"{table}\" WHERE \"{column}\" {is} {living} ORDER BY id {way} LIMIT ?1 OFFSET ?2");
        let (naming, empty) = (part("=?3"), part("IS NULL"));
        let (mut skip, mut ids) = (query.offset, Vec::new());
        for group in ranks.in_order(descending) {
            let lacking = query.limit.min(MAX_PAGE) - ids.len();
            if skip >= group.count {
                skip -= group.count;
                continue;
            }
            if lacking == 0 {
                break;
            }
            let mut statement = self.conn.prepare_cached(if group.value.is_some() { &naming } else { &empty })?;
            let (lacking, from) = (lacking as i64, skip as i64);
            let mut rows = match &group.value {
                Some(value) => statement.query(params![lacking, from, value])?,
                None => statement.query(params![lacking, from])?,
            };
            while let Some(row) = rows.next()? {
                ids.push(row.get(0)?);
            }
            skip = 0;
        }
        Ok((ids, ranks.groups.iter().map(|group| group.count).sum()))
    }

    /// The ids of a page of those that match, and how many match.
    fn by_place(&self, query: &Query, condition: &Condition, field: &Field, ranks: &Ranks, descending: bool) -> Result<(Vec<i64>, usize)> {
        let way = self.way(query, condition)?;
        let (table, column) = (schema::table(query.register), schema::column(field.id));
        let sql = format!("SELECT t.id, t.\"{column}\" FROM \"{table}\" t {} {}", way.hint(), condition.sql(&way));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&condition.values))?;
        let mut found: Vec<(usize, i64)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, value) = (row.get::<_, i64>(0)?, row.get_ref(1)?.as_str_or_null().ok().flatten());
            found.push((ranks.place(value, descending), if descending { -id } else { id }));
        }
        let total = found.len();
        let (from, to) = (query.offset.min(total), query.offset.saturating_add(query.limit.min(MAX_PAGE)).min(total));
        // Only what stands before the end of the page, and of that only the page, is put in order.
        if to < total {
            found.select_nth_unstable(to);
            found.truncate(to);
        }
        if from < found.len() {
            found.select_nth_unstable(from);
        }
        let page = found.get_mut(from..).unwrap_or_default();
        page.sort_unstable();
        Ok((page.iter().map(|(_, id)| id.abs()).collect(), total))
    }
}
