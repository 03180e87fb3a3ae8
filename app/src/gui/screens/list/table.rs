//! The table of a list: only what is seen is laid out, of however many rows.

use std::rc::Rc;

use eframe::egui::{self, Align, Color32, Key, Layout, Modifiers, Rect, Response, RichText, Role, Sense, Stroke, Ui, UiBuilder};
use eframe::egui::{WidgetInfo, pos2, vec2};
use registers::def::{self, Register};

use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::button::Ticks;
use super::super::super::widgets::{button, chip, paint};
use super::super::super::{format, icons, theme};
use super::ListView;
use super::columns::{self, GAP, MARKS, Placed, Spread, TICK};
use super::rows::Line;
use super::scroll::BAR;

/// How far from the edge of a column the mouse takes it.
const GRIP: f32 = 4.0;
/// By how much a key makes a column wider.
const STEP: f32 = 12.0;

/// Where the parts of the table are.
struct Frame {
    header: Rect,
    body: Rect,
    spread: Spread,
    /// How far the columns that move are moved.
    moved: f32,
}

impl Frame {
    /// A row up to the edge of the list, also below the bar.
    fn across(&self, row: Rect) -> Rect {
        Rect::from_x_y_ranges(self.header.x_range(), row.y_range())
    }

    /// The part of a row or of the header in which columns move, or the one in which they stay.
    fn region(&self, rect: Rect, moves: bool) -> Rect {
        let edge = rect.left() + if moves || self.spread.pinned > 0 { self.spread.edge() } else { MARKS };
        if moves { Rect::from_min_max(pos2(edge, rect.top()), rect.max) } else { Rect::from_min_max(rect.min, pos2(edge, rect.bottom())) }
    }

    /// The columns of a region that are seen, each with its place in a row.
    fn cells<'a>(&'a self, rect: Rect, moves: bool) -> impl Iterator<Item = (&'a Placed, Rect)> + 'a {
        let region = self.region(rect, moves);
        let columns = self.spread.columns.iter().enumerate().filter(move |(at, _)| (*at >= self.spread.pinned) == moves);
        let moved = if moves { self.moved } else { 0.0 };
        columns
            .map(move |(_, column)| {
                let left = rect.left() + column.x - moved;
                (column, Rect::from_min_max(pos2(left, rect.top()), pos2(left + column.width, rect.bottom())))
            })
            .filter(move |(_, cell)| cell.right() + GAP > region.left() && cell.left() < region.right())
    }
}

