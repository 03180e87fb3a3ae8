//! Service requests: when an answer is due, and who is told that it is late. The desk's clock stands at Monday, 23 November
//! 2026, 8:00.

use registers::{Op, RecordId, Value};

use super::super::at;
use super::super::clerk::{Clerk, set};

fn request(clerk: &mut Clerk, received: &str, urgency: &str) -> RecordId {
    clerk.add("service-requests", &[set("subject", "投影机不亮"), set("received_at", received), set("urgency", urgency)])
}

fn late(clerk: &Clerk, minute: u64) -> Vec<RecordId> {
    let found = clerk.reader().warnings(at(minute), 100).unwrap();
    found.iter().filter(|w| w.alert == "late-answer").map(|w| w.hit.id).collect()
}

#[test]
fn an_answer_is_due_from_the_beginning_and_at_once_when_it_is_urgent() {
    let mut clerk = Clerk::new();
    let normal = request(&mut clerk, "2026-11-23T08:00", "normal");
    let urgent = request(&mut clerk, "2026-11-23T08:00", "urgent");
    assert_eq!(clerk.text(normal, "due_at"), "2026-11-24T08:00");
    assert_eq!(clerk.text(urgent, "due_at"), "2026-11-23T08:30");
    // Nobody has answered: half an hour and a day later.
    assert_eq!(late(&clerk, 30), []);
    assert_eq!(late(&clerk, 31), [urgent]);
    assert_eq!(late(&clerk, 24 * 60), [urgent]);
    assert_eq!(late(&clerk, 24 * 60 + 1).len(), 2);
    clerk.step(normal, "start", &[set("responded_at", "2026-11-23T08:20")]);
    assert_eq!(late(&clerk, 48 * 60), [urgent]);
    // It turns out to be urgent.
    let other = request(&mut clerk, "2026-11-23T08:10", "normal");
    clerk.change(other, &[set("urgency", "urgent")]);
    assert_eq!(clerk.text(other, "due_at"), "2026-11-23T08:40");
    // What a person has set stays.
    clerk.change(other, &[set("due_at", "2026-11-23T12:00")]);
    clerk.change(other, &[set("urgency", "normal")]);
    assert_eq!(clerk.text(other, "due_at"), "2026-11-23T12:00");
    let own = [set("subject", "咨询"), set("received_at", "2026-11-23T08:00"), set("due_at", "2026-11-25T12:00")];
    let own = clerk.add("service-requests", &own);
    assert_eq!(clerk.text(own, "due_at"), "2026-11-25T12:00");
}

/// Where this desk has not heard of the others since the limit passed, nobody can say that there was no answer.
#[test]
fn what_others_may_have_answered_is_not_warned_of() {
    let mut clerk = Clerk::new();
    let urgent = request(&mut clerk, "2026-11-23T08:00", "urgent");
    assert_eq!(late(&clerk, 60), [urgent]);
    for (key, value) in [("relay", rusqlite::types::Value::Text("http://relay".into())), ("last_contact", (at(20).unix_ms as i64).into())] {
        clerk.desk.replica.conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?1,?2)", (key, value)).unwrap();
    }
    assert_eq!(late(&clerk, 60), [], "待同步");
    let heard = at(50).unix_ms as i64;
    clerk.desk.replica.conn.execute("UPDATE meta SET value=?1 WHERE key='last_contact'", [heard]).unwrap();
    assert_eq!(late(&clerk, 60), []);
    clerk.change(urgent, &[set("responded_at", "2026-11-23T08:50")]);
    assert_eq!(late(&clerk, 60), [urgent], "an answer that came too late");
}

#[test]
fn the_office_chooses_hours_or_the_clock() {
    let mut clerk = Clerk::new();
    let friday = "2026-11-20T16:00";
    let set_deadline = |clerk: &mut Clerk, what: Op| {
        let ops = [set("register", "service-requests"), set("what", "deadline"), what];
        clerk.add("adjustments", &ops);
    };
    let due = |clerk: &mut Clerk| {
        let id = request(clerk, friday, "normal");
        clerk.text(id, "due_at")
    };
    assert_eq!(due(&mut clerk), "2026-11-23T16:00");
    set_deadline(&mut clerk, set("hours", "9:00-15:30"));
    assert_eq!(due(&mut clerk), "2026-11-24T09:00", "it came after the hours");
    set_deadline(&mut clerk, set("working", Value::Yes(false)));
    assert_eq!(due(&mut clerk), "2026-11-21T16:00");
}

#[test]
fn every_pause_and_every_handover_is_a_row() {
    let mut clerk = Clerk::new();
    let request = clerk.add("service-requests", &[set("subject", "投影机不亮")]);
    for who in ["马秀建", "胡玉"] {
        clerk.step(request, "transfer", &[set("handler", who), set("handler_dept", "总务处")]);
        clerk.step(request, "start", &[]);
        clerk.step(request, "hold", &[set("hold_reason", who)]);
        let since = clerk.text(request, "held_at");
        clerk.step(request, "resume", &[]);
        let record = clerk.record(request);
        let pause = record.lines["pauses"].last().unwrap();
        let text = |column: &str| pause.cell(column).and_then(registers::Value::as_text).unwrap_or_default();
        assert_eq!((text("from"), text("reason")), (since.as_str(), who));
        assert!(text("to") > since.as_str() && !text("by").is_empty() && !record.is_filled("held_at"));
    }
    let record = clerk.record(request);
    assert_eq!((record.lines["pauses"].len(), record.lines["handovers"].len()), (2, 2));
    let chain: Vec<[String; 2]> = record.lines["handovers"]
        .iter()
        .map(|row| ["from", "to"].map(|column| row.cell(column).and_then(registers::Value::as_text).unwrap_or_default().to_owned()))
        .collect();
    assert_eq!(chain[0][1], "马秀建");
    assert_eq!(chain[1], ["马秀建", "胡玉"]);
}

/// Who is to do it holds it and goes on with it, whatever their roles.
#[test]
fn the_handler_that_is_named_puts_it_on_hold_and_resumes() {
    let mut clerk = Clerk::new();
    let id = request(&mut clerk, "2026-11-23T08:00", "normal");
    clerk.step(id, "transfer", &[set("handler", "胡玉")]);
    for (step, given) in [("start", vec![]), ("hold", vec![set("hold_reason", "等配件")]), ("resume", vec![])] {
        for (name, may) in [("赵六", false), ("胡玉", true)] {
            let now = clerk.tick();
            let actor = registers::workflow::Actor::new(name, vec!["seal-keeper".to_owned()], now.civil);
            let done = clerk.desk.replica.transact("step", now, |e| e.step_by(&actor, id, step, &given));
            assert_eq!(done.is_ok(), may, "{name} {step}: {done:?}");
        }
    }
    assert_eq!(clerk.state(id), "handling");
}
