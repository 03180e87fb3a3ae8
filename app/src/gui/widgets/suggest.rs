//! A line of text that offers what others wrote before: persons, departments, records to link to. The arrows go through
//! the offers, Enter takes one, Escape closes them; Tab takes the one that is highlighted and goes on.

use std::sync::Arc;

use eframe::egui::{self, EventFilter, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect, Response, TextEdit, Ui};

use super::{field, select};
use crate::gui::theme;

/// What a field is asked with.
#[derive(Debug, Clone, Copy)]
pub struct Suggest<'a> {
    /// Accessible name.
    pub name: &'a str,
    /// What an empty field says.
    pub hint: &'a str,
    /// Width.
    pub width: f32,
    /// Grows whenever the offers could be others.
    pub revision: u64,
    /// An input method is composing: nothing is offered yet.
    pub composing: bool,
    /// The text says nothing without one of the offers: where there is just one, it is the one that is meant.
    pub must: bool,
    /// What the entry below the offers says that makes what none of them is.
    pub add: Option<&'a str>,
}

/// Something that is offered: what is kept, and what is read.
pub type Offer = (String, String);

/// What came of a field.
#[derive(Debug)]
pub struct Suggested {
    /// The field.
    pub response: Response,
    /// What was picked.
    pub picked: Option<Offer>,
    /// Whether what is typed is to be made.
    pub add: bool,
}

/// What a field keeps between frames while it has the keyboard.
#[derive(Debug, Clone, Default)]
struct Open {
    /// What was offered, for which text, as of which revision.
    asked: Option<(String, u64)>,
    offers: Arc<Vec<Offer>>,
    /// Which is highlighted.
    at: Option<usize>,
    /// Whether the list is open: it opens when something is typed, by the arrow down, or by a click.
    shown: bool,
    /// Where the list was drawn.
    rect: Option<Rect>,
}

/// What the keys did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Nothing,
    Take(usize),
    Add,
}

/// Draws the field. `offers` is asked only while the field has the keyboard, and once for each text and revision.
pub fn suggest_ui(ui: &mut Ui, text: &mut String, asked: Suggest<'_>, offers: impl FnOnce(&str) -> Vec<Offer>) -> Suggested {
    let id = ui.next_auto_id().with("suggest");
    let memory = id.with("offers");
    let mut open: Open = ui.data(|d| d.get_temp(memory)).unwrap_or_default();
    let lines = open.offers.len() + usize::from(asked.add.is_some() && !text.trim().is_empty());
    let focused = !asked.composing && ui.memory(|m| m.has_focus(id));
    let shown = focused && open.shown && lines > 0;
    let mut pressed = if shown { keys(ui, &mut open, lines, asked.must) } else { Pressed::Nothing };
    if focused && !shown && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::ArrowDown)) {
        open.shown = true;
    }
    let response = field::text_with_id_ui(ui, id, asked.name, text, asked.hint, asked.width);
    // A press on an entry takes the keyboard away before the click is complete: the list stays open for it.
    let held = open.rect.is_some_and(|rect| ui.input(|i| i.pointer.interact_pos().is_some_and(|p| rect.contains(p))));
    if !response.has_focus() && !held {
        // Tab goes on with what is highlighted.
        if response.lost_focus() && shown && ui.input(|i| i.key_pressed(Key::Tab)) {
            pressed = meant(&open, asked.must).map_or(Pressed::Nothing, Pressed::Take);
        }
        return taken(ui, memory, text, response, open, pressed);
    }
    if asked.composing {
        return taken(ui, memory, text, response, open, Pressed::Nothing);
    }
    open.shown |= response.changed() || response.clicked();
    let question = (text.clone(), asked.revision);
    if open.shown && open.asked.as_ref() != Some(&question) {
        open.at = None;
        open.offers = Arc::new(offers(text));
        open.asked = Some(question);
    }
    let add = asked.add.filter(|_| !text.trim().is_empty());
    if pressed == Pressed::Nothing && open.shown && (!open.offers.is_empty() || add.is_some()) {
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        pressed = list_ui(&response, &mut open, add, asked);
    } else {
        open.rect = None;
    }
    taken(ui, memory, text, response, open, pressed)
}

/// Goes through the list by keys, which the text then does not see.
fn keys(ui: &Ui, open: &mut Open, lines: usize, must: bool) -> Pressed {
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    if pressed(Key::ArrowDown) {
        open.at = Some(open.at.map_or(0, |at| (at + 1).min(lines - 1)));
    }
    if pressed(Key::ArrowUp) {
        open.at = open.at.and_then(|at| at.checked_sub(1));
    }
    if pressed(Key::Escape) {
        open.shown = false;
        return Pressed::Nothing;
    }
    let Some(at) = open.at.or(meant(open, must)) else { return Pressed::Nothing };
    match pressed(Key::Enter) {
        true if at < open.offers.len() => Pressed::Take(at),
        true => Pressed::Add,
        false => Pressed::Nothing,
    }
}

/// The offer that is meant without saying so: the one that is highlighted, or the only one.
fn meant(open: &Open, must: bool) -> Option<usize> {
    let only = must && open.offers.len() == 1 && open.asked.as_ref().is_some_and(|(text, _)| !text.trim().is_empty());
    open.at.filter(|at| *at < open.offers.len()).or(only.then_some(0))
}

fn list_ui(response: &Response, open: &mut Open, add: Option<&str>, asked: Suggest<'_>) -> Pressed {
    let mut pressed = Pressed::Nothing;
    let on = open.at.or(meant(open, asked.must));
    let offers = open.offers.clone();
    let popup = Popup::from_response(response).open(true).close_behavior(PopupCloseBehavior::IgnoreClicks).width(asked.width - 12.0);
    let shown = popup.show(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        egui::ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
            for (at, (_, offer)) in offers.iter().enumerate() {
                let line = select::option_ui(ui, offer, on == Some(at), theme::text());
                if on == Some(at) {
                    line.scroll_to_me(None);
                }
                if line.clicked() {
                    pressed = Pressed::Take(at);
                }
            }
            if let Some(add) = add
                && select::option_ui(ui, add, on == Some(offers.len()), theme::accent()).clicked()
            {
                pressed = Pressed::Add;
            }
        });
    });
    open.rect = shown.map(|s| s.response.rect);
    pressed
}

/// Carries out what was pressed, and keeps the rest.
fn taken(ui: &Ui, memory: Id, text: &mut String, response: Response, mut open: Open, pressed: Pressed) -> Suggested {
    let picked = if let Pressed::Take(at) = pressed { open.offers.get(at).cloned() } else { None };
    if let Some((_, title)) = &picked {
        title.clone_into(text);
        // Whoever goes on typing does so behind it.
        if let Some(mut state) = TextEdit::load_state(ui.ctx(), response.id) {
            let end = egui::text::CCursor::new(text.chars().count());
            state.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
            state.store(ui.ctx(), response.id);
        }
    }
    if pressed != Pressed::Nothing {
        (open.shown, open.at, open.rect) = (false, None, None);
        open.asked = open.asked.map(|(_, revision)| (text.clone(), revision));
    }
    if response.has_focus() || open.rect.is_some() {
        ui.data_mut(|d| d.insert_temp(memory, open));
    } else {
        ui.data_mut(|d| d.remove::<Open>(memory));
    }
    Suggested { response, picked, add: pressed == Pressed::Add }
}
