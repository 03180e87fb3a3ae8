//! Warnings that hold now: stock below its minimum, what was not brought back in time. Each leads to its record.

use eframe::egui::{self, Margin, Ui};
use registers::def::{Alert, Tone};

use super::super::super::backend::{MOST_WARNINGS, Warning};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::{chip, paint};
use super::super::super::{icons, theme};
use super::Row;

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
                // Where the reading ended there may be more.
                let more = if warnings.len() >= MOST_WARNINGS { "+" } else { "" };
                paint::text_ui(ui, format!("{}{more}", warnings.len()), theme::LABEL, theme::text_3());
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
    let spoken = format!("{label} {}", hit.title);
    let row = Row { register: hit.register, number: &hit.number, title: &hit.title, spoken };
    let clicked = row.ui(ui, ROW, |ui| {
        chip::chip_ui(ui, label, tone);
        paint::text_ui(ui, hit.register.labels.get(cx.lang), theme::SMALL, theme::text_3());
    });
    if clicked {
        out.push(Command::Open(hit.register, hit.id));
    }
}
