//! The dialog of a decision about a case: what it is about, and why it was decided so.

use eframe::egui::{self, Align, Layout, RichText, Ui, vec2};
use replica::Choice;

use super::super::backend::Action;
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::field::{self, Caption, captioned_ui};
use super::super::widgets::{button, dialog, paint};
use super::super::{icons, theme};
use super::form::refused_ui;
use crate::cases::Told;

/// What the dialog keeps between frames.
#[derive(Debug)]
pub struct SettleView {
    /// The ticket of the action.
    pub saving: Option<u64>,
    /// Why it was refused.
    pub refused: Option<String>,
    told: Box<Told>,
    choice: Choice,
    reason: String,
    tried: bool,
    /// The field is still to take the keyboard.
    focus: bool,
}

impl SettleView {
    /// The dialog for a choice about a case.
    pub fn new(told: Box<Told>, choice: Choice) -> SettleView {
        SettleView { saving: None, refused: None, told, choice, reason: String::new(), tried: false, focus: true }
    }

    /// A number that is given up stays listed with the reason.
    fn needs_reason(&self) -> bool {
        matches!(self.choice, Choice::Renumber { .. })
    }

    fn lacks_reason(&self) -> bool {
        self.needs_reason() && self.reason.trim().is_empty()
    }

    /// The action; none while the reason is missing.
    pub fn save(&mut self, cx: Cx<'_>) -> Option<Action> {
        if self.saving.is_some() || cx.composing {
            return None;
        }
        self.tried = true;
        self.refused = None;
        let about = self.told.sentence(cx.lang);
        let reason = self.reason.trim().to_owned();
        (!self.lacks_reason()).then(|| Action::Settle { told: self.told.clone(), choice: self.choice.clone(), about, reason })
    }

    /// Draws the dialog.
    pub fn ui(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let title = self.told.choice(cx.lang, &self.choice);
        let shown = dialog::dialog_ui(ui.ctx(), "settle", &title, theme::DIALOG_WIDTH, |ui| {
            let sentence = RichText::new(paint::plain(self.told.sentence(cx.lang))).size(theme::LABEL).color(theme::text_2());
            ui.add(egui::Label::new(sentence).wrap());
            if let Some(refused) = &self.refused {
                refused_ui(ui, refused);
            }
            ui.spacing_mut().item_spacing.y = 12.0;
            self.reason_ui(ui, cx);
            ui.add_space(4.0);
            ui.allocate_ui_with_layout(vec2(ui.available_width(), theme::BUTTON), Layout::right_to_left(Align::Center), |ui| {
                ui.add_enabled_ui(self.saving.is_none(), |ui| {
                    if button::primary_ui(ui, icons::CHECK, &cx.t("gui.settle.confirm")).clicked() {
                        out.push(Command::Save);
                    }
                });
                if button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked() {
                    out.push(Command::Close);
                }
            });
        });
        if shown.dismissed {
            out.push(Command::Close);
        }
    }

    fn reason_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let label = cx.t("gui.settle.reason");
        let missing = (self.tried && self.lacks_reason() && !cx.composing).then(|| cx.t("gui.mistake.required"));
        let caption = Caption { label: &label, required: self.needs_reason(), error: missing.as_deref() };
        let hint = if self.needs_reason() { String::new() } else { cx.t("gui.settle.optional") };
        let width = theme::DIALOG_WIDTH - 10.0;
        let response = captioned_ui(ui, caption, width, |ui| field::text_ui(ui, &label, &mut self.reason, &hint, width));
        if self.focus {
            response.request_focus();
            self.focus = false;
        }
    }
}
