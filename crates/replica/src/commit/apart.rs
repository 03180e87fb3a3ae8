//! Personal data of a commit: it stands beside the entry, and tokens in the document.

use std::borrow::Cow;

use registers::document::{self, Op, Record};
use registers::{RecordId, Value, private};

use super::{Edit, Staged};
use crate::private::Said;
use crate::{Entropy, Error, Result, rebuild};

impl Staged {
    /// What the document says now, with the personal data.
    pub(super) fn read(&self) -> Record {
        let mut record = document::read(&self.doc);
        if self.tokens {
            private::resolve(&mut record, |token| self.texts.get(token).cloned());
        }
        record
    }

    /// A change as it is written into the document, none where it would change nothing. `standing` is the record as it is, if that is
    /// known.
    pub(super) fn apart<'o>(&mut self, op: &'o Op, standing: Option<&Record>, entropy: &mut Entropy) -> Result<Option<Cow<'o, Op>>> {
        let register = self.register;
        let is_private = |name: &str| private::field(register, name).is_some();
        match op {
            Op::Set { field, value: Some(value) } if !value.is_empty() && is_private(field) => {
                let read = || Cow::Owned(self.read());
                let standing = standing.map_or_else(read, Cow::Borrowed);
                if standing.values(field) == [value.clone()] {
                    return Ok(None);
                }
                let value = self.token(field, value, &standing, entropy)?;
                Ok(Some(Cow::Owned(Op::Set { field: field.clone(), value: Some(value) })))
            }
            Op::Line { field, row, cells } if cells.iter().any(|(column, _)| is_private(&format!("{field}/{row}/{column}"))) => {
                let read = || Cow::Owned(self.read());
                let standing = standing.map_or_else(read, Cow::Borrowed);
                let mut apart = Vec::with_capacity(cells.len());
                for (column, value) in cells {
                    let name = format!("{field}/{row}/{column}");
                    let value = match is_private(&name) && !value.is_empty() {
                        true => self.token(&name, value, &standing, entropy)?,
                        false => value.clone(),
                    };
                    apart.push((column.clone(), value));
                }
                Ok(Some(Cow::Owned(Op::Line { field: field.clone(), row: row.clone(), cells: apart })))
            }
            op => Ok(Some(Cow::Borrowed(op))),
        }
    }

    fn token(&mut self, field: &str, value: &Value, standing: &Record, entropy: &mut Entropy) -> Result<Value> {
        let Some(text) = value.as_text() else { return Ok(value.clone()) };
        if private::is_erased(standing) {
            return Err(Error::Erased(field.split('/').next().unwrap_or_default().to_owned()));
        }
        let mut salt = [0; private::SALT_LEN];
        entropy(&mut salt);
        let token = private::token(&salt, text);
        self.texts.insert(token.clone(), text.to_owned());
        self.said.push(Said { salt, text: text.to_owned() });
        self.tokens = true;
        Ok(Value::Text(token))
    }
}

impl Edit<'_> {
    /// Erases the personal data of a record for good, here and wherever this comes: what others write into it at the same time is
    /// erased as well. The record itself stays, with a note that this was done.
    ///
    /// # Errors
    /// [`Error::MayNotErase`] where only others may, and when the record is unknown.
    pub fn erase(&mut self, id: RecordId) -> Result<()> {
        if !rebuild::may_erase(&self.actor.roles) {
            return Err(Error::MayNotErase);
        }
        self.stage(id)?;
        let staged = self.staged.get_mut(&id).ok_or(Error::UnknownRecord(id))?;
        document::erase(&mut staged.doc)?;
        staged.record = None;
        staged.texts.clear();
        staged.said.clear();
        staged.tokens = true;
        Ok(())
    }
}
