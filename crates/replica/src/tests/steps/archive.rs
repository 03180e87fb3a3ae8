//! Archive: until when an item is kept, and what an appraisal moves.

use registers::RecordId;
use registers::document::Op;

use super::super::at;
use super::super::clerk::{Clerk, member, register, set};

fn item(clerk: &mut Clerk, more: &[Op]) -> RecordId {
    let ops = [set("title", "通知"), set("archive_year", 2014), set("retention", "d10")];
    clerk.add("archive-items", &[&ops[..], more, &[Op::State("shelved".to_owned())]].concat())
}

fn warned(clerk: &Clerk) -> Vec<RecordId> {
    let all = clerk.reader().warnings(at(clerk.minute).civil, 50).unwrap();
    all.into_iter().filter(|w| w.alert == "expires-otherwise").map(|w| w.hit.id).collect()
}

#[test]
fn an_item_expires_when_its_year_and_period_say() {
    let mut clerk = Clerk::new();
    let arranged = clerk.add("archive-items", &[set("title", "通知")]);
    assert_eq!(clerk.text(arranged, "expires_on"), "");
    clerk.step(arranged, "assemble", &[set("archive_year", 2026), set("retention", "d30")]);
    assert_eq!(clerk.text(arranged, "expires_on"), "2056-12-31", "the step that says for how long says until when");
    clerk.change(arranged, &[set("retention", "permanent")]);
    assert_eq!(clerk.text(arranged, "expires_on"), "");
    clerk.change(arranged, &[set("retention", "d10")]);
    assert_eq!(clerk.text(arranged, "expires_on"), "2036-12-31");
    // As a list tells of it: what it does not say follows, what it says stays and is warned of.
    let now = clerk.tick();
    let listed = |n: u8, expires: Option<&str>| {
        let number = format!("Z109-WS·2014-D10-BGS-000{n}");
        let ops = [set("title", "旧文"), set("archive_no", number.as_str()), set("archive_year", 2014), set("retention", "d10")];
        [&ops[..], &expires.map(|day| set("expires_on", day)).into_iter().collect::<Vec<_>>()].concat()
    };
    let rows = [listed(1, None), listed(2, Some("2024-12-31")), listed(3, Some("2025-06-30"))];
    let add = |e: &mut crate::Edit<'_>| rows.iter().map(|ops| e.create_listed(register("archive-items"), ops)).collect();
    let added: Vec<RecordId> = clerk.desk.replica.transact("import", now, add).unwrap().value;
    let until: Vec<String> = added.iter().map(|id| clerk.text(*id, "expires_on")).collect();
    assert_eq!(until, ["2024-12-31", "2024-12-31", "2025-06-30"]);
    assert_eq!(warned(&clerk), [added[2]]);
    clerk.change(added[2], &[Op::Set { field: "expires_on".to_owned(), value: None }]);
    assert_eq!((clerk.text(added[2], "expires_on").as_str(), warned(&clerk)), ("2024-12-31", vec![]));
    let for_ever = item(&mut clerk, &[set("retention", "permanent"), set("expires_on", "2024-12-31")]);
    assert_eq!(warned(&clerk), [for_ever]);
}

#[test]
fn an_appraisal_that_keeps_an_item_moves_its_time_on() {
    let mut clerk = Clerk::new();
    let items = [item(&mut clerk, &[]), item(&mut clerk, &[])];
    let appraise = |clerk: &mut Clerk, kept: RecordId, more: &[Op]| {
        let ops = [set("title", "鉴定"), set("convenor", "王敏"), member("items", kept), member("kept", kept)];
        let id = clerk.add("appraisals", &[&ops[..], more].concat());
        for name in ["甲", "乙", "丙"] {
            clerk.row(id, "members", &[("person", name.into()), ("signed_on", "2026-09-01".into())]);
        }
        clerk.step(id, "start", &[]);
        let opinion = Op::Text { field: "opinion".to_owned(), text: "仍有查考价值".to_owned() };
        clerk.step(id, "submit", &[opinion, set("submitted_by", "孙立")]);
        id
    };
    let silent = appraise(&mut clerk, items[0], &[]);
    assert!(clerk.refused(silent, "approve", &[]).to_string().contains("extended_retention"), "for how long?");
    clerk.step(silent, "approve", &[set("new_retention", "d10")]);
    assert_eq!((clerk.state(items[0]), clerk.text(items[0], "expires_on")), ("extended".into(), "2036-12-31".into()));
    assert_eq!(warned(&clerk), vec![], "it was decided so");
    let dated = appraise(&mut clerk, items[1], &[set("new_retention", "d30"), set("new_expires_on", "2045-06-30")]);
    clerk.step(dated, "approve", &[]);
    assert_eq!(clerk.text(items[1], "expires_on"), "2045-06-30", "a day that was decided on stands");
    // A change of what it was filed as does not undo the decision.
    clerk.change(items[0], &[set("retention", "d30")]);
    assert_eq!(clerk.text(items[0], "expires_on"), "2036-12-31");
}
