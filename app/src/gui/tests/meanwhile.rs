//! What comes in while a form is open.

use eframe::egui::Role;
use egui_kittest::kittest::Queryable;
use registers::{Lang, Op, RecordId, Register, Value, book};

use super::fake::Fake;
use super::screens::{Window, at, click, fill, shows};
use crate::gui::backend::Action;
use crate::gui::{Command, Place};

fn letters() -> &'static Register {
    book::find("incoming-documents").unwrap()
}

fn set(field: &str, text: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::from(text)) }
}

/// The open form of a record, and what came in after it was opened.
fn form(fake: &Fake, register: &'static Register, ops: &[Op]) -> (Window, RecordId) {
    let id = fake.world.borrow_mut().add(register, ops);
    let mut window = at(fake, Place::Register(register));
    window.state_mut().command(Command::Edit(Some(id)));
    window.run();
    (window, id)
}

fn comes_in(fake: &Fake, window: &mut Window, id: RecordId, ops: &[Op]) {
    fake.world.borrow_mut().elsewhere(id, "陈建国", ops);
    // The window reads again after a moment.
    window.step();
    window.run_steps(30);
}

fn value(window: &Window, name: &str) -> String {
    window.get_by_role_and_label(Role::TextInput, name).value().unwrap_or_default()
}

