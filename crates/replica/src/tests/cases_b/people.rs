//! Attendance and leave, in the space of personnel.

use proptest::prelude::*;
use registers::book::{leave, month_summaries as months, punches};

use super::*;

fn punch(desk: &mut Desk, minute: u64, person: &str, event: &str) -> RecordId {
    let mut ops = vec![Op::set(punches::PERSON, person), Op::set(punches::PUNCHED_AT, time(minute)), Op::set(punches::DEVICE, "一号机")];
    ops.extend(Some(event).filter(|e| !e.is_empty()).map(|e| Op::set(punches::SOURCE_EVENT, e)));
    add(desk, minute, &punches::REGISTER, &ops)
}

fn month(desk: &mut Desk, minute: u64) -> RecordId {
    let ops = [
        Op::set(months::TITLE, "2026年11月考勤汇总"),
        Op::set(months::MONTH, "2026-11"),
        Op::set(months::FROM, jiff::civil::date(2026, 11, 1)),
        Op::set(months::TO, jiff::civil::date(2026, 11, 30)),
    ];
    add(desk, minute, &months::REGISTER, &ops)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// Both desks read in the machine's list: each event counts once, all records stay.
    #[test]
    fn one_event_read_in_twice(both in proptest::collection::vec(any::<bool>(), 1..5), chooser in 0usize..2) {
        let mut desks = open_office(2);
        let mut ids = Vec::new();
        for (n, twice) in both.iter().enumerate() {
            let event = format!("A1-{n:04}");
            ids.push(punch(&mut desks[0], n as u64, "江海欣", &event));
            if *twice {
                ids.push(punch(&mut desks[1], n as u64, "江海欣", &event));
            }
        }
        let cases = agreed(&mut desks, 30, "punch-twice");
        prop_assert_eq!(cases.len(), both.iter().filter(|b| **b).count());
        for case in &cases {
            prop_assert_eq!((case.ruled, case.records.len()), (true, 2));
            choose(&mut desks[chooser], 31, case, &Choice::Step { id: case.records[1], step: "mark-duplicate" }, &[]);
        }
        prop_assert_eq!(agreed(&mut desks, 40, "punch-twice"), vec![]);
        let counting = ids.iter().filter(|id| state_of(&desks[1], **id) == "recorded").count();
        prop_assert_eq!((counting, ids.len()), (both.len(), both.len() + cases.len()));
    }

    /// A month is locked while a desk is away that has punches of it: they become adjustments, the month stays locked.
    #[test]
    fn punches_after_the_lock(before in 0usize..3, after in 0usize..3, chooser in 0usize..2) {
        let mut desks = open_office(2);
        let month = month(&mut desks[0], 0);
        for n in 0..before {
            punch(&mut desks[0], n as u64, "江海欣", "");
        }
        put_in_order(&mut desks);
        desks[0].replica.transact("step:month-summaries:lock", at(20), |e| e.change(month, &[Op::State("locked".to_owned())])).unwrap();
        // The relay has the lock before the other desk's punches.
        let only = |desks: &mut Vec<Desk>| {
            let away = desks.split_off(1);
            put_in_order(desks);
            desks.extend(away);
        };
        only(&mut desks);
        let late: Vec<RecordId> = (0..after).map(|n| punch(&mut desks[1], 5 + n as u64, "江海欣", "")).collect();
        let cases = agreed(&mut desks, 60, "punch-after-lock");
        prop_assert_eq!(cases.len(), after);
        for case in &cases {
            prop_assert!(late.contains(&case.records[0]) && case.records[1] == month);
            choose(&mut desks[chooser], 61, case, &Choice::Adjust { id: case.records[0], month }, &[]);
        }
        prop_assert_eq!(agreed(&mut desks, 70, "punch-after-lock"), vec![]);
        prop_assert_eq!(state_of(&desks[1], month), "locked");
        let rows = read(&desks[1], month).lines.get("adjustments").cloned().unwrap_or_default();
        prop_assert_eq!(rows.len(), after);
        for row in &rows {
            let day = at(5).civil.date().to_string();
            prop_assert_eq!(row.cell("person").and_then(Value::as_text), Some("江海欣"));
            prop_assert_eq!(row.cell("day").and_then(Value::as_text), Some(day.as_str()));
            prop_assert!(row.cell("reason").is_some() && row.cell("by").is_some());
        }
        for id in late {
            prop_assert_eq!(state_of(&desks[0], id), "adjusted");
        }
    }

    /// Approved by one while the applicant takes it back: there is no leave from the taking back on; days that have passed stay.
    #[test]
    fn leave_approved_and_cancelled(starts in 0u64..4_000, cancelled in 100u64..4_000, chooser in 0usize..3) {
        let mut desks = open_office(3);
        let ops = [
            Op::set(leave::APPLICANT, "柳晓岚"),
            Op::set(leave::TYPE, "personal"),
            Op::set(leave::STARTS_AT, time(starts)),
            Op::set(leave::ENDS_AT, time(starts + 2_000)),
            Op::State("leader".to_owned()),
        ];
        let id = add(&mut desks[0], 0, &leave::REGISTER, &ops);
        put_in_order(&mut desks);
        step(&mut desks[1], 90, id, "approve", &[]);
        step(&mut desks[2], cancelled, id, "withdraw", &[Op::set(leave::CANCEL_REASON, "行程取消")]);
        work_goes_on(&mut desks, 4_000);
        let cases = agreed(&mut desks, 4_010, "leave-cancelled");
        prop_assert_eq!((cases.len(), cases[0].ruled), (1, true));
        let past = cancelled > starts && cancelled < starts + 2_000;
        for desk in &desks {
            prop_assert_eq!(state_of(desk, id), "cancelled");
            let force = desk.replica.reader().unwrap().leave_in_force(id).unwrap();
            let text = |minute: u64| Value::time(time(minute)).as_text().unwrap().to_owned();
            let until = if past { cancelled } else { starts + 2_000 };
            prop_assert_eq!(force, (cancelled > starts).then(|| (text(starts), text(until))));
        }
        choose(&mut desks[chooser], 4_020, &cases[0], &keep(&cases[0], "cancelled"), &[]);
        prop_assert_eq!(agreed(&mut desks, 4_030, "leave-cancelled"), vec![]);
        prop_assert_eq!(read(&desks[0], id).states, vec!["cancelled".to_owned()]);
    }
}

