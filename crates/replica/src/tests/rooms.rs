//! Rooms and their bookings over some days.

use jiff::ToSpan;
use registers::book::{bookings, rooms};

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
