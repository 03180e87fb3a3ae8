//! A record as an Automerge document: how fields, sets and lines lie in it, how they are written,
//! and how all concurrent values are read back.
//!
//! Layout, all at the root so that no container can be created twice by two desks:
//! - `_register`: the register's key; `_state`: the id of the state;
//! - `field`: a string, a whole number or a boolean; a long text is an Automerge text;
//! - `field/member`: `true` while the member belongs to the set (choices, links, attachments);
//! - `field/ROW/column`: a cell of a line; ROW is a ULID, so that rows sort by the time of their writing;
//! - `field/ROW/-`: `true` when the row was taken away; `_erased`: `true` when the personal data was: see [`crate::private`].
//!
//! Keys that this version does not know are kept and survive a round trip.

mod meeting;
#[cfg(test)]
mod tests;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{AutoCommit, Change, ChangeHash, ObjType, ROOT, ReadDoc, ScalarValue, ScalarValueRef, ValueRef};
use jiff::civil::{Date, DateTime};
use thiserror::Error;

use crate::RecordId;
use crate::common::DELETED;
use crate::def::{Key, key};
use crate::pointer;
use crate::value::Value;

pub use meeting::merge_text;
pub use ways::{Way, ways};

/// Greatest length of a text in bytes.
pub const MAX_TEXT: usize = 1 << 20;
/// Greatest number of rows of a record, over all its lines fields.
pub const MAX_LINES: usize = 10_000;
/// Greatest length of a key of the document in bytes.
pub const MAX_KEY: usize = 200;

/// The key under which a record names its register.
pub(crate) const REGISTER: &str = "_register";
/// The key under which a record keeps its state.
pub const STATE: &str = "_state";
const DROPPED: &str = "-";

/// A record as read: every field with all the values that stand side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Key of the register.
    pub register: String,
    /// Ids of the state, the displayed one first; more than one after concurrent steps.
    pub states: Vec<String>,
    /// Values by field id, the displayed one first; more than one is a conflict.
    pub fields: BTreeMap<String, Vec<Value>>,
    /// Members by field id.
    pub sets: BTreeMap<String, BTreeSet<String>>,
    /// Rows by field id, oldest first.
    pub lines: BTreeMap<String, Vec<Line>>,
}

/// A row of a lines field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// ULID of the row.
    pub id: String,
    /// Values by column id, the displayed one first.
    pub cells: BTreeMap<String, Vec<Value>>,
}

impl Line {
    /// The displayed value of a column.
    pub fn cell(&self, column: &str) -> Option<&Value> {
        self.cells.get(column).and_then(|v| v.first())
    }
}

impl Record {
    /// The displayed state.
    pub fn state(&self) -> &str {
        self.states.first().map_or("", String::as_str)
    }

    /// The displayed value of a field.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).and_then(|v| v.first())
    }

    /// The displayed text of a field, empty when there is none.
    pub fn text(&self, field: &str) -> &str {
        self.get(field).and_then(Value::as_text).unwrap_or("")
    }

    /// Whether a field has a value, a member or a row.
    pub fn is_filled(&self, field: &str) -> bool {
        self.get(field).is_some_and(|v| !v.is_empty())
            || self.sets.get(field).is_some_and(|s| !s.is_empty())
            || self.lines.get(field).is_some_and(|l| !l.is_empty())
    }

    /// The fields whose values two people wrote without knowing of each other, `_state` among them;
    /// a cell is named `field/ROW/column`.
    pub fn conflicts(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        if self.states.len() > 1 {
            found.push(STATE.to_owned());
        }
        found.extend(self.fields.iter().filter(|(_, v)| v.len() > 1).map(|(k, _)| k.clone()));
        for (field, rows) in &self.lines {
            for row in rows {
                found.extend(row.cells.iter().filter(|(_, v)| v.len() > 1).map(|(c, _)| format!("{field}/{}/{c}", row.id)));
            }
        }
        found
    }

    /// All values of a conflict that [`Record::conflicts`] named, the displayed one first.
    pub fn values(&self, name: &str) -> Vec<Value> {
        if name == STATE {
            return self.states.iter().map(|s| Value::Text(s.clone())).collect();
        }
        match name.split('/').collect::<Vec<_>>()[..] {
            [field, row, column] => self
                .lines
                .get(field)
                .and_then(|rows| rows.iter().find(|l| l.id == row))
                .and_then(|l| l.cells.get(column))
                .cloned()
                .unwrap_or_default(),
            _ => self.fields.get(name).cloned().unwrap_or_default(),
        }
    }
}

