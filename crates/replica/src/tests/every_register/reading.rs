//! Lists, searches, reports and derived values of every register.

use registers::def::{Calc, Phase};
use registers::{Field, Kind, RecordId, Value, book};

use super::super::at;
use super::super::clerk::Clerk;
use super::add_examples;
use crate::{Filter, Period, Query, Sort};

#[test]
fn every_report_and_every_derived_value_can_be_read() {
    let mut clerk = Clerk::new();
    let all = add_examples(&mut clerk);
    fill_in(&mut clerk, &all.iter().map(|(_, ids)| ids[0]).collect::<Vec<_>>());
    let reader = clerk.reader();
    let today = at(clerk.minute).civil;
    let year = Period { from: Some(jiff::civil::date(2020, 1, 1)), to: Some(jiff::civil::date(2030, 12, 31)) };
    for (register, ids) in &all {
        let values = reader.derived(register, ids, today).unwrap_or_else(|e| panic!("{}: {e}", register.key));
        for id in ids.iter().filter(|_| !register.derived.is_empty()) {
            // A length of which nobody knows the beginning or the end is none, nor what another record says that is not there.
            let lengths = |c: &Calc| {
                let is_length = |c: &Calc| matches!(c, Calc::Minutes(..) | Calc::Days(..) | Calc::SinceLast(..) | Calc::SinceFirst(..));
                is_length(c) || matches!(c, Calc::Through(..) | Calc::KnownIn(..)) || matches!(c, Calc::Either(_, b) if is_length(b))
            };
            let missing: Vec<&str> =
                register.derived.iter().filter(|d| !lengths(&d.calc)).map(|d| d.id).filter(|d| !values[id].contains_key(d)).collect();
            assert_eq!(missing, [""; 0], "{}", register.key);
        }
        for report in register.reports {
            for period in [Period::default(), year] {
                let table = reader
                    .report(register, report, period, at(clerk.minute))
                    .unwrap_or_else(|e| panic!("{} {}: {e}", register.key, report.id));
                for group in &table.groups {
                    assert_eq!(
                        (group.keys.len(), group.cells.len()),
                        (report.by.len(), report.measures.len()),
                        "{} {}",
                        register.key,
                        report.id
                    );
                    assert!(group.size >= report.at_least, "{} {}", register.key, report.id);
                }
            }
        }
    }
    reader.warnings(at(clerk.minute), 1_000).unwrap();
}

/// Fills every field that is empty, so that every column is read with something in it.
fn fill_in(clerk: &mut Clerk, ids: &[RecordId]) {
    for id in ids {
        let record = clerk.record(*id);
        let register = super::register(&record.register);
        let empty: Vec<&'static Field> = register.fields.iter().filter(|f| !record.is_filled(f.id)).collect();
        for field in empty {
            let ops = clerk.fitting(field);
            let now = clerk.tick();
            // What a rule forbids stays empty.
            let _ = clerk.desk.replica.transact("edit", now, |e| e.change(*id, &ops));
        }
    }
}

#[test]
fn every_list_sorts_filters_and_pages() {
    let mut clerk = Clerk::new();
    let all = add_examples(&mut clerk);
    let reader = clerk.reader();
    for (register, ids) in &all {
        let fields = register.all_fields().map(|f| f.id).chain(["_state", "_updated"]).map(str::to_owned);
        let derived = register.derived.iter().map(|d| format!("={}", d.id));
        for field in fields.chain(derived) {
            for descending in [false, true] {
                let sort = Some(Sort { field: field.clone(), descending });
                let query = Query { sort, ..Query::of(register) };
                let page = reader.page(&query).unwrap_or_else(|e| panic!("{} by {field}: {e}", register.key));
                let found: Vec<RecordId> = page.rows.iter().map(|r| r.id).collect();
                assert!(page.total == 2 && ids.iter().all(|id| found.contains(id)), "{} by {field}", register.key);
                let firsts: Vec<Option<&Value>> = page.rows.iter().map(|r| r.values.get(field.as_str())).collect();
                let by = |a: &str, b: &str| match register.field(&field).map(|f| f.kind) {
                    Some(registers::Kind::Person) => registers::order::compare_names(a, b),
                    _ => registers::order::compare(a, b),
                };
                let order = match (firsts[0], firsts[1]) {
                    (Some(Value::Text(a)), Some(Value::Text(b))) => by(a, b),
                    (a, b) => a.cmp(&b),
                };
                // Links stand by the titles that they show, which has tests of its own; what is empty comes last either way.
                let by_title = matches!(register.field(&field).map(|f| f.kind), Some(Kind::Link(_) | Kind::Links(_)));
                let sorted = match (firsts[0], firsts[1]) {
                    (None, Some(_)) => false,
                    (Some(_), None) => true,
                    _ => by_title || if descending { order.is_ge() } else { order.is_le() },
                };
                assert!(sorted, "{} by {field}: {firsts:?}", register.key);
            }
        }
        for field in register.all_fields().filter(|f| !matches!(f.kind, Kind::Lines(_) | Kind::LongText | Kind::Attachments)) {
            let filters = vec![Filter::Empty(field.id), Filter::Phase(Phase::Open)];
            reader.page(&Query { filters, ..Query::of(register) }).unwrap_or_else(|e| panic!("{} {}: {e}", register.key, field.id));
        }
        let state = clerk.state(ids[0]);
        let page = reader.page(&Query { filters: vec![Filter::State(state)], limit: 1, ..Query::of(register) }).unwrap();
        assert!(page.total >= 1 && page.rows.len() == 1, "{}", register.key);
    }
}

#[test]
fn a_search_for_its_title_finds_every_record() {
    let mut clerk = Clerk::new();
    let all = add_examples(&mut clerk);
    clerk.desk.replica.index().unwrap();
    let reader = clerk.reader();
    let mut missing = Vec::new();
    for (register, ids) in &all {
        for id in ids {
            let record = clerk.record(*id);
            let kind = register.field(register.title).unwrap().kind;
            // Days and choices of settings are looked for in their own lists.
            if !matches!(kind, Kind::Text | Kind::Person | Kind::Department) {
                continue;
            }
            let title = record.text(register.title);
            if title.is_empty() {
                continue;
            }
            if !reader.search(title, 10_000).unwrap().iter().any(|hit| hit.id == *id && hit.title == title) {
                missing.push(format!("{}: {title}", register.key));
            }
            let page = reader.page(&Query { search: title.to_owned(), ..Query::of(register) }).unwrap();
            if !page.rows.iter().any(|row| row.id == *id) {
                missing.push(format!("{}: {title} in its own list", register.key));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(book::ALL.len() > 60);
}
