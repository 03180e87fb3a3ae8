//! Personal data beside the entries: kept as long as its record was not erased, then taken away from the read model and from the
//! entries themselves, whose hashes and signatures stay.

use std::collections::BTreeMap;

use automerge::AutoCommit;
use jiff::ToSpan;
use jiff::civil::Date;
use minicbor::{Decode, Encode};
use registers::def::Phase;
use registers::document::{self, Record};
use registers::private::{self, SALT_LEN};
use registers::{RecordId, Value};
use rusqlite::{Connection, params};
use trust::entry::Entry;
use trust::key::EpochKey;

use crate::query::{FieldChange, Reader};
use crate::report::dated_by;
use crate::{Error, Moment, Replica, Result, schema};

/// Greatest number of texts in one piece; a record has no more cells than it may have rows.
const MOST: usize = document::MAX_LINES;

/// Texts of a record by their tokens.
pub(crate) type Texts = BTreeMap<String, String>;

/// What stands apart of a commit for one record. The written format is `crates/sync/spec/entry.md`, chapter Entry.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Piece {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub record: [u8; 16],
    #[n(1)]
    pub texts: Vec<Said>,
}

/// A text and the salt of its token.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Said {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub salt: [u8; SALT_LEN],
    #[n(1)]
    pub text: String,
}

impl Piece {
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>> {
        minicbor::to_vec(self).map_err(|e| Error::Corrupt(e.to_string()))
    }

    fn from_bytes(bytes: &[u8]) -> Option<Piece> {
        let piece: Piece = minicbor::decode(bytes).ok()?;
        let fits = piece.texts.len() <= MOST && piece.texts.iter().all(|said| said.text.len() <= document::MAX_TEXT);
        fits.then_some(piece)
    }
}

/// The pieces of an entry that are here, with their places. One that makes no sense stands for nothing, as if it were not here.
pub(crate) fn open(entry: &Entry, key: &EpochKey) -> Vec<(usize, Piece)> {
    let opened = |n: usize| Some((n, Piece::from_bytes(&entry.open_piece(n, key).ok()??)?));
    (0..entry.pieces()).filter_map(opened).collect()
}

