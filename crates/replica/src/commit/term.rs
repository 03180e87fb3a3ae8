//! The school term in which a record begins, from the terms in the office's calendar.

use registers::book::terms;
use registers::common::{MERGED, TERM};
use registers::def::Area;
use registers::document::Op;
use registers::{Register, Value};
use rusqlite::{OptionalExtension, params};

use super::Edit;
use crate::{Result, schema};

/// Whether records of the register belong to a term: not what stands for years, such as people and settings, and nothing that
/// shall say as little as a ballot.
fn has_terms(register: &Register) -> bool {
    let lasting = register.area == Area::Settings || register.state(MERGED).is_some() || register.unnamed;
    !lasting && register.field(TERM.id()).is_some_and(|field| !field.retired)
}

impl Edit<'_> {
    /// The term in which a new record begins, where there is one and nobody has said another.
    pub(super) fn term_of(&self, register: &Register, ops: &[Op]) -> Result<Option<Op>> {
        let given = ops.iter().any(|op| matches!(op, Op::Set { field, .. } if field == TERM.id()));
        if given || !has_terms(register) {
            return Ok(None);
        }
        let sql = format!(
            "SELECT f_name FROM \"{}\" WHERE state='in-force' AND f_starts<=?1 AND f_ends>=?1 AND f_name<>'' ORDER BY f_starts DESC, id LIMIT 1",
            schema::table(&terms::REGISTER)
        );
        let today = self.actor.now.date().to_string();
        let name: Option<String> = self.conn.prepare_cached(&sql)?.query_row(params![today], |r| r.get(0)).optional()?;
        Ok(name.map(|name| Op::Set { field: TERM.id().to_owned(), value: Some(Value::Text(name)) }))
    }
}
