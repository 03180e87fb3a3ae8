//! The list of a register: rows that come beside the window, and the columns that a person has chosen.

use eframe::egui::{Event, Key, Modifiers, OutputCommand, PointerButton, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use registers::RecordId;

use super::fake::{Fake, me};
use super::screens::{Window, assets, at, click, fill, shows};
use crate::gui::Place;
use crate::gui::backend::{Backend, Found, Leaf, Lines, Me, PAGE, Part, Query, Setup};
use crate::prefs::Columns;

fn list(n: usize) -> (Fake, Window) {
    let fake = Fake::with(&[assets()], n);
    let window = at(&fake, Place::Register(assets()));
    (fake, window)
}

/// Clicks so many times within one frame: that is quick enough.
fn press(window: &mut Window, pos: eframe::egui::Pos2, times: usize) {
    let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
    let press = [true, false].map(|pressed| Event::PointerButton { pos, button, pressed, modifiers });
    window.input_mut().events.extend(std::iter::repeat_n(press, times).flatten());
    window.run();
}

/// Lets answers come, or holds them back.
fn hold(fake: &Fake, held: bool) {
    fake.world.borrow().listing.held.set(held);
}

fn wanted(fake: &Fake) -> Vec<Part> {
    fake.world.borrow().listing.wanted.borrow().clone().unwrap().parts
}

/// Title and id of the row at a place.
fn row(window: &Window, at: u64) -> (String, RecordId) {
    let query = Query { register: assets().key, ..Query::default() };
    let row = window.state().backend().page(&query, at, 1).unwrap().rows.remove(0);
    (row.title, row.id)
}

fn rows(window: &Window) -> usize {
    window.query_all_by_role(Role::ListBoxOption).count()
}

fn is_selected(window: &Window, title: &str) -> bool {
    let toggled = |n: egui_kittest::Node<'_>| n.accesskit_node().toggled() == Some(eframe::egui::accesskit::Toggled::True);
    window.query_by_role_and_label(Role::ListBoxOption, title).is_some_and(toggled)
}

fn headings(window: &Window) -> Vec<String> {
    let named = |n: egui_kittest::Node<'_>| (n.rect().left(), n.accesskit_node().label().unwrap());
    let mut found: Vec<_> = window.query_all_by_role(Role::ColumnHeader).map(named).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, name)| name.trim_start_matches('按').trim_end_matches("排序").to_owned()).collect()
}

fn prefer(fake: &Fake, shown: &[&str], widths: &[(&str, u16)]) {
    let shown = shown.iter().map(|c| (*c).to_owned()).collect();
    let widths = widths.iter().map(|(c, w)| ((*c).to_owned(), *w)).collect();
    fake.world.borrow_mut().frame.prefs.columns.insert("assets".to_owned(), Columns { shown, widths });
}

fn kept(fake: &Fake) -> Columns {
    fake.world.borrow().frame.prefs.columns.get("assets").cloned().unwrap_or_default()
}

#[test]
fn what_is_there_stays_until_the_newer_answer_is_in() {
    let (fake, mut window) = list(300);
    let (title, id) = row(&window, 0);
    let before = rows(&window);
    hold(&fake, true);
    fake.world.borrow_mut().elsewhere(id, "汪雪子", &[registers::Op::Set { field: "name".into(), value: Some("新名称".into()) }]);
    window.run_steps(40);
    assert_eq!(rows(&window), before, "no row goes away while the list is read again");
    assert!(shows(&window, &title) && !shows(&window, "新名称"));
    assert!(wanted(&fake).contains(&Part::Page(0)));
    hold(&fake, false);
    window.run_steps(3);
    assert!(shows(&window, "新名称") && rows(&window) == before);
}

#[test]
fn no_frame_reads_what_nobody_sees_and_nothing_twice() {
    let (fake, mut window) = list(1_000);
    let read = fake.world.borrow().listing.read.get();
    assert!(read <= 2, "{read} pages for the first screen");
    window.run_steps(5);
    assert_eq!(fake.world.borrow().listing.read.get(), read, "nothing changed, nothing is read");
    window.key_press(Key::End);
    window.run();
    let more = fake.world.borrow().listing.read.get() - read;
    assert!((1..=2).contains(&more), "{more} pages for the last screen");
}

#[test]
fn keys_go_over_rows_that_were_not_read_yet() {
    let (fake, mut window) = list(1_000);
    hold(&fake, true);
    window.key_press(Key::End);
    window.run_steps(3);
    assert_eq!(rows(&window), 0, "blank rows");
    window.key_press(Key::ArrowUp);
    window.run_steps(3);
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert!(window.query_by_role_and_label(Role::Button, "保存").is_none(), "there is nothing to open yet");
    hold(&fake, false);
    window.run_steps(4);
    assert!(window.query_by_role_and_label(Role::Button, "保存").is_some(), "the form is open");
    let (title, _) = row(&window, 998);
    assert!(shows(&window, &title));
}

