//! Rows that are marked, and copied as a table for a spreadsheet.

use eframe::egui::{Event, Key, Modifiers, OutputCommand, PointerButton, Role, pos2};
use egui_kittest::kittest::{NodeT, Queryable};

use super::fake::Fake;
use super::screens::{Window, assets, at, click, shows};
use crate::gui::Place;

fn list(n: usize) -> (Fake, Window) {
    let fake = Fake::office(n);
    let window = at(&fake, Place::Register(assets()));
    (fake, window)
}

/// What one frame puts into the clipboard.
fn copied(window: &mut Window) -> String {
    window.step();
    let commands = &window.output().platform_output.commands;
    let text = commands.iter().find_map(|c| if let OutputCommand::CopyText(text) = c { Some(text.clone()) } else { None });
    text.expect("nothing was copied")
}

fn marked(window: &Window) -> usize {
    window
        .get_all_by_role(Role::ListBoxOption)
        .filter(|n| n.accesskit_node().toggled() == Some(eframe::egui::accesskit::Toggled::True))
        .count()
}

#[test]
fn arrows_with_shift_mark_and_the_clipboard_holds_a_table() {
    let (_fake, mut window) = list(8);
    window.key_press(Key::ArrowDown);
    window.run();
    for _ in 0..2 {
        window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
        window.run();
    }
    assert!(shows(&window, "已选 3 项"));
    assert_eq!(marked(&window), 3);
    // Back again: what was passed is marked no longer.
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    window.run();
    assert!(shows(&window, "已选 2 项"));
    window.event(Event::Copy);
    let text = copied(&mut window);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("资产编号\t资产名称") && lines[0].ends_with("状态"), "{text}");
    assert!(lines.iter().all(|l| l.matches('\t').count() == assets().list.len() - 1), "{text}");
    // A plain step ends it.
    window.key_press(Key::ArrowDown);
    window.run();
    assert!(!shows(&window, "已选"));
}

#[test]
fn all_are_marked_by_key_and_unmarked_by_button_and_one_is_copied_alone() {
    let (_fake, mut window) = list(8);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run();
    assert!(shows(&window, "已选 8 项"));
    click(&mut window, Role::Button, "取消选择");
    assert!(!shows(&window, "已选"));
    window.key_press(Key::ArrowDown);
    window.run();
    window.event(Event::Copy);
    assert_eq!(copied(&mut window).lines().count(), 2);
}

#[test]
fn a_click_with_ctrl_adds_one_and_with_shift_all_between() {
    let (_fake, mut window) = list(8);
    let press = |window: &mut Window, n: usize, held: Modifiers| {
        window.get_all_by_role(Role::ListBoxOption).nth(n).unwrap().click_modifiers(held);
        window.run();
    };
    press(&mut window, 2, Modifiers::NONE);
    press(&mut window, 3, Modifiers::COMMAND);
    assert!(shows(&window, "已选 2 项"));
    press(&mut window, 3, Modifiers::COMMAND);
    assert!(shows(&window, "已选 1 项"));
    press(&mut window, 2, Modifiers::NONE);
    press(&mut window, 5, Modifiers::SHIFT);
    assert!(shows(&window, "已选 4 项"));
    press(&mut window, 0, Modifiers::NONE);
    assert!(!shows(&window, "已选"));
}

#[test]
fn a_range_begins_at_the_record_and_not_at_the_place() {
    let (fake, mut window) = list(8);
    let press = |window: &mut Window, n: usize, held: Modifiers| {
        window.get_all_by_role(Role::ListBoxOption).nth(n).unwrap().click_modifiers(held);
        window.run();
    };
    press(&mut window, 2, Modifiers::NONE);
    // One comes in from another desk, above all others.
    fake.world.borrow_mut().add(assets(), &[registers::Op::Set { field: "name".into(), value: Some("新到".into()) }]);
    window.run();
    press(&mut window, 5, Modifiers::SHIFT);
    assert!(shows(&window, "已选 3 项"), "the rows 3 to 5: what was the row 2 is the row 3 now");
    // The record itself goes: only what was clicked is meant.
    press(&mut window, 4, Modifiers::NONE);
    let of_list = |(id, e): (&registers::RecordId, &super::fake::Entry)| (e.record.register == assets().key).then_some(*id);
    let id = fake.world.borrow().records.iter().rev().filter_map(of_list).nth(4).unwrap();
    fake.world.borrow_mut().records.remove(&id);
    fake.world.borrow_mut().touch();
    window.run();
    press(&mut window, 7, Modifiers::SHIFT);
    assert!(shows(&window, "已选 1 项"));
}

