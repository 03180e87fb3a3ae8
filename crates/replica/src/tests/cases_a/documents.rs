//! Instructions, and approvals of texts that were changed meanwhile.

use proptest::prelude::*;
use registers::book::{incoming_documents as incoming, outgoing_documents as outgoing, seal_requests, seals};
use registers::settled::Why;
use registers::version;
use registers::workflow::{Actor, StepError};

use super::super::office;
use super::*;
use crate::Error;

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

/// What a third leader writes, who has both in sight, is no answer to them.
#[test]
fn a_third_leader_does_not_settle_what_two_have_said() {
    let mut desks = office(3);
    let id = add_letter(&mut desks[0].replica, 0, "请示");
    meet(&mut desks);
    instruct(&mut desks[0], 5, id, "张校长", "同意");
    instruct(&mut desks[1], 6, id, "李校长", "缓办");
    meet(&mut desks);
    instruct(&mut desks[2], 7, id, "王校长", "请教务处阅");
    meet(&mut desks);
    the_case(&mut desks, 10, "instructions-differ");
    instruct(&mut desks[2], 11, id, "李校长", "照张校长意见办");
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 12, "instructions-differ"), vec![]);
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

/// Somebody's opinion of the text as it is at their desk.
fn review(desk: &mut Desk, minute: u64, id: RecordId, stage: &str, who: &str) {
    row(desk, minute, id, "reviews", &[("stage", stage.into()), ("reviewer", who.into()), ("verdict", "pass".into())]);
}

/// The digest of the text as it is.
fn digest_at(desk: &Desk, id: RecordId) -> String {
    version::digest(&outgoing::REGISTER, &desk.replica.reader().unwrap().record(id).unwrap().unwrap().record)
}

/// A change of a field that the digest is about, or of another one.
fn edit_of(field: &str) -> Op {
    match field {
        "body" => Op::text(outgoing::BODY, "放假五天。"),
        "secrecy" => text(field, "internal"),
        "format" => text(field, "letter"),
        "attachments" => Op::Member { field: field.to_owned(), member: "日程.pdf".to_owned(), on: true },
        _ => text(field, "另一说法"),
    }
}

/// The change that writes again what stood in a field before [`edit_of`].
fn back_of(field: &str, was: String) -> Op {
    match edit_of(field) {
        Op::Text { field, .. } => Op::Text { field, text: was },
        Op::Member { field, member, .. } => Op::Member { field, member, on: false },
        _ => Op::Set { field: field.to_owned(), value: Some(was).filter(|w| !w.is_empty()).map(Value::from) },
    }
}

/// Has a draft signed at the first desk, and all of them know.
fn signed(desks: &mut [Desk]) -> RecordId {
    let id = draft(desks);
    review(&mut desks[0], 2, id, "department", "何主任");
    step(&mut desks[0], 3, id, "department-approve", &[]);
    review(&mut desks[0], 4, id, "office", "王主任");
    step(&mut desks[0], 5, id, "office-approve", &[]);
    step(&mut desks[0], 6, id, "sign", &[text("signer", "陈国强")]);
    meet(desks);
    id
}

/// Asks for the seal and has it approved.
fn seal_request(desk: &mut Desk, id: RecordId) -> RecordId {
    let seal = add(desk, 7, &seals::REGISTER, &[Op::set(seals::NAME, "公章")]);
    change(desk, 8, id, &[Op::State("awaiting-seal".to_owned()), text("issue_no", "明中发〔2026〕9号"), text("org_code", "明中发")]);
    let kind = [text("file_type", "outgoing"), text("applicant", "职员1")];
    let asks = [&[Op::set(seal_requests::REASON, "用印"), link("document", id), link("seal", seal)], &kind[..]].concat();
    let asked = add(desk, 9, &seal_requests::REGISTER, &asks);
    step(desk, 10, asked, "approve", &[text("approver", "陈国强")]);
    asked
}

