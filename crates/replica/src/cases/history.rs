//! The acts behind a record that several desks wrote to: who wrote what, in the relay's order, and who knew of whom.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{AutoCommit, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use registers::def::{Register, Transition};
use registers::document::{self, Record, Way};
use registers::{RecordId, Value, workflow};

use crate::commit::parts_of_step;
use crate::query::{FieldChange, Reader, changes_of};
use crate::{Result, apply, private};

/// Greatest number of records whose acts are looked at for one kind of case.
const MOST: usize = 2_000;

/// Where an act stands in the order that the relay gives: what it has not ordered yet comes last, by its own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pending: bool,
    seq: i64,
    hlc: i64,
    device: [u8; 16],
    counter: i64,
}

impl Place {
    /// The columns of `entry e` that [`Place::read`] takes, and their order.
    pub(super) const COLUMNS: &str = "e.seq, e.hlc, e.device, e.counter";
    pub(super) const ORDER: &str = "e.seq IS NULL, e.seq, e.hlc, e.device, e.counter";

    /// Reads the columns from the given one on.
    pub(super) fn read(row: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<Place> {
        let seq: Option<i64> = row.get(first)?;
        Ok(Place {
            pending: seq.is_none(),
            seq: seq.unwrap_or(0),
            hlc: row.get(first + 1)?,
            device: row.get(first + 2)?,
            counter: row.get(first + 3)?,
        })
    }

    /// Of what nobody wrote that this desk knows of: after all else.
    pub(super) const NOWHERE: Place = Place { pending: true, seq: i64::MAX, hlc: i64::MAX, device: [0xff; 16], counter: i64::MAX };
}

/// One entry's part in a record.
#[derive(Debug)]
pub(super) struct Act {
    /// Where it stands.
    pub place: Place,
    /// Who acted.
    pub person: String,
    /// What it was, as its desk called it.
    label: String,
    /// What the author's copy was after it.
    pub hash: ChangeHash,
    count: usize,
    actor: Vec<u8>,
    first_op: u64,
    last_op: u64,
    /// All changes that it builds on, its own among them.
    known: BTreeSet<ChangeHash>,
}

/// The acts behind a record.
pub(super) struct History {
    /// The record as it is.
    pub record: Record,
    /// In the relay's order.
    pub acts: Vec<Act>,
    doc: AutoCommit,
}

impl Reader {
    /// The acts behind a record, if it is here.
    pub(super) fn acts(&self, id: RecordId) -> Result<Option<History>> {
        let Some((mut doc, _)) = apply::load(self.connection(), id)? else { return Ok(None) };
        let sql = format!(
            "SELECT t.hash, t.changes, coalesce(p.name, ''), coalesce(e.label, ''), {} FROM record r JOIN touch t ON t.record=r.id JOIN entry e ON e.id=t.entry
             LEFT JOIN name p ON p.kind=1 AND p.id=e.person WHERE r.ulid=?1 ORDER BY {}",
            Place::COLUMNS,
            Place::ORDER
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([id.to_bytes()], |r| {
            Ok((
                ChangeHash(r.get(0)?),
                r.get::<_, i64>(1)?.unsigned_abs(),
                r.get::<_, String>(2)?,
                r.get::<_, String>(3)?,
                Place::read(r, 4)?,
            ))
        })?;
        let metas = doc.get_changes_meta(&[]);
        let by_hash: BTreeMap<ChangeHash, &[ChangeHash]> = metas.iter().map(|m| (m.hash, &m.deps[..])).collect();
        let mut acts = Vec::new();
        for row in rows {
            let (hash, changes, person, label, place) = row?;
            let Some(last) = metas.iter().find(|m| m.hash == hash) else { continue };
            let first_seq = (last.seq + 1).saturating_sub(changes);
            let Some(first) = metas.iter().find(|m| m.actor == last.actor && m.seq == first_seq) else { continue };
            acts.push(Act {
                place,
                person,
                label,
                hash,
                count: changes as usize,
                actor: last.actor.to_bytes().to_vec(),
                first_op: first.start_op,
                last_op: last.max_op,
                known: ancestors(&by_hash, hash),
            });
        }
        drop(metas);
        Ok(Some(History { record: private::read(self.connection(), id, &doc)?, acts, doc }))
    }

    /// Where the act stands that began a record.
    pub(super) fn begun(&self, id: RecordId) -> Result<Place> {
        let sql = format!(
            "SELECT {} FROM record r JOIN touch t ON t.record=r.id JOIN entry e ON e.id=t.entry WHERE r.ulid=?1 ORDER BY {} LIMIT 1",
            Place::COLUMNS,
            Place::ORDER
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([id.to_bytes()])?;
        Ok(rows.next()?.map_or(Ok(Place::NOWHERE), |row| Place::read(row, 0))?)
    }

    /// Records of a register whose acts did not all know of each other, newest first; `only` is a condition on the register's
    /// row `t`, narrow enough that few are left.
    pub(super) fn parallel(&self, register: &Register, only: &str) -> Result<Vec<RecordId>> {
        // CROSS JOIN keeps SQLite from beginning with the many records instead of the few that parted.
        let sql = format!(
            "SELECT r.ulid FROM parallel p CROSS JOIN \"{}\" t ON t.id=p.record CROSS JOIN record r ON r.id=p.record WHERE p.register=?1 AND {only} ORDER BY r.ulid DESC LIMIT {MOST}",
            crate::schema::table(register)
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([register.key], |r| r.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|row| row.map(RecordId::from_bytes)).collect::<rusqlite::Result<_>>()?)
    }
}

impl Act {
    /// The step of a register that it was, if its desk named it.
    pub(super) fn step(&self, register: &Register) -> Option<&'static Transition> {
        let (_, step, _) = parts_of_step(&self.label).filter(|(key, _, _)| *key == register.key)?;
        register.transitions.iter().find(|t| t.id == step)
    }
}

impl History {
    /// Whether the record is more than a draft.
    pub(super) fn is_registered(&mut self, register: &Register) -> bool {
        workflow::is_registered(register, &self.record, document::has_left_first(&mut self.doc, register))
    }