#[test]
fn an_answer_from_before_does_not_take_the_place_of_a_newer_one() {
    let (fake, mut window) = list(20);
    let (title, _) = row(&window, 0);
    let now = fake.revision();
    let old = Found::Page(0, Ok(Lines::default()));
    *fake.world.borrow().listing.late.borrow_mut() = vec![Leaf { revision: now - 1, found: old }];
    window.run_steps(3);
    assert!(shows(&window, &title) && shows(&window, "已列出 20 项"));
}

#[test]
fn a_selection_follows_its_record_and_not_its_place() {
    let (fake, mut window) = list(20);
    window.key_press(Key::ArrowDown);
    window.run();
    window.key_press(Key::ArrowDown);
    window.run();
    let (title, _) = row(&window, 1);
    assert!(is_selected(&window, &title));
    fake.world.borrow_mut().add(assets(), &super::fake::sample(assets(), 77));
    window.run_steps(40);
    assert!(is_selected(&window, &title));
    window.key_press(Key::ArrowDown);
    window.run();
    assert!(is_selected(&window, &row(&window, 3).0), "the keys go on from where it is now");
}

#[test]
fn all_are_marked_as_they_come() {
    let (fake, mut window) = list(500);
    hold(&fake, true);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(3);
    assert!(wanted(&fake).iter().filter(|part| matches!(part, Part::Page(_))).count() <= 6, "a few at a time");
    hold(&fake, false);
    window.run_steps(6);
    assert!(shows(&window, "已选 500 项") && 500 > PAGE);
}

#[test]
fn a_search_shows_what_there_was_until_it_is_answered() {
    let (fake, mut window) = list(60);
    let before = rows(&window);
    hold(&fake, true);
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    window.run_steps(3);
    window.event(Event::Text("显微镜".into()));
    window.run_steps(4);
    assert!(rows(&window) == before && shows(&window, "正在读取"));
    hold(&fake, false);
    window.run_steps(4);
    assert!(shows(&window, "已列出 10 项"));
    fill(&mut window, "搜索：文字、编号、拼音首字母", "没有的");
    assert_eq!(rows(&window), 0);
}

#[test]
fn a_page_of_the_keys_is_what_is_seen() {
    let (_fake, mut window) = list(300);
    window.key_press(Key::ArrowDown);
    window.run();
    let seen = rows(&window);
    window.key_press(Key::PageDown);
    window.run();
    let at = (0..60).find(|at| is_selected(&window, &row(&window, *at).0)).unwrap();
    assert!((seen as u64 - 3..seen as u64).contains(&at), "{at} of {seen}");
    // The list moves, and what is selected stays selected.
    for _ in 0..40 {
        window.key_press_modifiers(Modifiers::COMMAND, Key::ArrowDown);
        window.run();
    }
    assert!(window.query_by_role_and_label(Role::ListBoxOption, &row(&window, at).0).is_none());
    window.key_press(Key::ArrowDown);
    window.run();
    assert!(is_selected(&window, &row(&window, at + 1).0));
}

#[test]
fn columns_are_chosen_ordered_and_kept() {
    let (fake, mut window) = list(20);
    click(&mut window, Role::Button, "列");
    assert!(window.query_by_role_and_label(Role::ColumnHeader, "按品牌排序").is_none());
    for (role, name) in [(Role::CheckBox, "品牌"), (Role::CheckBox, "规格型号"), (Role::Button, "下移资产编号")] {
        window.get_by_role_and_label(role, name).click_accesskit();
        window.run();
    }
    let shown = kept(&fake).shown;
    assert_eq!((shown[0].as_str(), shown[1].as_str(), shown.last().unwrap().as_str()), ("name", "asset_no", "brand"));
    assert!(!shown.contains(&"model".to_owned()));
    window.key_press(Key::Escape);
    window.run();
    let seen = headings(&window);
    assert_eq!((seen[0].as_str(), seen[1].as_str()), ("资产名称", "资产编号"), "{seen:?}");
    // Another window of this computer begins with them.
    let again = at(&fake, Place::Register(assets()));
    assert_eq!(headings(&again), seen);
    click(&mut window, Role::Button, "列");
    click(&mut window, Role::Button, "恢复办公室的设置");
    assert_eq!(kept(&fake), Columns::default());
}

