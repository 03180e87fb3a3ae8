//! What a person sees who signs, as bytes that never change: the canonical content of a record.
//!
//! JSON (RFC 8259) without white space, with the keys of every object in the order of their bytes, and no more escapes in texts than
//! JSON asks for:
//!
//! `{"fields":{ID:[value…]},"lines":{ID:[{"cells":{ID:[value…]},"row":ID}…]},"register":KEY,"sets":{ID:[member…]}}`
//!
//! A value is a text, a whole number (money in hundredths), `true` or `false`, or `{"decimal":N}` with ten-thousandths. Of a field all values
//! that stand side by side, sorted; what is empty is left out. Rows stand from the oldest on. All fields are part of it, those that a
//! program does not know as well, so that every version of it makes the same bytes; the state is not, since every step moves it on. Personal
//! data stands there as the tokens that the document holds (see [`crate::private`]): erasing it takes no signature away.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::def::{Effect, Register, Version};
use crate::document::{Line, Record};
use crate::value::Value;

/// The canonical content of a record: what its hash is signed for.
pub fn content(record: &Record) -> String {
    let fields = record.fields.iter().filter_map(|(field, values)| Some((field.clone(), list(values)?)));
    let sets = record.sets.iter().filter(|(_, members)| !members.is_empty());
    let sets = sets.map(|(field, members)| (field.clone(), members.iter().map(|m| Json::from(m.as_str())).collect()));
    let lines = record.lines.iter().filter(|(_, rows)| !rows.is_empty());
    let lines = lines.map(|(field, rows)| (field.clone(), rows.iter().map(row).collect()));
    let all = [
        ("fields".to_owned(), Json::Object(fields.collect())),
        ("lines".to_owned(), Json::Object(lines.collect())),
        ("register".to_owned(), Json::from(record.register.as_str())),
        ("sets".to_owned(), Json::Object(sets.collect())),
    ];
    Json::Object(all.into_iter().collect()).to_string()
}

fn row(line: &Line) -> Json {
    let cells: Map<String, Json> = line.cells.iter().filter_map(|(column, values)| Some((column.clone(), list(values)?))).collect();
    Json::Object([("cells".to_owned(), Json::Object(cells)), ("row".to_owned(), Json::from(line.id.as_str()))].into_iter().collect())
}

fn list(values: &[Value]) -> Option<Json> {
    let mut values: Vec<&Value> = values.iter().filter(|value| !value.is_empty()).collect();
    values.sort_unstable();
    (!values.is_empty()).then(|| values.into_iter().map(json).collect())
}

fn json(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::from(text.as_str()),
        Value::Integer(n) => Json::from(*n),
        Value::Decimal(parts) => Json::Object([("decimal".to_owned(), Json::from(*parts))].into_iter().collect()),
        Value::Yes(yes) => Json::from(*yes),
    }
}

/// Reads a content back, to show what was signed from the very bytes. None when they are no content.
pub fn read(content: &str) -> Option<Record> {
    let Json::Object(all) = serde_json::from_str(content).ok()? else { return None };
    let object = |key: &str| all.get(key).and_then(Json::as_object);
    let mut record = Record { register: all.get("register")?.as_str()?.to_owned(), ..Record::default() };
    for (field, of) in object("fields")? {
        record.fields.insert(field.clone(), values(of)?);
    }
    for (field, members) in object("sets")? {
        let members = members.as_array()?.iter().map(|member| member.as_str().map(str::to_owned));
        record.sets.insert(field.clone(), members.collect::<Option<_>>()?);
    }
    for (field, rows) in object("lines")? {
        let line = |row: &Json| {
            let cells = row.get("cells")?.as_object()?.iter().map(|(column, of)| Some((column.clone(), values(of)?)));
            Some(Line { id: row.get("row")?.as_str()?.to_owned(), cells: cells.collect::<Option<_>>()? })
        };
        record.lines.insert(field.clone(), rows.as_array()?.iter().map(line).collect::<Option<_>>()?);
    }
    Some(record)
}

