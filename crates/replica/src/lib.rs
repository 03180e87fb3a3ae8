//! Where the office's records live: one SQLite file per desk with entries, documents, read model and
//! full-text index; commit, query, undo, history. The network, the clock and the screen live elsewhere.
//!
//! Entries are the truth. Documents and read model are caches: [`Replica::rebuild`] makes them again from
//! the entries and arrives at the same [`Reader::digests`].

mod adjust;
mod ahead;
mod apply;
mod attendance;
mod audit;
mod authorized;
mod body;
mod branch;
mod calc;
mod campus;
mod cases;
mod commit;
mod entitled;
mod error;
mod exchange;
mod folder;
mod foresee;
mod forked;
mod held;
mod late;
mod lease;
mod members;
mod merged;
mod model;
mod office;
mod prepared;
mod private;
mod query;
pub mod reason;
mod rebuild;
mod recover;
mod relay;
mod renumber;
mod report;
mod rooms;
mod schema;
mod seats;
mod service;
mod settled;
mod sign;
mod step;
mod stocktake;
#[cfg(test)]
mod tests;
mod typed;
mod undo;
mod unfinished;
mod verify;
mod waiting;

pub use attendance::{Attendance, MAX_ATTENDANCE_DAYS, PersonDays, Whom};
pub use audit::{AuditError, AuditReport, Audited, FORMAT as AUDIT_FORMAT, MAX_AUDIT_FILE, check_audit};
pub use branch::LostAct;
pub use calc::Warning;
pub use campus::{Expected, Presence, Present};
pub use cases::{Case, Choice, Docket, NamedVotes, case_kinds, named_votes};
pub use commit::{Committed, Edit, record_id};
pub use error::{Bearer, Entitled, Error, Result};
pub use exchange::{Received, Refused};
pub use folder::{DATABASE, KEY_FILE};
pub use held::{MAX_HELD, MAX_HELD_BYTES};
pub use late::MAX_LATE_FILE;
pub use lease::{Force, Holding, Lack, Series};
pub use office::{Founding, Joining};
pub use query::{
    Author, BookPage, Bound, Card, Conflict, Contact, Event, FieldChange, Filter, Hit, Holder, LateWork, MAX_DAYS, MAX_PAGE, Page, Query,
    Reader, Row, SetAside, Sort, Status, Stay, Taken, Waiting, Why,
};
pub use rebuild::may_erase;
pub use recover::Recovering;
pub use relay::RelayStand;
pub use report::{Cell, Group, Period, Table, dated_by};
pub use rooms::{Booked, Room, Rooms};
pub use schema::collate;
pub use seats::{SeatAsked, Seated, Signer};
pub use service::{Limit, Service};
pub use sign::{Proof, Sight, Signature};
pub use stocktake::{Before, Comparison, Count, Counted, Running, Scanned, Seen, Zone};
pub use undo::{Imported, LastAct, Undone};
pub use unfinished::Unfinished;
pub use verify::Report;

use std::sync::Arc;

use jiff::civil::DateTime;
use registers::RecordId;
use rusqlite::Connection;
use trust::id::{DeviceId, OfficeId, PersonId};
use trust::key::DeviceSecret;
use trust::membership::{Keyring, Membership};

/// Greatest number of changes in one commit.
pub const MAX_COMMIT: usize = 4_096;
/// Greatest number of operations in one commit: twice what it takes to replace the longest text by another.
pub const MAX_OPERATIONS: u64 = 4_000_000;
/// Greatest length of a commit's label in characters.
pub const MAX_LABEL: usize = 120;

/// A moment, handed in by the shell: the crate reads no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970, UTC.
    pub unix_ms: u64,
    /// The office's civil date and time.
    pub civil: DateTime,
}

/// Source of random bytes, handed in by the shell: a simulation hands in a seeded one.
pub type Entropy = Box<dyn FnMut(&mut [u8]) + Send>;

/// How much a commit waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// A commit that returned survives a power cut.
    #[default]
    Full,
    /// A commit that returned survives the end of the process. For simulations only.
    Process,
}

