//! What waits for a person's choice: values that stand side by side, and numbers that several records carry.
//! The list, its count, and the marks in lists all follow from the conditions here, so that they agree.

use std::collections::BTreeMap;

use automerge::{AutoCommit, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use registers::def::{Phase, Register};
use registers::{RecordId, Value, book};

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
        let count = |sql: &str| -> Result<u64> { Ok(self.conn.prepare_cached(sql)?.query_row([], |r| r.get::<_, i64>(0))?.unsigned_abs()) };
        let mut all = count("SELECT count(*) FROM conflict")?;
        for doubled in book::ALL.iter().filter_map(|r| doubled(r)) {
            all += count(&format!("SELECT count(*) FROM ({doubled})"))?;
        }
        Ok(all)
    }

    /// The other records that carry the number of this one, voided ones aside, in the order of their ids.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn twins(&self, register: &Register, id: RecordId) -> Result<Vec<RecordId>> {
        let Some(numbering) = register.number else { return Ok(Vec::new()) };
        let (table, column, void) = (schema::table(register), schema::column(numbering.field), Phase::Void as i64);
        let sql = format!(
            "SELECT o.ulid FROM \"{table}\" t JOIN record r ON r.id=t.id JOIN \"{table}\" x ON x.\"{column}\"=t.\"{column}\" JOIN record o ON o.id=x.id
             WHERE r.ulid=?1 AND x.id<>t.id AND t.\"{column}\"<>'' AND t.phase<>{void} AND x.phase<>{void} ORDER BY o.ulid LIMIT 100"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([id.to_bytes()], |r| r.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|row| row.map(RecordId::from_bytes)).collect::<rusqlite::Result<_>>()?)
    }

    /// Who wrote each of the values that stand side by side at `field`, named as in [`Conflict::field`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn authors(&self, id: RecordId, field: &str, values: &[Value]) -> Result<Vec<Option<Author>>> {
        let Some((mut doc, _)) = apply::load(&self.conn, id)? else { return Ok(vec![None; values.len()]) };
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
        for register in book::ALL {
            let (Some(numbering), Some(doubled)) = (register.number, doubled(register)) else { continue };
            let (table, column, void) = (schema::table(register), schema::column(numbering.field), Phase::Void as i64);
            let sql = format!(
                "SELECT t.\"{column}\", group_concat(hex(r.ulid)) FROM \"{table}\" t JOIN record r ON r.id=t.id
                 WHERE t.\"{column}\" IN ({doubled}) AND t.phase<>{void} GROUP BY 1 ORDER BY 1 LIMIT {}",
                limit.min(MAX_PAGE).saturating_sub(found.len())
            );
            let mut statement = self.conn.prepare(&sql)?;
            let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
            for row in rows {
                let (number, ids) = row?;
                let ids = ids.split(',').filter_map(|hex| u128::from_str_radix(hex, 16).ok());
                let mut ids: Vec<RecordId> = ids.map(|n| RecordId::from_bytes(n.to_be_bytes())).collect();
                ids.sort_unstable();
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

type Written = BTreeMap<Vec<u8>, Vec<(u64, u64, Author)>>;

/// SQL for the numbers that two records or more of a register carry, voided ones aside. The index alone says which
/// numbers stand twice; only the few records behind those are looked at.
fn doubled(register: &Register) -> Option<String> {
    let (table, column, void) = (schema::table(register), schema::column(register.number?.field), Phase::Void as i64);
    Some(format!(
        "SELECT n FROM (SELECT \"{column}\" AS n FROM \"{table}\" WHERE \"{column}\"<>'' GROUP BY \"{column}\" HAVING count(*)>1)
         WHERE (SELECT count(*) FROM \"{table}\" WHERE \"{column}\"=n AND phase<>{void})>1"
    ))
}

/// The condition on a row `t` that something in its record waits for a choice.
pub(super) fn condition(register: &Register) -> String {
    let fields = "SELECT record FROM conflict";
    match (register.number, doubled(register)) {
        (Some(numbering), Some(doubled)) => format!(
            "t.id IN ({fields} UNION SELECT id FROM \"{}\" WHERE \"{}\" IN ({doubled}) AND phase<>{})",
            schema::table(register),
            schema::column(numbering.field),
            Phase::Void as i64
        ),
        _ => format!("t.id IN ({fields})"),
    }
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
            ScalarValue::Boolean(yes) => Some(Value::Yes(*yes)),
            _ => None,
        },
    };
    all.into_iter().rev().filter_map(|(v, id)| Some((value(v, &id)?, id))).collect()
}
