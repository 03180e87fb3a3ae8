//! The conflict inbox 冲突待办: what replicas that diverged have left for a person to decide, beyond values of one field
//! that stand side by side. Each kind of case is a question to the read model with the rule of the office's domain; nothing
//! is stored but the decision, and nothing waits for it.

mod archive;
mod ask;
mod assets;
mod concurrent;
mod documents;
mod doubled;
mod history;
mod master;
mod meetings;
mod reception;
mod rights;
mod seals;
mod service;
mod settings;
mod staff;
mod supplies;

pub(crate) use staff::leave_of;

pub(crate) use rights::{note as note_rights, note_refused};

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use registers::book::{self, case_decisions, service_requests};
use registers::common::{self, DELETED, VOID};
use registers::def::{Register, Space, Transition};
use registers::document::{Op, Record, STATE};
use registers::workflow::{self, StepError};
use registers::{Kind, RecordId, Value};

pub(crate) use meetings::span;
pub use meetings::{NamedVotes, named_votes};

use crate::query::{Conflict, Reader};
use crate::reason::{Because, Code};
use crate::rebuild::{LEADING, leads};
use crate::{Edit, Error, MAX_PAGE, Result, schema, step};

/// A case that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Which rule: one of those in the list of this module. The screen puts it into words.
    pub kind: &'static str,
    /// What names the case, the same on every desk: a decision names it again.
    pub key: String,
    /// The records that it is about; the one that the rule favours first.
    pub records: Vec<RecordId>,
    /// Whether the rule favours the first of them: it holds until somebody decides otherwise.
    pub ruled: bool,
    /// What the sentence about it names: number, room, tag and the like, with their names in the sentence.
    pub facts: Vec<(&'static str, String)>,
    /// What a person can do about it.
    pub choices: Vec<Choice>,
}

impl Case {
    /// A short name to call the case by: the same on every desk as long as it is the same case.
    pub fn name(&self) -> String {
        let hash = blake3::hash(format!("{}\n{}", self.kind, self.key).as_bytes());
        hash.to_hex().as_str().chars().take(8).collect()
    }

    /// The records that it is about and those that its choices name, each once.
    pub fn involved(&self) -> Vec<RecordId> {
        let mut all = self.records.clone();
        let named = self.choices.iter().flat_map(|choice| match choice {
            Choice::Step { id, .. } | Choice::Renumber { id } | Choice::Keep { id, .. } | Choice::Take { id, .. } => vec![*id],
            Choice::Link { id, to, .. } => vec![*id, *to],
            Choice::Adjust { id, month } => vec![*id, *month],
            Choice::Decide(_) => Vec::new(),
        });
        for id in named {
            if !all.contains(&id) {
                all.push(id);
            }
        }
        all
    }
}

/// What a person can do about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// A step of one of the records.
    Step {
        /// The record.
        id: RecordId,
        /// The step.
        step: &'static str,
    },
    /// A fresh number for one of the records, which is unsealed and was not sent: its own number stays listed as void.
    Renumber {
        /// The record.
        id: RecordId,
    },
    /// One record is another one: the link field of the first shall name the second.
    Link {
        /// The record that points.
        id: RecordId,
        /// Its link field.
        field: &'static str,
        /// Where to.
        to: RecordId,
    },
    /// What came after a month was locked becomes a row among its adjustments, with what is known of it filled in.
    Adjust {
        /// The record that came late.
        id: RecordId,
        /// The locked month.
        month: RecordId,
    },
    /// Of the values that stand side by side in a field, or in `_state`, this one stands alone from now on.
    Keep {
        /// The record.
        id: RecordId,
        /// The field.
        field: &'static str,
        /// The value.
        value: Value,
    },
    /// One of several accounts of a thing is the true one, which stand in several places: fields, or cells as
    /// `field/ROW/column`.
    Take {
        /// The record.
        id: RecordId,
        /// What it says, as a button names it: a text, or the id of a choice among the columns of the places.
        says: String,
        /// What stands in each place from now on.
        writes: Vec<(String, Value)>,
    },
    /// Nothing is to be changed: a decision of this kind is written down (a choice of the decisions' register).
    Decide(&'static str),
}

