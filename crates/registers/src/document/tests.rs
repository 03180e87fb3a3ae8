use super::*;

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
