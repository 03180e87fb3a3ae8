//! How people of the school write: fields by id and values as a form would read them, with a few words for what a form
//! fills in: `@me`, `@now`, `@today`, `@in 3`, `@in 3 14:00`, `@at 14:00`, `@0` for the person of a desk.

use registers::def::Default_;
use registers::document::{Op, Record};
use registers::{Field, Kind, RecordId, Register, Value, book, parse};
use replica::{Edit, Error};

use super::{DESKS, School};

/// Field and value.
pub type Fields<'a> = &'a [(&'a str, &'a str)];
/// A lines field and the cells of a new row.
pub type Rows<'a> = &'a [(&'a str, Fields<'a>)];

/// The register, which must be there.
pub fn register(key: &str) -> &'static Register {
    book::ALL.iter().copied().find(|r| r.key == key).unwrap_or_else(|| panic!("there is no register {key}"))
}

/// The id as the replica has it.
pub fn id(text: &str) -> RecordId {
    text.parse().unwrap_or_else(|_| panic!("{text} is no record"))
}

type Wrote = Vec<(RecordId, Vec<Op>)>;

impl School {
    /// Adds a record.
    pub fn add(&mut self, desk: usize, key: &str, fields: Fields<'_>) -> String {
        self.add_with(desk, key, fields, &[])
    }

    /// Adds a record with rows.
    pub fn add_with(&mut self, desk: usize, key: &str, fields: Fields<'_>, rows: Rows<'_>) -> String {
        self.try_add(desk, key, fields, rows).unwrap_or_else(|e| panic!("{}: a record of {key} with {fields:?}: {e}", self.clock.now))
    }

    /// Adds a record with rows, if it can be.
    pub fn try_add(&mut self, desk: usize, key: &str, fields: Fields<'_>, rows: Rows<'_>) -> Result<String, Error> {
        let to = register(key);
        let ops = self.ops(desk, to, fields);
        let rows = self.rows(desk, to, rows);
        let made = self.commit(desk, &format!("create:{key}"), |edit| {
            let id = edit.create(to, &ops)?;
            let mut wrote = ops.clone();
            append(edit, id, &rows, &mut wrote)?;
            Ok((id, vec![(id, wrote)]))
        });
        made.map(|id| id.to_string())
    }

    /// Adds a record as an old list tells of it, in the state that it has reached.
    pub fn enter(&mut self, desk: usize, key: &str, state: &str, fields: Fields<'_>) -> String {
        let to = register(key);
        let mut ops = self.ops(desk, to, fields);
        ops.push(Op::State(state.to_owned()));
        let made = self.commit(desk, &format!("import:{key}"), |edit| {
            let id = edit.create_listed(to, &ops)?;
            Ok((id, vec![(id, ops.clone())]))
        });
        made.unwrap_or_else(|e| panic!("a line of {key} with {fields:?}: {e}")).to_string()
    }

    /// Writes into a record.
    pub fn write(&mut self, desk: usize, record: &str, fields: Fields<'_>) {
        let to = self.register_of(desk, record);
        let ops = self.ops(desk, to, fields);
        let id = id(record);
        let done = self.commit(desk, &format!("edit:{}", to.key), |edit| {
            edit.change(id, &ops)?;
            Ok(((), vec![(id, ops.clone())]))
        });
        done.unwrap_or_else(|e| panic!("{}: {} {fields:?}: {e}", self.clock.now, to.key));
    }

    /// Adds a row.
    pub fn row(&mut self, desk: usize, record: &str, lines: &str, cells: Fields<'_>) {
        let to = self.register_of(desk, record);
        let rows = self.rows(desk, to, &[(lines, cells)]);
        let id = id(record);
        let done = self.commit(desk, &format!("line:{}:{lines}", to.key), |edit| {
            let mut wrote = Vec::new();
            append(edit, id, &rows, &mut wrote)?;
            Ok(((), vec![(id, wrote)]))
        });
        done.unwrap_or_else(|e| panic!("{}: {} {lines} {cells:?}: {e}", self.clock.now, to.key));
    }

