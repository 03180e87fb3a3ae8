//! Desks that have forked their chains, and what is adopted of them: all replicas count the very entries that were looked at.

use sync::message::RefusalCode;

use super::branches::{BOTH, World};
use super::members::{letters, with_clerk};
use super::*;

/// A desk's data as they are now, once more: who steals them writes with the same key.
fn stolen(desk: &Desk, seed: u64) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(desk.folder.path()).unwrap().map(Result::unwrap) {
        std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    let replica = Replica::open(folder.path(), entropy(seed), Durability::Process).unwrap();
    Desk { folder, replica }
}

/// What a desk has written itself in the general space.
fn written(replica: &Replica) -> Vec<Vec<u8>> {
    let (all, _) = replica.entries_beyond(SpaceId(1), &sync::Frontier::new(), 1 << 20).unwrap();
    let own = |entry: &Vec<u8>| trust::entry::Entry::parse(entry.clone()).unwrap().header().device == replica.device();
    all.into_iter().filter(own).collect()
}

fn titles(replica: &Replica) -> Vec<String> {
    let mut titles: Vec<String> = replica
        .conn
        .prepare("SELECT f_title FROM r_incoming_documents")
        .unwrap()
        .query_map([], |r| r.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    titles.sort_unstable();
    titles
}

/// All desks say the same, also from their entries alone, and so does one that joins now.
fn assert_alike(world: &mut World, expect: &[&str]) {
    let new = world.admit(0, 90, "clerk", &BOTH);
    world.bring_members(0);
    for _ in 0..2 {
        (0..=new).for_each(|n| world.meet(n));
    }
    for n in 0..=new {
        let live = (titles(world.replica(n)), world.replica(n).reader().unwrap().digests().unwrap());
        assert_eq!(live.0, expect, "desk {n}");
        world.replica(n).rebuild().unwrap();
        let rebuilt = (titles(world.replica(n)), world.replica(n).reader().unwrap().digests().unwrap());
        assert_eq!(live, rebuilt, "desk {n}");
    }
    let digests: Vec<_> = (0..=new).map(|n| world.replica(n).reader().unwrap().digests().unwrap()).collect();
    assert!(digests.windows(2).all(|two| two[0] == two[1]), "{digests:?}");
}

/// A stolen desk hands one branch of its chain to one desk and another to the next. What was adopted at the one counts at all,
/// and nothing of the other, whichever came first and however long it is.
#[test]
fn of_a_forked_chain_the_adopted_branch_counts_and_no_other() {
    for longer in [1, 4] {
        let mut world = with_clerk();
        add_letter(world.replica(2), 1, "先前");
        world.bring_work(2);
        (0..3).for_each(|n| world.meet(n));
        world.leave(2);
        let mut thief = stolen(&world.desks[2], 77);
        add_letter(world.replica(2), 2, "真一");
        add_letter(world.replica(2), 3, "真二");
        (0..longer).for_each(|n| _ = add_letter(&mut thief.replica, 4 + n, "伪"));
        let device = thief.replica.device();
        world.replica(0).revoke(&[device]).unwrap();
        world.bring_members(0);
        (0..2).for_each(|n| world.meet(n));
        let real = written(world.replica(2));
        world.remove(2);
        world.replica(1).receive_unordered(SpaceId(1), &written(&thief.replica), at(9).unix_ms).unwrap();
        world.replica(0).receive_unordered(SpaceId(1), &real, at(9).unix_ms).unwrap();
        assert_eq!(world.replica(0).adopt(&device, None).unwrap(), 2);
        world.bring_members(0);
        world.bring_work(0);
        world.bring_work(1);
        // The other branch comes once more, now that the log has moved on.
        let again = world.replica(1).receive_unordered(SpaceId(1), &written(&thief.replica), at(9).unix_ms).unwrap();
        assert_eq!(again.records, vec![]);
        assert_alike(&mut world, &["先前", "真一", "真二"]);
    }
}

/// Of a chain that was known to be forked an administrator adopts what the relay has, since nobody could get the rest, and cuts there.
#[test]
fn a_forked_chain_is_cut_and_adopted_as_the_relay_has_it() {
    let mut world = with_clerk();
    world.forks = true;
    add_letter(world.replica(2), 1, "先前");
    world.bring_work(2);
    (0..3).for_each(|n| world.meet(n));
    world.leave(0);
    let mut thief = stolen(&world.desks[2], 77);
    add_letter(world.replica(2), 2, "真一");
    world.bring_work(2);
    world.leave(2);
    world.meet(1);
    (0..2).for_each(|n| _ = add_letter(&mut thief.replica, 3 + n, "伪"));
    // The administrator has the other branch first, and sees of the relay's that there are two.
    let device = thief.replica.device();
    world.replica(0).receive_unordered(SpaceId(1), &written(&thief.replica), at(9).unix_ms).unwrap();
    assert_eq!(letters(world.replica(0)), 3);
    let real = written(world.replica(2)).pop().unwrap();
    world.replica(0).receive_unordered(SpaceId(1), &[real], at(9).unix_ms).unwrap();
    world.replica(0).revoke(&[device]).unwrap();
    assert_eq!(world.replica(0).membership().cut(&device, SpaceId(1)).unwrap().0, 1, "what both branches share");
    let none = world.replica(0).adopt(&device, None).unwrap_err();
    assert!(none.to_string().starts_with("nothing-late"), "{none}");
    world.remove(2);
    world.bring_members(0);
    for n in [0, 1] {
        world.meet(n);
    }
    assert_eq!(world.replica(1).adopt(&device, None).unwrap(), 1);
    world.bring_members(1);
    assert_alike(&mut world, &["先前", "真一"]);
}

/// A desk that has another branch in its read model from before the revocation takes the one that counts for it, also where the log
/// names only the last entry of it.
#[test]
fn a_branch_below_the_cut_gives_way_to_the_one_that_the_cut_follows_from() {
    for before in [true, false] {
        let mut world = with_clerk();
        add_letter(world.replica(2), 1, "先前");
        world.bring_work(2);
        (0..3).for_each(|n| world.meet(n));
        world.leave(1);
        let mut thief = stolen(&world.desks[2], 77);
        for minute in [2, 3, 4] {
            add_letter(world.replica(2), minute, "真");
        }
        world.bring_work(2);
        (0..2).for_each(|n| _ = add_letter(&mut thief.replica, 5 + n, "伪"));
        let device = thief.replica.device();
        let hand_over = |world: &mut World| {
            let received = world.replica(1).receive_unordered(SpaceId(1), &written(&thief.replica), at(9).unix_ms).unwrap();
            assert_eq!(received.stored, 2);
        };
        world.replica(0).revoke(&[device]).unwrap();
        world.bring_members(0);
        world.remove(2);
        if before {
            hand_over(&mut world);
        } else {
            // It has heard of the revocation, but has not got what the cut follows from.
            let log = world.replica(0).membership().log().to_vec();
            world.replica(1).extend_membership(0, &log).unwrap();
            hand_over(&mut world);
        }
        assert_eq!(letters(world.replica(1)), 3);
        world.meet(1);
        assert!(world.refused.iter().all(|code| *code == RefusalCode::Fork), "{:?}", world.refused);
        assert_alike(&mut world, &["先前", "真", "真", "真"]);
    }
}

/// What a desk had built on late work waits, and nothing else of it: neither what it wrote of other records in the same sitting nor what
/// it writes afterwards, also of the very record. Both it and the administrator are told what waits.
#[test]
fn what_was_built_on_late_work_waits_and_keeps_nothing_else_from_counting() {
    let mut world = with_clerk();
    let other = world.admit(0, 60, "clerk", &BOTH);
    world.bring_members(0);
    let letter = add_letter(world.replica(2), 1, "先前");
    world.bring_work(2);
    (0..4).for_each(|n| world.meet(n));
    world.leave(0);
    let change = |replica: &mut Replica, minute: u64, title: &str| {
        replica.transact("edit", at(minute), |e| e.change(letter, &[Op::set(letters::TITLE, title)])).unwrap();
    };
    change(world.replica(2), 2, "晚到的");
    world.bring_work(2);
    world.meet(other);
    // In one sitting: on top of the late change, and beside it.
    change(world.replica(other), 3, "建于其上");
    add_letter(world.replica(other), 4, "同时另写");
    world.bring_work(other);
    world.meet(1);
    let device = world.replica(2).device();
    world.replica(0).revoke(&[device]).unwrap();
    world.remove(2);
    let other = other - 1;
    for n in [0, 1, other, 0, 1] {
        world.meet(n);
    }
    let all = |world: &mut World| (0..3).map(|n| titles(world.replica(n))).collect::<Vec<_>>();
    assert_eq!(all(&mut world), vec![vec!["先前", "同时另写"]; 3], "only what builds on the late change waits");
    let waiting = |world: &mut World, n: usize| world.replica(n).reader().unwrap().contact().unwrap().waiting;
    assert_eq!([0, 1, other].map(|n| waiting(&mut world, n)), [0, 0, 1], "its clerk is told");
    let behind = world.replica(0).reader().unwrap().behind_late().unwrap();
    assert_eq!(behind, BTreeMap::from([(device, 1)]), "and the administrator");
    // It goes on with what counts.
    change(world.replica(other), 6, "重新改过");
    add_letter(world.replica(other), 7, "后来写的");
    world.bring_work(other);
    assert_alike(&mut world, &["同时另写", "后来写的", "重新改过"]);
    assert_eq!(world.replica(0).adopt(&device, None).unwrap(), 1);
    world.bring_members(0);
    (0..3).for_each(|n| world.meet(n));
    assert_eq!(waiting(&mut world, other), 0);
    let digests: Vec<_> = (0..3).map(|n| world.replica(n).reader().unwrap().digests().unwrap()).collect();
    assert!(digests.windows(2).all(|two| two[0] == two[1]), "{digests:?}");
    let conflicts = world.replica(0).reader().unwrap().status().unwrap().conflicts;
    assert_eq!(conflicts, 1, "what was done twice stands side by side");
}

/// Whoever names an older list of members than before, with an entry between that is refused anyhow, does not get round the rule by that.
#[test]
fn a_refused_entry_between_does_not_let_a_chain_look_back() {
    let mut desks = office(2);
    let other = desks[1].replica.device();
    let before = desks[0].replica.membership().head();
    add_letter(&mut desks[1].replica, 1, "一");
    meet(&mut desks);
    desks[0].replica.set_roles(&other, &["clerk".to_owned(), "hr".to_owned()], &[SpaceId(3)]).unwrap();
    let log = desks[0].replica.membership().log().to_vec();
    desks[1].replica.extend_membership(0, &log).unwrap();
    let (writer, reader) = pair(&mut desks, 1, 0);
    add_letter(writer, 2, "二");
    hand_over(writer, reader);
    // Sealed with another key than was current, so that it is refused, and then by the list of before.
    let forged = |writer: &Replica, epoch: u32, membership, counter: u64, prev| {
        let request = trust::entry::SealRequest {
            office: writer.office(),
            space: SpaceId(1),
            device: writer.device(),
            counter,
            prev,
            epoch,
            membership,
            relay_seen: trust::entry::RelayHead::default(),
            nonce: [7; 24],
        };
        let key = writer.keyring.key(SpaceId(1), 1).unwrap();
        trust::entry::seal(request, key, b"no commit", &writer.secret).unwrap()
    };
    let tip = crate::commit::chain(&writer.conn, 1, &other.0).unwrap().unwrap();
    let refused = forged(writer, 9, writer.membership().head(), tip.0 + 1, tip.1);
    let backward = forged(writer, 1, before, tip.0 + 2, refused.hash());
    for entry in [refused, backward] {
        reader.receive_unordered(SpaceId(1), &[entry.into_bytes()], at(3).unix_ms).unwrap();
    }
    let reasons: Vec<String> = reader.reader().unwrap().quarantine(2).unwrap().into_iter().map(|(_, _, reason)| reason).collect();
    assert!(reasons[0].starts_with("old-members"), "{reasons:?}");
    assert!(reasons[1].starts_with("wrong-epoch"), "{reasons:?}");
}
