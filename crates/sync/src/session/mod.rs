//! The desk's side of a connection to a relay.
//!
//! The driving contract: the shell owns the socket and the store. It calls [`Session::handle`] with each thing that happened and
//! carries out the outputs in the order given. It ticks about once a second. After [`Output::Close`] it closes the socket and
//! reports [`Event::Disconnected`]; then it waits for [`crate::backoff`] and connects again with a new snapshot.
//!
//! ```text
//!            Connected             Challenge            Welcome            every space applied, nothing under way
//!  Offline ───────────► Greeting ───────────► Proving ───────────► Live(catch-up) ◄──────────────► Live(level)
//!     ▲                     │                    │                     │
//!     └── Disconnected ─────┴────────────────────┴──── Closing ◄───────┘  a typed error, silence, or the relay's Close
//! ```

mod close;
mod event;
mod fetch;
mod greeting;
mod live;
mod space;

pub use close::CloseReason;
pub use event::{Event, Identity, Ordered, Output, Phase, RelayIdentity, Snapshot, SpacePosition, SpaceStatus, Status};
pub use fetch::{ANY_OFFICE, Fetch, Fetched, Step};

use crate::limits;
use crate::message::Message;
use space::SpaceSync;
use std::collections::{BTreeMap, BTreeSet};
use trust::id::{DeviceId, Hash, SpaceId};

/// The state machine of one desk's connection.
pub struct Session {
    identity: Identity,
    state: State,
    spaces: BTreeMap<SpaceId, SpaceSync>,
    relay: Option<RelayIdentity>,
    /// What changed at the desk while the greeting was under way, and the snapshot does not know.
    late_log: Option<Vec<Vec<u8>>>,
    late_commits: BTreeSet<SpaceId>,
    /// Devices whose entries are asked for in full.
    in_full: BTreeSet<(SpaceId, DeviceId)>,
    /// Head of the desk's membership log, and how often it has changed on this connection.
    log_head: Option<Hash>,
    log_changes: u64,
    /// The relay did not take an entry, for want of the membership log that it names.
    waits_for_log: bool,
    last_received: u64,
    last_sent: u64,
    shown: Option<Status>,
}

enum State {
    Offline,
    Greeting { hello: Vec<u8>, snapshot: Snapshot, since: u64 },
    Proving { relay_len: u64, since: u64 },
    Live { relay_len: u64 },
    Closing,
}

impl Session {
    /// A session without a connection.
    #[must_use]
    pub fn new(identity: Identity) -> Self {
        Self {
            identity,
            state: State::Offline,
            spaces: BTreeMap::new(),
            relay: None,
            late_log: None,
            late_commits: BTreeSet::new(),
            in_full: BTreeSet::new(),
            log_head: None,
            log_changes: 0,
            waits_for_log: false,
            last_received: 0,
            last_sent: 0,
            shown: None,
        }
    }

    /// Takes in one event at `now` (milliseconds of any steady clock) and says what to do.
    #[must_use]
    pub fn handle(&mut self, event: Event, now: u64) -> Vec<Output> {
        let mut out = Vec::new();
        if let Err(reason) = self.react(event, now, &mut out) {
            self.close(reason, &mut out);
        }
        if out.iter().any(|output| matches!(output, Output::Send(_))) {
            self.last_sent = now;
        }
        self.show(&mut out);
        out
    }

    /// The state to show.
    #[must_use]
    pub fn status(&self) -> Status {
        let phase = match self.state {
            State::Offline | State::Closing => Phase::Offline,
            State::Greeting { .. } | State::Proving { .. } => Phase::Hello,
            State::Live { .. } if self.spaces.values().all(SpaceSync::is_level) => Phase::Level,
            State::Live { .. } => Phase::CatchUp,
        };
        let spaces = self.spaces.iter().map(|(space, sync)| (*space, sync.status())).collect();
        Status { phase, relay: self.relay, spaces }
    }

    fn react(&mut self, event: Event, now: u64, out: &mut Vec<Output>) -> Result<(), CloseReason> {
        match event {
            Event::Connected { nonce, snapshot } => self.connected(nonce, snapshot, now, out),
            Event::Received(bytes) => self.received(&bytes, now, out),
            Event::Disconnected => {
                self.state = State::Offline;
                Ok(())
            }
            Event::Tick => self.tick(now, out),
            Event::Committed { space } => self.committed(space, out),
            Event::MembershipChanged { log } => self.membership_changed(log, out),
            Event::Loaded { space, entries, complete } => self.loaded(space, entries, complete, out),
            Event::Applied { space, seq } => self.applied(space, seq, out),
            Event::Missing { space, device } => {
                self.in_full.insert((space, device));
                match self.state {
                    State::Live { .. } => Err(CloseReason::Missing(space)),
                    State::Offline | State::Greeting { .. } | State::Proving { .. } | State::Closing => Ok(()),
                }
            }
        }
    }

    fn received(&mut self, bytes: &[u8], now: u64, out: &mut Vec<Output>) -> Result<(), CloseReason> {
        if matches!(self.state, State::Offline | State::Closing) {
            return Ok(());
        }
        self.last_received = now;
        let message = Message::decode(bytes)?;
        if let Message::Close(code) = message {
            return Err(CloseReason::ByRelay(code));
        }
        match std::mem::replace(&mut self.state, State::Closing) {
            State::Greeting { hello, snapshot, .. } => self.greeted(&hello, snapshot, message, bytes, now, out),
            State::Proving { relay_len, since } => self.proved(relay_len, since, message, out),
            State::Live { relay_len } => {
                self.state = State::Live { relay_len };
                self.live(message, out)
            }
            State::Offline | State::Closing => Ok(()),
        }
    }

    fn tick(&mut self, now: u64, out: &mut Vec<Output>) -> Result<(), CloseReason> {
        match self.state {
            State::Offline | State::Closing => Ok(()),
            State::Greeting { since, .. } | State::Proving { since, .. } if now.saturating_sub(since) >= limits::GREETING => {
                Err(CloseReason::Silent)
            }
            State::Greeting { .. } | State::Proving { .. } => Ok(()),
            State::Live { .. } if now.saturating_sub(self.last_received) >= limits::SILENCE => Err(CloseReason::Silent),
            State::Live { .. } => {
                if now.saturating_sub(self.last_sent) >= limits::PING_AFTER {
                    send(&Message::Ping(now), out)?;
                }
                Ok(())
            }
        }
    }

    fn close(&mut self, reason: CloseReason, out: &mut Vec<Output>) {
        if let Some(code) = reason.code()
            && let Ok(bytes) = Message::Close(code).encode()
        {
            out.push(Output::Send(bytes));
        }
        out.push(Output::Close(reason));
        self.state = State::Closing;
    }

    fn show(&mut self, out: &mut Vec<Output>) {
        let status = self.status();
        if self.shown.as_ref() != Some(&status) {
            self.shown = Some(status.clone());
            out.push(Output::Status(status));
        }
    }
}

fn send(message: &Message, out: &mut Vec<Output>) -> Result<(), CloseReason> {
    out.push(Output::Send(message.encode()?));
    Ok(())
}
