//! Leaving a form: where one is then, what the keys mean, and the question before something typed is lost.

use eframe::egui::Ui;

use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::theme;
use super::super::widgets::{button, dialog, paint};
use super::Shell;

impl Shell {
    /// Closes the form, if one is open. Whoever began it on a page where the record is seen comes back there.
    pub(super) fn leave_form(&mut self) -> bool {
        if self.form.take().is_none() {
            return false;
        }
        if let Some(place) = self.begun_at.take() {
            (self.place, self.detail) = (place, None);
        }
        true
    }

    /// What had the keyboard in a form or a dialog, or opened it, gives it up when that closes: the keys mean the list again.
    pub(super) fn back_to_page(&mut self, ui: &Ui) {
        let covered = self.form.is_some() || ui.memory(|m| m.top_modal_layer().is_some());
        if std::mem::replace(&mut self.was_covered, covered)
            && !covered
            && matches!(self.place, Place::Register(_))
            && let Some(focused) = ui.memory(|m| m.focused())
        {
            ui.memory_mut(|m| m.surrender_focus(focused));
        }
    }
}

/// Asks before what was typed is lost.
pub(super) fn asking_ui(ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
    let shown = dialog::dialog_ui(ui.ctx(), "leaving", &cx.t("gui.leaving.title"), theme::DIALOG_WIDTH, |ui| {
        paint::text_ui(ui, cx.t("gui.leaving.text"), theme::BODY, theme::text_2());
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            if button::primary_ui(ui, "", &cx.t("gui.leaving.stay")).clicked() {
                out.push(Command::Close);
            }
            if button::secondary_ui(ui, "", &cx.t("gui.leaving.discard")).clicked() {
                out.push(Command::Discard);
            }
        });
    });
    if shown.dismissed {
        out.push(Command::Close);
    }
}
