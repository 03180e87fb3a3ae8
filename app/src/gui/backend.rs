//! What the window needs from the rest of the program. Screens read through it and never write: they give
//! [`Action`]s, which the shell sends, and later an [`Outcome`] says how each ended.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use registers::def::{Register, Right};
use registers::workflow::{Actor, Delegation, Lapsed};
use registers::{Lang, Op, Record, RecordId, Value};
use replica::{Choice, Limit, Why};

use crate::cases::{Named, Told};
use crate::facts::Facts;

use crate::calendar::Month;

mod counter;
mod frame;
mod insight;
mod list;
mod members;
mod query;
mod seats;
mod start;
mod stepping;
mod survey;

pub use counter::*;
pub use frame::*;
pub use insight::*;
pub use list::*;
pub use members::*;
pub use query::*;
pub use seats::*;
pub use start::*;
pub use stepping::*;
pub use survey::*;

/// Something to be done. Rows of [`Op::Line`] come without an id: the one who writes gives them one.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A new record.
    Add {
        /// Key of the register.
        register: &'static str,
        /// What is filled in.
        ops: Vec<Op>,
    },
    /// Fields of a record.
    Edit {
        /// The record.
        id: RecordId,
        /// What a form showed of the record: what came in since is not written over unseen.
        base: Option<Box<Record>>,
        /// What changed, and nothing else.
        ops: Vec<Op>,
    },
    /// A step of the workflow.
    Step {
        /// The record.
        id: RecordId,
        /// Id of the step.
        step: &'static str,
        /// What the dialog showed of the record, as with an edit.
        base: Option<Box<Record>>,
        /// What the dialog asked for.
        ops: Vec<Op>,
    },
    /// A step of many records of a register, each of which is looked at by itself: see [`Stepping`].
    Steps {
        /// Key of the register.
        register: &'static str,
        /// The records, at most [`MOST_STEPS`].
        ids: Vec<RecordId>,
        /// Id of the step.
        step: &'static str,
        /// What the dialog asked for, the same for all.
        ops: Vec<Op>,
    },
    /// What is done at a counter in one go: a new record, or changes of one, and then a step of it; one commit.
    AtOnce {
        /// Key of the register.
        register: &'static str,
        /// The record; none for a new one.
        id: Option<RecordId>,
        /// What the form showed of it, so that nothing is written over that it has not shown; none for a new one.
        base: Option<Box<Record>>,
        /// What is said of it.
        ops: Vec<Op>,
        /// Id of the step.
        step: &'static str,
    },
    /// The choice between values that stand side by side.
    Resolve {
        /// The record.
        id: RecordId,
        /// The conflict as [`Record::conflicts`] names it.
        conflict: String,
        /// The value that is right.
        value: Value,
    },
    /// What was chosen about a case of the conflict inbox.
    Settle {
        /// The case.
        told: Box<Told>,
        /// One of its choices.
        choice: Choice,
        /// What it was about, in words.
        about: String,
        /// Why; may be empty where nothing asks for it.
        reason: String,
    },
    /// Takes back what this desk did last, if that is the action with this entry: its space and counter.
    Undo((u32, u64)),
    /// Erases the personal data of a record for good.
    Erase(RecordId),
    /// Signs a step after a look at what is signed.
    Sign(Box<ToSign>),
    /// Who works here.
    Sit(Sitting),
    /// Meets the relay now instead of at the next try.
    Sync,
    /// Founds an office on this desk.
    CreateOffice(NewOffice),
    /// Makes a sample office in a folder of its own and opens it.
    TrySample,
    /// Closes the sample office and throws it away.
    LeaveSample,
    /// Writes a request to join an office.
    RequestJoin {
        /// Name of the person.
        person: String,
        /// Name of the desk.
        desk: String,
        /// Where the request is written.
        file: PathBuf,
    },
    /// Gives up the request that waits for its welcome.
    WithdrawRequest,
    /// Writes the request that waits for its welcome once more.
    RepeatRequest {
        /// Where the request is written.
        file: PathBuf,
    },
    /// Reads the welcome that answers a request.
    AcceptWelcome {
        /// The welcome.
        file: PathBuf,
    },
    /// Comes back from a recovery sheet.
    Recover(Recovery),
    /// Admits a desk and writes its welcome.
    Admit(Admission),
    /// Changes who belongs to the office.
    Members(Change),
    /// Sets the address of the relay.
    SetRelay(String),
    /// From now on accepts the relay with this key and no other.
    TrustRelay(String),
    /// Takes numbers for this desk.
    TakeNumbers {
        /// Key of the register.
        register: &'static str,
        /// A block of so many, or all from now on.
        size: Option<u64>,
    },
    /// Reads or writes a list on disk.
    File(FileJob),
}

