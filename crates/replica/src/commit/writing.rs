//! The write lock of a commit.

use std::ops::Deref;

use rusqlite::Connection;

use crate::Result;

/// What is written under the write lock: all of it once it is committed, else nothing. `BEGIN` and `COMMIT` are prepared once: to
/// parse them anew takes as long as to write a row.
pub(super) struct Writing<'c>(&'c Connection);

impl Writing<'_> {
    pub(super) fn begin(conn: &mut Connection) -> Result<Writing<'_>> {
        conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(Writing(conn))
    }

    pub(super) fn commit(self) -> Result<()> {
        self.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }
}

impl Deref for Writing<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.0
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit() {
            // Where that fails too, SQLite has taken everything back by itself.
            drop(self.0.execute_batch("ROLLBACK"));
        }
    }
}
