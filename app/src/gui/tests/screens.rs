use crate::gui::backend::{Action, Backend, Link, Setup};
use crate::gui::{Command, Place, Shell, theme};
use eframe::egui::{self, Event, ImeEvent, Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use registers::{Lang, Op, Value, book};

use super::fake::{Fake, World};
use super::form::new_asset;

pub(super) type Window = Harness<'static, Shell>;

pub(super) fn open(fake: &Fake, lang: Lang) -> Window {
    let shell = Shell::new(fake.boxed(), lang);
    Harness::builder()
        .with_size([1440.0, 900.0])
        .with_theme(egui::Theme::Light)
        .with_max_steps(12)
        .with_context_setup(theme::apply)
        .build_ui_state(|ui, shell: &mut Shell| shell.ui(ui), shell)
}

pub(super) fn at(fake: &Fake, place: Place) -> Window {
    let mut window = open(fake, Lang::ZhHans);
    window.state_mut().command(Command::Go(place));
    window.run();
    window
}

pub(super) fn assets() -> &'static registers::Register {
    book::find("assets").unwrap()
}

pub(super) fn click(window: &mut Window, role: Role, name: &str) {
    window.get_by_role_and_label(role, name).click();
    window.run();
}

pub(super) fn fill(window: &mut Window, name: &str, text: &str) {
    let field = window.get_by_role_and_label(Role::TextInput, name);
    field.focus();
    field.type_text(text);
    window.run();
}

pub(super) fn shows(window: &Window, text: &str) -> bool {
    window.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn the_foot_always_shows_the_state_of_the_connection() {
    let fake = Fake::office(3);
    let mut window = open(&fake, Lang::ZhHans);
    for place in [Place::Home, Place::Register(assets()), Place::Conflicts, Place::Desks] {
        window.state_mut().command(Command::Go(place));
        window.run();
        for text in ["已连接", "待上传", "上次联系 2 分钟前", "中继已存至 2026-11-23 09:28"] {
            assert!(shows(&window, text), "{text} at {place:?}");
        }
    }
    fake.world.borrow_mut().sync.link = Link::Offline;
    window.run();
    assert!(shows(&window, "未连接，可继续工作"));
}

#[test]
fn the_navigation_has_every_register() {
    let fake = Fake::office(3);
    let mut window = open(&fake, Lang::ZhHans);
    for register in book::ALL {
        window.state_mut().command(Command::Go(Place::Home));
        window.run();
        let name = register.labels.get(Lang::ZhHans);
        // By the assistive technologies' way: it may be scrolled out of sight.
        window.get_all_by_role_and_label(Role::Button, name).next().unwrap().click_accesskit();
        window.run();
        assert_eq!(window.state().place(), Place::Register(register));
    }
}

#[test]
fn every_page_of_every_register_is_drawn_in_every_language() {
    let fake = Fake::office(5);
    for lang in Lang::ALL {
        let mut window = open(&fake, lang);
        for register in book::ALL {
            window.state_mut().command(Command::Go(Place::Register(register)));
            window.run();
            assert!(shows(&window, register.labels.get(lang)));
            let id = window.state().backend().page(&query(register.key), 0, 1).unwrap().rows[0].id;
            window.state_mut().command(Command::Open(register, id));
            window.run();
            window.state_mut().command(Command::Edit(None));
            window.run();
            window.state_mut().command(Command::Close);
            window.state_mut().command(Command::New(Some(register)));
            window.run();
            window.state_mut().command(Command::Close);
            window.run();
        }
    }
}

fn query(register: &'static str) -> crate::gui::backend::Query {
    crate::gui::backend::Query { register, ..Default::default() }
}

#[test]
fn a_record_is_added_with_the_keyboard() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Register(assets()));
    window.key_press_modifiers(Modifiers::COMMAND, Key::N);
    window.run();
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
    assert!(shows(&window, "请填写此项"), "a required field is empty");
    let name = assets().field(assets().title).unwrap().labels.get(Lang::ZhHans);
    fill(&mut window, name, "教学一体机 86 寸");
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
    let sent = fake.world.borrow().sent.clone();
    let [Action::Add { register: "assets", ops }] = &sent[..] else { panic!("{sent:?}") };
    assert!(ops.contains(&Op::Set { field: assets().title.into(), value: Some("教学一体机 86 寸".into()) }));
    assert!(shows(&window, "已保存到本机"));
    assert!(shows(&window, "教学一体机 86 寸"), "it is shown beside the list");
}

