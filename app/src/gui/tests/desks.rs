//! The page of the office and its desks, the counters of conflicts, and what the foot says of trouble and clocks.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::gui::backend::{Action, Admission, Link, Trouble};
use crate::gui::{Command, Place};
use eframe::egui::{DroppedFile, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use registers::{Lang, Value, book};

use super::fake::{Fake, WORDS, author, request};
use super::screens::{Window, at, click, fill, open, shows};

/// An administrator's desk at the page, with a request at `/media/usb/request`.
fn admitting() -> (Fake, Window) {
    let fake = Fake::office(1);
    fake.world.borrow_mut().requests.insert("/media/usb/request".into(), Ok(request()));
    let window = at(&fake, Place::Desks);
    (fake, window)
}

fn admission(fake: &Fake) -> Option<Admission> {
    fake.world.borrow().sent.iter().find_map(|action| if let Action::Admit(a) = action { Some(a.clone()) } else { None })
}

/// Presses a button that may be scrolled out of sight.
fn press(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click_accesskit();
    window.run();
}

fn open_request(window: &mut Window) {
    fill(window, "申请文件的位置", "/media/usb/request");
    click(window, Role::Button, "打开");
}

#[test]
fn the_navigation_leads_to_the_desks_in_every_language() {
    for (lang, nav, list) in
        [(Lang::ZhHans, "办公室与设备", "各台电脑"), (Lang::ZhHant, "辦公室與設備", "各台電腦"), (Lang::En, "Office and desks", "Desks")]
    {
        let fake = Fake::office(1);
        let mut window = open(&fake, lang);
        click(&mut window, Role::Button, nav);
        assert_eq!(window.state().place(), Place::Desks);
        for text in [list, "文书岗", "林秀英", "天 地 日 月 星 辰"] {
            assert!(shows(&window, text), "{text}");
        }
    }
}

#[test]
fn a_desk_is_admitted_after_its_words_were_compared() {
    let (fake, mut window) = admitting();
    open_request(&mut window);
    for text in ["接待台", "陈建国", WORDS, super::fake::NUMBERS, "先核对六组数字或六个词"] {
        assert!(shows(&window, text), "{text}");
    }
    press(&mut window, "接纳并写出欢迎文件");
    assert_eq!(admission(&fake), None, "nobody has compared the words");
    click(&mut window, Role::CheckBox, "两边的核对数字（或核对词）完全一致");
    press(&mut window, "接纳并写出欢迎文件");
    assert!(admission(&fake).is_none() && shows(&window, "请填写此项"), "a desk without a role can do nothing");
    click(&mut window, Role::CheckBox, "角色 前台");
    click(&mut window, Role::CheckBox, "可读写的空间 人事");
    press(&mut window, "接纳并写出欢迎文件");
    let expect = Admission {
        request: request().bytes,
        roles: vec!["reception".into()],
        spaces: vec![1, 2, 3],
        file: PathBuf::from("/media/usb/欢迎-接待台.zbwelcome"),
    };
    assert_eq!(admission(&fake), Some(expect));
    assert!(shows(&window, "已接纳 接待台 · 陈建国"), "it stays until the next request is opened");
    assert!(shows(&window, "/media/usb/欢迎-接待台.zbwelcome") && shows(&window, "共 2 台"));
    assert!(!shows(&window, WORDS), "the request is done with");
}

#[test]
fn a_refused_admission_keeps_what_was_chosen_and_says_why() {
    let (fake, mut window) = admitting();
    open_request(&mut window);
    click(&mut window, Role::CheckBox, "两边的核对数字（或核对词）完全一致");
    click(&mut window, Role::CheckBox, "角色 文员");
    fake.world.borrow_mut().refuse = Some("文件 /media/usb/welcome 无法读写：磁盘只能读，不能写".into());
    press(&mut window, "接纳并写出欢迎文件");
    assert!(shows(&window, "磁盘只能读") && shows(&window, WORDS));
    press(&mut window, "接纳并写出欢迎文件");
    assert!(shows(&window, "已接纳 接待台") && !shows(&window, "磁盘只能读"));
}

#[test]
fn a_file_that_is_no_request_is_refused_and_another_can_be_opened() {
    let (fake, mut window) = admitting();
    fake.world.borrow_mut().requests.insert("/tmp/list.xlsx".into(), Err("这不是所需的文件".into()));
    fill(&mut window, "申请文件的位置", "/tmp/list.xlsx");
    click(&mut window, Role::Button, "打开");
    assert!(shows(&window, "这不是所需的文件") && window.query_by_role_and_label(Role::Button, "接纳并写出欢迎文件").is_none());
    drop_file(&mut window, "/media/usb/request");
    assert!(shows(&window, WORDS) && !shows(&window, "这不是所需的文件"));
}

#[test]
fn a_request_that_was_admitted_before_only_gets_its_welcome_again() {
    let (fake, mut window) = admitting();
    let again = crate::gui::backend::Request { admitted: true, ..request() };
    fake.world.borrow_mut().requests.insert("/media/usb/request".into(), Ok(again));
    open_request(&mut window);
    assert!(shows(&window, "这份申请接纳过了") && window.query_by_role_and_label(Role::CheckBox, "角色 前台").is_none());
    click(&mut window, Role::CheckBox, "两边的核对数字（或核对词）完全一致");
    press(&mut window, "接纳并写出欢迎文件");
    assert!(admission(&fake).is_some_and(|a| a.roles.is_empty()));
}

#[test]
fn only_an_administrators_desk_offers_to_admit() {
    let (fake, mut window) = admitting();
    fake.world.borrow_mut().members.may_admit = false;
    fake.world.borrow_mut().touch();
    window.run();
    assert!(shows(&window, "只有系统管理员的电脑可以接纳新电脑"));
    assert!(window.query_by_role_and_label(Role::Button, "打开").is_none());
}

#[derive(Debug)]
struct File(PathBuf);

impl DroppedFile for File {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Ok(Vec::new())
    }
}

