//! Rooms, votes and minutes.

use proptest::prelude::*;
use registers::book::meetings::{self as book};
use registers::book::{bookings, rooms};

use super::super::office;
use super::*;
use crate::Error;
use crate::named_votes;

#[derive(Debug, Clone)]
struct Claim {
    from: u32,
    length: u32,
    importance: usize,
    approved: bool,
    notified: bool,
}

const IMPORTANCE: [&str; 3] = ["major", "important", "ordinary"];

fn claim() -> impl Strategy<Value = Claim> {
    (0u32..4, 1u32..4, 0usize..3, any::<bool>(), any::<bool>()).prop_map(|(from, length, importance, approved, notified)| Claim {
        from,
        length,
        importance,
        approved,
        notified,
    })
}

/// Half hours from nine o'clock on the third of December.
fn moment(half: u32) -> String {
    format!("2026-12-03T{:02}:{:02}", 9 + half / 2, half % 2 * 30)
}

fn book_room(desk: &mut Desk, minute: u64, room: RecordId, claim: &Claim) -> RecordId {
    let mut meeting = vec![Op::set(book::SUBJECT, "会议")];
    meeting.extend(claim.notified.then(|| text("notified_at", "2026-11-30T08:00")));
    let meeting = add(desk, minute, &book::REGISTER, &meeting);
    let mut ops = vec![
        Op::set(bookings::PURPOSE, "会议"),
        link("room", room),
        link("meeting", meeting),
        text("start", &moment(claim.from)),
        text("end", &moment(claim.from + claim.length)),
        text("importance", IMPORTANCE[claim.importance]),
        Op::State("confirmed".to_owned()),
    ];
    ops.extend(claim.approved.then(|| text("approved_at", "2026-11-30T08:00")));
    add(desk, minute, &bookings::REGISTER, &ops)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Two bookings overlap: approved by the keeper, then importance, then notice, then the relay's order. The weaker is to be
    /// moved, and is told where to.
    #[test]
    fn one_room_for_two_meetings(ordered: bool, claims in prop::array::uniform2(claim()), who in 0usize..3) {
        let mut desks = office(3);
        let room = add(&mut desks[0], 0, &rooms::REGISTER, &[Op::set(rooms::NAME, "第一会议室")]);
        add(&mut desks[0], 0, &rooms::REGISTER, &[Op::set(rooms::NAME, "第二会议室")]);
        meet(&mut desks);
        let ids = [book_room(&mut desks[0], 5, room, &claims[0]), book_room(&mut desks[1], 6, room, &claims[1])];
        come_together(&mut desks, ordered);
        let [a, b] = &claims;
        if a.from + a.length <= b.from || b.from + b.length <= a.from {
            prop_assert_eq!(cases(&mut desks, 10, "room-double-booked"), vec![]);
            return Ok(());
        }
        let rank = |n: usize| (!claims[n].approved, claims[n].importance, !claims[n].notified, n);
        let winner = usize::from(rank(1) < rank(0));
        let case = the_case(&mut desks, 10, "room-double-booked");
        prop_assert_eq!(&case.records, &vec![ids[winner], ids[1 - winner]]);
        prop_assert_eq!((fact(&case, "room"), fact(&case, "rooms")), ("第一会议室", "第二会议室"));
        let slots = fact(&case, "slots");
        prop_assert_eq!(slots.split('、').count(), 3, "{}", slots);
        for slot in slots.split('、').filter(|s| s.starts_with("2026-12-03")) {
            let (from, to) = slot[11..].split_once('–').unwrap();
            for claim in &claims {
                prop_assert!(to <= &moment(claim.from)[11..] || from >= &moment(claim.from + claim.length)[11..], "{} {:?}", slots, claims);
            }
        }
        prop_assert_eq!(case.choices[0].clone(), Choice::Step { id: ids[1 - winner], step: "displace" });
        settle(&mut desks, who, 11, &case, &case.choices[0], &[text("alternatives", slots)]);
        prop_assert_eq!(cases(&mut desks, 12, "room-double-booked"), vec![]);
        prop_assert_eq!(state(&desks[2].replica, ids[1 - winner]), "needs-adjustment");
        prop_assert_eq!(state(&desks[2].replica, ids[winner]), "confirmed");
        prop_assert_eq!(value(&desks[2].replica, ids[1 - winner], "adjust_reason"), "经核对");
    }

    /// Two counts of one vote are alternatives; a count in sight of both, or a decision, settles it. Ballots count once for
    /// each voter.
    #[test]
    fn two_counts_of_one_vote(ordered: bool, by_decision: bool, same: bool, who in 0usize..3) {
        let mut desks = office(3);
        let id = add(&mut desks[0], 0, &book::REGISTER, &[Op::set(book::SUBJECT, "校务会议")]);
        meet(&mut desks);
        let count = |desk: &mut Desk, minute, yes: i64| {
            row(desk, minute, id, "votes", &[("motion", "评优方案".into()), ("for_votes", yes.into()), ("against", 2.into()), ("abstain", 1.into())]);
        };
        let ballot = |desk: &mut Desk, minute, voter: &str, choice: &str| {
            row(desk, minute, id, "ballots", &[("motion", "评优方案".into()), ("voter", voter.into()), ("choice", choice.into())]);
        };
        count(&mut desks[0], 5, 12);
        count(&mut desks[1], 6, if same { 12 } else { 13 });
        for desk in 0..2 {
            ballot(&mut desks[desk], 7, "甲", "for");
            ballot(&mut desks[desk], 8, ["乙", "丙"][desk], "against");
            ballot(&mut desks[desk], 9, "丁", ["for", "abstain"][desk]);
        }
        come_together(&mut desks, ordered);
        let votes = named_votes(&desks[who].replica.reader().unwrap().record(id).unwrap().unwrap().record)["评优方案"];
        prop_assert_eq!((votes.in_favour, votes.against, votes.abstained, votes.unclear), (1, 2, 0, 1));
        let ballots = the_case(&mut desks, 10, "ballots-differ");
        prop_assert_eq!(fact(&ballots, "voter"), "丁");
        if by_decision {
            let take = choice(&ballots, |c| matches!(c, Choice::Take { says, .. } if says == "for"));
            settle(&mut desks, who, 11, &ballots, &take, &[]);
            let votes = named_votes(&desks[who].replica.reader().unwrap().record(id).unwrap().unwrap().record)["评优方案"];
            prop_assert_eq!((votes.in_favour, votes.against, votes.abstained, votes.unclear), (2, 2, 0, 0));
        } else {
            decide(&mut desks, who, 11, &ballots, "put-right");
        }
        prop_assert_eq!(cases(&mut desks, 12, "ballots-differ"), vec![]);
        if same {
            prop_assert_eq!(cases(&mut desks, 12, "tallies-differ"), vec![]);
            return Ok(());
        }
        let case = the_case(&mut desks, 12, "tallies-differ");
        let said = [fact(&case, "one"), fact(&case, "other"), fact(&case, "named")];
        let named = if by_decision { "2 : 2 : 0" } else { "1 : 2 : 0" };
        prop_assert_eq!(BTreeSet::from(said), BTreeSet::from([named, "12 : 2 : 1", "13 : 2 : 1"]));
        if by_decision {
            // One of the two is taken, and it stands in the record which.
            let take = choice(&case, |c| matches!(c, Choice::Take { says, .. } if says == "13 : 2 : 1"));
            settle(&mut desks, who, 13, &case, &take, &[]);
            for desk in &desks {
                let record = desk.replica.reader().unwrap().record(id).unwrap().unwrap().record;
                let adopted = |row: &registers::document::Line| {
                    (row.cell("for_votes").and_then(Value::as_integer), row.cell("adopted").cloned())
                };
                let rows: BTreeSet<_> = record.lines["votes"].iter().map(adopted).map(|(n, yes)| (n, yes == Some(Value::Yes(true)))).collect();
                prop_assert_eq!(rows, BTreeSet::from([(Some(12), false), (Some(13), true)]));
            }
        } else {
            count(&mut desks[who], 13, 13);
            meet(&mut desks);
        }
        prop_assert_eq!(cases(&mut desks, 14, "tallies-differ"), vec![]);
    }

    /// Minutes are locked by their approval: what somebody wrote who did not know of it is shown.
    #[test]
    fn minutes_that_were_changed_while_they_were_approved(ordered: bool, who in 0usize..2, knew: bool) {
        let mut desks = office(2);
        let id = add(&mut desks[0], 0, &book::REGISTER, &[Op::set(book::SUBJECT, "例会"), Op::text(book::MINUTES, "议定三项。"), Op::State("awaiting-review".to_owned())]);
        meet(&mut desks);
        approve_minutes(&mut desks[0], 5, id, &[]);
        if knew {
            meet(&mut desks);
        }
        let edit = desks[1].replica.transact("edit", at(6), |e| e.change(id, &[Op::text(book::MINUTES, "议定四项。")]));
        come_together(&mut desks, ordered);
        if knew {
            prop_assert!(matches!(edit, Err(Error::Locked(field)) if field == "minutes"));
            prop_assert_eq!(cases(&mut desks, 10, "minutes-changed-late"), vec![]);
            // Taken back, they can be written again.
            step(&mut desks[0], 11, id, "correct-minutes", &[text("minutes_return_reason", "漏记一项")]);
            change(&mut desks[0], 12, id, &[Op::text(book::MINUTES, "议定四项。")]);
            return Ok(());
        }
        let case = the_case(&mut desks, 10, "minutes-changed-late");
        prop_assert_eq!((fact(&case, "approver"), fact(&case, "editor")), ("林文静", "职员1"));
        decide(&mut desks, who, 11, &case, "put-right");
        prop_assert_eq!(cases(&mut desks, 12, "minutes-changed-late"), vec![]);
    }
}

