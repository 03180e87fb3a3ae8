//! The numbers of a register: how each series was used, which desk holds which numbers, and the year's list of numbers
//! that were not used 空号登记.

use eframe::egui::{Align, Layout, Margin, Ui, vec2};
use registers::def::{Register, Tone};
use registers::number;

use super::super::super::backend::{Action, FileJob, Holding, Numbers, Series};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::text;
use super::super::super::widgets::field::text_ui;
use super::super::super::widgets::grid::{Grid, grid_ui};
use super::super::super::widgets::{button, card, paint};
use super::super::super::{icons, theme};
use super::save::SaveView;
use super::{answer_ui, scrolling_card_ui};
use crate::cli::{force, series_of};
use crate::unused;

/// Numbers written out in a cell; the list has them all.
const SHOWN: usize = 12;
/// A block as it is offered.
const BLOCK: u64 = 50;
/// Width of the field for its size.
const SIZE: f32 = 90.0;

/// What the page keeps between frames.
#[derive(Debug)]
pub struct NumbersView {
    size: String,
    wrong: bool,
    save: SaveView,
}

impl Default for NumbersView {
    fn default() -> NumbersView {
        NumbersView { size: BLOCK.to_string(), wrong: false, save: SaveView::default() }
    }
}

impl NumbersView {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, out: &mut Vec<Command>) {
        if register.number.is_none() {
            return card::card_ui(ui, "", |ui| card::empty_ui(ui, icons::HASH, &cx.t("gui.numbers.none"), ""));
        }
        let answer = cx.backend.numbers(register);
        let ready = answer.clone();
        card::card_ui(ui, &cx.t("gui.numbers.take"), |ui| self.take_ui(ui, cx, register, out));
        scrolling_card_ui(ui, "numbers", |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            answer_ui(ui, cx, answer, |ui, numbers| {
                self.series_ui(ui, cx, register, numbers);
                leases_ui(ui, cx, register, &numbers.leases);
            });
        });
        if let (Some(file), Some(Ok(numbers))) = (self.save.ui(ui, cx), ready) {
            let (headings, rows) = (unused::headings(cx.lang), unused::rows(cx.lang, &numbers.series));
            out.push(Command::Do(Action::File(FileJob::Table { name: cx.t("gui.numbers.list"), headings, rows, file })));
        }
    }

    /// A block for this desk, or all numbers from now on.
    fn take_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, out: &mut Vec<Command>) {
        let take = |size| Command::Do(Action::TakeNumbers { register: register.key, size });
        ui.horizontal_wrapped(|ui| {
            paint::text_ui(ui, cx.t("gui.numbers.size"), theme::LABEL, theme::text_2());
            let response = text_ui(ui, &cx.t("gui.numbers.size"), &mut self.size, "", SIZE);
            if response.changed() {
                self.wrong = false;
            }
            if button::secondary_ui(ui, icons::HASH, &cx.t("gui.numbers.block")).clicked() {
                match self.size.trim().parse::<u64>() {
                    Ok(size) if (1..=number::lease::MAX_BLOCK).contains(&size) => out.push(take(Some(size))),
                    _ => self.wrong = true,
                }
            }
            ui.add_space(theme::GAP);
            if button::secondary_ui(ui, icons::LOCK, &cx.t("gui.numbers.standing")).clicked() {
                out.push(take(None));
            }
        });
        if self.wrong {
            let most = number::lease::MAX_BLOCK.to_string();
            paint::text_ui(ui, cx.with("gui.numbers.wrong_size", &[("most", &most)]), theme::LABEL, theme::chip(Tone::Red).text);
        }
        let key = if register.leased { "gui.numbers.leased" } else { "gui.numbers.free" };
        paint::text_ui(ui, cx.t(key), theme::SMALL, theme::text_3());
    }

    fn series_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, numbers: &Numbers) {
        heading_ui(ui, &cx.t("gui.numbers.series"), |ui| {
            if !numbers.series.is_empty() && button::secondary_ui(ui, icons::DOWNLOAD_SIMPLE, &cx.t("gui.numbers.list")).clicked() {
                self.save.open(cx, &format!("{} {}", register.labels.get(cx.lang), cx.t("gui.numbers.list")));
            }
        });
        if numbers.series.is_empty() {
            return card::empty_ui(ui, icons::HASH, &cx.t("gui.numbers.no_series"), "");
        }
        let headings = ["numbers.series", "numbers.last", "numbers.unused", "numbers.reserved", "numbers.void", "numbers.doubled"]
            .map(|key| cx.t(key));
        let row = |s: &Series| {
            let series = if s.prefix.is_empty() { cx.t("gui.numbers.plain") } else { s.prefix.clone() };
            vec![
                series,
                text::number(i64::try_from(s.last).unwrap_or(i64::MAX)),
                some(cx, &s.unused),
                some(cx, &s.reserved),
                some(cx, &s.void),
                some(cx, &s.doubled),
            ]
        };
        let rows: Vec<Vec<String>> = numbers.series.iter().map(row).collect();
        grid_ui(ui, Grid { id: "series", headings: &headings, rows: &rows, numbers_from: usize::MAX }, false);
    }
}

fn heading_ui(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 52.0), Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(f32::from(theme::CARD_PADDING));
        paint::bold_ui(ui, title, theme::CARD_TITLE);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(f32::from(theme::CARD_PADDING));
            add(ui);
        });
    });
}

fn leases_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register, leases: &[Holding]) {
    heading_ui(ui, &cx.t("gui.numbers.leases"), |_| {});
    if leases.is_empty() {
        let key = if register.leased { "gui.numbers.no_lease_leased" } else { "gui.numbers.no_lease" };
        return card::empty_ui(ui, icons::HARD_DRIVES, &cx.t(key), "");
    }
    let headings = ["numbers.series", "numbers.desk", "numbers.first", "numbers.to", "numbers.force"].map(|key| cx.t(key));
    let row = |l: &Holding| {
        let last = l.lease.last.map_or_else(|| cx.t("gui.numbers.all"), |n| n.to_string());
        vec![series_of(cx.lang, l), l.desk.clone(), l.lease.first.to_string(), last, force(cx.lang, &l.force)]
    };
    let rows: Vec<Vec<String>> = leases.iter().map(row).collect();
    grid_ui(ui, Grid { id: "leases", headings: &headings, rows: &rows, numbers_from: usize::MAX }, false);
    eframe::egui::Frame::new().inner_margin(Margin::symmetric(theme::CARD_PADDING, 8)).show(ui, |ui| {
        paint::text_ui(ui, cx.t("gui.numbers.leases_hint"), theme::SMALL, theme::text_3());
    });
}

/// How many, and the first of them with those in a row drawn together: `5 (3, 7–9, 12)`.
fn some(cx: Cx<'_>, numbers: &[u64]) -> String {
    if numbers.is_empty() {
        return "–".to_owned();
    }
    let runs = runs(numbers);
    let mut text = runs.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(" ");
    if runs.len() > SHOWN {
        text.push_str(" …");
    }
    cx.with("gui.numbers.count", &[("n", &numbers.len().to_string()), ("which", &text)])
}

/// Numbers in rising order, those in a row drawn together.
fn runs(numbers: &[u64]) -> Vec<String> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for n in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *n => *last = *n,
            _ => runs.push((*n, *n)),
        }
    }
    runs.into_iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}–{to}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_drawn_together() {
        assert_eq!(runs(&[]), Vec::<String>::new());
        assert_eq!(runs(&[4]), ["4"]);
        assert_eq!(runs(&[1, 2, 3, 7, 9, 10]), ["1–3", "7", "9–10"]);
    }
}
