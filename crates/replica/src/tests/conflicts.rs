//! What waits for a choice: the list, its count and the marks in lists say the same.

use std::collections::BTreeSet;

use proptest::prelude::*;
use registers::book::{self, assets, disposals, incoming_documents as letters};
use registers::workflow::StepError;
use registers::{Op, RecordId, Value, common};

use super::*;
use crate::{Error, Filter, Query, Reader};

/// As a desk apart, or an older program, has written it: here nobody types a number that another record carries.
fn numbered(replica: &mut Replica, minute: u64, number: &str) -> RecordId {
    let ops = [Op::set(assets::NAME, "投影机"), Op::Set { field: "asset_no".to_owned(), value: Some(Value::from(number)) }];
    replica.transact("create:assets", at(minute), |e| e.create_following(&assets::REGISTER, &ops)).unwrap().value
}

fn void(replica: &mut Replica, minute: u64, id: RecordId) {
    replica.transact("step:assets:void", at(minute), |e| e.step(id, "void", &[Op::set(common::VOID_REASON, "重复登记")])).unwrap();
}

/// List and count agree, and the rows that are marked are those of the list. Gives how long the list is.
fn agree(reader: &Reader) -> usize {
    let list = reader.conflicts(1_000).unwrap();
    assert_eq!(list.len() as u64, reader.count_conflicts().unwrap());
    assert_eq!(list.len() as u64, reader.status().unwrap().conflicts);
    for register in book::ALL {
        let named: BTreeSet<RecordId> =
            list.iter().filter(|c| c.register.key == register.key).flat_map(|c| c.twins.iter().chain([&c.id])).copied().collect();
        let all = Query { limit: 1_000, ..Query::of(register) };
        let marked: BTreeSet<RecordId> = reader.page(&all).unwrap().rows.into_iter().filter(|r| r.conflicts > 0).map(|r| r.id).collect();
        assert_eq!(named, marked, "{}", register.key);
        let found = reader.page(&Query { filters: vec![Filter::InConflict], ..all }).unwrap();
        assert_eq!((found.total, found.rows.len()), (named.len(), named.len()), "{}", register.key);
    }
    list.len()
}

#[test]
fn a_doubled_number_is_counted_until_one_is_void_or_renumbered() {
    let mut desks = office(2);
    let one = numbered(&mut desks[0].replica, 0, "ZC1");
    let other = numbered(&mut desks[1].replica, 1, "ZC1");
    let third = numbered(&mut desks[1].replica, 2, "ZC1");
    assert_eq!(agree(&desks[0].replica.reader().unwrap()), 0);
    meet(&mut desks);
    let reader = desks[0].replica.reader().unwrap();
    assert_eq!(agree(&reader), 1, "one number, however many carry it");
    let mut twins = [other, third];
    twins.sort_unstable();
    assert_eq!(reader.twins(&assets::REGISTER, one).unwrap(), twins);
    void(&mut desks[0].replica, 3, third);
    assert_eq!(agree(&reader), 1);
    assert_eq!(reader.twins(&assets::REGISTER, third).unwrap(), vec![], "a voided one keeps its number in peace");
    let change = [Op::Set { field: "asset_no".to_owned(), value: Some(Value::from("ZC2")) }];
    desks[0].replica.transact("edit:assets", at(4), |e| e.change(other, &change)).unwrap();
    assert_eq!(agree(&reader), 0);
}

#[test]
fn each_value_of_a_conflict_has_its_author() {
    let mut desks = office(2);
    let id = add_asset(&mut desks[0].replica, 0, "投影机");
    meet(&mut desks);
    let place = |replica: &mut Replica, minute, text: &str| {
        replica.transact("edit:assets", at(minute), |e| e.change(id, &[Op::set(assets::LOCATION, text)])).unwrap();
    };
    place(&mut desks[0].replica, 1, "博雅楼");
    place(&mut desks[1].replica, 2, "致远楼");
    place(&mut desks[1].replica, 3, "图书馆");
    meet(&mut desks);
    for desk in &desks {
        let reader = desk.replica.reader().unwrap();
        let of = |field| reader.page(&Query { filters: vec![Filter::Several(field)], ..Query::of(&assets::REGISTER) }).unwrap().total;
        assert_eq!([of("location"), of("name")], [1, 0], "asked field by field");
        let conflicts = reader.conflicts(10).unwrap();
        let [conflict] = &conflicts[..] else { panic!("{conflicts:?}") };
        let mut said: Vec<(&str, &str, &str, u64)> = conflict
            .values
            .iter()
            .zip(&conflict.authors)
            .map(|(v, a)| (v.as_text().unwrap(), a.as_ref().unwrap()))
            .map(|(v, a)| (v, a.person.as_str(), a.desk.as_str(), a.hlc >> 16))
            .collect();
        said.sort_unstable_by_key(|s| s.3);
        assert_eq!(said, [("博雅楼", "林文静", "文书", at(1).unix_ms), ("图书馆", "职员1", "机1", at(3).unix_ms)]);
    }
}

/// The places for whose choice a step waits, and the register where that is another record's.
fn waits(done: crate::Result<crate::Committed<()>>) -> (Vec<String>, String) {
    match done {
        Err(Error::Step(StepError::Several { fields, register })) => (fields, register),
        other => panic!("{:?}", other.map(drop)),
    }
}