/// Writes what the approval of minutes writes.
fn approve_minutes(desk: &mut Desk, minute: u64, id: RecordId, with: &[Op]) {
    let stamps = [text("minutes_approved_at", "2026-11-23T08:05"), Op::State("distributed".to_owned())];
    desk.replica.transact("step", at(minute), |e| e.put_back(id, &[with, &stamps].concat())).unwrap();
}

fn minutes(desks: &mut [Desk]) -> RecordId {
    let ops = [Op::set(book::SUBJECT, "例会"), Op::text(book::MINUTES, "议定三项。"), Op::State("awaiting-review".to_owned())];
    let id = add(&mut desks[0], 0, &book::REGISTER, &ops);
    meet(desks);
    id
}

#[test]
fn the_lock_of_approved_minutes_is_opened_by_a_step_alone() {
    let mut desks = office(1);
    let id = minutes(&mut desks);
    let mut tried = |minute, op: Op| desks[0].replica.transact("edit", at(minute), |e| e.change(id, &[op])).map(drop);
    let forged = tried(1, text("minutes_approved_at", "2026-11-20T08:00"));
    assert!(matches!(forged, Err(Error::Computed(field)) if field == "minutes_approved_at"));
    approve_minutes(&mut desks[0], 2, id, &[]);
    let mut tried = |minute, op: Op| desks[0].replica.transact("edit", at(minute), |e| e.change(id, &[op])).map(drop);
    for op in [Op::Set { field: "minutes_approved_at".to_owned(), value: None }, text("minutes_approved_at", "2026-11-24T08:00")] {
        assert!(matches!(tried(3, op), Err(Error::Locked(field)) if field == "minutes_approved_at"));
    }
    assert!(matches!(tried(4, Op::text(book::MINUTES, "议定四项。")), Err(Error::Locked(field)) if field == "minutes"));
    step(&mut desks[0], 5, id, "correct-minutes", &[text("minutes_return_reason", "漏记一项")]);
    change(&mut desks[0], 6, id, &[Op::text(book::MINUTES, "议定四项。")]);
}

