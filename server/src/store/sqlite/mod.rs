//! The store on disk: one SQLite file, one writer, readers that never wait for it.

mod read;
mod write;

use super::{Identity, LogStore, StoreError, Totals};
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use sync::room::{Page, Stored, Write};
use trust::id::{DeviceId, Hash, OfficeId, SpaceId};

/// Version of the tables.
const FORMAT: i64 = 1;
/// An entry's row is its space's row and its sequence number in one integer, so that a space's order lies together on disk.
const SEQ_BITS: u32 = 40;
/// Readers kept open.
const READERS: usize = 4;

const SCHEMA: &str = "
CREATE TABLE relay (seed BLOB NOT NULL, generation INTEGER NOT NULL) STRICT;
CREATE TABLE office (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, generation INTEGER NOT NULL) STRICT;
CREATE TABLE member (office INTEGER NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (office, position)) STRICT, WITHOUT ROWID;
CREATE TABLE space (id INTEGER PRIMARY KEY, office INTEGER NOT NULL, name INTEGER NOT NULL, seq INTEGER NOT NULL,
    running BLOB NOT NULL, UNIQUE (office, name)) STRICT;
CREATE TABLE device (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE chain (space INTEGER NOT NULL, device INTEGER NOT NULL, counter INTEGER NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (space, device)) STRICT, WITHOUT ROWID;
CREATE TABLE entry (place INTEGER PRIMARY KEY, space INTEGER NOT NULL, device INTEGER NOT NULL, counter INTEGER NOT NULL,
    running BLOB NOT NULL, bytes BLOB NOT NULL, UNIQUE (space, device, counter)) STRICT;
CREATE TABLE fork (space INTEGER NOT NULL, device INTEGER NOT NULL, counter INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (space, device)) STRICT, WITHOUT ROWID;
";

/// All offices in one SQLite file.
pub struct SqliteStore {
    path: PathBuf,
    identity: Identity,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// Held while the store is open; the system lets go of it when the process ends, however that happens.
    _lock: File,
}

impl SqliteStore {
    /// Opens the store in a folder, and makes both when they are missing.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let unusable = |source| StoreError::Folder { path: folder.to_path_buf(), source };
        std::fs::create_dir_all(folder).map_err(unusable)?;
        let lock = File::create(folder.join("relay.lock")).map_err(unusable)?;
        lock.try_lock().map_err(|_| StoreError::InUse(folder.to_path_buf()))?;
        let path = folder.join("relay.sqlite");
        let mut writer = Connection::open(&path)?;
        settings(&writer)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        writer.pragma_update(None, "synchronous", "FULL")?;
        writer.pragma_update(None, "fullfsync", true)?;
        let identity = migrate(&mut writer)?;
        Ok(Self { path, identity, writer: Mutex::new(writer), readers: Mutex::new(Vec::new()), _lock: lock })
    }

    /// The writer; SQLite rolled back whatever a panicking thread had begun.
    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reading<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let pooled = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match pooled {
            Some(reader) => reader,
            None => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let reader = Connection::open_with_flags(&self.path, flags)?;
                settings(&reader)?;
                reader
            }
        };
        let result = read(&reader);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS {
            readers.push(reader);
        }
        result
    }
}

fn settings(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "cache_size", -8_192)?;
    Ok(())
}

fn migrate(writer: &mut Connection) -> Result<Identity, StoreError> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let format: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match format {
        0 => {
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "user_version", FORMAT)?;
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(|error| StoreError::Random(error.to_string()))?;
            // A relay that starts in an empty folder must not take up an earlier relay's generation.
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs());
            transaction.execute("INSERT INTO relay (seed, generation) VALUES (?, ?)", params![seed, now])?;
        }
        FORMAT => {}
        newer => return Err(StoreError::Newer(newer)),
    }
    let identity = transaction
        .query_row("SELECT seed, generation FROM relay", [], |row| Ok(Identity { seed: row.get(0)?, generation: row.get(1)? }))?;
    transaction.commit()?;
    Ok(identity)
}

