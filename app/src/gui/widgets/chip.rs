//! Chips for states, tags for other facts, pills to filter by.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{self, Align2, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use registers::def::Tone;

use super::paint;
use crate::gui::{icons, theme};

/// A state: pill with dot and text; where there is no room for all of it, the pointer tells the rest.
pub fn chip_ui(ui: &mut Ui, text: &str, tone: Tone) -> Response {
    let (text, colors) = (paint::plain(text), theme::chip(tone));
    let mut job = LayoutJob::simple_singleline(text.clone(), theme::font(theme::SMALL), colors.text);
    job.wrap = TextWrapping::truncate_at_width((ui.available_width() - 24.0).max(24.0));
    let galley = ui.painter().layout_job(job);
    let elided = galley.elided;
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 24.0, theme::CHIP), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    let painter = ui.painter();
    painter.rect(rect, 11, colors.ground, Stroke::new(1.0, colors.border), StrokeKind::Inside);
    painter.circle_filled(pos2(rect.left() + 10.0, rect.center().y), 2.5, colors.text);
    painter.galley(pos2(rect.left() + 16.0, rect.center().y - galley.size().y / 2.0), galley, colors.text);
    if elided { response.on_hover_text(text) } else { response }
}

/// The width that [`chip_ui`] takes where there is room.
pub fn chip_width(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(paint::plain(text), theme::font(theme::SMALL), theme::text()).size().x + 24.0
}

/// A fact without a state.
pub fn tag_ui(ui: &mut Ui, text: &str) -> Response {
    let text = paint::plain(text);
    let galley = ui.painter().layout_no_wrap(text.clone(), theme::font(theme::SMALL), theme::text_2());
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 14.0, theme::CHIP), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    ui.painter().rect_filled(rect, 5, theme::tag());
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, theme::text_2());
    response
}

/// A pill that filters a list, with how many it would leave.
pub fn filter_ui(ui: &mut Ui, text: &str, count: Option<&str>, on: bool) -> Response {
    let color = if on { theme::accent() } else { theme::text_2() };
    let text = paint::plain(text);
    let galley = ui.painter().layout_no_wrap(text.clone(), theme::font(theme::LABEL), color);
    let count =
        count.map(|c| ui.painter().layout_no_wrap(c.to_owned(), theme::font(11.0), if on { theme::accent() } else { theme::text_3() }));
    let tail = count.as_ref().map_or(0.0, |g| g.size().x + 5.0);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + tail + 22.0, 30.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), on, &text));
    let (fill, line) = match (on, response.hovered()) {
        (true, _) => (theme::accent_soft(), theme::accent_line()),
        (false, true) => (theme::hover(), theme::border_strong()),
        (false, false) => (theme::surface(), theme::border()),
    };
    ui.painter().rect(rect, 15, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    let at = pos2(rect.left() + 11.0, rect.center().y - galley.size().y / 2.0);
    let after = at.x + galley.size().x + 5.0;
    ui.painter().galley(at, galley, color);
    if let Some(count) = count {
        ui.painter().galley(pos2(after, rect.center().y - count.size().y / 2.0), count, theme::text_3());
    }
    paint::focus_ring(ui, &response, rect, 15);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// What was done with a chip that can be taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removable {
    /// It was pressed.
    pub pressed: bool,
    /// It is to go: by its cross, or by Delete while it has the keyboard.
    pub removed: bool,
}

/// A pill with a cross, which is named `remove`; `on` is one that is being changed.
pub fn removable_ui(ui: &mut Ui, text: &str, remove: &str, on: bool) -> Removable {
    const CROSS: f32 = 24.0;
    let text = paint::plain(text);
    let mut job = LayoutJob::simple_singleline(text.clone(), theme::font(theme::LABEL), theme::accent());
    job.wrap = TextWrapping::truncate_at_width(MOST_WIDE);
    let galley = ui.painter().layout_job(job);
    let elided = galley.elided;
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 14.0 + CROSS, 28.0), Sense::click());
    let [mut body, mut side] = [rect, rect];
    body.max.x = rect.right() - CROSS;
    side.min.x = body.max.x;
    let cross = ui.interact(side, response.id.with("cross"), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), on, &text));
    cross.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), remove));
    let fill = if on || response.hovered() { theme::hover() } else { theme::accent_soft() };
    ui.painter().rect(rect, 14, fill, Stroke::new(1.0, theme::accent_line()), StrokeKind::Inside);
    ui.painter().galley(pos2(rect.left() + 11.0, rect.center().y - galley.size().y / 2.0), galley, theme::accent());
    let color = if cross.hovered() { theme::text() } else { theme::text_2() };
    ui.painter().text(side.center() - vec2(2.0, 0.0), Align2::CENTER_CENTER, icons::X, theme::font(theme::SMALL), color);
    paint::focus_ring(ui, &response, rect, 14);
    paint::focus_ring(ui, &cross, side.shrink(3.0), 11);
    let deletes = |ui: &Ui| ui.input(|i| i.key_pressed(egui::Key::Delete) || i.key_pressed(egui::Key::Backspace));
    let removed = cross.clicked() || (response.has_focus() && deletes(ui));
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    let pressed = if elided { response.on_hover_text(text) } else { response }.clicked();
    Removable { pressed, removed }
}

/// The widest text of a pill with a cross.
const MOST_WIDE: f32 = 360.0;

/// The width that [`filter_ui`] takes.
pub fn filter_width(ui: &Ui, text: &str, count: Option<&str>) -> f32 {
    let width = |text: &str, size: f32| ui.painter().layout_no_wrap(paint::plain(text), theme::font(size), theme::text_2()).size().x;
    width(text, theme::LABEL) + count.map_or(0.0, |c| width(c, 11.0) + 5.0) + 22.0
}

/// One of a few that exclude each other, side by side, as for yes and no. Gives what was picked.
pub fn segmented_ui<T: Copy + PartialEq>(ui: &mut Ui, name: &str, current: T, options: &[(T, String)]) -> Option<T> {
    let mut picked = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (at, (value, text)) in options.iter().enumerate() {
            let on = *value == current;
            let color = if on { theme::accent() } else { theme::text_2() };
            let galley = ui.painter().layout_no_wrap(text.clone(), theme::font(theme::BODY), color);
            let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 28.0, theme::INPUT), Sense::click());
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), on, format!("{name} {text}")));
            let mut radius = egui::CornerRadius::ZERO;
            if at == 0 {
                (radius.nw, radius.sw) = (theme::RADIUS, theme::RADIUS);
            }
            if at + 1 == options.len() {
                (radius.ne, radius.se) = (theme::RADIUS, theme::RADIUS);
            }
            let fill = if on {
                theme::accent_soft()
            } else if response.hovered() {
                theme::hover()
            } else {
                theme::surface()
            };
            let line = if on { theme::accent_line() } else { theme::border_strong() };
            ui.painter().rect(rect, radius, fill, Stroke::new(1.0, line), StrokeKind::Inside);
            ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
            paint::focus_ring(ui, &response, rect, theme::RADIUS);
            if response.clicked() {
                picked = Some(*value);
            }
        }
    });
    picked
}
