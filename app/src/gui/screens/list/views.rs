//! Views of a list: what is asked of it, kept under a name.

use eframe::egui::{self, Key, Popup, Ui};
use registers::def::{Phase, Register, Tone};

use super::super::super::backend::Only;
use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::field::{Caption, captioned_ui};
use super::super::super::widgets::{button, dialog, field, paint, select};
use super::super::super::{icons, theme};
use super::{ListView, lost};
use crate::prefs::{Condition, MOST_NAME, MOST_VIEWS, View};

const WIDTH: f32 = 260.0;

/// What a list keeps of its views between frames.
#[derive(Debug, Default)]
pub(super) struct Views {
    /// The view that is open, as it was kept.
    open: Option<View>,
    /// Whether the list was asked something yet: it opens with the standard view.
    begun: bool,
    /// The view that is to be opened.
    wanted: Option<String>,
    dialog: Option<Dialog>,
}

/// What is asked about a view.
#[derive(Debug)]
enum Dialog {
    /// Its name; of a new one, or of the one that is open.
    Name { text: String, new: bool, focus: bool, error: Option<String> },
    /// Whether it shall go.
    Delete(String),
}

impl Views {
    /// Whether something is asked about a view.
    pub fn asks(&self) -> bool {
        self.dialog.is_some()
    }

    /// The list was asked for something: it does not open with the standard view.
    pub fn begin(&mut self) {
        *self = Views { begun: true, ..Views::default() };
    }
}

impl ListView {
    /// Opens a view at the next occasion.
    pub fn show_view(&mut self, name: &str) {
        self.views.begin();
        self.views.wanted = Some(name.to_owned());
    }

    /// Opens the view that is to be opened: the one that was asked for, or the first time the standard one.
    pub(super) fn begin_views(&mut self, cx: Cx<'_>) {
        let begun = std::mem::replace(&mut self.views.begun, true);
        let wanted = self.views.wanted.take();
        if begun && wanted.is_none() {
            return;
        }
        let views = kept(cx, self.register);
        let view = views.into_iter().find(|view| wanted.as_ref().map_or(view.standard, |name| view.name == *name));
        if let Some(view) = view {
            self.open_view(Some(view));
        }
    }

    /// Asks what a view asks; without one all records, newest first.
    fn open_view(&mut self, view: Option<View>) {
        let asked = view.clone().unwrap_or_default();
        let asks = asked.asks(self.register);
        self.filters.clear();
        self.filters.asks = asks;
        self.search.clone_from(&asked.search);
        self.query.search = asked.search;
        self.query.only = asked.state.as_deref().map_or(Only::All, |text| only_of(self.register, text).unwrap_or_default());
        self.query.sort = asked.sort.as_deref().and_then(|sort| column(self.register, sort));
        self.query.descending = asked.descending && self.query.sort.is_some();
        self.views = Views { open: view, begun: true, ..Views::default() };
        self.marked.clear();
        self.rows.show_top();
    }

    /// What is asked now, as a view.
    fn as_view(&self) -> View {
        let open = self.views.open.clone().unwrap_or_default();
        // What this program does not understand stays with the view, and all in its order.
        let asked = |c: &Condition| matches!(c, Condition::Known(ask) if self.filters.asks.contains(ask));
        let foreign = |c: &Condition| !matches!(c, Condition::Known(ask) if ask.field(self.register).is_some());
        let own = self.filters.asks.iter().cloned().map(Condition::Known).filter(|c| !open.conditions.contains(c));
        let before = open.conditions.iter().filter(|c| asked(c) || foreign(c)).cloned();
        let conditions = before.chain(own).collect();
        // So does the state or the column that is gone, until another one is chosen.
        let state = only_text(self.query.only).or_else(|| open.state.clone().filter(|state| only_of(self.register, state).is_none()));
        let sort = self.query.sort.map(str::to_owned);
        let (sort, descending) = match open.sort.as_deref().filter(|sort| column(self.register, sort).is_none()) {
            Some(gone) if sort.is_none() => (Some(gone.to_owned()), open.descending),
            _ => (sort, self.query.descending),
        };
        View { conditions, search: self.query.search.trim().to_owned(), state, sort, descending, ..open }
    }

