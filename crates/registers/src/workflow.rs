//! Steps of a workflow: which ones can be done, what they ask for, what they write here and in other records.

mod actor;
mod asked;
mod authorize;
mod due;
mod effect;
mod error;
mod guard;
mod lapsed;
mod money;
mod taken;
mod template;
#[cfg(test)]
mod tests;

use jiff::civil::DateTime;

use crate::acts;
use crate::common::DELETED;
use crate::def::{ByName, Default_, Effect, Field, Guard, Lines, Phase, Register, Transition};
use crate::document::{Line, Op, Record};
use crate::parse;
use crate::value::Value;

pub use actor::{Actor, Authority, Delegation, acted_for, names};
pub use asked::{AskedRows, asked, asked_rows};
pub use authorize::{Beside, Lack, authorize, authorize_adding, authorize_changing, brings, steps_between};
pub use due::{due, follows_list, lead};
pub use error::StepError;
pub use guard::{people, same_person, undecided};
pub use lapsed::{Lapsed, asks_for_approvals, lapsed};
pub use taken::taken_over;
pub use template::{from_template, like};

/// The records around the one that a step is done on.
pub trait Around {
    /// The record with this id, if this desk has it.
    fn record(&mut self, id: &str) -> Option<Record>;
    /// The records of a register whose link field names the record that the step is done on.
    fn others(&mut self, register: &str, via: &str) -> Vec<(String, Record)>;
    /// Those whose link field names another one, by its id.
    fn naming(&mut self, id: &str, register: &str, via: &str) -> Vec<(String, Record)>;
    /// Whether the record that the step is done on was ever in another state than its first one, that of a deleted draft aside.
    fn has_left_first(&mut self) -> bool;
}

/// No other records: for registers without links.
pub struct Alone;

impl Around for Alone {
    fn record(&mut self, _: &str) -> Option<Record> {
        None
    }
    fn others(&mut self, _: &str, _: &str) -> Vec<(String, Record)> {
        Vec::new()
    }
    fn naming(&mut self, _: &str, _: &str, _: &str) -> Vec<(String, Record)> {
        Vec::new()
    }
    fn has_left_first(&mut self) -> bool {
        false
    }
}

/// What a step writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The changes, the new state last.
    pub ops: Vec<Op>,
    /// Rows that are added, as lines field and cells: whoever carries it out gives them their ids.
    pub rows: Vec<(&'static str, Vec<(String, Value)>)>,
    /// Whether the record must get the next number of its series.
    pub number: bool,
    /// Whether the step cannot be done while no number can be given; else the number follows later.
    pub number_needed: bool,
    /// What it does to other records, in this order.
    pub also: Vec<Also>,
    /// For whom it is done, where somebody else than the one who does it has the right to it.
    pub principal: Option<String>,
}

/// What a step does to another record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Also {
    /// Does a step there, if the record stands where the step begins.
    Step {
        /// Id of the record.
        id: String,
        /// The step.
        step: &'static str,
    },
    /// Writes there.
    Write {
        /// Id of the record.
        id: String,
        /// What.
        ops: Vec<Op>,
    },
    /// Adds a record.
    Add {
        /// Key of the register.
        register: &'static str,
        /// What it says; its state among them if it is not the first. The link back to this record is to be added.
        ops: Vec<Op>,
        /// The link field that shall name this record; empty for none.
        back: &'static str,
        /// From which part of this record it follows.
        part: Part,
    },
}

/// From which part of a record another one follows that a step adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A row of a lines field: one record for each, whichever step adds it and however often the step is done.
    Row {
        /// The lines field.
        field: &'static str,
        /// ULID of the row.
        row: String,
    },
    /// The step: another record each time that it is done again.
    Step(&'static str),
}

/// Role that may do every step.
pub const ADMINISTRATOR: &str = "administrator";
/// Role that may only read.
pub const AUDITOR: &str = "auditor";

/// The values that a new record starts with. Who adds it for somebody else begins it with both names.
pub fn defaults(register: &Register, actor: &Actor) -> Vec<Op> {
    let author = actor.author(register);
    starting(register, |default| match default {
        Default_::Today => Some(Value::date(actor.now.date())),
        Default_::Now => Some(Value::time(actor.now)),
        Default_::Me => Some(Value::Text(author.clone())),
        Default_::Integer(_) | Default_::Choice(_) => constant(default),
        Default_::Next => None,
    })
}

