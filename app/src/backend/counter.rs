//! What the reception and the registry ask, on this desk.

use registers::book::{incoming_documents, outgoing_documents};
use replica::Reader;

use crate::clock;
use crate::gui::backend::{Campus, Volume};

pub(super) fn find(reader: &Reader) -> replica::Result<Campus> {
    let now = clock::now().civil;
    Ok(Campus { present: reader.on_campus(now)?, expected: reader.expected(now.date())? })
}

/// How a book is bound: the register, the days by which a record belongs into its year, the series that are counted apart.
pub(super) fn bound(volume: Volume) -> (&'static str, &'static [&'static str], Option<&'static str>) {
    match volume {
        Volume::Incoming => (incoming_documents::REGISTER.key, &["received_at"], None),
        // What came from a list says only when it was written.
        Volume::Outgoing => (outgoing_documents::REGISTER.key, &["numbered_at", "doc_date"], Some("org_code")),
    }
}
