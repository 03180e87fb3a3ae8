//! Words of the command line. What is shown of them stands in the translations: [`super::help`].

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use jiff::civil::Date;
use registers::Lang;

/// Zongban 综办: the registers of a school's general office. Without a command it opens the window.
#[derive(Debug, Parser)]
#[command(name = "zongban", version, disable_help_subcommand = true)]
pub struct Args {
    /// Folder with this desk's data
    #[arg(long, env = "ZONGBAN_DATA", global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Language: zh-Hans, zh-Hant or en
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    pub lang: Option<Lang>,
    /// Print one JSON value
    #[arg(long, global = true)]
    pub json: bool,
    /// Who acts, of those who work at this desk; their PIN is asked for, or stands in ZONGBAN_PIN
    #[arg(long = "as", global = true, value_name = "PERSON")]
    pub acting: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
}

fn language(tag: &str) -> Result<Lang, String> {
    Lang::from_tag(tag).ok_or_else(|| "choose zh-Hans, zh-Hant or en".to_owned())
}

/// A day as it is written everywhere in the program; a time after it is no day.
fn date(text: &str) -> Result<Date, String> {
    match text.parse::<Date>() {
        Ok(date) if text.len() == 10 => Ok(date),
        _ => Err("write it as 2026-03-01".to_owned()),
    }
}

/// The system's language, if the program speaks it.
pub(super) fn system_lang() -> Option<Lang> {
    let variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let set = variables.iter().filter_map(|v| std::env::var(v).ok()).find(|v| !v.is_empty());
    set.and_then(|v| Lang::from_tag(v.split('.').next().unwrap_or_default()))
}

impl Args {
    /// The language asked for, or the system's.
    pub fn lang(&self) -> Lang {
        self.lang_or(None)
    }

    /// The language asked for, else the one that was chosen before, else the system's.
    pub fn lang_or(&self, chosen: Option<Lang>) -> Lang {
        self.lang.or(chosen).or_else(system_lang).unwrap_or_default()
    }

