//! The closed set of field kinds, and fields of them.

use std::marker::PhantomData;

use crate::def::Labels;

/// One value that a choice field can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Permanent id, stored in records.
    pub id: &'static str,
    /// What the user reads.
    pub labels: Labels,
    /// Other words that lists and old files use for it.
    pub aliases: &'static [&'static str],
    /// What stands for it in a number, such as `D30`; empty: its Chinese label.
    pub code: &'static str,
    /// Still shown where it was chosen, no longer offered.
    pub retired: bool,
}

/// A choice without aliases.
pub const fn choice(id: &'static str, labels: Labels) -> Choice {
    Choice { id, labels, aliases: &[], code: "", retired: false }
}

impl Choice {
    /// Adds words that files use for the choice.
    pub const fn alias(mut self, aliases: &'static [&'static str]) -> Choice {
        self.aliases = aliases;
        self
    }

    /// Sets what stands for the choice in a number.
    pub const fn code(mut self, code: &'static str) -> Choice {
        self.code = code;
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
    /// A number with up to four decimals within the bounds, both included.
    Decimal {
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
    /// Written by the program alone: shown, never asked for.
    pub computed: bool,
    /// An amount of money that may be less than nothing, such as a difference or a discount.
    pub signed: bool,
    /// A time until which something lasts: a day alone means the end of that day.
    pub until: bool,
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
    /// In a row one more than the greatest of the rows before it.
    Next,
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
        /// Marks a number with decimals.
        Decimal,
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
        let (required, retired, computed, signed, until) = (false, false, false, false, false);
        Field { id, labels, kind, required, aliases: &[], retired, computed, signed, until, default: None }
    }
    /// The amount may be less than nothing.
    pub const fn signed(mut self) -> Field {
        self.signed = true;
        self
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
    /// A number with up to four decimals from 0 up.
    pub const fn decimal(key: Key<key::Decimal>, labels: Labels) -> Field {
        Field::of(key.id, labels, Kind::Decimal { min: 0, max: 1_000_000_000 })
    }
    /// An amount of money from 0 up; [`Field::signed`] where it may be less.
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
    /// Marks the field as one that the program computes.
    pub const fn computed(mut self) -> Field {
        self.computed = true;
        self
    }
    /// Marks a time until which something lasts.
    pub const fn until(mut self) -> Field {
        self.until = true;
        self
    }
    /// Sets the starting value.
    pub const fn starts(mut self, default: Default_) -> Field {
        self.default = Some(default);
        self
    }
    /// Sets the bounds of a number.
    pub const fn within(mut self, min: i64, max: i64) -> Field {
        self.kind = match self.kind {
            Kind::Decimal { .. } => Kind::Decimal { min, max },
            _ => Kind::Integer { min, max },
        };
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
    /// Those of the choices that a form offers.
    pub fn offered(&self) -> impl Iterator<Item = &'static Choice> + use<> {
        self.choice_list().iter().filter(|c| !c.retired)
    }
    /// The columns of a lines field, else none.
    pub fn columns(&self) -> &'static [Field] {
        match self.kind {
            Kind::Lines(lines) => lines.columns,
            _ => &[],
        }
    }
}
