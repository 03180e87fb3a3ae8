//! Import of a list: the file, what its columns mean, what each row would do, and then doing it.

use std::path::PathBuf;

use eframe::egui::{self, Align, Layout, Margin, Role, Sense, Ui, WidgetInfo, vec2};
use registers::def::{Kind, Register, Tone};

use super::super::super::backend::{Action, Browse, FileJob, Importing, Source, Trial, TrialColumn, TrialRow, Verdict};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::field::text_ui;
use super::super::super::widgets::select::{self, Choosable};
use super::super::super::widgets::{button, card, chip, paint};
use super::super::super::{icons, theme};
use super::super::desks::notice_ui;
use super::{answer_ui, scrolling_card_ui};
use crate::import;

/// Height of a row of the trial.
const ROW: f32 = 30.0;
/// Width of the field for a column's target, and of the heading before it.
const TARGET: f32 = 210.0;
const HEADING: f32 = 124.0;

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct ImportView {
    path: String,
    source: Option<Source>,
    update: bool,
    further: bool,
    leave_links: bool,
    /// The state in which rows arrive that do not say how far they are.
    rest: Option<String>,
    only: Option<Verdict>,
    /// Whether columns are shown whose heading says enough.
    all_columns: bool,
    /// The ticket of the system's dialog, while it is open.
    browsing: Option<u64>,
}

