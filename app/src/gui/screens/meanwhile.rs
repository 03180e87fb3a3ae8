//! What somebody else wrote while a form was open, told beside the field, with the choice between both.

use eframe::egui::Ui;
use registers::Value;
use registers::def::{Field, Register, Tone};

use super::super::backend::Event;
use super::super::cx::Cx;
use super::super::draft::{Draft, Input, Meanwhile};
use super::super::widgets::{button, paint};
use super::super::{format, icons, theme};

/// By what it is told who wrote.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// The record's register.
    pub register: &'static Register,
    /// What was done to the record, newest first.
    pub history: &'a [Event],
}

impl Telling<'_> {
    /// The person who last wrote at a place, or in the row that it names.
    fn who(self, cx: Cx<'_>, place: &str) -> String {
        let within = format!("{place}/");
        let wrote = |event: &&Event| event.changes.iter().any(|(name, ..)| name == place || name.starts_with(&within));
        self.history.iter().find(wrote).map_or_else(|| cx.t("gui.meanwhile.somebody"), |event| event.person.clone())
    }
}

/// Which of both a place is to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// What was typed here.
    Mine,
    /// What came in.
    Theirs,
}

impl Chosen {
    /// Carries the choice out.
    pub fn put(self, draft: &mut Draft, place: &str, cx: Cx<'_>) {
        match self {
            Chosen::Mine => draft.keep_mine(place),
            Chosen::Theirs => draft.take_theirs(place, &|id| cx.title(id)),
        }
    }
}

/// Tells what was done at a place; gives what was chosen.
pub fn told_ui(ui: &mut Ui, cx: Cx<'_>, place: &str, done: &Meanwhile, telling: Telling<'_>) -> Option<Chosen> {
    let who = telling.who(cx, place);
    let titles = |id: &str| cx.title(id);
    let said = |value: &Value| format::conflict_value(telling.register, place, value, cx.lang, &titles);
    let (text, theirs, mine) = match done {
        Meanwhile::Value(value) => {
            let value = value.as_ref().map_or_else(|| cx.t("gui.nothing"), said);
            (cx.with("gui.meanwhile.value", &[("who", &who), ("value", &value)]), "gui.meanwhile.theirs", "gui.meanwhile.mine")
        }
        Meanwhile::Text => (cx.with("gui.meanwhile.text", &[("who", &who)]), "", ""),
        Meanwhile::RowGone => (cx.with("gui.meanwhile.row_gone", &[("who", &who)]), "gui.meanwhile.drop", "gui.meanwhile.as_new"),
        Meanwhile::RowChanged => (cx.with("gui.meanwhile.row_changed", &[("who", &who)]), "gui.meanwhile.put_back", "gui.meanwhile.drop"),
    };
    let color = theme::chip(Tone::Amber).text;
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        paint::icon_ui(ui, icons::WARNING, theme::SMALL, color);
        paint::text_ui(ui, text, theme::SMALL, color);
        if done.asks() {
            for (choice, key) in [(Chosen::Theirs, theirs), (Chosen::Mine, mine)] {
                if button::flowing_ui(ui, "", &cx.t(key), true).clicked() {
                    chosen = Some(choice);
                }
            }
        }
    });
    chosen
}

/// The same for the rows of a lines field, below them.
pub fn of_rows_ui(ui: &mut Ui, cx: Cx<'_>, field: &Field, draft: &mut Draft, telling: Telling<'_>) {
    let within = format!("{}/", field.id);
    let places: Vec<(String, Meanwhile)> =
        draft.meanwhile().iter().filter(|(place, _)| place.starts_with(&within)).map(|(p, d)| (p.clone(), d.clone())).collect();
    for (place, done) in places {
        let mut parts = place.split('/').skip(1);
        let (row, column) = (parts.next().unwrap_or_default(), parts.next());
        let at = match draft.input(field) {
            Some(Input::Lines(rows)) => {
                rows.iter().filter(|r| !r.dropped || done == Meanwhile::RowChanged).position(|r| r.id.as_deref() == Some(row))
            }
            _ => None,
        };
        let mut label = format!("{} {}", field.labels.get(cx.lang), at.map_or(0, |at| at + 1));
        if let Some(column) = field.columns().iter().find(|c| Some(c.id) == column) {
            label = format!("{label} {}", column.labels.get(cx.lang));
        }
        paint::text_ui(ui, label, theme::SMALL, theme::text_2());
        if let Some(chosen) = told_ui(ui, cx, &place, &done, telling) {
            chosen.put(draft, &place, cx);
        }
    }
}
