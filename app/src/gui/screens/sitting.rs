//! Who works here: signing in, PINs, seats; and the look at what is signed.

use std::collections::BTreeSet;
use std::path::PathBuf;

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{self, Align2, Key, Label, Margin, Response, RichText, TextEdit, Ui, vec2};

use super::super::backend::{Action, Asking, Persons, Pin, Seat, Sitting, ToSign};
use super::super::command::Command;
use super::super::cx::Cx;
use super::super::widgets::field::{Caption, captioned_ui, enter_goes_on, text_ui};
use super::super::widgets::select::{self, Choosable};
use super::super::widgets::{button, card, dialog, paint};
use super::super::{icons, theme};
use super::first_run::file::{Asked, FileField};
use super::form::refused_ui;
use registers::def::Tone;

const CARD: f32 = 400.0;
const WIDTH: f32 = 560.0;

const REQUEST: Asked = Asked { name: "gui.seats.file", kind: ("gui.seats.kind", "zbseat"), writes: true, required: true };
const ASKED: Asked = Asked { writes: false, ..REQUEST };

/// One line of text that nobody reads.
fn pin_ui(ui: &mut Ui, name: &str, pin: &mut String, width: f32) -> Response {
    let edit = TextEdit::singleline(pin)
        .password(true)
        .desired_width(width - 20.0)
        .margin(Margin::symmetric(10, 6))
        .min_size(vec2(width, theme::INPUT))
        .align(Align2::LEFT_CENTER);
    let response = ui.add(edit).accessible_name(name);
    // What was typed comes back by no undo.
    if let Some(mut state) = TextEditState::load(ui.ctx(), response.id) {
        state.clear_undoer();
        state.store(ui.ctx(), response.id);
    }
    response
}

fn captioned_pin_ui(ui: &mut Ui, cx: Cx<'_>, key: &str, pin: &mut String, width: f32) -> Response {
    let label = cx.t(key);
    captioned_ui(ui, Caption { label: &label, required: true, error: None }, width, |ui| pin_ui(ui, &label, pin, width))
}

/// What stands over the whole window until somebody signs in.
#[derive(Debug, Default)]
pub struct LockView {
    /// The ticket of the action under way.
    pub saving: Option<u64>,
    /// Why the last try was refused.
    pub refused: Option<String>,
    /// Who wants to sign in.
    pub person: Option<String>,
    pin: Pin,
    /// The field is still to take the keyboard.
    focus: bool,
}

impl LockView {
    /// Draws it over the whole window.
    pub fn ui(&mut self, ui: &mut Ui, cx: Cx<'_>, persons: &Persons, out: &mut Vec<Command>) {
        let here: Vec<&Seat> = persons.seats.iter().filter(|seat| seat.has_key).collect();
        // Whoever works here alone is not asked who they are.
        if let ([only], None) = (&here[..], &self.person) {
            (self.person, self.focus) = (Some(only.id.clone()), true);
        }
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.16).clamp(12.0, 160.0));
            paint::text_ui(ui, icons::LOCK, 34.0, theme::accent());
            ui.add_space(6.0);
            paint::bold_ui(ui, cx.t("gui.lock"), 22.0);
            paint::text_ui(ui, format!("{} · {}", cx.me.office, cx.me.desk), theme::LABEL, theme::text_3());
            ui.add_space(14.0);
            ui.allocate_ui(vec2(CARD, 0.0), |ui| {
                card::card_ui(ui, "", |ui| {
                    ui.set_width(CARD - 40.0);
                    ui.spacing_mut().item_spacing.y = 8.0;
                    self.form_ui(ui, cx, &here, out);
                });
            });
        });
    }

    fn form_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, here: &[&Seat], out: &mut Vec<Command>) {
        let width = CARD - 40.0;
        paint::text_ui(ui, cx.t("gui.lock.who"), theme::LABEL, theme::text_2());
        for seat in here {
            let chosen = self.person.as_ref() == Some(&seat.id);
            let text = format!("{}　{}", seat.name, seat.roles.join(&cx.t("gui.list_separator")));
            if select::option_ui(ui, &text, chosen, theme::text()).clicked() {
                (self.person, self.focus, self.refused) = (Some(seat.id.clone()), true, None);
                self.pin = Pin::default();
                if !seat.has_pin {
                    self.sign_in(out);
                }
            }
        }
        let Some(seat) = here.iter().find(|seat| self.person.as_ref() == Some(&seat.id)) else { return };
        if let Some(refused) = &self.refused {
            refused_ui(ui, refused);
        }
        let mut entered = false;
        if seat.has_pin {
            let response = captioned_pin_ui(ui, cx, "gui.lock.pin", &mut self.pin.0, width);
            if std::mem::take(&mut self.focus) {
                response.request_focus();
            }
            entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        }
        ui.add_space(4.0);
        ui.add_enabled_ui(self.saving.is_none(), |ui| {
            let clicked = button::primary_ui(ui, icons::SIGN_IN, &cx.t("gui.lock.sign_in")).clicked();
            if (clicked || entered) && self.saving.is_none() {
                self.sign_in(out);
            }
        });
        paint::text_ui(ui, cx.t("gui.lock.forgotten"), theme::SMALL, theme::text_3());
    }

    fn sign_in(&mut self, out: &mut Vec<Command>) {
        if let Some(person) = self.person.clone() {
            out.push(Command::Do(Action::Sit(Sitting::SignIn { person, pin: std::mem::take(&mut self.pin) })));
        }
    }

    /// How a try to sign in ended.
    pub fn ended(&mut self, refused: Option<String>) {
        let person = self.person.take().filter(|_| refused.is_some());
        *self = LockView { person, refused, focus: true, ..LockView::default() };
    }
}

