//! Personal data: it stands beside the entries, and is erased for good.

use proptest::prelude::*;
use registers::book::{assets, visits};
use registers::{Op, RecordId, Value, private};
use trust::entry::Entry;

use super::*;
use crate::Error;

const PHONE: &str = "13800001111";
const OTHER: &str = "13911112222";

fn visitor(desk: &mut Desk, minute: u64, name: &str, phone: &str) -> RecordId {
    let ops = [Op::set(visits::VISITOR, name), Op::set(visits::PHONE, phone)];
    desk.replica.transact("create:visits", at(minute), |e| e.create(&visits::REGISTER, &ops)).unwrap().value
}

fn change(desk: &mut Desk, minute: u64, id: RecordId, phone: &str) -> crate::Result<()> {
    desk.replica.transact("edit:visits", at(minute), |e| e.change(id, &[Op::set(visits::PHONE, phone)])).map(drop)
}

fn erase(desk: &mut Desk, minute: u64, id: RecordId) {
    desk.replica.transact("erase:visits", at(minute), |e| e.erase(id)).unwrap();
}

fn phones(desk: &Desk, id: RecordId) -> Vec<Value> {
    desk.replica.reader().unwrap().record(id).unwrap().unwrap().record.values("phone")
}

fn found(desk: &Desk, text: &str) -> usize {
    desk.replica.reader().unwrap().search(text, 10).unwrap().len()
}

/// Files of a desk's folder that hold a text, once it is done with what it does by itself.
fn holding(desk: &mut Desk, text: &str) -> Vec<String> {
    desk.replica.index().unwrap();
    while desk.replica.sweep().unwrap() {}
    let mut holding = Vec::new();
    for file in std::fs::read_dir(desk.folder.path()).unwrap().map(Result::unwrap) {
        let bytes = std::fs::read(file.path()).unwrap();
        if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
            holding.push(file.file_name().to_string_lossy().into_owned());
        }
    }
    holding
}

/// How many pieces stand beside the entries that a desk has.
fn pieces(desk: &Desk) -> usize {
    let mut statement = desk.replica.conn.prepare("SELECT bytes FROM entry").unwrap();
    let entries = statement.query_map([], |r| r.get::<_, Vec<u8>>(0)).unwrap().map(|bytes| Entry::parse(bytes.unwrap()).unwrap());
    entries.map(|entry| (0..entry.pieces()).filter(|n| entry.has_piece(*n)).count()).sum()
}

fn is_erased(desk: &Desk, id: RecordId) -> bool {
    private::is_erased(&desk.replica.reader().unwrap().record(id).unwrap().unwrap().record)
}

#[test]
fn personal_data_stands_beside_the_document_and_is_there_for_everybody() {
    let mut desks = office(2);
    let id = visitor(&mut desks[0], 0, "王先生", PHONE);
    meet(&mut desks);
    for desk in &mut desks {
        desk.replica.index().unwrap();
        assert_eq!((phones(desk, id), found(desk, PHONE), found(desk, "王先生")), (vec![Value::from(PHONE)], 1, 1));
        let reader = desk.replica.reader().unwrap();
        let doc = reader.document(id).unwrap().unwrap();
        assert!(!doc.windows(PHONE.len()).any(|window| window == PHONE.as_bytes()), "the document holds it");
        let history = reader.history(id).unwrap();
        let told = history[0].changes.iter().find(|change| change.field == "phone").unwrap();
        assert_eq!(told.after, Some(Value::from(PHONE)));
        let row = &reader.page(&crate::Query::of(&visits::REGISTER)).unwrap().rows[0];
        assert_eq!(row.values.get("phone"), Some(&Value::from(PHONE)));
    }
    // What is written again as it stands is no change.
    let before = desks[0].replica.reader().unwrap().status().unwrap().entries;
    change(&mut desks[0], 1, id, PHONE).unwrap();
    assert_eq!(desks[0].replica.reader().unwrap().status().unwrap().entries, before);
    change(&mut desks[1], 2, id, OTHER).unwrap();
    meet(&mut desks);
    assert_equal(&desks);
    for desk in &mut desks {
        assert_eq!(phones(desk, id), [Value::from(OTHER)]);
        let digests = desk.replica.reader().unwrap().digests().unwrap();
        desk.replica.rebuild().unwrap();
        assert_eq!(desk.replica.reader().unwrap().digests().unwrap(), digests);
        assert_eq!(phones(desk, id), [Value::from(OTHER)]);
    }
}

