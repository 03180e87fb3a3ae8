//! One record beside the list: what it says, what can be done with it, what was done to it.

use std::collections::BTreeMap;

use eframe::egui::{self, Align, Layout, Margin, Ui, vec2};
use registers::def::{Field, Kind, Register, Tone};
use registers::workflow::Actor;
use registers::{RecordId, Value, private, version};

use super::super::backend::{Action, Card, Event, LastAct, Signed};
use super::super::command::{Command, Place, keyed};
use super::super::cx::Cx;
use super::super::text::number;
use super::super::widgets::timeline::Moment;
use super::super::widgets::{button, card, chip, paint, timeline};
use super::super::{format, icons, layout, theme};
use super::conflicts::{Standing, choice_ui, twins_ui};
use super::lines;
use crate::cli::lapsed_text;

mod steps;

pub use steps::{others, possible};
use steps::{progress_ui, steps_ui};

/// Happenings shown before the rest is asked for.
const HISTORY: usize = 12;

/// What the panel keeps between frames.
#[derive(Debug)]
pub struct DetailView {
    /// The record.
    pub id: RecordId,
    read: Option<u64>,
    card: Option<Card>,
    actor: Option<Actor>,
    error: Option<String>,
    /// Who signed what.
    signed: Vec<Signed>,
    all_history: bool,
    /// What this desk did last, where it was done to this record, and which line of the history tells of it.
    last: Option<LastAct>,
    last_at: Option<usize>,
}

impl DetailView {
    /// The panel for a record.
    pub fn new(id: RecordId) -> DetailView {
        DetailView {
            id,
            read: None,
            card: None,
            actor: None,
            error: None,
            signed: Vec::new(),
            all_history: false,
            last: None,
            last_at: None,
        }
    }

    /// Reads again when something changed.
    pub fn refresh(&mut self, cx: Cx<'_>) {
        if self.read == Some(cx.revision) {
            return;
        }
        self.read = Some(cx.revision);
        self.actor = Some(cx.backend.actor());
        match cx.backend.card(self.id) {
            Ok(card) => (self.card, self.error) = (card, None),
            Err(error) => (self.card, self.error) = (None, Some(error.to_string())),
        }
        self.signed = cx.backend.signatures(self.id).unwrap_or_default();
        let last = cx.backend.last_act().ok().flatten();
        self.last = last.filter(|last| last.records.iter().any(|named| named.id == self.id));
        let tells = |last: &LastAct| self.card.as_ref()?.history.iter().position(|e| e.label == last.label && e.at == last.at);
        self.last_at = self.last.as_ref().and_then(tells);
    }

    /// Draws the panel.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        self.refresh(cx);
        ui.spacing_mut().item_spacing.y = 0.0;
        let Some(card) = self.card.clone() else {
            heading_ui(ui, &cx.t("gui.detail.title"), cx, out);
            let text = self.error.clone().unwrap_or_else(|| cx.t("gui.detail.gone"));
            return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.detail.unreadable"), &text);
        };
        heading_ui(ui, card.register.one.get(cx.lang), cx, out);
        egui::Panel::bottom("detail_steps")
            .resizable(false)
            .show_separator_line(false)
            .frame(egui::Frame::new().fill(theme::surface()))
            .show(ui, |ui| steps_ui(ui, cx, &card, self.actor.as_ref(), out));
        egui::ScrollArea::vertical().auto_shrink([false, false]).id_salt(self.id.to_string()).show(ui, |ui| {
            egui::Frame::new().inner_margin(Margin::symmetric(18, 16)).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 6.0;
                name_ui(ui, cx, &card);
                progress_ui(ui, cx, &card, out);
                facts_ui(ui, cx, &card);
                signed_ui(ui, cx, &self.signed);
                lapsed_ui(ui, cx, &card);
                erased_ui(ui, cx, &card);
                cases_ui(ui, cx, card.id, out);
                conflicts_ui(ui, cx, &card, out);
                lists_ui(ui, cx, card.id, out);
                fields_ui(ui, cx, &card);
                around_ui(ui, cx, &card, out);
                self.history_ui(ui, cx, &card, out);
            });
        });
    }

    fn history_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, card: &Card, out: &mut Vec<Command>) {
        ui.add_space(12.0);
        card::section_ui(ui, &cx.t("gui.detail.history"));
        if card.register.unnamed {
            paint::text_ui(ui, cx.t("gui.detail.unnamed"), theme::LABEL, theme::text_3());
        }
        let shown = if self.all_history { card.history.len() } else { card.history.len().min(HISTORY) };
        for (at, event) in card.history.iter().take(shown).enumerate() {
            let what = what(cx, card.register, event);
            let mut who = format!("{}　{}", format::minute(event.at), event.person);
            if !event.desk.is_empty() {
                who = format!("{who} · {}", event.desk);
            }
            if !event.confirmed && !cx.alone {
                who = format!("{who} · {}", cx.t("gui.mark.pending_short"));
            }
            let dot = theme::dot(tone_of(card.register, event));
            timeline::moment_ui(ui, Moment { what: &what, who: &who, dot, last: at + 1 == shown });
            // Only what this desk did last can be taken back.
            if let Some(last) = self.last.as_ref().filter(|last| self.last_at == Some(at) && last.undoable)
                && button::small_ui(ui, icons::CLOCK_COUNTER_CLOCKWISE, &cx.t("gui.undo.this")).clicked()
            {
                out.push(Command::Do(Action::Undo(last.entry)));
            }
        }
        if shown < card.history.len() && button::small_ui(ui, icons::CARET_DOWN, &cx.t("gui.detail.all_history")).clicked() {
            self.all_history = true;
        }
    }
}

