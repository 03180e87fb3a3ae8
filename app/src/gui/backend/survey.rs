//! What the first page and the frame around all pages show of the whole office: figures of every register, what waits for
//! the person who works here, what today brings. Found beside the window; nobody waits for it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use registers::RecordId;
use registers::def::Register;

use super::{Answer, Counts, Read, Waiting};

/// Lines of the inbox that are read for reminders, first page and calendar; those that are due first come first.
pub const MOST_WAITING: usize = 500;
/// Meetings of a day that are read.
pub const MOST_MEETINGS: usize = 30;
/// Days that the charts of the first page show.
pub const CHART_DAYS: usize = 7;

/// What navigation, reminders and first page count.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// What each register holds, by its key.
    pub counts: BTreeMap<&'static str, Counts>,
    /// What waits for the person who works here, at most [`MOST_WAITING`] lines: what is due first comes first.
    pub inbox: Read<Vec<Waiting>>,
    /// Values side by side and doubled numbers in all registers.
    pub conflicts: u64,
}

/// What today brings, and what the last days brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Today {
    /// The meetings of the day in their order, at most [`MOST_MEETINGS`].
    pub meetings: Vec<Meeting>,
    /// Letters received on each of the last days, today the last of them.
    pub letters: Vec<(Date, u64)>,
    /// Visitors let in on each of them.
    pub visits: Vec<(Date, u64)>,
}

/// A meeting of today.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// The record.
    pub id: RecordId,
    /// The register of meetings.
    pub register: &'static Register,
    /// What it is called.
    pub title: String,
    /// Id of its state.
    pub state: String,
    /// When it begins, as `2026-03-01T09:00`.
    pub starts: String,
    /// Where; empty when that is not said.
    pub place: String,
}

/// What is asked of the whole office. Both take the revision that is shown, so that it is found again as often as the
/// screens are, and not with every entry that comes in.
pub trait Survey {
    /// Figures of every register and what waits for the person who works here.
    fn overview(&self, revision: u64) -> Answer<Overview>;
    /// What today brings.
    fn today(&self, revision: u64) -> Answer<Today>;
}
