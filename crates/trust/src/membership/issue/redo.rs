//! Doing again what the entries of a lost branch said.

use std::collections::BTreeSet;

use super::admit::Newcomer;
use super::{ordered, seal_names, seal_to_device, seal_to_sheets};
use crate::entropy::Entropy;
use crate::id::{DeviceId, Hash, SpaceId};
use crate::key::DeviceSecret;
use crate::keybox::SpaceKey;
use crate::membership::names::SealedNames;
use crate::membership::record::{Act, Admit, Adopt, Body, DeviceKeys, KeyMark, Late, Lost, Payload, Place, Redo, Revoke, Seat};
use crate::membership::{Keyring, Membership, MembershipError, Names};

/// What came of [`Membership::redo`].
#[derive(Clone, Debug)]
pub struct Redone {
    /// The log with the new entries at its end.
    pub membership: Membership,
    /// What was not done again, with the reason.
    pub dropped: Vec<Dropped>,
    /// Whether the log now knows every entry of the branch. Keep the branch otherwise and try again when the log has
    /// grown: the rest is for another administrator's desk, or for this one once it has the right and the keys.
    pub complete: bool,
}

/// An act of a lost entry that does not fit into the log any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Hash of the lost entry.
    pub entry: Hash,
    /// What it did.
    pub act: Act,
    /// To which device.
    pub device: Option<DeviceId>,
    /// Why it is not done again.
    pub reason: MembershipError,
}

/// What becomes of one lost entry.
enum Step {
    /// The log knows it already.
    Known,
    /// This new entry stands for it.
    Redone(Vec<u8>, Option<Dropped>),
    /// This desk cannot do it, or not now.
    Left,
}

/// A lost branch, with the keys that the administrator's desk holds of it.
struct Branch<'a> {
    membership: &'a Membership,
    keyring: Keyring,
}

impl Membership {
    /// Does again what a branch of this log said that `admin` wrote and the relay did not take, because another entry was
    /// first. What others wrote is left to their own desks; where its author is no administrator any more, it is only made
    /// known, so that nobody's acts come back under another name. Entries of records that name a head of the branch
    /// count from then on. `seed`: 32 bytes of randomness, never used again.
    pub fn redo(&self, branch: &Membership, admin: &DeviceSecret, seed: [u8; 32]) -> Redone {
        let mut redone = Redone { membership: self.clone(), dropped: Vec::new(), complete: branch.office == self.office };
        let lost = Branch { membership: branch, keyring: branch.keyring(admin).unwrap_or_default() };
        let shared = self.log.iter().zip(&branch.log).take_while(|(ours, theirs)| ours == theirs).count();
        for at in shared..branch.log.len() {
            match redone.membership.redo_entry(&lost, at, admin, seed) {
                Ok(Step::Known) => {}
                Ok(Step::Redone(entry, dropped)) if redone.membership.append(&entry).is_ok() => redone.dropped.extend(dropped),
                Ok(Step::Redone(..) | Step::Left) | Err(_) => {
                    redone.complete = false;
                    break;
                }
            }
        }
        redone
    }

