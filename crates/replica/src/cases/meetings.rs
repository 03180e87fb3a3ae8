//! Meetings: rooms that are booked twice, tallies that differ, ballots that contradict each other, and minutes that were
//! changed when they had been approved.

mod free;

pub(crate) use free::span;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use registers::book::meetings::{ballots, votes};
use registers::book::{bookings, meetings};
use registers::def::Phase;
use registers::document::{Line, Record};
use registers::{RecordId, Value};

use super::ask::{clock, id, key, text};
use super::concurrent::stale_approvals;
use super::documents::rivals;
use super::history::{History, Place, fingerprint};
use super::{Case, Choice, quoted, shown, step_from};
use crate::query::Reader;
use crate::{Result, schema};

/// Greatest number of bookings to come that are compared.
const BOOKINGS: usize = 20_000;
const VOID: i64 = Phase::Void as i64;

/// A booking to come that holds its room.
#[derive(Debug, Clone)]
struct Booking {
    id: RecordId,
    state: String,
    purpose: String,
    room: String,
    start: String,
    end: String,
    importance: String,
    approved: bool,
    meeting: String,
    headcount: i64,
}

/// Two bookings of one room at one time. Both are kept; the weaker is to be moved: approved by the keeper, then more important,
/// then a notice is out, then the order of the relay.
pub(super) fn room_double_booked(reader: &Reader, now: DateTime, limit: usize) -> Result<Vec<Case>> {
    let all = to_come(reader, now)?;
    let mut cases = Vec::new();
    for (a, b) in overlapping(&all, limit) {
        let (a, b) = if rank(reader, a)? <= rank(reader, b)? { (a, b) } else { (b, a) };
        cases.push(double_booked(reader, now, &all, a, b)?);
    }
    Ok(cases)
}

