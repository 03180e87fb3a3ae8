//! The registry desk, by the keyboard.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use registers::book::{incoming_documents as incoming, outgoing_documents as outgoing};
use registers::{Lang, Op, Record, RecordId, Value};

use super::fake::{Fake, NOW};
use super::screens::{Window, at, click, fill, shows};
use crate::cases::Named;
use crate::gui::backend::Action;
use crate::gui::{Command, Place};

const SENDER: &str = "来文单位";
const NUMBER: &str = "来文字号";
const TITLE: &str = "标题";

fn desk(fake: &Fake) -> Window {
    at(fake, Place::Registry)
}

/// Types into the field that has the keyboard, which is to be this one, and goes on.
fn enter(window: &mut Window, field: &str, text: &str) {
    let input = window.get_by_role_and_label(Role::TextInput, field);
    assert!(input.is_focused(), "{field} has the keyboard");
    input.type_text(text);
    window.run();
    press(window, Key::Enter);
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run();
}

fn save(window: &mut Window) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
}

fn records(fake: &Fake) -> Vec<Record> {
    fake.world.borrow().records.values().map(|e| e.record.clone()).collect()
}

fn paper(fake: &Fake, register: &'static registers::def::Register, state: &str, ops: &[(&str, &str)]) -> RecordId {
    let mut all: Vec<Op> = ops.iter().map(|(field, text)| Op::Set { field: (*field).to_owned(), value: Some((*text).into()) }).collect();
    all.push(Op::State(state.to_owned()));
    fake.world.borrow_mut().add(register, &all)
}

#[test]
fn letters_are_received_in_a_run_by_the_keyboard() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    enter(&mut window, SENDER, "市教育局");
    enter(&mut window, NUMBER, "市教办〔2026〕58号");
    enter(&mut window, TITLE, "关于开展安全检查的通知");
    save(&mut window);
    // The next one is from the same sender, whose numbers begin as before.
    assert_eq!(window.get_by_role_and_label(Role::TextInput, SENDER).value().as_deref(), Some("市教育局"));
    enter(&mut window, NUMBER, "59号");
    enter(&mut window, TITLE, "关于召开校长会议的通知");
    save(&mut window);
    let told: Vec<_> =
        records(&fake).iter().map(|r| ["from_org", "from_no", "title", "received_at"].map(|f| r.text(f).to_owned())).collect();
    let today = NOW.date().to_string();
    let expect = [("市教办〔2026〕58号", "关于开展安全检查的通知"), ("市教办〔2026〕59号", "关于召开校长会议的通知")];
    assert_eq!(told, expect.map(|(no, title)| ["市教育局", no, title, &today].map(str::to_owned)));
    assert!(records(&fake).iter().all(|r| r.state() == "registered" && r.is_filled("reg_no")));
    // Each was one action, and its number is told.
    let sent = fake.world.borrow().sent.clone();
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent.iter().all(|a| matches!(a, Action::AtOnce { id: None, step: "register", .. })));
    assert!(shows(&window, "本次已登记 2 件") && records(&fake).iter().all(|r| shows(&window, r.text("reg_no"))));
}

#[test]
fn enter_goes_through_all_fields_and_saves_in_the_last() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    enter(&mut window, SENDER, "市教育局");
    enter(&mut window, NUMBER, "");
    enter(&mut window, TITLE, "通知");
    // A choice is picked by the arrows, and Enter does not open it.
    press(&mut window, Key::ArrowDown);
    for _ in 0..7 {
        assert!(fake.world.borrow().sent.is_empty());
        press(&mut window, Key::Enter);
    }
    assert!(window.get_by_role_and_label(Role::TextInput, "办理时限").is_focused());
    press(&mut window, Key::Enter);
    let saved = records(&fake);
    assert_eq!(saved.len(), 1);
    assert!(saved[0].is_filled("kind") && !saved[0].is_filled("secrecy"));
    assert!(window.get_by_role_and_label(Role::TextInput, NUMBER).is_focused(), "the next letter");
}

#[test]
fn how_numbers_begin_is_no_number_and_goes_with_the_sender() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    enter(&mut window, SENDER, "市教育局");
    enter(&mut window, NUMBER, "市教办〔2026〕58号");
    enter(&mut window, TITLE, "甲");
    save(&mut window);
    assert_eq!(window.get_by_role_and_label(Role::TextInput, NUMBER).value().as_deref(), Some("市教办〔2026〕"));
    enter(&mut window, NUMBER, "");
    enter(&mut window, TITLE, "乙");
    save(&mut window);
    assert_eq!(records(&fake)[1].text("from_no"), "");
    enter(&mut window, NUMBER, "60号");
    enter(&mut window, TITLE, "丙");
    save(&mut window);
    assert_eq!(records(&fake)[2].text("from_no"), "市教办〔2026〕60号");
    fill(&mut window, SENDER, "基教科");
    assert_eq!(window.get_by_role_and_label(Role::TextInput, NUMBER).value().unwrap_or_default(), "");
}

