//! How long things last: leave in days and half days, spans in days of the calendar. The desk's clock stands at Monday,
//! 23 November 2026, 8:00.

use registers::{Op, RecordId, Value};

use super::at;
use super::clerk::{Clerk, register, set};
use crate::{Cell, Period};

fn times(who: &str, kind: &str, from: &str, to: &str) -> Vec<Op> {
    vec![set("applicant", who), set("type", kind), set("starts_at", from), set("ends_at", to)]
}

fn listed(clerk: &mut Clerk, ops: Vec<Op>) -> RecordId {
    let now = clerk.tick();
    clerk.desk.replica.transact("import", now, |e| e.create_listed(register("leave"), &ops)).unwrap().value
}

/// Days and hours that a record says.
fn length(clerk: &Clerk, id: RecordId) -> (Option<Value>, Option<Value>) {
    let record = clerk.record(id);
    (record.get("days").cloned(), record.get("hours").cloned())
}

fn whole(n: i64) -> Option<Value> {
    Some(Value::Integer(n))
}

const HALF: Option<Value> = Some(Value::Decimal(5_000));

fn office_hours(clerk: &mut Clerk) {
    let values = [("name", "行政班"), ("starts", "8:00"), ("ends", "17:30"), ("noon_from", "12:00"), ("noon_to", "13:30")];
    let mut ops: Vec<Op> = values.iter().map(|(field, text)| set(field, *text)).collect();
    ops.extend([set("valid_from", "2026-09-01"), Op::State("in-use".to_owned())]);
    clerk.add("shifts", &ops);
}

#[test]
fn leave_is_counted_from_shift_and_calendar_when_it_is_handed_in_and_when_a_list_tells_of_it() {
    let mut clerk = Clerk::new();
    for shifts in [false, true] {
        if shifts {
            office_hours(&mut clerk);
        }
        let check = |clerk: &mut Clerk, kind: &str, from: &str, to: &str, expect: (Option<Value>, Option<Value>)| {
            let typed = clerk.add("leave", &times("甲", kind, from, to));
            assert_eq!(length(clerk, typed), (None, None), "a draft may still change");
            clerk.step(typed, "submit", &[]);
            assert_eq!(length(clerk, typed), expect, "{kind} {from} {to}");
            let told = listed(clerk, [times("乙", kind, from, to), vec![Op::State("approved".to_owned())]].concat());
            assert_eq!(length(clerk, told), expect, "{kind} {from} {to}");
        };
        check(&mut clerk, "sick", "2026-12-01T08:00", "2026-12-03T17:30", (whole(3), None));
        check(&mut clerk, "personal", "2026-12-01T08:00", "2026-12-01T12:00", (HALF, None));
        check(&mut clerk, "personal", "2026-12-01T08:00", "2026-12-01T10:00", (whole(0), whole(2)));
        // From Friday over the weekend.
        check(&mut clerk, "annual", "2026-12-04T08:00", "2026-12-07T12:00", (Some(Value::Decimal(15_000)), None));
        check(&mut clerk, "maternity", "2026-12-04T08:00", "2026-12-07T12:00", (whole(4), None));
    }
    // What somebody says stays; what is changed later is counted anew only where nobody has said another length.
    let own =
        clerk.add("leave", &[times("丙", "sick", "2026-12-01T08:00", "2026-12-03T17:30"), vec![set("days", Value::Integer(2))]].concat());
    clerk.step(own, "submit", &[]);
    assert_eq!(length(&clerk, own), (whole(2), None));
    clerk.change(own, &[set("ends_at", "2026-12-04T17:30")]);
    assert_eq!(length(&clerk, own), (whole(2), None));
    let later = clerk.add("leave", &times("丁", "sick", "2026-12-01T08:00", "2026-12-03T17:30"));
    clerk.step(later, "submit", &[]);
    clerk.change(later, &[set("ends_at", "2026-12-04T12:00")]);
    assert_eq!(length(&clerk, later), (Some(Value::Decimal(35_000)), None));
    let days = register("leave").report("by-person").unwrap();
    let table = clerk.reader().report(register("leave"), days, Period::default(), at(0)).unwrap();
    assert_eq!(table.groups[0].cells[0], Cell::Amount(18.0), "nine days by each of two calendars");
}

