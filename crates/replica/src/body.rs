//! What an entry seals: one commit. The written format is `crates/sync/spec/entry.md`, chapter Commit.

use automerge::ActorId;
use minicbor::{Decode, Encode};
use registers::{RecordId, gate};
use trust::id::{DeviceId, PersonId};

use crate::{Error, MAX_COMMIT, MAX_LABEL, MAX_OPERATIONS, Result, sign};

/// A commit: one action of a user, applied whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Body {
    /// Hybrid logical time: milliseconds since 1970 shifted left by 16, then a counter.
    #[n(0)]
    pub hlc: u64,
    /// Random per start of the program.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub session: [u8; 16],
    /// Who acted.
    #[n(2)]
    pub person: PersonId,
    /// What the action is called in the history.
    #[n(3)]
    pub label: String,
    /// The records that it touches, each once.
    #[n(4)]
    pub parts: Vec<Part>,
    /// What the person signs with it: see [`trust::signoff`].
    #[n(5)]
    pub signoffs: Option<Vec<minicbor::bytes::ByteVec>>,
}

/// The changes of one record, each building on the one before.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Part {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub record: [u8; 16],
    #[n(1)]
    pub changes: Vec<minicbor::bytes::ByteVec>,
}

impl Part {
    pub(crate) fn id(&self) -> RecordId {
        RecordId::from_bytes(self.record)
    }
}

impl Body {
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>> {
        let operations = self.operations();
        if operations > MAX_OPERATIONS {
            return Err(Error::TooLarge(format!("{operations} operations, the most is {MAX_OPERATIONS}")));
        }
        minicbor::to_vec(self).map_err(|e| Error::Corrupt(e.to_string()))
    }

    /// Parses and checks the limits.
    pub(crate) fn from_bytes(bytes: &[u8]) -> std::result::Result<Body, String> {
        let changes = count(bytes).map_err(|e| e.to_string())?;
        if changes > MAX_COMMIT {
            return Err(format!("a commit of {changes} changes"));
        }
        let body: Body = minicbor::decode(bytes).map_err(|e| e.to_string())?;
        let mut records: Vec<_> = body.parts.iter().map(|p| p.record).collect();
        records.sort_unstable();
        records.dedup();
        if changes == 0 || body.parts.iter().any(|p| p.changes.is_empty()) {
            return Err(format!("a commit of {changes} changes"));
        }
        let operations = body.operations();
        if operations > MAX_OPERATIONS {
            return Err(format!("a commit of {operations} operations"));
        }
        if records.len() != body.parts.len() {
            return Err("a record is named twice".to_owned());
        }
        if body.signoffs.as_ref().is_some_and(|signoffs| signoffs.is_empty() || signoffs.len() > sign::MOST) {
            return Err("signatures out of bounds".to_owned());
        }
        if body.label.chars().count() > MAX_LABEL || body.hlc > i64::MAX as u64 {
            return Err("label or time out of bounds".to_owned());
        }
        Ok(body)
    }

    /// The work that the changes are. One that the gate will refuse is none.
    fn operations(&self) -> u64 {
        self.parts.iter().flat_map(|p| &p.changes).map(|change| gate::weigh(change).unwrap_or(0)).sum()
    }
}

/// How many changes a commit holds, or parts where that is more, without making room for them: a change of no bytes is
/// written in one, and takes 24 in memory.
fn count(bytes: &[u8]) -> std::result::Result<usize, minicbor::decode::Error> {
    let mut cbor = minicbor::Decoder::new(bytes);
    let items = array(&mut cbor)?;
    for _before_parts in 0..4 {
        cbor.skip()?;
    }
    let (parts, mut changes) = (array(&mut cbor)?, 0u64);
    for _ in 0..parts {
        let fields = array(&mut cbor)?;
        cbor.skip()?;
        let here = array(&mut cbor)?;
        changes = changes.saturating_add(here);
        if changes > MAX_COMMIT as u64 {
            break;
        }
        for _ in 0..here {
            cbor.skip()?;
        }
        for _newer in 2..fields {
            cbor.skip()?;
        }
    }
    if items > 5 && changes <= MAX_COMMIT as u64 && array(&mut cbor)? > sign::MOST as u64 {
        return Ok(usize::MAX);
    }
    Ok(usize::try_from(changes.max(parts)).unwrap_or(usize::MAX))
}

/// Length of an array that states it; others are written by nobody.
fn array(cbor: &mut minicbor::Decoder<'_>) -> std::result::Result<u64, minicbor::decode::Error> {
    cbor.array()?.ok_or_else(|| minicbor::decode::Error::message("an array without a length"))
}

/// The Automerge actor of a device's session: nobody else can name a session that gives the same one.
pub(crate) fn actor(device: &DeviceId, session: &[u8; 16]) -> ActorId {
    let mut hash = blake3::Hasher::new_derive_key("zongban 2026 automerge actor");
    hash.update(&device.0);
    hash.update(session);
    let digest = hash.finalize();
    ActorId::from(digest.as_bytes().split_at(16).0)
}
