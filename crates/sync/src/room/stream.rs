//! The order on its way to the desks.

use super::connection::Phase;
use super::{ConnectionId, Output, Page, Refusal, Room, Sequenced, Write};
use crate::message::{Batch, CloseCode, Item, Message};
use crate::{Receipt, limits, running_hash};
use trust::id::{Hash, SpaceId};

/// Bytes of an item that the desk holds, about.
const KNOWN_SIZE: usize = 64;

impl Room {
    /// New entries are durable: sends them to whoever reads the space.
    pub(super) fn stream_to_all(&mut self, space: SpaceId, out: &mut Vec<Output>) {
        let readers: Vec<_> = self.connections.iter().filter(|(_, c)| c.cursors.contains_key(&space)).map(|(id, _)| *id).collect();
        for id in readers {
            let result = self.stream(id, space, out);
            self.settle(id, result, out);
        }
    }

    /// Sends as much of a space as the window allows, from the tail or by way of a load.
    pub(super) fn stream(&mut self, id: ConnectionId, space: SpaceId, out: &mut Vec<Output>) -> Result<(), Refusal> {
        loop {
            let Some(connection) = self.connections.get_mut(&id) else {
                return Ok(());
            };
            let has_room = connection.has_room(space);
            let Some(cursor) = connection.cursors.get_mut(&space) else {
                return Ok(());
            };
            let Some(order) = self.orders.get(&space) else {
                return Ok(());
            };
            if !has_room || cursor.loading || cursor.seq >= order.durable() {
                return Ok(());
            }
            let Some((before, entries)) = order.after(cursor.seq) else {
                cursor.loading = true;
                out.push(Output::Load { connection: id, space, from: cursor.seq + 1, max_items: limits::ITEMS, max_bytes: limits::BATCH });
                return Ok(());
            };
            let page = Page { before, entries: entries.into_iter().cloned().collect() };
            self.send_page(id, space, page, out)?;
        }
    }

    /// The store answered.
    pub(super) fn loaded(&mut self, id: ConnectionId, space: SpaceId, page: Option<Page>, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        let Some(cursor) = connection.cursors.get_mut(&space) else {
            return Ok(());
        };
        cursor.loading = false;
        let page = page.filter(|page| !page.entries.is_empty()).ok_or(CloseCode::Internal)?;
        // A right withdrawn and given again meanwhile has set the cursor back: then the page is not the one to send.
        if page.entries[0].seq == cursor.seq + 1 {
            self.send_page(id, space, page, out)?;
        }
        self.stream(id, space, out)
    }

    /// Sends consecutive entries as one batch.
    fn send_page(&mut self, id: ConnectionId, space: SpaceId, page: Page, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let Some(cursor) = self.connections.get_mut(&id).and_then(|c| c.cursors.get_mut(&space)) else {
            return Ok(());
        };
        let Some(order) = self.orders.get_mut(&space) else {
            return Ok(());
        };
        if page.before != cursor.running {
            // The desk holds our signature over another past: our log was set back.
            self.begin_generation(self.generation, out);
            return Ok(());
        }
        let first = cursor.seq + 1;
        let (mut running, mut size, mut items) = (cursor.running, 0, Vec::with_capacity(page.entries.len()));
        for (seq, entry) in (first..).zip(&page.entries) {
            running = running_hash(&running, seq, &entry.hash);
            if entry.seq != seq || entry.running != running || seq > order.durable() {
                // The store contradicts itself; nothing of it may go out.
                return Err(CloseCode::Internal);
            }
            let item = item(entry, cursor.known.covers(&entry.device, entry.counter));
            size += if let Item::Full(bytes) = &item { bytes.len() } else { KNOWN_SIZE };
            items.push(item);
        }
        let last = cursor.seq + items.len() as u64;
        let (relay, office, generation) = (&self.config.relay, self.office, self.generation);
        let receipt = order.receipt(last, || Receipt::sign(relay, &office, space, generation, last, running));
        cursor.sent(last, running, size);
        let batch = Batch { space, first, head: order.durable(), items, receipt };
        self.send(id, &Message::Batch(batch), out)
    }

    /// The desk has stored what it was sent.
    pub(super) fn ack(&mut self, id: ConnectionId, space: SpaceId, seq: u64, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        let Some(cursor) = connection.cursors.get_mut(&space) else {
            // The right to the space was just withdrawn.
            return Ok(());
        };
        if !cursor.answered(seq) {
            return Err(CloseCode::Protocol);
        }
        // The window of the connection is shared: another space may have waited for it.
        let spaces: Vec<_> = std::iter::once(space).chain(connection.cursors.keys().copied()).collect();
        for space in spaces {
            self.stream(id, space, out)?;
        }
        Ok(())
    }

    /// The order was set back, as a desk with a later receipt of generation `seen` shows: what was promised beyond it cannot be
    /// kept under the same name. A new generation begins with the order as it is stored, and every desk connects anew.
    pub(super) fn begin_generation(&mut self, seen: u64, out: &mut Vec<Output>) {
        self.generation = self.generation.max(seen) + 1;
        self.write(Write::Generation(self.generation), out);
        for order in self.orders.values_mut() {
            order.forget_receipt();
        }
        self.close_all(CloseCode::Generation, out);
    }

    /// Sends every space of a connection that has just gone live.
    pub(super) fn stream_all(&mut self, id: ConnectionId, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let Some(connection) = self.connections.get(&id) else {
            return Ok(());
        };
        if !matches!(connection.phase, Phase::Live) {
            return Ok(());
        }
        let spaces: Vec<_> = connection.cursors.keys().copied().collect();
        for space in spaces {
            self.stream(id, space, out)?;
        }
        Ok(())
    }
}

fn item(entry: &Sequenced, known: bool) -> Item {
    if known {
        let (device, counter, hash): (_, _, Hash) = (entry.device, entry.counter, entry.hash);
        Item::Known { device, counter, hash }
    } else {
        Item::Full(entry.bytes.to_vec())
    }
}
