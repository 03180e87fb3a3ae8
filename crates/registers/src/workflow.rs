//! Steps of a workflow: which ones can be done, what they ask for, what they write here and in other records.

mod asked;
mod due;
mod effect;
mod guard;
mod lapsed;
mod money;
mod template;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::civil::DateTime;
use thiserror::Error;

use crate::acts;
use crate::calendar::Calendar;
use crate::common::DELETED;
use crate::def::{Default_, Effect, Guard, Phase, Register, Transition};
use crate::document::{Op, Record};
use crate::parse;
use crate::value::Value;

pub use asked::{AskedRows, asked, asked_rows};
pub use due::{due, lead};
pub use guard::{same_person, undecided};
pub use lapsed::{Lapsed, asks_for_approvals, lapsed};
pub use template::{from_template, like};

/// Who acts, and when by the office's own clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name of the person.
    pub person: String,
    /// Role ids in kebab-case.
    pub roles: Vec<String>,
    /// Civil date and time.
    pub now: DateTime,
    /// The office's working calendar.
    pub calendar: Arc<Calendar>,
    /// For whom the person may act now.
    pub delegations: Vec<Delegation>,
}

/// A right to act for somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Who gave it.
    pub from: String,
    /// The roles that it covers.
    pub roles: Vec<String>,
    /// Keys of the registers that it covers; none: all.
    pub registers: Vec<String>,
    /// Keys of the registers that it does not cover.
    pub excluded: Vec<String>,
    /// The greatest amount of money, in cents, that a record may say; none: any.
    pub limit: Option<i64>,
}

impl Delegation {
    /// Whether it covers a register.
    pub fn covers(&self, register: &Register) -> bool {
        let named = |keys: &[String]| keys.iter().any(|key| key == register.key);
        (self.registers.is_empty() || named(&self.registers)) && !named(&self.excluded)
    }

    /// Whether it covers a record: of its register, and not above the limit of money.
    pub fn reaches(&self, register: &Register, record: &Record) -> bool {
        self.covers(register) && self.limit.is_none_or(|limit| money::amount(register, record) <= limit)
    }
}

impl Actor {
    /// Somebody who acts for nobody else, by the official calendar.
    pub fn new(person: impl Into<String>, roles: Vec<String>, now: DateTime) -> Actor {
        Actor { person: person.into(), roles, now, calendar: Calendar::shared(), delegations: Vec::new() }
    }

    /// By which right the person may do the step: their own roles first, then those of the first who delegated enough.
    pub fn authority(&self, register: &Register, step: &Transition) -> Option<Authority<'_>> {
        self.authority_where(step, |d| d.covers(register))
    }

    /// The same for one record, of which a delegation may not reach the amount.
    pub fn authority_over(&self, register: &Register, record: &Record, step: &Transition) -> Option<Authority<'_>> {
        self.authority_where(step, |d| d.reaches(register, record))
    }

    fn authority_where(&self, step: &Transition, covers: impl Fn(&Delegation) -> bool) -> Option<Authority<'_>> {
        if may(step, &self.roles) {
            return Some(Authority::Own);
        }
        let found = self.delegations.iter().filter(|d| covers(d)).find(|d| !d.roles.is_empty() && may(step, &d.roles));
        found.map(|d| Authority::For(&d.from))
    }

    /// By which right the person may act for one of these, by name: for themselves first.
    pub fn by_name(&self, register: &Register, record: &Record, people: &[String]) -> Option<Authority<'_>> {
        let is_named = |person: &str| people.iter().any(|signature| names(signature, person));
        if self.roles.iter().any(|r| r != AUDITOR) && is_named(&self.person) {
            return Some(Authority::Own);
        }
        self.delegations.iter().find(|d| d.reaches(register, record) && is_named(&d.from)).map(|d| Authority::For(&d.from))
    }

    /// How the person signs: an act for somebody else shows both names.
    pub fn signature(&self, authority: Authority<'_>) -> String {
        match authority {
            Authority::Own => self.person.clone(),
            Authority::For(principal) => format!("{}（代{principal}）", self.person),
        }
    }
}

/// By which right somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority<'a> {
    /// Their own.
    Own,
    /// That of the person who delegated it.
    For(&'a str),
}

