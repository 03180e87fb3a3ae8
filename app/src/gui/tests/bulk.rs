//! Steps of several marked records at once.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable;
use registers::{Lang, book};

use super::fake::Fake;
use super::screens::{Window, assets, at, click, fill, open, shows};
use crate::gui::backend::{Action, FileJob, LastAct, LastImport, NotDone, Stepping};
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
    let name = fake.world.borrow().insight.steppings[0].refused[0].name.clone();
    window.get_by_role_and_label(Role::Link, &name).click();
    window.run();
    assert!(!shows(&window, "已办理 3 项"));
    assert!(window.get_all_by_role(Role::Button).count() > 0);
}

/// By the keys of an undo, where the import was the last thing done, and from the list of commands whenever.
#[test]
fn a_wrong_import_is_made_void_as_a_whole() {
    let fake = Fake::with(&[assets()], 4);
    let ids: Vec<_> = fake.world.borrow().records.keys().rev().take(3).copied().collect();
    let mut window = at(&fake, Place::Home);
    window.state_mut().command(Command::VoidImport);
    window.run();
    assert!(shows(&window, "没有可以作废的导入"));
    {
        let mut world = fake.world.borrow_mut();
        world.imported = Some(LastImport { register: "assets", records: ids.clone(), total: 5 });
        let (entry, label) = ((1, 9), "import:assets:3:A".to_owned());
        world.last = Some(LastAct { entry, label, at: super::fake::NOW, records: Vec::new(), undoable: false });
        world.touch();
    }
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run();
    assert!(shows(&window, "作废：3 项") && shows(&window, "共有 5 条"), "and that more are left");
    fill(&mut window, "作废原因", "导错了文件");
    click(&mut window, Role::Button, "全部作废");
    let world = fake.world.borrow();
    let Some(Action::Steps { register: "assets", ids: sent, step: "void", ops }) = world.sent.last() else {
        panic!("{:?}", world.sent.last())
    };
    assert_eq!((sent, ops.len()), (&ids, 1));
}

/// A step of all three that the writer has not come to yet, sent in the dialog.
fn under_way() -> (Fake, Window) {
    let (fake, mut window) = marked(3);
    click(&mut window, Role::Button, "送修");
    fake.world.borrow_mut().refuse = Some("忙".into());
    click(&mut window, Role::Button, "全部送修");
    fake.world.borrow_mut().insight.steppings.push(Stepping::new(1, "assets", "send-for-repair", 3));
    window.run();
    (fake, window)
}

#[test]
fn progress_is_shown_and_can_be_left_and_found_again() {
    let (fake, mut window) = under_way();
    assert!(shows(&window, "已办理 0 / 3 项"));
    click(&mut window, Role::Button, "在后台继续");
    assert!(!shows(&window, "可以离开这里继续工作"));
    // The list tells of it, and of what was not done in the end, until that was read.
    click(&mut window, Role::Button, "送修：已办理 0 / 3 项");
    assert!(shows(&window, "送修：3 项") && shows(&window, "已办理 0 / 3 项"));
    click(&mut window, Role::Button, "在后台继续");
    let id = *fake.world.borrow().records.keys().next().unwrap();
    {
        let mut world = fake.world.borrow_mut();
        let told = &mut world.insight.steppings[0];
        told.refused.push(NotDone { id, name: "ZC-1".into(), why: "已作废".into() });
        (told.done, told.ended) = (3, true);
        world.touch();
    }
    window.run();
    click(&mut window, Role::Button, "送修：已办理 2 项，1 项未办");
    assert!(shows(&window, "已作废"));
    window.key_press(Key::Escape);
    window.run();
    assert!(!shows(&window, "1 项未办"), "it was read");
}

#[test]
fn a_second_one_waits_for_the_first_and_each_has_its_own_report() {
    let (fake, mut window) = under_way();
    click(&mut window, Role::Button, "在后台继续");
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run();
    click(&mut window, Role::Button, "送修");
    let sent = fake.world.borrow().sent.len();
    click(&mut window, Role::Button, "全部送修");
    assert_eq!(fake.world.borrow().sent.len(), sent, "nothing was sent");
    assert!(shows(&window, "上一次批量办理还没有结束") && !shows(&window, "已办理 0 / 3 项"));
    {
        let mut world = fake.world.borrow_mut();
        let id = *world.records.keys().next().unwrap();
        let told = &mut world.insight.steppings[0];
        told.refused.push(NotDone { id, name: "ZC-1".into(), why: "已作废".into() });
        (told.done, told.ended) = (3, true);
        world.touch();
    }
    window.run();
    assert!(!shows(&window, "上一次批量办理还没有结束"));
    click(&mut window, Role::Button, "全部送修");
    assert_eq!(states(&fake, "under-repair"), 3);
    assert!(!shows(&window, "送修：3 项"), "its own end is told, which was good");
    click(&mut window, Role::Button, "送修：已办理 2 项，1 项未办");
    assert!(shows(&window, "已作废"), "the report of the first is still there");
}

#[test]
fn what_a_writer_broke_off_over_is_told_as_not_known() {
    let (fake, mut window) = under_way();
    {
        let mut world = fake.world.borrow_mut();
        let id = *world.records.keys().next().unwrap();
        let told = &mut world.insight.steppings[0];
        told.unknown.push(NotDone { id, name: String::new(), why: "不知是否已办".into() });
        (told.done, told.ended) = (3, true);
        world.touch();
    }
    window.run();
    assert!(shows(&window, "已办理 2 项，0 项未办，1 项不知是否已办"));
    let id = *fake.world.borrow().records.keys().next().unwrap();
    let name = fake.world.borrow().records[&id].record.text("name").to_owned();
    assert!(window.query_by_role_and_label(Role::Link, &name).is_some(), "it is named by what the window knows");
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
