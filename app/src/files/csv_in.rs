//! Text tables: any of the encodings and separators that offices use, one bad row at a time.

use std::collections::BTreeMap;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};
use registers::parse::Reason;
use registers::table::{Row, Sheet};

use super::{FileError, MAX_COLUMNS, MAX_ROWS};

/// Most lines that one quoted cell may run over; a quotation mark that is open longer was never closed.
const MAX_CELL_LINES: usize = 1_000;

/// A table from the bytes of a text file.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, FileError> {
    let (text, _) = decode(bytes);
    if text.contains('\0') {
        return Err(FileError::Unreadable { kind: "text", reason: "it holds zero bytes".to_owned() });
    }
    let lines: Vec<&str> = text.split('\n').map(|l| l.strip_suffix('\r').unwrap_or(l)).collect();
    let separator = separator(&lines);
    let mut rows = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let (row, used) = row(&lines, at, separator);
        at += used;
        if row.cells.len() > MAX_COLUMNS {
            return Err(FileError::TooGreat(format!("line {} has more than {MAX_COLUMNS} columns", row.line)));
        }
        if row.fault.is_some() || row.cells.iter().any(|c| !c.trim().is_empty()) {
            rows.push(row);
        }
        if rows.len() > MAX_ROWS {
            return Err(FileError::TooGreat(format!("the table has more than {MAX_ROWS} rows")));
        }
    }
    Ok(Sheet { name: String::new(), rows, separated: true })
}

/// Text in UTF-8, UTF-16 with its mark, GB18030 or Big5, and the name of the encoding.
/// Bytes that are no character become U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> (String, &'static str) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or(&[]));
        return (text.into_owned(), encoding.name());
    }
    let chinese = if looks_big5(bytes) { [BIG5, GB18030] } else { [GB18030, BIG5] };
    for encoding in [UTF_8].into_iter().chain(chinese) {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return (text.into_owned(), encoding.name());
        }
    }
    // Some rows are damaged: the encoding that loses the least keeps the others.
    let lossy = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        (text.matches('\u{FFFD}').count(), text.into_owned(), encoding.name())
    };
    let (utf8, gb) = (lossy(UTF_8), lossy(GB18030));
    let (_, text, name) = if utf8.0 <= gb.0 { utf8 } else { gb };
    (text, name)
}

/// Whether the second bytes of characters lie where those of simplified text in GB18030 hardly ever do.
/// Big5 text is seldom wrong as GB18030: it only says something else.
fn looks_big5(bytes: &[u8]) -> bool {
    let (mut pairs, mut low) = (0usize, 0usize);
    let mut rest = bytes.iter();
    while let Some(lead) = rest.next() {
        if *lead >= 0x81
            && let Some(trail) = rest.next()
        {
            pairs += 1;
            low += usize::from((0x40..=0x7E).contains(trail));
        }
    }
    low * 6 > pairs
}

/// Rows at which the separators are tried.
const TRIED: usize = 40;

/// The separator by which the most of the first rows have one number of cells, and the most cells: what stands within quotation marks
/// separates nothing.
fn separator(lines: &[&str]) -> char {
    let mut best = (',', 0, 0);
    for candidate in [',', '\t', ';', '，'] {
        let (mut at, mut rows) = (0, 0);
        let mut by_length: BTreeMap<usize, usize> = BTreeMap::new();
        while rows < TRIED && at < lines.len() {
            let (row, used) = row(lines, at, candidate);
            at += used;
            if row.cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            rows += 1;
            if row.fault != Some(Reason::OpenQuote) {
                *by_length.entry(row.cells.len()).or_default() += 1;
            }
        }
        let several = by_length.iter().filter(|(length, _)| **length > 1);
        let Some((length, alike)) = several.max_by_key(|(length, alike)| (**alike, **length)) else { continue };
        let score = (alike * 1_000 / rows, *length);
        if score > (best.1, best.2) {
            best = (candidate, score.0, score.1);
        }
    }
    best.0
}

/// The row that begins at a line, and how many lines it takes.
fn row(lines: &[&str], at: usize, separator: char) -> (Row, usize) {
    let line = at as u64 + 1;
    match cells(lines, at, separator) {
        Some((cells, used)) => {
            let damaged = cells.iter().any(|c| c.contains('\u{FFFD}'));
            (Row { line, cells, fault: damaged.then_some(Reason::NotText) }, used)
        }
        None => {
            // Only this line is lost: what follows is read from the next one.
            let first = lines.get(at).copied().unwrap_or("");
            let cells = first.split(separator).take(MAX_COLUMNS).map(|c| c.trim_matches('"').to_owned()).collect();
            (Row { line, cells, fault: Some(Reason::OpenQuote) }, 1)
        }
    }
}

/// The cells of a row; none when a quotation mark is not closed before a separator or the end of a line.
fn cells(lines: &[&str], at: usize, separator: char) -> Option<(Vec<String>, usize)> {
    let mut cells = Vec::new();
    let mut line = at;
    let mut rest = *lines.get(at)?;
    loop {
        let Some(quoted) = rest.strip_prefix('"') else {
            match rest.split_once(separator) {
                Some((cell, after)) => {
                    cells.push(cell.to_owned());
                    rest = after;
                    continue;
                }
                None => {
                    cells.push(rest.to_owned());
                    return Some((cells, line - at + 1));
                }
            }
        };
        let (mut cell, begun) = (String::new(), line);
        let mut inside = quoted;
        // Up to the closing mark, over as many lines as it takes.
        let after = loop {
            match inside.split_once('"') {
                Some((text, more)) => {
                    cell.push_str(text);
                    match more.strip_prefix('"') {
                        Some(more) => {
                            cell.push('"');
                            inside = more;
                        }
                        None => break more,
                    }
                }
                None => {
                    cell.push_str(inside);
                    cell.push('\n');
                    line += 1;
                    if line - begun >= MAX_CELL_LINES {
                        return None;
                    }
                    inside = lines.get(line)?;
                }
            }
        };
        cells.push(cell);
        match after.strip_prefix(separator) {
            Some(next) => rest = next,
            None if after.trim().is_empty() => return Some((cells, line - at + 1)),
            None => return None,
        }
    }
}
