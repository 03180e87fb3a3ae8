//! What a revoked desk had written and could not send any more, as a file that an administrator takes in: it is set aside there like
//! everything that is late, and can be adopted.

use rusqlite::params;
use trust::id::SpaceId;

use crate::office::trouble;
use crate::reason::Code;
use crate::{Received, Replica, Result};

/// First bytes of such a file.
const MAGIC: &[u8] = b"zongban late work 1\n";
/// Entries and bytes of them that are taken in at once.
const PART: usize = 500;
/// See [`PART`].
const PART_BYTES: usize = 8 << 20;
/// Most refusals that are told of.
const MAX_TOLD: usize = 1_000;
/// Longest such file in bytes.
pub const MAX_LATE_FILE: usize = 64 * 1024 * 1024;

impl Replica {
    /// What this desk wrote and the relay has not confirmed, as a file. It stays sealed and signed as it is.
    ///
    /// # Errors
    /// [`crate::Error::Trust`] while the desk belongs to the office, since it then sends its work itself; when there is nothing, or
    /// more than such a file holds.
    pub fn late_work(&self) -> Result<Vec<u8>> {
        if !self.is_revoked() {
            return Err(trouble(Code::NotRevoked));
        }
        let mut file = MAGIC.to_vec();
        let mut statement =
            self.conn.prepare_cached("SELECT space, bytes FROM entry WHERE device=?1 AND seq IS NULL ORDER BY space, counter")?;
        let mut rows = statement.query(params![self.device().0])?;
        while let Some(row) = rows.next()? {
            let (space, bytes): (u32, Vec<u8>) = (row.get(0)?, row.get(1)?);
            file.extend_from_slice(&space.to_le_bytes());
            file.extend_from_slice(&u32::try_from(bytes.len()).map_err(|_| trouble(Code::TooLarge))?.to_le_bytes());
            file.extend_from_slice(&bytes);
            if file.len() > MAX_LATE_FILE {
                return Err(trouble(Code::TooLarge));
            }
        }
        if file.len() == MAGIC.len() { Err(trouble(Code::NothingLate)) } else { Ok(file) }
    }

    /// Takes in such a file, from whichever desk it is. Each entry is checked as if it came from the relay.
    ///
    /// # Errors
    /// [`crate::Error::Trust`] for another or a damaged file, and when the disk fails.
    pub fn take_late_work(&mut self, file: &[u8], now_ms: u64) -> Result<Received> {
        let entries = parse(file)?;
        let readable = self.spaces();
        let mut all = Received::default();
        self.take_in(entries.into_iter().filter(|(space, _)| readable.contains(space)), now_ms, &mut all)?;
        Ok(all)
    }

    /// Takes in entries of several spaces that came without an order, some hundred in a transaction: the disk is waited for once
    /// for all of them. Of refusals the first are told.
    pub(crate) fn take_in(&mut self, entries: impl Iterator<Item = (SpaceId, Vec<u8>)>, now_ms: u64, all: &mut Received) -> Result<()> {
        let mut entries = entries.peekable();
        while let Some((space, first)) = entries.next() {
            let (mut size, mut part) = (first.len(), vec![first]);
            while part.len() < PART && size < PART_BYTES {
                let Some((_, bytes)) = entries.next_if(|(next, _)| *next == space) else { break };
                size += bytes.len();
                part.push(bytes);
            }
            let received = self.receive_unordered(space, &part, now_ms)?;
            all.stored += received.stored;
            all.refused.extend(received.refused);
            all.refused.truncate(MAX_TOLD);
            all.records.extend(received.records);
        }
        Ok(())
    }
}

fn parse(file: &[u8]) -> Result<Vec<(SpaceId, Vec<u8>)>> {
    let mut rest = file.strip_prefix(MAGIC).filter(|_| file.len() <= MAX_LATE_FILE).ok_or_else(|| trouble(Code::OtherFile))?;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let entry = next(rest).ok_or_else(|| trouble(Code::DamagedFile))?;
        rest = entry.2;
        entries.push((entry.0, entry.1.to_vec()));
    }
    Ok(entries)
}

/// The first entry, and what follows.
fn next(bytes: &[u8]) -> Option<(SpaceId, &[u8], &[u8])> {
    let (space, rest) = bytes.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (entry, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    Some((SpaceId(u32::from_le_bytes(*space)), entry, rest))
}
