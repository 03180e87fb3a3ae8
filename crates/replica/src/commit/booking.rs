//! A room that needs no approval is promised at once, where it is free as far as this desk knows.

use registers::book::{bookings, rooms};
use registers::document::Record;
use registers::{RecordId, Register};
use rusqlite::params;

use super::Edit;
use crate::{Error, Result, schema, step};

/// The step that promises a room.
const CONFIRM: &str = "confirm";

impl Edit<'_> {
    /// Confirms a new booking of a room that anybody may take and that nobody else has at that time.
    pub(super) fn confirm_booking(&mut self, id: RecordId, register: &Register) -> Result<()> {
        if register.key != bookings::REGISTER.key || register.transition(CONFIRM).is_none() {
            return Ok(());
        }
        let record = self.record(id)?;
        if record.state() != register.first_state() || !self.is_free(id, &record)? {
            return Ok(());
        }
        match self.walk(id, CONFIRM, Some(&[]), step::DEEPEST) {
            // It waits until somebody confirms it.
            Err(Error::Step(_)) => Ok(()),
            done => done,
        }
    }

    /// Whether a booking is for a room that anybody may take, which no other booking has at that time.
    fn is_free(&mut self, id: RecordId, record: &Record) -> Result<bool> {
        let (from, until) = (record.text(bookings::START.id()).to_owned(), record.text(bookings::END.id()).to_owned());
        let Ok(room) = record.text(bookings::ROOM.id()).parse::<RecordId>() else { return Ok(false) };
        let Some(claim) = bookings::REGISTER.claim.filter(|_| !from.is_empty() && from < until) else { return Ok(false) };
        let sql =
            format!("SELECT t.state='open' FROM \"{}\" t JOIN record r ON r.id=t.id WHERE r.ulid=?1", schema::table(&rooms::REGISTER));
        let mut open = self.conn.prepare_cached(&sql)?;
        let is_open = open.query_map([room.to_bytes()], |r| r.get::<_, bool>(0))?.next().transpose()?;
        if is_open != Some(true) {
            return Ok(false);
        }
        // Those of this action are not in the read model yet.
        for other in self.touched(bookings::REGISTER.key).into_iter().filter(|other| *other != id) {
            let other = self.record(other)?;
            let same = other.text(bookings::ROOM.id()) == room.to_string() && claim.states.contains(&other.state());
            if same && other.text(bookings::START.id()) < until.as_str() && from.as_str() < other.text(bookings::END.id()) {
                return Ok(false);
            }
        }
        let states: Vec<String> = claim.states.iter().map(|s| crate::calc::quote(s)).collect();
        let sql = format!(
            "SELECT EXISTS(SELECT 1 FROM link l JOIN \"{}\" t ON t.id=l.record WHERE l.target=?1 AND l.field='{}' AND t.state IN ({})
             AND t.f_start<?3 AND t.f_end>?2)",
            schema::table(&bookings::REGISTER),
            claim.what,
            states.join(",")
        );
        let taken: bool = self.conn.prepare_cached(&sql)?.query_row(params![room.to_bytes(), from, until], |r| r.get(0))?;
        Ok(!taken)
    }
}
