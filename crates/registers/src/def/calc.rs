//! Derived values: computed whenever they are read, never stored. Stock is the sum of its movements.

use crate::def::{Labels, Phase, Product, Tone};

/// How a number is computed from a record and from the records that link to it. Void records never count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Calc {
    /// The value of an integer, money or yes/no field; empty is 0.
    Field(&'static str),
    /// A number.
    Number(i64),
    /// The sum of a field over records of another register.
    Sum {
        /// Which records.
        of: Others,
        /// The integer or money field.
        amount: &'static str,
        /// A choice field and those of its values that count negative; none: all count positive.
        minus: Option<(&'static str, &'static [&'static str])>,
    },
    /// How many records of another register.
    Count(Others),
    /// How many different values a field has over records of another register.
    Distinct(Others, &'static str),
    /// How many different records their link field names, as far as somebody looked at them who does not keep them.
    Checked(Others, &'static Checked),
    /// The mean of a field over records of another register, rounded; 0 of none.
    Mean(Others, &'static str),
    /// The sum of a column of the record's own rows.
    Rows(&'static str, &'static str),
    /// The same over those rows that have nothing in another column.
    RowsWithout(&'static str, &'static str, &'static str),
    /// How many rows say that they cost something else than number and price make: by more than what comes from a price that
    /// was rounded itself.
    Unequal(&'static Product),
    /// How many rows a lines field has.
    RowCount(&'static str),
    /// How many rows have this value in a choice, yes/no (`1`) or text column.
    RowsWith(&'static str, &'static str, &'static str),
    /// How many different values a column has over the rows about the text as it is: those whose stamp is that of the field.
    Current(Stamps),
    /// How many there are over the other rows, of those that have no row about the text as it is; 0 while the field is empty.
    Stale(Stamps),
    /// The sum of a column over rows of records of another register that name what this record names, in its year.
    Learned(&'static Learned),
    /// Minutes from one time field to another; to the present while the second is empty.
    Minutes(&'static str, &'static str),
    /// Days from the day of one date or time field to that of another; to the present while the second is empty.
    Days(&'static str, &'static str),
    /// How many other records of the register are of the same person in the same time.
    Overlaps(&'static Overlap),
    /// Days since the latest date in a column of the record's own rows, or since the date field while there are no rows: lines,
    /// column, field. 0 where there is neither.
    Quiet(&'static str, &'static str, &'static str),
    /// The value while the record is in one of the states, else 0.
    In(&'static [&'static str], &'static Calc),
    /// The value while the record is in one of the states, else nothing: nobody knows it yet.
    KnownIn(&'static [&'static str], &'static Calc),
    /// What a stocktake has counted, as the program holds its sightings against the books that were frozen: a column of its
    /// zones, added up. Of one whose books were never frozen the other value.
    Counted(&'static str, &'static Calc),
    /// Days between the date until which the record is kept and what its year and period give, or 1 where it is kept for ever
    /// and has a date: see [`crate::def::Keeping`]. 0 where one is missing, or somebody has decided otherwise.
    Keeping,
    /// The first in hundredths of the second, rounded; 0 when the second is 0, nothing where nobody knows the first.
    Percent(&'static Calc, &'static Calc),
    /// The greater of the two.
    Greatest(&'static Calc, &'static Calc),
    /// The sum.
    Plus(&'static Calc, &'static Calc),
    /// The difference.
    Minus(&'static Calc, &'static Calc),
    /// The product.
    Times(&'static Calc, &'static Calc),
    /// Days since the latest of a date or time field over records of another register; nothing when there is none.
    SinceLast(Others, &'static str),
    /// Days since the earliest of it.
    SinceFirst(Others, &'static str),
    /// The first, or the second where nobody knows the first.
    Either(&'static Calc, &'static Calc),
    /// A value of the record that a link field of this one names, nothing without such a record: the register that it links to,
    /// the field, the value.
    Through(&'static str, &'static str, &'static Calc),
}

impl Calc {
    /// The values of which it is made up and that are made up of no others of the same record.
    pub fn leaves(&self) -> Vec<&Calc> {
        match self {
            Calc::In(_, value) | Calc::KnownIn(_, value) => value.leaves(),
            Calc::Percent(a, b) | Calc::Greatest(a, b) | Calc::Plus(a, b) | Calc::Minus(a, b) | Calc::Times(a, b) | Calc::Either(a, b) => {
                a.leaves().into_iter().chain(b.leaves()).collect()
            }
            leaf => vec![leaf],
        }
    }
}

/// Times of one person that are in each other's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// The person field.
    pub who: &'static str,
    /// The time field from which on.
    pub from: &'static str,
    /// The time field until which.
    pub until: &'static str,
    /// The time field with an earlier end; empty for none.
    pub ended: &'static str,
    /// The states in which a record counts.
    pub states: &'static [&'static str],
}

/// Who looked at what others keep: separation of duties in a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// The link field that names the thing.
    pub thing: &'static str,
    /// The person field of the thing that says who keeps it; while it is empty anybody may look.
    pub keeper: &'static str,
    /// The person field that says who looked.
    pub by: &'static str,
    /// The person field that says who looked again.
    pub again: &'static str,
}

/// Rows that keep the digest of the text that they are about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamps {
    /// The lines field.
    pub lines: &'static str,
    /// The column whose values are counted.
    pub by: &'static str,
    /// The column with the digest.
    pub stamp: &'static str,
    /// The field with the digest of the text that holds.
    pub field: &'static str,
    /// Rows with this column filled are over and do not count as stale; empty: all count.
    pub over: &'static str,
}

/// Rows of another register that count for a person and a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learned {
    /// Key of the other register.
    pub register: &'static str,
    /// States of its records that count.
    pub states: &'static [&'static str],
    /// Its lines field.
    pub lines: &'static str,
    /// The column that names the person, and the field here that does.
    pub person: (&'static str, &'static str),
    /// The yes/no column that says that it counts.
    pub yes: &'static str,
    /// The integer column that is summed up, and the field of its record where the row says nothing.
    pub amount: (&'static str, &'static str),
    /// The date field of its record, and the text field here with the year, such as `2026`, or the school year from August
    /// on, such as `2026-2027`; where it says nothing all count.
    pub year: (&'static str, &'static str),
}

/// Records of `register` whose link field `via` names this record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Others {
    /// Key of the other register.
    pub register: &'static str,
    /// Its link or links field.
    pub via: &'static str,
    /// States that count; none: every state but the drafts and the void ones.
    pub states: &'static [&'static str],
    /// A choice or integer field and those of its values that count; none: all.
    pub only: Option<(&'static str, &'static [&'static str])>,
    /// Only those that have nothing in this field; empty: all.
    pub without: &'static str,
}

/// Records of `register` whose field `via` names this one, in any state that counts.
pub const fn others(register: &'static str, via: &'static str) -> Others {
    Others { register, via, states: &[], only: None, without: "" }
}

impl Others {
    /// Only those in one of these states.
    pub const fn within(mut self, states: &'static [&'static str]) -> Others {
        self.states = states;
        self
    }

    /// Only those with one of these values in a choice or integer field.
    pub const fn only(mut self, field: &'static str, values: &'static [&'static str]) -> Others {
        self.only = Some((field, values));
        self
    }

    /// Only those that have nothing in a field.
    pub const fn without(mut self, field: &'static str) -> Others {
        self.without = field;
        self
    }
}

/// What the number of a derived value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    Count,
    /// A number with decimals, in ten-thousandths.
    Decimal,
    /// Hundredths of the currency.
    Money,
    /// Minutes.
    Minutes,
    /// Days.
    Days,
    /// Hundredths.
    Percent,
}

/// A derived value of each record of a register. Lists and forms name it by `=` and its id.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Derived {
    /// Permanent id in snake_case; differs from all field ids.
    pub id: &'static str,
    /// What the user reads.
    pub labels: Labels,
    /// What it is.
    pub calc: Calc,
    /// What its number is.
    pub unit: Unit,
}

/// A derived value.
pub const fn derived(id: &'static str, labels: Labels, calc: Calc, unit: Unit) -> Derived {
    Derived { id, labels, calc, unit }
}

/// A warning beside a record while the first number is less than the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alert {
    /// Permanent id in kebab-case.
    pub id: &'static str,
    /// What the user reads.
    pub labels: Labels,
    /// How loud it is.
    pub tone: Tone,
    /// The one that is too small.
    pub less: Calc,
    /// Than this.
    pub than: Calc,
    /// Phases in which it counts.
    pub phases: &'static [Phase],
    /// Where it tells of the limit of [`crate::def::Pauses`], the time field that says when that was met: while it is empty, what
    /// a pause has put off, or others may have met without this desk having heard of it, is no breach.
    pub answered: Option<&'static str>,
}
