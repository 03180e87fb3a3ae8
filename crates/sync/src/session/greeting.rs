//! Greeting, proof of keys and the exchange of membership logs.

use super::space::SpaceSync;
use super::{CloseReason, Output, RelayIdentity, Session, Snapshot, State, send};
use crate::limits;
use crate::message::{CHALLENGE_DOMAIN, Challenge, Held, Hello, Message, PROOF_DOMAIN, Position, Proof};
use trust::id::Hash;

type Step = Result<(), CloseReason>;

impl Session {
    pub(super) fn connected(&mut self, nonce: [u8; 32], snapshot: Snapshot, now: u64, out: &mut Vec<Output>) -> Step {
        let hello = Message::Hello(Hello {
            versions: vec![limits::VERSION],
            office: self.identity.office,
            device: self.identity.device.id(),
            nonce,
        })
        .encode()?;
        out.push(Output::Send(hello.clone()));
        self.spaces.clear();
        self.late_log = None;
        self.late_commits.clear();
        self.log_head = snapshot.membership.last().map(|entry| Hash::of(entry));
        self.log_changes = 0;
        self.waits_for_log = false;
        self.last_received = now;
        self.state = State::Greeting { hello, snapshot, since: now };
        Ok(())
    }

    /// The relay answered the greeting.
    pub(super) fn greeted(
        &mut self,
        hello: &[u8],
        snapshot: Snapshot,
        message: Message,
        bytes: &[u8],
        now: u64,
        out: &mut Vec<Output>,
    ) -> Step {
        let Message::Challenge(challenge) = message else {
            return Err(CloseReason::Unexpected(message.name()));
        };
        self.check_relay(hello, &challenge)?;
        let offered = RelayIdentity { key: challenge.relay, generation: challenge.generation };
        // A relay that was set back to an earlier generation is shown our later receipts, and then begins a new one.
        let keeps = |held: &RelayIdentity| held.key == offered.key && held.generation >= offered.generation;
        let kept = snapshot.relay.filter(keeps).filter(|held| *held == offered || snapshot.has_receipts());
        let relay = kept.unwrap_or(offered);
        self.relay = Some(relay);
        if kept.is_none() {
            out.push(Output::NewOrder(relay));
        }
        let relay_len = bring_membership(&challenge, &snapshot.membership, out)?;
        let mut positions = Vec::new();
        for (space, held) in snapshot.spaces {
            let receipt = held.receipt.filter(|_| kept.is_some());
            self.spaces.insert(space, SpaceSync::resume(receipt.as_ref(), held.frontier.clone()));
            let mut frontier = held.frontier;
            for (_, device) in self.in_full.iter().filter(|(of, _)| *of == space) {
                frontier.remove(device);
            }
            positions.push(Position { space, receipt, frontier });
        }
        let signature = self.identity.device.sign(PROOF_DOMAIN, &Proof::statement(hello, bytes));
        let locator = locator(&snapshot.membership);
        send(&Message::Proof(Proof { signature, locator, positions }), out)?;
        self.state = State::Proving { relay_len, since: now };
        Ok(())
    }

    fn check_relay(&self, hello: &[u8], challenge: &Challenge) -> Step {
        check_challenge(hello, challenge)?;
        match self.identity.relay {
            Some(pinned) if pinned != challenge.relay => Err(CloseReason::WrongRelay { found: challenge.relay }),
            Some(_) | None => Ok(()),
        }
    }

    /// The relay answers the proof: membership entries that the desk lacks, then what it holds.
    pub(super) fn proved(&mut self, relay_len: u64, since: u64, message: Message, out: &mut Vec<Output>) -> Step {
        match message {
            Message::Membership { from, entries } => {
                let relay_len = from.saturating_add(entries.len() as u64);
                out.push(Output::ApplyMembership { from, entries });
                self.state = State::Proving { relay_len, since };
                Ok(())
            }
            Message::Welcome(held) => {
                self.state = State::Live { relay_len };
                let announced: Vec<_> = held.iter().map(|held| held.space).collect();
                self.spaces.retain(|space, _| announced.contains(space));
                self.welcome(held, out)?;
                match self.late_log.take() {
                    Some(log) => self.membership_changed(log, out),
                    None => Ok(()),
                }
            }
            Message::Hello(_)
            | Message::Challenge(_)
            | Message::Proof(_)
            | Message::Batch(_)
            | Message::Ack { .. }
            | Message::Push { .. }
            | Message::Refused { .. }
            | Message::Ping(_)
            | Message::Pong(_)
            | Message::Close(_) => Err(CloseReason::Unexpected(message.name())),
        }
    }

    /// Takes in what the relay holds of the announced spaces and begins to send what it lacks.
    pub(super) fn welcome(&mut self, held: Vec<Held>, out: &mut Vec<Output>) -> Step {
        let own = self.identity.device.id();
        for held in held {
            let space = held.space;
            let sync = self.spaces.entry(space).or_insert_with(SpaceSync::granted);
            if self.late_commits.remove(&space) {
                sync.committed();
            }
            if let Some(counter) = sync.welcome(held, &own)? {
                out.push(Output::OwnChainAhead { space, counter });
            }
            out.extend(sync.load(space));
        }
        Ok(())
    }
}

/// Whether a relay that speaks our version has proved to hold its key.
pub(super) fn check_challenge(hello: &[u8], challenge: &Challenge) -> Step {
    if challenge.version != limits::VERSION {
        return Err(CloseReason::Version);
    }
    let statement = challenge.statement(hello);
    challenge.relay.verify(CHALLENGE_DOMAIN, &statement, &challenge.signature).map_err(|_| CloseReason::BadSignature)
}

/// Sends what the relay's membership log lacks, when it is a beginning of ours. Gives the length that both then share.
fn bring_membership(challenge: &Challenge, log: &[Vec<u8>], out: &mut Vec<Output>) -> Result<u64, CloseReason> {
    let known = match challenge.membership {
        None => 0,
        Some(relay) => {
            let last = relay.len.checked_sub(1).and_then(|last| log.get(usize::try_from(last).ok()?));
            match last {
                Some(entry) if Hash::of(entry) == relay.head => relay.len,
                // The relay is ahead of us, or has another log: it says so after the proof.
                Some(_) | None => return Ok(relay.len),
            }
        }
    };
    send_membership(log, known, out)
}

/// Sends the log from position `from` on, in messages of bounded size. Gives the log's length.
pub(super) fn send_membership(log: &[Vec<u8>], from: u64, out: &mut Vec<Output>) -> Result<u64, CloseReason> {
    let start = usize::try_from(from).unwrap_or(usize::MAX).min(log.len());
    for (from, entries) in crate::batches(&log[start..], from, limits::MEMBERSHIP_ITEMS, limits::MEMBERSHIP_BATCH) {
        send(&Message::Membership { from, entries: entries.to_vec() }, out)?;
    }
    Ok(log.len() as u64)
}

/// Hashes of the log, newest first: the last eight, then ever sparser, the first one always.
fn locator(log: &[Vec<u8>]) -> Vec<Hash> {
    let (mut hashes, mut step, mut at) = (Vec::new(), 1, log.len());
    while at > 0 && hashes.len() < limits::LOCATOR - 1 {
        hashes.push(Hash::of(&log[at - 1]));
        if hashes.len() >= 8 {
            step *= 2;
        }
        at = at.saturating_sub(step);
    }
    hashes.extend(log.first().map(|first| Hash::of(first)));
    hashes
}