#[test]
fn an_undo_changes_no_text_that_was_approved_since() {
    let mut desks = office(2);
    let id = minutes(&mut desks);
    change(&mut desks[1], 1, id, &[Op::text(book::MINUTES, "议定四项。"), text("minutes_no", "纪要9号")]);
    meet(&mut desks);
    approve_minutes(&mut desks[0], 2, id, &[]);
    meet(&mut desks);
    let undone = desks[1].replica.undo(at(3)).unwrap().value;
    assert_eq!(undone.kept, [(id, "minutes".to_owned())]);
    assert_eq!(undone.restored, [(id, "minutes_no".to_owned())]);
    meet(&mut desks);
    assert_eq!(value(&desks[0].replica, id, "minutes"), "议定四项。");
    // Who approved takes that back, and what was written with it.
    let undone = desks[0].replica.undo(at(4)).unwrap().value;
    assert_eq!(undone.kept, []);
    assert_eq!(value(&desks[0].replica, id, "minutes_approved_at"), "");
    approve_minutes(&mut desks[0], 5, id, &[Op::text(book::MINUTES, "议定五项。")]);
    desks[0].replica.undo(at(6)).unwrap();
    assert_eq!(value(&desks[0].replica, id, "minutes"), "议定四项。");
    assert_eq!(state(&desks[0].replica, id), "awaiting-review");
}

