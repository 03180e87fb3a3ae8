//! Lists by the further links of an office, in the order of the titles that they show, as lists by the links of a register are.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use registers::book::people;
use registers::{Field, Kind, RecordId, Register, order};
use rusqlite::{params, params_from_iter};

use super::super::lists::{Condition, Way};
use super::super::{MAX_PAGE, Query, Reader, Row};
use crate::calc::quote;
use crate::{Result, schema};

/// Different values that are put in order. Of a field with more of them the list stands in the order in which what it names was made.
const MOST: i64 = 2_000;

/// A value that records have in the field.
struct Rank {
    value: String,
    /// How many have it.
    count: usize,
    /// Whether it shows anything: what it names may not be here.
    is_titled: bool,
}

impl Reader {
    /// A page in the order of what a further link shows; none where the list is not sorted by one, or by one with too many values.
    pub(in crate::query) fn rows_by_further_title(&self, query: &Query, condition: &Condition) -> Result<Option<Vec<Row>>> {
        let Some((id, descending)) = super::sorted_by(query) else { return Ok(None) };
        let is_link = |f: &&Field| f.id == id && matches!(f.kind, Kind::Link(_) | Kind::Links(_));
        let Some(field) = schema::extras(query.register).find(is_link) else { return Ok(None) };
        let Some(mut ranks) = self.further_ranks(query.register, field)? else { return Ok(None) };
        if descending {
            // What shows nothing comes last either way.
            let titled = ranks.iter().take_while(|rank| rank.is_titled).count();
            ranks.get_mut(..titled).into_iter().for_each(<[Rank]>::reverse);
        }
        let sql = page_ids(query, condition, field.id, descending, &ranks);
        let mut statement = self.conn.prepare(&sql)?;
        let values = condition.values.iter().take(statement.parameter_count());
        let ids: Vec<i64> = statement.query_map(params_from_iter(values), |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        self.rows_of(query, &ids).map(Some)
    }

    /// The values of a further link in the order of what they show; none where there are too many.
    fn further_ranks(&self, register: &Register, field: &Field) -> Result<Option<Vec<Rank>>> {
        let sql = "SELECT value, count(*) FROM extra WHERE register=?1 AND field=?2 GROUP BY value LIMIT ?3";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(params![register.key, field.id, MOST + 1], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))?;
        let all = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        if all.len() as i64 > MOST {
            return Ok(None);
        }
        let named = |value: &str| value.split(',').filter_map(|id| id.parse::<RecordId>().ok()).collect::<Vec<_>>();
        let titles = self.titles(&all.iter().flat_map(|(value, _)| named(value)).collect::<BTreeSet<_>>())?;
        let title = |value: &str| named(value).iter().filter_map(|id| titles.get(id)).map(String::as_str).collect::<Vec<_>>().join("、");
        let rank = |(value, count): (String, i64)| {
            let title = title(&value);
            let rank = Rank { is_titled: !title.is_empty(), count: usize::try_from(count).unwrap_or(0), value };
            (title, rank)
        };
        let mut ranks: Vec<(String, Rank)> = all.into_iter().map(rank).collect();
        let of_people = matches!(field.kind, Kind::Link(to) | Kind::Links(to) if to == people::REGISTER.key);
        let by: fn(&str, &str) -> Ordering = if of_people { order::compare_names } else { order::compare };
        // Of the same title what was made first.
        ranks.sort_by(|(a, one), (b, other)| {
            let titled = other.is_titled.cmp(&one.is_titled);
            titled.then_with(|| by(a, b)).then_with(|| one.value.cmp(&other.value))
        });
        Ok(Some(ranks.into_iter().map(|(_, rank)| rank).collect()))
    }
}

/// The question for the ids of a page; records without a value come last either way.
fn page_ids(query: &Query, condition: &Condition, field: &str, descending: bool, ranks: &[Rank]) -> String {
    let (table, register, field) = (schema::table(query.register), quote(query.register.key), quote(field));
    let way = if descending { "DESC" } else { "ASC" };
    let (limit, offset) = (query.limit.min(MAX_PAGE), query.offset);
    let places = |values: Vec<&str>| format!("json_each({})", quote(&serde_json::Value::from(values).to_string()));
    // The column is on the left, whose order is that of the index.
    let named = format!("x.register={register} AND x.field={field} AND x.value=p.value");
    let lacking = format!("NOT EXISTS(SELECT 1 FROM extra x WHERE x.record=t.id AND x.field={field}) ORDER BY t.id {way}");
    let asks = condition.sql(&Way::Index);
    if !asks.is_empty() {
        let most = limit.saturating_add(offset);
        return format!(
            "SELECT id FROM (SELECT x.record AS id FROM {} p CROSS JOIN extra x CROSS JOIN \"{table}\" t ON t.id=x.record
               {asks} AND {named} ORDER BY p.key, x.record {way} LIMIT {most})
             UNION ALL SELECT id FROM (SELECT t.id FROM \"{table}\" t {asks} AND {lacking} LIMIT {most})
             LIMIT {limit} OFFSET {offset}",
            places(ranks.iter().map(|rank| rank.value.as_str()).collect()),
        );
    }
    // Only the records of those values are put in order that stand on the page.
    let (mut having, mut skip, mut shown) = (0_usize, 0, Vec::new());
    for rank in ranks {
        let begins = having;
        having = having.saturating_add(rank.count);
        if having > offset && begins < offset.saturating_add(limit) {
            skip = if shown.is_empty() { offset.saturating_sub(begins) } else { skip };
            shown.push(rank.value.as_str());
        }
    }
    let first = having.saturating_sub(offset).min(limit);
    let places = places(shown);
    format!(
        "SELECT id FROM (SELECT x.record AS id FROM {places} p CROSS JOIN extra x ON {named} ORDER BY p.key, x.record {way} LIMIT {first} OFFSET {skip})
         UNION ALL SELECT id FROM (SELECT t.id FROM \"{table}\" t WHERE {lacking} LIMIT {} OFFSET {})",
        limit - first,
        offset.saturating_sub(having)
    )
}
