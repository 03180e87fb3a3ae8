//! Lists: which records a question asks for, how many they are, and one page of them.
//!
//! Each of these stays quick in a register of a hundred thousand records only if it looks up few of them one by one. So it is first
//! found, from the indexes alone, how many meet the rarest of the filters: few are looked up; if they are a good part of the register,
//! to go through all of it in the order in which it lies on the disk takes less. What lies between two values is counted and found in
//! the column's index likewise, which is also its order; SQLite, which does not know how many those are, is told which index to take.

use std::collections::BTreeMap;

use registers::common::DELETED;
use registers::document::STATE;
use registers::{Field, Kind, RecordId, Register, Value, search};
use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;

use super::{Filter, MAX_PAGE, Page, Query, Reader, Row, conflicts, further};
use crate::calc::quote;
use crate::{Result, schema};

impl Reader {
    /// A page of a register's list.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn page(&self, query: &Query) -> Result<Page> {
        let Some(condition) = self.condition(query)? else { return Ok(Page { rows: Vec::new(), total: 0 }) };
        if let Some(page) = self.page_by_title(query, &condition)? {
            return Ok(page);
        }
        let (total, rows) = match self.matches(query, &condition)? {
            Matches::Page(ids, total) => (total, self.rows_of(query, &ids)?),
            Matches::Counted(total, way) => match self.rows_by_further_title(query, &condition)? {
                Some(rows) => (total, rows),
                None => (total, self.rows(query, &self.ids(query, &condition, &way)?, &order(query), &condition.values)?),
            },
        };
        Ok(Page { rows, total: usize::try_from(total).unwrap_or(0) })
    }

    /// Whether any record of a list matches, without counting them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn holds(&self, query: &Query) -> Result<bool> {
        let Some(condition) = self.condition(query)? else { return Ok(false) };
        let sql = format!("SELECT EXISTS(SELECT 1 FROM \"{}\" t {})", schema::table(query.register), condition.sql(&Way::Index));
        Ok(self.conn.prepare_cached(&sql)?.query_row(params_from_iter(&condition.values), |r| r.get(0))?)
    }

    fn condition(&self, query: &Query) -> Result<Option<Condition>> {
        let doubled = if query.filters.contains(&Filter::InConflict) { self.doubled(query.register)? } else { Vec::new() };
        Ok(Condition::of(query, &doubled))
    }

    fn count(&self, source: &str, condition: &Condition) -> Result<i64> {
        let sql = format!("SELECT count(*) FROM {source}");
        let mut statement = self.conn.prepare_cached(&sql)?;
        // Only the values that the source names are bound.
        let values = condition.values.iter().take(statement.parameter_count());
        Ok(statement.query_row(params_from_iter(values), |r| r.get(0))?)
    }

    /// How many records match, and how they are found; or at once which stand on the page.
    fn matches(&self, query: &Query, condition: &Condition) -> Result<Matches> {
        if let Some(source) = further::alone(query) {
            return Ok(Matches::Counted(self.count(&source, condition)?, Way::Index));
        }
        if let Some(source) = condition.words_alone(query) {
            return Ok(Matches::Counted(self.count(&source, condition)?, Way::Index));
        }
        let table = schema::table(query.register);
        if condition.words.is_some() || condition.filters.is_empty() {
            let source = format!("\"{table}\" t {}", condition.sql(&Way::Index));
            return Ok(Matches::Counted(self.count(&source, condition)?, Way::Index));
        }
        let Met { records, met, rarest, scan, by, way } = self.met(query, condition)?;
        // A filter that all records meet asks nothing; what is left of one filter alone was counted by its index.
        let asking = met.iter().filter(|met| met.is_none_or(|met| met < records)).count();
        if (scan && asking > 1) || met.contains(&None) {
            // The records have to be looked at to be counted: they are not looked at again to be put in order.
            if let Some(order) = self.order_of_column(query)? {
                return self.page_of_found(query, condition, &way, &order, records);
            }
        }
        let all = match rarest {
            Some(rarest) if asking < 2 && met.iter().all(Option::is_some) => rarest,
            _ => self.count(&format!("\"{table}\" t {} WHERE {}", way.hint(), condition.filtered(&way)), condition)?,
        };
        // The deleted drafts, of which there are few, are counted by themselves: an index knows the state or a field, not both.
        let deleted = match condition.living {
            true => {
                let source =
                    format!("\"{table}\" t INDEXED BY \"{table}_state\" WHERE {} AND t.state='{DELETED}'", condition.filtered(&Way::Index));
                self.count(&source, condition)?
            }
            false => 0,
        };
        let total = all - deleted;
        let along = match column(query) {
            Some(column) if scan && total > records / 2 => schema::index_of(&self.conn, query.register, &column)?,
            // In the order of the column that is asked about, its index has both.
            Some(column) if by.is_some() && schema::index_of(&self.conn, query.register, &column)? == by => by,
            // What lies between two values may lie anywhere in the register: its index is small, and knows the ids.
            None if asking < 2 && condition.filters.iter().any(|f| !f.ordered && f.alternatives.len() == 1) => {
                by.filter(|_| total < records - records / GOOD_PART)
            }
            _ => None,
        };
        Ok(Matches::Counted(total, along.map_or(way, Way::Along)))
    }

    /// How many meet each filter, and how those that meet all are found.
    fn met(&self, query: &Query, condition: &Condition) -> Result<Met> {
        let table = schema::table(query.register);
        let records = self.count(&format!("\"{table}\""), condition)?;
        let met = self.met_by_each(&table, condition)?;
        let rarest = met.iter().flatten().min().copied();
        let scan = rarest.is_some_and(|met| met > records / GOOD_PART);
        let by = self.index_of_rarest(query, condition, &met)?;
        let way = match &by {
            Some(index) if !scan => Way::Along(index.clone()),
            _ if scan => Way::Scan,
            _ => Way::Index,
        };
        Ok(Met { records, met, rarest, scan, by, way })
    }

    /// How those that match are found, where their order does not matter.
    pub(super) fn way(&self, query: &Query, condition: &Condition) -> Result<Way> {
        match condition.words.is_some() || condition.filters.is_empty() {
            true => Ok(Way::Index),
            false => Ok(self.met(query, condition)?.way),
        }
    }

    /// The index of the filter that the fewest records meet, where it has one and more than one value is asked for.
    fn index_of_rarest(&self, query: &Query, condition: &Condition, met: &[Option<i64>]) -> Result<Option<String>> {
        let counted = condition.filters.iter().zip(met).filter_map(|(part, met)| Some((part, (*met)?)));
        let rarest = counted.min_by_key(|(_, met)| *met).map(|(part, _)| part).filter(|part| part.alternatives.len() == 1);
        let names_several = condition.filters.iter().any(|part| !part.ordered && !part.column.is_empty());
        match rarest.filter(|_| names_several) {
            Some(part) => schema::index_of(&self.conn, query.register, &part.column),
            None => Ok(None),
        }
    }

    /// How many records meet each filter, where an index counts them.
    fn met_by_each(&self, table: &str, condition: &Condition) -> Result<Vec<Option<i64>>> {
        let met = |filter: &Part| {
            if filter.alternatives.is_empty() {
                return Ok(None);
            }
            let counts = filter.alternatives.iter().map(|part| self.count(&format!("\"{table}\" t WHERE {part}"), condition));
            counts.sum::<Result<i64>>().map(Some)
        };
        condition.filters.iter().map(met).collect()
    }

    /// The rows with these ids, which are a question of their own with these values, in this order.
    pub(super) fn rows(&self, query: &Query, ids: &str, order: &str, values: &[Sql]) -> Result<Vec<Row>> {
        let table = schema::table(query.register);
        let mut fields: Vec<&'static Field> = schema::columns(query.register).collect();
        let mut columns: String = fields.iter().map(|f| format!(", t.\"{}\"", schema::column(f.id))).collect();
        for field in schema::extras(query.register) {
            columns.push_str(&format!(", {}", further::value_of_row(field.id)));
            fields.push(field);
        }
        // The page's ids first, from an index where there is one; then the rest of their columns.
        let sql = format!(
            "SELECT r.ulid, t.state, {}, t.updated,
               EXISTS(SELECT 1 FROM touch JOIN entry ON entry.id=touch.entry WHERE touch.record=t.id AND entry.seq IS NULL){columns}
             FROM ({ids}) page JOIN \"{table}\" t ON t.id=page.id JOIN record r ON r.id=t.id {order}",
            conflicts::count_of_row(query.register),
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |r| {
            let mut values = BTreeMap::new();
            for (i, field) in fields.iter().enumerate() {
                if let Some(value) = value(field, r.get(5 + i)?) {
                    values.insert(field.id, value);
                }
            }
            Ok(Row {
                id: RecordId::from_bytes(r.get(0)?),
                state: r.get(1)?,
                conflicts: r.get::<_, i64>(2)?.unsigned_abs() as usize,
                updated: if query.register.unnamed { 0 } else { r.get::<_, i64>(3)?.unsigned_abs() },
                pending: r.get(4)?,
                values,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The rows with these ids, in this order.
    pub(super) fn rows_of(&self, query: &Query, ids: &[i64]) -> Result<Vec<Row>> {
        let values = [Sql::Text(serde_json::Value::from(ids).to_string())];
        self.rows(query, "SELECT value AS id, key AS place FROM json_each(?1)", "ORDER BY page.place", &values)
    }

    /// The question for the ids of a page, in order.
    fn ids(&self, query: &Query, condition: &Condition, way: &Way) -> Result<String> {
        let table = schema::table(query.register);
        let order = order(query);
        let (limit, offset) = (query.limit.min(MAX_PAGE), query.offset);
        let part = format!("LIMIT {limit} OFFSET {offset}");
        Ok(match (further::sorted_by(query), further::alone(query), condition.words_alone(query)) {
            (Some((field, descending)), _, _) => further::page_ids(&self.conn, query, condition, field, descending)?,
            (None, Some(source), _) => format!("SELECT record AS id FROM {source} ORDER BY record DESC {part}"),
            (None, None, Some(source)) if query.sort.is_none() => format!("SELECT rowid AS id FROM {source} ORDER BY rowid DESC {part}"),
            // A single filter's index has its matches in the order of the list without a sort.
            _ if query.sort.is_none() && matches!(&condition.filters[..], [one] if one.ordered) => {
                format!("SELECT t.id FROM \"{table}\" t {} {order} {part}", condition.sql(&Way::Index))
            }
            _ => format!("SELECT t.id FROM \"{table}\" t {} {} {order} {part}", way.hint(), condition.sql(way)),
        })
    }

    /// How SQLite goes about finding a page's ids.
    #[cfg(test)]
    pub(crate) fn ways(&self, query: &Query) -> Result<String> {
        let Some(condition) = self.condition(query)? else { return Ok(String::new()) };
        let Matches::Counted(_, way) = self.matches(query, &condition)? else { return Ok(String::new()) };
        let mut plan = self.conn.prepare(&format!("EXPLAIN QUERY PLAN {}", self.ids(query, &condition, &way)?))?;
        let steps = plan.query_map(params_from_iter(&condition.values), |r| r.get::<_, String>(3))?;
        Ok(steps.collect::<rusqlite::Result<Vec<_>>>()?.join("\n"))
    }
}

/// What is known of the records that match before the page is read.
pub(super) enum Matches {
    /// How many they are, and how they are found.
    Counted(i64, Way),
    /// The ids on the page, in order, and how many match in all.
    Page(Vec<i64>, i64),
}

/// To look up one record costs about as much as to go past this many.
pub(super) const GOOD_PART: i64 = 8;

/// How records are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// By an index, which SQLite chooses.
    Index,
    /// By going through the register.
    Scan,
    /// Along this index, which has the order of the list, past what does not match: where most match, it is not far.
    Along(String),
}

impl Way {
    pub(super) fn hint(&self) -> String {
        match self {
            Way::Index => String::new(),
            Way::Scan => "NOT INDEXED".to_owned(),
            Way::Along(index) => format!("INDEXED BY \"{index}\""),
        }
    }
}

/// What the indexes say of a question's filters.
struct Met {
    /// How many records the register has.
    records: i64,
    /// How many of them meet each filter, where an index counts them.
    met: Vec<Option<i64>>,
    /// The least of those.
    rarest: Option<i64>,
    /// Whether to go through the register takes less than to look up so many.
    scan: bool,
    /// See [`Reader::index_of_rarest`].
    by: Option<String>,
    way: Way,
}

/// What one filter asks of a row `t`.
struct Part {
    sql: String,
    /// The same of a row that is read anyway, where that takes less: texts are equal only if they are the same, in whatever order
    /// their column is kept.
    at_hand: Option<String>,
    /// Conditions of which exactly one holds where the filter does, each of which an index counts; none where no index does.
    alternatives: Vec<String>,
    /// The column whose index that is.
    column: String,
    /// Whether the index has the matches in the order of their ids: where one value is asked for.
    ordered: bool,
}

impl Part {
    /// A filter for one value of a column.
    fn equal(column: String, place: &str) -> Part {
        let sql = format!("t.\"{column}\"={place}");
        let at_hand = Some(format!("t.\"{column}\" COLLATE BINARY={place}"));
        Part { alternatives: vec![sql.clone()], sql, at_hand, column, ordered: true }
    }

    /// A filter for several values of a column.
    fn several(column: String, sql: String, at_hand: Option<String>) -> Part {
        Part { alternatives: vec![sql.clone()], sql, at_hand, column, ordered: false }
    }

    fn uncounted(sql: String) -> Part {
        Part { sql, at_hand: None, alternatives: Vec::new(), column: String::new(), ordered: false }
    }
}

/// Which records are asked for, with the values that the SQL names.
pub(super) struct Condition {
    filters: Vec<Part>,
    /// Whether deleted drafts are left out.
    living: bool,
    /// Place of the full-text expression among the values.
    words: Option<usize>,
    pub(super) values: Vec<Sql>,
}

impl Condition {
    /// `doubled` are the doubled numbers of the register, where the question asks for what is in conflict. None when nothing can match.
    fn of(query: &Query, doubled: &[String]) -> Option<Condition> {
        let (mut filters, mut values) = (Vec::new(), Vec::new());
        for filter in &query.filters {
            let field = match filter.field() {
                Some(UPDATED) if !query.register.unnamed => None,
                Some(STATE) => None,
                // A field that has no column cannot be asked for.
                Some(id) => Some(schema::columns(query.register).chain(schema::extras(query.register)).find(|f| f.id == id)?),
                None => None,
            };
            if let Some(field) = field.filter(|f| schema::is_extra(f.id)) {
                filters.push(Part::uncounted(further::condition(query.register, filter, field, &mut values)));
                continue;
            }
            filters.push(part(query.register, filter, field, doubled, &mut values));
        }
        let asks_for_states = query.filters.iter().any(|f| matches!(f, Filter::State(_) | Filter::Phase(_) | Filter::AnyOf(STATE, _)));
        let living = !asks_for_states && query.register.state(DELETED).is_some();
        let words = if query.search.trim().is_empty() {
            None
        } else {
            values.push(Sql::Text(search::query_in(query.register.key, &query.search)?));
            Some(values.len())
        };
        Some(Condition { filters, living, words, values })
    }

    /// Whether nothing is asked but that no deleted draft shows.
    pub(super) fn asks_for_all(&self) -> bool {
        self.filters.is_empty() && self.words.is_none()
    }

    /// The WHERE clause, empty when all records are asked for.
    pub(super) fn sql(&self, way: &Way) -> String {
        let mut parts = Vec::new();
        if !self.filters.is_empty() {
            parts.push(self.filtered(way));
        }
        if self.living {
            parts.push(format!("t.state<>'{DELETED}'"));
        }
        if let Some(place) = self.words {
            parts.push(format!("t.id IN (SELECT rowid FROM search WHERE search MATCH ?{place})"));
        }
        if parts.is_empty() { String::new() } else { format!("WHERE {}", parts.join(" AND ")) }
    }

    /// What the filters ask; there is one at least.
    fn filtered(&self, way: &Way) -> String {
        let at_hand = |f: &Part| f.at_hand.as_ref().filter(|_| *way == Way::Scan).unwrap_or(&f.sql).as_str().to_owned();
        self.filters.iter().map(at_hand).collect::<Vec<_>>().join(" AND ")
    }

    /// Where the question is for words only: the source of the ids, from the full-text index without a look at the rows.
    fn words_alone(&self, query: &Query) -> Option<String> {
        let place = self.words.filter(|_| self.filters.is_empty())?;
        let mut source = format!("search WHERE search MATCH ?{place}");
        if self.living {
            source.push_str(&format!(" AND rowid NOT IN (SELECT id FROM \"{}\" WHERE state='{DELETED}')", schema::table(query.register)));
        }
        Some(source)
    }
}

/// What a filter asks of the columns of a row `t`.
fn part(register: &Register, filter: &Filter, field: Option<&Field>, doubled: &[String], values: &mut Vec<Sql>) -> Part {
    if let Filter::OneOf(any) = filter {
        let parts = any.iter().map(|one| part(register, one, field, doubled, values).sql).collect();
        return Part::uncounted(one_of(parts));
    }
    let column = |id: &str| match id {
        UPDATED => "updated".to_owned(),
        STATE => "state".to_owned(),
        id => schema::column(id),
    };
    let mut bind = |value: Sql| {
        values.push(value);
        format!("?{}", values.len())
    };
    match filter {
        Filter::State(state) => Part::equal("state".to_owned(), &bind(Sql::Text(state.clone()))),
        Filter::Phase(phase) => Part::uncounted(format!("t.phase={}", *phase as i64)),
        Filter::Is(id, value) => Part::equal(column(id), &bind(sql(value))),
        Filter::Has(id, member) => Part::uncounted(has(&of_row(&column(id)), &bind(Sql::Text(member.clone())))),
        Filter::AnyOf(id, any) => {
            let places: Vec<String> = any.iter().map(|value| bind(sql(value))).collect();
            match (&places[..], field.is_some_and(is_set)) {
                ([one], false) => Part::equal(column(id), one),
                (_, set) => {
                    let sql = any_of(&of_row(&column(id)), &places, set);
                    let at_hand = || any_of(&format!("{} COLLATE BINARY", of_row(&column(id))), &places, false);
                    if set { Part::uncounted(sql) } else { Part::several(column(id), sql, Some(at_hand())) }
                }
            }
        }
        Filter::Between(id, from, to) => {
            let sql = between(&of_row(&column(id)), field.is_none_or(is_number), [from, to], &mut bind);
            Part::several(column(id), sql, None)
        }
        Filter::Contains(id, text) => Part::uncounted(contains(&of_row(&column(id)), text, &mut bind)),
        Filter::Empty(id) => {
            let value = of_row(&column(id));
            let alternatives = vec![format!("{value} IS NULL"), format!("{value}=''")];
            Part { sql: format!("({})", alternatives.join(" OR ")), at_hand: None, alternatives, column: column(id), ordered: false }
        }
        Filter::Several(id) => Part::uncounted(several(id)),
        Filter::OneOf(_) => Part::uncounted(one_of(Vec::new())),
        Filter::InConflict => {
            let places: Vec<String> = doubled.iter().map(|number| bind(Sql::Text(number.clone()))).collect();
            Part::uncounted(conflicts::condition(register, &places))
        }
    }
}

/// When a record was last changed, as questions name it.
const UPDATED: &str = "_updated";

fn of_row(column: &str) -> String {
    format!("t.\"{column}\"")
}

/// Whether a field's values are sets, which a column holds as members between commas.
pub(super) fn is_set(field: &Field) -> bool {
    matches!(field.kind, Kind::Choices(_) | Kind::Links(_))
}

/// Whether a field's values are kept as numbers.
pub(super) fn is_number(field: &Field) -> bool {
    matches!(field.kind, Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money | Kind::YesNo)
}

/// That a set has a member.
pub(super) fn has(set: &str, member: &str) -> String {
    format!("instr(',' || {set} || ',', ',' || {member} || ',')>0")
}

/// That a value is one of several, or a set has one of them.
pub(super) fn any_of(value: &str, places: &[String], set: bool) -> String {
    match (places, set) {
        ([], _) => "0".to_owned(),
        (places, true) => format!("({})", places.iter().map(|place| has(value, place)).collect::<Vec<_>>().join(" OR ")),
        (places, false) => format!("{value} IN ({})", places.join(",")),
    }
}

/// That one of these conditions holds.
pub(super) fn one_of(parts: Vec<String>) -> String {
    if parts.is_empty() { "0".to_owned() } else { format!("({})", parts.join(" OR ")) }
}

/// That a field of a row `t` has several values side by side.
pub(super) fn several(field: &str) -> String {
    let (field, rows) = (quote(field), quote(&format!("{field}/")));
    format!("t.id IN (SELECT record FROM conflict WHERE field={field} OR substr(field,1,length({rows}))={rows})")
}

/// That a text holds another one, in large letters or small ones; what has no letters, as most Chinese, has only one form.
pub(super) fn contains(value: &str, text: &str, bind: &mut impl FnMut(Sql) -> String) -> String {
    let place = bind(Sql::Text(text.to_owned()));
    match text.contains(|c: char| c.is_ascii_alphabetic()) {
        true => format!("instr(lower({value}), lower({place}))>0"),
        false => format!("instr({value}, {place})>0"),
    }
}

/// That a value lies between two. What is missing, empty or of another type than the field's lies nowhere: it sorts before the least
/// text and after the greatest number.
pub(super) fn between(value: &str, number: bool, ends: [&Option<Value>; 2], bind: &mut impl FnMut(Sql) -> String) -> String {
    let [from, to] = ends.map(|end| end.as_ref().filter(|end| !end.is_empty()));
    let from = match from {
        Some(from) => format!("{value}>={}", bind(sql(from))),
        None if number => format!("{value}>={}", bind(Sql::Integer(i64::MIN))),
        None => format!("{value}>''"),
    };
    let to = match to {
        Some(to) => format!(" AND {value}<={}", bind(sql(to))),
        None if number => format!(" AND {value}<={}", bind(Sql::Integer(i64::MAX))),
        None => String::new(),
    };
    from + &to
}

pub(super) fn order(query: &Query) -> String {
    let Some(sort) = &query.sort else { return "ORDER BY t.id DESC".to_owned() };
    let way = if sort.descending { "DESC" } else { "ASC" };
    if let Some((field, _)) = further::sorted_by(query) {
        let value = further::value_of_row(field);
        return format!("ORDER BY {value} IS NULL, {value} COLLATE {} {way}, t.id {way}", schema::TEXTS);
    }
    // What is empty comes last either way, as a clerk knows it from other tables: SQLite has it first when it goes up, and reads the
    // index in two parts for it.
    let last = if sort.descending || sort.field.starts_with('_') { "" } else { "NULLS LAST" };
    column(query).map_or_else(|| "ORDER BY t.id DESC".to_owned(), |column| format!("ORDER BY t.\"{column}\" {way} {last}, t.id {way}"))
}

/// The column of the register's table by which a question sorts.
pub(super) fn column(query: &Query) -> Option<String> {
    match query.sort.as_ref()?.field.as_str() {
        "_state" => Some("state".to_owned()),
        "_updated" => Some("updated".to_owned()),
        field => schema::columns(query.register).any(|f| f.id == field).then(|| schema::column(field)),
    }
}

fn value(field: &Field, value: Sql) -> Option<Value> {
    match (field.kind, value) {
        (Kind::YesNo, Sql::Integer(n)) => Some(Value::Yes(n != 0)),
        (_, Sql::Integer(n)) => Some(Value::Integer(n)),
        (_, Sql::Text(t)) => Some(Value::Text(t)),
        (_, Sql::Real(real)) => Value::of_real(real),
        (_, Sql::Null | Sql::Blob(_)) => None,
    }
}

pub(super) fn sql(value: &Value) -> Sql {
    match value {
        Value::Text(t) => Sql::Text(t.clone()),
        Value::Integer(n) => Sql::Integer(*n),
        Value::Decimal(n) => Sql::Real(Value::real(*n)),
        Value::Yes(yes) => Sql::Integer(i64::from(*yes)),
    }
}
