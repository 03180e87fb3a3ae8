//! The relay's side: one office, its order and its connections.
//!
//! The driving contract: the shell owns sockets and store. It hands each connection's frames to the office's room in the order
//! of their arrival and carries out the outputs in the order given. Writes are stored in the order of their tickets, each whole
//! or not at all, and answered in that order with [`Event::Stored`]; a room whose write failed closes every connection and wants
//! to be built anew from the store. What is not stored is never sent: neither entries nor receipts nor membership.
//!
//! ```text
//!  a connection:   Connected        Hello            Proof                    stored
//!                 ──────────► New ─────────► Proving ───────► (Admitting ────────────►) Live
//! ```

mod connection;
mod event;
mod greeting;
mod membership;
mod order;
mod push;
mod stream;

pub use event::{Candidate, Config, ConnectionId, Event, Output, Page, Sequenced, Stored, StoredSpace, Write};

use crate::limits;
use crate::message::{CloseCode, Message};
use connection::{Connection, Phase};
use order::Order;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use trust::id::{DeviceId, OfficeId, SpaceId};
use trust::membership::Membership;

/// The state machine of one office.
pub struct Room {
    office: OfficeId,
    config: Config,
    generation: u64,
    membership: Option<Membership>,
    /// Length of the membership log that is durable.
    durable_members: usize,
    orders: BTreeMap<SpaceId, Order>,
    connections: BTreeMap<ConnectionId, Connection>,
    writing: VecDeque<(u64, Pending)>,
    next_ticket: u64,
    /// Devices whose fork is proven already.
    forks: BTreeSet<(SpaceId, DeviceId)>,
    halted: bool,
}

/// A write under way.
enum Pending {
    Entries { space: SpaceId, through: u64 },
    Membership { len: usize },
    Other,
}

/// Why a connection is closed.
type Refusal = CloseCode;

impl Room {
    /// The room of `office`, from what the store holds. A stored membership log that does not verify is an error.
    pub fn new(office: OfficeId, config: Config, stored: Stored) -> Result<Self, trust::membership::MembershipError> {
        let membership = match stored.membership.as_slice() {
            [] => None,
            log => Some(Membership::from_log(log)?),
        };
        let orders = stored.spaces.into_iter().map(|(space, held)| (space, Order::new(held))).collect();
        Ok(Self {
            office,
            config,
            generation: stored.generation,
            durable_members: stored.membership.len(),
            membership,
            orders,
            connections: BTreeMap::new(),
            writing: VecDeque::new(),
            next_ticket: 0,
            forks: BTreeSet::new(),
            halted: false,
        })
    }

    /// Takes in one event at `now` (milliseconds of any steady clock) and says what to do.
    #[must_use]
    pub fn handle(&mut self, event: Event, now: u64) -> Vec<Output> {
        let mut out = Vec::new();
        if self.halted {
            return out;
        }
        match event {
            Event::Connected { connection, nonce } => {
                self.connections.insert(connection, Connection::new(nonce, now));
            }
            Event::Received { connection, bytes } => {
                let result = self.received(connection, &bytes, now, &mut out);
                self.settle(connection, result, &mut out);
            }
            Event::Disconnected { connection } => {
                self.connections.remove(&connection);
            }
            Event::Stored { ticket, ok } => self.stored(ticket, ok, &mut out),
            Event::Loaded { connection, space, page } => {
                let result = self.loaded(connection, space, page, &mut out);
                self.settle(connection, result, &mut out);
            }
            Event::Found { connection, space, found } => {
                let result = self.found(connection, space, found, &mut out);
                self.settle(connection, result, &mut out);
            }
            Event::Tick => self.tick(now, &mut out),
        }
        out
    }

