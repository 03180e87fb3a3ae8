//! Writing entries: founding, admission, rights, revocation, relay, spaces, names, recovery.
//!
//! Each function returns the new entry as bytes, already examined as [`Membership::append`] will examine it.

mod admit;
mod change;
mod redo;
mod seat;

use std::collections::{BTreeMap, BTreeSet};

pub use redo::{Dropped, Redone};

use super::keyring::{Keyring, mark};
use super::names::{Names, SealedNames};
use super::record::{Body, Create, Payload, Place, RelayAddress, SIGNATURE_DOMAIN};
use super::{Membership, MembershipError};
use crate::codec::is_name;
use crate::entropy::Entropy;
use crate::id::{DeviceId, Hash, PersonId, SpaceId};
use crate::key::{DeviceSecret, EpochKey, PersonPublic};
use crate::keybox::{KeyBox, SpaceKey};
use crate::recovery::RecoveryPublic;

/// Last entries that count, by device and space, as counter and hash.
pub type Cuts = BTreeMap<(DeviceId, SpaceId), (u64, Hash)>;

/// Late entries that shall count, by device and space: the hashes of those that follow the last that counts, in order and without
/// holes.
pub type Adopted = BTreeMap<(DeviceId, SpaceId), Vec<Hash>>;

/// What founding an office takes.
#[derive(Clone, Debug)]
pub struct CreateOffice<'a> {
    /// Name of the office.
    pub office_name: &'a str,
    /// Name of the first person.
    pub person_name: &'a str,
    /// Name of the first desk.
    pub desk_name: &'a str,
    /// Id of the first person, 16 random bytes.
    pub person: PersonId,
    /// With which the person signs at this desk.
    pub key: PersonPublic,
    /// Secrets of the first desk, which becomes an administrator's.
    pub device: &'a DeviceSecret,
    /// Recovery sheets, usually two.
    pub recovery: &'a [RecoveryPublic],
    /// Where the relay is, when there is one already.
    pub relay: RelayAddress,
}

impl Membership {
    /// Founds an office with the well-known spaces. `seed`: 32 bytes of randomness, never used again.
    ///
    /// # Errors
    /// [`MembershipError`] for names, sheets or an address that the log would refuse.
    pub fn create(office: &CreateOffice<'_>, seed: [u8; 32]) -> Result<Self, MembershipError> {
        sound_names([office.office_name, office.person_name, office.desk_name])?;
        let device = office.device;
        let mut entropy = Entropy::new(seed, device.id().as_bytes());
        let place = Place { seq: 0, prev: Hash::ZERO };
        let keys: Vec<_> = SpaceId::WELL_KNOWN.iter().map(|&space| new_key(space, 1, &mut entropy)).collect();
        let mut names = Names { office: Some(office.office_name.to_owned()), ..Names::default() };
        names.persons.insert(office.person, office.person_name.to_owned());
        names.desks.insert(device.id(), office.desk_name.to_owned());
        let mut keyring = Keyring::default();
        keys.iter().cloned().for_each(|key| keyring.insert(key, 1));
        let create = Create {
            public: device.public(),
            person: office.person,
            spaces: keys.iter().map(mark).collect(),
            keys: seal_to_device(&keys, device.public().sealing, device.id(), place, &mut entropy)?,
            recovery: office.recovery.to_vec(),
            recovery_keys: seal_to_sheets(&keys, office.recovery, place, &mut entropy)?,
            relay: office.relay.clone(),
            names: seal_names(&names, &keyring, place, &mut entropy)?,
            key: office.key,
        };
        let body = Body::new(place, device.id().to_bytes(), &Payload::Create(create));
        Self::found(&body.signed(|bytes| device.sign(SIGNATURE_DOMAIN, bytes)))
    }

    fn issue(&self, payload: &Payload, admin: &DeviceSecret) -> Result<Vec<u8>, MembershipError> {
        let body = Body::new(self.next_place(), admin.id().to_bytes(), payload);
        self.examined(body.signed(|bytes| admin.sign(SIGNATURE_DOMAIN, bytes)))
    }

    fn examined(&self, entry: Vec<u8>) -> Result<Vec<u8>, MembershipError> {
        self.examine(&entry)?;
        Ok(entry)
    }

    fn entropy(&self, seed: [u8; 32], author: &[u8]) -> Entropy {
        Entropy::new(seed, &self.next_place().context(author))
    }
}

fn new_key(space: SpaceId, epoch: u32, entropy: &mut Entropy) -> SpaceKey {
    SpaceKey { space, epoch, key: EpochKey::from_bytes(entropy.bytes()) }
}

/// The keys of these spaces, all of which the keyring must hold.
fn hold_keys(keyring: &Keyring, spaces: &[SpaceId]) -> Result<Vec<SpaceKey>, MembershipError> {
    match spaces.iter().find(|space| keyring.current_epoch(**space).is_none()) {
        Some(&space) => Err(MembershipError::NoKey { space }),
        None => Ok(keyring.of(spaces)),
    }
}

fn seal_to_device(
    keys: &[SpaceKey],
    sealing: [u8; 32],
    device: DeviceId,
    place: Place,
    entropy: &mut Entropy,
) -> Result<KeyBox, MembershipError> {
    Ok(KeyBox::seal(keys, &sealing, &place.context(device.as_bytes()), entropy)?)
}

fn seal_to_sheets(
    keys: &[SpaceKey],
    sheets: &[RecoveryPublic],
    place: Place,
    entropy: &mut Entropy,
) -> Result<Vec<KeyBox>, MembershipError> {
    let seal = |sheet: &RecoveryPublic| KeyBox::seal(keys, &sheet.0.sealing, &place.context(&sheet.id()), entropy);
    Ok(sheets.iter().map(seal).collect::<Result<_, _>>()?)
}

fn seal_names(names: &Names, keyring: &Keyring, place: Place, entropy: &mut Entropy) -> Result<SealedNames, MembershipError> {
    let space = SpaceId::GENERAL;
    let epoch = keyring.current_epoch(space).ok_or(MembershipError::NoKey { space })?;
    let key = keyring.key(space, epoch).ok_or(MembershipError::NoKey { space })?;
    SealedNames::seal(names, epoch, key, place, entropy)
        .ok_or(MembershipError::TooMany { what: "bytes of names in one entry", most: 65_535 })
}

fn sound_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<(), MembershipError> {
    if names.into_iter().all(is_name) { Ok(()) } else { Err(MembershipError::BadName) }
}

fn ordered<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.collect::<BTreeSet<_>>().into_iter().collect()
}
