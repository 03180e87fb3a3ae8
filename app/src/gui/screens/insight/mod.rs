//! The pages beside a register's list: its reports, its workflow as a chart, its numbers, import; and the reports of all
//! registers.

mod catalogue;
pub mod flow;
pub mod flow_layout;
mod import;
mod numbers;
mod period;
mod reports;
mod save;

use std::collections::BTreeMap;

use eframe::egui::{self, Align, Layout, Ui};
use registers::def::Register;

use super::super::backend::{Answer, Only};
use super::super::command::{Command, Place, Tab};
use super::super::cx::Cx;
use super::super::widgets::{button, card, paint};
use super::super::{icons, theme};
use flow::FlowView;
use import::ImportView;
use numbers::NumbersView;
use period::PeriodView;
use reports::ReportsView;

pub use import::bar_ui;
pub use save::SaveView;

/// Width of the heading below which the tabs are icons.
const ROOM_FOR_WORDS: f32 = 860.0;

/// What the pages keep between frames.
#[derive(Debug, Default)]
pub struct InsightView {
    period: PeriodView,
    reports: BTreeMap<&'static str, ReportsView>,
    flow: FlowView,
    numbers: NumbersView,
    import: ImportView,
}

impl InsightView {
    /// Draws the reports of all registers.
    pub fn catalogue_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        if let Some((register, report)) = catalogue::catalogue_ui(ui, cx) {
            self.reports.entry(register.key).or_default().choose(report.id);
            out.push(Command::Go(Place::Book(register, Tab::Reports)));
        }
    }

    /// Marks a state in the chart of a register's workflow: where the record stands from which it was opened.
    pub fn mark(&mut self, register: &'static Register, state: &'static str) {
        self.flow.marked = Some((register.key, state));
    }

    /// Draws a page of a register.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, tab: Tab, out: &mut Vec<Command>) {
        ui.spacing_mut().item_spacing.y = theme::GAP;
        heading_ui(ui, cx, register, tab, out);
        match tab {
            Tab::Reports => self.reports.entry(register.key).or_default().ui(ui, cx, register, &mut self.period, out),
            Tab::Flow => self.flow.ui(ui, cx, register, out),
            Tab::Numbers => self.numbers.ui(ui, cx, register, out),
            Tab::Import => self.import.ui(ui, cx, register, out),
        }
    }
}

fn heading_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register, tab: Tab, out: &mut Vec<Command>) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            let whole = ui.available_width();
            paint::bold_ui(ui, register.labels.get(cx.lang), theme::PAGE_TITLE);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| tabs_ui(ui, cx, register, Some(tab), whole, out));
        });
        // Below both: in English it is longer than the room beside the tabs.
        paint::truncated_ui(ui, cx.t(hint(tab)), theme::LABEL, theme::text_3());
    });
}

fn hint(tab: Tab) -> &'static str {
    match tab {
        Tab::Reports => "gui.reports.hint",
        Tab::Flow => "gui.flow.hint",
        Tab::Numbers => "gui.numbers.hint",
        Tab::Import => "gui.import.hint",
    }
}

/// The way between a register's list and its other pages, from right to left; `tab` is none on the list.
pub fn tabs_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register, tab: Option<Tab>, room: f32, out: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = 6.0;
    let pages = [
        (Some(Tab::Import), icons::UPLOAD_SIMPLE, "gui.tab.import"),
        (Some(Tab::Numbers), icons::HASH, "gui.tab.numbers"),
        (Some(Tab::Flow), icons::TREE_STRUCTURE, "gui.tab.flow"),
        (Some(Tab::Reports), icons::CHART_BAR, "gui.tab.reports"),
        (None, icons::LIST_CHECKS, "gui.tab.list"),
    ];
    for (page, icon, key) in pages {
        if page == Some(Tab::Numbers) && register.number.is_none() {
            continue;
        }
        if button::tab_ui(ui, icon, &cx.t(key), page == tab, room > ROOM_FOR_WORDS).clicked() {
            match page {
                Some(page) => out.push(Command::Go(Place::Book(register, page))),
                None => out.push(Command::Go(Place::Register(register))),
            }
        }
    }
}

/// The list of a register, all of it or one state.
fn show(register: &'static Register, state: &'static str) -> Command {
    Command::Show(register, Only::State(state))
}

/// Draws the answer when it is there, and else that it is being found or why it was not.
fn answer_ui<T, R>(ui: &mut Ui, cx: Cx<'_>, answer: Answer<T>, draw: impl FnOnce(&mut Ui, &T) -> R) -> Option<R> {
    match answer {
        Some(Ok(found)) => Some(draw(ui, &found)),
        Some(Err(error)) => {
            card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), &error.to_string());
            None
        }
        None => {
            card::empty_ui(ui, icons::CLOCK, &cx.t("gui.insight.finding"), "");
            None
        }
    }
}

/// A card that fills what is left of the page and scrolls.
fn scrolling_card_ui(ui: &mut Ui, id: &str, add: impl FnOnce(&mut Ui)) {
    theme::card_frame().show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        egui::ScrollArea::vertical().id_salt(id).auto_shrink([false, false]).show(ui, add);
    });
}
