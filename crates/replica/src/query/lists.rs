//! Lists: which records a question asks for, how many they are, and one page of them.
//!
//! Each of these stays quick in a register of a hundred thousand records only if it looks up few of them one by one. So it is first
//! found, from the indexes alone, how many meet the rarest of the filters: few are looked up; if they are a good part of the register,
//! to go through all of it in the order in which it lies on the disk takes less.

use std::collections::BTreeMap;

use registers::common::DELETED;
use registers::{Field, Kind, RecordId, Value, search};
use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;

use super::{Filter, MAX_PAGE, Page, Query, Reader, Row, conflicts, further};
use crate::{Result, schema};

impl Reader {
    /// A page of a register's list.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn page(&self, query: &Query) -> Result<Page> {
        let Some(condition) = self.condition(query)? else { return Ok(Page { rows: Vec::new(), total: 0 }) };
        let (total, way) = self.matches(query, &condition)?;
        let rows = self.rows(query, &condition, &way)?;
        Ok(Page { rows, total: usize::try_from(total).unwrap_or(0) })
    }

    /// Whether any record of a list matches, without counting them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn holds(&self, query: &Query) -> Result<bool> {
        let Some(condition) = self.condition(query)? else { return Ok(false) };
        let sql = format!("SELECT EXISTS(SELECT 1 FROM \"{}\" t {})", schema::table(query.register), condition.sql());
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

    /// How many records match, and how they are found.
    fn matches(&self, query: &Query, condition: &Condition) -> Result<(i64, Way)> {
        if let Some(source) = further::alone(query) {
            return Ok((self.count(&source, condition)?, Way::Index));
        }
        if let Some(source) = condition.words_alone(query) {
            return Ok((self.count(&source, condition)?, Way::Index));
        }
        let table = schema::table(query.register);
        if condition.words.is_some() || condition.filters.is_empty() {
            return Ok((self.count(&format!("\"{table}\" t {}", condition.sql()), condition)?, Way::Index));
        }
        let records = self.count(&format!("\"{table}\""), condition)?;
        let met = self.met_by_each(&table, condition)?;
        let rarest = met.iter().flatten().min().copied();
        // A filter that all records meet asks nothing; what is left of one filter alone was counted by its index.
        let asking = met.iter().filter(|met| met.is_none_or(|met| met < records)).count();
        let scan = rarest.is_some_and(|met| met > records / GOOD_PART);
        let all = match rarest {
            Some(rarest) if asking < 2 && met.iter().all(Option::is_some) => rarest,
            _ => {
                let hint = if scan { "NOT INDEXED" } else { "" };
                self.count(&format!("\"{table}\" t {hint} WHERE {}", condition.filtered()), condition)?
            }
        };
        // The deleted drafts, of which there are few, are counted by themselves: an index knows the state or a field, not both.
        let deleted = match condition.living {
            true => {
                let source = format!("\"{table}\" t INDEXED BY \"{table}_state\" WHERE {} AND t.state='{DELETED}'", condition.filtered());
                self.count(&source, condition)?
            }
            false => 0,
        };
        let total = all - deleted;
        let along = match column(query) {
            Some(column) if scan && total > records / 2 => schema::index_of(&self.conn, query.register, &column)?,
            _ => None,
        };
        Ok((total, along.map_or(if scan { Way::Scan } else { Way::Index }, Way::Along)))
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

    fn rows(&self, query: &Query, condition: &Condition, way: &Way) -> Result<Vec<Row>> {
        let table = schema::table(query.register);
        let mut fields: Vec<&'static Field> = schema::columns(query.register).collect();
        let mut columns: String = fields.iter().map(|f| format!(", t.\"{}\"", schema::column(f.id))).collect();
        for field in schema::extras(query.register) {
            columns.push_str(&format!(", {}", further::value_of_row(field.id)));
            fields.push(field);
        }
        let order = order(query);
        let (limit, offset) = (query.limit.min(MAX_PAGE), query.offset);
        let part = format!("LIMIT {limit} OFFSET {offset}");
        let ids = match (further::sorted_by(query), further::alone(query), condition.words_alone(query)) {
            (Some((field, descending)), _, _) => further::page_ids(&self.conn, query, condition, field, descending)?,
            (None, Some(source), _) => format!("SELECT record AS id FROM {source} ORDER BY record DESC {part}"),
            (None, None, Some(source)) if query.sort.is_none() => format!("SELECT rowid AS id FROM {source} ORDER BY rowid DESC {part}"),
            // A single filter's index has its matches in the order of the list without a sort.
            _ if query.sort.is_none() && matches!(&condition.filters[..], [one] if one.alternatives.len() == 1) => {
                format!("SELECT t.id FROM \"{table}\" t {} {order} {part}", condition.sql())
            }
            _ => format!("SELECT t.id FROM \"{table}\" t {} {} {order} {part}", way.hint(), condition.sql()),
        };
        // The page's ids first, from an index where there is one; then the rest of their columns.
        let sql = format!(
            "SELECT r.ulid, t.state, {}, t.updated,
               EXISTS(SELECT 1 FROM touch JOIN entry ON entry.id=touch.entry WHERE touch.record=t.id AND entry.seq IS NULL){columns}
             FROM ({ids}) page JOIN \"{table}\" t ON t.id=page.id JOIN record r ON r.id=t.id {order}",
            conflicts::count_of_row(query.register),
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(&condition.values), |r| {
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
}

/// To look up one record costs about as much as to go past this many.
const GOOD_PART: i64 = 8;

/// How records are found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// By an index, which SQLite chooses.
    Index,
    /// By going through the register.
    Scan,
    /// Along this index, which has the order of the list, past what does not match: where most match, it is not far.
    Along(String),
}

impl Way {
    fn hint(&self) -> String {
        match self {
            Way::Index => String::new(),
            Way::Scan => "NOT INDEXED".to_owned(),
            Way::Along(index) => format!("INDEXED BY \"{index}\""),
        }
    }
}

/// What one filter asks of a row `t`.
struct Part {
    sql: String,
    /// Conditions of which exactly one holds where the filter does, each of which an index counts; none where no index does.
    alternatives: Vec<String>,
}

impl Part {
    /// A filter whose matches an index counts.
    fn counted(sql: String) -> Part {
        Part { alternatives: vec![sql.clone()], sql }
    }

    fn uncounted(sql: String) -> Part {
        Part { sql, alternatives: Vec::new() }
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
            // A field that has no column cannot be asked for.
            if let Filter::Is(field, _) | Filter::Has(field, _) | Filter::Empty(field) = filter
                && !schema::columns(query.register).chain(schema::extras(query.register)).any(|f| f.id == *field)
            {
                return None;
            }
            if let Filter::Is(field, _) | Filter::Has(field, _) | Filter::Empty(field) = filter
                && schema::is_extra(field)
            {
                filters.push(Part::uncounted(further::condition(query.register, filter, field, &mut values)));
                continue;
            }
            let mut bind = |value: Sql| {
                values.push(value);
                format!("?{}", values.len())
            };
            filters.push(match filter {
                Filter::State(state) => Part::counted(format!("t.state={}", bind(Sql::Text(state.clone())))),
                Filter::Phase(phase) => Part::uncounted(format!("t.phase={}", *phase as i64)),
                Filter::Is(field, value) => Part::counted(format!("t.\"{}\"={}", schema::column(field), bind(sql(value)))),
                Filter::Has(field, member) => {
                    let (column, place) = (schema::column(field), bind(Sql::Text(member.clone())));
                    Part::uncounted(format!("instr(',' || t.\"{column}\" || ',', ',' || {place} || ',')>0"))
                }
                Filter::Empty(field) => {
                    let column = schema::column(field);
                    let alternatives = vec![format!("t.\"{column}\" IS NULL"), format!("t.\"{column}\"=''")];
                    Part { sql: format!("({})", alternatives.join(" OR ")), alternatives }
                }
                Filter::InConflict => {
                    let places: Vec<String> = doubled.iter().map(|number| bind(Sql::Text(number.clone()))).collect();
                    Part::uncounted(conflicts::condition(query.register, &places))
                }
            });
        }
        let asks_for_states = query.filters.iter().any(|f| matches!(f, Filter::State(_) | Filter::Phase(_)));
        let living = !asks_for_states && query.register.state(DELETED).is_some();
        let words = if query.search.trim().is_empty() {
            None
        } else {
            values.push(Sql::Text(search::query_in(query.register.key, &query.search)?));
            Some(values.len())
        };
        Some(Condition { filters, living, words, values })
    }

    /// The WHERE clause, empty when all records are asked for.
    pub(super) fn sql(&self) -> String {
        let mut parts = Vec::new();
        if !self.filters.is_empty() {
            parts.push(self.filtered());
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
    fn filtered(&self) -> String {
        let parts: Vec<&str> = self.filters.iter().map(|f| f.sql.as_str()).collect();
        parts.join(" AND ")
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

fn order(query: &Query) -> String {
    let Some(sort) = &query.sort else { return "ORDER BY t.id DESC".to_owned() };
    let way = if sort.descending { "DESC" } else { "ASC" };
    if let Some((field, _)) = further::sorted_by(query) {
        let value = further::value_of_row(field);
        return format!("ORDER BY {value} IS NULL, {value} {way}, t.id {way}");
    }
    column(query).map_or_else(|| "ORDER BY t.id DESC".to_owned(), |column| format!("ORDER BY t.\"{column}\" {way}, t.id {way}"))
}

/// The column of the register's table by which a question sorts.
fn column(query: &Query) -> Option<String> {
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
        (_, Sql::Null | Sql::Real(_) | Sql::Blob(_)) => None,
    }
}

pub(super) fn sql(value: &Value) -> Sql {
    match value {
        Value::Text(t) => Sql::Text(t.clone()),
        Value::Integer(n) => Sql::Integer(*n),
        Value::Yes(yes) => Sql::Integer(i64::from(*yes)),
    }
}
