//! A desk that is away while a right is taken from it.

use proptest::prelude::*;
use trust::id::DeviceId;
use trust::membership::Cuts;

use super::*;

/// The administrator's desk changes the list of members.
fn change_members(desk: &mut Desk, entry: impl FnOnce(&Replica) -> Vec<u8>) {
    let (entry, len) = (entry(&desk.replica), desk.replica.membership().len() as u64);
    desk.replica.extend_membership(len, &[entry]).unwrap();
}

fn lower(desk: &mut Desk, device: DeviceId) {
    change_members(desk, |r| r.membership.grant(&device, &["handler".to_owned()], &[], &r.secret, &r.keyring, [9; 32]).unwrap());
}

fn revoke(desk: &mut Desk, device: DeviceId) {
    change_members(desk, |r| {
        let of = |space| crate::exchange::frontier(&r.conn, space).unwrap().get(&device).map(|tip| (tip.counter, tip.hash));
        let cuts: Cuts = SpaceId::WELL_KNOWN.into_iter().filter_map(|space| Some(((device, space), of(space)?))).collect();
        r.membership.revoke(&[device], &cuts, &r.secret, [9; 32]).unwrap()
    });
}

fn tell_members(desks: &mut [Desk]) {
    let log = desks[0].replica.membership().log().to_vec();
    for desk in &mut desks[1..] {
        desk.replica.extend_membership(0, &log).unwrap();
    }
}

/// The relay hears of what the first `count` desks have.
fn order_first(desks: &mut Vec<Desk>, count: usize) {
    let away = desks.split_off(count);
    put_in_order(desks);
    desks.extend(away);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// What it did without knowing counts, and waits for the director; what it did before and what it does after does not.
    #[test]
    fn acts_in_good_faith_wait_for_the_director(before in 0u64..3, unaware in 0u64..3, after in 0u64..3, chooser in 0usize..2) {
        let mut desks = open_office(3);
        let device = desks[2].replica.device();
        for n in 0..before {
            add_letter(&mut desks[2].replica, n, "先前");
        }
        put_in_order(&mut desks);
        lower(&mut desks[0], device);
        let log = desks[0].replica.membership().log().to_vec();
        desks[1].replica.extend_membership(0, &log).unwrap();
        add_letter(&mut desks[1].replica, 10, "知情之后");
        order_first(&mut desks, 2);
        let ids: Vec<RecordId> = (0..unaware).map(|n| add_letter(&mut desks[2].replica, 20 + n, "不知情")).collect();
        tell_members(&mut desks);
        for n in 0..after {
            add_letter(&mut desks[2].replica, 30 + n, "已知情");
        }
        let cases = agreed(&mut desks, 40, "right-withdrawn");
        let touched: BTreeSet<RecordId> = cases.iter().flat_map(|c| c.records.iter().copied()).collect();
        prop_assert_eq!(touched, ids.iter().copied().collect::<BTreeSet<_>>());
        for case in &cases {
            prop_assert_eq!(text_of(&desks[0], case.records[0], "title"), "不知情");
            choose(&mut desks[chooser], 41, case, &decide(case), &[]);
        }
        prop_assert_eq!(agreed(&mut desks, 50, "right-withdrawn"), vec![]);
    }

    /// What a revoked desk did after it was last heard does not count, and is shown with what it was about.
    #[test]
    fn acts_of_a_revoked_desk_are_shown(before in 1u64..3, unaware in 1u64..4) {
        let mut desks = open_office(3);
        let device = desks[2].replica.device();
        let mut ids: Vec<RecordId> = (0..before).map(|n| add_letter(&mut desks[2].replica, n, "先前")).collect();
        put_in_order(&mut desks);
        revoke(&mut desks[0], device);
        let first = ids[0];
        desks[2].replica.transact("edit", at(20), |e| e.change(first, &[Op::set(letters::TITLE, "改")])).unwrap();
        ids.extend((1..unaware).map(|n| add_letter(&mut desks[2].replica, 20 + n, "不知情")));
        let gone = desks.pop().unwrap();
        for desk in &mut desks {
            hand_over_from(&gone, desk);
        }
        let log = desks[0].replica.membership().log().to_vec();
        desks[1].replica.extend_membership(0, &log).unwrap();
        let cases = agreed(&mut desks, 40, "act-set-aside");
        prop_assert_eq!(cases.len() as u64, unaware);
        let touched: BTreeSet<RecordId> = cases.iter().flat_map(|c| c.records.iter().copied()).collect();
        prop_assert!(touched.contains(&first));
        prop_assert_eq!(touched.len() as u64, unaware);
        prop_assert_eq!(text_of(&desks[1], first, "title"), "先前", "it does not count");
        prop_assert!(cases.iter().all(|c| c.facts.contains(&("person", "职员2".to_owned()))));
        for case in &cases {
            choose(&mut desks[1], 41, case, &decide(case), &[]);
        }
        prop_assert_eq!(agreed(&mut desks, 50, "act-set-aside"), vec![]);
    }
}

/// Hands over without asking whether everything was taken.
fn hand_over_from(from: &Desk, to: &mut Desk) {
    for space in from.replica.spaces() {
        let beyond = crate::exchange::frontier(&to.replica.conn, space).unwrap();
        let (entries, _) = from.replica.entries_beyond(space, &beyond, 1 << 20).unwrap();
        to.replica.receive_unordered(space, &entries, at(0).unix_ms).unwrap();
    }
}