#[test]
fn two_who_wrote_the_same_do_not_contradict_each_other() {
    let mut desks = office(2);
    let id = visitor(&mut desks[0], 0, "王先生", "");
    meet(&mut desks);
    change(&mut desks[0], 1, id, PHONE).unwrap();
    change(&mut desks[1], 1, id, PHONE).unwrap();
    meet(&mut desks);
    assert_equal(&desks);
    assert_eq!(desks[0].replica.reader().unwrap().conflicts(10).unwrap(), vec![]);
    change(&mut desks[0], 2, id, OTHER).unwrap();
    change(&mut desks[1], 2, id, "13700000000").unwrap();
    meet(&mut desks);
    for desk in &desks {
        let conflicts = desk.replica.reader().unwrap().conflicts(10).unwrap();
        assert_eq!((conflicts.len(), conflicts[0].field.as_str()), (1, "phone"));
        let mut values = phones(desk, id);
        values.sort();
        assert_eq!(values, [Value::from("13700000000"), Value::from(OTHER)]);
    }
}

#[test]
fn what_is_erased_is_in_no_file_any_more() {
    let mut desks = office(3);
    let id = visitor(&mut desks[0], 0, "王先生", PHONE);
    let stays = visitor(&mut desks[0], 1, "李女士", OTHER);
    meet(&mut desks);
    change(&mut desks[1], 2, id, "13800001112").unwrap();
    meet(&mut desks);
    for desk in &mut desks {
        assert!(!holding(desk, PHONE).is_empty(), "it is in the history");
        assert_eq!(pieces(desk), 3);
    }
    erase(&mut desks[0], 3, id);
    meet(&mut desks);
    assert_equal(&desks);
    for desk in &mut desks {
        for text in [PHONE, "13800001112"] {
            assert_eq!((holding(desk, text), found(desk, text)), (Vec::<String>::new(), 0));
        }
        assert!(is_erased(desk, id) && !is_erased(desk, stays));
        assert_eq!(pieces(desk), 1);
        assert_eq!((phones(desk, id), phones(desk, stays)), (vec![], vec![Value::from(OTHER)]));
        assert_eq!((found(desk, "王先生"), found(desk, OTHER)), (1, 1));
        let reader = desk.replica.reader().unwrap();
        let history = reader.history(id).unwrap();
        let of_phone = history.iter().flat_map(|event| &event.changes).filter(|change| change.field == "phone");
        assert!(of_phone.clone().count() > 0 && of_phone.clone().all(|change| change.before.is_none() && change.after.is_none()));
        let told = &history.last().unwrap().changes;
        assert!(told.iter().any(|change| change.field == private::ERASED), "{told:?}");
        // The entries are what they were to everybody who checks them.
        assert_eq!(desk.replica.verify().unwrap().faults, Vec::<String>::new());
        desk.replica.rebuild().unwrap();
        assert_eq!((phones(desk, id), phones(desk, stays)), (vec![], vec![Value::from(OTHER)]));
    }
    assert_equal(&desks);
    // A desk that comes later gets it from nobody, and has the rest.
    let mut fresh = office(3).remove(1);
    hand_over(&mut desks[2].replica, &mut fresh.replica);
    assert_eq!((phones(&fresh, id), phones(&fresh, stays)), (vec![], vec![Value::from(OTHER)]));
    assert_eq!((holding(&mut fresh, PHONE), pieces(&fresh)), (Vec::<String>::new(), 1));
}

