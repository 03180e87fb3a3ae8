//! What is told while the window is not in front, and the list of what was told.

use eframe::egui::Role;
use registers::{Lang, Op, book};

use super::fake::Fake;
use super::screens::{Window, assets, at, click, open, shows};
use crate::gui::Place;
use crate::gui::backend::Action;

fn told(fake: &Fake) -> Vec<String> {
    fake.world.borrow().frame.told.borrow().clone()
}

/// A frame as the program draws it, or a look without one while the window is hidden.
fn frame(window: &mut Window, hidden: bool) {
    let ctx = window.ctx.clone();
    window.state_mut().heed(&ctx);
    if !hidden {
        window.run();
    }
}

fn office(focused: bool) -> (Fake, Window) {
    let fake = Fake::with(&[], 0);
    let mut window = open(&fake, Lang::ZhHans);
    window.input_mut().focused = focused;
    window.run();
    frame(&mut window, false);
    (fake, window)
}

fn waits(fake: &Fake, title: &str) {
    let tasks = book::find("tasks").unwrap();
    let ops = [("title", title), ("owner", "林秀英"), ("due_at", "2026-11-30")];
    let ops = ops.map(|(field, text)| Op::Set { field: field.into(), value: Some(text.into()) });
    fake.world.borrow_mut().add(tasks, &ops);
}

#[test]
fn what_is_new_is_told_once_and_without_names() {
    let (fake, mut window) = office(false);
    assert!(told(&fake).is_empty(), "what is there at the start is no news");
    waits(&fake, "更换灭火器");
    (0..4).for_each(|_| frame(&mut window, false));
    assert_eq!(told(&fake), ["综办: 1 件新待办"]);
    // Another one at the same minute waits, so that they do not come one by one.
    waits(&fake, "报送名单");
    (0..4).for_each(|_| frame(&mut window, false));
    assert_eq!(told(&fake).len(), 1);
    click(&mut window, Role::Button, "最近的消息");
    assert!(shows(&window, "1 件新待办"), "it can be read later");
}

#[test]
fn conflicts_that_are_still_being_looked_for_are_no_news() {
    let fake = Fake::with(&[], 0);
    fake.world.borrow_mut().looking = true;
    let mut window = open(&fake, Lang::ZhHans);
    window.input_mut().focused = false;
    (0..3).for_each(|_| frame(&mut window, false));
    let doubled = |fake: &Fake| {
        let ops = [("name", "投影机"), ("asset_no", "ZC1")].map(|(f, t)| Op::Set { field: f.into(), value: Some(t.into()) });
        (0..2).for_each(|_| drop(fake.world.borrow_mut().add(assets(), &ops).to_string()));
    };
    doubled(&fake);
    fake.world.borrow_mut().looking = false;
    (0..3).for_each(|_| frame(&mut window, false));
    assert!(told(&fake).iter().all(|told| !told.contains("冲突")), "they were there before");
    let (fake, mut window) = office(false);
    let ops = [("title", "通知"), ("reg_no", "收〔2026〕1号")].map(|(f, t)| Op::Set { field: f.into(), value: Some(t.into()) });
    let letters = book::find("incoming-documents").unwrap();
    (0..2).for_each(|_| drop(fake.world.borrow_mut().add(letters, &ops).to_string()));
    (0..3).for_each(|_| frame(&mut window, false));
    assert!(told(&fake).len() == 1 && told(&fake)[0].contains("1 处新冲突"), "{:?}", told(&fake));
}

#[test]
fn a_hidden_window_tells_as_well() {
    let (fake, mut window) = office(false);
    frame(&mut window, true);
    waits(&fake, "更换灭火器");
    (0..4).for_each(|_| frame(&mut window, true));
    assert_eq!(told(&fake), ["综办: 1 件新待办"]);
}

#[test]
fn nothing_is_told_in_front_or_where_it_was_switched_off() {
    let (fake, mut window) = office(true);
    waits(&fake, "更换灭火器");
    (0..4).for_each(|_| frame(&mut window, false));
    assert!(told(&fake).is_empty(), "it stands on the screen");
    click(&mut window, Role::Button, "外观与语言");
    click(&mut window, Role::CheckBox, "窗口在后台时，在桌面上提醒");
    assert!(fake.world.borrow().frame.prefs.quiet, "kept for the next start");
    window.input_mut().focused = false;
    waits(&fake, "报送名单");
    (0..4).for_each(|_| frame(&mut window, false));
    assert!(told(&fake).is_empty());
}

#[test]
fn ones_own_visitor_is_told_of_and_nobody_elses() {
    let (fake, mut window) = office(false);
    let visits = book::find("visits").unwrap();
    for host in ["陈建国", "林秀英"] {
        let ops = [("visitor", "周海燕"), ("host", host)].map(|(f, t)| Op::Set { field: f.into(), value: Some(t.into()) });
        let id = fake.world.borrow_mut().add(visits, &ops);
        fake.boxed().send(Action::Step { id, step: "enter", base: None, ops: Vec::new() });
    }
    (0..4).for_each(|_| frame(&mut window, false));
    let told = told(&fake);
    assert!(told.len() == 1 && told[0].contains("您的 1 批访客已到") && !told[0].contains("周"), "{told:?}");
}

#[test]
fn messages_are_kept_the_newest_first_and_not_for_ever() {
    let fake = Fake::with(&[], 0);
    let mut window = at(&fake, Place::Register(assets()));
    click(&mut window, Role::Button, "最近的消息");
    assert!(shows(&window, "启动以来还没有消息"));
    let mut toasts = crate::gui::widgets::toast::Toasts::default();
    (0..200).for_each(|n| toasts.done(n.to_string(), None));
    let past: Vec<&str> = toasts.past().iter().map(|past| past.text.as_str()).collect();
    assert_eq!((past.len(), past[0]), (crate::gui::widgets::toast::MOST_PAST, "199"));
}

#[test]
fn who_works_in_the_window_is_told_there_of_a_visitor() {
    let (fake, mut window) = office(true);
    let visits = book::find("visits").unwrap();
    let host = super::fake::me().person;
    let mut ops: Vec<Op> = [("visitor", "姚磊慧"), ("host", host.as_str()), ("entered", "2026-11-23T09:20")]
        .map(|(field, text)| Op::Set { field: field.into(), value: Some(text.into()) })
        .into();
    ops.push(Op::State("on-campus".into()));
    fake.world.borrow_mut().add(visits, &ops);
    (0..4).for_each(|_| frame(&mut window, false));
    assert!(shows(&window, "您的访客已到：姚磊慧"));
    assert!(told(&fake).is_empty(), "the desktop is not asked to say it as well");
}
