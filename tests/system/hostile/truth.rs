//! Points 1 to 4 and 10: entries that are not what they say.

use automerge::AutoCommit;
use registers::RecordId;
use sync::session::{Ordered, Output};
use sync::{Receipt, message::Item};
use trust::entry::EntryError;
use trust::id::{Hash, SpaceId};
use trust::key::RelaySecret;

use super::forge::{Forger, SPACE};
use super::scene::{Fate, Scene, State, at, give};

/// Hands entries over as a relay does, in an order with a receipt.
fn ordered(scene: &mut Scene, first: u64, entries: &[Vec<u8>]) -> replica::Received {
    let items: Vec<Ordered> = (first..).zip(entries).map(|(seq, bytes)| Ordered { seq, item: Item::Full(bytes.clone()) }).collect();
    let last = first + entries.len() as u64 - 1;
    let receipt = Receipt::sign(&RelaySecret::from_seed([9; 32]), &scene.victim.office(), SPACE, 1, last, Hash::of(b"running"));
    scene.victim.receive(SPACE, &items, &receipt, at(0).unix_ms).unwrap()
}

/// All spoilt ones are refused, by hand and in an order; those of the order are kept and shown, and the whole one still fits.
fn none_counts(scene: &mut Scene, spoilt: &[Vec<u8>], whole: Vec<u8>, id: RecordId) {
    let before = State::of(&scene.victim);
    let received = give(&mut scene.victim, spoilt);
    assert_eq!((received.stored, received.records.len(), received.refused.len()), (0, 0, spoilt.len()));
    assert!(received.refused.iter().all(|refused| !refused.reason.is_empty()));
    assert_eq!(State::of(&scene.victim), before, "nothing stored changes");
    let some: Vec<Vec<u8>> = spoilt.iter().step_by(spoilt.len() / 50).cloned().collect();
    let received = ordered(scene, 1, &some);
    assert_eq!((received.stored, received.refused.len()), (0, some.len()));
    let status = scene.victim.reader().unwrap().status().unwrap();
    assert_eq!(status.quarantined, some.len() as u64, "what has a place in the order is kept aside and shown");
    assert_eq!(State::of(&scene.victim), before, "nothing stored changes");
    assert_eq!(ordered(scene, some.len() as u64 + 1, &[whole]).records, [id], "the order goes on behind them");
    scene.goes_on();
}

#[test]
fn point_01_an_entry_cut_at_any_byte_is_a_typed_error() {
    let mut scene = Scene::new();
    let (id, whole) = scene.forger.honest("通知");
    let cut: Vec<Vec<u8>> = (0..whole.len()).map(|length| whole[..length].to_vec()).collect();
    for bytes in &cut {
        let typed = trust::entry::Entry::parse(bytes.clone()).and_then(|entry| entry.verify(&scene.victim.secret().public()));
        let expected = matches!(
            typed,
            Err(EntryError::TooShort { .. } | EntryError::Malformed { .. } | EntryError::WrongDevice { .. } | EntryError::Signature(_))
        );
        assert!(expected, "{} bytes: {typed:?}", bytes.len());
    }
    none_counts(&mut scene, &cut, whole, id);
}

#[test]
fn point_02_any_flipped_bit_is_refused_and_quarantined() {
    let mut scene = Scene::new();
    let (id, whole) = scene.forger.honest("通知");
    let flip = |bit: usize| {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    };
    let flipped: Vec<Vec<u8>> = (0..whole.len() * 8).map(flip).collect();
    none_counts(&mut scene, &flipped, whole, id);
}

#[test]
fn point_03_a_valid_signature_for_another_space_is_refused() {
    let mut scene = Scene::new();
    let entry = scene.forger.clone().honest("通知").1;
    for space in [SpaceId::RECEPTION, SpaceId(77)] {
        let received = scene.victim.receive_unordered(space, std::slice::from_ref(&entry), 0).unwrap();
        assert_eq!((received.stored, received.refused.len()), (0, 1));
        assert!(received.refused[0].reason.contains("another office or space"));
    }
    // Signed for a space that the attacker may not read.
    let mut elsewhere = scene.forger.clone();
    elsewhere.name_space(SpaceId::LEADERSHIP);
    let entry = elsewhere.honest("通知").1;
    let before = State::of(&scene.victim);
    let received = scene.victim.receive_unordered(SpaceId::LEADERSHIP, &[entry], 0).unwrap();
    assert_eq!(received.records, []);
    let shown = scene.victim.reader().unwrap().quarantine(9).unwrap();
    assert!(matches!(&shown[..], [(_, 1, reason)] if reason.contains("may not write into space 4")), "{shown:?}");
    assert_eq!(State::of(&scene.victim).digests, before.digests);
    scene.others_go_on();
    scene.stands();
    let mut scene = Scene::new();
    // In the right space, a record of another one, and one of a register that does not belong there.
    let id = scene.forger.fresh_record();
    let (_, change) = scene.forger.letter("通知");
    let mut foreign = id.to_bytes();
    foreign[15] = SpaceId::RECEPTION.0 as u8;
    let entry = scene.forger.entry(&[(RecordId::from_bytes(foreign), vec![change])]);
    scene.suffer(entry, Fate::Quarantined("record of another space"));
    let mut doc = AutoCommit::new().with_actor(scene.forger.actor());
    registers::document::begin(&mut doc, &registers::book::visits::REGISTER).unwrap();
    let change = registers::document::close(&mut doc, 1).unwrap().bytes();
    let entry = scene.forger.entry(&[(id, vec![change])]);
    scene.suffer(entry, Fate::Quarantined("register of this space"));
    scene.goes_on();
}

