//! What somebody was told is saved, written down beside the replicas: every desk must have it.

use std::collections::{BTreeMap, BTreeSet};

use registers::def::{Effect, Register};
use registers::document::{Op, Record};
use registers::{Kind, RecordId, Value, book};
use replica::Reader;

/// What is known of one record.
#[derive(Debug, Default)]
struct Known {
    register: String,
    /// Every value that a person has written, by field or `field/ROW/column`.
    values: BTreeMap<String, Vec<Value>>,
    members: BTreeSet<(String, String)>,
    /// Rows by lines field.
    rows: BTreeSet<(String, String)>,
    /// How often each desk has done what, by the action's label.
    acts: BTreeMap<(String, String), usize>,
}

#[derive(Debug, Default)]
pub struct Facts {
    records: BTreeMap<RecordId, Known>,
    /// Records that were touched since they were last looked for.
    fresh: BTreeSet<RecordId>,
    /// Entries of all desks.
    pub entries: usize,
}

impl Facts {
    /// A commit that returned: the records that it touched, with their registers.
    pub fn committed(&mut self, desk: &str, label: &str, records: &[(RecordId, &'static str)]) {
        self.entries += 1;
        for (id, register) in records {
            let known = self.records.entry(*id).or_default();
            known.register = (*register).to_owned();
            *known.acts.entry((desk.to_owned(), label.to_owned())).or_default() += 1;
            self.fresh.insert(*id);
        }
    }

    /// What a person wrote in it.
    pub fn wrote(&mut self, id: RecordId, ops: &[Op]) {
        let known = self.records.entry(id).or_default();
        for op in ops {
            match op {
                Op::Set { field, value: Some(value) } => known.values.entry(field.clone()).or_default().push(value.clone()),
                Op::Text { field, text } => known.values.entry(field.clone()).or_default().push(Value::Text(text.clone())),
                Op::Member { field, member, on: true } => drop(known.members.insert((field.clone(), member.clone()))),
                Op::Line { field, row, cells } => {
                    known.rows.insert((field.clone(), row.clone()));
                    for (column, value) in cells {
                        known.values.entry(format!("{field}/{row}/{column}")).or_default().push(value.clone());
                    }
                }
                Op::Set { value: None, .. } | Op::Member { .. } | Op::DropLine { .. } | Op::State(_) => {}
            }
        }
    }

    /// How many values, rows, members and records are known.
    pub fn count(&self) -> usize {
        self.records.values().map(|k| 1 + k.values.len() + k.members.len() + k.rows.len()).sum()
    }

    pub fn records(&self) -> usize {
        self.records.len()
    }

    /// Registers with a record in them.
    pub fn registers(&self) -> BTreeSet<&str> {
        self.records.values().map(|k| k.register.as_str()).collect()
    }

    /// Steps that were done, as `register:step`.
    pub fn steps(&self) -> BTreeSet<String> {
        let labels = self.records.values().flat_map(|k| k.acts.keys());
        labels.filter_map(|(_, label)| label.strip_prefix("step:")).map(str::to_owned).collect()
    }

    /// The records that were touched since the last call.
    pub fn take_fresh(&mut self) -> Vec<RecordId> {
        std::mem::take(&mut self.fresh).into_iter().collect()
    }

    /// All records.
    pub fn all(&self) -> Vec<RecordId> {
        self.records.keys().copied().collect()
    }

    /// Checks that a desk has every fact of these records; of each nth the history as well, with all acts and no others (none
    /// when `histories` is 0).
    pub fn check(&self, reader: &Reader, ids: &[RecordId], histories: usize) {
        let mut moved = Moved::default();
        for (n, id) in ids.iter().enumerate() {
            let known = &self.records[id];
            let card = reader.record(*id).unwrap().unwrap_or_else(|| panic!("a {} that was saved is gone: {id}", known.register));
            assert_eq!(card.register.key, known.register);
            known.check(*id, &card.record, moved.of(card.register));
            // Of what joins nobody none is shown.
            if histories > 0 && n % histories == 0 && !card.register.unnamed {
                let mut acts: BTreeMap<(String, String), usize> = BTreeMap::new();
                for event in reader.history(*id).unwrap() {
                    *acts.entry((event.desk, event.label)).or_default() += 1;
                }
                assert_eq!(acts, known.acts, "the history of a {}: {id}", known.register);
            }
        }
    }
}

impl Known {
    fn check(&self, id: RecordId, record: &Record, moved: &BTreeSet<String>) {
        let what = format!("{} {id}", self.register);
        for (field, row) in &self.rows {
            let rows = record.lines.get(field).map_or(&[][..], Vec::as_slice);
            assert!(rows.iter().any(|l| l.id == *row), "{what}: a row of {field} is gone");
        }
        for (field, member) in &self.members {
            assert!(record.sets.get(field).is_some_and(|s| s.contains(member)), "{what}: {member} is gone from {field}");
        }
        for (name, written) in &self.values {
            if moved.contains(name) {
                continue;
            }
            let now = record.values(name);
            let long = book::find(&self.register).and_then(|r| r.field(name)).is_some_and(|f| f.kind == Kind::LongText);
            if long && written.len() > 1 {
                // Texts merge by character.
                assert!(!now.is_empty(), "{what}: {name} is empty");
                continue;
            }
            assert!(!now.is_empty() && now.iter().all(|v| written.contains(v)), "{what}: {name} says {now:?}, written was {written:?}");
        }
    }
}

/// Fields that steps write or empty by themselves, by register: what a person wrote there may give way.
#[derive(Default)]
struct Moved {
    by_register: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Moved {
    fn of(&mut self, register: &Register) -> &BTreeSet<String> {
        let key = book::find(register.key).map_or("", |r| r.key);
        self.by_register.entry(key).or_insert_with(|| moved(key))
    }
}

fn moved(key: &str) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for register in book::ALL {
        for effect in register.transitions.iter().flat_map(|t| t.effects) {
            match effect {
                Effect::Clear(field) | Effect::Set(field, _) if register.key == key => drop(fields.insert((*field).to_owned())),
                Effect::SetLinked { link, copy } => {
                    let target = register.field(link).map(|f| f.kind);
                    if matches!(target, Some(Kind::Link(to) | Kind::Links(to)) if to == key) {
                        fields.extend(copy.iter().map(|(_, to)| (*to).to_owned()));
                    }
                }
                _ => {}
            }
        }
    }
    // Brought up to date from the count, and computed at the approval.
    match key {
        "variances" => {
            fields.extend(["kind", "found_zone", "expected_zone", "book_quantity", "counted_quantity", "value"].map(str::to_owned))
        }
        "stock-movements" => fields.extend(["quantity", "book_quantity"].map(str::to_owned)),
        _ => {}
    }
    fields
}
