use registers::book::service_contracts as contracts;
use registers::{Op, Value};

use super::*;
use crate::tests::{Desk, add_letter, at, entropy, keepers, meet};
use crate::{Durability, Proof};

const PIN: &str = "2580";

/// A third person at the second desk, with these roles.
fn seat(desks: &mut [Desk], name: &str, roles: &[&str]) -> PersonId {
    let asked = desks[1].replica.ask_for_seat(name, PIN).unwrap();
    let seen = desks[0].replica.reader().unwrap().seat_asked(&asked.request).unwrap();
    assert_eq!((seen.person.as_str(), seen.desk.as_str(), &seen.joining), (name, "机1", &asked));
    assert_eq!((seen.known_as, seen.renews), (None, false));
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    desks[0].replica.give_seat(&asked.request, &roles).unwrap();
    learn(desks);
    desks[1].replica.seats().unwrap().into_iter().find(|seat| seat.name == name).unwrap().person
}

fn learn(desks: &mut [Desk]) {
    let log = desks[0].replica.membership().log().to_vec();
    desks[1].replica.extend_membership(0, &log).unwrap();
}

fn author(desk: &Desk, id: registers::RecordId) -> String {
    desk.replica.reader().unwrap().history(id).unwrap().last().unwrap().person.clone()
}

#[test]
fn several_people_share_a_desk_and_each_entry_names_who_wrote_it() {
    let mut desks = keepers();
    let owner = desks[1].replica.person();
    let leader = seat(&mut desks, "陈校长", &["leader"]);
    desks[1].replica.sign_in(leader, Some(PIN), at(0)).unwrap();
    assert_eq!(desks[1].replica.actor(at(0)).roles, ["leader"]);
    let by_leader = add_letter(&mut desks[1].replica, 1, "校长写的");
    desks[1].replica.sign_in(owner, None, at(2)).unwrap();
    let by_owner = add_letter(&mut desks[1].replica, 3, "职员写的");
    meet(&mut desks);
    for desk in &desks {
        assert_eq!((author(desk, by_leader), author(desk, by_owner)), ("陈校长".to_owned(), "职员1".to_owned()));
    }
}

#[test]
fn a_seat_has_its_own_roles_and_signs_with_its_own_key() {
    let mut desks = keepers();
    let ops = [("title", "电梯维保"), ("starts", "2026-12-01"), ("ends", "2027-11-30")]
        .map(|(field, value)| Op::Set { field: field.to_owned(), value: Some(Value::from(value)) });
    let first = &mut desks[0].replica;
    let id = first.transact("create:service-contracts", at(0), |e| e.create(&contracts::REGISTER, &ops)).unwrap().value;
    first.transact("step:service-contracts:submit", at(1), |e| e.step(id, "submit", &[])).unwrap();
    meet(&mut desks);
    let clerk = seat(&mut desks, "赵文员", &["clerk"]);
    let leader = seat(&mut desks, "陈校长", &["leader"]);
    let second = &mut desks[1].replica;
    second.sign_in(clerk, Some(PIN), at(2)).unwrap();
    assert!(second.transact("step", at(2), |e| e.step(id, "approve", &[])).is_err(), "a clerk approves nothing at the director's desk");
    second.sign_in(leader, Some(PIN), at(3)).unwrap();
    second.transact("step:service-contracts:approve", at(3), |e| e.step(id, "approve", &[])).unwrap();
    meet(&mut desks);
    for desk in &desks {
        let signed = desk.replica.reader().unwrap().signatures(id).unwrap();
        assert_eq!((signed[0].name.as_str(), &signed[0].roles[..], &signed[0].proof), ("陈校长", &["leader".to_owned()][..], &Proof::Good));
    }
}

#[test]
fn nothing_is_written_until_somebody_is_signed_in() {
    let mut desks = keepers();
    let owner = desks[1].replica.person();
    let second = &mut desks[1].replica;
    second.set_pin(None, Some(PIN), at(0)).unwrap();
    second.sign_out();
    assert_eq!(second.signed_in(), None);
    let refused = second.transact("x", at(1), |e| Ok(e.fresh_id())).unwrap_err();
    assert!(matches!(refused, Error::SignedOut), "{refused}");
    assert!(second.actor(at(1)).roles.is_empty());
    // Nor after the program was started anew.
    let mut again = Replica::open(desks[1].folder.path(), entropy(9), Durability::Process).unwrap();
    assert_eq!(again.signed_in(), None);
    assert!(matches!(again.sign_in(owner, None, at(2)), Err(Error::WrongPin)));
    again.sign_in(owner, Some(PIN), at(2)).unwrap();
    add_letter(&mut again, 3, "写得");
    // Without a PIN again: the old one is asked for.
    assert!(matches!(again.set_pin(Some("0258"), None, at(4)), Err(Error::WrongPin)));
    again.set_pin(Some(PIN), None, at(4)).unwrap();
    drop(again);
    assert_eq!(Replica::open(desks[1].folder.path(), entropy(9), Durability::Process).unwrap().signed_in(), Some(owner));
}

