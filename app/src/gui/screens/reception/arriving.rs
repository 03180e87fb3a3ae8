//! The visitor who stands at the counter.

use std::collections::BTreeMap;

use eframe::egui::{self, Align, Layout, ScrollArea, Ui, vec2};
use registers::book::visits;
use registers::def::Field;
use registers::{Op, Record, RecordId, Value};

use super::super::super::backend::{Action, Campus, Read};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::draft::{Draft, Input, Mistake};
use super::super::super::widgets::field::{Caption, captioned_ui};
use super::super::super::widgets::{button, paint};
use super::super::super::{icons, theme};
use super::super::editor::{Editor, editor_ui};
use super::finding::is_telephone;
use super::{ARRIVE, ENTER, record};

/// What is asked at the counter, two to a line.
const ASKED: &[&str] = &[
    "visitor",
    "organisation",
    "phone",
    "type",
    "purpose",
    "host",
    "badge",
    "host_confirmed",
    "headcount",
    "companions",
    "id_type",
    "id_last4",
    "id_verified",
    "privacy_told",
    "expected_leave",
    "vehicle",
    "areas",
    "items",
];
/// What is known of somebody who came before, and holds again.
const KEPT: &[&str] = &["visitor", "organisation", "phone", "type", "host", "vehicle", "id_type", "id_last4"];

/// A visitor at the counter, as far as the form is filled in.
#[derive(Debug)]
pub(super) struct Arriving {
    visit: Option<RecordId>,
    draft: Draft,
    mistakes: BTreeMap<String, Mistake>,
    /// The field that is still to take the keyboard: the first that nobody knows yet.
    focus: Option<&'static str>,
}

/// What was asked for in a frame.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub step: Option<&'static str>,
    pub cancelled: bool,
}

impl Arriving {
    /// Somebody who was not announced.
    pub fn new(cx: Cx<'_>, campus: &Campus, text: &str) -> Arriving {
        let text = text.trim();
        let field = if is_telephone(text) { visits::PHONE.id() } else { visits::VISITOR.id() };
        let said = Op::Set { field: field.to_owned(), value: Some(text.into()) };
        let ops = if text.is_empty() { Vec::new() } else { vec![said] };
        Arriving::starting(cx, campus, ops, visits::VISITOR.id())
    }

    /// Somebody who came before: what is known of them stands there already.
    pub fn before(cx: Cx<'_>, campus: &Campus, id: RecordId) -> Read<Option<Arriving>> {
        let Some(record) = record(cx, id)? else { return Ok(None) };
        let known = KEPT.iter().filter_map(|field| Some(Op::Set { field: (*field).to_owned(), value: Some(record.get(field)?.clone()) }));
        Ok(Some(Arriving::starting(cx, campus, known.collect(), visits::PURPOSE.id())))
    }

    /// Somebody who was announced.
    pub fn announced(cx: Cx<'_>, campus: &Campus, id: RecordId) -> Read<Option<Arriving>> {
        let Some(record) = record(cx, id)? else { return Ok(None) };
        let badge = Some(next_badge(campus)).filter(|badge| !badge.is_empty() && !record.is_filled(visits::BADGE.id()));
        let draft = Draft::new(asked(cx), record, &|id| cx.title(id)).under(cx.register(&visits::REGISTER));
        let mut arriving = Arriving { visit: Some(id), draft, mistakes: BTreeMap::new(), focus: Some(visits::BADGE.id()) };
        if let (Some(badge), Some(field)) = (badge, cx.register(&visits::REGISTER).field(visits::BADGE.id()))
            && let Some(input) = arriving.draft.input(field)
        {
            *input = Input::Text(badge);
        }
        Ok(Some(arriving))
    }

    fn starting(cx: Cx<'_>, campus: &Campus, mut ops: Vec<Op>, focus: &'static str) -> Arriving {
        let mut draft = Draft::new(asked(cx), Record::default(), &|_| None).under(cx.register(&visits::REGISTER));
        let badge = next_badge(campus);
        if !badge.is_empty() {
            ops.push(Op::set(visits::BADGE, badge.as_str()));
        }
        draft.start_with(&ops, &|id| cx.title(id));
        Arriving { visit: None, draft, mistakes: BTreeMap::new(), focus: Some(focus) }
    }

    /// The same once more after it was refused.
    pub fn again(self) -> Arriving {
        Arriving { focus: Some(visits::VISITOR.id()), ..self }
    }

    /// What the visitor is called so far.
    pub fn name(&self) -> String {
        let said = self.draft.said(&[visits::VISITOR.id()], jiff::civil::Date::default());
        said.get(visits::VISITOR.id()).and_then(Value::as_text).unwrap_or("…").to_owned()
    }

    /// The badge that is to be given, so far.
    pub fn badge(&self) -> String {
        let said = self.draft.said(&[visits::BADGE.id()], jiff::civil::Date::default());
        said.get(visits::BADGE.id()).and_then(Value::as_text).unwrap_or_default().to_owned()
    }

