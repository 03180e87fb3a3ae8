//! Numbers that a person types. What desks do apart can still leave one number on two records, which is told as a conflict; but
//! nobody writes it on a second one where the first can be seen.

use registers::def::Phase;
use registers::document::{Op, Record};
use registers::settled::{self, Why};
use registers::{RecordId, Register};
use rusqlite::Connection;

use crate::error::Bearer;
use crate::{Edit, Error, Result, schema};

/// Records of a register that an action has written to, so that the read model no longer tells what number each carries.
pub(crate) type Written = Vec<(RecordId, Record)>;

impl Edit<'_> {
    /// Refuses a typed number as [`refuse_number`] does, as this action leaves the records.
    pub(crate) fn refuse_number(&mut self, id: Option<RecordId>, register: &Register, before: &Record, ops: &[Op]) -> Result<()> {
        let written = self.written(register, before, ops);
        refuse_number(self.connection(), id, register, before, ops, &written)
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
        if register.transition(step).is_some_and(|t| t.asks.contains(&number) || t.requires.contains(&number)) {
            let written = self.written(register, before, given);
            return refuse_taken(self.connection(), Some(id), register, before, given, &written);
        }
        self.refuse_number(Some(id), register, before, given)
    }

    fn written(&mut self, register: &Register, before: &Record, ops: &[Op]) -> Written {
        if settled::typed_number(register, before, ops).is_none() {
            return Written::new();
        }
        let touched = self.touched(register.key);
        touched.into_iter().filter_map(|id| Some((id, self.staged(id)?))).collect()
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
    written: &Written,
) -> Result<()> {
    match settled::early(register, before, ops) {
        Some(field) => Err(Error::Settled { field: field.to_owned(), why: Why::Early }),
        None => refuse_taken(conn, id, register, before, ops, written),
    }
}

fn refuse_taken(
    conn: &Connection,
    id: Option<RecordId>,
    register: &Register,
    before: &Record,
    ops: &[Op],
    written: &Written,
) -> Result<()> {
    let (Some(numbering), Some(number)) = (register.number, settled::typed_number(register, before, ops)) else { return Ok(()) };
    match bearer(conn, id, register, (numbering.field, number), written)? {
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
    written: &Written,
) -> Result<Option<(Bearer, bool)>> {
    let is_void = |record: &Record| register.state(record.state()).is_some_and(|s| s.phase == Phase::Void);
    let here = written.iter().filter(|(other, record)| Some(*other) != id && record.text(field) == number);
    if let Some((other, record)) = here.min_by_key(|(_, record)| is_void(record)) {
        return Ok(Some((Bearer { id: *other, title: record.text(register.title).to_owned() }, is_void(record))));
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
        if Some(other) != id && !written.iter().any(|(known, _)| *known == other) {
            let title = row.get::<_, Option<String>>(1)?.unwrap_or_default();
            return Ok(Some((Bearer { id: other, title }, row.get(2)?)));
        }
    }
    Ok(None)
}
