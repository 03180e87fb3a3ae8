//! Coming back from a recovery sheet, for somebody who has lost every desk: the four lines of the paper, and where the relay is.

use eframe::egui::{self, Align, Layout, RichText, Ui, vec2};

use super::super::super::backend::{Action, Recovery, Sheet};
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::field::{Caption, captioned_ui, text_ui};
use super::super::super::widgets::{button, dialog, paint};
use super::super::super::{icons, theme};
use super::super::form::refused_ui;

/// What the dialog keeps between frames.
#[derive(Default)]
pub(super) struct RecoverView {
    open: bool,
    lines: [String; 4],
    relay: String,
    person: String,
    desk: String,
    tried: bool,
}

/// The lines are a secret.
impl std::fmt::Debug for RecoverView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoverView(hidden)")
    }
}

impl RecoverView {
    /// The way into it.
    pub(super) fn button_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        if button::small_ui(ui, icons::CLOCK_COUNTER_CLOCKWISE, &cx.t("gui.recover")).clicked() {
            self.open = true;
        }
    }

    /// The dialog while it is open. `refused` says why the last try was.
    pub(super) fn ui(&mut self, ui: &Ui, cx: Cx<'_>, saving: bool, refused: Option<&str>, out: &mut Vec<Command>) {
        if !self.open {
            return;
        }
        let mut cancelled = false;
        let shown = dialog::dialog_ui(ui.ctx(), "recover", &cx.t("gui.recover"), theme::DIALOG_WIDTH, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            ui.add(egui::Label::new(RichText::new(cx.t("gui.recover.hint")).size(theme::LABEL).color(theme::text_2())).wrap());
            if let Some(refused) = refused {
                refused_ui(ui, refused);
            }
            let height = (ui.ctx().content_rect().height() - 280.0).max(160.0);
            egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                ui.add_enabled_ui(!saving, |ui| self.fields_ui(ui, cx));
            });
            if saving {
                paint::text_ui(ui, cx.t("gui.recover.working"), theme::LABEL, theme::accent());
            }
            ui.add_space(4.0);
            ui.allocate_ui_with_layout(vec2(ui.available_width(), theme::BUTTON), Layout::right_to_left(Align::Center), |ui| {
                ui.add_enabled_ui(!saving, |ui| {
                    if button::primary_ui(ui, icons::CHECK, &cx.t("gui.recover.button")).clicked() && !cx.composing {
                        self.tried = true;
                        out.extend(self.recovery().map(|recovery| Command::Do(Action::Recover(recovery))));
                    }
                });
                cancelled = button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked();
            });
        });
        if (cancelled || shown.dismissed) && !saving {
            *self = RecoverView::default();
        }
    }

    fn fields_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let width = ui.available_width();
        let tried = self.tried;
        let half = (width - theme::GAP) / 2.0;
        let field_ui = |ui: &mut Ui, label: String, text: &mut String, hint: &str, width: f32| {
            let missing = (tried && text.trim().is_empty()).then(|| cx.t("gui.mistake.required"));
            let caption = Caption { label: &label, required: true, error: missing.as_deref() };
            captioned_ui(ui, caption, width, |ui| text_ui(ui, &label, text, hint, width));
        };
        for (n, line) in self.lines.iter_mut().enumerate() {
            field_ui(ui, cx.with("gui.recover.line", &[("n", &(n + 1).to_string())]), line, "XXXX XXXX XXXX XXXX", width);
        }
        field_ui(ui, cx.t("gui.desks.relay_address"), &mut self.relay, "192.168.1.10:8790", width);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            field_ui(ui, cx.t("gui.recover.person"), &mut self.person, "", half);
            field_ui(ui, cx.t("gui.recover.desk"), &mut self.desk, "", half);
        });
    }

    /// What is asked for; none while something is missing.
    fn recovery(&self) -> Option<Recovery> {
        let [relay, person, desk] = [&self.relay, &self.person, &self.desk].map(|text| text.trim().to_owned());
        let there = ![&relay, &person, &desk].iter().any(|text| text.is_empty()) && !self.lines.iter().any(|line| line.trim().is_empty());
        // A line may be typed with its number as it stands on the paper, or without.
        let numbered = |(n, line): (usize, &String)| {
            let number = format!("{}.", n + 1);
            let line = line.trim();
            format!("{number} {}\n", line.strip_prefix(&number).unwrap_or(line))
        };
        let sheet = Sheet(self.lines.iter().enumerate().map(numbered).collect());
        there.then_some(Recovery { sheet, relay, person, desk })
    }
}