/// A desk to be admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// The request, as it was read when its words were compared.
    pub request: Vec<u8>,
    /// Ids of the desk's roles.
    pub roles: Vec<String>,
    /// Numbers of the spaces that it reads and writes.
    pub spaces: Vec<u32>,
    /// Where the welcome is written.
    pub file: PathBuf,
}

/// What an office starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOffice {
    /// Name of the office.
    pub office: String,
    /// Name of the person who founds it and administers it.
    pub person: String,
    /// Name of this desk.
    pub desk: String,
    /// Address of its relay; empty when there is none yet.
    pub relay: String,
    /// Where the recovery sheet is written.
    pub recovery: PathBuf,
}

/// How an action ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What [`Backend::send`] gave.
    pub ticket: u64,
    /// Done, or one sentence for the clerk: why not, and what to do.
    pub result: Result<Done, String>,
}

/// An action that is durable on this desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// The record that it touched.
    pub record: Option<RecordId>,
    /// By what [`Action::Undo`] takes it back; none where it does not.
    pub undo: Option<(u32, u64)>,
    /// What an undo took back: the action as it was called, and how many fields stay since somebody wrote them meanwhile.
    pub undone: Option<(String, usize)>,
    /// Something to tell beyond "saved", for instance where a file was written.
    pub note: Option<String>,
    /// What is to be looked at and signed before the step is done.
    pub to_sign: Option<Box<ToSign>>,
    /// A file that was written for people to go on with.
    pub file: Option<PathBuf>,
}

/// What this desk did last, and would be taken back next.
#[derive(Debug, Clone, PartialEq)]
pub struct LastAct {
    /// Its entry.
    pub entry: (u32, u64),
    /// What was done, as the action was called.
    pub label: String,
    /// When, by the desk's clock.
    pub at: DateTime,
    /// The first records that it touched.
    pub records: Vec<Named>,
    /// Whether it is one that is taken back at all: what was added is made void instead.
    pub undoable: bool,
}

/// What the last import at a desk added, and can be made void.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastImport {
    /// Key of the register.
    pub register: &'static str,
    /// The records, the last one first, at most [`MOST_STEPS`].
    pub records: Vec<RecordId>,
    /// How many there are in all.
    pub total: usize,
}

/// Whether there is an office to work in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setup {
    /// None yet.
    None {
        /// A folder for the files that the first screen offers to write.
        folder: PathBuf,
    },
    /// A request was written and waits for its welcome.
    Joining {
        /// A folder for the files that the screen offers to write.
        folder: PathBuf,
        /// Words by which the administrator checks the request over the telephone.
        words: String,
        /// Digits that say the same in every language.
        numbers: String,
    },
    /// There is one.
    Ready(Me),
}

/// Who works here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Me {
    /// Name of the office.
    pub office: String,
    /// Name of the person.
    pub person: String,
    /// Name of the desk.
    pub desk: String,
    /// Role ids in kebab-case.
    pub roles: Vec<String>,
    /// For whom they may act.
    pub delegations: Vec<Delegation>,
}

impl Me {
    /// Whether a screen offers a right to a register: by the person's own roles, or by those of somebody for whom they act.
    pub fn is_offered(&self, register: &Register, right: Right) -> bool {
        right.is_offered(&self.roles) || self.delegations.iter().any(|d| d.covers(register) && right.is_offered(&d.roles))
    }
}

/// The connection to the relay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Link {
    /// The office has no relay: everything stays on this desk.
    #[default]
    None,
    /// No contact; work goes on.
    Offline,
    /// Being made, or catching up.
    Connecting,
    /// Live.
    Connected,
}

/// What the foot of the window shows at all times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncState {
    /// The connection.
    pub link: Link,
    /// Whether this desk was taken out of the office.
    pub revoked: bool,
    /// Entries of this desk that the relay has not confirmed.
    pub pending: u64,
    /// When the relay was last heard.
    pub last_contact: Option<DateTime>,
    /// Everything that this desk did up to then is durable on the relay.
    pub durable_until: Option<DateTime>,
    /// Entries that were refused and set aside.
    pub quarantined: u64,
    /// Entries of this desk that wait, since they build on late work of a revoked desk.
    pub waiting: u64,
    /// What waits for a person's choice: as many as [`Backend::conflicts`] and [`Backend::cases`] list, once
    /// [`Survey::overview`] has counted them.
    pub conflicts: u64,
    /// Bytes of the data on this desk.
    pub bytes: u64,
    /// How far a comparison of a stocktake is that is being written down: done, of how many.
    pub working: Option<(usize, usize)>,
    /// Why the last connection ended, until the next one stands.
    pub trouble: Option<Trouble>,
    /// What is to be said of clocks that are off by more than five minutes, a sentence each.
    pub clocks: Vec<String>,
}

