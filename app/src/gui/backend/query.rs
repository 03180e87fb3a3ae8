//! What a list asks of a register.

use registers::def::Phase;

use crate::asks::Ask;

/// A question to a register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Key of the register.
    pub register: &'static str,
    /// Words, pinyin initials or parts of them; empty means all.
    pub search: String,
    /// Which of them only.
    pub only: Only,
    /// Conditions on fields, all of which hold; their days are given.
    pub asks: Vec<Ask>,
    /// Field id, `_state` or `_updated`; none means newest first.
    pub sort: Option<&'static str>,
    /// From the greatest down.
    pub descending: bool,
    /// The columns that are read, as those of a register's list are named; none means those of the list.
    pub columns: Vec<&'static str>,
}

/// Which records of a register.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Only {
    /// All.
    #[default]
    All,
    /// Those in a state, by its id.
    State(&'static str),
    /// Those in a phase of their life; what is being drafted is open as well.
    Phase(Phase),
    /// Those in which something waits for a choice: values side by side, or a number that others carry too.
    Conflict,
}
