//! Reception: visitors who were signed in or out twice, seen after they had left, or entered in the book twice.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::DateTime;
use registers::book::visits;
use registers::def::Phase;
use registers::{RecordId, Value};
use rusqlite::params;

use super::ask::{clock, differing, id, in_order, key, list, record, text};
use super::{Case, Choice};
use crate::campus::{SEEN_LATER, last_seen};
use crate::query::Reader;
use crate::stocktake::plain;
use crate::{Result, schema};

/// Days back to which the book is looked through: as long as a desk may be away.
const RECENT: i64 = 92;
/// Days back to which sign-outs are held against sightings.
const SIGNED_OUT: i64 = 30;
/// Greatest number of visits that are compared.
const VISITS: i64 = 10_000;

/// Steps at several desks have left several states side by side: who was let in or seen is on campus until somebody decides.
pub(super) fn states(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut found = Vec::new();
    for id in differing(reader.connection(), &visits::REGISTER, "_state", limit)? {
        let Some(record) = record(reader.connection(), id)?.filter(|r| r.state() != "void") else { continue };
        let mut choices: Vec<Choice> = record.states.iter().map(|s| keep(id, "_state", s)).collect();
        choices.push(Choice::Decide("noted"));
        let mut states = record.states.clone();
        states.sort_unstable();
        let facts = vec![("visitor", record.text("visitor").to_owned()), ("entered", clock(record.text("entered")))];
        let key = format!("{id} {}", states.join(" "));
        found.push(Case { kind: "visit-state", key, records: vec![id], ruled: record.state() == "on-campus", facts, choices });
    }
    Ok(found)
}

/// Two times of leaving: both are kept. A sign-out before somebody saw the visitor is a clerk's, not the gate's.
pub(super) fn signed_out_twice(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    times(reader, "signed-out-twice", visits::LEFT.id(), limit)
}

/// Two times of entering: both are kept.
pub(super) fn signed_in_twice(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    times(reader, "signed-in-twice", visits::ENTERED.id(), limit)
}

fn times(reader: &Reader, kind: &'static str, field: &'static str, limit: usize) -> Result<Vec<Case>> {
    let mut found = Vec::new();
    for id in differing(reader.connection(), &visits::REGISTER, field, limit)? {
        let Some(record) = record(reader.connection(), id)?.filter(|r| r.state() != "void") else { continue };
        let mut times: Vec<String> = record.values(field).iter().filter_map(Value::as_text).map(str::to_owned).collect();
        times.sort_unstable();
        let key = format!("{id} {}", times.join(" "));
        let seen = last_seen(&record);
        let disproved = |time: &String| kind == "signed-out-twice" && *time < seen;
        let stands = times.iter().filter(|t| !disproved(t)).count();
        times.sort_by_key(|t| (disproved(t), t.clone()));
        let mut choices: Vec<Choice> = times.iter().map(|t| keep(id, field, t)).collect();
        choices.push(Choice::Decide("both-stand"));
        let shown: Vec<String> = times.iter().map(|t| clock(t)).collect();
        let facts = vec![("visitor", record.text("visitor").to_owned()), ("times", list(shown.iter().map(String::as_str)))];
        found.push(Case { kind, key, records: vec![id], ruled: stands == 1 && times.len() > 1, facts, choices });
    }
    Ok(found)
}

fn keep(id: RecordId, field: &'static str, value: &str) -> Choice {
    Choice::Keep { id, field, value: Value::from(value) }
}

/// Somebody saw a visitor who had been signed out: they are on campus.
pub(super) fn seen_again(reader: &Reader, now: DateTime, limit: usize) -> Result<Vec<Case>> {
    let sql = format!(
        "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state='left' AND t.f_left>=?1 AND {SEEN_LATER} ORDER BY r.ulid LIMIT ?2",
        schema::table(&visits::REGISTER)
    );
    let since = now.checked_sub(SIGNED_OUT.days()).unwrap_or(now);
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map(params![Value::time(since).as_text(), limit as i64], |r| id(r, 0))?;
    let mut found = Vec::new();
    for id in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        let Some(record) = record(reader.connection(), id)? else { continue };
        let (left, seen) = (crate::campus::latest(&record, visits::LEFT.id()), last_seen(&record));
        if seen <= left {
            continue;
        }
        let rows = record.lines.get(visits::SIGHTINGS.id()).map_or(&[][..], Vec::as_slice);
        let row = rows.iter().filter(|row| row.cell("at").and_then(Value::as_text) == Some(seen.as_str())).max_by_key(|row| row.id.clone());
        let place = row.and_then(|row| row.cell("place")).and_then(Value::as_text).unwrap_or_default().to_owned();
        let facts = vec![("visitor", record.text("visitor").to_owned()), ("left", clock(&left)), ("seen", clock(&seen)), ("place", place)];
        let choices = vec![Choice::Step { id, step: "seen-again" }, Choice::Decide("both-stand")];
        let key = format!("{id} {}", row.map_or("", |row| row.id.as_str()));
        found.push(Case { kind: "seen-after-leaving", key, records: vec![id], ruled: true, facts, choices });
    }
    Ok(found)
}