    /// For each state that stands, the steps that led there since it parted from the others.
    pub(super) fn ways(&mut self) -> BTreeMap<String, Way> {
        document::ways(&mut self.doc)
    }

    /// Whether the author of `later` knew of `earlier`, by their places in the list.
    pub(super) fn knew(&self, later: usize, earlier: usize) -> bool {
        match (self.acts.get(later), self.acts.get(earlier)) {
            (Some(later), Some(earlier)) => later.known.contains(&earlier.hash),
            _ => false,
        }
    }

    /// Whether neither knew of the other.
    pub(super) fn is_parallel(&self, one: usize, other: usize) -> bool {
        !self.knew(one, other) && !self.knew(other, one)
    }

    /// The act that wrote a value that stands at a key of the document (`_state`, a field, `field/ROW/column`), and
    /// with several that wrote the same, the first of them.
    pub(super) fn writer(&self, key: &str, value: &Value) -> Option<usize> {
        self.writers(key, value).into_iter().min()
    }

    /// All acts that wrote this value, where it still stands.
    pub(super) fn writers(&self, key: &str, value: &Value) -> Vec<usize> {
        let standing = self.doc.get_all(ROOT, key).unwrap_or_default();
        let written = standing.into_iter().filter(|(v, id)| is_value(&self.doc, v, id, value)).map(|(_, id)| id);
        written.filter_map(|id| self.act_of(&id)).collect()
    }

    /// The act that wrote what a field shows.
    pub(super) fn writer_of(&self, field: &str) -> Option<usize> {
        self.record.get(field).and_then(|value| self.writer(field, value))
    }

    /// Where the act stands that wrote what a field shows.
    pub(super) fn place_of(&self, field: &str) -> Place {
        self.writer_of(field).and_then(|act| self.acts.get(act)).map_or(Place::NOWHERE, |act| act.place)
    }

    /// What an act changed, as its author saw it.
    pub(super) fn changes(&mut self, act: usize) -> Vec<FieldChange> {
        let Some((hash, count)) = self.acts.get(act).map(|a| (a.hash, a.count)) else { return Vec::new() };
        changes_of(&mut self.doc, hash.0, count)
    }

    fn act_of(&self, operation: &ObjId) -> Option<usize> {
        let ObjId::Id(counter, actor, _) = operation else { return None };
        self.acts.iter().position(|a| a.actor == actor.to_bytes() && (a.first_op..=a.last_op).contains(counter))
    }
}

/// A short name of some acts, the same on every desk.
pub(super) fn fingerprint(mut hashes: Vec<ChangeHash>) -> String {
    hashes.sort_unstable();
    let mut all = blake3::Hasher::new();
    hashes.iter().for_each(|hash| {
        all.update(&hash.0);
    });
    all.finalize().to_hex().as_str().chars().take(12).collect()
}

fn ancestors(by_hash: &BTreeMap<ChangeHash, &[ChangeHash]>, of: ChangeHash) -> BTreeSet<ChangeHash> {
    let (mut known, mut next) = (BTreeSet::new(), vec![of]);
    while let Some(hash) = next.pop() {
        if known.insert(hash) {
            next.extend(by_hash.get(&hash).copied().into_iter().flatten().copied());
        }
    }
    known
}

fn is_value(doc: &AutoCommit, found: &automerge::Value<'_>, id: &ObjId, wanted: &Value) -> bool {
    match (found, wanted) {
        (automerge::Value::Scalar(scalar), wanted) => match (scalar.as_ref(), wanted) {
            (ScalarValue::Str(a), Value::Text(b)) => a.as_str() == b,
            (ScalarValue::Int(a), Value::Integer(b)) => a == b,
            (ScalarValue::F64(a), b) => Value::of_real(*a).as_ref() == Some(b),
            (ScalarValue::Boolean(a), Value::Yes(b)) => a == b,
            _ => false,
        },
        (automerge::Value::Object(ObjType::Text), Value::Text(wanted)) => doc.text(id).is_ok_and(|text| text == *wanted),
        (automerge::Value::Object(_), _) => false,
    }
}
