//! The first page: how much there is, what waits for the person who works here, what today brings. A grid of cards, each of
//! which keeps its place and its size whether or not what it shows is known yet.

mod card;
mod inbox;
mod places;
mod today;
mod warnings;
mod week;

use eframe::egui::{self, Rect, Sense, Ui, vec2};
use registers::def::{Area, Phase, Register, Tone};

use super::super::backend::{Answer, Campus, Counts, Only, Today, Waiting};
use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::text::number;
use super::super::widgets::kpi::{Kpi, kpi_ui};
use super::super::widgets::{button, paint};
use super::super::{format, icons, theme};
use inbox::Inbox;
use places::{Card, places};

/// What the shell has found for this page and for the frame around it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The registers with what each holds.
    pub registers: &'a [(&'static Register, Counts)],
    /// Whether that was counted yet.
    pub known: bool,
    /// What waits for the person who works here, or why it cannot be read; none before it was found.
    pub inbox: Option<Result<&'a [Waiting], &'a str>>,
    /// What waits for a person's choice.
    pub conflicts: u64,
    /// Whether nobody has said yet that the recovery sheets are put away.
    pub sheets: bool,
}

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct HomeView {
    inbox: Inbox,
}

/// What a card shows.
struct Content<'a> {
    seen: Seen<'a>,
    today: Answer<Today>,
    campus: Answer<Campus>,
}

impl HomeView {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, seen: Seen<'_>, out: &mut Vec<Command>) {
        let content = Content { seen, today: cx.backend.today(cx.revision), campus: cx.backend.campus() };
        let height = ui.available_height();
        egui::ScrollArea::vertical().id_salt("home").auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let top = ui.cursor().top();
            paint::bold_ui(ui, cx.with("gui.home.title", &[("person", &cx.me.person)]), theme::PAGE_TITLE);
            paint::text_ui(ui, today_text(cx), theme::LABEL, theme::text_3());
            ui.add_space(theme::GAP);
            if seen.sheets {
                notice_ui(ui, cx, out);
                ui.add_space(theme::GAP - 2.0);
            }
            figures_ui(ui, cx, seen, out);
            ui.add_space(theme::GAP - 2.0);
            let used = ui.cursor().top() - top;
            let (places, size) = places(ui.available_width(), height - used);
            let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
            for (card, place) in places {
                self.card_ui(ui, cx, card, place.translate(whole.min.to_vec2()), &content, out);
            }
        });
    }

    fn card_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, card: Card, place: Rect, content: &Content<'_>, out: &mut Vec<Command>) {
        let Content { seen, today, campus } = content;
        match card {
            Card::Inbox => self.inbox.ui(ui, cx, place, seen.inbox, out),
            Card::Meetings => today::meetings_ui(ui, cx, place, today, out),
            Card::Visitors => today::visitors_ui(ui, cx, place, campus, out),
            Card::Letters => today::letters_ui(ui, cx, place, seen.inbox, out),
            Card::Warnings => warnings::warnings_ui(ui, cx, place, out),
            Card::Conflicts => today::conflicts_ui(ui, cx, place, *seen, out),
            Card::LettersOfWeek => week::letters_ui(ui, cx, place, today, out),
            Card::VisitsOfWeek => week::visits_ui(ui, cx, place, today, out),
        }
    }
}

/// The day, its week of the term, and the desk.
fn today_text(cx: Cx<'_>) -> String {
    let today = cx.now.date();
    let weekdays = cx.t("gui.home.weekdays");
    let weekday = weekdays.split(' ').nth(usize::try_from(today.weekday().to_monday_zero_offset()).unwrap_or(0)).unwrap_or_default();
    let mut said = cx.with("gui.home.day", &[("date", &today.to_string()), ("weekday", weekday)]);
    let starts = cx.backend.term().and_then(|found| found.ok().and_then(|term| (*term)?.from));
    if let Some(week) = starts.and_then(|starts| format::week_of(starts, today)) {
        said = format!("{said} · {}", cx.with("gui.home.week", &[("n", &week.to_string())]));
    }
    format!("{said} · {}", cx.me.desk)
}

/// The recovery sheets are not put away yet.
fn notice_ui(ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
    let colors = theme::chip(Tone::Amber);
    let frame = egui::Frame::new().fill(colors.ground).stroke(egui::Stroke::new(1.0, colors.border)).corner_radius(theme::RADIUS_CARD);
    frame.inner_margin(egui::Margin::symmetric(14, 6)).show(ui, |ui| {
        ui.allocate_ui_with_layout(vec2(ui.available_width(), theme::BUTTON), egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if button::small_ui(ui, icons::FILE_TEXT, &cx.t("gui.sheets.open")).clicked() {
                out.push(Command::Sheets);
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                paint::text_ui(ui, icons::WARNING, theme::ICON, colors.text);
                paint::truncated_ui(ui, cx.t("gui.sheets.notice"), theme::BODY, colors.text);
            });
        });
    });
}

/// The registers with the most that waits, on a line of cards.
fn figures_ui(ui: &mut Ui, cx: Cx<'_>, seen: Seen<'_>, out: &mut Vec<Command>) {
    let across = places::across(ui.available_width());
    let figures = busiest(seen.registers, across);
    if seen.known && figures.is_empty() {
        let (place, _) = ui.allocate_exact_size(vec2(ui.available_width(), FIGURE), Sense::hover());
        return card::quiet_card_ui(ui, place, icons::PLUS, &cx.t("gui.home.start"), &cx.t("gui.home.start_hint"));
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        let width = (ui.available_width() - theme::GAP * (across as f32 - 1.0)) / across as f32;
        for (register, counts) in &figures {
            let open = open(register, counts);
            let note = cx.with("gui.home.of", &[("n", &number(i64::try_from(counts.total).unwrap_or(i64::MAX)))]);
            let figure = number(i64::try_from(open).unwrap_or(i64::MAX));
            let tone = if open > 0 { Tone::Blue } else { Tone::Grey };
            let kpi = Kpi { icon: icon(register), tone, title: register.labels.get(cx.lang), figure: &figure, note: &note };
            if kpi_ui(ui, width, kpi).clicked() {
                out.push(Command::Show(register, Only::All));
                out.push(Command::Go(Place::Register(register)));
            }
        }
        // Until they are known their places stand there.
        let unknown = if seen.known { 0 } else { across.saturating_sub(figures.len()) };
        for _ in 0..unknown {
            let (place, _) = ui.allocate_exact_size(vec2(width, FIGURE), Sense::hover());
            card::ground_ui(ui, place);
        }
    });
}

/// Height of a card with a figure.
const FIGURE: f32 = 76.0;

/// The registers that hold something: those with the most open, in the order of the navigation.
fn busiest(registers: &[(&'static Register, Counts)], most: usize) -> Vec<(&'static Register, Counts)> {
    let mut used: Vec<_> = registers.iter().enumerate().filter(|(_, (_, counts))| counts.total > 0).collect();
    used.sort_by_key(|(at, (register, counts))| (std::cmp::Reverse(open(register, counts)), *at));
    used.truncate(most);
    used.sort_by_key(|(at, _)| *at);
    used.into_iter().map(|(_, figure)| figure.clone()).collect()
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
