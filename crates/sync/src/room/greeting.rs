//! Greeting, challenge, proof, welcome.

use super::connection::{Cursor, Phase, Proving};
use super::{ConnectionId, Output, Refusal, Room};
use crate::message::{CHALLENGE_DOMAIN, Challenge, CloseCode, Held, Hello, LogHead, Message, PROOF_DOMAIN, Position, Proof};
use crate::session::ANY_OFFICE;
use crate::{Frontier, limits};
use std::collections::BTreeMap;
use trust::id::{DeviceId, Hash, SpaceId};
use trust::membership::Membership;
use trust::recovery::RecoveryPublic;

type Step = Result<(), Refusal>;

/// Memory that a staged entry costs beside its bytes.
const ENTRY_COST: usize = 64;

impl Room {
    pub(super) fn hello(&mut self, id: ConnectionId, hello: Hello, bytes: &[u8], out: &mut Vec<Output>) -> Step {
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        let Phase::New { nonce } = connection.phase else {
            return Err(CloseCode::Protocol);
        };
        // Whoever has only a recovery sheet does not know of which office it is, and names the sheet in the place of a device.
        let by_sheet = hello.office == ANY_OFFICE && sheet(self.membership.as_ref(), &hello.device).is_some();
        if hello.office != self.office && !by_sheet {
            return Err(CloseCode::Protocol);
        }
        if !hello.versions.contains(&limits::VERSION) {
            return Err(CloseCode::Version);
        }
        let membership = self.membership.as_ref().map(|log| LogHead { len: log.len() as u64, head: log.head() });
        let mut challenge = Challenge {
            version: limits::VERSION,
            relay: self.config.relay.public(),
            nonce,
            generation: self.generation,
            membership,
            signature: [0; 64],
        };
        challenge.signature = self.config.relay.sign(CHALLENGE_DOMAIN, &challenge.statement(bytes));
        let challenge_bytes = Message::Challenge(challenge).encode().map_err(|_| CloseCode::Internal)?;
        out.push(Output::Send { connection: id, bytes: challenge_bytes.clone() });
        connection.phase =
            Phase::Proving(Box::new(Proving { hello, hello_bytes: bytes.to_vec(), challenge_bytes, staged: Vec::new(), staged_bytes: 0 }));
        Ok(())
    }

    /// Membership entries before the proof: appended when the office is known, set aside when it is not.
    pub(super) fn staged(&mut self, id: ConnectionId, from: u64, entries: Vec<Vec<u8>>, out: &mut Vec<Output>) -> Step {
        if self.membership.is_some() {
            return self.members(id, from, &entries, out);
        }
        if !self.config.may_found {
            return Err(CloseCode::Full);
        }
        let Some(Phase::Proving(proving)) = self.connections.get_mut(&id).map(|c| &mut c.phase) else {
            return Ok(());
        };
        if from != proving.staged.len() as u64 {
            return Err(CloseCode::Protocol);
        }
        proving.staged_bytes += entries.iter().map(|entry| entry.len() + ENTRY_COST).sum::<usize>();
        if proving.staged_bytes > limits::FOUNDING {
            return Err(CloseCode::BadMembership);
        }
        proving.staged.extend(entries);
        Ok(())
    }

    pub(super) fn proof(&mut self, id: ConnectionId, proof: Proof, out: &mut Vec<Output>) -> Step {
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        let Phase::Proving(proving) = std::mem::replace(&mut connection.phase, Phase::Admitting(Vec::new())) else {
            return Err(CloseCode::Protocol);
        };
        if proving.hello.office == ANY_OFFICE {
            return self.hand_out(id, &proving, &proof, out);
        }
        let founding = match &self.membership {
            Some(_) => None,
            None if proving.staged.is_empty() => return Err(CloseCode::UnknownOffice),
            None => Some(Membership::from_log(&proving.staged).map_err(|_| CloseCode::BadMembership)?),
        };
        if founding.as_ref().is_some_and(|log| log.office() != self.office) {
            return Err(CloseCode::BadMembership);
        }
        let log = founding.as_ref().or(self.membership.as_ref()).ok_or(CloseCode::UnknownOffice)?;
        let member = log.device(&proving.hello.device).ok_or(CloseCode::NotMember)?;
        let statement = Proof::statement(&proving.hello_bytes, &proving.challenge_bytes);
        member.public.verify(PROOF_DOMAIN, &statement, &proof.signature).map_err(|_| CloseCode::BadProof)?;
        let known = proof.locator.iter().find_map(|head| log.knows_head(head));
        connection.members = known.map_or(0, |seq| usize::try_from(seq).unwrap_or(0) + 1);
        let is_revoked = member.revoked.is_some();
        if is_revoked && founding.is_some() {
            return Err(CloseCode::UnknownOffice);
        }
        connection.device = Some(proving.hello.device);
        connection.phase = Phase::Admitting(proof.positions);
        match founding {
            Some(log) => self.found_office(log, out),
            // Another desk brought the office in meanwhile; this one's log may go further.
            None if !proving.staged.is_empty() && !is_revoked => self.members(id, 0, &proving.staged, out)?,
            None => {}
        }
        self.admit(id, out)
    }

