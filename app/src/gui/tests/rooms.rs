//! Rooms: a time is drawn to be booked, and what is booked twice is seen.

use eframe::egui::{Role, Shape, vec2};
use egui_kittest::kittest::Queryable;
use registers::book::{bookings, meetings, rooms};
use registers::{Op, RecordId, Value};

use super::fake::{Fake, NOW};
use super::screens::{Window, at, click, shows};
use crate::gui::Place;
use crate::gui::backend::{Booked, Room};

fn office() -> (Fake, RecordId) {
    let fake = Fake::with(&[], 0);
    let room = fake.world.borrow_mut().add(&rooms::REGISTER, &[Op::set(rooms::NAME, "报告厅")]);
    let small = fake.world.borrow_mut().add(&rooms::REGISTER, &[Op::set(rooms::NAME, "小会议室")]);
    let named = |id, name: &str, approved| Room { id, name: name.into(), capacity: Some(12), approved };
    fake.world.borrow_mut().rooms.rooms = vec![named(room, "报告厅", false), named(small, "小会议室", true)];
    (fake, room)
}

fn book(fake: &Fake, room: RecordId, purpose: &str, from: &str, until: &str, clashes: bool) -> RecordId {
    let id = fake.world.borrow_mut().add(&bookings::REGISTER, &[Op::set(bookings::PURPOSE, purpose)]);
    let moment = |time: &str| format!("{}T{time}", NOW.date());
    let (start, end) = (moment(from), moment(until));
    let booked = Booked {
        id,
        meeting: false,
        room: Some(room),
        place: String::new(),
        purpose: purpose.into(),
        applicant: "何俊杰".into(),
        state: "confirmed".into(),
        start,
        end,
        clashes,
    };
    fake.world.borrow_mut().rooms.booked.push(booked);
    id
}

fn page(fake: &Fake) -> Window {
    at(fake, Place::Rooms)
}

fn value(window: &Window, name: &str) -> String {
    window.get_by_role_and_label(Role::TextInput, name).value().unwrap_or_default()
}

#[test]
fn a_time_that_is_drawn_is_booked() {
    let (fake, room) = office();
    let mut window = page(&fake);
    assert!(shows(&window, "在 报告厅 预约") && shows(&window, "在 小会议室 预约"));
    let column = window.get_by_role_and_label(Role::Button, "在 报告厅 预约").rect();
    // The page shows fifteen hours from seven on.
    let hour = column.height() / 15.0;
    let point = |hours: f32| column.left_top() + vec2(40.0, hour * (hours - 7.0));
    window.drag_at(point(9.05));
    window.run();
    window.hover_at(point(10.2));
    window.run();
    window.drop_at(point(10.4));
    window.run();
    assert_eq!(value(&window, "会议室"), "报告厅");
    assert_eq!([value(&window, "开始时间"), value(&window, "开始时间 时刻")], [NOW.date().to_string(), "09:00".to_owned()]);
    assert_eq!(value(&window, "结束时间 时刻"), "10:30");
    window.get_by_role_and_label(Role::TextInput, "使用事由").type_text("家长会");
    window.run();
    click(&mut window, Role::Button, "保存");
    let world = fake.world.borrow();
    let saved = world.records.values().find(|e| e.record.register == "bookings").unwrap();
    assert_eq!(saved.record.get("room"), Some(&Value::from(room.to_string().as_str())));
    assert_eq!(saved.record.text("start"), format!("{}T09:00", NOW.date()));
    assert_eq!(window.state().place(), Place::Rooms, "one is back where the booking is seen");
}

#[test]
fn whoever_gives_a_booking_up_is_back_on_the_page() {
    let (fake, _) = office();
    let mut window = page(&fake);
    click(&mut window, Role::Button, "预约");
    assert_eq!(window.state().place(), Place::Register(&bookings::REGISTER));
    window.state_mut().command(crate::gui::Command::Close);
    window.run();
    assert_eq!(window.state().place(), Place::Rooms);
    // A form that was begun in a list leads to its record, as ever.
    window.state_mut().command(crate::gui::Command::Go(Place::Register(&bookings::REGISTER)));
    window.state_mut().command(crate::gui::Command::New(None));
    window.state_mut().command(crate::gui::Command::Close);
    window.run();
    assert_eq!(window.state().place(), Place::Register(&bookings::REGISTER));
}

