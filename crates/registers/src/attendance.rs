//! Attendance 考勤: what a person's days were, from when they were due, when they punched and when they were away. Intervals
//! only: who is due when, and which leave is in force, is found elsewhere.
//!
//! A day is judged by what it lacks ([`Fault`]). The order of punches does not matter, the same event that came twice counts
//! once, and more leave never makes a worse day: what begins and ends a day moves with the leave, what was punched does not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::book::month_summaries::people;
use crate::value::PARTS;
use crate::{RecordId, Value};

#[cfg(test)]
mod tests;

/// How long before and after a shift its punches are looked for, in hours; less where another shift is near.
const REACH: i64 = 6;
/// So many hours around a shift are looked at in any case.
const SHARED: i64 = 1;
/// Punches a day from which on each half of it is punched.
const HALVES: i64 = 4;

/// A hundredth of a day, in parts.
const HUNDREDTH: i64 = PARTS / 100;

/// What a day lacks; the worst is the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Came late.
    Late,
    /// Left early.
    Early,
    /// A punch is missing.
    Missing,
    /// Was not there, or so much too late or too early that it counts so.
    Absent,
}

/// What a day counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// As it should be.
    Normal,
    /// On an official trip for most of it.
    Business,
    /// On leave for most of it.
    Leave,
    /// It lacks something: the worst of it.
    Fault(Fault),
}

impl Status {
    /// All that a day can be.
    pub const ALL: [Status; 7] = [
        Status::Normal,
        Status::Fault(Fault::Late),
        Status::Fault(Fault::Early),
        Status::Fault(Fault::Missing),
        Status::Fault(Fault::Absent),
        Status::Business,
        Status::Leave,
    ];

    /// The id that it has among the choices of the registers.
    pub fn id(self) -> &'static str {
        match self {
            Status::Normal => "normal",
            Status::Business => "business",
            Status::Leave => "leave",
            Status::Fault(Fault::Late) => "late",
            Status::Fault(Fault::Early) => "early",
            Status::Fault(Fault::Missing) => "missing",
            Status::Fault(Fault::Absent) => "absent",
        }
    }

    /// The status with an id.
    pub fn of(id: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.id() == id)
    }
}

/// From when to when a person is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The day that it counts for.
    pub day: Date,
    /// Since when.
    pub from: DateTime,
    /// Until when.
    pub to: DateTime,
    /// The break at noon.
    pub noon: Option<(DateTime, DateTime)>,
    /// How often one punches: never, once when one comes, at both ends, or at both ends of each half of the day.
    pub punches: i64,
    /// So many minutes late still count as on time.
    pub grace: i64,
    /// More minutes too late or too early than these count as absent.
    pub absent_after: Option<i64>,
    /// Whether it only matters that one was there, not since when and until when.
    pub flexible: bool,
    /// The shift.
    pub shift: Option<RecordId>,
}

/// A punch, by the office's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Punch {
    /// The record.
    pub id: RecordId,
    /// When.
    pub at: DateTime,
    /// The machine and its number of the event; empty when it has none.
    pub event: String,
}

/// Why a person is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// An official trip.
    Business,
    /// Sick leave.
    Sick,
    /// Personal leave.
    Personal,
    /// Leave of another sort.
    Other,
}

/// A time for which a person is excused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// Since when.
    pub from: DateTime,
    /// Until when.
    pub to: DateTime,
    /// Why.
    pub reason: Reason,
    /// The leave.
    pub leave: Option<RecordId>,
}

/// What an exception was judged to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Which day.
    pub day: Date,
    /// What the records had shown, as far as somebody said; none: the whole day is judged.
    pub shown: Option<Status>,
    /// What it counts as.
    pub counts: Status,
}

