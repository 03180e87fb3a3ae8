//! The first start: found an office on this desk, ask to join one, or look at a sample.

pub(super) mod file;
mod recover;

use std::path::Path;

use eframe::egui::{self, Align2, FontId, Margin, Sense, Ui, vec2};

use super::super::backend::{Action, NewOffice, Setup, Stage};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::shell::language;
use super::super::text::tr;
use super::super::widgets::field::{Caption, captioned_ui, text_ui};
use super::super::widgets::stepper::{Mark, Stepped, stepper_ui};
use super::super::widgets::{button, card, chip, dialog, paint};
use super::super::{icons, theme};
use super::form::refused_ui;
use file::{Asked, FileField};
use recover::RecoverView;
use registers::Lang;
use registers::def::Tone;

const CARD: f32 = 420.0;

const RECOVERY: Asked = Asked { name: "gui.first.recovery", kind: ("gui.first.kind_sheets", "html"), writes: true, required: true };
const REQUEST: Asked = Asked { name: "gui.first.request", kind: ("gui.first.kind_request", "zbrequest"), writes: true, required: true };
const REPEAT: Asked = Asked { name: "gui.first.repeat", kind: ("gui.first.kind_request", "zbrequest"), writes: true, required: false };
const WELCOME: Asked =
    Asked { name: "gui.first.welcome_file", kind: ("gui.first.kind_welcome", "zbwelcome"), writes: false, required: true };

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
    recovery: FileField,
    joiner: String,
    joiner_desk: String,
    request: FileField,
    welcome: FileField,
    repeat: FileField,
    recover: RecoverView,
    /// Somebody is asked whether the request is to be given up.
    withdrawing: bool,
    /// The language in which file names were filled in.
    offered: Option<Lang>,
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
            self.welcome.text = file;
        }
        let stage = self.saving.and_then(|_| cx.backend.stage());
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.add_space((ui.available_height() * 0.03).clamp(8.0, 40.0));
                mark_ui(ui);
                paint::bold_ui(ui, cx.t("gui.first.welcome"), 24.0);
                // In the place of the hint, so that nothing jumps.
                match stage {
                    Some(stage) => paint::text_ui(ui, stage_text(cx, stage), theme::BODY, theme::accent()),
                    None => paint::text_ui(ui, cx.t("gui.first.hint"), theme::BODY, theme::text_2()),
                };
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
                    if matches!(setup, Setup::None { .. }) {
                        let builder = egui::UiBuilder::new().max_rect(place).layout(egui::Layout::top_down(egui::Align::Min));
                        ui.scope_builder(builder, |ui| sample_ui(ui, cx, out));
                        ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
                    }
                    let place = egui::Rect::from_min_size(ui.cursor().left_top().max(rect.min), place.size());
                    let place = egui::Rect::from_min_size(egui::pos2(rect.left(), place.top()), place.size());
                    ui.scope_builder(egui::UiBuilder::new().max_rect(place).layout(egui::Layout::left_to_right(egui::Align::Min)), |ui| {
                        ui.spacing_mut().item_spacing.x = theme::GAP;
                        match setup {
                            Setup::Joining { words, numbers, .. } => self.waiting_ui(ui, cx, (words, numbers), out),
                            Setup::None { .. } | Setup::Ready(_) => {
                                self.create_ui(ui, cx, out);
                                self.join_ui(ui, cx, out);
                            }
                        }
                    });
                    if matches!(setup, Setup::None { .. }) {
                        self.recover.button_ui(ui, cx);
                    }
                });
            });
        });
        self.recover.ui(ui, cx, self.saving.is_some(), self.refused.as_deref(), out);
    }

    /// The action under way is done. File names stay for the next.
    pub fn done(&mut self) {
        (self.saving, self.refused, self.tried) = (None, None, None);
        self.withdrawing = false;
        self.recover = RecoverView::default();
    }

    /// Fills in file names; those that nobody has changed follow the language.
    fn offer(&mut self, folder: &Path, cx: Cx<'_>) {
        let before = self.offered.replace(cx.lang);
        if before == Some(cx.lang) {
            return;
        }
        let named = |lang: Lang, key: &str| folder.join(tr(lang, key)).display().to_string();
        let fields = [(&mut self.recovery, "gui.first.recovery_file"), (&mut self.request, "gui.first.request_file")];
        for (field, key) in fields.into_iter().chain([(&mut self.repeat, "gui.first.request_file")]) {
            if before.is_none_or(|before| field.text == named(before, key)) {
                field.text = named(cx.lang, key);
            }
        }
    }

    fn create_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        column_ui(ui, icons::BUILDINGS, &cx.t("gui.first.create"), &cx.t("gui.first.create_hint"), |ui| {
            let tried = self.tried == Some(Tried::Create);
            input_ui(ui, cx, "gui.first.office", &mut self.office, "", true, tried);
            ui.horizontal_top(|ui| {
                half_ui(ui, cx, "gui.first.person", &mut self.person, "", tried);
                half_ui(ui, cx, "gui.first.desk", &mut self.desk, &cx.t("gui.first.desk_example"), tried);
            });
            input_ui(ui, cx, "gui.first.relay", &mut self.relay, "192.168.1.10:8790", false, tried);
            self.recovery.ui(ui, cx, RECOVERY, CARD - 40.0, tried);
            paint::text_ui(ui, cx.t("gui.first.recovery_hint"), theme::SMALL, theme::text_3());
            if button::primary_ui(ui, icons::CHECK, &cx.t("gui.first.create_button")).clicked() && !cx.composing {
                self.tried = Some(Tried::Create);
                let [office, person, desk, relay] = [&self.office, &self.person, &self.desk, &self.relay].map(|text| clean(text));
                if let Some(recovery) = self.recovery.path().filter(|_| !(office.is_empty() || person.is_empty() || desk.is_empty())) {
                    out.push(Command::Do(Action::CreateOffice(NewOffice { office, person, desk, relay, recovery })));
                }
            }
        });
    }

    fn join_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        column_ui(ui, icons::SIGN_IN, &cx.t("gui.first.join"), &cx.t("gui.first.join_hint"), |ui| {
            let tried = self.tried == Some(Tried::Join);
            steps_ui(ui, cx, 0);
            ui.horizontal_top(|ui| {
                half_ui(ui, cx, "gui.first.joiner", &mut self.joiner, "", tried);
                half_ui(ui, cx, "gui.first.joiner_desk", &mut self.joiner_desk, &cx.t("gui.first.joiner_desk_example"), tried);
            });
            self.request.ui(ui, cx, REQUEST, CARD - 40.0, tried);
            if button::secondary_ui(ui, icons::FILE_TEXT, &cx.t("gui.first.request_button")).clicked() && !cx.composing {
                self.tried = Some(Tried::Join);
                let (person, desk) = (clean(&self.joiner), clean(&self.joiner_desk));
                if let Some(file) = self.request.path().filter(|_| !(person.is_empty() || desk.is_empty())) {
                    out.push(Command::Do(Action::RequestJoin { person, desk, file }));
                }
            }
        });
    }

    fn waiting_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, (words, numbers): (&str, &str), out: &mut Vec<Command>) {
        column_ui(ui, icons::CLOCK, &cx.t("gui.first.waiting"), &cx.t("gui.first.waiting_hint"), |ui| {
            chip::chip_ui(ui, &cx.t("gui.first.waiting_state"), Tone::Amber);
            steps_ui(ui, cx, 1);
            card::key_value_ui(ui, &cx.t("gui.first.numbers"), numbers);
            card::key_value_ui(ui, &cx.t("gui.first.words"), words);
            paint::text_ui(ui, cx.t("gui.first.words_hint"), theme::SMALL, theme::text_3());
            self.repeat.ui(ui, cx, REPEAT, CARD - 40.0, false);
            if button::secondary_ui(ui, icons::FILE_TEXT, &cx.t("gui.first.repeat_button")).clicked()
                && let Some(file) = self.repeat.path()
            {
                out.push(Command::Do(Action::RepeatRequest { file }));
            }
            self.withdrawing |= button::small_ui(ui, icons::ARROW_LEFT, &cx.t("gui.first.withdraw")).clicked();
        });
        self.withdraw_ui(ui, cx, out);
        column_ui(ui, icons::DOOR_OPEN, &cx.t("gui.first.accept"), &cx.t("gui.first.accept_hint"), |ui| {
            let tried = self.tried == Some(Tried::Welcome);
            let hovering = ui.input(|i| !i.raw.hovered_files.is_empty());
            let hint = cx.t(if hovering { "gui.first.drop" } else { "gui.first.drop_hint" });
            paint::text_ui(ui, hint, theme::SMALL, if hovering { theme::accent() } else { theme::text_3() });
            self.welcome.ui(ui, cx, WELCOME, CARD - 40.0, tried);
            if button::primary_ui(ui, icons::CHECK, &cx.t("gui.first.accept_button")).clicked() {
                self.tried = Some(Tried::Welcome);
                if let Some(file) = self.welcome.path() {
                    out.push(Command::Do(Action::AcceptWelcome { file }));
                }
            }
        });
    }
}

