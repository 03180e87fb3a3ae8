//! What a list says in which there is nothing to see, with what can be done about it.

use eframe::egui::{Align, Layout, Ui, vec2};

use super::super::super::backend::Only;
use super::super::super::command::{Command, Place, Tab};
use super::super::super::cx::Cx;
use super::super::super::widgets::{button, card, paint};
use super::super::super::{icons, theme};
use super::ListView;

/// States that are named of a record's way.
const MOST_STATES: usize = 6;

impl ListView {
    /// Draws it.
    pub(super) fn empty_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let narrowed = !self.query.search.trim().is_empty() || self.query.only != Only::All || !self.query.asks.is_empty();
        if narrowed {
            card::empty_ui(ui, icons::MAGNIFYING_GLASS, &cx.t("gui.list.none_found"), &cx.t("gui.list.none_found_hint"));
            centred_ui(ui, |ui| {
                if button::secondary_ui(ui, icons::X, &cx.t("gui.list.show_all")).clicked() {
                    self.show(Only::All);
                }
            });
            return;
        }
        card::empty_ui(ui, icons::FOLDER_OPEN, &cx.t("gui.list.empty"), &cx.t("gui.list.empty_hint"));
        centred_ui(ui, |ui| {
            if !cx.me.is_offered(self.register, self.register.adding) {
                return;
            }
            if button::secondary_ui(ui, icons::PLUS, &cx.t("gui.list.first")).clicked() {
                out.push(Command::New(Some(self.register)));
            }
            if button::secondary_ui(ui, icons::UPLOAD_SIMPLE, &cx.t("gui.list.import")).clicked() {
                out.push(Command::Go(Place::Book(self.register, Tab::Import)));
            }
        });
        let way: Vec<&str> = self.register.path().iter().take(MOST_STATES).map(|state| state.labels.get(cx.lang)).collect();
        if way.len() > 1 {
            ui.add_space(16.0);
            ui.vertical_centered(|ui| {
                paint::text_ui(ui, cx.with("gui.list.way", &[("way", &way.join(" → "))]), theme::LABEL, theme::text_3());
            });
        }
    }
}

/// Buttons in the middle of a line, as wide as they were drawn last.
fn centred_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let id = ui.scope_id().with("centred");
    let known: Option<f32> = ui.ctx().data(|data| data.get_temp(id));
    let room = ui.available_width();
    let width = ui
        .allocate_ui_with_layout(vec2(room, theme::BUTTON), Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.add_space(((room - known.unwrap_or(room)) / 2.0).max(0.0));
            ui.scope(add).response.rect.width()
        })
        .inner;
    if known != Some(width) {
        ui.ctx().data_mut(|data| data.insert_temp(id, width));
        ui.ctx().request_repaint();
    }
}
