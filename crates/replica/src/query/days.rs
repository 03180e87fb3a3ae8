//! What lies on a day: the records of a register whose time field names it, and how many there are on each of some days.

use jiff::ToSpan;
use jiff::civil::Date;
use registers::RecordId;
use registers::def::{Phase, Register};
use rusqlite::params;

use super::{Hit, MAX_PAGE, Reader};
use crate::calc::quote;
use crate::{Error, Result, schema};

/// Most days that are counted at once.
pub const MAX_DAYS: usize = 366;

impl Reader {
    /// Records of a register whose date or time lies on a day, each with that date or time, in its order; void ones are
    /// left out.
    ///
    /// # Errors
    /// When the register has no such field, or the file cannot be read.
    pub fn on_day(&self, register: &'static Register, field: &str, day: Date, limit: usize) -> Result<Vec<(Hit, String)>> {
        let column = known(register, field)?;
        let sql = format!(
            "SELECT t.id, r.ulid, t.\"{column}\" FROM \"{}\" t JOIN record r ON r.id=t.id
             WHERE t.\"{column}\">=?1 AND t.\"{column}\"<?2{} ORDER BY t.\"{column}\", r.ulid LIMIT {}",
            schema::table(register),
            standing(register),
            limit.min(MAX_PAGE)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![day.to_string(), day.saturating_add(1.day()).to_string()], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 16]>(1)?, r.get::<_, String>(2)?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (row, id, at) = row?;
            if let Some(hit) = self.hit(row, RecordId::from_bytes(id), register.key)? {
                found.push((hit, at));
            }
        }
        Ok(found)
    }

    /// How many records of a register have their date or time on each of so many days, the last of which is given, in the
    /// order of time; void ones are left out. At most [`MAX_DAYS`].
    ///
    /// # Errors
    /// When the register has no such field, or the file cannot be read.
    pub fn per_day(&self, register: &'static Register, field: &str, last: Date, days: usize) -> Result<Vec<(Date, u64)>> {
        let column = known(register, field)?;
        let days = i64::try_from(days.min(MAX_DAYS)).unwrap_or(0);
        let mut counted: Vec<(Date, u64)> = (0..days).rev().map(|back| (last.saturating_sub(back.days()), 0)).collect();
        let Some((first, _)) = counted.first() else { return Ok(counted) };
        let sql = format!(
            "SELECT substr(t.\"{column}\",1,10), count(*) FROM \"{}\" t WHERE t.\"{column}\">=?1 AND t.\"{column}\"<?2{} GROUP BY 1",
            schema::table(register),
            standing(register)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![first.to_string(), last.saturating_add(1.day()).to_string()], |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?.unsigned_abs()))
        })?;
        for row in rows {
            let (day, count) = row?;
            if let Some((_, of)) = counted.iter_mut().find(|(date, _)| date.to_string() == day) {
                *of = count;
            }
        }
        Ok(counted)
    }
}

fn known(register: &Register, field: &str) -> Result<String> {
    match register.field(field) {
        Some(field) => Ok(schema::column(field.id)),
        None => Err(Error::UnknownField { register: register.key.to_owned(), field: field.to_owned() }),
    }
}

/// SQL for: and it is not void.
fn standing(register: &Register) -> String {
    let void: Vec<String> = register.states.iter().filter(|s| s.phase == Phase::Void).map(|s| quote(s.id)).collect();
    if void.is_empty() { String::new() } else { format!(" AND t.state NOT IN ({})", void.join(",")) }
}