/// One change of a record. A list of them is what an edit is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// Writes a value, or takes it away; supersedes every value that stood there.
    Set {
        /// Field id, or `field/ROW/column` for one cell.
        field: String,
        /// The value.
        value: Option<Value>,
    },
    /// Replaces a long text; what others wrote meanwhile in other places is kept.
    Text {
        /// Field id.
        field: String,
        /// The whole new text.
        text: String,
    },
    /// Adds a member to a set or takes it away.
    Member {
        /// Field id.
        field: String,
        /// Choice id, record id or file name; holds no `/`.
        member: String,
        /// Whether it belongs to the set.
        on: bool,
    },
    /// Adds a row.
    Line {
        /// Field id.
        field: String,
        /// ULID of the row.
        row: String,
        /// Values by column id.
        cells: Vec<(String, Value)>,
    },
    /// Takes a row away.
    DropLine {
        /// Field id.
        field: String,
        /// ULID of the row.
        row: String,
    },
    /// Moves the record to a state.
    State(String),
}

/// The values that a kind of field takes, so that code cannot write a number into a date.
pub trait Takes<V> {
    /// The value as records hold it.
    fn value(value: V) -> Value;
}

macro_rules! takes { ($($kind:ident: $from:ty = |$v:ident| $to:expr;)*) => { $(impl Takes<$from> for key::$kind { fn value($v: $from) -> Value { $to } })* } }
takes! {
    Text: &str = |v| Value::from(v);
    Choice: &str = |v| Value::from(v);
    Person: &str = |v| Value::from(v);
    Department: &str = |v| Value::from(v);
    Private: &str = |v| Value::from(v);
    Integer: i64 = |v| Value::Integer(v);
    Decimal: i64 = |v| Value::Integer(v);
    Money: i64 = |v| Value::Integer(v);
    YesNo: bool = |v| Value::Yes(v);
    Date: Date = |v| Value::date(v);
    Time: DateTime = |v| Value::time(v);
    Link: RecordId = |v| Value::Text(v.to_string());
}

impl Op {
    /// Writes a value into a field.
    pub fn set<K: Takes<V>, V>(key: Key<K>, value: V) -> Op {
        Op::Set { field: key.id().to_owned(), value: Some(K::value(value)) }
    }

    /// Replaces a long text.
    pub fn text(key: Key<key::LongText>, text: &str) -> Op {
        Op::Text { field: key.id().to_owned(), text: text.to_owned() }
    }
}

/// A cell of a new row.
pub fn cell<K: Takes<V>, V>(column: Key<K>, value: V) -> (String, Value) {
    (column.id().to_owned(), K::value(value))
}

/// Why a document could not be written.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// A text is too long.
    #[error("the text of {field} has {bytes} bytes; the most is {MAX_TEXT}: shorten it or attach it as a file")]
    TextTooLong {
        /// Field id.
        field: String,
        /// Its length.
        bytes: usize,
    },
    /// A record has too many rows.
    #[error("the record has {MAX_LINES} rows, the most that one record holds: begin a new record")]
    TooManyLines,
    /// A key that no field can have.
    #[error("{0:?} cannot be the name of a field")]
    BadKey(String),
    /// Automerge refused.
    #[error("the document refused the change: {0}")]
    Automerge(#[from] automerge::AutomergeError),
}

