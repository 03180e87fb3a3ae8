//! Attendance: what a month's days were, the summary that is filled in from them, and what comes after the lock. The desk's
//! clock stands at Monday, 23 November 2026.

use jiff::civil::{Date, date};
use registers::attendance::{Fault, Figures, Status};
use registers::parse::Reason;
use registers::value::PARTS;
use registers::workflow::StepError;
use registers::{Op, RecordId, Value};

use super::at;
use super::clerk::{Clerk, member, set};
use crate::{Attendance, Case, Choice, Error, PersonDays, Whom};

/// The first week of November: the 2nd is a Monday.
const WEEK: (Date, Date) = (date(2026, 11, 1), date(2026, 11, 8));

fn person(clerk: &mut Clerk, name: &str, department: &str) {
    clerk.add("people", &[set("name", name), set("department", department)]);
}

fn shift(clerk: &mut Clerk, values: &[(&str, &str)]) -> RecordId {
    let mut ops: Vec<Op> = values.iter().map(|(field, text)| set(field, *text)).collect();
    ops.extend([set("valid_from", "2026-09-01"), Op::State("in-use".to_owned())]);
    clerk.add("shifts", &ops)
}

/// Office hours of everybody without a shift of their own.
fn office_hours(clerk: &mut Clerk) -> RecordId {
    shift(clerk, &[("name", "行政班"), ("starts", "8:00"), ("ends", "17:30"), ("noon_from", "12:00"), ("noon_to", "14:00")])
}

fn punch(clerk: &mut Clerk, who: &str, at: &str, more: &[(&str, Value)]) -> RecordId {
    let mut ops = vec![set("person", who), set("punched_at", at)];
    ops.extend(more.iter().map(|(field, value)| set(field, value.clone())));
    clerk.add("punches", &ops)
}

fn come_and_go(clerk: &mut Clerk, who: &str, days: &[i8]) {
    for day in days {
        punch(clerk, who, &format!("2026-11-{day:02}T07:55"), &[]);
        punch(clerk, who, &format!("2026-11-{day:02}T17:40"), &[]);
    }
}

fn leave(clerk: &mut Clerk, who: &str, kind: &str, from: &str, to: &str, state: &str) -> RecordId {
    let values = [("applicant", who), ("type", kind), ("starts_at", from), ("ends_at", to)];
    let mut ops: Vec<Op> = values.iter().map(|(field, text)| set(field, *text)).collect();
    ops.push(Op::State(state.to_owned()));
    clerk.add("leave", &ops)
}

fn look(clerk: &Clerk, whom: Whom<'_>) -> Attendance {
    clerk.reader().attendance(WEEK.0, WEEK.1, whom, at(clerk.minute).civil).unwrap()
}

fn of<'a>(found: &'a Attendance, who: &str) -> &'a PersonDays {
    found.people.iter().find(|p| p.person == who).unwrap_or_else(|| panic!("{who} is not in {found:?}"))
}

fn statuses(person: &PersonDays) -> Vec<(i8, &'static str)> {
    person.days.iter().map(|d| (d.date.day(), d.status().id())).collect()
}

fn month(clerk: &mut Clerk, department: &str) -> RecordId {
    let mut ops = vec![set("title", "11月第一周考勤"), set("from", "2026-11-01"), set("to", "2026-11-08"), set("prepared_by", "考勤员")];
    ops.extend(Some(department).filter(|d| !d.is_empty()).map(|d| set("covered_dept", d)));
    clerk.add("month-summaries", &ops)
}

/// Figures of a row by column; of a person without a row none.
fn row(clerk: &Clerk, month: RecordId, who: &str, column: &str) -> Option<Value> {
    let record = clerk.record(month);
    let rows = record.lines.get("people").cloned().unwrap_or_default();
    rows.iter().find(|r| r.cell("person") == Some(&Value::from(who))).and_then(|r| r.cell(column).cloned())
}

