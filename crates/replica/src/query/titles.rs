//! What names records: the titles that stand for links.

use std::collections::{BTreeMap, BTreeSet};

use registers::RecordId;
use registers::def::{Kind, Register};
use rusqlite::OptionalExtension;

use super::{Reader, Row};
use crate::{Result, schema};

impl Reader {
    /// What names each of these records: its title, or its number where it has none; unknown ones are left out. One question
    /// for each register among them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn titles(&self, ids: &BTreeSet<RecordId>) -> Result<BTreeMap<RecordId, String>> {
        let mut by_register: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let mut find = self.conn.prepare_cached("SELECT id, register FROM record WHERE ulid=?1")?;
        for id in ids {
            let found = find.query_row([id.to_bytes()], |r| Ok((r.get(0)?, r.get::<_, String>(1)?))).optional()?;
            if let Some((row, register)) = found {
                by_register.entry(register).or_default().push(row);
            }
        }
        let shelf = self.shelf()?;
        let mut titles = BTreeMap::new();
        for (register, rows) in by_register {
            let Some(register) = shelf.by_key(&register) else { continue };
            let number = register.number.map_or_else(|| "''".to_owned(), |n| format!("t.\"{}\"", schema::column(n.field)));
            let sql = format!(
                "SELECT r.ulid, coalesce(nullif(t.\"{}\",''),{number},'') FROM json_each(?1) j JOIN \"{}\" t ON t.id=j.value JOIN record r ON r.id=t.id",
                schema::column(register.title),
                schema::table(register)
            );
            let mut statement = self.conn.prepare_cached(&sql)?;
            let found = statement.query_map([serde_json::Value::from(rows).to_string()], |r| {
                Ok((RecordId::from_bytes(r.get(0)?), r.get::<_, Option<String>>(1)?.unwrap_or_default()))
            })?;
            for one in found {
                let (id, title) = one?;
                titles.insert(id, title);
            }
        }
        titles.retain(|_, title| !title.is_empty());
        Ok(titles)
    }

    /// What names a record, as [`Reader::titles`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn title(&self, id: RecordId) -> Result<Option<String>> {
        Ok(self.titles(&BTreeSet::from([id]))?.remove(&id))
    }

    /// What names the records that the links of a page name in these columns.
    ///
    /// # Errors
    /// As [`Reader::titles`].
    pub fn linked_titles(&self, register: &Register, columns: &[&str], rows: &[Row]) -> Result<BTreeMap<RecordId, String>> {
        let links: Vec<&str> = columns
            .iter()
            .filter_map(|column| register.field(column))
            .filter(|f| matches!(f.kind, Kind::Link(_) | Kind::Links(_)))
            .map(|f| f.id)
            .collect();
        let texts = rows.iter().flat_map(|row| links.iter().filter_map(|field| row.values.get(field)?.as_text()));
        self.titles(&texts.flat_map(|text| text.split(',')).filter_map(|id| id.parse().ok()).collect())
    }
}
