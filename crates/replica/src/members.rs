//! What an administrator's desk does to the list of members besides admitting: takes desks out of the office and gives
//! them other roles, and lets late work count.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use trust::id::{DeviceId, Hash, SpaceId};
use trust::key::DeviceSecret;
use trust::membership::{Adopted, Adoption, Cuts, Keyring, MAX_ADOPTED, Membership};

use crate::apply::{HELD, QUARANTINED};
use crate::office::{read_log, store_log, trouble};
use crate::reason::{self, Code};
use crate::rebuild::{self, Context};
use crate::{Error, Replica, Result, commit, office, schema};

/// What one act on the list of members has to go by.
pub(crate) struct Acting<'a> {
    pub(crate) conn: &'a Connection,
    pub(crate) log: &'a Membership,
    pub(crate) keyring: &'a Keyring,
    pub(crate) secret: &'a DeviceSecret,
    pub(crate) seed: [u8; 32],
}

impl Replica {
    /// Takes desks out of the office: what they wrote up to what this desk holds counts, nothing after it does, and every
    /// space that they could read gets a new key, which they do not receive.
    ///
    /// # Errors
    /// [`crate::Error::Trust`] when this desk is no administrator's or is itself meant, when no administrator would be left, or when a
    /// desk reads a space that this one does not: it cannot tell then what of that desk's work counts there.
    pub fn revoke(&mut self, devices: &[DeviceId]) -> Result<()> {
        if devices.contains(&self.device()) {
            return Err(trouble(Code::OwnDesk));
        }
        self.act(|acting| {
            let mut cuts = Cuts::new();
            for device in devices {
                let member = acting.log.device(device).ok_or_else(|| trouble(Code::NeverAdmitted))?;
                for space in &member.spaces {
                    if acting.keyring.current_epoch(*space).is_none() {
                        return Err(trouble(Code::NoKeyToGive));
                    }
                    if let Some(last) = last_held(acting.conn, *space, device)? {
                        cuts.insert((*device, *space), last);
                    }
                }
            }
            acting.log.revoke(devices, &cuts, acting.secret, acting.seed).map_err(trouble)
        })
    }

    /// Gives a desk these roles in the place of those that it has, and opens further spaces to it.
    ///
    /// # Errors
    /// [`crate::Error::Trust`] when this desk is no administrator's, when no administrator would be left, or when this desk holds no
    /// key of a space.
    pub fn set_roles(&mut self, device: &DeviceId, roles: &[String], more_spaces: &[SpaceId]) -> Result<()> {
        self.act(|acting| acting.log.grant(device, roles, more_spaces, acting.secret, acting.keyring, acting.seed).map_err(trouble))
    }

    /// Lets late work of a revoked desk count: what is stored here of its chains beyond the last entry that counts, without holes,
    /// in all spaces, or in one up to an entry; of a chain that was forked, what the relay has as well. Gives how many entries that
    /// are: at most [`MAX_ADOPTED`] at once, the rest goes with the next call.
    ///
    /// # Errors
    /// [`crate::Error::Trust`] when this desk is no administrator's, when the desk is not revoked, or when nothing of it is late.
    pub fn adopt(&mut self, device: &DeviceId, only: Option<(SpaceId, u64)>) -> Result<u64> {
        let mut count = 0;
        self.act(|acting| {
            let member = acting.log.device(device).ok_or_else(|| trouble(Code::NeverAdmitted))?;
            let mut late = Adopted::new();
            for space in member.spaces.iter().filter(|space| only.is_none_or(|(only, _)| only == **space)) {
                let (counts, _) = acting.log.cut(device, *space).ok_or_else(|| trouble(Code::NotRevoked))?;
                let most = only.map_or(u64::MAX, |(_, counter)| counter);
                let mut entries = late_entries(acting.conn, *space, device, counts, most)?;
                entries.truncate(MAX_ADOPTED - count);
                if !entries.is_empty() {
                    count += entries.len();
                    late.insert((*device, *space), entries);
                }
            }
            acting.log.adopt(&late, acting.secret).map_err(trouble)
        })?;
        Ok(count as u64)
    }

    /// Whether this desk was taken out of the office. It knows by the list of members that reached it, whoever says so.
    pub fn is_revoked(&self) -> bool {
        self.membership.device(&self.device()).is_some_and(|member| member.revoked.is_some())
    }

