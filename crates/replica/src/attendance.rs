//! Attendance 考勤: what each person's days of a month were, from shifts, punches, leave, decided exceptions and the calendar.
//! Nothing of it is stored but what is filled into a month's summary, and the exceptions that are proposed ([`fill`]).

mod dues;
mod fill;
mod late;
mod length;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};
use registers::attendance::{self, Away, Day, Decided, Figures, Punch, Reason, Status};
use registers::book::{attendance_exceptions as exceptions, leave, month_summaries, punches};
use registers::document::Record;
use registers::{RecordId, order, parse};
use rusqlite::{Connection, params};

use crate::cases::leave_of;
use crate::commit::Edit;
use crate::query::Reader;
use crate::stocktake::plain;
use crate::{Error, Result, apply, schema};

use dues::{Employed, Plan, Staff};
pub(crate) use length::{Rosters, length_of};

/// Greatest number of days that are looked at together.
pub const MAX_ATTENDANCE_DAYS: i64 = 31;
/// Greatest number of leaves and of decided exceptions that are looked at; of more than it may overlook one, it
/// says so.
const MOST: usize = 20_000;
/// Greatest number of punches.
const MOST_PUNCHES: usize = 500_000;

/// Whose days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom<'a> {
    /// Everybody's who was due.
    Everybody,
    /// Those of a department, by name.
    Department(&'a str),
    /// One person's, by name.
    Person(&'a str),
}

/// What the days of some people were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// Days on which the office worked.
    pub workdays: i64,
    /// The people who were due, in the order of their names.
    pub people: Vec<PersonDays>,
}

/// What one person's days were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDays {
    /// Who.
    pub person: String,
    /// Number of the person.
    pub staff_no: String,
    /// Where they work.
    pub department: String,
    /// Each day on which they were due and that is over.
    pub days: Vec<Day>,
    /// The sum of them.
    pub figures: Figures,
}

impl Reader {
    /// What the days from `from` to `to` were, as far as they are over and as this desk knows. Days that are locked in a
    /// summary stay there as they were written: this is what the records say now.
    ///
    /// # Errors
    /// [`Error::Rule`] for more than [`MAX_ATTENDANCE_DAYS`] days, and when the file cannot be read.
    pub fn attendance(&self, from: Date, to: Date, whom: Whom<'_>, now: DateTime) -> Result<Attendance> {
        derive(self.connection(), Question { from, to, whom, now, lens: Lens::default() })
    }
}

/// What follows a step of a month's summary, or one that comes after a month was locked, in the same action.
pub(crate) fn follow(edit: &mut Edit<'_>, id: RecordId, step: &str) -> Result<()> {
    let register = edit.stage(id)?;
    let Some(step) = register.transition(step) else { return Ok(()) };
    match (register.key, step.id) {
        ("month-summaries", "fill-in") => fill::fill(edit, id),
        ("punches", "adjust") => late::punch(edit, id),
        ("attendance-exceptions", "decide") => late::decision(edit, id),
        ("leave", "submit") => length::follow(edit, id, step.id),
        ("leave", "report-back") => {
            length::follow(edit, id, step.id)?;
            late::leave(edit, id)
        }
        ("leave", "approve" | "withdraw" | "reopen" | "void") => late::leave(edit, id),
        _ => Ok(()),
    }
}

/// What a leave changes in the months whose lock was not known where it was approved, as rows of their adjustments.
pub(crate) fn leave_after_lock(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    late::leave_unknown(edit, id)
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
struct Question<'a> {
    from: Date,
    to: Date,
    whom: Whom<'a>,
    now: DateTime,
    lens: Lens,
}

/// What is looked at as if it were otherwise: so that one can tell what a record changes.
#[derive(Debug, Clone, Copy, Default)]
struct Lens {
    /// A punch that is left out.
    without: Option<RecordId>,
    /// Whether punches count that came after the lock.
    adjusted: bool,
    /// A leave, with the days for which it holds, if any.
    leave: Option<(RecordId, Option<(DateTime, DateTime)>)>,
}