#[test]
fn days_follow_from_shifts_punches_leave_and_the_calendar() {
    let mut clerk = Clerk::new();
    office_hours(&mut clerk);
    for who in ["甲", "乙", "丙"] {
        person(&mut clerk, who, "综合办公室");
    }
    clerk.add("calendar-days", &[set("date", "2026-11-05"), set("kind", "free"), set("name", "校运动会")]);
    clerk.add("calendar-days", &[set("date", "2026-11-07"), set("kind", "working"), set("name", "补班")]);
    come_and_go(&mut clerk, "甲", &[2, 3, 4, 6]);
    // The machine is ten minutes fast: 8:05 by its clock is early enough.
    punch(&mut clerk, "甲", "2026-11-07T08:05", &[("device_time", "2026-11-07T08:05".into()), ("clock_offset", 600.into())]);
    punch(&mut clerk, "甲", "2026-11-07T17:30", &[]);
    // The same event twice, and one that nobody has looked at.
    let event = [("device", "一号机".into()), ("source_event", "A1".into())];
    punch(&mut clerk, "乙", "2026-11-02T08:20", &event);
    punch(&mut clerk, "乙", "2026-11-02T18:00", &event);
    let doubtful = punch(&mut clerk, "乙", "2026-11-02T17:35", &[]);
    clerk.step(doubtful, "doubt", &[set("doubt", "非本人")]);
    leave(&mut clerk, "乙", "sick", "2026-11-03T08:00", "2026-11-04T17:30", "approved");
    leave(&mut clerk, "乙", "business", "2026-11-06T08:00", "2026-11-06T17:30", "approved");
    leave(&mut clerk, "乙", "personal", "2026-11-07T08:00", "2026-11-07T17:30", "leader");
    let found = look(&clerk, Whom::Everybody);
    assert_eq!((found.workdays, found.people.len()), (5, 3));
    let all = [(2, "normal"), (3, "normal"), (4, "normal"), (6, "normal"), (7, "normal")];
    assert_eq!(statuses(of(&found, "甲")), all);
    assert_eq!(statuses(of(&found, "乙")), [(2, "missing"), (3, "leave"), (4, "leave"), (6, "business"), (7, "absent")]);
    let figures = Figures { due: 5, present: PARTS, missing: 1, absent: PARTS, business: PARTS, sick: 2 * PARTS, ..Figures::default() };
    assert_eq!(of(&found, "乙").figures, figures);
    assert_eq!(of(&found, "丙").figures.absent, 5 * PARTS);
    assert_eq!(look(&clerk, Whom::Person("甲")).people.len(), 1);
    assert_eq!(look(&clerk, Whom::Department("总务处")).people, []);
    // What was decided counts.
    let ops = [set("person", "乙"), set("day", "2026-11-02"), set("status", "missing"), set("decided", "normal")];
    clerk.add("attendance-exceptions", &[&ops[..], &[Op::State("decided".to_owned())]].concat());
    assert_eq!(statuses(of(&look(&clerk, Whom::Everybody), "乙"))[0], (2, "normal"));
}

