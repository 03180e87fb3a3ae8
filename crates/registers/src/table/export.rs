//! Records → rows of a table with one heading a field, in any of the languages.

use crate::def::{Field, Kind, Lang, Register, l};
use crate::document::Record;
use crate::parse;
use crate::value::Value;

use super::lines;

/// A cell with its type, so that a spreadsheet can sort and add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number in ten-thousandths.
    Decimal(i64),
    /// An amount in hundredths.
    Money(i64),
    /// A date as `2026-03-01`.
    Date(String),
    /// A date and time as `2026-03-01 08:30`.
    Time(String),
}

impl Cell {
    /// The cell as plain text.
    pub fn text(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Date(text) | Cell::Time(text) => text.clone(),
            Cell::Integer(n) => n.to_string(),
            Cell::Decimal(n) => parse::decimal_text(*n),
            Cell::Money(n) => parse::money_text(*n).replace(',', ""),
        }
    }
}

/// Headings of an exported table: the register's own fields, the state, the common fields.
pub fn headings(register: &Register, lang: Lang) -> Vec<String> {
    let own = register.fields.iter().map(|f| f.labels.get(lang));
    let state = std::iter::once(l("状态", "狀態", "State").get(lang));
    own.chain(state).chain(register.common.iter().map(|f| f.labels.get(lang))).map(str::to_owned).collect()
}

/// A record's row below [`headings`]. `name` gives the number or title of the record that a link names.
pub fn cells(register: &Register, record: &Record, lang: Lang, name: &dyn Fn(&str) -> Option<String>) -> Vec<Cell> {
    let of = |field: &'static Field| field_cell(field, record, lang, name);
    let state = register.state(record.state()).map_or(record.state(), |s| s.labels.get(lang)).to_owned();
    let own = register.fields.iter().map(of);
    own.chain(std::iter::once(text(state))).chain(register.common.iter().map(of)).collect()
}

/// What a record says in one column of a list: a field, or `_state`. Other columns say nothing by the record alone.
pub fn cell(register: &Register, record: &Record, column: &str, lang: Lang, name: &dyn Fn(&str) -> Option<String>) -> Cell {
    match register.field(column) {
        Some(field) => field_cell(field, record, lang, name),
        None if column == "_state" => text(register.state(record.state()).map_or(record.state(), |s| s.labels.get(lang)).to_owned()),
        None => Cell::Empty,
    }
}

/// Takes out the columns of hidden fields in which no row says anything.
pub fn drop_hidden(register: &Register, headings: &mut Vec<String>, rows: &mut [Vec<Cell>]) {
    let state = std::iter::once(false);
    let hidden = register.fields.iter().map(|f| f.retired).chain(state).chain(register.common.iter().map(|f| f.retired));
    let empty = |at: usize| rows.iter().all(|row| row.get(at).is_none_or(|cell| *cell == Cell::Empty));
    let kept: Vec<bool> = hidden.enumerate().map(|(at, hidden)| !hidden || !empty(at)).collect();
    let stays = |at: &mut usize| {
        let stays = kept.get(*at).copied().unwrap_or(true);
        *at += 1;
        stays
    };
    let mut at = 0;
    headings.retain(|_| stays(&mut at));
    for row in rows {
        let mut at = 0;
        row.retain(|_| stays(&mut at));
    }
}

pub(super) fn field_cell(field: &Field, record: &Record, lang: Lang, name: &dyn Fn(&str) -> Option<String>) -> Cell {
    match field.kind {
        Kind::Choices(_) | Kind::Links(_) | Kind::Attachments => {
            let members = record.sets.get(field.id).into_iter().flatten();
            let words: Vec<String> = members.map(|m| word(field, &Value::from(m.as_str()), lang, name)).collect();
            text(words.join("、"))
        }
        Kind::Lines(_) => {
            let rows = record.lines.get(field.id).map_or(&[][..], Vec::as_slice);
            text(rows.iter().map(|row| lines::write(field, row, lang, name)).filter(|row| !row.is_empty()).collect::<Vec<_>>().join("\n"))
        }
        _ => match record.get(field.id) {
            Some(value) => value_cell(field, value, lang, name),
            None => Cell::Empty,
        },
    }
}

fn value_cell(field: &Field, value: &Value, lang: Lang, name: &dyn Fn(&str) -> Option<String>) -> Cell {
    match (field.kind, value) {
        (Kind::Money, Value::Integer(n)) => Cell::Money(*n),
        (_, Value::Integer(n)) => Cell::Integer(*n),
        (_, Value::Decimal(n)) => Cell::Decimal(*n),
        (Kind::Date, Value::Text(date)) => Cell::Date(parse::spoken(date).into_owned()),
        // A spreadsheet shows the first minute of a day as the day alone, which would be read as its end.
        (Kind::Time, Value::Text(at)) if field.until && at.ends_with("T00:00") => {
            Cell::Text(parse::spoken(&parse::plain(field, value, lang)).into_owned())
        }
        (Kind::Time, Value::Text(_)) => Cell::Time(parse::spoken(&parse::plain(field, value, lang)).into_owned()),
        _ => text(word(field, value, lang, name)),
    }
}

/// A value in words, of a link the name of its record.
pub(super) fn word(field: &Field, value: &Value, lang: Lang, name: &dyn Fn(&str) -> Option<String>) -> String {
    match (field.kind, value) {
        (Kind::Link(_) | Kind::Links(_), Value::Text(id)) => name(id).unwrap_or_else(|| id.clone()),
        _ => parse::plain(field, value, lang),
    }
}

/// What cannot be seen is spelled out: who opens the file elsewhere has no other screen to tell him.
fn text(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(parse::spoken(&text).into_owned()) }
}
