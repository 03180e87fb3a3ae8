//! Requests that two desks work on.

use proptest::prelude::*;
use registers::book::service_requests as requests;
use registers::document::cell;
use registers::workflow::Actor;

use super::*;
use crate::{Cell, Limit, Period};

fn request(desk: &mut Desk, minute: u64) -> RecordId {
    let ops =
        [Op::set(requests::SUBJECT, "投影机不亮"), Op::set(requests::CATEGORY, "consult"), Op::set(requests::RECEIVED_AT, time(minute))];
    add(desk, minute, &requests::REGISTER, &ops)
}

fn solve(desk: &mut Desk, minute: u64, id: RecordId) {
    step(desk, minute, id, "solve", &[Op::set(requests::SOLUTION, "更换灯泡")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// One closes, another reopens: it is open on all desks, until somebody decides otherwise.
    #[test]
    fn reopening_beats_closing(closes in 0usize..3, reopens in 0usize..3, chooser in 0usize..3, stays_open: bool) {
        prop_assume!(closes != reopens);
        let mut desks = open_office(3);
        let id = request(&mut desks[0], 0);
        solve(&mut desks[0], 5, id);
        put_in_order(&mut desks);
        step(&mut desks[closes], 10, id, "close-answered", &[]);
        step(&mut desks[reopens], 11, id, "reopen", &[Op::set(requests::REOPEN_REASON, "又坏了")]);
        work_goes_on(&mut desks, 15);
        let cases = agreed(&mut desks, 20, "request-state");
        prop_assert_eq!((cases.len(), cases[0].ruled, &cases[0].records), (1, true, &vec![id]));
        for desk in &desks {
            let record = read(desk, id);
            prop_assert_eq!((record.state(), record.states.len()), ("reopened", 2));
            prop_assert!(record.is_filled("closed_at") && record.is_filled("reopen_reason"), "nothing is lost");
        }
        let state = if stays_open { "reopened" } else { "closed" };
        choose(&mut desks[chooser], 21, &cases[0], &keep(&cases[0], state), &[]);
        prop_assert_eq!(agreed(&mut desks, 30, "request-state"), vec![]);
        prop_assert_eq!(read(&desks[1], id).states, vec![state.to_owned()]);
        if stays_open {
            // The time of the closing that does not count is not in the way of the next solution.
            solve(&mut desks[chooser], 40, id);
            prop_assert!(!read(&desks[chooser], id).is_filled("closed_at"));
        }
    }

    /// Whoever reopens it and goes on is heard as well: it is at work on all desks, however often the other desk has acted.
    #[test]
    fn reopening_beats_closing_whatever_follows(closes in 0usize..3, reopens in 0usize..3, further in 0usize..4, first: bool, ordered: bool) {
        prop_assume!(closes != reopens);
        let mut desks = open_office(3);
        let id = request(&mut desks[0], 0);
        solve(&mut desks[0], 5, id);
        put_in_order(&mut desks);
        let close = |desks: &mut [Desk]| step(&mut desks[closes], 10, id, "close-answered", &[]);
        if first {
            close(&mut desks);
        }
        step(&mut desks[reopens], 11, id, "reopen", &[Op::set(requests::REOPEN_REASON, "又坏了")]);
        let on = [("start", vec![]), ("hold", vec![Op::set(requests::HOLD_REASON, "等配件")]), ("resume", vec![])];
        for (at, (name, given)) in on.iter().take(further).enumerate() {
            step(&mut desks[reopens], 12 + at as u64, id, name, given);
        }
        if !first {
            close(&mut desks);
        }
        if ordered { put_in_order(&mut desks) } else { meet(&mut desks) }
        assert_equal(&desks);
        let stands = ["reopened", "handling", "on-hold", "handling"][further];
        for desk in &desks {
            prop_assert_eq!(read(desk, id).states, vec![stands.to_owned(), "closed".to_owned()]);
        }
        let cases = agreed(&mut desks, 40, "request-state");
        prop_assert_eq!((cases.len(), cases[0].ruled), (1, true));
    }

    /// One solves it, another hands it on, which is chosen: then it is not solved, and no time says that it is.
    #[test]
    fn what_is_not_solved_after_all_has_no_time_of_solving(solves in 0usize..2, chooser in 0usize..2, is_solved: bool) {
        let mut desks = open_office(2);
        let id = request(&mut desks[0], 0);
        put_in_order(&mut desks);
        solve(&mut desks[solves], 5, id);
        step(&mut desks[1 - solves], 6, id, "transfer", &[Op::set(requests::HANDLER, "江海欣")]);
        let cases = agreed(&mut desks, 20, "request-state");
        prop_assert_eq!((cases.len(), cases[0].ruled), (1, false), "nobody has reopened it");
        let state = if is_solved { "solved" } else { "transferred" };
        choose(&mut desks[chooser], 21, &cases[0], &keep(&cases[0], state), &[]);
        prop_assert_eq!(agreed(&mut desks, 30, "request-state"), vec![]);
        for desk in &desks {
            let record = read(desk, id);
            prop_assert_eq!((record.states.len(), record.is_filled("solved_at")), (1, is_solved));
            prop_assert!(record.is_filled("solution"), "what was done about it stays");
        }
    }

    /// Given to two people: both names stand until one is chosen. Of two times of answering the earliest counts.
    #[test]
    fn assigned_twice(first in 1u64..60, second in 1u64..60, chooser in 0usize..2, wins in 0usize..2) {
        let mut desks = open_office(2);
        let id = request(&mut desks[0], 0);
        put_in_order(&mut desks);
        let people = ["马秀建", "江海欣"];
        for (n, minute) in [first, second].into_iter().enumerate() {
            step(&mut desks[n], minute, id, "start", &[Op::set(requests::HANDLER, people[n])]);
        }
        let cases = agreed(&mut desks, 70, "request-assigned-twice");
        prop_assert_eq!((cases.len(), cases[0].ruled), (1, false));
        prop_assert_eq!(agreed(&mut desks, 70, "request-ended-twice").len(), usize::from(first != second));
        for desk in &desks {
            let service = desk.replica.reader().unwrap().service(id, at(70)).unwrap();
            prop_assert_eq!(service.response, Some(first.min(second) as i64));
        }
        choose(&mut desks[chooser], 71, &cases[0], &keep(&cases[0], people[wins]), &[]);
        prop_assert_eq!(agreed(&mut desks, 80, "request-assigned-twice"), vec![]);
        prop_assert_eq!(read(&desks[0], id).values("handler"), vec![Value::from(people[wins])]);
    }

    /// Pauses that two desks wrote down, overlapping or not, rest the clock for each minute once.
    #[test]
    fn pauses_are_joined(spans in proptest::collection::vec((0u64..200, 1u64..60), 0..6), solved in 50u64..260) {
        let mut desks = open_office(2);
        let id = request(&mut desks[0], 0);
        put_in_order(&mut desks);
        for (n, (from, length)) in spans.iter().enumerate() {
            let cells = vec![
                cell(requests::pauses::FROM, time(*from)),
                cell(requests::pauses::TO, time(from + length)),
                cell(requests::pauses::REASON, "等配件"),
            ];
            act(&mut desks[n % 2], 300, |e| e.append(id, "pauses", cells));
        }
        act(&mut desks[0], 301, |e| e.step(id, "solve", &[Op::set(requests::SOLUTION, "好了"), Op::set(requests::SOLVED_AT, time(solved))]));
        put_in_order(&mut desks);
        let resting = |minute: &u64| spans.iter().any(|(from, length)| (*from..from + length).contains(minute));
        for desk in &desks {
            let service = desk.replica.reader().unwrap().service(id, at(400)).unwrap();
            prop_assert_eq!(service.paused, (0..400).filter(resting).count() as i64);
            prop_assert_eq!(service.solution, Some((0..solved).filter(|m| !resting(m)).count() as i64));
            let derived = desk.replica.reader().unwrap().derived(&requests::REGISTER, &[id], at(400).civil).unwrap();
            prop_assert_eq!(derived[&id].get("solution_minutes").copied(), service.solution, "a list says the same");
            prop_assert_eq!(read(desk, id).lines.get("pauses").map_or(0, Vec::len), spans.len());
        }
    }
}

#[test]
fn what_others_may_have_answered_waits_for_them_and_is_no_breach() {
    let mut desks = open_office(2);
    let id = request(&mut desks[0], 0);
    act(&mut desks[0], 1, |e| e.change(id, &[Op::set(requests::DUE_AT, time(100))]));
    put_in_order(&mut desks);
    let limit = |desk: &Desk, minute: u64| desk.replica.reader().unwrap().service(id, at(minute)).unwrap().limit;
    assert_eq!((limit(&desks[0], 90), limit(&desks[0], 110)), (Limit::InTime, Limit::Late), "without a relay there is nobody to hear of");
    let replica = &mut desks[0].replica;
    replica.set_relay_address("wss://relay.example").unwrap();
    replica.note_contact(at(50).unix_ms).unwrap();
    assert_eq!((limit(&desks[0], 90), limit(&desks[0], 110)), (Limit::InTime, Limit::Unsynced));
    desks[0].replica.note_contact(at(101).unix_ms).unwrap();
    assert_eq!(limit(&desks[0], 110), Limit::Late);
    // The other desk had solved it in time: by the time of the event there was no breach, however late it came here.
    act(&mut desks[1], 99, |e| e.step(id, "solve", &[Op::set(requests::SOLUTION, "好了")]));
    put_in_order(&mut desks);
    assert_eq!(limit(&desks[0], 110), Limit::InTime);
    // What one wrote oneself and nobody has yet is not late either.
    act(&mut desks[0], 120, |e| e.step(id, "reopen", &[Op::set(requests::REOPEN_REASON, "又坏了")]));
    assert_eq!(limit(&desks[0], 130), Limit::Unsynced);
}

/// The measures of the one group of a report at a desk.
fn measured(desk: &Desk, report: &str, minute: u64) -> Vec<Cell> {
    let report = requests::REGISTER.report(report).unwrap();
    let table = desk.replica.reader().unwrap().report(&requests::REGISTER, report, Period::default(), at(minute)).unwrap();
    table.groups.into_iter().next().map(|group| group.cells).unwrap_or_default()
}

#[test]
fn reports_leave_pauses_out_and_count_no_breach_that_others_may_have_prevented() {
    let mut desks = open_office(2);
    let id = request(&mut desks[0], 0);
    act(&mut desks[0], 1, |e| e.change(id, &[Op::set(requests::DUE_AT, time(100))]));
    for (from, to) in [(20, 50), (40, 60), (40, 60), (90, 130)] {
        let cells =
            vec![cell(requests::pauses::FROM, time(from)), cell(requests::pauses::TO, time(to)), cell(requests::pauses::REASON, "等配件")];
        act(&mut desks[0], 140, |e| e.append(id, "pauses", cells));
    }
    put_in_order(&mut desks);
    // The limit of 100 rests for 20 to 60, and for all of 90 to 130, which began before it: it comes at 180.
    let solved = |cells: &[Cell]| cells[1];
    assert_eq!(solved(&measured(&desks[0], "breaches", 175)), Cell::Percent(None));
    assert_eq!(solved(&measured(&desks[0], "breaches", 190)), Cell::Percent(Some(0.0)), "without a relay there is nobody to hear of");
    assert_eq!(measured(&desks[0], "overdue", 175), vec![]);
    assert_eq!(measured(&desks[0], "overdue", 190), vec![Cell::Count(1)]);
    let replica = &mut desks[0].replica;
    replica.set_relay_address("wss://relay.example").unwrap();
    replica.note_contact(at(120).unix_ms).unwrap();
    assert_eq!(solved(&measured(&desks[0], "breaches", 190)), Cell::Known(None, 1));
    assert_eq!(measured(&desks[0], "overdue", 190), vec![]);
    assert_eq!(measured(&desks[0], "unanswered", 190), vec![]);
    desks[0].replica.note_contact(at(185).unix_ms).unwrap();
    assert_eq!(solved(&measured(&desks[0], "breaches", 190)), Cell::Percent(Some(0.0)));
    // Solved at 145, after the day's limit and before the one that rested; it took that long without 40 and 40 minutes.
    act(&mut desks[1], 145, |e| e.step(id, "solve", &[Op::set(requests::SOLUTION, "好了")]));
    put_in_order(&mut desks);
    assert_eq!(solved(&measured(&desks[0], "breaches", 190)), Cell::Percent(Some(100.0)));
    assert_eq!(measured(&desks[0], "solution", 160)[0], Cell::Span(Some((65, 65))));
    let service = desks[0].replica.reader().unwrap().service(id, at(160)).unwrap();
    assert_eq!((service.solution, service.limit), (Some(65), Limit::InTime));
}

#[test]
fn a_limit_is_put_off_by_what_began_before_it_and_by_nothing_else_wherever_it_is_told_of() {
    // Minutes at which the work rested, when it was due and solved, and whether that was in time.
    type Story<'a> = (&'a [(u64, u64)], u64, bool);
    let stories: &[Story<'_>] = &[
        (&[], 100, true),
        (&[], 101, false),
        (&[(110, 160)], 170, false),
        (&[(100, 160)], 101, false),
        (&[(99, 160)], 161, true),
        (&[(99, 160)], 162, false),
        (&[(20, 50), (120, 140)], 150, true),
        (&[(20, 50), (120, 140)], 151, false),
        (&[(20, 50), (40, 60), (141, 150)], 140, true),
        (&[(20, 50), (40, 60), (141, 150)], 150, false),
    ];
    for (pauses, solved, in_time) in stories {
        let mut desks = open_office(1);
        let id = request(&mut desks[0], 0);
        act(&mut desks[0], 1, |e| e.change(id, &[Op::set(requests::DUE_AT, time(100))]));
        for (from, to) in *pauses {
            let cells = vec![
                cell(requests::pauses::FROM, time(*from)),
                cell(requests::pauses::TO, time(*to)),
                cell(requests::pauses::REASON, "等配件"),
            ];
            act(&mut desks[0], 240, |e| e.append(id, "pauses", cells));
        }
        let told = |desk: &Desk, minute: u64| {
            let reader = desk.replica.reader().unwrap();
            let actor = Actor { roles: vec!["administrator".to_owned()], ..desk.replica.actor(at(minute)) };
            let inbox = reader.inbox(&actor, at(minute), 100).unwrap();
            let waits = inbox.into_iter().find(|w| w.hit.id == id).map_or(Limit::InTime, |w| w.limit);
            let overdue = if measured(desk, "overdue", minute).is_empty() { Limit::InTime } else { Limit::Late };
            (reader.service(id, at(minute)).unwrap().limit, waits, overdue)
        };
        let limit = if *in_time { Limit::InTime } else { Limit::Late };
        assert_eq!(told(&desks[0], *solved), (limit, limit, limit), "still open at {solved}: {pauses:?}");
        act(&mut desks[0], 241, |e| {
            e.step(id, "solve", &[Op::set(requests::SOLUTION, "好了"), Op::set(requests::SOLVED_AT, time(*solved))])
        });
        assert_eq!(told(&desks[0], 250).0, limit, "solved at {solved}: {pauses:?}");
        assert_eq!(
            measured(&desks[0], "breaches", 250)[1],
            Cell::Percent(Some(if *in_time { 100.0 } else { 0.0 })),
            "{solved}: {pauses:?}"
        );
    }
}
