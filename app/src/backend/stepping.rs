//! One step of many records: carried out by the writer a part at a time, so that what others save goes in between. Each record
//! is looked at by itself; what is refused is told, and the others go on.

use std::sync::{Arc, Mutex, PoisonError};

use registers::shelf::Shelf;
use registers::{Lang, Op, RecordId};
use replica::{Replica, Signer};
use tokio::sync::mpsc as channel;

use super::{Wake, wake_up};
use crate::cases::Named;
use crate::cli::{explain, explain_replica, say};
use crate::clock;
use crate::desk::Desk;
use crate::gui::backend::{Done, MOST_STEPS, MOST_TOLD, NotDone, Stepping};
use crate::network::Nudge;

#[cfg(test)]
mod tests;

/// Records of one commit: it is taken back as one, and others wait for no longer than it takes.
const PART: usize = 100;

/// What is known of the step under way, and of those that ended before, oldest first.
pub(super) type Shared = Arc<Mutex<Vec<Arc<Stepping>>>>;

/// What is known of them now.
pub(super) fn now(shared: &Shared) -> Vec<Arc<Stepping>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// What is to be done.
pub(super) struct Asked {
    pub register: &'static str,
    pub ids: Vec<RecordId>,
    pub step: &'static str,
    pub ops: Vec<Op>,
}

/// Who hears how it ended.
type Hears = Box<dyn FnOnce(anyhow::Result<Done>) + Send>;

/// The work, as far as it is left. Wherever it is dropped before its end, it tells what was not done.
pub(super) struct Work {
    desk: Desk,
    nudge: channel::UnboundedSender<Nudge>,
    wake: Wake,
    shared: Shared,
    lang: Lang,
    shelf: Shelf,
    asked: Asked,
    /// Which one it is.
    number: u64,
    /// Records that are left, the last ones first.
    left: Vec<RecordId>,
    /// Records at which the writer works.
    part: Vec<RecordId>,
    entries: Vec<(u32, u64)>,
    hears: Option<Hears>,
    /// In whose name it was begun, and goes on.
    signer: Option<Signer>,
}

impl Work {
    /// Begins. None while another one is under way.
    pub fn begin(
        desk: Desk,
        nudge: channel::UnboundedSender<Nudge>,
        wake: Wake,
        shared: Shared,
        (lang, shelf): (Lang, Shelf),
        asked: Asked,
    ) -> Option<Work> {
        let mut left: Vec<RecordId> = asked.ids.iter().copied().take(MOST_STEPS).collect();
        left.reverse();
        let number;
        {
            let mut told = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if told.iter().any(|stepping| !stepping.ended) {
                return None;
            }
            number = told.last().map_or(1, |last| last.number + 1);
            if told.len() >= MOST_TOLD {
                told.remove(0);
            }
            told.push(Arc::new(Stepping::new(number, asked.register, asked.step, left.len())));
        }
        Some(Work {
            desk,
            nudge,
            wake,
            shared,
            lang,
            shelf,
            asked,
            number,
            left,
            part: Vec::new(),
            entries: Vec::new(),
            hears: None,
            signer: None,
        })
    }

