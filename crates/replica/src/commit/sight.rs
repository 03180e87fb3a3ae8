//! What whoever makes a setting of the office has seen: the settings of the same thing that were in force at that desk. It stands
//! in the record, so that every desk knows of it and always will: the relay's positions are given anew when a relay is replaced.

use std::sync::Arc;

use registers::RecordId;
use registers::book::adjustments;
use registers::document::{self, Op};
use registers::shelf::{self, MOST};

use super::Edit;
use crate::{Result, apply, schema};

impl Edit<'_> {
    /// Notes in a setting those of the same thing that are in force beside it.
    pub(super) fn note_in_sight(&mut self, id: RecordId) -> Result<()> {
        let setting = Arc::clone(self.current(id)?);
        let Some(register) = self.shelf.by_key(setting.text(adjustments::REGISTER_KEY.id())) else { return Ok(()) };
        let seen = setting.sets.get(adjustments::IN_SIGHT_OF.id());
        let mut ops = Vec::new();
        for other in self.in_force(register.key)? {
            let is_noted = seen.is_some_and(|seen| seen.iter().any(|member| *member == other.to_string()));
            if other == id || is_noted {
                continue;
            }
            let Some(beside) = self.as_it_stands(other)? else { continue };
            if shelf::about_the_same(register, &setting, &beside) {
                ops.push(Op::Member { field: adjustments::IN_SIGHT_OF.id().to_owned(), member: other.to_string(), on: true });
            }
        }
        self.write(id, &ops)
    }

    /// The settings of a register that are in force, those that this action has made among them.
    fn in_force(&mut self, register: &str) -> Result<Vec<RecordId>> {
        let sql = format!(
            "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state='in-force' AND t.f_register=?1 ORDER BY r.ulid LIMIT {MOST}",
            schema::table(&adjustments::REGISTER)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([register], |r| Ok(RecordId::from_bytes(r.get(0)?)))?;
        let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        for id in self.touched(adjustments::REGISTER.key) {
            let is_of = self.staged(id).is_some_and(|record| record.text(adjustments::REGISTER_KEY.id()) == register);
            found.extend(Some(id).filter(|_| is_of && !found.contains(&id)));
        }
        Ok(found)
    }

    fn as_it_stands(&mut self, id: RecordId) -> Result<Option<document::Record>> {
        match self.staged(id) {
            Some(record) => Ok(Some(record).filter(|record| record.state() == adjustments::REGISTER.first_state())),
            None => apply::record(self.conn, id),
        }
    }
}
