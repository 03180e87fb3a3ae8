//! Supplies and purchasing: stock is the sum of its movements, which other steps add.

use registers::document::Op;
use registers::parse::Reason;
use registers::workflow::StepError;
use registers::{RecordId, Value};

use super::super::at;
use super::super::clerk::{Clerk, register, set};
use crate::{Error, Period, Warning};

fn paper(clerk: &mut Clerk, opening: i64) -> RecordId {
    let paper = clerk.add("supplies", &[set("name", "A4纸"), set("minimum", 10), set("price", 2_150)]);
    let given = [set("name", "A4纸"), set("item", paper.to_string()), set("kind", "opening"), set("quantity", opening)];
    let movement = clerk.add("stock-movements", &given);
    assert_eq!(clerk.stock(paper), 0, "not before it is posted");
    if opening == 0 {
        let why = clerk.refused(movement, "post", &[]);
        assert!(matches!(&why, Error::Step(StepError::TooLittle(field)) if field == "quantity"), "{why}");
        return paper;
    }
    clerk.step(movement, "post", &[]);
    let why = clerk.try_change(movement, &[set("quantity", opening + 1)]).unwrap_err();
    assert!(matches!(&why, Error::Settled { field, .. } if field == "quantity"), "what is posted stays: {why}");
    paper
}

fn requisition(clerk: &mut Clerk, paper: RecordId, quota: RecordId, quantity: i64) -> RecordId {
    let given = [set("purpose", "开学"), set("applicant", "雷芳娜"), set("quota", quota.to_string()), set("requesting_dept", "数学组")];
    let id = clerk.add("requisitions", &given);
    let number = |n: i64| Value::Integer(n);
    let cells = [
        ("item", paper.to_string().into()),
        ("name", "A4纸".into()),
        ("requested", number(quantity)),
        ("approved", number(quantity)),
        ("issued", number(quantity)),
        ("amount", number(quantity * 2_150)),
    ];
    clerk.row(id, "lines", &cells);
    clerk.step(id, "submit", &[]);
    clerk.step(id, "approve-department", &[]);
    clerk.step(id, "approve-office", &[set("office_reviewer", "王主任")]);
    id
}

fn warnings(clerk: &Clerk) -> Vec<(&'static str, (i64, i64))> {
    let whole = |n: &Value| n.as_integer().unwrap();
    let all = clerk.reader().warnings(at(clerk.minute), 50).unwrap();
    let stock = |w: &&Warning| w.hit.register.key == "supplies";
    all.iter().filter(stock).map(|w| (w.alert, (whole(&w.numbers.0), whole(&w.numbers.1)))).collect()
}

#[test]
fn an_issue_takes_from_the_stock_and_from_the_quota() {
    let mut clerk = Clerk::new();
    let paper = paper(&mut clerk, 12);
    let quota = clerk.add("supply-quotas", &[set("name", "数学组"), set("amount", 10_000), set("headcount", 2)]);
    let request = requisition(&mut clerk, paper, quota, 5);
    assert_eq!((clerk.stock(paper), warnings(&clerk)), (12, vec![]));
    let changed = clerk.try_step(request, "issue", &[]).unwrap();
    assert_eq!(changed.len(), 2, "the request and the movement, in one commit");
    assert_eq!(clerk.stock(paper), 7);
    assert_eq!(warnings(&clerk), vec![("below-minimum", (7, 10))]);
    let movement = clerk.record(clerk.newest("stock-movements"));
    let said = (movement.state(), movement.text("requisition"), movement.text("department"), movement.text("recipient"));
    assert_eq!(said, ("posted", request.to_string().as_str(), "数学组", "雷芳娜"));
    assert_eq!(clerk.derived(quota)["used"], 10_750);
    // More goes out than is there: that is accepted, and cries.
    let more = requisition(&mut clerk, paper, quota, 9);
    clerk.step(more, "issue", &[]);
    assert_eq!((clerk.stock(paper), clerk.derived(quota)["used"]), (-2, 14 * 2_150));
    assert_eq!(warnings(&clerk), vec![("below-minimum", (-2, 10)), ("negative-stock", (-2, 0))]);
    // A void movement no longer counts.
    let movement = clerk.newest("stock-movements");
    clerk.step(movement, "void", &[set("void_reason", "重复出库")]);
    assert_eq!((clerk.stock(paper), warnings(&clerk)), (7, vec![("below-minimum", (7, 10))]));
}

