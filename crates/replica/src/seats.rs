//! The persons who work at this desk: who is signed in, their keys, their PINs.
//!
//! A person's key is made at the desk and never leaves it. It lies in the data file, sealed to the desk and to the person's PIN where there is one
//! (`trust::pin`). Whose desk it is works without a PIN until they choose one; then somebody has to sign in before anything is written.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use trust::enrol::SeatRequest;
use trust::id::{DeviceId, PersonId};
use trust::key::{DeviceSecret, PersonPublic, PersonSecret};
use trust::membership::Membership;
use trust::pin;

use zeroize::Zeroizing;

use crate::office::{Joining, draw, joining_of, trouble};
use crate::reason::Code;
use crate::{Entropy, Error, Moment, Reader, Replica, Result, members};

/// Wrong PINs after which a person has to wait.
const FREE: i64 = 5;
/// How long at first, and at most, in milliseconds; it doubles with every further one.
const WAIT: u64 = 30_000;
const LONGEST: u64 = 3_600_000;

/// Who is signed in.
pub(crate) struct SignedIn {
    pub person: PersonId,
    pub key: PersonSecret,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignedIn({}, hidden)", self.person)
    }
}

/// Somebody in whose name work goes on that was begun in it: whoever is signed in by then, and also while nobody is.
#[derive(Debug, Clone)]
pub struct Signer(Arc<SignedIn>);

/// Somebody who works at a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seated {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What they may do there.
    pub roles: Vec<String>,
    /// Whose desk it is.
    pub is_owner: bool,
    /// Whether their key is at this desk: else they ask for a seat anew.
    pub has_key: bool,
    /// Whether they have chosen a PIN.
    pub has_pin: bool,
}

impl Replica {
    /// Who is signed in.
    pub fn signed_in(&self) -> Option<PersonId> {
        self.acting.as_ref().map(|acting| acting.person)
    }

