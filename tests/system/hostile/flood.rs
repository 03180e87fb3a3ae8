//! Point 13: more and more that waits for what never comes.

use std::path::Path;

use registers::book::incoming_documents as letters;
use registers::{Op, RecordId, common};
use replica::{MAX_HELD, MAX_HELD_BYTES, Received, Replica};
use sync::message::Item;
use sync::session::{Event, Ordered, Output};
use sync::{Frontier, Receipt};
use trust::entry::Entry;
use trust::id::Hash;
use trust::key::RelaySecret;

use super::craft::{chunk, contents, forged, no_hash};
use super::forge::{Forger, SPACE};
use super::memory::{self, Reel};
use super::scene::{Scene, State, add, at, give, hand_over};

/// What an attack may add to the memory of a desk.
const MOST: u64 = 64 << 20;

/// Changes of new records, each of which builds on one that nobody has.
struct Orphans {
    contents: Vec<u8>,
    made: u64,
}

impl Orphans {
    fn of(scene: &Scene) -> Orphans {
        let one = forged(&scene.forger.edit(&scene.document, "孤件"), |change| change.deps = vec![no_hash(0)]);
        Orphans { contents: contents(&one).to_vec(), made: 0 }
    }

    fn change(&mut self) -> Vec<u8> {
        self.made += 1;
        // How many changes it builds on, then their hashes.
        self.contents[1..33].copy_from_slice(&no_hash(self.made).0);
        chunk(&self.contents)
    }

    /// An entry of so many of them.
    fn entry(&mut self, forger: &mut Forger, changes: usize) -> Vec<u8> {
        let parts: Vec<(RecordId, Vec<Vec<u8>>)> = (0..changes).map(|_| (forger.fresh_record(), vec![self.change()])).collect();
        forger.entry(&parts)
    }
}

/// Hands over the entries of an order that begin at its first place, as a relay does: from a desk's receipt on, in batches,
/// by name what its frontier covers. Gives what was said, and whether the desk wants to connect again.
fn flow(desk: &mut Replica, order: impl Iterator<Item = Vec<u8>>) -> (Vec<Received>, bool) {
    let position = desk.snapshot().unwrap().spaces[&SPACE].clone();
    let done = position.receipt.map_or(0, |receipt: Receipt| receipt.seq);
    let mut places = (1u64..).zip(order).skip(done as usize).peekable();
    let mut all = Vec::new();
    while places.peek().is_some() {
        let ordered = places.by_ref().take(sync::limits::ITEMS).map(|(seq, bytes)| {
            let entry = Entry::parse(bytes).unwrap();
            let (device, counter, hash) = (entry.header().device, entry.header().counter, entry.hash());
            let known = position.frontier.covers(&device, counter);
            Ordered { seq, item: if known { Item::Known { device, counter, hash } } else { Item::Full(entry.into_bytes()) } }
        });
        let items: Vec<Ordered> = ordered.collect();
        let seq = items.last().unwrap().seq;
        let receipt = Receipt::sign(&RelaySecret::from_seed([9; 32]), &desk.office(), SPACE, 1, seq, Hash::of(&seq.to_le_bytes()));
        let (events, received) = desk.answer(&Output::Apply { space: SPACE, items, receipt }, at(0).unix_ms).unwrap();
        assert!(matches!(events[0], Event::Applied { seq: durable, .. } if durable == seq), "{events:?}");
        all.push(received);
        if matches!(events[..], [_, Event::Missing { .. }]) {
            return (all, true);
        }
    }
    (all, false)
}

#[test]
fn point_13_a_hundred_thousand_changes_with_missing_dependencies_are_capped_under_64_mib() {
    let test = concat!(module_path!(), "::point_13_a_hundred_thousand_changes_with_missing_dependencies_are_capped_under_64_mib");
    let prepare = |folder: &Path| {
        let (mut scene, mut reel) = (Scene::begin(folder), Reel::new(folder));
        let mut orphans = Orphans::of(&scene);
        (0..25).for_each(|_| reel.push(&orphans.entry(&mut scene.forger, 4_000)));
        scene.leave();
    };
    memory::within(MOST, test, prepare, Scene::open, |mut scene, folder| {
        let before = State::of(&scene.victim);
        for entry in Reel::play(folder) {
            assert_eq!(give(&mut scene.victim, &[entry]).stored, 1);
        }
        let after = State::of(&scene.victim);
        assert_eq!((after.held, &after.documents, &after.digests), (25, &before.documents, &before.digests));
        scene.victim_goes_on();
        scene.stands();
    });
}

