//! Reads: an office as it stands, and pages of its orders.

use super::{SEQ_BITS, place, space_id};
use crate::store::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;
use std::sync::Arc;
use sync::room::{Page, Sequenced, Stored, StoredSpace};
use sync::{Frontier, Tip};
use trust::entry::Entry;
use trust::id::{DeviceId, Hash, OfficeId, SpaceId};

/// What is stored of an office; none when it is not known.
pub(super) fn office(db: &Connection, office: OfficeId) -> Result<Option<Stored>, StoreError> {
    let row = db
        .query_row("SELECT id, generation FROM office WHERE name = ?", [office.to_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, generation)): Option<(i64, u64)> = row else { return Ok(None) };
    let membership = db
        .prepare("SELECT bytes FROM member WHERE office = ? ORDER BY position")?
        .query_map([id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(Some(Stored { generation, membership, spaces: load_spaces(db, id)? }))
}

/// The first entry of each office's membership log, in the order in which they were founded.
pub(super) fn foundings(db: &Connection) -> Result<Vec<(OfficeId, Vec<u8>)>, StoreError> {
    let mut statement =
        db.prepare("SELECT name, bytes FROM office JOIN member ON member.office = office.id WHERE position = 0 ORDER BY office.id")?;
    let rows = statement.query_map([], |row| Ok((OfficeId::from_bytes(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Consecutive entries of a space.
pub(super) fn page(
    db: &Connection,
    office: OfficeId,
    space: SpaceId,
    from: u64,
    max_items: usize,
    max_bytes: usize,
) -> Result<Page, StoreError> {
    let Some(id) = space_id(db, office, space)? else { return Ok(Page::default()) };
    let before = match from.saturating_sub(1) {
        0 => Hash::ZERO,
        last => Hash::from_bytes(db.query_row("SELECT running FROM entry WHERE place = ?", [place(id, last)], |row| row.get(0))?),
    };
    let mut statement = db.prepare("SELECT place, running, bytes FROM entry WHERE place BETWEEN ? AND ? ORDER BY place LIMIT ?")?;
    let mut rows = statement.query(params![place(id, from), place(id + 1, 0) - 1, max_items as u64])?;
    let (mut entries, mut size) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(2)?;
        size += bytes.len();
        if !entries.is_empty() && size > max_bytes {
            break;
        }
        let seq = row.get::<_, u64>(0)? & ((1 << SEQ_BITS) - 1);
        entries.push(sequenced(seq, Hash::from_bytes(row.get(1)?), bytes)?);
    }
    Ok(Page { before, entries })
}

fn load_spaces(db: &Connection, office: i64) -> Result<BTreeMap<SpaceId, StoredSpace>, StoreError> {
    let mut spaces = BTreeMap::new();
    let mut statement = db.prepare("SELECT id, name, seq, running FROM space WHERE office = ? AND seq > 0")?;
    let rows = statement.query_map([office], |row| {
        Ok((row.get::<_, i64>(0)?, SpaceId(row.get(1)?), row.get::<_, u64>(2)?, Hash::from_bytes(row.get(3)?)))
    })?;
    for row in rows {
        let (id, name, seq, running) = row?;
        let mut frontier = Frontier::new();
        let mut chains = db.prepare("SELECT name, counter, hash FROM chain JOIN device ON device.id = device WHERE space = ?")?;
        let chains = chains.query_map([id], |row| {
            Ok((DeviceId::from_bytes(row.get(0)?), Tip { counter: row.get(1)?, hash: Hash::from_bytes(row.get(2)?) }))
        })?;
        for chain in chains {
            let (device, tip) = chain?;
            frontier.advance(device, tip).map_err(|error| StoreError::Damaged(error.to_string()))?;
        }
        spaces.insert(name, StoredSpace { seq, running, frontier });
    }
    Ok(spaces)
}

fn sequenced(seq: u64, running: Hash, bytes: Vec<u8>) -> Result<Sequenced, StoreError> {
    let entry = Entry::parse(bytes).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let (device, counter, hash) = (entry.header().device, entry.header().counter, entry.hash());
    let bytes: Arc<[u8]> = entry.into_bytes().into();
    Ok(Sequenced { seq, device, counter, hash, running, bytes })
}
