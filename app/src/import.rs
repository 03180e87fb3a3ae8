//! Importing a list: what each row would do, then doing it in commits of a few hundred records.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use registers::book::{case_decisions, number_leases};
use registers::common;
use registers::def::{Phase, Register, State, Tone};
use registers::table::{self, ColumnMap, Draft, Import, Refused, Sheet, TableError};
use registers::{Op, RecordId};
use replica::{Edit, FieldChange, Replica};

use crate::cli::fresh_row;
use crate::clock;
use crate::files::{self, FileError};

mod back;
mod compare;
#[cfg(test)]
mod tests;
mod within;
mod words;

pub use back::{Voided, void, voiding};
pub use compare::{compare, compare_with};
pub use words::{dues, left_out, refusal, summary, unclear, undo_part};

/// Records in one commit, and so in what an undo takes back at once.
pub const BATCH: usize = 250;

/// Why a file as a whole is not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// No table in it fits the register.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Only the program writes this register: what another office's desks have noted there would bind the desks of this one.
    #[error("the program writes this register itself")]
    Own,
}

/// What a list is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// Its rows become records; records that are here stay as they are.
    #[default]
    Add,
    /// Rows also change the records that they name: the fields that they fill, and no other.
    Update,
    /// As [`Add`](Purpose::Add), and in a register that tells its records apart by nothing but what they say a row becomes one though
    /// another one says the same: another batch of ballots.
    Further,
}

/// What becomes of a row with a link that names no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Links {
    /// It is refused.
    #[default]
    Named,
    /// It comes without the link.
    MayLack,
}

/// What the rows of a file say.
#[derive(Debug)]
pub struct Plan {
    /// Where each column goes.
    pub columns: Vec<ColumnMap>,
    /// What the rows say.
    pub import: Import,
}

impl Plan {
    /// Lets the rows that do not say how far their records are arrive in a state, such as old papers in the one of what is filed:
    /// as they stand in the list they would wait for somebody, long overdue. What a row says, and a state in which nothing is to be
    /// done any more, stays.
    #[must_use]
    pub fn arriving(mut self, register: &Register, rest: Option<&str>) -> Plan {
        let Some(rest) = rest.and_then(|id| endings(register).find(|state| state.id == id)) else { return self };
        for draft in &mut self.import.drafts {
            let waits = draft.state.and_then(|id| register.state(id)).is_none_or(|state| state.phase <= Phase::Open);
            if waits && !draft.is_told {
                draft.state = Some(rest.id);
            }
        }
        self
    }
}

/// The states in which old records of a register arrive, if they would wait for somebody otherwise: done in the ordinary way.
pub fn endings(register: &Register) -> impl Iterator<Item = &'static State> + use<> {
    let waits = register.states.first().is_some_and(|first| first.phase <= Phase::Open);
    let is_one = move |s: &&State| waits && s.phase == Phase::Done && s.tone != Tone::Red && !s.is_aside && s.id != common::MERGED;
    register.states.iter().filter(is_one)
}

/// What is left to do once the records that are here already are known.
#[derive(Debug, Default)]
pub struct Todo {
    /// Records to add, with their changes.
    pub fresh: Vec<Draft>,
    /// Records to change.
    pub changed: Vec<Change>,
    /// Rows whose record is here already and says the same: line and title.
    pub same: Vec<(u64, String)>,
    /// Rows that do nothing.
    pub refused: Vec<Refused>,
    /// Rows of which the record refuses what they say: line and why.
    pub failed: Vec<(u64, replica::Error)>,
    /// What was left out of rows that do something: links that name no record.
    pub left: Vec<Refused>,
    /// Rows to add that say no due date and get one by the register's rule.
    pub dues: usize,
    /// The ids of rows to add that other rows name, by line.
    pub ids: BTreeMap<u64, RecordId>,
    /// The rows to add that a row names, all before it: lines by line.
    pub names: BTreeMap<u64, Vec<u64>>,
}

