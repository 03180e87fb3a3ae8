//! Letters in a run: each is saved and registered in one go, and the next begins at once with what it has in common with the
//! one before. What came of those of this sitting stands beside the form.

use std::collections::VecDeque;

use eframe::egui::{self, Align, Layout, Margin, ScrollArea, Sense, Ui, vec2};
use registers::RecordId;
use registers::book::incoming_documents as incoming;
use registers::def::Tone;

use super::super::super::backend::Done;
use super::super::super::command::{Command, Place};
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, chip, paint};
use super::super::super::{icons, theme};
use super::letter::{Left, Letter};

/// Most letters that are being saved or were refused at a time; nobody types faster than that.
const MOST_SENT: usize = 64;
/// Letters of this sitting that are shown, the last one first.
const SHOWN: usize = 200;
/// Letters without a number that are looked at again when something changed.
const UNNUMBERED: usize = 20;
const ROW: f32 = 54.0;

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub(super) struct Receive {
    letter: Option<Letter>,
    left: Left,
    next: u64,
    /// What was handed to the shell and has no ticket yet.
    handed: Option<Letter>,
    sent: Vec<(u64, Letter)>,
    /// Those that could not be saved, each with the reason.
    refused: Vec<(Letter, String)>,
    /// Those that wait until one that was refused is corrected.
    aside: Vec<Letter>,
    entered: VecDeque<Entered>,
    /// How many were registered in this sitting.
    count: usize,
}

/// A letter that is registered.
#[derive(Debug)]
struct Entered {
    id: RecordId,
    number: String,
    title: String,
    from: String,
    /// The revision as of which its number was read.
    read: Option<u64>,
}

