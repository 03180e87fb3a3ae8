//! Versions of a text: a digest names exactly what an approval saw.
//!
//! The digest is 32 hexadecimal digits, the first half of a BLAKE3 hash (key derivation mode, context [`CONTEXT`]) over
//!
//! - the register's key, tag `r`;
//! - then for each field of [`Version::of`](crate::def::Version) in that order which says anything: its id, tag `f`, and
//!   - of a field all values that stand side by side, sorted, tags `t` text, `n` whole number (8 bytes, little endian),
//!     `y` yes or no (1 byte);
//!   - of a set its members, sorted, tag `e`;
//!   - of a lines field its rows from the oldest on, tag `w`, each with its columns by id, tag `c`, and their values as above,
//!     without the stamped column.
//!
//! Each tag is one byte and is followed by the length of what comes in 8 bytes, little endian. Empty values are left out.
//!
//! So it depends on what a record says alone: not on who wrote it when, not on the order in which a replica heard of it, not
//! on the language of the screen. While two people's values of a field stand side by side, the digest is that of both: nothing
//! that was approved is that text, until somebody has chosen.

use crate::def::Register;
use crate::document::{Op, Record};
use crate::parse;
use crate::value::Value;

/// Sets these digests apart from every other hash of the program.
pub const CONTEXT: &str = "zongban 2026 version of a text";
/// Hexadecimal digits of a digest: even somebody who writes both texts cannot find two with the same.
pub const DIGITS: usize = 32;

/// The digest of the text of a record as it is.
pub fn digest(register: &Register, record: &Record) -> String {
    let mut hash = blake3::Hasher::new_derive_key(CONTEXT);
    feed(&mut hash, b'r', register.key.as_bytes());
    for field in register.version.of.iter().filter(|f| record.is_filled(f)) {
        feed(&mut hash, b'f', field.as_bytes());
        feed_values(&mut hash, record.fields.get(*field).map_or(&[][..], Vec::as_slice));
        record.sets.get(*field).into_iter().flatten().for_each(|member| feed(&mut hash, b'e', member.as_bytes()));
        let stamped = register.version.stamped(field).map_or("", |s| s.column);
        for row in record.lines.get(*field).into_iter().flatten() {
            feed(&mut hash, b'w', &[]);
            for (column, values) in row.cells.iter().filter(|(column, _)| *column != stamped) {
                feed(&mut hash, b'c', column.as_bytes());
                feed_values(&mut hash, values);
            }
        }
    }
    hash.finalize().to_hex().as_str().chars().take(DIGITS).collect()
}

