//! Walks every step of a register: whatever stands in a step's way is put right as its message says, and the step must
//! then be done, with what it brings about in other records.

mod mend;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use registers::def::{Effect, Guard, Kind, Others, Phase, Register, Transition};
use registers::workflow::StepError;
use registers::{Op, RecordId};

use mend::mend;

use super::super::clerk::{Clerk, member, register, set};
use crate::Error;

/// A step from a state.
type Edge = (&'static str, &'static str);

/// Does every step from every state that it leads from; gives what could not be done.
pub(super) fn every_step(clerk: &mut Clerk, found: &'static Register) -> Vec<String> {
    let edges = |t: &'static Transition| t.from.iter().map(move |from| (*from, t.id));
    let mut left: BTreeSet<Edge> = found.transitions.iter().flat_map(edges).collect();
    let mut barred = BTreeSet::new();
    let mut faults = Vec::new();
    while let Some(first) = nearest(found, found.first_state(), &left, &barred) {
        let id = clerk.plain(found.key, None);
        let mut next = Some(first);
        while let Some(path) = next {
            for (state, step) in path {
                left.remove(&(state, step));
                // Only what was never more than a draft is deleted.
                let fresh = (step == "delete-draft").then(|| clerk.plain(found.key, None));
                if let Err(why) = done(clerk, fresh.unwrap_or(id), step) {
                    faults.push(format!("{step} from {state}: {why}"));
                    barred.insert((state, step));
                    break;
                }
            }
            next = nearest(found, &clerk.state(id), &left, &barred);
        }
    }
    faults.extend(left.into_iter().map(|(state, step)| format!("{step} from {state} is never reached")));
    faults
}

/// The shortest way to a step that is left, through any steps; ways that end the record come last.
fn nearest(found: &'static Register, from: &str, left: &BTreeSet<Edge>, barred: &BTreeSet<Edge>) -> Option<Vec<Edge>> {
    let way = |void: bool| {
        let mut seen = BTreeSet::from([from.to_owned()]);
        let mut queue: VecDeque<(String, Vec<Edge>)> = VecDeque::from([(from.to_owned(), Vec::new())]);
        while let Some((state, path)) = queue.pop_front() {
            for step in found.steps_from(&state).filter(|t| void || t.to != "void") {
                let edge = (found.state(&state)?.id, step.id);
                if barred.contains(&edge) {
                    continue;
                }
                let path: Vec<Edge> = path.iter().copied().chain([edge]).collect();
                if left.contains(&edge) {
                    return Some(path);
                }
                if seen.insert(step.to.to_owned()) {
                    queue.push_back((step.to.to_owned(), path));
                }
            }
        }
        None
    };
    way(false).or_else(|| way(true))
}

/// Does a step, putting right what stands in its way.
fn done(clerk: &mut Clerk, id: RecordId, step: &'static str) -> Result<(), String> {
    let found = register(&clerk.record(id).register);
    let transition = found.transition(step).unwrap();
    surround(clerk, id, transition);
    if transition.follows().is_some() {
        let alone = clerk.refused(id, step, &[]);
        assert!(matches!(alone, Error::Step(StepError::Follows(_))), "{step} follows papers: {alone}");
    }
    let mut trouble = String::new();
    for _ in 0..30 {
        let before = stand(clerk, id, transition);
        let given = changes(clerk, transition);
        let done = if transition.follows().is_some() { clerk.follow(id, step) } else { clerk.try_step(id, step, &given) };
        match done {
            Ok(_) => {
                assert_eq!(clerk.state(id), transition.to);
                return came_about(clerk, id, transition, &before);
            }
            Err(error) => {
                trouble = error.to_string();
                if let Some(why) = lacking_for_added(transition, &error) {
                    return Err(why);
                }
                if !mend(clerk, id, transition, &error, 0) {
                    return Err(trouble);
                }
            }
        }
    }
    Err(format!("{trouble}, again and again"))
}

/// What a step does not ask for though a record that it adds cannot be without.
fn lacking_for_added(step: &Transition, error: &Error) -> Option<String> {
    let Error::Missing(fields) = error else { return None };
    let named = |to: &str| fields.iter().any(|f| f == to);
    step.effects.iter().find_map(|effect| match effect {
        Effect::AddForEach { lines, cells, add, .. } => {
            let column = cells.iter().find(|(_, to)| named(to))?.0;
            Some(format!("rows of {lines} must have {column}: {} needs it", add.register))
        }
        Effect::Add(add) => Some(format!("{} must be required: {} needs it", add.copy.iter().find(|(_, to)| named(to))?.0, add.register)),
        _ => None,
    })
}

/// Adds the records in which the step's effects shall be seen.
fn surround(clerk: &mut Clerk, id: RecordId, step: &Transition) {
    for effect in step.effects {
        match effect {
            Effect::StepLinked(link, theirs) => link_up(clerk, id, step, link, Some(theirs)),
            Effect::SetLinked { link, .. } => link_up(clerk, id, step, link, None),
            Effect::StepOthers(others, theirs) if linking(clerk, id, others).is_empty() => {
                let from = register(others.register).transition(theirs).unwrap().from;
                let state = from.iter().find(|s| others.states.is_empty() || others.states.contains(s));
                let state = state.unwrap_or_else(|| panic!("{theirs}: in none of {:?} it can be done", others.states));
                add_other(clerk, id, others, state);
            }
            _ => {}
        }
    }
}

