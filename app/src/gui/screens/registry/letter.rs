//! The letter that is being written down: a form of few fields, through which Enter goes to the last, where it saves.

use std::collections::BTreeMap;

use eframe::egui::{self, Id, Key, Layout, Modifiers, Popup, Response, ScrollArea, Ui, vec2};
use jiff::civil::Date;
use registers::book::incoming_documents as incoming;
use registers::def::{Field, Kind, Rule, Tone};
use registers::search::has_initials;
use registers::workflow::{Actor, defaults};
use registers::{Op, Record};

use super::super::super::backend::{Action, Query};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::draft::{Draft, Input, Mistake};
use super::super::super::widgets::field::{Caption, captioned_ui};
use super::super::super::widgets::suggest::{Offer, Suggest, suggest_ui};
use super::super::super::widgets::{button, paint};
use super::super::super::{icons, theme};
use super::super::doubles::doubles_ui;
use super::super::editor::{Editor, editor_ui};
use crate::cases::Named;

/// What is asked of a letter, in the order in which a clerk reads it off the paper.
const ASKED: &[&str] =
    &["from_org", "from_no", "title", "kind", "doc_date", "secrecy", "urgency", "copies", "received_at", "channel", "due_at"];
/// What holds for the next letter as well.
const KEPT: &[&str] = &["from_org", "received_at", "channel"];
/// The step that registers it and gives it its number.
const REGISTER: &str = "register";
/// Senders that are offered, and letters that are looked through for them.
const SENDERS: usize = 8;
const SOUGHT: usize = 80;

/// What one letter leaves to the next one.
#[derive(Debug, Clone, Default)]
pub(super) struct Left {
    ops: Vec<Op>,
    /// How the sender's numbers begin, such as `市教办〔2026〕`.
    series: String,
}

/// A letter as far as it is filled in.
#[derive(Debug)]
pub(super) struct Letter {
    /// Its place in this sitting: each letter has editors of its own, so that no caret is left of the one before.
    n: u64,
    draft: Draft,
    mistakes: BTreeMap<String, Mistake>,
    /// The field that is still to take the keyboard.
    focus: Option<&'static str>,
    /// What its number began with before anybody typed: by itself it is no number.
    series: String,
    /// What the editors were called in the last frame, in their order.
    editors: Vec<(&'static str, Id)>,
    doubles: (Record, Vec<Named>),
    /// Title and sender, as they were when it was saved.
    called: [String; 2],
}

/// What was asked for in a frame.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub save: bool,
    pub cleared: bool,
}

impl Letter {
    /// The next letter after one that left something.
    pub fn begin(cx: Cx<'_>, n: u64, left: &Left) -> Letter {
        let mut draft = Draft::new(asked(cx), Record::default(), &|_| None).under(cx.register(&incoming::REGISTER));
        let actor = Actor::new(cx.me.person.clone(), cx.me.roles.clone(), cx.now);
        let mut ops = defaults(cx.register(&incoming::REGISTER), &actor);
        ops.extend(left.ops.iter().cloned());
        if !left.series.is_empty() {
            ops.push(Op::set(incoming::FROM_NO, left.series.as_str()));
        }
        draft.start_with(&ops, &|id| cx.title(id));
        let known = left.ops.iter().any(|op| matches!(op, Op::Set { field, .. } if field == incoming::FROM_ORG.id()));
        let focus = if known { incoming::FROM_NO.id() } else { incoming::FROM_ORG.id() };
        Letter {
            n,
            draft,
            mistakes: BTreeMap::new(),
            focus: Some(focus),
            series: left.series.clone(),
            editors: Vec::new(),
            doubles: Default::default(),
            called: Default::default(),
        }
    }

    /// The same once more, with the keyboard in it.
    pub fn again(self) -> Letter {
        Letter { focus: Some(incoming::TITLE.id()), ..self }
    }

    /// Takes the keyboard again: the sender where nobody is named yet, else the number.
    pub fn wake(&mut self) {
        let said = self.draft.said(&[incoming::FROM_ORG.id()], Date::default());
        let named = said.is_filled(incoming::FROM_ORG.id());
        self.focus = Some(if named { incoming::FROM_NO.id() } else { incoming::FROM_ORG.id() });
    }

