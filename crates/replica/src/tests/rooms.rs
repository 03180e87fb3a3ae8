//! Rooms and their bookings over some days.

use jiff::ToSpan;
use registers::book::{bookings, meetings, rooms};

use super::*;
use crate::Rooms;

fn room(desk: &mut Desk, name: &str, state: &str) -> RecordId {
    let ops = [Op::set(rooms::NAME, name), Op::State(state.to_owned())];
    desk.replica.transact("test", at(1), |e| e.create_listed(&rooms::REGISTER, &ops)).unwrap().value
}

fn book(desk: &mut Desk, room: RecordId, from: u64, until: u64, state: &str) -> RecordId {
    let ops = [
        Op::set(bookings::PURPOSE, "例会"),
        Op::set(bookings::ROOM, room),
        Op::set(bookings::START, at(from).civil),
        Op::set(bookings::END, at(until).civil),
        Op::State(state.to_owned()),
    ];
    desk.replica.transact("test", at(2), |e| e.create_listed(&bookings::REGISTER, &ops)).unwrap().value
}

fn shown(desk: &Desk) -> Rooms {
    let today = at(0).civil.date();
    desk.replica.reader().unwrap().rooms(today, today.saturating_add(1.day())).unwrap()
}

#[test]
fn what_holds_a_room_at_the_same_time_is_marked_and_nothing_else() {
    let mut desk = office(1).remove(0);
    let (hall, small) = (room(&mut desk, "报告厅", "open"), room(&mut desk, "小会议室", "approval"));
    let closed = room(&mut desk, "旧楼", "closed");
    let first = book(&mut desk, hall, 10, 100, "confirmed");
    let within = book(&mut desk, hall, 20, 30, "tentative");
    let later = book(&mut desk, hall, 90, 120, "awaiting-approval");
    let after = book(&mut desk, hall, 120, 150, "confirmed");
    let elsewhere = book(&mut desk, small, 10, 100, "confirmed");
    book(&mut desk, hall, 15, 25, "cancelled");
    let done = book(&mut desk, hall, 15, 25, "used");
    let day = 24 * 60;
    book(&mut desk, closed, 3 * day, 3 * day + 60, "confirmed");
    let found = shown(&desk);
    let names: Vec<_> = found.rooms.iter().map(|r| (r.name.as_str(), r.approved)).collect();
    assert_eq!(names, [("报告厅", false), ("小会议室", true)]);
    let clashing: BTreeMap<RecordId, bool> = found.booked.iter().map(|b| (b.id, b.clashes)).collect();
    let wanted = [(first, true), (within, true), (later, true), (after, false), (elsewhere, false), (done, false)];
    assert_eq!(clashing, wanted.into_iter().collect());
    // A room that is closed stands there while something is booked in it.
    let old = book(&mut desk, closed, 10, 20, "confirmed");
    let found = shown(&desk);
    assert!(found.rooms.iter().any(|r| r.name == "旧楼") && found.booked.iter().any(|b| b.id == old));
}

fn meet(desk: &mut Desk, subject: &str, room: Option<RecordId>, (from, until): (u64, Option<u64>), state: &str) -> RecordId {
    let mut ops = vec![Op::set(meetings::SUBJECT, subject), Op::set(meetings::STARTS_AT, at(from).civil), Op::State(state.to_owned())];
    ops.extend(until.map(|until| Op::set(meetings::ENDS_AT, at(until).civil)));
    ops.extend(room.map(|room| Op::set(meetings::ROOM, room)));
    desk.replica.transact("test", at(2), |e| e.create_listed(&meetings::REGISTER, &ops)).unwrap().value
}

#[test]
fn meetings_of_which_no_booking_tells_are_shown_and_clash_with_what_holds_their_room() {
    let mut desk = office(1).remove(0);
    let (hall, small) = (room(&mut desk, "报告厅", "open"), room(&mut desk, "小会议室", "open"));
    let booking = book(&mut desk, hall, 10, 60, "confirmed");
    let beside = meet(&mut desk, "家长会", Some(hall), (30, Some(90)), "notified");
    // Nobody said when it ends: it is taken to last an hour.
    let open = meet(&mut desk, "碰头会", Some(small), (200, None), "agenda-set");
    let without = meet(&mut desk, "家访", None, (10, Some(60)), "notified");
    meet(&mut desk, "取消的会", Some(small), (10, Some(60)), "cancelled");
    // A booking tells of these two: by its link, or by room and name.
    meet(&mut desk, "例会", Some(hall), (10, Some(60)), "notified");
    let linked = meet(&mut desk, "校务会", Some(small), (300, Some(360)), "notified");
    let ops = [
        Op::set(bookings::PURPOSE, "开会"),
        Op::set(bookings::ROOM, small),
        Op::set(bookings::MEETING, linked),
        Op::set(bookings::START, at(300).civil),
        Op::set(bookings::END, at(360).civil),
        Op::State("confirmed".to_owned()),
    ];
    let of_linked = desk.replica.transact("test", at(2), |e| e.create_listed(&bookings::REGISTER, &ops)).unwrap().value;
    // Whoever wrote the name of a room meant the room.
    let named = meet(&mut desk, "座谈", None, (400, Some(430)), "notified");
    desk.replica.transact("test", at(3), |e| e.change(named, &[Op::set(meetings::PLACE, "小会议室")])).unwrap();
    let found = shown(&desk).booked;
    let told: BTreeMap<RecordId, (bool, Option<RecordId>, bool)> = found.iter().map(|b| (b.id, (b.meeting, b.room, b.clashes))).collect();
    let wanted = [
        (booking, (false, Some(hall), true)),
        (beside, (true, Some(hall), true)),
        (open, (true, Some(small), false)),
        (without, (true, None, false)),
        (of_linked, (false, Some(small), false)),
        (named, (true, Some(small), false)),
    ];
    assert_eq!(told, wanted.into_iter().collect());
    let ends = found.iter().find(|b| b.id == open).map(|b| b.end.clone());
    assert_eq!(ends, Some(at(260).civil.strftime("%Y-%m-%dT%H:%M").to_string()));
    assert!(found.is_sorted_by_key(|b| b.start.clone()));
}
