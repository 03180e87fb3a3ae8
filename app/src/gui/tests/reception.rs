//! The reception desk, by the keyboard.

use eframe::egui::{self, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use registers::book::visits;
use registers::table::Cell;
use registers::{Op, Record, RecordId};

use super::fake::{Fake, NOW};
use super::screens::{Window, at, click, fill, shows};
use crate::gui::backend::{Action, FileJob, Link, Reach, Tells};
use crate::gui::{Command, Place};

const BOX: &str = "姓名、电话、访客证号，或扫描访客证";

fn desk(fake: &Fake) -> Window {
    at(fake, Place::Reception)
}

fn visit(fake: &Fake, state: &str, ops: &[(&str, &str)]) -> RecordId {
    let mut all: Vec<Op> = ops.iter().map(|(field, text)| Op::Set { field: (*field).to_owned(), value: Some((*text).into()) }).collect();
    all.push(Op::State(state.to_owned()));
    fake.world.borrow_mut().add(&visits::REGISTER, &all)
}

fn record(fake: &Fake, id: RecordId) -> Record {
    fake.world.borrow().records[&id].record.clone()
}

fn only_new(fake: &Fake, before: usize) -> Vec<Record> {
    fake.world.borrow().records.values().skip(before).map(|e| e.record.clone()).collect()
}

/// Types into the box that has the keyboard, as a scanner does.
fn scan(window: &mut Window, text: &str) {
    window.get_by_role_and_label(Role::TextInput, BOX).type_text(text);
    window.run();
    window.key_press(Key::Enter);
    window.run();
}

#[test]
fn somebody_new_is_let_in_and_the_next_one_is_served_at_once() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    assert!(window.get_by_role_and_label(Role::TextInput, BOX).is_focused());
    for (name, telephone) in [("苏涛曦", "13800138000"), ("姚磊慧", "025-83210000")] {
        scan(&mut window, name);
        assert!(window.get_by_role_and_label(Role::TextInput, "来访人").is_focused());
        fill(&mut window, "联系电话", telephone);
        window.key_press_modifiers(Modifiers::COMMAND, Key::S);
        window.run();
        assert!(window.get_by_role_and_label(Role::TextInput, BOX).is_focused(), "after {name}");
    }
    let saved = only_new(&fake, 0);
    let told: Vec<_> = saved.iter().map(|r| (r.text("visitor"), r.text("phone"), r.state(), r.is_filled("entered"))).collect();
    assert_eq!(told, [("苏涛曦", "13800138000", "on-campus", true), ("姚磊慧", "025-83210000", "on-campus", true)]);
    assert!(shows(&window, "在校 2 人"));
}

#[test]
fn a_badge_signs_out_whoever_wears_it_with_one_scan() {
    let fake = Fake::with(&[], 0);
    let worn = visit(&fake, "on-campus", &[("visitor", "苏涛曦"), ("badge", "A07"), ("entered", "2026-11-23T08:40")]);
    let other = visit(&fake, "on-campus", &[("visitor", "A07公司"), ("badge", "A08"), ("entered", "2026-11-23T08:45")]);
    let mut window = desk(&fake);
    scan(&mut window, "a07");
    assert_eq!((record(&fake, worn).state(), record(&fake, other).state()), ("left", "on-campus"));
    assert!(record(&fake, worn).is_filled("left"));
    // Its number is the next to be given, in the order of the shelf.
    scan(&mut window, "何俊");
    assert_eq!(window.get_by_role_and_label(Role::TextInput, "访客证号").value().as_deref(), Some("A01"));
}

