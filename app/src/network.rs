//! The network worker: keeps a session with the relay alive and hands what it asks to the desk's writer.
//! Work never waits for it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use sync::session::{CloseReason, Event, Identity, Output, Phase, Session, Status};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use trust::id::SpaceId;

use crate::clock;
use crate::desk::{Desk, Stopped};

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
const SEND_WITHIN: Duration = Duration::from_secs(20);
const TICK: Duration = Duration::from_secs(1);
/// How often a standing contact is written down.
const NOTE: Duration = Duration::from_secs(60);
/// Greatest frame that is read: a message of 8 MiB.
const MAX_FRAME: usize = 8 << 20;

/// What others tell the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nudge {
    /// There are new entries in a space.
    Committed(u32),
    /// Try now instead of later.
    Now,
    /// End.
    Stop,
}

/// How the connection stands, for the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// The session's own state, once there was one.
    pub status: Option<Status>,
    /// Why the last connection ended, in one sentence.
    pub trouble: Option<String>,
    /// Entries received since the start, and those set aside.
    pub received: u64,
    /// Entries that were set aside.
    pub refused: u64,
    /// Desks whose clock runs more than five minutes ahead.
    pub fast_clocks: usize,
    /// Exchanges with something in them since the start.
    pub exchanges: u64,
}

impl View {
    /// Where the connection stands.
    pub fn phase(&self) -> Phase {
        self.status.as_ref().map_or(Phase::Offline, |s| s.phase)
    }
}

/// What is called whenever the state changed.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The state that the worker shares with the screen.
#[derive(Clone, Default)]
pub struct Shared {
    view: Arc<Mutex<View>>,
    wake: Arc<Mutex<Option<Wake>>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared")
    }
}

