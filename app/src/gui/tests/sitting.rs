//! Who works at the desk: the lock, switching, PINs; and the look at what is signed.

use std::time::Duration;

use eframe::egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::civil::datetime;
use registers::Lang;
use replica::{Moment, Sight};

use super::fake::{Fake, World};
use super::screens::{Window, assets, at, click, open, shows};
use super::stage;
use crate::gui::backend::{Action, Persons, Pin, Seat, Signed, Sitting, ToSign};
use crate::gui::{Command, Place};

fn seat(id: &str, name: &str, has_pin: bool) -> Seat {
    Seat { id: id.into(), name: name.into(), roles: vec!["文员".into()], has_pin, has_key: true, is_owner: id == "01" }
}

/// The same with nobody signed in.
pub(super) fn locked() -> Fake {
    let fake = shared();
    fake.world.borrow_mut().sitters.persons.signed_in = None;
    fake
}

/// An office in which the next step waits to be signed.
pub(super) fn signing() -> Fake {
    let fake = stage::office();
    fake.world.borrow_mut().sitters.to_sign = Some(Box::new(to_sign(&fake)));
    fake
}

/// An office of which two people share the desk; the one whose desk it is has a PIN.
fn shared() -> Fake {
    let fake = stage::office();
    let seats = vec![seat("01", "林秀英", true), seat("02", "陈建国", true)];
    fake.world.borrow_mut().sitters.persons = Persons { seats, signed_in: Some("01".into()) };
    fake
}

fn sittings(fake: &Fake) -> Vec<Sitting> {
    let of = |action: &Action| if let Action::Sit(sitting) = action { Some(sitting.clone()) } else { None };
    fake.world.borrow().sent.iter().filter_map(of).collect()
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run();
}

fn type_pin(window: &mut Window, name: &str, pin: &str) {
    // What nobody reads is a field for a password to a screen reader.
    let field = window.get_by_role_and_label(Role::PasswordInput, name);
    field.focus();
    window.run();
    window.event(Event::Text(pin.to_owned()));
    window.run();
}

#[test]
fn a_locked_window_shows_nothing_of_the_office_until_somebody_signs_in() {
    let fake = shared();
    let mut window = at(&fake, Place::Register(assets()));
    let name = fake.world.borrow().records.values().find(|e| e.record.register == "assets").unwrap().record.text("name").to_owned();
    assert!(shows(&window, &name));
    press(&mut window, Modifiers::COMMAND, Key::L);
    assert_eq!(sittings(&fake), [Sitting::SignOut]);
    assert!(!shows(&window, &name) && shows(&window, "谁在这里办公？"));
    // No key leads past it.
    for key in [Key::K, Key::N, Key::F] {
        press(&mut window, Modifiers::COMMAND, key);
    }
    assert!(!shows(&window, "命令面板"));
    click(&mut window, Role::ListBoxOption, "林秀英　文员");
    type_pin(&mut window, "口令", "1111");
    click(&mut window, Role::Button, "登录");
    assert!(shows(&window, "口令不对"), "it says why");
    type_pin(&mut window, "口令", "2580");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(shows(&window, &name), "and one goes on where one was");
}

#[test]
fn a_pin_that_was_typed_comes_back_by_no_undo() {
    let fake = super::sitting::locked();
    let mut window = open(&fake, Lang::ZhHans);
    window.run();
    for _ in 0..2 {
        click(&mut window, Role::ListBoxOption, "林秀英　文员");
        type_pin(&mut window, "口令", "2580");
        let now = window.ctx.input(|i| i.time);
        // As long as it takes for a field to remember what stood there.
        for second in 1..4 {
            window.input_mut().time = Some(now + f64::from(second));
            window.step();
        }
        click(&mut window, Role::Button, "登录");
        press(&mut window, Modifiers::COMMAND, Key::L);
    }
    let before = sittings(&fake).len();
    click(&mut window, Role::ListBoxOption, "林秀英　文员");
    window.get_by_role_and_label(Role::PasswordInput, "口令").focus();
    window.run();
    press(&mut window, Modifiers::COMMAND, Key::Z);
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(sittings(&fake)[before..], [Sitting::SignIn { person: "01".into(), pin: Pin::default() }]);
    assert!(shows(&window, "口令不对"));
}

