//! A store of which two desks keep the book.

use proptest::prelude::*;
use registers::book::{receipts, requisitions, stock_movements as moves, supplies};

use super::*;

fn item(desk: &mut Desk, stock: i64) -> RecordId {
    let item = add(desk, 0, &supplies::REGISTER, &[Op::set(supplies::NAME, "A4复印纸"), Op::set(supplies::UNIT, "包")]);
    if stock > 0 {
        movement(desk, 1, item, "opening", stock);
    }
    item
}

fn movement(desk: &mut Desk, minute: u64, item: RecordId, kind: &str, quantity: i64) -> RecordId {
    let ops =
        [Op::set(moves::NAME, "A4复印纸"), Op::set(moves::ITEM, item), Op::set(moves::KIND, kind), Op::set(moves::QUANTITY, quantity)];
    let id = add(desk, minute, &moves::REGISTER, &ops);
    step(desk, minute, id, "post", &[Op::set(moves::DEPARTMENT, "教务处")]);
    id
}

fn stock(desk: &Desk, item: RecordId) -> i64 {
    desk.replica.reader().unwrap().derived(&supplies::REGISTER, &[item], at(900).civil).unwrap()[&item]["stock"] / registers::value::PARTS
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]

    /// Goods that left are gone: the stock is negative on every desk until something explains it.
    #[test]
    fn issues_of_two_desks_below_zero(taken in proptest::collection::vec(1i64..6, 2), chooser in 0usize..3, explained: bool) {
        let mut desks = open_office(3);
        let item = item(&mut desks[0], 5);
        put_in_order(&mut desks);
        for (n, quantity) in taken.iter().enumerate() {
            movement(&mut desks[n], 10 + n as u64, item, "issue", *quantity);
        }
        work_goes_on(&mut desks, 20);
        let cases = agreed(&mut desks, 30, "negative-stock");
        let left = 5 - taken.iter().sum::<i64>();
        for desk in &desks {
            prop_assert_eq!(stock(desk, item), left, "never clamped");
        }
        prop_assert_eq!(cases.len(), usize::from(left < 0));
        for case in &cases {
            prop_assert_eq!(case.records[0], item);
            if explained {
                movement(&mut desks[chooser], 31, item, "in", 10);
            } else {
                choose(&mut desks[chooser], 31, case, &decide(case), &[]);
            }
        }
        prop_assert_eq!(agreed(&mut desks, 40, "negative-stock"), vec![]);
        prop_assert_eq!(stock(&desks[2], item), if explained && left < 0 { left + 10 } else { left });
    }

    /// What was counted stands. An issue before the count that comes to light afterwards is in it already; one after the
    /// count goes off it.
    #[test]
    fn a_count_against_issues(counted in 0i64..60, issued in 1i64..20, minute in 5u64..60, early: bool, chooser in 0usize..3) {
        prop_assume!(minute != 30);
        let mut desks = open_office(3);
        let item = item(&mut desks[0], 50);
        put_in_order(&mut desks);
        let count = desks[0].replica.count_stock(item, Value::Integer(counted), "月末盘点", at(30)).unwrap().value;
        let issue = movement(&mut desks[2], minute, item, "issue", issued);
        if early {
            // It comes to light before the count is approved.
            put_in_order(&mut desks);
        } else {
            let (a, b) = pair(&mut desks, 0, 1);
            hand_over(a, b);
        }
        step(&mut desks[1], 61, count, "approve", &[]);
        work_goes_on(&mut desks, 65);
        let cases = agreed(&mut desks, 70, "stock-count-late");
        prop_assert_eq!(cases.len(), usize::from(!early && minute < 30));
        for case in &cases {
            choose(&mut desks[chooser], 71, case, &Choice::Step { id: count, step: "restate" }, &[]);
        }
        prop_assert_eq!(agreed(&mut desks, 80, "stock-count-late"), vec![]);
        for desk in &desks {
            prop_assert_eq!(stock(desk, item), if minute < 30 { counted } else { counted - issued });
            prop_assert_eq!(state_of(desk, issue), "posted");
        }
    }

    /// Two desks count the same shelf without knowing of each other: the shelf is not corrected twice.
    #[test]
    fn two_counts_at_once(counted in 0i64..60, chooser in 0usize..2) {
        let mut desks = open_office(2);
        let item = item(&mut desks[0], 50);
        put_in_order(&mut desks);
        let first = desks[0].replica.count_stock(item, Value::Integer(counted), "盘点", at(30)).unwrap().value;
        let second = desks[1].replica.count_stock(item, Value::Integer(counted), "盘点", at(40)).unwrap().value;
        // Each has the other's draft and approves it; neither knows of the other's approval.
        meet(&mut desks);
        step(&mut desks[1], 50, first, "approve", &[]);
        step(&mut desks[0], 50, second, "approve", &[]);
        let cases = agreed(&mut desks, 70, "stock-count-late");
        prop_assert_eq!(cases.len(), usize::from(counted != 50));
        for case in &cases {
            choose(&mut desks[chooser], 71, case, &Choice::Step { id: second, step: "restate" }, &[]);
        }
        prop_assert_eq!(agreed(&mut desks, 80, "stock-count-late"), vec![]);
        prop_assert_eq!(stock(&desks[0], item), counted);
    }
}