/// Whether a signature names the person, as the one who acted or the one for whom.
pub fn names(signature: &str, person: &str) -> bool {
    if person.is_empty() {
        return false;
    }
    let acted = signature.strip_prefix(person).is_some_and(|rest| rest.is_empty() || rest.starts_with("（代"));
    acted || signature.strip_suffix('）').is_some_and(|rest| rest.ends_with(&format!("（代{person}")))
}

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
    /// What is registered is never deleted.
    #[error("the record is registered: what has a number, or was ever more than a draft, is made void and not deleted")]
    Registered,
    /// Required fields are empty.
    #[error("fill in {0:?} first")]
    Missing(Vec<String>),
    /// A lines field needs a row.
    #[error("add a line to {0:?} first")]
    NoLine(String),
    /// One of several lines fields needs a row.
    #[error("add a line to one of {0:?} first")]
    NoLineIn(Vec<String>),
    /// In a row stands more than may be.
    #[error("in {field:?} {column:?} is more than {most:?}")]
    Over {
        /// The lines field.
        field: String,
        /// The column.
        column: String,
        /// The column that says how much it may be.
        most: String,
    },
    /// Not all is done yet that the step is the end of.
    #[error("in {field:?} {column:?} has not come to {most:?} yet")]
    Short {
        /// The lines field.
        field: String,
        /// The column.
        column: String,
        /// The column that says how much it is to be.
        most: String,
    },
    /// Records that follow from this one stand: with it void nobody would know where they come from.
    #[error("{count} records of {register:?} follow from this one: make them void first")]
    Followed {
        /// Key of the register.
        register: String,
        /// How many.
        count: usize,
    },
    /// Nothing that was ordered is still to come.
    #[error("all that was ordered stands in receipts already")]
    NothingOutstanding,
    /// What follows from the record was paid for.
    #[error("the record under {0:?} is settled: enter the return of the goods by itself")]
    Settled(String),
    /// Separation of duties.
    #[error("another person must do this: {0:?} names you")]
    SamePerson(String),
    /// The step itself writes there who does it.
    #[error("{0:?} gets the name of whoever does this: leave it empty, or ask the person named there to do it")]
    Signed(String),
    /// Only the person under the field may do it.
    #[error("only the person under {0:?}, or who acts for them, may do this")]
    NotYours(String),
    /// Two fields must name different people.
    #[error("{0:?} and {1:?} must be different people")]
    Same(String, String),
    /// A lines field has too few rows.
    #[error("{field:?} needs at least {least} lines")]
    FewLines {
        /// The lines field.
        field: String,
        /// How many it needs.
        least: usize,
    },
    /// A row lacks a value, or has another one than the step needs.
    #[error("complete {column:?} in every line of {field:?} first")]
    OpenLine {
        /// The lines field.
        field: String,
        /// The column.
        column: String,
    },
    /// A field has another value than the step needs.
    #[error("{field:?} must be one of {values:?}")]
    Not {
        /// The field.
        field: String,
        /// Ids of the values that would do.
        values: Vec<String>,
    },
    /// The step is there to put the day of the field off, and it is no later than it was, or is over.
    #[error("{0:?} is not put off: give a later day with the step")]
    NotLater(String),
    /// An amount is too small.
    #[error("{field:?} must be at least {least}")]
    TooLittle {
        /// The field.
        field: String,
        /// The least that will do.
        least: i64,
    },
    /// The linked record is in another state than the step needs.
    #[error("the record under {field:?} must be in one of the states {states:?}")]
    LinkedNot {
        /// The link field.
        field: String,
        /// State ids.
        states: Vec<String>,
    },
    /// A field differs from that of the linked record.
    #[error("{field:?} differs from the record under {link:?}")]
    Differs {
        /// The field.
        field: String,
        /// The link field.
        link: String,
    },
    /// The person named has not what the step hands on.
    #[error("{field:?} names nobody who has what stands under {link:?}")]
    NotHolder {
        /// The person field.
        field: String,
        /// The link field.
        link: String,
    },
    /// Records of another register stand in the way.
    #[error("{count} records of {register:?} stand in the way: finish them first")]
    Blocked {
        /// Key of the register.
        register: String,
        /// How many.
        count: usize,
    },
    /// A record of another register is missing, or has not come far enough.
    #[error("a record of {register:?} is needed first, in one of the states {states:?}")]
    NeedsOther {
        /// Key of the register.
        register: String,
        /// Ids of the states that count; empty: all but void ones.
        states: Vec<String>,
        /// How many there are in other states.
        others: usize,
    },
    /// Values of several people stand side by side in fields of what would be sealed, printed, sent, filed or posted.
    #[error("several values stand side by side in {fields:?}: choose one first")]
    Several {
        /// The fields; a cell is named `field/ROW/column`.
        fields: Vec<String>,
        /// Key of the register, where it is another record that the step does something to as well; else empty.
        register: String,
    },
    /// Too little notice.
    #[error("fewer than {days} working days of notice: give a reason in {reason:?}")]
    ShortNotice {
        /// Working days that the office asks for.
        days: i64,
        /// The field for the reason.
        reason: String,
    },
    /// What the field says is about another version of the text than the one that stands here now.
    #[error("the text is not the version under {field:?}: have it approved as it is now")]
    OtherVersion {
        /// The field, or the lines field.
        field: String,
    },
    /// The text as it is now was not passed, or somebody refused it.
    #[error("no line of {field:?} passes the text as it is now: it was changed since, or was refused ({part:?})")]
    NotPassed {
        /// The lines field.
        field: String,
        /// Id of the choice that tells whose line is missing; empty: anybody's.
        part: String,
    },
    /// The day has not come.
    #[error("{0:?} has not come yet")]
    NotYet(String),
    /// The step comes with a paper of another register.
    #[error("this follows a paper of {0:?}: write one there, and carry it through")]
    Follows(Vec<String>),
    /// Records of another register do not yet add up to what this one says.
    #[error("{register:?} adds up to {done}, {field:?} says {wanted}: enter the rest there first")]
    Uncovered {
        /// Key of the register.
        register: String,
        /// The field that they are to add up to.
        field: String,
        /// What they add up to.
        done: i64,
        /// What it says.
        wanted: i64,
    },
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

