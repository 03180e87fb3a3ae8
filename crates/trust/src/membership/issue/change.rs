//! Changing what the log says: rights, revocation, relay, spaces, names.

use std::collections::{BTreeMap, BTreeSet};

use super::{Adopted, Cuts, hold_keys, new_key, ordered, seal_names, seal_to_device, seal_to_sheets, sound_names};
use crate::entropy::Entropy;
use crate::id::{DeviceId, SpaceId};
use crate::key::DeviceSecret;
use crate::membership::keyring::mark;
use crate::membership::record::{AddSpace, Adopt, Cut, DeviceKeys, Late, Payload, RelayAddress, Revoke, Rights};
use crate::membership::{Keyring, Membership, MembershipError, Names};

impl Membership {
    /// Sets the roles of a desk and adds spaces to those it has.
    ///
    /// # Errors
    /// [`MembershipError`], among them [`MembershipError::LastAdministrator`].
    pub fn grant(
        &self,
        device: &DeviceId,
        roles: &[String],
        more_spaces: &[SpaceId],
        admin: &DeviceSecret,
        keyring: &Keyring,
        seed: [u8; 32],
    ) -> Result<Vec<u8>, MembershipError> {
        let mut entropy = self.entropy(seed, admin.id().as_bytes());
        let rights = self.rights(device, roles.to_vec(), more_spaces, keyring, &mut entropy)?;
        self.issue(&Payload::Rights(rights), admin)
    }

    pub(super) fn rights(
        &self,
        device: &DeviceId,
        roles: Vec<String>,
        more_spaces: &[SpaceId],
        keyring: &Keyring,
        entropy: &mut Entropy,
    ) -> Result<Rights, MembershipError> {
        let member = self.state.active(device)?;
        let spaces = ordered(member.spaces.iter().chain(more_spaces).copied());
        let added: Vec<_> = spaces.iter().filter(|space| !member.spaces.contains(space)).copied().collect();
        let keys = hold_keys(keyring, &added)?;
        let keys = seal_to_device(&keys, member.public.sealing, *device, self.next_place(), entropy)?;
        Ok(Rights { device: *device, roles: ordered(roles.into_iter()), spaces, keys })
    }

    /// Revokes desks and renews the keys of every space that they could read. `cuts` says, for each of them and
    /// each space, the last entry that counts; where it is silent, none does.
    ///
    /// # Errors
    /// [`MembershipError`], among them [`MembershipError::LastAdministrator`].
    pub fn revoke(&self, devices: &[DeviceId], cuts: &Cuts, admin: &DeviceSecret, seed: [u8; 32]) -> Result<Vec<u8>, MembershipError> {
        let mut entropy = self.entropy(seed, admin.id().as_bytes());
        let counted = cuts.iter().map(|(&(device, space), &(counter, hash))| Cut { device, space, counter, hash });
        let revoke = self.revocation(ordered(devices.iter().copied()), counted.collect(), &mut entropy)?;
        self.issue(&Payload::Revoke(revoke), admin)
    }

    pub(super) fn revocation(&self, devices: Vec<DeviceId>, cuts: Vec<Cut>, entropy: &mut Entropy) -> Result<Revoke, MembershipError> {
        let place = self.next_place();
        let mut spaces = BTreeSet::new();
        for device in &devices {
            spaces.extend(self.state.active(device)?.spaces.iter().copied());
        }
        let mut new_keys = Vec::new();
        for &space in &spaces {
            let epoch = self.current_epoch(space).and_then(|epoch| epoch.checked_add(1));
            let epoch = epoch.ok_or(MembershipError::UnknownSpace { space })?;
            new_keys.push(new_key(space, epoch, entropy));
        }
        let mut keys = Vec::new();
        for member in self.devices().filter(|member| member.revoked.is_none() && !devices.contains(&member.device)) {
            let readable: Vec<_> = new_keys.iter().filter(|key| member.spaces.contains(&key.space)).cloned().collect();
            if !readable.is_empty() {
                let keys_of = seal_to_device(&readable, member.public.sealing, member.device, place, entropy)?;
                keys.push(DeviceKeys { device: member.device, keys: keys_of });
            }
        }
        Ok(Revoke {
            cuts: cuts.into_iter().filter(|cut| devices.contains(&cut.device)).collect(),
            marks: new_keys.iter().map(mark).collect(),
            keys,
            recovery_keys: seal_to_sheets(&new_keys, &self.state.recovery, place, entropy)?,
            devices,
        })
    }