#[test]
fn a_refusal_keeps_the_form_and_says_why() {
    let fake = Fake::office(1);
    let mut window = at(&fake, Place::Register(assets()));
    window.state_mut().command(Command::New(Some(assets())));
    window.run();
    fake.world.borrow_mut().refuse = Some("磁盘已满：请清理后再保存".into());
    let name = assets().field(assets().title).unwrap().labels.get(Lang::ZhHans);
    fill(&mut window, name, "投影仪");
    click(&mut window, Role::Button, "保存");
    assert!(shows(&window, "磁盘已满"));
    assert_eq!(window.get_by_role_and_label(Role::TextInput, name).value().as_deref(), Some("投影仪"));
    click(&mut window, Role::Button, "保存");
    assert!(!shows(&window, "磁盘已满") && shows(&window, "已保存到本机"));
}

#[test]
fn leaving_a_changed_form_asks() {
    let fake = Fake::office(1);
    let mut window = at(&fake, Place::Register(assets()));
    window.state_mut().command(Command::New(Some(assets())));
    window.run();
    let name = assets().field(assets().title).unwrap().labels.get(Lang::ZhHans);
    fill(&mut window, name, "投影仪");
    window.state_mut().command(Command::Go(Place::Home));
    window.run();
    click(&mut window, Role::Button, "继续填写");
    assert_eq!(window.state().place(), Place::Register(assets()));
    window.state_mut().command(Command::Go(Place::Home));
    window.run();
    click(&mut window, Role::Button, "放弃");
    assert_eq!(window.state().place(), Place::Home);
}

#[test]
fn only_what_changed_is_written() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Register(assets()));
    let id = World::id(0);
    let id = fake.world.borrow().records.iter().find(|(i, e)| **i >= id && e.record.register == "assets").map(|(i, _)| *i).unwrap();
    window.state_mut().command(Command::Edit(Some(id)));
    window.run();
    click(&mut window, Role::Button, "保存");
    assert!(fake.world.borrow().sent.is_empty(), "nothing changed, nothing is written");
    window.state_mut().command(Command::Edit(Some(id)));
    window.run();
    let name = assets().field(assets().title).unwrap().labels.get(Lang::ZhHans);
    fill(&mut window, name, "甲");
    click(&mut window, Role::Button, "保存");
    let sent = fake.world.borrow().sent.clone();
    let [Action::Edit { id: written, ops, .. }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!((*written, ops.len()), (id, 1), "{ops:?}");
}

#[test]
fn search_waits_until_the_input_method_has_composed() {
    let fake = Fake::office(20);
    let mut window = at(&fake, Place::Register(assets()));
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    window.run();
    window.event(Event::Ime(ImeEvent::Preedit { text: "kong".into(), active_range_chars: None }));
    window.run();
    assert!(!fake.world.borrow().searches.borrow().iter().any(|s| s.contains("kong")), "composing is not searching");
    window.event(Event::Ime(ImeEvent::Commit("空调".into())));
    window.run();
    assert_eq!(fake.world.borrow().searches.borrow().last().map(String::as_str), Some("空调"));
    assert!(shows(&window, "已列出 4 项"));
}

#[test]
fn arrows_select_and_enter_opens_the_form() {
    let fake = Fake::with(&[assets()], 300);
    let mut window = at(&fake, Place::Register(assets()));
    for _ in 0..3 {
        window.key_press(Key::ArrowDown);
        window.run();
    }
    let third = window.state().backend().page(&query("assets"), 2, 1).unwrap().rows[0].clone();
    assert!(shows(&window, &third.title));
    let row = window.get_by_role_and_label(Role::ListBoxOption, &third.title);
    assert_eq!(row.accesskit_node().toggled(), Some(egui::accesskit::Toggled::True));
    window.key_press(Key::End);
    window.run();
    let last = window.state().backend().page(&query("assets"), 299, 1).unwrap().rows[0].clone();
    assert!(window.query_by_role_and_label(Role::ListBoxOption, &last.title).is_some(), "the list scrolls to the end");
    window.key_press(Key::Enter);
    window.run();
    assert!(shows(&window, "编辑"), "the form is open");
    assert!(window.query_by_role_and_label(Role::Button, "保存").is_some());
}