fn saved(fake: &Fake) -> Vec<Op> {
    match fake.world.borrow().sent.last() {
        Some(Action::Edit { ops, .. }) => ops.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_untouched_field_takes_what_came_in_and_is_not_written_back() {
    let fake = Fake::office(0);
    let (mut window, id) = form(&fake, letters(), &[set("title", "通知"), set("place", "一柜")]);
    fill(&mut window, "标题", "（改）");
    comes_in(&fake, &mut window, id, &[set("place", "二柜")]);
    let place = letters().field("place").unwrap().labels.get(Lang::ZhHans);
    assert_eq!(value(&window, place), "二柜");
    click(&mut window, Role::Button, "保存");
    assert_eq!(saved(&fake).len(), 1, "the title alone");
}

#[test]
fn a_value_that_both_changed_is_chosen_before_it_is_saved() {
    let fake = Fake::office(0);
    let (mut window, id) = form(&fake, letters(), &[set("title", "通知")]);
    fill(&mut window, "标题", "（改）");
    let mine = value(&window, "标题");
    comes_in(&fake, &mut window, id, &[set("title", "通告")]);
    assert!(shows(&window, "陈建国刚刚改为“通告”"));
    assert_eq!(value(&window, "标题"), mine, "what was typed stays");
    click(&mut window, Role::Button, "保存");
    assert!(shows(&window, "请先选定用哪一个") && fake.world.borrow().sent.is_empty());
    click(&mut window, Role::Button, "保留我填的");
    click(&mut window, Role::Button, "保存");
    assert_eq!(saved(&fake), [set("title", &mine)]);
    let base = match fake.world.borrow().sent.last() {
        Some(Action::Edit { base: Some(base), .. }) => base.text("title").to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(base, "通告", "the writer knows that it was seen");
}

#[test]
fn the_other_value_can_be_taken() {
    let fake = Fake::office(0);
    let (mut window, id) = form(&fake, letters(), &[set("title", "通知")]);
    fill(&mut window, "标题", "（改）");
    comes_in(&fake, &mut window, id, &[set("title", "通告")]);
    click(&mut window, Role::Button, "用对方的");
    assert_eq!(value(&window, "标题"), "通告");
    click(&mut window, Role::Button, "保存");
    assert!(fake.world.borrow().sent.is_empty(), "nothing is left to save");
}

#[test]
fn a_long_text_keeps_what_both_wrote() {
    let register = book::ALL.iter().find(|r| {
        let fields = super::super::layout::form_sections(r).into_iter().flat_map(|s| s.fields);
        fields.filter(|f| f.kind == registers::Kind::LongText).count() > 0 && r.all_fields().all(|f| !f.required || f.id == r.title)
    });
    let register = register.unwrap();
    let fields = super::super::layout::form_sections(register).into_iter().flat_map(|s| s.fields);
    let field = fields.into_iter().find(|f| f.kind == registers::Kind::LongText).unwrap();
    let text = |text: &str| Op::Text { field: field.id.to_owned(), text: text.to_owned() };
    let fake = Fake::office(0);
    let (mut window, id) = form(&fake, register, &[set(register.title, "甲"), text("请教务处阅。")]);
    let name = field.labels.get(Lang::ZhHans);
    let editor = window.get_by_role_and_label(Role::MultilineTextInput, name);
    editor.focus();
    editor.type_text("办");
    window.run();
    comes_in(&fake, &mut window, id, &[text("拟请教务处阅。")]);
    assert!(shows(&window, "陈建国也在改这段文字"));
    click(&mut window, Role::Button, "保存");
    let ops = saved(&fake);
    let [Op::Text { text, .. }] = &ops[..] else { panic!("{ops:?}") };
    assert!(text.contains('拟') && text.contains('办') && text.contains("请教务处阅"), "{text}");
}

#[test]
fn a_step_dialog_goes_on_over_what_came_in() {
    let fake = Fake::office(0);
    let visits = book::find("visits").unwrap();
    let step = visits.transitions.iter().find(|t| t.id == "void").unwrap();
    let id = fake.world.borrow_mut().add(visits, &[set(visits.title, "甲")]);
    let mut window = at(&fake, Place::Register(visits));
    window.state_mut().command(Command::Open(visits, id));
    window.state_mut().command(Command::Step(id, step));
    window.run();
    let reason = visits.field("void_reason").unwrap().labels.get(Lang::ZhHans);
    fill(&mut window, reason, "重复");
    comes_in(&fake, &mut window, id, &[set("void_reason", "另有原因")]);
    assert!(shows(&window, "陈建国刚刚改为“另有原因”"));
}

#[test]
fn values_that_stand_side_by_side_are_shown_in_the_form_and_one_is_chosen_there() {
    let fake = Fake::office(0);
    let (id, place) = {
        let mut world = fake.world.borrow_mut();
        let id = world.add(letters(), &[set("title", "通知")]);
        let values = vec![Value::from("一柜"), Value::from("二柜")];
        world.records.get_mut(&id).unwrap().record.fields.insert("place".into(), values);
        world.touch();
        (id, letters().field("place").unwrap().labels.get(Lang::ZhHans))
    };
    let mut window = at(&fake, Place::Register(letters()));
    window.state_mut().command(Command::Edit(Some(id)));
    window.run();
    assert!(shows(&window, "一柜") && shows(&window, "二柜"));
    window.get_by_role_and_label(Role::Button, &format!("采用“二柜” {place}")).click_accesskit();
    window.run();
    let expect = Action::Resolve { id, conflict: "place".into(), value: Value::from("二柜") };
    assert_eq!(fake.world.borrow().sent.last(), Some(&expect));
    assert_eq!(value(&window, place), "二柜", "the form is still open, and shows it");
}

#[test]
fn values_side_by_side_in_a_cell_are_chosen_in_the_form_or_written_over() {
    let register = book::find("requisitions").unwrap();
    let fake = Fake::office(0);
    let column = register.field("lines").unwrap().columns().iter().find(|c| c.kind == registers::Kind::Text).unwrap();
    let cells = vec![(column.id.to_owned(), Value::from("A4复印纸"))];
    let row = Op::Line { field: "lines".to_owned(), row: String::new(), cells };
    let (mut window, id) = form(&fake, register, &[set(register.title, "领用"), row]);
    assert!(!shows(&window, "两个值"), "nobody disagrees");
    {
        let mut world = fake.world.borrow_mut();
        let line = &mut world.records.get_mut(&id).unwrap().record.lines.get_mut("lines").unwrap()[0];
        line.cells.insert(column.id.to_owned(), vec!["A4复印纸".into(), "A3复印纸".into()]);
        world.touch();
    }
    window.run_steps(30);
    let label = register.field("lines").unwrap().labels.get(Lang::ZhHans);
    for text in ["第 1 行", "A3复印纸", "王小芳", "两个都不对时"] {
        assert!(shows(&window, text), "{text}");
    }
    let name = format!("{label} 1 {}", column.labels.get(Lang::ZhHans));
    window.get_by_role_and_label(Role::TextInput, &name).focus();
    window.run();
    let choose = format!("采用“A3复印纸” {label} · {}", column.labels.get(Lang::ZhHans));
    window.get_by_role_and_label(Role::Button, &choose).click_accesskit();
    window.run();
    let expect = Action::Resolve { id, conflict: format!("lines/ROW0/{}", column.id), value: "A3复印纸".into() };
    assert_eq!(fake.world.borrow().sent.last(), Some(&expect));
    // Or a third, which is what stands there from then on.
    fill(&mut window, &name, "（加厚）");
    window.state_mut().command(Command::Save);
    window.run();
    let sent = fake.world.borrow().sent.last().cloned();
    assert!(matches!(&sent, Some(Action::Edit { ops, .. }) if ops.iter().any(|op| format!("{op:?}").contains("加厚"))), "{sent:?}");
}

#[test]
fn a_step_that_wants_a_row_takes_it_by_the_keyboard() {
    let fake = Fake::office(0);
    let step = letters().transitions.iter().find(|t| t.id == "circulate").unwrap();
    let id = {
        let mut world = fake.world.borrow_mut();
        let id = world.add(letters(), &[set("title", "通知")]);
        world.records.get_mut(&id).unwrap().record.states = vec![step.from[0].to_owned()];
        world.touch();
        id
    };
    let mut window = at(&fake, Place::Register(letters()));
    window.state_mut().command(Command::Open(letters(), id));
    window.state_mut().command(Command::Step(id, step));
    window.run();
    let reader = "传阅 1 传阅人";
    assert!(window.get_by_role_and_label(Role::TextInput, reader).is_focused(), "the keyboard is there");
    window.get_by_role_and_label(Role::TextInput, reader).type_text("周红");
    window.run();
    window.state_mut().command(Command::Save);
    window.run();
    let sent = fake.world.borrow().sent.clone();
    let [Action::Step { step: "circulate", ops, .. }] = &sent[..] else { panic!("{sent:?}") };
    let row = |op: &Op| matches!(op, Op::Line { field, cells, .. } if field == "circulation" && cells.contains(&("reader".into(), "周红".into())));
    assert!(ops.iter().any(row), "{ops:?}");
}
