//! What the frame around the screens needs: what the person chose about the window.

use std::io;

use crate::prefs::Prefs;

/// What the frame around the screens needs.
pub trait Frame {
    /// What the person at this desk chose about the window.
    fn prefs(&self) -> Prefs;
    /// Keeps what was chosen for the next start.
    ///
    /// # Errors
    /// When the disk refuses.
    fn keep_prefs(&mut self, prefs: &Prefs) -> io::Result<()>;
}
