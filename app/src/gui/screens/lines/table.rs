//! Rows as a table: a head, editors beside each other, sums at the foot. Enter goes on to the next cell and, at the end of
//! the last row, to a new one; what is copied from a spreadsheet is put into the rows from the cell on that has the keyboard.

use eframe::egui::{self, Align, Align2, Event, Id, Key, Layout, Margin, Response, RichText, Sense, Ui, vec2};
use registers::Value;
use registers::def::{Field, Kind};
use registers::parse::{self, Hints};

use super::super::super::command::Command;
use super::super::super::cx::Cx;
use super::super::super::draft::{self, Input, RowInput};
use super::super::super::widgets::field::mark_wrong;
use super::super::super::widgets::{button, paint};
use super::super::super::{icons, theme};
use super::super::editor::{Editor, editor_ui};
use super::{Sheet, paste, typed};
use crate::gui::format;

const GAP: f32 = 6.0;
const NUMBER: f32 = 22.0;
const BUTTON: f32 = 30.0;
const EDGE: i8 = 10;

/// What the table keeps between frames.
#[derive(Debug, Clone, Default)]
struct Kept {
    /// The cell that had the keyboard in the last frame: place of the row, index of the column, id of its editor.
    at: Option<(usize, usize, Id)>,
    /// The cell that is to take the keyboard.
    next: Option<(usize, usize)>,
    /// What the last paste came to.
    pasted: Option<paste::Pasted>,
}

/// The widths of the columns when all of them have room beside each other.
pub(super) fn widths(columns: &[&'static Field], room: f32) -> Option<Vec<f32>> {
    let room = room - 2.0 * f32::from(EDGE) - NUMBER - BUTTON - GAP * (columns.len() as f32 + 1.0);
    let least: Vec<f32> = columns.iter().map(|c| least(c)).collect();
    let left = room - least.iter().sum::<f32>();
    if left < 0.0 || columns.is_empty() {
        return None;
    }
    let grows: Vec<f32> = columns.iter().map(|c| grows(c)).collect();
    let all = grows.iter().sum::<f32>();
    let share = |weight: f32| if all > 0.0 { left * weight / all } else { 0.0 };
    Some(least.iter().zip(&grows).map(|(least, weight)| least + share(*weight)).collect())
}

fn least(column: &Field) -> f32 {
    match column.kind {
        Kind::Integer { .. } | Kind::Decimal { .. } => 58.0,
        Kind::Person | Kind::Private => 80.0,
        Kind::Date => 126.0,
        Kind::Time => 206.0,
        Kind::YesNo => 170.0,
        Kind::Link(_) => 110.0,
        Kind::LongText => 180.0,
        _ => 88.0,
    }
}

fn grows(column: &Field) -> f32 {
    match column.kind {
        Kind::LongText => 3.0,
        Kind::Text | Kind::Link(_) => 2.0,
        Kind::Choice(_) | Kind::Person | Kind::Department => 0.6,
        _ => 0.0,
    }
}

/// Draws the table.
pub(super) fn table_ui(
    ui: &mut Ui,
    cx: Cx<'_>,
    sheet: Sheet<'_>,
    (columns, widths): (&[&'static Field], &[f32]),
    rows: &mut Vec<RowInput>,
    out: &mut Vec<Command>,
) {
    let memory = Id::unique(("rows", sheet.field.id));
    let mut kept: Kept = ui.data(|d| d.get_temp(memory)).unwrap_or_default();
    take_paste(ui, cx, sheet, columns, rows, &mut kept);
    let frame = egui::Frame::new().fill(theme::surface()).stroke(theme::hairline()).corner_radius(theme::RADIUS);
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(GAP, 0.0);
        ui.set_min_width(ui.available_width());
        head_ui(ui, cx, columns, widths);
        let (mut gone, mut focused, mut entered) = (None, None, None);
        let shown: Vec<usize> = rows.iter().enumerate().filter(|(_, r)| !r.dropped).map(|(place, _)| place).collect();
        for place in &shown {
            let Some(row) = rows.get_mut(*place) else { continue };
            paint::hline_ui(ui);
            let mut cells = Cells { sheet, columns, widths, place: *place, kept: &mut kept, focused: &mut focused, entered: &mut entered };
            if cells.row_ui(ui, cx, row, out) {
                gone = Some(*place);
            }
        }
        sums_ui(ui, cx, sheet, (columns, widths), rows);
        kept.at = focused;
        if let Some((place, column)) = entered {
            go_on(cx, sheet, columns.len(), rows, (place, column), &mut kept);
        }
        super::take_away(rows, gone);
    });
    if let Some(pasted) = kept.pasted {
        paint::text_ui(ui, pasted.text(cx), theme::SMALL, theme::text_3());
    }
    ui.data_mut(|d| d.insert_temp(memory, kept));
}

fn head_ui(ui: &mut Ui, cx: Cx<'_>, columns: &[&'static Field], widths: &[f32]) {
    let frame = egui::Frame::new().fill(theme::header()).corner_radius(theme::RADIUS).inner_margin(Margin::symmetric(EDGE, 7));
    frame.show(ui, |ui| {
        ui.spacing_mut().interact_size.y = theme::SMALL;
        ui.horizontal(|ui| {
            ui.add_space(NUMBER + GAP);
            for (column, width) in columns.iter().zip(widths) {
                cell_ui(ui, *width, is_number(column), |ui| {
                    let label = paint::plain(column.labels.get(cx.lang));
                    let star = if column.required { " *" } else { "" };
                    let text = RichText::new(format!("{label}{star}")).font(theme::bold(theme::SMALL)).color(theme::text_2());
                    ui.add(egui::Label::new(text).truncate());
                });
            }
            ui.add_space(BUTTON);
        });
    });
}