/// Begins the document of a new record: names its register and state and makes its long texts,
/// so that two writers of one text always meet in the same object.
pub fn begin(doc: &mut AutoCommit, register: &crate::Register) -> Result<(), DocumentError> {
    doc.put(ROOT, REGISTER, register.key)?;
    doc.put(ROOT, STATE, register.first_state())?;
    for field in register.all_fields().filter(|f| f.kind == crate::Kind::LongText) {
        doc.put_object(ROOT, field.id, ObjType::Text)?;
    }
    Ok(())
}

/// Writes `ops`. What changes nothing writes nothing.
pub fn write(doc: &mut AutoCommit, ops: &[Op]) -> Result<(), DocumentError> {
    for op in ops {
        match op {
            Op::Set { field, value } => set(doc, field, value.as_ref())?,
            Op::Text { field, text } => set_text(doc, field, text)?,
            Op::Member { field, member, on } => {
                let key = checked(format!("{field}/{member}"))?;
                if *on {
                    put(doc, &key, &Value::Yes(true))?;
                } else if doc.get(ROOT, &key)?.is_some() {
                    doc.delete(ROOT, &key)?;
                }
            }
            Op::Line { field, row, cells } => {
                for (column, value) in cells {
                    put(doc, &checked(format!("{field}/{row}/{column}"))?, value)?;
                }
            }
            Op::DropLine { field, row } => put(doc, &checked(format!("{field}/{row}/{DROPPED}"))?, &Value::Yes(true))?,
            Op::State(state) => put(doc, STATE, &Value::Text(state.clone()))?,
        }
    }
    Ok(())
}

/// Says that the personal data of a record was erased.
///
/// # Errors
/// When Automerge refuses.
pub fn erase(doc: &mut AutoCommit) -> Result<(), DocumentError> {
    put(doc, crate::private::ERASED, &Value::Yes(true))
}

/// A change that was just written.
#[derive(Debug, Clone)]
pub struct Closed {
    /// Its hash.
    pub hash: [u8; 32],
    /// The change itself.
    pub change: Change,
}

impl Closed {
    /// Its bytes, uncompressed.
    pub fn bytes(&self) -> Vec<u8> {
        self.change.raw_bytes().to_vec()
    }
}

/// Closes what was written as one change; none when nothing changed. `seconds` is the commit's time since 1970.
pub fn close(doc: &mut AutoCommit, seconds: i64) -> Option<Closed> {
    doc.commit_with(CommitOptions::default().with_time(seconds))?;
    let change = doc.get_last_local_change()?;
    Some(Closed { hash: change.hash().0, change })
}

/// The displayed text of one field, without reading the rest of the record.
pub fn text_at(doc: &AutoCommit, field: &str) -> String {
    text_of(&values_of(doc, field))
}

/// Reads a record with all its concurrent values. A draft that was deleted while somebody else wrote to it, or who wrote to
/// it since, is a draft again: the edit wins.
pub fn read(doc: &AutoCommit) -> Record {
    let mut record = Record::default();
    let mut rows: BTreeMap<String, BTreeMap<String, BTreeMap<String, Vec<Value>>>> = BTreeMap::new();
    let items: Vec<(String, Option<Vec<Value>>)> =
        doc.map_range(ROOT, ..).map(|item| (item.key.to_string(), (!item.conflict).then(|| single(&item.value)).flatten())).collect();
    for (key, value) in items {
        // Texts and fields with several values take a second look.
        let values = value.unwrap_or_else(|| values_of(doc, &key));
        if values.is_empty() {
            continue;
        }
        let mut parts = key.splitn(3, '/');
        match (parts.next().unwrap_or(""), parts.next(), parts.next()) {
            (REGISTER, None, None) => record.register = text_of(&values),
            (STATE, None, None) => record.states = states_of(values),
            (field, None, None) => {
                record.fields.insert(field.to_owned(), values);
            }
            (field, Some(member), None) => {
                record.sets.entry(field.to_owned()).or_default().insert(member.to_owned());
            }
            (field, Some(row), Some(column)) => {
                rows.entry(field.to_owned()).or_default().entry(row.to_owned()).or_default().insert(column.to_owned(), values);
            }
            (_, None, Some(_)) => {}
        }
    }
    for (field, rows) in rows {
        let kept = rows.into_iter().filter(|(_, cells)| !cells.contains_key(DROPPED));
        let kept: Vec<Line> = kept.map(|(id, cells)| Line { id, cells }).collect();
        if !kept.is_empty() {
            record.lines.insert(field, kept);
        }
    }
    if record.states == [DELETED]
        && let Some(register) = crate::book::find(&record.register)
        && is_written_besides(doc)
    {
        record.states = vec![register.first_state().to_owned()];
    }
    if record.states.len() > 1
        && let Some(register) = crate::book::find(&record.register)
    {
        ways::put_first(&mut record.states, register, doc);
    }
    pointer::reduce(&mut record);
    record
}

