//! Who may do a step: roles, separation of duties, delegation.

use jiff::civil::date;
use registers::document::Op;
use registers::workflow::StepError;
use registers::{RecordId, Value};

use super::super::clerk::{Clerk, member, set};
use super::super::{hand_over, office};
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
    assert!(matches!(refused, Error::Step(StepError::WrongRole(_))), "{refused}");
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
    assert!(matches!(refused, Error::Step(StepError::WrongRole(_))), "{refused}");
    // It ends by itself in the evening.
    clerks[1].minute = 11 * 60;
    let refused = clerks[1].refused(late, "approve-department", &[]);
    assert!(matches!(refused, Error::Step(StepError::WrongRole(_))), "{refused}");
    // And at once when it is ended.
    clerks[1].minute = clerks[0].minute;
    clerks[0].step(delegation, "end", &[]);
    meet(&mut clerks);
    let refused = clerks[1].refused(late, "approve-department", &[]);
    assert!(matches!(refused, Error::Step(StepError::WrongRole(_))), "{refused}");
}

#[test]
fn nobody_approves_what_is_their_own() {
    let mut clerks = two_desks();
    let mine = waiting(&mut clerks[0], "林文静");
    let refused = clerks[0].refused(mine, "approve-department", &[]);
    assert!(matches!(refused, Error::Step(StepError::SamePerson(ref field)) if field == "applicant"), "{refused}");
    // What stands there counts, not what is given with the step.
    let refused = clerks[0].refused(mine, "approve-department", &[set("applicant", "别人")]);
    assert!(matches!(refused, Error::Step(StepError::SamePerson(_))), "{refused}");
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
