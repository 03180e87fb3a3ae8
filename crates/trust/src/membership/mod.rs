//! The membership log: who belongs to the office, with which desks, roles, spaces and keys.
//!
//! A linear chain of signed entries that everybody verifies from the first entry on and nobody needs to be trusted
//! for. [`Membership`] is the verified fold of the log. New entries come from [`Membership::admit`] and its
//! siblings as bytes, and count once [`Membership::append`] has taken them: the relay decides which of two entries
//! written at once comes next. The other one is lost; [`Membership::redo`] does again what it said.

mod check;
mod error;
mod issue;
mod keyring;
mod lost;
mod names;
mod record;
mod rights;
mod seat;
mod state;

use std::collections::BTreeMap;
use std::fmt;

pub use error::MembershipError;
pub use issue::{Adopted, CreateOffice, Cuts, Dropped, Redone};
pub use keyring::Keyring;
pub use names::Names;
pub use record::{Act, RelayAddress};
pub use seat::Seat;
pub use state::Member;

use crate::id::{DeviceId, Hash, OfficeId, PersonId, SpaceId};
use crate::key::{DevicePublic, DeviceSecret};
use crate::recovery::{RecoveryPublic, RecoverySecret};
use lost::LostHead;
use record::{Body, Payload, Place};
use state::State;

/// The role that may change the log.
pub const ADMINISTRATOR: &str = "administrator";
/// Longest entry of the log in bytes.
pub const MAX_LOG_ENTRY: usize = 1024 * 1024;
/// Most entries in a log.
pub const MAX_LOG: usize = 65_536;
/// Most entries that one act adopts; what is beyond them takes another act.
pub const MAX_ADOPTED: usize = 8_192;
/// Most lost entries for which one entry stands.
pub const MAX_LOST: usize = 256;
/// Most devices ever admitted to one office; revoked ones count.
pub const MAX_DEVICES: usize = 4096;
/// Most spaces in one office.
pub const MAX_SPACES: usize = 64;
/// Most roles of one device.
pub const MAX_ROLES: usize = 32;
/// Most persons who ever worked at one desk.
pub const MAX_SEATS: usize = 64;
/// Most recovery sheets of one office.
pub const MAX_RECOVERY: usize = 8;

/// A verified membership log and what follows from it.
#[derive(Clone)]
pub struct Membership {
    log: Vec<Vec<u8>>,
    office: OfficeId,
    head: Hash,
    /// Position of each entry by its hash.
    heads: BTreeMap<Hash, u64>,
    /// What the hash of a lost entry stands for.
    lost: BTreeMap<Hash, LostHead>,
    /// What was adopted of revoked desks, in the order of the log.
    adoptions: Vec<Adoption>,
    state: State,
}

/// Late work of a revoked desk in a space that counts because an administrator adopted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// The desk whose work it is.
    pub device: DeviceId,
    /// The space.
    pub space: SpaceId,
    /// Counter of the last entry that counted before.
    pub after: u64,
    /// Counter of the last entry that counts.
    pub last: u64,
    /// The administrator's desk.
    pub by: DeviceId,
}

impl Membership {
    /// Verifies a whole log.
    ///
    /// # Errors
    /// The first [`MembershipError`] found; [`MembershipError::Empty`] for a log without entries.
    pub fn from_log<B: AsRef<[u8]>>(log: &[B]) -> Result<Self, MembershipError> {
        let (first, rest) = log.split_first().ok_or(MembershipError::Empty)?;
        let mut membership = Self::found(first.as_ref())?;
        for entry in rest {
            membership.append(entry.as_ref())?;
        }
        Ok(membership)
    }

    /// Verifies the next entry and takes it in. Nothing changes when it is refused.
    ///
    /// # Errors
    /// [`MembershipError`] when the entry does not follow the head, is not signed by an administrator (as of now),
    /// or says something that cannot be.
    pub fn append(&mut self, entry: &[u8]) -> Result<(), MembershipError> {
        let (place, author, payload) = self.examine(entry)?;
        if let Payload::Redo(redo) = &payload {
            let heads = self.lost_heads(place, redo)?;
            self.lost.extend(heads);
        }
        self.note_adoption(author, &payload);
        self.state.apply(place, payload);
        self.remember(entry);
        Ok(())
    }

    /// The entries, as stored and sent.
    pub fn log(&self) -> &[Vec<u8>] {
        &self.log
    }