#[test]
fn an_undo_brings_no_approval_back_to_another_text() {
    let mut desks = office(2);
    let id = minutes(&mut desks);
    approve_minutes(&mut desks[0], 1, id, &[]);
    let reason = [text("minutes_return_reason", "漏记一项")];
    step(&mut desks[0], 2, id, "correct-minutes", &reason);
    desks[0].replica.undo(at(3)).unwrap();
    assert_eq!(value(&desks[0].replica, id, "minutes_approved_at"), "2026-11-23T08:05");
    step(&mut desks[0], 4, id, "correct-minutes", &reason);
    meet(&mut desks);
    change(&mut desks[1], 5, id, &[Op::text(book::MINUTES, "议定四项。")]);
    meet(&mut desks);
    assert_eq!(desks[0].replica.undo(at(6)).unwrap().value.restored, []);
    assert_eq!(value(&desks[0].replica, id, "minutes_approved_at"), "");
    assert_eq!(state(&desks[0].replica, id), "awaiting-minutes");
}

#[test]
fn three_bookings_are_settled_one_by_one() {
    let mut desks = office(3);
    let room = add(&mut desks[0], 0, &rooms::REGISTER, &[Op::set(rooms::NAME, "第一会议室")]);
    meet(&mut desks);
    let claim = Claim { from: 0, length: 2, importance: 2, approved: false, notified: false };
    let ids: Vec<RecordId> = (0..3).map(|n| book_room(&mut desks[n], 5 + n as u64, room, &claim)).collect();
    meet(&mut desks);
    let found = cases(&mut desks, 10, "room-double-booked");
    assert_eq!(found.iter().map(|c| c.records.len()).collect::<Vec<_>>(), [2, 3], "each that is to be moved, with those before it");
    for minute in 11..13 {
        let case = cases(&mut desks, minute, "room-double-booked").remove(0);
        settle(&mut desks, 0, minute, &case, &case.choices[0], &[]);
    }
    assert_eq!(cases(&mut desks, 14, "room-double-booked"), vec![]);
    assert_eq!(state(&desks[0].replica, ids[0]), "confirmed", "the first by its time");
    // What is over is no case.
    let past = Claim { from: 4, length: 2, ..claim };
    for desk in &mut desks[..2] {
        book_room(desk, 20, room, &past);
    }
    meet(&mut desks);
    let later = at(60 * 24 * 14).civil;
    assert!(desks[0].replica.reader().unwrap().cases(later, 100).unwrap().is_empty());
}

/// A booking that lies across two others is one thing to settle, and the case names both.
#[test]
fn one_booking_across_two_others_is_one_case() {
    let mut desks = office(2);
    let room = add(&mut desks[0], 0, &rooms::REGISTER, &[Op::set(rooms::NAME, "第一会议室")]);
    meet(&mut desks);
    let claim = |from, length, approved| Claim { from, length, importance: 2, approved, notified: false };
    let [early, late] = [claim(0, 2, true), claim(3, 2, true)].map(|claim| book_room(&mut desks[0], 5, room, &claim));
    let long = book_room(&mut desks[1], 6, room, &claim(1, 3, false));
    meet(&mut desks);
    let case = the_case(&mut desks, 10, "room-double-booked");
    assert_eq!(BTreeSet::from_iter(case.records.clone()), BTreeSet::from([early, late, long]));
    assert_eq!(case.records.last(), Some(&long));
    assert!(fact(&case, "one_at").contains("09:00–10:00、2026-12-03 10:30–11:30"), "{case:?}");
    decide(&mut desks, 0, 11, &case, "both-stand");
    assert_eq!(cases(&mut desks, 12, "room-double-booked"), vec![]);
}

