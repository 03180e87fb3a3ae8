//! Who may do what: no step is everybody's by oversight.

use jiff::civil::date;

use super::*;
use crate::def::{Default_, Guard};
use crate::document::{Line, Op};
use crate::value::Value;
use crate::workflow::{self, Actor, Alone, StepError};

/// Steps that everybody of the space may do, and why.
const EVERYBODYS: &[(&str, &str, &str)] = &[
    ("meeting-evaluations", "submit", "whoever was there says how it was"),
    ("participations", "take-part", "whoever is asked answers, for a colleague without a desk as well"),
    ("participations", "decline", "whoever is asked answers, for a colleague without a desk as well"),
];

#[test]
fn no_step_is_everybodys_by_oversight() {
    let mut open = Vec::new();
    for register in ALL {
        for step in register.transitions.iter().filter(|t| t.is_everybodys() && t.follows().is_none()) {
            // A draft binds nobody, is no record of the office yet, and comes back where somebody wrote to it.
            if step.to != common::DELETED {
                open.push((register.key, step.id));
            }
        }
    }
    let allowed: Vec<(&str, &str)> = EVERYBODYS.iter().map(|(register, step, _)| (*register, *step)).collect();
    assert_eq!(open, allowed);
}

#[test]
fn roles_of_steps_are_known() {
    for register in ALL {
        for step in register.transitions {
            for role in step.roles {
                assert!(kebab(role) && people::ROLE_LIST.iter().any(|c| c.id == *role), "{}.{}: {role}", register.key, step.id);
            }
        }
    }
}

#[test]
fn whom_a_state_waits_for_stands_in_rows_that_are_there() {
    for register in ALL {
        for state in register.states {
            for rows in state.rows {
                let of = format!("{}.{}", register.key, state.id);
                assert_eq!(column_of(register, rows.lines, rows.person).kind, Kind::Person, "{of}");
                column_of(register, rows.lines, rows.done);
                for column in rows.departments {
                    let kind = column_of(register, rows.lines, column).kind;
                    assert!(matches!(kind, Kind::Department | Kind::Text), "{of}: {column}");
                }
                assert!(state.phase <= Phase::Open, "{of}: nothing is looked for there");
            }
        }
    }
}

fn actor(person: &str, roles: &[&str]) -> Actor {
    Actor::new(person, roles.iter().map(|r| (*r).to_owned()).collect(), date(2026, 9, 1).at(9, 0, 0, 0))
}

fn letter() -> Record {
    let set = |field: &str, text: &str| Op::Set { field: field.to_owned(), value: Some(Value::from(text)) };
    let ops = [
        set("title", "通知"),
        set("main_handler", "张三"),
        set("result", "已办"),
        Op::Line { field: "assignments".to_owned(), row: "A".to_owned(), cells: vec![("handler".to_owned(), Value::from("李四"))] },
        Op::State("handling".to_owned()),
    ];
    let mut record = parse::preview(&Record::default(), &ops);
    record.register = "incoming-documents".to_owned();
    record
        .lines
        .entry("assignments".to_owned())
        .or_insert_with(|| vec![Line { id: "A".to_owned(), cells: [("handler".to_owned(), vec![Value::from("李四")])].into() }]);
    record
}

#[test]
fn a_letter_is_closed_by_the_office_or_whoever_has_it_and_by_nobody_else() {
    let close = |who: &Actor| workflow::plan(&incoming_documents::REGISTER, &letter(), "close", &[], who, &mut Alone).map(drop);
    assert_eq!(close(&actor("赵工", &["technician"])), Err(StepError::WrongRole(vec!["clerk".to_owned(), "office-director".to_owned()])));
    for (person, role) in [("王文", "clerk"), ("林主任", "office-director"), ("张三", "technician"), ("李四", "technician")] {
        assert_eq!(close(&actor(person, &[role])), Ok(()), "{person}");
    }
    assert!(close(&actor("张三", &[workflow::AUDITOR])).is_err(), "who only reads, only reads");
}

#[test]
fn who_names_themselves_with_the_step_is_not_named_by_the_record() {
    let task = &tasks::REGISTER;
    let record = Record { register: "tasks".to_owned(), ..parse::preview(&Record::default(), &[Op::State("todo".to_owned())]) };
    let given = [Op::Set { field: "owner".to_owned(), value: Some(Value::from("赵工")) }];
    assert!(workflow::plan(task, &record, "start", &given, &actor("赵工", &["technician"]), &mut Alone).is_err());
}

#[test]
fn authors_of_what_is_handed_in_are_named_from_the_beginning() {
    for register in ALL {
        for step in register.transitions.iter().filter(|t| t.id == "submit" && t.from.contains(&register.first_state())) {
            let begins = |field: &&str| register.field(field).is_some_and(|f| f.default == Some(Default_::Me));
            let confirmed = step.all_guards().any(|g| matches!(g, Guard::Me(_)));
            let keeps = !step.is_routine || step.is_everybodys() || step.named.here.iter().any(begins) || confirmed;
            // These two are written by those whose work they are, and name nobody else.
            assert!(
                keeps || ["reception-plans", "reception-standards", "campaigns", "appraisals"].contains(&register.key),
                "{}",
                register.key
            );
        }
    }
}