    /// Whether anything was typed.
    pub fn is_changed(&self) -> bool {
        self.draft.is_changed()
    }

    /// What some of its fields say.
    fn said(&self, cx: Cx<'_>, fields: &[&'static str]) -> Record {
        self.draft.said(fields, cx.now.date())
    }

    /// Notes what it is called, for the time when there is nothing more to ask.
    pub fn remember(&mut self, cx: Cx<'_>) {
        let said = self.meant(cx).said(&[incoming::TITLE.id(), incoming::FROM_ORG.id()], cx.now.date());
        self.called = [incoming::TITLE.id(), incoming::FROM_ORG.id()].map(|field| said.text(field).to_owned());
    }

    /// Title and sender, as they were when it was saved.
    pub fn called(&self) -> &[String; 2] {
        &self.called
    }

    /// What the next letter need not be told again.
    pub fn left(&self, cx: Cx<'_>) -> Left {
        let said = self.said(cx, KEPT);
        let ops = said.fields.into_iter().filter_map(|(field, values)| Some(Op::Set { field, value: Some(values.into_iter().next()?) }));
        let number = self.said(cx, &[incoming::FROM_NO.id()]);
        Left { ops: ops.collect(), series: series(number.text(incoming::FROM_NO.id())) }
    }

    /// What a letter of its secrecy may say here: the fields, and all that its title may be. None where it may say anything.
    fn pointer(&self, cx: Cx<'_>) -> Option<(&'static [&'static str], &'static str)> {
        cx.register(&incoming::REGISTER).rules.iter().find_map(|rule| match rule {
            Rule::PointerOnly { by, values, fields, title } => {
                let said = self.said(cx, &[*by]);
                values.contains(&said.text(by)).then_some((*fields, *title))
            }
            _ => None,
        })
    }

    /// The contents as they are to be written: of a classified letter only where the paper lies, though nothing that was
    /// typed is lost when another level is chosen; and no number that only says how numbers begin.
    fn meant(&self, cx: Cx<'_>) -> Draft {
        let mut draft = self.draft.clone();
        let pointer = self.pointer(cx);
        for (field, _) in asked(cx) {
            let Some(input) = draft.input(field) else { continue };
            let bare = field.id == incoming::FROM_NO.id() && !self.series.is_empty() && *input == Input::Text(self.series.clone());
            let hidden = pointer.is_some_and(|(fields, _)| !fields.contains(&field.id));
            match (input, pointer) {
                (Input::Text(text), Some((_, title))) if field.id == incoming::TITLE.id() => title.clone_into(text),
                (Input::Text(text), _) if bare || hidden => text.clear(),
                (Input::Choice(picked), _) if hidden => *picked = None,
                _ => {}
            }
        }
        draft
    }

    /// What saves and registers it in one go; none while something in it is wrong.
    pub fn action(&mut self, cx: Cx<'_>) -> Option<Action> {
        match self.meant(cx).ops(cx.now.date()) {
            Ok(ops) => Some(Action::AtOnce { register: incoming::REGISTER.key, id: None, base: None, ops, step: REGISTER }),
            Err(mistakes) => {
                // The keyboard goes to the first of them.
                self.focus = asked(cx).into_iter().map(|(f, _)| f.id).find(|id| mistakes.contains_key(*id));
                self.mistakes = mistakes;
                None
            }
        }
    }

    /// Draws the form.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) -> Asked {
        let mut asked = Asked::default();
        if !self.mistakes.is_empty() && !cx.composing {
            self.mistakes = self.meant(cx).ops(cx.now.date()).err().unwrap_or_default();
        }
        self.look_for_doubles(cx);
        paint::bold_ui(ui, cx.t("gui.registry.letter"), theme::CARD_TITLE);
        if self.pointer(cx).is_some() {
            paint::text_ui(ui, cx.t("gui.registry.pointer"), theme::LABEL, theme::chip(Tone::Amber).text);
        }
        let height = (ui.available_height() - 84.0).max(80.0);
        let mut entered = None;
        ScrollArea::vertical().id_salt("letter").max_height(height).auto_shrink([false, false]).show(ui, |ui| {
            entered = self.fields_ui(ui, cx, out);
        });
        doubles_ui(ui, cx, &self.doubles.1, out);
        ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            asked.save = button::primary_ui(ui, icons::CHECK, &cx.t("gui.registry.save")).clicked();
            asked.cleared = button::secondary_ui(ui, icons::X, &cx.t("gui.registry.clear")).clicked();
            if self.mistakes.is_empty() {
                paint::truncated_ui(ui, cx.t("gui.registry.keys"), theme::SMALL, theme::text_3());
            } else {
                let text = cx.with("gui.form.mistakes", &[("n", &self.mistakes.len().to_string())]);
                paint::text_ui(ui, text, theme::LABEL, theme::chip(Tone::Red).text);
            }
        });
        asked.save |= self.go_on(ui, entered);
        asked
    }

    /// The fields, two abreast and the title alone. Gives the place of the one in which Enter was pressed.
    fn fields_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) -> Option<usize> {
        const GAP: f32 = 14.0;
        ui.spacing_mut().item_spacing = vec2(GAP, 10.0);
        let room = ui.available_width() - 8.0;
        let half = (room - GAP) / 2.0;
        let pointer = self.pointer(cx);
        let shown = |id: &str| pointer.is_none_or(|(fields, _)| fields.contains(&id) && id != incoming::TITLE.id());
        let fields: Vec<_> = asked(cx).into_iter().filter(|(field, _)| shown(field.id)).collect();
        let mut entered = self.entered_choice(ui, cx, &fields);
        self.editors.clear();
        let mut rest = &fields[..];
        while let Some((first, after)) = rest.split_first() {
            let wide = |field: &Field| field.id == incoming::TITLE.id();
            let pair = after.first().filter(|(second, _)| !wide(first.0) && !wide(second));
            ui.horizontal_top(|ui| {
                let width = if wide(first.0) { room } else { half };
                for (field, required) in std::iter::once(first).chain(pair) {
                    let response = self.field_ui(ui, cx, (*field, *required), width, out);
                    let Some(response) = response else { continue };
                    let left = response.lost_focus() && !cx.composing && ui.input(|i| i.key_pressed(Key::Enter) && i.modifiers.is_none());
                    entered = entered.or(left.then_some(self.editors.len()));
                    self.editors.push((field.id, response.id));
                }
            });
            rest = after.get(pair.map_or(0, |_| 1)..).unwrap_or_default();
        }
        entered
    }

    /// Enter in a choice goes on like in any other field: Space and the arrows pick.
    fn entered_choice(&self, ui: &Ui, cx: Cx<'_>, fields: &[(&'static Field, bool)]) -> Option<usize> {
        let focused = ui.memory(|m| m.focused())?;
        let (at, (field, _)) = self.editors.iter().enumerate().find(|(_, (_, id))| *id == focused)?;
        let chooses = fields.iter().any(|(f, _)| f.id == *field && matches!(f.kind, Kind::Choice(_)));
        let free = chooses && !cx.composing && !Popup::is_any_open(ui.ctx());
        (free && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter))).then_some(at)
    }

    /// The keyboard goes to the field after the one in which Enter was pressed. Gives whether that was the last.
    fn go_on(&self, ui: &Ui, entered: Option<usize>) -> bool {
        let Some(at) = entered else { return false };
        match self.editors.get(at + 1) {
            Some((_, next)) => {
                ui.memory_mut(|m| m.request_focus(*next));
                false
            }
            None => true,
        }
    }

    fn field_ui(
        &mut self,
        ui: &mut Ui,
        cx: Cx<'_>,
        (field, required): (&'static Field, bool),
        width: f32,
        out: &mut Vec<Command>,
    ) -> Option<Response> {
        let error = self.mistakes.get(field.id).map(|m| m.text(cx.lang));
        let label = field.labels.get(cx.lang);
        let caption = Caption { label, required, error: error.as_deref() };
        let input = self.draft.input(field)?;
        // Fields come and go with the level of secrecy: the editor of one stays the same wherever it stands.
        let scope = egui::UiBuilder::new().scope_id(Id::unique(("letter", self.n, field.id)));
        let editor = |ui: &mut Ui| match input {
            Input::Text(text) if field.id == incoming::FROM_ORG.id() => Some(sender_ui(ui, cx, text, (label, width))),
            input => editor_ui(ui, cx, Editor { field, name: label, width, hint: "", makes: false }, input, out),
        };
        let response = ui.scope_builder(scope, |ui| captioned_ui(ui, caption, width, editor)).inner?;
        if field.id == incoming::FROM_ORG.id() && response.changed() {
            self.forget_series(cx);
        }
        if self.focus == Some(field.id) {
            response.request_focus();
            self.focus = None;
        }
        Some(response)
    }

    /// The numbers of another sender begin otherwise.
    fn forget_series(&mut self, cx: Cx<'_>) {
        let Some(field) = cx.register(&incoming::REGISTER).field(incoming::FROM_NO.id()) else { return };
        let series = std::mem::take(&mut self.series);
        if let Some(Input::Text(text)) = self.draft.input(field)
            && !series.is_empty()
            && *text == series
        {
            text.clear();
        }
    }

    /// Asks again when what the suspicion rests on was typed otherwise, and never while it is being composed.
    fn look_for_doubles(&mut self, cx: Cx<'_>) {
        if cx.composing {
            return;
        }
        let register = cx.register(&incoming::REGISTER);
        let fields: Vec<&'static str> = register.same.iter().flat_map(|set| set.iter().copied()).collect();
        // A classified letter says nothing by which another would be the same.
        let said = if self.pointer(cx).is_some() { Record::default() } else { self.meant(cx).said(&fields, cx.now.date()) };
        if said != self.doubles.0 {
            let found = if said.fields.is_empty() { Vec::new() } else { cx.backend.same(register, &said).unwrap_or_default() };
            self.doubles = (said, found);
        }
    }
}

