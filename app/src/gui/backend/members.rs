//! Who belongs to the office, and changes of that.

use jiff::civil::DateTime;

/// Who belongs to the office, and what this desk may do about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    /// All desks, this one first.
    pub desks: Vec<Member>,
    /// Words that stand for the office, the same on all of its desks.
    pub words: String,
    /// Digits that say the same in every language.
    pub numbers: String,
    /// Address of the relay; empty when there is none.
    pub relay: String,
    /// Whether this desk may admit others.
    pub may_admit: bool,
    /// Roles that can be given: id and name.
    pub roles: Vec<(String, String)>,
    /// Spaces that this desk can open to others: number and name.
    pub spaces: Vec<(u32, String)>,
    /// What came in and was set aside, newest first: where it came from, with what is known of it, and a sentence.
    pub set_aside: Vec<(String, String)>,
    /// The desks of which some of that is late, and can be adopted.
    pub late: Vec<Late>,
    /// What this desk did to the list of members and another administrator's act made impossible: a sentence each, the newest first.
    pub lost: Vec<String>,
}

/// Late work of a revoked desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Late {
    /// The desk's id.
    pub id: String,
    /// Its name, with its person's.
    pub name: String,
    /// How many entries that are.
    pub count: u64,
    /// Entries beyond them that cannot be adopted: they follow one that is refused anyhow, or are that one.
    pub left: u64,
    /// Entries of other desks that wait for it.
    pub waiting: u64,
}

/// A desk of the office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// The desk's id.
    pub id: String,
    /// Name of the desk.
    pub desk: String,
    /// Name of the person.
    pub person: String,
    /// Names of its roles.
    pub roles: Vec<String>,
    /// The ids of its roles.
    pub role_ids: Vec<String>,
    /// Names of the spaces that it reads and writes.
    pub spaces: Vec<String>,
    /// The numbers of these.
    pub space_ids: Vec<u32>,
    /// When it last wrote, as far as that is here.
    pub wrote: Option<DateTime>,
    /// Whether it is the desk at which one sits.
    pub this: bool,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// A change of the list of members. Desks are named by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Takes a desk out of the office.
    Revoke {
        /// The desk.
        desk: String,
    },
    /// Lets the late work of a revoked desk count.
    Adopt {
        /// The desk.
        desk: String,
    },
    /// Gives a desk these roles in the place of those that it has, and opens further spaces to it.
    Roles {
        /// The desk.
        desk: String,
        /// Ids of all its roles.
        roles: Vec<String>,
        /// Numbers of the spaces that it is to have besides.
        spaces: Vec<u32>,
    },
}
