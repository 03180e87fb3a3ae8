//! Spreadsheets with typed cells: dates sort as dates, amounts add up, text is never a formula.

use registers::table::Cell;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use super::{FileError, MAX_COLUMNS, Written};

/// Most characters that a cell of a spreadsheet holds, by its own count of UTF-16 units.
const MAX_CELL: usize = 32_767;
/// The end of a text that was cut.
pub(super) const CUT: &str = "……（全文见CSV导出）";
const WIDEST: usize = 48;

struct Formats {
    heading: Format,
    text: Format,
    integer: Format,
    money: Format,
    date: Format,
    time: Format,
}

/// The bytes of a workbook with one table.
pub(super) fn write(name: &str, headings: &[String], rows: &[Vec<Cell>]) -> Result<(Vec<u8>, Written), FileError> {
    if headings.len() > MAX_COLUMNS || rows.len() >= 1_048_575 {
        return Err(FileError::TooGreat("a spreadsheet holds at most 1,048,575 rows".to_owned()));
    }
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(name))?;
    let formats = formats();
    for (at, heading) in (0u16..).zip(headings) {
        sheet.write_string_with_format(0, at, heading, &formats.heading)?;
        sheet.set_column_width(at, width(usize::from(at), heading, rows))?;
    }
    let mut written = Written { rows: rows.len(), shortened: 0 };
    for (row, cells) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            written.shortened += usize::from(write_cell(sheet, row, column, cell, &formats)?);
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let (Ok(last), Some(columns)) = (u32::try_from(rows.len()), u16::try_from(headings.len()).ok().and_then(|n| n.checked_sub(1))) {
        sheet.autofilter(0, 0, last, columns)?;
    }
    Ok((workbook.save_to_buffer()?, written))
}

/// Writes a cell; whether its text had to be cut.
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<bool, FileError> {
    match cell {
        Cell::Empty => {}
        // Beyond 2⁵³ a spreadsheet's number is no longer exact.
        Cell::Integer(n) if n.unsigned_abs() >= 1 << 53 => {
            sheet.write_string_with_format(row, column, n.to_string(), &formats.text)?;
        }
        Cell::Integer(n) => {
            sheet.write_number_with_format(row, column, *n as f64, &formats.integer)?;
        }
        Cell::Decimal(n) => {
            sheet.write_number(row, column, registers::Value::real(*n))?;
        }
        Cell::Money(n) => {
            sheet.write_number_with_format(row, column, *n as f64 / 100.0, &formats.money)?;
        }
        Cell::Date(text) | Cell::Time(text) => {
            let format = if matches!(cell, Cell::Date(_)) { &formats.date } else { &formats.time };
            match ExcelDateTime::parse_from_str(&text.replacen(' ', "T", 1)) {
                Ok(at) => sheet.write_datetime_with_format(row, column, &at, format)?,
                Err(_) => sheet.write_string_with_format(row, column, text, &formats.text)?,
            };
        }
        Cell::Text(text) => {
            let long = text.encode_utf16().count() > MAX_CELL;
            let shown = if long { cut(text) } else { text.clone() };
            sheet.write_string_with_format(row, column, shown, &formats.text)?;
            return Ok(long);
        }
    }
    Ok(false)
}

fn cut(text: &str) -> String {
    let room = MAX_CELL - CUT.chars().count();
    let mut used = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= room
        })
        .collect();
    kept + CUT
}

fn formats() -> Formats {
    let cell = || Format::new().set_align(FormatAlign::VerticalCenter);
    Formats {
        heading: cell().set_bold().set_background_color(0xE9_EF_FD).set_border_bottom(FormatBorder::Thin),
        text: cell(),
        integer: cell().set_num_format("0"),
        money: cell().set_num_format("#,##0.00"),
        date: cell().set_num_format("yyyy-mm-dd"),
        time: cell().set_num_format("yyyy-mm-dd hh:mm"),
    }
}

/// A width that shows most of what the column holds; Chinese characters take two places.
fn width(column: usize, heading: &str, rows: &[Vec<Cell>]) -> f64 {
    let places = |text: &str| text.lines().next().unwrap_or("").chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let cells = rows.iter().take(200).filter_map(|r| r.get(column)).map(|c| places(&c.text()));
    let widest = cells.chain(std::iter::once(places(heading) + 3)).max().unwrap_or(8);
    (widest.clamp(8, WIDEST) + 2) as f64
}

/// A name that a spreadsheet program accepts for a table.
fn sheet_name(name: &str) -> String {
    let clean: String =
        name.chars().filter(|c| !c.is_control() && !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).take(31).collect();
    if clean.trim().is_empty() { "Sheet1".to_owned() } else { clean }
}
