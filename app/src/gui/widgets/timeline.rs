//! What happened, newest first, along a line.

use eframe::egui::{Color32, Sense, Stroke, Ui, pos2, vec2};

use super::paint;
use crate::gui::theme;

/// One happening.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// What was done.
    pub what: &'a str,
    /// Who did it and when.
    pub who: &'a str,
    /// Colour of the dot.
    pub dot: Color32,
    /// Whether the line ends here.
    pub last: bool,
}

/// Draws a happening.
pub fn moment_ui(ui: &mut Ui, moment: Moment<'_>) {
    let width = ui.available_width();
    let (said, who) = (paint::plain(moment.what), paint::plain(moment.who));
    let name = format!("{said} {who}");
    let what = ui.painter().layout(said, theme::font(theme::LABEL), theme::text(), width - 22.0);
    let who = ui.painter().layout(who, theme::font(theme::SMALL), theme::text_3(), width - 22.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, what.size().y + who.size().y + 11.0), Sense::hover());
    response.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Label, true, &name));
    let x = rect.left() + 5.0;
    let painter = ui.painter();
    if !moment.last {
        painter.vline(x, (rect.top() + 16.0)..=(rect.bottom() + 14.0), Stroke::new(1.0, theme::border()));
    }
    painter.circle_filled(pos2(x, rect.top() + 10.0), 4.5, moment.dot);
    let below = rect.top() + what.size().y + 1.0;
    painter.galley(pos2(rect.left() + 20.0, rect.top()), what, theme::text());
    painter.galley(pos2(rect.left() + 20.0, below), who, theme::text_3());
}
