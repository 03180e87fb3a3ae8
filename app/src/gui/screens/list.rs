//! The list of a register: a virtual table over pages of rows, with search, filters and sorting.

mod bulk;
mod columns;
mod empty;
mod filter;
mod keys;
mod lost;
mod marked;
mod rows;
mod scroll;
mod table;
mod views;

use std::collections::BTreeSet;
use std::rc::Rc;

use eframe::egui::{self, Align, Layout, Margin, Ui, vec2};
use registers::RecordId;
use registers::def::{Phase, Register, Tone, Transition};

use super::super::backend::{Action, Counts, FileJob, Only, Query};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::text::{noun, number};
use super::super::widgets::kpi::Kpi;
use super::super::widgets::select::Choosable;
use super::super::widgets::{button, card, chip, kpi, paint, search, select};
use super::super::{icons, theme};
use super::insight::{SaveView, tabs_ui};
use crate::asks::{Ask, What};

use bulk::{Bulk, Offered, steps_ui};
use columns::ColumnsView;
use filter::Filters;
use marked::{End, Marked};
pub use rows::Rows;
use scroll::Scroll;
use views::Views;

/// Height of the window and width of the page below which the figures make room for the list.
const ROOM_FOR_FIGURES: [f32; 2] = [700.0, 560.0];
/// Width of the foot from which on the buttons for marked rows have words.
const ROOM_FOR_WORDS: f32 = 720.0;
/// Room in which the ways to the other pages of the register stand beside its name.
const ROOM_FOR_PAGES: f32 = 500.0;
/// Lines that the pills may take before a selection stands in for them.
const PILL_LINES: f32 = 2.0;

/// What a list keeps between frames.
#[derive(Debug)]
pub struct ListView {
    register: &'static Register,
    search: String,
    /// The question to the register.
    pub query: Query,
    /// The answer.
    pub rows: Rows,
    focus_search: bool,
    list_has_keys: bool,
    /// Whether something else than the search box had the keyboard before this frame.
    field_had_keys: bool,
    save: SaveView,
    marked: Marked,
    columns: ColumnsView,
    scroll: Scroll,
    /// A column was made wider by a key, which is to be kept.
    resized: bool,
    filters: Filters,
    views: Views,
    bulk: Option<Bulk>,
    /// A step that is to be asked about for these records.
    to_ask: Option<(&'static Transition, Vec<RecordId>)>,
    offered: Offered,
    /// The ends of steps of many records that were read.
    read_reports: BTreeSet<u64>,
    /// What is written to a file is what is marked, and not the list.
    saves_marked: bool,
}

impl ListView {
    /// The list of a register, all of it, newest first.
    pub fn new(register: &'static Register) -> ListView {
        let query = Query { register: register.key, ..Query::default() };
        ListView {
            register,
            search: String::new(),
            query,
            rows: Rows::default(),
            focus_search: false,
            list_has_keys: true,
            field_had_keys: false,
            save: SaveView::default(),
            marked: Marked::default(),
            columns: ColumnsView::default(),
            scroll: Scroll::default(),
            resized: false,
            filters: Filters::default(),
            views: Views::default(),
            bulk: None,
            to_ask: None,
            offered: Offered::default(),
            read_reports: BTreeSet::new(),
            saves_marked: false,
        }
    }

    /// Goes on with the register as the office has changed it meanwhile.
    pub fn adopt(&mut self, register: &'static Register) {
        self.register = register;
        self.rows.forget();
        self.filters.adopt(register);
        (self.bulk, self.to_ask, self.offered) = (None, None, Offered::default());
        let gone = |field: &&str| !field.starts_with('_') && register.field(field).is_none();
        if self.query.sort.as_ref().is_some_and(gone) {
            self.query.sort = None;
        }
    }

    /// Puts the keyboard into the search box.
    pub fn focus_search(&mut self) {
        self.focus_search = true;
    }

    /// Narrows the list down.
    pub fn only(&mut self, only: Only) {
        self.query.only = only;
        self.marked.clear();
        self.rows.show_top();
    }

    /// Shows these of all records, whatever was asked before.
    pub fn show(&mut self, only: Only) {
        self.filters.clear();
        self.views.begin();
        self.search.clear();
        self.query.search.clear();
        self.only(only);
    }