#[test]
fn what_was_ordered_arrives_in_stock_and_on_cards() {
    let mut clerk = Clerk::new();
    let paper = paper(&mut clerk, 7);
    let order = clerk.add("orders", &[set("title", "投影机采购"), set("buyer", "马秀建")]);
    clerk.row(order, "lines", &[("name", "投影机".into())]);
    clerk.step(order, "compare", &[]);
    assert!(clerk.refused(order, "approve", &[set("amount", 1)]).to_string().contains("quotes"));
    let quote = |clerk: &mut Clerk, supplier: &str, total: i64| {
        let given = [set("supplier_name", supplier), set("order", order.to_string()), set("collected_by", "马秀建"), set("total", total)];
        clerk.add("quotes", &given)
    };
    let (best, other) = (quote(&mut clerk, "启明", 4_680_000), quote(&mut clerk, "新航", 4_780_000));
    clerk.step(best, "choose", &[set("chosen_reason", "价低")]);
    clerk.step(order, "approve", &[]);
    assert_eq!(clerk.state(other), "rejected");
    clerk.step(order, "place", &[]);
    let receipt = clerk.newest("receipts");
    assert_eq!(clerk.text(receipt, "supplier_name"), "启明");
    clerk.row(receipt, "asset_lines", &[("name", "投影机".into()), ("main_class", "equipment".into()), ("value", 4_680_000.into())]);
    clerk.row(receipt, "stock_lines", &[("item", paper.to_string().into()), ("name", "A4纸".into()), ("quantity", 20.into())]);
    clerk.step(receipt, "accept", &[]);
    assert_eq!((clerk.state(order), clerk.stock(paper)), ("received".into(), 27));
    let card = clerk.record(clerk.newest("assets"));
    assert_eq!((card.text("name"), card.text("asset_no")), ("投影机", "SB202600001"));
    clerk.step(order, "settle", &[set("invoice_no", "1"), set("paid_amount", 4_680_000)]);
    assert!(matches!(clerk.state(order).as_str(), "settled" | "closed" | "paid"));
    assert_eq!(clerk.desk.replica.verify().unwrap().faults, Vec::<String>::new());
}

