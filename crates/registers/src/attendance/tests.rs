use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// A moment of 14 September 2026, in minutes since its midnight.
fn at(minute: i64) -> DateTime {
    date(2026, 9, 14).at(0, 0, 0, 0).checked_add(minute.minutes()).unwrap()
}

fn clock(text: &str) -> DateTime {
    let (hour, minute) = text.split_once(':').unwrap();
    at(hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap())
}

/// Office hours from 8 to 17:30 with a break from 12 to 14, punched so often a day.
fn office(punches: i64) -> Due {
    Due {
        day: date(2026, 9, 14),
        from: clock("8:00"),
        to: clock("17:30"),
        noon: Some((clock("12:00"), clock("14:00"))),
        punches,
        grace: 5,
        absent_after: Some(180),
        flexible: false,
        shift: None,
    }
}

fn punch(n: u64, at: DateTime, event: &str) -> Punch {
    Punch { id: RecordId::from_parts(n, 0), at, event: event.to_owned() }
}

fn punches(times: &[&str]) -> Vec<Punch> {
    times.iter().zip(1..).map(|(t, n)| punch(n, clock(t), "")).collect()
}

fn away(reason: Reason, from: &str, to: &str) -> Away {
    Away { from: clock(from), to: clock(to), reason, leave: None }
}

fn check(due: &Due, times: &[&str], excused: &[Away], expect: Status) -> Day {
    let found = days(std::slice::from_ref(due), &punches(times), excused, &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].status(), expect, "{times:?} {excused:?}: {found:?}");
    found[0].clone()
}

const LATE: Status = Status::Fault(Fault::Late);
const EARLY: Status = Status::Fault(Fault::Early);
const MISSING: Status = Status::Fault(Fault::Missing);
const ABSENT: Status = Status::Fault(Fault::Absent);

#[test]
fn a_day_of_office_hours() {
    let twice = office(2);
    check(&twice, &["7:52", "17:35"], &[], Status::Normal);
    check(&twice, &["8:05", "17:30"], &[], Status::Normal);
    assert_eq!(check(&twice, &["8:18", "17:35"], &[], LATE).faults, BTreeMap::from([(Fault::Late, 18)]));
    assert_eq!(check(&twice, &["7:52", "17:10"], &[], EARLY).faults, BTreeMap::from([(Fault::Early, 20)]));
    let both = check(&twice, &["8:18", "17:10"], &[], EARLY);
    assert_eq!(both.faults, BTreeMap::from([(Fault::Late, 18), (Fault::Early, 20)]));
    check(&twice, &["7:52"], &[], MISSING);
    check(&twice, &[], &[], ABSENT);
    check(&twice, &["11:30", "17:35"], &[], ABSENT);
    // What lies hours away is of another day.
    check(&twice, &["0:10"], &[], ABSENT);
    check(&office(0), &[], &[], Status::Normal);
    check(&office(1), &["7:59"], &[], Status::Normal);
    check(&Due { flexible: true, ..office(2) }, &["9:40", "16:00"], &[], Status::Normal);
}

#[test]
fn four_punches_are_two_at_each_half() {
    let four = office(4);
    check(&four, &["7:52", "12:01", "13:55", "17:31"], &[], Status::Normal);
    assert_eq!(check(&four, &["7:52", "17:31"], &[], MISSING).faults, BTreeMap::from([(Fault::Missing, 2)]));
    assert_eq!(check(&four, &["7:52", "12:01"], &[], MISSING).faults, BTreeMap::from([(Fault::Missing, 2)]));
    check(&four, &["7:52", "12:01"], &[away(Reason::Sick, "13:30", "18:00")], Status::Normal);
}

