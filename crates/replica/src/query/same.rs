//! Records that may be the same thing written twice: warned of while the second is typed.

use registers::RecordId;
use registers::def::{Phase, Register};
use registers::document::Record;
use rusqlite::params_from_iter;

use super::{Hit, Reader, sql};
use crate::{Result, schema};

/// Greatest number of records that one warning names.
const MOST: usize = 20;

impl Reader {
    /// Other records that agree with `record` in all fields of one of the register's `same` sets; the last of several fields may
    /// be empty in both, as the specification of what has none. Void ones do not count.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn same(&self, register: &'static Register, record: &Record, but: Option<RecordId>) -> Result<Vec<Hit>> {
        let mut found: Vec<Hit> = Vec::new();
        for set in register.same {
            let mut conditions = vec![format!("t.phase<{}", Phase::Void as i64)];
            let mut values = Vec::new();
            let mut named = 0;
            for field in *set {
                match record.get(field).filter(|v| !v.is_empty()) {
                    Some(value) => {
                        values.push(sql(value));
                        conditions.push(format!("t.\"{}\"=?{}", schema::column(field), values.len()));
                    }
                    None if named > 0 && named + 1 == set.len() => {
                        conditions.push(format!("coalesce(t.\"{}\",'')=''", schema::column(field)));
                    }
                    None => break,
                }
                named += 1;
            }
            if named < set.len() {
                continue;
            }
            let sql = format!(
                "SELECT t.id, r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE {} ORDER BY t.id DESC LIMIT {MOST}",
                schema::table(register),
                conditions.join(" AND ")
            );
            let mut statement = self.conn.prepare_cached(&sql)?;
            let rows = statement.query_map(params_from_iter(values), |r| Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 16]>(1)?)))?;
            for row in rows {
                let (row, id) = row?;
                let id = RecordId::from_bytes(id);
                if Some(id) != but && !found.iter().any(|hit| hit.id == id) {
                    found.extend(self.hit(row, id, register.key)?);
                }
            }
        }
        found.truncate(MOST);
        Ok(found)
    }
}
