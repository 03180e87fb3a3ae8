//! A fresh number for a record whose number another one carries: the old number stays listed, as a void line.

use registers::document::{Op, Record};
use registers::{RecordId, Register, Value, common, number};

use crate::commit::By;
use crate::reason::{Because, Code};
use crate::{Edit, Error, Result};

/// Fields that prove that paper with the number on it has left the desk: it keeps its number then.
const ON_PAPER: &[&str] = &["sealed_at", "dispatched_at"];

impl Edit<'_> {
    /// Gives the record the next number of its series in the place of the one that it carries, and keeps the old one listed
    /// with a void record that says why. Gives the new number.
    ///
    /// # Errors
    /// When the register has no numbers, the record has none or is void, its paper was sealed or sent, this desk may give
    /// no number, or no reason is given.
    pub fn renumber(&mut self, id: RecordId, reason: &str) -> Result<String> {
        let register = self.stage(id)?;
        let record = self.record(id)?;
        let Some(numbering) = register.number else {
            return Err(Error::UnknownField { register: register.key.to_owned(), field: "number".to_owned() });
        };
        let refuse = |code: Code| Err(Error::WrongValue { field: numbering.field.to_owned(), reason: code.because() });
        if reason.trim().is_empty() {
            return Err(Error::Missing(vec![common::VOID_REASON.id().to_owned()]));
        }
        if !record.is_filled(numbering.field) {
            return refuse(Code::NoNumberYet);
        }
        if record.state() == common::VOID {
            return refuse(Code::VoidKeepsNumber);
        }
        if ON_PAPER.iter().any(|field| record.is_filled(field)) {
            return refuse(Code::OnPaper);
        }
        // All that stand there side by side, so that none is lost.
        let old = record.values(numbering.field);
        if !self.allot(id)? {
            return Err(Error::NoLease(register.key.to_owned()));
        }
        for value in &old {
            let ops = placeholder(register, &record, value, reason, self);
            self.create_listed_by(register, &ops, By::Step)?;
        }
        let fresh = self.record(id)?.text(numbering.field).to_owned();
        self.tell_requests(id, &fresh)?;
        Ok(fresh)
    }

    /// Seal requests that wait for the document name it by its number.
    fn tell_requests(&mut self, id: RecordId, number: &str) -> Result<()> {
        for request in self.pointing(id, "seal-requests", "document")? {
            if matches!(self.record(request)?.state(), "applied" | "approved") {
                self.put_back(request, &[Op::Set { field: "document_no".to_owned(), value: Some(Value::from(number)) }])?;
            }
        }
        Ok(())
    }
}

/// The void line that keeps an old number: with what a record of the register must say, and no more.
fn placeholder(register: &Register, record: &Record, number: &Value, reason: &str, edit: &Edit<'_>) -> Vec<Op> {
    let field = register.number.map_or("", |n| n.field);
    let wanted = register.fields.iter().filter(|f| f.id != field);
    let wanted = wanted.filter(|f| f.required || f.id == register.title || number::names(register, f.id));
    let copied = wanted.filter_map(|f| Some(Op::Set { field: f.id.to_owned(), value: Some(record.get(f.id)?.clone()) }));
    let mut ops: Vec<Op> = copied.collect();
    ops.extend([
        Op::Set { field: field.to_owned(), value: Some(number.clone()) },
        Op::set(common::VOID_REASON, reason),
        Op::set(common::VOID_BY, edit.actor().person.as_str()),
        Op::set(common::VOID_AT, edit.actor().now),
        Op::State(common::VOID.to_owned()),
    ]);
    ops
}
