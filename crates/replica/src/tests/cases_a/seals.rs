//! One seal with two people.

use proptest::prelude::*;
use registers::book::{seal_custody, seal_requests, seals};
use registers::workflow::StepError;

use super::super::office;
use super::*;
use crate::Error;

fn seal(desks: &mut [Desk]) -> RecordId {
    let id = add(&mut desks[0], 0, &seals::REGISTER, &[Op::set(seals::NAME, "学校公章"), text("keeper", "胡玉")]);
    meet(desks);
    id
}

/// An approved request to take the seal out, then taken out as the keeper's step would write it.
fn take_out(desk: &mut Desk, minute: u64, seal: RecordId, carrier: &str, taken: u64) -> RecordId {
    let ops = [
        Op::set(seal_requests::REASON, "外出用印"),
        link("seal", seal),
        text("carrier", carrier),
        text("off_site", ""),
        Op::set(seal_requests::TAKEN_AT, at(taken).civil),
        Op::State("out".to_owned()),
    ];
    let id = desk.replica.transact("create", at(minute), |e| {
        let id = e.create(&seal_requests::REGISTER, &ops[..3])?;
        e.change(id, &ops[4..])?;
        e.change(seal, &[text("holder", carrier), Op::State("out".to_owned())])?;
        Ok(id)
    });
    id.unwrap().value
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Two keepers gave one seal out: both records stay; whoever took it first counts as its holder until one is put right.
    #[test]
    fn one_seal_out_twice(ordered: bool, taken in prop::array::uniform2(10u64..60), which in 0usize..2) {
        let mut desks = office(2);
        let seal = seal(&mut desks);
        let ids = [take_out(&mut desks[0], 5, seal, "胡玉", taken[0]), take_out(&mut desks[1], 6, seal, "姚雨", taken[1])];
        come_together(&mut desks, ordered);
        let case = the_case(&mut desks, 70, "seal-held-twice");
        let first = usize::from(taken[1] < taken[0]);
        prop_assert_eq!(&case.records, &vec![ids[first], ids[1 - first], seal]);
        prop_assert_eq!(fact(&case, "one"), ["胡玉", "姚雨"][first]);
        let back = step_of(&case, ids[which], "return");
        settle(&mut desks, 0, 71, &case, &back, &[yes("not_blank")]);
        prop_assert_eq!(cases(&mut desks, 72, "seal-held-twice"), vec![]);
        prop_assert_eq!(state(&desks[1].replica, ids[1 - which]), "out");
    }

    /// Of two handovers the one that both sides have confirmed counts, whatever the clock says.
    #[test]
    fn one_seal_handed_over_twice(ordered: bool, confirmed_last: bool) {
        let mut desks = office(2);
        let seal = seal(&mut desks);
        let hand_over = |desk: &mut Desk, minute: u64, to: &str| {
            let ops = [Op::set(seal_custody::REASON, "调岗"), link("seal", seal), text("from", "胡玉"), text("to", to), Op::set(seal_custody::AT, at(minute).civil)];
            desk.replica.transact("create", at(minute), |e| {
                let id = e.create(&seal_custody::REGISTER, &ops)?;
                e.change(id, &[Op::State("complete".to_owned())])?;
                e.change(seal, &[text("keeper", to), text("holder", to)])?;
                Ok(id)
            }).unwrap().value
        };
        let (early, late) = if confirmed_last { (20, 10) } else { (10, 20) };
        let taken = hand_over(&mut desks[0], early, "林静");
        let out = take_out(&mut desks[1], late, seal, "姚雨", late);
        come_together(&mut desks, ordered);
        let case = the_case(&mut desks, 70, "seal-held-twice");
        prop_assert_eq!(&case.records, &vec![taken, out, seal]);
        prop_assert!(!case.choices.contains(&Choice::Decide("put-right")), "the card names two");
        let take = choice(&case, |c| matches!(c, Choice::Take { says, .. } if says == "林静"));
        settle(&mut desks, 1, 71, &case, &take, &[]);
        prop_assert_eq!(cases(&mut desks, 72, "seal-held-twice"), vec![]);
        prop_assert_eq!(value(&desks[0].replica, seal, "holder"), "林静");
        prop_assert_eq!(state(&desks[0].replica, out), "out");
    }
}

/// A slip by which the seal changes hands, as far as its owner has confirmed.
fn slip(desk: &mut Desk, seal: RecordId, to: &str, location: &str) -> RecordId {
    let people = [text("from", "胡玉"), text("to", to), text("supervisor", "王敏"), text("location", location)];
    let ops = [&[Op::set(seal_custody::REASON, "调岗"), link("seal", seal)], &people[..]].concat();
    add(desk, 5, &seal_custody::REGISTER, &ops)
}

/// Both took over at once: whoever has it is chosen, and holder, keeper, time and place are those of that handover.
#[test]
fn of_two_takeovers_one_is_chosen_in_every_place() {
    let mut desks = office(2);
    let seal = seal(&mut desks);
    let takers = [("林静", "203室"), ("姚雨", "305室")];
    let slips: Vec<RecordId> = desks.iter_mut().zip(takers).map(|(desk, (to, place))| slip(desk, seal, to, place)).collect();
    for ((desk, slip), (minute, (to, _))) in desks.iter_mut().zip(&slips).zip([10, 11].into_iter().zip(takers)) {
        step(desk, minute, *slip, "hand-over", &[text("from_confirmed_by", "胡玉")]);
        step(desk, minute + 10, *slip, "take-over", &[text("to_confirmed_by", to)]);
    }
    meet(&mut desks);
    let case = the_case(&mut desks, 70, "seal-held-twice");
    let says: Vec<String> = case.choices.iter().map(Choice::name).collect();
    assert_eq!(says, ["take/林静", "take/姚雨"], "nothing is waved through");
    settle(&mut desks, 0, 71, &case, &case.choices[1], &[]);
    assert_eq!(cases(&mut desks, 72, "seal-held-twice"), vec![]);
    for desk in &desks {
        let card = desk.replica.reader().unwrap().record(seal).unwrap().unwrap().record;
        let stands = ["holder", "keeper", "location", "held_since"].map(|f| card.values(f).len());
        assert_eq!(stands, [1; 4]);
        assert_eq!(["holder", "keeper", "location"].map(|f| card.text(f)), ["姚雨", "姚雨", "305室"]);
    }
}

#[test]
fn a_seal_is_on_its_way_by_one_slip_only() {
    let mut desks = office(1);
    let seal = seal(&mut desks);
    let [one, other] = ["林静", "姚雨"].map(|to| slip(&mut desks[0], seal, to, "203室"));
    let signed = [text("from_confirmed_by", "胡玉")];
    step(&mut desks[0], 10, one, "hand-over", &signed);
    let refused = desks[0].replica.transact("step", at(11), |e| e.step_signed(other, "hand-over", &signed));
    let blocked = StepError::Blocked { register: "seal-custody".to_owned(), count: 1 };
    assert!(matches!(&refused, Err(Error::Step(why)) if *why == blocked), "{refused:?}");
    step(&mut desks[0], 12, one, "cancel", &[]);
    step(&mut desks[0], 13, other, "hand-over", &signed);
}

#[test]
fn a_seal_that_is_out_once_is_no_case() {
    let mut desks = office(2);
    let seal = seal(&mut desks);
    let out = take_out(&mut desks[0], 5, seal, "胡玉", 5);
    meet(&mut desks);
    step(&mut desks[0], 6, out, "return", &[yes("not_blank")]);
    take_out(&mut desks[0], 7, seal, "姚雨", 7);
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 8, "seal-held-twice"), vec![]);
}
