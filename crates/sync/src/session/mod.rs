//! The desk's side of a connection to a relay.
//!
//! The driving contract: the shell owns the socket and the store. It calls [`Session::handle`] with each thing that happened and
//! carries out the outputs in the order given. It ticks about once a second. After [`Output::Close`] it closes the socket and
//! reports [`Event::Disconnected`]; then it waits for [`crate::backoff`] and connects again with a new snapshot.
//!
//! ```text
//!            Connected             Challenge            Welcome            every space applied, nothing under way
//!  Offline ───────────► Greeting ───────────► Proving ───────────► Live(catch-up) ◄──────────────► Live(level)
//!     ▲                     │                    │                     │
//!     └── Disconnected ─────┴────────────────────┴──── Closing ◄───────┘  a typed error, silence, or the relay's Close
//! ```

mod close;
mod greeting;
mod live;
mod space;

pub use close::CloseReason;

use crate::message::{Message, RefusalCode};
use crate::{Frontier, Receipt, limits};
use space::SpaceSync;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use trust::id::{DeviceId, OfficeId, SpaceId};
use trust::key::{DeviceSecret, RelayPublic};

/// Who connects, and to whom.
#[derive(Clone)]
pub struct Identity {
    /// The office.
    pub office: OfficeId,
    /// The desk's key.
    pub device: Arc<DeviceSecret>,
    /// The only relay key to accept; none accepts whichever relay answers at the address and starts its order anew when it is another one.
    pub relay: Option<RelayPublic>,
}

/// The relay log in which sequence numbers count. Another key or generation means another order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelayIdentity {
    /// The relay's key.
    pub key: RelayPublic,
    /// The relay's generation for this office.
    pub generation: u64,
}

/// What the desk holds durably at the moment of connecting.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The membership log as signed.
    pub membership: Vec<Vec<u8>>,
    /// The relay log to which the receipts belong.
    pub relay: Option<RelayIdentity>,
    /// Each space that the desk may read. A device whose chain is known to have forked is left out of the frontier,
    /// so that its entries come in full.
    pub spaces: BTreeMap<SpaceId, SpacePosition>,
}

impl Snapshot {
    fn has_receipts(&self) -> bool {
        self.spaces.values().any(|space| space.receipt.is_some())
    }
}

/// What the desk holds of one space.
#[derive(Clone, Debug, Default)]
pub struct SpacePosition {
    /// The receipt of the last batch that was applied.
    pub receipt: Option<Receipt>,
    /// All entries held, ordered or pending.
    pub frontier: Frontier,
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// The socket is open. What an earlier connection asked for and is not done yet must be dropped before.
    Connected {
        /// Fresh random bytes.
        nonce: [u8; 32],
        /// What the desk holds.
        snapshot: Snapshot,
    },
    /// A binary frame came in.
    Received(Vec<u8>),
    /// The socket is closed, by whomever.
    Disconnected,
    /// Time passed.
    Tick,
    /// The desk has new entries of its own in this space.
    Committed {
        /// The space.
        space: SpaceId,
    },
    /// The desk's membership log changed, by its own act or after [`Output::ApplyMembership`].
    MembershipChanged {
        /// The whole log as signed.
        log: Vec<Vec<u8>>,
    },
    /// The answer to [`Output::Load`].
    Loaded {
        /// The space.
        space: SpaceId,
        /// Entries beyond the frontier asked for, each chain ascending: first those with a relay number in its order, then the
        /// pending ones in the order of their arrival. Empty when there is nothing.
        entries: Vec<Vec<u8>>,
        /// Whether nothing was left behind for lack of space.
        complete: bool,
    },
    /// The answer to [`Output::Apply`] when the desk lacks an entry that is only named, or holds another one in its place.
    /// Nothing was applied; the session closes, and gets the device's entries in full on its next connection.
    Missing {
        /// The space.
        space: SpaceId,
        /// The device of that entry.
        device: DeviceId,
    },
    /// The order through `seq` is durable at the desk.
    Applied {
        /// The space.
        space: SpaceId,
        /// Sequence number of the last item applied.
        seq: u64,
    },
}

