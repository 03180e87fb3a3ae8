//! What two desks wrote without knowing of each other.

use std::collections::BTreeMap;

use proptest::prelude::*;
use registers::book::{assets, incoming_documents as letters, visits};
use registers::document::cell;
use registers::settled::Why;
use registers::{Op, RecordId, Value, common};

use super::*;
use crate::{Edit, Error};

#[test]
fn different_fields_merge_and_the_same_field_keeps_both() {
    let mut desks = office(2);
    let id = add_asset(&mut desks[0].replica, 0, "投影机");
    meet(&mut desks);
    desks[0]
        .replica
        .transact("edit:assets", at(1), |e| e.change(id, &[Op::set(assets::LOCATION, "博雅楼"), Op::set(assets::BRAND, "爱普生")]))
        .unwrap();
    desks[1]
        .replica
        .transact("edit:assets", at(2), |e| e.change(id, &[Op::set(assets::LOCATION, "图书馆"), Op::set(assets::MODEL, "CB-X50")]))
        .unwrap();
    meet(&mut desks);
    assert_equal(&desks);
    for desk in &desks {
        let reader = desk.replica.reader().unwrap();
        let record = reader.record(id).unwrap().unwrap().record;
        assert_eq!((record.text("brand"), record.text("model")), ("爱普生", "CB-X50"));
        assert_eq!(record.conflicts(), vec!["location"]);
        let mut values = record.values("location");
        values.sort();
        assert_eq!(values, vec![Value::from("博雅楼"), Value::from("图书馆")]);
        let conflicts = reader.conflicts(10).unwrap();
        assert_eq!(conflicts.len(), 1);
        assert_eq!((conflicts[0].id, conflicts[0].field.as_str()), (id, "location"));
    }
    desks[1].replica.transact("resolve:assets:location", at(3), |e| e.change(id, &[Op::set(assets::LOCATION, "图书馆")])).unwrap();
    meet(&mut desks);
    for desk in &desks {
        assert_eq!(desk.replica.reader().unwrap().conflicts(10).unwrap(), vec![]);
    }
}

#[test]
fn a_prepared_document_is_left_when_another_desk_changed_the_record() {
    let mut desks = office(2);
    let id = add_asset(&mut desks[0].replica, 0, "投影机");
    meet(&mut desks);
    let change = |replica: &mut crate::Replica, n, op| replica.transact("edit:assets", at(n), |e| e.change(id, &[op])).unwrap();
    desks[1].replica.prepare(id).unwrap();
    change(&mut desks[0].replica, 1, Op::set(assets::LOCATION, "博雅楼"));
    meet(&mut desks);
    // On the old document this would be a second value beside the first.
    change(&mut desks[1].replica, 2, Op::set(assets::LOCATION, "图书馆"));
    meet(&mut desks);
    assert_equal(&desks);
    let record = desks[0].replica.reader().unwrap().record(id).unwrap().unwrap().record;
    assert_eq!((record.text("location"), record.conflicts()), ("图书馆", Vec::new()));
}

#[test]
fn more_records_than_are_kept_ready_can_be_edited_in_turns() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let ids: Vec<RecordId> = (0..20).map(|n| add_asset(replica, n, &format!("投影机{n}"))).collect();
    for round in 0..3 {
        for (n, id) in ids.iter().enumerate() {
            replica.prepare(*id).unwrap();
            let place = format!("{round}-{n}");
            replica
                .transact("edit:assets", at(100 + round * 20 + n as u64), |e| e.change(*id, &[Op::set(assets::LOCATION, place.as_str())]))
                .unwrap();
        }
    }
    let reader = replica.reader().unwrap();
    for (n, id) in ids.iter().enumerate() {
        assert_eq!(reader.record(*id).unwrap().unwrap().record.text("location"), format!("2-{n}"));
    }
    replica.prepare(RecordId::from_bytes([9; 16])).unwrap();
    replica.rebuild().unwrap();
}

