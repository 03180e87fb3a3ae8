//! From an entry to the read model: check, open, gate, apply, project. What this desk writes itself skips
//! the gate's trial and is projected in the same way.

use std::sync::Arc;

use automerge::{AutoCommit, ChangeHash};
use registers::document::{self, Record};
use registers::gate::{self, Refusal, Verdict};
use registers::{RecordId, book};
use rusqlite::{Connection, OptionalExtension, params};
use trust::id::DeviceId;

use crate::authorized::{self, Author, Deed};
use crate::body::{self, Body};
use crate::model::{self, Projected};
use crate::private::{self, Piece, Texts};
use crate::{Error, Result, prepared};

/// What became of an entry.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// In the read model; these records changed.
    Applied(Vec<RecordId>),
    /// It builds on entries that are not here yet.
    Held,
    /// Refused for good, with the reason.
    Quarantined(Refusal),
}

/// Status of an entry's row.
pub(crate) const APPLIED: i64 = 0;
/// See [`APPLIED`].
pub(crate) const HELD: i64 = 1;
/// See [`APPLIED`].
pub(crate) const QUARANTINED: i64 = 2;

/// Where an entry stands: its row, space and author.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub row: i64,
    pub space: u32,
    pub device: DeviceId,
    /// Whether its author may erase personal data.
    pub may_erase: bool,
}

/// Applies a commit whole, or not at all, with the pieces of it that stand apart, by their places in the entry.
pub(crate) fn apply(conn: &Connection, place: Place, author: Author<'_>, body: &Body, pieces: &[(usize, Piece)]) -> Result<Outcome> {
    let actor = body::actor(&place.device, &body.session);
    let mut staged = Vec::with_capacity(body.parts.len());
    for part in &body.parts {
        match stage(conn, place, part, actor.to_bytes())? {
            Staging::Ready(ready) => staged.push(*ready),
            Staging::Known => {}
            Staging::Hold => return Ok(Outcome::Held),
            Staging::Refused(refusal) => return Ok(Outcome::Quarantined(refusal)),
        }
    }
    for (n, piece) in pieces.iter().filter(|(_, piece)| body.parts.iter().any(|part| part.record == piece.record)) {
        private::keep(conn, place.row, *n, piece)?;
    }
    authorized::look(conn, place.row, author, staged.iter_mut().map(Ready::deed).collect())?;
    for ready in &mut staged {
        let digest = document::digest(&ready.record, &ready.doc.get_heads());
        if registers::private::is_erased(&ready.record) {
            private::erase(conn, ready.id)?;
        }
        private::resolve(conn, ready.id, &mut ready.record)?;
        model::store(
            conn,
            &Projected {
                id: ready.id,
                space: place.space,
                before: None,
                record: &ready.record,
                saved: &ready.saved,
                digest: &digest,
                entry: place.row,
                hlc: body.hlc,
                hash: ready.hash,
                changes: ready.changes,
                parallel: ready.parallel,
                index_later: false,
            },
        )?;
    }
    Ok(Outcome::Applied(staged.iter().map(|r| r.id).collect()))
}

/// A document as this desk has just written it.
pub(crate) struct Written {
    pub id: RecordId,
    pub doc: AutoCommit,
    /// What the document said before, and the read model with it.
    pub before: Option<Arc<Record>>,
    pub record: Arc<Record>,
    pub hash: [u8; 32],
    pub changes: usize,
    /// What of it stands apart.
    pub piece: Option<Piece>,
    /// The personal texts of the record, and whether the document holds tokens in their place.
    pub texts: Texts,
    pub tokens: bool,
}

/// Records of a commit up to which the full-text index follows after the commit, so that a single edit does not wait for it.
pub(crate) const FEW: usize = 8;

/// Takes over what this desk has written itself. The same changes pass the gate everywhere else: a property
/// test of the gate holds the two together.
pub(crate) fn adopt(conn: &Connection, place: Place, body: &Body, written: Vec<Written>) -> Result<Vec<(RecordId, prepared::Ready)>> {
    let mut adopted = Vec::with_capacity(written.len());
    let index_later = written.len() <= FEW;
    for Written { id, mut doc, before, record, hash, changes, texts, tokens, piece: _ } in written {
        let saved = save(&mut doc);
        let heads = doc.get_heads();
        // The digest is of the document, which does not hold the personal data.
        let digest = match tokens {
            true => document::digest(&document::read(&doc), &heads),
            false => document::digest(&record, &heads),
        };
        let projected = Projected {
            id,
            space: place.space,
            before: before.as_deref(),
            record: &record,
            saved: &saved,
            digest: &digest,
            entry: place.row,
            hlc: body.hlc,
            hash,
            changes,
            // What is written here builds on all that is here.
            parallel: false,
            index_later,
        };
        model::store(conn, &projected)?;
        adopted.push((id, prepared::Ready { doc, record, digest, texts, tokens }));
    }
    Ok(adopted)
}

