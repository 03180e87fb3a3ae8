//! A clerk at a desk of their own: adds records, does steps, looks at what came of it.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use registers::def::{Field, Kind, Register};
use registers::document::Record;
use registers::{Op, RecordId, Value, book};

use super::{Desk, at, office};
use crate::{Error, Moment, Query, Reader, Result};

pub(super) struct Clerk {
    pub desk: Desk,
    pub minute: u64,
    reader: OnceCell<Reader>,
}

/// Writes a value into a field.
pub(super) fn set(field: &str, value: impl Into<Value>) -> Op {
    Op::Set { field: field.to_owned(), value: Some(value.into()) }
}

pub(super) fn member(field: &str, member: impl ToString) -> Op {
    Op::Member { field: field.to_owned(), member: member.to_string(), on: true }
}

pub(super) fn register(key: &str) -> &'static Register {
    book::find(key).unwrap_or_else(|| panic!("no register {key}"))
}

impl Clerk {
    /// The founder's desk of a new office.
    pub fn new() -> Clerk {
        Clerk::at(office(1).remove(0))
    }

    pub fn at(desk: Desk) -> Clerk {
        Clerk { desk, minute: 0, reader: OnceCell::new() }
    }

    pub fn tick(&mut self) -> Moment {
        self.minute += 1;
        at(self.minute)
    }

    pub fn try_add(&mut self, key: &str, ops: &[Op]) -> Result<RecordId> {
        let now = self.tick();
        self.desk.replica.transact(&format!("create:{key}"), now, |e| e.create(register(key), ops)).map(|c| c.value)
    }

    pub fn add(&mut self, key: &str, ops: &[Op]) -> RecordId {
        self.try_add(key, ops).unwrap_or_else(|e| panic!("{key}: {e}"))
    }

    pub fn change(&mut self, id: RecordId, ops: &[Op]) {
        let now = self.tick();
        self.desk.replica.transact("edit", now, |e| e.change(id, ops)).unwrap_or_else(|e| panic!("{ops:?}: {e}"));
    }

    /// Writes as the program does, what it computes among it.
    pub fn put_back(&mut self, id: RecordId, ops: &[Op]) {
        let now = self.tick();
        self.desk.replica.transact("edit", now, |e| e.put_back(id, ops)).unwrap_or_else(|e| panic!("{ops:?}: {e}"));
    }

    pub fn row(&mut self, id: RecordId, field: &str, cells: &[(&str, Value)]) -> String {
        let cells = cells.iter().map(|(column, value)| ((*column).to_owned(), value.clone())).collect();
        let now = self.tick();
        self.desk.replica.transact("edit", now, |e| e.append(id, field, cells)).unwrap_or_else(|e| panic!("{field}: {e}")).value
    }

    /// Does a step, as whoever is named among `ops` as the one who signs it.
    pub fn try_step(&mut self, id: RecordId, step: &str, ops: &[Op]) -> Result<Vec<RecordId>> {
        let now = self.tick();
        self.desk.replica.transact(&format!("step:{step}"), now, |e| e.step_signed(id, step, ops)).map(|c| c.records)
    }

    /// Does a step with just these values, as the person of the desk.
    pub fn give(&mut self, id: RecordId, step: &str, ops: &[Op]) -> Result<()> {
        let now = self.tick();
        self.desk.replica.transact(&format!("step:{step}"), now, |e| e.step(id, step, ops)).map(drop)
    }

    pub fn try_change(&mut self, id: RecordId, ops: &[Op]) -> Result<()> {
        let now = self.tick();
        self.desk.replica.transact("edit", now, |e| e.change(id, ops)).map(drop)
    }

    /// Does a step as a paper brings it with it.
    pub fn follow(&mut self, id: RecordId, step: &str) -> Result<Vec<RecordId>> {
        let now = self.tick();
        self.desk.replica.transact(&format!("step:{step}"), now, |e| e.walk(id, step, None, 4)).map(|c| c.records)
    }

    pub fn step(&mut self, id: RecordId, step: &str, ops: &[Op]) {
        self.try_step(id, step, ops).unwrap_or_else(|e| panic!("{step}: {e}"));
    }

    /// The step is refused; gives why.
    pub fn refused(&mut self, id: RecordId, step: &str, ops: &[Op]) -> Error {
        let before = self.reader().digests().unwrap();
        let why = self.try_step(id, step, ops).map(|_| format!("{step} was done")).unwrap_err();
        assert_eq!(self.reader().digests().unwrap(), before, "{step} was refused and wrote something");
        why
    }