#[test]
fn filters_narrow_and_headers_sort() {
    let fake = Fake::with(&[assets()], 60);
    let mut window = at(&fake, Place::Register(assets()));
    let state = &assets().states[1];
    click(&mut window, Role::Button, state.labels.get(Lang::ZhHans));
    let expect = fake.counts(assets()).unwrap().states[state.id];
    assert!(shows(&window, &format!("已列出 {expect} 项")));
    click(&mut window, Role::Button, "全部");
    let title = assets().field(assets().title).unwrap().labels.get(Lang::ZhHans);
    let header = format!("按{title}排序");
    click(&mut window, Role::ColumnHeader, &header);
    let first = window.query_all_by_role(Role::ListBoxOption).next().unwrap().accesskit_node().label().unwrap();
    let mut titles: Vec<_> = fake
        .world
        .borrow()
        .records
        .values()
        .filter(|e| e.record.register == "assets")
        .map(|e| e.record.text(assets().title).to_owned())
        .collect();
    titles.sort();
    assert_eq!(first, titles[0]);
    click(&mut window, Role::ColumnHeader, &header);
    let first = window.query_all_by_role(Role::ListBoxOption).next().unwrap().accesskit_node().label().unwrap();
    assert_eq!(Some(&first), titles.last());
}

#[test]
fn steps_are_offered_and_done() {
    let fake = Fake::office(0);
    let mut window = open(&fake, Lang::En);
    for register in book::ALL {
        for state in register.states {
            let id = {
                let mut world = fake.world.borrow_mut();
                let id = world.add(register, &super::fake::sample(register, 0));
                world.records.get_mut(&id).unwrap().record.states = vec![state.id.to_owned()];
                id
            };
            window.state_mut().command(Command::Open(register, id));
            window.step();
            // What has no button of its own stands in the menu.
            window.get_by_role_and_label(Role::Button, "More").click_accesskit();
            window.step();
            window.step();
            let steps: Vec<_> = register.transitions.iter().filter(|t| t.from.contains(&state.id)).collect();
            for step in &steps {
                let name = step.labels.get(Lang::En);
                let offered =
                    [Role::Button, Role::ListBoxOption].iter().any(|role| window.query_all_by_role_and_label(*role, name).next().is_some());
                assert_eq!(offered, step.follows().is_none(), "{} of {}: what follows a paper is done there", step.id, register.key);
            }
            window.get_by_role_and_label(Role::Button, "More").click_accesskit();
            window.step();
            for step in steps {
                fake.world.borrow_mut().records.get_mut(&id).unwrap().record.states = vec![state.id.to_owned()];
                window.state_mut().command(Command::Step(id, step));
                window.step();
                window.state_mut().command(Command::Close);
            }
        }
    }
}

#[test]
fn a_conflict_is_shown_with_both_values_and_settled() {
    let fake = Fake::office(2);
    let id = {
        let mut world = fake.world.borrow_mut();
        let (id, entry) = world.records.iter_mut().find(|(_, e)| e.record.register == "assets").unwrap();
        entry.record.fields.insert("location".into(), vec!["致远楼 212室".into(), "明德楼 518室".into()]);
        let id = *id;
        world.touch();
        id
    };
    let mut window = at(&fake, Place::Conflicts);
    let field = assets().field("location").unwrap().labels.get(Lang::ZhHans);
    for text in ["致远楼 212室", "明德楼 518室"] {
        assert!(shows(&window, text));
    }
    click(&mut window, Role::Button, &format!("采用“明德楼 518室” {field}"));
    let expect = Action::Resolve { id, conflict: "location".into(), value: Value::from("明德楼 518室") };
    assert_eq!(fake.world.borrow().sent, vec![expect]);
    assert!(shows(&window, "没有冲突"));
}

