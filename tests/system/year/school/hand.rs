//! How people of the school write: fields by id and values as a form would read them, with a few words for what a form
//! fills in: `@me`, `@now`, `@today`, `@in 3`, `@in 3 14:00`, `@at 14:00`, `@0` for the person of a desk, `@teacher`,
//! `@pick a|b`, `@num 1 9`, `@id name` for a record that was given a name, `@of field` for what the record says already.

use registers::document::{Op, Record};
use registers::{Kind, Register, RecordId, Value, book, parse};
use replica::{Edit, Error};

use super::School;
use super::names;

/// Field and value.
pub type Fields<'a> = &'a [(&'a str, &'a str)];
/// A lines field and the cells of a new row.
pub type Rows<'a> = &'a [(&'a str, Fields<'a>)];

/// What one action shall write into one record.
#[derive(Debug, Default)]
pub struct Writing {
    /// Rows to add.
    pub rows: Vec<(String, Vec<(String, Value)>)>,
    /// Values to write, cells of rows among them.
    pub ops: Vec<Op>,
    /// What the step is given.
    pub given: Vec<Op>,
    /// The step; empty for none.
    pub step: String,
}

/// The register, which must be there.
pub fn register(key: &str) -> &'static Register {
    book::ALL.iter().copied().find(|r| r.key == key).unwrap_or_else(|| panic!("there is no register {key}"))
}

impl School {
    /// Adds a record.
    pub fn create(&mut self, desk: usize, key: &str, fields: Fields<'_>) -> RecordId {
        self.create_with(desk, key, fields, &[])
    }

    /// Adds a record with rows.
    pub fn create_with(&mut self, desk: usize, key: &str, fields: Fields<'_>, rows: Rows<'_>) -> RecordId {
        let to = register(key);
        let ops = self.ops(desk, to, fields, None);
        let rows = self.rows(desk, to, rows, None);
        let made = self.commit(desk, &format!("create:{key}"), |edit| {
            let id = edit.create(to, &ops)?;
            let mut wrote = ops.clone();
            for (field, cells) in &rows {
                let row = edit.append(id, field, cells.clone())?;
                wrote.push(Op::Line { field: field.clone(), row, cells: cells.clone() });
            }
            Ok((id, vec![(id, wrote)]))
        });
        made.unwrap_or_else(|e| panic!("a record of {key} with {fields:?}: {e}"))
    }

    /// Adds a record as an old list tells of it, in the state that it has reached.
    pub fn enter(&mut self, desk: usize, key: &str, state: &str, fields: Fields<'_>) -> RecordId {
        let to = register(key);
        let mut ops = self.ops(desk, to, fields, None);
        ops.push(Op::State(state.to_owned()));
        let made = self.commit(desk, &format!("import:{key}"), |edit| {
            let id = edit.create_listed(to, &ops)?;
            Ok((id, vec![(id, ops.clone())]))
        });
        made.unwrap_or_else(|e| panic!("a line of {key} with {fields:?}: {e}"))
    }

    /// Writes into a record.
    pub fn write(&mut self, desk: usize, id: RecordId, fields: Fields<'_>) {
        let Some(record) = self.record(desk, id) else { return };
        let to = register(&record.register);
        let writing = Writing { ops: self.ops(desk, to, fields, Some(&record)), ..Writing::default() };
        self.put(desk, id, to.key, writing).unwrap_or_else(|e| panic!("{} {fields:?}: {e}", to.key));
    }

    /// Does a step; gives whether it could be done. What cannot be done now for a reason of the workflow is noted.
    pub fn step(&mut self, desk: usize, id: RecordId, step: &str, fields: Fields<'_>) -> bool {
        self.step_with(desk, id, step, fields, &[])
    }

    /// Adds rows and does a step, in one action.
    pub fn step_with(&mut self, desk: usize, id: RecordId, step: &str, fields: Fields<'_>, rows: Rows<'_>) -> bool {
        let Some(record) = self.record(desk, id) else { return false };
        let to = register(&record.register);
        let (given, rows) = (self.ops(desk, to, fields, Some(&record)), self.rows(desk, to, rows, Some(&record)));
        self.attempt(desk, id, to.key, Writing { rows, given, step: step.to_owned(), ops: Vec::new() })
    }