    /// Hash of the last entry: what entries of records name as their membership head.
    pub fn head(&self) -> Hash {
        self.head
    }

    /// Number of entries.
    #[expect(clippy::len_without_is_empty, reason = "a log always holds its first entry")]
    pub fn len(&self) -> usize {
        self.log.len()
    }

    /// The office that the first entry founded.
    pub fn office(&self) -> OfficeId {
        self.office
    }

    /// A device, also a revoked one.
    pub fn device(&self, device: &DeviceId) -> Option<&Member> {
        self.state.devices.get(device).map(|record| &record.member)
    }

    /// All devices in the order of their ids, revoked ones included.
    pub fn devices(&self) -> impl Iterator<Item = &Member> {
        self.state.devices.values().map(|record| &record.member)
    }

    /// The devices of a person, revoked ones included.
    pub fn devices_of(&self, person: PersonId) -> impl Iterator<Item = &Member> {
        self.devices().filter(move |member| member.person == person)
    }

    /// The spaces of the office, in order.
    pub fn spaces(&self) -> impl Iterator<Item = SpaceId> {
        self.state.epochs.keys().copied()
    }

    /// The newest epoch of a space.
    pub fn current_epoch(&self, space: SpaceId) -> Option<u32> {
        self.state.epochs.get(&space)?.last().map(|epoch| epoch.mark.epoch)
    }

    /// What was adopted of revoked desks, in the order of the log.
    pub fn adoptions(&self) -> &[Adoption] {
        &self.adoptions
    }

    /// Where the relay is.
    pub fn relay(&self) -> &RelayAddress {
        &self.state.relay
    }

    /// The recovery sheets that the office has.
    pub fn recovery(&self) -> &[RecoveryPublic] {
        &self.state.recovery
    }

    /// Position in the log of the entry with this hash. For a lost entry, that of the last entry that its branch shares
    /// with this log.
    pub fn knows_head(&self, head: &Hash) -> Option<u64> {
        self.heads.get(head).copied().or_else(|| self.lost.get(head).map(|lost| lost.base))
    }

    /// Whether this log did again what the lost entry with this hash said.
    pub fn has_redone(&self, head: &Hash) -> bool {
        self.lost.contains_key(head)
    }

    /// How many lost entries this log stands for.
    pub fn count_redone(&self) -> usize {
        self.lost.len()
    }

    /// Opens the keys that the log holds for a desk.
    ///
    /// # Errors
    /// [`MembershipError::UnknownDevice`] when the desk is not in the log; [`MembershipError::BadKeys`] when not
    /// even a key of the general space opens. Other bad boxes are left out: [`Keyring::refused`] counts them.
    pub fn keyring(&self, secret: &DeviceSecret) -> Result<Keyring, MembershipError> {
        let device = secret.id();
        if self.device(&device).is_none_or(|member| member.public != secret.public()) {
            return Err(MembershipError::UnknownDevice { device });
        }
        self.state.open_boxes(device.as_bytes(), secret.sealing())
    }

    /// Opens the keys that the log holds for a recovery sheet.
    ///
    /// # Errors
    /// [`MembershipError::UnknownRecovery`] for a sheet of another office; [`MembershipError::BadKeys`] as above.
    pub fn keyring_from_recovery(&self, secret: &RecoverySecret) -> Result<Keyring, MembershipError> {
        let public = secret.public();
        if !self.state.recovery.contains(&public) {
            return Err(MembershipError::UnknownRecovery);
        }
        self.state.open_boxes(&public.id(), secret.sealing())
    }

    /// The names that a keyring opens.
    pub fn names(&self, keyring: &Keyring) -> Names {
        let mut names = Names::default();
        for (place, sealed) in &self.state.names {
            if let Some(newer) = sealed.open(keyring, *place) {
                names.merge(newer);
            }
        }
        names
    }

    /// Hash of the join request that admitted a device; `None` for the founding desk and unknown devices.
    pub fn admitted_request(&self, device: &DeviceId) -> Option<Hash> {
        self.state.devices.get(device)?.request
    }

