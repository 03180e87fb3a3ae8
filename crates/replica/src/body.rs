//! What an entry seals: one commit. The written format is `crates/sync/spec/entry.md`, chapter Commit.

use automerge::ActorId;
use minicbor::{Decode, Encode};
use registers::RecordId;
use trust::id::{DeviceId, PersonId};

use crate::{Error, MAX_COMMIT, MAX_LABEL, Result};

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
        minicbor::to_vec(self).map_err(|e| Error::Corrupt(e.to_string()))
    }

    /// Parses and checks the limits.
    pub(crate) fn from_bytes(bytes: &[u8]) -> std::result::Result<Body, String> {
        let body: Body = minicbor::decode(bytes).map_err(|e| e.to_string())?;
        let changes: usize = body.parts.iter().map(|p| p.changes.len()).sum();
        let mut records: Vec<_> = body.parts.iter().map(|p| p.record).collect();
        records.sort_unstable();
        records.dedup();
        if changes > MAX_COMMIT || changes == 0 || body.parts.iter().any(|p| p.changes.is_empty()) {
            return Err(format!("a commit of {changes} changes"));
        }
        if records.len() != body.parts.len() {
            return Err("a record is named twice".to_owned());
        }
        if body.label.chars().count() > MAX_LABEL || body.hlc > i64::MAX as u64 {
            return Err("label or time out of bounds".to_owned());
        }
        Ok(body)
    }
}

/// The Automerge actor of a device's session: nobody else can name a session that gives the same one.
pub(crate) fn actor(device: &DeviceId, session: &[u8; 16]) -> ActorId {
    let mut hash = blake3::Hasher::new_derive_key("zongban 2026 automerge actor");
    hash.update(&device.0);
    hash.update(session);
    let digest = hash.finalize();
    ActorId::from(digest.as_bytes().split_at(16).0)
}
