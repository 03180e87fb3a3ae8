//! The attack table of `docs/security.md`. Each attack is carried out, and what stands in the last column is made from what the program
//! itself says of it: codes of reasons, counts. Where nothing of it is to count, what is stored is compared before and after.
//! `ZONGBAN_BLESS=1 cargo test -p tests --test system attacks` writes the table anew.

mod changes;
mod desks;
mod entries;
mod joining;
mod line;
mod lists;
mod people;
mod signed;

use std::collections::BTreeMap;
use std::path::Path;

use registers::document::Op;
use registers::{RecordId, Value};
use replica::{Error, Received, Replica, reason};
use trust::id::{Hash, SpaceId};

use crate::hostile::scene::{State, at};

const BEGIN: &str = "<!-- attacks: begin -->";
const END: &str = "<!-- attacks: end -->";

/// The rows, in their order.
#[derive(Default)]
struct Table(String);

impl Table {
    fn part(&mut self, title: &str) {
        self.0 += &format!("| **{title}** | | |\n");
    }

    /// An attack that comes to what it must.
    fn holds(&mut self, attack: &str, expected: &str, observed: &str) {
        assert!(observed.starts_with(expected), "{attack}: {expected:?} was expected, and it came to {observed:?}");
        self.row(attack, expected, observed);
    }

    /// An attack that nothing stands against yet. Once something does, the test says so.
    fn open(&mut self, attack: &str, expected: &str, observed: &str) {
        assert!(!observed.starts_with(expected), "{attack}: it is defended against now: {observed:?}");
        self.row(attack, expected, &format!("**not yet:** {observed}"));
    }

    fn row(&mut self, attack: &str, expected: &str, observed: &str) {
        assert!(
            !observed.is_empty() && ![attack, expected, observed].iter().any(|cell| cell.contains(['|', '\n'])),
            "{attack}: {observed}"
        );
        self.0 += &format!("| {attack} | {expected} | {observed} |\n");
    }
}

#[test]
fn every_attack_comes_to_what_the_table_says() {
    let parts = [entries::run, changes::run, lists::run, line::run, desks::run, joining::run, signed::run, people::run];
    // Each part has offices of its own.
    let rows = std::thread::scope(|scope| {
        let run = |part: fn(&mut Table)| {
            scope.spawn(move || {
                let mut table = Table::default();
                part(&mut table);
                table.0
            })
        };
        let running = parts.map(|part| run(part));
        running.map(|part| part.join().expect("the part says above what is wrong")).concat()
    });
    let made = format!("{BEGIN}\n\n| attack | expected | observed |\n|---|---|---|\n{rows}\n{END}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/security.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the first mark");
    let (written, after) = rest.split_once(END).expect("the second mark");
    let written = format!("{BEGIN}{written}{END}");
    if std::env::var_os("ZONGBAN_BLESS").is_some() {
        std::fs::write(&path, format!("{before}{made}{after}")).unwrap();
        return;
    }
    let only_in = |one: &str, other: &str, mark: char| -> String {
        one.lines().filter(|line| !other.lines().any(|o| o == *line)).map(|line| format!("{mark} {line}\n")).collect()
    };
    let difference = only_in(&written, &made, '-') + &only_in(&made, &written, '+');
    assert!(made == written, "docs/security.md says something else than what came of the attacks:\n{difference}");
}

/// A desk is handed entries as from a neighbour; what it says of them. What is stored stays as it is where nothing counts.
fn suffer(desk: &mut Replica, space: SpaceId, entries: &[Vec<u8>]) -> String {
    let before = State::of(desk);
    let received = desk.receive_unordered(space, entries, at(0).unix_ms).unwrap();
    told(&before, &State::of(desk), &received, entries.len())
}

/// What a desk says of entries that it was handed.
fn told(before: &State, after: &State, received: &Received, of: usize) -> String {
    if !received.records.is_empty() {
        return format!("taken in: {}", records(received.records.len()));
    }
    assert_eq!((&after.digests, &after.documents), (&before.digests, &before.documents), "what is stored stays as it is");
    let aside: Vec<&str> = after.quarantine.iter().skip(before.quarantine.len()).map(String::as_str).collect();
    let held = after.held - before.held;
    if !received.refused.is_empty() {
        counted("refused", received.refused.iter().map(|refused| code(&refused.reason)), of)
    } else if !aside.is_empty() {
        counted("set aside", aside.iter().map(|reason| code(after_counter(reason))), of)
    } else if held > 0 {
        format!("waits: {held} of {of}, nothing of it counts")
    } else {
        assert_eq!((received.stored, after.entries), (0, before.entries), "nothing new");
        "nothing happens: it is here already".to_owned()
    }
}

/// `1 record changed`, `2 records changed`.
fn records(count: usize) -> String {
    format!("{count} record{} changed", if count == 1 { "" } else { "s" })
}

/// What happened, how often, and why.
fn counted(what: &str, codes: impl Iterator<Item = String>, of: usize) -> String {
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    codes.for_each(|code| *all.entry(code).or_default() += 1);
    let count: usize = all.values().sum();
    let codes: Vec<String> = all.into_keys().collect();
    let codes = codes.join(", ");
    if of == 1 { format!("{what}: {codes}") } else { format!("{what}: {count} of {of}: {codes}") }
}

/// A stored reason without the counter that [`State`] puts before it.
fn after_counter(reason: &str) -> &str {
    reason.split_once(": ").map_or(reason, |(_, reason)| reason)
}

/// The code of a reason.
fn code(reason: &str) -> String {
    let (code, _) = reason::split(reason);
    format!("`{}`", code.unwrap_or_else(|| panic!("a reason without a code: {reason}")).key())
}

/// What an action of this program came to.
fn tried<T>(outcome: &replica::Result<T>) -> String {
    match outcome {
        Ok(_) => "done".to_owned(),
        Err(Error::Trust(reason)) => format!("refused: {}", code(reason)),
        Err(error) => format!("refused: `{}`", name(error)),
    }
}

/// The name of an error or reason, without what it holds.
fn name(error: &impl std::fmt::Debug) -> String {
    let text = format!("{error:?}");
    text.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}

/// Every bit of some bytes changed, one at a time, of every so many bits.
fn bent(bytes: &[u8], step: usize) -> Vec<Vec<u8>> {
    let flip = |bit: usize| {
        let mut bytes = bytes.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    };
    (0..bytes.len() * 8).step_by(step).map(flip).collect()
}

/// The digests of all spaces and the head of the list of members: all that an attack must leave as it is.
fn all_of(desk: &Replica) -> (BTreeMap<u32, Hash>, Hash) {
    (desk.reader().unwrap().digests().unwrap(), desk.membership().head())
}

fn set(field: &str, value: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::from(value)) }
}

/// A contract that waits for approval, which its author may not give.
fn contract(desk: &mut Replica) -> RecordId {
    let ops = [set("title", "电梯维保"), set("scope", "教学楼电梯"), set("starts", "2026-12-01"), set("ends", "2027-11-30")];
    let register = &registers::book::service_contracts::REGISTER;
    let id = desk.transact("create:service-contracts", at(10), |edit| edit.create(register, &ops)).unwrap().value;
    desk.transact("step:service-contracts:submit", at(11), |edit| edit.step(id, "submit", &[])).unwrap();
    id
}
