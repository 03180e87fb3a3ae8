//! Steps that are done a second time: rows from which a record follows already add none.

use registers::RecordId;

use super::super::clerk::{Clerk, set};

fn assigned(clerk: &mut Clerk) -> RecordId {
    let meeting = clerk.add("stand-ups", &[set("subject", "周例会"), set("chair", "王主任")]);
    clerk.step(meeting, "hold", &[]);
    add_row(clerk, meeting, "报送台账");
    clerk.step(meeting, "assign", &[]);
    meeting
}

fn add_row(clerk: &mut Clerk, meeting: RecordId, matter: &str) {
    clerk.row(meeting, "actions", &[("matter", matter.into()), ("owner", "江海欣".into()), ("due", "2026-10-09".into())]);
}

fn titles(clerk: &Clerk) -> Vec<String> {
    clerk.all("tasks").into_iter().rev().map(|id| clerk.text(id, "title")).collect()
}

#[test]
fn a_stand_up_that_is_taken_up_again_assigns_only_what_is_new() {
    let mut clerk = Clerk::new();
    let meeting = assigned(&mut clerk);
    assert_eq!(titles(&clerk), ["报送台账"]);
    let first = clerk.newest("tasks");
    clerk.step(first, "cancel", &[set("cancel_reason", "已另行安排")]);
    clerk.step(meeting, "close", &[]);
    clerk.step(meeting, "reopen", &[]);
    add_row(&mut clerk, meeting, "补充说明");
    clerk.step(meeting, "assign", &[]);
    assert_eq!(titles(&clerk), ["报送台账", "补充说明"]);
    // What was void is assigned anew.
    clerk.step(first, "void", &[set("void_reason", "登记有误")]);
    clerk.step(clerk.newest("tasks"), "cancel", &[set("cancel_reason", "已另行安排")]);
    clerk.step(meeting, "close", &[]);
    clerk.step(meeting, "reopen", &[]);
    clerk.step(meeting, "assign", &[]);
    assert_eq!(titles(&clerk), ["报送台账", "补充说明", "报送台账"]);
}

#[test]
fn a_renewed_contract_is_renewed_again_by_another_record() {
    let mut clerk = Clerk::new();
    let reopen = |clerk: &mut Clerk, id: RecordId| clerk.put_back(id, &[registers::document::Op::State("active".to_owned())]);
    let contract = clerk.add("service-contracts", &[set("title", "电梯维保")]);
    for times in 1..=2 {
        reopen(&mut clerk, contract);
        clerk.step(contract, "renew", &[]);
        assert_eq!(clerk.all("service-contracts").len(), 1 + times);
    }
}
