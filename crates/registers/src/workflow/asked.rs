//! What a dialog for a step shows, so that whoever does the step need not open the record first.

use std::collections::BTreeMap;

use super::guard::is_passed;
use crate::Field;
use crate::def::{Guard, Kind, Register, Transition};
use crate::document::{Line, Record};
use crate::value::Value;

/// The fields that a dialog for the step shows: required ones that are empty, then those it offers. Rows are
/// [`asked_rows`].
pub fn asked(register: &Register, record: &Record, step: &Transition) -> Vec<(&'static Field, bool)> {
    let required = step.requires.iter().filter(|f| !record.is_filled(f)).map(|f| (*f, true));
    // What the office has hidden is only asked for where the step cannot do without it.
    let shown = |id: &&&str| register.field(id).is_some_and(|f| !f.retired);
    let offered = step.asks.iter().filter(shown).map(|f| (*f, false));
    let mut seen = Vec::new();
    for (id, must) in required.chain(offered) {
        if let Some(field) = register.field(id)
            && !matches!(field.kind, Kind::Lines(_))
            && !seen.iter().any(|(f, _): &(&Field, bool)| f.id == id)
        {
            seen.push((field, must));
        }
    }
    seen
}

/// What a dialog for a step shows of a lines field.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedRows {
    /// The field.
    pub field: &'static Field,
    /// How many rows the step lacks.
    pub least: usize,
    /// Columns that every row must have filled, those that stand there among them.
    pub filled: Vec<&'static str>,
}

/// The lines fields that the step wants rows in, those in which it lacks some first. Where one of several will do none of
/// them must have one.
pub fn asked_rows(register: &Register, record: &Record, step: &Transition) -> Vec<AskedRows> {
    let mut found: BTreeMap<&str, AskedRows> = BTreeMap::new();
    let mut order = Vec::new();
    let mut ask = |id: &'static str, least: usize, column: Option<&'static str>| {
        let Some(field) = register.field(id).filter(|f| matches!(f.kind, Kind::Lines(_))) else { return };
        let asked = found.entry(id).or_insert_with(|| {
            order.push(id);
            AskedRows { field, least: 0, filled: Vec::new() }
        });
        asked.least = asked.least.max(least);
        asked.filled.extend(column.filter(|column| !asked.filled.contains(column)));
    };
    let rows = |field: &str| record.lines.get(field).map_or(&[][..], Vec::as_slice);
    for id in step.requires {
        ask(id, usize::from(!record.is_filled(id)), None);
    }
    for guard in step.guards {
        // What holds only while another field says something is offered: the dialog may be about to fill it.
        let holds = !matches!(guard, Guard::Where(field, _) if !record.is_filled(field));
        for guard in guard.parts() {
            let lacks = |n: usize| if holds { n } else { 0 };
            match guard {
                Guard::HasLine(id) => ask(id, lacks(usize::from(rows(id).is_empty())), None),
                Guard::HasLineIn(ids) if !ids.iter().any(|id| record.is_filled(id)) => ids.iter().for_each(|id| ask(id, 0, None)),
                Guard::Rows(id, least) => ask(id, lacks(least.saturating_sub(rows(id).len())), None),
                Guard::EachRow(id, column) => ask(id, 0, Some(column)),
                Guard::EachRowIs(id, column, _) => ask(id, 0, Some(column)),
                Guard::RowWithout(id, column) => {
                    let open = rows(id).iter().any(|row| !is_ticked(row, column));
                    ask(id, lacks(usize::from(!open)), None);
                }
                Guard::Passed(passed) => ask(passed.lines, lacks(usize::from(!is_passed(register, passed, record))), None),
                _ => {}
            }
        }
    }
    for id in step.asks.iter().filter(|id| register.field(id).is_some_and(|f| !f.retired)) {
        ask(id, 0, None);
    }
    let mut asked: Vec<AskedRows> = order.iter().filter_map(|id| found.remove(id)).collect();
    asked.sort_by_key(|asked| asked.least == 0);
    asked
}

fn is_ticked(row: &Line, column: &str) -> bool {
    row.cell(column) == Some(&Value::Yes(true))
}
