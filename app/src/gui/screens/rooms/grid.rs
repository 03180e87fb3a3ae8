//! The hours of a day downwards, rooms or days across, and the bookings in them.

use eframe::egui::{self, Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use jiff::civil::{Date, DateTime};
use registers::RecordId;
use registers::def::{Register, Tone};

use super::super::super::backend::Booked;
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::paint;
use super::super::super::{format, theme};

/// Width of the hours at the left.
pub(super) const GUTTER: f32 = 52.0;
/// Least width of a column.
pub(super) const LEAST_COLUMN: f32 = 128.0;
/// Height of the heads of the columns.
pub(super) const HEAD: f32 = 44.0;
/// Least height of an hour.
pub(super) const LEAST_HOUR: f32 = 36.0;
/// Height of what is booked from which on it has room for two lines.
const TWO_LINES: f32 = 36.0;
/// The first hour that is shown, and how many.
const FIRST: i8 = 7;
pub(super) const HOURS: i8 = 15;
/// Minutes to which a drawn time is rounded, and how long one is that was only clicked.
const STEP: i64 = 15;
const CLICKED: i64 = 60;

/// A room on a day, or what is in none of the rooms on that day.
#[derive(Debug)]
pub(super) struct Column {
    pub room: Option<RecordId>,
    pub day: Date,
    pub title: String,
    pub note: String,
}

/// A time that is being drawn, in minutes since the first hour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drag {
    column: usize,
    from: i64,
    to: i64,
}

/// A time that was drawn.
#[derive(Debug)]
pub(super) struct Drawn {
    pub room: RecordId,
    pub from: DateTime,
    pub until: DateTime,
}

/// What is drawn.
pub(super) struct Grid<'a> {
    pub bookings: &'static Register,
    pub meetings: &'static Register,
    pub columns: &'a [Column],
    pub booked: &'a [Booked],
    pub width: f32,
    /// Height of the hours.
    pub height: f32,
}

/// Minutes that are shown.
fn minutes() -> i64 {
    i64::from(HOURS) * 60
}

