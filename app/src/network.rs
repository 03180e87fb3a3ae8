//! The network worker: keeps a session with the relay alive and hands what it asks to the desk's writer.
//! Work never waits for it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use sync::message::RefusalCode;
use sync::session::{CloseReason, Event, Identity, Output, Phase, Session, Status};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::http::HeaderMap;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use trust::id::{DeviceId, SpaceId};

mod fetch;

pub use fetch::fetch;

use crate::clock;
use crate::desk::{Desk, Stopped};

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
const SEND_WITHIN: Duration = Duration::from_secs(20);
const TICK: Duration = Duration::from_secs(1);
/// How often a standing contact is written down. Whoever watches the data reads it again after each time.
const NOTE: Duration = Duration::from_secs(5 * 60);
/// Greatest frame that is read: a message of 8 MiB.
const MAX_FRAME: usize = 8 << 20;
/// A clock that differs by more than this is told of.
const CLOCK_SLACK_MS: u64 = 5 * 60 * 1000;

/// What others tell the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nudge {
    /// There are new entries in a space.
    Committed(u32),
    /// The list of members changed.
    Members,
    /// The relay has another address.
    Moved,
    /// Try now instead of later.
    Now,
    /// End.
    Stop,
}

/// How the connection stands, for the screen.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The session's own state, once there was one.
    pub status: Option<Status>,
    /// Why the last connection ended, until the next one stands.
    pub trouble: Option<Arc<NetworkError>>,
    /// Entries received since the start, and those set aside.
    pub received: u64,
    /// Entries that were set aside.
    pub refused: u64,
    /// Entries that the relay does not take, by its reason.
    pub not_taken: BTreeMap<RefusalCode, u64>,
    /// Desks whose clock runs more than five minutes ahead of this one's.
    pub fast_clocks: BTreeSet<DeviceId>,
    /// By how many milliseconds this computer's clock is ahead of the relay's, where they differ by more than five minutes.
    pub clock_ahead_ms: Option<i64>,
    /// Exchanges with something in them since the start.
    pub exchanges: u64,
    /// When both sides last held the same, in milliseconds since 1970; none before that. The data has it some minutes later.
    pub contact_ms: Option<u64>,
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

    /// Nothing that a screen waits for: it shows with the next frame.
    fn heard(&self, now_ms: u64) {
        self.view.lock().unwrap_or_else(PoisonError::into_inner).contact_ms = Some(now_ms);
    }

    pub(crate) fn change(&self, edit: impl FnOnce(&mut View)) {
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
    /// The office has no relay yet.
    #[error("no relay is set: give its address first")]
    NoRelay,
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
    /// The relay has another address.
    Moved,
}

/// The WebSocket address of the relay that a person wrote: `host:port`, `ws://host:port` or a full one. Without the
/// `ws://` the port is needed: a word alone is rather a slip than an address.
///
/// # Errors
/// [`NetworkError::Address`].
pub fn address(text: &str) -> Result<String, NetworkError> {
    let bad = || NetworkError::Address(text.to_owned());
    let text = text.trim().trim_end_matches('/');
    let (rest, is_plain) = match text.split_once("://") {
        Some(("ws" | "http", rest)) => (rest, false),
        Some(_) => return Err(bad()),
        None => (text, true),
    };
    let place = rest.split('/').next().unwrap_or_default();
    // The colons of an IPv6 address stand in brackets.
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (place, None),
    };
    let has_port = port.is_some_and(|p| p.parse::<u16>().is_ok_and(|n| n > 0) && p.chars().all(|c| c.is_ascii_digit()));
    if !is_host(host) || rest.contains(char::is_whitespace) || !(has_port || port.is_none() && !is_plain) {
        return Err(bad());
    }
    let path = if rest.contains('/') { "" } else { "/sync" };
    Ok(format!("ws://{rest}{path}"))
}