/// One desk's whole copy of the office, open for writing.
pub struct Replica {
    conn: Connection,
    folder: std::path::PathBuf,
    secret: Arc<DeviceSecret>,
    membership: Membership,
    keyring: Keyring,
    person_name: String,
    /// Automerge actor of this start of the program, and the nonce that binds it to the device.
    session: [u8; 16],
    automerge_actor: automerge::ActorId,
    entropy: Entropy,
    data_version: i64,
    prepared: prepared::Prepared,
    shelf: adjust::Kept,
    /// What the last action left for further commits.
    unfinished: Option<Unfinished>,
    /// How many other records one commit brings a step to.
    part: usize,
    /// How many records there were when the indexes of large registers were last looked after.
    looked_at: i64,
    /// How much was erased when the present sweep began.
    sweeping: Option<i64>,
    last_commit: Option<commit::LastCommit>,
    ahead: ahead::Ahead,
    /// Who is signed in.
    acting: Option<Arc<seats::SignedIn>>,
    /// From which the random bytes of the next actions follow.
    seed: Option<[u8; 32]>,
}

impl std::fmt::Debug for Replica {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replica").field("device", &self.device()).finish_non_exhaustive()
    }
}

impl Replica {
    /// This desk's device.
    pub fn device(&self) -> DeviceId {
        self.secret.id()
    }

    /// The office.
    pub fn office(&self) -> OfficeId {
        self.membership.office()
    }

    /// Who is signed in, else the person to whom this desk was admitted.
    pub fn person(&self) -> PersonId {
        self.signed_in().unwrap_or_else(|| self.owner())
    }

    /// The person to whom this desk was admitted.
    pub fn owner(&self) -> PersonId {
        self.membership.device(&self.device()).map_or(PersonId([0; 16]), |m| m.person)
    }

    /// The verified membership log.
    pub fn membership(&self) -> &Membership {
        &self.membership
    }

    /// The key pair of this desk.
    pub fn secret(&self) -> &Arc<DeviceSecret> {
        &self.secret
    }

    /// A reader on a connection of its own: it never waits for the writer.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn reader(&self) -> Result<Reader> {
        Reader::open(&self.folder)
    }

    /// Brings the full-text index up to date with the commits that did not wait for it. Call it when there is nothing
    /// more urgent; it is done at the latest when the replica is dropped or opened again.
    ///
    /// # Errors
    /// When the disk fails; the index is then as it was.
    pub fn index(&mut self) -> Result<usize> {
        self.prepared.tidy();
        self.index_large()?;
        let device = self.device();
        let mut count = 0;
        if model::is_late(&self.conn, &device.0)? {
            let tx = self.conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            count = model::index_rest(&tx, &device.0)?;
            tx.commit()?;
        }
        Ok(count)
    }

    /// Looks after the indexes of large registers whenever much has come in.
    fn index_large(&mut self) -> Result<()> {
        const MUCH: i64 = 1_000;
        let records: i64 = self.conn.prepare_cached("SELECT coalesce(max(id), 0) FROM record")?.query_row([], |r| r.get(0))?;
        if records < self.looked_at.saturating_add(MUCH) {
            return Ok(());
        }
        let tx = self.conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        schema::index_large(&tx, schema::LARGE)?;
        tx.commit()?;
        self.looked_at = records;
        Ok(())
    }

    /// Loads a record's document ahead of an edit, for instance when its form opens. Does nothing for an unknown record.
    /// At most a handful are kept.
    ///
    /// # Errors
    /// When the disk fails or the stored document cannot be read.
    pub fn prepare(&mut self, id: RecordId) -> Result<()> {
        if let Some(ready) = self.prepared.take(&self.conn, id)? {
            self.prepared.keep(id, ready);
        }
        Ok(())
    }

    /// The folder that holds the data.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.entropy)(&mut bytes);
        bytes
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        // What cannot be indexed now is indexed when the data is next opened.
        let _ = self.index();
    }
}