pub(super) fn drop_file(window: &mut Window, path: &str) {
    window.input_mut().dropped_files.push(Arc::new(File(path.into())));
    window.run();
}

#[test]
fn a_welcome_can_be_dropped_on_a_desk_that_waits_for_it() {
    let fake = Fake::fresh();
    let mut window = open(&fake, Lang::ZhHans);
    fill(&mut window, "申请人姓名", "陈建国");
    fill(&mut window, "申请加入的电脑名称", "接待台");
    click(&mut window, Role::Button, "生成申请文件");
    click(&mut window, Role::Button, "再写一份申请文件");
    drop_file(&mut window, "/media/usb/welcome");
    click(&mut window, Role::Button, "加入");
    let sent = fake.world.borrow().sent.clone();
    let file = PathBuf::from("/home/office/加入申请.zbrequest");
    assert_eq!(sent[1..], [Action::RepeatRequest { file }, Action::AcceptWelcome { file: "/media/usb/welcome".into() }]);
}

#[test]
fn the_relays_address_is_changed_and_a_wrong_one_is_refused() {
    let fake = Fake::office(1);
    let mut window = at(&fake, Place::Desks);
    click(&mut window, Role::Button, "保存地址");
    assert!(fake.world.borrow().sent.is_empty(), "it is what it was");
    fill(&mut window, "中继服务器地址", "192.168.1.10:87900");
    fake.world.borrow_mut().refuse = Some("不是中继地址".into());
    click(&mut window, Role::Button, "保存地址");
    assert!(shows(&window, "不是中继地址"));
    click(&mut window, Role::Button, "保存地址");
    let sent = fake.world.borrow().sent.clone();
    let [Action::SetRelay(first), Action::SetRelay(second)] = &sent[..] else { panic!("{sent:?}") };
    assert!(first == second && first == "192.168.1.10:87900", "what is typed takes the place of what stood there: {first}");
    assert!(!shows(&window, "不是中继地址") && shows(&window, "已保存到本机"));
}

#[test]
fn trouble_and_clocks_are_in_the_foot_and_explained_on_the_page() {
    let fake = Fake::office(1);
    let mut window = open(&fake, Lang::ZhHans);
    assert!(!shows(&window, "需要处理") && !shows(&window, "时钟不准"));
    {
        let mut world = fake.world.borrow_mut();
        world.sync.link = Link::Offline;
        world.sync.trouble =
            Some(Trouble {
                text: "这个地址上的中继不是原来那台".into(), needs_a_person: true, other_relay: Some("ab12cd34".into())
            });
        world.sync.clocks = vec!["本机时钟比中继快 12 分钟".into()];
        world.members.set_aside = vec![("前台".into(), "签名不符".into())];
        world.touch();
    }
    window.run();
    assert!(shows(&window, "时钟不准"));
    window.get_by_label("需要处理").click();
    window.run();
    assert_eq!(window.state().place(), Place::Desks);
    for text in ["这个地址上的中继不是原来那台", "ab12cd34", "本机时钟比中继快 12 分钟", "前台: 签名不符"] {
        assert!(shows(&window, text), "{text}");
    }
    click(&mut window, Role::Button, "改认这台中继");
    assert_eq!(fake.world.borrow().sent, [Action::TrustRelay("ab12cd34".into())]);
    assert!(!shows(&window, "需要处理"));
}