/// What a person looks at before it is signed: read from the very bytes.
#[derive(Debug)]
pub struct SigningView {
    /// The ticket of the action.
    pub saving: Option<u64>,
    /// Why it was refused.
    pub refused: Option<String>,
    /// What is signed.
    pub to_sign: Box<ToSign>,
}

impl SigningView {
    /// The dialog for a step.
    pub fn new(to_sign: Box<ToSign>) -> SigningView {
        SigningView { saving: None, refused: None, to_sign }
    }

    /// The action; none while one is under way.
    pub fn save(&mut self) -> Option<Action> {
        self.refused = None;
        self.saving.is_none().then(|| Action::Sign(self.to_sign.clone()))
    }

    /// Draws the dialog.
    pub fn ui(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let step = cx.backend.card(self.to_sign.id).ok().flatten().and_then(|card| card.register.transition(self.to_sign.step));
        let step = step.map_or_else(|| self.to_sign.step.to_owned(), |step| step.labels.get(cx.lang).to_owned());
        let title = cx.with("gui.sign.title", &[("step", &step)]);
        let shown = dialog::dialog_ui(ui.ctx(), "signing", &title, WIDTH, |ui| {
            let said = cx.with("gui.sign.text", &[("person", &cx.me.person)]);
            ui.add(Label::new(RichText::new(paint::plain(said)).size(theme::LABEL).color(theme::text_2())).wrap());
            if let Some(refused) = &self.refused {
                refused_ui(ui, refused);
            }
            ui.add_space(6.0);
            egui::ScrollArea::vertical().max_height(380.0).auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                for (label, text) in &self.to_sign.shown {
                    card::key_value_ui(ui, label, text);
                }
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                ui.add_enabled_ui(self.saving.is_none(), |ui| {
                    if button::primary_ui(ui, icons::SEAL_CHECK, &cx.t("gui.sign")).clicked() {
                        out.push(Command::Save);
                    }
                });
                if button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked() {
                    out.push(Command::Close);
                }
            });
        });
        if shown.dismissed {
            out.push(Command::Close);
        }
    }
}

/// Which dialog about the persons is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// To choose a PIN.
    Pin,
    /// To ask for a seat.
    Ask,
    /// To give one.
    Give,
}

/// A dialog about the persons of this desk.
#[derive(Debug)]
pub struct SeatsView {
    /// The ticket of the action.
    pub saving: Option<u64>,
    /// Why it was refused.
    pub refused: Option<String>,
    page: Page,
    name: String,
    old: Pin,
    new: Pin,
    again: Pin,
    file: FileField,
    roles: BTreeSet<String>,
    /// The first field is still to take the keyboard.
    focus: bool,
    /// The request that was read, by its file: compared before it is granted.
    asked: Option<(PathBuf, Result<Asking, String>)>,
}

impl SeatsView {
    /// The dialog.
    pub fn new(page: Page) -> SeatsView {
        let (name, old, new, again, file) = Default::default();
        SeatsView { saving: None, refused: None, page, name, old, new, again, file, roles: BTreeSet::new(), focus: true, asked: None }
    }

    fn action(&self) -> Option<Sitting> {
        let chosen = !self.new.0.is_empty() && self.new == self.again;
        match self.page {
            Page::Pin => (self.new == self.again && (chosen || !self.old.0.is_empty()))
                .then(|| Sitting::SetPin { old: self.old.clone(), new: self.new.clone() }),
            Page::Ask => {
                let file = self.file.path().filter(|_| chosen && !self.name.trim().is_empty())?;
                Some(Sitting::Ask { person: self.name.trim().to_owned(), pin: self.new.clone(), file })
            }
            Page::Give => {
                let file = self.file.path()?;
                let read = matches!(&self.asked, Some((of, Ok(_))) if *of == file);
                read.then(|| Sitting::Give { file, roles: self.roles.iter().cloned().collect() })
            }
        }
    }

