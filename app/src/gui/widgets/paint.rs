//! Small strokes of the brush that several controls share.

use eframe::egui::{self, Color32, Rect, Response, RichText, Sense, Stroke, Ui, vec2};
use registers::parse;

use crate::gui::theme;

/// A horizontal hairline over the whole width.
pub fn hline_ui(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0, theme::border());
}

/// A short vertical hairline between pieces of a bar.
pub fn vsep_ui(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(13.0, 14.0), Sense::hover());
    ui.painter().vline(rect.center().x, rect.y_range(), theme::hairline());
}

/// A coloured dot.
pub fn dot_ui(ui: &mut Ui, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 4.0, color);
}

/// A text as it may be shown: what cannot be seen, or turns the direction of writing, is spelled out. Texts come from
/// other desks too, and everything that draws one draws it through here.
pub fn plain(text: impl Into<String>) -> String {
    parse::spoken(&text.into()).into_owned()
}

/// Text of a size and colour.
pub fn text_ui(ui: &mut Ui, text: impl Into<String>, size: f32, color: Color32) -> Response {
    ui.label(RichText::new(plain(text)).size(size).color(color))
}

/// An icon beside words that say the same: nobody is read it out.
pub fn icon_ui(ui: &mut Ui, icon: &str, size: f32, color: Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(icon.to_owned(), theme::font(size), color);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(rect.min, galley, color);
    response
}

/// What sets a control apart from others of the same name, for whoever has the window read out.
pub fn described(response: &Response, by: impl Into<String>) {
    let by = plain(by);
    response.ctx.accesskit_node_builder(response.id, |node| node.set_description(by));
}

/// Semibold text of a size.
pub fn bold_ui(ui: &mut Ui, text: impl Into<String>, size: f32) -> Response {
    ui.label(RichText::new(plain(text)).font(theme::bold(size)).color(theme::text()))
}

/// One line that is cut with an ellipsis where the room ends.
pub fn truncated_ui(ui: &mut Ui, text: impl Into<String>, size: f32, color: Color32) -> Response {
    ui.add(egui::Label::new(RichText::new(plain(text)).size(size).color(color)).truncate())
}

/// The ring that shows where the keyboard is.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect, radius: u8) {
    if response.has_focus() {
        ui.painter().rect_stroke(rect.expand(1.0), radius + 1, Stroke::new(1.5, theme::accent()), egui::StrokeKind::Outside);
    }
}

/// An icon on a soft square.
pub fn badge_ui(ui: &mut Ui, icon: &str, side: f32, color: Color32, ground: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
    ui.painter().rect_filled(rect, theme::RADIUS_MENU, ground);
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, icon, theme::font(side * 0.52), color);
}
