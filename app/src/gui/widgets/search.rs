//! The search box.

use eframe::egui::{Align2, Margin, Response, RichText, TextEdit, Ui, pos2, vec2};

use crate::gui::{icons, theme};

/// A box of `width` with a magnifying glass. The hint is its accessible name.
pub fn search_ui(ui: &mut Ui, text: &mut String, hint: &str, width: f32) -> Response {
    let edit = TextEdit::singleline(text)
        .hint_text(RichText::new(hint).color(theme::text_hint()))
        .desired_width(width - 40.0)
        .margin(Margin { left: 32, right: 8, top: 0, bottom: 0 })
        .min_size(vec2(width, theme::INPUT_SMALL))
        .align(Align2::LEFT_CENTER);
    let response = ui.add(edit);
    let at = pos2(response.rect.left() + 17.0, response.rect.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, icons::MAGNIFYING_GLASS, theme::font(15.0), theme::text_3());
    response.accessible_name(hint)
}
