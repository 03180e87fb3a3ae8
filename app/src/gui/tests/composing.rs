//! Input methods: what they compose is not meant yet, their keys are theirs, and they stay on from field to field.

use eframe::egui::{Event, ImeEvent, Key, Modifiers, Role};
use egui_kittest::kittest::Queryable;
use registers::{Lang, Op, book};

use super::fake::Fake;
use super::screens::{Window, assets, at, shows};
use crate::gui::{Command, Place};

fn compose(window: &mut Window, text: &str) {
    window.event(Event::Ime(ImeEvent::Preedit { text: text.into(), active_range_chars: None }));
    window.step();
}

fn commit(window: &mut Window, text: &str) {
    window.event(Event::Ime(ImeEvent::Preedit { text: String::new(), active_range_chars: None }));
    window.event(Event::Ime(ImeEvent::Commit(text.into())));
    window.run();
}

/// Whether the window system is told to keep the input method on, in each of the next frames and without beginning anew.
fn stays_on(window: &mut Window) -> bool {
    (0..6).all(|_| {
        window.step();
        window.output().platform_output.ime.is_some_and(|ime| !ime.should_interrupt_composition)
    })
}

fn title() -> &'static str {
    assets().field(assets().title).unwrap().labels.get(Lang::ZhHans)
}

fn new_form(fake: &Fake) -> Window {
    let mut window = at(fake, Place::Register(assets()));
    window.state_mut().command(Command::New(Some(assets())));
    window.run();
    window.get_by_role_and_label(Role::TextInput, title()).focus();
    window.run();
    window
}

#[test]
fn the_input_method_stays_on_while_tab_goes_through_a_form() {
    let mut window = new_form(&Fake::with(&[], 0));
    assert!(stays_on(&mut window));
    // Past texts and choices alike.
    for _ in 0..6 {
        window.key_press(Key::Tab);
        assert!(stays_on(&mut window));
    }
    // Where nothing has the keyboard, letters are nobody's.
    let mut window = at(&Fake::with(&[], 0), Place::Register(assets()));
    (0..6).for_each(|_| window.step());
    assert!(window.output().platform_output.ime.is_none());
}

#[test]
fn what_is_being_composed_ends_with_its_field() {
    let mut window = new_form(&Fake::with(&[], 0));
    compose(&mut window, "tou");
    window.get_by_role_and_label(Role::Button, "保存").focus();
    window.step();
    let ended = (0..4).any(|_| {
        window.step();
        window.output().platform_output.ime.is_none_or(|ime| ime.should_interrupt_composition)
    });
    assert!(ended, "it would go on in the next field");
}

#[test]
fn a_shortcut_that_comes_as_a_text_leaves_none_behind() {
    let mut window = new_form(&Fake::with(&[], 0));
    compose(&mut window, "tou ying ji");
    // Ctrl+S and Ctrl+Space, as they come on X11.
    window.event(Event::Ime(ImeEvent::Commit("\u{13}".into())));
    window.event(Event::Ime(ImeEvent::Commit("\0".into())));
    window.run();
    compose(&mut window, "tou ying ji");
    commit(&mut window, "投影机");
    assert_eq!(window.get_by_role_and_label(Role::TextInput, title()).value().as_deref(), Some("投影机"));
}

#[test]
fn the_palette_lets_chinese_be_composed_and_looks_for_what_was_committed() {
    let mut window = at(&Fake::with(&[], 0), Place::Home);
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run();
    assert!(stays_on(&mut window), "a field that takes the keyboard in every frame breaks off every syllable");
    compose(&mut window, "hui yi");
    assert!(stays_on(&mut window) && shows(&window, "回到工作台"), "all commands stay");
    for key in [Key::ArrowDown, Key::Enter, Key::Escape] {
        window.key_press(key);
        window.step();
    }
    assert_eq!(window.state().place(), Place::Home, "the keys are the input method's");
    compose(&mut window, "hui yi");
    commit(&mut window, "会议室");
    assert!(shows(&window, "会议室日程") && !shows(&window, "回到工作台"));
}

#[test]
fn the_reception_looks_for_nobody_while_a_name_is_composed() {
    let fake = Fake::with(&[], 0);
    let visits = book::find("visits").unwrap();
    let ops = [("visitor", "王丽华"), ("planned_at", "2026-11-23T10:00")];
    let ops = ops.map(|(field, text)| Op::Set { field: field.into(), value: Some(text.into()) });
    fake.world.borrow_mut().add(visits, &ops);
    let mut window = at(&fake, Place::Reception);
    assert!(shows(&window, "王丽华"));
    compose(&mut window, "chen");
    window.step();
    assert!(shows(&window, "王丽华"), "the list is not narrowed down by letters of a syllable");
    for key in [Key::ArrowDown, Key::Enter] {
        window.key_press(key);
        window.step();
    }
    assert!(fake.world.borrow().sent.is_empty());
    commit(&mut window, "陈");
    assert!(!shows(&window, "王丽华"));
}

#[test]
fn the_box_for_labels_takes_what_a_scanner_types_whatever_the_input_method() {
    let fake = super::counting::office(false);
    let mut window = at(&fake, Place::Counting);
    (0..4).for_each(|_| window.step());
    assert!(window.get_by_role_and_label(Role::TextInput, "资产标签").is_focused());
    assert!(window.output().platform_output.ime.is_none(), "letters of a label are not made Chinese");
    window.get_by_role_and_label(Role::TextInput, "区域").focus();
    window.run();
    assert!(stays_on(&mut window), "the zone may be");
}

#[test]
fn a_suggestion_that_was_picked_is_gone_on_with_at_its_end() {
    let mut window = at(&Fake::with(&[], 0), Place::Register(assets()));
    window.state_mut().command(Command::New(Some(assets())));
    window.run();
    let name = assets().field("custodian").unwrap().labels.get(Lang::ZhHans);
    let field = window.get_by_role_and_label(Role::TextInput, name);
    field.focus();
    field.type_text("林");
    window.run();
    for key in [Key::ArrowDown, Key::Enter] {
        window.key_press(key);
        window.run();
    }
    window.event(Event::Text("等".into()));
    window.run();
    assert_eq!(window.get_by_role_and_label(Role::TextInput, name).value().as_deref(), Some("林秀英等"));
}
