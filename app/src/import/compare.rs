//! What each row of a list means for the records that are here: a new one, a change, nothing, or a refusal.

use std::collections::{BTreeMap, BTreeSet};

use registers::def::{Kind, Phase, Register};
use registers::parse::Reason;
use registers::table::{self, Draft, Fault, Import, Refused};
use registers::{Field, Op, Record, RecordId, Value};
use replica::{Card, FieldChange, Filter, Query, Reader};

use super::{Change, Purpose, Todo};
use crate::cases::Named;
use crate::cli::fresh_row;
use crate::{export, files};

/// Records that one row may mean, of which the one is looked for.
const MEANT: usize = 20;

/// Finds the records that are here already, and the records that links name.
///
/// # Errors
/// When the desk's data cannot be read.
pub fn compare(reader: &Reader, register: &'static Register, import: Import, purpose: Purpose) -> replica::Result<Todo> {
    let mut todo = Todo { refused: import.refused, ..Todo::default() };
    let mut met = BTreeMap::new();
    for draft in import.drafts {
        let row = Row::resolved(reader, register, draft)?;
        let line = row.draft.line;
        match row.judge(reader, register, purpose)? {
            Verdict::Fresh => match reader.foresee_listed(register, &row.whole()) {
                Ok(()) => todo.fresh.push(row.draft),
                Err(error) => refused_by_record(&mut todo, line, error)?,
            },
            Verdict::Same(title) => todo.same.push((line, title)),
            Verdict::Refused(faults) => todo.refused.push(Refused { line, faults }),
            Verdict::Changes(card, ops) => {
                // What an earlier row writes to the record is not there yet, and would be written over.
                if let Some(before) = met.insert(card.id, line) {
                    let faults = vec![Fault { column: String::new(), value: row.draft.title, reason: Reason::Repeated { line: before } }];
                    todo.refused.push(Refused { line, faults });
                    continue;
                }
                match reader.foresee_change(card.id, register, &card.record, &ops) {
                    Ok(()) => todo.changed.push(change(line, &card, ops)),
                    Err(error) => refused_by_record(&mut todo, line, error)?,
                }
            }
        }
    }
    todo.refused.sort_by_key(|r| r.line);
    Ok(todo)
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

/// A row whose links were looked up.
struct Row {
    /// With the ids of the records that links name, as far as there are such.
    draft: Draft,
    /// As the file has it.
    written: Vec<Op>,
    /// Its rows, as the file has them.
    written_rows: Vec<Vec<(String, Value)>>,
    /// Links that name no record, or several: the field, and what is wrong.
    unresolved: Vec<(String, Fault)>,
}

enum Verdict {
    Fresh,
    /// With what names the record.
    Same(String),
    Changes(Box<Card>, Vec<Op>),
    Refused(Vec<Fault>),
}

/// How a row differs from a record.
#[derive(Default)]
struct Difference {
    ops: Vec<Op>,
    faults: Vec<Fault>,
}

impl Row {
    /// Replaces what a file writes for a linked record, its number, id or title, by the id.
    fn resolved(reader: &Reader, register: &Register, mut draft: Draft) -> replica::Result<Row> {
        let written = draft.ops.clone();
        let written_rows = draft.lines.iter().map(|(_, cells)| cells.clone()).collect();
        let own = draft.ops.iter_mut().filter_map(|op| match op {
            Op::Set { field, value: Some(Value::Text(text)) } => register.field(field).map(|f| (f.id, f, text)),
            Op::Member { field, member, .. } => register.field(field).map(|f| (f.id, f, member)),
            _ => None,
        });
        let rows = draft.lines.iter_mut().flat_map(|(field, cells)| {
            let columns = register.field(field).map_or(&[][..], |f| f.columns());
            cells.iter_mut().filter_map(move |(column, value)| match value {
                Value::Text(text) => Some((*field, columns.iter().find(|c| c.id == column)?, text)),
                Value::Integer(_) | Value::Yes(_) => None,
            })
        });
        let mut unresolved = Vec::new();
        for (field, definition, text) in own.chain(rows) {
            let (Kind::Link(target) | Kind::Links(target)) = definition.kind else { continue };
            match linked(reader, target, text)? {
                Ok(id) => *text = id.to_string(),
                Err(reason) => unresolved.push((field.to_owned(), fault(definition, text, reason))),
            }
        }
        Ok(Row { draft, written, written_rows, unresolved })
    }

    /// All changes that make the row a record.
    fn whole(&self) -> Vec<Op> {
        if self.draft.lines.is_empty() { self.draft.ops.clone() } else { self.draft.clone().into_ops(fresh_row) }
    }

    fn judge(&self, reader: &Reader, register: &'static Register, purpose: Purpose) -> replica::Result<Verdict> {
        let number = register.number.and_then(|n| Some((register.field(n.field)?, self.value(n.field)?)));
        let keys = match &number {
            Some((field, value)) => vec![vec![Filter::Is(field.id, value.clone())]],
            None if purpose == Purpose::Update => self.same_sets(register),
            None => Vec::new(),
        };
        let mut meant: Vec<(Card, Difference)> = Vec::new();
        for filters in keys {
            for card in records(reader, register, filters)? {
                if meant.iter().any(|(known, _)| known.id == card.id) {
                    continue;
                }
                let difference = self.difference(reader, register, &card.record, purpose);
                if difference.ops.is_empty() && difference.faults.is_empty() {
                    return Ok(Verdict::Same(Named::of(&card).text()));
                }
                meant.push((card, difference));
            }
        }
        if meant.is_empty() {
            return self.without_record(reader, register, number.is_some());
        }
        let refused = |reason| {
            let (column, value) = match &number {
                Some((field, value)) => (field.labels.hans.to_owned(), value.as_text().unwrap_or_default().to_owned()),
                None => (String::new(), self.draft.title.clone()),
            };
            Ok(Verdict::Refused(vec![Fault { column, value, reason }]))
        };
        if purpose == Purpose::Add {
            return refused(Reason::Taken);
        }
        let is_void = |card: &Card| card.register.state(card.record.state()).is_some_and(|s| s.phase >= Phase::Void);
        let names: Vec<String> = meant.iter().filter(|(card, _)| !is_void(card)).map(|(card, _)| named(card)).collect();
        meant.retain(|(card, _)| !is_void(card));
        match (meant.pop(), meant.is_empty()) {
            (None, _) => refused(Reason::VoidStays),
            (Some((card, difference)), true) => Ok(match difference.faults.is_empty() {
                true => Verdict::Changes(Box::new(card), difference.ops),
                false => Verdict::Refused(difference.faults),
            }),
            (Some(_), false) => refused(Reason::SeveralRecords(names.join(" / "))),
        }
    }

    /// A row that names no record by a key: a new one, unless one that says the same is here.
    fn without_record(&self, reader: &Reader, register: &'static Register, numbered: bool) -> replica::Result<Verdict> {
        if !self.unresolved.is_empty() {
            return Ok(Verdict::Refused(self.unresolved.iter().map(|(_, fault)| fault.clone()).collect()));
        }
        if !self.draft.incomplete.is_empty() {
            return Ok(Verdict::Refused(self.draft.incomplete.clone()));
        }
        let said = self.draft.ops.iter().filter_map(|op| match op {
            Op::Set { field, value: Some(value) } if !value.is_empty() => Some(Filter::Is(register.field(field)?.id, value.clone())),
            _ => None,
        });
        let filters: Vec<Filter> = said.collect();
        let same = !numbered && !filters.is_empty() && reader.holds(&Query { filters, ..Query::of(register) })?;
        Ok(if same { Verdict::Same(self.draft.title.clone()) } else { Verdict::Fresh })
    }

    fn value(&self, field: &str) -> Option<Value> {
        let ops = self.draft.ops.iter();
        let mut found = ops.filter_map(|op| match op {
            Op::Set { field: f, value: Some(value) } if f == field && !value.is_empty() => Some(value.clone()),
            _ => None,
        });
        found.next()
    }

    /// The sets of fields that the register has for sameness, of which the row fills all.
    fn same_sets(&self, register: &'static Register) -> Vec<Vec<Filter>> {
        let filter = |id: &&'static str| Some(Filter::Is(register.field(id)?.id, self.value(id)?));
        register.same.iter().filter_map(|set| set.iter().map(filter).collect()).collect()
    }

    /// What the row fills otherwise than the record has it.
    fn difference(&self, reader: &Reader, register: &Register, record: &Record, purpose: Purpose) -> Difference {
        let mut found = Difference::default();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for id in self.written.iter().map(field_of).filter(|id| seen.insert(*id)) {
            let Some(field) = register.field(id) else { continue };
            let written: Vec<Op> = self.written.iter().filter(|op| field_of(op) == id).cloned().collect();
            if written.iter().any(is_cut) || written == table::again(field, record, &|link| export::link_name(reader, link)) {
                continue;
            }
            let unresolved: Vec<Fault> = self.unresolved.iter().filter(|(f, _)| f == id).map(|(_, fault)| fault.clone()).collect();
            if !unresolved.is_empty() {
                found.faults.extend(unresolved);
                continue;
            }
            let ops = self.changes(field, record);
            if !ops.is_empty() && record.values(id).len() > 1 {
                found.faults.push(fault(field, "", Reason::Undecided));
                continue;
            }
            found.ops.extend(ops);
        }
        self.rows(reader, register, record, &mut found);
        if let Some(said) = self.draft.said.filter(|said| purpose == Purpose::Update && *said != record.state()) {
            let state = register.state(said).map_or(said, |s| s.labels.hans);
            found.faults.push(Fault { column: String::new(), value: state.to_owned(), reason: Reason::StateStays });
        }
        found
    }

    /// Rows that no row of the record says already. A row has nothing to be known by, so that none is changed.
    fn rows(&self, reader: &Reader, register: &Register, record: &Record, found: &mut Difference) {
        for ((field, cells), written) in self.draft.lines.iter().zip(&self.written_rows) {
            let Some(definition) = register.field(field) else { continue };
            let same = |row: &registers::Line| {
                let again = table::row_again(definition, row, &|link| export::link_name(reader, link));
                cells.iter().zip(written).all(|(cell, written)| row.cell(&cell.0) == Some(&cell.1) || again.contains(written))
            };
            let cut = cells.iter().any(|(_, value)| value.as_text().is_some_and(files::is_cut));
            if cut || record.lines.get(*field).is_some_and(|rows| rows.iter().any(same)) {
                continue;
            }
            let unresolved: Vec<Fault> = self.unresolved.iter().filter(|(f, _)| f == field).map(|(_, fault)| fault.clone()).collect();
            if unresolved.is_empty() {
                found.ops.push(Op::Line { field: (*field).to_owned(), row: fresh_row(), cells: cells.clone() });
            }
            found.faults.extend(unresolved);
        }
    }

    /// What makes a field of a record say what the row says. A set becomes what the row says as a whole.
    fn changes(&self, field: &Field, record: &Record) -> Vec<Op> {
        let of_field = self.draft.ops.iter().filter(|op| field_of(op) == field.id);
        let mut changes = Vec::new();
        let mut members = BTreeSet::new();
        for op in of_field {
            match op {
                Op::Set { value, .. } if record.get(field.id) != value.as_ref() => changes.push(op.clone()),
                Op::Text { text, .. } if record.text(field.id) != text => changes.push(op.clone()),
                Op::Member { member, .. } => drop(members.insert(member.clone())),
                _ => {}
            }
        }
        if matches!(field.kind, Kind::Choices(_) | Kind::Links(_) | Kind::Attachments) {
            let none = BTreeSet::new();
            let standing = record.sets.get(field.id).unwrap_or(&none);
            let op = |member: &String, on| Op::Member { field: field.id.to_owned(), member: member.clone(), on };
            changes.extend(members.difference(standing).map(|m| op(m, true)));
            changes.extend(standing.difference(&members).map(|m| op(m, false)));
        }
        changes
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

/// The record that a link names by number, id or title.
fn linked(reader: &Reader, target: &str, text: &str) -> replica::Result<Result<RecordId, Reason>> {
    let Some(register) = reader.shelf()?.by_key(target) else { return Ok(Err(Reason::NoSuchRecord)) };
    let found = match reader.find(Some(register), text) {
        // An export names by its title what has no number.
        Ok(None) => reader.called(register, text),
        found => found,
    };
    match found {
        // What was merged is meant as the record that stands.
        Ok(Some(found)) => Ok(Ok(reader.stands_for(found)?)),
        Ok(None) => Ok(Err(Reason::NoSuchRecord)),
        Err(replica::Error::SeveralRecords { records, .. }) => {
            let names: Vec<String> = records.iter().map(|r| format!("{} ({})", r.title, r.id)).collect();
            Ok(Err(Reason::SeveralRecords(names.join(" / "))))
        }
        Err(error) => Err(error),
    }
}

fn named(card: &Card) -> String {
    format!("{} ({})", Named::of(card).text(), card.id)
}

fn fault(field: &Field, value: &str, reason: Reason) -> Fault {
    Fault { column: field.labels.hans.to_owned(), value: value.to_owned(), reason }
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
