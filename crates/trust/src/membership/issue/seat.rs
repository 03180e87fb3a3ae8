//! Seats: who else works at a desk, and with which key a person signs there.

use super::{ordered, seal_names};
use crate::enrol::SeatRequest;
use crate::entropy::Entropy;
use crate::id::{DeviceId, PersonId};
use crate::key::{DeviceSecret, PersonPublic};
use crate::membership::record::{Payload, Seat};
use crate::membership::{Keyring, Membership, MembershipError, Names};

impl Membership {
    /// Gives the person of a request a seat at the desk that asks, with these roles; the person whose desk it is gets the new key and
    /// keeps the roles of the desk. Compare the request's fingerprint with the person first. `seed`: 32 bytes of randomness, never used again.
    ///
    /// # Errors
    /// [`MembershipError`], among them [`MembershipError::BadRequest`] for a request of another office.
    pub fn seat(
        &self,
        request: &SeatRequest,
        roles: &[String],
        admin: &DeviceSecret,
        keyring: &Keyring,
        seed: [u8; 32],
    ) -> Result<Vec<u8>, MembershipError> {
        if request.office != self.office || request.verify(&self.state.active(&request.device)?.public).is_err() {
            return Err(MembershipError::BadRequest);
        }
        let mut names = Names::default();
        names.persons.insert(request.person, request.person_name.clone());
        let mut entropy = self.entropy(seed, admin.id().as_bytes());
        let SeatRequest { device, person, key, .. } = *request;
        let seat = self.seating(device, person, key, roles.to_vec(), &names, keyring, &mut entropy)?;
        self.issue(&seat.ok_or(MembershipError::KnownSeat { device })?, admin)
    }

    /// Gives somebody other roles at a desk; none take the seat away.
    ///
    /// # Errors
    /// [`MembershipError::NoSeat`] for somebody who does not work there.
    pub fn seat_roles(
        &self,
        device: &DeviceId,
        person: &PersonId,
        roles: &[String],
        admin: &DeviceSecret,
        keyring: &Keyring,
        seed: [u8; 32],
    ) -> Result<Vec<u8>, MembershipError> {
        let held = self.seat_of(device, person).ok_or(MembershipError::NoSeat { device: *device })?;
        let mut entropy = self.entropy(seed, admin.id().as_bytes());
        let seat = self.seating(*device, *person, held.key, roles.to_vec(), &Names::default(), keyring, &mut entropy)?;
        self.issue(&seat.ok_or(MembershipError::KnownSeat { device: *device })?, admin)
    }

    /// None where the log says so already.
    #[expect(clippy::too_many_arguments, reason = "one for each part of the entry, and what seals it")]
    pub(super) fn seating(
        &self,
        device: DeviceId,
        person: PersonId,
        key: PersonPublic,
        roles: Vec<String>,
        names: &Names,
        keyring: &Keyring,
        entropy: &mut Entropy,
    ) -> Result<Option<Payload>, MembershipError> {
        let is_owner = self.state.active(&device)?.person == person;
        let roles = if is_owner { Vec::new() } else { ordered(roles.into_iter()) };
        let same = |seat: crate::membership::Seat| seat.key == key && (is_owner || seat.roles == roles);
        let held = self.seat_of(&device, &person);
        let is_gone = held.is_none() && !is_owner && roles.is_empty();
        if is_gone || held.is_some_and(same) {
            return Ok(None);
        }
        let names = seal_names(names, keyring, self.next_place(), entropy)?;
        Ok(Some(Payload::Seat(Seat { device, person, key, roles, names })))
    }
}