/// What a row changes in the record that it names.
#[derive(Debug)]
pub struct Change {
    /// Line in the file.
    pub line: u64,
    /// The record.
    pub id: RecordId,
    /// What names it.
    pub title: String,
    /// The changes.
    pub ops: Vec<Op>,
    /// The same, with what stood there before.
    pub changes: Vec<FieldChange>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Records added.
    pub added: usize,
    /// Records changed.
    pub changed: usize,
    /// Rows whose record was here already.
    pub same: usize,
    /// Rows that did nothing.
    pub refused: usize,
}

impl Todo {
    /// What would be done if nothing were refused any more.
    pub fn done(&self) -> Done {
        let refused = self.refused.len() + self.failed.len();
        Done { added: self.fresh.len(), changed: self.changed.len(), same: self.same.len(), refused }
    }
}

/// Whether nothing but what they say tells the records of a register apart.
pub fn is_unnamed(register: &Register) -> bool {
    register.number.is_none() && register.same.is_empty()
}

/// Whether only the program writes a register: it is not brought in from elsewhere.
pub fn is_own(register: &Register) -> bool {
    [number_leases::REGISTER.key, case_decisions::REGISTER.key].contains(&register.key)
}

/// Reads a file and says what each row would do. `given` are pairs of heading and field that win over the guess.
///
/// # Errors
/// When the file or all its tables cannot be read.
pub fn plan(register: &Register, path: &Path, given: &[(String, String)], purpose: Purpose) -> Result<Plan, ImportError> {
    if is_own(register) {
        return Err(ImportError::Own);
    }
    let mut sheets = files::read(path)?;
    sheets.iter_mut().for_each(|sheet| table::join_names(sheet, given));
    let first = sheets.first().cloned().unwrap_or_default();
    let sheet: &Sheet = table::pick(register, &sheets, given).unwrap_or(&first);
    let mapping = table::guess(register, sheet, given)?;
    let import = match purpose {
        Purpose::Add | Purpose::Further => table::read(register, sheet, &mapping),
        // A row that names its record need not be a whole one.
        Purpose::Update => table::read_partial(register, sheet, &mapping),
    };
    Ok(Plan { columns: mapping.columns, import })
}

/// Carries out what is left to do, a few hundred records in a commit, and tells after each how many are done of how many.
///
/// # Errors
/// When the desk's data cannot be written; the commits before stay.
pub fn write(replica: &mut Replica, register: &'static Register, todo: Todo, progress: impl Fn(usize, usize)) -> replica::Result<Done> {
    let mut writing = Writing::new(register, todo);
    while writing.step(replica)? {
        let (done, total) = writing.progress();
        progress(done, total);
    }
    Ok(writing.done)
}

/// What is done to one record.
#[derive(Debug)]
enum Act {
    /// Under an id that other rows name, or a fresh one.
    Add(Option<RecordId>, Vec<Op>),
    Change(RecordId, Vec<Op>),
}

/// An import on its way, which can be carried on batch by batch, so that others may write in between.
#[derive(Debug)]
pub struct Writing {
    register: &'static Register,
    fresh: std::vec::IntoIter<Draft>,
    changed: std::vec::IntoIter<Change>,
    total: usize,
    carried: usize,
    /// What its entries call it, so that all that it added can be found again.
    name: String,
    ids: BTreeMap<u64, RecordId>,
    names: BTreeMap<u64, Vec<u64>>,
    /// Rows that became no record, though others may name them.
    lost: BTreeSet<u64>,
    /// What was done so far.
    pub done: Done,
    /// Rows of which the record refused what they say, before or when it was written: line and why.
    pub failed: Vec<(u64, replica::Error)>,
}

impl Writing {
    /// An import of which nothing was written yet.
    pub fn new(register: &'static Register, todo: Todo) -> Writing {
        let done = Done { added: 0, changed: 0, ..todo.done() };
        let total = todo.fresh.len() + todo.changed.len();
        let Todo { fresh, changed, failed, ids, names, .. } = todo;
        let (fresh, changed, lost) = (fresh.into_iter(), changed.into_iter(), BTreeSet::new());
        Writing { register, fresh, changed, total, carried: 0, name: fresh_row(), ids, names, lost, done, failed }
    }