/// What the cells of a row are drawn with.
struct Cells<'a> {
    sheet: Sheet<'a>,
    columns: &'a [&'static Field],
    widths: &'a [f32],
    place: usize,
    kept: &'a mut Kept,
    focused: &'a mut Option<(usize, usize, Id)>,
    entered: &'a mut Option<(usize, usize)>,
}

impl Cells<'_> {
    /// A row; true when it is to go.
    fn row_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, row: &mut RowInput, out: &mut Vec<Command>) -> bool {
        let fixed = self.sheet.lines.append_only && row.id.is_some();
        let label = self.sheet.field.labels.get(cx.lang);
        let n = (self.place + 1).to_string();
        let mut gone = false;
        let mut wrong = Vec::new();
        egui::Frame::new().inner_margin(Margin::symmetric(EDGE, 4)).show(ui, |ui| {
            ui.horizontal_top(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(NUMBER, theme::INPUT), Sense::hover());
                ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, &n, theme::font(theme::SMALL), theme::text_3());
                for (at, (column, width)) in self.columns.iter().zip(self.widths).enumerate() {
                    let open = !fixed || (row.filling && row.blanks.contains(&column.id));
                    if open {
                        wrong.extend(self.editor_ui(ui, cx, row, (at, column, *width), out));
                    } else {
                        self.fact_ui(ui, cx, row, (at, column, *width));
                    }
                }
                if fixed {
                    let name = cx.with("gui.lines.fill", &[("what", label), ("n", &n)]);
                    if !row.filling && !row.blanks.is_empty() && button::icon_ui(ui, icons::PENCIL_SIMPLE, &name).clicked() {
                        row.filling = true;
                    }
                } else {
                    gone = button::icon_ui(ui, icons::TRASH, &cx.with("gui.lines.drop", &[("what", label), ("n", &n)])).clicked();
                }
            });
            for (label, mistake) in wrong {
                let red = theme::chip(registers::def::Tone::Red).text;
                paint::text_ui(ui, cx.with("gui.lines.wrong", &[("column", &label), ("why", &mistake)]), theme::SMALL, red);
            }
        });
        gone
    }

    /// The editor of a cell; gives what is wrong with it.
    fn editor_ui(
        &mut self,
        ui: &mut Ui,
        cx: Cx<'_>,
        row: &mut RowInput,
        (at, column, width): (usize, &'static Field, f32),
        out: &mut Vec<Command>,
    ) -> Option<(String, String)> {
        let input = row.cells.get_mut(column.id)?;
        let label = column.labels.get(cx.lang);
        let name = format!("{} {} {label}", self.sheet.field.labels.get(cx.lang), self.place + 1);
        let mistake = (self.sheet.wrong)(self.place, column.id);
        let editor = Editor { field: column, name: &name, width, hint: "", makes: false };
        let response = cell_ui(ui, width, false, |ui| {
            if mistake.is_some() {
                mark_wrong(ui);
            }
            editor_ui(ui, cx, editor, input, out)
        });
        self.follow(ui, at, response);
        mistake.map(|mistake| (label.to_owned(), mistake.text(cx.lang)))
    }

    /// Where the keyboard is, and where it goes.
    fn follow(&mut self, ui: &Ui, at: usize, response: Option<Response>) {
        let here = (self.place, at);
        if self.kept.next == Some(here) {
            // What cannot take it hands it on.
            self.kept.next = match &response {
                Some(response) => {
                    response.request_focus();
                    None
                }
                None if at + 1 < self.columns.len() => Some((self.place, at + 1)),
                None => None,
            };
        }
        let Some(response) = response else { return };
        if response.has_focus() {
            *self.focused = Some((self.place, at, response.id));
        }
        if response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
            *self.entered = Some(here);
        }
    }

    /// A cell that does not change.
    fn fact_ui(&mut self, ui: &mut Ui, cx: Cx<'_>, row: &RowInput, (at, column, width): (usize, &'static Field, f32)) {
        if self.kept.next == Some((self.place, at)) {
            self.kept.next = None;
        }
        let titles = |id: &str| cx.title(id);
        let value = row.cells.get(column.id).filter(|_| !row.blanks.contains(&column.id)).and_then(typed);
        cell_ui(ui, width, is_number(column), |ui| {
            ui.set_min_height(theme::INPUT);
            if let Some(value) = value {
                let text =
                    RichText::new(paint::plain(format::value(column, &value, cx.lang, &titles))).size(theme::LABEL).color(theme::text());
                ui.add(egui::Label::new(text).wrap());
            }
        });
    }
}

