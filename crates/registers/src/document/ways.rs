//! Which of several states counts that steps at several desks have left side by side: the strongest step that each has on its
//! own way since the ways parted, wherever it went on from there. What a desk did after it had reopened a record does not take
//! the reopening back.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{AutoCommit, ChangeHash, ROOT, ReadDoc};

use super::{STATE, string};
use crate::Register;
use crate::common::{DELETED, VOID};
use crate::precedence;

/// The steps of a way, as the states before and after each.
pub type Way = BTreeSet<(String, String)>;

/// A change that wrote the state: what it wrote, over which states, and which changes had written those.
#[derive(Default)]
struct Written {
    state: Option<String>,
    over: Vec<(String, ChangeHash)>,
}

/// For each state that stands, the steps of its own way: those that not all of them rest on. It closes what is being written,
/// and looks only at changes that wrote the state, each once.
pub fn ways(doc: &mut AutoCommit) -> BTreeMap<String, Way> {
    doc.commit();
    let standing = standing_at(doc, None);
    let mut known: BTreeMap<ChangeHash, Written> = BTreeMap::new();
    let reached: Vec<BTreeSet<ChangeHash>> = standing.iter().map(|(_, hash)| reach(doc, *hash, &mut known)).collect();
    let shared = |hash: &ChangeHash| reached.iter().all(|all| all.contains(hash));
    let mut ways: BTreeMap<String, Way> = BTreeMap::new();
    for ((state, _), all) in standing.iter().zip(&reached) {
        let way = ways.entry(state.clone()).or_default();
        for written in all.iter().filter(|hash| !shared(hash)).filter_map(|hash| known.get(hash)) {
            let Some(to) = &written.state else { continue };
            way.extend(written.over.iter().map(|(from, _)| (from.clone(), to.clone())));
        }
    }
    ways
}

/// The changes that a state rests on, among those that wrote the state; what each wrote is put into `known`.
fn reach(doc: &mut AutoCommit, last: ChangeHash, known: &mut BTreeMap<ChangeHash, Written>) -> BTreeSet<ChangeHash> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![last]);
    while let Some(hash) = next.pop() {
        if !reached.insert(hash) {
            continue;
        }
        let written = known.entry(hash).or_insert_with(|| written_by(doc, hash));
        next.extend(written.over.iter().map(|(_, hash)| *hash));
    }
    reached
}

fn written_by(doc: &mut AutoCommit, hash: ChangeHash) -> Written {
    let state = standing_at(doc, Some(&[hash])).into_iter().find(|(_, by)| *by == hash).map(|(state, _)| state);
    let deps = doc.get_change_meta_by_hash(&hash).map(|change| change.deps.to_vec()).unwrap_or_default();
    Written { state, over: if deps.is_empty() { Vec::new() } else { standing_at(doc, Some(&deps)) } }
}

/// The states that stand, now or as of some changes, with the change that wrote each.
fn standing_at(doc: &AutoCommit, heads: Option<&[ChangeHash]>) -> Vec<(String, ChangeHash)> {
    let all = match heads {
        Some(heads) => doc.get_all_at(ROOT, STATE, heads),
        None => doc.get_all(ROOT, STATE),
    };
    let all = all.unwrap_or_default().into_iter();
    all.filter_map(|(value, id)| Some((string(&value.into_owned())?, doc.hash_for_opid(&id)?))).collect()
}

/// Puts the state first that counts: voiding beats every concurrent step, then the register's precedence counts, by the
/// strongest steps of each way; else Automerge's choice is displayed first.
pub(super) fn put_first(states: &mut [String], register: &Register, doc: &AutoCommit) {
    // A copy, since reading the changes closes what is being written.
    let ways = ways(&mut doc.clone());
    let ranks = precedence::of(register);
    states.sort_by_cached_key(|state| {
        let place = match state.as_str() {
            VOID => 0,
            DELETED => 2,
            _ => 1,
        };
        let passed = ways.get(state).into_iter().flatten().filter_map(|(from, to)| ranks.passed(register, from, to));
        let mut places: BTreeSet<usize> = passed.chain(ranks.place(state)).collect();
        // Whoever has a further step of weight comes before who has none.
        places.insert(usize::MAX);
        (place, places)
    });
}
