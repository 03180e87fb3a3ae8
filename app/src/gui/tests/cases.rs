//! The conflict inbox with the cases of the rules, and the inbox of the first page.

use eframe::egui::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use registers::book::{incoming_documents as letters, visits};
use registers::{Lang, Op, RecordId, Value};
use replica::{Case, Choice};

use super::fake::{Fake, me};
use super::screens::{at, click, fill, open, shows};
use crate::cases::{Named, Told};
use crate::gui::backend::{Action, Setup};
use crate::gui::{Command, Place};

fn letter(fake: &Fake, title: &str) -> RecordId {
    let mut world = fake.world.borrow_mut();
    world.add(&letters::REGISTER, &[Op::set(letters::TITLE, title)])
}

/// Two letters with one number.
fn doubled(fake: &Fake) -> Told {
    let (a, b) = (letter(fake, "关于防汛的通知"), letter(fake, "关于防火的通知"));
    let named = |id, title: &str| Named { id, register: &letters::REGISTER, number: "收〔2026〕1号".into(), title: title.into() };
    let facts = [("number", "收〔2026〕1号"), ("count", "2"), ("one", "关于防汛的通知"), ("other", "关于防火的通知")];
    let case = Case {
        kind: "register-number-doubled",
        key: "收〔2026〕1号".into(),
        records: vec![a, b],
        ruled: true,
        facts: facts.map(|(k, v)| (k, v.to_owned())).into(),
        choices: vec![Choice::Renumber { id: b }, Choice::Step { id: b, step: "void" }, Choice::Decide("both-stand")],
    };
    Told { case, named: vec![named(a, "关于防汛的通知"), named(b, "关于防火的通知")] }
}

fn with_case(fake: &Fake) -> Told {
    let told = doubled(fake);
    let mut world = fake.world.borrow_mut();
    world.cases.push(told.clone());
    world.touch();
    told
}

#[test]
fn a_case_says_what_happened_and_shows_its_records_and_choices() {
    let fake = Fake::with(&[], 0);
    let told = with_case(&fake);
    let mut window = at(&fake, Place::Conflicts);
    for text in ["收文号重号：收〔2026〕1号 有 2 件，《关于防汛的通知》先登记", "暂按规则，待确认", "待定的事 · 1", "冲突 1 处"]
    {
        assert!(shows(&window, text), "{text}");
    }
    assert!(window.query_by_role_and_label(Role::Button, "改号：② 收〔2026〕1号 关于防火的通知").is_some());
    click(&mut window, Role::Link, "② 收〔2026〕1号 关于防火的通知");
    assert_eq!(window.state().place(), Place::Register(&letters::REGISTER));
    assert!(told.case.records.len() == 2);
    window.state_mut().command(Command::Speak(Lang::En));
    window.state_mut().command(Command::Go(Place::Conflicts));
    window.run();
    assert!(shows(&window, "was registered first and keeps it") && shows(&window, "To be decided · 1"));
}

#[test]
fn the_panel_of_a_record_tells_of_its_cases() {
    let fake = Fake::with(&[], 0);
    let told = with_case(&fake);
    let other = letter(&fake, "关于防冻的通知");
    let mut window = at(&fake, Place::Register(&letters::REGISTER));
    window.state_mut().command(Command::Open(&letters::REGISTER, other));
    window.run();
    assert!(!shows(&window, "收文号重号"), "it is not of those");
    window.state_mut().command(Command::Open(&letters::REGISTER, told.case.records[1]));
    window.run();
    assert!(shows(&window, "收文号重号：收〔2026〕1号 有 2 件"));
    click(&mut window, Role::Button, "去冲突待办处理");
    assert_eq!(window.state().place(), Place::Conflicts);
}

