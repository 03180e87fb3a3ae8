//! Numbers on paper: series with patterns such as `收〔{year}〕{n}号`.

pub mod lease;

use crate::def::{Numbering, Register};
use crate::document::Record;

/// A number taken apart: the series that it belongs to, and its place there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The text before the running number; one series has one prefix.
    pub prefix: String,
    /// The running number.
    pub n: u64,
}

/// The prefix of the series from which the record takes its number.
/// A choice stands there by its code.
pub fn prefix(register: &Register, numbering: &Numbering, year: i16, record: &Record) -> String {
    let (before, _, _) = split(numbering.pattern);
    filled(register, before, year, record)
}

/// A part of a pattern with year and fields put in.
pub(crate) fn filled(register: &Register, pattern: &str, year: i16, record: &Record) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((literal, tail)) = rest.split_once('{') {
        text.push_str(literal);
        let (name, tail) = tail.split_once('}').unwrap_or((tail, ""));
        if name == "year" {
            text.push_str(&year.to_string());
        } else {
            text.push_str(&part(register, name, record));
        }
        rest = tail;
    }
    text + rest
}

/// The prefix of a series whose pattern names no field, none otherwise.
pub fn fixed_prefix(numbering: &Numbering, year: i16) -> Option<String> {
    let (before, _, _) = split(numbering.pattern);
    let text = before.replace("{year}", &year.to_string());
    (!text.contains('{')).then_some(text)
}

/// Whether the register's number is made of a field.
pub fn names(register: &Register, field: &str) -> bool {
    register.number.is_some_and(|n| n.pattern.contains(&format!("{{{field}}}")))
}

fn part(register: &Register, field: &str, record: &Record) -> String {
    let value = record.text(field);
    let choice = register.field(field).and_then(|f| f.choice_list().iter().find(|c| c.id == value));
    match choice {
        Some(choice) if !choice.code.is_empty() => choice.code.to_owned(),
        Some(choice) => choice.labels.hans.to_owned(),
        None => match record.get(field) {
            Some(crate::Value::Integer(n)) => n.to_string(),
            _ => value.to_owned(),
        },
    }
}

/// The number `n` of the series with this prefix, as it stands on paper.
pub fn render(numbering: &Numbering, prefix: &str, n: u64) -> String {
    let (_, width, after) = split(numbering.pattern);
    format!("{prefix}{n:0width$}{after}")
}

/// Takes a number apart, if it has the form of the register's series.
pub fn place(register: &Register, text: &str) -> Option<Placed> {
    let numbering = register.number?;
    let (before, width, after) = split(numbering.pattern);
    let body = text.strip_suffix(after)?;
    let digits = body.bytes().rev().take_while(u8::is_ascii_digit).count();
    // Where digits may stand right before the number, only its width tells them apart.
    let joined = before.ends_with(|c: char| c.is_ascii_digit() || c == '}');
    let digits = if width > 0 && joined { digits.min(width) } else { digits };
    if digits == 0 || digits > 18 {
        return None;
    }
    let (prefix, n) = body.split_at(body.len() - digits);
    Some(Placed { prefix: prefix.to_owned(), n: n.parse().ok()? })
}

/// Pattern → text before the running number, its width, text after it.
pub(crate) fn split(pattern: &str) -> (&str, usize, &str) {
    let Some(at) = pattern.find("{n") else { return (pattern, 0, "") };
    let (before, rest) = pattern.split_at(at);
    let (inside, after) = rest.split_once('}').unwrap_or((rest, ""));
    let width = inside.split_once(':').and_then(|(_, w)| w.parse().ok()).unwrap_or(0);
    (before, width, after)
}
