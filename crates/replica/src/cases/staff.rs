//! Staff: the same punch twice, punches that came after their month was locked, leave that was taken back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use registers::book::month_summaries::adjustments;
use registers::book::{leave, month_summaries, punches};
use registers::document::{Op, Record, cell};
use registers::{RecordId, Value};
use rusqlite::params;

use super::ask::{clock, differing, id, in_order, key, record, text};
use super::{Case, Choice};
use crate::commit::Edit;
use crate::query::Reader;
use crate::stocktake::plain;
use crate::{Result, attendance, schema};

/// Greatest number of summaries that are looked at, the newest, and of punches and leave of a month that came late.
const MOST: i64 = 2_000;

/// A punch: its record, the person as written, the time.
type Punch = (RecordId, String, String);

/// One event of a machine that came twice: the record that was begun first counts.
pub(super) fn punched_twice(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let counting = "t.state IN ('recorded','doubtful','confirmed')";
    let table = schema::table(&punches::REGISTER);
    let sql = format!(
        "SELECT t.f_source_event FROM \"{table}\" t WHERE t.f_source_event<>'' AND {counting} GROUP BY t.f_source_event HAVING count(*)>1 ORDER BY t.f_source_event LIMIT ?1"
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let events = statement.query_map([limit as i64], |r| text(r, 0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let sql = format!(
        "SELECT r.ulid, t.f_person, t.f_device, t.f_punched_at FROM \"{table}\" t JOIN record r ON r.id=t.id
         WHERE t.f_source_event=?1 AND {counting} ORDER BY r.ulid LIMIT {MOST}"
    );
    let mut found = Vec::new();
    for event in events {
        let mut statement = reader.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([&event])?;
        let mut same: BTreeMap<(String, String), Vec<Punch>> = BTreeMap::new();
        while let Some(r) = rows.next()? {
            let (person, device) = (text(r, 1)?, text(r, 2)?);
            same.entry((plain(&person), plain(&device))).or_default().push((id(r, 0)?, person, text(r, 3)?));
        }
        for all in same.into_values().filter(|all| all.len() > 1) {
            let records = in_order(reader, all.iter().map(|(id, ..)| *id).collect())?;
            let first = all.iter().find(|(id, ..)| records.first() == Some(id));
            let (person, at) = first.map_or_else(Default::default, |(_, person, at)| (person.clone(), clock(at)));
            let mut choices: Vec<Choice> = records.iter().skip(1).map(|id| Choice::Step { id: *id, step: "mark-duplicate" }).collect();
            choices.push(Choice::Decide("not-the-same"));
            let facts = vec![("person", person), ("at", at), ("event", event.clone()), ("count", all.len().to_string())];
            found.push(Case { kind: "punch-twice", key: key(&records), records, ruled: true, facts, choices });
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// A month that was locked.
struct Locked {
    id: RecordId,
    row: i64,
    title: String,
    /// Place of the lock in the relay's order.
    seq: i64,
}

/// A punch that the relay put in order after its month had been locked: it becomes an adjustment, the month stays as it is.
pub(super) fn after_lock(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut found = Vec::new();
    for ((from, to), months) in locked(reader)? {
        let Some(earliest) = months.iter().map(|m| m.seq).min() else { continue };
        for (punch, row, person, at, doubtful) in late(reader, &from, &to, earliest)? {
            for month in &months {
                if !covers(reader, month, &person)? || came_before(reader, row, month.seq)? {
                    continue;
                }
                let facts = vec![("person", person.clone()), ("at", clock(&at)), ("month", month.title.clone())];
                // What is doubtful is made sure of first, or made void.
                let mut choices = match doubtful {
                    true => vec![Choice::Step { id: punch, step: "confirm" }, Choice::Step { id: punch, step: "void" }],
                    false => vec![Choice::Adjust { id: punch, month: month.id }],
                };
                choices.push(Choice::Decide("noted"));
                let records = vec![punch, month.id];
                found.push(Case { kind: "punch-after-lock", key: key(&records), records, ruled: true, facts, choices });
            }
            if found.len() >= limit {
                found.truncate(limit);
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// Locked months of any age, the newest first if there are too many, by their days. A lock that the relay has not ordered yet
/// comes after all.
fn locked(reader: &Reader) -> Result<BTreeMap<(String, String), Vec<Locked>>> {
    let sql = format!(
        "SELECT r.ulid, t.id, t.f_title, coalesce(nullif(t.f_from,''), t.f_month||'-01'), coalesce(nullif(t.f_to,''), t.f_month||'-31'),
           coalesce((SELECT min(e.seq) FROM touch x JOIN entry e ON e.id=x.entry WHERE x.record=t.id AND e.label LIKE 'step:month-summaries:lock%'),
             (SELECT max(e.seq) FROM touch x JOIN entry e ON e.id=x.entry WHERE x.record=t.id)) AS seq
         FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state='locked' AND seq IS NOT NULL
         ORDER BY r.ulid DESC LIMIT {MOST}",
        schema::table(&month_summaries::REGISTER)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut found: BTreeMap<(String, String), Vec<Locked>> = BTreeMap::new();
    while let Some(r) = rows.next()? {
        let month = Locked { id: id(r, 0)?, row: r.get(1)?, title: text(r, 2)?, seq: r.get(5)? };
        found.entry((text(r, 3)?, text(r, 4)?)).or_default().push(month);
    }
    Ok(found)
}

/// A punch that came late: id, row, person, time and whether it is doubtful.
type LatePunch = (RecordId, i64, String, String, bool);

/// Punches of some days of which nothing was in order before a place.
fn late(reader: &Reader, from: &str, to: &str, seq: i64) -> Result<Vec<LatePunch>> {
    let sql = format!(
        "SELECT r.ulid, t.id, t.f_person, t.f_punched_at, t.state='doubtful' FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.f_punched_at>=?1 AND t.f_punched_at<?2 AND t.state IN ('recorded','doubtful','confirmed')
           AND NOT EXISTS(SELECT 1 FROM touch x JOIN entry e ON e.id=x.entry WHERE x.record=t.id AND e.seq<=?3)
         ORDER BY t.f_punched_at, r.ulid LIMIT {MOST}",
        schema::table(&punches::REGISTER)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows =
        statement.query_map(params![from, format!("{to}~"), seq], |r| Ok((id(r, 0)?, r.get(1)?, text(r, 2)?, text(r, 3)?, r.get(4)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Leave that was approved, by the relay's order, after a month with some of its days had been locked: it becomes an
/// adjustment, unless one of that person and those days stands there.
pub(super) fn leave_after_lock(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let sql = format!(
        "SELECT r.ulid, t.f_applicant, t.f_starts_at, t.f_ends_at FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.state IN ('approved','returned') AND substr(t.f_starts_at,1,10)<=?2 AND substr(t.f_ends_at,1,10)>=?1
           AND NOT EXISTS(SELECT 1 FROM touch x JOIN entry e ON e.id=x.entry WHERE x.record=t.id AND e.seq<=?3
             AND (e.label LIKE 'step:leave:approve%' OR e.label NOT LIKE 'step:%' AND NOT EXISTS(SELECT 1 FROM touch y JOIN entry a ON a.id=y.entry
               WHERE y.record=t.id AND a.label LIKE 'step:leave:approve%')))
           AND NOT EXISTS(SELECT 1 FROM line l WHERE l.record=?4 AND l.field='adjustments' AND json_extract(l.cells,'$.person')=t.f_applicant
             AND json_extract(l.cells,'$.day') BETWEEN substr(t.f_starts_at,1,10) AND substr(t.f_ends_at,1,10))
         ORDER BY r.ulid LIMIT {MOST}",
        schema::table(&leave::REGISTER)
    );
    let mut found = Vec::new();
    for ((from, to), months) in locked(reader)? {
        for month in &months {
            let mut statement = reader.connection().prepare_cached(&sql)?;
            let rows =
                statement.query_map(params![from, to, month.seq, month.row], |r| Ok((id(r, 0)?, text(r, 1)?, text(r, 2)?, text(r, 3)?)))?;
            for (id, applicant, starts, ends) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
                if !covers(reader, month, &applicant)? {
                    continue;
                }
                let facts =
                    vec![("applicant", applicant), ("starts", clock(&starts)), ("ends", clock(&ends)), ("month", month.title.clone())];
                let choices = vec![Choice::Adjust { id, month: month.id }, Choice::Decide("noted")];
                let records = vec![id, month.id];
                found.push(Case { kind: "leave-after-lock", key: key(&records), records, ruled: true, facts, choices });
            }
        }
        if found.len() >= limit {
            break;
        }
    }
    found.truncate(limit);
    Ok(found)
}

impl Edit<'_> {
    /// Carries out [`Choice::Adjust`]: rows among the month's adjustments, whose reason is given in words; a punch is marked.
    pub(super) fn adjust(&mut self, late: RecordId, month: RecordId, reason: &str) -> Result<()> {
        let before = self.adjusted(month)?;
        let is_leave = self.stage(late)?.key == leave::REGISTER.key;
        if is_leave {
            attendance::leave_after_lock(self, late)?;
        } else {
            let link = Op::Set { field: punches::MONTH.id().to_owned(), value: Some(Value::Text(month.to_string())) };
            self.step(late, "adjust", &[link])?;
        }
        let rows = self.adjusted(month)?;
        let field = |row: &str, column: &str| format!("{}/{row}/{column}", month_summaries::ADJUSTMENTS.id());
        let new: Vec<Op> = rows
            .difference(&before)
            .map(|row| Op::Set { field: field(row, adjustments::REASON.id()), value: Some(Value::from(reason)) })
            .collect();
        if !new.is_empty() || !is_leave {
            return self.put_back(month, &new);
        }
        // Days on which nobody was due stay what they were; that there was leave is told all the same.
        let (record, locked) = (self.record(late)?, self.record(month)?);
        let actor = self.actor().clone();
        let day = record.text(leave::STARTS_AT.id()).max(locked.text(month_summaries::FROM.id()));
        let cells = vec![
            cell(adjustments::AT, actor.now),
            cell(adjustments::PERSON, record.text(leave::APPLICANT.id())),
            (adjustments::DAY.id().to_owned(), Value::from(day.get(..10).unwrap_or(day))),
            cell(adjustments::BECOMES, "leave"),
            cell(adjustments::REASON, reason),
            cell(adjustments::BY, actor.person.as_str()),
            cell(adjustments::COUNTED_IN, actor.now.strftime("%Y-%m").to_string().as_str()),
        ];
        self.append(month, month_summaries::ADJUSTMENTS.id(), cells).map(drop)
    }

    fn adjusted(&mut self, month: RecordId) -> Result<BTreeSet<String>> {
        let record = self.record(month)?;
        Ok(record.lines.get(month_summaries::ADJUSTMENTS.id()).into_iter().flatten().map(|row| row.id.clone()).collect())
    }
}

/// Whether a person is in a month's summary; one without rows is everybody's.
fn covers(reader: &Reader, month: &Locked, person: &str) -> Result<bool> {
    let mut statement = reader.connection().prepare_cached(
        "SELECT NOT EXISTS(SELECT 1 FROM line WHERE record=?1 AND field='people')
           OR EXISTS(SELECT 1 FROM line WHERE record=?1 AND field='people' AND json_extract(cells,'$.person')=?2)",
    )?;
    Ok(statement.query_row(params![month.row, person], |r| r.get(0))?)
}

fn came_before(reader: &Reader, row: i64, seq: i64) -> Result<bool> {
    let mut statement = reader
        .connection()
        .prepare_cached("SELECT EXISTS(SELECT 1 FROM touch x JOIN entry e ON e.id=x.entry WHERE x.record=?1 AND e.seq<=?2)")?;
    Ok(statement.query_row(params![row, seq], |r| r.get(0))?)
}

/// Leave that was taken back while somebody else moved it on: taking it back counts for the days that are left.
pub(super) fn leave_cancelled(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut found = Vec::new();
    for id in differing(reader.connection(), &leave::REGISTER, "_state", limit)? {
        let Some(record) = record(reader.connection(), id)?.filter(|r| r.state() == "cancelled") else { continue };
        let mut states = record.states.clone();
        states.sort_unstable();
        let mut choices: Vec<Choice> =
            record.states.iter().map(|s| Choice::Keep { id, field: "_state", value: Value::from(s.as_str()) }).collect();
        choices.push(Choice::Decide("noted"));
        let shown = |field: &str| clock(record.text(field));
        let facts = vec![
            ("applicant", record.text(leave::APPLICANT.id()).to_owned()),
            ("starts", shown(leave::STARTS_AT.id())),
            ("ends", shown(leave::ENDS_AT.id())),
            ("from", clock(ends_early(&record))),
        ];
        found.push(Case {
            kind: "leave-cancelled",
            key: format!("{id} {}", states.join(" ")),
            records: vec![id],
            ruled: true,
            facts,
            choices,
        });
    }
    Ok(found)
}

/// From when on a cancelled leave is none.
fn ends_early(record: &Record) -> &str {
    record.text(leave::STARTS_AT.id()).max(record.text(leave::CANCELLED_AT.id()))
}

impl Reader {
    /// From when to when somebody is on leave by a record: as far as it was approved, and up to the taking back, which counts
    /// only for the days that are left.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn leave_in_force(&self, leave: RecordId) -> Result<Option<(String, String)>> {
        Ok(record(self.connection(), leave)?.and_then(|record| leave_of(&record)))
    }
}

/// The same of a record as it is.
pub(crate) fn leave_of(record: &Record) -> Option<(String, String)> {
    let (starts, ends) = (record.text(leave::STARTS_AT.id()), record.text(leave::ENDS_AT.id()));
    let returned = record.text(leave::RETURNED_AT.id());
    let until = match record.state() {
        "approved" => ends,
        "returned" if returned.is_empty() => ends,
        "returned" => returned.min(ends),
        "cancelled" if record.is_filled(leave::LEADER_AT.id()) => ends_early(record).min(ends),
        _ => return None,
    };
    (starts < until).then(|| (starts.to_owned(), until.to_owned()))
}