#[test]
fn whoever_comes_back_after_a_long_time_is_not_locked_out_again() {
    let fake = shared();
    let mut window = at(&fake, Place::Home);
    let now = window.ctx.input(|i| i.time);
    window.input_mut().time = Some(now + 700.0);
    window.step();
    window.run();
    assert_eq!(sittings(&fake), [Sitting::SignOut]);
    // The answer of the writer comes in a frame in which nobody does anything.
    fake.world.borrow_mut().slow = true;
    click(&mut window, Role::ListBoxOption, "林秀英　文员");
    type_pin(&mut window, "口令", "2580");
    press(&mut window, Modifiers::NONE, Key::Enter);
    fake.world.borrow_mut().slow = false;
    fake.world.borrow_mut().touch();
    window.run();
    window.run();
    assert_eq!(sittings(&fake).iter().filter(|sitting| **sitting == Sitting::SignOut).count(), 1);
    assert!(!shows(&window, "谁在这里办公？"));
}

#[test]
fn what_waits_to_be_signed_is_not_signed_by_the_next_one() {
    let fake = shared();
    fake.world.borrow_mut().sitters.to_sign = Some(Box::new(to_sign(&fake)));
    let mut window = open(&fake, Lang::ZhHans);
    window.state_mut().command(Command::Do(Action::Step { id: World::id(0), step: "approve", base: None, ops: Vec::new() }));
    window.run();
    assert!(shows(&window, "将签署以下内容"));
    window.state_mut().command(Command::SwitchTo("02".into()));
    window.run();
    type_pin(&mut window, "口令", "2580");
    click(&mut window, Role::Button, "登录");
    assert!(!shows(&window, "谁在这里办公？") && !shows(&window, "将签署以下内容"));
}

#[test]
fn what_somebody_left_open_is_not_the_next_ones_to_see() {
    let fake = shared();
    let mut window = at(&fake, Place::Register(assets()));
    window.state_mut().command(Command::New(Some(assets())));
    window.run();
    window.state_mut().command(Command::SwitchTo("02".into()));
    window.run();
    assert!(shows(&window, "谁在这里办公？"));
    type_pin(&mut window, "口令", "2580");
    click(&mut window, Role::Button, "登录");
    assert_eq!(sittings(&fake).last(), Some(&Sitting::SignIn { person: "02".into(), pin: Pin("2580".into()) }));
    assert_eq!(window.state().place(), Place::Home);
    assert!(window.query_by_role_and_label(Role::Button, "保存").is_none(), "the form is gone");
}

#[test]
fn a_window_without_a_pin_asks_for_one_instead_of_locking() {
    let fake = stage::office();
    fake.world.borrow_mut().sitters.persons = Persons { seats: vec![seat("01", "林秀英", false)], signed_in: Some("01".into()) };
    let mut window = at(&fake, Place::Home);
    press(&mut window, Modifiers::COMMAND, Key::L);
    assert_eq!(sittings(&fake), []);
    type_pin(&mut window, "新口令", "2580");
    type_pin(&mut window, "再输一遍", "2581");
    click(&mut window, Role::Button, "确定");
    assert_eq!(sittings(&fake), [], "the two differ");
    type_pin(&mut window, "再输一遍", "x");
    press(&mut window, Modifiers::NONE, Key::Backspace);
    press(&mut window, Modifiers::NONE, Key::Backspace);
    window.event(Event::Text("0".into()));
    window.run();
    click(&mut window, Role::Button, "确定");
    assert_eq!(sittings(&fake), [Sitting::SetPin { old: Pin::default(), new: Pin("2580".into()) }]);
    assert!(!shows(&window, "再输一遍"));
}

#[test]
fn after_ten_minutes_without_anybody_the_window_locks() {
    let fake = shared();
    let mut window = at(&fake, Place::Home);
    let wanted = window.output().viewport_output.values().map(|v| v.repaint_delay).min().unwrap();
    assert!(wanted <= Duration::from_secs(600), "it looks again by itself");
    let now = window.ctx.input(|i| i.time);
    for minute in 1..10 {
        window.input_mut().time = Some(now + f64::from(minute) * 60.0);
        window.step();
    }
    assert_eq!(sittings(&fake), []);
    window.input_mut().time = Some(now + 601.0);
    window.step();
    assert_eq!(sittings(&fake), [Sitting::SignOut]);
}