#[test]
fn who_was_announced_is_found_by_initials_and_keeps_what_was_said() {
    let fake = Fake::with(&[], 0);
    let today = NOW.date().to_string();
    let planned = format!("{today}T14:30");
    let id = visit(&fake, "confirmed", &[("visitor", "姚磊慧"), ("organisation", "区教育局"), ("planned_at", &planned)]);
    visit(&fake, "confirmed", &[("visitor", "来日客"), ("planned_at", "2027-01-04T08:00")]);
    let mut window = desk(&fake);
    assert!(shows(&window, "14:30") && shows(&window, "区教育局") && !shows(&window, "来日客"));
    scan(&mut window, "ylh");
    assert!(window.get_by_role_and_label(Role::TextInput, "访客证号").is_focused());
    fill(&mut window, "访客证号", "B1");
    click(&mut window, Role::Button, "进校");
    let saved = record(&fake, id);
    assert_eq!((saved.state(), saved.text("badge"), saved.text("organisation")), ("on-campus", "B1", "区教育局"));
    assert_eq!(fake.world.borrow().records.len(), 2, "nobody was added");
}

#[test]
fn who_came_before_is_known_again() {
    let fake = Fake::with(&[], 0);
    let before = [("visitor", "苏涛曦"), ("organisation", "南湖印务"), ("phone", "13800138000"), ("badge", "A3"), ("purpose", "送货")];
    visit(&fake, "left", &before);
    let mut window = desk(&fake);
    scan(&mut window, "苏涛曦");
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
    let saved = only_new(&fake, 1);
    let known: Vec<_> = saved.iter().map(|r| ["visitor", "organisation", "phone", "badge", "purpose"].map(|f| r.text(f))).collect();
    assert_eq!(known, [["苏涛曦", "南湖印务", "13800138000", "", ""]]);
}

#[test]
fn what_is_refused_stays_to_be_corrected_and_holds_up_nobody() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    scan(&mut window, "苏涛曦");
    fake.world.borrow_mut().refuse = Some("磁盘已满".to_owned());
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
    assert!(shows(&window, "磁盘已满") && window.get_by_role_and_label(Role::TextInput, BOX).is_focused());
    scan(&mut window, "姚磊慧");
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
    click(&mut window, Role::Button, "修改：苏涛曦");
    click(&mut window, Role::Button, "进校");
    let names: Vec<_> = only_new(&fake, 0).iter().map(|r| r.text("visitor").to_owned()).collect();
    assert_eq!(names, ["姚磊慧", "苏涛曦"]);
    assert!(!shows(&window, "磁盘已满"));
}

#[test]
fn nobody_is_let_in_without_a_name_and_escape_leaves_the_form() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    scan(&mut window, "");
    click(&mut window, Role::Button, "进校");
    assert!(shows(&window, "请填写此项"), "the form says what is missing");
    window.key_press(Key::Escape);
    window.run();
    window.key_press(Key::Escape);
    window.run();
    assert!(window.query_by_role_and_label(Role::TextInput, "来访人").is_none());
    assert!(fake.world.borrow().records.is_empty());
}

#[test]
fn the_evacuation_list_counts_down_whoever_is_found() {
    let fake = Fake::with(&[], 0);
    let here = visit(&fake, "on-campus", &[("visitor", "苏涛曦"), ("companions", "何俊"), ("entered", "2026-11-23T08:40")]);
    fake.world.borrow_mut().records.get_mut(&here).unwrap().record.fields.insert("headcount".into(), vec![2_i64.into()]);
    visit(&fake, "arrived", &[("visitor", "姚磊慧")]);
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "应急清单");
    assert!(shows(&window, "还差 4 人"));
    // One tick a person: by name where it is known, else by number.
    for (left, who) in [(3, "苏涛曦"), (2, "何俊"), (1, "苏涛曦 随行 2/2")] {
        click(&mut window, Role::CheckBox, &format!("{who} 已到集合点"));
        assert!(shows(&window, &format!("还差 {left} 人")), "{who}");
    }
    click(&mut window, Role::CheckBox, "何俊 已到集合点");
    assert!(shows(&window, "还差 2 人"), "a tick is taken back");
    let ticks: Vec<f32> = window.get_all_by_role(Role::CheckBox).map(|node| node.rect().height()).collect();
    assert!(ticks.len() == 4 && ticks.iter().all(|height| *height >= 34.0), "{ticks:?}");
    click(&mut window, Role::Button, "关闭");
    assert!(shows(&window, "在门口等候"));
    assert!(window.get_by_role_and_label(Role::TextInput, BOX).is_focused(), "the next visitor is typed at once");
}

