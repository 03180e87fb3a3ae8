//! A school's office on three desks: what it is, what it is told to expect, and what must hold whenever its desks meet.

mod areas;
mod clock;
mod facts;
mod hand;
mod names;
mod net;
mod series;
mod watch;
mod year;

use std::collections::BTreeMap;

use jiff::civil::Date;
use registers::calendar::Calendar;
use registers::def::Register;
use replica::{Period, Reader, Table};

use clock::Clock;
use facts::Facts;
use net::{Net, Place};
use tests::Random;
use watch::Watch;

pub use year::{Span, run};

/// The desks, each with one person.
pub const DESKS: [Place; 3] = [
    Place { person: "林文静", desk: "主任室", roles: &["office-director", "clerk", "chair", "department-head"] },
    Place {
        person: "陈嘉怡",
        desk: "前台文印室",
        roles: &["clerk", "reception", "storekeeper", "archivist", "seal-keeper", "attendance-clerk", "recorder", "handler"],
    },
    Place {
        person: "周国强",
        desk: "盘点笔记本",
        roles: &["asset-manager", "department-asset-clerk", "buyer", "technician", "hr", "department-head", "leader"],
    },
];

/// One month of the year as the script knows it.
#[derive(Debug, Clone)]
pub struct Month {
    /// From 0 for September.
    pub n: usize,
    pub first: Date,
    /// The last month of the run.
    pub last: bool,
    pub outage: Outage,
    /// Whose program ends at once in the middle of the outage.
    pub crash: Option<usize>,
}

/// What does not work in the second week of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// One desk is away.
    Desk(usize),
    /// The relay is down: everybody is alone.
    Relay,
}

impl Month {
    pub fn year(&self) -> i16 {
        self.first.year()
    }

    /// `2026-09`.
    pub fn text(&self) -> String {
        self.first.strftime("%Y-%m").to_string()
    }
}

/// What people of one area of the office do in a month.
pub trait Area {
    /// Its name.
    fn name(&self) -> &'static str;
    /// Before the first month: what is there from the start.
    fn begin(&mut self, _: &mut School) {}
    /// All desks reach each other.
    fn together(&mut self, _: &mut School, _: &Month) {}
    /// Some do not.
    fn apart(&mut self, _: &mut School, _: &Month) {}
    /// They have met again: what the outage left is settled.
    fn settle(&mut self, _: &mut School, _: &Month) {}
    /// Towards the end of the month.
    fn finish(&mut self, _: &mut School, _: &Month) {}
    /// What the books must say by the script's own ledger, at every desk: what is checked, with the figure.
    fn figures(&self, _: &School) -> Vec<(String, String)> {
        Vec::new()
    }
}

/// What happened so far, in numbers.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    pub refusals: usize,
    pub crashes: usize,
    pub meetings: usize,
    /// Cases that were settled, by kind.
    pub settled: BTreeMap<&'static str, usize>,
    /// Values that stood side by side until somebody picked one.
    pub picked: usize,
    /// Numbers that were given after waiting.
    pub numbered: usize,
}

/// The office.
pub struct School {
    net: Net,
    pub clock: Clock,
    random: Random,
    facts: Facts,
    watch: Watch,
    pub tally: Tally,
    /// Numbers that are to be found on void records, by register.
    voided: BTreeMap<&'static str, usize>,
}

impl School {
    fn new(seed: u64) -> School {
        let mut random = Random::new(seed);
        let calendar = Calendar::official().with(names::own_days());
        let clock = Clock { now: jiff::civil::date(2026, 8, 28).at(8, 0, 0, 0), calendar };
        let net = Net::new("明德实验学校", &DESKS, &mut random);
        School { net, clock, random, facts: Facts::default(), watch: Watch::default(), tally: Tally::default(), voided: BTreeMap::new() }
    }

    /// One of several.
    pub fn pick(&mut self, all: &[&'static str]) -> &'static str {
        self.random.pick::<&'static str>(all)
    }

    /// Whether what one desk writes does not reach the other.
    pub fn is_apart(&self, a: usize, b: usize) -> bool {
        self.net.is_apart(a, b)
    }

    pub fn reader(&self, desk: usize) -> &Reader {
        &self.net.desks[desk].reader
    }

    /// A report over all years, the same at every desk.
    pub fn report(&self, key: &str, report: &str) -> Table {
        let to: &'static Register = hand::register(key);
        let report = to.report(report).unwrap_or_else(|| panic!("{key} has no report {report}"));
        let ask = |desk: usize| self.reader(desk).report(to, report, Period::default(), self.clock.moment()).unwrap();
        let table = ask(0);
        (1..DESKS.len()).for_each(|desk| assert_eq!(ask(desk), table, "{key} {} at desk {desk}", report.id));
        table
    }

    /// A derived value of a record, the same at every desk.
    pub fn derived(&self, key: &str, record: &str, value: &str) -> i64 {
        let ask = |desk: usize| {
            let found = self.reader(desk).derived(hand::register(key), &[hand::id(record)], self.clock.now).unwrap();
            found[&hand::id(record)][value]
        };
        let first = ask(0);
        (1..DESKS.len()).for_each(|desk| assert_eq!(ask(desk), first, "{key} {value} at desk {desk}"));
        first
    }

    /// Notes that a record with a number was made void.
    pub fn voided(&mut self, key: &'static str) {
        *self.voided.entry(key).or_default() += 1;
    }
}