/// The cells that a new row starts with, after those that stand already: column, value.
pub fn row_defaults(lines: &Lines, rows: &[Line], person: &str, now: DateTime) -> Vec<(&'static str, Value)> {
    let next = |column: &str| {
        let greatest = rows.iter().filter_map(|row| row.cell(column).and_then(Value::as_integer)).max().unwrap_or(0);
        Value::Integer(greatest.saturating_add(1))
    };
    let value = |column: &Field| {
        Some(match column.default.filter(|_| !column.computed && !column.retired)? {
            Default_::Today => Value::date(now.date()),
            Default_::Now => Value::time(now),
            Default_::Me => Value::from(person),
            Default_::Next => next(column.id),
            Default_::Integer(n) => Value::Integer(n),
            Default_::Choice(id) => Value::from(id),
        })
    };
    lines.columns.iter().filter_map(|column| Some((column.id, value(column)?))).collect()
}

/// Those of [`defaults`] that depend neither on the person nor on the moment.
pub fn constant_defaults(register: &Register) -> Vec<Op> {
    starting(register, constant)
}

fn constant(default: Default_) -> Option<Value> {
    match default {
        Default_::Integer(n) => Some(Value::Integer(n)),
        Default_::Choice(id) => Some(Value::Text(id.to_owned())),
        Default_::Today | Default_::Now | Default_::Me | Default_::Next => None,
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
    let is_open = step.roles.is_empty() && step.named.is_nobody();
    is_open || step.roles.iter().any(|r| roles.iter().any(|own| own == r))
}

/// The states in which a date should be filled: those into which every way leads by a step that fills it, and those in which
/// nothing is left to do and into which ways lead from there. A record that is in one of them without it came from a list,
/// and nobody knows what it would be.
pub fn states_after(register: &Register, field: &str) -> Vec<&'static str> {
    let fills = |step: &Transition| {
        step.requires.contains(&field) || step.effects.iter().any(|e| matches!(e, Effect::Now(f) | Effect::Today(f) if *f == field))
    };
    let clears = |step: &Transition| step.effects.iter().any(|e| matches!(e, Effect::Clear(f) if *f == field));
    let mut after: Vec<&'static str> = register.states.iter().map(|s| s.id).filter(|s| *s != register.first_state()).collect();
    loop {
        let stays = |state: &&str| {
            let mut into = register.transitions.iter().filter(|t| t.to == *state).peekable();
            into.peek().is_some() && into.all(|t| fills(t) || t.from.iter().all(|from| after.contains(from)))
        };
        let left: Vec<&'static str> = after.iter().copied().filter(stays).collect();
        if left.len() == after.len() {
            break;
        }
        after = left;
    }
    // From there on, by steps that do not take it back.
    let mut reached = after.clone();
    while let Some(next) =
        register.transitions.iter().find(|t| !clears(t) && !reached.contains(&t.to) && t.from.iter().any(|from| reached.contains(from)))
    {
        reached.push(next.to);
    }
    let is_done = |state: &&str| register.state(state).is_some_and(|s| s.phase == Phase::Done);
    reached.retain(|state| after.contains(state) || is_done(state));
    reached
}

/// Whether a record comes from the first state to this one by steps that ask nobody else: none but the everyday work of these
/// roles, no condition, no field but those of the list; and that give no number, which it would go without. A new record that
/// is typed in may begin there when its fields prove it; any other state needs its steps.
pub fn is_free(register: &Register, state: &str, roles: &[String]) -> bool {
    let numbers = |t: &Transition| t.effects.contains(&Effect::Number);
    let asks = |t: &Transition| !(t.is_everybodys() || t.is_routine && may(t, roles));
    let free = |t: &&Transition| !asks(t) && t.guards.is_empty() && !numbers(t) && t.to != crate::common::VOID;
    let mut reached = vec![register.first_state()];
    while let Some(next) =
        register.transitions.iter().filter(free).find(|t| t.from.iter().any(|s| reached.contains(s)) && !reached.contains(&t.to))
    {
        reached.push(next.to);
    }
    reached.contains(&state)
}