    /// Shows those that link to a record by a field.
    pub fn show_linked(&mut self, field: &str, id: RecordId) {
        self.show(Only::All);
        self.rows.selected = None;
        self.filters.asks = vec![Ask { field: field.to_owned(), is: What::AnyOf(vec![id.to_string()]) }];
    }

    /// Opens the panel for conditions, or closes it.
    pub fn toggle_filter(&mut self) {
        self.filters.toggle();
    }

    /// Closes the panel for conditions. False when it was not open.
    pub fn close_filter(&mut self) -> bool {
        self.filters.close()
    }

    /// Asks where all that it shows is to be written.
    pub fn ask_export(&mut self, cx: Cx<'_>) {
        self.saves_marked = false;
        self.save.open(cx, self.register.labels.get(cx.lang));
        self.columns.read(cx, self.register);
        if !self.columns.chosen(self.register).is_empty() {
            self.save.offer(cx.t("gui.columns.export"), true);
        }
    }

    /// Opens the dialog of a step of these records.
    pub fn ask(&mut self, step: &'static Transition, ids: Vec<RecordId>) {
        self.to_ask = Some((step, ids));
    }

    /// Whether a dialog of the list waits for an answer.
    pub fn asks(&self) -> bool {
        self.bulk.is_some() || self.to_ask.is_some() || self.views.asks()
    }