impl Choice {
    /// What to call the choice by, whatever others there are beside it.
    pub fn name(&self) -> String {
        match self {
            Choice::Step { id, step } => format!("{step}/{id}"),
            Choice::Renumber { id } => format!("renumber/{id}"),
            Choice::Link { id, to, .. } => format!("link/{id}/{to}"),
            Choice::Adjust { id, month } => format!("adjust/{id}/{month}"),
            Choice::Keep { field, value, .. } => {
                let value = value.as_text().map_or_else(|| format!("{value:?}"), str::to_owned);
                format!("keep/{}/{value}", field.trim_start_matches('_'))
            }
            Choice::Take { says, .. } => format!("take/{}", says.replace(' ', "")),
            Choice::Decide(decision) => (*decision).to_owned(),
        }
    }

    /// A number of four digits to call the choice by. It follows from what the choice does, so that it is the same on every
    /// desk and means the same for good, whichever choices beside it are done or come.
    pub fn number(&self) -> u32 {
        let hash = blake3::hash(self.name().as_bytes());
        let start = hash.as_bytes().first_chunk::<4>().copied().unwrap_or_default();
        1_000 + u32::from_le_bytes(start) % 9_000
    }

    /// The record and the places in which values that stand side by side would be settled by it.
    fn places(&self) -> Vec<(RecordId, String)> {
        match self {
            Choice::Keep { id, field, .. } => vec![(*id, (*field).to_owned())],
            Choice::Take { id, writes, .. } => writes.iter().map(|(place, _)| (*id, place.clone())).collect(),
            _ => Vec::new(),
        }
    }
}

/// A question to the read model.
type Ask = fn(&Reader, DateTime, usize) -> Result<Vec<Case>>;

/// What a sentence about a doubled number names.
const NUMBERED: &[&str] = &["number", "count", "one", "other"];
/// The same of a register that has no kind of its own.
const NUMBERED_IN: &[&str] = &["number", "count", "one", "other", "register"];

/// Cases of one thing that was written down twice.
const TWICE: &[&str] = &["registered-twice", "visit-twice"];
/// The field that says which record stands for the same thing.
const SAME_AS: &str = "same_as";

