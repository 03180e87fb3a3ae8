//! What the log may say next. Everything here is decided by the entry and the state before it, alike on every replica.

use std::collections::BTreeSet;

use super::record::{AddSpace, Admit, Adopt, Create, DeviceKeys, Payload, Place, Redo, Revoke, Rights, Seat};
use super::state::{Member, State};
use super::{ADMINISTRATOR, MAX_ADOPTED, MAX_DEVICES, MAX_RECOVERY, MAX_ROLES, MAX_SEATS, MAX_SPACES, MembershipError};
use crate::entry::MAX_COUNTER;
use crate::id::{DeviceId, Hash, SpaceId};
use crate::keybox::KeyBox;
use crate::recovery::RecoveryPublic;

impl State {
    /// Whether the log may say this next. [`apply`](Self::apply) relies on it.
    pub fn check(&self, payload: &Payload) -> Result<(), MembershipError> {
        match payload {
            Payload::Create(_) => Err(MembershipError::Malformed { what: "second founding" }),
            Payload::Admit(admit) | Payload::Recover(admit) => self.check_admit(admit),
            Payload::Rights(rights) => self.check_rights(rights),
            Payload::Revoke(revoke) => self.check_revoke(revoke),
            Payload::Relay(relay) if !relay.is_sound() => Err(MembershipError::BadRelay),
            Payload::Relay(_) | Payload::Names(_) => Ok(()),
            Payload::Space(space) => self.check_space(space),
            Payload::Redo(redo) => self.check_redo(redo),
            Payload::Adopt(adopt) => self.check_adopt(adopt),
            Payload::Seat(seat) => self.check_seat(seat),
        }
    }

    fn check_admit(&self, admit: &Admit) -> Result<(), MembershipError> {
        let device = admit.public.id();
        if self.devices.contains_key(&device) {
            return Err(MembershipError::KnownDevice { device });
        }
        if self.devices.len() >= MAX_DEVICES {
            return Err(MembershipError::TooMany { what: "desks", most: MAX_DEVICES });
        }
        sound_roles(&admit.roles)?;
        self.known_spaces(&admit.spaces)
    }

    fn check_rights(&self, rights: &Rights) -> Result<(), MembershipError> {
        let member = self.active(&rights.device)?;
        sound_roles(&rights.roles)?;
        self.known_spaces(&rights.spaces)?;
        // A space can only be taken away together with its key, which takes a new admission after a revocation.
        if !member.spaces.iter().all(|space| rights.spaces.contains(space)) {
            return Err(MembershipError::Malformed { what: "a space cannot be taken away without new keys" });
        }
        let stays = rights.roles.iter().any(|role| role == ADMINISTRATOR);
        self.keep_administrator(|member| member.device != rights.device || stays)
    }

    fn check_seat(&self, seat: &Seat) -> Result<(), MembershipError> {
        let member = self.active(&seat.device)?;
        sound_roles(&seat.roles)?;
        // The log is signed with the key of a desk: whoever may change it is whose desk it is.
        let is_owner = member.person == seat.person;
        if is_owner && !seat.roles.is_empty() || seat.roles.iter().any(|role| role == ADMINISTRATOR) {
            return Err(MembershipError::Malformed { what: "roles of a seat" });
        }
        let seats = self.devices.get(&seat.device).map(|record| &record.seats);
        let known = seats.is_some_and(|seats| seats.contains_key(&seat.person));
        if !known && seats.map_or(0, std::collections::BTreeMap::len) >= MAX_SEATS {
            return Err(MembershipError::TooMany { what: "persons at a desk", most: MAX_SEATS });
        }
        Ok(())
    }

