//! Opening the window over a data folder.

use crate::backend::DeskBackend;
use crate::cli::Args;
use crate::gui::backend::Frame as _;
use crate::gui::{self, Backend as _, Options};

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When the data cannot be opened or there is no display.
pub fn open(args: &Args) -> anyhow::Result<()> {
    clear_samples();
    let mut backend = DeskBackend::new(&args.folder(), args.lang())?;
    let lang = args.lang_or(backend.prefs().lang);
    backend.speak(lang);
    let title = backend.title();
    gui::run(Box::new(backend), Options { lang, title, ..placement() })
}

/// Clears away what samples left behind that could not do so themselves, beside the window.
fn clear_samples() {
    let begun = std::thread::Builder::new().name("clearing".to_owned()).spawn(crate::backend::clear_left_samples);
    if let Err(error) = begun {
        tracing::warn!("what samples left behind could not be looked for ({})", error.kind());
    }
}

/// Where the window lies, when whoever starts several at once says so: `ZONGBAN_WINDOW=x,y,width,height`.
fn placement() -> Options {
    let text = std::env::var("ZONGBAN_WINDOW").unwrap_or_default();
    let numbers: Vec<f32> = text.split(',').filter_map(|n| n.trim().parse().ok()).collect();
    match numbers[..] {
        [x, y, width, height] => Options { position: Some([x, y]), size: Some([width, height]), ..Options::default() },
        _ => Options::default(),
    }
}
