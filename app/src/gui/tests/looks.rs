//! Light and dark, and what a person may choose about how the window looks.

use crate::gui::{Place, theme};
use eframe::egui::Theme;

use super::fake::Fake;
use super::screens::{assets, at};

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
