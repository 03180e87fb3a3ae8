//! What each row of a list means for the records that are here: a new one, a change, nothing, or a refusal.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use registers::book::organisations;
use registers::def::{Phase, Register};
use registers::parse::Reason;
use registers::table::{Fault, Import, Refused, Where};
use registers::{Field, Op, Record, RecordId, Value};
use replica::{Card, FieldChange, Filter, Query, Reader};

use super::within::Within;
use super::{Change, Links, Purpose, Todo};
use crate::cases::Named;
use crate::{clock, files};

mod equals;
mod items;
mod leave;
mod row;

use row::{Place, Row, Unresolved, Verdict};

/// The field in which master data names what it was merged into.
const MERGED_INTO: &str = organisations::MERGED_INTO.id();
/// Records that one row may mean, of which the one is looked for.
const MEANT: usize = 20;

/// Finds the records that are here already, and the records that links name: those that are here, else rows of the same list.
///
/// # Errors
/// When the desk's data cannot be read.
pub fn compare(reader: &Reader, register: &'static Register, import: Import, purpose: Purpose) -> replica::Result<Todo> {
    compare_with(reader, register, import, purpose, Links::Named)
}

/// [`compare`], where links that name no record may be left out: books that name each other come in one after the other, and a
/// second time with [`Purpose::Update`] for what was left out.
///
/// # Errors
/// When the desk's data cannot be read.
pub fn compare_with(reader: &Reader, register: &'static Register, import: Import, purpose: Purpose, links: Links) -> replica::Result<Todo> {
    let within = Within::of(register, &import.drafts);
    let items = items::Items::of(reader, register, &import.fields)?;
    let todo = Todo { refused: import.refused, ..Todo::default() };
    let (met, fresh, equals, stands) = (BTreeMap::new(), BTreeSet::new(), equals::Equals::new(&import.fields), BTreeMap::new());
    let mut comparing = Comparing { reader, register, purpose, links, todo, met, fresh, equals, stands };
    let mut waiting = Vec::new();
    for draft in import.drafts {
        let row = Row::resolved(reader, register, draft, &within, &items)?;
        if row.named_rows().next().is_some() {
            waiting.push(row);
        } else {
            comparing.take(row)?;
        }
    }
    comparing.take_waiting(waiting)?;
    let mut todo = comparing.todo;
    todo.refused.sort_by_key(|r| r.line);
    // Of a row that does nothing nothing was left out.
    let idle: BTreeSet<u64> = todo.refused.iter().map(|r| r.line).chain(todo.failed.iter().map(|f| f.0)).collect();
    todo.left.retain(|row| !idle.contains(&row.line));
    Ok(todo)
}

/// A comparison on its way.
struct Comparing<'a> {
    reader: &'a Reader,
    register: &'static Register,
    purpose: Purpose,
    links: Links,
    todo: Todo,
    /// Records that rows change, each with its line.
    met: BTreeMap<RecordId, u64>,
    /// Lines that become records.
    fresh: BTreeSet<u64>,
    /// Records that rows may say once more.
    equals: equals::Equals,
    /// What stands for the rows among them that say that they were merged.
    stands: BTreeMap<u64, RecordId>,
}