    /// Who works at this desk, whose desk it is first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seats(&self) -> Result<Vec<Seated>> {
        let names = self.membership.names(&self.keyring);
        seated(&self.conn, &self.membership, &self.device(), |person| names.person(person).unwrap_or_default().to_owned())
    }

    /// Lets a person work at this desk, in the place of whoever did. Takes a good part of a second where there is a PIN.
    ///
    /// # Errors
    /// [`Error::NoSeat`] for somebody who has none here, [`Error::WrongPin`], and [`Error::PinWaits`] after too many wrong ones. Whoever was
    /// signed in stays so then.
    pub fn sign_in(&mut self, person: PersonId, pin: Option<&str>, now: Moment) -> Result<()> {
        self.refresh()?;
        let seat = self.membership.seat_of(&self.device(), &person).ok_or(Error::NoSeat)?;
        let sealed = sealed(&self.conn, person, seat.key)?.ok_or(Error::NoSeat)?;
        let key = self.opened(person, &sealed, pin, now)?.1;
        self.acting = Some(Arc::new(SignedIn { person, key }));
        self.cache_names()
    }

    /// Who is signed in, for work that goes on in their name.
    pub fn signer(&self) -> Option<Signer> {
        self.acting.clone().map(Signer)
    }

    /// Works in the name of whoever began; without them in that of whoever is signed in.
    pub fn as_signer<T>(&mut self, signer: Option<&Signer>, work: impl FnOnce(&mut Replica) -> T) -> T {
        self.in_name_of(signer.map(|signer| Arc::clone(&signer.0)), work)
    }

    /// See [`Replica::as_signer`].
    pub(crate) fn in_name_of<T>(&mut self, by: Option<Arc<SignedIn>>, work: impl FnOnce(&mut Replica) -> T) -> T {
        let Some(by) = by else { return work(self) };
        let names = self.membership.names(&self.keyring);
        let name = names.person(&by.person).unwrap_or_default().to_owned();
        let present = (self.acting.replace(by), std::mem::replace(&mut self.person_name, name));
        let done = work(self);
        (self.acting, self.person_name) = present;
        done
    }

    /// Nobody is signed in from here on, and nothing is written until somebody is.
    pub fn sign_out(&mut self) {
        self.acting = None;
    }

    /// Chooses a PIN for whoever is signed in, or does without one. Whose desk it is alone may do without.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::WrongPin`] for the old one, [`Error::WeakPin`] for the new one.
    pub fn set_pin(&mut self, old: Option<&str>, new: Option<&str>, now: Moment) -> Result<()> {
        let person = self.signed_in().ok_or(Error::SignedOut)?;
        let seat = self.membership.seat_of(&self.device(), &person).ok_or(Error::NoSeat)?;
        if new.is_none() && !seat.is_owner {
            return Err(Error::WeakPin);
        }
        let held = sealed(&self.conn, person, seat.key)?.ok_or(Error::NoSeat)?;
        let (seed, _) = self.opened(person, &held, old, now)?;
        let entropy = self.random();
        keep(&self.conn, person, &seed, new, &self.secret, entropy)
    }

    /// Asks for a seat at this desk for somebody, or for another key where the PIN was forgotten: gives the request for an administrator. Who has
    /// a name that one person of the office has is that person.
    ///
    /// # Errors
    /// [`Error::WeakPin`], or when the name is none.
    pub fn ask_for_seat(&mut self, name: &str, pin: &str) -> Result<Joining> {
        self.refresh()?;
        let names = self.membership.names(&self.keyring);
        let mut known = names.persons.iter().filter(|(_, known)| known.as_str() == name).map(|(person, _)| *person);
        let person = match (known.next(), known.next()) {
            (Some(person), None) => person,
            _ => PersonId(self.random()),
        };
        let (seed, entropy) = (Zeroizing::new(self.random()), self.random());
        let key = PersonSecret::from_seed(*seed);
        let request = SeatRequest::new(self.office(), person, name, &self.secret, &key).map_err(trouble)?;
        keep(&self.conn, person, &seed, Some(pin), &self.secret, entropy)?;
        Ok(joining_of(request.to_file(), &request.fingerprint()))
    }

    /// Gives the seat that somebody asks for, with these roles. Whose desk it is keeps the roles of the desk.
    ///
    /// # Errors
    /// [`Error::Trust`] when this desk is no administrator's, or the request is not good.
    pub fn give_seat(&mut self, request: &[u8], roles: &[String]) -> Result<()> {
        let request = SeatRequest::from_file(request).map_err(trouble)?;
        self.act(|acting| acting.log.seat(&request, roles, acting.secret, acting.keyring, acting.seed).map_err(trouble))
    }

    /// Gives somebody at a desk other roles there; none take the seat away.
    ///
    /// # Errors
    /// [`Error::Trust`] when this desk is no administrator's, or nobody such works there.
    pub fn set_seat(&mut self, device: &DeviceId, person: &PersonId, roles: &[String]) -> Result<()> {
        self.act(|acting| acting.log.seat_roles(device, person, roles, acting.secret, acting.keyring, acting.seed).map_err(trouble))
    }

    /// Whoever is signed in, if they still have their seat.
    pub(crate) fn acting(&self) -> Result<Arc<SignedIn>> {
        let acting = self.acting.as_ref().ok_or(Error::SignedOut)?;
        let seat = self.membership.seat_of(&self.device(), &acting.person).filter(|seat| seat.key == acting.key.public());
        if seat.is_some() { Ok(Arc::clone(acting)) } else { Err(Error::SignedOut) }
    }

    /// Refuses what is done with the key of the desk itself to whoever else sits there.
    pub(crate) fn refuse_guests(&self) -> Result<()> {
        if self.acting()?.person == self.owner() { Ok(()) } else { Err(members::refused(Code::NoAdministrator)) }
    }

    fn opened(&self, person: PersonId, sealed: &[u8], pin: Option<&str>, now: Moment) -> Result<(Zeroizing<[u8; 32]>, PersonSecret)> {
        // Counted before it is tried, so that no number of programs at once tries more often.
        let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        let (failures, until): (i64, i64) =
            tx.query_row("SELECT coalesce(max(failures), 0), coalesce(max(until), 0) FROM seat WHERE person=?1", [person.0], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?;
        let wait = until.unsigned_abs().saturating_sub(now.unix_ms);
        // A clock that was set back keeps nobody out for longer than it would have.
        if pin::has_pin(sealed) && (1..=LONGEST).contains(&wait) {
            return Err(Error::PinWaits(wait.div_ceil(1000)));
        }
        if pin.is_some() {
            let more = u32::try_from(failures + 1 - FREE).unwrap_or(0);
            let wait = if failures + 1 < FREE { 0 } else { WAIT.saturating_mul(1 << more.min(20)).min(LONGEST) };
            let until = if wait == 0 { 0 } else { i64::try_from(now.unix_ms + wait).unwrap_or(i64::MAX) };
            tx.execute("UPDATE seat SET failures=?2, until=?3 WHERE person=?1", params![person.0, failures + 1, until])?;
        }
        tx.commit()?;
        let opened = pin::open(person, sealed, pin, &self.secret)?;
        self.conn.execute("UPDATE seat SET failures=0, until=0 WHERE person=?1", [person.0])?;
        Ok(opened)
    }
}

/// What a request for a seat asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatAsked {
    /// Name of the person, as the request says.
    pub person: String,
    /// Name of the desk.
    pub desk: String,
    /// The name of the one person of the office who would sign with this key from then on, where the request is for somebody who belongs to it already:
    /// whoever grants it lets that person's name be signed with.
    pub known_as: Option<String>,
    /// Whether that person signs at that desk already, and would do so with this key alone.
    pub renews: bool,
    /// The request, with what is compared.
    pub joining: Joining,
}

