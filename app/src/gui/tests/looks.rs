//! Light and dark, and what a person may choose about how the window looks.

use crate::gui::backend::Link;
use crate::gui::{Place, theme};
use eframe::egui::{Role, Theme};

use super::fake::Fake;
use super::screens::{assets, at, click, shows};

#[test]
fn asking_for_the_relay_does_not_say_that_something_was_saved() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Home);
    click(&mut window, Role::Button, "立即同步");
    assert!(shows(&window, "正在联系中继") && !shows(&window, "已保存"));
    fake.world.borrow_mut().sync.link = Link::None;
    click(&mut window, Role::Button, "立即同步");
    assert!(shows(&window, "还没有中继，无法同步"));
}

#[test]
fn a_field_that_has_the_keyboard_asks_for_no_frame_by_itself() {
    let window = at(&Fake::office(3), Place::Home);
    assert!([Theme::Light, Theme::Dark].iter().all(|theme| !window.ctx.style_of(*theme).visuals.text_cursor.blink));
}

#[test]
fn the_window_is_drawn_in_the_theme_of_its_context() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Register(assets()));
    assert_eq!(window.ctx.global_style().visuals.panel_fill, theme::canvas());
    let light = theme::canvas();
    window.ctx.set_theme(Theme::Dark);
    window.run();
    assert_ne!(theme::canvas(), light);
    assert_eq!(window.ctx.global_style().visuals.panel_fill, theme::canvas());
    assert_eq!(window.ctx.global_style().visuals.text_color(), theme::text());
}
