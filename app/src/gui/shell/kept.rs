//! The records that are kept open, side by side in a strip under the bar at the top.

use std::collections::BTreeMap;

use eframe::egui::{
    Align, Align2, CursorIcon, Layout, Role, ScrollArea, Sense, TextStyle, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};
use registers::RecordId;
use registers::def::Register;

use super::super::command::Command;
use super::super::cx::Cx;
use super::super::screens::form::FormView;
use super::super::screens::home;
use super::super::widgets::{button, paint};
use super::super::{icons, theme};
use super::Shell;

/// Most records that are kept open.
const MOST: usize = 12;
/// Greatest width of a title.
const TITLE: f32 = 180.0;

/// The records that are kept open.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// In the order in which they were kept.
    records: Vec<(&'static Register, RecordId)>,
    /// What was typed into the form of one of them and is not saved yet, while something else is open.
    drafts: BTreeMap<RecordId, FormView>,
}

impl Kept {
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub fn holds(&self, id: RecordId) -> bool {
        self.records.iter().any(|(_, kept)| *kept == id)
    }

    /// Keeps a record, or lets it go when it is kept. The one that was kept longest makes room, unless something in it is not saved.
    pub fn toggle(&mut self, register: &'static Register, id: RecordId) {
        if self.holds(id) {
            return self.records.retain(|(_, kept)| *kept != id);
        }
        if self.records.len() == MOST {
            let Some(oldest) = self.records.iter().position(|(_, kept)| !self.drafts.contains_key(kept)) else { return };
            self.records.remove(oldest);
        }
        self.records.push((register, id));
    }

    /// The form of a record as it was left, if something in it was not saved.
    pub fn take(&mut self, id: RecordId) -> Option<FormView> {
        self.drafts.remove(&id)
    }

    /// The forms that wait.
    pub fn drafts(&mut self) -> impl Iterator<Item = &mut FormView> {
        self.drafts.values_mut()
    }

    /// The one after the record that is open, and after the last one the first.
    pub fn next(&self, open: Option<RecordId>) -> Option<(&'static Register, RecordId)> {
        let here = self.records.iter().position(|(_, kept)| Some(*kept) == open);
        self.records.get(here.map_or(0, |at| (at + 1) % self.records.len())).copied()
    }

    pub fn ui(&self, ui: &mut Ui, cx: Cx<'_>, open: Option<RecordId>, out: &mut Vec<Command>) {
        ScrollArea::horizontal().auto_shrink([false, false]).show(ui, |ui| {
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                for (register, id) in &self.records {
                    let piece = Piece { register, id: *id, on: Some(*id) == open, unsaved: self.drafts.contains_key(id) };
                    piece_ui(ui, cx, piece, out);
                    ui.add_space(6.0);
                }
            });
        });
    }
}

/// One of the records, as the strip shows it.
#[derive(Clone, Copy)]
struct Piece {
    register: &'static Register,
    id: RecordId,
    /// It is the one that is open.
    on: bool,
    /// Something in it waits to be saved.
    unsaved: bool,
}

impl Shell {
    /// Lays what was typed into the form of a kept record aside until one comes back to it; whoever closes the form is asked as
    /// ever. Gives whether it was laid aside.
    pub(super) fn lay_aside(&mut self, command: &Command) -> bool {
        let leaves = !matches!(command, Command::Close | Command::Back);
        let waits = |form: &FormView| form.saving.is_none() && form.linking.is_none() && form.is_changed();
        let Some(id) = self.form.as_ref().filter(|form| leaves && waits(form)).and_then(|form| form.id) else { return false };
        if !self.kept.holds(id) {
            return false;
        }
        let Some(mut form) = self.form.take() else { return false };
        form.leaving = false;
        self.kept.drafts.insert(id, form);
        true
    }

    /// Keeps a record open or lets it go. With something unsaved in it, it is opened and asked what becomes of that.
    pub(super) fn keep(&mut self, register: &'static Register, id: RecordId) {
        if !self.kept.drafts.contains_key(&id) {
            return self.kept.toggle(register, id);
        }
        self.carry_out(Command::Open(register, id));
        if let Some(form) = self.form.as_mut().filter(|form| form.id == Some(id)) {
            form.leaving = true;
            self.after_leaving = Some(Command::Keep(Some((register, id))));
        }
    }
}

/// One record: its name leads to it, the cross lets it go.
fn piece_ui(ui: &mut Ui, cx: Cx<'_>, piece: Piece, out: &mut Vec<Command>) {
    let Piece { register, id, on, unsaved } = piece;
    let title = cx.title(&id.to_string()).filter(|title| !title.is_empty()).unwrap_or_else(|| cx.t("gui.untitled"));
    let plain = paint::plain(title);
    let title = if unsaved { cx.with("gui.kept.unsaved", &[("what", &plain)]) } else { plain.clone() };
    let color = if on { theme::accent() } else { theme::text_2() };
    let text = eframe::egui::RichText::new(&title).size(theme::LABEL).color(color);
    let galley = WidgetText::from(text).into_galley(ui, Some(TextWrapMode::Truncate), TITLE, TextStyle::Body);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 36.0, 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, &title));
    if on || response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, if on { theme::accent_soft() } else { theme::hover() });
    }
    let icon = pos2(rect.left() + 14.0, rect.center().y);
    ui.painter().text(icon, Align2::CENTER_CENTER, home::icon(register), theme::font(14.0), color);
    ui.painter().galley(pos2(rect.left() + 28.0, rect.center().y - galley.size().y / 2.0), galley, color);
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    let tip = format!("{} · {title}", register.one.get(cx.lang));
    if response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(tip).clicked() {
        out.push(Command::Open(register, id));
    }
    if button::tiny_ui(ui, icons::X, &cx.with("gui.kept.drop", &[("what", &plain)])).clicked() {
        out.push(Command::Keep(Some((register, id))));
    }
}
