//! Which of two steps counts that did not know of each other, in every register.

use registers::book::{self, tasks};
use registers::common::{DELETED, VOID};
use registers::def::{Space, Transition};
use registers::precedence::{self, Meaning};

use super::super::office;
use super::*;

/// A record of any register in a state, as a list would bring it.
fn put(desk: &mut Desk, minute: u64, register: &'static Register, state: &str) -> RecordId {
    let ops: Vec<Op> = register
        .all_fields()
        .filter(|f| f.required)
        .filter_map(|f| Some((f.id, register.examples[0].iter().find(|(id, _)| *id == f.id)?.1, f)))
        .flat_map(|(_, text, f)| registers::parse::ops(f, text).unwrap())
        .chain([Op::State(state.to_owned())])
        .collect();
    add(desk, minute, register, &ops)
}

/// Two steps from one state that contradict each other: which of them leads to what counts, and the kind of its case.
fn contradictions(register: &'static Register) -> Vec<(&'static str, &'static Transition, &'static Transition)> {
    let steps = || register.transitions.iter().filter(|t| ![VOID, DELETED].contains(&t.to));
    let mut found = Vec::new();
    for one in steps().filter(|t| Meaning::of(t).is_some()) {
        for other in steps().filter(|t| t.to != one.to) {
            // A step that stays where it was contradicts nothing.
            let both = one.from.iter().find(|from| other.from.contains(from) && ![one.to, other.to].contains(from));
            found.extend(both.map(|from| (*from, one, other)));
        }
    }
    found
}

#[test]
fn of_every_two_steps_that_contradict_each_other_one_counts_and_is_shown() {
    let mut desks = office(2);
    let registers = || book::ALL.iter().copied().filter(|r| r.space == Space::General);
    let mut pairs = Vec::new();
    for register in registers() {
        for (from, one, other) in contradictions(register) {
            pairs.push((put(&mut desks[0], 0, register, from), register, one, other));
        }
    }
    assert!(pairs.len() > 60, "{}", pairs.len());
    meet(&mut desks);
    for (id, _, one, other) in &pairs {
        for (desk, step) in desks.iter_mut().zip([one, other]) {
            desk.replica.transact("step", at(1), |e| e.put_back(*id, &[Op::State(step.to.to_owned())])).unwrap();
        }
    }
    meet(&mut desks);
    assert_equal(&desks);
    let reader = desks[1].replica.reader().unwrap();
    let cases = reader.cases(at(2).civil, 1_000).unwrap();
    for (id, register, one, other) in pairs {
        let ranks = precedence::of(register);
        let counts = [one, other].into_iter().min_by_key(|t| ranks.place(t.to).unwrap_or(usize::MAX)).unwrap();
        let named = format!("{}: {} against {}", register.key, one.id, other.id);
        assert_eq!(reader.record(id).unwrap().unwrap().record.state(), counts.to, "{named}");
        let alike = |states: &[&str]| states.contains(&one.to) && states.contains(&other.to);
        let told = cases.iter().find(|case| case.records == [id]);
        // Where both said the same there is nothing to decide but the state itself, among the other conflicts.
        if ![&ranks.done, &ranks.withdrawn, &ranks.refused, &ranks.reopened].into_iter().any(|states| alike(states)) {
            let case = told.unwrap_or_else(|| panic!("{named} is shown"));
            has_its_facts(case);
            assert!(case.choices.iter().any(|c| matches!(c, Choice::Keep { value, .. } if value.as_text() == Some(counts.to))), "{named}");
        }
    }
}

/// A task that two desks bring on, each by one step.
fn task_by(from: &str, steps: [(&str, &str); 2]) -> (String, Vec<&'static str>) {
    let mut desks = office(2);
    let id = put(&mut desks[0], 0, &tasks::REGISTER, from);
    meet(&mut desks);
    for (desk, (step, state)) in desks.iter_mut().zip(steps) {
        let label = format!("step:tasks:{step}");
        desk.replica.transact(&label, at(1), |e| e.put_back(id, &[Op::State(state.to_owned())])).unwrap();
    }
    meet(&mut desks);
    assert_equal(&desks);
    let kinds = desks[0].replica.reader().unwrap().cases(at(2).civil, 100).unwrap().into_iter().map(|c| c.kind).collect();
    (state(&desks[0].replica, id), kinds)
}

#[test]
fn a_state_that_several_steps_lead_to_is_told_by_the_step() {
    let refused = task_by("awaiting-check", [("send-back", "doing"), ("accept", "done")]);
    assert_eq!(refused, ("doing".to_owned(), vec!["approved-and-refused"]));
    let cancelled = task_by("todo", [("start", "doing"), ("cancel", "cancelled")]);
    assert_eq!(cancelled, ("cancelled".to_owned(), vec!["withdrawn-meanwhile"]));
    // Nobody refused anything: the two states are among the conflicts.
    let begun = task_by("todo", [("start", "doing"), ("report-done", "awaiting-check")]);
    assert_eq!(begun, ("doing".to_owned(), vec![]));
}
