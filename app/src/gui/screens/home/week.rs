//! What the last seven days brought, as columns.

use eframe::egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};
use jiff::civil::Date;
use registers::book::{incoming_documents, visits};
use registers::def::{Register, Tone};

use super::super::super::backend::{Answer, Today};
use super::super::super::command::{Command, Place};
use super::super::super::cx::Cx;
use super::super::super::icons;
use super::super::super::text::number;
use super::super::super::widgets::chart::{AROUND, Bar, Chart, Part, chart_ui};
use super::card::{Head, card_ui, quiet_ui, to};

/// Letters received on each day.
pub(super) fn letters_ui(ui: &mut Ui, cx: Cx<'_>, place: Rect, today: &Answer<Today>, out: &mut Vec<Command>) {
    let days = today.as_ref().map(|found| found.as_ref().map(|t| &t.letters[..]).map_err(ToString::to_string));
    week_ui(ui, cx, place, ("gui.home.letters_week", &incoming_documents::REGISTER), days, out);
}

/// Visitors let in on each day.
pub(super) fn visits_ui(ui: &mut Ui, cx: Cx<'_>, place: Rect, today: &Answer<Today>, out: &mut Vec<Command>) {
    let days = today.as_ref().map(|found| found.as_ref().map(|t| &t.visits[..]).map_err(ToString::to_string));
    week_ui(ui, cx, place, ("gui.home.visits_week", &visits::REGISTER), days, out);
}

fn week_ui(
    ui: &mut Ui,
    cx: Cx<'_>,
    place: Rect,
    (title, register): (&'static str, &'static Register),
    days: Option<Result<&[(Date, u64)], String>>,
    out: &mut Vec<Command>,
) {
    let register = cx.register(register);
    let sum: u64 = days.iter().flatten().flat_map(|days| days.iter()).map(|(_, n)| n).sum();
    let note = if sum == 0 { String::new() } else { cx.with("gui.home.in_all", &[("n", &amount(sum))]) };
    let head = Head {
        id: title,
        icon: icons::CHART_BAR,
        tone: Tone::Blue,
        title: cx.t(title),
        note,
        more: Some((to(cx, register.labels.get(cx.lang)), Command::Go(Place::Register(register)))),
    };
    card_ui(ui, place, head, out, |ui, _| match days {
        None => quiet_ui(ui, icons::CLOCK, &cx.t("gui.home.finding"), ""),
        Some(Err(error)) => quiet_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), &error),
        Some(Ok(_)) if sum == 0 => {
            let hint = cx.with("gui.home.no_week_hint", &[("what", register.labels.get(cx.lang))]);
            quiet_ui(ui, icons::CHART_BAR, &cx.t("gui.home.no_week"), &hint);
        }
        Some(Ok(days)) => {
            let bars: Vec<Bar> = days.iter().map(|(day, n)| bar(cx, *day, *n)).collect();
            let inner = ui.available_rect_before_wrap().shrink2(vec2(16.0, 6.0));
            let height = inner.height() - AROUND;
            let mut inside = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::top_down(Align::Min)));
            let words = |at: f64| number(at.round() as i64);
            chart_ui(&mut inside, Chart { axis: "", bars: &bars, series: &[], standing: true, height, words: &words });
        }
    });
}

fn amount(n: u64) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A day with its weekday, such as 11-23 一.
fn bar(cx: Cx<'_>, day: Date, n: u64) -> Bar {
    let weekdays = cx.t("gui.date.weekdays");
    let weekday = weekdays.split(' ').nth(usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0)).unwrap_or_default();
    let text = amount(n);
    let parts = vec![Part { series: 0, value: n as f64, text: text.clone() }];
    Bar { label: format!("{} {weekday}", day.strftime("%m-%d")), parts, text }
}
