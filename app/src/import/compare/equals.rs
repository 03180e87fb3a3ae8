//! Records that say what a row says where nothing names one: two ballots that are filled in alike are two. Each record answers for one row
//! of the list, so that of three that are alike a list with four adds one.

use std::collections::{BTreeMap, BTreeSet};

use registers::{Record, Register};
use replica::{Card, Filter, Query, Reader};

/// Most records that one row is compared with.
const MOST: usize = 1_000;

/// Records that no row stands for yet, by what their fields say.
pub(super) struct Equals {
    /// The fields that the list has a column for.
    columns: BTreeSet<String>,
    found: BTreeMap<String, Vec<Card>>,
}

impl Equals {
    /// Of a list that has columns for these fields, of a column of rows with the field's id before it.
    pub(super) fn new(columns: &BTreeSet<String>) -> Equals {
        let field = |column: &String| column.split('/').next().unwrap_or_default().to_owned();
        Equals { columns: columns.iter().map(field).collect(), found: BTreeMap::new() }
    }

    /// Whether a record says nothing in the columns that a row leaves empty.
    pub(super) fn says_no_more(&self, row: &Record, record: &Record) -> bool {
        self.columns.iter().all(|field| row.is_filled(field) || !record.is_filled(field))
    }

    /// Finds those that meet the filters, and gives the name by which they are kept.
    pub(super) fn find(&mut self, reader: &Reader, register: &'static Register, filters: Vec<Filter>) -> replica::Result<String> {
        let key = format!("{filters:?}");
        if !self.found.contains_key(&key) {
            let query = Query { filters, limit: MOST, ..Query::of(register) };
            let mut cards = Vec::new();
            // Most rows of a list name no record, which an index tells at once.
            if reader.holds(&query)? {
                for row in reader.page(&query)?.rows {
                    cards.extend(reader.record(row.id)?);
                }
            }
            self.found.insert(key.clone(), cards);
        }
        Ok(key)
    }

    /// Those that were found.
    pub(super) fn of(&self, key: &str) -> &[Card] {
        self.found.get(key).map_or(&[], Vec::as_slice)
    }

    /// Lets one of them answer for a row.
    pub(super) fn take(&mut self, key: &str, at: usize) -> Option<Card> {
        let cards = self.found.get_mut(key)?;
        (at < cards.len()).then(|| cards.remove(at))
    }
}
