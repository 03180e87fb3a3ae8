use super::*;
use crate::common::VOID;

fn titled(doc: &mut AutoCommit, text: &str) {
    write(doc, &[Op::Set { field: "title".to_owned(), value: Some(Value::from(text)) }]).unwrap();
    close(doc, 0).unwrap();
}

#[test]
fn a_deleted_draft_is_a_draft_again_when_somebody_wrote_to_it_meanwhile() {
    let mut doc = AutoCommit::new();
    let register = crate::book::find("outgoing-documents").unwrap();
    begin(&mut doc, register).unwrap();
    close(&mut doc, 0).unwrap();
    ["甲", "乙", "丙"].iter().for_each(|text| titled(&mut doc, text));
    let mut other = doc.fork();
    write(&mut doc, &[Op::State(DELETED.to_owned())]).unwrap();
    close(&mut doc, 0).unwrap();
    titled(&mut other, "丁");
    assert_eq!(read(&doc).states, [DELETED]);
    doc.merge(&mut other).unwrap();
    assert_eq!(read(&doc).state(), register.first_state());
}

/// A hostile member may make very many changes to a draft: to look at all of them for each would never end.
#[test]
fn of_very_many_changes_each_is_looked_at_once() {
    const MANY: u32 = 300_000;
    // Each rests on the two before it.
    let changes = || (0..MANY).map(|n| (n, (n.saturating_sub(2)..n).collect::<Vec<u32>>()));
    assert!(!holds_others(changes(), vec![MANY - 1]));
    assert!(holds_others(changes().chain([(MANY, vec![0])]), vec![MANY - 1]));
}

/// Steps of two desks that part from one state: the last states of both, the one that counts first, at both desks.
fn parted(key: &str, from: &str, one: &[&str], other: &[&str]) -> Vec<String> {
    let step = |doc: &mut AutoCommit, state: &str| {
        write(doc, &[Op::State(state.to_owned())]).unwrap();
        close(doc, 0).unwrap();
    };
    let mut shown = Vec::new();
    for turned in [false, true] {
        let mut doc = AutoCommit::new().with_actor(automerge::ActorId::from([u8::from(turned)]));
        begin(&mut doc, crate::book::find(key).unwrap()).unwrap();
        step(&mut doc, from);
        let mut beside = doc.fork().with_actor(automerge::ActorId::from([u8::from(!turned)]));
        one.iter().for_each(|state| step(&mut doc, state));
        other.iter().for_each(|state| step(&mut beside, state));
        let mut first = doc.fork();
        first.merge(&mut beside).unwrap();
        beside.merge(&mut doc).unwrap();
        assert_eq!(read(&first).states, read(&beside).states);
        shown.push(read(&first).states);
    }
    assert_eq!(shown[0], shown[1], "whose desk is which does not count");
    shown.swap_remove(0)
}

#[test]
fn the_strongest_step_of_each_way_counts_wherever_it_went_on() {
    // Reopened against closed, by many steps.
    assert_eq!(parted("service-requests", "solved", &["reopened", "handling"], &["follow-up", "closed"])[0], "handling");
    // Refused, and on the way again: approved meanwhile it stays sent back.
    assert_eq!(parted("requisitions", "department-review", &["draft", "department-review"], &["office-review"])[0], "department-review");
    // What was done stands, whoever took it back and began anew.
    let anew = ["withdrawn", "drafting", "awaiting-review"];
    assert_eq!(parted("outgoing-documents", "awaiting-seal", &anew, &["sealed", "dispatching"])[0], "dispatching");
    // Taken back while it was moved on.
    assert_eq!(parted("outgoing-documents", "signed", &["withdrawn", "drafting"], &["numbered", "printed"])[0], "drafting");
    // Void is void.
    assert_eq!(parted("service-requests", "solved", &["reopened", "handling"], &[VOID])[0], VOID);
}

#[test]
fn what_was_before_they_parted_does_not_count() {
    let mut doc = AutoCommit::new();
    begin(&mut doc, crate::book::find("service-requests").unwrap()).unwrap();
    for state in ["solved", "reopened", "handling", "solved"] {
        write(&mut doc, &[Op::State(state.to_owned())]).unwrap();
        close(&mut doc, 0).unwrap();
    }
    let mut other = doc.fork();
    write(&mut doc, &[Op::State("closed".to_owned())]).unwrap();
    write(&mut other, &[Op::State("follow-up".to_owned())]).unwrap();
    doc.merge(&mut other).unwrap();
    let step = |to: &str| Way::from([("solved".to_owned(), to.to_owned())]);
    assert_eq!(ways(&mut doc), [("closed", step("closed")), ("follow-up", step("follow-up"))].map(|(s, w)| (s.to_owned(), w)).into());
}
