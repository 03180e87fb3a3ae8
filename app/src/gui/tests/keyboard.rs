//! Fields that offer something, and rows, by the keyboard alone.

use eframe::egui::{Event, Key, Role};
use egui_kittest::kittest::Queryable;
use registers::def::{Field, Kind};
use registers::{Lang, Op, Register, Value, book};

use super::fake::Fake;
use super::screens::{Window, at, fill, shows};
use crate::gui::backend::Action;
use crate::gui::{Command, Place};

fn form(fake: &Fake, register: &'static Register) -> Window {
    let mut window = at(fake, Place::Register(register));
    window.state_mut().command(Command::New(Some(register)));
    window.run();
    window
}

fn press(window: &mut Window, keys: &[Key]) {
    for key in keys {
        window.key_press(*key);
        window.run();
    }
}

fn value(window: &Window, name: &str) -> String {
    window.get_by_role_and_label(Role::TextInput, name).value().unwrap_or_default()
}

fn added(fake: &Fake, window: &mut Window) -> Vec<Op> {
    window.state_mut().command(Command::Save);
    window.run();
    match fake.world.borrow().sent.last() {
        Some(Action::Add { ops, .. }) => ops.clone(),
        other => panic!("{other:?}"),
    }
}

/// A register whose form asks for nothing but its title, with a field of a kind.
fn with_field(fits: impl Fn(&Field) -> bool) -> (&'static Register, &'static Field) {
    let plain = |r: &&&'static Register| r.all_fields().all(|f| !f.required || f.id == r.title) && r.templates.is_empty();
    let of = |r: &'static Register| {
        // What a new record's form shows at once.
        let sections = super::super::layout::form_sections(r).into_iter().filter(|s| !super::super::layout::is_later(r, s));
        sections.flat_map(|s| s.fields).find(|f| fits(f))
    };
    book::ALL.iter().filter(plain).find_map(|r| of(r).map(|f| (*r, f))).unwrap()
}

fn label(field: &Field) -> &'static str {
    field.labels.get(Lang::ZhHans)
}

fn title(register: &'static Register) -> &'static str {
    label(register.field(register.title).unwrap())
}

#[test]
fn a_name_is_picked_with_the_arrows_by_its_initials() {
    let (register, field) = with_field(|f| f.kind == Kind::Person && f.default.is_none());
    let fake = Fake::office(0);
    let mut window = form(&fake, register);
    fill(&mut window, title(register), "甲");
    fill(&mut window, label(field), "cjg");
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "陈建国").is_some(), "offered by its initials");
    press(&mut window, &[Key::ArrowDown, Key::Enter]);
    assert_eq!(value(&window, label(field)), "陈建国");
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "陈建国").is_none(), "the list is closed");
    assert!(added(&fake, &mut window).contains(&Op::Set { field: field.id.into(), value: Some("陈建国".into()) }));
}

#[test]
fn escape_closes_the_offers_and_not_the_form() {
    let (register, field) = with_field(|f| f.kind == Kind::Person && f.default.is_none());
    let fake = Fake::office(0);
    let mut window = form(&fake, register);
    fill(&mut window, label(field), "林");
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "林秀英").is_some());
    press(&mut window, &[Key::Escape]);
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "林秀英").is_none());
    assert_eq!(value(&window, label(field)), "林", "what was typed stays, and so does the form");
}

#[test]
fn names_are_asked_for_once_for_each_text() {
    let (register, field) = with_field(|f| f.kind == Kind::Person && f.default.is_none());
    let fake = Fake::office(0);
    let mut window = form(&fake, register);
    fill(&mut window, label(field), "林");
    let asked = fake.world.borrow().asked_names.get();
    window.run_steps(20);
    assert_eq!(fake.world.borrow().asked_names.get(), asked, "frames do not ask");
    fake.world.borrow_mut().touch();
    window.run_steps(40);
    assert_eq!(fake.world.borrow().asked_names.get(), asked + 1, "what came in is asked for");
}

/// A register with a link to one whose records need nothing but their title.
fn with_link() -> (&'static Register, &'static Field, &'static Register) {
    let makeable = |key: &str| {
        let target = book::find(key).unwrap();
        let plain = target.all_fields().all(|f| !f.required || f.id == target.title);
        plain && target.field(target.title).is_some_and(|f| f.kind == Kind::Text)
    };
    let (register, field) = with_field(|f| matches!(f.kind, Kind::Link(key) if makeable(key)));
    let Kind::Link(key) = field.kind else { panic!() };
    (register, field, book::find(key).unwrap())
}

