//! The first page: how much there is, and what waits for the person who works here.

mod warnings;

use eframe::egui::{self, Align, Layout, Sense, Ui, WidgetInfo, vec2};
use registers::def::{Area, Phase, Register, Tone};

use super::super::backend::{Counts, Only, Waiting};
use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::text::number;
use super::super::widgets::kpi::{Kpi, kpi_ui};
use super::super::widgets::{card, chip, paint};
use super::super::{format, icons, theme};

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct HomeView {
    read: Option<u64>,
    figures: Vec<(&'static Register, Counts)>,
}

impl HomeView {
    /// Draws the page over the inbox as it was read last.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, inbox: &Result<Vec<Waiting>, String>, out: &mut Vec<Command>) {
        self.refresh(cx);
        ui.spacing_mut().item_spacing.y = 2.0;
        paint::bold_ui(ui, cx.with("gui.home.title", &[("person", &cx.me.person)]), theme::PAGE_TITLE);
        let today = cx.now.strftime("%Y-%m-%d").to_string();
        paint::text_ui(ui, cx.with("gui.home.today", &[("date", &today), ("desk", &cx.me.desk)]), theme::LABEL, theme::text_3());
        ui.add_space(theme::GAP);
        self.figures_ui(ui, cx, out);
        ui.add_space(theme::GAP);
        warnings::warnings_ui(ui, cx, out);
        theme::card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 0.0;
            egui::Frame::new().inner_margin(egui::Margin::symmetric(18, 12)).show(ui, |ui| {
                paint::bold_ui(ui, cx.t("gui.home.inbox"), theme::CARD_TITLE);
            });
            paint::hline_ui(ui);
            let inbox = match inbox {
                Ok(inbox) => inbox,
                Err(error) => return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error),
            };
            if inbox.is_empty() {
                return card::empty_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.home.nothing"), &cx.t("gui.home.nothing_hint"));
            }
            egui::ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, theme::ROW, inbox.len(), |ui, range| {
                for waiting in inbox.get(range).unwrap_or_default() {
                    waiting_ui(ui, cx, waiting, out);
                }
            });
        });
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        if self.read == Some(cx.revision) {
            return;
        }
        self.read = Some(cx.revision);
        self.figures = cx.backend.registers().iter().map(|r| (*r, cx.backend.counts(r).unwrap_or_default())).collect();
    }

    fn figures_ui(&self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        const MOST: usize = 6;
        /// A card is no wider than a quarter of the page.
        const LEAST: usize = 4;
        let figures = self.busiest();
        let rows = figures.len().div_ceil(MOST).max(1);
        let across = figures.len().div_ceil(rows).max(LEAST);
        for row in figures.chunks(across) {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = theme::GAP;
                let width = (ui.available_width() - theme::GAP * (across as f32 - 1.0)) / across as f32;
                for (register, counts) in row {
                    let open: u64 = open(register, counts);
                    let note = cx.with("gui.home.of", &[("n", &number(i64::try_from(counts.total).unwrap_or(i64::MAX)))]);
                    let figure = number(i64::try_from(open).unwrap_or(i64::MAX));
                    let tone = if open > 0 { Tone::Blue } else { Tone::Grey };
                    let kpi = Kpi { icon: icon(register), tone, title: register.labels.get(cx.lang), figure: &figure, note: &note };
                    if kpi_ui(ui, width, kpi).clicked() {
                        out.push(Command::Show(register, Only::All));
                        out.push(Command::Go(Place::Register(register)));
                    }
                }
            });
            ui.add_space(theme::GAP - 2.0);
        }
    }
}

/// Cards of registers at most: two lines of them, so that what waits stays in sight.
const FIGURES: usize = 12;

impl HomeView {
    /// The registers that hold something: those with the most open, in the order of the navigation.
    fn busiest(&self) -> Vec<(&'static Register, Counts)> {
        let mut used: Vec<_> = self.figures.iter().enumerate().filter(|(_, (_, counts))| counts.total > 0).collect();
        used.sort_by_key(|(at, (register, counts))| (std::cmp::Reverse(open(register, counts)), *at));
        used.truncate(FIGURES);
        used.sort_by_key(|(at, _)| *at);
        used.into_iter().map(|(_, figure)| figure.clone()).collect()
    }
}

