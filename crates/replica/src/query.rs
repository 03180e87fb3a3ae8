//! Reading: pages of a list, one record, search, inbox, conflicts, history, status. Reads run on a
//! connection of their own, see only what is committed, and never wait for the writer.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use registers::common::DELETED;
use registers::def::{Area, Register};
use registers::document;
use registers::shelf::Shelf;
use registers::{RecordId, book, pointer, search, workflow};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use trust::entry::Entry;
use trust::id::{DeviceId, Hash, PersonId};
use trust::membership::Membership;

use crate::calc::quote;
use crate::commit::{shown, signature};
use crate::reason::Because;
use crate::{DATABASE, Error, Result, adjust, apply, private, schema};

pub(crate) mod conflicts;
mod contact;
mod days;
mod difference;
mod find;
mod flow;
mod found;
mod further;
mod holders;
pub(crate) mod inbox;
mod late;
mod linked;
mod lists;
mod paged;
mod same;
mod shapes;
mod taken;
mod titles;
mod written;

pub use conflicts::{Author, Conflict};
pub use contact::Contact;
pub use days::MAX_DAYS;
pub(crate) use difference::{before, changes_of, difference};
pub use flow::Stay;
pub use holders::Holder;
pub use inbox::{Waiting, Why};
pub use late::{LateWork, SetAside};
use lists::sql;
pub use paged::{BookPage, Bound};
pub use shapes::{Card, Event, FieldChange, Filter, Hit, Page, Query, Row, Sort, Status};
pub use taken::Taken;

/// Greatest number of rows in one page.
pub const MAX_PAGE: usize = 100_000;

/// Reads a desk's data.
pub struct Reader {
    conn: Connection,
    shelf: RefCell<adjust::Kept>,
    doubled: RefCell<conflicts::Kept>,
    linked: RefCell<linked::Kept>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

impl Reader {
    /// Opens the data in a folder for reading.
    ///
    /// # Errors
    /// [`Error::NoOffice`] when there is none, [`Error::WaitsForWelcome`], [`Error::OtherVersion`] until it was opened for writing by this version.
    pub fn open(folder: &Path) -> Result<Reader> {
        let reader = Reader::of_copy(folder)?;
        if !schema::is_current(&reader.conn)? {
            return Err(Error::OtherVersion);
        }
        if schema::meta::<Vec<u8>>(&reader.conn, "request")?.is_some() {
            return Err(Error::WaitsForWelcome);
        }
        Ok(reader)
    }

    /// Opens a copy of a desk's data, whatever version of the program wrote it: for the list of members and for
    /// [`Replica::take_over`](crate::Replica::take_over), which read nothing that versions lay out differently.
    ///
    /// # Errors
    /// [`Error::NoOffice`] when there is none.
    pub fn of_copy(folder: &Path) -> Result<Reader> {
        let path = folder.join(DATABASE);
        if !path.exists() {
            return Err(Error::NoOffice);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(std::time::Duration::from_secs(5))?;
        schema::collate(&conn)?;
        // As of the connection that writes: else each value that is bound may have a statement prepared anew.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        conn.execute_batch("PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY;")?;
        conn.set_prepared_statement_cache_capacity(64);
        Ok(Reader { conn, shelf: RefCell::default(), doubled: RefCell::default(), linked: RefCell::default() })
    }

    /// The registers as this office has adjusted them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn shelf(&self) -> Result<Shelf> {
        self.shelf.borrow_mut().current(&self.conn)
    }

    /// A number that changes whenever another connection has written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn version(&self) -> Result<i64> {
        schema::data_version(&self.conn)
    }

