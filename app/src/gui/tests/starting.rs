//! What a new record starts with, and the warning that it may be there already.

use eframe::egui::{Event, ImeEvent, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use registers::book::{assets, incoming_documents as letters};
use registers::{Lang, Op, RecordId, Register, Value, book};

use super::fake::Fake;
use super::screens::{Window, at, click, fill, shows};
use crate::cases::Named;
use crate::gui::backend::{Around, Linked};
use crate::gui::{Action, Command, Place};

fn new_form(fake: &Fake, register: &'static Register) -> Window {
    let mut window = at(fake, Place::Register(register));
    window.state_mut().command(Command::New(Some(register)));
    window.run();
    window
}

fn label(register: &Register, field: &str) -> &'static str {
    register.field(field).unwrap().labels.get(Lang::ZhHans)
}

fn added(fake: &Fake) -> Vec<Op> {
    match fake.world.borrow().sent.last() {
        Some(Action::Add { ops, .. }) => ops.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn doubles_are_told_of_while_typing_and_keep_nothing_from_being_saved() {
    let fake = Fake::with(&[], 0);
    let register = &letters::REGISTER;
    let there = fake.world.borrow_mut().add(register, &[Op::set(letters::TITLE, "关于防汛的通知")]);
    let named =
        |n: u128| Named { id: RecordId::from_parts(1, n), register, number: format!("收〔2026〕{n}号"), title: "通知".into() };
    let first = Named { id: there, register, number: "收〔2026〕7号".into(), title: "关于防汛的通知".into() };
    fake.world.borrow_mut().same = vec![first, named(1), named(2), named(3)];
    let mut window = new_form(&fake, register);
    assert!(!shows(&window, "可能已经登记过"), "nothing was typed yet");
    fill(&mut window, label(register, "title"), "关于防汛的通知");
    for text in ["可能已经登记过", "收〔2026〕7号 关于防汛的通知", "收〔2026〕2号 通知", "还有 1 件"] {
        assert!(shows(&window, text), "{text}");
    }
    assert!(!shows(&window, "收〔2026〕3号 通知"));
    click(&mut window, Role::Link, "收〔2026〕7号 关于防汛的通知");
    assert!(shows(&window, "继续填写"), "what was typed is not lost by following the link");
    click(&mut window, Role::Button, "继续填写");
    click(&mut window, Role::Button, "保存");
    assert!(added(&fake).contains(&Op::set(letters::TITLE, "关于防汛的通知")));
}

#[test]
fn doubles_are_sought_when_something_else_was_typed_and_not_while_it_is_composed() {
    let fake = Fake::with(&[], 0);
    let register = &letters::REGISTER;
    let mut window = new_form(&fake, register);
    let asked = |fake: &Fake| fake.world.borrow().asked_same.get();
    fill(&mut window, label(register, "title"), "通知");
    let before = asked(&fake);
    (0..5).for_each(|_| window.step());
    fill(&mut window, label(register, "place"), "收发室");
    assert_eq!(asked(&fake), before, "a field that makes nobody suspicious");
    window.get_by_role_and_label(Role::TextInput, label(register, "title")).focus();
    window.run();
    window.event(Event::Ime(ImeEvent::Preedit { text: "fang".into(), active_range_chars: None }));
    window.run();
    assert_eq!(asked(&fake), before, "composing is not yet meant");
    window.event(Event::Ime(ImeEvent::Commit("防汛".into())));
    window.run();
    assert!(asked(&fake) > before);
}

#[test]
fn a_record_like_another_starts_with_its_contents() {
    let fake = Fake::with(&[], 0);
    let register = &assets::REGISTER;
    let id = fake
        .world
        .borrow_mut()
        .add(register, &[Op::set(assets::NAME, "投影机"), Op::set(assets::ASSET_NO, "ZC00017"), Op::set(assets::LOCATION, "图书馆")]);
    let mut window = at(&fake, Place::Register(register));
    window.state_mut().command(Command::Open(register, id));
    window.run();
    click(&mut window, Role::Button, "更多");
    click(&mut window, Role::ListBoxOption, "照此新建");
    assert_eq!(window.get_by_role_and_label(Role::TextInput, label(register, "name")).value().as_deref(), Some("投影机"));
    click(&mut window, Role::Button, "保存");
    let ops = added(&fake);
    assert!(ops.contains(&Op::set(assets::NAME, "投影机")), "{ops:?}");
    assert!(!ops.iter().any(|op| matches!(op, Op::Set { field, value: Some(_) } if field == "asset_no" || field == "location")), "{ops:?}");
}

#[test]
fn rows_go_over_as_new_rows() {
    let register = book::ALL
        .iter()
        .find(|r| r.fields.iter().any(|f| matches!(f.kind, registers::Kind::Lines(lines) if !lines.append_only) && r.key == "requisitions"))
        .unwrap();
    let fake = Fake::with(&[], 0);
    let cells = vec![("item_name".to_owned(), Value::from("A4复印纸"))];
    let field = register.fields.iter().find(|f| matches!(f.kind, registers::Kind::Lines(lines) if !lines.append_only)).unwrap();
    let column = field.columns().iter().find(|c| c.kind == registers::Kind::Text).unwrap().id;
    let cells = cells.into_iter().map(|(_, value)| (column.to_owned(), value)).collect();
    let row = Op::Line { field: field.id.to_owned(), row: String::new(), cells };
    let title = Op::Set { field: register.title.to_owned(), value: Some("领用".into()) };
    let id = fake.world.borrow_mut().add(register, &[title, row.clone()]);
    let mut window = at(&fake, Place::Register(register));
    window.state_mut().command(Command::NewLike(id));
    window.run();
    click(&mut window, Role::Button, "保存");
    let rows: Vec<Op> = added(&fake).into_iter().filter(|op| matches!(op, Op::Line { .. })).collect();
    assert_eq!(rows, [row]);
}

#[test]
fn a_task_starts_from_the_record_that_it_comes_from() {
    let fake = Fake::with(&[], 0);
    let register = book::find("safety-inspections").unwrap();
    let title = Op::Set { field: register.title.to_owned(), value: Some("实验楼消防检查".into()) };
    let id = fake.world.borrow_mut().add(register, &[title]);
    let task =
        Named { id: RecordId::from_parts(1, 8), register: book::find("tasks").unwrap(), number: String::new(), title: String::new() };
    let around = Around {
        derived: vec![("布置任务数".into(), "共1项".into())],
        linked: vec![Linked { id: task.id, register: task.register, title: "更换灭火器".into() }],
        lists: Vec::new(),
        days: Vec::new(),
    };
    fake.world.borrow_mut().insight.around.insert(id, around);
    let mut window = at(&fake, Place::Register(register));
    window.state_mut().command(Command::Open(register, id));
    window.run();
    for text in ["关联到此的记录", "更换灭火器", "共1项"] {
        assert!(shows(&window, text), "{text}");
    }
    click(&mut window, Role::Button, "更多");
    click(&mut window, Role::ListBoxOption, "布置任务");
    assert!(matches!(window.state().place(), Place::Register(r) if r.key == "tasks"));
    fill(&mut window, label(book::find("tasks").unwrap(), "title"), "更换灭火器");
    click(&mut window, Role::Button, "保存");
    let ops = added(&fake);
    let said = |field: &str, text: &str| ops.contains(&Op::Set { field: field.into(), value: Some(text.into()) });
    assert!(said("inspection", &id.to_string()) && said("source", "实验楼消防检查") && said("source_type", "inspection"), "{ops:?}");
}

#[test]
fn templates_are_offered_until_something_is_typed() {
    let fake = Fake::with(&[], 0);
    let register = book::find("meetings").unwrap();
    let template = &register.templates[0];
    let mut window = new_form(&fake, register);
    click(&mut window, Role::Button, template.labels.get(Lang::ZhHans));
    let expect = registers::workflow::from_template(register, template);
    fill(&mut window, label(register, register.title), "例会");
    let button = window.get_by_role_and_label(Role::Button, template.labels.get(Lang::ZhHans));
    assert!(button.accesskit_node().is_disabled(), "nothing typed is overwritten");
    click(&mut window, Role::Button, "保存");
    let ops = added(&fake);
    let is_said = |op: &&Op| matches!(op, Op::Set { field, .. } if *field != register.title);
    let said: Vec<&Op> = expect.iter().filter(is_said).collect();
    assert!(!said.is_empty() && said.iter().all(|op| ops.contains(op)), "{ops:?}\n{expect:?}");
}

#[test]
fn a_room_that_is_taken_is_told_of_beside_its_field() {
    let fake = Fake::with(&[], 0);
    let register = book::find("bookings").unwrap();
    let room =
        fake.world.borrow_mut().add(book::find("rooms").unwrap(), &[Op::Set { field: "name".into(), value: Some("第一会议室".into()) }]);
    let named = Named { id: RecordId::from_parts(1, 7), register, number: String::new(), title: "家长会".into() };
    fake.world.borrow_mut().taken = vec![(named, "2026-12-03 09:00–10:00".into())];
    let values = [
        ("purpose", "班会".to_owned()),
        ("room", room.to_string()),
        ("start", "2026-12-03T09:00".to_owned()),
        ("end", "2026-12-03T10:00".to_owned()),
    ];
    let ops = values.map(|(field, text)| Op::Set { field: field.into(), value: Some(text.as_str().into()) });
    let id = fake.world.borrow_mut().add(register, &ops);
    let mut window = at(&fake, Place::Register(register));
    window.state_mut().command(Command::Edit(Some(id)));
    window.run();
    assert!(shows(&window, "2026-12-03 09:00–10:00 已被占用") && shows(&window, "家长会"));
    assert!(!shows(&new_form(&fake, register), "已被占用"), "nothing is claimed yet");
}
