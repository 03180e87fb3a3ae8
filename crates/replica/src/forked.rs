//! Which branch counts of the chain of a revoked desk that has forked it. The list of members names the last entry that counts and
//! each that was adopted, and every entry names the one before it: so it is decided, alike for all, which chain counts. A
//! desk that was handed another branch drops it for this one.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use trust::entry::Entry;
use trust::id::{DeviceId, Hash, SpaceId};
use trust::membership::Membership;

use crate::Result;
use crate::apply::APPLIED;
use crate::exchange::keep_proof;

/// Drops what is stored here of chains of revoked desks and contradicts the list of members, so that what counts can take its
/// place: what the relay handed over in vain lies aside, and the rest comes as what is lacking comes. This desk's own chain stays.
/// Gives whether anything of it was in the read model, which must be made again then.
pub(crate) fn drop_others(conn: &Connection, membership: &Membership, own: &DeviceId) -> Result<bool> {
    let mut applied = false;
    for member in membership.devices().filter(|member| member.revoked.is_some() && member.device != *own) {
        for space in &member.spaces {
            applied |= drop_other(conn, membership, &member.device, *space)?;
        }
    }
    Ok(applied)
}

/// The same for one chain.
pub(crate) fn drop_other(conn: &Connection, membership: &Membership, device: &DeviceId, space: SpaceId) -> Result<bool> {
    let Some(wrong) = first_other(conn, membership, device, space)? else { return Ok(false) };
    let key = params![space.0, device.0, wrong as i64];
    let (hash, bytes): ([u8; 32], Vec<u8>) = conn
        .prepare_cached("SELECT hash, bytes FROM entry WHERE space=?1 AND device=?2 AND counter=?3")?
        .query_row(key, |r| Ok((r.get(0)?, r.get(1)?)))?;
    keep_proof(conn, space, device, wrong, &Hash(hash), &bytes)?;
    let beyond = "space=?1 AND device=?2 AND counter>=?3";
    let applied: bool =
        conn.query_row(&format!("SELECT EXISTS(SELECT 1 FROM entry WHERE {beyond} AND status={APPLIED})"), key, |r| r.get(0))?;
    conn.execute(&format!("DELETE FROM refused WHERE entry IN (SELECT id FROM entry WHERE {beyond})"), key)?;
    conn.execute(&format!("DELETE FROM waiting WHERE entry IN (SELECT id FROM entry WHERE {beyond})"), key)?;
    conn.execute(&format!("DELETE FROM entry WHERE {beyond}"), key)?;
    conn.execute(
        "UPDATE chain SET frozen=0, ordered=(SELECT coalesce(max(counter), 0) FROM entry WHERE space=?1 AND device=?2 AND seq IS NOT NULL)
         WHERE space=?1 AND device=?2",
        params![space.0, device.0],
    )?;
    Ok(applied)
}

/// Whether an entry stored here is another one than the list of members names at its place, and is in the read model all the same.
pub(crate) fn counts_wrongly(conn: &Connection, membership: &Membership, device: &DeviceId, space: SpaceId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS(SELECT 1 FROM entry WHERE space=?1 AND device=?2 AND counter=?3 AND hash<>?4 AND status=0)")?;
    for (counter, hash) in membership.pins(device, space) {
        if statement.query_row(params![space.0, device.0, counter as i64, hash.0], |r| r.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The first entry stored here that is not of the chain that counts, as far as that can be told: it is not the one that is named at its
/// place, or not the one from which a named one follows that lies aside.
fn first_other(conn: &Connection, membership: &Membership, device: &DeviceId, space: SpaceId) -> Result<Option<u64>> {
    let pins: BTreeMap<u64, Hash> = membership.pins(device, space).collect();
    let mut first = None;
    for (counter, hash) in &pins {
        if stored(conn, device, space, *counter)?.is_some_and(|stored| stored != *hash) {
            first = Some(*counter);
            break;
        }
    }
    let frozen = "SELECT frozen FROM chain WHERE space=?1 AND device=?2";
    let frozen: Option<bool> = conn.prepare_cached(frozen)?.query_row(params![space.0, device.0], |r| r.get(0)).optional()?;
    if frozen != Some(true) {
        return Ok(first);
    }
    // From the named ones down: each says which one came before it.
    let aside = aside(conn, device, space)?;
    let mut at = pins.into_iter().rev().find(|(_, hash)| aside.contains_key(hash));
    while let Some((counter, hash)) = at {
        match stored(conn, device, space, counter)? {
            Some(stored) if stored == hash => break,
            Some(_) => first = Some(counter),
            None => {}
        }
        at = aside.get(&hash).and_then(|prev| Some((counter.checked_sub(1).filter(|before| *before > 0)?, *prev)));
    }
    Ok(first)
}

fn stored(conn: &Connection, device: &DeviceId, space: SpaceId, counter: u64) -> Result<Option<Hash>> {
    let mut statement = conn.prepare_cached("SELECT hash FROM entry WHERE space=?1 AND device=?2 AND counter=?3")?;
    Ok(statement.query_row(params![space.0, device.0, counter as i64], |r| r.get(0)).optional()?.map(Hash))
}

/// The entries of a desk that the relay handed over and that were not taken: hash, and that of the one before.
fn aside(conn: &Connection, device: &DeviceId, space: SpaceId) -> Result<BTreeMap<Hash, Hash>> {
    let mut found = BTreeMap::new();
    let mut statement = conn.prepare_cached("SELECT bytes FROM aside WHERE space=?1 ORDER BY seq LIMIT 10000")?;
    let mut rows = statement.query([space.0])?;
    while let Some(row) = rows.next()? {
        let Ok(entry) = Entry::parse(row.get::<_, Vec<u8>>(0)?) else { continue };
        if entry.header().device == *device {
            found.insert(entry.hash(), entry.header().prev);
        }
    }
    Ok(found)
}
