//! Rows of a lines field: shown as a small table, and filled in.

use eframe::egui::{self, Margin, Response, Ui, vec2};
use registers::def::{Field, Guard, Lines, Register};
use registers::{Line, Value};

use super::super::command::Command;
use super::super::cx::Cx;
use super::super::draft::{self, Input, Mistake, RowInput};
use super::super::widgets::field::{Caption, captioned_ui};
use super::super::widgets::{button, paint};
use super::super::{format, icons, theme};
use super::editor::{Editor, editor_ui};

mod paste;
mod table;

/// Width below which a cell's editor is of no use.
const LEAST_CELL: f32 = 220.0;

/// Rows to read.
pub fn shown_ui(ui: &mut Ui, cx: Cx<'_>, lines: &Lines, rows: &[Line]) {
    for row in rows {
        let cells = lines.columns.iter().filter_map(|c| row.cell(c.id).map(|v| (c, v)));
        row_frame().show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            cells_ui(ui, cx, cells);
        });
    }
}

/// What the rows of a lines field are filled in with.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// The field.
    pub field: &'static Field,
    /// Its columns.
    pub lines: &'a Lines,
    /// Columns that hold amounts of things, which add up.
    pub amounts: &'a [&'static str],
    /// What is wrong with the cell of a row by its place.
    pub wrong: &'a dyn Fn(usize, &str) -> Option<Mistake>,
}

/// The columns of a lines field that the register holds against each other as amounts, or wants in every row.
pub fn amounts(register: &Register, field: &Field) -> Vec<&'static str> {
    let mut found = Vec::new();
    for guard in register.transitions.iter().flat_map(|t| t.guards).flat_map(Guard::parts) {
        match guard {
            Guard::EachRowWithin(lines, a, b) if *lines == field.id => found.extend([*a, *b]),
            Guard::EachRow(lines, column) if *lines == field.id => found.push(*column),
            Guard::Adds(adds) => {
                found.extend(adds.done.iter().chain([&adds.most]).filter(|(lines, _)| *lines == field.id).map(|(_, c)| *c))
            }
            _ => {}
        }
    }
    let is_number = |id: &&'static str| field.columns().iter().any(|c| c.id == *id && table::is_number(c));
    found.into_iter().filter(is_number).collect()
}

/// Rows to fill in, as a table where there is room for one: those that may not change are shown, with editors for what they
/// leave open, the others have editors for all; a button adds one.
pub fn edit_ui(ui: &mut Ui, cx: Cx<'_>, sheet: Sheet<'_>, rows: &mut Vec<RowInput>, out: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let label = sheet.field.labels.get(cx.lang);
    ui.horizontal(|ui| {
        paint::text_ui(ui, label, theme::LABEL, theme::text_2());
        if button::small_ui(ui, icons::PLUS, &cx.with("gui.lines.add", &[("what", label)])).clicked() {
            rows.push(draft::new_row(sheet.lines, rows, &cx.me.person, cx.now));
        }
    });
    if rows.iter().all(|row| row.dropped) {
        return;
    }
    let says = |c: &Field| rows.iter().any(|r| r.cells.get(c.id).is_some_and(|input| typed(input).is_some()));
    let asked = |c: &&'static Field| !c.computed && (!c.retired || says(c));
    let columns: Vec<&'static Field> = sheet.field.columns().iter().filter(asked).collect();
    if let Some(widths) = table::widths(&columns, ui.available_width()) {
        return table::table_ui(ui, cx, sheet, (&columns, &widths), rows, out);
    }
    let mut gone = None;
    for (place, row) in rows.iter_mut().enumerate() {
        if row.dropped {
            continue;
        }
        let fixed = sheet.lines.append_only && row.id.is_some();
        row_frame().show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            if fixed {
                fixed_ui(ui, cx, sheet, row, place, out);
            } else if row_ui(ui, cx, sheet, row, place, out).0 {
                gone = Some(place);
            }
        });
    }
    take_away(rows, gone);
}

/// A row that is stored is taken away when the form is saved, a new one at once.
fn take_away(rows: &mut Vec<RowInput>, gone: Option<usize>) {
    let Some(place) = gone else { return };
    match rows.get_mut(place) {
        Some(row) if row.id.is_some() => row.dropped = true,
        Some(_) => drop(rows.remove(place)),
        None => {}
    }
}

/// Rows that a step asks for: those that stand there with editors for `wanted` only, new ones with all. Gives the first editor.
pub fn asked_ui(
    ui: &mut Ui,
    cx: Cx<'_>,
    (sheet, wanted): (Sheet<'_>, &[&'static str]),
    rows: &mut Vec<RowInput>,
    out: &mut Vec<Command>,
) -> Option<Response> {
    let lines = sheet.lines;
    ui.spacing_mut().item_spacing.y = 6.0;
    let (mut gone, mut first) = (None, None);
    for (place, row) in rows.iter_mut().enumerate() {
        if row.id.is_none() {
            row_frame().show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                let (goes, response) = row_ui(ui, cx, sheet, row, place, out);
                gone = if goes { Some(place) } else { gone };
                first = first.take().or(response);
            });
            continue;
        }
        let open = |c: &&'static Field| wanted.contains(&c.id) && (!lines.append_only || row.blanks.contains(&c.id));
        let open: Vec<&'static Field> = lines.columns.iter().filter(open).collect();
        if open.is_empty() {
            continue;
        }
        row_frame().show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            let others = lines.columns.iter().filter(|c| !wanted.contains(&c.id) && !row.blanks.contains(&c.id));
            let values: Vec<(&Field, Value)> = others.filter_map(|c| Some((c, typed(row.cells.get(c.id)?)?))).collect();
            cells_ui(ui, cx, values.iter().map(|(c, v)| (*c, v)));
            let response = cell_editors_ui(ui, cx, sheet, &open, row, place, out);
            first = first.take().or(response);
        });
    }
    if let Some(place) = gone {
        rows.remove(place);
    }
    let label = sheet.field.labels.get(cx.lang);
    if button::small_ui(ui, icons::PLUS, &cx.with("gui.lines.add", &[("what", label)])).clicked() {
        rows.push(draft::new_row(lines, rows, &cx.me.person, cx.now));
    }
    first
}

