//! Pieces of the bar at the foot.

use eframe::egui::{Color32, Response, RichText, Ui};

use super::paint;
use crate::gui::theme;

/// Dot and word for the connection.
pub fn link_ui(ui: &mut Ui, text: &str, dot: Color32, color: Color32) -> Response {
    paint::dot_ui(ui, dot);
    ui.label(RichText::new(paint::plain(text)).size(theme::SMALL).color(color))
}

/// Icon and words; its accessible name is the words alone.
pub fn piece_ui(ui: &mut Ui, icon: &str, text: &str, color: Color32) -> Response {
    if !icon.is_empty() {
        ui.label(RichText::new(icon).size(theme::SMALL + 1.0).color(color));
    }
    ui.label(RichText::new(paint::plain(text)).size(theme::SMALL).color(color))
}
