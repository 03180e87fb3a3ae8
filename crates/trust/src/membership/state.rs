//! What follows from the log: devices with their rights over time, keys announced, boxes, sealed names.

use std::collections::BTreeMap;

use super::check::check_founding;
use super::keyring::{Keyring, mark};
use super::names::SealedNames;
use super::record::{AddSpace, Adopt, Create, DeviceKeys, KeyMark, Payload, Place, Redo, RelayAddress, Revoke, Seat};
use super::{ADMINISTRATOR, MembershipError};
use crate::id::{DeviceId, Hash, PersonId, SpaceId};
use crate::key::{DevicePublic, PersonPublic, SealingSecret};
use crate::keybox::KeyBox;
use crate::recovery::RecoveryPublic;

/// A device of the office and its rights as of the head of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The device.
    pub device: DeviceId,
    /// Whose desk it is.
    pub person: PersonId,
    /// Its public keys.
    pub public: DevicePublic,
    /// Role ids, in order.
    pub roles: Vec<String>,
    /// Spaces that it reads and writes, in order.
    pub spaces: Vec<SpaceId>,
    /// Position in the log of its admission.
    pub admitted: u64,
    /// Position in the log of its revocation.
    pub revoked: Option<u64>,
}

impl Member {
    /// Whether it may change the log, unless it is revoked.
    pub fn is_administrator(&self) -> bool {
        self.roles.iter().any(|role| role == ADMINISTRATOR)
    }

    /// Whether it is an administrator's device that is not revoked.
    pub fn is_active_administrator(&self) -> bool {
        self.revoked.is_none() && self.is_administrator()
    }
}

#[derive(Clone)]
pub(super) struct State {
    pub devices: BTreeMap<DeviceId, Record>,
    /// Announced keys of each space, oldest first.
    pub epochs: BTreeMap<SpaceId, Vec<Epoch>>,
    /// Keys that only lost entries announced. Nobody seals with them any more.
    pub lost_keys: BTreeMap<SpaceId, Vec<KeyMark>>,
    /// Boxes by the id of their recipient.
    pub boxes: BTreeMap<[u8; 16], Vec<(Place, KeyBox)>>,
    pub names: Vec<(Place, SealedNames)>,
    pub recovery: Vec<RecoveryPublic>,
    pub relay: RelayAddress,
}

#[derive(Clone)]
pub(super) struct Record {
    pub member: Member,
    /// Rights with the position from which they hold, oldest first.
    pub history: Vec<(u64, RightsAt)>,
    /// Once revoked, the entries that the log names in each space, by counter: the last that counts, and all that were adopted.
    /// Nothing after the last of them counts.
    pub pins: BTreeMap<SpaceId, BTreeMap<u64, Hash>>,
    pub request: Option<Hash>,
    /// Who works at the desk, with the positions from which each seat holds, oldest first.
    pub seats: BTreeMap<PersonId, Vec<(u64, SeatAt)>>,
}

/// A person's place at a desk from some position of the log on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SeatAt {
    pub key: PersonPublic,
    /// Of the person whose desk it is none stand here: they are the desk's.
    pub roles: Vec<String>,
}

impl Record {
    /// The seat of a person when the log stood at position `at`.
    pub fn seat_at(&self, person: &PersonId, at: u64) -> Option<&SeatAt> {
        self.seats.get(person)?.iter().rev().find(|(since, _)| *since <= at).map(|(_, seat)| seat)
    }

    /// Counter of the last entry that counts in a space, once revoked; 0 when none does.
    pub fn last_counted(&self, space: SpaceId) -> u64 {
        self.pins.get(&space).and_then(|pins| pins.last_key_value()).map_or(0, |(counter, _)| *counter)
    }

    /// Rights when the log stood at position `at`, whether or not the device is revoked.
    pub fn rights_at(&self, at: u64) -> Option<&RightsAt> {
        self.history.iter().rev().find(|(since, _)| *since <= at).map(|(_, rights)| rights)
    }
}

#[derive(Clone)]
pub(super) struct RightsAt {
    pub roles: Vec<String>,
    pub spaces: Vec<SpaceId>,
}

#[derive(Clone)]
pub(super) struct Epoch {
    pub mark: KeyMark,
    /// Position from which it is current.
    pub since: u64,
}

