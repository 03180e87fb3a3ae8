//! The reports of a register: which one, over which days, as a chart and as a table, and to Excel.

use std::collections::BTreeMap;

use eframe::egui::{self, Align, Layout, Margin, Ui, vec2};
use registers::def::{self, Measure, Register, Report, Tone};

use super::super::super::backend::{Action, FileJob, Table};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::text::{grouped, number};
use super::super::super::widgets::chart::{Bar, COLUMNS as COLUMN_HEIGHT, Chart, Part, chart_ui};
use super::super::super::widgets::grid::{Grid, grid_ui};
use super::super::super::widgets::select::{self, Choosable};
use super::super::super::widgets::{button, card, paint};
use super::super::super::{icons, theme};
use super::period::{self, PeriodView};
use super::save::SaveView;
use super::{answer_ui, scrolling_card_ui};
use crate::report;

/// Width of the list of reports, and of the page below which a selection stands in for it.
const SIDE: f32 = 220.0;
const BESIDE: f32 = 820.0;
/// Bars and columns drawn at most; the table has them all.
const BARS: usize = 12;
const COLUMNS: usize = 60;
/// Series at most: the last colour is for all that come after.
const SERIES: usize = theme::SERIES;

/// What the page of a register keeps between frames.
#[derive(Debug, Default)]
pub struct ReportsView {
    chosen: Option<String>,
    save: SaveView,
}

impl ReportsView {
    /// Shows a report.
    pub fn choose(&mut self, report: &str) {
        self.chosen = Some(report.to_owned());
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, period: &mut PeriodView, out: &mut Vec<Command>) {
        let chosen = self.chosen.as_deref().and_then(|id| register.report(id));
        let Some(report) = chosen.or_else(|| register.reports.first()) else {
            return theme::card_frame()
                .show(ui, |ui| {
                    ui.set_min_size(ui.available_size());
                    card::empty_ui(ui, icons::CHART_BAR, &cx.t("gui.reports.none"), "");
                })
                .inner;
        };
        if ui.available_width() < BESIDE {
            let options: Vec<Choosable> = choosable(cx, register);
            let mut picked = Some(report.id.to_owned());
            if select::select_ui(ui, &cx.t("gui.reports.title"), &mut picked, &options, "", SIDE + 60.0) {
                self.chosen = picked;
            }
            return self.report_ui(ui, cx, register, report, period, out);
        }
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            ui.allocate_ui_with_layout(vec2(SIDE, ui.available_height()), Layout::top_down(Align::Min), |ui| {
                ui.set_width(SIDE);
                scrolling_card_ui(ui, "reports", |ui| {
                    egui::Frame::new().inner_margin(Margin::same(8)).show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 2.0;
                        for option in choosable(cx, register) {
                            if select::option_ui(ui, &option.text, option.id == report.id, theme::text())
                                .on_hover_text(&option.text)
                                .clicked()
                            {
                                self.chosen = Some(option.id);
                            }
                        }
                    });
                });
            });
            ui.vertical(|ui| self.report_ui(ui, cx, register, report, period, out));
        });
    }

    fn report_ui(
        &mut self,
        ui: &mut Ui,
        cx: Cx<'_>,
        register: &'static Register,
        report: &'static Report,
        period: &mut PeriodView,
        out: &mut Vec<Command>,
    ) {
        let days = period.period(cx);
        let answer = cx.backend.report(register, report, days);
        scrolling_card_ui(ui, report.id, |ui| {
            ui.spacing_mut().item_spacing.y = 10.0;
            egui::Frame::new().inner_margin(Margin::symmetric(18, 14)).show(ui, |ui| {
                ui.horizontal(|ui| {
                    paint::bold_ui(ui, report.labels.get(cx.lang), theme::CARD_TITLE);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let ready = matches!(answer, Some(Ok(_)));
                        ui.add_enabled_ui(ready, |ui| {
                            if button::secondary_ui(ui, icons::DOWNLOAD_SIMPLE, &cx.t("gui.export")).clicked() {
                                let name =
                                    format!("{} {}{}", register.labels.get(cx.lang), report.labels.get(cx.lang), period::words(days));
                                self.save.open(cx, &name);
                            }
                        });
                    });
                });
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
                    match replica::dated_by(register).and_then(|id| register.field(id)) {
                        Some(field) => {
                            paint::text_ui(
                                ui,
                                cx.with("gui.period.by", &[("field", field.labels.get(cx.lang))]),
                                theme::LABEL,
                                theme::text_3(),
                            );
                            period.ui(ui, cx);
                        }
                        None => {
                            paint::text_ui(ui, cx.t("gui.period.undated"), theme::LABEL, theme::text_3());
                        }
                    }
                });
                if period::is_upside_down(days) {
                    paint::text_ui(ui, cx.t("gui.period.upside_down"), theme::LABEL, theme::chip(Tone::Red).text);
                }
            });
            paint::hline_ui(ui);
            answer_ui(ui, cx, answer.clone(), |ui, table| table_ui(ui, cx, register, report, table));
        });
        if let (Some(file), Some(Ok(table))) = (self.save.ui(ui, cx), answer) {
            let name = report.labels.get(cx.lang).to_owned();
            let headings = report::headings(cx.lang, register, report);
            let rows = report::file_rows(cx.lang, register, report, &table);
            out.push(Command::Do(Action::File(FileJob::Table { name, headings, rows, file })));
        }
    }
}

fn choosable(cx: Cx<'_>, register: &'static Register) -> Vec<Choosable> {
    register.reports.iter().map(|r| Choosable { id: r.id.to_owned(), text: r.labels.get(cx.lang).to_owned() }).collect()
}

