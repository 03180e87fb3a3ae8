//! What a step writes by itself, here and in other records.

use super::{Actor, Also, Around, Authority, Part, due, guard};
use crate::acts;
use crate::book;
use crate::def::{Addition, Cell, Effect, Field, Kind, Register, Transition};
use crate::document::{Line, Op, Record};
use crate::parse;
use crate::value::Value;
use crate::version;

/// What the step writes into its own record, `given` first; and whether a number is to be given.
pub(super) fn own(
    register: &Register,
    record: &Record,
    step: &Transition,
    given: &[Op],
    actor: &Actor,
    authority: Authority<'_>,
    around: &mut dyn Around,
) -> (Vec<Op>, bool) {
    let mut ops = version::stamped(register, record, given);
    let mut number = false;
    let signature = actor.signature(authority);
    // Whoever does a step again signs it anew, with the time of that.
    let is_again = step.effects.iter().any(|e| {
        let signed = |f: &str| acts::is_signature(register, f) && record.is_filled(f) && record.values(f) != [Value::from(&*signature)];
        matches!(e, Effect::Me(f) if signed(f))
    });
    let is_given = |field: &str| given.iter().any(|op| matches!(op, Op::Set { field: f, .. } if f == field));
    for effect in step.effects {
        let now = parse::preview(record, &ops);
        let mut stamp = |field: &str, value: Value| {
            if !now.is_filled(field) {
                ops.push(Op::Set { field: field.to_owned(), value: Some(value) });
            }
        };
        match effect {
            // A moment that was typed before is none of whoever signs now.
            Effect::Now(field) if acts::is_moment(register, step, field) || is_again && !is_given(field) && !step.asks.contains(field) => {
                ops.push(Op::Set { field: (*field).to_owned(), value: Some(Value::time(actor.now)) });
            }
            Effect::Now(field) => stamp(field, Value::time(actor.now)),
            Effect::Today(field) => stamp(field, Value::date(actor.now.date())),
            // Whatever stands there: who acts is who acted.
            Effect::Me(field) if acts::is_signature(register, field) => {
                if now.values(field) != [Value::from(&*signature)] {
                    ops.push(Op::Set { field: (*field).to_owned(), value: Some(Value::from(&*signature)) });
                }
            }
            Effect::Me(field) => stamp(field, Value::from(&*signature)),
            Effect::Due => {
                if let Some((field, value)) = due::due(register, &now, actor) {
                    stamp(field, value);
                }
            }
            Effect::Number => number = register.number.is_some_and(|n| !now.is_filled(n.field)),
            Effect::Set(field, value) => {
                if let Some(value) = register.field(field).and_then(|f| fixed(f, value)) {
                    ops.push(Op::Set { field: (*field).to_owned(), value: Some(value) });
                }
            }
            Effect::Product { lines, of, to, keep } => {
                let stays = |row: &Line| *keep && row.cell(to).is_some_and(|v| !v.is_empty());
                for row in now.lines.get(*lines).into_iter().flatten().filter(|row| !stays(row)) {
                    let price = row.cell(of.1).and_then(Value::as_integer);
                    let Some(cost) = row.cell(of.0).zip(price).and_then(|(n, price)| n.cost(price)) else { continue };
                    ops.push(Op::Set { field: format!("{lines}/{}/{to}", row.id), value: Some(Value::Integer(cost)) });
                }
            }
            Effect::CopyLinked { link, copy } => {
                let other = around.record(now.text(link));
                for (from, to) in other.iter().flat_map(|other| copy.iter().map(|(from, to)| (other.get(from), *to))) {
                    from.filter(|v| !v.is_empty()).into_iter().for_each(|value| stamp(to, value.clone()));
                }
            }
            // Whoever gives a date means it.
            Effect::KeepOn => {
                let until = register.keeping.map_or("", |k| k.until);
                let is_given = given.iter().any(|op| matches!(op, Op::Set { field, value: Some(v) } if field == until && !v.is_empty()));
                ops.extend(crate::keeping::keep_on(register, &now, actor.now.year()).filter(|_| !is_given));
            }
            // Taking away comes last, so that what was given is not taken with it.
            Effect::Clear(_) | Effect::Digest(_) | Effect::DigestLinked(..) => {}
            Effect::AddForEach { lines, tick, .. } if !tick.is_empty() => {
                let open = rows_of(&now, lines).filter(|row| row.cell(tick) != Some(&Value::Yes(true)));
                let ticked = open.map(|row| format!("{lines}/{}/{tick}", row.id));
                ops.extend(ticked.map(|field| Op::Set { field, value: Some(Value::Yes(true)) }).collect::<Vec<_>>());
            }
            Effect::StepLinked(..) | Effect::SetLinked { .. } | Effect::StepOthers(..) => {}
            Effect::Add(_) | Effect::AddForEach { .. } | Effect::AddRow { .. } => {}
        }
    }
    // The text is that which the step leaves.
    let after = parse::preview(record, &ops);
    for effect in step.effects {
        let (field, digest) = match effect {
            Effect::Digest(field) => (field, Some(version::digest(register, &after))),
            Effect::DigestLinked(link, field) => (field, linked_digest(&after, link, around)),
            _ => continue,
        };
        ops.extend(digest.map(|digest| Op::Set { field: (*field).to_owned(), value: Some(Value::Text(digest)) }));
    }
    for effect in step.effects {
        if let Effect::Clear(field) = effect
            && record.is_filled(field)
        {
            ops.push(Op::Set { field: (*field).to_owned(), value: None });
        }
    }
    (ops, number)
}