#[test]
fn point_13_a_hundred_thousand_entries_that_wait_are_capped_in_number_under_64_mib() {
    let test = concat!(module_path!(), "::point_13_a_hundred_thousand_entries_that_wait_are_capped_in_number_under_64_mib");
    let prepare = |folder: &Path| {
        let (mut scene, mut reel) = (Scene::begin(folder), Reel::new(folder));
        let mut orphans = Orphans::of(&scene);
        (0..11_000).for_each(|_| reel.push(&orphans.entry(&mut scene.forger, 1)));
        // Nobody ever opens what comes behind them.
        (0..89_000).for_each(|_| reel.push(&scene.forger.noise(&[0xA5; 272])));
        scene.leave();
    };
    memory::within(MOST, test, prepare, Scene::open, |mut scene, folder| {
        let before = State::of(&scene.victim);
        let (received, again) = flow(&mut scene.victim, Reel::play(folder));
        let after = State::of(&scene.victim);
        assert_eq!((after.held, after.entries), (MAX_HELD, before.entries + MAX_HELD));
        assert_eq!((&after.documents, &after.digests, again), (&before.documents, &before.digests, false));
        let said: Vec<_> = received.iter().flat_map(|r| &r.refused).collect();
        assert!(matches!(&said[..], [refused] if refused.reason.starts_with("too-much-waits")), "it is said once: {said:?}");
        assert_eq!(scene.victim.reader().unwrap().status().unwrap().quarantined, 0, "nothing of it is judged yet");
        scene.victim_goes_on();
        scene.stands();
    });
}

#[test]
fn point_13_entries_that_wait_are_capped_in_bytes_under_64_mib() {
    let test = concat!(module_path!(), "::point_13_entries_that_wait_are_capped_in_bytes_under_64_mib");
    let prepare = |folder: &Path| {
        let (mut scene, mut reel) = (Scene::begin(folder), Reel::new(folder));
        let mut noise = vec![0; 1_000_000];
        blake3::Hasher::new().finalize_xof().fill(&mut noise);
        // As long as nobody has the list of members that an entry names, it waits.
        scene.forger.name_head(Hash([9; 32]));
        (0..71).for_each(|_| reel.push(&scene.forger.noise(&noise)));
        scene.leave();
    };
    memory::within(MOST, test, prepare, Scene::open, |mut scene, folder| {
        let before = State::of(&scene.victim);
        let (mut bytes, mut next) = (0, 0);
        for entry in Reel::play(folder) {
            let length = entry.len() as u64;
            match give(&mut scene.victim, &[entry]).stored {
                0 => next = length,
                _ => bytes += length,
            }
        }
        assert!(bytes <= MAX_HELD_BYTES && bytes + next > MAX_HELD_BYTES, "{bytes} bytes wait, the next has {next}");
        let after = State::of(&scene.victim);
        assert_eq!((&after.documents, &after.digests), (&before.documents, &before.digests));
        scene.victim_goes_on();
    });
}

/// A chain that waits for one change of a colleague and is longer than may wait: honest work, only late.
struct Late {
    scene: Scene,
    /// What all of it waits for.
    first: Vec<u8>,
    chain: Vec<Vec<u8>>,
    letters: Vec<RecordId>,
}

impl Late {
    fn new() -> Late {
        let mut scene = Scene::new();
        let letter = scene.letter;
        scene.colleague.transact("edit", at(1), |e| e.change(letter, &[Op::text(common::REMARKS, "同事先写")])).unwrap();
        let first = scene.colleague.entries_beyond(SPACE, &Frontier::new(), 1 << 30).unwrap().0.pop().unwrap();
        let document = scene.colleague.reader().unwrap().document(letter).unwrap().unwrap();
        let edit = scene.forger.edit(&automerge::AutoCommit::load(&document).unwrap(), "接着写");
        let mut chain = vec![scene.forger.entry(&[(letter, vec![edit.clone()])])];
        // What touches the same record waits behind it; what was said before is quickly taken in again.
        chain.extend((0..MAX_HELD + 500).map(|_| scene.forger.entry(&[(letter, vec![edit.clone()])])));
        let (letters, last): (Vec<RecordId>, Vec<Vec<u8>>) = (0..20).map(|n| scene.forger.honest(&format!("第{n}件"))).unzip();
        chain.extend(last);
        Late { scene, first, chain, letters }
    }

