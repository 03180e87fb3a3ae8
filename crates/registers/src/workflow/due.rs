//! Due dates and notice, in working days of the office.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::Actor;
use crate::calendar::Calendar;
use crate::def::{DueRule, Kind, Phase, Register};
use crate::document::Record;
use crate::value::Value;

/// The due field and its value by the register's rule, from what the record says; none when people set the date.
pub fn due(register: &Register, record: &Record, actor: &Actor) -> Option<(&'static str, Value)> {
    let rule = register.due.filter(|rule| !rule.since.is_empty())?;
    let since = date(record.text(rule.since)).unwrap_or(actor.now.date());
    let days = rule.days_for(record.text(rule.by));
    let days = if rule.ahead { -days } else { days };
    let begun = if rule.hourly { record.text(rule.since).parse::<DateTime>().ok() } else { None };
    let day = if rule.working { actor.calendar.add_working(since, days) } else { since.checked_add(days.days()).ok()? };
    let value = match register.field(rule.field)?.kind {
        // The team that is on call comes at once, also at night.
        Kind::Time if days == 0 && rule.at_once > 0 && begun.is_some() => Value::time(begun?.checked_add(rule.at_once.minutes()).ok()?),
        Kind::Time if rule.working && begun.is_some() => Value::time(in_hours(begun?, days, rule.hours, actor)?),
        // By the clock: 24 hours from the minute on.
        Kind::Time if !rule.working && record.text(rule.since).len() > 10 => {
            Value::time(record.text(rule.since).parse::<DateTime>().ok()?.checked_add(days.days()).ok()?)
        }
        Kind::Time => Value::time(on(day, rule.hours.1)?),
        _ => Value::date(day),
    };
    Some((rule.field, value))
}

/// Whether a record that a list tells of gets its due date by the register's rule: something is still to do, and the list says since
/// when, but not by when. What was done long ago is not late, and the day of the import is no beginning.
pub fn follows_list(register: &Register, listed: &Record) -> bool {
    let Some(rule) = register.due.filter(|rule| !rule.since.is_empty()) else { return false };
    let state = if listed.states.is_empty() { register.first_state() } else { listed.state() };
    let is_open = register.state(state).is_some_and(|s| s.phase == Phase::Open) && !rule.met.contains(&state);
    // Where a step says when it is due, that has been done.
    let has_begun = rule.at_creation || state != register.first_state();
    is_open && has_begun && listed.is_filled(rule.since) && !listed.is_filled(rule.field)
}

/// So many working days later at the same time. What comes outside the hours comes when they begin.
fn in_hours(begun: DateTime, days: i64, (open, close): (i64, i64), actor: &Actor) -> Option<DateTime> {
    let minute = i64::from(begun.hour()) * 60 + i64::from(begun.minute());
    let today = begun.date();
    let (first, minute) = match actor.calendar.is_working(today) {
        true if minute < close => (today, minute.max(open)),
        _ => (actor.calendar.add_working(today, 1), open),
    };
    on(actor.calendar.add_working(first, days), minute)
}

/// A minute of a day.
fn on(day: Date, minute: i64) -> Option<DateTime> {
    day.at(0, 0, 0, 0).checked_add(minute.minutes()).ok()
}

/// Days from one day to an event, in working days or not as the deadline before it counts.
pub fn lead(rule: &DueRule, calendar: &Calendar, from: Date, event: Date) -> i64 {
    if rule.working { calendar.working_between(from, event) } else { from.until(event).map_or(0, |span| i64::from(span.get_days())) }
}

/// The day of a date or time as records hold it.
pub(super) fn date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
