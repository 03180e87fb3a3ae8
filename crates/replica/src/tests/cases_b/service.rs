//! Requests that two desks work on.

use proptest::prelude::*;
use registers::book::service_requests as requests;
use registers::document::cell;

use super::*;
use crate::Limit;

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
