//! What follows from what a new record says: from its links, its class, its final state.

use registers::parse::Reason;
use registers::{Op, RecordId, Value};

use super::at;
use super::clerk::{Clerk, register, set};
use crate::{Cell, Error, Period};

fn listed(clerk: &mut Clerk, key: &str, ops: &[Op]) -> RecordId {
    let now = clerk.tick();
    clerk.desk.replica.transact("import", now, |e| e.create_listed(register(key), ops)).unwrap().value
}

#[test]
fn the_class_of_an_asset_decides_its_number() {
    let mut clerk = Clerk::new();
    let mut check = |class: &str, main: &str, begins: &str| {
        let ops = [set("name", "教具"), set("class", class)];
        for id in [clerk.add("assets", &ops), listed(&mut clerk, "assets", &ops)] {
            assert_eq!(clerk.text(id, "main_class"), main, "{class}");
            assert!(clerk.text(id, "asset_no").starts_with(begins), "{class}: {}", clerk.text(id, "asset_no"));
        }
    };
    check("A02020200", "equipment", "SB");
    check("a05010201", "furniture", "JJ");
    check("A01 房屋", "building", "FW");
    check("图书和档案", "books", "TS");
    check("A07010000", "unsorted", "ZC");
    check("激光打印机", "unsorted", "ZC");
    // Whoever says another one means it.
    let own = clerk.add("assets", &[set("name", "画"), set("class", "A02020200"), set("main_class", "collection")]);
    assert_eq!(clerk.text(own, "main_class"), "collection");
}

#[test]
fn a_movement_takes_the_name_of_its_item_and_its_price_once_it_is_posted() {
    let mut clerk = Clerk::new();
    let paper = [set("name", "A4纸"), set("unit", "包"), set("price", Value::Integer(2_150))];
    let paper = clerk.add("supplies", &paper);
    let issue = [
        set("item", paper.to_string()),
        set("kind", "issue"),
        set("quantity", Value::Integer(4)),
        set("department", "数学组"),
        Op::State("posted".to_owned()),
    ];
    let id = listed(&mut clerk, "stock-movements", &issue);
    let record = clerk.record(id);
    assert_eq!((record.text("name"), record.text("unit")), ("A4纸", "包"));
    assert_eq!((record.get("unit_price"), record.get("amount")), (Some(&Value::Integer(2_150)), Some(&Value::Integer(8_600))));
    // What somebody says stays; what comes in costs what its paper says.
    let own = listed(&mut clerk, "stock-movements", &[&issue[..], &[set("name", "复印纸"), set("amount", Value::Integer(9_000))]].concat());
    assert_eq!((clerk.text(own, "name"), clerk.record(own).get("amount").cloned()), ("复印纸".to_owned(), Some(Value::Integer(9_000))));
    let came = listed(&mut clerk, "stock-movements", &[&issue[..], &[set("kind", "in")]].concat());
    assert_eq!(clerk.record(came).get("amount"), None);
    let movements = register("stock-movements");
    let cost = movements.report("cost-by-department").unwrap();
    let table = clerk.reader().report(movements, cost, Period::default(), at(0)).unwrap();
    assert_eq!(table.groups[0].cells[0], Cell::Amount(17_600.0));
    // A draft waits for its posting.
    let draft = clerk.add("stock-movements", &[set("item", paper.to_string()), set("kind", "issue"), set("quantity", Value::Integer(1))]);
    assert_eq!(clerk.record(draft).get("amount"), None);
}

#[test]
fn so_much_is_to_be_ordered_as_target_or_minimum_lack() {
    let mut clerk = Clerk::new();
    let mut check = |minimum: Option<i64>, target: Option<i64>, expect: i64| {
        let said = [("minimum", minimum), ("target", target)].into_iter().filter_map(|(f, n)| Some(set(f, Value::Integer(n?))));
        let item = clerk.add("supplies", &std::iter::once(set("name", "胶水")).chain(said).collect::<Vec<_>>());
        let came = [set("item", item.to_string()), set("kind", "in"), set("quantity", Value::Integer(5)), Op::State("posted".to_owned())];
        listed(&mut clerk, "stock-movements", &came);
        assert_eq!(clerk.derived(item)["to_order"], expect * registers::value::PARTS, "{minimum:?} {target:?}");
    };
    check(Some(8), None, 3);
    check(Some(8), Some(20), 15);
    check(Some(8), Some(2), 3);
    check(None, Some(3), 0);
    check(None, None, 0);
}

#[test]
fn a_record_does_not_name_itself() {
    let mut clerk = Clerk::new();
    let letter = clerk.add("incoming-documents", &[set("title", "通知"), set("received_at", "2026-11-20")]);
    let is_itself = |done: crate::Result<()>, field: &str| match done {
        Err(Error::Rule { field: f, reason: Reason::Itself }) => f == field,
        _ => false,
    };
    assert!(is_itself(clerk.try_change(letter, &[set("same_as", letter.to_string())]).map(drop), "same_as"));
    clerk.step(letter, "register", &[]);
    let given = [set("void_reason", "重复"), set("same_as", letter.to_string())];
    assert!(is_itself(clerk.give(letter, "void", &given).map(drop), "same_as"));
    let task = clerk.add("tasks", &[set("title", "落实")]);
    assert!(is_itself(clerk.try_change(task, &[set("parent", task.to_string())]).map(drop), "parent"));
    let other = clerk.add("tasks", &[set("title", "落实一"), set("parent", task.to_string())]);
    assert_eq!(clerk.text(other, "parent"), task.to_string());
}

#[test]
fn a_room_that_needs_no_approval_is_promised_where_it_is_free() {
    let mut clerk = Clerk::new();
    let room = |clerk: &mut Clerk, name: &str| clerk.add("rooms", &[set("name", name)]);
    let (free, kept) = (room(&mut clerk, "第二会议室"), room(&mut clerk, "报告厅"));
    clerk.step(kept, "require-approval", &[]);
    let book = |clerk: &mut Clerk, room: RecordId, from: &str, to: &str| {
        let day = |time: &str| format!("2026-12-03T{time}");
        let ops = [set("purpose", "教研"), set("room", room.to_string()), set("start", day(from)), set("end", day(to))];
        let id = clerk.add("bookings", &ops);
        clerk.state(id)
    };
    assert_eq!(book(&mut clerk, free, "09:00", "10:00"), "confirmed");
    assert_eq!(book(&mut clerk, free, "09:30", "11:00"), "tentative", "somebody has it");
    assert_eq!(book(&mut clerk, free, "11:00", "12:00"), "confirmed");
    assert_eq!(book(&mut clerk, kept, "09:00", "10:00"), "tentative");
    let bare = clerk.add("bookings", &[set("purpose", "教研"), set("room", free.to_string())]);
    assert_eq!(clerk.state(bare), "tentative");
}