    /// Does what is to be done, unless the workflow says no; anything else that goes wrong is a fault of this program.
    pub fn attempt(&mut self, desk: usize, id: RecordId, key: &'static str, writing: Writing) -> bool {
        let step = writing.step.clone();
        match self.put(desk, id, key, writing) {
            Ok(()) => true,
            Err(Error::Step(why)) if super::course::is_expected(&why) => {
                let name = format!("{why:?}").split([' ', '(', '{']).next().unwrap_or_default().to_owned();
                *self.tally.refused.entry((key, step, name)).or_default() += 1;
                false
            }
            Err(error) => panic!("{key} {step} at desk {desk}: {error} ({error:?})\n{:#?}", self.record(desk, id)),
        }
    }

    fn put(&mut self, desk: usize, id: RecordId, key: &str, writing: Writing) -> Result<(), Error> {
        let label = if writing.step.is_empty() { format!("edit:{key}") } else { format!("step:{key}:{}", writing.step) };
        self.commit(desk, &label, |edit| {
            let mut wrote = Vec::new();
            for (field, cells) in &writing.rows {
                let row = edit.append(id, field, cells.clone())?;
                wrote.push(Op::Line { field: field.clone(), row, cells: cells.clone() });
            }
            if !writing.ops.is_empty() {
                edit.change(id, &writing.ops)?;
                wrote.extend(writing.ops.clone());
            }
            if !writing.step.is_empty() {
                edit.step(id, &writing.step, &writing.given)?;
                wrote.extend(writing.given.clone());
            }
            Ok(((), vec![(id, wrote)]))
        })
    }

