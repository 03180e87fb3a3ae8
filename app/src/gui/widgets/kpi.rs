//! A figure on a card.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{self, Align2, Galley, Response, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};
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

/// Most lines of a title.
const LINES: usize = 2;

/// The title in the room that it has.
fn title(ui: &Ui, text: &str, room: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple(paint::plain(text), theme::font(theme::LABEL), theme::text_2(), room);
    job.wrap = TextWrapping { max_width: room, max_rows: LINES, ..TextWrapping::default() };
    // The two lines stand close: the figure is below them.
    job.sections.iter_mut().for_each(|section| section.format.line_height = Some(theme::LABEL + 2.0));
    ui.painter().layout_job(job)
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
    // The icon keeps its room: what does not fit beside it goes on in a second line, and what does not fit there either is cut, and
    // said in full at hover.
    let room = width - 16.0 - if badged { 50.0 } else { 12.0 };
    let title = title(ui, kpi.title, room);
    let cut = title.elided;
    let top = if title.rows.len() > 1 { 7.0 } else { 13.0 };
    painter.galley(pos2(rect.left() + 16.0, rect.top() + top), title, theme::text_2());
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
