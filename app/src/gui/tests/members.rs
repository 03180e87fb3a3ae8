//! Taking desks out of the office and giving them other roles.

use eframe::egui::Role;
use egui_kittest::kittest::Queryable;
use registers::Lang;

use super::fake::Fake;
use super::screens::{Window, at, click, fill, open, shows};
use super::stage;
use crate::gui::Place;
use crate::gui::backend::{Action, Change, Late, Link, Members, Trouble};

fn changes(fake: &Fake) -> Vec<Change> {
    let of = |action: &Action| if let Action::Members(change) = action { Some(change.clone()) } else { None };
    fake.world.borrow().sent.iter().filter_map(of).collect()
}

/// What the backend in memory makes of a change.
pub fn change(members: &mut Members, change: &Change) {
    let (Change::Revoke { desk } | Change::Roles { desk, .. } | Change::Adopt { desk }) = change;
    if matches!(change, Change::Adopt { .. }) {
        members.late.retain(|late| late.id != *desk);
    }
    for member in members.desks.iter_mut().filter(|m| m.id == *desk) {
        match change {
            Change::Adopt { .. } => {}
            Change::Revoke { .. } => member.revoked = true,
            Change::Roles { roles, .. } => member.role_ids.clone_from(roles),
        }
    }
}

fn press(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click_accesskit();
    window.run();
}

#[test]
fn a_desk_is_taken_out_after_its_name_was_typed() {
    let fake = stage::office();
    let mut window = at(&fake, Place::Desks);
    assert!(window.query_by_role_and_label(Role::Button, "停用 文书岗").is_none(), "not the one at which one sits");
    assert!(window.query_by_role_and_label(Role::Button, "停用 旧电脑").is_none(), "it is out already");
    press(&mut window, "停用 接待台");
    assert!(shows(&window, "收不回来的") && shows(&window, "还没有写过"));
    press(&mut window, "停用");
    assert_eq!(changes(&fake), [], "its name was not typed");
    fill(&mut window, "请输入这台电脑的名称：接待台", "接待");
    press(&mut window, "停用");
    assert_eq!(changes(&fake), []);
    fill(&mut window, "请输入这台电脑的名称：接待台", "台");
    fake.world.borrow_mut().refuse = Some("这样一来就没有系统管理员了".into());
    press(&mut window, "停用");
    assert!(shows(&window, "没有系统管理员"), "the dialog says why");
    press(&mut window, "停用");
    assert_eq!(changes(&fake).last(), Some(&Change::Revoke { desk: "02".into() }));
    assert!(!shows(&window, "收不回来的"), "the dialog is closed");
    assert!(window.query_by_role_and_label(Role::Button, "停用 接待台").is_none());
}

#[test]
fn roles_are_ticked_and_spaces_opened() {
    let fake = stage::office();
    let mut window = at(&fake, Place::Desks);
    press(&mut window, "更改角色 接待台");
    press(&mut window, "保存角色");
    assert_eq!(changes(&fake), [], "a desk without a role can do nothing");
    click(&mut window, Role::CheckBox, "角色 文员");
    click(&mut window, Role::CheckBox, "再开放的空间 人事");
    press(&mut window, "保存角色");
    assert_eq!(changes(&fake), [Change::Roles { desk: "02".into(), roles: vec!["clerk".into()], spaces: vec![3] }]);
    assert!(!shows(&window, "保存角色"));
}

#[test]
fn late_work_is_adopted_once_one_has_read_what_that_means() {
    let fake = stage::office();
    let mut window = at(&fake, Place::Desks);
    assert!(shows(&window, "旧电脑 · 周红 · 2026-11-23 16:40 · 新增收文"));
    press(&mut window, "采纳 旧电脑 · 周红 的 3 项");
    assert!(shows(&window, "历史里注明由谁采纳"));
    press(&mut window, "采纳");
    assert_eq!(changes(&fake), [Change::Adopt { desk: "03".into() }]);
    assert!(!shows(&window, "历史里注明由谁采纳"));
    fake.world.borrow_mut().members.late = vec![Late { id: "03".into(), name: "旧电脑".into(), count: 1, left: 0, waiting: 0 }];
    fake.world.borrow_mut().members.may_admit = false;
    fake.world.borrow_mut().touch();
    window.run();
    assert!(window.query_by_role_and_label(Role::Button, "采纳 旧电脑 的 1 项").is_none(), "that is an administrator's to decide");
}

#[test]
fn only_an_administrators_desk_changes_others() {
    let fake = stage::office();
    fake.world.borrow_mut().members.may_admit = false;
    let mut window = open(&fake, Lang::En);
    click(&mut window, Role::Button, "Office and desks");
    for name in ["Revoke 接待台", "Roles of 接待台"] {
        assert!(window.query_by_role_and_label(Role::Button, name).is_none(), "{name}");
    }
}

#[test]
fn a_desk_that_is_out_says_so_at_the_foot_and_where_it_stands() {
    let fake = stage::office();
    {
        let mut world = fake.world.borrow_mut();
        (world.sync.revoked, world.sync.link) = (true, Link::Offline);
        world.records.values_mut().for_each(|entry| entry.pending = true);
        world.sync.trouble = Some(Trouble { text: "本机已被管理员停用".into(), needs_a_person: true, other_relay: None });
        world.touch();
    }
    let mut window = open(&fake, Lang::ZhHans);
    assert!(!shows(&window, "可继续工作"), "it cannot");
    click(&mut window, Role::Button, "本机已停用，不能再保存");
    for text in ["本机已被管理员停用", "项没能上传，不作数"] {
        assert!(shows(&window, text), "{text}");
    }
    assert!(!shows(&window, "可以继续工作"));
}

#[test]
fn an_office_is_brought_back_from_the_lines_of_a_sheet() {
    let fake = Fake::fresh();
    let mut window = open(&fake, Lang::ZhHans);
    click(&mut window, Role::Button, "管理员的电脑全没了：用恢复单找回");
    press(&mut window, "找回办公室");
    assert!(fake.world.borrow().sent.is_empty() && shows(&window, "请填写此项"));
    // With its number as it stands on the paper, or without.
    for (n, line) in ["1. AAAA", "BBBB", "CCCC", " 4. DDDD"].into_iter().enumerate() {
        fill(&mut window, &format!("恢复单第 {} 行", n + 1), line);
    }
    for (field, text) in [("中继服务器地址", "10.0.0.1:8790"), ("新管理员的姓名", "林文静"), ("新电脑的名称", "新文书")]
    {
        fill(&mut window, field, text);
    }
    fake.world.borrow_mut().refuse = Some("恢复单第 2 行输错了".into());
    press(&mut window, "找回办公室");
    assert!(shows(&window, "恢复单第 2 行输错了"));
    press(&mut window, "找回办公室");
    let sent = fake.world.borrow().sent.last().cloned();
    let Some(Action::Recover(recovery)) = sent else { panic!("{sent:?}") };
    assert_eq!(recovery.sheet.0, "1.  AAAA\n2. BBBB\n3. CCCC\n4.  DDDD\n");
    assert_eq!((recovery.relay.as_str(), recovery.person.as_str(), recovery.desk.as_str()), ("10.0.0.1:8790", "林文静", "新文书"));
    assert!(!format!("{recovery:?}").contains("AAAA"), "a secret is written down nowhere");
    assert!(!shows(&window, "找回办公室"), "there is an office now");
}
