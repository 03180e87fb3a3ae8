//! The cases of the conflict inbox, looked for in a thread of its own: some forty questions to all registers would hold up
//! the window where much is recorded. What was found last is shown until the next look.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use replica::{Docket, Reader};

use crate::cases::Told;
use crate::clock;
use crate::gui::backend::Cases;

/// Cases of one kind that the window shows.
const LISTED: usize = 100;
/// How long nothing must have changed before the next look.
const SETTLED: Duration = Duration::from_millis(400);
/// While changes keep coming, a look is taken after so long all the same.
const LONGEST: Duration = Duration::from_secs(5);
/// A look rests for so many times the time that it took, so that it never takes more than a part of one core.
const REST: u32 = 4;
/// Time alone makes cases too, and ends them: a booking that is over is none any more.
const AGAIN: Duration = Duration::from_secs(600);

/// What was found last.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub cases: Cases,
    pub docket: Docket,
}

impl Found {
    /// How many things wait, of which `conflicts` are values side by side and doubled numbers.
    pub(super) fn count(&self, conflicts: u64) -> u64 {
        conflicts.saturating_sub(self.docket.told) + self.cases.list.len() as u64
    }
}

/// The thread that looks; it ends with this.
pub(super) struct Watch {
    found: Arc<Mutex<Arc<Found>>>,
    look: Sender<()>,
}

impl Watch {
    /// Starts to look; `changed` is called whenever something else was found.
    pub(super) fn start(reader: Reader, changed: impl Fn() + Send + 'static) -> std::io::Result<Watch> {
        let (look, looks) = channel();
        let found: Arc<Mutex<Arc<Found>>> = Arc::default();
        let kept = found.clone();
        std::thread::Builder::new().name("cases".to_owned()).spawn(move || watch(&reader, &looks, &kept, changed))?;
        let watch = Watch { found, look };
        watch.look();
        Ok(watch)
    }

    /// Something changed.
    pub(super) fn look(&self) {
        // A thread that is gone found an error that the window meets too when it reads.
        let _ = self.look.send(());
    }

    /// What was found last.
    pub(super) fn found(&self) -> Arc<Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn watch(reader: &Reader, looks: &Receiver<()>, kept: &Mutex<Arc<Found>>, changed: impl Fn()) {
    let mut rest = SETTLED;
    loop {
        if looks.recv_timeout(AGAIN) == Err(RecvTimeoutError::Disconnected) || !settle(looks, rest) {
            return;
        }
        let start = Instant::now();
        match find(reader) {
            Ok(found) => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                let news = !kept.cases.known || kept.docket != found.docket || kept.cases.list != found.cases.list;
                *kept = Arc::new(found);
                drop(kept);
                if news {
                    changed();
                }
            }
            Err(error) => tracing::warn!(%error, "the cases of the conflict inbox could not be read; they will be looked for again"),
        }
        rest = SETTLED.max(start.elapsed() * REST);
    }
}

/// Waits until nothing has changed for a while, or it has gone on for long. Gives whether anybody still wants to know.
fn settle(looks: &Receiver<()>, rest: Duration) -> bool {
    let start = Instant::now();
    loop {
        match looks.recv_timeout(rest) {
            Ok(()) if start.elapsed() < LONGEST => {}
            Ok(()) | Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

fn find(reader: &Reader) -> replica::Result<Found> {
    let mut docket = reader.docket(clock::now().civil, LISTED)?;
    let told = std::mem::take(&mut docket.cases).into_iter().map(|case| Told::read(reader, case));
    let list = Arc::new(told.collect::<replica::Result<Vec<_>>>()?);
    Ok(Found { cases: Cases { known: true, list }, docket })
}
