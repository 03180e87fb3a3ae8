//! Rights that were taken away while a desk was away: what it did without knowing 待确认, and what was set aside.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::civil::DateTime;
use registers::{RecordId, book};
use rusqlite::{Connection, OptionalExtension, params};
use trust::entry::Entry;
use trust::id::{DeviceId, Hash, PersonId};
use trust::membership::{Keyring, Membership};

use super::ask::{id, list};
use super::{Case, Choice};
use crate::apply::{APPLIED, QUARANTINED};
use crate::authorized;
use crate::body::Body;
use crate::query::Reader;
use crate::reason::Code;
use crate::{Result, schema};

/// Entries of the list of members that are looked back over.
const BACK: usize = 2_000;
/// Withdrawals that are looked at, the newest.
const WITHDRAWALS: i64 = 20;
/// Records of an act that are named, and offered to be made void.
const NAMED: usize = 5;
/// Why an act is set aside that its desk may have done in good faith.
const IN_GOOD_FAITH: &[Code] = &[Code::PastCut, Code::Revoked, Code::NoRight];

/// Notes when somebody lost rights at a desk, so that readers need not verify the list of members for it.
pub(crate) fn note(conn: &Connection, membership: &Membership) -> Result<()> {
    let log = membership.log();
    let first = log.len().saturating_sub(BACK);
    let heads: Vec<Hash> = log.iter().skip(first).map(|entry| Hash::of(entry)).collect();
    let mut lost: BTreeSet<(DeviceId, PersonId, u64)> = BTreeSet::new();
    for member in membership.devices() {
        for person in membership.seated(&member.device) {
            let mut before: Option<Vec<String>> = None;
            for (at, head) in heads.iter().enumerate() {
                // Whoever has no seat any more has no roles there; before the first seat there was nothing to lose.
                let roles = match membership.roles_of(&member.device, &person, head) {
                    Ok(roles) => roles,
                    Err(_) if before.is_some() => Cow::Borrowed(&[][..]),
                    Err(_) => continue,
                };
                if before.as_ref().is_some_and(|before| before.iter().any(|role| !roles.contains(role))) {
                    lost.insert((member.device, person, (first + at) as u64));
                }
                if before.as_deref() != Some(&*roles) {
                    before = Some(roles.into_owned());
                }
            }
        }
    }
    conn.execute("DELETE FROM withdrawal", [])?;
    for (device, person, at) in lost {
        conn.prepare_cached("INSERT INTO withdrawal(device, person, member) VALUES(?1,?2,?3)")?
            .execute(params![device.0, person.0, at as i64])?;
    }
    Ok(())
}

/// Notes what an entry that does not count was about, so that it can be shown.
pub(crate) fn note_refused(conn: &Connection, membership: &Membership, keyring: &Keyring, row: i64, entry: &Entry) -> Result<()> {
    let Some(Ok(bytes)) = keyring.key_of(entry).map(|key| entry.open(key)) else { return Ok(()) };
    let Ok(body) = Body::from_bytes(&bytes) else { return Ok(()) };
    if !membership.seated(&entry.header().device).any(|person| person == body.person) {
        return Ok(());
    }
    conn.prepare_cached("UPDATE entry SET person=?2, label=?3, hlc=?4 WHERE id=?1")?.execute(params![
        row,
        body.person.0,
        body.label,
        body.hlc as i64
    ])?;
    for part in &body.parts {
        conn.prepare_cached("INSERT OR IGNORE INTO refused(entry, ulid) VALUES(?1,?2)")?.execute(params![row, part.record])?;
    }
    Ok(())
}