    fn check_revoke(&self, revoke: &Revoke) -> Result<(), MembershipError> {
        ascending(revoke.devices.iter(), "revoked desks")?;
        ascending(revoke.cuts.iter().map(|cut| (cut.device, cut.space)), "cuts")?;
        ascending(revoke.marks.iter().map(|mark| mark.space), "new keys")?;
        if revoke.devices.is_empty() {
            return Err(MembershipError::Malformed { what: "revocation of nobody" });
        }
        let gone = |device: &DeviceId| revoke.devices.binary_search(device).is_ok();
        if revoke.cuts.iter().any(|cut| !gone(&cut.device) || !self.epochs.contains_key(&cut.space)) {
            return Err(MembershipError::Malformed { what: "cut" });
        }
        // Every space that a revoked desk could read gets a new key, and no other.
        let mut spaces = BTreeSet::new();
        for device in &revoke.devices {
            spaces.extend(self.active(device)?.spaces.iter().copied());
        }
        if !revoke.marks.iter().map(|mark| mark.space).eq(spaces.iter().copied()) {
            return Err(MembershipError::Malformed { what: "spaces with new keys" });
        }
        for mark in &revoke.marks {
            let current = self.epochs.get(&mark.space).and_then(|epochs| epochs.last());
            if current.and_then(|epoch| epoch.mark.epoch.checked_add(1)) != Some(mark.epoch) {
                return Err(MembershipError::Malformed { what: "new epoch" });
            }
        }
        self.keep_administrator(|member| !gone(&member.device))?;
        self.check_keys(self.readers_of(&spaces).into_iter().filter(|device| !gone(device)), &revoke.keys, &revoke.recovery_keys)
    }

    /// A cut only moves on: what counted once goes on counting.
    fn check_adopt(&self, adopt: &Adopt) -> Result<(), MembershipError> {
        ascending(adopt.late.iter().map(|late| (late.device, late.space)), "late work")?;
        if adopt.late.is_empty() {
            return Err(MembershipError::NothingLate);
        }
        if adopt.late.iter().map(|late| late.entries.len()).sum::<usize>() > MAX_ADOPTED {
            return Err(MembershipError::TooMany { what: "adopted entries", most: MAX_ADOPTED });
        }
        for late in &adopt.late {
            let record = self.devices.get(&late.device).ok_or(MembershipError::UnknownDevice { device: late.device })?;
            if record.member.revoked.is_none() {
                return Err(MembershipError::NotRevoked { device: late.device });
            }
            if !record.member.spaces.contains(&late.space) {
                return Err(MembershipError::NoRight { device: late.device, space: late.space });
            }
            let last = record.last_counted(late.space);
            if late.entries.is_empty() || late.last() <= last {
                return Err(MembershipError::NothingLate);
            }
            if late.after != last || late.last() > MAX_COUNTER {
                return Err(MembershipError::Malformed { what: "place of late work" });
            }
        }
        Ok(())
    }

    fn check_space(&self, space: &AddSpace) -> Result<(), MembershipError> {
        if self.epochs.contains_key(&space.mark.space) {
            return Err(MembershipError::KnownSpace { space: space.mark.space });
        }
        if self.epochs.len() >= MAX_SPACES {
            return Err(MembershipError::TooMany { what: "spaces", most: MAX_SPACES });
        }
        if space.mark.epoch != 1 {
            return Err(MembershipError::Malformed { what: "first epoch" });
        }
        self.check_keys(self.administrators(), &space.keys, &space.recovery_keys)
    }

    /// The heads that it names are not this state's matter.
    fn check_redo(&self, redo: &Redo) -> Result<(), MembershipError> {
        if let Some(act) = &redo.act {
            self.check(act)?;
        }
        let spaces: BTreeSet<_> = redo.lost.iter().flat_map(|lost| &lost.marks).map(|mark| mark.space).collect();
        if spaces.is_empty() {
            let silent = redo.keys.is_empty() && redo.recovery_keys.is_empty();
            return if silent { Ok(()) } else { Err(MembershipError::Malformed { what: "recipients of new keys" }) };
        }
        let after = self.after(redo.act.as_deref());
        if let Some(&space) = spaces.iter().find(|space| !after.epochs.contains_key(space)) {
            return Err(MembershipError::UnknownSpace { space });
        }
        after.check_keys(after.readers_of(&spaces).into_iter(), &redo.keys, &redo.recovery_keys)
    }

