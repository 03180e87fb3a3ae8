//! Values of the fields that an office has added. Whoever holds a record can read them, whether or not the adjustment
//! that adds the field is here yet: so they are stored as the document has them, one row a value.

use std::collections::BTreeMap;

use registers::document::Record;
use registers::{RecordId, Register, Value};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params};

use crate::{Result, schema};

/// Longest text that is kept here: lists show, sort and compare no more of it.
const LONGEST: usize = 1_000;

/// Brings the further values of a record up to date; writes only those that differ.
pub(super) fn store(conn: &Connection, register: &Register, id: i64, record: &Record, known: bool) -> Result<()> {
    let wanted = values(record);
    if !known && wanted.is_empty() {
        return Ok(());
    }
    let mut stale = stored(conn, id)?;
    for (field, value) in wanted {
        if stale.remove(field).as_ref() != Some(&value) {
            conn.prepare_cached("INSERT OR REPLACE INTO extra(record, field, register, value) VALUES(?1,?2,?3,?4)")?.execute(params![
                id,
                field,
                register.key,
                value
            ])?;
        }
    }
    for field in stale.keys() {
        conn.prepare_cached("DELETE FROM extra WHERE record=?1 AND field=?2")?.execute(params![id, field])?;
    }
    Ok(())
}

fn stored(conn: &Connection, id: i64) -> Result<BTreeMap<String, Sql>> {
    let mut statement = conn.prepare_cached("SELECT field, value FROM extra WHERE record=?1")?;
    let rows = statement.query_map([id], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The displayed values, members of a set joined by commas as in the columns of other fields.
pub(super) fn values(record: &Record) -> BTreeMap<&str, Sql> {
    let mut found = BTreeMap::new();
    for (field, values) in record.fields.iter().filter(|(f, _)| schema::is_extra(f)) {
        let value = match values.first() {
            Some(Value::Text(text)) if !text.is_empty() => Sql::Text(text.chars().take(LONGEST).collect()),
            Some(Value::Integer(n)) => Sql::Integer(*n),
            Some(Value::Decimal(n)) => Sql::Real(Value::real(*n)),
            Some(Value::Yes(yes)) => Sql::Integer(i64::from(*yes)),
            Some(Value::Text(_)) | None => continue,
        };
        found.insert(field.as_str(), value);
    }
    for (field, members) in record.sets.iter().filter(|(f, members)| schema::is_extra(f) && !members.is_empty()) {
        found.insert(field.as_str(), Sql::Text(members.iter().cloned().collect::<Vec<_>>().join(",")));
    }
    found
}

/// The words of further fields and columns for the full-text index: all texts but dates, times and ids of records.
pub(super) fn words(record: &Record) -> impl Iterator<Item = &str> {
    let texts = record.fields.iter().filter(|(f, _)| schema::is_extra(f)).flat_map(|(_, values)| values.iter().filter_map(Value::as_text));
    let members = record.sets.iter().filter(|(f, _)| schema::is_extra(f)).flat_map(|(_, members)| members.iter().map(String::as_str));
    let cells = record.lines.values().flatten().flat_map(|row| &row.cells).filter(|(column, _)| schema::is_extra(column));
    let cells = cells.flat_map(|(_, values)| values.iter().filter_map(Value::as_text));
    texts.chain(members).chain(cells).filter(|text| RecordId::from_string(text).is_err() && !is_date(text))
}

fn is_date(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok() || text.parse::<jiff::civil::DateTime>().is_ok()
}

/// The records that further links name: each value that is the id of a record, since no other text looks like one.
pub(super) fn targets(record: &Record) -> Vec<(&str, Vec<&str>)> {
    let is_id = |text: &&str| text.len() == 26 && RecordId::from_string(text).is_ok();
    let texts =
        record.fields.iter().map(|(f, values)| (f.as_str(), values.iter().filter_map(Value::as_text).filter(is_id).collect::<Vec<_>>()));
    let members = record.sets.iter().map(|(f, members)| (f.as_str(), members.iter().map(String::as_str).filter(is_id).collect::<Vec<_>>()));
    texts.chain(members).filter(|(f, ids)| schema::is_extra(f) && !ids.is_empty()).collect()
}
