//! States, steps, what a step asks for and does, numbers and due dates.

use crate::def::{Labels, Others, Passed};

/// How a state looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Going well or done.
    Green,
    /// Waits for somebody.
    Amber,
    /// Wrong or refused.
    Red,
    /// Under way.
    Blue,
    /// At rest.
    Grey,
}

/// Where in its life a record in this state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Not yet registered: may be deleted.
    Draft,
    /// Waits for somebody's act.
    Open,
    /// Nothing more is due.
    Done,
    /// Void: stays listed and keeps its number.
    Void,
}

/// A state of a workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Permanent id, stored in records.
    pub id: &'static str,
    /// What the user reads.
    pub labels: Labels,
    /// Its chip.
    pub tone: Tone,
    /// Draft, open, done or void.
    pub phase: Phase,
    /// The person field that names whom it waits for; else it waits for the roles of its steps.
    pub by: Option<&'static str>,
    /// The rows that name whom it waits for as well, each until its part is done.
    pub rows: &'static [InRows],
    /// Whether it lies beside the ordinary life of a record: a way round, a rest, a stop.
    pub is_aside: bool,
}

/// Rows of a lines field that each wait for somebody: a reader, a handler, whoever is to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InRows {
    /// The lines field.
    pub lines: &'static str,
    /// The person column; empty for none.
    pub person: &'static str,
    /// Columns that name a department, for whose head, deputy or clerk the row waits while its person column is empty; and
    /// text columns that name several beside it, whose part is not that person's.
    pub departments: &'static [&'static str],
    /// The column that is filled once the part of the row is done; while it says what a row begins with, it is not.
    pub done: &'static str,
}

/// Rows that wait for the person in a column until another column is filled.
pub const fn rows(lines: &'static str, person: &'static str, done: &'static str) -> InRows {
    InRows { lines, person, departments: &[], done }
}

impl InRows {
    /// Sets the columns that name departments.
    pub const fn departments(mut self, columns: &'static [&'static str]) -> InRows {
        self.departments = columns;
        self
    }
}

/// Who may do something whatever their roles, since a record names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByName {
    /// Person fields of the record itself.
    pub here: &'static [&'static str],
    /// Person columns of its rows: lines field, column.
    pub rows: &'static [(&'static str, &'static str)],
    /// Person fields of the record that a link field names: link, their fields.
    pub linked: (&'static str, &'static [&'static str]),
    /// Person columns of the rows of the record that a link field names: link, lines field, columns.
    pub linked_rows: (&'static str, &'static str, &'static [&'static str]),
}

impl ByName {
    /// Nobody by name.
    pub const NOBODY: ByName = ByName { here: &[], rows: &[], linked: ("", &[]), linked_rows: ("", "", &[]) };

    /// Whether nobody has the right by name.
    pub const fn is_nobody(&self) -> bool {
        self.here.is_empty() && self.rows.is_empty() && self.linked.1.is_empty() && self.linked_rows.2.is_empty()
    }
}

/// A state.
pub const fn state(id: &'static str, labels: Labels, tone: Tone, phase: Phase) -> State {
    State { id, labels, tone, phase, by: None, rows: &[], is_aside: false }
}

impl State {
    /// Sets the person field that names whom a record in this state waits for.
    pub const fn by(mut self, field: &'static str) -> State {
        self.by = Some(field);
        self
    }
    /// Sets the rows that name whom it waits for as well.
    pub const fn by_rows(mut self, rows: &'static [InRows]) -> State {
        self.rows = rows;
        self
    }
    /// Says that it lies beside the ordinary life of a record, such as 待补件 and 挂起: no screen proposes it first.
    pub const fn aside(mut self) -> State {
        self.is_aside = true;
        self
    }
}

/// What a register says about which state counts when steps at several desks have left several side by side. What its steps
/// tell by themselves, taking back, opening again and refusing, is added: see [`crate::precedence`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precedence {
    /// States in which something was done that nothing undoes: sealed, sent, handed over. The furthest first.
    pub done: &'static [&'static str],
    /// States after somebody took it back.
    pub withdrawn: &'static [&'static str],
    /// States after somebody refused.
    pub refused: &'static [&'static str],
}

impl Precedence {
    /// Only what the steps tell.
    pub const NONE: Precedence = Precedence { done: &[], withdrawn: &[], refused: &[] };

