//! Changes with a correct checksum in good entries of a member, which Automerge itself would take or fail over.

use automerge::AutoCommit;
use automerge::legacy::OpId;
use automerge::transaction::Transactable;
use automerge::{ObjType, ROOT};
use registers::RecordId;
use replica::reason;

use super::Table;
use crate::hostile::craft::{Raw, chunk, contents, forged, no_actor, no_hash};
use crate::hostile::forge::{SECONDS, SPACE};
use crate::hostile::scene::{Scene, State};

/// A change comes in an entry: what the desk says of it, in its code and words.
fn suffer(scene: &mut Scene, record: RecordId, change: Vec<u8>) -> String {
    let entry = scene.forger.entry(&[(record, vec![change])]);
    let observed = super::suffer(&mut scene.victim, SPACE, &[entry]);
    if !observed.starts_with("set aside") {
        return observed;
    }
    let shown = State::of(&scene.victim).quarantine.pop().unwrap();
    format!("{observed}, {}", reason::split(super::after_counter(&shown)).1)
}

/// So many maps, each inside the one before.
fn nested(scene: &Scene, depth: usize) -> Vec<u8> {
    let mut doc = AutoCommit::new().with_actor(scene.forger.actor());
    let mut at = ROOT;
    for _ in 0..depth {
        at = doc.put_object(&at, "d", ObjType::Map).unwrap();
    }
    registers::document::close(&mut doc, SECONDS).unwrap().bytes()
}

pub fn run(table: &mut Table) {
    table.part("A change in a good entry of a member");
    let mut scene = Scene::new();
    let letter = scene.letter;
    let honest = scene.forger.edit(&scene.document, "第二稿");
    let mut on_letter = |scene: &mut Scene, attack: &str, change: Vec<u8>| table.holds(attack, "set aside", &suffer(scene, letter, change));
    let end = u64::from(u32::MAX) - 1;
    on_letter(&mut scene, "operations that begin near the end of the numbers", forged(&honest, |c| c.start_op = end.try_into().unwrap()));
    on_letter(&mut scene, "a gap in the sequence of its actor", forged(&honest, |c| c.seq = 3));
    on_letter(&mut scene, "by an actor that is nobody's", forged(&honest, |c| c.actor_id = no_actor()));
    let author = scene.document.get_changes(&[])[0].actor_id().clone();
    on_letter(&mut scene, "by the actor of another desk", forged(&honest, |c| (c.actor_id, c.seq) = (author, 2)));
    let ghost = || OpId(2, no_actor());
    on_letter(&mut scene, "over what an actor wrote whom nobody knows", forged(&honest, |c| c.operations[0].pred = vec![ghost()].into()));
    let mut run = contents(&honest).to_vec();
    let at = run.windows(2).position(|w| w == [0x7f, 0x01]).expect("a stretch of one");
    run[at] = 0x01;
    on_letter(&mut scene, "the same in another encoding", chunk(&run));
    on_letter(&mut scene, "with bytes behind it", chunk(&[contents(&honest), b"behind"].concat()));

    let mut on_new = |scene: &mut Scene, attack: &str, change: Vec<u8>| {
        let id = scene.forger.fresh_record();
        table.holds(attack, "set aside", &suffer(scene, id, change));
    };
    let short = Raw::repeated(&scene.forger, 5_000_000, "a", 1).chunk().len();
    let many = Raw::repeated(&scene.forger, 5_000_000, &"a".repeat(114 - short), 1).chunk();
    let attack = format!("{} bytes that say 5 million operations", many.len());
    on_new(&mut scene, &attack, many);
    let endless = Raw::repeated(&scene.forger, 1 << 40, "a", 1).chunk();
    on_new(&mut scene, "a count of 2^40", endless);
    let bomb = Raw { message: vec![b'x'; 50_000_000], ..Raw::repeated(&scene.forger, 1, "a", 1) }.deflated();
    let attack = format!("{} bytes that inflate to 50 million", bomb.len());
    on_new(&mut scene, &attack, bomb);
    for depth in [2, 9_999, 200_000] {
        let change = nested(&scene, depth);
        on_new(&mut scene, &format!("{depth} objects, each inside the one before"), change);
    }
    scene.goes_on();

    let mut scene = Scene::new();
    let id = scene.forger.fresh_record();
    let (one, other) = (scene.forger.letter("真").1, scene.forger.letter("假").1);
    assert!(suffer(&mut scene, id, one).starts_with("taken in"));
    table.holds("its actor and number a second time, with other content", "set aside", &suffer(&mut scene, id, other));
    scene.goes_on();
    let orphan = forged(&scene.forger.edit(&scene.document, "第二稿"), |c| c.deps.push(no_hash(1)));
    table.holds("built on a change that nobody has", "waits", &suffer(&mut scene, letter, orphan));
    scene.others_go_on();
    scene.stands();
}