fn heading_ui(ui: &mut Ui, title: &str, cx: Cx<'_>, out: &mut Vec<Command>) {
    egui::Frame::new().inner_margin(Margin { left: 18, right: 12, top: 11, bottom: 10 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            paint::bold_ui(ui, title, 15.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name = cx.t("gui.close");
                if button::tipped_ui(ui, icons::X, &name, &keyed(cx.lang, &name, "Esc")).clicked() {
                    out.push(Command::Close);
                }
            });
        });
    });
    paint::hline_ui(ui);
}

fn name_ui(ui: &mut Ui, cx: Cx<'_>, card: &Card) {
    let record = &card.record;
    ui.horizontal(|ui| {
        paint::badge_ui(ui, super::home::icon(card.register), 44.0, theme::accent(), theme::accent_soft());
        ui.add_space(4.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let title =
                egui::RichText::new(paint::plain(format::title(card.register, record, cx.lang))).font(theme::bold(theme::CARD_TITLE));
            ui.add(egui::Label::new(title.color(theme::text())).wrap());
            let under = match card.register.number.map(|n| record.text(n.field)) {
                Some("") => cx.t("gui.detail.no_number"),
                Some(number) => number.to_owned(),
                None => card.register.labels.get(cx.lang).to_owned(),
            };
            paint::text_ui(ui, under, theme::LABEL, theme::text_3());
        });
    });
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        for state in &record.states {
            let (text, tone) = format::state(card.register, state, cx.lang);
            chip::chip_ui(ui, text, tone);
        }
        if card.pending && !cx.alone {
            chip::tag_ui(ui, &cx.t("gui.mark.pending_short"));
        }
    });
}

/// That the personal data is gone.
fn erased_ui(ui: &mut Ui, cx: Cx<'_>, card: &Card) {
    if private::is_erased(&card.record) {
        ui.add_space(6.0);
        card::key_value_ui(ui, &cx.t("cli.private"), &cx.t("cli.private_erased"));
    }
}

/// What follows from the record.
fn facts_ui(ui: &mut Ui, cx: Cx<'_>, card: &Card) {
    let lines = card.facts.lines(cx.lang);
    if !lines.is_empty() {
        ui.add_space(6.0);
    }
    for (label, text) in &lines {
        card::key_value_ui(ui, label, text);
    }
}

/// The signatures under the record, and what says something else since.
fn signed_ui(ui: &mut Ui, cx: Cx<'_>, signed: &[Signed]) {
    if !signed.is_empty() {
        ui.add_space(6.0);
    }
    for signed in signed {
        let (icon, tone) = if signed.holds { (icons::SEAL_CHECK, Tone::Green) } else { (icons::WARNING_CIRCLE, Tone::Red) };
        let color = theme::chip(tone).text;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            paint::icon_ui(ui, icon, theme::BODY, color);
            ui.add(egui::Label::new(egui::RichText::new(paint::plain(&signed.text)).size(theme::LABEL).color(theme::text_2())).wrap());
        });
        if !signed.changed.is_empty() {
            warning_ui(ui, &cx.with("gui.sign.changed", &[("fields", &signed.changed)]));
        }
    }
}