#[test]
fn trouble_that_passes_by_itself_is_no_alarm() {
    let fake = Fake::office(1);
    fake.world.borrow_mut().sync.trouble = Some(Trouble { text: "中继没有回音".into(), ..Trouble::default() });
    let window = at(&fake, Place::Desks);
    assert!(shows(&window, "中继没有回音") && !shows(&window, "需要处理"));
}

#[test]
fn doubled_numbers_are_counted_marked_and_listed_alike() {
    let fake = Fake::office(3);
    let assets = book::find("assets").unwrap();
    let field = assets.number.unwrap().field;
    let ids: Vec<_> = {
        let mut world = fake.world.borrow_mut();
        let open =
            assets.states.iter().find(|s| s.phase == registers::def::Phase::Done || s.phase == registers::def::Phase::Open).unwrap().id;
        let mut ids = Vec::new();
        for (id, entry) in world.records.iter_mut().filter(|(_, e)| e.record.register == "assets") {
            entry.record.fields.insert(field.into(), vec!["ZC-0007".into()]);
            entry.record.states = vec![open.into()];
            ids.push(*id);
        }
        let entry = world.records.get_mut(&ids[0]).unwrap();
        entry.record.fields.insert("location".into(), vec!["致远楼".into(), "明德楼".into()]);
        world.touch();
        ids
    };
    let mut window = at(&fake, Place::Conflicts);
    let listed = window.state().backend().conflicts(100).unwrap();
    assert_eq!(listed.len(), 2, "one number that three carry, one field");
    assert!(shows(&window, "冲突 2 处"), "the foot counts what the list lists");
    assert!(shows(&window, "编号重复"));
    let by = format!("{} · 前台", author("").person);
    assert!(shows(&window, &by), "who wrote a value stands below it");
    window.state_mut().command(Command::Show(assets, crate::gui::backend::Only::Conflict));
    window.run();
    assert!(shows(&window, "已列出 3 项") && shows(&window, "冲突 3"));
    window.state_mut().command(Command::Open(assets, ids[1]));
    window.run();
    assert!(shows(&window, "编号重复"), "the panel of each names the others");
}

#[test]
fn when_a_record_last_changed_is_shown_where_a_list_has_it() {
    let fake = Fake::office(1);
    let Some(register) = book::ALL.iter().find(|r| r.list.iter().any(|c| c.field == "_updated")) else { return };
    let window = at(&fake, Place::Register(register));
    let row = window.state().backend().page(&crate::gui::backend::Query { register: register.key, ..Default::default() }, 0, 1).unwrap();
    let at = register.list.iter().position(|c| c.field == "_updated").unwrap();
    assert_eq!(row.rows[0].values[at], Some(Value::from("2026-11-23 09:30")));
    assert!(window.query_all_by_role(Role::Label).any(|n| n.accesskit_node().label().is_some_and(|l| l == "2026-11-23 09:30")));
}

#[test]
fn request_and_welcome_are_chosen_in_the_systems_dialog() {
    let (fake, mut window) = admitting();
    fake.world.borrow_mut().insight.choose = Some(PathBuf::from("/media/usb/request"));
    click(&mut window, Role::Button, "浏览… 申请文件的位置");
    window.run();
    assert!(shows(&window, WORDS), "what was chosen is opened");
    fake.world.borrow_mut().insight.choose = Some(PathBuf::from("/mnt/欢迎.zbwelcome"));
    click(&mut window, Role::Button, "浏览… 欢迎文件写入何处");
    window.run();
    let value = window.get_by_role_and_label(Role::TextInput, "欢迎文件写入何处").value();
    assert_eq!(value.as_deref(), Some("/mnt/欢迎.zbwelcome"));
}