    /// Lets late work of revoked desks count: these very entries, at most [`MAX_ADOPTED`](crate::membership::MAX_ADOPTED).
    ///
    /// # Errors
    /// [`MembershipError::NotRevoked`] for a desk that is not, [`MembershipError::NothingLate`] when it counts already.
    pub fn adopt(&self, adopted: &Adopted, admin: &DeviceSecret) -> Result<Vec<u8>, MembershipError> {
        let late = adopted.iter().map(|(&(device, space), entries)| {
            let after = self.cut(&device, space).map_or(0, |(counter, _)| counter);
            Late { device, space, after, entries: entries.clone() }
        });
        self.issue(&Payload::Adopt(Adopt { late: late.collect() }), admin)
    }

    /// Says where the relay is.
    ///
    /// # Errors
    /// [`MembershipError::BadRelay`] for an address that is none.
    pub fn set_relay(&self, relay: RelayAddress, admin: &DeviceSecret) -> Result<Vec<u8>, MembershipError> {
        self.issue(&Payload::Relay(relay), admin)
    }

    /// Adds a space, which the administrators and the recovery sheets can read at first;
    /// [`grant`](Self::grant) opens it to others.
    ///
    /// # Errors
    /// [`MembershipError::KnownSpace`] when the number is taken.
    pub fn add_space(
        &self,
        space: SpaceId,
        name: &str,
        admin: &DeviceSecret,
        keyring: &Keyring,
        seed: [u8; 32],
    ) -> Result<Vec<u8>, MembershipError> {
        sound_names([name])?;
        let mut entropy = self.entropy(seed, admin.id().as_bytes());
        let names = Names { spaces: BTreeMap::from([(space, name.to_owned())]), ..Names::default() };
        let added = self.addition(space, &names, keyring, &mut entropy)?;
        self.issue(&Payload::Space(added), admin)
    }

    pub(super) fn addition(
        &self,
        space: SpaceId,
        names: &Names,
        keyring: &Keyring,
        entropy: &mut Entropy,
    ) -> Result<AddSpace, MembershipError> {
        let place = self.next_place();
        let key = [new_key(space, 1, entropy)];
        let mut keys = Vec::new();
        for device in self.state.administrators() {
            let public = self.state.active(&device)?.public;
            keys.push(DeviceKeys { device, keys: seal_to_device(&key, public.sealing, device, place, entropy)? });
        }
        Ok(AddSpace {
            mark: mark(&key[0]),
            keys,
            recovery_keys: seal_to_sheets(&key, &self.state.recovery, place, entropy)?,
            names: seal_names(names, keyring, place, entropy)?,
        })
    }

    /// Gives the office, persons, desks or spaces new names; what `names` leaves out keeps its name.
    ///
    /// # Errors
    /// [`MembershipError::BadName`] for a name that cannot be shown safely.
    pub fn rename(&self, names: &Names, admin: &DeviceSecret, keyring: &Keyring, seed: [u8; 32]) -> Result<Vec<u8>, MembershipError> {
        let Names { office, persons, desks, spaces } = names;
        let all = office.iter().chain(persons.values()).chain(desks.values()).chain(spaces.values());
        sound_names(all.map(String::as_str))?;
        let mut entropy = self.entropy(seed, admin.id().as_bytes());
        let sealed = seal_names(names, keyring, self.next_place(), &mut entropy)?;
        self.issue(&Payload::Names(sealed), admin)
    }
}
