//! What the office has changed of a register, to look at and to take back.

use eframe::egui::Ui;
use registers::book::adjustments as own;
use registers::common::VOID;
use registers::def::Register;

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

/// What an adjustment is of, in words.
fn target(register: &'static Register, standing: &Standing, cx: Cx<'_>) -> String {
    let (name, choice) = standing.target.split_once('=').map_or((standing.target.as_str(), None), |(f, c)| (f, Some(c)));
    let field = register.field_named(name);
    let label = match standing.what.as_str() {
        "step" => registers::book::find(register.key).and_then(|r| r.transition(name)).map(|t| t.labels.get(cx.lang)),
        "state" => register.state(name).map(|s| s.labels.get(cx.lang)),
        "deadline" => register
            .due
            .and_then(|d| register.field(d.by))
            .and_then(|f| f.choice_list().iter().find(|c| c.id == name))
            .map(|c| c.labels.get(cx.lang)),
        _ => field.map(|f| f.labels.get(cx.lang)),
    };
    let label = label.unwrap_or(if name.is_empty() { register.labels.get(cx.lang) } else { name });
    match choice {
        Some(choice) => {
            let found = field.and_then(|f| f.choice_list().iter().find(|c| c.id == choice));
            format!("{label} · {}", found.map_or(choice, |c| c.labels.get(cx.lang)))
        }
        None => label.to_owned(),
    }
}
