//! A page in the order of a column, of records that an index alone cannot count.
//!
//! To count them is to look at them, and to look at them again for their order would take the same time once more. So it is noted which
//! match, and their order is that of the column's index, which is gone along without a look at the records.

use rusqlite::params_from_iter;

use super::lists::{Condition, GOOD_PART, Matches, Way, column, order};
use super::{MAX_PAGE, Query, Reader};
use crate::{Result, schema};

/// Which records match, a bit for each id.
#[derive(Default)]
struct Marks {
    bits: Vec<u64>,
}

impl Marks {
    fn set(&mut self, id: i64) {
        let (word, bit) = Self::place(id);
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if let Some(word) = self.bits.get_mut(word) {
            *word |= bit;
        }
    }

    fn has(&self, id: i64) -> bool {
        let (word, bit) = Self::place(id);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }

    fn place(id: i64) -> (usize, u64) {
        let id = id.unsigned_abs();
        (usize::try_from(id / 64).unwrap_or(0), 1 << (id % 64))
    }
}

impl Reader {
    /// The index that has the register in the order that is asked for.
    pub(super) fn order_of_column(&self, query: &Query) -> Result<Option<String>> {
        match column(query) {
            Some(column) => schema::index_of(&self.conn, query.register, &column),
            None => Ok(None),
        }
    }

    /// The page of the records that meet a condition, which are found in this way and stand in the order of this index.
    pub(super) fn page_of_found(&self, query: &Query, condition: &Condition, way: &Way, index: &str, records: i64) -> Result<Matches> {
        let table = schema::table(query.register);
        let sql = format!("SELECT t.id FROM \"{table}\" t {} {}", way.hint(), condition.sql(way));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&condition.values))?;
        let (mut marks, mut found) = (Marks::default(), Vec::new());
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            marks.set(id);
            found.push(id);
        }
        let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let limit = query.limit.min(MAX_PAGE);
        let ids = match total < records / GOOD_PART {
            true => self.in_order(query, &found)?,
            false => {
                let sql = format!("SELECT t.id FROM \"{table}\" t INDEXED BY \"{index}\" {}", order(query));
                let mut statement = self.conn.prepare_cached(&sql)?;
                let mut rows = statement.query([])?;
                let (mut skip, mut ids) = (query.offset, Vec::new());
                while ids.len() < limit
                    && let Some(row) = rows.next()?
                {
                    let id = row.get(0)?;
                    if !marks.has(id) {
                        continue;
                    }
                    match skip {
                        0 => ids.push(id),
                        _ => skip -= 1,
                    }
                }
                ids
            }
        };
        Ok(Matches::Page(ids, total))
    }

    /// The page of a few records, which are put in order themselves.
    fn in_order(&self, query: &Query, found: &[i64]) -> Result<Vec<i64>> {
        let table = schema::table(query.register);
        let (limit, offset) = (query.limit.min(MAX_PAGE), query.offset);
        let sql = format!(
            "SELECT t.id FROM json_each(?1) found CROSS JOIN \"{table}\" t ON t.id=found.value {} LIMIT {limit} OFFSET {offset}",
            order(query)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([serde_json::Value::from(found).to_string()], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
