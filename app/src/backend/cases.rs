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

#[cfg(test)]
mod tests {
    use registers::book::incoming_documents as letters;
    use registers::{Op, Value};
    use replica::{Durability, Founding, Replica};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(60);

    #[test]
    fn what_comes_up_is_found_in_the_background_and_counted_once() {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
        let (mut replica, _) = Replica::found(folder.path(), &founding, clock::entropy(), Durability::Process).unwrap();
        let (news, told) = channel();
        let watch = Watch::start(replica.reader().unwrap(), move || news.send(()).unwrap()).unwrap();
        assert!(!watch.found().cases.known, "nothing is known at once");
        told.recv_timeout(PATIENCE).unwrap();
        assert!(watch.found().cases.known && watch.found().cases.list.is_empty());

        for (title, no) in [("关于防汛的通知", "收〔2026〕1号"), ("关于防汛工作的通知", "收〔2026〕2号")] {
            let number = Op::Set { field: "reg_no".to_owned(), value: Some(Value::from(no)) };
            let from = [Op::set(letters::FROM_NO, "市教办〔2026〕58号"), Op::set(letters::FROM_ORG, "市教育局")];
            let ops = [&[Op::set(letters::TITLE, title), number][..], &from].concat();
            replica.transact("create:incoming-documents", clock::now(), |edit| edit.create(&letters::REGISTER, &ops)).unwrap();
        }
        watch.look();
        told.recv_timeout(PATIENCE).unwrap();
        let found = watch.found();
        assert_eq!(found.cases.list.iter().map(|t| t.case.kind).collect::<Vec<_>>(), ["registered-twice"]);
        let reader = replica.reader().unwrap();
        let status = reader.status().unwrap();
        assert_eq!((status.conflicts, found.count(status.conflicts)), (0, 1));
        assert!(reader.conflicts(10).unwrap().iter().all(|c| found.docket.tells_of(c)));
    }
}
