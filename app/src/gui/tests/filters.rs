//! Conditions of a list, and the views that keep them.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT, Queryable};
use registers::{Lang, Op, book};

use super::fake::Fake;
use super::screens::{Window, assets, at, click, fill, open, shows};
use crate::asks::{Ask, Span, What};
use crate::gui::{Command, Place};
use crate::prefs::{Condition, MOST_VIEWS, View};

/// Assets with a date, a number and a department each.
fn office() -> (Fake, Window) {
    let fake = Fake::with(&[assets()], 0);
    {
        let mut world = fake.world.borrow_mut();
        for (name, day, value, dept) in [
            ("投影机", "2026-11-23", 800_000, "教务处"),
            ("钢琴", "2026-10-05", 2_000_000, "总务处"),
            ("显微镜", "2025-03-01", 150_000, "教务处"),
        ] {
            let set = |field: &str, value: registers::Value| Op::Set { field: field.into(), value: Some(value) };
            let ops =
                [set("name", name.into()), set("purchase_date", day.into()), set("value", value.into()), set("using_dept", dept.into())];
            world.add(assets(), &ops);
        }
    }
    let window = at(&fake, Place::Register(assets()));
    (fake, window)
}

fn listed(window: &Window) -> usize {
    window.get_all_by_role(Role::ListBoxOption).count()
}

fn rows(window: &Window) -> Vec<&'static str> {
    ["投影机", "钢琴", "显微镜"].into_iter().filter(|name| window.query_by_role_and_label(Role::ListBoxOption, name).is_some()).collect()
}

/// Opens the panel and chooses a field in it.
fn ask(window: &mut Window, field: &str) {
    if window.query_by_role_and_label(Role::ComboBox, "筛选的字段").is_none() {
        window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
        window.run();
    }
    window.get_by_role_and_label(Role::ComboBox, "筛选的字段").click_accesskit();
    window.run();
    window.get_by_role_and_label(Role::ListBoxOption, field).click_accesskit();
    window.run();
}

fn press(window: &mut Window, role: Role, name: &str) {
    window.get_by_role_and_label(role, name).click_accesskit();
    window.run();
}

#[test]
fn conditions_hold_together_and_go_one_by_one() {
    let (fake, mut window) = office();
    assert_eq!(rows(&window).len(), 3);
    ask(&mut window, "购置日期");
    press(&mut window, Role::Button, "本年");
    assert_eq!(rows(&window), ["投影机", "钢琴"]);
    press(&mut window, Role::Button, "今天");
    assert_eq!(rows(&window), ["投影机"]);
    press(&mut window, Role::Button, "今天");
    assert_eq!(rows(&window).len(), 3, "pressed again it asks nothing");
    fill(&mut window, "购置日期 到", "2026-10-31");
    assert_eq!(rows(&window), ["钢琴", "显微镜"]);
    press(&mut window, Role::Button, "再加一个条件");
    ask(&mut window, "使用部门");
    fill(&mut window, "使用部门", "教务");
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(rows(&window), ["显微镜"]);
    assert!(shows(&window, "购置日期：至 2026-10-31") && shows(&window, "使用部门：教务处"));
    // What is listed is what is exported.
    press(&mut window, Role::Button, "去掉条件 购置日期：至 2026-10-31");
    assert_eq!(rows(&window), ["投影机", "显微镜"]);
    press(&mut window, Role::Button, "使用部门：教务处");
    window.get_by_role_and_label(Role::Button, "使用部门：教务处").focus();
    window.key_press(Key::Delete);
    window.run();
    assert_eq!(rows(&window).len(), 3);
    drop(fake);
}

#[test]
fn every_kind_of_field_has_its_question() {
    let (_fake, mut window) = office();
    ask(&mut window, "原值");
    fill(&mut window, "原值 从", "5,000");
    assert_eq!(rows(&window), ["投影机", "钢琴"]);
    fill(&mut window, "原值 到", "3");
    assert!(shows(&window, "最大值小于最小值"));
    assert_eq!(rows(&window), ["投影机", "钢琴"], "what is wrong changes nothing");
    ask(&mut window, "资产名称");
    fill(&mut window, "资产名称", "微");
    assert_eq!(rows(&window), ["显微镜"]);
    ask(&mut window, "品牌");
    press(&mut window, Role::Button, "非空");
    assert_eq!(rows(&window), [""; 0]);
    assert!(shows(&window, "没有符合条件的记录"));
    press(&mut window, Role::Button, "空");
    assert_eq!(rows(&window).len(), 3);
    press(&mut window, Role::Button, "有冲突");
    assert_eq!(rows(&window).len(), 0);
    ask(&mut window, "经费来源");
    assert!(window.get_all_by_role(Role::CheckBox).count() > 2, "choices are ticked");
    assert_eq!(rows(&window).len(), 3, "another field, nothing said yet");
    // Escape leaves what has the keyboard, then the panel, and nothing else.
    press(&mut window, Role::Button, "完成");
    assert!(window.query_by_role_and_label(Role::ComboBox, "筛选的字段").is_none());
}