fn cell_ui<R>(ui: &mut Ui, width: f32, right: bool, add: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = Layout::top_down(if right { Align::Max } else { Align::Min });
    ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
        ui.set_width(width);
        add(ui)
    })
    .inner
}

/// The next cell, or that of the next row; from the last one of a row that says something a new row is begun.
fn go_on(cx: Cx<'_>, sheet: Sheet<'_>, columns: usize, rows: &mut Vec<RowInput>, (place, column): (usize, usize), kept: &mut Kept) {
    if column + 1 < columns {
        kept.next = Some((place, column + 1));
        return;
    }
    let fixed = |row: &RowInput| row.dropped || (sheet.lines.append_only && row.id.is_some());
    if let Some(next) = rows.iter().enumerate().skip(place + 1).find(|(_, row)| !fixed(row)).map(|(next, _)| next) {
        kept.next = Some((next, 0));
        return;
    }
    let fresh = |rows: &[RowInput]| draft::new_row(sheet.lines, rows, &cx.me.person, cx.now);
    let untouched = fresh(rows.get(..place).unwrap_or_default());
    if rows.get(place).is_some_and(|row| row.cells != untouched.cells) {
        kept.next = Some((rows.len(), 0));
        rows.push(fresh(rows));
    }
}

/// Takes a list that is pasted into a cell away from its editor, and puts it into the rows.
fn take_paste(ui: &Ui, cx: Cx<'_>, sheet: Sheet<'_>, columns: &[&'static Field], rows: &mut Vec<RowInput>, kept: &mut Kept) {
    let Some((place, column, _)) = kept.at.filter(|(.., id)| ui.memory(|m| m.has_focus(*id))) else { return };
    let list = ui.input_mut(|input| {
        let at = input.events.iter().position(|event| matches!(event, Event::Paste(text) if paste::is_list(text)))?;
        match input.events.remove(at) {
            Event::Paste(text) => Some(text),
            _ => None,
        }
    });
    if let Some(list) = list {
        kept.pasted = Some(paste::put(cx, sheet, columns, rows, (place, column), &list));
    }
}

pub(super) fn is_number(column: &Field) -> bool {
    matches!(column.kind, Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money)
}

/// What the amounts come to, as far as they can be read.
fn sums_ui(ui: &mut Ui, cx: Cx<'_>, sheet: Sheet<'_>, (columns, widths): (&[&'static Field], &[f32]), rows: &[RowInput]) {
    // What one piece costs does not add up.
    let adds_up = |column: &Field| (column.kind == Kind::Money && !column.id.contains("price")) || sheet.amounts.contains(&column.id);
    let says = |column: &Field| rows.iter().any(|row| !row.dropped && row.cells.get(column.id).is_some_and(|i| typed(i).is_some()));
    let summed = |column: &Field| adds_up(column) && says(column);
    let standing = rows.iter().filter(|row| !row.dropped).count();
    if standing < 2 || !columns.iter().any(|c| summed(c)) {
        return;
    }
    paint::hline_ui(ui);
    egui::Frame::new().fill(theme::header()).inner_margin(Margin::symmetric(EDGE, 6)).show(ui, |ui| {
        ui.spacing_mut().interact_size.y = theme::SMALL;
        ui.horizontal(|ui| {
            ui.add_space(NUMBER + GAP);
            for (at, (column, width)) in columns.iter().zip(widths).enumerate() {
                cell_ui(ui, *width, summed(column), |ui| {
                    if summed(column) {
                        let text = format::value(column, &sum(column, rows), cx.lang, &|_| None);
                        let name = cx.with("gui.lines.sum", &[("column", column.labels.get(cx.lang)), ("sum", &text)]);
                        let label = RichText::new(text).font(theme::bold(theme::LABEL)).color(theme::text());
                        ui.add(egui::Label::new(label)).accessible_name(name);
                    } else if at == 0 {
                        paint::text_ui(ui, cx.t("gui.lines.total"), theme::SMALL, theme::text_2());
                    }
                });
            }
        });
    });
}

/// What a column comes to.
pub(super) fn sum(column: &Field, rows: &[RowInput]) -> Value {
    let amount = |row: &RowInput| match row.cells.get(column.id) {
        Some(Input::Text(text)) => match parse::cell(column, text, &Hints::default()) {
            Ok(Some(value)) => value.as_decimal().unwrap_or(0),
            _ => 0,
        },
        _ => 0,
    };
    rows.iter()
        .filter(|row| !row.dropped)
        .map(amount)
        .fold(Value::Integer(0), |sum, n| Value::decimal(sum.as_decimal().unwrap_or(0).saturating_add(n)))
}
