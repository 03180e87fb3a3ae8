//! The dialog of a workflow step: what the step needs, and what it offers to fill in.

use std::collections::BTreeMap;

use eframe::egui::{self, Align, Layout, Ui, vec2};
use registers::RecordId;
use registers::common::{DELETED, VOID};
use registers::def::{Field, Guard, Kind, Register, Transition};
use registers::workflow;

use super::super::backend::{Action, Card, Event};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::draft::{Draft, Input, Mistake, new_row};
use super::super::widgets::field::{Caption, captioned_ui};
use super::super::widgets::{button, chip, dialog, paint};
use super::super::{format, icons, theme};
use super::editor::{Editor, editor_ui};
use super::form::refused_ui;
use super::lines::{Sheet, asked_ui};
use super::meanwhile::{Telling, of_rows_ui, told_ui};

/// Whether the dialog is to be closed though something was filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaving {
    No,
    Asked,
    Sure,
}

/// What the dialog keeps between frames.
#[derive(Debug)]
pub struct StepView {
    /// The ticket of the action.
    pub saving: Option<u64>,
    /// Why it was refused.
    pub refused: Option<String>,
    id: RecordId,
    register: &'static Register,
    step: &'static Transition,
    title: String,
    from: String,
    fields: Vec<(&'static Field, bool)>,
    draft: Draft,
    /// As it was before anything was filled in.
    begun: Draft,
    mistakes: BTreeMap<String, Mistake>,
    tried: bool,
    /// Whether closing it was asked for while something was filled in.
    leaving: Leaving,
    /// The first field is still to take the keyboard.
    focus: bool,
    /// The revision as of which the record was read.
    read: u64,
    history: Vec<Event>,
}

impl StepView {
    /// The dialog for a step of a record.
    pub fn new(card: &Card, step: &'static Transition, cx: Cx<'_>) -> StepView {
        let mut fields = workflow::asked(card.register, &card.record, step);
        let mut rows = workflow::asked_rows(card.register, &card.record, step);
        rows.retain(|asked| !only_looks_at(step, asked.field));
        fields.extend(rows.iter().map(|asked| (asked.field, asked.least > 0)));
        let mut draft = Draft::new(fields.clone(), card.record.clone(), &|id| cx.title(id));
        for asked in rows {
            if let (Kind::Lines(lines), Some(Input::Lines(rows))) = (asked.field.kind, draft.input(asked.field)) {
                for _ in 0..asked.least {
                    rows.push(new_row(lines, rows, &cx.me.person, cx.now));
                }
            }
            draft.want(asked.field, asked.filled);
        }
        StepView {
            saving: None,
            refused: None,
            id: card.id,
            register: card.register,
            step,
            title: format::title(card.register, &card.record, cx.lang),
            from: card.record.state().to_owned(),
            begun: draft.clone(),
            draft,
            fields,
            mistakes: BTreeMap::new(),
            tried: false,
            leaving: Leaving::No,
            focus: true,
            read: cx.revision,
            history: Vec::new(),
        }
    }

    /// Goes on over what came in while the dialog was open.
    fn follow(&mut self, cx: Cx<'_>) {
        if self.read == cx.revision || self.saving.is_some() || cx.composing {
            return;
        }
        let Ok(Some(card)) = cx.backend.card(self.id) else { return };
        self.read = cx.revision;
        if card.record != *self.draft.record() {
            self.begun.follow(card.record.clone(), &|id| cx.title(id));
            self.draft.follow(card.record, &|id| cx.title(id));
            self.history = card.history;
        }
    }

    /// Whether the office still has the step.
    pub fn is_there(&self, registers: &[&'static Register]) -> bool {
        registers.iter().any(|r| r.key == self.register.key && r.transitions.iter().any(|t| t.id == self.step.id))
    }

    /// Whether the step can be done without asking anything: rows that stand there already are not asked about. Voiding and
    /// deleting always ask.
    pub fn needs_nothing(&self) -> bool {
        let stands = |field: &Field| matches!(field.kind, Kind::Lines(_)) && self.draft.stands(field);
        self.fields.iter().all(|(field, must)| !must && stands(field)) && !self.takes_away()
    }

    /// Whether what was filled in is asked about before the dialog closes. Asked for once more, it stays open.
    pub fn asks_first(&mut self) -> bool {
        match self.leaving {
            Leaving::Sure => return false,
            Leaving::Asked => self.leaving = Leaving::No,
            Leaving::No if self.draft.differs(&self.begun) => self.leaving = Leaving::Asked,
            Leaving::No => return false,
        }
        true
    }

    /// Rows take more room.
    fn width(&self) -> f32 {
        let rows = self.fields.iter().any(|(field, _)| matches!(field.kind, Kind::Lines(_)));
        if rows { theme::DIALOG_WIDTH * 1.5 } else { theme::DIALOG_WIDTH }
    }

    fn takes_away(&self) -> bool {
        [VOID, DELETED].contains(&self.step.to)
    }

    /// The action of the step; none while something is missing or wrong.
    pub fn save(&mut self, cx: Cx<'_>) -> Option<Action> {
        if self.saving.is_some() || cx.composing {
            return None;
        }
        self.tried = true;
        self.refused = None;
        match self.draft.ops(cx.now.date()) {
            Ok(ops) => Some(Action::Step { id: self.id, step: self.step.id, base: Some(Box::new(self.draft.record().clone())), ops }),
            Err(mistakes) => {
                self.mistakes = mistakes;
                None
            }
        }
    }

    /// Draws the dialog.
    pub fn ui(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        self.follow(cx);
        if self.tried && !cx.composing {
            self.mistakes = self.draft.ops(cx.now.date()).err().unwrap_or_default();
        }
        let label = self.step.labels.get(cx.lang);
        let shown = dialog::dialog_ui(ui.ctx(), "step", label, self.width(), |ui| {
            paint::text_ui(ui, self.title.clone(), theme::LABEL, theme::text_2());
            self.states_ui(ui, cx);
            if let Some(refused) = &self.refused {
                refused_ui(ui, refused);
            }
            ui.spacing_mut().item_spacing.y = 12.0;
            egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| self.fields_ui(ui, cx, out));
            ui.add_space(4.0);
            match self.leaving {
                Leaving::Asked => self.leaving_ui(ui, cx, out),
                Leaving::No | Leaving::Sure => self.buttons_ui(ui, cx, label, out),
            }
        });
        if shown.dismissed {
            out.push(Command::Close);
        }
    }

