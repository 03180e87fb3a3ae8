//! Lists as offices keep them → records, and records → lists. Pure: files are read and written elsewhere.
//!
//! A list has a title row, perhaps a row with the unit, then the headings, then one row a record, and totals
//! and signatures at the end. [`guess`] proposes what each column means, [`read`] reads row by row: a row that
//! cannot be read is named with its line and reasons, and harms no other row.

use std::collections::BTreeSet;

use jiff::civil::Date;
use thiserror::Error;

use crate::def::{Labels, Lang, Register, l};
use crate::document::Op;
use crate::parse::{self, Reason};
use crate::value::Value;

mod again;
mod export;
mod lines;
mod mapping;
mod names;
mod rows;
#[cfg(test)]
mod tests;

pub use again::{again, row_again};
pub use export::{Cell, cell, cells, drop_hidden, headings};
pub use mapping::{ColumnMap, Mapping, Target, figures, guess, heading_key, pick};
pub use names::join_names;
pub use rows::{read, read_partial};

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Line in the file, from 1.
    pub line: u64,
    /// Its cells; dates as `2026-03-01`, times as `08:40`.
    pub cells: Vec<String>,
    /// Why the row could not be read from the file.
    pub fault: Option<Reason>,
}

/// A table of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Name of the table in its file.
    pub name: String,
    /// Rows in order.
    pub rows: Vec<Row>,
    /// Rows came from text with separators: one with more or fewer cells than headings was torn.
    pub separated: bool,
}

/// Why a table as a whole cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TableError {
    /// No row looks like headings.
    #[error("found no row of headings: one row must name the columns, {} among them", .0.en)]
    NoHeadings(Labels),
    /// The given mapping names a heading that the table does not have.
    #[error("the file has no column {heading:?}: its columns are {found}")]
    NoSuchHeading {
        /// As given.
        heading: String,
        /// Headings of the table.
        found: String,
    },
    /// The given mapping names a field that the register does not have.
    #[error("{register} has no field {field:?}: see the fields with `registers {register}`")]
    NoSuchField {
        /// As given.
        field: String,
        /// Key of the register.
        register: &'static str,
    },
}

/// A record to be made from a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Line in the file.
    pub line: u64,
    /// What the title will be.
    pub title: String,
    /// Values and members; links as written in the file.
    pub ops: Vec<Op>,
    /// Rows: lines field, cells.
    pub lines: Vec<(&'static str, Vec<(String, Value)>)>,
    /// The state in which the record arrives; none is the first.
    pub state: Option<&'static str>,
    /// The state that a column for states names.
    pub said: Option<&'static str>,
    /// Whether the row says in words how far the record is, be it in a column for something else.
    pub is_told: bool,
    /// What a new record would lack or break. Of a row that changes a record, only the record as a whole can tell.
    pub incomplete: Vec<Fault>,
}

impl Draft {
    /// All changes, the state last. `row` gives a new ULID for each row of a lines field.
    pub fn into_ops(self, mut row: impl FnMut() -> String) -> Vec<Op> {
        let mut ops = self.ops;
        ops.extend(self.lines.into_iter().map(|(field, cells)| Op::Line { field: field.to_owned(), row: row(), cells }));
        ops.extend(self.state.map(|s| Op::State(s.to_owned())));
        ops
    }
}

/// What a fault is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// A column of the file, by its heading as it stands there.
    Heading(String),
    /// A field that no column of the file holds, or a state.
    Named(Labels),
    /// The row as a whole.
    Row,
}

impl Where {
    fn get(&self, lang: Lang) -> &str {
        match self {
            Where::Heading(heading) => heading,
            Where::Named(labels) => labels.get(lang),
            Where::Row => "",
        }
    }
}

/// One thing that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub column: Where,
    /// What stands there, shortened and safe to show.
    pub value: String,
    /// Why that is refused.
    pub reason: Reason,
}

/// A row that becomes no record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Line in the file.
    pub line: u64,
    /// Everything that is wrong with it.
    pub faults: Vec<Fault>,
}

impl Refused {
    /// The refusal as a sentence that names line, column, value and reason.
    pub fn say(&self, lang: Lang) -> String {
        let line = l("第%行", "第%行", "Line %").get(lang).replace('%', &self.line.to_string());
        let colon = if lang == Lang::En { ": " } else { "：" };
        format!("{line}{colon}{}", self.faults(lang))
    }

    /// What is wrong, without the line.
    pub fn faults(&self, lang: Lang) -> String {
        let faults: Vec<String> = self.faults.iter().map(|f| f.say(lang)).collect();
        faults.join(if lang == Lang::En { "; " } else { "；" })
    }
}

impl Fault {
    fn say(&self, lang: Lang) -> String {
        let reason = self.reason.say(lang);
        let (open, close) = match lang {
            Lang::ZhHant => ("「", "」"),
            Lang::ZhHans | Lang::En => ("“", "”"),
        };
        let gap = if lang == Lang::En { " " } else { "" };
        let value = if self.value.is_empty() { String::new() } else { format!("{gap}{open}{}{close}", self.value) };
        let place = format!("{}{value}", self.column.get(lang));
        match (place.trim(), lang) {
            ("", _) => reason,
            (place, Lang::En) => format!("{place} {reason}"),
            (place, _) => format!("{place}{}{reason}", if value.is_empty() { "" } else { " " }),
        }
    }
}

/// Why a row was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skipped {
    /// It stands above the headings: a title, a unit.
    Above,
    /// Nothing in it.
    Empty,
    /// A total.
    Total,
    /// A line for signatures and the like.
    Footer,
    /// The headings once more, as on each printed page.
    Headings,
}

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Import {
    /// Records to be made, in the order of the file.
    pub drafts: Vec<Draft>,
    /// Rows that become no record.
    pub refused: Vec<Refused>,
    /// Rows passed over: line and why.
    pub skipped: Vec<(u64, Skipped)>,
    /// Headings of columns that hold something and go nowhere.
    pub unmapped: Vec<String>,
    /// Ids of the fields that the list has a column for, filled or not, of a column of rows with the field's id before it
    /// (`field/column`).
    pub fields: BTreeSet<String>,
    /// Columns with dates of which nothing shows whether the month or the day stands first, or that have none.
    pub unclear: Vec<Unclear>,
}

/// A column with dates such as `03/04/2026` and none that shows their order, which are read with the month first; or with months
/// such as `2020.9`, which are read as their first day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// Heading of the column.
    pub heading: String,
    /// The first of the dates, as it is written.
    pub text: String,
    /// What it was read as.
    pub day: Date,
    /// Whether they are months without a day.
    pub month: bool,
    /// How many there are.
    pub count: usize,
}

/// The state that the filled fields of a new record prove, such as 校内 for a visitor with a time of entry.
pub fn arrival(register: &Register, ops: &[Op]) -> Option<&'static str> {
    let filled = |field: &str| {
        ops.iter().any(|op| match op {
            Op::Set { field: f, value } => f == field && value.as_ref().is_some_and(|v| !v.is_empty()),
            Op::Text { field: f, text } => f == field && !text.is_empty(),
            Op::Member { field: f, on, .. } => f == field && *on,
            Op::Line { field: f, .. } => f == field,
            Op::DropLine { .. } | Op::State(_) => false,
        })
    };
    register.arrival.filled.iter().rev().find(|(field, _)| filled(field)).map(|(_, state)| *state)
}

/// A text from a file, short enough for a message and without anything that misleads.
fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    let text = text.trim().replace(['\n', '\r', '\t'], " ");
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    parse::spoken(&short).into_owned()
}
