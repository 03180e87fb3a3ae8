//! Fetching an office's membership log with a recovery sheet, by somebody who has no desk in it any more: greeting, challenge and proof
//! as ever, by the sheet's key in the place of a device's. The relay answers with the log, and that is all.

use super::CloseReason;
use super::greeting::check_challenge;
use crate::limits;
use crate::message::{Hello, LogHead, Message, PROOF_DOMAIN, Proof};
use trust::id::{DeviceId, Hash, OfficeId};
use trust::key::RelayPublic;
use trust::membership::{MAX_LOG, Membership};
use trust::recovery::RecoverySecret;

/// The office that a hello names when it comes with a recovery sheet: the sheet does not say which one it is of.
pub const ANY_OFFICE: OfficeId = OfficeId([0; 16]);

/// Most bytes of a log that are taken in.
const MOST: usize = limits::FETCH;

/// What a fetch does next.
#[derive(Debug)]
pub enum Step {
    /// Send these bytes.
    Send(Vec<u8>),
    /// Wait for the next message.
    Wait,
    /// The log is here, and verifies.
    Done(Box<Fetched>),
}

/// What a fetch has brought.
#[derive(Debug)]
pub struct Fetched {
    /// The log.
    pub log: Vec<Vec<u8>>,
    /// The relay's key, which it has proved to hold.
    pub relay: RelayPublic,
}

/// A fetch under way.
#[derive(Debug)]
pub struct Fetch {
    sheet: RecoverySecret,
    hello: Vec<u8>,
    /// Once the relay has answered: its key, and the log that it announced.
    relay: Option<(RelayPublic, LogHead)>,
    log: Vec<Vec<u8>>,
    bytes: usize,
}

impl Fetch {
    /// Begins, and gives what is sent first. `nonce`: 32 fresh random bytes.
    ///
    /// # Errors
    /// [`CloseReason::TooLarge`] never happens for a greeting.
    pub fn new(sheet: RecoverySecret, nonce: [u8; 32]) -> Result<(Self, Vec<u8>), CloseReason> {
        let device = DeviceId(sheet.public().id());
        let hello = Message::Hello(Hello { versions: vec![limits::VERSION], office: ANY_OFFICE, device, nonce }).encode()?;
        Ok((Self { sheet, hello: hello.clone(), relay: None, log: Vec::new(), bytes: 0 }, hello))
    }

    /// Takes in a message of the relay.
    ///
    /// # Errors
    /// Why the fetch failed; nothing has been changed anywhere by it.
    pub fn received(&mut self, bytes: &[u8]) -> Result<Step, CloseReason> {
        let message = Message::decode(bytes)?;
        match (&self.relay, message) {
            (_, Message::Close(code)) => Err(CloseReason::ByRelay(code)),
            (None, Message::Challenge(challenge)) => {
                check_challenge(&self.hello, &challenge)?;
                let announced = challenge.membership.ok_or(CloseReason::Unexpected("Challenge"))?;
                self.relay = Some((challenge.relay, announced));
                let signature = self.sheet.sign(PROOF_DOMAIN, &Proof::statement(&self.hello, bytes));
                let proof = Proof { signature, locator: Vec::new(), positions: Vec::new() };
                Ok(Step::Send(Message::Proof(proof).encode()?))
            }
            (Some((relay, announced)), Message::Membership { from, entries }) => {
                self.bytes += entries.iter().map(Vec::len).sum::<usize>();
                if entries.is_empty() || from != self.log.len() as u64 || self.bytes > MOST || self.log.len() + entries.len() > MAX_LOG {
                    return Err(CloseReason::Unexpected("Membership"));
                }
                let (relay, announced) = (*relay, *announced);
                self.log.extend(entries);
                if (self.log.len() as u64) < announced.len {
                    return Ok(Step::Wait);
                }
                self.done(relay, announced)
            }
            (_, message) => Err(CloseReason::Unexpected(message.name())),
        }
    }

    /// The relay is not believed: the log must verify, be the announced one, and know the sheet.
    fn done(&mut self, relay: RelayPublic, announced: LogHead) -> Result<Step, CloseReason> {
        let log = std::mem::take(&mut self.log);
        let membership = Membership::from_log(&log).map_err(|_| CloseReason::Unexpected("Membership"))?;
        // It may have grown since it was announced.
        let at = usize::try_from(announced.len).ok().and_then(|len| len.checked_sub(1)).and_then(|last| log.get(last));
        if at.map(|entry| Hash::of(entry)) != Some(announced.head) || !membership.recovery().contains(&self.sheet.public()) {
            return Err(CloseReason::Unexpected("Membership"));
        }
        Ok(Step::Done(Box::new(Fetched { log, relay })))
    }
}