    /// Draws the dialog.
    pub fn ui(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let (title, said) = match self.page {
            Page::Pin => ("gui.seats.pin", "gui.seats.pin_text"),
            Page::Ask => ("gui.seats.ask", "gui.seats.ask_text"),
            Page::Give => ("gui.seats.give", "gui.seats.give_text"),
        };
        let shown = dialog::dialog_ui(ui.ctx(), "seats", &cx.t(title), theme::DIALOG_WIDTH, |ui| {
            ui.add(Label::new(RichText::new(cx.t(said)).size(theme::LABEL).color(theme::text_2())).wrap());
            if let Some(refused) = &self.refused {
                refused_ui(ui, refused);
            }
            ui.spacing_mut().item_spacing.y = 10.0;
            self.fields_ui(ui, cx);
            if self.new != self.again && !self.again.0.is_empty() {
                paint::text_ui(ui, cx.t("gui.seats.differ"), theme::SMALL, theme::text_3());
            }
            ui.horizontal(|ui| {
                let ready = self.action().filter(|_| self.saving.is_none());
                ui.add_enabled_ui(ready.is_some(), |ui| {
                    if button::primary_ui(ui, icons::CHECK, &cx.t("gui.seats.confirm")).clicked() {
                        out.extend(ready.map(|sitting| Command::Do(Action::Sit(sitting))));
                    }
                });
                if button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked() {
                    out.push(Command::Close);
                }
            });
        });
        if shown.dismissed {
            out.push(Command::Close);
        }
    }

    /// Who asks, and what two people compare before it is granted.
    fn asked_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let Some(file) = self.file.path() else { return };
        if self.asked.as_ref().is_none_or(|(of, _)| *of != file) {
            let read = cx.backend.seat_asked(&file).map_err(|error| error.to_string());
            self.asked = Some((file, read));
        }
        match &self.asked {
            Some((_, Ok(asked))) => {
                card::key_value_ui(ui, &cx.t("gui.seats.name"), &asked.who);
                card::key_value_ui(ui, &cx.t("gui.seats.compare"), &asked.words);
                if !asked.warning.is_empty() {
                    ui.add(
                        Label::new(RichText::new(paint::plain(&asked.warning)).size(theme::LABEL).color(theme::chip(Tone::Amber).text))
                            .wrap(),
                    );
                }
            }
            Some((_, Err(why))) => refused_ui(ui, why),
            None => {}
        }
    }

    fn fields_ui(&mut self, ui: &mut Ui, cx: Cx<'_>) {
        let width = theme::DIALOG_WIDTH - 10.0;
        let has_pin = cx.backend.persons().ok().is_some_and(|persons| persons.can_lock());
        let mut fields = Vec::new();
        if self.page == Page::Ask {
            let label = cx.t("gui.seats.name");
            fields.push(captioned_ui(ui, Caption { label: &label, required: true, error: None }, width, |ui| {
                text_ui(ui, &label, &mut self.name, "", width)
            }));
        }
        if self.page == Page::Pin && has_pin {
            fields.push(captioned_pin_ui(ui, cx, "gui.seats.old_pin", &mut self.old.0, width));
        }
        if self.page != Page::Give {
            fields.push(captioned_pin_ui(ui, cx, "gui.seats.new_pin", &mut self.new.0, width));
            fields.push(captioned_pin_ui(ui, cx, "gui.seats.again", &mut self.again.0, width));
        }
        if let Some(first) = fields.first().filter(|_| std::mem::take(&mut self.focus)) {
            first.request_focus();
        }
        fields.iter().for_each(|field| enter_goes_on(ui, field));
        match self.page {
            Page::Pin => {}
            Page::Ask => self.file.ui(ui, cx, REQUEST, width, false),
            Page::Give => {
                self.file.ui(ui, cx, ASKED, width, false);
                self.asked_ui(ui, cx);
                let roles = cx.backend.members().map(|members| members.roles).unwrap_or_default();
                let roles: Vec<Choosable> = roles.into_iter().map(|(id, text)| Choosable { id, text }).collect();
                let label = cx.t("gui.admit.roles");
                captioned_ui(ui, Caption { label: &label, required: false, error: None }, width, |ui| {
                    select::many_ui(ui, &label, &mut self.roles, &roles);
                });
            }
        }
    }
}