const EDITED: &[&str] = &[
    "title",
    "body",
    "main_to",
    "cc",
    "enclosures",
    "note",
    "joint_orgs",
    "secrecy",
    "format",
    "attachments",
    "print_org",
    "basis",
    "filed_to",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The text merges; an approval that did not know of the change is void: the document goes no further until it was
    /// approved as it is, went back, or says again what was approved.
    #[test]
    fn a_text_that_was_changed_while_it_was_approved(ordered: bool, how in 0u8..4, field in prop::sample::select(EDITED)) {
        let mut desks = office(3);
        let id = draft(&mut desks);
        review(&mut desks[0], 5, id, "department", "何主任");
        step(&mut desks[0], 6, id, "department-approve", &[]);
        let approved = digest_at(&desks[0], id);
        let was = value(&desks[2].replica, id, field);
        change(&mut desks[2], 7, id, &[edit_of(field)]);
        come_together(&mut desks, ordered);
        let all: Vec<String> = desks.iter().map(|d| digest_at(d, id)).collect();
        prop_assert!(all.iter().all(|d| *d == all[0]), "one text, one digest");
        prop_assert_eq!(state(&desks[1].replica, id), "office-review");
        let on = |desk: &mut Desk, minute| {
            let done = desk.replica.transact("step", at(minute), |e| e.step(id, "office-approve", &[]));
            done.map(drop)
        };
        review(&mut desks[0], 8, id, "office", "王主任");
        meet(&mut desks);
        if !outgoing::REGISTER.version.of.contains(&field) {
            prop_assert_eq!(&all[0], &approved);
            prop_assert_eq!(cases(&mut desks, 10, "approved-then-changed"), vec![]);
            prop_assert!(on(&mut desks[0], 11).is_ok());
            return Ok(());
        }
        prop_assert!(all[0] != approved);
        let case = the_case(&mut desks, 10, "approved-then-changed");
        prop_assert_eq!((fact(&case, "approver"), fact(&case, "editor")), ("林文静", "职员2"));
        let refused = on(&mut desks[0], 11);
        prop_assert!(matches!(&refused, Err(Error::Step(StepError::NotPassed { part, .. })) if part == "department"), "{refused:?}");
        match how {
            0 => {
                let choice = step_of(&case, id, "return");
                settle(&mut desks, 0, 12, &case, &choice, &[text("return_reason", "审核后有改动")]);
                prop_assert_eq!(state(&desks[2].replica, id), "returned");
            }
            1 => {
                // That somebody has seen it makes no approval.
                decide(&mut desks, 2, 12, &case, "noted");
                prop_assert!(on(&mut desks[0], 13).is_err());
            }
            2 => {
                review(&mut desks[1], 12, id, "department", "何主任");
                meet(&mut desks);
                prop_assert!(on(&mut desks[0], 13).is_ok(), "approved as it is");
            }
            _ => {
                change(&mut desks[2], 12, id, &[back_of(field, was)]);
                meet(&mut desks);
                review(&mut desks[0], 13, id, "office", "王主任");
                meet(&mut desks);
                prop_assert_eq!(digest_at(&desks[1], id), approved);
                prop_assert!(on(&mut desks[0], 14).is_ok(), "what was approved stands there again");
            }
        }
        meet(&mut desks);
        prop_assert_eq!(cases(&mut desks, 20, "approved-then-changed"), vec![]);
    }

    /// Signed at one desk while the text was changed at another: the signature is of another text, and nothing is numbered,
    /// printed or sealed on its strength.
    #[test]
    fn a_text_that_was_changed_while_it_was_signed(ordered: bool, sealing: bool) {
        let mut desks = office(2);
        let id = draft(&mut desks);
        review(&mut desks[0], 2, id, "department", "何主任");
        step(&mut desks[0], 3, id, "department-approve", &[]);
        review(&mut desks[0], 4, id, "office", "王主任");
        step(&mut desks[0], 5, id, "office-approve", &[]);
        meet(&mut desks);
        step(&mut desks[0], 6, id, "sign", &[]);
        prop_assert_eq!(value(&desks[0].replica, id, "signed_digest"), digest_at(&desks[0], id));
        let mut request = None;
        if sealing {
            let asked = seal_request(&mut desks[0], id);
            prop_assert_eq!(value(&desks[0].replica, asked, "version_digest"), digest_at(&desks[0], id), "approved as it is");
            request = Some(asked);
        } else {
            row(&mut desks[0], 8, id, "pre_checks", &[("proofreader", "林文静".into())]);
        }
        change(&mut desks[1], 9, id, &[edit_of("body")]);
        come_together(&mut desks, ordered);
        let refused = match request {
            None => desks[0].replica.transact("step", at(11), |e| e.step(id, "number", &[text("org_code", "明中发"), text("issue_no", "明中发〔2026〕9号")])),
            Some(request) => desks[0].replica.transact("step", at(11), |e| e.step(request, "seal-document", &[yes("not_blank")])),
        };
        prop_assert!(matches!(&refused, Err(Error::Step(StepError::OtherVersion { .. }))), "{refused:?}");
        let case = the_case(&mut desks, 12, "approved-then-changed");
        let again = step_of(&case, id, "sign-again");
        settle(&mut desks, 0, 13, &case, &again, &[text("return_reason", "签发后有改动")]);
        prop_assert_eq!(value(&desks[1].replica, id, "signed_digest"), "");
        if let Some(request) = request {
            prop_assert_eq!(state(&desks[1].replica, request), "withdrawn");
        }
        // What the reviewers passed is another text as well: they pass the new one, and it is signed.
        let signed = desks[0].replica.transact("step", at(14), |e| e.step(id, "sign", &[]));
        prop_assert!(signed.is_err());
        for stage in ["department", "office"] {
            review(&mut desks[0], 15, id, stage, "何主任");
        }
        step(&mut desks[0], 16, id, "sign", &[]);
        meet(&mut desks);
        prop_assert_eq!(cases(&mut desks, 17, "approved-then-changed"), vec![]);
        prop_assert_eq!(value(&desks[1].replica, id, "signed_digest"), digest_at(&desks[1], id));
    }

    /// Sealed at one desk while the text was changed at another: the paper says what was signed. It is shown until somebody
    /// decided or the record says so again, and no other words can be written.
    #[test]
    fn a_text_that_was_changed_while_it_was_sealed(
        ordered: bool,
        how in 0u8..4,
        field in prop::sample::select(EDITED),
        then in prop::sample::select(&["sealed", "dispatching", "delivered", "recorded", "archived"][..]),
    ) {
        let mut desks = office(2);
        let id = signed(&mut desks);
        let signed = digest_at(&desks[0], id);
        let asked = seal_request(&mut desks[0], id);
        step(&mut desks[0], 11, asked, "seal-document", &[yes("not_blank")]);
        prop_assert_eq!(state(&desks[0].replica, id), "sealed");
        if then != "sealed" {
            change(&mut desks[0], 12, id, &[Op::State(then.to_owned())]);
        }
        let was = value(&desks[1].replica, id, field);
        change(&mut desks[1], 11, id, &[edit_of(field)]);
        come_together(&mut desks, ordered);
        if !outgoing::REGISTER.version.of.contains(&field) {
            prop_assert_eq!(cases(&mut desks, 13, "sealed-then-changed"), vec![]);
            return Ok(());
        }
        let case = the_case(&mut desks, 13, "sealed-then-changed");
        prop_assert_eq!((fact(&case, "sealer"), fact(&case, "editor")), ("林文静", "职员1"));
        prop_assert_eq!(cases(&mut desks, 13, "approved-then-changed"), vec![]);
        let other = desks[1].replica.transact("edit", at(14), |e| e.change(id, &[text("title", "又一说法")]));
        prop_assert!(matches!(other, Err(Error::Locked(field)) if field == "title"));
        match how {
            0 => decide(&mut desks, 1, 15, &case, "noted"),
            1 => decide(&mut desks, 0, 15, &case, "put-right"),
            _ => {
                change(&mut desks[usize::from(how - 2)], 15, id, &[back_of(field, was)]);
                meet(&mut desks);
                prop_assert_eq!(digest_at(&desks[1], id), signed);
            }
        }
        prop_assert_eq!(cases(&mut desks, 16, "sealed-then-changed"), vec![]);
    }
}