/// Whether a record from a list may arrive in this state by somebody with these roles. What is over arrives as it is, as do drafts; in a
/// state from which work goes on, such as one that somebody has approved, only where the roles do one of the steps that lead there.
pub fn may_arrive(register: &Register, state: &str, roles: &[String]) -> bool {
    let goes_on = |t: &&Transition| t.from.contains(&state) && ![crate::common::VOID, crate::common::DELETED].contains(&t.to);
    let leads_there = |t: &&Transition| t.to == state && (t.is_everybodys() || may(t, roles));
    let is_over = register.state(state).is_none_or(|s| s.phase == Phase::Void) || !register.transitions.iter().any(|t| goes_on(&t));
    state == register.first_state() || is_over || register.transitions.iter().any(|t| leads_there(&t))
}

/// Whether a record is more than a draft, so that it is never deleted: it carries a number, or will as soon as one can be
/// given, or `has_left_first` says that it was once in another state than its first one.
pub fn is_registered(register: &Register, record: &Record, has_left_first: bool) -> bool {
    has_left_first || register.number.is_some_and(|n| n.at_creation || record.is_filled(n.field))
}

/// Plans a step: checks it against the record as it will be with `given` written, and adds what the
/// step writes by itself.
///
/// # Errors
/// The first [`StepError`] in the order of its variants.
pub fn plan(
    register: &Register,
    record: &Record,
    step: &str,
    given: &[Op],
    actor: &Actor,
    around: &mut dyn Around,
) -> Result<Plan, StepError> {
    let found = register.transition(step).ok_or_else(|| StepError::Unknown(step.to_owned()))?;
    let wrong_role = || StepError::WrongRole(found.roles.iter().map(|r| (*r).to_owned()).collect());
    if !found.from.contains(&record.state()) {
        return Err(StepError::WrongState { step: found.id.to_owned(), state: record.state().to_owned() });
    }
    if let Some(papers) = found.follows() {
        return Err(StepError::Follows(papers.iter().map(|p| (*p).to_owned()).collect()));
    }
    let after = parse::preview(record, given);
    // Whom the record itself names was named before.
    let by_name = |around: &mut dyn Around| actor.by_name(register, &after, &named(&found.named, record, &after, around));
    let authority = match actor.authority_over(register, &after, found).or_else(|| by_name(around)).ok_or_else(wrong_role)? {
        Authority::Own => stands_in(register, record, found, given, actor)
            .or_else(|| signs_for(register, record, found, given, actor))
            .unwrap_or(Authority::Own),
        authority => authority,
    };
    refuse_signed(register, found, given, &actor.signature(authority))?;
    refuse_dated(register, found, given, actor.now)?;
    carry(register, record, found, given, actor, authority, around)
}

/// Who may do something whatever their roles, since the record as it was `before`, or one that it links to `after` it, names them.
pub fn named(by: &ByName, before: &Record, after: &Record, around: &mut dyn Around) -> Vec<String> {
    let cells = |of: &Record, lines: &str, column: &str| -> Vec<String> {
        let rows = of.lines.get(lines).map_or(&[][..], Vec::as_slice);
        let said = rows.iter().filter_map(|row| row.cell(column).and_then(Value::as_text));
        // Several may stand in one cell.
        said.flat_map(|names| names.split(['、', '，', ',', '；', ';', '\n'])).map(|name| name.trim().to_owned()).collect()
    };
    let mut people: Vec<String> = by.here.iter().map(|field| before.text(field).to_owned()).collect();
    people.extend(by.rows.iter().flat_map(|(lines, column)| cells(before, lines, column)));
    let (link, fields) = by.linked;
    if let Some(linked) = Some(link).filter(|link| !link.is_empty()).and_then(|link| around.record(after.text(link))) {
        people.extend(fields.iter().map(|field| linked.text(field).to_owned()));
    }
    let (link, lines, columns) = by.linked_rows;
    if let Some(linked) = Some(link).filter(|link| !link.is_empty()).and_then(|link| around.record(after.text(link))) {
        people.extend(columns.iter().flat_map(|column| cells(&linked, lines, column)));
    }
    people.retain(|person| !person.is_empty());
    people
}

/// For whom somebody confirms what only the person named there may confirm.
fn stands_in<'a>(register: &Register, record: &Record, step: &Transition, given: &[Op], actor: &'a Actor) -> Option<Authority<'a>> {
    let field = step.guards.iter().find_map(|g| if let Guard::Me(field) = g { Some(*field) } else { None })?;
    let after = parse::preview(record, given);
    let named = after.text(field);
    let principal = |d: &&Delegation| d.reaches(register, &after) && names(named, &d.from);
    if names(named, &actor.person) { None } else { actor.delegations.iter().find(principal).map(|d| Authority::For(&d.from)) }
}

