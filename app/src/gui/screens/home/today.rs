//! What today brings: meetings, visitors, letters that are late, conflicts that wait.

use eframe::egui::{Rect, Ui};
use registers::book::{incoming_documents, meetings, outgoing_documents, visits};
use registers::def::Tone;

use super::super::super::backend::{Answer, Campus, Today, Waiting};
use super::super::super::command::{Command, Place};
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, chip, paint};
use super::super::super::{format, icons, theme};
use super::Seen;
use super::card::{Empty, Head, ROW, Row, card_ui, quiet_ui, rows_ui, to};
use super::inbox::left_ui;

/// Room beside the state of a meeting in which its place stands too.
const ROOM_FOR_PLACE: f32 = 215.0;

/// The time of day of a moment, with the day where it is not today.
fn clock(cx: Cx<'_>, moment: &str) -> String {
    let (day, time) = moment.split_once('T').unwrap_or((moment, ""));
    if day == cx.now.date().to_string() { time.to_owned() } else { format!("{} {time}", day.get(5..).unwrap_or(day)).trim_end().to_owned() }
}

fn count(n: usize) -> String {
    if n == 0 { String::new() } else { n.to_string() }
}

/// The meetings of the day, in their order.
pub(super) fn meetings_ui(ui: &mut Ui, cx: Cx<'_>, place: Rect, today: &Answer<Today>, out: &mut Vec<Command>) {
    let register = cx.register(&meetings::REGISTER);
    let error = today.as_ref().and_then(|found| found.as_ref().err()).map(ToString::to_string);
    let found = today.as_ref().map(|found| found.as_ref().map(|t| &t.meetings[..]).map_err(|_| error.as_deref().unwrap_or_default()));
    let head = Head {
        id: "meetings",
        icon: icons::CALENDAR_BLANK,
        tone: Tone::Blue,
        title: cx.t("gui.home.meetings"),
        note: count(found.and_then(Result::ok).map_or(0, <[_]>::len)),
        more: Some((to(cx, register.labels.get(cx.lang)), Command::Go(Place::Register(register)))),
    };
    let empty = Empty { icon: icons::CALENDAR_BLANK, title: cx.t("gui.home.no_meetings"), hint: cx.t("gui.home.no_meetings_hint") };
    card_ui(ui, place, head, out, |ui, out| {
        rows_ui(ui, cx, found, empty, |ui, meeting| {
            let at = clock(cx, &meeting.starts);
            let spoken = format!("{at} {}", meeting.title);
            let row = Row {
                icon: super::icon(register),
                before: &at,
                title: &meeting.title,
                what: register.one.get(cx.lang),
                spoken,
                selected: false,
            };
            let clicked = row.ui(ui, ROW, |ui| {
                let (text, tone) = format::state(register, &meeting.state, cx.lang);
                chip::chip_ui(ui, text, tone);
                // When it is and what it is are told before where.
                if !meeting.place.is_empty() && ui.available_width() > ROOM_FOR_PLACE {
                    chip::tag_ui(ui, &meeting.place);
                }
            });
            if clicked {
                out.push(Command::Open(meeting.register, meeting.id));
            }
        });
    });
}

/// Somebody who is on campus or expected there.
struct Visitor<'a> {
    name: &'a str,
    from: &'a str,
    at: String,
    here: bool,
}

/// Who is expected and who is there. The desk for them is one click away.
pub(super) fn visitors_ui(ui: &mut Ui, cx: Cx<'_>, place: Rect, campus: &Answer<Campus>, out: &mut Vec<Command>) {
    let known = campus.as_ref().and_then(|found| found.as_ref().ok());
    let error = campus.as_ref().and_then(|found| found.as_ref().err()).map(ToString::to_string);
    let visitors: Vec<Visitor<'_>> = known.map_or_else(Vec::new, |campus| {
        let expected = campus.expected.iter();
        let expected = expected.map(|e| Visitor { name: &e.visitor, from: &e.organisation, at: clock(cx, &e.planned_at), here: false });
        let present = campus.present.iter();
        let present = present.map(|p| Visitor { name: &p.visitor, from: &p.organisation, at: clock(cx, &p.entered), here: true });
        expected.chain(present).collect()
    });
    let note = known.map_or_else(String::new, |campus| {
        let people: usize = campus.present.iter().map(|p| p.people).sum();
        let values = [("people", people.to_string()), ("expected", campus.expected.len().to_string())];
        cx.with("gui.home.campus", &values.each_ref().map(|(k, v)| (*k, v.as_str())))
    });
    let head = Head {
        id: "visitors",
        icon: icons::IDENTIFICATION_BADGE,
        tone: Tone::Green,
        title: cx.t("gui.home.visitors"),
        note,
        more: Some((to(cx, &cx.t("gui.reception")), Command::Go(Place::Reception))),
    };
    let found = campus.as_ref().map(|_| error.as_deref().map_or(Ok(&visitors[..]), Err));
    let empty = Empty { icon: icons::USERS, title: cx.t("gui.home.no_visitors"), hint: cx.t("gui.home.no_visitors_hint") };
    card_ui(ui, place, head, out, |ui, out| {
        rows_ui(ui, cx, found, empty, |ui, visitor| {
            let (key, tone) = if visitor.here { ("gui.home.here", Tone::Green) } else { ("gui.home.expected", Tone::Blue) };
            let spoken = format!("{} {} {}", visitor.at, visitor.name, cx.t(key));
            let icon = super::icon(cx.register(&visits::REGISTER));
            let title = if visitor.from.is_empty() { visitor.name.to_owned() } else { format!("{} · {}", visitor.name, visitor.from) };
            let row = Row { icon, before: &visitor.at, title: &title, what: visits::REGISTER.one.get(cx.lang), spoken, selected: false };
            if row.ui(ui, ROW, |ui| drop(chip::chip_ui(ui, &cx.t(key), tone))) {
                out.push(Command::Go(Place::Reception));
            }
        });
    });
}