#[test]
fn long_text_merges_by_character() {
    let mut desks = office(2);
    let id = add_letter(&mut desks[0].replica, 0, "通知");
    desks[0].replica.transact("edit", at(1), |e| e.change(id, &[Op::text(common::REMARKS, "中间")])).unwrap();
    meet(&mut desks);
    desks[0].replica.transact("edit", at(2), |e| e.change(id, &[Op::text(common::REMARKS, "前面中间")])).unwrap();
    desks[1].replica.transact("edit", at(3), |e| e.change(id, &[Op::text(common::REMARKS, "中间后面")])).unwrap();
    meet(&mut desks);
    assert_equal(&desks);
    let record = desks[0].replica.reader().unwrap().record(id).unwrap().unwrap().record;
    assert_eq!(record.text("remarks"), "前面中间后面");
    assert_eq!(record.conflicts(), Vec::<String>::new());
}

#[test]
fn a_text_too_long_for_one_change_is_written_whole() {
    let mut desks = office(2);
    let id = add_letter(&mut desks[0].replica, 0, "通知");
    let long: String = (0..30_000).map(|n| char::from_u32(0x4e00 + n % 5_000).unwrap()).collect();
    desks[0].replica.transact("edit", at(1), |e| e.change(id, &[Op::text(common::REMARKS, &long)])).unwrap();
    let shorter: String = long.chars().skip(15_000).collect();
    meet(&mut desks);
    desks[1].replica.transact("edit", at(2), |e| e.change(id, &[Op::text(common::REMARKS, &shorter)])).unwrap();
    meet(&mut desks);
    assert_equal(&desks);
    assert_eq!(desks[0].replica.reader().unwrap().record(id).unwrap().unwrap().record.text("remarks"), shorter);
}

#[test]
fn rows_of_two_desks_are_all_kept() {
    let mut desks = office(2);
    let id = add_letter(&mut desks[0].replica, 0, "通知");
    meet(&mut desks);
    for (n, leader) in [(0, "张校长"), (1, "李校长")] {
        let cells = vec![cell(letters::instructions::LEADER, leader), cell(letters::instructions::TEXT, "请办公室办")];
        desks[n].replica.transact("line", at(5), |e| e.append(id, "instructions", cells)).unwrap();
    }
    meet(&mut desks);
    assert_equal(&desks);
    let record = desks[1].replica.reader().unwrap().record(id).unwrap().unwrap().record;
    assert_eq!(record.lines["instructions"].len(), 2);
}

#[test]
fn void_beats_a_concurrent_step() {
    let mut desks = office(2);
    let id = add_visit(&mut desks[0].replica, 0, "王芳");
    desks[0].replica.transact("step", at(0), |e| e.step(id, "enter", &[])).unwrap();
    meet(&mut desks);
    desks[0].replica.transact("step", at(1), |e| e.step(id, "void", &[Op::set(common::VOID_REASON, "重复")])).unwrap();
    desks[1].replica.transact("step", at(2), |e| e.step(id, "leave", &[])).unwrap();
    meet(&mut desks);
    assert_equal(&desks);
    let record = desks[1].replica.reader().unwrap().record(id).unwrap().unwrap().record;
    assert_eq!(record.state(), "void");
    assert!(record.is_filled("left"), "the time of leaving is kept");
}

#[test]
fn one_number_given_at_two_desks_is_shown_and_nothing_is_renumbered() {
    let mut desks = office(2);
    let ids: Vec<RecordId> = (0..2).map(|n| add_letter(&mut desks[n].replica, 0, "通知")).collect();
    for (n, id) in ids.iter().enumerate() {
        desks[n].replica.transact("step", at(1), |e| e.step(*id, "register", &[])).unwrap();
    }
    meet(&mut desks);
    let reader = desks[0].replica.reader().unwrap();
    for id in &ids {
        assert_eq!(reader.record(*id).unwrap().unwrap().record.text("reg_no"), "收〔2026〕1号");
    }
    let conflicts = reader.conflicts(10).unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!((conflicts[0].title.as_str(), conflicts[0].twins.len()), ("收〔2026〕1号", 1));
    let next = add_letter(&mut desks[1].replica, 2, "又一份");
    desks[1].replica.transact("step", at(2), |e| e.step(next, "register", &[])).unwrap();
    assert_eq!(desks[1].replica.reader().unwrap().record(next).unwrap().unwrap().record.text("reg_no"), "收〔2026〕2号");
}

