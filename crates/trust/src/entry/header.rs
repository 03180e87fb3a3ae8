//! The clear part of an entry: 220 bytes, little endian, and 36 more where a part of what it says stands apart.

use super::EntryError;
use crate::id::{DeviceId, Hash, OfficeId, SpaceId};

/// Length of a header in bytes, and of the beginning that all headers have.
pub const HEADER_LEN: usize = 220;
/// Length of the longest header in bytes: that of an entry with a part that stands apart.
pub const MAX_HEADER_LEN: usize = HEADER_LEN + 36;
/// Greatest counter: beyond it a number loses its last digits in programs that count in floating point.
pub const MAX_COUNTER: u64 = 1 << 53;

const VERSION: u8 = 1;
const SUITE: u8 = 1;

/// A commit.
const COMMIT: u8 = 1;
/// A commit with a part that stands apart.
const COMMIT_APART: u8 = 2;

/// What stands apart from the rest of an entry so that it can be taken away for good while the entry stays what it is: personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Apart {
    /// Hash of the hashes of the pieces, one after the other.
    pub hash: Hash,
    /// Length in bytes of the sealed bytes that do not.
    pub sealed: u32,
}

/// The relay's order as far as an author had seen it; all zero before the first contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelayHead {
    /// Which life of the relay: it changes when a relay starts anew or was restored.
    pub generation: u64,
    /// Last sequence number seen in this space.
    pub seq: u64,
    /// Running hash at that number.
    pub running: Hash,
}

impl RelayHead {
    /// Nothing seen yet.
    pub const NONE: Self = Self { generation: 0, seq: 0, running: Hash::ZERO };
}

impl Default for RelayHead {
    fn default() -> Self {
        Self::NONE
    }
}

/// The clear part of an entry. Everything here is signed and bound to the sealed bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Office it belongs to.
    pub office: OfficeId,
    /// Space it belongs to.
    pub space: SpaceId,
    /// Device that signed it.
    pub device: DeviceId,
    /// Position in the chain of this device in this space: 1, 2, 3 … without holes, at most [`MAX_COUNTER`].
    pub counter: u64,
    /// Hash of the entry before it in that chain; zero exactly for counter 1.
    pub prev: Hash,
    /// Epoch of the space's key that sealed it.
    pub epoch: u32,
    /// Head of the membership log that the author knew.
    pub membership: Hash,
    /// What the author had seen of the relay's order, so that forks come to light.
    pub relay_seen: RelayHead,
    /// Commitment to the entry key.
    pub commitment: [u8; 32],
    /// Nonce of the sealing.
    pub nonce: [u8; 24],
    /// What stands apart, if anything does.
    pub apart: Option<Apart>,
}

impl Header {
    /// The header as it is stored, signed and authenticated: [`HEADER_LEN`] or [`MAX_HEADER_LEN`] bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(MAX_HEADER_LEN);
        let mut put = |bytes: &[u8]| out.extend_from_slice(bytes);
        put(&[VERSION, SUITE, if self.apart.is_some() { COMMIT_APART } else { COMMIT }, 0]);
        put(self.office.as_bytes());
        put(&self.space.0.to_le_bytes());
        put(self.device.as_bytes());
        put(&self.counter.to_le_bytes());
        put(self.prev.as_bytes());
        put(&self.epoch.to_le_bytes());
        put(self.membership.as_bytes());
        put(&self.relay_seen.generation.to_le_bytes());
        put(&self.relay_seen.seq.to_le_bytes());
        put(self.relay_seen.running.as_bytes());
        put(&self.commitment);
        put(&self.nonce);
        if let Some(apart) = &self.apart {
            put(apart.hash.as_bytes());
            put(&apart.sealed.to_le_bytes());
        }
        out
    }

    /// Reads the header at the beginning of an entry.
    ///
    /// # Errors
    /// [`EntryError::NewerProgram`] for an unknown version, suite or kind; [`EntryError::Malformed`] for a value
    /// that no honest program writes; [`EntryError::TooShort`].
    pub fn from_start(bytes: &[u8]) -> Result<Self, EntryError> {
        let too_short = EntryError::TooShort { found: bytes.len() };
        let Some((head, rest)) = bytes.split_first_chunk::<HEADER_LEN>() else { return Err(too_short) };
        let mut fields = Fields(head);
        let [version, suite, kind, reserved] = fields.take();
        known("version", version, VERSION)?;
        known("suite", suite, SUITE)?;
        if reserved != 0 {
            return Err(EntryError::Malformed { what: "reserved byte" });
        }
        let apart = match kind {
            COMMIT_APART => {
                let Some((more, _)) = rest.split_first_chunk::<{ MAX_HEADER_LEN - HEADER_LEN }>() else { return Err(too_short) };
                let mut fields = Fields(more);
                Some(Apart { hash: Hash::from_bytes(fields.take()), sealed: u32::from_le_bytes(fields.take()) })
            }
            kind => known("kind", kind, COMMIT).map(|()| None)?,
        };
        let header = Self {
            apart,
            office: OfficeId::from_bytes(fields.take()),
            space: SpaceId(u32::from_le_bytes(fields.take())),
            device: DeviceId::from_bytes(fields.take()),
            counter: u64::from_le_bytes(fields.take()),
            prev: Hash::from_bytes(fields.take()),
            epoch: u32::from_le_bytes(fields.take()),
            membership: Hash::from_bytes(fields.take()),
            relay_seen: RelayHead {
                generation: u64::from_le_bytes(fields.take()),
                seq: u64::from_le_bytes(fields.take()),
                running: Hash::from_bytes(fields.take()),
            },
            commitment: fields.take(),
            nonce: fields.take(),
        };
        header.check()?;
        Ok(header)
    }

    /// Length in bytes.
    pub(super) fn length(&self) -> usize {
        if self.apart.is_some() { MAX_HEADER_LEN } else { HEADER_LEN }
    }

    fn check(&self) -> Result<(), EntryError> {
        if self.counter == 0 || self.counter > MAX_COUNTER {
            return Err(EntryError::Malformed { what: "counter out of range" });
        }
        if (self.counter == 1) != (self.prev == Hash::ZERO) {
            return Err(EntryError::Malformed { what: "previous hash does not fit the counter" });
        }
        Ok(())
    }
}

fn known(what: &'static str, found: u8, expected: u8) -> Result<(), EntryError> {
    if found == expected { Ok(()) } else { Err(EntryError::NewerProgram { what, found }) }
}

/// Takes fixed-length fields from the front; the lengths taken add up to its own.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (field, rest) = self.0.split_at(N);
        self.0 = rest;
        let mut out = [0; N];
        out.copy_from_slice(field);
        out
    }
}
