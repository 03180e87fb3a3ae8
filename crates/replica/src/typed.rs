//! Numbers that a person types. What desks do apart can still leave one number on two records, which is told as a conflict; but
//! nobody writes it on a second one where the first can be seen.

use registers::def::Phase;
use registers::document::{Op, Record};
use registers::settled::{self, Why};
use registers::{RecordId, Register};
use rusqlite::Connection;

use crate::error::Bearer;
use crate::{Edit, Error, Result, schema};

/// The records of an action under way: of those that it has written to the read model tells no more what number each carries.
pub(crate) trait Staging {
    /// The record that the action has typed a number into or allotted it to.
    fn given(&self, register: &Register, number: &str) -> Option<RecordId>;
    /// A record as the action leaves it; none where it leaves it alone.
    fn look(&mut self, id: RecordId) -> Option<Record>;
}

/// Nothing is under way.
pub(crate) struct Nothing;

impl Staging for Nothing {
    fn given(&self, _: &Register, _: &str) -> Option<RecordId> {
        None
    }

    fn look(&mut self, _: RecordId) -> Option<Record> {
        None
    }
}

impl Staging for Edit<'_> {
    fn given(&self, register: &Register, number: &str) -> Option<RecordId> {
        self.numbers.get(&(register.key, number.to_owned())).copied()
    }

    fn look(&mut self, id: RecordId) -> Option<Record> {
        self.staged(id)
    }
}

impl Edit<'_> {
    /// Refuses a typed number as [`refuse_number`] does, as this action leaves the records.
    pub(crate) fn refuse_number(&mut self, id: RecordId, register: &Register, before: &Record, ops: &[Op]) -> Result<()> {
        refuse_number(self.connection(), Some(id), register, before, ops, self)?;
        self.note_number(id, register, settled::typed_number(register, before, ops));
        Ok(())
    }

    /// The same for what is given with a step, which may ask for the number of a paper that has one.
    pub(crate) fn refuse_number_with(
        &mut self,
        id: RecordId,
        register: &Register,
        before: &Record,
        step: &str,
        given: &[Op],
    ) -> Result<()> {
        let number = register.number.map_or("", |n| n.field);
        if !register.transition(step).is_some_and(|t| t.asks.contains(&number) || t.requires.contains(&number)) {
            return self.refuse_number(id, register, before, given);
        }
        refuse_taken(self.connection(), Some(id), register, before, given, self)?;
        self.note_number(id, register, settled::typed_number(register, before, given));
        Ok(())
    }

    /// Notes that a record of this action has a number from now on.
    pub(crate) fn note_number(&mut self, id: RecordId, register: &Register, number: Option<&str>) {
        if let Some(number) = number {
            self.numbers.insert((register.key, number.to_owned()), id);
        }
    }
}

/// Refuses a number that is typed where none is given yet, or that another record of the register carries. A void one keeps its
/// number. `id` is none, and `before` says nothing, for a new record.
pub(crate) fn refuse_number(
    conn: &Connection,
    id: Option<RecordId>,
    register: &Register,
    before: &Record,
    ops: &[Op],
    staging: &mut dyn Staging,
) -> Result<()> {
    match settled::early(register, before, ops) {
        Some(field) => Err(Error::Settled { field: field.to_owned(), why: Why::Early }),
        None => refuse_taken(conn, id, register, before, ops, staging),
    }
}

fn refuse_taken(
    conn: &Connection,
    id: Option<RecordId>,
    register: &Register,
    before: &Record,
    ops: &[Op],
    staging: &mut dyn Staging,
) -> Result<()> {
    let (Some(numbering), Some(number)) = (register.number, settled::typed_number(register, before, ops)) else { return Ok(()) };
    match bearer(conn, id, register, (numbering.field, number), staging)? {
        Some((bearer, void)) => Err(Error::NumberTaken { field: numbering.field.to_owned(), number: number.to_owned(), bearer, void }),
        None => Ok(()),
    }
}

/// A record other than `id` that carries a number, and whether it is void; one that is not is named first.
fn bearer(
    conn: &Connection,
    id: Option<RecordId>,
    register: &Register,
    (field, number): (&str, &str),
    staging: &mut dyn Staging,
) -> Result<Option<(Bearer, bool)>> {
    let is_void = |record: &Record| register.state(record.state()).is_some_and(|s| s.phase == Phase::Void);
    let carries = |record: &Record| record.text(field) == number;
    if let Some(other) = staging.given(register, number).filter(|other| Some(*other) != id)
        && let Some(record) = staging.look(other).filter(carries)
    {
        return Ok(Some((Bearer { id: other, title: record.text(register.title).to_owned() }, is_void(&record))));
    }
    let sql = format!(
        "SELECT r.ulid, t.\"{}\", t.phase>={} AS void FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.\"{}\"=?1 ORDER BY void, t.id",
        schema::column(register.title),
        Phase::Void as i64,
        schema::table(register),
        schema::column(field)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let other = RecordId::from_bytes(row.get(0)?);
        if Some(other) != id && staging.look(other).is_none_or(|record| carries(&record)) {
            let title = row.get::<_, Option<String>>(1)?.unwrap_or_default();
            return Ok(Some((Bearer { id: other, title }, row.get(2)?)));
        }
    }
    Ok(None)
}
