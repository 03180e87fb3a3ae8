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
/// Greatest number of bookings that a sentence names.
const NAMED: usize = 5;
/// Greatest number of pairs of them that are in each other's way.
const CLASHES: usize = 2_000;
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

/// Bookings of one room at one time. All are kept; the weaker is to be moved: approved by the keeper, then more important, then a
/// notice is out, then the order of the relay. Whatever is to be moved is one case, with all that it is in the way of.
pub(super) fn room_double_booked(reader: &Reader, now: DateTime, limit: usize) -> Result<Vec<Case>> {
    let all = to_come(reader, now)?;
    let mut clashes: BTreeMap<RecordId, Vec<&Booking>> = BTreeMap::new();
    let mut ranked = Vec::new();
    for (a, b) in overlapping(&all) {
        for (one, other) in [(a, b), (b, a)] {
            let others = clashes.entry(one.id).or_default();
            if others.is_empty() {
                ranked.push((rank(reader, one)?, one));
            }
            others.push(other);
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    let (mut held, mut moves, mut cases) = (BTreeSet::new(), Vec::new(), Vec::new());
    for (_, booking) in &ranked {
        // The stronger ones come first: whoever meets none that holds the room has it.
        let others = clashes.get(&booking.id).map_or(&[][..], Vec::as_slice);
        match others.iter().any(|other| held.contains(&other.id)) {
            true => moves.push((*booking, others)),
            false => drop(held.insert(booking.id)),
        }
    }
    for (at, (loser, others)) in moves.iter().enumerate().take(limit) {
        let weaker = |id: &RecordId| moves.iter().skip(at).any(|(booking, _)| booking.id == *id);
        let stronger: Vec<&Booking> = others.iter().copied().filter(|other| !weaker(&other.id)).collect();
        cases.push(double_booked(reader, now, &all, &stronger, loser)?);
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
fn overlapping(all: &[Booking]) -> Vec<(&Booking, &Booking)> {
    let mut pairs = Vec::new();
    for (at, one) in all.iter().enumerate() {
        let later = all.iter().skip(at + 1).take_while(|other| other.room == one.room && other.start < one.end);
        pairs.extend(later.map(|other| (one, other)));
        if pairs.len() >= CLASHES {
            pairs.truncate(CLASHES);
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

fn double_booked(reader: &Reader, now: DateTime, all: &[Booking], winners: &[&Booking], loser: &Booking) -> Result<Case> {
    let room = RecordId::from_string(&loser.room).ok();
    let title = room.map(|room| reader.title(room)).transpose()?.flatten().unwrap_or_default();
    let records: Vec<RecordId> = winners.iter().map(|winner| winner.id).chain([loser.id]).collect();
    let mut choices: Vec<Choice> = std::iter::once(loser)
        .chain(winners.iter().copied())
        .filter_map(|b| step_from(&bookings::REGISTER, b.id, &b.state, "displace"))
        .collect();
    choices.push(Choice::Decide("both-stand"));
    let each = |say: fn(&Booking) -> String| winners.iter().take(NAMED).map(|winner| say(winner)).collect::<Vec<_>>().join("、");
    Ok(Case {
        kind: "room-double-booked",
        key: key(&records),
        records,
        ruled: true,
        facts: vec![
            ("room", quoted(&title)),
            ("one", each(|winner| quoted(&winner.purpose))),
            ("one_at", each(|winner| free::span(&winner.start, &winner.end))),
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

/// Counts of one vote by people who did not know of each other: they are alternatives, and are never added up. A count of that
/// vote that was written in sight of two settles those, and so does whoever takes one of them.
pub(super) fn tallies_differ(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let rows = Rows {
        kind: "tallies-differ",
        field: meetings::VOTES.id(),
        about: |row| Some(vec![said(row, votes::MOTION.id())]),
        settles: true,
        says: tally,
        facts: |record, rows| {
            let [one, others @ ..] = rows else { return Vec::new() };
            let motion = said(one, votes::MOTION.id());
            let others: BTreeSet<String> = others.iter().map(|row| tally(row)).filter(|other| *other != tally(one)).collect();
            let named = named_votes(record).remove(motion).map(|v| v.to_string()).unwrap_or_default();
            let others = others.into_iter().collect::<Vec<_>>().join("、");
            vec![("motion", quoted(motion)), ("one", tally(one)), ("other", others), ("named", shown(named))]
        },
    };
    let mut cases = rows_differ(reader, limit, &rows)?;
    // There is nothing else to put right: a further count settles it by itself.
    cases.iter_mut().for_each(|case| case.choices.retain(|choice| *choice != Choice::Decide("put-right")));
    Ok(cases)
}

/// One voter on one motion with different votes, entered by people who did not know of each other: none counts. A further
/// ballot makes it no clearer: somebody has to say which one is true.
pub(super) fn ballots_differ(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let rows = Rows {
        kind: "ballots-differ",
        field: meetings::BALLOTS.id(),
        about: |row| {
            let voter = said(row, ballots::VOTER.id());
            (!voter.is_empty()).then(|| vec![said(row, ballots::MOTION.id()), voter])
        },
        settles: false,
        says: |row| said(row, ballots::CHOICE.id()).to_owned(),
        facts: |_, rows| {
            let of = |column: &str| rows.first().map(|row| said(row, column)).unwrap_or_default();
            vec![("motion", quoted(of(ballots::MOTION.id()))), ("voter", of(ballots::VOTER.id()).to_owned())]
        },
    };
    rows_differ(reader, limit, &rows)
}

/// What the sentence about a case names.
type Facts = Vec<(&'static str, String)>;

/// Rows of a meeting of which one counts, of those that are about one thing.
struct Rows {
    kind: &'static str,
    field: &'static str,
    /// What a row is about; none where it cannot be said.
    about: for<'r> fn(&'r Line) -> Option<Vec<&'r str>>,
    /// Whether a further row about the same thing settles what its author saw.
    settles: bool,
    /// What a row says.
    says: fn(&Line) -> String,
    /// What the sentence names.
    facts: fn(&Record, &[&Line]) -> Facts,
}

impl Rows {
    fn same(&self, one: &Line, other: &Line) -> bool {
        (self.about)(one).is_some_and(|about| (self.about)(other) == Some(about))
    }

    fn differ(&self, one: &Line, other: &Line) -> bool {
        self.same(one, other) && (self.says)(one) != (self.says)(other) && !is_chosen(one, other)
    }

    /// The rows that contradict each other, one group for each thing that they are about.
    fn contested<'h>(&self, history: &'h History) -> Vec<Vec<&'h Line>> {
        let rows = history.record.lines.get(self.field).map_or(&[][..], Vec::as_slice);
        let settles = |later: &Line, one: &Line, _: &Line| self.settles && self.same(later, one);
        let mut groups: Vec<BTreeSet<usize>> = Vec::new();
        for (a, b) in rivals(history, self.field, |one, other| self.differ(one, other), settles) {
            let of_it = |group: &BTreeSet<usize>| {
                let first = group.first().and_then(|at| rows.get(*at));
                first.zip(rows.get(a)).is_some_and(|(first, row)| self.same(first, row))
            };
            match groups.iter_mut().find(|group| of_it(group)) {
                Some(group) => group.extend([a, b]),
                None => groups.push(BTreeSet::from([a, b])),
            }
        }
        groups.into_iter().map(|group| group.into_iter().filter_map(|at| rows.get(at)).collect()).collect()
    }

    /// One of them is the true one: it counts, and whatever else is said of that thing does not.
    fn takes(&self, id: RecordId, record: &Record, contested: &[&Line]) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        for one in contested {
            let says = (self.says)(one);
            if choices.iter().any(|choice| matches!(choice, Choice::Take { says: other, .. } if *other == says)) {
                continue;
            }
            let rest = record.lines.get(self.field).into_iter().flatten();
            let rest = rest.filter(|other| self.same(one, other) && (self.says)(other) != says);
            let mut writes = vec![(adopted(self.field, one), Value::Yes(true))];
            writes.extend(rest.map(|other| (adopted(self.field, other), Value::Yes(false))));
            choices.push(Choice::Take { id, says, writes });
        }
        choices
    }
}

fn rows_differ(reader: &Reader, limit: usize, of: &Rows) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for id in meetings_with(reader, of.field)? {
        let Some(history) = reader.acts(id)? else { continue };
        for rows in of.contested(&history) {
            let mut facts = (of.facts)(&history.record, &rows);
            facts.insert(0, ("title", quoted(history.record.text(meetings::SUBJECT.id()))));
            let mut choices = of.takes(id, &history.record, &rows);
            choices.extend([Choice::Decide("put-right"), Choice::Decide("both-stand")]);
            let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            cases.push(Case { kind: of.kind, key: format!("{id} {}", ids.join(" ")), records: vec![id], ruled: false, facts, choices });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rows_are_chosen_among_once_somebody_said_that_one_does_not_count() {
        let row = |said: &[bool]| {
            let values = said.iter().map(|yes| Value::Yes(*yes)).collect();
            Line { id: "01J".into(), cells: [(votes::ADOPTED.id().to_owned(), values)].into() }
        };
        assert!(is_chosen(&row(&[true]), &row(&[false])) && is_chosen(&row(&[false]), &row(&[])));
        assert!(!is_chosen(&row(&[true]), &row(&[])), "of three counts another one may be meant");
        assert!(!is_chosen(&row(&[true, false]), &row(&[])), "two people have chosen differently");
        let unsaid = Line { id: "01J".into(), cells: std::collections::BTreeMap::new() };
        assert!(!is_chosen(&unsaid, &unsaid));
    }
}
