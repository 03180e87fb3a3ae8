//! What the reception desk asks, on this desk.

use replica::Reader;

use crate::clock;
use crate::gui::backend::Campus;

pub(super) fn find(reader: &Reader) -> replica::Result<Campus> {
    let now = clock::now().civil;
    Ok(Campus { present: reader.on_campus(now)?, expected: reader.expected(now.date())? })
}
