//! What must hold whenever the desks meet: one digest, nothing pending, every fact, the cases that the script provoked and
//! no others.

use std::collections::BTreeMap;

use registers::book;
use registers::document::{Op, STATE};
use registers::{RecordId, Value};
use replica::{Case, Choice};

use super::hand::{Fields, id, register};
use super::{DESKS, School};

/// Most cases of a kind that are looked at.
const CASES: usize = 200;

/// What is to be found in the conflict inbox.
#[derive(Debug, Default)]
pub struct Watch {
    expected: Vec<(&'static str, RecordId)>,
    /// Words about what merged, for the printed year.
    pub told: Vec<String>,
}

impl School {
    /// When the desks meet, there is a case of this kind about this record.
    pub fn expect(&mut self, kind: &'static str, record: &str) {
        self.watch.expected.push((kind, id(record)));
    }

    /// What was expected is settled by other means than a choice of the case.
    pub fn gone(&mut self, kind: &'static str, record: &str) {
        let before = self.watch.expected.len();
        self.watch.expected.retain(|e| *e != (kind, id(record)));
        assert_eq!(self.watch.expected.len() + 1, before, "{kind} was expected once");
        *self.tally.settled.entry(kind).or_default() += 1;
    }

    /// Whether such a case is expected.
    pub fn is_expected(&self, kind: &str, record: &str) -> bool {
        self.watch.expected.iter().any(|(k, r)| *k == kind && *r == id(record))
    }

    /// The case at a desk.
    pub fn case(&self, desk: usize, kind: &str, record: &str) -> Case {
        let cases = self.reader(desk).cases(self.clock.now, CASES).unwrap();
        let found = cases.into_iter().find(|c| c.kind == kind && c.records.contains(&id(record)));
        found.unwrap_or_else(|| panic!("{}: no case {kind} at desk {desk}", self.clock.now))
    }

    /// A person at a desk chooses; the case is settled.
    pub fn choose(&mut self, desk: usize, kind: &'static str, record: &str, want: impl Fn(&Choice) -> bool, given: Fields<'_>) {
        let case = self.case(desk, kind, record);
        let choice = case.choices.iter().find(|c| want(c)).unwrap_or_else(|| panic!("no such choice: {case:#?}")).clone();
        let target = match &choice {
            Choice::Step { id, .. } => Some(self.register_of(desk, &id.to_string())),
            _ => None,
        };
        let given = target.map_or_else(Vec::new, |to| self.ops(desk, to, given));
        let done = self.commit(desk, &format!("settle:{kind}"), |edit| {
            edit.settle(&case, &choice, &given, "冲突", "经核对")?;
            let wrote = match &choice {
                Choice::Step { id, .. } => vec![(*id, given.clone())],
                _ => Vec::new(),
            };
            Ok(((), wrote))
        });
        done.unwrap_or_else(|e| panic!("{}: {kind} {choice:?}: {e}", self.clock.now));
        self.gone(kind, record);
    }

    /// Everything goes over the wire.
    pub fn sync(&mut self) {
        for _ in 0..200 {
            self.net.carry(usize::MAX, self.clock.unix_ms(), &mut self.random);
            if self.net.is_level() {
                return;
            }
        }
        panic!("{}: the desks do not come level", self.clock.now);
    }

    /// Checks what must hold when all have met.
    pub fn meet(&mut self) {
        self.sync();
        self.tally.meetings += 1;
        let (first, fresh) = (self.reader(0).digests().unwrap(), self.facts.take_fresh());
        let cases = self.reader(0).cases(self.clock.now, CASES).unwrap();
        for desk in 0..DESKS.len() {
            let reader = self.reader(desk);
            let status = reader.status().unwrap();
            assert_eq!((status.pending, status.held, status.quarantined), (0, 0, 0), "desk {desk}");
            assert_eq!(status.entries as usize, self.facts.entries, "every entry that was saved is at desk {desk}");
            assert_eq!(reader.digests().unwrap(), first, "{}: desk {desk} says something else", self.clock.now);
            self.facts.check(reader, &fresh, 0);
            assert_eq!(reader.cases(self.clock.now, CASES).unwrap(), cases, "desk {desk} shows other cases");
        }
        self.hold_against(&cases);
    }

    /// The cases are those that the script provoked, and no others: nothing was done without the right to it.
    fn hold_against(&self, cases: &[Case]) {
        for (kind, record) in &self.watch.expected {
            let found = cases.iter().any(|c| c.kind == *kind && c.records.contains(record));
            assert!(found, "{}: no case {kind} about {record}", self.clock.now);
        }
        for case in cases {
            let expected = self.watch.expected.iter().any(|(kind, record)| case.kind == *kind && case.records.contains(record));
            let about: Vec<_> = case.records.iter().map(|r| self.register_of(0, &r.to_string()).key).collect();
            assert!(expected, "{}: nobody expected this case about {about:?}: {case:#?}", self.clock.now);
        }
    }

