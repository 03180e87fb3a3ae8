//! The gate: what a change must be before Automerge sees it.
//!
//! Correctly checksummed changes from a member can make Automerge 0.12 panic, expand without bound, or
//! diverge for good. Every replica runs the same checks in the same order on the same bytes, so that all
//! refuse the same changes. Only what the layout of [`crate::document`] needs is let in: strings, whole
//! numbers and booleans at the root, and texts of characters.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{AutoCommit, Change, ChangeHash, ExpandedChange, ObjType, ScalarValue};
use thiserror::Error;

use crate::document::{MAX_KEY, MAX_TEXT, REGISTER, STATE};
use crate::private::ERASED;
use crate::value::Value;

mod prescan;
#[cfg(test)]
mod tests;

/// Greatest size of one change in bytes.
pub const MAX_CHANGE: usize = 1 << 20;
/// Greatest number of operations in one change.
pub const MAX_OPS: usize = 10_000;
/// Greatest operation counter: far below the 2³² at which later writes would panic.
pub const MAX_COUNTER: u64 = 1 << 31;
/// Greatest number of dependencies of one change.
pub const MAX_DEPS: usize = 1_000;
const CHUNK_TYPE: usize = 8;
const CHANGE_CHUNK: u8 = 1;

/// Why a change was refused. The same on every replica.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// More bytes than [`MAX_CHANGE`].
    #[error("the change has {0} bytes, more than {MAX_CHANGE}")]
    TooLarge(usize),
    /// Not a plain change chunk.
    #[error("the change is not a plain, uncompressed change")]
    NotPlain,
    /// Bytes that are no change.
    #[error("the bytes are no change: {0}")]
    Malformed(String),
    /// More operations than [`MAX_OPS`].
    #[error("the change has more than {MAX_OPS} operations")]
    TooManyOperations,
    /// More dependencies than [`MAX_DEPS`].
    #[error("the change names more than {MAX_DEPS} earlier changes")]
    TooManyDependencies,
    /// Written under an actor that is not the author's.
    #[error("the change was written under an actor that is not the author's")]
    WrongActor,
    /// Not the next change of its actor in this record.
    #[error("the change is number {found} of its actor, {expected} was due")]
    WrongSequence {
        /// Due.
        expected: u64,
        /// Found.
        found: u64,
    },
    /// Its own actor's last change is not among those it builds on.
    #[error("the change does not build on its author's last one")]
    ForgetsItself,
    /// Operation counters that do not continue those it builds on.
    #[error("operations begin at {found}, {expected} was due")]
    WrongStart {
        /// Due.
        expected: u64,
        /// Found.
        found: u64,
    },
    /// Not encoded as Automerge itself would.
    #[error("the change is not in its one canonical form")]
    NotCanonical,
    /// An operation that no record needs.
    #[error("the change holds an operation that no record needs: {0}")]
    Foreign(&'static str),
    /// Automerge refused or failed on a copy.
    #[error("the change failed on a trial copy: {0}")]
    Trial(String),
}

/// What the gate says of a change that it does not refuse.
#[derive(Debug)]
pub enum Verdict {
    /// The document with the change applied, and its saved form.
    Applied(Box<Applied>),
    /// Already in the document.
    Known,
    /// It builds on changes that are not here yet.
    Hold(Vec<ChangeHash>),
}

/// A document that passed the trial.
#[derive(Debug)]
pub struct Applied {
    /// The document after the change.
    pub doc: AutoCommit,
    /// Its saved form, proved to load again.
    pub saved: Vec<u8>,
    /// The change's own hash.
    pub hash: ChangeHash,
    /// What its author had before them.
    pub deps: Vec<ChangeHash>,
}

/// Checks `raw` and applies it to a copy of `doc`. `actor` is the one bound to the entry's author.
///
/// # Errors
/// A [`Refusal`]; `doc` is then as it was.
pub fn admit(doc: &mut AutoCommit, raw: &[u8], actor: &[u8]) -> Result<Verdict, Refusal> {
    let change = screen(raw, actor)?;
    if doc.get_change_meta_by_hash(&change.hash()).is_some() {
        return Ok(Verdict::Known);
    }
    let missing: Vec<_> = change.deps().iter().filter(|d| doc.get_change_meta_by_hash(d).is_none()).copied().collect();
    if !missing.is_empty() {
        return Ok(Verdict::Hold(missing));
    }
    check_place(doc, &change)?;
    trial(doc, change).map(|applied| Verdict::Applied(Box::new(applied)))
}

