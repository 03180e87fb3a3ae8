//! Which relay this desk accepts. A relay reads nothing, but who takes its place could withhold and show two desks
//! two orders, so its key is known before, or kept at the first meeting.

use trust::key::RelayPublic;

use crate::{Error, Replica, Result, schema};

/// The key that this desk keeps for itself.
const PINNED: &str = "relay_pin";
/// The key of the member list that a person at this desk has replaced by the kept one.
const REPLACED: &str = "relay_pin_instead_of";

/// What a person and the meetings so far have set of the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayStand {
    /// Its address; empty when there is none.
    pub address: String,
    pinned: Option<[u8; 32]>,
    replaced: Option<[u8; 32]>,
}

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

    /// Address and keys of the relay as they are set at this desk, to come back to them with [`Self::set_relay_stand`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn relay_stand(&self) -> Result<RelayStand> {
        let key = |name| schema::meta::<[u8; 32]>(&self.conn, name);
        Ok(RelayStand { address: self.relay_address()?, pinned: key(PINNED)?, replaced: key(REPLACED)? })
    }

    /// Sets them back, all or none.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn set_relay_stand(&mut self, stand: &RelayStand) -> Result<()> {
        let tx = self.conn.unchecked_transaction()?;
        schema::set_meta(&tx, "relay", &stand.address)?;
        for (name, key) in [(PINNED, stand.pinned), (REPLACED, stand.replaced)] {
            match key {
                Some(key) => schema::set_meta(&tx, name, key)?,
                None => drop(tx.execute("DELETE FROM meta WHERE key=?1", [name])?),
            }
        }
        tx.commit()?;
        Ok(())
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
