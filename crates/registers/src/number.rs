//! Numbers on paper: series with patterns such as `收〔{year}〕{n}号`.

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
pub fn prefix(numbering: &Numbering, year: i16, record: &Record) -> String {
    let (before, _, _) = split(numbering.pattern);
    let mut text = String::new();
    let mut rest = before;
    while let Some((literal, tail)) = rest.split_once('{') {
        text.push_str(literal);
        let (name, tail) = tail.split_once('}').unwrap_or((tail, ""));
        if name == "year" {
            text.push_str(&year.to_string());
        } else {
            text.push_str(record.text(name));
        }
        rest = tail;
    }
    text + rest
}

/// The number `n` of the series with this prefix, as it stands on paper.
pub fn render(numbering: &Numbering, prefix: &str, n: u64) -> String {
    let (_, width, after) = split(numbering.pattern);
    format!("{prefix}{n:0width$}{after}")
}

/// Takes a number apart, if it has the form of the register's series.
pub fn place(register: &Register, text: &str) -> Option<Placed> {
    let numbering = register.number?;
    let (_, width, after) = split(numbering.pattern);
    let body = text.strip_suffix(after)?;
    let digits = body.bytes().rev().take_while(u8::is_ascii_digit).count();
    let digits = if width > 0 { digits.min(width) } else { digits };
    if digits == 0 || digits > 18 {
        return None;
    }
    let (prefix, n) = body.split_at(body.len() - digits);
    Some(Placed { prefix: prefix.to_owned(), n: n.parse().ok()? })
}

/// Pattern → text before the running number, its width, text after it.
fn split(pattern: &'static str) -> (&'static str, usize, &'static str) {
    let Some(at) = pattern.find("{n") else { return (pattern, 0, "") };
    let (before, rest) = pattern.split_at(at);
    let (inside, after) = rest.split_once('}').unwrap_or((rest, ""));
    let width = inside.split_once(':').and_then(|(_, w)| w.parse().ok()).unwrap_or(0);
    (before, width, after)
}
