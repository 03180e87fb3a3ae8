//! Names that were written before, for fields that offer them.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use registers::book::{self, departments, people};
use registers::def::{Kind, Register};
use registers::order;
use registers::search::has_initials;
use rusqlite::params;

use super::Reader;
use crate::{MAX_PAGE, Result, schema};

/// Names that are gone through for the initials of one column.
const MOST_NAMES: usize = 5_000;

/// How names of a kind stand in a list.
fn in_order(kind: Kind, a: &str, b: &str) -> Ordering {
    if kind == Kind::Person { order::compare_names(a, b) } else { order::compare(a, b) }
}

impl Reader {
    /// Names that fields of a kind carry anywhere in the office and that hold `part`, or whose characters have it as their
    /// initials, at most `limit`: those of the register of people or departments first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn values(&self, kind: Kind, part: &str, limit: usize) -> Result<Vec<String>> {
        let limit = limit.min(MAX_PAGE);
        let named = match kind {
            Kind::Person => Some(&people::REGISTER),
            Kind::Department => Some(&departments::REGISTER),
            _ => None,
        };
        let mut found: Vec<String> = Vec::new();
        if let Some(register) = named {
            let mut own = BTreeSet::new();
            self.names_in(register, register.title, part, limit, &mut own)?;
            found.extend(own.into_iter().take(limit));
            found.sort_by(|a, b| in_order(kind, a, b));
        }
        let mut others = BTreeSet::new();
        for register in book::ALL {
            for field in schema::columns(register).filter(|f| f.kind == kind) {
                self.names_in(register, field.id, part, limit, &mut others)?;
            }
        }
        for register in self.shelf()?.all() {
            for field in schema::extras(register).filter(|f| f.kind == kind) {
                let sql = "SELECT DISTINCT value FROM extra WHERE register=?1 AND field=?2 AND instr(value, ?3)>0 LIMIT ?4";
                let mut statement = self.conn.prepare_cached(sql)?;
                let rows = statement.query_map(params![register.key, field.id, part, limit as i64], |r| r.get::<_, String>(0))?;
                others.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
            }
        }
        let known: BTreeSet<String> = found.iter().cloned().collect();
        let mut others: Vec<String> = others.into_iter().filter(|name| !known.contains(name)).collect();
        others.sort_by(|a, b| in_order(kind, a, b));
        found.append(&mut others);
        found.retain(|name| !name.is_empty());
        found.truncate(limit);
        Ok(found)
    }

    /// Those of one column. A name that is not there in so many letters may be there by its initials.
    fn names_in(&self, register: &Register, field: &str, part: &str, limit: usize, found: &mut BTreeSet<String>) -> Result<()> {
        let (column, table) = (schema::column(field), schema::table(register));
        let letters = !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphabetic());
        if letters {
            let sql = format!("SELECT DISTINCT \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL LIMIT ?1");
            let mut statement = self.conn.prepare_cached(&sql)?;
            let rows = statement.query_map([MOST_NAMES as i64], |r| r.get::<_, String>(0))?;
            for name in rows {
                let name = name?;
                if name.contains(part) || has_initials(&name, part) {
                    found.insert(name);
                }
            }
            return Ok(());
        }
        let sql = format!("SELECT DISTINCT \"{column}\" FROM \"{table}\" WHERE instr(\"{column}\", ?1)>0 LIMIT ?2");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![part, limit as i64], |r| r.get::<_, String>(0))?;
        found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(())
    }
}
