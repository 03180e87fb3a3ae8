//! The rows of a lines field as the text of one cell, and back: 拟办人：王敏；拟办意见：请总务处阅办, a line a row.
//!
//! A value that holds a semicolon, a line break or a quotation mark stands in quotation marks, in which a quotation mark is
//! written twice.

use crate::def::{Field, Kind, Lang};
use crate::document::Line;
use crate::parse::{self, Hints, Parsed, Reason};
use crate::value::Value;

use super::export::word;

/// The cells of a row.
pub(super) type Cells = Vec<(String, Value)>;

/// A row in words.
pub(super) fn write(field: &Field, row: &Line, lang: Lang, name: &dyn Fn(&str) -> Option<String>) -> String {
    let (colon, and) = if lang == Lang::En { (": ", "; ") } else { ("：", "；") };
    let filled = field.columns().iter().filter_map(|c| row.cell(c.id).filter(|v| !v.is_empty()).map(|v| (c, v)));
    let parts = filled.map(|(c, v)| format!("{}{colon}{}", c.labels.get(lang), quoted(word(c, v, lang, name))));
    parts.collect::<Vec<_>>().join(and)
}

fn quoted(text: String) -> String {
    if text.contains([';', '；', '\n', '\r', '"']) || text.trim() != text { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Reads what [`write()`] wrote, a row a line; none when the text is in no such form. Columns that the program computes are
/// passed over, but not what a step has ticked: else it would be done once more.
pub(super) fn read(field: &'static Field, text: &str, hints: &Hints) -> Option<Result<Vec<Cells>, Reason>> {
    let mut rest = text.trim();
    let mut rows = Vec::new();
    while !rest.is_empty() {
        let mut cells = Vec::new();
        loop {
            let (column, after) = column_at(field, rest)?;
            let (value, after) = value_at(field, after)?;
            match read_cell(column, &value, hints) {
                Ok(Some(value)) if !column.computed || is_tick(column) => cells.push((column.id.to_owned(), value)),
                Ok(_) => {}
                // What the program computed may be in any form.
                Err(_) if column.computed => {}
                Err(reason) => return Some(Err(reason)),
            }
            rest = after;
            match rest.strip_prefix(['；', ';']) {
                Some(next) => rest = next.trim_start_matches([' ', '\u{3000}']),
                None => break,
            }
        }
        rest = rest.trim_start_matches(['\n', '\r', ' ']);
        if !cells.is_empty() {
            rows.push(cells);
        }
    }
    Some(Ok(rows))
}

/// Whether a column tells that a step has done its part with the row.
fn is_tick(column: &Field) -> bool {
    column.kind == Kind::YesNo
}

fn read_cell(column: &Field, text: &str, hints: &Hints) -> Result<Option<Value>, Reason> {
    if column.kind == Kind::Attachments {
        return Ok(match parse::read(column, text, hints)? {
            Parsed::Members(names) => Some(Value::Text(names.join("、"))),
            _ => None,
        });
    }
    parse::cell(column, text, hints)
}

/// The column that a text begins with, by id or in any language, and what follows its colon.
fn column_at<'t>(field: &'static Field, text: &'t str) -> Option<(&'static Field, &'t str)> {
    let named = |c: &'static Field| {
        let words = [c.labels.hans, c.labels.hant, c.labels.en, c.id].into_iter();
        let after = |word: &str| text.strip_prefix(word)?.trim_start_matches(' ').strip_prefix(['：', ':']);
        words.filter_map(|word| after(word).map(|rest| (word.len(), c, rest))).max_by_key(|(length, ..)| *length)
    };
    let (_, column, rest) = field.columns().iter().filter_map(named).max_by_key(|(length, ..)| *length)?;
    Some((column, rest.trim_start_matches(' ')))
}

/// The value that a text begins with, and what follows it: a semicolon, a line break or nothing.
fn value_at<'t>(field: &'static Field, text: &'t str) -> Option<(String, &'t str)> {
    if let Some(mut rest) = text.strip_prefix('"') {
        let mut value = String::new();
        loop {
            let (before, after) = rest.split_once('"')?;
            value.push_str(before);
            match after.strip_prefix('"') {
                Some(more) => {
                    value.push('"');
                    rest = more;
                }
                None if after.is_empty() || after.starts_with([';', '；', '\n', '\r']) => return Some((value, after)),
                None => return None,
            }
        }
    }
    // People write semicolons without quotation marks: one that no column follows belongs to the value.
    let ends = |(at, c): (usize, char)| {
        let after = || text.get(at + c.len_utf8()..).unwrap_or_default().trim_start_matches([' ', '\u{3000}']);
        c == '\n' || (matches!(c, ';' | '；') && column_at(field, after()).is_some())
    };
    let end = text.char_indices().find(|found| ends(*found)).map_or(text.len(), |(at, _)| at);
    let (value, after) = text.split_at(end);
    Some((value.trim_end_matches(['\r', ' ']).to_owned(), after))
}
