//! The exchange of one space, seen from the desk.

use super::{CloseReason, Ordered, Output, SpaceStatus};
use crate::frontier::Tip;
use crate::message::{Batch, Held, Item};
use crate::{Frontier, Receipt, limits, running_hash};
use std::collections::{BTreeMap, VecDeque};
use trust::entry::Entry;
use trust::id::{DeviceId, Hash, SpaceId};

/// Pull and push of one space.
#[derive(Debug)]
pub(super) struct SpaceSync {
    /// Last sequence number taken in, and the running hash there.
    received: u64,
    running: Hash,
    applied: u64,
    relay_head: u64,
    /// Last sequence numbers of the batches that are not durable yet.
    applying: VecDeque<u64>,
    /// What the desk held when it connected.
    local: Frontier,
    /// What the relay has or was sent on this connection.
    sent: Frontier,
    /// Entries sent whose place in the order is not known.
    unconfirmed: BTreeMap<(DeviceId, u64), Sent>,
    unconfirmed_bytes: usize,
    /// A load is under way.
    loading: bool,
    /// There may be entries that no load has seen.
    dirty: bool,
}

/// An entry under way.
#[derive(Clone, Copy, Debug)]
struct Sent {
    size: usize,
    /// How often the desk's membership log had changed by then.
    log_changes: u64,
}

impl SpaceSync {
    /// Starts from what the desk holds, before the relay has said what it holds.
    pub fn resume(receipt: Option<&Receipt>, local: Frontier) -> Self {
        let (seq, running) = receipt.map_or((0, Hash::ZERO), |receipt| (receipt.seq, receipt.running));
        Self {
            received: seq,
            running,
            applied: seq,
            relay_head: seq,
            applying: VecDeque::new(),
            local,
            sent: Frontier::new(),
            unconfirmed: BTreeMap::new(),
            unconfirmed_bytes: 0,
            loading: false,
            dirty: false,
        }
    }

    /// A space that the desk was given while connected: whether it holds anything of it, a load will tell.
    pub fn granted() -> Self {
        Self { dirty: true, ..Self::resume(None, Frontier::new()) }
    }

    /// Takes in what the relay holds. Gives the relay's counter of `own` when the desk itself is behind it.
    pub fn welcome(&mut self, held: Held, own: &DeviceId) -> Result<Option<u64>, CloseReason> {
        if held.head < self.received || (held.head == self.received && held.running != self.running) {
            return Err(CloseReason::BrokenOrder { space: held.space, after: self.received });
        }
        self.relay_head = held.head;
        self.dirty |= self.local.exceeds(&held.frontier);
        self.sent = held.frontier;
        let ahead = self.sent.counter(own);
        Ok((ahead > self.local.counter(own)).then_some(ahead))
    }

    /// Checks a batch against the order so far and turns it into places.
    pub fn take(&mut self, batch: Batch) -> Result<Vec<Ordered>, CloseReason> {
        let broken = CloseReason::BrokenOrder { space: batch.space, after: self.received };
        if batch.first != self.received + 1 || self.applying.len() >= limits::WINDOW_SPACE {
            return Err(if batch.first != self.received + 1 { broken } else { CloseReason::Window });
        }
        let mut running = self.running;
        let mut items = Vec::with_capacity(batch.items.len());
        for (seq, item) in (batch.first..).zip(batch.items) {
            let Some(hash) = item.hash() else {
                return Err(broken);
            };
            running = running_hash(&running, seq, &hash);
            items.push(Ordered { seq, item });
        }
        let last = self.received + items.len() as u64;
        if batch.receipt.seq != last || batch.receipt.running != running || batch.head < last {
            return Err(broken);
        }
        for ordered in &items {
            self.seen(&ordered.item)?;
        }
        (self.received, self.running) = (last, running);
        self.relay_head = self.relay_head.max(batch.head);
        self.applying.push_back(last);
        Ok(items)
    }