fn to_come(reader: &Reader, now: DateTime) -> Result<Vec<Booking>> {
    let sql = format!(
        "SELECT r.ulid, t.state, t.f_purpose, t.f_room, t.f_start, t.f_end, t.f_importance, coalesce(t.f_approved_at,'')<>'', t.f_meeting, t.f_headcount
         FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.f_end>?1 AND t.state IN ('tentative','awaiting-approval','confirmed') AND t.f_room<>'' AND t.f_start<>'' AND t.f_start<t.f_end
         ORDER BY t.f_room, t.f_start, r.ulid LIMIT {BOOKINGS}",
        schema::table(&bookings::REGISTER)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map([now.strftime("%Y-%m-%dT%H:%M").to_string()], |r| {
        Ok(Booking {
            id: id(r, 0)?,
            state: text(r, 1)?,
            purpose: text(r, 2)?,
            room: text(r, 3)?,
            start: text(r, 4)?,
            end: text(r, 5)?,
            importance: text(r, 6)?,
            approved: r.get(7)?,
            meeting: text(r, 8)?,
            headcount: r.get::<_, Option<i64>>(9)?.unwrap_or(0),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Pairs of bookings, sorted by room and start, of which one begins before the other ends.
fn overlapping(all: &[Booking], limit: usize) -> Vec<(&Booking, &Booking)> {
    let mut pairs = Vec::new();
    for (at, one) in all.iter().enumerate() {
        let later = all.iter().skip(at + 1).take_while(|other| other.room == one.room && other.start < one.end);
        pairs.extend(later.map(|other| (one, other)));
        if pairs.len() >= limit {
            pairs.truncate(limit);
            break;
        }
    }
    pairs
}

/// The smaller, the stronger.
fn rank(reader: &Reader, booking: &Booking) -> Result<(bool, usize, bool, Place, RecordId)> {
    let importance = ["major", "important", "ordinary"].iter().position(|i| *i == booking.importance).unwrap_or(usize::MAX);
    let notified = match RecordId::from_string(&booking.meeting) {
        Ok(meeting) => reader.record(meeting)?.is_some_and(|card| card.record.is_filled(meetings::NOTIFIED_AT.id())),
        Err(_) => false,
    };
    // The claim is as old as the youngest of what it is made of: who moves a booking comes after those who were there.
    let claimed = reader
        .acts(booking.id)?
        .and_then(|history| [bookings::ROOM.id(), bookings::START.id(), bookings::END.id()].into_iter().map(|f| history.place_of(f)).max());
    Ok((!booking.approved, importance, !notified, claimed.unwrap_or(Place::NOWHERE), booking.id))
}

fn double_booked(reader: &Reader, now: DateTime, all: &[Booking], winner: &Booking, loser: &Booking) -> Result<Case> {
    let room = RecordId::from_string(&loser.room).ok();
    let title = room.map(|room| reader.title(room)).transpose()?.flatten().unwrap_or_default();
    let records = vec![winner.id, loser.id];
    let mut choices: Vec<Choice> =
        [loser, winner].into_iter().filter_map(|b| step_from(&bookings::REGISTER, b.id, &b.state, "displace")).collect();
    choices.push(Choice::Decide("both-stand"));
    Ok(Case {
        kind: "room-double-booked",
        key: key(&records),
        records,
        ruled: true,
        facts: vec![
            ("room", quoted(&title)),
            ("one", quoted(&winner.purpose)),
            ("one_at", free::span(&winner.start, &winner.end)),
            ("other", quoted(&loser.purpose)),
            ("other_at", free::span(&loser.start, &loser.end)),
            ("slots", shown(free::slots(reader, now, all, loser)?)),
            ("rooms", shown(free::rooms(reader, all, loser)?)),
        ],
        choices,
    })
}

/// Meetings with rows of these fields of which some did not know of each other.
fn meetings_with(reader: &Reader, field: &str) -> Result<Vec<RecordId>> {
    let only = format!("t.phase<{VOID} AND (SELECT count(*) FROM line w WHERE w.record=t.id AND w.field='{field}')>1");
    reader.parallel(&meetings::REGISTER, &only)
}

/// Two counts of one vote by two people who did not know of each other: they are alternatives, and are never added up. A count
/// that was written in sight of both settles it, and so does whoever takes one of them.
pub(super) fn tallies_differ(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let differ = |one: &Line, other: &Line| {
        let same_motion = said(one, votes::MOTION.id()) == said(other, votes::MOTION.id());
        same_motion && tally(one) != tally(other) && !is_chosen(one, other)
    };
    let facts = |record: &Record, one: &Line, other: &Line| {
        let named = named_votes(record).remove(said(one, votes::MOTION.id())).map(|v| v.to_string()).unwrap_or_default();
        vec![("motion", quoted(said(one, votes::MOTION.id()))), ("one", tally(one)), ("other", tally(other)), ("named", shown(named))]
    };
    let mut cases = rows_differ(reader, "tallies-differ", meetings::VOTES.id(), limit, differ, facts, tally)?;
    // There is nothing else to put right: a third count settles it by itself.
    cases.iter_mut().for_each(|case| case.choices.retain(|choice| *choice != Choice::Decide("put-right")));
    Ok(cases)
}

/// One voter on one motion with two different votes, entered by people who did not know of each other: neither counts.
pub(super) fn ballots_differ(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let same = |one: &Line, other: &Line, column: &str| said(one, column) == said(other, column);
    let differ = |one: &Line, other: &Line| {
        let voter = ballots::VOTER.id();
        same(one, other, ballots::MOTION.id())
            && same(one, other, voter)
            && !said(one, voter).is_empty()
            && !same(one, other, ballots::CHOICE.id())
            && !is_chosen(one, other)
    };
    let facts = |_: &Record, one: &Line, _: &Line| {
        vec![("motion", quoted(said(one, ballots::MOTION.id()))), ("voter", said(one, ballots::VOTER.id()).to_owned())]
    };
    rows_differ(reader, "ballots-differ", meetings::BALLOTS.id(), limit, differ, facts, |row| said(row, ballots::CHOICE.id()).to_owned())
}

fn rows_differ(
    reader: &Reader,
    kind: &'static str,
    field: &'static str,
    limit: usize,
    differ: impl Fn(&Line, &Line) -> bool,
    facts: impl Fn(&Record, &Line, &Line) -> Vec<(&'static str, String)>,
    says: impl Fn(&Line) -> String,
) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for id in meetings_with(reader, field)? {
        let Some(history) = reader.acts(id)? else { continue };
        let rows = history.record.lines.get(field).map_or(&[][..], Vec::as_slice);
        for (a, b) in rivals(&history, field, &differ) {
            let (Some(one), Some(other)) = (rows.get(a), rows.get(b)) else { continue };
            let mut facts = facts(&history.record, one, other);
            let take = |one: &Line, other: &Line| Choice::Take {
                id,
                says: says(one),
                writes: [(one, true), (other, false)].map(|(row, yes)| (adopted(field, row), Value::Yes(yes))).to_vec(),
            };
            facts.insert(0, ("title", quoted(history.record.text(meetings::SUBJECT.id()))));
            cases.push(Case {
                kind,
                key: format!("{id} {} {}", one.id, other.id),
                records: vec![id],
                ruled: false,
                facts,
                choices: vec![take(one, other), take(other, one), Choice::Decide("put-right"), Choice::Decide("both-stand")],
            });
        }
        if cases.len() >= limit {
            break;
        }
    }
    cases.truncate(limit);
    Ok(cases)
}

/// The cell that says whether a row is the one of several that counts.
fn adopted(field: &str, row: &Line) -> String {
    format!("{field}/{}/{}", row.id, votes::ADOPTED.id())
}

/// Whether somebody has said which of two rows counts: one does not, and that is enough where a third one does.
fn is_chosen(one: &Line, other: &Line) -> bool {
    let said = |row: &Line| match row.cells.get(votes::ADOPTED.id()).map(Vec::as_slice) {
        Some([Value::Yes(yes)]) => Some(*yes),
        _ => None,
    };
    said(one) == Some(false) || said(other) == Some(false)
}

/// The displayed text of a cell.
fn said<'a>(row: &'a Line, column: &str) -> &'a str {
    row.cell(column).and_then(|v| v.as_text()).unwrap_or("")
}

/// Votes for, against and abstentions as a count has them.
fn tally(row: &Line) -> String {
    let count = |column: &str| row.cell(column).and_then(|v| v.as_integer()).map_or_else(|| "–".to_owned(), |n| n.to_string());
    format!("{} : {} : {}", count(votes::FOR_VOTES.id()), count(votes::AGAINST.id()), count(votes::ABSTAIN.id()))
}

/// How a named vote went, from the ballots of all desks: each voter counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NamedVotes {
    /// For the motion.
    pub in_favour: usize,
    /// Against it.
    pub against: usize,
    /// Abstained.
    pub abstained: usize,
    /// Voters whose ballots contradict each other, who count nowhere until that is put right.
    pub unclear: usize,
}

impl std::fmt::Display for NamedVotes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} : {} : {}", self.in_favour, self.against, self.abstained)
    }
}