#[test]
fn the_language_changes_at_once() {
    let fake = Fake::office(3);
    let mut window = open(&fake, Lang::ZhHans);
    assert!(shows(&window, "待我办理"));
    click(&mut window, Role::Button, "外观与语言");
    click(&mut window, Role::ListBoxOption, "繁體中文");
    assert!(shows(&window, "待我辦理"));
    click(&mut window, Role::Button, "外觀與語言");
    click(&mut window, Role::ListBoxOption, "English");
    assert!(shows(&window, "Waiting for me"));
}

#[test]
fn an_office_is_founded_on_the_first_start() {
    let fake = Fake::fresh();
    let mut window = open(&fake, Lang::ZhHans);
    click(&mut window, Role::Button, "新建办公室");
    assert!(shows(&window, "请填写此项"));
    fill(&mut window, "办公室名称", "明德实验学校");
    fill(&mut window, "您的姓名", "林秀英");
    fill(&mut window, "这台电脑的名称", "文书岗");
    click(&mut window, Role::Button, "新建办公室");
    let sent = fake.world.borrow().sent.clone();
    assert!(matches!(&sent[..], [Action::CreateOffice(office)] if office.office == "明德实验学校" && office.relay.is_empty()), "{sent:?}");
    assert!(shows(&window, "待我办理"), "the office is open");
}

#[test]
fn joining_goes_by_request_and_welcome() {
    let fake = Fake::fresh();
    let mut window = open(&fake, Lang::ZhHans);
    fill(&mut window, "申请人姓名", "陈建国");
    fill(&mut window, "申请加入的电脑名称", "接待台");
    click(&mut window, Role::Button, "生成申请文件");
    assert!(shows(&window, "山 水 云 石 竹 梅"), "the words to compare");
    assert!(shows(&window, super::fake::NUMBERS) && shows(&window, "念数字或念词都行"), "what is the same in every language");
    fill(&mut window, "欢迎文件的位置", "/media/usb/welcome");
    click(&mut window, Role::Button, "加入");
    assert!(shows(&window, "待我办理"));
}

#[test]
fn deleting_a_draft_asks_first_and_is_not_offered_for_more_than_a_draft() {
    let register = book::find("topics").unwrap();
    let delete = register.transitions.iter().find(|t| t.to == registers::common::DELETED).unwrap();
    let fake = Fake::office(0);
    let id = {
        let mut world = fake.world.borrow_mut();
        world.setup = Some(Setup::Ready(super::fake::me()));
        let id = world.add(register, &[Op::Set { field: "title".into(), value: Some("草稿".into()) }]);
        world.touch();
        id
    };
    let mut window = open(&fake, Lang::ZhHans);
    window.state_mut().command(Command::Open(register, id));
    window.run();
    click(&mut window, Role::Button, "更多");
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "删除草稿").is_some());
    window.state_mut().command(Command::Step(id, delete));
    window.run();
    assert!(fake.world.borrow().sent.is_empty(), "it asks first");
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
    assert!(matches!(&fake.world.borrow().sent[..], [Action::Step { id: of, step: "delete-draft", .. }] if *of == id));
    let number = register.number.unwrap().field;
    let numbered = {
        let mut world = fake.world.borrow_mut();
        let given = [("title", "退回的"), (number, "议〔2026〕1号")].map(|(f, v)| Op::Set { field: f.into(), value: Some(v.into()) });
        let id = world.add(register, &given);
        world.touch();
        id
    };
    window.state_mut().command(Command::Open(register, numbered));
    window.run();
    assert!(shows(&window, "退回的"));
    click(&mut window, Role::Button, "更多");
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "照此新建").is_some());
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "删除草稿").is_none());
}