/// Whoever books a room that is taken is told at once, by what is typed as well, and is kept from nothing.
#[test]
fn a_room_that_is_taken_is_told_of_at_once() {
    let mut desks = office(1);
    let room = add(&mut desks[0], 0, &rooms::REGISTER, &[Op::set(rooms::NAME, "第一会议室")]);
    let claim = |from, length| Claim { from, length, importance: 2, approved: false, notified: false };
    let first = book_room(&mut desks[0], 1, room, &claim(0, 2));
    let apart = book_room(&mut desks[0], 2, room, &claim(2, 2));
    let second = book_room(&mut desks[0], 3, room, &claim(1, 2));
    let reader = desks[0].replica.reader().unwrap();
    let taken = |id: RecordId| -> Vec<(RecordId, String)> {
        let card = reader.record(id).unwrap().unwrap();
        reader.taken(card.register, &card.record, Some(id)).unwrap().into_iter().map(|t| (t.hit.id, t.at)).collect()
    };
    assert_eq!(taken(second), [(first, "2026-12-03 09:00–10:00".to_owned()), (apart, "2026-12-03 10:00–11:00".to_owned())]);
    assert_eq!(taken(first).len(), 1, "those that only touch are not in each other's way");
    // As a form says it, which has no state yet.
    let typed = [link("room", room), text("start", &moment(0)), text("end", &moment(1))];
    let typed = registers::parse::preview(&registers::document::Record::default(), &typed);
    assert_eq!(reader.taken(&bookings::REGISTER, &typed, None).unwrap().len(), 1);
    // Whoever gave way is in nobody's way.
    step(&mut desks[0], 4, second, "cancel", &[]);
    assert_eq!((taken(first), taken(second)), (vec![], vec![]));
}

/// Two desks that took different counts at once have decided nothing: the case comes again, and the next choice holds.
#[test]
fn two_counts_that_were_taken_at_once_are_a_case_again() {
    let mut desks = office(2);
    let id = add(&mut desks[0], 0, &book::REGISTER, &[Op::set(book::SUBJECT, "例会")]);
    meet(&mut desks);
    for (desk, yes) in desks.iter_mut().zip([12i64, 13]) {
        row(desk, 5, id, "votes", &[("motion", "方案".into()), ("for_votes", yes.into())]);
    }
    meet(&mut desks);
    let case = the_case(&mut desks, 6, "tallies-differ");
    let takes: Vec<Choice> = case.choices.iter().filter(|c| matches!(c, Choice::Take { .. })).cloned().collect();
    assert_eq!((takes.len(), case.choices.contains(&Choice::Decide("put-right"))), (2, false));
    for (desk, take) in desks.iter_mut().zip(&takes) {
        desk.replica.transact("settle", at(7), |e| e.settle(&case, take, &[], "", "")).unwrap();
    }
    meet(&mut desks);
    let again = the_case(&mut desks, 8, "tallies-differ");
    settle(&mut desks, 1, 9, &again, &takes[0], &[]);
    assert_eq!(cases(&mut desks, 10, "tallies-differ"), vec![]);
}

fn ballot(desk: &mut Desk, minute: u64, id: RecordId, voter: &str, choice: &str) {
    row(desk, minute, id, "ballots", &[("motion", "评优方案".into()), ("voter", voter.into()), ("choice", choice.into())]);
}

fn counted(desk: &Desk, id: RecordId) -> (usize, usize, usize, usize) {
    let votes = named_votes(&desk.replica.reader().unwrap().record(id).unwrap().unwrap().record)["评优方案"];
    (votes.in_favour, votes.against, votes.abstained, votes.unclear)
}

fn take(case: &Case, wanted: &str) -> Choice {
    choice(case, |c| matches!(c, Choice::Take { says, .. } if says == wanted))
}