fn feed(hash: &mut blake3::Hasher, tag: u8, bytes: &[u8]) {
    hash.update(&[tag]);
    hash.update(&(bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

fn feed_values(hash: &mut blake3::Hasher, values: &[Value]) {
    let mut values: Vec<&Value> = values.iter().filter(|v| !v.is_empty()).collect();
    values.sort_unstable();
    for value in values {
        match value {
            Value::Text(text) => feed(hash, b't', text.as_bytes()),
            Value::Integer(n) => feed(hash, b'n', &n.to_le_bytes()),
            Value::Decimal(n) => feed(hash, b'd', &n.to_le_bytes()),
            Value::Yes(yes) => feed(hash, b'y', &[u8::from(*yes)]),
        }
    }
}

/// The same changes, with the digest in every row that somebody adds or gives a verdict in: that of the text as it is
/// after all of them.
pub fn stamped(register: &Register, before: &Record, ops: &[Op]) -> Vec<Op> {
    let mut all = ops.to_vec();
    if !ops.iter().any(|op| column_to_stamp(register, op).is_some()) {
        return all;
    }
    let after = parse::preview(before, ops);
    let digest = digest(register, &after);
    for op in ops {
        let Some(column) = column_to_stamp(register, op) else { continue };
        match op {
            Op::Line { field, row, .. } => {
                for other in &mut all {
                    if let Op::Line { field: f, row: r, cells } = other
                        && (&*f, &*r) == (field, row)
                        && !cells.iter().any(|(c, _)| c == column)
                    {
                        let copies = register.version.stamped(field).map_or(&[][..], |s| s.copies);
                        let says = |column: &str| cells.iter().find(|(c, _)| c == column).and_then(|(_, v)| v.as_text()).unwrap_or("");
                        if copies.iter().any(|(c, f)| ![after.text(f), ""].contains(&says(c))) {
                            continue;
                        }
                        for (column, text) in copies.iter().map(|(c, f)| (*c, after.text(f))) {
                            cells.retain(|(c, _)| c != column);
                            cells.extend((!text.is_empty()).then(|| (column.to_owned(), Value::from(text))));
                        }
                        cells.push((column.to_owned(), Value::Text(digest.clone())));
                    }
                }
            }
            Op::Set { field, .. } => {
                let place = field.rsplit_once('/').map_or("", |(row, _)| row);
                all.push(Op::Set { field: format!("{place}/{column}"), value: Some(Value::Text(digest.clone())) });
            }
            _ => {}
        }
    }
    all
}

/// The column that a change makes the digest stand in.
fn column_to_stamp(register: &Register, op: &Op) -> Option<&'static str> {
    let says = |value: Option<&Value>| value.is_some_and(|v| !v.is_empty());
    match op {
        Op::Line { field, cells, .. } => {
            let stamp = register.version.stamped(field)?;
            let wanted = stamp.when.is_empty() || cells.iter().any(|(c, v)| c == stamp.when && says(Some(v)));
            wanted.then_some(stamp.column)
        }
        Op::Set { field, value } => {
            let (lines, rest) = field.split_once('/')?;
            let (_, column) = rest.split_once('/')?;
            let stamp = register.version.stamped(lines)?;
            (!stamp.when.is_empty() && column == stamp.when && says(value.as_ref())).then_some(stamp.column)
        }
        _ => None,
    }
}

/// The first field in which something is typed that the program computes. A value that stands there already, or that is the
/// digest of the text as it will be, is none of the typist's.
pub fn typed<'a>(register: &Register, before: &Record, ops: &'a [Op]) -> Option<&'a str> {
    if let Some(field) = ops.iter().find_map(|op| kept(register, before, op)) {
        return Some(field);
    }
    if register.version == crate::def::Version::NONE {
        return None;
    }
    let after = parse::preview(before, ops);
    let computed = digest(register, &after);
    ops.iter().find_map(|op| match op {
        Op::Set { field, value } => {
            let (name, column) = field.split_once('/').map_or((field.as_str(), None), |(n, rest)| (n, rest.split_once('/').map(|r| r.1)));
            if !is_computed(register, name, column) && !is_of_linked(register, name, &after) {
                return None;
            }
            let stands = match value {
                Some(value) => {
                    before.values(field).contains(value) || value.as_text() == Some(&computed) && with_verdict(register, field, ops)
                }
                None => before.values(field).is_empty(),
            };
            (!stands).then_some(field.as_str())
        }
        Op::Line { field, cells, .. } => {
            let stamp = register.version.stamped(field)?;
            cells.iter().any(|(c, v)| c == stamp.column && v.as_text() != Some(&computed)).then_some(field.as_str())
        }
        Op::Text { field, text } => {
            let ours = is_computed(register, field, None) || is_of_linked(register, field, &after);
            (ours && before.text(field) != text).then_some(field.as_str())
        }
        _ => None,
    })
}

/// The field of a moment that locks the text, if somebody types it where none stands: a step writes it.
pub fn forged<'a>(register: &Register, before: &Record, ops: &'a [Op]) -> Option<&'a str> {
    let is_open_lock = |field: &str| register.version.locked_by.contains(&field) && !before.is_filled(field);
    ops.iter().find_map(|op| match op {
        Op::Set { field, value: Some(value) } if is_open_lock(field) && !value.is_empty() => Some(field.as_str()),
        Op::Text { field, text } if is_open_lock(field) && !text.is_empty() => Some(field.as_str()),
        _ => None,
    })
}

/// Whether a moment that locks the text stands there.
fn is_closed(register: &Register, record: &Record) -> bool {
    let version = register.version;
    version.locked_by.iter().any(|lock| record.is_filled(lock)) || version.locked_in.contains(&record.state())
}

