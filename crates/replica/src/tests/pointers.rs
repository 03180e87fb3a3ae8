//! A letter that turns out to be classified: from then on it only points at the paper, at every desk.

use registers::Value;
use registers::document::Op;

use super::clerk::{Clerk, register, set};
use super::{assert_equal, hand_over, keepers};
use crate::Query;

fn meet(clerks: &mut [Clerk; 2]) {
    let [a, b] = clerks;
    hand_over(&mut a.desk.replica, &mut b.desk.replica);
    hand_over(&mut b.desk.replica, &mut a.desk.replica);
}

/// One desk classifies a letter while the other one writes in it, in either order: no list, search, history or conflict shows what
/// it said, the class alone stays to be decided, and to undo it brings nothing back.
#[test]
fn a_letter_that_is_classified_says_no_more_at_any_desk() {
    for first in [0, 1] {
        let mut desks = keepers();
        let second = desks.pop().unwrap();
        let mut clerks = [Clerk::at(desks.pop().unwrap()), Clerk::at(second)];
        let id =
            clerks[0].add("incoming-documents", &[set("title", "关于演练的通知"), set("from_org", "某机关"), set("secrecy", "internal")]);
        meet(&mut clerks);
        let classify = [set("secrecy", "secret"), set("title", "涉密文件"), Op::Set { field: "from_org".into(), value: None }];
        let edit = [set("title", "关于演练的通知（更正）"), Op::Text { field: "remarks".into(), text: "请总务处办".into() }];
        for who in [first, 1 - first] {
            clerks[who].change(id, if who == 0 { &classify } else { &edit });
        }
        meet(&mut clerks);
        for clerk in &mut clerks {
            let record = clerk.record(id);
            assert_eq!((record.text("title"), record.text("remarks"), record.text("from_org")), ("涉密文件", "", ""));
            assert!(record.conflicts().is_empty(), "{:?}", record.conflicts());
            let reader = clerk.reader();
            for text in ["演练", "某机关", "总务处"] {
                assert!(reader.search(text, 10).unwrap().is_empty(), "{text}");
            }
            let listed = reader.page(&Query::of(register("incoming-documents"))).unwrap().rows;
            assert_eq!(listed[0].values["title"], Value::from("涉密文件"));
            let history = format!("{:?}", reader.history(id).unwrap());
            assert!(history.contains("secrecy") && ["演练", "某机关", "总务处"].iter().all(|text| !history.contains(text)), "{history}");
            assert!(reader.conflicts(10).unwrap().is_empty());
        }
        // Nothing else may be written, and what is undone does not come back.
        assert!(clerks[0].try_change(id, &[set("title", "关于演练的通知")]).is_err());
        let now = clerks[0].tick();
        clerks[0].desk.replica.undo(now).unwrap();
        meet(&mut clerks);
        for clerk in &clerks {
            assert_ne!(clerk.text(id, "title"), "关于演练的通知");
        }
        let desks = clerks.map(|clerk| clerk.desk);
        assert_equal(&desks);
    }
}
