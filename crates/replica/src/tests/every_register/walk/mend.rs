//! What stands in a step's way, put right as its message says.

use registers::def::{Effect, Guard, Kind, Others, Phase, Register, Rule, Transition};
use registers::document::{Line, Record};
use registers::parse::Reason;
use registers::workflow::StepError;
use registers::{Op, RecordId, Value, version};

use super::super::super::clerk::{Clerk, member, register, set};
use super::{add_other, linking, targets};
use crate::Error;

/// Puts right what a message says, here or in a record that the step takes with it. Gives whether there was anything.
pub(super) fn mend(clerk: &mut Clerk, id: RecordId, step: &Transition, error: &Error, depth: usize) -> bool {
    if mend_own(clerk, id, step, error) {
        return true;
    }
    if depth > 3 {
        return false;
    }
    for effect in step.effects {
        let (followed, theirs) = match effect {
            Effect::StepLinked(link, theirs) => (targets(clerk, id, link), *theirs),
            Effect::StepOthers(others, theirs) => (linking(clerk, id, others), *theirs),
            _ => continue,
        };
        for other in followed {
            let record = clerk.record(other);
            let theirs = register(&record.register).transition(theirs).unwrap();
            if theirs.from.contains(&record.state()) && mend(clerk, other, theirs, error, depth + 1) {
                return true;
            }
        }
    }
    false
}

fn mend_own(clerk: &mut Clerk, id: RecordId, step: &Transition, error: &Error) -> bool {
    let record = clerk.record(id);
    let found = register(&record.register);
    let has = |guard: &dyn Fn(&Guard) -> bool| step.guards.iter().find(|g| guard(g)).copied();
    let Error::Step(refused) = error else { return mend_values(clerk, id, error) };
    match refused {
        StepError::Missing(fields) => {
            let asked = |f: &str| step.requires.contains(&f) || step.asks.contains(&f);
            let lacking: Vec<&String> = fields.iter().filter(|f| asked(f) && !record.is_filled(f)).collect();
            for field in &lacking {
                // Two people who must not be one.
                let differs = found.rules.iter().any(|rule| matches!(rule, Rule::Different(a, _) if *a == field.as_str()));
                let ops = if differs { vec![set(field, "另一人")] } else { clerk.fitting(found.field(field).unwrap()) };
                clerk.change(id, &ops);
            }
            !lacking.is_empty()
        }
        StepError::NoLine(field) | StepError::FewLines { field, .. } => {
            let asked = has(&|g| matches!(g, Guard::HasLine(f) | Guard::Rows(f, _) if f == field)).is_some();
            asked && {
                let row = clerk.fitting_row(found.field(field).unwrap());
                clerk.change(id, &[row]);
                true
            }
        }
        StepError::NoLineIn(fields) => {
            has(&|g| matches!(g, Guard::HasLineIn(f) if f == fields)).is_some() && {
                let row = clerk.fitting_row(found.field(&fields[0]).unwrap());
                clerk.change(id, &[row]);
                true
            }
        }
        StepError::Over { .. } | StepError::Short { .. } => mend_amounts(clerk, id, step),
        StepError::OpenLine { field, column } => mend_rows(clerk, id, step, field, column),
        StepError::SamePerson(field) => {
            let asked = has(&|g| matches!(g, Guard::NotMe(f) if f == field)).is_some();
            asked && record.text(field) != "另一人" && {
                clerk.put_back(id, &[set(field, "另一人")]);
                true
            }
        }
        StepError::NotYours(field) => {
            let asked = has(&|g| matches!(g, Guard::Me(f) if f == field)).is_some();
            asked && {
                clerk.put_back(id, &[set(field, "林文静")]);
                true
            }
        }
        StepError::Same(a, b) => {
            let asked = has(&|g| matches!(g, Guard::Different(x, y) if x == a && y == b)).is_some();
            asked && {
                // Who signs here stays.
                let signs = |field: &str| has(&|g| matches!(g, Guard::Me(f) if *f == field)).is_some();
                let name = |field: &str, other: &'static str| set(field, if signs(field) { "林文静" } else { other });
                clerk.put_back(id, &[name(a, "甲某"), name(b, "乙某")]);
                true
            }
        }
        StepError::Not { field, values } => {
            let asked = has(&|g| matches!(g, Guard::Is(f, allowed) if f == field && allowed == values)).is_some();
            let value = match found.field(field).map(|f| f.kind) {
                Some(Kind::YesNo) => Value::Yes(values[0] == "yes"),
                Some(Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money) => Value::Integer(values[0].parse().unwrap()),
                _ => Value::from(values[0].as_str()),
            };
            asked && {
                clerk.put_back(id, &pointing(found, &record, field, value));
                true
            }
        }
        StepError::ShortNotice { reason, .. } => {
            let asked = has(&|g| matches!(g, Guard::NoticeOr(_, r) if r == reason)).is_some();
            asked && {
                clerk.change(id, &[set(reason, "临时决定")]);
                true
            }
        }
        StepError::OtherVersion { .. } | StepError::NotPassed { .. } => mend_version(clerk, id, step, refused),
        StepError::NotYet(field) => {
            let asked = has(&|g| matches!(g, Guard::Come(f) if f == field)).is_some();
            asked && {
                let ops = clerk.fitting(found.field(field).unwrap());
                clerk.change(id, &ops);
                true
            }
        }
        _ => mend_around(clerk, id, step, refused),
    }
}

