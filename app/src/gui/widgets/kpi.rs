//! A figure on a card.

use eframe::egui::{self, Align2, Response, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use registers::def::Tone;

use super::paint;
use crate::gui::theme;

/// What the card says.
#[derive(Debug, Clone, Copy)]
pub struct Kpi<'a> {
    /// Icon at the right.
    pub icon: &'a str,
    /// Colour of the icon.
    pub tone: Tone,
    /// What is counted.
    pub title: &'a str,
    /// How much.
    pub figure: &'a str,
    /// A remark beside the figure.
    pub note: &'a str,
}

/// Draws a card of `width` that can be clicked.
pub fn kpi_ui(ui: &mut Ui, width: f32, kpi: Kpi<'_>) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 76.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{} {}", kpi.title, kpi.figure)));
    let painter = ui.painter();
    let line = if response.hovered() { theme::outline() } else { theme::hairline() };
    painter.rect(rect, theme::RADIUS_CARD, theme::surface(), line, StrokeKind::Inside);
    let badged = width > 130.0;
    if badged {
        let colors = theme::chip(kpi.tone);
        let badge = egui::Rect::from_min_size(pos2(rect.right() - 42.0, rect.top() + 10.0), vec2(28.0, 28.0));
        painter.rect_filled(badge, theme::RADIUS_MENU, colors.ground);
        painter.text(badge.center(), Align2::CENTER_CENTER, kpi.icon, theme::font(16.0), colors.text);
    }
    // The icon keeps its room: what does not fit beside it is cut, and said in full at hover.
    let room = width - 16.0 - if badged { 50.0 } else { 12.0 };
    let title = egui::RichText::new(paint::plain(kpi.title)).size(theme::LABEL).color(theme::text_2());
    let title = egui::WidgetText::from(title).into_galley(ui, Some(egui::TextWrapMode::Truncate), room, egui::TextStyle::Body);
    let cut = title.elided;
    painter.galley(pos2(rect.left() + 16.0, rect.top() + 13.0), title, theme::text_2());
    let at = pos2(rect.left() + 16.0, rect.bottom() - 10.0);
    let figure = painter.text(at, Align2::LEFT_BOTTOM, kpi.figure, theme::bold(theme::FIGURE), theme::text());
    if width > 150.0 {
        let at = pos2(figure.right() + 8.0, rect.bottom() - 15.0);
        painter.text(at, Align2::LEFT_BOTTOM, kpi.note, theme::font(theme::SMALL), theme::text_3());
    }
    paint::focus_ring(ui, &response, rect, theme::RADIUS_CARD);
    let response = if cut { response.on_hover_text(paint::plain(kpi.title)) } else { response };
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
