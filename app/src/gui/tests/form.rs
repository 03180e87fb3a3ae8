//! The fields of a form: dates, choices, rows.

use crate::gui::backend::Action;
use crate::gui::{Command, Place};
use eframe::egui::{Key, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use registers::{Kind, Lang, Op, Value, book};

use super::fake::Fake;
use super::screens::{Window, assets, at, click, fill, shows};

/// The first field of a register that is of a kind, with the words that the screen shows for it.
fn field_of(register: &'static registers::Register, kind: fn(&Kind) -> bool) -> (&'static registers::Field, &'static str) {
    let field = super::super::layout::form_sections(register).into_iter().flat_map(|s| s.fields).find(|f| kind(&f.kind)).unwrap();
    (field, field.labels.get(Lang::ZhHans))
}

fn added(fake: &Fake) -> Vec<Op> {
    match fake.world.borrow().sent.last() {
        Some(Action::Add { ops, .. }) => ops.clone(),
        other => panic!("{other:?}"),
    }
}

pub(super) fn new_asset(fake: &Fake) -> Window {
    let mut window = at(fake, Place::Register(assets()));
    window.state_mut().command(Command::New(Some(assets())));
    window.run();
    let title = assets().field(assets().title).unwrap().labels.get(Lang::ZhHans);
    fill(&mut window, title, "投影仪");
    window
}

#[test]
fn a_date_is_picked_from_the_calendar_or_typed() {
    let fake = Fake::office(1);
    let mut window = new_asset(&fake);
    let (field, name) = field_of(assets(), |k| matches!(k, Kind::Date));
    window.get_by_role_and_label(Role::Button, &format!("{name} 打开日历")).click_accesskit();
    window.run();
    click(&mut window, Role::Button, "下个月");
    click(&mut window, Role::Button, "2026-12-09");
    click(&mut window, Role::Button, "保存");
    assert!(added(&fake).contains(&Op::Set { field: field.id.into(), value: Some("2026-12-09".into()) }));
}

#[test]
fn a_wrong_date_is_named_and_nothing_is_written() {
    let fake = Fake::office(1);
    let mut window = new_asset(&fake);
    let (_, name) = field_of(assets(), |k| matches!(k, Kind::Date));
    fill(&mut window, name, "昨天");
    click(&mut window, Role::Button, "保存");
    assert!(shows(&window, "不是日期") && shows(&window, "1 处需要更正"));
    assert!(fake.world.borrow().sent.is_empty());
}

#[test]
fn a_choice_is_picked_with_the_mouse_or_the_arrows() {
    let fake = Fake::office(1);
    let mut window = new_asset(&fake);
    let (field, name) = field_of(assets(), |k| matches!(k, Kind::Choice(_)));
    let second = field.choice_list()[1];
    window.get_by_role_and_label(Role::ComboBox, name).click_accesskit();
    window.run();
    click(&mut window, Role::ListBoxOption, second.labels.get(Lang::ZhHans));
    window.get_by_role_and_label(Role::ComboBox, name).focus();
    window.run();
    window.key_press(Key::ArrowUp);
    window.run();
    click(&mut window, Role::Button, "保存");
    assert!(added(&fake).contains(&Op::Set { field: field.id.into(), value: Some(field.choice_list()[0].id.into()) }));
}

/// A register whose form asks for nothing but its title, with a lines field that takes a text.
fn with_lines() -> (&'static registers::Register, &'static registers::Field) {
    let takes_text = |lines: &registers::def::Lines| {
        let mut required = lines.columns.iter().filter(|c| c.required);
        lines.columns.iter().any(|c| c.kind == Kind::Text) && required.all(|c| matches!(c.kind, Kind::Text | Kind::Choice(_)))
    };
    let lines = |r: &&'static registers::Register| {
        let mut fields = super::super::layout::form_sections(r).into_iter().flat_map(|s| s.fields);
        fields.find(|f| matches!(&f.kind, Kind::Lines(lines) if takes_text(lines)))
    };
    let mut plain = book::ALL.iter().filter(|r| r.all_fields().all(|f| !f.required || f.id == r.title));
    plain.find_map(|r| lines(r).map(|f| (*r, f))).unwrap()
}

