//! The written form of the log: a CBOR body, then the author's signature over it.

use minicbor::encode::{self, Write};
use minicbor::{Decode, Encode, Encoder};

use super::MembershipError;
use super::names::SealedNames;
use crate::codec::{self, from_cbor, split_signature, to_cbor};
use crate::id::{DeviceId, Hash, PersonId, SpaceId};
use crate::key::{DevicePublic, PersonPublic, RelayPublic, SIGNATURE_LEN};
use crate::keybox::KeyBox;
use crate::recovery::RecoveryPublic;

pub(super) const SIGNATURE_DOMAIN: &str = "zongban 2026 membership";
pub(super) const VERSION: u8 = 1;

/// What is signed: where the entry stands, who wrote it, and what it says.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Body {
    #[n(0)]
    pub version: u8,
    #[n(1)]
    pub seq: u64,
    #[n(2)]
    pub prev: Hash,
    /// Device, or for a [`Payload::Recover`] the recovery sheet, that signed.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub author: [u8; 16],
    #[n(4)]
    pub kind: u32,
    #[cbor(n(5), with = "minicbor::bytes")]
    pub payload: Vec<u8>,
}

impl Body {
    pub fn new(place: Place, author: [u8; 16], payload: &Payload) -> Self {
        let (kind, payload) = payload.to_parts();
        Self { version: VERSION, seq: place.seq, prev: place.prev, author, kind, payload }
    }

    /// The entry: this body and what `sign` makes of it.
    pub fn signed(&self, sign: impl FnOnce(&[u8]) -> [u8; SIGNATURE_LEN]) -> Vec<u8> {
        let mut bytes = to_cbor(self);
        let signature = sign(&bytes);
        bytes.extend_from_slice(&signature);
        bytes
    }

    pub fn parse(entry: &[u8]) -> Result<(Self, &[u8], &[u8; SIGNATURE_LEN]), codec::Malformed> {
        let (signed, signature) = split_signature(entry)?;
        Ok((from_cbor(signed)?, signed, signature))
    }

    pub fn place(&self) -> Place {
        Place { seq: self.seq, prev: self.prev }
    }
}

/// Where an entry stands in the log. What is sealed inside the entry is bound to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub seq: u64,
    pub prev: Hash,
}

impl Place {
    /// Context of something sealed in the entry at this place, for this recipient (empty: for everyone).
    pub fn context(&self, recipient: &[u8]) -> Vec<u8> {
        [&self.seq.to_le_bytes(), self.prev.as_bytes().as_slice(), recipient].concat()
    }
}

/// What an entry says.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Payload {
    Create(Create),
    Admit(Admit),
    Rights(Rights),
    Revoke(Revoke),
    Relay(RelayAddress),
    Space(AddSpace),
    Names(SealedNames),
    Recover(Admit),
    Redo(Redo),
    Adopt(Adopt),
    Seat(Seat),
}

/// What an entry of the log does, to name it on a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Founds the office.
    Create,
    /// Admits a desk.
    Admit,
    /// Sets roles and adds spaces.
    Rights,
    /// Revokes desks.
    Revoke,
    /// Says where the relay is.
    Relay,
    /// Adds a space.
    Space,
    /// Gives names.
    Names,
    /// Admits a desk by a recovery sheet.
    Recover,
    /// Stands for lost entries.
    Redo,
    /// Lets late work of revoked desks count.
    Adopt,
    /// Says who else works at a desk, and with which key a person signs there.
    Seat,
}

impl Act {
    /// A word for it that never changes: for storing, and to find its words in a language.
    pub fn key(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Admit => "admit",
            Self::Rights => "rights",
            Self::Revoke => "revoke",
            Self::Relay => "relay",
            Self::Space => "space",
            Self::Names => "names",
            Self::Recover => "recover",
            Self::Redo => "redo",
            Self::Adopt => "adopt",
            Self::Seat => "seat",
        }
    }
}

impl Payload {
    /// What it does, and to which device.
    pub fn act(&self) -> (Act, Option<DeviceId>) {
        match self {
            Self::Create(create) => (Act::Create, Some(create.public.id())),
            Self::Admit(admit) => (Act::Admit, Some(admit.public.id())),
            Self::Rights(rights) => (Act::Rights, Some(rights.device)),
            Self::Revoke(revoke) => (Act::Revoke, revoke.devices.first().copied()),
            Self::Relay(_) => (Act::Relay, None),
            Self::Space(_) => (Act::Space, None),
            Self::Names(_) => (Act::Names, None),
            Self::Recover(admit) => (Act::Recover, Some(admit.public.id())),
            Self::Adopt(adopt) => (Act::Adopt, adopt.late.first().map(|late| late.device)),
            Self::Seat(seat) => (Act::Seat, Some(seat.device)),
            Self::Redo(redo) => redo.act.as_ref().map_or((Act::Redo, None), |act| act.act()),
        }
    }

