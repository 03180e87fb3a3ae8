//! Entries that are not what they say, replayed ones, and those of a desk that was taken out of the office or copied.

use replica::{Durability, Founding, Replica};
use trust::id::SpaceId;
use trust::key::DeviceSecret;

use super::{Table, bent, records, suffer, tried};
use crate::hostile::forge::SPACE;
use crate::hostile::scene::{Scene, at, entropy, hand_over};

pub fn run(table: &mut Table) {
    table.part("An entry");
    forged(table);
    replayed(table);
    revoked(table);
    copied(table);
}

fn forged(table: &mut Table) {
    let mut scene = Scene::new();
    let stranger = || DeviceSecret::from_seed([77; 32]);
    let mut forger = scene.forger.clone();
    forger.sign_with(stranger());
    let observed = suffer(&mut scene.victim, SPACE, &[forger.honest("伪造").1]);
    table.holds("forged in the name of a member's desk, without its key", "refused", &observed);
    forger.name_desk(stranger().id());
    let observed = suffer(&mut scene.victim, SPACE, &[forger.honest("外人").1]);
    table.holds("by a desk that was never admitted, good in itself", "refused", &observed);
    let mut forger = scene.forger.clone();
    forger.name_desk(scene.colleague.device());
    let observed = suffer(&mut scene.victim, SPACE, &[forger.honest("冒名").1]);
    table.holds("by a member in the name of another desk", "refused", &observed);
    let mut forger = scene.forger.clone();
    let whole = forger.honest("通知").1;
    let observed = suffer(&mut scene.victim, SPACE, &bent(&whole, 1));
    table.holds("changed by one bit, each bit in its turn", "refused", &observed);
    let cut: Vec<Vec<u8>> = (0..whole.len()).map(|length| whole[..length].to_vec()).collect();
    let observed = suffer(&mut scene.victim, SPACE, &cut);
    table.holds("cut short at each byte", "refused", &observed);
    // From here on they have a place in the attacker's chain.
    let (own, other) = (scene.forger.clone(), scene.victim.person());
    scene.forger.name_person(other);
    let entry = scene.forger.honest("代笔").1;
    let observed = suffer(&mut scene.victim, SPACE, &[entry]);
    table.holds("by a member in the name of another person", "set aside", &observed);
    let (counter, tip, records) = (scene.forger.counter, scene.forger.tip, scene.forger.records);
    scene.forger = own;
    (scene.forger.counter, scene.forger.tip, scene.forger.records) = (counter, tip, records);
    scene.goes_on();
    let older = scene.victim.membership().head();
    scene.victim.set_roles(&scene.third.device(), &["reception".to_owned()], &[]).unwrap();
    scene.forger.name_head(scene.victim.membership().head());
    assert!(suffer(&mut scene.victim, SPACE, &[scene.forger.honest("新名单").1]).starts_with("taken in"));
    scene.forger.name_head(older);
    let entry = scene.forger.honest("旧名单").1;
    let observed = suffer(&mut scene.victim, SPACE, &[entry]);
    table.holds("under an older list of members than its desk named before", "set aside", &observed);
    let mut scene = Scene::new();
    scene.forger.name_space(SpaceId::LEADERSHIP);
    let entry = scene.forger.honest("领导").1;
    let observed = suffer(&mut scene.victim, SpaceId::LEADERSHIP, &[entry]);
    table.holds("into a space that its desk may not read", "set aside", &observed);
}

fn replayed(table: &mut Table) {
    let mut scene = Scene::new();
    let entry = [scene.forger.honest("通知").1];
    let observed = suffer(&mut scene.victim, SpaceId::RECEPTION, &entry);
    table.holds("replayed in another space", "refused", &observed);
    let folder = tempfile::tempdir().unwrap();
    let founding = Founding { office: "另一所学校", person: "别人", desk: "别机", relay: "" };
    let (mut other, _) = Replica::found(folder.path(), &founding, entropy(900), Durability::Process).unwrap();
    let observed = suffer(&mut other, SPACE, &entry);
    table.holds("replayed in another office", "refused", &observed);
    // The desk's own clock is ten years behind that of the entry.
    let received = scene.victim.receive_unordered(SPACE, &entry, at(0).unix_ms - 10 * 31_557_600_000).unwrap();
    let observed =
        format!("taken in: {}, and told: the clock of {} desk is ahead", records(received.records.len()), received.fast_clocks.len());
    assert_eq!((received.records.len(), received.fast_clocks.as_slice()), (1, &[scene.forger.device()][..]));
    table.holds("dated ten years ahead", "taken in: 1 record changed, and told", &observed);
    let observed = suffer(&mut scene.victim, SPACE, &entry);
    table.holds("replayed where it is", "nothing happens", &observed);
    scene.goes_on();
}

fn revoked(table: &mut Table) {
    let mut scene = Scene::new();
    let mut instead = scene.forger.clone();
    let counted = [scene.forger.honest("之前").1];
    assert!(suffer(&mut scene.victim, SPACE, &counted).starts_with("taken in"));
    let device = scene.forger.device();
    scene.victim.revoke(&[device]).unwrap();
    let late = scene.forger.honest("之后").1;
    let observed = suffer(&mut scene.victim, SPACE, &[late]);
    table.holds("of a revoked desk beyond the cut, under the list of members from before", "set aside", &observed);
    let adopted = scene.colleague.adopt(&device, None);
    table.holds("late work of a revoked desk adopted by a clerk's desk", "refused", &tried(&adopted));
    scene.forger.name_head(scene.victim.membership().head());
    let later = scene.forger.honest("再后").1;
    let observed = suffer(&mut scene.victim, SPACE, &[later]);
    table.holds("of a revoked desk beyond the cut, under the newest list of members", "set aside", &observed);
    instead.fresh_record();
    let observed = suffer(&mut scene.victim, SPACE, &[instead.honest("调换").1]);
    table.holds("of a revoked desk, in the place of the last one that counts", "refused", &observed);
    scene.victim_goes_on();
    scene.stands();
}

fn copied(table: &mut Table) {
    let mut scene = Scene::new();
    let mut copy = scene.forger.clone();
    copy.fresh_record();
    assert!(suffer(&mut scene.victim, SPACE, &[scene.forger.honest("真").1]).starts_with("taken in"));
    let observed = suffer(&mut scene.victim, SPACE, &[copy.honest("假").1]);
    table.holds("of a copied desk: another one at a place of its chain", "refused", &observed);
    let next = [scene.forger.honest("再来").1, copy.honest("再来").1];
    let observed = suffer(&mut scene.victim, SPACE, &next);
    table.holds("what either copy writes after that", "refused", &observed);
    scene.others_go_on();
    scene.stands();
    assert_eq!(hand_over(&scene.victim, &mut scene.third).refused, []);
}
