//! The first page: its cards, before and after what they show is known, and where each leads.

use eframe::egui::{self, Key, Role};
use egui_kittest::kittest::Queryable;
use registers::{Lang, Op, RecordId, book};

use super::fake::Fake;
use super::fake_insight::warning;
use super::screens::{Window, at, click, open, shows};
use crate::gui::{Command, Place};

/// A record of a register in a state.
fn add(fake: &Fake, register: &str, state: &str, values: &[(&str, &str)]) -> RecordId {
    let mut world = fake.world.borrow_mut();
    let set = |(field, text): &(&str, &str)| Op::Set { field: (*field).to_owned(), value: Some((*text).into()) };
    let ops: Vec<Op> = values.iter().map(set).collect();
    let id = world.add(book::find(register).unwrap(), &ops);
    world.records.get_mut(&id).unwrap().record.states = vec![state.to_owned()];
    world.touch();
    id
}

const CARDS: [&str; 8] = ["待我办理", "今日会议", "在校访客", "逾期公文", "预警", "待决冲突", "近七天收文", "近七天来访"];

fn home(fake: &Fake) -> Window {
    at(fake, Place::Home)
}

#[test]
fn cards_keep_their_places_while_it_is_counted_and_say_what_to_do_when_there_is_nothing() {
    let fake = Fake::office(0);
    fake.world.borrow_mut().insight.finding = true;
    let mut window = home(&fake);
    let places = |window: &Window| CARDS.map(|card| window.get_by_label(card).rect());
    let before = places(&window);
    assert!(shows(&window, "正在统计") && !shows(&window, "没有待办事项"), "nobody says there is nothing before it is known");
    assert!(shows(&window, "资产"), "the navigation has the registers at once");
    fake.world.borrow_mut().insight.finding = false;
    window.run();
    assert_eq!(places(&window), before);
    let empty = ["没有待办事项", "今天没有会议", "没有逾期的公文", "现在没有预警", "近七天没有登记", "还没有任何登记"];
    for said in empty {
        assert!(shows(&window, said), "{said}");
    }
    assert!(!shows(&window, "正在统计"));
}

#[test]
fn figures_follow_what_the_clerk_does_and_are_not_counted_anew_in_every_frame() {
    let fake = Fake::office(0);
    let mut window = home(&fake);
    add(&fake, "visits", "on-campus", &[("visitor", "李工")]);
    window.run_steps(30);
    let visits = book::find("visits").unwrap().labels.get(Lang::ZhHans);
    assert!(window.query_all_by_role_and_label(Role::Button, &format!("{visits} 1")).next().is_some());
    let counted = fake.world.borrow().survey.counted.get();
    window.run_steps(10);
    assert_eq!(fake.world.borrow().survey.counted.get(), counted);
}

#[test]
fn arrows_go_through_the_inbox_and_enter_opens() {
    let fake = Fake::office(0);
    let ids: Vec<_> = (0..30)
        .map(|n| add(&fake, "incoming-documents", "registered", &[("title", &format!("通知{n}")), ("due_at", "2026-12-30")]))
        .collect();
    let mut window = home(&fake);
    assert!(!shows(&window, "通知29"), "it is scrolled to");
    window.key_press(Key::End);
    window.run();
    assert!(shows(&window, "通知29"));
    for key in [Key::Home, Key::ArrowDown, Key::ArrowDown, Key::ArrowUp] {
        window.key_press(key);
        window.run();
    }
    assert!(shows(&window, "通知0"));
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(window.state().place(), Place::Register(book::find("incoming-documents").unwrap()));
    let title = window.state().backend().title(ids[1]).unwrap().unwrap();
    assert!(shows(&window, &title), "the second is open beside the list");
}

#[test]
fn an_inbox_that_cannot_be_read_says_why_beside_all_that_can() {
    let fake = Fake::office(0);
    fake.world.borrow_mut().survey.broken = Some("数据文件读不出：请运行检查".into());
    let window = home(&fake);
    assert!(shows(&window, "数据文件读不出") && shows(&window, "今天没有会议"));
}

