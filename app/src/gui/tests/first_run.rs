//! The first start: founding with its recovery sheets, the sample, and joining.

use std::path::PathBuf;

use eframe::egui::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use registers::{Lang, book};

use super::desks::drop_file;
use super::fake::Fake;
use super::screens::{Window, click, fill, open, shows};
use crate::gui::backend::{Action, Stage};
use crate::gui::{Command, Place};

fn found(window: &mut Window) {
    fill(window, "办公室名称", "明德实验学校");
    fill(window, "您的姓名", "林秀英");
    fill(window, "这台电脑的名称", "文书岗");
    click(window, Role::Button, "新建办公室");
}

#[test]
fn while_an_office_is_founded_the_window_says_what_is_done() {
    let fake = Fake::fresh();
    let mut window = open(&fake, Lang::ZhHans);
    {
        let mut world = fake.world.borrow_mut();
        (world.slow, world.start.stage, world.refuse) = (true, Some(Stage::Founding), Some("磁盘已满".into()));
    }
    window.run();
    assert!(!shows(&window, "正在建立办公室"), "nothing was begun yet");
    found(&mut window);
    assert!(shows(&window, "正在建立办公室"));
    assert!(window.get_by_role_and_label(Role::Button, "新建办公室").accesskit_node().is_disabled(), "once is enough");
    fake.world.borrow_mut().slow = false;
    window.run();
    assert!(!shows(&window, "正在建立办公室") && shows(&window, "磁盘已满"));
}

#[test]
fn the_sheets_are_shown_and_reminded_of_until_they_are_put_away() {
    let fake = Fake::fresh();
    let mut window = open(&fake, Lang::ZhHans);
    found(&mut window);
    assert!(shows(&window, "分两处收好") && shows(&window, "/home/office/恢复单.html"));
    click(&mut window, Role::Button, "打开所在文件夹");
    assert_eq!(*fake.world.borrow().start.shown.borrow(), [PathBuf::from("/home/office/恢复单.html")]);
    assert!(window.get_by_role_and_label(Role::Button, "确认").accesskit_node().is_disabled(), "nobody has said so yet");
    click(&mut window, Role::Button, "以后再做");
    assert!(shows(&window, "恢复单还没有确认收好"));
    // Another start of the program knows it too.
    let mut window = open(&fake, Lang::ZhHans);
    window.run();
    click(&mut window, Role::Button, "查看恢复单");
    click(&mut window, Role::CheckBox, "两张都已打印，并分两处收好");
    click(&mut window, Role::Button, "确认");
    assert!(!shows(&window, "恢复单还没有确认收好") && fake.world.borrow().frame.prefs.sheets.is_none());
}

#[test]
fn the_sample_is_marked_and_left_without_a_trace() {
    let fake = Fake::fresh();
    let mut window = open(&fake, Lang::ZhHans);
    click(&mut window, Role::Button, "试用示例数据");
    assert_eq!(fake.world.borrow().sent, [Action::TrySample]);
    assert!(shows(&window, "待我办理") && window.query_by_role_and_label(Role::Label, "示例").is_some());
    assert!(!shows(&window, "恢复单"), "what is thrown away needs none");
    window.state_mut().command(Command::New(Some(book::find("assets").unwrap())));
    window.run();
    click(&mut window, Role::Button, "离开示例");
    assert!(shows(&window, "全部删除"));
    click(&mut window, Role::Button, "继续试用");
    assert!(window.query_by_role_and_label(Role::Label, "示例").is_some(), "nothing was left yet");
    click(&mut window, Role::Button, "离开示例");
    click(&mut window, Role::Button, "离开并删除示例");
    assert!(shows(&window, "欢迎使用综办") && fake.world.borrow().sent.last() == Some(&Action::LeaveSample));
    found(&mut window);
    assert_eq!(window.state().place(), Place::Home);
    assert!(window.query_by_role_and_label(Role::Label, "示例").is_none() && !shows(&window, "资产名称"), "no form of the sample");
}

#[test]
fn files_are_chosen_in_the_systems_dialog() {
    let fake = Fake::fresh();
    fake.world.borrow_mut().insight.choose = Some(PathBuf::from("/media/usb/恢复单.html"));
    let mut window = open(&fake, Lang::ZhHans);
    click(&mut window, Role::Button, "浏览… 恢复单存放位置");
    window.run();
    let value = window.get_by_role_and_label(Role::TextInput, "恢复单存放位置").value();
    assert_eq!(value.as_deref(), Some("/media/usb/恢复单.html"));
    let asked = fake.world.borrow().insight.browsed.borrow().clone();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].proposed, Some(PathBuf::from("/home/office/恢复单.html")), "it is to be written");
    click(&mut window, Role::Button, "English");
    let file = |name: &str| window.get_by_role_and_label(Role::TextInput, name).value().unwrap();
    assert_eq!(file("Where to write the recovery sheets"), "/media/usb/恢复单.html", "what was chosen stays");
    assert_eq!(file("Request file"), "/home/office/join.zbrequest", "what was proposed follows the language");
}

#[test]
fn joining_tells_where_it_stands_and_takes_a_welcome_that_is_dropped() {
    let fake = Fake::fresh();
    let mut window = open(&fake, Lang::ZhHans);
    assert!(shows(&window, "1 写申请文件 · 现在做") && shows(&window, "3 打开欢迎文件 · 以后做"));
    fill(&mut window, "申请人姓名", "陈建国");
    fill(&mut window, "申请加入的电脑名称", "接待台");
    click(&mut window, Role::Button, "生成申请文件");
    for text in ["申请已写出，等待管理员接纳", "1 写申请文件 · 已完成", "2 管理员接纳 · 现在做", "山 水 云 石 竹 梅"]
    {
        assert!(shows(&window, text), "{text}");
    }
    drop_file(&mut window, "/media/usb/欢迎.zbwelcome");
    click(&mut window, Role::Button, "加入");
    let expect = Action::AcceptWelcome { file: PathBuf::from("/media/usb/欢迎.zbwelcome") };
    assert_eq!(fake.world.borrow().sent.last(), Some(&expect));
}

#[test]
fn whoever_waits_can_give_the_request_up_after_being_asked() {
    let fake = Fake::fresh();
    let mut window = open(&fake, Lang::ZhHans);
    fill(&mut window, "申请人姓名", "陈建国");
    fill(&mut window, "申请加入的电脑名称", "接待台");
    click(&mut window, Role::Button, "生成申请文件");
    click(&mut window, Role::Button, "放弃申请，返回");
    assert!(shows(&window, "随之作废"));
    click(&mut window, Role::Button, "继续等待");
    assert!(!shows(&window, "随之作废") && fake.world.borrow().sent.last() != Some(&Action::WithdrawRequest));
    click(&mut window, Role::Button, "放弃申请，返回");
    let both = window.get_all_by_role_and_label(Role::Button, "放弃申请，返回").count();
    assert_eq!(both, 2, "the card's, and that of the dialog");
    window.get_all_by_role_and_label(Role::Button, "放弃申请，返回").last().unwrap().click_accesskit();
    window.run();
    assert_eq!(fake.world.borrow().sent.last(), Some(&Action::WithdrawRequest));
    assert!(shows(&window, "新建一个办公室") && !shows(&window, "随之作废"));
}
