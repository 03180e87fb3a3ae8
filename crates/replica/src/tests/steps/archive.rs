//! Archive: until when an item is kept, and what an appraisal moves.

use registers::RecordId;
use registers::document::Op;
use registers::settled::Why;
use registers::workflow::StepError;

use super::super::at;
use super::super::clerk::{Clerk, member, register, set};
use crate::Error;

fn item(clerk: &mut Clerk, more: &[Op]) -> RecordId {
    let ops = [set("title", "通知"), set("archive_year", 2014), set("retention", "d10")];
    clerk.add("archive-items", &[&ops[..], more, &[Op::State("shelved".to_owned())]].concat())
}

fn warned(clerk: &Clerk) -> Vec<RecordId> {
    let all = clerk.reader().warnings(at(clerk.minute), 50).unwrap();
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

/// What is destroyed was appraised by three and approved, and a list of destruction takes on nothing once it was handed in.
#[test]
fn nothing_is_destroyed_without_an_appraisal_nor_added_to_a_list_that_was_handed_in() {
    let mut clerk = Clerk::new();
    let list =
        |clerk: &mut Clerk, name: &str| clerk.add("destructions", &[set("title", name), set("compiler", "江海欣"), set("reason", "期满")]);
    let (first, second) = (list(&mut clerk, "第一册"), list(&mut clerk, "第二册"));
    let items: Vec<RecordId> = (0..3).map(|_| item(&mut clerk, &[set("hold", false)])).collect();
    clerk.step(items[0], "appraise", &[]);
    for step in ["condemn", "keep"] {
        let alone = clerk.refused(items[0], step, &[]);
        assert!(matches!(&alone, Error::Step(StepError::Follows(papers)) if papers == &["appraisals"]), "{alone}");
    }
    let condemned = |clerk: &mut Clerk, of: &[RecordId], list: RecordId| {
        let named = |field: &'static str| of.iter().map(move |id| member(field, id));
        let ops = [&[set("title", "期满鉴定"), set("convenor", "孙立"), set("destruction", list.to_string())][..]].concat();
        let id = clerk.add("appraisals", &ops.into_iter().chain(named("items")).chain(named("condemned")).collect::<Vec<_>>());
        for name in ["甲", "乙", "丙"] {
            clerk.row(id, "members", &[("person", name.into()), ("signed_on", "2026-09-01".into())]);
        }
        clerk.step(id, "start", &[]);
        clerk.step(id, "submit", &[Op::Text { field: "opinion".to_owned(), text: "无保存价值".to_owned() }, set("submitted_by", "孙立")]);
        id
    };
    let appraisal = condemned(&mut clerk, &items[..2], first);
    clerk.step(appraisal, "approve", &[]);
    assert_eq!(items[..2].iter().map(|id| clerk.state(*id)).collect::<Vec<_>>(), ["awaiting-destruction"; 2]);
    // While it is compiled items come and go.
    clerk.change(items[1], &[set("destruction", second.to_string())]);
    clerk.change(items[1], &[set("destruction", first.to_string())]);
    let late = condemned(&mut clerk, &items[2..], first);
    clerk.step(first, "submit", &[set("submitted_by", "江海欣")]);
    let stays = |clerk: &mut Clerk, id: RecordId, to: &str| {
        let op = Op::Set { field: "destruction".to_owned(), value: (!to.is_empty()).then(|| to.into()) };
        let before = clerk.record(id);
        let told = clerk.reader().foresee_change(id, register("archive-items"), &before, std::slice::from_ref(&op));
        for done in [told, clerk.try_change(id, &[op])] {
            assert!(matches!(&done, Err(Error::Settled { field, why: Why::Listed }) if field == "destruction"), "{done:?}");
        }
    };
    for state in ["awaiting-approval", "approved"] {
        assert_eq!(clerk.state(first), state);
        stays(&mut clerk, items[2], &first.to_string());
        stays(&mut clerk, items[1], "");
        stays(&mut clerk, items[1], &second.to_string());
        let refused = clerk.refused(late, "approve", &[]);
        assert!(matches!(&refused, Error::Step(StepError::LinkedNot { field, .. }) if field == "destruction"), "{refused}");
        let ops = [set("title", "旧文"), set("destruction", first.to_string())];
        let added = clerk.try_add("archive-items", &ops);
        assert!(matches!(added, Err(Error::Settled { why: Why::Listed, .. })), "{added:?}");
        if state == "awaiting-approval" {
            clerk.step(first, "approve", &[]);
        }
    }
    clerk.step(late, "approve", &[set("destruction", second.to_string())]);
    assert_eq!((clerk.state(items[2]), clerk.text(items[2], "destruction")), ("awaiting-destruction".into(), second.to_string()));
    // One may still be spared, and a list that was sent back is compiled again.
    clerk.step(items[0], "spare", &[set("spare_reason", "有诉讼"), set("extended_retention", "d10")]);
    clerk.step(first, "send-back", &[set("return_reason", "改列")]);
    clerk.change(items[1], &[set("destruction", second.to_string())]);
}
