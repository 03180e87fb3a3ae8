//! Warnings that hold now: stock below its minimum, what was not brought back in time. Each leads to its record.

use eframe::egui::{self, Align, Layout, Margin, Role, Sense, Ui, WidgetInfo, vec2};
use registers::def::{Alert, Tone};

use super::super::super::backend::Warning;
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::{chip, paint};
use super::super::super::{icons, theme};

/// Rows in sight; the rest is scrolled to.
const ROWS: f32 = 4.0;
const ROW: f32 = 34.0;

/// Draws the card, when there is anything to warn of.
pub fn warnings_ui(ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
    let Some(Ok(warnings)) = cx.backend.warnings() else { return };
    if warnings.is_empty() {
        return;
    }
    theme::card_frame().show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::Frame::new().inner_margin(Margin::symmetric(18, 10)).show(ui, |ui| {
            ui.horizontal(|ui| {
                paint::text_ui(ui, icons::BELL, theme::ICON, theme::chip(Tone::Amber).text);
                paint::bold_ui(ui, cx.t("gui.home.warnings"), theme::CARD_TITLE);
                paint::text_ui(ui, warnings.len().to_string(), theme::LABEL, theme::TEXT_3);
            });
        });
        paint::hline_ui(ui);
        let height = ROW * (warnings.len() as f32).min(ROWS);
        egui::ScrollArea::vertical().id_salt("warnings").max_height(height).auto_shrink([false, true]).show_rows(
            ui,
            ROW,
            warnings.len(),
            |ui, range| warnings.get(range).unwrap_or_default().iter().for_each(|w| warning_ui(ui, cx, w, out)),
        );
    });
    ui.add_space(theme::GAP);
}

fn warning_ui(ui: &mut Ui, cx: Cx<'_>, warning: &Warning, out: &mut Vec<Command>) {
    let hit = &warning.hit;
    let alert: Option<&Alert> = hit.register.alerts.iter().find(|a| a.id == warning.alert);
    let (label, tone) = alert.map_or((warning.alert, Tone::Amber), |a| (a.labels.get(cx.lang), a.tone));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let words = paint::plain(format!("{label} {}", hit.title));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    if response.hovered() {
        ui.painter().rect_filled(rect, 0, theme::HOVER);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::ROW_LINE));
    paint::focus_ring(ui, &response, rect.shrink(2.0), theme::RADIUS);
    let inner = rect.shrink2(vec2(18.0, 0.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
        paint::text_ui(ui, super::icon(hit.register), theme::ICON, theme::TEXT_2);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            chip::chip_ui(ui, label, tone);
            paint::text_ui(ui, hit.register.labels.get(cx.lang), theme::SMALL, theme::TEXT_3);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if !hit.number.is_empty() {
                    paint::text_ui(ui, hit.number.clone(), theme::LABEL, theme::TEXT_3);
                }
                paint::truncated_ui(ui, hit.title.clone(), theme::BODY, theme::TEXT);
            });
        });
    });
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        out.push(Command::Open(hit.register, hit.id));
    }
}
