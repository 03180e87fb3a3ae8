//! A case of the conflict inbox on a card: what happened, the records, what can be chosen.

use eframe::egui::{self, RichText, Ui};
use registers::common::VOID;
use registers::def::{Tone, Transition};
use registers::workflow;
use replica::Choice;

use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::{button, card, chip, paint};
use super::super::{icons, theme};
use crate::cases::Told;
use crate::cli;

/// Draws a case.
pub fn case_ui(ui: &mut Ui, cx: Cx<'_>, told: &Told, out: &mut Vec<Command>) {
    card::card_ui(ui, "", |ui| {
        ui.horizontal_top(|ui| {
            let register = told.named.first().map(|n| n.register);
            paint::badge_ui(ui, register.map_or(icons::GIT_MERGE, super::home::icon), 32.0, theme::accent(), theme::accent_soft());
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                ui.horizontal(|ui| {
                    paint::text_ui(ui, register.map_or("", |r| r.labels.get(cx.lang)), theme::SMALL, theme::text_3());
                    let (key, tone) = if told.case.ruled { ("gui.cases.ruled", Tone::Blue) } else { ("gui.cases.open", Tone::Amber) };
                    chip::chip_ui(ui, &cx.t(key), tone);
                });
                let sentence = RichText::new(paint::plain(told.sentence(cx.lang))).size(theme::BODY).color(theme::text());
                ui.add(egui::Label::new(sentence).wrap());
                records_ui(ui, cx, told, out);
                ui.add_space(6.0);
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing = egui::vec2(8.0, 8.0);
                    for choice in &told.case.choices {
                        choice_ui(ui, cx, told, choice, out);
                    }
                });
            });
        });
    });
}

/// The records, each of which can be opened.
fn records_ui(ui: &mut Ui, cx: Cx<'_>, told: &Told, out: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        for named in told.records() {
            let text = format!("{} {}", told.mark(named.id), named.text());
            let hint = format!("{} · {}", cx.t("gui.conflicts.open"), named.register.one.get(cx.lang));
            if link_ui(ui, text.trim_start()).on_hover_text(hint).clicked() {
                out.push(Command::Open(named.register, named.id));
            }
        }
    });
}

/// A text that leads somewhere.
pub fn link_ui(ui: &mut Ui, text: &str) -> egui::Response {
    let text = paint::plain(text);
    ui.add(egui::Link::new(RichText::new(&text).size(theme::LABEL).color(theme::accent()))).accessible_name(text)
}

fn choice_ui(ui: &mut Ui, cx: Cx<'_>, told: &Told, choice: &Choice, out: &mut Vec<Command>) {
    let step: Option<&Transition> = match choice {
        Choice::Step { id, step } => told.register(*id).and_then(|r| r.transition(step)),
        _ => None,
    };
    let icon = match (choice, step) {
        (_, Some(step)) if step.to == VOID => icons::PROHIBIT,
        (Choice::Step { .. }, _) => icons::ARROW_RIGHT,
        (Choice::Renumber { .. } | Choice::Adjust { .. }, _) => icons::PENCIL_SIMPLE,
        (Choice::Link { .. }, _) => icons::LINK,
        (Choice::Keep { .. } | Choice::Take { .. }, _) => icons::CHECK,
        (Choice::Decide(_), _) => icons::CHECK_CIRCLE,
    };
    let allowed = step.is_none_or(|step| workflow::may(step, &cx.me.roles));
    let response = button::flowing_ui(ui, icon, &told.choice(cx.lang, choice), allowed);
    let roles = step.map_or(&[][..], |step| step.roles).iter().map(|role| cli::role(cx.lang, role)).collect::<Vec<_>>().join("、");
    if response.on_disabled_hover_text(cx.with("gui.cases.not_yours", &[("roles", &roles)])).clicked() {
        out.push(Command::Settle(Box::new(told.clone()), choice.clone()));
    }
}