    /// What of the open view does not hold any more, and the view without it.
    pub(super) fn lost_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let Some(open) = &self.views.open else { return };
        let lost = lost::lost(self.register, open);
        if lost.is_empty() {
            return;
        }
        let said: Vec<String> = lost.iter().map(|lost| lost.words(cx, self.register)).collect();
        let text = cx.with("gui.views.lost", &[("name", &open.name), ("what", &said.join(&cx.t("gui.lost.and")))]);
        let mut without = false;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(8.0, 4.0);
            paint::text_ui(ui, icons::WARNING, theme::BODY, theme::chip(Tone::Amber).text);
            paint::text_ui(ui, text, theme::LABEL, theme::text_2());
            without = button::flowing_ui(ui, icons::CHECK, &cx.t("gui.views.without"), true).clicked();
        });
        if without {
            let (name, view) = (open.name.clone(), lost::without(self.register, open));
            self.filters.asks = view.asks(self.register);
            self.keep(cx, out, |views| replace(views, &name, view.clone()));
            self.views.open = Some(view);
        }
    }

    /// The button with the name of the view that is open, and the list of them under it.
    pub(super) fn views_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let open = self.views.open.as_ref().map(|view| view.name.clone());
        let changed = self.views.open.as_ref().is_some_and(|view| *view != self.as_view());
        let mut label = open.clone().unwrap_or_else(|| cx.t("gui.views"));
        if changed {
            label = cx.with("gui.views.changed", &[("name", &label)]);
        }
        let opener = button::tab_ui(ui, icons::EYE, &label, open.is_some(), true);
        Popup::from_toggle_button_response(&opener).width(WIDTH).show(|ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = 2.0;
            self.menu_ui(ui, cx, changed, out);
        });
    }

    fn menu_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, changed: bool, out: &mut Vec<Command>) {
        let views = kept(cx, self.register);
        let open = self.views.open.as_ref().map(|view| view.name.clone());
        let mut chosen = None;
        egui::ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
            if select::option_ui(ui, &cx.t("gui.views.all"), open.is_none(), theme::text()).clicked() {
                chosen = Some(None);
            }
            for view in &views {
                let on = open.as_ref() == Some(&view.name);
                let text = if view.standard { format!("{} ★", view.name) } else { view.name.clone() };
                if select::option_ui(ui, &text, on, theme::text()).clicked() {
                    chosen = Some(Some(view.clone()));
                }
            }
        });
        ui.add_space(4.0);
        paint::hline_ui(ui);
        ui.add_space(4.0);
        let mut did = chosen.is_some();
        let mut entry = |ui: &mut Ui, key: &str| {
            let clicked = select::option_ui(ui, &cx.t(key), false, theme::text_2()).clicked();
            did |= clicked;
            clicked
        };
        if entry(ui, "gui.views.keep") {
            self.views.dialog = Some(Dialog::Name { text: String::new(), new: true, focus: true, error: None });
        }
        if let Some(name) = &open {
            if changed && entry(ui, "gui.views.update") {
                let view = self.as_view();
                self.keep(cx, out, |views| replace(views, name, view));
            }
            if entry(ui, "gui.views.rename") {
                self.views.dialog = Some(Dialog::Name { text: name.clone(), new: false, focus: true, error: None });
            }
            let standard = views.iter().any(|view| view.name == *name && view.standard);
            if entry(ui, if standard { "gui.views.not_standard" } else { "gui.views.standard" }) {
                self.keep(cx, out, |views| views.iter_mut().for_each(|view| view.standard = !standard && view.name == *name));
                if let Some(open) = &mut self.views.open {
                    open.standard = !standard;
                }
            }
            if entry(ui, "gui.views.delete") {
                self.views.dialog = Some(Dialog::Delete(name.clone()));
            }
        }
        if let Some(view) = chosen {
            self.open_view(view);
        }
        if did {
            ui.close();
        }
    }

    /// Keeps the views of the register, changed.
    fn keep(&mut self, cx: Cx<'_>, out: &mut Vec<Command>, change: impl FnOnce(&mut Vec<View>)) {
        let mut views = kept(cx, self.register);
        change(&mut views);
        if let Some(open) = &mut self.views.open {
            open.clone_from(views.iter().find(|view| view.name == open.name).unwrap_or(&open.clone()));
        }
        out.push(Command::KeepViews(self.register.key, views));
    }

    /// The dialog about a view, if one is open.
    pub(super) fn views_dialog_ui(&mut self, ui: &Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let Some(mut dialog) = self.views.dialog.take() else { return };
        let stays = match &mut dialog {
            Dialog::Name { text, new, focus, error } => {
                let (answer, stays) = name_ui(ui, cx, text, *new, focus, error.as_deref());
                match answer {
                    Some(name) => match self.named(cx, out, &name, *new) {
                        Ok(()) => false,
                        Err(why) => {
                            *error = Some(why);
                            true
                        }
                    },
                    None => stays,
                }
            }
            Dialog::Delete(name) => {
                let (delete, stays) = delete_ui(ui, cx, name);
                if delete {
                    self.views.open = None;
                    self.keep(cx, out, |views| views.retain(|view| view.name != *name));
                }
                stays
            }
        };
        if stays {
            self.views.dialog = Some(dialog);
        }
    }

    /// Gives what is asked now a name, or the view that is open another one; or says why not.
    fn named(&mut self, cx: Cx<'_>, out: &mut Vec<Command>, name: &str, new: bool) -> Result<(), String> {
        let views = kept(cx, self.register);
        let before = self.views.open.as_ref().map(|view| view.name.clone()).filter(|_| !new);
        if views.iter().any(|view| view.name == name && before.as_deref() != Some(name)) {
            return Err(cx.t("gui.views.taken"));
        }
        if new && views.len() >= MOST_VIEWS {
            return Err(cx.with("gui.views.most", &[("n", &MOST_VIEWS.to_string())]));
        }
        let asked = self.as_view();
        let mut view = match (&self.views.open, new) {
            (Some(open), false) => open.clone(),
            // Another view does not take over what it does not understand, nor that the list opens with it.
            _ => View { standard: false, ..lost::without(self.register, &asked) },
        };
        name.clone_into(&mut view.name);
        self.views.open = Some(view.clone());
        self.keep(cx, out, |views| match before {
            Some(before) => replace(views, &before, view),
            None => views.push(view),
        });
        Ok(())
    }
}