    /// What saves it with a step; none while something in it is wrong.
    pub fn action(&mut self, cx: Cx<'_>, step: &'static str) -> Option<Action> {
        match self.draft.ops(cx.now.date()) {
            Ok(ops) => {
                let base = self.visit.map(|_| Box::new(self.draft.record().clone()));
                Some(Action::AtOnce { register: visits::REGISTER.key, id: self.visit, base, ops, step })
            }
            Err(mistakes) => {
                self.mistakes = mistakes;
                None
            }
        }
    }

    /// Draws the form.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) -> Asked {
        const GAP: f32 = 14.0;
        let mut asked = Asked::default();
        if !self.mistakes.is_empty() {
            self.mistakes = self.draft.ops(cx.now.date()).err().unwrap_or_default();
        }
        let title = if self.visit.is_some() { "gui.reception.announced" } else { "gui.reception.unannounced" };
        paint::bold_ui(ui, cx.t(title), theme::CARD_TITLE);
        let height = (ui.available_height() - 48.0).max(80.0);
        ScrollArea::vertical().id_salt("arriving").max_height(height).auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(GAP, 10.0);
            let half = (ui.available_width() - GAP - 8.0) / 2.0;
            let fields = self::asked(cx);
            for pair in fields.chunks(2) {
                ui.horizontal_top(|ui| {
                    for (field, required) in pair {
                        self.field_ui(ui, cx, (field, *required), half, out);
                    }
                });
            }
        });
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            if button::primary_ui(ui, icons::CHECK, &cx.t("gui.reception.enter")).clicked() {
                asked.step = Some(ENTER);
            }
            let at_the_gate = self.draft.record().states.first().is_none_or(|s| s == "appointment" || s == "confirmed");
            if at_the_gate && button::secondary_ui(ui, icons::CLOCK, &cx.t("gui.reception.arrive")).clicked() {
                asked.step = Some(ARRIVE);
            }
            asked.cancelled = button::secondary_ui(ui, icons::X, &cx.t("gui.cancel")).clicked();
            paint::truncated_ui(ui, cx.t("gui.reception.form_keys"), theme::SMALL, theme::text_3());
        });
        let entered = ui.input(|i| i.key_pressed(egui::Key::Enter) && i.modifiers.command);
        if entered && !cx.composing {
            asked.step = Some(ENTER);
        }
        asked
    }

    fn field_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, (field, required): (&'static Field, bool), width: f32, out: &mut Vec<Command>) {
        let error = self.mistakes.get(field.id).map(|m| m.text(cx.lang));
        let label = field.labels.get(cx.lang);
        let Some(input) = self.draft.input(field) else { return };
        let editor = Editor { field, name: label, width, hint: "", makes: false };
        let caption = Caption { label, required, error: error.as_deref() };
        let response = captioned_ui(ui, caption, width, |ui| editor_ui(ui, cx, editor, input, out));
        if let Some(response) = response.filter(|_| self.focus == Some(field.id)) {
            response.request_focus();
            self.focus = None;
        }
    }
}

/// The fields that are asked, as the office has them, and whether each must be filled.
fn asked(cx: Cx<'_>) -> Vec<(&'static Field, bool)> {
    let register = cx.register(&visits::REGISTER);
    let fields = ASKED.iter().filter_map(|id| register.field(id)).filter(|f| !f.retired);
    fields.map(|f| (f, f.required)).collect()
}

/// The badge to be given next: the lowest number that nobody wears, written as the badges that are worn. None where nobody
/// wears one.
fn next_badge(campus: &Campus) -> String {
    let worn: Vec<&str> = campus.present.iter().map(|p| p.badge.trim()).filter(|b| !b.is_empty()).collect();
    let Some(model) = worn.last() else { return String::new() };
    let digits = model.chars().rev().take_while(char::is_ascii_digit).count();
    let (series, number) = model.split_at(model.len() - digits);
    if number.is_empty() || digits > 9 {
        return String::new();
    }
    let written = |n: usize| format!("{series}{n:0digits$}");
    (1..=worn.len() + 1).map(written).find(|badge| !worn.contains(&badge.as_str())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use replica::{Presence, Present};

    use super::*;

    fn wearing(badges: &[&str]) -> Campus {
        let one = |(n, badge): (usize, &&str)| Present {
            id: RecordId::from_parts(1, n as u128),
            visitor: String::new(),
            organisation: String::new(),
            host: String::new(),
            badge: (*badge).to_owned(),
            entered: String::new(),
            companions: Vec::new(),
            people: 1,
            why: Presence::In,
        };
        Campus { present: badges.iter().enumerate().map(one).collect(), expected: Vec::new() }
    }

    #[test]
    fn the_next_badge_is_the_lowest_that_nobody_wears() {
        for (worn, next) in [
            (&["A01", "A03"][..], "A02"),
            (&["A02"], "A01"),
            (&["A01", "A02"], "A03"),
            (&["访09", "访1"], "访2"),
            (&[], ""),
            (&["", "  "], ""),
            (&["红"], ""),
        ] {
            assert_eq!(next_badge(&wearing(worn)), next, "{worn:?}");
        }
    }
}