    /// The data folder asked for, or the one of this user.
    pub fn folder(&self) -> PathBuf {
        let home = || std::env::home_dir().unwrap_or_default();
        let own = || match std::env::var_os("XDG_DATA_HOME") {
            Some(data) if !data.is_empty() => PathBuf::from(data),
            _ if cfg!(target_os = "macos") => home().join("Library/Application Support"),
            _ if cfg!(windows) => std::env::var_os("APPDATA").map_or_else(home, PathBuf::from),
            _ => home().join(".local/share"),
        };
        self.data.clone().unwrap_or_else(|| own().join("zongban"))
    }
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// A sample school office: relay and desks on this machine, an outage, offline work, reunion
    Demo(DemoOptions),
    /// Create an office or show it
    #[command(subcommand)]
    Office(OfficeCommand),
    /// Join an office
    #[command(subcommand)]
    Join(JoinCommand),
    /// Admit a desk that asked to join
    Admit(AdmitOptions),
    /// Take a desk, or all desks of a person, out of the office
    Revoke {
        /// Name of the desk or of the person, or the desk's id
        who: String,
    },
    /// Show the roles of a desk, or give it others
    Roles(RolesOptions),
    /// Who works at this desk; ask for a seat, give it, take it away
    #[command(subcommand)]
    Seat(SeatCommand),
    /// Choose a PIN for whoever acts, or do without one
    Pin {
        /// Do without a PIN
        #[arg(long)]
        remove: bool,
    },
    /// Let late work of a revoked desk count
    Adopt(AdoptOptions),
    /// Write what this revoked desk could not send to a file for the administrator
    Late {
        /// The file
        file: PathBuf,
    },
    /// The registers; or one with its fields, states and steps
    Registers {
        /// Key or name
        register: Option<String>,
    },
    /// Add a record and print its id
    Add {
        /// Register
        register: String,
        /// Start with the values of a record, by id or number
        #[arg(long, value_name = "ID")]
        like: Option<String>,
        /// Start with a template of the register
        #[arg(long, conflicts_with = "like")]
        template: Option<String>,
        /// FIELD=VALUE
        values: Vec<String>,
    },
    /// Change fields of a record
    Set {
        /// Record id or number
        id: String,
        /// FIELD=VALUE
        #[arg(required = true)]
        values: Vec<String>,
    },
    /// Do a workflow step
    Do {
        /// Record id or number
        id: String,
        /// Step
        step: String,
        /// FIELD=VALUE
        values: Vec<String>,
    },
    /// Erase personal data for good, of these records or of all that no longer keep it
    Erase {
        /// Record ids or numbers
        #[arg(required_unless_present = "due")]
        ids: Vec<String>,
        /// All closed records whose register keeps it no longer
        #[arg(long, conflicts_with = "ids")]
        due: bool,
    },
    /// Append a row to a lines field, or fill in one
    Line {
        /// Record id or number
        id: String,
        /// Field
        field: String,
        /// The row to fill in, by its number or id
        #[arg(long)]
        row: Option<String>,
        /// COLUMN=VALUE
        #[arg(required = true)]
        values: Vec<String>,
    },
    /// Show a record
    Show {
        /// Record id or number
        id: String,
        /// With its history
        #[arg(long)]
        history: bool,
    },
    /// List a register
    List(ListOptions),
    /// Search all registers
    Search {
        /// Words, two Chinese characters, pinyin initials or the beginning of a code
        text: String,
        /// Most results
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// What waits for the signed-in person
    Inbox {
        /// Most results
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// A month of the office's calendar: holidays, make-up days, terms
    Calendar {
        /// YEAR-MONTH; this month when none is given
        month: Option<String>,
    },
    /// What people's days of a month were, from shifts, punches, leave and the calendar
    Attendance(AttendanceOptions),
    /// Reports of the registers; or one of them, also as a file
    Report(ReportOptions),
    /// The workflow of a register, and how long records stayed in each state
    Flow {
        /// Register
        register: String,
    },
    /// How the numbers of a register were used and who may give them; or take numbers for this desk
    Numbers(NumbersOptions),
    /// Write down how many of an item were counted in the store
    CountStock {
        /// The item: id, number or name
        item: String,
        /// How many there are
        #[arg(allow_negative_numbers = true)]
        counted: String,
        /// Why, such as the end of the month
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// What is below its minimum, overdue to be returned and the like
    Warnings {
        /// Most results
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// What desks that were apart left for a person to decide; or decide it
    Conflicts(ConflictOptions),
    /// Undo this desk's last action, or make void what its last import added
    Undo(UndoOptions),
    /// Import a .csv, .xlsx or .ods file
    Import(ImportOptions),
    /// Export a register to .csv or .xlsx, or its records as Automerge documents to a folder named .automerge
    Export(ExportOptions),
    /// Meet the relay
    Sync {
        /// Address of the relay, kept for the next time
        #[arg(long)]
        relay: Option<String>,
        /// Key of the relay, after it was replaced: no other is accepted from now on
        #[arg(long, value_name = "KEY")]
        relay_key: Option<String>,
        /// Stay and print each exchange
        #[arg(long)]
        watch: bool,
    },
    /// Connection, pending entries, sizes
    Status,
    /// One hash per space: equal on replicas that hold the same
    Digest,
    /// Check signatures and chains of this replica, or the signatures of an audit file
    Verify {
        /// An audit file, which needs no office here
        file: Option<PathBuf>,
    },
    /// Write the signatures under records to a file that proves itself
    Audit {
        /// Record ids or numbers; all signed records when none is given
        ids: Vec<String>,
        /// The file
        #[arg(long)]
        out: PathBuf,
    },
    /// Check and repair this desk's data
    Doctor {
        /// Make documents and read model again from the entries
        #[arg(long)]
        rebuild: bool,
        /// Write a report without personal data to a file
        #[arg(long)]
        report: Option<PathBuf>,
    },
}

/// Commands of `seat`.
#[derive(Debug, Subcommand)]
pub enum SeatCommand {
    /// Who works at this desk
    List,
    /// Write a request for a seat at this desk, or for a new key after a PIN was forgotten
    Ask {
        /// Name of the person
        #[arg(long)]
        person: String,
        /// File for the request
        #[arg(long)]
        out: PathBuf,
    },
    /// Give the seat that somebody asks for
    Give {
        /// The request file
        file: PathBuf,
        /// Roles; the person whose desk it is keeps the desk's
        #[arg(long = "role")]
        roles: Vec<String>,
    },
    /// Give somebody at a desk other roles there
    Roles {
        /// Name or id of the desk
        desk: String,
        /// Name or id of the person
        person: String,
        /// Roles
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
    },
    /// Take a seat away
    Remove {
        /// Name or id of the desk
        desk: String,
        /// Name or id of the person
        person: String,
    },
}

/// How many desks a demo can have.
pub(super) const DESKS: std::ops::RangeInclusive<i64> = 2..=8;

/// Options of `demo`.
#[derive(Debug, Clone, clap::Args)]
pub struct DemoOptions {
    /// Number of desks
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(DESKS))]
    pub desks: u8,
    /// Most records to import from each list
    #[arg(long, default_value_t = 5_000)]
    pub records: usize,
    /// Print only, even with a display
    #[arg(long)]
    pub headless: bool,
}

/// Commands of `office`.
#[derive(Debug, Subcommand)]
pub enum OfficeCommand {
    /// Create an office on this desk
    New {
        /// Name of the office
        name: String,
        /// Your name
        #[arg(long)]
        person: String,
        /// Name of this desk
        #[arg(long)]
        desk: Option<String>,
        /// Address of the relay
        #[arg(long)]
        relay: Option<String>,
        /// File for the recovery sheets: a page to print where its name ends in .html, else text
        #[arg(long)]
        recovery: PathBuf,
    },
    /// Show the office and its desks
    Show,
    /// Come back from a recovery sheet, as an administrator, in an empty folder
    Recover(RecoverOptions),
}

/// Options of `office recover`.
#[derive(Debug, clap::Args)]
pub struct RecoverOptions {
    /// File with the text of the sheet; - reads what is typed
    pub sheet: PathBuf,
    /// Address of the relay that the office meets
    #[arg(long)]
    pub relay: Option<String>,
    /// A copy of a desk's folder, or a welcome file of the office
    #[arg(long, value_name = "PATH")]
    pub from: Option<PathBuf>,
    /// Your name
    #[arg(long)]
    pub person: String,
    /// Name of this desk
    #[arg(long)]
    pub desk: Option<String>,
}

/// Commands of `join`.
#[derive(Debug, Subcommand)]
pub enum JoinCommand {
    /// Write a request to join an office
    Request {
        /// Your name
        #[arg(long)]
        person: String,
        /// Name of this desk
        #[arg(long)]
        desk: String,
        /// File for the request
        #[arg(long)]
        out: PathBuf,
    },
    /// Take in the welcome file
    Accept {
        /// The welcome file
        file: PathBuf,
    },
}

/// Options of `admit`.
#[derive(Debug, clap::Args)]
pub struct AdmitOptions {
    /// The request file
    pub file: PathBuf,
    /// Roles
    #[arg(long = "role", required = true)]
    pub roles: Vec<String>,
    /// Spaces; when none is given general and reception, and personnel for those who decide on leave or keep attendance
    #[arg(long = "space")]
    pub spaces: Vec<String>,
    /// File for the welcome
    #[arg(long)]
    pub out: PathBuf,
}

/// Options of `roles`.
#[derive(Debug, clap::Args)]
pub struct RolesOptions {
    /// Name of the desk or of the person, or the desk's id
    pub who: String,
    /// Roles, in the place of those that it has
    #[arg(long = "role")]
    pub roles: Vec<String>,
    /// Spaces, besides those that it has
    #[arg(long = "space")]
    pub spaces: Vec<String>,
}

/// Options of `adopt`.
#[derive(Debug, clap::Args)]
pub struct AdoptOptions {
    /// Name of the desk or of the person, or the desk's id
    pub who: String,
    /// A file that the desk has written with `late`
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Only show what is late
    #[arg(long)]
    pub dry_run: bool,
}

/// Options of `list`.
#[derive(Debug, clap::Args)]
pub struct ListOptions {
    /// Register
    pub register: String,
    /// FIELD=VALUE, FIELD=FROM..TO (either end may be missing), FIELD~TEXT, or FIELD= for what is empty; with | between several of them one is enough, as in state=A|B; all conditions must hold; `state` names the state, `updated` the last change
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub conditions: Vec<String>,
    /// Words to look for
    #[arg(long, default_value = "")]
    pub search: String,
    /// Field to sort by, with - in front from the greatest down
    #[arg(long, allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Most rows
    #[arg(long, default_value_t = 100)]
    pub limit: usize,
}

/// Options of `conflicts`.
#[derive(Debug, clap::Args)]
pub struct ConflictOptions {
    /// `resolve` or `settle`
    #[command(subcommand)]
    pub command: Option<ConflictCommand>,
}

/// Commands of `conflicts`.
#[derive(Debug, Subcommand)]
pub enum ConflictCommand {
    /// Choose the value of a field that has several: FIELD=VALUE; without one, what can be chosen is listed
    Resolve {
        /// Record id or number
        id: String,
        /// FIELD=VALUE
        values: Vec<String>,
    },
    /// Do what was chosen about a case
    Settle {
        /// Name of the case
        case: String,
        /// Number or name of the choice
        choice: String,
        /// FIELD=VALUE for a step that asks for something
        values: Vec<String>,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
    },
}

/// Options of `import`.
#[derive(Debug, clap::Args)]
pub struct ImportOptions {
    /// Register
    pub register: String,
    /// .csv, .xlsx or .ods
    pub file: PathBuf,
    /// File with lines HEADING=FIELD
    #[arg(long)]
    pub map: Option<PathBuf>,
    /// Rows with the number of a record, or with what the register has for sameness, change that record
    #[arg(long)]
    pub update: bool,
    /// Rows that say just what a record says are added all the same, such as another batch of ballots
    #[arg(long, conflicts_with = "update")]
    pub further: bool,
    /// A row whose link names no record comes without the link; the same list with --update fills it in later
    #[arg(long)]
    pub leave_links: bool,
    /// Rows that do not say how far their records are arrive in this state, one in which all is done: for old papers
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// Say what would be done, write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Options of `export`.
#[derive(Debug, clap::Args)]
pub struct ExportOptions {
    /// Register
    pub register: String,
    /// .csv, .xlsx or .automerge
    pub file: PathBuf,
    /// As with `list`: FIELD=VALUE, FIELD=A|B, FIELD=FROM..TO, FIELD~TEXT, FIELD=; all must hold
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub conditions: Vec<String>,
}

/// Options of `attendance`.
#[derive(Debug, clap::Args)]
pub struct AttendanceOptions {
    /// YEAR-MONTH
    pub month: String,
    /// One person, day by day
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
    /// The people of a department
    #[arg(long, value_name = "NAME", conflicts_with = "person")]
    pub department: Option<String>,
}

/// Options of `report`.
#[derive(Debug, clap::Args)]
pub struct ReportOptions {
    /// Register
    pub register: Option<String>,
    /// Id or name of the report
    pub report: Option<String>,
    /// First day
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Date>,
    /// Last day
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Option<Date>,
    /// .csv or .xlsx
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Options of `undo`.
#[derive(Debug, clap::Args)]
pub struct UndoOptions {
    /// Make void all records that this desk's last import added, with this reason
    #[arg(long, value_name = "REASON")]
    pub import: Option<String>,
}

/// Options of `numbers`.
#[derive(Debug, clap::Args)]
pub struct NumbersOptions {
    /// Register
    pub register: String,
    /// Take a block of so many numbers for this desk
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub take: Option<u64>,
    /// Take all further numbers for this desk
    #[arg(long, conflicts_with = "take")]
    pub standing: bool,
    /// Only series of this year
    #[arg(long, value_parser = clap::value_parser!(i16).range(1900..=9998), conflicts_with_all = ["take", "standing"])]
    pub year: Option<i16>,
    /// Write the list of unused and void numbers to a .csv or .xlsx file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["take", "standing"])]
    pub out: Option<PathBuf>,
}
