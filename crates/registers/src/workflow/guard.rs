//! What must hold before a step.

use std::collections::BTreeMap;

use super::{Actor, Around, Authority, StepError, due, effect, names};
use crate::book;
use crate::common::VOID;
use crate::def::{Adds, Guard, Others, Passed, Phase, Register, Transition};
use crate::document::{Line, Record, STATE};
use crate::value::Value;
use crate::{parse, precedence, version};

/// Checks every guard of a step: `before` is the record as it is, `after` with what the step writes.
pub(super) fn check(
    register: &Register,
    step: &Transition,
    before: &Record,
    after: &Record,
    actor: &Actor,
    authority: Authority<'_>,
    around: &mut dyn Around,
) -> Result<(), StepError> {
    holding(step, after).try_for_each(|guard| {
        own(register, guard, before, after, actor, authority)?;
        of_version(register, guard, after, around)?;
        across(register, guard, after, around).map_err(|error| match error {
            // Who makes a paper void has nothing to finish there.
            StepError::Blocked { register, count } if step.to == VOID => StepError::Followed { register, count },
            error => error,
        })
    })
}

/// The places in which values of several people stand side by side, of which somebody must choose one: fields, cells as
/// `field/ROW/column`, and `_state` where the register's precedence does not say which state counts. What
/// [binds](crate::def::Transition::binds) waits for it.
pub fn undecided(register: &Register, record: &Record) -> Vec<String> {
    let ranks = |state: &str| precedence::of(register).place(state).is_some();
    let stands = |place: &String| match place.split('/').next().unwrap_or_default() {
        STATE => !ranks(record.state()) && record.state() != VOID,
        // What a newer program writes cannot be shown here, nor chosen.
        field => register.field(field).is_some(),
    };
    record.conflicts().into_iter().filter(stands).collect()
}

/// The guards that look at the record alone.
fn own(
    register: &Register,
    guard: &Guard,
    before: &Record,
    after: &Record,
    actor: &Actor,
    authority: Authority<'_>,
) -> Result<(), StepError> {
    let rows = |field: &str| after.lines.get(field).map_or(&[][..], Vec::as_slice);
    match guard {
        Guard::HasLine(field) if !after.is_filled(field) => Err(StepError::NoLine((*field).to_owned())),
        Guard::HasLineIn(fields) if !fields.iter().any(|field| after.is_filled(field)) => {
            Err(StepError::NoLineIn(fields.iter().map(|field| (*field).to_owned()).collect()))
        }
        Guard::EachRowWithin(field, column, most) => {
            let number = |row: &Line, column: &str| row.cell(column).and_then(Value::as_decimal);
            let over = |row: &Line| number(row, most).is_some_and(|most| number(row, column).is_some_and(|n| n > most));
            if rows(field).iter().any(over) { Err(exceeds(field, column, most)) } else { Ok(()) }
        }
        Guard::Adds(adds) => adds_up(adds, after),
        Guard::Rows(field, least) if rows(field).len() < *least => Err(StepError::FewLines { field: (*field).to_owned(), least: *least }),
        Guard::EachRow(field, column) if rows(field).iter().any(|row| row.cell(column).is_none_or(Value::is_empty)) => {
            Err(open(field, column))
        }
        Guard::EachRowIs(field, column, value) if rows(field).iter().any(|row| !cell_is(row, column, value)) => Err(open(field, column)),
        // As they stood before the step, which ticks them itself.
        Guard::RowWithout(field, column) if rows(field).iter().all(|row| was_ticked(before, field, row, column)) => {
            Err(StepError::NoLine((*field).to_owned()))
        }
        Guard::Later(field) if !is_later(field, before, after, actor) => Err(StepError::NotLater((*field).to_owned())),
        Guard::NotMe(_) | Guard::Me(_) | Guard::Different(..) => duty(guard, before, after, actor, authority),
        Guard::SomeUnless(field, (kind, value))
            if after.text(kind) != *value && after.get(field).and_then(Value::as_decimal).unwrap_or(0) <= 0 =>
        {
            Err(StepError::TooLittle((*field).to_owned()))
        }
        Guard::FilledIf(field, (kind, values)) if !after.is_filled(field) && values.contains(&after.text(kind)) => {
            Err(StepError::Missing(vec![(*field).to_owned()]))
        }
        // Of values that stand side by side all must do: until somebody has chosen, the other one may be the true one.
        Guard::Is(field, values) if !every(after.fields.get(*field), |value| values.iter().any(|v| is(value, v))) => {
            Err(StepError::Not { field: (*field).to_owned(), values: values.iter().map(|v| (*v).to_owned()).collect() })
        }
        Guard::NoticeOr(event, reason) if !after.is_filled(reason) => {
            let rule = register.due.filter(|rule| rule.ahead && rule.since == *event);
            let Some((rule, day)) = rule.zip(due::date(after.text(event))) else { return Ok(()) };
            let days = rule.days_for(after.text(rule.by));
            if due::lead(&rule, &actor.calendar, actor.now.date(), day) >= days {
                return Ok(());
            }
            Err(StepError::ShortNotice { days, working: rule.working, reason: (*reason).to_owned() })
        }
        Guard::Come(field) if due::date(after.text(field)).is_none_or(|day| day > actor.now.date()) => {
            Err(StepError::NotYet((*field).to_owned()))
        }
        _ => Ok(()),
    }
}