/// Why a connection ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trouble {
    /// One sentence: why, and what to do.
    pub text: String,
    /// Whether it does not go away by itself.
    pub needs_a_person: bool,
    /// Key of the relay that answered in the place of the known one.
    pub other_relay: Option<String>,
}

/// Some lines of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The lines, in order.
    pub rows: Vec<Row>,
    /// How many there are in all.
    pub total: u64,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The record.
    pub id: RecordId,
    /// What names it.
    pub title: String,
    /// Id of its state.
    pub state: String,
    /// Values in the order of the columns that were asked for; `_state` and missing ones are none, `_updated` is a text.
    pub values: Vec<Option<Value>>,
    /// Whether something in it waits for a choice.
    pub conflict: bool,
    /// Whether something of it is not confirmed by the relay.
    pub pending: bool,
}

impl Row {
    /// What it says of a field as text, where no other columns were asked for; empty where the list of the register has no such column.
    pub fn text(&self, register: &Register, field: &str) -> &str {
        let at = register.list.iter().position(|column| column.field == field);
        at.and_then(|at| self.values.get(at)?.as_ref()?.as_text()).unwrap_or_default()
    }
}

/// How many records a register holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub total: u64,
    /// By state id.
    pub states: BTreeMap<String, u64>,
    /// Those in which something waits for a choice.
    pub conflicts: u64,
}

/// A record that waits for a step of the person who works here.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The record.
    pub id: RecordId,
    /// Its register.
    pub register: &'static Register,
    /// Its number; empty when it has none.
    pub number: String,
    /// What names it.
    pub title: String,
    /// Id of its state.
    pub state: String,
    /// When it is due, as `2026-03-01`.
    pub due: Option<String>,
    /// Days until then, negative when it is overdue.
    pub days: Option<i64>,
    /// Working days until then by the office's calendar, negative when it is overdue.
    pub working: Option<i64>,
    /// Whether a reminder has come up: few working days are left, or none.
    pub remind: bool,
    /// Whether its limit has passed.
    pub limit: Limit,
    /// Why it waits for this person.
    pub why: Why,
}

/// What the office's rules leave for a person to decide.
#[derive(Debug, Clone, Default)]
pub struct Cases {
    /// Whether they were looked for since the program started: it is done in the background.
    pub known: bool,
    /// The cases, in the order in which they are shown.
    pub list: Arc<Vec<Told>>,
}

/// A record with what the detail panel shows beside its fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The record.
    pub id: RecordId,
    /// Its register.
    pub register: &'static Register,
    /// What it says.
    pub record: Record,
    /// What was done to it, newest first.
    pub history: Vec<Event>,
    /// Who wrote the values of each conflict, in the order of the values, by the conflict's name.
    pub authors: BTreeMap<String, Vec<Option<Author>>>,
    /// Other records that carry its number, with what names them.
    pub twins: Vec<(RecordId, String)>,
    /// Its approvals that were given to another text than the one that stands there now.
    pub lapsed: Vec<Lapsed>,
    /// Who may do which steps whatever their roles, since a record that it names names them: step, people.
    pub named: Vec<(&'static str, Vec<String>)>,
    /// What follows from it and stands in no field.
    pub facts: Facts,
    /// Whether something of it is not confirmed by the relay.
    pub pending: bool,
    /// Whether it is more than a draft, so that it is never deleted.
    pub registered: bool,
}

/// A line of a record's history.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What was done, as the action was called: `create:visits`, `step:visits:leave` and the like.
    pub label: String,
    /// Field, value before and value after.
    pub changes: Vec<(String, Option<Value>, Option<Value>)>,
    /// Name of the person.
    pub person: String,
    /// Name of the desk.
    pub desk: String,
    /// When, by the desk's clock.
    pub at: DateTime,
    /// Whether the relay has confirmed it.
    pub confirmed: bool,
}

