//! Groups of a new record's form that are closed: they are about later stages, when steps ask for what stands there.

use std::collections::BTreeSet;

use eframe::egui::{self, Align2, Margin, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use registers::def::Register;

use super::super::super::draft::Draft;
use super::super::super::layout::{self, Section};
use super::super::super::widgets::paint;
use super::super::super::{icons, theme};

const HEIGHT: f32 = 44.0;

/// Which groups of a form are closed.
#[derive(Debug, Default)]
pub(super) struct Folds {
    /// Groups of later stages, by the first of their fields.
    later: BTreeSet<&'static str>,
    /// Those of them that the person has opened.
    opened: BTreeSet<&'static str>,
}

impl Folds {
    /// Those of a new record.
    pub fn of(register: &'static Register) -> Folds {
        let sections = layout::form_sections(register);
        let later = sections.iter().filter(|section| layout::is_later(register, section));
        Folds { later: later.filter_map(name).collect(), opened: BTreeSet::new() }
    }

    /// The same of the register as the office has changed it meanwhile.
    pub fn adopt(&mut self, register: &'static Register) {
        if !self.later.is_empty() {
            self.later = Folds::of(register).later;
        }
    }

    /// Whether a group can be closed.
    pub fn folds(&self, section: &Section) -> bool {
        name(section).is_some_and(|name| self.later.contains(name))
    }

    /// Whether it is closed: none that says something, or in which something is wrong.
    pub fn is_closed(&self, section: &Section, draft: &Draft, wrong: impl Fn(&str) -> bool) -> bool {
        let opened = name(section).is_some_and(|name| self.opened.contains(name));
        let shown = |id: &'static str| draft.says(id) || wrong(id);
        self.folds(section) && !opened && !section.fields.iter().any(|field| shown(field.id))
    }

    /// Opens a group or closes it.
    pub fn toggle(&mut self, section: &Section) {
        if let Some(name) = name(section)
            && !self.opened.remove(name)
        {
            self.opened.insert(name);
        }
    }
}

fn name(section: &Section) -> Option<&'static str> {
    section.fields.first().map(|field| field.id)
}

/// The heading of a group that can be closed, and what it says beside its name. True when it was pressed.
pub(super) fn heading_ui(ui: &mut Ui, label: &str, hint: &str, closed: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), if closed { HEIGHT } else { 28.0 }), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, !closed, label));
    if closed {
        paint::described(&response, hint);
    }
    let color = if response.hovered() { theme::accent() } else { theme::text() };
    let icon = if closed { icons::CARET_RIGHT } else { icons::CARET_DOWN };
    let left = rect.left_center();
    ui.painter().text(left + vec2(8.0, 0.0), Align2::CENTER_CENTER, icon, theme::font(theme::BODY), color);
    let drawn = ui.painter().text(left + vec2(24.0, 0.0), Align2::LEFT_CENTER, label, theme::bold(theme::CARD_TITLE), color);
    let room = rect.right() - drawn.right() - 16.0;
    if closed && room > 0.0 {
        let mut job = egui::text::LayoutJob::simple_singleline(hint.to_owned(), theme::font(theme::SMALL), theme::text_3());
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        let galley = ui.painter().layout_job(job);
        let at = pos2(drawn.right() + 16.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, theme::text_3());
    }
    paint::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

/// The room of a closed group.
pub(super) fn closed_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    theme::card_frame().inner_margin(Margin::symmetric(theme::CARD_PADDING, 0)).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        add(ui);
    });
}
