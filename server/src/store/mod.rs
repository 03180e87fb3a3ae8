//! Where the relay keeps what it cannot read. One trait, two stores: [`SqliteStore`] on disk and [`MemoryStore`] for simulations;
//! `tests/conformance.rs` holds both to the same behaviour.

mod memory;
mod sqlite;

pub use memory::MemoryStore;
pub use sqlite::SqliteStore;

use std::path::PathBuf;
use sync::room::{Page, Stored, Write};
use trust::id::{DeviceId, Hash, OfficeId, SpaceId};

/// Keeps the logs of all offices. Calls block; they come from one writer thread and from the runtime's blocking threads.
pub trait LogStore: Send + Sync + 'static {
    /// Who this relay is. Made when the store is made, the same ever after.
    fn identity(&self) -> Identity;

    /// What is stored of an office; an unknown one has an empty membership log and the identity's generation.
    fn load(&self, office: OfficeId) -> Result<Stored, StoreError>;

    /// Stores these writes in one durable step. Each is whole or not at all, one that fails leaves the others be,
    /// and each answer stands at its write's place. Entries must continue the stored order (sequence number and running hash) and
    /// their chains; membership entries must continue the stored log; both otherwise fail with [`StoreError::Conflict`].
    fn commit(&self, writes: &[(OfficeId, &Write)]) -> Vec<Result<(), StoreError>>;

    /// Reads a space's order from `from` on: at most `max_items`, and at most `max_bytes` unless the first entry alone has more.
    fn read(&self, office: OfficeId, space: SpaceId, from: u64, max_items: usize, max_bytes: usize) -> Result<Page, StoreError>;

    /// The hashes of the entries with these devices and counters.
    fn find(&self, office: OfficeId, space: SpaceId, entries: &[(DeviceId, u64)]) -> Result<Vec<Option<Hash>>, StoreError>;

    /// The entries kept as proofs of forks, the first one of each device: device, counter, entry.
    fn forks(&self, office: OfficeId, space: SpaceId) -> Result<Vec<(DeviceId, u64, Vec<u8>)>, StoreError>;

    /// The first entry of each office's membership log.
    fn foundings(&self) -> Result<Vec<(OfficeId, Vec<u8>)>, StoreError>;

    /// How much is stored.
    fn totals(&self) -> Result<Totals, StoreError>;

    /// Brings everything into its final place before the program ends.
    fn close(&self) -> Result<(), StoreError>;
}

/// Who a relay is.
#[derive(Clone)]
pub struct Identity {
    /// The seed of its key.
    pub seed: [u8; 32],
    /// The generation with which an office begins.
    pub generation: u64,
}

/// How much is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Offices.
    pub offices: u64,
    /// Entries in all orders.
    pub entries: u64,
}

/// Why a store does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The write does not continue what is stored.
    #[error("the write does not continue what is stored ({0}); the office is loaded anew")]
    Conflict(&'static str),
    /// What is stored contradicts itself.
    #[error(
        "the relay's data is damaged ({0}); stop the relay, put the data folder aside and start with an empty one: the desks bring everything back"
    )]
    Damaged(String),
    /// Another relay works in this folder.
    #[error("another relay uses the data folder {0}; stop it first or choose another folder")]
    InUse(PathBuf),
    /// The folder cannot be made or opened.
    #[error("the data folder {path} cannot be used: {source}")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The data was written by a newer program.
    #[error("the data folder was written by a newer relay (format {0}); update this program")]
    Newer(i64),
    /// SQLite refuses, for example because the disk is full.
    #[error("the relay cannot store or read: {0}; check the disk's free space and the folder's permissions")]
    Sqlite(#[from] rusqlite::Error),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(String),
}