/// The named votes of a meeting's record, by motion: the union of the ballots by voter.
pub fn named_votes(record: &Record) -> BTreeMap<String, NamedVotes> {
    let mut by_voter: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for row in record.lines.get(meetings::BALLOTS.id()).into_iter().flatten() {
        let (voter, choice) = (said(row, ballots::VOTER.id()), said(row, ballots::CHOICE.id()));
        let is_set_aside = row.cells.get(ballots::ADOPTED.id()).is_some_and(|values| *values == [Value::Yes(false)]);
        if !is_set_aside && !voter.is_empty() && !choice.is_empty() {
            by_voter.entry((said(row, ballots::MOTION.id()), voter)).or_default().insert(choice);
        }
    }
    let mut found: BTreeMap<String, NamedVotes> = BTreeMap::new();
    for ((motion, _), choices) in by_voter {
        let votes = found.entry(motion.to_owned()).or_default();
        match choices.into_iter().collect::<Vec<_>>()[..] {
            ["for"] => votes.in_favour += 1,
            ["against"] => votes.against += 1,
            ["abstain"] => votes.abstained += 1,
            _ => votes.unclear += 1,
        }
    }
    found
}

/// The minutes were changed by somebody who did not know that they had been approved: what was approved is another text.
pub(super) fn minutes_changed_late(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for id in reader.parallel(&meetings::REGISTER, &format!("t.phase<{VOID} AND t.f_minutes_approved_at<>''"))? {
        let Some(mut history) = reader.acts(id)? else { continue };
        cases.extend(late_minutes(id, &mut history));
        if cases.len() >= limit {
            break;
        }
    }
    Ok(cases)
}

fn late_minutes(id: RecordId, history: &mut History) -> Option<Case> {
    let stale = stale_approvals(history, &[meetings::MINUTES_APPROVED_AT.id()], &[meetings::MINUTES.id()])?;
    Some(Case {
        kind: "minutes-changed-late",
        key: format!("{id} {}", fingerprint(vec![stale.approval, stale.change])),
        records: vec![id],
        ruled: true,
        facts: vec![
            ("title", quoted(history.record.text(meetings::SUBJECT.id()))),
            ("approver", stale.approver),
            ("approved_at", clock(history.record.text(meetings::MINUTES_APPROVED_AT.id()))),
            ("editor", stale.editor),
        ],
        choices: step_from(&meetings::REGISTER, id, history.record.state(), "correct-minutes")
            .into_iter()
            .chain([Choice::Decide("put-right"), Choice::Decide("noted")])
            .collect(),
    })
}
