//! The form to add or edit a record, by groups of fields.

use std::collections::BTreeMap;

use eframe::egui::{self, Margin, RichText, Ui, vec2};
use registers::def::{Field, Kind, Register, Tone};
use registers::settled::{self, Why};
use registers::workflow::{Actor, defaults};
use registers::{Op, Record, RecordId, Value};

use super::super::backend::{Action, Author, Card, Event};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::draft::{Draft, Input, Mistake};
use super::super::text::noun;
use super::super::widgets::field::{Caption, captioned_ui};
use super::super::widgets::{button, card, paint};
use super::super::{format, icons, layout, theme};
use super::cases::link_ui;
use super::conflicts::{Standing, choice_ui};
use super::doubles::{DOUBLES, doubles_ui};
use super::editor::{Editor, editor_ui};
use super::lines::{self, Sheet};
use super::meanwhile::{self, Telling};
use crate::cases::Named;

mod fold;

use fold::Folds;

const COLUMN_GAP: f32 = 16.0;
/// Width of a form that has rows, so that they stand as tables.
const WIDE: f32 = 1_180.0;

/// What a form keeps between frames.
#[derive(Debug)]
pub struct FormView {
    /// Its register.
    pub register: &'static Register,
    /// The record that is edited; none for a new one.
    pub id: Option<RecordId>,
    /// The ticket of the action that saves it.
    pub saving: Option<u64>,
    /// The ticket of the action that adds what a field is to link to.
    pub linking: Option<(u64, &'static str)>,
    /// Why it was refused.
    pub refused: Option<String>,
    /// Whether leaving it was asked for while something was typed.
    pub leaving: bool,
    draft: Draft,
    /// What is shown only, and why.
    fixed: BTreeMap<&'static str, Why>,
    mistakes: BTreeMap<String, Mistake>,
    tried: bool,
    /// The first field is still to take the keyboard.
    focus: bool,
    folds: Folds,
    doubles: Doubles,
    taken: Taken,
    /// The revision as of which the record was read.
    read: u64,
    history: Vec<Event>,
    /// Who wrote each of the values that stand side by side.
    authors: BTreeMap<String, Vec<Option<Author>>>,
}

/// Records that may be the same as the one that is typed.
#[derive(Debug, Default)]
struct Doubles {
    /// What they were sought by.
    said: Record,
    found: Vec<Named>,
}

/// Records that hold what the one that is typed claims for the same time.
#[derive(Debug, Default)]
struct Taken {
    /// What they were sought by.
    said: Record,
    found: Vec<(Named, String)>,
}

impl FormView {
    /// A new form with what a record starts with, and what `ops` say beyond that.
    pub fn add(register: &'static Register, ops: &[Op], cx: Cx<'_>) -> FormView {
        let mut draft = Draft::new(asked(register), Record::default(), &|_| None).under(register);
        let me = Actor::new(cx.me.person.clone(), cx.me.roles.clone(), cx.now);
        let actor = Actor { delegations: cx.me.delegations.clone(), ..me };
        draft.start_with(&[&defaults(register, &actor), ops].concat(), &|id| cx.title(id));
        let number = register.number.map(|n| n.field).filter(|_| register.settled.unnumbered.contains(&register.first_state()));
        let fixed = number.map(|field| (field, Why::Early)).into_iter().collect();
        FormView { fixed, folds: Folds::of(register), ..FormView::of(register, None, draft) }
    }

    /// The form of a record.
    pub fn edit(card: &Card, cx: Cx<'_>) -> FormView {
        let draft = Draft::new(asked(card.register), card.record.clone(), &|id| cx.title(id)).under(card.register);
        FormView {
            fixed: fixed(card),
            read: cx.revision,
            authors: card.authors.clone(),
            ..FormView::of(card.register, Some(card.id), draft)
        }
    }

    fn of(register: &'static Register, id: Option<RecordId>, draft: Draft) -> FormView {
        FormView {
            register,
            id,
            saving: None,
            linking: None,
            refused: None,
            leaving: false,
            draft,
            fixed: BTreeMap::new(),
            mistakes: BTreeMap::new(),
            tried: false,
            focus: true,
            folds: Folds::default(),
            doubles: Doubles::default(),
            taken: Taken::default(),
            read: 0,
            history: Vec::new(),
            authors: BTreeMap::new(),
        }
    }

