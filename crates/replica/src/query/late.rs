//! What is known of other desks' work by its entries alone.

use std::collections::BTreeMap;

use registers::RecordId;
use rusqlite::params;
use trust::id::DeviceId;

use super::Reader;
use crate::reason::{self, Code};
use crate::{MAX_PAGE, Result};

/// Records of an entry that was set aside that are named.
const NAMED: usize = 5;

/// An entry that was refused, as far as its content opens here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The desk that wrote it.
    pub device: DeviceId,
    /// Its place in that desk's chain.
    pub counter: u64,
    /// The number of the space.
    pub space: u32,
    /// Why it was refused, with its code: see [`crate::reason`].
    pub reason: String,
    /// Name of the person who wrote it; empty where the content does not open.
    pub person: String,
    /// When that was: hybrid logical time; 0 likewise.
    pub at: u64,
    /// What the action was called; empty likewise.
    pub label: String,
    /// The records that it is about, those that are here with what names them.
    pub titles: Vec<String>,
}

impl SetAside {
    /// Whether it was refused for nothing but that its desk had been revoked, so that it can be adopted.
    pub fn is_late(&self) -> bool {
        reason::split(&self.reason).0 == Some(Code::PastCut)
    }
}

impl Reader {
    /// Entries that were refused, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn set_aside(&self, limit: usize) -> Result<Vec<SetAside>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT e.id, e.device, e.counter, e.space, coalesce(e.reason,''), coalesce(p.name,''), e.hlc, coalesce(e.label,'') FROM entry e
             LEFT JOIN name p ON p.kind=1 AND p.id=e.person WHERE e.status<>0 AND e.status=2 ORDER BY e.id DESC LIMIT ?1",
        )?;
        let mut records = self.conn.prepare_cached("SELECT ulid FROM refused WHERE entry=?1 ORDER BY ulid LIMIT ?2")?;
        let mut rows = statement.query([limit.min(MAX_PAGE) as i64])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let about = records.query_map(params![row.get::<_, i64>(0)?, NAMED as i64], |r| r.get::<_, [u8; 16]>(0))?;
            let mut titles = Vec::new();
            for id in about.collect::<rusqlite::Result<Vec<_>>>()? {
                titles.extend(self.title(RecordId::from_bytes(id))?);
            }
            found.push(SetAside {
                device: DeviceId(row.get(1)?),
                counter: row.get::<_, i64>(2)?.unsigned_abs(),
                space: row.get(3)?,
                reason: row.get(4)?,
                person: row.get(5)?,
                at: row.get::<_, i64>(6)?.unsigned_abs(),
                label: row.get(7)?,
                titles,
            });
        }
        Ok(found)
    }

    /// How many entries of each revoked desk wait to be adopted.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn late(&self) -> Result<BTreeMap<DeviceId, u64>> {
        let sql = format!(
            "SELECT device, count(*) FROM entry WHERE status<>0 AND status=2 AND reason LIKE '{}:%' GROUP BY device",
            Code::PastCut.key()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([], |r| Ok((DeviceId(r.get(0)?), r.get::<_, i64>(1)?.unsigned_abs())))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

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