#[test]
fn meetings_of_today_stand_in_their_order_and_open() {
    let fake = Fake::office(0);
    let values = |subject, at| [("subject", subject), ("starts_at", at), ("place", "三楼会议室")];
    add(&fake, "meetings", "notified", &values("行政例会", "2026-11-23T14:00"));
    add(&fake, "meetings", "notified", &values("教研会", "2026-11-23T10:00"));
    add(&fake, "meetings", "notified", &values("明天的会", "2026-11-24T10:00"));
    let mut window = home(&fake);
    let row = |window: &Window, name: &str| window.get_by_role_and_label(Role::Button, name).rect().top();
    assert!(row(&window, "10:00 教研会") < row(&window, "14:00 行政例会") && shows(&window, "三楼会议室"));
    assert!(!shows(&window, "10:00 明天的会"), "it waits in the inbox only");
    click(&mut window, Role::Button, "10:00 教研会");
    assert_eq!(window.state().place(), Place::Register(book::find("meetings").unwrap()));
}

#[test]
fn visitors_lead_to_the_reception_and_conflicts_to_their_page() {
    let fake = Fake::office(0);
    add(&fake, "visits", "on-campus", &[("visitor", "李工"), ("entered", "2026-11-23T09:00")]);
    add(&fake, "visits", "confirmed", &[("visitor", "周老师"), ("planned_at", "2026-11-23T10:30")]);
    add(&fake, "visits", "on-campus", &[("visitor", "赵师傅"), ("entered", "2026-11-20T16:00")]);
    let mut window = home(&fake);
    assert!(shows(&window, "在校 2 人 · 待到 1 批"));
    assert!(shows(&window, "11-20 16:00 赵师傅"), "whoever stayed from another day is told by that day");
    click(&mut window, Role::Button, "10:30 周老师 待到");
    assert_eq!(window.state().place(), Place::Reception);
    let twice = [("title", "通知"), ("reg_no", "收〔2026〕1号")];
    add(&fake, "incoming-documents", "registered", &twice);
    add(&fake, "incoming-documents", "registered", &twice);
    window.state_mut().command(Command::Go(Place::Home));
    window.run_steps(30);
    click(&mut window, Role::Button, "去处理");
    assert_eq!(window.state().place(), Place::Conflicts);
}

#[test]
fn late_letters_have_a_card_of_their_own() {
    let fake = Fake::office(0);
    add(&fake, "incoming-documents", "registered", &[("title", "防汛通知"), ("due_at", "2026-11-16")]);
    add(&fake, "incoming-documents", "registered", &[("title", "还早"), ("due_at", "2026-12-30")]);
    let mut window = home(&fake);
    assert!(shows(&window, "2 · 逾期 1 项"));
    assert_eq!(window.query_all_by_label_contains("还早").filter(|n| n.rect().width() > 200.0).count(), 1, "in the inbox only");
    click(&mut window, Role::Button, "逾期 5 个工作日 防汛通知");
    assert_eq!(window.state().place(), Place::Register(book::find("incoming-documents").unwrap()));
}

#[test]
fn the_week_is_drawn_by_day() {
    let fake = Fake::office(0);
    for day in ["2026-11-23", "2026-11-23", "2026-11-17", "2026-11-16"] {
        add(&fake, "incoming-documents", "registered", &[("title", "通知"), ("received_at", day)]);
    }
    let window = home(&fake);
    for bar in ["11-23 一 2", "11-17 二 1"] {
        assert!(window.query_by_label(bar).is_some(), "{bar}");
    }
    assert!(shows(&window, "共 3") && !shows(&window, "11-16"), "seven days, today the last of them");
}

#[test]
fn the_head_tells_the_week_of_the_term() {
    let fake = Fake::office(0);
    let term = crate::gui::backend::Period { from: Some(jiff::civil::date(2026, 9, 1)), to: Some(jiff::civil::date(2027, 1, 20)) };
    fake.world.borrow_mut().insight.term = Some(term);
    assert!(shows(&home(&fake), "2026-11-23 星期一 · 本学期第 13 周 · 文书岗"));
}

