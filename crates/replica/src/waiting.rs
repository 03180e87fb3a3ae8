//! What of a chain has to wait for what else of it. A desk's session writes each record strictly in order, so an entry waits while an
//! earlier one of its session waits that touches one of its records. Of other records and sessions it is independent: what a desk
//! built on work that nobody counts keeps nothing else of it from counting. What an entry touches only its content says; one that
//! does not open yet, or whose member list is not here yet, keeps everything behind it waiting.
//!
//! So every replica decides alike, in whatever order entries come: what an entry is taken for depends on its own chain by
//! these rules alone, each of which only ever lets more count the more has come.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use trust::entry::Header;

use crate::Result;
use crate::body::Body;
use crate::rebuild::Context;

/// Most records that entries of one chain wait with, each counted once for every entry; beyond them the next entry that waits keeps
/// everything behind it waiting.
const MAX_RECORDS: i64 = 100_000;
/// Most sessions of one chain of which something waits, likewise: each can be the next to fit whenever a record changes.
const MAX_SESSIONS: i64 = 64;

/// Stands for a session or record that is not known.
const UNKNOWN: &[u8] = &[];

/// Notes that an entry waits and what its content touches, none where that is not known.
pub(crate) fn note(conn: &Connection, row: i64, header: &Header, body: Option<&Body>) -> Result<()> {
    let mut put = conn.prepare_cached("INSERT OR IGNORE INTO waiting(space, device, session, record, entry) VALUES(?1,?2,?3,?4,?5)")?;
    match body {
        Some(body) if has_room(conn, header, body)? => {
            for part in &body.parts {
                put.execute(params![header.space.0, header.device.0, body.session, part.record, row])?;
            }
        }
        _ => {
            put.execute(params![header.space.0, header.device.0, UNKNOWN, UNKNOWN, row])?;
        }
    }
    Ok(())
}

fn has_room(conn: &Connection, header: &Header, body: &Body) -> Result<bool> {
    let key = params![header.space.0, header.device.0, body.session];
    let (records, sessions): (i64, i64) = conn
        .prepare_cached("SELECT count(*), count(DISTINCT nullif(session, ?3)) FROM waiting WHERE space=?1 AND device=?2")?
        .query_row(key, |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(records + (body.parts.len() as i64) <= MAX_RECORDS && sessions < MAX_SESSIONS)
}

/// Whether an earlier entry of the chain waits of which it is not known what it touches.
pub(crate) fn behind_unknown(conn: &Connection, row: i64, header: &Header) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS(SELECT 1 FROM waiting WHERE space=?1 AND device=?2 AND session=?3 AND entry<?4)")?;
    Ok(statement.query_row(params![header.space.0, header.device.0, UNKNOWN, row], |r| r.get(0))?)
}

