//! Master data that was written twice and merged: what names the one that was merged means the one that stands. The record
//! stays, so that a merge can be undone; nothing that names it is rewritten.

use registers::common::MERGED;
use registers::def::Register;
use registers::{RecordId, book};
use rusqlite::{Connection, OptionalExtension, params};

use crate::query::Reader;
use crate::{Result, schema};

/// The field that names the record that stands.
pub(crate) const INTO: &str = "merged_into";
/// How far records that are merged into each other one after the other are followed; two desks can even make a ring of them.
const DEEPEST: usize = 16;

/// Whether records of a register can be merged.
pub(crate) fn merges(register: &Register) -> bool {
    register.field(INTO).is_some() && register.state(MERGED).is_some()
}

/// SQL that leaves merged records out of those of a table `t`, to be put behind a condition.
pub(crate) fn standing_only(register: &Register) -> String {
    if merges(register) { format!(" AND t.state<>'{MERGED}'") } else { String::new() }
}

/// SQL for a set of ULIDs: a record of a register that merges, with all that are merged into it. Of how little there is to follow
/// the planner knows nothing, so that the order of the joins is given.
pub(crate) fn with_merged(register: &Register, ulid: &str) -> String {
    format!(
        "(WITH RECURSIVE same(ulid) AS (SELECT {ulid} UNION
            SELECT mr.ulid FROM same CROSS JOIN link mk ON mk.target=same.ulid AND mk.field='{INTO}' CROSS JOIN record mr ON mr.id=mk.record
            CROSS JOIN \"{}\" mt ON mt.id=mr.id AND mt.state='{MERGED}')
          SELECT ulid FROM same)",
        schema::table(register)
    )
}

/// SQL for the ULID in hexadecimal digits of the record that stands for the one that a link field of a record `t` names.
pub(crate) fn standing_for(register: &Register, field: &str) -> String {
    format!(
        "(WITH RECURSIVE stands(ulid, n) AS (SELECT k.target, 0 FROM link k WHERE k.record=t.id AND k.field='{field}' UNION
            SELECT mk.target, n+1 FROM stands CROSS JOIN record mr ON mr.ulid=stands.ulid
            CROSS JOIN \"{}\" mt ON mt.id=mr.id AND mt.state='{MERGED}' CROSS JOIN link mk ON mk.record=mr.id AND mk.field='{INTO}' WHERE n<{DEEPEST})
          SELECT hex(ulid) FROM stands ORDER BY n DESC, ulid LIMIT 1)",
        schema::table(register)
    )
}

/// The record that stands for one: itself, or the one that it was merged into.
pub(crate) fn standing(conn: &Connection, id: RecordId) -> Result<RecordId> {
    let mut at = id;
    for _ in 0..DEEPEST {
        let register: Option<String> =
            conn.prepare_cached("SELECT register FROM record WHERE ulid=?1")?.query_row([at.to_bytes()], |r| r.get(0)).optional()?;
        let Some(register) = register.and_then(|key| book::find(&key)).filter(|r| merges(r)) else { return Ok(at) };
        let sql = format!(
            "SELECT k.target FROM record r JOIN \"{}\" t ON t.id=r.id AND t.state='{MERGED}' JOIN link k ON k.record=r.id AND k.field=?2
             WHERE r.ulid=?1 ORDER BY k.target LIMIT 1",
            schema::table(register)
        );
        let next: Option<[u8; 16]> = conn.prepare_cached(&sql)?.query_row(params![at.to_bytes(), INTO], |r| r.get(0)).optional()?;
        match next {
            Some(next) => at = RecordId::from_bytes(next),
            None => return Ok(at),
        }
    }
    // Merged in a ring: none of them stands until somebody undoes it.
    Ok(id)
}

impl Reader {
    /// The record that stands for one: itself, or the one that it was merged into.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn stands_for(&self, id: RecordId) -> Result<RecordId> {
        standing(self.connection(), id)
    }
}
