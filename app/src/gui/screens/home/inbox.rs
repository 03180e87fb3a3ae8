//! What waits for the person who works here: what is overdue first, then by due date. Arrows go through it, Enter opens.

use eframe::egui::{self, Key, Modifiers, Rect, Ui};
use registers::RecordId;
use registers::def::Tone;

use super::super::super::backend::{MOST_WAITING, Waiting};
use super::super::super::command::{Command, Place};
use super::super::super::cx::Cx;
use super::super::super::widgets::{chip, paint};
use super::super::super::{format, icons, theme};
use super::card::{HEAD, Head, Row, card_ui, quiet_ui};

/// Rows that Page Up and Page Down go by.
const PAGE: isize = 8;

/// Where one is in the inbox.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    /// The record at which the keyboard is.
    at: Option<RecordId>,
    /// How far it was scrolled when it was drawn last.
    offset: f32,
}

impl Inbox {
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, place: Rect, inbox: Option<Result<&[Waiting], &str>>, out: &mut Vec<Command>) {
        let rows = inbox.and_then(Result::ok).unwrap_or_default();
        let moved = self.keys(ui, rows, out);
        if moved.is_some() {
            ui.scroll_to_rect(place, None);
        }
        let head = Head {
            id: "inbox",
            icon: icons::TRAY,
            tone: Tone::Blue,
            title: cx.t("gui.home.inbox"),
            note: summary(cx, rows),
            more: Some((cx.t("gui.home.by_day"), Command::Go(Place::Calendar))),
        };
        card_ui(ui, place, head, out, |ui, out| match inbox {
            Some(Ok(rows)) if !rows.is_empty() => self.rows_ui(ui, cx, rows, (place.height() - HEAD, moved), out),
            Some(Ok(_)) => quiet_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.home.nothing"), &cx.t("gui.home.nothing_hint")),
            Some(Err(error)) => quiet_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error),
            None => quiet_ui(ui, icons::CLOCK, &cx.t("gui.home.finding"), ""),
        });
    }

    fn rows_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, rows: &[Waiting], (view, moved): (f32, Option<usize>), out: &mut Vec<Command>) {
        let mut area = egui::ScrollArea::vertical().id_salt("waiting").auto_shrink([false, false]);
        if let Some(at) = moved {
            let top = at as f32 * theme::ROW;
            area = area.vertical_scroll_offset(self.offset.min(top).max(top + theme::ROW - view));
        }
        let shown = area.show_rows(ui, theme::ROW, rows.len(), |ui, range| {
            for waiting in rows.get(range).unwrap_or_default() {
                waiting_ui(ui, cx, waiting, self.at == Some(waiting.id), out);
            }
        });
        self.offset = shown.state.clamped_offset().y;
    }

    /// Arrows move through the rows while nothing else has the keyboard, Enter opens. Gives the row to bring into view.
    fn keys(&mut self, ui: &Ui, rows: &[Waiting], out: &mut Vec<Command>) -> Option<usize> {
        let taken = ui.memory(|m| m.focused().is_some() || m.top_modal_layer().is_some()) || egui::Popup::is_any_open(ui.ctx());
        let last = rows.len().checked_sub(1).filter(|_| !taken)?;
        let at = self.at.and_then(|id| rows.iter().position(|waiting| waiting.id == id));
        let moves = [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, PAGE),
            (Key::PageUp, -PAGE),
            (Key::Home, isize::MIN),
            (Key::End, isize::MAX),
        ];
        let by = moves.into_iter().find(|(key, _)| ui.input_mut(|i| i.consume_key(Modifiers::NONE, *key))).map(|(_, by)| by);
        if let Some(waiting) = at.and_then(|at| rows.get(at))
            && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter))
        {
            out.push(Command::Open(waiting.register, waiting.id));
        }
        // The first key only says that one goes by the keyboard.
        let to = match (at, by?) {
            (None, isize::MAX) => last,
            (None, _) => 0,
            (Some(at), by) => at.saturating_add_signed(by).min(last),
        };
        self.at = rows.get(to).map(|waiting| waiting.id);
        Some(to)
    }
}

/// Width beside the state of what waits from which on its date has room, and beside these from which on why it waits has.
const ROOM_FOR_DATE: f32 = 480.0;
const ROOM_FOR_WHY: f32 = 340.0;

/// How many there are, and how many of them are overdue.
fn summary(cx: Cx<'_>, rows: &[Waiting]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    // Where the reading ended there may be more.
    let more = if rows.len() >= MOST_WAITING { "+" } else { "" };
    let late = rows.iter().filter(|w| w.limit == replica::Limit::Late).count();
    let all = format!("{}{more}", rows.len());
    if late == 0 { all } else { format!("{all} · {}", cx.with("gui.home.late", &[("n", &late.to_string())])) }
}

fn waiting_ui(ui: &mut Ui, cx: Cx<'_>, waiting: &Waiting, selected: bool, out: &mut Vec<Command>) {
    let icon = super::icon(waiting.register);
    let row = Row {
        icon,
        before: &waiting.number,
        title: &waiting.title,
        what: waiting.register.one.get(cx.lang),
        spoken: waiting.title.clone(),
        selected,
    };
    let clicked = row.ui(ui, theme::ROW, |ui| {
        let (text, tone) = format::state(waiting.register, &waiting.state, cx.lang);
        chip::chip_ui(ui, text, tone);
        due_ui(ui, cx, waiting);
        if ui.available_width() > ROOM_FOR_WHY {
            chip::tag_ui(ui, &format::why(waiting.why, cx.lang));
        }
    });
    if clicked {
        out.push(Command::Open(waiting.register, waiting.id));
    }
}

/// How many working days are left, the date beside it.
fn due_ui(ui: &mut Ui, cx: Cx<'_>, waiting: &Waiting) {
    let Some(due) = &waiting.due else { return };
    // How long it is is said anyway: where there is little room, the title is what is read.
    if ui.available_width() > ROOM_FOR_DATE {
        paint::text_ui(ui, cx.with("gui.home.due", &[("date", &due.replacen('T', " ", 1))]), theme::LABEL, theme::text_3());
    }
    left_ui(ui, cx, waiting);
}

/// How many working days are left, in the colour of how much that presses.
pub(super) fn left_ui(ui: &mut Ui, cx: Cx<'_>, waiting: &Waiting) {
    let Some(left) = format::due(waiting, cx.lang) else { return };
    let overdue = waiting.limit == replica::Limit::Late;
    let tone = if overdue { Some(Tone::Red) } else { waiting.remind.then_some(Tone::Amber) };
    let color = tone.map_or(theme::text_2(), |tone| theme::chip(tone).text);
    paint::text_ui(ui, left, theme::LABEL, color);
}