/// Every kind of case with the names of its facts and its question, in the order in which they are shown.
static ALL: &[(&str, &[&str], Ask)] = &[
    ("issue-number-doubled", NUMBERED, documents::issue_number_doubled),
    ("issue-number-on-paper", NUMBERED, documents::issue_number_on_paper),
    ("register-number-doubled", NUMBERED, documents::register_number_doubled),
    ("registered-twice", &["from_no", "from_org", "count", "one", "other"], documents::registered_twice),
    ("instructions-differ", &["title", "one", "one_says", "other", "other_says"], documents::instructions_differ),
    ("approved-then-changed", &["title", "approver", "editor"], documents::approved_then_changed),
    ("sealed-then-changed", &["title", "sealer", "editor"], documents::sealed_then_changed),
    (concurrent::LATE, &["title", "number", "people"], concurrent::withdrawn_late),
    ("withdrawn-meanwhile", &["title", "number", "people"], concurrent::withdrawn_meanwhile),
    ("approved-and-refused", &["title", "number", "people"], concurrent::approved_and_refused),
    ("reopened-meanwhile", &["title", "number", "people"], concurrent::reopened_meanwhile),
    ("void-then-edited", &["title", "number", "people", "count"], concurrent::void_then_edited),
    (concurrent::KEPT, &["title", "deleted", "people"], concurrent::deleted_then_edited),
    ("seal-held-twice", &["seal", "one", "one_since", "other", "other_since"], seals::held_twice),
    ("archive-number-doubled", NUMBERED, archive::number_doubled),
    ("number-doubled", NUMBERED_IN, doubled::any_number),
    ("item-lent-twice", &["item", "one", "one_since", "other", "other_since"], archive::lent_twice),
    ("destruction-blocked", &["item", "number", "borrower"], archive::destruction_blocked),
    ("room-double-booked", &["room", "one", "one_at", "other", "other_at", "slots", "rooms"], meetings::room_double_booked),
    ("tallies-differ", &["title", "motion", "one", "other", "named"], meetings::tallies_differ),
    ("ballots-differ", &["title", "motion", "voter"], meetings::ballots_differ),
    ("minutes-changed-late", &["title", "approver", "approved_at", "editor"], meetings::minutes_changed_late),
    ("counted-in-two-places", &["tag", "name", "zones", "book", "counted"], assets::in_two_places),
    ("counted-differently", &["tag", "name", "zones", "counters"], assets::in_two_numbers),
    ("variance-outdated", &["campaign", "count", "tags"], assets::outdated),
    ("variance-after-posting", &["tag", "name", "place", "zones"], assets::posted),
    ("variance-twice", &["tag", "campaign", "count"], assets::listed_twice),
    ("negative-stock", &["item", "stock", "unit"], supplies::negative),
    ("stock-count-late", &["item", "counted", "book", "now"], supplies::late_for_count),
    ("visit-state", &["visitor", "entered"], reception::states),
    ("signed-out-twice", &["visitor", "times"], reception::signed_out_twice),
    ("signed-in-twice", &["visitor", "times"], reception::signed_in_twice),
    ("seen-after-leaving", &["visitor", "left", "seen", "place"], reception::seen_again),
    ("visit-twice", &["visitor", "count"], reception::twice),
    ("request-state", &["number", "subject"], service::states),
    ("request-assigned-twice", &["number", "subject", "handlers"], service::handlers),
    ("request-ended-twice", &["number", "subject", "times"], service::times),
    ("punch-twice", &["person", "at", "event", "count"], staff::punched_twice),
    ("punch-after-lock", &["person", "at", "month"], staff::after_lock),
    ("leave-after-lock", &["applicant", "starts", "ends", "month"], staff::leave_after_lock),
    ("leave-cancelled", &["applicant", "starts", "ends", "from"], staff::leave_cancelled),
    ("master-twice", &["register", "name", "count"], master::twice),
    ("merged-crosswise", &["register", "name", "count"], master::crosswise),
    ("settings-differ", &["register", "what", "target", "one", "other"], settings::differ),
    ("right-withdrawn", &["person", "desk", "count", "titles"], rights::withdrawn),
    ("act-set-aside", &["person", "desk", "count", "titles"], rights::set_aside),
    ("unauthorized", &["person", "desk", "register", "act", "title", "lack"], rights::unauthorized),
];

/// Kinds of which only those decide who lead the office.
const LED: &[&str] = &["right-withdrawn", "act-set-aside", "unauthorized"];

/// Whether only those who lead the office decide about a kind of case.
pub(crate) fn is_led(kind: &str) -> bool {
    LED.contains(&kind)
}

/// Every kind of case with the names of its facts, in the order in which they are shown.
pub fn case_kinds() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    ALL.iter().map(|(kind, facts, _)| (*kind, *facts))
}

/// What the conflict inbox holds at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Docket {
    /// The cases that wait for a person.
    pub cases: Vec<Case>,
    /// How many of [`Reader::conflicts`] the cases tell of already.
    pub told: u64,
    places: BTreeSet<(RecordId, String)>,
    bearers: BTreeSet<RecordId>,
}

impl Docket {
    /// The conflicts of which no case tells, at most so many: each thing is shown once.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn beside(&self, reader: &Reader, limit: usize) -> Result<Vec<Conflict>> {
        // Those that a case tells of must not take the place of the others.
        let told = usize::try_from(self.told).unwrap_or(usize::MAX);
        let mut conflicts = reader.conflicts(limit.saturating_add(told))?;
        conflicts.retain(|conflict| !self.tells_of(conflict));
        conflicts.truncate(limit);
        Ok(conflicts)
    }

    /// Whether a case, waiting or decided, tells of a conflict.
    pub fn tells_of(&self, conflict: &Conflict) -> bool {
        match conflict.twins.is_empty() {
            true => self.places.contains(&(conflict.id, conflict.field.clone())),
            false => self.bearers.contains(&conflict.id),
        }
    }
}

