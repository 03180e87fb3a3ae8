//! Records that claim the same thing for the same time, such as a room: warned of while the second is typed.

use registers::RecordId;
use registers::def::Register;
use registers::document::Record;
use rusqlite::params;

use super::{Hit, Reader};
use crate::calc::quote;
use crate::cases::span;
use crate::{Result, schema};

/// Greatest number of records that one warning names.
const MOST: usize = 20;

/// A record that has claimed the same thing for a time that overlaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The record.
    pub hit: Hit,
    /// From when until when, as people write it.
    pub at: String,
}

impl Reader {
    /// Other records that hold what `record` claims, at a time that overlaps with its own; by their start. None where the
    /// record itself holds nothing in its state.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn taken(&self, register: &'static Register, record: &Record, but: Option<RecordId>) -> Result<Vec<Taken>> {
        let Some(claim) = register.claim else { return Ok(Vec::new()) };
        let holds = record.states.is_empty() || claim.states.contains(&record.state());
        let (from, until) = (record.text(claim.from), record.text(claim.until));
        let Ok(what) = record.text(claim.what).parse::<RecordId>() else { return Ok(Vec::new()) };
        if !holds || from.is_empty() || from >= until {
            return Ok(Vec::new());
        }
        let states: Vec<String> = claim.states.iter().map(|s| quote(s)).collect();
        let (begins, ends) = (schema::column(claim.from), schema::column(claim.until));
        let sql = format!(
            "SELECT t.id, r.ulid, t.\"{begins}\", t.\"{ends}\" FROM link l JOIN \"{}\" t ON t.id=l.record JOIN record r ON r.id=t.id
             WHERE l.target=?1 AND l.field=?2 AND t.state IN ({}) AND t.\"{begins}\"<?4 AND t.\"{ends}\">?3 AND t.\"{begins}\"<t.\"{ends}\"
             ORDER BY t.\"{begins}\", r.ulid LIMIT {}",
            schema::table(register),
            states.join(","),
            MOST + 1
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![what.to_bytes(), claim.what, from, until], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 16]>(1)?, r.get::<_, String>(2)?, r.get::<_, String>(3)?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (row, id, begins, ends) = row?;
            let id = RecordId::from_bytes(id);
            if Some(id) != but
                && let Some(hit) = self.hit(row, id, register.key)?
            {
                found.push(Taken { hit, at: span(&begins, &ends) });
            }
        }
        found.truncate(MOST);
        Ok(found)
    }
}
