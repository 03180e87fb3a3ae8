//! Bars for groups, columns over time: painted, with an axis, a legend, values at hover, and every bar by its words for
//! assistive technology.

use eframe::egui::{self, Align2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::gui::theme;

/// Height of a lying bar with its gap.
const BAR: f32 = 30.0;
/// Greatest share of the width for the names of bars.
const NAMES: f32 = 0.32;
/// Usual height of the area of standing columns.
pub const COLUMNS: f32 = 220.0;
/// What stands above that area and below it.
pub const AROUND: f32 = 46.0;
/// Greatest width of a column.
const COLUMN: f32 = 44.0;
/// Lines of the axis besides that of zero.
const TICKS: usize = 4;

/// A part of a bar: of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Index of the series.
    pub series: usize,
    /// How long it is.
    pub value: f64,
    /// The value in words.
    pub text: String,
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its parts, one after the other.
    pub parts: Vec<Part>,
    /// The whole in words.
    pub text: String,
}

impl std::fmt::Debug for Chart<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chart").field("bars", &self.bars).field("series", &self.series).finish_non_exhaustive()
    }
}

impl Bar {
    fn total(&self) -> f64 {
        self.parts.iter().map(|p| p.value).sum()
    }
}

/// What is drawn.
#[derive(Clone, Copy)]
pub struct Chart<'a> {
    /// What the values are.
    pub axis: &'a str,
    /// The bars, in order.
    pub bars: &'a [Bar],
    /// Names of the series; with fewer than two there is no legend.
    pub series: &'a [String],
    /// Standing columns in the order of time, else lying bars.
    pub standing: bool,
    /// Height of the area of standing columns; lying bars are as high as they are many.
    pub height: f32,
    /// A place on the axis in words.
    pub words: &'a dyn Fn(f64) -> String,
}

/// Where the axis has its lines, from 0 to at least `most`: one, two or five times a power of ten apart. Counts have no halves.
pub fn ticks(most: f64) -> Vec<f64> {
    if !most.is_finite() || most <= 0.0 {
        return vec![0.0, 1.0];
    }
    let rough = most / TICKS as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= rough * 0.999).unwrap_or(rough);
    let step = if most >= 1.0 { step.max(1.0) } else { step };
    let count = (most / step - 0.001).ceil().max(1.0) as usize;
    (0..=count).map(|n| n as f64 * step).collect()
}

/// Draws a chart over the whole width.
pub fn chart_ui(ui: &mut Ui, chart: Chart<'_>) {
    if chart.series.len() > 1 {
        legend_ui(ui, chart.series);
    }
    if chart.standing { columns_ui(ui, chart) } else { bars_ui(ui, chart) }
}

fn legend_ui(ui: &mut Ui, series: &[String]) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        for (at, name) in series.iter().enumerate() {
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
            ui.painter().rect_filled(rect, 2, theme::series(at));
            paint::text_ui(ui, name.clone(), theme::SMALL, theme::text_2());
            ui.add_space(8.0);
        }
    });
}

fn most(bars: &[Bar]) -> f64 {
    bars.iter().map(Bar::total).fold(0.0, f64::max)
}

/// Says what a bar is, to eyes and to assistive technology, and lights it up.
fn say_ui(ui: &Ui, at: usize, rect: Rect, bar: &Bar, series: &[String]) -> bool {
    let response = ui.interact(rect, ui.scope_id().with(("bar", at)), Sense::hover());
    let words = paint::plain(format!("{} {}", bar.label, bar.text));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    let hovered = response.hovered();
    response.on_hover_ui(|ui| {
        paint::bold_ui(ui, bar.label.clone(), theme::LABEL);
        if series.len() < 2 {
            paint::text_ui(ui, bar.text.clone(), theme::LABEL, theme::text_2());
            return;
        }
        for part in &bar.parts {
            let name = series.get(part.series).map_or("", String::as_str);
            paint::text_ui(ui, format!("{name}  {}", part.text), theme::LABEL, theme::text_2());
        }
        paint::text_ui(ui, bar.text.clone(), theme::LABEL, theme::text());
    });
    hovered
}

fn bars_ui(ui: &mut Ui, chart: Chart<'_>) {
    let names = chart.bars.iter().map(|b| width(ui, &b.label)).fold(0.0, f32::max);
    let texts = chart.bars.iter().map(|b| width(ui, &b.text)).fold(0.0, f32::max);
    let whole = ui.available_width();
    let names = names.min(whole * NAMES) + 12.0;
    let room = (whole - names - texts - 16.0).max(40.0);
    let greatest = most(chart.bars).max(f64::MIN_POSITIVE);
    ui.spacing_mut().item_spacing.y = 0.0;
    for (at, bar) in chart.bars.iter().enumerate() {
        let (rect, _) = ui.allocate_exact_size(vec2(whole, BAR), Sense::hover());
        if !ui.is_rect_visible(rect) {
            continue;
        }
        let lit = say_ui(ui, at, rect, bar, chart.series);
        if lit {
            ui.painter().rect_filled(rect, theme::RADIUS, theme::hover());
        }
        name_ui(ui, &bar.label, Rect::from_min_size(rect.min, vec2(names - 12.0, BAR)));
        let mut x = rect.left() + names;
        for part in &bar.parts {
            let long = (part.value / greatest) as f32 * room;
            let piece = Rect::from_min_size(pos2(x, rect.top() + 6.0), vec2(long.max(1.0), BAR - 12.0));
            ui.painter().rect_filled(piece, 3, theme::series(part.series));
            x += long;
        }
        let end = pos2(x + 8.0, rect.center().y);
        ui.painter().text(end, Align2::LEFT_CENTER, paint::plain(bar.text.clone()), theme::font(theme::LABEL), theme::text());
    }
}

