//! What waits for a person's choice: values that stand side by side, and numbers that several records carry.
//! The list, its count, and the marks in lists all follow from the conditions here, so that they agree.

use std::collections::BTreeMap;

use automerge::{AutoCommit, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use registers::def::{Phase, Register};
use registers::{RecordId, Value, book};
use rusqlite::Connection;

use super::{MAX_PAGE, Reader};
use crate::{Result, apply, schema};

/// A field with several values, or a number that several records carry.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The record.
    pub id: RecordId,
    /// Its register.
    pub register: &'static Register,
    /// The text that names it.
    pub title: String,
    /// Field id, `_state`, `field/ROW/column`, or the number's field when several records carry one number.
    pub field: String,
    /// The values, the displayed one first. Empty for a number that several records carry.
    pub values: Vec<Value>,
    /// Who wrote each of the values, in the same order.
    pub authors: Vec<Option<Author>>,
    /// Other records that carry the same number.
    pub twins: Vec<RecordId>,
}

/// Who wrote a value, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Name of the person, where this desk knows it.
    pub person: String,
    /// Name of the desk, likewise.
    pub desk: String,
    /// Hybrid logical time; its upper 48 bits are milliseconds since 1970.
    pub hlc: u64,
}

impl Reader {
    /// Fields with several values, and numbers that several records carry.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn conflicts(&self, limit: usize) -> Result<Vec<Conflict>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT r.ulid, c.field FROM conflict c JOIN record r ON r.id=c.record ORDER BY c.record DESC, c.field LIMIT ?1",
        )?;
        let rows = statement.query_map([limit.min(MAX_PAGE) as i64], |r| Ok((r.get::<_, [u8; 16]>(0)?, r.get::<_, String>(1)?)))?;
        let mut found = Vec::new();
        for row in rows {
            let (id, field) = row?;
            let id = RecordId::from_bytes(id);
            if let Some(card) = self.record(id)? {
                let values = card.record.values(&field);
                let authors = self.authors(id, &field, &values)?;
                let title = card.record.text(card.register.title).to_owned();
                found.push(Conflict { id, register: card.register, title, field, values, authors, twins: Vec::new() });
            }
        }
        self.same_numbers(limit, &mut found)?;
        Ok(found)
    }

    /// How many [`Reader::conflicts`] would give without a limit.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count_conflicts(&self) -> Result<u64> {
        let fields: i64 = self.conn.prepare_cached("SELECT count(*) FROM conflict")?.query_row([], |r| r.get(0))?;
        let mut all = fields.unsigned_abs();
        for register in book::ALL {
            all += self.doubled(register)?.len() as u64;
        }
        Ok(all)
    }

    /// The other records that carry the number of this one, voided ones aside, in the order of their ids.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn twins(&self, register: &Register, id: RecordId) -> Result<Vec<RecordId>> {
        twins(&self.conn, register, id)
    }

    /// Who wrote each of the values that stand side by side at `field`, named as in [`Conflict::field`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn authors(&self, id: RecordId, field: &str, values: &[Value]) -> Result<Vec<Option<Author>>> {
        let Some((mut doc, _)) = apply::load(&self.conn, id)? else { return Ok(vec![None; values.len()]) };
        if self.is_unnamed(id)? {
            return Ok(vec![None; values.len()]);
        }
        let standing = standing(&doc, field);
        let written = self.written(&mut doc, id)?;
        let author = |value: &Value| {
            let operation = standing.iter().find(|(v, _)| v == value).map(|(_, operation)| operation)?;
            let ObjId::Id(counter, actor, _) = operation else { return None };
            let ranges = written.get(actor.to_bytes())?;
            ranges.iter().find(|(first, last, _)| (first..=last).contains(&counter)).map(|(_, _, author)| author.clone())
        };
        Ok(values.iter().map(author).collect())
    }

    /// By Automerge actor: the first and last operation of each entry that touched the record, and its author.
    fn written(&self, doc: &mut AutoCommit, id: RecordId) -> Result<Written> {
        let mut statement = self.conn.prepare_cached(
            "SELECT t.hash, t.changes, coalesce(p.name, ''), coalesce(d.name, ''), e.hlc
             FROM touch t JOIN entry e ON e.id=t.entry JOIN record r ON r.id=t.record
             LEFT JOIN name p ON p.kind=1 AND p.id=e.person LEFT JOIN name d ON d.kind=2 AND d.id=e.device WHERE r.ulid=?1",
        )?;
        let rows = statement.query_map([id.to_bytes()], |r| {
            let author = Author { person: r.get(2)?, desk: r.get(3)?, hlc: r.get::<_, i64>(4)?.unsigned_abs() };
            Ok((r.get::<_, [u8; 32]>(0)?, r.get::<_, i64>(1)?.unsigned_abs(), author))
        })?;
        let metas = doc.get_changes_meta(&[]);
        let mut written = Written::new();
        for row in rows {
            let (hash, changes, author) = row?;
            let Some(last) = metas.iter().find(|m| m.hash.0 == hash) else { continue };
            let first_seq = (last.seq + 1).saturating_sub(changes);
            let Some(first) = metas.iter().find(|m| m.actor == last.actor && m.seq == first_seq) else { continue };
            written.entry(last.actor.to_bytes().to_vec()).or_default().push((first.start_op, last.max_op, author));
        }
        Ok(written)
    }

    /// One conflict for every number that two records or more carry, voided ones aside, until `limit` are found.
    fn same_numbers(&self, limit: usize, found: &mut Vec<Conflict>) -> Result<()> {
        for register in self.shelf()?.all() {
            let Some(numbering) = register.number else { continue };
            let (table, column, void) = (schema::table(register), schema::column(numbering.field), Phase::Void as i64);
            let sql = format!(
                "SELECT r.ulid FROM \"{table}\" t JOIN record r ON r.id=t.id WHERE t.\"{column}\"=?1 AND t.phase<>{void} ORDER BY r.ulid"
            );
            for number in self.doubled(register)?.into_iter().take(limit.saturating_sub(found.len())) {
                let mut statement = self.conn.prepare_cached(&sql)?;
                let ids = statement.query_map([&number], |r| r.get::<_, [u8; 16]>(0))?;
                let ids: Vec<RecordId> = ids.map(|id| id.map(RecordId::from_bytes)).collect::<rusqlite::Result<_>>()?;
                if let [first, twins @ ..] = &ids[..] {
                    found.push(Conflict {
                        id: *first,
                        register,
                        title: number,
                        field: numbering.field.to_owned(),
                        values: Vec::new(),
                        authors: Vec::new(),
                        twins: twins.to_vec(),
                    });
                }
            }
        }
        Ok(())
    }
}

