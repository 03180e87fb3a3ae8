//! Patterns of numbers that an office writes itself.

use super::Unusable;
use crate::def::Register;
use crate::document::Record;
use crate::{number, parse};

/// Greatest number of characters of a pattern, and of digits to which a number is padded.
const LONGEST: usize = 60;
const WIDEST: usize = 12;

/// Why a pattern cannot be used: it must hold one running number, name only fields that exist, and let every number be
/// taken apart again.
pub(super) fn fault(register: &Register, pattern: &str) -> Option<Unusable> {
    if pattern.trim().is_empty() || pattern.chars().count() > LONGEST {
        return Some(Unusable::PatternLength);
    }
    let mut running = 0;
    for part in pattern.split('{').skip(1) {
        match part.split_once('}').map(|(name, _)| name) {
            Some("year") => {}
            Some("n") => running += 1,
            // Padded to no digits at all it could not be told from digits before it.
            Some(name) if name.strip_prefix("n:").is_some_and(|w| w.parse().is_ok_and(|w| (1..=WIDEST).contains(&w))) => running += 1,
            Some(name) if register.field(name).is_some_and(|f| register.number.is_none_or(|n| n.field != f.id)) => {}
            Some(name) => return Some(Unusable::PatternField(name.to_owned())),
            None => return Some(Unusable::PatternBraces),
        }
    }
    if pattern.split('{').next().unwrap_or_default().contains('}') || pattern.matches('{').count() != pattern.matches('}').count() {
        return Some(Unusable::PatternBraces);
    }
    if running != 1 {
        return Some(Unusable::PatternRunning);
    }
    // Nothing but text may come after the running number, so that a number can be taken apart again.
    let (head, width, tail) = number::split(pattern);
    // Without a width a digit right before the running number could not be told from it.
    let apart = width > 0 || !number::may_end_in_digit(head);
    if !apart || tail.contains('{') || tail.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(Unusable::PatternApart);
    }
    None
}

/// The number that a pattern would give to the register's first example as the first of a year.
///
/// # Errors
/// Why the pattern cannot be used.
pub fn sample_number(register: &Register, pattern: &str, year: i16) -> Result<String, Unusable> {
    if register.number.is_none() {
        return Err(Unusable::NoNumber);
    }
    if let Some(fault) = fault(register, pattern) {
        return Err(fault);
    }
    let mut record = Record::default();
    for (id, text) in register.examples.first().copied().unwrap_or_default() {
        let ops = register.field(id).and_then(|field| parse::ops(field, text).ok()).unwrap_or_default();
        record = parse::preview(&record, &ops);
    }
    let (before, width, after) = number::split(pattern);
    let prefix = number::filled(register, before, year, &record);
    Ok(format!("{prefix}{:0width$}{after}", 1))
}
