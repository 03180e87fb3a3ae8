use std::collections::BTreeMap;

use registers::def::Guard;
use registers::workflow::{Alone, StepError, plan};
use registers::{Lang, Op, Record, RecordId, Value, book};

use super::super::super::backend::Me;
use super::super::super::draft::RowInput;
use super::super::super::tests::{fake::Fake, fake_records};
use super::*;

/// The steps that want rows.
fn guarded() -> impl Iterator<Item = (&'static Register, &'static Transition)> {
    let wants = |guard: &Guard| matches!(guard, Guard::HasLine(_) | Guard::HasLineIn(_) | Guard::Rows(..) | Guard::Passed(_));
    let steps = book::ALL.iter().flat_map(|r| r.transitions.iter().map(move |t| (*r, t)));
    steps.filter(move |(_, t)| t.guards.iter().flat_map(Guard::parts).any(wants))
}

/// A record that says everything but in rows, in the state in which the step begins.
fn record(register: &'static Register, step: &Transition) -> Record {
    let mut record = Record { register: register.key.into(), states: vec![step.from[0].to_owned()], ..Record::default() };
    let ops: Vec<Op> = fake_records::sample(register, 0).into_iter().filter(|op| !matches!(op, Op::Line { .. })).collect();
    fake_records::write(&mut record, &ops);
    record
}

/// Types something into an editor.
fn type_in(field: &Field, input: &mut Input) {
    match (input, field.kind) {
        (Input::Text(text), Kind::Integer { .. } | Kind::Decimal { .. } | Kind::Money) => "1".clone_into(text),
        (Input::Text(text), Kind::Date) => "2026-11-23".clone_into(text),
        (Input::Text(text), _) => "周红".clone_into(text),
        (Input::Time { date, time }, _) => {
            "2026-11-23".clone_into(date);
            "08:30".clone_into(time);
        }
        (Input::Choice(picked), Kind::Choice(list)) => *picked = list.first().map(|c| c.id.to_owned()),
        (Input::YesNo(yes), _) => *yes = Some(true),
        (Input::Link { picked, .. }, _) => *picked = Some(RecordId::from_parts(1, 1).to_string()),
        (Input::Set { picked, .. }, Kind::Choices(list)) => picked.extend(list.first().map(|c| c.id.to_owned())),
        (Input::Set { picked, .. }, _) => picked.extend([RecordId::from_parts(1, 1).to_string()]),
        _ => {}
    }
}

fn fill(view: &mut StepView, fill_row: &dyn Fn(&Field, &mut RowInput)) {
    for (field, _) in view.fields.clone() {
        let wanted = view.draft.wanted(field).to_vec();
        let Kind::Lines(lines) = field.kind else {
            view.draft.input(field).into_iter().for_each(|input| type_in(field, input));
            continue;
        };
        let Some(Input::Lines(rows)) = view.draft.input(field) else { continue };
        if rows.is_empty() {
            rows.push(new_row(lines, &[], "林秀英", super::super::super::tests::fake::NOW));
        }
        for row in rows {
            let first = lines.columns.iter().find(|c| !c.computed).map(|c| c.id);
            for column in lines.columns.iter().filter(|c| c.required || wanted.contains(&c.id) || first == Some(c.id)) {
                row.cells.get_mut(column.id).into_iter().for_each(|input| type_in(column, input));
            }
            fill_row(field, row);
        }
    }
}

/// What the clerk picks where a guard asks that the row passes the text.
fn passes(step: &'static Transition) -> impl Fn(&Field, &mut RowInput) {
    move |field, row| {
        for guard in step.guards.iter().flat_map(Guard::parts) {
            let Guard::Passed(passed) = guard else { continue };
            if passed.lines != field.id {
                continue;
            }
            let mut pick = |column: &'static str, value: &str| {
                row.cells.insert(column, Input::Choice(Some(value.to_owned())));
            };
            if !passed.only.0.is_empty() {
                pick(passed.only.0, passed.only.1);
            }
            if let Some(verdict) = passed.verdict.1.first() {
                pick(passed.verdict.0, verdict);
            }
        }
    }
}