impl ListView {
    pub(super) fn table_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let whole = ui.available_rect_before_wrap().shrink2(vec2(1.0, 0.0));
        ui.set_clip_rect(whole.intersect(ui.clip_rect().expand2(vec2(f32::INFINITY, 0.0))));
        let is_tall = self.rows.total as f32 * theme::ROW > whole.height() - theme::HEADER_ROW - BAR;
        let room = whole.width() - if is_tall { BAR } else { 0.0 };
        let spread = self.columns.spread(self.register, room, cx.lang);
        if self.columns.lacks(self.register, &spread) {
            ui.ctx().request_repaint();
        }
        let below = if spread.width > room { BAR } else { 0.0 };
        let header = Rect::from_min_size(whole.min, vec2(whole.width(), theme::HEADER_ROW));
        let body = Rect::from_min_max(pos2(whole.left(), header.bottom()), pos2(whole.left() + room, whole.bottom() - below));
        self.scroll.fit(self.rows.total, body.height(), spread.width - room);
        if let Some(row) = self.rows.scroll_to.take() {
            self.scroll.show(row);
        }
        self.scroll.wheel(ui, whole);
        let query = self.query.clone();
        self.rows.look_at(cx, self.register, &query, self.scroll.seen());
        self.scroll.fit(self.rows.total, body.height(), spread.width - room);
        let frame = Frame { header, body, spread, moved: self.scroll.x() };
        self.rows_ui(ui, cx, &frame, out);
        self.headers_ui(ui, cx, &frame, out);
        if frame.moved > 0.0 {
            let edge = whole.left() + frame.spread.edge() - GAP / 2.0;
            ui.painter().vline(edge, whole.y_range(), theme::hairline());
        }
        if is_tall && self.scroll.is_tall() {
            let bar = Rect::from_min_max(pos2(body.right(), body.top()), pos2(whole.right(), body.bottom()));
            self.scroll.bar_ui(ui, bar, &cx.t("gui.list.bar"));
        }
        if below > 0.0 {
            let left = whole.left() + frame.spread.edge();
            let bar = Rect::from_min_max(pos2(left, body.bottom()), pos2(body.right(), whole.bottom()));
            self.scroll.bar_below_ui(ui, bar, &cx.t("gui.list.bar_below"), bar.width());
        }
        ui.advance_cursor_after_rect(whole);
    }

    /// A click sorts upwards, the next downwards, the third not at all.
    fn sort_by(&mut self, field: &'static str) {
        let (sort, descending) = match (self.query.sort == Some(field), self.query.descending) {
            (false, _) => (Some(field), false),
            (true, false) => (Some(field), true),
            (true, true) => (None, false),
        };
        (self.query.sort, self.query.descending) = (sort, descending);
        self.marked.clear();
        self.rows.show_top();
    }

    fn headers_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, frame: &Frame, out: &mut Vec<Command>) {
        let rect = frame.header;
        ui.painter().rect_filled(rect, 0, theme::header());
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, theme::hairline());
        let mut sort = None;
        for moves in [true, false] {
            let mut region = region(ui, frame.region(rect, moves), ("header", moves), None);
            let cells: Vec<(Placed, Rect)> = frame.cells(rect, moves).map(|(column, cell)| (column.clone(), cell)).collect();
            for (column, cell) in &cells {
                if self.header_ui(&mut region, cx, column.field, *cell) {
                    sort = Some(column.field);
                }
            }
            for (column, cell) in &cells {
                self.edge_ui(&mut region, cx, column, *cell, out);
            }
            if !moves {
                self.all_ui(&mut region, cx, rect);
            }
        }
        if let Some(field) = sort {
            self.sort_by(field);
        }
    }

    /// Over the squares of the rows the one that marks all of them, or none.
    fn all_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, header: Rect) {
        let square = Rect::from_center_size(pos2(header.left() + TICK / 2.0 + 2.0, header.center().y), vec2(18.0, 18.0));
        let (marked, total) = (self.marked.len(), usize::try_from(self.rows.total).unwrap_or(usize::MAX));
        let ticks = match marked {
            0 => Ticks::None,
            _ if marked >= total => Ticks::All,
            _ => Ticks::Some,
        };
        let name = match ticks {
            Ticks::Some => cx.with("gui.list.some_marked", &[("n", &marked.to_string())]),
            Ticks::None | Ticks::All => cx.t("gui.list.mark_all"),
        };
        let clicked = ui.scope_builder(UiBuilder::new().max_rect(square), |ui| button::ticks_ui(ui, ticks, &name).clicked()).inner;
        match clicked {
            true if ticks == Ticks::None => self.mark_all(),
            true => self.marked.clear(),
            false => {}
        }
    }

    /// The heading of a column. True when the list is to be sorted by it.
    fn header_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, column: &'static str, cell: Rect) -> bool {
        let label = columns::label(cx, self.register, column);
        let (sortable, sorted) = (columns::is_sortable(column), self.query.sort == Some(column));
        let sense = if sortable { Sense::click() } else { Sense::hover() };
        let response = ui.interact(cell, ui.scope_id().with(("sort", column)), sense);
        response.widget_info(|| match sortable {
            true => WidgetInfo::selected(Role::ColumnHeader, true, sorted, cx.with("gui.list.sort_by", &[("what", &label)])),
            false => WidgetInfo::labeled(Role::ColumnHeader, true, &label),
        });
        let right = self.register.field(column).is_some_and(|f| format::is_number(&f.kind));
        cell_ui(ui, cell, right, |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let color = if response.hovered() && sortable { theme::text() } else { theme::text_2() };
            // What is sorted by is told also where its name takes all of the room.
            let arrow = if self.query.descending { icons::ARROW_DOWN } else { icons::ARROW_UP };
            let most = (cell.width() - if sorted { 18.0 } else { 0.0 }).max(0.0);
            let name = egui::Label::new(RichText::new(&label).font(theme::bold(theme::LABEL)).color(color)).truncate();
            ui.scope(|ui| {
                ui.set_max_width(most);
                ui.add(name);
            });
            if sorted {
                ui.label(RichText::new(arrow).size(theme::SMALL).color(theme::accent()));
            }
        });
        paint::focus_ring(ui, &response, cell.shrink(3.0), theme::RADIUS);
        for (key, by) in [(Key::ArrowLeft, -STEP), (Key::ArrowRight, STEP)] {
            if response.has_focus() && ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, key)) {
                self.columns.widen(column, cell.width() + by);
                self.resized = true;
            }
        }
        sortable && response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
    }

    /// The edge of a column: drawn to make it wider, clicked twice to make it as wide as what it says.
    fn edge_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, column: &Placed, cell: Rect, out: &mut Vec<Command>) {
        let x = cell.right() + GAP / 2.0;
        let grip = Rect::from_x_y_ranges(x - GRIP..=x + GRIP, cell.y_range());
        let response = ui.interact(grip, ui.scope_id().with(("edge", column.field)), Sense::CLICK | Sense::DRAG);
        response.widget_info(|| {
            let label = columns::label(cx, self.register, column.field);
            WidgetInfo::labeled(Role::Splitter, true, cx.with("gui.columns.edge", &[("what", &label)]))
        });
        if response.hovered() || response.dragged() {
            ui.painter().vline(x, cell.shrink2(vec2(0.0, 8.0)).y_range(), Stroke::new(2.0, theme::accent_line()));
        }
        if response.dragged()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            self.columns.widen(column.field, pointer.x - GAP / 2.0 - cell.left());
        }
        if response.double_clicked() {
            let width = self.width_of(ui, cx, column.field);
            self.columns.widen(column.field, width);
        }
        if response.drag_stopped() || response.double_clicked() || std::mem::take(&mut self.resized) {
            out.push(self.columns.keep(self.register));
        }
        response.on_hover_cursor(egui::CursorIcon::ResizeHorizontal);
    }

    /// How wide the rows that are seen and the heading are in a column.
    fn width_of(&self, ui: &Ui, cx: Cx<'_>, column: &'static str) -> f32 {
        let wide = |text: &str, font| ui.painter().layout_no_wrap(paint::plain(text), font, theme::text()).size().x;
        let heading = wide(&columns::label(cx, self.register, column), theme::bold(theme::LABEL)) + 20.0;
        let chip = if column == "_state" { 30.0 } else { 2.0 };
        let lines = self.scroll.seen().filter_map(|at| self.rows.line(at));
        lines.map(|line| wide(line.cell(column), theme::font(theme::BODY)) + chip).fold(heading, f32::max)
    }

    fn rows_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, frame: &Frame, out: &mut Vec<Command>) {
        let mut body = region(ui, frame.across(frame.body), "rows", None);
        let name = self.register.labels.get(cx.lang);
        let total = usize::try_from(self.rows.total).unwrap_or(usize::MAX);
        ui.ctx().accesskit_node_builder(body.unique_id(), |node| {
            node.set_role(Role::ListBox);
            node.set_label(name);
            node.set_size_of_set(total);
        });
        let (seen, mut top) = (self.scroll.seen(), frame.body.top() + self.scroll.top());
        for at in seen {
            // On whole points of the screen: letters stay sharp while the list moves.
            let y = (top * body.pixels_per_point()).round() / body.pixels_per_point();
            let rect = Rect::from_min_size(pos2(frame.body.left(), y), vec2(frame.body.width(), theme::ROW));
            top += theme::ROW;
            match self.rows.line(at) {
                Some(line) => self.row_ui(&mut body, cx, frame, (at, rect), &line, out),
                None => blank_ui(&body, frame, rect, self.rows.sought() == Some(at)),
            }
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, frame: &Frame, (at, rect): (u64, Rect), line: &Rc<Line>, out: &mut Vec<Command>) {
        let selected = self.rows.selected == Some(line.row.id);
        let on = selected || self.marked.has(line.row.id);
        // Another record that takes the place of this one is not what was clicked. Arrows go through the rows, not the tabulator.
        let id = ui.scope_id().with((at, line.row.id.to_bytes()));
        let response = ui.interact(rect.intersect(frame.body), id, Sense::CLICK);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, on, paint::plain(&line.row.title)));
        ui.ctx().accesskit_node_builder(id, |node| node.set_position_in_set(usize::try_from(at + 1).unwrap_or(usize::MAX)));
        ground(ui, frame.across(rect), on, response.contains_pointer());
        if selected {
            let bar = Rect::from_min_size(rect.min, vec2(theme::SELECTED_BAR, rect.height()));
            ui.painter().rect_filled(bar, 0, theme::accent());
        }
        for moves in [true, false] {
            let mut region = region(ui, frame.region(rect, moves), (at, moves), Some(id));
            if !moves {
                button::tick(&region, pos2(rect.left() + TICK / 2.0 + 2.0, rect.center().y), self.marked.has(line.row.id));
                let marks = Rect::from_min_size(rect.min + vec2(TICK, 0.0), vec2(MARKS - TICK, rect.height()));
                cell_ui(&mut region, marks, false, |ui| marks_ui(ui, cx, line));
            }
            for (column, cell) in frame.cells(rect, moves) {
                value_ui(&mut region, cx, self.register, line, column.field, cell);
            }
        }
        self.clicked(at, line, &response, out);
    }

    fn clicked(&mut self, at: u64, line: &Rc<Line>, response: &Response, out: &mut Vec<Command>) {
        let on_square = response.interact_pointer_pos().is_some_and(|pointer| pointer.x < response.rect.left() + TICK);
        if response.clicked() {
            let held = response.ctx.input(|i| i.events.iter().rev().find_map(held_with).unwrap_or(i.modifiers));
            match on_square && !held.shift {
                true => self.marked.toggle(at, line.clone()),
                false => self.click(at, line, held),
            }
        }
        if response.double_clicked() && !on_square {
            out.push(Command::Edit(Some(line.row.id)));
        }
    }
}

