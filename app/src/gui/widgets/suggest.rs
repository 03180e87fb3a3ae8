//! A line of text that offers what others wrote before: persons, departments, records to link to.

use eframe::egui::{self, Popup, PopupCloseBehavior, Response, Ui};

use super::{field, select};
use crate::gui::theme;

/// Draws the field. `offers` is asked for entries only while the field has the keyboard. Gives the
/// response and the index of the entry that was picked.
pub fn suggest_ui(
    ui: &mut Ui,
    name: &str,
    text: &mut String,
    hint: &str,
    width: f32,
    offers: impl FnOnce(&str) -> Vec<String>,
) -> (Response, Option<usize>) {
    let response = field::text_ui(ui, name, text, hint, width);
    let memory = response.id.with("offers");
    let before: Option<egui::Rect> = ui.data(|d| d.get_temp(memory)).flatten();
    // A press on an entry takes the keyboard away before the click is complete: the list stays open for it.
    let held = before.is_some_and(|rect| ui.input(|i| i.pointer.interact_pos().is_some_and(|p| rect.contains(p))));
    if !response.has_focus() && !held {
        remember(ui, memory, None);
        return (response, None);
    }
    let offers = offers(text);
    if offers.is_empty() {
        remember(ui, memory, None);
        return (response, None);
    }
    let mut picked = None;
    let popup = Popup::from_response(&response).open(true).close_behavior(PopupCloseBehavior::IgnoreClicks).width(width - 12.0);
    let shown = popup.show(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        egui::ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
            for (at, offer) in offers.iter().enumerate() {
                if select::option_ui(ui, offer, false, theme::text()).clicked() {
                    picked = Some(at);
                }
            }
        });
    });
    remember(ui, memory, shown.filter(|_| picked.is_none()).map(|s| s.response.rect));
    if let Some(offer) = picked.and_then(|at| offers.get(at)) {
        offer.clone_into(text);
        ui.memory_mut(|m| m.surrender_focus(response.id));
    }
    (response, picked)
}

/// Keeps where the list was drawn.
fn remember(ui: &Ui, memory: egui::Id, rect: Option<egui::Rect>) {
    ui.data_mut(|d| d.insert_temp(memory, rect));
}