/// Whether nobody changes this field of the record any more because the text is locked: a text that a merge has changed may
/// still be put back to what was approved.
pub fn is_locked(register: &Register, record: &Record, field: &str) -> bool {
    let version = register.version;
    if !is_closed(register, record) {
        return false;
    }
    let changed = || version.fields.iter().any(|f| record.is_filled(f)) && !is_approved(register, record);
    let is_text = version.of.contains(&field);
    let is_lock = version.locked_by.contains(&field) && record.is_filled(field);
    is_lock || is_lockable(register, field) && !(is_text && changed())
}

/// The first field of a locked text, or of what locks it, that would be changed: with the text a version that was approved
/// of a linked record, and the link. Of values that stand side by side one may still be chosen, and a text that a merge has
/// changed may be put back to what was approved.
pub fn locked<'a>(register: &Register, before: &Record, ops: &'a [Op]) -> Option<&'a str> {
    let version = register.version;
    if !is_closed(register, before) {
        return None;
    }
    let mut changed = ops.iter().filter_map(|op| {
        let (field, stays) = match op {
            Op::Set { field, value } => {
                let standing = before.values(field);
                (field, value.as_ref().map_or(standing.iter().all(Value::is_empty), |v| standing.contains(v)))
            }
            Op::Text { field, text } => (field, before.text(field) == text),
            Op::Member { field, member, on } => (field, before.sets.get(field).is_some_and(|s| s.contains(member)) == *on),
            Op::Line { field, .. } | Op::DropLine { field, .. } => (field, false),
            Op::State(_) => return None,
        };
        let name = field.split('/').next().unwrap_or_default();
        ((is_lockable(register, name) || version.locked_by.contains(&name)) && !stays).then_some(name)
    });
    let first = changed.next()?;
    // What is no text is put back by no text.
    let other = std::iter::once(first).chain(changed).find(|name| !version.of.contains(name));
    other.or_else(|| (!is_approved(register, &parse::preview(before, ops))).then_some(first))
}

/// Whether a field is of what an approval locks.
pub fn is_lockable(register: &Register, field: &str) -> bool {
    let version = register.version;
    version.of.contains(&field) || version.linked.iter().any(|(digest, link)| [*digest, *link].contains(&field))
}

/// Whether the text is the one of which a step has written the digest.
fn is_approved(register: &Register, record: &Record) -> bool {
    let digest = Value::Text(digest(register, record));
    register.version.fields.iter().any(|field| record.values(field).contains(&digest))
}

/// Whether nobody types this field, or this column of it: a digest is computed.
pub fn is_computed(register: &Register, field: &str, column: Option<&str>) -> bool {
    match column {
        Some(column) => register.version.stamped(field).is_some_and(|s| s.column == column),
        None => register.version.fields.contains(&field),
    }
}

/// The field of a change, if it is one that the program alone writes and that says something else so far.
fn kept<'a>(register: &Register, before: &Record, op: &'a Op) -> Option<&'a str> {
    let (Op::Set { field, .. } | Op::Text { field, .. } | Op::Member { field, .. } | Op::Line { field, .. } | Op::DropLine { field, .. }) =
        op
    else {
        return None;
    };
    let name = field.split('/').next().unwrap_or_default();
    if register.version.fields.contains(&name) || !register.field(name).is_some_and(|f| f.computed) {
        return None;
    }
    let stands = match op {
        Op::Set { value, .. } => value.as_ref().map_or(before.values(field).is_empty(), |v| before.values(field).contains(v)),
        _ => false,
    };
    (!stands).then_some(field.as_str())
}

/// Whether a row gets its digest together with the verdict that it is about.
fn with_verdict(register: &Register, field: &str, ops: &[Op]) -> bool {
    let Some((place, column)) = field.rsplit_once('/') else { return false };
    let of_row = |op: &Op| matches!(op, Op::Set { field, .. } if field.rsplit_once('/').is_some_and(|(row, _)| row == place));
    ops.iter().any(|op| of_row(op) && column_to_stamp(register, op) == Some(column))
}

fn is_of_linked(register: &Register, field: &str, after: &Record) -> bool {
    register.version.linked.iter().any(|(f, link)| *f == field && after.is_filled(link))
}

#[cfg(test)]
mod tests;
