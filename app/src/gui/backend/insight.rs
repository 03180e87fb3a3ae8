//! What the pages of reports, flow charts, numbers and files ask. Their answers may take longer than a frame, so that
//! none is waited for: an answer is missing until it was found, and then the window is woken.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::DateTime;

use registers::RecordId;
use registers::def::{Register, Report};
use registers::table::Cell;
pub use replica::{Holding, Period, Series, Stay, Table, Warning};

use super::{Query, Read, Stepping};

/// The answer to a question; none while it is being found. One that went out of date is given until the new one is there.
pub type Answer<T> = Option<Read<Arc<T>>>;

/// The numbers of a register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// How each series was used.
    pub series: Vec<Series>,
    /// Leases that were not given back, in the relay's order.
    pub leases: Vec<Holding>,
}

/// What is shown beside what a record says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Around {
    /// Its derived values, each with its label, as text.
    pub derived: Vec<(String, String)>,
    /// Records that link to it, newest first, as many as are shown.
    pub linked: Vec<Linked>,
    /// The registers of which several records link to it, in the order of the registers.
    pub lists: Vec<LinkedList>,
    /// Of a month's summary what the records say now: people, and what their days were.
    pub days: Vec<(String, String)>,
}

/// Several records of one register that link to another record by the same field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkedList {
    /// The register.
    pub register: &'static Register,
    /// Id of the field.
    pub field: &'static str,
    /// How many there are.
    pub count: u64,
}

/// A record that links to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Linked {
    /// The record.
    pub id: RecordId,
    /// Its register.
    pub register: &'static Register,
    /// What names it.
    pub title: String,
}

/// A file to be imported, and how its columns are to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Key of the register.
    pub register: &'static str,
    /// The file.
    pub file: PathBuf,
    /// Pairs of heading and target that win over the guess: a field's id, `lines.column`, `_state`, or `-` for nowhere.
    pub given: Vec<(String, String)>,
    /// Whether rows also change the records that they name.
    pub update: bool,
    /// Whether rows that say just what a record says are added all the same, where nothing else tells records apart.
    pub further: bool,
    /// Whether a row comes without a link that names no record.
    pub leave_links: bool,
    /// The state in which rows arrive that do not say how far their records are; none: as new ones.
    pub rest: Option<String>,
    /// Grows when the file shall be read again.
    pub look: u32,
}

/// Warnings read at once; the rest comes when these are settled.
pub const MOST_WARNINGS: usize = 200;

/// What importing a file would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    /// Its columns.
    pub columns: Vec<TrialColumn>,
    /// What each row would do, in the order of the file.
    pub rows: Vec<TrialRow>,
    /// Rows passed over: titles, totals, signatures.
    pub skipped: usize,
    /// What is to be known before it is done, in words: columns with dates of which one cannot see whether the month or the day comes
    /// first, with how they are read; how many rows get a due date by the rule.
    pub notes: Vec<String>,
}

/// A column of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrialColumn {
    /// Heading as it stands in the file.
    pub heading: String,
    /// Where it goes, as in [`Source::given`]; none for nowhere.
    pub target: Option<String>,
    /// Whether the guess has a meaning for it that cannot be chosen by hand: a running number, the day of times.
    pub special: bool,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialRow {
    /// Line in the file.
    pub line: u64,
    /// What it would do.
    pub verdict: Verdict,
    /// What names it, with what it changes; or why it is refused.
    pub text: String,
}

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Becomes a record.
    Added,
    /// Changes its record.
    Changed,
    /// Its record is here already.
    Same,
    /// Does nothing.
    Refused,
}

impl Trial {
    /// How many rows have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.rows.iter().filter(|r| r.verdict == verdict).count()
    }
}

/// An import that is under way, or the last one that ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Importing {
    /// The file, as it was asked for.
    pub source: Source,
    /// Rows carried out.
    pub done: usize,
    /// Rows to carry out; 0 while the file is being read.
    pub total: usize,
    /// What came of it; none while it is under way.
    pub result: Option<Imported>,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Records added.
    pub added: usize,
    /// Records changed.
    pub changed: usize,
    /// Rows whose record was here already.
    pub same: usize,
    /// Rows that did nothing: line, and why.
    pub refused: Vec<(u64, String)>,
    /// Why it stopped before the end.
    pub stopped: Option<String>,
}

/// What the system's own dialog for files is to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Browse {
    /// What the dialog is called.
    pub title: String,
    /// Kinds of files: what they are called, and how their names may end.
    pub kinds: Vec<(String, Vec<&'static str>)>,
    /// The file that is proposed, when one is to be written; else one that is there is chosen.
    pub proposed: Option<PathBuf>,
}

/// Something to be done with a file, beside the writer.
#[derive(Debug, Clone, PartialEq)]
pub enum FileJob {
    /// Adds the records of a list, or changes those that it names.
    Import(Source),
    /// Writes all records that a list shows, with the columns that its question names, else with all their fields.
    Export {
        /// The list's question.
        query: Query,
        /// Where to; a name that is taken is not written over but gets a number.
        file: PathBuf,
    },
    /// Writes a table as it stands.
    Table {
        /// What it is called.
        name: String,
        /// Its headings.
        headings: Vec<String>,
        /// Its rows.
        rows: Vec<Vec<Cell>>,
        /// Where to, likewise.
        file: PathBuf,
    },
}

/// How far another desk is known to have received what this one wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownBy {
    /// Name of the desk.
    pub desk: String,
    /// Name of its person.
    pub person: String,
    /// When it wrote last in what this desk wrote in too, as far as that is here.
    pub wrote: Option<DateTime>,
    /// When it wrote last in anything.
    pub latest: Option<DateTime>,
    /// Changes of this desk, in what the other one reads, that it had received then.
    pub held: u64,
    /// The other changes of this desk: it may have received them since.
    pub unknown: u64,
}

/// Questions whose answers take their time.
pub trait Insight {
    /// What each other desk of the office is known to hold of what this one wrote.
    fn holders(&self) -> Answer<Vec<KnownBy>>;
    /// What follows from a record and what leads to it.
    fn around(&self, id: RecordId) -> Answer<Around>;
    /// Runs a report.
    fn report(&self, register: &'static Register, report: &'static Report, period: Period) -> Answer<Table>;
    /// How long records stayed in each state.
    fn stays(&self, register: &'static Register) -> Answer<Vec<Stay>>;
    /// The numbers of a register.
    fn numbers(&self, register: &'static Register) -> Answer<Numbers>;
    /// The warnings that hold now.
    fn warnings(&self) -> Answer<Vec<Warning>>;
    /// The school term in which today lies, if it was entered.
    fn term(&self) -> Answer<Option<Period>>;
    /// What importing a file would do.
    fn trial(&self, source: &Source) -> Answer<Trial>;
    /// The import under way, or the last one.
    fn importing(&self) -> Option<Importing>;
    /// The steps of many records that ended, oldest first, and then the one that is under way.
    fn steppings(&self) -> Vec<Arc<Stepping>>;
    /// A folder for the files that the pages offer to write.
    fn folder(&self) -> PathBuf;
    /// Opens the system's dialog for files beside the window, and gives a ticket for its answer.
    fn browse(&self, question: Browse) -> u64;
    /// How a dialog ended: none while it is open, then once the file that was chosen, if one was.
    fn browsed(&self, ticket: u64) -> Option<Option<PathBuf>>;
}