#[test]
fn the_evacuation_list_is_written_as_a_page_to_print_with_a_line_a_person() {
    let fake = Fake::with(&[], 0);
    let here = visit(&fake, "on-campus", &[("visitor", "苏涛曦"), ("badge", "A07"), ("entered", "2026-11-23T08:40")]);
    fake.world.borrow_mut().records.get_mut(&here).unwrap().record.fields.insert("headcount".into(), vec![1_i64.into()]);
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "应急清单");
    click(&mut window, Role::CheckBox, "苏涛曦 已到集合点");
    click(&mut window, Role::Button, "打印用网页");
    click(&mut window, Role::Button, "写出");
    let sent = fake.world.borrow().sent.clone();
    let Some(Action::File(FileJob::Table { name, headings, rows, file })) = sent.last() else { panic!("{sent:?}") };
    assert!(file.extension().is_some_and(|ending| ending == "html"), "{file:?}");
    assert_eq!(headings[..3], ["已到", "来访人", "访客证号"]);
    assert!(name.ends_with("还差 1 人"), "{name}");
    let lines: Vec<String> = rows.iter().map(|row| row.iter().take(3).map(Cell::text).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines, ["☑ 苏涛曦 A07", "☐ 苏涛曦 随行 1/1 "]);
    // The message leads to the file.
    click(&mut window, Role::Button, "打开所在文件夹");
    assert_eq!(fake.world.borrow().start.shown.borrow()[..], std::slice::from_ref(file)[..]);
}

#[test]
fn a_badge_that_nobody_wears_is_no_new_visitor() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    fill(&mut window, BOX, "V999");
    assert!(shows(&window, "校内没有人持“V999”号访客证") && !shows(&window, "新来访人"));
    let sent = fake.world.borrow().sent.len();
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(fake.world.borrow().sent.len(), sent);
    assert!(!shows(&window, "V999"), "the box is empty for the name");
    fill(&mut window, BOX, "V999");
    click(&mut window, Role::Button, "按姓名查找");
    assert!(!shows(&window, "V999"));
    // A telephone number and a name are no badge.
    for typed in ["13800138000", "王小芳"] {
        fill(&mut window, BOX, typed);
        assert!(!shows(&window, "号访客证"), "{typed}");
        window.key_press(Key::Escape);
        window.run();
    }
}

fn box_is_ready(window: &Window) -> bool {
    window.get_by_role_and_label(Role::TextInput, BOX).is_focused()
}

#[test]
fn the_box_has_the_keyboard_whenever_nothing_else_has() {
    let fake = Fake::with(&[], 0);
    visit(&fake, "on-campus", &[("visitor", "苏涛曦"), ("badge", "A07"), ("entered", "2026-11-23T08:40")]);
    let mut window = desk(&fake);
    // Away and back.
    for place in [Place::Home, Place::Reception] {
        window.state_mut().command(Command::Go(place));
        window.run();
    }
    assert!(box_is_ready(&window));
    // Escape empties it and keeps the keyboard.
    window.get_by_role_and_label(Role::TextInput, BOX).type_text("苏");
    window.run();
    window.key_press(Key::Escape);
    window.run();
    let field = window.get_by_role_and_label(Role::TextInput, BOX);
    assert!(field.is_focused() && field.value().unwrap_or_default().is_empty());
    // A click somewhere else.
    click(&mut window, Role::Button, "离校");
    window.run();
    assert!(box_is_ready(&window));
    scan(&mut window, "何俊");
    assert_eq!(window.get_by_role_and_label(Role::TextInput, "来访人").value().as_deref(), Some("何俊"));
}

