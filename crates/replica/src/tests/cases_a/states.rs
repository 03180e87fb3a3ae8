//! Steps that did not know of each other: taken back, refused, void.

use proptest::prelude::*;
use registers::book::{assets, bookings, outgoing_documents as outgoing, seal_requests, seals};
use registers::document::Op;

use super::super::{add_asset, office};
use super::*;
use crate::{Error, Filter, Query};

fn document(desks: &mut [Desk], state: &str) -> RecordId {
    let ops = [Op::set(outgoing::TITLE, "关于放假的通知"), Op::State(state.to_owned())];
    let id = add(&mut desks[1], 0, &outgoing::REGISTER, &ops);
    meet(desks);
    id
}

/// Writes what the sealing writes.
fn seal_at(desk: &mut Desk, minute: u64, id: RecordId, with: &[Op]) {
    let stamps = [Op::State("sealed".to_owned()), Op::set(outgoing::SEALED_AT, at(minute).civil)];
    desk.replica.transact("step", at(minute), |e| e.put_back(id, &[&stamps, with].concat())).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Withdrawn at one desk, sealed at another: what was done stands and is shown, whatever was done first by the clock.
    #[test]
    fn withdrawn_after_it_was_sealed(ordered: bool, first: bool, how in 0u8..3) {
        let mut desks = office(3);
        let id = document(&mut desks, "awaiting-seal");
        let (withdraw, seal) = if first { (5, 6) } else { (6, 5) };
        step(&mut desks[0], withdraw, id, "withdraw", &[text("withdraw_reason", "内容有误")]);
        seal_at(&mut desks[1], seal, id, &[]);
        if how == 2 {
            // The seal's desk goes on before it hears of the withdrawal.
            row(&mut desks[1], 7, id, "dispatch", &[("recipient", "各处室".into())]);
            step(&mut desks[1], 8, id, "dispatch", &[]);
        }
        come_together(&mut desks, ordered);
        let done = if how == 2 { "dispatching" } else { "sealed" };
        prop_assert_eq!(state(&desks[2].replica, id), done);
        let case = the_case(&mut desks, 10, "withdrawn-late");
        prop_assert_eq!(fact(&case, "people"), "林文静");
        match how {
            0 => decide(&mut desks, 2, 11, &case, "noted"),
            _ => {
                let choice = keep(&case, done);
                settle(&mut desks, 0, 11, &case, &choice, &[]);
                prop_assert_eq!(desks[1].replica.reader().unwrap().conflicts(10).unwrap().iter().filter(|c| c.field == "_state").count(), 0);
            }
        }
        prop_assert_eq!(cases(&mut desks, 12, "withdrawn-late"), vec![]);
        prop_assert_eq!(state(&desks[0].replica, id), done);
        let why = value(&desks[0].replica, id, "withdraw_reason");
        prop_assert_eq!(why, "内容有误");
    }

    /// Withdrawn while somebody moved it on, with nothing done yet: the withdrawal counts.
    #[test]
    fn withdrawn_while_it_was_moved_on(ordered: bool, first: bool, on: bool) {
        let mut desks = office(3);
        let id = document(&mut desks, "signed");
        let (withdraw, number) = if first { (5, 6) } else { (6, 5) };
        step(&mut desks[0], withdraw, id, "withdraw", &[text("withdraw_reason", "内容有误")]);
        change(&mut desks[1], number, id, &[Op::State("numbered".to_owned())]);
        come_together(&mut desks, ordered);
        prop_assert_eq!(state(&desks[2].replica, id), "withdrawn");
        let printed = desks[1].replica.transact("step", at(9), |e| e.step(id, "print", &[Op::set(outgoing::COPIES, 5)]));
        prop_assert!(matches!(printed, Err(Error::Step(_))), "it is withdrawn until somebody says otherwise");
        let case = the_case(&mut desks, 10, "withdrawn-meanwhile");
        let choice = keep(&case, if on { "numbered" } else { "withdrawn" });
        settle(&mut desks, 0, 11, &case, &choice, &[]);
        prop_assert_eq!(cases(&mut desks, 12, "withdrawn-meanwhile"), vec![]);
        prop_assert_eq!(state(&desks[1].replica, id), if on { "numbered" } else { "withdrawn" });
    }

    /// Approved at one desk, refused at another: the refusal blocks until somebody with the right chooses.
    #[test]
    fn approved_and_refused(ordered: bool, first: bool, approve: bool) {
        let mut desks = office(3);
        let seal = add(&mut desks[0], 0, &seals::REGISTER, &[Op::set(seals::NAME, "公章")]);
        let ops = [Op::set(seal_requests::REASON, "签订合同"), link("seal", seal), text("file_type", "contract"), text("to_approve", "林文静")];
        let id = add(&mut desks[1], 1, &seal_requests::REGISTER, &ops);
        meet(&mut desks);
        let (yes_at, no_at) = if first { (5, 6) } else { (6, 5) };
        step(&mut desks[0], yes_at, id, "approve", &[]);
        change(&mut desks[2], no_at, id, &[Op::State("refused".to_owned()), text("refuse_reason", "合同未审")]);
        come_together(&mut desks, ordered);
        prop_assert_eq!(state(&desks[1].replica, id), "refused");
        let given = [yes("not_blank"), yes("text_checked")];
        let sealed = desks[0].replica.transact("step", at(9), |e| e.step(id, "seal-paper", &given));
        prop_assert!(matches!(sealed, Err(Error::Step(_))));
        let case = the_case(&mut desks, 10, "approved-and-refused");
        let choice = keep(&case, if approve { "approved" } else { "refused" });
        let clerk = desks[1].replica.transact("settle", at(11), |e| e.settle(&case, &choice, &[], "", ""));
        prop_assert!(matches!(clerk, Err(Error::NotYourStep { .. })), "a clerk may not approve");
        settle(&mut desks, 0, 12, &case, &choice, &[]);
        prop_assert_eq!(cases(&mut desks, 13, "approved-and-refused"), vec![]);
        prop_assert_eq!(state(&desks[2].replica, id), if approve { "approved" } else { "refused" });
    }

    /// A void record stays void, whatever somebody wrote to it meanwhile; every such writing is shown once.
    #[test]
    fn void_while_it_was_edited(ordered: bool, first: bool, who in 0usize..3) {
        let mut desks = office(3);
        let id = add_asset(&mut desks[0].replica, 0, "投影机");
        meet(&mut desks);
        let (void, edit) = if first { (5, 6) } else { (6, 5) };
        step(&mut desks[0], void, id, "void", &[text("void_reason", "重复登记")]);
        change(&mut desks[1], edit, id, &[Op::set(assets::LOCATION, "博雅楼")]);
        change(&mut desks[2], 7, id, &[Op::set(assets::BRAND, "爱普生")]);
        // The third desk stays away at first.
        come_together(&mut desks[..2], false);
        let case = the_case(&mut desks[..2], 10, "void-then-edited");
        prop_assert_eq!((fact(&case, "people"), fact(&case, "count")), ("职员1", "1"));
        desks[who % 2].replica.transact("settle", at(11), |e| e.settle(&case, &Choice::Decide("noted"), &[], "", "")).unwrap();
        meet(&mut desks[..2]);
        prop_assert_eq!(cases(&mut desks[..2], 12, "void-then-edited"), vec![]);
        come_together(&mut desks, ordered);
        let case = the_case(&mut desks, 13, "void-then-edited");
        prop_assert_eq!(fact(&case, "count"), "2", "what came later is a case again");
        decide(&mut desks, who, 14, &case, "noted");
        prop_assert_eq!(cases(&mut desks, 15, "void-then-edited"), vec![]);
        prop_assert_eq!(state(&desks[who].replica, id), "void");
        prop_assert_eq!(value(&desks[who].replica, id, "location"), "博雅楼");
    }
}

