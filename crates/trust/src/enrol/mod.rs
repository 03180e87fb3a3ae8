//! How a desk joins: it writes a [`JoinRequest`]; an administrator compares six words or numbers with the person, admits the
//! desk and answers with a [`Welcome`]. Two files, no network needed.

mod request;
mod seat;
mod welcome;

use thiserror::Error;

use crate::codec::from_armour;
use crate::id::OfficeId;
use crate::key::KeyError;
use crate::membership::MembershipError;
pub use request::JoinRequest;
pub use seat::SeatRequest;
pub use welcome::Welcome;

pub use crate::words::{Fingerprint, WordList};

/// Longest join request file in bytes.
pub const MAX_REQUEST_FILE: usize = 16 * 1024;
/// Longest welcome file in bytes.
pub const MAX_WELCOME_FILE: usize = 64 * 1024 * 1024;

/// Why a file of the enrolment is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EnrolError {
    /// The file is of another sort.
    #[error("this is not a {expected} file of this version; choose the right file, or install the newest program")]
    OtherFile {
        /// The sort of file that was expected.
        expected: &'static str,
    },
    /// The file is longer than such a file can be.
    #[error("the file has {found} bytes, more than the {most} that it can have; choose the right file")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// The limit.
        most: usize,
    },
    /// The file was damaged.
    #[error("the file is damaged or cut short; send it again")]
    Malformed,
    /// A name is empty, too long or holds characters that hide or reorder text.
    #[error("a name must be one visible line of at most 200 bytes, without hidden characters; type it again")]
    BadName,
    /// The signature does not fit.
    #[error("the file was changed after it was made; ask for it again")]
    Signature(#[from] KeyError),
    /// The log inside the welcome does not hold together.
    #[error("the welcome file's membership log is refused: {0}")]
    Log(#[from] MembershipError),
    /// The welcome admits another desk, or another request of this desk.
    #[error("the welcome file answers another join request; ask the administrator for the answer to the newest one")]
    NotForUs,
    /// The welcome is not signed by an administrator of the office.
    #[error("the welcome file is not signed by an administrator of the office; ask an administrator for it")]
    NotByAdministrator,
}

/// Six words or numbers that stand for an office, to compare on a new desk and on the administrator's.
pub fn office_fingerprint(office: OfficeId) -> Fingerprint {
    Fingerprint::of("zongban 2026 office words", office.as_bytes())
}

fn read_file(magic: &str, expected: &'static str, file: &[u8], most: usize) -> Result<Vec<u8>, EnrolError> {
    if file.len() > most {
        return Err(EnrolError::TooLong { found: file.len(), most });
    }
    match from_armour(magic, file) {
        None => Err(EnrolError::OtherFile { expected }),
        Some(bytes) => bytes.map_err(|_| EnrolError::Malformed),
    }
}

#[cfg(test)]
mod tests;
