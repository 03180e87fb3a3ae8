//! Who may add records to a register, and change them, by hand.

use registers::def::{Default_, Right};
use registers::document::{Op, Record};
use registers::workflow::Authority;
use registers::{Register, Value, parse, workflow};

use super::Edit;
use crate::{Error, Result, step};

impl Edit<'_> {
    /// Refuses to add a record that only others may add.
    pub(super) fn refuse_adding(&mut self, register: &'static Register, ops: &[Op]) -> Result<()> {
        let shelf = self.shelf.of(register);
        self.refuse_without(shelf, shelf.adding, true, |edit| {
            let begun = parse::preview(&Record::default(), &workflow::defaults(shelf, &edit.actor));
            (None, parse::preview(&begun, ops))
        })
    }

    /// What a new record says, with both names where its author would stand and adds it for somebody else.
    pub(super) fn signed_by_author(&self, register: &Register, mut ops: Vec<Op>) -> Vec<Op> {
        let Some(principal) = &self.principal else { return ops };
        let person = &self.actor.person;
        for op in &mut ops {
            if let Op::Set { field, value: Some(Value::Text(name)) } = op
                && name == person
                && register.field(field).is_some_and(|f| f.default == Some(Default_::Me))
            {
                *name = workflow::acted_for(person, principal);
            }
        }
        ops
    }

    /// Refuses to change a record that only others may change.
    pub(super) fn refuse_changing(&mut self, register: &'static Register, before: &Record, ops: &[Op]) -> Result<()> {
        self.refuse_without(register, register.changing, false, |_| (Some(before.clone()), parse::preview(before, ops)))
    }

    fn refuse_without(
        &mut self,
        register: &'static Register,
        right: Right,
        adding: bool,
        records: impl FnOnce(&Edit<'_>) -> (Option<Record>, Record),
    ) -> Result<()> {
        if right.is_of(&self.actor.roles) {
            return Ok(());
        }
        let (before, after) = records(self);
        let actor = step::complete(self.conn, &self.shelf, self.actor.clone())?;
        // Who is named before and after: nobody takes over what is another's by writing their own name there.
        let mut named = Vec::new();
        let mut by_name = |record: &Record| -> Result<Option<Authority<'_>>> {
            let mut around = step::Stored { conn: self.conn, trouble: None };
            let people = workflow::named(&right.by_name(), record, record, &mut around);
            let authority = actor.by_name(register, record, &people);
            named.extend(people);
            around.trouble.map_or(Ok(authority), Err)
        };
        let by_name = match (right.by_name().is_nobody(), &before) {
            (true, _) => None,
            (false, None) => by_name(&after)?,
            (false, Some(before)) => by_name(before)?.and(by_name(&after)?),
        };
        // A delegation reaches what the record was as well as what it becomes.
        let by_role = || {
            before.as_ref().map_or(Some(Authority::Own), |before| actor.by_role(register, before, right))?;
            actor.by_role(register, &after, right)
        };
        match by_name.or_else(by_role) {
            Some(Authority::Own) => Ok(()),
            Some(Authority::For(principal)) => {
                self.act_for(Some(&principal.to_owned()));
                Ok(())
            }
            None => {
                let entitled = self.entitled(right.roles(), if adding { Vec::new() } else { named })?;
                Err(Error::NotYours { register: register.key.to_owned(), adding, entitled })
            }
        }
    }
}