#[test]
fn erasure_wins_over_what_is_written_at_the_same_time() {
    for first in [0, 1] {
        let mut desks = office(3);
        let id = visitor(&mut desks[0], 0, "王先生", PHONE);
        meet(&mut desks);
        erase(&mut desks[0], 1, id);
        change(&mut desks[1], 1, id, OTHER).unwrap();
        // The third hears of the one or of the other first.
        for from in [first, 1 - first] {
            let (a, b) = pair(&mut desks, from, 2);
            assert_eq!(hand_over(a, b).refused, vec![]);
        }
        meet(&mut desks);
        assert_equal(&desks);
        for desk in &mut desks {
            assert_eq!((phones(desk, id), is_erased(desk, id), pieces(desk)), (vec![], true, 0));
            for text in [PHONE, OTHER] {
                assert_eq!(holding(desk, text), Vec::<String>::new(), "{first}");
            }
            // The conflict is none, and the record can be worked on.
            assert_eq!(desk.replica.reader().unwrap().conflicts(10).unwrap(), vec![]);
            assert!(matches!(change(desk, 5, id, PHONE), Err(Error::Erased(field)) if field == "phone"));
            let purpose = Op::set(visits::VISITOR, "王建国");
            desk.replica.transact("edit:visits", at(6), |e| e.change(id, &[purpose])).unwrap();
        }
    }
}

#[test]
fn only_who_may_erases() {
    let mut desks = office(2);
    let id = visitor(&mut desks[0], 0, "王先生", PHONE);
    meet(&mut desks);
    let refused = desks[1].replica.transact("erase:visits", at(1), |e| e.erase(id));
    assert!(matches!(refused, Err(Error::MayNotErase)));
    // A program that does it all the same is not followed.
    let boss = desks[0].replica.actor(at(1));
    desks[1]
        .replica
        .transact("erase:visits", at(1), |e| {
            e.act_as(boss);
            e.erase(id)
        })
        .unwrap();
    let (from, to) = pair(&mut desks, 1, 0);
    hand_over(from, to);
    assert_eq!((phones(&desks[0], id), is_erased(&desks[0], id)), (vec![Value::from(PHONE)], false));
    assert_eq!(desks[0].replica.reader().unwrap().quarantine(10).unwrap().len(), 1);
}

#[test]
fn erasure_is_not_undone() {
    let mut desks = office(1);
    let id = visitor(&mut desks[0], 0, "王先生", PHONE);
    change(&mut desks[0], 1, id, OTHER).unwrap();
    erase(&mut desks[0], 2, id);
    let desk = &mut desks[0];
    assert!(!desk.replica.reader().unwrap().last_act(&desk.replica.device(), 10).unwrap().unwrap().undoable);
    assert!(matches!(desk.replica.undo(at(3)), Err(Error::ErasureStays)));
    assert_eq!((phones(desk, id), is_erased(desk, id)), (vec![], true));
    assert_eq!((holding(desk, PHONE), holding(desk, OTHER)), (Vec::new(), Vec::new()));
}

#[test]
fn of_many_in_one_entry_one_is_erased() {
    let mut desks = office(2);
    let phone = |n: usize| format!("1390000{n:04}");
    let all: Vec<RecordId> = desks[0]
        .replica
        .transact("import:visits", at(0), |e| {
            let add = |n: usize| [Op::set(visits::VISITOR, "来客"), Op::set(visits::PHONE, phone(n).as_str())];
            (0..50).map(|n| e.create(&visits::REGISTER, &add(n))).collect()
        })
        .unwrap()
        .value;
    meet(&mut desks);
    erase(&mut desks[0], 1, all[7]);
    meet(&mut desks);
    for desk in &mut desks {
        desk.replica.rebuild().unwrap();
        for (n, id) in all.iter().enumerate() {
            assert_eq!(phones(desk, *id), if n == 7 { vec![] } else { vec![Value::from(phone(n).as_str())] });
        }
        assert_eq!(holding(desk, &phone(7)), Vec::<String>::new());
        assert_eq!(desk.replica.verify().unwrap().faults, Vec::<String>::new());
    }
    assert_equal(&desks);
}

