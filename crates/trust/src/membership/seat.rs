//! Who works at a desk.

use super::Membership;
use crate::id::{DeviceId, PersonId};
use crate::key::PersonPublic;

/// A person's place at a desk as of the head of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The person.
    pub person: PersonId,
    /// With which the person signs there.
    pub key: PersonPublic,
    /// What the person may do there, in order; empty where the seat was taken away.
    pub roles: Vec<String>,
    /// Whether the desk was admitted as this person's.
    pub is_owner: bool,
}

impl Membership {
    /// Who works at a desk, in the order of their ids; seats that were taken away are left out. Empty for a desk that is unknown.
    pub fn seats<'a>(&'a self, device: &DeviceId) -> impl Iterator<Item = Seat> + 'a {
        let record = self.state.devices.get(device);
        record.into_iter().flat_map(|record| {
            record.seats.iter().filter_map(|(person, seats)| {
                let is_owner = record.member.person == *person;
                let (_, seat) = seats.last()?;
                let roles = if is_owner { &record.member.roles } else { &seat.roles };
                let stays = is_owner || !roles.is_empty();
                stays.then(|| Seat { person: *person, key: seat.key, roles: roles.clone(), is_owner })
            })
        })
    }

    /// Whether somebody ever had a seat besides those with whom desks were admitted, or another key.
    pub fn has_seats(&self) -> bool {
        self.state.devices.values().any(|record| record.seats.len() > 1 || record.seats.values().any(|seats| seats.len() > 1))
    }

    /// Who ever worked at a desk, in the order of their ids.
    pub fn seated<'a>(&'a self, device: &DeviceId) -> impl Iterator<Item = PersonId> + 'a {
        let record = self.state.devices.get(device);
        let owner = record.map(|record| record.member.person);
        let others = record.into_iter().flat_map(|record| record.seats.keys().copied());
        others.filter(move |person| Some(*person) != owner).chain(owner)
    }

    /// The seat of a person at a desk, if there is one.
    pub fn seat_of(&self, device: &DeviceId, person: &PersonId) -> Option<Seat> {
        self.seats(device).find(|seat| seat.person == *person)
    }
}
