//! Program entry: a command, or the window.

use std::process::ExitCode;

use app::cli::{Parsed, explain, parse, run};
use app::log;

fn main() -> ExitCode {
    log::start();
    let args = match parse(std::env::args_os()) {
        Parsed::Args(args) => args,
        Parsed::Told(status) => return status,
    };
    match args.command {
        Some(_) => run(*args),
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
