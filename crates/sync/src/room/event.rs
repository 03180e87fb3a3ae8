//! What happens to a room, what it asks for, and what a store holds.

use crate::Frontier;
use crate::message::{CloseCode, RefusalCode};
use std::collections::BTreeMap;
use std::sync::Arc;
use trust::id::{DeviceId, Hash, SpaceId};
use trust::key::RelaySecret;

/// Names a connection; the shell never uses one twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// What a relay is set up with.
#[derive(Clone)]
pub struct Config {
    /// The relay's key.
    pub relay: Arc<RelaySecret>,
    /// Whether an office that the relay does not know may be brought in.
    pub may_found: bool,
    /// Bytes of recent entries of each space that are kept at hand, so that live desks cause no reads.
    pub tail_bytes: usize,
}

/// What the store holds of an office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The relay's generation for this office.
    pub generation: u64,
    /// The membership log as signed, empty when the office is not known.
    pub membership: Vec<Vec<u8>>,
    /// The spaces with at least one entry.
    pub spaces: BTreeMap<SpaceId, StoredSpace>,
}

/// What the store holds of a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSpace {
    /// Sequence number of the last entry.
    pub seq: u64,
    /// Running hash after it.
    pub running: Hash,
    /// Last entry of each device.
    pub frontier: Frontier,
}

impl Default for StoredSpace {
    fn default() -> Self {
        Self { seq: 0, running: Hash::ZERO, frontier: Frontier::new() }
    }
}

/// An entry at its place in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequenced {
    /// Its sequence number.
    pub seq: u64,
    /// Its device.
    pub device: DeviceId,
    /// Its counter.
    pub counter: u64,
    /// Its hash.
    pub hash: Hash,
    /// Running hash after it.
    pub running: Hash,
    /// The entry as signed.
    pub bytes: Arc<[u8]>,
}

/// One write, whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Entries that continue a space's order.
    Entries {
        /// The space.
        space: SpaceId,
        /// Consecutive places, at least one.
        entries: Vec<Sequenced>,
    },
    /// Entries that continue the membership log; to be refused when the stored log has another length than `from`.
    Membership {
        /// Position of the first one.
        from: u64,
        /// The entries as signed.
        entries: Vec<Vec<u8>>,
    },
    /// The generation changes.
    Generation(u64),
    /// Proof that a device signed two entries with one counter: keep it beside the order, unless there is one of the device already.
    Fork {
        /// The space.
        space: SpaceId,
        /// The device.
        device: DeviceId,
        /// The counter of the entry that is not in the order.
        counter: u64,
        /// That entry.
        bytes: Vec<u8>,
    },
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// A desk asks for this office.
    Connected {
        /// The connection.
        connection: ConnectionId,
        /// Fresh random bytes.
        nonce: [u8; 32],
    },
    /// A binary frame came in.
    Received {
        /// The connection.
        connection: ConnectionId,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// The socket is closed, by whomever.
    Disconnected {
        /// The connection.
        connection: ConnectionId,
    },
    /// A write is durable, or failed.
    Stored {
        /// The ticket of the write.
        ticket: u64,
        /// Whether it is durable.
        ok: bool,
    },
    /// The answer to [`Output::Load`].
    Loaded {
        /// The connection that waits for it.
        connection: ConnectionId,
        /// The space.
        space: SpaceId,
        /// The entries; none when the store could not be read.
        page: Option<Page>,
    },
    /// The answer to [`Output::Find`].
    Found {
        /// The connection that waits for it.
        connection: ConnectionId,
        /// The space.
        space: SpaceId,
        /// Each entry asked about, with the hash of the one in the order; none when the store could not be read.
        found: Option<Vec<(Candidate, Hash)>>,
    },
    /// Time passed: about once a second.
    Tick,
}

/// Consecutive entries read from the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Running hash before the first one (all zero before sequence number 1).
    pub before: Hash,
    /// The entries.
    pub entries: Vec<Sequenced>,
}

impl Default for Page {
    fn default() -> Self {
        Self { before: Hash::ZERO, entries: Vec::new() }
    }
}

/// A pushed entry whose counter is in the order already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its device.
    pub device: DeviceId,
    /// Its counter.
    pub counter: u64,
    /// Its hash.
    pub hash: Hash,
    /// The entry as signed.
    pub bytes: Vec<u8>,
}

/// What the shell is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send a binary frame.
    Send {
        /// The connection.
        connection: ConnectionId,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// Store this, then answer with [`Event::Stored`].
    Store {
        /// Names the write.
        ticket: u64,
        /// The write.
        write: Write,
    },
    /// Read the order of a space from `from` on, one entry at least, and answer with [`Event::Loaded`].
    Load {
        /// The connection that waits for it.
        connection: ConnectionId,
        /// The space.
        space: SpaceId,
        /// First sequence number.
        from: u64,
        /// Most entries to answer with.
        max_items: usize,
        /// Most bytes to answer with, unless one entry has more.
        max_bytes: usize,
    },
    /// Look up which entries of the order have the devices and counters of these, and answer with [`Event::Found`].
    Find {
        /// The connection that waits for it.
        connection: ConnectionId,
        /// The space.
        space: SpaceId,
        /// The entries asked about.
        entries: Vec<Candidate>,
    },
    /// An entry was refused: count it.
    Refused(RefusalCode),
    /// Close the socket after what was sent.
    Close {
        /// The connection.
        connection: ConnectionId,
        /// Why.
        code: CloseCode,
    },
    /// The room cannot go on: drop it after the closes; the next connection builds a new one from the store.
    Halt,
}
