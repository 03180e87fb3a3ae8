//! Writing records, and saying what the registers are.

use registers::def::{Kind, Register, Right};
use registers::shelf::Shelf;
use registers::{Lang, Op, Record, RecordId, Value, book, parse, workflow};
use replica::Lack;
use serde_json::{Value as Json, json};

use super::assign::{self, assignments, find_record, find_register};
use super::{Context, explain, output, say};
use crate::cases::Named;
use crate::{clock, import, rights};

pub(super) fn registers(context: &Context, name: Option<&str>) -> anyhow::Result<()> {
    match name {
        Some(name) => one_register(context, &context.shelf()?, find_register(context, name)?),
        None => all_registers(context, &context.shelf()?),
    }
    Ok(())
}

fn all_registers(context: &Context, shelf: &Shelf) {
    let lang = context.lang;
    context.out.result(
        || json!(shelf.all().iter().map(|r| json!({ "key": r.key, "label": r.labels.get(lang), "space": r.space.key(), "fields": r.all_fields().count(), "states": r.states.len() })).collect::<Vec<_>>()),
        || {
            let row = |r: &&Register| {
                let fields = say(lang, "cli.fields", &[("count", &r.all_fields().count().to_string())]);
                vec![r.key.to_owned(), r.labels.get(lang).to_owned(), r.space.key().to_owned(), fields]
            };
            output::table(&[], &shelf.all().iter().map(row).collect::<Vec<_>>())
        },
    );
}

fn one_register(context: &Context, shelf: &Shelf, register: &Register) {
    let lang = context.lang;
    let kind = |field: &registers::Field| match field.kind {
        Kind::Choice(_) | Kind::Choices(_) => field.offered().map(|c| c.labels.get(lang)).collect::<Vec<_>>().join("/"),
        Kind::Link(target) | Kind::Links(target) => shelf.by_key(target).map_or(target, |r| r.labels.get(lang)).to_owned(),
        Kind::Lines(lines) => lines.columns.iter().map(|c| c.labels.get(lang)).collect::<Vec<_>>().join(" · "),
        _ => String::new(),
    };
    context.out.result(
        || {
            json!({
                "key": register.key, "label": register.labels.get(lang), "space": register.space.key(),
                "adding": right_json(register.adding), "changing": right_json(register.changing),
                "fields": register.all_fields().map(|f| json!({ "id": f.id, "label": f.labels.get(lang), "kind": kind_key(f), "required": f.required, "retired": f.retired,
                    "choices": f.choice_list().iter().map(|c| c.id).collect::<Vec<_>>(), "columns": f.columns().iter().map(|c| c.id).collect::<Vec<_>>(),
                    "cells": f.columns().iter().map(|c| cell_json(c, lang)).collect::<Vec<_>>(), "link": link_of(f) })).collect::<Vec<_>>(),
                "number": register.number.map(|n| json!({ "field": n.field, "pattern": n.pattern, "at_creation": n.at_creation })),
                "states": register.states.iter().map(|s| json!({ "id": s.id, "label": s.labels.get(lang) })).collect::<Vec<_>>(),
                "transitions": register.transitions.iter().map(|t| json!({ "id": t.id, "label": t.labels.get(lang), "from": t.from, "to": t.to, "roles": t.roles, "named": rights::paths(&t.named), "requires": t.requires })).collect::<Vec<_>>(),
            })
        },
        || {
            let mut lines = vec![format!("{} ({})", register.labels.get(lang), register.key)];
            lines.push(say(lang, "rights.adding", &[("who", &rights::of_right(lang, register, register.adding))]));
            lines.push(say(lang, "rights.changing", &[("who", &rights::of_right(lang, register, register.changing))]));
            let fields = register.all_fields().filter(|f| !f.retired).map(|f| {
                let mark = if f.required { "*" } else { "" };
                vec![format!("  {}{mark}", f.id), f.labels.get(lang).to_owned(), say(lang, &format!("kind.{}", kind_key(f)), &[]), kind(f)]
            });
            lines.push(output::table(&[], &fields.collect::<Vec<_>>()));
            lines.push(register.states.iter().map(|s| s.labels.get(lang)).collect::<Vec<_>>().join(" · "));
            let label = |id: &str| register.state(id).map_or(id.to_owned(), |s| s.labels.get(lang).to_owned());
            let steps = register.transitions.iter().map(|t| {
                let from: Vec<String> = t.from.iter().map(|s| label(s)).collect();
                let way = format!("{} → {}", from.join("/"), label(t.to));
                vec![format!("  {}", t.id), t.labels.get(lang).to_owned(), way, rights::of_step(lang, register, t)]
            });
            lines.push(output::table(&[], &steps.collect::<Vec<_>>()));
            lines.join("\n")
        },
    );
}

