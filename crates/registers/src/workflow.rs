//! Steps of a workflow: which ones can be done, what they ask for, what they write.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use thiserror::Error;

use crate::def::{Default_, Effect, Guard, Kind, Register, Transition};
use crate::document::{Op, Record};
use crate::value::Value;

/// Who acts, and when by the office's own clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name of the person.
    pub person: String,
    /// Role ids in kebab-case.
    pub roles: Vec<String>,
    /// Civil date and time.
    pub now: DateTime,
}

/// Why a step cannot be done now.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StepError {
    /// The register has no such step.
    #[error("there is no step {0:?} here")]
    Unknown(String),
    /// The record is in a state from which the step does not lead.
    #[error("the step {step:?} cannot be done in the state {state:?}")]
    WrongState {
        /// Step id.
        step: String,
        /// State id.
        state: String,
    },
    /// None of the person's roles may do it.
    #[error("the step needs one of the roles {0:?}: ask a colleague who has it")]
    WrongRole(Vec<String>),
    /// Required fields are empty.
    #[error("fill in {0:?} first")]
    Missing(Vec<String>),
    /// A lines field needs a row.
    #[error("add a line to {0:?} first")]
    NoLine(String),
    /// Separation of duties.
    #[error("another person must do this: {0:?} names you")]
    SamePerson(String),
}

/// What a step writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The changes, the new state last.
    pub ops: Vec<Op>,
    /// Whether the record must get the next number of its series.
    pub number: bool,
}

/// Role that may do every step.
pub const ADMINISTRATOR: &str = "administrator";
/// Role that may only read.
pub const AUDITOR: &str = "auditor";

/// The values that a new record starts with.
pub fn defaults(register: &Register, actor: &Actor) -> Vec<Op> {
    starting(register, |default| match default {
        Default_::Today => Some(Value::date(actor.now.date())),
        Default_::Now => Some(Value::time(actor.now)),
        Default_::Me => Some(Value::Text(actor.person.clone())),
        Default_::Integer(_) | Default_::Choice(_) => constant(default),
    })
}

/// Those of [`defaults`] that depend neither on the person nor on the moment.
pub fn constant_defaults(register: &Register) -> Vec<Op> {
    starting(register, constant)
}

fn constant(default: Default_) -> Option<Value> {
    match default {
        Default_::Integer(n) => Some(Value::Integer(n)),
        Default_::Choice(id) => Some(Value::Text(id.to_owned())),
        Default_::Today | Default_::Now | Default_::Me => None,
    }
}

fn starting(register: &Register, value: impl Fn(Default_) -> Option<Value>) -> Vec<Op> {
    let fields = register.all_fields().filter_map(|f| Some((f, value(f.default?)?)));
    fields.map(|(f, value)| Op::Set { field: f.id.to_owned(), value: Some(value) }).collect()
}

/// Whether any of the roles may do the step.
pub fn may(step: &Transition, roles: &[String]) -> bool {
    if roles.iter().any(|r| r == ADMINISTRATOR) {
        return true;
    }
    if roles.iter().all(|r| r == AUDITOR) {
        return false;
    }
    step.roles.is_empty() || step.roles.iter().any(|r| roles.iter().any(|own| own == r))
}