fn columns_ui(ui: &mut Ui, chart: Chart<'_>) {
    let lines = ticks(most(chart.bars));
    let top = lines.last().copied().unwrap_or(1.0);
    let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), chart.height + AROUND), Sense::hover());
    let words: Vec<String> = lines.iter().map(|t| (chart.words)(*t)).collect();
    let margin = words.iter().map(|w| width(ui, w)).fold(0.0, f32::max) + 12.0;
    let area = Rect::from_min_max(pos2(whole.left() + margin, whole.top() + 22.0), pos2(whole.right(), whole.top() + 22.0 + chart.height));
    let painter = ui.painter().clone();
    painter.text(whole.left_top(), Align2::LEFT_TOP, chart.axis, theme::font(theme::SMALL), theme::text_3());
    let y = |value: f64| area.bottom() - (value / top) as f32 * area.height();
    for (line, word) in lines.iter().zip(&words) {
        let stroke = Stroke::new(1.0, if *line == 0.0 { theme::border_strong() } else { theme::row_line() });
        painter.hline(area.x_range(), y(*line), stroke);
        painter.text(pos2(area.left() - 8.0, y(*line)), Align2::RIGHT_CENTER, word, theme::font(theme::SMALL), theme::text_3());
    }
    let slot = area.width() / chart.bars.len().max(1) as f32;
    let wide = (slot * 0.62).min(COLUMN);
    let label = chart.bars.iter().map(|b| width_small(ui, &b.label)).fold(0.0, f32::max) + 8.0;
    // Where names would run into each other only some are written; all are said at hover.
    let every = (label / slot).ceil().max(1.0) as usize;
    for (at, bar) in chart.bars.iter().enumerate() {
        let middle = area.left() + (at as f32 + 0.5) * slot;
        let column = Rect::from_min_max(pos2(middle - slot / 2.0, area.top()), pos2(middle + slot / 2.0, area.bottom() + 22.0));
        if say_ui(ui, at, column, bar, chart.series) {
            painter.rect_filled(column.with_max_y(area.bottom()), theme::RADIUS, theme::hover());
        }
        let mut from = 0.0;
        for part in &bar.parts {
            let piece = Rect::from_min_max(pos2(middle - wide / 2.0, y(from + part.value)), pos2(middle + wide / 2.0, y(from)));
            painter.rect_filled(piece, if bar.parts.len() == 1 { 3 } else { 0 }, theme::series(part.series));
            from += part.value;
        }
        if width_small(ui, &bar.text) < slot - 4.0 {
            let above = pos2(middle, y(from) - 3.0);
            painter.text(above, Align2::CENTER_BOTTOM, paint::plain(bar.text.clone()), theme::font(theme::SMALL), theme::text_2());
        }
        if at.is_multiple_of(every) {
            let below = pos2(middle, area.bottom() + 6.0);
            painter.text(below, Align2::CENTER_TOP, paint::plain(bar.label.clone()), theme::font(theme::SMALL), theme::text_2());
        }
    }
}

fn name_ui(ui: &Ui, text: &str, rect: Rect) {
    let text = egui::RichText::new(paint::plain(text)).size(theme::LABEL).color(theme::text_2());
    let galley = egui::WidgetText::from(text).into_galley(ui, Some(egui::TextWrapMode::Truncate), rect.width(), egui::TextStyle::Body);
    let at = pos2(rect.right() - galley.size().x, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme::text_2());
}

fn width(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(paint::plain(text), theme::font(theme::LABEL), theme::text()).size().x
}

fn width_small(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(paint::plain(text), theme::font(theme::SMALL), theme::text()).size().x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_has_few_round_lines_and_ends_above_all() {
        for most in [0.0, 0.3, 1.0, 3.0, 7.0, 10.0, 11.0, 99.0, 100.0, 101.0, 12_345.0, 9e9, f64::NAN, f64::INFINITY] {
            let lines = ticks(most);
            assert!(lines.len() >= 2 && lines.len() <= TICKS + 2, "{most}: {lines:?}");
            assert_eq!(lines[0], 0.0);
            assert!(lines.windows(2).all(|w| w[0] < w[1]), "{most}: {lines:?}");
            assert!(!most.is_finite() || lines.last().is_some_and(|last| *last >= most * 0.999), "{most}: {lines:?}");
        }
        assert_eq!(ticks(7.0), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(ticks(3.0), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(ticks(100.0), [0.0, 50.0, 100.0]);
    }
}