struct Ready {
    id: RecordId,
    doc: AutoCommit,
    saved: Vec<u8>,
    record: Record,
    hash: [u8; 32],
    changes: usize,
    parallel: bool,
    deps: Vec<ChangeHash>,
    writes_state: bool,
}

impl Ready {
    fn deed(&mut self) -> Deed<'_> {
        let Ready { id, doc, record, deps, hash, writes_state, .. } = self;
        Deed { id: *id, doc, now: record, deps, hash: ChangeHash(*hash), writes_state: *writes_state }
    }
}

enum Staging {
    Ready(Box<Ready>),
    Known,
    Hold,
    Refused(Refusal),
}

fn stage(conn: &Connection, place: Place, part: &body::Part, actor: &[u8]) -> Result<Staging> {
    let (id, space) = (part.id(), place.space);
    if part.record.last().map(|b| u32::from(*b)) != Some(space) {
        return Ok(Staging::Refused(Refusal::Foreign("record of another space")));
    }
    let mut doc = match load(conn, id)? {
        Some((_, home)) if home != space => return Ok(Staging::Refused(Refusal::Foreign("record of another space"))),
        Some((doc, _)) => doc,
        None => AutoCommit::new(),
    };
    let (mut saved, mut hash, mut parallel, mut deps) = (None, [0; 32], false, None);
    for raw in &part.changes {
        if !place.may_erase && gate::erases(raw) {
            return Ok(Staging::Refused(Refusal::Foreign("erasure without the right")));
        }
        match gate::admit(&mut doc, raw, actor) {
            Ok(Verdict::Applied(applied)) => {
                doc = applied.doc;
                saved = Some(applied.saved);
                hash = applied.hash.0;
                deps.get_or_insert(applied.deps);
                // A change that builds on all that is here leaves one head. Of two that know nothing of each other the one
                // that comes second leaves two, in whatever order they come.
                parallel |= doc.get_heads().len() > 1;
            }
            Ok(Verdict::Known) => {}
            Ok(Verdict::Hold(_)) => return Ok(Staging::Hold),
            Err(refusal) => return Ok(Staging::Refused(refusal)),
        }
    }
    let Some(saved) = saved else { return Ok(Staging::Known) };
    let record = document::read(&doc);
    if record.register.is_empty() || book::find(&record.register).is_some_and(|r| r.space.number() != space) {
        return Ok(Staging::Refused(Refusal::Foreign("record without a register of this space")));
    }
    let (changes, deps) = (part.changes.len(), deps.unwrap_or_default());
    let writes_state = part.changes.iter().any(|raw| gate::writes_state(raw));
    Ok(Staging::Ready(Box::new(Ready { id, doc, saved, record, hash, changes, parallel, deps, writes_state })))
}

/// A document as this desk stores it: uncompressed, since it is read again soon and is small.
fn save(doc: &mut AutoCommit) -> Vec<u8> {
    doc.save_nocompress()
}

/// The document of a record and the space that it belongs to.
pub(crate) fn load(conn: &Connection, id: RecordId) -> Result<Option<(AutoCommit, u32)>> {
    let row = conn
        .prepare_cached("SELECT doc, space FROM record WHERE ulid=?1")?
        .query_row([id.to_bytes()], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, u32>(1)?)))
        .optional()?;
    let Some((saved, space)) = row else { return Ok(None) };
    // Its heads were proved when it was saved; to prove them at every load costs more than the load.
    let doc = AutoCommit::load_unverified_heads(&saved).map_err(|e| Error::Corrupt(e.to_string()))?;
    Ok(Some((doc, space)))
}

/// What a record says, with its personal data.
pub(crate) fn record(conn: &Connection, id: RecordId) -> Result<Option<Record>> {
    load(conn, id)?.map(|(doc, _)| private::read(conn, id, &doc)).transpose()
}

/// Writes down what became of an entry.
pub(crate) fn mark(conn: &Connection, row: i64, status: i64, reason: Option<&str>) -> Result<()> {
    conn.prepare_cached("UPDATE entry SET status=?2, reason=?3 WHERE id=?1")?.execute(params![row, status, reason])?;
    Ok(())
}
