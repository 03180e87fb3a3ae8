//! What can go wrong at a desk.

use std::collections::BTreeMap;

use registers::RecordId;
use registers::document::DocumentError;
use registers::workflow::StepError;
use thiserror::Error;
use trust::enrol::EnrolError;

use crate::reason::Because;

/// Result of an operation on a replica.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation on a replica failed. Nothing was written then.
#[derive(Debug, Error)]
pub enum Error {
    /// The folder holds no office yet.
    #[error("there is no office in this folder: create one with `office new` or join one with `join request`")]
    NoOffice,
    /// The folder holds an office already.
    #[error("there is an office in this folder already: choose an empty folder")]
    OfficeExists,
    /// A join request was made, the answer is not here yet.
    #[error("this desk has asked to join and waits for the welcome file: `join accept FILE`")]
    WaitsForWelcome,
    /// The desk is a member already, and waits for no welcome.
    #[error("this desk belongs to an office already: there is no welcome to accept")]
    MemberAlready {
        /// Name of the office.
        office: String,
    },
    /// The desk was taken out of the office: what is here can be read, and nothing is written any more.
    #[error("this desk was taken out of the office: nothing is saved here any more; to work on, join again from an empty folder")]
    DeskRevoked,
    /// Nobody is signed in at this desk, or whoever was has lost their seat.
    #[error("nobody is signed in at this desk: sign in first")]
    SignedOut,
    /// The person does not work at this desk, or their key is not here.
    #[error("this person has no seat at this desk: ask an administrator for one")]
    NoSeat,
    /// Not the person's PIN.
    #[error("this is not the PIN: type it again")]
    WrongPin,
    /// No PIN, one that is too short, or all one character.
    #[error("a PIN has at least 4 characters, not all the same: choose another one")]
    WeakPin,
    /// Too many wrong PINs: for how many seconds none is tried.
    #[error("too many wrong PINs: wait {0} seconds")]
    PinWaits(u64),
    /// What was done last at this desk was done by somebody else.
    #[error("what was done last at this desk was done by somebody else: they take it back themselves")]
    OthersAct,
    /// The record says something else than what was shown to whoever signs.
    #[error("the record has changed since it was shown: look at it again before you sign")]
    NotAsShown,
    /// No join request was made in this folder.
    #[error("no request to join was made in this folder: `join request` first")]
    NoRequest,
    /// The tables are those of another version of the program. Opening the data for writing brings them up to date.
    #[error("the data was last opened by another version of the program: start this one once, and it is brought up to date")]
    OtherVersion,
    /// The file with the desk's key is missing or too short, though its data is there: which file.
    #[error(
        "the key of this desk ({0}) is missing or damaged: without it nothing is read or written here. Put it back from a copy of the folder; where there is none, join the office again as a new desk in an empty folder"
    )]
    KeyLost(String),
    /// The database failed.
    #[error("the data file could not be read or written: {0}")]
    Sqlite(Box<rusqlite::Error>),
    /// A file failed.
    #[error("the file {path} could not be read or written: {error}")]
    File {
        /// Which file.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The disk is full.
    #[error("the disk is full: nothing was saved; free some space and try again")]
    DiskFull,
    /// The folder or a file in it cannot be written.
    #[error("the folder with this desk's data cannot be written: nothing was saved; see to it that it is not read-only")]
    ReadOnly,
    /// Somebody else was writing for too long.
    #[error("another program is writing to this office's data: try again in a moment")]
    Busy,
    /// No such record here.
    #[error("there is no record {0} on this desk")]
    UnknownRecord(RecordId),
    /// A number that several records carry.
    #[error("{} records carry the number {name:?}: name one of them by its id", records.len())]
    SeveralRecords {
        /// What was asked for.
        name: String,
        /// The records, of which at least two.
        records: Vec<Bearer>,
    },
    /// No such register.
    #[error("there is no register {0:?}")]
    UnknownRegister(String),
    /// No such field in the register.
    #[error("the register {register} has no field {field:?}")]
    UnknownField {
        /// Register key.
        register: String,
        /// What was asked for.
        field: String,
    },
    /// The value is not of the field's kind.
    #[error("{field} cannot take this value: {reason}")]
    WrongValue {
        /// Field id.
        field: String,
        /// Why, with its code: see [`crate::reason`].
        reason: String,
    },
    /// Fields without which a new record has no line in the book.
    #[error("fill in {0:?} first")]
    Missing(Vec<String>),
    /// A rule of the register does not hold.
    #[error("{field} {reason}")]
    Rule {
        /// Field id.
        field: String,
        /// Which rule, in words.
        reason: registers::parse::Reason,
    },
    /// Only others may add records to the register, or change them.
    #[error("only those who keep {register} add or change records there: ask a colleague who does")]
    NotYours {
        /// Register key.
        register: String,
        /// Whether a record was to be added; else changed.
        adding: bool,
        /// Who may.
        entitled: Entitled,
    },
    /// Only others may do the step.
    #[error("the step {step:?} needs one of the roles {:?}: ask a colleague who has it", entitled.roles.keys())]
    NotYourStep {
        /// Register key.
        register: String,
        /// Step id; empty where one of the states that stand side by side was to be chosen.
        step: String,
        /// Who may.
        entitled: Entitled,
    },
    /// A list brings a record in a state to which others bring records.
    #[error("{register} come to the state {state} by a step of others: leave the state out, or let the director of the office import them")]
    ArrivesApproved {
        /// Register key.
        register: String,
        /// State id.
        state: String,
    },
    /// The personal data of the record was erased for good, so that none is written into it.
    #[error("the personal data of this record was erased for good: write {0} into a new record if it is needed again")]
    Erased(String),
    /// Only an administrator or the director erases personal data.
    #[error("only an administrator or the director of the office erases personal data: ask them")]
    MayNotErase,
    /// The space is not open to this desk: its number.
    #[error("the space {0} is not open to this desk: ask an administrator to open it")]
    NoSpace(u32),
    /// Rows of this field are facts.
    #[error("rows of {0} are facts: add a new row instead of changing an old one")]
    AppendOnly(String),
    /// The program computes what stands there.
    #[error("{0} is computed: leave it empty")]
    Computed(String),
    /// The text was approved or sealed as it is.
    #[error("{0} was approved or sealed as it is and does not change any more: take it back first")]
    Locked(String),
    /// What a step has frozen, from where others work by it.
    #[error("{0} was frozen and does not change any more: take the snapshot back first, or make the record void and begin a new one")]
    Frozen(String),
    /// The scope of a stocktake names what neither the books nor the registers know.
    #[error("nobody knows {names:?} ({field}): write them as the cards of the assets do")]
    ScopeUnknown {
        /// Field id.
        field: String,
        /// What nobody knows.
        names: Vec<String>,
    },
    /// The books have no asset in the scope of a stocktake.
    #[error("the books have no asset in this scope: see the departments, classes, places and zones, and freeze it then")]
    ScopeHoldsNothing,
    /// Somebody wrote there between the reading of what a form shows and its saving.
    #[error("{0:?} was changed meanwhile: look at what stands there now, and choose")]
    Changed(Vec<String>),
    /// A number that was given, or what names people and days of something that is out.
    #[error("{field} stands on paper and is not written over ({why:?}): make the record void and register it again")]
    Settled {
        /// Field id.
        field: String,
        /// Why.
        why: registers::settled::Why,
    },
    /// A number that another record carries already, or has carried and keeps as a void one.
    #[error("the number {number:?} is carried by {} ({:?}) already: take the next one, or leave {field} empty", bearer.id, bearer.title)]
    NumberTaken {
        /// Field id.
        field: String,
        /// What was typed.
        number: String,
        /// The record that carries it.
        bearer: Bearer,
        /// Whether that one is void: it keeps its number all the same.
        void: bool,
    },
    /// A commit must stay in one space.
    #[error("one action cannot write records of two spaces: do it in two steps")]
    SpansSpaces,
    /// Too much for one commit.
    #[error("this action changes too much at once ({0}): do it in smaller parts")]
    TooLarge(String),
    /// The desk's roles allow only reading, or not this space: a reason with its code, see [`crate::reason`].
    #[error("this desk may not write here: {0}")]
    NotAllowed(String),
    /// A step of a workflow was refused.
    #[error(transparent)]
    Step(#[from] StepError),
    /// No number can be given at this desk.
    #[error("this desk holds no numbers of the series of {0}: take a lease while the relay can be reached, then try again")]
    NoLease(String),
    /// A lease on a series where no relay is set that would put it in order.
    #[error("{0} cannot be leased without a relay")]
    LeaseWithoutRelay(String),
    /// A desk gives all numbers of the series already.
    #[error("{desk} gives all numbers of {register} already: it must return them before another desk takes some")]
    SeriesHeld {
        /// Register key.
        register: String,
        /// Name of the desk.
        desk: String,
    },
    /// A document refused.
    #[error(transparent)]
    Document(Box<DocumentError>),
    /// Keys, signatures or membership: a reason with its code, see [`crate::reason`].
    #[error("{0}")]
    Trust(String),
    /// This desk's chain has two branches: its disk was set back or copied.
    #[error(
        "this desk's data was restored or copied, and the office has other entries of it: nothing is saved here any more; join the office again as a new desk in an empty folder"
    )]
    ChainForked,
    /// There is nothing to undo.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// Something was done since at this desk, or it is undone already.
    #[error("this is not the last action of this desk any more: undo what was done since first")]
    NotTheLast,
    /// A record is never made to vanish.
    #[error("adding a record is not undone: void the record instead, so that its number stays listed")]
    CreationStays,
    /// Nobody brings back what was erased.
    #[error("what was erased stays erased")]
    ErasureStays,
    /// What is stored does not read back.
    #[error("stored data does not read back ({0}): run `zongban doctor --rebuild`")]
    Corrupt(String),
}

/// Who may do what was refused to somebody else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entitled {
    /// The people at whose desks each of the roles is, by the role's id.
    pub roles: BTreeMap<String, Vec<String>>,
    /// Whom the record names.
    pub named: Vec<String>,
}

/// A record that carries a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The record.
    pub id: RecordId,
    /// The text that names it.
    pub title: String,
}

impl Error {
    pub(crate) fn file(path: &std::path::Path, error: std::io::Error) -> Error {
        Error::File { path: path.display().to_string(), error }
    }
}

impl From<rusqlite::Error> for Error {
    /// Turns SQLite's own codes into what a clerk can act on.
    fn from(error: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Error::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy,
            // Even to read, files are written beside the data file.
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Error::ReadOnly,
            _ => Error::Sqlite(Box::new(error)),
        }
    }
}

impl From<EnrolError> for Error {
    fn from(error: EnrolError) -> Error {
        Error::Trust(error.because())
    }
}

impl From<DocumentError> for Error {
    fn from(error: DocumentError) -> Error {
        Error::Document(Box::new(error))
    }
}