/// The guards of a step that hold for what it leaves: some only where a field says something.
pub(super) fn holding(step: &Transition, after: &Record) -> impl Iterator<Item = &'static Guard> {
    let holds = |guard: &&Guard| !matches!(guard, Guard::Where(field, _) if !after.is_filled(field));
    step.guards.iter().filter(holds).flat_map(Guard::parts)
}

/// The separation of duties: who must do a step, and who must not.
pub(super) fn duty(guard: &Guard, before: &Record, after: &Record, actor: &Actor, authority: Authority<'_>) -> Result<(), StepError> {
    match guard {
        // Who wrote the field before the step; with a delegation, neither of the two may be named there.
        Guard::NotMe(field) if acts(before.text(field), actor, authority) => Err(StepError::SamePerson((*field).to_owned())),
        Guard::Me(field) if !acts(after.text(field), actor, authority) => Err(StepError::NotYours((*field).to_owned())),
        Guard::Different(a, b) if !after.text(a).is_empty() && same_person(after.text(a), after.text(b)) => {
            Err(StepError::Same((*a).to_owned(), (*b).to_owned()))
        }
        _ => Ok(()),
    }
}

/// Whether a date or time is later than all that stood there, and not over.
fn is_later(field: &str, before: &Record, after: &Record, actor: &Actor) -> bool {
    let day = due::date(after.text(field));
    let put_off = before.values(field).iter().filter_map(Value::as_text).all(|stood| after.text(field) > stood);
    day.is_some_and(|day| day >= actor.now.date()) && put_off
}

fn exceeds(field: &str, column: &str, most: &str) -> StepError {
    StepError::Over { field: field.to_owned(), column: column.to_owned(), most: most.to_owned() }
}

/// Whether what was done of each thing comes to what may be done of it, and to no more.
fn adds_up(adds: &Adds, after: &Record) -> Result<(), StepError> {
    let sums = |(field, column): (&str, &str)| -> BTreeMap<String, i64> {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for row in after.lines.get(field).into_iter().flatten() {
            if let Some(n) = row.cell(column).and_then(Value::as_decimal) {
                let sum = sums.entry(row.cell(adds.by).and_then(Value::as_text).unwrap_or_default().to_owned()).or_default();
                *sum = sum.saturating_add(n);
            }
        }
        sums
    };
    let most = sums(adds.most);
    if most.is_empty() {
        return Ok(());
    }
    let mut done: BTreeMap<String, i64> = BTreeMap::new();
    for place in adds.done {
        for (thing, n) in sums(*place) {
            let sum = done.entry(thing).or_default();
            *sum = sum.saturating_add(n);
        }
    }
    let of = |sums: &BTreeMap<String, i64>, thing: &String| sums.get(thing).copied().unwrap_or(0);
    let (field, column) = adds.done.last().copied().unwrap_or(adds.most);
    if done.iter().any(|(thing, n)| *n > of(&most, thing)) {
        return Err(exceeds(field, column, adds.most.1));
    }
    if adds.whole && most.iter().any(|(thing, n)| of(&done, thing) < *n) {
        return Err(StepError::Short { field: field.to_owned(), column: column.to_owned(), most: adds.most.1.to_owned() });
    }
    Ok(())
}

