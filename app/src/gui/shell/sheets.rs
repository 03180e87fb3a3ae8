//! What is to be done with the recovery sheets, and whether the sample is to be left.

use std::path::PathBuf;

use eframe::egui::{self, RichText, Ui};
use registers::def::Tone;

use super::super::backend::Action;
use super::super::command::{Command, Place};
use super::super::cx::Cx;
use super::super::screens::first_run::FirstRunView;
use super::super::widgets::{button, dialog, paint};
use super::super::{icons, theme};
use super::Shell;

const WIDTH: f32 = 560.0;

/// The recovery sheets, while they are shown.
#[derive(Debug, Default)]
pub(super) struct SheetsView {
    /// Somebody says that they are printed and put away.
    put_away: bool,
}

impl SheetsView {
    pub fn ui(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let file = cx.backend.prefs().sheets.unwrap_or_default();
        let (mut confirmed, mut later) = (false, false);
        let shown = dialog::dialog_ui(ui.ctx(), "sheets", &cx.t("gui.sheets"), WIDTH, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            said_ui(ui, &cx.t("gui.sheets.what"));
            for (n, key) in ["gui.sheets.print", "gui.sheets.keep", "gui.sheets.delete"].into_iter().enumerate() {
                ui.horizontal_top(|ui| {
                    paint::text_ui(ui, format!("{}.", n + 1), theme::BODY, theme::accent());
                    said_ui(ui, &cx.t(key));
                });
            }
            file_ui(ui, cx, &file);
            ui.horizontal(|ui| {
                let name = cx.t("gui.sheets.done");
                button::check_ui(ui, &mut self.put_away, &name);
                let label = egui::Label::new(RichText::new(&name).size(theme::BODY).color(theme::text())).sense(egui::Sense::click());
                if ui.add(label).clicked() {
                    self.put_away = !self.put_away;
                }
            });
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                ui.add_enabled_ui(self.put_away, |ui| {
                    confirmed = button::primary_ui(ui, icons::CHECK, &cx.t("gui.sheets.confirm")).clicked();
                });
                later = button::secondary_ui(ui, icons::CLOCK, &cx.t("gui.sheets.later")).clicked();
            });
            paint::text_ui(ui, cx.t("gui.sheets.later_hint"), theme::SMALL, theme::text_3());
        });
        if confirmed {
            out.push(Command::SheetsKept);
        } else if later || shown.dismissed {
            out.push(Command::Sheets);
        }
    }
}

fn said_ui(ui: &mut Ui, text: &str) {
    ui.add(egui::Label::new(RichText::new(paint::plain(text)).size(theme::BODY).color(theme::text_2())).wrap());
}

/// Where the file lies, and the way to it.
fn file_ui(ui: &mut Ui, cx: Cx<'_>, file: &str) {
    let colors = theme::chip(Tone::Blue);
    egui::Frame::new().fill(colors.ground).corner_radius(theme::RADIUS_MENU).inner_margin(egui::Margin::symmetric(12, 8)).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if button::small_ui(ui, icons::FOLDER_OPEN, &cx.t("gui.sheets.folder")).clicked() {
                    cx.backend.show_folder(&PathBuf::from(file));
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    paint::text_ui(ui, icons::FILE_TEXT, theme::ICON, colors.text);
                    let path = RichText::new(paint::plain(file)).size(theme::BODY).color(colors.text);
                    ui.add(egui::Label::new(path).wrap().selectable(true));
                });
            });
        });
    });
}

/// The question whether the sample is to be left.
#[derive(Debug)]
pub(super) struct LeaveView;

impl LeaveView {
    pub fn ui(&self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let (mut leaves, mut stays) = (false, false);
        let shown = dialog::dialog_ui(ui.ctx(), "leave-sample", &cx.t("gui.sample.title"), theme::DIALOG_WIDTH, |ui| {
            said_ui(ui, &cx.t("gui.sample.text"));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                leaves = button::primary_ui(ui, icons::DOOR_OPEN, &cx.t("gui.sample.go")).clicked();
                stays = button::secondary_ui(ui, "", &cx.t("gui.sample.stay")).clicked();
            });
        });
        if leaves || stays || shown.dismissed {
            out.push(Command::LeaveSample);
        }
        if leaves {
            out.push(Command::Do(Action::LeaveSample));
        }
    }
}

impl Shell {
    /// The office that was open is gone: nothing of it stays on the screen.
    pub(super) fn start_over(&mut self) {
        (self.place, self.overlay, self.registers) = (Place::Home, None, &[]);
        (self.detail, self.form, self.step, self.settle) = (None, None, None, None);
        (self.undoing, self.erasing, self.after_leaving, self.sync_asked) = (None, None, None, None);
        self.lists.clear();
        (self.trail, self.kept, self.counts, self.home) = Default::default();
        (self.conflicts, self.desks, self.settings, self.calendar) = Default::default();
        (self.insight, self.reception, self.counting, self.rooms, self.registry) = Default::default();
        self.first_run = FirstRunView::default();
        self.at_once.clear();
        (self.toasts, self.presence.seats, self.presence.signing) = Default::default();
    }
}
