//! Who may do a step: roles, separation of duties, delegation.

use jiff::civil::date;
use registers::document::Op;
use registers::parse::Reason;
use registers::settled::Why as Settled;
use registers::shelf::Unusable;
use registers::workflow::{Actor, StepError};
use registers::{RecordId, Value};

use super::super::clerk::{Clerk, member, register, set};
use super::super::{at, hand_over, office};
use crate::Error;

/// The administrator's desk and that of 职员1, a clerk.
fn two_desks() -> [Clerk; 2] {
    let mut desks = office(2);
    let second = desks.pop().unwrap();
    [Clerk::at(desks.pop().unwrap()), Clerk::at(second)]
}

fn meet(clerks: &mut [Clerk; 2]) {
    let [a, b] = clerks;
    hand_over(&mut a.desk.replica, &mut b.desk.replica);
    hand_over(&mut b.desk.replica, &mut a.desk.replica);
    let minute = a.minute.max(b.minute);
    (a.minute, b.minute) = (minute, minute);
}

fn waiting(clerk: &mut Clerk, applicant: &str) -> RecordId {
    let id = clerk.add("requisitions", &[set("purpose", "耗材"), set("requesting_dept", "教务处"), set("applicant", applicant)]);
    clerk.row(id, "lines", &[("name", "硒鼓".into()), ("requested", 2.into()), ("approved", 2.into())]);
    clerk.change(id, &[Op::State("department-review".to_owned())]);
    id
}

/// 王主任 gives the role of the office director to 职员1 for the day.
fn delegate(clerk: &mut Clerk, registers: &str) -> RecordId {
    let given = [
        set("title", "出差期间代行审批"),
        set("from", "王主任"),
        set("to", "职员1"),
        set("scope", "用品审批"),
        set("registers", registers),
        set("start", Value::time(date(2026, 11, 23).at(8, 0, 0, 0))),
        set("end", Value::time(date(2026, 11, 23).at(18, 0, 0, 0))),
        member("roles", "office-director"),
    ];
    let id = clerk.add("delegations", &given);
    clerk.step(id, "activate", &[]);
    id
}

#[test]
fn a_deputy_acts_within_the_delegation_and_both_names_are_shown() {
    let mut clerks = two_desks();
    let [request, own, late] = ["胡玉", "王主任", "胡玉"].map(|applicant| waiting(&mut clerks[0], applicant));
    meet(&mut clerks);
    let refused = clerks[1].refused(request, "approve-department", &[]);
    assert!(matches!(refused, Error::NotYourStep { .. }), "{refused}");
    let delegation = delegate(&mut clerks[0], "用品领用、orders");
    meet(&mut clerks);
    clerks[1].step(request, "approve-department", &[]);
    let refused = clerks[1].refused(own, "approve-department", &[]);
    assert!(
        matches!(refused, Error::Step(StepError::SamePerson(ref field)) if field == "applicant"),
        "who acts for the applicant: {refused}"
    );
    meet(&mut clerks);
    assert_eq!(clerks[0].text(request, "dept_reviewer"), "职员1（代王主任）");
    let events = clerks[0].reader().history(request).unwrap();
    assert_eq!(events.last().unwrap().person, "职员1");
    // It covers two registers and no other.
    let delegate_of_tasks = clerks[0].add("tasks", &[set("title", "延期"), set("owner", "胡玉"), set("due_at", "2026-12-01")]);
    meet(&mut clerks);
    let given = [set("extension_reason", "等资料"), set("original_due", "2026-11-30")];
    let refused = clerks[1].refused(delegate_of_tasks, "extend", &given);
    assert!(matches!(refused, Error::NotYourStep { .. }), "{refused}");
    // It ends by itself in the evening.
    clerks[1].minute = 11 * 60;
    let refused = clerks[1].refused(late, "approve-department", &[]);
    assert!(matches!(refused, Error::NotYourStep { .. }), "{refused}");
    // And at once when it is ended.
    clerks[1].minute = clerks[0].minute;
    clerks[0].step(delegation, "end", &[]);
    meet(&mut clerks);
    let refused = clerks[1].refused(late, "approve-department", &[]);
    assert!(matches!(refused, Error::NotYourStep { .. }), "{refused}");
}

