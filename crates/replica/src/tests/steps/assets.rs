//! Assets: movements, stocktaking, maintenance, disposal.

use jiff::civil::date;
use registers::settled::Why;
use registers::workflow::StepError;
use registers::{Op, RecordId, Value};

use super::super::clerk::{Clerk, member, set};
use crate::Error;

#[test]
fn a_movement_moves_the_card_when_the_other_side_has_signed() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机"), set("main_class", "equipment"), set("location", "甲楼")]);
    assert_eq!(clerk.text(card, "asset_no"), "SB202600001");
    let plain = clerk.add("assets", &[set("name", "课桌")]);
    assert_eq!(clerk.text(plain, "asset_no"), "ZC202600001");
    let loan = slip(&mut clerk, "loan", card, &[]);
    assert_ne!(clerk.text(loan, "no"), "");
    handed_over(&mut clerk, loan);
    assert!(clerk.refused(loan, "take-issued", &[]).to_string().contains("kind"));
    assert_eq!(clerk.state(card), "in-use", "not before it is taken over");
    clerk.step(loan, "take-lent", &[set("due_back", Value::date(date(2026, 12, 1)))]);
    let record = clerk.record(card);
    assert_eq!((record.state(), record.text("borrower"), record.text("due_back")), ("lent", "林文静", "2026-12-01"));
    // Whoever has it gives it back, and nobody else.
    let people = [set("applied_by", "胡玉"), set("to_person", "汪雪子"), member("assets", card)];
    let back = clerk.add("asset-movements", &[&[set("subject", "归还"), set("kind", "return")], &people[..]].concat());
    let why = clerk.refused(back, "submit", &[set("from_person", "雷芳娜")]);
    assert!(matches!(&why, Error::Step(StepError::NotHolder { field, .. }) if field == "from_person"), "{why}");
    clerk.step(back, "submit", &[set("from_person", "林文静")]);
    clerk.step(back, "approve", &[]);
    clerk.step(back, "hand-over", &[]);
    clerk.step(back, "take-returned", &[set("taken_by", "汪雪子")]);
    assert_eq!((clerk.state(card), clerk.text(card, "borrower")), ("in-use".to_owned(), String::new()));
    let given = [set("to_place", "丙楼301"), set("to_dept", "教务处"), set("custodian", "林文静")];
    let transfer = slip(&mut clerk, "transfer", card, &given);
    handed_over(&mut clerk, transfer);
    assert_eq!(clerk.text(card, "location"), "甲楼");
    clerk.step(transfer, "take-transferred", &[]);
    let record = clerk.record(card);
    assert_eq!((record.text("location"), record.text("using_dept"), record.text("custodian")), ("丙楼301", "教务处", "林文静"));
    assert_eq!(record.text("basis"), clerk.text(transfer, "no"), "the card names the slip");
}

/// A slip that was approved: 汪雪子 hands over, the clerk takes.
fn slip(clerk: &mut Clerk, kind: &str, card: RecordId, given: &[Op]) -> RecordId {
    let people = [set("applied_by", "胡玉"), set("from_person", "汪雪子"), set("to_person", "林文静"), member("assets", card)];
    let id = clerk.add("asset-movements", &[&[set("subject", "变动"), set("kind", kind)], &people[..], given].concat());
    clerk.step(id, "submit", &[]);
    clerk.step(id, "approve", &[]);
    id
}

/// The other side has signed at a desk of theirs.
fn handed_over(clerk: &mut Clerk, slip: RecordId) {
    let why = clerk.refused(slip, "hand-over", &[]);
    assert!(matches!(&why, Error::Step(StepError::NotYours(field)) if field == "from_person"), "{why}");
    clerk.put_back(slip, &[set("handed_by", "汪雪子"), Op::State("awaiting-takeover".to_owned())]);
}

