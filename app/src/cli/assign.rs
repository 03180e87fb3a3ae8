//! `FIELD=VALUE` on the command line: which field is meant, and which changes that makes.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use registers::def::{Field, Kind, Register};
use registers::{Op, Record, RecordId, Value, book, parse};
use replica::Reader;
use serde_json::Value as Json;

use super::{Context, explain, near};
use crate::clock;

/// The register that a person means.
pub(super) fn find_register(context: &Context, name: &str) -> anyhow::Result<&'static Register> {
    let shelf = context.shelf()?;
    match shelf.find(name) {
        Some(register) => {
            context.about.set(Some(register));
            Ok(register)
        }
        None => {
            let near: Vec<String> =
                near::nearest(&shelf, name).iter().map(|r| format!("{} {}", r.labels.get(context.lang), r.key)).collect();
            let key = if near.is_empty() { "error.unknown_register" } else { "error.unknown_register_near" };
            context.refuse(key, &[("key", name), ("near", &near.join(explain::separator(context.lang)))])
        }
    }
}

/// The field that a person means.
pub(super) fn find_field(context: &Context, register: &Register, name: &str) -> anyhow::Result<&'static Field> {
    match register.field_named(name) {
        Some(field) => Ok(field),
        None => context.refuse("error.unknown_field", &[("register", register.labels.get(context.lang)), ("field", name)]),
    }
}

/// The record that a person means by id or number.
pub(super) fn find_record(context: &Context, reader: &Reader, register: Option<&Register>, name: &str) -> anyhow::Result<RecordId> {
    match reader.find(register, name)? {
        Some(id) => Ok(id),
        None => context.refuse("error.unknown_record", &[("id", name)]),
    }
}

/// The record that a link shall name, by id, number or title as in a list that is imported.
pub(super) fn linked(context: &Context, reader: &Reader, target: &str, name: &str) -> anyhow::Result<RecordId> {
    let Some(register) = book::find(target) else { return context.refuse("error.unknown_record", &[("id", name)]) };
    match reader.linked(register, name)? {
        Some(id) => Ok(id),
        None => context.refuse("error.unknown_record", &[("id", name)]),
    }
}

/// The changes that a list of `FIELD=VALUE` makes to a record. An empty value takes the field's value away.
pub(super) fn assignments(
    context: &Context,
    reader: &Reader,
    register: &Register,
    record: &Record,
    texts: &[String],
) -> anyhow::Result<Vec<Op>> {
    let mut ops = Vec::new();
    let mut seen = BTreeSet::new();
    for text in texts {
        let Some((name, value)) = text.split_once('=') else { return context.misuse("error.assignment", &[("text", text)]) };
        let name = name.trim();
        if register.field_named(name).is_none() && (name == "_state" || is_state(name)) {
            return context.refuse("error.state_by_step", &[("text", text)]);
        }
        let field = find_field(context, register, name)?;
        if !seen.insert(field.id) && !matches!(field.kind, Kind::Lines(_)) {
            return context.refuse("error.named_twice", &[("field", field.labels.get(context.lang))]);
        }
        assign(context, reader, field, record, value, &mut ops)?;
    }
    Ok(ops)
}

/// Whether a word means the state of a record where a field is expected.
pub(super) fn is_state(name: &str) -> bool {
    matches!(name, "state" | "状态" | "狀態")
}

/// The members that a field of several has once the changes are made.
fn standing(record: &Record, field: &str, ops: &[Op]) -> BTreeSet<String> {
    let mut members = record.sets.get(field).cloned().unwrap_or_default();
    for op in ops {
        match op {
            Op::Member { field: f, member, on: true } if f == field => drop(members.insert(member.clone())),
            Op::Member { field: f, member, on: false } if f == field => drop(members.remove(member)),
            _ => {}
        }
    }
    members
}

