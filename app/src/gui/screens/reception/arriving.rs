//! The visitor who stands at the counter.

use std::collections::BTreeMap;

use eframe::egui::{self, Align, Layout, ScrollArea, Ui, vec2};
use registers::book::visits;
use registers::def::Field;
use registers::{Op, Record, RecordId, Value};

use super::super::super::backend::{Action, Campus, Link, Reach, Read, Tells};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::draft::{Draft, Input, Mistake};
use super::super::super::widgets::field::{Caption, captioned_ui};
use super::super::super::widgets::{button, dialog, paint};
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

/// Height of the line that tells how the host is reached.
const HOST: f32 = 26.0;

/// A visitor at the counter, as far as the form is filled in.
#[derive(Debug)]
pub(super) struct Arriving {
    visit: Option<RecordId>,
    draft: Draft,
    /// What stood there without anybody's typing.
    begun: Draft,
    mistakes: BTreeMap<String, Mistake>,
    /// The field that is still to take the keyboard: the first that nobody knows yet.
    focus: Option<&'static str>,
    /// What the host was last found to be told by, with who that is and as of when.
    reach: (String, u64, Reach),
    /// Whether to leave it was asked for while something was typed.
    leaving: bool,
    /// The step with which it was handed over.
    step: &'static str,
}

