//! The school term in which a record begins, from the terms in the office's calendar.

use jiff::civil::Date;
use registers::book::terms;
use registers::common::{MERGED, TERM};
use registers::def::{Area, Default_};
use registers::document::Op;
use registers::{Field, Register, Value};
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
    said?.get(..10)?.parse().ok()
}

impl Edit<'_> {
    /// The term to which a new record belongs, where there is one and nobody has said another: that of its own day, which an event
    /// to come, a letter of last year and a list of old records bear; else that of the day on which it is entered.
    pub(super) fn term_of(&self, register: &Register, ops: &[Op]) -> Result<Option<Op>> {
        let given = ops.iter().any(|op| matches!(op, Op::Set { field, .. } if field == TERM.id()));
        if given || !has_terms(register) {
            return Ok(None);
        }
        let sql = format!(
            "SELECT f_name FROM \"{}\" WHERE state='in-force' AND f_starts<=?1 AND f_ends>=?1 AND f_name<>'' ORDER BY f_starts DESC, id LIMIT 1",
            schema::table(&terms::REGISTER)
        );
        let day = day_of(register, ops).unwrap_or(self.actor.now.date()).to_string();
        let name: Option<String> = self.conn.prepare_cached(&sql)?.query_row(params![day], |r| r.get(0)).optional()?;
        Ok(name.map(|name| Op::Set { field: TERM.id().to_owned(), value: Some(Value::Text(name)) }))
    }
}
