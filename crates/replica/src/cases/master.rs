//! Master data: people, departments, places, organisations, suppliers, supplies and rooms that two desks have entered under one name, or merged
//! into each other. Merging goes by alias and can be undone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use registers::book::{departments, locations, organisations, people, rooms, suppliers, supplies};
use registers::def::{Guard, Phase, Register};
use registers::document::Op;
use registers::{RecordId, Value};

use super::ask::{id, in_order, key, text};
use super::{Case, Choice};
use crate::commit::Edit;
use crate::query::Reader;
use crate::stocktake::{plain, words};
use crate::{Result, merged, schema};

/// The registers, with further fields that name a record, and fields that tell two of one name apart.
const MASTERS: &[(&Register, &[&str], &[&str])] = &[
    (&people::REGISTER, &[], &["staff_no"]),
    (&departments::REGISTER, &["short_name"], &["code"]),
    (&locations::REGISTER, &[], &["code", "building", "campus"]),
    (&organisations::REGISTER, &["short_name"], &["code"]),
    (&suppliers::REGISTER, &[], &["code"]),
    (&supplies::REGISTER, &[], &["spec", "brand", "unit", "barcode"]),
    (&rooms::REGISTER, &[], &["code"]),
];
/// Greatest number of records of a register that are compared, the newest.
const MOST: usize = 20_000;
/// Greatest number of records of one name.
const NAMESAKES: usize = 50;

/// A record of master data.
struct Entry {
    id: RecordId,
    active: bool,
    name: String,
    others: Vec<String>,
    apart: Vec<String>,
}

