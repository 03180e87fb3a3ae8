//! Steps of several marked records at once.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable;
use registers::{Lang, book};

use super::fake::Fake;
use super::screens::{Window, assets, at, click, fill, open, shows};
use crate::gui::backend::{Action, FileJob};
use crate::gui::{Command, Place};

/// Assets in the state "in use", all of them marked.
fn marked(n: usize) -> (Fake, Window) {
    let fake = Fake::with(&[assets()], n);
    for entry in fake.world.borrow_mut().records.values_mut() {
        entry.record.states = vec!["in-use".into()];
    }
    let mut window = at(&fake, Place::Register(assets()));
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run();
    (fake, window)
}

fn states(fake: &Fake, state: &str) -> usize {
    fake.world.borrow().records.values().filter(|e| e.record.state() == state).count()
}

#[test]
fn a_step_is_asked_once_and_done_to_all() {
    let (fake, mut window) = marked(5);
    assert!(shows(&window, "已选 5 项"));
    click(&mut window, Role::Button, "送修");
    assert!(shows(&window, "送修：5 项"));
    fill(&mut window, "故障情况", "灯泡");
    // The keys of the frame stay where the dialog is.
    window.key_press_modifiers(Modifiers::COMMAND, Key::N);
    window.run();
    assert!(shows(&window, "送修：5 项"));
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
    assert_eq!(states(&fake, "under-repair"), 5);
    let world = fake.world.borrow();
    let Some(Action::Steps { ids, step: "send-for-repair", ops, .. }) = world.sent.last() else { panic!("{:?}", world.sent.last()) };
    assert_eq!((ids.len(), ops.len()), (5, 1));
    drop(world);
    assert!(!shows(&window, "送修：5 项") && !shows(&window, "已选"), "it is over, and nothing is marked");
    assert!(shows(&window, "完成 5 项"));
}

#[test]
fn to_make_void_asks_for_a_reason_and_refusals_are_listed() {
    let (fake, mut window) = marked(4);
    // One of them is void by now.
    let id = *fake.world.borrow().records.keys().next().unwrap();
    fake.world.borrow_mut().records.get_mut(&id).unwrap().record.states = vec!["void".into()];
    click(&mut window, Role::Button, "作废");
    click(&mut window, Role::Button, "全部作废");
    assert!(shows(&window, "请填写此项"));
    assert!(!fake.world.borrow().sent.iter().any(|a| matches!(a, Action::Steps { .. })));
    fill(&mut window, "作废原因", "重复登记");
    click(&mut window, Role::Button, "全部作废");
    assert_eq!(states(&fake, "void"), 4);
    assert!(shows(&window, "已办理 3 项，1 项未办"));
    // The one that was refused opens.
    let name = fake.world.borrow().insight.stepping.as_ref().unwrap().refused[0].name.clone();
    window.get_by_role_and_label(Role::Link, &name).click();
    window.run();
    assert!(!shows(&window, "已办理 3 项"));
    assert!(window.get_all_by_role(Role::Button).count() > 0);
}

#[test]
fn progress_is_shown_and_can_be_left() {
    let (fake, mut window) = marked(3);
    click(&mut window, Role::Button, "送修");
    // The writer is at work and has not come to any of them yet.
    fake.world.borrow_mut().refuse = Some("忙".into());
    fake.world.borrow_mut().insight.stepping = Some(crate::gui::backend::Stepping::new("assets", "send-for-repair", 3));
    click(&mut window, Role::Button, "全部送修");
    assert!(shows(&window, "已办理 0 / 3 项"));
    click(&mut window, Role::Button, "在后台继续");
    assert!(!shows(&window, "已办理 0 / 3 项"));
}

#[test]
fn only_what_all_may_do_is_offered_and_nothing_that_is_signed() {
    let fake = Fake::office(9);
    let mut window = open(&fake, Lang::ZhHans);
    for register in book::ALL {
        window.state_mut().command(Command::Go(Place::Register(register)));
        window.run();
        window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        window.run();
        assert!(shows(&window, "已选"), "{}", register.key);
    }
    // Records in all states have no step in common but, where it is there, making them void.
    window.state_mut().command(Command::Go(Place::Register(assets())));
    window.run();
    assert!(shows(&window, "这些记录没有可以一起办理的步骤"));
}

#[test]
fn what_is_marked_is_exported_as_a_table() {
    let (fake, mut window) = marked(4);
    click(&mut window, Role::Button, "导出所选");
    click(&mut window, Role::Button, "写出");
    let world = fake.world.borrow();
    let Some(Action::File(FileJob::Table { headings, rows, .. })) = world.sent.last() else { panic!("{:?}", world.sent.last()) };
    assert_eq!((headings.len(), rows.len()), (assets().list.len(), 4));
    assert!(rows.iter().flatten().any(|cell| matches!(cell, registers::table::Cell::Money(_))));
}