/// Whether an earlier entry of the same session waits that touches one of the same records.
pub(crate) fn behind_own(conn: &Connection, row: i64, header: &Header, body: &Body) -> Result<bool> {
    let mut any = conn.prepare_cached("SELECT EXISTS(SELECT 1 FROM waiting WHERE space=?1 AND device=?2 AND session=?3 AND entry<?4)")?;
    if !any.query_row(params![header.space.0, header.device.0, body.session, row], |r| r.get::<_, bool>(0))? {
        return Ok(false);
    }
    let mut same =
        conn.prepare_cached("SELECT EXISTS(SELECT 1 FROM waiting WHERE space=?1 AND device=?2 AND session=?3 AND record=?4 AND entry<?5)")?;
    for part in &body.parts {
        if same.query_row(params![header.space.0, header.device.0, body.session, part.record, row], |r| r.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What an entry that waited was noted with: chain, session and record.
pub(crate) type Noted = (u32, [u8; 16], Vec<u8>, Vec<u8>);

/// Takes an entry off the list.
pub(crate) fn forget(conn: &Connection, row: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM waiting WHERE entry=?1")?.execute([row])?;
    Ok(())
}

/// What an entry that waits is noted with.
pub(crate) fn noted(conn: &Connection, row: i64) -> Result<Vec<Noted>> {
    let mut statement = conn.prepare_cached("SELECT space, device, session, record FROM waiting WHERE entry=?1")?;
    let rows = statement.query_map([row], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether an entry is noted as one of which it is not known what it touches.
fn is_unknown(noted: &[Noted]) -> bool {
    noted.iter().any(|(_, _, session, _)| session.is_empty())
}

/// The entries that may fit after others have: see [`Next::after`].
#[derive(Default)]
pub(crate) struct Next(BTreeSet<i64>);

impl Next {
    /// Everything that waits.
    pub(crate) fn all(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare_cached("SELECT id FROM entry WHERE status<>0 AND status=1")?;
        Ok(Self(statement.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?))
    }

    /// What may fit after these records have changed: of each session the first that touches one of them. Besides the first of
    /// each chain of which it is not known what it touches.
    pub(crate) fn after<'a>(conn: &Connection, records: impl IntoIterator<Item = &'a registers::RecordId>) -> Result<Self> {
        let mut next = Self::default();
        if !conn.prepare_cached("SELECT EXISTS(SELECT 1 FROM waiting)")?.query_row([], |r| r.get::<_, bool>(0))? {
            return Ok(next);
        }
        let mut unknown = conn.prepare_cached("SELECT min(entry) FROM waiting WHERE record=?1 GROUP BY space, device")?;
        next.0.extend(unknown.query_map([UNKNOWN], |r| r.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?);
        next.touching(conn, records)?;
        Ok(next)
    }

    fn touching<'a>(&mut self, conn: &Connection, records: impl IntoIterator<Item = &'a registers::RecordId>) -> Result<()> {
        let mut first = conn.prepare_cached("SELECT min(entry) FROM waiting WHERE record=?1 GROUP BY space, device, session")?;
        for record in records {
            let found = first.query_map([record.to_bytes()], |r| r.get::<_, i64>(0))?;
            self.0.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        Ok(())
    }

    /// The next to try, in the order of arrival.
    pub(crate) fn pop(&mut self) -> Option<i64> {
        self.0.pop_first()
    }

    /// An entry was tried that was noted so before, and has changed these records; it may wait on.
    pub(crate) fn tried(&mut self, conn: &Connection, row: i64, before: &[Noted], changed: &[registers::RecordId]) -> Result<()> {
        self.touching(conn, changed)?;
        let now = noted(conn, row)?;
        if now == before {
            return Ok(());
        }
        let mut first =
            conn.prepare_cached("SELECT min(entry) FROM waiting WHERE space=?1 AND device=?2 AND session=?3 AND record=?4 AND entry>?5")?;
        if now.is_empty() {
            for (space, device, session, record) in before {
                self.0.extend(first.query_row(params![space, device, session, record, row], |r| r.get::<_, Option<i64>>(0))?);
            }
        }
        // There may be room now, or it is known now what it touches.
        if let Some((space, device, ..)) = before.first().filter(|_| now.is_empty() || is_unknown(before)) {
            let mut first = conn.prepare_cached("SELECT min(entry) FROM waiting WHERE space=?1 AND device=?2 AND session=?3")?;
            self.0.extend(first.query_row(params![space, device, UNKNOWN], |r| r.get::<_, Option<i64>>(0))?);
        }
        Ok(())
    }
}

/// Whether the chain that an entry stands in looks back with it: a desk that lost a right could else go on acting by an older member
/// list. Notes the newest list that the chain has named, whatever becomes of the entry.
pub(crate) fn looks_back(conn: &Connection, context: &Context<'_>, header: &Header, row: i64) -> Result<bool> {
    let mut before = conn.prepare_cached("SELECT max(member) FROM entry WHERE space=?1 AND device=?2 AND counter=?3")?;
    let greatest: Option<i64> = before.query_row(params![header.space.0, header.device.0, header.counter as i64 - 1], |r| r.get(0))?;
    let at = context.membership.knows_head(&header.membership).map(|n| n as i64);
    conn.prepare_cached("UPDATE entry SET member=?2 WHERE id=?1")?.execute(params![row, at.max(greatest)])?;
    Ok(at.is_some() && at < greatest)
}
