//! Cards, section headings, and label with value.

use eframe::egui::{self, Margin, RichText, Ui, pos2, vec2};

use super::paint;
use crate::gui::theme;

/// A white card with a title.
pub fn card_ui<R>(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    theme::card_frame()
        .inner_margin(Margin::same(theme::CARD_PADDING))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            if !title.is_empty() {
                paint::bold_ui(ui, title, theme::CARD_TITLE);
                ui.add_space(4.0);
            }
            add(ui)
        })
        .inner
}

/// A heading inside a card or panel.
pub fn section_ui(ui: &mut Ui, title: &str) {
    paint::bold_ui(ui, title, theme::BODY);
}

/// A label with its value beside it; a long value goes on over several lines.
pub fn key_value_ui(ui: &mut Ui, key: &str, value: &str) {
    // Latin words are longer than Chinese ones.
    let key_width = if key.is_ascii() { 124.0 } else { 92.0 };
    let width = ui.available_width();
    let (name, key_font) = (key, theme::font(theme::LABEL));
    let key = ui.painter().layout(key.to_owned(), key_font, theme::text_3(), key_width - 8.0);
    let room = (width - key_width).max(40.0);
    let height = key.size().y;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let (rect, _) = ui.allocate_exact_size(vec2(key_width, height.max(22.0)), egui::Sense::hover());
        ui.painter().galley(pos2(rect.left(), rect.top() + 1.5), key, theme::text_3());
        ui.allocate_ui(vec2(room, 0.0), |ui| {
            ui.add_space(1.0);
            let value = RichText::new(paint::plain(value)).size(theme::BODY).color(theme::text());
            let shown = ui.add(egui::Label::new(value).wrap().selectable(true));
            paint::described(&shown, name);
        });
    });
}

/// What an empty place says, with an icon above it.
pub fn empty_ui(ui: &mut Ui, icon: &str, title: &str, hint: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(40.0);
        paint::badge_ui(ui, icon, 48.0, theme::text_3(), theme::tag());
        ui.add_space(4.0);
        paint::bold_ui(ui, title, theme::BODY);
        if !hint.is_empty() {
            paint::text_ui(ui, hint, theme::LABEL, theme::text_3());
        }
        ui.add_space(40.0);
    });
}
