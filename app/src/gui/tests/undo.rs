//! Taking back what was done last.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable;
use registers::{Op, RecordId, Value};

use super::fake::Fake;
use super::screens::{Window, assets, at, click, shows};
use crate::gui::backend::Action;
use crate::gui::{Command, Place};

fn edited(fake: &Fake, window: &mut Window) -> RecordId {
    let id = *fake.world.borrow().records.keys().next().unwrap();
    let ops = vec![Op::Set { field: "location".into(), value: Some(Value::from("三楼")) }];
    window.state_mut().command(Command::Do(Action::Edit { id, base: None, ops }));
    window.run();
    id
}

fn undone(fake: &Fake) -> Option<(u32, u64)> {
    match fake.world.borrow().sent.last() {
        Some(Action::Undo(entry)) => Some(*entry),
        _ => None,
    }
}

#[test]
fn what_is_on_the_screen_is_taken_back_at_once_and_named() {
    let fake = Fake::with(&[assets()], 2);
    let mut window = at(&fake, Place::Register(assets()));
    let id = edited(&fake, &mut window);
    window.state_mut().command(Command::Open(assets(), id));
    window.run();
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run();
    assert!(undone(&fake).is_some());
    let what = format!("已撤销：{}", assets().one.get(registers::Lang::ZhHans));
    assert!(shows(&window, &what), "it says what");
}

#[test]
fn what_cannot_be_seen_is_asked_about_first() {
    let fake = Fake::with(&[assets()], 2);
    let mut window = at(&fake, Place::Home);
    edited(&fake, &mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run();
    assert!(shows(&window, "撤销这一步？") && undone(&fake).is_none());
    window.key_press(Key::Escape);
    window.run();
    assert!(!shows(&window, "撤销这一步？") && undone(&fake).is_none());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run();
    window.get_all_by_role_and_label(Role::Button, "撤销").last().unwrap().click();
    window.run();
    assert!(undone(&fake).is_some());
}

/// Of a long import one undo takes back a part: it says so before.
#[test]
fn an_import_is_taken_back_step_by_step_and_says_so() {
    let fake = Fake::with(&[assets()], 2);
    let mut window = at(&fake, Place::Home);
    edited(&fake, &mut window);
    let part = "这一步有 140 条，之前还有的请再撤销";
    fake.world.borrow_mut().last.as_mut().unwrap().label = "update:assets:140".into();
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run();
    assert!(shows(&window, part));
    window.key_press(Key::Escape);
    window.run();
    fake.world.borrow_mut().last.as_mut().unwrap().label = "edit:assets".into();
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run();
    assert!(shows(&window, "撤销这一步？") && !shows(&window, "之前还有的请再撤销"));
}

#[test]
fn the_history_of_a_record_takes_back_the_last_action_and_a_late_message_does_not() {
    let fake = Fake::with(&[assets()], 2);
    let mut window = at(&fake, Place::Register(assets()));
    let id = edited(&fake, &mut window);
    window.state_mut().command(Command::Open(assets(), id));
    window.run();
    window.get_by_role_and_label(Role::Button, "撤销这一步").click_accesskit();
    window.run();
    assert!(undone(&fake).is_some());
    assert!(window.query_by_role_and_label(Role::Button, "撤销这一步").is_none(), "it is taken back");
    // The message of the edit is still there: it means that edit and nothing else.
    click(&mut window, Role::Button, "撤销");
    assert!(shows(&window, "已经不是本机最近一步操作"));
}

/// Nobody can take this back, so it is asked about first.
#[test]
fn personal_data_is_erased_only_after_a_question() {
    let visits = &registers::book::visits::REGISTER;
    let fake = Fake::with(&[visits], 1);
    let mut window = at(&fake, Place::Register(visits));
    let id = *fake.world.borrow().records.keys().next().unwrap();
    let erased = || matches!(fake.world.borrow().sent.last(), Some(Action::Erase(one)) if *one == id);
    window.state_mut().command(Command::Open(visits, id));
    window.run();
    window.state_mut().command(Command::Erase(id));
    window.run();
    assert!(shows(&window, "永久清除个人信息？") && !erased());
    window.key_press(Key::Escape);
    window.run();
    assert!(!shows(&window, "永久清除个人信息？") && !erased());
    window.state_mut().command(Command::Erase(id));
    window.run();
    click(&mut window, Role::Button, "永久清除");
    assert!(erased() && !shows(&window, "永久清除个人信息？"));
}
