//! The table of a list.

use eframe::egui::{self, Align, Color32, Layout, Rangef, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, vec2};
use egui_extras::{Column, TableBuilder, TableRow};
use registers::def;

use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::widgets::{chip, paint};
use super::super::super::{format, icons, theme};
use super::ListView;
use super::rows::Line;

const MARKS: f32 = 30.0;
const COLUMN_GAP: f32 = 12.0;
const LEAST_REMAINDER: f32 = 230.0;

impl ListView {
    pub(super) fn table_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, out: &mut Vec<Command>) {
        let limits = ui.max_rect().shrink2(vec2(1.0, 0.0)).x_range();
        let mut clip = ui.clip_rect();
        (clip.min.x, clip.max.x) = (limits.min, limits.max);
        ui.set_clip_rect(clip);
        let visuals = ui.visuals_mut();
        visuals.selection.bg_fill = theme::accent_soft();
        visuals.selection.stroke = Stroke::new(1.0, theme::text());
        visuals.widgets.hovered.bg_fill = theme::hover();
        visuals.widgets.noninteractive.bg_stroke = Stroke::NONE;
        ui.spacing_mut().item_spacing = vec2(COLUMN_GAP, 0.0);
        let shown = fitting(self.register, ui.available_width());
        let mut table = TableBuilder::new(ui)
            .id_salt((self.register.key, shown.len()))
            .resizable(true)
            .sense(Sense::click())
            .auto_shrink([false, false])
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::exact(MARKS));
        for (_, column) in &shown {
            let width = f32::from(column.width);
            table = table.column(if column.width == 0 {
                Column::remainder().at_least(LEAST_REMAINDER).clip(true)
            } else {
                Column::initial(width).at_least(40.0).clip(true)
            });
        }
        if let Some(row) = self.rows.scroll_to.take() {
            table = table.scroll_to_row(usize::try_from(row).unwrap_or(usize::MAX), None);
        }
        let total = usize::try_from(self.rows.total).unwrap_or(usize::MAX);
        let mut sort = None;
        let table = table.header(theme::HEADER_ROW, |mut row| {
            row.col(|ui| ground(ui, limits, theme::header()));
            for (_, column) in &shown {
                row.col(|ui| {
                    ground(ui, limits, theme::header());
                    if self.header_ui(ui, cx, column) {
                        sort = Some(column.field);
                    }
                });
            }
        });
        table.body(|body| body.rows(theme::ROW, total, |row| self.row_ui(row, cx, &shown, limits, out)));
        if let Some(field) = sort {
            self.sort_by(field);
        }
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

    fn header_ui(&self, ui: &mut Ui, cx: Cx<'_>, column: &def::Column) -> bool {
        let field = self.register.field(column.field);
        let label = match (field, column.field) {
            (Some(field), _) => field.labels.get(cx.lang).to_owned(),
            (None, "_updated") => cx.t("gui.updated"),
            (None, column) if column.starts_with('=') => crate::report::derived_label(cx.lang, self.register, column).unwrap_or_default(),
            (None, _) => cx.t("gui.state"),
        };
        let sorted = self.query.sort == Some(column.field);
        let response = ui.interact(ui.max_rect(), ui.scope_id().with(("sort", column.field)), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, sorted, cx.with("gui.list.sort_by", &[("what", &label)])));
        let right = field.is_some_and(|f| format::is_number(&f.kind));
        let layout = if right { Layout::right_to_left(Align::Center) } else { Layout::left_to_right(Align::Center) };
        ui.with_layout(layout, |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let color = if response.hovered() { theme::text() } else { theme::text_2() };
            ui.add(egui::Label::new(RichText::new(&label).font(theme::bold(theme::LABEL)).color(color)).truncate());
            if sorted {
                let arrow = if self.query.descending { icons::ARROW_DOWN } else { icons::ARROW_UP };
                ui.label(RichText::new(arrow).size(theme::SMALL).color(theme::accent()));
            }
        });
        paint::focus_ring(ui, &response, ui.max_rect().shrink(3.0), theme::RADIUS);
        response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
    }

    fn row_ui(&mut self, mut row: TableRow<'_, '_>, cx: Cx<'_>, shown: &[(usize, &def::Column)], limits: Rangef, out: &mut Vec<Command>) {
        let at = row.index() as u64;
        let query = self.query.clone();
        let Some(line) = self.rows.line(cx, self.register, &query, at) else {
            row.col(|_| {});
            return;
        };
        let selected = self.rows.selected == Some(line.row.id);
        let marked = self.marked.has(line.row.id);
        row.set_selected(selected || marked);
        let (_, marks) = row.col(|ui| marks_ui(ui, cx, &line, selected, limits));
        marks.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected || marked, paint::plain(&line.row.title)));
        for (index, column) in shown {
            row.col(|ui| self.cell_ui(ui, cx, &line, *index, column, limits));
        }
        let response = row.response();
        if response.clicked() {
            let held = response.ctx.input(|i| i.events.iter().rev().find_map(held_with).unwrap_or(i.modifiers));
            self.click(cx, at, line.clone(), held);
        }
        if response.double_clicked() {
            out.push(Command::Edit(Some(line.row.id)));
        }
    }

    fn cell_ui(&self, ui: &mut Ui, cx: Cx<'_>, line: &Line, index: usize, column: &def::Column, limits: Rangef) {
        row_line(ui, limits);
        if column.field == "_state" {
            let (text, tone) = format::state(self.register, &line.row.state, cx.lang);
            chip::chip_ui(ui, text, tone);
            return;
        }
        let text = line.cells.get(index).map_or("", String::as_str);
        let field = self.register.field(column.field);
        let color = if column.field == self.register.title { theme::text() } else { theme::text_2() };
        if field.is_some_and(|f| format::is_number(&f.kind)) {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| paint::truncated_ui(ui, text, theme::BODY, theme::text()));
        } else {
            paint::truncated_ui(ui, text, theme::BODY, color);
        }
    }
}

