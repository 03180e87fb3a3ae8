//! A session and a relay room between replicas, without sockets.

use super::*;

#[test]
fn what_came_without_an_order_is_pending() {
    let mut desks = office(2);
    add_letter(&mut desks[0].replica, 0, "通知");
    add_visit(&mut desks[1].replica, 0, "王芳");
    meet(&mut desks);
    assert_equal(&desks);
    for desk in &desks {
        let status = desk.replica.reader().unwrap().status().unwrap();
        assert_eq!((status.entries, status.pending), (2, 2));
    }
}

#[test]
fn entries_are_handed_over_in_parts_that_fit() {
    let mut desks = office(2);
    for n in 0..30 {
        add_letter(&mut desks[0].replica, n, "通知");
    }
    let (from, to) = pair(&mut desks, 0, 1);
    let (part, complete) = from.entries_beyond(SpaceId(1), &sync::Frontier::new(), 3_000).unwrap();
    assert!(!complete && !part.is_empty() && part.len() < 30);
    assert_eq!(to.receive_unordered(SpaceId(1), &part, at(0).unix_ms).unwrap().stored, part.len());
    assert_eq!(hand_over(from, to).stored, 30 - part.len());
    assert_equal(&desks);
}
