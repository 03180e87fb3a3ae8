//! Dialogs in the middle of the window.

use eframe::egui::{self, Margin, Role, Ui, WidgetInfo};

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
    let modal = egui::Modal::new(egui::Id::unique(id)).frame(frame).backdrop_color(theme::backdrop());
    let shown = modal.show(ctx, |ui| {
        ui.response().widget_info(|| WidgetInfo::labeled(Role::Dialog, true, paint::plain(title)));
        ui.set_width(width);
        paint::bold_ui(ui, title, theme::CARD_TITLE);
        ui.add_space(4.0);
        add(ui)
    });
    let dismissed = shown.should_close();
    Shown { inner: shown.inner, dismissed }
}
