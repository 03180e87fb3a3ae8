//! Sign-offs: what a step that is signed says in the name of the person, where it is kept, and what it proves now.

use std::collections::{BTreeMap, BTreeSet};

use registers::document::{self, Op, Record};
use registers::{RecordId, Register, book, signed};
use rusqlite::{Connection, params};
use trust::entry::Header;
use trust::id::{Hash, PersonId, SpaceId};
use trust::membership::Membership;
use trust::signoff::{SignOff, SignOffError, Statement, Subject};

use crate::apply::{self, Written};
use crate::body::Body;
use crate::commit::{Committed, Edit};
use crate::seats::SignedIn;
use crate::{Entropy, Error, Moment, Reader, Replica, Result, office};

/// Most sign-offs in one commit.
pub(crate) const MOST: usize = 1_024;

/// What a person looks at who is about to sign: these very bytes are signed.
#[derive(Clone, PartialEq, Eq)]
pub struct Sight {
    /// The canonical content as the step leaves it: see [`registers::signed`].
    pub content: String,
    /// The personal texts for which tokens stand in the content.
    pub texts: BTreeMap<String, String>,
    moment: Moment,
    seed: [u8; 32],
}

impl Sight {
    /// A content, and what it depends on besides the record: the moment of the step, and the seed of its random bytes.
    /// [`Replica::sight`] makes those that can be signed.
    pub fn new(content: String, moment: Moment, seed: [u8; 32]) -> Sight {
        Sight { content, texts: BTreeMap::new(), moment, seed }
    }
}

impl std::fmt::Debug for Sight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sight").field("content", &Hash::of(self.content.as_bytes())).finish_non_exhaustive()
    }
}

/// A signature under a record, and what it proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The step that was signed.
    pub step: String,
    /// Who signed.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Name of the desk.
    pub desk: String,
    /// The roles that they had.
    pub roles: Vec<String>,
    /// Milliseconds since 1970 by the desk's clock.
    pub at: u64,
    /// Whether it holds.
    pub proof: Proof,
    /// Fields that say something else now: 签后有改动.
    pub changed: Vec<String>,
    /// What was signed, to be shown.
    pub content: String,
    /// The sign-off as it is written.
    pub bytes: Vec<u8>,
}

/// What a sign-off proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// That the person has signed this content.
    Good,
    /// Nothing, since the record's document does not hold that content.
    OtherContent,
    /// Nothing, for this reason.
    Bad(SignOffError),
}

impl Replica {
    /// What a person would sign with a step, if it can be done: nothing is written. `base` is what the form showed of the record, as with
    /// [`Edit::since`].
    ///
    /// # Errors
    /// Those of the step.
    pub fn sight(&mut self, id: RecordId, step: &str, base: Option<&Record>, given: &[Op], now: Moment) -> Result<Sight> {
        let seed = self.random();
        let mut content = None;
        let tried = self.with_seed(seed, |replica| {
            replica.transact("sight", now, |edit| {
                let given = edit.given_since(id, base, given)?;
                // However many others it brings with it: what this record says then is what is signed.
                edit.step_whole(id, step, &given)?;
                content = edit.seen(id).map(|content| (content, edit.texts(id)));
                // An action that ends with an error leaves nothing behind.
                Err::<(), Error>(Error::UnknownRecord(id))
            })
        });
        match (content, tried) {
            (Some((content, texts)), _) => Ok(Sight { content, texts, moment: now, seed }),
            (None, Err(error)) => Err(error),
            (None, Ok(_)) => Err(Error::UnknownRecord(id)),
        }
    }

    /// Does the step that a person has looked at, and signs what they saw.
    ///
    /// # Errors
    /// [`Error::NotAsShown`] when the record says something else by now: look again. Else those of the step.
    pub fn sign(
        &mut self,
        label: &str,
        id: RecordId,
        step: &str,
        base: Option<&Record>,
        given: &[Op],
        sight: &Sight,
    ) -> Result<Committed<()>> {
        let done = self.with_seed(sight.seed, |replica| {
            replica.transact(label, sight.moment, |edit| {
                let given = edit.given_since(id, base, given)?;
                edit.step(id, step, &given)?;
                // Where others go first, in commits of their own, it is signed with the last of them.
                if edit.leaves() { Ok(()) } else { edit.as_shown(id, sight) }
            })
        })?;
        self.unfinished.iter_mut().for_each(|rest| rest.show(sight));
        Ok(done)
    }

