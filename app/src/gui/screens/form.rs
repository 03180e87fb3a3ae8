//! The form to add or edit a record, by groups of fields.

use std::collections::BTreeMap;

use eframe::egui::{self, Margin, RichText, Ui, vec2};
use registers::def::{Field, Kind, Register, Tone};
use registers::workflow::{Actor, defaults};
use registers::{Record, RecordId};

use super::super::backend::{Action, Card};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::draft::{Draft, Input, Mistake};
use super::super::widgets::field::{Caption, captioned_ui};
use super::super::widgets::{button, card, paint};
use super::super::{icons, layout, theme};
use super::editor::{Editor, editor_ui};
use super::lines;

const COLUMN_GAP: f32 = 16.0;

/// What a form keeps between frames.
#[derive(Debug)]
pub struct FormView {
    /// Its register.
    pub register: &'static Register,
    /// The record that is edited; none for a new one.
    pub id: Option<RecordId>,
    /// The ticket of the action that saves it.
    pub saving: Option<u64>,
    /// Why it was refused.
    pub refused: Option<String>,
    /// Whether leaving it was asked for while something was typed.
    pub leaving: bool,
    draft: Draft,
    mistakes: BTreeMap<String, Mistake>,
    tried: bool,
    /// The first field is still to take the keyboard.
    focus: bool,
}

impl FormView {
    /// An empty form.
    pub fn add(register: &'static Register, cx: Cx<'_>) -> FormView {
        let mut draft = Draft::new(asked(register), Record::default(), &|_| None).under(register);
        let actor = Actor::new(cx.me.person.clone(), cx.me.roles.clone(), cx.now);
        draft.start_with(&defaults(register, &actor));
        FormView::of(register, None, draft)
    }

    /// The form of a record.
    pub fn edit(card: &Card, cx: Cx<'_>) -> FormView {
        let draft = Draft::new(asked(card.register), card.record.clone(), &|id| cx.title(id)).under(card.register);
        FormView::of(card.register, Some(card.id), draft)
    }

    fn of(register: &'static Register, id: Option<RecordId>, draft: Draft) -> FormView {
        FormView { register, id, saving: None, refused: None, leaving: false, draft, mistakes: BTreeMap::new(), tried: false, focus: true }
    }

    /// Whether something was typed that leaving would lose.
    pub fn is_changed(&self) -> bool {
        self.draft.is_changed()
    }