/// What is bought by weight is ordered, comes, is issued and is counted by weight; each amount is rounded half up to the cent.
#[test]
fn what_is_weighed_has_decimals_from_the_order_to_the_shelf() {
    let mut clerk = Clerk::new();
    let kilos = |text: &str| Value::decimal(registers::parse::decimal(text, 0, 1_000).unwrap());
    let glue = clerk.add("supplies", &[set("name", "胶水"), set("unit", "千克"), set("minimum", kilos("1.5")), set("price", 333)]);
    let order = clerk.add("orders", &[set("title", "胶水"), set("buyer", "马秀建"), Op::State("approved".to_owned())]);
    clerk.change(order, &[set("supplier_name", "启明"), set("amount", 1_732)]);
    let of_glue = [("item", Value::from(glue.to_string())), ("name", "胶水".into())];
    clerk.row(order, "lines", &[&of_glue[..], &[("quantity", kilos("4.75")), ("price", 333.into())]].concat());
    clerk.row(order, "lines", &[("name", "线缆盘".into()), ("quantity", kilos("1.5")), ("price", 100.into()), ("asset", Value::Yes(true))]);
    clerk.step(order, "place", &[]);
    let first = clerk.newest("receipts");
    let row = clerk.record(first).lines["stock_lines"][0].clone();
    assert_eq!((row.cell("quantity"), clerk.record(first).get("amount").cloned()), (Some(&kilos("4.75")), Some(Value::Integer(1_732))));
    assert_eq!(clerk.record(first).lines["asset_lines"][0].cell("quantity"), None, "there is no half a card");
    clerk.change(first, &[set(&format!("stock_lines/{}/quantity", row.id), kilos("2.5"))]);
    clerk.step(first, "accept-part", &[]);
    assert_eq!(clerk.record(first).lines["stock_lines"][0].cell("amount"), Some(&Value::Integer(833)), "832.5 cents");
    clerk.step(order, "next-delivery", &[]);
    let second = clerk.record(clerk.newest("receipts"));
    assert_eq!(second.lines["stock_lines"][0].cell("quantity"), Some(&kilos("2.25")));
    assert_eq!(clerk.derived(glue)["stock"], 25_000);
    assert_eq!(clerk.derived(glue)["stock_value"], 833);

    let given = [set("purpose", "布置"), set("applicant", "雷芳娜"), set("requesting_dept", "美术组")];
    let request = clerk.add("requisitions", &given);
    let cells = [("requested", kilos("1.25")), ("approved", kilos("1.2")), ("issued", kilos("1.25")), ("price", 333.into())];
    let line = clerk.row(request, "lines", &[&of_glue[..], &cells].concat());
    clerk.step(request, "submit", &[]);
    clerk.step(request, "approve-department", &[]);
    clerk.step(request, "approve-office", &[set("office_reviewer", "王主任")]);
    assert!(matches!(clerk.refused(request, "issue", &[]), Error::Step(StepError::Over { .. })), "a twentieth too much");
    clerk.change(request, &[set(&format!("lines/{line}/issued"), kilos("1.2"))]);
    clerk.step(request, "issue", &[]);
    assert_eq!(clerk.record(request).lines["lines"][0].cell("amount"), Some(&Value::Integer(400)), "399.6 cents");
    assert_eq!((clerk.derived(glue)["stock"], clerk.derived(request)["issued_total"]), (13_000, 12_000));
    let low: Vec<_> = clerk.reader().warnings(at(clerk.minute), 50).unwrap().into_iter().filter(|w| w.hit.id == glue).collect();
    assert_eq!(low.iter().map(|w| (w.alert, w.numbers.clone())).collect::<Vec<_>>(), [("below-minimum", (kilos("1.3"), kilos("1.5")))]);

    let now = clerk.tick();
    let count = clerk.desk.replica.count_stock(glue, kilos("0.85"), "月末盘点", now).unwrap().value;
    let counted = clerk.record(count);
    assert_eq!((counted.get("book_quantity"), counted.get("quantity")), (Some(&kilos("1.3")), Some(&Value::Decimal(-4_500))));
    assert_eq!((counted.get("amount"), clerk.derived(count)["count_difference"]), (Some(&Value::Integer(-150)), -4_500));
    clerk.step(count, "approve", &[set("approved_by", "王主任")]);
    assert_eq!(clerk.derived(glue)["stock"], 8_500);
    let report = register("supplies").report("slow-stock").unwrap();
    assert_eq!(
        clerk.reader().report(register("supplies"), report, Period::default(), at(90)).unwrap().total,
        1,
        "less than one lies there too"
    );
}

#[test]
fn a_part_of_one_is_posted_and_nothing_is_not() {
    let mut clerk = Clerk::new();
    let glue = clerk.add("supplies", &[set("name", "胶水")]);
    let post = |clerk: &mut Clerk, quantity: Value| {
        let id = clerk
            .add("stock-movements", &[set("name", "胶水"), set("item", glue.to_string()), set("kind", "in"), set("quantity", quantity)]);
        clerk.try_step(id, "post", &[]).map(drop)
    };
    post(&mut clerk, Value::Decimal(2_500)).unwrap();
    // What comes in costs what its own paper says: half a cent is a cent.
    let given = [set("name", "胶水"), set("item", glue.to_string()), set("kind", "in"), set("quantity", Value::Decimal(25_000))];
    let priced = clerk.add("stock-movements", &[&given[..], &[set("unit_price", 333)]].concat());
    clerk.step(priced, "post", &[]);
    assert_eq!(clerk.record(priced).get("amount"), Some(&Value::Integer(833)));
    for nothing in [Value::Integer(0), Value::Decimal(-2_500), Value::Integer(-1)] {
        let why = post(&mut clerk, nothing).unwrap_err();
        assert!(matches!(&why, Error::Step(StepError::TooLittle(field)) if field == "quantity"), "{why}");
    }
}