#[test]
fn after_wrong_pins_one_waits_longer_and_longer() {
    let mut desks = keepers();
    let leader = seat(&mut desks, "陈校长", &["leader"]);
    let second = &mut desks[1].replica;
    for _ in 0..5 {
        assert!(matches!(second.sign_in(leader, Some("9999x"), at(0)), Err(Error::WrongPin)));
    }
    assert!(matches!(second.sign_in(leader, Some(PIN), at(0)), Err(Error::PinWaits(30))));
    // Not without the program either, nor for the others.
    let mut again = Replica::open(desks[1].folder.path(), entropy(9), Durability::Process).unwrap();
    assert!(matches!(again.sign_in(leader, Some(PIN), at(0)), Err(Error::PinWaits(_))));
    assert!(matches!(again.sign_in(leader, Some("9999x"), at(1)), Err(Error::WrongPin)));
    assert!(matches!(again.sign_in(leader, Some(PIN), at(1)), Err(Error::PinWaits(60))));
    again.sign_in(again.owner(), None, at(1)).unwrap();
    again.sign_in(leader, Some(PIN), at(2)).unwrap();
    assert_eq!(again.signed_in(), Some(leader));
}

#[test]
fn a_forgotten_pin_takes_a_new_key_and_leaves_the_roles() {
    let mut desks = keepers();
    let owner = desks[1].replica.person();
    let asked = desks[1].replica.ask_for_seat("职员1", "7777x").unwrap();
    let seen = desks[0].replica.reader().unwrap().seat_asked(&asked.request).unwrap();
    assert_eq!((seen.known_as.as_deref(), seen.renews), (Some("职员1"), true));
    desks[0].replica.give_seat(&asked.request, &[]).unwrap();
    assert!(desks[1].replica.acting().is_ok(), "until it is given the old key is good");
    learn(&mut desks);
    let second = &mut desks[1].replica;
    assert!(matches!(second.transact("x", at(1), |e| Ok(e.fresh_id())), Err(Error::SignedOut)));
    second.sign_in(owner, Some("7777x"), at(1)).unwrap();
    assert!(second.actor(at(1)).roles.contains(&"office-director".to_owned()));
}

#[test]
fn nobody_takes_back_what_somebody_else_did_at_the_same_desk() {
    let mut desks = keepers();
    let owner = desks[1].replica.person();
    let id = add_letter(&mut desks[1].replica, 0, "原题");
    let change = |desk: &mut Replica| {
        let ops = [Op::Set { field: "title".to_owned(), value: Some(Value::from("改过的题")) }];
        desk.transact("edit:incoming-documents", at(1), |e| e.change(id, &ops)).unwrap();
    };
    change(&mut desks[1].replica);
    let leader = seat(&mut desks, "陈校长", &["leader", "clerk"]);
    let second = &mut desks[1].replica;
    second.sign_in(leader, Some(PIN), at(2)).unwrap();
    assert!(matches!(second.undo(at(3)), Err(Error::OthersAct)));
    second.sign_in(owner, None, at(4)).unwrap();
    second.undo(at(5)).unwrap();
}

#[test]
fn a_seat_that_was_taken_away_writes_nothing() {
    let mut desks = keepers();
    let leader = seat(&mut desks, "陈校长", &["leader"]);
    desks[1].replica.sign_in(leader, Some(PIN), at(0)).unwrap();
    let device = desks[1].replica.device();
    desks[0].replica.set_seat(&device, &leader, &[]).unwrap();
    learn(&mut desks);
    let second = &mut desks[1].replica;
    assert!(matches!(second.transact("x", at(1), |e| Ok(e.fresh_id())), Err(Error::SignedOut)));
    assert!(matches!(second.sign_in(leader, Some(PIN), at(1)), Err(Error::NoSeat)));
    assert_eq!(second.seats().unwrap().len(), 1);
}

#[test]
fn who_sits_at_an_administrators_desk_does_not_change_the_list_of_members() {
    let mut desks = keepers();
    let asked = desks[0].replica.ask_for_seat("赵文员", PIN).unwrap();
    desks[0].replica.give_seat(&asked.request, &["clerk".to_owned()]).unwrap();
    let clerk = desks[0].replica.seats().unwrap()[1].person;
    desks[0].replica.sign_in(clerk, Some(PIN), at(0)).unwrap();
    let device = desks[1].replica.device();
    let first = &mut desks[0].replica;
    assert!(first.set_roles(&device, &["clerk".to_owned()], &[]).is_err());
    assert!(first.revoke(&[device]).is_err());
    assert!(first.give_seat(&asked.request, &["leader".to_owned()]).is_err());
}
