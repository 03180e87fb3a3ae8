//! The answer to a join request.

use std::fmt;

use minicbor::{Decode, Encode};

use super::{EnrolError, JoinRequest, MAX_WELCOME_FILE, read_file};
use crate::codec::{from_cbor, split_signature, to_armour, to_cbor};
use crate::id::{DeviceId, Hash};
use crate::key::{DeviceSecret, RelayPublic, SIGNATURE_LEN};
use crate::membership::{Membership, RelayAddress};

pub(super) const MAGIC: &str = "zongban welcome 1";
pub(super) const DOMAIN: &str = "zongban 2026 welcome";

/// The answer to a join request: the membership log with the admission in it, and where the relay is.
#[derive(Clone, PartialEq, Eq)]
pub struct Welcome {
    pub(super) body: WelcomeBody,
    pub(super) signature: [u8; SIGNATURE_LEN],
}

impl Welcome {
    /// Writes and signs the answer. `membership` must hold the admission already.
    ///
    /// # Errors
    /// [`EnrolError::NotForUs`] when the log does not admit this request, [`EnrolError::NotByAdministrator`] when
    /// `admin` is none.
    pub fn new(membership: &Membership, request: &JoinRequest, relay: RelayAddress, admin: &DeviceSecret) -> Result<Self, EnrolError> {
        let log = membership.log().iter().cloned().map(Into::into).collect();
        let body = WelcomeBody { request: request.hash(), author: admin.id(), relay, log };
        body.check(membership, request)?;
        let signature = admin.sign(DOMAIN, &to_cbor(&body));
        Ok(Self { body, signature })
    }

    /// Checks the answer against the desk's own request and returns the verified log.
    ///
    /// # Errors
    /// [`EnrolError::NotForUs`] for the answer to another request, [`EnrolError::Log`] or
    /// [`EnrolError::Signature`] for a forged one.
    pub fn accept(&self, request: &JoinRequest) -> Result<Membership, EnrolError> {
        let log: Vec<&[u8]> = self.body.log.iter().map(|entry| entry.as_slice()).collect();
        let membership = Membership::from_log(&log)?;
        // The signature first: what was damaged on its way is not to look like the answer to somebody else.
        let author = membership.device(&self.body.author).ok_or(EnrolError::NotByAdministrator)?;
        author.public.verify(DOMAIN, &to_cbor(&self.body), &self.signature)?;
        self.body.check(&membership, request)?;
        Ok(membership)
    }

    /// The membership log that it carries, not verified: for somebody with a recovery sheet.
    pub fn log(&self) -> Vec<Vec<u8>> {
        self.body.log.iter().map(|entry| entry.to_vec()).collect()
    }

    /// Where the relay is.
    pub fn relay_url(&self) -> Option<&str> {
        self.body.relay.url.as_deref()
    }

    /// Key that the relay must prove to hold.
    pub fn relay_key(&self) -> Option<&RelayPublic> {
        self.body.relay.key.as_ref()
    }

    /// The answer as a text file.
    pub fn to_file(&self) -> String {
        let mut bytes = to_cbor(&self.body);
        bytes.extend_from_slice(&self.signature);
        to_armour(MAGIC, &bytes)
    }

    /// Reads an answer; [`accept`](Self::accept) verifies it.
    ///
    /// # Errors
    /// [`EnrolError`] for every file that [`to_file`](Self::to_file) does not write.
    pub fn from_file(file: &[u8]) -> Result<Self, EnrolError> {
        let bytes = read_file(MAGIC, "welcome", file, MAX_WELCOME_FILE)?;
        let (body, signature) = split_signature(&bytes).map_err(|_| EnrolError::Malformed)?;
        let body: WelcomeBody = from_cbor(body).map_err(|_| EnrolError::Malformed)?;
        if !body.relay.is_sound() {
            return Err(EnrolError::Malformed);
        }
        Ok(Self { body, signature: *signature })
    }
}

impl fmt::Debug for Welcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Welcome(by {}, {} entries)", self.body.author, self.body.log.len())
    }
}

#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct WelcomeBody {
    #[n(0)]
    request: Hash,
    #[n(1)]
    author: DeviceId,
    #[n(2)]
    pub(super) relay: RelayAddress,
    #[n(3)]
    log: Vec<minicbor::bytes::ByteVec>,
}

impl WelcomeBody {
    fn check(&self, membership: &Membership, request: &JoinRequest) -> Result<(), EnrolError> {
        let device = request.device();
        let admitted = membership
            .device(&device)
            .is_some_and(|member| member.revoked.is_none() && member.public == request.public && member.person == request.person);
        let answers = self.request == request.hash() && membership.admitted_request(&device) == Some(self.request);
        if !(admitted && answers) {
            return Err(EnrolError::NotForUs);
        }
        match membership.device(&self.author) {
            Some(author) if author.is_active_administrator() => Ok(()),
            _ => Err(EnrolError::NotByAdministrator),
        }
    }
}