impl State {
    /// What the first entry founds.
    pub fn found(create: Create) -> Result<Self, MembershipError> {
        check_founding(&create)?;
        let Create { public, person, spaces: marks, keys, recovery, recovery_keys, relay, names, key } = create;
        let spaces = marks.iter().map(|mark| mark.space).collect();
        let mut state = Self {
            devices: BTreeMap::new(),
            epochs: BTreeMap::new(),
            lost_keys: BTreeMap::new(),
            boxes: BTreeMap::new(),
            names: Vec::new(),
            recovery,
            relay,
        };
        let place = Place { seq: 0, prev: Hash::ZERO };
        let rights = RightsAt { roles: vec![ADMINISTRATOR.to_owned()], spaces };
        state.insert_device(place, public, (person, key), rights, None);
        state.announce(place, marks);
        state.hand_over(place, public.id(), keys);
        state.hand_to_recovery(place, recovery_keys);
        state.names.push((place, names));
        Ok(state)
    }

    /// Takes in what [`check`](Self::check) has let pass.
    pub fn apply(&mut self, place: Place, payload: Payload) {
        match payload {
            // `check` lets no second founding pass.
            Payload::Create(_) => {}
            Payload::Admit(admit) | Payload::Recover(admit) => {
                let rights = RightsAt { roles: admit.roles, spaces: admit.spaces };
                self.insert_device(place, admit.public, (admit.person, admit.key), rights, Some(admit.request));
                self.hand_over(place, admit.public.id(), admit.keys);
                self.names.push((place, admit.names));
            }
            Payload::Rights(rights) => {
                self.hand_over(place, rights.device, rights.keys);
                self.set_rights(place, rights.device, RightsAt { roles: rights.roles, spaces: rights.spaces });
            }
            Payload::Revoke(revoke) => self.revoke(place, revoke),
            Payload::Relay(relay) => self.relay = relay,
            Payload::Space(space) => self.add_space(place, space),
            Payload::Names(names) => self.names.push((place, names)),
            Payload::Redo(redo) => self.redo(place, redo),
            Payload::Adopt(adopt) => self.adopt(adopt),
            Payload::Seat(seat) => self.seat(place, seat),
        }
    }

    /// Rights of a device when the log stood at position `at`.
    pub fn rights_at(&self, device: &DeviceId, at: u64) -> Result<&RightsAt, MembershipError> {
        let unknown = MembershipError::UnknownDevice { device: *device };
        let record = self.devices.get(device).ok_or(unknown.clone())?;
        if record.member.revoked.is_some_and(|revoked| revoked <= at) {
            return Err(MembershipError::Revoked { device: *device });
        }
        record.rights_at(at).ok_or(unknown)
    }

    /// Current epoch of a space when the log stood at position `at`.
    pub fn epoch_at(&self, space: SpaceId, at: u64) -> Option<u32> {
        let epochs = self.epochs.get(&space)?;
        epochs.iter().rev().find(|epoch| epoch.since <= at).map(|epoch| epoch.mark.epoch)
    }

    /// Devices that are not revoked and read a space.
    pub fn readers(&self, space: SpaceId) -> impl Iterator<Item = &Member> {
        let members = self.devices.values().map(|record| &record.member);
        members.filter(move |member| member.revoked.is_none() && member.spaces.contains(&space))
    }

    /// Opens all boxes of a recipient and compares each key with its announcement. What does not fit is left out, so
    /// that one bad box does not take away what a desk can read already; without any general key nothing works.
    pub fn open_boxes(&self, recipient: &[u8; 16], secret: &SealingSecret) -> Result<Keyring, MembershipError> {
        let mut keyring = Keyring::default();
        for (place, sealed) in self.boxes.get(recipient).into_iter().flatten() {
            let Ok(keys) = sealed.open(secret, &place.context(recipient)) else {
                keyring.refuse();
                continue;
            };
            for key in keys {
                match self.epochs.get(&key.space) {
                    Some(epochs) if epochs.iter().any(|epoch| epoch.mark == mark(&key)) => {
                        let newest = epochs.last().map_or(key.epoch, |epoch| epoch.mark.epoch);
                        keyring.insert(key, newest);
                    }
                    _ if self.lost_keys.get(&key.space).is_some_and(|marks| marks.contains(&mark(&key))) => keyring.insert_lost(key),
                    _ => keyring.refuse(),
                }
            }
        }
        if keyring.spaces().contains(&SpaceId::GENERAL) { Ok(keyring) } else { Err(MembershipError::BadKeys) }
    }

