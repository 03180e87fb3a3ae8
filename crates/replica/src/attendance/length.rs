//! How long a leave is: in whole and half days of those on which the person is due, and the hours beyond them.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use registers::attendance::{self, Away, Due, Reason};
use registers::book::leave;
use registers::document::{Op, Record};
use registers::value::PARTS;
use registers::{RecordId, Value};
use rusqlite::Connection;

use super::dues::{Plan, Staff};
use super::moment;
use crate::Result;
use crate::commit::Edit;

/// Greatest number of days of a leave whose length is worked out.
const LONGEST: i32 = 3_660;
/// So many days before and after a leave tell whether a person works in shifts at all.
const AROUND: i64 = 14;
/// Half a day, in parts.
const HALF: i64 = PARTS / 2;
/// What rounding may have taken off the parts of a leave.
const ROUNDED: i64 = 10;
/// The office's day where no shift is known: from, noon, to, in hours.
const HOURS: (i8, i8, i8, i8) = (8, 12, 13, 17);

/// When people are due: read once for all leaves that an action writes.
#[derive(Debug)]
pub(crate) struct Rosters {
    plan: Plan,
    staff: Staff,
}

impl Rosters {
    fn read(conn: &Connection) -> Result<Rosters> {
        Ok(Rosters { plan: Plan::read(conn)?, staff: Staff::read(conn)? })
    }
}

/// How long something is: in parts of a day, and how many minutes a day has.
struct Length {
    parts: i64,
    day: i64,
}

/// The length of a leave as its fields hold it; nothing where somebody has said it, or its times are not known.
pub(crate) fn length_of(edit: &mut Edit<'_>, record: &Record) -> Result<Vec<Op>> {
    if record.is_filled(leave::DAYS.id()) || record.is_filled(leave::HOURS.id()) {
        return Ok(Vec::new());
    }
    let Some(length) = measure(edit, record, record.text(leave::ENDS_AT.id()))? else { return Ok(Vec::new()) };
    let mut halves = (length.parts + ROUNDED) / HALF;
    let rest = (length.parts - halves * HALF).max(0);
    let mut hours = (rest * length.day / PARTS + 30) / 60;
    if hours * 120 >= length.day && length.day > 0 {
        (halves, hours) = (halves + 1, 0);
    }
    if halves == 0 && hours == 0 && length.parts > 0 {
        hours = 1;
    }
    let mut ops = vec![Op::Set { field: leave::DAYS.id().to_owned(), value: Some(Value::decimal(halves * HALF)) }];
    ops.extend((hours > 0).then(|| Op::set(leave::HOURS, hours.min(23))));
    Ok(ops)
}

/// Writes how long a leave is when it is handed in, and how long it was when the person is back, where nobody says.
pub(super) fn follow(edit: &mut Edit<'_>, id: RecordId, step: &str) -> Result<()> {
    let record = edit.record(id)?;
    let ops = match step {
        "submit" => length_of(edit, &record)?,
        "report-back" if !record.is_filled(leave::ACTUAL_DAYS.id()) => {
            let ends = record.text(leave::ENDS_AT.id());
            let back = record.text(leave::RETURNED_AT.id());
            let until = if back.is_empty() { ends } else { back.min(ends) };
            let length = measure(edit, &record, until)?;
            let hundredth = PARTS / 100;
            let rounded = |length: Length| Value::decimal((length.parts + hundredth / 2) / hundredth * hundredth);
            length.map(|l| Op::Set { field: leave::ACTUAL_DAYS.id().to_owned(), value: Some(rounded(l)) }).into_iter().collect()
        }
        _ => Vec::new(),
    };
    if ops.is_empty() { Ok(()) } else { edit.put_back(id, &ops) }
}

/// How much of the days on which a person is due a leave takes until a time; none where it has no length.
fn measure(edit: &mut Edit<'_>, record: &Record, until: &str) -> Result<Option<Length>> {
    let Some((from, to)) = times(record.text(leave::STARTS_AT.id()), until) else { return Ok(None) };
    let last = to.checked_sub(1.minute()).unwrap_or(to).date();
    if from.date().until(last).map_or(i32::MAX, |span| span.get_days()) >= LONGEST {
        return Ok(None);
    }
    // 产假 is counted in days of the calendar, whatever days they are.
    if record.text(leave::TYPE.id()) == "maternity" {
        let days = from.date().until(last).map_or(0, |span| i64::from(span.get_days())) + 1;
        return Ok(Some(Length { parts: days * PARTS, day: 0 }));
    }
    let mut rosters = match edit.rosters.take() {
        Some(rosters) => rosters,
        None => Rosters::read(edit.connection())?,
    };
    let dues = rosters.dues(record.text(leave::APPLICANT.id()), (from.date(), last));
    edit.rosters = Some(rosters);
    let away = Away { from, to, reason: Reason::Other, leave: None };
    let days = attendance::days(&dues, &[], &[away], &[]);
    let taken = || days.iter().filter_map(|day| Some((day.due, *day.away.get(&Reason::Other)?))).filter(|(due, _)| *due > 0);
    let parts = taken().map(|(due, minutes)| (minutes * PARTS + due / 2) / due).sum();
    let (sum, count) = taken().fold((0, 0), |(sum, count), (due, _)| (sum + due, count + 1));
    Ok(Some(Length { parts, day: if count > 0 { sum / count } else { 0 } }))
}

/// Since when and until when; a day by itself lasts until its end.
fn times(starts: &str, ends: &str) -> Option<(DateTime, DateTime)> {
    let from = moment(starts)?;
    let to = if ends.len() > super::DAY { moment(ends)? } else { ends.parse::<Date>().ok()?.tomorrow().ok()?.at(0, 0, 0, 0) };
    (from < to).then_some((from, to))
}

impl Rosters {
    /// When a person is due on some days and the day before; by the office's hours where no shift is theirs.
    fn dues(&mut self, name: &str, (from, to): (Date, Date)) -> Vec<Due> {
        let far = |day: Date, by: i64| day.checked_add(by.days()).unwrap_or(day);
        let key = self.staff.known(name);
        let person = self.staff.people.get(&key).cloned().unwrap_or_default();
        let found = self.plan.dues(&self.staff, &key, &person, (far(from, -AROUND), far(to, AROUND)));
        if found.is_empty() { self.plan.office_days(from, to, HOURS) } else { found }
    }
}