#[test]
fn a_step_asks_for_what_it_needs() {
    let fake = Fake::office(0);
    let void = assets().transitions.iter().find(|t| t.to == registers::common::VOID).unwrap();
    let id = {
        let mut world = fake.world.borrow_mut();
        world.setup = Some(Setup::Ready(super::fake::me()));
        let id = world.add(assets(), &super::fake::sample(assets(), 0));
        world.records.get_mut(&id).unwrap().record.states = vec![void.from[0].to_owned()];
        world.touch();
        id
    };
    let mut window = open(&fake, Lang::ZhHans);
    window.state_mut().command(Command::Open(assets(), id));
    window.state_mut().command(Command::Step(id, void));
    window.run();
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
    assert!(fake.world.borrow().sent.is_empty() && shows(&window, "请填写此项"));
    fill(&mut window, "作废原因", "重复登记");
    // Escape takes nothing away unasked; asked for again, the dialog stays.
    for asked in [true, false] {
        window.key_press(Key::Escape);
        window.run();
        assert_eq!(shows(&window, "已填的内容还没有保存"), asked);
    }
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.run();
    let sent = fake.world.borrow().sent.clone();
    let [Action::Step { id: written, step, ops, .. }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!((*written, *step), (id, void.id));
    assert_eq!(ops, &[Op::Set { field: "void_reason".into(), value: Some("重复登记".into()) }]);
    assert!(shows(&window, "已保存到本机"));
}

#[test]
fn what_was_saved_can_be_undone_from_its_message() {
    let fake = Fake::office(1);
    let mut window = new_asset(&fake);
    click(&mut window, Role::Button, "保存");
    click(&mut window, Role::Button, "撤销");
    assert!(matches!(fake.world.borrow().sent.last(), Some(Action::Undo(_))));
}

#[test]
fn nothing_is_saved_while_composing_and_nothing_twice() {
    let fake = Fake::office(1);
    let mut window = new_asset(&fake);
    window.event(Event::Ime(ImeEvent::Preedit { text: "tou".into(), active_range_chars: None }));
    window.run();
    click(&mut window, Role::Button, "保存");
    assert!(fake.world.borrow().sent.is_empty());
    window.event(Event::Ime(ImeEvent::Commit("头".into())));
    window.run();
    fake.world.borrow_mut().slow = true;
    window.state_mut().command(Command::Save);
    window.state_mut().command(Command::Save);
    window.run();
    assert_eq!(fake.world.borrow().sent.len(), 1);
    assert!(shows(&window, "正在保存"));
}

#[test]
fn a_long_list_draws_only_what_is_seen() {
    let fake = Fake::with(&[assets()], 1_000);
    let mut window = at(&fake, Place::Register(assets()));
    let rows = window.query_all_by_role(Role::ListBoxOption).count();
    assert!((5..60).contains(&rows), "{rows}");
    window.key_press(Key::End);
    window.run();
    assert!(window.query_all_by_role(Role::ListBoxOption).count() < 60);
}

#[test]
fn escape_leaves_the_field_first_and_then_asks() {
    let fake = Fake::office(1);
    let mut window = new_asset(&fake);
    window.key_press(Key::Escape);
    window.run();
    assert!(!shows(&window, "放弃未保存的内容"));
    window.key_press(Key::Escape);
    window.run();
    assert!(shows(&window, "放弃未保存的内容"));
}

#[test]
fn every_icon_has_a_glyph() {
    // The harness panics on a character that no bundled font draws.
    let all: String = crate::gui::icons::ALL.iter().map(|(_, icon)| *icon).collect();
    let mut window = Harness::builder().with_context_setup(theme::apply).build_ui(move |ui| {
        ui.label(&all);
    });
    window.run();
}

#[test]
fn the_history_names_the_step_of_another_register_that_brought_a_record_about() {
    let fake = Fake::office(0);
    let register = book::find("attendance-exceptions").unwrap();
    let id = {
        let mut world = fake.world.borrow_mut();
        let id = world.add(register, &[]);
        world.records.get_mut(&id).unwrap().history[0].label = "step:month-summaries:fill-in".to_owned();
        id
    };
    let mut window = at(&fake, Place::Register(register));
    window.state_mut().command(Command::Open(register, id));
    window.run();
    assert!(shows(&window, "按记录统计") && !shows(&window, "fill-in"));
}