    /// Does the last part of a step that was looked at.
    pub(crate) fn sign_last<T>(
        &mut self,
        label: &str,
        id: RecordId,
        sight: &Sight,
        action: impl FnOnce(&mut Edit<'_>) -> Result<T>,
    ) -> Result<Committed<T>> {
        self.with_seed(sight.seed, |replica| {
            replica.transact(label, sight.moment, |edit| {
                let done = action(edit)?;
                edit.as_shown(id, sight).map(|()| done)
            })
        })
    }

    /// Runs an action whose random bytes follow from a seed: the ids of new rows, and what hides personal data, are part of what is
    /// signed. What seals an entry never follows from it.
    fn with_seed<T>(&mut self, seed: [u8; 32], run: impl FnOnce(&mut Replica) -> T) -> T {
        self.seed = Some(seed);
        let done = run(self);
        self.seed = None;
        done
    }
}

/// The random bytes that follow from a seed.
pub(crate) fn seeded(seed: [u8; 32]) -> Entropy {
    let mut reader = blake3::Hasher::new_derive_key("zongban 2026 sight").update(&seed).finalize_xof();
    Box::new(move |bytes| reader.fill(bytes))
}

impl Edit<'_> {
    fn given_since(&mut self, id: RecordId, base: Option<&Record>, given: &[Op]) -> Result<Vec<Op>> {
        base.map_or_else(|| Ok(given.to_vec()), |base| self.since(id, base, given))
    }

    fn as_shown(&self, id: RecordId, sight: &Sight) -> Result<()> {
        if self.seen(id).as_ref() == Some(&sight.content) { Ok(()) } else { Err(Error::NotAsShown) }
    }

    /// The content of a record as this action has left it so far.
    pub(crate) fn seen(&self, id: RecordId) -> Option<String> {
        self.document(id).map(|doc| signed::content(&document::read(doc)))
    }
}

/// Signs what the steps of a commit have left.
pub(crate) fn sign_all(
    acting: &SignedIn,
    membership: &Membership,
    device: trust::id::DeviceId,
    space: SpaceId,
    steps: &[(RecordId, String)],
    written: &[Written],
    now: Moment,
) -> Result<Vec<SignOff>> {
    let mut signoffs = Vec::with_capacity(steps.len());
    // What a record was brought to last is what it is signed for.
    let last: BTreeMap<RecordId, &String> = steps.iter().map(|(id, step)| (*id, step)).collect();
    for (id, step) in &last {
        let Some(written) = written.iter().find(|written| written.id == *id) else { continue };
        let content = signed::content(&document::read(&written.doc));
        let subject = Subject {
            space,
            record: id.to_bytes(),
            register: written.record.register.clone(),
            decision: (*step).clone(),
            // What was written here builds on all that is here: it is the only head.
            heads: vec![Hash(written.hash)],
            content: Hash::of(content.as_bytes()),
            attachments: Vec::new(),
        };
        let statement = Statement::new(subject, membership, device, acting.person, now.unix_ms).map_err(|e| Error::Trust(e.to_string()))?;
        signoffs.push(SignOff::new(statement, &acting.key));
    }
    if signoffs.len() > MOST { Err(Error::TooLarge(format!("{} signatures, the most is {MOST}", signoffs.len()))) } else { Ok(signoffs) }
}

