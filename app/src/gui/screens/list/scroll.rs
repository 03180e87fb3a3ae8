//! Where a long list stands. A place is counted in rows and not in points: after some hundred thousand rows a point is no longer
//! told from the next one in the numbers that the screen is drawn with, and the list would move in jumps.

use std::ops::Range;

use eframe::egui::{self, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::super::theme;

/// Room that a bar takes.
pub(super) const BAR: f32 = 12.0;
/// Least length of its handle.
const HANDLE: f32 = 28.0;
/// How thick the handle is, and how thick under the mouse.
const THICK: [f32; 2] = [5.0, 8.0];

/// Where a list stands, and what can be seen of it.
#[derive(Debug, Default)]
pub(super) struct Scroll {
    /// Rows above the upper edge, with the part of the row that it cuts.
    at: f64,
    /// Rows for which there is room.
    room: f64,
    total: u64,
    /// Points left of the edge, and how many there can be.
    x: f32,
    most_x: f32,
}

impl Scroll {
    /// Says how many rows there are, for how many points there is room, and how much wider the list is than its room.
    pub fn fit(&mut self, total: u64, height: f32, too_wide: f32) {
        (self.total, self.room, self.most_x) = (total, f64::from(height / theme::ROW), too_wide.max(0.0));
        self.to(self.at);
        self.x = self.x.clamp(0.0, self.most_x);
    }

    fn most(&self) -> f64 {
        (self.total as f64 - self.room).max(0.0)
    }

    /// Puts a row to the upper edge, as far as the list goes.
    pub fn to(&mut self, at: f64) {
        self.at = if at.is_finite() { at.clamp(0.0, self.most()) } else { 0.0 };
    }

    /// Moves by points: down and to the right.
    pub fn by(&mut self, x: f32, y: f32) {
        self.to(self.at + f64::from(y) / f64::from(theme::ROW));
        self.x = (self.x + x).clamp(0.0, self.most_x);
    }

    /// Brings a row into view, no farther than needed.
    pub fn show(&mut self, row: u64) {
        let row = row as f64;
        if row < self.at {
            self.to(row);
        } else if row + 1.0 > self.at + self.room {
            self.to(row + 1.0 - self.room);
        }
    }

    /// Rows by which a page moves: all that are seen but one.
    pub fn page(&self) -> u64 {
        (self.room.floor() as u64).saturating_sub(1).max(1)
    }

    /// The rows that are seen, also in part.
    pub fn seen(&self) -> Range<u64> {
        let first = self.at.floor() as u64;
        first..((self.at + self.room).ceil() as u64).min(self.total).max(first)
    }

    /// Where the first of them begins, from the upper edge: above it, or on it.
    pub fn top(&self) -> f32 {
        -(self.at.fract() * f64::from(theme::ROW)) as f32
    }

    /// Points that are left of the edge.
    pub fn x(&self) -> f32 {
        self.x
    }

    /// Whether there are rows for which there is no room.
    pub fn is_tall(&self) -> bool {
        self.most() > 0.0
    }

    /// Moves as wheel and touchpad say while the mouse is over `rect`.
    pub fn wheel(&mut self, ui: &Ui, rect: Rect) {
        if !ui.rect_contains_pointer(rect) || ui.ctx().dragged_id().is_some() {
            return;
        }
        let delta = ui.input_mut(|i| std::mem::take(&mut i.smooth_scroll_delta));
        self.by(-delta.x, -delta.y);
    }

    /// The bar at the right. `rect` is all of its room.
    pub fn bar_ui(&mut self, ui: &mut Ui, rect: Rect, name: &str) {
        let most = self.most();
        let seen = self.room / (self.total as f64).max(1.0);
        let found = bar_ui(ui, rect, name, (self.at / most.max(f64::MIN_POSITIVE)) as f32, seen as f32, Way::Down);
        if let Some(share) = found {
            self.to(f64::from(share) * most);
        }
    }

    /// The bar at the foot, of a list that shows `width` points of itself.
    pub fn bar_below_ui(&mut self, ui: &mut Ui, rect: Rect, name: &str, width: f32) {
        let found = bar_ui(ui, rect, name, self.x / self.most_x.max(1.0), width / (width + self.most_x), Way::Right);
        if let Some(share) = found {
            self.x = (share * self.most_x).clamp(0.0, self.most_x);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Down,
    Right,
}

/// A bar that shows a place from 0 to 1. Gives another place when it is moved.
fn bar_ui(ui: &mut Ui, rect: Rect, name: &str, at: f32, seen: f32, way: Way) -> Option<f32> {
    let axis = usize::from(way == Way::Down);
    let track = rect.shrink(2.0);
    let long = track.size()[axis];
    let handle = (long * seen).clamp(HANDLE.min(long), long);
    let free = (long - handle).max(1.0);
    let id = ui.scope_id().with(("bar", axis));
    // The keys of the list move it too, so that it is no stop of the tabulator.
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    response.widget_info(|| WidgetInfo::slider(true, f64::from(at * 100.0).round(), name));
    ui.ctx().accesskit_node_builder(id, |node| node.set_role(Role::ScrollBar));
    let mut begin = track.min[axis] + at.clamp(0.0, 1.0) * free;
    let mut moved = None;
    if let Some(pointer) = response.interact_pointer_pos().map(|p| p[axis])
        && (response.dragged() || response.is_pointer_button_down_on())
    {
        // The handle stays where it was taken; beside it, its middle jumps to the mouse.
        let grip = ui.ctx().data_mut(|data| {
            let grip = data.get_temp_mut_or_insert_with(id, || None::<f32>);
            let inside = (begin..=begin + handle).contains(&pointer);
            *grip.get_or_insert(if inside { pointer - begin } else { handle / 2.0 })
        });
        let share = ((pointer - grip - track.min[axis]) / free).clamp(0.0, 1.0);
        begin = track.min[axis] + share * free;
        moved = Some(share);
    } else {
        ui.ctx().data_mut(|data| data.remove::<Option<f32>>(id));
    }
    let active = response.hovered() || response.dragged() || response.is_pointer_button_down_on();
    let thick = THICK[usize::from(active)];
    let (mut min, mut size) = (pos2(0.0, 0.0), vec2(thick, thick));
    min[axis] = begin;
    min[1 - axis] = track.center()[1 - axis] - thick / 2.0;
    size[axis] = handle;
    let color = if active { theme::text_3() } else { theme::border_strong() };
    ui.painter().rect_filled(Rect::from_min_size(min, size), egui::CornerRadius::same(4), color);
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLION: u64 = 1_000_000;

    fn list(total: u64) -> Scroll {
        let mut scroll = Scroll::default();
        scroll.fit(total, theme::ROW * 20.5, 0.0);
        scroll
    }

    #[test]
    fn each_point_counts_at_the_end_of_a_million_rows() {
        let mut scroll = list(MILLION);
        scroll.show(MILLION - 1);
        assert_eq!((scroll.seen(), scroll.top()), (999_979..MILLION, -theme::ROW / 2.0));
        for step in 1..=19 {
            scroll.by(0.0, -1.0);
            assert!((scroll.top() + theme::ROW / 2.0 - step as f32).abs() < 0.01, "{step}: {}", scroll.top());
        }
        assert_eq!(scroll.seen().start, 999_979);
        scroll.by(0.0, -1.0);
        assert_eq!(scroll.seen().start, 999_978);
        scroll.by(0.0, 1e9);
        assert_eq!(scroll.seen(), 999_979..MILLION, "it ends with the last row");
    }

    #[test]
    fn a_row_is_brought_into_view_no_farther_than_needed() {
        let mut scroll = list(MILLION);
        scroll.show(10);
        assert_eq!(scroll.seen(), 0..21);
        scroll.show(20);
        assert!((scroll.at - 0.5).abs() < 1e-9, "its lower edge is on that of the list");
        scroll.to(500_000.0);
        scroll.show(499_999);
        assert_eq!((scroll.seen().start, scroll.top()), (499_999, 0.0));
        assert_eq!(scroll.page(), 19);
    }

    #[test]
    fn a_list_that_becomes_short_shows_what_there_is() {
        let mut scroll = list(MILLION);
        scroll.to(900_000.0);
        scroll.fit(3, theme::ROW * 20.0, 0.0);
        assert_eq!((scroll.seen(), scroll.is_tall()), (0..3, false));
        scroll.fit(0, 0.0, 0.0);
        assert_eq!(scroll.seen(), 0..0);
        scroll.to(f64::NAN);
        scroll.by(-5.0, f32::INFINITY);
        assert_eq!((scroll.seen(), scroll.x()), (0..0, 0.0));
    }
}
