//! The date until which a record is kept follows from what else it says.

use registers::document::Record;
use registers::{RecordId, Register, keeping};

use crate::Result;
use crate::commit::Edit;

impl Edit<'_> {
    /// Writes until when a record is kept where that follows from what was written since it was `before`.
    pub(super) fn follow_keeping(&mut self, id: RecordId, register: &Register, before: &Record) -> Result<()> {
        if register.keeping.is_none() {
            return Ok(());
        }
        match keeping::follow(register, before, self.current(id)?) {
            Some(op) => self.write(id, &[op]),
            None => Ok(()),
        }
    }
}
