//! The shape of a register: what its fields, lines, states and steps are. Registers are data of these
//! types (one file each below `book/`); everything that lists, edits, imports or prints a record reads them.

use std::marker::PhantomData;

/// A language of the user interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    ZhHans,
    /// Traditional Chinese.
    ZhHant,
    /// English.
    En,
}

impl Lang {
    /// All languages, in the order in which the program offers them.
    pub const ALL: [Lang; 3] = [Lang::ZhHans, Lang::ZhHant, Lang::En];

    /// The BCP 47 tag that the command line takes.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::ZhHans => "zh-Hans",
            Lang::ZhHant => "zh-Hant",
            Lang::En => "en",
        }
    }

    /// The language of a BCP 47 tag such as `zh-Hans`, `zh-TW` or `en-GB`.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let any = |list: &[&str]| list.iter().any(|t| tag == *t || tag.starts_with(&format!("{t}-")));
        if any(&["zh-hant", "zh-tw", "zh-hk", "zh-mo"]) {
            Some(Lang::ZhHant)
        } else if any(&["zh"]) {
            Some(Lang::ZhHans)
        } else if any(&["en"]) {
            Some(Lang::En)
        } else {
            None
        }
    }
}

/// A term in three languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// Simplified Chinese.
    pub hans: &'static str,
    /// Traditional Chinese.
    pub hant: &'static str,
    /// English.
    pub en: &'static str,
}

impl Labels {
    /// The term in `lang`.
    pub const fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::ZhHans => self.hans,
            Lang::ZhHant => self.hant,
            Lang::En => self.en,
        }
    }

    /// Whether `text` is this term in any language (ASCII case and surrounding space do not count).
    pub fn matches(&self, text: &str) -> bool {
        let text = text.trim();
        [self.hans, self.hant, self.en].iter().any(|l| l.eq_ignore_ascii_case(text))
    }
}

/// Shorthand for [`Labels`].
pub const fn l(hans: &'static str, hant: &'static str, en: &'static str) -> Labels {
    Labels { hans, hant, en }
}

/// One value that a choice field can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Permanent id, stored in records.
    pub id: &'static str,
    /// What the user reads.
    pub labels: Labels,
    /// Other words that lists and old files use for it.
    pub aliases: &'static [&'static str],
}

/// A choice without aliases.
pub const fn choice(id: &'static str, labels: Labels) -> Choice {
    Choice { id, labels, aliases: &[] }
}

impl Choice {
    /// Adds words that files use for the choice.
    pub const fn alias(mut self, aliases: &'static [&'static str]) -> Choice {
        self.aliases = aliases;
        self
    }

    /// Whether `text` is the id, a label or an alias.
    pub fn matches(&self, text: &str) -> bool {
        let text = text.trim();
        self.id == text || self.labels.matches(text) || self.aliases.iter().any(|a| a.eq_ignore_ascii_case(text))
    }
}