/// Approvals that are void since the text was changed.
fn lapsed_ui(ui: &mut Ui, cx: Cx<'_>, card: &Card) {
    if card.lapsed.is_empty() {
        return;
    }
    ui.add_space(6.0);
    warning_ui(ui, &cx.t("gui.detail.lapsed"));
    for lapsed in &card.lapsed {
        paint::text_ui(ui, lapsed_text(card.register, lapsed, cx.lang), theme::LABEL, theme::text());
    }
}

fn warning_ui(ui: &mut Ui, text: &str) {
    let color = theme::chip(Tone::Amber).text;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        paint::icon_ui(ui, icons::WARNING, theme::BODY, color);
        paint::text_ui(ui, text, theme::LABEL, color);
    });
}

/// The cases of the conflict inbox that are about the record, which are decided there.
fn cases_ui(ui: &mut Ui, cx: Cx<'_>, id: RecordId, out: &mut Vec<Command>) {
    let cases = cx.backend.cases();
    for told in cases.list.iter().filter(|told| told.case.records.contains(&id)) {
        ui.add_space(6.0);
        warning_ui(ui, &told.sentence(cx.lang));
        if button::small_ui(ui, icons::GIT_MERGE, &cx.t("gui.detail.case")).clicked() {
            out.push(Command::Go(Place::Conflicts));
        }
    }
}

fn conflicts_ui(ui: &mut Ui, cx: Cx<'_>, card: &Card, out: &mut Vec<Command>) {
    if !card.twins.is_empty() {
        ui.add_space(6.0);
        twins_ui(ui, cx, card.register, &card.twins, out);
    }
    for name in card.record.conflicts() {
        ui.add_space(6.0);
        let values = card.record.values(&name);
        let authors = card.authors.get(&name).map_or(&[][..], Vec::as_slice);
        let standing = Standing { register: card.register, name: &name, values: &values, authors };
        choice_ui(ui, cx, standing, |value| {
            out.push(Command::Do(Action::Resolve { id: card.id, conflict: name.clone(), value }));
        });
    }
}

fn fields_ui(ui: &mut Ui, cx: Cx<'_>, card: &Card) {
    let titles = |id: &str| cx.title(id);
    for section in layout::sections(card.register) {
        let filled: Vec<&Field> = section.fields.into_iter().filter(|f| card.record.is_filled(f.id)).collect();
        if filled.is_empty() {
            continue;
        }
        ui.add_space(10.0);
        card::section_ui(ui, section.labels.get(cx.lang));
        for field in filled {
            let label = field.labels.get(cx.lang);
            if let Kind::Lines(columns) = field.kind {
                ui.add_space(4.0);
                paint::text_ui(ui, label, theme::LABEL, theme::text_3());
                lines::shown_ui(ui, cx, columns, card.record.lines.get(field.id).map_or(&[], Vec::as_slice));
            } else {
                let text = format::field(field, &card.record, cx.lang, &titles);
                card::key_value_ui(
                    ui,
                    label,
                    &if field.computed || version::is_computed(card.register, field.id, None) { mark(text) } else { text },
                );
            }
        }
    }
}

/// What the program keeps for itself, such as a digest, is for people no more than a mark by which two of them differ.
fn mark(text: String) -> String {
    const SHOWN: usize = 8;
    let digits = |c: char| c.is_ascii_hexdigit() || c == ':' || c == ' ';
    if text.len() > 2 * SHOWN && text.chars().all(digits) { text.chars().take(SHOWN).chain(['…']).collect() } else { text }
}

/// The ways to the lists of what links to the record, where that is more than one.
fn lists_ui(ui: &mut Ui, cx: Cx<'_>, id: RecordId, out: &mut Vec<Command>) {
    let Some(Ok(around)) = cx.backend.around(id) else { return };
    if around.lists.is_empty() {
        return;
    }
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        for list in &around.lists {
            let count = number(i64::try_from(list.count).unwrap_or(i64::MAX));
            let field = list.register.field(list.field).map_or("", |field| field.labels.get(cx.lang));
            let several = around.lists.iter().filter(|other| other.register.key == list.register.key).count() > 1;
            let key = if several { "gui.detail.all_by" } else { "gui.detail.all_of" };
            let text = cx.with(key, &[("what", list.register.labels.get(cx.lang)), ("field", field), ("n", &count)]);
            if button::flowing_ui(ui, icons::LIST_CHECKS, &text, true).clicked() {
                out.push(Command::ShowLinked(list.register, list.field, id));
            }
        }
    });
}