/// What the shell is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send a binary frame.
    Send(Vec<u8>),
    /// Read entries that `beyond` does not cover, and answer with [`Event::Loaded`]. One at a time for a space.
    Load {
        /// The space.
        space: SpaceId,
        /// What the relay has or was sent.
        beyond: Frontier,
        /// Bytes to answer with, one entry at least.
        max_bytes: usize,
    },
    /// The relay's order is another one than the snapshot's: forget all sequence numbers and receipts, durably, before going on.
    NewOrder(RelayIdentity),
    /// Verify and append entries of the membership log from position `from` on; then report [`Event::MembershipChanged`].
    /// A `from` below the desk's own length means that the relay accepted another entry than the desk's at that position.
    ApplyMembership {
        /// Position of the first entry.
        from: u64,
        /// The entries as signed.
        entries: Vec<Vec<u8>>,
    },
    /// Apply these entries in this order with the receipt in one transaction, then report [`Event::Applied`].
    Apply {
        /// The space.
        space: SpaceId,
        /// Consecutive places in the order.
        items: Vec<Ordered>,
        /// The relay's receipt for the last of them.
        receipt: Receipt,
    },
    /// The relay holds more of this desk's own chain than the desk does: its disk was set back, or its key is used twice.
    OwnChainAhead {
        /// The space.
        space: SpaceId,
        /// The counter that the relay holds.
        counter: u64,
    },
    /// The relay does not take an entry; show it. It goes on with the others.
    Refused {
        /// The space.
        space: SpaceId,
        /// The entry's device.
        device: DeviceId,
        /// The entry's counter.
        counter: u64,
        /// Why.
        code: RefusalCode,
    },
    /// The state to show changed.
    Status(Status),
    /// Close the socket after what was sent.
    Close(CloseReason),
}

/// One place in a space's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered {
    /// The sequence number.
    pub seq: u64,
    /// The entry, or the name of one that the desk holds.
    pub item: crate::message::Item,
}

/// What the foot of the screen says about the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Where the connection stands.
    pub phase: Phase,
    /// The relay log, once it is known.
    pub relay: Option<RelayIdentity>,
    /// Each space.
    pub spaces: BTreeMap<SpaceId, SpaceStatus>,
}

impl Status {
    /// Whether everything here is there and everything there is here.
    #[must_use]
    pub fn is_level(&self) -> bool {
        self.phase == Phase::Level
    }
}

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No connection.
    Offline,
    /// Greeting and proof of keys.
    Hello,
    /// Entries are under way in either direction.
    CatchUp,
    /// Everything here is there and everything there is here.
    Level,
}

/// The exchange of one space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpaceStatus {
    /// Sequence number of the relay's last entry.
    pub relay_head: u64,
    /// Sequence number through which the order is durable here.
    pub applied: u64,
    /// Entries sent whose place in the order is not known yet.
    pub unconfirmed: usize,
}

/// The state machine of one desk's connection.
pub struct Session {
    identity: Identity,
    state: State,
    spaces: BTreeMap<SpaceId, SpaceSync>,
    relay: Option<RelayIdentity>,
    /// What changed at the desk while the greeting was under way, and the snapshot does not know.
    late_log: Option<Vec<Vec<u8>>>,
    late_commits: BTreeSet<SpaceId>,
    /// Devices whose entries are asked for in full.
    in_full: BTreeSet<(SpaceId, DeviceId)>,
    last_received: u64,
    last_sent: u64,
    shown: Option<Status>,
}

enum State {
    Offline,
    Greeting { hello: Vec<u8>, snapshot: Snapshot, since: u64 },
    Proving { relay_len: u64, since: u64 },
    Live { relay_len: u64 },
    Closing,
}

impl Session {
    /// A session without a connection.
    #[must_use]
    pub fn new(identity: Identity) -> Self {
        Self {
            identity,
            state: State::Offline,
            spaces: BTreeMap::new(),
            relay: None,
            late_log: None,
            late_commits: BTreeSet::new(),
            in_full: BTreeSet::new(),
            last_received: 0,
            last_sent: 0,
            shown: None,
        }
    }