/// Sets a choice; when the record then only points at the paper, nothing else is left in it.
fn pointing(found: &Register, record: &Record, field: &str, value: Value) -> Vec<Op> {
    let mut ops = Vec::new();
    for rule in found.rules {
        if let Rule::PointerOnly { by, values, fields, title } = rule
            && *by == field
            && values.iter().any(|v| Some(*v) == value.as_text())
        {
            for filled in record.fields.keys().filter(|f| !fields.contains(&f.as_str())) {
                ops.push(match found.field(filled).map(|f| f.kind) {
                    Some(Kind::LongText) => Op::Text { field: filled.clone(), text: String::new() },
                    _ => Op::Set { field: filled.clone(), value: None },
                });
            }
            ops.push(set(found.title, *title));
        }
    }
    ops.push(set(field, value));
    ops
}

/// Has the text approved as it is now.
fn mend_version(clerk: &mut Clerk, id: RecordId, step: &Transition, refused: &StepError) -> bool {
    let record = clerk.record(id);
    let found = register(&record.register);
    match refused {
        StepError::NotPassed { field, part } => {
            let passed = step.guards.iter().find_map(|g| match g {
                Guard::Passed(p) if p.lines == field && p.only.1 == part => Some(*p),
                _ => None,
            });
            let (Some(passed), Op::Line { row, mut cells, .. }) = (passed, clerk.fitting_row(found.field(field).unwrap())) else {
                return false;
            };
            let verdict = passed.verdict.1.first().copied().unwrap_or_default();
            for (column, value) in [passed.only, (passed.verdict.0, verdict)] {
                cells.retain(|(c, _)| c != column);
                cells.extend((!column.is_empty()).then(|| (column.to_owned(), value.into())));
            }
            clerk.change(id, &[Op::Line { field: field.clone(), row, cells }]);
            true
        }
        // Each says again what they said, of the text as it is.
        StepError::OtherVersion { field } => {
            let Some(stamp) = found.version.stamped(field).filter(|s| !s.when.is_empty()) else { return sign_anew(clerk, id, step, field) };
            let rows = record.lines.get(field.as_str()).into_iter().flatten();
            let again = rows.map(|row| set(&format!("{field}/{}/{}", row.id, stamp.when), row.cell(stamp.when).unwrap().clone()));
            let ops: Vec<Op> = again.collect();
            clerk.change(id, &ops);
            !ops.is_empty()
        }
        _ => false,
    }
}

/// A digest that only steps write is written as they do.
fn sign_anew(clerk: &mut Clerk, id: RecordId, step: &Transition, field: &str) -> bool {
    let record = clerk.record(id);
    let found = register(&record.register);
    let linked = step.guards.iter().find_map(|g| if let Guard::VersionOf(link, f) = g { (*f == field).then_some(*link) } else { None });
    let digest = match linked {
        Some(link) => {
            let other = clerk.record(targets(clerk, id, link)[0]);
            version::digest(register(&other.register), &other)
        }
        None => version::digest(found, &record),
    };
    clerk.put_back(id, &[set(field, digest)]);
    true
}

