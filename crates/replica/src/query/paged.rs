//! A register as a book: the records of a year in the order of their numbers, a page at a time.

use registers::RecordId;
use registers::def::Register;
use registers::document::Record;
use rusqlite::params;

use super::Reader;
use crate::{Result, schema};

/// Greatest number of lines on a page.
const MOST: usize = 100;

/// A page of a book.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BookPage {
    /// Its lines.
    pub lines: Vec<(RecordId, Record)>,
    /// How many lines the year has.
    pub total: usize,
    /// The first and the last year of which there are lines.
    pub years: Option<(i16, i16)>,
}

/// How a register is bound as a book.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// The register.
    pub register: &'static Register,
    /// The fields that say on which day a record belongs into the book; the first that says something counts.
    pub days: &'static [&'static str],
    /// The field whose numbers are counted apart, where there are several series.
    pub series: Option<&'static str>,
}

impl Reader {
    /// What stands in the book of a year: the records with a number whose day lies in it, void ones too, as none is torn out
    /// of a book. Each series stands together, and shorter numbers come first, so that 2 stands before 10.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn book(&self, bound: Bound, year: i16, from: usize, lines: usize) -> Result<BookPage> {
        let Some(number) = bound.register.number else { return Ok(BookPage::default()) };
        let (table, number) = (schema::table(bound.register), schema::column(number.field));
        let days: Vec<String> = bound.days.iter().map(|day| format!("nullif(t.\"{}\",'')", schema::column(day))).collect();
        let day = format!("coalesce({},'')", days.join(","));
        let series = bound.series.map_or_else(String::new, |series| format!("t.\"{}\",", schema::column(series)));
        let kept = format!("FROM \"{table}\" t WHERE t.\"{number}\"<>''");
        let bounds = [format!("{year:04}-01-01"), format!("{:04}-01-01", i32::from(year) + 1)];
        let within = format!("{kept} AND {day}>=?1 AND {day}<?2");
        let sql = format!("SELECT count(*) {within}");
        let total: i64 = self.conn.prepare_cached(&sql)?.query_row(params![bounds[0], bounds[1]], |r| r.get(0))?;
        let sql = format!("SELECT min({day}), max({day}) {kept} AND {day}<>''");
        let (first, last) =
            self.conn.prepare_cached(&sql)?.query_row([], |r| Ok((r.get::<_, Option<String>>(0)?, r.get::<_, Option<String>>(1)?)))?;
        let year_of = |day: Option<String>| day.and_then(|day| day.get(..4)?.parse().ok());
        let sql = format!(
            "SELECT (SELECT ulid FROM record r WHERE r.id=t.id) {within} ORDER BY {series}length(t.\"{number}\"), t.\"{number}\", t.id LIMIT ?3 OFFSET ?4"
        );
        let limit = i64::try_from(lines.min(MOST)).unwrap_or_default();
        let offset = i64::try_from(from).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let ids = statement.query_map(params![bounds[0], bounds[1], limit, offset], |r| r.get::<_, [u8; 16]>(0))?;
        let mut found = Vec::new();
        for id in ids {
            let id = RecordId::from_bytes(id?);
            found.extend(self.record(id)?.map(|card| (id, card.record)));
        }
        Ok(BookPage { lines: found, total: usize::try_from(total).unwrap_or_default(), years: year_of(first).zip(year_of(last)) })
    }
}
