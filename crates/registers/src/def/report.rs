//! Reports: queries of the read model, as data.

use crate::def::{Labels, Phase};

/// A report over one register. Void records and drafts count only where a condition names their state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Report {
    /// Permanent id in kebab-case.
    pub id: &'static str,
    /// What the user reads.
    pub labels: Labels,
    /// The rows of this lines field are what is counted, in the place of records.
    pub rows: Option<&'static str>,
    /// What is measured in each group; the first is what the chart shows.
    pub measures: &'static [Measure],
    /// What makes the groups: none, or up to three.
    pub by: &'static [By],
    /// Which records count.
    pub only: &'static [Only],
    /// Groups of fewer are left out: so that nobody can be singled out, or so that only repetition shows.
    pub at_least: i64,
    /// Whether nobody may be singled out by it: what is left out does not show in the sum either.
    pub unnamed: bool,
    /// Whose limit holds for a group instead, where it is greater.
    pub limit: Option<Limit>,
    /// How it is drawn.
    pub chart: Chart,
}

/// Where the smallest group that a report breaks down is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// The link field that names the record that sets it.
    pub link: &'static str,
    /// A text field that names it by its title, where the link says nothing; empty for none.
    pub title: &'static str,
    /// The integer field of that record.
    pub least: &'static str,
}

/// What is measured. Fields are those of the register, or with [`Report::rows`] the columns of the rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// How many.
    Count,
    /// The sum of an integer or money field.
    Sum(&'static str),
    /// The mean of an integer or money field.
    Mean(&'static str),
    /// The mean time from one time to the other; only where both are filled.
    Average(&'static str, &'static str),
    /// Hours from one time to the other, added up.
    Hours(&'static str, &'static str),
    /// How much of the office's working hours the times take, in hundredths: only for groups of one thing each.
    UseRate(&'static str, &'static str),
    /// In how many of a hundred cases the time of the notice, which this is, lay before the event as the register's deadline asks.
    Notice(&'static str),
    /// In how many of a hundred cases the record is in one of the states.
    InState(&'static [&'static str]),
    /// Half took no longer than so many minutes from one time to the other, and nine in ten no longer than; only where both are filled.
    Span(&'static str, &'static str),
    /// In how many of a hundred cases the field has one of the values. Of choices those are left out, and told of, that nobody
    /// made; yes/no that nobody said is no.
    Share(&'static str, &'static [&'static str]),
    /// The sum of the first field in hundredths of the sum of the second.
    Ratio(&'static str, &'static str),
    /// In how many of a hundred cases the field is filled.
    Filled(&'static str),
    /// In how many of a hundred cases with both filled the first is not after the second; a record that is still open after
    /// the second counts as late. One that is done without the first is left out, and told of: nobody knows.
    OnTime(&'static str, &'static str),
    /// How many different values the field has.
    Distinct(&'static str),
    /// The sum of an integer or money field, less what has one of these values in a choice field: what was issued, less what came back.
    Net(&'static str, &'static str, &'static [&'static str]),
    /// The sum of a derived value of the records, nothing where nobody knows it of any.
    Derived(&'static str),
    /// The mean of a derived value that is in hundredths, over the records of which it is known.
    Rate(&'static str),
    /// What it comes to for each head of a department, nothing where nobody says how many they are.
    PerHead(&'static PerHead),
}

/// An amount for each head of a department: only for groups of one department each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerHead {
    /// The integer or money field that is summed up.
    pub amount: &'static str,
    /// The choice field and those of its values that count negative.
    pub minus: (&'static str, &'static [&'static str]),
    /// The field that names the department.
    pub department: &'static str,
    /// Who says how many heads a department has, the first who does.
    pub heads: &'static [Heads],
}

/// Where the number of heads of a department stands; of several records of one the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heads {
    /// Key of the register.
    pub register: &'static str,
    /// Its field that names the department.
    pub department: &'static str,
    /// Its integer field.
    pub heads: &'static str,
    /// The state in which a record counts.
    pub state: &'static str,
}

/// What makes the groups of a report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum By {
    /// The value of a field; of a link its title; of choices each member.
    Field(&'static str),
    /// The state.
    State,
    /// The year of a date or time.
    Year(&'static str),
    /// The month of a date or time.
    Month(&'static str),
    /// The hour of day of a time.
    Hour(&'static str),
    /// The weekday of a date or time.
    Weekday(&'static str),
    /// The age of a date in whole years, up to now.
    Age(&'static str),
    /// How many days the date has passed: not yet, 1–7, 8–30, 31–90, more.
    Overdue(&'static str),
    /// For how many days the date has been over, in the same steps.
    Since(&'static str),
    /// The record's own title.
    Title,
    /// A derived value: up to the first number, up to the second, and so on, more than the last.
    Band(&'static str, &'static [i64]),
}

/// Which records count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Only {
    /// In one of these states.
    State(&'static [&'static str]),
    /// In one of these phases.
    Phase(&'static [Phase]),
    /// The field has one of the values; of yes/no `1` or `0`.
    Is(&'static str, &'static [&'static str]),
    /// The field is filled.
    Filled(&'static str),
    /// The field is empty.
    Empty(&'static str),
    /// The date or time has passed.
    Passed(&'static str),
    /// The date or time comes within so many days.
    Within(&'static str, i64),
    /// A derived value is more than so much.
    Above(&'static str, i64),
    /// The integer field says at least as much as the other one, and five at least.
    Enough(&'static str, &'static str),
}

/// The smallest group of unnamed people that a report shows.
pub const SMALLEST: i64 = 5;

/// How a report is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chart {
    /// A table only.
    Table,
    /// Bars, the longest first.
    Bars,
    /// Columns in the order of time.
    Columns,
}

/// A report that counts records by `by`.
pub const fn report(id: &'static str, labels: Labels, by: &'static [By]) -> Report {
    Report {
        id,
        labels,
        rows: None,
        measures: &[Measure::Count],
        by,
        only: &[],
        at_least: 1,
        unnamed: false,
        limit: None,
        chart: Chart::Bars,
    }
}

impl Report {
    /// Sets what is measured.
    pub const fn measures(mut self, measures: &'static [Measure]) -> Report {
        self.measures = measures;
        self
    }
    /// Sets which records count.
    pub const fn only(mut self, only: &'static [Only]) -> Report {
        self.only = only;
        self
    }
    /// Counts the rows of a lines field.
    pub const fn rows(mut self, lines: &'static str) -> Report {
        self.rows = Some(lines);
        self
    }
    /// Leaves out groups of fewer.
    pub const fn at_least(mut self, least: i64) -> Report {
        self.at_least = least;
        self
    }
    /// Leaves out groups of fewer than five, and all that would tell of them.
    pub const fn unnamed(mut self) -> Report {
        self.at_least = SMALLEST;
        self.unnamed = true;
        self
    }
    /// The same, with the limit that another record sets where it is greater.
    pub const fn unnamed_by(mut self, limit: Limit) -> Report {
        self.limit = Some(limit);
        self.unnamed()
    }
    /// Sets how it is drawn.
    pub const fn chart(mut self, chart: Chart) -> Report {
        self.chart = chart;
        self
    }
}