/// Whether anything was written to a deleted draft that its deletion did not know of.
fn is_written_besides(doc: &AutoCommit) -> bool {
    let Ok(deletions) = doc.get_all(ROOT, STATE) else { return false };
    // A copy, since reading the changes closes what is being written.
    let mut doc = doc.clone();
    doc.commit();
    let deletions: Vec<ChangeHash> = deletions.iter().filter_map(|(_, id)| doc.hash_for_opid(id)).collect();
    holds_others(doc.get_changes_meta(&[]).into_iter().map(|m| (m.hash, m.deps.to_vec())), deletions)
}

/// Whether there are changes that none of `known` rests on. Each is looked at once: a draft may have very many.
fn holds_others<H: Ord>(changes: impl Iterator<Item = (H, Vec<H>)>, mut known: Vec<H>) -> bool {
    let mut others: BTreeMap<H, Vec<H>> = changes.collect();
    while let Some(hash) = known.pop() {
        known.extend(others.remove(&hash).unwrap_or_default());
    }
    !others.is_empty()
}

/// Whether a record was ever in another state than the first one of its register or that of a deleted draft: its changes say
/// so, and are the same on every desk. Closes what is being written.
pub fn has_left_first(doc: &mut AutoCommit, register: &crate::Register) -> bool {
    doc.commit();
    let first = Some(register.first_state());
    let standing = doc.get_all(ROOT, STATE).unwrap_or_default().into_iter().map(|(v, id)| (string(&v.into_owned()), id));
    let standing: Vec<_> = standing.collect();
    // The state that the record began with still stands alone: nothing was ever written over it.
    if let [(state, id)] = &standing[..]
        && state.as_deref() == first
        && let Some(hash) = doc.hash_for_opid(id)
        && doc.get_change_meta_by_hash(&hash).is_some_and(|change| change.deps.is_empty())
    {
        return false;
    }
    let hashes: Vec<ChangeHash> = doc.get_changes_meta(&[]).iter().map(|m| m.hash).collect();
    let is_draft = |state: Option<String>| state.as_deref() == first || state.as_deref() == Some(DELETED);
    hashes.iter().any(|hash| match doc.get_all_at(ROOT, STATE, &[*hash]) {
        Ok(states) => states.into_iter().any(|(state, _)| !is_draft(string(&state.into_owned()))),
        Err(_) => true,
    })
}