fn row_frame() -> egui::Frame {
    egui::Frame::new().fill(theme::header()).stroke(theme::hairline()).corner_radius(theme::RADIUS).inner_margin(Margin::symmetric(12, 8))
}

fn cells_ui<'a>(ui: &mut Ui, cx: Cx<'_>, cells: impl Iterator<Item = (&'a Field, &'a Value)>) {
    let titles = |id: &str| cx.title(id);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 3.0);
        for (column, value) in cells {
            paint::text_ui(ui, column.labels.get(cx.lang), theme::SMALL, theme::text_3());
            paint::text_ui(ui, format::value(column, value, cx.lang, &titles), theme::LABEL, theme::text());
            ui.add_space(6.0);
        }
    });
}

/// A row of facts: as it was written, without editors. What it leaves open can be filled in: when somebody read it, what
/// they answered.
fn fixed_ui(ui: &mut Ui, cx: Cx<'_>, sheet: Sheet<'_>, row: &mut RowInput, place: usize, out: &mut Vec<Command>) {
    let Sheet { field, .. } = sheet;
    let columns = field.columns();
    let written = |c: &&Field| !row.blanks.contains(&c.id);
    let values: Vec<(&Field, Value)> = columns.iter().filter(written).filter_map(|c| Some((c, typed(row.cells.get(c.id)?)?))).collect();
    ui.horizontal_top(|ui| {
        let room = ui.available_width() - 40.0;
        ui.vertical(|ui| {
            ui.set_width(room);
            cells_ui(ui, cx, values.iter().map(|(c, v)| (*c, v)));
        });
        let name = cx.with("gui.lines.fill", &[("what", field.labels.get(cx.lang)), ("n", &(place + 1).to_string())]);
        if !row.filling && !row.blanks.is_empty() && button::icon_ui(ui, icons::PENCIL_SIMPLE, &name).clicked() {
            row.filling = true;
        }
    });
    if row.filling {
        let blanks = row.blanks.clone();
        let open: Vec<&'static Field> = columns.iter().filter(|c| blanks.contains(&c.id)).collect();
        cell_editors_ui(ui, cx, sheet, &open, row, place, out);
    }
}

fn typed(input: &Input) -> Option<Value> {
    match input {
        Input::Text(text) if !text.is_empty() => Some(Value::from(text.as_str())),
        Input::Time { date, time } if !date.is_empty() => Some(Value::Text(format!("{date} {time}"))),
        Input::Choice(Some(id)) | Input::Link { picked: Some(id), .. } => Some(Value::from(id.as_str())),
        Input::YesNo(Some(yes)) => Some(Value::Yes(*yes)),
        Input::Text(_) | Input::Time { .. } | Input::Choice(None) | Input::Link { picked: None, .. } | Input::YesNo(None) => None,
        Input::Set { .. } | Input::Lines(_) => None,
    }
}

/// Editors of a row: whether the row is to go, and the first editor.
fn row_ui(ui: &mut Ui, cx: Cx<'_>, sheet: Sheet<'_>, row: &mut RowInput, place: usize, out: &mut Vec<Command>) -> (bool, Option<Response>) {
    let Sheet { field, .. } = sheet;
    let room = ui.available_width() - 40.0;
    let (mut gone, mut first) = (false, None);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.vertical(|ui| {
            ui.set_width(room);
            let asked: Vec<&'static Field> = field.columns().iter().filter(|c| !c.computed && !c.retired).collect();
            first = cell_editors_ui(ui, cx, sheet, &asked, row, place, out);
        });
        let name = cx.with("gui.lines.drop", &[("what", field.labels.get(cx.lang)), ("n", &(place + 1).to_string())]);
        gone = button::icon_ui(ui, icons::TRASH, &name).clicked();
    });
    (gone, first)
}

/// Editors of some cells of a row, as many beside each other as there is room for. Gives the first that takes the keyboard.
fn cell_editors_ui(
    ui: &mut Ui,
    cx: Cx<'_>,
    sheet: Sheet<'_>,
    asked: &[&'static Field],
    row: &mut RowInput,
    place: usize,
    out: &mut Vec<Command>,
) -> Option<Response> {
    let Sheet { field, wrong, .. } = sheet;
    let mut first = None;
    let room = ui.available_width();
    let across = ((room / LEAST_CELL) as usize).clamp(1, asked.len().clamp(1, 4));
    let gap = 10.0;
    let width = (room - gap * (across as f32 - 1.0)) / across as f32;
    for columns in asked.chunks(across) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for column in columns {
                let Some(input) = row.cells.get_mut(column.id) else { continue };
                let error = wrong(place, column.id).map(|m| m.text(cx.lang));
                let caption = Caption { label: column.labels.get(cx.lang), required: column.required, error: error.as_deref() };
                let name = format!("{} {} {}", field.labels.get(cx.lang), place + 1, column.labels.get(cx.lang));
                let editor = Editor { field: column, name: &name, width, hint: "", makes: false };
                let response = captioned_ui(ui, caption, width, |ui| editor_ui(ui, cx, editor, input, out));
                first = first.take().or(response);
            }
        });
    }
    first
}