#[test]
fn no_more_is_issued_than_approved_and_the_rest_stays_open_until_all_is_out() {
    let mut clerk = Clerk::new();
    let paper = paper(&mut clerk, 30);
    let quota = clerk.add("supply-quotas", &[set("name", "数学组"), set("amount", 100_000)]);
    let id = requisition(&mut clerk, paper, quota, 10);
    let row = clerk.record(id).lines["lines"][0].id.clone();
    let cell = |column: &str, n: i64| set(&format!("lines/{row}/{column}"), n);
    clerk.change(id, &[cell("issued", 11), cell("price", 2_150), cell("amount", 1)]);
    for step in ["issue", "issue-part"] {
        assert!(matches!(clerk.refused(id, step, &[]), Error::Step(StepError::Over { .. })), "{step}");
    }
    clerk.change(id, &[cell("issued", 4)]);
    assert!(matches!(clerk.refused(id, "issue", &[]), Error::Step(StepError::Short { .. })));
    clerk.step(id, "issue-part", &[]);
    assert_eq!((clerk.state(id).as_str(), clerk.stock(paper)), ("partly-issued", 26));
    assert_eq!(clerk.record(id).lines["lines"][0].cell("amount"), Some(&Value::Integer(4 * 2_150)), "number times price");
    let rest = |clerk: &mut Clerk, n: i64| {
        let cells = [("item", paper.to_string().into()), ("name", "A4纸".into()), ("issued", n.into()), ("price", 2_000.into())];
        clerk.row(id, "rest", &cells)
    };
    let first = rest(&mut clerk, 2);
    assert!(matches!(clerk.refused(id, "issue-rest", &[]), Error::Step(StepError::Short { .. })));
    clerk.step(id, "issue-more", &[]);
    assert_eq!((clerk.state(id).as_str(), clerk.stock(paper)), ("partly-issued", 24));
    let second = rest(&mut clerk, 5);
    assert!(matches!(clerk.refused(id, "issue-more", &[]), Error::Step(StepError::Over { .. })));
    clerk.change(id, &[set(&format!("rest/{second}/issued"), 4)]);
    clerk.step(id, "issue-rest", &[]);
    assert_eq!((clerk.state(id).as_str(), clerk.stock(paper)), ("issued", 20), "each row leaves the store once");
    let rows = &clerk.record(id).lines["rest"];
    let amount = |row: &str| rows.iter().find(|r| r.id == row).unwrap().cell("amount").cloned();
    assert_eq!((amount(&first), amount(&second)), (Some(4_000.into()), Some(8_000.into())));
}

#[test]
fn who_closes_without_the_rest_does_not_sign_for_the_receiver() {
    let mut clerk = Clerk::new();
    let id = clerk.add("requisitions", &[set("purpose", "开学"), Op::State("partly-issued".to_owned())]);
    clerk.step(id, "close-short", &[set("close_reason", "停产")]);
    assert!(!clerk.record(id).is_filled("received_by") && !clerk.record(id).is_filled("received_at"));
}

#[test]
fn a_requisition_counts_against_the_quota_of_its_department_on_that_day() {
    let mut clerk = Clerk::new();
    let quota = |clerk: &mut Clerk, dept: &str, starts: &str, ends: &str| {
        let given = [set("name", "定额"), set("quota_dept", dept), set("starts", starts), set("ends", ends), set("amount", 1_000)];
        clerk.add("supply-quotas", &given)
    };
    let year = quota(&mut clerk, "数学组", "2026-01-01", "2026-12-31");
    let term = quota(&mut clerk, "数学组", "2026-09-01", "2027-01-31");
    quota(&mut clerk, "语文组", "2026-01-01", "2026-12-31");
    quota(&mut clerk, "数学组", "2027-02-01", "2027-07-31");
    let mut named = |day: &str, own: &[Op]| {
        let given = [&[set("purpose", "开学"), set("requesting_dept", "数学组"), set("applied_on", day)], own].concat();
        let id = clerk.add("requisitions", &given);
        clerk.row(id, "lines", &[("name", "A4纸".into()), ("requested", 1.into())]);
        clerk.step(id, "submit", &[]);
        clerk.text(id, "quota")
    };
    assert_eq!(named("2026-10-08", &[]), term.to_string());
    assert_eq!(named("2026-03-02", &[]), year.to_string());
    assert_eq!(named("2025-03-02", &[]), "");
    assert_eq!(named("2026-10-08", &[set("quota", year.to_string())]), year.to_string(), "who names one means it");
}