#[test]
fn an_undo_of_an_edit_that_came_into_a_sealed_text_puts_back_what_was_signed() {
    let mut desks = office(2);
    let id = signed(&mut desks);
    let asked = seal_request(&mut desks[0], id);
    step(&mut desks[0], 11, asked, "seal-document", &[yes("not_blank")]);
    change(&mut desks[1], 11, id, &[edit_of("title"), edit_of("body")]);
    meet(&mut desks);
    let undone = desks[1].replica.undo(at(12)).unwrap().value;
    assert_eq!((undone.kept.len(), undone.restored.len()), (0, 2));
    assert_eq!(digest_at(&desks[1], id), value(&desks[1].replica, id, "signed_digest"));
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 13, "sealed-then-changed"), vec![]);
}

#[test]
fn a_seal_request_names_the_version_that_its_approver_saw() {
    let mut desks = office(2);
    let id = signed(&mut desks);
    let seal = add(&mut desks[0], 7, &seals::REGISTER, &[Op::set(seals::NAME, "公章")]);
    let kind = [text("file_type", "outgoing"), text("applicant", "职员1"), link("seal", seal)];
    let asked = add(&mut desks[0], 8, &seal_requests::REGISTER, &[&[Op::set(seal_requests::REASON, "用印")], &kind[..]].concat());
    step(&mut desks[0], 9, asked, "approve", &[text("approver", "陈国强")]);
    let signed = digest_at(&desks[0], id);
    let clear = Op::Set { field: "approved_at".to_owned(), value: None };
    for (op, named) in [(text("version_digest", &signed), "version_digest"), (link("document", id), "document"), (clear, "approved_at")] {
        let refused = desks[0].replica.transact("edit", at(10), |e| e.change(asked, &[op]));
        assert!(matches!(&refused, Err(Error::Locked(field)) if field == named), "{refused:?}");
    }
    // Asked for again, it is approved as it is then.
    step(&mut desks[0], 11, asked, "withdraw", &[text("withdraw_reason", "漏填文件")]);
    step(&mut desks[0], 12, asked, "apply-again", &[]);
    change(&mut desks[0], 13, asked, &[text("version_digest", "deadbeef")]);
    change(&mut desks[0], 14, asked, &[link("document", id)]);
    step(&mut desks[0], 15, asked, "approve", &[text("approver", "陈国强")]);
    assert_eq!(value(&desks[0].replica, asked, "version_digest"), signed);
}

