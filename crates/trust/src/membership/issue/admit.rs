//! Admitting desks: by an administrator, or by a recovery sheet.

use super::{hold_keys, ordered, seal_names, seal_to_device};
use crate::enrol::JoinRequest;
use crate::entropy::Entropy;
use crate::id::{Hash, PersonId, SpaceId};
use crate::key::{DevicePublic, DeviceSecret, PersonPublic};
use crate::membership::record::{Admit, Body, Payload, SIGNATURE_DOMAIN};
use crate::membership::{ADMINISTRATOR, Keyring, Membership, MembershipError, Names};
use crate::recovery::RecoverySecret;

/// A desk that asks to join.
pub(super) struct Newcomer {
    pub public: DevicePublic,
    pub person: PersonId,
    /// With which the person signs there.
    pub key: PersonPublic,
    /// Hash of its join request.
    pub request: Hash,
    /// Names of the person and the desk.
    pub names: Names,
}

impl Membership {
    /// Admits the desk of a join request with these roles and spaces; the general space is always among them.
    /// Compare the request's fingerprint with the person first. `seed`: 32 bytes of randomness, never used again.
    ///
    /// # Errors
    /// [`MembershipError`], among them [`MembershipError::NoKey`] when `keyring` lacks a space.
    pub fn admit(
        &self,
        request: &JoinRequest,
        roles: &[String],
        spaces: &[SpaceId],
        admin: &DeviceSecret,
        keyring: &Keyring,
        seed: [u8; 32],
    ) -> Result<Vec<u8>, MembershipError> {
        let mut entropy = self.entropy(seed, admin.id().as_bytes());
        let admit = self.admission(request, roles, spaces, keyring, &mut entropy)?;
        self.issue(&Payload::Admit(admit), admin)
    }

    /// Admits a desk as an administrator's on the strength of a recovery sheet, when no administrator's desk is left.
    ///
    /// # Errors
    /// [`MembershipError::UnknownRecovery`] for a sheet of another office, and as [`admit`](Self::admit).
    pub fn recover(&self, request: &JoinRequest, sheet: &RecoverySecret, seed: [u8; 32]) -> Result<Vec<u8>, MembershipError> {
        let keyring = self.keyring_from_recovery(sheet)?;
        let author = sheet.public().id();
        let mut entropy = self.entropy(seed, &author);
        let roles = [ADMINISTRATOR.to_owned()];
        let admit = self.admission(request, &roles, &keyring.spaces(), &keyring, &mut entropy)?;
        let body = Body::new(self.next_place(), author, &Payload::Recover(admit));
        self.examined(body.signed(|bytes| sheet.sign(SIGNATURE_DOMAIN, bytes)))
    }

    fn admission(
        &self,
        request: &JoinRequest,
        roles: &[String],
        spaces: &[SpaceId],
        keyring: &Keyring,
        entropy: &mut Entropy,
    ) -> Result<Admit, MembershipError> {
        request.verify().map_err(|_| MembershipError::BadRequest)?;
        let mut names = Names::default();
        names.persons.insert(request.person, request.person_name.clone());
        names.desks.insert(request.public.id(), request.desk_name.clone());
        let newcomer = Newcomer { public: request.public, person: request.person, key: request.key, request: request.hash(), names };
        let spaces = spaces.iter().copied().chain([SpaceId::GENERAL]);
        self.admission_of(&newcomer, roles.to_vec(), spaces.collect(), keyring, entropy)
    }

    pub(super) fn admission_of(
        &self,
        newcomer: &Newcomer,
        roles: Vec<String>,
        spaces: Vec<SpaceId>,
        keyring: &Keyring,
        entropy: &mut Entropy,
    ) -> Result<Admit, MembershipError> {
        let place = self.next_place();
        let spaces = ordered(spaces.into_iter());
        if let Some(&space) = spaces.iter().find(|space| !self.state.epochs.contains_key(space)) {
            return Err(MembershipError::UnknownSpace { space });
        }
        let Newcomer { public, person, key, request, names } = newcomer;
        let keys = hold_keys(keyring, &spaces)?;
        Ok(Admit {
            public: *public,
            person: *person,
            roles: ordered(roles.into_iter()),
            keys: seal_to_device(&keys, public.sealing, public.id(), place, entropy)?,
            spaces,
            request: *request,
            names: seal_names(names, keyring, place, entropy)?,
            key: *key,
        })
    }
}