    /// An error says that this desk cannot do it now.
    fn redo_entry(&self, branch: &Branch<'_>, at: usize, admin: &DeviceSecret, seed: [u8; 32]) -> Result<Step, MembershipError> {
        let Some(bytes) = branch.membership.log.get(at) else { return Ok(Step::Left) };
        let head = Hash::of(bytes);
        if self.knows_head(&head).is_some() {
            return Ok(Step::Known);
        }
        self.administrator(&admin.id())?;
        let (body, ..) = Body::parse(bytes).map_err(|_| MembershipError::Malformed { what: "entry" })?;
        let payload = Payload::from_parts(body.kind, &body.payload)?;
        let own = body.author == admin.id().to_bytes();
        let mut entropy = self.entropy(seed, admin.id().as_bytes());
        let anew = if own {
            let keyring = self.keyring(admin)?;
            let author = admin.id();
            Anew { log: self, branch, author, place: body.place(), keyring: &keyring, entropy: &mut entropy }.make(&payload)
        } else {
            match self.administrator(&DeviceId::from_bytes(body.author)) {
                Ok(_) => return Ok(Step::Left),
                Err(reason) => Err(reason),
            }
        };
        let (act, reason) = match anew.and_then(|act| act.as_ref().map_or(Ok(()), |act| self.state.check(act)).map(|()| act)) {
            Ok(act) => (act, None),
            Err(reason @ MembershipError::NoKey { .. }) => return Err(reason),
            Err(reason) => (None, Some(reason)),
        };
        let mut lost = Vec::new();
        if let Payload::Redo(redo) = &payload {
            lost.extend(redo.lost.iter().filter(|lost| self.knows_head(&lost.head).is_none()).cloned());
        }
        lost.push(Lost { head, prev: body.prev, marks: announced(&payload) });
        let redo = self.with_lost_keys(lost, act, branch, own, &mut entropy)?;
        let (act, device) = payload.act();
        let dropped = reason.map(|reason| Dropped { entry: head, act, device, reason });
        Ok(Step::Redone(self.issue(&Payload::Redo(redo), admin)?, dropped))
    }

    /// Hands the keys of lost entries to whoever reads their spaces, once `act` is done.
    fn with_lost_keys(
        &self,
        mut lost: Vec<Lost>,
        act: Option<Payload>,
        branch: &Branch<'_>,
        own: bool,
        entropy: &mut Entropy,
    ) -> Result<Redo, MembershipError> {
        let after = self.state.after(act.as_ref());
        let mut found: Vec<SpaceKey> = Vec::new();
        for lost in &mut lost {
            let mut held = Vec::new();
            for mark in &lost.marks {
                match branch.keyring.announced(mark) {
                    Some(key) if after.epochs.contains_key(&mark.space) => {
                        held.push(mark.clone());
                        found.push(key);
                    }
                    // An administrator renews also the keys of spaces that it does not read. Whoever does has not seen the
                    // branch, so nothing is sealed with them.
                    None if !own => return Err(MembershipError::NoKey { space: mark.space }),
                    Some(_) | None => {}
                }
            }
            lost.marks = held;
        }
        let place = self.next_place();
        let spaces: BTreeSet<_> = found.iter().map(|key| key.space).collect();
        let mut keys = Vec::new();
        for device in after.readers_of(&spaces) {
            let member = after.active(&device)?;
            let readable: Vec<_> = found.iter().filter(|key| member.spaces.contains(&key.space)).cloned().collect();
            keys.push(DeviceKeys { device, keys: seal_to_device(&readable, member.public.sealing, device, place, entropy)? });
        }
        let recovery_keys = if found.is_empty() { Vec::new() } else { seal_to_sheets(&found, &self.state.recovery, place, entropy)? };
        Ok(Redo { lost, act: act.map(Box::new), keys, recovery_keys })
    }
}

/// The keys that an entry announced for its own branch.
fn announced(payload: &Payload) -> Vec<KeyMark> {
    match payload {
        Payload::Revoke(revoke) => revoke.marks.clone(),
        Payload::Space(space) => vec![space.mark.clone()],
        Payload::Redo(redo) => redo.act.as_deref().map(announced).unwrap_or_default(),
        Payload::Create(_)
        | Payload::Admit(_)
        | Payload::Rights(_)
        | Payload::Relay(_)
        | Payload::Names(_)
        | Payload::Recover(_)
        | Payload::Adopt(_)
        | Payload::Seat(_) => Vec::new(),
    }
}

/// Makes the act of one lost entry anew, for the end of `log`.
struct Anew<'a> {
    log: &'a Membership,
    branch: &'a Branch<'a>,
    author: DeviceId,
    /// Where the lost entry stands in its branch.
    place: Place,
    keyring: &'a Keyring,
    entropy: &'a mut Entropy,
}

