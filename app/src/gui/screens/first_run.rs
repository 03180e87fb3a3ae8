//! The first start: found an office on this desk, or ask to join one.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Align2, FontId, Margin, Sense, Ui, vec2};

use super::super::backend::{Action, NewOffice, Setup};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::shell::language;
use super::super::widgets::field::{Caption, captioned_ui, text_ui};
use super::super::widgets::{button, card, chip, paint};
use super::super::{icons, theme};
use super::form::refused_ui;
use registers::Lang;

const CARD: f32 = 420.0;

/// What the screen keeps between frames.
#[derive(Debug, Default)]
pub struct FirstRunView {
    /// Why the last try was refused.
    pub refused: Option<String>,
    /// The ticket of the action under way.
    pub saving: Option<u64>,
    office: String,
    person: String,
    desk: String,
    relay: String,
    recovery: String,
    joiner: String,
    joiner_desk: String,
    request: String,
    welcome: String,
    repeat: String,
    offered: bool,
    tried: Option<Tried>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tried {
    Create,
    Join,
    Welcome,
}

impl FirstRunView {
    /// Draws the screen over the whole window.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, setup: &Setup, out: &mut Vec<Command>) {
        if let Setup::None { folder } | Setup::Joining { folder, .. } = setup {
            self.offer(folder, cx);
        }
        let dropped = ui.input(|i| i.raw.dropped_files.last().map(|file| file.path().display().to_string()));
        if let (Setup::Joining { .. }, Some(file)) = (setup, dropped) {
            self.welcome = file;
        }
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.add_space((ui.available_height() * 0.07).clamp(12.0, 70.0));
                mark_ui(ui);
                paint::bold_ui(ui, cx.t("gui.first.welcome"), 24.0);
                paint::text_ui(ui, cx.t("gui.first.hint"), theme::BODY, theme::text_2());
                languages_ui(ui, cx, out);
                ui.add_space(theme::GAP);
                if let Some(refused) = &self.refused {
                    ui.scope(|ui| {
                        ui.set_max_width(CARD * 2.0 + theme::GAP);
                        refused_ui(ui, refused);
                    });
                }
                ui.add_enabled_ui(self.saving.is_none(), |ui| {
                    let (rect, _) = ui.allocate_exact_size(vec2(CARD * 2.0 + theme::GAP, 0.0), Sense::hover());
                    let place = egui::Rect::from_min_size(rect.min, vec2(rect.width(), 10_000.0));
                    ui.scope_builder(egui::UiBuilder::new().max_rect(place).layout(egui::Layout::left_to_right(egui::Align::Min)), |ui| {
                        ui.spacing_mut().item_spacing.x = theme::GAP;
                        match setup {
                            Setup::Joining { words, .. } => self.waiting_ui(ui, cx, words, out),
                            Setup::None { .. } | Setup::Ready(_) => {
                                self.create_ui(ui, cx, out);
                                self.join_ui(ui, cx, out);
                            }
                        }
                    });
                });
            });
        });
    }

    /// The action under way is done. File names stay for the next.
    pub fn done(&mut self) {
        (self.saving, self.refused, self.tried) = (None, None, None);
    }

    /// Fills in file names once.
    fn offer(&mut self, folder: &Path, cx: Cx<'_>) {
        if !std::mem::replace(&mut self.offered, true) {
            self.recovery = folder.join(cx.t("gui.first.recovery_file")).display().to_string();
            self.request = folder.join(cx.t("gui.first.request_file")).display().to_string();
            self.repeat.clone_from(&self.request);
        }
    }

    fn create_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        column_ui(ui, icons::BUILDINGS, &cx.t("gui.first.create"), &cx.t("gui.first.create_hint"), |ui| {
            let tried = self.tried == Some(Tried::Create);
            input_ui(ui, cx, "gui.first.office", &mut self.office, "", true, tried);
            input_ui(ui, cx, "gui.first.person", &mut self.person, "", true, tried);
            input_ui(ui, cx, "gui.first.desk", &mut self.desk, &cx.t("gui.first.desk_example"), true, tried);
            input_ui(ui, cx, "gui.first.relay", &mut self.relay, "ws://192.168.1.10:7700", false, tried);
            input_ui(ui, cx, "gui.first.recovery", &mut self.recovery, "", true, tried);
            paint::text_ui(ui, cx.t("gui.first.recovery_hint"), theme::SMALL, theme::text_3());
            if button::primary_ui(ui, icons::CHECK, &cx.t("gui.first.create_button")).clicked() && !cx.composing {
                self.tried = Some(Tried::Create);
                let office = NewOffice {
                    office: clean(&self.office),
                    person: clean(&self.person),
                    desk: clean(&self.desk),
                    relay: clean(&self.relay),
                    recovery: PathBuf::from(clean(&self.recovery)),
                };
                if !(office.office.is_empty() || office.person.is_empty() || office.desk.is_empty() || self.recovery.trim().is_empty()) {
                    out.push(Command::Do(Action::CreateOffice(office)));
                }
            }
        });
    }

    fn join_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        column_ui(ui, icons::SIGN_IN, &cx.t("gui.first.join"), &cx.t("gui.first.join_hint"), |ui| {
            let tried = self.tried == Some(Tried::Join);
            input_ui(ui, cx, "gui.first.joiner", &mut self.joiner, "", true, tried);
            input_ui(ui, cx, "gui.first.joiner_desk", &mut self.joiner_desk, &cx.t("gui.first.joiner_desk_example"), true, tried);
            input_ui(ui, cx, "gui.first.request", &mut self.request, "", true, tried);
            if button::secondary_ui(ui, icons::FILE_TEXT, &cx.t("gui.first.request_button")).clicked() && !cx.composing {
                self.tried = Some(Tried::Join);
                let (person, desk, file) = (clean(&self.joiner), clean(&self.joiner_desk), clean(&self.request));
                if !(person.is_empty() || desk.is_empty() || file.is_empty()) {
                    out.push(Command::Do(Action::RequestJoin { person, desk, file: PathBuf::from(file) }));
                }
            }
        });
    }

    fn waiting_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, words: &str, out: &mut Vec<Command>) {
        column_ui(ui, icons::CLOCK, &cx.t("gui.first.waiting"), &cx.t("gui.first.waiting_hint"), |ui| {
            card::key_value_ui(ui, &cx.t("gui.first.words"), words);
            paint::text_ui(ui, cx.t("gui.first.words_hint"), theme::SMALL, theme::text_3());
            input_ui(ui, cx, "gui.first.repeat", &mut self.repeat, "", false, false);
            if button::secondary_ui(ui, icons::FILE_TEXT, &cx.t("gui.first.repeat_button")).clicked() && !self.repeat.trim().is_empty() {
                out.push(Command::Do(Action::RepeatRequest { file: PathBuf::from(clean(&self.repeat)) }));
            }
        });
        column_ui(ui, icons::DOOR_OPEN, &cx.t("gui.first.accept"), &cx.t("gui.first.accept_hint"), |ui| {
            let tried = self.tried == Some(Tried::Welcome);
            input_ui(ui, cx, "gui.first.welcome_file", &mut self.welcome, "", true, tried);
            if button::primary_ui(ui, icons::CHECK, &cx.t("gui.first.accept_button")).clicked() {
                self.tried = Some(Tried::Welcome);
                let file = clean(&self.welcome);
                if !file.is_empty() {
                    out.push(Command::Do(Action::AcceptWelcome { file: PathBuf::from(file) }));
                }
            }
        });
    }
}