/// Acts of somebody who had lost a right at that desk by then and could not know: they count, and wait for the director's confirmation.
/// That they came after the loss is what the relay's order says: somebody else had written knowing of it before.
pub(super) fn withdrawn(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let conn = reader.connection();
    let mut statement = conn.prepare_cached(
        "SELECT w.device, w.member, c.space, w.person FROM withdrawal w JOIN chain c ON c.device=w.device
         ORDER BY w.member DESC, w.device, w.person, c.space LIMIT ?1",
    )?;
    let rows = statement
        .query_map([WITHDRAWALS * 4], |r| Ok((r.get::<_, [u8; 16]>(0)?, r.get::<_, i64>(1)?, r.get::<_, u32>(2)?, PersonId(r.get(3)?))))?;
    let mut found = Vec::new();
    for row in rows {
        let (device, member, space, person) = row?;
        let Some(known) = known_since(conn, space, member)? else { continue };
        let mut counter = last_unaware(conn, space, &device, member)?;
        while counter > 0 && found.len() < limit {
            let Some(act) = act(conn, space, &device, counter)? else { break };
            counter -= 1;
            if act.seq.is_some_and(|seq| seq <= known) {
                break;
            }
            if act.status == APPLIED && act.by == Some(person) {
                found.push(case(reader, "right-withdrawn", &act, touched(conn, act.row)?)?);
            }
        }
    }
    found.dedup_by(|a, b| a.key == b.key);
    Ok(found)
}

