//! Taking back what this desk did last: by keys, from a record's history, from a message; and asking before what nobody can take back.

use eframe::egui::{Key, Label, Modifiers, RichText, Ui};
use registers::def::Register;
use registers::{Lang, RecordId};

use super::super::backend::{Action, LastAct};
use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::text::{number, tr, tr_with};
use super::super::widgets::{button, dialog, paint};
use super::super::{format, icons, theme};
use super::Shell;
use crate::import;

impl Shell {
    /// Outside of texts, which have an undo of their own, and of forms and dialogs.
    pub(super) fn undo_keys(&self, ui: &Ui, out: &mut Vec<Command>) {
        // The box of the reception desk always has the keyboard; while it is empty it has nothing to take back.
        let counter = self.place == Place::Reception && self.reception.takes_nothing_back();
        let busy = self.form.is_some() || self.step.is_some() || self.settle.is_some() || self.undoing.is_some() || self.erasing.is_some();
        if busy || (ui.ctx().text_edit_focused() && !counter) || ui.memory(|m| m.top_modal_layer().is_some()) {
            return;
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Z)) {
            out.push(Command::Undo);
        }
    }

    /// Takes back what was done last where it can be seen what that is; else asks first.
    pub(super) fn undo(&mut self) {
        match self.backend.last_act() {
            Ok(None) => self.toasts.refused(tr(self.lang, "gui.undo.nothing")),
            Ok(Some(last)) if last.label.starts_with("import:") => self.void_import(),
            Ok(Some(last)) if last.label.starts_with("erase") => self.toasts.refused(tr(self.lang, "error.erasure_stays")),
            Ok(Some(last)) if !last.undoable => {
                let what = what(self.lang, self.registers, &last.label);
                self.toasts.refused(tr_with(self.lang, "gui.undo.stays", &[("what", &what), ("records", &names(&last, self.lang))]));
            }
            Ok(Some(last)) => {
                let shown = self.detail.as_ref().map(|detail| detail.id);
                match &last.records[..] {
                    [one] if Some(one.id) == shown => self.send(Action::Undo(last.entry)),
                    _ => self.undoing = Some(last),
                }
            }
            Err(error) => self.toasts.refused(error.to_string()),
        }
    }
}

impl Shell {
    /// What the last import added is not taken back, but made void: all of it with one reason, as a step of many records is done.
    pub(super) fn void_import(&mut self) {
        let imported = match self.backend.last_import() {
            Ok(Some(imported)) => imported,
            Ok(None) => return self.toasts.refused(tr(self.lang, "cli.no_import")),
            Err(error) => return self.toasts.refused(error.to_string()),
        };
        let Some(register) = self.backend.registers().iter().copied().find(|r| r.key == imported.register) else { return };
        let Some(step) = import::voiding(register) else {
            let named = [("register", register.labels.get(self.lang))];
            return self.toasts.refused(tr_with(self.lang, "cli.import_not_voided", &named));
        };
        self.obey(Command::Go(Place::Register(register)));
        // Something was typed in a form that is left first.
        if self.place != Place::Register(register) || self.form.is_some() {
            return;
        }
        let (some, total) = (imported.records.len(), imported.total);
        self.list(register).ask(step, imported.records);
        if some < total {
            let numbers = [some, total].map(|n| number(i64::try_from(n).unwrap_or(i64::MAX)));
            self.toasts.done(tr_with(self.lang, "gui.undo.import_parts", &[("n", &numbers[0]), ("total", &numbers[1])]), None);
        }
    }
}

/// What an action was, in words, with the register that it was done in.
fn what(lang: Lang, registers: &[&'static Register], label: &str) -> String {
    let key = label.split(':').nth(1).unwrap_or_default();
    match registers.iter().find(|r| r.key == key) {
        Some(register) => format!("{} · {}", register.one.get(lang), format::happening(register, label, lang)),
        None => label.to_owned(),
    }
}

/// What an undo came to.
pub(super) fn undone(lang: Lang, registers: &[&'static Register], label: &str, kept: usize) -> String {
    let what = what(lang, registers, label);
    let text = tr_with(lang, "gui.undo.done", &[("what", &what)]);
    if kept == 0 { text } else { format!("{text} {}", tr_with(lang, "gui.undo.kept", &[("n", &kept.to_string())])) }
}

fn names(last: &LastAct, lang: Lang) -> String {
    let names: Vec<String> = last.records.iter().map(|named| named.text()).collect();
    names.join(&tr(lang, "gui.list_separator"))
}

/// Asks before something is taken back that cannot be seen.
pub(super) fn asking_ui(ui: &Ui, cx: Cx<'_>, last: &LastAct, out: &mut Vec<Command>) {
    let shown = dialog::dialog_ui(ui.ctx(), "undoing", &cx.t("gui.undo.title"), theme::DIALOG_WIDTH, |ui| {
        let what = what(cx.lang, cx.backend.registers(), &last.label);
        paint::text_ui(ui, format!("{what}　{}", format::minute(last.at)), theme::BODY, theme::text());
        for named in &last.records {
            paint::text_ui(ui, named.text(), theme::LABEL, theme::text_2());
        }
        if let Some(part) = import::undo_part(cx.lang, &last.label) {
            ui.add(Label::new(RichText::new(part).size(theme::LABEL).color(theme::text_2())).wrap());
        }
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            if button::primary_ui(ui, icons::CLOCK_COUNTER_CLOCKWISE, &cx.t("gui.undo")).clicked() {
                out.push(Command::Do(Action::Undo(last.entry)));
            }
            if button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked() {
                out.push(Command::Close);
            }
        });
    });
    if shown.dismissed {
        out.push(Command::Close);
    }
}

/// Asks before personal data is erased: nobody can bring it back.
pub(super) fn erasing_ui(ui: &Ui, cx: Cx<'_>, (id, title): (RecordId, &str), out: &mut Vec<Command>) {
    let shown = dialog::dialog_ui(ui.ctx(), "erasing", &cx.t("gui.erase.title"), theme::DIALOG_WIDTH, |ui| {
        paint::text_ui(ui, title.to_owned(), theme::BODY, theme::text());
        ui.add(Label::new(RichText::new(cx.t("gui.erase.text")).size(theme::LABEL).color(theme::text_2())).wrap());
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            if button::primary_ui(ui, icons::TRASH, &cx.t("gui.erase")).clicked() {
                out.push(Command::Do(Action::Erase(id)));
            }
            if button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked() {
                out.push(Command::Close);
            }
        });
    });
    if shown.dismissed {
        out.push(Command::Close);
    }
}
