//! Why a step is not done.

use thiserror::Error;

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
    /// The step itself writes there when it is done.
    #[error("{0:?} gets the time at which this is done: leave it empty")]
    Dated(String),
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
    /// An amount is nothing, or less than nothing.
    #[error("{0:?} must be more than nothing")]
    TooLittle(String),
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
    #[error("fewer than {days} days of notice: give a reason in {reason:?}")]
    ShortNotice {
        /// Days that the office asks for.
        days: i64,
        /// Whether these are working days.
        working: bool,
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