#[test]
fn a_delegation_covers_nothing_where_nobody_can_tell_what_it_excludes() {
    let mut clerks = two_desks();
    let own_name = [set("register", "requisitions"), set("what", "register"), set("label_hans", "耗材申领")];
    clerks[0].add("adjustments", &own_name);
    let delegation = delegate(&mut clerks[0], "");
    // As lists and older records have it, whatever a clerk may write now.
    let mut refused_with = |excluded: &str| {
        clerks[0].put_back(delegation, &[set("excluded", excluded)]);
        let id = waiting(&mut clerks[0], "胡玉");
        meet(&mut clerks);
        let done = clerks[1].try_step(id, "approve-department", &[]).map(drop);
        assert!(matches!(done, Ok(()) | Err(Error::NotYourStep { .. })), "{done:?}");
        let mine = clerks[1].reader().complete(Actor::new("职员1", vec!["clerk".to_owned()], at(clerks[1].minute).civil)).unwrap();
        let sees =
            clerks[1].reader().inbox(&mine, at(clerks[1].minute), 100).unwrap().iter().any(|w| w.hit.register.key == "seal-requests");
        assert!(!sees);
        done.is_err()
    };
    assert!(!refused_with("用印申请"), "of another register");
    for excluded in ["用品领用", "耗材申领", "requisitions", "用印申请、耗材申领"] {
        assert!(refused_with(excluded), "{excluded}");
    }
    assert!(refused_with("用印审批"), "no register has this name");
    assert!(!refused_with(""));
    // A clerk hears at once that no register has the name.
    let is_unknown = |done: crate::Result<()>, name: &str| matches!(done, Err(Error::Rule { ref field, reason: Reason::Setting(Unusable::Register) }) if field == name);
    let given = [set("title", "代行"), set("from", "王主任"), set("to", "职员1"), set("excluded", "用印审批")];
    assert!(is_unknown(clerks[0].try_add("delegations", &given).map(drop), "excluded"));
    let now = clerks[0].tick();
    let change = |field: &str| [set(field, "收文登记、没有的")];
    for field in ["excluded", "registers"] {
        let done = clerks[0].desk.replica.transact("edit", now, |e| e.change(delegation, &change(field))).map(drop);
        assert!(is_unknown(done, field));
    }
}

#[test]
fn who_acts_is_who_acted() {
    let mut clerk = Clerk::new();
    let ask = |clerk: &mut Clerk, given: &[Op]| {
        let ops =
            [set("applicant", "胡玉"), set("type", "personal"), set("starts_at", "2026-12-01T08:00"), set("ends_at", "2026-12-02T17:00")];
        let id = clerk.add("leave", &[&ops[..], given].concat());
        clerk.step(id, "submit", &[]);
        id
    };
    let id = ask(&mut clerk, &[]);
    let refused = clerk.give(id, "endorse", &[set("dept_approver", "张三")]).unwrap_err();
    assert!(matches!(refused, Error::Step(StepError::Signed(ref field)) if field == "dept_approver"), "{refused}");
    // Whoever was named before: who agreed is written, and when.
    clerk.change(id, &[set("dept_approver", "张三"), set("dept_at", "2026-11-01T08:00")]);
    clerk.give(id, "endorse", &[set("leader_approver", "陈校长")]).unwrap();
    assert_eq!(clerk.text(id, "dept_approver"), "林文静");
    assert!(clerk.text(id, "dept_at").starts_with("2026-11-23T"));
    for op in [set("dept_approver", "张三"), set("dept_at", "2026-11-01T08:00")] {
        let refused = clerk.try_change(id, &[op]).unwrap_err();
        assert!(matches!(refused, Error::Settled { why: Settled::Act("endorse"), .. }), "{refused}");
    }
    let refused = clerk.give(id, "approve", &[]).unwrap_err();
    assert!(matches!(refused, Error::Step(StepError::SamePerson(ref field)) if field == "dept_approver"), "{refused}");
    // Who was asked to approve may be somebody else than who does.
    clerk.change(id, &[set("leader_approver", "王校长")]);
    clerk.step(id, "approve", &[set("leader_approver", "何校长")]);
    assert_eq!(clerk.text(id, "leader_approver"), "何校长");
    // What an old list says is taken as it is.
    let now = clerk.tick();
    let listed = [set("applicant", "胡玉"), set("leader_approver", "陈校长"), Op::State("approved".to_owned())];
    let id = clerk.desk.replica.transact("import", now, |e| e.create_listed(register("leave"), &listed)).unwrap().value;
    assert_eq!(clerk.text(id, "leader_approver"), "陈校长");
}

