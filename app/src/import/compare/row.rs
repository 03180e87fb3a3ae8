//! One row of a list, and what it means for the records that are here.

use std::collections::BTreeSet;

use registers::common::MERGED;
use registers::def::{Kind, Register};
use registers::parse::Reason;
use registers::table::{self, Draft, Fault, Where};
use registers::{Field, Op, Record, RecordId, Value, parse};
use replica::{Card, Filter, Reader};

use super::super::within::Within;
use super::super::{Purpose, is_unnamed};
use super::equals::Equals;
use super::items::Items;
use super::{MERGED_INTO, Meant, fault, field_of, is_cut, is_filled, is_void, linked, named, records};
use crate::cases::Named;
use crate::cli::fresh_row;
use crate::{export, files};

/// A row whose links were looked up.
pub(super) struct Row {
    /// With the ids of the records that links name, as far as there are such.
    pub(super) draft: Draft,
    /// As the file has it.
    pub(super) written: Vec<Op>,
    /// Its rows, as the file has them.
    pub(super) written_rows: Vec<Vec<(String, Value)>>,
    /// Links that name no record, or several.
    pub(super) unresolved: Vec<Unresolved>,
    /// What it calls by a name that several items of the store have.
    pub(super) several: Vec<Fault>,
}

/// A link of a row that names no record, or several.
pub(super) struct Unresolved {
    pub(super) field: String,
    pub(super) place: Place,
    /// What is wrong.
    pub(super) fault: Fault,
    /// The line of the row that it names, where it is one of the same list.
    pub(super) row: Option<u64>,
    /// The records that it may mean.
    pub(super) candidates: Vec<RecordId>,
}

/// Where a link stands in a row.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// Among its changes.
    Own(usize),
    /// In a row of a field: which of them, and which cell.
    Cell(usize, usize),
}

pub(super) enum Verdict {
    Fresh,
    /// With what names the record.
    Same(String),
    Changes(Box<Card>, Vec<Op>),
    Refused(Vec<Fault>),
}

/// How a row differs from a record.
#[derive(Default)]
pub(super) struct Difference {
    ops: Vec<Op>,
    faults: Vec<Fault>,
}

impl Row {
    /// Replaces what a file writes for a linked record, its number, id or title, by the id.
    pub(super) fn resolved(
        reader: &Reader,
        register: &'static Register,
        mut draft: Draft,
        within: &Within,
        items: &Items,
    ) -> replica::Result<Row> {
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
        let several = items.name(reader, &mut draft)?;
        Ok(Row { draft, written, written_rows, unresolved, several })
    }

    /// The lines of the rows that its links name.
    pub(super) fn named_rows(&self) -> impl Iterator<Item = u64> {
        self.unresolved.iter().filter_map(|u| u.row)
    }

    /// The record into which it says that it was merged.
    pub(super) fn stands_for(&self) -> Option<RecordId> {
        let is_merged = self.draft.said.or(self.draft.state) == Some(MERGED);
        let into = self.draft.ops.iter().find_map(|op| match op {
            Op::Set { field, value: Some(Value::Text(id)) } if field == MERGED_INTO => id.parse().ok(),
            _ => None,
        });
        into.filter(|_| is_merged)
    }

    /// Makes a link name a record.
    pub(super) fn put(&mut self, place: Place, id: RecordId) {
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
    pub(super) fn whole(&self) -> Vec<Op> {
        self.draft.clone().into_ops(fresh_row)
    }

    pub(super) fn judge(
        &self,
        reader: &Reader,
        register: &'static Register,
        purpose: Purpose,
        equals: &mut Equals,
    ) -> replica::Result<Verdict> {
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
        if meant.is_empty()
            && number.is_none()
            && (purpose != Purpose::Further || !is_unnamed(register))
            && let Some(filters) = self.equal_filters(register)
        {
            // Where nothing tells records apart but what they say, two that say something else are two.
            let is_known = !is_unnamed(register);
            let row = parse::preview(&Record::default(), &self.whole());
            let key = equals.find(reader, register, filters)?;
            let (mut same, mut differing) = (None, None);
            for (at, card) in equals.of(&key).iter().enumerate() {
                let difference = self.difference(reader, register, &card.record, purpose);
                let is_none = difference.ops.is_empty() && difference.faults.is_empty();
                if is_none && (is_known || equals.says_no_more(&row, &card.record)) {
                    same = Some(at);
                    break;
                }
                if !is_none && is_known {
                    differing.get_or_insert((at, difference));
                }
            }
            if let Some(card) = same.and_then(|at| equals.take(&key, at)) {
                return Ok(Verdict::Same(Named::of(&card).text()));
            }
            if let Some((at, difference)) = differing
                && let Some(card) = equals.of(&key).get(at)
            {
                meant.push((card.clone(), difference));
            }
        }
        if meant.is_empty() {
            return Ok(self.without_record(number.as_ref(), purpose));
        }
        let refused = |reason| {
            let (column, value) = match &number {
                Some((field, value)) => (Where::Named(field.labels), value.as_text().unwrap_or_default().to_owned()),
                None => (Where::Row, self.draft.title.clone()),
            };
            Ok(Verdict::Refused(vec![Fault { column, value, reason }]))
        };
        if purpose != Purpose::Update {
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

    /// What the fields of a record say that the row may mean, long texts and rows aside. None where it has a number of its own, which no
    /// record has, where it fills nothing, or names what is not here.
    fn equal_filters(&self, register: &'static Register) -> Option<Vec<Filter>> {
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
        let known = self.unresolved.iter().all(|u| !u.candidates.is_empty());
        (known && self.draft.ops.iter().any(is_filled)).then(|| said.collect())
    }

    /// A row for which no record is here: a new one.
    fn without_record(&self, number: Option<&(&'static Field, Value)>, purpose: Purpose) -> Verdict {
        if !self.unresolved.is_empty() {
            return Verdict::Refused(self.unresolved.iter().map(|u| u.fault.clone()).collect());
        }
        if let Some((field, value)) = number
            && purpose == Purpose::Update
            && !self.draft.incomplete.is_empty()
        {
            // A part of a record was meant for one that is here: what it lacks to be a new one is not what is wrong with it.
            return Verdict::Refused(vec![fault(field, value.as_text().unwrap_or_default(), Reason::NoSuchRecord)]);
        }
        if !self.draft.incomplete.is_empty() {
            return Verdict::Refused(self.draft.incomplete.clone());
        }
        Verdict::Fresh
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
        if purpose == Purpose::Update {
            // The link of an item that the file has by its name alone: one that stands is somebody's choice.
            let own = self.draft.ops.iter().skip(self.written.len());
            found.ops.extend(own.filter(|op| record.get(field_of(op)).is_none_or(Value::is_empty)).cloned());
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