#[test]
fn leave_moves_the_ends_of_the_day() {
    let twice = office(2);
    // The morning: due after the break.
    let morning = away(Reason::Personal, "8:00", "12:00");
    let day = check(&twice, &["13:58", "17:31"], std::slice::from_ref(&morning), Status::Leave);
    assert_eq!((day.due, day.away[&Reason::Personal]), (450, 240));
    check(&twice, &["14:20", "17:31"], &[morning], LATE);
    check(&twice, &["7:50", "16:01"], &[away(Reason::Personal, "16:00", "17:30")], Status::Normal);
    check(&twice, &[], &[away(Reason::Business, "7:00", "19:00")], Status::Business);
    // Two leaves of one time count once.
    let twice_away = [away(Reason::Business, "8:00", "17:30"), away(Reason::Sick, "8:00", "17:30")];
    assert_eq!(check(&twice, &[], &twice_away, Status::Business).away, BTreeMap::from([(Reason::Business, 450)]));
}

#[test]
fn a_night_ends_on_the_next_day() {
    let night = |day: i8| Due {
        day: date(2026, 9, day),
        from: date(2026, 9, day).at(19, 0, 0, 0),
        to: date(2026, 9, day + 1).at(7, 0, 0, 0),
        noon: None,
        ..office(2)
    };
    let dues = [night(14), night(13), night(15)];
    let times = ["18:50", "31:05", "42:58", "55:20"];
    let found = days(&dues, &punches(&times), &[], &[]);
    let status: Vec<Status> = found.iter().map(Day::status).collect();
    assert_eq!(status, [ABSENT, Status::Normal, Status::Normal]);
    // A duty that follows at once shares the punch between them.
    let duty = Due { from: clock("17:30"), to: clock("21:00"), noon: None, ..office(2) };
    let found = days(&[office(2), duty], &punches(&["7:55", "17:32", "21:01"]), &[], &[]);
    assert_eq!((found.len(), found[0].status(), found[0].due), (1, Status::Normal, 450 + 210));
}

#[test]
fn what_was_judged_counts_instead_of_what_was_found() {
    let twice = [office(2)];
    let judged = |times: &[&str], shown: Option<Status>, counts: Status| {
        let decided = Decided { day: date(2026, 9, 14), shown, counts };
        days(&twice, &punches(times), &[], &[decided]).remove(0)
    };
    assert_eq!(judged(&["7:52"], Some(MISSING), Status::Normal).status(), Status::Normal);
    assert_eq!(judged(&["8:18", "17:10"], Some(LATE), Status::Normal).faults, BTreeMap::from([(Fault::Early, 20)]));
    let trip = judged(&[], Some(ABSENT), Status::Business);
    assert_eq!((trip.status(), trip.away[&Reason::Business]), (Status::Business, 450));
    assert_eq!(judged(&["7:52", "17:31"], None, ABSENT).status(), ABSENT);
}

#[test]
fn a_month_adds_halves_up() {
    let of = |n: i8, faults: &[(Fault, i64)], away: &[(Reason, i64)]| Day {
        date: date(2026, 9, n),
        faults: faults.iter().copied().collect(),
        due: 480,
        away: away.iter().copied().collect(),
        span: None,
        punches: Vec::new(),
        shift: None,
        leave: None,
    };
    let month = [
        of(1, &[], &[]),
        of(2, &[(Fault::Late, 9), (Fault::Early, 3)], &[(Reason::Sick, 240)]),
        of(3, &[(Fault::Missing, 2)], &[(Reason::Sick, 240)]),
        of(4, &[(Fault::Absent, 0)], &[]),
        of(5, &[], &[(Reason::Business, 480)]),
    ];
    let expect = Figures {
        due: 5,
        present: 2 * PARTS,
        late: 1,
        early: 1,
        missing: 2,
        absent: PARTS,
        business: PARTS,
        sick: PARTS,
        ..Figures::default()
    };
    assert_eq!(Figures::of(&month), expect);
}

#[test]
fn every_status_is_a_choice_of_the_registers() {
    let choices = crate::book::attendance_exceptions::REGISTER.field("status").unwrap().choice_list();
    assert_eq!(choices.iter().map(|c| c.id).collect::<BTreeSet<_>>(), Status::ALL.iter().map(|s| s.id()).collect());
    assert!(Status::ALL.iter().all(|s| Status::of(s.id()) == Some(*s)));
}