    pub fn active(&self, device: &DeviceId) -> Result<&Member, MembershipError> {
        let record = self.devices.get(device).ok_or(MembershipError::UnknownDevice { device: *device })?;
        match record.member.revoked {
            Some(_) => Err(MembershipError::Revoked { device: *device }),
            None => Ok(&record.member),
        }
    }

    /// Devices of administrators that are not revoked, in order.
    pub fn administrators(&self) -> impl Iterator<Item = DeviceId> {
        let members = self.devices.values().map(|record| &record.member);
        members.filter(|member| member.is_active_administrator()).map(|member| member.device)
    }

    fn insert_device(
        &mut self,
        place: Place,
        public: DevicePublic,
        (person, key): (PersonId, PersonPublic),
        rights: RightsAt,
        request: Option<Hash>,
    ) {
        let member = Member {
            device: public.id(),
            person,
            public,
            roles: rights.roles.clone(),
            spaces: rights.spaces.clone(),
            admitted: place.seq,
            revoked: None,
        };
        let history = vec![(place.seq, rights)];
        let seats = BTreeMap::from([(person, vec![(place.seq, SeatAt { key, roles: Vec::new() })])]);
        self.devices.insert(member.device, Record { member, history, pins: BTreeMap::new(), request, seats });
    }

    fn seat(&mut self, place: Place, seat: Seat) {
        if let Some(record) = self.devices.get_mut(&seat.device) {
            record.seats.entry(seat.person).or_default().push((place.seq, SeatAt { key: seat.key, roles: seat.roles }));
        }
        self.names.push((place, seat.names));
    }

    fn set_rights(&mut self, place: Place, device: DeviceId, rights: RightsAt) {
        if let Some(record) = self.devices.get_mut(&device) {
            record.member.roles.clone_from(&rights.roles);
            record.member.spaces.clone_from(&rights.spaces);
            record.history.push((place.seq, rights));
        }
    }

    fn revoke(&mut self, place: Place, revoke: Revoke) {
        for device in &revoke.devices {
            if let Some(record) = self.devices.get_mut(device) {
                record.member.revoked = Some(place.seq);
            }
        }
        for cut in revoke.cuts {
            if let Some(record) = self.devices.get_mut(&cut.device) {
                record.pins.insert(cut.space, BTreeMap::from([(cut.counter, cut.hash)]));
            }
        }
        self.announce(place, revoke.marks);
        for DeviceKeys { device, keys } in revoke.keys {
            self.hand_over(place, device, keys);
        }
        self.hand_to_recovery(place, revoke.recovery_keys);
    }

    fn adopt(&mut self, adopt: Adopt) {
        for late in adopt.late {
            if let Some(record) = self.devices.get_mut(&late.device) {
                record.pins.entry(late.space).or_default().extend((late.after.saturating_add(1)..).zip(late.entries));
            }
        }
    }

    fn add_space(&mut self, place: Place, space: AddSpace) {
        let id = space.mark.space;
        self.announce(place, vec![space.mark]);
        for DeviceKeys { device, keys } in space.keys {
            self.hand_over(place, device, keys);
            if let Some(record) = self.devices.get(&device) {
                let mut spaces = record.member.spaces.clone();
                spaces.push(id);
                spaces.sort_unstable();
                let roles = record.member.roles.clone();
                self.set_rights(place, device, RightsAt { roles, spaces });
            }
        }
        self.hand_to_recovery(place, space.recovery_keys);
        self.names.push((place, space.names));
    }

    fn redo(&mut self, place: Place, redo: Redo) {
        if let Some(act) = redo.act {
            self.apply(place, *act);
        }
        for mark in redo.lost.into_iter().flat_map(|lost| lost.marks) {
            self.lost_keys.entry(mark.space).or_default().push(mark);
        }
        for DeviceKeys { device, keys } in redo.keys {
            self.hand_over(place, device, keys);
        }
        self.hand_to_recovery(place, redo.recovery_keys);
    }

    fn announce(&mut self, place: Place, marks: Vec<KeyMark>) {
        for mark in marks {
            self.epochs.entry(mark.space).or_default().push(Epoch { mark, since: place.seq });
        }
    }

    fn hand_over(&mut self, place: Place, device: DeviceId, keys: KeyBox) {
        self.boxes.entry(device.to_bytes()).or_default().push((place, keys));
    }

    fn hand_to_recovery(&mut self, place: Place, boxes: Vec<KeyBox>) {
        for (sheet, keys) in self.recovery.iter().zip(boxes) {
            self.boxes.entry(sheet.id()).or_default().push((place, keys));
        }
    }
}
