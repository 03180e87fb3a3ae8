//! Personal data that a register no longer keeps goes by itself, once a day, at the desk of whoever may erase it.

use super::{DeskBackend, notify};
use crate::cli::say;
use crate::clock;
use crate::gui::backend::{Done, Outcome};
use crate::network::Nudge;

/// The ticket of what nobody asked for.
const UNASKED: u64 = 0;

impl DeskBackend {
    /// Erases what is due, unless it was looked for today. Nothing of the sample.
    pub(super) fn erase_due(&mut self) {
        let today = clock::now().civil.date();
        if self.erased_on == Some(today) || self.sample.is_some() {
            return;
        }
        let Some(office) = &self.office else { return };
        let signed_in = office.present.signed_in();
        let seat = self.seats().ok().and_then(|seats| seats.into_iter().find(|seat| Some(seat.person) == signed_in));
        if !seat.is_some_and(|seat| replica::may_erase(&seat.roles)) {
            return;
        }
        let (report, changes, wake, nudge, lang) =
            (self.report.clone(), self.changes.clone(), self.wake.clone(), office.nudge.clone(), self.lang);
        let told = office.desk.tell(move |replica| match replica.erase_due(clock::now()) {
            Ok(0) => {}
            Ok(count) => {
                for space in replica.spaces() {
                    let _ = nudge.send(Nudge::Committed(space.0));
                }
                let note = Some(say(lang, "cli.erased", &[("n", &count.to_string())]));
                let _ = report.send(Outcome { ticket: UNASKED, result: Ok(Done { note, ..Done::default() }) });
                notify(&changes, &wake);
            }
            Err(error) => tracing::warn!(%error, "what is no longer kept could not be erased; it will be tried again tomorrow"),
        });
        if told.is_ok() {
            self.erased_on = Some(today);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::{Duration, Instant};

    use registers::book::visits;
    use registers::{Lang, Op, private};
    use replica::{Durability, Founding, Moment, Replica};

    use super::*;
    use crate::gui::Backend;

    /// An office with a visit of long ago that is over, and one of today.
    fn office(folder: &Path) -> Replica {
        let founding = Founding { office: "明德", person: "林文静", desk: "文书", relay: "" };
        let (mut replica, _) = Replica::found(folder, &founding, clock::entropy(), Durability::Full).unwrap();
        let long_ago = jiff::civil::date(2020, 3, 2).at(8, 0, 0, 0);
        for civil in [long_ago, clock::now().civil] {
            let unix_ms = jiff::tz::TimeZone::UTC.to_timestamp(civil).unwrap().as_millisecond().unsigned_abs();
            let now = Moment { unix_ms, civil };
            let ops = [Op::set(visits::VISITOR, "王先生"), Op::set(visits::PHONE, "13800001111")];
            let id = replica.transact("create:visits", now, |e| e.create(&visits::REGISTER, &ops)).unwrap().value;
            for step in ["enter", "leave"] {
                let _ = replica.transact("step:visits", now, |e| e.step(id, step, &[]));
            }
        }
        replica
    }

    #[test]
    fn what_is_no_longer_kept_goes_by_itself_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk");
        drop(office(&path));
        let erased = |replica: &Replica| {
            let reader = replica.reader().unwrap();
            let rows = reader.page(&replica::Query::of(&visits::REGISTER)).unwrap().rows;
            rows.iter().filter(|row| private::is_erased(&reader.record(row.id).unwrap().unwrap().record)).count()
        };
        let mut backend = DeskBackend::new(&path, Lang::En).unwrap();
        let started = Instant::now();
        // The writer is another thread: it is asked until it has answered.
        let note = loop {
            if let Some(outcome) = backend.outcomes().pop() {
                break outcome.result.unwrap().note.unwrap();
            }
            assert!(started.elapsed() < Duration::from_secs(60), "nothing was erased");
            std::thread::yield_now();
        };
        assert!(note.contains('1'), "{note}");
        drop(backend);
        let replica = Replica::open(&path, clock::entropy(), Durability::Full).unwrap();
        assert_eq!(erased(&replica), 1, "what is kept stays");
    }
}
