//! One step of many records: carried out by the writer a part at a time, so that what others save goes in between. Each record
//! is looked at by itself; what is refused is told, and the others go on.

use std::sync::{Arc, Mutex, PoisonError};

use registers::shelf::Shelf;
use registers::{Lang, Op, RecordId};
use replica::Replica;
use tokio::sync::mpsc as channel;

use super::{Wake, wake_up};
use crate::cases::Named;
use crate::cli::{explain, explain_replica, say};
use crate::clock;
use crate::desk::Desk;
use crate::gui::backend::{Done, MOST_STEPS, NotDone, Stepping};
use crate::network::Nudge;

/// Records of one commit: it is taken back as one, and others wait for no longer than it takes.
const PART: usize = 100;

/// What is known of the step under way, or of the last one.
pub(super) type Shared = Arc<Mutex<Option<Stepping>>>;

/// What is known of it now.
pub(super) fn now(shared: &Shared) -> Option<Stepping> {
    shared.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// What is to be done.
pub(super) struct Asked {
    pub register: &'static str,
    pub ids: Vec<RecordId>,
    pub step: &'static str,
    pub ops: Vec<Op>,
}

/// The work, as far as it is left.
pub(super) struct Work {
    desk: Desk,
    nudge: channel::UnboundedSender<Nudge>,
    wake: Wake,
    shared: Shared,
    lang: Lang,
    shelf: Shelf,
    asked: Asked,
    /// Records that are left, the last ones first.
    left: Vec<RecordId>,
    entries: Vec<(u32, u64)>,
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
        {
            let mut running = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if running.as_ref().is_some_and(|stepping| !stepping.ended) {
                return None;
            }
            *running = Some(Stepping::new(asked.register, asked.step, left.len()));
        }
        Some(Work { desk, nudge, wake, shared, lang, shelf, asked, left, entries: Vec::new() })
    }

    fn tell(&self, change: impl FnOnce(&mut Stepping)) {
        if let Some(stepping) = self.shared.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            change(stepping);
        }
        wake_up(&self.wake);
    }

    /// Does the next part, and then the rest; `answer` hears how it ended.
    pub fn go_on(mut self, answer: impl FnOnce(anyhow::Result<Done>) + Send + 'static) {
        let (desk, shared) = (self.desk.clone(), self.shared.clone());
        let (left, stopped) = (self.left.clone(), explain(self.lang, &crate::desk::Stopped.into()));
        let told = desk.tell(move |replica| {
            let from = self.left.len().saturating_sub(PART);
            let mut part = self.left.split_off(from);
            part.reverse();
            self.part(replica, &part);
            self.tell(|stepping| stepping.done += part.len());
            if !self.left.is_empty() {
                return self.go_on(answer);
            }
            self.tell(|stepping| stepping.ended = true);
            answer(Ok(self.done()));
        });
        if told.is_err() {
            // A writer that is gone does nothing more: all that is left is told as not done.
            if let Some(stepping) = shared.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
                stepping.done += left.len();
                let told = |id: RecordId| NotDone { id, name: id.to_string(), why: stopped.clone() };
                stepping.refused.extend(left.into_iter().rev().map(told));
                stepping.ended = true;
            }
        }
    }

    /// A part: what would be refused is left out, and the others are written as one. Where they do not go together, one by one.
    fn part(&mut self, replica: &mut Replica, part: &[RecordId]) {
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
        let stepping = now(&self.shared).unwrap_or_default();
        let (done, refused) = (stepping.succeeded().to_string(), stepping.refused.len().to_string());
        let key = if stepping.refused.is_empty() { "cli.stepped_all" } else { "cli.stepped" };
        let note = say(self.lang, key, &[("done", &done), ("refused", &refused)]);
        let undo = if let [only] = self.entries[..] { Some(only) } else { None };
        Done { note: Some(note), undo, ..Done::default() }
    }
}
