//! What the office has changed of a register, to look at and to take back.

use eframe::egui::Ui;
use registers::book::{self, adjustments as own};
use registers::common::VOID;
use registers::def::Register;
use registers::shelf;

use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, paint};
use super::super::super::{icons, theme};
use super::{SettingsView, Standing, cell_ui};

const WHAT: f32 = 110.0;
const TARGET: f32 = 260.0;
const LABEL: f32 = 160.0;

impl SettingsView {
    pub(super) fn log_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, out: &mut Vec<Command>) {
        let mine: Vec<&Standing> = self.standing.iter().filter(|s| s.register == register.key).collect();
        if mine.is_empty() {
            return card::empty_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.settings.unchanged"), &cx.t("gui.settings.unchanged_hint"));
        }
        let book = cx.register(&own::REGISTER);
        card::card_ui(ui, &cx.t("gui.settings.log"), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for standing in mine {
                let target = target(register, standing, cx);
                ui.horizontal(|ui| {
                    let kinds = own::REGISTER.field(own::WHAT.id()).map_or(&[][..], |f| f.choice_list());
                    let what = kinds.iter().find(|c| c.id == standing.what).map_or("", |c| c.labels.get(cx.lang));
                    cell_ui(ui, WHAT, |ui| paint::text_ui(ui, what, theme::LABEL, theme::text_3()));
                    cell_ui(ui, TARGET, |ui| paint::truncated_ui(ui, target.clone(), theme::BODY, theme::text()));
                    cell_ui(ui, LABEL, |ui| paint::truncated_ui(ui, standing.label.clone(), theme::BODY, theme::text_2()));
                    if button::small_ui(ui, "", &cx.with("gui.settings.open", &[("what", &target)])).clicked() {
                        out.push(Command::Open(book, standing.id));
                    }
                    if let Some(void) = book.transition(VOID)
                        && button::small_ui(ui, icons::PROHIBIT, &cx.with("gui.settings.take_back", &[("what", &target)])).clicked()
                    {
                        out.push(Command::Step(standing.id, void));
                    }
                });
            }
        });
    }
}

/// What an adjustment is of, in words. A step that is switched off stands only on the register as it comes.
fn target(register: &'static Register, standing: &Standing, cx: Cx<'_>) -> String {
    if standing.target.is_empty() {
        return register.labels.get(cx.lang).to_owned();
    }
    let said = |register: &Register| shelf::called(register, &standing.what, &standing.target, cx.lang);
    let plain = || said(book::find(register.key)?);
    said(register).or_else(plain).unwrap_or_else(|| standing.target.clone())
}
