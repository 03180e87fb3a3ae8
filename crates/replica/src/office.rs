//! Founding an office, joining one, admitting a desk, opening the data.

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, TransactionBehavior, params};
use trust::enrol::{Fingerprint, JoinRequest, Welcome, WordList};
use trust::id::{PersonId, SpaceId};
use trust::key::DeviceSecret;
use trust::membership::{CreateOffice, Membership, RelayAddress};
use trust::recovery::RecoverySecret;

use crate::ahead::Ahead;
use crate::exchange::{Received, retake};
use crate::reason::{Because, Code};
use crate::rebuild::{self, Context};
use crate::{Durability, Entropy, Error, Replica, Result, body, branch, cases, folder, forked, members, relay, schema, seats};

/// What an office starts with.
#[derive(Debug, Clone, Copy)]
pub struct Founding<'a> {
    /// Name of the office.
    pub office: &'a str,
    /// Name of the person who founds it and administers it.
    pub person: &'a str,
    /// Name of this desk.
    pub desk: &'a str,
    /// Address of the relay; empty when there is none yet.
    pub relay: &'a str,
}

/// A request to join, as it lies in the folder until the welcome comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The request file.
    pub request: Vec<u8>,
    /// Six Chinese characters by which the administrator checks it.
    pub chinese: String,
    /// Six English words for the same.
    pub english: String,
    /// Six groups of digits for the same, which sound alike in every language.
    pub numbers: String,
}

/// How many recovery sheets an office starts with.
const SHEETS: usize = 2;

impl Replica {
    /// Founds an office in an empty folder. Gives the desk and the recovery sheets to be printed.
    ///
    /// # Errors
    /// When a name is no name, the folder is not empty or cannot be written. The folder is then as it was.
    pub fn found(path: &Path, founding: &Founding<'_>, entropy: Entropy, durability: Durability) -> Result<(Replica, Vec<String>)> {
        let mut kept = Vec::new();
        let replica = Replica::found_with(path, founding, entropy, durability, |sheets| {
            kept = sheets.to_vec();
            Ok(())
        })?;
        Ok((replica, kept))
    }

    /// The same, where the recovery sheets must be put away for the office to be founded.
    ///
    /// # Errors
    /// Those of [`Replica::found`] and of `put_away`.
    pub fn found_with(
        path: &Path,
        founding: &Founding<'_>,
        mut entropy: Entropy,
        durability: Durability,
        put_away: impl FnOnce(&[String]) -> Result<()>,
    ) -> Result<Replica> {
        let seed = draw(&mut entropy);
        let secret = DeviceSecret::from_seed(seed);
        let (person, (person_seed, key)) = (PersonId(draw(&mut entropy)), seats::fresh(&mut entropy));
        let recovery: Vec<RecoverySecret> = (0..SHEETS).map(|_| RecoverySecret::from_seed(draw(&mut entropy))).collect();
        let address = Some(founding.relay).filter(|r| !r.is_empty()).map(str::to_owned);
        let membership = Membership::create(
            &CreateOffice {
                office_name: founding.office,
                person_name: founding.person,
                desk_name: founding.desk,
                person,
                key: key.public(),
                device: &secret,
                recovery: &recovery.iter().map(RecoverySecret::public).collect::<Vec<_>>(),
                relay: RelayAddress { url: address, key: None },
            },
            draw(&mut entropy),
        )
        .map_err(trouble)?;
        let sheets: Vec<String> = recovery.iter().map(|r| r.sheet().to_string()).collect();
        // The names are good: only now is anything made.
        let (made, conn, secret) = folder::create(path, seed, durability).map_err(|error| occupied(path, error))?;
        schema::prepare(&conn)?;
        schema::set_meta(&conn, "relay", founding.relay)?;
        store_log(&conn, &membership)?;
        seats::keep(&conn, person, &person_seed, None, &secret, draw(&mut entropy))?;
        let replica = Replica::assemble(conn, path, secret, membership, entropy)?;
        put_away(&sheets)?;
        made.keep();
        Ok(replica)
    }

