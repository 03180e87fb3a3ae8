//! What a report answers.

use jiff::civil::Date;
#[cfg(doc)]
use registers::def::{By, Measure};

/// A report's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The groups; the largest first, or in the order of time.
    pub groups: Vec<Group>,
    /// How many records or rows there were in all.
    pub total: i64,
    /// Groups that were left out because they were too small.
    pub hidden: usize,
    /// So many were needed: the report's own number, or the greatest that another record set for one that was left out.
    pub least: i64,
}

/// One group of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// A key for each [`By`]: choice or state id, text, a linked record's title, `2026-03`, an hour, a weekday from 0 for
    /// Sunday, an age in years, or for overdue `0` not yet, `1`, `2`, `3`, `4` for the steps. Empty where nothing is filled in.
    pub keys: Vec<String>,
    /// How many records or rows it has.
    pub size: i64,
    /// A cell for each [`Measure`].
    pub cells: Vec<Cell>,
}

/// A measured value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// How many.
    Count(i64),
    /// A sum or mean; of money in hundredths.
    Amount(f64),
    /// Minutes, none when there was no case.
    Length(Option<i64>),
    /// Nothing to measure.
    Empty,
    /// Hundredths, none when there was no case.
    Percent(Option<f64>),
    /// The same where some cases are left out of it since nobody knows: in how many of a hundred of the others, and how many
    /// are left out.
    Known(Option<f64>, i64),
    /// Minutes at the median and at nine tenths, none when there was no case.
    Span(Option<(i64, i64)>),
}

/// Days, both included, in which the record's own date lies: that of its list's first date column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// How far in front a group stands: by what is measured first.
pub(super) fn weight(group: &Group) -> f64 {
    match group.cells.first() {
        Some(Cell::Count(n)) => *n as f64,
        Some(Cell::Amount(n)) => *n,
        Some(Cell::Percent(p) | Cell::Known(p, _)) => p.unwrap_or(-1.0),
        Some(Cell::Length(minutes)) => minutes.map_or(-1.0, |n| n as f64),
        Some(Cell::Empty) => -1.0,
        Some(Cell::Span(span)) => span.map_or(-1.0, |(half, _)| half as f64),
        None => 0.0,
    }
}