impl Shared {
    /// A copy of the state.
    pub fn view(&self) -> View {
        self.view.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets what is called whenever the state changed.
    pub fn on_change(&self, wake: Wake) {
        *self.wake.lock().unwrap_or_else(PoisonError::into_inner) = Some(wake);
    }

    fn change(&self, edit: impl FnOnce(&mut View)) {
        edit(&mut self.view.lock().unwrap_or_else(PoisonError::into_inner));
        let wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(wake) = wake {
            wake();
        }
    }
}

/// What ends an exchange from outside the session.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The relay's address is not one.
    #[error("{0:?} is not the address of a relay: it looks like ws://host:port")]
    Address(String),
    /// No connection.
    #[error("the relay at {0} does not answer: work goes on, it will be tried again")]
    Unreachable(String),
    /// The connection broke.
    #[error("the connection to the relay broke: work goes on, it will be tried again")]
    Broken,
    /// The session closed it.
    #[error("{0}")]
    Closed(CloseReason),
    /// The store failed.
    #[error(transparent)]
    Replica(#[from] replica::Error),
    /// The writer is gone.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// How an exchange ended without an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Everything here is there and everything there is here.
    Level,
    /// The worker was told to stop.
    Told,
}

/// The WebSocket address of the relay that a person wrote: `host:port`, `ws://host:port` or a full one.
///
/// # Errors
/// [`NetworkError::Address`].
pub fn address(text: &str) -> Result<String, NetworkError> {
    let bad = || NetworkError::Address(text.to_owned());
    let text = text.trim().trim_end_matches('/');
    let rest = match text.split_once("://") {
        Some(("ws" | "http", rest)) => rest,
        Some(_) => return Err(bad()),
        None => text,
    };
    if rest.is_empty() || rest.contains(char::is_whitespace) {
        return Err(bad());
    }
    let path = if rest.contains('/') { "" } else { "/sync" };
    Ok(format!("ws://{rest}{path}"))
}

/// Keeps a session alive until it is told to stop: connects, exchanges, waits, connects again.
pub async fn keep(desk: Desk, shared: Shared, mut nudges: mpsc::UnboundedReceiver<Nudge>) {
    let seed = u64::from_le_bytes(clock::random());
    let mut attempt: u32 = 0;
    loop {
        let started = Instant::now();
        let ended = exchange(&desk, &shared, &mut nudges, false).await;
        shared.change(|view| {
            view.trouble = ended.as_ref().err().map(ToString::to_string);
            if let Some(status) = &mut view.status {
                status.phase = Phase::Offline;
            }
        });
        match ended {
            Ok(Ended::Told | Ended::Level) | Err(NetworkError::Stopped(_)) => return,
            Err(error) => tracing::debug!(%error, "exchange ended"),
        }
        attempt = if started.elapsed() > Duration::from_secs(30) { 0 } else { attempt.saturating_add(1) };
        let pause = sync::backoff(attempt, seed);
        if wait(&mut nudges, pause).await {
            return;
        }
    }
}

/// Waits for the pause to pass or for a nudge to try at once. Gives whether it was told to stop.
async fn wait(nudges: &mut mpsc::UnboundedReceiver<Nudge>, pause: Duration) -> bool {
    let deadline = tokio::time::Instant::now() + pause;
    loop {
        tokio::select! {
            () = tokio::time::sleep_until(deadline) => return false,
            nudge = nudges.recv() => match nudge {
                Some(Nudge::Committed(_)) => {}
                Some(Nudge::Now) => return false,
                Some(Nudge::Stop) | None => return true,
            },
        }
    }
}

/// One connection, from greeting to end. With `once` it ends when both sides hold the same.
///
/// # Errors
/// Why it ended; nothing is lost by that.
pub async fn exchange(
    desk: &Desk,
    shared: &Shared,
    nudges: &mut mpsc::UnboundedReceiver<Nudge>,
    once: bool,
) -> Result<Ended, NetworkError> {
    let text = desk.ask(|r| r.relay_address()).await??;
    let url = address(&text)?;
    let socket = connect(&url).await.ok_or(NetworkError::Unreachable(text))?;
    let (identity, snapshot) = desk.ask(|r| Ok::<_, replica::Error>((identity(r)?, r.snapshot()?))).await??;
    let mut link = Link { desk, shared, socket, session: Session::new(identity), epoch: Instant::now(), version: None, noted: None };
    link.feed(Event::Connected { nonce: clock::random(), snapshot }).await?;
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        if once && link.session.status().is_level() {
            let _ = within(link.socket.close(None)).await;
            return Ok(Ended::Level);
        }
        tokio::select! {
            frame = link.socket.next() => match frame {
                Some(Ok(Message::Binary(bytes))) => link.feed(Event::Received(bytes.to_vec())).await?,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Text(_) | Message::Close(_) | Message::Frame(_)) | Err(_)) | None => return Err(NetworkError::Broken),
            },
            nudge = nudges.recv() => match nudge {
                Some(Nudge::Committed(space)) => link.feed(Event::Committed { space: SpaceId(space) }).await?,
                Some(Nudge::Now) => {}
                Some(Nudge::Stop) | None => {
                    let _ = within(link.socket.close(None)).await;
                    return Ok(Ended::Told);
                }
            },
            _ = tick.tick() => {
                link.feed(Event::Tick).await?;
                link.look_for_other_writers().await?;
            }
        }
    }
}

fn identity(replica: &replica::Replica) -> Result<Identity, replica::Error> {
    Ok(Identity { office: replica.office(), device: replica.secret().clone(), relay: None })
}

async fn connect(url: &str) -> Option<WebSocketStream<MaybeTlsStream<TcpStream>>> {
    let config = WebSocketConfig::default().max_message_size(Some(MAX_FRAME)).max_frame_size(Some(MAX_FRAME));
    let connecting = connect_async_with_config(url, Some(config), true);
    match tokio::time::timeout(CONNECT_WITHIN, connecting).await {
        Ok(Ok((socket, _))) => Some(socket),
        Ok(Err(_)) | Err(_) => None,
    }
}

