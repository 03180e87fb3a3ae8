//! The demo's relay: it can be stopped and started again on the same address and data.

use std::path::Path;

use server::{Config, SqliteStore};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(super) struct Relay {
    port: u16,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), server::RunError>>,
}

impl Relay {
    /// Starts on loopback, on a free port when none is given.
    pub fn start(runtime: &Runtime, folder: &Path, port: Option<u16>) -> anyhow::Result<Relay> {
        std::fs::create_dir_all(folder)?;
        let store = SqliteStore::open(folder)?;
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", port.unwrap_or(0))))?;
        let port = listener.local_addr()?.port();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = runtime.spawn(server::run(listener, Config::new(store), async move {
            // A dropped sender stops the relay as well.
            let _ = stopped.await;
        }));
        Ok(Relay { port, stop, task })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn address(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port)
    }

    /// Stops and waits until the data is closed.
    pub fn stop(self, runtime: &Runtime) -> anyhow::Result<()> {
        let _ = self.stop.send(());
        Ok(runtime.block_on(self.task)??)
    }
}