/// One thing under one name, or a name that is another one's alias.
pub(super) fn twice(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut found = Vec::new();
    for (register, further, apart) in MASTERS {
        let entries = entries(reader, register, further, apart)?;
        for group in namesakes(&entries) {
            let mut ids: Vec<RecordId> = in_order(reader, group.iter().map(|e| e.id).collect())?;
            // What others are merged into must be in use.
            ids.sort_by_key(|id| !group.iter().any(|e| e.id == *id && e.active));
            let Some((first, others)) = ids.split_first() else { continue };
            let name = group.iter().find(|e| e.id == *first).map(|e| e.name.clone()).unwrap_or_default();
            let mut choices: Vec<Choice> = others.iter().map(|id| Choice::Link { id: *id, field: "merged_into", to: *first }).collect();
            choices.push(Choice::Decide("not-the-same"));
            let facts = vec![("register", register.key.to_owned()), ("name", name), ("count", ids.len().to_string())];
            found.push(Case { kind: "master-twice", key: key(&ids), records: ids, ruled: false, facts, choices });
            if found.len() >= limit {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

fn entries(reader: &Reader, register: &Register, further: &[&str], apart: &[&str]) -> Result<Vec<Entry>> {
    let columns: String = further.iter().chain(apart).map(|f| format!(", t.\"{}\"", schema::column(f))).collect();
    let sql = format!(
        "SELECT r.ulid, t.state, t.f_name, t.f_aliases{columns} FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.state<>'merged' AND t.phase<{} ORDER BY r.ulid DESC LIMIT {MOST}",
        schema::table(register),
        Phase::Void as i64
    );
    let standing = standing(register);
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let mut others: Vec<String> = words(&text(r, 3)?).map(plain).collect();
        for at in 0..further.len() {
            others.push(plain(&text(r, 4 + at)?));
        }
        let apart = (0..apart.len()).map(|at| Ok(plain(&text(r, 4 + further.len() + at)?))).collect::<Result<_>>()?;
        found.push(Entry { id: id(r, 0)?, active: standing.contains(&text(r, 1)?.as_str()), name: text(r, 2)?, others, apart });
    }
    Ok(found)
}

/// The states in which a record can have others merged into it.
fn standing(register: &Register) -> &'static [&'static str] {
    let guards = register.transitions.iter().flat_map(|t| t.guards);
    let mut of = guards.filter_map(|g| if let Guard::Linked(merged::INTO, states) = g { Some(*states) } else { None });
    of.next().unwrap_or(&[])
}

/// Records that share a name with one whose name it is, as far as nothing tells them apart.
fn namesakes(entries: &[Entry]) -> Vec<Vec<&Entry>> {
    let mut by_name: BTreeMap<String, (bool, Vec<&Entry>)> = BTreeMap::new();
    for entry in entries {
        let own = plain(&entry.name);
        for name in entry.others.iter().filter(|n| !n.is_empty() && **n != own) {
            by_name.entry(name.clone()).or_default().1.push(entry);
        }
        if !own.is_empty() {
            let (named, all) = by_name.entry(own).or_default();
            *named = true;
            all.push(entry);
        }
    }
    let mut seen: BTreeSet<Vec<RecordId>> = BTreeSet::new();
    let mut groups = Vec::new();
    for (named, mut all) in by_name.into_values() {
        if !named || all.len() < 2 {
            continue;
        }
        all.sort_by_key(|e| e.id);
        all.dedup_by_key(|e| e.id);
        all.truncate(NAMESAKES);
        for group in apart(all) {
            if group.len() > 1 && seen.insert(group.iter().map(|e| e.id).collect()) {
                groups.push(group);
            }
        }
    }
    groups
}

/// Parts records into those that may be the same.
fn apart(all: Vec<&Entry>) -> Vec<Vec<&Entry>> {
    let agree = |a: &Entry, b: &Entry| a.apart.iter().zip(&b.apart).all(|(a, b)| a.is_empty() || b.is_empty() || a == b);
    let mut groups: Vec<Vec<&Entry>> = Vec::new();
    for entry in all {
        match groups.iter_mut().find(|group| group.iter().all(|other| agree(other, entry))) {
            Some(group) => group.push(entry),
            None => groups.push(vec![entry]),
        }
    }
    groups
}

/// Two desks have merged records into each other, so that none of them stands.
pub(super) fn crosswise(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut found = Vec::new();
    for (register, ..) in MASTERS {
        let sql = format!(
            "SELECT r.ulid, t.f_merged_into FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state='merged' ORDER BY r.ulid LIMIT {MOST}",
            schema::table(register)
        );
        let mut statement = reader.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([], |r| Ok((id(r, 0)?, text(r, 1)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let into: BTreeMap<RecordId, RecordId> = rows.into_iter().filter_map(|(id, to)| Some((id, to.parse().ok()?))).collect();
        for ring in rings(&into) {
            let records = in_order(reader, ring)?;
            let Some(first) = records.first() else { continue };
            let name = reader.title(*first)?.unwrap_or_default();
            let mut choices: Vec<Choice> = records.iter().map(|id| Choice::Step { id: *id, step: "unmerge" }).collect();
            choices.push(Choice::Decide("noted"));
            let facts = vec![("register", register.key.to_owned()), ("name", name), ("count", records.len().to_string())];
            found.push(Case { kind: "merged-crosswise", key: key(&records), records, ruled: true, facts, choices });
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// Records that are merged into each other in a ring, each ring once.
fn rings(into: &BTreeMap<RecordId, RecordId>) -> Vec<Vec<RecordId>> {
    let (mut done, mut found) = (BTreeSet::new(), Vec::new());
    for start in into.keys() {
        let (mut path, mut at) = (Vec::new(), *start);
        while done.insert(at) {
            path.push(at);
            match into.get(&at) {
                Some(next) => at = *next,
                None => break,
            }
        }
        if let Some(begin) = path.iter().position(|id| *id == at).filter(|_| into.contains_key(&at)) {
            found.push(path.split_off(begin));
        }
    }
    found
}

impl Edit<'_> {
    /// Carries out [`Choice::Link`]: where a step merges one record into another it is done, else the field is written.
    ///
    /// # Errors
    /// When the step cannot be done, or the record is unknown.
    pub fn link(&mut self, id: RecordId, field: &str, to: RecordId) -> Result<()> {
        let state = self.record(id)?.state().to_owned();
        let register = self.stage(id)?;
        let value = Op::Set { field: field.to_owned(), value: Some(Value::Text(to.to_string())) };
        let merges = |guard: &Guard| matches!(guard, Guard::Linked(link, _) if *link == field);
        let step = register.steps_from(&state).find(|t| t.requires.contains(&field) && t.guards.iter().any(merges));
        match step {
            Some(step) => self.step(id, step.id, &[value]),
            None => self.change(id, &[value]),
        }
    }
}
