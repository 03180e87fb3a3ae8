//! Points 5, 6, 7 and 14: few bytes that would become many. Each is measured in a process of its own.

use std::path::Path;

use automerge::transaction::Transactable;
use automerge::{AutoCommit, Change, ObjType, ROOT, ReadDoc};
use minicbor::Encoder;
use registers::RecordId;
use registers::gate;
use trust::entry::{Entry, EntryError, MAX_ENTRY};

use super::craft::{ACTION, DEFLATED, DELETE, INSERT, KEY, OBJECT_ACTOR, OBJECT_COUNTER, PRED, PUT, Raw, VALUE_META, signed, unsigned};
use super::forge::SECONDS;
use super::memory;
use super::memory::Reel;
use super::scene::{Fate, Scene};

/// What an attack may add to the memory of a desk.
const MOST: u64 = 64 << 20;

/// An attack that is prepared: changes for the gate alone, and whole entries for a replica.
struct Attack {
    scene: Scene,
    reel: Reel,
}

/// What is refused by the gate or quarantined by a replica, and words of the reason.
#[derive(minicbor::Encode, minicbor::Decode)]
struct Step {
    #[n(0)]
    is_entry: bool,
    #[n(1)]
    words: String,
    #[n(2)]
    bytes: minicbor::bytes::ByteVec,
}

impl Attack {
    fn new(folder: &Path) -> Attack {
        Attack { scene: Scene::begin(folder), reel: Reel::new(folder) }
    }

    fn step(&mut self, is_entry: bool, bytes: Vec<u8>, words: &str) {
        assert!(!is_entry || bytes.len() <= MAX_ENTRY, "it travels");
        let step = Step { is_entry, words: words.to_owned(), bytes: bytes.into() };
        self.reel.push(&minicbor::to_vec(step).unwrap());
    }

    /// A change that the gate refuses.
    fn alone(&mut self, raw: &[u8], words: &str) {
        self.step(false, raw.to_vec(), words);
    }

    /// A change that the gate refuses, and a replica in an entry.
    fn change(&mut self, raw: Vec<u8>, words: &str) {
        self.alone(&raw, words);
        let id = self.scene.forger.fresh_record();
        let entry = self.scene.forger.entry(&[(id, vec![raw])]);
        self.step(true, entry, words);
    }

    /// An entry that seals this.
    fn text(&mut self, plaintext: &[u8], words: &str) {
        let entry = self.scene.forger.sealed(plaintext);
        self.step(true, entry, words);
    }

    /// An entry that seals this compressed text.
    fn frame(&mut self, frame: &[u8], words: &str) {
        let entry = self.scene.forger.sealed_frame(frame);
        self.step(true, entry, words);
    }

    /// Another process suffers it: everything is refused, and the office goes on.
    fn run(test: &str, prepare: impl FnOnce(&mut Attack)) {
        let prepare = |folder: &Path| {
            let mut attack = Attack::new(folder);
            prepare(&mut attack);
            attack.scene.leave();
        };
        memory::within(MOST, test, prepare, Scene::open, |mut scene, folder| {
            for step in Reel::play(folder) {
                let Step { is_entry, words, bytes } = minicbor::decode(&step).unwrap();
                if is_entry {
                    scene.suffer(bytes.into(), Fate::Quarantined(&words));
                } else {
                    let refusal = gate::admit(&mut AutoCommit::new(), &bytes, scene.forger.actor().to_bytes()).expect_err("it is refused");
                    assert!(refusal.to_string().contains(&words), "{refusal}");
                }
            }
            scene.goes_on();
        });
    }
}

const TOO_MANY: &str = "more than 10000 operations";

#[test]
fn point_05_a_change_of_113_bytes_with_5_million_operations_is_refused_under_64_mib() {
    let test = concat!(module_path!(), "::point_05_a_change_of_113_bytes_with_5_million_operations_is_refused_under_64_mib");
    Attack::run(test, |attack| {
        for action in [PUT, DELETE] {
            let short = Raw::repeated(&attack.scene.forger, 5_000_000, "a", action).chunk().len();
            let raw = Raw::repeated(&attack.scene.forger, 5_000_000, &"a".repeat(114 - short), action).chunk();
            assert_eq!(raw.len(), 113);
            assert_eq!(Change::from_bytes(raw.clone()).unwrap().len(), 5_000_000, "Automerge itself takes it");
            attack.change(raw, TOO_MANY);
        }
    });
}

