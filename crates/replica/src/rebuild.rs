//! Making the caches again from the entries.

use registers::workflow::AUDITOR;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use trust::entry::{Entry, Header};
use trust::membership::{Keyring, Membership, MembershipError};

use crate::apply::{self, APPLIED, HELD, Outcome, Place, QUARANTINED};
use crate::body::Body;
use crate::{Error, Replica, Result, schema};

/// Who may write, and the keys to read it.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub membership: &'a Membership,
    pub keyring: &'a Keyring,
}

impl Replica {
    /// Empties the caches and applies every entry again in the order of its arrival. Gives their number.
    ///
    /// # Errors
    /// When the disk fails; the caches are then as they were.
    pub fn rebuild(&mut self) -> Result<u64> {
        let Replica { conn, keyring, membership, .. } = self;
        let context = Context { membership, keyring };
        let mut run = || -> Result<u64> {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            schema::clear_model(&tx)?;
            let count = replay(&tx, &context)?;
            tx.commit()?;
            Ok(count)
        };
        let count = run().map_err(Error::sort)?;
        self.cache_names()?;
        Ok(count)
    }
}

/// Applies all entries from an empty read model.
pub(crate) fn replay(conn: &Connection, context: &Context<'_>) -> Result<u64> {
    let rows: Vec<i64> = conn.prepare("SELECT id FROM entry ORDER BY id")?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    for row in &rows {
        settle(conn, context, *row)?;
    }
    retry_held(conn, context)?;
    Ok(rows.len() as u64)
}

/// Opens a stored entry and applies it, holds it or quarantines it.
pub(crate) fn settle(conn: &Connection, context: &Context<'_>, row: i64) -> Result<Option<Vec<registers::RecordId>>> {
    let bytes: Vec<u8> = conn.prepare_cached("SELECT bytes FROM entry WHERE id=?1")?.query_row([row], |r| r.get(0))?;
    let entry = Entry::parse(bytes).map_err(|e| Error::Corrupt(e.to_string()))?;
    settle_entry(conn, context, row, &entry)
}

/// See [`settle`]. Gives the records that changed when the entry was applied.
pub(crate) fn settle_entry(conn: &Connection, context: &Context<'_>, row: i64, entry: &Entry) -> Result<Option<Vec<registers::RecordId>>> {
    let header = entry.header();
    match context.membership.authorise(header, &entry.hash()) {
        Ok(()) => {}
        Err(MembershipError::UnknownHead) => {
            apply::mark(conn, row, HELD, Some("it names a member list that is not here yet"))?;
            return Ok(None);
        }
        Err(error) => {
            apply::mark(conn, row, QUARANTINED, Some(&error.to_string()))?;
            return Ok(None);
        }
    }
    match place_in_chain(conn, context, header, row)? {
        ChainPlace::Sound => {}
        ChainPlace::AfterHeld => {
            apply::mark(conn, row, HELD, Some("an earlier entry of its desk waits"))?;
            return Ok(None);
        }
        ChainPlace::LooksBack => {
            apply::mark(conn, row, QUARANTINED, Some("it names an older member list than its desk named before"))?;
            return Ok(None);
        }
    }
    let roles = context.membership.roles_at(&header.device, &header.membership).unwrap_or_default();
    if only_reads(roles) {
        apply::mark(conn, row, QUARANTINED, Some("its desk may only read"))?;
        return Ok(None);
    }
    let Some(key) = context.keyring.key(header.space, header.epoch) else {
        apply::mark(conn, row, HELD, Some("its key is not here yet"))?;
        return Ok(None);
    };
    let opened = entry.open(key).map_err(|e| e.to_string()).and_then(|bytes| Body::from_bytes(&bytes));
    let body = match opened {
        Ok(body) => body,
        Err(reason) => {
            apply::mark(conn, row, QUARANTINED, Some(&reason))?;
            return Ok(None);
        }
    };
    if context.membership.device(&header.device).is_none_or(|member| member.person != body.person) {
        apply::mark(conn, row, QUARANTINED, Some("it names a person to whom the desk does not belong"))?;
        return Ok(None);
    }
    conn.prepare_cached("UPDATE entry SET hlc=?2, person=?3, label=?4 WHERE id=?1")?.execute(params![
        row,
        body.hlc as i64,
        body.person.0,
        body.label
    ])?;
    let place = Place { row, space: header.space.0, device: header.device };
    match apply::apply(conn, place, &body)? {
        Outcome::Applied(records) => {
            apply::mark(conn, row, APPLIED, None)?;
            Ok(Some(records))
        }
        Outcome::Held => {
            apply::mark(conn, row, HELD, Some("it builds on entries that are not here yet"))?;
            Ok(None)
        }
        Outcome::Quarantined(refusal) => {
            apply::mark(conn, row, QUARANTINED, Some(&refusal.to_string()))?;
            Ok(None)
        }
    }
}

/// Whether roles allow nothing but reading.
pub(crate) fn only_reads(roles: &[String]) -> bool {
    roles.iter().all(|role| role == AUDITOR)
}

/// How an entry stands to those before it in its desk's chain.
enum ChainPlace {
    Sound,
    /// Each chain is decided strictly in order, so that every replica decides alike in whatever order entries come.
    AfterHeld,
    /// A desk that lost a right could else go on acting by an older member list.
    LooksBack,
}

fn place_in_chain(conn: &Connection, context: &Context<'_>, header: &Header, row: i64) -> Result<ChainPlace> {
    let before: Option<(i64, Option<i64>)> = conn
        .prepare_cached("SELECT status, member FROM entry WHERE space=?1 AND device=?2 AND counter=?3")?
        .query_row(params![header.space.0, header.device.0, header.counter as i64 - 1], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let (status, greatest) = before.unwrap_or((APPLIED, None));
    if status == HELD {
        return Ok(ChainPlace::AfterHeld);
    }
    let at = context.membership.knows_head(&header.membership).map(|n| n as i64);
    conn.prepare_cached("UPDATE entry SET member=?2 WHERE id=?1")?.execute(params![row, at.max(greatest)])?;
    Ok(if at < greatest { ChainPlace::LooksBack } else { ChainPlace::Sound })
}

/// Tries what was held again, until nothing more fits.
pub(crate) fn retry_held(conn: &Connection, context: &Context<'_>) -> Result<Vec<registers::RecordId>> {
    let mut changed = Vec::new();
    loop {
        let waiting: Vec<i64> = conn
            .prepare_cached("SELECT id FROM entry WHERE status<>0 AND status=?1 ORDER BY id LIMIT 10000")?
            .query_map([HELD], |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut progress = false;
        for row in waiting {
            if let Some(records) = settle(conn, context, row)? {
                progress = true;
                changed.extend(records);
            }
        }
        if !progress {
            return Ok(changed);
        }
    }
}
