//! The registers as this office has adjusted them.

use registers::RecordId;
use registers::book::adjustments;
use registers::shelf::{MOST, Shelf};
use rusqlite::Connection;

use crate::{Result, apply, schema};

/// Where [`changed`] counts.
const VERSION: &str = "adjusted";

/// The shelf with the count of adjustments that it was made from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    version: i64,
    shelf: Shelf,
}

impl Kept {
    /// The shelf as it was last.
    pub(crate) fn kept(&self) -> Shelf {
        self.shelf
    }

    /// The shelf as it is now; made again only when an adjustment has changed.
    pub(crate) fn current(&mut self, conn: &Connection) -> Result<Shelf> {
        let version = schema::meta(conn, VERSION)?.unwrap_or(0);
        if version != self.version {
            self.shelf = load(conn)?;
            self.version = version;
        }
        Ok(self.shelf)
    }
}

/// Notes that an adjustment was written.
pub(crate) fn changed(conn: &Connection) -> Result<()> {
    schema::set_meta(conn, VERSION, schema::meta::<i64>(conn, VERSION)?.unwrap_or(0) + 1)
}

fn load(conn: &Connection) -> Result<Shelf> {
    let sql = format!(
        "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state='in-force' ORDER BY r.ulid LIMIT {MOST}",
        schema::table(&adjustments::REGISTER)
    );
    let mut statement = conn.prepare(&sql)?;
    let ids = statement.query_map([], |r| r.get::<_, [u8; 16]>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut records = Vec::new();
    for id in ids {
        records.extend(apply::record(conn, RecordId::from_bytes(id))?);
    }
    Ok(Shelf::new(&records))
}
