//! Numbers of several desks that know of each other only now and then.

use std::collections::BTreeMap;

use proptest::prelude::*;
use registers::number::lease::Lease;
use registers::settled::Why;

use super::clerk::{Clerk, register, set};
use super::*;
use crate::{Error, Force, Lack, Reader};

/// Gives every entry that all desks hold the same place in the order, as the relay would: by arrival at it.
pub(super) fn put_in_order(desks: &mut [Desk]) {
    meet(desks);
    let rows = |replica: &Replica| -> Vec<(i64, [u8; 16], i64, Option<i64>)> {
        let mut statement = replica
            .conn
            .prepare("SELECT space, device, counter, seq FROM entry ORDER BY space, seq IS NULL, seq, hlc, device, counter")
            .unwrap();
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut next: BTreeMap<i64, i64> = BTreeMap::new();
    for (space, device, counter, seq) in rows(&desks[0].replica) {
        let place = seq.unwrap_or_else(|| next.get(&space).copied().unwrap_or(0) + 1);
        next.insert(space, place);
        for desk in desks.iter() {
            let sql = "UPDATE entry SET seq=?4 WHERE space=?1 AND device=?2 AND counter=?3";
            desk.replica.conn.execute(sql, rusqlite::params![space, device, counter, place]).unwrap();
            let sql = "UPDATE chain SET ordered=max(ordered, ?3) WHERE space=?1 AND device=?2";
            desk.replica.conn.execute(sql, rusqlite::params![space, device, counter]).unwrap();
        }
    }
}

fn number_of(reader: &Reader, id: RecordId) -> String {
    reader.record(id).unwrap().unwrap().record.text("asset_no").to_owned()
}

#[test]
fn of_two_blocks_taken_at_once_the_earlier_holds_and_nothing_is_numbered_twice() {
    let mut desks = office(2);
    desks[0].replica.take_lease(&assets::REGISTER, Some(5), at(1)).unwrap();
    desks[1].replica.take_lease(&assets::REGISTER, Some(5), at(2)).unwrap();
    // Before the relay has put them in order nothing is given from them.
    let early = add_asset(&mut desks[0].replica, 3, "先到");
    assert_eq!(number_of(&desks[0].replica.reader().unwrap(), early), "");
    put_in_order(&mut desks);
    assert_eq!(desks[0].replica.settle_numbers(at(4)).unwrap(), 1);
    let late = add_asset(&mut desks[1].replica, 5, "没有号段");
    let reader = desks[1].replica.reader().unwrap();
    let leases = reader.leases(&assets::REGISTER, "ZC2026").unwrap();
    assert_eq!(leases.len(), 2);
    assert!(leases.iter().all(|h| h.ordered && (h.lease.first, h.lease.last) == (1, Some(5))));
    assert_eq!((&leases[0].force, &leases[1].force), (&Force::Whole, &Force::Nothing("文书".to_owned())));
    assert_eq!(number_of(&reader, late), "", "its block was taken by the other desk before");
    desks[1].replica.take_lease(&assets::REGISTER, Some(5), at(6)).unwrap();
    put_in_order(&mut desks);
    assert_eq!(desks[1].replica.settle_numbers(at(7)).unwrap(), 1);
    put_in_order(&mut desks);
    for desk in &desks {
        let reader = desk.replica.reader().unwrap();
        assert_eq!((number_of(&reader, early), number_of(&reader, late)), ("ZC202600001".into(), "ZC202600006".into()));
        let series = reader.series(&assets::REGISTER, 2026).unwrap();
        assert_eq!((series[0].last, series[0].reserved.clone(), series[0].unused.len()), (6, vec![2, 3, 4, 5], 0));
        assert!(series[0].doubled.is_empty() && series[0].void.is_empty());
    }
}

#[test]
fn a_standing_lease_ends_when_it_is_given_back() {
    let mut desks = office(2);
    let lease = desks[0].replica.take_lease(&assets::REGISTER, None, at(1)).unwrap().value;
    put_in_order(&mut desks);
    let first = add_asset(&mut desks[0].replica, 2, "甲");
    let waits = add_asset(&mut desks[1].replica, 3, "乙");
    desks[0].replica.transact("step:number-leases:return", at(4), |e| e.step(lease, "return", &[])).unwrap();
    meet(&mut desks);
    desks[1].replica.take_lease(&assets::REGISTER, None, at(5)).unwrap();
    put_in_order(&mut desks);
    desks[1].replica.settle_numbers(at(6)).unwrap();
    let reader = desks[1].replica.reader().unwrap();
    assert_eq!((number_of(&reader, first), number_of(&reader, waits)), ("ZC202600001".into(), "ZC202600002".into()));
    let expected = Lease { holder: desks[1].replica.device().to_string(), first: 1, last: None };
    assert_eq!(reader.leases(&assets::REGISTER, "").unwrap().into_iter().map(|h| h.lease).collect::<Vec<_>>(), vec![expected]);
}

/// What a desk holds is not given up until it is given back, or the year is over.
#[test]
fn a_number_in_hand_is_not_called_unused() {
    let mut desks = office(2);
    let own = desks[0].replica.take_lease(&letters::REGISTER, Some(5), at(1)).unwrap().value;
    put_in_order(&mut desks);
    desks[1].replica.take_lease(&letters::REGISTER, Some(5), at(2)).unwrap();
    put_in_order(&mut desks);
    for (n, desk) in desks.iter_mut().enumerate() {
        let id = add_letter(&mut desk.replica, 3 + n as u64, "通知");
        desk.replica.transact("step", at(5), |e| e.step(id, "register", &[])).unwrap();
    }
    put_in_order(&mut desks);
    let check = |desk: &Desk, year, reserved: &[u64], unused: &[u64]| {
        let series = desk.replica.reader().unwrap().series(&letters::REGISTER, year).unwrap();
        assert_eq!((series[0].last, &series[0].reserved[..], &series[0].unused[..]), (6, reserved, unused), "{year}");
    };
    check(&desks[0], 2026, &[2, 3, 4, 5], &[]);
    // What was left of the blocks, beyond the greatest number as well.
    check(&desks[1], 2027, &[], &[2, 3, 4, 5, 7, 8, 9, 10]);
    desks[0].replica.transact("step:number-leases:return", at(7), |e| e.step(own, "return", &[])).unwrap();
    check(&desks[0], 2026, &[], &[2, 3, 4, 5]);
}

#[test]
fn of_two_standing_leases_one_is_in_force_and_a_third_is_not_taken() {
    let mut desks = office(2);
    for (n, desk) in desks.iter_mut().enumerate() {
        desk.replica.take_lease(&assets::REGISTER, None, at(1 + n as u64)).unwrap();
    }
    let forces = |desk: &Desk| -> Vec<Force> {
        desk.replica.reader().unwrap().all_leases(&assets::REGISTER).unwrap().into_iter().map(|h| h.force).collect()
    };
    assert_eq!(forces(&desks[0]), [Force::Waits]);
    put_in_order(&mut desks);
    for desk in &desks {
        assert_eq!(forces(desk), [Force::Whole, Force::Nothing("文书".to_owned())]);
    }
    for size in [None, Some(5)] {
        let refused = desks[1].replica.take_lease(&assets::REGISTER, size, at(5)).unwrap_err();
        assert!(matches!(&refused, Error::SeriesHeld { desk, .. } if desk == "文书"), "{refused:?}");
    }
    assert!(desks[0].replica.take_lease(&assets::REGISTER, None, at(5)).is_err(), "it is held already");
    desks[0].replica.take_lease(&assets::REGISTER, Some(5), at(6)).unwrap();
    // Given back, the other one comes into force.
    let first = desks[0].replica.reader().unwrap().all_leases(&assets::REGISTER).unwrap().remove(0).id;
    desks[0].replica.transact("step:number-leases:return", at(7), |e| e.step(first, "return", &[])).unwrap();
    put_in_order(&mut desks);
    assert_eq!(forces(&desks[0]), [Force::Whole, Force::Nothing("机1".to_owned())]);
}

/// A number that one record carries is typed on no other where the first can be seen, whichever way it comes; what desks did
/// apart is told as a conflict and mended.
#[test]
fn a_number_that_another_record_carries_is_not_typed() {
    let mut clerk = Clerk::new();
    let typed = |n: u8| [set("title", "来文"), set("reg_no", format!("收〔2026〕{n}号").as_str())];
    let first = clerk.add("incoming-documents", &typed(1));
    let taken = |done: Result<(), Error>, by: RecordId, expect: bool| match done {
        Err(Error::NumberTaken { field, number, bearer, void }) => {
            assert_eq!((field.as_str(), number.as_str(), bearer.title.as_str()), ("reg_no", "收〔2026〕1号", "来文"));
            assert_eq!((bearer.id, void), (by, expect));
        }
        done => panic!("{done:?}"),
    };
    let every_way = |clerk: &mut Clerk, void: bool| {
        let register = register("incoming-documents");
        taken(clerk.try_add("incoming-documents", &typed(1)).map(drop), first, void);
        let now = clerk.tick();
        let listed = clerk.desk.replica.transact("import", now, |e| e.create_listed(register, &typed(1))).map(drop);
        taken(listed, first, void);
        taken(clerk.reader().foresee_listed(register, &typed(1)), first, void);
        let other = clerk.add("incoming-documents", &[set("title", "另一份")]);
        let number = &typed(1)[1..];
        let now = clerk.tick();
        taken(clerk.desk.replica.transact("edit", now, |e| e.change(other, number)).map(drop), first, void);
        let before = clerk.record(other);
        taken(clerk.reader().foresee_change(other, register, &before, number), first, void);
        taken(clerk.give(other, "register", number), first, void);
        other
    };
    let other = every_way(&mut clerk, false);
    // Its own number again is no other one, and what is left empty is given.
    clerk.change(first, &typed(1)[1..]);
    clerk.step(first, "register", &typed(1)[1..]);
    clerk.step(other, "register", &[]);
    assert_eq!(clerk.text(other, "reg_no"), "收〔2026〕2号");
    clerk.step(first, "void", &[set("void_reason", "登记错")]);
    let third = every_way(&mut clerk, true);
    clerk.step(third, "register", &typed(4)[1..]);
    assert_eq!(clerk.text(third, "reg_no"), "收〔2026〕4号");
}

#[test]
fn one_action_types_a_number_once() {
    let mut clerk = Clerk::new();
    let ops = [set("title", "来文"), set("reg_no", "收〔2026〕1号")];
    let register = register("incoming-documents");
    let now = clerk.tick();
    let twice = clerk.desk.replica.transact("import", now, |e| {
        e.create_listed(register, &ops)?;
        e.create_listed(register, &ops)
    });
    assert!(matches!(twice, Err(Error::NumberTaken { void: false, .. })), "{twice:?}");
    // What the action itself takes off a record is free for another one.
    let draft = clerk.add("requisitions", &[set("purpose", "开学"), set("no", "LY2026-0007")]);
    let now = clerk.tick();
    let moved = clerk.desk.replica.transact("edit", now, |e| {
        e.change(draft, &[set("no", "LY2026-0008")])?;
        e.create(super::clerk::register("requisitions"), &[set("purpose", "开学"), set("no", "LY2026-0007")])
    });
    moved.unwrap();
}

#[test]
fn of_a_number_typed_at_two_desks_one_is_given_anew_but_no_third_one() {
    let mut desks = office(2);
    let number = |n: u8| set("reg_no", format!("收〔2026〕{n}号").as_str());
    let add = |desk: &mut Desk, minute, n| {
        let ops = [set("title", "来文"), number(n)];
        desk.replica.transact("create", at(minute), |e| e.create(&letters::REGISTER, &ops)).unwrap().value
    };
    let ids = [add(&mut desks[0], 1, 1), add(&mut desks[1], 2, 1)];
    let other = add(&mut desks[1], 3, 2);
    meet(&mut desks);
    let reader = desks[0].replica.reader().unwrap();
    assert_eq!((reader.twins(&letters::REGISTER, ids[0]).unwrap(), reader.count_conflicts().unwrap()), (vec![ids[1]], 1));
    // The case tells of it, so that it is counted once.
    let docket = reader.docket(at(4).civil, 100).unwrap();
    assert!(reader.conflicts(10).unwrap().iter().all(|c| docket.tells_of(c)) && docket.told == 1);
    let mut change = |id, n| desks[0].replica.transact("edit", at(5), |e| e.change(id, &[number(n)])).map(drop);
    let refused = change(ids[1], 2);
    assert!(matches!(&refused, Err(Error::NumberTaken { bearer, .. }) if bearer.id == other), "{refused:?}");
    change(ids[1], 3).unwrap();
    assert_eq!(reader.count_conflicts().unwrap(), 0);
}

/// The number of an outgoing document is given after its signature: nobody writes one on a draft.
#[test]
fn an_outgoing_document_has_no_number_before_it_is_signed() {
    let mut clerk = Clerk::new();
    let number = [set("issue_no", "校发〔2026〕1号")];
    let early = |done: Result<(), Error>| {
        assert!(matches!(&done, Err(Error::Settled { field, why: Why::Early }) if field == "issue_no"), "{done:?}");
    };
    let draft = [set("title", "通知"), set("kind", "notice"), set("drafter", "职员1")];
    early(clerk.try_add("outgoing-documents", &[&draft[..], &number].concat()).map(drop));
    let id = clerk.add("outgoing-documents", &draft);
    early(clerk.try_change(id, &number));
    early(clerk.give(id, "submit", &number));
    clerk.step(id, "submit", &[]);
    early(clerk.try_change(id, &number));
    let register = register("outgoing-documents");
    let before = clerk.record(id);
    early(clerk.reader().foresee_change(id, register, &before, &number));
    // A list tells of papers that went out long ago; one that calls a numbered paper a draft contradicts itself.
    let listed = |state: &str| [set("title", "旧通知"), number[0].clone(), Op::State(state.to_owned())];
    early(clerk.reader().foresee_listed(register, &listed("drafting")));
    clerk.reader().foresee_listed(register, &listed("numbered")[..2]).unwrap();
    let now = clerk.tick();
    clerk.desk.replica.transact("import", now, |e| e.create_listed(register, &listed("numbered")[..2])).unwrap();
}

#[derive(Debug, Clone)]
enum Act {
    Take(usize, u64),
    Add(usize),
    Meet,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => (0..3usize, 1..4u64).prop_map(|(desk, size)| Act::Take(desk, size)),
        5 => (0..3usize).prop_map(Act::Add),
        2 => Just(Act::Meet),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Once a first lease is in order no number is ever given twice, whatever the desks do apart.
    #[test]
    fn leased_numbers_are_never_given_twice(acts in prop::collection::vec(act(), 1..20)) {
        let mut desks = office(3);
        desks[0].replica.take_lease(&assets::REGISTER, Some(2), at(0)).unwrap();
        put_in_order(&mut desks);
        let mut added = 0;
        for (minute, act) in acts.into_iter().enumerate() {
            let minute = minute as u64 + 1;
            match act {
                Act::Take(desk, size) => drop(desks[desk].replica.take_lease(&assets::REGISTER, Some(size), at(minute)).unwrap()),
                Act::Add(desk) => {
                    add_asset(&mut desks[desk].replica, minute, "椅子");
                    added += 1;
                }
                Act::Meet => put_in_order(&mut desks),
            }
            for desk in &mut desks {
                desk.replica.settle_numbers(at(minute)).unwrap();
            }
        }
        // In the end there is a number for everyone.
        for desk in 0..3 {
            desks[desk].replica.take_lease(&assets::REGISTER, Some(30), at(200 + desk as u64)).unwrap();
            put_in_order(&mut desks);
            desks[desk].replica.settle_numbers(at(300)).unwrap();
            put_in_order(&mut desks);
        }
        assert_equal(&desks);
        let series = desks[1].replica.reader().unwrap().series(&assets::REGISTER, 2026).unwrap();
        prop_assert!(series.iter().all(|s| s.doubled.is_empty()), "{series:?}");
        let numbered: u64 = series.iter().map(|s| s.last - (s.unused.len() + s.reserved.len()) as u64).sum();
        prop_assert_eq!(numbered, added);
    }
}

/// A number of a coming year is given early, from a block of that year: what is left of it is in hand, not given up.
#[test]
fn a_coming_year_is_not_over() {
    let mut desks = office(1);
    let next_year = 60 * 24 * 45;
    desks[0].replica.take_lease(&letters::REGISTER, Some(5), at(next_year)).unwrap();
    put_in_order(&mut desks);
    let id = add_letter(&mut desks[0].replica, next_year + 1, "通知");
    desks[0].replica.transact("step", at(next_year + 2), |e| e.step(id, "register", &[])).unwrap();
    let series = |year| desks[0].replica.reader().unwrap().series(&letters::REGISTER, year).unwrap().remove(0);
    assert_eq!((series(2026).prefix.as_str(), series(2026).last), ("收〔2027〕", 1));
    assert_eq!((series(2026).unused, series(2027).unused), (vec![], vec![]), "before that year and in it");
    assert_eq!(series(2028).unused, [2, 3, 4, 5], "after it");
}

#[test]
fn what_waits_for_a_number_says_why() {
    let mut desks = office(2);
    let lack = |desk: &Desk, id| desk.replica.reader().unwrap().lacks_number(id).unwrap();
    assert!(matches!(desks[0].replica.may_lease(&assets::REGISTER), Err(Error::LeaseWithoutRelay(register)) if register == "assets"));
    let numbered = add_asset(&mut desks[0].replica, 1, "有号");
    desks[0].replica.take_lease(&assets::REGISTER, Some(5), at(2)).unwrap();
    let early = add_asset(&mut desks[0].replica, 3, "先到");
    assert_eq!((lack(&desks[0], numbered), lack(&desks[0], early)), (None, Some(Lack::Relay)), "nobody will ever order the lease");
    desks[0].replica.set_relay_address("wss://relay.example").unwrap();
    desks[0].replica.may_lease(&assets::REGISTER).unwrap();
    assert_eq!(lack(&desks[0], early), Some(Lack::Order));
    put_in_order(&mut desks);
    desks[0].replica.settle_numbers(at(4)).unwrap();
    assert_eq!(lack(&desks[0], early), None);
    desks[1].replica.set_relay_address("wss://relay.example").unwrap();
    let late = add_asset(&mut desks[1].replica, 5, "没有号段");
    assert_eq!(lack(&desks[1], late), Some(Lack::Lease));
}
