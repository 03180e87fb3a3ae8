//! The reports of all registers, by area.

use eframe::egui::{self, Ui, vec2};
use registers::def::{Area, Register, Report};

use super::super::super::cx::Cx;
use super::super::super::theme;
use super::super::super::widgets::{button, card, paint};
use super::super::home;

/// Draws the page; gives the report that was chosen.
pub fn catalogue_ui(ui: &mut Ui, cx: Cx<'_>) -> Option<(&'static Register, &'static Report)> {
    ui.spacing_mut().item_spacing.y = 2.0;
    paint::bold_ui(ui, cx.t("gui.reports.title"), theme::PAGE_TITLE);
    paint::text_ui(ui, cx.t("gui.reports.all_hint"), theme::LABEL, theme::text_3());
    ui.add_space(theme::GAP);
    let mut chosen = None;
    egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = theme::GAP;
        for area in Area::ALL {
            let of_area = || cx.backend.registers().iter().copied().filter(|r| r.area == area && !r.reports.is_empty());
            if of_area().next().is_none() {
                continue;
            }
            card::card_ui(ui, area.labels().get(cx.lang), |ui| {
                ui.spacing_mut().item_spacing.y = 10.0;
                for register in of_area() {
                    chosen = register_ui(ui, cx, register).map(|report| (register, report)).or(chosen);
                }
            });
        }
    });
    chosen
}

fn register_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register) -> Option<&'static Report> {
    const NAME: f32 = 190.0;
    let mut chosen = None;
    ui.horizontal_top(|ui| {
        ui.allocate_ui(vec2(NAME, 28.0), |ui| {
            ui.set_width(NAME);
            ui.horizontal(|ui| {
                ui.set_height(28.0);
                paint::text_ui(ui, home::icon(register), theme::ICON, theme::text_3());
                paint::truncated_ui(ui, register.labels.get(cx.lang), theme::BODY, theme::text());
            });
        });
        let room = ui.available_width();
        ui.vertical(|ui| {
            ui.set_max_width(room);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
                for report in register.reports {
                    let label = report.labels.get(cx.lang);
                    let name = format!("{} {label}", register.labels.get(cx.lang));
                    // A button breaks its words rather than the line.
                    let width = ui.painter().layout_no_wrap(label.to_owned(), theme::font(theme::BODY), theme::text()).size().x + 24.0;
                    if width > ui.available_size_before_wrap().x {
                        ui.end_row();
                    }
                    if button::small_ui(ui, "", label).accessible_name(name).clicked() {
                        chosen = Some(report);
                    }
                }
            });
        });
    });
    chosen
}
