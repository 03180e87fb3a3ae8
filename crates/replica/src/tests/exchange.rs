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

/// Gives the entries of a space numbers as a relay would, by author and counter, and moves the desk's head to `head`.
fn order(replica: &Replica, space: u32, head: u64) {
    let conn = &replica.conn;
    conn.execute(
        "UPDATE entry SET seq=(SELECT count(*) FROM entry x WHERE x.space=entry.space AND (x.hlc, x.device, x.counter)<=(entry.hlc, entry.device, entry.counter))
         WHERE space=?1",
        [space],
    )
    .unwrap();
    conn.execute(
        "UPDATE chain SET ordered=(SELECT max(counter) FROM entry e WHERE e.space=chain.space AND e.device=chain.device) WHERE space=?1",
        [space],
    )
    .unwrap();
    let head = head.cast_signed();
    conn.execute("INSERT OR REPLACE INTO relay VALUES (?1, 1, ?2, zeroblob(32), zeroblob(64))", rusqlite::params![space, head]).unwrap();
}

#[test]
fn what_another_desk_is_known_to_hold_follows_from_what_it_wrote_last() {
    let mut desks = office(2);
    let (own, other) = (desks[0].replica.device(), desks[1].replica.device());
    let known = |desks: &[Desk]| desks[0].replica.reader().unwrap().known_by(own).unwrap();
    let holder = |wrote, held, unknown| vec![crate::Holder { device: other, wrote, latest: wrote, held, unknown }];
    assert_eq!(known(&desks), holder(None, 0, 0));
    for minute in 1..=3 {
        add_letter(&mut desks[0].replica, minute, "通知");
    }
    assert_eq!(known(&desks), holder(None, 0, 3), "of a desk that wrote nothing nothing is known");

    meet(&mut desks);
    desks.iter().for_each(|desk| order(&desk.replica, 1, 2));
    add_letter(&mut desks[1].replica, 10, "回函");
    meet(&mut desks);
    let found = known(&desks);
    assert!(found[0].wrote.is_some());
    assert_eq!(found, holder(found[0].wrote, 2, 1), "it had followed the order to the second entry");
    add_letter(&mut desks[0].replica, 11, "通知");
    assert_eq!(known(&desks), holder(found[0].wrote, 2, 2), "what waits for the relay is known to nobody");

    desks[0].replica.conn.execute("UPDATE relay SET generation=2", []).unwrap();
    assert_eq!(known(&desks), holder(found[0].wrote, 0, 4), "numbers of an order that was lost say nothing");
}

#[test]
fn a_desk_that_wrote_only_elsewhere_has_written() {
    let mut desks = office(2);
    let own = desks[0].replica.device();
    add_letter(&mut desks[0].replica, 1, "通知");
    add_visit(&mut desks[1].replica, 2, "王小芳");
    meet(&mut desks);
    let found = desks[0].replica.reader().unwrap().known_by(own).unwrap();
    assert_eq!((found[0].wrote, found[0].held, found[0].unknown), (None, 0, 1), "what it received is not known");
    assert!(found[0].latest.is_some(), "but not as if it had never written");
}