/// Three ballots of one voter are one thing to decide, and one choice says it all.
#[test]
fn three_ballots_of_one_voter_are_one_case() {
    let mut desks = office(3);
    let id = add(&mut desks[0], 0, &book::REGISTER, &[Op::set(book::SUBJECT, "校务会议")]);
    meet(&mut desks);
    for (desk, says) in desks.iter_mut().zip(["for", "against", "abstain"]) {
        ballot(desk, 5, id, "丁", says);
    }
    meet(&mut desks);
    let case = the_case(&mut desks, 10, "ballots-differ");
    assert_eq!(case.choices.iter().filter(|c| matches!(c, Choice::Take { .. })).count(), 3);
    assert_eq!(counted(&desks[1], id), (0, 0, 0, 1));
    // A fourth one that somebody enters who has seen them makes it no clearer.
    ballot(&mut desks[1], 11, id, "丁", "against");
    meet(&mut desks);
    let case = the_case(&mut desks, 12, "ballots-differ");
    let taken = take(&case, "against");
    settle(&mut desks, 2, 13, &case, &taken, &[]);
    assert_eq!(cases(&mut desks, 14, "ballots-differ"), vec![]);
    assert_eq!(counted(&desks[0], id), (0, 1, 0, 0));
}

/// Two voters whose ballots contradict each other are two cases: what is said of one, says nothing of the other, and neither
/// does a ballot of somebody else.
#[test]
fn two_contested_voters_are_settled_each_by_itself() {
    let mut desks = office(2);
    let id = add(&mut desks[0], 0, &book::REGISTER, &[Op::set(book::SUBJECT, "校务会议")]);
    meet(&mut desks);
    for (desk, says) in desks.iter_mut().zip(["for", "against"]) {
        ballot(desk, 5, id, "甲", says);
        ballot(desk, 6, id, "丁", says);
    }
    meet(&mut desks);
    // Written by somebody who has all of them in sight.
    ballot(&mut desks[0], 7, id, "戊", "for");
    meet(&mut desks);
    let found = cases(&mut desks, 10, "ballots-differ");
    let voters: BTreeSet<&str> = found.iter().map(|case| fact(case, "voter")).collect();
    assert_eq!((found.len(), voters), (2, BTreeSet::from(["丁", "甲"])));
    let first = found.iter().find(|case| fact(case, "voter") == "甲").unwrap();
    settle(&mut desks, 1, 11, first, &take(first, "against"), &[]);
    let left = the_case(&mut desks, 12, "ballots-differ");
    assert_eq!(fact(&left, "voter"), "丁");
    assert_eq!(counted(&desks[0], id), (1, 1, 0, 1));
    decide(&mut desks, 0, 13, &left, "put-right");
    assert_eq!(cases(&mut desks, 14, "ballots-differ"), vec![]);
}

/// A count of one vote settles nothing of another one.
#[test]
fn a_count_settles_its_own_vote_only() {
    let mut desks = office(3);
    let id = add(&mut desks[0], 0, &book::REGISTER, &[Op::set(book::SUBJECT, "校务会议")]);
    meet(&mut desks);
    let count = |desk: &mut Desk, minute, motion: &str, yes: i64| {
        row(desk, minute, id, "votes", &[("motion", motion.into()), ("for_votes", yes.into())])
    };
    for (desk, yes) in desks.iter_mut().zip([12, 13, 14]) {
        count(desk, 5, "方案一", yes);
    }
    for (desk, yes) in desks.iter_mut().zip([7, 8]) {
        count(desk, 6, "方案二", yes);
    }
    meet(&mut desks);
    let motions = |desks: &mut [Desk], minute| -> Vec<(String, usize)> {
        let found = cases(desks, minute, "tallies-differ");
        let takes = |case: &Case| case.choices.iter().filter(|c| matches!(c, Choice::Take { .. })).count();
        found.iter().map(|case| (fact(case, "motion").to_owned(), takes(case))).collect()
    };
    let mut both = motions(&mut desks, 10);
    both.sort_unstable();
    assert_eq!(both, [("方案一".to_owned(), 3), ("方案二".to_owned(), 2)]);
    count(&mut desks[2], 11, "方案二", 8);
    meet(&mut desks);
    assert_eq!(motions(&mut desks, 12), [("方案一".to_owned(), 3)]);
}
