//! Approvals that name another text than the one that stands there: they are void, and must be given again.

use super::guard::{is_named, is_passed, is_row_about};
use super::{Around, effect};
use crate::def::{Effect, Guard, Kind, Passed, Register, Transition};
use crate::document::{Line, Record};
use crate::value::Value;
use crate::version;

/// An approval that counts no more, since the text was changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lapsed {
    /// The lines field in which it stands, or the field with the version that was approved.
    pub field: &'static str,
    /// The choice that tells whose approval of several it is; empty where there is only one.
    pub part: &'static str,
    /// Who gave it.
    pub people: Vec<String>,
}

/// Whether the steps out of a state ask for approvals of the text.
pub fn asks_for_approvals(register: &Register, state: &str) -> bool {
    let guards = register.transitions.iter().filter(|t| t.from.contains(&state)).flat_map(Transition::all_guards);
    guards.into_iter().any(|g| matches!(g, Guard::Passed(_) | Guard::EachRowVersion(_) | Guard::Version(_) | Guard::VersionOf(..)))
}

/// The approvals that a step out of the state of the record would ask for, and that were given to another text.
pub fn lapsed(register: &Register, record: &Record, around: &mut dyn Around) -> Vec<Lapsed> {
    let mut found: Vec<Lapsed> = Vec::new();
    if !asks_for_approvals(register, record.state()) {
        return found;
    }
    let digest = version::digest(register, record);
    let guards = register.transitions.iter().filter(|t| t.from.contains(&record.state())).flat_map(Transition::all_guards);
    for guard in guards {
        let lapsed = match guard {
            Guard::Passed(passed) => of_rows(register, passed, record, &digest),
            Guard::EachRowVersion(lines) => {
                let passed = Passed { lines, by: person_column(register, lines), only: ("", ""), verdict: ("", &[]) };
                others(register, &passed, record, &digest)
            }
            Guard::Version(field) if record.is_filled(field) && !is_named(record, field, &digest) => signed(register, field, record),
            Guard::VersionOf(link, field) if record.is_filled(field) => match effect::linked_digest(record, link, around) {
                Some(digest) if !is_named(record, field, &digest) => signed(register, field, record),
                _ => None,
            },
            _ => None,
        };
        found.extend(lapsed.filter(|l| !found.iter().any(|other| (other.field, other.part) == (l.field, l.part))));
    }
    found
}

/// Rows that passed another text, where none is about this one: what was refused since, or passed again, is no lapse.
fn of_rows(register: &Register, passed: &Passed, record: &Record, digest: &str) -> Option<Lapsed> {
    if is_passed(register, passed, record) || rows(register, passed, record).any(|(row, stamp)| is_row_about(row, stamp, digest)) {
        return None;
    }
    others(register, passed, record, digest)
}

/// Rows about another text.
fn others(register: &Register, passed: &Passed, record: &Record, digest: &str) -> Option<Lapsed> {
    let (column, verdicts) = passed.verdict;
    let passes = |row: &Line| column.is_empty() || verdicts.iter().any(|v| text(row, column) == *v);
    let other = rows(register, passed, record).filter(|(row, stamp)| !text(row, stamp).is_empty() && !is_row_about(row, stamp, digest));
    let mut people: Vec<String> = other.filter(|(row, _)| passes(row)).map(|(row, _)| text(row, passed.by).to_owned()).collect();
    people.sort_unstable();
    people.dedup();
    (!people.is_empty()).then_some(Lapsed { field: passed.lines, part: passed.only.1, people })
}

/// The rows that count, each with the column in which its version stands.
fn rows<'a>(register: &Register, passed: &'a Passed, record: &'a Record) -> impl Iterator<Item = (&'a Line, &'static str)> {
    let stamp = register.version.stamped(passed.lines).map_or("", |s| s.column);
    let (slot, wanted) = passed.only;
    let all = record.lines.get(passed.lines).into_iter().flatten();
    all.filter(move |row| slot.is_empty() || text(row, slot) == wanted).map(move |row| (row, stamp))
}

/// Whoever is named by the step that wrote the version.
fn signed(register: &Register, field: &'static str, record: &Record) -> Option<Lapsed> {
    let writes = |e: &Effect| matches!(e, Effect::Digest(f) | Effect::DigestLinked(_, f) if *f == field);
    let step = register.transitions.iter().find(|t| t.effects.iter().any(writes));
    let by = step.into_iter().flat_map(|t| t.effects).find_map(|e| if let Effect::Me(f) = e { Some(*f) } else { None });
    let people = by.map(|by| record.text(by)).filter(|p| !p.is_empty()).map(str::to_owned).into_iter().collect();
    Some(Lapsed { field, part: "", people })
}

fn person_column(register: &Register, lines: &str) -> &'static str {
    let columns = register.field(lines).map_or(&[][..], |f| f.columns());
    columns.iter().find(|c| c.kind == Kind::Person).map_or("", |c| c.id)
}

fn text<'a>(row: &'a Line, column: &str) -> &'a str {
    row.cell(column).and_then(Value::as_text).unwrap_or("")
}