    /// Goes on over what came in while the form was open. What is being saved or composed is left alone until that is over.
    fn follow(&mut self, cx: Cx<'_>) {
        let Some(id) = self.id.filter(|_| self.read != cx.revision && self.saving.is_none() && !cx.composing) else { return };
        // One that cannot be read now says so when it is saved.
        let Ok(Some(card)) = cx.backend.card(id) else { return };
        self.read = cx.revision;
        if card.record != *self.draft.record() {
            self.draft.follow(card.record.clone(), &|id| cx.title(id));
            self.fixed = fixed(&card);
            (self.history, self.authors) = (card.history, card.authors);
        }
    }

    /// Goes on with the register as the office has changed it meanwhile.
    pub fn adopt(&mut self, register: &'static Register, titles: &dyn Fn(&str) -> Option<String>) {
        self.register = register;
        self.draft.adopt(register, asked(register), titles);
        self.folds.adopt(register);
    }

    /// Links a field to a record that was added for it; what was typed there names it.
    pub fn link(&mut self, field: &str, id: RecordId) {
        let Some(field) = self.register.field(field) else { return };
        if let Some(Input::Link { picked, .. }) = self.draft.input(field) {
            *picked = Some(id.to_string());
        }
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
                    Some(id) => Action::Edit { id, base: Some(Box::new(self.draft.record().clone())), ops },
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
        self.follow(cx);
        // What an input method is composing is not yet meant.
        if self.tried && !cx.composing {
            self.mistakes = self.draft.ops(cx.now.date()).err().unwrap_or_default();
        }
        self.look_for_doubles(cx);
        self.look_for_claims(cx);
        egui::Panel::bottom("form_buttons")
            .resizable(false)
            .show_separator_line(false)
            .frame(egui::Frame::new().fill(theme::canvas()).inner_margin(Margin { left: 0, right: 0, top: 12, bottom: 0 }))
            .show(ui, |ui| {
                doubles_ui(ui, cx, &self.doubles.found, out);
                self.buttons_ui(ui, cx, out);
            });
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            let rows = self.register.all_fields().any(|f| matches!(f.kind, Kind::Lines(_)));
            ui.set_max_width(if rows { WIDE } else { theme::FORM_WIDTH }.min(ui.available_width()));
            ui.spacing_mut().item_spacing.y = theme::GAP;
            let one = noun(self.register.one.get(cx.lang), cx.lang);
            let key = if self.id.is_some() { "gui.form.edit" } else { "gui.form.add_title" };
            paint::bold_ui(ui, cx.with(key, &[("what", &one)]), theme::PAGE_TITLE);
            if let Some(refused) = &self.refused {
                refused_ui(ui, refused);
            }
            self.templates_ui(ui, cx, out);
            ui.add_enabled_ui(self.saving.is_none(), |ui| {
                for section in layout::form_sections(self.register) {
                    self.group_ui(ui, cx, &section, out);
                }
            });
        });
    }

    /// The register's templates. Once something is typed that they would overwrite they stay in sight without effect, so
    /// that the form does not jump under the typing hand.
    fn templates_ui(&self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let templates = self.register.templates;
        if self.id.is_some() || templates.is_empty() {
            return;
        }
        let untouched = !self.draft.is_changed();
        ui.horizontal_wrapped(|ui| {
            paint::text_ui(ui, cx.t("gui.form.templates"), theme::LABEL, theme::text_3());
            for template in templates {
                if button::flowing_ui(ui, "", template.labels.get(cx.lang), untouched).clicked() {
                    out.push(Command::NewFrom(self.register, template));
                }
            }
        });
    }

    /// Asks again when what the suspicion rests on was typed otherwise, and never while it is being composed.
    fn look_for_doubles(&mut self, cx: Cx<'_>) {
        if self.id.is_some() || cx.composing || self.register.same.is_empty() {
            return;
        }
        let fields: Vec<&'static str> = self.register.same.iter().flat_map(|set| set.iter().copied()).collect();
        let said = self.draft.said(&fields, cx.now.date());
        if said != self.doubles.said {
            // A warning that cannot be read is none: what keeps the data from being read is told of elsewhere.
            let found = cx.backend.same(self.register, &said).unwrap_or_default();
            self.doubles = Doubles { said, found };
        }
    }

    /// Likewise when a room or its time was typed otherwise, in an edit as well.
    fn look_for_claims(&mut self, cx: Cx<'_>) {
        let Some(claim) = self.register.claim.filter(|_| !cx.composing) else { return };
        let mut said = self.draft.said(&[claim.what, claim.from, claim.until], cx.now.date());
        said.states.clone_from(&self.draft.record().states);
        if said != self.taken.said {
            let found = cx.backend.taken(self.register, &said, self.id).unwrap_or_default();
            self.taken = Taken { said, found };
        }
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
                paint::text_ui(ui, cx.t("gui.form.saving"), theme::LABEL, theme::text_3());
            } else {
                paint::text_ui(ui, cx.t("gui.form.keys"), theme::SMALL, theme::text_3());
            }
        });
    }

    /// A group of fields. One of a later stage is closed until it is opened, says something, or something in it is wrong.
    fn group_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, section: &layout::Section, out: &mut Vec<Command>) {
        let label = section.labels.get(cx.lang);
        if !self.folds.folds(section) {
            return card::card_ui(ui, label, |ui| self.section_ui(ui, cx, &section.fields, out));
        }
        let wrong = |id: &str| self.mistakes.keys().any(|name| name.split('/').next() == Some(id));
        let closed = self.folds.is_closed(section, &self.draft, wrong);
        let hint = cx.with("gui.form.later", &[("n", &section.fields.len().to_string())]);
        let mut pressed = false;
        if closed {
            fold::closed_ui(ui, |ui| pressed = fold::heading_ui(ui, label, &hint, true));
        } else {
            card::card_ui(ui, "", |ui| {
                pressed = fold::heading_ui(ui, label, &hint, false);
                self.section_ui(ui, cx, &section.fields, out);
            });
        }
        if pressed {
            self.folds.toggle(section);
        }
    }

    /// Fields two abreast; wide ones take the whole line.
    fn section_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, fields: &[&'static Field], out: &mut Vec<Command>) {
        ui.spacing_mut().item_spacing = vec2(COLUMN_GAP, 14.0);
        let room = ui.available_width();
        let half = (room - COLUMN_GAP) / 2.0;
        let mut rest = fields;
        while let Some((first, after)) = rest.split_first() {
            let pair = after.first().filter(|second| !is_wide(first) && !is_wide(second));
            if is_wide(first) {
                self.field_ui(ui, cx, first, room, out);
                rest = after;
                continue;
            }
            ui.horizontal_top(|ui| {
                self.field_ui(ui, cx, first, half, out);
                if let Some(second) = pair {
                    self.field_ui(ui, cx, second, half, out);
                }
            });
            rest = if pair.is_some() { after.get(1..).unwrap_or_default() } else { after };
        }
    }

    fn field_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, field: &'static Field, width: f32, out: &mut Vec<Command>) {
        if let Some(why) = self.fixed.get(field.id) {
            fixed_ui(ui, cx, field, (self.register, self.draft.record()), *why, width);
            return;
        }
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
        let telling = Telling { register: self.register, history: &self.history };
        let meanwhile = self.draft.meanwhile().clone();
        let (register, id, values) = (self.register, self.id, self.draft.record().values(field.id));
        let authors = self.authors.get(field.id).map_or(&[][..], Vec::as_slice);
        match (&field.kind, self.draft.input(field)) {
            (Kind::Lines(columns), Some(Input::Lines(rows))) => {
                let wrong = |place: usize, column: &str| mistakes.get(&format!("{}/{place}/{column}", field.id)).cloned();
                let amounts = lines::amounts(self.register, field);
                let sheet = Sheet { field, lines: columns, amounts: &amounts, wrong: &wrong };
                ui.scope(|ui| lines::edit_ui(ui, cx, sheet, rows, out));
                meanwhile::of_rows_ui(ui, cx, field, &mut self.draft, telling);
                cells_standing_ui(ui, cx, (register, id, field), self.draft.record(), &self.authors, out);
            }
            (_, Some(input)) => {
                let editor = Editor { field, name: label, width, hint: &hint, makes: true };
                let taken = if self.register.claim.is_some_and(|c| c.what == field.id) { &self.taken.found[..] } else { &[] };
                let done = meanwhile.get(field.id);
                let mut chosen = None;
                let response = captioned_ui(ui, caption, width, |ui| {
                    let response = editor_ui(ui, cx, editor, input, out);
                    taken_ui(ui, cx, taken, out);
                    standing_ui(ui, cx, (register, id), (field.id, &values), authors, out);
                    chosen = done.and_then(|done| meanwhile::told_ui(ui, cx, field.id, done, telling));
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
            (_, None) => {}
        }
    }
}

fn asked(register: &'static Register) -> Vec<(&'static Field, bool)> {
    layout::form_sections(register).into_iter().flat_map(|s| s.fields).map(|f| (f, f.required)).collect()
}

/// Values that two people wrote without knowing of each other: both, with the choice, as beside the list.
fn standing_ui(
    ui: &mut Ui,
    cx: Cx<'_>,
    (register, id): (&'static Register, Option<RecordId>),
    (name, values): (&str, &[Value]),
    authors: &[Option<Author>],
    out: &mut Vec<Command>,
) {
    let Some(id) = id.filter(|_| values.len() > 1) else { return };
    choice_ui(ui, cx, Standing { register, name, values, authors }, |value| {
        out.push(Command::Do(Action::Resolve { id, conflict: name.to_owned(), value }));
    });
    paint::text_ui(ui, cx.t("gui.form.third"), theme::SMALL, theme::text_3());
}

/// The same for the cells of a lines field, below its rows, each under its row and column.
fn cells_standing_ui(
    ui: &mut Ui,
    cx: Cx<'_>,
    (register, id, field): (&'static Register, Option<RecordId>, &'static Field),
    record: &Record,
    authors: &BTreeMap<String, Vec<Option<Author>>>,
    out: &mut Vec<Command>,
) {
    let within = format!("{}/", field.id);
    for name in record.conflicts().into_iter().filter(|name| name.starts_with(&within)) {
        let mut parts = name.split('/').skip(1);
        let row = parts.next().unwrap_or_default();
        let rows = record.lines.get(field.id).map_or(&[][..], Vec::as_slice);
        let at = rows.iter().position(|line| line.id == row).map_or(0, |at| at + 1);
        paint::text_ui(ui, cx.with("gui.form.row", &[("n", &at.to_string())]), theme::SMALL, theme::text_2());
        let by = authors.get(&name).map_or(&[][..], Vec::as_slice);
        standing_ui(ui, cx, (register, id), (&name, &record.values(&name)), by, out);
    }
}

/// Who holds it already at that time: nothing is kept from being saved.
fn taken_ui(ui: &mut Ui, cx: Cx<'_>, taken: &[(Named, String)], out: &mut Vec<Command>) {
    let color = theme::chip(Tone::Amber).text;
    for (named, at) in taken.iter().take(DOUBLES) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            paint::icon_ui(ui, icons::WARNING, theme::SMALL, color);
            paint::text_ui(ui, cx.with("gui.form.taken", &[("at", at)]), theme::SMALL, color);
            if link_ui(ui, &named.text()).clicked() {
                out.push(Command::Open(named.register, named.id));
            }
        });
    }
    if taken.len() > DOUBLES {
        paint::text_ui(ui, cx.with("gui.cases.more", &[("n", &(taken.len() - DOUBLES).to_string())]), theme::SMALL, color);
    }
}