#[test]
fn what_follows_from_a_paper_does_not_outlive_it() {
    let mut clerk = Clerk::new();
    let paper = paper(&mut clerk, 0);
    let order = clerk.add("orders", &[set("title", "纸"), set("buyer", "马秀建"), Op::State("ordered".to_owned())]);
    let receipt = |clerk: &mut Clerk| clerk.add("receipts", &[set("title", "纸"), set("buyer", "马秀建"), set("order", order.to_string())]);
    let (first, second) = (receipt(&mut clerk), receipt(&mut clerk));
    assert!(matches!(clerk.refused(first, "accept-part", &[]), Error::Step(StepError::NoLineIn(_))), "nothing has arrived");
    clerk.row(first, "stock_lines", &[("item", paper.to_string().into()), ("name", "A4纸".into()), ("quantity", 5.into())]);
    clerk.step(first, "accept-part", &[]);
    let movement = clerk.newest("stock-movements");
    let void = [set("void_reason", "登记有误")];
    for (id, register) in [(first, "stock-movements"), (order, "receipts")] {
        let refused = clerk.refused(id, "void", &void);
        assert!(matches!(&refused, Error::Step(StepError::Followed { register: r, count: 1 }) if r == register), "{refused}");
    }
    clerk.step(movement, "void", &void);
    clerk.step(first, "void", &void);
    clerk.step(order, "void", &void);
    assert_eq!(clerk.state(second), "void", "what still waits goes with the order");
    let cancelled = clerk.add("orders", &[set("title", "笔"), set("buyer", "马秀建"), Op::State("ordered".to_owned())]);
    let waiting = clerk.add("receipts", &[set("title", "笔"), set("order", cancelled.to_string())]);
    clerk.step(cancelled, "cancel", &[set("cancel_reason", "缺货")]);
    assert_eq!((clerk.state(waiting).as_str(), clerk.record(waiting).is_filled("void_reason")), ("void", true));
}

#[test]
fn an_item_without_a_specification_is_the_same_as_another_without() {
    let mut clerk = Clerk::new();
    let first = clerk.add("supplies", &[set("name", "A4纸")]);
    clerk.add("supplies", &[set("name", "A4纸"), set("spec", "80g")]);
    let supplies = register("supplies");
    let same = |clerk: &Clerk, ops: &[Op]| -> Vec<RecordId> {
        let record = registers::parse::preview(&registers::document::Record::default(), ops);
        clerk.reader().same(supplies, &record, None).unwrap().into_iter().map(|hit| hit.id).collect()
    };
    assert_eq!(same(&clerk, &[set("name", "A4纸")]), [first]);
    assert_eq!(same(&clerk, &[set("name", "A4纸"), set("spec", "70g")]), []);
    assert_eq!(same(&clerk, &[set("spec", "80g")]), []);
}

/// An order of forty reams, a projector that becomes an asset and something of which nobody said how many, and its receipt.
fn ordered(clerk: &mut Clerk, paper: RecordId) -> (RecordId, RecordId) {
    let order = clerk.add("orders", &[set("title", "开学采购"), set("buyer", "马秀建"), Op::State("approved".to_owned())]);
    clerk.change(order, &[set("supplier_name", "启明"), set("amount", 4_766_000)]);
    let reams = [("item", paper.to_string().into()), ("name", "A4纸".into()), ("quantity", 40.into()), ("price", 2_150.into())];
    clerk.row(order, "lines", &reams);
    let projector = [("name", "投影机".into()), ("quantity", 1.into()), ("amount", 4_680_000.into()), ("asset", Value::Yes(true))];
    clerk.row(order, "lines", &projector);
    clerk.row(order, "lines", &[("name", "附件".into())]);
    clerk.step(order, "place", &[]);
    (order, clerk.newest("receipts"))
}