impl Grid<'_> {
    /// Draws it; gives the time that was drawn to the end.
    pub fn ui(&self, ui: &mut Ui, cx: Cx<'_>, drag: &mut Option<Drag>, out: &mut Vec<Command>) -> Option<Drawn> {
        let size = vec2(GUTTER + self.width * self.columns.len() as f32, HEAD + self.height);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        self.lines(ui, rect);
        let mut drawn = None;
        for (at, column) in self.columns.iter().enumerate() {
            let left = rect.left() + GUTTER + self.width * at as f32;
            let body = Rect::from_min_size(pos2(left, rect.top() + HEAD), vec2(self.width, self.height));
            self.head(ui, cx, column, Rect::from_min_size(pos2(left, rect.top()), vec2(self.width, HEAD)));
            drawn = self.draw(ui, cx, at, body, drag).or(drawn);
            self.bookings(ui, cx, column, body, out);
            if column.day == cx.now.date() {
                self.now(ui, cx, body);
            }
        }
        drawn
    }

    fn y(&self, body: Rect, minute: i64) -> f32 {
        body.top() + self.height * minute.clamp(0, minutes()) as f32 / minutes() as f32
    }

    fn lines(&self, ui: &Ui, rect: Rect) {
        let body = Rect::from_min_max(pos2(rect.left(), rect.top() + HEAD), rect.max);
        for hour in 0..=HOURS {
            let y = self.y(body, i64::from(hour) * 60);
            ui.painter().hline(egui::Rangef::new(rect.left() + GUTTER, rect.right()), y, Stroke::new(1.0, theme::row_line()));
            if hour < HOURS {
                let text = format!("{:02}:00", FIRST + hour);
                ui.painter().text(pos2(rect.left() + 6.0, y + 2.0), Align2::LEFT_TOP, text, theme::font(theme::SMALL), theme::text_3());
            }
        }
        for at in 0..=self.columns.len() {
            let x = rect.left() + GUTTER + self.width * at as f32;
            ui.painter().vline(x, rect.y_range(), theme::hairline());
        }
    }

    fn head(&self, ui: &mut Ui, cx: Cx<'_>, column: &Column, rect: Rect) {
        let today = column.day == cx.now.date();
        let color = if today && self.columns.iter().any(|c| c.day != column.day) { theme::accent() } else { theme::text() };
        let line = Rect::from_min_size(rect.min + vec2(8.0, 4.0), vec2(rect.width() - 16.0, 20.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(line), |ui| paint::truncated_ui(ui, column.title.clone(), theme::BODY, color));
        let line = line.translate(vec2(0.0, 19.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(line), |ui| {
            paint::truncated_ui(ui, column.note.clone(), theme::SMALL, theme::text_3());
        });
    }

    fn now(&self, ui: &Ui, cx: Cx<'_>, body: Rect) {
        let minute = i64::from(cx.now.hour() - FIRST) * 60 + i64::from(cx.now.minute());
        if (0..=minutes()).contains(&minute) {
            cx.heed_minute(ui.ctx());
            let y = self.y(body, minute);
            ui.painter().hline(body.x_range(), y, Stroke::new(1.5, theme::dot(Tone::Red)));
        }
    }

    /// Follows the mouse over the free hours of a column.
    fn draw(&self, ui: &mut Ui, cx: Cx<'_>, at: usize, body: Rect, drag: &mut Option<Drag>) -> Option<Drawn> {
        let column = self.columns.get(at)?;
        // What is in none of the rooms is not booked.
        column.room?;
        let response = ui.interact(body, ui.scope_id().with(("column", column.room, column.day)), Sense::click_and_drag());
        let name = paint::plain(cx.with("gui.rooms.column", &[("what", &column.title)]));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let minute = |y: f32| ((y - body.top()) / self.height * minutes() as f32) as i64 / STEP * STEP;
        let pointer = ui.input(|i| i.pointer.interact_pos());
        if response.drag_started()
            && let Some(origin) = ui.input(|i| i.pointer.press_origin())
        {
            let from = minute(origin.y);
            *drag = Some(Drag { column: at, from, to: from + STEP });
        }
        if let (Some(drag), Some(pointer)) = (drag.as_mut().filter(|d| d.column == at), pointer) {
            drag.to = minute(pointer.y) + STEP;
        }
        if let Some(current) = drag.filter(|d| d.column == at) {
            self.drawing(ui, body, current);
            if ui.input(|i| i.key_pressed(egui::Key::Escape)) {
                // The window ends with this key what was being drawn, and says nothing of it later.
                *drag = None;
                return None;
            }
        }
        if response.drag_stopped() {
            return self.drawn(column, drag.take()?);
        }
        if response.clicked() {
            let from = pointer.map_or(60, |p| minute(p.y) / 30 * 30);
            return self.drawn(column, Drag { column: at, from, to: from + CLICKED });
        }
        None
    }

    fn drawing(&self, ui: &Ui, body: Rect, drag: Drag) {
        let (from, to) = drag.span();
        let rect = Rect::from_min_max(pos2(body.left() + 3.0, self.y(body, from)), pos2(body.right() - 3.0, self.y(body, to)));
        ui.painter().rect(rect, theme::RADIUS, theme::accent_soft(), Stroke::new(1.5, theme::accent()), StrokeKind::Inside);
        let text = format!("{} – {}", clock(from), clock(to));
        ui.painter().text(rect.left_top() + vec2(8.0, 4.0), Align2::LEFT_TOP, text, theme::bold(theme::LABEL), theme::accent());
    }

    fn drawn(&self, column: &Column, drag: Drag) -> Option<Drawn> {
        let (from, to) = drag.span();
        let moment = |minute: i64| -> Option<DateTime> {
            let (hour, minute) = (i64::from(FIRST) + minute / 60, minute % 60);
            Some(column.day.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0))
        };
        (from < to).then_some(())?;
        Some(Drawn { room: column.room?, from: moment(from)?, until: moment(to)? })
    }

    fn bookings(&self, ui: &mut Ui, cx: Cx<'_>, column: &Column, body: Rect, out: &mut Vec<Command>) {
        let day = column.day.to_string();
        let span = |b: &Booked| (since(&b.start, &day), since(&b.end, &day));
        let here: Vec<&Booked> = self.booked.iter().filter(|b| b.room == column.room).filter(|b| span(b).0 < span(b).1).collect();
        for (booked, lane, lanes) in lanes(&here, &day) {
            let (from, to) = span(booked);
            let width = (body.width() - 6.0) / lanes as f32;
            let left = body.left() + 3.0 + width * lane as f32;
            let (top, bottom) = (self.y(body, from), self.y(body, to).max(self.y(body, from) + 20.0));
            let rect = Rect::from_min_max(pos2(left, top + 1.0), pos2(left + width - 2.0, bottom - 1.0));
            self.block_ui(ui, cx, booked, rect, out);
        }
    }

    fn block_ui(&self, ui: &mut Ui, cx: Cx<'_>, booked: &Booked, rect: Rect, out: &mut Vec<Command>) {
        let register = if booked.meeting { self.meetings } else { self.bookings };
        let (state, tone) = format::state(register, &booked.state, cx.lang);
        let colors = theme::chip(if booked.clashes { Tone::Red } else { tone });
        let time = format!("{}–{}", booked.start.get(11..16).unwrap_or_default(), booked.end.get(11..16).unwrap_or_default());
        let clash = if booked.clashes { cx.t("gui.rooms.clash") } else { String::new() };
        let response = ui.interact(rect, ui.scope_id().with(booked.id), Sense::click());
        let purpose = if booked.meeting { cx.with("gui.rooms.meeting", &[("what", &booked.purpose)]) } else { booked.purpose.clone() };
        let unbooked = if booked.meeting && booked.room.is_some() { cx.t("gui.rooms.unbooked") } else { booked.place.clone() };
        let parts = [&purpose, &time, state, &unbooked, &clash].map(|part| part.trim());
        let spoken = paint::plain(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
        let line = if booked.clashes { 2.0 } else { 1.0 };
        ui.painter().rect(rect, theme::RADIUS, colors.ground, Stroke::new(line, colors.border), StrokeKind::Inside);
        if booked.meeting {
            // A meeting is told from a booking at one look.
            let bar = Rect::from_min_size(rect.min + vec2(1.0, 3.0), vec2(theme::SELECTED_BAR, rect.height() - 6.0));
            ui.painter().rect_filled(bar, 1, colors.text);
        }
        paint::focus_ring(ui, &response, rect, theme::RADIUS);
        let inner = rect.shrink2(vec2(7.0, 3.0));
        let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(inner));
        inside.set_clip_rect(inside.clip_rect().intersect(inner.expand(1.0)));
        inside.spacing_mut().item_spacing.y = 0.0;
        let beside = [&clash, &unbooked, &booked.applicant].into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
        let below = format!("{time} {beside}");
        if inner.height() < TWO_LINES {
            // An hour has room for one line.
            paint::truncated_ui(&mut inside, format!("{purpose}　{below}"), theme::SMALL, colors.text);
        } else {
            paint::truncated_ui(&mut inside, purpose, theme::LABEL, colors.text);
            paint::truncated_ui(&mut inside, below, theme::SMALL, colors.text);
        }
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(&spoken).clicked() {
            out.push(Command::Open(register, booked.id));
        }
    }
}