    fn to_parts(&self) -> (u32, Vec<u8>) {
        match self {
            Self::Create(payload) => (1, to_cbor(payload)),
            Self::Admit(payload) => (2, to_cbor(payload)),
            Self::Rights(payload) => (3, to_cbor(payload)),
            Self::Revoke(payload) => (4, to_cbor(payload)),
            Self::Relay(payload) => (5, to_cbor(payload)),
            Self::Space(payload) => (6, to_cbor(payload)),
            Self::Names(payload) => (7, to_cbor(payload)),
            Self::Recover(payload) => (8, to_cbor(payload)),
            Self::Redo(payload) => (REDO, to_cbor(&payload.written())),
            Self::Adopt(payload) => (10, to_cbor(payload)),
            Self::Seat(payload) => (11, to_cbor(payload)),
        }
    }

    pub fn from_parts(kind: u32, bytes: &[u8]) -> Result<Self, MembershipError> {
        let payload = match kind {
            1 => from_cbor(bytes).map(Self::Create),
            2 => from_cbor(bytes).map(Self::Admit),
            3 => from_cbor(bytes).map(Self::Rights),
            4 => from_cbor(bytes).map(Self::Revoke),
            5 => from_cbor(bytes).map(Self::Relay),
            6 => from_cbor(bytes).map(Self::Space),
            7 => from_cbor(bytes).map(Self::Names),
            8 => from_cbor(bytes).map(Self::Recover),
            10 => from_cbor(bytes).map(Self::Adopt),
            11 => from_cbor(bytes).map(Self::Seat),
            REDO => return Redo::read(bytes).map(Self::Redo),
            _ => {
                return Err(MembershipError::NewerProgram { what: "kind", found: kind });
            }
        };
        payload.map_err(|_| MembershipError::Malformed { what: "payload" })
    }
}

/// The kind of a [`Payload::Redo`].
const REDO: u32 = 9;

/// The first entry.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Create {
    #[n(0)]
    pub public: DevicePublic,
    #[n(1)]
    pub person: PersonId,
    #[n(2)]
    pub spaces: Vec<KeyMark>,
    #[n(3)]
    pub keys: KeyBox,
    #[n(4)]
    pub recovery: Vec<RecoveryPublic>,
    /// The keys once more, for each of `recovery` in the same order.
    #[n(5)]
    pub recovery_keys: Vec<KeyBox>,
    #[n(6)]
    pub relay: RelayAddress,
    #[n(7)]
    pub names: SealedNames,
    /// With which the person signs at this desk.
    #[n(8)]
    pub key: PersonPublic,
}

/// Announces the key of a space for an epoch without showing it: whoever receives the key can check that everyone
/// received the same.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct KeyMark {
    #[n(0)]
    pub space: SpaceId,
    #[n(1)]
    pub epoch: u32,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub mark: [u8; 16],
}

/// Admits a device.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Admit {
    #[n(0)]
    pub public: DevicePublic,
    #[n(1)]
    pub person: PersonId,
    #[n(2)]
    pub roles: Vec<String>,
    #[n(3)]
    pub spaces: Vec<SpaceId>,
    #[n(4)]
    pub keys: KeyBox,
    /// Hash of the join request that was granted.
    #[n(5)]
    pub request: Hash,
    #[n(6)]
    pub names: SealedNames,
    /// With which the person signs at this desk.
    #[n(7)]
    pub key: PersonPublic,
}

/// Lets a person work at a desk, with a key and roles of their own there; or gives the person whose desk it is another key.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Seat {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub person: PersonId,
    #[n(2)]
    pub key: PersonPublic,
    /// Empty for the person whose desk it is, who has the roles of the desk; of somebody else, that the seat is taken away.
    #[n(3)]
    pub roles: Vec<String>,
    #[n(4)]
    pub names: SealedNames,
}

/// Replaces the roles of a device and may add spaces.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Rights {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub roles: Vec<String>,
    #[n(2)]
    pub spaces: Vec<SpaceId>,
    #[n(3)]
    pub keys: KeyBox,
}

/// Revokes devices, cuts their chains and renews the keys that they held.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Revoke {
    #[n(0)]
    pub devices: Vec<DeviceId>,
    #[n(1)]
    pub cuts: Vec<Cut>,
    #[n(2)]
    pub marks: Vec<KeyMark>,
    #[n(3)]
    pub keys: Vec<DeviceKeys>,
    #[n(4)]
    pub recovery_keys: Vec<KeyBox>,
}