/// What stands in a row of a receipt: name, quantity, price, amount.
type Row = (String, Option<i64>, Option<i64>, Option<i64>);

fn rows(clerk: &mut Clerk, receipt: RecordId, field: &str) -> Vec<Row> {
    let record = clerk.record(receipt);
    let amount = if field == "stock_lines" { "amount" } else { "value" };
    let number = |row: &registers::document::Line, column: &str| row.cell(column).and_then(Value::as_integer);
    let said = |row: &registers::document::Line| {
        let name = row.cell("name").and_then(Value::as_text).unwrap().to_owned();
        (name, number(row, "quantity"), number(row, "price"), number(row, amount))
    };
    record.lines.get(field).into_iter().flatten().map(said).collect()
}

#[test]
fn a_receipt_begins_with_what_is_outstanding_of_its_order() {
    let mut clerk = Clerk::new();
    let paper = paper(&mut clerk, 10);
    let (order, first) = ordered(&mut clerk, paper);
    assert_eq!(rows(&mut clerk, first, "stock_lines"), [("A4纸".to_owned(), Some(40), Some(2_150), None)]);
    assert_eq!(rows(&mut clerk, first, "asset_lines"), [("投影机".to_owned(), Some(1), None, Some(4_680_000))]);
    let row = clerk.record(first).lines["stock_lines"][0].id.clone();
    clerk.change(first, &[set(&format!("stock_lines/{row}/quantity"), 15)]);
    clerk.step(first, "accept-part", &[]);
    assert_eq!(rows(&mut clerk, first, "stock_lines")[0].3, Some(15 * 2_150), "what came is what it costs");
    assert_eq!((clerk.state(order).as_str(), clerk.stock(paper)), ("part-received", 25));
    clerk.step(order, "next-delivery", &[]);
    let second = clerk.newest("receipts");
    assert_ne!(second, first);
    assert_eq!(rows(&mut clerk, second, "stock_lines"), [("A4纸".to_owned(), Some(25), Some(2_150), None)]);
    assert_eq!((rows(&mut clerk, second, "asset_lines").len(), clerk.text(second, "supplier_name")), (0, "启明".to_owned()));
    assert_eq!(clerk.record(second).get("amount"), Some(&Value::Integer(25 * 2_150)));
    let refused = clerk.refused(order, "next-delivery", &[]);
    assert!(matches!(refused, Error::Step(StepError::NothingOutstanding)), "the second receipt waits for the rest: {refused}");
    // One that was typed in takes the lines when it is asked to; what the others claim is not outstanding.
    let third = clerk.add("receipts", &[set("title", "补货"), set("order", order.to_string())]);
    assert!(matches!(clerk.refused(third, "take-lines", &[]), Error::Step(StepError::NothingOutstanding)));
    clerk.step(second, "void", &[set("void_reason", "重复")]);
    assert_eq!(clerk.state(order), "part-received", "nothing of it had been accepted");
    clerk.step(third, "take-lines", &[]);
    assert_eq!(rows(&mut clerk, third, "stock_lines"), [("A4纸".to_owned(), Some(25), Some(2_150), None)]);
}

#[test]
fn rows_that_were_typed_count_for_the_lines_of_the_same_item_or_name() {
    let mut clerk = Clerk::new();
    let paper = paper(&mut clerk, 10);
    let (order, receipt) = ordered(&mut clerk, paper);
    clerk.step(receipt, "void", &[set("void_reason", "另登")]);
    assert_eq!(clerk.state(order), "ordered");
    let typed = clerk.add("receipts", &[set("title", "到货"), set("buyer", "马秀建"), set("order", order.to_string())]);
    clerk.row(typed, "stock_lines", &[("item", paper.to_string().into()), ("name", "复印纸".into()), ("quantity", 38.into())]);
    clerk.row(typed, "asset_lines", &[("name", "投影机".into()), ("main_class", "equipment".into()), ("quantity", 1.into())]);
    clerk.step(typed, "accept-part", &[]);
    clerk.step(order, "next-delivery", &[]);
    let next = clerk.newest("receipts");
    assert_eq!(rows(&mut clerk, next, "stock_lines"), [("A4纸".to_owned(), Some(2), Some(2_150), None)]);
    assert_eq!(rows(&mut clerk, next, "asset_lines"), []);
}