/// What is said once somebody was let in.
#[derive(Debug)]
pub struct Told {
    /// In words.
    pub text: String,
    /// Whether somebody is to be called.
    pub calls: bool,
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
        let mut arriving = Arriving::of(Some(id), draft, visits::BADGE.id());
        if let (Some(badge), Some(field)) = (badge, cx.register(&visits::REGISTER).field(visits::BADGE.id()))
            && let Some(input) = arriving.draft.input(field)
        {
            *input = Input::Text(badge);
        }
        arriving.begun = arriving.draft.clone();
        Ok(Some(arriving))
    }

    fn starting(cx: Cx<'_>, campus: &Campus, mut ops: Vec<Op>, focus: &'static str) -> Arriving {
        let mut draft = Draft::new(asked(cx), Record::default(), &|_| None).under(cx.register(&visits::REGISTER));
        let badge = next_badge(campus);
        if !badge.is_empty() {
            ops.push(Op::set(visits::BADGE, badge.as_str()));
        }
        draft.start_with(&ops, &|id| cx.title(id));
        Arriving::of(None, draft, focus)
    }

    fn of(visit: Option<RecordId>, draft: Draft, focus: &'static str) -> Arriving {
        let begun = draft.clone();
        Arriving {
            visit,
            draft,
            begun,
            mistakes: BTreeMap::new(),
            focus: Some(focus),
            reach: Default::default(),
            leaving: false,
            step: ENTER,
        }
    }

    /// The same once more after it was refused.
    pub fn again(self) -> Arriving {
        Arriving { focus: Some(visits::VISITOR.id()), leaving: false, ..self }
    }

    /// What the visitor is called so far.
    pub fn name(&self) -> String {
        let name = self.said(visits::VISITOR.id());
        if name.is_empty() { "…".to_owned() } else { name }
    }

    /// Whom they come to see, so far.
    fn host(&self) -> String {
        self.said(visits::HOST.id())
    }

    fn said(&self, field: &'static str) -> String {
        let said = self.draft.said(&[field], jiff::civil::Date::default());
        said.get(field).and_then(Value::as_text).unwrap_or_default().trim().to_owned()
    }

    /// Whether something was typed that leaving the form would lose.
    pub fn is_changed(&self) -> bool {
        self.draft.differs(&self.begun)
    }

    /// What is told once they are let in: and how their host learns of it.
    pub fn told(&self, cx: Cx<'_>) -> Told {
        let key = if self.step == ARRIVE { "gui.reception.has_arrived" } else { "gui.reception.has_entered" };
        let what = cx.with(key, &[("who", &self.name())]);
        let host = self.host();
        if host.is_empty() || host == cx.me.person.trim() {
            return Told { text: what, calls: false };
        }
        let reach = if self.reach.0 == host { self.reach.2.clone() } else { cx.backend.reach(&host).unwrap_or_default() };
        let call = match reach.telephone.as_str() {
            "" => cx.t("gui.reception.call"),
            number => cx.with("gui.reception.call_at", &[("number", number)]),
        };
        let (key, calls) = match (reach.desk, cx.backend.sync().link) {
            (Tells::Here, _) | (Tells::Elsewhere, Link::Connected) => ("gui.reception.told", false),
            (Tells::Elsewhere, _) => ("gui.reception.not_told_yet", true),
            (Tells::Nowhere, _) => ("gui.reception.not_told", true),
        };
        let number = Some(&reach.telephone).filter(|number| !number.is_empty());
        let number = number.map_or_else(String::new, |number| cx.with("gui.reception.number", &[("number", number)]));
        Told { text: cx.with(key, &[("what", &what), ("host", &host), ("number", &number), ("call", &call)]), calls }
    }

    /// The badge that is to be given, so far.
    pub fn badge(&self) -> String {
        self.said(visits::BADGE.id())
    }

    /// What saves it with a step; none while something in it is wrong.
    pub fn action(&mut self, cx: Cx<'_>, step: &'static str) -> Option<Action> {
        self.step = step;
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

    /// Leaves the form, or asks before something that was typed is lost. Gives whether it is left.
    pub fn leaves(&mut self) -> bool {
        self.leaving = self.is_changed();
        !self.leaving
    }

    /// Whether it asks.
    pub fn asks(&self) -> bool {
        self.leaving
    }

    /// The question. Gives whether what was typed is given up.
    fn leaving_ui(&mut self, ui: &Ui, cx: Cx<'_>) -> bool {
        let mut given_up = false;
        let title = cx.with("gui.reception.leaving", &[("who", &self.name())]);
        let shown = dialog::dialog_ui(ui.ctx(), "arriving-leaving", &title, theme::DIALOG_WIDTH, |ui| {
            paint::text_ui(ui, cx.t("gui.reception.leaving_text"), theme::BODY, theme::text_2());
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let stay = button::primary_ui(ui, "", &cx.t("gui.leaving.stay"));
                if ui.memory(|m| m.focused().is_none()) {
                    stay.request_focus();
                }
                self.leaving &= !stay.clicked();
                given_up = button::secondary_ui(ui, "", &cx.t("gui.leaving.discard")).clicked();
            });
        });
        self.leaving &= !shown.dismissed;
        given_up
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
        // Below stand the host and the buttons.
        let height = (ui.available_height() - 48.0 - HOST).max(80.0);
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
        self.host_ui(ui, cx);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            if button::primary_ui(ui, icons::CHECK, &cx.t("gui.reception.enter")).clicked() {
                asked.step = Some(ENTER);
            }
            let at_the_gate = self.draft.record().states.first().is_none_or(|s| s == "appointment" || s == "confirmed");
            if at_the_gate && button::secondary_ui(ui, icons::CLOCK, &cx.t("gui.reception.arrive")).clicked() {
                asked.step = Some(ARRIVE);
            }
            if button::secondary_ui(ui, icons::X, &cx.t("gui.cancel")).clicked() {
                asked.cancelled = self.leaves();
            }
            paint::truncated_ui(ui, cx.t("gui.reception.form_keys"), theme::SMALL, theme::text_3());
        });
        if self.leaving {
            asked.cancelled |= self.leaving_ui(ui, cx);
            return asked;
        }
        let entered = ui.input(|i| i.key_pressed(egui::Key::Enter) && i.modifiers.command);
        if entered && !cx.composing {
            asked.step = Some(ENTER);
        }
        asked
    }

    /// How the host is reached, as soon as it is known who that is: at the counter they are called before anybody is let in.
    fn host_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let host = self.host();
        if !cx.composing && (self.reach.0 != host || self.reach.1 != cx.revision) {
            let reach = if host.is_empty() { Reach::default() } else { cx.backend.reach(&host).unwrap_or_default() };
            self.reach = (host.clone(), cx.revision, reach);
        }
        ui.allocate_ui_with_layout(vec2(ui.available_width(), HOST), Layout::left_to_right(Align::Center), |ui| {
            let (known, _, reach) = &self.reach;
            if host.is_empty() || *known != host {
                return;
            }
            let number = match reach.telephone.as_str() {
                "" => cx.with("gui.reception.no_number", &[("host", &host)]),
                number => cx.with("gui.reception.host_number", &[("host", &host), ("number", number)]),
            };
            paint::truncated_ui(ui, number, theme::LABEL, theme::text_2());
        });
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