/// Acts of a desk that had been revoked: they do not count, and what they were about is shown.
pub(super) fn set_aside(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let conn = reader.connection();
    let codes: Vec<String> = IN_GOOD_FAITH.iter().map(|code| format!("reason LIKE '{}:%'", code.key())).collect();
    let sql = format!(
        "SELECT space, device, counter FROM entry WHERE status<>0 AND status={QUARANTINED} AND ({}) ORDER BY space, device, counter LIMIT ?1",
        codes.join(" OR ")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([limit as i64], |r| Ok((r.get::<_, u32>(0)?, r.get::<_, [u8; 16]>(1)?, r.get::<_, i64>(2)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (space, device, counter) = row?;
        let Some(act) = act(conn, space, &device, counter)? else { continue };
        let mut statement = conn.prepare_cached("SELECT ulid FROM refused WHERE entry=?1 ORDER BY ulid LIMIT 100")?;
        let records = statement.query_map([act.row], |r| id(r, 0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        found.push(case(reader, "act-set-aside", &act, records)?);
    }
    Ok(found)
}

/// What was not its author's to do: it counts, and waits until those who lead the office confirm it or put it right.
pub(super) fn unauthorized(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let conn = reader.connection();
    let mut found = Vec::new();
    for noted in authorized::noted(reader, limit)? {
        let Some(register) = reader.register_of(noted.id)? else { continue };
        let mut statement = conn.prepare_cached("SELECT space, device, counter FROM entry WHERE id=?1")?;
        let (space, device, counter): (u32, [u8; 16], i64) =
            statement.query_row([noted.entry], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let Some(act) = act(conn, space, &device, counter)? else { continue };
        let mut choices = vec![Choice::Decide("noted"), Choice::Decide("put-right")];
        if may_be_void(reader, noted.id)? {
            choices.push(Choice::Step { id: noted.id, step: "void" });
        }
        let facts = vec![
            ("person", act.person),
            ("desk", act.desk),
            ("register", register.key.to_owned()),
            ("act", noted.act),
            ("title", reader.title(noted.id)?.unwrap_or_default()),
            ("lack", noted.lack),
        ];
        let key = format!("{} {}", act.key, noted.id);
        found.push(Case { kind: "unauthorized", key, records: vec![noted.id], ruled: true, facts, choices });
    }
    Ok(found)
}

/// The first place in a space's order at which somebody wrote knowing of an entry of the list of members.
fn known_since(conn: &Connection, space: u32, member: i64) -> Result<Option<i64>> {
    let newest: i64 = conn.prepare_cached("SELECT coalesce(max(seq),0) FROM membership")?.query_row([], |r| r.get(0))?;
    let mut statement = conn.prepare_cached("SELECT min(seq) FROM entry WHERE space=?1 AND member=?2 AND seq IS NOT NULL")?;
    let mut first: Option<i64> = None;
    for at in member..=newest {
        let here: Option<i64> = statement.query_row(params![space, at], |r| r.get(0))?;
        first = match (first, here) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    Ok(first)
}

/// The last entry of a chain that names a list of members from before `member`; 0 for none. A chain never looks back.
fn last_unaware(conn: &Connection, space: u32, device: &[u8; 16], member: i64) -> Result<i64> {
    let mut statement = conn.prepare_cached("SELECT coalesce(member,0) FROM entry WHERE space=?1 AND device=?2 AND counter=?3")?;
    let mut unaware = |counter: i64| -> Result<bool> {
        let at: Option<i64> = statement.query_row(params![space, device, counter], |r| r.get(0)).optional()?;
        Ok(at.is_some_and(|at| at < member))
    };
    let last: Option<i64> = conn
        .prepare_cached("SELECT counter FROM tip WHERE space=?1 AND device=?2")?
        .query_row(params![space, device], |r| r.get(0))
        .optional()?;
    let (mut low, mut high) = (0, last.unwrap_or(0));
    while low < high {
        let middle = low + (high - low + 1) / 2;
        if unaware(middle)? {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(low)
}

/// An entry, as far as a case names it.
struct Act {
    row: i64,
    key: String,
    seq: Option<i64>,
    status: i64,
    /// Who acted, as far as the entry could be opened.
    by: Option<PersonId>,
    person: String,
    desk: String,
}

fn act(conn: &Connection, space: u32, device: &[u8; 16], counter: i64) -> Result<Option<Act>> {
    let mut statement = conn.prepare_cached(
        "SELECT e.id, e.seq, e.status, coalesce(p.name,''), coalesce(d.name,''), e.person FROM entry e
         LEFT JOIN name p ON p.kind=1 AND p.id=e.person LEFT JOIN name d ON d.kind=2 AND d.id=e.device
         WHERE e.space=?1 AND e.device=?2 AND e.counter=?3",
    )?;
    let key = format!("{} {space} {counter}", DeviceId(*device));
    let act = statement.query_row(params![space, device, counter], |r| {
        let by = r.get::<_, Option<[u8; 16]>>(5)?.map(PersonId);
        Ok(Act { row: r.get(0)?, key: key.clone(), seq: r.get(1)?, status: r.get(2)?, by, person: r.get(3)?, desk: r.get(4)? })
    });
    Ok(act.optional()?)
}

fn touched(conn: &Connection, entry: i64) -> Result<Vec<RecordId>> {
    let mut statement =
        conn.prepare_cached("SELECT r.ulid FROM touch t JOIN record r ON r.id=t.record WHERE t.entry=?1 ORDER BY r.ulid LIMIT 100")?;
    let rows = statement.query_map([entry], |r| id(r, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn case(reader: &Reader, kind: &'static str, act: &Act, records: Vec<RecordId>) -> Result<Case> {
    let (mut titles, mut choices) = (Vec::new(), vec![Choice::Decide("both-stand"), Choice::Decide("put-right")]);
    for id in records.iter().take(NAMED) {
        titles.extend(reader.title(*id)?);
        if kind == "right-withdrawn" && may_be_void(reader, *id)? {
            choices.push(Choice::Step { id: *id, step: "void" });
        }
    }
    if kind == "act-set-aside" {
        choices = vec![Choice::Decide("put-right"), Choice::Decide("noted")];
    }
    let facts = vec![
        ("person", act.person.clone()),
        ("desk", act.desk.clone()),
        ("count", records.len().to_string()),
        ("titles", list(titles.iter().map(String::as_str))),
    ];
    Ok(Case { kind, key: act.key.clone(), records, ruled: true, facts, choices })
}

fn may_be_void(reader: &Reader, id: RecordId) -> Result<bool> {
    let mut statement = reader.connection().prepare_cached("SELECT id, register FROM record WHERE ulid=?1")?;
    let found = statement.query_row([id.to_bytes()], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?))).optional()?;
    let Some((row, register)) = found.and_then(|(row, key)| Some((row, book::find(&key)?))) else { return Ok(false) };
    let sql = format!("SELECT state FROM \"{}\" WHERE id=?1", schema::table(register));
    let state: String = reader.connection().prepare_cached(&sql)?.query_row([row], |r| r.get(0))?;
    Ok(register.steps_from(&state).any(|t| t.id == "void"))
}