    /// The states that count before the others, in this order.
    pub fn states(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.done.iter().chain(self.withdrawn).chain(self.refused).copied()
    }
}

/// What a step writes by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effect {
    /// The date and time of the step, unless the field was given or filled; where it is the moment of a signature, whatever
    /// was filled there. See [`crate::acts::is_moment`].
    Now(&'static str),
    /// The date of the step, unless the field was given or filled.
    Today(&'static str),
    /// The acting person, whatever was filled there; where the record starts with its author or the step asks for the name,
    /// unless the field was given or filled. See [`crate::acts`].
    Me(&'static str),
    /// The next number of the register's series, unless the field is filled.
    Number,
    /// Empties a field.
    Clear(&'static str),
    /// Computes the due date from the register's rule, unless the field is filled.
    Due,
    /// Moves the date until which the record is kept on by the period for which it is kept on, unless the date is given: see
    /// [`crate::def::Keeping`].
    KeepOn,
    /// Writes a choice by its id, or `yes` or `no`.
    Set(&'static str, &'static str),
    /// Writes the digest of the record's text as the step leaves it.
    Digest(&'static str),
    /// Writes the digest of the text of the record that the link field names, if it names one: link, own field.
    DigestLinked(&'static str, &'static str),
    /// Does a step of the record that the link field names, if it stands where the step begins.
    StepLinked(&'static str, &'static str),
    /// Copies fields to the record that a link field names; empty ones are left alone.
    SetLinked {
        /// The link field.
        link: &'static str,
        /// Fields from here to there.
        copy: &'static [(&'static str, &'static str)],
    },
    /// Copies fields from the record that a link field names, each unless its own field is given or filled.
    CopyLinked {
        /// The link field.
        link: &'static str,
        /// Fields from there to here.
        copy: &'static [(&'static str, &'static str)],
    },
    /// Writes into every row of a lines field what so many of a thing cost: the product of two of its columns, of which the first
    /// may have decimals, rounded half up to the hundredth. A row that lacks one of them keeps what is typed.
    Product {
        /// The lines field.
        lines: &'static str,
        /// The columns with the number and with the price of one.
        of: (&'static str, &'static str),
        /// The column of the product.
        to: &'static str,
        /// Whether an amount that somebody typed stays, as on an invoice whose prices are rounded.
        keep: bool,
    },
    /// Adds a row to a lines field of the record itself, unless nothing is known for the first of its columns.
    AddRow {
        /// The lines field.
        lines: &'static str,
        /// The columns, with what is written there.
        cells: &'static [(&'static str, Cell)],
    },
    /// Does a step of every record that links here, if it stands where the step begins.
    StepOthers(Others, &'static str),
    /// Adds a record to another register of the same space.
    Add(Addition),
    /// Adds a record for every row of a lines field, once: what a row has added stands until it is made void. `cells` are
    /// copied from its columns.
    AddForEach {
        /// The lines field.
        lines: &'static str,
        /// The yes/no column that the step ticks in each row, so that people and guards see which have theirs. Empty: none.
        tick: &'static str,
        /// What is added.
        add: Addition,
        /// Columns of the row to fields of the new record.
        cells: &'static [(&'static str, &'static str)],
    },
}

/// What a step writes into a row that it adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// The date and time of the step.
    Now,
    /// The acting person.
    Me,
    /// What a field said before the step.
    Before(&'static str),
    /// What a field says after it.
    After(&'static str),
    /// The state that the step leaves: into a choice of states by their ids.
    State,
    /// Whom a person field named before the step, where it names another one now; else the acting person.
    Left(&'static str),
}

/// A record that a step adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Addition {
    /// Key of the register.
    pub register: &'static str,
    /// Its link field that shall name this record; empty for none.
    pub back: &'static str,
    /// Fields from here to there, of kinds that fit; empty ones are left alone.
    pub copy: &'static [(&'static str, &'static str)],
    /// Choices of the new record by id.
    pub set: &'static [(&'static str, &'static str)],
    /// The state that it starts in; empty for the first.
    pub state: &'static str,
}

/// What must hold before a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Guard {
    /// The lines field has at least one row.
    HasLine(&'static str),
    /// One of the lines fields has a row.
    HasLineIn(&'static [&'static str]),
    /// In no row of the lines field the first of the columns is greater than the second.
    EachRowWithin(&'static str, &'static str, &'static str),
    /// What is done adds up to no more than what may be done, for each thing.
    Adds(Adds),
    /// The lines field has at least so many rows.
    Rows(&'static str, usize),
    /// Every row of the lines field has this column filled.
    EachRow(&'static str, &'static str),
    /// Every row of the lines field has this value in its choice or yes/no (`yes`) column.
    EachRowIs(&'static str, &'static str, &'static str),
    /// The field does not name the acting person (separation of duties).
    NotMe(&'static str),
    /// The field names the acting person, or for whom they act: nobody else may confirm it.
    Me(&'static str),
    /// The person field names somebody who has what the link field names, as far as its records tell: link, own field, groups of
    /// their person fields. Of the first group in which anybody is named one must be the same person.
    Holds(&'static str, &'static str, &'static [&'static [&'static str]]),
    /// The field with a number says more than nothing, unless the choice field has this value.
    SomeUnless(&'static str, (&'static str, &'static str)),
    /// The field is filled while the choice field has one of the values.
    FilledIf(&'static str, (&'static str, &'static [&'static str])),
    /// The two person fields name different people (separation of duties).
    Different(&'static str, &'static str),
    /// The choice or yes/no field has one of the values; of yes/no `yes` or `no`.
    Is(&'static str, &'static [&'static str]),
    /// The record that the link field names is in one of the states.
    Linked(&'static str, &'static [&'static str]),
    /// A field has the same text as one of the record that the link field names: link, own field, its field.
    SameAsLinked(&'static str, &'static str, &'static str),
    /// The field holds the digest of the text as it is.
    Version(&'static str),
    /// The field holds the digest of the text, as it is, of the record that the link field names: link, own field.
    VersionOf(&'static str, &'static str),
    /// The text as it is was passed by whoever had to.
    Passed(Passed),
    /// At least one row of the lines field does not have this yes/no column ticked.
    RowWithout(&'static str, &'static str),
    /// The date or time is put off by the step: it is later than what stood there, and not over.
    Later(&'static str),
    /// Every row of the lines field is about the text as it is.
    EachRowVersion(&'static str),
    /// No record of another register links here.
    None(Others),
    /// At least one record of another register links here.
    Some(Others),
    /// No other record of this register that names the same thing in the link field is in one of the states.
    Alone(&'static str, &'static [&'static str]),
    /// With fewer working days from now to the event than the register's deadline before it asks for, the text field must give a
    /// reason.
    NoticeOr(&'static str, &'static str),
    /// The date or time has come.
    Come(&'static str),
    /// Nobody does the step by itself: it comes with a step of a paper in one of these registers.
    Follows(&'static [&'static str]),
    /// These hold as well while the field says something.
    Where(&'static str, &'static [Guard]),
    /// Over records of another register that link here, its integer field adds up to at least the own one: others, their field,
    /// own field.
    Covers(Others, &'static str, &'static str),
}

/// Amounts in rows that are held against each other, for each thing that the rows name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adds {
    /// Lines fields and their columns that add up.
    pub done: &'static [(&'static str, &'static str)],
    /// The lines field and the column that say how much it may be; while that is empty in every row, nothing is held against it.
    pub most: (&'static str, &'static str),
    /// The column that names the thing, the same in all of them.
    pub by: &'static str,
    /// Whether it must be reached.
    pub whole: bool,
}

impl Guard {
    /// This guard, or those that hold with it where a field says something.
    pub fn parts(&self) -> &[Guard] {
        if let Guard::Where(_, guards) = self { guards } else { std::slice::from_ref(self) }
    }
}

/// A step of a workflow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transition {
    /// Permanent id in kebab-case.
    pub id: &'static str,
    /// What the button says.
    pub labels: Labels,
    /// States from which it can be done.
    pub from: &'static [&'static str],
    /// State that it leads to.
    pub to: &'static str,
    /// Roles that may do it; empty means any clerk of the space.
    pub roles: &'static [&'static str],
    /// Who may do it as well, whatever their roles, since a record names them.
    pub named: ByName,
    /// Whether it is everyday work of its roles rather than a decision, so that a record which they type in may show by its
    /// fields that it was done.
    pub is_routine: bool,
    /// Fields that must be filled, by the step or before.
    pub requires: &'static [&'static str],
    /// Further fields that the dialog offers.
    pub asks: &'static [&'static str],
    /// Conditions.
    pub guards: &'static [Guard],
    /// What it writes by itself.
    pub effects: &'static [Effect],
    /// Whether it seals, prints, sends, files or posts what the record says: it waits while a field has several values.
    pub binds: bool,
    /// Whether whoever does it signs what the record says with their own key: see [`crate::signed`].
    pub signed: bool,
}

/// A step with nothing but its states.
pub const fn step(id: &'static str, labels: Labels, from: &'static [&'static str], to: &'static str) -> Transition {
    Transition {
        id,
        labels,
        from,
        to,
        roles: &[],
        named: ByName::NOBODY,
        is_routine: false,
        requires: &[],
        asks: &[],
        guards: &[],
        effects: &[],
        binds: false,
        signed: false,
    }
}

impl Transition {
    /// The registers whose papers bring the step with them; none when people do it themselves.
    pub fn follows(&self) -> Option<&'static [&'static str]> {
        self.guards.iter().find_map(|guard| if let Guard::Follows(papers) = guard { Some(*papers) } else { None })
    }

    /// Its conditions, with those that hold where a field says something.
    pub fn all_guards(&self) -> impl Iterator<Item = &'static Guard> + use<> {
        self.guards.iter().flat_map(Guard::parts)
    }

    /// Sets the roles.
    pub const fn roles(mut self, roles: &'static [&'static str]) -> Self {
        self.roles = roles;
        self
    }
    /// Sets the roles whose everyday work it is.
    pub const fn routine(mut self, roles: &'static [&'static str]) -> Self {
        self.roles = roles;
        self.is_routine = true;
        self
    }
    /// Sets the person fields of the record by which somebody may do it.
    pub const fn or_named(mut self, fields: &'static [&'static str]) -> Self {
        self.named.here = fields;
        self
    }
    /// Sets the person columns of the record's rows by which somebody may do it: lines field, column.
    pub const fn or_in_rows(mut self, rows: &'static [(&'static str, &'static str)]) -> Self {
        self.named.rows = rows;
        self
    }
    /// Sets the person fields of a linked record by which somebody may do it.
    pub const fn or_named_by(mut self, link: &'static str, fields: &'static [&'static str]) -> Self {
        self.named.linked = (link, fields);
        self
    }
    /// Sets the person columns in rows of a linked record by which somebody may do it.
    pub const fn or_in_rows_of(mut self, link: &'static str, lines: &'static str, columns: &'static [&'static str]) -> Self {
        self.named.linked_rows = (link, lines, columns);
        self
    }
    /// Whether nobody is kept from it by who they are: it has no roles, names nobody and asks nobody to confirm it.
    pub fn is_everybodys(&self) -> bool {
        self.roles.is_empty() && self.named.is_nobody() && !self.all_guards().any(|g| matches!(g, Guard::Me(_)))
    }
    /// Sets the required fields.
    pub const fn requires(mut self, fields: &'static [&'static str]) -> Self {
        self.requires = fields;
        self
    }
    /// Sets the fields that the dialog offers.
    pub const fn asks(mut self, fields: &'static [&'static str]) -> Self {
        self.asks = fields;
        self
    }
    /// Sets the conditions.
    pub const fn guards(mut self, guards: &'static [Guard]) -> Self {
        self.guards = guards;
        self
    }
    /// What it does leaves the desk or the draft for good: it waits until somebody has chosen among values side by side.
    pub const fn binds(mut self) -> Self {
        self.binds = true;
        self
    }
    /// Whoever does it signs for it.
    pub const fn signed(mut self) -> Self {
        self.signed = true;
        self
    }
    /// Sets what it writes.
    pub const fn effects(mut self, effects: &'static [Effect]) -> Self {
        self.effects = effects;
        self
    }
}

/// A series of numbers. In the pattern `{year}` is the year and `{n}` the number,
/// `{n:6}` padded with zeros to six digits, `{class}` the value of another field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbering {
    /// The text field that carries the number.
    pub field: &'static str,
    /// For instance `收〔{year}〕{n}号`.
    pub pattern: &'static str,
    /// Whether a record gets its number when it is added (else by [`Effect::Number`]).
    pub at_creation: bool,
}

/// When a record is due, and who is reminded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DueRule {
    /// The date or time field that carries the due date.
    pub field: &'static str,
    /// The date or time field from which days count; empty when people set the date.
    pub since: &'static str,
    /// The choice field that decides, with days for each id; empty for none.
    pub by: &'static str,
    /// Days by choice id.
    pub days: &'static [(&'static str, i64)],
    /// Days otherwise.
    pub otherwise: i64,
    /// Whether days lead up to `since`, as to an event that is to be announced; else they follow it.
    pub ahead: bool,
    /// Whether days are working days of the office; else days of the calendar, and 24 hours each where a time begins them.
    pub working: bool,
    /// The office's hours, in minutes since midnight: in working days a time is due at their end.
    pub hours: (i64, i64),
    /// Whether a working day lasts from the moment that begins it to the same time of the next one; what comes outside the
    /// hours begins with them. Else days end with the hours.
    pub hourly: bool,
    /// So many minutes, by the clock, where there are no days: at once. 0 where no days are the day itself.
    pub at_once: i64,
    /// Whether a new record has its due date from the beginning; else a step writes it.
    pub at_creation: bool,
    /// Reminders so many working days before.
    pub remind: &'static [i64],
    /// Role to which an overdue record is shown as well; empty for none.
    pub escalate: &'static str,
    /// Open states by which the limit is met: what is still to do there is not overdue.
    pub met: &'static [&'static str],
    /// States in which nothing else is due and the date still runs: a procedure in force is to be reviewed.
    pub runs: &'static [&'static str],
}

/// From 8:00 to 17:00.
pub const OFFICE_HOURS: (i64, i64) = (8 * 60, 17 * 60);

/// A due date that people set, with reminders two days, one day before and on the day, and overdue ones
/// shown to the office director.
pub const fn due_at(field: &'static str) -> DueRule {
    DueRule {
        field,
        since: "",
        by: "",
        days: &[],
        otherwise: 0,
        ahead: false,
        working: false,
        hours: OFFICE_HOURS,
        hourly: false,
        at_once: 0,
        at_creation: false,
        remind: &[2, 1, 0],
        escalate: "office-director",
        met: &[],
        runs: &[],
    }
}

impl DueRule {
    /// So many working days after a date or time.
    pub const fn after(mut self, since: &'static str, days: i64) -> DueRule {
        self.since = since;
        self.otherwise = days;
        self.working = true;
        self
    }
    /// So many working days before an event.
    pub const fn before(mut self, event: &'static str, days: i64) -> DueRule {
        self.ahead = true;
        self.after(event, days)
    }
    /// The days for a choice of the field that decides.
    pub fn days_for(&self, choice: &str) -> i64 {
        self.days.iter().find(|(id, _)| *id == choice).map_or(self.otherwise, |(_, days)| *days)
    }
    /// Other numbers of days by the value of a choice field.
    pub const fn unless(mut self, by: &'static str, days: &'static [(&'static str, i64)]) -> DueRule {
        self.by = by;
        self.days = days;
        self
    }
    /// A new record has its due date from the beginning.
    pub const fn from_the_beginning(mut self) -> DueRule {
        self.at_creation = true;
        self
    }
    /// Counts from the moment on, so many minutes where there are no days, and from the beginning of a record.
    pub const fn by_the_hour(mut self, at_once: i64) -> DueRule {
        self.hourly = true;
        self.at_once = at_once;
        self.at_creation = true;
        self
    }
    /// Counts calendar days.
    pub const fn calendar_days(mut self) -> DueRule {
        self.working = false;
        self
    }
    /// Sets when to remind.
    pub const fn remind(mut self, before: &'static [i64]) -> DueRule {
        self.remind = before;
        self
    }
    /// Sets the open states by which the limit is met.
    pub const fn met_in(mut self, states: &'static [&'static str]) -> DueRule {
        self.met = states;
        self
    }
    /// Sets the states with nothing else to do in which the date still runs.
    pub const fn runs_in(mut self, states: &'static [&'static str]) -> DueRule {
        self.runs = states;
        self
    }
    /// Sets the role that sees overdue ones.
    pub const fn escalate(mut self, role: &'static str) -> DueRule {
        self.escalate = role;
        self
    }
}
