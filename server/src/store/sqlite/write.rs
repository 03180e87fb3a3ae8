//! Writes: each one whole or not at all, and only where it continues what is stored.

use super::{place, space_id};
use crate::store::StoreError;
use rusqlite::{Connection, OptionalExtension, Savepoint, params};
use std::collections::BTreeMap;
use sync::Tip;
use sync::room::{Sequenced, Write};
use trust::id::{DeviceId, OfficeId, SpaceId};

/// Carries out one write. An office that is stored for the first time begins with `generation`.
pub(super) fn apply(db: &Savepoint<'_>, office: OfficeId, write: &Write, generation: u64) -> Result<(), StoreError> {
    match write {
        Write::Entries { space, entries } => append(db, office, *space, entries),
        Write::Membership { from, entries } => {
            db.execute("INSERT OR IGNORE INTO office (name, generation) VALUES (?, ?)", params![office.to_bytes(), generation])?;
            let id = office_id(db, office)?;
            let len: u64 = db.query_row("SELECT count(*) FROM member WHERE office = ?", [id], |row| row.get(0))?;
            if len != *from {
                return Err(StoreError::Conflict("membership"));
            }
            let mut statement = db.prepare("INSERT INTO member (office, position, bytes) VALUES (?, ?, ?)")?;
            for (position, bytes) in (*from..).zip(entries) {
                statement.execute(params![id, position, bytes])?;
            }
            Ok(())
        }
        Write::Generation(generation) => {
            match db.execute("UPDATE office SET generation = ? WHERE name = ?", params![generation, office.to_bytes()])? {
                1 => Ok(()),
                _ => Err(StoreError::Conflict("office")),
            }
        }
        Write::Fork { space, device, counter, bytes } => {
            let (space, device) = (make_space(db, office, *space)?, device_id(db, device)?);
            db.execute("INSERT OR IGNORE INTO fork VALUES (?, ?, ?, ?)", params![space, device, counter, bytes])?;
            Ok(())
        }
    }
}

fn append(db: &Savepoint<'_>, office: OfficeId, space: SpaceId, entries: &[Sequenced]) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return Ok(());
    };
    let id = make_space(db, office, space)?;
    // The sequence number is taken in the transaction that stores the entries: two rooms can never give out the same one.
    let moved = db.execute(
        "UPDATE space SET seq = ?, running = ? WHERE id = ? AND seq = ?",
        params![last.seq, last.running.to_bytes(), id, first.seq - 1],
    )?;
    if moved != 1 || last.seq - first.seq + 1 != entries.len() as u64 {
        return Err(StoreError::Conflict("sequence"));
    }
    let mut insert = db.prepare("INSERT INTO entry (place, space, device, counter, running, bytes) VALUES (?, ?, ?, ?, ?, ?)")?;
    let mut chains: BTreeMap<DeviceId, (i64, u64, Tip)> = BTreeMap::new();
    for (seq, entry) in (first.seq..).zip(entries) {
        let chain = match chains.get_mut(&entry.device) {
            Some(chain) => chain,
            None => chains.entry(entry.device).or_insert((
                device_id(db, &entry.device)?,
                entry.counter,
                Tip { counter: entry.counter - 1, hash: entry.hash },
            )),
        };
        if entry.seq != seq || entry.counter != chain.2.counter + 1 {
            return Err(StoreError::Conflict("chain"));
        }
        chain.2 = Tip { counter: entry.counter, hash: entry.hash };
        insert.execute(params![place(id, seq), id, chain.0, entry.counter, entry.running.to_bytes(), &entry.bytes[..]]).map_err(
            |error| match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::ConstraintViolation) => StoreError::Conflict("chain"),
                _ => StoreError::Sqlite(error),
            },
        )?;
    }
    for (device, first, tip) in chains.into_values() {
        let moved = if first == 1 {
            db.execute("INSERT OR IGNORE INTO chain VALUES (?, ?, ?, ?)", params![id, device, tip.counter, tip.hash.to_bytes()])?
        } else {
            db.execute(
                "UPDATE chain SET counter = ?, hash = ? WHERE space = ? AND device = ? AND counter = ?",
                params![tip.counter, tip.hash.to_bytes(), id, device, first - 1],
            )?
        };
        if moved != 1 {
            return Err(StoreError::Conflict("chain"));
        }
    }
    Ok(())
}

fn office_id(db: &Connection, office: OfficeId) -> Result<i64, StoreError> {
    let id = db.query_row("SELECT id FROM office WHERE name = ?", [office.to_bytes()], |row| row.get(0)).optional()?;
    id.ok_or(StoreError::Conflict("office"))
}

fn make_space(db: &Connection, office: OfficeId, space: SpaceId) -> Result<i64, StoreError> {
    if let Some(id) = space_id(db, office, space)? {
        return Ok(id);
    }
    let office = office_id(db, office)?;
    db.execute("INSERT INTO space (office, name, seq, running) VALUES (?, ?, 0, ?)", params![office, space.0, [0_u8; 32]])?;
    Ok(db.last_insert_rowid())
}

fn device_id(db: &Connection, device: &DeviceId) -> Result<i64, StoreError> {
    let id = db.query_row("SELECT id FROM device WHERE name = ?", [device.to_bytes()], |row| row.get(0)).optional()?;
    if let Some(id) = id {
        return Ok(id);
    }
    db.execute("INSERT INTO device (name) VALUES (?)", [device.to_bytes()])?;
    Ok(db.last_insert_rowid())
}
