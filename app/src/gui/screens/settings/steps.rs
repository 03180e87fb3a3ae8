//! The steps and states of a register: their words, and which of the steps the office does without.

use eframe::egui::Ui;
use registers::book::{self, adjustments as own};
use registers::def::Register;
use registers::shelf::is_optional;

use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, chip, paint};
use super::super::super::{format, icons, theme};
use super::dialogs::{Dialog, Rename};
use super::{Change, SettingsView, cell_ui, headings_ui, set};

const LABEL: f32 = 190.0;
const WAY: f32 = 330.0;
const TICK: f32 = 74.0;

impl SettingsView {
    pub(super) fn steps_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, changes: &mut Vec<Change>) {
        card::card_ui(ui, &cx.t("gui.settings.steps"), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let used = cx.t("gui.settings.used");
            headings_ui(ui, &[(cx.t("gui.settings.label"), LABEL), (cx.t("gui.settings.way"), WAY), (used.clone(), TICK)]);
            // Those that are switched off stand only on the register as it comes.
            for plain in book::find(register.key).map_or(&[][..], |r| r.transitions) {
                let here = register.transitions.iter().find(|t| t.id == plain.id);
                let label = here.unwrap_or(plain).labels.get(cx.lang);
                ui.horizontal(|ui| {
                    let color = if here.is_some() { theme::text() } else { theme::text_3() };
                    cell_ui(ui, LABEL, |ui| paint::text_ui(ui, label, theme::BODY, color));
                    let state = |id: &&str| format::state(register, id, cx.lang).0.to_owned();
                    let from: Vec<String> = plain.from.iter().map(state).collect();
                    let way = format!("{} → {}", from.join(&cx.t("gui.list_separator")), state(&plain.to));
                    cell_ui(ui, WAY, |ui| paint::truncated_ui(ui, way, theme::LABEL, theme::text_3()));
                    let may = here.is_none_or(|step| is_optional(register, step));
                    cell_ui(ui, TICK, |ui| {
                        ui.add_enabled_ui(may, |ui| {
                            let mut on = here.is_some();
                            if button::check_ui(ui, &mut on, &format!("{used} {label}")).changed() {
                                changes.push(Change::new("step", plain.id, vec![set(own::HIDDEN.id(), !on)]));
                            }
                        });
                    });
                    if button::icon_ui(ui, icons::PENCIL_SIMPLE, &cx.with("gui.settings.rename", &[("what", label)])).clicked() {
                        self.dialog = Some(Dialog::Rename(Rename::new("step", plain.id, label)));
                    }
                });
            }
            ui.add_space(4.0);
            paint::text_ui(ui, cx.t("gui.settings.steps_hint"), theme::SMALL, theme::text_3());
        });
        card::card_ui(ui, &cx.t("gui.settings.states"), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for state in register.states {
                let label = state.labels.get(cx.lang);
                ui.horizontal(|ui| {
                    cell_ui(ui, LABEL, |ui| chip::chip_ui(ui, label, state.tone));
                    let name = cx.with("gui.settings.rename_state", &[("what", label)]);
                    if button::icon_ui(ui, icons::PENCIL_SIMPLE, &name).clicked() {
                        self.dialog = Some(Dialog::Rename(Rename::new("state", state.id, label)));
                    }
                });
            }
        });
    }
}
