//! The relay: it orders and stores what it cannot read.
//!
//! A tour. [`run`] serves a bound socket until its shutdown future ends. A WebSocket at `/sync` is one desk's connection
//! (`socket.rs`); its greeting names an office, and the office's task (`office.rs`) drives that office's state machine,
//! [`sync::room::Room`]. Writes of all offices go to one thread (`writer.rs`) that stores what waits in one flush of a
//! [`LogStore`]; reads run beside it. `/health` and `/metrics` tell how it goes. Nothing here opens an entry, and no log line
//! carries a name.

mod http;
mod listen;
mod metrics;
mod office;
mod sheets;
mod socket;
mod store;
mod writer;

pub use store::{Identity, LogStore, MemoryStore, SqliteStore, StoreError, Totals};

use metrics::Metrics;
use office::Offices;
use sheets::Sheets;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use sync::room::ConnectionId;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};
use writer::Job;

/// How long open connections may take to end once the relay is being stopped.
const STOP: Duration = Duration::from_secs(10);

/// What a relay is run with.
pub struct Config {
    /// Where the offices' logs are kept.
    pub store: Arc<dyn LogStore>,
    /// Limits; the default is fit for one machine.
    pub limits: Limits,
}

impl Config {
    /// A relay on this store with the usual limits.
    #[must_use]
    pub fn new(store: impl LogStore) -> Self {
        Self { store: Arc::new(store), limits: Limits::default() }
    }
}

/// What a relay takes on at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at one time.
    pub connections: usize,
    /// Offices; known ones are always served.
    pub offices: u64,
    /// Time for a request to arrive.
    pub request: Duration,
    /// Time from an open WebSocket to its greeting.
    pub hello: Duration,
    /// Time for a desk to answer a goodbye.
    pub goodbye: Duration,
    /// Bytes of frames that may wait for offices, over all connections.
    pub memory: usize,
    /// Bytes of recent entries kept at hand for each space.
    pub tail_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            offices: 1_024,
            request: Duration::from_secs(10),
            hello: Duration::from_secs(10),
            goodbye: Duration::from_secs(2),
            memory: 256 << 20,
            tail_bytes: 1 << 20,
        }
    }
}

/// Why a relay ends without having been asked to.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The store cannot be read or closed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gives no thread or socket.
    #[error("the system refuses a thread or socket: {0}")]
    System(#[from] std::io::Error),
    /// The writer thread ended by a panic.
    #[error("the relay's writer failed; nothing that was confirmed is lost, start the relay again")]
    Writer,
}

/// What all tasks share.
pub(crate) struct Relay {
    store: Arc<dyn LogStore>,
    identity: Identity,
    limits: Limits,
    metrics: Arc<Metrics>,
    offices: Offices,
    sheets: Sheets,
    writer: mpsc::Sender<Job>,
    memory: Arc<Semaphore>,
    connections: AtomicU64,
    stopping: AtomicBool,
    started: Instant,
    /// Goes with the last task that holds the relay.
    _alive: mpsc::Sender<()>,
}

impl Relay {
    /// Milliseconds since the start.
    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn next_connection(&self) -> ConnectionId {
        ConnectionId(self.connections.fetch_add(1, Relaxed))
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Relaxed)
    }
}

/// Serves desks on `listener` until `shutdown` is ready; then lets every office finish what it is writing, tells the desks,
/// closes the store and returns.
pub async fn run(listener: TcpListener, config: Config, shutdown: impl Future<Output = ()> + Send) -> Result<(), RunError> {
    let metrics = Arc::new(Metrics::default());
    metrics.offices.store(config.store.totals()?.offices, Relaxed);
    let (writer, thread) = writer::start(config.store.clone(), metrics.clone())?;
    let (alive, mut ended) = mpsc::channel(1);
    let limits = config.limits;
    let relay = Arc::new(Relay {
        identity: config.store.identity(),
        store: config.store.clone(),
        limits,
        metrics,
        offices: Offices::default(),
        sheets: Sheets::default(),
        writer,
        memory: Arc::new(Semaphore::new(limits.memory.div_ceil(1_024))),
        connections: AtomicU64::new(1),
        stopping: AtomicBool::new(false),
        started: Instant::now(),
        _alive: alive,
    });
    serve(listener, &relay, shutdown).await?;
    drop(relay);
    // Each task that still holds the relay ends within its own time limits.
    if tokio::time::timeout(STOP, ended.recv()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    let store = config.store;
    let closing = tokio::task::spawn_blocking(move || {
        thread.join().map_err(|_| RunError::Writer)?;
        store.close().map_err(RunError::from)
    });
    closing.await.map_err(|_| RunError::Writer)?
}

async fn serve(listener: TcpListener, relay: &Arc<Relay>, shutdown: impl Future<Output = ()> + Send) -> Result<(), RunError> {
    let address: SocketAddr = listener.local_addr()?;
    tracing::info!(%address, offices = relay.metrics.offices.load(Relaxed), "the relay is ready");
    // A few connections beyond the limit can still be told so.
    let slots = Arc::new(Semaphore::new(relay.limits.connections.saturating_add(64)));
    let listener = listen::Guarded { listener, slots, request: relay.limits.request };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = axum::serve(listener, http::routes(relay.clone())).with_graceful_shutdown(async {
        // A sender that is gone stops the relay too.
        let _ = stopped.await;
    });
    let mut serving = std::pin::pin!(serving.into_future());
    tokio::select! {
        result = &mut serving => result?,
        () = shutdown => {
            tracing::info!("the relay is being stopped");
            relay.stopping.store(true, Relaxed);
            drop(stop);
            let ending = async { tokio::join!(relay.offices.stop(), &mut serving).1 };
            match tokio::time::timeout(STOP, ending).await {
                Ok(result) => result?,
                Err(_) => tracing::warn!("some requests did not end in time"),
            }
        }
    }
    Ok(())
}
