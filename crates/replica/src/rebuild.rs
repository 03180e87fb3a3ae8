//! Making the caches again from the entries.

use registers::workflow::AUDITOR;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use trust::entry::Entry;
use trust::membership::{Keyring, Membership, MembershipError};

use crate::apply::{self, APPLIED, HELD, Outcome, Place, QUARANTINED};
use crate::authorized::Author;
use crate::body::Body;
use crate::reason::{Because, Code};
use crate::waiting::{self, Next};
use crate::{Error, Replica, Result, cases, private, schema, sign};

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
    retry_all(conn, context)?;
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
    waiting::forget(conn, row)?;
    let header = entry.header();
    let hold = |code: Code, body: Option<&Body>| {
        apply::mark(conn, row, HELD, Some(&code.because()))?;
        waiting::note(conn, row, header, body)?;
        Ok(None)
    };
    let refuse = |reason: &str| {
        apply::mark(conn, row, QUARANTINED, Some(reason))?;
        Ok(None)
    };
    let looks_back = waiting::looks_back(conn, context, header, row)?;
    match context.membership.authorise(header, &entry.hash()) {
        Ok(()) => {}
        Err(MembershipError::UnknownHead) => return hold(Code::UnknownMembers, None),
        Err(error) => {
            refuse(&error.because())?;
            cases::note_refused(conn, context.membership, context.keyring, row, entry)?;
            return Ok(None);
        }
    }
    if waiting::behind_unknown(conn, row, header)? {
        return hold(Code::AfterHeld, None);
    }
    if looks_back {
        return refuse(&Code::OldMembers.because());
    }
    let Some(key) = context.keyring.key_of(entry) else {
        return hold(Code::NoKey, None);
    };
    let no_commit = |words: String| format!("{}: {words}", Code::NoCommit.key());
    let opened = entry.open(key).map_err(|e| e.because()).and_then(|bytes| Body::from_bytes(&bytes).map_err(no_commit));
    let body = match opened {
        Ok(body) => body,
        Err(reason) => return refuse(&reason),
    };
    let Ok(roles) = context.membership.roles_of(&header.device, &body.person, &header.membership) else {
        return refuse(&Code::OtherPerson.because());
    };
    if only_reads(&roles) {
        return refuse(&Code::OnlyReads.because());
    }
    let signoffs = match sign::check(&body, header, context.membership) {
        Ok(signoffs) => signoffs,
        Err(words) => return refuse(&format!("{}: {words}", Code::BadSignOff.key())),
    };
    conn.prepare_cached("UPDATE entry SET hlc=?2, person=?3, label=?4 WHERE id=?1")?.execute(params![
        row,
        body.hlc as i64,
        body.person.0,
        body.label
    ])?;
    if waiting::behind_own(conn, row, header, &body)? {
        return hold(Code::AfterHeld, Some(&body));
    }
    let place = Place { row, space: header.space.0, device: header.device, may_erase: may_erase(&roles) };
    let author = Author { person: body.person, roles: &roles, signed: &signoffs };
    match apply::apply(conn, place, author, &body, &private::open(entry, key))? {
        Outcome::Applied(records) => {
            apply::mark(conn, row, APPLIED, None)?;
            sign::keep(conn, row, &signoffs)?;
            Ok(Some(records))
        }
        Outcome::Held => hold(Code::Early, Some(&body)),
        Outcome::Quarantined(refusal) => refuse(&refusal.because()),
    }
}

/// Whether roles allow nothing but reading.
pub(crate) fn only_reads(roles: &[String]) -> bool {
    roles.iter().all(|role| role == AUDITOR)
}

/// Whether roles allow to erase personal data for good.
pub fn may_erase(roles: &[String]) -> bool {
    leads(roles)
}

/// Whether roles keep the members or lead the office.
pub(crate) fn leads(roles: &[String]) -> bool {
    roles.iter().any(|role| LEADING.contains(&role.as_str()))
}

/// See [`leads`].
pub(crate) const LEADING: &[&str] = &[trust::membership::ADMINISTRATOR, "office-director"];

/// Tries what waits again, until nothing more fits. Gives the records that changed.
pub(crate) fn retry_all(conn: &Connection, context: &Context<'_>) -> Result<Vec<registers::RecordId>> {
    retry(conn, context, Next::all(conn)?)
}

/// The same where nothing has come but changes of these records: so a chain of which much waits costs no more than another.
pub(crate) fn retry_after(conn: &Connection, context: &Context<'_>, records: &[registers::RecordId]) -> Result<Vec<registers::RecordId>> {
    retry(conn, context, Next::after(conn, records)?)
}

fn retry(conn: &Connection, context: &Context<'_>, mut next: Next) -> Result<Vec<registers::RecordId>> {
    let mut changed = Vec::new();
    while let Some(row) = next.pop() {
        let status = conn.prepare_cached("SELECT status FROM entry WHERE id=?1")?.query_row([row], |r| r.get(0)).optional()?;
        if status != Some(HELD) {
            continue;
        }
        let before = waiting::noted(conn, row)?;
        let records = settle(conn, context, row)?.unwrap_or_default();
        next.tried(conn, row, &before, &records)?;
        changed.extend(records);
    }
    Ok(changed)
}