    /// Prepares an empty folder for joining an office and gives the request to hand to its administrator.
    ///
    /// # Errors
    /// When a name is no name, the folder is not empty or cannot be written. The folder is then as it was.
    pub fn request(path: &Path, person: &str, desk: &str, mut entropy: Entropy) -> Result<Joining> {
        let seed = draw(&mut entropy);
        let secret = DeviceSecret::from_seed(seed);
        let (id, (person_seed, key)) = (PersonId(draw(&mut entropy)), seats::fresh(&mut entropy));
        let request = JoinRequest::new(id, person, desk, &secret, &key).map_err(trouble)?;
        let (made, conn, secret) = folder::create(path, seed, Durability::Full).map_err(|error| occupied(path, error))?;
        schema::prepare(&conn)?;
        seats::keep(&conn, id, &person_seed, None, &secret, draw(&mut entropy))?;
        schema::set_meta(&conn, "request", request.to_file().into_bytes())?;
        made.keep();
        Ok(joining(&request))
    }

    /// The request that was made in a folder and waits for its welcome, if there is one.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn joining(path: &Path) -> Result<Option<Joining>> {
        let (conn, _) = match folder::open(path, Durability::Full) {
            Ok(opened) => opened,
            Err(Error::NoOffice) => return Ok(None),
            Err(error) => return Err(error),
        };
        schema::prepare(&conn)?;
        let file: Option<Vec<u8>> = schema::meta(&conn, "request")?;
        file.map(|f| JoinRequest::from_file(&f).map(|r| joining(&r)).map_err(trouble)).transpose()
    }

    /// Gives up the request that waits in a folder: what was made for it is taken away, and the folder is free again. Its welcome,
    /// should one come, opens nothing any more.
    ///
    /// # Errors
    /// [`Error::NoRequest`] when none waits there, or when the files cannot be removed.
    pub fn withdraw(path: &Path) -> Result<()> {
        let (conn, _) = folder::open(path, Durability::Full)?;
        schema::prepare(&conn)?;
        let waits = schema::meta::<Vec<u8>>(&conn, "request")?.is_some();
        if !waits || !read_log(&conn)?.is_empty() {
            return Err(Error::NoRequest);
        }
        drop(conn);
        folder::clear(path)
    }

    /// Takes in the welcome that answers this folder's request.
    ///
    /// # Errors
    /// [`Error::NoRequest`], [`Error::MemberAlready`], or when the welcome answers another request or does not verify.
    pub fn accept(path: &Path, welcome: &[u8], entropy: Entropy) -> Result<Replica> {
        let (conn, secret) = folder::open(path, Durability::Full)?;
        schema::prepare(&conn)?;
        let Some(file) = schema::meta::<Vec<u8>>(&conn, "request")? else {
            let office = schema::meta(&conn, "office_name")?.unwrap_or_default();
            return Err(if read_log(&conn)?.is_empty() { Error::NoRequest } else { Error::MemberAlready { office } });
        };
        let request = JoinRequest::from_file(&file).map_err(trouble)?;
        let welcome = Welcome::from_file(welcome).map_err(trouble)?;
        let membership = welcome.accept(&request).map_err(trouble)?;
        let tx = conn.unchecked_transaction()?;
        schema::set_meta(&tx, "relay", welcome.relay_url().unwrap_or_default())?;
        if let Some(key) = welcome.relay_key() {
            relay::pin(&tx, key)?;
        }
        store_log(&tx, &membership)?;
        tx.execute("DELETE FROM meta WHERE key='request'", [])?;
        tx.commit()?;
        Replica::assemble(conn, path, secret, membership, entropy)
    }

    /// Opens a desk's data. The read model is made again first when this program's registers have another shape.
    ///
    /// # Errors
    /// [`Error::NoOffice`], [`Error::WaitsForWelcome`], or when the data cannot be read.
    pub fn open(path: &Path, entropy: Entropy, durability: Durability) -> Result<Replica> {
        let (conn, secret) = folder::open(path, durability)?;
        let stale = schema::prepare(&conn)?;
        let log = read_log(&conn)?;
        if log.is_empty() {
            let waits = schema::meta::<Vec<u8>>(&conn, "request")?.is_some();
            return Err(if waits { Error::WaitsForWelcome } else { Error::NoOffice });
        }
        let membership = Membership::from_log(&log).map_err(trouble)?;
        let mut replica = Replica::assemble(conn, path, secret, membership, entropy)?;
        if stale {
            replica.rebuild()?;
        }
        // Without its index the data is still whole: it is brought up to date at the next occasion.
        let _ = replica.index();
        Ok(replica)
    }

    pub(crate) fn assemble(
        mut conn: Connection,
        path: &Path,
        secret: DeviceSecret,
        membership: Membership,
        mut entropy: Entropy,
    ) -> Result<Replica> {
        let keyring = membership.keyring(&secret).map_err(trouble)?;
        let session = draw(&mut entropy);
        let automerge_actor = body::actor(&secret.id(), &session);
        let data_version = schema::data_version(&conn)?;
        let ahead = Ahead::new(&mut conn, path)?;
        let acting = seats::owner(&conn, &membership, &secret)?;
        let mut replica = Replica {
            conn,
            folder: path.to_owned(),
            secret: Arc::new(secret),
            membership,
            keyring,
            person_name: String::new(),
            session,
            automerge_actor,
            entropy,
            data_version,
            prepared: crate::prepared::Prepared::default(),
            shelf: crate::adjust::Kept::default(),
            unfinished: None,
            part: crate::unfinished::PART,
            looked_at: 0,
            sweeping: None,
            last_commit: None,
            ahead,
            acting,
            seed: None,
        };
        replica.cache_names()?;
        Ok(replica)
    }

    /// Admits the desk that made a request, and gives the welcome file for it.
    ///
    /// # Errors
    /// When this desk is no administrator's, or the request does not verify.
    pub fn admit(&mut self, request: &[u8], roles: &[String], spaces: &[SpaceId]) -> Result<(Vec<u8>, Joining)> {
        self.refuse_guests()?;
        let request = JoinRequest::from_file(request).map_err(trouble)?;
        let seed = self.random();
        let address = self.relay_address()?;
        let relay = RelayAddress { url: Some(address).filter(|a| !a.is_empty()), key: self.relay_pin()? };
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Read again under the lock: another program may have written since.
        let mut extended = Membership::from_log(&read_log(&tx)?).map_err(trouble)?;
        if extended.admitted_request(&request.device()) != Some(request.hash()) {
            let keyring = extended.keyring(&self.secret).map_err(trouble)?;
            let entry = extended.admit(&request, roles, spaces, &self.secret, &keyring, seed).map_err(trouble)?;
            extended.append(&entry).map_err(trouble)?;
        }
        let welcome = Welcome::new(&extended, &request, relay, &self.secret).map_err(trouble)?;
        store_log(&tx, &extended)?;
        tx.commit()?;
        self.membership = extended;
        self.learn_members()?;
        Ok((welcome.to_file().into_bytes(), joining(&request)))
    }

    /// Takes over entries of the membership log from a position on, after checking each. Where the relay has accepted
    /// another entry than this desk's own, the relay's branch takes its place, and this desk does again on top of it
    /// what it had written itself.
    ///
    /// # Errors
    /// When they do not continue the log.
    pub(crate) fn extend_membership(&mut self, from: u64, entries: &[Vec<u8>]) -> Result<Vec<registers::RecordId>> {
        let seed = self.random();
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let held = read_log(&tx)?;
        let mut log = held.clone();
        for (position, entry) in (from..).zip(entries) {
            let position = usize::try_from(position).map_err(|_| trouble(Code::Members))?;
            if log.get(position) != Some(entry) {
                log.truncate(position);
                log.push(entry.clone());
            }
        }
        let extended = Membership::from_log(&log).map_err(trouble)?;
        if extended.office() != self.membership.office() {
            return Err(trouble(Code::OtherMembers));
        }
        // Nothing is given up for a log of which this desk is no part.
        extended.keyring(&self.secret).map_err(trouble)?;
        let shared = held.iter().zip(&log).take_while(|(ours, theirs)| ours == theirs).count();
        let diverges = shared < held.len();
        if diverges {
            branch::keep(&tx, &held, shared)?;
            tx.execute("DELETE FROM membership", [])?;
        }
        let extended = branch::redo(&tx, extended, &self.secret, seed)?;
        let keyring = extended.keyring(&self.secret).map_err(trouble)?;
        store_log(&tx, &extended)?;
        let context = Context { membership: &extended, keyring: &keyring };
        let dropped = forked::drop_others(&tx, &extended, &self.secret.id())?;
        let stale = if diverges {
            branch::recheck(&tx, &Membership::from_log(&held).map_err(trouble)?, &context)?
        } else {
            past_cut(&tx, &extended)?
        };
        if stale || dropped {
            // What a revoked desk wrote after its last entry that counts was taken in before the revocation came.
            schema::clear_model(&tx)?;
            rebuild::replay(&tx, &context)?;
        }
        members::let_in(&tx, &extended)?;
        let mut received = Received::default();
        retake(&tx, &context, &mut received)?;
        received.records.extend(rebuild::retry_all(&tx, &context)?);
        tx.commit()?;
        self.membership = extended;
        self.learn_members()?;
        Ok(received.records)
    }

    /// Takes up what another program wrote to the same data: members, keys, names.
    pub(crate) fn refresh(&mut self) -> Result<()> {
        let version = schema::data_version(&self.conn)?;
        if version == self.data_version {
            return Ok(());
        }
        self.data_version = version;
        let log = read_log(&self.conn)?;
        if log != self.membership.log() {
            self.membership = Membership::from_log(&log).map_err(trouble)?;
            self.learn_members()?;
        }
        Ok(())
    }

    /// What another program may have changed: a number that then differs, the spaces, and the membership log.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn outline(&mut self) -> Result<(i64, Vec<SpaceId>, Vec<Vec<u8>>)> {
        self.refresh()?;
        Ok((self.version()?, self.spaces(), self.membership.log().to_vec()))
    }

    /// A number that changes whenever another program has written to the same data.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn version(&self) -> Result<i64> {
        schema::data_version(&self.conn)
    }

    /// Follows the list of members that has changed. What counts may be other entries than before, own ones not among them for a
    /// while: what is written from now on has an Automerge actor of its own, since the numbers of the one before may be taken.
    pub(crate) fn learn_members(&mut self) -> Result<()> {
        self.begin_session();
        self.keyring = self.membership.keyring(&self.secret).map_err(trouble)?;
        self.cache_names()
    }

    /// From here on changes have another Automerge actor, and nothing counts of what was remembered of documents.
    pub(crate) fn begin_session(&mut self) {
        self.session = draw(&mut self.entropy);
        self.automerge_actor = body::actor(&self.secret.id(), &self.session);
        self.prepared = crate::prepared::Prepared::default();
        self.last_commit = None;
    }

    /// Keeps the names of office, persons and desks where readers find them without keys.
    pub(crate) fn cache_names(&mut self) -> Result<()> {
        let names = self.membership.names(&self.keyring);
        let device = self.device();
        let person = self.person();
        self.person_name = names.person(&person).unwrap_or_default().to_owned();
        let stored = |key: &str| -> Result<Option<String>> { schema::meta(&self.conn, key) };
        let desk = names.desk(&device).unwrap_or_default();
        let known: i64 = self.conn.query_row("SELECT count(*) FROM name", [], |r| r.get(0))?;
        let members: Vec<_> = self.membership.devices().collect();
        if stored("person_name")?.as_deref() == Some(&self.person_name) && known.unsigned_abs() as usize >= members.len() {
            let head = stored("names_of")?;
            let own: Option<[u8; 16]> = schema::meta(&self.conn, "device")?;
            if own.is_some() && head.as_deref() == Some(&self.membership.head().to_string()) {
                return Ok(());
            }
        }
        let tx = self.conn.unchecked_transaction()?;
        cases::note_rights(&tx, &self.membership)?;
        members::note_adopted(&tx, &self.membership)?;
        schema::set_meta(&tx, "office_name", names.office())?;
        schema::set_meta(&tx, "person_name", &self.person_name)?;
        schema::set_meta(&tx, "desk_name", desk)?;
        schema::set_meta(&tx, "revoked", self.is_revoked())?;
        schema::set_meta(&tx, "device", device.0)?;
        schema::set_meta(&tx, "names_of", self.membership.head().to_string())?;
        for member in members {
            let mut put = tx.prepare_cached("INSERT OR REPLACE INTO name(kind, id, name) VALUES(?1,?2,?3)")?;
            put.execute(params![1, member.person.0, names.person(&member.person).unwrap_or_default()])?;
            put.execute(params![2, member.device.0, names.desk(&member.device).unwrap_or_default()])?;
        }
        for (person, name) in &names.persons {
            let mut put = tx.prepare_cached("INSERT OR REPLACE INTO name(kind, id, name) VALUES(1,?1,?2)")?;
            put.execute(params![person.0, name])?;
        }
        tx.commit()?;
        Ok(())
    }
}