    fn found(entry: &[u8]) -> Result<Self, MembershipError> {
        let (body, signed, signature) = read(entry)?;
        follows(&body, Place { seq: 0, prev: Hash::ZERO })?;
        let Payload::Create(create) = Payload::from_parts(body.kind, &body.payload)? else {
            return Err(MembershipError::Malformed { what: "a log starts with the founding of the office" });
        };
        if create.public.id().as_bytes() != &body.author {
            return Err(MembershipError::Malformed { what: "author of the first entry" });
        }
        signed_by(&create.public, signed, signature)?;
        let state = State::found(create)?;
        let hash = Hash::of(entry);
        let office = OfficeId::from_bytes(crate::key::first_16(hash.to_bytes()));
        let (log, heads) = (vec![entry.to_vec()], BTreeMap::from([(hash, 0)]));
        Ok(Self { log, office, head: hash, heads, lost: BTreeMap::new(), adoptions: Vec::new(), state })
    }

    /// Checks an entry as the next one, without taking it in.
    fn examine(&self, entry: &[u8]) -> Result<(Place, DeviceId, Payload), MembershipError> {
        if self.log.len() >= MAX_LOG {
            return Err(MembershipError::TooMany { what: "entries", most: MAX_LOG });
        }
        let (body, signed, signature) = read(entry)?;
        let place = self.next_place();
        follows(&body, place)?;
        // The author before the content: what a stranger says is not even read.
        let recovery = self.state.recovery.iter().find(|sheet| sheet.id() == body.author);
        let author = match recovery {
            Some(sheet) => &sheet.0,
            None => &self.administrator(&DeviceId::from_bytes(body.author))?.public,
        };
        signed_by(author, signed, signature)?;
        let payload = Payload::from_parts(body.kind, &body.payload)?;
        if recovery.is_some() != matches!(payload, Payload::Recover(_)) {
            return Err(MembershipError::Malformed { what: "author of this kind of entry" });
        }
        if let Payload::Redo(redo) = &payload {
            self.lost_heads(place, redo)?;
        }
        self.state.check(&payload)?;
        Ok((place, DeviceId::from_bytes(body.author), payload))
    }

    fn note_adoption(&mut self, by: DeviceId, payload: &Payload) {
        let adopt = match payload {
            Payload::Adopt(adopt) => adopt,
            Payload::Redo(redo) => match redo.act.as_deref() {
                Some(Payload::Adopt(adopt)) => adopt,
                _ => return,
            },
            _ => return,
        };
        for late in &adopt.late {
            self.adoptions.push(Adoption { device: late.device, space: late.space, after: late.after, last: late.last(), by });
        }
    }

    fn administrator(&self, device: &DeviceId) -> Result<&Member, MembershipError> {
        let member = self.device(device).ok_or(MembershipError::UnknownDevice { device: *device })?;
        if member.revoked.is_some() {
            return Err(MembershipError::Revoked { device: *device });
        }
        if !member.is_administrator() {
            return Err(MembershipError::NotAdministrator { device: *device });
        }
        Ok(member)
    }

    fn next_place(&self) -> Place {
        Place { seq: self.log.len() as u64, prev: self.head }
    }

    fn remember(&mut self, entry: &[u8]) {
        self.head = Hash::of(entry);
        self.heads.insert(self.head, self.log.len() as u64);
        self.log.push(entry.to_vec());
    }
}

impl fmt::Debug for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Membership(office {}, {} entries, head {})", self.office, self.len(), self.head)
    }
}

fn read(entry: &[u8]) -> Result<(Body, &[u8], &[u8; 64]), MembershipError> {
    if entry.len() > MAX_LOG_ENTRY {
        return Err(MembershipError::TooMany { what: "bytes in an entry", most: MAX_LOG_ENTRY });
    }
    let (body, signed, signature) = Body::parse(entry).map_err(|_| MembershipError::Malformed { what: "entry" })?;
    if body.version != record::VERSION {
        return Err(MembershipError::NewerProgram { what: "version", found: body.version.into() });
    }
    Ok((body, signed, signature))
}

fn follows(body: &Body, place: Place) -> Result<(), MembershipError> {
    if body.seq != place.seq {
        return Err(MembershipError::WrongSeq { expected: place.seq, found: body.seq });
    }
    if body.place() != place {
        return Err(MembershipError::WrongPrev { seq: place.seq });
    }
    Ok(())
}

fn signed_by(author: &DevicePublic, signed: &[u8], signature: &[u8; 64]) -> Result<(), MembershipError> {
    Ok(author.verify(record::SIGNATURE_DOMAIN, signed, signature)?)
}

#[cfg(test)]
mod tests;
