//! Records that a list tells of.

use registers::document::{Op, Record};
use registers::{RecordId, Register, parse, table, workflow};

use super::{By, Edit, refuse_typed};
use crate::{Error, Result, rebuild};

/// What a list tells of a record, with the state that it proves where it names none.
pub(crate) fn arriving(register: &Register, ops: &[Op]) -> Vec<Op> {
    let named = ops.iter().any(|op| matches!(op, Op::State(_)));
    let proved = if named { None } else { table::arrival(register, ops) };
    ops.iter().cloned().chain(proved.map(|s| Op::State(s.to_owned()))).collect()
}

/// An id for a new record of a register: a ULID whose last byte is the space, so that one id can never stand in two spaces.
pub fn record_id(register: &Register, unix_ms: u64, random: [u8; 16]) -> RecordId {
    // What shall join nobody does not say when it was added.
    let moment = if register.unnamed { 0 } else { unix_ms };
    let mut bytes = RecordId::from_parts(moment, u128::from_le_bytes(random)).to_bytes();
    let [.., last] = &mut bytes;
    *last = register.space.number() as u8;
    RecordId::from_bytes(bytes)
}

impl Edit<'_> {
    /// Adds a record that a list tells of: unlike a new one it starts without the person and the moment of the act,
    /// which say nothing of it.
    ///
    /// # Errors
    /// As [`Edit::create`], and [`Error::ArrivesApproved`].
    pub fn create_listed(&mut self, register: &'static Register, ops: &[Op]) -> Result<RecordId> {
        self.refuse_adding(register, ops)?;
        self.refuse_arriving(register, ops)?;
        refuse_typed(register, &parse::preview(&Record::default(), &workflow::constant_defaults(register)), ops)?;
        self.create_listed_by(register, ops, By::Person)
    }

    /// The same under an id that [`record_id`] has made for it, so that what is written with it can name it.
    ///
    /// # Errors
    /// As [`Edit::create`].
    pub fn create_listed_as(&mut self, id: RecordId, register: &'static Register, ops: &[Op]) -> Result<()> {
        self.refuse_adding(register, ops)?;
        self.refuse_arriving(register, ops)?;
        refuse_typed(register, &parse::preview(&Record::default(), &workflow::constant_defaults(register)), ops)?;
        self.create_listed_under(id, self.shelf.of(register), ops, By::Person)
    }

    /// Refuses a record that a list brings in a state to which others bring records: nobody approves by a list what is not
    /// theirs to approve. Who keeps the members or leads the office takes over old books as they are.
    fn refuse_arriving(&self, register: &'static Register, ops: &[Op]) -> Result<()> {
        let register = self.shelf.of(register);
        let all = arriving(register, ops);
        let Some(state) = all.iter().find_map(|op| if let Op::State(state) = op { Some(state.as_str()) } else { None }) else {
            return Ok(());
        };
        let roles = &self.actor.roles;
        if rebuild::leads(roles) || workflow::may_arrive(register, state, roles) {
            return Ok(());
        }
        Err(Error::ArrivesApproved { register: register.key.to_owned(), state: state.to_owned() })
    }

    /// The same for a record that a step brings with it: see [`Edit::create_following`].
    pub(crate) fn create_listed_by(&mut self, register: &'static Register, ops: &[Op], by: By) -> Result<RecordId> {
        let register = self.shelf.of(register);
        let id = self.fresh_record(register);
        self.create_listed_under(id, register, ops, by)?;
        Ok(id)
    }

    fn create_listed_under(&mut self, id: RecordId, register: &'static Register, ops: &[Op], by: By) -> Result<()> {
        let mut ops = arriving(register, ops);
        let defaults = workflow::constant_defaults(register);
        ops.extend(self.due_of_listed(register, &defaults, &ops)?.into_iter().chain(self.labelled(register, None, &ops)?));
        if by == By::Person {
            ops.extend(self.follows(register, &defaults, &ops, true)?);
        }
        self.create_as(id, register, defaults, &ops, by)
    }
}
