//! The stocktake desk, by a scanner that types like a keyboard.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable;
use registers::{Op, Record, RecordId, Value};

use super::fake::{Fake, World};
use super::screens::{Window, assets, at, click, shows};
use crate::gui::backend::{Running, Sound, Zone};
use crate::gui::{Command, Place};

pub(super) fn office(blind: bool) -> Fake {
    let fake = Fake::with(&[], 0);
    for (tag, place) in [("ZC001", "明德楼208"), ("ZC002", "博雅楼101")] {
        let ops = [("asset_no", tag), ("name", "投影机"), ("location", place), ("custodian", "汪雪子")];
        let ops: Vec<Op> = ops.iter().map(|(f, t)| Op::Set { field: (*f).to_owned(), value: Some((*t).into()) }).collect();
        fake.world.borrow_mut().add(assets(), &ops);
    }
    let zones = vec!["明德楼".to_owned(), "博雅楼".to_owned()];
    let campaign = Running { id: World::id(900), title: "2026年盘点".into(), state: "counting".into(), blind, zones };
    fake.world.borrow_mut().counting.running = vec![campaign];
    fake.world.borrow_mut().counting.zones = vec![Zone { zone: "明德楼".into(), expected: 40, seen: 12, own: 1, outside: 2, value: 0 }];
    fake
}

fn desk(fake: &Fake) -> Window {
    at(fake, Place::Counting)
}

fn scan(window: &mut Window, label: &str) {
    let field = window.get_by_role_and_label(Role::TextInput, "资产标签");
    assert!(field.is_focused(), "the box is ready for {label}");
    field.type_text(label);
    window.run();
    window.key_press(Key::Enter);
    window.run();
}

fn observations(fake: &Fake) -> Vec<Record> {
    let world = fake.world.borrow();
    world.records.values().filter(|e| e.record.register == "observations").map(|e| e.record.clone()).collect()
}

fn heard(fake: &Fake) -> Vec<Sound> {
    fake.world.borrow().counting.heard.clone()
}

#[test]
fn each_label_is_written_down_at_once_and_told_by_word_and_sound() {
    let fake = office(false);
    let mut window = desk(&fake);
    assert!(shows(&window, "2026年盘点") && shows(&window, "13 / 40"));
    for (label, word) in [("ZC001", "账实相符"), ("ZC002", "位置不符"), ("ZC999", "账上没有")] {
        scan(&mut window, label);
        assert!(shows(&window, &format!("{label} {word}")), "{label}");
    }
    assert_eq!(heard(&fake), [Sound::Good, Sound::Look, Sound::Bad]);
    let written = observations(&fake);
    let told: Vec<_> = written.iter().map(|r| ["tag", "zone", "finding", "custodian", "description"].map(|f| r.text(f))).collect();
    let expected = [
        ["ZC001", "明德楼", "matched", "汪雪子", "投影机"],
        ["ZC002", "明德楼", "misplaced", "汪雪子", "投影机"],
        ["ZC999", "明德楼", "surplus", "", ""],
    ];
    assert_eq!(told, expected);
    assert!(written[0].is_filled("asset") && !written[2].is_filled("asset"));
    assert!(written.iter().all(|r| r.text("campaign") == World::id(900).to_string() && r.text("counter") == "林秀英"));
    assert!(shows(&window, "本次已记 3 件"));
}

