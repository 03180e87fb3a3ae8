//! The office's calendar, a month at a time: working days, holidays and make-up days by name, terms, and what is due.

use std::collections::BTreeMap;

use eframe::egui::{self, Align, Align2, Layout, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use jiff::ToSpan;
use jiff::civil::Date;
use registers::Lang;
use registers::book::{calendar_days, terms};
use registers::calendar::Holidays;
use registers::def::Tone;

use super::super::backend::Waiting;
use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::widgets::{button, card, chip, paint};
use super::super::{icons, theme};
use crate::calendar::{Day, Month};

/// Least height of a day.
const LEAST: f32 = 74.0;
/// Things that are due that a day names.
const NAMED: usize = 2;

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct CalendarView {
    month: Option<Date>,
    read: Option<(u64, Lang, Date)>,
    shown: Month,
    /// As which answer the inbox was sorted by days.
    sorted: u64,
    due: BTreeMap<Date, Vec<Waiting>>,
    error: Option<String>,
}

impl CalendarView {
    /// Draws the page over the inbox as it was found last; it comes with a number that grows with every answer.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, inbox: (u64, &[Waiting]), out: &mut Vec<Command>) {
        let month = self.month.unwrap_or(cx.now.date()).first_of_month();
        self.refresh(cx, month);
        self.sort(inbox);
        ui.spacing_mut().item_spacing.y = 2.0;
        self.head_ui(ui, cx, month, out);
        ui.add_space(theme::GAP);
        if let Some(error) = &self.error {
            return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error);
        }
        theme::card_frame().inner_margin(egui::Margin::same(12)).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            let width = (ui.available_width() - 36.0) / 7.0;
            ui.horizontal(|ui| {
                for day in cx.t("gui.date.weekdays").split(' ') {
                    let (rect, _) = ui.allocate_exact_size(vec2(width, 20.0), Sense::hover());
                    ui.painter().text(rect.center(), Align2::CENTER_CENTER, day, theme::font(theme::LABEL), theme::text_3());
                }
            });
            let before = usize::try_from(month.weekday().to_monday_zero_offset()).unwrap_or(0);
            let weeks = (before + self.shown.days.len()).div_ceil(7).max(1);
            let height = ((ui.available_height() - 6.0 * weeks as f32) / weeks as f32).max(LEAST);
            egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
                for week in 0..weeks {
                    ui.horizontal(|ui| {
                        for weekday in 0..7 {
                            match (week * 7 + weekday).checked_sub(before).and_then(|at| self.shown.days.get(at)) {
                                Some(day) => self.day_ui(ui, cx, day, vec2(width, height), out),
                                None => drop(ui.allocate_exact_size(vec2(width, height), Sense::hover())),
                            }
                        }
                    });
                }
            });
        });
    }

    fn refresh(&mut self, cx: Cx<'_>, month: Date) {
        let now = Some((cx.revision, cx.lang, month));
        if self.read == now {
            return;
        }
        self.read = now;
        match cx.backend.month(month) {
            Ok(shown) => (self.shown, self.error) = (shown, None),
            Err(error) => self.error = Some(error.to_string()),
        }
    }

    fn sort(&mut self, (version, inbox): (u64, &[Waiting])) {
        if self.sorted == version {
            return;
        }
        self.sorted = version;
        self.due.clear();
        for waiting in inbox {
            if let Some(day) = waiting.due.as_ref().and_then(|due| due.get(..10)?.parse::<Date>().ok()) {
                self.due.entry(day).or_default().push(waiting.clone());
            }
        }
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, month: Date, out: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            if button::icon_ui(ui, icons::CARET_LEFT, &cx.t("gui.date.month_before")).clicked() {
                self.month = Some(month.saturating_sub(1.month()));
            }
            let title = cx.with("gui.date.month", &[("year", &month.year().to_string()), ("month", &month.month().to_string())]);
            paint::bold_ui(ui, title, theme::PAGE_TITLE);
            if button::icon_ui(ui, icons::CARET_RIGHT, &cx.t("gui.date.month_after")).clicked() {
                self.month = Some(month.saturating_add(1.month()));
            }
            if button::small_ui(ui, "", &cx.t("gui.date.today")).clicked() {
                self.month = None;
            }
            let working = self.shown.working().to_string();
            paint::text_ui(ui, cx.with("gui.calendar.working", &[("n", &working)]), theme::LABEL, theme::text_3());
            let unknown = match self.shown.holidays {
                Holidays::Known => None,
                Holidays::NotAnnounced => Some("gui.calendar.unknown"),
                Holidays::NotShipped => Some("gui.calendar.not_shipped"),
            };
            if let Some(key) = unknown {
                let year = month.year().to_string();
                chip::chip_ui(ui, &cx.with(key, &[("year", &year)]), Tone::Amber);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let may = cx.me.is_offered(&calendar_days::REGISTER, calendar_days::REGISTER.adding);
                if may && button::primary_ui(ui, icons::PLUS, &cx.t("gui.calendar.add")).clicked() {
                    out.push(Command::New(Some(cx.register(&calendar_days::REGISTER))));
                }
                if button::secondary_ui(ui, "", &cx.t("gui.calendar.terms")).clicked() {
                    out.push(Command::Go(Place::Register(cx.register(&terms::REGISTER))));
                }
            });
        });
    }

    fn day_ui(&self, ui: &mut Ui, cx: Cx<'_>, day: &Day, size: egui::Vec2, out: &mut Vec<Command>) {
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let make_up = day.is_make_up();
        let (ground, mark) = match (day.working, make_up, &day.name) {
            (_, true, _) => (theme::chip(Tone::Amber).ground, cx.t("gui.calendar.make_up")),
            (false, _, Some(_)) => (theme::chip(Tone::Green).ground, cx.t("gui.calendar.free")),
            (false, _, None) => (theme::canvas(), String::new()),
            (true, ..) => (theme::surface(), String::new()),
        };
        let line = if day.date == cx.now.date() { theme::accent() } else { theme::border() };
        ui.painter().rect(rect, theme::RADIUS, ground, Stroke::new(1.0, line), StrokeKind::Inside);
        let color = if day.working { theme::text() } else { theme::text_3() };
        ui.painter().text(rect.left_top() + vec2(8.0, 6.0), Align2::LEFT_TOP, day.date.day().to_string(), theme::bold(theme::BODY), color);
        ui.painter().text(
            pos2(rect.right() - 8.0, rect.top() + 7.0),
            Align2::RIGHT_TOP,
            &mark,
            theme::font(theme::SMALL),
            theme::chip(if make_up { Tone::Amber } else { Tone::Green }).text,
        );
        let inner = egui::Rect::from_min_max(rect.min + vec2(8.0, 26.0), rect.max - vec2(6.0, 4.0));
        let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(Layout::top_down(Align::Min)));
        let inner_ui = &mut inside;
        inner_ui.set_clip_rect(inner_ui.clip_rect().intersect(inner.expand(2.0)));
        inner_ui.spacing_mut().item_spacing.y = 1.0;
        for text in day.name.iter().chain(&day.notes) {
            paint::truncated_ui(inner_ui, text.clone(), theme::SMALL, theme::text_2());
        }
        let due = self.due.get(&day.date).map_or(&[][..], Vec::as_slice);
        for waiting in due.iter().take(NAMED) {
            due_ui(inner_ui, cx, waiting, out);
        }
        if due.len() > NAMED {
            let more = (due.len() - NAMED).to_string();
            paint::truncated_ui(inner_ui, cx.with("gui.calendar.more", &[("n", &more)]), theme::SMALL, theme::text_3());
        }
        let said: Vec<&str> = std::iter::once(mark.as_str()).chain(day.name.as_deref()).filter(|s| !s.is_empty()).collect();
        let name = format!("{} {}", day.date, said.join(" "));
        ui.interact(rect, ui.scope_id().with(("day", day.date.to_string())), Sense::hover())
            .widget_info(|| WidgetInfo::labeled(Role::Label, true, paint::plain(name.trim())));
    }
}

/// Something that is due, which opens it.
fn due_ui(ui: &mut Ui, cx: Cx<'_>, waiting: &Waiting, out: &mut Vec<Command>) {
    let overdue = waiting.limit == replica::Limit::Late;
    let color = if overdue { theme::chip(Tone::Red).text } else { theme::accent() };
    let text = paint::plain(&waiting.title);
    let label = egui::Label::new(egui::RichText::new(&text).size(theme::SMALL).color(color)).truncate().sense(Sense::click());
    let response = ui.add(label).on_hover_text(format!("{} · {text}", waiting.register.labels.get(cx.lang)));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, cx.with("gui.calendar.due", &[("what", &text)])));
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        out.push(Command::Open(waiting.register, waiting.id));
    }
}