/// The digest of the text of the record that a link field names; none when it names none that is here.
pub(super) fn linked_digest(record: &Record, link: &str, around: &mut dyn Around) -> Option<String> {
    let other = around.record(record.text(link))?;
    Some(version::digest(book::find(&other.register)?, &other))
}

fn rows_of<'a>(record: &'a Record, lines: &str) -> impl Iterator<Item = &'a Line> + use<'a> {
    record.lines.get(lines).map_or(&[][..], Vec::as_slice).iter()
}

/// A value that a register file names: a choice by its id, `yes` or `no`.
fn fixed(field: &Field, value: &str) -> Option<Value> {
    match field.kind {
        Kind::YesNo => Some(Value::Yes(value == "yes")),
        Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money => value.parse().ok().map(Value::Integer),
        _ => Some(Value::Text(value.to_owned())),
    }
}

/// The rows that the step adds to its own record.
pub(super) fn rows(
    step: &Transition,
    before: &Record,
    after: &Record,
    actor: &Actor,
    authority: Authority<'_>,
) -> Vec<(&'static str, Vec<(String, Value)>)> {
    let me = || Some(Value::Text(actor.signature(authority)));
    let said = |record: &Record, field: &str| record.get(field).filter(|v| !v.is_empty()).cloned();
    let written = |cell: &Cell| match cell {
        Cell::Now => Some(Value::time(actor.now)),
        Cell::Me => me(),
        Cell::State => Some(Value::from(before.state())),
        Cell::Before(field) => said(before, field),
        Cell::After(field) => said(after, field),
        Cell::Left(field) => said(before, field).filter(|v| after.get(field) != Some(v)).or_else(me),
    };
    let row = |effect: &Effect| {
        let Effect::AddRow { lines, cells } = effect else { return None };
        let first = cells.first().and_then(|(_, cell)| written(cell));
        let all = cells.iter().filter_map(|(column, cell)| Some(((*column).to_owned(), written(cell)?))).collect();
        first.map(|_| (*lines, all))
    };
    step.effects.iter().filter_map(row).collect()
}

/// What the step does to other records.
pub(super) fn others(step: &Transition, after: &Record, around: &mut dyn Around) -> Vec<Also> {
    let mut also = Vec::new();
    for effect in step.effects {
        match effect {
            Effect::StepLinked(link, step) => also.extend(linked(after, link).map(|id| Also::Step { id, step })),
            Effect::SetLinked { link, copy } => {
                let ops = copied(after, copy);
                also.extend(linked(after, link).filter(|_| !ops.is_empty()).map(|id| Also::Write { id, ops: ops.clone() }));
            }
            Effect::StepOthers(others, step) => {
                let found = around.others(others.register, others.via).into_iter().filter(|(_, r)| guard::counts(others, r));
                also.extend(found.map(|(id, _)| Also::Step { id, step }));
            }
            Effect::Add(add) => also.push(addition(add, after, None, Part::Step(step.id))),
            // Rows that have added something already add nothing again: whoever carries it out knows what each has added.
            Effect::AddForEach { lines, add, cells, .. } => {
                let part = |row: &Line| Part::Row { field: lines, row: row.id.clone() };
                also.extend(rows_of(after, lines).map(|row| addition(add, after, Some((row, cells)), part(row))));
            }
            _ => {}
        }
    }
    also
}

/// The records that a link or links field names.
pub(super) fn linked(record: &Record, link: &str) -> impl Iterator<Item = String> {
    let one = Some(record.text(link).to_owned()).filter(|id| !id.is_empty());
    one.into_iter().chain(record.sets.get(link).cloned().into_iter().flatten())
}

fn addition(add: &Addition, record: &Record, row: Option<(&Line, &[(&str, &str)])>, part: Part) -> Also {
    let target = book::find(add.register);
    let filled = add.copy.iter().filter_map(|(from, to)| Some((to, record.get(from).filter(|v| !v.is_empty())?)));
    let mut ops: Vec<Op> = filled.map(|(to, value)| write(target, to, value.clone())).collect();
    for (from, to) in row.map_or(&[][..], |(_, cells)| cells) {
        let value = row.and_then(|(line, _)| line.cell(from)).filter(|v| !v.is_empty());
        ops.extend(value.map(|value| write(target, to, value.clone())));
    }
    for (field, value) in add.set {
        let value = target.and_then(|r| r.field(field)).and_then(|f| fixed(f, value));
        ops.extend(value.map(|value| Op::Set { field: (*field).to_owned(), value: Some(value) }));
    }
    if !add.state.is_empty() {
        ops.push(Op::State(add.state.to_owned()));
    }
    Also::Add { register: add.register, ops, back: add.back, part }
}

fn copied(record: &Record, copy: &[(&str, &str)]) -> Vec<Op> {
    let filled = copy.iter().filter_map(|(from, to)| Some((to, record.get(from).filter(|v| !v.is_empty())?)));
    filled.map(|(to, value)| Op::Set { field: (*to).to_owned(), value: Some(value.clone()) }).collect()
}

/// Writes a value into a field of the kind that the target has there.
fn write(target: Option<&'static Register>, field: &str, value: Value) -> Op {
    match (target.and_then(|r| r.field(field)).map(|f| f.kind), value) {
        (Some(Kind::LongText), Value::Text(text)) => Op::Text { field: field.to_owned(), text },
        (Some(Kind::Links(_)), Value::Text(member)) => Op::Member { field: field.to_owned(), member, on: true },
        (_, value) => Op::Set { field: field.to_owned(), value: Some(value) },
    }
}