    /// Fills cells of every row of some lines.
    pub fn cells(&mut self, desk: usize, record: &str, lines: &str, cells: Fields<'_>) {
        let to = self.register_of(desk, record);
        let field = to.field(lines).unwrap_or_else(|| panic!("{} has no field {lines}", to.key));
        let rows = self.record(desk, record).lines.get(lines).cloned().unwrap_or_default();
        let mut ops = Vec::new();
        for row in &rows {
            for (name, text) in cells {
                let value = cell(to, field, name, &self.say(desk, text));
                ops.push(Op::Set { field: format!("{lines}/{}/{name}", row.id), value });
            }
        }
        let id = id(record);
        let done = self.commit(desk, &format!("edit:{}", to.key), |edit| {
            edit.change(id, &ops)?;
            Ok(((), vec![(id, ops.clone())]))
        });
        done.unwrap_or_else(|e| panic!("{}: {} {lines} {cells:?}: {e}", self.clock.now, to.key));
    }

    /// Does a step, which must be possible.
    pub fn step(&mut self, desk: usize, record: &str, step: &str, fields: Fields<'_>) {
        self.step_with(desk, record, step, fields, &[]);
    }

    /// Adds rows and does a step, in one action.
    pub fn step_with(&mut self, desk: usize, record: &str, step: &str, fields: Fields<'_>, rows: Rows<'_>) {
        self.try_step(desk, record, step, fields, rows).unwrap_or_else(|e| {
            let key = self.register_of(desk, record).key;
            panic!("{}: {key} {step} {fields:?} at desk {desk}: {e} ({e:?})\n{:#?}", self.clock.now, self.record(desk, record))
        });
    }

    /// The step must not be possible; gives why.
    pub fn refused(&mut self, desk: usize, record: &str, step: &str, fields: Fields<'_>) -> String {
        let key = self.register_of(desk, record).key;
        match self.try_step(desk, record, step, fields, &[]) {
            Ok(()) => panic!("{}: {key} {step} at desk {desk} was done and should have been refused", self.clock.now),
            Err(why) => {
                self.tally.refusals += 1;
                format!("{why:?}")
            }
        }
    }

    /// Does a step, if it can be done.
    pub fn try_step(&mut self, desk: usize, record: &str, step: &str, fields: Fields<'_>, rows: Rows<'_>) -> Result<(), Error> {
        let to = self.register_of(desk, record);
        let (given, rows) = (self.ops(desk, to, fields), self.rows(desk, to, rows));
        let id = id(record);
        self.commit(desk, &format!("step:{}:{step}", to.key), |edit| {
            let mut wrote = Vec::new();
            append(edit, id, &rows, &mut wrote)?;
            edit.step(id, step, &given)?;
            wrote.extend(given.clone());
            Ok(((), vec![(id, wrote)]))
        })
    }

    /// One action of the person at a desk; what it wrote is a fact once it has returned.
    pub fn commit<T>(
        &mut self,
        desk: usize,
        label: &str,
        action: impl FnOnce(&mut Edit<'_>) -> Result<(T, Wrote), Error>,
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
        self.facts.committed(DESKS[desk].desk, label, &touched);
        let now = self.clock.unix_ms();
        self.net.committed(desk, space, now);
        self.net.carry(usize::MAX, now, &mut self.random);
    }

    /// A record as a desk has it.
    pub fn record(&self, desk: usize, record: &str) -> Record {
        let card = self.net.desks[desk].reader.record(id(record)).unwrap();
        card.unwrap_or_else(|| panic!("{}: desk {desk} does not have {record}", self.clock.now)).record
    }

    pub fn register_of(&self, desk: usize, record: &str) -> &'static Register {
        register(&self.record(desk, record).register)
    }

    pub fn state(&self, desk: usize, record: &str) -> String {
        self.record(desk, record).state().to_owned()
    }

    /// The record must be in this state at every desk that can be reached.
    pub fn is(&self, record: &str, state: &str) {
        for desk in (0..DESKS.len()).filter(|d| self.net.desks[*d].reachable && self.net.is_up()) {
            let here = self.record(desk, record);
            assert_eq!(here.state(), state, "{}: {} at desk {desk}: {here:#?}", self.clock.now, here.register);
        }
    }

    pub fn text(&self, desk: usize, record: &str, field: &str) -> String {
        self.record(desk, record).text(field).to_owned()
    }

    /// Records of a register whose link field names this one.
    pub fn linked(&self, desk: usize, record: &str, key: &str, via: &str) -> Vec<String> {
        let found = self.net.desks[desk].reader.linked_from(id(record), 500).unwrap();
        let mut ids: Vec<String> =
            found.into_iter().filter(|(hit, field)| hit.register.key == key && field == via).map(|(hit, _)| hit.id.to_string()).collect();
        ids.sort_unstable();
        ids
    }