#[test]
fn chosen_columns_do_not_go_for_lack_of_room_and_the_title_stays() {
    let fake = Fake::with(&[assets()], 20);
    prefer(&fake, &["asset_no", "nothing", "name", "brand", "model", "serial", "supplier", "invoice", "location", "name", "_state"], &[]);
    let mut window = at(&fake, Place::Register(assets()));
    window.key_press(Key::ArrowDown);
    window.run();
    let first = headings(&window);
    assert_eq!(first[..2], ["资产编号", "资产名称"]);
    assert!(!first.contains(&"状态".to_owned()), "{first:?}");
    for _ in 0..20 {
        window.key_press_modifiers(Modifiers::COMMAND, Key::ArrowRight);
        window.run();
    }
    let last = headings(&window);
    assert!(last.contains(&"状态".to_owned()) && !last.contains(&"品牌".to_owned()), "{last:?}");
    assert!(last.contains(&"资产名称".to_owned()), "{last:?}");
    window.event(Event::Copy);
    window.step();
    let commands = &window.output().platform_output.commands;
    let text = commands.iter().find_map(|c| if let OutputCommand::CopyText(text) = c { Some(text.clone()) } else { None }).unwrap();
    assert_eq!(text.lines().next().unwrap().split('\t').count(), 9, "what is copied has all of them: {text}");
}

#[test]
fn an_edge_makes_a_column_wider_or_as_wide_as_what_it_says() {
    let (fake, mut window) = list(20);
    let edge = |window: &Window| window.get_by_role_and_label(Role::Splitter, "调整资产编号列宽").rect().center();
    let from = edge(&window);
    window.hover_at(from);
    window.run();
    window.drag_at(from);
    window.run();
    window.hover_at(from + eframe::egui::vec2(60.0, 0.0));
    window.run();
    window.drop_at(from + eframe::egui::vec2(60.0, 0.0));
    window.run();
    let wide = kept(&fake).widths["asset_no"];
    assert!((edge(&window).x - from.x - 60.0).abs() < 2.0, "{from:?} {wide}");
    assert!(kept(&fake).shown.is_empty(), "which columns are shown is another matter");
    let pos = edge(&window);
    window.hover_at(pos);
    window.run();
    press(&mut window, pos, 2);
    assert!(kept(&fake).widths["asset_no"] < wide);
    let header = window.get_by_role_and_label(Role::ColumnHeader, "按资产编号排序");
    header.focus();
    window.run();
    let before = kept(&fake).widths["asset_no"];
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    window.run();
    assert_eq!(kept(&fake).widths["asset_no"], before + 12);
}

#[test]
fn an_empty_list_says_what_to_do() {
    let (_fake, mut window) = list(0);
    assert!(shows(&window, "还没有记录") && shows(&window, "一条记录的办理过程：在用 → "));
    click(&mut window, Role::Button, "从 Excel 导入");
    assert_eq!(window.state().place(), Place::Book(assets(), crate::gui::command::Tab::Import));
    let (_fake, mut window) = list(0);
    click(&mut window, Role::Button, "登记第一条");
    assert!(window.query_by_role_and_label(Role::Button, "保存").is_some());
}

#[test]
fn what_hides_everything_is_taken_away_by_a_button() {
    let (_fake, mut window) = list(12);
    fill(&mut window, "搜索：文字、编号、拼音首字母", "没有的");
    assert!(rows(&window) == 0 && shows(&window, "没有符合条件的记录"));
    click(&mut window, Role::Button, "清除筛选，显示全部");
    assert!(shows(&window, "已列出 12 项"));
    assert_eq!(window.get_by_role_and_label(Role::TextInput, "搜索：文字、编号、拼音首字母").value().as_deref(), Some(""));
}

#[test]
fn what_is_exported_has_the_chosen_columns_unless_all_are_wanted() {
    use crate::gui::backend::{Action, FileJob};
    for (chosen, all, expected) in [(&[][..], false, vec![]), (&["name", "brand"], false, vec!["name", "brand"]), (&["name"], true, vec![])]
    {
        let fake = Fake::with(&[assets()], 5);
        prefer(&fake, chosen, &[]);
        let mut window = at(&fake, Place::Register(assets()));
        click(&mut window, Role::Button, "导出 Excel");
        if all {
            click(&mut window, Role::CheckBox, "只写列表所选的列");
        }
        click(&mut window, Role::Button, "写出");
        let sent = fake.world.borrow().sent.clone();
        let [Action::File(FileJob::Export { query, .. })] = &sent[..] else { panic!("{sent:?}") };
        assert_eq!(query.columns, expected);
    }
}

