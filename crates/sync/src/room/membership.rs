//! The membership log: taken in by compare-and-set, made durable, then passed on.

use super::connection::Phase;
use super::{ConnectionId, Output, Refusal, Room, Write};
use crate::limits;
use crate::message::{CloseCode, Message};
use std::collections::BTreeMap;
use trust::membership::Membership;

impl Room {
    /// A desk that proved its key brings an office that the relay does not know.
    pub(super) fn found_office(&mut self, log: Membership, out: &mut Vec<Output>) {
        let entries = log.log().to_vec();
        self.membership = Some(log);
        self.write(Write::Membership { from: 0, entries }, out);
    }

    /// Entries of the log from a desk. What we have already must be the same; what follows must verify.
    pub(super) fn members(&mut self, id: ConnectionId, from: u64, entries: &[Vec<u8>], out: &mut Vec<Output>) -> Result<(), Refusal> {
        let Some(log) = self.membership.as_mut() else {
            return Err(CloseCode::UnknownOffice);
        };
        let held = log.log().len();
        let from = usize::try_from(from).ok().filter(|from| *from <= held).ok_or(CloseCode::Protocol)?;
        let shared = &log.log()[from..];
        if let Some(at) = shared.iter().zip(entries).position(|(ours, theirs)| ours != theirs) {
            return self.disagree(id, from + at, out);
        }
        let mut result = Ok(());
        for entry in entries.iter().skip(shared.len()) {
            if log.append(entry).is_err() {
                result = Err(CloseCode::BadMembership);
                break;
            }
        }
        let added = log.log()[held..].to_vec();
        let len = from + entries.len();
        if let Some(connection) = self.connections.get_mut(&id)
            && result.is_ok()
        {
            connection.members = connection.members.max(len);
        }
        if !added.is_empty() {
            self.write(Write::Membership { from: held as u64, entries: added }, out);
        }
        result
    }

    /// The desk has another entry than ours at position `at`: ours was first, and the desk is told.
    fn disagree(&mut self, id: ConnectionId, at: usize, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        connection.members = at;
        if matches!(connection.phase, Phase::Live) {
            return self.send_members(id, out);
        }
        Ok(())
    }

    /// The log is durable: lets in who waited for it, passes it on, and follows changes of rights.
    pub(super) fn members_stored(&mut self, out: &mut Vec<Output>) {
        let all: Vec<_> = self.connections.keys().copied().collect();
        for id in all {
            let result = match self.connections.get(&id).map(|c| &c.phase) {
                Some(Phase::Admitting(_)) => self.admit(id, out),
                Some(Phase::Live) => self.follow_rights(id, out),
                Some(Phase::New { .. } | Phase::Proving(_)) | None => Ok(()),
            };
            self.settle(id, result, out);
        }
    }

    /// Sends the durable log from where the desk's ends.
    pub(super) fn send_members(&mut self, id: ConnectionId, out: &mut Vec<Output>) -> Result<(), Refusal> {
        self.send_members_up_to(id, self.durable_members, out)
    }

    /// A revoked desk is shown the entry by which it was revoked, which it verifies for itself, and nothing behind that.
    pub(super) fn turn_out(&mut self, id: ConnectionId, revoked: u64, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let end = usize::try_from(revoked).map_or(self.durable_members, |at| self.durable_members.min(at.saturating_add(1)));
        self.send_members_up_to(id, end, out)?;
        Err(CloseCode::Revoked)
    }

    fn send_members_up_to(&mut self, id: ConnectionId, end: usize, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        let Some(log) = &self.membership else {
            return Ok(());
        };
        let from = connection.members.min(end);
        connection.members = connection.members.max(end);
        let missing = log.log().get(from..end).unwrap_or_default();
        for (from, entries) in crate::batches(missing, from as u64, limits::MEMBERSHIP_ITEMS, limits::MEMBERSHIP_BATCH) {
            let message = Message::Membership { from, entries: entries.to_vec() };
            let bytes = message.encode().map_err(|_| CloseCode::Internal)?;
            out.push(Output::Send { connection: id, bytes });
        }
        Ok(())
    }

    fn follow_rights(&mut self, id: ConnectionId, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let device = self.connections.get(&id).and_then(|connection| connection.device);
        let member = device.and_then(|device| self.membership.as_ref()?.device(&device)).ok_or(CloseCode::NotMember)?;
        if let Some(revoked) = member.revoked {
            return self.turn_out(id, revoked, out);
        }
        let spaces = member.spaces.clone();
        self.send_members(id, out)?;
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        connection.cursors.retain(|space, _| spaces.contains(space));
        let granted: Vec<_> = spaces.into_iter().filter(|space| !connection.cursors.contains_key(space)).collect();
        if granted.is_empty() {
            return Ok(());
        }
        self.open(id, &granted, BTreeMap::new(), out)?;
        self.stream_all(id, out)
    }
}