/// A peer that stops reading must not hold up the worker.
async fn within<T, E>(sending: impl Future<Output = Result<T, E>>) -> Result<T, NetworkError> {
    match tokio::time::timeout(SEND_WITHIN, sending).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) | Err(_) => Err(NetworkError::Broken),
    }
}

struct Link<'a> {
    desk: &'a Desk,
    shared: &'a Shared,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: Session,
    epoch: Instant,
    version: Option<i64>,
    noted: Option<Instant>,
}

impl Link<'_> {
    /// Hands an event to the session and carries out everything that follows from it.
    async fn feed(&mut self, event: Event) -> Result<(), NetworkError> {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let now = u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX);
            for output in self.session.handle(event, now) {
                match output {
                    Output::Send(bytes) => within(self.socket.feed(Message::Binary(bytes.into()))).await?,
                    Output::Status(status) => self.shared.change(|view| view.status = Some(status)),
                    Output::Close(reason) => {
                        let _ = within(self.socket.close(None)).await;
                        return Err(NetworkError::Closed(reason));
                    }
                    Output::Refused { counter, code, .. } => {
                        tracing::warn!(counter, ?code, "the relay refused an entry");
                        self.shared.change(|view| view.refused += 1);
                    }
                    Output::OwnChainAhead { counter, .. } => {
                        tracing::warn!(counter, "the relay holds more of this desk's chain than the desk");
                    }
                    output @ (Output::Load { .. } | Output::NewOrder(_) | Output::ApplyMembership { .. } | Output::Apply { .. }) => {
                        events.extend(self.store(output).await?);
                    }
                }
            }
        }
        self.note_contact()?;
        within(self.socket.flush()).await
    }

    /// Writes down now and then that both sides hold the same, for whoever asks when the relay was last heard.
    fn note_contact(&mut self) -> Result<(), NetworkError> {
        if self.session.status().is_level() && self.noted.is_none_or(|at| at.elapsed() > NOTE) {
            self.noted = Some(Instant::now());
            self.desk.tell(|replica| {
                if let Err(error) = replica.note_contact(clock::unix_ms()) {
                    tracing::warn!(%error, "the contact could not be noted");
                }
            })?;
        }
        Ok(())
    }

    async fn store(&mut self, output: Output) -> Result<Vec<Event>, NetworkError> {
        let (events, received) = self.desk.ask(move |replica| replica.answer(&output, clock::unix_ms())).await??;
        if received.stored > 0 || !received.refused.is_empty() || !received.records.is_empty() {
            for refused in &received.refused {
                tracing::warn!(counter = refused.counter, reason = %refused.reason, "an entry was set aside");
            }
            self.shared.change(|view| {
                view.received += received.stored as u64;
                view.refused += received.refused.len() as u64;
                view.fast_clocks = view.fast_clocks.max(received.fast_clocks.len());
                view.exchanges += 1;
            });
        }
        Ok(events)
    }

    /// Another program may have written to the same data: its entries are to be sent as well.
    async fn look_for_other_writers(&mut self) -> Result<(), NetworkError> {
        let (version, spaces, log) = self.desk.ask(|r| r.outline()).await??;
        if self.version.replace(version).is_some_and(|old| old != version) {
            self.feed(Event::MembershipChanged { log }).await?;
            for space in spaces {
                self.feed(Event::Committed { space }).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed() {
        let check = |text: &str, expect: Option<&str>| assert_eq!(address(text).ok().as_deref(), expect, "{text}");
        check("10.0.0.5:7700", Some("ws://10.0.0.5:7700/sync"));
        check("ws://relay.school:7700/", Some("ws://relay.school:7700/sync"));
        check("http://127.0.0.1:9", Some("ws://127.0.0.1:9/sync"));
        check("ws://h:1/office/sync", Some("ws://h:1/office/sync"));
        check("ftp://h", None);
        check("wss://h", None);
        check("", None);
        check("two words", None);
    }
}