/// Makes amounts fit.
fn mend_amounts(clerk: &mut Clerk, id: RecordId, step: &Transition) -> bool {
    let Some(adds) = step.guards.iter().find_map(|g| if let Guard::Adds(adds) = g { Some(adds) } else { None }) else {
        return step.guards.iter().any(|g| {
            let Guard::EachRowWithin(field, column, most) = g else { return false };
            let rows = clerk.record(id).lines.get(*field).cloned().unwrap_or_default();
            let ops: Vec<Op> =
                rows.iter().map(|row| set(&format!("{field}/{}/{column}", row.id), row.cell(most).cloned().unwrap())).collect();
            clerk.put_back(id, &ops);
            !ops.is_empty()
        });
    };
    let record = clerk.record(id);
    let rows = |field: &str| record.lines.get(field).cloned().unwrap_or_default();
    let (lines, most) = adds.most;
    let thing = rows(lines)[0].cell(adds.by).cloned().unwrap();
    let mut ops = Vec::new();
    for row in rows(lines) {
        ops.push(set(&format!("{lines}/{}/{most}", row.id), 4));
        ops.push(set(&format!("{lines}/{}/{}", row.id, adds.by), thing.clone()));
    }
    let mut left = 4 * i64::try_from(rows(lines).len()).unwrap();
    for (field, column) in adds.done.iter().rev() {
        for row in rows(field) {
            let n = if *field == lines { left.min(4) } else { left };
            left -= n;
            ops.push(set(&format!("{field}/{}/{column}", row.id), n));
            ops.push(set(&format!("{field}/{}/{}", row.id, adds.by), thing.clone()));
        }
    }
    clerk.put_back(id, &ops);
    true
}

fn mend_rows(clerk: &mut Clerk, id: RecordId, step: &Transition, field: &str, column: &str) -> bool {
    let wanted = step.guards.iter().find_map(|g| match g {
        Guard::EachRow(f, c) if *f == field && *c == column => Some(None),
        Guard::EachRowIs(f, c, value) if *f == field && *c == column => Some(Some(*value)),
        _ => None,
    });
    let Some(wanted) = wanted else { return false };
    let record = clerk.record(id);
    let definition = register(&record.register).field(field).unwrap().columns().iter().find(|c| c.id == column).unwrap();
    let fitting = clerk.fitting(definition);
    let [Op::Set { value: Some(fitting), .. }] = &fitting[..] else { return false };
    let value = match (wanted, definition.kind) {
        (Some(wanted), Kind::YesNo) => Value::Yes(wanted == "yes"),
        (Some(wanted), _) => Value::from(wanted),
        (None, _) => fitting.clone(),
    };
    let rows: Vec<String> = record.lines.get(field).into_iter().flatten().map(|row| row.id.clone()).collect();
    let ops: Vec<Op> = rows.iter().map(|row| set(&format!("{field}/{row}/{column}"), value.clone())).collect();
    clerk.change(id, &ops);
    !ops.is_empty()
}

