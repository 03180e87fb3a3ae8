//! One suite for every store: what the room may rely on.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../../crates/sync/tests/common/mod.rs"]
mod common;

use common::Office;
use server::{LogStore, MemoryStore, SqliteStore, StoreError};
use std::sync::Arc;
use sync::room::{Sequenced, Write};
use sync::{Frontier, Tip, running_hash};
use trust::entry::Entry;
use trust::id::{Hash, SpaceId};

const SPACE: SpaceId = SpaceId::GENERAL;

/// Runs a case on both stores.
fn on_both(case: fn(&dyn LogStore)) {
    case(&MemoryStore::new([5; 32], 11));
    let folder = tempfile::tempdir().unwrap();
    case(&SqliteStore::open(folder.path()).unwrap());
}

/// An office whose membership log is stored already.
fn known(store: &dyn LogStore) -> Office {
    let office = common::office(3);
    let write = Write::Membership { from: 0, entries: office.log.clone() };
    assert!(store.commit(&[(office.id, &write)])[0].is_ok());
    office
}

/// The next entries of the first desk's chain.
fn entries(office: &Office, frontier: &mut Frontier, count: usize) -> Vec<Entry> {
    (0..count)
        .map(|n| {
            let entry = office.members[0].write(office.id, SPACE, frontier, common::head(&office.log), format!("{n}").as_bytes());
            frontier.advance(entry.header().device, Tip { counter: entry.header().counter, hash: entry.hash() }).unwrap();
            entry
        })
        .collect()
}

fn placed(mut seq: u64, mut running: Hash, entries: &[Entry]) -> Vec<Sequenced> {
    let mut place = |entry: &Entry| {
        seq += 1;
        running = running_hash(&running, seq, &entry.hash());
        let (device, counter, hash) = (entry.header().device, entry.header().counter, entry.hash());
        Sequenced { seq, device, counter, hash, running, bytes: Arc::from(entry.as_bytes()) }
    };
    entries.iter().map(&mut place).collect()
}

fn is_conflict(result: &Result<(), StoreError>) -> bool {
    matches!(result, Err(StoreError::Conflict(_)))
}

#[test]
fn an_unknown_office_is_empty() {
    on_both(|store| {
        let stored = store.load(common::office(1).id).unwrap();
        assert_eq!(stored.generation, store.identity().generation);
        assert!(stored.membership.is_empty() && stored.spaces.is_empty());
        assert_eq!(store.totals().unwrap().offices, 0);
    });
}

#[test]
fn membership_is_appended_by_compare_and_set() {
    on_both(|store| {
        let office = known(store);
        let again = Write::Membership { from: 0, entries: office.log.clone() };
        assert!(is_conflict(&store.commit(&[(office.id, &again)])[0]));
        let hole = Write::Membership { from: 9, entries: vec![vec![1]] };
        assert!(is_conflict(&store.commit(&[(office.id, &hole)])[0]));
        assert_eq!(store.load(office.id).unwrap().membership, office.log);
    });
}

#[test]
fn entries_come_back_as_they_were_stored() {
    on_both(|store| {
        let office = known(store);
        let mut frontier = Frontier::new();
        let first = placed(0, Hash::ZERO, &entries(&office, &mut frontier, 4));
        let second = placed(4, first[3].running, &entries(&office, &mut frontier, 3));
        let writes = [first.clone(), second.clone()].map(|entries| Write::Entries { space: SPACE, entries });
        let results = store.commit(&[(office.id, &writes[0]), (office.id, &writes[1])]);
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        let all: Vec<_> = first.into_iter().chain(second).collect();
        let page = store.read(office.id, SPACE, 1, 100, usize::MAX).unwrap();
        assert_eq!((page.before, &page.entries), (Hash::ZERO, &all));
        let page = store.read(office.id, SPACE, 3, 2, usize::MAX).unwrap();
        assert_eq!((page.before, &page.entries[..]), (all[1].running, &all[2..4]));
        let page = store.read(office.id, SPACE, 1, 100, 1).unwrap();
        assert_eq!(page.entries.len(), 1, "one entry at least");
        assert!(store.read(office.id, SPACE, 8, 100, usize::MAX).unwrap().entries.is_empty());
        assert!(store.read(office.id, SpaceId::RECEPTION, 1, 100, usize::MAX).unwrap().entries.is_empty());
        let held = &store.load(office.id).unwrap().spaces[&SPACE];
        assert_eq!((held.seq, held.running, &held.frontier), (7, all[6].running, &frontier));
        assert_eq!(store.totals().unwrap().entries, 7);
    });
}

