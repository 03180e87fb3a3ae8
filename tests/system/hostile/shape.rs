//! Points 8, 9, 11 and 12: changes that do not fit where they claim to stand.

use automerge::legacy::{ElementId, Key, ObjectId, OpId, OpType};
use automerge::{Change, ScalarValue};
use registers::RecordId;

use super::craft::{Raw, chunk, contents, forged, no_actor, no_hash};
use super::scene::{Fate, Scene};

/// The victim's desk receives a change of the known letter, or of a new record.
fn suffer(scene: &mut Scene, record: RecordId, change: Vec<u8>, fate: Fate<'_>) {
    let entry = scene.forger.entry(&[(record, vec![change])]);
    scene.suffer(entry, fate);
}

#[test]
fn point_08_operations_that_begin_near_the_end_are_refused_and_honest_writes_still_work() {
    let mut scene = Scene::new();
    let honest = scene.forger.edit(&scene.document, "第二稿");
    let letter = scene.letter;
    let begins = [u64::from(u32::MAX) - 100, u64::from(u32::MAX) - 1, u64::from(u32::MAX), 1 << 40, u64::MAX >> 1, 1 << 31, 1_000_000, 1];
    for start in begins {
        let change = forged(&honest, |c| c.start_op = start.try_into().unwrap());
        // An operation that nothing preceded and that follows the greatest that there is.
        suffer(&mut scene, letter, change, Fate::Quarantined(if start < 1 << 31 { "was due" } else { "" }));
    }
    let (_, first) = scene.forger.letter("新");
    let fresh = scene.forger.fresh_record();
    let change = forged(&first, |c| c.start_op = u64::from(u32::MAX - 1).try_into().unwrap());
    suffer(&mut scene, fresh, change, Fate::Quarantined(""));
    scene.goes_on();
}

#[test]
fn point_09_a_gap_in_the_sequence_or_an_unknown_actor_is_held_or_refused() {
    let mut scene = Scene::new();
    let honest = scene.forger.edit(&scene.document, "第二稿");
    let letter = scene.letter;
    for seq in [0, 2, 3, 1 << 40] {
        let change = forged(&honest, |c| c.seq = seq);
        suffer(&mut scene, letter, change, Fate::Quarantined("was due"));
    }
    // Operations on what an actor wrote whom nobody knows.
    let ghost = || OpId(2, no_actor());
    let on_ghost: [fn(&mut automerge::legacy::Op, OpId); 3] = [
        |op, ghost| op.obj = ObjectId::Id(ghost),
        |op, ghost| op.pred = vec![ghost].into(),
        |op, ghost| {
            op.obj = ObjectId::Id(ghost.clone());
            op.key = Key::Seq(ElementId::Id(ghost));
        },
    ];
    for edit in on_ghost {
        let change = forged(&honest, |c| {
            let op = &mut c.operations[0];
            op.insert = true;
            op.action = OpType::Put(ScalarValue::from("x"));
            op.key = Key::Seq(ElementId::Head);
            op.pred = Vec::new().into();
            edit(op, ghost());
        });
        suffer(&mut scene, letter, change, Fate::Quarantined(""));
    }
    let overwrites = forged(&honest, |c| c.operations[0].pred = vec![ghost()].into());
    suffer(&mut scene, letter, overwrites, Fate::Quarantined(""));
    scene.goes_on();
    // What builds on a change that is not here waits, and nobody waits for it.
    let mut scene = Scene::new();
    let orphan = forged(&honest, |c| c.deps.push(no_hash(1)));
    suffer(&mut scene, letter, orphan, Fate::Held);
    scene.others_go_on();
    scene.stands();
}

#[test]
fn point_11_writing_as_anothers_actor_is_refused() {
    let mut scene = Scene::new();
    let letter = scene.letter;
    let victims = scene.document.get_changes(&[]);
    let honest = scene.forger.edit(&scene.document, "第二稿");
    // As the letter's own author, as nobody, and in a new record.
    let author = victims[0].actor_id().clone();
    let next = victims.len() as u64 + 1;
    let as_author = forged(&honest, |c| (c.actor_id, c.seq) = (author.clone(), next));
    suffer(&mut scene, letter, as_author, Fate::Quarantined("an actor that is not the author's"));
    let as_nobody = forged(&honest, |c| c.actor_id = no_actor());
    suffer(&mut scene, letter, as_nobody, Fate::Quarantined("an actor that is not the author's"));
    let first = forged(&scene.forger.letter("冒名").1, |c| c.actor_id = author);
    let fresh = scene.forger.fresh_record();
    suffer(&mut scene, fresh, first, Fate::Quarantined("an actor that is not the author's"));
    scene.goes_on();
}

#[test]
fn point_12_a_change_that_is_not_canonical_is_refused() {
    let mut scene = Scene::new();
    let letter = scene.letter;
    let honest = scene.forger.edit(&scene.document, "第二稿");
    let contents = contents(&honest);
    assert_eq!(chunk(contents), honest, "the test builds what Automerge builds");
    // A run of one instead of a stretch of one: the same to a reader, other bytes.
    let at = contents.windows(2).position(|w| w == [0x7f, 0x01]).expect("a stretch of one");
    let mut run = contents.to_vec();
    run[at] = 0x01;
    assert_eq!(
        Change::from_bytes(chunk(&run)).unwrap().decode().operations,
        Change::from_bytes(honest.clone()).unwrap().decode().operations
    );
    suffer(&mut scene, letter, chunk(&run), Fate::Quarantined("canonical"));
    // Bytes behind the columns, a message, a wrong checksum, a length in more bytes than it needs.
    let behind = [contents, b"behind".as_slice()].concat();
    suffer(&mut scene, letter, chunk(&behind), Fate::Quarantined(""));
    suffer(&mut scene, letter, forged(&honest, |c| c.message = Some("hello".to_owned())), Fate::Quarantined("canonical"));
    let mut checksum = honest.clone();
    checksum[4] ^= 1;
    suffer(&mut scene, letter, checksum, Fate::Quarantined(""));
    let mut long = honest.clone();
    long[9] |= 0x80;
    long.insert(10, 0);
    suffer(&mut scene, letter, long, Fate::Quarantined(""));
    // An empty change, and one with an actor's list out of order.
    let empty = Raw { deps: scene.document.get_heads(), start: 100, ..Raw::of(&scene.forger) };
    suffer(&mut scene, letter, empty.chunk(), Fate::Quarantined(""));
    scene.goes_on();
}