/// The keys that were held when a mouse button was let go.
fn held_with(event: &egui::Event) -> Option<egui::Modifiers> {
    if let egui::Event::PointerButton { pressed: false, modifiers, .. } = event { Some(*modifiers) } else { None }
}

/// The columns for which there is room; those at the end go first, but never the title, the widest or the state.
fn fitting(register: &'static def::Register, room: f32) -> Vec<(usize, &'static def::Column)> {
    let width = |c: &def::Column| COLUMN_GAP + if c.width == 0 { LEAST_REMAINDER } else { f32::from(c.width) };
    let mut shown: Vec<(usize, &def::Column)> = register.list.iter().enumerate().collect();
    while MARKS + shown.iter().map(|(_, c)| width(c)).sum::<f32>() > room {
        let Some(last) = shown.iter().rposition(|(_, c)| c.field != "_state" && c.field != register.title && c.width != 0) else { break };
        shown.remove(last);
    }
    shown
}

/// Before the first cell: the bar of a selected row, and what is special about the record.
fn marks_ui(ui: &mut Ui, cx: Cx<'_>, line: &Line, selected: bool, limits: Rangef) {
    row_line(ui, limits);
    if selected {
        let rect = ui.max_rect();
        ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(theme::SELECTED_BAR, rect.height())), 0, theme::accent());
    }
    ui.add_space(12.0);
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

/// The painter of a cell that may bleed into the gap beside it, up to the edges of the table.
fn bleeding(ui: &Ui, limits: Rangef) -> (egui::Painter, Rect) {
    let mut rect = ui.max_rect().expand2(vec2(COLUMN_GAP / 2.0 + 0.5, 0.0));
    rect.min.x = rect.min.x.max(limits.min);
    rect.max.x = rect.max.x.min(limits.max);
    let mut painter = ui.painter().clone();
    let mut clip = ui.clip_rect();
    (clip.min.x, clip.max.x) = (rect.min.x, rect.max.x);
    painter.set_clip_rect(clip);
    (painter, rect)
}

fn ground(ui: &Ui, limits: Rangef, color: Color32) {
    let (painter, rect) = bleeding(ui, limits);
    painter.rect_filled(rect, 0, color);
    painter.hline(rect.x_range(), rect.bottom() - 0.5, theme::hairline());
}

fn row_line(ui: &Ui, limits: Rangef) {
    let (painter, rect) = bleeding(ui, limits);
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme::row_line()));
}
