//! What desk and relay say to each other. The normative description, with test vectors, is `spec/messages.md`.

mod decode;
mod encode;

pub use decode::MessageError;
pub use encode::TooLarge;

use crate::{Frontier, Receipt};
use trust::entry::{Entry, Header};
use trust::id::{DeviceId, Hash, OfficeId, SpaceId};
use trust::key::RelayPublic;

/// One message: the payload of one binary WebSocket frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Desk → relay, first of all.
    Hello(Hello),
    /// Relay → desk, the answer to `Hello`.
    Challenge(Challenge),
    /// Both ways: entries of the membership log from position `from` on (the first entry is 0).
    Membership {
        /// Position of the first entry in the log.
        from: u64,
        /// The entries as signed.
        entries: Vec<Vec<u8>>,
    },
    /// Desk → relay, the answer to `Challenge`.
    Proof(Proof),
    /// Relay → desk: what the relay holds of the spaces that the desk may read. May come again with further spaces.
    Welcome(Vec<Held>),
    /// Relay → desk: the next entries of a space in the relay's order.
    Batch(Batch),
    /// Desk → relay: the order through `seq` is durable at the desk.
    Ack {
        /// The space.
        space: SpaceId,
        /// Last sequence number that is durable.
        seq: u64,
    },
    /// Desk → relay: entries that the relay lacks, chains in ascending order.
    Push {
        /// The space.
        space: SpaceId,
        /// The entries as signed.
        entries: Vec<Vec<u8>>,
    },
    /// Relay → desk: a pushed entry was not taken.
    Refused {
        /// The space it was pushed to.
        space: SpaceId,
        /// The entry's device.
        device: DeviceId,
        /// The entry's counter.
        counter: u64,
        /// Why.
        code: RefusalCode,
    },
    /// Desk → relay: are you there?
    Ping(u64),
    /// Relay → desk: the answer, with the same number.
    Pong(u64),
    /// Both ways, last of all: why the sender closes the connection.
    Close(CloseCode),
}

/// The greeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// Protocol versions that the desk speaks, 1 to 16 of them.
    pub versions: Vec<u16>,
    /// The office whose entries are to be exchanged.
    pub office: OfficeId,
    /// The desk's device.
    pub device: DeviceId,
    /// Fresh random bytes.
    pub nonce: [u8; 32],
}

/// The relay shows who it is and asks the desk to do the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The version that both will speak.
    pub version: u16,
    /// The relay's key.
    pub relay: RelayPublic,
    /// Fresh random bytes.
    pub nonce: [u8; 32],
    /// The relay's generation for this office.
    pub generation: u64,
    /// Length and head of the membership log that the relay holds; none when it does not know the office.
    pub membership: Option<LogHead>,
    /// The relay's signature over the greeting and all of the above.
    pub signature: [u8; 64],
}

/// Length and head of a membership log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// Number of entries.
    pub len: u64,
    /// Hash of the last one.
    pub head: Hash,
}

/// The desk proves its key and says what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The device's signature over the greeting and the challenge.
    pub signature: [u8; 64],
    /// Heads of the desk's membership log, newest first, ever sparser towards the first: the relay sends what follows the first one it knows.
    pub locator: Vec<Hash>,
    /// What the desk holds of each space.
    pub positions: Vec<Position>,
}

/// What a desk holds of one space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The space.
    pub space: SpaceId,
    /// The relay's last receipt that is durable at the desk, if it is from this relay and generation.
    pub receipt: Option<Receipt>,
    /// The entries that the desk holds, ordered or not.
    pub frontier: Frontier,
}

/// What the relay holds of one space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The space.
    pub space: SpaceId,
    /// Sequence number of its last durable entry, 0 when empty.
    pub head: u64,
    /// Running hash after that entry.
    pub running: Hash,
    /// The entries that the relay holds.
    pub frontier: Frontier,
}

/// Consecutive entries of a space in the relay's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The space.
    pub space: SpaceId,
    /// Sequence number of the first item.
    pub first: u64,
    /// Sequence number of the relay's last durable entry in this space.
    pub head: u64,
    /// The entries, 1 to 512.
    pub items: Vec<Item>,
    /// The relay's signature over the order through the last item.
    pub receipt: Receipt,
}

/// One place in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// An entry that the desk lacks.
    Full(Vec<u8>),
    /// An entry that the desk said it holds.
    Known {
        /// Its device.
        device: DeviceId,
        /// Its counter.
        counter: u64,
        /// Its hash.
        hash: Hash,
    },
}

/// Bytes of a signature at the end of each entry; the entry's hash covers all that stands before.
const SIGNATURE: usize = 64;

impl Item {
    /// The hash of the entry; none when the bytes are too short to be an entry, or its pieces are not its own.
    #[must_use]
    pub fn hash(&self) -> Option<Hash> {
        match self {
            Item::Full(bytes) => entry_hash(bytes),
            Item::Known { hash, .. } => Some(*hash),
        }
    }
}