/// A day on which a person was due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// What it lacks, with minutes too late or too early, or with how many punches are missing.
    pub faults: BTreeMap<Fault, i64>,
    /// Minutes in which the person was due.
    pub due: i64,
    /// Minutes of them in which they were excused.
    pub away: BTreeMap<Reason, i64>,
    /// The first and the last punch.
    pub span: Option<(DateTime, DateTime)>,
    /// The punches that count for it, in order.
    pub punches: Vec<RecordId>,
    /// The shift.
    pub shift: Option<RecordId>,
    /// The leave.
    pub leave: Option<RecordId>,
}

impl Day {
    /// What it counts as.
    pub fn status(&self) -> Status {
        if let Some((worst, _)) = self.faults.last_key_value() {
            return Status::Fault(*worst);
        }
        let business = self.away.get(&Reason::Business).copied().unwrap_or(0);
        let all: i64 = self.away.values().sum();
        match all * 2 {
            0 => Status::Normal,
            most if most < self.due => Status::Normal,
            most if business * 2 >= most - business * 2 => Status::Business,
            _ => Status::Leave,
        }
    }

    /// Lets what a person has judged count.
    fn judge(&mut self, decided: &Decided) {
        match decided.shown {
            Some(Status::Fault(fault)) => {
                self.faults.remove(&fault);
            }
            Some(_) => {}
            None => self.faults.clear(),
        }
        let excused = |reason| (reason, self.due - self.away.values().sum::<i64>());
        match decided.counts {
            Status::Normal => {}
            Status::Fault(fault) => {
                self.faults.entry(fault).or_insert(i64::from(fault == Fault::Missing));
            }
            Status::Business => {
                let (reason, rest) = excused(Reason::Business);
                *self.away.entry(reason).or_default() += rest;
            }
            Status::Leave => {
                let (reason, rest) = excused(Reason::Other);
                *self.away.entry(reason).or_default() += rest;
            }
        }
    }
}

/// What a month came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Days on which the person was due.
    pub due: i64,
    /// Days on which they were there, in [parts](PARTS).
    pub present: i64,
    /// Times late.
    pub late: i64,
    /// Times early.
    pub early: i64,
    /// Punches that are missing.
    pub missing: i64,
    /// Days absent, in [parts](PARTS).
    pub absent: i64,
    /// Days on official trips, in [parts](PARTS).
    pub business: i64,
    /// Days of personal leave, in [parts](PARTS).
    pub personal: i64,
    /// Days of sick leave, in [parts](PARTS).
    pub sick: i64,
    /// Days of other leave, in [parts](PARTS).
    pub other: i64,
}

