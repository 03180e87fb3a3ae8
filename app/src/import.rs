//! Importing a list: what each row would do, then doing it in commits of a few hundred records.

use std::path::Path;

use registers::def::{Kind, Register};
use registers::parse::Reason;
use registers::table::{self, ColumnMap, Draft, Fault, Import, Refused, Sheet, TableError};
use registers::{Op, RecordId, Value};
use replica::{Edit, Filter, Query, Reader, Replica};

use crate::cli::fresh_row;
use crate::clock;
use crate::files::{self, FileError};

/// Records in one commit.
const BATCH: usize = 250;

/// Why a file as a whole is not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// No table in it fits the register.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// What the rows of a file say.
#[derive(Debug)]
pub struct Plan {
    /// Where each column goes.
    pub columns: Vec<ColumnMap>,
    /// What the rows say.
    pub import: Import,
}

/// What is left to do once the records that are here already are known.
#[derive(Debug, Default)]
pub struct Todo {
    /// Records to add, with their changes.
    pub fresh: Vec<Draft>,
    /// Rows whose record is here already: line and title.
    pub same: Vec<(u64, String)>,
    /// Rows that become no record.
    pub refused: Vec<Refused>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Records added.
    pub added: usize,
    /// Rows whose record was here already.
    pub same: usize,
    /// Rows that became no record.
    pub refused: usize,
}

/// Reads a file and says what each row would do. `given` are pairs of heading and field that win over the guess.
///
/// # Errors
/// When the file or all its tables cannot be read.
pub fn plan(register: &Register, path: &Path, given: &[(String, String)]) -> Result<Plan, ImportError> {
    let sheets = files::read(path)?;
    let first = sheets.first().cloned().unwrap_or_default();
    let sheet: &Sheet = table::pick(register, &sheets, given).unwrap_or(&first);
    let mapping = table::guess(register, sheet, given)?;
    let import = table::read(register, sheet, &mapping);
    Ok(Plan { columns: mapping.columns, import })
}

/// Finds the records that are here already, and the records that links name.
///
/// # Errors
/// When the desk's data cannot be read.
pub fn compare(reader: &Reader, register: &'static Register, import: Import) -> replica::Result<Todo> {
    let mut todo = Todo { refused: import.refused, ..Todo::default() };
    for mut draft in import.drafts {
        if let Some(fault) = resolve_links(reader, register, &mut draft)? {
            todo.refused.push(Refused { line: draft.line, faults: vec![fault] });
            continue;
        }
        match standing(reader, register, &draft)? {
            Standing::None => todo.fresh.push(draft),
            Standing::Same => todo.same.push((draft.line, draft.title)),
            Standing::OtherWithNumber(number) => {
                let column = register.number.and_then(|n| register.field(n.field)).map_or("", |f| f.labels.hans).to_owned();
                todo.refused.push(Refused { line: draft.line, faults: vec![Fault { column, value: number, reason: Reason::Taken }] });
            }
        }
    }
    todo.refused.sort_by_key(|r| r.line);
    Ok(todo)
}

/// Replaces what a file writes for a linked record, its number or id, by the id.
fn resolve_links(reader: &Reader, register: &Register, draft: &mut Draft) -> replica::Result<Option<Fault>> {
    for op in &mut draft.ops {
        let (field, text) = match op {
            Op::Set { field, value: Some(Value::Text(text)) } => (field, text),
            Op::Member { field, member, .. } => (field, member),
            _ => continue,
        };
        let Some(definition) = register.field(field) else { continue };
        let (Kind::Link(target) | Kind::Links(target)) = definition.kind else { continue };
        let reason = match reader.find(registers::book::find(target), text) {
            Ok(Some(id)) => {
                *text = id.to_string();
                continue;
            }
            Ok(None) => Reason::NoSuchRecord,
            Err(replica::Error::SeveralRecords { .. }) => Reason::SeveralRecords,
            Err(error) => return Err(error),
        };
        return Ok(Some(Fault { column: definition.labels.hans.to_owned(), value: text.clone(), reason }));
    }
    Ok(None)
}

