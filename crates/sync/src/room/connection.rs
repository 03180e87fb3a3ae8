//! What the room knows of one connection.

use crate::message::{Hello, Position};
use crate::{Frontier, limits};
use std::collections::{BTreeMap, VecDeque};
use trust::id::{DeviceId, Hash, SpaceId};

pub(super) struct Connection {
    pub phase: Phase,
    pub since: u64,
    pub last_received: u64,
    /// The desk's device, proven once the phase is `Admitting` or `Live`.
    pub device: Option<DeviceId>,
    /// Length of the membership log that the desk has as the relay does.
    pub members: usize,
    /// The spaces that it reads.
    pub cursors: BTreeMap<SpaceId, Cursor>,
    /// Bytes of entries that are being looked up for it.
    pub finding: usize,
}

pub(super) enum Phase {
    New { nonce: [u8; 32] },
    Proving(Box<Proving>),
    Admitting(Vec<Position>),
    Live,
}

/// Between challenge and proof.
pub(super) struct Proving {
    pub hello: Hello,
    pub hello_bytes: Vec<u8>,
    pub challenge_bytes: Vec<u8>,
    /// The membership log of an office that the relay does not know yet.
    pub staged: Vec<Vec<u8>>,
    pub staged_bytes: usize,
}

/// How far a desk has read a space.
pub(super) struct Cursor {
    /// Last sequence number sent, and the running hash there.
    pub seq: u64,
    pub running: Hash,
    /// Entries that the desk holds, as it said or as it pushed them.
    pub known: Frontier,
    /// Batches without an answer: last sequence number and size.
    unanswered: VecDeque<(u64, usize)>,
    /// A read of the store is under way.
    pub loading: bool,
}

impl Connection {
    pub fn new(nonce: [u8; 32], now: u64) -> Self {
        Self { phase: Phase::New { nonce }, since: now, last_received: now, device: None, members: 0, cursors: BTreeMap::new(), finding: 0 }
    }

    /// Whether another batch of `space` may be sent.
    pub fn has_room(&self, space: SpaceId) -> bool {
        let here = self.cursors.get(&space).map_or(0, |cursor| cursor.unanswered.len());
        let (count, bytes) =
            self.cursors.values().flat_map(|cursor| &cursor.unanswered).fold((0, 0), |(count, bytes), (_, size)| (count + 1, bytes + size));
        here < limits::WINDOW_SPACE && count < limits::WINDOW && (bytes == 0 || bytes < limits::WINDOW_BYTES)
    }
}

impl Cursor {
    /// A desk that has read the order through `seq` and holds `known`.
    pub fn new(seq: u64, running: Hash, known: Frontier) -> Self {
        Self { seq, running, known, unanswered: VecDeque::new(), loading: false }
    }

    /// A batch through `seq` was sent.
    pub fn sent(&mut self, seq: u64, running: Hash, size: usize) {
        (self.seq, self.running) = (seq, running);
        self.unanswered.push_back((seq, size));
    }

    /// The desk says that the order through `seq` is durable with it. False when that was never sent.
    pub fn answered(&mut self, seq: u64) -> bool {
        if seq > self.seq {
            return false;
        }
        while self.unanswered.front().is_some_and(|(last, _)| *last <= seq) {
            self.unanswered.pop_front();
        }
        true
    }
}
