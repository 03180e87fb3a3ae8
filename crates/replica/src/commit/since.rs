//! What was filled in over an older reading of a record: laid onto what it says now, without losing what came in between.

use registers::RecordId;
use registers::document::{Op, Record, merge_text};

use super::Edit;
use crate::{Error, Result};

impl Edit<'_> {
    /// The changes of a form that showed the record as `base`, as they are to be written onto what it says now. What others
    /// wrote into a long text meanwhile is kept beside what the form adds to it; members of sets and new rows stand apart
    /// anyway.
    ///
    /// # Errors
    /// When the record is unknown, and [`Error::Changed`] when a value that the form would write over is not the one that
    /// the form showed: somebody is to see both first.
    pub fn since(&mut self, id: RecordId, base: &Record, ops: &[Op]) -> Result<Vec<Op>> {
        let now = self.record(id)?;
        let (mut fitted, mut changed) = (Vec::new(), Vec::new());
        for op in ops {
            match op {
                Op::Text { field, text } if !is_same(base, &now, field) => {
                    let text = merge_text(base.text(field), text, now.text(field))?;
                    fitted.push(Op::Text { field: field.clone(), text });
                }
                Op::Set { field, value } if !is_same(base, &now, field) => {
                    // Both wrote the same: nothing is left to write.
                    let standing = now.values(field);
                    let agrees = value.as_ref().map_or(standing.is_empty(), |value| standing == [value.clone()]);
                    if !agrees {
                        changed.push(field.clone());
                    }
                }
                Op::Set { field, .. } if row_of(field).is_some_and(|(of, row)| !has_row(&now, of, row)) => changed.push(field.clone()),
                Op::DropLine { field, row } if row_values(base, field, row) != row_values(&now, field, row) => {
                    // A row that is gone already is not taken away again.
                    if has_row(&now, field, row) {
                        changed.push(format!("{field}/{row}"));
                    }
                }
                op => fitted.push(op.clone()),
            }
        }
        if changed.is_empty() { Ok(fitted) } else { Err(Error::Changed(changed)) }
    }
}

/// Whether a place says the same in both, whatever the order of values that stand side by side.
fn is_same(base: &Record, now: &Record, name: &str) -> bool {
    let sorted = |record: &Record| {
        let mut values = record.values(name);
        values.retain(|value| !value.is_empty());
        values.sort();
        values
    };
    sorted(base) == sorted(now)
}

fn row_of(name: &str) -> Option<(&str, &str)> {
    let mut parts = name.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(field), Some(row), Some(_)) => Some((field, row)),
        _ => None,
    }
}

fn has_row(record: &Record, field: &str, row: &str) -> bool {
    record.lines.get(field).is_some_and(|rows| rows.iter().any(|line| line.id == row))
}

fn row_values<'a>(record: &'a Record, field: &str, row: &str) -> Option<&'a registers::Line> {
    record.lines.get(field)?.iter().find(|line| line.id == row)
}
