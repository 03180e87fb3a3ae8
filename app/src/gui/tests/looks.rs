//! Light and dark, and what a person may choose about how the window looks.

use crate::gui::backend::Link;
use crate::gui::{Command, Place, theme};
use crate::prefs::{Look, Size};
use eframe::egui::{Role, Theme};

use egui_kittest::kittest::Queryable;
use registers::{Lang, book};

use super::fake::Fake;
use super::screens::{assets, at, click, open, shows};

#[test]
fn asking_for_the_relay_does_not_say_that_something_was_saved() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Home);
    click(&mut window, Role::Button, "立即同步");
    assert!(shows(&window, "正在联系中继") && !shows(&window, "已保存"));
    fake.world.borrow_mut().sync.link = Link::None;
    click(&mut window, Role::Button, "立即同步");
    assert!(shows(&window, "还没有中继，无法同步"));
}

#[test]
fn a_field_that_has_the_keyboard_asks_for_no_frame_by_itself() {
    let window = at(&Fake::office(3), Place::Home);
    assert!([Theme::Light, Theme::Dark].iter().all(|theme| !window.ctx.style_of(*theme).visuals.text_cursor.blink));
}

#[test]
fn the_window_is_drawn_in_the_theme_of_its_context() {
    let fake = Fake::office(3);
    let mut window = at(&fake, Place::Register(assets()));
    assert_eq!(window.ctx.global_style().visuals.panel_fill, theme::canvas());
    let light = theme::canvas();
    window.ctx.set_theme(Theme::Dark);
    window.run();
    assert_ne!(theme::canvas(), light);
    assert_eq!(window.ctx.global_style().visuals.panel_fill, theme::canvas());
    assert_eq!(window.ctx.global_style().visuals.text_color(), theme::text());
}

#[test]
fn what_was_chosen_about_the_window_holds_at_once_and_at_the_next_start() {
    let fake = Fake::office(3);
    let mut window = open(&fake, Lang::ZhHans);
    window.run();
    let light = theme::canvas();
    click(&mut window, Role::Button, "外观与语言");
    click(&mut window, Role::RadioButton, "主题 深色");
    assert_ne!(theme::canvas(), light);
    click(&mut window, Role::Button, "放大");
    click(&mut window, Role::Button, "放大");
    click(&mut window, Role::ListBoxOption, "繁體中文");
    assert!((window.ctx.zoom_factor() - 1.3).abs() < 0.001);
    let kept = fake.world.borrow().frame.prefs.clone();
    assert_eq!((kept.look, kept.size, kept.lang), (Look::Dark, Size::Larger, Some(Lang::ZhHant)));

    let mut again = open(&fake, Lang::ZhHant);
    again.run();
    assert_ne!(theme::canvas(), light);
    assert!((again.ctx.zoom_factor() - 1.3).abs() < 0.001);
    click(&mut again, Role::Button, "外觀與語言");
    click(&mut again, Role::Button, "恢復 100%");
    click(&mut again, Role::RadioButton, "主題 跟隨系統");
    assert_eq!((theme::canvas(), again.ctx.zoom_factor()), (light, 1.0));
}

#[test]
fn what_cannot_be_kept_holds_for_now_and_is_told() {
    let fake = Fake::office(3);
    fake.world.borrow_mut().frame.full = true;
    let mut window = open(&fake, Lang::ZhHans);
    window.state_mut().command(Command::Look(Look::Dark));
    window.run();
    assert_eq!(window.ctx.theme(), Theme::Dark);
    assert!(shows(&window, "没能记住"));
}

#[test]
fn without_a_relay_nothing_waits_for_it() {
    let fake = Fake::office(8);
    let mut window = at(&fake, Place::Home);
    assert!(shows(&window, "待上传"));
    fake.world.borrow_mut().sync.link = Link::None;
    window.run();
    assert!(shows(&window, "仅本机") && !shows(&window, "待上传") && !shows(&window, "中继已存至"));
}

#[test]
fn the_menu_beside_a_record_never_stands_alone_in_a_line() {
    let fake = Fake::office(6);
    for (lang, edit, more) in [(Lang::ZhHans, "编辑", "更多"), (Lang::En, "Edit", "More")] {
        let mut window = open(&fake, lang);
        for key in ["incoming-documents", "outgoing-documents", "visits", "assets", "tasks", "requisitions"] {
            let register = book::find(key).unwrap();
            let of = |(id, e): (&registers::RecordId, &super::fake::Entry)| (e.record.register == key).then_some(*id);
            let ids: Vec<_> = fake.world.borrow().records.iter().filter_map(of).collect();
            for id in ids {
                window.state_mut().command(Command::Open(register, id));
                window.run();
                let edit = window.get_all_by_role_and_label(Role::Button, edit).last().unwrap().rect();
                let more = window.get_all_by_role_and_label(Role::Button, more).last().unwrap().rect();
                assert!((edit.center().y - more.center().y).abs() < 4.0, "{key}: {edit:?} {more:?}");
            }
        }
    }
}

#[test]
fn names_in_the_navigation_have_room_in_english() {
    let fake = Fake::office(1);
    let window = open(&fake, Lang::En);
    // Icon, margins and the number at the right are beside the name.
    let room = theme::NAV_WIDTH_LATIN - 24.0 - 42.0 - 40.0;
    for key in ["incoming-documents", "outgoing-documents", "seal-requests", "meetings"] {
        let name = book::find(key).unwrap().labels.en.to_owned();
        let wide = window.ctx.fonts_mut(|f| f.layout_no_wrap(name.clone(), theme::bold(theme::BODY), theme::text()).size().x);
        assert!(wide <= room, "{name}: {wide} of {room}");
    }
}

#[test]
fn a_narrow_window_has_room_for_a_list_and_a_record_and_the_navigation_keeps_its_names() {
    let fake = Fake::office(6);
    let assets = book::find("assets").unwrap();
    for lang in Lang::ALL {
        let mut window = open(&fake, lang);
        window.set_size(eframe::egui::vec2(880.0, 576.0));
        window.state_mut().command(Command::Go(Place::Register(assets)));
        window.run();
        let id = fake.world.borrow().records.iter().find(|(_, e)| e.record.register == "assets").map(|(id, _)| *id).unwrap();
        window.state_mut().command(Command::Open(assets, id));
        window.run();
        let name = crate::gui::text::tr(lang, "gui.reception");
        let item = window.get_by_role_and_label(Role::Button, &name).rect();
        assert!(item.right() < theme::NAV_NARROW, "{item:?}: icons alone, with their names for who does not see them");
        let rows = window.get_all_by_role(Role::ListBoxOption).map(|row| row.rect()).collect::<Vec<_>>();
        assert!(!rows.is_empty() && rows.iter().all(|row| row.left() > item.right()), "{rows:?}");
        let title = window.get_all_by_label(assets.labels.get(lang)).map(|node| node.rect()).find(|rect| rect.left() > item.right());
        let tab = window.get_by_role_and_label(Role::Button, &crate::gui::text::tr(lang, "gui.tab.list")).rect();
        assert!(!title.unwrap().intersects(tab), "{title:?} {tab:?}");
    }
}