#[test]
fn what_is_kept_no_longer_is_erased() {
    let mut desks = office(2);
    let id = visitor(&mut desks[0], 0, "王先生", PHONE);
    let here = visitor(&mut desks[0], 1, "李女士", OTHER);
    let late = visitor(&mut desks[0], 2, "赵先生", "13700000000");
    let dated = crate::dated_by(&visits::REGISTER).unwrap();
    let on = |day: &str| Op::Set { field: dated.to_owned(), value: Some(Value::from(format!("{day}T09:00").as_str())) };
    let desk = &mut desks[0].replica;
    for (id, day, state) in [(id, "2026-05-01", "left"), (here, "2026-05-01", "on-campus"), (late, "2026-05-28", "left")] {
        desk.transact("edit:visits", at(3), |e| e.put_back(id, &[on(day), Op::State(state.to_owned())])).unwrap();
    }
    meet(&mut desks);
    // 180 days after 1 May are over on 29 October, after 28 May on 25 November. Who is still here is kept.
    assert_eq!(desks[0].replica.reader().unwrap().to_erase(at(4).civil.date(), 10).unwrap(), [id]);
    assert!(matches!(desks[1].replica.erase_due(at(4)), Err(Error::MayNotErase)));
    assert_eq!(desks[0].replica.erase_due(at(4)).unwrap(), 1);
    assert_eq!(desks[0].replica.erase_due(at(5)).unwrap(), 0);
    meet(&mut desks);
    assert_equal(&desks);
    for desk in &mut desks {
        assert_eq!((phones(desk, id), phones(desk, here).len(), phones(desk, late).len()), (vec![], 1, 1));
        assert_eq!(holding(desk, PHONE), Vec::<String>::new());
    }
    // An office that keeps them for a shorter time.
    let days = [("register", "visits"), ("what", "retention")].map(|(f, v)| Op::Set { field: f.to_owned(), value: Some(v.into()) });
    let mut ops = days.to_vec();
    ops.push(Op::Set { field: "days".to_owned(), value: Some(Value::Integer(90)) });
    desks[0].replica.transact("create:adjustments", at(6), |e| e.create(&registers::book::adjustments::REGISTER, &ops)).unwrap();
    assert_eq!(desks[0].replica.erase_due(at(7)).unwrap(), 1);
    assert_eq!((phones(&desks[0], late), phones(&desks[0], here).len()), (vec![], 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Three desks write, erase and meet in any order: in the end all hold the same, what was erased is gone everywhere, and of the
    /// rest nothing is lost.
    #[test]
    fn desks_that_write_and_erase_in_any_order_end_equal(acts in proptest::collection::vec((0usize..3, 0usize..4, 0usize..3), 1..24)) {
        let mut desks = office(3);
        let ids: Vec<RecordId> = (0..3).map(|n| visitor(&mut desks[0], n, "来客", &format!("1370000{n:04}"))).collect();
        meet(&mut desks);
        let (mut erased, mut written) = ([false; 3], Vec::new());
        for (n, (desk, act, record)) in acts.into_iter().enumerate() {
            let (minute, id) = (10 + n as u64, ids[record]);
            match act {
                0 | 1 => {
                    let phone = format!("1360000{n:04}");
                    if change(&mut desks[desk], minute, id, &phone).is_ok() {
                        written.push((record, phone));
                    }
                }
                2 => {
                    erase(&mut desks[0], minute, id);
                    erased[record] = true;
                }
                _ => {
                    let (from, to) = pair(&mut desks, desk, (desk + 1) % 3);
                    prop_assert_eq!(hand_over(from, to).refused, vec![]);
                }
            }
        }
        meet(&mut desks);
        assert_equal(&desks);
        for desk in &mut desks {
            for (record, id) in ids.iter().enumerate() {
                prop_assert_eq!(phones(desk, *id).is_empty(), erased[record]);
            }
            for (record, phone) in &written {
                prop_assert_eq!(holding(desk, phone).is_empty(), erased[*record], "{}", phone);
            }
        }
    }
}

#[test]
fn records_without_personal_data_have_nothing_apart() {
    let mut desks = office(1);
    let id = add_asset(&mut desks[0].replica, 0, "投影机");
    desks[0].replica.transact("edit:assets", at(1), |e| e.change(id, &[Op::set(assets::LOCATION, "博雅楼")])).unwrap();
    let kinds: i64 =
        desks[0].replica.conn.query_row("SELECT count(*) FROM entry WHERE substr(bytes,3,1)<>x'01'", [], |r| r.get(0)).unwrap();
    assert_eq!(kinds, 0);
}
