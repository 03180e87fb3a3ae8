//! How this desk stands, as far as it is known without counting what it holds: cheap enough for every frame of a window.

use super::Reader;
use crate::{Result, schema};

/// How this desk stands towards the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Name of the office.
    pub office: String,
    /// Name of this desk's person.
    pub person: String,
    /// Name of this desk.
    pub desk: String,
    /// Entries that the relay has not confirmed.
    pub pending: u64,
    /// Hybrid logical time of the oldest of them.
    pub oldest_pending: Option<u64>,
    /// Entries refused or set aside.
    pub quarantined: u64,
    /// Entries of this desk itself that wait, since they build on late work of a revoked desk: they count again once that is adopted.
    pub waiting: u64,
    /// When the relay was last heard, in milliseconds since 1970; 0 for never.
    pub last_contact_ms: u64,
    /// Address of the relay, empty when none is set.
    pub relay: String,
    /// Whether this desk was taken out of the office.
    pub revoked: bool,
    /// Size of the data file in bytes.
    pub bytes: u64,
}

impl Reader {
    /// How this desk stands towards the relay. What [`Reader::status`] counts besides grows with the records.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn contact(&self) -> Result<Contact> {
        let count = |sql: &str| -> Result<u64> { Ok(self.conn.prepare_cached(sql)?.query_row([], |r| r.get::<_, i64>(0))?.unsigned_abs()) };
        let text = |key: &str| -> Result<String> { Ok(schema::meta::<String>(&self.conn, key)?.unwrap_or_default()) };
        // A chain's first entry that waits is the oldest of it.
        let oldest = "SELECT min(e.hlc) FROM chain c JOIN entry e ON e.space=c.space AND e.device=c.device AND e.counter=c.ordered+1";
        Ok(Contact {
            office: text("office_name")?,
            person: text("person_name")?,
            desk: text("desk_name")?,
            pending: count("SELECT coalesce(sum(counter-ordered),0) FROM tip")?,
            oldest_pending: self.conn.prepare_cached(oldest)?.query_row([], |r| r.get::<_, Option<i64>>(0))?.map(i64::unsigned_abs),
            quarantined: count("SELECT count(*) FROM entry WHERE status<>0 AND status=2")? + count("SELECT count(*) FROM aside")?,
            waiting: self.own_waiting()?,
            last_contact_ms: schema::meta::<i64>(&self.conn, "last_contact")?.unwrap_or(0).unsigned_abs(),
            relay: text("relay")?,
            revoked: schema::meta::<bool>(&self.conn, "revoked")?.unwrap_or(false),
            bytes: count("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")?,
        })
    }
}