/// The keys that were held when a mouse button was let go.
fn held_with(event: &egui::Event) -> Option<egui::Modifiers> {
    if let egui::Event::PointerButton { pressed: false, modifiers, .. } = event { Some(*modifiers) } else { None }
}

/// A part of the table that is drawn within its own edges.
fn region(ui: &mut Ui, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, parent: Option<egui::Id>) -> Ui {
    let mut builder = UiBuilder::new().id_salt(salt).max_rect(rect);
    if let Some(parent) = parent {
        builder = builder.accessibility_parent(parent);
    }
    let mut region = ui.new_child(builder);
    region.set_clip_rect(rect.intersect(ui.clip_rect()));
    region
}

fn cell_ui(ui: &mut Ui, rect: Rect, right: bool, add: impl FnOnce(&mut Ui)) {
    let layout = if right { Layout::right_to_left(Align::Center) } else { Layout::left_to_right(Align::Center) };
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout), add);
}

fn value_ui(ui: &mut Ui, cx: Cx<'_>, register: &Register, line: &Line, column: &str, cell: Rect) {
    if column == "_state" {
        let (text, tone) = format::state(register, &line.row.state, cx.lang);
        return cell_ui(ui, cell, false, |ui| drop(chip::chip_ui(ui, text, tone)));
    }
    let text = line.cell(column);
    let right = register.field(column).is_some_and(|f| format::is_number(&f.kind));
    let color = if right || column == register.title { theme::text() } else { theme::text_2() };
    cell_ui(ui, cell, right, |ui| drop(paint::truncated_ui(ui, text, theme::BODY, color)));
}