/// See [`Reader::twins`].
pub(crate) fn twins(conn: &Connection, register: &Register, id: RecordId) -> Result<Vec<RecordId>> {
    let Some(numbering) = register.number else { return Ok(Vec::new()) };
    let (table, column, void) = (schema::table(register), schema::column(numbering.field), Phase::Void as i64);
    let sql = format!(
        "SELECT o.ulid FROM \"{table}\" t JOIN record r ON r.id=t.id JOIN \"{table}\" x ON x.\"{column}\"=t.\"{column}\" JOIN record o ON o.id=x.id
         WHERE r.ulid=?1 AND x.id<>t.id AND t.\"{column}\"<>'' AND t.phase<>{void} AND x.phase<>{void} ORDER BY o.ulid LIMIT 100"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([id.to_bytes()], |r| r.get::<_, [u8; 16]>(0))?;
    Ok(rows.map(|row| row.map(RecordId::from_bytes)).collect::<rusqlite::Result<_>>()?)
}

/// Most doubled numbers of a register that are told of. Whoever has more has imported a list twice.
const MAX_DOUBLED: usize = 10_000;

/// The doubled numbers of the registers, as of a version of the data: to look through all numbers takes longer than
/// the questions that need them.
#[derive(Default)]
pub(super) struct Kept {
    version: i64,
    numbers: BTreeMap<&'static str, Vec<String>>,
}

impl Reader {
    /// The numbers that two records or more of a register carry, voided ones aside, in order.
    pub(crate) fn doubled(&self, register: &'static Register) -> Result<Vec<String>> {
        let version = self.version()?;
        let mut kept = self.doubled.borrow_mut();
        if kept.version != version {
            *kept = Kept { version, numbers: BTreeMap::new() };
        }
        if let Some(numbers) = kept.numbers.get(register.key) {
            return Ok(numbers.clone());
        }
        let numbers = self.find_doubled(register)?;
        kept.numbers.insert(register.key, numbers.clone());
        Ok(numbers)
    }

    /// The index alone says which numbers stand twice; only the few records behind those are looked at.
    fn find_doubled(&self, register: &Register) -> Result<Vec<String>> {
        let Some(numbering) = register.number else { return Ok(Vec::new()) };
        let (table, column, void) = (schema::table(register), schema::column(numbering.field), Phase::Void as i64);
        let all = format!("SELECT \"{column}\" FROM \"{table}\" WHERE \"{column}\"<>'' ORDER BY \"{column}\"");
        let mut statement = self.conn.prepare_cached(&all)?;
        let mut rows = statement.query([])?;
        let (mut before, mut twice) = (String::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let number = row.get_ref(0)?.as_str().unwrap_or_default();
            if number != before {
                number.clone_into(&mut before);
            } else if twice.last() != Some(&before) {
                twice.push(before.clone());
            }
        }
        let valid = format!("SELECT count(*) FROM \"{table}\" WHERE \"{column}\"=?1 AND phase<>{void}");
        let mut statement = self.conn.prepare_cached(&valid)?;
        let mut found = Vec::new();
        for number in twice {
            if found.len() < MAX_DOUBLED && statement.query_row([&number], |r| r.get::<_, i64>(0))? > 1 {
                found.push(number);
            }
        }
        Ok(found)
    }
}

type Written = BTreeMap<Vec<u8>, Vec<(u64, u64, Author)>>;

/// The condition on a row `t` that something in its record waits for a choice. `doubled` are the places of the register's
/// doubled numbers among the bound values.
pub(super) fn condition(register: &Register, doubled: &[String]) -> String {
    let fields = "SELECT record FROM conflict";
    let Some(numbering) = register.number else { return format!("t.id IN ({fields})") };
    let (table, column) = (schema::table(register), schema::column(numbering.field));
    let (void, doubled) = (Phase::Void as i64, doubled.join(","));
    format!("t.id IN ({fields} UNION SELECT id FROM \"{table}\" WHERE \"{column}\" IN ({doubled}) AND phase<>{void})")
}

/// The expression for how many things in the record of a row `t` wait for a choice.
pub(super) fn count_of_row(register: &Register) -> String {
    let Some(numbering) = register.number else { return "t.conflicts".to_owned() };
    let (table, column, void) = (schema::table(register), schema::column(numbering.field), Phase::Void as i64);
    format!(
        "t.conflicts + coalesce(t.phase<>{void} AND t.\"{column}\"<>'' AND
           EXISTS(SELECT 1 FROM \"{table}\" x WHERE x.\"{column}\"=t.\"{column}\" AND x.id<>t.id AND x.phase<>{void}), 0)"
    )
}

/// The values at a key with the operations that wrote them, the displayed one first.
fn standing(doc: &AutoCommit, key: &str) -> Vec<(Value, ObjId)> {
    let all = doc.get_all(ROOT, key).unwrap_or_default();
    let value = |value: automerge::Value<'_>, id: &ObjId| match value {
        automerge::Value::Object(ObjType::Text) => doc.text(id).ok().map(Value::Text),
        automerge::Value::Object(_) => None,
        automerge::Value::Scalar(scalar) => match scalar.as_ref() {
            ScalarValue::Str(text) => Some(Value::Text(text.to_string())),
            ScalarValue::Int(n) => Some(Value::Integer(*n)),
            ScalarValue::F64(n) => Value::of_real(*n),
            ScalarValue::Boolean(yes) => Some(Value::Yes(*yes)),
            _ => None,
        },
    };
    all.into_iter().rev().filter_map(|(v, id)| Some((value(v, &id)?, id))).collect()
}