    /// Appends what `act` makes to the list of members, and follows it at this desk.
    pub(crate) fn act(&mut self, act: impl FnOnce(&Acting<'_>) -> Result<Vec<u8>>) -> Result<()> {
        self.refuse_guests()?;
        let seed = self.random();
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Read again under the lock: another program may have written since.
        let mut log = Membership::from_log(&read_log(&tx)?).map_err(trouble)?;
        if !log.device(&self.secret.id()).is_some_and(trust::membership::Member::is_active_administrator) {
            return Err(trouble(Code::NoAdministrator));
        }
        let keyring = log.keyring(&self.secret).map_err(trouble)?;
        let entry = act(&Acting { conn: &tx, log: &log, keyring: &keyring, secret: &self.secret, seed })?;
        log.append(&entry).map_err(trouble)?;
        store_log(&tx, &log)?;
        let keyring = log.keyring(&self.secret).map_err(trouble)?;
        follow(&tx, &Context { membership: &log, keyring: &keyring })?;
        tx.commit()?;
        self.membership = log;
        self.learn_members()
    }
}

/// The refusal for a reason.
pub(crate) fn refused(code: Code) -> Error {
    trouble(code)
}

/// Decides anew about what is stored here, after the list of members has grown.
fn follow(conn: &Connection, context: &Context<'_>) -> Result<()> {
    if office::past_cut(conn, context.membership)? {
        schema::clear_model(conn)?;
        rebuild::replay(conn, context)?;
    }
    let_in(conn, context.membership)?;
    rebuild::retry_all(conn, context)?;
    Ok(())
}

/// What an adoption lets count is decided anew.
pub(crate) fn let_in(conn: &Connection, membership: &Membership) -> Result<()> {
    for adopted in membership.adoptions() {
        let key = params![adopted.space.0, adopted.device.0, adopted.after as i64, adopted.last as i64];
        let late = format!(
            "space=?1 AND device=?2 AND counter>?3 AND counter<=?4 AND status<>0 AND status={QUARANTINED} AND reason LIKE '{}:%'",
            Code::PastCut.key()
        );
        conn.prepare_cached(&format!("DELETE FROM refused WHERE entry IN (SELECT id FROM entry WHERE {late})"))?.execute(key)?;
        // What they touch is found out in their turn: until then nothing behind them is decided.
        let unknown = format!(
            "INSERT OR IGNORE INTO waiting(space, device, session, record, entry) SELECT space, device, x'', x'', id FROM entry WHERE {late}"
        );
        conn.prepare_cached(&unknown)?.execute(key)?;
        conn.prepare_cached(&format!("UPDATE entry SET status={HELD} WHERE {late}"))?.execute(key)?;
    }
    Ok(())
}

/// Notes who adopted what, for the history.
pub(crate) fn note_adopted(conn: &Connection, membership: &Membership) -> Result<()> {
    conn.execute("DELETE FROM adopted", [])?;
    for Adoption { device, space, after, last, by } in membership.adoptions() {
        let Some(by) = membership.device(by) else { continue };
        conn.prepare_cached("INSERT OR REPLACE INTO adopted(space, device, after, last, person) VALUES(?1,?2,?3,?4,?5)")?
            .execute(params![space.0, device.0, *after as i64, *last as i64, by.person.0])?;
    }
    Ok(())
}

/// The entries that follow `counts` in a chain without holes and were set aside for nothing but the revocation, up to the one with
/// counter `most`. Of a forked chain only what the relay has in its order: others could not get the rest.
pub(crate) fn late_entries(conn: &Connection, space: SpaceId, device: &DeviceId, counts: u64, most: u64) -> Result<Vec<Hash>> {
    let forked = is_forked(conn, space, device)?;
    let mut statement = conn.prepare_cached(
        "SELECT counter, hash, status, coalesce(reason,''), seq IS NOT NULL FROM entry WHERE space=?1 AND device=?2 AND counter>?3
         ORDER BY counter LIMIT ?4",
    )?;
    let mut rows = statement.query(params![space.0, device.0, counts as i64, MAX_ADOPTED as i64])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let (counter, status, reason): (i64, i64, String) = (row.get(0)?, row.get(2)?, row.get(3)?);
        let is_late = status == QUARANTINED && reason::split(&reason).0 == Some(Code::PastCut);
        if counter.unsigned_abs() > most || !is_late || (forked && !row.get::<_, bool>(4)?) {
            break;
        }
        entries.push(Hash(row.get(1)?));
    }
    Ok(entries)
}

/// The last entry of a desk in a space that is stored here, as counter and hash. Of a forked chain the last that surely all can get:
/// what the relay has in its order, or what both branches share.
fn last_held(conn: &Connection, space: SpaceId, device: &DeviceId) -> Result<Option<(u64, Hash)>> {
    if !is_forked(conn, space, device)? {
        return Ok(commit::chain(conn, space.0, &device.0)?.filter(|(counter, _)| *counter > 0));
    }
    let shared = "SELECT counter, hash FROM entry e WHERE space=?1 AND device=?2 AND (seq IS NOT NULL OR counter <
         (SELECT min(f.counter) FROM fork f WHERE f.space=e.space AND f.device=e.device)) ORDER BY counter DESC LIMIT 1";
    let last =
        conn.prepare_cached(shared)?.query_row(params![space.0, device.0], |r| Ok((r.get::<_, i64>(0)?.unsigned_abs(), Hash(r.get(1)?))));
    Ok(last.optional()?)
}

/// Whether two entries were seen at one place of a chain.
fn is_forked(conn: &Connection, space: SpaceId, device: &DeviceId) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT frozen FROM chain WHERE space=?1 AND device=?2")?;
    Ok(statement.query_row(params![space.0, device.0], |r| r.get(0)).optional()?.unwrap_or(false))
}