/// A page of a list of a million rows, each called after its place.
fn page_of_a_million(window: &Window, at: u64) -> Leaf {
    let query = Query { register: assets().key, ..Query::default() };
    let like = window.state().backend().page(&query, 0, 1).unwrap().rows.remove(0);
    let row = |n: u64| crate::gui::backend::Row { id: super::fake::World::id(5_000_000 + n), title: format!("第{n}行"), ..like.clone() };
    let rows = (at * PAGE..((at + 1) * PAGE).min(1_000_000)).map(row).collect();
    Leaf { revision: window.state().backend().revision(), found: Found::Page(at, Ok(Lines { rows, total: 1_000_000, ..Lines::default() })) }
}

#[test]
fn the_last_of_a_million_rows_is_reached_and_each_row_before_it() {
    let (fake, mut window) = list(1);
    hold(&fake, true);
    let come = |window: &mut Window, at: u64| {
        let leaf = page_of_a_million(window, at);
        fake.world.borrow().listing.late.borrow_mut().push(leaf);
        window.run_steps(3);
    };
    come(&mut window, 0);
    assert!(shows(&window, "已列出 1,000,000 项"));
    window.key_press(Key::End);
    window.run_steps(2);
    assert_eq!(wanted(&fake)[0], Part::Page(999_999 / PAGE));
    come(&mut window, 999_999 / PAGE);
    assert!(is_selected(&window, "第999999行"));
    let last = window.get_by_role_and_label(Role::ListBoxOption, "第999999行");
    let (node, list) = (last.accesskit_node(), window.get_by_role_and_label(Role::ListBox, "固定资产"));
    assert_eq!((node.position_in_set(), list.accesskit_node().size_of_set()), (Some(1_000_000), Some(1_000_000)));
    let bottom = last.rect().bottom();
    for n in 1..=30 {
        window.key_press(Key::ArrowUp);
        window.run_steps(2);
        assert!(is_selected(&window, &format!("第{}行", 999_999 - n)));
    }
    window.key_press(Key::End);
    window.run_steps(3);
    let again = window.get_by_role_and_label(Role::ListBoxOption, "第999999行").rect().bottom();
    assert!((again - bottom).abs() < 0.01, "to the point: {again} and {bottom}");
}

#[test]
fn words_beside_a_box_are_as_good_as_the_box() {
    let (fake, mut window) = list(3);
    click(&mut window, Role::Button, "列");
    let words = window.get_by_role_and_label(Role::Label, "资产大类").rect().center();
    window.hover_at(words);
    window.run();
    press(&mut window, words, 1);
    assert_eq!(kept(&fake).shown.last().map(String::as_str), Some("main_class"));
}

#[test]
fn only_who_keeps_a_book_is_offered_a_new_record() {
    let fake = Fake::with(&[assets()], 1);
    for (role, offered) in [("technician", false), ("clerk", true)] {
        fake.world.borrow_mut().setup = Some(Setup::Ready(Me { roles: vec![role.into()], ..me() }));
        let window = at(&fake, Place::Register(&registers::book::terms::REGISTER));
        assert_eq!(shows(&window, "新增学期"), offered, "{role}");
    }
    // Who acts for somebody who keeps it is offered it too, as far as that was delegated.
    for (excluded, offered) in [(vec![], true), (vec!["terms".to_owned()], false)] {
        let roles = vec!["office-director".to_owned()];
        let delegation = registers::workflow::Delegation { from: "孙主任".into(), roles, registers: vec![], excluded, limit: None };
        let deputy = Me { roles: vec!["technician".into()], delegations: vec![delegation], ..me() };
        fake.world.borrow_mut().setup = Some(Setup::Ready(deputy));
        let window = at(&fake, Place::Register(&registers::book::terms::REGISTER));
        assert_eq!(shows(&window, "新增学期"), offered);
    }
}

#[test]
fn the_keys_mean_the_list_again_once_a_dialog_or_a_form_is_closed() {
    let (_, mut window) = list(5);
    let press = |window: &mut Window, key| {
        window.key_press(key);
        window.run();
    };
    press(&mut window, Key::ArrowDown);
    // By the keyboard: the button keeps it while its dialog is open.
    window.get_by_role_and_label(Role::Button, "导出 Excel").focus();
    window.run();
    press(&mut window, Key::Enter);
    assert!(shows(&window, "写成文件"));
    press(&mut window, Key::Escape);
    assert!(!shows(&window, "写成文件"));
    press(&mut window, Key::ArrowDown);
    assert!(is_selected(&window, &row(&window, 1).0), "the row after the one that was open");
    // The same with the form of the row.
    press(&mut window, Key::Enter);
    assert!(shows(&window, "编辑"));
    press(&mut window, Key::Tab);
    window.state_mut().command(crate::gui::Command::Close);
    window.run();
    press(&mut window, Key::ArrowDown);
    assert!(is_selected(&window, &row(&window, 2).0));
}
