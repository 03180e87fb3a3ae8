//! What must hold between fields, and how records from a file arrive.

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
    /// Columns that hold an amount of one kind, of which a row fills one: heading, field of the amount, choice field, its choice.
    pub amounts: &'static [(&'static str, &'static str, &'static str, &'static str)],
}

impl Arrival {
    /// Records arrive in the first state.
    pub const FIRST: Arrival = Arrival { headings: &[], words: &[], marks: &[], filled: &[], day: &[], day_field: None, amounts: &[] };
}

/// Until when a record is kept: to the end of the year that is so many years after its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Keeping {
    /// The date field that says until when.
    pub until: &'static str,
    /// The integer field with the year of the record.
    pub year: &'static str,
    /// The choice field with the period.
    pub period: &'static str,
    /// The choice field with a period for which it is kept on after that, once somebody has decided so; its choices are the same.
    pub longer: &'static str,
    /// Years by choice; none: for ever.
    pub years: &'static [(&'static str, Option<i64>)],
    /// States in which it is not kept any more.
    pub over: &'static [&'static str],
}

/// What so many of a thing cost, row by row: the amount follows from number and price where nobody types another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// The lines field.
    pub lines: &'static str,
    /// The column with the number, which may have decimals.
    pub number: &'static str,
    /// The money column with the price of one.
    pub price: &'static str,
    /// The money column with what all of it costs.
    pub to: &'static str,
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
    /// In no row of a field the parts add up to more than another column says, where it says something.
    RowSum {
        /// The field of rows.
        lines: &'static str,
        /// Its columns that are added up.
        parts: &'static [&'static str],
        /// The column with the most that they may be.
        most: &'static str,
    },
    /// The date or time is not before another one.
    NotBefore {
        /// The later field.
        field: &'static str,
        /// The earlier field.
        since: &'static str,
    },
    /// The two person fields name different people.
    Different(&'static str, &'static str),
}