/// What other records lack.
fn mend_around(clerk: &mut Clerk, id: RecordId, step: &Transition, refused: &StepError) -> bool {
    let record = clerk.record(id);
    let found = register(&record.register);
    match refused {
        StepError::LinkedNot { field, states } if step.guards.iter().any(|g| matches!(g, Guard::Linked(f, _) if f == field)) => {
            match found.field(field).map(|f| f.kind) {
                Some(Kind::Link(to)) => {
                    let other = clerk.plain(to, Some(&states[0]));
                    clerk.put_back(id, &[set(field, other.to_string())]);
                }
                Some(Kind::Links(to)) => {
                    let away = targets(clerk, id, field).into_iter();
                    let mut ops: Vec<Op> = away.map(|t| Op::Member { field: field.clone(), member: t.to_string(), on: false }).collect();
                    ops.push(member(field, clerk.plain(to, Some(&states[0]))));
                    clerk.put_back(id, &ops);
                }
                _ => return false,
            }
            true
        }
        StepError::Differs { field, link } => {
            let theirs = step.guards.iter().find_map(|g| match g {
                Guard::SameAsLinked(l, f, theirs) if l == link && f == field => Some(*theirs),
                _ => None,
            });
            let (Some(theirs), Some(own)) = (theirs, found.field(field)) else { return false };
            let own = if record.is_filled(field) { Vec::new() } else { clerk.fitting(own) };
            clerk.put_back(id, &own);
            if targets(clerk, id, link).is_empty() {
                let ops = clerk.fitting(found.field(link).unwrap());
                clerk.put_back(id, &ops);
            }
            let value = clerk.text(id, field);
            let other = targets(clerk, id, link)[0];
            clerk.put_back(other, &[set(theirs, value)]);
            true
        }
        StepError::Blocked { register: key, .. } | StepError::Followed { register: key, .. } => {
            let guards: Vec<Others> = step.guards.iter().filter_map(|g| if let Guard::None(o) = g { Some(*o) } else { None }).collect();
            let mut any = false;
            for others in guards.iter().filter(|o| o.register == *key) {
                let states = register(others.register).states;
                let counts = |s: &&registers::def::State| match others.states {
                    [] => matches!(s.phase, Phase::Open | Phase::Done),
                    states => states.contains(&s.id),
                };
                // Better done than void: another guard may ask for one.
                let done = states.iter().find(|s| !counts(s) && s.phase == Phase::Done);
                let free = done.or_else(|| states.iter().rev().find(|s| !counts(s))).unwrap().id;
                for other in linking(clerk, id, others) {
                    clerk.change(other, &[Op::State(free.to_owned())]);
                    any = true;
                }
            }
            any
        }
        StepError::Uncovered { register: key, field, wanted, .. } => {
            let covers = step.guards.iter().find_map(|g| match g {
                Guard::Covers(others, theirs, own) if others.register == key && own == field => Some((*others, *theirs)),
                _ => None,
            });
            let Some((others, theirs)) = covers else { return false };
            add_other(clerk, id, &others, others.states[0]);
            let added = clerk.newest(others.register);
            clerk.change(added, &[set(theirs, *wanted)]);
            true
        }
        // More is ordered than receipts claim.
        StepError::NothingOutstanding => {
            let rows = record.lines.get("lines").into_iter().flatten();
            let ordered = |row: &Line| row.cell("quantity").and_then(Value::as_integer).unwrap_or(0);
            let ops: Vec<Op> = rows.map(|row| set(&format!("lines/{}/quantity", row.id), ordered(row) + 1)).collect();
            clerk.put_back(id, &ops);
            !ops.is_empty()
        }
        StepError::NeedsOther { register: key, .. } => {
            let guard =
                step.guards.iter().find_map(|g| if let Guard::Some(o) = g { Some(*o).filter(|o| o.register == *key) } else { None });
            let Some(others) = guard else { return false };
            let states = register(others.register).states;
            let open = states.iter().find(|s| matches!(s.phase, Phase::Open | Phase::Done)).unwrap().id;
            add_other(clerk, id, &others, others.states.first().copied().unwrap_or(open));
            true
        }
        _ => false,
    }
}

/// What a record lacks to satisfy its own rules.
fn mend_values(clerk: &mut Clerk, id: RecordId, error: &Error) -> bool {
    let record = clerk.record(id);
    let found = register(&record.register);
    match error {
        // The month of somebody who was due and punched.
        Error::Rule { reason: Reason::NothingRecorded, .. } => {
            let shift = [set("name", "行政班"), set("starts", "08:00"), set("ends", "17:00"), Op::State("in-use".to_owned())];
            clerk.add("shifts", &shift);
            clerk.add("punches", &[set("person", "欧阳清"), set("punched_at", "2026-11-02T07:50")]);
            clerk.change(id, &[set("from", "2026-11-01"), set("to", "2026-11-20")]);
            true
        }
        Error::Rule { field, .. } => {
            let since = found.rules.iter().find_map(|r| match r {
                Rule::NotBefore { field: f, since } if f == field => Some(*since),
                _ => None,
            });
            let Some((since, own)) = since.and_then(|s| Some((record.get(s)?.clone(), found.field(field)?))) else { return false };
            let text = since.as_text().unwrap_or_default();
            let value = match own.kind {
                Kind::Date => text.get(..10).unwrap_or_default().to_owned(),
                _ => format!("{}T23:50", text.get(..10).unwrap_or_default()),
            };
            clerk.change(id, &[set(field, value)]);
            true
        }
        _ => false,
    }
}
