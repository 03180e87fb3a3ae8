//! A gate and a front desk that write the same book.

use proptest::prelude::*;
use registers::book::visits;
use registers::document::cell;

use super::*;
use crate::Presence;

fn visit(desk: &mut Desk, minute: u64, visitor: &str) -> RecordId {
    let id = add(desk, minute, &visits::REGISTER, &[Op::set(visits::VISITOR, visitor)]);
    step(desk, minute, id, "enter", &[]);
    id
}

fn sighting(desk: &mut Desk, minute: u64, id: RecordId) {
    act(desk, minute, |e| {
        e.append(id, "sightings", vec![cell(visits::sightings::AT, time(minute)), cell(visits::sightings::PLACE, "图书馆")])
    });
}

fn here(desk: &Desk, minute: u64) -> Vec<(RecordId, Presence)> {
    desk.replica.reader().unwrap().on_campus(at(minute).civil).unwrap().into_iter().map(|p| (p.id, p.why)).collect()
}

#[test]
fn everybody_of_a_group_is_counted_by_name_or_number() {
    let mut desks = open_office(1);
    let mut group = |minute: u64, along: i64, companions: &str| {
        let ops = [Op::set(visits::VISITOR, "王芳"), Op::set(visits::HEADCOUNT, along), Op::set(visits::COMPANIONS, companions)];
        let id = add(&mut desks[0], minute, &visits::REGISTER, &ops);
        step(&mut desks[0], minute, id, "enter", &[]);
    };
    // Fewer names than people, and more: whoever is named is there.
    group(1, 3, "李强");
    group(2, 1, "李强、赵敏、孙悦");
    let listed = desks[0].replica.reader().unwrap().on_campus(at(5).civil).unwrap();
    let told: Vec<_> = listed.iter().map(|p| (p.people, p.companions.join(" "))).collect();
    assert_eq!(told, [(4, "李强".to_owned()), (4, "李强 赵敏 孙悦".to_owned())]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]

    /// Signed out at two desks, and seen by a third: both times are kept, and who was seen later is on campus.
    #[test]
    fn signed_out_twice(left in proptest::collection::vec(10u64..60, 2), seen in 5u64..70, chooser in 0usize..3) {
        let mut desks = open_office(3);
        let id = visit(&mut desks[0], 0, "王芳");
        put_in_order(&mut desks);
        for (n, minute) in left.iter().enumerate() {
            step(&mut desks[n], *minute, id, "leave", &[]);
        }
        sighting(&mut desks[2], seen, id);
        work_goes_on(&mut desks, 75);
        let cases = agreed(&mut desks, 80, "signed-out-twice");
        let last = *left.iter().max().unwrap();
        prop_assert_eq!(cases.len(), usize::from(left[0] != left[1]));
        prop_assert_eq!(read(&desks[1], id).values("left").len(), if left[0] == left[1] { 1 } else { 2 });
        let stays = seen > last;
        for desk in &desks {
            prop_assert_eq!(here(desk, 80), if stays { vec![(id, Presence::SeenAgain)] } else { vec![] });
        }
        let seen_again = agreed(&mut desks, 80, "seen-after-leaving");
        prop_assert_eq!(seen_again.len(), usize::from(stays));
        if let Some(case) = seen_again.first() {
            choose(&mut desks[chooser], 81, case, &Choice::Step { id, step: "seen-again" }, &[]);
            prop_assert_eq!(agreed(&mut desks, 90, "seen-after-leaving"), vec![]);
            prop_assert_eq!(agreed(&mut desks, 90, "signed-out-twice"), vec![]);
            prop_assert_eq!(here(&desks[1], 90), vec![(id, Presence::In)]);
        } else if let Some(case) = cases.first() {
            // A sign-out before the sighting was a clerk's.
            prop_assert_eq!(case.ruled, left.iter().filter(|l| **l < seen).count() == 1);
            choose(&mut desks[chooser], 81, case, &keep(case, time_text(last).as_str()), &[]);
            prop_assert_eq!(agreed(&mut desks, 90, "signed-out-twice"), vec![]);
            prop_assert_eq!(read(&desks[0], id).values("left"), vec![Value::time(time(last))]);
        }
    }

    /// Signed out at one desk, taken back at another that had seen both: in doubt the visitor is there, until somebody decides.
    #[test]
    fn signed_out_and_seen_again(first in 10u64..20, second in 21u64..30, chooser in 0usize..3, stays: bool) {
        let mut desks = open_office(3);
        let id = visit(&mut desks[0], 0, "王芳");
        put_in_order(&mut desks);
        step(&mut desks[0], first, id, "leave", &[]);
        step(&mut desks[1], first, id, "leave", &[]);
        step(&mut desks[1], second, id, "seen-again", &[]);
        let cases = agreed(&mut desks, 40, "visit-state");
        prop_assert_eq!((cases.len(), cases[0].ruled), (1, true));
        for desk in &desks {
            prop_assert_eq!(here(desk, 40), vec![(id, Presence::Differing)]);
            prop_assert_eq!(state_of(desk, id), "on-campus");
        }
        let state = if stays { "on-campus" } else { "left" };
        choose(&mut desks[chooser], 41, &cases[0], &keep(&cases[0], state), &[]);
        prop_assert_eq!(agreed(&mut desks, 50, "visit-state"), vec![]);
        prop_assert_eq!(here(&desks[2], 50).len(), usize::from(stays));
    }

    /// Two desks write down one visitor: two lines, one person. Linked they are one line of the list for an evacuation.
    #[test]
    fn one_visitor_in_the_book_twice(first in 0u64..30, second in 0u64..30, leaves in proptest::option::of(31u64..60), same: bool, chooser in 0usize..2) {
        let mut desks = open_office(2);
        let one = visit(&mut desks[0], first, "蘇濤曦");
        let other = visit(&mut desks[1], second, if same { "苏涛曦" } else { "姚磊慧" });
        if let Some(minute) = leaves {
            step(&mut desks[0], minute, one, "leave", &[]);
        }
        let cases = agreed(&mut desks, 70, "visit-twice");
        prop_assert_eq!(cases.len(), usize::from(same));
        prop_assert_eq!(here(&desks[0], 70).len(), if leaves.is_some() { 1 } else { 2 }, "before it is settled both count");
        let Some(case) = cases.first() else { return Ok(()) };
        let (stands, linked) = (case.records[0], case.records[1]);
        choose(&mut desks[chooser], 71, case, &Choice::Link { id: linked, field: "same_as", to: stands }, &[]);
        prop_assert_eq!(agreed(&mut desks, 80, "visit-twice"), vec![]);
        for desk in &desks {
            prop_assert_eq!(here(desk, 80).len(), usize::from(leaves.is_none()));
        }
        prop_assert!([one, other].iter().all(|id| !state_of(&desks[0], *id).is_empty()), "both records are there");
    }
}