impl Drag {
    /// From and until, whichever way it was drawn, within the hours that are shown.
    fn span(self) -> (i64, i64) {
        let (low, high) = if self.to > self.from { (self.from, self.to) } else { (self.to - STEP, self.from + STEP) };
        let low = low.clamp(0, minutes() - STEP);
        (low, high.clamp(low + STEP, minutes()))
    }
}

/// A minute since the first hour as a time of day.
fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", i64::from(FIRST) + minute / 60, minute % 60)
}

/// Minutes from the first hour of a day to a moment, such as `2026-09-01T08:30`, within the hours that are shown.
fn since(moment: &str, day: &str) -> i64 {
    let (date, time) = moment.split_once('T').unwrap_or((moment, "00:00"));
    let of_day = || {
        let (hour, minute) = time.split_once(':')?;
        Some((hour.parse::<i64>().ok()? - i64::from(FIRST)) * 60 + minute.get(..2)?.parse::<i64>().ok()?)
    };
    match date.cmp(day) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => minutes(),
        std::cmp::Ordering::Equal => of_day().unwrap_or(0).clamp(0, minutes()),
    }
}

/// Each booking with its place among those of the same time, and how many places there are.
fn lanes<'a>(booked: &[&'a Booked], day: &str) -> Vec<(&'a Booked, usize, usize)> {
    let mut placed: Vec<(&'a Booked, usize, usize)> = Vec::new();
    // Where the group begins whose bookings hang together, the end of each of its lanes.
    let (mut group, mut ends): (usize, Vec<i64>) = (0, Vec::new());
    for one in booked {
        let (from, to) = (since(&one.start, day), since(&one.end, day));
        if ends.iter().all(|end| *end <= from) {
            close(&mut placed, group, ends.len());
            (group, ends) = (placed.len(), Vec::new());
        }
        let lane = ends.iter().position(|end| *end <= from).unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = to,
            None => ends.push(to),
        }
        placed.push((one, lane, 1));
    }
    close(&mut placed, group, ends.len());
    placed
}