#[test]
fn tab_takes_the_only_record_that_is_found() {
    let (register, field, target) = with_link();
    let fake = Fake::office(0);
    let id = {
        let mut world = fake.world.borrow_mut();
        let named = |text: &str| Op::Set { field: target.title.into(), value: Some(text.into()) };
        world.add(target, &[named("博雅楼 301")]);
        world.add(target, &[named("致远楼 212")])
    };
    let mut window = form(&fake, register);
    fill(&mut window, title(register), "甲");
    fill(&mut window, label(field), "致远");
    press(&mut window, &[Key::Tab]);
    assert_eq!(value(&window, label(field)), "致远楼 212");
    assert!(added(&fake, &mut window).contains(&Op::Set { field: field.id.into(), value: Some(Value::from(id.to_string())) }));
}

#[test]
fn what_is_not_found_is_made_and_linked_from_the_form() {
    let (register, field, target) = with_link();
    let fake = Fake::office(0);
    let mut window = form(&fake, register);
    fill(&mut window, title(register), "甲");
    fill(&mut window, label(field), "新楼 101");
    press(&mut window, &[Key::ArrowDown, Key::Enter]);
    let made = fake.world.borrow().sent.first().cloned();
    let named = Op::Set { field: target.title.into(), value: Some("新楼 101".into()) };
    assert!(matches!(&made, Some(Action::Add { register, ops }) if *register == target.key && ops[..] == [named]), "{made:?}");
    let link = |op: &Op| matches!(op, Op::Set { field: f, value: Some(_) } if f == field.id);
    assert!(added(&fake, &mut window).iter().any(link), "the form links to it");
    assert!(shows(&window, "甲"));
}

#[test]
fn a_day_is_picked_with_the_arrows_and_free_days_are_marked() {
    let (register, field) = with_field(|f| f.kind == Kind::Date && f.default.is_none());
    let fake = Fake::office(0);
    let mut window = form(&fake, register);
    fill(&mut window, title(register), "甲");
    // The sample office's today is a Monday, 23 November.
    window.get_by_role_and_label(Role::TextInput, label(field)).focus();
    window.run();
    press(&mut window, &[Key::ArrowDown]);
    assert!(window.query_by_role_and_label(Role::Button, "2026-11-24").is_some(), "the arrow opens the calendar");
    press(&mut window, &[Key::ArrowRight, Key::ArrowDown, Key::Enter]);
    assert_eq!(value(&window, label(field)), "2026-12-01");
    assert!(window.query_by_role_and_label(Role::Button, "2026-12-02").is_none(), "and is closed again");
    fill(&mut window, label(field), "");
    window.get_by_role_and_label(Role::Button, &format!("{} 打开日历", label(field))).click_accesskit();
    window.run();
    press(&mut window, &[Key::PageUp, Key::PageUp]);
    assert!(window.query_by_role_and_label(Role::Button, "2026-10-01 休").is_some(), "a holiday by the official calendar");
}

#[test]
fn a_time_of_day_is_picked_from_half_hours() {
    let (register, field) = with_field(|f| f.kind == Kind::Time && f.default.is_none());
    let fake = Fake::office(0);
    let mut window = form(&fake, register);
    fill(&mut window, title(register), "甲");
    fill(&mut window, label(field), "3-1");
    fill(&mut window, &format!("{} 时刻", label(field)), "8:");
    press(&mut window, &[Key::ArrowDown, Key::ArrowDown, Key::Enter]);
    let written = Op::Set { field: field.id.into(), value: Some("2026-03-01T08:30".into()) };
    assert!(added(&fake, &mut window).contains(&written));
}

/// A register with rows whose first and last cells are typed.
fn with_rows() -> (&'static Register, &'static Field) {
    let register = book::find("sops").unwrap();
    (register, register.field("steps").unwrap())
}

#[test]
fn enter_goes_through_the_cells_and_begins_a_new_row() {
    let (register, field) = with_rows();
    let fake = Fake::office(0);
    let mut window = form(&fake, register);
    fill(&mut window, title(register), "甲");
    let name = label(field);
    window.get_by_role_and_label(Role::Button, &format!("添加{name}")).click_accesskit();
    window.run();
    let columns = field.columns();
    let last = columns.last().unwrap();
    let cell = |row: usize, column: &Field| format!("{name} {row} {}", label(column));
    let typed = columns.iter().find(|c| c.kind == Kind::Text).unwrap();
    fill(&mut window, &cell(1, typed), "一");
    // From the last cell that can take the keyboard the next row begins.
    window.get_by_role_and_label(Role::TextInput, &cell(1, last)).focus();
    window.run();
    press(&mut window, &[Key::Enter]);
    assert!(window.query_by_role_and_label(Role::TextInput, &cell(2, last)).is_some());
    window.run();
    let first = window.get_by_role_and_label(Role::TextInput, &cell(2, &columns[0])).is_focused();
    assert!(first, "and is gone on with");
}