    /// Writes the next few hundred records. False when none were left.
    ///
    /// # Errors
    /// When the desk's data cannot be written.
    pub fn step(&mut self, replica: &mut Replica) -> replica::Result<bool> {
        let ids = &self.ids;
        let add = |d: Draft| (d.line, Act::Add(ids.get(&d.line).copied(), d.into_ops(fresh_row)));
        let mut batch: Vec<(u64, Act)> = self.fresh.by_ref().take(BATCH).map(add).collect();
        if batch.is_empty() {
            // In commits of their own: changes can be undone, additions cannot.
            batch.extend(self.changed.by_ref().take(BATCH).map(|c| (c.line, Act::Change(c.id, c.ops))));
        }
        if batch.is_empty() {
            return Ok(false);
        }
        self.carried += batch.len();
        self.write_batch(replica, &batch)?;
        Ok(true)
    }

    /// How many rows were carried out, of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.carried, self.total)
    }

    /// Writes a batch in one commit; one that is too large or holds a record that is refused, in halves.
    fn write_batch(&mut self, replica: &mut Replica, batch: &[(u64, Act)]) -> replica::Result<()> {
        let register = self.register;
        // A row that names one which became no record would name nothing.
        let lost = batch.iter().find_map(|(line, _)| self.names.get(line)?.iter().find(|row| self.lost.contains(row)));
        if let Some(id) = lost.and_then(|row| self.ids.get(row)).copied() {
            return self.refuse_or_halve(replica, batch, replica::Error::UnknownRecord(id));
        }
        let act = |edit: &mut Edit<'_>| -> replica::Result<()> {
            batch.iter().try_for_each(|(_, act)| match act {
                Act::Add(None, ops) => edit.create_listed(register, ops).map(drop),
                Act::Add(Some(id), ops) => edit.create_listed_as(*id, register, ops),
                Act::Change(id, ops) => edit.change(*id, ops),
            })
        };
        let label = match batch.iter().any(|(_, act)| matches!(act, Act::Add(..))) {
            true => format!("import:{}:{}:{}", register.key, batch.len(), self.name),
            false => format!("update:{}:{}", register.key, batch.len()),
        };
        match replica.transact(&label, clock::now(), act) {
            Ok(_) => {
                let added = batch.iter().filter(|(_, act)| matches!(act, Act::Add(..))).count();
                self.done.added += added;
                self.done.changed += batch.len() - added;
            }
            Err(error) if is_of_one_row(&error) => self.refuse_or_halve(replica, batch, error)?,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Of a batch that cannot be written as one: refuses its only row, or writes its halves.
    fn refuse_or_halve(&mut self, replica: &mut Replica, batch: &[(u64, Act)], error: replica::Error) -> replica::Result<()> {
        if let [(line, _)] = batch {
            self.done.refused += 1;
            self.lost.insert(*line);
            self.failed.push((*line, error));
            return Ok(());
        }
        let (left, right) = batch.split_at(batch.len() / 2);
        self.write_batch(replica, left)?;
        self.write_batch(replica, right)
    }
}

/// Whether an error is about what a row says, so that the other rows can be written without it.
fn is_of_one_row(error: &replica::Error) -> bool {
    use replica::Error as E;
    matches!(
        error,
        E::TooLarge(_)
            | E::Missing(_)
            | E::Rule { .. }
            | E::WrongValue { .. }
            | E::Computed(_)
            | E::Locked(_)
            | E::Settled { .. }
            | E::NumberTaken { .. }
            | E::AppendOnly(_)
            | E::Erased(_)
            | E::ArrivesApproved { .. }
            | E::UnknownField { .. }
            | E::UnknownRecord(_)
            | E::Document(_)
            | E::Step(_)
    )
}