impl LogStore for SqliteStore {
    fn identity(&self) -> Identity {
        self.identity.clone()
    }

    fn load(&self, office: OfficeId) -> Result<Stored, StoreError> {
        let stored = self.reading(|db| read::office(db, office))?;
        Ok(stored.unwrap_or_else(|| Stored { generation: self.identity.generation, ..Stored::default() }))
    }

    fn commit(&self, writes: &[(OfficeId, &Write)]) -> Vec<Result<(), StoreError>> {
        let mut writer = self.writer();
        let mut results = Vec::with_capacity(writes.len());
        let committed = (|| {
            let mut transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (office, write) in writes {
                let savepoint = transaction.savepoint()?;
                results.push(match write::apply(&savepoint, *office, write, self.identity.generation) {
                    Ok(()) => savepoint.commit().map_err(StoreError::from),
                    Err(error) => savepoint.finish().map_err(StoreError::from).and(Err(error)),
                });
            }
            transaction.commit()
        })();
        match committed {
            Ok(()) => results,
            Err(error) => {
                let text = error.to_string();
                let failed = || StoreError::Sqlite(rusqlite::Error::SqliteFailure(failure(&error), Some(text.clone())));
                writes.iter().map(|_| Err(failed())).collect()
            }
        }
    }

    fn read(&self, office: OfficeId, space: SpaceId, from: u64, max_items: usize, max_bytes: usize) -> Result<Page, StoreError> {
        self.reading(|db| read::page(db, office, space, from, max_items, max_bytes))
    }

    fn find(&self, office: OfficeId, space: SpaceId, entries: &[(DeviceId, u64)]) -> Result<Vec<Option<Hash>>, StoreError> {
        self.reading(|db| {
            let Some(id) = space_id(db, office, space)? else { return Ok(vec![None; entries.len()]) };
            let mut statement =
                db.prepare("SELECT bytes FROM entry WHERE space = ? AND counter = ? AND device = (SELECT id FROM device WHERE name = ?)")?;
            let mut hash = |(device, counter): &(DeviceId, u64)| {
                let bytes: Option<Vec<u8>> = statement.query_row(params![id, counter, device.to_bytes()], |row| row.get(0)).optional()?;
                Ok(bytes.and_then(|bytes| sync::message::entry_hash(&bytes)))
            };
            entries.iter().map(&mut hash).collect()
        })
    }

    fn forks(&self, office: OfficeId, space: SpaceId) -> Result<Vec<(DeviceId, u64, Vec<u8>)>, StoreError> {
        self.reading(|db| {
            let Some(id) = space_id(db, office, space)? else { return Ok(Vec::new()) };
            let mut statement = db.prepare(
                "SELECT device.name, counter, bytes FROM fork JOIN device ON device.id = fork.device WHERE space = ? ORDER BY 1",
            )?;
            let rows = statement.query_map([id], |row| Ok((DeviceId::from_bytes(row.get(0)?), row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    fn foundings(&self) -> Result<Vec<(OfficeId, Vec<u8>)>, StoreError> {
        self.reading(read::foundings)
    }

    fn totals(&self) -> Result<Totals, StoreError> {
        self.reading(|db| {
            let offices = db.query_row("SELECT count(*) FROM office", [], |row| row.get(0))?;
            let entries = db.query_row("SELECT coalesce(sum(seq), 0) FROM space", [], |row| row.get(0))?;
            Ok(Totals { offices, entries })
        })
    }

    fn close(&self) -> Result<(), StoreError> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.writer().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

fn space_id(db: &Connection, office: OfficeId, space: SpaceId) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT space.id FROM space JOIN office ON office.id = space.office WHERE office.name = ? AND space.name = ?";
    Ok(db.query_row(sql, params![office.to_bytes(), space.0], |row| row.get(0)).optional()?)
}

fn place(space: i64, seq: u64) -> i64 {
    (space << SEQ_BITS) | (seq & ((1 << SEQ_BITS) - 1)) as i64
}

fn failure(error: &rusqlite::Error) -> rusqlite::ffi::Error {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => *failure,
        _ => rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ERROR),
    }
}
