//! Names of the office, persons, desks and spaces: sealed inside the log, so that the relay cannot read them.

use std::collections::BTreeMap;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use super::keyring::Keyring;
use super::record::Place;
use crate::codec::{from_cbor, to_cbor};
use crate::entropy::Entropy;
use crate::id::{DeviceId, PersonId, SpaceId};
use crate::key::EpochKey;

/// Padded to whole blocks, so that a length says little about a name.
const BLOCK: usize = 64;

/// The names that the log holds, as far as the keyring opens them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Name of the office.
    pub office: Option<String>,
    /// Names of persons.
    pub persons: BTreeMap<PersonId, String>,
    /// Names of desks.
    pub desks: BTreeMap<DeviceId, String>,
    /// Names of the spaces that the office added.
    pub spaces: BTreeMap<SpaceId, String>,
}

impl Names {
    /// Name of the office; empty when the keyring does not open it.
    pub fn office(&self) -> &str {
        self.office.as_deref().unwrap_or_default()
    }

    /// Name of a person.
    pub fn person(&self, person: &PersonId) -> Option<&str> {
        self.persons.get(person).map(String::as_str)
    }

    /// Name of a desk.
    pub fn desk(&self, device: &DeviceId) -> Option<&str> {
        self.desks.get(device).map(String::as_str)
    }

    /// Name that the office gave a space; the well-known spaces have none here.
    pub fn space(&self, space: SpaceId) -> Option<&str> {
        self.spaces.get(&space).map(String::as_str)
    }

    /// Takes over what `newer` names.
    pub(super) fn merge(&mut self, newer: Self) {
        self.office = newer.office.or(self.office.take());
        self.persons.extend(newer.persons);
        self.desks.extend(newer.desks);
        self.spaces.extend(newer.spaces);
    }
}

/// Names under the key of the general space. In CBOR: `[epoch, nonce, sealed bytes]`.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct SealedNames {
    #[n(0)]
    epoch: u32,
    #[cbor(n(1), with = "minicbor::bytes")]
    nonce: [u8; 24],
    #[cbor(n(2), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

impl SealedNames {
    /// Seals names for the entry at `place`. `None` when they are too many.
    pub fn seal(names: &Names, epoch: u32, key: &EpochKey, place: Place, entropy: &mut Entropy) -> Option<Self> {
        let packed = to_cbor(&Written::from(names));
        let mut plain = u16::try_from(packed.len()).ok()?.to_le_bytes().to_vec();
        plain.extend_from_slice(&packed);
        plain.resize(plain.len().next_multiple_of(BLOCK), 0);
        let nonce = entropy.bytes();
        let payload = Payload { msg: &plain, aad: &place.context(&[]) };
        let sealed = cipher(key).encrypt((&nonce).into(), payload).ok()?;
        Some(Self { epoch, nonce, sealed })
    }

    /// Opens names; `None` without the key, or when whoever sealed them wrote nonsense.
    pub fn open(&self, keyring: &Keyring, place: Place) -> Option<Names> {
        let key = keyring.key(SpaceId::GENERAL, self.epoch)?;
        let payload = Payload { msg: &self.sealed, aad: &place.context(&[]) };
        let plain = cipher(key).decrypt((&self.nonce).into(), payload).ok()?;
        let (length, rest) = plain.split_first_chunk::<2>()?;
        let packed = rest.get(..usize::from(u16::from_le_bytes(*length)))?;
        from_cbor::<Written>(packed).ok().map(Names::from)
    }
}

/// The written form of [`Names`].
#[derive(Encode, Decode)]
#[cbor(array)]
struct Written {
    #[n(0)]
    office: Option<String>,
    #[n(1)]
    persons: Vec<(PersonId, String)>,
    #[n(2)]
    desks: Vec<(DeviceId, String)>,
    #[n(3)]
    spaces: Vec<(SpaceId, String)>,
}

impl From<&Names> for Written {
    fn from(names: &Names) -> Self {
        let Names { office, persons, desks, spaces } = names.clone();
        Self { office, persons: persons.into_iter().collect(), desks: desks.into_iter().collect(), spaces: spaces.into_iter().collect() }
    }
}

impl From<Written> for Names {
    fn from(written: Written) -> Self {
        Self {
            office: written.office,
            persons: written.persons.into_iter().collect(),
            desks: written.desks.into_iter().collect(),
            spaces: written.spaces.into_iter().collect(),
        }
    }
}

fn cipher(key: &EpochKey) -> XChaCha20Poly1305 {
    let key = Zeroizing::new(blake3::derive_key("zongban 2026 membership names", key.expose()));
    XChaCha20Poly1305::new((&*key).into())
}