/// A column of rows.
fn cell_json(column: &registers::Field, lang: Lang) -> Json {
    let choices: Vec<&str> = column.choice_list().iter().map(|c| c.id).collect();
    json!({ "id": column.id, "label": column.labels.get(lang), "kind": kind_key(column), "required": column.required, "computed": column.computed,
        "choices": choices, "link": link_of(column) })
}

/// Key of the register that a link leads to; none of other fields.
fn link_of(field: &registers::Field) -> Option<&'static str> {
    match field.kind {
        Kind::Link(to) | Kind::Links(to) => Some(to),
        _ => None,
    }
}

/// Who may add or change records of a register: null for everybody.
fn right_json(right: Right) -> Json {
    match right {
        Right::Everybodys => Json::Null,
        Right::Of(..) => json!({ "roles": right.roles(), "named": rights::paths(&right.by_name()) }),
    }
}

/// Name of a field's kind, as in the translations.
pub(crate) fn kind_key(field: &registers::Field) -> &'static str {
    match field.kind {
        Kind::Text => "text",
        Kind::LongText => "long_text",
        Kind::Integer { .. } => "integer",
        Kind::Decimal { .. } => "decimal",
        Kind::Money => "money",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::Choice(_) => "choice",
        Kind::Choices(_) => "choices",
        Kind::YesNo => "yes_no",
        Kind::Person => "person",
        Kind::Department => "department",
        Kind::Link(_) => "link",
        Kind::Links(_) => "links",
        Kind::Attachments => "attachments",
        Kind::Private => "private",
        Kind::Lines(_) => "lines",
    }
}

pub(super) fn add(context: &Context, register: &str, like: Option<&str>, template: Option<&str>, values: &[String]) -> anyhow::Result<()> {
    let (register, reader) = (find_register(context, register)?, context.reader()?);
    let mut ops = start(context, &reader, register, like, template)?;
    let begun = parse::preview(&Record::default(), &ops);
    ops.extend(assignments(context, &reader, register, &begun, values)?);
    let done = context.replica()?.transact(&format!("create:{}", register.key), clock::now(), |edit| edit.create(register, &ops))?;
    // It is added all the same: only a person can say whether it is the same thing.
    let card = reader.record(done.value)?;
    let same = card.map_or(Ok(Vec::new()), |card| reader.same(register, &card.record, Some(done.value)))?;
    let same: Vec<Named> = same.into_iter().map(Named::from).collect();
    let (taken, lack) = (taken(&reader, done.value)?, lack(context.lang, &reader, done.value)?);
    context.out.result(
        || {
            let same: Vec<Json> = same.iter().map(named_json).collect();
            let mut json = json!({ "id": done.value.to_string(), "same": same, "taken": taken_json(&taken) });
            if let Some((why, _)) = &lack {
                json["number"] = json!(why);
            }
            json
        },
        || done.value.to_string(),
    );
    // The id alone is what a script takes on; what a person should know stands beside it.
    let note = |n: &Named| say(context.lang, "cli.same", &[("title", &n.text()), ("id", &n.id.to_string())]);
    let notes = same.iter().map(note).chain(taken_lines(context.lang, &taken)).chain(lack.iter().map(|(_, text)| text.clone()));
    notes.for_each(|text| context.out.note(&text));
    Ok(())
}

fn named_json(named: &Named) -> Json {
    json!({ "id": named.id.to_string(), "register": named.register.key, "number": named.number, "title": named.title })
}

/// Who holds already what a record claims for the same time.
pub(super) fn taken(reader: &replica::Reader, id: RecordId) -> anyhow::Result<Vec<(Named, String)>> {
    let Some(card) = reader.record(id)? else { return Ok(Vec::new()) };
    let found = reader.taken(card.register, &card.record, Some(id))?;
    Ok(found.into_iter().map(|t| (Named::from(t.hit), t.at)).collect())
}

fn taken_json(taken: &[(Named, String)]) -> Json {
    let one = |(named, at): &(Named, String)| {
        let mut json = named_json(named);
        json["at"] = Json::String(at.clone());
        json
    };
    Json::Array(taken.iter().map(one).collect())
}

pub(super) fn taken_lines(lang: Lang, taken: &[(Named, String)]) -> impl Iterator<Item = String> {
    taken.iter().map(move |(named, at)| {
        let what = named.register.claim.map_or_else(String::new, |c| super::name(named.register, c.what, lang));
        say(lang, "cli.taken", &[("what", &what), ("at", at), ("title", &named.text()), ("id", &named.id.to_string())])
    })
}