fn clean(text: &str) -> String {
    text.trim().to_owned()
}

fn mark_ui(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(52.0, 52.0), Sense::hover());
    ui.painter().rect_filled(rect, 12, theme::accent_fill());
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icons::BOOKS, FontId::proportional(28.0), theme::on_accent());
    ui.add_space(6.0);
}

fn languages_ui(ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
    let gaps = ui.spacing().item_spacing.x * (Lang::ALL.len() - 1) as f32;
    let width: f32 = Lang::ALL.iter().map(|l| chip::filter_width(ui, language(*l), None)).sum();
    ui.allocate_ui_with_layout(vec2(width + gaps, 34.0), egui::Layout::left_to_right(egui::Align::Center), |ui| {
        for lang in Lang::ALL {
            let response = chip::filter_ui(ui, language(lang), None, lang == cx.lang);
            if response.clicked() {
                out.push(Command::Speak(lang));
            }
        }
    });
}

fn column_ui(ui: &mut Ui, icon: &str, title: &str, hint: &str, add: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(CARD);
        theme::card_frame().inner_margin(Margin::same(20)).show(ui, |ui| {
            ui.set_width(CARD - 40.0);
            ui.horizontal(|ui| {
                paint::badge_ui(ui, icon, 36.0, theme::accent(), theme::accent_soft());
                paint::bold_ui(ui, title, theme::CARD_TITLE);
            });
            ui.add(egui::Label::new(egui::RichText::new(hint).size(theme::LABEL).color(theme::text_2())).wrap());
            ui.add_space(6.0);
            ui.spacing_mut().item_spacing.y = 12.0;
            add(ui);
        });
    });
}

fn input_ui(ui: &mut Ui, cx: Cx<'_>, key: &str, text: &mut String, hint: &str, required: bool, tried: bool) {
    let label = cx.t(key);
    let missing = (tried && required && text.trim().is_empty()).then(|| cx.t("gui.mistake.required"));
    let caption = Caption { label: &label, required, error: missing.as_deref() };
    captioned_ui(ui, caption, CARD - 40.0, |ui| text_ui(ui, &label, text, hint, CARD - 40.0));
}
