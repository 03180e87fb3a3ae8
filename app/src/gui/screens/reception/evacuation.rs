//! The list for an evacuation: who is on campus, large, to be ticked off at the assembly point.

use std::collections::BTreeSet;

use eframe::egui::{self, Align, Layout, Margin, ScrollArea, Ui, vec2};
use registers::RecordId;
use registers::def::Tone;

use super::super::super::backend::{Action, FileJob, Present};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, chip, paint};
use super::super::super::{icons, theme};
use super::super::insight::SaveView;
use super::present::{cells, headings, why};
use super::{clock, people_ui, who_ui};

const ROW: f32 = 46.0;

/// Who was found at the assembly point. Nothing of it is written down: the list is for the moment.
#[derive(Debug, Default)]
pub(super) struct Evacuation {
    found: BTreeSet<RecordId>,
    save: SaveView,
}

impl Evacuation {
    /// Draws it. Gives whether it was closed.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, present: &[Present], out: &mut Vec<Command>) -> bool {
        let mut closed = false;
        theme::card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 0.0;
            egui::Frame::new().inner_margin(Margin::symmetric(18, 12)).show(ui, |ui| {
                ui.horizontal(|ui| {
                    let missing: i64 = present.iter().filter(|p| !self.found.contains(&p.id)).map(|p| p.people).sum();
                    let time = cx.now.strftime("%H:%M").to_string();
                    paint::bold_ui(ui, cx.with("gui.reception.roll", &[("time", &time)]), theme::CARD_TITLE);
                    let tone = if missing > 0 { Tone::Red } else { Tone::Green };
                    chip::chip_ui(ui, &cx.with("gui.reception.missing", &[("n", &missing.to_string())]), tone);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.spacing_mut().item_spacing.x = 8.0;
                        closed = button::small_ui(ui, icons::X, &cx.t("gui.close")).clicked();
                        if button::small_ui(ui, icons::DOWNLOAD_SIMPLE, &cx.t("gui.export")).clicked() {
                            self.save.open(cx, &cx.t("gui.reception.evacuation"));
                        }
                    });
                });
            });
            paint::hline_ui(ui);
            if present.is_empty() {
                return card::empty_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.reception.empty"), &cx.t("gui.reception.empty_hint"));
            }
            ScrollArea::vertical().id_salt("roll").auto_shrink([false, false]).show_rows(ui, ROW, present.len(), |ui, range| {
                for one in present.get(range).unwrap_or_default() {
                    self.row_ui(ui, cx, one);
                }
            });
        });
        if let Some(file) = self.save.ui(ui, cx) {
            let rows = present.iter().map(|p| cells(cx, p)).collect();
            let name = cx.t("gui.reception.evacuation");
            out.push(Command::Do(Action::File(FileJob::Table { name, headings: headings(cx), rows, file })));
        }
        closed
    }

    fn row_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, present: &Present) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), egui::Sense::hover());
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::row_line()));
        let inner = rect.shrink2(vec2(18.0, 0.0));
        let mut found = self.found.contains(&present.id);
        ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            let name = cx.with("gui.reception.found", &[("who", &present.visitor)]);
            if button::check_ui(ui, &mut found, &name).changed() {
                if found {
                    self.found.insert(present.id)
                } else {
                    self.found.remove(&present.id)
                };
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(doubt) = why(present.why) {
                    chip::chip_ui(ui, &cx.t(doubt), Tone::Amber);
                }
                people_ui(ui, cx, present.people);
                if !present.entered.is_empty() {
                    paint::text_ui(ui, clock(cx, &present.entered), theme::LABEL, theme::text_2());
                }
                paint::text_ui(ui, present.host.clone(), theme::LABEL, theme::text_2());
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if !present.badge.is_empty() {
                        chip::tag_ui(ui, &present.badge);
                    }
                    who_ui(ui, &present.visitor, &present.organisation);
                });
            });
        });
    }
}