fn values(of: &Json) -> Option<Vec<Value>> {
    let value = |of: &Json| match of {
        Json::String(text) => Some(Value::Text(text.clone())),
        Json::Number(n) => n.as_i64().map(Value::Integer),
        Json::Bool(yes) => Some(Value::Yes(*yes)),
        Json::Object(parts) => parts.get("decimal")?.as_i64().map(Value::Decimal),
        Json::Null | Json::Array(_) => None,
    };
    of.as_array()?.iter().map(value).collect()
}

/// The fields that say something else now than when they were signed, in the order of their ids. Of a register whose text is
/// approved by its digest (see [`crate::version`]) every difference of that text counts and nothing else; of others what was signed and is
/// gone or other now, while what later steps write by themselves, and what is added, changes nothing of what was signed.
pub fn changed(register: &Register, signed: &Record, now: &Record) -> Vec<String> {
    let strict = register.version != Version::NONE;
    let written = written_by_steps(register);
    let mut changed = BTreeSet::new();
    for field in signed.fields.keys().chain(signed.sets.keys()).chain(signed.lines.keys()) {
        let differs = match strict && register.version.of.contains(&field.as_str()) {
            true => one(signed, field) != one(now, field),
            false => !strict && !written.contains(field.as_str()) && !is_contained(signed, now, field),
        };
        if differs {
            changed.insert(field.clone());
        }
    }
    if strict {
        let of = register.version.of.iter().filter(|field| now.is_filled(field) && !signed.is_filled(field));
        changed.extend(of.map(|field| (*field).to_owned()));
    }
    changed.into_iter().collect()
}

/// One field of a record, as it stands in its content.
fn one(record: &Record, field: &str) -> String {
    let mut only = Record::default();
    only.fields.extend(record.fields.get_key_value(field).map(|(key, values)| (key.clone(), values.clone())));
    only.sets.extend(record.sets.get_key_value(field).map(|(key, members)| (key.clone(), members.clone())));
    only.lines.extend(record.lines.get_key_value(field).map(|(key, rows)| (key.clone(), rows.clone())));
    content(&only)
}

/// Whether what a field said stands there still, beside whatever was added.
fn is_contained(signed: &Record, now: &Record, field: &str) -> bool {
    let sorted = |values: Option<&Vec<Value>>| {
        let mut values: Vec<Value> = values.into_iter().flatten().filter(|value| !value.is_empty()).cloned().collect();
        values.sort_unstable();
        values
    };
    let rows = |record: &Record| record.lines.get(field).cloned().unwrap_or_default();
    let cell_stands =
        |line: &Line, standing: &Line| line.cells.iter().all(|(column, values)| sorted(Some(values)) == sorted(standing.cells.get(column)));
    let row_stands = |line: &Line| rows(now).iter().any(|standing| standing.id == line.id && cell_stands(line, standing));
    let members = |record: &Record| record.sets.get(field).cloned().unwrap_or_default();
    sorted(signed.fields.get(field)) == sorted(now.fields.get(field))
        && members(signed).is_subset(&members(now))
        && rows(signed).iter().all(row_stands)
}

/// Fields that some step writes or empties by itself.
fn written_by_steps(register: &Register) -> BTreeSet<&'static str> {
    let mut written = BTreeSet::new();
    for effect in register.transitions.iter().flat_map(|step| step.effects) {
        match effect {
            Effect::Now(field)
            | Effect::Today(field)
            | Effect::Me(field)
            | Effect::Clear(field)
            | Effect::Set(field, _)
            | Effect::Digest(field)
            | Effect::DigestLinked(_, field) => _ = written.insert(*field),
            Effect::CopyLinked { copy, .. } => written.extend(copy.iter().map(|(_, own)| *own)),
            Effect::Product { lines, .. } | Effect::AddRow { lines, .. } | Effect::AddForEach { lines, .. } => _ = written.insert(*lines),
            Effect::Number => written.extend(register.number.map(|number| number.field)),
            Effect::Due => written.extend(register.due.iter().map(|due| due.field)),
            Effect::KeepOn | Effect::StepLinked(..) | Effect::SetLinked { .. } | Effect::StepOthers(..) | Effect::Add(_) => {}
        }
    }
    written
}

#[cfg(test)]
mod tests;