#[test]
fn a_card_is_moved_by_no_bare_step() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机"), set("location", "甲楼")]);
    let given = [set("borrower", "雷芳娜"), set("scrap_reason", "旧")];
    for step in ["move", "hand-in", "lend", "propose-disposal", "write-off"] {
        let why = clerk.refused(card, step, &given);
        assert!(matches!(&why, Error::Step(StepError::Follows(papers)) if !papers.is_empty()), "{step}: {why}");
    }
    // As long as no slip has named it, the card is being entered.
    clerk.change(card, &[set("location", "乙楼"), set("user", "汪雪子")]);
    clerk.step(card, "enter-in-store", &[]);
    let issue = slip(&mut clerk, "issue", card, &[set("to_place", "丙楼")]);
    assert!(clerk.try_step(card, "enter-in-store", &[]).is_err());
    handed_over(&mut clerk, issue);
    clerk.step(issue, "take-issued", &[]);
    assert_eq!(
        (clerk.state(card), clerk.text(card, "user"), clerk.text(card, "location")),
        ("in-use".into(), "林文静".into(), "丙楼".into())
    );
    // From then on it says what the slip says, also where that says nothing.
    for (field, value) in [("location", "丁楼"), ("user", "胡玉"), ("custodian", "胡玉"), ("borrower", "胡玉")] {
        let (id, op, now) = (card, [set(field, value)], clerk.tick());
        let why = clerk.desk.replica.transact("edit", now, |e| e.change(id, &op)).unwrap_err();
        assert!(matches!(why, Error::Settled { why: Why::Paper, .. }), "{field}: {why}");
    }
    let (id, now) = (card, clerk.tick());
    let typed = clerk.desk.replica.transact("edit", now, |e| e.change(id, &[Op::Set { field: "basis".to_owned(), value: None }]));
    assert!(matches!(typed, Err(Error::Computed(_))), "nor is the number of the slip taken away");
    clerk.change(card, &[set("model", "X2"), set("location", "丙楼")]);
}

#[test]
fn a_new_card_is_issued_as_it_stands() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机")]);
    let issue = slip(&mut clerk, "issue", card, &[]);
    handed_over(&mut clerk, issue);
    clerk.step(issue, "take-issued", &[]);
    assert_eq!((clerk.state(card), clerk.text(card, "user")), ("in-use".to_owned(), "林文静".to_owned()));
}

#[test]
fn both_sides_sign_for_themselves() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机")]);
    let people = [set("applied_by", "胡玉"), set("from_person", "林文静"), set("to_person", "雷芳娜"), member("assets", card)];
    let ops = [&[set("subject", "调拨"), set("kind", "transfer")], &people[..]].concat();
    let slip = clerk.add("asset-movements", &ops);
    assert!(clerk.refused(slip, "submit", &[set("to_person", "林文静")]).to_string().contains("different people"));
    clerk.step(slip, "submit", &[]);
    clerk.step(slip, "approve", &[]);
    // Who signs, and for what, is not changed after the approval.
    let (other, now) = (clerk.add("assets", &[set("name", "幕布")]), clerk.tick());
    for op in [set("to_person", "林文静"), member("assets", other)] {
        let done = clerk.desk.replica.transact("edit", now, |e| e.change(slip, &[op]));
        assert!(matches!(done, Err(Error::Settled { why: Why::Out, .. })), "{done:?}");
    }
    clerk.step(slip, "hand-over", &[]);
    let why = clerk.refused(slip, "take-transferred", &[]);
    assert!(matches!(&why, Error::Step(StepError::NotYours(field)) if field == "to_person"), "{why}");
    let why = clerk.refused(slip, "decline", &[set("decline_reason", "缺遥控器")]);
    assert!(matches!(why, Error::Step(StepError::NotYours(_))));
    // Whoever was given the right signs with both names.
    let deputy = [set("title", "签字"), set("from", "雷芳娜"), set("to", "林文静"), Op::State("active".to_owned())];
    clerk.add("delegations", &deputy);
    let why = clerk.refused(slip, "take-transferred", &[]);
    assert!(matches!(why, Error::Step(StepError::SamePerson(_))), "but not one person for both sides: {why}");
    clerk.put_back(slip, &[set("handed_by", "汪雪子"), set("from_person", "汪雪子")]);
    clerk.step(slip, "take-transferred", &[]);
    assert_eq!(clerk.text(slip, "taken_by"), "林文静（代雷芳娜）");
    assert_eq!(clerk.text(card, "user"), "雷芳娜");
}