/// What the new record starts with: a template of the register, or another record.
fn start(
    context: &Context,
    reader: &replica::Reader,
    register: &'static Register,
    like: Option<&str>,
    template: Option<&str>,
) -> anyhow::Result<Vec<Op>> {
    if let Some(name) = template {
        let Some(found) = register.templates.iter().find(|t| t.id == name || t.labels.matches(name)) else {
            let all: Vec<&str> = register.templates.iter().map(|t| t.id).collect();
            return context.refuse("error.no_template", &[("template", name), ("templates", &all.join("  "))]);
        };
        return Ok(workflow::from_template(register, found));
    }
    let Some(name) = like else { return Ok(Vec::new()) };
    let id = find_record(context, reader, Some(register), name)?;
    let Some(card) = reader.record(id)?.filter(|card| card.register.key == register.key) else {
        return context.refuse("error.unknown_record", &[("id", name)]);
    };
    let mut ops = workflow::like(register, &card.record);
    for op in &mut ops {
        if let Op::Line { row, .. } = op {
            *row = assign::fresh_row();
        }
    }
    Ok(ops)
}

/// The record that is meant, and its register.
pub(super) fn target(context: &Context, name: &str) -> anyhow::Result<(RecordId, &'static Register, replica::Reader)> {
    let reader = context.reader()?;
    let id = find_record(context, &reader, None, name)?;
    match reader.record(id)? {
        Some(card) => {
            context.about.set(Some(card.register));
            Ok((id, card.register, reader))
        }
        None => context.refuse("error.unknown_record", &[("id", name)]),
    }
}

/// What a record says.
pub(super) fn said(reader: &replica::Reader, id: RecordId) -> anyhow::Result<Record> {
    Ok(reader.record(id)?.map(|card| card.record).unwrap_or_default())
}

pub(super) fn set(context: &Context, id: &str, values: &[String]) -> anyhow::Result<()> {
    let (id, register, reader) = target(context, id)?;
    let ops = assignments(context, &reader, register, &said(&reader, id)?, values)?;
    context.replica()?.transact(&format!("edit:{}", register.key), clock::now(), |edit| edit.change(id, &ops))?;
    done(context, &reader, id)
}

pub(super) fn step(context: &Context, id: &str, step: &str, values: &[String]) -> anyhow::Result<()> {
    let (id, register, reader) = target(context, id)?;
    let Some(found) = register.transition(step) else { return context.refuse("error.step_unknown", &[("step", step)]) };
    let ops = assignments(context, &reader, register, &said(&reader, id)?, values)?;
    let label = format!("step:{}:{}", register.key, found.id);
    let mut replica = context.replica()?;
    replica.transact(&label, clock::now(), |edit| edit.step(id, found.id, &ops))?;
    replica.finish(clock::now(), output::progress)?;
    if register.key == book::number_leases::REGISTER.key {
        // What waited for a number may have one once a lease is given back.
        replica.settle_numbers(clock::now())?;
    }
    done(context, &reader, id)
}

/// What a change is called in the history.
pub(crate) fn label_of(register: &Register, ops: &[Op]) -> String {
    match ops {
        [Op::Line { field, .. }] => format!("line:{}:{field}", register.key),
        _ => format!("edit:{}", register.key),
    }
}

/// The changes that leave one value standing.
pub(crate) fn resolution(register: &Register, chosen: &[(String, Value)]) -> Vec<Op> {
    let op = |(field, value): &(String, Value)| match (field.as_str(), value) {
        ("_state", Value::Text(state)) => Op::State(state.clone()),
        (name, Value::Text(text)) if register.field(name).is_some_and(|f| f.kind == Kind::LongText) => {
            Op::Text { field: field.clone(), text: text.clone() }
        }
        _ => Op::Set { field: field.clone(), value: Some(value.clone()) },
    };
    chosen.iter().map(op).collect()
}

/// Erases personal data; what several commits do is done as far as it came.
pub(super) fn erase(context: &Context, ids: &[String], due: bool) -> anyhow::Result<()> {
    let mut replica = context.replica()?;
    let now = clock::now();
    let mut count = if due { replica.erase_due(now)? } else { 0 };
    for name in ids {
        let reader = replica.reader()?;
        let id = find_record(context, &reader, None, name)?;
        let register = reader.register_of(id)?.ok_or(replica::Error::UnknownRecord(id))?;
        replica.transact(&format!("erase:{}", register.key), now, |edit| edit.erase(id))?;
        count += 1;
    }
    // What is still in the file, in places that nothing uses any more, goes at once.
    replica.index()?;
    while replica.sweep()? {}
    context.out.result(|| json!({ "erased": count }), || say(context.lang, "cli.erased", &[("n", &count.to_string())]));
    Ok(())
}