#[test]
fn who_stands_in_may_sign_for_the_one_who_asked_and_for_nobody_else() {
    let mut clerk = Clerk::new();
    let times = [set("start", "2026-11-22T08:00"), set("end", "2026-12-24T08:00")];
    let given = [set("title", "代行"), set("from", "陈校长"), set("to", "职员"), set("scope", "全部"), member("roles", "office-director")];
    let limit = Op::Set { field: "amount_limit".to_owned(), value: Some(Value::Integer(100_000)) };
    let delegation = clerk.add("delegations", &[&given[..], &times, &[limit]].concat());
    clerk.step(delegation, "activate", &[]);
    let deputy = Actor::new("职员", vec!["clerk".to_owned()], at(500).civil);
    let mut approve = |ops: &[Op], given: &[Op]| {
        let start = [set("purpose", "耗材"), set("applicant", "胡玉"), Op::State("office-review".to_owned())];
        let id = clerk.add("requisitions", &[&start[..], ops].concat());
        let done = clerk.desk.replica.transact("step", at(501), |e| e.step_by(&deputy, id, "approve-office", given)).map(drop);
        (done, clerk.text(id, "office_reviewer"))
    };
    let (done, signed) = approve(&[], &[set("office_reviewer", "陈校长")]);
    assert!(done.is_ok(), "{done:?}");
    assert_eq!(signed, "职员（代陈校长）");
    let (refused, signed) = approve(&[], &[set("office_reviewer", "李四")]);
    assert!(matches!(refused, Err(Error::Step(StepError::Signed(ref field))) if field == "office_reviewer"), "{refused:?}");
    assert_eq!(signed, "");
    // Above the limit of money the delegation says nothing.
    let field = registers::book::requisitions::REGISTER.field("lines").unwrap();
    let money = field.columns().iter().find(|c| c.kind == registers::Kind::Money).unwrap().id;
    for (cents, reaches) in [(100_000, true), (100_001, false)] {
        let row = Op::Line {
            field: field.id.to_owned(),
            row: RecordId::from_parts(1, 1).to_string(),
            cells: vec![(money.to_owned(), Value::Integer(cents))],
        };
        let (done, _) = approve(&[row], &[]);
        assert_eq!(!matches!(done, Err(Error::NotYourStep { .. })), reaches, "{cents}: {done:?}");
    }
}

#[test]
fn nobody_approves_what_is_their_own() {
    let mut clerks = two_desks();
    let mine = waiting(&mut clerks[0], "林文静");
    let refused = clerks[0].refused(mine, "approve-department", &[]);
    assert!(matches!(refused, Error::Step(StepError::SamePerson(ref field)) if field == "applicant"), "{refused}");
    // What stands there counts, and neither a step nor a hand writes it over.
    let refused = clerks[0].refused(mine, "approve-department", &[set("applicant", "别人")]);
    assert!(matches!(refused, Error::Settled { why: Settled::Author, .. }), "{refused}");
    let refused = clerks[0].try_change(mine, &[set("applicant", "别人")]).unwrap_err();
    assert!(matches!(refused, Error::Settled { why: Settled::Author, .. }), "{refused}");
    // Nobody gives the role to themselves.
    let own = clerks[0].add("delegations", &[set("title", "代我"), set("from", "王主任"), set("to", "林文静"), set("scope", "全部")]);
    let times = [set("start", Value::time(date(2026, 11, 23).at(8, 0, 0, 0))), set("end", Value::time(date(2026, 11, 24).at(8, 0, 0, 0)))];
    let refused = clerks[0].refused(own, "activate", &times);
    assert!(matches!(refused, Error::Step(StepError::SamePerson(ref field)) if field == "to"), "{refused}");
}