    /// All of it counts.
    fn arrived(&self) {
        let reader = self.scene.victim.reader().unwrap();
        let status = reader.status().unwrap();
        assert_eq!((status.held, status.quarantined, status.entries), (0, 0, 2 + self.chain.len() as u64), "nothing honest is lost");
        assert!(self.letters.iter().all(|id| reader.record(*id).unwrap().is_some()));
        assert_eq!(reader.record(self.scene.letter).unwrap().unwrap().record.text(letters::TITLE.id()), "接着写");
        assert_eq!(self.scene.victim.verify().unwrap().faults, Vec::<String>::new());
    }
}

#[test]
fn point_13_honest_work_beyond_the_cap_arrives_from_the_relay_once_there_is_room() {
    let mut late = Late::new();
    let order = [late.chain.as_slice(), std::slice::from_ref(&late.first)].concat();
    let (_, again) = flow(&mut late.scene.victim, order.iter().cloned());
    assert!(again, "what was not taken in has room now");
    assert_eq!(State::of(&late.scene.victim).entries, 2 + MAX_HELD, "the rest is not here yet");
    let (_, again) = flow(&mut late.scene.victim, order.iter().cloned());
    assert!(!again);
    late.arrived();
    assert_eq!(late.scene.victim.reader().unwrap().status().unwrap().durable[&SPACE.0], order.len() as u64);
}

#[test]
fn point_13_honest_work_beyond_the_cap_arrives_by_hand_once_there_is_room() {
    let mut late = Late::new();
    let received = give(&mut late.scene.victim, &late.chain);
    assert_eq!((received.stored as u64, received.refused.len() as u64), (MAX_HELD, late.chain.len() as u64 - MAX_HELD));
    assert!(received.refused[0].reason.starts_with("too-much-waits"));
    give(&mut late.scene.victim, std::slice::from_ref(&late.first));
    assert_eq!(State::of(&late.scene.victim).held, 0);
    // The next meeting hands over what the frontier lacks.
    let frontier = late.scene.victim.snapshot().unwrap().spaces[&SPACE].frontier.clone();
    give(&mut late.scene.victim, &late.chain[frontier.counter(&late.scene.forger.device()) as usize..]);
    late.arrived();
}

#[test]
fn point_13_what_one_desk_leaves_waiting_keeps_no_other_from_being_tried() {
    let mut scene = Scene::new();
    let mut orphans = Orphans::of(&scene);
    let flood: Vec<Vec<u8>> = (0..MAX_HELD + 10).map(|_| orphans.entry(&mut scene.forger, 1)).collect();
    give(&mut scene.victim, &flood);
    assert_eq!(State::of(&scene.victim).held, MAX_HELD);
    // A colleague builds on a letter of a third desk, which comes only afterwards.
    let letter = add(&mut scene.third, 5, "甲");
    let made = hand_over(&scene.third, &mut scene.colleague);
    assert_eq!(made.records, [letter]);
    scene.colleague.transact("edit", at(6), |edit| edit.change(letter, &[Op::set(letters::TITLE, "乙")])).unwrap();
    let own = scene.colleague.entries_beyond(SPACE, &Frontier::new(), 1 << 30).unwrap().0.pop().unwrap();
    assert_eq!(give(&mut scene.victim, &[own]).records, []);
    assert_eq!(State::of(&scene.victim).held, MAX_HELD + 1);
    hand_over(&scene.third, &mut scene.victim);
    let record = scene.victim.reader().unwrap().record(letter).unwrap().unwrap().record;
    assert_eq!((State::of(&scene.victim).held, record.text(letters::TITLE.id())), (MAX_HELD, "乙"));
}
