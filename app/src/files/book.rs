//! Spreadsheets: each cell as the text that its program shows, dates as `2026-03-01`.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, DataType, ExcelDateTime, Ods, Range, Reader, Xlsx, open_workbook_from_rs};
use registers::table::{Row, Sheet};

use super::{FileError, MAX_COLUMNS, MAX_ROWS};

/// Most bytes that a workbook may unpack to.
const MAX_UNPACKED: u64 = 1 << 30;
/// Most tables of a workbook that are looked at.
const MAX_SHEETS: usize = 50;

/// The tables of an Excel workbook.
pub(super) fn read_xlsx(bytes: Vec<u8>) -> Result<Vec<Sheet>, FileError> {
    guarded("an Excel workbook", bytes, |bytes| {
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|e: calamine::XlsxError| e.to_string())?;
        let mut sheets = Vec::new();
        for name in book.sheet_names().into_iter().take(MAX_SHEETS) {
            // A chart has a name but no cells.
            let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
            let mut sheet = Building::new(name.clone());
            while let Some(cell) = cells.next_cell().map_err(|e| e.to_string())? {
                let (row, column) = cell.get_position();
                if let Some(text) = shown(cell.get_value()) {
                    sheet.put(row, column, text)?;
                }
            }
            sheets.push(sheet.done());
        }
        Ok(sheets)
    })
}

/// The tables of an OpenDocument workbook.
pub(super) fn read_ods(bytes: Vec<u8>) -> Result<Vec<Sheet>, FileError> {
    guarded("an OpenDocument workbook", bytes, |bytes| {
        let mut book: Ods<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|e: calamine::OdsError| e.to_string())?;
        let mut sheets = Vec::new();
        for (name, range) in book.worksheets().into_iter().take(MAX_SHEETS) {
            sheets.push(from_range(name, &range)?);
        }
        Ok(sheets)
    })
}

fn from_range(name: String, range: &Range<Data>) -> Result<Sheet, String> {
    let mut sheet = Building::new(name);
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    for (row, column, value) in range.used_cells() {
        if let Some(text) = shown(value) {
            let place = |at: usize, from: u32| u32::try_from(at).ok().and_then(|at| at.checked_add(from));
            match (place(row, first_row), place(column, first_column)) {
                (Some(row), Some(column)) => sheet.put(row, column, text)?,
                _ => return Err("it is too large".to_owned()),
            }
        }
    }
    Ok(sheet.done())
}

/// A table under way; cells come row by row.
struct Building {
    name: String,
    rows: Vec<Row>,
    width: usize,
}

impl Building {
    fn new(name: String) -> Building {
        Building { name, rows: Vec::new(), width: 0 }
    }

    fn put(&mut self, row: u32, column: u32, text: String) -> Result<(), String> {
        let line = u64::from(row) + 1;
        let column = column as usize;
        if column >= MAX_COLUMNS {
            return Err(format!("line {line} has more than {MAX_COLUMNS} columns"));
        }
        if self.rows.last().is_none_or(|r| r.line != line) {
            if self.rows.len() >= MAX_ROWS {
                return Err(format!("the table {} has more than {MAX_ROWS} rows", self.name));
            }
            self.rows.push(Row { line, ..Row::default() });
        }
        if let Some(row) = self.rows.last_mut() {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            if let Some(cell) = row.cells.get_mut(column) {
                *cell = text;
            }
        }
        self.width = self.width.max(column + 1);
        Ok(())
    }

    fn done(mut self) -> Sheet {
        self.rows.sort_by_key(|r| r.line);
        Sheet { name: self.name, rows: self.rows, separated: false }
    }
}

/// What a cell shows; none for an empty one.
fn shown(value: &impl CellLike) -> Option<String> {
    let text = value.text()?;
    if text.is_empty() { None } else { Some(text) }
}

/// Cells with their own and with borrowed text.
trait CellLike {
    fn text(&self) -> Option<String>;
}

