//! Settings of the office that two desks have made apart.

use proptest::prelude::*;
use registers::book::adjustments;

use super::super::keepers;
use super::*;

fn setting(what: &str, target: &str, more: &[(&str, Value)]) -> Vec<Op> {
    let mut ops =
        vec![Op::set(adjustments::REGISTER_KEY, "visits"), Op::set(adjustments::WHAT, what), Op::set(adjustments::TARGET, target)];
    ops.extend(more.iter().map(|(field, value)| Op::Set { field: (*field).to_owned(), value: Some(value.clone()) }));
    ops
}

/// Two settings of one thing that contradict each other.
fn contrary(which: usize) -> [Vec<Op>; 2] {
    let extra = |label: &str, kind: &str| setting("extra-field", "x_temp", &[("label_hans", label.into()), ("kind", kind.into())]);
    let flag = |name: &'static str| setting("field", "vehicle", &[(name, Value::Yes(true))]);
    let label = |what: &str, target: &str, text: &str| setting(what, target, &[("label_hans", text.into())]);
    match which {
        0 => [extra("体温", "text"), extra("温度", "integer")],
        1 => [flag("hidden"), flag("required")],
        2 => [label("state", "on-campus", "在校"), label("state", "校内", "在校内")],
        3 => [label("field", "sightings/place", "同来者"), label("field", "sightings/place", "随行者")],
        _ => [label("register", "", "访客簿"), label("register", "", "来访簿")],
    }
}

/// A new relay has begun a new order, in which all entries have other places than before.
fn replace_relay(desks: &mut [Desk]) {
    for desk in desks.iter() {
        let conn = &desk.replica.conn;
        conn.execute("UPDATE entry SET seq=NULL", []).unwrap();
        conn.execute("UPDATE chain SET ordered=0", []).unwrap();
        let sql = "INSERT OR REPLACE INTO relay SELECT DISTINCT space, 9, 0, zeroblob(32), zeroblob(64) FROM entry";
        conn.execute(sql, []).unwrap();
    }
    put_in_order(desks);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Of two settings that contradict each other only one is in force: the other one is shown, and either can be made void.
    /// Whoever has seen the first and sets it otherwise has decided. A relay that was replaced, and puts all in another order,
    /// changes nothing of that.
    #[test]
    fn settings_that_contradict_each_other(ordered: bool, which in 0usize..5, keeps in 0usize..2, knew: bool) {
        let mut desks = keepers();
        meet(&mut desks);
        let [first, second] = contrary(which);
        let one = add(&mut desks[0], 1, &adjustments::REGISTER, &first);
        if knew && which > 0 {
            come_together(&mut desks, ordered);
        }
        let other = add(&mut desks[1], 2, &adjustments::REGISTER, &second);
        come_together(&mut desks, ordered);
        if ordered {
            replace_relay(&mut desks);
        }
        if knew && which > 0 {
            prop_assert_eq!(cases(&mut desks, 10, "settings-differ"), vec![]);
            return Ok(());
        }
        let case = the_case(&mut desks, 10, "settings-differ");
        let [stands, lost] = case.records[..] else { panic!("{case:?}") };
        prop_assert_eq!(BTreeSet::from([stands, lost]), BTreeSet::from([one, other]));
        // The further field is that of the first; other words are those of the last; a hidden field is not asked for.
        prop_assert_eq!(stands, if which < 2 { one } else { other });
        let mut authors = [fact(&case, "one"), fact(&case, "other")];
        authors.sort_unstable();
        prop_assert_eq!(authors, ["林文静", "职员1"]);
        let goes = [stands, lost][1 - keeps];
        let reason = [text("void_reason", "已商定")];
        // The director's to say.
        settle(&mut desks, 0, 11, &case, &step_of(&case, goes, "void"), &reason);
        prop_assert_eq!(cases(&mut desks, 12, "settings-differ"), vec![]);
        let register = desks[1].replica.reader().unwrap().shelf().unwrap().by_key("visits").unwrap();
        let kept = desks[0].replica.reader().unwrap().record([stands, lost][keeps]).unwrap().unwrap().record;
        prop_assert!(registers::shelf::stands(register, &kept), "what is left is in force");
    }
}

#[test]
fn settings_of_different_things_are_no_case() {
    let mut desks = keepers();
    meet(&mut desks);
    add(&mut desks[0], 1, &adjustments::REGISTER, &setting("field", "vehicle", &[("hidden", Value::Yes(true))]));
    add(&mut desks[1], 2, &adjustments::REGISTER, &setting("field", "purpose", &[("required", Value::Yes(true))]));
    // Nor are two that say the same.
    for desk in &mut desks {
        add(desk, 3, &adjustments::REGISTER, &setting("state", "on-campus", &[("label_hans", "在校".into())]));
    }
    meet(&mut desks);
    assert_eq!(cases(&mut desks, 10, "settings-differ"), vec![]);
}
