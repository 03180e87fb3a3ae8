//! Rooms: whoever keeps one says yes to its bookings.

use registers::workflow::{self, Actor};

use super::super::at;
use super::super::clerk::{Clerk, register, set};
use crate::{Error, Why};

/// A booking that waits for the keeper of its room.
#[test]
fn the_keeper_of_a_room_approves_its_bookings_without_another_role() {
    let mut clerk = Clerk::new();
    let room = clerk.add("rooms", &[set("name", "报告厅"), set("keeper", "江海欣"), set("backup_keeper", "林文静")]);
    clerk.step(room, "require-approval", &[]);
    let ops = [set("purpose", "家长会"), set("room", room.to_string()), set("applicant", "胡玉")];
    let times = [set("start", "2026-12-03T09:00"), set("end", "2026-12-03T10:00")];
    let booking = clerk.add("bookings", &[&ops[..], &times].concat());
    clerk.step(booking, "submit", &[]);
    let found = register("bookings");
    let approve = found.transition("approve").unwrap();
    let record = clerk.record(booking);
    let people = clerk.reader().named(found, &record).unwrap();
    let people = people.iter().find(|(step, _)| *step == "approve").unwrap().1.clone();
    assert_eq!(people, ["江海欣", "林文静"]);
    let person = |name: &str| Actor::new(name, vec!["technician".to_owned()], at(9).civil);
    for (name, may) in [("江海欣", true), ("林文静", true), ("马秀建", false)] {
        let actor = person(name);
        assert_eq!(actor.authority(found, approve), None, "no role of theirs may do it");
        assert_eq!(actor.by_name(found, &record, &people).is_some(), may, "{name}");
        let inbox = clerk.reader().inbox(&actor, at(9), 50).unwrap();
        let why = inbox.iter().find(|w| w.hit.id == booking).map(|w| w.why);
        assert_eq!(why, may.then_some(Why::Person), "{name}");
    }
    let auditor = Actor::new("江海欣", vec![workflow::AUDITOR.to_owned()], at(9).civil);
    assert_eq!(auditor.by_name(found, &record, &people), None, "who only reads approves nothing");
    // At a desk whose person has no role of the office.
    let mut desk = |name: &str, step: &str| {
        let now = clerk.tick();
        let (booking, actor) = (booking, person(name));
        clerk.desk.replica.transact("step", now, |e| e.step_by(&actor, booking, step, &[set("adjust_reason", "撞期")])).map(drop)
    };
    assert!(matches!(desk("马秀建", "approve"), Err(Error::NotYourStep { .. })));
    assert!(matches!(desk("马秀建", "ask-adjustment"), Err(Error::NotYourStep { .. })));
    desk("江海欣", "approve").unwrap();
    assert_eq!((clerk.state(booking), clerk.text(booking, "approved_by")), ("confirmed".to_owned(), "江海欣".to_owned()));
}