#[test]
fn a_list_types_no_digest_either() {
    let mut desks = office(1);
    let mut listed = |register, ops: &[Op]| desks[0].replica.transact("import", at(1), |e| e.create_listed(register, ops)).map(drop);
    let title = Op::set(outgoing::TITLE, "旧文件");
    let typed = listed(&outgoing::REGISTER, &[title.clone(), text("signed_digest", "abc")]);
    assert!(matches!(typed, Err(Error::Computed(field)) if field == "signed_digest"));
    let moments = [title, text("sealed_at", "2019-03-01T09:00"), text("signed_at", "2019-02-28T09:00")];
    assert!(listed(&outgoing::REGISTER, &moments).is_ok(), "a list tells of what was");
    let version = [Op::set(seal_requests::REASON, "签约"), text("version_digest", "第三版"), text("approved_at", "2019-02-28T09:00")];
    assert!(listed(&seal_requests::REGISTER, &version).is_ok());
}

#[test]
fn a_step_that_the_office_has_left_out_is_no_choice() {
    let mut desks = office(3);
    let id = draft(&mut desks);
    review(&mut desks[0], 5, id, "department", "何主任");
    step(&mut desks[0], 6, id, "department-approve", &[]);
    change(&mut desks[2], 7, id, &[edit_of("body")]);
    come_together(&mut desks, true);
    let offered = |desks: &mut [Desk], minute| {
        let case = the_case(desks, minute, "approved-then-changed");
        case.choices.iter().any(|c| matches!(c, Choice::Step { step: "return", .. }))
    };
    assert!(offered(&mut desks, 10));
    let left_out = [text("register", "outgoing-documents"), text("what", "step"), text("target", "return"), yes("hidden")];
    add(&mut desks[0], 11, &registers::book::adjustments::REGISTER, &left_out);
    meet(&mut desks);
    assert!(!offered(&mut desks, 12));
}

#[test]
fn a_change_that_came_before_the_approval_is_no_case() {
    let mut desks = office(3);
    let id = draft(&mut desks);
    change(&mut desks[2], 5, id, &[Op::text(outgoing::BODY, "放假五天。")]);
    meet(&mut desks);
    review(&mut desks[0], 6, id, "department", "何主任");
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
    review(&mut desks[0], 2, id, "department", "何主任");
    change(&mut desks[0], 3, id, &[edit_of("body")]);
    review(&mut desks[0], 4, id, "office", "王主任");
    // As a list from elsewhere says it, which asks for no approval.
    let digest = digest_at(&desks[0], id);
    let signed = [Op::State("signed".to_owned()), text("signed_digest", &digest), text("signer", "陈国强")];
    desks[0].replica.transact("edit", at(5), |e| e.put_back(id, &signed)).unwrap();
    meet(&mut desks);
    let case = the_case(&mut desks, 6, "approved-then-changed");
    assert_eq!(fact(&case, "approver"), "何主任");
    review(&mut desks[1], 7, id, "department", "何主任");
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 8, "approved-then-changed"), vec![], "the department has approved the signed version");
}

