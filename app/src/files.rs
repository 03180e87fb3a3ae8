//! Lists on disk: reading `.csv`, `.xlsx` and `.ods` as offices keep them, writing `.csv` and `.xlsx` that
//! Excel opens as they are meant. What the columns mean is decided in [`registers::table`].

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use registers::table::{self, Cell, Sheet};
use registers::{Lang, Register, parse};
use thiserror::Error;

mod book;
mod csv_in;
mod csv_out;
mod page_out;
#[cfg(test)]
mod tests;
mod xlsx_out;

/// Greatest size of a file in bytes.
pub const MAX_FILE: u64 = 64 << 20;
/// Greatest number of rows of a table.
pub const MAX_ROWS: usize = 200_000;
/// Greatest number of columns of a table.
pub const MAX_COLUMNS: usize = 200;

/// Why a file could not be read or written.
#[derive(Debug, Error)]
pub enum FileError {
    /// The disk refused.
    #[error("{path}: {source}")]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not one of the kinds that the program knows.
    #[error("{0}: lists are read as .csv, .xlsx or .ods and written as .csv or .xlsx; save it as one of these first")]
    UnknownKind(PathBuf),
    /// More than the program takes in one piece.
    #[error("{0}: save it in several files")]
    TooGreat(String),
    /// Bytes that are no such file.
    #[error("the file cannot be read as {kind}: {reason}; open it in a spreadsheet program and save it again")]
    Unreadable {
        /// Kind of file.
        kind: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// Nothing in it.
    #[error("the file holds no table")]
    Empty,
    /// The spreadsheet could not be made.
    #[error("the spreadsheet could not be written: {0}")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Rows below the headings.
    pub rows: usize,
    /// Texts that were longer than a spreadsheet's cell can be, and were cut with a note.
    pub shortened: usize,
}

/// The tables of a file, by the ending of its name.
///
/// # Errors
/// A [`FileError`]; a row that cannot be read is no error but carries its fault.
pub fn read(path: &Path) -> Result<Vec<Sheet>, FileError> {
    let disk = |source| FileError::Disk { path: path.to_owned(), source };
    let file = fs::File::open(path).map_err(disk)?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(disk)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(FileError::TooGreat(format!("{} is larger than 64 MB", path.display())));
    }
    read_bytes(path, bytes)
}

/// The tables of a file that is in memory already; `name` tells the kind.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(name: &Path, bytes: Vec<u8>) -> Result<Vec<Sheet>, FileError> {
    let mut sheets = match ending(name).as_str() {
        "csv" | "tsv" | "txt" => vec![csv_in::read(&bytes)?],
        "xlsx" | "xlsm" => book::read_xlsx(bytes)?,
        "ods" => book::read_ods(bytes)?,
        _ => return Err(FileError::UnknownKind(name.to_owned())),
    };
    // What an export has spelled out becomes again what it was.
    for cell in sheets.iter_mut().flat_map(|s| &mut s.rows).flat_map(|r| &mut r.cells) {
        if let Cow::Owned(text) = parse::heard(cell) {
            *cell = text;
        }
    }
    if sheets.iter().all(|s| s.rows.is_empty()) { Err(FileError::Empty) } else { Ok(sheets) }
}

/// The table of a file that fits a register best. `given` are pairs of heading and field.
///
/// # Errors
/// As [`read`].
pub fn read_for(register: &Register, path: &Path, given: &[(String, String)]) -> Result<Sheet, FileError> {
    let mut sheets = read(path)?;
    sheets.iter_mut().for_each(|sheet| table::join_names(sheet, given));
    table::pick(register, &sheets, given).cloned().ok_or(FileError::Empty)
}

/// Writes a table as `.csv`, `.xlsx` or, in a language, as a page to print `.html`, by the ending of the name. The file appears whole or not at all.
///
/// # Errors
/// A [`FileError`].
pub fn write(path: &Path, lang: Lang, name: &str, headings: &[String], rows: &[Vec<Cell>]) -> Result<Written, FileError> {
    let (bytes, written) = match ending(path).as_str() {
        "csv" => csv_out::write(headings, rows)?,
        "xlsx" => xlsx_out::write(name, headings, rows)?,
        "html" => page_out::write(lang, name, headings, rows),
        _ => return Err(FileError::UnknownKind(path.to_owned())),
    };
    let disk = |source| FileError::Disk { path: path.to_owned(), source };
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let done = fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    if done.is_err() {
        // The half-written file is of no use; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&partial);
    }
    done.map_err(disk)?;
    Ok(written)
}

/// Whether a spreadsheet had no room for the whole of a text, so that its end is a note of that.
pub fn is_cut(text: &str) -> bool {
    text.ends_with(xlsx_out::CUT)
}

/// Pairs of heading and field from a mapping file: one `heading=field` a line, or a CSV of two columns.
///
/// # Errors
/// As [`read`].
pub fn read_mapping(path: &Path) -> Result<Vec<(String, String)>, FileError> {
    let bytes = fs::read(path).map_err(|source| FileError::Disk { path: path.to_owned(), source })?;
    let (text, _) = csv_in::decode(&bytes);
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let pair = |line: &str| {
        let (heading, field) = line.rsplit_once(['=', '＝']).or_else(|| line.rsplit_once([',', '\t']))?;
        Some((heading.trim().trim_matches('"').to_owned(), field.trim().trim_matches('"').to_owned()))
    };
    lines
        .map(|line| {
            pair(line)
                .ok_or_else(|| FileError::Unreadable { kind: "a mapping", reason: format!("{line:?} is not of the form heading=field") })
        })
        .collect()
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase()
}