impl ImportView {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, out: &mut Vec<Command>) {
        if self.source.as_ref().is_some_and(|s| s.register != register.key) {
            self.source = None;
        }
        let importing = cx.backend.importing();
        let busy = importing.as_ref().is_some_and(|i| i.result.is_none());
        card::card_ui(ui, "", |ui| self.file_ui(ui, cx, register, busy));
        let shown = importing.filter(|i| i.source.register == register.key && self.source.as_ref().is_none_or(|s| *s == i.source));
        if let Some(importing) = &shown {
            card::card_ui(ui, "", |ui| self.progress_ui(ui, cx, importing));
        }
        let Some(source) = self.source.clone().filter(|_| shown.is_none()) else { return };
        let answer = cx.backend.trial(&source);
        scrolling_card_ui(ui, "trial", |ui| {
            answer_ui(ui, cx, answer, |ui, trial| self.trial_ui(ui, cx, register, &source, trial, busy, out));
        });
    }

    fn file_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, busy: bool) {
        let dropped = ui.input(|i| i.raw.dropped_files.last().map(|file| file.path().to_owned()));
        if let Some(path) = dropped.filter(|_| !busy) {
            self.path = path.display().to_string();
            self.look(register);
        }
        if let Some(ended) = self.browsing.and_then(|ticket| cx.backend.browsed(ticket)) {
            self.browsing = None;
            if let Some(path) = ended.filter(|_| !busy) {
                self.path = path.display().to_string();
                self.look(register);
            }
        }
        let hovering = ui.input(|i| !i.raw.hovered_files.is_empty());
        paint::text_ui(ui, cx.t(if hovering { "gui.import.drop" } else { "gui.import.file_hint" }), theme::LABEL, theme::text_3());
        let width = ui.available_width();
        ui.allocate_ui_with_layout(vec2(width, theme::INPUT), Layout::right_to_left(Align::Center), |ui| {
            ui.add_enabled_ui(!busy, |ui| {
                if button::secondary_ui(ui, "", &cx.t("gui.import.look")).clicked() {
                    self.look(register);
                }
                if button::secondary_ui(ui, icons::FOLDER_OPEN, &cx.t("gui.browse")).clicked() && self.browsing.is_none() {
                    let kinds = vec![(cx.t("gui.browse.lists"), vec!["xlsx", "xlsm", "ods", "csv", "tsv", "txt"])];
                    self.browsing = Some(cx.backend.browse(Browse { title: cx.t("gui.import.file"), kinds, proposed: None }));
                }
            });
            let room = ui.available_width();
            let response = text_ui(ui, &cx.t("gui.import.file"), &mut self.path, &cx.t("gui.import.example"), room);
            if response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter)) && !cx.composing && !busy {
                self.look(register);
            }
        });
    }

    /// Reads the file that the path names, also when it was read before.
    fn look(&mut self, register: &'static Register) {
        let path = self.path.trim().trim_matches('"');
        if path.is_empty() {
            return;
        }
        let look = self.source.as_ref().map_or(0, |s| s.look) + 1;
        // Another register has other states.
        self.rest = self.rest.take().filter(|rest| import::endings(register).any(|state| state.id == rest));
        let (update, further, leave_links, rest) = (self.update, self.further, self.leave_links, self.rest.clone());
        let file = PathBuf::from(path);
        self.source = Some(Source { register: register.key, file, given: Vec::new(), update, further, leave_links, rest, look });
        self.only = None;
    }

    #[allow(clippy::too_many_arguments, reason = "the surroundings of one page")]
    fn trial_ui(
        &mut self,
        ui: &mut Ui,
        cx: Cx<'_>,
        register: &'static Register,
        source: &Source,
        trial: &Trial,
        busy: bool,
        out: &mut Vec<Command>,
    ) {
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::Frame::new().inner_margin(Margin::symmetric(18, 14)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            self.columns_ui(ui, cx, register, source, trial);
            for said in &trial.notes {
                notice_ui(ui, icons::WARNING, said, Tone::Amber);
            }
        });
        paint::hline_ui(ui);
        egui::Frame::new().inner_margin(Margin::symmetric(18, 10)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            self.choices_ui(ui, cx, register, source);
            self.rest_ui(ui, cx, register, source);
        });
        paint::hline_ui(ui);
        egui::Frame::new().inner_margin(Margin::symmetric(18, 10)).show(ui, |ui| self.counts_ui(ui, cx, source, trial, busy, out));
        paint::hline_ui(ui);
        let rows: Vec<&TrialRow> = trial.rows.iter().filter(|r| self.only.is_none_or(|only| only == r.verdict)).collect();
        rows_ui(ui, cx, &rows);
    }

    /// The columns that nobody could place, or that somebody placed; on demand those as well whose heading says enough.
    fn columns_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, source: &Source, trial: &Trial) {
        let named = trial.columns.iter().filter(|c| !c.heading.is_empty());
        let is_plain = |c: &TrialColumn| (c.special || c.target.is_some()) && source.given.iter().all(|(heading, _)| *heading != c.heading);
        let (plain, asked): (Vec<&TrialColumn>, Vec<&TrialColumn>) = named.partition(|c| is_plain(c));
        ui.horizontal(|ui| {
            paint::bold_ui(ui, cx.t("gui.import.columns"), theme::CARD_TITLE);
            paint::text_ui(ui, cx.with("gui.import.placed", &[("n", &plain.len().to_string())]), theme::SMALL, theme::text_3());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let key = if self.all_columns { "gui.import.fewer_columns" } else { "gui.import.all_columns" };
                if !plain.is_empty() && button::secondary_ui(ui, "", &cx.t(key)).clicked() {
                    self.all_columns = !self.all_columns;
                }
            });
        });
        if self.all_columns || !asked.is_empty() {
            paint::text_ui(ui, cx.t("gui.import.columns_hint"), theme::SMALL, theme::text_3());
        }
        let options = targets(cx, register);
        let across = ((ui.available_width() / (TARGET + HEADING + 30.0)).floor() as usize).max(1);
        let shown: Vec<&TrialColumn> = asked.into_iter().chain(plain.into_iter().filter(|_| self.all_columns)).collect();
        for line in shown.chunks(across) {
            ui.horizontal(|ui| line.iter().for_each(|column| self.column_ui(ui, cx, source, column, &options)));
        }
    }

    /// A heading of the file with the field to which it goes.
    fn column_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, source: &Source, column: &TrialColumn, options: &[Choosable]) {
        ui.allocate_ui_with_layout(vec2(HEADING, theme::INPUT), Layout::right_to_left(Align::Center), |ui| {
            ui.set_width(HEADING);
            paint::truncated_ui(ui, column.heading.clone(), theme::BODY, theme::text()).on_hover_text(paint::plain(column.heading.clone()));
        });
        let mut picked = column.target.clone();
        let none = cx.t(if column.special { "gui.import.special" } else { "gui.import.nowhere" });
        let name = cx.with("gui.import.target", &[("heading", &column.heading)]);
        if select::select_ui(ui, &paint::plain(name), &mut picked, options, &none, TARGET) {
            let mut given = source.given.clone();
            given.retain(|(heading, _)| *heading != column.heading);
            given.push((column.heading.clone(), picked.unwrap_or_else(|| "-".to_owned())));
            self.source = Some(Source { given, ..source.clone() });
        }
        ui.add_space(theme::GAP);
    }

    /// Whether rows also change the records that they name, or are added though they say just what a record says, where nothing names
    /// one; and whether they come without links that name no record.
    fn choices_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, source: &Source) {
        // What nothing names is not found again to be filled in later.
        let (update, hint) = if import::is_unnamed(register) {
            let further = choice_ui(ui, cx, &mut self.further, ("gui.import.further", "gui.import.further_hint"));
            (further, "gui.import.links_unnamed_hint")
        } else {
            (choice_ui(ui, cx, &mut self.update, ("gui.import.update", "gui.import.update_hint")), "gui.import.links_hint")
        };
        let links = choice_ui(ui, cx, &mut self.leave_links, ("gui.import.links", hint));
        if update || links {
            self.source = Some(Source { update: self.update, further: self.further, leave_links: self.leave_links, ..source.clone() });
            self.only = None;
        }
    }

    /// How far old records are that the list says nothing of.
    fn rest_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, register: &'static Register, source: &Source) {
        let label = |state: &registers::def::State| state.labels.get(cx.lang).to_owned();
        let options: Vec<Choosable> =
            import::endings(register).map(|state| Choosable { id: state.id.to_owned(), text: label(state) }).collect();
        if options.is_empty() {
            return;
        }
        ui.horizontal(|ui| {
            let name = cx.t("gui.import.rest");
            paint::text_ui(ui, name.clone(), theme::BODY, theme::text());
            if select::select_ui(ui, &name, &mut self.rest, &options, &cx.t("gui.import.rest_new"), TARGET) {
                self.source = Some(Source { rest: self.rest.clone(), ..source.clone() });
                self.only = None;
            }
            paint::text_ui(ui, cx.t("gui.import.rest_hint"), theme::SMALL, theme::text_3());
        });
    }

    fn counts_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, source: &Source, trial: &Trial, busy: bool, out: &mut Vec<Command>) {
        ui.horizontal(|ui| {
            let acts = trial.count(Verdict::Added) + trial.count(Verdict::Changed);
            if chip::filter_ui(ui, &cx.t("gui.list.all"), Some(&trial.rows.len().to_string()), self.only.is_none()).clicked() {
                self.only = None;
            }
            for verdict in [Verdict::Added, Verdict::Changed, Verdict::Same, Verdict::Refused] {
                if verdict == Verdict::Changed && !source.update {
                    continue;
                }
                let count = trial.count(verdict).to_string();
                let on = self.only == Some(verdict);
                if chip::filter_ui(ui, &cx.t(word(verdict)), Some(&count), on).clicked() {
                    self.only = (!on).then_some(verdict);
                }
            }
            if trial.skipped > 0 {
                paint::text_ui(ui, cx.with("gui.import.skipped", &[("n", &trial.skipped.to_string())]), theme::SMALL, theme::text_3());
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_enabled_ui(acts > 0 && !busy, |ui| {
                    let label = cx.with("gui.import.go", &[("n", &acts.to_string())]);
                    if button::primary_ui(ui, icons::UPLOAD_SIMPLE, &label).clicked() {
                        out.push(Command::Do(Action::File(FileJob::Import(source.clone()))));
                    }
                });
            });
        });
    }

    /// How far the import is, and then what came of it.
    fn progress_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, importing: &Importing) {
        ui.spacing_mut().item_spacing.y = 8.0;
        let Some(result) = &importing.result else {
            let values = [("done", importing.done.to_string()), ("total", importing.total.to_string())];
            let text = match importing.total {
                0 => cx.t("gui.import.reading"),
                _ => cx.with("gui.import.running", &values.each_ref().map(|(k, v)| (*k, v.as_str()))),
            };
            paint::bold_ui(ui, text.clone(), theme::BODY);
            bar_ui(ui, importing.done as f32 / importing.total.max(1) as f32, &text);
            paint::text_ui(ui, cx.t("gui.import.meanwhile"), theme::SMALL, theme::text_3());
            return;
        };
        ui.horizontal(|ui| {
            let (icon, tone) =
                if result.stopped.is_some() { (icons::WARNING_CIRCLE, Tone::Red) } else { (icons::CHECK_CIRCLE, Tone::Green) };
            paint::badge_ui(ui, icon, 32.0, theme::chip(tone).text, theme::chip(tone).ground);
            let counts = [result.added, result.changed, result.same, result.refused.len()].map(|n| n.to_string());
            let values = [("added", counts[0].as_str()), ("changed", &counts[1]), ("same", &counts[2]), ("refused", &counts[3])];
            let key = if result.changed > 0 { "cli.import_updated" } else { "cli.import_done" };
            paint::bold_ui(ui, cx.with(key, &values), theme::BODY);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if self.source.is_some() && button::secondary_ui(ui, "", &cx.t("gui.import.another")).clicked() {
                    *self = ImportView::default();
                }
            });
        });
        if let Some(stopped) = &result.stopped {
            paint::text_ui(ui, stopped.clone(), theme::BODY, theme::chip(Tone::Red).text);
        }
        let rows: Vec<TrialRow> =
            result.refused.iter().map(|(line, text)| TrialRow { line: *line, verdict: Verdict::Refused, text: text.clone() }).collect();
        if !rows.is_empty() {
            egui::ScrollArea::vertical().id_salt("refused").auto_shrink([false, false]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                rows_ui(ui, cx, &rows.iter().collect::<Vec<_>>());
            });
        }
    }
}

