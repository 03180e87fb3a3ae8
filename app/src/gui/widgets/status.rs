//! Pieces of the bar at the foot.

use eframe::egui::{Align2, Color32, CursorIcon, Response, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

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
        paint::icon_ui(ui, icon, theme::SMALL + 1.0, color);
    }
    ui.label(RichText::new(paint::plain(text)).size(theme::SMALL).color(color))
}

/// What stands before the words of [`button_ui`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark<'a> {
    /// A dot of a colour.
    Dot(Color32),
    /// An icon in the colour of the words.
    Icon(&'a str),
}

/// A piece that can be pressed: it has the keyboard in its turn, and says what it is by its words alone.
pub fn button_ui(ui: &mut Ui, mark: Mark<'_>, text: &str, color: Color32) -> Response {
    const ROOM: f32 = 21.0;
    let text = paint::plain(text);
    let galley = ui.painter().layout_no_wrap(text.clone(), theme::font(theme::SMALL), color);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + ROOM + 4.0, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &text));
    if response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, theme::hover());
    }
    let at = pos2(rect.left() + 10.0, rect.center().y);
    match mark {
        Mark::Dot(dot) => drop(ui.painter().circle_filled(at, 4.0, dot)),
        Mark::Icon(icon) => drop(ui.painter().text(at, Align2::CENTER_CENTER, icon, theme::font(theme::SMALL + 1.0), color)),
    }
    ui.painter().galley(pos2(rect.left() + ROOM, rect.center().y - galley.size().y / 2.0), galley, color);
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