fn derive(conn: &Connection, ask: Question<'_>) -> Result<Attendance> {
    if ask.to < ask.from || ask.from.until(ask.to).is_ok_and(|span| i64::from(span.get_days()) >= MAX_ATTENDANCE_DAYS) {
        return Err(Error::Rule { field: month_summaries::TO.id().to_owned(), reason: parse::Reason::TooManyDays(MAX_ATTENDANCE_DAYS) });
    }
    let plan = Plan::read(conn)?;
    let mut staff = Staff::read(conn)?;
    let mut punches = punches_of(conn, &ask, &mut staff)?;
    let mut away = away(conn, &ask, &mut staff)?;
    let mut decided = decided(conn, &ask, &mut staff)?;
    plan.rostered().for_each(|name| drop(staff.key(name)));
    let wanted = |staff: &Staff, key: &str, person: &Employed| match ask.whom {
        Whom::Everybody => true,
        Whom::Department(name) => plain(name) == plain(&person.department),
        Whom::Person(name) => staff.known(name) == key,
    };
    // A shift of the day before or after draws the punches that are nearer to it.
    let around = (ask.from.yesterday().unwrap_or(ask.from), ask.to.tomorrow().unwrap_or(ask.to));
    let mut found = Vec::new();
    for (key, person) in &staff.people {
        if !wanted(&staff, key, person) {
            continue;
        }
        let dues = plan.dues(&staff, key, person, around);
        let mine = (punches.remove(key).unwrap_or_default(), away.remove(key).unwrap_or_default(), decided.remove(key).unwrap_or_default());
        let mut days = attendance::days(&dues, &mine.0, &mine.1, &mine.2);
        // A day that is not over is not judged.
        let open: BTreeSet<Date> = dues.iter().filter(|d| d.to > ask.now).map(|d| d.day).collect();
        days.retain(|d| ask.from <= d.date && d.date <= ask.to && !open.contains(&d.date));
        if !days.is_empty() {
            let figures = Figures::of(&days);
            let Employed { name, staff_no, department, .. } = person.clone();
            found.push(PersonDays { person: name, staff_no, department, days, figures });
        }
    }
    found.sort_by(|a, b| order::compare(&a.department, &b.department).then_with(|| order::compare_names(&a.person, &b.person)));
    Ok(Attendance { workdays: plan.workdays(ask.from, ask.to), people: found })
}

/// Punches by person, at the machine's time without what its clock was fast.
fn punches_of(conn: &Connection, ask: &Question<'_>, staff: &mut Staff) -> Result<BTreeMap<String, Vec<Punch>>> {
    let states = if ask.lens.adjusted { "'recorded','confirmed','adjusted'" } else { "'recorded','confirmed'" };
    // What is doubtful proves nothing until somebody has looked at it.
    let sql = format!(
        "SELECT r.ulid, t.f_person, t.f_punched_at, t.f_device_time, t.f_clock_offset, t.f_device, t.f_source_event FROM \"{}\" t
         JOIN record r ON r.id=t.id WHERE t.state IN ({states})
           AND coalesce(nullif(t.f_device_time,''), t.f_punched_at)>=?1 AND coalesce(nullif(t.f_device_time,''), t.f_punched_at)<?2
         ORDER BY r.ulid LIMIT {}",
        schema::table(&punches::REGISTER),
        MOST_PUNCHES + 1
    );
    let far = |day: Date, by: i64| day.checked_add(by.days()).unwrap_or(day).to_string();
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![far(ask.from, -3), far(ask.to, 4)])?;
    let mut found: BTreeMap<String, Vec<Punch>> = BTreeMap::new();
    let mut count = 0;
    while let Some(r) = rows.next()? {
        count += 1;
        let id = RecordId::from_bytes(r.get(0)?);
        if ask.lens.without == Some(id) {
            continue;
        }
        let (device_time, device, event) = (text(r, 3)?, text(r, 5)?, text(r, 6)?);
        let Some(at) = punched(&device_time, r.get(4)?, &text(r, 2)?) else { continue };
        let event = if event.is_empty() { event } else { format!("{}\n{event}", plain(&device)) };
        found.entry(staff.key(&text(r, 1)?)).or_default().push(Punch { id, at, event });
    }
    within(count, MOST_PUNCHES, "punches")?;
    Ok(found)
}