#[test]
fn every_step_that_wants_rows_takes_them_in_its_dialog() {
    let fake = Fake::office(0);
    let backend = fake.boxed();
    let me = Me { person: "林秀英".into(), ..Me::default() };
    let now = super::super::super::tests::fake::NOW;
    let cx = Cx { backend: &*backend, lang: Lang::ZhHans, now, me: &me, composing: false, revision: 0, alone: true };
    let mut walked = 0;
    for (register, step) in guarded() {
        let record = record(register, step);
        let card = card(register, record.clone());
        let mut view = StepView::new(&card, step, cx);
        assert!(!view.needs_nothing(), "{} {}", register.key, step.id);
        let asked: Vec<&str> = view.fields.iter().map(|(f, _)| f.id).collect();
        fill(&mut view, &passes(step));
        let Some(Action::Step { ops, .. }) = view.save(cx) else { panic!("{} {}: {:?}", register.key, step.id, view.mistakes) };
        let rows = ops.into_iter().map(|op| match op {
            Op::Line { field, cells, .. } => Op::Line { field, row: RecordId::from_parts(1, 1).to_string(), cells },
            op => op,
        });
        let rows: Vec<Op> = rows.collect();
        let actor = registers::workflow::Actor::new("林秀英", vec!["administrator".into()], now);
        let lacks = match plan(register, &record, step.id, &rows, &actor, &mut Alone) {
            Err(
                why @ (StepError::NoLine(_)
                | StepError::NoLineIn(_)
                | StepError::FewLines { .. }
                | StepError::Missing(_)
                | StepError::OpenLine { .. }),
            ) => Some(why),
            _ => None,
        };
        assert_eq!(lacks, None, "{} {}: {asked:?}", register.key, step.id);
        walked += 1;
    }
    assert!(walked >= 54, "{walked}");
}

fn card(register: &'static Register, record: Record) -> Card {
    Card {
        id: RecordId::from_parts(1, 1),
        register,
        record,
        history: Vec::new(),
        authors: BTreeMap::new(),
        twins: Vec::new(),
        lapsed: Vec::new(),
        named: Vec::new(),
        facts: crate::facts::Facts::default(),
        pending: false,
        registered: false,
    }
}

#[test]
fn rows_that_stand_already_are_not_asked_about() {
    let fake = Fake::office(0);
    let backend = fake.boxed();
    let me = Me::default();
    let now = super::super::super::tests::fake::NOW;
    let cx = Cx { backend: &*backend, lang: Lang::ZhHans, now, me: &me, composing: false, revision: 0, alone: true };
    let (register, step, lines, column) = guarded()
        .filter(|(r, t)| workflow::asked(r, &record(r, t), t).is_empty())
        .find_map(|(r, t)| match t.guards {
            [Guard::HasLine(lines), Guard::EachRow(_, column)] => Some((r, t, *lines, *column)),
            _ => None,
        })
        .unwrap();
    let mut record = record(register, step);
    let cells = BTreeMap::from([(column.to_owned(), vec![Value::from("周红")])]);
    record.lines.insert(lines.into(), vec![registers::Line { id: "01J".into(), cells }]);
    assert!(StepView::new(&card(register, record.clone()), step, cx).needs_nothing());
    record.lines.insert(lines.into(), vec![registers::Line { id: "01J".into(), cells: BTreeMap::new() }]);
    assert!(!StepView::new(&card(register, record), step, cx).needs_nothing());
}

#[test]
fn a_step_that_only_looks_at_rows_of_another_does_not_offer_them() {
    let fake = Fake::office(0);
    let backend = fake.boxed();
    let me = Me::default();
    let now = super::super::super::tests::fake::NOW;
    let cx = Cx { backend: &*backend, lang: Lang::ZhHans, now, me: &me, composing: false, revision: 0, alone: true };
    let register = book::find("outgoing-documents").unwrap();
    let asked = |step: &str| {
        let step = register.transition(step).unwrap();
        let view = StepView::new(&card(register, record(register, step)), step, cx);
        view.fields.iter().map(|(field, _)| field.id).collect::<Vec<_>>()
    };
    assert_eq!(asked("sign"), ["sign_opinion", "doc_date", "publicity"], "who signs does not review");
    assert!(asked("office-approve").contains(&"reviews") && asked("number").contains(&"pre_checks"));
}