/// The closed set of field kinds. Kinds are code, registers are data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// One line of text, at most 1 MiB like all text.
    Text,
    /// Several lines of text; two writers merge by character.
    LongText,
    /// A whole number within the bounds, both included.
    Integer {
        /// Smallest value that a form accepts.
        min: i64,
        /// Greatest value that a form accepts.
        max: i64,
    },
    /// An amount in the office's currency, kept in hundredths.
    Money,
    /// A civil date.
    Date,
    /// A civil date and time of day to the minute, in the office's own time.
    Time,
    /// One of a list.
    Choice(&'static [Choice]),
    /// Any of a list; two writers merge by element.
    Choices(&'static [Choice]),
    /// Yes or no.
    YesNo,
    /// A person, by name.
    Person,
    /// A department, by name.
    Department,
    /// A record of the named register.
    Link(&'static str),
    /// Records of the named register; two writers merge by element.
    Links(&'static str),
    /// Names of attached files. The files themselves come with the paper work.
    Attachments,
    /// Personal data.
    Private,
    /// Rows with columns of their own.
    Lines(&'static Lines),
}

/// The rows of a lines field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lines {
    /// Columns; no column is of kind `Lines`, `LongText`, `Choices` or `Links`.
    pub columns: &'static [Field],
    /// Rows are facts: they may be added, never changed or taken away.
    pub append_only: bool,
}

/// A field of a register or a column of its lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Permanent id in snake_case: the key in the document.
    pub id: &'static str,
    /// What the user reads.
    pub labels: Labels,
    /// What it holds.
    pub kind: Kind,
    /// Without it the paper book would have no line.
    pub required: bool,
    /// Headings that lists and other programs use for it, for import.
    pub aliases: &'static [&'static str],
    /// Still shown where it has a value, no longer asked for.
    pub retired: bool,
    /// The value a new record starts with.
    pub default: Option<Default_>,
}

/// What a new record starts with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Default_ {
    /// The date of the day.
    Today,
    /// The date and time of the moment.
    Now,
    /// The person who is signed in.
    Me,
    /// A whole number.
    Integer(i64),
    /// A choice by id.
    Choice(&'static str),
}

/// A field's key with the type of its value: code names fields by these constants, never by a string.
pub struct Key<T> {
    id: &'static str,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Key<T> {}

impl<T> Key<T> {
    /// The key of the field with this id. Only register files make keys.
    pub const fn new(id: &'static str) -> Self {
        Key { id, value: PhantomData }
    }

    /// The permanent id.
    pub const fn id(self) -> &'static str {
        self.id
    }
}

/// Marker types for [`Key`], one a field kind.
pub mod key {
    macro_rules! markers { ($($(#[$doc:meta])* $name:ident),*) => { $($(#[$doc])* #[derive(Debug, Clone, Copy)] pub enum $name {})* } }
    markers! {
        /// Marks a text field.
        Text,
        /// Marks a long text field.
        LongText,
        /// Marks a whole number.
        Integer,
        /// Marks an amount of money.
        Money,
        /// Marks a date.
        Date,
        /// Marks a date and time.
        Time,
        /// Marks a choice.
        Choice,
        /// Marks a set of choices.
        Choices,
        /// Marks a yes or no.
        YesNo,
        /// Marks a person.
        Person,
        /// Marks a department.
        Department,
        /// Marks a link.
        Link,
        /// Marks a set of links.
        Links,
        /// Marks attachments.
        Attachments,
        /// Marks personal data.
        Private,
        /// Marks lines.
        Lines
    }
}

impl Field {
    const fn of(id: &'static str, labels: Labels, kind: Kind) -> Field {
        Field { id, labels, kind, required: false, aliases: &[], retired: false, default: None }
    }
    /// A line of text.
    pub const fn text(key: Key<key::Text>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::Text)
    }
    /// Text of several lines.
    pub const fn long_text(key: Key<key::LongText>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::LongText)
    }
    /// A whole number from 0 up.
    pub const fn integer(key: Key<key::Integer>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::Integer { min: 0, max: 1_000_000_000_000 })
    }
    /// An amount of money.
    pub const fn money(key: Key<key::Money>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::Money)
    }
    /// A date.
    pub const fn date(key: Key<key::Date>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::Date)
    }
    /// A date and time.
    pub const fn time(key: Key<key::Time>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::Time)
    }
    /// One of `choices`.
    pub const fn choice(key: Key<key::Choice>, labels: Labels, choices: &'static [Choice]) -> Field {
        Field::of(key.id, labels, Kind::Choice(choices))
    }
    /// Any of `choices`.
    pub const fn choices(key: Key<key::Choices>, labels: Labels, choices: &'static [Choice]) -> Field {
        Field::of(key.id, labels, Kind::Choices(choices))
    }
    /// Yes or no.
    pub const fn yes_no(key: Key<key::YesNo>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::YesNo)
    }
    /// A person.
    pub const fn person(key: Key<key::Person>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::Person)
    }
    /// A department.
    pub const fn department(key: Key<key::Department>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::Department)
    }
    /// A record of `register`.
    pub const fn link(key: Key<key::Link>, labels: Labels, register: &'static str) -> Field {
        Field::of(key.id, labels, Kind::Link(register))
    }
    /// Records of `register`.
    pub const fn links(key: Key<key::Links>, labels: Labels, register: &'static str) -> Field {
        Field::of(key.id, labels, Kind::Links(register))
    }
    /// Attached files.
    pub const fn attachments(key: Key<key::Attachments>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::Attachments)
    }
    /// Personal data.
    pub const fn private(key: Key<key::Private>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::Private)
    }
    /// Rows.
    pub const fn lines(key: Key<key::Lines>, labels: Labels, lines: &'static Lines) -> Field {
        Field::of(key.id, labels, Kind::Lines(lines))
    }
    /// Marks the field as one without which the book has no line.
    pub const fn required(mut self) -> Field {
        self.required = true;
        self
    }
    /// Adds headings under which files carry the field.
    pub const fn alias(mut self, aliases: &'static [&'static str]) -> Field {
        self.aliases = aliases;
        self
    }
    /// Sets the starting value.
    pub const fn starts(mut self, default: Default_) -> Field {
        self.default = Some(default);
        self
    }
    /// Sets the bounds of a whole number.
    pub const fn within(mut self, min: i64, max: i64) -> Field {
        self.kind = Kind::Integer { min, max };
        self
    }
    /// Whether a heading names this field: id, label or alias.
    pub fn matches(&self, heading: &str) -> bool {
        let heading = heading.trim();
        self.id.eq_ignore_ascii_case(heading)
            || self.labels.matches(heading)
            || self.aliases.iter().any(|a| a.eq_ignore_ascii_case(heading))
    }
    /// The choices of a choice or choices field, else none.
    pub fn choice_list(&self) -> &'static [Choice] {
        match self.kind {
            Kind::Choice(c) | Kind::Choices(c) => c,
            _ => &[],
        }
    }
    /// The columns of a lines field, else none.
    pub fn columns(&self) -> &'static [Field] {
        match self.kind {
            Kind::Lines(lines) => lines.columns,
            _ => &[],
        }
    }
}

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
}