#[test]
fn an_edit_that_was_known_when_it_was_voided_is_no_case() {
    let mut desks = office(2);
    let id = add_asset(&mut desks[0].replica, 0, "投影机");
    meet(&mut desks);
    change(&mut desks[1], 1, id, &[Op::set(assets::LOCATION, "博雅楼")]);
    meet(&mut desks);
    step(&mut desks[0], 2, id, "void", &[text("void_reason", "重复登记")]);
    meet(&mut desks);
    change(&mut desks[1], 3, id, &[Op::set(assets::BRAND, "爱普生")]);
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 4, "void-then-edited"), vec![]);
}

#[test]
fn a_rebuild_from_the_entries_finds_the_same_cases() {
    let mut desks = office(2);
    let ids: Vec<RecordId> = (0..4).map(|n| document(&mut desks, if n % 2 == 0 { "awaiting-seal" } else { "signed" })).collect();
    for (n, id) in (5u64..).zip(&ids) {
        step(&mut desks[0], n, *id, "withdraw", &[text("withdraw_reason", "内容有误")]);
        seal_at(&mut desks[1], n, *id, &[text("issue_no", "明中发〔2026〕1号")]);
    }
    meet(&mut desks);
    let found = cases(&mut desks, 20, "withdrawn-late");
    assert_eq!(found.len(), 4);
    for desk in &mut desks {
        let read = |desk: &Desk| waiting(desk, at(20).civil);
        let before = read(desk);
        desk.replica.rebuild().unwrap();
        assert_eq!(read(desk), before);
    }
}