#[test]
fn a_second_click_lets_nobody_else_go_until_the_pointer_was_moved() {
    let fake = Fake::with(&[], 0);
    let names = ["苏涛曦", "姚磊慧", "何俊"];
    let ids = names.map(|name| visit(&fake, "on-campus", &[("visitor", name), ("entered", "2026-11-23T08:40")]));
    let mut window = desk(&fake);
    let gone = |fake: &Fake| ids.iter().filter(|id| record(fake, **id).state() == "left").count();
    let place = window.get_all_by_role_and_label(Role::Button, "离校").next().unwrap().rect().center();
    let press = |window: &mut Window, at: egui::Pos2| {
        for pressed in [true, false] {
            let button = egui::PointerButton::Primary;
            let modifiers = Modifiers::NONE;
            window.input_mut().events.push(egui::Event::PointerMoved(at));
            window.input_mut().events.push(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
            // Held no longer than a click is.
            window.step();
        }
        window.run();
    };
    press(&mut window, place);
    assert_eq!(gone(&fake), 1);
    assert!(names.iter().any(|name| shows(&window, &format!("{name}已离校"))), "it says who");
    press(&mut window, place);
    assert_eq!(gone(&fake), 1, "the next one slid under the pointer");
    let moved = place + egui::vec2(0.0, 8.0);
    press(&mut window, moved);
    assert_eq!(gone(&fake), 2);
}

#[test]
fn an_undo_after_signing_out_means_the_sign_out() {
    let fake = Fake::with(&[], 0);
    visit(&fake, "on-campus", &[("visitor", "苏涛曦"), ("badge", "A07"), ("entered", "2026-11-23T08:40")]);
    let mut window = desk(&fake);
    scan(&mut window, "A07");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run();
    let field = window.get_by_role_and_label(Role::TextInput, BOX);
    assert!(field.value().unwrap_or_default().is_empty(), "what was sought before does not come back");
    assert!(shows(&window, "撤销这一步？"));
}

#[test]
fn a_message_does_not_lie_over_the_box_in_which_somebody_types() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    scan(&mut window, "苏涛曦");
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
    let said: Vec<egui::Rect> = window.get_all_by_label_contains("已进校").map(|node| node.rect()).collect();
    let field = window.get_by_role_and_label(Role::TextInput, BOX).rect();
    assert_eq!(said.len(), 1);
    assert!(said.iter().all(|message| !message.intersects(field)), "{said:?} {field:?}");
    // Where nobody types there, they stand at the top.
    window.state_mut().command(Command::Go(Place::Home));
    window.run();
    window.ctx.memory_mut(|memory| memory.stop_text_input());
    window.run();
    let said: Vec<f32> = window.get_all_by_label_contains("已进校").map(|node| node.rect().top()).collect();
    assert!(said.iter().all(|top| *top < field.bottom()), "{said:?}");
}

#[test]
fn a_sign_out_that_is_refused_names_the_visitor() {
    let fake = Fake::with(&[], 0);
    for (name, badge) in [("苏涛曦", "A07"), ("姚磊慧", "A08")] {
        visit(&fake, "on-campus", &[("visitor", name), ("badge", badge), ("entered", "2026-11-23T08:40")]);
    }
    let mut window = desk(&fake);
    fake.world.borrow_mut().refuse = Some("磁盘已满".to_owned());
    scan(&mut window, "A08");
    assert!(shows(&window, "姚磊慧：磁盘已满") && !shows(&window, "苏涛曦：磁盘已满"));
}

#[test]
fn a_walk_in_is_asked_for_the_name_first() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "无预约来访");
    assert!(window.get_by_role_and_label(Role::TextInput, "来访人").is_focused());
}

#[test]
fn escape_asks_before_a_visitor_who_was_typed_is_lost() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    scan(&mut window, "苏涛曦");
    fill(&mut window, "联系电话", "13800138000");
    let escape = |window: &mut Window| {
        window.key_press(Key::Escape);
        window.run();
    };
    // The first asks, the second goes on.
    escape(&mut window);
    assert!(shows(&window, "放弃登记“苏涛曦”？"));
    escape(&mut window);
    assert!(!shows(&window, "放弃登记“苏涛曦”？"));
    let kept = window.get_by_role_and_label(Role::TextInput, "联系电话").value();
    assert_eq!(kept.as_deref(), Some("13800138000"));
    click(&mut window, Role::Button, "取消");
    click(&mut window, Role::Button, "放弃");
    assert!(box_is_ready(&window) && fake.world.borrow().records.is_empty());
}

