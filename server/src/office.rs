//! One task for each office: it drives the office's [`Room`] and carries out what the room says.

use crate::Relay;
use crate::store::LogStore;
use crate::writer::Job;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use sync::message::{CloseCode, Message};
use sync::room::{Config, ConnectionId, Event, Output, Room};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use trust::id::{DeviceId, OfficeId};
use trust::key::RelaySecret;

/// Frames of one office that may wait; beyond them its connections are not read.
const INBOX: usize = 64;
/// Bytes that may wait for one connection's socket; beyond them its desk reads too slowly.
const OUTBOX: usize = 16 << 20;
/// Memory that a waiting frame costs beside its bytes.
const FRAME_COST: usize = 64;
/// A frame of this size is worth a thread of its own: it may hold hundreds of signatures to verify.
const HEAVY: usize = 16 << 10;
/// How long an office without a desk stays loaded.
const LINGER: Duration = Duration::from_secs(60);

/// The offices that are loaded.
#[derive(Default)]
pub(crate) struct Offices(Mutex<BTreeMap<OfficeId, Handle>>);

#[derive(Clone)]
struct Handle {
    control: mpsc::UnboundedSender<Control>,
    inbox: mpsc::Sender<Frame>,
}

/// What does not wait behind frames.
enum Control {
    Join { connection: ConnectionId, nonce: [u8; 32], outbox: Outbox },
    Stop,
}

/// Something from a connection, with its share of the relay's memory.
pub(crate) struct Frame {
    pub event: Event,
    pub _memory: Option<OwnedSemaphorePermit>,
}

/// The way to one connection's socket. Dropping it closes the socket after what was sent.
pub(crate) struct Outbox {
    sender: mpsc::UnboundedSender<Vec<u8>>,
    waiting: Arc<AtomicUsize>,
}

/// The socket's end of an outbox.
pub(crate) struct Outgoing {
    receiver: mpsc::UnboundedReceiver<Vec<u8>>,
    waiting: Arc<AtomicUsize>,
}

/// Both ends of the way to a socket.
pub(crate) fn outbox() -> (Outbox, Outgoing) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let waiting = Arc::new(AtomicUsize::new(0));
    (Outbox { sender, waiting: waiting.clone() }, Outgoing { receiver, waiting })
}

impl Outbox {
    /// Queues a frame; false when too much waits already.
    fn send(&self, bytes: Vec<u8>) -> bool {
        let size = bytes.len() + FRAME_COST;
        let waiting = self.waiting.fetch_add(size, Relaxed) + size;
        // A socket that is gone needs no frames; its task says so by itself.
        let _ = self.sender.send(bytes);
        waiting <= OUTBOX
    }
}

impl Outgoing {
    /// The next frame; none when the room has let go.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        let bytes = self.receiver.recv().await?;
        self.waiting.fetch_sub(bytes.len() + FRAME_COST, Relaxed);
        Some(bytes)
    }

    /// The next frame if it waits already.
    pub fn ready(&mut self) -> Option<Vec<u8>> {
        let bytes = self.receiver.try_recv().ok()?;
        self.waiting.fetch_sub(bytes.len() + FRAME_COST, Relaxed);
        Some(bytes)
    }
}

impl Offices {
    /// Brings a connection into its office, which is loaded when it was not. Gives the way for its frames; none when the relay
    /// is being stopped.
    pub fn join(
        &self,
        relay: &Arc<Relay>,
        office: OfficeId,
        connection: ConnectionId,
        nonce: [u8; 32],
        outbox: Outbox,
    ) -> Option<mpsc::Sender<Frame>> {
        let mut offices = self.loaded();
        if relay.is_stopping() {
            return None;
        }
        let handle = offices.entry(office).or_insert_with(|| start(relay.clone(), office));
        let join = Control::Join { connection, nonce, outbox };
        // Under the lock, so that the office cannot leave in between. An office that failed drops the outbox, which closes the socket.
        let _ = handle.control.send(join);
        Some(handle.inbox.clone())
    }

    /// Lets every office finish what it is writing, tell its desks, and end.
    pub async fn stop(&self) {
        let handles: Vec<_> = self.loaded().values().cloned().collect();
        for handle in &handles {
            // An office that has ended needs no telling.
            let _ = handle.control.send(Control::Stop);
        }
        for handle in handles {
            handle.control.closed().await;
        }
    }

