//! A few screens as pictures, drawn without a graphics card, against those that were looked at and found well. After a change that is
//! meant, `ZONGBAN_BLESS=1 cargo test -p app pixels` draws them anew; look at them before they are committed.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use eframe::egui::{TexturesDelta, Theme};
use egui_kittest::{Harness, TestRenderer};
use picture::{Picture, Textures};
use registers::{Lang, book};

use super::fake::Fake;
use super::screens::Window;
use super::stage;
use crate::gui::{Command, Place, Shell, theme};

/// What the harness leaves free around a window.
const MARGIN: usize = 8;
const SIZE: [f32; 2] = [1280.0 + 16.0, 800.0 + 16.0];
/// How far a colour may be from what it was, in 255 steps.
const TOLERANCE: u8 = 3;
/// How many pixels may be farther from it than that.
const FAR: usize = 24;

/// Keeps the textures of a window where a picture can be drawn from them.
struct Keeper(Rc<RefCell<Textures>>);

impl TestRenderer for Keeper {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        self.0.borrow_mut().take(delta);
    }
}

/// A window as a picture, after `go` has brought it to a screen.
fn picture(fake: &Fake, lang: Lang, looks: Theme, go: &dyn Fn(&mut Window)) -> Picture {
    let textures = Rc::new(RefCell::new(Textures::default()));
    fake.world.borrow_mut().frame.prefs.look = if looks == Theme::Dark { crate::prefs::Look::Dark } else { crate::prefs::Look::Light };
    let shell = Shell::new(fake.boxed(), lang);
    let mut window = Harness::builder()
        .with_size(SIZE)
        .with_theme(looks)
        .with_max_steps(12)
        .with_context_setup(theme::apply)
        .renderer(Keeper(textures.clone()))
        .build_ui_state(|ui, shell: &mut Shell| shell.ui(ui), shell);
    go(&mut window);
    window.run();
    let scale = window.ctx.pixels_per_point();
    let cut = window.ctx.tessellate(window.output().shapes.clone(), scale);
    let size = SIZE.map(|side| (side * scale).round() as usize);
    Picture::draw(&cut, &textures.borrow(), size, scale).unwrap().without(MARGIN)
}

/// The folder of the pictures, and that in which those that differ are left.
fn folders() -> (PathBuf, PathBuf) {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/gui/tests/pixels");
    let own = std::env::current_exe().unwrap();
    (kept, own.parent().unwrap().with_file_name("pictures"))
}

/// Compares a picture with the one that is kept; what is amiss, if anything is.
fn differs(name: &str, now: &Picture) -> Option<String> {
    let (kept, left) = folders();
    let file = kept.join(format!("{name}.png"));
    if std::env::var_os("ZONGBAN_BLESS").is_some() {
        std::fs::create_dir_all(&kept).unwrap();
        std::fs::write(&file, now.to_png().unwrap()).unwrap();
    }
    let before = std::fs::read(&file).ok().and_then(|bytes| Picture::from_png(&bytes).ok());
    let difference = match &before {
        Some(before) => now.against(before, TOLERANCE),
        None => now.against(&Picture::draw(&[], &Textures::default(), [1, 1], 1.0).unwrap(), TOLERANCE),
    };
    if difference.pixels <= FAR {
        return None;
    }
    std::fs::create_dir_all(&left).unwrap();
    for (what, picture) in [("now", now), ("difference", &difference.picture)] {
        std::fs::write(left.join(format!("{name}.{what}.png")), picture.to_png().unwrap()).unwrap();
    }
    Some(format!("{name}: {} pixels by up to {} of 255; see {}", difference.pixels, difference.most, left.display()))
}

fn go(window: &mut Window, commands: Vec<Command>) {
    for command in commands {
        window.state_mut().command(command);
        window.run();
    }
}

#[test]
fn the_screens_look_as_they_did() {
    let letters = book::find("incoming-documents").unwrap();
    let at = |place: Place| move |window: &mut Window| go(window, vec![Command::Go(place)]);
    let panel = |window: &mut Window| {
        stage::panel(window, letters);
    };
    let form = |window: &mut Window| {
        stage::panel(window, letters);
        go(window, vec![Command::Edit(None)]);
    };
    let office = stage::office();
    let fresh = Fake::fresh();
    type Go<'a> = &'a dyn Fn(&mut Window);
    let (home, reception, counting) = (at(Place::Home), at(Place::Reception), at(Place::Counting));
    let (registry, rooms) = (at(Place::Registry), at(Place::Rooms));
    let all: [(&str, &Fake, Lang, Theme, Go<'_>); 9] = [
        ("home", &office, Lang::ZhHans, Theme::Light, &home),
        ("letters", &office, Lang::ZhHans, Theme::Light, &panel),
        ("letters-dark-en", &office, Lang::En, Theme::Dark, &panel),
        ("form", &office, Lang::ZhHans, Theme::Light, &form),
        ("reception", &office, Lang::ZhHans, Theme::Light, &reception),
        ("counting", &office, Lang::ZhHans, Theme::Light, &counting),
        ("registry-dark", &office, Lang::ZhHans, Theme::Dark, &registry),
        ("rooms-zh-Hant", &office, Lang::ZhHant, Theme::Light, &rooms),
        ("first-run", &fresh, Lang::ZhHans, Theme::Light, &|_: &mut Window| {}),
    ];
    let found: Vec<String> =
        all.into_iter().filter_map(|(name, fake, lang, looks, go)| differs(name, &picture(fake, lang, looks, go))).collect();
    let how = "If this is meant: ZONGBAN_BLESS=1 cargo test -p app pixels";
    assert!(found.is_empty(), "{}\n{how}", found.join("\n"));
}

#[test]
fn a_picture_is_the_same_however_often_it_is_drawn() {
    let fake = Fake::fresh();
    let draw = || picture(&fake, Lang::ZhHans, Theme::Light, &|_| {});
    let first = draw();
    assert_eq!(first, draw());
    assert!(first.against(&Picture::draw(&[], &Textures::default(), first.size(), 1.0).unwrap(), 8).pixels > 100_000, "something is drawn");
}