#[test]
fn a_list_from_a_spreadsheet_fills_rows() {
    let (register, field) = with_rows();
    let fake = Fake::office(0);
    let mut window = form(&fake, register);
    fill(&mut window, title(register), "甲");
    let name = label(field);
    window.get_by_role_and_label(Role::Button, &format!("添加{name}")).click_accesskit();
    window.run();
    let columns: Vec<&Field> = field.columns().iter().collect();
    let at = columns.iter().position(|c| c.kind == Kind::Text).unwrap();
    let first = format!("{name} 1 {}", label(columns[at]));
    window.get_by_role_and_label(Role::TextInput, &first).focus();
    window.run();
    window.event(Event::Paste(format!("{}\r\n一\r\n二\r\n三\r\n", label(columns[at]))));
    window.run();
    for (row, text) in ["一", "二", "三"].iter().enumerate() {
        assert_eq!(value(&window, &format!("{name} {} {}", row + 1, label(columns[at]))), *text);
    }
    assert!(shows(&window, "已粘贴 3 行"), "the head is no row");
}

/// The sources of the window without tests.
fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_key_that_the_window_takes_stands_in_the_list_of_keys() {
    use crate::gui::command::{TABLE, spelled};
    let further = crate::gui::shell::FURTHER_KEYS.iter().flat_map(|(_, keys)| keys.split("  ").map(str::to_owned));
    let listed: Vec<String> = TABLE.iter().flat_map(|known| known.keys.iter().map(spelled)).chain(further).collect();
    let mut all = Vec::new();
    sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/gui")), &mut all);
    let named = |key: &str| match key {
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        "Escape" => "Esc".to_owned(),
        "Plus" => "+".to_owned(),
        "Minus" => "-".to_owned(),
        "Equals" => "Equals".to_owned(),
        key => key.trim_start_matches("Num").to_owned(),
    };
    let mut lacking = std::collections::BTreeSet::new();
    for source in &all {
        for (at, _) in source.match_indices("Key::") {
            let key: String = source[at + 5..].chars().take_while(char::is_ascii_alphanumeric).collect();
            let shown = named(&key);
            if key.is_empty() || ["ALL", "from_name"].contains(&key.as_str()) {
                continue;
            }
            // With the keys that are held, where they stand before it.
            let before = source[..at].trim_end_matches("egui::").trim_end().trim_end_matches(',');
            let held = [("Modifiers::COMMAND", "Ctrl+"), ("Modifiers::CTRL", "Ctrl+"), ("Modifiers::SHIFT", "Shift+")];
            let with = held.iter().find(|(held, _)| before.ends_with(held)).map_or("", |(_, with)| with);
            let is_there = |key: &String| *key == format!("{with}{shown}") || (with.is_empty() && key.ends_with(&shown));
            if !listed.iter().any(is_there) {
                lacking.insert(format!("{with}{shown}"));
            }
        }
        for (event, keys) in [("Event::Copy)", "Ctrl+C"), ("modifiers.command);", "Ctrl+Enter")] {
            assert!(!source.contains(event) || listed.iter().any(|key| key == keys), "{keys}");
        }
    }
    assert!(lacking.is_empty(), "{lacking:?}");
    for key in ["Ctrl+Z", "Ctrl+C", "Ctrl+A", "Shift+↑", "Shift+↓"] {
        assert!(listed.iter().any(|listed| listed == key), "{key}");
    }
}

#[test]
fn a_choice_is_picked_by_its_first_letters_or_initials() {
    let one = |f: &Field| matches!(f.kind, Kind::Choice(list) if list.len() > 3) && f.default.is_none();
    let (register, field) = with_field(one);
    let Kind::Choice(list) = field.kind else { panic!() };
    let fake = Fake::office(0);
    let mut window = form(&fake, register);
    fill(&mut window, title(register), "甲");
    let shown = |window: &Window| window.get_by_role_and_label(Role::ComboBox, label(field)).value().unwrap_or_default();
    for choice in [&list[2], &list[1]] {
        let text = choice.labels.get(Lang::ZhHans);
        window.get_by_role_and_label(Role::ComboBox, label(field)).focus();
        window.run();
        // Letters belong together for a moment only.
        window.input_mut().time = Some(window.ctx.input(|i| i.time) + 5.0);
        window.run();
        window.event(Event::Text(registers::search::initials(text)));
        window.run();
        assert_eq!(shown(&window), text);
    }
    let picked = Op::Set { field: field.id.into(), value: Some(list[1].id.into()) };
    assert!(added(&fake, &mut window).contains(&picked));
}

#[test]
fn buttons_without_words_say_their_keys() {
    use crate::gui::command::with_keys;
    assert_eq!(with_keys(Lang::ZhHans, "后退", &Command::Back), "后退（Alt+←）");
    assert_eq!(with_keys(Lang::ZhHans, "编辑", &Command::Edit(None)), "编辑（Ctrl+E）");
    assert_eq!(with_keys(Lang::ZhHans, "撤销", &Command::Undo), "撤销（Ctrl+Z）");
    assert_eq!(with_keys(Lang::En, "Edit", &Command::Edit(None)), "Edit (Ctrl+E)");
    assert_eq!(with_keys(Lang::ZhHans, "导出", &Command::Export), "导出", "what has no keys");
}