    /// The action that saves the form; none while something in it is wrong, or nothing changed.
    pub fn save(&mut self, cx: Cx<'_>) -> Option<Action> {
        if self.saving.is_some() || cx.composing {
            return None;
        }
        self.tried = true;
        self.refused = None;
        match self.draft.ops(cx.now.date()) {
            Ok(ops) => {
                self.mistakes.clear();
                Some(match self.id {
                    None => Action::Add { register: self.register.key, ops },
                    Some(id) => Action::Edit { id, ops },
                })
            }
            Err(mistakes) => {
                self.mistakes = mistakes;
                None
            }
        }
    }

    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        // What an input method is composing is not yet meant.
        if self.tried && !cx.composing {
            self.mistakes = self.draft.ops(cx.now.date()).err().unwrap_or_default();
        }
        egui::Panel::bottom("form_buttons")
            .resizable(false)
            .show_separator_line(false)
            .frame(egui::Frame::new().fill(theme::CANVAS).inner_margin(Margin { left: 0, right: 0, top: 12, bottom: 0 }))
            .show(ui, |ui| self.buttons_ui(ui, cx, out));
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.set_max_width(theme::FORM_WIDTH.min(ui.available_width()));
            ui.spacing_mut().item_spacing.y = theme::GAP;
            let one = self.register.one.get(cx.lang);
            let key = if self.id.is_some() { "gui.form.edit" } else { "gui.form.add_title" };
            paint::bold_ui(ui, cx.with(key, &[("what", one)]), theme::PAGE_TITLE);
            if let Some(refused) = &self.refused {
                refused_ui(ui, refused);
            }
            ui.add_enabled_ui(self.saving.is_none(), |ui| {
                for section in layout::form_sections(self.register) {
                    card::card_ui(ui, section.labels.get(cx.lang), |ui| self.section_ui(ui, cx, &section.fields));
                }
            });
        });
    }

    fn buttons_ui(&self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            ui.add_enabled_ui(self.saving.is_none(), |ui| {
                if button::primary_ui(ui, icons::CHECK, &cx.t("gui.save")).clicked() {
                    out.push(Command::Save);
                }
            });
            if button::secondary_ui(ui, icons::X, &cx.t("gui.cancel")).clicked() {
                out.push(Command::Close);
            }
            if !self.mistakes.is_empty() {
                let text = cx.with("gui.form.mistakes", &[("n", &self.mistakes.len().to_string())]);
                paint::text_ui(ui, text, theme::LABEL, theme::chip(Tone::Red).text);
            } else if self.saving.is_some() {
                paint::text_ui(ui, cx.t("gui.form.saving"), theme::LABEL, theme::TEXT_3);
            } else {
                paint::text_ui(ui, cx.t("gui.form.keys"), theme::SMALL, theme::TEXT_3);
            }
        });
    }

    /// Fields two abreast; wide ones take the whole line.
    fn section_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, fields: &[&'static Field]) {
        ui.spacing_mut().item_spacing = vec2(COLUMN_GAP, 14.0);
        let room = ui.available_width();
        let half = (room - COLUMN_GAP) / 2.0;
        let mut rest = fields;
        while let Some((first, after)) = rest.split_first() {
            let pair = after.first().filter(|second| !is_wide(first) && !is_wide(second));
            if is_wide(first) {
                self.field_ui(ui, cx, first, room);
                rest = after;
                continue;
            }
            ui.horizontal_top(|ui| {
                self.field_ui(ui, cx, first, half);
                if let Some(second) = pair {
                    self.field_ui(ui, cx, second, half);
                }
            });
            rest = if pair.is_some() { after.get(1..).unwrap_or_default() } else { after };
        }
    }

    fn field_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, field: &'static Field, width: f32) {
        let error = self.mistakes.get(field.id).map(|m| m.text(cx.lang));
        let label = field.labels.get(cx.lang);
        let caption = Caption { label, required: field.required, error: error.as_deref() };
        let numbered = self.register.number.filter(|n| n.field == field.id);
        let hint = match numbered {
            Some(numbering) if numbering.at_creation => cx.t("gui.form.number_now"),
            Some(_) => cx.t("gui.form.number_later"),
            None => String::new(),
        };
        let mistakes = &self.mistakes;
        match (&field.kind, self.draft.input(field)) {
            (Kind::Lines(columns), Some(Input::Lines(rows))) => {
                let wrong = |place: usize, column: &str| mistakes.get(&format!("{}/{place}/{column}", field.id)).cloned();
                ui.scope(|ui| lines::edit_ui(ui, cx, field, columns, rows, &wrong));
            }
            (_, Some(input)) => {
                let editor = Editor { field, name: label, width, hint: &hint };
                let response = captioned_ui(ui, caption, width, |ui| editor_ui(ui, cx, editor, input));
                if let Some(response) = response.filter(|_| self.focus) {
                    response.request_focus();
                    self.focus = false;
                }
            }
            (_, None) => {}
        }
    }
}

fn asked(register: &'static Register) -> Vec<(&'static Field, bool)> {
    layout::form_sections(register).into_iter().flat_map(|s| s.fields).map(|f| (f, f.required)).collect()
}

fn is_wide(field: &Field) -> bool {
    matches!(field.kind, Kind::LongText | Kind::Lines(_) | Kind::Choices(_) | Kind::Links(_) | Kind::Attachments)
}

/// A banner that says why something was refused.
pub fn refused_ui(ui: &mut Ui, text: &str) {
    let colors = theme::chip(Tone::Red);
    egui::Frame::new()
        .fill(colors.ground)
        .stroke(egui::Stroke::new(1.0, colors.border))
        .corner_radius(theme::RADIUS_MENU)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(icons::WARNING_CIRCLE).color(colors.text));
                ui.label(RichText::new(paint::plain(text)).color(colors.text));
            });
        });
}
