//! The frame around the screens: commands and their keys, the palette, the way back, the search over all registers.

use std::collections::BTreeSet;

use crate::gui::backend::{KnownBy, Link, Query, SyncState, Trouble};
use crate::gui::command::{TABLE, spelled};
use crate::gui::text::tr;
use crate::gui::{Command, Place};
use crate::prefs::Look;
use eframe::egui::accesskit::Toggled;
use eframe::egui::{Event, ImeEvent, Key, Modifiers, PointerButton, Role, pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use registers::{Lang, book};

use super::fake::{Fake, NOW};
use super::screens::{Window, assets, at, click, open, shows};

const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run();
}

fn types(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    window.run();
}

/// The chosen line of what lies over everything; a row of the table below may be chosen too.
fn chosen(window: &Window) -> String {
    let mut lines = window.query_all_by_role(Role::ListBoxOption);
    let line = lines.rfind(|line| line.accesskit_node().toggled() == Some(Toggled::True)).expect("a line is chosen");
    line.accesskit_node().label().unwrap_or_default()
}

fn at_asset(window: &mut Window) -> registers::RecordId {
    let id = window.state().backend().page(&query("assets"), 0, 1).unwrap().rows[0].id;
    window.state_mut().command(Command::Open(assets(), id));
    window.run();
    id
}

fn query(register: &'static str) -> Query {
    Query { register, ..Query::default() }
}

#[test]
fn commands_have_names_and_keys_of_their_own() {
    let mut keys = BTreeSet::new();
    for lang in Lang::ALL {
        let names: BTreeSet<_> = TABLE.iter().map(|known| tr(lang, known.name)).collect();
        assert_eq!(names.len(), TABLE.len(), "{lang:?}");
    }
    for (at, known) in TABLE.iter().enumerate() {
        for own in known.keys {
            assert!(keys.insert(spelled(own)), "{} stands twice", spelled(own));
            // Keys with fewer modifiers match those with more too, so they have to come later.
            let later = TABLE.iter().skip(at + 1).flat_map(|k| k.keys).filter(|k| k.logical_key == own.logical_key);
            for later in later {
                assert!(!later.modifiers.matches_logically(own.modifiers), "{} is never reached", spelled(later));
            }
        }
    }
}

#[test]
fn the_palette_finds_by_words_initials_and_other_languages() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Home);
    for (typed, found) in
        [("固定资产", "固定资产"), ("gdzc", "固定资产"), ("assets", "固定资产"), ("深色", "主题 · 深色"), ("快捷键", "键盘快捷键")]
    {
        press(&mut window, Modifiers::COMMAND, Key::K);
        types(&mut window, typed);
        assert!(chosen(&window).starts_with(found), "{typed} gave {}", chosen(&window));
        press(&mut window, Modifiers::NONE, Key::Escape);
    }
    press(&mut window, Modifiers::COMMAND, Key::K);
    types(&mut window, "固定资产");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().place().register().map(|r| r.key), Some("assets"));
    assert!(window.query_by_label("命令面板").is_none(), "it is closed");

    press(&mut window, Modifiers::COMMAND, Key::K);
    types(&mut window, "撤销");
    assert!(chosen(&window).contains("Ctrl+Z"), "{}", chosen(&window));
    press(&mut window, Modifiers::NONE, Key::Escape);
    press(&mut window, Modifiers::COMMAND, Key::K);
    types(&mut window, "zzzz");
    assert!(shows(&window, "没有这样的命令"));
    press(&mut window, Modifiers::NONE, Key::Enter);
    press(&mut window, Modifiers::COMMAND, Key::K);
    assert!(window.query_by_label("命令面板").is_none());
}

#[test]
fn the_palette_leads_everywhere() {
    let fake = Fake::office(1);
    let mut window = open(&fake, Lang::En);
    window.run();
    for register in book::ALL {
        press(&mut window, Modifiers::COMMAND, Key::K);
        types(&mut window, register.labels.en);
        let wanted = register.labels.en;
        assert!(window.query_all_by_role(Role::ListBoxOption).any(|l| l.accesskit_node().label().unwrap_or_default().starts_with(wanted)));
        press(&mut window, Modifiers::NONE, Key::Escape);
    }
    press(&mut window, Modifiers::COMMAND, Key::K);
    types(&mut window, "theme dark");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(fake.world.borrow().frame.prefs.look, Look::Dark);
    press(&mut window, Modifiers::COMMAND, Key::K);
    types(&mut window, "new visit");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().place().register().map(|r| r.key), Some("visits"));
    assert!(window.query_by_role_and_label(Role::Button, "Save").is_some(), "a form is open");
}

