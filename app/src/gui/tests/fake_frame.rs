//! What the backend in memory gives the frame around the screens.

use std::io;

use super::fake::Fake;
use crate::gui::backend::Frame;
use crate::prefs::Prefs;

/// What is kept for the frame; tests put in what they need.
#[derive(Default)]
pub struct Kept {
    pub prefs: Prefs,
    /// The disk takes no preferences.
    pub full: bool,
}

impl Frame for Fake {
    fn prefs(&self) -> Prefs {
        self.world.borrow().frame.prefs.clone()
    }
    fn keep_prefs(&mut self, prefs: &Prefs) -> io::Result<()> {
        let kept = &mut self.world.borrow_mut().frame;
        kept.prefs = prefs.clone();
        if kept.full { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}