/// Values that stand side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The record.
    pub id: RecordId,
    /// Its register.
    pub register: &'static Register,
    /// What names the record.
    pub title: String,
    /// The conflict as [`Record::conflicts`] names it.
    pub name: String,
    /// The values, the displayed one first. Empty for a number that several records carry.
    pub values: Vec<Value>,
    /// Who wrote each of the values, in the same order.
    pub authors: Vec<Option<Author>>,
    /// The other records that carry the same number, with what names them.
    pub twins: Vec<(RecordId, String)>,
}

/// Who wrote a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Name of the person.
    pub person: String,
    /// Name of the desk.
    pub desk: String,
    /// When, by the desk's clock.
    pub at: DateTime,
}

/// A request to join, read from its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The file.
    pub bytes: Vec<u8>,
    /// Name of the person who asks.
    pub person: String,
    /// Name of the desk.
    pub desk: String,
    /// Words by which two people compare the request over the telephone.
    pub words: String,
    /// Digits that say the same in every language.
    pub numbers: String,
    /// Whether this very request was admitted before: only its welcome is written again then.
    pub admitted: bool,
}

/// Names that fields offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Names {
    /// Persons.
    Person,
    /// Departments.
    Department,
}

/// A read that failed, in one sentence for the clerk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError(pub String);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

/// Result of a read.
pub type Read<T> = Result<T, ReadError>;

/// The rest of the program as the window sees it. Reads take milliseconds and never wait for a writer.
pub trait Backend: Insight + Counter + Frame + Start + Survey + Lists {
    /// Hands over what wakes the window when something changed.
    fn attach(&mut self, wake: Box<dyn Fn() + Send + Sync>);
    /// Says in which language refusals are to be worded.
    fn speak(&mut self, lang: Lang);
    /// Makes ready for changes of a record whose form opens, so that saving does not wait.
    fn prepare(&self, id: RecordId);
    /// The office's own time.
    fn now(&self) -> DateTime;
    /// Whether there is an office to work in, and who works.
    fn setup(&self) -> Setup;
    /// The person who works here, with the office's calendar and with those for whom they may act now.
    fn actor(&self) -> Actor;
    /// The registers in the order of the navigation.
    fn registers(&self) -> &'static [&'static Register];
    /// A number that grows whenever a read could answer otherwise than before.
    fn revision(&self) -> u64;
    /// The connection and what is pending.
    fn sync(&self) -> SyncState;
    /// How many records a register holds.
    fn counts(&self, register: &'static Register) -> Read<Counts>;
    /// Some lines of a question.
    fn page(&self, query: &Query, offset: u64, limit: usize) -> Read<Page>;
    /// Who works at this desk, and who is signed in.
    fn persons(&self) -> Read<Persons>;
    /// What a request for a seat asks for; compare it before it is granted.
    fn seat_asked(&self, file: &Path) -> Read<Asking>;
    /// The signatures under a record, the oldest first, each proved anew.
    fn signatures(&self, id: RecordId) -> Read<Vec<Signed>>;
    /// A record; none when it does not exist here.
    fn card(&self, id: RecordId) -> Read<Option<Card>>;
    /// What names a record.
    fn title(&self, id: RecordId) -> Read<Option<String>>;
    /// The month that a day is in, by the office's calendar.
    fn month(&self, day: Date) -> Read<Month>;
    /// The conflicts of which no case tells, oldest first, at most `limit`.
    fn conflicts(&self, limit: usize) -> Read<Vec<Conflict>>;
    /// The cases of the conflict inbox as they were found last: they are looked for in the background after something changed.
    fn cases(&self) -> Cases;
    /// Records that agree with what a new one says, in all fields of a set that makes one suspect they are the same.
    fn same(&self, register: &'static Register, record: &Record) -> Read<Vec<Named>>;
    /// Other records than `but` that hold what a record claims for the same time, with the time.
    fn taken(&self, register: &'static Register, record: &Record, but: Option<RecordId>) -> Read<Vec<(Named, String)>>;
    /// What the last import at this desk added and is not void, at most [`MOST_STEPS`] of it, and how many there are.
    fn last_import(&self) -> Read<Option<LastImport>>;
    /// What this desk did last that was not taken back.
    fn last_act(&self) -> Read<Option<LastAct>>;
    /// Who belongs to the office.
    fn members(&self) -> Read<Members>;
    /// Reads a request to join.
    fn request(&self, file: &Path) -> Read<Request>;
    /// Names that hold `part`, at most `limit`.
    fn names(&self, kind: Names, part: &str, limit: usize) -> Read<Vec<String>>;
    /// Hands an action to the writer and gives its ticket at once.
    fn send(&mut self, action: Action) -> u64;
    /// Outcomes since the last call.
    fn outcomes(&mut self) -> Vec<Outcome>;
}
