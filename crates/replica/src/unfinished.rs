//! Work that is more than one commit holds: carried on commit by commit, so that others may write in between. What was written
//! stays; work that was broken off is taken up when the step is done again.

use registers::RecordId;
use registers::document::Op;
use registers::workflow::{Also, Plan};

use crate::commit::Edit;
use crate::stocktake::Comparing;
use crate::{Moment, Replica, Result};

/// Greatest number of other records that one commit brings a step to.
pub(crate) const PART: usize = 1_000;

/// What an action left for further commits.
#[derive(Debug)]
pub struct Unfinished(Work);

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
}

impl From<Comparing> for Unfinished {
    fn from(comparing: Comparing) -> Unfinished {
        Unfinished(Work::Comparing(comparing))
    }
}

impl Unfinished {
    /// How many records were written, of how many.
    pub fn progress(&self) -> (usize, usize) {
        match &self.0 {
            Work::Comparing(comparing) => comparing.progress(),
            Work::Step(stepping) => (stepping.total - stepping.rest.len(), stepping.total),
        }
    }

    /// Writes the next part. False when nothing was left.
    ///
    /// # Errors
    /// Those of a commit, and those of a step that cannot be done any more; what was written before stays.
    pub fn step(&mut self, replica: &mut Replica, now: Moment) -> Result<bool> {
        match &mut self.0 {
            Work::Comparing(comparing) => comparing.step(replica, now),
            Work::Step(stepping) => stepping.go_on(replica, now),
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
        let Stepping { id, step, given, label, .. } = self;
        replica.transact(label, now, |edit| {
            edit.bring(*id, part)?;
            if whole { edit.step_whole(*id, step, given) } else { Ok(()) }
        })?;
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
    Some((first, Unfinished(Work::Step(Stepping { id, step, given, label, rest, total, is_done: false }))))
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