    /// Several reads of one state of the data, whatever is written meanwhile.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn at_once<T>(&self, read: impl FnOnce(&Reader) -> T) -> Result<T> {
        if !self.conn.is_autocommit() {
            return Ok(read(self));
        }
        let held = self.conn.unchecked_transaction()?;
        let value = read(self);
        held.finish()?;
        Ok(value)
    }

    /// The same of what may fail. Besides, a question of many parts need not take and leave the lock for each.
    pub(crate) fn of_one_state<T>(&self, read: impl FnOnce(&Reader) -> Result<T>) -> Result<T> {
        self.at_once(read)?
    }

    /// The list of members, verified.
    ///
    /// # Errors
    /// When the file cannot be read, or what is stored does not hold together.
    pub fn membership(&self) -> Result<Membership> {
        let mut statement = self.conn.prepare_cached("SELECT bytes FROM membership ORDER BY seq")?;
        let log: Vec<Vec<u8>> = statement.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        Membership::from_log(&log).map_err(|e| Error::Trust(e.because()))
    }

    /// How many records are in each state of a register.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn counts(&self, register: &Register) -> Result<BTreeMap<String, u64>> {
        let sql = format!("SELECT state, count(*) FROM \"{}\" GROUP BY state", schema::table(register));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?.unsigned_abs())))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A record, if this desk has it and knows its register.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn record(&self, id: RecordId) -> Result<Option<Card>> {
        let Some((mut doc, _)) = apply::load(&self.conn, id)? else { return Ok(None) };
        let record = private::read(&self.conn, id, &doc)?;
        let Some(register) = self.shelf()?.by_key(&record.register) else { return Ok(None) };
        let may_be_deleted = register.state(DELETED).is_some() && record.state() == register.first_state();
        let registered = !may_be_deleted || workflow::is_registered(register, &record, document::has_left_first(&mut doc, register));
        let sql = format!(
            "SELECT t.created, t.updated, EXISTS(SELECT 1 FROM touch JOIN entry ON entry.id=touch.entry WHERE touch.record=t.id AND entry.seq IS NULL)
             FROM \"{}\" t JOIN record r ON r.id=t.id WHERE r.ulid=?1",
            schema::table(register)
        );
        let (created, updated, pending) = self
            .conn
            .prepare_cached(&sql)?
            .query_row([id.to_bytes()], |r| Ok((r.get::<_, i64>(0)?.unsigned_abs(), r.get::<_, i64>(1)?.unsigned_abs(), r.get(2)?)))?;
        let (created, updated) = if register.unnamed { (0, 0) } else { (created, updated) };
        Ok(Some(Card { id, register, record, created, updated, pending, registered }))
    }

    /// The saved Automerge document of a record, for other tools.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn document(&self, id: RecordId) -> Result<Option<Vec<u8>>> {
        Ok(apply::load(&self.conn, id)?.map(|(mut doc, _)| doc.save()))
    }

    /// Records of any register that hold the words, newest first, those of the office's settings after all others; deleted
    /// drafts are found by their state only.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>> {
        let Some(expression) = search::query(text) else { return Ok(Vec::new()) };
        let settings: Vec<String> = book::ALL.iter().filter(|r| r.area == Area::Settings).map(|r| quote(r.key)).collect();
        let limit = limit.min(MAX_PAGE);
        let mut hits = Vec::new();
        for among in ["NOT IN", "IN"] {
            let sql = format!(
                "SELECT r.id, r.ulid, r.register FROM search JOIN record r ON r.id=search.rowid
                 WHERE search MATCH ?1 AND r.register {among} ({}) ORDER BY search.rowid DESC",
                settings.join(",")
            );
            let mut statement = self.conn.prepare_cached(&sql)?;
            let rows =
                statement.query_map([&expression], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 16]>(1)?, r.get::<_, String>(2)?)))?;
            for row in rows {
                if hits.len() >= limit {
                    return Ok(hits);
                }
                let (row, id, register) = row?;
                hits.extend(self.hit(row, RecordId::from_bytes(id), &register)?.filter(|hit| hit.state != DELETED));
            }
        }
        Ok(hits)
    }

    /// The connection, for questions that stand in other modules.
    pub(crate) fn connection(&self) -> &Connection {
        &self.conn
    }

    pub(crate) fn hit(&self, row: i64, id: RecordId, register: &str) -> Result<Option<Hit>> {
        let Some(register) = self.shelf()?.by_key(register) else { return Ok(None) };
        let number = register.number.map_or_else(|| "NULL".to_owned(), |n| format!("\"{}\"", schema::column(n.field)));
        let sql =
            format!("SELECT state, {number}, \"{}\" FROM \"{}\" WHERE id=?1", schema::column(register.title), schema::table(register));
        let text = |v: Option<String>| v.unwrap_or_default();
        let hit = self
            .conn
            .prepare_cached(&sql)?
            .query_row([row], |r| Ok(Hit { id, register, state: r.get(0)?, number: text(r.get(1)?), title: text(r.get(2)?) }));
        Ok(hit.optional()?)
    }

    /// The register of a record, if it is here.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn register_of(&self, id: RecordId) -> Result<Option<&'static Register>> {
        let key: Option<String> =
            self.conn.prepare_cached("SELECT register FROM record WHERE ulid=?1")?.query_row([id.to_bytes()], |r| r.get(0)).optional()?;
        Ok(key.map(|key| self.shelf().map(|shelf| shelf.by_key(&key))).transpose()?.flatten())
    }

    /// What happened to a record, oldest first by time; nothing of a record that shall join nobody.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn history(&self, id: RecordId) -> Result<Vec<Event>> {
        let Some((mut doc, _)) = apply::load(&self.conn, id)? else { return Ok(Vec::new()) };
        if self.is_unnamed(id)? {
            return Ok(Vec::new());
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT e.hlc, coalesce(p.name, ''), coalesce(d.name, ''), e.label, e.seq, t.hash, t.changes,
             coalesce((SELECT n.name FROM adopted a JOIN name n ON n.kind=1 AND n.id=a.person
               WHERE a.space=e.space AND a.device=e.device AND e.counter>a.after AND e.counter<=a.last), '')
             FROM touch t JOIN entry e ON e.id=t.entry JOIN record r ON r.id=t.record
             LEFT JOIN name p ON p.kind=1 AND p.id=e.person LEFT JOIN name d ON d.kind=2 AND d.id=e.device
             WHERE r.ulid=?1 ORDER BY e.hlc, e.device, e.counter",
        )?;
        let rows = statement.query_map([id.to_bytes()], |r| {
            let label = r.get::<_, Option<String>>(3)?.unwrap_or_default();
            let event = Event {
                hlc: r.get::<_, i64>(0)?.unsigned_abs(),
                person: signature(&r.get::<_, String>(1)?, &label),
                desk: r.get(2)?,
                label: shown(label),
                seq: r.get::<_, Option<i64>>(4)?.map(i64::unsigned_abs),
                adopted: r.get(7)?,
                changes: Vec::new(),
            };
            Ok((event, r.get::<_, [u8; 32]>(5)?, r.get::<_, i64>(6)?.unsigned_abs() as usize))
        })?;
        let mut events = Vec::new();
        let texts = private::texts(&self.conn, id)?;
        for row in rows {
            let (mut event, hash, changes) = row?;
            event.changes = changes_of(&mut doc, hash, changes);
            private::resolve_changes(&mut event.changes, &texts);
            events.push(event);
        }
        // What was written before it was classified stands on the paper alone.
        let now = document::read(&doc);
        if let Some(pointer) = book::find(&now.register).and_then(|register| pointer::of(register, &now)) {
            events.iter_mut().for_each(|event| event.changes.retain(|change| pointer.shows(&change.field)));
        }
        Ok(events)
    }

    /// Whether nobody shall hear who wrote a record.
    pub(crate) fn is_unnamed(&self, id: RecordId) -> Result<bool> {
        Ok(self.register_of(id)?.is_some_and(|register| register.unnamed))
    }

    /// Records that link to this one: register, record and field.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn linked_from(&self, id: RecordId, limit: usize) -> Result<Vec<(Hit, String)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT r.id, r.ulid, r.register, l.field FROM link l JOIN record r ON r.id=l.record WHERE l.target=?1 ORDER BY r.id DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![id.to_bytes(), limit.min(MAX_PAGE) as i64], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 16]>(1)?, r.get::<_, String>(2)?, r.get::<_, String>(3)?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (row, id, register, field) = row?;
            found.extend(self.hit(row, RecordId::from_bytes(id), &register)?.map(|hit| (hit, field)));
        }
        Ok(found)
    }

    /// How many records of which register link to this one by which field, in the order of their names.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn linking(&self, id: RecordId) -> Result<Vec<(String, String, u64)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT r.register, l.field, count(DISTINCT l.record) FROM link l JOIN record r ON r.id=l.record WHERE l.target=?1 \
             GROUP BY r.register, l.field ORDER BY r.register, l.field",
        )?;
        let rows = statement.query_map([id.to_bytes()], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, i64>(2)?.unsigned_abs())))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// One hash per space number: equal on replicas that hold the same records.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn digests(&self) -> Result<BTreeMap<u32, Hash>> {
        let mut hashers: BTreeMap<u32, blake3::Hasher> = BTreeMap::new();
        let mut statement = self.conn.prepare_cached("SELECT space, ulid, digest FROM record ORDER BY ulid")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let hasher = hashers.entry(row.get(0)?).or_default();
            hasher.update(&row.get::<_, [u8; 16]>(1)?);
            hasher.update(&row.get::<_, [u8; 32]>(2)?);
        }
        Ok(hashers.into_iter().map(|(space, h)| (space, Hash(*h.finalize().as_bytes()))).collect())
    }

    /// How this desk stands.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn status(&self) -> Result<Status> {
        let count = |sql: &str| -> Result<u64> { Ok(self.conn.prepare_cached(sql)?.query_row([], |r| r.get::<_, i64>(0))?.unsigned_abs()) };
        let Contact { office, person, desk, pending, oldest_pending, quarantined, last_contact_ms, relay, revoked, bytes, waiting: _ } =
            self.contact()?;
        let mut records = BTreeMap::new();
        for register in book::ALL {
            records.insert(register.key.to_owned(), count(&format!("SELECT count(*) FROM \"{}\"", schema::table(register)))?);
        }
        let mut durable = BTreeMap::new();
        let mut statement = self.conn.prepare_cached("SELECT space, seq FROM relay")?;
        for row in statement.query_map([], |r| Ok((r.get::<_, u32>(0)?, r.get::<_, i64>(1)?.unsigned_abs())))? {
            let (space, seq) = row?;
            durable.insert(space, seq);
        }
        Ok(Status {
            office,
            person,
            desk,
            records,
            entries: count("SELECT count(*) FROM entry")?,
            pending,
            oldest_pending,
            held: count("SELECT count(*) FROM entry WHERE status<>0 AND status=1")?,
            quarantined,
            conflicts: self.count_conflicts()?,
            durable,
            last_contact_ms,
            relay,
            revoked,
            bytes,
        })
    }

    /// Names of devices and persons that this desk knows.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn names(&self) -> Result<(BTreeMap<PersonId, String>, BTreeMap<DeviceId, String>)> {
        let (mut persons, mut desks) = (BTreeMap::new(), BTreeMap::new());
        let mut statement = self.conn.prepare_cached("SELECT kind, id, name FROM name")?;
        let rows = statement.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 16]>(1)?, r.get::<_, String>(2)?)))?;
        for row in rows {
            match row? {
                (1, id, name) => drop(persons.insert(PersonId(id), name)),
                (_, id, name) => drop(desks.insert(DeviceId(id), name)),
            }
        }
        Ok((persons, desks))
    }

    /// Entries that were not even stored in their chains: author and counter as they name them, and the reason, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn aside(&self, limit: usize) -> Result<Vec<(Option<DeviceId>, u64, String)>> {
        let mut statement = self.conn.prepare_cached("SELECT bytes, reason FROM aside ORDER BY space, seq DESC LIMIT ?1")?;
        let rows = statement.query_map([limit.min(MAX_PAGE) as i64], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?)))?;
        let named = |(bytes, reason): (Vec<u8>, String)| match Entry::parse(bytes) {
            Ok(entry) => (Some(entry.header().device), entry.header().counter, reason),
            Err(_) => (None, 0, reason),
        };
        Ok(rows.map(|row| row.map(named)).collect::<rusqlite::Result<_>>()?)
    }

    /// Entries that were refused: author, counter and reason, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn quarantine(&self, limit: usize) -> Result<Vec<(DeviceId, u64, String)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT device, counter, coalesce(reason, '') FROM entry WHERE status<>0 AND status=2 ORDER BY id DESC LIMIT ?1",
        )?;
        let rows = statement
            .query_map([limit.min(MAX_PAGE) as i64], |r| Ok((DeviceId(r.get(0)?), r.get::<_, i64>(1)?.unsigned_abs(), r.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