#[test]
fn point_04_an_entry_of_an_old_epoch_past_the_cut_is_refused_and_shown() {
    let mut scene = Scene::new();
    let mut stays = scene.forger.clone();
    let (_, counted) = scene.forger.honest("之前");
    give(&mut scene.victim, std::slice::from_ref(&counted));
    give(&mut scene.colleague, &[counted]);
    let cuts = [((scene.forger.device(), SPACE), (scene.forger.counter, scene.forger.tip))].into();
    let membership = scene.victim.membership();
    let revoke = membership.revoke(&[scene.forger.device()], &cuts, scene.victim.secret(), [9; 32]).unwrap();
    let from = membership.len() as u64;
    let news = Output::ApplyMembership { from, entries: vec![revoke] };
    scene.victim.answer(&news, 0).unwrap();
    scene.colleague.answer(&news, 0).unwrap();
    assert_eq!(scene.victim.reader().unwrap().status().unwrap().records["incoming-documents"], 2, "what came before the cut counts");
    // By the old head and the old key, then by the new head and the old key.
    let late = scene.forger.honest("之后").1;
    scene.suffer(late, Fate::Quarantined("revoked"));
    scene.forger.name_head(scene.victim.membership().head());
    let later = scene.forger.honest("再后").1;
    scene.suffer(later, Fate::Quarantined("revoked"));
    // Another entry in the place of the last one that counts.
    stays.fresh_record();
    let instead = stays.honest("调换").1;
    scene.suffer(instead, Fate::Refused("two different entries"));
    assert_eq!(scene.victim.reader().unwrap().quarantine(9).unwrap().len(), 2, "both are shown");
    scene.others_go_on();
    scene.stands();
}

#[test]
fn point_10_one_actor_and_sequence_with_two_contents_keeps_the_proof_and_freezes_the_desk() {
    let mut scene = Scene::new();
    let id = scene.forger.fresh_record();
    let mut branch = scene.forger.clone();
    let made = |forger: &Forger, title| vec![(id, vec![forger.letter(title).1])];
    let (true_change, false_change) = (made(&scene.forger, "真"), made(&branch, "假"));
    let (one, other) = (scene.forger.entry(&true_change), branch.entry(&false_change));
    assert_eq!(give(&mut scene.victim, &[one]).records, [id]);
    scene.suffer(other.clone(), Fate::Refused("two different entries at one place"));
    let proofs = |scene: &Scene| -> Vec<Vec<u8>> {
        let conn = rusqlite::Connection::open(scene.folder().join(replica::DATABASE)).unwrap();
        let mut statement = conn.prepare("SELECT bytes FROM fork").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(proofs(&scene), [other], "the proof is kept");
    // Neither branch goes on here.
    let (next, other_next) = (scene.forger.honest("再来").1, branch.honest("再来").1);
    scene.suffer(next, Fate::Refused("frozen"));
    scene.suffer(other_next, Fate::Refused("frozen"));
    // Who sends proof upon proof fills nobody's disk.
    for n in 0..100 {
        let mut again = scene.forger.clone();
        (again.counter, again.tip) = (0, Hash::ZERO);
        let change = vec![(id, vec![again.letter(&format!("假{n}")).1])];
        let entry = again.entry(&change);
        scene.suffer(entry, Fate::Refused("two different entries at one place"));
    }
    assert!(proofs(&scene).len() <= 16, "{}", proofs(&scene).len());
    scene.others_go_on();
    scene.stands();
}

#[test]
fn point_10_one_actor_and_sequence_twice_in_one_chain_is_refused_at_every_desk() {
    let mut scene = Scene::new();
    let id = scene.forger.fresh_record();
    let (one, other) = (scene.forger.letter("真").1, scene.forger.letter("假").1);
    let first = scene.forger.entry(&[(id, vec![one])]);
    assert_eq!(give(&mut scene.victim, &[first]).records, [id]);
    let second = scene.forger.entry(&[(id, vec![other])]);
    scene.suffer(second, Fate::Quarantined("number 1 of its actor, 2 was due"));
    scene.goes_on();
}