#[test]
fn senders_are_offered_by_their_initials() {
    let fake = Fake::with(&[], 0);
    paper(&fake, &incoming::REGISTER, "archived", &[("title", "旧文"), ("from_org", "市教育局"), ("remarks", "sjyj")]);
    let mut window = desk(&fake);
    window.get_by_role_and_label(Role::TextInput, SENDER).type_text("sjyj");
    window.run();
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    assert_eq!(window.get_by_role_and_label(Role::TextInput, SENDER).value().as_deref(), Some("市教育局"));
}

#[test]
fn a_letter_that_may_be_there_already_is_warned_of_while_it_is_typed() {
    let fake = Fake::with(&[], 0);
    let before = paper(&fake, &incoming::REGISTER, "registered", &[("title", "旧文")]);
    let named = Named { id: before, register: &incoming::REGISTER, number: "收〔2026〕1号".into(), title: "旧文".into() };
    fake.world.borrow_mut().same = vec![named];
    let mut window = desk(&fake);
    assert!(!shows(&window, "可能已经登记过"), "nothing is typed yet");
    enter(&mut window, SENDER, "市教育局");
    assert!(shows(&window, "可能已经登记过") && shows(&window, "收〔2026〕1号"));
}

#[test]
fn of_a_classified_letter_only_where_it_lies_is_written() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    enter(&mut window, SENDER, "市保密局");
    enter(&mut window, NUMBER, "密字1号");
    enter(&mut window, TITLE, "不该写的标题");
    let secret = incoming::REGISTER.field("secrecy").unwrap();
    let registers::def::Kind::Choice(levels) = secret.kind else { panic!("a choice") };
    let place = levels.iter().position(|c| c.id == "secret").unwrap();
    press(&mut window, Key::Enter);
    press(&mut window, Key::Enter);
    for _ in 0..=place {
        press(&mut window, Key::ArrowDown);
    }
    assert!(shows(&window, "涉密文件只登记去向"));
    assert!(window.query_by_role_and_label(Role::TextInput, TITLE).is_none());
    save(&mut window);
    let saved = records(&fake);
    assert_eq!((saved[0].text("title"), saved[0].text("secrecy"), saved[0].state()), (incoming::POINTER_TITLE, "secret", "registered"));
    for field in ["from_org", "from_no", "kind", "channel", "doc_date"] {
        assert!(!saved[0].is_filled(field), "{field}");
    }
}

#[test]
fn what_is_refused_stays_to_be_corrected_and_holds_up_nothing() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    enter(&mut window, SENDER, "市教育局");
    enter(&mut window, NUMBER, "");
    fake.world.borrow_mut().refuse = Some("磁盘已满".to_owned());
    enter(&mut window, TITLE, "甲文");
    save(&mut window);
    assert!(shows(&window, "磁盘已满") && shows(&window, "本次已登记 0 件"));
    enter(&mut window, NUMBER, "");
    window.get_by_role_and_label(Role::TextInput, TITLE).type_text("乙文");
    window.run();
    click(&mut window, Role::Button, "修改：甲文");
    assert_eq!(window.get_by_role_and_label(Role::TextInput, TITLE).value().as_deref(), Some("甲文"));
    save(&mut window);
    // What was begun meanwhile goes on.
    assert_eq!(window.get_by_role_and_label(Role::TextInput, TITLE).value().as_deref(), Some("乙文"));
    save(&mut window);
    let titles: Vec<_> = records(&fake).iter().map(|r| r.text("title").to_owned()).collect();
    assert_eq!(titles, ["甲文", "乙文"]);
    assert!(!shows(&window, "磁盘已满"));
}

#[test]
fn a_letter_without_a_title_is_not_saved() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    enter(&mut window, SENDER, "市教育局");
    save(&mut window);
    assert!(shows(&window, "请填写此项") && fake.world.borrow().sent.is_empty());
    assert!(window.get_by_role_and_label(Role::TextInput, TITLE).is_focused(), "the keyboard is where something is missing");
}

