//! What the list on the screen reads. No frame waits for it: rows come in pages, as they are found.

use std::collections::BTreeMap;

use registers::{Lang, RecordId};

use super::{Counts, Query, Read, Row};

/// Rows of a page.
pub const PAGE: u64 = 128;

/// What the list on the screen lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its question.
    pub query: Query,
    /// As of when.
    pub revision: u64,
    /// In which language values without a field are worded.
    pub lang: Lang,
    /// What is to be read, the most urgent first.
    pub parts: Vec<Part>,
}

/// A part of the answer to a list's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// How many records the register holds, whatever the question.
    Counts,
    /// The page with this number, counted from nought.
    Page(u64),
}

/// A part that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// As of when it was asked for; it may be newer than that, and never older.
    pub revision: u64,
    /// What it says.
    pub found: Found,
}

/// What a part says.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// How many records the register holds.
    Counts(Read<Counts>),
    /// The rows of a page, by its number.
    Page(u64, Read<Lines>),
}

impl Found {
    /// Which part it is.
    pub fn part(&self) -> Part {
        match self {
            Found::Counts(_) => Part::Counts,
            Found::Page(at, _) => Part::Page(*at),
        }
    }
}

/// The rows of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lines {
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// How many there are in all pages.
    pub total: u64,
    /// What names the records that they link to.
    pub titles: BTreeMap<RecordId, String>,
}

/// What the list on the screen reads.
pub trait Lists {
    /// Takes what was found for this question since the last call. What is still wanted is read after that, beside the window, which
    /// is woken with every part; what was wanted before and is not wanted now is not read any more.
    fn leaves(&self, wanted: Wanted) -> Vec<Leaf>;
}