/// The fields of a record that are not written any more. A number that another record carries too is given anew.
fn fixed(card: &Card) -> BTreeMap<&'static str, Why> {
    let why = |field: &'static Field| Some((field.id, settled::why_not_asked(card.register, &card.record, field.id)?));
    let all = card.register.all_fields().filter_map(why);
    all.filter(|(_, why)| *why != Why::Number || card.twins.is_empty()).collect()
}

/// A field that is shown only, with the reason below it.
fn fixed_ui(ui: &mut Ui, cx: Cx<'_>, field: &'static Field, (register, record): (&Register, &Record), why: Why, width: f32) {
    let label = field.labels.get(cx.lang);
    captioned_ui(ui, Caption { label, required: false, error: None }, width, |ui| {
        if let Kind::Lines(columns) = field.kind {
            lines::shown_ui(ui, cx, columns, record.lines.get(field.id).map_or(&[], Vec::as_slice));
        } else {
            let said = paint::plain(format::field(field, record, cx.lang, &|id| cx.title(id)));
            ui.add(egui::Label::new(RichText::new(said).color(theme::text())).wrap().selectable(true));
        }
        let reason = match why {
            Why::Number => cx.t("gui.form.fixed_number"),
            Why::Early => cx.t("gui.form.fixed_early"),
            Why::Listed => cx.t("gui.form.fixed_listed"),
            Why::Out => cx.t("gui.form.fixed_out"),
            Why::Text => cx.t("gui.form.fixed_text"),
            Why::Paper => cx.t("gui.form.fixed_paper"),
            Why::Act(step) => {
                let label = register.transition(step).map_or(step, |t| t.labels.get(cx.lang));
                cx.with("gui.form.fixed_act", &[("step", label)])
            }
            Why::Author => cx.t("gui.form.fixed_author"),
            Why::Frozen(step) => {
                let label = register.transition(step).map_or(step, |t| t.labels.get(cx.lang));
                cx.with("gui.form.fixed_frozen", &[("step", label)])
            }
        };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            paint::icon_ui(ui, icons::LOCK, theme::SMALL, theme::text_3());
            paint::text_ui(ui, reason, theme::SMALL, theme::text_3());
        });
    });
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
                paint::icon_ui(ui, icons::WARNING_CIRCLE, theme::BODY, colors.text);
                ui.label(RichText::new(paint::plain(text)).color(colors.text));
            });
        });
}