/// The guards that hold approvals against the text as it is.
fn of_version(register: &Register, guard: &Guard, after: &Record, around: &mut dyn Around) -> Result<(), StepError> {
    let other = |field: &str| Err(StepError::OtherVersion { field: field.to_owned() });
    match guard {
        Guard::Version(field) if !is_named(after, field, &version::digest(register, after)) => other(field),
        Guard::VersionOf(link, field) => match effect::linked_digest(after, link, around) {
            Some(digest) if is_named(after, field, &digest) => Ok(()),
            _ => other(field),
        },
        Guard::Passed(passed) if !is_passed(register, passed, after) => {
            Err(StepError::NotPassed { field: passed.lines.to_owned(), part: passed.only.1.to_owned() })
        }
        Guard::EachRowVersion(lines) => {
            let digest = version::digest(register, after);
            let column = register.version.stamped(lines).map_or("", |s| s.column);
            let rows = after.lines.get(*lines).map_or(&[][..], Vec::as_slice);
            if rows.iter().all(|row| cell_is(row, column, &digest)) { Ok(()) } else { other(lines) }
        }
        _ => Ok(()),
    }
}

/// Whether the row had its yes/no column ticked before the step.
fn was_ticked(before: &Record, field: &str, row: &Line, column: &str) -> bool {
    let standing = before.lines.get(field).map_or(&[][..], Vec::as_slice);
    standing.iter().any(|stood| stood.id == row.id && cell_is(stood, column, "yes"))
}

pub(super) fn is_named(record: &Record, field: &str, digest: &str) -> bool {
    is_settled(record, field) && record.text(field) == digest
}

/// Whether the text as it is was passed: of each person the last row about this version counts, and nobody's refuses it.
pub(super) fn is_passed(register: &Register, passed: &Passed, record: &Record) -> bool {
    let Some(stamp) = register.version.stamped(passed.lines) else { return false };
    let digest = version::digest(register, record);
    let (slot, wanted) = passed.only;
    let rows = record.lines.get(passed.lines).map_or(&[][..], Vec::as_slice);
    let about = rows.iter().filter(|row| cell_is(row, stamp.column, &digest) && (slot.is_empty() || cell_is(row, slot, wanted)));
    let last: BTreeMap<&str, &Line> = about.map(|row| (row.cell(passed.by).and_then(Value::as_text).unwrap_or(""), row)).collect();
    let (column, verdicts) = passed.verdict;
    !last.is_empty() && last.values().all(|row| column.is_empty() || verdicts.iter().any(|v| cell_is(row, column, v)))
}

/// The guards that look at other records.
fn across(register: &Register, guard: &Guard, after: &Record, around: &mut dyn Around) -> Result<(), StepError> {
    match guard {
        // The record itself stands where the step begins.
        Guard::Alone(link, states) => {
            let beside = effect::linked(after, link).flat_map(|id| around.naming(&id, register.key, link));
            match beside.filter(|(_, other)| states.contains(&other.state())).count() {
                0 => Ok(()),
                count => Err(StepError::Blocked { register: register.key.to_owned(), count }),
            }
        }
        Guard::Linked(link, states) => {
            let mut linked = effect::linked(after, link).peekable();
            let mut stands = |id: String| around.record(&id).is_some_and(|other| states.contains(&other.state()));
            if linked.peek().is_some() && linked.all(&mut stands) {
                return Ok(());
            }
            Err(StepError::LinkedNot { field: (*link).to_owned(), states: states.iter().map(|s| (*s).to_owned()).collect() })
        }
        Guard::Holds(link, field, groups) => {
            let has = |other: &Record| {
                let named = |group: &&&[&str]| group.iter().any(|f| !other.text(f).is_empty());
                let group = groups.iter().find(named);
                group.is_none_or(|group| group.iter().any(|f| same_person(other.text(f), after.text(field))))
            };
            match effect::linked(after, link).filter_map(|id| around.record(&id)).all(|other| has(&other)) {
                true => Ok(()),
                false => Err(StepError::NotHolder { field: (*field).to_owned(), link: (*link).to_owned() }),
            }
        }
        Guard::SameAsLinked(link, field, theirs) => match around.record(after.text(link)) {
            Some(other) if after.is_filled(field) && other.fields.get(*theirs) == after.fields.get(*field) && is_settled(after, field) => {
                Ok(())
            }
            _ => Err(StepError::Differs { field: (*field).to_owned(), link: (*link).to_owned() }),
        },
        Guard::None(others) => match counting(others, around) {
            0 => Ok(()),
            count => Err(StepError::Blocked { register: others.register.to_owned(), count }),
        },
        Guard::Some(others) if counting(others, around) == 0 => Err(StepError::NeedsOther {
            register: others.register.to_owned(),
            states: others.states.iter().map(|s| (*s).to_owned()).collect(),
            others: counting(&Others { states: &[], ..*others }, around),
        }),
        Guard::Covers(others, theirs, own) => {
            let amount = |record: &Record, field: &str| record.get(field).and_then(Value::as_integer).unwrap_or(0);
            let found = around.others(others.register, others.via);
            let counting = found.iter().filter(|(_, record)| counts(others, record));
            let done = counting.fold(0i64, |sum, (_, record)| sum.saturating_add(amount(record, theirs)));
            let wanted = amount(after, own);
            if done >= wanted {
                return Ok(());
            }
            Err(StepError::Uncovered { register: others.register.to_owned(), field: (*own).to_owned(), done, wanted })
        }
        _ => Ok(()),
    }
}