#[test]
fn a_step_that_another_brings_with_it_needs_no_role_of_its_own() {
    let mut clerks = two_desks();
    let meeting = clerks[0].add("meetings", &[set("subject", "例会"), Op::State("in-session".to_owned())]);
    let topic =
        clerks[0].add("topics", &[set("title", "作息调整"), set("meeting", meeting.to_string()), Op::State("scheduled".to_owned())]);
    meet(&mut clerks);
    clerks[1].step(meeting, "end", &[]);
    meet(&mut clerks);
    assert_eq!(clerks[0].state(topic), "discussed");
}

#[test]
fn what_is_handed_on_is_numbered() {
    let mut clerk = Clerk::new();
    let evaluation = clerk.add("meeting-evaluations", &[set("subject", "行政例会"), set("overall", 4)]);
    // What is typed proves no state that a number comes with.
    assert_eq!((clerk.state(evaluation), clerk.text(evaluation, "evaluation_no")), ("draft".to_owned(), String::new()));
    clerk.step(evaluation, "submit", &[]);
    assert_eq!(clerk.text(evaluation, "evaluation_no"), "评〔2026〕1号");
    let standard = clerk.add("reception-standards", &[set("name", "教师来访"), set("type", "teacher")]);
    clerk.step(standard, "submit", &[set("submitted_by", "胡玉")]);
    clerk.step(standard, "approve", &[]);
    assert_eq!(clerk.text(standard, "standard_no"), "接标〔2026〕1号");
    clerk.step(standard, "revise", &[]);
    clerk.step(standard, "submit", &[set("submitted_by", "胡玉")]);
    clerk.step(standard, "approve", &[]);
    assert_eq!(clerk.text(standard, "standard_no"), "接标〔2026〕1号", "and keeps it");
    let asked = clerk.add("follow-ups", &[set("contact", "周晓岚")]);
    clerk.step(asked, "record", &[Op::Text { field: "opinion".to_owned(), text: "满意".to_owned() }]);
    assert_eq!(clerk.text(asked, "follow_up_no"), "回访〔2026〕1号");
    // A list without numbers comes in as it is.
    let now = clerk.tick();
    let listed = [set("contact", "旧回访"), Op::State("closed".to_owned())];
    let old = clerk.desk.replica.transact("import", now, |e| e.create_listed(register("follow-ups"), &listed)).unwrap().value;
    assert_eq!(clerk.text(old, "follow_up_no"), "");
}

#[test]
fn leave_is_taken_back_by_whoever_asked_and_by_those_who_may() {
    let mut clerk = Clerk::new();
    let ask = |clerk: &mut Clerk, applicant: &str| {
        let times = [set("starts_at", "2026-12-01T08:00"), set("ends_at", "2026-12-02T17:00")];
        let id = clerk.add("leave", &[&[set("applicant", applicant), set("type", "personal")], &times[..]].concat());
        clerk.step(id, "submit", &[]);
        id
    };
    let (mine, theirs) = (ask(&mut clerk, "职员"), ask(&mut clerk, "胡玉"));
    let plain = Actor::new("职员", vec!["clerk".to_owned()], at(500).civil);
    let mut withdraw = |actor: &Actor, id: RecordId| {
        let given = [set("cancel_reason", "不去了")];
        clerk.desk.replica.transact("step", at(501), |e| e.step_by(actor, id, "withdraw", &given)).map(drop)
    };
    let refused = withdraw(&plain, theirs);
    assert!(matches!(refused, Err(Error::NotYourStep { .. })), "{refused:?}");
    withdraw(&plain, mine).unwrap();
    withdraw(&Actor { roles: vec!["attendance-clerk".to_owned()], ..plain }, theirs).unwrap();
}

