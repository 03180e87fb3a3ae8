//! Entries in both directions.

use super::greeting::send_membership;
use super::{CloseReason, Output, Session, State, send};
use crate::message::{Batch, Message};
use trust::id::SpaceId;

type Step = Result<(), CloseReason>;

impl Session {
    pub(super) fn live(&mut self, message: Message, out: &mut Vec<Output>) -> Step {
        match message {
            Message::Batch(batch) => self.batch(batch, out),
            Message::Refused { space, device, counter, code } => {
                let sync = self.spaces.get_mut(&space).ok_or(CloseReason::UnknownSpace(space))?;
                sync.refused(device, counter);
                out.push(Output::Refused { space, device, counter, code });
                out.extend(sync.load(space));
                Ok(())
            }
            Message::Membership { from, entries } => {
                self.state = State::Live { relay_len: from.saturating_add(entries.len() as u64) };
                out.push(Output::ApplyMembership { from, entries });
                Ok(())
            }
            Message::Welcome(held) => {
                if held.iter().any(|held| self.spaces.contains_key(&held.space)) {
                    return Err(CloseReason::Unexpected("Welcome"));
                }
                self.welcome(held, out)
            }
            Message::Pong(_) => Ok(()),
            Message::Hello(_)
            | Message::Challenge(_)
            | Message::Proof(_)
            | Message::Ack { .. }
            | Message::Push { .. }
            | Message::Ping(_)
            | Message::Close(_) => Err(CloseReason::Unexpected(message.name())),
        }
    }

    fn batch(&mut self, batch: Batch, out: &mut Vec<Output>) -> Step {
        let (space, receipt) = (batch.space, batch.receipt);
        let sync = self.spaces.get_mut(&space).ok_or(CloseReason::UnknownSpace(space))?;
        let relay =
            self.relay.filter(|relay| receipt.generation == relay.generation && receipt.is_from(&relay.key, &self.identity.office, space));
        if relay.is_none() {
            return Err(CloseReason::BadSignature);
        }
        let items = sync.take(batch)?;
        out.push(Output::Apply { space, items, receipt });
        out.extend(sync.load(space));
        Ok(())
    }

    pub(super) fn applied(&mut self, space: SpaceId, seq: u64, out: &mut Vec<Output>) -> Step {
        if !matches!(self.state, State::Live { .. }) {
            return Ok(());
        }
        match self.spaces.get_mut(&space).and_then(|sync| sync.applied(seq)) {
            Some(seq) => send(&Message::Ack { space, seq }, out),
            None => Ok(()),
        }
    }

    pub(super) fn committed(&mut self, space: SpaceId, out: &mut Vec<Output>) -> Step {
        match self.state {
            State::Live { .. } => {
                if let Some(sync) = self.spaces.get_mut(&space) {
                    sync.committed();
                    out.extend(sync.load(space));
                }
            }
            State::Greeting { .. } | State::Proving { .. } => {
                self.late_commits.insert(space);
            }
            State::Offline | State::Closing => {}
        }
        Ok(())
    }

    pub(super) fn loaded(&mut self, space: SpaceId, entries: Vec<Vec<u8>>, complete: bool, out: &mut Vec<Output>) -> Step {
        if !matches!(self.state, State::Live { .. }) {
            return Ok(());
        }
        let Some(sync) = self.spaces.get_mut(&space) else {
            return Ok(());
        };
        for entries in sync.pushes(space, entries, complete)? {
            send(&Message::Push { space, entries }, out)?;
        }
        out.extend(sync.load(space));
        Ok(())
    }

    pub(super) fn membership_changed(&mut self, log: Vec<Vec<u8>>, out: &mut Vec<Output>) -> Step {
        match &mut self.state {
            State::Live { relay_len } if log.len() as u64 > *relay_len => {
                *relay_len = send_membership(&log, *relay_len, out)?;
            }
            State::Greeting { .. } | State::Proving { .. } => self.late_log = Some(log),
            State::Live { .. } | State::Offline | State::Closing => {}
        }
        Ok(())
    }
}
