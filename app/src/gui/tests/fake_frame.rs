//! What the backend in memory gives the frame around the screens.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;

use super::fake::{Entry, Fake, World};
use crate::gui::backend::{Answer, Frame, Hits, MOST_HITS, Match};
use crate::prefs::Prefs;
use replica::Hit;

/// What is kept for the frame; tests put in what they need.
#[derive(Default)]
pub struct Kept {
    pub prefs: Prefs,
    /// The disk takes no preferences.
    pub full: bool,
    /// What was looked for.
    pub sought: RefCell<Vec<String>>,
    /// What the desktop was to show.
    pub told: RefCell<Vec<String>>,
    /// No answer is there yet.
    pub seeking: bool,
}

impl Frame for Fake {
    fn prefs(&self) -> Prefs {
        self.world.borrow().frame.prefs.clone()
    }
    fn seek(&self, words: &str) -> Answer<Hits> {
        let world = self.world.borrow();
        world.frame.sought.borrow_mut().push(words.to_owned());
        if world.frame.seeking {
            return None;
        }
        let holds = |entry: &Entry| entry.record.fields.values().flatten().any(|v| v.as_text().is_some_and(|t| t.contains(words)));
        let found = world.records.iter().rev().filter(|(_, entry)| holds(entry)).map(|(id, entry)| {
            let register = World::register(&entry.record);
            let hit = Hit {
                id: *id,
                register,
                number: register.number.map_or("", |n| entry.record.text(n.field)).to_owned(),
                title: entry.record.text(register.title).to_owned(),
                state: entry.record.state().to_owned(),
            };
            Match { hit, holds: Some(("备注".to_owned(), format!("…{words}…"))) }
        });
        let mut list: Vec<_> = found.take(MOST_HITS + 1).collect();
        let more = list.len() > MOST_HITS;
        list.truncate(MOST_HITS);
        Some(Ok(Arc::new(Hits { list, more })))
    }
    fn tell(&self, title: String, text: String) {
        self.world.borrow().frame.told.borrow_mut().push(format!("{title}: {text}"));
    }
    fn keep_prefs(&mut self, prefs: &Prefs) -> io::Result<()> {
        let kept = &mut self.world.borrow_mut().frame;
        kept.prefs = prefs.clone();
        if kept.full { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}