fn close(placed: &mut [(&Booked, usize, usize)], group: usize, lanes: usize) {
    placed.iter_mut().skip(group).for_each(|(.., of)| *of = lanes.max(1));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn booked(start: &str, end: &str) -> Booked {
        let day = "2026-11-23";
        Booked {
            id: RecordId::nil(),
            meeting: false,
            room: Some(RecordId::nil()),
            place: String::new(),
            purpose: String::new(),
            applicant: String::new(),
            state: String::new(),
            start: format!("{day}T{start}"),
            end: format!("{day}T{end}"),
            clashes: false,
        }
    }

    #[test]
    fn what_is_booked_at_one_time_stands_side_by_side() {
        let all = [booked("08:00", "10:00"), booked("09:00", "09:30"), booked("09:30", "11:00"), booked("11:00", "12:00")];
        let all: Vec<&Booked> = all.iter().collect();
        let placed: Vec<(usize, usize)> = lanes(&all, "2026-11-23").into_iter().map(|(_, lane, of)| (lane, of)).collect();
        assert_eq!(placed, [(0, 2), (1, 2), (1, 2), (0, 1)]);
    }

    #[test]
    fn a_time_is_the_same_whichever_way_it_is_drawn_and_stays_within_the_day() {
        let span = |from, to| Drag { column: 0, from, to }.span();
        assert_eq!(span(60, 120), (60, 120));
        assert_eq!(span(105, 75), (60, 120), "upwards, from the quarter in which it began");
        assert_eq!(span(60, 60), (45, 75));
        assert_eq!(span(-500, 30), (0, 30));
        assert_eq!(span(minutes() + 300, minutes() + 400), (minutes() - STEP, minutes()));
        assert_eq!((clock(0), clock(95)), ("07:00".to_owned(), "08:35".to_owned()));
        assert_eq!(since("2026-11-22T23:00", "2026-11-23"), 0);
        assert_eq!(since("2026-11-24T08:00", "2026-11-23"), minutes());
        assert_eq!(since("2026-11-23Tx", "2026-11-23"), 0);
    }
}