    /// The relay has this entry: it need not be sent, and if it was, it is confirmed.
    fn seen(&mut self, item: &Item) -> Result<(), CloseReason> {
        let (device, counter, hash) = match item {
            Item::Known { device, counter, hash } => (*device, *counter, *hash),
            Item::Full(bytes) => match Entry::parse(bytes.clone()) {
                Ok(entry) => (entry.header().device, entry.header().counter, entry.hash()),
                // An entry of a newer program: the replica keeps it aside with its reason, the order goes on.
                Err(_) => return Ok(()),
            },
        };
        self.sent.advance(device, Tip { counter, hash })?;
        self.settle(&device, counter);
        Ok(())
    }

    /// Everything through `seq` is durable: gives the number to acknowledge, if that is news.
    pub fn applied(&mut self, seq: u64) -> Option<u64> {
        let seq = seq.min(self.received);
        if seq <= self.applied {
            return None;
        }
        self.applied = seq;
        while self.applying.front().is_some_and(|last| *last <= seq) {
            self.applying.pop_front();
        }
        Some(seq)
    }

    pub fn committed(&mut self) {
        self.dirty = true;
    }

    /// What to load now, if there is something to load and room for it.
    pub fn load(&mut self, space: SpaceId) -> Option<Output> {
        if self.loading || !self.dirty || self.unconfirmed_bytes > limits::PUSH_WINDOW / 2 {
            return None;
        }
        (self.loading, self.dirty) = (true, false);
        let max_bytes = limits::PUSH_WINDOW - self.unconfirmed_bytes;
        Some(Output::Load { space, beyond: self.sent.clone(), max_bytes })
    }

    /// Turns loaded entries into pushes. What is no entry of this space or does not continue its chain is not sent.
    pub fn pushes(
        &mut self,
        space: SpaceId,
        entries: Vec<Vec<u8>>,
        complete: bool,
        log_changes: u64,
    ) -> Result<Vec<Vec<Vec<u8>>>, CloseReason> {
        self.loading = false;
        let (mut pushes, mut push, mut size) = (Vec::new(), Vec::new(), 0);
        for bytes in entries {
            let Ok(entry) = Entry::parse(bytes) else {
                continue;
            };
            let header = entry.header();
            let (device, counter) = (header.device, header.counter);
            if header.space != space {
                continue;
            }
            // What was usable moves the frontier of the next load, so loading goes on only where it gets further.
            self.dirty |= !complete;
            if counter != self.sent.counter(&device) + 1 {
                continue;
            }
            self.sent.advance(device, Tip { counter, hash: entry.hash() })?;
            let bytes = entry.into_bytes();
            self.unconfirmed.insert((device, counter), Sent { size: bytes.len(), log_changes });
            self.unconfirmed_bytes += bytes.len();
            if !push.is_empty() && (size + bytes.len() > limits::BATCH || push.len() >= limits::ITEMS) {
                pushes.push(std::mem::take(&mut push));
                size = 0;
            }
            size += bytes.len();
            push.push(bytes);
        }
        if !push.is_empty() {
            pushes.push(push);
        }
        Ok(pushes)
    }

    /// The relay does not take this entry: nothing later of that chain is sent on this connection. Gives how often the
    /// membership log had changed when it was sent.
    pub fn refused(&mut self, device: DeviceId, counter: u64) -> Option<u64> {
        let log_changes = self.settle(&device, counter);
        let tip = Tip { counter: limits::NUMBER, hash: Hash::ZERO };
        if self.sent.advance(device, tip).is_err() {
            // The frontier is full of other devices, so this one was never sent.
            self.dirty = false;
        }
        log_changes
    }

    fn settle(&mut self, device: &DeviceId, counter: u64) -> Option<u64> {
        let sent = self.unconfirmed.remove(&(*device, counter))?;
        self.unconfirmed_bytes -= sent.size;
        Some(sent.log_changes)
    }

    pub fn is_level(&self) -> bool {
        self.applied >= self.relay_head && self.unconfirmed.is_empty() && !self.loading && !self.dirty
    }

    pub fn status(&self) -> SpaceStatus {
        SpaceStatus { relay_head: self.relay_head, applied: self.applied, unconfirmed: self.unconfirmed.len() }
    }
}