/// A folder that waits for its welcome is not one that has an office.
fn occupied(path: &Path, error: Error) -> Error {
    match error {
        Error::OfficeExists if matches!(Replica::joining(path), Ok(Some(_))) => Error::WaitsForWelcome,
        error => error,
    }
}

fn joining(request: &JoinRequest) -> Joining {
    joining_of(request.to_file(), &request.fingerprint())
}

/// A request with what is compared.
pub(crate) fn joining_of(file: String, fingerprint: &Fingerprint) -> Joining {
    let [chinese, english] = [WordList::Chinese, WordList::English].map(|list| fingerprint.words(list));
    Joining { request: file.into_bytes(), chinese, english, numbers: fingerprint.numbers() }
}

pub(crate) fn draw<const N: usize>(entropy: &mut Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy(&mut bytes);
    bytes
}

pub(crate) fn trouble(error: impl Because) -> Error {
    Error::Trust(error.because())
}

/// Stores what is new of a log, in the caller's transaction.
pub(crate) fn store_log(conn: &Connection, membership: &Membership) -> Result<()> {
    for (seq, bytes) in membership.log().iter().enumerate() {
        conn.prepare_cached("INSERT OR IGNORE INTO membership(seq, bytes) VALUES(?1,?2)")?.execute(params![seq as i64, bytes])?;
    }
    Ok(())
}

/// Whether something is applied that a revocation has cut off.
pub(crate) fn past_cut(conn: &Connection, membership: &Membership) -> Result<bool> {
    for member in membership.devices() {
        for space in membership.spaces() {
            let Some((last, _)) = membership.cut(&member.device, space) else { continue };
            let beyond: bool = conn
                .prepare_cached("SELECT EXISTS(SELECT 1 FROM entry WHERE space=?1 AND device=?2 AND counter>?3 AND status=0)")?
                .query_row(params![space.0, member.device.0, last as i64], |r| r.get(0))?;
            if beyond || forked::counts_wrongly(conn, membership, &member.device, space)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

pub(crate) fn read_log(conn: &Connection) -> Result<Vec<Vec<u8>>> {
    let mut statement = conn.prepare_cached("SELECT bytes FROM membership ORDER BY seq")?;
    let rows = statement.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