#[test]
fn rows_are_appended_and_facts_are_not_changed() {
    let fake = Fake::office(1);
    let (register, field) = with_lines();
    let mut window = at(&fake, Place::Register(register));
    window.state_mut().command(Command::New(Some(register)));
    window.run();
    fill(&mut window, register.field(register.title).unwrap().labels.get(Lang::ZhHans), "投影仪");
    let name = field.labels.get(Lang::ZhHans);
    window.get_by_role_and_label(Role::Button, &format!("添加{name}")).click_accesskit();
    window.run();
    let column = field.columns().iter().find(|c| c.kind == Kind::Text).unwrap();
    let named = |c: &registers::Field| format!("{name} 1 {}", c.labels.get(Lang::ZhHans));
    fill(&mut window, &named(column), "致远楼 305室");
    for required in field.columns().iter().filter(|c| c.required && c.id != column.id) {
        if required.kind == Kind::Text {
            fill(&mut window, &named(required), "一");
            continue;
        }
        window.get_by_role_and_label(Role::ComboBox, &named(required)).click_accesskit();
        window.run();
        click(&mut window, Role::ListBoxOption, required.choice_list()[0].labels.get(Lang::ZhHans));
    }
    click(&mut window, Role::Button, "保存");
    let ops = added(&fake);
    let row = ops.iter().find_map(|op| match op {
        Op::Line { field: f, row, cells } if f == field.id && row.is_empty() => Some(cells),
        _ => None,
    });
    assert!(row.is_some_and(|cells| cells.contains(&(column.id.into(), "致远楼 305室".into()))), "{ops:?}");
}

#[test]
fn what_a_fact_leaves_open_can_be_filled_in() {
    let letters = book::find("incoming-documents").unwrap();
    let fake = Fake::with(&[letters], 1);
    let mut window = at(&fake, Place::Register(letters));
    let id = *fake.world.borrow().records.keys().next().unwrap();
    window.state_mut().command(Command::Edit(Some(id)));
    window.run();
    // The sample row says everything but its place in the order.
    assert!(window.query_by_role_and_label(Role::TextInput, "传阅 1 传阅人").is_none(), "what was written stays");
    assert!(window.query_by_role_and_label(Role::TextInput, "传阅 1 顺序").is_none());
    window.get_by_role_and_label(Role::Button, "补填传阅第 1 行").click_accesskit();
    window.run();
    assert!(window.query_by_role_and_label(Role::TextInput, "传阅 1 传阅人").is_none());
    fill(&mut window, "传阅 1 顺序", "2");
    click(&mut window, Role::Button, "保存");
    let sent = fake.world.borrow().sent.clone();
    let [Action::Edit { ops, .. }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(ops[..], [Op::Set { field: "circulation/ROW0/order".into(), value: Some(Value::Integer(2)) }]);
}

#[test]
fn digests_are_shown_and_never_asked_for() {
    let documents = book::find("outgoing-documents").unwrap();
    let asked: Vec<_> = super::super::layout::form_sections(documents).into_iter().flat_map(|s| s.fields).map(|f| f.id).collect();
    assert!(!asked.contains(&"signed_digest") && asked.contains(&"signatures"));
    let fake = Fake::office(1);
    let mut window = at(&fake, Place::Register(documents));
    window.state_mut().command(Command::New(Some(documents)));
    window.run();
    window.get_by_role_and_label(Role::DisclosureTriangle, "审核与会审").click_accesskit();
    window.run();
    window.get_by_role_and_label(Role::Button, "添加审核").click_accesskit();
    window.run();
    assert!(window.query_by_role_and_label(Role::TextInput, "审核 1 审核意见").is_some());
    assert!(window.query_by_role_and_label(Role::TextInput, "审核 1 所审版本").is_none());
}

#[test]
fn to_discard_a_form_on_the_way_back_leads_out_of_the_form_and_no_further() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Conflicts);
    window.state_mut().command(Command::Go(Place::Register(assets())));
    window.run();
    window.state_mut().command(Command::New(None));
    window.run();
    fill(&mut window, "资产名称", "投影机");
    window.state_mut().command(Command::Back);
    window.run();
    click(&mut window, Role::Button, "放弃");
    assert_eq!(window.state().place(), Place::Register(assets()));
    window.state_mut().command(Command::Back);
    window.run();
    assert_eq!(window.state().place(), Place::Conflicts);
}

/// A new outgoing document.
fn new_document(fake: &Fake) -> Window {
    let register = book::find("outgoing-documents").unwrap();
    let mut window = at(fake, Place::Register(register));
    window.state_mut().command(Command::New(Some(register)));
    window.run();
    window
}

