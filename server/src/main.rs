//! `zongban-relay`: runs a relay on a data folder until it is told to stop.

use anyhow::Context;
use clap::Parser;
use server::{Config, LogStore, SqliteStore};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::net::TcpListener;
use trust::key::RelaySecret;

/// The relay of Zongban: it orders and stores the sealed entries of offices, and can read none of them.
#[derive(Parser)]
#[command(name = "zongban-relay", version, about)]
struct Arguments {
    /// Folder for the relay's data; it is made when it is missing.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8790", value_parser = address)]
    listen: String,
    /// What to log: error, warn, info, debug or trace.
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log: tracing_subscriber::filter::LevelFilter,
}

/// HOST:PORT, which whoever mistypes it shall read and not that the port is taken.
fn address(text: &str) -> Result<String, String> {
    let (host, port) = text.rsplit_once(':').unwrap_or_default();
    let is_good = !host.is_empty() && !host.contains(char::is_whitespace) && port.parse::<u16>().is_ok();
    if is_good { Ok(text.to_owned()) } else { Err("write it as HOST:PORT, for instance 127.0.0.1:8790".to_owned()) }
}

#[tokio::main]
async fn main() -> ExitCode {
    match relay(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A sentence with its causes, and no trace of the program: whoever starts a relay mends an address or a folder.
            let _ = writeln!(std::io::stderr(), "zongban-relay: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn relay(arguments: Arguments) -> anyhow::Result<()> {
    // Colours only for whoever looks: in a file they are rubbish.
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_max_level(arguments.log).with_ansi(colours).with_writer(std::io::stderr).init();
    let store = SqliteStore::open(&arguments.data)?;
    let key = RelaySecret::from_seed(store.identity().seed).public();
    let listener = TcpListener::bind(&arguments.listen).await;
    let is_taken = matches!(&listener, Err(error) if error.kind() == std::io::ErrorKind::AddrInUse);
    let hint = if is_taken { "; is another relay running there?" } else { ": it is no address of this machine" };
    let listener = listener.with_context(|| format!("cannot listen on {}{hint}", arguments.listen))?;
    // Scripts wait for this line to learn the port.
    writeln!(std::io::stdout(), "listening on {}", listener.local_addr()?)?;
    std::io::stdout().flush()?;
    // For whoever has to tell a desk which relay is the right one. A script that has closed its end has read enough.
    let _ = writeln!(std::io::stdout(), "key {key}");
    server::run(listener, Config::new(store), stopped()).await?;
    Ok(())
}

/// Ready when the system or a person asks the program to stop.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
                return;
            }
            Err(error) => tracing::warn!(%error, "only Ctrl-C stops this relay"),
        }
    }
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!(%error, "this relay can only be killed");
        std::future::pending::<()>().await;
    }
}