fn link_up(clerk: &mut Clerk, id: RecordId, step: &Transition, link: &str, theirs: Option<&str>) {
    let record = clerk.record(id);
    let field = register(&record.register).field(link).unwrap();
    let (Kind::Link(to) | Kind::Links(to)) = field.kind else { panic!("{link}") };
    let from = theirs.map(|t| register(to).transition(t).unwrap().from);
    if let Some(linked) = targets(clerk, id, link).first() {
        let state = clerk.state(*linked);
        if from.is_none_or(|from| from.contains(&state.as_str())) {
            return;
        }
    }
    let guarded = step.guards.iter().find_map(|g| match g {
        Guard::Linked(field, states) if *field == link => Some(*states),
        _ => None,
    });
    let fits = |state: &&&str| guarded.is_none_or(|states| states.contains(*state));
    let state = from.and_then(|from| from.iter().find(fits)).or(guarded.and_then(|s| s.first())).copied();
    let other = clerk.plain(to, state);
    // As if it had been linked before the approval.
    clerk.put_back(id, &[if matches!(field.kind, Kind::Link(_)) { set(link, other.to_string()) } else { member(link, other) }]);
}

fn add_other(clerk: &mut Clerk, id: RecordId, others: &Others, state: &str) {
    let other = clerk.plain(others.register, Some(state));
    let via = register(others.register).field(others.via).unwrap();
    // As if it had named this one before it was approved.
    clerk.put_back(other, &[if matches!(via.kind, Kind::Link(_)) { set(via.id, id.to_string()) } else { member(via.id, id) }]);
}

/// The records that a link field names.
fn targets(clerk: &Clerk, id: RecordId, link: &str) -> Vec<RecordId> {
    let record = clerk.record(id);
    let one = Some(record.text(link)).filter(|t| !t.is_empty()).map(str::to_owned);
    one.into_iter().chain(record.sets.get(link).cloned().into_iter().flatten()).filter_map(|t| t.parse().ok()).collect()
}

/// The records that link here in a state that counts.
fn linking(clerk: &Clerk, id: RecordId, others: &Others) -> Vec<RecordId> {
    let all = clerk.reader().linked_from(id, 1_000).unwrap();
    let counts = |state: &str| match others.states {
        [] => matches!(register(others.register).state(state).map(|s| s.phase), Some(Phase::Open | Phase::Done)),
        states => states.contains(&state),
    };
    let found = all.into_iter().filter(|(hit, field)| hit.register.key == others.register && field == others.via && counts(&hit.state));
    found.map(|(hit, _)| hit.id).collect()
}

/// The records of a register that name this one, whatever their state.
fn all_linking(clerk: &Clerk, id: RecordId, key: &str, via: &str) -> usize {
    clerk.reader().linked_from(id, 1_000).unwrap().iter().filter(|(hit, field)| hit.register.key == key && field == via).count()
}

/// What stood around the record before a step: the states of those that it takes with it, how many others there are.
struct Stand {
    states: BTreeMap<(RecordId, &'static str), String>,
    counts: Vec<usize>,
}

fn stand(clerk: &Clerk, id: RecordId, step: &Transition) -> Stand {
    let mut states = BTreeMap::new();
    let mut counts = Vec::new();
    for effect in step.effects {
        let (followed, theirs) = match effect {
            Effect::StepLinked(link, theirs) => (targets(clerk, id, link), *theirs),
            Effect::StepOthers(others, theirs) => (linking(clerk, id, others), *theirs),
            Effect::Add(add) | Effect::AddForEach { add, .. } => {
                counts.push(count(clerk, id, add));
                continue;
            }
            _ => continue,
        };
        states.extend(followed.into_iter().map(|other| ((other, theirs), clerk.state(other))));
    }
    Stand { states, counts }
}

fn count(clerk: &Clerk, id: RecordId, add: &registers::def::Addition) -> usize {
    if add.back.is_empty() { clerk.all(add.register).len() } else { all_linking(clerk, id, add.register, add.back) }
}

/// Checks what the step brought about in other records.
fn came_about(clerk: &Clerk, id: RecordId, step: &Transition, before: &Stand) -> Result<(), String> {
    for ((other, theirs), state) in &before.states {
        let record = clerk.record(*other);
        let followed = register(&record.register).transition(theirs).unwrap();
        if followed.from.contains(&state.as_str()) && record.state() == state && followed.to != state {
            return Err(format!("{} stays in {state}, without {theirs}", record.register));
        }
    }
    let record = clerk.record(id);
    let mut counts = before.counts.iter();
    for effect in step.effects {
        match effect {
            Effect::Add(add) | Effect::AddForEach { add, .. } => {
                let before = *counts.next().unwrap();
                let least = match effect {
                    Effect::AddForEach { lines, .. } => before.max(record.lines.get(*lines).map_or(0, Vec::len)),
                    _ => before + 1,
                };
                if count(clerk, id, add) < least {
                    return Err(format!("{} was not added", add.register));
                }
            }
            Effect::SetLinked { link, copy } => {
                for other in targets(clerk, id, link) {
                    let other = clerk.record(other);
                    for (from, to) in copy.iter().filter(|(from, _)| record.is_filled(from)) {
                        if other.get(to) != record.get(from) {
                            return Err(format!("{from} did not reach {}.{to}", other.register));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// What a step is there to change, as it asks for.
fn changes(clerk: &Clerk, step: &Transition) -> Vec<Op> {
    let changed = step.guards.iter().filter_map(|g| if let Guard::Later(field) = g { Some(*field) } else { None });
    // Another one each time.
    changed.map(|field| set(field, format!("{}-01-02", 2030 + clerk.minute % 900))).collect()
}
