//! Records that are kept open side by side, with what was typed into their forms.

use eframe::egui::Role;
use egui_kittest::kittest::Queryable;
use registers::{Op, RecordId};

use super::fake::Fake;
use super::screens::{Window, assets, at, click, fill, shows};
use crate::gui::backend::Action;
use crate::gui::{Command, Place};

/// An office with two assets that are kept open, the first of them in its form with something typed.
fn typed(fake: &Fake) -> (Window, [RecordId; 2]) {
    let ids = ["钢琴", "话筒"].map(|name| {
        let set = Op::Set { field: "name".to_owned(), value: Some(name.into()) };
        fake.world.borrow_mut().add(assets(), &[set])
    });
    let mut window = at(fake, Place::Register(assets()));
    for id in ids {
        window.state_mut().command(Command::Open(assets(), id));
        window.state_mut().command(Command::Keep(None));
    }
    window.state_mut().command(Command::Edit(Some(ids[0])));
    window.run();
    fill(&mut window, "资产名称", "（立式）");
    (window, ids)
}

#[test]
fn what_was_typed_waits_in_its_tab() {
    let fake = Fake::office(0);
    let (mut window, ids) = typed(&fake);
    click(&mut window, Role::Tab, "话筒");
    assert!(!shows(&window, "表单里有尚未保存的内容"), "nothing is lost, so that nobody asks");
    assert!(window.query_by_role_and_label(Role::Tab, "钢琴（未保存）").is_some());
    // Elsewhere too.
    window.state_mut().command(Command::Go(Place::Home));
    window.run();
    click(&mut window, Role::Tab, "钢琴（未保存）");
    let name = window.get_by_role_and_label(Role::TextInput, "资产名称").value();
    assert!(name.as_deref().is_some_and(|name| name.contains("（立式）")), "{name:?}");
    // The tab of what is open leads nowhere.
    click(&mut window, Role::Tab, "钢琴");
    assert!(window.query_by_role_and_label(Role::TextInput, "资产名称").is_some());
    window.state_mut().command(Command::Save);
    window.run();
    let sent = fake.world.borrow().sent.clone();
    assert!(matches!(&sent[..], [Action::Edit { id, ops, .. }] if *id == ids[0] && ops.len() == 1), "{sent:?}");
    assert!(window.query_by_role_and_label(Role::Tab, "钢琴（未保存）").is_none());
}

#[test]
fn a_form_that_waits_is_opened_again_and_not_anew() {
    let fake = Fake::office(0);
    let (mut window, ids) = typed(&fake);
    window.state_mut().command(Command::NextKept);
    window.run();
    window.state_mut().command(Command::Edit(Some(ids[0])));
    window.run();
    let name = window.get_by_role_and_label(Role::TextInput, "资产名称").value();
    assert!(name.as_deref().is_some_and(|name| name.contains("（立式）")), "{name:?}");
}

#[test]
fn whoever_closes_a_tab_is_asked_for_what_is_not_saved_in_it() {
    let fake = Fake::office(0);
    let (mut window, _) = typed(&fake);
    click(&mut window, Role::Tab, "话筒");
    click(&mut window, Role::Button, "不再保持打开：钢琴");
    assert!(shows(&window, "表单里有尚未保存的内容"));
    click(&mut window, Role::Button, "放弃");
    assert!(window.query_all_by_role_and_label(Role::Tab, "钢琴").next().is_none(), "the tab has gone");
    assert!(fake.world.borrow().sent.is_empty());
}