    fn tell(&self, change: impl FnOnce(&mut Stepping)) {
        let mut told = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stepping) = told.iter_mut().find(|stepping| stepping.number == self.number) {
            change(Arc::make_mut(stepping));
        }
        drop(told);
        wake_up(&self.wake);
    }

    /// Does the next part, and then the rest; `answer` hears how it ended.
    pub fn go_on(mut self, answer: impl FnOnce(anyhow::Result<Done>) + Send + 'static) {
        self.hears = Some(Box::new(answer));
        self.hand_over();
    }

    fn hand_over(self) {
        let desk = self.desk.clone();
        // A writer that is gone drops the job, and with it the work, which tells of that.
        let _ = desk.tell(move |replica| self.next(replica));
    }

    fn next(mut self, replica: &mut Replica) {
        let from = self.left.len().saturating_sub(PART);
        self.part = self.left.split_off(from);
        self.part.reverse();
        let part = self.part.clone();
        self.signer = self.signer.take().or_else(|| replica.signer());
        let signer = self.signer.clone();
        replica.as_signer(signer.as_ref(), |replica| self.go_through(replica, &part));
        self.part.clear();
        self.tell(|stepping| stepping.done += part.len());
        if !self.left.is_empty() {
            return self.hand_over();
        }
        self.tell(|stepping| stepping.ended = true);
        let done = self.done();
        if let Some(hears) = self.hears.take() {
            hears(Ok(done));
        }
    }

    /// A part: what would be refused is left out, and the others are written as one. Where they do not go together, one by one.
    fn go_through(&mut self, replica: &mut Replica, part: &[RecordId]) {
        let mut fit = Vec::new();
        for id in part {
            match replica.foresee_step(*id, self.asked.step, &self.asked.ops, clock::now()) {
                Ok(()) => fit.push(*id),
                Err(error) => self.refuse(replica, *id, &error),
            }
        }
        if self.write(replica, &fit).is_ok() {
            return;
        }
        for id in fit {
            if let Err(error) = self.write(replica, &[id]) {
                self.refuse(replica, id, &error);
            }
        }
    }

    fn write(&mut self, replica: &mut Replica, ids: &[RecordId]) -> replica::Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let Asked { register, step, ops, .. } = &self.asked;
        let label = format!("step:{register}:{step}");
        let done = replica.transact(&label, clock::now(), |edit| ids.iter().try_for_each(|id| edit.step(*id, step, ops)))?;
        if let Some((space, counter)) = done.entry {
            self.entries.push((space, counter));
            // Nobody listens while there is no network.
            let _ = self.nudge.send(Nudge::Committed(space));
        }
        // What one of them brings with it beyond a commit. They are written, whatever comes of that: it goes on with the next one.
        if let Err(error) = replica.finish(clock::now(), |_, _| {}) {
            tracing::warn!(%error, "what the steps bring with them is not written yet");
        }
        Ok(())
    }

    fn refuse(&self, replica: &Replica, id: RecordId, error: &replica::Error) {
        let named = replica.reader().ok().and_then(|reader| Named::read(&reader, id).ok().flatten());
        let name = named.map_or_else(|| id.to_string(), |named| if named.number.is_empty() { named.title } else { named.number });
        let why = explain_replica(self.lang, &crate::cli::first(self.shelf.by_key(self.asked.register), self.shelf), error);
        self.tell(|stepping| stepping.refused.push(NotDone { id, name, why }));
    }

    /// What is told at the end. One commit is taken back by one undo; of several the undo of the last would be half of it.
    fn done(&self) -> Done {
        let stepping = now(&self.shared).into_iter().find(|stepping| stepping.number == self.number).unwrap_or_default();
        let (done, refused) = (stepping.succeeded().to_string(), stepping.refused.len().to_string());
        let key = if stepping.refused.is_empty() { "cli.stepped_all" } else { "cli.stepped" };
        let note = say(self.lang, key, &[("done", &done), ("refused", &refused)]);
        let undo = if let [only] = self.entries[..] { Some(only) } else { None };
        Done { note: Some(note), undo, ..Done::default() }
    }
}

impl Drop for Work {
    /// The writer has stopped, or broke off over a part. What it had not begun is not done; of the part nobody knows.
    fn drop(&mut self) {
        let Some(hears) = self.hears.take() else { return };
        let stopped = explain(self.lang, &crate::desk::Stopped.into());
        let unsure = say(self.lang, "error.step_unsure", &[]);
        // Nobody reads their names here any more; the window does.
        let told = |id: &RecordId, why: &str| NotDone { id: *id, name: String::new(), why: why.to_owned() };
        let (part, left) = (std::mem::take(&mut self.part), std::mem::take(&mut self.left));
        self.tell(|stepping| {
            // Those of the part that were told as refused before are known.
            let known = |id: &RecordId| stepping.refused.iter().any(|refused| refused.id == *id);
            let unknown: Vec<NotDone> = part.iter().filter(|id| !known(id)).map(|id| told(id, &unsure)).collect();
            stepping.unknown = unknown;
            stepping.refused.extend(left.iter().rev().map(|id| told(id, &stopped)));
            stepping.done = stepping.total;
            stepping.ended = true;
        });
        hears(Err(crate::desk::Stopped.into()));
    }
}
