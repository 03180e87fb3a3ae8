//! A real desk for tests, and what wakes its window.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use registers::Lang;
use replica::{Durability, Founding, Replica};
use tempfile::TempDir;

use super::{DeskBackend, Mutex, PoisonError, clock};
use crate::gui::backend::{Action, Backend, Done, Outcome};

pub(super) struct Woken {
    pub folder: TempDir,
    pub backend: DeskBackend,
    pub woken: Receiver<()>,
}

impl Woken {
    /// One without an office, in a folder `desk`.
    pub fn fresh() -> Woken {
        let folder = tempfile::tempdir().unwrap();
        let mut backend = DeskBackend::new(&folder.path().join("desk"), Lang::ZhHans).unwrap();
        let (wake, woken) = channel();
        let wake = Mutex::new(wake);
        backend.attach(Box::new(move || {
            // The desk may be woken once more when its test has ended.
            let _ = wake.lock().unwrap_or_else(PoisonError::into_inner).send(());
        }));
        Woken { folder, backend, woken }
    }

    /// One with an office of its own.
    pub fn founded() -> Woken {
        let mut woken = Woken::fresh();
        let founding = Founding { office: "明德", person: "林文静", desk: "文书", relay: "" };
        let (replica, _) = Replica::found(&woken.file("desk"), &founding, clock::entropy(), Durability::Process).unwrap();
        woken.backend.enter(replica).unwrap();
        woken
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Looks again whenever the window is woken, until it is there.
    pub fn until<T>(&mut self, mut look: impl FnMut(&mut DeskBackend) -> Option<T>) -> T {
        let end = Instant::now() + Duration::from_secs(120);
        loop {
            if let Some(found) = look(&mut self.backend) {
                return found;
            }
            self.woken.recv_timeout(end.saturating_duration_since(Instant::now())).expect("the window is woken, and then it is there");
        }
    }

    /// Sends an action and waits for its end.
    pub fn send(&mut self, action: Action) -> Result<Done, String> {
        let ticket = self.backend.send(action);
        self.until(|b| b.outcomes().into_iter().find(|o: &Outcome| o.ticket == ticket)).result
    }
}