/// Whether a record comes from the first state to this one by steps that ask nobody: no role, no condition, no field but
/// those of the list; and that give no number, which it would go without. A new record that is typed in may begin there when
/// its fields prove it; any other state needs its steps.
pub fn is_free(register: &Register, state: &str) -> bool {
    let numbers = |t: &Transition| t.effects.contains(&Effect::Number);
    let free = |t: &&Transition| t.roles.is_empty() && t.guards.is_empty() && !numbers(t) && t.to != crate::common::VOID;
    let mut reached = vec![register.first_state()];
    while let Some(next) =
        register.transitions.iter().filter(free).find(|t| t.from.iter().any(|s| reached.contains(s)) && !reached.contains(&t.to))
    {
        reached.push(next.to);
    }
    reached.contains(&state)
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
    let by_name = |around: &mut dyn Around| {
        // Whom the record itself names was named before.
        let of = if found.named.is_some_and(|(link, _)| link.is_empty()) { record } else { &after };
        actor.by_name(register, &after, &named(found, of, around))
    };
    let authority = match actor.authority_over(register, &after, found).or_else(|| by_name(around)).ok_or_else(wrong_role)? {
        Authority::Own => stands_in(register, record, found, given, actor)
            .or_else(|| signs_for(register, record, found, given, actor))
            .unwrap_or(Authority::Own),
        authority => authority,
    };
    refuse_signed(register, found, given, &actor.signature(authority))?;
    carry(register, record, found, given, actor, authority, around)
}

/// Who may do a step whatever their roles, since the record, or the one that one of its fields links to, names them.
pub fn named(step: &Transition, record: &Record, around: &mut dyn Around) -> Vec<String> {
    let Some((link, fields)) = step.named else { return Vec::new() };
    let linked = if link.is_empty() { Some(record.clone()) } else { around.record(record.text(link)) };
    let Some(linked) = linked else { return Vec::new() };
    fields.iter().map(|field| linked.text(field).to_owned()).filter(|person| !person.is_empty()).collect()
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
    Ok(Plan { ops, rows, number, number_needed, also })
}
