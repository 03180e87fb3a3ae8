//! What is known of other desks' work by its entries alone.

use std::collections::BTreeMap;

use registers::RecordId;
use rusqlite::params;
use trust::id::DeviceId;
use trust::membership::Membership;

use super::Reader;
use crate::branch::LostAct;
use crate::commit::{shown, signature};
use crate::reason::{self, Code};
use crate::{MAX_PAGE, Result, branch, members, schema};

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

/// What lies beyond the last entry of a revoked desk that counts, in entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LateWork {
    /// What [`Replica::adopt`](crate::Replica::adopt) lets count, at most as much as it takes at once in a space.
    pub takes: u64,
    /// What it cannot take, since it follows one that is refused anyhow or, of a forked chain, that the relay does not have.
    pub behind: u64,
    /// What is refused for another reason than the revocation, or does not open here yet.
    pub refused: u64,
    /// Entries of other desks that wait for it, as far as that is known.
    pub waiting: u64,
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
        self.set_aside_of(None, limit)
    }

    /// The same of one desk.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn set_aside_of(&self, device: Option<&DeviceId>, limit: usize) -> Result<Vec<SetAside>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT e.id, e.device, e.counter, e.space, coalesce(e.reason,''), coalesce(p.name,''), e.hlc, coalesce(e.label,'') FROM entry e
             LEFT JOIN name p ON p.kind=1 AND p.id=e.person WHERE e.status<>0 AND e.status=2 AND (?2 IS NULL OR e.device=?2)
             ORDER BY e.id DESC LIMIT ?1",
        )?;
        let mut records = self.conn.prepare_cached("SELECT ulid FROM refused WHERE entry=?1 ORDER BY ulid LIMIT ?2")?;
        let mut rows = statement.query(params![limit.min(MAX_PAGE) as i64, device.map(|device| device.0)])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let about = records.query_map(params![row.get::<_, i64>(0)?, NAMED as i64], |r| r.get::<_, [u8; 16]>(0))?;
            let mut titles = Vec::new();
            for id in about.collect::<rusqlite::Result<Vec<_>>>()? {
                titles.extend(self.title(RecordId::from_bytes(id))?);
            }
            let label: String = row.get(7)?;
            found.push(SetAside {
                device: DeviceId(row.get(1)?),
                counter: row.get::<_, i64>(2)?.unsigned_abs(),
                space: row.get(3)?,
                reason: row.get(4)?,
                person: signature(&row.get::<_, String>(5)?, &label),
                at: row.get::<_, i64>(6)?.unsigned_abs(),
                label: shown(label),
                titles,
            });
        }
        Ok(found)
    }

    /// What lies beyond the last entry that counts of each revoked desk of which there is any.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn late_work(&self, membership: &Membership) -> Result<BTreeMap<DeviceId, LateWork>> {
        let mut waiting = self.behind_late()?;
        let beyond = format!(
            "SELECT count(*), coalesce(sum(status=2 AND reason LIKE '{}:%'), 0) FROM entry WHERE space=?1 AND device=?2 AND counter>?3",
            Code::PastCut.key()
        );
        let mut beyond = self.conn.prepare_cached(&beyond)?;
        let mut all = BTreeMap::new();
        for member in membership.devices().filter(|member| member.revoked.is_some()) {
            let mut work = LateWork::default();
            for space in &member.spaces {
                let Some((counts, _)) = membership.cut(&member.device, *space) else { continue };
                let (there, late): (i64, i64) =
                    beyond.query_row(params![space.0, member.device.0, counts as i64], |r| Ok((r.get(0)?, r.get(1)?)))?;
                if there == 0 {
                    continue;
                }
                let takes = members::late_entries(&self.conn, *space, &member.device, counts, u64::MAX)?.len() as u64;
                work.takes += takes;
                work.behind += late.unsigned_abs().saturating_sub(takes);
                work.refused += (there - late).unsigned_abs();
            }
            if work != LateWork::default() {
                work.waiting = waiting.remove(&member.device).unwrap_or(0);
                all.insert(member.device, work);
            }
        }
        Ok(all)
    }

    /// How many entries of other desks wait for late work of each revoked desk, as far as their content opens here.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn behind_late(&self) -> Result<BTreeMap<DeviceId, u64>> {
        let sql = format!(
            "SELECT e.device, count(DISTINCT w.entry) FROM entry e JOIN refused r ON r.entry=e.id JOIN waiting w ON w.record=r.ulid
             WHERE e.status<>0 AND e.status=2 AND e.reason LIKE '{}:%' AND w.device<>e.device GROUP BY e.device",
            Code::PastCut.key()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([], |r| Ok((DeviceId(r.get(0)?), r.get::<_, i64>(1)?.unsigned_abs())))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// This desk's acts on the list of members that were lost to another administrator's and could not be done again, the newest
    /// first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn lost_acts(&self, limit: usize) -> Result<Vec<LostAct>> {
        branch::lost_acts(&self.conn, limit)
    }

    /// How many entries of this desk wait.
    pub(super) fn own_waiting(&self) -> Result<u64> {
        let Some(own) = schema::meta::<[u8; 16]>(&self.conn, "device")? else { return Ok(0) };
        let sql = "SELECT count(*) FROM entry WHERE status<>0 AND status=1 AND device=?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([own], |r| r.get::<_, i64>(0))?.unsigned_abs())
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