/// How bad a day is; a day away is as good as one there.
fn badness(day: &Day) -> Option<Fault> {
    day.faults.last_key_value().map(|(worst, _)| *worst)
}

prop_compose! {
    fn any_due()(from in 0i64..1_200, length in 1i64..1_400, noon in (0i64..1_400, 0i64..300), punches in 0i64..6, grace in 0i64..30,
                 absent in 0i64..300, flexible in any::<bool>()) -> Due {
        let noon = Some((at(from + noon.0), at(from + noon.0 + noon.1)));
        Due { from: at(from), to: at(from + length), noon, punches, grace, absent_after: Some(absent), flexible, ..office(2) }
    }
}

prop_compose! {
    fn any_away()(from in -200i64..1_800, length in 0i64..900, reason in 0usize..4) -> Away {
        let reason = [Reason::Business, Reason::Sick, Reason::Personal, Reason::Other][reason];
        Away { from: at(from), to: at(from + length), reason, leave: None }
    }
}

fn any_punches() -> impl Strategy<Value = Vec<(i64, u8)>> {
    proptest::collection::vec((-300i64..2_400, 0u8..6), 0..8)
}

fn made(list: &[(i64, u8)]) -> Vec<Punch> {
    let event = |n: u8| if n == 0 { String::new() } else { format!("E{n}") };
    list.iter().zip(1..).map(|((minute, e), n)| punch(n, at(*minute), &event(*e))).collect()
}

proptest! {
    #[test]
    fn the_order_of_punches_does_not_matter(dues in proptest::collection::vec(any_due(), 0..3), list in any_punches(), by in 0usize..8,
                                            excused in proptest::collection::vec(any_away(), 0..3)) {
        let straight = made(&list);
        let mut turned = straight.clone();
        turned.reverse();
        let len = turned.len().max(1);
        turned.rotate_left(by % len);
        prop_assert_eq!(days(&dues, &straight, &excused, &[]), days(&dues, &turned, &excused, &[]));
    }

    #[test]
    fn the_same_event_again_changes_nothing(dues in proptest::collection::vec(any_due(), 0..3), list in any_punches(), which in 0usize..8,
                                            shift in -900i64..900) {
        let once = made(&list);
        let mut again = once.clone();
        // Read in later, and even with another time: the first record of an event counts.
        again.extend(once.get(which).filter(|p| !p.event.is_empty()).map(|p| punch(99, p.at.checked_add(shift.minutes()).unwrap(), &p.event)));
        prop_assert_eq!(days(&dues, &once, &[], &[]), days(&dues, &again, &[], &[]));
    }

    #[test]
    fn more_leave_never_makes_a_worse_day(dues in proptest::collection::vec(any_due(), 1..3), list in any_punches(),
                                          excused in proptest::collection::vec(any_away(), 0..3), more in any_away()) {
        let punches = made(&list);
        let before = days(&dues, &punches, &excused, &[]);
        let all: Vec<Away> = excused.iter().cloned().chain([more]).collect();
        let after = days(&dues, &punches, &all, &[]);
        prop_assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(badness(after) <= badness(before), "{:?} {:?}", before, after);
            prop_assert!(after.faults.keys().all(|f| before.faults.contains_key(f) || badness(before) > Some(*f)));
        }
    }

    #[test]
    fn nobody_is_away_longer_than_due(due in any_due(), excused in proptest::collection::vec(any_away(), 0..5)) {
        let day = days(&[due], &[], &excused, &[]).remove(0);
        prop_assert!(day.away.values().sum::<i64>() <= day.due);
        let sum = Figures::of(&[day]);
        prop_assert!(sum.present + sum.absent + sum.business + sum.personal + sum.sick + sum.other <= PARTS + 300, "at most each part is rounded up");
    }
}