#[test]
fn point_05_actors_and_keys_that_each_operation_would_copy_are_refused_under_64_mib() {
    let test = concat!(module_path!(), "::point_05_actors_and_keys_that_each_operation_would_copy_are_refused_under_64_mib");
    Attack::run(test, |attack| {
        // Each of 9,999 operations names an object of an actor whose name has half a megabyte.
        let mut raw = Raw::repeated(&attack.scene.forger, 9_999, "a", PUT);
        raw.others = vec![vec![0xEE; 500_000]];
        raw.columns.insert(0, (OBJECT_COUNTER, [signed(9_999), unsigned(2)].concat()));
        raw.columns.insert(0, (OBJECT_ACTOR, [signed(9_999), unsigned(1)].concat()));
        let raw = raw.chunk();
        assert_eq!(Change::from_bytes(raw.clone()).unwrap().len(), 9_999, "Automerge itself takes it");
        attack.change(raw, "actor");
        let raw = Raw::repeated(&attack.scene.forger, 9_999, &"a".repeat(900_000), PUT).chunk();
        attack.change(raw, "no record needs");
    });
}

#[test]
fn point_06_a_count_of_2_to_the_40_is_refused_under_64_mib() {
    let test = concat!(module_path!(), "::point_06_a_count_of_2_to_the_40_is_refused_under_64_mib");
    Attack::run(test, |attack| {
        let counts = [1i64 << 40, 1 << 62, i64::MAX];
        for count in counts {
            let raw = Raw::repeated(&attack.scene.forger, count, "a", PUT).chunk();
            attack.change(raw, TOO_MANY);
            // In each column alone, the others saying one operation.
            for column in [KEY, INSERT, ACTION, VALUE_META, PRED] {
                let many = Raw::repeated(&attack.scene.forger, count, "a", PUT).columns;
                let mut raw = Raw::repeated(&attack.scene.forger, 1, "a", PUT);
                let (at, data) =
                    many.into_iter().enumerate().find(|(_, (spec, _))| *spec == column).map(|(at, (_, data))| (at, data)).unwrap();
                raw.columns[at].1 = data;
                attack.change(raw.chunk(), TOO_MANY);
            }
            // As the number of what one operation takes the place of, and as counts of the chunk's own lists.
            let mut raw = Raw::repeated(&attack.scene.forger, 1, "a", PUT);
            raw.columns[4].1 = [signed(1), unsigned(count as u64)].concat();
            attack.change(raw.chunk(), TOO_MANY);
            let contents =
                [vec![0, 16], attack.scene.forger.actor().to_bytes().to_vec(), vec![1, 1, 0, 0], unsigned(count as u64)].concat();
            attack.change(super::craft::chunk(&contents), TOO_MANY);
            let contents = [unsigned(count as u64), vec![0; 40]].concat();
            attack.change(super::craft::chunk(&contents), "earlier changes");
        }
    });
}

#[test]
fn point_07_deflate_and_zstd_bombs_are_refused_under_64_mib() {
    let test = concat!(module_path!(), "::point_07_deflate_and_zstd_bombs_are_refused_under_64_mib");
    Attack::run(test, |attack| {
        // A deflated chunk is refused whatever it holds: a few bytes, or a message of 200 MB.
        let small = Raw::repeated(&attack.scene.forger, 1, "a", PUT).deflated();
        assert_eq!(Change::from_bytes(small.clone()).unwrap().len(), 1, "Automerge itself takes it");
        attack.change(small, "uncompressed");
        let raw = Raw { message: vec![b'x'; 200_000_000], ..Raw::repeated(&attack.scene.forger, 1, "a", PUT) };
        attack.change(raw.deflated(), "uncompressed");
        let mut raw = Raw::repeated(&attack.scene.forger, 1, "a", PUT);
        raw.columns[2].0 |= DEFLATED;
        attack.change(raw.chunk(), "uncompressed");
        // Sealed text that would unfold to 50 MB, that says so of 2^60 bytes, and that says 1,000 of 50 MB.
        let frame = zstd::bulk::compress(&vec![0; 50_000_000], 3).unwrap();
        attack.frame(&frame, "more than the 8388608 allowed");
        let mut huge = frame.clone();
        huge[4] |= 0b1100_0000;
        huge.splice(6..10, (1u64 << 60).to_le_bytes());
        attack.frame(&huge, "more than the 8388608 allowed");
        assert_eq!(frame[6..10], 50_000_000u32.to_le_bytes(), "here the frame says its size");
        let mut liar = frame.clone();
        liar[6..10].copy_from_slice(&1_000u32.to_le_bytes());
        attack.frame(&liar, "malformed");
        attack.frame(&frame.repeat(20), "");
        // Eight million changes of no bytes, in one record and in many.
        let mut one = Encoder::new(Vec::new());
        attack.scene.forger.begin_body(&mut one);
        one.array(1).unwrap().array(2).unwrap().bytes(&[1; 16]).unwrap().array(8_000_000).unwrap();
        let mut one = one.into_writer();
        one.resize(one.len() + 8_000_000, 0x40);
        attack.text(&one, "a commit of 8000000 changes");
        let mut many = Encoder::new(Vec::new());
        attack.scene.forger.begin_body(&mut many);
        many.array(400_000).unwrap();
        for n in 0..400_000u128 {
            many.array(2).unwrap().bytes(&n.to_le_bytes()).unwrap().array(1).unwrap().bytes(&[]).unwrap();
        }
        attack.text(&many.into_writer()[..8_000_000], "a commit of 400000 changes");
    });
}

