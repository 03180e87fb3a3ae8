//! What each row of a list means for the records that are here: a new one, a change, nothing, or a refusal.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use registers::book::organisations;
use registers::common::MERGED;
use registers::def::{Kind, Phase, Register};
use registers::parse::Reason;
use registers::table::{self, Draft, Fault, Import, Refused, Where};
use registers::{Field, Op, Record, RecordId, Value};
use replica::{Card, FieldChange, Filter, Query, Reader};

use super::within::Within;
use super::{Change, Links, Purpose, Todo};
use crate::cases::Named;
use crate::cli::fresh_row;
use crate::{clock, export, files};

mod leave;

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
    let todo = Todo { refused: import.refused, ..Todo::default() };
    let mut comparing =
        Comparing { reader, register, purpose, links, todo, met: BTreeMap::new(), fresh: BTreeSet::new(), stands: BTreeMap::new() };
    let mut waiting = Vec::new();
    for draft in import.drafts {
        let row = Row::resolved(reader, register, draft, &within)?;
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
        let whole = row.whole();
        match row.judge(reader, register, self.purpose)? {
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

/// A row whose links were looked up.
struct Row {
    /// With the ids of the records that links name, as far as there are such.
    draft: Draft,
    /// As the file has it.
    written: Vec<Op>,
    /// Its rows, as the file has them.
    written_rows: Vec<Vec<(String, Value)>>,
    /// Links that name no record, or several.
    unresolved: Vec<Unresolved>,
}

/// A link of a row that names no record, or several.
struct Unresolved {
    field: String,
    place: Place,
    /// What is wrong.
    fault: Fault,
    /// The line of the row that it names, where it is one of the same list.
    row: Option<u64>,
    /// The records that it may mean.
    candidates: Vec<RecordId>,
}

/// Where a link stands in a row.
#[derive(Clone, Copy)]
enum Place {
    /// Among its changes.
    Own(usize),
    /// In a row of a field: which of them, and which cell.
    Cell(usize, usize),
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
    fn resolved(reader: &Reader, register: &'static Register, mut draft: Draft, within: &Within) -> replica::Result<Row> {
        let written = draft.ops.clone();
        let written_rows = draft.lines.iter().map(|(_, cells)| cells.clone()).collect();
        let line = draft.line;
        let own = draft.ops.iter_mut().enumerate().filter_map(|(at, op)| match op {
            Op::Set { field, value: Some(Value::Text(text)) } => register.field(field).map(|f| (Place::Own(at), f.id, f, text)),
            Op::Member { field, member, .. } => register.field(field).map(|f| (Place::Own(at), f.id, f, member)),
            _ => None,
        });
        let rows = draft.lines.iter_mut().enumerate().flat_map(|(row, (field, cells))| {
            let columns = register.field(field).map_or(&[][..], |f| f.columns());
            cells.iter_mut().enumerate().filter_map(move |(at, (column, value))| match value {
                Value::Text(text) => Some((Place::Cell(row, at), *field, columns.iter().find(|c| c.id == column)?, text)),
                Value::Integer(_) | Value::Decimal(_) | Value::Yes(_) => None,
            })
        });
        let mut unresolved = Vec::new();
        for (place, field, definition, text) in own.chain(rows) {
            let (Kind::Link(target) | Kind::Links(target)) = definition.kind else { continue };
            match linked(reader, target, text)? {
                Meant::One(id) => *text = id.to_string(),
                meant => {
                    let (reason, candidates) = match meant {
                        Meant::Several(named, candidates) => (Reason::SeveralRecords(named), candidates),
                        _ => (Reason::NoSuchRecord, Vec::new()),
                    };
                    let is_own = target == register.key && candidates.is_empty();
                    let row = if is_own { within.meant(line, definition.id, text) } else { None };
                    unresolved.push(Unresolved { field: field.to_owned(), place, fault: fault(definition, text, reason), row, candidates });
                }
            }
        }
        Ok(Row { draft, written, written_rows, unresolved })
    }

    /// The lines of the rows that its links name.
    fn named_rows(&self) -> impl Iterator<Item = u64> {
        self.unresolved.iter().filter_map(|u| u.row)
    }

    /// The record into which it says that it was merged.
    fn stands_for(&self) -> Option<RecordId> {
        let is_merged = self.draft.said.or(self.draft.state) == Some(MERGED);
        let into = self.draft.ops.iter().find_map(|op| match op {
            Op::Set { field, value: Some(Value::Text(id)) } if field == MERGED_INTO => id.parse().ok(),
            _ => None,
        });
        into.filter(|_| is_merged)
    }

    /// Makes a link name a record.
    fn put(&mut self, place: Place, id: RecordId) {
        let text = match place {
            Place::Own(at) => match self.draft.ops.get_mut(at) {
                Some(Op::Set { value: Some(Value::Text(text)), .. }) => Some(text),
                Some(Op::Member { member, .. }) => Some(member),
                _ => None,
            },
            Place::Cell(row, at) => match self.draft.lines.get_mut(row).and_then(|(_, cells)| cells.get_mut(at)) {
                Some((_, Value::Text(text))) => Some(text),
                _ => None,
            },
        };
        if let Some(text) = text {
            *text = id.to_string();
        }
    }

    /// What is wrong with the links of a field.
    fn faults_of(&self, field: &str) -> Vec<Fault> {
        self.unresolved.iter().filter(|u| u.field == field).map(|u| u.fault.clone()).collect()
    }

    /// All changes that make the row a record.
    fn whole(&self) -> Vec<Op> {
        self.draft.clone().into_ops(fresh_row)
    }

    fn judge(&self, reader: &Reader, register: &'static Register, purpose: Purpose) -> replica::Result<Verdict> {
        let number = register.number.and_then(|n| Some((register.field(n.field)?, self.value(n.field)?)));
        let keys = match &number {
            Some((field, value)) => vec![vec![Filter::Is(field.id, value.clone())]],
            None => self.same_sets(register),
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
                if purpose == Purpose::Update || number.is_some() || !self.is_another(register, &card) {
                    meant.push((card, difference));
                }
            }
        }
        if meant.is_empty() && number.is_none() {
            for card in self.alike(reader, register, purpose)? {
                let difference = self.difference(reader, register, &card.record, purpose);
                if difference.ops.is_empty() && difference.faults.is_empty() {
                    return Ok(Verdict::Same(Named::of(&card).text()));
                }
                meant.push((card, difference));
            }
        }
        if meant.is_empty() {
            return self.without_record(reader, register, number.as_ref(), purpose);
        }
        let refused = |reason| {
            let (column, value) = match &number {
                Some((field, value)) => (Where::Named(field.labels), value.as_text().unwrap_or_default().to_owned()),
                None => (Where::Row, self.draft.title.clone()),
            };
            Ok(Verdict::Refused(vec![Fault { column, value, reason }]))
        };
        if purpose == Purpose::Add {
            return refused(if number.is_some() { Reason::Taken } else { Reason::Differs });
        }
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

    /// Records that say what the row says but for links that they lack, as those from an import that left links out; where rows
    /// change records, those as well that may lack rows of a field.
    fn alike(&self, reader: &Reader, register: &'static Register, purpose: Purpose) -> replica::Result<Vec<Card>> {
        let mut links = false;
        let mut filters = Vec::new();
        for op in &self.draft.ops {
            let Op::Set { field, value: Some(value) } = op else { continue };
            let Some(field) = register.field(field).filter(|_| !value.is_empty()) else { continue };
            let is = Filter::Is(field.id, value.clone());
            if matches!(field.kind, Kind::Link(_)) {
                links = true;
                filters.push(Filter::OneOf(vec![is, Filter::Empty(field.id)]));
            } else {
                filters.push(is);
            }
        }
        let rows = purpose == Purpose::Update && !self.draft.lines.is_empty();
        // By a link alone nothing is known again.
        let says = filters.iter().any(|filter| matches!(filter, Filter::Is(..)));
        if !(links || rows) || !says || !self.unresolved.is_empty() {
            return Ok(Vec::new());
        }
        let says_all = |card: &Card| {
            self.draft.ops.iter().all(|op| match op {
                Op::Set { field, value } => card.record.get(field) == value.as_ref(),
                _ => true,
            })
        };
        // One that lacks nothing is the record itself.
        Ok(records(reader, register, filters)?.into_iter().filter(|card| rows || !says_all(card)).collect())
    }

    /// A row that names no record by a key: a new one, unless one that says the same is here.
    fn without_record(
        &self,
        reader: &Reader,
        register: &'static Register,
        number: Option<&(&'static Field, Value)>,
        purpose: Purpose,
    ) -> replica::Result<Verdict> {
        let numbered = number.is_some();
        // A link that may mean several records hides no record that has one of these and says the same beside it.
        let may_be = |field: &str| self.unresolved.iter().find(|u| u.field == field && matches!(u.place, Place::Own(_)));
        let said = self.draft.ops.iter().filter_map(|op| match op {
            Op::Set { field, value: Some(value) } if !value.is_empty() => {
                let id = register.field(field)?.id;
                Some(match may_be(field) {
                    Some(link) => Filter::AnyOf(id, link.candidates.iter().map(|id| Value::Text(id.to_string())).collect()),
                    None => Filter::Is(id, value.clone()),
                })
            }
            _ => None,
        });
        let filters: Vec<Filter> = said.collect();
        let known = self.unresolved.iter().all(|u| !u.candidates.is_empty());
        let same = || reader.holds(&Query { filters, ..Query::of(register) });
        let same = !numbered && known && self.draft.ops.iter().any(is_filled) && same()?;
        if !self.unresolved.is_empty() && !same {
            return Ok(Verdict::Refused(self.unresolved.iter().map(|u| u.fault.clone()).collect()));
        }
        if let Some((field, value)) = number
            && purpose == Purpose::Update
            && !self.draft.incomplete.is_empty()
        {
            // A part of a record was meant for one that is here: what it lacks to be a new one is not what is wrong with it.
            return Ok(Verdict::Refused(vec![fault(field, value.as_text().unwrap_or_default(), Reason::NoSuchRecord)]));
        }
        if !self.draft.incomplete.is_empty() {
            return Ok(Verdict::Refused(self.draft.incomplete.clone()));
        }
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

    /// The sets of fields that the register has for sameness, of which the row fills all; a text that comes last, such as a
    /// specification, may be empty in both.
    fn same_sets(&self, register: &'static Register) -> Vec<Vec<Filter>> {
        let filter = |(at, id): (usize, &&'static str), set: &[&str]| {
            let field = register.field(id)?;
            let may_lack = at > 0 && at + 1 == set.len() && field.kind == Kind::Text;
            self.value(id).map(|value| Filter::Is(field.id, value)).or(may_lack.then_some(Filter::Empty(field.id)))
        };
        register.same.iter().filter_map(|set| set.iter().enumerate().map(|one| filter(one, set)).collect::<Option<_>>()).collect()
    }

    /// Whether a row that agrees with a record in what makes two the same is about something else all the same: what happened on
    /// another day or at another time, or has another code. A void record is no hindrance either.
    fn is_another(&self, register: &'static Register, card: &Card) -> bool {
        let tells = |field: &Field| matches!(field.kind, Kind::Date | Kind::Time) || register.same.iter().any(|set| *set == [field.id]);
        let differs = |op: &Op| match op {
            Op::Set { field, value: Some(value) } if !value.is_empty() => {
                register.field(field).is_some_and(tells) && card.record.get(field).is_some_and(|now| !now.is_empty() && now != value)
            }
            _ => false,
        };
        is_void(card) || self.draft.ops.iter().any(differs)
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
            let unresolved = self.faults_of(id);
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
            let column = register.state(said).map_or(Where::Row, |s| Where::Named(s.labels));
            found.faults.push(Fault { column, value: String::new(), reason: Reason::StateStays });
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
            let unresolved = self.faults_of(field);
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
