//! Which relay this desk accepts. A relay reads nothing, but who takes its place could withhold and show two desks
//! two orders, so its key is known before, or kept at the first meeting.

use trust::key::RelayPublic;

use crate::{Error, Replica, Result, schema};

/// The key that this desk keeps for itself.
const PINNED: &str = "relay_pin";
/// The key of the member list that a person at this desk has replaced by the kept one.
const REPLACED: &str = "relay_pin_instead_of";

impl Replica {
    /// The only relay key to accept; none before the first meeting. What the member list says counts, unless a person at
    /// this desk has since said otherwise.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn relay_pin(&self) -> Result<Option<RelayPublic>> {
        let key = |name| Ok::<_, Error>(schema::meta::<[u8; 32]>(&self.conn, name)?.map(RelayPublic));
        match self.membership.relay().key {
            Some(listed) if key(REPLACED)? != Some(listed) => Ok(Some(listed)),
            Some(_) | None => key(PINNED),
        }
    }

    /// Keeps the key of the relay that has welcomed this desk, if none was known before.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn pin_first_relay(&mut self, key: RelayPublic) -> Result<()> {
        match self.relay_pin()? {
            Some(_) => Ok(()),
            None => schema::set_meta(&self.conn, PINNED, key.0),
        }
    }

    /// A person says which key the relay has from now on.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn trust_relay(&mut self, key: RelayPublic) -> Result<()> {
        let listed = self.membership.relay().key;
        let write = || -> Result<()> {
            let tx = self.conn.unchecked_transaction()?;
            schema::set_meta(&tx, PINNED, key.0)?;
            if let Some(listed) = listed {
                schema::set_meta(&tx, REPLACED, listed.0)?;
            }
            tx.commit()?;
            Ok(())
        };
        write()
    }
}

/// Keeps the key that a welcome file names.
pub(crate) fn pin(conn: &rusqlite::Connection, key: &RelayPublic) -> Result<()> {
    schema::set_meta(conn, PINNED, key.0)
}