/// Whether a text can be the name or the IP address of a computer.
fn is_host(text: &str) -> bool {
    if let Some(inner) = text.strip_prefix('[') {
        return inner.strip_suffix(']').is_some_and(|ip| ip.parse::<std::net::Ipv6Addr>().is_ok());
    }
    let is_label = |label: &str| {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        (1..=63).contains(&label.len()) && label.chars().all(inside) && !label.starts_with('-') && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

/// Keeps a session alive until it is told to stop: connects, exchanges, waits, connects again.
pub async fn keep(desk: Desk, shared: Shared, mut nudges: mpsc::UnboundedReceiver<Nudge>) {
    let seed = u64::from_le_bytes(clock::random());
    let mut attempt: u32 = 0;
    let mut noted = None;
    loop {
        let started = Instant::now();
        let ended = exchange(&desk, &shared, &mut nudges, false).await;
        if shared.view().phase() != Phase::Offline {
            shared.change(|view| {
                if let Some(status) = &mut view.status {
                    status.phase = Phase::Offline;
                }
            });
        }
        // What was not noted while it lasted.
        if let Some(contact) = shared.view().contact_ms.filter(|contact| noted.replace(*contact) != Some(*contact)) {
            let _ = desk.tell(move |replica| note(replica, contact));
        }
        match ended {
            Ok(Ended::Told | Ended::Level) | Err(NetworkError::Stopped(_)) => return,
            Ok(Ended::Moved) => {
                attempt = 0;
                continue;
            }
            Err(error) => {
                tracing::debug!(%error, "exchange ended");
                // The same again is no news that a window would be drawn for.
                if shared.view().trouble.is_none_or(|known| known.to_string() != error.to_string()) {
                    shared.change(|view| view.trouble = Some(Arc::new(error)));
                }
            }
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
                Some(Nudge::Committed(_) | Nudge::Members) => {}
                Some(Nudge::Now | Nudge::Moved) => return false,
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
    if text.is_empty() {
        return Err(NetworkError::NoRelay);
    }
    let url = address(&text)?;
    let (socket, headers) = connect(&url).await.ok_or(NetworkError::Unreachable(text))?;
    let ahead = clock_ahead(&headers, clock::unix_ms());
    shared.change(|view| view.clock_ahead_ms = ahead);
    let (identity, snapshot) = desk.ask(|r| Ok::<_, replica::Error>((identity(r)?, r.snapshot()?))).await??;
    let pinned = identity.relay.is_some();
    let session = Session::new(identity);
    let mut link = Link { desk, shared, socket, session, epoch: Instant::now(), version: None, noted: None, pinned };
    link.feed(Event::Connected { nonce: clock::random(), snapshot }).await?;
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        if once && link.session.status().is_level() && !link.settle_numbers().await? {
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
                Some(Nudge::Members) => {
                    let log = desk.ask(|r| r.membership().log().to_vec()).await?;
                    link.feed(Event::MembershipChanged { log }).await?;
                }
                Some(Nudge::Now) => {}
                Some(Nudge::Moved) => {
                    let _ = within(link.socket.close(None)).await;
                    return Ok(Ended::Moved);
                }
                Some(Nudge::Stop) | None => {
                    let _ = within(link.socket.close(None)).await;
                    return Ok(Ended::Told);
                }
            },
            _ = tick.tick() => {
                link.feed(Event::Tick).await?;
                link.look_for_other_writers().await?;
                link.settle_numbers().await?;
            }
        }
    }
}

fn identity(replica: &replica::Replica) -> Result<Identity, replica::Error> {
    Ok(Identity { office: replica.office(), device: replica.secret().clone(), relay: replica.relay_pin()? })
}

async fn connect(url: &str) -> Option<(WebSocketStream<MaybeTlsStream<TcpStream>>, HeaderMap)> {
    let config = WebSocketConfig::default().max_message_size(Some(MAX_FRAME)).max_frame_size(Some(MAX_FRAME));
    let connecting = connect_async_with_config(url, Some(config), true);
    match tokio::time::timeout(CONNECT_WITHIN, connecting).await {
        Ok(Ok((socket, response))) => Some((socket, response.into_parts().0.headers)),
        Ok(Err(_)) | Err(_) => None,
    }
}

/// By how much `now_ms` is ahead of the moment at which a relay says that it answered; none when that is little.
fn clock_ahead(headers: &HeaderMap, now_ms: u64) -> Option<i64> {
    let said = jiff::fmt::rfc2822::parse(headers.get("date")?.to_str().ok()?).ok()?;
    let ahead = i64::try_from(now_ms).ok()?.checked_sub(said.timestamp().as_millisecond())?;
    (ahead.unsigned_abs() > CLOCK_SLACK_MS).then_some(ahead)
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
    /// The relay's key was known before, or is kept by now.
    pinned: bool,
}

fn note(replica: &mut replica::Replica, contact_ms: u64) {
    if let Err(error) = replica.note_contact(contact_ms) {
        tracing::warn!(%error, "the contact could not be noted");
    }
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
                    Output::Status(status) => self.shared.change(|view| {
                        if status.phase == Phase::Level {
                            view.trouble = None;
                        }
                        view.status = Some(status);
                    }),
                    Output::Close(reason) => {
                        let _ = within(self.socket.close(None)).await;
                        return Err(NetworkError::Closed(reason));
                    }
                    Output::Refused { counter, code, .. } => {
                        tracing::debug!(counter, ?code, "the relay refused an entry");
                        self.shared.change(|view| {
                            view.refused += 1;
                            *view.not_taken.entry(code).or_default() += 1;
                        });
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
        self.pin_first_relay().await?;
        self.note_contact()?;
        within(self.socket.flush()).await
    }

    /// Keeps the key of the first relay that welcomes this desk: from then on no other is accepted.
    async fn pin_first_relay(&mut self) -> Result<(), NetworkError> {
        let status = self.session.status();
        if let (false, Phase::CatchUp | Phase::Level, Some(relay)) = (self.pinned, status.phase, status.relay) {
            self.desk.ask(move |replica| replica.pin_first_relay(relay.key)).await??;
            self.pinned = true;
        }
        Ok(())
    }

    /// Remembers that both sides hold the same, and writes it down now and then, for whoever asks when the relay was last heard.
    fn note_contact(&mut self) -> Result<(), NetworkError> {
        if !self.session.status().is_level() {
            return Ok(());
        }
        let now = clock::unix_ms();
        self.shared.heard(now);
        if self.noted.is_none_or(|at| at.elapsed() > NOTE) {
            self.noted = Some(Instant::now());
            self.desk.tell(move |replica| note(replica, now))?;
        }
        Ok(())
    }

    async fn store(&mut self, output: Output) -> Result<Vec<Event>, NetworkError> {
        let (events, received) = self.desk.ask(move |replica| replica.answer(&output, clock::unix_ms())).await??;
        if received.stored > 0 || !received.refused.is_empty() || !received.records.is_empty() {
            for refused in &received.refused {
                tracing::debug!(counter = refused.counter, reason = %refused.reason, "an entry was set aside");
            }
            self.shared.change(|view| {
                view.received += received.stored as u64;
                view.refused += received.refused.len() as u64;
                view.fast_clocks.extend(&received.fast_clocks);
                view.exchanges += 1;
            });
        }
        Ok(events)
    }

    /// Gives numbers to the records that wait for one, now that leases may have come into force. Says whether any was given.
    async fn settle_numbers(&mut self) -> Result<bool, NetworkError> {
        let given = self.desk.ask(|r| r.settle_numbers(clock::now())).await??;
        if given > 0 {
            for space in self.desk.ask(|r| r.spaces()).await? {
                self.feed(Event::Committed { space }).await?;
            }
        }
        Ok(given > 0)
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
    fn a_clock_is_told_of_only_when_it_is_off_by_more_than_five_minutes() {
        let mut headers = HeaderMap::new();
        assert_eq!(clock_ahead(&headers, 0), None, "a relay that does not say");
        let said: u64 = 784_111_777_000;
        headers.insert("date", "Sun, 06 Nov 1994 08:49:37 GMT".parse().unwrap());
        for (now, expect) in [
            (said, None),
            (said + 300_000, None),
            (said - 300_000, None),
            (said + 300_001, Some(300_001)),
            (said - 3_600_000, Some(-3_600_000)),
            (u64::MAX, None),
        ] {
            assert_eq!(clock_ahead(&headers, now), expect, "{now}");
        }
        headers.insert("date", "yesterday".parse().unwrap());
        assert_eq!(clock_ahead(&headers, said + 600_000), None);
    }

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
        check("nonsense", None);
        check("ws://relay.school/sync", Some("ws://relay.school/sync"));
        check("[::1]:7700", Some("ws://[::1]:7700/sync"));
        check("ws://[fe80::1]", Some("ws://[fe80::1]/sync"));
        check("中继.学校:7700", Some("ws://中继.学校:7700/sync"));
        for bad in [
            "h:",
            "h:0",
            "h:70000",
            "h:+80",
            "h:seven",
            ":7700",
            "a..b:1",
            "-a:1",
            "a?b:1",
            "[::1:1",
            "[x]:1",
            "::1",
            "h:1:2",
            "ws://",
            "ws:///sync",
        ] {
            check(bad, None);
        }
    }
}
