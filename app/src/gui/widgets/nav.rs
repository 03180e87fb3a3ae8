//! Items of the navigation.

use eframe::egui::{self, Align2, Color32, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use registers::def::Tone;

use super::paint;
use crate::gui::{icons, theme};

/// One line of the navigation: icon, label and, when something waits, how much.
#[derive(Debug, Clone, Copy)]
pub struct NavItem<'a> {
    /// Icon before the label.
    pub icon: &'a str,
    /// What it says; its accessible name too.
    pub label: &'a str,
    /// How much there is; empty shows nothing.
    pub badge: &'a str,
    /// Whether what is counted waits for somebody.
    pub urgent: bool,
    /// Whether the place is open.
    pub selected: bool,
}

/// Whether there is room for icons only.
pub fn is_narrow(ui: &Ui) -> bool {
    ui.max_rect().width() < theme::NAV_NARROW
}

/// Draws an item.
pub fn nav_item_ui(ui: &mut Ui, item: NavItem<'_>) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::NAV_ITEM), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, item.selected, item.label));
    let ground = if item.selected {
        theme::accent_soft()
    } else if response.hovered() {
        theme::hover()
    } else {
        Color32::TRANSPARENT
    };
    let painter = ui.painter();
    painter.rect_filled(rect, theme::RADIUS, ground);
    let (font, text, icon) = if item.selected {
        (theme::bold(theme::BODY), theme::accent(), theme::accent())
    } else {
        (theme::font(theme::BODY), theme::text_button(), theme::text_2())
    };
    painter.text(pos2(rect.left() + 20.0, rect.center().y), Align2::CENTER_CENTER, item.icon, theme::font(theme::ICON), icon);
    if is_narrow(ui) {
        if item.urgent && !item.badge.is_empty() {
            painter.circle_filled(rect.right_top() + vec2(-8.0, 9.0), 4.0, theme::alarm());
        }
        paint::focus_ring(ui, &response, rect, theme::RADIUS);
        return response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(format!("{} {}", item.label, item.badge));
    }
    let badge_width = badge(ui, rect, item);
    let room = rect.width() - 42.0 - badge_width;
    let galley = egui::WidgetText::from(egui::RichText::new(item.label).font(font).color(text)).into_galley(
        ui,
        Some(egui::TextWrapMode::Truncate),
        room,
        egui::TextStyle::Body,
    );
    let cut = galley.elided;
    ui.painter().galley(pos2(rect.left() + 38.0, rect.center().y - galley.size().y / 2.0), galley, text);
    paint::focus_ring(ui, &response, rect, theme::RADIUS);
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if cut { response.on_hover_text(item.label) } else { response }
}

/// A heading between items.
pub fn nav_heading_ui(ui: &mut Ui, label: &str) {
    ui.add_space(12.0);
    if is_narrow(ui) {
        return paint::hline_ui(ui);
    }
    ui.horizontal(|ui| {
        ui.add_space(10.0);
        paint::text_ui(ui, label, theme::SMALL, theme::text_3());
    });
    ui.add_space(2.0);
}

/// A heading that hides the items below it, or shows them again.
pub fn nav_fold_ui(ui: &mut Ui, label: &str, folded: bool) -> Response {
    ui.add_space(8.0);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, !folded, label));
    let color = if response.hovered() { theme::text() } else { theme::text_3() };
    if is_narrow(ui) {
        let (icon, shorter) = (if folded { icons::CARET_RIGHT } else { icons::CARET_DOWN }, rect.shrink2(vec2(4.0, 0.0)));
        ui.painter().hline(shorter.x_range(), rect.top(), egui::Stroke::new(1.0, theme::row_line()));
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, theme::font(theme::SMALL), color);
        paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
        return response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(label);
    }
    let left = pos2(rect.left() + 10.0, rect.center().y);
    ui.painter().text(left, Align2::LEFT_CENTER, label, theme::font(theme::SMALL), color);
    if folded || response.hovered() || response.has_focus() {
        let icon = if folded { icons::CARET_RIGHT } else { icons::CARET_DOWN };
        ui.painter().text(pos2(rect.right() - 18.0, rect.center().y), Align2::CENTER_CENTER, icon, theme::font(theme::SMALL), color);
    }
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Draws the count at the right and gives the width that it took.
fn badge(ui: &Ui, rect: egui::Rect, item: NavItem<'_>) -> f32 {
    if item.badge.is_empty() {
        return 0.0;
    }
    if !item.urgent {
        let at = pos2(rect.right() - 12.0, rect.center().y);
        let drawn = ui.painter().text(at, Align2::RIGHT_CENTER, item.badge, theme::font(theme::SMALL), theme::text_3());
        return drawn.width() + 16.0;
    }
    let colors = theme::chip(Tone::Red);
    let galley = ui.painter().layout_no_wrap(item.badge.to_owned(), theme::bold(11.0), colors.text);
    let width = (galley.size().x + 12.0).max(20.0);
    let pill = egui::Rect::from_center_size(pos2(rect.right() - 10.0 - width / 2.0, rect.center().y), vec2(width, 18.0));
    ui.painter().rect_filled(pill, 9, theme::alarm_soft());
    ui.painter().galley(pill.center() - galley.size() / 2.0, galley, colors.text);
    width + 14.0
}
