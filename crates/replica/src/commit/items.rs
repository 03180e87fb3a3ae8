//! What new rows take over from the items of the store that they name.

use std::sync::Arc;

use registers::Kind;
use registers::document::{Op, Record};
use registers::{RecordId, Register, Value, workflow};

use super::Edit;
use crate::{Result, apply};

impl Edit<'_> {
    /// Writes name, unit and specification into the new rows of a record that name an item and leave them empty.
    pub(super) fn follow_items(&mut self, id: RecordId, register: &Register, before: &Record) -> Result<()> {
        let now = Arc::clone(self.current(id)?);
        let mut follows = Vec::new();
        for (field, rows) in &now.lines {
            let Some(Kind::Lines(lines)) = register.field(field).map(|f| f.kind) else { continue };
            let stood = before.lines.get(field).map_or(&[][..], Vec::as_slice);
            for row in rows.iter().filter(|row| !stood.iter().any(|s| s.id == row.id)) {
                for (link, column) in workflow::taken_over(lines) {
                    let is_empty = row.cell(column).is_none_or(Value::is_empty);
                    let named = row.cell(link).and_then(Value::as_text).filter(|_| is_empty).and_then(|item| item.parse().ok());
                    let Some(item) = named.map(|item| self.look_at(item)).transpose()?.flatten() else { continue };
                    let said = item.get(column).filter(|value| !value.is_empty()).cloned();
                    follows.extend(said.map(|value| Op::Set { field: format!("{field}/{}/{column}", row.id), value: Some(value) }));
                }
            }
        }
        self.write(id, &follows)
    }

    fn look_at(&mut self, id: RecordId) -> Result<Option<Record>> {
        match self.staged(id) {
            Some(record) => Ok(Some(record)),
            None => apply::record(self.connection(), id),
        }
    }
}
