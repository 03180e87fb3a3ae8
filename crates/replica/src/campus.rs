//! Who is on campus 在校人员清单: for an evacuation. In doubt somebody is there: a sighting beats a sign-out at a desk, and
//! what two desks wrote differently counts as there until a person has decided.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use registers::book::visits;
use registers::document::Record;
use registers::{RecordId, Value};
use rusqlite::{OptionalExtension, params};

use crate::query::Reader;
use crate::{MAX_PAGE, Result, apply, schema};

/// States of those who have come and not left.
pub(crate) const HERE: &[&str] = &["arrived", "on-campus", "overstayed"];
/// Days back to which sign-outs are held against sightings.
const RECENT: i64 = 30;
/// Most records of one visit that are followed.
const GROUP: usize = 20;

/// Most people that come along with one visitor, as the field has it.
const MOST_COMPANIONS: usize = 10_000;

/// A visitor who is on campus, or may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// The visit.
    pub id: RecordId,
    /// Who it is.
    pub visitor: String,
    /// Where they come from.
    pub organisation: String,
    /// Whom they came to see.
    pub host: String,
    /// The badge that they wear.
    pub badge: String,
    /// When they were let in.
    pub entered: String,
    /// Who came along, as far as their names are known.
    pub companions: Vec<String>,
    /// How many they are, with those who came along: at least those who are named.
    pub people: usize,
    /// Why they are listed.
    pub why: Presence,
}

/// Why somebody is listed as on campus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Not signed out.
    In,
    /// Signed out at one desk, and not at another.
    Differing,
    /// Seen after they were signed out.
    SeenAgain,
    /// The sign-out says a time that has not come.
    LeavesLater,
}

/// A visitor who was announced and has not come yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The visit.
    pub id: RecordId,
    /// Who it is.
    pub visitor: String,
    /// Where they come from.
    pub organisation: String,
    /// Whom they come to see.
    pub host: String,
    /// When, as `2026-09-01T08:30`.
    pub planned_at: String,
    /// How many they are, with those who come along.
    pub people: usize,
    /// Whether the host or the office has confirmed the visit.
    pub confirmed: bool,
}

