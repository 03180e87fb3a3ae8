//! Supplies and purchasing: stock is the sum of its movements, which other steps add.

use registers::{RecordId, Value};

use super::super::at;
use super::super::clerk::{Clerk, set};
use crate::Warning;

fn paper(clerk: &mut Clerk, opening: i64) -> RecordId {
    let paper = clerk.add("supplies", &[set("name", "A4纸"), set("minimum", 10), set("price", 2_150)]);
    let given = [set("name", "A4纸"), set("item", paper.to_string()), set("kind", "opening"), set("quantity", opening)];
    let movement = clerk.add("stock-movements", &given);
    assert_eq!(clerk.derived(paper)["stock"], 0, "not before it is posted");
    clerk.step(movement, "post", &[]);
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
    let all = clerk.reader().warnings(at(clerk.minute).civil, 50).unwrap();
    let stock = |w: &&Warning| w.hit.register.key == "supplies";
    all.iter().filter(stock).map(|w| (w.alert, w.numbers)).collect()
}

#[test]
fn an_issue_takes_from_the_stock_and_from_the_quota() {
    let mut clerk = Clerk::new();
    let paper = paper(&mut clerk, 12);
    let quota = clerk.add("supply-quotas", &[set("name", "数学组"), set("amount", 10_000), set("headcount", 2)]);
    let request = requisition(&mut clerk, paper, quota, 5);
    assert_eq!((clerk.derived(paper)["stock"], warnings(&clerk)), (12, vec![]));
    let changed = clerk.try_step(request, "issue", &[]).unwrap();
    assert_eq!(changed.len(), 2, "the request and the movement, in one commit");
    assert_eq!(clerk.derived(paper)["stock"], 7);
    assert_eq!(warnings(&clerk), vec![("below-minimum", (7, 10))]);
    let movement = clerk.record(clerk.newest("stock-movements"));
    let said = (movement.state(), movement.text("requisition"), movement.text("department"), movement.text("recipient"));
    assert_eq!(said, ("posted", request.to_string().as_str(), "数学组", "雷芳娜"));
    assert_eq!(clerk.derived(quota)["used"], 10_750);
    // More goes out than is there: that is accepted, and cries.
    let more = requisition(&mut clerk, paper, quota, 9);
    clerk.step(more, "issue", &[]);
    assert_eq!((clerk.derived(paper)["stock"], clerk.derived(quota)["used"]), (-2, 14 * 2_150));
    assert_eq!(warnings(&clerk), vec![("below-minimum", (-2, 10)), ("negative-stock", (-2, 0))]);
    // A void movement no longer counts.
    let movement = clerk.newest("stock-movements");
    clerk.step(movement, "void", &[set("void_reason", "重复出库")]);
    assert_eq!((clerk.derived(paper)["stock"], warnings(&clerk)), (7, vec![("below-minimum", (7, 10))]));
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
    assert_eq!((clerk.state(order), clerk.derived(paper)["stock"]), ("received".into(), 27));
    let card = clerk.record(clerk.newest("assets"));
    assert_eq!((card.text("name"), card.text("asset_no")), ("投影机", "SB202600001"));
    clerk.step(order, "settle", &[set("invoice_no", "1"), set("paid_amount", 4_680_000)]);
    assert!(matches!(clerk.state(order).as_str(), "settled" | "closed" | "paid"));
    assert_eq!(clerk.desk.replica.verify().unwrap().faults, Vec::<String>::new());
}
