//! The states of a workflow as dots on a line: what is done, where it stands, what is to come.

use eframe::egui::{Align2, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::gui::{icons, theme};

/// How far a state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It was passed.
    Done,
    /// The record stands there.
    Here,
    /// It is to come.
    Ahead,
}

/// One state.
#[derive(Debug, Clone)]
pub struct Stepped {
    /// What it is called.
    pub label: String,
    /// How far it is.
    pub mark: Mark,
    /// What assistive technologies read.
    pub name: String,
}

const DOT: f32 = 9.0;
/// Room below the dots for labels, where there is room for them.
const LABEL: f32 = 18.0;
/// Room that a label needs.
const LEAST: f32 = 64.0;

/// Draws the states over the whole width. Labels stand below where there is room for all; else they are shown on hovering.
pub fn stepper_ui(ui: &mut Ui, steps: &[Stepped]) {
    let room = ui.available_width();
    let share = room / steps.len().max(1) as f32;
    let labelled = share >= LEAST;
    let height = 2.0 * DOT + 4.0 + if labelled { LABEL } else { 0.0 };
    let (whole, _) = ui.allocate_exact_size(vec2(room, height), Sense::hover());
    let y = whole.top() + DOT + 2.0;
    let x = |at: usize| whole.left() + share * (at as f32 + 0.5);
    let painter = ui.painter();
    for at in 1..steps.len() {
        let passed = steps.get(at).is_some_and(|step| step.mark != Mark::Ahead);
        let stroke = if passed { Stroke::new(2.0, theme::accent()) } else { Stroke::new(1.5, theme::border_strong()) };
        painter.hline((x(at - 1) + DOT)..=(x(at) - DOT), y, stroke);
    }
    for (at, step) in steps.iter().enumerate() {
        let center = pos2(x(at), y);
        let rect = eframe::egui::Rect::from_center_size(center, vec2(share.min(2.0 * DOT + 8.0), 2.0 * DOT + 4.0));
        let response = ui.interact(rect, ui.scope_id().with(("state", at)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, paint::plain(&step.name)));
        let painter = ui.painter();
        match step.mark {
            Mark::Done => {
                painter.circle_filled(center, DOT - 2.0, theme::accent());
                painter.text(center, Align2::CENTER_CENTER, icons::CHECK, theme::font(10.0), theme::on_accent());
            }
            Mark::Here => {
                painter.circle(center, DOT - 1.0, theme::surface(), Stroke::new(2.0, theme::accent()));
                painter.circle_filled(center, DOT - 5.0, theme::accent());
            }
            Mark::Ahead => {
                painter.circle(center, DOT - 3.0, theme::surface(), Stroke::new(1.5, theme::border_strong()));
            }
        }
        if labelled {
            let color = if step.mark == Mark::Ahead { theme::text_3() } else { theme::text() };
            let galley = painter.layout_no_wrap(paint::plain(&step.label), theme::font(theme::SMALL), color);
            let clip = eframe::egui::Rect::from_center_size(pos2(center.x, y + DOT + 11.0), vec2(share - 4.0, LABEL));
            let left = (center.x - galley.size().x / 2.0).max(clip.left());
            ui.painter().with_clip_rect(clip).galley(pos2(left, clip.top() + 1.0), galley, color);
        }
        response.on_hover_text(paint::plain(&step.label));
    }
}