/// When somebody punched, by the office's clock.
fn punched(device_time: &str, offset: Option<i64>, punched_at: &str) -> Option<DateTime> {
    let fast = SignedDuration::from_secs(offset.unwrap_or(0).clamp(-86_400, 86_400));
    moment(device_time).and_then(|at| at.checked_sub(fast).ok()).or_else(|| moment(punched_at))
}

/// Times of leave in force, by person.
fn away(conn: &Connection, ask: &Question<'_>, staff: &mut Staff) -> Result<BTreeMap<String, Vec<Away>>> {
    let sql = format!(
        "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.state IN ('approved','returned','cancelled') AND t.f_starts_at<?2 AND t.f_ends_at>=?1 ORDER BY r.ulid LIMIT {}",
        schema::table(&leave::REGISTER),
        MOST + 1
    );
    let far = |day: Date, by: i64| day.checked_add(by.days()).unwrap_or(day).to_string();
    let mut statement = conn.prepare_cached(&sql)?;
    let ids = statement.query_map(params![far(ask.from, -2), far(ask.to, 3)], |r| Ok(RecordId::from_bytes(r.get(0)?)))?;
    let mut ids = ids.collect::<rusqlite::Result<BTreeSet<_>>>()?;
    within(ids.len(), MOST, "leaves")?;
    ids.extend(ask.lens.leave.map(|(id, _)| id));
    let mut found: BTreeMap<String, Vec<Away>> = BTreeMap::new();
    for id in ids {
        let Some(record) = apply::record(conn, id)? else { continue };
        let force = match ask.lens.leave {
            Some((one, force)) if one == id => force,
            _ => in_force(&record),
        };
        let Some((from, to)) = force else { continue };
        let reason = match record.text(leave::TYPE.id()) {
            "business" => Reason::Business,
            "sick" => Reason::Sick,
            "personal" => Reason::Personal,
            _ => Reason::Other,
        };
        let applicant = record.text(leave::APPLICANT.id()).to_owned();
        found.entry(staff.key(&applicant)).or_default().push(Away { from, to, reason, leave: Some(id) });
    }
    Ok(found)
}

/// The time for which a leave holds; one that names days only holds until the end of the last.
fn in_force(record: &Record) -> Option<(DateTime, DateTime)> {
    let (from, to) = leave_of(record)?;
    let end = |day: Date| day.tomorrow().ok().map(|next| next.at(0, 0, 0, 0));
    let to = if to.len() > DAY { moment(&to) } else { to.parse().ok().and_then(end) };
    Some((moment(&from)?, to?))
}

/// What exceptions were judged to be, by person.
fn decided(conn: &Connection, ask: &Question<'_>, staff: &mut Staff) -> Result<BTreeMap<String, Vec<Decided>>> {
    let sql = format!(
        "SELECT t.f_person, t.f_day, t.f_status, t.f_decided FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.state IN ('decided','reported') AND t.f_day>=?1 AND t.f_day<=?2 ORDER BY r.ulid LIMIT {}",
        schema::table(&exceptions::REGISTER),
        MOST + 1
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![ask.from.to_string(), ask.to.to_string()])?;
    let mut found: BTreeMap<String, Vec<Decided>> = BTreeMap::new();
    let mut count = 0;
    while let Some(r) = rows.next()? {
        count += 1;
        let (Ok(day), Some(counts)) = (text(r, 1)?.parse(), Status::of(&text(r, 3)?)) else { continue };
        found.entry(staff.key(&text(r, 0)?)).or_default().push(Decided { day, shown: Status::of(&text(r, 2)?), counts });
    }
    within(count, MOST, "exceptions")?;
    Ok(found)
}

/// Length of a day as records hold it.
const DAY: usize = 10;

fn moment(text: &str) -> Option<DateTime> {
    text.parse().ok()
}

fn text(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
}

fn within(count: usize, most: usize, what: &str) -> Result<()> {
    if count > most { Err(Error::TooLarge(format!("more than {most} {what}"))) } else { Ok(()) }
}
