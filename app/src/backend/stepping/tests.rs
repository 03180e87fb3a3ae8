//! Writers that break off or are gone while a step of many records is under way.

use std::sync::mpsc::{Receiver, channel};

use registers::book::assets;
use replica::{Durability, Founding};
use tempfile::TempDir;

use super::*;

/// A desk with some assets, and what a step of all of them needs.
struct Office {
    _folder: TempDir,
    replica: Replica,
    ids: Vec<RecordId>,
}

impl Office {
    fn new(n: usize) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德", person: "林文静", desk: "文书", relay: "" };
        let (mut replica, _) = Replica::found(&folder.path().join("desk"), &founding, clock::entropy(), Durability::Process).unwrap();
        let add = |n: usize| {
            let ops = [Op::set(assets::NAME, format!("投影机{n}").as_str())];
            replica.transact("create:assets", clock::now(), |edit| edit.create(&assets::REGISTER, &ops)).unwrap().value
        };
        let ids = (0..n).map(add).collect();
        Office { _folder: folder, replica, ids }
    }
}

/// Sends all of them for repair; gives how that ended.
fn repaired(desk: Desk, wake: Wake, ids: &[RecordId]) -> (anyhow::Result<Done>, Arc<Stepping>) {
    let (hears, heard): (_, Receiver<anyhow::Result<Done>>) = channel();
    let (nudge, _nudges) = tokio::sync::mpsc::unbounded_channel();
    let shared = Shared::default();
    let ops = vec![Op::Set { field: "fault".into(), value: Some("灯泡".into()) }];
    let asked = Asked { register: "assets", ids: ids.to_vec(), step: "send-for-repair", ops };
    let work = Work::begin(desk, nudge, wake, shared.clone(), (Lang::ZhHans, Shelf::default()), asked).unwrap();
    work.go_on(move |result| hears.send(result).unwrap());
    let heard = heard.recv().expect("somebody always hears how it ended");
    (heard, now(&shared).pop().unwrap())
}

#[test]
fn a_writer_that_is_gone_ends_it_and_nothing_was_done() {
    let office = Office::new(3);
    let (desk, writer) = Desk::start(office.replica);
    desk.tell(|_| panic!("a fault of the writer")).unwrap();
    assert!(writer.join().is_err());
    let (heard, told) = repaired(desk, Wake::default(), &office.ids);
    assert!(heard.is_err_and(|error| error.is::<crate::desk::Stopped>()));
    assert!(told.ended && told.unknown.is_empty() && told.succeeded() == 0);
    assert_eq!(told.refused.iter().map(|refused| refused.id).collect::<Vec<_>>(), office.ids);
    assert!(told.refused.iter().all(|refused| !refused.why.is_empty()));
}

#[test]
fn a_writer_that_breaks_off_ends_it_with_what_is_known() {
    let mut office = Office::new(PART + 20);
    // One of the second part is refused, and whoever is told of that breaks off.
    let odd = office.ids[PART + 5];
    let fault = [Op::Set { field: "fault".into(), value: Some("灯泡".into()) }];
    office.replica.transact("step", clock::now(), |edit| edit.step(odd, "send-for-repair", &fault)).unwrap();
    let (desk, _writer) = Desk::start(office.replica);
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let wake: Wake = Arc::default();
    *wake.lock().unwrap() = Some(Box::new(move || {
        let call = calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        // The first call is the end of the first part.
        assert!(call != 1, "a fault of the writer");
    }));
    let (heard, told) = repaired(desk, wake, &office.ids);
    assert!(heard.is_err_and(|error| error.is::<crate::desk::Stopped>()));
    assert!(told.ended && told.done == PART + 20);
    assert_eq!(told.succeeded(), PART, "the first part is done");
    assert_eq!(told.refused.iter().map(|refused| refused.id).collect::<Vec<_>>(), [odd]);
    assert_eq!(told.unknown.len(), 19, "of the others nobody knows");
}

#[test]
fn of_those_that_ended_a_few_are_kept_and_only_one_is_under_way() {
    let office = Office::new(1);
    let (desk, _writer) = Desk::start(office.replica);
    let (nudge, _nudges) = tokio::sync::mpsc::unbounded_channel();
    let shared = Shared::default();
    let begin = || {
        let asked = Asked { register: "assets", ids: office.ids.clone(), step: "send-for-repair", ops: Vec::new() };
        Work::begin(desk.clone(), nudge.clone(), Wake::default(), shared.clone(), (Lang::ZhHans, Shelf::default()), asked)
    };
    for number in 1..=MOST_TOLD as u64 + 2 {
        let work = begin().unwrap();
        assert!(begin().is_none(), "one is under way");
        assert_eq!(work.number, number);
        work.tell(|stepping| stepping.ended = true);
    }
    let numbers: Vec<u64> = now(&shared).iter().map(|stepping| stepping.number).collect();
    assert_eq!(numbers, (3..=MOST_TOLD as u64 + 2).collect::<Vec<_>>());
}
