//! Lists by the fields that an office has added: their values stand in a table of their own.

mod titles;

use registers::common::DELETED;
use registers::{Field, Register};
use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::lists::{Condition, Way, any_of, between, contains, has, is_number, is_set, one_of, several};
use super::{Filter, MAX_PAGE, Query, sql};
use crate::calc::quote;
use crate::{Result, schema};

/// The further field by which a question sorts, and whether from the greatest down.
pub(super) fn sorted_by(query: &Query) -> Option<(&'static str, bool)> {
    let sort = query.sort.as_ref()?;
    let field = schema::extras(query.register).find(|f| f.id == sort.field)?;
    Some((field.id, sort.descending))
}

/// The expression for the value of a further field in a row `t`.
pub(super) fn value_of_row(field: &str) -> String {
    format!("(SELECT e.value FROM extra e WHERE e.record=t.id AND e.field={})", quote(field))
}

/// The ids of a page in the order of a further field, from its index; records without a value come last either way.
pub(super) fn page_ids(conn: &Connection, query: &Query, condition: &Condition, field: &str, descending: bool) -> Result<String> {
    let (table, register, field) = (schema::table(query.register), quote(query.register.key), quote(field));
    let way = if descending { "DESC" } else { "ASC" };
    let (limit, offset) = (query.limit.min(MAX_PAGE), query.offset);
    let lacking = format!("NOT EXISTS(SELECT 1 FROM extra x WHERE x.record=t.id AND x.field={field}) ORDER BY t.id {way}");
    if condition.sql(&Way::Index).is_empty() {
        // Only as much of either part is looked at as the page needs.
        let having: i64 =
            conn.query_row(&format!("SELECT count(*) FROM extra WHERE register={register} AND field={field}"), [], |r| r.get(0))?;
        let having = usize::try_from(having).unwrap_or(0);
        let first = having.saturating_sub(offset).min(limit);
        let with = format!(
            "SELECT record AS id FROM extra WHERE register={register} AND field={field} ORDER BY value {way}, record {way} LIMIT {first} OFFSET {offset}"
        );
        let without =
            format!("SELECT t.id FROM \"{table}\" t WHERE {lacking} LIMIT {} OFFSET {}", limit - first, offset.saturating_sub(having));
        return Ok(match (first, limit - first) {
            (_, 0) => with,
            (0, _) => without,
            _ => format!("SELECT id FROM ({with}) UNION ALL SELECT id FROM ({without})"),
        });
    }
    let most = limit.saturating_add(offset);
    Ok(format!(
        "SELECT id FROM (SELECT x.record AS id FROM extra x CROSS JOIN \"{table}\" t ON t.id=x.record
           {0} AND x.register={register} AND x.field={field} ORDER BY x.value {way}, x.record {way} LIMIT {most})
         UNION ALL SELECT id FROM (SELECT t.id FROM \"{table}\" t {0} AND {lacking} LIMIT {most})
         LIMIT {limit} OFFSET {offset}",
        condition.sql(&Way::Index)
    ))
}

/// Where a question is only for one value of a further field, newest first: the source of the ids, which the index answers
/// by itself. Where there are deleted drafts, it does not know of them.
pub(super) fn alone(query: &Query) -> Option<String> {
    let plain = query.search.trim().is_empty() && query.sort.is_none() && query.register.state(DELETED).is_none();
    match &query.filters[..] {
        [Filter::Is(field, _)] if plain && schema::is_extra(field) => {
            Some(format!("extra WHERE register={} AND field={} AND value=?1", quote(query.register.key), quote(field)))
        }
        _ => None,
    }
}

/// The condition of a filter on a further field.
pub(super) fn condition(register: &Register, filter: &Filter, field: &Field, values: &mut Vec<Sql>) -> String {
    if let Filter::OneOf(any) = filter {
        return one_of(any.iter().map(|one| condition(register, one, field, values)).collect());
    }
    let (key, id) = (quote(register.key), quote(field.id));
    let mut bind = |value: Sql| {
        values.push(value);
        format!("?{}", values.len())
    };
    let condition = match filter {
        Filter::Is(_, value) => format!("value={}", bind(sql(value))),
        Filter::Has(_, member) => has("value", &bind(Sql::Text(member.clone()))),
        Filter::AnyOf(_, any) => any_of("value", &any.iter().map(|value| bind(sql(value))).collect::<Vec<_>>(), is_set(field)),
        Filter::Between(_, from, to) => between("value", is_number(field), [from, to], &mut bind),
        Filter::Contains(_, text) => contains("value", text, &mut bind),
        Filter::Several(_) => return several(field.id),
        Filter::OneOf(_) | Filter::Empty(_) | Filter::State(_) | Filter::Phase(_) | Filter::InConflict => {
            return format!("NOT EXISTS(SELECT 1 FROM extra WHERE record=t.id AND field={id})");
        }
    };
    format!("t.id IN (SELECT record FROM extra WHERE register={key} AND field={id} AND {condition})")
}