    fn states_ui(&self, ui: &mut Ui, cx: Cx<'_>) {
        ui.horizontal(|ui| {
            let (text, tone) = format::state(self.register, &self.from, cx.lang);
            chip::chip_ui(ui, text, tone);
            paint::icon_ui(ui, icons::ARROW_RIGHT, theme::BODY, theme::text_3());
            let (text, tone) = format::state(self.register, self.step.to, cx.lang);
            chip::chip_ui(ui, text, tone);
        });
    }

    fn fields_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let width = self.width() - 10.0;
        for (field, required) in &self.fields {
            let error = self.mistakes.get(field.id).map(|m| m.text(cx.lang));
            let label = field.labels.get(cx.lang);
            let caption = Caption { label, required: *required, error: error.as_deref() };
            let done = self.draft.meanwhile().get(field.id).cloned();
            let telling = Telling { register: self.register, history: &self.history };
            if let Kind::Lines(lines) = field.kind {
                let wanted = self.draft.wanted(field).to_vec();
                let mistakes = &self.mistakes;
                let wrong = |place: usize, column: &str| mistakes.get(&format!("{}/{place}/{column}", field.id)).cloned();
                if let Some(Input::Lines(rows)) = self.draft.input(field) {
                    let first = captioned_ui(ui, caption, width, |ui| {
                        let sheet = Sheet { field, lines, amounts: &[], wrong: &wrong };
                        asked_ui(ui, cx, (sheet, &wanted), rows, out)
                    });
                    if let Some(response) = first.filter(|_| self.focus) {
                        response.request_focus();
                        self.focus = false;
                    }
                }
                of_rows_ui(ui, cx, field, &mut self.draft, telling);
                continue;
            }
            let Some(input) = self.draft.input(field) else { continue };
            let editor = Editor { field, name: label, width, hint: "", makes: false };
            let mut chosen = None;
            let response = captioned_ui(ui, caption, width, |ui| {
                let response = editor_ui(ui, cx, editor, input, out);
                chosen = done.and_then(|done| told_ui(ui, cx, field.id, &done, telling));
                response
            });
            if let Some(chosen) = chosen {
                chosen.put(&mut self.draft, field.id, cx);
            }
            if let Some(response) = response.filter(|_| self.focus) {
                response.request_focus();
                self.focus = false;
            }
        }
    }

    /// Asks whether what was filled in is to be lost.
    fn leaving_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        ui.allocate_ui_with_layout(vec2(ui.available_width(), theme::BUTTON), Layout::right_to_left(Align::Center), |ui| {
            let stay = button::primary_ui(ui, "", &cx.t("gui.leaving.stay"));
            if ui.memory(|m| m.focused().is_none()) {
                stay.request_focus();
            }
            if stay.clicked() {
                (self.leaving, self.focus) = (Leaving::No, true);
            }
            if button::danger_ui(ui, "", &cx.t("gui.leaving.discard")).clicked() {
                self.leaving = Leaving::Sure;
                out.push(Command::Close);
            }
            paint::text_ui(ui, cx.t("gui.leaving.step"), theme::BODY, theme::text());
        });
    }

    fn buttons_ui(&self, ui: &mut Ui, cx: Cx<'_>, label: &str, out: &mut Vec<Command>) {
        ui.allocate_ui_with_layout(vec2(ui.available_width(), theme::BUTTON), Layout::right_to_left(Align::Center), |ui| {
            ui.add_enabled_ui(self.saving.is_none(), |ui| {
                let response = if self.takes_away() {
                    button::danger_ui(ui, icons::PROHIBIT, label)
                } else {
                    button::primary_ui(ui, icons::CHECK, label)
                };
                if response.clicked() {
                    out.push(Command::Save);
                }
            });
            // Where the step itself is to cancel something, two buttons would say so.
            let away = cx.t("gui.cancel");
            let away = if away == label { cx.t("gui.close") } else { away };
            if button::secondary_ui(ui, "", &away).clicked() {
                out.push(Command::Close);
            }
        });
    }
}

/// Whether a step only looks at what rows say that another step writes: it has no part in them, and says so where they do not stand.
fn only_looks_at(step: &Transition, field: &Field) -> bool {
    let asks = step.asks.contains(&field.id) || step.requires.contains(&field.id);
    let mut about = step.all_guards().filter(|guard| match guard {
        Guard::HasLine(id) | Guard::Rows(id, _) | Guard::EachRow(id, _) | Guard::EachRowIs(id, ..) | Guard::RowWithout(id, _) => {
            *id == field.id
        }
        Guard::HasLineIn(ids) => ids.contains(&field.id),
        Guard::Passed(passed) => passed.lines == field.id,
        _ => false,
    });
    !asks && about.all(|guard| matches!(guard, Guard::Passed(_)))
}

#[cfg(test)]
mod tests;