/// The sign-offs of a commit that came in, if each says what the entry says and is signed by whom it names.
pub(crate) fn check(body: &Body, header: &Header, membership: &Membership) -> std::result::Result<Vec<SignOff>, String> {
    let mut signoffs = Vec::new();
    let mut records = BTreeSet::new();
    for bytes in body.signoffs.iter().flatten() {
        let signoff = SignOff::from_bytes(bytes).map_err(|e| e.to_string())?;
        let Statement { space, record, person, device, membership: head, heads, .. } = &signoff.statement;
        if !records.insert(*record) {
            return Err("a record signed twice".to_owned());
        }
        let part = body.parts.iter().find(|part| part.record == *record);
        let last = part.and_then(|part| part.changes.last()).and_then(|change| registers::gate::hash_of(change));
        let fits = *space == header.space
            && *device == header.device
            && *head == header.membership
            && *person == body.person
            && last.is_some_and(|last| heads[..] == [Hash(last)]);
        if !fits {
            return Err("a signature for something else".to_owned());
        }
        signoff.verify(membership).map_err(|e| e.to_string())?;
        signoffs.push(signoff);
    }
    Ok(signoffs)
}

/// Notes the sign-offs of an entry.
pub(crate) fn keep(conn: &Connection, row: i64, signoffs: &[SignOff]) -> Result<()> {
    for (n, signoff) in signoffs.iter().enumerate() {
        let mut put = conn.prepare_cached("INSERT OR REPLACE INTO signoff(ulid, entry, n, bytes) VALUES(?1,?2,?3,?4)")?;
        put.execute(params![signoff.statement.record, row, n as i64, signoff.to_bytes()])?;
    }
    Ok(())
}

impl Reader {
    /// The signatures under a record, the oldest first, each proved anew.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn signatures(&self, id: RecordId) -> Result<Vec<Signature>> {
        let signed: bool = self
            .connection()
            .prepare_cached("SELECT EXISTS(SELECT 1 FROM signoff WHERE ulid=?1)")?
            .query_row([id.to_bytes()], |r| r.get(0))?;
        if !signed {
            return Ok(Vec::new());
        }
        self.signatures_by(&Membership::from_log(&office::read_log(self.connection())?).map_err(office::trouble)?, id)
    }

    /// The same by a list of members that was read before.
    pub(crate) fn signatures_by(&self, membership: &Membership, id: RecordId) -> Result<Vec<Signature>> {
        let conn = self.connection();
        let mut statement = conn.prepare_cached("SELECT bytes FROM signoff WHERE ulid=?1 ORDER BY entry, n")?;
        let rows = statement.query_map([id.to_bytes()], |r| r.get::<_, Vec<u8>>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let Some((mut doc, _)) = apply::load(conn, id)? else { return Ok(Vec::new()) };
        let now = document::read(&doc);
        let register = book::find(&now.register);
        let mut signatures = Vec::with_capacity(rows.len());
        for bytes in rows {
            let signoff = SignOff::from_bytes(&bytes).map_err(|e| Error::Corrupt(e.to_string()))?;
            let Statement { person, device, roles, at, decision, heads, content: hash, .. } = &signoff.statement;
            let heads: Vec<automerge::ChangeHash> = heads.iter().map(|head| automerge::ChangeHash(head.0)).collect();
            let content = doc.fork_at(&heads).ok().map(|then| signed::content(&document::read(&then))).unwrap_or_default();
            let proof = match signoff.verify(membership) {
                Err(error) => Proof::Bad(error),
                Ok(()) if Hash::of(content.as_bytes()) == *hash => Proof::Good,
                Ok(()) => Proof::OtherContent,
            };
            let changed = |register: &Register| signed::read(&content).map(|then| signed::changed(register, &then, &now));
            signatures.push(Signature {
                step: decision.clone(),
                person: *person,
                name: self.name_of(1, &person.0)?,
                desk: self.name_of(2, &device.0)?,
                roles: roles.clone(),
                at: *at,
                changed: register.and_then(changed).unwrap_or_default(),
                proof,
                content,
                bytes,
            });
        }
        Ok(signatures)
    }

    fn name_of(&self, kind: i64, id: &[u8]) -> Result<String> {
        use rusqlite::OptionalExtension;
        let mut statement = self.connection().prepare_cached("SELECT name FROM name WHERE kind=?1 AND id=?2")?;
        Ok(statement.query_row(params![kind, id], |r| r.get(0)).optional()?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
