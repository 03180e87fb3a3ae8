//! What holds for every register, whatever it says: its records can be added, every step that its states allow can be
//! done, its lists, reports and derived values can be read, and two desks may write in one record at a time.

mod merging;
mod reading;
mod walk;

use registers::def::{Effect, Guard, Kind, Register, Transition};
use registers::document::Op;
use registers::{RecordId, book, parse};

use super::clerk::{Clerk, register};
use crate::Result;

/// What an example says, as an import from a file reads it; links name records that a list may not know.
fn example(register: &'static Register, n: usize) -> Vec<Op> {
    let mut ops = Vec::new();
    for (name, text) in register.examples[n] {
        match register.field(name) {
            Some(field) if matches!(field.kind, Kind::Link(_) | Kind::Links(_)) => {}
            Some(field) => ops.extend(parse::ops(field, text).unwrap_or_else(|e| panic!("{}.{name}: {e:?}", register.key))),
            None => assert!(name.starts_with('_'), "{}: an example names {name}", register.key),
        }
    }
    ops
}

/// Adds both examples of every register.
fn add_examples(clerk: &mut Clerk) -> Vec<(&'static Register, [RecordId; 2])> {
    let mut add = |register: &'static Register, n: usize| -> Result<RecordId> {
        let (now, ops) = (clerk.tick(), example(register, n));
        clerk.desk.replica.transact(&format!("import:{}", register.key), now, |e| e.create_listed(register, &ops)).map(|c| c.value)
    };
    let mut both =
        |register: &'static Register| [0, 1].map(|n| add(register, n).unwrap_or_else(|e| panic!("{} example {n}: {e}", register.key)));
    book::ALL.iter().map(|r| (*r, both(r))).collect()
}

/// Numbers for the registers that give them only from a lease.
fn take_leases(clerk: &mut Clerk) {
    for register in book::ALL.iter().filter(|r| r.leased) {
        let now = clerk.tick();
        clerk.desk.replica.take_lease(register, None, now).unwrap();
    }
    clerk.put_in_order();
}

