//! Whether a change would be refused, without writing it: what an import says of each row before anything is done.

use registers::document::{Op, Record};
use registers::{RecordId, Register, parse, settled, version, workflow};

use crate::commit::{arriving, check_values, refuse_changed_facts, refuse_locked, refuse_new_faults, refuse_typed};
use crate::settled::{refuse_relisted, refuse_settled, stored};
use crate::typed::{Nothing, refuse_number};
use crate::{Reader, Result, step};

impl Reader {
    /// Whether [`crate::Edit::change`] would refuse this as things stand. What depends on other actions, such as the rights of
    /// the desk, is not looked at.
    ///
    /// # Errors
    /// The refusal; or when the file cannot be read.
    pub fn foresee_change(&self, id: RecordId, register: &'static Register, before: &Record, ops: &[Op]) -> Result<()> {
        let shelf = self.shelf()?;
        let register = shelf.of(register);
        check_values(register, ops)?;
        refuse_typed(register, before, ops)?;
        refuse_changed_facts(register, before, ops)?;
        step::refuse_unnamed(&shelf, register, ops)?;
        refuse_locked(register, before, ops)?;
        refuse_settled(self.connection(), id, register, before, ops)?;
        refuse_number(self.connection(), Some(id), register, before, ops, &mut Nothing)?;
        refuse_relisted(register, before, ops, |id| stored(self.connection(), id))?;
        refuse_new_faults(register, before, &parse::preview(before, &version::stamped(register, before, ops)))
    }

    /// Whether [`crate::Edit::create_listed`] would refuse this as things stand, likewise.
    ///
    /// # Errors
    /// The refusal; or when the file cannot be read.
    pub fn foresee_listed(&self, register: &'static Register, ops: &[Op]) -> Result<()> {
        let register = self.shelf()?.of(register);
        let begun = parse::preview(&Record::default(), &workflow::constant_defaults(register));
        check_values(register, ops)?;
        refuse_typed(register, &begun, ops)?;
        let (none, ops) = (Record::default(), arriving(register, ops));
        if !settled::is_past(register, &ops) {
            refuse_relisted(register, &none, &ops, |id| stored(self.connection(), id))?;
        }
        refuse_number(self.connection(), None, register, &none, &ops, &mut Nothing)
    }

    /// Whether [`crate::Edit::create_listed`] gives this a due date by the rule of the register, which the list does not say.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_due_by_rule(&self, register: &'static Register, ops: &[Op]) -> Result<bool> {
        let register = self.shelf()?.of(register);
        let begun = parse::preview(&Record::default(), &workflow::constant_defaults(register));
        Ok(workflow::follows_list(register, &parse::preview(&begun, &arriving(register, ops))))
    }
}