    /// The one record of a register whose link field names this one.
    pub fn the_linked(&self, desk: usize, record: &str, key: &str, via: &str) -> String {
        let mut found = self.linked(desk, record, key, via);
        assert_eq!(found.len(), 1, "{}: {key} by {via}", self.clock.now);
        found.remove(0)
    }

    /// What fields and values mean.
    pub fn ops(&self, desk: usize, to: &'static Register, fields: Fields<'_>) -> Vec<Op> {
        let mut ops = Vec::new();
        for (name, text) in fields {
            let field = to.field(name).unwrap_or_else(|| panic!("{} has no field {name}", to.key));
            let text = self.say(desk, text);
            match field.kind {
                // Members of these are records or files, named one by one.
                Kind::Links(_) | Kind::Attachments => {
                    let members = text.split(' ').filter(|m| !m.is_empty());
                    ops.extend(members.map(|m| Op::Member { field: field.id.to_owned(), member: m.to_owned(), on: true }));
                }
                _ if text.is_empty() => {}
                _ => ops.extend(parse::ops(field, &text).unwrap_or_else(|e| panic!("{}.{name} = {text}: {e:?}", to.key))),
            }
        }
        ops
    }

    /// Rows as a form adds them: columns begin with what the register says.
    fn rows(&self, desk: usize, to: &'static Register, rows: Rows<'_>) -> Vec<(String, Vec<(String, Value)>)> {
        let mut all = Vec::new();
        for (lines, cells) in rows {
            let field = to.field(lines).unwrap_or_else(|| panic!("{} has no field {lines}", to.key));
            let place = 1 + all.iter().filter(|(l, _): &&(String, Vec<_>)| l == lines).count() as i64;
            let mut row = Vec::new();
            for (name, text) in *cells {
                row.extend(cell(to, field, name, &self.say(desk, text)).map(|v| ((*name).to_owned(), v)));
            }
            for column in field.columns().iter().filter(|c| !cells.iter().any(|(name, _)| *name == c.id)) {
                row.extend(column.default.map(|d| (column.id.to_owned(), self.default(desk, d, place))));
            }
            all.push(((*lines).to_owned(), row));
        }
        all
    }

    /// What a field starts with; `place` is that of a row among its like.
    fn default(&self, desk: usize, default: Default_, place: i64) -> Value {
        match default {
            Default_::Today => Value::date(self.clock.now.date()),
            Default_::Now => Value::time(self.clock.now),
            Default_::Me => Value::from(DESKS[desk].person),
            Default_::Integer(n) => Value::Integer(n),
            Default_::Next => Value::Integer(place),
            Default_::Choice(id) => Value::from(id),
        }
    }

    fn say(&self, desk: usize, text: &str) -> String {
        let Some(word) = text.strip_prefix('@') else { return text.to_owned() };
        let (word, rest) = word.split_once(' ').unwrap_or((word, ""));
        let now = self.clock.now;
        match word {
            "me" => DESKS[desk].person.to_owned(),
            "0" | "1" | "2" => DESKS[word.parse::<usize>().unwrap()].person.to_owned(),
            "now" => now.strftime("%Y-%m-%d %H:%M").to_string(),
            "today" => now.date().to_string(),
            "at" => format!("{} {rest}", now.date()),
            "in" => {
                let (days, time) = rest.split_once(' ').unwrap_or((rest, ""));
                format!("{} {time}", self.clock.working_day(days.parse().unwrap())).trim().to_owned()
            }
            _ => panic!("nobody knows what @{word} means"),
        }
    }
}

fn append(edit: &mut Edit<'_>, id: RecordId, rows: &[(String, Vec<(String, Value)>)], wrote: &mut Vec<Op>) -> Result<(), Error> {
    for (field, cells) in rows {
        let row = edit.append(id, field, cells.clone())?;
        wrote.push(Op::Line { field: field.clone(), row, cells: cells.clone() });
    }
    Ok(())
}

fn cell(to: &Register, field: &Field, name: &str, text: &str) -> Option<Value> {
    let column = field.columns().iter().find(|c| c.id == name).unwrap_or_else(|| panic!("{}.{} has no column {name}", to.key, field.id));
    parse::cell(column, text, &parse::Hints::default()).unwrap_or_else(|e| panic!("{}.{}.{name} = {text}: {e:?}", to.key, field.id))
}