#[test]
fn a_booking_that_was_used_stands_though_it_was_cancelled() {
    let mut desks = office(2);
    let ops = [Op::set(bookings::PURPOSE, "例会"), Op::State("confirmed".to_owned())];
    let id = add(&mut desks[0], 0, &bookings::REGISTER, &ops);
    meet(&mut desks);
    step(&mut desks[0], 5, id, "cancel", &[]);
    step(&mut desks[1], 6, id, "use", &[]);
    meet(&mut desks);
    assert_eq!(state(&desks[0].replica, id), "used");
    let case = the_case(&mut desks, 7, "withdrawn-late");
    let choice = keep(&case, "used");
    settle(&mut desks, 1, 8, &case, &choice, &[]);
    assert_eq!(cases(&mut desks, 9, "withdrawn-late"), vec![]);
}

#[test]
fn of_states_side_by_side_only_who_may_lead_there_chooses_one_of_them() {
    let mut desks = office(3);
    let id = document(&mut desks, "awaiting-signature");
    change(&mut desks[0], 5, id, &[Op::State("signed".to_owned())]);
    change(&mut desks[2], 6, id, &[Op::State("withdrawn".to_owned())]);
    meet(&mut desks);
    let resolve = |desk: &mut Desk, minute, to: &str| {
        desk.replica.transact("resolve", at(minute), |e| e.resolve(id, &[Op::State(to.to_owned())])).map(drop)
    };
    let clerk = resolve(&mut desks[1], 7, "signed");
    assert!(matches!(&clerk, Err(Error::NotYourStep { entitled, .. }) if entitled.roles.contains_key("leader")), "{clerk:?}");
    let neither = resolve(&mut desks[0], 8, "sealed");
    assert!(matches!(neither, Err(Error::WrongValue { .. })), "{neither:?}");
    resolve(&mut desks[0], 9, "signed").unwrap();
    meet(&mut desks);
    assert_eq!(state(&desks[1].replica, id), "signed");
}

/// Whether a record stands in the list of its register.
fn is_listed(desk: &Desk, id: RecordId) -> bool {
    let page = desk.replica.reader().unwrap().page(&Query { limit: 100, ..Query::of(&outgoing::REGISTER) }).unwrap();
    assert_eq!(page.total, page.rows.len());
    page.rows.iter().any(|row| row.id == id)
}

