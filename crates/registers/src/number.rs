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

/// Whether a prefix is one under which numbers are given in this year: it names no other, or none at all.
pub fn is_of_year(numbering: &Numbering, prefix: &str, year: i16) -> bool {
    let (before, _, _) = split(numbering.pattern);
    let Some((head, tail)) = before.split_once("{year}") else { return true };
    // What stands right before and after the year, as far as it is no field.
    let head = head.rsplit_once('}').map_or(head, |(_, literal)| literal);
    let tail = tail.split_once('{').map_or(tail, |(literal, _)| literal);
    prefix.contains(&format!("{head}{year}{tail}"))
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

/// The running number in a number of the series with this prefix; none when it is not one of that series. Unlike
/// [`place`] it also tells a number that has outgrown its width right behind a digit.
pub fn running(numbering: &Numbering, prefix: &str, text: &str) -> Option<u64> {
    let (_, _, after) = split(numbering.pattern);
    let digits = text.strip_prefix(prefix)?.strip_suffix(after)?;
    let narrow = joined_width(numbering).is_some_and(|w| digits.len() < w || (digits.len() > w && digits.starts_with('0')));
    let whole = (1..=MOST_DIGITS).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if narrow || !whole { None } else { digits.parse().ok() }
}

/// The width of a running number right behind a field, the year or a digit, where only the width tells it from them; none
/// where a text stands between.
pub fn joined_width(numbering: &Numbering) -> Option<usize> {
    let (before, width, _) = split(numbering.pattern);
    (width > 0 && may_end_in_digit(before)).then_some(width)
}

/// The greatest number of a series that its width holds.
pub fn greatest_of(width: usize) -> u64 {
    10u64.saturating_pow(u32::try_from(width).unwrap_or(u32::MAX)) - 1
}

/// What comes after the running number.
pub fn suffix(numbering: &Numbering) -> &'static str {
    split(numbering.pattern).2
}

/// Whether a digit may come right before the running number.
pub(crate) fn may_end_in_digit(before: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_digit() || c == '}')
}

/// Greatest number of digits of a running number.
pub const MOST_DIGITS: usize = 18;

/// Takes a number apart, if it has the form of the register's series. A number that has outgrown its width right behind a
/// field cannot be taken apart without its prefix: see [`running`].
pub fn place(register: &Register, text: &str) -> Option<Placed> {
    let numbering = register.number?;
    let (before, _, after) = split(numbering.pattern);
    let body = text.strip_suffix(after)?;
    let digits = body.bytes().rev().take_while(u8::is_ascii_digit).count();
    let digits = match joined_width(&numbering) {
        None => digits,
        Some(width) => match after_fixed(before, body).map(str::len) {
            Some(rest) if rest >= width => digits.min(rest),
            _ => digits.min(width),
        },
    };
    if digits == 0 || digits > MOST_DIGITS {
        return None;
    }
    let (prefix, n) = body.split_at(body.len() - digits);
    Some(Placed { prefix: prefix.to_owned(), n: n.parse().ok()? })
}

/// What follows a prefix that names no field: a year has four digits.
fn after_fixed<'t>(before: &str, text: &'t str) -> Option<&'t str> {
    let mut rest = text;
    for (at, literal) in before.split("{year}").enumerate() {
        if at > 0 {
            let (year, tail) = rest.split_at_checked(4)?;
            rest = year.bytes().all(|b| b.is_ascii_digit()).then_some(tail)?;
        }
        rest = rest.strip_prefix(literal)?;
    }
    Some(rest)
}

/// Pattern → text before the running number, its width, text after it.
pub(crate) fn split(pattern: &str) -> (&str, usize, &str) {
    // Ids of fields may begin with the same letter.
    let is_running = |at: &usize| pattern.get(at + 2..).is_some_and(|rest| rest.starts_with(['}', ':']));
    let Some(at) = pattern.match_indices("{n").map(|(at, _)| at).find(is_running) else { return (pattern, 0, "") };
    let (before, rest) = pattern.split_at(at);
    let (inside, after) = rest.split_once('}').unwrap_or((rest, ""));
    let width = inside.split_once(':').and_then(|(_, w)| w.parse().ok()).unwrap_or(0);
    (before, width, after)
}
