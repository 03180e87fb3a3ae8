//! What the backend in memory gives the list on the screen.

use std::cell::{Cell, RefCell};

use super::fake::Fake;
use crate::gui::backend::{Backend, Found, Leaf, Lines, Lists, PAGE, Part, Wanted};

/// How the list is answered; tests put in what they need.
#[derive(Default)]
pub struct Listing {
    /// No answer is there until a test lets it come.
    pub held: Cell<bool>,
    /// What was wanted last.
    pub wanted: RefCell<Option<Wanted>>,
    /// How often a page was read.
    pub read: Cell<usize>,
    /// Answers as of this revision come once, before any other, as if they had been under way.
    pub late: RefCell<Vec<Leaf>>,
}

impl Lists for Fake {
    fn leaves(&self, wanted: Wanted) -> Vec<Leaf> {
        {
            let world = self.world.borrow();
            *world.listing.wanted.borrow_mut() = Some(wanted.clone());
            let late = world.listing.late.take();
            if world.listing.held.get() || !late.is_empty() {
                return late;
            }
        }
        let found = |part| match part {
            Part::Counts => {
                let shelf = self.registers();
                Found::Counts(self.counts(shelf.iter().find(|r| r.key == wanted.query.register).unwrap()))
            }
            Part::Page(at) => {
                let read = self.page(&wanted.query, at * PAGE, PAGE as usize);
                self.world.borrow().listing.read.set(self.world.borrow().listing.read.get() + 1);
                Found::Page(at, read.map(|page| Lines { rows: page.rows, total: page.total, titles: self.titles() }))
            }
        };
        wanted.parts.iter().map(|part| Leaf { revision: wanted.revision, found: found(*part) }).collect()
    }
}

impl Fake {
    fn titles(&self) -> std::collections::BTreeMap<registers::RecordId, String> {
        let ids: Vec<_> = self.world.borrow().records.keys().copied().collect();
        ids.into_iter().filter_map(|id| Some((id, self.title(id).ok()??))).collect()
    }
}