#[test]
fn a_decision_asks_for_a_reason_and_takes_the_case_from_page_and_count() {
    let fake = Fake::with(&[], 0);
    let told = with_case(&fake);
    let mut window = at(&fake, Place::Conflicts);
    click(&mut window, Role::Button, "两者都保留");
    fill(&mut window, "理由", "分属两个年度");
    click(&mut window, Role::Button, "确定");
    let sent = fake.world.borrow().sent.clone();
    let [Action::Settle { told: of, choice: Choice::Decide("both-stand"), about, reason }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!((&**of, reason.as_str()), (&told, "分属两个年度"));
    assert!(about.starts_with("收文号重号"), "{about}");
    assert!(shows(&window, "没有冲突") && !shows(&window, "冲突 1 处"));
    assert!(!shows(&window, "可以不填"), "the dialog is closed");
}

#[test]
fn a_fresh_number_needs_a_reason_and_a_refusal_is_said_in_the_dialog() {
    let fake = Fake::with(&[], 0);
    with_case(&fake);
    let mut window = at(&fake, Place::Conflicts);
    click(&mut window, Role::Button, "改号：② 收〔2026〕1号 关于防火的通知");
    click(&mut window, Role::Button, "确定");
    assert!(shows(&window, "请填写此项") && fake.world.borrow().sent.is_empty());
    fill(&mut window, "理由", "重号");
    fake.world.borrow_mut().refuse = Some("本机不能给号".into());
    click(&mut window, Role::Button, "确定");
    assert!(shows(&window, "本机不能给号"));
    click(&mut window, Role::Button, "确定");
    assert!(shows(&window, "没有冲突") && !shows(&window, "本机不能给号"));
}

#[test]
fn a_step_asks_in_its_own_dialog() {
    let fake = Fake::with(&[], 0);
    let told = with_case(&fake);
    let mut window = at(&fake, Place::Conflicts);
    click(&mut window, Role::Button, "作废：② 收〔2026〕1号 关于防火的通知");
    fill(&mut window, "作废原因", "重复登记");
    click(&mut window, Role::Button, "作废");
    let sent = fake.world.borrow().sent.clone();
    let [Action::Step { id, step: "void", ops, .. }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(*id, told.case.records[1]);
    assert!(ops.contains(&Op::set(registers::common::VOID_REASON, "重复登记")));
}

#[test]
fn a_value_is_kept_at_once_and_what_another_role_does_cannot_be_pressed() {
    let fake = Fake::with(&[], 0);
    let visit = fake.world.borrow_mut().add(&visits::REGISTER, &[Op::set(visits::VISITOR, "王芳")]);
    let keep = Choice::Keep { id: visit, field: "_state", value: Value::from("on-campus") };
    let facts = vec![("visitor", "王芳".to_owned()), ("entered", "2026-11-23 08:00".to_owned())];
    let case = Case { kind: "visit-state", key: "k".into(), records: vec![visit], ruled: false, facts, choices: vec![keep.clone()] };
    let named = Named { id: visit, register: &visits::REGISTER, number: String::new(), title: "王芳".into() };
    fake.world.borrow_mut().cases.push(Told { case, named: vec![named] });
    let mut doubled = doubled(&fake);
    let guarded = letters::REGISTER.transitions.iter().find(|t| !t.roles.is_empty()).unwrap();
    doubled.case.choices = vec![Choice::Step { id: doubled.case.records[0], step: guarded.id }];
    fake.world.borrow_mut().cases.push(doubled);
    fake.world.borrow_mut().setup = Some(Setup::Ready(crate::gui::backend::Me { roles: vec!["reception".into()], ..me() }));
    let mut window = at(&fake, Place::Conflicts);
    let name = format!("{}：① 收〔2026〕1号 关于防汛的通知", guarded.labels.get(Lang::ZhHans));
    assert!(window.get_by_role_and_label(Role::Button, &name).accesskit_node().is_disabled());
    click(&mut window, Role::Button, "以“校内”为准");
    let sent = fake.world.borrow().sent.clone();
    assert!(matches!(&sent[..], [Action::Settle { choice, .. }] if *choice == keep), "{sent:?}");
}

#[test]
fn what_is_not_known_yet_is_not_called_nothing() {
    let fake = Fake::with(&[], 0);
    fake.world.borrow_mut().looking = true;
    let mut window = at(&fake, Place::Conflicts);
    assert!(shows(&window, "正在核对各台电脑的记录") && !shows(&window, "没有冲突"));
    fake.world.borrow_mut().looking = false;
    fake.world.borrow_mut().touch();
    window.run();
    assert!(shows(&window, "没有冲突"));
}

#[test]
fn many_cases_are_drawn_as_one_asks_for_them() {
    let fake = Fake::with(&[], 0);
    let told = doubled(&fake);
    for n in 0..120 {
        let mut told = told.clone();
        told.case.key = n.to_string();
        fake.world.borrow_mut().cases.push(told);
    }
    let mut window = at(&fake, Place::Conflicts);
    assert!(shows(&window, "待定的事 · 120") && shows(&window, "冲突 120 处"));
    let more = |window: &super::screens::Window, text: &str| window.query_by_role_and_label(Role::Button, text).is_some();
    assert!(more(&window, "还有 70 件"));
    for rest in ["还有 70 件", "还有 20 件"] {
        window.get_by_role_and_label(Role::Button, rest).click_accesskit();
        window.run();
    }
    assert!(!shows(&window, "还有"));
}

#[test]
fn the_inbox_says_how_many_working_days_are_left_and_why_it_waits() {
    let fake = Fake::with(&[], 0);
    for (title, due) in [("逾期的来文", "2026-11-20"), ("下周的来文", "2026-11-30"), ("今天的来文", "2026-11-23")] {
        let mut world = fake.world.borrow_mut();
        let id = world.add(&letters::REGISTER, &[Op::set(letters::TITLE, title)]);
        let field = letters::REGISTER.due.unwrap().field;
        let entry = world.records.get_mut(&id).unwrap();
        entry.record.fields.insert(field.into(), vec![due.into()]);
        let state = letters::REGISTER.states.iter().find(|s| s.phase == registers::def::Phase::Open).unwrap();
        entry.record.states = vec![state.id.into()];
        world.touch();
    }
    let window = open(&fake, Lang::ZhHans);
    for text in ["逾期 1 个工作日", "还有 5 个工作日", "今日到期", "2026-11-20 到期", "本岗位"] {
        assert!(shows(&window, text), "{text}");
    }
}