#[test]
fn nobody_types_a_digest_and_nobody_rewrites_an_opinion() {
    let mut desks = office(2);
    let id = draft(&mut desks);
    review(&mut desks[0], 2, id, "department", "何主任");
    let at_row = |desk: &Desk| desk.replica.reader().unwrap().record(id).unwrap().unwrap().record.lines["reviews"][0].clone();
    let first = at_row(&desks[0]);
    assert_eq!(first.cell("digest"), Some(&Value::from(digest_at(&desks[0], id))));
    let cell = |column: &str| format!("reviews/{}/{column}", first.id);
    let mut refused = |op: Op| desks[0].replica.transact("edit", at(3), |e| e.change(id, std::slice::from_ref(&op))).unwrap_err();
    assert!(matches!(refused(text("signed_digest", "abc")), Error::Computed(f) if f == "signed_digest"));
    assert!(matches!(refused(text(&cell("digest"), "abc")), Error::Computed(_)));
    assert!(matches!(refused(text(&cell("verdict"), "return")), Error::AppendOnly(f) if f == "reviews"));
    let line = Op::Line { field: "reviews".to_owned(), row: "x".to_owned(), cells: vec![("digest".to_owned(), "abc".into())] };
    assert!(matches!(refused(line), Error::Computed(_)));
    let given = desks[0].replica.transact("step", at(4), |e| e.step(id, "department-approve", &[text("signed_digest", "abc")]));
    assert!(matches!(given, Err(Error::Computed(_))));
    // What was left empty may be filled in, and undoing puts back what the program wrote.
    change(&mut desks[0], 5, id, &[text(&cell("opinion"), "可")]);
    step(&mut desks[0], 6, id, "department-approve", &[]);
    review(&mut desks[0], 7, id, "office", "王主任");
    step(&mut desks[0], 8, id, "office-approve", &[]);
    step(&mut desks[0], 9, id, "sign", &[]);
    step(&mut desks[0], 10, id, "sign-again", &[text("return_reason", "误操作")]);
    assert_eq!(value(&desks[0].replica, id, "signed_digest"), "");
    desks[0].replica.undo(at(11)).unwrap();
    assert_eq!(value(&desks[0].replica, id, "signed_digest"), digest_at(&desks[0], id));
}

/// Has a signed paper without a header printed and sent, which needs no seal.
fn sent_unsealed(desk: &mut Desk, id: RecordId) {
    change(desk, 20, id, &[Op::State("printing".to_owned()), text("issue_no", "明中发〔2026〕9号"), text("org_code", "明中发")]);
    row(desk, 21, id, "post_checks", &[("proofreader", "林文静".into())]);
    row(desk, 22, id, "dispatch", &[("recipient", "各处室".into())]);
    step(desk, 23, id, "dispatch-unsealed", &[]);
}

/// The text of a paper that bears no seal, and who signed it when, stay as they went out; who sent it may take that back at once.
#[test]
fn what_went_out_without_a_seal_does_not_change() {
    let mut desks = office(2);
    let id = draft(&mut desks);
    change(&mut desks[1], 1, id, &[text("format", "minutes")]);
    meet(&mut desks);
    review(&mut desks[0], 2, id, "department", "何主任");
    step(&mut desks[0], 3, id, "department-approve", &[]);
    review(&mut desks[0], 4, id, "office", "王主任");
    step(&mut desks[0], 5, id, "office-approve", &[]);
    step(&mut desks[0], 6, id, "sign", &[text("signer", "陈国强")]);
    change(&mut desks[0], 7, id, &[text("doc_date", "2026-11-25")]);
    change(&mut desks[0], 8, id, &[text("doc_date", "2026-11-24")]);
    sent_unsealed(&mut desks[0], id);
    let mut tried = |op: Op| desks[0].replica.transact("edit", at(30), |e| e.change(id, &[op])).unwrap_err();
    for op in [edit_of("title"), edit_of("body"), text("main_to", "市教育局"), text("dispatched_at", "2026-01-01T08:00")] {
        let refused = tried(op);
        assert!(matches!(refused, Error::Locked(_)), "{refused:?}");
    }
    for op in [text("signer", "张三"), text("doc_date", "2026-01-01"), text("issue_no", ""), text("dispatched_by", "张三")] {
        let refused = tried(op);
        assert!(matches!(refused, Error::Settled { why: Why::Out, .. }), "{refused:?}");
    }
    change(&mut desks[0], 31, id, &[text("filed_to", "甲卷")]);
    desks[0].replica.undo(at(32)).unwrap();
    let undone = desks[0].replica.undo(at(33)).unwrap().value;
    assert_eq!(undone.kept, []);
    assert_eq!((state(&desks[0].replica, id).as_str(), value(&desks[0].replica, id, "dispatched_at").as_str()), ("printing", ""));
    change(&mut desks[0], 34, id, &[edit_of("title")]);
}

