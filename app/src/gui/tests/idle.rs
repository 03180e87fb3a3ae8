//! A window that nobody touches and to which nothing comes in draws nothing, but when what it shows of the time is no longer so.

use std::time::Duration;

use eframe::egui::{Event, Role};
use egui_kittest::kittest::Queryable;
use registers::{Lang, book};

use super::fake::{Fake, NOW};
use super::screens::{Window, assets, at};
use super::stage;
use crate::gui::backend::Link;
use crate::gui::{Command, Place};

/// Frames after which nothing moves any more: what fades in does so in a few.
const SETTLES_WITHIN: usize = 30;

/// After how long the window wants its next frame by itself, once it has come to rest.
fn rest(window: &mut Window) -> Duration {
    let wanted = |window: &Window| window.output().viewport_output.values().map(|v| v.repaint_delay).min().unwrap_or(Duration::MAX);
    for _ in 0..SETTLES_WITHIN {
        window.step();
        if wanted(window) >= Duration::from_secs(1) {
            break;
        }
    }
    wanted(window)
}

fn left_of_the_day() -> Duration {
    NOW.date().tomorrow().unwrap().at(0, 0, 0, 0).duration_since(NOW).unsigned_abs()
}

#[test]
fn no_screen_asks_for_frames_while_nothing_happens() {
    // A message says something just then, and goes after some seconds.
    for scene in stage::scenes().into_iter().filter(|scene| scene.name != "undo") {
        let mut window = scene.open(Lang::ZhHans);
        let wanted = rest(&mut window);
        assert!(wanted >= Duration::from_secs(60), "{} wants a frame after {wanted:?}: {:?}", scene.name, window.ctx.repaint_causes());
    }
}

#[test]
fn without_a_relay_the_window_rests_until_the_day_is_over() {
    let fake = Fake::office(3);
    fake.world.borrow_mut().sync.link = Link::None;
    for place in [Place::Home, Place::Register(assets()), Place::Reception, Place::Counting, Place::Registry, Place::Calendar] {
        let mut window = at(&fake, place);
        let wanted = rest(&mut window);
        assert!(wanted >= left_of_the_day(), "{place:?} wants a frame after {wanted:?}: {:?}", window.ctx.repaint_causes());
    }
    // The line of the moment in the hours of the rooms moves on.
    let mut window = at(&fake, Place::Rooms);
    assert!(rest(&mut window) >= Duration::from_secs(60));
}

#[test]
fn a_form_rests_while_one_of_its_fields_has_the_keyboard() {
    let fake = Fake::office(3);
    fake.world.borrow_mut().sync.link = Link::None;
    for register in ["assets", "incoming-documents", "visits", "people"].map(|key| book::find(key).unwrap()) {
        let mut window = at(&fake, Place::Register(register));
        window.state_mut().command(Command::New(Some(register)));
        window.run();
        let label = register.field(register.title).unwrap().labels.get(Lang::ZhHans);
        window.get_all_by_role_and_label(Role::TextInput, label).next().unwrap().focus();
        window.run();
        window.event(Event::Text("甲".to_owned()));
        window.run();
        let wanted = rest(&mut window);
        assert!(wanted >= left_of_the_day(), "{} wants a frame after {wanted:?}: {:?}", register.key, window.ctx.repaint_causes());
    }
}

#[test]
fn who_is_cut_off_sees_the_last_contact_grow_older() {
    let fake = Fake::office(3);
    {
        let sync = &mut fake.world.borrow_mut().sync;
        (sync.link, sync.last_contact) = (Link::Offline, Some(NOW - jiff::Span::new().seconds(150)));
    }
    let minute = Duration::from_secs(30)..Duration::from_secs(31);
    assert!(minute.contains(&rest(&mut at(&fake, Place::Home))), "two minutes become three");
    fake.world.borrow_mut().sync.last_contact = Some(NOW - jiff::Span::new().minutes(90));
    let hour = Duration::from_secs(1_800)..Duration::from_secs(1_801);
    assert!(hour.contains(&rest(&mut at(&fake, Place::Home))), "one hour becomes two");
    fake.world.borrow_mut().sync.last_contact = Some(NOW - jiff::Span::new().days(3));
    assert!(rest(&mut at(&fake, Place::Home)) >= left_of_the_day(), "a date stays what it is");
}