impl Reader {
    /// What the seats at this desk follow from, to be compared: while it is the same, they are.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seats_as_of(&self) -> Result<String> {
        let sql = "SELECT coalesce((SELECT hex(bytes) FROM membership ORDER BY seq DESC LIMIT 1), '') || ':' ||
                   coalesce((SELECT group_concat(hex(sealed)) FROM seat), '')";
        let all: String = self.connection().prepare_cached(sql)?.query_row([], |r| r.get(0))?;
        Ok(blake3::hash(all.as_bytes()).to_hex().to_string())
    }

    /// What a request for a seat asks for. Compare what is to be compared before it is granted.
    ///
    /// # Errors
    /// When it is no such request.
    pub fn seat_asked(&self, request: &[u8]) -> Result<SeatAsked> {
        let request = SeatRequest::from_file(request).map_err(trouble)?;
        let (persons, desks) = self.names()?;
        let membership = self.membership()?;
        let joining = joining_of(request.to_file(), &request.fingerprint());
        Ok(SeatAsked {
            desk: desks.get(&request.device).cloned().unwrap_or_default(),
            known_as: persons.get(&request.person).cloned(),
            renews: membership.seat_of(&request.device, &request.person).is_some(),
            person: request.person_name,
            joining,
        })
    }

    /// Who works at a desk, whose desk it is first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seats(&self, device: &DeviceId) -> Result<Vec<Seated>> {
        let (persons, _) = self.names()?;
        let membership = self.membership()?;
        seated(self.connection(), &membership, device, |person| persons.get(person).cloned().unwrap_or_default())
    }
}

fn seated(conn: &Connection, membership: &Membership, device: &DeviceId, name: impl Fn(&PersonId) -> String) -> Result<Vec<Seated>> {
    let mut seats = Vec::new();
    for seat in membership.seats(device) {
        let sealed = sealed(conn, seat.person, seat.key)?;
        seats.push(Seated {
            person: seat.person,
            name: name(&seat.person),
            roles: seat.roles,
            is_owner: seat.is_owner,
            has_key: sealed.is_some(),
            has_pin: sealed.is_some_and(|sealed| pin::has_pin(&sealed)),
        });
    }
    seats.sort_by_key(|seat| !seat.is_owner);
    Ok(seats)
}

impl From<pin::PinError> for Error {
    fn from(error: pin::PinError) -> Error {
        match error {
            pin::PinError::Weak => Error::WeakPin,
            pin::PinError::Wrong => Error::WrongPin,
            pin::PinError::Damaged => Error::NoSeat,
        }
    }
}

/// Whose desk it is, if their key is here and wants no PIN.
pub(crate) fn owner(conn: &Connection, membership: &Membership, secret: &DeviceSecret) -> Result<Option<Arc<SignedIn>>> {
    let Some(seat) = membership.seats(&secret.id()).find(|seat| seat.is_owner) else { return Ok(None) };
    let Some(sealed) = sealed(conn, seat.person, seat.key)? else { return Ok(None) };
    let opened = pin::open(seat.person, &sealed, None, secret).ok();
    Ok(opened.map(|(_, key)| Arc::new(SignedIn { person: seat.person, key })))
}

/// A fresh key of a person, with its seed.
pub(crate) fn fresh(entropy: &mut Entropy) -> (Zeroizing<[u8; 32]>, PersonSecret) {
    let seed = Zeroizing::new(draw(entropy));
    let key = PersonSecret::from_seed(*seed);
    (seed, key)
}

/// Keeps a person's key at this desk.
pub(crate) fn keep(
    conn: &Connection,
    person: PersonId,
    seed: &[u8; 32],
    pin: Option<&str>,
    desk: &DeviceSecret,
    entropy: [u8; 32],
) -> Result<()> {
    let sealed = pin::seal(person, seed, pin, desk, entropy)?;
    let key = PersonSecret::from_seed(*seed).public();
    conn.execute(
        "INSERT OR REPLACE INTO seat(person, key, sealed, failures, until) VALUES(?1,?2,?3,0,0)",
        params![person.0, key.0, sealed],
    )?;
    Ok(())
}

fn sealed(conn: &Connection, person: PersonId, key: PersonPublic) -> Result<Option<Vec<u8>>> {
    let mut statement = conn.prepare_cached("SELECT sealed FROM seat WHERE person=?1 AND key=?2")?;
    Ok(statement.query_row(params![person.0, key.0], |r| r.get(0)).optional()?)
}

#[cfg(test)]
mod tests;