fn table_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register, report: &'static Report, table: &Table) {
    if table.groups.is_empty() {
        card::empty_ui(ui, icons::CHART_BAR, &cx.t("report.empty"), "");
        return hidden_ui(ui, cx, table);
    }
    let headings = report::headings(cx.lang, register, report);
    egui::Frame::new().inner_margin(Margin::symmetric(18, 6)).show(ui, |ui| {
        let total = cx.with("gui.reports.total", &[("total", &number(table.total)), ("groups", &number(table.groups.len() as i64))]);
        paint::text_ui(ui, total, theme::LABEL, theme::text_3());
        if report.chart != def::Chart::Table && table.groups.len() > 1 {
            ui.add_space(6.0);
            drawn_ui(ui, cx, register, report, table, headings.get(report.by.len()).map_or("", String::as_str));
        }
    });
    hidden_ui(ui, cx, table);
    let mut rows = report::rows(cx.lang, register, report, table);
    for cell in rows.iter_mut().flat_map(|row| row.iter_mut().skip(report.by.len())) {
        *cell = grouped(cell);
    }
    grid_ui(ui, Grid { id: "report", headings: &headings, rows: &rows, numbers_from: report.by.len() }, false);
}

/// Groups that are left out so that nobody can be singled out are told of.
fn hidden_ui(ui: &mut Ui, cx: Cx<'_>, table: &Table) {
    if table.hidden == 0 {
        return;
    }
    let values = [("count", table.hidden.to_string()), ("least", table.least.to_string())];
    let text = cx.with("report.hidden", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
    egui::Frame::new().inner_margin(Margin::symmetric(18, 4)).show(ui, |ui| {
        ui.horizontal(|ui| {
            paint::icon_ui(ui, icons::INFO, theme::BODY, theme::text_3());
            paint::text_ui(ui, text, theme::LABEL, theme::text_2());
        });
    });
}

fn drawn_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register, report: &'static Report, table: &Table, axis: &str) {
    let standing = report.chart == def::Chart::Columns;
    let (mut bars, series) = bars(cx, register, report, table);
    let all = bars.len();
    // Of a long time the end is looked at first, of groups the largest.
    if standing && all > COLUMNS {
        bars.drain(..all - COLUMNS);
    }
    if !standing {
        bars.truncate(BARS);
    }
    let words = |at: f64| grouped(&report::weight_text(cx.lang, register, report, at));
    chart_ui(ui, Chart { axis, bars: &bars, series: &series, standing, height: COLUMN_HEIGHT, words: &words });
    if bars.len() < all {
        let rest = number((all - bars.len()) as i64);
        paint::text_ui(ui, cx.with("gui.reports.more", &[("n", &rest)]), theme::SMALL, theme::text_3());
    }
}

/// The bars of a report by its first measure. With two groupings and a measure that adds up, the second makes the parts.
fn bars(cx: Cx<'_>, register: &'static Register, report: &'static Report, table: &Table) -> (Vec<Bar>, Vec<String>) {
    let (lang, weights) = (cx.lang, report::weights(table));
    let adds_up = matches!(report.measures.first(), Some(Measure::Count | Measure::Sum(_)));
    let names = table.groups.iter().map(|g| report::keys(lang, register, report, g));
    let texts =
        table.groups.iter().map(|g| report::values(lang, register, report, g).first().map(|text| grouped(text)).unwrap_or_default());
    let groups: Vec<(Vec<String>, String, f64)> = names.zip(texts).zip(weights).map(|((n, t), w)| (n, t, w)).collect();
    if report.by.len() < 2 || !adds_up {
        let bar = |(names, text, value): (Vec<String>, String, f64)| Bar {
            label: names.join(" · "),
            parts: vec![Part { series: 0, value, text: text.clone() }],
            text,
        };
        return (groups.into_iter().map(bar).collect(), Vec::new());
    }
    // The largest series have colours of their own.
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for (names, _, value) in &groups {
        *sums.entry(names.get(1).map_or("", String::as_str)).or_default() += value;
    }
    let mut series: Vec<(&str, f64)> = sums.into_iter().collect();
    series.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let place = |name: &str| series.iter().position(|(s, _)| *s == name).unwrap_or(0).min(SERIES - 1);
    let mut bars: Vec<Bar> = Vec::new();
    for (names, text, value) in &groups {
        let label = names.first().cloned().unwrap_or_default();
        let at = bars.iter().position(|b| b.label == label).unwrap_or_else(|| {
            bars.push(Bar { label, parts: Vec::new(), text: String::new() });
            bars.len() - 1
        });
        let part = Part { series: place(names.get(1).map_or("", String::as_str)), value: *value, text: text.clone() };
        bars.get_mut(at).into_iter().for_each(|bar| bar.parts.push(part.clone()));
    }
    for bar in &mut bars {
        bar.parts.sort_by_key(|p| p.series);
        bar.text = grouped(&report::weight_text(lang, register, report, bar.parts.iter().map(|p| p.value).sum()));
    }
    if report.chart == def::Chart::Bars {
        let total = |bar: &Bar| bar.parts.iter().map(|p| p.value).sum::<f64>();
        bars.sort_by(|a, b| total(b).total_cmp(&total(a)));
    }
    let mut names: Vec<String> = series.iter().take(SERIES).map(|(name, _)| (*name).to_owned()).collect();
    if series.len() > SERIES
        && let Some(last) = names.last_mut()
    {
        *last = cx.t("gui.reports.others");
    }
    (bars, names)
}