#[test]
fn papers_stand_by_where_they_are_and_what_is_overdue_comes_first() {
    let fake = Fake::with(&[], 0);
    paper(&fake, &incoming::REGISTER, "registered", &[("title", "晚文"), ("due_at", "2026-12-30")]);
    paper(&fake, &incoming::REGISTER, "registered", &[("title", "早文"), ("due_at", "2026-11-02")]);
    paper(&fake, &incoming::REGISTER, "closed", &[("title", "办结的"), ("due_at", "2026-11-02")]);
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "收文办理");
    let top = |window: &Window, title: &str| window.get_by_label(title).rect().top();
    assert!(top(&window, "早文") < top(&window, "晚文") && !shows(&window, "办结的"));
    assert!(shows(&window, "逾期，应于 2026-11-02 办结"));
    click(&mut window, Role::Button, "逾期");
    assert!(shows(&window, "早文") && !shows(&window, "晚文"));
    click(&mut window, Role::Button, "待归档");
    assert!(shows(&window, "办结的") && !shows(&window, "早文"));
}

#[test]
fn once_a_step_is_done_the_keyboard_is_on_the_next_paper() {
    let fake = Fake::with(&[], 0);
    let ids = ["2026-12-01", "2026-12-02", "2026-12-03"]
        .map(|due| paper(&fake, &incoming::REGISTER, "registered", &[("title", due), ("due_at", due)]));
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "收文办理");
    let send = incoming::REGISTER.transition("send-for-opinion").unwrap().labels.get(Lang::ZhHans);
    let first = |window: &Window| window.get_all_by_role_and_label(Role::Button, send).next().map(|b| b.rect().center());
    let place = first(&window).unwrap();
    window.get_all_by_role_and_label(Role::Button, send).next().unwrap().click();
    window.run();
    save(&mut window);
    let state = |id| fake.world.borrow().records[&id].record.state().to_owned();
    assert_eq!(ids.map(state), ["awaiting-opinion", "registered", "registered"]);
    let focused = window.get_all_by_role_and_label(Role::Button, send).find(|b| b.is_focused()).map(|b| b.rect().center());
    assert_eq!(focused, Some(place), "the next paper took its place");
    press(&mut window, Key::Enter);
    save(&mut window);
    assert_eq!(ids.map(state), ["awaiting-opinion", "awaiting-opinion", "registered"]);
}

#[test]
fn whoever_has_a_paper_is_urged() {
    let fake = Fake::with(&[], 0);
    let id = paper(&fake, &incoming::REGISTER, "handling", &[("title", "在办件"), ("due_at", "2026-11-02")]);
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "收文办理");
    click(&mut window, Role::Button, "承办、传阅");
    click(&mut window, Role::Button, "催办");
    let record = fake.world.borrow().records[&id].record.clone();
    let rows = &record.lines["urges"];
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].cell("at"), rows[0].cell("by")), (Some(&Value::time(NOW)), Some(&"林秀英".into())));
}

#[test]
fn outgoing_papers_stand_by_where_they_are_too() {
    let fake = Fake::with(&[], 0);
    paper(&fake, &outgoing::REGISTER, "drafting", &[("title", "拟稿件")]);
    paper(&fake, &outgoing::REGISTER, "awaiting-signature", &[("title", "待签件")]);
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "发文办理");
    assert!(shows(&window, "拟稿件") && !shows(&window, "待签件"));
    click(&mut window, Role::Button, "待签发");
    assert!(shows(&window, "待签件") && !shows(&window, "拟稿件"));
}