    /// Takes in one event at `now` (milliseconds of any steady clock) and says what to do.
    #[must_use]
    pub fn handle(&mut self, event: Event, now: u64) -> Vec<Output> {
        let mut out = Vec::new();
        if let Err(reason) = self.react(event, now, &mut out) {
            self.close(reason, &mut out);
        }
        if out.iter().any(|output| matches!(output, Output::Send(_))) {
            self.last_sent = now;
        }
        self.show(&mut out);
        out
    }

    /// The state to show.
    #[must_use]
    pub fn status(&self) -> Status {
        let phase = match self.state {
            State::Offline | State::Closing => Phase::Offline,
            State::Greeting { .. } | State::Proving { .. } => Phase::Hello,
            State::Live { .. } if self.spaces.values().all(SpaceSync::is_level) => Phase::Level,
            State::Live { .. } => Phase::CatchUp,
        };
        let spaces = self.spaces.iter().map(|(space, sync)| (*space, sync.status())).collect();
        Status { phase, relay: self.relay, spaces }
    }

    fn react(&mut self, event: Event, now: u64, out: &mut Vec<Output>) -> Result<(), CloseReason> {
        match event {
            Event::Connected { nonce, snapshot } => self.connected(nonce, snapshot, now, out),
            Event::Received(bytes) => self.received(&bytes, now, out),
            Event::Disconnected => {
                self.state = State::Offline;
                Ok(())
            }
            Event::Tick => self.tick(now, out),
            Event::Committed { space } => self.committed(space, out),
            Event::MembershipChanged { log } => self.membership_changed(log, out),
            Event::Loaded { space, entries, complete } => self.loaded(space, entries, complete, out),
            Event::Applied { space, seq } => self.applied(space, seq, out),
            Event::Missing { space, device } => {
                self.in_full.insert((space, device));
                match self.state {
                    State::Live { .. } => Err(CloseReason::Missing(space)),
                    State::Offline | State::Greeting { .. } | State::Proving { .. } | State::Closing => Ok(()),
                }
            }
        }
    }

    fn received(&mut self, bytes: &[u8], now: u64, out: &mut Vec<Output>) -> Result<(), CloseReason> {
        if matches!(self.state, State::Offline | State::Closing) {
            return Ok(());
        }
        self.last_received = now;
        let message = Message::decode(bytes)?;
        if let Message::Close(code) = message {
            return Err(CloseReason::ByRelay(code));
        }
        match std::mem::replace(&mut self.state, State::Closing) {
            State::Greeting { hello, snapshot, .. } => self.greeted(&hello, snapshot, message, bytes, now, out),
            State::Proving { relay_len, since } => self.proved(relay_len, since, message, out),
            State::Live { relay_len } => {
                self.state = State::Live { relay_len };
                self.live(message, out)
            }
            State::Offline | State::Closing => Ok(()),
        }
    }

    fn tick(&mut self, now: u64, out: &mut Vec<Output>) -> Result<(), CloseReason> {
        match self.state {
            State::Offline | State::Closing => Ok(()),
            State::Greeting { since, .. } | State::Proving { since, .. } if now.saturating_sub(since) >= limits::GREETING => {
                Err(CloseReason::Silent)
            }
            State::Greeting { .. } | State::Proving { .. } => Ok(()),
            State::Live { .. } if now.saturating_sub(self.last_received) >= limits::SILENCE => Err(CloseReason::Silent),
            State::Live { .. } => {
                if now.saturating_sub(self.last_sent) >= limits::PING_AFTER {
                    send(&Message::Ping(now), out)?;
                }
                Ok(())
            }
        }
    }

    fn close(&mut self, reason: CloseReason, out: &mut Vec<Output>) {
        if let Some(code) = reason.code()
            && let Ok(bytes) = Message::Close(code).encode()
        {
            out.push(Output::Send(bytes));
        }
        out.push(Output::Close(reason));
        self.state = State::Closing;
    }

    fn show(&mut self, out: &mut Vec<Output>) {
        let status = self.status();
        if self.shown.as_ref() != Some(&status) {
            self.shown = Some(status.clone());
            out.push(Output::Status(status));
        }
    }
}

fn send(message: &Message, out: &mut Vec<Output>) -> Result<(), CloseReason> {
    out.push(Output::Send(message.encode()?));
    Ok(())
}
