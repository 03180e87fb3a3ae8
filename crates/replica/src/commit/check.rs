//! What of a change is refused, before anything is written.

use registers::document::{Op, Record};
use registers::{Kind, RecordId, Register, Value, parse, pointer, version};

use crate::reason::{Because, Code};
use crate::{Error, Result};

/// The register without the office's adjustments.
pub(super) fn as_it_comes(register: &'static Register) -> &'static Register {
    registers::book::find(register.key).unwrap_or(register)
}

/// Refuses what breaks a rule of the register, but not what was broken before: a merge may have done that,
/// and a record must stay open to the very edit that mends it.
pub(crate) fn refuse_new_faults(register: &Register, before: &Record, after: &Record) -> Result<()> {
    let found = parse::check(register, after);
    if found.is_empty() {
        return Ok(());
    }
    let standing = if before.register.is_empty() { Vec::new() } else { parse::check(register, before) };
    let fresh: Vec<parse::Fault> = found.into_iter().filter(|f| !standing.contains(f)).collect();
    let missing: Vec<String> = fresh.iter().filter(|f| f.reason == parse::Reason::Required).map(|f| f.field.to_owned()).collect();
    if !missing.is_empty() {
        return Err(Error::Missing(missing));
    }
    match fresh.into_iter().next() {
        Some(fault) => Err(Error::Rule { field: fault.field.to_owned(), reason: fault.reason }),
        None => Ok(()),
    }
}

/// Refuses what would be written into a record that only points at a paper: it would not be shown, and yet be kept.
pub(super) fn refuse_beside_pointer(register: &Register, after: &Record) -> Result<()> {
    if pointer::of(register, after).is_none() {
        return Ok(());
    }
    let is_beside = |fault: &parse::Fault| matches!(fault.reason, parse::Reason::PointerOnly | parse::Reason::PointerTitle(_));
    match parse::check(register, after).into_iter().find(is_beside) {
        Some(fault) => Err(Error::Rule { field: fault.field.to_owned(), reason: fault.reason }),
        None => Ok(()),
    }
}

/// Refuses links by which a record would name itself: it is neither its own copy nor its own part.
pub(super) fn refuse_itself(id: RecordId, register: &Register, before: &Record, after: &Record) -> Result<()> {
    let own = |field: &&registers::Field| matches!(field.kind, Kind::Link(to) | Kind::Links(to) if to == register.key);
    let name = id.to_string();
    let names = |record: &Record, field: &str| {
        record.values(field).iter().any(|v| v.as_text() == Some(name.as_str())) || record.sets.get(field).is_some_and(|s| s.contains(&name))
    };
    match register.all_fields().filter(own).find(|f| names(after, f.id) && !names(before, f.id)) {
        Some(field) => Err(Error::Rule { field: field.id.to_owned(), reason: parse::Reason::Itself }),
        None => Ok(()),
    }
}

/// Refuses digests that somebody typed.
pub(crate) fn refuse_typed(register: &Register, before: &Record, ops: &[Op]) -> Result<()> {
    version::typed(register, before, ops).map_or(Ok(()), |field| Err(Error::Computed(field.to_owned())))
}

/// Refuses to change a text that was approved or sealed for good, and to type the moment of that.
pub(crate) fn refuse_locked(register: &Register, before: &Record, ops: &[Op]) -> Result<()> {
    if let Some(field) = version::forged(register, before, ops) {
        return Err(Error::Computed(field.to_owned()));
    }
    version::locked(register, before, ops).map_or(Ok(()), |field| Err(Error::Locked(field.to_owned())))
}

/// The same for what is given with a step: what it cannot do without and nobody has said yet is said with it.
pub(crate) fn refuse_locked_by(register: &Register, before: &Record, step: &str, given: &[Op]) -> Result<()> {
    let needs = |field: &str| register.transition(step).is_some_and(|t| t.requires.contains(&field)) && !before.is_filled(field);
    let fills = |op: &Op| matches!(op, Op::Set { field, .. } if needs(field) && version::forged(register, before, std::slice::from_ref(op)).is_none());
    let others: Vec<Op> = given.iter().filter(|op| !fills(op)).cloned().collect();
    refuse_locked(register, before, &others)
}

/// Refuses to change what a fact says: an empty cell may be filled in, and of cells that stand side by side one be chosen.
pub(crate) fn refuse_changed_facts(register: &Register, before: &Record, ops: &[Op]) -> Result<()> {
    for op in ops {
        let Op::Set { field: name, value } = op else { continue };
        let Some((field, _)) = name.split_once('/') else { continue };
        let facts = register.field(field).is_some_and(|f| matches!(f.kind, Kind::Lines(lines) if lines.append_only));
        let standing = before.values(name);
        let stays = standing.iter().all(Value::is_empty) || value.as_ref().is_some_and(|v| standing.contains(v));
        if facts && !stays {
            return Err(Error::AppendOnly(field.to_owned()));
        }
    }
    Ok(())
}

/// Checks that each value is of its field's kind; what it means was checked where it was read.
pub(crate) fn check_values(register: &Register, ops: &[Op]) -> Result<()> {
    let find = |field: &str| {
        let unknown = || Error::UnknownField { register: register.key.to_owned(), field: field.to_owned() };
        register.field(field).ok_or_else(unknown)
    };
    for op in ops {
        match op {
            Op::Set { field, value } if field.contains('/') => check_cell(register, field, value.as_ref())?,
            Op::Set { field, .. } if field == "_state" => {}
            Op::Set { field, value } => {
                let definition = find(field)?;
                if let Some(value) = value {
                    fits(definition, value)?;
                }
            }
            Op::Text { field, .. } | Op::Member { field, .. } => {
                find(field)?;
            }
            Op::Line { field, cells, .. } => {
                let definition = find(field)?;
                for (column, value) in cells {
                    let column = definition.columns().iter().find(|c| c.id == column);
                    fits(column.ok_or_else(|| Error::UnknownField { register: register.key.to_owned(), field: field.clone() })?, value)?;
                }
            }
            Op::DropLine { field, .. } => {
                if matches!(find(field)?.kind, Kind::Lines(lines) if lines.append_only) {
                    return Err(Error::AppendOnly(field.clone()));
                }
            }
            Op::State(state) => {
                if register.state(state).is_none() {
                    return Err(Error::WrongValue { field: "_state".to_owned(), reason: Code::NoSuchState.because() });
                }
            }
        }
    }
    Ok(())
}

fn check_cell(register: &Register, name: &str, value: Option<&Value>) -> Result<()> {
    let unknown = || Error::UnknownField { register: register.key.to_owned(), field: name.to_owned() };
    let (field, column) = match name.split('/').collect::<Vec<_>>()[..] {
        [field, _, column] => (register.field(field).ok_or_else(unknown)?, column),
        _ => return Err(unknown()),
    };
    let column = field.columns().iter().find(|c| c.id == column).ok_or_else(unknown)?;
    value.map_or(Ok(()), |v| fits(column, v))
}

fn fits(field: &registers::Field, value: &Value) -> Result<()> {
    let wrong = |code: Code| Err(Error::WrongValue { field: field.id.to_owned(), reason: code.because() });
    match (field.kind, value) {
        (Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money, Value::Integer(_))
        | (Kind::YesNo, Value::Yes(_))
        | (Kind::Decimal { .. }, Value::Decimal(_)) => Ok(()),
        (Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money, _) => wrong(Code::NeedsNumber),
        (Kind::YesNo, _) => wrong(Code::NeedsYesNo),
        (Kind::Lines(_) | Kind::Choices(_) | Kind::Links(_) | Kind::Attachments | Kind::LongText, _) => wrong(Code::NotOneValue),
        (Kind::Choice(choices), Value::Text(id)) if !id.is_empty() && !choices.iter().any(|c| c.id == id) => wrong(Code::NoSuchChoice),
        (_, Value::Text(_)) => Ok(()),
        (_, Value::Integer(_) | Value::Decimal(_) | Value::Yes(_)) => wrong(Code::NeedsText),
    }
}

/// Whether a change says what one field of the record says afterwards, whatever stood there.
pub(super) fn is_plain(op: &Op) -> bool {
    matches!(op, Op::Set { field, value } if !field.contains('/') && value.as_ref().is_none_or(|v| !v.is_empty()))
}
