//! The one writer of a desk: a thread that owns the replica and does what it is handed, in order.

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;

use replica::{Durability, Replica};
use tokio::sync::oneshot;

use crate::clock;

type Job = Box<dyn FnOnce(&mut Replica) + Send>;

/// A handle to the writer. Clones reach the same thread; it ends when the last one is gone.
#[derive(Clone)]
pub struct Desk {
    jobs: mpsc::Sender<Job>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

/// The writer is gone: it ended with the program or after a fault.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("this desk's writer has stopped: start the program again; everything saved is kept")]
pub struct Stopped;

impl Desk {
    /// Opens the data in a folder and starts the writer. The handle waits for its end.
    ///
    /// # Errors
    /// When the folder holds no office or cannot be opened.
    pub fn open(folder: &Path) -> Result<(Desk, JoinHandle<()>), replica::Error> {
        Ok(Desk::start(Replica::open(folder, clock::entropy(), Durability::Full)?))
    }

    /// Starts the writer with a replica that is open already.
    pub fn start(mut replica: Replica) -> (Desk, JoinHandle<()>) {
        let (jobs, inbox) = mpsc::channel::<Job>();
        let thread = std::thread::spawn(move || {
            while let Ok(job) = inbox.recv() {
                job(&mut replica);
                loop {
                    // The search index, and what is left of what was erased, follow as soon as nobody waits.
                    while let Ok(job) = inbox.try_recv() {
                        job(&mut replica);
                    }
                    match replica.index().and_then(|_| replica.sweep()) {
                        Ok(true) => {}
                        Ok(false) => break,
                        Err(error) => {
                            tracing::warn!(%error, "the search index could not be brought up to date; it will be tried again");
                            break;
                        }
                    }
                }
            }
        });
        (Desk { jobs }, thread)
    }

    /// Hands over a job without waiting for it.
    ///
    /// # Errors
    /// When the writer is gone.
    pub fn tell(&self, job: impl FnOnce(&mut Replica) + Send + 'static) -> Result<(), Stopped> {
        self.jobs.send(Box::new(job)).map_err(|_| Stopped)
    }

    /// Hands over a job and waits for what it gives.
    ///
    /// # Errors
    /// When the writer is gone.
    pub fn wait<T: Send + 'static>(&self, job: impl FnOnce(&mut Replica) -> T + Send + 'static) -> Result<T, Stopped> {
        let (reply, answer) = mpsc::channel();
        self.tell(move |replica| {
            // Nobody waits any more when the asker is gone.
            let _ = reply.send(job(replica));
        })?;
        answer.recv().map_err(|_| Stopped)
    }

    /// Hands over a job and waits for what it gives, without holding up an async task.
    ///
    /// # Errors
    /// When the writer is gone.
    pub async fn ask<T: Send + 'static>(&self, job: impl FnOnce(&mut Replica) -> T + Send + 'static) -> Result<T, Stopped> {
        let (reply, answer) = oneshot::channel();
        self.tell(move |replica| {
            // Nobody waits any more when the asker was dropped meanwhile.
            let _ = reply.send(job(replica));
        })?;
        answer.await.map_err(|_| Stopped)
    }
}
