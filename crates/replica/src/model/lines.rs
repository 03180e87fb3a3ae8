//! The rows of lines fields, so that reports can count them: cells as a JSON object of column → value.

use std::collections::BTreeMap;

use registers::document::{Line, Record};
use registers::{Kind, Register, Value};
use rusqlite::{Connection, params};

use crate::Result;

/// Brings the rows of a record up to date; writes only those that differ.
pub(super) fn store(conn: &Connection, register: &Register, id: i64, record: &Record, known: bool) -> Result<()> {
    if !register.fields.iter().any(|f| matches!(f.kind, Kind::Lines(_))) || (!known && record.lines.is_empty()) {
        return Ok(());
    }
    let mut stale = stored(conn, id)?;
    for (field, rows) in &record.lines {
        for row in rows {
            let cells = json(row);
            if stale.remove(&(field.clone(), row.id.clone())).as_ref() != Some(&cells) {
                conn.prepare_cached("INSERT OR REPLACE INTO line(record, field, row, cells) VALUES(?1,?2,?3,?4)")?
                    .execute(params![id, field, row.id, cells])?;
            }
        }
    }
    for (field, row) in stale.keys() {
        conn.prepare_cached("DELETE FROM line WHERE record=?1 AND field=?2 AND row=?3")?.execute(params![id, field, row])?;
    }
    Ok(())
}

fn stored(conn: &Connection, id: i64) -> Result<BTreeMap<(String, String), String>> {
    let mut statement = conn.prepare_cached("SELECT field, row, cells FROM line WHERE record=?1")?;
    let rows = statement.query_map([id], |r| Ok(((r.get(0)?, r.get(1)?), r.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn json(row: &Line) -> String {
    let cells = row.cells.iter().filter_map(|(column, values)| Some((column.clone(), values.first()?)));
    let cells = cells.map(|(column, value)| {
        let value = match value {
            Value::Text(text) => serde_json::Value::from(text.as_str()),
            Value::Integer(n) => serde_json::Value::from(*n),
            Value::Decimal(n) => serde_json::Value::from(Value::real(*n)),
            Value::Yes(yes) => serde_json::Value::from(i64::from(*yes)),
        };
        (column, value)
    });
    serde_json::Value::Object(cells.collect()).to_string()
}
