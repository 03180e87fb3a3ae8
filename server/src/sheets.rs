//! Of which office a recovery sheet is: whoever comes with nothing but a sheet does not know.

use crate::store::{LogStore, StoreError};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use trust::id::OfficeId;
use trust::membership::Membership;

/// The sheets of all offices, read again when there are more offices than before: an office's sheets are those of its first entry.
#[derive(Default)]
pub(crate) struct Sheets(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    offices: u64,
    of: BTreeMap<[u8; 16], OfficeId>,
}

impl Sheets {
    /// The office of the sheet with this id. Blocks.
    pub fn office(&self, store: &dyn LogStore, sheet: &[u8; 16]) -> Result<Option<OfficeId>, StoreError> {
        let offices = store.totals()?.offices;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.offices != offices {
            let mut of = BTreeMap::new();
            for (office, first) in store.foundings()? {
                let Ok(founded) = Membership::from_log(&[first]) else { continue };
                for sheet in founded.recovery() {
                    // The public half of a sheet is no secret: whoever founds another office with it later does not get its place.
                    of.entry(sheet.id()).or_insert(office);
                }
            }
            *kept = Kept { offices, of };
        }
        Ok(kept.of.get(sheet).copied())
    }
}
