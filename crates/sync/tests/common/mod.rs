//! An office to test with, and randomness from a seed.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::sync::{Arc, OnceLock};
use sync::Frontier;
use trust::enrol::JoinRequest;
use trust::entry::{Entry, RelayHead, SealRequest, seal};
use trust::id::{Hash, OfficeId, PersonId, SpaceId};
use trust::key::{DeviceSecret, EpochKey, PersonSecret};
use trust::membership::{CreateOffice, Keyring, Membership, RelayAddress};
use trust::recovery::RecoverySecret;

/// An office of up to six desks; the third one on reads the general space only.
#[derive(Clone)]
pub struct Office {
    pub id: OfficeId,
    pub log: Vec<Vec<u8>>,
    pub members: Vec<Member>,
    pub keyring: Keyring,
}

#[derive(Clone)]
pub struct Member {
    pub secret: Arc<DeviceSecret>,
    pub spaces: Vec<SpaceId>,
    keyring: Keyring,
}

pub fn office(desks: usize) -> Office {
    static OFFICE: OnceLock<Office> = OnceLock::new();
    let mut office = OFFICE.get_or_init(|| found(6)).clone();
    office.members.truncate(desks);
    office
}

/// The recovery sheet of every office here.
pub fn sheet() -> RecoverySecret {
    RecoverySecret::from_seed([60; 32])
}

fn found(desks: usize) -> Office {
    let admin = Arc::new(DeviceSecret::from_seed([1; 32]));
    let create = CreateOffice {
        office_name: "Test School",
        person_name: "First Person",
        desk_name: "desk 1",
        person: PersonId::from_bytes([1; 16]),
        key: PersonSecret::from_seed([1; 32]).public(),
        device: &admin,
        recovery: &[sheet().public()],
        relay: RelayAddress::default(),
    };
    let mut membership = Membership::create(&create, [3; 32]).unwrap();
    let keyring = membership.keyring(&admin).unwrap();
    let all = SpaceId::WELL_KNOWN.to_vec();
    let mut members = vec![Member { secret: admin.clone(), spaces: all.clone(), keyring: keyring.clone() }];
    for n in 2..=desks as u8 {
        let secret = Arc::new(DeviceSecret::from_seed([n; 32]));
        let spaces = if n == 2 { vec![SpaceId::GENERAL, SpaceId::RECEPTION] } else { vec![SpaceId::GENERAL] };
        let entry = admission(&membership, &admin, &keyring, &secret, &spaces, n);
        membership.append(&entry).unwrap();
        members.push(Member { secret, spaces, keyring: keyring.clone() });
    }
    Office { id: membership.office(), log: membership.log().to_vec(), members, keyring }
}

/// The membership entry that admits a desk.
pub fn admission(
    membership: &Membership,
    admin: &DeviceSecret,
    keyring: &Keyring,
    secret: &DeviceSecret,
    spaces: &[SpaceId],
    n: u8,
) -> Vec<u8> {
    let person = PersonId::from_bytes([n; 16]);
    let request =
        JoinRequest::new(person, &format!("person {n}"), &format!("desk {n}"), secret, &PersonSecret::from_seed([n; 32])).unwrap();
    membership.admit(&request, &["clerk".to_owned()], spaces, admin, keyring, [n; 32]).unwrap()
}

pub fn head(log: &[Vec<u8>]) -> Hash {
    Hash::of(log.last().unwrap())
}

impl Member {
    /// A desk that is not in the office yet.
    pub fn new(n: u8, keyring: &Keyring, spaces: &[SpaceId]) -> Self {
        Self { secret: Arc::new(DeviceSecret::from_seed([n; 32])), spaces: spaces.to_vec(), keyring: keyring.clone() }
    }

    /// The same desk with another key: a stranger who claims its place.
    pub fn with_key(&self, seed: [u8; 32]) -> Self {
        Self { secret: Arc::new(DeviceSecret::from_seed(seed)), ..self.clone() }
    }

    /// The next entry of this desk's chain.
    pub fn write(&self, office: OfficeId, space: SpaceId, frontier: &Frontier, head: Hash, text: &[u8]) -> Entry {
        let device = self.secret.id();
        let tip = frontier.get(&device);
        let counter = tip.map_or(1, |tip| tip.counter + 1);
        let prev = tip.map_or(Hash::ZERO, |tip| tip.hash);
        self.write_at(office, space, counter, prev, head, text)
    }

    /// An entry anywhere in this desk's chain.
    pub fn write_at(&self, office: OfficeId, space: SpaceId, counter: u64, prev: Hash, head: Hash, text: &[u8]) -> Entry {
        let device = self.secret.id();
        let epoch = self.keyring.current_epoch(space).unwrap();
        let key: &EpochKey = self.keyring.key(space, epoch).unwrap();
        let mut nonce = [0; 24];
        let seed = [text, &counter.to_le_bytes(), device.as_bytes(), &space.0.to_le_bytes()].concat();
        nonce.copy_from_slice(&Hash::of(&seed).as_bytes()[..24]);
        let relay_seen = RelayHead::NONE;
        let request = SealRequest { office, space, device, counter, prev, epoch, membership: head, relay_seen, nonce };
        seal(request, key, text, &self.secret).unwrap()
    }
}

/// SplitMix64.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn bytes(&mut self) -> [u8; 32] {
        let mut out = [0; 32];
        for part in out.chunks_mut(8) {
            part.copy_from_slice(&self.next().to_le_bytes());
        }
        out
    }
}