#[test]
fn the_palette_has_the_steps_of_the_open_record() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Home);
    at_asset(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::K);
    assert!(window.query_all_by_role(Role::ListBoxOption).any(|l| l.accesskit_node().label().unwrap_or_default().ends_with(" 办理")));
    let before = chosen(&window);
    press(&mut window, Modifiers::NONE, Key::ArrowUp);
    assert_ne!(chosen(&window), before);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(chosen(&window), before, "the list goes round");
}

#[test]
fn all_that_the_menu_of_a_record_offers_is_in_the_palette_and_templates_are() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Home);
    at_asset(&mut window);
    let lines = |window: &Window| -> Vec<String> {
        window.query_all_by_role(Role::ListBoxOption).filter_map(|line| line.accesskit_node().label()).collect()
    };
    let before = lines(&window);
    click(&mut window, Role::Button, "更多");
    let menu: Vec<String> = lines(&window).into_iter().filter(|line| !before.contains(line)).collect();
    assert!(menu.len() > 1, "{menu:?}");
    press(&mut window, Modifiers::NONE, Key::Escape);
    let templates = assets().templates.iter().map(|template| format!("新增资产 · {}", template.labels.hans));
    let wanted: Vec<String> = menu.into_iter().chain(templates).chain(["提醒 · 关".to_owned()]).collect();
    for name in wanted {
        press(&mut window, Modifiers::COMMAND, Key::K);
        window.event(eframe::egui::Event::Text(name.clone()));
        window.run();
        let found = lines(&window);
        assert!(found.iter().any(|line| line.starts_with(&name)), "{name}: {found:?}");
        press(&mut window, Modifiers::COMMAND, Key::K);
    }
}

#[test]
fn an_input_method_that_composes_keeps_its_keys_in_the_palette() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Home);
    press(&mut window, Modifiers::COMMAND, Key::K);
    window.event(Event::Ime(ImeEvent::Preedit { text: "gu".into(), active_range_chars: None }));
    window.run();
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.query_by_label("命令面板").is_some());
    assert_eq!(window.state().place(), Place::Home);
}

#[test]
fn a_dialog_that_asks_is_not_covered() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Register(assets()));
    press(&mut window, Modifiers::COMMAND, Key::N);
    super::screens::fill(&mut window, "资产名称", "投影机");
    press(&mut window, Modifiers::NONE, Key::Escape);
    press(&mut window, Modifiers::NONE, Key::Escape);
    press(&mut window, Modifiers::ALT, Key::ArrowLeft);
    press(&mut window, Modifiers::COMMAND, Key::K);
    assert!(window.query_by_label("命令面板").is_none());
}

#[test]
fn the_keys_are_listed_from_the_table() {
    let fake = Fake::office(1);
    let mut window = at(&fake, Place::Home);
    press(&mut window, Modifiers::NONE, Key::F1);
    for known in TABLE.iter().filter(|known| !known.keys.is_empty()) {
        // The undo says as well where it works.
        let name = if known.command == Command::Undo { "gui.keys.undo" } else { known.name };
        let name = format!("{} {}", tr(Lang::ZhHans, name), spelled(&known.keys[0]));
        assert!(shows(&window, &name), "{name}");
    }
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("键盘快捷键").is_none());
}

#[test]
fn one_goes_back_and_forward_by_keys_mouse_and_buttons() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Home);
    let back = |window: &Window| !window.get_by_role_and_label(Role::Button, "后退").accesskit_node().is_disabled();
    assert!(!back(&window));
    window.state_mut().command(Command::Go(Place::Calendar));
    window.run();
    let id = at_asset(&mut window);
    window.state_mut().command(Command::Go(Place::Desks));
    window.run();
    press(&mut window, Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(window.state().place().register().map(|r| r.key), Some("assets"));
    let title = window.state().backend().title(id).unwrap().unwrap();
    assert!(window.query_all_by_label(&title).count() >= 2, "the record is open again, in the panel and in the trail");
    click(&mut window, Role::Button, "后退");
    assert_eq!(window.state().place(), Place::Calendar);
    for (button, place) in [(PointerButton::Extra1, Place::Home), (PointerButton::Extra2, Place::Calendar)] {
        for pressed in [true, false] {
            window.event(Event::PointerButton { pos: pos2(700.0, 400.0), button, pressed, modifiers: Modifiers::NONE });
        }
        window.run();
        assert_eq!(window.state().place(), place);
    }
    press(&mut window, Modifiers::ALT, Key::ArrowRight);
    press(&mut window, Modifiers::ALT, Key::ArrowRight);
    assert_eq!(window.state().place(), Place::Desks);
}