impl Reader {
    /// Who is expected on a day and has not come yet, in the order of the time; at most as many as a page holds.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn expected(&self, day: Date) -> Result<Vec<Expected>> {
        let sql = format!(
            "SELECT r.ulid, t.f_visitor, t.f_organisation, t.f_host, t.f_planned_at, t.f_headcount, t.state, t.f_host_confirmed
             FROM \"{}\" t JOIN record r ON r.id=t.id
             WHERE t.state IN ('appointment','confirmed') AND t.f_planned_at>=?1 AND t.f_planned_at<?2 ORDER BY t.f_planned_at, r.ulid LIMIT {MAX_PAGE}",
            schema::table(&visits::REGISTER)
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let text = |r: &rusqlite::Row<'_>, at| Ok::<_, rusqlite::Error>(r.get::<_, Option<String>>(at)?.unwrap_or_default());
        let rows = statement.query_map(params![day.to_string(), day.saturating_add(1.day()).to_string()], |r| {
            Ok(Expected {
                id: RecordId::from_bytes(r.get(0)?),
                visitor: text(r, 1)?,
                organisation: text(r, 2)?,
                host: text(r, 3)?,
                planned_at: text(r, 4)?,
                people: 1 + counted(r.get(5)?),
                confirmed: text(r, 6)? == "confirmed" || r.get::<_, Option<bool>>(7)?.unwrap_or(false),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Who is on campus, or may be, in the order in which they were let in.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn on_campus(&self, now: DateTime) -> Result<Vec<Present>> {
        let now_text = Value::time(now).as_text().unwrap_or_default().to_owned();
        let mut here: BTreeMap<RecordId, (Record, Presence)> = BTreeMap::new();
        for id in self.perhaps_here(now)? {
            let Some(record) = apply::record(self.connection(), id)? else { continue };
            if let Some(why) = presence(&record, &now_text) {
                here.insert(id, (record, why));
            }
        }
        let mut listed = Vec::new();
        let mut told: BTreeSet<RecordId> = BTreeSet::new();
        for (id, (record, why)) in &here {
            let group = self.same_visit(*id)?;
            if group.len() > 1 && (group.iter().any(|other| told.contains(other)) || self.has_left(&group, &now_text)?) {
                continue;
            }
            told.insert(*id);
            listed.push(present(*id, record, *why));
        }
        listed.sort_by(|a, b| (&a.entered, a.id).cmp(&(&b.entered, b.id)));
        Ok(listed)
    }

    fn perhaps_here(&self, now: DateTime) -> Result<BTreeSet<RecordId>> {
        let table = schema::table(&visits::REGISTER);
        let states: Vec<String> = HERE.iter().map(|s| crate::calc::quote(s)).collect();
        let since = now.checked_sub(RECENT.days()).unwrap_or(now);
        let sql = format!(
            "SELECT r.ulid FROM \"{table}\" t JOIN record r ON r.id=t.id WHERE t.state IN ({})
             UNION SELECT r.ulid FROM conflict c CROSS JOIN \"{table}\" t ON t.id=c.record CROSS JOIN record r ON r.id=t.id WHERE c.field='_state'
             UNION SELECT r.ulid FROM \"{table}\" t JOIN record r ON r.id=t.id WHERE t.state='left' AND t.f_left>=?1 AND (t.f_left>?2 OR {SEEN_LATER})
             LIMIT {MAX_PAGE}",
            states.join(",")
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let text = |moment| Value::time(moment).as_text().unwrap_or_default().to_owned();
        let rows = statement.query_map(params![text(since), text(now)], |r| Ok(RecordId::from_bytes(r.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The records that were said to be of one visit, this one among them.
    fn same_visit(&self, id: RecordId) -> Result<BTreeSet<RecordId>> {
        let mut group = BTreeSet::from([id]);
        let mut next = vec![id];
        while let Some(id) = next.pop() {
            let mut statement = self.connection().prepare_cached(
                "SELECT r.ulid FROM link l JOIN record r ON r.id=l.record WHERE l.target=?1 AND l.field='same_as'
                 UNION SELECT l.target FROM link l JOIN record r ON r.id=l.record WHERE r.ulid=?1 AND l.field='same_as'",
            )?;
            let rows = statement.query_map([id.to_bytes()], |r| Ok(RecordId::from_bytes(r.get(0)?)))?;
            for other in rows.collect::<rusqlite::Result<Vec<_>>>()? {
                if group.len() < GROUP && group.insert(other) {
                    next.push(other);
                }
            }
        }
        Ok(group)
    }

    /// Whether one of the records of a visit was signed out, and nobody has been let in or seen since.
    fn has_left(&self, group: &BTreeSet<RecordId>, now: &str) -> Result<bool> {
        let (mut left, mut seen) = (String::new(), String::new());
        for id in group {
            let Some(record) = apply::record(self.connection(), *id)? else { continue };
            if record.state() == "left" && record.states.len() == 1 {
                left = left.max(latest(&record, visits::LEFT.id()));
            }
            if record.state() != "void" {
                seen = seen.max(latest(&record, visits::ENTERED.id())).max(last_seen(&record));
            }
        }
        Ok(!left.is_empty() && left.as_str() <= now && seen <= left)
    }

    /// The visitor's name and the state of a visit, if it is here.
    pub(crate) fn visitor(&self, id: RecordId) -> Result<Option<(String, String)>> {
        let sql = format!(
            "SELECT t.f_visitor, t.state FROM \"{}\" t JOIN record r ON r.id=t.id WHERE r.ulid=?1",
            schema::table(&visits::REGISTER)
        );
        let row = self.connection().prepare_cached(&sql)?.query_row([id.to_bytes()], |r| Ok((r.get::<_, Option<String>>(0)?, r.get(1)?)));
        Ok(row.optional()?.map(|(name, state)| (name.unwrap_or_default(), state)))
    }
}

/// SQL for: the visit `t` was seen after its sign-out.
pub(crate) const SEEN_LATER: &str =
    "EXISTS(SELECT 1 FROM line w WHERE w.record=t.id AND w.field='sightings' AND json_extract(w.cells,'$.at')>t.f_left)";

/// Why the visitor of a record counts as on campus.
fn presence(record: &Record, now: &str) -> Option<Presence> {
    let here = record.states.iter().any(|s| HERE.contains(&s.as_str()));
    let left = latest(record, visits::LEFT.id());
    match record.state() {
        "void" => None,
        _ if here && record.states.len() > 1 => Some(Presence::Differing),
        _ if here => Some(Presence::In),
        "left" if last_seen(record) > left => Some(Presence::SeenAgain),
        "left" if left.as_str() > now => Some(Presence::LeavesLater),
        _ => None,
    }
}

/// The latest of the times that stand in a field.
pub(crate) fn latest(record: &Record, field: &str) -> String {
    record.values(field).iter().filter_map(Value::as_text).max().unwrap_or_default().to_owned()
}

/// When somebody last saw the visitor; empty when nobody did.
pub(crate) fn last_seen(record: &Record) -> String {
    let rows = record.lines.get(visits::SIGHTINGS.id()).map_or(&[][..], Vec::as_slice);
    let times = rows.iter().filter_map(|row| row.cell(visits::sightings::AT.id()).and_then(Value::as_text));
    times.max().unwrap_or_default().to_owned()
}

fn present(id: RecordId, record: &Record, why: Presence) -> Present {
    let text = |field: &str| record.text(field).to_owned();
    let companions = names(record.text(visits::COMPANIONS.id()));
    let along = counted(record.get(visits::HEADCOUNT.id()).and_then(Value::as_integer));
    let first = record.values(visits::ENTERED.id()).iter().filter_map(Value::as_text).min().unwrap_or_default().to_owned();
    Present {
        id,
        visitor: text(visits::VISITOR.id()),
        organisation: text(visits::ORGANISATION.id()),
        host: text(visits::HOST.id()),
        badge: text(visits::BADGE.id()),
        entered: first,
        people: 1 + along.max(companions.len()),
        companions,
        why,
    }
}

/// How many come along, by what stands in the field.
fn counted(along: Option<i64>) -> usize {
    along.map_or(0, |n| usize::try_from(n).unwrap_or(0).min(MOST_COMPANIONS))
}

/// The names in what somebody wrote of those who come along: between signs that separate, or between spaces where no name is Latin.
fn names(text: &str) -> Vec<String> {
    let parted = |c: char| {
        matches!(c, '、' | '，' | ',' | '；' | ';' | '/' | '\n') || (c.is_whitespace() && !text.chars().any(|c| c.is_ascii_alphabetic()))
    };
    text.split(parted).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_stand_between_signs_or_spaces() {
        let check = |text: &str, expect: &[&str]| assert_eq!(names(text), expect, "{text}");
        check("", &[]);
        check("王芳、李强，赵敏;孙悦/周正\n吴迪", &["王芳", "李强", "赵敏", "孙悦", "周正", "吴迪"]);
        check("王芳 李强　赵敏", &["王芳", "李强", "赵敏"]);
        check("Mary Ann Smith, John Lee", &["Mary Ann Smith", "John Lee"]);
        check(" 、 ", &[]);
    }
}
