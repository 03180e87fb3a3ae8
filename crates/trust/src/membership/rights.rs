//! What the log grants: rights as of a head, and the cuts of revoked devices.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::state::{RightsAt, SeatAt};
use super::{Membership, MembershipError};
use crate::entry::Header;
use crate::id::{DeviceId, Hash, PersonId, SpaceId};
use crate::key::PersonPublic;

impl Membership {
    /// Whether a device had the right to write into a space when the log stood at `head`. Does not look at later
    /// revocations; [`authorise`](Self::authorise) does.
    ///
    /// # Errors
    /// [`MembershipError::UnknownHead`] when this log does not reach that head yet: keep the entry until it does.
    /// [`MembershipError::UnknownDevice`], [`MembershipError::Revoked`] or [`MembershipError::NoRight`] otherwise.
    pub fn may_write(&self, device: &DeviceId, space: SpaceId, head: &Hash) -> Result<(), MembershipError> {
        let (rights, more) = self.rights_by(device, head)?;
        let mut spaces = rights.spaces.iter().chain(more.into_iter().flat_map(|more| &more.spaces));
        if spaces.any(|has| *has == space) { Ok(()) } else { Err(MembershipError::NoRight { device: *device, space }) }
    }

    /// The roles that a device had when the log stood at `head`.
    ///
    /// # Errors
    /// As [`may_write`](Self::may_write), but for the right to a space.
    pub fn roles_at(&self, device: &DeviceId, head: &Hash) -> Result<Cow<'_, [String]>, MembershipError> {
        let (rights, more) = self.rights_by(device, head)?;
        Ok(joined(&rights.roles, more.map(|more| more.roles.as_slice())))
    }

    /// Everything that the log says about an entry of records: its office, the right to write as of the head that it
    /// names, the epoch that was current then, and the cut of a device that has been revoked since. The caller
    /// verifies the signature.
    ///
    /// # Errors
    /// As [`may_write`](Self::may_write), and [`MembershipError::OtherOffice`], [`MembershipError::WrongEpoch`] or
    /// [`MembershipError::PastCut`].
    pub fn authorise(&self, header: &Header, hash: &Hash) -> Result<(), MembershipError> {
        if header.office != self.office {
            return Err(MembershipError::OtherOffice { found: header.office });
        }
        self.may_write(&header.device, header.space, &header.membership)?;
        if self.epoch_by(header.space, &header.membership) != Some(header.epoch) {
            return Err(MembershipError::WrongEpoch { space: header.space, found: header.epoch });
        }
        self.check_cut(&header.device, header.space, header.counter, hash)
    }

    /// The roles that a person had at a desk when the log stood at `head`: the desk's for whose desk it is, else those of the seat.
    ///
    /// # Errors
    /// [`MembershipError::NoSeat`] for a person who did not work there, and as [`roles_at`](Self::roles_at).
    pub fn roles_of(&self, device: &DeviceId, person: &PersonId, head: &Hash) -> Result<Cow<'_, [String]>, MembershipError> {
        let roles = self.roles_at(device, head)?;
        let member = self.device(device).ok_or(MembershipError::UnknownDevice { device: *device })?;
        if member.person == *person {
            return Ok(roles);
        }
        let roles = match self.seats_by(device, person, head) {
            (Some(seat), redone) => joined(&seat.roles, redone.map(|redone| redone.roles.as_slice())),
            (None, Some(redone)) => Cow::Borrowed(redone.roles.as_slice()),
            (None, None) => Cow::Borrowed(&[][..]),
        };
        // A seat without roles was taken away.
        if roles.is_empty() { Err(MembershipError::NoSeat { device: *device }) } else { Ok(roles) }
    }

    /// The keys with which a person signed at a desk when the log stood at `head`: one, or for a lost head those of the two places for
    /// which it stands.
    pub fn person_keys(&self, device: &DeviceId, person: &PersonId, head: &Hash) -> Vec<PersonPublic> {
        let (seat, redone) = self.seats_by(device, person, head);
        seat.into_iter().chain(redone).map(|seat| seat.key).collect()
    }

    /// The seat where the log stood at `head`; of a lost head, also the one where its acts were done again.
    fn seats_by(&self, device: &DeviceId, person: &PersonId, head: &Hash) -> (Option<&SeatAt>, Option<&SeatAt>) {
        let Some(record) = self.state.devices.get(device) else { return (None, None) };
        let seat = self.knows_head(head).and_then(|at| record.seat_at(person, at));
        let redone = self.lost.get(head).and_then(|lost| record.seat_at(person, lost.redone)).filter(|redone| Some(*redone) != seat);
        (seat, redone)
    }

    /// The rights of a device as of a head. For a lost head these are the rights where its branch began and, besides,
    /// those where its acts were done again, whichever there are. Whether the device was revoked between the two does not
    /// matter: the cut, which says what counts of a revoked device, holds for whatever head an entry names.
    fn rights_by(&self, device: &DeviceId, head: &Hash) -> Result<(&RightsAt, Option<&RightsAt>), MembershipError> {
        let at = self.knows_head(head).ok_or(MembershipError::UnknownHead)?;
        let rights = self.state.rights_at(device, at);
        let Some(lost) = self.lost.get(head) else {
            return Ok((rights?, None));
        };
        let redone = self.state.devices.get(device).and_then(|record| record.rights_at(lost.redone));
        match (rights, redone) {
            (Err(MembershipError::UnknownDevice { .. }), Some(redone)) => Ok((redone, None)),
            (rights, redone) => Ok((rights?, redone)),
        }
    }

    /// The newest epoch of a space as of a head that is known.
    fn epoch_by(&self, space: SpaceId, head: &Hash) -> Option<u32> {
        let begun = self.lost.get(head).and_then(|lost| lost.epochs.get(&space)).copied();
        begun.or_else(|| self.state.epoch_at(space, self.knows_head(head)?))
    }

    /// Whether an entry of this device still counts after the revocations so far.
    ///
    /// # Errors
    /// [`MembershipError::PastCut`] for an entry after the cut, or another one in place of one that the log names.
    pub fn check_cut(&self, device: &DeviceId, space: SpaceId, counter: u64, hash: &Hash) -> Result<(), MembershipError> {
        match self.cut(device, space) {
            Some((last, _)) if counter > last || self.pinned(device, space, counter).is_some_and(|named| named != *hash) => {
                Err(MembershipError::PastCut { device: *device, space, last })
            }
            _ => Ok(()),
        }
    }

    /// The entry of a revoked device that the log names at this place of its chain: the last that counts, and each that was
    /// adopted. `None` for the others, which follow from the named ones after them.
    pub fn pinned(&self, device: &DeviceId, space: SpaceId, counter: u64) -> Option<Hash> {
        self.state.devices.get(device)?.pins.get(&space)?.get(&counter).copied()
    }

    /// All entries of a revoked device in a space that the log names, by counter.
    pub fn pins(&self, device: &DeviceId, space: SpaceId) -> impl Iterator<Item = (u64, Hash)> {
        let pins = self.state.devices.get(device).and_then(|record| record.pins.get(&space));
        pins.into_iter().flatten().map(|(counter, hash)| (*counter, *hash))
    }

    /// The last entry of a revoked device that counts in a space, as counter and hash; counter 0 when none does.
    /// `None` for a device that is not revoked.
    pub fn cut(&self, device: &DeviceId, space: SpaceId) -> Option<(u64, Hash)> {
        let record = self.state.devices.get(device)?;
        record.member.revoked?;
        let last = record.pins.get(&space).and_then(|pins| pins.last_key_value());
        Some(last.map_or((0, Hash::ZERO), |(counter, hash)| (*counter, *hash)))
    }
}

/// These roles and those, each once.
fn joined<'a>(roles: &'a [String], more: Option<&[String]>) -> Cow<'a, [String]> {
    match more {
        None => Cow::Borrowed(roles),
        Some(more) => roles.iter().chain(more).cloned().collect::<BTreeSet<_>>().into_iter().collect(),
    }
}