impl Comparing<'_> {
    fn take(&mut self, mut row: Row) -> replica::Result<()> {
        let (reader, register, line) = (self.reader, self.register, row.draft.line);
        if self.links == Links::MayLack {
            let left = row.leave_links();
            if !left.is_empty() {
                self.todo.left.push(Refused { line, faults: left });
            }
        }
        let several = std::mem::take(&mut row.several);
        if !several.is_empty() {
            self.todo.left.push(Refused { line, faults: several });
        }
        let whole = row.whole();
        match row.judge(reader, register, self.purpose, &mut self.equals)? {
            Verdict::Fresh => match reader.foresee_listed(register, &whole) {
                Ok(()) => {
                    self.todo.dues += usize::from(reader.is_due_by_rule(register, &whole)?);
                    self.fresh.insert(line);
                    self.stands.extend(row.stands_for().map(|id| (line, id)));
                    self.todo.fresh.push(row.draft);
                }
                Err(error) => refused_by_record(&mut self.todo, line, error)?,
            },
            Verdict::Same(title) => self.todo.same.push((line, title)),
            Verdict::Refused(faults) => self.todo.refused.push(Refused { line, faults }),
            Verdict::Changes(card, ops) => {
                // What an earlier row writes to the record is not there yet, and would be written over.
                if let Some(before) = self.met.insert(card.id, line) {
                    let faults = vec![Fault { column: Where::Row, value: row.draft.title, reason: Reason::Repeated { line: before } }];
                    self.todo.refused.push(Refused { line, faults });
                    return Ok(());
                }
                match reader.foresee_change(card.id, register, &card.record, &ops) {
                    Ok(()) => self.todo.changed.push(change(line, &card, ops)),
                    Err(error) => refused_by_record(&mut self.todo, line, error)?,
                }
            }
        }
        Ok(())
    }

    /// Rows that name other rows, each after those that it names. What is left in the end names each other in a circle.
    fn take_waiting(&mut self, rows: Vec<Row>) -> replica::Result<()> {
        let lines: BTreeSet<u64> = rows.iter().map(|row| row.draft.line).collect();
        let mut lacking: BTreeMap<u64, usize> = BTreeMap::new();
        let mut behind: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for row in &rows {
            let before: BTreeSet<u64> = row.named_rows().filter(|line| lines.contains(line)).collect();
            lacking.insert(row.draft.line, before.len());
            before.into_iter().for_each(|line| behind.entry(line).or_default().push(row.draft.line));
        }
        let mut ready: VecDeque<u64> = lacking.iter().filter(|(_, count)| **count == 0).map(|(line, _)| *line).collect();
        let mut rows: BTreeMap<u64, Row> = rows.into_iter().map(|row| (row.draft.line, row)).collect();
        while let Some(line) = ready.pop_front() {
            let Some(mut row) = rows.remove(&line) else { continue };
            self.link(&mut row);
            self.take(row)?;
            for next in behind.remove(&line).unwrap_or_default() {
                if let Some(count) = lacking.get_mut(&next) {
                    *count -= 1;
                    ready.extend((*count == 0).then_some(next));
                }
            }
        }
        if self.links == Links::MayLack {
            return rows.into_values().try_for_each(|row| self.take(row));
        }
        for (line, row) in rows {
            let circle = row.unresolved.iter().filter(|u| u.row.is_some());
            let faults = circle.map(|u| Fault { reason: Reason::Circle, ..u.fault.clone() }).collect();
            self.todo.refused.push(Refused { line, faults });
        }
        Ok(())
    }

    /// Puts into the links of a row the ids of the rows that they name. Where such a row becomes no record, its link names none.
    fn link(&mut self, row: &mut Row) {
        let mut unresolved = Vec::new();
        for one in std::mem::take(&mut row.unresolved) {
            let Some(named) = one.row.filter(|line| self.fresh.contains(line)) else {
                unresolved.push(one);
                continue;
            };
            let fresh = || replica::record_id(self.register, clock::unix_ms(), clock::random());
            let own = *self.todo.ids.entry(named).or_insert_with(fresh);
            // What was merged is meant as the record that stands, here as well.
            let id = self.stands.get(&named).copied().unwrap_or(own);
            self.todo.names.entry(row.draft.line).or_default().push(named);
            row.put(one.place, id);
        }
        row.unresolved = unresolved;
    }
}

/// Keeps why a record refuses what a row says; another error ends the comparison.
fn refused_by_record(todo: &mut Todo, line: u64, error: replica::Error) -> replica::Result<()> {
    if !super::is_of_one_row(&error) {
        return Err(error);
    }
    todo.failed.push((line, error));
    Ok(())
}