/// A line of the book, as far as it tells one visit from another.
struct Visit {
    id: RecordId,
    phone: String,
    last4: String,
    from: String,
    until: String,
}

/// One person who is in the book twice at one time: two desks have entered the same visit.
pub(super) fn twice(reader: &Reader, now: DateTime, limit: usize) -> Result<Vec<Case>> {
    let since = now.checked_sub(RECENT.days()).unwrap_or(now);
    let came = visits(
        reader,
        "t.f_entered>=?1",
        "t.f_entered",
        "CASE WHEN t.state IN ('left') THEN coalesce(t.f_left,t.f_entered) ELSE substr(t.f_entered,1,10)||'~' END",
        since,
    )?;
    let expected =
        visits(reader, "t.state IN ('appointment','confirmed') AND t.f_planned_at>=?1", "t.f_planned_at", "t.f_planned_at", since)?;
    let mut groups: Vec<(String, Vec<RecordId>)> = Vec::new();
    for (name, visits) in came.into_iter().chain(expected) {
        groups.extend(together(visits).into_iter().map(|ids| (name.clone(), ids)));
    }
    let mut found = Vec::new();
    for (_, ids) in groups {
        let records = in_order(reader, ids)?;
        let Some((first, others)) = records.split_first() else { continue };
        let (name, _) = reader.visitor(*first)?.unwrap_or_default();
        let mut choices: Vec<Choice> = others.iter().map(|id| Choice::Link { id: *id, field: visits::SAME_AS.id(), to: *first }).collect();
        choices.extend(others.iter().map(|id| Choice::Step { id: *id, step: "void" }));
        choices.push(Choice::Decide("not-the-same"));
        let facts = vec![("visitor", name), ("count", records.len().to_string())];
        found.push(Case { kind: "visit-twice", key: key(&records), records, ruled: false, facts, choices });
    }
    found.sort_by(|a, b| a.key.cmp(&b.key));
    found.truncate(limit);
    Ok(found)
}

/// Visits that are not said to be of another one, by the visitor's name.
fn visits(reader: &Reader, only: &str, from: &str, until: &str, since: DateTime) -> Result<BTreeMap<String, Vec<Visit>>> {
    let sql = format!(
        "SELECT r.ulid, t.f_visitor, t.f_phone, t.f_id_last4, {from}, {until} FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE {only} AND t.phase<{} AND t.f_same_as IS NULL ORDER BY {from} DESC, r.ulid LIMIT {VISITS}",
        schema::table(&visits::REGISTER),
        Phase::Void as i64
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let mut rows = statement.query([Value::time(since).as_text()])?;
    let mut found: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
    while let Some(r) = rows.next()? {
        let visit = Visit { id: id(r, 0)?, phone: text(r, 2)?, last4: text(r, 3)?, from: text(r, 4)?, until: text(r, 5)? };
        found.entry(plain(&text(r, 1)?)).or_default().push(visit);
    }
    Ok(found)
}

/// Visits of one name that were at one time, as far as they may be of one person.
fn together(mut visits: Vec<Visit>) -> Vec<Vec<RecordId>> {
    visits.sort_by(|a, b| (&a.from, a.id).cmp(&(&b.from, b.id)));
    let mut groups: Vec<(String, Vec<Visit>)> = Vec::new();
    for visit in visits {
        let fits = |(until, others): &(String, Vec<Visit>)| visit.from <= *until && others.iter().all(|o| may_be_one(o, &visit));
        match groups.iter().position(fits).and_then(|at| groups.get_mut(at)) {
            Some((until, others)) => {
                *until = until.clone().max(visit.until.clone());
                others.push(visit);
            }
            None => groups.push((visit.until.clone(), vec![visit])),
        }
    }
    groups.into_iter().filter(|(_, all)| all.len() > 1).map(|(_, all)| all.into_iter().map(|v| v.id).collect()).collect()
}

fn may_be_one(a: &Visit, b: &Visit) -> bool {
    let agree = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
    agree(&a.phone, &b.phone) && agree(&a.last4.to_lowercase(), &b.last4.to_lowercase())
}