impl FirstRunView {
    /// Asks before the request is given up.
    fn withdraw_ui(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        if !self.withdrawing {
            return;
        }
        let (mut goes, mut stays) = (false, false);
        let shown = dialog::dialog_ui(ui.ctx(), "withdraw", &cx.t("gui.first.withdraw_title"), theme::DIALOG_WIDTH, |ui| {
            let text = egui::RichText::new(cx.t("gui.first.withdraw_text")).size(theme::BODY).color(theme::text_2());
            ui.add(egui::Label::new(text).wrap());
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                stays = button::primary_ui(ui, "", &cx.t("gui.first.withdraw_stay")).clicked();
                goes = button::secondary_ui(ui, icons::ARROW_LEFT, &cx.t("gui.first.withdraw")).clicked();
            });
        });
        if goes {
            out.push(Command::Do(Action::WithdrawRequest));
        }
        self.withdrawing = !(goes || stays || shown.dismissed);
    }
}

fn clean(text: &str) -> String {
    text.trim().to_owned()
}

/// What is being done while one waits.
fn stage_text(cx: Cx<'_>, stage: Stage) -> String {
    let key = match stage {
        Stage::Founding => "gui.first.founding",
        Stage::Asking => "gui.first.asking",
        Stage::Joining => "gui.first.joining",
        Stage::Recovering => "gui.recover.working",
        Stage::SampleLists => "gui.first.sample_lists",
        Stage::SampleDay => "gui.first.sample_day",
        Stage::SampleCount => "gui.first.sample_count",
    };
    format!("{} {}", icons::CLOCK, cx.t(key))
}