#[test]
fn an_order_waits_again_for_what_was_accepted_and_is_void() {
    let mut clerk = Clerk::new();
    let paper = paper(&mut clerk, 10);
    let (order, first) = ordered(&mut clerk, paper);
    let void = [set("void_reason", "登记有误")];
    let undo = |clerk: &mut Clerk, receipt: RecordId| {
        for register in ["stock-movements", "assets"] {
            for id in clerk.all(register) {
                let record = clerk.record(id);
                if record.text("receipt") == receipt.to_string() && record.state() != "void" {
                    clerk.step(id, "void", &void);
                }
            }
        }
        clerk.try_step(receipt, "void", &void)
    };
    let row = clerk.record(first).lines["stock_lines"][0].id.clone();
    clerk.change(first, &[set(&format!("stock_lines/{row}/quantity"), 15)]);
    clerk.step(first, "accept-part", &[]);
    clerk.step(order, "next-delivery", &[]);
    let second = clerk.newest("receipts");
    clerk.step(second, "accept", &[]);
    assert_eq!(clerk.state(order), "received");
    undo(&mut clerk, second).unwrap();
    assert_eq!((clerk.state(order).as_str(), clerk.text(order, "received_on").as_str()), ("part-received", ""), "the first one stands");
    undo(&mut clerk, first).unwrap();
    assert_eq!(clerk.state(order), "ordered");
    clerk.step(order, "new-receipt", &[]);
    let third = clerk.newest("receipts");
    clerk.step(third, "accept", &[]);
    assert_eq!((clerk.state(order).as_str(), clerk.stock(paper)), ("received", 50));
    clerk.step(order, "settle", &[set("invoice_no", "1"), set("paid_amount", 4_766_000)]);
    let refused = undo(&mut clerk, third).unwrap_err();
    assert!(matches!(&refused, Error::Step(StepError::Settled(field)) if field == "order"), "{refused}");
    // One that is only waiting has nothing to do with the money.
    let waiting = clerk.add("receipts", &[set("title", "误登"), set("order", order.to_string())]);
    clerk.step(waiting, "void", &void);
    assert_eq!(clerk.state(order), "settled");
}

#[test]
fn what_goes_over_the_counter_costs_the_quota_of_its_department() {
    let mut clerk = Clerk::new();
    let paper = paper(&mut clerk, 20);
    let given = [set("name", "数学组"), set("quota_dept", "数学组"), set("amount", 100_000), set("starts", "2026-01-01")];
    let quota = clerk.add("supply-quotas", &given);
    let mut issue = |kind: &str, own: &[Op]| {
        let movement = [set("name", "A4纸"), set("item", paper.to_string()), set("kind", kind), set("quantity", 3)];
        let id = clerk.add("stock-movements", &[&movement, own].concat());
        let refused = clerk.refused(id, "post", &[]);
        assert!(matches!(&refused, Error::Step(StepError::Missing(fields)) if fields == &["department"]), "{refused}");
        clerk.step(id, "post", &[set("department", "数学组")]);
        let record = clerk.record(id);
        let number = |field: &str| record.get(field).and_then(Value::as_integer);
        (record.text("quota").to_owned(), number("unit_price"), number("amount"), clerk.derived(quota)["used"])
    };
    assert_eq!(issue("issue", &[]), (quota.to_string(), Some(2_150), Some(6_450), 6_450), "at the price of the list");
    assert_eq!(issue("issue", &[set("unit_price", 2_000)]), (quota.to_string(), Some(2_000), Some(6_000), 12_450));
    assert_eq!(issue("return", &[set("amount", 6_400)]), (quota.to_string(), None, Some(6_400), 6_050), "what is typed stays");
}