#[test]
fn what_is_booked_twice_is_seen_and_opens() {
    let (fake, room) = office();
    let first = book(&fake, room, "校务会", "09:00", "10:00", true);
    book(&fake, room, "家长会", "09:30", "11:00", true);
    book(&fake, room, "培训", "14:00", "16:00", false);
    let mut window = page(&fake);
    assert!(shows(&window, "2 处时间重叠"));
    assert!(shows(&window, "家长会 09:30–11:00 确认 时间重叠") && !shows(&window, "培训 14:00–16:00 确认 时间重叠"));
    click(&mut window, Role::Button, "校务会 09:00–10:00 确认 时间重叠");
    assert_eq!(window.state().place(), Place::Register(&bookings::REGISTER));
    assert!(fake.world.borrow().records.contains_key(&first) && shows(&window, "校务会"));
}

#[test]
fn another_day_shows_its_own() {
    let (fake, room) = office();
    book(&fake, room, "校务会", "09:00", "10:00", false);
    let mut window = page(&fake);
    assert!(shows(&window, "校务会"));
    click(&mut window, Role::Button, "往后");
    assert!(!shows(&window, "校务会"));
    click(&mut window, Role::Button, "今天");
    assert!(shows(&window, "校务会"));
}

#[test]
fn without_rooms_the_page_says_what_to_do() {
    let fake = Fake::with(&[], 0);
    let mut window = page(&fake);
    assert!(shows(&window, "还没有会议室"));
    click(&mut window, Role::Button, "登记会议室");
    assert!(shows(&window, "会议室名称"));
}

#[test]
fn an_hour_is_told_in_one_line_and_two_hours_in_two() {
    let (fake, room) = office();
    book(&fake, room, "家长会", "09:00", "10:00", false);
    book(&fake, room, "教研会", "13:00", "15:00", false);
    let window = page(&fake);
    let mut seen = 0;
    for clipped in &window.output().shapes {
        if let Shape::Text(text) = &clipped.shape
            && ["09:00–10:00", "13:00–15:00"].iter().any(|time| text.galley.text().contains(time))
        {
            seen += 1;
            let (drawn, room) = (clipped.shape.visual_bounding_rect(), clipped.clip_rect.expand(1.0));
            assert!(room.contains_rect(drawn), "{} is cut: {drawn:?} in {room:?}", text.galley.text());
        }
    }
    assert_eq!(seen, 2);
}

#[test]
fn meetings_without_a_booking_stand_in_their_room_or_beside_the_rooms() {
    let (fake, room) = office();
    book(&fake, room, "家长会", "09:00", "10:00", true);
    let mut ids = Vec::new();
    for (subject, room, place) in [("校务会", Some(room), ""), ("家访", None, "南湖社区")] {
        let id = fake.world.borrow_mut().add(&meetings::REGISTER, &[Op::set(meetings::SUBJECT, subject)]);
        let moment = |time: &str| format!("{}T{time}", NOW.date());
        let meeting = Booked {
            id,
            meeting: true,
            room,
            place: place.into(),
            purpose: subject.into(),
            applicant: "王小芳".into(),
            state: "notified".into(),
            start: moment("09:30"),
            end: moment("11:00"),
            clashes: room.is_some(),
        };
        fake.world.borrow_mut().rooms.booked.push(meeting);
        ids.push(id);
    }
    let mut window = page(&fake);
    let name = "会议：校务会 09:30–11:00 已通知 会议室未预约 时间重叠";
    assert!(window.query_by_role_and_label(Role::Button, name).is_some());
    assert!(shows(&window, "会议：家访 09:30–11:00 已通知 南湖社区"));
    let column = |window: &Window, what: &str| window.get_by_role_and_label(Role::Button, &format!("在 {what} 预约")).rect();
    let block = |window: &Window, name: &str| window.get_by_role_and_label(Role::Button, name).rect();
    assert!(column(&window, "报告厅").contains_rect(block(&window, name)));
    let beside = block(&window, "会议：家访 09:30–11:00 已通知 南湖社区");
    assert!(beside.left() >= column(&window, "小会议室").right() - 1.0, "beside the rooms, where nothing is booked");
    assert!(window.query_by_role_and_label(Role::Button, "在 不在会议室 预约").is_none());
    click(&mut window, Role::Button, name);
    assert!(matches!(window.state().place(), Place::Register(register) if register.key == "meetings"));
}