#[test]
fn a_write_is_whole_or_not_at_all_and_harms_no_other() {
    on_both(|store| {
        let office = known(store);
        let mut frontier = Frontier::new();
        let all = placed(0, Hash::ZERO, &entries(&office, &mut frontier, 6));
        let good = Write::Entries { space: SPACE, entries: all[..2].to_vec() };
        let gap = Write::Entries { space: SPACE, entries: all[3..].to_vec() };
        let torn = Write::Entries { space: SPACE, entries: vec![all[2].clone(), all[4].clone()] };
        let again = Write::Entries { space: SPACE, entries: all[..2].to_vec() };
        let more = Write::Entries { space: SPACE, entries: all[2..].to_vec() };
        let writes = [&good, &gap, &torn, &again, &more].map(|write| (office.id, write));
        let results = store.commit(&writes);
        assert!(results[0].is_ok() && results[4].is_ok(), "{results:?}");
        assert!(results[1..4].iter().all(is_conflict), "{results:?}");
        assert_eq!(store.read(office.id, SPACE, 1, 100, usize::MAX).unwrap().entries, all);
    });
}

#[test]
fn a_chain_is_never_broken_or_doubled() {
    on_both(|store| {
        let office = known(store);
        let mut frontier = Frontier::new();
        let written = entries(&office, &mut frontier, 3);
        let skipped = placed(0, Hash::ZERO, &written[1..]);
        assert!(is_conflict(&store.commit(&[(office.id, &Write::Entries { space: SPACE, entries: skipped })])[0]));
        let first = placed(0, Hash::ZERO, &written[..1]);
        let running = first[0].running;
        assert!(store.commit(&[(office.id, &Write::Entries { space: SPACE, entries: first })])[0].is_ok());
        let doubled = placed(1, running, &written[..1]);
        assert!(is_conflict(&store.commit(&[(office.id, &Write::Entries { space: SPACE, entries: doubled })])[0]));
        assert_eq!(store.totals().unwrap().entries, 1);
    });
}

#[test]
fn entries_of_an_unknown_office_are_refused() {
    on_both(|store| {
        let office = common::office(1);
        let entries = placed(0, Hash::ZERO, &entries(&office, &mut Frontier::new(), 1));
        assert!(is_conflict(&store.commit(&[(office.id, &Write::Entries { space: SPACE, entries })])[0]));
        assert!(is_conflict(&store.commit(&[(office.id, &Write::Generation(3))])[0]));
    });
}

#[test]
fn entries_are_found_by_device_and_counter() {
    on_both(|store| {
        let office = known(store);
        let written = entries(&office, &mut Frontier::new(), 3);
        let write = Write::Entries { space: SPACE, entries: placed(0, Hash::ZERO, &written) };
        assert!(store.commit(&[(office.id, &write)])[0].is_ok());
        let (device, stranger) = (office.members[0].secret.id(), office.members[1].secret.id());
        let found = store.find(office.id, SPACE, &[(device, 3), (device, 4), (stranger, 1), (device, 1)]).unwrap();
        assert_eq!(found, [Some(written[2].hash()), None, None, Some(written[0].hash())]);
        assert_eq!(store.find(office.id, SpaceId::RECEPTION, &[(device, 1)]).unwrap(), [None]);
    });
}

#[test]
fn generation_and_forks_are_kept() {
    on_both(|store| {
        let office = known(store);
        let device = office.members[0].secret.id();
        let fork = |counter, bytes: &[u8]| Write::Fork { space: SPACE, device, counter, bytes: bytes.to_vec() };
        let (first, second) = (fork(2, b"one"), fork(3, b"two"));
        let generation = Write::Generation(99);
        let results = store.commit(&[(office.id, &first), (office.id, &second), (office.id, &generation)]);
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(store.forks(office.id, SPACE).unwrap(), [(device, 2, b"one".to_vec())], "the first proof is kept");
        assert_eq!(store.load(office.id).unwrap().generation, 99);
    });
}

#[test]
fn the_file_survives_being_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let identity = store.identity();
    let office = known(&store);
    let write = Write::Entries { space: SPACE, entries: placed(0, Hash::ZERO, &entries(&office, &mut Frontier::new(), 5)) };
    assert!(store.commit(&[(office.id, &write)])[0].is_ok());
    let before = store.load(office.id).unwrap();
    assert!(matches!(SqliteStore::open(folder.path()), Err(StoreError::InUse(_))));
    store.close().unwrap();
    drop(store);
    let store = SqliteStore::open(folder.path()).unwrap();
    assert_eq!(store.identity().seed, identity.seed);
    assert_eq!(store.load(office.id).unwrap(), before);
    assert_eq!(store.read(office.id, SPACE, 1, 9, usize::MAX).unwrap().entries.len(), 5);
}

#[test]
fn a_file_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path()).unwrap());
    let db = rusqlite::Connection::open(folder.path().join("relay.sqlite")).unwrap();
    db.pragma_update(None, "user_version", 7).unwrap();
    drop(db);
    assert!(matches!(SqliteStore::open(folder.path()), Err(StoreError::Newer(7))));
}