fn replace(views: &mut [View], name: &str, with: View) {
    if let Some(view) = views.iter_mut().find(|view| view.name == name) {
        *view = with;
    }
}

/// The views of a register, in the order in which they were kept.
fn kept(cx: Cx<'_>, register: &Register) -> Vec<View> {
    cx.backend.prefs().views.remove(register.key).unwrap_or_default()
}

/// A column by which lists are sorted.
pub(super) fn column(register: &Register, sort: &str) -> Option<&'static str> {
    register.list.iter().map(|c| c.field).find(|field| *field == sort)
}

/// The states and phases of [`Only`], as views keep them: the id of a state, or one of these.
const CONFLICT: &str = "=conflict";
const PHASES: [(Phase, &str); 4] = [(Phase::Draft, "=draft"), (Phase::Open, "=open"), (Phase::Done, "=done"), (Phase::Void, "=void")];

fn only_text(only: Only) -> Option<String> {
    match only {
        Only::All => None,
        Only::State(state) => Some(state.to_owned()),
        Only::Phase(phase) => PHASES.iter().find(|(p, _)| *p == phase).map(|(_, text)| (*text).to_owned()),
        Only::Conflict => Some(CONFLICT.to_owned()),
    }
}

pub(super) fn only_of(register: &Register, text: &str) -> Option<Only> {
    let phase = PHASES.iter().find(|(_, kept)| *kept == text).map(|(phase, _)| Only::Phase(*phase));
    let state = || register.states.iter().find(|s| s.id == text).map(|s| Only::State(s.id));
    if text == CONFLICT { Some(Only::Conflict) } else { phase.or_else(state) }
}

/// Asks for a name; gives it once it was said, and whether the dialog stays.
fn name_ui(ui: &Ui, cx: Cx<'_>, text: &mut String, new: bool, focus: &mut bool, error: Option<&str>) -> (Option<String>, bool) {
    let title = cx.t(if new { "gui.views.keep_title" } else { "gui.views.rename_title" });
    let (mut answer, mut closed) = (None, false);
    let shown = dialog::dialog_ui(ui.ctx(), "view-name", &title, theme::DIALOG_WIDTH, |ui| {
        if new {
            paint::text_ui(ui, cx.t("gui.views.keep_hint"), theme::LABEL, theme::text_2());
        }
        let name = cx.t("gui.views.name");
        let caption = Caption { label: &name, required: true, error };
        let entered = captioned_ui(ui, caption, theme::DIALOG_WIDTH - 10.0, |ui| {
            let response = field::text_ui(ui, &name, text, &cx.t("gui.views.name_hint"), theme::DIALOG_WIDTH - 10.0);
            if std::mem::take(focus) {
                response.request_focus();
            }
            response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter))
        });
        if text.chars().count() > MOST_NAME {
            *text = text.chars().take(MOST_NAME).collect();
        }
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let said = crate::prefs::tidy(text);
            ui.add_enabled_ui(!said.is_empty(), |ui| {
                if button::primary_ui(ui, icons::CHECK, &cx.t("gui.save")).clicked() {
                    answer = Some(said.clone());
                }
            });
            if entered && !cx.composing && !said.is_empty() {
                answer = Some(said);
            }
            closed = button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked();
        });
    });
    (answer, !closed && !shown.dismissed)
}

/// Asks whether a view shall go; gives whether it does, and whether the dialog stays.
fn delete_ui(ui: &Ui, cx: Cx<'_>, name: &str) -> (bool, bool) {
    let (mut delete, mut closed) = (false, false);
    let title = cx.with("gui.views.delete_title", &[("name", name)]);
    let shown = dialog::dialog_ui(ui.ctx(), "view-delete", &title, theme::DIALOG_WIDTH, |ui| {
        paint::text_ui(ui, cx.t("gui.views.delete_text"), theme::BODY, theme::text_2());
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            delete = button::danger_ui(ui, icons::TRASH, &cx.t("gui.views.delete")).clicked();
            closed = button::secondary_ui(ui, "", &cx.t("gui.cancel")).clicked();
        });
    });
    (delete, !delete && !closed && !shown.dismissed)
}
