//! Numbers on paper: series with patterns such as `收〔{year}〕{n}号`.

pub mod lease;

use std::collections::BTreeSet;

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

/// Whether no number is given any more under a prefix in this year: it names an earlier one. One that names a coming year, or
/// none at all, is not over.
pub fn is_over(numbering: &Numbering, prefix: &str, year: i16) -> bool {
    let (before, _, _) = split(numbering.pattern);
    let Some((head, tail)) = before.split_once("{year}") else { return false };
    // What stands right before and after the year, as far as it is no field.
    let literal_head = head.rsplit_once('}').map_or(head, |(_, literal)| literal);
    let literal_tail = tail.split_once('{').map_or(tail, |(literal, _)| literal);
    let years = ends(literal_head, prefix, &all_ends(prefix));
    // Where no field stands on one side of the year, only what lies on that side is it: a field may hold four digits too.
    let years = years.into_iter().filter(|at| head.contains('{') || *at == head.len()).filter_map(|at| {
        let (year, rest) = prefix.get(at..)?.split_at_checked(4)?;
        let right = if tail.contains('{') { rest.starts_with(literal_tail) } else { rest == tail };
        (right && is_digits(year)).then(|| year.parse::<i16>().ok())?
    });
    let mut years = years.peekable();
    years.peek().is_some() && years.all(|named| named < year)
}

/// Whether a prefix is one that the pattern gives: its words in their places, four digits for the year.
pub fn fits(numbering: &Numbering, prefix: &str) -> bool {
    let (mut rest, _, _) = split(numbering.pattern);
    let mut reached = BTreeSet::from([0]);
    while let Some((literal, tail)) = rest.split_once('{') {
        let (name, tail) = tail.split_once('}').unwrap_or((tail, ""));
        reached = ends(literal, prefix, &reached);
        let is_year = |at: &usize| prefix.get(*at..at + 4).is_some_and(is_digits);
        reached = match (name, reached.first()) {
            ("year", _) => reached.into_iter().filter(is_year).map(|at| at + 4).collect(),
            (_, Some(first)) => all_ends(prefix).split_off(first),
            (_, None) => return false,
        };
        rest = tail;
    }
    ends(rest, prefix, &reached).contains(&prefix.len())
}

/// Where a word ends that begins at one of the places.
fn ends(word: &str, text: &str, from: &BTreeSet<usize>) -> BTreeSet<usize> {
    from.iter().filter(|at| text.get(**at..).is_some_and(|rest| rest.starts_with(word))).map(|at| at + word.len()).collect()
}

/// Every place of a text between two characters, its ends as well.
fn all_ends(text: &str) -> BTreeSet<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
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
            Some(crate::Value::Decimal(n)) => crate::parse::decimal_text(*n),
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

#[cfg(test)]
mod tests {
    use super::*;

    const fn of(pattern: &'static str) -> Numbering {
        Numbering { field: "no", pattern, at_creation: true }
    }

    #[test]
    fn a_series_is_over_when_its_year_is() {
        let check = |pattern, prefix: &str, over: [bool; 3]| {
            assert_eq!([2025, 2026, 2027].map(|year| is_over(&of(pattern), prefix, year)), over, "{pattern} {prefix}");
        };
        check("收〔{year}〕{n}号", "收〔2026〕", [false, false, true]);
        check("{org_code}〔{year}〕{n}号", "明中〔2026〕", [false, false, true]);
        check("ZC{year}{n:5}", "ZC2026", [false, false, true]);
        // The digits of the class are no year, however they stand.
        check("{main_class}{year}{n:5}", "A022026", [false, false, true]);
        check("{year}{kind}-{n}", "20262999-", [false, false, true]);
        check("{year}", "2026", [false, false, true]);
        check("YZ{n:3}", "YZ", [false; 3]);
        check("收〔{year}〕{n}号", "收", [false; 3]);
        check("{a}-{year}-{b}-{n}", "甲-2026-2027-", [false, false, false]);
    }

    #[test]
    fn a_prefix_is_told_by_its_pattern() {
        let check = |pattern, prefix: &str, fit| assert_eq!(fits(&of(pattern), prefix), fit, "{pattern} {prefix}");
        check("收〔{year}〕{n}号", "收〔2026〕", true);
        check("收〔{year}〕{n}号", "收〔26〕", false);
        check("明中收{n}", "收〔2026〕", false);
        check("明中收{n}", "明中收", true);
        check("{fonds}-{kind}·{year}-{n:4}", "J001-WS·2026-", true);
        check("{fonds}-{kind}·{year}-{n:4}", "J001·2026-", false);
        check("{org_code}〔{year}〕{n}号", "〔2026〕", true);
        check("{a}{b}{c}{d}{e}号{n}", &"-".repeat(10_000), false);
    }
}
