//! The end of a commit: numbers are given, and what was written is closed.

use std::collections::BTreeSet;
use std::sync::Arc;

use registers::document::{self, Op};
use registers::{RecordId, Value, gate, number};

use super::Edit;
use crate::apply::Written;
use crate::body::Part;
use crate::private::Piece;
use crate::{Error, MAX_COMMIT, Result, lease};

impl Edit<'_> {
    /// Gives the record the next number of its series, if this desk may give one. Gives whether it has one now.
    pub(crate) fn allot(&mut self, id: RecordId) -> Result<bool> {
        let record = self.record(id)?;
        let register = self.stage(id)?;
        let Some(numbering) = register.number else { return Ok(false) };
        let prefix = number::prefix(register, &numbering, self.actor.now.year(), &record);
        // Records of this very action are not in the read model yet.
        let here = self.staged.values().filter(|s| s.register.key == register.key);
        let here: BTreeSet<String> = here.map(|s| document::text_at(&s.doc, numbering.field)).collect();
        let Some(n) = lease::next(self.conn, register, &prefix, &self.device.to_string(), &here)? else {
            self.conn.prepare_cached("INSERT OR IGNORE INTO unnumbered(ulid) VALUES(?1)")?.execute([id.to_bytes()])?;
            return Ok(false);
        };
        let text = number::render(&numbering, &prefix, n);
        self.note_number(id, register, Some(&text));
        self.write(id, &[Op::Set { field: numbering.field.to_owned(), value: Some(Value::Text(text)) }])?;
        Ok(true)
    }

    /// Closes all documents. A change that the gate would refuse elsewhere is refused here already.
    pub(super) fn finish(self) -> Result<(Vec<Part>, Vec<Written>, Option<u32>)> {
        let seconds = (self.now.unix_ms / 1000) as i64;
        let (mut parts, mut written) = (Vec::new(), Vec::new());
        for (id, mut staged) in self.staged {
            staged.changes.extend(document::close(&mut staged.doc, seconds));
            let Some(last) = staged.changes.last() else { continue };
            for change in &staged.changes {
                gate::screen_written(&change.change).map_err(|e| Error::TooLarge(e.to_string()))?;
            }
            let (hash, changes) = (last.hash, staged.changes.len());
            let record = Arc::clone(staged.record());
            let piece = Some(Piece { record: id.to_bytes(), texts: staged.said }).filter(|piece| !piece.texts.is_empty());
            let (texts, tokens) = (staged.texts, staged.tokens);
            written.push(Written { id, doc: staged.doc, before: staged.before, record, hash, changes, piece, texts, tokens });
            let changes = staged.changes.into_iter().map(|c| c.bytes().into()).collect();
            parts.push(Part { record: id.to_bytes(), changes });
        }
        let changes: usize = parts.iter().map(|p| p.changes.len()).sum();
        if changes > MAX_COMMIT {
            return Err(Error::TooLarge(format!("{changes} changes, the most is {MAX_COMMIT}")));
        }
        Ok((parts, written, self.space))
    }
}