#[test]
fn what_was_counted_before_is_looked_at_again_only_when_somebody_says_so() {
    let fake = office(false);
    let mut window = desk(&fake);
    scan(&mut window, "ZC001");
    scan(&mut window, "*5");
    fake.world.borrow_mut().counting.by = Some("王老师".into());
    fake.world.borrow_mut().records.values_mut().filter(|e| e.record.register == "observations").for_each(|e| {
        e.record.fields.insert("counter".into(), vec!["王老师".into()]);
    });
    scan(&mut window, "ZC001");
    assert!(shows(&window, "ZC001 已经盘过") && shows(&window, "王老师 于 2026-11-23 09:20 在 明德楼 盘过"));
    assert_eq!((observations(&fake).len(), heard(&fake)[1]), (1, Sound::Look));
    assert!(shows(&window, "复核，重新清点"));
    for _ in 0..2 {
        window.key_press_modifiers(Modifiers::CTRL, Key::Enter);
        window.run();
    }
    scan(&mut window, "*3");
    let written = observations(&fake);
    assert_eq!((written.len(), written[0].state(), written[0].text("rechecked_by")), (1, "rechecked", "林秀英"));
    assert_eq!(written[0].get("quantity"), Some(&Value::Integer(3)), "a count can go down");
    // What somebody else has rechecked is not counted over.
    fake.world.borrow_mut().records.values_mut().filter(|e| e.record.register == "observations").for_each(|e| {
        e.record.fields.insert("rechecked_by".into(), vec!["赵老师".into()]);
    });
    scan(&mut window, "ZC001");
    window.key_press_modifiers(Modifiers::CTRL, Key::Enter);
    window.run();
    assert!(matches!(window.state().place(), Place::Register(register) if register.key == "observations"));
    assert_eq!(observations(&fake).len(), 1);
}

#[test]
fn whoever_counted_it_puts_it_right_and_in_another_zone_it_is_another_sighting() {
    let fake = office(false);
    let mut window = desk(&fake);
    scan(&mut window, "ZC001");
    scan(&mut window, "*30");
    scan(&mut window, "ZC001");
    assert!(shows(&window, "更正我盘的"));
    window.key_press_modifiers(Modifiers::CTRL, Key::Enter);
    window.run();
    click(&mut window, Role::Button, "减一");
    let written = observations(&fake);
    assert_eq!((written.len(), written[0].get("quantity"), written[0].state()), (1, Some(&Value::Integer(29)), "recorded"));
    let zone = window.get_by_role_and_label(Role::TextInput, "区域");
    zone.focus();
    zone.type_text("东区");
    window.run();
    window.key_press(Key::Enter);
    window.run();
    scan(&mut window, "ZC001");
    assert!(shows(&window, "再记一次"));
    window.key_press_modifiers(Modifiers::CTRL, Key::Enter);
    window.run();
    assert_eq!(observations(&fake).len(), 2);
}

#[test]
fn quantity_and_condition_are_said_of_the_last_one() {
    let fake = office(false);
    let mut window = desk(&fake);
    scan(&mut window, "*2");
    assert!(shows(&window, "数量须为整数"), "there is nothing yet of which that could be said");
    scan(&mut window, "ZC001");
    scan(&mut window, "*30");
    click(&mut window, Role::Button, "减一");
    click(&mut window, Role::Button, "损坏");
    let written = observations(&fake);
    assert_eq!((written.len(), written[0].get("quantity"), written[0].text("condition")), (1, Some(&Value::Integer(29)), "damaged"));
    assert!(shows(&window, "×29"));
    scan(&mut window, "*-1");
    scan(&mut window, "*x");
    assert_eq!(observations(&fake)[0].get("quantity"), Some(&Value::Integer(29)));
}

#[test]
fn a_label_and_how_many_of_it_are_said_at_once() {
    let fake = office(false);
    let mut window = desk(&fake);
    scan(&mut window, "ZC001*3");
    scan(&mut window, "ZC002*x");
    let written = observations(&fake);
    let told: Vec<_> = written.iter().map(|r| (r.text("tag"), r.get("quantity").cloned())).collect();
    assert_eq!((told.len(), &told[0]), (2, &("ZC001", Some(Value::Integer(3)))), "{told:?}");
    assert_eq!(told[1].0, "ZC002*x", "what is no number belongs to the label");
    assert!(shows(&window, "×3"));
}

#[test]
fn a_label_that_stands_for_many_asks_for_them_to_be_counted() {
    for blind in [false, true] {
        let fake = office(blind);
        let ops =
            [("asset_no", "ZC045".into()), ("name", "课桌".into()), ("location", "明德楼208".into()), ("quantity", Value::Integer(45))];
        let ops: Vec<Op> = ops.map(|(f, value)| Op::Set { field: f.to_owned(), value: Some(value) }).into();
        fake.world.borrow_mut().add(assets(), &ops);
        let mut window = desk(&fake);
        let asked = |window: &Window| shows(window, "账面有 45 件");
        scan(&mut window, "ZC001");
        assert!(!asked(&window));
        scan(&mut window, "ZC045");
        assert_eq!(asked(&window), !blind, "whoever counts blindly is told nothing");
        scan(&mut window, "*44");
        assert!(!asked(&window));
    }
}

