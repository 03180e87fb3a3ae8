//! Documents of the records that are being edited: loaded when the form opens, so that saving does not wait for it.
//! A few and no more; everything else is read from the tables.

use std::collections::VecDeque;
use std::sync::Arc;

use automerge::AutoCommit;
use registers::RecordId;
use registers::document::{self, Record};
use rusqlite::{Connection, OptionalExtension};

use crate::private::{self, Texts};
use crate::{Result, apply};

/// Greatest number of documents that are kept.
const MOST: usize = 8;

/// A document with what it says.
#[derive(Debug)]
pub(crate) struct Ready {
    pub doc: AutoCommit,
    pub record: Arc<Record>,
    /// Digest of the record, which changes with every change of the document.
    pub digest: [u8; 32],
    /// The personal texts of the record, and whether the document holds tokens in their place.
    pub texts: Texts,
    pub tokens: bool,
}

/// Greatest number of documents that wait to be let go.
const MOST_SPENT: usize = 64;

/// The documents that are kept, the one used last at the end, and those that are no longer: to let one go takes longer than
/// a good part of a commit, and nobody is to wait for it.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    kept: VecDeque<(RecordId, Ready)>,
    spent: Vec<Ready>,
}

impl Prepared {
    /// Keeps a document; the one that was not used for longest goes.
    pub(crate) fn keep(&mut self, id: RecordId, ready: Ready) {
        self.kept.retain(|(other, _)| *other != id);
        self.kept.push_back((id, ready));
        while self.kept.len() > MOST {
            self.spent.extend(self.kept.pop_front().map(|(_, ready)| ready));
        }
        if self.spent.len() > MOST_SPENT {
            self.tidy();
        }
    }

    /// Lets go what is no longer kept, when there is time for it.
    pub(crate) fn tidy(&mut self) {
        self.spent.clear();
    }

    /// Takes the document of a record: the one that is kept if the record has not changed since, otherwise the stored one.
    pub(crate) fn take(&mut self, conn: &Connection, id: RecordId) -> Result<Option<Ready>> {
        let kept = self.kept.iter().position(|(other, _)| *other == id).and_then(|at| self.kept.remove(at));
        let Some(digest) = stored_digest(conn, id)? else { return Ok(None) };
        if let Some((_, ready)) = kept.filter(|(_, ready)| ready.digest == digest) {
            return Ok(Some(ready));
        }
        let Some((doc, _)) = apply::load(conn, id)? else { return Ok(None) };
        let mut record = document::read(&doc);
        let tokens = registers::private::has_tokens(&record);
        let texts = if tokens { private::texts(conn, id)? } else { Texts::new() };
        registers::private::resolve(&mut record, |token| texts.get(token).cloned());
        Ok(Some(Ready { doc, record: Arc::new(record), digest, texts, tokens }))
    }
}

fn stored_digest(conn: &Connection, id: RecordId) -> Result<Option<[u8; 32]>> {
    Ok(conn.prepare_cached("SELECT digest FROM record WHERE ulid=?1")?.query_row([id.to_bytes()], |r| r.get(0)).optional()?)
}
