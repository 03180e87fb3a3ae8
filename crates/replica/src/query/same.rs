//! Records that may be the same thing written twice: warned of while the second is typed.

use registers::book::visits;
use registers::def::{Kind, Phase, Register};
use registers::document::Record;
use registers::{RecordId, Value};
use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;

use super::{Hit, Reader, sql};
use crate::{Result, schema};

/// Greatest number of records that one warning names.
const MOST: usize = 20;
/// Characters of a moment that name its day.
const DAY: usize = 10;

impl Reader {
    /// Other records that agree with `record` in all fields of one of the register's `same` sets; the last of several fields may
    /// be empty in both, as the specification of what has none. Somebody who comes on another day makes another visit: visits
    /// are the same by the day, and that nobody said when makes no two of them one; but whoever is still inside may be meant.
    /// Void ones do not count.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn same(&self, register: &'static Register, record: &Record, but: Option<RecordId>) -> Result<Vec<Hit>> {
        let mut found: Vec<Hit> = Vec::new();
        let is_visit = register.key == visits::REGISTER.key;
        for set in register.same {
            let mut conditions = vec![format!("t.phase<{}", Phase::Void as i64)];
            let mut values = Vec::new();
            let mut named = 0;
            for field in *set {
                let by_day = is_visit && register.field(field).is_some_and(|f| f.kind == Kind::Time);
                match record.get(field).filter(|v| !v.is_empty()) {
                    Some(Value::Text(moment)) if by_day => {
                        values.push(Sql::Text(moment.chars().take(DAY).collect()));
                        conditions.push(format!("substr(t.\"{}\",1,{DAY})=?{}", schema::column(field), values.len()));
                    }
                    Some(value) => {
                        values.push(sql(value));
                        conditions.push(format!("t.\"{}\"=?{}", schema::column(field), values.len()));
                    }
                    None if named > 0 && named + 1 == set.len() && !by_day => {
                        conditions.push(format!("coalesce(t.\"{}\",'')=''", schema::column(field)));
                    }
                    None => break,
                }
                named += 1;
            }
            if named == set.len() {
                self.alike(register, &conditions, values, but, &mut found)?;
            }
        }
        if is_visit && !record.text(visits::VISITOR.id()).is_empty() {
            let named = format!("t.\"{}\"=?1", schema::column(visits::VISITOR.id()));
            let inside = "t.state IN ('on-campus','overstayed')".to_owned();
            let visitor = Sql::Text(record.text(visits::VISITOR.id()).to_owned());
            self.alike(register, &[named, inside], vec![visitor], but, &mut found)?;
        }
        found.truncate(MOST);
        Ok(found)
    }

    /// The newest records that meet the conditions, with those that were found before.
    fn alike(
        &self,
        register: &'static Register,
        conditions: &[String],
        values: Vec<Sql>,
        but: Option<RecordId>,
        found: &mut Vec<Hit>,
    ) -> Result<()> {
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
        Ok(())
    }
}