impl CellLike for Data {
    fn text(&self) -> Option<String> {
        match self {
            Data::Empty => None,
            Data::String(text) => Some(text.clone()),
            Data::Int(n) => Some(n.to_string()),
            Data::Float(n) => Some(number(*n)),
            Data::Bool(yes) => Some(yes.to_string()),
            Data::DateTime(at) => Some(moment(at)),
            Data::DateTimeIso(text) => Some(iso(text)),
            Data::DurationIso(text) => Some(duration(text)),
            Data::Error(e) => Some(e.to_string()),
        }
    }
}

impl CellLike for DataRef<'_> {
    fn text(&self) -> Option<String> {
        match self {
            DataRef::SharedString(text) => Some((*text).to_owned()),
            other if other.is_empty() => None,
            other => Data::from(other.clone()).text(),
        }
    }
}

/// A number without the marks of its binary form: 12 rather than 12.0.
fn number(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e15 { format!("{n:.0}") } else { n.to_string() }
}

/// A serial date: a day, a day and time, or a time of day alone.
fn moment(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    // A clock time of 08:40 may be kept as 08:39:59.9995.
    let clock = (u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second) + 30) / 60;
    let clock = format!("{:02}:{:02}", clock / 60 % 24, clock % 60);
    let value = at.as_f64();
    if !value.is_finite() || value < 0.0 {
        return value.to_string();
    }
    if at.is_duration() || value < 1.0 {
        return clock;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if value.fract() == 0.0 { date } else { format!("{date} {clock}") }
}

/// `2026-03-01T00:00:00` as a day, `2026-03-01T08:40:00` as day and time.
fn iso(text: &str) -> String {
    match text.split_once('T') {
        Some((day, time)) if time.starts_with("00:00") => day.to_owned(),
        Some((day, time)) => format!("{day} {}", time.get(..5).unwrap_or(time)),
        None => text.to_owned(),
    }
}

/// `PT08H40M00S` as 08:40.
fn duration(text: &str) -> String {
    let parts = text.strip_prefix("PT").and_then(|t| t.split_once('H')).and_then(|(h, rest)| Some((h, rest.split_once('M')?.0)));
    match parts {
        Some((hours, minutes)) => format!("{hours:0>2}:{minutes:0>2}"),
        None => text.to_owned(),
    }
}

/// Reads hostile bytes: what unpacks to too much is refused before, and a panic of the reader is an answer too.
fn guarded(kind: &'static str, bytes: Vec<u8>, read: impl FnOnce(Vec<u8>) -> Result<Vec<Sheet>, String>) -> Result<Vec<Sheet>, FileError> {
    match unpacked(&bytes) {
        None => return Err(FileError::Unreadable { kind, reason: "it is damaged or of another kind".to_owned() }),
        Some(size) if size > MAX_UNPACKED => return Err(FileError::TooGreat("the workbook unpacks to more than 1 GB".to_owned())),
        Some(_) => {}
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| read(bytes)));
    let outcome = outcome.unwrap_or_else(|_| Err("it is damaged".to_owned()));
    outcome.map_err(|reason| FileError::Unreadable { kind, reason })
}

/// The size that a ZIP archive's directory declares for all its parts together.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    const ENTRY: &[u8] = b"PK\x01\x02";
    const END: &[u8] = b"PK\x05\x06";
    let tail = bytes.len().saturating_sub(66_000);
    let end = bytes.get(tail..)?.windows(4).rposition(|w| w == END)? + tail;
    let number = |at: usize, width: usize| -> Option<u64> {
        Some(bytes.get(at..at.checked_add(width)?)?.iter().rev().fold(0, |n, b| (n << 8) | u64::from(*b)))
    };
    let mut at = usize::try_from(number(end + 16, 4)?).ok()?;
    let (mut total, mut entries) = (0u64, 0);
    while bytes.get(at..at.checked_add(4)?) == Some(ENTRY) && entries < 20_000 {
        total = total.saturating_add(number(at + 24, 4)?);
        let extra = number(at + 28, 2)? + number(at + 30, 2)? + number(at + 32, 2)?;
        at = at.checked_add(46)?.checked_add(usize::try_from(extra).ok()?)?;
        entries += 1;
    }
    (entries > 0).then_some(total)
}