/// What follows from the record, and what leads to it; nothing until it was found.
fn around_ui(ui: &mut Ui, cx: Cx<'_>, card: &Card, out: &mut Vec<Command>) {
    let Some(Ok(around)) = cx.backend.around(card.id) else { return };
    for (title, pairs) in [("gui.detail.derived", &around.derived), ("gui.detail.days", &around.days)] {
        if !pairs.is_empty() {
            ui.add_space(10.0);
            card::section_ui(ui, &cx.t(title));
            pairs.iter().for_each(|(label, text)| card::key_value_ui(ui, label, text));
        }
    }
    if !around.linked.is_empty() {
        ui.add_space(10.0);
        card::section_ui(ui, &cx.t("gui.detail.linked"));
        for linked in &around.linked {
            let text = format!("{} · {}", linked.register.one.get(cx.lang), linked.title);
            if button::flowing_ui(ui, icons::LINK, &text, true).clicked() {
                out.push(Command::Open(linked.register, linked.id));
            }
        }
    }
}

/// What was done, and for an edit which fields became what.
fn what(cx: Cx<'_>, register: &'static Register, event: &Event) -> String {
    const LINES: usize = 5;
    let done = format::happening(register, &event.label, cx.lang);
    if event.label.starts_with("create:") || event.label.starts_with("import:") {
        return done;
    }
    let mut shown = changes(cx, register, event);
    let more = shown.len() > LINES;
    shown.truncate(LINES);
    if more {
        shown.push("…".to_owned());
    }
    if shown.is_empty() { done } else { format!("{done}\n{}", shown.join("\n")) }
}

/// A line of text for each field that changed, and one for each row or member that came or went.
fn changes(cx: Cx<'_>, register: &'static Register, event: &Event) -> Vec<String> {
    let titles = |id: &str| cx.title(id);
    let text = |name: &str, value: &Option<Value>| {
        value.as_ref().map_or_else(|| cx.t("gui.nothing"), |v| format::conflict_value(register, name, v, cx.lang, &titles))
    };
    let mut lines = Vec::new();
    let mut rows: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for (name, before, after) in &event.changes {
        match name.split('/').collect::<Vec<_>>()[..] {
            ["_state" | private::ERASED] => {}
            // What was erased since says nothing any more.
            _ if before.is_none() && after.is_none() => {}
            [field, row, _] => rows.entry((field, row)).or_default().push(text(name, after)),
            [id, member] => {
                let field = format::conflict(register, id, cx.lang);
                let member = format::conflict_value(register, id, &Value::from(member), cx.lang, &titles);
                lines.push(format!("{field} {} {member}", if after.is_some() { "+" } else { "-" }));
            }
            _ => {
                let field = format::conflict(register, name, cx.lang);
                let values = [("field", field.as_str()), ("before", &text(name, before)), ("after", &text(name, after))];
                lines.push(cx.with("gui.history.field", &values));
            }
        }
    }
    for ((field, _), cells) in rows {
        lines.push(format!("{} {}", format::conflict(register, field, cx.lang), cells.join(" · ")));
    }
    lines
}

fn tone_of(register: &Register, event: &Event) -> Tone {
    let state = event.changes.iter().find(|(name, ..)| name == "_state").and_then(|(_, _, after)| after.as_ref()?.as_text());
    match event.label.split(':').next() {
        Some("create") => Tone::Grey,
        Some("step") => state.and_then(|s| register.state(s)).map_or(Tone::Green, |s| s.tone),
        Some("resolve") => Tone::Amber,
        _ => Tone::Blue,
    }
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn a_digest_is_shortened_and_words_are_not() {
        assert_eq!(mark("3a6bed7dab660b865c3ad06176318e13:2447 beda9d3f".into()), "3a6bed7d…");
        assert_eq!(
            (mark("2447".into()), mark("快照时间 2027年6月1日 09:30 之后".into())),
            ("2447".into(), "快照时间 2027年6月1日 09:30 之后".into())
        );
    }
}