/// Every part of the registers walks on its own, so that they share the processors.
fn walk_part(part: usize, parts: usize) {
    let mut clerk = Clerk::new();
    take_leases(&mut clerk);
    let mut faults = Vec::new();
    for register in book::ALL.iter().skip(part).step_by(parts) {
        faults.extend(walk::every_step(&mut clerk, register).into_iter().map(|f| format!("{}: {f}", register.key)));
    }
    assert!(faults.is_empty(), "{} steps cannot be done:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_step_can_be_done_first_part() {
    walk_part(0, 3);
}

#[test]
fn every_step_can_be_done_second_part() {
    walk_part(1, 3);
}

#[test]
fn every_step_can_be_done_third_part() {
    walk_part(2, 3);
}

/// What is certain to be filled when the step has been checked.
fn is_certain(register: &Register, step: &Transition, field: &str) -> bool {
    let stamped = |e: &Effect| matches!(e, Effect::Now(f) | Effect::Today(f) | Effect::Me(f) | Effect::Set(f, _) if *f == field);
    register.field(field).is_some_and(|f| f.required) || step.requires.contains(&field) || step.effects.iter().any(stamped)
}

#[test]
fn a_step_asks_for_all_that_a_record_needs_that_it_adds() {
    let mut faults = Vec::new();
    for register in book::ALL {
        for step in register.transitions {
            for effect in step.effects {
                let (add, rows) = match effect {
                    Effect::Add(add) => (add, None),
                    Effect::AddForEach { lines, add, cells, .. } => (add, Some((*lines, *cells))),
                    _ => continue,
                };
                let copied = |field: &str| add.copy.iter().any(|(from, to)| *to == field && is_certain(register, step, from));
                let set = |field: &str| add.back == field || add.set.iter().any(|(f, _)| *f == field);
                let in_rows = |field: &str| {
                    let Some((lines, cells)) = rows else { return false };
                    let asked = |column: &str| {
                        step.guards
                            .iter()
                            .any(|g| matches!(g, Guard::EachRow(l, c) | Guard::EachRowIs(l, c, _) if *l == lines && *c == column))
                    };
                    cells.iter().any(|(from, to)| *to == field && asked(from))
                };
                let target = super::clerk::register(add.register);
                let needed = target.fields.iter().filter(|f| f.required && f.default.is_none());
                let open = needed.filter(|f| !copied(f.id) && !set(f.id) && !in_rows(f.id));
                faults.extend(open.map(|f| format!("{}.{}: {}.{}", register.key, step.id, target.key, f.id)));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new(), "the step would fail in the other record");
}

#[test]
fn every_example_is_added_as_a_list_says_it() {
    let mut clerk = Clerk::new();
    for (register, ids) in add_examples(&mut clerk) {
        for (n, id) in ids.into_iter().enumerate() {
            let record = clerk.record(id);
            let named = record.is_filled(register.title) || !register.field(register.title).unwrap().required;
            assert!(named, "{} {n}", register.key);
            assert!(register.state(record.state()).is_some(), "{} {n}: {}", register.key, record.state());
            assert_eq!(parse::check(register, &record), vec![], "{} {n}", register.key);
        }
    }
    assert_eq!(clerk.desk.replica.verify().unwrap().faults, Vec::<String>::new());
}

#[test]
fn every_template_fits_its_register() {
    let mut clerk = Clerk::new();
    for register in book::ALL {
        for template in register.templates {
            let mut ops = Vec::new();
            for (name, text) in template.values {
                let field = register.field(name).unwrap_or_else(|| panic!("{} {}: no field {name}", register.key, template.id));
                ops.extend(parse::ops(field, text).unwrap_or_else(|e| panic!("{} {} {name}: {e:?}", register.key, template.id)));
            }
            let named = |id: &str| template.values.iter().any(|(name, _)| *name == id);
            for field in register.fields.iter().filter(|f| f.required && !named(f.id)) {
                ops.extend(clerk.fitting(field));
            }
            clerk.try_add(register.key, &ops).unwrap_or_else(|e| panic!("{} {}: {e}", register.key, template.id));
        }
    }
}

#[test]
fn a_record_like_an_example_can_be_added_to_every_register() {
    let mut clerk = Clerk::new();
    // A second setting that adds the same field is refused.
    let settings = book::adjustments::REGISTER.key;
    for (register, ids) in add_examples(&mut clerk).into_iter().filter(|(register, _)| register.key != settings) {
        for id in ids {
            let before = clerk.record(id);
            let mut ops = registers::workflow::like(register, &before);
            for op in &mut ops {
                if let Op::Line { row, .. } = op {
                    *row = clerk.fresh_row();
                }
            }
            let copy = clerk.try_add(register.key, &ops).unwrap_or_else(|e| panic!("{}: {e}", register.key));
            let record = clerk.record(copy);
            assert_eq!(record.state(), register.first_state(), "{}", register.key);
            let number = register.number.map(|n| n.field);
            assert!(number.is_none_or(|n| !record.is_filled(n) || record.text(n) != before.text(n)), "{}", register.key);
            assert_eq!(record.text(register.title).is_empty(), before.text(register.title).is_empty(), "{}", register.key);
        }
    }
}

#[test]
fn a_record_of_every_register_can_be_made_void_with_a_reason() {
    let mut clerk = Clerk::new();
    for found in book::ALL.iter().filter(|r| r.transition("void").is_some()) {
        let step = found.transition("void").unwrap();
        let id = clerk.plain(found.key, Some(step.from[0]));
        let why = clerk.refused(id, "void", &[]).to_string();
        assert!(why.contains("void_reason"), "{}: {why}", found.key);
        clerk.step(id, "void", &[super::clerk::set("void_reason", "登记有误")]);
        let record = clerk.record(id);
        assert_eq!((record.state(), record.text("void_by")), ("void", "林文静"), "{}", found.key);
        assert!(record.is_filled("void_at"), "{}", found.key);
        let number = register(found.key).number.filter(|n| n.at_creation);
        assert!(number.is_none_or(|n| found.leased || record.is_filled(n.field)), "{}: a void record keeps its number", found.key);
    }
}
