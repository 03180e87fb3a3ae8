//! Before a register is chosen: all of them by area, with how much of each the office has adjusted.

use eframe::egui::{self, Ui, vec2};
use registers::book::adjustments as own;
use registers::def::{Area, Register};

use super::super::super::cx::Cx;
use super::super::super::theme;
use super::super::super::widgets::{button, card};
use super::super::home;
use super::SettingsView;

impl SettingsView {
    /// Draws them; gives the one that was chosen.
    pub(super) fn registers_ui(&self, ui: &mut Ui, cx: Cx<'_>) -> Option<&'static Register> {
        let mut chosen = None;
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            for area in Area::ALL {
                let of_area = || cx.backend.registers().iter().copied().filter(|r| r.area == area && r.key != own::REGISTER.key);
                if of_area().next().is_none() {
                    continue;
                }
                card::card_ui(ui, area.labels().get(cx.lang), |ui| {
                    ui.horizontal_wrapped(|ui| {
                        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
                        for register in of_area() {
                            let name = register.labels.get(cx.lang);
                            let adjusted = self.standing.iter().filter(|s| s.register == register.key).count();
                            let label = match adjusted {
                                0 => name.to_owned(),
                                n => cx.with("gui.settings.adjusted", &[("register", name), ("n", &n.to_string())]),
                            };
                            let said = cx.with("gui.settings.of", &[("register", &label)]);
                            if button::flowing_ui(ui, home::icon(register), &label, true).accessible_name(said).clicked() {
                                chosen = Some(register);
                            }
                        }
                    });
                });
            }
        });
        chosen
    }
}
