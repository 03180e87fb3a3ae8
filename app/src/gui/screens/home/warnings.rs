//! Warnings that hold now: stock below its minimum, what was not brought back in time. Each leads to its record.

use eframe::egui::{Rect, Ui};
use registers::book::supplies;
use registers::def::{Alert, Tone};

use super::super::super::backend::{MOST_WARNINGS, Warning};
use super::super::super::command::{Command, Place};
use super::super::super::cx::Cx;
use super::super::super::icons;
use super::super::super::widgets::chip;
use super::card::{Empty, Head, ROW, Row, card_ui, rows_ui, to};

/// Draws the card.
pub(super) fn warnings_ui(ui: &mut Ui, cx: Cx<'_>, place: Rect, out: &mut Vec<Command>) {
    let found = cx.backend.warnings();
    let error = found.as_ref().and_then(|found| found.as_ref().err()).map(ToString::to_string);
    let rows = found.as_ref().map(|found| found.as_ref().map(|w| &w[..]).map_err(|_| error.as_deref().unwrap_or_default()));
    let count = rows.and_then(Result::ok).map_or(0, <[_]>::len);
    // Where the reading ended there may be more.
    let more = if count >= MOST_WARNINGS { "+" } else { "" };
    // To the supplies, of which most of them are; where none is, to what the first one is of.
    let listed = rows.and_then(Result::ok).unwrap_or_default();
    let supplies = cx.register(&supplies::REGISTER);
    let of_supplies = listed.is_empty() || listed.iter().any(|warning| warning.hit.register.key == supplies.key);
    let leads = listed.first().filter(|_| !of_supplies).map_or(supplies, |warning| warning.hit.register);
    let head = Head {
        id: "warnings",
        icon: icons::BELL,
        tone: Tone::Amber,
        title: cx.t("gui.home.warnings"),
        note: if count == 0 { String::new() } else { format!("{count}{more}") },
        more: Some((to(cx, leads.labels.get(cx.lang)), Command::Go(Place::Register(leads)))),
    };
    let empty = Empty { icon: icons::CHECK_CIRCLE, title: cx.t("gui.home.no_warnings"), hint: cx.t("gui.home.no_warnings_hint") };
    card_ui(ui, place, head, out, |ui, out| rows_ui(ui, cx, rows, empty, |ui, warning| warning_ui(ui, cx, warning, out)));
}

fn warning_ui(ui: &mut Ui, cx: Cx<'_>, warning: &Warning, out: &mut Vec<Command>) {
    let hit = &warning.hit;
    let alert: Option<&Alert> = hit.register.alerts.iter().find(|a| a.id == warning.alert);
    let (label, tone) = alert.map_or((warning.alert, Tone::Amber), |a| (a.labels.get(cx.lang), a.tone));
    let spoken = format!("{label} {}", hit.title);
    let row = Row {
        icon: super::icon(hit.register),
        before: &hit.number,
        title: &hit.title,
        what: hit.register.one.get(cx.lang),
        spoken,
        selected: false,
    };
    if row.ui(ui, ROW, |ui| drop(chip::chip_ui(ui, label, tone))) {
        out.push(Command::Open(hit.register, hit.id));
    }
}