fn is_open(window: &Window, group: &str) -> bool {
    let group = window.get_by_role_and_label(Role::DisclosureTriangle, group);
    group.accesskit_node().toggled() == Some(eframe::egui::accesskit::Toggled::True)
}

#[test]
fn groups_of_later_stages_are_closed_in_a_new_record_and_open_by_key_and_mouse() {
    let fake = Fake::office(1);
    let mut window = new_document(&fake);
    let has = |window: &Window, name: &str| window.query_by_role_and_label(Role::TextInput, name).is_some();
    assert!(has(&window, "标题") && !has(&window, "发文字号") && !has(&window, "存放地点"));
    assert!(!is_open(&window, "签发与编号") && shows(&window, "文稿"));
    window.get_by_role_and_label(Role::DisclosureTriangle, "备案与归档").focus();
    window.key_press(Key::Enter);
    window.run();
    assert!(is_open(&window, "备案与归档"));
    window.get_by_role_and_label(Role::DisclosureTriangle, "备案与归档").click_accesskit();
    window.run();
    assert!(!is_open(&window, "备案与归档"), "pressed again it closes");
    // The form of a record that is there has all groups open.
    let register = book::find("outgoing-documents").unwrap();
    let id = *fake.world.borrow().records.iter().find(|(_, e)| e.record.register == register.key).unwrap().0;
    window.state_mut().command(Command::Close);
    window.state_mut().command(Command::Edit(Some(id)));
    window.run();
    assert!(window.query_by_role_and_label(Role::DisclosureTriangle, "签发与编号").is_none());
}

#[test]
fn a_group_that_says_something_or_is_refused_is_open() {
    let fake = Fake::office(1);
    let register = book::find("outgoing-documents").unwrap();
    let mut window = at(&fake, Place::Register(register));
    let ops = vec![Op::Set { field: "signer".into(), value: Some("陈建国".into()) }];
    window.state_mut().command(Command::NewWith(register, ops));
    window.run();
    assert!(is_open(&window, "签发与编号") && !is_open(&window, "备案与归档"));
    // Something wrong is typed and hidden again: what refuses the form is in sight.
    window.get_by_role_and_label(Role::DisclosureTriangle, "复核与印制").click_accesskit();
    window.run();
    fill(&mut window, "印数", "很多");
    assert!(is_open(&window, "复核与印制"));
    window.get_by_role_and_label(Role::DisclosureTriangle, "复核与印制").click_accesskit();
    window.run();
    assert!(is_open(&window, "复核与印制"), "what says something does not close");
}

#[test]
fn a_template_fills_the_body_of_a_text() {
    let letters = book::find("outgoing-documents").unwrap();
    let fake = Fake::with(&[letters], 0);
    let mut window = at(&fake, Place::Register(letters));
    window.state_mut().command(Command::New(Some(letters)));
    window.run();
    click(&mut window, Role::Button, "请示（上行）");
    let body = letters.field("body").unwrap().labels.get(Lang::ZhHans);
    let text = window.get_by_role_and_label(Role::MultilineTextInput, body).value().unwrap_or_default();
    assert!(text.starts_with("现将有关情况请示如下：\n") && text.ends_with("妥否，请批示。"), "{text}");
}

#[test]
fn what_is_typed_takes_the_place_of_what_stands_in_a_field_and_enter_goes_on() {
    let fake = Fake::office(1);
    let mut window = new_asset(&fake);
    let sections = super::super::layout::form_sections(assets());
    let texts: Vec<_> = sections.into_iter().flat_map(|s| s.fields).filter(|f| f.kind == Kind::Text).take(2).collect();
    let [first, second] = [texts[0], texts[1]].map(|f| f.labels.get(Lang::ZhHans));
    fill(&mut window, first, "旧字");
    fill(&mut window, second, "乙");
    let field = window.get_by_role_and_label(Role::TextInput, first);
    field.focus();
    field.type_text("新字");
    window.run();
    window.key_press(Key::Enter);
    window.run();
    assert!(!window.get_by_role_and_label(Role::TextInput, first).is_focused());
    assert!(window.query_all_by_role(Role::TextInput).any(|n| n.is_focused()), "the keyboard is never nowhere");
    assert!(fake.world.borrow().sent.is_empty(), "Enter in a field saves nothing");
    click(&mut window, Role::Button, "保存");
    let ops = added(&fake);
    assert!(ops.contains(&Op::Set { field: texts[0].id.into(), value: Some("新字".into()) }), "{ops:?}");
}