    /// Number of connections.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.len()
    }

    /// Whether the room may be dropped without losing anything: no connection and no write under way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.connections.is_empty() && self.writing.is_empty()
    }

    /// Whether writes are under way.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        !self.writing.is_empty() && !self.halted
    }

    /// Whether the relay holds the office's membership log.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.membership.is_some()
    }

    fn received(&mut self, id: ConnectionId, bytes: &[u8], now: u64, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        connection.last_received = now;
        let message = Message::decode(bytes).map_err(|_| CloseCode::Protocol)?;
        match (&connection.phase, message) {
            (_, Message::Close(_)) => {
                self.connections.remove(&id);
                out.push(Output::Close { connection: id, code: CloseCode::Protocol });
                Ok(())
            }
            (Phase::New { .. }, Message::Hello(hello)) => self.hello(id, hello, bytes, out),
            (Phase::Proving(_), Message::Membership { from, entries }) => self.staged(id, from, entries, out),
            (Phase::Proving(_), Message::Proof(proof)) => self.proof(id, proof, out),
            (Phase::Live, Message::Membership { from, entries }) => self.members(id, from, &entries, out),
            (Phase::Live, Message::Push { space, entries }) => self.push(id, space, entries, out),
            (Phase::Live, Message::Ack { space, seq }) => self.ack(id, space, seq, out),
            (Phase::Live, Message::Ping(number)) => self.send(id, &Message::Pong(number), out),
            (Phase::New { .. } | Phase::Proving(_) | Phase::Admitting(_) | Phase::Live, _) => Err(CloseCode::Protocol),
        }
    }

    fn stored(&mut self, ticket: u64, ok: bool, out: &mut Vec<Output>) {
        let pending = match self.writing.pop_front() {
            Some((expected, pending)) if ok && expected == ticket => pending,
            Some(_) | None => return self.halt(CloseCode::Internal, out),
        };
        match pending {
            Pending::Entries { space, through } => {
                if let Some(order) = self.orders.get_mut(&space) {
                    order.stored(through, self.config.tail_bytes);
                }
                self.stream_to_all(space, out);
            }
            Pending::Membership { len } => {
                self.durable_members = len;
                self.members_stored(out);
            }
            Pending::Other => {}
        }
    }

    fn tick(&mut self, now: u64, out: &mut Vec<Output>) {
        let late = |c: &Connection| match c.phase {
            Phase::New { .. } | Phase::Proving(_) | Phase::Admitting(_) => now.saturating_sub(c.since) >= limits::GREETING,
            Phase::Live => now.saturating_sub(c.last_received) >= limits::SILENCE,
        };
        let late: Vec<_> = self.connections.iter().filter(|(_, c)| late(c)).map(|(id, _)| *id).collect();
        for id in late {
            self.settle(id, Err(CloseCode::Timeout), out);
        }
    }

    fn write(&mut self, write: Write, out: &mut Vec<Output>) {
        let pending = match &write {
            Write::Entries { space, entries } => Pending::Entries { space: *space, through: entries.last().map_or(0, |entry| entry.seq) },
            Write::Membership { from, entries } => {
                Pending::Membership { len: usize::try_from(*from).unwrap_or(usize::MAX).saturating_add(entries.len()) }
            }
            Write::Generation(_) | Write::Fork { .. } => Pending::Other,
        };
        self.next_ticket += 1;
        self.writing.push_back((self.next_ticket, pending));
        out.push(Output::Store { ticket: self.next_ticket, write });
    }

    fn send(&self, connection: ConnectionId, message: &Message, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let bytes = message.encode().map_err(|_| CloseCode::Internal)?;
        out.push(Output::Send { connection, bytes });
        Ok(())
    }

    /// Closes the connection if what it asked for failed.
    fn settle(&mut self, connection: ConnectionId, result: Result<(), Refusal>, out: &mut Vec<Output>) {
        if let Err(code) = result
            && self.connections.remove(&connection).is_some()
        {
            if let Ok(bytes) = Message::Close(code).encode() {
                out.push(Output::Send { connection, bytes });
            }
            out.push(Output::Close { connection, code });
        }
    }

    /// Closes every connection: memory and store may differ from here on.
    fn halt(&mut self, code: CloseCode, out: &mut Vec<Output>) {
        self.close_all(code, out);
        self.halted = true;
        out.push(Output::Halt);
    }

    fn close_all(&mut self, code: CloseCode, out: &mut Vec<Output>) {
        let all: Vec<_> = self.connections.keys().copied().collect();
        for id in all {
            self.settle(id, Err(code), out);
        }
    }

    /// Tells every desk that the relay is being stopped, and closes.
    #[must_use]
    pub fn stop(&mut self) -> Vec<Output> {
        let mut out = Vec::new();
        self.close_all(CloseCode::Stopping, &mut out);
        out
    }
}