/// Whether a change says that the personal data of its record was erased.
pub fn erases(raw: &[u8]) -> bool {
    // A key stands in a change as it is; what only holds these letters is looked at more closely.
    raw.windows(ERASED.len()).any(|bytes| bytes == ERASED.as_bytes())
        && Change::from_bytes(raw.to_vec())
            .is_ok_and(|change| change.decode().operations.iter().any(|op| op.key == Key::Map(ERASED.into())))
}

/// Whether a change may write the state of its record: it does not where this says no.
pub fn writes_state(raw: &[u8]) -> bool {
    raw.windows(STATE.len()).any(|bytes| bytes == STATE.as_bytes())
}

/// The hash of a change, if it can be read as one.
pub fn hash_of(raw: &[u8]) -> Option<[u8; 32]> {
    check_form(raw).ok()?;
    prescan::check(raw, MAX_OPS as u64).ok()?;
    Change::from_bytes(raw.to_vec()).ok().map(|change| change.hash().0)
}

/// All checks that follow from the change alone.
///
/// # Errors
/// A [`Refusal`].
pub fn screen(raw: &[u8], actor: &[u8]) -> Result<Change, Refusal> {
    let change = parse(raw)?;
    if change.actor_id().to_bytes() != actor {
        return Err(Refusal::WrongActor);
    }
    check_operations(&change, &expand_canonical(&change, raw)?)?;
    Ok(change)
}

/// The same for a change that this program has just written and that therefore is in the form in which it writes them:
/// nothing is called saved that others would refuse.
///
/// # Errors
/// A [`Refusal`].
pub fn screen_written(change: &Change) -> Result<(), Refusal> {
    let raw = change.raw_bytes();
    check_form(raw)?;
    check_extent(change)?;
    check_operations(change, &change.decode())
}

/// How much work a change is, told from its bytes alone and without parsing it: its operations, or what they overwrite
/// where that is more.
///
/// # Errors
/// A [`Refusal`] of a change that is too large in itself.
pub fn weigh(raw: &[u8]) -> Result<u64, Refusal> {
    if raw.len() > MAX_CHANGE {
        return Err(Refusal::TooLarge(raw.len()));
    }
    prescan::check(raw, MAX_OPS as u64)
}

fn check_form(raw: &[u8]) -> Result<(), Refusal> {
    if raw.len() > MAX_CHANGE {
        return Err(Refusal::TooLarge(raw.len()));
    }
    if raw.get(CHUNK_TYPE) != Some(&CHANGE_CHUNK) {
        return Err(Refusal::NotPlain);
    }
    prescan::check(raw, MAX_OPS as u64)?;
    Ok(())
}

fn parse(raw: &[u8]) -> Result<Change, Refusal> {
    check_form(raw)?;
    let parsed = catch_unwind(|| Change::from_bytes(raw.to_vec()));
    let change = match parsed {
        Ok(Ok(change)) => change,
        Ok(Err(error)) => return Err(Refusal::Malformed(error.to_string())),
        Err(_) => return Err(Refusal::Malformed("the parser gave up".to_owned())),
    };
    check_extent(&change)?;
    Ok(change)
}

fn check_extent(change: &Change) -> Result<(), Refusal> {
    if change.len() > MAX_OPS {
        return Err(Refusal::TooManyOperations);
    }
    if change.deps().len() > MAX_DEPS {
        return Err(Refusal::TooManyDependencies);
    }
    if change.is_empty() || change.max_op() > MAX_COUNTER {
        return Err(Refusal::Foreign("operation counter"));
    }
    Ok(())
}

/// The operations of a change that is in canonical form.
fn expand_canonical(change: &Change, raw: &[u8]) -> Result<ExpandedChange, Refusal> {
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        let expanded = change.decode();
        let canonical = Change::from(expanded.clone()).raw_bytes() == raw;
        (expanded, canonical)
    }));
    let Ok((expanded, canonical)) = decoded else { return Err(Refusal::NotCanonical) };
    if canonical { Ok(expanded) } else { Err(Refusal::NotCanonical) }
}

