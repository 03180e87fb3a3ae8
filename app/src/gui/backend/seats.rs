//! The persons who work at this desk, and what they sign.

use std::fmt;
use std::path::PathBuf;

use registers::{Op, Record, RecordId};
use replica::Sight;

/// A PIN as it was typed. Nothing shows it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pin(pub String);

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(hidden)")
    }
}

/// Somebody who works at this desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seat {
    /// Id of the person.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their roles, in words.
    pub roles: Vec<String>,
    /// Whether they have chosen a PIN.
    pub has_pin: bool,
    /// Whether their key is here.
    pub has_key: bool,
    /// Whether the desk was admitted as theirs.
    pub is_owner: bool,
}

/// Who works at this desk, and who is signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Persons {
    /// Whose desk it is first.
    pub seats: Vec<Seat>,
    /// Id of who is signed in.
    pub signed_in: Option<String>,
}

impl Persons {
    /// Who is signed in.
    pub fn present(&self) -> Option<&Seat> {
        self.seats.iter().find(|seat| Some(&seat.id) == self.signed_in.as_ref())
    }

    /// Whether nothing is shown until somebody signs in.
    pub fn is_locked(&self) -> bool {
        !self.seats.is_empty() && self.present().is_none()
    }

    /// Whether to sign out keeps anybody out.
    pub fn can_lock(&self) -> bool {
        self.present().is_some_and(|seat| seat.has_pin)
    }
}

/// What is done about who works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sitting {
    /// Somebody signs in.
    SignIn {
        /// Id of the person.
        person: String,
        /// Their PIN, where they have one.
        pin: Pin,
    },
    /// Nobody is signed in from now on.
    SignOut,
    /// Whoever is signed in chooses a PIN, or with an empty one does without.
    SetPin {
        /// The one so far.
        old: Pin,
        /// The new one.
        new: Pin,
    },
    /// Writes a request for a seat here.
    Ask {
        /// Name of the person.
        person: String,
        /// The PIN that they have chosen.
        pin: Pin,
        /// Where the request is written.
        file: PathBuf,
    },
    /// An administrator gives the seat that a request asks for.
    Give {
        /// The request.
        file: PathBuf,
        /// Role ids.
        roles: Vec<String>,
    },
}

/// What a request for a seat asks for, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asking {
    /// The person and the desk.
    pub who: String,
    /// What the two compare.
    pub words: String,
    /// What whoever grants it has to know: that it is for somebody who belongs to the office already, or takes the place of a key.
    pub warning: String,
}

/// A step that waits for its signature: what is shown is what is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToSign {
    /// The record.
    pub id: RecordId,
    /// Id of the step.
    pub step: &'static str,
    /// What the form showed of the record.
    pub base: Option<Box<Record>>,
    /// What was given with the step.
    pub ops: Vec<Op>,
    /// What is signed.
    pub sight: Sight,
    /// The same as labels and texts, read from the very bytes.
    pub shown: Vec<(String, String)>,
}

/// A signature under a record, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signed {
    /// What was signed, by whom and when.
    pub text: String,
    /// Whether it holds.
    pub holds: bool,
    /// Fields that say something else now, in words; empty when none does.
    pub changed: String,
}