#[test]
fn whoever_counts_blindly_learns_nothing_of_the_books() {
    let fake = office(true);
    let mut window = desk(&fake);
    for label in ["ZC001", "ZC002", "ZC999"] {
        scan(&mut window, label);
        assert!(shows(&window, &format!("{label} 已记录")), "{label}");
    }
    assert_eq!(heard(&fake), [Sound::Good; 3]);
    for secret in ["明德楼208", "博雅楼101", "/ 40", "汪雪子", "位置不符", "账上没有"] {
        assert!(!shows(&window, secret), "{secret}");
    }
    let written = observations(&fake);
    assert!(written.len() == 3 && written.iter().all(|r| !r.is_filled("finding") && !r.is_filled("custodian")));
}

#[test]
fn a_zone_is_picked_and_without_one_nothing_is_counted() {
    let fake = office(false);
    fake.world.borrow_mut().counting.running[0].zones.clear();
    let mut window = desk(&fake);
    scan(&mut window, "ZC001");
    assert!(shows(&window, "请先填写或在右侧选择区域") && observations(&fake).is_empty());
    click(&mut window, Role::Button, "明德楼 13 / 40 另见 2 件");
    scan(&mut window, "ZC001");
    assert_eq!(observations(&fake)[0].text("zone"), "明德楼");
}

#[test]
fn what_cannot_be_written_says_so_in_its_line() {
    let fake = office(false);
    let mut window = desk(&fake);
    fake.world.borrow_mut().refuse = Some("磁盘已满".to_owned());
    scan(&mut window, "ZC001");
    scan(&mut window, "ZC002");
    assert!(shows(&window, "磁盘已满") && shows(&window, "未能保存"));
    assert_eq!(observations(&fake).len(), 1);
}

#[test]
fn without_a_running_stocktake_the_page_says_what_to_do() {
    let fake = Fake::with(&[], 0);
    assert!(shows(&desk(&fake), "没有正在进行的盘点"));
}

#[test]
fn a_stocktake_that_ends_is_not_changed_for_another() {
    let fake = office(false);
    with_variances(&fake);
    let other =
        Running { id: World::id(901), title: "抽查".into(), state: "counting".into(), blind: false, zones: vec!["图书馆".into()] };
    fake.world.borrow_mut().counting.running.push(other);
    let mut window = desk(&fake);
    scan(&mut window, "ZC001");
    fake.world.borrow_mut().counting.running.remove(0);
    fake.world.borrow_mut().touch();
    window.run_steps(40);
    assert!(shows(&window, "不再清点"));
    assert!(window.query_by_role_and_label(Role::TextInput, "资产标签").is_none());
    assert_eq!(observations(&fake).len(), 1);
}

/// A scanner types wherever the keyboard is: nothing that it reads may be lost.
#[test]
fn the_box_for_labels_has_the_keyboard_whenever_nothing_else_has() {
    let fake = office(false);
    let mut window = desk(&fake);
    window.key_press(Key::Escape);
    window.run();
    scan(&mut window, "ZC001");
    for place in [Place::Home, Place::Counting] {
        window.state_mut().command(crate::gui::Command::Go(place));
        window.run();
    }
    scan(&mut window, "ZC002");
    assert_eq!(observations(&fake).len(), 2);
}

#[test]
fn what_is_in_no_teams_zone_is_told_as_a_number_of_things() {
    let fake = office(false);
    fake.world.borrow_mut().counting.zones.push(Zone { outside: 103, ..Zone::default() });
    let window = desk(&fake);
    assert!(shows(&window, "未分到小组 103 件") && !shows(&window, "未分到小组 0"));
}