    /// One action of the person at a desk; what it wrote is a fact once it has returned.
    pub fn commit<T>(
        &mut self,
        desk: usize,
        label: &str,
        action: impl FnOnce(&mut Edit<'_>) -> Result<(T, Vec<(RecordId, Vec<Op>)>), Error>,
    ) -> Result<T, Error> {
        let now = self.clock.moment();
        let done = self.net.desks[desk].replica.transact(label, now, action)?;
        let (value, wrote) = done.value;
        if let Some((space, _)) = done.entry {
            self.saved(desk, label, &done.records, space);
        }
        wrote.iter().for_each(|(id, ops)| self.facts.wrote(*id, ops));
        self.clock.pass(1);
        Ok(value)
    }

    /// Notes an entry and lets it go out.
    pub fn saved(&mut self, desk: usize, label: &str, records: &[RecordId], space: u32) {
        let reader = &self.net.desks[desk].reader;
        let touched: Vec<_> = records.iter().map(|id| (*id, reader.record(*id).unwrap().unwrap().register.key)).collect();
        self.facts.committed(super::DESKS[desk].desk, label, &touched);
        *self.tally.acts.entry(desk).or_default() += 1;
        let now = self.clock.unix_ms();
        self.net.committed(desk, space, now);
    }

    /// A record as a desk has it.
    pub fn record(&self, desk: usize, id: RecordId) -> Option<Record> {
        self.net.desks[desk].reader.record(id).unwrap().map(|card| card.record)
    }

    /// What fields and values mean.
    pub fn ops(&mut self, desk: usize, to: &'static Register, fields: Fields<'_>, record: Option<&Record>) -> Vec<Op> {
        let mut ops = Vec::new();
        for (name, text) in fields {
            let field = to.field(name).unwrap_or_else(|| panic!("{} has no field {name}", to.key));
            let text = self.say(desk, text, |of| record.map_or_else(String::new, |r| told(r.get(of))));
            match field.kind {
                // Members of these are records or files, named one by one.
                Kind::Links(_) | Kind::Attachments => {
                    ops.extend(text.split(' ').filter(|m| !m.is_empty()).map(|m| Op::Member { field: field.id.to_owned(), member: m.to_owned(), on: true }));
                }
                _ if text.is_empty() => {}
                _ => ops.extend(parse::ops(field, &text).unwrap_or_else(|e| panic!("{}.{name} = {text}: {e:?}", to.key))),
            }
        }
        ops
    }

    fn rows(&mut self, desk: usize, to: &'static Register, rows: Rows<'_>, record: Option<&Record>) -> Vec<(String, Vec<(String, Value)>)> {
        let mut all = Vec::new();
        for (lines, cells) in rows {
            let field = to.field(lines).unwrap_or_else(|| panic!("{} has no field {lines}", to.key));
            let mut row = Vec::new();
            for (name, text) in *cells {
                let text = self.say(desk, text, |of| record.map_or_else(String::new, |r| told(r.get(of))));
                row.extend(cell(to, field, name, &text).map(|v| ((*name).to_owned(), v)));
            }
            all.push(((*lines).to_owned(), row));
        }
        all
    }

    /// What adds rows and values of a move, with a column written in each row of some lines where it is empty.
    pub fn writing(&mut self, desk: usize, record: &Record, rows: Rows<'_>, each: &[(&str, &str, &str)], given: Fields<'_>, step: &str) -> Writing {
        let to = register(&record.register);
        let mut ops = Vec::new();
        for (lines, column, text) in each {
            let field = to.field(lines).unwrap_or_else(|| panic!("{} has no field {lines}", to.key));
            for row in record.lines.get(*lines).map_or(&[][..], Vec::as_slice).iter().filter(|r| r.cell(column).is_none()) {
                let text = self.say(desk, text, |of| told(row.cell(of)));
                let value = cell(to, field, column, &text);
                ops.extend(value.map(|v| Op::Set { field: format!("{lines}/{}/{column}", row.id), value: Some(v) }));
            }
        }
        Writing { rows: self.rows(desk, to, rows, Some(record)), ops, given: self.ops(desk, to, given, Some(record)), step: step.to_owned() }
    }

    fn say(&mut self, desk: usize, text: &str, of: impl Fn(&str) -> String) -> String {
        let Some(word) = text.strip_prefix('@') else { return text.to_owned() };
        let (word, rest) = word.split_once(' ').unwrap_or((word, ""));
        let now = self.clock.now;
        match word {
            "me" => super::DESKS[desk].person.to_owned(),
            "0" | "1" | "2" => super::DESKS[word.parse::<usize>().unwrap()].person.to_owned(),
            "now" => now.strftime("%Y-%m-%d %H:%M").to_string(),
            "today" => now.date().to_string(),
            "at" => format!("{} {rest}", now.date()),
            "in" => {
                let (days, time) = rest.split_once(' ').unwrap_or((rest, ""));
                format!("{} {time}", self.clock.working_day(days.parse().unwrap())).trim().to_owned()
            }
            "year" => now.year().to_string(),
            "month" => now.strftime("%Y-%m").to_string(),
            "teacher" => (*self.random.pick(names::TEACHERS)).to_owned(),
            "dept" => (*self.random.pick(names::DEPARTMENTS)).to_owned(),
            "org" => (*self.random.pick(names::ORGANISATIONS)).to_owned(),
            "pick" => {
                let all: Vec<&str> = rest.split('|').collect();
                (*self.random.pick(&all)).to_owned()
            }
            "num" => {
                let (low, high) = rest.split_once(' ').unwrap();
                let (low, high): (usize, usize) = (low.parse().unwrap(), high.parse().unwrap());
                (low + self.random.below(high - low + 1)).to_string()
            }
            "id" => self.named.get(rest).map_or_else(|| panic!("nothing is named {rest}"), RecordId::to_string),
            "of" => of(rest),
            _ => panic!("nobody knows what @{word} means"),
        }
    }
}

fn cell(to: &Register, field: &registers::Field, name: &str, text: &str) -> Option<Value> {
    let column = field.columns().iter().find(|c| c.id == name).unwrap_or_else(|| panic!("{}.{} has no column {name}", to.key, field.id));
    parse::cell(column, text, &parse::Hints::default()).unwrap_or_else(|e| panic!("{}.{}.{name} = {text}: {e:?}", to.key, field.id))
}

/// A value as a form shows it.
pub fn told(value: Option<&Value>) -> String {
    match value {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Integer(n)) => n.to_string(),
        Some(Value::Yes(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        None => String::new(),
    }
}