/// Whether all operations are of those that records are made of.
fn check_operations(change: &Change, expanded: &ExpandedChange) -> Result<(), Refusal> {
    if !change.extra_bytes().is_empty() || change.message().is_some() {
        return Err(Refusal::NotCanonical);
    }
    let mut text_bytes = 0;
    for op in &expanded.operations {
        // The register is said once, by the change that begins a record; neither it nor the state is ever taken away.
        if let Key::Map(key) = &op.key
            && key.starts_with('_')
            && (matches!(op.action, OpType::Delete) || (key == REGISTER && !change.deps().is_empty()))
        {
            return Err(Refusal::Foreign("register"));
        }
        // What was erased stays so.
        if op.key == Key::Map(ERASED.into()) && op.action != OpType::Put(ScalarValue::Boolean(true)) {
            return Err(Refusal::Foreign("erasure"));
        }
        match (&op.obj, &op.key) {
            (ObjectId::Root, Key::Map(key)) if key.len() <= MAX_KEY && !key.is_empty() && !op.insert => match &op.action {
                OpType::Make(ObjType::Text) | OpType::Delete | OpType::Put(ScalarValue::Int(_) | ScalarValue::Boolean(_)) => {}
                OpType::Put(ScalarValue::F64(real)) if is_decimal(*real) => {}
                OpType::Put(ScalarValue::Str(text)) if text.len() <= MAX_TEXT => {}
                OpType::Put(_) => return Err(Refusal::Foreign("value")),
                OpType::Make(_) => return Err(Refusal::Foreign("object")),
                OpType::Increment(_) | OpType::MarkBegin(_) | OpType::MarkEnd(_) => return Err(Refusal::Foreign("action")),
            },
            (ObjectId::Id(_), Key::Seq(_)) => match &op.action {
                OpType::Put(ScalarValue::Str(text)) if op.insert => text_bytes += text.len(),
                OpType::Delete => {}
                _ => return Err(Refusal::Foreign("text operation")),
            },
            _ => return Err(Refusal::Foreign("place")),
        }
    }
    if text_bytes > MAX_TEXT { Err(Refusal::Foreign("text length")) } else { Ok(()) }
}

/// Whether a number is written as the program writes one that is not whole: no other one reads as the same value.
fn is_decimal(real: f64) -> bool {
    matches!(Value::of_real(real), Some(Value::Decimal(parts)) if Value::real(parts).to_bits() == real.to_bits())
}

/// Sequence and counters against the changes that it builds on; nothing else of the document counts,
/// so that every replica decides alike whatever else it holds.
fn check_place(doc: &mut AutoCommit, change: &Change) -> Result<(), Refusal> {
    let mut wanted: BTreeSet<ChangeHash> = change.deps().iter().copied().collect();
    let (mut greatest, mut last, mut last_is_ancestor) = (0, 0, false);
    // Newest first: each change that is wanted makes its own dependencies wanted.
    for meta in doc.get_changes_meta(&[]).iter().rev() {
        let ancestor = wanted.contains(&meta.hash);
        if ancestor {
            wanted.extend(meta.deps.iter().copied());
            greatest = greatest.max(meta.max_op);
        }
        if meta.actor.as_ref() == change.actor_id() && meta.seq > last {
            (last, last_is_ancestor) = (meta.seq, ancestor);
        }
    }
    if change.seq() != last + 1 {
        return Err(Refusal::WrongSequence { expected: last + 1, found: change.seq() });
    }
    if last > 0 && !last_is_ancestor {
        return Err(Refusal::ForgetsItself);
    }
    let found = change.start_op().get();
    if found != greatest + 1 {
        return Err(Refusal::WrongStart { expected: greatest + 1, found });
    }
    Ok(())
}

fn trial(doc: &AutoCommit, change: Change) -> Result<Applied, Refusal> {
    let (hash, deps) = (change.hash(), change.deps().to_vec());
    let outcome = catch_unwind(AssertUnwindSafe(|| -> Result<Applied, String> {
        let mut copy = doc.clone();
        copy.apply_changes([change]).map_err(|e| e.to_string())?;
        let heads = copy.get_heads();
        if !heads.contains(&hash) {
            return Err("it did not become a head".to_owned());
        }
        let saved = copy.save();
        let mut loaded = AutoCommit::load(&saved).map_err(|e| e.to_string())?;
        if loaded.get_heads() != heads {
            return Err("it reads back otherwise".to_owned());
        }
        Ok(Applied { doc: loaded, saved, hash, deps: Vec::new() })
    }));
    match outcome {
        Ok(Ok(applied)) => Ok(Applied { deps, ..applied }),
        Ok(Err(reason)) => Err(Refusal::Trial(reason)),
        Err(_) => Err(Refusal::Trial("it broke the document".to_owned())),
    }
}
