//! Draws every screen over a data folder into PNG files, in three languages, without a window: for looking at, and for the manual.
//!
//! `cargo run -p app --example pictures -- DATA OUT [WIDTH HEIGHT]`. Let it have a copy of a data folder: it opens it as the window does,
//! and so meets the relay if there is one.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use app::backend::DeskBackend;
use app::gui::backend::Query;
use app::gui::command::Tab;
use app::gui::{Command, Place, Shell, theme};
use app::prefs::Look;
use eframe::egui::{TexturesDelta, Theme};
use egui_kittest::{Harness, TestRenderer};
use picture::{Picture, Textures};
use registers::{Lang, Register, book};

/// What the harness leaves free around a window.
const MARGIN: usize = 8;
/// How long a screen may take to find what it shows.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it has at least, since what is found beside the window does not say that it is being found.
const LEAST: Duration = Duration::from_millis(600);
/// A screen that asks for another frame within this is not done yet.
const SOON: Duration = Duration::from_secs(1);
/// Frames after which a screen that asks for no more is taken as it is.
const FRAMES: usize = 8;

/// Keeps the textures of a window where a picture can be drawn from them.
struct Keeper(Rc<RefCell<Textures>>);

impl TestRenderer for Keeper {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        self.0.borrow_mut().take(delta);
    }
}

struct Studio {
    window: Harness<'static, Shell>,
    textures: Rc<RefCell<Textures>>,
    size: [f32; 2],
    out: PathBuf,
}

impl Studio {
    fn open(data: &Path, out: &Path, lang: Lang, size: [f32; 2]) -> Result<Studio> {
        let textures = Rc::new(RefCell::new(Textures::default()));
        let shell = Shell::new(Box::new(DeskBackend::new(data, lang)?), lang);
        let window = Harness::builder()
            .with_size(size)
            .with_theme(Theme::Light)
            .with_context_setup(theme::apply)
            .allow_missing_glyphs()
            .with_accessibility_check(false)
            .renderer(Keeper(textures.clone()))
            .build_ui_state(|ui, shell: &mut Shell| shell.ui(ui), shell);
        Ok(Studio { window, textures, size, out: out.join(lang.tag()) })
    }

    /// Carries out commands and draws what comes of them.
    fn draw(&mut self, name: &str, commands: &[Command]) -> Result<()> {
        for command in commands {
            self.window.state_mut().command(command.clone());
            self.window.step();
        }
        let start = Instant::now();
        let mut quiet = 0;
        while (quiet < FRAMES || start.elapsed() < LEAST) && start.elapsed() < PATIENCE {
            self.window.step();
            let soon = self.window.output().viewport_output.values().any(|view| view.repaint_delay < SOON);
            quiet = if soon { 0 } else { quiet + 1 };
            // What is found beside the window needs the processor too.
            std::thread::park_timeout(Duration::from_millis(15));
        }
        let scale = self.window.ctx.pixels_per_point();
        let cut = self.window.ctx.tessellate(self.window.output().shapes.clone(), scale);
        let size = self.size.map(|side| (side * scale).round() as usize);
        let drawn = Picture::draw(&cut, &self.textures.borrow(), size, scale)?.without(MARGIN);
        std::fs::create_dir_all(&self.out)?;
        std::fs::write(self.out.join(format!("{name}.png")), drawn.to_png()?)?;
        Ok(())
    }
}

impl Studio {
    /// List, panel and forms of a register.
    fn register(&mut self, register: &'static Register) -> Result<()> {
        let name = |screen: &str| format!("{}-{screen}", register.key);
        self.draw(&name("list"), &[Command::Go(Place::Register(register))])?;
        let query = Query { register: register.key, ..Query::default() };
        let page = self.window.state().backend().page(&query, 0, 1);
        if let Some(id) = page.ok().and_then(|page| page.rows.first().map(|row| row.id)) {
            self.draw(&name("panel"), &[Command::Open(register, id)])?;
            self.draw(&name("edit"), &[Command::Edit(Some(id))])?;
        }
        self.draw(&name("new"), &[Command::Discard, Command::New(Some(register))])?;
        self.window.state_mut().command(Command::Discard);
        Ok(())
    }
}

/// The pages, and what lies over them.
fn pages() -> Vec<(&'static str, Vec<Command>)> {
    let go = |place| vec![Command::Go(place)];
    let letters = book::find("incoming-documents");
    let mut all = vec![
        ("home", go(Place::Home)),
        ("reception", go(Place::Reception)),
        ("counting", go(Place::Counting)),
        ("registry", go(Place::Registry)),
        ("rooms", go(Place::Rooms)),
        ("reports", go(Place::Reports)),
        ("conflicts", go(Place::Conflicts)),
        ("desks", go(Place::Desks)),
        ("settings", go(Place::Settings)),
        ("calendar", go(Place::Calendar)),
        ("palette", vec![Command::Go(Place::Home), Command::Palette]),
        ("find", vec![Command::Palette, Command::Find]),
        ("standing", vec![Command::Find, Command::Standing]),
        ("keys", vec![Command::Standing, Command::Keys]),
    ];
    for (name, tab) in [("report", Tab::Reports), ("flow", Tab::Flow), ("numbers", Tab::Numbers), ("import", Tab::Import)] {
        let page = letters.map(|letters| Command::Go(Place::Book(letters, tab)));
        all.push((name, std::iter::once(Command::Keys).filter(|_| name == "report").chain(page).collect()));
    }
    all
}

fn main() -> Result<()> {
    let mut given = std::env::args().skip(1);
    let (data, out) = given.next().zip(given.next()).context("give a data folder and a folder for the pictures")?;
    let (data, out) = (PathBuf::from(data), PathBuf::from(out));
    let mut side = |usual: f32| given.next().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let size = [side(1440.0), side(900.0)].map(|side: f32| side + 2.0 * MARGIN as f32);
    for lang in Lang::ALL {
        let mut studio = Studio::open(&data, &out, lang, size)?;
        for (name, commands) in pages() {
            studio.draw(name, &commands)?;
        }
        studio.draw("home-dark", &[Command::Go(Place::Home), Command::Look(Look::Dark)])?;
        studio.window.state_mut().command(Command::Look(Look::System));
    }
    for lang in Lang::ALL {
        let mut studio = Studio::open(&data, &out, lang, size)?;
        for register in book::ALL {
            studio.register(register)?;
        }
    }
    Ok(())
}
