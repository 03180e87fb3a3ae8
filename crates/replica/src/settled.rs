//! What stands on paper is not written over: a number that was given, and who signed what is out, and when.

use registers::def::Phase;
use registers::document::{Op, Record};
use registers::settled::{self, Why};
use registers::{RecordId, Register, book};
use rusqlite::Connection;

use crate::query::conflicts;
use crate::{Edit, Error, Result, apply};

/// Refuses to write over what stands on paper, or what a step has frozen. A number that another record carries too may be given anew, unless the
/// paper with it is out.
pub(crate) fn refuse_settled(conn: &Connection, id: RecordId, register: &Register, before: &Record, ops: &[Op]) -> Result<()> {
    if let Some(field) = settled::frozen(register, before, ops) {
        return Err(Error::Frozen(field.to_owned()));
    }
    let refused = |ops: &[Op]| settled::refused(register, before, ops).map(|(field, why)| Error::Settled { field: field.to_owned(), why });
    match refused(ops) {
        None => Ok(()),
        Some(Error::Settled { why: Why::Number, .. }) if !conflicts::twins(conn, register, id)?.is_empty() => {
            let others: Vec<Op> = ops.iter().filter(|op| !gives_number(register, op)).cloned().collect();
            refused(&others).map_or(Ok(()), Err)
        }
        Some(error) => Err(error),
    }
}

/// Refuses to put a record on a list that was handed in or approved, and to take it off such a one. `find` reads a record.
pub(crate) fn refuse_relisted(
    register: &Register,
    before: &Record,
    ops: &[Op],
    mut find: impl FnMut(RecordId) -> Result<Option<Record>>,
) -> Result<()> {
    let (Some((_, open)), Some((link, to, from))) = (register.settled.listed, settled::relisted(register, before, ops)) else {
        return Ok(());
    };
    let mut stands = |id: &str, free: &dyn Fn(&Register, &str) -> bool| -> Result<bool> {
        let Ok(id) = id.parse() else { return Ok(true) };
        let Some(list) = find(id)? else { return Ok(true) };
        Ok(book::find(&list.register).is_none_or(|register| open.contains(&list.state()) || free(register, list.state())))
    };
    let is_void = |register: &Register, state: &str| register.state(state).is_some_and(|s| s.phase == Phase::Void);
    for id in to {
        if !stands(id, &|_, _| false)? {
            return Err(Error::Settled { field: link.to_owned(), why: Why::Listed });
        }
    }
    for id in from {
        // What stood on a list that is void stands on none.
        if !stands(id, &is_void)? {
            return Err(Error::Settled { field: link.to_owned(), why: Why::Listed });
        }
    }
    Ok(())
}

/// A record as the store has it.
pub(crate) fn stored(conn: &Connection, id: RecordId) -> Result<Option<Record>> {
    apply::record(conn, id)
}

impl Edit<'_> {
    /// Refuses as [`refuse_relisted`] does, as this action leaves the records.
    pub(crate) fn refuse_relisted(&mut self, register: &Register, before: &Record, ops: &[Op]) -> Result<()> {
        refuse_relisted(register, before, ops, |id| match self.staged(id) {
            Some(record) => Ok(Some(record)),
            None => stored(self.connection(), id),
        })
    }
}

/// The same for what is given with a step, which may ask anew who is to do the next one.
pub(crate) fn refuse_settled_by(
    conn: &Connection,
    id: RecordId,
    register: &Register,
    before: &Record,
    step: &str,
    given: &[Op],
) -> Result<()> {
    let asks = |field: &str| register.transition(step).is_some_and(|t| t.asks.contains(&field) || t.requires.contains(&field));
    let is_asked = |op: &Op| matches!(op, Op::Set { field, .. } if asks(field) && matches!(settled::why(register, before, field), Some(Why::Act(_) | Why::Author)));
    let others: Vec<Op> = given.iter().filter(|op| !is_asked(op)).cloned().collect();
    refuse_settled(conn, id, register, before, &others)
}

/// Whether a change writes a number, and does not just take one away.
fn gives_number(register: &Register, op: &Op) -> bool {
    let is_number = |field: &str| register.number.is_some_and(|n| n.field == field);
    matches!(op, Op::Set { field, value: Some(value) } if is_number(field) && !value.is_empty())
}