/// The names that are given with a step where the step itself writes who does it.
fn signatures<'a>(register: &Register, step: &Transition, given: &'a [Op]) -> impl Iterator<Item = (&'static str, &'a str)> {
    let written = step.effects.iter().filter_map(|e| if let Effect::Me(f) = e { Some(*f) } else { None });
    let written: Vec<&'static str> = written.filter(|f| acts::is_signature(register, f)).collect();
    given.iter().filter_map(move |op| match op {
        Op::Set { field, value: Some(Value::Text(name)) } if !name.is_empty() => Some((*written.iter().find(|f| *f == field)?, &**name)),
        _ => None,
    })
}

/// For whom somebody does a step that is given with the name of one for whom they may.
fn signs_for<'a>(register: &Register, record: &Record, step: &Transition, given: &[Op], actor: &'a Actor) -> Option<Authority<'a>> {
    let mut covering = actor.delegations.iter().filter(|d| d.reaches(register, record) && may(step, &d.roles));
    covering.find(|d| signatures(register, step, given).any(|(_, name)| names(name, &d.from))).map(|d| Authority::For(&d.from))
}

/// Nobody signs with another one's name.
fn refuse_signed(register: &Register, step: &Transition, given: &[Op], signature: &str) -> Result<(), StepError> {
    let mut others = signatures(register, step, given).filter(|(_, name)| *name != signature && !names(signature, name));
    others.next().map_or(Ok(()), |(field, _)| Err(StepError::Signed(field.to_owned())))
}

/// Nobody says when they sign.
fn refuse_dated(register: &Register, step: &Transition, given: &[Op], now: DateTime) -> Result<(), StepError> {
    let says = |value: &Value| !value.is_empty() && *value != Value::time(now);
    let other = given.iter().find_map(|op| match op {
        Op::Set { field, value: Some(value) } if says(value) && acts::is_moment(register, step, field) => Some(field.clone()),
        _ => None,
    });
    other.map_or(Ok(()), |field| Err(StepError::Dated(field)))
}

/// Plans a step that a step of another record brings with it: the right to that one covers it.
///
/// # Errors
/// As [`plan`], but never for a role.
pub fn plan_following(register: &Register, record: &Record, step: &str, actor: &Actor, around: &mut dyn Around) -> Result<Plan, StepError> {
    let found = register.transition(step).ok_or_else(|| StepError::Unknown(step.to_owned()))?;
    if !found.from.contains(&record.state()) {
        return Err(StepError::WrongState { step: found.id.to_owned(), state: record.state().to_owned() });
    }
    carry(register, record, found, &[], actor, Authority::Own, around).map_err(|error| match error {
        // Whoever does the step has another record before them.
        StepError::Several { fields, register: of } if of.is_empty() => StepError::Several { fields, register: register.key.to_owned() },
        error => error,
    })
}

fn carry(
    register: &Register,
    record: &Record,
    step: &Transition,
    given: &[Op],
    actor: &Actor,
    authority: Authority<'_>,
    around: &mut dyn Around,
) -> Result<Plan, StepError> {
    if step.to == DELETED && is_registered(register, record, around.has_left_first()) {
        return Err(StepError::Registered);
    }
    let (mut ops, number) = effect::own(register, record, step, given, actor, authority, around);
    let after = parse::preview(record, &ops);
    let filled = |field: &str| after.is_filled(field) || (number && register.number.is_some_and(|n| n.field == field));
    let missing: Vec<String> = step.requires.iter().filter(|f| !filled(f)).map(|f| (*f).to_owned()).collect();
    if !missing.is_empty() {
        return Err(StepError::Missing(missing));
    }
    if step.binds {
        let fields = guard::undecided(register, &after);
        if !fields.is_empty() {
            return Err(StepError::Several { fields, register: String::new() });
        }
    }
    guard::check(register, step, record, &after, actor, authority, around)?;
    let also = effect::others(step, &after, around);
    let rows = effect::rows(step, record, &after, actor, authority);
    ops.push(Op::State(step.to.to_owned()));
    let number_needed = number && register.number.is_some_and(|n| step.requires.contains(&n.field));
    let principal = match authority {
        Authority::Own => None,
        Authority::For(principal) => Some(principal.to_owned()),
    };
    Ok(Plan { ops, rows, number, number_needed, also, principal })
}