/// A paper that both desks know, with one row about the item.
fn paper(desks: &mut [Desk], register: &'static Register, state: &str, ops: &[Op], row: (&str, &[(&str, Value)])) -> RecordId {
    let id = add(&mut desks[0], 2, register, ops);
    let cells = row.1.iter().map(|(column, value)| ((*column).to_owned(), value.clone())).collect();
    act(&mut desks[0], 3, |e| e.append(id, row.0, cells));
    act(&mut desks[0], 4, |e| e.put_back(id, &[Op::State(state.to_owned())]));
    put_in_order(desks);
    id
}

fn following(desk: &Desk, register: &'static Register, via: &str, paper: RecordId) -> Vec<Record> {
    let reader = desk.replica.reader().unwrap();
    let rows = reader.page(&crate::Query { limit: 100, ..crate::Query::of(register) }).unwrap().rows;
    rows.into_iter().map(|row| read(desk, row.id)).filter(|record| record.text(via) == paper.to_string()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// One requisition that two desks issue is issued once: the goods leave the books once, on every desk.
    #[test]
    fn one_requisition_issued_at_two_desks(minutes in proptest::collection::vec(10u64..60, 2), n in 1i64..9, second in 1i64..9, partly: bool) {
        let mut desks = open_office(3);
        let item = item(&mut desks[0], 20);
        let cells = [("item", item.to_string().into()), ("name", "A4复印纸".into()), ("requested", 9.into()), ("approved", 9.into()), ("issued", n.into())];
        let ops = [Op::set(requisitions::PURPOSE, "开学"), Op::set(requisitions::ISSUER, "马秀建"), Op::set(requisitions::ISSUED_ON, at(9).civil.date())];
        let id = paper(&mut desks, &requisitions::REGISTER, "awaiting-issue", &ops, ("lines", &cells));
        let row = read(&desks[1], id).lines["lines"][0].id.clone();
        for (at, minute) in minutes.iter().enumerate() {
            if at == 1 && partly {
                act(&mut desks[1], *minute, |e| e.change(id, &[Op::Set { field: format!("lines/{row}/issued"), value: Some(second.into()) }]));
            }
            step(&mut desks[at], *minute, id, "issue-part", &[]);
        }
        put_in_order(&mut desks);
        assert_equal(&desks);
        for desk in &desks {
            let moved = following(desk, &moves::REGISTER, "requisition", id);
            prop_assert_eq!(moved.len(), 1, "one paper, one movement");
            let differ = partly && second != n;
            prop_assert_eq!(moved[0].values("quantity").len(), if differ { 2 } else { 1 });
            prop_assert!(differ || stock(desk, item) == 20 - n);
            // Two people handed it out, each of whom signed.
            let asked = ["quantity", "no", "amount", "handler"];
            prop_assert!(moved[0].conflicts().iter().all(|field| asked.contains(&field.as_str())), "what is alike is no conflict: {:?}", moved[0].conflicts());
        }
    }

    /// One delivery that two desks accept fills the store once and makes one card a row.
    #[test]
    fn one_receipt_accepted_at_two_desks(minutes in proptest::collection::vec(10u64..60, 2)) {
        let mut desks = open_office(3);
        let item = item(&mut desks[0], 0);
        let cells = [("item", item.to_string().into()), ("name", "A4复印纸".into()), ("quantity", 30.into())];
        let ops = [
            Op::set(receipts::TITLE, "到货"),
            Op::set(receipts::BUYER, "采购员"),
            Op::set(receipts::RECEIVER, "验收人"),
            Op::set(receipts::NO_ORDER_REASON, "社会捐赠"),
        ];
        let id = paper(&mut desks, &receipts::REGISTER, "awaiting", &ops, ("stock_lines", &cells));
        for name in ["投影机", "幕布"] {
            act(&mut desks[0], 5, |e| e.append(id, "asset_lines", vec![("name".to_owned(), name.into()), ("main_class".to_owned(), "equipment".into())]));
        }
        put_in_order(&mut desks);
        for (at, minute) in minutes.iter().enumerate() {
            step(&mut desks[at], *minute, id, "accept-without-order", &[]);
        }
        put_in_order(&mut desks);
        assert_equal(&desks);
        for desk in &desks {
            prop_assert_eq!(stock(desk, item), 30);
            let names: BTreeSet<String> = following(desk, &registers::book::assets::REGISTER, "receipt", id).iter().map(|card| card.text("name").to_owned()).collect();
            prop_assert_eq!(names, BTreeSet::from(["幕布".to_owned(), "投影机".to_owned()]));
            prop_assert_eq!(following(desk, &registers::book::assets::REGISTER, "receipt", id).len(), 2);
        }
    }
}
