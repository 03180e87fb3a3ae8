//! The hybrid logical time of commits, and what is known of it without asking the file.

use rusqlite::Connection;

use crate::{Moment, Result, schema};

/// This desk's last commit, good for as long as nothing else was written by this connection or by others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LastCommit {
    pub hlc: u64,
    pub here: u64,
    pub elsewhere: i64,
}

/// The next hybrid logical time: after every commit seen, and not before the wall clock. `elsewhere` is the number of the last
/// change by other connections.
pub(super) fn tick(conn: &Connection, last: Option<LastCommit>, elsewhere: i64, device: &[u8; 16], now: Moment) -> Result<u64> {
    let here = conn.total_changes();
    let last = match last.filter(|last| (last.here, last.elsewhere) == (here, elsewhere)) {
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
