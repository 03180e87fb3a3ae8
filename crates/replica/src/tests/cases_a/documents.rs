//! Instructions, and approvals of texts that were changed meanwhile.

use proptest::prelude::*;
use registers::book::{incoming_documents as incoming, outgoing_documents as outgoing};

use super::super::office;
use super::*;

fn instruct(desk: &mut Desk, minute: u64, id: RecordId, leader: &str, words: &str) {
    row(desk, minute, id, "instructions", &[("leader", leader.into()), ("text", words.into())]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Leaders who did not know of each other's words: both are kept and shown. A word in sight of both, or a decision, settles it.
    #[test]
    fn leaders_who_did_not_know_of_each_other(ordered: bool, who in 0usize..3, by_decision: bool, same: bool) {
        let mut desks = office(3);
        let id = add_letter(&mut desks[0].replica, 0, "请示");
        meet(&mut desks);
        instruct(&mut desks[0], 5, id, "张校长", "同意，请总务处办");
        instruct(&mut desks[1], 6, id, "李校长", if same { "同意，请总务处办" } else { "缓办，先报预算" });
        come_together(&mut desks, ordered);
        if same {
            prop_assert_eq!(cases(&mut desks, 10, "instructions-differ"), vec![]);
            return Ok(());
        }
        let case = the_case(&mut desks, 10, "instructions-differ");
        prop_assert!(!case.ruled);
        let mut said = [fact(&case, "one_says"), fact(&case, "other_says")];
        said.sort_unstable();
        prop_assert_eq!(said, ["同意，请总务处办", "缓办，先报预算"]);
        if by_decision {
            decide(&mut desks, who, 11, &case, "both-stand");
        } else {
            instruct(&mut desks[who], 11, id, "张校长", "按李校长意见办");
            meet(&mut desks);
        }
        prop_assert_eq!(cases(&mut desks, 12, "instructions-differ"), vec![]);
        let rows = desks[who].replica.reader().unwrap().record(id).unwrap().unwrap().record.lines["instructions"].len();
        prop_assert_eq!(rows, if by_decision { 2 } else { 3 });
    }
}

#[test]
fn a_leader_who_has_read_the_other_s_words_is_no_case() {
    let mut desks = office(2);
    let id = add_letter(&mut desks[0].replica, 0, "请示");
    meet(&mut desks);
    instruct(&mut desks[0], 5, id, "张校长", "同意");
    meet(&mut desks);
    instruct(&mut desks[1], 6, id, "李校长", "缓办");
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 7, "instructions-differ"), vec![]);
    add(&mut desks[0], 8, &incoming::REGISTER, &[Op::set(incoming::TITLE, "另一份")]);
}

/// A draft of the second desk's person that waits for the department.
fn draft(desks: &mut [Desk]) -> RecordId {
    let ops = [Op::set(outgoing::TITLE, "关于放假的通知"), text("kind", "notice"), Op::text(outgoing::BODY, "放假三天。")];
    let id = add(&mut desks[1], 0, &outgoing::REGISTER, &ops);
    step(&mut desks[1], 1, id, "submit", &[]);
    meet(desks);
    id
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// The text merges; an approval that did not know of the change is void, and the document goes back.
    #[test]
    fn a_text_that_was_changed_while_it_was_approved(ordered: bool, back: bool, other_field: bool) {
        let mut desks = office(3);
        let id = draft(&mut desks);
        row(&mut desks[0], 5, id, "reviews", &[("stage", "department".into()), ("verdict", "pass".into())]);
        step(&mut desks[0], 6, id, "department-approve", &[]);
        let edit = if other_field { text("print_org", "校办") } else { Op::text(outgoing::BODY, "放假五天。") };
        change(&mut desks[2], 7, id, &[edit]);
        come_together(&mut desks, ordered);
        prop_assert_eq!(state(&desks[1].replica, id), "office-review");
        if other_field {
            prop_assert_eq!(cases(&mut desks, 10, "approved-then-changed"), vec![]);
            return Ok(());
        }
        let case = the_case(&mut desks, 10, "approved-then-changed");
        prop_assert_eq!((fact(&case, "approver"), fact(&case, "editor")), ("林文静", "职员2"));
        if back {
            let choice = step_of(&case, id, "return");
            settle(&mut desks, 0, 11, &case, &choice, &[text("return_reason", "审核后有改动")]);
            prop_assert_eq!(state(&desks[2].replica, id), "returned");
        } else {
            decide(&mut desks, 2, 11, &case, "noted");
        }
        prop_assert_eq!(cases(&mut desks, 12, "approved-then-changed"), vec![]);
        let body = value(&desks[0].replica, id, "body");
        prop_assert_eq!(body, "放假五天。");
    }
}

#[test]
fn a_change_that_came_before_the_approval_is_no_case() {
    let mut desks = office(3);
    let id = draft(&mut desks);
    change(&mut desks[2], 5, id, &[Op::text(outgoing::BODY, "放假五天。")]);
    meet(&mut desks);
    row(&mut desks[0], 6, id, "reviews", &[("stage", "department".into()), ("verdict", "pass".into())]);
    step(&mut desks[0], 7, id, "department-approve", &[]);
    // Somebody else's remark at the same time makes the histories part, but touches no text.
    change(&mut desks[1], 8, id, &[text("print_org", "校办")]);
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 9, "approved-then-changed"), vec![]);
}

#[test]
fn an_approval_of_another_version_than_the_signed_one_is_void() {
    let mut desks = office(2);
    let id = draft(&mut desks);
    let review = |desk: &mut Desk, minute, stage: &str, digest: &str| {
        row(desk, minute, id, "reviews", &[("stage", stage.into()), ("reviewer", "何主任".into()), ("digest", digest.into())]);
    };
    review(&mut desks[0], 2, "department", "第1版");
    review(&mut desks[0], 3, "office", "第1版");
    review(&mut desks[0], 4, "office", "第2版");
    change(&mut desks[0], 5, id, &[Op::State("signed".to_owned()), text("signed_digest", "第2版"), text("signer", "陈国强")]);
    meet(&mut desks);
    let case = the_case(&mut desks, 6, "approved-then-changed");
    assert_eq!(fact(&case, "approver"), "何主任");
    review(&mut desks[1], 7, "department", "第2版");
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 8, "approved-then-changed"), vec![], "the department has approved the signed version");
}
