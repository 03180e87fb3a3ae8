//! Items that two desks lent, and items that were to be destroyed while somebody had them.

use proptest::prelude::*;
use registers::book::{archive_items as items, archive_loans as loans, destructions};

use super::super::office;
use super::*;
use crate::Error;

fn item(desks: &mut [Desk], state: &str) -> RecordId {
    let id = add(&mut desks[0], 0, &items::REGISTER, &[Op::set(items::TITLE, "章程"), Op::State(state.to_owned())]);
    meet(desks);
    id
}

/// A loan that was approved before the desks parted.
fn approved(desks: &mut [Desk], who: usize, item: RecordId, borrower: &str) -> RecordId {
    let ops = [
        Op::set(loans::PURPOSE, "查考"),
        link("item", item),
        text("borrower", borrower),
        text("mode", "lending"),
        Op::State("approved".to_owned()),
    ];
    let id = add(&mut desks[who], 1, &loans::REGISTER, &ops);
    meet(desks);
    id
}

/// What the archivist's step writes.
fn lend(desk: &mut Desk, minute: u64, loan: RecordId, item: RecordId, borrower: &str) {
    let out = [Op::set(loans::OUT_AT, at(minute).civil), Op::State("out".to_owned())];
    let lent = [text("holder", borrower), Op::State("lent".to_owned())];
    let done = desk.replica.transact("step", at(minute), |e| {
        e.change(loan, &out)?;
        e.change(item, &lent)
    });
    done.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Two desks lent one item: both loans stay; who had it first holds it, until one of them is ended.
    #[test]
    fn one_item_lent_twice(ordered: bool, minutes in prop::array::uniform2(10u64..60), which in 0usize..2) {
        let mut desks = office(3);
        let item = item(&mut desks, "shelved");
        let ids = [approved(&mut desks, 0, item, "王敏"), approved(&mut desks, 1, item, "李强")];
        lend(&mut desks[0], minutes[0], ids[0], item, "王敏");
        lend(&mut desks[1], minutes[1], ids[1], item, "李强");
        come_together(&mut desks, ordered);
        let case = the_case(&mut desks, 70, "item-lent-twice");
        let first = usize::from(minutes[1] < minutes[0]);
        prop_assert_eq!(&case.records, &vec![ids[first], ids[1 - first], item]);
        let back = step_of(&case, ids[which], "return");
        settle(&mut desks, 0, 71, &case, &back, &[text("condition", "intact")]);
        prop_assert_eq!(cases(&mut desks, 72, "item-lent-twice"), vec![]);
        prop_assert_eq!(state(&desks[2].replica, ids[1 - which]), "out");
    }

    /// Lent at one desk, put on the list of destruction at another: it counts as lent, and cannot be destroyed.
    #[test]
    fn lent_while_it_was_condemned(ordered: bool, first: bool, how in 0u8..3) {
        let mut desks = office(3);
        let item = item(&mut desks, "appraising");
        let loan = approved(&mut desks, 0, item, "王敏");
        let list = add(&mut desks[1], 2, &destructions::REGISTER, &[Op::set(destructions::TITLE, "2026年销毁清册"), text("reason", "期满")]);
        meet(&mut desks);
        let (lent, condemned) = if first { (10, 11) } else { (11, 10) };
        lend(&mut desks[0], lent, loan, item, "王敏");
        change(&mut desks[1], condemned, item, &[link("destruction", list), Op::State("awaiting-destruction".to_owned())]);
        change(&mut desks[1], condemned, list, &[Op::State("destroyed".to_owned())]);
        come_together(&mut desks, ordered);
        prop_assert_eq!(state(&desks[2].replica, item), "lent");
        let destroyed = desks[0].replica.transact("step", at(20), |e| e.step(item, "destroy", &[]));
        prop_assert!(matches!(destroyed, Err(Error::Step(_))));
        let case = the_case(&mut desks, 70, "destruction-blocked");
        prop_assert_eq!((&case.records, fact(&case, "borrower")), (&vec![item, loan], "王敏"));
        match how {
            0 => decide(&mut desks, 1, 71, &case, "noted"),
            1 => {
                let choice = keep(&case, "lent");
                settle(&mut desks, 0, 71, &case, &choice, &[]);
            }
            _ => {
                // Kept for destruction, it stays blocked until it is back.
                let choice = keep(&case, "awaiting-destruction");
                settle(&mut desks, 0, 71, &case, &choice, &[]);
                let destroyed = desks[0].replica.transact("step", at(72), |e| e.step(item, "destroy", &[]));
                prop_assert!(matches!(destroyed, Err(Error::Step(_))), "there is a loan");
                let case = the_case(&mut desks, 73, "destruction-blocked");
                let back = step_of(&case, loan, "return");
                settle(&mut desks, 0, 74, &case, &back, &[text("condition", "intact")]);
            }
        }
        prop_assert_eq!(cases(&mut desks, 80, "destruction-blocked"), vec![]);
    }
}

#[test]
fn a_hold_that_another_desk_put_on_blocks_the_destruction() {
    let mut desks = office(2);
    let item = item(&mut desks, "awaiting-destruction");
    change(&mut desks[0], 5, item, &[yes("hold"), text("hold_reason", "涉诉")]);
    change(&mut desks[1], 6, item, &[Op::State("destroyed".to_owned())]);
    meet(&mut desks);
    let case = the_case(&mut desks, 7, "destruction-blocked");
    decide(&mut desks, 0, 8, &case, "noted");
    assert_eq!(cases(&mut desks, 9, "destruction-blocked"), vec![]);
}
