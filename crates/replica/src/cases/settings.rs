//! Settings of the office that were made apart and contradict each other: the registers can follow only one of them.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use registers::RecordId;
use registers::book::adjustments;
use registers::document::Record;
use registers::shelf::{self, MOST};
use trust::entry::{HEADER_LEN, Header};

use super::ask::{id, key, record, text};
use super::{Case, Choice, quoted, shown, step_from};
use crate::query::Reader;
use crate::{Result, schema};

/// Greatest number of writings of settings that are looked at, and of pairs that were made apart.
const WRITINGS: usize = 10 * MOST;
const PAIRS: usize = 2_000;

/// A setting that is in force, with those who wrote it.
struct Setting {
    id: RecordId,
    register: String,
    /// Who made it.
    person: String,
    /// Every writing; the first made it.
    writings: Vec<Writing>,
}

/// An entry, and how far its author had followed the relay's order.
struct Writing {
    device: [u8; 16],
    counter: i64,
    hlc: i64,
    seq: Option<u64>,
    seen: (u64, u64),
}

impl Writing {
    /// Whether its author knew of another one.
    fn knew(&self, other: &Writing, generation: u64) -> bool {
        if self.device == other.device {
            return self.counter >= other.counter;
        }
        match self.seen {
            (own, seen) if own == generation => other.seq.is_some_and(|seq| seq <= seen),
            // The relay has begun a new order since: what was written long before was known.
            _ => other.hlc < self.hlc,
        }
    }
}

impl Setting {
    /// Whether somebody wrote it who knew of the other one.
    fn knew(&self, other: &Setting, generation: u64) -> bool {
        other.writings.first().is_some_and(|made| self.writings.iter().any(|own| own.knew(made, generation)))
    }
}

/// Two settings of one thing by people who did not know of each other, of which one is left out or overruled. Whoever wrote
/// one of them in sight of the other has decided.
pub(super) fn differ(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let generation = schema::relay_head(reader.connection(), adjustments::REGISTER.space.number())?.generation;
    let settings = in_force(reader)?;
    let mut read: BTreeMap<RecordId, Record> = BTreeMap::new();
    let mut cases = Vec::new();
    for (one, other) in apart(&settings, generation) {
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
            (true, false) => cases.push(case(one, other, a, b)),
            (false, true) => cases.push(case(other, one, b, a)),
            // Both do, or a third one was made in sight of them.
            _ => {}
        }
        if cases.len() >= limit {
            break;
        }
    }
    Ok(cases)
}

fn case(stands: &Setting, lost: &Setting, wins: &Record, loses: &Record) -> Case {
    let records = vec![stands.id, lost.id];
    let state = |record: &Record| record.state().to_owned();
    let mut choices: Vec<Choice> = [(lost, loses), (stands, wins)]
        .into_iter()
        .filter_map(|(setting, record)| step_from(&adjustments::REGISTER, setting.id, &state(record), "void"))
        .collect();
    choices.push(Choice::Decide("noted"));
    let target = [adjustments::TARGET, adjustments::LABEL_HANS, adjustments::PATTERN].iter().map(|key| loses.text(key.id()));
    Case {
        kind: "settings-differ",
        key: key(&records),
        records,
        ruled: true,
        facts: vec![
            ("register", stands.register.clone()),
            ("target", shown(quoted(target.into_iter().find(|text| !text.is_empty()).unwrap_or_default()))),
            ("one", shown(stands.person.clone())),
            ("other", shown(lost.person.clone())),
        ],
        choices,
    }
}

/// Pairs of settings of one register of which neither was written in sight of the other.
fn apart(settings: &[Setting], generation: u64) -> Vec<(&Setting, &Setting)> {
    let mut pairs = Vec::new();
    for (at, one) in settings.iter().enumerate() {
        let others = settings.iter().skip(at + 1).filter(|other| other.register == one.register);
        pairs.extend(others.filter(|other| !one.knew(other, generation) && !other.knew(one, generation)).map(|other| (one, other)));
        if pairs.len() >= PAIRS {
            break;
        }
    }
    pairs.truncate(PAIRS);
    pairs
}

/// The settings that are in force, in the order of their ids.
fn in_force(reader: &Reader) -> Result<Vec<Setting>> {
    let sql = format!(
        "SELECT r.ulid, t.f_register, coalesce(p.name,''), e.device, e.counter, e.hlc, e.seq, substr(e.bytes,1,{HEADER_LEN})
         FROM \"{}\" t JOIN record r ON r.id=t.id JOIN touch x ON x.record=t.id JOIN entry e ON e.id=x.entry
         LEFT JOIN name p ON p.kind=1 AND p.id=e.person WHERE t.state='in-force' ORDER BY r.ulid, e.hlc LIMIT {WRITINGS}",
        schema::table(&adjustments::REGISTER)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut found: Vec<Setting> = Vec::new();
    while let Some(r) = rows.next()? {
        let header = <[u8; HEADER_LEN]>::try_from(r.get::<_, Vec<u8>>(7)?).ok().and_then(|bytes| Header::from_bytes(&bytes).ok());
        let writing = Writing {
            device: r.get(3)?,
            counter: r.get(4)?,
            hlc: r.get(5)?,
            seq: r.get::<_, Option<i64>>(6)?.map(i64::unsigned_abs),
            seen: header.map_or((0, 0), |h| (h.relay_seen.generation, h.relay_seen.seq)),
        };
        let of = id(r, 0)?;
        match found.last_mut().filter(|setting| setting.id == of) {
            Some(setting) => setting.writings.push(writing),
            None => found.push(Setting { id: of, register: text(r, 1)?, person: text(r, 2)?, writings: vec![writing] }),
        }
    }
    Ok(found)
}