enum Standing {
    None,
    Same,
    /// Another record carries the number.
    OtherWithNumber(String),
}

/// Whether the record of a row is here: by its number, else by equal values under the same title.
fn standing(reader: &Reader, register: &'static Register, draft: &Draft) -> replica::Result<Standing> {
    let written = |field: &str| {
        draft.ops.iter().find_map(|op| match op {
            Op::Set { field: f, value: Some(value) } if f == field => Some(value.clone()),
            _ => None,
        })
    };
    let filters: Vec<Filter> = draft
        .ops
        .iter()
        .filter_map(|op| match op {
            Op::Set { field, value: Some(value) } if !value.is_empty() => Some(Filter::Is(register.field(field)?.id, value.clone())),
            _ => None,
        })
        .collect();
    let holds = |filters| reader.holds(&Query { filters, ..Query::of(register) });
    let number = register.number.and_then(|n| written(n.field).map(|v| (n.field, v)));
    // A number is asked for first: it is on one record or none, whereas what else a row says may be on very many.
    let taken = match &number {
        Some((field, value)) => holds(vec![Filter::Is(field, value.clone())])?,
        None => true,
    };
    if taken && !filters.is_empty() && holds(filters)? {
        return Ok(Standing::Same);
    }
    Ok(match number {
        Some((_, value)) if taken => Standing::OtherWithNumber(value.as_text().unwrap_or_default().to_owned()),
        _ => Standing::None,
    })
}

/// Adds the records, a few hundred in a commit, and tells after each how many are done of how many.
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

/// An import on its way, which can be carried on batch by batch, so that others may write in between.
#[derive(Debug)]
pub struct Writing {
    register: &'static Register,
    rest: std::vec::IntoIter<Draft>,
    total: usize,
    /// What was done so far.
    pub done: Done,
    /// Rows that were refused when they were written: line and why.
    pub failed: Vec<(u64, replica::Error)>,
}

impl Writing {
    /// An import of which nothing was written yet.
    pub fn new(register: &'static Register, todo: Todo) -> Writing {
        let done = Done { added: 0, same: todo.same.len(), refused: todo.refused.len() };
        let total = todo.fresh.len();
        Writing { register, rest: todo.fresh.into_iter(), total, done, failed: Vec::new() }
    }

    /// Adds the next few hundred records. False when none were left.
    ///
    /// # Errors
    /// When the desk's data cannot be written.
    pub fn step(&mut self, replica: &mut Replica) -> replica::Result<bool> {
        let batch: Vec<(u64, Vec<Op>)> = self.rest.by_ref().take(BATCH).map(|d| (d.line, d.into_ops(fresh_row))).collect();
        if batch.is_empty() {
            return Ok(false);
        }
        self.write_batch(replica, &batch)?;
        Ok(true)
    }

    /// How many rows were carried out, of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.done.added + self.failed.len(), self.total)
    }

    /// Writes a batch in one commit; one that is too large or holds a record that is refused, in halves.
    fn write_batch(&mut self, replica: &mut Replica, batch: &[(u64, Vec<Op>)]) -> replica::Result<()> {
        let register = self.register;
        let add = |edit: &mut Edit<'_>| -> replica::Result<Vec<RecordId>> {
            batch.iter().map(|(_, ops)| edit.create_listed(register, ops)).collect()
        };
        match replica.transact(&format!("import:{}:{}", register.key, batch.len()), clock::now(), add) {
            Ok(_) => self.done.added += batch.len(),
            Err(
                error @ (replica::Error::TooLarge(_)
                | replica::Error::Missing(_)
                | replica::Error::Rule { .. }
                | replica::Error::WrongValue { .. }
                | replica::Error::Computed(_)),
            ) => match batch {
                [(line, _)] => {
                    self.done.refused += 1;
                    self.failed.push((*line, error));
                }
                _ => {
                    let (left, right) = batch.split_at(batch.len() / 2);
                    self.write_batch(replica, left)?;
                    self.write_batch(replica, right)?;
                }
            },
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
