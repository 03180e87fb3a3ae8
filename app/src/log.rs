//! What is logged, to standard error: warnings of the program's own crates, and of others only errors.

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;

/// The environment variable that says otherwise: a level for everything, such as `debug`, or levels by crate, such as
/// `app=debug,sync=trace,winit=warn`.
pub const VARIABLE: &str = "ZONGBAN_LOG";

/// The program's own crates.
const OWN: [&str; 7] = ["app", "zongban", "replica", "registers", "server", "sync", "trust"];

/// Begins to log.
pub fn start() {
    let wanted = std::env::var(VARIABLE).unwrap_or_default();
    // Colours only for whoever looks: in a file they are rubbish.
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let written = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(colours);
    let written = written.with_max_level(Level::TRACE).without_time().with_target(false);
    // It fails only when something logs already, which is as well.
    let _ = tracing::subscriber::set_global_default(written.finish().with(filter(&wanted)));
}

fn filter(wanted: &str) -> Targets {
    let usual = Targets::new().with_default(Level::ERROR).with_targets(OWN.map(|name| (name, Level::WARN)));
    match wanted.trim() {
        "" => usual,
        wanted => wanted.parse().unwrap_or(usual),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_crates_are_quiet_unless_asked() {
        let check = |wanted: &str, target: &str, level: Level, expect: bool| {
            assert_eq!(filter(wanted).would_enable(target, &level), expect, "{wanted:?} {target} {level}");
        };
        for unset in ["", "  ", "=,=nonsense=="] {
            check(unset, "winit::platform_impl::linux::x11::util::randr", Level::WARN, false);
            check(unset, "egui_glow", Level::ERROR, true);
            check(unset, "replica::office", Level::WARN, true);
            check(unset, "app::network", Level::DEBUG, false);
        }
        check("debug", "winit", Level::DEBUG, true);
        check("app=trace,winit=warn", "app::network", Level::TRACE, true);
        check("app=trace,winit=warn", "winit::x11", Level::WARN, true);
        check("app=trace,winit=warn", "winit::x11", Level::INFO, false);
    }
}
