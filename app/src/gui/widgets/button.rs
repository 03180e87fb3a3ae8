//! Buttons: one filled per view, outlined ones, and icons alone.

use eframe::egui::{self, Align2, Color32, Pos2, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::paint;
use crate::gui::{icons, theme};

/// The one filled button of a view.
pub fn primary_ui(ui: &mut Ui, icon: &str, label: &str) -> Response {
    filled_ui(ui, icon, label, [theme::accent_fill(), theme::accent_hover(), theme::accent_pressed()])
}

/// A filled button for what cannot be taken back lightly.
pub fn danger_ui(ui: &mut Ui, icon: &str, label: &str) -> Response {
    filled_ui(ui, icon, label, [theme::danger(), theme::danger_hover(), theme::danger_pressed()])
}

/// An outlined button.
pub fn secondary_ui(ui: &mut Ui, icon: &str, label: &str) -> Response {
    named(ui.add(button(icon, label).min_size(vec2(0.0, theme::BUTTON))), label)
}

/// An outlined button that opens a menu of what else there is.
pub fn more_ui(ui: &mut Ui, label: &str) -> Response {
    let words = paint::plain(label);
    named(ui.add(egui::Button::new((words, icons::CARET_DOWN)).min_size(vec2(0.0, theme::BUTTON))), label)
}

/// How wide a button with an icon and these words is.
pub fn width(ui: &Ui, label: &str) -> f32 {
    const BESIDE: f32 = 48.0;
    ui.painter().layout_no_wrap(paint::plain(label), theme::font(theme::BODY), theme::text()).size().x + BESIDE
}

/// An outlined button of less height, for use inside cards.
pub fn small_ui(ui: &mut Ui, icon: &str, label: &str) -> Response {
    ui.scope(|ui| {
        ui.spacing_mut().button_padding = vec2(9.0, 3.0);
        named(ui.add(button(icon, label).min_size(vec2(0.0, 28.0))), label)
    })
    .inner
}

/// A small button among others that go on over several lines, as [`small_ui`] cannot.
pub fn flowing_ui(ui: &mut Ui, icon: &str, label: &str, enabled: bool) -> Response {
    let padding = std::mem::replace(&mut ui.spacing_mut().button_padding, vec2(9.0, 3.0));
    let button = button(icon, label).min_size(vec2(0.0, 28.0)).wrap_mode(egui::TextWrapMode::Extend);
    let response = named(ui.add_enabled(enabled, button), label);
    ui.spacing_mut().button_padding = padding;
    response
}

/// A way to one of several pages of one thing; `on` is the page that is open. Without words the label is a tooltip.
pub fn tab_ui(ui: &mut Ui, icon: &str, label: &str, on: bool, words: bool) -> Response {
    let response = ui
        .scope(|ui| {
            if on {
                let widgets = &mut ui.visuals_mut().widgets;
                for widget in [&mut widgets.inactive, &mut widgets.hovered] {
                    widget.weak_bg_fill = theme::accent_soft();
                    widget.bg_stroke = Stroke::new(1.0, theme::accent_line());
                    widget.fg_stroke = Stroke::new(1.0, theme::accent());
                }
            }
            let button = if words { button(icon, label) } else { egui::Button::new(icon) };
            ui.add(button.min_size(vec2(0.0, theme::BUTTON)))
        })
        .inner;
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), on, label));
    paint::focus_ring(ui, &response, response.rect, theme::RADIUS);
    if words { response } else { response.on_hover_text(label) }
}

/// A button that is only an icon; `tip` is its name and its tooltip.
pub fn icon_ui(ui: &mut Ui, icon: &str, tip: &str) -> Response {
    tipped_ui(ui, icon, tip, tip)
}

/// One whose tooltip says more than its name: the keys that do the same.
pub fn tipped_ui(ui: &mut Ui, icon: &str, name: &str, tip: &str) -> Response {
    let (name, tip) = (&paint::plain(name), &paint::plain(tip));
    let side = theme::INPUT_SMALL;
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, theme::hover());
    }
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, theme::font(theme::ICON), theme::text_2());
    paint::focus_ring(ui, &response, rect, theme::RADIUS);
    response.on_hover_text(tip)
}

