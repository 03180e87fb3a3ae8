//! What the frame around the screens needs: what the person chose about the window, and the search over everything.

use std::io;

use replica::Hit;

use super::Answer;
use crate::prefs::Prefs;

/// Most records that a search over everything gives.
pub const MOST_HITS: usize = 60;

/// What a search over all registers found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    /// The records, newest first.
    pub list: Vec<Match>,
    /// There are more than these.
    pub more: bool,
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The record, with what names it.
    pub hit: Hit,
    /// The field that holds what was looked for and what it says, where the name does not hold it.
    pub holds: Option<(String, String)>,
}

/// What the frame around the screens needs.
pub trait Frame {
    /// What the person at this desk chose about the window.
    fn prefs(&self) -> Prefs;
    /// Keeps what was chosen for the next start.
    ///
    /// # Errors
    /// When the disk refuses.
    fn keep_prefs(&mut self, prefs: &Prefs) -> io::Result<()>;
    /// Shows a notification of the desktop. What it says may be read on a locked screen.
    fn tell(&self, title: String, text: String);
    /// Records of all registers that hold the words, at most [`MOST_HITS`]; only the last question is answered.
    fn seek(&self, words: &str) -> Answer<Hits>;
}
