//! Dialogs in the middle of the window.

use eframe::egui::{self, Margin, Ui};

use super::paint;
use crate::gui::theme;

/// What a dialog gave back.
#[derive(Debug)]
pub struct Shown<R> {
    /// What its contents gave.
    pub inner: R,
    /// Escape or a click beside it.
    pub dismissed: bool,
}

/// Draws a dialog with a title over everything else.
pub fn dialog_ui<R>(ctx: &egui::Context, id: &str, title: &str, width: f32, add: impl FnOnce(&mut Ui) -> R) -> Shown<R> {
    let frame = egui::Frame::popup(&ctx.global_style())
        .fill(theme::surface())
        .corner_radius(theme::RADIUS_CARD)
        .inner_margin(Margin::same(theme::CARD_PADDING + 2));
    let id = egui::Id::unique(id);
    let area = egui::Modal::default_area(id).accessible_name(paint::plain(title));
    let modal = egui::Modal::new(id).area(area).frame(frame).backdrop_color(theme::backdrop());
    let shown = modal.show(ctx, |ui| {
        ui.set_width(width);
        paint::bold_ui(ui, title, theme::CARD_TITLE);
        ui.add_space(4.0);
        add(ui)
    });
    let dismissed = shown.should_close();
    Shown { inner: shown.inner, dismissed }
}
