//! What the backend in memory gives the first screens.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use super::fake::Fake;
use crate::gui::backend::{Stage, Start};

/// What is kept for the first screens; tests put in what they need.
#[derive(Default)]
pub struct Started {
    pub stage: Option<Stage>,
    pub sample: bool,
    /// The folders that were shown.
    pub shown: RefCell<Vec<PathBuf>>,
}

impl Start for Fake {
    fn stage(&self) -> Option<Stage> {
        self.world.borrow().start.stage
    }
    fn is_sample(&self) -> bool {
        self.world.borrow().start.sample
    }
    fn show_folder(&self, file: &Path) {
        self.world.borrow().start.shown.borrow_mut().push(file.to_owned());
    }
}