/// The last entry of a revoked device that still counts, in one space.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Cut {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub space: SpaceId,
    #[n(2)]
    pub counter: u64,
    #[n(3)]
    pub hash: Hash,
}

/// Moves the cuts of revoked desks on: these very entries count after all.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Adopt {
    #[n(0)]
    pub late: Vec<Late>,
}

/// Late entries of a revoked device in one space. Each is named by its hash, since a device that has forked its chain can hand
/// one branch to one replica and another to the next.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Late {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub space: SpaceId,
    /// Counter of the last entry that counted before.
    #[n(2)]
    pub after: u64,
    /// Hashes of the entries that follow it, in order and without holes.
    #[n(3)]
    pub entries: Vec<Hash>,
}

impl Late {
    /// Counter of the last entry that counts with it.
    pub fn last(&self) -> u64 {
        self.after.saturating_add(self.entries.len() as u64)
    }
}

/// Keys sealed to a device.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct DeviceKeys {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub keys: KeyBox,
}

/// Adds a space, readable at first by the administrators and the recovery sheets.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct AddSpace {
    #[n(0)]
    pub mark: KeyMark,
    #[n(1)]
    pub keys: Vec<DeviceKeys>,
    #[n(2)]
    pub recovery_keys: Vec<KeyBox>,
    #[n(3)]
    pub names: SealedNames,
}

/// Stands for lost entries: those of a branch of this log in whose place the relay took another entry.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Redo {
    /// What it stands for. Their heads are known from here on.
    pub lost: Vec<Lost>,
    /// What they said, made anew for this place of the log; `None` when there is nothing left to do.
    pub act: Option<Box<Payload>>,
    /// The keys that they announced, for whoever reads their spaces now.
    pub keys: Vec<DeviceKeys>,
    pub recovery_keys: Vec<KeyBox>,
}

/// A lost entry.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Lost {
    /// Its hash.
    #[n(0)]
    pub head: Hash,
    /// Hash of the entry before it, which this log knows.
    #[n(1)]
    pub prev: Hash,
    /// The keys that it announced: there are entries of records under them.
    #[n(2)]
    pub marks: Vec<KeyMark>,
}

/// The written form of [`Redo`].
#[derive(Encode, Decode)]
#[cbor(array)]
struct WrittenRedo {
    #[n(0)]
    lost: Vec<Lost>,
    #[n(1)]
    act: Option<WrittenAct>,
    #[n(2)]
    keys: Vec<DeviceKeys>,
    #[n(3)]
    recovery_keys: Vec<KeyBox>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct WrittenAct {
    #[n(0)]
    kind: u32,
    #[cbor(n(1), with = "minicbor::bytes")]
    payload: Vec<u8>,
}

impl Redo {
    fn written(&self) -> WrittenRedo {
        let act = self.act.as_ref().map(|act| act.to_parts()).map(|(kind, payload)| WrittenAct { kind, payload });
        WrittenRedo { lost: self.lost.clone(), act, keys: self.keys.clone(), recovery_keys: self.recovery_keys.clone() }
    }

    fn read(bytes: &[u8]) -> Result<Self, MembershipError> {
        let WrittenRedo { lost, act, keys, recovery_keys } =
            from_cbor(bytes).map_err(|_| MembershipError::Malformed { what: "payload" })?;
        let act = match act {
            None => None,
            // One that holds another would be read to any depth.
            Some(WrittenAct { kind: 1 | 8 | REDO, .. }) => {
                return Err(MembershipError::Malformed { what: "act that nobody does again" });
            }
            Some(WrittenAct { kind, payload }) => Some(Box::new(Payload::from_parts(kind, &payload)?)),
        };
        Ok(Self { lost, act, keys, recovery_keys })
    }
}

/// Where the office's relay is. In CBOR: `[url or null, key or null]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Decode)]
#[cbor(array)]
pub struct RelayAddress {
    /// Address that desks connect to.
    #[n(0)]
    pub url: Option<String>,
    /// Key that the relay must prove to hold.
    #[n(1)]
    pub key: Option<RelayPublic>,
}

/// Longest relay address in bytes.
pub(super) const MAX_URL: usize = 512;

// By hand: the derived form leaves nulls out at the end, and a fixed length is easier to read elsewhere.
impl<C> Encode<C> for RelayAddress {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, context: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.array(2)?.encode_with(&self.url, context)?.encode_with(self.key, context)?.ok()
    }
}

impl RelayAddress {
    pub(crate) fn is_sound(&self) -> bool {
        self.url.as_ref().is_none_or(|url| !url.is_empty() && url.len() <= MAX_URL && url.bytes().all(|byte| byte.is_ascii_graphic()))
    }
}