fn time_text(minute: u64) -> String {
    Value::time(time(minute)).as_text().unwrap().to_owned()
}

#[test]
fn a_visitor_let_in_at_two_gates_has_entered_once() {
    let mut desks = open_office(2);
    let id = add(&mut desks[0], 0, &visits::REGISTER, &[Op::set(visits::VISITOR, "王芳")]);
    put_in_order(&mut desks);
    step(&mut desks[0], 10, id, "enter", &[]);
    step(&mut desks[1], 12, id, "enter", &[]);
    let cases = agreed(&mut desks, 20, "signed-in-twice");
    assert_eq!(cases.len(), 1);
    assert_eq!(here(&desks[0], 20), vec![(id, Presence::In)]);
    choose(&mut desks[1], 21, &cases[0], &keep(&cases[0], &time_text(10)), &[]);
    assert_eq!(agreed(&mut desks, 30, "signed-in-twice"), vec![]);
}

#[test]
fn two_visits_one_after_the_other_and_namesakes_are_no_duplicates() {
    let mut desks = open_office(1);
    let desk = &mut desks[0];
    let first = visit(desk, 0, "王芳");
    step(desk, 10, first, "leave", &[]);
    visit(desk, 20, "王芳");
    for (minute, phone) in [(30, "13800138000"), (31, "13900139000")] {
        let id = add(desk, minute, &visits::REGISTER, &[Op::set(visits::VISITOR, "李静"), Op::set(visits::PHONE, phone)]);
        step(desk, minute, id, "enter", &[]);
    }
    assert_eq!(of_kind(&desk.replica.reader().unwrap(), 40, "visit-twice"), vec![]);
}

#[test]
fn a_book_that_comes_weeks_later_is_compared_too_and_a_forgotten_sign_out_is_no_double() {
    let mut desks = open_office(2);
    visit(&mut desks[0], 0, "苏涛曦");
    visit(&mut desks[1], 5, "苏涛曦");
    // Nobody signed either of them out; twenty days later the visitor comes again.
    let later = 20 * 24 * 60;
    visit(&mut desks[0], later, "苏涛曦");
    let cases = agreed(&mut desks, later + 10, "visit-twice");
    assert_eq!(cases.len(), 1, "{cases:#?}");
    assert_eq!(cases[0].records.len(), 2);
}
