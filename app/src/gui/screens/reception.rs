//! The reception desk: who comes and who goes, on one page and by the keyboard. What is typed or scanned finds those who were
//! announced, those who are here and those who came before; Enter takes the first of them.

mod arriving;
mod evacuation;
mod finding;
mod present;

use eframe::egui::{self, Align, Key, Layout, Pos2, Ui};
use registers::RecordId;
use registers::def::Tone;

use super::super::backend::{Action, Campus, Read};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::{button, card, chip, paint};
use super::super::{icons, theme};
use arriving::{Arriving, Told};
use evacuation::Evacuation;
use finding::{Finding, Match};

/// Most visitors that are being saved or were refused at a time; nobody types faster than that.
const MOST_SENT: usize = 64;

/// What the page keeps between frames.
#[derive(Debug, Default)]
pub struct ReceptionView {
    finding: Finding,
    /// The visitor who stands at the counter.
    arriving: Option<Arriving>,
    /// What was handed to the shell and has no ticket yet.
    handed: Option<Arriving>,
    sent: Vec<(u64, Arriving)>,
    /// Those who could not be saved, each with the reason.
    refused: Vec<(Arriving, String)>,
    evacuation: Option<Evacuation>,
    /// Where the pointer was when somebody was let go with it.
    let_go: Option<Pos2>,
}

impl ReceptionView {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let campus = cx.backend.campus();
        ui.spacing_mut().item_spacing.y = theme::GAP;
        // Nobody is said to be gone before it is known who is here.
        let known = match &campus {
            Some(Ok(campus)) => &**campus,
            Some(Err(error)) => return card::empty_ui(ui, icons::WARNING_CIRCLE, &cx.t("gui.list.unreadable"), &error.to_string()),
            None => return card::empty_ui(ui, icons::CLOCK, &cx.t("gui.reception.finding"), ""),
        };
        self.head_ui(ui, cx, known);
        if let Some(evacuation) = &mut self.evacuation {
            if evacuation.ui(ui, cx, &known.present, out) {
                self.evacuation = None;
                // The next one who comes is typed at once.
                self.finding.begin();
            }
            return;
        }
        let room = ui.available_size();
        let left = (room.x * 0.56).round();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            ui.allocate_ui_with_layout(egui::vec2(left, room.y), Layout::top_down(Align::Min), |ui| {
                self.refused_ui(ui, cx);
                self.counter_ui(ui, cx, known, out);
            });
            ui.allocate_ui_with_layout(egui::vec2(ui.available_width(), room.y), Layout::top_down(Align::Min), |ui| {
                present::present_ui(ui, cx, known, &mut self.let_go, out);
            });
        });
    }

    /// Whether the keyboard is in an empty box: an undo means what was done last then.
    pub fn takes_nothing_back(&self) -> bool {
        self.arriving.is_none() && self.evacuation.is_none() && self.finding.is_empty()
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, campus: &Campus) {
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                paint::bold_ui(ui, cx.t("gui.reception"), theme::PAGE_TITLE);
                let people: usize = campus.present.iter().map(|p| p.people).sum();
                let values = [("people", people.to_string()), ("expected", campus.expected.len().to_string())];
                let text = cx.with("gui.reception.head", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
                paint::text_ui(ui, text, theme::LABEL, theme::text_3());
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if self.evacuation.is_none() && button::secondary_ui(ui, icons::USERS, &cx.t("gui.reception.evacuation")).clicked() {
                    self.evacuation = Some(Evacuation::new());
                }
            });
        });
    }

    /// Who could not be saved: nothing that was typed is lost, and the next visitor does not wait for it.
    fn refused_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let mut opened = None;
        for (at, (arriving, reason)) in self.refused.iter().enumerate() {
            theme::card_frame().inner_margin(egui::Margin::symmetric(14, 8)).show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                ui.horizontal(|ui| {
                    let red = theme::chip(Tone::Red).text;
                    paint::icon_ui(ui, icons::WARNING_CIRCLE, theme::ICON, red);
                    let name = arriving.name();
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if button::small_ui(ui, icons::PENCIL_SIMPLE, &cx.with("gui.reception.mend", &[("who", &name)])).clicked() {
                            opened = Some(at);
                        }
                        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                            paint::bold_ui(ui, paint::plain(&name), theme::BODY);
                            paint::truncated_ui(ui, reason.clone(), theme::LABEL, red);
                        });
                    });
                });
            });
        }
        // Whoever stands at the counter comes first.
        if let Some(at) = opened.filter(|_| self.arriving.is_none()) {
            self.arriving = Some(self.refused.remove(at).0.again());
        }
    }

    fn counter_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, campus: &Campus, out: &mut Vec<Command>) {
        theme::card_frame().inner_margin(egui::Margin::same(theme::CARD_PADDING)).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            let Some(arriving) = &mut self.arriving else {
                if let Some(matched) = self.finding.ui(ui, cx, campus) {
                    self.take(cx, campus, matched, out);
                }
                return;
            };
            // What lies above the form, and what an input method composes, has the key first.
            let free = !cx.composing
                && !egui::Popup::is_any_open(ui.ctx())
                && ui.memory(|m| m.top_modal_layer().is_none() && m.focused().is_none());
            let escaped = free && !arriving.asks() && ui.input(|i| i.key_pressed(Key::Escape)) && arriving.leaves();
            let asked = arriving.ui(ui, cx, out);
            if asked.cancelled || escaped {
                self.arriving = None;
                self.finding.begin();
            } else if let Some(step) = asked.step {
                self.save_with(cx, step, out);
            }
        });
    }

    /// Goes on with somebody who was found.
    fn take(&mut self, cx: Cx<'_>, campus: &Campus, matched: Match, out: &mut Vec<Command>) {
        // Badges of those who are still being saved are given away as well.
        let worn = self.sent.iter().map(|(_, a)| a).chain(self.refused.iter().map(|(a, _)| a)).map(Arriving::badge);
        let campus = &finding::wearing(campus, worn);
        let begun = match matched {
            Match::Here(id) => {
                out.push(Command::Do(Action::Step { id, step: LEAVE, base: None, ops: Vec::new() }));
                self.finding.begin();
                return;
            }
            Match::Expected(id) => Arriving::announced(cx, campus, id),
            Match::Before(id) => Arriving::before(cx, campus, id),
            Match::New(text) => Ok(Some(Arriving::new(cx, campus, &text))),
        };
        match begun {
            Ok(arriving) => self.arriving = arriving,
            Err(error) => self.finding.error = Some(error.to_string()),
        }
    }

    /// Saves the visitor at the counter as let in; what the shortcut for saving does.
    pub fn save(&mut self, cx: Cx<'_>, out: &mut Vec<Command>) {
        if self.arriving.is_some() {
            self.save_with(cx, ENTER, out);
        }
    }

    /// The next one is served at once: what becomes of this one is told when it is known.
    fn save_with(&mut self, cx: Cx<'_>, step: &'static str, out: &mut Vec<Command>) {
        if cx.composing || self.sent.len() + self.refused.len() >= MOST_SENT {
            return;
        }
        let Some(mut arriving) = self.arriving.take() else { return };
        match arriving.action(cx, step) {
            Some(action) => {
                out.push(Command::Do(action));
                self.handed = Some(arriving);
                self.finding.begin();
            }
            None => self.arriving = Some(arriving),
        }
    }

    /// Notes the ticket of what was handed over last.
    pub fn sent(&mut self, ticket: u64) {
        self.sent.extend(self.handed.take().map(|arriving| (ticket, arriving)));
    }

    /// Hears how an action ended. One of this page that was refused is shown here; of one that was done it gives what to say.
    pub fn ended(&mut self, cx: Cx<'_>, ticket: u64, refused: Option<&str>) -> Heard {
        let Some(at) = self.sent.iter().position(|(t, _)| *t == ticket) else { return Heard::Other };
        let (_, arriving) = self.sent.remove(at);
        match refused {
            Some(reason) => {
                self.refused.push((arriving, reason.to_owned()));
                Heard::Refused
            }
            None => Heard::LetIn(arriving.told(cx)),
        }
    }

    /// Whether a question waits for its answer.
    pub fn asks(&self) -> bool {
        self.arriving.as_ref().is_some_and(Arriving::asks) || self.evacuation.as_ref().is_some_and(Evacuation::asks)
    }
}