    /// Who would read what, once the log has said this. No position counts here.
    pub fn after(&self, act: Option<&Payload>) -> Self {
        let mut after = self.clone();
        if let Some(act) = act {
            after.apply(Place { seq: 0, prev: Hash::ZERO }, act.clone());
        }
        after
    }

    /// Devices that are not revoked and read one of these spaces, in order.
    pub fn readers_of(&self, spaces: &BTreeSet<SpaceId>) -> BTreeSet<DeviceId> {
        spaces.iter().flat_map(|space| self.readers(*space)).map(|member| member.device).collect()
    }

    /// Nobody who should receive keys is forgotten, and nobody else receives any.
    fn check_keys(
        &self,
        recipients: impl Iterator<Item = DeviceId>,
        keys: &[DeviceKeys],
        recovery_keys: &[KeyBox],
    ) -> Result<(), MembershipError> {
        if keys.iter().map(|keys| keys.device).eq(recipients) && recovery_keys.len() == self.recovery.len() {
            Ok(())
        } else {
            Err(MembershipError::Malformed { what: "recipients of new keys" })
        }
    }

    fn keep_administrator(&self, stays: impl Fn(&Member) -> bool) -> Result<(), MembershipError> {
        let mut members = self.devices.values().map(|record| &record.member);
        if members.any(|member| member.is_active_administrator() && stays(member)) {
            Ok(())
        } else {
            Err(MembershipError::LastAdministrator)
        }
    }

    fn known_spaces(&self, spaces: &[SpaceId]) -> Result<(), MembershipError> {
        sound_spaces(spaces)?;
        match spaces.iter().find(|space| !self.epochs.contains_key(space)) {
            Some(&space) => Err(MembershipError::UnknownSpace { space }),
            None => Ok(()),
        }
    }
}

/// Whether an office can be founded so.
pub(super) fn check_founding(create: &Create) -> Result<(), MembershipError> {
    let spaces: Vec<_> = create.spaces.iter().map(|mark| mark.space).collect();
    sound_spaces(&spaces)?;
    if create.spaces.iter().any(|mark| mark.epoch != 1) {
        return Err(MembershipError::Malformed { what: "first epoch" });
    }
    let sheets: BTreeSet<_> = create.recovery.iter().map(RecoveryPublic::id).collect();
    if sheets.len() > MAX_RECOVERY {
        return Err(MembershipError::TooMany { what: "recovery sheets", most: MAX_RECOVERY });
    }
    if create.recovery.len() != sheets.len() || create.recovery_keys.len() != sheets.len() {
        return Err(MembershipError::Malformed { what: "recovery sheets" });
    }
    if create.relay.is_sound() { Ok(()) } else { Err(MembershipError::BadRelay) }
}

/// In order, without repetition, the general space among them: names are sealed under its key.
fn sound_spaces(spaces: &[SpaceId]) -> Result<(), MembershipError> {
    if spaces.len() > MAX_SPACES {
        return Err(MembershipError::TooMany { what: "spaces", most: MAX_SPACES });
    }
    ascending(spaces.iter(), "order of spaces")?;
    if spaces.contains(&SpaceId::GENERAL) { Ok(()) } else { Err(MembershipError::Malformed { what: "a desk without the general space" }) }
}

fn sound_roles(roles: &[String]) -> Result<(), MembershipError> {
    let sound = |role: &String| {
        !role.is_empty() && role.len() <= 64 && role.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
    };
    if roles.len() > MAX_ROLES || !roles.iter().all(sound) {
        return Err(MembershipError::BadRole);
    }
    ascending(roles.iter(), "order of roles")
}

fn ascending<T: Ord>(items: impl Iterator<Item = T>, what: &'static str) -> Result<(), MembershipError> {
    if items.is_sorted_by(|a, b| a < b) { Ok(()) } else { Err(MembershipError::Malformed { what }) }
}