#[test]
fn the_book_has_ruled_pages_by_year_in_which_void_letters_stay() {
    let fake = Fake::with(&[], 0);
    for n in 1..=16 {
        let (number, title) = (format!("收〔2026〕{n:02}号"), format!("第{n:02}件"));
        let said = [("title", &*title), ("reg_no", &*number), ("received_at", "2026-03-02"), ("from_org", "市教育局")];
        paper(&fake, &incoming::REGISTER, if n == 2 { "void" } else { "archived" }, &said);
    }
    paper(&fake, &incoming::REGISTER, "archived", &[("title", "去年的"), ("reg_no", "收〔2025〕1号"), ("received_at", "2025-12-30")]);
    paper(&fake, &incoming::REGISTER, "awaiting-inspection", &[("title", "没有编号的"), ("received_at", "2026-03-02")]);
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "登记簿");
    // It opens where one goes on writing.
    assert!(shows(&window, "2026 年 · 第 2 / 2 页") && shows(&window, "第16件") && !shows(&window, "第01件"));
    window.ctx.memory_mut(|memory| memory.stop_text_input());
    for (key, page) in [(Key::Home, "第 1 / 2 页"), (Key::End, "第 2 / 2 页"), (Key::PageUp, "第 1 / 2 页")] {
        window.key_press(key);
        window.run();
        assert!(shows(&window, page), "{key:?}");
    }
    assert!(shows(&window, "第01件") && !shows(&window, "第15件"));
    assert!(!shows(&window, "没有编号的") && !shows(&window, "去年的"));
    let void = window.query_all_by_label_contains("第02件").next().unwrap();
    assert!(void.accesskit_node().label().unwrap().contains("作废"));
    click(&mut window, Role::Button, "下一页");
    assert!(shows(&window, "第15件") && shows(&window, "第16件") && !shows(&window, "第01件"));
    click(&mut window, Role::Button, "上一年");
    assert!(shows(&window, "去年的") && shows(&window, "2025 年 · 第 1 / 1 页"));
    // A line leads to its letter.
    window.query_all_by_label_contains("去年的").next().unwrap().click();
    window.run();
    assert_eq!(window.state().place(), Place::Register(&incoming::REGISTER));
}

#[test]
fn the_book_of_outgoing_documents_lies_beside_that_of_the_incoming_ones() {
    let fake = Fake::with(&[], 0);
    let said = [
        ("title", "关于放假的通知"),
        ("issue_no", "明教〔2026〕3号"),
        ("doc_date", "2026-04-02"),
        ("main_to", "各年级"),
        ("archived_at", "2027-01-05"),
    ];
    paper(&fake, &outgoing::REGISTER, "archived", &said);
    paper(&fake, &outgoing::REGISTER, "drafting", &[("title", "还没有编号的")]);
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "登记簿");
    assert!(!shows(&window, "关于放假的通知"));
    let volume = |window: &mut Window, name: &str| {
        click(window, Role::RadioButton, &format!("登记簿 {name}"));
    };
    volume(&mut window, "发文登记簿");
    let line = window.query_all_by_label_contains("明教〔2026〕3号").next().unwrap().accesskit_node().label().unwrap();
    assert!(line.contains("关于放假的通知") && line.contains("各年级") && line.contains("04-02") && line.contains("2027-01-05"), "{line}");
    assert!(!shows(&window, "还没有编号的"));
    volume(&mut window, "收文登记簿");
    assert!(!shows(&window, "明教〔2026〕3号"));
    volume(&mut window, "发文登记簿");
    window.query_all_by_label_contains("明教〔2026〕3号").next().unwrap().click();
    window.run();
    assert_eq!(window.state().place(), Place::Register(&outgoing::REGISTER));
}

#[test]
fn a_letter_that_was_begun_waits_with_the_keyboard_in_it() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    enter(&mut window, SENDER, "市教育局");
    click(&mut window, Role::Button, "收文办理");
    window.state_mut().command(Command::Go(Place::Home));
    window.run();
    window.state_mut().command(Command::Go(Place::Registry));
    window.run();
    click(&mut window, Role::Button, "工作台");
    click(&mut window, Role::Button, "文书");
    window.get_all_by_role_and_label(Role::Button, "收文登记").last().unwrap().click();
    window.run();
    assert_eq!(window.get_by_role_and_label(Role::TextInput, SENDER).value().as_deref(), Some("市教育局"));
    assert!(window.get_by_role_and_label(Role::TextInput, NUMBER).is_focused());
}

#[test]
fn a_desk_that_is_too_full_says_so() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    for n in 1..=301 {
        if n == 301 {
            click(&mut window, Role::Button, "收文办理");
            assert!(!shows(&window, "只列期限最早的"));
        }
        paper(&fake, &incoming::REGISTER, "registered", &[("title", "件")]);
    }
    window.run();
    window.run();
    click(&mut window, Role::Button, "待归档");
    click(&mut window, Role::Button, "待送拟办");
    assert!(shows(&window, "每种状态只列期限最早的 300 件"));
}

#[test]
fn a_text_begins_at_the_desk_and_one_comes_back_to_it() {
    let fake = Fake::with(&[], 0);
    let mut window = desk(&fake);
    click(&mut window, Role::Button, "发文办理");
    click(&mut window, Role::Button, "新增发文");
    window.run();
    fill(&mut window, "标题", "关于放假的通知");
    save(&mut window);
    assert_eq!(window.state().place(), Place::Registry);
    assert!(shows(&window, "关于放假的通知"), "it stands on the desk");
}