#[test]
fn a_decision_about_personnel_says_nothing_of_the_person() {
    let mut desks = open_office(2);
    for desk in &mut desks {
        punch(desk, 1, "江海欣", "A1-0001");
    }
    let cases = agreed(&mut desks, 10, "punch-twice");
    choose(&mut desks[1], 11, &cases[0], &decide(&cases[0]), &[]);
    assert_eq!(agreed(&mut desks, 20, "punch-twice"), vec![]);
    let reader = desks[0].replica.reader().unwrap();
    let page = reader.page(&crate::Query::of(&registers::book::case_decisions::REGISTER)).unwrap();
    assert_eq!((page.total, page.rows[0].values.get("about")), (1, None));
}

/// Makes the relay hear of one desk only.
fn only_first(desks: &mut Vec<Desk>) {
    let away = desks.split_off(1);
    put_in_order(desks);
    desks.extend(away);
}

#[test]
fn leave_and_doubtful_punches_of_a_month_that_was_locked_long_ago() {
    let mut desks = open_office(2);
    let long_ago = [
        Op::set(months::TITLE, "2025年3月考勤汇总"),
        Op::set(months::MONTH, "2025-03"),
        Op::set(months::FROM, jiff::civil::date(2025, 3, 1)),
        Op::set(months::TO, jiff::civil::date(2025, 3, 31)),
    ];
    let month = add(&mut desks[0], 0, &months::REGISTER, &long_ago);
    let day = |day: i8| jiff::civil::date(2025, 3, day).at(8, 0, 0, 0);
    let ops = [
        Op::set(leave::APPLICANT, "柳晓岚"),
        Op::set(leave::TYPE, "personal"),
        Op::set(leave::STARTS_AT, jiff::civil::date(2025, 2, 27).at(8, 0, 0, 0)),
        Op::set(leave::ENDS_AT, day(4)),
        Op::State("leader".to_owned()),
    ];
    let asked = add(&mut desks[0], 1, &leave::REGISTER, &ops);
    put_in_order(&mut desks);
    desks[0].replica.transact("step:month-summaries:lock", at(20), |e| e.change(month, &[Op::State("locked".to_owned())])).unwrap();
    only_first(&mut desks);
    let approve = |e: &mut Edit<'_>| e.step(asked, "approve", &[]);
    desks[1].replica.transact("step:leave:approve", at(5), approve).unwrap();
    let ops = [Op::set(punches::PERSON, "江海欣"), Op::set(punches::PUNCHED_AT, day(7)), Op::State("doubtful".to_owned())];
    let doubtful = add(&mut desks[1], 6, &punches::REGISTER, &ops);
    let cases = agreed(&mut desks, 60, "leave-after-lock");
    assert_eq!((cases.len(), &cases[0].records), (1, &vec![asked, month]));
    choose(&mut desks[0], 61, &cases[0], &Choice::Adjust { id: asked, month }, &[]);
    assert_eq!(agreed(&mut desks, 62, "leave-after-lock"), vec![]);
    let rows = read(&desks[1], month).lines["adjustments"].clone();
    let said = |column: &str| rows[0].cell(column).and_then(Value::as_text).unwrap_or_default().to_owned();
    assert_eq!((rows.len(), said("person"), said("day"), said("becomes")), (1, "柳晓岚".into(), "2025-03-01".into(), "leave".into()));
    let cases = agreed(&mut desks, 63, "punch-after-lock");
    assert_eq!(cases.len(), 1);
    choose(&mut desks[0], 64, &cases[0], &Choice::Step { id: doubtful, step: "confirm" }, &[]);
    let cases = agreed(&mut desks, 65, "punch-after-lock");
    choose(&mut desks[1], 66, &cases[0], &Choice::Adjust { id: doubtful, month }, &[]);
    assert_eq!(agreed(&mut desks, 67, "punch-after-lock"), vec![]);
    assert_eq!(read(&desks[0], month).lines["adjustments"].len(), 2);
}
