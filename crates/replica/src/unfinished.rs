//! Work that is more than one commit holds: carried on commit by commit, so that others may write in between. What was written
//! stays; work that was broken off is taken up when the step is done again.

use std::sync::Arc;

use registers::RecordId;
use registers::document::Op;
use registers::workflow::{Also, Plan};

use crate::commit::Edit;
use crate::seats::SignedIn;
use crate::stocktake::Comparing;
use crate::{Moment, Replica, Result, Sight};

/// Greatest number of other records that one commit brings a step to.
pub(crate) const PART: usize = 1_000;

/// What an action left for further commits.
#[derive(Debug)]
pub struct Unfinished {
    work: Work,
    /// In whose name it goes on, whoever is signed in by then.
    by: Option<Arc<SignedIn>>,
}

#[derive(Debug)]
enum Work {
    Comparing(Comparing),
    Step(Stepping),
}

/// A step that brings more other records with it than one commit holds: the others go first, and the record itself goes with
/// the last of them. Until then it stands where it stood, so that whoever does the step again goes on with those that are left.
#[derive(Debug)]
struct Stepping {
    id: RecordId,
    step: String,
    given: Vec<Op>,
    label: String,
    rest: std::vec::IntoIter<Also>,
    total: usize,
    /// Whether the record itself has followed.
    is_done: bool,
    /// What whoever does it has looked at, and signs with the last part.
    sight: Option<Sight>,
}

impl From<Comparing> for Unfinished {
    fn from(comparing: Comparing) -> Unfinished {
        Unfinished { work: Work::Comparing(comparing), by: None }
    }
}

impl Unfinished {
    /// How many records were written, of how many.
    pub fn progress(&self) -> (usize, usize) {
        match &self.work {
            Work::Comparing(comparing) => comparing.progress(),
            Work::Step(stepping) => (stepping.total - stepping.rest.len(), stepping.total),
        }
    }

    /// Writes the next part. False when nothing was left.
    ///
    /// # Errors
    /// Those of a commit, and those of a step that cannot be done any more; what was written before stays.
    pub fn step(&mut self, replica: &mut Replica, now: Moment) -> Result<bool> {
        let (work, by) = (&mut self.work, self.by.clone());
        replica.in_name_of(by, |replica| match work {
            Work::Comparing(comparing) => comparing.step(replica, now),
            Work::Step(stepping) => stepping.go_on(replica, now),
        })
    }

    /// The same in somebody's name.
    pub(crate) fn by(self, who: Arc<SignedIn>) -> Unfinished {
        Unfinished { by: Some(who), ..self }
    }

    /// Notes what is to be signed at the end.
    pub(crate) fn show(&mut self, sight: &Sight) {
        if let Work::Step(stepping) = &mut self.work {
            stepping.sight = Some(sight.clone());
        }
    }
}

impl Stepping {
    fn go_on(&mut self, replica: &mut Replica, now: Moment) -> Result<bool> {
        if self.is_done {
            return Ok(false);
        }
        let part: Vec<Also> = self.rest.by_ref().take(replica.part).collect();
        let whole = self.rest.len() == 0;
        let Stepping { id, step, given, label, sight, .. } = self;
        match sight.as_ref().filter(|_| whole) {
            // The step brings what is left of them along, as it did when it was looked at.
            Some(sight) => replica.sign_last(label, *id, sight, |edit| edit.step_whole(*id, step, given))?,
            // So it does here: a condition may ask for others that still wait.
            None if whole => replica.transact(label, now, |edit| edit.step_whole(*id, step, given))?,
            None => replica.transact(label, now, |edit| edit.bring(*id, part))?,
        };
        self.is_done = whole;
        Ok(true)
    }
}

/// The first part of a step that brings more with it than one commit holds, and the rest; none where one commit does.
pub(crate) fn split(id: RecordId, register: &str, step: &str, given: &[Op], plan: &Plan, most: usize) -> Option<(Vec<Also>, Unfinished)> {
    let others: Vec<Also> = plan.also.iter().filter(|also| matches!(also, Also::Step { .. })).cloned().collect();
    if others.len() <= most {
        return None;
    }
    let (step, given, total) = (step.to_owned(), given.to_vec(), others.len());
    let mut rest = others.into_iter();
    let first: Vec<Also> = rest.by_ref().take(most).collect();
    let label = format!("step:{register}:{step}");
    let work = Work::Step(Stepping { id, step, given, label, rest, total, is_done: false, sight: None });
    Some((first, Unfinished { work, by: None }))
}

impl Edit<'_> {
    /// Brings a part of the others along, as the step of `from` does.
    fn bring(&mut self, from: RecordId, part: Vec<Also>) -> Result<()> {
        part.into_iter().try_for_each(|also| self.follow_from(from, also))
    }
}

impl Replica {
    /// What the last action left to be written in further commits. Whoever does a step asks for it and carries it on.
    pub fn take_unfinished(&mut self) -> Option<Unfinished> {
        self.unfinished.take()
    }

    /// Carries on what the last action left. `progress` is told after each commit how many were written, of how many.
    ///
    /// # Errors
    /// As [`Unfinished::step`].
    pub fn finish(&mut self, now: Moment, progress: impl Fn(usize, usize)) -> Result<()> {
        let Some(mut rest) = self.take_unfinished() else { return Ok(()) };
        while rest.step(self, now)? {
            let (done, total) = rest.progress();
            progress(done, total);
        }
        Ok(())
    }
}