/// The personal texts of a record.
pub(crate) fn texts(conn: &Connection, id: RecordId) -> Result<Texts> {
    let mut statement = conn.prepare_cached("SELECT token, text FROM private WHERE ulid=?1")?;
    let rows = statement.query_map([id.to_bytes()], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Reads a record with its personal data.
pub(crate) fn read(conn: &Connection, id: RecordId, doc: &AutoCommit) -> Result<Record> {
    let mut record = document::read(doc);
    resolve(conn, id, &mut record)?;
    Ok(record)
}

/// Puts its personal data into a record that was read without.
pub(crate) fn resolve(conn: &Connection, id: RecordId, record: &mut Record) -> Result<()> {
    if private::has_tokens(record) {
        let texts = texts(conn, id)?;
        private::resolve(record, |token| texts.get(token).cloned());
    }
    Ok(())
}

/// The same for what changes did to a record. A text that was erased shows as empty.
pub(crate) fn resolve_changes(changes: &mut [FieldChange], texts: &Texts) {
    let resolve = |value: &mut Option<Value>| {
        let token = value.as_ref().and_then(Value::as_text).filter(|text| private::is_token(text));
        if let Some(text) = token.map(|token| texts.get(token).map(String::as_str).unwrap_or_default()) {
            *value = Some(Value::from(text)).filter(|value| !value.is_empty());
        }
    };
    for change in changes {
        resolve(&mut change.before);
        resolve(&mut change.after);
    }
}

/// Keeps the texts of the `n`th piece of an entry; of a record that was erased the piece is taken away.
pub(crate) fn keep(conn: &Connection, entry: i64, n: usize, piece: &Piece) -> Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO piece(ulid, entry, n) VALUES(?1,?2,?3)")?.execute(params![piece.record, entry, n as i64])?;
    let is_erased: bool =
        conn.prepare_cached("SELECT EXISTS(SELECT 1 FROM erased WHERE ulid=?1)")?.query_row([piece.record], |r| r.get(0))?;
    if is_erased {
        return erase(conn, RecordId::from_bytes(piece.record));
    }
    for said in &piece.texts {
        conn.prepare_cached("INSERT OR IGNORE INTO private(ulid, token, text) VALUES(?1,?2,?3)")?.execute(params![
            piece.record,
            private::token(&said.salt, &said.text),
            said.text
        ])?;
    }
    Ok(())
}

/// Takes the personal data of a record away: from the read model, and from every entry that is here.
pub(crate) fn erase(conn: &Connection, id: RecordId) -> Result<()> {
    let ulid = id.to_bytes();
    let mut gone = conn.prepare_cached("INSERT OR IGNORE INTO erased(ulid) VALUES(?1)")?.execute([ulid])?;
    gone += conn.prepare_cached("DELETE FROM private WHERE ulid=?1")?.execute([ulid])?;
    let pieces: Vec<(i64, i64)> = conn
        .prepare_cached("SELECT entry, n FROM piece WHERE ulid=?1")?
        .query_map([ulid], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (row, n) in pieces {
        let bytes: Vec<u8> = conn.prepare_cached("SELECT bytes FROM entry WHERE id=?1")?.query_row([row], |r| r.get(0))?;
        let entry = Entry::parse(bytes).map_err(|e| Error::Corrupt(e.to_string()))?;
        let entry = entry.without(|other| i64::try_from(other) == Ok(n));
        conn.prepare_cached("UPDATE entry SET bytes=?2 WHERE id=?1")?.execute(params![row, entry.as_bytes()])?;
    }
    gone += conn.prepare_cached("DELETE FROM piece WHERE ulid=?1")?.execute([ulid])?;
    if gone > 0 {
        // What was in the file stays there until the place is used again: see [`Replica::sweep`].
        conn.prepare_cached("INSERT INTO meta(key, value) VALUES(?1, 1) ON CONFLICT DO UPDATE SET value=value+1")?.execute([SWEEP])?;
    }
    Ok(())
}

impl Reader {
    /// Closed records whose personal data is to be erased, since their register does not keep it any longer on `today`: at most `limit`,
    /// the oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn to_erase(&self, today: Date, limit: usize) -> Result<Vec<RecordId>> {
        let (shelf, mut found) = (self.shelf()?, Vec::new());
        for register in shelf.all().iter().filter(|register| register.erase_after > 0) {
            let (Some(dated), Ok(last)) = (dated_by(register), today.checked_sub(register.erase_after.days())) else { continue };
            let sql = format!(
                "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.phase>{} AND substr(t.\"{}\",1,10)<?1
                 AND EXISTS(SELECT 1 FROM private p WHERE p.ulid=r.ulid) ORDER BY t.id LIMIT ?2",
                schema::table(register),
                Phase::Open as i64,
                schema::column(dated)
            );
            let mut statement = self.connection().prepare_cached(&sql)?;
            let left = limit.saturating_sub(found.len());
            let rows = statement.query_map(params![last.to_string(), left as i64], |r| Ok(RecordId::from_bytes(r.get(0)?)))?;
            for row in rows {
                found.push(row?);
            }
        }
        Ok(found)
    }
}

impl Replica {
    /// Erases the personal data that no register keeps any longer, a batch in each commit, as [`Edit::erase`] does. Gives how many
    /// records that were.
    ///
    /// # Errors
    /// [`Error::MayNotErase`] where only others may, and those of a commit; what was erased before stays so.
    ///
    /// [`Edit::erase`]: crate::Edit::erase
    pub fn erase_due(&mut self, now: Moment) -> Result<usize> {
        let mut count = 0;
        loop {
            let due = self.reader()?.to_erase(now.civil.date(), BATCH)?;
            if due.is_empty() {
                return Ok(count);
            }
            // Each commit stays in one space.
            let mut spaces: BTreeMap<u8, Vec<RecordId>> = BTreeMap::new();
            for id in due {
                let [.., space] = id.to_bytes();
                spaces.entry(space).or_default().push(id);
            }
            for ids in spaces.values() {
                self.transact("erase", now, |edit| ids.iter().try_for_each(|id| edit.erase(*id)))?;
                count += ids.len();
            }
        }
    }
}

/// Records of which one commit erases the personal data.
const BATCH: usize = 250;

/// That the file may still hold what was erased: how often something was, so that what is erased meanwhile is not forgotten.
const SWEEP: &str = "sweep";

/// Pages of the full-text index that one step merges.
const PAGES: i64 = 500;

impl Replica {
    /// Goes a step further in clearing the file of what was erased: the full-text index forgets the words of what it no longer finds,
    /// and at last the log of the database is emptied. Gives whether there is more to do, so that whoever waits for something else
    /// is served in between. A reader that holds an old state leaves the log for the next time.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn sweep(&mut self) -> Result<bool> {
        let Some(erased) = schema::meta::<i64>(&self.conn, SWEEP)? else { return Ok(false) };
        // As SQLite describes it: the first step begins to merge all there is, each of the next goes on with it.
        let pages = if self.sweeping.replace(erased) == Some(erased) { PAGES } else { -PAGES };
        let before = self.conn.total_changes();
        self.conn.execute("INSERT INTO search(search, rank) VALUES('merge', ?1)", [pages])?;
        if self.conn.total_changes() - before >= 2 {
            return Ok(true);
        }
        let empty_log = || self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<_, bool>(0)).map(|busy| !busy);
        if empty_log()? {
            self.conn.execute("DELETE FROM meta WHERE key=?1 AND value=?2", params![SWEEP, erased])?;
            empty_log()?;
        }
        self.sweeping = None;
        Ok(false)
    }
}
