//! Text tables that Excel opens as they are meant: UTF-8 with its mark, and no text that it takes for a formula.

use registers::parse;
use registers::table::Cell;

use super::{FileError, Written};

/// The bytes of a table.
pub(super) fn write(headings: &[String], rows: &[Vec<Cell>]) -> Result<(Vec<u8>, Written), FileError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(b"\xEF\xBB\xBF".to_vec());
    let failed = |e: csv::Error| FileError::Unreadable { kind: "csv", reason: e.to_string() };
    writer.write_record(headings).map_err(failed)?;
    for row in rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Integer(_) | Cell::Decimal(_) | Cell::Money(_) | Cell::Empty => cell.text(),
            // A date too is whatever another desk has written.
            Cell::Text(text) | Cell::Date(text) | Cell::Time(text) => parse::csv_safe(text).into_owned(),
        });
        writer.write_record(cells).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|e| FileError::Unreadable { kind: "csv", reason: e.to_string() })?;
    Ok((bytes, Written { rows: rows.len(), shortened: 0 }))
}
