//! The hybrid logical time of commits, and what is known of the last one without asking the file.

use rusqlite::Connection;
use trust::entry::RelayHead;
use trust::id::Hash;

use crate::{Moment, Result, schema};

/// This desk's last commit, good for as long as nothing else was written by this connection or by others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LastCommit {
    pub hlc: u64,
    /// The space and where the chain there ended.
    pub space: u32,
    pub counter: u64,
    pub hash: Hash,
    /// How far the relay had been heard of there.
    pub relay_seen: RelayHead,
    pub here: u64,
    pub elsewhere: i64,
}

impl LastCommit {
    /// Whether nothing was written since, by this connection or, as `elsewhere` tells, by others.
    pub(super) fn is_newest(&self, conn: &Connection, elsewhere: i64) -> bool {
        (self.here, self.elsewhere) == (conn.total_changes(), elsewhere)
    }
}

/// The next hybrid logical time: after every commit seen, and not before the wall clock.
pub(super) fn tick(conn: &Connection, newest: Option<LastCommit>, device: &[u8; 16], now: Moment) -> Result<u64> {
    let last = match newest {
        Some(last) => last.hlc,
        None => {
            // What came from others, and what this desk wrote last in any space.
            let received: i64 = schema::meta(conn, "hlc")?.unwrap_or(0);
            let own: Option<i64> = conn.prepare_cached("SELECT max(hlc) FROM tip WHERE device=?1")?.query_row([device], |r| r.get(0))?;
            received.max(own.unwrap_or(0)).unsigned_abs()
        }
    };
    Ok((last + 1).max(now.unix_ms << 16).min(i64::MAX as u64))
}