#[test]
fn undo_goes_back_unless_somebody_wrote_since() {
    let mut desks = office(2);
    let id = add_asset(&mut desks[0].replica, 0, "投影机");
    let set = |replica: &mut Replica, minute, ops: &[Op]| {
        replica.transact("edit:assets", at(minute), |e| e.change(id, ops)).unwrap();
    };
    set(&mut desks[0].replica, 1, &[Op::set(assets::LOCATION, "甲楼"), Op::set(assets::BRAND, "甲")]);
    set(&mut desks[0].replica, 2, &[Op::set(assets::LOCATION, "乙楼"), Op::set(assets::BRAND, "乙")]);
    meet(&mut desks);
    set(&mut desks[1].replica, 3, &[Op::set(assets::BRAND, "丙")]);
    meet(&mut desks);
    let undone = desks[0].replica.undo(at(4)).unwrap().value;
    assert_eq!((undone.restored.len(), undone.kept.len()), (1, 1));
    let read = |desk: &Desk, field: &str| desk.replica.reader().unwrap().record(id).unwrap().unwrap().record.text(field).to_owned();
    assert_eq!((read(&desks[0], "location").as_str(), read(&desks[0], "brand").as_str()), ("甲楼", "丙"));
    desks[0].replica.undo(at(5)).unwrap();
    assert_eq!(read(&desks[0], "location"), "");
    assert!(matches!(desks[0].replica.undo(at(6)), Err(Error::CreationStays)));
    meet(&mut desks);
    assert_equal(&desks);
}

/// One act of one desk in a generated history.
#[derive(Debug, Clone)]
enum Act {
    Add(String),
    Rename(usize, String),
    Place(usize, String),
    Remark(usize, String),
    Row(usize, String),
    Meet(usize),
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let text = || "[一二三四abc]{1,6}";
    let act = prop_oneof![
        2 => text().prop_map(Act::Add),
        2 => (any::<usize>(), text()).prop_map(|(n, t)| Act::Rename(n, t)),
        2 => (any::<usize>(), text()).prop_map(|(n, t)| Act::Place(n, t)),
        1 => (any::<usize>(), text()).prop_map(|(n, t)| Act::Remark(n, t)),
        2 => (any::<usize>(), text()).prop_map(|(n, t)| Act::Row(n, t)),
        2 => (0usize..3).prop_map(Act::Meet),
    ];
    proptest::collection::vec((0usize..3, act), 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever three desks do and whenever two of them meet: in the end all hold the same, every record and
    /// every row is there, every field shows one of the values last written to it, and a rebuild changes nothing.
    #[test]
    fn replicas_converge_and_facts_survive(history in acts()) {
        let mut desks = office(3);
        let mut known: Vec<Vec<RecordId>> = vec![Vec::new(); 3];
        let mut names: BTreeMap<RecordId, Vec<String>> = BTreeMap::new();
        let mut rows: Vec<(RecordId, String)> = Vec::new();
        for (minute, (me, act)) in history.into_iter().enumerate() {
            let minute = minute as u64;
            let pick = |known: &[RecordId], n: usize| known.get(n % known.len().max(1)).copied();
            match act {
                Act::Add(title) => {
                    let id = add_letter(&mut desks[me].replica, minute, &title);
                    known[me].push(id);
                    names.insert(id, vec![title]);
                }
                Act::Rename(n, title) => if let Some(id) = pick(&known[me], n) {
                    desks[me].replica.transact("edit", at(minute), |e| e.change(id, &[Op::set(letters::TITLE, title.as_str())])).unwrap();
                    names.get_mut(&id).unwrap().push(title);
                },
                Act::Place(n, text) => if let Some(id) = pick(&known[me], n) {
                    desks[me].replica.transact("edit", at(minute), |e| e.change(id, &[Op::set(letters::PLACE, text.as_str())])).unwrap();
                },
                Act::Remark(n, text) => if let Some(id) = pick(&known[me], n) {
                    desks[me].replica.transact("edit", at(minute), |e| e.change(id, &[Op::text(common::REMARKS, &text)])).unwrap();
                },
                Act::Row(n, text) => if let Some(id) = pick(&known[me], n) {
                    let cells = vec![cell(letters::opinions::TEXT, text.as_str())];
                    let row = desks[me].replica.transact("line", at(minute), |e| e.append(id, "opinions", cells)).unwrap().value;
                    rows.push((id, row));
                },
                Act::Meet(other) => if other != me {
                    let (a, b) = pair(&mut desks, me, other);
                    hand_over(a, b);
                    hand_over(b, a);
                    let mut both: Vec<RecordId> = known[me].iter().chain(&known[other]).copied().collect();
                    both.sort_unstable();
                    both.dedup();
                    known[me].clone_from(&both);
                    known[other] = both;
                },
            }
        }
        meet(&mut desks);
        assert_equal(&desks);
        for desk in &mut desks {
            let before = desk.replica.reader().unwrap().digests().unwrap();
            let reader = desk.replica.reader().unwrap();
            for (id, titles) in &names {
                let record = reader.record(*id).unwrap().unwrap().record;
                prop_assert!(titles.iter().any(|t| t == record.text("title")));
                for value in record.values("title") {
                    prop_assert!(titles.iter().any(|t| Value::from(t.as_str()) == value));
                }
            }
            for (id, row) in &rows {
                let record = reader.record(*id).unwrap().unwrap().record;
                prop_assert!(record.lines["opinions"].iter().any(|l| l.id == *row));
            }
            let conflicts = reader.conflicts(1_000).unwrap();
            desk.replica.rebuild().unwrap();
            let reader = desk.replica.reader().unwrap();
            prop_assert_eq!(before, reader.digests().unwrap());
            prop_assert_eq!(conflicts, reader.conflicts(1_000).unwrap());
        }
    }
}

#[test]
fn a_visit_keeps_both_times_of_leaving() {
    let mut desks = office(2);
    let id = add_visit(&mut desks[0].replica, 0, "王芳");
    desks[0].replica.transact("step", at(0), |e| e.step(id, "enter", &[])).unwrap();
    meet(&mut desks);
    desks[0].replica.transact("step", at(10), |e| e.step(id, "leave", &[])).unwrap();
    desks[1].replica.transact("step", at(20), |e| e.step(id, "leave", &[])).unwrap();
    meet(&mut desks);
    let record = desks[0].replica.reader().unwrap().record(id).unwrap().unwrap().record;
    assert_eq!(record.state(), "left");
    assert_eq!(record.values(visits::LEFT.id()).len(), 2);
}

#[test]
fn undoing_a_step_keeps_the_number_that_it_gave() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let id = add_letter(replica, 0, "通知");
    replica.transact("step", at(1), |e| e.step(id, "register", &[])).unwrap();
    let undone = replica.undo(at(2)).unwrap().value;
    assert!(undone.kept.iter().any(|(_, field)| field == "reg_no"));
    let record = replica.reader().unwrap().record(id).unwrap().unwrap().record;
    assert_eq!((record.state(), record.text("reg_no")), ("awaiting-inspection", "收〔2026〕1号"));
}

