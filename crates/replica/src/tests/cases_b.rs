//! Desks that diverge in just the ways of the conflict inbox: nothing is lost, every desk shows the same case, what one
//! person chose settles it on all, and nothing else waits for it.

mod assets;
mod frozen_scope;
mod master;
mod people;
mod reception;
mod rights;
mod scanning;
mod service;
mod stocktake;
mod supplies;

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use registers::document::Record;
use registers::{Register, Value};

use super::cases_a::{come_together, counts_what_it_lists, fact, has_its_facts};
use super::numbers::put_in_order;
use super::*;
use crate::{Case, Choice, Edit, Reader};

/// Roles of every desk but the first, which is the administrator's.
const ROLES: &[&str] =
    &["clerk", "office-director", "leader", "asset-manager", "storekeeper", "attendance-clerk", "hr", "reception", "technician", "handler"];

/// An office in which everybody may do everything everywhere.
fn open_office(desks: usize) -> Vec<Desk> {
    let mut all = office(1);
    for n in 1..desks {
        let folder = tempfile::tempdir().unwrap();
        let joining = Replica::request(folder.path(), &format!("职员{n}"), &format!("机{n}"), entropy(500 + n as u64)).unwrap();
        let roles: Vec<String> = ROLES.iter().map(|r| (*r).to_owned()).collect();
        let (welcome, _) = all[0].replica.admit(&joining.request, &roles, &SpaceId::WELL_KNOWN).unwrap();
        let replica = Replica::accept(folder.path(), &welcome, entropy(600 + n as u64)).unwrap();
        all.push(Desk { folder, replica });
    }
    let log = all[0].replica.membership().log().to_vec();
    for desk in &mut all[1..] {
        desk.replica.extend_membership(0, &log).unwrap();
    }
    all
}

fn act<T>(desk: &mut Desk, minute: u64, action: impl FnOnce(&mut Edit<'_>) -> crate::Result<T>) -> T {
    desk.replica.transact("edit", at(minute), action).unwrap().value
}

fn add(desk: &mut Desk, minute: u64, register: &'static Register, ops: &[Op]) -> RecordId {
    act(desk, minute, |e| e.create(register, ops))
}

fn step(desk: &mut Desk, minute: u64, id: RecordId, step: &str, given: &[Op]) {
    act(desk, minute, |e| e.step(id, step, given));
}

fn read(desk: &Desk, id: RecordId) -> Record {
    desk.replica.reader().unwrap().record(id).unwrap().unwrap().record
}

fn state_of(desk: &Desk, id: RecordId) -> String {
    read(desk, id).state().to_owned()
}

fn text_of(desk: &Desk, id: RecordId, field: &str) -> String {
    read(desk, id).text(field).to_owned()
}

/// A moment so many minutes after the start, as a field holds it.
fn time(minute: u64) -> DateTime {
    at(minute).civil
}

/// The cases of a kind at one desk.
fn of_kind(reader: &Reader, minute: u64, kind: &str) -> Vec<Case> {
    reader.cases(at(minute).civil, 100).unwrap().into_iter().filter(|c| c.kind == kind).collect()
}

/// The cases at a desk. In these tests one person does at a desk what the steps ask of several, which the other desks notice.
fn waiting(desk: &Desk, minute: u64) -> Vec<Case> {
    let mut cases = desk.replica.reader().unwrap().cases(at(minute).civil, 100).unwrap();
    cases.retain(|case| case.kind != "unauthorized");
    cases
}

/// The desks meet, and all show the same cases of a kind; gives them. A rebuild changes nothing.
fn agreed(desks: &mut [Desk], minute: u64, kind: &str) -> Vec<Case> {
    put_in_order(desks);
    assert_equal(desks);
    let mut shown: Vec<Vec<Case>> = Vec::new();
    for desk in desks.iter() {
        shown.push(waiting(desk, minute));
    }
    for pair in shown.windows(2) {
        assert_eq!(pair[0], pair[1]);
    }
    if shown[0].iter().any(|c| c.kind == kind) {
        desks[0].replica.rebuild().unwrap();
        assert_eq!(waiting(&desks[0], minute), shown[0], "a rebuild shows the same");
    }
    let cases: Vec<Case> = shown.swap_remove(0);
    cases.iter().for_each(has_its_facts);
    desks.iter().for_each(|d| counts_what_it_lists(&d.replica.reader().unwrap(), time(minute)));
    let keys: BTreeSet<_> = cases.iter().map(|c| (c.kind, &c.key)).collect();
    assert_eq!(keys.len(), cases.len(), "a case has a name of its own");
    cases.into_iter().filter(|c| c.kind == kind).collect()
}

/// A desk does what a person chose.
fn choose(desk: &mut Desk, minute: u64, case: &Case, choice: &Choice, given: &[Op]) {
    assert!(case.choices.contains(choice), "{choice:?} is not among {:?}", case.choices);
    act(desk, minute, |e| e.settle(case, choice, given, "冲突", "核实"));
}

fn reason() -> Op {
    Op::set(registers::common::VOID_REASON, "核实")
}

fn decide(case: &Case) -> Choice {
    case.choices.iter().find(|c| matches!(c, Choice::Decide(_))).unwrap().clone()
}

fn keep(case: &Case, wanted: &str) -> Choice {
    case.choices.iter().find(|c| matches!(c, Choice::Keep { value, .. } if *value == Value::from(wanted))).unwrap().clone()
}

/// What waits keeps nobody from working.
fn work_goes_on(desks: &mut [Desk], minute: u64) {
    for (n, desk) in desks.iter_mut().enumerate() {
        add_letter(&mut desk.replica, minute + n as u64, "照常收文");
    }
}

#[test]
fn every_kind_has_a_name_of_its_own() {
    let kinds: BTreeSet<&str> = crate::case_kinds().map(|(kind, _)| kind).collect();
    assert_eq!(kinds.len(), crate::case_kinds().count());
    // The register of decisions has a word for each, and for none besides.
    let words = registers::book::case_decisions::REGISTER.field("kind").unwrap().choice_list();
    assert_eq!(words.iter().map(|c| c.id).collect::<BTreeSet<_>>(), kinds);
    assert!(kinds.len() >= 40);
}
