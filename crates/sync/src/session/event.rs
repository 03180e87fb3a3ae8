//! What happens to a session, what it asks for, and what it shows.

use super::CloseReason;
use crate::message::{Item, RefusalCode};
use crate::{Frontier, Receipt};
use std::collections::BTreeMap;
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
    /// The only relay key to accept. None accepts whichever relay answers at the address, and starts its order anew when it is
    /// another one: the shell keeps the key of [`Status::relay`] once the session is live.
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
    pub(super) fn has_receipts(&self) -> bool {
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
    /// The answer to [`Output::Apply`] when the desk lacks an entry that is only named, or holds another one in its place:
    /// nothing was applied. After [`Event::Applied`]: there is room now for entries that there was none for before. The session
    /// closes, and gets the device's entries in full on its next connection.
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
    pub item: Item,
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
