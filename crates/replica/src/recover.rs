//! Coming back from a recovery sheet, when no administrator's desk is left: a new desk, with the sheet and the list of members from the
//! relay or from any copy of it, becomes an administrator's and reads everything.

use std::path::Path;

use rusqlite::params;
use trust::enrol::JoinRequest;
use trust::id::{PersonId, SpaceId};
use trust::key::{DeviceSecret, RelayPublic};
use trust::membership::Membership;
use trust::recovery::RecoverySecret;

use crate::office::{draw, store_log, trouble};
use crate::query::Reader;
use crate::{Durability, Entropy, Received, Replica, Result, folder, relay, schema, seats};

/// Entries of a copy that are taken over in one go.
const PAGE: i64 = 512;
/// Bytes after which such a page ends.
const PAGE_BYTES: usize = 8 << 20;

/// Who comes back.
#[derive(Debug, Clone, Copy)]
pub struct Recovering<'a> {
    /// Name of the person.
    pub person: &'a str,
    /// Name of the new desk.
    pub desk: &'a str,
    /// Address of the relay; empty when there is none.
    pub relay: &'a str,
    /// The relay's key, if it has proved it.
    pub relay_key: Option<RelayPublic>,
}

impl Replica {
    /// Makes a new desk in an empty folder that a recovery sheet admits to the office of `log` as an administrator's.
    ///
    /// # Errors
    /// [`crate::Error::Trust`] when the list of members does not verify, the sheet is another office's, or a name is none;
    /// [`crate::Error::OfficeExists`] when the folder is not empty. Nothing is written then.
    pub fn recover(
        path: &Path,
        sheet: &RecoverySecret,
        log: &[Vec<u8>],
        who: &Recovering<'_>,
        mut entropy: Entropy,
        durability: Durability,
    ) -> Result<Replica> {
        let mut membership = Membership::from_log(log).map_err(trouble)?;
        let seed = draw(&mut entropy);
        let (person, (person_seed, key)) = (PersonId(draw(&mut entropy)), seats::fresh(&mut entropy));
        let request = JoinRequest::new(person, who.person, who.desk, &DeviceSecret::from_seed(seed), &key).map_err(trouble)?;
        let entry = membership.recover(&request, sheet, draw(&mut entropy)).map_err(trouble)?;
        membership.append(&entry).map_err(trouble)?;
        let (made, conn, secret) = folder::create(path, seed, durability)?;
        schema::prepare(&conn)?;
        schema::set_meta(&conn, "relay", who.relay)?;
        if let Some(key) = who.relay_key {
            relay::pin(&conn, &key)?;
        }
        store_log(&conn, &membership)?;
        seats::keep(&conn, person, &person_seed, None, &secret, draw(&mut entropy))?;
        let replica = Replica::assemble(conn, path, secret, membership, entropy)?;
        made.keep();
        Ok(replica)
    }

    /// Takes over everything that a copy of another desk's data holds. Each entry is checked as if it came from the relay.
    ///
    /// # Errors
    /// When the disk fails or the copy cannot be read. What was taken over until then stays, and it can be tried again.
    pub fn take_over(&mut self, from: &Reader, now_ms: u64) -> Result<Received> {
        let mut all = Received::default();
        let mut after = 0;
        loop {
            let page = from.stored(after)?;
            let Some((last, ..)) = page.last() else { return Ok(all) };
            after = *last;
            self.take_in(page.into_iter().map(|(_, space, bytes)| (space, bytes)), now_ms, &mut all)?;
        }
    }
}

impl Reader {
    /// Entries in the order in which this desk got them, after the one in row `after`.
    fn stored(&self, after: i64) -> Result<Vec<(i64, SpaceId, Vec<u8>)>> {
        let mut statement = self.connection().prepare_cached("SELECT id, space, bytes FROM entry WHERE id>?1 ORDER BY id LIMIT ?2")?;
        let mut rows = statement.query(params![after, PAGE])?;
        let (mut page, mut size) = (Vec::new(), 0);
        while let Some(row) = rows.next()?.filter(|_| size < PAGE_BYTES) {
            let bytes: Vec<u8> = row.get(2)?;
            size += bytes.len();
            page.push((row.get(0)?, SpaceId(row.get(1)?), bytes));
        }
        Ok(page)
    }
}
