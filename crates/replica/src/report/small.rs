//! Groups of people who shall stay unnamed: what is left out must not be reckoned from what is shown.

use std::collections::{BTreeMap, BTreeSet};

use super::Group;

/// The keys of the groups that are left out beside the small ones. Another report tells the sum over the groups that agree in all
/// keys but the last, from which those shown can be taken away: what is left then is of as many as a group must have, at least.
/// Where a group stands by itself nothing can be taken away from it.
pub(super) fn beside(
    groups: &BTreeMap<Vec<String>, Group>,
    few: impl Fn(&Group) -> bool,
    needed: impl Fn(&Group) -> i64,
) -> BTreeSet<Vec<String>> {
    let mut siblings: BTreeMap<&[String], Vec<&Group>> = BTreeMap::new();
    for group in groups.values() {
        match group.keys.split_last() {
            Some((_, shared)) if !shared.is_empty() => siblings.entry(shared).or_default().push(group),
            _ => {}
        }
    }
    let mut left_out = BTreeSet::new();
    for mut of in siblings.into_values() {
        of.sort_by_key(|group| (group.size, group.keys.clone()));
        let (mut hidden, mut least) = (0, 0);
        for group in of.iter().filter(|group| few(group)) {
            hidden += group.size;
            least = least.max(needed(group));
        }
        for group in of.iter().filter(|group| !few(group)) {
            if hidden == 0 || hidden >= least {
                break;
            }
            hidden += group.size;
            left_out.insert(group.keys.clone());
        }
    }
    left_out
}
