//! Opens the window.

use anyhow::Result;
use eframe::egui;
use registers::Lang;

use super::backend::Backend;
use super::command::Command;
use super::shell::Shell;
use super::theme;

/// Least size of the window in points.
const LEAST: [f32; 2] = [980.0, 600.0];

/// How the window opens.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Language at the start.
    pub lang: Lang,
    /// Title of the window, which also names the desk.
    pub title: String,
    /// Where on the screen its upper left corner lies; the window manager's choice when none.
    pub position: Option<[f32; 2]>,
    /// Its size in points; most of the screen when none.
    pub size: Option<[f32; 2]>,
    /// What is open at the start.
    pub start: Vec<Command>,
}

/// Shows the window until it is closed.
///
/// # Errors
/// When no window can be opened, for instance because there is no display.
pub fn run(backend: Box<dyn Backend>, options: Options) -> Result<()> {
    let mut viewport = egui::ViewportBuilder::default()
        .with_title(&options.title)
        .with_app_id("zongban")
        .with_inner_size(options.size.unwrap_or([1440.0, 900.0]))
        .with_min_inner_size(LEAST);
    if let Some(position) = options.position {
        viewport = viewport.with_position(position);
    }
    let native = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let shown = eframe::run_native(
        "zongban",
        native,
        Box::new(move |creation| {
            theme::apply(&creation.egui_ctx);
            let mut backend = backend;
            let ctx = creation.egui_ctx.clone();
            backend.attach(Box::new(move || ctx.request_repaint()));
            let mut shell = Shell::new(backend, options.lang);
            for command in options.start {
                shell.command(command);
            }
            Ok(Box::new(Window { shell, has_drawn: false }))
        }),
    );
    shown.map_err(|error| NoWindow { lacks: Lacks::of(&error), said: without_places(&error.to_string()) }.into())
}

/// No window can be opened.
#[derive(Debug, thiserror::Error)]
#[error("the window cannot be opened: {said}")]
pub struct NoWindow {
    /// What it lacks.
    pub lacks: Lacks,
    /// What the system said about it.
    pub said: String,
}

/// What a window lacks, which says what can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// A desktop: there is none, or it cannot be reached.
    Desktop,
    /// A graphics driver that works.
    Driver,
}

impl Lacks {
    fn of(error: &eframe::Error) -> Lacks {
        match error {
            eframe::Error::Glutin(_) | eframe::Error::NoGlutinConfigs(..) | eframe::Error::OpenGL(_) => Lacks::Driver,
            _ => Lacks::Desktop,
        }
    }
}

/// A technical text without the places in source files at which a library found something.
fn without_places(text: &str) -> String {
    let is_place = |word: &&str| !(word.contains(".rs") && word.contains(['/', '\\', ':']));
    text.split_whitespace().filter(is_place).collect::<Vec<_>>().join(" ").replace(" at neither ", " neither ")
}

/// What the log says, at the level of `info`, when everything of the first frame was laid out.
pub const FIRST_FRAME: &str = "the window has laid out its first frame";

struct Window {
    shell: Shell,
    has_drawn: bool,
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.shell.heed(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.shell.ui(ui);
        if !std::mem::replace(&mut self.has_drawn, true) {
            tracing::info!("{FIRST_FRAME}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_library_says_names_no_place_of_a_build() {
        let said = "winit EventLoopError: os error at /build/src/winit-0.30.1/src/platform_impl/linux/mod.rs:770: neither WAYLAND_DISPLAY nor DISPLAY is set.";
        assert_eq!(without_places(said), "winit EventLoopError: os error neither WAYLAND_DISPLAY nor DISPLAY is set.");
        assert_eq!(without_places("plain words"), "plain words");
    }
}