fn counting(others: &Others, around: &mut dyn Around) -> usize {
    around.others(others.register, others.via).iter().filter(|(_, record)| counts(others, record)).count()
}

/// Whether a record that links here is in a state that counts.
pub(super) fn counts(others: &Others, record: &Record) -> bool {
    if !others.states.is_empty() {
        return others.states.contains(&record.state());
    }
    let phase = book::find(others.register).and_then(|r| r.state(record.state())).map_or(Phase::Open, |s| s.phase);
    matches!(phase, Phase::Open | Phase::Done)
}

fn open(field: &str, column: &str) -> StepError {
    StepError::OpenLine { field: field.to_owned(), column: column.to_owned() }
}

/// Whether a row is about the text with this digest.
pub(super) fn is_row_about(row: &Line, column: &str, digest: &str) -> bool {
    cell_is(row, column, digest)
}

fn cell_is(row: &Line, column: &str, wanted: &str) -> bool {
    every(row.cells.get(column), |value| is(value, wanted))
}

fn is_settled(record: &Record, field: &str) -> bool {
    record.fields.get(field).is_some_and(|values| values.len() == 1)
}

/// Whether all values that stand somewhere do, or nothing does where nothing stands.
fn every(values: Option<&Vec<Value>>, will_do: impl Fn(Option<&Value>) -> bool) -> bool {
    match values.map_or(&[][..], Vec::as_slice) {
        [] => will_do(None),
        values => values.iter().all(|value| will_do(Some(value))),
    }
}

/// Whether a value is the one that a register file means by `wanted`.
fn is(value: Option<&Value>, wanted: &str) -> bool {
    match value {
        Some(Value::Yes(yes)) => (if *yes { "yes" } else { "no" }) == wanted,
        Some(Value::Text(text)) => text == wanted,
        Some(Value::Integer(n)) => n.to_string() == wanted,
        Some(Value::Decimal(n)) => parse::decimal_text(*n) == wanted,
        None => wanted == "no",
    }
}

fn acts(signature: &str, actor: &Actor, authority: Authority<'_>) -> bool {
    let principal = match authority {
        Authority::Own => "",
        Authority::For(principal) => principal,
    };
    names(signature, &actor.person) || names(signature, principal)
}

/// Whether two signatures share a person: who signed for another stands for both.
pub fn same_person(a: &str, b: &str) -> bool {
    people(a).any(|person| names(b, person))
}

/// The people whom a signature names: who acted, and for whom.
pub fn people(signature: &str) -> impl Iterator<Item = &str> {
    let (acted, principal) = signature.split_once("（代").map_or((signature, ""), |(a, p)| (a, p.trim_end_matches('）')));
    [acted, principal].into_iter().filter(|p| !p.is_empty())
}
