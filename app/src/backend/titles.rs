//! What names the records that others link to.

use std::collections::BTreeMap;

use registers::RecordId;
use replica::Reader;

/// What names the records that the rows on the screen link to, as of a revision.
#[derive(Default)]
pub(super) struct Titles {
    revision: u64,
    titles: BTreeMap<RecordId, String>,
}

impl Titles {
    /// Greatest number that is kept.
    const MOST: usize = 10_000;

    pub(super) fn keep(&mut self, revision: u64, titles: BTreeMap<RecordId, String>) {
        if self.revision != revision || self.titles.len() + titles.len() > Titles::MOST {
            *self = Titles { revision, titles: BTreeMap::new() };
        }
        self.titles.extend(titles);
    }

    pub(super) fn get(&self, revision: u64, id: RecordId) -> Option<String> {
        self.titles.get(&id).filter(|_| self.revision == revision).cloned()
    }
}

/// Records with what names them, in their order.
pub(super) fn of(reader: &Reader, ids: Vec<RecordId>) -> replica::Result<Vec<(RecordId, String)>> {
    let mut titles = reader.titles(&ids.iter().copied().collect())?;
    Ok(ids.into_iter().map(|id| (id, titles.remove(&id).unwrap_or_default())).collect())
}