#[test]
fn the_squares_mark_rows_by_the_mouse_alone_and_the_one_above_marks_all() {
    let (_fake, mut window) = list(8);
    let press = |window: &mut Window, n: usize| {
        let rect = window.get_all_by_role(Role::ListBoxOption).nth(n).unwrap().rect();
        let pos = pos2(rect.left() + 18.0, rect.center().y);
        window.event(Event::PointerMoved(pos));
        for pressed in [true, false] {
            window.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
            window.run();
        }
        // The next press is no second click on the same place.
        window.input_mut().time = Some(window.ctx.input(|i| i.time) + 5.0);
        window.run();
    };
    press(&mut window, 1);
    press(&mut window, 4);
    assert!(shows(&window, "已选 2 项"));
    press(&mut window, 4);
    assert!(shows(&window, "已选 1 项"));
    click(&mut window, Role::CheckBox, "已选 1 项，点一下取消选择");
    assert!(!shows(&window, "已选"), "some are marked: the square above takes all marks away");
    click(&mut window, Role::CheckBox, "全选");
    assert!(shows(&window, "已选 8 项"));
}

fn square(window: &mut Window, n: usize) {
    let rect = window.get_all_by_role(Role::ListBoxOption).nth(n).unwrap().rect();
    let pos = pos2(rect.left() + 18.0, rect.center().y);
    window.event(Event::PointerMoved(pos));
    for pressed in [true, false] {
        window.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
        window.run();
    }
    window.input_mut().time = Some(window.ctx.input(|i| i.time) + 5.0);
    window.run();
}

#[test]
fn arrows_with_shift_go_on_from_a_row_that_was_marked_by_its_square_and_keep_the_others() {
    let (_fake, mut window) = list(8);
    square(&mut window, 0);
    square(&mut window, 3);
    for (key, n) in [(Key::ArrowDown, 3), (Key::ArrowDown, 4), (Key::ArrowUp, 3)] {
        window.key_press_modifiers(Modifiers::SHIFT, key);
        window.run();
        assert!(shows(&window, &format!("已选 {n} 项")), "{key:?} {n}");
    }
    // The space bar marks the row at which one is, or no longer.
    window.key_press(Key::ArrowDown);
    window.run();
    assert!(!shows(&window, "已选"));
    for n in 1..3 {
        window.key_press(Key::Space);
        window.run();
        assert!(if n == 1 { shows(&window, "已选 1 项") } else { !shows(&window, "已选") });
    }
}

#[test]
fn the_square_above_says_whether_none_some_or_all_are_marked() {
    use eframe::egui::accesskit::Toggled;
    let (_fake, mut window) = list(3);
    let above = |window: &Window| window.get_all_by_role(Role::CheckBox).next().unwrap().accesskit_node().toggled();
    assert_eq!(above(&window), Some(Toggled::False));
    square(&mut window, 1);
    assert_eq!(above(&window), Some(Toggled::Mixed));
    assert!(shows(&window, "已选 1 项，点一下取消选择"));
    (0..3).step_by(2).for_each(|n| square(&mut window, n));
    assert_eq!(above(&window), Some(Toggled::True));
}

#[test]
fn columns_for_which_there_is_no_room_are_told_of() {
    let (_fake, mut window) = list(8);
    let says = |window: &Window| window.get_by_role_and_label(Role::Button, "列").accesskit_node().description().unwrap_or_default();
    let lacks = |window: &Window| {
        let shown: Vec<String> = window.get_all_by_role(Role::ColumnHeader).filter_map(|node| node.accesskit_node().label()).collect();
        let label = |column: &&str| assets().field(column).map_or("状态", |field| field.labels.hans);
        let all = assets().list.iter().map(|column| column.field);
        all.filter(|column| !shown.contains(&format!("按{}排序", label(column)))).map(|column| label(&column)).collect::<Vec<_>>()
    };
    for width in [2200.0, 1000.0] {
        window.set_size(eframe::egui::vec2(width, 800.0));
        window.run();
        window.key_press(Key::ArrowDown);
        window.run();
        let (lacking, said) = (lacks(&window), says(&window));
        assert_eq!(lacking.is_empty(), width > 2000.0, "{lacking:?}");
        assert!(lacking.iter().all(|name| said.contains(name)) && said.is_empty() == lacking.is_empty(), "{said} {lacking:?}");
    }
}