    /// Sends the log to whoever proves to have a recovery sheet of the office, and ends the connection: with the log and the sheet a new
    /// desk is admitted, which then comes as every other.
    fn hand_out(&mut self, id: ConnectionId, proving: &Proving, proof: &Proof, out: &mut Vec<Output>) -> Step {
        let sheet = sheet(self.membership.as_ref(), &proving.hello.device).ok_or(CloseCode::NotMember)?;
        let statement = Proof::statement(&proving.hello_bytes, &proving.challenge_bytes);
        sheet.0.verify(PROOF_DOMAIN, &statement, &proof.signature).map_err(|_| CloseCode::BadProof)?;
        self.send_members(id, out)?;
        Err(CloseCode::Fetched)
    }

    /// Goes live as soon as the membership log by which the desk was let in is durable. A revoked one waits for that as well: it is
    /// turned out with the entry that proves it.
    pub(super) fn admit(&mut self, id: ConnectionId, out: &mut Vec<Output>) -> Step {
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        let Some(log) = self.membership.as_ref().filter(|log| log.log().len() == self.durable_members) else {
            return Ok(());
        };
        let member = connection.device.and_then(|device| log.device(&device)).ok_or(CloseCode::NotMember)?;
        if let Some(revoked) = member.revoked {
            return self.turn_out(id, revoked, out);
        }
        let Phase::Admitting(positions) = std::mem::replace(&mut connection.phase, Phase::Live) else {
            return Ok(());
        };
        let spaces = member.spaces.clone();
        let positions: BTreeMap<_, _> = positions.into_iter().map(|position| (position.space, position)).collect();
        if let Some(seen) = self.set_back(&positions)? {
            self.begin_generation(seen, out);
            return Ok(());
        }
        self.send_members(id, out)?;
        self.open(id, &spaces, positions, out)?;
        self.stream_all(id, out)
    }

    /// Whether a desk holds a receipt of ours for an order that we do not have; gives its generation.
    fn set_back(&self, positions: &BTreeMap<SpaceId, Position>) -> Result<Option<u64>, Refusal> {
        let relay = self.config.relay.public();
        for (space, position) in positions {
            let Some(receipt) = &position.receipt else {
                continue;
            };
            if !receipt.is_from(&relay, &self.office, *space) {
                return Err(CloseCode::BadProof);
            }
            let (head, running) = self.orders.get(space).map_or((0, Hash::ZERO), |o| (o.durable(), o.durable_running()));
            let beyond = receipt.seq > head || (receipt.seq == head && receipt.running != running);
            if receipt.generation > self.generation || (receipt.generation == self.generation && beyond) {
                return Ok(Some(receipt.generation));
            }
        }
        Ok(None)
    }

    /// Announces spaces to a desk and sets its cursors.
    pub(super) fn open(
        &mut self,
        id: ConnectionId,
        spaces: &[SpaceId],
        mut positions: BTreeMap<SpaceId, Position>,
        out: &mut Vec<Output>,
    ) -> Step {
        let Some(connection) = self.connections.get_mut(&id) else {
            return Ok(());
        };
        let mut welcome = BTreeMap::new();
        for space in spaces.iter().take(limits::SPACES) {
            let (receipt, known) = positions.remove(space).map_or((None, Frontier::new()), |p| (p.receipt, p.frontier));
            let receipt = receipt.filter(|receipt| receipt.generation == self.generation);
            let (seq, running) = receipt.map_or((0, Hash::ZERO), |receipt| (receipt.seq, receipt.running));
            connection.cursors.insert(*space, Cursor::new(seq, running, known));
            let held = match self.orders.get(space) {
                Some(order) => {
                    Held { space: *space, head: order.durable(), running: order.durable_running(), frontier: order.frontier().clone() }
                }
                None => Held { space: *space, head: 0, running: Hash::ZERO, frontier: Frontier::new() },
            };
            welcome.insert(*space, held);
        }
        self.send(id, &Message::Welcome(welcome.into_values().collect()), out)
    }
}

/// The recovery sheet of the office with this id.
fn sheet<'a>(log: Option<&'a Membership>, id: &DeviceId) -> Option<&'a RecoveryPublic> {
    log?.recovery().iter().find(|sheet| sheet.id() == id.0)
}