    /// What the dialog that is open sends when it is saved.
    pub fn save(&mut self, cx: Cx<'_>) -> Option<Action> {
        self.bulk.as_mut()?.save(cx)
    }

    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        self.begin_views(cx);
        let asks = self.filters.as_of_today(cx);
        if asks != self.query.asks {
            self.query.asks = asks;
            self.marked.clear();
            self.rows.show_top();
        }
        self.read(cx, out);
        ui.spacing_mut().item_spacing.y = theme::GAP;
        self.heading_ui(ui, cx, out);
        let [height, width] = ROOM_FOR_FIGURES;
        if ui.ctx().content_rect().height() >= height && ui.available_width() >= width {
            self.figures_ui(ui, cx);
        }
        theme::card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 0.0;
            egui::Frame::new().inner_margin(Margin::symmetric(14, 10)).show(ui, |ui| {
                self.toolbar_ui(ui, cx, out);
                ui.spacing_mut().item_spacing.y = 8.0;
                self.filters.chips_ui(ui, cx, self.register);
                self.lost_ui(ui, cx, out);
            });
            paint::hline_ui(ui);
            self.filters.panel_ui(ui, cx, self.register);
            let height = (ui.available_height() - 40.0).max(0.0);
            ui.allocate_ui(egui::vec2(ui.available_width(), height), |ui| {
                ui.set_min_height(height);
                self.body_ui(ui, cx, out);
            });
            paint::hline_ui(ui);
            egui::Frame::new().inner_margin(Margin::symmetric(14, 8)).show(ui, |ui| self.footer_ui(ui, cx));
        });
        self.keys(ui, cx, out);
        self.field_had_keys = self.list_has_keys && ui.memory(|m| m.focused().is_some());
        self.views_dialog_ui(ui, cx, out);
        if let Some((step, ids)) = self.to_ask.take() {
            self.bulk = Some(Bulk::new(self.register, step, ids, cx));
        }
        if let Some(bulk) = &mut self.bulk
            && !bulk.ui(ui, cx, out)
        {
            if bulk.is_sent() {
                self.marked.clear();
            }
            // What was read to its end is not offered again.
            self.read_reports.extend(bulk.stepping(cx).filter(|stepping| stepping.ended).map(|stepping| stepping.number));
            self.bulk = None;
        }
        if let Some(file) = self.save.ui(ui, cx) {
            if std::mem::take(&mut self.saves_marked) {
                let (headings, rows) = self.marked.sheet(cx, self.register, &self.columns.all(self.register));
                let name = self.register.labels.get(cx.lang).to_owned();
                return out.push(Command::Do(Action::File(FileJob::Table { name, headings, rows, file })));
            }
            let columns = if self.save.is_taken() { self.columns.chosen(self.register) } else { Vec::new() };
            out.push(Command::Do(Action::File(FileJob::Export { query: Query { columns, ..self.query.clone() }, file })));
        }
    }

    fn heading_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            let whole = ui.available_width();
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                paint::bold_ui(ui, self.register.labels.get(cx.lang), theme::PAGE_TITLE);
                let total = number(i64::try_from(self.rows.counts.total).unwrap_or(i64::MAX));
                paint::text_ui(ui, cx.with("gui.list.total", &[("n", &total)]), theme::LABEL, theme::text_3());
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let label = cx.with("gui.list.new", &[("what", &noun(self.register.one.get(cx.lang), cx.lang))]);
                let may = cx.me.is_offered(self.register, self.register.adding);
                if may && button::primary_ui(ui, icons::PLUS, &label).clicked() {
                    out.push(Command::New(Some(self.register)));
                }
                if whole >= ROOM_FOR_PAGES {
                    tabs_ui(ui, cx, self.register, None, whole, out);
                }
            });
        });
        if ui.available_width() < ROOM_FOR_PAGES {
            let line = vec2(ui.available_width(), theme::BUTTON);
            ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
                tabs_ui(ui, cx, self.register, None, line.x, out);
            });
        }
    }

    fn figures_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let counts = &self.rows.counts;
        let figures = [
            (Only::All, icons::FOLDER_OPEN, Tone::Blue, cx.t("gui.figure.all"), counts.total),
            (Only::Phase(Phase::Open), icons::CLOCK, Tone::Amber, cx.t("gui.figure.open"), super::home::open(self.register, counts)),
            (
                Only::Phase(Phase::Done),
                icons::CHECK_CIRCLE,
                Tone::Green,
                cx.t("gui.figure.done"),
                in_phase(self.register, counts, Phase::Done),
            ),
            (Only::Conflict, icons::GIT_MERGE, Tone::Red, cx.t("gui.figure.conflict"), counts.conflicts),
        ];
        let total = counts.total;
        let mut picked = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            let width = (ui.available_width() - theme::GAP * 3.0) / 4.0;
            for (only, icon, tone, title, count) in &figures {
                let share = (count * 1000).checked_div(total).filter(|share| *only != Only::All && *share > 0);
                let note = share.map(|s| format!("{}.{}%", s / 10, s % 10)).unwrap_or_default();
                let figure = number(i64::try_from(*count).unwrap_or(i64::MAX));
                let card = Kpi { icon, tone: *tone, title, figure: &figure, note: &note };
                if kpi::kpi_ui(ui, width, card).clicked() {
                    picked = Some(*only);
                }
            }
        });
        if let Some(only) = picked {
            self.only(only);
        }
    }

    fn toolbar_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        ui.horizontal_top(|ui| {
            let side = Filters::button_width(ui, cx) + self.columns.button_width(ui, cx, self.register) + 8.0;
            let width = (ui.available_width() - side).max(0.0);
            ui.allocate_ui_with_layout(egui::vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(width);
                ui.horizontal_wrapped(|ui| self.narrowing_ui(ui, cx, out));
            });
            let size = egui::vec2(ui.available_width(), theme::INPUT);
            ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
                self.columns.button_ui(ui, cx, self.register, out);
                self.filters.button_ui(ui, cx);
            });
        });
    }

    /// Views, search and states.
    fn narrowing_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        ui.spacing_mut().item_spacing = egui::vec2(8.0, 8.0);
        self.views_ui(ui, cx, out);
        let width = 260.0_f32.min(ui.available_width() * 0.45);
        let response = search::search_ui(ui, &mut self.search, &cx.t("gui.list.search"), width);
        if std::mem::take(&mut self.focus_search) {
            response.request_focus();
        }
        self.list_has_keys = !response.has_focus();
        // What an input method is composing is not yet meant.
        if !cx.composing && self.search != self.query.search {
            self.query.search.clone_from(&self.search);
            self.marked.clear();
            self.rows.show_top();
        }
        if let Some(only) = self.states_ui(ui, cx, width) {
            self.only(only);
        }
    }

    /// The states that occur, as pills or, where there is no room for them, as a selection.
    fn states_ui(&self, ui: &mut Ui, cx: Cx<'_>, beside: f32) -> Option<Only> {
        let counts = &self.rows.counts.states;
        let states = self.register.states.iter().map(|s| (s, counts.get(s.id).copied().unwrap_or(0)));
        let states: Vec<_> = states.filter(|(s, count)| *count > 0 || self.query.only == Only::State(s.id)).collect();
        let pills: Vec<_> = states.iter().map(|(s, n)| (*s, number(i64::try_from(*n).unwrap_or(i64::MAX)))).collect();
        let wanted: f32 = pills.iter().map(|(s, count)| chip::filter_width(ui, s.labels.get(cx.lang), Some(count)) + 8.0).sum();
        let all = cx.t("gui.list.all");
        let mut picked = None;
        if wanted + beside > ui.max_rect().width() * PILL_LINES {
            let options: Vec<_> =
                pills.iter().map(|(s, n)| Choosable { id: s.id.to_owned(), text: format!("{} {n}", s.labels.get(cx.lang)) }).collect();
            let mut chosen = if let Only::State(id) = self.query.only { Some(id.to_owned()) } else { None };
            if select::select_ui(ui, &cx.t("gui.state"), &mut chosen, &options, &all, 180.0) {
                let state = self.register.states.iter().find(|s| chosen.as_deref() == Some(s.id));
                picked = Some(state.map_or(Only::All, |s| Only::State(s.id)));
            }
            return picked;
        }
        if chip::filter_ui(ui, &all, None, self.query.only == Only::All).clicked() {
            picked = Some(Only::All);
        }
        for (state, count) in &pills {
            let on = self.query.only == Only::State(state.id);
            if chip::filter_ui(ui, state.labels.get(cx.lang), Some(count), on).clicked() {
                picked = Some(if on { Only::All } else { Only::State(state.id) });
            }
        }
        picked
    }

    fn body_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        if let Some(error) = &self.rows.error {
            return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error);
        }
        if !self.rows.known() {
            return;
        }
        if self.rows.total == 0 {
            // What hides all of them may be taken away meanwhile: that is asked for as if there were rows.
            self.rows.look_at(cx, self.register, &self.query, 0..1);
            return self.empty_ui(ui, cx, out);
        }
        self.table_ui(ui, cx, out);
    }

    fn footer_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        ui.horizontal(|ui| {
            let shown = number(i64::try_from(self.rows.total).unwrap_or(i64::MAX));
            let shown = if self.rows.is_behind() { cx.t("gui.list.reading") } else { cx.with("gui.list.shown", &[("n", &shown)]) };
            paint::text_ui(ui, shown, theme::LABEL, theme::text_2());
            if !self.marked.is_empty() {
                self.marked_ui(ui, cx);
            } else if self.rows.total > 0 && button::small_ui(ui, icons::DOWNLOAD_SIMPLE, &cx.t("gui.export")).clicked() {
                self.ask_export(cx);
            }
            if self.marked.is_empty() {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    self.reports_ui(ui, cx);
                    paint::truncated_ui(ui, cx.t("gui.list.keys"), theme::SMALL, theme::text_3());
                });
            }
        });
    }

    /// Steps of many records that were left while they were under way: how far they are, and what was not done.
    fn reports_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        for stepping in cx.backend.steppings() {
            let ended_well = stepping.ended && !stepping.tells();
            if stepping.register != self.register.key || ended_well || self.read_reports.contains(&stepping.number) {
                continue;
            }
            let (icon, text) = match stepping.ended {
                true => (icons::WARNING_CIRCLE, bulk::ending(cx, &stepping)),
                false => (icons::CLOCK, bulk::progress(cx, &stepping)),
            };
            let step = self.register.transition(stepping.step).map_or(stepping.step, |step| step.labels.get(cx.lang));
            let label = cx.with("gui.bulk.report", &[("step", step), ("text", &text)]);
            if button::small_ui(ui, icon, &label).clicked() {
                self.bulk = Bulk::of(self.register, &stepping, cx);
            }
        }
    }

    /// How many rows are marked, and what can be done with them.
    fn marked_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let n = number(i64::try_from(self.marked.len()).unwrap_or(i64::MAX));
        let text = if self.marked.len() >= marked::MOST { "gui.list.marked_most" } else { "gui.list.marked" };
        paint::text_ui(ui, cx.with(text, &[("n", &n)]), theme::LABEL, theme::accent());
        // Where there is little room it is kept for the steps.
        let words = ui.available_width() > ROOM_FOR_WORDS;
        let pressed = |ui: &mut Ui, icon, key: &str| {
            let label = cx.t(key);
            if words { button::small_ui(ui, icon, &label) } else { button::icon_ui(ui, icon, &label) }.clicked()
        };
        if pressed(ui, icons::COPY, "gui.list.copy") {
            self.copy(ui, cx);
        }
        if pressed(ui, icons::DOWNLOAD_SIMPLE, "gui.bulk.export") {
            self.saves_marked = true;
            self.save.open(cx, self.register.labels.get(cx.lang));
        }
        if pressed(ui, icons::X, "gui.list.unmark") {
            return self.marked.clear();
        }
        ui.add_space(8.0);
        paint::vsep_ui(ui);
        ui.add_space(8.0);
        let steps = self.offered.steps(cx, self.register, self.marked.states());
        if steps.is_empty() {
            paint::truncated_ui(ui, cx.t("gui.bulk.none"), theme::SMALL, theme::text_3());
        } else if let Some(step) = steps_ui(ui, cx, steps) {
            self.bulk = Some(Bulk::new(self.register, step, self.marked.ids(), cx));
        }
    }

    /// Puts the marked rows, or the selected one, into the clipboard as a table for a spreadsheet.
    fn copy(&mut self, ui: &Ui, cx: Cx<'_>) {
        if !self.marked.is_empty() {
            ui.ctx().copy_text(self.marked.table(cx, self.register, &self.columns.all(self.register)));
        } else if let Some((_, line)) = self.selected_line() {
            ui.ctx().copy_text(marked::table(cx, self.register, &self.columns.all(self.register), std::iter::once(&*line)));
        }
    }

    fn selected_line(&self) -> Option<(u64, Rc<rows::Line>)> {
        let at = self.rows.place()?;
        let line = self.rows.line(at)?;
        (self.rows.selected == Some(line.row.id)).then_some((at, line))
    }

    /// Marks the rows from one to another: those that are here at once, the others as they come.
    fn mark_range(&mut self, from: End, to: End) {
        self.marked.add_range(from, to);
        self.arrive();
    }

    /// A row as an end of a range.
    fn end(&self, at: u64) -> End {
        End { at, id: self.rows.line(at).map(|line| line.row.id) }
    }

    /// Where ranges begin, as of now: none where that record is not known to be in the list any more.
    fn anchor(&self) -> Option<End> {
        let end = self.marked.anchor()?;
        let at = find(&self.rows, end)?;
        Some(End { at, ..end })
    }

    /// Marks what was read meanwhile. Rows of the question before are not meant.
    fn arrive(&mut self) {
        if !self.rows.answers(&self.query) {
            return;
        }
        let (rows, total) = (&self.rows, self.rows.total);
        self.marked.follow(|end| find(rows, end));
        self.marked.arrive(total, |at| rows.line(at));
        self.rows.want(self.marked.coming());
    }

    /// Takes what was read, and asks for what is lacking.
    fn read(&mut self, cx: Cx<'_>, out: &mut Vec<Command>) {
        self.columns.read(cx, self.register);
        let chosen = self.columns.chosen(self.register);
        if self.query.columns != chosen {
            // What was marked was read with other columns.
            self.marked.clear();
            self.query.columns = chosen;
        }
        self.rows.refresh(cx, self.register, &self.query);
        self.arrive();
        if let Some(id) = self.rows.opened.take() {
            out.push(Command::Edit(Some(id)));
        }
    }

    /// A click on a row: with Ctrl it is marked, with Shift all from the last one to it, else it is selected.
    fn click(&mut self, at: u64, line: &Rc<rows::Line>, held: egui::Modifiers) {
        if held.command {
            // What was selected is one of them.
            if self.marked.is_empty()
                && let Some((at, line)) = self.selected_line()
            {
                self.marked.add(at, line);
            }
            self.marked.toggle(at, line.clone());
        } else if held.shift {
            let own = End { at, id: Some(line.row.id) };
            let from = match self.marked.anchor() {
                Some(_) => self.anchor(),
                None => self.rows.place().map(|at| self.end(at)),
            };
            let from = from.unwrap_or(own);
            self.marked.clear();
            self.marked.begin_at(from);
            self.mark_range(from, own);
        } else {
            self.marked.clear();
            self.marked.begin_at(End { at, id: Some(line.row.id) });
            self.rows.select(at, line.row.id);
        }
    }

    /// Marks all rows, whatever stands at the ends.
    fn mark_all(&mut self) {
        let end = |at| End { at, id: None };
        if self.rows.total > 0 {
            self.mark_range(end(0), end(self.rows.total - 1));
        }
    }
}

/// Where an end of a range stands now, as far as that is known.
fn find(rows: &Rows, end: End) -> Option<u64> {
    end.id.map_or(Some(end.at), |id| rows.find(end.at, id))
}

fn in_phase(register: &Register, counts: &Counts, phase: Phase) -> u64 {
    register.states.iter().filter(|s| s.phase == phase).filter_map(|s| counts.states.get(s.id)).sum()
}
