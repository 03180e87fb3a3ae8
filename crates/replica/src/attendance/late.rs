//! What comes after a month was locked: the month stays as it is, what changes in it becomes an adjustment, a row of its own.

use jiff::civil::Date;
use registers::attendance::{Day, Status};
use registers::book::month_summaries::{self as months, adjustments};
use registers::book::{attendance_exceptions as exceptions, leave as leaves, punches};
use registers::document::{Op, Record, cell};
use registers::{RecordId, Register, Value};
use rusqlite::params;

use super::fill::{begin_of, row_id};
use super::{Attendance, Lens, MAX_ATTENDANCE_DAYS, Question, Whom, derive, in_force, punched};
use crate::commit::Edit;
use crate::{Result, schema};

/// Greatest number of locked months that one record changes.
const MOST_MONTHS: usize = 24;

/// A punch that came after the lock.
pub(super) fn punch(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    let record = edit.record(id)?;
    let Ok(month) = record.text(punches::MONTH.id()).parse::<RecordId>() else { return Ok(()) };
    let person = record.text(punches::PERSON.id()).to_owned();
    let offset = record.get(punches::CLOCK_OFFSET.id()).and_then(Value::as_integer);
    let at = punched(record.text(punches::DEVICE_TIME.id()), offset, record.text(punches::PUNCHED_AT.id()));
    let shown = at.map(|at| at.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    let mut change = Change { month, person, day: None, was: None, becomes: None, reason: reason(&punches::REGISTER, &shown) };
    if let Some(day) = at.map(|at| at.date()) {
        // The day that it counts for may be the one before, at night.
        let span = (day.yesterday().unwrap_or(day), day);
        // What was adjusted before counts already.
        let all = Lens { adjusted: true, ..Lens::default() };
        let without = look(edit, &change.person, span, Lens { without: Some(id), ..all })?;
        let with = look(edit, &change.person, span, all)?;
        let counted = days(&with).find(|d| d.punches.contains(&id)).map_or(day, |d| d.date);
        change.day = Some(counted);
        change.was = status_on(&without, counted);
        change.becomes = status_on(&with, counted);
    }
    write(edit, id, "", &change)
}

/// A decision about a day of a locked month.
pub(super) fn decision(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    let record = edit.record(id)?;
    let Ok(day) = record.text(exceptions::DAY.id()).parse::<Date>() else { return Ok(()) };
    let person = record.text(exceptions::PERSON.id()).to_owned();
    let said = record.text(exceptions::DECISION_REASON.id());
    let reason = if said.is_empty() { reason(&exceptions::REGISTER, &day.to_string()) } else { said.to_owned() };
    let status = |field: &str| Status::of(record.text(field));
    let (was, becomes) = (status(exceptions::STATUS.id()), status(exceptions::DECIDED.id()));
    for month in locked(edit, &person, (day, day))? {
        let change = Change { month, person: person.clone(), day: Some(day), was, becomes, reason: reason.clone() };
        // Whoever decides again, after another appeal, makes another row.
        write(edit, id, record.text(exceptions::DECIDED_AT.id()), &change)?;
    }
    Ok(())
}

/// Leave that was approved, taken back or returned from.
pub(super) fn leave(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    leave_from(edit, id, Lens::default())
}

/// Leave that was approved before the lock was known here, against the days without it.
pub(super) fn leave_unknown(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    leave_from(edit, id, Lens { leave: Some((id, None)), ..Lens::default() })
}

fn leave_from(edit: &mut Edit<'_>, id: RecordId, before: Lens) -> Result<()> {
    let record = edit.record(id)?;
    let person = record.text(leaves::APPLICANT.id()).to_owned();
    let day = |field: &str| record.text(field).get(..super::DAY).and_then(|d| d.parse::<Date>().ok());
    let Some((from, to)) = day(leaves::STARTS_AT.id()).zip(day(leaves::ENDS_AT.id())) else { return Ok(()) };
    for month in locked(edit, &person, (from, to))? {
        let (first, last) = days_of(&edit.record(month)?).unwrap_or((from, to));
        let span = (from.max(first), to.min(last));
        if span.1 < span.0 || span.0.until(span.1).is_ok_and(|s| i64::from(s.get_days()) >= MAX_ATTENDANCE_DAYS) {
            continue;
        }
        let all = Lens { adjusted: true, ..Lens::default() };
        let was = look(edit, &person, span, Lens { adjusted: true, ..before })?;
        let becomes = look(edit, &person, span, Lens { leave: Some((id, in_force(&record))), ..all })?;
        for now in days(&becomes) {
            let before = status_on(&was, now.date);
            if before == Some(now.status()) {
                continue;
            }
            let change = Change {
                month,
                person: person.clone(),
                day: Some(now.date),
                was: before,
                becomes: Some(now.status()),
                reason: reason(&leaves::REGISTER, record.text(leaves::LEAVE_NO.id())),
            };
            write(edit, id, &format!("{} {}", now.date, record.state()), &change)?;
        }
    }
    Ok(())
}

/// A row of a locked month.
struct Change {
    month: RecordId,
    person: String,
    day: Option<Date>,
    was: Option<Status>,
    becomes: Option<Status>,
    reason: String,
}

/// What the row is about, in the words that the office reads on its paper.
fn reason(register: &Register, what: &str) -> String {
    format!("{} {what}", register.one.hans).trim().to_owned()
}

/// The row has an id that follows from what it is about: desks that do the same at once write one.
fn write(edit: &mut Edit<'_>, about: RecordId, nth: &str, change: &Change) -> Result<()> {
    let (now, me) = (edit.actor().now, edit.actor().person.clone());
    let mut cells = vec![
        cell(adjustments::AT, now),
        cell(adjustments::PERSON, change.person.as_str()),
        cell(adjustments::REASON, change.reason.as_str()),
        cell(adjustments::BY, me.as_str()),
        cell(adjustments::COUNTED_IN, now.strftime("%Y-%m").to_string().as_str()),
    ];
    cells.extend(change.day.map(|day| cell(adjustments::DAY, day)));
    cells.extend(change.was.map(|was| cell(adjustments::WAS, was.id())));
    cells.extend(change.becomes.map(|becomes| cell(adjustments::BECOMES, becomes.id())));
    let place = change.day.map_or(0, begin_of);
    let row = row_id(place, "zongban 2026 adjustment of a locked month", &[&change.month.to_string(), &about.to_string(), nth]);
    let standing = edit.record(change.month)?;
    if standing.lines.get(months::ADJUSTMENTS.id()).is_some_and(|rows| rows.iter().any(|r| r.id == row)) {
        return Ok(());
    }
    edit.put_back(change.month, &[Op::Line { field: months::ADJUSTMENTS.id().to_owned(), row, cells }])
}

/// The locked months of which some day is one of these, and in which a person is; one without rows is everybody's.
fn locked(edit: &Edit<'_>, person: &str, (from, to): (Date, Date)) -> Result<Vec<RecordId>> {
    let sql = format!(
        "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state='locked'
           AND coalesce(nullif(t.f_from,''), t.f_month||'-01')<=?2 AND coalesce(nullif(t.f_to,''), t.f_month||'-31')>=?1
           AND (NOT EXISTS(SELECT 1 FROM line WHERE record=t.id AND field='people')
             OR EXISTS(SELECT 1 FROM line WHERE record=t.id AND field='people' AND json_extract(cells,'$.person')=?3))
         ORDER BY r.ulid LIMIT {MOST_MONTHS}",
        schema::table(&months::REGISTER)
    );
    let mut statement = edit.connection().prepare_cached(&sql)?;
    let rows = statement.query_map(params![from.to_string(), to.to_string(), person], |r| Ok(RecordId::from_bytes(r.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The days of a summary.
fn days_of(month: &Record) -> Option<(Date, Date)> {
    let day = |field: &str| month.text(field).parse::<Date>().ok();
    let by_month = || {
        let first: Date = format!("{}-01", month.text(months::MONTH.id())).parse().ok()?;
        Some((first, first.last_of_month()))
    };
    day(months::FROM.id()).zip(day(months::TO.id())).or_else(by_month)
}

fn look(edit: &Edit<'_>, person: &str, (from, to): (Date, Date), lens: Lens) -> Result<Attendance> {
    derive(edit.connection(), Question { from, to, whom: Whom::Person(person), now: edit.actor().now, lens })
}

fn days(attendance: &Attendance) -> impl Iterator<Item = &Day> {
    attendance.people.iter().flat_map(|p| &p.days)
}

fn status_on(attendance: &Attendance, day: Date) -> Option<Status> {
    days(attendance).find(|d| d.date == day).map(Day::status)
}
