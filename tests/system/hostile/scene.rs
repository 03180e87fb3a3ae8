//! An office in which one member is an attacker, and what must hold after each attack.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use automerge::AutoCommit;
use registers::book::incoming_documents as letters;
use registers::{Op, RecordId, common};
use replica::{Durability, Entropy, Founding, Moment, Reader, Received, Replica};
use sync::Frontier;
use sync::session::Output;
use tempfile::TempDir;
use trust::id::{Hash, SpaceId};

use super::forge::{Forger, SPACE};

/// What an attack is to come to.
#[derive(Debug, Clone, Copy)]
pub enum Fate<'a> {
    /// Not stored at all; the reason holds these words.
    Refused(&'a str),
    /// Stored, quarantined with a reason that holds these words.
    Quarantined(&'a str),
    /// Stored; it waits.
    Held,
}

/// Four desks: the one that is attacked, two honest ones, and the attacker's.
pub struct Scene {
    folder: PathBuf,
    /// Removed with the scene, unless it is to be opened again.
    _kept: Option<TempDir>,
    pub victim: Replica,
    pub colleague: Replica,
    /// Knows the letter and nothing else.
    pub third: Replica,
    pub forger: Forger,
    /// A letter that all of them know, and its document at the victim.
    pub letter: RecordId,
    pub document: AutoCommit,
    minute: u64,
}

impl Scene {
    pub fn new() -> Scene {
        let kept = tempfile::tempdir().unwrap();
        let scene = Scene::begin(kept.path());
        Scene { _kept: Some(kept), ..scene }
    }

    /// A new office in a folder.
    pub fn begin(folder: &Path) -> Scene {
        let [mut victim, mut colleague, mut third, mut attacker]: [Replica; 4] = office(folder, 4).try_into().ok().unwrap();
        let letter = add(&mut victim, 0, "关于校园安全检查的通知");
        hand_over(&victim, &mut colleague);
        hand_over(&victim, &mut third);
        hand_over(&victim, &mut attacker);
        let forger = Forger::of(&mut attacker);
        let document = document(&victim, letter);
        Scene { folder: folder.to_owned(), _kept: None, victim, colleague, third, forger, letter, document, minute: 1 }
    }

    /// Leaves an office so that another process can go on with it.
    pub fn leave(self) {
        let place = (self.forger.counter, *self.forger.tip.as_bytes(), self.forger.records, self.minute, self.letter.to_string());
        std::fs::write(self.folder.join("place"), minicbor::to_vec(place).unwrap()).unwrap();
    }

    /// Opens the office that another process has left.
    pub fn open(folder: &Path) -> Scene {
        let desk = |n: u64| Replica::open(&desk_folder(folder, n), entropy(400 + n), Durability::Process).unwrap();
        let (victim, colleague, third) = (desk(0), desk(1), desk(2));
        let mut forger = Forger::of(&mut desk(3));
        let place = std::fs::read(folder.join("place")).unwrap();
        let (counter, tip, records, minute, letter): (u64, [u8; 32], u64, u64, String) = minicbor::decode(&place).unwrap();
        (forger.counter, forger.tip, forger.records) = (counter, Hash(tip), records);
        let letter = RecordId::from_string(&letter).unwrap();
        let document = document(&victim, letter);
        Scene { folder: folder.to_owned(), _kept: None, victim, colleague, third, forger, letter, document, minute }
    }

    /// The victim receives one entry, and the attack comes to what it must: nothing that is stored changes.
    pub fn suffer(&mut self, entry: Vec<u8>, fate: Fate<'_>) {
        let before = State::of(&self.victim);
        let received = give(&mut self.victim, &[entry]);
        let after = State::of(&self.victim);
        assert_eq!(received.records, [], "no record changes");
        assert_eq!((&after.digests, &after.documents), (&before.digests, &before.documents), "what is stored stays as it is");
        let new = after.quarantine.get(before.quarantine.len()..).unwrap_or_default();
        match fate {
            Fate::Refused(words) => {
                let [refused] = &received.refused[..] else { panic!("{received:?}") };
                assert!(refused.reason.contains(words), "{words:?} in {refused:?}");
                assert_eq!((received.stored, after.entries, after.held, new.len()), (0, before.entries, before.held, 0));
            }
            Fate::Quarantined(words) => {
                assert_eq!((received.stored, after.held, new.len()), (1, before.held, 1), "{received:?}");
                assert!(new[0].contains(words), "{words:?} in {new:?}");
            }
            Fate::Held => assert_eq!((received.stored, after.held, new.len()), (1, before.held + 1, 0), "{received:?}"),
        }
    }

    /// Everything that is honest goes on as before: at the victim, at the colleague, and from the attacker's own desk.
    pub fn goes_on(&mut self) {
        let (id, entry) = self.forger.honest("照常");
        assert_eq!(
            give(&mut self.victim, std::slice::from_ref(&entry)).records,
            [id],
            "a later honest entry of the attacker's desk counts"
        );
        self.others_go_on();
        let attacked = self.entries();
        self.colleague_takes(&attacked);
        self.stands();
    }

    /// The victim goes on alone: it writes, and takes in what a colleague writes.
    pub fn victim_goes_on(&mut self) {
        self.minute += 1;
        let (letter, minute) = (self.letter, self.minute);
        let ops = [Op::text(common::REMARKS, &self.said())];
        self.victim.transact("edit", at(minute), |edit| edit.change(letter, &ops)).unwrap();
        let theirs = add(&mut self.colleague, minute, "同事的来文");
        assert_eq!(hand_over(&self.colleague, &mut self.victim).records, [theirs]);
        assert_eq!(remarks(&self.victim, letter), self.said());
    }

    fn said(&self) -> String {
        format!("第{}次修改", self.minute)
    }

    /// As [`Self::goes_on`], where the attacker's own desk is frozen.
    pub fn others_go_on(&mut self) {
        self.victim_goes_on();
        hand_over(&self.victim, &mut self.colleague);
        assert_eq!(remarks(&self.colleague, self.letter), self.said());
    }

    /// The colleague takes the same entries and comes to the same.
    fn colleague_takes(&mut self, entries: &[Vec<u8>]) {
        give(&mut self.colleague, entries);
        let (victim, colleague) = (State::of(&self.victim), State::of(&self.colleague));
        assert_eq!(victim.digests, colleague.digests, "both desks come to the same");
        let sorted = |state: State| state.quarantine.into_iter().collect::<BTreeSet<_>>();
        assert_eq!(sorted(victim), sorted(colleague), "for the same reasons");
    }

    /// All entries that the victim has stored.
    pub fn entries(&self) -> Vec<Vec<u8>> {
        self.victim.entries_beyond(SPACE, &Frontier::new(), 1 << 30).unwrap().0
    }

    /// What is stored is sound, and a rebuild comes to the same.
    pub fn stands(&mut self) {
        assert_eq!(self.victim.verify().unwrap().faults, Vec::<String>::new());
        let before = State::of(&self.victim);
        self.victim.rebuild().unwrap();
        assert_eq!(State::of(&self.victim), before, "a rebuild comes to the same");
    }

    /// Folder of the victim.
    pub fn folder(&self) -> PathBuf {
        desk_folder(&self.folder, 0)
    }
}

/// All that an attack must not change, and what it may.
#[derive(Debug, PartialEq)]
pub struct State {
    pub digests: BTreeMap<u32, Hash>,
    /// Hashes of the letters' documents.
    pub documents: BTreeMap<RecordId, Hash>,
    pub entries: u64,
    pub held: u64,
    /// Reasons, the oldest first.
    pub quarantine: Vec<String>,
}

impl State {
    pub fn of(desk: &Replica) -> State {
        let reader = desk.reader().unwrap();
        let status = reader.status().unwrap();
        let quarantine = reader.quarantine(1_000).unwrap().into_iter().rev().map(|(_, counter, reason)| format!("{counter}: {reason}"));
        let quarantine = quarantine.collect();
        let documents = letters_of(&reader);
        State { digests: reader.digests().unwrap(), documents, entries: status.entries, held: status.held, quarantine }
    }
}

fn remarks(desk: &Replica, id: RecordId) -> String {
    desk.reader().unwrap().record(id).unwrap().unwrap().record.text(common::REMARKS.id()).to_owned()
}

fn letters_of(reader: &Reader) -> BTreeMap<RecordId, Hash> {
    let rows = reader.page(&replica::Query { limit: 100, ..replica::Query::of(&letters::REGISTER) }).unwrap().rows;
    rows.into_iter().map(|row| (row.id, Hash::of(&reader.document(row.id).unwrap().unwrap()))).collect()
}

/// Random bytes that a seed determines.
pub fn entropy(seed: u64) -> Entropy {
    let mut reader = blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof();
    Box::new(move |bytes| reader.fill(bytes))
}

pub fn at(minute: u64) -> Moment {
    let unix_ms = 1_795_420_800_000 + minute * 60_000;
    let civil = jiff::Timestamp::from_millisecond(unix_ms as i64).unwrap().to_zoned_datetime(jiff::tz::TimeZone::UTC).datetime();
    Moment { unix_ms, civil }
}

fn document(desk: &Replica, id: RecordId) -> AutoCommit {
    AutoCommit::load(&desk.reader().unwrap().document(id).unwrap().unwrap()).unwrap()
}

/// The folder of a desk of an office.
pub fn desk_folder(office: &Path, n: u64) -> PathBuf {
    office.join(format!("desk-{n}"))
}

/// An office of so many desks that all know each other, in a folder.
pub fn office(folder: &Path, count: u64) -> Vec<Replica> {
    let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
    let (mut first, _) = Replica::found(&desk_folder(folder, 0), &founding, entropy(1), Durability::Process).unwrap();
    let mut others = Vec::new();
    for n in 1..count {
        let folder = desk_folder(folder, n);
        let joining = Replica::request(&folder, &format!("职员{n}"), &format!("机{n}"), entropy(100 + n)).unwrap();
        let roles = ["clerk".to_owned(), "reception".to_owned()];
        let (welcome, _) = first.admit(&joining.request, &roles, &[SpaceId(1), SpaceId(2)]).unwrap();
        drop(Replica::accept(&folder, &welcome, entropy(200 + n)).unwrap());
        others.push(Replica::open(&folder, entropy(300 + n), Durability::Process).unwrap());
    }
    let log = first.membership().log().to_vec();
    let mut desks = vec![first];
    for mut desk in others {
        desk.answer(&Output::ApplyMembership { from: 0, entries: log.clone() }, 0).unwrap();
        desks.push(desk);
    }
    desks
}

pub fn add(desk: &mut Replica, minute: u64, title: &str) -> RecordId {
    let ops = [Op::set(letters::TITLE, title)];
    desk.transact("create:incoming-documents", at(minute), |edit| edit.create(&letters::REGISTER, &ops)).unwrap().value
}

pub fn give(desk: &mut Replica, entries: &[Vec<u8>]) -> Received {
    desk.receive_unordered(SPACE, entries, at(0).unix_ms).unwrap()
}

/// Hands over what the other lacks.
pub fn hand_over(from: &Replica, to: &mut Replica) -> Received {
    let mut all = Received::default();
    loop {
        let beyond = to.snapshot().unwrap().spaces[&SPACE].frontier.clone();
        let (entries, complete) = from.entries_beyond(SPACE, &beyond, 1 << 20).unwrap();
        let received = give(to, &entries);
        let done = complete || received.stored == 0;
        all.stored += received.stored;
        all.records.extend(received.records);
        all.refused.extend(received.refused);
        if done {
            return all;
        }
    }
}