#[test]
fn a_number_that_was_given_is_not_written_over() {
    let mut desks = office(2);
    let number = |text: &str| Op::Set { field: "reg_no".to_owned(), value: (!text.is_empty()).then(|| Value::from(text)) };
    let ids: Vec<RecordId> = (0..2).map(|n| add_letter(&mut desks[n].replica, 0, "通知")).collect();
    for (n, id) in ids.iter().enumerate() {
        desks[n].replica.transact("step", at(1), |e| e.step(*id, "register", &[])).unwrap();
    }
    let replica = &mut desks[0].replica;
    for text in ["收〔2026〕7号", ""] {
        let refused = replica.transact("edit", at(2), |e| e.change(ids[0], &[number(text)])).unwrap_err();
        assert!(matches!(&refused, Error::Settled { field, why: Why::Number } if field == "reg_no"), "{refused:?}");
        let refused = replica.transact("step", at(2), |e| e.step(ids[0], "send-for-opinion", &[number(text)])).unwrap_err();
        assert!(matches!(refused, Error::Settled { .. }), "{refused:?}");
    }
    let other = [Op::set(letters::TITLE, "通知（改）"), number("收〔2026〕1号")];
    replica.transact("edit", at(3), |e| e.change(ids[0], &other)).unwrap();
    // Doubled, it may be given anew, but not just be taken away.
    meet(&mut desks);
    let replica = &mut desks[0].replica;
    assert!(replica.transact("edit", at(4), |e| e.change(ids[0], &[number("")])).is_err());
    replica.transact("edit", at(5), |e| e.change(ids[0], &[number("收〔2026〕7号")])).unwrap();
    // Taking that back would double it again.
    let undone = replica.undo(at(6)).unwrap().value;
    assert_eq!((undone.restored.len(), undone.kept), (0, vec![(ids[0], "reg_no".to_owned())]));
    assert!(replica.transact("edit", at(7), |e| e.change(ids[0], &[number("收〔2026〕8号")])).is_err(), "it is one again");
}

