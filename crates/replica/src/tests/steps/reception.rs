//! Visits: appointments that are called off.

use registers::RecordId;

use super::super::clerk::{Clerk, set};
use crate::Error;

fn appointment(clerk: &mut Clerk) -> RecordId {
    let expected = [set("visitor", "苏涛曦"), set("host", "职员1"), set("planned_at", "2026-11-24T09:00")];
    clerk.add("visits", &expected)
}

#[test]
fn an_appointment_is_called_off_and_taken_up_again() {
    let mut clerk = Clerk::new();
    for confirmed in [false, true] {
        let visit = appointment(&mut clerk);
        if confirmed {
            clerk.step(visit, "confirm", &[set("host_confirmed", true)]);
        }
        clerk.step(visit, "cancel", &[set("cancel_reason", "会议改期")]);
        assert_eq!((clerk.state(visit), clerk.text(visit, "cancel_reason")), ("cancelled".into(), "会议改期".into()));
        let day = "2026-11-24".parse().unwrap();
        assert!(clerk.reader().expected(day).unwrap().iter().all(|e| e.id != visit), "nobody waits for them any more");
        clerk.step(visit, "restore", &[set("planned_at", "2026-11-25T09:00")]);
        assert_eq!((clerk.state(visit), clerk.text(visit, "cancel_reason")), ("appointment".into(), String::new()));
        let expected = clerk.reader().expected("2026-11-25".parse().unwrap()).unwrap();
        assert!(expected.iter().any(|e| e.id == visit && !e.confirmed), "the host is asked again");
        clerk.step(visit, "cancel", &[]);
        // Who comes all the same is on campus, whatever was called off.
        clerk.step(visit, "enter", &[]);
        assert_eq!(clerk.state(visit), "on-campus");
    }
}

#[test]
fn the_host_calls_off_what_nobody_else_may() {
    let mut clerk = Clerk::new();
    let visit = appointment(&mut clerk);
    let mut as_person = |name: &str| {
        let now = clerk.tick();
        let roles = vec!["technician".to_owned()];
        let actor = registers::workflow::Actor::new(name, roles, now.civil);
        clerk.desk.replica.transact("step", now, |e| e.step_by(&actor, visit, "cancel", &[])).map(drop)
    };
    assert!(matches!(as_person("赵工"), Err(Error::NotYourStep { .. })));
    as_person("职员1").unwrap();
    assert_eq!(clerk.state(visit), "cancelled");
}
