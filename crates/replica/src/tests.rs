//! Replicas of one office that meet by handing entries to each other, without a relay.

mod adjustments;
mod adoption;
mod attendance;
mod begun;
mod branches;
mod cases_a;
mod cases_b;
mod cases_table;
mod clerk;
mod collation;
mod comings;
mod conflicts;
mod every_register;
mod exchange;
mod feedback;
mod figures;
mod folder;
mod follows;
mod hostile;
mod improvement;
mod inbox;
mod lengths;
mod lists;
mod members;
mod merge;
mod numbers;
mod pointers;
mod private;
mod ranges;
mod reading;
mod recovery;
mod reports;
mod rights;
mod rooms;
mod since;
mod steps;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::{Mutex, PoisonError};

use jiff::civil::date;
use registers::book::{assets, incoming_documents as letters, visits};
use registers::{Op, RecordId};
use tempfile::TempDir;
use trust::id::SpaceId;

use crate::{Durability, Entropy, Founding, Moment, Received, Replica};

/// Random bytes that a seed determines.
pub(crate) fn entropy(seed: u64) -> Entropy {
    let mut reader = blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof();
    Box::new(move |bytes| reader.fill(bytes))
}

pub(crate) fn at(minute: u64) -> Moment {
    let start = date(2026, 11, 23).at(8, 0, 0, 0);
    let civil = start.checked_add(jiff::Span::new().minutes(i64::try_from(minute).unwrap())).unwrap();
    Moment { unix_ms: 1_795_420_800_000 + minute * 60_000, civil }
}

/// A desk in a folder of its own.
pub(crate) struct Desk {
    pub folder: TempDir,
    pub replica: Replica,
}

/// An office with so many desks, all administrators' equals in rights to write. Each is a copy of one that was founded once:
/// to make all the tables anew takes longer than most tests.
pub(crate) fn office(desks: usize) -> Vec<Desk> {
    static FOUNDED: Mutex<BTreeMap<usize, Vec<Files>>> = Mutex::new(BTreeMap::new());
    let mut offices = FOUNDED.lock().unwrap_or_else(PoisonError::into_inner);
    let founded = offices.entry(desks).or_insert_with(|| found(desks).into_iter().map(files).collect());
    let copy = |(n, files): (usize, &Files)| {
        let folder = tempfile::tempdir().unwrap();
        files.iter().for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).unwrap());
        let replica = Replica::open(folder.path(), entropy(2_000 + n as u64), Durability::Process).unwrap();
        Desk { folder, replica }
    };
    founded.iter().enumerate().map(copy).collect()
}

/// Two desks of an office that both keep its settings.
pub(crate) fn keepers() -> Vec<Desk> {
    let mut desks = office(2);
    let second = desks[1].replica.device();
    let roles = ["clerk", "reception", "asset-manager", "office-director"].map(str::to_owned);
    desks[0].replica.set_roles(&second, &roles, &[]).unwrap();
    let log = desks[0].replica.membership().log().to_vec();
    desks[1].replica.extend_membership(0, &log).unwrap();
    desks
}

/// What lies in a desk's folder.
type Files = Vec<(OsString, Vec<u8>)>;

fn files(desk: Desk) -> Files {
    let Desk { folder, replica } = desk;
    drop(replica);
    let files = std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap);
    files.map(|file| (file.file_name(), std::fs::read(file.path()).unwrap())).collect()
}

