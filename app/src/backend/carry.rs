//! What one action leaves for further commits: carried on by the writer a commit at a time, so that what others save goes in
//! between, and shown in the foot of the window for as long as it takes.

use std::sync::{Arc, Mutex, PoisonError};

use replica::Unfinished;
use tokio::sync::mpsc as channel;

use super::Done;
use crate::clock;
use crate::desk::Desk;
use crate::network::Nudge;

/// How far work that takes longer than one commit is: done, of how many.
#[derive(Debug, Clone, Default)]
pub(super) struct Working(Arc<Mutex<Option<(usize, usize)>>>);

impl Working {
    pub(super) fn now(&self) -> Option<(usize, usize)> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, now: Option<(usize, usize)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

/// What carrying on needs.
pub(super) struct Rest {
    pub desk: Desk,
    pub nudge: channel::UnboundedSender<Nudge>,
    pub working: Working,
}

impl Rest {
    /// Carries on, and answers when all is done.
    pub(super) fn carry_on(self, mut rest: Unfinished, done: Done, answer: impl FnOnce(anyhow::Result<Done>) + Send + 'static) {
        self.working.set(Some(rest.progress()));
        let desk = self.desk.clone();
        // Nobody hears an answer from a writer that is gone; the step takes up what is left when it is done again.
        let _ = desk.tell(move |replica| match rest.step(replica, clock::now()) {
            Ok(true) => {
                let _ = self.nudge.send(Nudge::Committed(registers::book::variances::REGISTER.space.number()));
                self.carry_on(rest, done, answer);
            }
            Ok(false) => {
                self.working.set(None);
                answer(Ok(done));
            }
            Err(error) => {
                self.working.set(None);
                answer(Err(error.into()));
            }
        });
    }
}