#[test]
fn of_two_numbers_of_one_record_one_is_chosen() {
    let mut desks = office(2);
    let id = add_letter(&mut desks[0].replica, 0, "通知");
    meet(&mut desks);
    let number = |text: &str| [Op::Set { field: "reg_no".to_owned(), value: Some(Value::from(text)) }];
    for (n, text) in ["甲1", "乙1"].iter().enumerate() {
        desks[n].replica.transact("edit", at(1), |e| e.change(id, &number(text))).unwrap();
    }
    meet(&mut desks);
    assert!(desks[0].replica.transact("edit", at(2), |e| e.change(id, &number("丙1"))).is_err());
    desks[0].replica.transact("edit", at(3), |e| e.change(id, &number("甲1"))).unwrap();
}

#[test]
fn undoing_puts_a_number_back_that_stood_there() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let id = add_letter(replica, 0, "通知");
    replica.transact("step", at(1), |e| e.step(id, "register", &[])).unwrap();
    let number = |replica: &Replica| replica.reader().unwrap().record(id).unwrap().unwrap().record.text("reg_no").to_owned();
    // As it could be emptied before numbers were held.
    let empty = [Op::Set { field: "reg_no".to_owned(), value: None }];
    replica.transact("edit:incoming-documents", at(2), |e| e.put_back(id, &empty)).unwrap();
    assert_eq!(number(replica), "");
    assert_eq!(replica.undo(at(3)).unwrap().value.restored, [(id, "reg_no".to_owned())]);
    assert_eq!(number(replica), "收〔2026〕1号");
}

#[test]
fn undoing_gives_no_number_back_that_another_record_has_meanwhile() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let ids = [add_letter(replica, 0, "甲"), add_letter(replica, 0, "乙")];
    replica.transact("step", at(1), |e| e.step(ids[0], "register", &[])).unwrap();
    let number = |text: Option<&str>| [Op::Set { field: "reg_no".to_owned(), value: text.map(Value::from) }];
    let moved = |e: &mut Edit<'_>| {
        e.put_back(ids[0], &number(None))?;
        e.change(ids[1], &number(Some("收〔2026〕1号")))
    };
    replica.transact("edit:incoming-documents", at(2), moved).unwrap();
    let undone = replica.undo(at(3)).unwrap().value;
    assert_eq!(undone.restored, []);
    assert_eq!(replica.reader().unwrap().series(&letters::REGISTER, 2026).unwrap()[0].doubled, Vec::<u64>::new());
}

#[test]
fn an_undo_of_one_action_takes_back_no_other() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let device = replica.device();
    let id = add_asset(replica, 0, "投影机");
    let added = replica.reader().unwrap().last_act(&device, 10).unwrap().unwrap();
    assert!(!added.undoable && added.records == [id]);
    let mut edit = |n: u64, place: &str| {
        replica.transact("edit:assets", at(n), |e| e.change(id, &[Op::set(assets::LOCATION, place)])).unwrap().entry.unwrap()
    };
    let (first, second) = (edit(1, "一楼"), edit(2, "二楼"));
    assert!(matches!(replica.undo_that(first, at(3)), Err(Error::NotTheLast)));
    let last = replica.reader().unwrap().last_act(&device, 10).unwrap().unwrap();
    assert_eq!((last.entry, last.label.as_str(), last.undoable), (second, "edit:assets", true));
    replica.undo_that(second, at(4)).unwrap();
    assert!(matches!(replica.undo_that(second, at(5)), Err(Error::NotTheLast)), "not twice");
    replica.undo_that(first, at(6)).unwrap();
    assert_eq!(replica.reader().unwrap().record(id).unwrap().unwrap().record.text("location"), "");
}
