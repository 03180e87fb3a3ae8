//! Which record a person means who writes a number, an id or a title.

use registers::common::MERGED;
use registers::def::{Phase, Register};
use registers::{RecordId, book};
use rusqlite::params;

use super::Reader;
use crate::error::Bearer;
use crate::{Error, Result, apply, schema};

/// Records that are named where a number stands on several of them.
const NAMED: usize = 20;

impl Reader {
    /// The record that a person means by id or by number. A void record, or one that was merged, is meant only where no other carries the
    /// number.
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
        let mut found = Vec::new();
        for candidate in book::ALL.iter().filter(|r| register.is_none_or(|wanted| wanted.key == r.key)) {
            let Some(numbering) = candidate.number else { continue };
            found.extend(self.bearers(candidate, numbering.field, name)?);
        }
        one(name, found)
    }

    /// The record of a register with this title, for what has no number. A void record, or one that was
    /// merged, is meant only where no other has it.
    ///
    /// # Errors
    /// As [`Reader::find`].
    pub fn called(&self, register: &Register, title: &str) -> Result<Option<RecordId>> {
        let title = title.trim();
        one(title, self.bearers(register, register.title, title)?)
    }

    /// The record of a register that a link means by id, by number or, where nothing has that number, by title: what was merged
    /// is meant as the record that stands.
    ///
    /// # Errors
    /// As [`Reader::find`].
    pub fn linked(&self, register: &Register, name: &str) -> Result<Option<RecordId>> {
        let found = match self.find(Some(register), name)? {
            None if !name.trim().is_empty() => self.called(register, name)?,
            found => found,
        };
        found.map(|id| self.stands_for(id)).transpose()
    }

    /// The records of a register of which a field has this value, and whether each is void or merged.
    fn bearers(&self, register: &Register, field: &str, value: &str) -> Result<Vec<(Bearer, bool)>> {
        let sql = format!(
            "SELECT r.ulid, t.\"{}\", (t.phase>={} OR t.state='{}') AS void FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.\"{}\"=?1 ORDER BY void, t.id LIMIT ?2",
            schema::column(register.title),
            Phase::Void as i64,
            MERGED,
            schema::table(register),
            schema::column(field)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![value, NAMED as i64], |r| {
            let title = r.get::<_, Option<String>>(1)?.unwrap_or_default();
            Ok((Bearer { id: RecordId::from_bytes(r.get(0)?), title }, r.get(2)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// The one of several that is meant.
fn one(name: &str, found: Vec<(Bearer, bool)>) -> Result<Option<RecordId>> {
    let (void, valid): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, is_void)| *is_void);
    let mut meant: Vec<Bearer> = if valid.is_empty() { void } else { valid }.into_iter().map(|(bearer, _)| bearer).collect();
    meant.truncate(NAMED);
    match &meant[..] {
        [] => Ok(None),
        [one] => Ok(Some(one.id)),
        _ => Err(Error::SeveralRecords { name: name.to_owned(), records: meant }),
    }
}
