//! Which desks are known to hold what this one wrote. Nobody reports receipt: each entry names how far its author had
//! followed the relay's order, and that is what is known.

use rusqlite::{OptionalExtension as _, params};
use trust::entry::{Header, MAX_HEADER_LEN};
use trust::id::{DeviceId, SpaceId};

use super::Reader;
use crate::{Result, schema};

/// How far another desk is known to have received what this one wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The desk.
    pub device: DeviceId,
    /// When it wrote last where this desk wrote too, as a hybrid logical time; none when nothing of that is here.
    pub wrote: Option<u64>,
    /// When it wrote last in any space that is here.
    pub latest: Option<u64>,
    /// Entries of this desk, in the spaces that the other one reads, which it had received when it wrote there last.
    pub held: u64,
    /// The other entries of this desk in those spaces: it may have received them since.
    pub unknown: u64,
}

impl Reader {
    /// What each other desk that still belongs to the office is known to hold of the entries of `own`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn known_by(&self, own: DeviceId) -> Result<Vec<Holder>> {
        let membership = self.membership()?;
        let chains = self.chains_of(own)?;
        let mut holders = Vec::new();
        for member in membership.devices().filter(|m| m.device != own && m.revoked.is_none()) {
            let mut holder = Holder { device: member.device, wrote: None, latest: None, held: 0, unknown: 0 };
            for space in &member.spaces {
                holder.latest = holder.latest.max(self.last_words(space.0, member.device)?.map(|(wrote, _)| wrote));
            }
            for (space, counter, ordered) in chains.iter().filter(|(space, ..)| member.spaces.contains(&SpaceId(*space))) {
                let held = match self.last_words(*space, member.device)? {
                    Some((wrote, seen)) => {
                        holder.wrote = holder.wrote.max(Some(wrote));
                        self.counter_at(*space, own, *ordered, seen)?
                    }
                    None => 0,
                };
                holder.held += held;
                holder.unknown += counter.saturating_sub(held);
            }
            holders.push(holder);
        }
        Ok(holders)
    }

    /// The chains of a device: space, last counter, and the last one that the relay has confirmed.
    fn chains_of(&self, device: DeviceId) -> Result<Vec<(u32, u64, u64)>> {
        let mut statement = self.connection().prepare_cached("SELECT space, counter, ordered FROM tip WHERE device=?1")?;
        let chains = statement
            .query_map([device.0], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?.unsigned_abs(), r.get::<_, i64>(2)?.unsigned_abs())))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(chains)
    }

    /// When a device wrote last in a space, and how far it had followed the order that holds now.
    fn last_words(&self, space: u32, device: DeviceId) -> Result<Option<(u64, u64)>> {
        let newest = self
            .connection()
            .prepare_cached(
                "SELECT hlc, substr(bytes, 1, ?3) FROM entry WHERE space=?1 AND device=?2 AND status=0 ORDER BY counter DESC LIMIT 1",
            )?
            .query_row(params![space, device.0, MAX_HEADER_LEN as i64], |r| {
                Ok((r.get::<_, i64>(0)?.unsigned_abs(), r.get::<_, Vec<u8>>(1)?))
            })
            .optional()?;
        let Some((wrote, bytes)) = newest else { return Ok(None) };
        // What is stored was verified; a header that cannot be read says nothing about what was received.
        let seen = Header::from_start(&bytes).ok().map(|h| h.relay_seen);
        let here = schema::relay_head(self.connection(), space)?;
        // Numbers of an order that the relay has lost since mean nothing in this one.
        Ok(Some((wrote, seen.filter(|seen| seen.generation == here.generation).map_or(0, |seen| seen.seq))))
    }

    /// The greatest counter of a chain whose number in the order is at most `seen`; numbers grow with counters.
    fn counter_at(&self, space: u32, device: DeviceId, ordered: u64, seen: u64) -> Result<u64> {
        let mut statement = self.connection().prepare_cached("SELECT seq FROM entry WHERE space=?1 AND device=?2 AND counter=?3")?;
        let (mut known, mut beyond) = (0, ordered + 1);
        while known + 1 < beyond {
            let middle = known + (beyond - known) / 2;
            let seq: Option<i64> = statement.query_row(params![space, device.0, middle.cast_signed()], |r| r.get(0)).optional()?.flatten();
            if seq.is_some_and(|seq| seq.unsigned_abs() <= seen) {
                known = middle;
            } else {
                beyond = middle;
            }
        }
        Ok(known)
    }
}
