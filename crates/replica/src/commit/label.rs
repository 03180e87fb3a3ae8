//! What is read off a thing says which thing it is.

use registers::def::Phase;
use registers::document::{Op, Record};
use registers::{Kind, RecordId, Register, Value, book};
use rusqlite::Connection;

use super::Edit;
use crate::{Result, schema};

impl Edit<'_> {
    /// The link to the thing whose label a record names, where nobody says which thing it is. A label that is put right leads
    /// to another thing, unless somebody has said which.
    pub(super) fn labelled(&self, register: &Register, before: Option<&Record>, ops: &[Op]) -> Result<Option<Op>> {
        let Some(label) = register.label else { return Ok(None) };
        let given = |id: &str| {
            ops.iter().rev().find_map(|op| match op {
                Op::Set { field, value } if field == id => Some(value.as_ref().and_then(Value::as_text).unwrap_or_default()),
                _ => None,
            })
        };
        let Some(read) = given(label.text) else { return Ok(None) };
        // Who takes the thing out of a record that has one means that it is none: a stocktake that is compared leaves it so.
        if given(label.link).is_some_and(|named| before.is_some() || !named.is_empty()) {
            return Ok(None);
        }
        let stands = before.map_or("", |record| record.text(label.link));
        let was = if stands.is_empty() { None } else { bearer(self.connection(), register, before.map_or("", |b| b.text(label.text)))? };
        if was.map(|id| id.to_string()).unwrap_or_default() != stands {
            return Ok(None);
        }
        let meant = bearer(self.connection(), register, read)?;
        let value = meant.map(|id| Value::Text(id.to_string()));
        let is_other = value.as_ref().and_then(Value::as_text).unwrap_or_default() != stands;
        Ok(is_other.then(|| Op::Set { field: label.link.to_owned(), value }))
    }
}

/// The only thing that stands and carries a label as its number, where a register's records are about such things.
pub(crate) fn bearer(conn: &Connection, register: &Register, read: &str) -> Result<Option<RecordId>> {
    let kind = register.label.and_then(|label| register.field(label.link)).map(|field| field.kind);
    let things = if let Some(Kind::Link(to)) = kind { book::find(to) } else { None };
    let (Some(things), false) = (things, read.trim().is_empty()) else { return Ok(None) };
    let Some(numbering) = things.number else { return Ok(None) };
    let sql = format!(
        "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.\"{}\"=?1 AND t.phase<{} LIMIT 2",
        schema::table(things),
        schema::column(numbering.field),
        Phase::Void as i64
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map([read.trim()], |r| Ok(RecordId::from_bytes(r.get(0)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(if let [only] = found[..] { Some(only) } else { None })
}