/// What became of an action.
#[derive(Debug)]
pub enum Heard {
    /// It was none of this page.
    Other,
    /// It was refused, which is shown here.
    Refused,
    /// Somebody was let in: what is said then.
    LetIn(Told),
}

/// The steps of a visit that are done here.
const ENTER: &str = "enter";
const ARRIVE: &str = "arrive";
/// Somebody leaves.
pub const LEAVE: &str = "leave";

/// A person and where they come from.
fn who_ui(ui: &mut Ui, name: &str, organisation: &str) {
    paint::bold_ui(ui, paint::plain(name), theme::BODY);
    if !organisation.is_empty() {
        paint::truncated_ui(ui, organisation, theme::LABEL, theme::text_2());
    }
}

/// The time of day of a moment, with the day where it is not today.
fn clock(cx: Cx<'_>, moment: &str) -> String {
    let (day, time) = moment.split_once('T').unwrap_or((moment, ""));
    if day == cx.now.date().to_string() { time.to_owned() } else { format!("{} {time}", day.get(5..).unwrap_or(day)) }
}

/// How many they are, where there is more than one.
fn people_ui(ui: &mut Ui, cx: Cx<'_>, people: usize) {
    if people > 1 {
        chip::tag_ui(ui, &cx.with("gui.reception.people", &[("n", &people.to_string())]));
    }
}

/// The record of a visit.
fn record(cx: Cx<'_>, id: RecordId) -> Read<Option<registers::Record>> {
    Ok(cx.backend.card(id)?.map(|card| card.record))
}
