//! Leaving a form: where one is then, what the keys mean, and the question before something typed is lost.

use eframe::egui::{self, Ui};

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
        let was_covered = std::mem::replace(&mut self.was_covered, covered);
        match (was_covered, covered) {
            (true, false) if matches!(self.place, Place::Register(_)) => {
                if let Some(focused) = ui.memory(|m| m.focused()) {
                    ui.memory_mut(|m| m.surrender_focus(focused));
                }
            }
            (false, false) => {
                // Whoever goes on by the keyboard on the page is somewhere else now.
                if let Some(focused) = ui.memory(|m| m.focused()) {
                    self.was_at = Some((self.place, focused));
                }
            }
            _ => {}
        }
    }

    /// Tab while nothing has the keyboard goes on from where one was before a form or a dialog; from a list, which needs no
    /// mark to have the keys, it goes on to the record beside it, and else to the beginning of the page. Without this it goes to
    /// the first control of the window.
    pub(super) fn tab_keys(&mut self, ui: &Ui) {
        let tab = ui.input(|i| i.key_pressed(egui::Key::Tab) && i.modifiers.is_none());
        if !tab || ui.memory(|m| m.focused().is_some() || m.top_modal_layer().is_some()) || egui::Popup::is_any_open(ui.ctx()) {
            return;
        }
        ui.memory_mut(|m| m.move_focus(egui::FocusDirection::None));
        let was_at = self.was_at.take().filter(|(place, _)| *place == self.place && self.form.is_none());
        match was_at.filter(|(_, id)| ui.ctx().read_response(*id).is_some()) {
            Some((_, id)) => ui.memory_mut(|m| m.request_focus(id)),
            None => self.parts.enter(),
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
