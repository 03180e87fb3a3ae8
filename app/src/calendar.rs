//! A month of the office's calendar: working days, holidays by name, make-up days, terms that begin or end.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use registers::book::terms;
use registers::calendar::Holidays;
use registers::{Lang, Value};
use replica::{Filter, Query, Reader};

use crate::cli::say;

/// A day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether people work.
    pub working: bool,
    /// What the holiday or the make-up day is called, if it differs from the plain week.
    pub name: Option<String>,
    /// What else it says: terms that begin or end.
    pub notes: Vec<String>,
}

impl Day {
    /// Whether people work on a Saturday or Sunday.
    pub fn is_make_up(&self) -> bool {
        self.working && matches!(self.date.weekday(), Weekday::Saturday | Weekday::Sunday)
    }
}

/// A month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Month {
    /// Its days.
    pub days: Vec<Day>,
    /// What is known of the holidays of its year.
    pub holidays: Holidays,
}

impl Month {
    /// How many days people work.
    pub fn working(&self) -> usize {
        self.days.iter().filter(|d| d.working).count()
    }
}

/// The month that `day` is in.
///
/// # Errors
/// When the desk's data cannot be read.
pub fn month(reader: &Reader, day: Date, lang: Lang) -> replica::Result<Month> {
    let calendar = reader.calendar()?;
    let notes = terms(reader, lang)?;
    let first = day.first_of_month();
    let days = (0..i64::from(day.days_in_month())).map(|n| first.saturating_add(n.days()));
    let days = days
        .map(|date| Day {
            date,
            working: calendar.is_working(date),
            name: calendar.day(date).map(|d| d.called(lang)),
            notes: notes.iter().filter(|(at, _)| *at == date).map(|(_, note)| note.clone()).collect(),
        })
        .collect();
    Ok(Month { days, holidays: calendar.holidays(day.year()) })
}

/// The days on which terms begin and end, with what is said of them.
fn terms(reader: &Reader, lang: Lang) -> replica::Result<Vec<(Date, String)>> {
    let register = reader.shelf()?.of(&terms::REGISTER);
    let query = Query { filters: vec![Filter::State(register.first_state().to_owned())], ..Query::of(register) };
    let mut notes = Vec::new();
    for row in reader.page(&query)?.rows {
        let text = |field: &str| row.values.get(field).and_then(Value::as_text).unwrap_or_default();
        let name = text(terms::NAME.id());
        for (field, key) in [
            (terms::STARTS.id(), "calendar.term_starts"),
            (terms::TEACHING_STARTS.id(), "calendar.teaching_starts"),
            (terms::ENDS.id(), "calendar.term_ends"),
        ] {
            if let Ok(date) = text(field).parse::<Date>() {
                notes.push((date, say(lang, key, &[("term", name)])));
            }
        }
    }
    Ok(notes)
}
