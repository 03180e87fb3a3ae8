//! What a record's own export says when it is read again: what a file has of a field is compared with that, so that
//! whatever a file cannot carry (a space at the end, a comma in the name of a file) is no change.

use crate::def::{Field, Lang};
use crate::document::{Line, Op, Record};
use crate::parse::{self, Hints};

use super::export;
use super::lines::{self, Cells};
use super::rows::joined;

/// The changes that a row with the exported cell of a field would make; links as they are written there. `name` gives
/// the number or title of the record that a link names.
pub fn again(field: &'static Field, record: &Record, name: &dyn Fn(&str) -> Option<String>) -> Vec<Op> {
    let cell = export::field_cell(field, record, Lang::ZhHans, name).text();
    let heard = parse::heard(&cell);
    let read = parse::read(field, &joined(field, heard.trim()), &Hints::default());
    read.map_or_else(|_| Vec::new(), |parsed| parse::ops_of(field, parsed))
}

/// The cells that the exported text of a row would make, as [`again`] does for a field; without what the program computes.
pub fn row_again(field: &'static Field, row: &Line, name: &dyn Fn(&str) -> Option<String>) -> Cells {
    let read = lines::read(field, &lines::write(field, row, Lang::ZhHans, name), &Hints::default());
    read.and_then(Result::ok).unwrap_or_default().into_iter().flatten().collect()
}