/// The three steps of joining, of which the first `done` are done.
fn steps_ui(ui: &mut Ui, cx: Cx<'_>, done: usize) {
    let keys = ["gui.first.step_request", "gui.first.step_admit", "gui.first.step_welcome"];
    let steps: Vec<Stepped> = keys
        .into_iter()
        .enumerate()
        .map(|(at, key)| {
            let mark = match at.cmp(&done) {
                std::cmp::Ordering::Less => Mark::Done,
                std::cmp::Ordering::Equal => Mark::Here,
                std::cmp::Ordering::Greater => Mark::Ahead,
            };
            let label = cx.t(key);
            let state = cx.t(match mark {
                Mark::Done => "gui.first.step_done",
                Mark::Here => "gui.first.step_now",
                Mark::Ahead => "gui.first.step_later",
            });
            Stepped { name: format!("{} {label} · {state}", at + 1), label, mark }
        })
        .collect();
    stepper_ui(ui, &steps);
}

/// A look at an office before there is one.
fn sample_ui(ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
    theme::card_frame().inner_margin(Margin::symmetric(20, 14)).show(ui, |ui| {
        ui.set_width(CARD * 2.0 + theme::GAP - 38.0);
        ui.horizontal(|ui| {
            paint::badge_ui(ui, icons::EYE, 36.0, theme::accent(), theme::accent_soft());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if button::secondary_ui(ui, icons::ARROW_RIGHT, &cx.t("gui.first.sample_button")).clicked() {
                    out.push(Command::Do(Action::TrySample));
                }
                ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    paint::bold_ui(ui, cx.t("gui.first.sample"), theme::CARD_TITLE);
                    let hint = egui::RichText::new(cx.t("gui.first.sample_hint")).size(theme::LABEL).color(theme::text_2());
                    ui.add(egui::Label::new(hint).wrap());
                });
            });
        });
    });
}

fn mark_ui(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(46.0, 46.0), Sense::hover());
    ui.painter().rect_filled(rect, 12, theme::accent_fill());
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icons::BOOKS, FontId::proportional(25.0), theme::on_accent());
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
            ui.spacing_mut().item_spacing = vec2(theme::GAP, 12.0);
            add(ui);
        });
    });
}

fn input_ui(ui: &mut Ui, cx: Cx<'_>, key: &str, text: &mut String, hint: &str, required: bool, tried: bool) {
    sized_ui(ui, cx, key, text, hint, (required, tried, CARD - 40.0));
}

/// One of two that stand side by side; both must be filled.
fn half_ui(ui: &mut Ui, cx: Cx<'_>, key: &str, text: &mut String, hint: &str, tried: bool) {
    sized_ui(ui, cx, key, text, hint, (true, tried, (CARD - 40.0 - theme::GAP) / 2.0));
}

fn sized_ui(ui: &mut Ui, cx: Cx<'_>, key: &str, text: &mut String, hint: &str, (required, tried, width): (bool, bool, f32)) {
    let label = cx.t(key);
    let missing = (tried && required && text.trim().is_empty()).then(|| cx.t("gui.mistake.required"));
    let caption = Caption { label: &label, required, error: missing.as_deref() };
    captioned_ui(ui, caption, width, |ui| text_ui(ui, &label, text, hint, width));
}