#[test]
fn back_from_a_form_keeps_what_was_typed_until_one_says_otherwise() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Register(assets()));
    press(&mut window, Modifiers::COMMAND, Key::N);
    press(&mut window, Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(window.state().place(), Place::Register(assets()), "an empty form only closes");
    assert!(window.query_by_role_and_label(Role::TextInput, "资产名称").is_none());
    press(&mut window, Modifiers::COMMAND, Key::N);
    super::screens::fill(&mut window, "资产名称", "投影机");
    click(&mut window, Role::Button, "后退");
    assert!(shows(&window, "放弃"), "it asks");
}

#[test]
fn the_trail_leads_to_register_and_area() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Home);
    at_asset(&mut window);
    click(&mut window, Role::Link, assets().labels.hans);
    assert_eq!(window.state().place(), Place::Register(assets()));
    assert!(window.query_by_role_and_label(Role::Link, assets().labels.hans).is_none(), "the register itself is open");
    click(&mut window, Role::Link, assets().area.labels().hans);
    click(&mut window, Role::ListBoxOption, book::find("stocktakes").unwrap().labels.hans);
    assert_eq!(window.state().place().register().map(|r| r.key), Some("stocktakes"));
}

#[test]
fn the_search_finds_in_all_registers_and_opens_with_enter() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Home);
    let id = fake.world.borrow_mut().add(assets(), &[registers::Op::Set { field: "name".into(), value: Some("天文望远镜".into()) }]);
    press(&mut window, CTRL_SHIFT, Key::F);
    assert!(shows(&window, "在所有登记簿中查找"));
    types(&mut window, "望远镜");
    assert!(chosen(&window).starts_with("天文望远镜") && chosen(&window).contains("备注：…望远镜…"), "{}", chosen(&window));
    assert!(shows(&window, "找到 1 条"));
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().place().register().map(|r| r.key), Some("assets"));
    let title = window.state().backend().title(id).unwrap().unwrap();
    assert!(shows(&window, &title));
    assert!(window.query_by_label("在所有登记簿中查找").is_none());
}

#[test]
fn the_search_says_when_it_is_looking_when_there_is_nothing_and_when_there_is_more() {
    let fake = Fake::office(0);
    for n in 0..70 {
        let name = format!("课桌{n}");
        fake.world.borrow_mut().add(assets(), &[registers::Op::Set { field: "name".into(), value: Some(name.as_str().into()) }]);
    }
    let mut window = at(&fake, Place::Home);
    click(&mut window, Role::Button, "搜索所有登记簿");
    fake.world.borrow_mut().frame.seeking = true;
    types(&mut window, "课桌");
    assert!(shows(&window, "正在查找"));
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().place(), Place::Home);
    fake.world.borrow_mut().frame.seeking = false;
    window.run();
    assert!(shows(&window, "还有更多"));
    for _ in 0..65 {
        press(&mut window, Modifiers::NONE, Key::ArrowDown);
    }
    assert!(chosen(&window).starts_with("课桌"), "it goes on at the beginning");
    types(&mut window, "没有的");
    assert!(shows(&window, "没有找到"));
}

#[test]
fn the_foot_opens_a_panel_that_says_in_words_how_the_desk_stands() {
    let fake = Fake::office(3);
    let holding =
        |desk: &str, wrote, held, unknown| KnownBy { desk: desk.into(), person: "周晓梅".into(), wrote, latest: wrote, held, unknown };
    fake.world.borrow_mut().insight.holders = vec![
        holding("前台", Some(NOW), 12, 0),
        holding("库房", Some(NOW), 9, 3),
        holding("校长室", None, 0, 12),
        holding("新机", None, 0, 0),
        KnownBy { latest: Some(NOW), ..holding("大门", None, 0, 12) },
    ];
    fake.world.borrow_mut().records.values_mut().for_each(|entry| entry.pending = true);
    let mut window = at(&fake, Place::Home);
    click(&mut window, Role::Button, "已连接");
    for text in [
        "同步情况",
        "正在上传，请稍等片刻再关机",
        "2026-11-23 09:28 之前的改动都已写到中继的磁盘上",
        "2026-11-23 09:30 写东西时，已收到这台电脑的全部 12 项改动",
        "已收到这台电脑 12 项改动中的 9 项",
        "还没有写过东西，无从得知",
        "2026-11-23 09:30 写过东西，但不在这台电脑写过的登记簿里，无从得知",
        "还没有这台电脑写的东西",
    ] {
        assert!(shows(&window, text), "{text}");
    }
    {
        let mut world = fake.world.borrow_mut();
        world.sync.link = Link::Offline;
        world.sync.trouble = Some(Trouble { text: "中继没有应答，请检查网线".into(), ..Trouble::default() });
        world.sync.quarantined = 2;
        world.records.values_mut().for_each(|entry| entry.pending = false);
        world.touch();
    }
    window.run();
    for text in ["这台电脑上的改动都已存到中继", "中继没有应答，请检查网线", "有 2 条来自别的电脑的内容无法核实"]
    {
        assert!(shows(&window, text), "{text}");
    }
    click(&mut window, Role::Button, "关闭");
    assert!(!shows(&window, "只在这台电脑上的"));
    fake.world.borrow_mut().sync = SyncState::default();
    window.run();
    window.state_mut().command(Command::Standing);
    window.run();
    assert!(shows(&window, "请照常备份这台电脑") && !shows(&window, "别的电脑收到了多少"));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!shows(&window, "请照常备份这台电脑"));
}