#[test]
fn who_moves_their_own_things_signs_once() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机"), set("location", "甲楼"), set("user", "林文静")]);
    let ops = [set("subject", "移位"), set("kind", "relocation"), set("from_person", "林文静"), set("applied_by", "胡玉")];
    let slip = clerk.add("asset-movements", &[&ops[..], &[set("to_place", "乙楼"), member("assets", card)]].concat());
    assert!(clerk.refused(slip, "submit", &[set("to_person", "林文静")]).to_string().contains("kind"));
    clerk.step(slip, "submit-relocation", &[]);
    clerk.step(slip, "approve", &[]);
    assert!(clerk.refused(slip, "hand-over", &[]).to_string().contains("kind"));
    clerk.step(slip, "relocate", &[]);
    let record = clerk.record(card);
    assert_eq!((record.state(), record.text("location"), record.text("user")), ("in-use", "乙楼", "林文静"));
}

#[test]
fn nobody_moves_what_somebody_else_has() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机"), set("location", "甲楼"), set("user", "雷芳娜"), set("custodian", "马秀建")]);
    let slip = |clerk: &mut Clerk, from: &str| {
        let ops = [set("subject", "移位"), set("kind", "relocation"), set("from_person", from), set("applied_by", "胡玉")];
        clerk.add("asset-movements", &[&ops[..], &[set("to_place", "乙楼"), member("assets", card)]].concat())
    };
    let other = slip(&mut clerk, "林文静");
    assert!(matches!(clerk.refused(other, "submit-relocation", &[]), Error::Step(StepError::NotHolder { .. })));
    for who in ["雷芳娜", "马秀建"] {
        let own = slip(&mut clerk, who);
        clerk.step(own, "submit-relocation", &[]);
    }
    // Handed on since: whoever has it now moves it.
    clerk.put_back(card, &[set("user", "林文静"), set("custodian", "林文静")]);
    let late = clerk.add("asset-movements", &[set("subject", "移位"), set("kind", "relocation"), set("from_person", "雷芳娜")]);
    clerk.put_back(late, &[member("assets", card), set("to_place", "乙楼"), Op::State("awaiting-handover".to_owned())]);
    let refused = clerk.refused(late, "relocate", &[set("handed_by", "雷芳娜")]);
    assert!(matches!(refused, Error::Step(StepError::NotHolder { .. })), "{refused}");
}

#[test]
fn a_slip_is_not_signed_for_what_has_gone_elsewhere() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机")]);
    let (first, second) = (slip(&mut clerk, "loan", card, &[]), slip(&mut clerk, "transfer", card, &[]));
    for id in [first, second] {
        handed_over(&mut clerk, id);
    }
    clerk.step(first, "take-lent", &[set("due_back", Value::date(date(2026, 12, 1)))]);
    let why = clerk.refused(second, "take-transferred", &[]);
    assert!(matches!(&why, Error::Step(StepError::LinkedNot { field, .. }) if field == "assets"), "{why}");
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
    let why = clerk.refused(moved, "correct", &[]);
    assert!(matches!(why, Error::Step(StepError::WrongState { .. })), "not before it is approved: {why}");
    clerk.step(count, "submit", &[set("submitted_by", "江海欣")]);
    clerk.step(count, "approve", &[]);
    assert_eq!(clerk.text(card, "location"), "甲楼");
    clerk.step(moved, "correct", &[]);
    assert_eq!((clerk.text(card, "location"), clerk.text(card, "basis")), ("乙楼".to_owned(), clerk.text(moved, "no")));
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
    let other = clerk.add("assets", &[set("name", "幕布")]);
    let now = clerk.tick();
    let more = clerk.desk.replica.transact("edit", now, |e| e.change(list, &[member("assets", other)]));
    assert!(matches!(more, Err(Error::Settled { .. })), "what was approved is not added to: {more:?}");
    clerk.step(list, "dispose", &[set("witness", "江海欣")]);
    let record = clerk.record(card);
    assert_eq!((record.state(), record.text("disposal"), record.text("disposal_no")), ("disposed", "scrap", "批1"));
}

#[test]
fn a_void_disposal_lets_its_assets_go() {
    let mut clerk = Clerk::new();
    let card = clerk.add("assets", &[set("name", "投影机")]);
    let given = [set("title", "报废"), set("method", "scrap"), set("reason", "旧"), member("assets", card)];
    let list = clerk.add("disposals", &given);
    clerk.step(list, "submit", &[]);
    assert_eq!(clerk.state(card), "awaiting-disposal");
    clerk.step(list, "void", &[set("void_reason", "登记有误")]);
    assert_eq!(clerk.state(card), "idle");
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
