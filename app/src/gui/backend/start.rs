//! What the first screens need: how far the founding of an office is, whether the office is the sample, and the folder in
//! which the recovery sheets lie.

use std::path::Path;

/// Coming back from a recovery sheet, with what the relay holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// The text of the sheet.
    pub sheet: Sheet,
    /// Address of the relay.
    pub relay: String,
    /// Name of the person.
    pub person: String,
    /// Name of the new desk.
    pub desk: String,
}

/// The text of a recovery sheet, which nothing writes down.
#[derive(Clone, PartialEq, Eq)]
pub struct Sheet(pub String);

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sheet(hidden)")
    }
}

/// What is being done before there is an office to work in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The office's keys are made, and its recovery sheets written.
    Founding,
    /// A request to join is written.
    Asking,
    /// A welcome is read.
    Joining,
    /// The list of members is fetched with a recovery sheet.
    Recovering,
    /// The lists of the sample office are read.
    SampleLists,
    /// The letters, visitors, meetings and bookings of its day are written.
    SampleDay,
    /// Its stocktake is begun.
    SampleCount,
}

/// What the first screens need.
pub trait Start {
    /// What is being done before there is an office, while it is being done.
    fn stage(&self) -> Option<Stage>;
    /// Whether the office that is open is the sample, which is thrown away.
    fn is_sample(&self) -> bool;
    /// Shows the folder in which a file lies, in the system's own window.
    fn show_folder(&self, file: &Path);
}
