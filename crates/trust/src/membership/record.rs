//! The written form of the log: a CBOR body, then the author's signature over it.

use minicbor::encode::{self, Write};
use minicbor::{Decode, Encode, Encoder};

use super::MembershipError;
use super::names::SealedNames;
use crate::codec::{self, from_cbor, split_signature, to_cbor};
use crate::id::{DeviceId, Hash, PersonId, SpaceId};
use crate::key::{DevicePublic, RelayPublic, SIGNATURE_LEN};
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
}

impl Payload {
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
            _ => {
                return Err(MembershipError::NewerProgram { what: "kind", found: kind });
            }
        };
        payload.map_err(|_| MembershipError::Malformed { what: "payload" })
    }
}

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