/// A state.
pub const fn state(id: &'static str, labels: Labels, tone: Tone, phase: Phase) -> State {
    State { id, labels, tone, phase }
}

/// What a step writes by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effect {
    /// The date and time of the step, unless the field was given or filled.
    Now(&'static str),
    /// The date of the step, unless the field was given or filled.
    Today(&'static str),
    /// The acting person, unless the field was given or filled.
    Me(&'static str),
    /// The next number of the register's series, unless the field is filled.
    Number,
    /// Empties a field.
    Clear(&'static str),
    /// Computes the due date from the register's rule, unless the field is filled.
    Due,
}

/// What must hold before a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Guard {
    /// The lines field has at least one row.
    HasLine(&'static str),
    /// The field does not name the acting person (separation of duties).
    NotMe(&'static str),
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
    /// Fields that must be filled, by the step or before.
    pub requires: &'static [&'static str],
    /// Further fields that the dialog offers.
    pub asks: &'static [&'static str],
    /// Conditions.
    pub guards: &'static [Guard],
    /// What it writes by itself.
    pub effects: &'static [Effect],
}

/// A step with nothing but its states.
pub const fn step(id: &'static str, labels: Labels, from: &'static [&'static str], to: &'static str) -> Transition {
    Transition { id, labels, from, to, roles: &[], requires: &[], asks: &[], guards: &[], effects: &[] }
}

impl Transition {
    /// Sets the roles.
    pub const fn roles(mut self, roles: &'static [&'static str]) -> Self {
        self.roles = roles;
        self
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
    /// Sets what it writes.
    pub const fn effects(mut self, effects: &'static [Effect]) -> Self {
        self.effects = effects;
        self
    }
}

/// A series of numbers. In the pattern `{year}` is the year and `{n}` the number,
/// `{n:6}` padded with zeros to six digits, `{class}` the value of another field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbering {
    /// The text field that carries the number.
    pub field: &'static str,
    /// For instance `收〔{year}〕{n}号`.
    pub pattern: &'static str,
    /// Whether a record gets its number when it is added (else by [`Effect::Number`]).
    pub at_creation: bool,
}

/// When a record is due: days after `since`, by the value of a choice field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DueRule {
    /// The date field that carries the due date.
    pub field: &'static str,
    /// The date or time field from which days count.
    pub since: &'static str,
    /// The choice field that decides, with days for each id.
    pub by: &'static str,
    /// Days by choice id.
    pub days: &'static [(&'static str, i64)],
    /// Days otherwise.
    pub otherwise: i64,
}

/// A group of fields of the form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// Its heading.
    pub labels: Labels,
    /// Field ids in order.
    pub fields: &'static [&'static str],
}

/// A column of the list: field id (or `_state`, `_updated`) and width in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Field id, or `_state` or `_updated`.
    pub field: &'static str,
    /// Width in points; 0 takes what is left.
    pub width: u16,
}

/// A column.
pub const fn col(field: &'static str, width: u16) -> Column {
    Column { field, width }
}

/// A named print or report that the register offers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Named {
    /// Id in kebab-case.
    pub id: &'static str,
    /// What the user reads.
    pub labels: Labels,
}

/// A part of the office under which registers stand in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Documents 公文.
    Documents,
    /// Reception 接待.
    Reception,
    /// Assets 资产.
    Assets,
}

impl Area {
    /// What the user reads.
    pub const fn labels(self) -> Labels {
        match self {
            Area::Documents => l("公文", "公文", "Documents"),
            Area::Reception => l("接待", "接待", "Reception"),
            Area::Assets => l("资产", "資產", "Assets"),
        }
    }
}

/// A space by its number in the membership log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Space {
    /// Documents, assets and all that the whole office may read.
    General = 1,
    /// Visitors and appointments.
    Reception = 2,
    /// Staff.
    Personnel = 3,
    /// Leaders' affairs.
    Leadership = 4,
}

