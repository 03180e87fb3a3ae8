//! Program entry: a command, or the window.

use std::process::ExitCode;

use app::cli::{Args, explain, run};
use clap::Parser;

fn main() -> ExitCode {
    let args = Args::parse();
    let filter = tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::WARN);
    filter.without_time().with_target(false).init();
    match args.command {
        Some(_) => run(args),
        None => match app::window::open(&args) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                let text = explain(args.lang(), &error);
                let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{text}\n").as_bytes());
                ExitCode::FAILURE
            }
        },
    }
}
