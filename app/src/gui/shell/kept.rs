//! The records that are kept open, side by side in a strip under the bar at the top.

use eframe::egui::{
    Align, Align2, CursorIcon, Layout, Role, ScrollArea, Sense, TextStyle, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};
use registers::RecordId;
use registers::def::Register;

use super::super::command::Command;
use super::super::cx::Cx;
use super::super::screens::home;
use super::super::widgets::{button, paint};
use super::super::{icons, theme};

/// Most records that are kept open.
const MOST: usize = 12;
/// Greatest width of a title.
const TITLE: f32 = 180.0;

/// The records, in the order in which they were kept.
#[derive(Debug, Default)]
pub(super) struct Kept(Vec<(&'static Register, RecordId)>);

impl Kept {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn holds(&self, id: RecordId) -> bool {
        self.0.iter().any(|(_, kept)| *kept == id)
    }

    /// Keeps a record, or lets it go when it is kept. The one that was kept longest makes room.
    pub fn toggle(&mut self, register: &'static Register, id: RecordId) {
        if self.holds(id) {
            return self.0.retain(|(_, kept)| *kept != id);
        }
        if self.0.len() == MOST {
            self.0.remove(0);
        }
        self.0.push((register, id));
    }

    /// The one after the record that is open, and after the last one the first.
    pub fn next(&self, open: Option<RecordId>) -> Option<(&'static Register, RecordId)> {
        let here = self.0.iter().position(|(_, kept)| Some(*kept) == open);
        self.0.get(here.map_or(0, |at| (at + 1) % self.0.len())).copied()
    }

    pub fn ui(&self, ui: &mut Ui, cx: Cx<'_>, open: Option<RecordId>, out: &mut Vec<Command>) {
        ScrollArea::horizontal().auto_shrink([false, false]).show(ui, |ui| {
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                for (register, id) in &self.0 {
                    piece_ui(ui, cx, register, *id, Some(*id) == open, out);
                    ui.add_space(6.0);
                }
            });
        });
    }
}

/// One record: its name leads to it, the cross lets it go.
fn piece_ui(ui: &mut Ui, cx: Cx<'_>, register: &'static Register, id: RecordId, on: bool, out: &mut Vec<Command>) {
    let title = cx.title(&id.to_string()).filter(|title| !title.is_empty()).unwrap_or_else(|| cx.t("gui.untitled"));
    let title = paint::plain(title);
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
    if button::tiny_ui(ui, icons::X, &cx.with("gui.kept.drop", &[("what", &title)])).clicked() {
        out.push(Command::Keep(Some((register, id))));
    }
}