    /// The map; each change to it is one step, so a panic elsewhere leaves it whole.
    fn loaded(&self) -> MutexGuard<'_, BTreeMap<OfficeId, Handle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn start(relay: Arc<Relay>, office: OfficeId) -> Handle {
    let (control_sender, control) = mpsc::unbounded_channel();
    let (inbox_sender, inbox) = mpsc::channel(INBOX);
    let (replies, answers) = mpsc::unbounded_channel();
    let task = Task {
        office,
        room: None,
        outboxes: BTreeMap::new(),
        control,
        inbox,
        answers,
        replies,
        idle_since: Instant::now(),
        stopping: false,
        halted: false,
        relay,
    };
    tokio::spawn(task.run());
    Handle { control: control_sender, inbox: inbox_sender }
}

/// Reads an office from the store and verifies its membership log.
fn load(relay: &Relay, office: OfficeId) -> Option<Room> {
    let read = || Ok::<_, crate::StoreError>((relay.store.load(office)?, relay.store.totals()?.offices));
    let loaded = read().inspect_err(|error| tracing::error!(%office, %error, "an office cannot be loaded"));
    let (stored, offices) = loaded.ok()?;
    let config = Config {
        relay: Arc::new(RelaySecret::from_seed(relay.identity.seed)),
        may_found: offices < relay.limits.offices,
        tail_bytes: relay.limits.tail_bytes,
    };
    let room = Room::new(office, config, stored);
    room.inspect_err(|error| tracing::error!(%office, %error, "the stored membership log does not verify")).ok()
}

struct Task {
    office: OfficeId,
    /// Away only while a thread works with it.
    room: Option<Room>,
    outboxes: BTreeMap<ConnectionId, Outbox>,
    control: mpsc::UnboundedReceiver<Control>,
    inbox: mpsc::Receiver<Frame>,
    /// Answers of the store, never more than were asked for.
    answers: mpsc::UnboundedReceiver<Event>,
    replies: mpsc::UnboundedSender<Event>,
    idle_since: Instant,
    stopping: bool,
    halted: bool,
    relay: Arc<Relay>,
}

impl Task {
    async fn run(mut self) {
        let (relay, office) = (self.relay.clone(), self.office);
        match tokio::task::spawn_blocking(move || load(&relay, office)).await {
            Ok(Some(room)) => self.room = Some(room),
            Ok(None) | Err(_) => return self.turn_away(),
        }
        tracing::debug!(office = %self.office, "office loaded");
        let mut clock = tokio::time::interval(Duration::from_secs(1));
        while !self.halted {
            tokio::select! {
                biased;
                Some(control) = self.control.recv() => self.control(control).await,
                Some(answer) = self.answers.recv() => self.handle(answer).await,
                _ = clock.tick() => {
                    self.handle(Event::Tick).await;
                    if self.leaves() { return }
                }
                Some(frame) = self.inbox.recv(), if !self.stopping => self.handle(frame.event).await,
            }
            if self.stopping && !self.room.as_ref().is_some_and(Room::is_writing) {
                let outputs = self.room.as_mut().map(Room::stop).unwrap_or_default();
                self.carry_out(outputs).await;
                break;
            }
        }
        self.relay.offices.loaded().remove(&self.office);
        tracing::debug!(office = %self.office, "office put away");
    }

    /// The office cannot be loaded: tells who asked for it.
    fn turn_away(mut self) {
        self.relay.offices.loaded().remove(&self.office);
        while let Ok(Control::Join { outbox, .. }) = self.control.try_recv() {
            self.relay.metrics.closed(CloseCode::Internal.word());
            if let Ok(bytes) = Message::Close(CloseCode::Internal).encode() {
                outbox.send(bytes);
            }
        }
    }

    async fn control(&mut self, control: Control) {
        match control {
            Control::Join { connection, nonce, outbox } => {
                self.outboxes.insert(connection, outbox);
                self.handle(Event::Connected { connection, nonce }).await;
            }
            Control::Stop => self.stopping = true,
        }
    }