#[test]
fn a_seal_request_is_sealed_as_it_was_approved() {
    let yes = |field: &str, on: bool| Op::Set { field: field.to_owned(), value: Some(Value::Yes(on)) };
    let mut clerk = Clerk::new();
    let seal = clerk.add("seals", &[set("name", "合同章"), set("keeper", "林文静")]);
    let other = clerk.add("seals", &[set("name", "公章"), set("keeper", "林文静")]);
    let given = [set("reason", "合同"), set("applicant", "胡玉"), set("file_type", "contract"), set("copies", 2), yes("off_site", false)];
    let id = clerk.add("seal-requests", &given);
    clerk.step(id, "approve", &[set("seal", seal.to_string()), set("approver", "陈校长")]);
    for op in [set("copies", 20), set("seal", other.to_string()), set("reason", "其他")] {
        let refused = clerk.try_change(id, &[op]).unwrap_err();
        assert!(matches!(refused, Error::Locked(_)), "{refused}");
    }
    let checked = [yes("not_blank", true), yes("text_checked", true)];
    let refused = clerk.refused(id, "seal-paper", &[&checked[..], &[set("seal", other.to_string())]].concat());
    assert!(matches!(refused, Error::Locked(ref field) if field == "seal"), "{refused}");
    let refused = clerk.refused(id, "seal-paper", &[&checked[..], &[set("approved_at", "2026-11-01T08:00")]].concat());
    assert!(matches!(refused, Error::Computed(_) | Error::Locked(_)), "{refused}");
    clerk.step(id, "seal-paper", &checked);
    let used = clerk.newest("seal-uses");
    assert_eq!(clerk.text(used, "seal"), seal.to_string());
    // What came approved with its document names no seal yet: the one that is taken is written with the step.
    let at = Value::time(date(2026, 11, 23).at(8, 0, 0, 0));
    let id = clerk.add("seal-requests", &[&given[..], &[Op::State("approved".to_owned())]].concat());
    clerk.put_back(id, &[set("approver", "陈校长"), set("approved_at", at)]);
    clerk.step(id, "seal-paper", &[&checked[..], &[set("seal", seal.to_string())]].concat());
    assert_eq!(clerk.text(id, "seal"), seal.to_string());
}

/// A moment that was typed beforehand, with the name of whoever signs, is not when they sign.
#[test]
fn a_step_says_itself_when_it_was_signed() {
    let mut clerk = Clerk::new();
    let long_ago = "2020-01-01T08:00";
    let task = clerk.add("tasks", &[set("title", "整理台账"), set("submitted_by", "林文静"), set("submitted_at", long_ago)]);
    clerk.step(task, "start", &[]);
    let given = clerk.give(task, "report-done", &[set("result", "已整理"), set("submitted_at", long_ago)]);
    assert!(matches!(given, Err(Error::Step(StepError::Dated(ref field))) if field == "submitted_at"), "{given:?}");
    clerk.give(task, "report-done", &[set("result", "已整理")]).unwrap();
    assert_eq!(clerk.text(task, "submitted_by"), "林文静");
    assert_eq!(clerk.text(task, "submitted_at"), Value::time(at(clerk.minute).civil).as_text().unwrap());
    // When somebody came in is a fact, which whoever registers it knows.
    let visit = clerk.add("visits", &[set("visitor", "苏涛曦"), set("entered", "2026-11-23T07:40"), Op::State("arrived".to_owned())]);
    clerk.give(visit, "enter", &[]).unwrap();
    assert_eq!(clerk.text(visit, "entered"), "2026-11-23T07:40");
}
