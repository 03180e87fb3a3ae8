//! The order of one space: what was given out, what is durable, and the recent entries at hand.

use super::{Sequenced, StoredSpace};
use crate::frontier::{FrontierError, Tip};
use crate::{Frontier, Receipt, limits, running_hash};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use trust::entry::Entry;
use trust::id::{DeviceId, Hash};

pub(super) struct Order {
    /// Last sequence number given out, with the running hash there and all chains.
    seq: u64,
    running: Hash,
    frontier: Frontier,
    /// Last sequence number that is durable, and the running hash there.
    durable: u64,
    durable_running: Hash,
    /// Recent entries, all that are not durable among them.
    tail: VecDeque<Sequenced>,
    tail_bytes: usize,
    /// Running hash before the tail.
    tail_before: Hash,
    /// Where in the tail an entry stands.
    places: BTreeMap<(DeviceId, u64), u64>,
    /// The receipt given out last: live desks all ask for the same one.
    receipt: Option<Receipt>,
}

/// What the order has at a device's counter.
pub(super) enum Place {
    /// Nothing yet; the chain ends before it with this tip.
    Next(Option<Tip>),
    /// Nothing yet, and earlier ones are missing.
    Gap,
    /// An entry with this hash.
    Taken(Hash),
    /// An entry that only the store can name.
    Stored,
}

impl Order {
    pub fn new(stored: StoredSpace) -> Self {
        Self {
            seq: stored.seq,
            running: stored.running,
            frontier: stored.frontier,
            durable: stored.seq,
            durable_running: stored.running,
            tail: VecDeque::new(),
            tail_bytes: 0,
            tail_before: stored.running,
            places: BTreeMap::new(),
            receipt: None,
        }
    }

    pub fn durable(&self) -> u64 {
        self.durable
    }

    pub fn durable_running(&self) -> Hash {
        self.durable_running
    }

    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    pub fn place(&self, device: &DeviceId, counter: u64) -> Place {
        let tip = self.frontier.get(device);
        let last = tip.map_or(0, |tip| tip.counter);
        match tip {
            Some(tip) if counter == tip.counter => Place::Taken(tip.hash),
            _ if counter == last + 1 => Place::Next(tip),
            _ if counter > last => Place::Gap,
            _ => match self.places.get(&(*device, counter)).and_then(|seq| self.in_tail(*seq)) {
                Some(entry) => Place::Taken(entry.hash),
                None => Place::Stored,
            },
        }
    }

    /// Gives an entry, which continues its chain, the next sequence number.
    pub fn append(&mut self, entry: Entry) -> Result<Sequenced, FrontierError> {
        let (device, counter, hash) = (entry.header().device, entry.header().counter, entry.hash());
        self.frontier.advance(device, Tip { counter, hash })?;
        self.seq += 1;
        self.running = running_hash(&self.running, self.seq, &hash);
        let bytes: Arc<[u8]> = entry.into_bytes().into();
        let placed = Sequenced { seq: self.seq, device, counter, hash, running: self.running, bytes };
        self.tail_bytes += placed.bytes.len();
        self.places.insert((device, counter), self.seq);
        self.tail.push_back(placed.clone());
        Ok(placed)
    }

    /// Everything through `seq` is durable; keeps about `keep` bytes at hand.
    pub fn stored(&mut self, seq: u64, keep: usize) {
        if let Some(entry) = self.in_tail(seq) {
            (self.durable, self.durable_running) = (seq, entry.running);
        }
        while self.tail_bytes > keep && self.tail.front().is_some_and(|entry| entry.seq <= self.durable) {
            let Some(entry) = self.tail.pop_front() else {
                break;
            };
            self.tail_bytes -= entry.bytes.len();
            self.tail_before = entry.running;
            self.places.remove(&(entry.device, entry.counter));
        }
    }

    /// The durable entries after `seq` with the running hash before them, if they are at hand.
    pub fn after(&self, seq: u64) -> Option<(Hash, Vec<&Sequenced>)> {
        let first = self.tail.front()?.seq;
        let skip = usize::try_from((seq + 1).checked_sub(first)?).ok()?;
        let before = match skip.checked_sub(1) {
            None => self.tail_before,
            Some(last) => self.tail.get(last)?.running,
        };
        let (mut entries, mut size) = (Vec::new(), 0);
        for entry in self.tail.iter().skip(skip).take(limits::ITEMS).take_while(|entry| entry.seq <= self.durable) {
            if !entries.is_empty() && size + entry.bytes.len() > limits::BATCH {
                break;
            }
            size += entry.bytes.len();
            entries.push(entry);
        }
        Some((before, entries))
    }

    /// The receipt for a durable place in the order, signed once while live desks ask for it.
    pub fn receipt(&mut self, seq: u64, sign: impl FnOnce() -> Receipt) -> Receipt {
        match self.receipt {
            Some(receipt) if receipt.seq == seq => receipt,
            _ => *self.receipt.insert(sign()),
        }
    }

    /// The generation changed: receipts are signed anew.
    pub fn forget_receipt(&mut self) {
        self.receipt = None;
    }

    fn in_tail(&self, seq: u64) -> Option<&Sequenced> {
        let at = seq.checked_sub(self.tail.front()?.seq)?;
        self.tail.get(usize::try_from(at).ok()?)
    }
}