#[test]
fn what_is_filed_waits_for_a_choice_and_nothing_else_does() {
    let mut desks = office(3);
    let id = add_letter(&mut desks[0].replica, 0, "来文");
    desks[0].replica.transact("step", at(1), |e| e.put_back(id, &[Op::State("awaiting-filing".to_owned())])).unwrap();
    meet(&mut desks);
    for (desk, place) in desks.iter_mut().zip(["收发室", "档案室"]) {
        desk.replica.transact("edit", at(2), |e| e.change(id, &[Op::set(letters::PLACE, place)])).unwrap();
    }
    meet(&mut desks);
    for desk in &mut desks {
        let filed = desk.replica.transact("step", at(3), |e| e.step(id, "archive", &[]));
        assert_eq!(waits(filed), (vec!["place".to_owned()], String::new()));
    }
    // Editing goes on, here and of other fields.
    desks[2].replica.transact("edit", at(4), |e| e.change(id, &[Op::set(letters::COPIES, 2)])).unwrap();
    desks[1].replica.transact("resolve", at(5), |e| e.change(id, &[Op::set(letters::PLACE, "档案室")])).unwrap();
    meet(&mut desks);
    desks[0].replica.transact("step", at(6), |e| e.step(id, "archive", &[])).unwrap();
    meet(&mut desks);
    for desk in &desks {
        let record = desk.replica.reader().unwrap().record(id).unwrap().unwrap().record;
        assert_eq!((record.state(), record.text("place")), ("archived", "档案室"));
    }
}

#[test]
fn a_disposal_waits_for_a_choice_on_the_card_that_it_writes_off() {
    let mut desks = office(2);
    let card = add_asset(&mut desks[0].replica, 0, "投影机");
    let slip = [
        Op::Member { field: "assets".to_owned(), member: card.to_string(), on: true },
        Op::Set { field: "title".to_owned(), value: Some(Value::from("投影机报废")) },
        Op::set(disposals::METHOD, "scrap"),
        Op::set(disposals::REASON, "损坏"),
        Op::State("approved".to_owned()),
    ];
    desks[0].replica.transact("step", at(1), |e| e.put_back(card, &[Op::State("awaiting-disposal".to_owned())])).unwrap();
    let slip = desks[0].replica.transact("create", at(2), |e| e.create(&disposals::REGISTER, &slip)).unwrap().value;
    meet(&mut desks);
    for (desk, brand) in desks.iter_mut().zip(["爱普生", "明基"]) {
        desk.replica.transact("edit", at(3), |e| e.change(card, &[Op::set(assets::BRAND, brand)])).unwrap();
    }
    meet(&mut desks);
    let dispose = |desk: &mut Desk, minute| {
        let witness = Op::Set { field: "witness".to_owned(), value: Some(Value::from("王芳")) };
        desk.replica.transact("step", at(minute), |e| e.step(slip, "dispose", &[witness]))
    };
    assert_eq!(waits(dispose(&mut desks[0], 4)), (vec!["brand".to_owned()], "assets".to_owned()));
    desks[1].replica.transact("resolve", at(5), |e| e.change(card, &[Op::set(assets::BRAND, "明基")])).unwrap();
    meet(&mut desks);
    dispose(&mut desks[0], 6).unwrap();
    let record = desks[0].replica.reader().unwrap().record(card).unwrap().unwrap().record;
    assert_eq!((record.state(), record.text("brand")), ("disposed", "明基"));
}

#[derive(Debug, Clone)]
enum Act {
    Add(u8),
    Renumber(usize, u8),
    Move(usize, u8),
    Void(usize),
    Meet,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0u8..4).prop_map(Act::Add),
        (any::<usize>(), 0u8..4).prop_map(|(at, n)| Act::Renumber(at, n)),
        (any::<usize>(), 0u8..3).prop_map(|(at, n)| Act::Move(at, n)),
        any::<usize>().prop_map(Act::Void),
        Just(Act::Meet),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn list_count_and_marks_agree(acts in proptest::collection::vec((act(), 0usize..2), 1..14)) {
        let mut desks = office(2);
        let mut known: [Vec<RecordId>; 2] = Default::default();
        for (minute, (act, who)) in (0u64..).zip(acts) {
            let pick = |at: usize| known[who].get(at % known[who].len().max(1)).copied();
            let replica = &mut desks[who].replica;
            // As numbers were written before they were held: two desks still give one apart.
            let mut change = |id, op| replica.transact("edit:assets", at(minute), |e| e.put_back(id, &[op])).map(drop);
            match act {
                Act::Add(n) => known[who].push(numbered(replica, minute, &format!("ZC{n}"))),
                Act::Renumber(at, n) => {
                    let number = Op::Set { field: "asset_no".to_owned(), value: Some(Value::from(format!("ZC{n}").as_str())) };
                    pick(at).map(|id| change(id, number)).transpose().unwrap();
                }
                Act::Move(at, n) => {
                    pick(at).map(|id| change(id, Op::set(assets::LOCATION, format!("楼{n}").as_str()))).transpose().unwrap();
                }
                // A second voiding is refused, which is as well.
                Act::Void(at) => {
                    let reason = Op::set(common::VOID_REASON, "重复登记");
                    pick(at).map(|id| replica.transact("step:assets:void", super::at(minute), |e| e.step(id, "void", &[reason])).map(drop));
                }
                Act::Meet => {
                    meet(&mut desks);
                    let both: BTreeSet<RecordId> = known.iter().flatten().copied().collect();
                    known = std::array::from_fn(|_| both.iter().copied().collect());
                }
            }
        }
        meet(&mut desks);
        let counts: Vec<usize> = desks.iter().map(|d| agree(&d.replica.reader().unwrap())).collect();
        prop_assert_eq!(counts[0], counts[1]);
    }
}