#[test]
fn escape_closes_the_panel_before_anything_else() {
    let (_fake, mut window) = office();
    window.key_press(Key::ArrowDown);
    window.run();
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    window.run();
    for _ in 0..2 {
        window.key_press(Key::Escape);
        window.run();
    }
    assert!(window.query_by_role_and_label(Role::ComboBox, "筛选的字段").is_none());
    assert!(shows(&window, "投影机") || shows(&window, "显微镜"));
}

#[test]
fn every_register_is_asked_about_every_field() {
    let fake = Fake::office(4);
    for (at, register) in book::ALL.iter().enumerate() {
        let lang = Lang::ALL[at % 3];
        let mut window = open(&fake, lang);
        window.state_mut().command(Command::Go(Place::Register(register)));
        window.run();
        window.state_mut().command(Command::Filter);
        window.run();
        // Down from field to field, as the keyboard goes.
        let fields = crate::asks::fields(register).count() + 1;
        for _ in 0..fields {
            window.key_press(Key::ArrowDown);
            window.step();
        }
        window.run();
    }
}

/// A view of the assets bought in this month.
fn view(name: &str) -> View {
    let ask = Ask { field: "purchase_date".into(), is: What::Span(Span::Month) };
    View { name: name.into(), conditions: vec![Condition::Known(ask)], ..View::default() }
}

fn with_views(views: Vec<View>) -> (Fake, Window) {
    let (fake, _) = office();
    fake.world.borrow_mut().frame.prefs.views.insert("assets".to_owned(), views);
    let window = at(&fake, Place::Register(assets()));
    (fake, window)
}

fn kept(fake: &Fake) -> Vec<View> {
    fake.world.borrow().frame.prefs.views.get("assets").cloned().unwrap_or_default()
}

#[test]
fn what_is_asked_is_kept_under_a_name_and_asked_again() {
    let (fake, mut window) = office();
    ask(&mut window, "购置日期");
    press(&mut window, Role::Button, "本月");
    press(&mut window, Role::Button, "视图");
    press(&mut window, Role::ListBoxOption, "另存为视图…");
    fill(&mut window, "视图名称", " 本月新购 ");
    click(&mut window, Role::Button, "保存");
    let [one] = &kept(&fake)[..] else { panic!("{:?}", kept(&fake)) };
    assert_eq!((one.name.as_str(), one.conditions.len()), ("本月新购", 1));
    // All again, and back by the list of views.
    press(&mut window, Role::Button, "本月新购");
    press(&mut window, Role::ListBoxOption, "全部记录");
    assert_eq!(rows(&window).len(), 3);
    press(&mut window, Role::Button, "视图");
    press(&mut window, Role::ListBoxOption, "本月新购");
    assert_eq!(rows(&window), ["投影机"]);
    // Changed, kept, and given another name.
    fill(&mut window, "搜索：文字、编号、拼音首字母", "钢琴");
    assert_eq!(rows(&window).len(), 0);
    press(&mut window, Role::Button, "本月新购（已改动）");
    press(&mut window, Role::ListBoxOption, "保存对此视图的改动");
    assert_eq!(kept(&fake)[0].search, "钢琴");
    press(&mut window, Role::Button, "本月新购");
    press(&mut window, Role::ListBoxOption, "重命名…");
    fill(&mut window, "视图名称", "二");
    click(&mut window, Role::Button, "保存");
    assert_eq!(kept(&fake)[0].name, "本月新购二");
    press(&mut window, Role::Button, "本月新购二");
    press(&mut window, Role::ListBoxOption, "删除视图");
    click(&mut window, Role::Button, "删除视图");
    assert_eq!(kept(&fake), []);
}

#[test]
fn a_list_opens_with_its_standard_view_unless_it_was_asked_for_something_else() {
    let standard = View { standard: true, ..view("本月") };
    let (fake, window) = with_views(vec![view("别的"), standard.clone()]);
    assert_eq!(rows(&window), ["投影机"]);
    assert!(window.query_by_role_and_label(Role::Button, "本月").is_some());
    let mut window = open(&fake, Lang::ZhHans);
    window.state_mut().command(Command::Show(assets(), crate::gui::backend::Only::All));
    window.run();
    assert_eq!(rows(&window).len(), 3, "who asks for all gets all");
    // Only one of them is the standard view.
    press(&mut window, Role::Button, "视图");
    press(&mut window, Role::ListBoxOption, "别的");
    press(&mut window, Role::Button, "别的");
    press(&mut window, Role::ListBoxOption, "打开登记簿时用此视图");
    let standards: Vec<bool> = kept(&fake).iter().map(|v| v.standard).collect();
    assert_eq!(standards, [true, false]);
}

