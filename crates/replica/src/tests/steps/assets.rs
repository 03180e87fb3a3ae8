//! Assets: movements, stocktaking, maintenance, disposal.

use jiff::civil::date;
use registers::{RecordId, Value};

use super::super::clerk::{Clerk, member, set};

#[test]
fn a_movement_moves_the_card_when_the_other_side_has_signed() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机"), set("main_class", "equipment"), set("location", "甲楼")]);
    assert_eq!(clerk.text(card, "asset_no"), "SB202600001");
    let plain = clerk.add("assets", &[set("name", "课桌")]);
    assert_eq!(clerk.text(plain, "asset_no"), "ZC202600001");
    let people = [set("applied_by", "胡玉"), set("from_person", "汪雪子"), set("to_person", "雷芳娜"), member("assets", card)];
    let loan = clerk.add("asset-movements", &[&[set("subject", "借"), set("kind", "loan")], &people[..]].concat());
    clerk.step(loan, "submit", &[]);
    assert_ne!(clerk.text(loan, "no"), "");
    clerk.step(loan, "approve", &[]);
    clerk.step(loan, "hand-over", &[set("handed_by", "汪雪子")]);
    assert!(clerk.refused(loan, "take-issued", &[]).to_string().contains("kind"));
    assert_eq!(clerk.state(card), "in-use", "not before it is taken over");
    clerk.step(loan, "take-lent", &[set("due_back", Value::date(date(2026, 12, 1)))]);
    let record = clerk.record(card);
    assert_eq!((record.state(), record.text("borrower"), record.text("due_back")), ("lent", "雷芳娜", "2026-12-01"));
    clerk.step(card, "return", &[]);
    let given =
        [set("subject", "调拨"), set("kind", "transfer"), set("to_place", "丙楼301"), set("to_dept", "教务处"), set("custodian", "雷芳娜")];
    let transfer = clerk.add("asset-movements", &[&given, &people[..]].concat());
    clerk.step(transfer, "submit", &[]);
    clerk.step(transfer, "approve", &[]);
    clerk.step(transfer, "hand-over", &[set("handed_by", "汪雪子")]);
    assert_eq!(clerk.text(card, "location"), "甲楼");
    clerk.step(transfer, "take-transferred", &[]);
    let record = clerk.record(card);
    assert_eq!((record.text("location"), record.text("using_dept"), record.text("custodian")), ("丙楼301", "教务处", "雷芳娜"));
}

fn counted(clerk: &mut Clerk) -> RecordId {
    let count = clerk.add("stocktakes", &[set("title", "盘点")]);
    clerk.row(count, "teams", &[("zone", "一".into())]);
    clerk.row(count, "expected", &[("tag", "1".into())]);
    clerk.row(count, "expected", &[("tag", "2".into())]);
    clerk.step(count, "freeze", &[]);
    clerk.step(count, "count", &[]);
    count
}

#[test]
fn a_count_corrects_the_books_when_every_difference_is_settled() {
    let mut clerk = Clerk::new();
    let [card, gone] =
        ["投影机", "课桌"].map(|name| clerk.add("assets", &[set("name", name), set("location", "甲楼"), set("custodian", "胡玉")]));
    let count = counted(&mut clerk);
    let seen = [
        set("tag", "1"),
        set("campaign", count.to_string()),
        set("asset", card.to_string()),
        set("description", "投影机"),
        set("finding", "misplaced"),
        set("zone", "乙楼"),
        set("custodian", "林文静"),
    ];
    let seen = clerk.add("observations", &seen);
    assert!(clerk.refused(seen, "list-variance", &[]).to_string().contains("custodian"));
    clerk.step(seen, "list-variance", &[set("custodian", "胡玉")]);
    let moved = clerk.newest("variances");
    let lost = [
        set("name", "课桌"),
        set("campaign", count.to_string()),
        set("asset", gone.to_string()),
        set("kind", "missing"),
        set("counter", "江海欣"),
    ];
    let lost = clerk.add("variances", &lost);
    clerk.step(count, "compare", &[]);
    assert!(clerk.refused(count, "submit", &[]).to_string().contains("variances"));
    clerk.step(moved, "propose", &[set("cause", "借用"), set("proposal", "更正"), set("proposed_by", "江海欣")]);
    clerk.step(lost, "propose", &[set("cause", "丢失"), set("proposal", "核销"), set("proposed_by", "江海欣")]);
    clerk.step(moved, "correct", &[]);
    assert_eq!(clerk.text(card, "location"), "乙楼");
    clerk.step(count, "submit", &[set("submitted_by", "江海欣")]);
    clerk.step(count, "approve", &[]);
    assert_eq!(clerk.state(lost), "approved");
    assert!(clerk.refused(count, "close", &[]).to_string().contains("variances"));
    clerk.step(lost, "post-loss", &[]);
    let record = clerk.record(gone);
    assert_eq!((record.state(), record.text("disposal")), ("disposed", "loss"));
    clerk.step(count, "close", &[]);
}

#[test]
fn a_repair_takes_the_card_out_of_use_until_it_is_accepted() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机")]);
    let repair = clerk.add("maintenance", &[set("subject", "维修"), set("asset", card.to_string()), set("fault", "不亮")]);
    clerk.step(repair, "send-for-repair", &[set("technician", "汪秀远")]);
    assert_eq!(clerk.state(card), "under-repair");
    clerk.step(repair, "finish", &[set("work", "换灯泡")]);
    clerk.step(repair, "accept", &[]);
    assert_eq!(clerk.state(card), "in-use");
}

#[test]
fn a_disposal_carries_its_approval_to_the_card() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机")]);
    let given = [set("title", "报废"), set("method", "scrap"), set("reason", "旧"), set("applicant", "汪雪子"), member("assets", card)];
    let list = clerk.add("disposals", &given);
    clerk.row(list, "appraisals", &[("expert", "甲".into()), ("opinion", "坏".into())]);
    clerk.step(list, "submit", &[]);
    assert_eq!(clerk.state(card), "awaiting-disposal");
    clerk.step(list, "appraise", &[set("appraisal", "报废"), set("submitted_by", "江海欣")]);
    clerk.step(list, "approve", &[set("approval_no", "批1")]);
    clerk.step(list, "dispose", &[set("witness", "江海欣")]);
    let record = clerk.record(card);
    assert_eq!((record.state(), record.text("disposal"), record.text("disposal_no")), ("disposed", "scrap", "批1"));
}

#[test]
fn what_is_beyond_repair_stands_on_its_disposal() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机")]);
    let ops = [set("subject", "灯泡烧毁"), set("kind", "repair"), set("asset", card.to_string().as_str())];
    let repair = clerk.add("maintenance", &ops);
    clerk.step(repair, "send-for-repair", &[]);
    clerk.step(repair, "give-up", &[set("work", "主板损坏，无配件")]);
    let disposal = clerk.newest("disposals");
    assert!(clerk.record(disposal).sets["assets"].contains(&card.to_string()));
    clerk.step(disposal, "submit", &[set("applicant", "汪雪子")]);
    assert_eq!(clerk.state(card), "awaiting-disposal");
}
