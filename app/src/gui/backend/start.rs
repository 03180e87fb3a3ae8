//! What the first screens need: how far the founding of an office is, whether the office is the sample, and the folder in
//! which the recovery sheets lie.

use std::path::Path;

/// What is being done before there is an office to work in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The office's keys are made, and its recovery sheets written.
    Founding,
    /// A request to join is written.
    Asking,
    /// A welcome is read.
    Joining,
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
