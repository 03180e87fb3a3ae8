//! What is known of other desks' work by its entries alone.

use std::collections::BTreeMap;

use trust::id::DeviceId;

use super::Reader;
use crate::Result;

impl Reader {
    /// When each desk last wrote, as far as that is here: hybrid logical times.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_written(&self) -> Result<BTreeMap<DeviceId, u64>> {
        let mut statement = self.conn.prepare_cached("SELECT device, max(hlc) FROM tip GROUP BY device")?;
        let rows = statement.query_map([], |r| Ok((DeviceId(r.get(0)?), r.get::<_, i64>(1)?.unsigned_abs())))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().filter(|(_, at)| *at > 0).collect())
    }
}