impl Figures {
    /// Each figure under the column of a month's summary in which it stands.
    pub fn columns(&self) -> [(&'static str, Value); 9] {
        [
            (people::PRESENT.id(), Value::decimal(self.present)),
            (people::LATE.id(), Value::Integer(self.late)),
            (people::EARLY.id(), Value::Integer(self.early)),
            (people::MISSING.id(), Value::Integer(self.missing)),
            (people::ABSENT.id(), Value::decimal(self.absent)),
            (people::BUSINESS.id(), Value::decimal(self.business)),
            (people::PERSONAL.id(), Value::decimal(self.personal)),
            (people::SICK.id(), Value::decimal(self.sick)),
            (people::OTHER_LEAVE.id(), Value::decimal(self.other)),
        ]
    }

    /// The sum of some days. Parts of days are added up and rounded to hundredths of a day: half a day is paid as half a day.
    pub fn of(days: &[Day]) -> Figures {
        let mut sum = Figures::default();
        let (mut present, mut absent, mut away) = (0, 0, BTreeMap::<Reason, i64>::new());
        for day in days.iter().filter(|d| d.due > 0) {
            let mut rest = PARTS;
            for (reason, minutes) in &day.away {
                let part = (minutes * PARTS + day.due / 2) / day.due;
                *away.entry(*reason).or_default() += part;
                rest -= part;
            }
            let is_absent = day.faults.contains_key(&Fault::Absent);
            *if is_absent { &mut absent } else { &mut present } += rest.max(0);
            sum.due += 1;
            sum.late += i64::from(day.faults.contains_key(&Fault::Late));
            sum.early += i64::from(day.faults.contains_key(&Fault::Early));
            sum.missing += day.faults.get(&Fault::Missing).copied().unwrap_or(0);
        }
        let round = |parts: i64| (parts + HUNDREDTH / 2) / HUNDREDTH * HUNDREDTH;
        let of = |reason| round(away.get(&reason).copied().unwrap_or(0));
        let (business, personal) = (of(Reason::Business), of(Reason::Personal));
        Figures {
            present: round(present),
            absent: round(absent),
            business,
            personal,
            sick: of(Reason::Sick),
            other: of(Reason::Other),
            ..sum
        }
    }
}

/// What each day was on which a person was due, in order. `dues` may hold those of the days around, so that a punch is
/// counted for the shift that it is nearest to.
pub fn days(dues: &[Due], punches: &[Punch], away: &[Away], decided: &[Decided]) -> Vec<Day> {
    let punches = distinct(punches);
    let mut dues: Vec<&Due> = dues.iter().filter(|due| due.from < due.to).collect();
    dues.sort_by_key(|due| (due.from, due.to, due.day, due.shift));
    let mut days: BTreeMap<Date, Day> = BTreeMap::new();
    for (n, due) in dues.iter().enumerate() {
        let (since, until) = reach(&dues, n);
        let mine: Vec<&Punch> = punches.iter().copied().filter(|p| since <= p.at && p.at < until).collect();
        add(&mut days, due, &mine, away);
    }
    for decided in decided {
        if let Some(day) = days.get_mut(&decided.day) {
            day.judge(decided);
        }
    }
    days.into_values().collect()
}

/// The punches in order, each event once: the record that was begun first counts.
fn distinct(punches: &[Punch]) -> Vec<&Punch> {
    let mut events: BTreeMap<&str, &Punch> = BTreeMap::new();
    let mut all: BTreeMap<(DateTime, RecordId), &Punch> = BTreeMap::new();
    for punch in punches {
        if punch.event.is_empty() {
            all.insert((punch.at, punch.id), punch);
            continue;
        }
        let kept = events.entry(&punch.event).or_insert(punch);
        if (punch.id, punch.at) < (kept.id, kept.at) {
            *kept = punch;
        }
    }
    all.extend(events.into_values().map(|p| ((p.at, p.id), p)));
    all.into_values().collect()
}

/// Since when and until when punches are counted for a shift: as far as it is the nearest.
fn reach(dues: &[&Due], n: usize) -> (DateTime, DateTime) {
    let Some(due) = dues.get(n) else { return (DateTime::MAX, DateTime::MIN) };
    let middle = |from: DateTime, to: DateTime| from.checked_add((to.duration_since(from).as_mins() / 2).minutes()).unwrap_or(to);
    let before = dues.iter().take(n).map(|d| d.to).max();
    let after = dues.iter().skip(n + 1).map(|d| d.from).min();
    let since = due.from.checked_sub(REACH.hours()).unwrap_or(DateTime::MIN);
    let until = due.to.checked_add(REACH.hours()).unwrap_or(DateTime::MAX);
    let since = before.map_or(since, |to| since.max(middle(to.min(due.from), due.from)));
    let until = after.map_or(until, |from| until.min(middle(due.to, from.max(due.to))));
    // Where one shift follows the other, one punch may be the end of this and the beginning of that.
    let near = |time: DateTime, hours: i64| time.checked_add((SHARED * hours).hours()).unwrap_or(time);
    (since.min(near(due.from, -1)), until.max(near(due.to, 1)))
}

fn add(days: &mut BTreeMap<Date, Day>, due: &Due, punches: &[&Punch], away: &[Away]) {
    let day = days.entry(due.day).or_insert_with(|| Day {
        date: due.day,
        faults: BTreeMap::new(),
        due: 0,
        away: BTreeMap::new(),
        span: None,
        punches: Vec::new(),
        shift: None,
        leave: None,
    });
    day.shift = day.shift.or(due.shift);
    day.punches.extend(punches.iter().map(|p| p.id));
    for at in punches.iter().map(|p| p.at) {
        day.span = Some(day.span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
    }
    let mut left = whole(due);
    day.due += length(&left);
    let mut excused: Vec<&Away> = away.iter().filter(|a| a.from < due.to && due.from < a.to).collect();
    excused.sort_by_key(|a| (a.reason, a.from, a.leave));
    for away in &excused {
        let rest = without(&left, away.from, away.to);
        let minutes = length(&left) - length(&rest);
        if minutes > 0 {
            *day.away.entry(away.reason).or_default() += minutes;
            day.leave = day.leave.or(away.leave);
        }
        left = rest;
    }
    for (fault, n) in faults(due, punches, &left) {
        *day.faults.entry(fault).or_default() += n;
    }
}

/// What the times of a shift in which somebody was not excused lack.
fn faults(due: &Due, punches: &[&Punch], left: &[(DateTime, DateTime)]) -> Vec<(Fault, i64)> {
    let mut found = Vec::new();
    if due.punches <= 0 || left.is_empty() {
        return found;
    }
    if punches.is_empty() {
        return vec![(Fault::Absent, 0)];
    }
    let halves = due.noon.filter(|(from, to)| due.punches >= HALVES && due.from < *from && from < to && *to < due.to);
    let (sessions, middle) = match halves {
        Some((from, to)) => {
            let middle = from.checked_add((to.duration_since(from).as_mins() / 2).minutes()).unwrap_or(from);
            (vec![(due.from, from), (to, due.to)], middle)
        }
        None => (vec![(due.from, due.to)], DateTime::MAX),
    };
    for (n, (from, to)) in sessions.into_iter().enumerate() {
        let within = left.iter().filter(|(a, b)| *a < to && from < *b);
        let Some((begins, ends)) = within.map(|(a, b)| (*a, *b)).reduce(|all, one| (all.0.min(one.0), all.1.max(one.1))) else { continue };
        let moments: BTreeSet<DateTime> =
            punches.iter().map(|p| p.at).filter(|at| (*at < middle) == (n == 0) || halves.is_none()).collect();
        session(due, (begins, ends), &moments, &mut found);
    }
    found
}

fn session(due: &Due, (begins, ends): (DateTime, DateTime), moments: &BTreeSet<DateTime>, found: &mut Vec<(Fault, i64)>) {
    let wanted = usize::try_from(due.punches.min(2)).unwrap_or(0);
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else {
        found.push((Fault::Missing, i64::try_from(wanted).unwrap_or(0)));
        return;
    };
    if moments.len() < wanted {
        // Nobody can tell whether it was the coming or the going.
        found.push((Fault::Missing, 1));
        return;
    }
    if due.flexible {
        return;
    }
    let late = minutes(begins, *first);
    let early = if wanted > 1 { minutes(*last, ends) } else { 0 };
    let gone = |n: i64| due.absent_after.is_some_and(|most| most > 0 && n > most);
    if late > due.grace {
        found.push(if gone(late) { (Fault::Absent, late) } else { (Fault::Late, late) });
    }
    if early > 0 {
        found.push(if gone(early) { (Fault::Absent, early) } else { (Fault::Early, early) });
    }
}

/// The times of a shift without its break.
fn whole(due: &Due) -> Vec<(DateTime, DateTime)> {
    let all = vec![(due.from, due.to)];
    due.noon.map_or_else(|| all.clone(), |(from, to)| without(&all, from, to))
}

/// Times without one of them.
fn without(times: &[(DateTime, DateTime)], from: DateTime, to: DateTime) -> Vec<(DateTime, DateTime)> {
    if from >= to {
        return times.to_vec();
    }
    let parts = times.iter().flat_map(|(a, b)| [(*a, (*b).min(from)), ((*a).max(to), *b)]);
    parts.filter(|(a, b)| a < b).collect()
}

fn length(times: &[(DateTime, DateTime)]) -> i64 {
    times.iter().map(|(a, b)| minutes(*a, *b)).sum()
}

fn minutes(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_mins()
}
