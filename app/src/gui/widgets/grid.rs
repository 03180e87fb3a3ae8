//! A table that is only read: headings and rows of text. Rows that are out of sight cost nothing.

use eframe::egui::{self, Color32, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::gui::theme;

/// Height of a row.
const ROW: f32 = 34.0;
/// Room beside the text of a cell.
const PAD: f32 = 14.0;
/// Rows that decide on the widths of columns.
const LOOKED_AT: usize = 200;
/// Least and greatest width that a column asks for.
const WIDTH: std::ops::RangeInclusive<f32> = 60.0..=420.0;

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Grid<'a> {
    /// Tells it from others on the page.
    pub id: &'a str,
    /// Headings; a table without rows is drawn too.
    pub headings: &'a [String],
    /// Rows, with a cell for each heading.
    pub rows: &'a [Vec<String>],
    /// From which column on there are numbers, set to the right.
    pub numbers_from: usize,
}

/// Draws the table over the whole width. Give it a scroll area. Gives the row that was clicked, when `clicks`.
pub fn grid_ui(ui: &mut Ui, grid: Grid<'_>, clicks: bool) -> Option<usize> {
    let room = ui.available_width();
    let widths = widths(ui, grid, room);
    ui.spacing_mut().item_spacing.y = 0.0;
    let (head, _) = ui.allocate_exact_size(vec2(room, theme::HEADER_ROW), Sense::hover());
    ui.painter().rect_filled(head, 0, theme::header());
    ui.painter().hline(head.x_range(), head.bottom() - 0.5, theme::hairline());
    for (at, cell) in cells(head, &widths).enumerate() {
        let heading = grid.headings.get(at).map_or("", String::as_str);
        text_ui(ui, heading, cell, at >= grid.numbers_from, theme::bold(theme::LABEL), theme::text_2());
        let response = ui.interact(cell, ui.scope_id().with((grid.id, "heading", at)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, heading));
    }
    let (body, _) = ui.allocate_exact_size(vec2(room, ROW * grid.rows.len() as f32), Sense::hover());
    let seen = ui.clip_rect();
    let first = ((seen.top() - body.top()) / ROW).floor().max(0.0) as usize;
    let last = ((seen.bottom() - body.top()) / ROW).ceil().max(0.0) as usize;
    let mut clicked = None;
    for (at, row) in grid.rows.iter().enumerate().take(last).skip(first) {
        let rect = Rect::from_min_size(pos2(body.left(), body.top() + ROW * at as f32), vec2(room, ROW));
        let sense = if clicks { Sense::click() } else { Sense::hover() };
        let response = ui.interact(rect, ui.scope_id().with((grid.id, "row", at)), sense);
        let words = paint::plain(row.join(" · "));
        response.widget_info(|| WidgetInfo::labeled(if clicks { Role::Button } else { Role::Label }, true, &words));
        if response.hovered() {
            ui.painter().rect_filled(rect, 0, theme::hover());
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme::row_line()));
        for (n, (cell, text)) in cells(rect, &widths).zip(row).enumerate() {
            let color = if n == 0 { theme::text() } else { theme::text_2() };
            text_ui(ui, text, cell, n >= grid.numbers_from, theme::font(theme::BODY), color);
        }
        if clicks {
            paint::focus_ring(ui, &response, rect.shrink(2.0), theme::RADIUS);
            if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                clicked = Some(at);
            }
        }
    }
    clicked
}

/// What each column asks for. What is left over goes to the column before the numbers, what is lacking is taken from all.
fn widths(ui: &Ui, grid: Grid<'_>, room: f32) -> Vec<f32> {
    let measure = |text: &str| ui.painter().layout_no_wrap(paint::plain(text), theme::font(theme::BODY), theme::text()).size().x;
    let wanted = grid.headings.iter().enumerate().map(|(at, heading)| {
        let longest = grid.rows.iter().take(LOOKED_AT).filter_map(|r| r.get(at)).max_by_key(|t| t.chars().count());
        (measure(heading).max(longest.map_or(0.0, |t| measure(t))) + 2.0 * PAD + 2.0).clamp(*WIDTH.start(), *WIDTH.end())
    });
    let mut widths: Vec<f32> = wanted.collect();
    let sum: f32 = widths.iter().sum();
    if sum > room {
        widths.iter_mut().for_each(|w| *w *= room / sum);
    } else if let Some(widest) = widths.len().min(grid.numbers_from).checked_sub(1).and_then(|at| widths.get_mut(at)) {
        *widest += room - sum;
    } else if let Some(last) = widths.last_mut() {
        *last += room - sum;
    }
    widths
}

fn cells(row: Rect, widths: &[f32]) -> impl Iterator<Item = Rect> {
    let mut x = row.left();
    widths.iter().map(move |width| {
        let cell = Rect::from_min_size(pos2(x, row.top()), vec2(*width, row.height()));
        x += width;
        cell
    })
}

fn text_ui(ui: &Ui, text: &str, cell: Rect, right: bool, font: egui::FontId, color: Color32) {
    let text = egui::RichText::new(paint::plain(text)).font(font).color(color);
    let room = (cell.width() - 2.0 * PAD).max(8.0);
    let galley = egui::WidgetText::from(text).into_galley(ui, Some(egui::TextWrapMode::Truncate), room, egui::TextStyle::Body);
    let x = if right { cell.right() - PAD - galley.size().x } else { cell.left() + PAD };
    ui.painter().galley(pos2(x, cell.center().y - galley.size().y / 2.0), galley, color);
}