    pub fn record(&self, id: RecordId) -> Record {
        self.reader().record(id).unwrap().unwrap_or_else(|| panic!("no record {id}")).record
    }

    pub fn text(&self, id: RecordId, field: &str) -> String {
        self.record(id).text(field).to_owned()
    }

    pub fn state(&self, id: RecordId) -> String {
        self.record(id).state().to_owned()
    }

    /// How many there are of an item that is counted by pieces.
    pub fn stock(&self, item: RecordId) -> i64 {
        self.derived(item)["stock"] / registers::value::PARTS
    }

    pub fn derived(&self, id: RecordId) -> BTreeMap<&'static str, i64> {
        let register = register(&self.record(id).register);
        self.reader().derived(register, &[id], at(self.minute).civil).unwrap().remove(&id).unwrap()
    }

    /// The records of a register, newest first.
    pub fn all(&self, key: &str) -> Vec<RecordId> {
        let query = Query { limit: 10_000, ..Query::of(register(key)) };
        self.reader().page(&query).unwrap().rows.into_iter().map(|r| r.id).collect()
    }

    pub fn newest(&self, key: &str) -> RecordId {
        *self.all(key).first().unwrap_or_else(|| panic!("no record in {key}"))
    }

    pub fn reader(&self) -> &Reader {
        self.reader.get_or_init(|| self.desk.replica.reader().unwrap())
    }

    /// Puts everything in the relay's order, as if it had come back from there.
    pub fn put_in_order(&self) {
        let sql = "UPDATE entry SET seq=(SELECT count(*) FROM entry e WHERE e.space=entry.space AND e.id<=entry.id)";
        self.desk.replica.conn.execute(sql, []).unwrap();
    }

    /// Something that fits into a field, at this moment; what a link shall name is added first.
    pub fn fitting(&mut self, field: &Field) -> Vec<Op> {
        let now = at(self.minute).civil;
        let value = match field.kind {
            // A delegation must name registers that are there.
            Kind::Text if ["registers", "excluded"].contains(&field.id) => Value::from("任务"),
            Kind::Text => Value::from("文字"),
            Kind::Person => Value::from("欧阳清"),
            Kind::Department => Value::from("教务处"),
            Kind::Private => Value::from("1234"),
            Kind::Integer { min, max } => Value::Integer(1.clamp(min, max)),
            Kind::Decimal { min, max } => Value::Integer(1.clamp(min, max)),
            Kind::Money => Value::Integer(12_300),
            Kind::Date => Value::date(now.date()),
            Kind::Time => Value::time(now),
            Kind::Choice(list) => Value::from(list[0].id),
            Kind::YesNo => Value::Yes(true),
            Kind::Link(to) => Value::from(self.plain(to, None).to_string()),
            Kind::LongText => return vec![Op::Text { field: field.id.to_owned(), text: "一段说明".to_owned() }],
            Kind::Choices(list) => return vec![member(field.id, list[0].id)],
            Kind::Links(to) => return vec![member(field.id, self.plain(to, None))],
            Kind::Attachments => return vec![member(field.id, "扫描件.pdf")],
            Kind::Lines(_) => return vec![self.fitting_row(field)],
        };
        vec![set(field.id, value)]
    }

    /// A row with something in every column.
    pub fn fitting_row(&mut self, field: &Field) -> Op {
        let mut cells = Vec::new();
        for column in field.columns().iter().filter(|c| !c.computed) {
            for op in self.fitting(column) {
                if let Op::Set { value: Some(value), .. } = op {
                    cells.push((column.id.to_owned(), value));
                }
            }
        }
        Op::Line { field: field.id.to_owned(), row: self.fresh_row(), cells }
    }

    /// A fresh id for a row.
    pub fn fresh_row(&mut self) -> String {
        let mut id = [0; 16];
        (self.desk.replica.entropy)(&mut id);
        RecordId::from_parts(self.tick().unix_ms, u128::from_le_bytes(id)).to_string()
    }

    /// A record with nothing but what its book requires, in a state or in the first.
    pub fn plain(&mut self, key: &str, state: Option<&str>) -> RecordId {
        let register = register(key);
        let mut ops = Vec::new();
        for field in register.fields.iter().filter(|f| f.required) {
            ops.extend(self.fitting(field));
        }
        if register.key == registers::book::adjustments::REGISTER.key {
            // A setting must mean something that is there.
            ops = vec![set("register", "visits"), set("what", "register"), set("label_hans", "门房登记")];
        }
        ops.push(Op::State(state.unwrap_or(register.first_state()).to_owned()));
        self.add(key, &ops)
    }
}
