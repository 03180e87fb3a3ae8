//! Making the caches again from the entries.

use registers::workflow::AUDITOR;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use trust::entry::{Entry, Header};
use trust::membership::{Keyring, Membership, MembershipError};

use crate::apply::{self, APPLIED, HELD, Outcome, Place, QUARANTINED};
use crate::body::Body;
use crate::reason::{Because, Code};
use crate::{Error, Replica, Result, cases, schema};

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
        let count = run()?;
        self.begin_session();
        self.looked_at = 0;
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
            apply::mark(conn, row, HELD, Some(&Code::UnknownMembers.because()))?;
            return Ok(None);
        }
        Err(error) => {
            apply::mark(conn, row, QUARANTINED, Some(&error.because()))?;
            cases::note_refused(conn, context.membership, context.keyring, row, entry)?;
            return Ok(None);
        }
    }
    match place_in_chain(conn, context, header, row)? {
        ChainPlace::Sound => {}
        ChainPlace::AfterHeld => {
            apply::mark(conn, row, HELD, Some(&Code::AfterHeld.because()))?;
            return Ok(None);
        }
        ChainPlace::LooksBack => {
            apply::mark(conn, row, QUARANTINED, Some(&Code::OldMembers.because()))?;
            return Ok(None);
        }
    }
    let roles = context.membership.roles_at(&header.device, &header.membership).unwrap_or_default();
    if only_reads(&roles) {
        apply::mark(conn, row, QUARANTINED, Some(&Code::OnlyReads.because()))?;
        return Ok(None);
    }
    let Some(key) = context.keyring.key_of(entry) else {
        apply::mark(conn, row, HELD, Some(&Code::NoKey.because()))?;
        return Ok(None);
    };
    let no_commit = |words: String| format!("{}: {words}", Code::NoCommit.key());
    let opened = entry.open(key).map_err(|e| e.because()).and_then(|bytes| Body::from_bytes(&bytes).map_err(no_commit));
    let body = match opened {
        Ok(body) => body,
        Err(reason) => {
            apply::mark(conn, row, QUARANTINED, Some(&reason))?;
            return Ok(None);
        }
    };
    if context.membership.device(&header.device).is_none_or(|member| member.person != body.person) {
        apply::mark(conn, row, QUARANTINED, Some(&Code::OtherPerson.because()))?;
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
            apply::mark(conn, row, HELD, Some(&Code::Early.because()))?;
            Ok(None)
        }
        Outcome::Quarantined(refusal) => {
            apply::mark(conn, row, QUARANTINED, Some(&refusal.because()))?;
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

/// Tries what was held again, until nothing more fits. Of each chain only the first that waits can fit, so that a chain
/// of which much waits costs no more than another, and keeps no other from being tried.
pub(crate) fn retry_held(conn: &Connection, context: &Context<'_>) -> Result<Vec<registers::RecordId>> {
    let mut changed = Vec::new();
    loop {
        let firsts: Vec<(u32, [u8; 16], i64)> = conn
            .prepare_cached("SELECT space, device, min(counter) FROM entry WHERE status<>0 AND status=?1 GROUP BY space, device")?
            .query_map([HELD], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut progress = false;
        for (space, device, first) in firsts {
            let mut counter = first;
            while let Some((row, HELD)) = standing(conn, space, &device, counter)? {
                changed.extend(settle(conn, context, row)?.into_iter().flatten());
                if standing(conn, space, &device, counter)?.is_some_and(|(_, status)| status == HELD) {
                    break;
                }
                progress = true;
                counter += 1;
            }
        }
        if !progress {
            return Ok(changed);
        }
    }
}

/// Row and status of an entry.
fn standing(conn: &Connection, space: u32, device: &[u8; 16], counter: i64) -> Result<Option<(i64, i64)>> {
    let mut statement = conn.prepare_cached("SELECT id, status FROM entry WHERE space=?1 AND device=?2 AND counter=?3")?;
    Ok(statement.query_row(params![space, device, counter], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
}