/// A hash over what a record says and the changes that it came from: equal on two replicas
/// exactly when both hold the same record.
pub fn digest(record: &Record, heads: &[automerge::ChangeHash]) -> [u8; 32] {
    let mut hash = blake3::Hasher::new_derive_key("zongban 2026 record digest");
    feed(&mut hash, b'r', record.register.as_bytes());
    record.states.iter().for_each(|s| feed(&mut hash, b's', s.as_bytes()));
    for (field, values) in &record.fields {
        feed(&mut hash, b'f', field.as_bytes());
        values.iter().for_each(|v| feed_value(&mut hash, v));
    }
    for (field, members) in &record.sets {
        feed(&mut hash, b'm', field.as_bytes());
        members.iter().for_each(|m| feed(&mut hash, b'e', m.as_bytes()));
    }
    for (field, rows) in &record.lines {
        feed(&mut hash, b'l', field.as_bytes());
        for row in rows {
            feed(&mut hash, b'w', row.id.as_bytes());
            for (column, values) in &row.cells {
                feed(&mut hash, b'c', column.as_bytes());
                values.iter().for_each(|v| feed_value(&mut hash, v));
            }
        }
    }
    let mut heads: Vec<_> = heads.iter().map(|h| h.0).collect();
    heads.sort_unstable();
    heads.iter().for_each(|h| {
        hash.update(h);
    });
    *hash.finalize().as_bytes()
}

