//! Settings of the office that were made apart and contradict each other: the registers can follow only one of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use registers::book::adjustments;
use registers::document::Record;
use registers::shelf::{self, MOST};
use registers::{Lang, RecordId, Register};

use super::ask::{id, key, record, text};
use super::{Case, Choice, quoted, shown, step_from};
use crate::query::Reader;
use crate::{Result, schema};

/// Greatest number of settings that are looked at, and of pairs that were made apart.
const SETTINGS: usize = 10 * MOST;
const PAIRS: usize = 2_000;

/// A setting that is in force.
struct Setting {
    id: RecordId,
    register: String,
    /// Who made it.
    person: String,
    /// The settings that somebody who wrote it had in sight. It stands in the record: what the relay's order says of it would
    /// be gone with the relay.
    seen: BTreeSet<RecordId>,
}

impl Setting {
    /// Whether somebody wrote it who knew of the other one.
    fn knew(&self, other: &Setting) -> bool {
        self.seen.contains(&other.id)
    }
}

/// Two settings of one thing by people who did not know of each other, of which one is left out or overruled. Whoever wrote
/// one of them in sight of the other has decided.
pub(super) fn differ(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let settings = in_force(reader)?;
    let mut read: BTreeMap<RecordId, Record> = BTreeMap::new();
    let mut cases = Vec::new();
    for (one, other) in apart(&settings) {
        for setting in [one, other] {
            if let (false, Some(found)) = (read.contains_key(&setting.id), record(reader.connection(), setting.id)?) {
                read.insert(setting.id, found);
            }
        }
        let (Some(a), Some(b)) = (read.get(&one.id), read.get(&other.id)) else { continue };
        let Some(register) = reader.shelf()?.by_key(&one.register) else { continue };
        if !shelf::about_the_same(register, a, b) {
            continue;
        }
        match (shelf::stands(register, a), shelf::stands(register, b)) {
            (true, false) => cases.push(case(register, one, other, a, b)),
            (false, true) => cases.push(case(register, other, one, b, a)),
            // Both do, or a third one was made in sight of them.
            _ => {}
        }
        if cases.len() >= limit {
            break;
        }
    }
    Ok(cases)
}

fn case(register: &Register, stands: &Setting, lost: &Setting, wins: &Record, loses: &Record) -> Case {
    let records = vec![stands.id, lost.id];
    let state = |record: &Record| record.state().to_owned();
    let mut choices: Vec<Choice> = [(lost, loses), (stands, wins)]
        .into_iter()
        .filter_map(|(setting, record)| step_from(&adjustments::REGISTER, setting.id, &state(record), "void"))
        .collect();
    choices.push(Choice::Decide("noted"));
    // What the office has added is called as the office calls it; the labels of the rest are known to whoever says the sentence.
    let target = loses.text(adjustments::TARGET.id());
    let added = target.rsplit('/').next().is_some_and(|id| id.starts_with(shelf::EXTRA));
    let added = added.then(|| shelf::called(register, "field", target, Lang::ZhHans)).flatten();
    let said = [added.as_deref().unwrap_or(target), loses.text(adjustments::LABEL_HANS.id()), loses.text(adjustments::PATTERN.id())];
    Case {
        kind: "settings-differ",
        key: key(&records),
        records,
        ruled: true,
        facts: vec![
            ("register", stands.register.clone()),
            ("what", loses.text(adjustments::WHAT.id()).to_owned()),
            ("target", shown(quoted(said.into_iter().find(|text| !text.is_empty()).unwrap_or_default()))),
            ("one", shown(stands.person.clone())),
            ("other", shown(lost.person.clone())),
        ],
        choices,
    }
}

/// Pairs of settings of one register of which neither was written in sight of the other.
fn apart(settings: &[Setting]) -> Vec<(&Setting, &Setting)> {
    let mut pairs = Vec::new();
    for (at, one) in settings.iter().enumerate() {
        let others = settings.iter().skip(at + 1).filter(|other| other.register == one.register);
        pairs.extend(others.filter(|other| !one.knew(other) && !other.knew(one)).map(|other| (one, other)));
        if pairs.len() >= PAIRS {
            break;
        }
    }
    pairs.truncate(PAIRS);
    pairs
}

/// The settings that are in force, in the order of their ids.
fn in_force(reader: &Reader) -> Result<Vec<Setting>> {
    let table = schema::table(&adjustments::REGISTER);
    let sql = format!(
        "SELECT r.ulid, t.f_register, (SELECT p.name FROM touch x JOIN entry e ON e.id=x.entry LEFT JOIN name p ON p.kind=1 AND p.id=e.person
           WHERE x.record=t.id ORDER BY e.hlc, e.device, e.counter LIMIT 1)
         FROM \"{table}\" t JOIN record r ON r.id=t.id WHERE t.state='in-force' ORDER BY r.ulid LIMIT {SETTINGS}"
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows =
        statement.query_map([], |r| Ok(Setting { id: id(r, 0)?, register: text(r, 1)?, person: text(r, 2)?, seen: BTreeSet::new() }))?;
    let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let sql = format!(
        "SELECT r.ulid, l.target FROM \"{table}\" t JOIN record r ON r.id=t.id JOIN link l ON l.record=t.id AND l.field='{}' WHERE t.state='in-force'",
        adjustments::IN_SIGHT_OF.id()
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let of = id(r, 0)?;
        if let Ok(at) = found.binary_search_by_key(&of, |setting| setting.id)
            && let Some(setting) = found.get_mut(at)
        {
            setting.seen.insert(id(r, 1)?);
        }
    }
    Ok(found)
}