fn to_sign(fake: &Fake) -> ToSign {
    let id = stage::first(&fake.world.borrow(), assets()).unwrap();
    let step = fake.world.borrow().records[&id].record.clone();
    let step = World::register(&step).steps_from(step.state()).next().unwrap().id;
    let moment = Moment { unix_ms: 0, civil: datetime(2026, 11, 23, 9, 30, 0, 0) };
    let shown = vec![("标题".to_owned(), "关于放假的通知".to_owned())];
    ToSign { id, step, base: None, ops: Vec::new(), sight: Sight::new(String::new(), moment, [0; 32]), shown }
}

#[test]
fn what_is_signed_is_shown_first_and_signed_by_a_second_press() {
    let fake = stage::office();
    let signing = to_sign(&fake);
    fake.world.borrow_mut().sitters.to_sign = Some(Box::new(signing.clone()));
    let mut window = open(&fake, Lang::ZhHans);
    let action = Action::Step { id: signing.id, step: signing.step, base: None, ops: Vec::new() };
    window.state_mut().command(Command::Do(action.clone()));
    window.run();
    assert!(shows(&window, "关于放假的通知") && shows(&window, "将签署以下内容"));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!shows(&window, "关于放假的通知"), "looked at, and not signed");
    fake.world.borrow_mut().sitters.to_sign = Some(Box::new(signing.clone()));
    window.state_mut().command(Command::Do(action));
    window.run();
    fake.world.borrow_mut().refuse = Some("显示之后记录又有改动".into());
    click(&mut window, Role::Button, "签署");
    assert!(shows(&window, "显示之后记录又有改动"), "the dialog says why");
    click(&mut window, Role::Button, "签署");
    assert!(!shows(&window, "将签署以下内容"));
    let signed = fake.world.borrow().sent.iter().filter(|action| matches!(action, Action::Sign(s) if **s == signing)).count();
    assert_eq!(signed, 2, "the one that was refused, and the one that was not");
}

#[test]
fn the_panel_shows_who_signed_and_what_has_changed_since() {
    let fake = stage::office();
    let id = stage::first(&fake.world.borrow(), assets()).unwrap();
    fake.world.borrow_mut().sitters.signed =
        vec![Signed { text: "签署：签发 · 陈建国".into(), holds: true, changed: "正文、主送".into() }];
    let mut window = at(&fake, Place::Register(assets()));
    window.state_mut().command(Command::Open(assets(), id));
    window.run();
    assert!(shows(&window, "签署：签发 · 陈建国") && shows(&window, "签后有改动：正文、主送"));
}

#[test]
fn all_that_the_menu_of_persons_offers_is_in_the_palette() {
    let fake = shared();
    let mut window = open(&fake, Lang::ZhHans);
    window.run();
    let offers = |window: &Window| -> Vec<String> {
        window.get_all_by_role(Role::ListBoxOption).filter_map(|node| node.accesskit_node().label()).collect()
    };
    click(&mut window, Role::Button, "林秀英 · 文书岗");
    let menu = offers(&window);
    assert!(menu.len() >= 5, "{menu:?}");
    press(&mut window, Modifiers::NONE, Key::Escape);
    for name in menu {
        press(&mut window, Modifiers::COMMAND, Key::K);
        window.event(Event::Text(name.clone()));
        window.run();
        let found = offers(&window);
        assert!(found.iter().any(|line| line.starts_with(&name)), "{name}: {found:?}");
        press(&mut window, Modifiers::NONE, Key::Escape);
    }
    // People look for it by other words as well; what stands there opens it.
    for (words, name) in [("设口令", "我的口令…"), ("改口令", "我的口令…"), ("换人", "换陈建国登录")] {
        press(&mut window, Modifiers::COMMAND, Key::K);
        window.event(Event::Text(words.to_owned()));
        window.run();
        assert!(offers(&window).first().is_some_and(|line| line.starts_with(name)), "{words}: {:?}", offers(&window));
        press(&mut window, Modifiers::NONE, Key::Escape);
    }
    press(&mut window, Modifiers::COMMAND, Key::K);
    window.event(Event::Text("改口令".to_owned()));
    window.run();
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.query_all_by_role(Role::PasswordInput).next().is_some());
}