pub(super) fn undo(context: &Context) -> anyhow::Result<()> {
    let undone = context.replica()?.undo(clock::now())?.value;
    let what = explain::label(context.lang, context.shelf()?.all(), &undone.label);
    let part = import::undo_part(context.lang, &undone.label);
    let values = [("what", what.as_str()), ("restored", &undone.restored.len().to_string()), ("kept", &undone.kept.len().to_string())];
    context.out.result(
        || json!({ "label": undone.label, "restored": undone.restored.len(), "kept": undone.kept.len() }),
        || [Some(say(context.lang, "cli.undone", &values)), part.clone()].into_iter().flatten().collect::<Vec<_>>().join("\n"),
    );
    Ok(())
}

/// Makes void what this desk's last import added.
pub(super) fn undo_import(context: &Context, reason: &str) -> anyhow::Result<()> {
    let lang = context.lang;
    let mut replica = context.replica()?;
    let reader = context.reader()?;
    let imported = reader.last_import(&replica.device())?.filter(|imported| !imported.records.is_empty());
    let Some(imported) = imported else { return context.refuse("cli.no_import", &[]) };
    let (register, count) = (imported.register, imported.records.len().to_string());
    let Some(step) = import::voiding(register) else {
        return context.refuse("cli.import_not_voided", &[("register", register.labels.get(lang))]);
    };
    let voided = import::void(&mut replica, register, step, &imported.records, reason)?;
    let shelf = context.shelf()?;
    let words = super::first(Some(register), shelf);
    let why = |error: &replica::Error| explain::explain_replica(lang, &words, error);
    let mut lines = vec![say(
        lang,
        "cli.import_voided",
        &[("done", &voided.done.to_string()), ("count", &count), ("register", register.labels.get(lang))],
    )];
    for (id, error) in &voided.refused {
        let name = crate::cases::Named::read(&reader, *id)?.map_or_else(|| id.to_string(), |named| named.text());
        lines.push(say(lang, "cli.import_stays", &[("record", &name), ("reason", &why(error))]));
    }
    let refused = || voided.refused.iter().map(|(id, error)| json!({ "id": id.to_string(), "why": why(error) })).collect::<Vec<_>>();
    context.out.result(|| json!({ "register": register.key, "voided": voided.done, "refused": refused() }), || lines.join("\n"));
    Ok(())
}

/// What a record is warned of as it stands now, by the ids of the alerts.
fn warnings(context: &Context, reader: &replica::Reader, id: RecordId) -> anyhow::Result<Vec<(&'static str, String)>> {
    let found = reader.warnings_of(id, clock::now())?;
    let text = |w: replica::Warning| {
        let alert = w.hit.register.alerts.iter().find(|a| a.id == w.alert)?;
        let what = ("what", alert.labels.get(context.lang));
        // Where there should be none of something, it says how many there are.
        let many = w.numbers.1.as_decimal().filter(|_| w.numbers.0.as_decimal() == Some(0)).map(parse::decimal_text);
        Some((
            alert.id,
            many.map_or_else(|| say(context.lang, "cli.warned", &[what]), |n| say(context.lang, "cli.warned_of", &[what, ("n", &n)])),
        ))
    };
    Ok(found.into_iter().filter_map(text).collect())
}

pub(super) fn done(context: &Context, reader: &replica::Reader, id: RecordId) -> anyhow::Result<()> {
    let taken = taken(reader, id)?;
    let lack = lack(context.lang, reader, id)?;
    let warnings = warnings(context, reader, id)?;
    let json = || {
        let mut json = json!({ "id": id.to_string() });
        if !taken.is_empty() {
            json["taken"] = taken_json(&taken);
        }
        if let Some((why, _)) = &lack {
            json["number"] = json!(why);
        }
        if !warnings.is_empty() {
            let warning = |(alert, text): &(&str, String)| json!({ "alert": alert, "text": text });
            json["warnings"] = warnings.iter().map(warning).collect();
        }
        json
    };
    let lines = || {
        let lines = std::iter::once(context.say("cli.saved")).chain(taken_lines(context.lang, &taken));
        let lines = lines.chain(lack.iter().map(|(_, text)| text.clone()));
        lines.chain(warnings.iter().map(|(_, text)| text.clone())).collect::<Vec<_>>().join("\n")
    };
    context.out.result(json, lines);
    Ok(())
}

/// Why a record has no number yet that it waits for: for `--json`, and in words.
pub(crate) fn lack(lang: Lang, reader: &replica::Reader, id: RecordId) -> replica::Result<Option<(&'static str, String)>> {
    let Some(lack) = reader.lacks_number(id)? else { return Ok(None) };
    let (why, key) = match lack {
        Lack::Relay => ("no-relay", "cli.number_relay"),
        Lack::Order => ("waits-for-relay", "cli.number_order"),
        Lack::Lease => ("no-lease", "cli.number_lease"),
    };
    let register = reader.register_of(id)?.map_or("", |register| register.labels.get(lang));
    Ok(Some((why, say(lang, key, &[("register", register)]))))
}
