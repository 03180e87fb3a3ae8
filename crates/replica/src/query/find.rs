//! Which record a person means who writes a number or an id.

use registers::def::{Phase, Register};
use registers::{RecordId, book};
use rusqlite::params;

use super::Reader;
use crate::error::Bearer;
use crate::{Error, Result, apply, schema};

/// Records that are named where a number stands on several of them.
const NAMED: usize = 20;

impl Reader {
    /// The record that a person means by id or by number. A void record is meant only where no other carries the number.
    ///
    /// # Errors
    /// [`Error::SeveralRecords`] when the number is on several, so that nobody writes to one by chance; or when the file
    /// cannot be read.
    pub fn find(&self, register: Option<&Register>, name: &str) -> Result<Option<RecordId>> {
        let name = name.trim();
        if let Ok(id) = RecordId::from_string(name)
            && apply::load(&self.conn, id)?.is_some()
        {
            return Ok(Some(id));
        }
        let (mut valid, mut void) = (Vec::new(), Vec::new());
        for candidate in book::ALL.iter().filter(|r| register.is_none_or(|wanted| wanted.key == r.key)) {
            for (bearer, is_void) in self.bearers(candidate, name)? {
                if is_void { void.push(bearer) } else { valid.push(bearer) }
            }
        }
        let mut found = if valid.is_empty() { void } else { valid };
        found.truncate(NAMED);
        match &found[..] {
            [] => Ok(None),
            [one] => Ok(Some(one.id)),
            _ => Err(Error::SeveralRecords { name: name.to_owned(), records: found }),
        }
    }

    /// The records of a register that carry a number, and whether each is void.
    fn bearers(&self, register: &Register, number: &str) -> Result<Vec<(Bearer, bool)>> {
        let Some(numbering) = register.number else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT r.ulid, t.\"{}\", t.phase>={} AS void FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.\"{}\"=?1 ORDER BY void, t.id LIMIT ?2",
            schema::column(register.title),
            Phase::Void as i64,
            schema::table(register),
            schema::column(numbering.field)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![number, NAMED as i64], |r| {
            let title = r.get::<_, Option<String>>(1)?.unwrap_or_default();
            Ok((Bearer { id: RecordId::from_bytes(r.get(0)?), title }, r.get(2)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