#[test]
fn a_long_title_of_a_figure_leaves_the_icon_its_room() {
    let fake = Fake::office(0);
    add(&fake, "incoming-documents", "registered", &[("title", "通知")]);
    let mut window = open(&fake, Lang::En);
    window.set_size(egui::vec2(980.0, 700.0));
    window.run();
    let mut texts = Vec::new();
    for clipped in &window.output().shapes {
        if let egui::Shape::Text(text) = &clipped.shape
            && text.pos.x > crate::gui::theme::NAV_NARROW
        {
            texts.push((text.galley.text().to_owned(), text.visual_bounding_rect()));
        }
    }
    let (_, title) = texts.iter().find(|(text, _)| text == "Incoming documents").unwrap();
    let beside = |rect: &egui::Rect| rect.left() > title.left() && (rect.center().y - title.center().y).abs() < 20.0;
    let icon = crate::gui::icons::ENVELOPE_SIMPLE;
    let (_, icon) = texts.iter().find(|(text, rect)| text == icon && beside(rect)).unwrap();
    assert!(title.right() < icon.left() - 4.0, "{title:?} {icon:?}");
}

#[test]
fn english_names_a_new_thing_in_small_letters() {
    let fake = Fake::office(0);
    let mut window = open(&fake, Lang::En);
    let said = |window: &mut Window, register: &str| {
        window.state_mut().command(Command::New(Some(book::find(register).unwrap())));
        window.run();
        ["New archive loan", "New KPI"].map(|words| shows(window, words))
    };
    assert_eq!(said(&mut window, "archive-loans"), [true, false]);
    window.state_mut().command(Command::Close);
    window.run();
    assert_eq!(said(&mut window, "kpis"), [false, true]);
}

#[test]
fn the_calendar_has_what_is_due_when_the_inbox_comes_later() {
    let fake = Fake::office(0);
    add(&fake, "incoming-documents", "registered", &[("title", "防汛通知"), ("due_at", "2026-11-26")]);
    fake.world.borrow_mut().insight.finding = true;
    let mut window = at(&fake, Place::Calendar);
    assert!(!shows(&window, "防汛通知"));
    fake.world.borrow_mut().insight.finding = false;
    window.run();
    assert!(shows(&window, "防汛通知"));
}

#[test]
fn where_there_is_little_room_the_title_is_what_is_read() {
    let fake = Fake::office(0);
    add(&fake, "incoming-documents", "handling", &[("title", "关于开展校园安全检查的通知"), ("due_at", "2026-11-20")]);
    let mut window = open(&fake, Lang::En);
    assert!(shows(&window, "due 2026-11-20"));
    window.set_size(egui::vec2(1240.0, 900.0));
    window.run();
    assert!(shows(&window, "overdue") && !shows(&window, "due 2026-11-20"));
}

#[test]
fn the_titles_of_the_figures_are_said_in_full() {
    for lang in [Lang::En, Lang::ZhHans, Lang::ZhHant] {
        for width in [1360.0, 1100.0] {
            let mut window = open(&Fake::office(3), lang);
            window.set_size(egui::vec2(width, 860.0));
            window.run();
            let figures = window.output().shapes.iter().filter_map(|clipped| match &clipped.shape {
                egui::Shape::Text(text) if text.galley.elided && clipped.clip_rect.left() > 200.0 => Some(text),
                _ => None,
            });
            let cut: Vec<_> =
                figures.filter(|text| (90.0..190.0).contains(&text.pos.y)).map(|text| text.galley.text().to_owned()).collect();
            assert!(cut.is_empty(), "{lang:?} {width}: {cut:?}");
        }
    }
}

#[test]
fn the_link_of_the_inbox_says_what_it_shows() {
    let mut window = home(&Fake::office(3));
    click(&mut window, Role::Button, "按到期日看");
    assert_eq!(window.state().place(), Place::Calendar);
}

#[test]
fn the_link_of_the_warnings_leads_to_what_they_are_of() {
    let fake = Fake::office(3);
    let supplies = book::find("supplies").unwrap();
    let other = book::ALL.iter().copied().find(|r| r.key != supplies.key && !r.alerts.is_empty()).unwrap();
    let one = |register| warning(register, RecordId::from_parts(1, 1), "某项");
    for (warnings, leads) in [(vec![one(other)], other), (vec![one(other), one(supplies)], supplies), (Vec::new(), supplies)] {
        fake.world.borrow_mut().insight.warnings = warnings;
        let mut window = home(&fake);
        click(&mut window, Role::Button, &format!("去{}", leads.labels.get(Lang::ZhHans)));
        assert_eq!(window.state().place(), Place::Register(leads));
    }
}
