//! Master data that two desks have entered.

use proptest::prelude::*;
use registers::Register;
use registers::book::{departments, locations, organisations, people, rooms, suppliers, supplies};

use super::*;

const REGISTERS: [&Register; 7] = [
    &people::REGISTER,
    &departments::REGISTER,
    &locations::REGISTER,
    &organisations::REGISTER,
    &suppliers::REGISTER,
    &supplies::REGISTER,
    &rooms::REGISTER,
];

fn named(desk: &mut Desk, minute: u64, register: &'static Register, name: &str, aliases: &str) -> RecordId {
    let set = |field: &str, text: &str| Op::Set { field: field.to_owned(), value: Some(Value::from(text)) };
    let mut ops = vec![set("name", name)];
    if !aliases.is_empty() {
        ops.push(set("aliases", aliases));
    }
    add(desk, minute, register, &ops)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]

    /// One name at two desks, in whatever script, or one's name another's alias: merged by choice, and the merge can be undone.
    #[test]
    fn one_name_at_two_desks(register in 0usize..7, by_alias: bool, other_script: bool, chooser in 0usize..2) {
        let mut desks = open_office(2);
        let register = REGISTERS[register];
        let first = named(&mut desks[0], 0, register, "总务处", "");
        let name = if other_script { "總 務處" } else { "总务处" };
        let second = if by_alias { named(&mut desks[1], 1, register, "后勤处", &format!("旧称、{name}")) } else { named(&mut desks[1], 1, register, name, "") };
        named(&mut desks[1], 2, register, "教务处", "教导处");
        let cases = agreed(&mut desks, 10, "master-twice");
        prop_assert_eq!((cases.len(), &cases[0].records), (1, &vec![first, second]));
        choose(&mut desks[chooser], 11, &cases[0], &Choice::Link { id: second, field: "merged_into", to: first }, &[]);
        prop_assert_eq!(agreed(&mut desks, 20, "master-twice"), vec![]);
        for desk in &desks {
            let record = read(desk, second);
            prop_assert_eq!((record.state(), record.text("merged_into").to_owned()), ("merged", first.to_string()));
        }
        step(&mut desks[0], 21, second, "unmerge", &[]);
        let cases = agreed(&mut desks, 30, "master-twice");
        prop_assert_eq!(cases.len(), 1, "undone, it waits again");
        choose(&mut desks[1], 31, &cases[0], &decide(&cases[0]), &[]);
        prop_assert_eq!(agreed(&mut desks, 40, "master-twice"), vec![]);
        let back = register.transition("unmerge").unwrap().to;
        prop_assert_eq!(state_of(&desks[0], second), back);
    }

    /// Each desk merges into the other's record: none stands until one merge is undone.
    #[test]
    fn merged_into_each_other(register in 0usize..7, chooser in 0usize..2, which in 0usize..2) {
        let mut desks = open_office(2);
        let register = REGISTERS[register];
        let ids = [named(&mut desks[0], 0, register, "总务处", ""), named(&mut desks[1], 1, register, "总务处", "")];
        put_in_order(&mut desks);
        act(&mut desks[0], 5, |e| e.link(ids[0], "merged_into", ids[1]));
        act(&mut desks[1], 5, |e| e.link(ids[1], "merged_into", ids[0]));
        let cases = agreed(&mut desks, 10, "merged-crosswise");
        prop_assert_eq!((cases.len(), cases[0].ruled, cases[0].records.len()), (1, true, 2));
        choose(&mut desks[chooser], 11, &cases[0], &Choice::Step { id: ids[which], step: "unmerge" }, &[]);
        prop_assert_eq!(agreed(&mut desks, 20, "merged-crosswise"), vec![]);
        prop_assert_eq!((state_of(&desks[0], ids[which]), state_of(&desks[1], ids[1 - which])), (register.transition("unmerge").unwrap().to.to_owned(), "merged".to_owned()));
    }
}

#[test]
fn what_tells_two_of_one_name_apart_is_believed() {
    let mut desks = open_office(1);
    let desk = &mut desks[0];
    for (minute, number) in [(1, "2015032"), (2, "2015033")] {
        add(desk, minute, &people::REGISTER, &[Op::set(people::NAME, "王敏"), Op::set(people::STAFF_NO, number)]);
    }
    for building in ["明德楼", "博雅楼"] {
        add(desk, 3, &locations::REGISTER, &[Op::set(locations::NAME, "办公室"), Op::set(locations::BUILDING, building)]);
    }
    // One nickname for two people is nobody's name.
    named(desk, 4, &people::REGISTER, "马秀建", "马老师");
    named(desk, 5, &people::REGISTER, "马志远", "马老师");
    assert_eq!(of_kind(&desk.replica.reader().unwrap(), 10, "master-twice"), vec![]);
}
