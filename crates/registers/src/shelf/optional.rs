//! Which steps an office can do without. A detour such as 传阅 or 延期 can be left out with the state that only it leads to;
//! what ends a record, and what other registers rely on, stays.

use std::collections::BTreeSet;

use crate::book;
use crate::common;
use crate::def::{Effect, Guard, Kind, Others, Phase, Register, State, Transition};

/// Whether a step can be left out: the workflow goes on without it, and no other register brings it about.
pub fn is_optional(register: &Register, step: &Transition) -> bool {
    let without: Vec<Transition> = register.transitions.iter().copied().filter(|t| t.id != step.id).collect();
    step.to != common::VOID && goes_on(register, &without) && !is_brought_about(register, step)
}

/// Whether the workflow goes on with these steps alone: every end that could be reached still can, so does every state that
/// other registers ask for, and from every state, also one that only older records are in, an end is reached as before.
pub(super) fn goes_on(register: &Register, steps: &[Transition]) -> bool {
    let plain = book::find(register.key).map_or(register.transitions, |plain| plain.transitions);
    let (before, now) = (reached(register.first_state(), plain), reached(register.first_state(), steps));
    let asked = asked_for(register);
    let needed = |state: &&State| state.phase > Phase::Open || asked.contains(state.id);
    let ends = |from: &str, steps: &[Transition]| {
        let reached = reached(from, steps);
        register.states.iter().any(|s| s.phase == Phase::Done && reached.contains(s.id))
    };
    register.states.iter().filter(needed).all(|s| now.contains(s.id) || !before.contains(s.id))
        && register.states.iter().filter(|s| s.phase <= Phase::Open).all(|s| ends(s.id, steps) || !ends(s.id, plain))
}

/// The states that a record comes to from one, that one among them.
fn reached<'a>(from: &'a str, steps: &[Transition]) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([from]);
    while let Some(next) = steps.iter().find(|t| t.from.iter().any(|s| reached.contains(s)) && !reached.contains(t.to)) {
        reached.insert(next.to);
    }
    reached
}

/// The states in which other records ask for one of this register.
fn asked_for(register: &Register) -> BTreeSet<&'static str> {
    let mut asked = BTreeSet::new();
    for from in book::ALL {
        for guard in from.transitions.iter().flat_map(Transition::all_guards) {
            match guard {
                Guard::Linked(link, states) if leads(from, link, register) => asked.extend(states.iter().copied()),
                Guard::Some(Others { register: to, states, .. }) if *to == register.key => asked.extend(states.iter().copied()),
                _ => {}
            }
        }
    }
    asked
}

/// Whether a link field leads to records of a register.
fn leads(from: &Register, link: &str, to: &Register) -> bool {
    from.field(link).is_some_and(|f| matches!(f.kind, Kind::Link(key) | Kind::Links(key) if key == to.key))
}

fn is_brought_about(register: &Register, step: &Transition) -> bool {
    let by = |from: &Register, effect: &Effect| match effect {
        Effect::StepLinked(link, id) => *id == step.id && leads(from, link, register),
        Effect::StepOthers(others, id) => *id == step.id && others.register == register.key,
        _ => false,
    };
    book::ALL.iter().any(|from| from.transitions.iter().flat_map(|t| t.effects).any(|e| by(from, e)))
}