#[test]
fn what_was_merged_counts_for_what_stands_and_is_told_of_once() {
    let mut clerk = Clerk::new();
    let (stands, twin, third) = (paper(&mut clerk, 12), paper(&mut clerk, 3), paper(&mut clerk, 1));
    let itself = clerk.refused(twin, "merge", &[set("merged_into", twin.to_string())]);
    assert!(matches!(itself, Error::Rule { reason: Reason::Itself, .. }), "{itself}");
    clerk.step(third, "merge", &[set("merged_into", twin.to_string())]);
    clerk.step(twin, "merge", &[set("merged_into", stands.to_string())]);
    let stock = |clerk: &Clerk| (clerk.stock(stands), clerk.derived(stands)["movement_count"]);
    assert_eq!(stock(&clerk), (16, 3));
    assert_eq!(clerk.reader().stands_for(third).unwrap(), stands);
    assert_eq!(warnings(&clerk), [], "the stock of what was merged is no warning of its own");
    let report = register("supplies").report("by-class").unwrap();
    assert_eq!(clerk.reader().report(register("supplies"), report, Period::default(), at(90)).unwrap().total, 1);
    assert_eq!(clerk.reader().called(register("supplies"), "A4纸").unwrap(), Some(stands));
    // A count of the one that was merged is a count of what stands.
    let now = clerk.tick();
    let count = clerk.desk.replica.count_stock(twin, Value::Integer(15), "月末盘点", now).unwrap().value;
    let record = clerk.record(count);
    let number = |field: &str| record.get(field).and_then(Value::as_integer);
    assert_eq!((record.text("item"), number("book_quantity"), number("quantity")), (&*stands.to_string(), Some(16), Some(-1)));
    clerk.step(twin, "unmerge", &[]);
    assert_eq!((stock(&clerk).0, clerk.stock(twin)), (12, 4), "undone, each has its own again");
}

#[test]
fn reports_name_the_supplier_that_stands() {
    let mut clerk = Clerk::new();
    let supplier = |clerk: &mut Clerk, name: &str| clerk.add("suppliers", &[set("name", name)]);
    let (stands, twin) = (supplier(&mut clerk, "新航商行"), supplier(&mut clerk, "新航"));
    for (item, of) in [("纸", stands), ("笔", twin)] {
        clerk.add("supplies", &[set("name", item), set("supplier", of.to_string())]);
        clerk.add("orders", &[set("title", item), set("supplier", of.to_string()), set("amount", 100)]);
    }
    let groups = |clerk: &Clerk| {
        let report = register("supplies").report("by-supplier").unwrap();
        let table = clerk.reader().report(register("supplies"), report, Period::default(), at(90)).unwrap();
        table.groups.into_iter().map(|g| (g.keys.concat(), g.size)).collect::<Vec<_>>()
    };
    assert_eq!(groups(&clerk).len(), 2);
    clerk.step(twin, "merge", &[set("merged_into", stands.to_string())]);
    assert_eq!(groups(&clerk), [("新航商行".to_owned(), 2)]);
    assert_eq!(clerk.derived(stands)["ordered_amount"], 200);
}

#[test]
fn a_room_is_merged_when_nothing_is_booked_there_any_more() {
    let mut clerk = Clerk::new();
    let room = |clerk: &mut Clerk, name: &str| clerk.add("rooms", &[set("name", name)]);
    let (stands, twin) = (room(&mut clerk, "第一会议室"), room(&mut clerk, "一会议室"));
    let booking = clerk.add("bookings", &[set("purpose", "例会"), set("room", twin.to_string()), Op::State("confirmed".to_owned())]);
    let into = [set("merged_into", stands.to_string())];
    assert!(matches!(clerk.refused(twin, "merge", &into), Error::Step(StepError::Blocked { .. })));
    clerk.change(booking, &[Op::State("used".to_owned())]);
    clerk.step(twin, "merge", &into);
    assert_eq!(clerk.derived(stands)["uses"], 1);
}