#[test]
fn who_is_due_follows_from_departments_rosters_terms_and_special_days() {
    let mut clerk = Clerk::new();
    office_hours(&mut clerk);
    person(&mut clerk, "门卫", "门卫室");
    person(&mut clerk, "教师", "教务处");
    clerk.add("people", &[set("name", "来人"), set("department", "教务处"), set("joined_on", "2026-11-05")]);
    clerk.add("people", &[set("name", "学生"), set("kind", "student")]);
    let gate = shift(&mut clerk, &[("name", "夜班"), ("starts", "19:00"), ("ends", "07:00"), ("departments", "門衛室、保安室")]);
    clerk.change(gate, &["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|d| member("weekdays", d)));
    let teaching =
        shift(&mut clerk, &[("name", "教学班"), ("kind", "teaching"), ("starts", "7:40"), ("ends", "16:30"), ("departments", "教务处")]);
    clerk.row(teaching, "special_days", &[("date", "2026-11-04".into()), ("kind", "half".into())]);
    clerk.row(teaching, "special_days", &[("date", "2026-11-06".into()), ("kind", "rest".into())]);
    let duty = shift(&mut clerk, &[("name", "总值班"), ("starts", "09:00"), ("ends", "16:00")]);
    clerk.row(duty, "roster", &[("date", "2026-11-08".into()), ("person", "教师".into())]);
    let days = |clerk: &Clerk, who: &str| -> Vec<i8> {
        let found = look(clerk, Whom::Person(who));
        found.people.iter().flat_map(|p| p.days.iter().map(|d| d.date.day())).collect()
    };
    assert_eq!(days(&clerk, "门卫"), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(days(&clerk, "教师"), [2, 3, 4, 5, 8]);
    assert_eq!(days(&clerk, "来人"), [5]);
    assert_eq!(days(&clerk, "学生"), [0i8; 0]);
    let half = look(&clerk, Whom::Person("教师"));
    assert_eq!(of(&half, "教师").days.iter().map(|d| d.due).collect::<Vec<_>>(), [530, 530, 265, 530, 420]);
    // Once terms are entered, teaching is within them.
    clerk.add("terms", &[set("name", "第一学期"), set("starts", "2026-11-04"), set("ends", "2027-01-22")]);
    assert_eq!(days(&clerk, "教师"), [4, 5, 8]);
    // A night belongs to the day on which it begins.
    punch(&mut clerk, "门卫", "2026-11-02T18:50", &[]);
    punch(&mut clerk, "门卫", "2026-11-03T07:02", &[]);
    assert_eq!(statuses(of(&look(&clerk, Whom::Everybody), "门卫"))[..3], [(1, "absent"), (2, "normal"), (3, "absent")]);
}

#[test]
fn a_day_that_is_not_over_is_not_judged() {
    let mut clerk = Clerk::new();
    office_hours(&mut clerk);
    person(&mut clerk, "甲", "综合办公室");
    let now = at(60).civil;
    let found = clerk.reader().attendance(date(2026, 11, 20), date(2026, 11, 30), Whom::Everybody, now).unwrap();
    assert_eq!(statuses(of(&found, "甲")), [(20, "absent")]);
    let many = clerk.reader().attendance(date(2026, 10, 1), date(2026, 11, 1), Whom::Everybody, now);
    assert!(matches!(many, Err(Error::Rule { reason: Reason::TooManyDays(31), .. })), "{many:?}");
    let back = clerk.reader().attendance(date(2026, 10, 2), date(2026, 10, 1), Whom::Everybody, now);
    assert!(matches!(back, Err(Error::Rule { .. })), "{back:?}");
}

#[test]
fn a_summary_is_filled_in_and_exceptions_are_proposed_once() {
    let mut clerk = Clerk::new();
    office_hours(&mut clerk);
    person(&mut clerk, "甲", "综合办公室");
    person(&mut clerk, "乙", "总务处");
    let id = month(&mut clerk, "综合办公室");
    let refused = clerk.refused(id, "fill-in", &[]);
    assert!(matches!(refused, Error::Rule { reason: Reason::NothingRecorded, .. }), "{refused}");
    come_and_go(&mut clerk, "甲", &[2, 3, 4]);
    punch(&mut clerk, "甲", "2026-11-05T08:18", &[]);
    punch(&mut clerk, "甲", "2026-11-05T17:10", &[]);
    punch(&mut clerk, "甲", "2026-11-06T07:50", &[]);
    clerk.row(id, "people", &[("person", "甲".into()), ("overtime", 3.into()), ("signed", Value::Yes(true)), ("note", "轮岗".into())]);
    clerk.step(id, "fill-in", &[]);
    let figure = |clerk: &Clerk, column: &str| row(clerk, id, "甲", column).unwrap_or(Value::Integer(0));
    for (column, n) in [("present", 5), ("late", 1), ("early", 1), ("missing", 1), ("absent", 0), ("overtime", 3)] {
        assert_eq!(figure(&clerk, column), Value::Integer(n), "{column}");
    }
    assert_eq!((row(&clerk, id, "甲", "signed"), row(&clerk, id, "甲", "note")), (None, Some("轮岗".into())));
    assert_eq!(row(&clerk, id, "乙", "present"), None, "of another department");
    assert_eq!((clerk.record(id).get("workdays"), clerk.text(id, "month")), (Some(&Value::Integer(5)), "2026-11".to_owned()));
    let found = clerk.all("attendance-exceptions");
    let mut said: Vec<_> = found.iter().map(|e| (clerk.text(*e, "day"), clerk.text(*e, "status"))).collect();
    said.sort();
    let expect = [("2026-11-05", "early"), ("2026-11-05", "late"), ("2026-11-06", "missing")];
    assert_eq!(said, expect.map(|(d, s)| (d.to_owned(), s.to_owned())));
    let late = found.iter().copied().find(|e| clerk.text(*e, "status") == "late").unwrap();
    assert_eq!((clerk.text(late, "first_punch"), clerk.text(late, "appeal_due")), ("2026-11-05T08:18".to_owned(), "2026-11-10".to_owned()));
    assert_eq!((clerk.record(late).get("minutes"), clerk.record(late).sets["punches"].len()), (Some(&Value::Integer(18)), 2));
    assert_eq!((clerk.text(late, "month"), clerk.state(late)), (id.to_string(), "found".to_owned()));
    // Again: nothing new. What was decided counts from then on, and brings no exception of its own.
    let digests = clerk.reader().digests().unwrap();
    clerk.step(id, "fill-in", &[]);
    assert_eq!(clerk.all("attendance-exceptions").len(), 3);
    assert_eq!(digests, clerk.reader().digests().unwrap());
    clerk.step(late, "decide", &[set("decided", "absent")]);
    clerk.step(id, "fill-in", &[]);
    assert_eq!((figure(&clerk, "late"), figure(&clerk, "absent")), (Value::Integer(0), Value::Integer(1)));
    assert_eq!(clerk.all("attendance-exceptions").len(), 3);
    // More comes in: only that is added.
    leave(&mut clerk, "甲", "personal", "2026-11-02T08:00", "2026-11-02T12:00", "approved");
    punch(&mut clerk, "甲", "2026-11-03T12:00", &[]);
    clerk.step(id, "fill-in", &[]);
    assert_eq!(clerk.all("attendance-exceptions").len(), 3);
}

/// A locked month of 甲, who came every day of the week but on Friday.
fn locked() -> (Clerk, RecordId) {
    let mut clerk = Clerk::new();
    office_hours(&mut clerk);
    person(&mut clerk, "甲", "综合办公室");
    come_and_go(&mut clerk, "甲", &[2, 3, 4, 5]);
    let id = month(&mut clerk, "");
    clerk.step(id, "fill-in", &[]);
    for exception in clerk.all("attendance-exceptions") {
        clerk.step(exception, "decide", &[set("decided", "absent")]);
    }
    clerk.step(id, "check", &[]);
    clerk.step(id, "lock", &[]);
    (clerk, id)
}

/// Day, status before and after of each adjustment, by day.
fn adjusted(clerk: &Clerk, month: RecordId) -> Vec<(String, String, String)> {
    let record = clerk.record(month);
    let rows = record.lines.get("adjustments").cloned().unwrap_or_default();
    let text = |row: &registers::Line, column: &str| row.cell(column).and_then(Value::as_text).unwrap_or_default().to_owned();
    rows.iter().map(|r| (text(r, "day"), text(r, "was"), text(r, "becomes"))).collect()
}

#[test]
fn a_locked_month_stays_as_it_is() {
    let (mut clerk, id) = locked();
    let record = clerk.record(id);
    let row = &record.lines["people"][0].id;
    let now = clerk.tick();
    let refused = |clerk: &mut Clerk, op: Op| {
        let why = clerk.desk.replica.transact("edit", now, |e| e.change(id, &[op])).unwrap_err();
        assert!(matches!(why, Error::Locked(_)), "{why}");
    };
    refused(&mut clerk, set(&format!("people/{row}/absent"), 0));
    refused(&mut clerk, set("workdays", 20));
    refused(&mut clerk, set("from", "2026-10-01"));
    refused(&mut clerk, Op::DropLine { field: "people".to_owned(), row: row.clone() });
    refused(
        &mut clerk,
        Op::Line {
            field: "people".to_owned(),
            row: RecordId::from_parts(1, 1).to_string(),
            cells: vec![("person".to_owned(), "乙".into())],
        },
    );
    refused(&mut clerk, set("locked_at", "2026-11-01T08:00"));
    let why = clerk.refused(id, "fill-in", &[]);
    assert!(matches!(why, Error::Step(StepError::WrongState { .. })), "{why}");
    // What comes late is a row of its own.
    clerk.row(id, "adjustments", &[("person", "甲".into()), ("reason", "补登".into())]);
    assert_eq!(adjusted(&clerk, id).len(), 1);
}

#[test]
fn figures_that_were_changed_after_the_check_are_checked_again() {
    let mut clerk = Clerk::new();
    let id = month(&mut clerk, "");
    let row = clerk.row(id, "people", &[("person", "甲".into()), ("present", 5.into())]);
    clerk.step(id, "check", &[]);
    clerk.change(id, &[set(&format!("people/{row}/present"), 4)]);
    let why = clerk.refused(id, "lock", &[]);
    assert!(matches!(why, Error::Step(StepError::OtherVersion { .. })), "{why}");
    clerk.step(id, "send-back", &[set("return_reason", "改动")]);
    clerk.step(id, "check", &[]);
    clerk.step(id, "lock", &[]);
    assert_eq!(clerk.state(id), "locked");
}

#[test]
fn what_comes_after_the_lock_becomes_an_adjustment() {
    let (mut clerk, id) = locked();
    let figures = clerk.record(id).lines["people"].clone();
    // Two punches, of which the first alone leaves one missing; a decision of one exception again; a leave.
    for (time, expect) in [("07:55", ("absent", "missing")), ("17:40", ("missing", "normal"))] {
        let late = punch(&mut clerk, "甲", &format!("2026-11-06T{time}"), &[]);
        let exception = clerk.all("attendance-exceptions");
        // The decision stands in the way of what the punches show.
        exception.iter().for_each(|e| clerk.put_back(*e, &[Op::State("void".to_owned())]));
        clerk.step(late, "adjust", &[set("month", id.to_string())]);
        let rows = adjusted(&clerk, id);
        assert!(rows.contains(&("2026-11-06".to_owned(), expect.0.to_owned(), expect.1.to_owned())), "{rows:?}");
        assert_eq!(clerk.state(late), "adjusted");
    }
    let sick = leave(&mut clerk, "甲", "sick", "2026-11-05T08:00", "2026-11-06T17:30", "leader");
    clerk.put_back(sick, &[set("dept_approver", "张三")]);
    clerk.step(sick, "approve", &[]);
    let rows = adjusted(&clerk, id);
    let expect = [("2026-11-05", "normal", "leave"), ("2026-11-06", "normal", "leave")];
    assert!(expect.iter().all(|(d, w, b)| rows.contains(&((*d).to_owned(), (*w).to_owned(), (*b).to_owned()))), "{rows:?}");
    let ops = [set("person", "甲"), set("day", "2026-11-04"), set("status", "late")];
    let exception = clerk.add("attendance-exceptions", &ops);
    clerk.step(exception, "decide", &[set("decided", "normal"), set("decision_reason", "公交故障")]);
    assert_eq!(adjusted(&clerk, id)[0], ("2026-11-04".to_owned(), "late".to_owned(), "normal".to_owned()));
    assert_eq!(clerk.record(id).lines["people"], figures, "the month stays");
    assert_eq!(clerk.derived(id)["adjustment_count"], 5);
}

#[test]
fn leave_approved_before_the_lock_was_known_is_told_day_by_day() {
    let (mut clerk, id) = locked();
    let sick = leave(&mut clerk, "甲", "sick", "2026-11-05T08:00", "2026-11-05T17:30", "approved");
    let case =
        Case { kind: "leave-after-lock", key: String::new(), records: vec![sick, id], ruled: true, facts: Vec::new(), choices: Vec::new() };
    let now = clerk.tick();
    let adjust = Choice::Adjust { id: sick, month: id };
    clerk.desk.replica.transact("case", now, |e| e.settle(&case, &adjust, &[], "病假晚到", "")).unwrap();
    assert_eq!(adjusted(&clerk, id), [("2026-11-05".to_owned(), "normal".to_owned(), "leave".to_owned())]);
    assert_eq!(clerk.record(id).lines["adjustments"][0].cell("reason").and_then(Value::as_text), Some("病假晚到"));
}

#[test]
fn every_figure_has_its_column_and_every_status_its_choice() {
    let columns = registers::book::month_summaries::REGISTER.field("adjustments").unwrap().columns();
    let choices = columns.iter().find(|c| c.id == "becomes").unwrap().choice_list();
    assert!(Status::ALL.iter().all(|s| choices.iter().any(|c| c.id == s.id())));
    assert!(Status::Fault(Fault::Absent) > Status::Fault(Fault::Late));
}