fn change(line: u64, card: &Card, ops: Vec<Op>) -> Change {
    let changes = ops.iter().flat_map(|op| told(&card.record, op)).collect();
    Change { line, id: card.id, title: Named::of(card).text(), ops, changes }
}

/// A change with what stood there before; of a set, the member that comes or goes.
fn told(before: &Record, op: &Op) -> Vec<FieldChange> {
    let one = |field: &str, before: Option<Value>, after: Option<Value>| vec![FieldChange { field: field.to_owned(), before, after }];
    match op {
        Op::Set { field, value } => one(field, before.get(field).cloned(), value.clone()),
        Op::Text { field, text } => one(field, before.get(field).cloned(), Some(Value::Text(text.clone()))),
        Op::Member { field, member, on: true } => one(field, None, Some(Value::Text(member.clone()))),
        Op::Member { field, member, on: false } => one(field, Some(Value::Text(member.clone())), None),
        Op::Line { field, row, cells } => {
            let cell = |(column, value): &(String, Value)| FieldChange {
                field: format!("{field}/{row}/{column}"),
                before: None,
                after: Some(value.clone()),
            };
            cells.iter().map(cell).collect()
        }
        Op::DropLine { .. } | Op::State(_) => Vec::new(),
    }
}

/// The records of a register that meet a key, the newest first.
fn records(reader: &Reader, register: &'static Register, filters: Vec<Filter>) -> replica::Result<Vec<Card>> {
    let query = Query { filters, limit: MEANT, ..Query::of(register) };
    // Most rows of a list name no record, which an index tells at once.
    if !reader.holds(&query)? {
        return Ok(Vec::new());
    }
    let mut cards = Vec::new();
    for row in reader.page(&query)?.rows {
        cards.extend(reader.record(row.id)?);
    }
    Ok(cards)
}

/// What a link of a list means.
enum Meant {
    One(RecordId),
    None,
    /// What names them, and their ids.
    Several(String, Vec<RecordId>),
}

/// The record that a link names by number, id or title.
fn linked(reader: &Reader, target: &str, text: &str) -> replica::Result<Meant> {
    let Some(register) = reader.shelf()?.by_key(target) else { return Ok(Meant::None) };
    // An export names by its title what has no number.
    match reader.linked(register, text) {
        Ok(Some(found)) => Ok(Meant::One(found)),
        Ok(None) => Ok(Meant::None),
        Err(replica::Error::SeveralRecords { records, .. }) => {
            let names: Vec<String> = records.iter().map(|r| format!("{} ({})", r.title, r.id)).collect();
            Ok(Meant::Several(names.join(" / "), records.iter().map(|r| r.id).collect()))
        }
        Err(error) => Err(error),
    }
}

fn is_void(card: &Card) -> bool {
    card.register.state(card.record.state()).is_some_and(|s| s.phase >= Phase::Void)
}

fn is_filled(op: &Op) -> bool {
    matches!(op, Op::Set { value: Some(value), .. } if !value.is_empty())
}

fn named(card: &Card) -> String {
    format!("{} ({})", Named::of(card).text(), card.id)
}

fn fault(field: &Field, value: &str, reason: Reason) -> Fault {
    Fault { column: Where::Named(field.labels), value: value.to_owned(), reason }
}

fn field_of(op: &Op) -> &str {
    match op {
        Op::Set { field, .. } | Op::Text { field, .. } | Op::Member { field, .. } => field,
        Op::Line { field, .. } | Op::DropLine { field, .. } => field,
        Op::State(_) => "_state",
    }
}

/// Whether a spreadsheet had no room for the whole text.
fn is_cut(op: &Op) -> bool {
    match op {
        Op::Text { text, .. } | Op::Set { value: Some(Value::Text(text)), .. } => files::is_cut(text),
        _ => false,
    }
}