#[test]
fn undoing_writes_over_nothing_that_went_out_since() {
    let mut desks = office(2);
    let id = signed(&mut desks);
    change(&mut desks[1], 7, id, &[text("doc_date", "2026-11-24")]);
    meet(&mut desks);
    let asked = seal_request(&mut desks[0], id);
    step(&mut desks[0], 11, asked, "seal-document", &[yes("not_blank")]);
    meet(&mut desks);
    let undone = desks[1].replica.undo(at(12)).unwrap().value;
    assert_eq!((undone.restored, undone.kept), (vec![], vec![(id, "doc_date".to_owned())]));
}

/// The approvals of a record that have lapsed, as field, part and people.
fn lapsed(desk: &Desk, id: RecordId) -> Vec<(&'static str, &'static str, Vec<String>)> {
    let reader = desk.replica.reader().unwrap();
    let card = reader.record(id).unwrap().unwrap();
    let found = reader.lapsed(card.register, &card.record).unwrap();
    found.into_iter().map(|l| (l.field, l.part, l.people)).collect()
}

/// Why a record is in the inbox of somebody with these roles, if it is.
fn why_of(desk: &Desk, minute: u64, id: RecordId, person: &str, roles: &[&str]) -> Option<crate::Why> {
    let actor = Actor::new(person, roles.iter().map(|r| (*r).to_owned()).collect(), at(minute).civil);
    let found = desk.replica.reader().unwrap().inbox(&actor, at(minute), 100).unwrap();
    found.into_iter().find(|w| w.hit.id == id).map(|w| w.why)
}

/// Whoever approved a text that was changed since, and whoever wrote it, are told at once, until it was approved as it is.
#[test]
fn a_lapsed_approval_is_told_to_its_giver_and_to_the_author() {
    let mut desks = office(2);
    let id = draft(&mut desks);
    review(&mut desks[0], 2, id, "department", "何主任");
    step(&mut desks[0], 3, id, "department-approve", &[]);
    assert_eq!(lapsed(&desks[0], id), []);
    assert_eq!(why_of(&desks[0], 4, id, "何主任", &[]), None);
    change(&mut desks[0], 5, id, &[edit_of("body")]);
    assert_eq!(lapsed(&desks[0], id), [("reviews", "department", vec!["何主任".to_owned()])]);
    for (person, expect) in [("何主任", Some(crate::Why::Lapsed)), ("职员1", Some(crate::Why::Lapsed)), ("别人", None)] {
        assert_eq!(why_of(&desks[0], 6, id, person, &[]), expect, "{person}");
    }
    assert_eq!(why_of(&desks[0], 6, id, "王主任", &["office-director"]), Some(crate::Why::Lapsed), "it waits for the role as well");
    // A refusal of the new text is no lapse, and a new approval ends it.
    row(&mut desks[0], 7, id, "reviews", &[("stage", "department".into()), ("reviewer", "何主任".into()), ("verdict", "return".into())]);
    assert_eq!(lapsed(&desks[0], id), []);
    review(&mut desks[0], 8, id, "department", "何主任");
    assert_eq!((lapsed(&desks[0], id), why_of(&desks[0], 9, id, "职员1", &[])), (vec![], None));
}

#[test]
fn a_lapsed_signature_is_told_of_with_the_seal_that_was_approved_on_it() {
    let mut desks = office(2);
    let id = signed(&mut desks);
    let asked = seal_request(&mut desks[0], id);
    assert_eq!((lapsed(&desks[0], id), lapsed(&desks[0], asked)), (vec![], vec![]));
    change(&mut desks[0], 11, id, &[edit_of("title")]);
    assert_eq!(lapsed(&desks[0], asked), [("version_digest", "", vec!["陈国强".to_owned()])]);
    assert_eq!(why_of(&desks[0], 12, asked, "陈国强", &[]), Some(crate::Why::Lapsed));
    assert_eq!(why_of(&desks[0], 12, asked, "职员1", &[]), Some(crate::Why::Lapsed), "who asked for the seal");
    change(&mut desks[0], 13, id, &[Op::State("printing".to_owned())]);
    assert_eq!(lapsed(&desks[0], id), [("signed_digest", "", vec!["陈国强".to_owned()])]);
}
