//! Numbers: who may give which, and at the end no hole that is not reported.

use std::collections::{BTreeMap, BTreeSet};

use registers::def::Register;
use registers::{RecordId, book, number};

use super::hand::{id, register};
use super::{DESKS, School};

/// Numbers of a block.
const BLOCK: u64 = 200;

/// Series that one desk keeps.
const STANDING: &[(&str, usize)] = &[("outgoing-documents", 0), ("archive-items", 1), ("archive-boxes", 1)];

impl School {
    /// At the beginning of a year each desk takes its numbers: the standing lease of a series that it keeps alone, a block of
    /// any other.
    pub fn take_numbers(&mut self, first: bool) {
        for to in book::ALL.iter().copied().filter(|r| r.number.is_some()) {
            match STANDING.iter().find(|(key, _)| *key == to.key) {
                Some((_, desk)) if first => self.take(*desk, to, None),
                Some(_) => {}
                // A pattern without the year goes on in the blocks that are there.
                None if !first && !to.number.is_some_and(|n| n.pattern.contains("{year}")) => {}
                // The laptop begins without numbers for suggestions: what it takes down has to wait.
                None if first && to.key == "suggestions" => (0..2).for_each(|desk| self.take(desk, to, Some(BLOCK))),
                None => (0..DESKS.len()).for_each(|desk| self.take(desk, to, Some(BLOCK))),
            }
        }
        self.sync();
    }

    fn take(&mut self, desk: usize, to: &'static Register, size: Option<u64>) {
        self.clock.pass(0);
        let now = self.clock.moment();
        let done = self.net.desks[desk].replica.take_lease(to, size, now).unwrap();
        self.saved(desk, "create:number-leases", &done.records, done.entry.unwrap().0);
    }

    /// A desk takes a block of a series; what waited there for a number gets one. Gives how many.
    pub fn take_and_give(&mut self, desk: usize, key: &'static str) -> usize {
        self.take(desk, register(key), Some(BLOCK));
        self.sync();
        let waiting = self.without_number(desk, key);
        let count = self.net.desks[desk].replica.settle_numbers(self.clock.moment()).unwrap();
        let left = self.without_number(desk, key);
        let given: Vec<RecordId> = waiting.into_iter().filter(|id| !left.contains(id)).collect();
        assert_eq!(given.len(), count, "numbers that desk {desk} gave");
        if count > 0 {
            self.saved(desk, &format!("number:{key}"), &given, register(key).space.number());
        }
        self.tally.numbered += count;
        self.clock.pass(1);
        count
    }

    fn without_number(&self, desk: usize, key: &str) -> Vec<RecordId> {
        let to = register(key);
        let filters = vec![replica::Filter::Empty(to.number.map_or("", |n| n.field))];
        let query = replica::Query { limit: 1_000, filters, ..replica::Query::of(to) };
        self.reader(desk).page(&query).unwrap().rows.into_iter().map(|r| r.id).collect()
    }

    /// Every number up to the greatest is carried by one record, or reported as unused; numbers of void records are listed.
    pub(super) fn check_series(&self) {
        let mut void: BTreeMap<&str, usize> = BTreeMap::new();
        for to in book::ALL.iter().copied() {
            let Some(numbering) = to.number else { continue };
            let mut carried: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
            for record in self.all(0, to.key, None) {
                let text = self.text(0, &record, numbering.field);
                let Some(place) = number::place(to, &text) else {
                    assert!(text.is_empty(), "{} {text} is no number of its series", to.key);
                    continue;
                };
                assert!(carried.entry(place.prefix).or_default().insert(place.n), "{} {text} twice", to.key);
            }
            let mine: Vec<_> =
                (0..DESKS.len()).map(|desk| self.reader(desk).series(register(to.key), self.clock.now.year()).unwrap()).collect();
            assert!(mine.iter().all(|s| *s == mine[0]), "{}: the desks tell of different numbers", to.key);
            assert_eq!(mine[0].len(), carried.len(), "{}: {:?} {carried:?}", to.key, mine[0]);
            for series in &mine[0] {
                let numbers = &carried[&series.prefix];
                let told: BTreeSet<u64> = numbers.iter().chain(&series.unused).chain(&series.reserved).copied().collect();
                assert_eq!(series.doubled, Vec::<u64>::new(), "{}", to.key);
                // Of a year that is over, what was left of the blocks is unused as well.
                let end = told.last().copied().unwrap_or(0).max(series.last);
                assert_eq!(told, (1..=end).collect(), "{} {}: a hole that nobody told of", to.key, series.prefix);
                *void.entry(to.key).or_default() += series.void.len();
            }
        }
        void.retain(|_, n| *n > 0);
        assert_eq!(void, self.voided.iter().map(|(k, n)| (*k, *n)).collect(), "numbers of void records");
    }

    /// The number that a record carries, which it must have.
    pub fn numbered(&self, desk: usize, record: &str) -> String {
        let to = self.register_of(desk, record);
        let text = self.text(desk, record, to.number.map_or("", |n| n.field));
        assert!(!text.is_empty(), "{}: {} {} has no number", self.clock.now, to.key, id(record));
        text
    }
}