#[test]
fn views_stand_in_the_palette() {
    let (_fake, mut window) = with_views(vec![view("本月新购")]);
    window.state_mut().command(Command::Go(Place::Home));
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run();
    window.event(eframe::egui::Event::Text("byxg".to_owned()));
    window.run();
    window.key_press(Key::Enter);
    window.run();
    assert!(window.state().place() == Place::Register(assets()));
    assert_eq!(rows(&window), ["投影机"]);
}

#[test]
fn a_view_that_is_not_understood_shows_what_it_can_with_a_mark() {
    let odd = View {
        state: Some("no-such-state".into()),
        sort: Some("no-such-column".into()),
        conditions: vec![Condition::Other(serde_json::json!(7)), view("").conditions.remove(0)],
        ..view("旧")
    };
    let (fake, mut window) = with_views(vec![odd.clone()]);
    press(&mut window, Role::Button, "视图");
    press(&mut window, Role::ListBoxOption, "旧");
    assert_eq!(rows(&window), ["投影机"]);
    for text in ["不是这个版本的程序写的", "没有“no-such-state”这个状态了", "没有“no-such-column”这一列了"]
    {
        assert!(shows(&window, text), "{text}");
    }
    assert!(window.query_by_role_and_label(Role::Button, "旧").is_some(), "nothing was changed by hand");
    // What was not understood is kept when the view is.
    fill(&mut window, "搜索：文字、编号、拼音首字母", "投影");
    press(&mut window, Role::Button, "旧（已改动）");
    press(&mut window, Role::ListBoxOption, "保存对此视图的改动");
    assert!(kept(&fake)[0].conditions.contains(&Condition::Other(serde_json::json!(7))));
    assert_eq!((kept(&fake)[0].state.clone(), kept(&fake)[0].sort.clone()), (odd.state, odd.sort));
}

#[test]
fn what_of_a_view_is_gone_is_said_and_the_view_is_saved_without_it() {
    let ask = |field: &str, is: What| Condition::Known(Ask { field: field.into(), is });
    let odd = View {
        state: Some("no-such-state".into()),
        conditions: vec![
            view("").conditions.remove(0),
            ask("x_gone", What::Filled),
            ask("name", What::AnyOf(vec!["甲".into()])),
            ask("fund_source", What::AnyOf(vec!["no-such-choice".into()])),
            Condition::Other(serde_json::json!(7)),
        ],
        ..view("旧")
    };
    let (fake, mut window) = with_views(vec![odd]);
    press(&mut window, Role::Button, "视图");
    press(&mut window, Role::ListBoxOption, "旧");
    for text in ["“x_gone”这一项", "“资产名称”不能再这样筛选", "已不再提供选项“no-such-choice”"] {
        assert!(shows(&window, text), "{text}");
    }
    assert_eq!(rows(&window), [""; 0], "no record has that choice");
    press(&mut window, Role::Button, "去掉这些并保存视图");
    assert_eq!(rows(&window), ["投影机"]);
    assert!(!shows(&window, "已不适用") && window.query_by_role_and_label(Role::Button, "旧").is_some());
    assert_eq!(kept(&fake), [view("旧")]);
}

#[test]
fn choices_of_this_desk_that_could_not_be_read_are_told_when_the_window_opens() {
    let fake = Fake::office(1);
    fake.world.borrow_mut().frame.prefs.odd = vec!["views.assets.旧.search".into()];
    assert!(shows(&open(&fake, Lang::ZhHans), "个人设置有几处读不懂"));
}

#[test]
fn names_of_views_are_not_taken_twice_and_their_number_ends() {
    let (fake, mut window) = with_views((0..MOST_VIEWS).map(|n| view(&format!("视图{n}"))).collect());
    press(&mut window, Role::Button, "视图");
    press(&mut window, Role::ListBoxOption, "另存为视图…");
    fill(&mut window, "视图名称", "视图3");
    click(&mut window, Role::Button, "保存");
    assert!(shows(&window, "已有同名视图"));
    fill(&mut window, "视图名称", "、新");
    click(&mut window, Role::Button, "保存");
    assert!(shows(&window, "请先删除不用的"));
    assert_eq!(kept(&fake).len(), MOST_VIEWS);
    assert!(listed(&window) > 0 && window.get_by_role_and_label(Role::TextInput, "视图名称").accesskit_node().value().is_some());
}

/// Enter in the number of a condition ends that number, and opens no form.
#[test]
fn enter_in_a_condition_opens_nothing() {
    let (_fake, mut window) = office();
    window.get_by_role_and_label(Role::ListBoxOption, "钢琴").click();
    window.run();
    ask(&mut window, "原值");
    let field = window.get_by_role_and_label(Role::TextInput, "原值 从");
    field.focus();
    field.type_text("700");
    window.run();
    window.key_press(Key::Enter);
    window.run();
    assert!(!shows(&window, "编辑资产"));
}