    /// Whether the office is put away: nobody asked for it for a while, and nobody is about to.
    fn leaves(&mut self) -> bool {
        let Some(room) = &self.room else { return true };
        if !room.is_idle() {
            self.idle_since = Instant::now();
            return false;
        }
        if room.is_known() && self.idle_since.elapsed() < LINGER {
            return false;
        }
        let mut offices = self.relay.offices.loaded();
        let leaves = self.control.is_empty() && self.inbox.is_empty();
        if leaves {
            offices.remove(&self.office);
        }
        leaves
    }

    async fn handle(&mut self, event: Event) {
        let Some(mut room) = self.room.take() else {
            return;
        };
        if let Event::Disconnected { connection } = &event {
            self.outboxes.remove(connection);
        }
        let now = self.relay.now();
        // The proof that founds an office is small, but the log that it vouches for may be long.
        let heavy = matches!(&event, Event::Received { bytes, .. } if bytes.len() >= HEAVY || !room.is_known());
        let (room, outputs) = if heavy {
            let work = tokio::task::spawn_blocking(move || {
                let outputs = room.handle(event, now);
                (room, outputs)
            });
            match work.await {
                Ok((room, outputs)) => (room, outputs),
                Err(error) => {
                    tracing::error!(office = %self.office, %error, "an office ended early");
                    self.halted = true;
                    return;
                }
            }
        } else {
            let outputs = room.handle(event, now);
            (room, outputs)
        };
        self.room = Some(room);
        self.carry_out(outputs).await;
    }

    async fn carry_out(&mut self, outputs: Vec<Output>) {
        let mut slow = Vec::new();
        for output in outputs {
            match output {
                Output::Send { connection, bytes } => {
                    if self.outboxes.get(&connection).is_some_and(|outbox| !outbox.send(bytes)) {
                        slow.push(connection);
                    }
                }
                Output::Store { ticket, write } => {
                    let job = Job { office: self.office, ticket, write, since: Instant::now(), reply: self.replies.clone() };
                    if self.relay.writer.send(job).await.is_err() {
                        tracing::error!("the writer has ended");
                        self.halted = true;
                    }
                }
                Output::Load { .. } | Output::Find { .. } => self.read(output),
                Output::Refused(code) => self.relay.metrics.refused(code),
                Output::Close { connection, code } => {
                    self.relay.metrics.closed(code.word());
                    self.outboxes.remove(&connection);
                }
                Output::Halt => self.halted = true,
            }
        }
        for connection in slow {
            // Its socket is closed; the room learns of it when the socket's task ends.
            if self.outboxes.remove(&connection).is_some() {
                self.relay.metrics.closed(CloseCode::TooSlow.word());
            }
        }
    }

    /// Reads the store beside the room; the answer comes back as an event.
    fn read(&self, output: Output) {
        let (store, replies, office) = (self.relay.store.clone(), self.replies.clone(), self.office);
        tokio::task::spawn_blocking(move || {
            if let Some(answer) = answer(&*store, office, output) {
                // A room that has gone needs no answer.
                let _ = replies.send(answer);
            }
        });
    }
}

fn answer(store: &dyn LogStore, office: OfficeId, output: Output) -> Option<Event> {
    match output {
        Output::Load { connection, space, from, max_items, max_bytes } => {
            let page = store.read(office, space, from, max_items, max_bytes);
            let page = page.inspect_err(|error| tracing::error!(%office, %error, "entries cannot be read")).ok();
            Some(Event::Loaded { connection, space, page })
        }
        Output::Find { connection, space, entries } => {
            let keys: Vec<(DeviceId, u64)> = entries.iter().map(|entry| (entry.device, entry.counter)).collect();
            let hashes = store.find(office, space, &keys);
            let hashes = hashes.inspect_err(|error| tracing::error!(%office, %error, "entries cannot be looked up")).ok();
            let found = hashes
                .and_then(|hashes| entries.into_iter().zip(hashes).map(|(entry, hash)| Some((entry, hash?))).collect::<Option<Vec<_>>>());
            Some(Event::Found { connection, space, found })
        }
        Output::Send { .. } | Output::Store { .. } | Output::Refused(_) | Output::Close { .. } | Output::Halt => None,
    }
}