/// The changes to a field of several: what is written becomes all that it has, as in a list that is imported. Where a `+` or
/// `-` stands before one of them, they are added to what it has, or taken away from it.
fn assign_set(
    context: &Context,
    reader: &Reader,
    field: &'static Field,
    record: &Record,
    text: &str,
    ops: &mut Vec<Op>,
) -> anyhow::Result<()> {
    let parts: Vec<&str> = text.split([',', '，', '、']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let mut standing = standing(record, field.id, ops);
    let mut op = |member: String, on| ops.push(Op::Member { field: field.id.to_owned(), member, on });
    if parts.iter().any(|part| part.starts_with(['+', '-'])) {
        for part in parts {
            let (on, part) = part.strip_prefix('-').map_or((true, part.strip_prefix('+').unwrap_or(part)), |p| (false, p));
            op(member(context, reader, field, part.trim())?, on);
        }
        return Ok(());
    }
    for part in parts {
        let member = member(context, reader, field, part)?;
        if !standing.remove(&member) {
            op(member, true);
        }
    }
    standing.into_iter().for_each(|member| op(member, false));
    Ok(())
}

fn assign(context: &Context, reader: &Reader, field: &'static Field, record: &Record, text: &str, ops: &mut Vec<Op>) -> anyhow::Result<()> {
    let id = field.id.to_owned();
    match field.kind {
        Kind::LongText => ops.push(Op::Text { field: id, text: text.to_owned() }),
        Kind::Choices(_) | Kind::Links(_) | Kind::Attachments => assign_set(context, reader, field, record, text, ops)?,
        Kind::Lines(_) => {
            let Ok(Json::Array(list)) = serde_json::from_str::<Json>(text) else {
                return context.refuse("error.lines_json", &[("field", field.labels.get(context.lang))]);
            };
            for row in list {
                let Json::Object(map) = row else {
                    return context.refuse("error.lines_json", &[("field", field.labels.get(context.lang))]);
                };
                let cells = map.iter().map(|(k, v)| format!("{k}={}", v.as_str().map_or_else(|| v.to_string(), str::to_owned)));
                let cells = cells_of(context, reader, field, &cells.collect::<Vec<_>>())?;
                ops.push(Op::Line { field: id.clone(), row: fresh_row(), cells });
            }
        }
        _ if text.is_empty() => ops.push(Op::Set { field: id, value: None }),
        _ => ops.push(Op::Set { field: id, value: Some(value(context, reader, field, text)?) }),
    }
    Ok(())
}

/// The cells of a new row.
pub(super) fn cells_of(
    context: &Context,
    reader: &Reader,
    field: &'static Field,
    texts: &[String],
) -> anyhow::Result<Vec<(String, Value)>> {
    let mut cells: Vec<(String, Value)> = Vec::new();
    for text in texts {
        let Some((name, text)) = text.split_once('=') else { return context.misuse("error.assignment", &[("text", text)]) };
        let found = field.columns().iter().find(|c| c.id == name.trim()).or_else(|| field.columns().iter().find(|c| c.matches(name)));
        let Some(column) = found else {
            return context.refuse("error.unknown_field", &[("register", field.labels.get(context.lang)), ("field", name)]);
        };
        if cells.iter().any(|(id, _)| id == column.id) {
            return context.refuse("error.named_twice", &[("field", column.labels.get(context.lang))]);
        }
        cells.push((column.id.to_owned(), value(context, reader, column, text)?));
    }
    Ok(cells)
}

/// One value of a field, links by id, number or title.
pub(super) fn value(context: &Context, reader: &Reader, field: &Field, text: &str) -> anyhow::Result<Value> {
    if let Kind::Link(target) = field.kind
        && !text.trim().is_empty()
    {
        return Ok(Value::Text(linked(context, reader, target, text)?.to_string()));
    }
    match parse::cell(field, text, &parse::Hints::default()) {
        Ok(value) => Ok(value.unwrap_or_else(|| Value::Text(String::new()))),
        Err(reason) => wrong(context, field, &reason),
    }
}

fn wrong<T>(context: &Context, field: &Field, reason: &parse::Reason) -> anyhow::Result<T> {
    context.refuse("error.wrong_value", &[("field", field.labels.get(context.lang)), ("reason", &reason.say(context.lang))])
}

/// One member of a set.
pub(super) fn member(context: &Context, reader: &Reader, field: &Field, text: &str) -> anyhow::Result<String> {
    match field.kind {
        Kind::Links(target) => Ok(linked(context, reader, target, text)?.to_string()),
        Kind::Choices(choices) => match parse::pick(choices, text) {
            Some(choice) => Ok(choice.id.to_owned()),
            None => wrong(context, field, &parse::Reason::UnknownChoice(choices)),
        },
        _ => Ok(text.replace('/', "／")),
    }
}

/// A fresh id for a row.
pub(crate) fn fresh_row() -> String {
    static LAST: Mutex<(u64, u128)> = Mutex::new((0, 0));
    /// The bits of a ULID after its moment, without the highest, so that there is room to count on.
    const RANDOM: u128 = (1 << 79) - 1;
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let now = clock::unix_ms();
    // Rows that are made within a millisecond keep their order.
    *last = if now > last.0 { (now, u128::from_le_bytes(clock::random()) & RANDOM) } else { (last.0, last.1 + 1) };
    RecordId::from_parts(last.0, last.1).to_string()
}
