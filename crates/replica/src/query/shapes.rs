//! What is asked of a desk's data, and what the answers look like.

use std::collections::BTreeMap;

use registers::def::{Phase, Register};
use registers::document::Record;
use registers::{RecordId, Value};

/// Which rows of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The register.
    pub register: &'static Register,
    /// All must hold.
    pub filters: Vec<Filter>,
    /// Words to look for; two Chinese characters, pinyin initials and beginnings of codes will do.
    pub search: String,
    /// Order; newest first when none is given.
    pub sort: Option<Sort>,
    /// Rows to leave out before the page.
    pub offset: usize,
    /// Rows of the page.
    pub limit: usize,
}

impl Query {
    /// The first hundred rows of a register.
    pub fn of(register: &'static Register) -> Query {
        Query { register, filters: Vec::new(), search: String::new(), sort: None, offset: 0, limit: 100 }
    }
}

/// A condition on rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// The record is in this state.
    State(String),
    /// The record is in a phase of its life.
    Phase(Phase),
    /// The displayed value equals this one.
    Is(&'static str, Value),
    /// The set has this member.
    Has(&'static str, String),
    /// The displayed value is one of these; of a set, that it has one of them; of `_state`, that the record is in one of these
    /// states. None of them: nothing.
    AnyOf(&'static str, Vec<Value>),
    /// One of these holds at least, all about one field. None of them: nothing.
    OneOf(Vec<Filter>),
    /// The displayed value lies between these, both included, or beyond the one that is given; without either, that the field has a
    /// value. Dates and times compare as they are written, `_updated` by the hybrid logical time.
    Between(&'static str, Option<Value>, Option<Value>),
    /// The text holds this one somewhere, whatever the case of Latin letters.
    Contains(&'static str, String),
    /// The field has no value.
    Empty(&'static str),
    /// The field has several values, or one of its rows has.
    Several(&'static str),
    /// The record has fields with several values, or another one carries its number.
    InConflict,
}

impl Filter {
    /// The field that is asked about, if it is one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Filter::Is(field, _)
            | Filter::Has(field, _)
            | Filter::AnyOf(field, _)
            | Filter::Between(field, ..)
            | Filter::Contains(field, _)
            | Filter::Several(field)
            | Filter::Empty(field) => Some(field),
            Filter::OneOf(any) => any.first().and_then(Filter::field),
            Filter::State(_) | Filter::Phase(_) | Filter::InConflict => None,
        }
    }
}

/// The order of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// Field id, `_state` or `_updated`.
    pub field: String,
    /// Greatest first.
    pub descending: bool,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Rows, in order.
    pub rows: Vec<Row>,
    /// How many rows match in all.
    pub total: usize,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The record.
    pub id: RecordId,
    /// Its state.
    pub state: String,
    /// Displayed values of the fields with columns, by field id.
    pub values: BTreeMap<&'static str, Value>,
    /// How many fields have several values, and one more when another record carries its number.
    pub conflicts: usize,
    /// Whether something in it has not reached the relay yet.
    pub pending: bool,
    /// Hybrid logical time of the last change.
    pub updated: u64,
}

/// A record with what surrounds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The record's id.
    pub id: RecordId,
    /// Its register.
    pub register: &'static Register,
    /// What it says.
    pub record: Record,
    /// Hybrid logical time of its creation.
    pub created: u64,
    /// Hybrid logical time of the last change.
    pub updated: u64,
    /// Whether something in it has not reached the relay yet.
    pub pending: bool,
    /// Whether it is more than a draft, so that it is never deleted.
    pub registered: bool,
}

/// A search result.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The record.
    pub id: RecordId,
    /// Its register.
    pub register: &'static Register,
    /// Its number, if it has one.
    pub number: String,
    /// The text that names it.
    pub title: String,
    /// Its state.
    pub state: String,
}

/// Something in the history of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Hybrid logical time; its upper 48 bits are milliseconds since 1970.
    pub hlc: u64,
    /// Who acted, by name where this desk knows it.
    pub person: String,
    /// At which desk, likewise.
    pub desk: String,
    /// What the action was called.
    pub label: String,
    /// Place in the relay's order; none while it is pending.
    pub seq: Option<u64>,
    /// The administrator who adopted it, where its desk had been revoked before; else empty.
    pub adopted: String,
    /// What changed.
    pub changes: Vec<FieldChange>,
}

/// One field's change: rows and members appear with the side that they are missing on empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Field id, `_state`, `field/member` or `field/ROW/column`.
    pub field: String,
    /// Displayed value before.
    pub before: Option<Value>,
    /// Displayed value after.
    pub after: Option<Value>,
}

/// How this desk stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Name of the office.
    pub office: String,
    /// Name of this desk's person.
    pub person: String,
    /// Name of this desk.
    pub desk: String,
    /// Records by register key.
    pub records: BTreeMap<String, u64>,
    /// Entries stored.
    pub entries: u64,
    /// Entries that the relay has not confirmed.
    pub pending: u64,
    /// Hybrid logical time of the oldest of them.
    pub oldest_pending: Option<u64>,
    /// Entries that wait for others.
    pub held: u64,
    /// Entries refused or set aside.
    pub quarantined: u64,
    /// Fields with several values, and numbers that several records carry.
    pub conflicts: u64,
    /// Per space number: last sequence number that the relay confirmed.
    pub durable: BTreeMap<u32, u64>,
    /// When the relay was last heard, in milliseconds since 1970; 0 for never.
    pub last_contact_ms: u64,
    /// Address of the relay, empty when none is set.
    pub relay: String,
    /// Whether this desk was taken out of the office.
    pub revoked: bool,
    /// Size of the data file in bytes.
    pub bytes: u64,
}
