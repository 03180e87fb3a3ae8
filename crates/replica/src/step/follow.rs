//! Records that a step adds. Two desks that do one step without knowing of each other carry out one paper, not two: what they
//! add has an id that follows from the record, its part and the register, so that it is one record when they meet. What both
//! wrote alike is no conflict then; where they differ, as in who handed out how many, both values stand.

use registers::document::{Op, Record};
use registers::workflow::{self, Part};
use registers::{RecordId, Register, book, parse};

use super::complete;
use crate::commit::{By, Edit};
use crate::{Result, apply};

/// Registers in which each act is a fact of its own, whoever did it as well: uses of a seal always add up.
const EACH_FOR_ITSELF: &[&str] = &[book::seal_uses::REGISTER.key];
/// Greatest number of records that follow from one part under ids of their own: those beyond are as good as never needed.
const MOST_OF_ONE: u32 = 100;

/// Adds what follows from a part of `from`; a row from which a record follows already adds none.
pub(super) fn add(edit: &mut Edit<'_>, from: RecordId, register: &'static Register, mut ops: Vec<Op>, part: &Part) -> Result<()> {
    let shown = edit.shelf().of(register);
    let actor = complete(edit.connection(), edit.shelf(), edit.actor().clone())?;
    let record = parse::preview(&Record::default(), &ops);
    let due = workflow::due(shown, &record, &actor).filter(|(field, _)| !record.is_filled(field));
    ops.extend(due.map(|(field, value)| Op::Set { field: field.to_owned(), value: Some(value) }));
    if EACH_FOR_ITSELF.contains(&register.key) {
        return edit.create_following(register, &ops).map(drop);
    }
    for nth in 0..MOST_OF_ONE {
        let id = id_of(from, part, register, nth);
        let standing = match edit.staged(id) {
            Some(record) => Some(record),
            None => apply::record(edit.connection(), id)?,
        };
        match standing {
            None => return edit.create_starting(id, register, &ops, By::Step),
            Some(record) if matches!(part, Part::Row { .. }) && stands(register, &record) => return Ok(()),
            // Void, or added when the step was done before.
            Some(_) => {}
        }
    }
    edit.create_following(register, &ops).map(drop)
}

/// Whether what was added still is what it was added for.
fn stands(register: &Register, record: &Record) -> bool {
    let void = registers::def::Phase::Void;
    record.register == register.key && register.state(record.state()).is_none_or(|state| state.phase != void)
}

/// The id of the nth record of a register that follows from a part of another one. It begins as the row does, or the record,
/// so that records follow each other like the rows; behind stands the space.
fn id_of(from: RecordId, part: &Part, register: &Register, nth: u32) -> RecordId {
    let mut hash = blake3::Hasher::new_derive_key("zongban 2026 record that a step adds");
    let (what, name, row) = match part {
        Part::Row { field, row } => (b'r', *field, row.as_str()),
        Part::Step(step) => (b's', *step, ""),
    };
    hash.update(&from.to_bytes()).update(&[what]).update(&nth.to_be_bytes());
    for text in [name, row, register.key] {
        hash.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    }
    let begins = row.parse::<RecordId>().unwrap_or(from);
    let mut bytes = begins.to_bytes();
    for (byte, fresh) in bytes.iter_mut().skip(8).zip(hash.finalize().as_bytes()) {
        *byte = *fresh;
    }
    if let Some(last) = bytes.last_mut() {
        *last = register.space.number() as u8;
    }
    RecordId::from_bytes(bytes)
}
