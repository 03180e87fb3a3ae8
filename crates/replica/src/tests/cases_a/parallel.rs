//! Which records have acts that did not know of each other.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use registers::book::assets;

use super::super::{add_asset, office, pair};
use super::*;
use crate::tests::hand_over;

/// The records that the read model holds for parallel.
fn marked(desk: &Desk) -> BTreeSet<RecordId> {
    let mut statement = desk.replica.conn.prepare("SELECT r.ulid FROM parallel p JOIN record r ON r.id=p.record").unwrap();
    let rows = statement.query_map([], |r| r.get::<_, [u8; 16]>(0)).unwrap();
    rows.map(|row| RecordId::from_bytes(row.unwrap())).collect()
}

/// Whether two changes of a record's document did not know of each other, from the document alone.
fn is_parallel(desk: &Desk, id: RecordId) -> bool {
    let (mut doc, _) = crate::apply::load(&desk.replica.conn, id).unwrap().unwrap();
    // Changes come after those that they build on. In a single line each builds on all before it; which of these it names is
    // no sign: a desk names its own last change beside a later one.
    let mut known: BTreeMap<automerge::ChangeHash, BTreeSet<automerge::ChangeHash>> = BTreeMap::new();
    doc.get_changes_meta(&[]).iter().enumerate().any(|(before, change)| {
        let all: BTreeSet<_> = change.deps.iter().flat_map(|dep| known[dep].iter().copied().chain([*dep])).collect();
        let is_aside = all.len() < before;
        known.insert(change.hash, all);
        is_aside
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The mark follows from what a record is made of, not from the order in which it came, and a rebuild finds the same.
    #[test]
    fn the_mark_follows_from_the_document(acts in prop::collection::vec((0usize..3, 0usize..2, 0usize..4), 1..24)) {
        let mut desks = office(3);
        let ids = [add_asset(&mut desks[0].replica, 0, "投影机"), add_asset(&mut desks[0].replica, 0, "音箱")];
        meet(&mut desks);
        for (minute, (desk, asset, act)) in (1u64..).zip(acts) {
            match act {
                0 => {
                    let (from, to) = pair(&mut desks, desk, (desk + 1) % 3);
                    hand_over(from, to);
                }
                act => change(&mut desks[desk], minute, ids[asset], &[Op::set(assets::LOCATION, format!("楼{act}").as_str())]),
            }
        }
        meet(&mut desks);
        let expected: BTreeSet<RecordId> = ids.into_iter().filter(|id| is_parallel(&desks[0], *id)).collect();
        for desk in &mut desks {
            prop_assert_eq!(&marked(desk), &expected);
        }
        desks[0].replica.rebuild().unwrap();
        prop_assert_eq!(&marked(&desks[0]), &expected);
    }
}
