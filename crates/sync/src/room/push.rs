//! Entries that desks bring.

use super::order::{Order, Place};
use super::{Candidate, ConnectionId, Output, Refusal, Room, Sequenced, StoredSpace, Write};
use crate::frontier::Tip;
use crate::limits;
use crate::message::{CloseCode, Message, RefusalCode};
use trust::entry::{Entry, Header};
use trust::id::{DeviceId, Hash, SpaceId};
use trust::membership::MembershipError;

/// Proofs of forks that a room hands to the store in its life, one for each device and space.
const FORKS: usize = 1_024;
/// Bytes of entries that may wait for a look-up on one connection.
const FINDING: usize = 4 * limits::PUSH_WINDOW;

/// What becomes of a pushed entry.
enum Verdict {
    /// It is in the order now.
    Taken(Sequenced),
    /// It was in the order already.
    Duplicate,
    /// Only the store can tell whether it was.
    Ask(Candidate),
    /// It is not taken.
    Refused(RefusalCode),
}

impl Room {
    pub(super) fn push(&mut self, id: ConnectionId, space: SpaceId, entries: Vec<Vec<u8>>, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let may_read = self.connections.get(&id).is_some_and(|c| c.cursors.contains_key(&space));
        let (mut taken, mut ask) = (Vec::new(), Vec::new());
        let mut result = Ok(());
        for bytes in entries {
            let Ok(entry) = Entry::parse(bytes) else {
                // A desk sends only what it could read itself: this is not a program of ours. What came before still counts.
                result = Err(CloseCode::Protocol);
                break;
            };
            let (device, tip) = (entry.header().device, Tip { counter: entry.header().counter, hash: entry.hash() });
            let verdict = if may_read { self.judge(space, entry, out) } else { Verdict::Refused(RefusalCode::NotAllowed) };
            match verdict {
                Verdict::Taken(placed) => {
                    self.knows(id, space, device, tip);
                    taken.push(placed);
                }
                Verdict::Duplicate => self.knows(id, space, device, tip),
                Verdict::Ask(candidate) => ask.push(candidate),
                Verdict::Refused(code) => self.refuse(id, space, device, tip.counter, code, out)?,
            }
        }
        if !taken.is_empty() {
            self.write(Write::Entries { space, entries: taken }, out);
        }
        if !ask.is_empty() {
            self.find(id, space, ask, out)?;
        }
        result
    }

    fn judge(&mut self, space: SpaceId, entry: Entry, out: &mut Vec<Output>) -> Verdict {
        let header = entry.header();
        let (device, counter) = (header.device, header.counter);
        if header.office != self.office || header.space != space {
            return Verdict::Refused(RefusalCode::WrongSpace);
        }
        let order = self.orders.entry(space).or_insert_with(|| Order::new(StoredSpace::default()));
        match order.place(&device, counter) {
            Place::Gap => return Verdict::Refused(RefusalCode::Gap),
            Place::Taken(hash) if hash == entry.hash() => return Verdict::Duplicate,
            Place::Stored => {
                let hash = entry.hash();
                return Verdict::Ask(Candidate { device, counter, hash, bytes: entry.into_bytes() });
            }
            Place::Taken(_) => return self.fork(space, entry, out),
            Place::Next(tip) if header.prev != tip.map_or(Hash::ZERO, |tip| tip.hash) => {
                return self.fork(space, entry, out);
            }
            Place::Next(_) => {}
        }
        if let Err(code) = self.authorise(header, &entry) {
            return Verdict::Refused(code);
        }
        match self.orders.get_mut(&space).map(|order| order.append(entry)) {
            Some(Ok(placed)) => Verdict::Taken(placed),
            Some(Err(_)) | None => Verdict::Refused(RefusalCode::SpaceFull),
        }
    }

    /// Whether the entry is signed by a member who had the right to write as of the membership head that it names, and whom no
    /// later revocation cuts off before it.
    fn authorise(&self, header: &Header, entry: &Entry) -> Result<(), RefusalCode> {
        let membership = self.membership.as_ref().ok_or(RefusalCode::NotMember)?;
        let member = membership.device(&header.device).ok_or(RefusalCode::NotMember)?;
        entry.verify(&member.public).map_err(|_| RefusalCode::BadSignature)?;
        membership.authorise(header, &entry.hash()).map_err(|error| match error {
            MembershipError::UnknownHead => RefusalCode::UnknownHead,
            MembershipError::Revoked { .. } | MembershipError::PastCut { .. } => RefusalCode::Revoked,
            _ => RefusalCode::NotAllowed,
        })
    }

    /// Another entry than the one in the order: if its author really signed it, that is proof, and kept.
    fn fork(&mut self, space: SpaceId, entry: Entry, out: &mut Vec<Output>) -> Verdict {
        let (device, counter) = (entry.header().device, entry.header().counter);
        if let Err(code) = self.authorise(entry.header(), &entry)
            && matches!(code, RefusalCode::NotMember | RefusalCode::BadSignature)
        {
            return Verdict::Refused(code);
        }
        if self.forks.len() < FORKS && self.forks.insert((space, device)) {
            self.write(Write::Fork { space, device, counter, bytes: entry.into_bytes() }, out);
        }
        Verdict::Refused(RefusalCode::Fork)
    }

    fn find(&mut self, id: ConnectionId, space: SpaceId, entries: Vec<Candidate>, out: &mut Vec<Output>) -> Result<(), Refusal> {
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        connection.finding += entries.iter().map(|entry| entry.bytes.len()).sum::<usize>();
        if connection.finding > FINDING {
            return Err(CloseCode::Protocol);
        }
        out.push(Output::Find { connection: id, space, entries });
        Ok(())
    }

    /// The store says which entries stand where others were pushed.
    pub(super) fn found(
        &mut self,
        id: ConnectionId,
        space: SpaceId,
        found: Option<Vec<(Candidate, Hash)>>,
        out: &mut Vec<Output>,
    ) -> Result<(), Refusal> {
        let found = found.ok_or(CloseCode::Internal)?;
        if let Some(connection) = self.connections.get_mut(&id) {
            let bytes = found.iter().map(|(entry, _)| entry.bytes.len()).sum();
            connection.finding = connection.finding.saturating_sub(bytes);
        }
        for (candidate, hash) in found {
            let (device, counter) = (candidate.device, candidate.counter);
            if candidate.hash == hash {
                self.knows(id, space, device, Tip { counter, hash });
                continue;
            }
            let Ok(entry) = Entry::parse(candidate.bytes) else {
                continue;
            };
            if let Verdict::Refused(code) = self.fork(space, entry, out) {
                self.refuse(id, space, device, counter, code, out)?;
            }
        }
        Ok(())
    }

    /// The desk has this entry and everything before it in its chain: it need not come back in full.
    fn knows(&mut self, id: ConnectionId, space: SpaceId, device: DeviceId, tip: Tip) {
        if let Some(cursor) = self.connections.get_mut(&id).and_then(|c| c.cursors.get_mut(&space)) {
            // A frontier that is full sends the entry in full: correct, only longer.
            let _ = cursor.known.advance(device, tip);
        }
    }

    fn refuse(
        &self,
        id: ConnectionId,
        space: SpaceId,
        device: DeviceId,
        counter: u64,
        code: RefusalCode,
        out: &mut Vec<Output>,
    ) -> Result<(), Refusal> {
        out.push(Output::Refused(code));
        if !self.connections.contains_key(&id) {
            return Ok(());
        }
        self.send(id, &Message::Refused { space, device, counter, code }, out)
    }
}
