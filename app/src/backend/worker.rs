//! The thread of the network worker.

use std::time::Duration;

use replica::Reader;
use tokio::sync::mpsc as channel;

use crate::desk::Desk;
use crate::network::{self, Nudge, Shared};

/// Runs the network worker, and a look once a second for what other programs wrote to the same data.
pub(super) fn spawn_network(
    desk: Desk,
    shared: Shared,
    nudges: channel::UnboundedReceiver<Nudge>,
    watcher: Reader,
    changed: impl Fn() + Send + 'static,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("network".to_owned()).spawn(move || {
        let local = tokio::task::LocalSet::new();
        local.spawn_local(async move {
            let mut seen = watcher.version().unwrap_or_default();
            let mut tick = tokio::time::interval(Duration::from_secs(1));
            loop {
                tick.tick().await;
                let version = watcher.version().unwrap_or(seen);
                if version != seen {
                    seen = version;
                    changed();
                }
            }
        });
        local.block_on(&runtime, network::keep(desk, shared, nudges));
    })?;
    Ok(())
}
