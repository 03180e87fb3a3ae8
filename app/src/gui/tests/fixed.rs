//! Fields of a form that are shown only, with the reason.

use eframe::egui;
use egui::Role;
use egui_kittest::kittest::Queryable;
use registers::{Lang, Op, Register, Value, book};

use super::fake::Fake;
use super::screens::{Window, at, fill, shows};
use crate::gui::{Command, Place};

fn set(field: &str, text: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::from(text)) }
}

/// The form of a record with these values, in a state.
fn form(fake: &Fake, register: &'static Register, state: &str, values: &[(&str, &str)]) -> Window {
    let id = {
        let mut world = fake.world.borrow_mut();
        let ops: Vec<Op> = values.iter().map(|(field, text)| set(field, text)).collect();
        let id = world.add(register, &ops);
        world.records.get_mut(&id).unwrap().record.states = vec![state.to_owned()];
        id
    };
    let mut window = at(fake, Place::Register(register));
    window.state_mut().command(Command::Edit(Some(id)));
    window.run();
    window
}

fn is_open(window: &Window, register: &Register, field: &str) -> bool {
    let label = register.field(field).unwrap().labels.get(Lang::ZhHans);
    window.query_all_by_role_and_label(Role::TextInput, label).next().is_some()
}

#[test]
fn what_was_frozen_is_shown_only_and_says_by_what() {
    let fake = Fake::office(0);
    let register = book::find("stocktakes").unwrap();
    let values = [("title", "年度盘点"), ("scope_depts", "总务处"), ("frozen_books", "x:1")];
    let window = form(&fake, register, "counting", &values);
    assert!(shows(&window, "总务处") && shows(&window, "“冻结快照”后各组都照此办理，不再改写"));
    assert!(!is_open(&window, register, "scope_depts") && is_open(&window, register, "title"));
    let window = form(&fake, register, "planning", &values[..2]);
    assert!(is_open(&window, register, "scope_depts"));
}

#[test]
fn a_number_that_was_given_is_shown_only() {
    let fake = Fake::office(0);
    let register = book::find("incoming-documents").unwrap();
    let mut window = form(&fake, register, "registered", &[("title", "通知"), ("reg_no", "收〔2026〕1号")]);
    assert!(shows(&window, "收〔2026〕1号") && shows(&window, "编号已定，不再改写"));
    assert!(!is_open(&window, register, "reg_no") && is_open(&window, register, "title"));
    fill(&mut window, "标题", "（改）");
    window.state_mut().command(Command::Save);
    window.run();
    let sent = fake.world.borrow().sent.clone();
    assert!(matches!(&sent[..], [crate::gui::backend::Action::Edit { ops, .. }] if ops.len() == 1), "{sent:?}");
}

#[test]
fn a_number_that_another_record_carries_too_is_given_anew() {
    let fake = Fake::office(0);
    let register = book::find("incoming-documents").unwrap();
    let number = [("title", "通知"), ("reg_no", "收〔2026〕1号")];
    drop(form(&fake, register, "registered", &number));
    assert!(is_open(&form(&fake, register, "registered", &number), register, "reg_no"));
    assert!(is_open(&form(&fake, register, "registered", &[("title", "另一份")]), register, "reg_no"), "nothing was given yet");
}

#[test]
fn a_number_that_is_given_later_is_not_asked_for() {
    let fake = Fake::office(0);
    let register = book::find("outgoing-documents").unwrap();
    let open = |state: &str| is_open(&form(&fake, register, state, &[("title", "通知")]), register, "issue_no");
    assert_eq!(["drafting", "awaiting-signature", "signed"].map(open), [false, false, true]);
    let mut window = at(&fake, Place::Register(register));
    window.state_mut().command(Command::New(None));
    window.run();
    window.get_by_role_and_label(Role::DisclosureTriangle, "签发与编号").click_accesskit();
    window.run();
    assert!(shows(&window, "签发后编号时给出，现在不填") && !is_open(&window, register, "issue_no") && is_open(&window, register, "title"));
}

#[test]
fn what_is_on_paper_that_is_out_is_shown_only() {
    let fake = Fake::office(0);
    let register = book::find("outgoing-documents").unwrap();
    let values = [("title", "通知"), ("issue_no", "校发〔2026〕1号"), ("signer", "陈国强"), ("dispatched_at", "2026-09-01T09:00")];
    let window = form(&fake, register, "dispatching", &values);
    for field in ["title", "issue_no", "signer"] {
        assert!(!is_open(&window, register, field), "{field}");
    }
    assert!(is_open(&window, register, "filed_to"));
    assert!(shows(&window, "已审定、用印或发出，不再改写") && shows(&window, "已发出、办结或作废，不再改写"));
}

#[test]
fn a_void_approval_is_told_beside_the_record() {
    let fake = Fake::office(0);
    let register = book::find("outgoing-documents").unwrap();
    let id = {
        let mut world = fake.world.borrow_mut();
        let cells = [("stage", "department"), ("reviewer", "何主任"), ("verdict", "pass"), ("digest", "0123")];
        let cells = cells.map(|(column, text)| (column.to_owned(), Value::from(text))).to_vec();
        let id = world.add(register, &[set("title", "通知"), Op::Line { field: "reviews".into(), row: "1".into(), cells }]);
        world.records.get_mut(&id).unwrap().record.states = vec!["office-review".to_owned()];
        id
    };
    let mut window = at(&fake, Place::Register(register));
    window.state_mut().command(Command::Open(register, id));
    window.run();
    assert!(shows(&window, "原审批失效") && shows(&window, "何主任"));
}