impl Reader {
    /// The cases that wait for a person, at most so many of each kind.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn cases(&self, now: DateTime, limit: usize) -> Result<Vec<Case>> {
        Ok(self.docket(now, limit)?.cases)
    }

    /// The cases that wait for a person, at most so many of each kind, and which conflicts they tell of.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn docket(&self, now: DateTime, limit: usize) -> Result<Docket> {
        self.of_one_state(|reader| reader.found(now, limit))
    }

    fn found(&self, now: DateTime, limit: usize) -> Result<Docket> {
        let decided = self.decided()?;
        let mut docket = Docket::default();
        for (kind, facts, ask) in ALL {
            // What was decided is found again: it must not take the place of what waits.
            let done = decided.iter().filter(|(of, _)| of == kind).count();
            let mut cases = ask(self, now, (limit + done).min(MAX_PAGE))?;
            cases.retain(|case| case.kind == *kind);
            self.keep_offered(&mut cases)?;
            for case in &cases {
                docket.places.extend(case.choices.iter().flat_map(Choice::places));
                if [NUMBERED, NUMBERED_IN].contains(facts) {
                    docket.bearers.extend(&case.records);
                    docket.told += 1;
                }
            }
            cases.retain(|case| !decided.contains(&(case.kind.to_owned(), case.key.clone())));
            cases.truncate(limit);
            docket.cases.append(&mut cases);
        }
        docket.told += self.standing(&docket.places)?;
        Ok(docket)
    }

    /// Takes the steps away that the office has left out.
    fn keep_offered(&self, cases: &mut [Case]) -> Result<()> {
        let shelf = self.shelf()?;
        for choices in cases.iter_mut().map(|case| &mut case.choices) {
            let mut kept = Vec::with_capacity(choices.len());
            for choice in choices.drain(..) {
                let left_out = match &choice {
                    Choice::Step { id, step } => {
                        self.register_of(*id)?.is_some_and(|r| !shelf.of(r).transitions.iter().any(|t| t.id == *step))
                    }
                    _ => false,
                };
                if !left_out {
                    kept.push(choice);
                }
            }
            *choices = kept;
        }
        Ok(())
    }

    /// At how many of the places values stand side by side.
    fn standing(&self, places: &BTreeSet<(RecordId, String)>) -> Result<u64> {
        let sql = "SELECT EXISTS(SELECT 1 FROM conflict c JOIN record r ON r.id=c.record WHERE r.ulid=?1 AND c.field=?2)";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut found = 0;
        for (id, field) in places {
            found += u64::from(statement.query_row(rusqlite::params![id.to_bytes(), field], |r| r.get::<_, bool>(0))?);
        }
        Ok(found)
    }

    fn decided(&self) -> Result<BTreeSet<(String, String)>> {
        // A decision that was not its author's to make decides nothing.
        let sql = format!(
            "SELECT f_kind, f_case FROM \"{}\" t WHERE state='decided'
             AND NOT EXISTS (SELECT 1 FROM unauthorized u JOIN record r ON r.ulid=u.ulid WHERE r.id=t.id AND u.act LIKE '+%') LIMIT {MAX_PAGE}",
            schema::table(&case_decisions::REGISTER)
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let text = |v: Option<String>| v.unwrap_or_default();
        let rows = statement.query_map([], |r| Ok((text(r.get(0)?), text(r.get(1)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Edit<'_> {
    /// Does what a person chose about a case; `given` is what a step asked for, `about` says in words what it was about.
    ///
    /// # Errors
    /// Those of what was chosen.
    pub fn settle(&mut self, case: &Case, choice: &Choice, given: &[Op], about: &str, reason: &str) -> Result<()> {
        match choice {
            Choice::Step { id, step } => {
                let register = self.stage(*id)?;
                let field = register.transition(step).and_then(reason_of).filter(|_| !reason.trim().is_empty());
                let is_given = |field: &str| given.iter().any(|op| matches!(op, Op::Set { field: f, .. } if f == field));
                let own = field.filter(|f| !is_given(f)).map(|f| Op::Set { field: f.to_owned(), value: Some(Value::from(reason)) });
                if *step == VOID && !is_given(SAME_AS) {
                    self.note_same(case, *id)?;
                }
                self.step(*id, step, &given.iter().cloned().chain(own).collect::<Vec<_>>())?;
                if field.is_some() { Ok(()) } else { self.note_reason(case, choice, *id, about, reason) }
            }
            Choice::Keep { id, field, value } if *field == STATE => {
                self.resolve(*id, &[Op::State(value.as_text().unwrap_or_default().to_owned())])?;
                // Its fields go on saying that it was both done and taken back, or deleted: only the decision ends the case.
                if [concurrent::LATE, concurrent::KEPT].contains(&case.kind) {
                    self.decide(case, "put-right", about, reason)
                } else {
                    self.note_reason(case, choice, *id, about, reason)
                }
            }
            Choice::Keep { id, field, value } => {
                self.change(*id, &[Op::Set { field: (*field).to_owned(), value: Some(value.clone()) }])?;
                self.note_reason(case, choice, *id, about, reason)
            }
            // Facts among them: which of them is true is no change of what they say.
            Choice::Take { id, writes, .. } => {
                let ops = writes.iter().map(|(place, value)| Op::Set { field: place.clone(), value: Some(value.clone()) });
                self.put_back(*id, &ops.collect::<Vec<_>>())?;
                self.note_reason(case, choice, *id, about, reason)
            }
            Choice::Renumber { id } => self.renumber(*id, reason).map(drop),
            Choice::Link { id, field, to } => {
                self.link(*id, field, *to)?;
                self.note_reason(case, choice, *id, about, reason)
            }
            Choice::Adjust { id, month } => self.adjust(*id, *month, if reason.trim().is_empty() { about } else { reason }),
            Choice::Decide(decision) => self.decide(case, decision, about, reason),
        }
    }

    /// Says of a record that is about to be made void which one stands for the same thing: the first of the case that does.
    fn note_same(&mut self, case: &Case, id: RecordId) -> Result<()> {
        let register = self.stage(id)?;
        let fits = matches!(register.field(SAME_AS).map(|f| f.kind), Some(Kind::Link(to)) if to == register.key);
        if !TWICE.contains(&case.kind) || !fits || self.record(id)?.is_filled(SAME_AS) {
            return Ok(());
        }
        for other in case.records.iter().filter(|other| **other != id) {
            let standing = self.record(*other)?;
            if standing.state() != VOID {
                // The void one names the one that stands, not the other way round.
                if standing.text(SAME_AS) == id.to_string() {
                    self.put_back(*other, &[Op::Set { field: SAME_AS.to_owned(), value: None }])?;
                }
                return self.put_back(id, &[Op::Set { field: SAME_AS.to_owned(), value: Some(Value::Text(other.to_string())) }]);
            }
        }
        Ok(())
    }

    /// Keeps the reason of what asks for none itself: among the decisions, or where those who read them may not read the
    /// record, in its remarks. The case may come again: it is not decided by this.
    fn note_reason(&mut self, case: &Case, choice: &Choice, id: RecordId, about: &str, reason: &str) -> Result<()> {
        if reason.trim().is_empty() {
            return Ok(());
        }
        if is_general(id) {
            let done = Case { key: format!("{} {}", case.key, choice.name()), ..case.clone() };
            return self.decide(&done, "put-right", about, reason);
        }
        let before = self.record(id)?.text(common::REMARKS.id()).to_owned();
        let text = if before.is_empty() { reason.to_owned() } else { format!("{before}\n{reason}") };
        self.change(id, &[Op::text(common::REMARKS, &text)])
    }

    fn decide(&mut self, case: &Case, decision: &str, about: &str, reason: &str) -> Result<()> {
        if is_led(case.kind) && !leads(&self.actor().roles) {
            let entitled = self.entitled(LEADING, Vec::new())?;
            return Err(Error::NotYours { register: case_decisions::REGISTER.key.to_owned(), adding: true, entitled });
        }
        // Decisions are read by everybody, also by those who may not read the records.
        let secret = !case.records.iter().all(|id| is_general(*id));
        let about = if secret { "" } else { about };
        let ops = [
            Op::set(case_decisions::KIND, case.kind),
            Op::set(case_decisions::CASE, case.key.as_str()),
            Op::set(case_decisions::ABOUT, about),
            Op::set(case_decisions::DECISION, decision),
            Op::set(case_decisions::REASON, reason),
        ];
        self.create(&case_decisions::REGISTER, &ops).map(drop)
    }

    /// Leaves one value standing where several stand side by side. Of states only one of those that stand there, and it is the
    /// right of whoever may do a step that leads to it, for somebody else too.
    ///
    /// # Errors
    /// As [`Edit::change`]; [`Error::NotYourStep`] where the state is not this person's to choose.
    pub fn resolve(&mut self, id: RecordId, ops: &[Op]) -> Result<()> {
        for op in ops {
            if let Op::State(state) = op {
                self.refuse_state(id, state)?;
                self.take_back(id, state)?;
            }
        }
        self.change(id, ops)
    }

    /// Takes away what steps have written that do not count once this state was chosen beside theirs: a request that is open
    /// again was neither solved nor closed.
    fn take_back(&mut self, id: RecordId, chosen: &str) -> Result<()> {
        let (register, record) = (self.stage(id)?, self.record(id)?);
        let ops = if register.key == service_requests::REGISTER.key { service::not_ended(&record, chosen) } else { Vec::new() };
        if ops.is_empty() { Ok(()) } else { self.put_back(id, &ops) }
    }

    fn refuse_state(&mut self, id: RecordId, state: &str) -> Result<()> {
        let register = self.stage(id)?;
        let record = self.record(id)?;
        if !record.states.iter().any(|s| s == state) {
            return Err(Error::WrongValue { field: STATE.to_owned(), reason: Code::NoSuchState.because() });
        }
        let actor = step::complete(self.connection(), self.shelf(), self.actor().clone())?;
        // The steps as they come: what an office has left out was done by somebody with its roles.
        let own = book::find(register.key).unwrap_or(register);
        let leading: Vec<&Transition> = own.transitions.iter().filter(|t| t.to == state).collect();
        if !leading.is_empty() && !leading.iter().any(|t| actor.authority(register, t).is_some()) {
            let roles: Vec<&str> = leading.iter().flat_map(|t| t.roles).copied().collect();
            let entitled = self.entitled(&roles, Vec::new())?;
            return Err(Error::NotYourStep { register: register.key.to_owned(), step: String::new(), entitled });
        }
        if state == DELETED && workflow::is_registered(register, &record, self.has_left_first(id)?) {
            return Err(StepError::Registered.into());
        }
        Ok(())
    }
}

/// Whether everybody in the office may read the record.
fn is_general(id: RecordId) -> bool {
    id.to_bytes().last().is_some_and(|space| u32::from(*space) == Space::General.number())
}

/// The field in which a step keeps why it was done.
fn reason_of(step: &'static Transition) -> Option<&'static str> {
    step.requires.iter().chain(step.asks).copied().find(|field| field.ends_with("_reason"))
}

/// A step as a choice, if it leads from where the record stands.
fn step_from(register: &Register, id: RecordId, state: &str, step: &'static str) -> Option<Choice> {
    register.transition(step).filter(|t| t.from.contains(&state)).map(|_| Choice::Step { id, step })
}

/// The states of a record that stand side by side, as the register names them.
fn states_of(register: &Register, record: &Record) -> Vec<&'static str> {
    record.states.iter().filter_map(|s| register.state(s)).map(|s| s.id).collect()
}

/// Greatest length of a text that a sentence about a case quotes, in characters.
const QUOTED: usize = 60;

/// A text as a sentence quotes it.
fn quoted(text: &str) -> String {
    let short: String = text.chars().take(QUOTED).collect();
    if short.len() < text.len() { short + "…" } else { short }
}

/// What a sentence says where there is nothing.
fn shown(text: String) -> String {
    if text.is_empty() { "–".to_owned() } else { text }
}