/// A smaller one, for the end of a piece in a strip.
pub fn tiny_ui(ui: &mut Ui, icon: &str, tip: &str) -> Response {
    let tip = &paint::plain(tip);
    let (rect, response) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), tip));
    if response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, theme::hover());
    }
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, theme::font(theme::SMALL), theme::text_3());
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    response.on_hover_text(tip)
}

/// How many of several things are ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ticks {
    /// None of them.
    None,
    /// Some of them.
    Some,
    /// All of them.
    All,
}

/// A square that stands for several others, named `name`; what a press does is for whoever draws it.
pub fn ticks_ui(ui: &mut Ui, ticks: Ticks, name: &str) -> Response {
    let mut on = ticks == Ticks::All;
    let response = check_ui(ui, &mut on, name);
    if ticks == Ticks::Some {
        let square = response.rect.shrink(1.0);
        ui.painter().rect_filled(square, 4, theme::accent_fill());
        let line = square.shrink2(vec2(4.0, 0.0)).x_range();
        ui.painter().hline(line, square.center().y, Stroke::new(2.0, theme::on_accent()));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_toggled(egui::accesskit::Toggled::Mixed));
    }
    response.on_hover_text(paint::plain(name))
}

/// A square to tick, named `name`.
pub fn check_ui(ui: &mut Ui, on: &mut bool, name: &str) -> Response {
    square_ui(ui, on, name, 18.0, theme::SMALL)
}

/// One that is seen from afar.
pub fn big_check_ui(ui: &mut Ui, on: &mut bool, name: &str) -> Response {
    square_ui(ui, on, name, 34.0, theme::FIGURE)
}

fn square_ui(ui: &mut Ui, on: &mut bool, name: &str, side: f32, mark: f32) -> Response {
    let name = &paint::plain(name);
    let (rect, mut response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    let ticked = *on;
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), ticked, name));
    let square = rect.shrink(1.0);
    paint_square(ui, square, ticked, mark);
    paint::focus_ring(ui, &response, square, 4);
    response
}

/// Paints a square with or without its tick.
fn paint_square(ui: &Ui, square: Rect, ticked: bool, mark: f32) {
    if ticked {
        ui.painter().rect_filled(square, 4, theme::accent_fill());
        ui.painter().text(square.center(), Align2::CENTER_CENTER, icons::CHECK, theme::font(mark), theme::on_accent());
    } else {
        ui.painter().rect(square, 4, theme::surface(), Stroke::new(1.0, theme::border_hover()), egui::StrokeKind::Inside);
    }
}

/// Paints one in a part of something that takes the click itself.
pub fn tick(ui: &Ui, center: Pos2, ticked: bool) {
    paint_square(ui, Rect::from_center_size(center, vec2(16.0, 16.0)), ticked, theme::SMALL);
}

fn filled_ui(ui: &mut Ui, icon: &str, label: &str, [rest, hover, pressed]: [Color32; 3]) -> Response {
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for (widget, fill) in [(&mut widgets.inactive, rest), (&mut widgets.hovered, hover), (&mut widgets.active, pressed)] {
            widget.weak_bg_fill = fill;
            widget.bg_fill = fill;
            widget.bg_stroke = Stroke::new(1.0, fill);
            widget.fg_stroke = Stroke::new(1.0, theme::on_accent());
        }
        let response = named(ui.add(button(icon, label).min_size(vec2(0.0, theme::BUTTON))), label);
        paint::focus_ring(ui, &response, response.rect, theme::RADIUS);
        response
    })
    .inner
}

fn button<'a>(icon: &'a str, label: &str) -> egui::Button<'a> {
    let label = paint::plain(label);
    if icon.is_empty() { egui::Button::new(label) } else { egui::Button::new((icon, label)) }
}

/// The icon is not part of the name.
fn named(response: Response, label: &str) -> Response {
    response.accessible_name(paint::plain(label))
}
