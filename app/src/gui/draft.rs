//! What a form holds while it is filled in: texts as typed, and the difference to the record as operations.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use registers::def::{Default_, Field, Kind, Lines, Register};
use registers::document::merge_text;
use registers::parse::{self, Hints, Parsed, Reason};
use registers::{Lang, Line, Op, Record, Value, workflow};

use super::text::tr;
use super::widgets::calendar;

mod follow;

pub use follow::Meanwhile;

/// One editor's contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Anything that is typed.
    Text(String),
    /// Date and time of day, typed apart.
    Time {
        /// The date.
        date: String,
        /// The time of day.
        time: String,
    },
    /// A choice's id.
    Choice(Option<String>),
    /// Yes, no, or not said.
    YesNo(Option<bool>),
    /// A record's id, and the text by which it was sought.
    Link {
        /// The id.
        picked: Option<String>,
        /// Title or search words.
        text: String,
    },
    /// Members of a set, and what is typed to add one.
    Set {
        /// The members.
        picked: BTreeSet<String>,
        /// Typed.
        text: String,
    },
    /// Rows.
    Lines(Vec<RowInput>),
}

/// A row of a lines field in a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowInput {
    /// Its id; none when it is new.
    pub id: Option<String>,
    /// Cells by column id.
    pub cells: BTreeMap<&'static str, Input>,
    /// Whether it is to be taken away.
    pub dropped: bool,
    /// Columns in which a row that stands there says nothing yet.
    pub blanks: Vec<&'static str>,
    /// Whether the editors of a fact's blanks are open.
    pub filling: bool,
}

/// What is wrong with an editor's contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// Nothing in a field that must be filled.
    Required,
    /// Text that was sought but names no record.
    Link,
    /// Somebody else changed it as well, and nobody has chosen yet.
    Changed,
    /// Text that the field cannot hold, or that a rule of the register forbids.
    Refused(Reason),
}

impl Mistake {
    /// What to tell the clerk.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Mistake::Required => tr(lang, "gui.mistake.required"),
            Mistake::Link => tr(lang, "gui.mistake.link"),
            Mistake::Changed => tr(lang, "gui.mistake.changed"),
            Mistake::Refused(reason) => reason.say(lang),
        }
    }
}

impl From<Reason> for Mistake {
    fn from(reason: Reason) -> Mistake {
        if reason == Reason::Required { Mistake::Required } else { Mistake::Refused(reason) }
    }
}