/// The hash of an entry by its bytes, whether or not this program understands the entry. One with pieces that stand apart is read: no
/// other bytes may pass for a piece.
#[must_use]
pub fn entry_hash(bytes: &[u8]) -> Option<Hash> {
    if Header::from_start(bytes).is_ok_and(|header| header.apart.is_some()) {
        return Entry::parse(bytes).ok().map(|entry| entry.hash());
    }
    let signed = bytes.len().checked_sub(SIGNATURE).filter(|len| *len > 0)?;
    Some(Hash(*blake3::hash(&bytes[..signed]).as_bytes()))
}

impl Message {
    /// The message's name, for errors and counters.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Message::Hello(_) => "Hello",
            Message::Challenge(_) => "Challenge",
            Message::Membership { .. } => "Membership",
            Message::Proof(_) => "Proof",
            Message::Welcome(_) => "Welcome",
            Message::Batch(_) => "Batch",
            Message::Ack { .. } => "Ack",
            Message::Push { .. } => "Push",
            Message::Refused { .. } => "Refused",
            Message::Ping(_) => "Ping",
            Message::Pong(_) => "Pong",
            Message::Close(_) => "Close",
        }
    }
}

impl Challenge {
    /// What the relay signs: the greeting's hash and every field.
    #[must_use]
    pub fn statement(&self, hello: &[u8]) -> Vec<u8> {
        let mut out = blake3::hash(hello).as_bytes().to_vec();
        out.extend_from_slice(&self.version.to_le_bytes());
        out.extend_from_slice(&self.nonce);
        out.extend_from_slice(&self.generation.to_le_bytes());
        let (len, head) = self.membership.map_or((0, Hash::ZERO), |m| (m.len, m.head));
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(head.as_bytes());
        out
    }
}

impl Proof {
    /// What the device signs: the hashes of the greeting and of the challenge, which name office, device, relay and both nonces.
    #[must_use]
    pub fn statement(hello: &[u8], challenge: &[u8]) -> [u8; 64] {
        let mut out = [0; 64];
        out[..32].copy_from_slice(blake3::hash(hello).as_bytes());
        out[32..].copy_from_slice(blake3::hash(challenge).as_bytes());
        out
    }
}

/// Signature domain of a challenge.
pub const CHALLENGE_DOMAIN: &str = "zongban 2026 relay challenge";
/// Signature domain of a proof.
pub const PROOF_DOMAIN: &str = "zongban 2026 device proof";

/// Defines a wire code: named values and a place for those of newer programs.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $value:literal, $word:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A code of a newer program.
            Other(u16),
        }

        impl $name {
            /// The code on the wire.
            #[must_use]
            pub fn to_wire(self) -> u16 {
                match self {
                    $($name::$variant => $value,)*
                    $name::Other(code) => code,
                }
            }

            /// The code from the wire.
            #[must_use]
            pub fn from_wire(code: u16) -> Self {
                match code {
                    $($value => $name::$variant,)*
                    code => $name::Other(code),
                }
            }

            /// A word for logs and counters.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)*
                    $name::Other(_) => "other",
                }
            }
        }
    };
}

codes! {
    /// Why a relay does not take an entry.
    RefusalCode {
        /// The bytes are not an entry of a version that the relay knows.
        Malformed = 1, "malformed";
        /// The signature does not fit.
        BadSignature = 2, "bad-signature";
        /// The author is not a member's device.
        NotMember = 3, "not-member";
        /// The author, or the desk that pushes, has no right to the space.
        NotAllowed = 4, "not-allowed";
        /// The entry names a membership head that the relay does not know.
        UnknownHead = 5, "unknown-head";
        /// An earlier entry of the chain is missing.
        Gap = 6, "gap";
        /// Another entry with this counter, or another predecessor, is in the order already.
        Fork = 7, "fork";
        /// The entry belongs to another office or space.
        WrongSpace = 8, "wrong-space";
        /// The space has as many devices as it can hold.
        SpaceFull = 9, "space-full";
        /// The author's device was revoked, and the entry comes after its cut.
        Revoked = 10, "revoked";
    }
}

codes! {
    /// Why a side closes the connection.
    CloseCode {
        /// A message was malformed, unexpected or beyond a limit.
        Protocol = 1, "protocol";
        /// No common protocol version.
        Version = 2, "version";
        /// The device is not a member of the office.
        NotMember = 3, "not-member";
        /// The proof of the device's key or a receipt does not verify.
        BadProof = 4, "bad-proof";
        /// A membership entry does not verify.
        BadMembership = 5, "bad-membership";
        /// The other side was silent for too long.
        Timeout = 6, "timeout";
        /// The desk reads too slowly.
        TooSlow = 7, "too-slow";
        /// The relay is being stopped.
        Stopping = 8, "stopping";
        /// The relay's order was set back and begins a new generation: connect again.
        Generation = 9, "generation";
        /// The relay could not store or read: connect again later.
        Internal = 10, "internal";
        /// The relay takes no further connections or offices.
        Full = 11, "full";
        /// The relay does not know the office and the desk did not bring its membership log.
        UnknownOffice = 12, "unknown-office";
        /// The device was revoked. The entries of the membership log that say so came before.
        Revoked = 13, "revoked";
        /// What was asked for with a recovery sheet has been sent.
        Fetched = 14, "fetched";
    }
}
