//! Due dates and notice, in working days of the office.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::Actor;
use crate::def::{Kind, Register};
use crate::document::Record;
use crate::value::Value;

/// The due field and its value by the register's rule, from what the record says; none when people set the date.
pub fn due(register: &Register, record: &Record, actor: &Actor) -> Option<(&'static str, Value)> {
    let rule = register.due.filter(|rule| !rule.since.is_empty())?;
    let since = date(record.text(rule.since)).unwrap_or(actor.now.date());
    let by = record.text(rule.by);
    let days = rule.days.iter().find(|(id, _)| *id == by).map_or(rule.otherwise, |(_, d)| *d);
    let day = if rule.working { actor.calendar.add_working(since, days) } else { since.checked_add(days.days()).ok()? };
    let value = match register.field(rule.field)?.kind {
        // By the clock: 24 hours from the minute on.
        Kind::Time if !rule.working && record.text(rule.since).len() > 10 => {
            Value::time(record.text(rule.since).parse::<DateTime>().ok()?.checked_add(days.days()).ok()?)
        }
        Kind::Time => Value::time(day.at(17, 0, 0, 0)),
        _ => Value::date(day),
    };
    Some((rule.field, value))
}

/// Working days from now to a date or time field of the record; none while it is empty.
pub fn lead(record: &Record, field: &str, actor: &Actor) -> Option<i64> {
    Some(actor.calendar.working_between(actor.now.date(), date(record.text(field))?))
}

/// The day of a date or time as records hold it.
pub(super) fn date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