#[test]
fn escape_leaves_a_form_in_which_nothing_was_typed_at_once() {
    let fake = Fake::with(&[], 0);
    visit(&fake, "on-campus", &[("visitor", "何俊"), ("badge", "A01"), ("entered", "2026-11-23T08:40")]);
    let planned = format!("{}T14:30", NOW.date());
    visit(&fake, "confirmed", &[("visitor", "姚磊慧"), ("planned_at", &planned)]);
    let mut window = desk(&fake);
    // What stands there was proposed: the badge of one who was announced, the name by which the other one was sought.
    for sought in ["姚磊慧", "苏涛曦"] {
        scan(&mut window, sought);
        assert_eq!(window.get_by_role_and_label(Role::TextInput, "访客证号").value().as_deref(), Some("A02"), "{sought}");
        window.key_press(Key::Escape);
        window.run();
        assert!(box_is_ready(&window), "{sought}");
    }
}

#[test]
fn the_message_says_how_the_host_learns_of_it() {
    let fake = Fake::with(&[], 0);
    let reach = |desk, telephone: &str| Reach { desk, telephone: telephone.to_owned() };
    let hosts = [("马秀建", reach(Tells::Nowhere, "8012")), ("陆春慧", reach(Tells::Elsewhere, "")), ("何俊", reach(Tells::Here, "8001"))];
    fake.world.borrow_mut().reach.extend(hosts.map(|(name, reach)| (name.to_owned(), reach)));
    let mut window = desk(&fake);
    let mut come = |visitor: &str, host: &str, expected: &str| {
        scan(&mut window, visitor);
        fill(&mut window, "被访人", host);
        window.key_press_modifiers(Modifiers::COMMAND, Key::S);
        window.run();
        assert!(shows(&window, expected), "{host}");
    };
    come("甲", "马秀建", "甲已进校。被访人马秀建没有收提醒的电脑，请打电话 8012 告知");
    come("乙", "陆春慧", "乙已进校，被访人陆春慧的电脑会收到提醒");
    come("丙", "何俊", "丙已进校，被访人何俊的电脑会收到提醒（电话 8001）");
    fake.world.borrow_mut().sync.link = Link::Offline;
    come("丁", "陆春慧", "丁已进校。现在没有联网，被访人陆春慧的电脑还收不到提醒，请当面或打电话告知");
}

#[test]
fn the_telephone_of_the_host_is_seen_before_anybody_is_let_in() {
    let fake = Fake::with(&[], 0);
    fake.world.borrow_mut().reach.insert("马秀建".into(), Reach { telephone: "8012".into(), ..Reach::default() });
    let mut window = desk(&fake);
    scan(&mut window, "苏涛曦");
    fill(&mut window, "被访人", "马秀建");
    assert!(shows(&window, "被访人马秀建 · 电话 8012"));
}

#[test]
fn the_evacuation_list_goes_by_the_keyboard_and_asks_before_ticks_are_lost() {
    let fake = Fake::with(&[], 0);
    for name in ["苏涛曦", "姚磊慧", "何俊"] {
        visit(&fake, "on-campus", &[("visitor", name), ("entered", "2026-11-23T08:40")]);
    }
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "应急清单");
    let press = |window: &mut Window, key: Key| {
        window.key_press(key);
        window.run();
    };
    let ticks: Vec<String> = window.get_all_by_role(Role::CheckBox).filter_map(|node| node.accesskit_node().label()).collect();
    let focused = |window: &Window, at: usize| window.get_by_role_and_label(Role::CheckBox, &ticks[at]).is_focused();
    assert!(focused(&window, 0), "the first line has the keyboard at once");
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowUp);
    assert!(focused(&window, 1));
    press(&mut window, Key::Space);
    assert!(shows(&window, "还差 "), "the second line is ticked");
    press(&mut window, Key::Escape);
    assert!(shows(&window, "结束清点？"));
    press(&mut window, Key::Escape);
    assert!(!shows(&window, "结束清点？") && shows(&window, "应急清点"));
    press(&mut window, Key::Space);
    press(&mut window, Key::Escape);
    assert!(!shows(&window, "应急清点"), "nobody is ticked: there is nothing to ask");
    assert!(box_is_ready(&window));
}
