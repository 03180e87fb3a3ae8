//! Steps that bring more with them than one commit holds.

use std::cell::RefCell;

use registers::RecordId;
use registers::document::Op;

use super::super::clerk::{Clerk, set};
use crate::Proof;

/// A campaign with so many variances of which somebody has proposed what becomes of them, at a desk of small commits.
fn campaign(variances: usize) -> (Clerk, RecordId, Vec<RecordId>) {
    let mut clerk = Clerk::new();
    clerk.desk.replica.part = 3;
    let campaign = clerk.add("stocktakes", &[set("title", "年终盘点"), Op::State("variances".to_owned())]);
    let mut add = |n: usize| {
        let given =
            [set("name", format!("课桌{n}")), set("kind", "missing"), set("proposed_by", "马秀建"), set("campaign", campaign.to_string())];
        clerk.add("variances", &[&given[..], &[Op::State("proposed".to_owned())]].concat())
    };
    let variances = (0..variances).map(&mut add).collect();
    (clerk, campaign, variances)
}

fn in_state(clerk: &Clerk, variances: &[RecordId], state: &str) -> usize {
    variances.iter().filter(|id| clerk.state(**id) == state).count()
}

#[test]
fn a_campaign_of_many_variances_is_submitted_and_approved_in_parts() {
    let (mut clerk, id, variances) = campaign(8);
    for (step, there, state) in [("submit", "awaiting-approval", "approval"), ("approve", "approved", "posting")] {
        let before = clerk.state(id);
        let done = clerk.try_step(id, step, &[]).unwrap();
        assert_eq!((done.len(), in_state(&clerk, &variances, there), clerk.state(id)), (3, 3, before), "the record itself waits");
        let told = RefCell::new(Vec::new());
        let now = clerk.tick();
        clerk.desk.replica.finish(now, |done, of| told.borrow_mut().push((done, of))).unwrap();
        assert_eq!(told.into_inner(), [(6, 8), (8, 8)]);
        assert_eq!((in_state(&clerk, &variances, there), clerk.state(id).as_str()), (8, state));
        // Somebody else had submitted it.
        clerk.put_back(id, &[set("submitted_by", "江海欣")]);
    }
    let signed = clerk.record(id);
    assert!(signed.is_filled("submitted_by") && signed.is_filled("approved_at"));
    assert_eq!(clerk.desk.replica.verify().unwrap().faults, Vec::<String>::new());
}

#[test]
fn what_was_broken_off_goes_on_when_the_step_is_done_again() {
    let (mut clerk, id, variances) = campaign(8);
    clerk.step(id, "submit", &[]);
    // The program ends here.
    assert!(clerk.desk.replica.take_unfinished().is_some());
    assert_eq!((in_state(&clerk, &variances, "awaiting-approval"), clerk.state(id).as_str()), (3, "variances"));
    clerk.step(id, "submit", &[]);
    let now = clerk.tick();
    clerk.desk.replica.finish(now, |_, of| assert_eq!(of, 5, "those that are left")).unwrap();
    assert_eq!((in_state(&clerk, &variances, "awaiting-approval"), clerk.state(id).as_str()), (8, "approval"));
}

#[test]
fn what_was_decided_meanwhile_ends_a_step_with_its_reason_and_keeps_what_was_done() {
    let (mut clerk, id, variances) = campaign(5);
    clerk.step(id, "submit", &[]);
    let rest = clerk.desk.replica.take_unfinished();
    // Another one is found while the step is being carried out.
    let given = [set("name", "讲台"), set("kind", "missing"), set("campaign", id.to_string())];
    let found = clerk.add("variances", &given);
    let now = clerk.tick();
    let refused = rest.unwrap().step(&mut clerk.desk.replica, now).unwrap_err().to_string();
    assert!(refused.contains("variances"), "{refused}");
    assert_eq!((in_state(&clerk, &variances, "awaiting-approval"), clerk.state(id).as_str()), (3, "variances"));
    clerk.step(found, "clear", &[set("recheck_note", "在库房")]);
    clerk.step(id, "submit", &[]);
    assert_eq!((in_state(&clerk, &variances, "awaiting-approval"), clerk.state(id).as_str()), (5, "approval"), "the rest fits one commit");
}

/// Whoever began it has looked at what is signed, and signs it with the last part, whoever is signed in by then.
#[test]
fn what_is_carried_on_is_signed_as_it_was_shown_and_by_whom_it_was() {
    let (mut clerk, id, variances) = campaign(8);
    clerk.step(id, "submit", &[]);
    let now = clerk.tick();
    clerk.desk.replica.finish(now, |_, _| {}).unwrap();
    clerk.put_back(id, &[set("submitted_by", "江海欣")]);
    let (seen, later) = (clerk.tick(), clerk.tick());
    let replica = &mut clerk.desk.replica;
    let sight = replica.sight(id, "approve", None, &[], seen).unwrap();
    replica.sign("step:stocktakes:approve", id, "approve", None, &[], &sight).unwrap();
    assert_eq!(replica.reader().unwrap().signatures(id).unwrap(), [], "not before it is done");
    let mut rest = replica.take_unfinished().expect("others are left");
    replica.sign_out();
    while rest.step(replica, later).unwrap() {}
    let signed = replica.reader().unwrap().signatures(id).unwrap();
    assert_eq!((signed.len(), &signed[0].content, signed[0].at), (1, &sight.content, seen.unix_ms));
    assert_eq!(
        (signed[0].proof.clone(), signed[0].name.as_str()),
        (Proof::Good, clerk.desk.replica.reader().unwrap().contact().unwrap().person.as_str())
    );
    assert_eq!((in_state(&clerk, &variances, "approved"), clerk.state(id).as_str()), (8, "posting"));
}
