//! The school term to which a record belongs, from the terms in the office's calendar.

use jiff::civil::Date;
use registers::book::terms;
use registers::common::{MERGED, TERM};
use registers::def::{Area, Default_};
use registers::document::{Op, Record};
use registers::{Field, RecordId, Register, Value};
use rusqlite::{OptionalExtension, params};

use super::Edit;
use crate::{Result, schema};

/// Whether records of the register belong to a term: not what stands for years, such as people and settings, and nothing that
/// shall say as little as a ballot.
fn has_terms(register: &Register) -> bool {
    let lasting = register.area == Area::Settings || register.state(MERGED).is_some() || register.unnamed;
    !lasting && register.field(TERM.id()).is_some_and(|field| !field.retired)
}

/// The field with the day that a record is of: on which it takes place or, of papers, on which it came in or was written.
fn own_day(register: &Register) -> Option<&'static Field> {
    let begins = [register.arrival.day_field, register.claim.map(|claim| claim.from)].into_iter().flatten().next();
    let of_entry = |field: &&Field| matches!(field.default, Some(Default_::Now | Default_::Today));
    match begins {
        Some(id) => register.field(id),
        None => register.fields.iter().find(of_entry),
    }
}

/// The day that a new record bears itself, if what it begins with says one.
fn day_of(register: &Register, ops: &[Op]) -> Option<Date> {
    let field = own_day(register)?;
    let said = ops.iter().rev().find_map(|op| match op {
        Op::Set { field: id, value } if id == field.id => Some(value.as_ref()?.as_text()?.to_owned()),
        _ => None,
    });
    date(&said?)
}

/// The day of a date or time.
fn date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

impl Edit<'_> {
    /// The term to which a new record belongs, where there is one and nobody has said another: that of its own day, which an event
    /// to come, a letter of last year and a list of old records bear; else that of the day on which it is entered.
    pub(super) fn term_of(&self, register: &Register, ops: &[Op]) -> Result<Option<Op>> {
        let given = ops.iter().any(|op| matches!(op, Op::Set { field, .. } if field == TERM.id()));
        if given || !has_terms(register) {
            return Ok(None);
        }
        let name = self.term_at(day_of(register, ops).unwrap_or(self.actor.now.date()))?;
        Ok(name.map(|name| Op::Set { field: TERM.id().to_owned(), value: Some(Value::Text(name)) }))
    }

    /// Writes the term anew where the own day of a record, which was `before`, has moved and nobody has said another term than that of
    /// its day. Where no day stood there, it was that of the entry.
    pub(super) fn follow_term(&mut self, id: RecordId, register: &Register, before: &Record) -> Result<()> {
        let Some(field) = own_day(register).filter(|_| has_terms(register)) else { return Ok(()) };
        let now = self.current(id)?;
        let (moved, term) = (now.text(field.id) != before.text(field.id), now.text(TERM.id()).to_owned());
        let Some(day) = date(now.text(field.id)).filter(|_| moved && term == before.text(TERM.id())) else { return Ok(()) };
        let was = date(before.text(field.id)).unwrap_or_else(|| self.entered_on(id));
        if self.term_at(was)?.unwrap_or_default() != term {
            return Ok(());
        }
        let name = self.term_at(day)?;
        if name.as_deref().unwrap_or_default() == term {
            return Ok(());
        }
        self.write(id, &[Op::Set { field: TERM.id().to_owned(), value: name.map(Value::Text) }])
    }

    /// The day on which a record was entered, by the clock of this desk: its id says when.
    fn entered_on(&self, id: RecordId) -> Date {
        let since = i64::try_from(self.now.unix_ms.saturating_sub(id.timestamp_ms())).unwrap_or(0);
        self.actor.now.checked_sub(jiff::SignedDuration::from_millis(since)).map_or(self.actor.now.date(), |at| at.date())
    }

    /// The term of a day.
    fn term_at(&self, day: Date) -> Result<Option<String>> {
        let sql = format!(
            "SELECT f_name FROM \"{}\" WHERE state='in-force' AND f_starts<=?1 AND f_ends>=?1 AND f_name<>'' ORDER BY f_starts DESC, id LIMIT 1",
            schema::table(&terms::REGISTER)
        );
        Ok(self.conn.prepare_cached(&sql)?.query_row(params![day.to_string()], |r| r.get(0)).optional()?)
    }
}