/// Contents of a form over some fields of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    register: Option<&'static Register>,
    record: Record,
    fields: Vec<(&'static Field, bool)>,
    inputs: BTreeMap<&'static str, Input>,
    start: BTreeMap<&'static str, Input>,
    /// Long texts that others wrote in meanwhile, as they were when the typing began.
    bases: BTreeMap<&'static str, String>,
    meanwhile: BTreeMap<String, Meanwhile>,
    /// Columns that a step wants filled in every row of a lines field.
    wanted: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Draft {
    /// A form over `fields` as `record` has them; the flag says whether a field must be filled.
    /// `title` names linked records.
    pub fn new(fields: Vec<(&'static Field, bool)>, record: Record, title: &dyn Fn(&str) -> Option<String>) -> Draft {
        let inputs: BTreeMap<_, _> = fields.iter().map(|(f, _)| (f.id, input_of(f, &record, title))).collect();
        let (bases, meanwhile) = (BTreeMap::new(), BTreeMap::new());
        Draft { register: None, record, fields, start: inputs.clone(), inputs, bases, meanwhile, wanted: BTreeMap::new() }
    }

    /// The same, held to the rules of a register too.
    pub fn under(mut self, register: &'static Register) -> Draft {
        self.register = Some(register);
        self
    }

    /// Wants these columns filled in every row of a lines field.
    pub fn want(&mut self, field: &'static Field, columns: Vec<&'static str>) {
        self.wanted.insert(field.id, columns);
    }

    /// The columns of a lines field that must be filled in every row.
    pub fn wanted(&self, field: &Field) -> &[&'static str] {
        self.wanted.get(field.id).map_or(&[], Vec::as_slice)
    }

    /// Whether a lines field has rows that say what is wanted of every row.
    pub fn stands(&self, field: &Field) -> bool {
        let wanted = self.wanted(field);
        let rows = self.record.lines.get(field.id).map_or(&[][..], Vec::as_slice);
        let says = |row: &Line| wanted.iter().all(|column| row.cell(column).is_some_and(|value| !value.is_empty()));
        !rows.is_empty() && rows.iter().all(says)
    }

    /// Goes on under changed definitions of the fields: what was typed stays, new fields are there, empty or as the record
    /// has them.
    pub fn adopt(&mut self, register: &'static Register, fields: Vec<(&'static Field, bool)>, title: &dyn Fn(&str) -> Option<String>) {
        for (field, _) in &fields {
            let fresh = input_of(field, &self.record, title);
            let fits = |input: &Input| std::mem::discriminant(input) == std::mem::discriminant(&fresh);
            if !self.inputs.get(field.id).is_some_and(fits) {
                self.start.insert(field.id, fresh.clone());
                self.inputs.insert(field.id, fresh);
            } else if let Kind::Lines(lines) = field.kind {
                for input in [self.start.get_mut(field.id), self.inputs.get_mut(field.id)].into_iter().flatten() {
                    let Input::Lines(rows) = input else { continue };
                    rows.iter_mut().for_each(|row| further_cells(lines, row));
                }
            }
        }
        (self.register, self.fields) = (Some(register), fields);
    }

    /// Fills in what a new record starts with. It counts as typed, so that it is written.
    pub fn start_with(&mut self, ops: &[Op], title: &dyn Fn(&str) -> Option<String>) {
        let record = parse::preview(&Record::default(), ops);
        for (field, _) in self.fields.iter().filter(|(f, _)| record.is_filled(f.id)) {
            let mut input = input_of(field, &record, title);
            if let Input::Lines(rows) = &mut input {
                rows.iter_mut().for_each(|row| row.id = None);
            }
            self.inputs.insert(field.id, input);
        }
        self.start = self.inputs.clone();
    }

    /// What some of the fields say, as far as it can be read.
    pub fn said(&self, ids: &[&'static str], today: Date) -> Record {
        let mut said = Record::default();
        for (field, _) in self.fields.iter().filter(|(f, _)| ids.contains(&f.id)) {
            let value = self.inputs.get(field.id).and_then(|input| read(field, input, today).ok().flatten());
            said.fields.extend(value.map(|value| (field.id.to_owned(), vec![value])));
        }
        said
    }

    /// The record that the form began with.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The contents of a field's editor.
    pub fn input(&mut self, field: &Field) -> Option<&mut Input> {
        self.inputs.get_mut(field.id)
    }

    /// Whether a field says anything.
    pub fn says(&self, field: &str) -> bool {
        let input = self.inputs.get(field).zip(self.fields.iter().find(|(f, _)| f.id == field));
        input.is_some_and(|(input, (field, _))| *input != input_of(field, &Record::default(), &|_| None))
    }

    /// Whether anything was typed.
    pub fn is_changed(&self) -> bool {
        self.inputs != self.start
    }

    /// Whether it holds something else than another draft of the same fields.
    pub fn differs(&self, other: &Draft) -> bool {
        self.inputs != other.inputs
    }

    /// The difference to the record.
    ///
    /// # Errors
    /// What is wrong, by field id, or `field/row/column` with the row's place.
    pub fn ops(&self, today: Date) -> Result<Vec<Op>, BTreeMap<String, Mistake>> {
        let (mut ops, mut mistakes) = (Vec::new(), BTreeMap::new());
        for (field, required) in &self.fields {
            let Some(input) = self.inputs.get(field.id) else { continue };
            // What was empty before the office required it does not hold up other edits of the record.
            let standing = self.register.is_some() && !self.record.register.is_empty();
            let untouched = self.start.get(field.id) == Some(input) && (standing || self.record.is_filled(field.id));
            if untouched && !self.wanted.contains_key(field.id) {
                continue;
            }
            match field_ops(field, input, &self.record, (today, self.wanted(field))).map(|found| self.with_theirs(field, found)) {
                Ok(found) => {
                    if *required && is_empty(input) && !self.takes_over(field) {
                        mistakes.insert(field.id.to_owned(), Mistake::Required);
                    }
                    ops.extend(found);
                }
                Err(found) => mistakes.extend(found),
            }
        }
        for (field, mistake) in self.broken(&ops) {
            mistakes.entry(field).or_insert(mistake);
        }
        let open = self.meanwhile.iter().filter(|(_, done)| done.asks());
        mistakes.extend(open.map(|(place, _)| (self.place_of(place), Mistake::Changed)));
        if mistakes.is_empty() { Ok(ops) } else { Err(mistakes) }
    }

    /// Whether what a field lacks comes from a record that is named.
    fn takes_over(&self, field: &Field) -> bool {
        let takes = self.register.and_then(|register| register.takes).filter(|takes| takes.copy.iter().any(|(_, to)| *to == field.id));
        takes.and_then(|takes| self.inputs.get(takes.link)).is_some_and(|link| !is_empty(link))
    }

    /// A long text with what others wrote in it since the form began with it.
    fn with_theirs(&self, field: &Field, ops: Vec<Op>) -> Vec<Op> {
        let Some(base) = self.bases.get(field.id) else { return ops };
        let mut ops = ops;
        for op in &mut ops {
            if let Op::Text { text, .. } = op
                && let Ok(joined) = merge_text(base, text, self.record.text(field.id))
            {
                *text = joined;
            }
        }
        ops
    }

    /// The name under which a mistake at a place is known: rows by where they stand.
    fn place_of(&self, place: &str) -> String {
        let mut parts = place.split('/');
        let (Some(field), Some(row), column) = (parts.next(), parts.next(), parts.next()) else { return place.to_owned() };
        let at = match self.inputs.get(field) {
            Some(Input::Lines(rows)) => rows.iter().position(|r| r.id.as_deref() == Some(row)),
            _ => None,
        };
        let at = at.map_or_else(String::new, |at| at.to_string());
        column.map_or(format!("{field}/{at}"), |column| format!("{field}/{at}/{column}"))
    }

    /// Rules of the register that the record would break and did not break before.
    fn broken(&self, ops: &[Op]) -> Vec<(String, Mistake)> {
        let Some(register) = self.register else { return Vec::new() };
        let before = parse::check(register, &self.record);
        let after = parse::check(register, &parse::preview(&self.record, ops));
        let new = after.into_iter().filter(|fault| !before.contains(fault) && fault.reason != Reason::Required);
        new.map(|fault| (fault.field.to_owned(), fault.reason.into())).collect()
    }
}

/// A new row with the values that its columns start with, behind those that stand there already.
pub fn new_row(lines: &Lines, standing: &[RowInput], person: &str, now: DateTime) -> RowInput {
    let number = |column: &Field, row: &RowInput| match row.cells.get(column.id) {
        Some(Input::Text(text)) if !row.dropped => text.trim().parse().ok().map(Value::Integer),
        _ => None,
    };
    let counted = |column: &&Field| column.default == Some(Default_::Next);
    let cells =
        |row: &RowInput| lines.columns.iter().filter(counted).filter_map(|c| Some((c.id.to_owned(), vec![number(c, row)?]))).collect();
    let rows: Vec<Line> = standing.iter().map(|row| Line { id: String::new(), cells: cells(row) }).collect();
    let begun: BTreeMap<&str, Value> = workflow::row_defaults(lines, &rows, person, now).into_iter().collect();
    let cells = lines.columns.iter().filter(|c| !c.computed).map(|c| (c.id, single(c, begun.get(c.id), &|_| None)));
    RowInput { id: None, cells: cells.collect(), dropped: false, blanks: Vec::new(), filling: false }
}

fn input_of(field: &Field, record: &Record, title: &dyn Fn(&str) -> Option<String>) -> Input {
    match field.kind {
        Kind::Choices(_) | Kind::Links(_) | Kind::Attachments => {
            Input::Set { picked: record.sets.get(field.id).cloned().unwrap_or_default(), text: String::new() }
        }
        Kind::Lines(lines) => {
            let rows = record.lines.get(field.id).into_iter().flatten();
            Input::Lines(rows.map(|row| row_of(lines, row, title)).collect())
        }
        _ => single(field, record.get(field.id), title),
    }
}

fn row_of(lines: &Lines, row: &Line, title: &dyn Fn(&str) -> Option<String>) -> RowInput {
    let cells = lines.columns.iter().map(|c| (c.id, single(c, row.cell(c.id), title))).collect();
    let says = |c: &Field| row.cell(c.id).is_some_and(|v| !v.is_empty());
    let blanks = lines.columns.iter().filter(|c| !says(c) && !c.computed && !c.retired).map(|c| c.id).collect();
    RowInput { id: Some(row.id.clone()), cells, dropped: false, blanks, filling: false }
}

/// Gives a row a cell for each column that has come since.
fn further_cells(lines: &Lines, row: &mut RowInput) {
    let further: Vec<&Field> = lines.columns.iter().filter(|c| !c.computed && !row.cells.contains_key(c.id)).collect();
    for column in further {
        row.cells.insert(column.id, single(column, None, &|_| None));
        if row.id.is_some() && !column.retired {
            row.blanks.push(column.id);
        }
    }
}

fn single(field: &Field, value: Option<&Value>, title: &dyn Fn(&str) -> Option<String>) -> Input {
    let text = || value.and_then(Value::as_text).unwrap_or("").to_owned();
    match field.kind {
        Kind::Choice(_) => Input::Choice(value.and_then(Value::as_text).map(str::to_owned)),
        Kind::YesNo => Input::YesNo(match value {
            Some(Value::Yes(yes)) => Some(*yes),
            _ => None,
        }),
        Kind::Link(_) => {
            let picked = value.and_then(Value::as_text).filter(|t| !t.is_empty()).map(str::to_owned);
            let text = picked.as_ref().map(|id| title(id).unwrap_or_else(|| id.clone())).unwrap_or_default();
            Input::Link { picked, text }
        }
        Kind::Time => {
            let text = text();
            let (date, time) = text.split_once('T').unwrap_or((&text, ""));
            Input::Time { date: date.to_owned(), time: time.to_owned() }
        }
        Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money => {
            Input::Text(value.map(|v| parse::plain(field, v, Lang::default())).unwrap_or_default())
        }
        _ => Input::Text(text()),
    }
}

/// What a field's editor changes; `wanted` are columns that must be filled beyond those that always are.
fn field_ops(
    field: &Field,
    input: &Input,
    record: &Record,
    (today, wanted): (Date, &[&'static str]),
) -> Result<Vec<Op>, BTreeMap<String, Mistake>> {
    let id = field.id.to_owned();
    match (&field.kind, input) {
        (Kind::LongText, Input::Text(text)) => match parse::read(field, text, &Hints::default()) {
            Ok(Parsed::LongText(text)) if text == record.text(&id) => Ok(Vec::new()),
            Ok(Parsed::LongText(text)) => Ok(vec![Op::Text { field: id, text }]),
            Ok(_) if record.text(&id).is_empty() => Ok(Vec::new()),
            Ok(_) => Ok(vec![Op::Text { field: id, text: String::new() }]),
            Err(reason) => Err(BTreeMap::from([(id, reason.into())])),
        },
        (_, Input::Set { picked, .. }) => Ok(set_ops(&id, picked, record)),
        (Kind::Lines(lines), Input::Lines(rows)) => line_ops((&id, lines), rows, record, (today, wanted)),
        (_, input) => match read(field, input, today) {
            Ok(value) if value.as_ref() == record.get(&id) => Ok(Vec::new()),
            Ok(value) => Ok(vec![Op::Set { field: id, value }]),
            Err(mistake) => Err(BTreeMap::from([(id, mistake)])),
        },
    }
}

fn set_ops(field: &str, picked: &BTreeSet<String>, record: &Record) -> Vec<Op> {
    let none = BTreeSet::new();
    let before = record.sets.get(field).unwrap_or(&none);
    let op = |member: &String, on| Op::Member { field: field.to_owned(), member: member.clone(), on };
    let added = picked.difference(before).map(|m| op(m, true));
    added.chain(before.difference(picked).map(|m| op(m, false))).collect()
}

fn line_ops(
    (field, lines): (&str, &'static Lines),
    rows: &[RowInput],
    record: &Record,
    (today, wanted): (Date, &[&'static str]),
) -> Result<Vec<Op>, BTreeMap<String, Mistake>> {
    let (mut ops, mut mistakes) = (Vec::new(), BTreeMap::new());
    for (place, row) in rows.iter().enumerate() {
        let empty = row.cells.values().all(is_empty);
        match &row.id {
            Some(id) if row.dropped => ops.push(Op::DropLine { field: field.to_owned(), row: id.clone() }),
            None if row.dropped || empty => {}
            _ => {
                let before = row.id.as_ref().and_then(|id| record.lines.get(field)?.iter().find(|l| l.id == *id));
                let mut cells = Vec::new();
                for column in lines.columns {
                    let Some(input) = row.cells.get(column.id) else { continue };
                    let value = read(column, input, today).and_then(|value| {
                        // A row that lacked it may go on lacking it: the office may ask for it since.
                        let lacked = before.is_some_and(|l| l.cell(column.id).is_none_or(Value::is_empty));
                        let asked = column.required && !lacked && !follows(lines, row, column.id) || wanted.contains(&column.id);
                        if asked && value.is_none() { Err(Mistake::Required) } else { Ok(value) }
                    });
                    match value {
                        Ok(value) if before.is_some_and(|l| l.cell(column.id) == value.as_ref()) => {}
                        Ok(value) => cells.push((column.id, value)),
                        Err(mistake) => {
                            mistakes.insert(format!("{field}/{place}/{}", column.id), mistake);
                        }
                    }
                }
                ops.extend(row_ops(field, row.id.as_deref(), cells));
            }
        }
    }
    if mistakes.is_empty() { Ok(ops) } else { Err(mistakes) }
}

/// Whether a new row takes a column over from the item that it names.
fn follows(lines: &'static Lines, row: &RowInput, column: &str) -> bool {
    let names = |link: &str| row.cells.get(link).is_some_and(|input| !is_empty(input));
    row.id.is_none() && workflow::taken_over(lines).any(|(link, taken)| taken == column && names(link))
}

fn row_ops(field: &str, row: Option<&str>, cells: Vec<(&'static str, Option<Value>)>) -> Vec<Op> {
    match row {
        Some(row) => {
            let cell = |(column, value)| Op::Set { field: format!("{field}/{row}/{column}"), value };
            cells.into_iter().map(cell).collect()
        }
        None => {
            let cells = cells.into_iter().filter_map(|(c, v)| v.map(|v| (c.to_owned(), v))).collect();
            vec![Op::Line { field: field.to_owned(), row: String::new(), cells }]
        }
    }
}

fn is_empty(input: &Input) -> bool {
    match input {
        Input::Text(text) => text.trim().is_empty(),
        Input::Time { date, time } => date.trim().is_empty() && time.trim().is_empty(),
        Input::Choice(picked) => picked.is_none(),
        Input::YesNo(yes) => yes.is_none(),
        Input::Link { picked, text } => picked.is_none() && text.trim().is_empty(),
        Input::Set { picked, .. } => picked.is_empty(),
        Input::Lines(rows) => rows.iter().all(|r| r.dropped || r.cells.values().all(is_empty)),
    }
}

/// The value that a clerk typed; none when the editor is empty.
fn read(field: &Field, input: &Input, today: Date) -> Result<Option<Value>, Mistake> {
    if is_empty(input) {
        return Ok(None);
    }
    match input {
        Input::Choice(picked) => Ok(picked.clone().map(Value::Text)),
        Input::YesNo(yes) => Ok(yes.map(Value::Yes)),
        Input::Link { picked: Some(id), .. } => Ok(Some(Value::Text(id.clone()))),
        Input::Link { picked: None, .. } => Err(Mistake::Link),
        Input::Set { .. } | Input::Lines(_) => Ok(None),
        Input::Time { date, time } => {
            let date = calendar::read(date, today)?;
            Ok(Some(Value::time(date.to_datetime(parse::time_of_day(time)?))))
        }
        Input::Text(text) => match field.kind {
            Kind::Date => Ok(Some(Value::date(calendar::read(text, today)?))),
            _ => Ok(parse::cell(field, text, &Hints::default())?),
        },
    }
}

#[cfg(test)]
mod tests;
