//! Rooms and who holds them when: a day of all rooms, or a week of one. A time is drawn with the mouse to be booked; what holds a
//! room twice is shown as such.

mod grid;

use eframe::egui::{self, Align, Layout, ScrollArea, Ui};
use jiff::ToSpan;
use jiff::civil::Date;
use registers::book::{bookings, meetings, rooms};
use registers::def::Tone;
use registers::{Op, RecordId};

use super::super::backend::Rooms;
use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::widgets::select::{Choosable, select_ui};
use super::super::widgets::{button, card, chip, paint};
use super::super::{icons, theme};
use grid::{Column, Drag, GUTTER, Grid, LEAST_COLUMN};

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct RoomsView {
    day: Option<Date>,
    /// The room of which a week is shown; none for a day of all rooms.
    room: Option<RecordId>,
    read: Option<(u64, Date, Date)>,
    found: Rooms,
    error: Option<String>,
    drag: Option<Drag>,
}

impl RoomsView {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        ui.spacing_mut().item_spacing.y = theme::GAP;
        let day = self.day.unwrap_or(cx.now.date());
        let (from, days) = match self.room {
            Some(_) => (day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()), 7),
            None => (day, 1),
        };
        self.refresh(cx, from, from.saturating_add(i64::from(days).days()));
        self.head_ui(ui, cx, day, out);
        theme::card_frame().inner_margin(egui::Margin::same(10)).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            if let Some(error) = &self.error {
                return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error);
            }
            if self.found.rooms.is_empty() {
                card::empty_ui(ui, icons::DOOR_OPEN, &cx.t("gui.rooms.none"), &cx.t("gui.rooms.none_hint"));
                ui.vertical_centered(|ui| {
                    if button::primary_ui(ui, icons::PLUS, &cx.t("gui.rooms.add")).clicked() {
                        out.push(Command::New(Some(cx.register(&rooms::REGISTER))));
                    }
                });
                return;
            }
            let columns = self.columns(cx, from, days);
            let width = ((ui.available_width() - GUTTER) / columns.len() as f32).max(LEAST_COLUMN).floor();
            let register = cx.register(&bookings::REGISTER);
            let wanted = (ui.available_height() - grid::HEAD - 4.0).max(grid::LEAST_HOUR * grid::HOURS as f32);
            ScrollArea::both().id_salt("rooms").auto_shrink([false, false]).show(ui, |ui| {
                let meetings = cx.register(&meetings::REGISTER);
                let grid = Grid { bookings: register, meetings, columns: &columns, booked: &self.found.booked, width, height: wanted };
                if let Some(drawn) = grid.ui(ui, cx, &mut self.drag, out) {
                    let ops = vec![
                        Op::set(bookings::ROOM, drawn.room),
                        Op::Set { field: bookings::START.id().to_owned(), value: Some(registers::Value::time(drawn.from)) },
                        Op::Set { field: bookings::END.id().to_owned(), value: Some(registers::Value::time(drawn.until)) },
                    ];
                    out.push(Command::NewWith(register, ops));
                }
            });
        });
    }

    fn refresh(&mut self, cx: Cx<'_>, from: Date, until: Date) {
        let now = Some((cx.revision, from, until));
        if self.read == now {
            return;
        }
        self.read = now;
        match cx.backend.rooms(from, until) {
            Ok(found) => (self.found, self.error) = (found, None),
            Err(error) => self.error = Some(error.to_string()),
        }
    }

    /// The rooms of the day, or the days of the room's week.
    fn columns(&self, cx: Cx<'_>, from: Date, days: i32) -> Vec<Column> {
        let Some(room) = self.room else {
            let of_room = |room: &super::super::backend::Room| Column {
                room: Some(room.id),
                day: from,
                title: room.name.clone(),
                note: match (room.capacity, room.approved) {
                    (Some(n), true) => cx.with("gui.rooms.seats_approved", &[("n", &n.to_string())]),
                    (Some(n), false) => cx.with("gui.rooms.seats", &[("n", &n.to_string())]),
                    (None, true) => cx.t("gui.rooms.approved"),
                    (None, false) => String::new(),
                },
            };
            // What is in none of the rooms stands beside them, where there is such.
            let elsewhere = self.found.booked.iter().any(|booked| booked.room.is_none()).then(|| Column {
                room: None,
                day: from,
                title: cx.t("gui.rooms.elsewhere"),
                note: cx.t("gui.rooms.elsewhere_note"),
            });
            return self.found.rooms.iter().map(of_room).chain(elsewhere).collect();
        };
        let names = cx.t("gui.date.weekdays");
        let names: Vec<&str> = names.split(' ').collect();
        let of_day = |n: i32| {
            let day = from.saturating_add(i64::from(n).days());
            let title = names.get(usize::try_from(n).unwrap_or(0)).copied().unwrap_or_default();
            Column { room: Some(room), day, title: format!("{title} {}-{}", day.month(), day.day()), note: String::new() }
        };
        (0..days).map(of_day).collect()
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, day: Date, out: &mut Vec<Command>) {
        let step = if self.room.is_some() { 7 } else { 1 };
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            if button::icon_ui(ui, icons::CARET_LEFT, &cx.t("gui.rooms.before")).clicked() {
                self.day = Some(day.saturating_sub(step.days()));
            }
            paint::bold_ui(ui, day.to_string(), theme::PAGE_TITLE);
            if button::icon_ui(ui, icons::CARET_RIGHT, &cx.t("gui.rooms.after")).clicked() {
                self.day = Some(day.saturating_add(step.days()));
            }
            if button::small_ui(ui, "", &cx.t("gui.date.today")).clicked() {
                self.day = None;
            }
            let clashes = self.found.booked.iter().filter(|b| b.clashes).count();
            if clashes > 0 {
                chip::chip_ui(ui, &cx.with("gui.rooms.clashes", &[("n", &clashes.to_string())]), Tone::Red);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                if button::primary_ui(ui, icons::PLUS, &cx.t("gui.rooms.book")).clicked() {
                    out.push(Command::New(Some(cx.register(&bookings::REGISTER))));
                }
                if button::secondary_ui(ui, "", &cx.t("gui.rooms.all")).clicked() {
                    out.push(Command::Go(Place::Register(cx.register(&bookings::REGISTER))));
                }
                let options: Vec<_> = self.found.rooms.iter().map(|r| Choosable { id: r.id.to_string(), text: r.name.clone() }).collect();
                let mut picked = self.room.map(|id| id.to_string());
                if select_ui(ui, &cx.t("gui.rooms.which"), &mut picked, &options, &cx.t("gui.rooms.every"), 200.0) {
                    self.room = picked.and_then(|id| id.parse().ok());
                }
            });
        });
        paint::text_ui(ui, cx.t("gui.rooms.hint"), theme::LABEL, theme::text_3());
    }
}