fn ground(ui: &Ui, rect: Rect, on: bool, under_mouse: bool) {
    if on || under_mouse {
        ui.painter().rect_filled(rect, 0, if on { theme::accent_soft() } else { theme::hover() });
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme::row_line()));
}

/// A row that was not read yet.
fn blank_ui(ui: &Ui, frame: &Frame, rect: Rect, sought: bool) {
    ground(ui, frame.across(rect), sought, false);
    for moves in [true, false] {
        let painter = ui.painter_at(frame.region(rect, moves).intersect(ui.clip_rect()));
        for (column, cell) in frame.cells(rect, moves) {
            let bar = Rect::from_min_size(pos2(cell.left(), cell.center().y - 5.0), vec2((column.width * 0.6).min(140.0), 10.0));
            painter.rect_filled(bar, 4, theme::tag());
        }
    }
}

/// Before the first cell: what is special about the record.
fn marks_ui(ui: &mut Ui, cx: Cx<'_>, line: &Line) {
    if line.row.conflict {
        mark_ui(ui, icons::GIT_MERGE, theme::chip(def::Tone::Red).text, &cx.t("gui.mark.conflict"));
    } else if line.row.pending && !cx.alone {
        mark_ui(ui, icons::CLOUD_ARROW_UP, theme::text_3(), &cx.t("gui.mark.pending"));
    }
}

fn mark_ui(ui: &mut Ui, icon: &str, color: Color32, tip: &str) {
    // A click on it is one on the row.
    let response = ui.add(egui::Label::new(RichText::new(icon).size(15.0).color(color)).selectable(false));
    response.on_hover_text(tip).accessible_name(tip);
}