/// A tag, a length, the bytes: no two records feed the same.
fn feed(hash: &mut blake3::Hasher, tag: u8, bytes: &[u8]) {
    hash.update(&[tag]);
    hash.update(&(bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

fn feed_value(hash: &mut blake3::Hasher, value: &Value) {
    match value {
        Value::Text(text) => feed(hash, b't', text.as_bytes()),
        Value::Integer(n) => feed(hash, b'n', &n.to_le_bytes()),
        Value::Decimal(n) => feed(hash, b'd', &n.to_le_bytes()),
        Value::Yes(yes) => feed(hash, b'y', &[u8::from(*yes)]),
    }
}

fn checked(key: String) -> Result<String, DocumentError> {
    let bad = key.is_empty()
        || key.len() > MAX_KEY
        || key.starts_with('_')
        || key.split('/').any(str::is_empty)
        || key.chars().any(char::is_control);
    if bad || key.matches('/').count() > 2 { Err(DocumentError::BadKey(key)) } else { Ok(key) }
}

fn set(doc: &mut AutoCommit, field: &str, value: Option<&Value>) -> Result<(), DocumentError> {
    if field == STATE {
        return match value {
            Some(value) => put(doc, STATE, value),
            None => Err(DocumentError::BadKey(field.to_owned())),
        };
    }
    let key = checked(field.to_owned())?;
    match value {
        Some(value) => put(doc, &key, value),
        None => {
            if doc.get(ROOT, &key)?.is_some() {
                doc.delete(ROOT, &key)?;
            }
            Ok(())
        }
    }
}

fn put(doc: &mut AutoCommit, key: &str, value: &Value) -> Result<(), DocumentError> {
    let standing: Vec<automerge::Value<'_>> = doc.get_all(ROOT, key)?.into_iter().map(|(v, _)| v.into_owned()).collect();
    if !standing.is_empty() && standing.iter().all(|v| is_same(v, value)) {
        // A draft that came back is deleted again by a deletion that knows of what was written.
        if !(key == STATE && value.as_text() == Some(DELETED) && is_written_besides(doc)) {
            return Ok(());
        }
        let register = crate::book::find(&text_of(&values_of(doc, REGISTER))).map_or("", crate::Register::first_state);
        doc.put(ROOT, key, register)?;
    }
    // Automerge would only take the others away, and nothing may take a state away: another value goes before the one that
    // is to stand.
    if key == STATE
        && standing.last().is_some_and(|shown| is_same(shown, value))
        && let Some(other) = standing.iter().filter(|v| !is_same(v, value)).find_map(string)
    {
        doc.put(ROOT, key, other)?;
    }
    match value {
        Value::Text(text) => {
            if text.len() > MAX_TEXT {
                return Err(DocumentError::TextTooLong { field: key.to_owned(), bytes: text.len() });
            }
            doc.put(ROOT, key, text.as_str())?;
        }
        Value::Integer(n) => doc.put(ROOT, key, *n)?,
        Value::Decimal(n) => doc.put(ROOT, key, Value::real(*n))?,
        Value::Yes(yes) => doc.put(ROOT, key, *yes)?,
    }
    Ok(())
}

fn string(value: &automerge::Value<'_>) -> Option<String> {
    match value {
        automerge::Value::Scalar(scalar) => match scalar.as_ref() {
            ScalarValue::Str(text) => Some(text.to_string()),
            _ => None,
        },
        automerge::Value::Object(_) => None,
    }
}

fn is_same(standing: &automerge::Value<'_>, value: &Value) -> bool {
    match (standing, value) {
        (automerge::Value::Scalar(scalar), value) => match (scalar.as_ref(), value) {
            (ScalarValue::Str(a), Value::Text(b)) => a.as_str() == b,
            (ScalarValue::Int(a), Value::Integer(b)) => a == b,
            (ScalarValue::F64(a), b) => Value::of_real(*a).as_ref() == Some(b),
            (ScalarValue::Boolean(a), Value::Yes(b)) => a == b,
            _ => false,
        },
        (automerge::Value::Object(_), _) => false,
    }
}

fn set_text(doc: &mut AutoCommit, field: &str, text: &str) -> Result<(), DocumentError> {
    let key = checked(field.to_owned())?;
    if text.len() > MAX_TEXT {
        return Err(DocumentError::TextTooLong { field: key, bytes: text.len() });
    }
    let objects: Vec<_> = doc.get_all(ROOT, &key)?.into_iter().map(|(v, id)| (v.is_object(), id)).collect();
    match &objects[..] {
        [(true, id)] => doc.update_text(&id.clone(), text)?,
        _ => {
            let id = doc.put_object(ROOT, &key, ObjType::Text)?;
            doc.splice_text(&id, 0, 0, text)?;
        }
    }
    Ok(())
}

/// The value of a field that has just one scalar.
fn single(value: &ValueRef<'_>) -> Option<Vec<Value>> {
    match value {
        ValueRef::Scalar(ScalarValueRef::Str(text)) if text.is_empty() => Some(Vec::new()),
        ValueRef::Scalar(ScalarValueRef::Str(text)) => Some(vec![Value::Text(text.to_string())]),
        ValueRef::Scalar(ScalarValueRef::Int(n)) => Some(vec![Value::Integer(*n)]),
        ValueRef::Scalar(ScalarValueRef::F64(n)) => Value::of_real(*n).map(|value| vec![value]),
        ValueRef::Scalar(ScalarValueRef::Boolean(yes)) => Some(vec![Value::Yes(*yes)]),
        ValueRef::Scalar(_) | ValueRef::Object(_) => None,
    }
}

/// The distinct values that stand at a key, the one that Automerge shows first.
fn values_of(doc: &AutoCommit, key: &str) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    let Ok(all) = doc.get_all(ROOT, key) else { return values };
    for (value, id) in all.into_iter().rev() {
        let value = match value {
            automerge::Value::Object(ObjType::Text) => doc.text(&id).ok().map(Value::Text),
            automerge::Value::Object(_) => None,
            automerge::Value::Scalar(scalar) => match scalar.as_ref() {
                ScalarValue::Str(text) => Some(Value::Text(text.to_string())),
                ScalarValue::Int(n) => Some(Value::Integer(*n)),
                ScalarValue::F64(n) => Value::of_real(*n),
                ScalarValue::Boolean(yes) => Some(Value::Yes(*yes)),
                _ => None,
            },
        };
        if let Some(value) = value
            && !values.contains(&value)
        {
            values.push(value);
        }
    }
    // An empty text that nobody wrote in says nothing.
    if values.len() == 1 && values.first().is_some_and(Value::is_empty) {
        values.clear();
    }
    values
}

fn text_of(values: &[Value]) -> String {
    values.first().and_then(Value::as_text).unwrap_or("").to_owned()
}

fn states_of(values: Vec<Value>) -> Vec<String> {
    values.into_iter().filter_map(|v| v.as_text().map(str::to_owned)).collect()
}