fn found(desks: usize) -> Vec<Desk> {
    let folder = tempfile::tempdir().unwrap();
    let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
    let (mut first, sheets) = Replica::found(folder.path(), &founding, entropy(1), Durability::Process).unwrap();
    assert_eq!(sheets.len(), 2);
    let mut others = Vec::new();
    for n in 1..desks {
        let folder = tempfile::tempdir().unwrap();
        let seed = 100 + n as u64;
        let joining = Replica::request(folder.path(), &format!("职员{n}"), &format!("机{n}"), entropy(seed)).unwrap();
        let roles = ["clerk".to_owned(), "reception".to_owned(), "asset-manager".to_owned()];
        let (welcome, seen) = first.admit(&joining.request, &roles, &[SpaceId(1), SpaceId(2)]).unwrap();
        assert_eq!(seen, joining);
        let replica = Replica::accept(folder.path(), &welcome, entropy(seed + 1_000)).unwrap();
        others.push(Desk { folder, replica });
    }
    let mut all = vec![Desk { folder, replica: first }];
    all.extend(others);
    let log = all[0].replica.membership().log().to_vec();
    for desk in &mut all[1..] {
        desk.replica.extend_membership(0, &log).unwrap();
    }
    all
}

/// Hands everything that one desk has and the other lacks to the other.
pub(crate) fn hand_over(from: &mut Replica, to: &mut Replica) -> Received {
    let mut all = Received::default();
    let theirs = to.spaces();
    for space in from.spaces().into_iter().filter(|space| theirs.contains(space)) {
        loop {
            let beyond = crate::exchange::frontier(&to.conn, space).unwrap();
            let (entries, complete) = from.entries_beyond(space, &beyond, 1 << 20).unwrap();
            let received = to.receive_unordered(space, &entries, at(0).unix_ms).unwrap();
            all.stored += received.stored;
            all.refused.extend(received.refused);
            all.records.extend(received.records);
            if complete || received.stored == 0 {
                break;
            }
        }
    }
    all
}

/// Every desk hands to every other, until all hold the same.
pub(crate) fn meet(desks: &mut [Desk]) {
    for _ in 0..2 {
        for from in 0..desks.len() {
            for to in 0..desks.len() {
                if from != to {
                    let (a, b) = pair(desks, from, to);
                    let received = hand_over(a, b);
                    assert_eq!(received.refused, vec![]);
                }
            }
        }
    }
}

pub(crate) fn pair(desks: &mut [Desk], a: usize, b: usize) -> (&mut Replica, &mut Replica) {
    assert_ne!(a, b);
    let (low, high) = desks.split_at_mut(a.max(b));
    let (low, high) = (&mut low[a.min(b)].replica, &mut high[0].replica);
    if a < b { (low, high) } else { (high, low) }
}

pub(crate) fn add_letter(desk: &mut Replica, minute: u64, title: &str) -> RecordId {
    desk.transact("create:incoming-documents", at(minute), |edit| edit.create(&letters::REGISTER, &[Op::set(letters::TITLE, title)]))
        .unwrap()
        .value
}

pub(crate) fn add_visit(desk: &mut Replica, minute: u64, visitor: &str) -> RecordId {
    desk.transact("create:visits", at(minute), |edit| edit.create(&visits::REGISTER, &[Op::set(visits::VISITOR, visitor)])).unwrap().value
}

pub(crate) fn add_asset(desk: &mut Replica, minute: u64, name: &str) -> RecordId {
    desk.transact("create:assets", at(minute), |edit| edit.create(&assets::REGISTER, &[Op::set(assets::NAME, name)])).unwrap().value
}

pub(crate) fn assert_equal(desks: &[Desk]) {
    let digests: Vec<_> = desks.iter().map(|d| d.replica.reader().unwrap().digests().unwrap()).collect();
    assert!(digests.windows(2).all(|w| w[0] == w[1]), "{digests:?}");
    desks.iter().for_each(|desk| assert_pending(&desk.replica));
}

/// What waits for an order is reckoned from the ends of the chains; counting the entries gives the same.
pub(crate) fn assert_pending(replica: &Replica) {
    let status = replica.reader().unwrap().status().unwrap();
    let counted: (i64, Option<i64>) =
        replica.conn.query_row("SELECT count(*), min(hlc) FROM entry WHERE seq IS NULL", [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    assert_eq!((status.pending, status.oldest_pending), (counted.0.unsigned_abs() as _, counted.1.map(i64::unsigned_abs)));
}
