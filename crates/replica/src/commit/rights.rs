//! Who may add records to a register, and change them, by hand.

use registers::Register;
use registers::def::Right;
use registers::document::{Op, Record};
use registers::{parse, workflow};

use super::Edit;
use crate::{Error, Result, step};

impl Edit<'_> {
    /// Refuses to add a record that only others may add.
    pub(super) fn refuse_adding(&mut self, register: &'static Register, ops: &[Op]) -> Result<()> {
        let shelf = self.shelf.of(register);
        self.refuse_without(shelf, shelf.adding, true, || {
            let begun = parse::preview(&Record::default(), &workflow::defaults(shelf, &self.actor));
            (None, parse::preview(&begun, ops))
        })
    }

    /// Refuses to change a record that only others may change.
    pub(super) fn refuse_changing(&mut self, register: &'static Register, before: &Record, ops: &[Op]) -> Result<()> {
        self.refuse_without(register, register.changing, false, || (Some(before.clone()), parse::preview(before, ops)))
    }

    fn refuse_without(
        &self,
        register: &'static Register,
        right: Right,
        adding: bool,
        records: impl FnOnce() -> (Option<Record>, Record),
    ) -> Result<()> {
        if right == Right::Everybodys || self.actor.has(register, right) {
            return Ok(());
        }
        let (before, after) = records();
        let actor = step::complete(self.conn, &self.shelf, self.actor.clone())?;
        // Who is named before and after: nobody takes over what is another's by writing their own name there.
        let is_named = |record: &Record| -> Result<bool> {
            let mut around = step::Stored { conn: self.conn, trouble: None };
            let people = workflow::named(&right.by_name(), record, record, &mut around);
            around.trouble.map_or(Ok(actor.by_name(register, record, &people).is_some()), Err)
        };
        let named = !right.by_name().is_nobody() && before.as_ref().map_or(Ok(true), is_named)? && is_named(&after)?;
        if named || actor.has(register, right) {
            return Ok(());
        }
        Err(Error::NotYours { register: register.key.to_owned(), adding })
    }
}
