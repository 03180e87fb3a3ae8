//! What the frame around the screens needs, on this desk.

use std::io;

use super::DeskBackend;
use crate::gui::backend::Frame;
use crate::prefs::Prefs;

impl Frame for DeskBackend {
    fn prefs(&self) -> Prefs {
        self.prefs.clone()
    }

    fn keep_prefs(&mut self, prefs: &Prefs) -> io::Result<()> {
        self.prefs.clone_from(prefs);
        prefs.write(&self.folder)
    }
}
