//! What waits for something that is not here: how much of a chain may wait, and what becomes of the rest.
//!
//! A desk that writes on top of changes that nobody has could else fill every other desk. What is beyond the limit is not taken in:
//! whoever hands it over without an order finds in the frontier that it is lacking, and from the relay it comes again with the whole
//! order as soon as half of what waits has found its place.

use rusqlite::{Connection, params};
use trust::entry::Header;
use trust::id::{DeviceId, SpaceId};

use crate::Result;
use crate::apply::HELD;
use crate::exchange::Received;

/// Most entries of a desk in a space that wait for others.
pub const MAX_HELD: u64 = 10_000;
/// Most bytes of them.
pub const MAX_HELD_BYTES: u64 = 64 << 20;

/// How many entries of a chain wait, and their bytes.
pub(crate) type Waiting = (u64, u64);

/// Whether the next entry of a chain may be stored: nothing of it waits, or there is room for one more that does.
pub(crate) fn has_room(conn: &Connection, received: &mut Received, header: &Header, length: usize) -> Result<bool> {
    let mut waits = conn.prepare_cached("SELECT EXISTS(SELECT 1 FROM entry WHERE status<>0 AND status=?1 AND space=?2 AND device=?3)")?;
    if !waits.query_row(params![HELD, header.space.0, header.device.0], |r| r.get::<_, bool>(0))? {
        return Ok(true);
    }
    let key = (header.space, header.device);
    // Counted once for a batch: what waits of a chain only grows while a batch is taken in.
    let (entries, bytes) = match received.waiting.get(&key) {
        Some(waiting) => *waiting,
        None => waiting(conn, header.space, &header.device)?,
    };
    let more = (entries + 1, bytes + length as u64);
    let room = more.0 <= MAX_HELD && more.1 <= MAX_HELD_BYTES;
    received.waiting.insert(key, if room { more } else { (entries, bytes) });
    Ok(room)
}

fn waiting(conn: &Connection, space: SpaceId, device: &DeviceId) -> Result<Waiting> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM entry WHERE status<>0 AND status=?1 AND space=?2 AND device=?3",
    )?;
    let row = statement.query_row(params![HELD, space.0, device.0], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?)))?;
    Ok((row.0.unsigned_abs(), row.1.unsigned_abs()))
}

/// Notes that the order has entries of a chain that were not taken in. Gives whether this is news.
pub(crate) fn fall_behind(conn: &Connection, space: SpaceId, device: &DeviceId) -> Result<bool> {
    let new = conn.prepare_cached("INSERT OR IGNORE INTO behind(space, device) VALUES(?1,?2)")?.execute(params![space.0, device.0])?;
    Ok(new == 1)
}

/// Whether an entry of the order comes after one that was not taken in: it will come again with it.
pub(crate) fn comes_again(conn: &Connection, header: &Header) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS(SELECT 1 FROM behind JOIN tip USING(space, device) WHERE space=?1 AND device=?2 AND counter < ?3 - 1)",
    )?;
    Ok(statement.query_row(params![header.space.0, header.device.0, header.counter as i64], |r| r.get(0))?)
}

/// The chains that are behind and have room again.
pub(crate) fn due(conn: &Connection) -> Result<Vec<(SpaceId, DeviceId)>> {
    let mut statement = conn.prepare_cached("SELECT space, device FROM behind ORDER BY space, device")?;
    let rows = statement.query_map([], |r| Ok((SpaceId(r.get(0)?), DeviceId(r.get(1)?))))?;
    let mut due = Vec::new();
    for row in rows {
        let (space, device) = row?;
        let (entries, bytes) = waiting(conn, space, &device)?;
        if entries <= MAX_HELD / 2 && bytes <= MAX_HELD_BYTES / 2 {
            due.push((space, device));
        }
    }
    Ok(due)
}

/// Forgets how far the order of a space was taken in where a chain has room again, so that the relay sends the order once
/// more: by name what is here, in full what is not.
pub(crate) fn begin_again(conn: &Connection) -> Result<()> {
    let due = due(conn)?;
    if due.is_empty() {
        return Ok(());
    }
    let tx = conn.unchecked_transaction()?;
    for (space, device) in due {
        tx.execute("DELETE FROM relay WHERE space=?1", [space.0])?;
        tx.execute("DELETE FROM behind WHERE space=?1 AND device=?2", params![space.0, device.0])?;
    }
    tx.commit()?;
    Ok(())
}