/// Where a column may go: the fields, the columns of rows, the state.
fn targets(cx: Cx<'_>, register: &'static Register) -> Vec<Choosable> {
    let mut targets = Vec::new();
    for field in register.all_fields().filter(|f| !f.retired && !f.computed) {
        let label = field.labels.get(cx.lang);
        match field.kind {
            Kind::Lines(_) => {
                let columns = field.columns().iter().filter(|c| !c.computed);
                targets.push(Choosable { id: field.id.to_owned(), text: label.to_owned() });
                targets.extend(
                    columns
                        .map(|c| Choosable { id: format!("{}.{}", field.id, c.id), text: format!("{label} · {}", c.labels.get(cx.lang)) }),
                );
            }
            _ => targets.push(Choosable { id: field.id.to_owned(), text: label.to_owned() }),
        }
    }
    targets.push(Choosable { id: "_state".to_owned(), text: cx.t("gui.state") });
    targets
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Added => "gui.import.added",
        Verdict::Changed => "gui.import.changed",
        Verdict::Same => "gui.import.same",
        Verdict::Refused => "gui.import.refused",
    }
}

/// Rows of the file with what each would do; only those in sight are drawn.
fn rows_ui(ui: &mut Ui, cx: Cx<'_>, rows: &[&TrialRow]) {
    let width = ui.available_width();
    let (body, _) = ui.allocate_exact_size(vec2(width, ROW * rows.len() as f32), Sense::hover());
    let seen = ui.clip_rect();
    let first = ((seen.top() - body.top()) / ROW).floor().max(0.0) as usize;
    let last = ((seen.bottom() - body.top()) / ROW).ceil().max(0.0) as usize;
    for (at, row) in rows.iter().enumerate().take(last).skip(first) {
        let top = body.top() + ROW * at as f32;
        let rect = egui::Rect::from_min_size(egui::pos2(body.left(), top), vec2(width, ROW));
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::row_line()));
        let inner = rect.shrink2(vec2(18.0, 0.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
            let line = cx.with("gui.import.line", &[("n", &row.line.to_string())]);
            ui.allocate_ui_with_layout(vec2(70.0, ROW), Layout::left_to_right(Align::Center), |ui| {
                ui.set_width(70.0);
                paint::text_ui(ui, line, theme::LABEL, theme::text_3());
            });
            let tone = match row.verdict {
                Verdict::Added => Tone::Green,
                Verdict::Changed => Tone::Blue,
                Verdict::Same => Tone::Grey,
                Verdict::Refused => Tone::Red,
            };
            chip::chip_ui(ui, &cx.t(word(row.verdict)), tone);
            paint::truncated_ui(ui, row.text.clone(), theme::BODY, theme::text()).on_hover_text(paint::plain(row.text.clone()));
        });
    }
}

/// A bar that fills up.
pub fn bar_ui(ui: &mut Ui, share: f32, name: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 8.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, name));
    ui.painter().rect_filled(rect, 4, theme::tag());
    let done = egui::Rect::from_min_size(rect.min, vec2(rect.width() * share.clamp(0.0, 1.0), rect.height()));
    ui.painter().rect_filled(done, 4, theme::accent_fill());
}

/// A box to tick with its words and what it means; gives whether it was changed.
fn choice_ui(ui: &mut Ui, cx: Cx<'_>, on: &mut bool, (words, hint): (&str, &str)) -> bool {
    let ticked = ui.horizontal(|ui| {
        let ticked = button::check_ui(ui, on, &cx.t(words)).changed();
        paint::text_ui(ui, cx.t(words), theme::BODY, theme::text());
        paint::text_ui(ui, cx.t(hint), theme::SMALL, theme::text_3());
        ticked
    });
    ticked.inner
}