#[test]
fn half_a_day_of_leave_reaches_the_month_and_the_month_has_its_days() {
    let mut clerk = Clerk::new();
    office_hours(&mut clerk);
    clerk.add("people", &[set("name", "甲")]);
    listed(&mut clerk, [times("甲", "personal", "2026-10-12T13:30", "2026-10-12T17:30"), vec![Op::State("approved".to_owned())]].concat());
    let month = clerk.add("month-summaries", &[set("title", "十月"), set("month", "2026-10")]);
    clerk.give(month, "fill-in", &[]).unwrap();
    assert_eq!((clerk.text(month, "from"), clerk.text(month, "to")), ("2026-10-01".to_owned(), "2026-10-31".to_owned()));
    let record = clerk.record(month);
    let row = record.lines["people"].iter().find(|row| row.cell("person") == Some(&Value::from("甲"))).unwrap();
    assert_eq!(row.cell("personal"), HALF.as_ref());
    assert_eq!(clerk.derived(month)["leave_total"], 5_000, "in ten-thousandths");
}

#[test]
fn two_leaves_of_one_person_at_once_are_warned_of() {
    let mut clerk = Clerk::new();
    let leave = |clerk: &mut Clerk, who: &str, from: &str, to: &str, state: &str| {
        listed(clerk, [times(who, "sick", from, to), vec![Op::State(state.to_owned())]].concat())
    };
    let warned = |clerk: &Clerk| -> Vec<RecordId> {
        let all = clerk.reader().warnings(at(0), 100).unwrap();
        let mut ids: Vec<RecordId> = all.iter().filter(|w| w.alert == "overlapping").map(|w| w.hit.id).collect();
        ids.sort_unstable();
        ids
    };
    let one = leave(&mut clerk, "甲", "2026-12-01T08:00", "2026-12-02T17:30", "approved");
    leave(&mut clerk, "甲", "2026-12-02T17:30", "2026-12-03T17:30", "approved");
    leave(&mut clerk, "乙", "2026-12-01T08:00", "2026-12-02T17:30", "approved");
    leave(&mut clerk, "甲", "2026-12-01T08:00", "2026-12-02T17:30", "cancelled");
    assert_eq!(warned(&clerk), []);
    let other = leave(&mut clerk, "甲", "2026-12-01T13:30", "2026-12-01T17:30", "department");
    let mut both = [one, other];
    both.sort_unstable();
    assert_eq!(warned(&clerk), both);
}

#[test]
fn spans_count_days_of_the_calendar_and_end_with_the_void() {
    let mut clerk = Clerk::new();
    let letter = clerk.add("incoming-documents", &[set("title", "通知"), set("received_at", "2026-11-23")]);
    clerk.minute = 600;
    assert_eq!(clerk.derived(letter)["days_open"], 0, "the same day, in the evening");
    clerk.step(letter, "register", &[]);
    clerk.step(letter, "void", &[set("void_reason", "误登")]);
    clerk.minute = 5 * 24 * 60;
    assert_eq!(clerk.derived(letter)["days_open"], 0);
    let asset = clerk.add("assets", &[set("name", "电脑"), set("purchase_date", "2026-11-01")]);
    clerk.minute = 7 * 24 * 60 + 266;
    assert_eq!(clerk.derived(asset)["age_days"], 29, "on the 30th, after noon");
    let leave = |clerk: &mut Clerk, from: &str, to: &str| listed(clerk, times("甲", "sick", from, to));
    let three = leave(&mut clerk, "2026-12-01T08:00", "2026-12-03T17:30");
    let half = leave(&mut clerk, "2026-12-01T08:00", "2026-12-01T12:00");
    assert_eq!((clerk.derived(three)["calendar_days"], clerk.derived(half)["calendar_days"]), (3, 1));
}