fn drafted(desks: &mut [Desk]) -> RecordId {
    let ops = [Op::set(outgoing::TITLE, "关于放假的通知"), text("kind", "notice")];
    let id = add(&mut desks[1], 0, &outgoing::REGISTER, &ops);
    meet(desks);
    id
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    /// A draft deleted at one desk and written to at another: the edit wins, and the deletion is shown. Two deletions are one.
    #[test]
    fn a_draft_deleted_while_it_was_edited(ordered: bool, first: bool, how in 0u8..3, again: bool) {
        let mut desks = office(3);
        let id = drafted(&mut desks);
        let (delete, edit) = if first { (5, 6) } else { (6, 5) };
        step(&mut desks[0], delete, id, "delete-draft", &[]);
        prop_assert!(!is_listed(&desks[0], id));
        match how {
            0 => change(&mut desks[1], edit, id, &[text("main_to", "各处室")]),
            1 => step(&mut desks[1], edit, id, "submit", &[]),
            _ => step(&mut desks[1], edit, id, "delete-draft", &[]),
        }
        come_together(&mut desks, ordered);
        let stands = ["drafting", "department-review", "deleted"][usize::from(how)];
        for desk in &desks {
            prop_assert_eq!(state(&desk.replica, id), stands);
            prop_assert_eq!(is_listed(desk, id), how != 2);
        }
        if how == 2 {
            prop_assert_eq!(cases(&mut desks, 10, "deleted-then-edited"), vec![]);
            return Ok(());
        }
        let case = the_case(&mut desks, 10, "deleted-then-edited");
        prop_assert_eq!((fact(&case, "deleted"), fact(&case, "people")), ("林文静", "职员1"));
        if how == 0 && again {
            let choice = step_of(&case, id, "delete-draft");
            settle(&mut desks, 2, 11, &case, &choice, &[]);
            prop_assert_eq!(state(&desks[1].replica, id), "deleted");
            prop_assert!(!is_listed(&desks[0], id));
        } else if again {
            let choice = keep(&case, stands);
            settle(&mut desks, 0, 11, &case, &choice, &[]);
            prop_assert_eq!(desks[1].replica.reader().unwrap().conflicts(10).unwrap().iter().filter(|c| c.field == "_state").count(), 0);
        } else {
            decide(&mut desks, 1, 11, &case, "noted");
            prop_assert_eq!(state(&desks[0].replica, id), stands);
        }
        prop_assert_eq!(cases(&mut desks, 12, "deleted-then-edited"), vec![]);
        desks[0].replica.rebuild().unwrap();
        assert_equal(&desks);
    }
}

#[test]
fn a_deleted_draft_is_found_by_its_state_and_comes_back_by_undoing() {
    let mut desks = office(2);
    let id = drafted(&mut desks);
    step(&mut desks[1], 5, id, "delete-draft", &[]);
    let query = Query { filters: vec![Filter::State("deleted".to_owned())], limit: 10, ..Query::of(&outgoing::REGISTER) };
    assert_eq!(desks[1].replica.reader().unwrap().page(&query).unwrap().total, 1);
    let found = |desk: &Desk| desk.replica.reader().unwrap().search("放假", 10).unwrap().iter().any(|hit| hit.id == id);
    assert!(found(&desks[0]) && !found(&desks[1]), "the other desk has not heard of it");
    assert_eq!(value(&desks[1].replica, id, "void_by"), "职员1");
    desks[1].replica.undo(at(6)).unwrap();
    assert!(is_listed(&desks[1], id));
    step(&mut desks[1], 7, id, "submit", &[]);
    let gone = desks[1].replica.transact("step", at(8), |e| e.step(id, "delete-draft", &[]));
    assert!(matches!(gone, Err(Error::Step(_))), "what was submitted is not deleted");
}