/// Plans a step: checks it against the record as it will be with `given` written, and adds what the
/// step writes by itself.
///
/// # Errors
/// The first [`StepError`] in the order of its variants.
pub fn plan(register: &Register, record: &Record, step: &str, given: &[Op], actor: &Actor) -> Result<Plan, StepError> {
    let found = register.transition(step).ok_or_else(|| StepError::Unknown(step.to_owned()))?;
    if !found.from.contains(&record.state()) {
        return Err(StepError::WrongState { step: found.id.to_owned(), state: record.state().to_owned() });
    }
    if !may(found, &actor.roles) {
        return Err(StepError::WrongRole(found.roles.iter().map(|r| (*r).to_owned()).collect()));
    }
    let filled = |field: &str| is_filled(record, given, field);
    let mut ops = given.to_vec();
    let mut number = false;
    let mut stamp = |field: &str, value: Value| {
        if !filled(field) {
            ops.push(Op::Set { field: field.to_owned(), value: Some(value) });
        }
    };
    for effect in found.effects {
        match effect {
            Effect::Now(field) => stamp(field, Value::time(actor.now)),
            Effect::Today(field) => stamp(field, Value::date(actor.now.date())),
            Effect::Me(field) => stamp(field, Value::Text(actor.person.clone())),
            Effect::Due => {
                if let Some((field, due)) = due(register, record, given, actor.now.date()) {
                    stamp(field, Value::date(due));
                }
            }
            Effect::Number => number = register.number.is_some_and(|n| !filled(n.field)),
            Effect::Clear(_) => {}
        }
    }
    for effect in found.effects {
        if let Effect::Clear(field) = effect
            && record.is_filled(field)
        {
            ops.push(Op::Set { field: (*field).to_owned(), value: None });
        }
    }
    let after = |field: &str| is_filled(record, &ops, field) || (number && register.number.is_some_and(|n| n.field == field));
    let missing: Vec<String> = found.requires.iter().filter(|f| !after(f)).map(|f| (*f).to_owned()).collect();
    if !missing.is_empty() {
        return Err(StepError::Missing(missing));
    }
    check_guards(found, record, &ops, actor)?;
    ops.push(Op::State(found.to.to_owned()));
    Ok(Plan { ops, number })
}

fn check_guards(step: &Transition, record: &Record, ops: &[Op], actor: &Actor) -> Result<(), StepError> {
    for guard in step.guards {
        match guard {
            Guard::HasLine(field) if !is_filled(record, ops, field) => return Err(StepError::NoLine((*field).to_owned())),
            Guard::NotMe(field) if record.text(field) == actor.person => return Err(StepError::SamePerson((*field).to_owned())),
            Guard::HasLine(_) | Guard::NotMe(_) => {}
        }
    }
    Ok(())
}

/// Whether a field has something in it once `ops` are written.
fn is_filled(record: &Record, ops: &[Op], field: &str) -> bool {
    let mut filled = record.is_filled(field);
    for op in ops {
        match op {
            Op::Set { field: f, value } if f == field => filled = value.as_ref().is_some_and(|v| !v.is_empty()),
            Op::Text { field: f, text } if f == field => filled = !text.is_empty(),
            Op::Line { field: f, .. } if f == field => filled = true,
            Op::Member { field: f, on: true, .. } if f == field => filled = true,
            Op::Set { .. } | Op::Text { .. } | Op::Line { .. } | Op::Member { .. } | Op::DropLine { .. } | Op::State(_) => {}
        }
    }
    filled
}

/// The due field and date by the register's rule, from the values as they will be.
fn due(register: &Register, record: &Record, given: &[Op], today: Date) -> Option<(&'static str, Date)> {
    let rule = register.due?;
    let value = |field: &str| {
        let written = given.iter().rev().find_map(|op| match op {
            Op::Set { field: f, value: Some(Value::Text(t)) } if f == field => Some(t.as_str()),
            _ => None,
        });
        written.unwrap_or_else(|| record.text(field)).to_owned()
    };
    let since = value(rule.since).get(..10).and_then(|d| d.parse::<Date>().ok()).unwrap_or(today);
    let urgency = value(rule.by);
    let days = rule.days.iter().find(|(id, _)| *id == urgency).map_or(rule.otherwise, |(_, d)| *d);
    since.checked_add(days.days()).ok().map(|date| (rule.field, date))
}

/// The fields that a dialog for the step shows: required ones that are empty, then those it offers.
pub fn asked(register: &Register, record: &Record, step: &Transition) -> Vec<(&'static crate::Field, bool)> {
    let required = step.requires.iter().filter(|f| !record.is_filled(f)).map(|f| (*f, true));
    let offered = step.asks.iter().map(|f| (*f, false));
    let mut seen = Vec::new();
    for (id, must) in required.chain(offered) {
        if let Some(field) = register.field(id)
            && !matches!(field.kind, Kind::Lines(_))
            && !seen.iter().any(|(f, _): &(&crate::Field, bool)| f.id == id)
        {
            seen.push((field, must));
        }
    }
    seen
}