impl Anew<'_> {
    /// `None` when there is nothing left to do.
    fn make(&mut self, payload: &Payload) -> Result<Option<Payload>, MembershipError> {
        match payload {
            Payload::Create(_) | Payload::Recover(_) => Ok(None),
            Payload::Admit(admit) => self.admit(admit),
            Payload::Rights(rights) => {
                let before = self.branch.membership.state.devices.get(&rights.device);
                let before = before.and_then(|record| record.rights_at(self.place.seq.saturating_sub(1)));
                let before = before.map(|rights| rights.roles.clone()).unwrap_or_default();
                self.rights(&rights.device, &before, &rights.roles, &rights.spaces)
            }
            Payload::Revoke(revoke) => self.revoke(revoke),
            Payload::Relay(relay) if self.log.relay() == relay => Ok(None),
            // Desks may meet at that relay already: who wanted another one has to look first.
            Payload::Relay(_) if self.relay_was_set() => Err(MembershipError::WrongPrev { seq: self.place.seq }),
            Payload::Relay(relay) => Ok(Some(Payload::Relay(relay.clone()))),
            Payload::Space(added) => {
                let space = added.mark.space;
                if self.log.state.epochs.contains_key(&space) {
                    return Err(MembershipError::KnownSpace { space });
                }
                let names = self.names(&added.names);
                Ok(Some(Payload::Space(self.log.addition(space, &names, self.keyring, self.entropy)?)))
            }
            Payload::Names(sealed) => {
                let names = self.names(sealed);
                Ok(Some(Payload::Names(seal_names(&names, self.keyring, self.log.next_place(), self.entropy)?)))
            }
            Payload::Adopt(adopt) => self.adopt(adopt),
            Payload::Seat(seat) => self.seat(seat),
            // It stood for lost entries itself. The log may know one of them by another way.
            Payload::Redo(redo) => match &redo.act {
                Some(act) if redo.lost.iter().all(|lost| self.log.knows_head(&lost.head).is_none()) => self.make(act),
                Some(_) | None => Ok(None),
            },
        }
    }

    fn admit(&mut self, admit: &Admit) -> Result<Option<Payload>, MembershipError> {
        let device = admit.public.id();
        match self.log.device(&device) {
            None => {
                let names = self.names(&admit.names);
                let (person, key, request) = (admit.person, admit.key, admit.request);
                let newcomer = Newcomer { public: admit.public, person, key, request, names };
                let spaces = admit.spaces.iter().copied().filter(|space| self.log.state.epochs.contains_key(space)).collect();
                let admit = self.log.admission_of(&newcomer, admit.roles.clone(), spaces, self.keyring, self.entropy)?;
                Ok(Some(Payload::Admit(admit)))
            }
            // Another administrator has admitted it, too.
            Some(member) if member.public == admit.public && member.person == admit.person => {
                self.rights(&device, &[], &admit.roles, &admit.spaces)
            }
            Some(_) => Err(MembershipError::KnownDevice { device }),
        }
    }

    /// A seat that either side took away is gone; roles are joined as those of desks are; a key that the branch did not change is the one
    /// that the log has now.
    fn seat(&mut self, seat: &Seat) -> Result<Option<Payload>, MembershipError> {
        let record = self.branch.membership.state.devices.get(&seat.device);
        let last = self.place.seq.saturating_sub(1);
        let before = record.and_then(|record| record.seat_at(&seat.person, last));
        let held = self.log.state.devices.get(&seat.device).and_then(|record| record.seat_at(&seat.person, u64::MAX)).cloned();
        let is_owner = self.log.state.active(&seat.device)?.person == seat.person;
        let had = before.map_or(&[][..], |before| &before.roles);
        let has = held.as_ref().map_or(&[][..], |held| &held.roles);
        let gone = !is_owner && !had.is_empty() && (has.is_empty() || seat.roles.is_empty());
        let given = seat.roles.iter().filter(|role| !had.contains(role));
        let joined = has.iter().chain(given).filter(|role| seat.roles.contains(role) || !had.contains(role));
        let roles = if gone { Vec::new() } else { joined.cloned().collect() };
        let key = match (before, &held) {
            (Some(before), Some(held)) if before.key == seat.key => held.key,
            _ => seat.key,
        };
        let names = self.names(&seat.names);
        self.log.seating(seat.device, seat.person, key, roles, &names, self.keyring, self.entropy)
    }

    /// Changes of roles on both sides are joined: what either side gave is there, what either took away is not.
    fn rights(
        &mut self,
        device: &DeviceId,
        before: &[String],
        then: &[String],
        spaces: &[SpaceId],
    ) -> Result<Option<Payload>, MembershipError> {
        let member = self.log.state.active(device)?;
        let given = then.iter().filter(|role| !before.contains(role));
        let roles = member.roles.iter().chain(given).filter(|role| then.contains(role) || !before.contains(role));
        let roles = ordered(roles.cloned());
        let spaces = ordered(spaces.iter().copied().filter(|space| self.log.state.epochs.contains_key(space)));
        if roles == member.roles && spaces.iter().all(|space| member.spaces.contains(space)) {
            return Ok(None);
        }
        Ok(Some(Payload::Rights(self.log.rights(device, roles, &spaces, self.keyring, self.entropy)?)))
    }

    /// Of devices that are revoked already, the cuts of that revocation hold.
    fn revoke(&mut self, revoke: &Revoke) -> Result<Option<Payload>, MembershipError> {
        let devices: Vec<_> = revoke.devices.iter().copied().filter(|device| self.log.state.active(device).is_ok()).collect();
        if devices.is_empty() {
            return Ok(None);
        }
        let cuts = revoke.cuts.iter().filter(|cut| self.log.state.epochs.contains_key(&cut.space)).cloned().collect();
        Ok(Some(Payload::Revoke(self.log.revocation(devices, cuts, self.entropy)?)))
    }

    /// What counts already is left out. A desk that is not revoked here needs no adoption. What does not continue what counts here,
    /// since another branch or less of the chain counts, is adopted by a person who looks at it again.
    fn adopt(&self, adopt: &Adopt) -> Result<Option<Payload>, MembershipError> {
        let mut left = Vec::new();
        for late in adopt.late.iter().filter(|late| self.log.state.epochs.contains_key(&late.space)) {
            let Some((counts, hash)) = self.log.cut(&late.device, late.space).filter(|(counts, _)| *counts < late.last()) else {
                continue;
            };
            let past = MembershipError::PastCut { device: late.device, space: late.space, last: counts };
            let known = counts.checked_sub(late.after).and_then(|known| usize::try_from(known).ok()).ok_or(past.clone())?;
            let joint = match known.checked_sub(1) {
                Some(last) => late.entries.get(last).copied(),
                None => self.branch.membership.pinned(&late.device, late.space, counts).or(Some(Hash::ZERO)),
            };
            if joint != Some(hash) {
                return Err(past);
            }
            let entries = late.entries.iter().skip(known).copied().collect();
            left.push(Late { device: late.device, space: late.space, after: counts, entries });
        }
        Ok((!left.is_empty()).then_some(Payload::Adopt(Adopt { late: left })))
    }

    /// Whether somebody else has set the relay since the branch began.
    fn relay_was_set(&self) -> bool {
        let base = self.log.knows_head(&self.place.prev).and_then(|base| usize::try_from(base).ok()).unwrap_or(0);
        let since = self.log.log.iter().skip(base + 1).filter_map(|entry| Body::parse(entry).ok());
        let others = since.filter(|(body, ..)| body.author != self.author.to_bytes());
        others.filter_map(|(body, ..)| Payload::from_parts(body.kind, &body.payload).ok()).any(|payload| match payload {
            Payload::Relay(_) => true,
            Payload::Redo(redo) => matches!(redo.act.as_deref(), Some(Payload::Relay(_))),
            _ => false,
        })
    }

    fn names(&self, sealed: &SealedNames) -> Names {
        sealed.open(&self.branch.keyring, self.place).unwrap_or_default()
    }
}
