//! One of a list, and any of a list.

use std::collections::BTreeSet;

use eframe::egui::{self, Align2, Color32, EventFilter, Key, Popup, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{chip, field, paint};
use crate::gui::{icons, theme};

/// Something that can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choosable {
    /// What is kept.
    pub id: String,
    /// What is read.
    pub text: String,
}

/// A field of `width` that opens a list. `none` is what it says when nothing is picked, and the entry that
/// empties it. Up and down go through the list without opening it. True when the pick changed.
pub fn select_ui(ui: &mut Ui, name: &str, picked: &mut Option<String>, options: &[Choosable], none: &str, width: f32) -> bool {
    pick_ui(ui, name, picked, options, none, width).changed()
}

/// The same, with the response of the field.
pub fn pick_ui(ui: &mut Ui, name: &str, picked: &mut Option<String>, options: &[Choosable], none: &str, width: f32) -> Response {
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, theme::INPUT), Sense::click());
    let text = picked.as_ref().map_or(none, |id| options.iter().find(|o| o.id == *id).map_or(id.as_str(), |o| o.text.as_str()));
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), name);
        info.current_text_value = Some(paint::plain(text));
        info
    });
    let open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response));
    field::frame(ui, rect, &response, open);
    let color = if picked.is_some() { theme::text() } else { theme::text_hint() };
    line(ui, text, rect, color);
    ui.painter().text(
        pos2(rect.right() - 18.0, rect.center().y),
        Align2::CENTER_CENTER,
        icons::CARET_DOWN,
        theme::font(14.0),
        theme::text_3(),
    );
    let mut changed = step_by_keys(ui, &response, picked, options);
    Popup::from_toggle_button_response(&response).width(width - 12.0).show(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        egui::ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
            if option_ui(ui, none, picked.is_none(), theme::text_3()).clicked() {
                *picked = None;
                changed = true;
                ui.close();
            }
            for option in options {
                let on = picked.as_deref() == Some(option.id.as_str());
                if option_ui(ui, &option.text, on, theme::text()).clicked() {
                    *picked = Some(option.id.clone());
                    changed = true;
                    ui.close();
                }
            }
        });
    });
    if changed {
        response.mark_changed();
    }
    response
}

/// Pills of which any may be on. True when one changed.
pub fn many_ui(ui: &mut Ui, name: &str, picked: &mut BTreeSet<String>, options: &[Choosable]) -> bool {
    let mut changed = false;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        for option in options {
            let on = picked.contains(&option.id);
            let response = chip::filter_ui(ui, &option.text, None, on);
            response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, format!("{name} {}", option.text)));
            if response.clicked() {
                changed = true;
                if !picked.remove(&option.id) {
                    picked.insert(option.id.clone());
                }
            }
        }
    });
    changed
}

/// One entry of an opened list.
pub fn option_ui(ui: &mut Ui, text: &str, on: bool, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, on, paint::plain(text)));
    if on || response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, if on { theme::accent_soft() } else { theme::hover() });
    }
    line(ui, text, rect, if on { theme::accent() } else { color });
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn line(ui: &Ui, text: &str, rect: egui::Rect, color: Color32) {
    let text = egui::RichText::new(paint::plain(text)).size(theme::BODY).color(color);
    let galley =
        egui::WidgetText::from(text).into_galley(ui, Some(egui::TextWrapMode::Truncate), rect.width() - 34.0, egui::TextStyle::Body);
    ui.painter().galley(pos2(rect.left() + 10.0, rect.center().y - galley.size().y / 2.0), galley, color);
}

fn step_by_keys(ui: &Ui, response: &Response, picked: &mut Option<String>, options: &[Choosable]) -> bool {
    if !response.has_focus() || options.is_empty() {
        return false;
    }
    let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|m| m.set_focus_lock_filter(response.id, arrows));
    let (down, up) = ui.input(|i| (i.key_pressed(Key::ArrowDown), i.key_pressed(Key::ArrowUp)));
    let at = picked.as_ref().and_then(|id| options.iter().position(|o| o.id == *id));
    let next = match (at, down, up) {
        (None, true, _) => Some(0),
        (Some(at), true, _) => Some((at + 1).min(options.len() - 1)),
        (Some(at), false, true) => Some(at.saturating_sub(1)),
        _ => None,
    };
    let Some(option) = next.and_then(|n| options.get(n)) else { return false };
    let changed = picked.as_deref() != Some(option.id.as_str());
    *picked = Some(option.id.clone());
    changed
}
