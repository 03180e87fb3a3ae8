//! What the questions have in common.

use registers::document::Record;
use registers::{RecordId, Register};
use rusqlite::{Connection, params};

use super::history::Place;
use crate::query::Reader;
use crate::{Result, apply, schema};

/// Names a case by its records: the same on every desk, whatever order they came in.
pub(super) fn key(ids: &[RecordId]) -> String {
    let mut ids: Vec<String> = ids.iter().map(RecordId::to_string).collect();
    ids.sort_unstable();
    ids.dedup();
    let all = ids.join(" ");
    if ids.len() <= MOST_NAMED { all } else { format!("{} {}", ids.len(), &blake3::hash(all.as_bytes()).to_hex().as_str()[..32]) }
}

/// Records up to which a case is named by all of them.
const MOST_NAMED: usize = 8;

/// A text of the read model.
pub(super) fn text(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
}

/// A record id of the read model.
pub(super) fn id(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<RecordId> {
    Ok(RecordId::from_bytes(row.get(at)?))
}

/// A record, if it is here.
pub(super) fn record(conn: &Connection, id: RecordId) -> Result<Option<Record>> {
    apply::record(conn, id)
}

/// Records in the order of their beginnings, as the relay has it.
pub(super) fn in_order(reader: &Reader, ids: Vec<RecordId>) -> Result<Vec<RecordId>> {
    let mut placed: Vec<(Place, RecordId)> = ids.into_iter().map(|id| Ok((reader.begun(id)?, id))).collect::<Result<_>>()?;
    placed.sort_unstable();
    placed.dedup();
    Ok(placed.into_iter().map(|(_, id)| id).collect())
}

/// Records of a register of which several values stand side by side in a field, in the order of their ids.
pub(super) fn differing(conn: &Connection, register: &Register, field: &str, limit: usize) -> Result<Vec<RecordId>> {
    let sql = format!(
        "SELECT r.ulid FROM conflict c CROSS JOIN \"{}\" t ON t.id=c.record CROSS JOIN record r ON r.id=t.id WHERE c.field=?1 ORDER BY r.ulid LIMIT ?2",
        schema::table(register)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![field, limit as i64], |r| id(r, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A list of words as one.
pub(super) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join("、")
}

/// A moment of the read model as people write it.
pub(super) fn clock(moment: &str) -> String {
    moment.replacen('T', " ", 1)
}
