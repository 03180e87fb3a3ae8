//! What the frame around the screens needs, on this desk.

use std::io;

use super::DeskBackend;
use super::seek::Question;
use crate::gui::backend::{Answer, Backend as _, Frame, Hits};
use crate::prefs::Prefs;

impl Frame for DeskBackend {
    fn prefs(&self) -> Prefs {
        self.prefs.clone()
    }

    fn seek(&self, words: &str) -> Answer<Hits> {
        let office = self.office.as_ref()?;
        office.seeker.answer(Question { words: words.to_owned(), revision: self.revision(), lang: self.lang })
    }

    fn tell(&self, title: String, text: String) {
        self.notifier.show(title, text);
    }

    fn keep_prefs(&mut self, prefs: &Prefs) -> io::Result<()> {
        self.prefs.clone_from(prefs);
        prefs.write(&self.folder)
    }
}