impl Receive {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        self.read_numbers(cx);
        let room = ui.available_size();
        let left = (room.x * 0.56).round();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            ui.allocate_ui_with_layout(vec2(left, room.y), Layout::top_down(Align::Min), |ui| {
                self.refused_ui(ui, cx);
                self.letter_ui(ui, cx, out);
            });
            ui.allocate_ui_with_layout(vec2(ui.available_width(), room.y), Layout::top_down(Align::Min), |ui| {
                self.entered_ui(ui, cx, out);
            });
        });
    }

    /// Somebody came to the page: the letter has the keyboard at once.
    pub fn wake(&mut self) {
        if let Some(letter) = &mut self.letter {
            letter.wake();
        }
    }

    fn letter_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        if self.letter.is_none() {
            self.begin(cx);
        }
        theme::card_frame().inner_margin(Margin::same(theme::CARD_PADDING)).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            let Some(letter) = &mut self.letter else { return };
            let asked = letter.ui(ui, cx, out);
            if asked.save {
                self.save(cx, out);
            } else if asked.cleared {
                self.letter = None;
            }
        });
    }

    /// One that waited goes on first.
    fn begin(&mut self, cx: Cx<'_>) {
        self.next += 1;
        let (n, left) = (self.next, &self.left);
        self.letter = Some(self.aside.pop().map_or_else(|| Letter::begin(cx, n, left), Letter::again));
    }

    /// Saves the letter and registers it. What becomes of it is told when it is known; the next one is typed meanwhile.
    pub fn save(&mut self, cx: Cx<'_>, out: &mut Vec<Command>) {
        if cx.composing || self.handed.is_some() || self.sent.len() + self.refused.len() >= MOST_SENT {
            return;
        }
        let Some(mut letter) = self.letter.take() else { return };
        match letter.action(cx) {
            Some(action) => {
                out.push(Command::Do(action));
                self.left = letter.left(cx);
                letter.remember(cx);
                self.handed = Some(letter);
            }
            None => self.letter = Some(letter),
        }
    }

    /// Notes the ticket of what was handed over last.
    pub fn sent(&mut self, ticket: u64) {
        self.sent.extend(self.handed.take().map(|letter| (ticket, letter)));
    }

    /// Hears how an action ended. Gives whether it was one of this page.
    pub fn ended(&mut self, ticket: u64, result: &Result<Done, String>) -> bool {
        let Some(at) = self.sent.iter().position(|(t, _)| *t == ticket) else { return false };
        let (_, letter) = self.sent.remove(at);
        match result {
            Ok(done) => {
                let [title, from] = letter.called().clone();
                self.count += 1;
                if let Some(id) = done.record {
                    self.entered.push_front(Entered { id, number: String::new(), title, from, read: None });
                }
                self.entered.truncate(SHOWN);
            }
            Err(reason) => self.refused.push((letter, reason.clone())),
        }
        true
    }

    /// The numbers as they were given. One that waits for a number has it later.
    fn read_numbers(&mut self, cx: Cx<'_>) {
        let Some(number) = cx.register(&incoming::REGISTER).number else { return };
        for entered in self.entered.iter_mut().filter(|e| e.number.is_empty()).take(UNNUMBERED) {
            if entered.read == Some(cx.revision) {
                continue;
            }
            entered.read = Some(cx.revision);
            if let Ok(Some(card)) = cx.backend.card(entered.id) {
                card.record.text(number.field).clone_into(&mut entered.number);
            }
        }
    }

    /// Those that could not be saved: nothing that was typed is lost, and the next letter does not wait for them.
    fn refused_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let mut opened = None;
        for (at, (letter, reason)) in self.refused.iter().enumerate() {
            theme::card_frame().inner_margin(Margin::symmetric(14, 8)).show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                ui.horizontal(|ui| {
                    let red = theme::chip(Tone::Red).text;
                    paint::icon_ui(ui, icons::WARNING_CIRCLE, theme::ICON, red);
                    let [title, _] = letter.called();
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if button::small_ui(ui, icons::PENCIL_SIMPLE, &cx.with("gui.registry.mend", &[("what", &paint::plain(title))]))
                            .clicked()
                        {
                            opened = Some(at);
                        }
                        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                            paint::truncated_ui(ui, reason.clone(), theme::LABEL, red)
                        });
                    });
                });
            });
        }
        if let Some(at) = opened {
            let again = self.refused.remove(at).0.again();
            // What was begun meanwhile waits.
            self.aside.extend(self.letter.replace(again).filter(Letter::is_changed));
        }
    }

    /// What was registered in this sitting, each with its number.
    fn entered_ui(&self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        theme::card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 0.0;
            egui::Frame::new().inner_margin(Margin::symmetric(18, 12)).show(ui, |ui| {
                ui.horizontal(|ui| {
                    paint::bold_ui(ui, cx.with("gui.registry.sitting", &[("n", &self.count.to_string())]), theme::CARD_TITLE);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if button::small_ui(ui, "", &cx.t("gui.registry.all")).clicked() {
                            out.push(Command::Go(Place::Register(cx.register(&incoming::REGISTER))));
                        }
                    });
                });
            });
            paint::hline_ui(ui);
            if self.entered.is_empty() {
                return card::empty_ui(ui, icons::TRAY, &cx.t("gui.registry.nothing"), &cx.t("gui.registry.nothing_hint"));
            }
            ScrollArea::vertical().id_salt("entered").auto_shrink([false, false]).show_rows(ui, ROW, self.entered.len(), |ui, range| {
                for entered in self.entered.iter().skip(range.start).take(range.len()) {
                    entered_row_ui(ui, cx, entered, out);
                }
            });
        });
    }
}

fn entered_row_ui(ui: &mut Ui, cx: Cx<'_>, entered: &Entered, out: &mut Vec<Command>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, theme::row_line()));
    let inner = rect.shrink2(vec2(18.0, 4.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)), |ui| {
        if button::icon_ui(ui, icons::FILE_TEXT, &cx.with("gui.registry.open", &[("what", &paint::plain(&entered.title))])).clicked() {
            out.push(Command::Open(cx.register(&incoming::REGISTER), entered.id));
        }
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 1.0);
            ui.spacing_mut().interact_size.y = 20.0;
            ui.add_space(2.0);
            paint::truncated_ui(ui, entered.title.clone(), theme::BODY, theme::text());
            ui.horizontal(|ui| {
                if entered.number.is_empty() {
                    chip::chip_ui(ui, &cx.t("gui.registry.unnumbered"), Tone::Amber);
                } else {
                    paint::bold_ui(ui, entered.number.clone(), theme::LABEL);
                }
                paint::truncated_ui(ui, entered.from.clone(), theme::LABEL, theme::text_3());
            });
        });
    });
}
