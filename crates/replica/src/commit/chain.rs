//! The chain of a desk's entries: where it ends, and the next one in it.

use rusqlite::{Connection, OptionalExtension, params};
use trust::id::Hash;

use crate::body::Body;
use crate::{Error, Result, apply};

/// Where this desk's own chain ends, none where it has not begun; it may not go on with it once two different entries
/// were seen at one place of it.
pub(super) fn own_chain(conn: &Connection, space: u32, device: &[u8; 16]) -> Result<Option<(u64, Hash)>> {
    let row = conn
        .prepare_cached("SELECT counter, hash, frozen FROM tip WHERE space=?1 AND device=?2")?
        .query_row(params![space, device], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 32]>(1)?, r.get::<_, bool>(2)?)))
        .optional()?;
    match row {
        Some((_, _, true)) => Err(Error::ChainForked),
        Some((counter, hash, false)) => Ok(Some((counter.unsigned_abs(), Hash(hash)))),
        None => Ok(None),
    }
}

/// Notes that there is a chain; where it ends its last entry says.
pub(crate) fn begin_chain(conn: &Connection, space: u32, device: &[u8; 16]) -> Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO chain(space, device) VALUES(?1,?2)")?.execute(params![space, device])?;
    Ok(())
}

/// What this desk knows of an entry of its own.
pub(crate) struct Own<'a> {
    pub body: &'a Body,
    /// The place in the member list that it was written by.
    pub member: i64,
    /// Whether the full-text index follows later.
    pub late: bool,
}

/// Stores an entry; what its body says of time, person and label is kept for the history.
pub(crate) fn insert_entry(conn: &Connection, entry: &trust::entry::Entry, own: Option<Own<'_>>) -> Result<i64> {
    let header = entry.header();
    let body = own.as_ref().map(|own| own.body);
    let late = own.as_ref().filter(|own| own.late).map(|own| own.body.parts.iter().flat_map(|part| part.record).collect::<Vec<u8>>());
    conn.prepare_cached(
        "INSERT INTO entry(space, device, counter, hash, bytes, status, hlc, person, label, member, late) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
    )?
    .execute(params![
        header.space.0,
        header.device.0,
        header.counter as i64,
        entry.hash().0,
        entry.as_bytes(),
        if body.is_some() { apply::APPLIED } else { apply::HELD },
        body.map_or(0, |b| b.hlc as i64),
        body.map(|b| b.person.0),
        body.map(|b| b.label.as_str()),
        own.as_ref().map(|own| own.member),
        late,
    ])?;
    Ok(conn.last_insert_rowid())
}

/// The last counter and hash of a device's chain in a space.
pub(crate) fn chain(conn: &Connection, space: u32, device: &[u8; 16]) -> Result<Option<(u64, Hash)>> {
    let row = conn
        .prepare_cached("SELECT counter, hash FROM tip WHERE space=?1 AND device=?2")?
        .query_row(params![space, device], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 32]>(1)?)))
        .optional()?;
    Ok(row.map(|(counter, hash)| (counter.unsigned_abs(), Hash(hash))))
}