/// Letters in and out whose limit has passed, as far as they wait for the person who works here.
pub(super) fn letters_ui(ui: &mut Ui, cx: Cx<'_>, place: Rect, inbox: Option<Result<&[Waiting], &str>>, out: &mut Vec<Command>) {
    let letter = |w: &&Waiting| [incoming_documents::REGISTER.key, outgoing_documents::REGISTER.key].contains(&w.register.key);
    let late = |rows: &[Waiting]| rows.iter().filter(letter).filter(|w| w.limit == replica::Limit::Late).cloned().collect::<Vec<_>>();
    let found = inbox.map(|rows| rows.map(late));
    let found = found.as_ref().map(|rows| rows.as_deref().map_err(|error| *error));
    let register = cx.register(&incoming_documents::REGISTER);
    let head = Head {
        id: "letters",
        icon: icons::ENVELOPE_SIMPLE,
        tone: Tone::Red,
        title: cx.t("gui.home.letters"),
        note: count(found.and_then(Result::ok).map_or(0, <[_]>::len)),
        more: Some((to(cx, register.labels.get(cx.lang)), Command::Go(Place::Register(register)))),
    };
    let empty = Empty { icon: icons::CHECK_CIRCLE, title: cx.t("gui.home.no_letters"), hint: cx.t("gui.home.no_letters_hint") };
    card_ui(ui, place, head, out, |ui, out| {
        rows_ui(ui, cx, found, empty, |ui, waiting| {
            let left = format::due(waiting, cx.lang).unwrap_or_default();
            let icon = super::icon(waiting.register);
            let spoken = format!("{left} {}", waiting.title);
            let row = Row {
                icon,
                before: &waiting.number,
                title: &waiting.title,
                what: waiting.register.one.get(cx.lang),
                spoken,
                selected: false,
            };
            if row.ui(ui, ROW, |ui| left_ui(ui, cx, waiting)) {
                out.push(Command::Open(waiting.register, waiting.id));
            }
        });
    });
}

/// How much waits for a choice, and the way there.
pub(super) fn conflicts_ui(ui: &mut Ui, cx: Cx<'_>, place: Rect, seen: Seen<'_>, out: &mut Vec<Command>) {
    let tone = if seen.conflicts > 0 { Tone::Red } else { Tone::Grey };
    let head = Head { id: "conflicts", icon: icons::GIT_MERGE, tone, title: cx.t("gui.home.conflicts"), note: String::new(), more: None };
    card_ui(ui, place, head, out, |ui, out| match (seen.conflicts, seen.known) {
        (0, false) => quiet_ui(ui, icons::CLOCK, &cx.t("gui.home.finding"), ""),
        (0, true) => quiet_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.conflicts.none"), &cx.t("gui.home.no_conflicts_hint")),
        (count, _) => drop(ui.vertical_centered(|ui| {
            ui.add_space(((ui.available_height() - 96.0) / 2.0).max(0.0));
            paint::bold_ui(ui, count.to_string(), theme::FIGURE);
            paint::text_ui(ui, cx.t("gui.home.conflicts_wait"), theme::LABEL, theme::text_2());
            ui.add_space(10.0);
            if button::secondary_ui(ui, icons::GIT_MERGE, &cx.t("gui.home.settle")).clicked() {
                out.push(Command::Go(Place::Conflicts));
            }
        })),
    });
}