fn waiting_ui(ui: &mut Ui, cx: Cx<'_>, waiting: &Waiting, out: &mut Vec<Command>) {
    let row = Row { register: waiting.register, number: &waiting.number, title: &waiting.title, spoken: waiting.title.clone() };
    let clicked = row.ui(ui, theme::ROW, |ui| {
        let (text, tone) = format::state(waiting.register, &waiting.state, cx.lang);
        chip::chip_ui(ui, text, tone);
        due_ui(ui, cx, waiting);
        chip::tag_ui(ui, &format::why(waiting.why, cx.lang));
    });
    if clicked {
        out.push(Command::Open(waiting.register, waiting.id));
    }
}

/// A row of this page that leads to a record.
struct Row<'a> {
    register: &'static Register,
    number: &'a str,
    title: &'a str,
    /// What a screen reader says.
    spoken: String,
}

impl Row<'_> {
    /// Draws it: icon, number and title from the left, what `right` draws from the right. Gives whether it was clicked.
    fn ui(self, ui: &mut Ui, height: f32, right: impl FnOnce(&mut Ui)) -> bool {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, paint::plain(&self.spoken)));
        if response.hovered() {
            ui.painter().rect_filled(rect, 0, theme::hover());
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::row_line()));
        paint::focus_ring(ui, &response, rect.shrink(2.0), theme::RADIUS);
        let inner = rect.shrink2(vec2(18.0, 0.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
            paint::text_ui(ui, icon(self.register), theme::ICON, theme::text_2());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                right(ui);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if !self.number.is_empty() {
                        paint::text_ui(ui, self.number, theme::LABEL, theme::text_3());
                    }
                    paint::truncated_ui(ui, self.title, theme::BODY, theme::text());
                });
            });
        });
        response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
    }
}

/// How many working days are left, the date beside it.
fn due_ui(ui: &mut Ui, cx: Cx<'_>, waiting: &Waiting) {
    let Some(due) = &waiting.due else { return };
    paint::text_ui(ui, cx.with("gui.home.due", &[("date", &due.replacen('T', " ", 1))]), theme::LABEL, theme::text_3());
    let Some(left) = format::due(waiting, cx.lang) else { return };
    let overdue = waiting.limit == replica::Limit::Late;
    let tone = if overdue { Some(Tone::Red) } else { waiting.remind.then_some(Tone::Amber) };
    let color = tone.map_or(theme::text_2(), |tone| theme::chip(tone).text);
    paint::text_ui(ui, left, theme::LABEL, color);
}

/// Records that wait for somebody's act.
pub fn open(register: &Register, counts: &Counts) -> u64 {
    let open = register.states.iter().filter(|s| s.phase <= Phase::Open);
    open.filter_map(|s| counts.states.get(s.id)).sum()
}

/// The icon of a register. Those without one of their own have that of their area.
pub fn icon(register: &Register) -> &'static str {
    match (register.key, register.area) {
        ("incoming-documents", _) => icons::ENVELOPE_SIMPLE,
        ("visits", _) => icons::IDENTIFICATION_BADGE,
        ("assets", _) => icons::PACKAGE,
        ("stocktakes", _) => icons::CLIPBOARD_TEXT,
        ("observations", _) => icons::LIST_CHECKS,
        (_, Area::Documents) => icons::FILE_TEXT,
        (_, Area::Reception) => icons::USERS,
        (_, Area::Assets) => icons::PACKAGE,
        (_, Area::Seals) => icons::SEAL_CHECK,
        (_, Area::Archive) => icons::BOOKS,
        (_, Area::Meetings) => icons::CALENDAR_BLANK,
        (_, Area::Supplies) => icons::PAPERCLIP,
        (_, Area::Logistics) => icons::BUILDINGS,
        (_, Area::Requests) => icons::PLUGS_CONNECTED,
        (_, Area::Feedback) => icons::TRAY,
        (_, Area::Staff) => icons::USER_CIRCLE,
        (_, Area::Coordination) => icons::GIT_MERGE,
        (_, Area::Improvement) => icons::SCALES,
        (_, Area::Master) => icons::HARD_DRIVES,
        (_, Area::Settings) => icons::FUNNEL,
    }
}
