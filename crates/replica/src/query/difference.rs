//! What changes did to a record: the displayed values that differ before and after.

use std::collections::BTreeMap;

use automerge::{AutoCommit, ChangeHash};
use registers::Value;
use registers::document::{self, Record};

use super::FieldChange;

/// What the last of `count` changes of one author, and those before it, did to the record.
pub(crate) fn changes_of(doc: &mut AutoCommit, hash: [u8; 32], count: usize) -> Vec<FieldChange> {
    let last = ChangeHash(hash);
    let (Some(before), Ok(mut after)) = (before(doc, last, count), doc.fork_at(&[last])) else { return Vec::new() };
    after.commit();
    let Ok(before) = doc.fork_at(&before) else { return Vec::new() };
    difference(&document::read(&before), &document::read(&after))
}

/// The heads on which a run of changes by one actor was built.
pub(crate) fn before(doc: &mut AutoCommit, last: ChangeHash, count: usize) -> Option<Vec<ChangeHash>> {
    let metas = doc.get_changes_meta(&[]);
    let end = metas.iter().find(|m| m.hash == last)?;
    let first_seq = (end.seq + 1).checked_sub(count as u64)?;
    let first = metas.iter().find(|m| m.actor == end.actor && m.seq == first_seq)?;
    Some(first.deps.clone())
}

/// The displayed values that differ, by name.
pub(crate) fn difference(before: &Record, after: &Record) -> Vec<FieldChange> {
    let (old, new) = (flat(before), flat(after));
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let changed = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
    changed.map(|name| FieldChange { field: name.clone(), before: old.get(name).cloned(), after: new.get(name).cloned() }).collect()
}

fn flat(record: &Record) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    if !record.state().is_empty() {
        all.insert("_state".to_owned(), Value::from(record.state()));
    }
    for (field, values) in &record.fields {
        all.extend(values.first().map(|v| (field.clone(), v.clone())));
    }
    for (field, members) in &record.sets {
        all.extend(members.iter().map(|m| (format!("{field}/{m}"), Value::Yes(true))));
    }
    for (field, rows) in &record.lines {
        for row in rows {
            for column in row.cells.keys() {
                all.extend(row.cell(column).map(|v| (format!("{field}/{}/{column}", row.id), v.clone())));
            }
        }
    }
    all
}