    /// The cases that wait, by kind.
    pub fn waiting(&self) -> BTreeMap<&'static str, usize> {
        let mut found = BTreeMap::new();
        self.watch.expected.iter().for_each(|(kind, _)| *found.entry(*kind).or_default() += 1);
        found
    }

    /// Values that still stand side by side: the director keeps the one that is shown.
    pub fn pick_values(&mut self) {
        for _ in 0..5 {
            let conflicts = self.reader(0).conflicts(CASES).unwrap();
            if conflicts.is_empty() {
                return;
            }
            for conflict in conflicts {
                assert!(conflict.twins.is_empty(), "{} carries a number twice", conflict.register.key);
                assert!(conflict.field != STATE, "{}: states side by side that no case told of: {conflict:#?}", self.clock.now);
                let value = conflict.values.first().cloned();
                let keep = Op::Set { field: conflict.field.clone(), value: value.clone() };
                let label = format!("edit:{}", conflict.register.key);
                let done = self.commit(0, &label, |edit| {
                    edit.change(conflict.id, std::slice::from_ref(&keep))?;
                    Ok(((), Vec::new()))
                });
                done.unwrap_or_else(|e| panic!("{conflict:#?}: {e}"));
                self.tally.picked += 1;
                self.tell(format!("{} {}：留 {}", conflict.register.one.hans, conflict.field, told(value.as_ref())));
            }
        }
        panic!("{}: values go on standing side by side", self.clock.now);
    }

    /// Says something in the printed year.
    pub fn tell(&mut self, what: String) {
        self.watch.told.push(what);
    }

    /// What was said since the last call.
    pub fn told(&mut self) -> Vec<String> {
        std::mem::take(&mut self.watch.told)
    }

    /// At the end: every fact at every desk, the histories, the stored bytes, and caches that are made again.
    pub fn close(&mut self, thorough: bool) {
        let histories = if thorough { 1 } else { 8 };
        self.meet();
        let (all, digests) = (self.facts.all(), self.reader(0).digests().unwrap());
        for desk in 0..DESKS.len() {
            // Each desk proves another part of the histories.
            let part: Vec<RecordId> = all.iter().copied().skip(desk).chain(all.iter().copied().take(desk)).collect();
            self.facts.check(self.reader(desk), &part, histories);
            let here = &mut self.net.desks[desk];
            assert_eq!(here.replica.verify().unwrap().faults, Vec::<String>::new());
            if thorough || desk == 2 {
                here.replica.rebuild().unwrap();
                let after = here.replica.reader().unwrap();
                assert_eq!(after.digests().unwrap(), digests, "a rebuild gives the same");
            }
        }
        self.check_series();
    }

    /// Registers in which nothing was done.
    pub fn untouched(&self) -> Vec<&'static str> {
        let touched = self.facts.registers();
        book::ALL.iter().map(|r| r.key).filter(|key| !touched.contains(key)).collect()
    }

    /// Steps that were done, and how many there are.
    pub fn steps(&self) -> (usize, usize) {
        (self.facts.steps().len(), book::ALL.iter().map(|r| r.transitions.len()).sum())
    }

    /// Facts, records and entries so far.
    pub fn size(&self) -> (usize, usize, usize) {
        (self.facts.count(), self.facts.records(), self.facts.entries)
    }

    /// Records of a register at a desk, oldest first.
    pub fn all(&self, desk: usize, key: &str, state: Option<&str>) -> Vec<String> {
        let filters = state.map(|s| vec![replica::Filter::State(s.to_owned())]).unwrap_or_default();
        let query = replica::Query { limit: 10_000, filters, ..replica::Query::of(register(key)) };
        let mut ids: Vec<String> = self.reader(desk).page(&query).unwrap().rows.into_iter().map(|r| r.id.to_string()).collect();
        ids.reverse();
        ids
    }
}

fn told(value: Option<&Value>) -> String {
    match value {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Integer(n)) => n.to_string(),
        Some(value @ Value::Decimal(_)) => format!("{value:?}"),
        Some(Value::Yes(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        None => String::new(),
    }
}

/// A choice that writes a decision down.
pub fn decide(what: &'static str) -> impl Fn(&Choice) -> bool {
    move |c| *c == Choice::Decide(what)
}

/// A choice that does a step, of whichever record.
pub fn by_step(step: &'static str) -> impl Fn(&Choice) -> bool {
    move |c| matches!(c, Choice::Step { step: s, .. } if *s == step)
}

/// A choice that keeps a value.
pub fn keep(value: &str) -> impl Fn(&Choice) -> bool {
    let value = Value::from(value);
    move |c| matches!(c, Choice::Keep { value: v, .. } if *v == value)
}