impl Space {
    /// All spaces that an office starts with.
    pub const ALL: [Space; 4] = [Space::General, Space::Reception, Space::Personnel, Space::Leadership];

    /// Number in the membership log.
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// Name on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Space::General => "general",
            Space::Reception => "reception",
            Space::Personnel => "personnel",
            Space::Leadership => "leadership",
        }
    }
}

/// What a file that is imported says about a record beyond its fields: offices keep lists of work that
/// is long done, and a record then arrives in the state that it has reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrival {
    /// Headings of a column that names the state, besides `_state`, 状态 and the like.
    pub headings: &'static [&'static str],
    /// Words for states that files use besides ids and labels: word, state.
    pub words: &'static [(&'static str, &'static str)],
    /// Columns that say yes or no: heading, state when yes.
    pub marks: &'static [(&'static str, &'static str)],
    /// States that a filled field proves: field, state. Later ones win.
    pub filled: &'static [(&'static str, &'static str)],
    /// Headings of a date that completes columns which hold the time of day alone.
    pub day: &'static [&'static str],
    /// The field that keeps that date when no such column is filled.
    pub day_field: Option<&'static str>,
}

impl Arrival {
    /// Records arrive in the first state.
    pub const FIRST: Arrival = Arrival { headings: &[], words: &[], marks: &[], filled: &[], day: &[], day_field: None };
}

/// What must hold between the fields of a record, whatever its state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// While the choice field has one of the values, the record only points at the paper: nothing but
    /// the listed fields may be filled, and the title says `title` or nothing.
    PointerOnly {
        /// The choice field.
        by: &'static str,
        /// Its values.
        values: &'static [&'static str],
        /// Fields that may be filled.
        fields: &'static [&'static str],
        /// All that the title may say.
        title: &'static str,
    },
    /// The text has at most so many characters.
    Longest {
        /// The field.
        field: &'static str,
        /// Characters.
        most: usize,
    },
    /// The date or time is not before another one.
    NotBefore {
        /// The later field.
        field: &'static str,
        /// The earlier field.
        since: &'static str,
    },
}

/// A value in an example record: field id and value as a file would carry it.
pub type Example = &'static [(&'static str, &'static str)];

/// A register.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Register {
    /// English plural in kebab-case, permanent.
    pub key: &'static str,
    /// Name of the book.
    pub labels: Labels,
    /// Name of one record.
    pub one: Labels,
    /// Where it stands in the navigation.
    pub area: Area,
    /// Where it is replicated.
    pub space: Space,
    /// Its own fields; the common ones of [`crate::common`] come after them.
    pub fields: &'static [Field],
    /// The field that names a record.
    pub title: &'static str,
    /// Its series of numbers.
    pub number: Option<Numbering>,
    /// When a record is due.
    pub due: Option<DueRule>,
    /// Columns of the list.
    pub list: &'static [Column],
    /// Groups of the form; fields in none stand under the common group at the end.
    pub groups: &'static [Group],
    /// States; a new record starts in the first.
    pub states: &'static [State],
    /// Steps.
    pub transitions: &'static [Transition],
    /// What must hold between fields.
    pub rules: &'static [Rule],
    /// How records from a file arrive.
    pub arrival: Arrival,
    /// Years or days that a record is kept, as the office's rule says, in words.
    pub retention: Labels,
    /// Prints that the paper book knows.
    pub prints: &'static [Named],
    /// Reports.
    pub reports: &'static [Named],
    /// Two records as an office would write them.
    pub examples: [Example; 2],
}

impl Register {
    /// All fields: its own, then the common ones.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().chain(crate::common::FIELDS)
    }

    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<&'static Field> {
        self.all_fields().find(|f| f.id == id)
    }

    /// The field that a person means: id, label in any language or alias.
    pub fn field_named(&self, name: &str) -> Option<&'static Field> {
        self.field(name).or_else(|| self.all_fields().find(|f| f.matches(name)))
    }

    /// The state with this id.
    pub fn state(&self, id: &str) -> Option<&'static State> {
        self.states.iter().find(|s| s.id == id)
    }

    /// The state that a new record starts in.
    pub fn first_state(&self) -> &'static str {
        self.states.first().map_or("", |s| s.id)
    }

    /// The step that a person means: id or label in any language.
    pub fn transition(&self, name: &str) -> Option<&'static Transition> {
        self.transitions.iter().find(|t| t.id == name).or_else(|| self.transitions.iter().find(|t| t.labels.matches(name)))
    }

    /// The steps that lead out of a state.
    pub fn steps_from(&self, state: &str) -> impl Iterator<Item = &'static Transition> + use<'_> {
        let state = state.to_owned();
        self.transitions.iter().filter(move |t| t.from.contains(&state.as_str()))
    }
}