/// So many maps, each inside the one before.
fn nested(attack: &Attack, depth: usize) -> Vec<u8> {
    let mut doc = AutoCommit::new().with_actor(attack.scene.forger.actor());
    let mut at = ROOT;
    for _ in 0..depth {
        at = doc.put_object(&at, "d", ObjType::Map).unwrap();
    }
    registers::document::close(&mut doc, SECONDS).unwrap().bytes()
}

#[test]
fn point_14_nesting_of_200_000_and_a_string_of_50_mb_are_refused_under_64_mib() {
    let test = concat!(module_path!(), "::point_14_nesting_of_200_000_and_a_string_of_50_mb_are_refused_under_64_mib");
    Attack::run(test, |attack| {
        let raw = nested(attack, 200_000);
        assert_eq!(Change::from_bytes(raw.clone()).unwrap().len(), 200_000, "Automerge itself takes it");
        attack.change(raw, TOO_MANY);
        let raw = nested(attack, 9_999);
        attack.change(raw, "no record needs: object");
        let raw = nested(attack, 2);
        attack.change(raw, "no record needs");
        // The same in what the entry seals.
        attack.text(&vec![0x81; 200_000], "");
        attack.text(&vec![0x9f; 8_000_000], "");
        attack.text(&vec![0xd8; 8_000_000], "");
        // A text of 50 MB: to the gate by itself; in an entry packed; deflated; as 1 MiB and a bit, which fits an entry.
        let long = |length: usize| {
            let mut doc = AutoCommit::new().with_actor(attack.scene.forger.actor());
            doc.put(ROOT, "title", "x".repeat(length)).unwrap();
            registers::document::close(&mut doc, SECONDS).unwrap().bytes()
        };
        let (whole, large, small) = (long(50_000_000), long((1 << 20) + 1), long(8_000_000));
        let id = attack.scene.forger.fresh_record();
        let body = attack.scene.forger.body(&[(id, vec![whole.clone()])]);
        let packed = zstd::bulk::compress(&body, 3).unwrap();
        attack.frame(&packed, "more than the 8388608 allowed");
        let deflated = super::craft::deflated(super::craft::contents(&whole));
        attack.change(deflated, "uncompressed");
        attack.change(large, "bytes, more than 1048576");
        attack.change(small, "bytes, more than 1048576");
        // By itself it costs only what it is.
        let refusal = gate::admit(&mut AutoCommit::new(), &whole, attack.scene.forger.actor().to_bytes()).expect_err("it is refused");
        assert_eq!(refusal, gate::Refusal::TooLarge(whole.len()));
        assert!(matches!(Entry::parse(whole), Err(EntryError::TooLong { .. })));
    });
}

#[test]
fn point_05_an_entry_of_5_million_operations_in_many_changes_is_refused_under_64_mib() {
    let test = concat!(module_path!(), "::point_05_an_entry_of_5_million_operations_in_many_changes_is_refused_under_64_mib");
    Attack::run(test, |attack| {
        // So many new records, each with a text of as many letters as one change may hold.
        let (mut doc, first) = attack.scene.forger.letter("通知");
        let (_, text) = doc.get(ROOT, "remarks").unwrap().unwrap();
        doc.splice_text(&text, 0, 0, &"a".repeat(gate::MAX_OPS)).unwrap();
        let second = registers::document::close(&mut doc, SECONDS).unwrap().bytes();
        let parts: Vec<(RecordId, Vec<Vec<u8>>)> =
            (0..502).map(|_| (attack.scene.forger.fresh_record(), vec![first.clone(), second.clone()])).collect();
        let few = attack.scene.forger.entry(&parts[..2]);
        assert_eq!(super::scene::give(&mut attack.scene.victim, &[few]).records.len(), 2, "a few of them count");
        let entry = attack.scene.forger.entry(&parts[2..]);
        attack.step(true, entry, "a commit of 5002000 operations");
    });
}
