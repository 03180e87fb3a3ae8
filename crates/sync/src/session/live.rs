//! Entries in both directions.

use super::greeting::send_membership;
use super::{CloseReason, Output, Session, State, send};
use crate::message::{Batch, Message, RefusalCode};
use trust::id::{Hash, SpaceId};

type Step = Result<(), CloseReason>;

impl Session {
    pub(super) fn live(&mut self, message: Message, out: &mut Vec<Output>) -> Step {
        match message {
            Message::Batch(batch) => self.batch(batch, out),
            Message::Refused { space, device, counter, code } => {
                let sync = self.spaces.get_mut(&space).ok_or(CloseReason::UnknownSpace(space))?;
                let pushed_at = sync.refused(device, counter);
                if code == RefusalCode::UnknownHead {
                    if pushed_at.is_some_and(|changes| changes < self.log_changes) {
                        return Err(CloseReason::NewMembers);
                    }
                    self.waits_for_log = true;
                }
                // An administrator may adopt it: it is sent again once the list of members has changed.
                self.waits_for_log |= code == RefusalCode::Revoked;
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
        for entries in sync.pushes(space, entries, complete, self.log_changes)? {
            send(&Message::Push { space, entries }, out)?;
        }
        out.extend(sync.load(space));
        Ok(())
    }

    pub(super) fn membership_changed(&mut self, log: Vec<Vec<u8>>, out: &mut Vec<Output>) -> Step {
        let head = log.last().map(|entry| Hash::of(entry));
        let changed = self.log_head != head;
        if changed {
            self.log_head = head;
            self.log_changes += 1;
        }
        match &mut self.state {
            State::Live { relay_len } if log.len() as u64 > *relay_len => {
                *relay_len = send_membership(&log, *relay_len, out)?;
            }
            State::Greeting { .. } | State::Proving { .. } => self.late_log = Some(log),
            State::Live { .. } | State::Offline | State::Closing => {}
        }
        // What the relay did not take for want of this log is sent again on the next connection.
        let again = changed && self.waits_for_log && matches!(self.state, State::Live { .. });
        if again { Err(CloseReason::NewMembers) } else { Ok(()) }
    }
}