#[test]
fn a_number_that_is_said_of_what_was_counted_before_puts_it_right_and_says_so() {
    let fake = office(false);
    let mut window = desk(&fake);
    scan(&mut window, "ZC001");
    scan(&mut window, "ZC001");
    assert!(shows(&window, "更正我盘的"));
    scan(&mut window, "*3");
    let quantities = |fake: &Fake| observations(fake).iter().map(|r| r.get("quantity").cloned()).collect::<Vec<_>>();
    assert_eq!(quantities(&fake), [Some(Value::Integer(3))]);
    assert!(shows(&window, "已更正：数量 1 改为 3"));
    // With the label at once as well.
    scan(&mut window, "ZC001*2");
    assert_eq!(quantities(&fake), [Some(Value::Integer(2))]);
    assert!(shows(&window, "已更正：数量 3 改为 2"));
    // What somebody else counted is rechecked.
    let by = |who: &str| {
        fake.world.borrow_mut().counting.by = Some(who.into());
        fake.world.borrow_mut().records.values_mut().filter(|e| e.record.register == "observations").for_each(|e| {
            e.record.fields.insert("counter".into(), vec![who.into()]);
        });
    };
    by("王老师");
    scan(&mut window, "ZC001");
    scan(&mut window, "*5");
    let written = observations(&fake);
    assert_eq!((written.len(), written[0].state(), quantities(&fake)), (1, "rechecked", vec![Some(Value::Integer(5))]));
    assert!(shows(&window, "已复核：数量 2 改为 5"));
    // What was rechecked by somebody else is not counted over, and the number is not taken for it.
    fake.world.borrow_mut().records.values_mut().filter(|e| e.record.register == "observations").for_each(|e| {
        e.record.fields.insert("rechecked_by".into(), vec!["赵老师".into()]);
    });
    scan(&mut window, "ZC001");
    scan(&mut window, "*9");
    assert!(shows(&window, "ZC001 已经复核或列入差异，数量不在这里改") && window.state().place() == Place::Counting);
    assert_eq!(quantities(&fake), [Some(Value::Integer(5))]);
}

/// A campaign, of which there is a record, and variances of it and of another one.
fn with_variances(fake: &Fake) -> RecordId {
    let mut world = fake.world.borrow_mut();
    let campaigns = registers::book::find("stocktakes").unwrap();
    let of = |title: &str| [Op::Set { field: "title".into(), value: Some(title.into()) }, Op::State("counting".into())];
    let [own, other] = ["2026年盘点", "去年盘点"].map(|title| world.add(campaigns, &of(title)));
    for (campaign, tag) in [(own, "ZC001"), (other, "ZC777")] {
        let variances = registers::book::find("variances").unwrap();
        let said = [(variances.title, tag.to_owned()), ("campaign", campaign.to_string())];
        world.add(variances, &said.map(|(field, text)| Op::Set { field: field.into(), value: Some(text.into()) }));
    }
    world.counting.running[0].id = own;
    own
}

#[test]
fn the_variances_of_a_campaign_are_one_press_away_while_it_is_counted_and_afterwards() {
    let fake = office(false);
    let campaign = with_variances(&fake);
    let mut window = desk(&fake);
    let listed = |window: &mut Window| {
        click(window, Role::Button, "差异清单");
        assert!(matches!(window.state().place(), Place::Register(register) if register.key == "variances"));
        assert!(shows(window, "ZC001") && !shows(window, "ZC777"), "only those of this campaign");
        window.state_mut().command(Command::Go(Place::Counting));
        window.run();
    };
    listed(&mut window);
    // Its variances are listed, here or at another desk: the page says where it stands, and leads there.
    fake.world.borrow_mut().counting.running.clear();
    fake.world.borrow_mut().records.get_mut(&campaign).unwrap().record.states = vec!["variances".into()];
    fake.world.borrow_mut().touch();
    window.run();
    assert!(shows(&window, "“2026年盘点”现在是“差异”，不再清点"));
    listed(&mut window);
    click(&mut window, Role::Button, "盘点任务");
    assert!(matches!(window.state().place(), Place::Register(register) if register.key == "stocktakes"));
}

#[test]
fn what_was_seen_besides_in_a_zone_is_told_in_words() {
    let fake = office(false);
    let window = desk(&fake);
    assert!(shows(&window, "明德楼 13 / 40 另见 2 件") && shows(&window, "应盘 40 · 已见 13"));
}
