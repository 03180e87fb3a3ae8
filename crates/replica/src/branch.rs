//! Lost branches of the membership log. Where the relay took another administrator's entry in the place of this desk's
//! own, this desk follows. What it held instead is kept until all of it is done again, here or at another desk: entries of
//! records name its heads, and its acts are acts of people.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use trust::entry::{Header, MAX_HEADER_LEN};
use trust::id::{DeviceId, Hash, SpaceId};
use trust::key::DeviceSecret;
use trust::membership::{Dropped, Membership, MembershipError};

use crate::apply::{APPLIED, QUARANTINED};
use crate::reason::Because;
use crate::rebuild::Context;
use crate::{Error, MAX_PAGE, Replica, Result};

/// An act on the list of members that another administrator's act has made impossible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostAct {
    /// What it did: a key of [`trust::membership::Act`].
    pub act: String,
    /// To which desk.
    pub device: Option<DeviceId>,
    /// Why it was not done again.
    pub reason: String,
}

impl Replica {
    /// This desk's acts on the list of members that were lost to another administrator's and could not be done again.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn lost_acts(&self) -> Result<Vec<LostAct>> {
        let mut acts = lost_acts(&self.conn, MAX_PAGE)?;
        acts.reverse();
        Ok(acts)
    }
}

/// The newest acts that were lost, the newest first.
pub(crate) fn lost_acts(conn: &Connection, limit: usize) -> Result<Vec<LostAct>> {
    let mut statement = conn.prepare_cached("SELECT act, device, reason FROM lost_act ORDER BY id DESC LIMIT ?1")?;
    let rows = statement.query_map([limit.min(MAX_PAGE) as i64], |r| {
        let device: Option<[u8; 16]> = r.get(1)?;
        Ok(LostAct { act: r.get(0)?, device: device.map(DeviceId), reason: r.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps what `held` has beyond its first `shared` entries: another log takes its place.
pub(crate) fn keep(conn: &Connection, held: &[Vec<u8>], shared: usize) -> Result<()> {
    let mut prev = shared.checked_sub(1).and_then(|last| held.get(last)).map_or(Hash::ZERO, |entry| Hash::of(entry));
    for entry in held.iter().skip(shared) {
        let hash = Hash::of(entry);
        conn.prepare_cached("INSERT OR IGNORE INTO lost(hash, prev, bytes) VALUES(?1,?2,?3)")?.execute(params![hash.0, prev.0, entry])?;
        prev = hash;
    }
    Ok(())
}

/// Does again what this desk may do again of the lost branches, and forgets them once nothing of them is left to do.
pub(crate) fn redo(conn: &Connection, membership: Membership, secret: &DeviceSecret, seed: [u8; 32]) -> Result<Membership> {
    let lost = lost(conn)?;
    if lost.is_empty() {
        return Ok(membership);
    }
    let mut extended = membership;
    for branch in branches(&lost, &extended) {
        let Ok(branch) = Membership::from_log(&branch) else { continue };
        let redone = extended.redo(&branch, secret, seed);
        extended = redone.membership;
        note_dropped(conn, &redone.dropped)?;
    }
    if lost.keys().all(|hash| extended.knows_head(hash).is_some()) {
        conn.execute("DELETE FROM lost", [])?;
    }
    Ok(extended)
}

fn note_dropped(conn: &Connection, dropped: &[Dropped]) -> Result<()> {
    for Dropped { entry, act, device, reason } in dropped {
        conn.prepare_cached("INSERT OR IGNORE INTO lost_act(hash, act, device, reason) VALUES(?1,?2,?3,?4)")?.execute(params![
            entry.0,
            act.key(),
            device.map(|device| device.0),
            reason.because()
        ])?;
    }
    Ok(())
}

/// Entries by their hash, each with the hash of the one before it.
type Lost = BTreeMap<Hash, (Hash, Vec<u8>)>;

fn lost(conn: &Connection) -> Result<Lost> {
    let mut statement = conn.prepare_cached("SELECT hash, prev, bytes FROM lost")?;
    let rows = statement.query_map([], |r| Ok((Hash(r.get(0)?), (Hash(r.get(1)?), r.get(2)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The whole log of each branch, from the founding to its last lost entry.
fn branches(lost: &Lost, log: &Membership) -> Vec<Vec<Vec<u8>>> {
    let places: BTreeMap<Hash, usize> = log.log().iter().map(|entry| Hash::of(entry)).zip(1..).collect();
    let inner: BTreeSet<&Hash> = lost.values().map(|(prev, _)| prev).collect();
    let mut branches = Vec::new();
    for last in lost.keys().filter(|hash| !inner.contains(hash)) {
        let (mut at, mut tail) = (*last, Vec::new());
        while let Some((prev, bytes)) = lost.get(&at).filter(|_| !places.contains_key(&at)) {
            tail.push(bytes.clone());
            at = *prev;
        }
        let Some(shared) = places.get(&at) else { continue };
        let shared = log.log().iter().take(*shared).cloned();
        branches.push(shared.chain(tail.into_iter().rev()).collect());
    }
    branches
}

/// A chain, and the greatest position that it has named, by the log of before and by the new one.
type Chain = ((SpaceId, DeviceId), Option<i64>, Option<i64>);

/// Notes anew where each entry stands in the membership log, of which another branch was held before. Gives whether
/// the read model must be made again: something in it does not count any more, or something counts that did not. What only
/// waits for a redo stays as it is.
pub(crate) fn recheck(conn: &Connection, before: &Membership, context: &Context<'_>) -> Result<bool> {
    let mut statement = conn.prepare("SELECT id, status, member, hash, substr(bytes, 1, ?1) FROM entry ORDER BY space, device, counter")?;
    let mut rows = statement.query([MAX_HEADER_LEN as i64])?;
    // Whose seats either side has changed may write what the other one refuses: all is decided anew.
    let mut stale = before.has_seats() || context.membership.has_seats();
    let mut chain: Option<Chain> = None;
    while let Some(row) = rows.next()? {
        let (id, status, member): (i64, i64, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (hash, bytes) = (Hash(row.get(3)?), row.get::<_, Vec<u8>>(4)?);
        let header = Header::from_start(&bytes).map_err(|error| Error::Corrupt(error.to_string()))?;
        let key = (header.space, header.device);
        let (old, new) = chain.filter(|(of, ..)| *of == key).map_or((None, None), |(_, old, new)| (old, new));
        let (counted, old) = standing(before, &header, &hash, old);
        let (counts, new) = standing(context.membership, &header, &hash, new);
        chain = Some((key, old, new));
        stale |= (status == APPLIED && counts == Some(false)) || (status == QUARANTINED && counted == Some(false) && counts == Some(true));
        if member != new {
            conn.prepare_cached("UPDATE entry SET member=?2 WHERE id=?1")?.execute(params![id, new])?;
        }
    }
    Ok(stale)
}

/// Whether an entry counts by a log, `None` when the log does not tell yet, and the greatest position that its chain has
/// named, which was `greatest` before.
fn standing(membership: &Membership, header: &Header, hash: &Hash, greatest: Option<i64>) -> (Option<bool>, Option<i64>) {
    let at = membership.knows_head(&header.membership).map(|at| at as i64);
    let counts = match membership.authorise(header, hash) {
        Ok(()) => Some(at >= greatest),
        Err(MembershipError::UnknownHead) => None,
        Err(_) => Some(false),
    };
    (counts, at.max(greatest))
}
