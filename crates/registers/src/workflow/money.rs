//! How much money a record is about: what the limit of a delegation is held against.

use crate::def::{Field, Kind, Register};
use crate::document::{Line, Record};
use crate::value::Value;

/// The greatest amount of money that a record says: of its fields, each of the values that stand side by side there, and of the
/// sums of the columns of its rows.
pub(super) fn amount(register: &Register, record: &Record) -> i64 {
    let money = |field: &&Field| field.kind == Kind::Money;
    let own = register.all_fields().filter(money).flat_map(|f| record.values(f.id)).filter_map(|v| v.as_integer());
    let cents = |row: &Line, column: &str| row.cell(column).and_then(Value::as_integer).unwrap_or(0);
    let sums = register.all_fields().flat_map(|f| f.columns().iter().filter(money).map(|c| (f.id, c.id))).map(|(lines, column)| {
        let rows = record.lines.get(lines).map_or(&[][..], Vec::as_slice);
        rows.iter().fold(0i64, |sum, row| sum.saturating_add(cents(row, column)))
    });
    own.chain(sums).max().unwrap_or(0)
}
