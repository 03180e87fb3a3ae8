//! Cases of the conflict inbox about documents, seals, the archive and meetings: desks diverge in just one way, lose nothing,
//! show the same case, and the choice of one of them settles it on all.

mod archive;
mod documents;
mod meetings;
mod numbers;
mod parallel;
mod precedence;
mod seals;
mod settings;
mod states;

use std::collections::BTreeSet;

use registers::book::incoming_documents as letters;
use registers::document::Op;
use registers::{RecordId, Register, Value};

use super::numbers::put_in_order;
use super::{Desk, add_letter, assert_equal, at, meet};
use crate::{Case, Choice, Reader, Replica};

/// A text value for a field of any register.
fn text(field: &str, value: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::from(value)) }
}

fn yes(field: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::Yes(true)) }
}

fn link(field: &str, to: RecordId) -> Op {
    text(field, &to.to_string())
}

fn add(desk: &mut Desk, minute: u64, register: &'static Register, ops: &[Op]) -> RecordId {
    desk.replica.transact("create", at(minute), |e| e.create(register, ops)).unwrap().value
}

/// Writes as a desk would whose person has every right.
fn change(desk: &mut Desk, minute: u64, id: RecordId, ops: &[Op]) {
    desk.replica.transact("edit", at(minute), |e| e.change(id, ops)).unwrap();
}

/// Does a step, as whoever is given as the one who signs it.
fn step(desk: &mut Desk, minute: u64, id: RecordId, step: &str, given: &[Op]) {
    desk.replica.transact("step", at(minute), |e| e.step_signed(id, step, given)).unwrap_or_else(|e| panic!("{step}: {e}"));
}

fn row(desk: &mut Desk, minute: u64, id: RecordId, field: &str, cells: &[(&str, Value)]) {
    let cells = cells.iter().map(|(column, value)| ((*column).to_owned(), value.clone())).collect();
    desk.replica.transact("line", at(minute), |e| e.append(id, field, cells)).unwrap();
}

fn state(replica: &Replica, id: RecordId) -> String {
    replica.reader().unwrap().record(id).unwrap().unwrap().record.state().to_owned()
}

fn value(replica: &Replica, id: RecordId, field: &str) -> String {
    replica.reader().unwrap().record(id).unwrap().unwrap().record.text(field).to_owned()
}

/// Desks meet, with or without a relay that gives an order.
pub(super) fn come_together(desks: &mut [Desk], ordered: bool) {
    if ordered { put_in_order(desks) } else { meet(desks) }
}

/// The cases of a kind, the same on every desk. The other work of each desk goes on.
fn cases(desks: &mut [Desk], minute: u64, kind: &str) -> Vec<Case> {
    assert_equal(desks);
    let now = at(minute).civil;
    let all: Vec<Vec<Case>> = desks.iter().map(|d| waiting(d, now)).collect();
    assert!(all.windows(2).all(|w| w[0] == w[1]), "{all:#?}");
    all[0].iter().for_each(has_its_facts);
    // Only a record without a number leaves a gap in its sentence.
    let is_told = |case: &Case| case.facts.iter().all(|(name, fact)| !fact.is_empty() || *name == "number");
    assert!(all[0].iter().all(is_told), "{all:#?}");
    desks.iter().for_each(|d| counts_what_it_lists(&d.replica.reader().unwrap(), now));
    for desk in desks.iter_mut() {
        let letter = add_letter(&mut desk.replica, minute, "不相干的来文");
        change(desk, minute, letter, &[Op::set(letters::PLACE, "收发室")]);
    }
    meet(desks);
    all.into_iter().next().unwrap().into_iter().filter(|c| c.kind == kind).collect()
}

/// The cases at a desk. In these tests one person does at a desk what the steps ask of several, which the other desks notice.
fn waiting(desk: &Desk, now: jiff::civil::DateTime) -> Vec<Case> {
    let mut cases = desk.replica.reader().unwrap().cases(now, 100).unwrap();
    cases.retain(|case| case.kind != "unauthorized");
    cases
}

/// The facts of a case are those that its kind is said to have, so that its sentence can name them.
pub(super) fn has_its_facts(case: &Case) {
    let facts: Vec<&str> = case.facts.iter().map(|(name, _)| *name).collect();
    let (_, declared) = crate::case_kinds().find(|(kind, _)| *kind == case.kind).unwrap_or_else(|| panic!("no kind {}", case.kind));
    assert_eq!(facts.iter().collect::<BTreeSet<_>>(), declared.iter().collect(), "{}", case.kind);
    let names: BTreeSet<String> = case.choices.iter().map(Choice::name).collect();
    assert_eq!(names.len(), case.choices.len(), "each choice has a name of its own: {case:?}");
}

/// What the inbox lists is what it counts: the cases, and the conflicts that no case tells of.
pub(super) fn counts_what_it_lists(reader: &Reader, now: jiff::civil::DateTime) {
    let docket = reader.docket(now, 100).unwrap();
    let beside = docket.beside(reader, 1_000).unwrap();
    assert_eq!(beside.len() as u64, reader.count_conflicts().unwrap() - docket.told, "{docket:#?}");
    let one = docket.beside(reader, 1).unwrap();
    assert_eq!(one.len(), beside.len().min(1), "what the cases tell of takes nobody's place");
}

/// The one case of a kind.
fn the_case(desks: &mut [Desk], minute: u64, kind: &str) -> Case {
    let mut found = cases(desks, minute, kind);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

pub(super) fn fact<'a>(case: &'a Case, name: &str) -> &'a str {
    &case.facts.iter().find(|(n, _)| *n == name).unwrap_or_else(|| panic!("no fact {name} in {case:?}")).1
}

/// What one desk chose, after all have met again.
fn settle(desks: &mut [Desk], who: usize, minute: u64, case: &Case, choice: &Choice, given: &[Op]) {
    desks[who].replica.transact("settle", at(minute), |e| e.settle(case, choice, given, "冲突", "经核对")).unwrap();
    meet(desks);
}

fn decide(desks: &mut [Desk], who: usize, minute: u64, case: &Case, decision: &'static str) {
    assert!(case.choices.contains(&Choice::Decide(decision)), "{case:?}");
    settle(desks, who, minute, case, &Choice::Decide(decision), &[]);
}

fn choice(case: &Case, wanted: impl Fn(&Choice) -> bool) -> Choice {
    case.choices.iter().find(|c| wanted(c)).unwrap_or_else(|| panic!("{case:#?}")).clone()
}

fn step_of(case: &Case, id: RecordId, step: &str) -> Choice {
    choice(case, |c| matches!(c, Choice::Step { id: i, step: s } if *i == id && *s == step))
}

fn keep(case: &Case, state: &str) -> Choice {
    choice(case, |c| matches!(c, Choice::Keep { value, .. } if value.as_text() == Some(state)))
}
