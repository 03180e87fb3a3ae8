//! Values that two people wrote without knowing of each other: both are shown, a person chooses.

use eframe::egui::{self, Align, Layout, Margin, RichText, Ui};
use registers::Value;
use registers::def::{Register, Tone};

use super::super::backend::{Action, Conflict};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::{button, card, chip, paint};
use super::super::{format, icons, theme};

/// Conflicts read at once; the rest comes when these are settled.
const SHOWN: usize = 200;

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct ConflictsView {
    read: Option<u64>,
    conflicts: Vec<Conflict>,
    error: Option<String>,
}

impl ConflictsView {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        if self.read != Some(cx.revision) {
            self.read = Some(cx.revision);
            match cx.backend.conflicts(SHOWN) {
                Ok(conflicts) => (self.conflicts, self.error) = (conflicts, None),
                Err(error) => self.error = Some(error.to_string()),
            }
        }
        ui.spacing_mut().item_spacing.y = 2.0;
        paint::bold_ui(ui, cx.t("gui.conflicts.title"), theme::PAGE_TITLE);
        paint::text_ui(ui, cx.t("gui.conflicts.hint"), theme::LABEL, theme::TEXT_3);
        ui.add_space(theme::GAP);
        if let Some(error) = &self.error {
            return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), error);
        }
        if self.conflicts.is_empty() {
            theme::card_frame().show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                card::empty_ui(ui, icons::CHECK_CIRCLE, &cx.t("gui.conflicts.none"), &cx.t("gui.conflicts.none_hint"));
            });
            return;
        }
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            for conflict in &self.conflicts {
                conflict_ui(ui, cx, conflict, out);
            }
        });
    }
}

fn conflict_ui(ui: &mut Ui, cx: Cx<'_>, conflict: &Conflict, out: &mut Vec<Command>) {
    card::card_ui(ui, "", |ui| {
        ui.horizontal(|ui| {
            paint::badge_ui(ui, super::home::icon(conflict.register), 32.0, theme::ACCENT, theme::ACCENT_SOFT);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                paint::bold_ui(ui, conflict.title.clone(), theme::BODY);
                paint::text_ui(ui, conflict.register.labels.get(cx.lang), theme::SMALL, theme::TEXT_3);
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let label = cx.t("gui.conflicts.open");
                let response = button::secondary_ui(ui, icons::EYE, &label);
                if response.accessible_name(format!("{label} {}", conflict.title)).clicked() {
                    out.push(Command::Open(conflict.register, conflict.id));
                }
            });
        });
        if conflict.values.is_empty() {
            twins_ui(ui, cx, conflict, out);
        } else {
            choice_ui(ui, cx, conflict.register, &conflict.name, &conflict.values, |value| {
                out.push(Command::Do(Action::Resolve { id: conflict.id, conflict: conflict.name.clone(), value }));
            });
        }
    });
}

/// Records that carry one number: none is renumbered by itself, each can be looked at.
fn twins_ui(ui: &mut Ui, cx: Cx<'_>, conflict: &Conflict, out: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        chip::chip_ui(ui, &cx.t("gui.conflicts.same_number"), Tone::Red);
        for (id, title) in &conflict.twins {
            if button::small_ui(ui, icons::LINK, title).clicked() {
                out.push(Command::Open(conflict.register, *id));
            }
        }
    });
}

/// The values of one conflict, each with a button that chooses it.
pub fn choice_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register, name: &str, values: &[Value], mut choose: impl FnMut(Value)) {
    let colors = theme::chip(Tone::Amber);
    let titles = |id: &str| cx.title(id);
    let field = format::conflict(register, name, cx.lang);
    egui::Frame::new()
        .fill(colors.ground)
        .stroke(egui::Stroke::new(1.0, colors.border))
        .corner_radius(theme::RADIUS_MENU)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(icons::GIT_MERGE).color(colors.text));
                ui.label(RichText::new(cx.with("gui.conflicts.field", &[("field", &field)])).size(theme::LABEL).color(colors.text));
            });
            for value in values {
                let text = format::conflict_value(register, name, value, cx.lang, &titles);
                ui.horizontal(|ui| {
                    let label = cx.t("gui.conflicts.choose");
                    let response = button::small_ui(ui, icons::CHECK, &label);
                    if response.accessible_name(format!("{label} {field} {text}")).clicked() {
                        choose(value.clone());
                    }
                    ui.add(egui::Label::new(RichText::new(text).size(theme::BODY).color(theme::TEXT)).wrap());
                });
            }
        });
}
