//! Due dates that a record has from its beginning.

use registers::Register;
use registers::document::{Op, Record};
use registers::{parse, workflow};

use super::Edit;
use crate::{Result, step};

impl Edit<'_> {
    /// The due date of a new record, where its register has one from the beginning and nobody has set it.
    pub(super) fn due_from_the_beginning(&self, register: &Register, defaults: &[Op], ops: &[Op]) -> Result<Option<Op>> {
        let Some(rule) = register.due.filter(|rule| rule.at_creation) else { return Ok(None) };
        let begun = parse::preview(&parse::preview(&Record::default(), defaults), ops);
        if begun.is_filled(rule.field) { Ok(None) } else { self.due_of(register, &begun) }
    }

    /// The due date of a record that a list tells of, where it gets one by the rule.
    pub(super) fn due_of_listed(&self, register: &Register, defaults: &[Op], ops: &[Op]) -> Result<Option<Op>> {
        let listed = parse::preview(&parse::preview(&Record::default(), defaults), ops);
        if workflow::follows_list(register, &listed) { self.due_of(register, &listed) } else { Ok(None) }
    }

    /// When a record is due by the rule of its register.
    fn due_of(&self, register: &Register, record: &Record) -> Result<Option<Op>> {
        let actor = step::complete(self.conn, &self.shelf, self.actor.clone())?;
        let due = workflow::due(register, record, &actor);
        Ok(due.map(|(field, value)| Op::Set { field: field.to_owned(), value: Some(value) }))
    }

    /// A due date that nobody has set otherwise follows what it counts from: when a request turns out to be urgent, it is due
    /// at once.
    pub(super) fn due_again(&self, register: &Register, before: &Record, ops: &[Op]) -> Result<Option<Op>> {
        let Some(rule) = register.due.filter(|rule| rule.at_creation) else { return Ok(None) };
        let set = |id: &str| ops.iter().any(|op| matches!(op, Op::Set { field, .. } if field == id));
        if set(rule.field) || !(set(rule.by) || set(rule.since)) {
            return Ok(None);
        }
        let stood = self.due_of(register, before)?;
        let ours = matches!(&stood, Some(Op::Set { value: Some(value), .. }) if before.values(rule.field) == [value.clone()]);
        if ours { self.due_of(register, &parse::preview(before, ops)) } else { Ok(None) }
    }
}