/// The fields that are asked, as the office has them, with those that it wants filled besides.
fn asked(cx: Cx<'_>) -> Vec<(&'static Field, bool)> {
    let register = cx.register(&incoming::REGISTER);
    let own = ASKED.iter().filter_map(|id| register.field(id)).filter(|f| !f.retired);
    let wanted = register
        .all_fields()
        .filter(|f| f.required && !f.retired && !f.computed && !matches!(f.kind, Kind::Lines(_)) && !ASKED.contains(&f.id));
    // The day of receipt stands in the paper's place of a required field: the step does not register without it.
    own.chain(wanted).map(|f| (f, f.required || f.id == incoming::RECEIVED_AT.id())).collect()
}

/// The beginning of a sender's number up to the year: the next letter of the same sender has it too.
fn series(number: &str) -> String {
    number.split_once('〕').map(|(series, _)| format!("{series}〕")).unwrap_or_default()
}

/// The sender, with those who have written before.
fn sender_ui(ui: &mut Ui, cx: Cx<'_>, text: &mut String, (name, width): (&str, f32)) -> Response {
    let asked = Suggest { name, hint: "", width, revision: cx.revision, composing: cx.composing, must: false, add: None };
    let before = text.clone();
    let mut suggested = suggest_ui(ui, text, asked, |part| senders(cx, part.trim()));
    if *text != before {
        suggested.response.mark_changed();
    }
    suggested.response
}

/// Those who sent something and are called so, or whose initials these are; the last ones first.
fn senders(cx: Cx<'_>, part: &str) -> Vec<Offer> {
    let query = Query { register: incoming::REGISTER.key, search: part.to_owned(), ..Query::default() };
    let rows = cx.backend.page(&query, 0, SOUGHT).map(|page| page.rows).unwrap_or_default();
    let mut names: Vec<&str> = Vec::new();
    for name in rows.iter().map(|row| row.text(cx.register(&incoming::REGISTER), incoming::FROM_ORG.id())) {
        let fits = part.is_empty() || name.contains(part) || has_initials(name, &part.to_lowercase());
        if !name.is_empty() && name != part && fits && !names.contains(&name) && names.len() < SENDERS {
            names.push(name);
        }
    }
    names.into_iter().map(|name| (name.to_owned(), name.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::series;

    #[test]
    fn a_number_tells_how_the_next_one_begins() {
        for (number, begins) in [("市教办〔2026〕58号", "市教办〔2026〕"), ("2026-58", ""), ("", ""), ("〔2026〕", "〔2026〕")]
        {
            assert_eq!(series(number), begins, "{number}");
        }
    }
}