#[test]
fn registers_are_put_at_the_top_of_the_navigation_and_areas_fold() {
    let fake = Fake::office(1);
    let mut window = at(&fake, Place::Register(assets()));
    let name = assets().labels.hans;
    let listed = |window: &Window, name: &str| window.query_all_by_role_and_label(Role::Button, name).count();
    assert_eq!((listed(&window, name), shows(&window, "常用")), (1, true), "the star is there, the heading is not");
    click(&mut window, Role::Button, "加入常用");
    assert_eq!(listed(&window, name), 2);
    assert_eq!(fake.world.borrow().frame.prefs.starred, ["assets"]);
    press(&mut window, Modifiers::COMMAND, Key::D);
    assert_eq!((listed(&window, name), fake.world.borrow().frame.prefs.starred.len()), (1, 0));

    let area = assets().area;
    let other = book::ALL.iter().find(|r| r.area == area && r.key != "assets").unwrap().labels.hans;
    window.get_by_role_and_label(Role::DisclosureTriangle, area.labels().hans).click_accesskit();
    window.run();
    assert_eq!((listed(&window, name), listed(&window, other)), (1, 0), "the one that is open is still seen");
    window.state_mut().command(Command::Go(Place::Home));
    let mut again = open(&fake, Lang::ZhHans);
    again.run();
    assert_eq!(listed(&again, name), 0, "it is kept");
    again.get_by_role_and_label(Role::DisclosureTriangle, area.labels().hans).click_accesskit();
    again.run();
    assert_eq!((listed(&again, name), listed(&again, other)), (1, 1));
}

#[test]
fn records_are_kept_open_side_by_side() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Home);
    at_asset(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::T);
    let visits = book::find("visits").unwrap();
    let other = window.state().backend().page(&query("visits"), 0, 1).unwrap().rows[0].id;
    window.state_mut().command(Command::Open(visits, other));
    window.run();
    press(&mut window, Modifiers::COMMAND, Key::T);
    assert_eq!(window.query_all_by_role(Role::Tab).count(), 2);
    // The records of the sample have the same name in all registers.
    let piece = |window: &mut Window, role, at: usize| {
        let pieces: Vec<_> = window.query_all_by_role(role).collect();
        let named = |node: &&egui_kittest::Node<'_>| {
            role == Role::Tab || node.accesskit_node().label().unwrap_or_default().starts_with("不再保持打开：")
        };
        pieces.iter().filter(named).nth(at).unwrap().click();
        window.run();
    };
    piece(&mut window, Role::Tab, 0);
    assert_eq!(window.state().place().register().map(|r| r.key), Some("assets"));
    press(&mut window, Modifiers::COMMAND, Key::Tab);
    assert_eq!(window.state().place().register().map(|r| r.key), Some("visits"));
    press(&mut window, Modifiers::COMMAND, Key::Tab);
    assert_eq!(window.state().place().register().map(|r| r.key), Some("assets"), "it goes round");
    piece(&mut window, Role::Button, 1);
    press(&mut window, Modifiers::COMMAND, Key::T);
    assert_eq!(window.query_all_by_role(Role::Tab).count(), 0);

    // A form in which something was typed is not left without asking.
    press(&mut window, Modifiers::COMMAND, Key::T);
    press(&mut window, Modifiers::COMMAND, Key::N);
    super::screens::fill(&mut window, "资产名称", "投影机");
    piece(&mut window, Role::Tab, 0);
    assert!(shows(&window, "放弃"), "it asks");
}
