//! Sign-offs: what a person signs who approves a record, and how it is proved years later.
//!
//! A desk signs every entry; that says from which desk it came. A sign-off is signed with the key of the person, and says what the
//! person saw and decided. The list of members says whose key that was and with which roles; nothing else is needed to check it but the
//! bytes of what was seen. The written form is in `crates/sync/spec/signoff.md`.

use minicbor::{Decode, Encode};
use thiserror::Error;

use crate::codec::{from_cbor, split_signature, to_cbor};
use crate::id::{DeviceId, Hash, OfficeId, PersonId, SpaceId};
use crate::key::{PersonSecret, SIGNATURE_LEN};
use crate::membership::{Membership, MembershipError};

/// Longest sign-off in bytes.
pub const MAX_SIGNOFF: usize = 64 * 1024;
/// Most heads of a document, attachments, and roles that a statement names.
pub const MAX_NAMED: usize = 512;
const VERSION: u8 = 1;
const DOMAIN: &str = "zongban 2026 sign-off";

/// What a person signs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Statement {
    #[n(0)]
    version: u8,
    /// The office.
    #[n(1)]
    pub office: OfficeId,
    /// The space of the record.
    #[n(2)]
    pub space: SpaceId,
    /// Id of the record.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub record: [u8; 16],
    /// Key of its register.
    #[n(4)]
    pub register: String,
    /// What was decided: id of the step.
    #[n(5)]
    pub decision: String,
    /// Who signs.
    #[n(6)]
    pub person: PersonId,
    /// At which desk.
    #[n(7)]
    pub device: DeviceId,
    /// The roles of the person at that desk, in order.
    #[n(8)]
    pub roles: Vec<String>,
    /// Head of the list of members that the desk knew.
    #[n(9)]
    pub membership: Hash,
    /// Heads of the document as it was shown, in order.
    #[n(10)]
    pub heads: Vec<Hash>,
    /// Hash of the content as it was shown.
    #[n(11)]
    pub content: Hash,
    /// Hashes of the attachments that were shown, in order.
    #[n(12)]
    pub attachments: Vec<Hash>,
    /// Milliseconds since 1970 by the desk's clock.
    #[n(13)]
    pub at: u64,
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The space of the record.
    pub space: SpaceId,
    /// Id of the record.
    pub record: [u8; 16],
    /// Key of its register.
    pub register: String,
    /// Id of the step.
    pub decision: String,
    /// Heads of the document as it was shown.
    pub heads: Vec<Hash>,
    /// Hash of the content as it was shown.
    pub content: Hash,
    /// Hashes of the attachments that were shown.
    pub attachments: Vec<Hash>,
}

impl Statement {
    /// What a person says at a desk about a subject, with the roles of the newest list of members.
    ///
    /// # Errors
    /// [`SignOffError::Members`] when the person has no seat there.
    pub fn new(subject: Subject, membership: &Membership, device: DeviceId, person: PersonId, at: u64) -> Result<Self, SignOffError> {
        let Subject { space, record, register, decision, mut heads, content, mut attachments } = subject;
        let seat = membership.seat_of(&device, &person).ok_or(MembershipError::NoSeat { device })?;
        heads.sort_unstable();
        attachments.sort_unstable();
        Ok(Self {
            version: VERSION,
            office: membership.office(),
            space,
            record,
            register,
            decision,
            person,
            device,
            roles: seat.roles,
            membership: membership.head(),
            heads,
            content,
            attachments,
            at,
        })
    }

    fn is_sound(&self) -> bool {
        let named = [self.heads.len(), self.attachments.len(), self.roles.len()];
        self.version == VERSION
            && named.iter().all(|count| *count <= MAX_NAMED)
            && self.heads.is_sorted_by(|a, b| a < b)
            && self.attachments.is_sorted_by(|a, b| a < b)
            && self.roles.is_sorted_by(|a, b| a < b)
    }
}

/// A statement with the signature of whoever made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOff {
    /// What was said.
    pub statement: Statement,
    signature: [u8; SIGNATURE_LEN],
}

/// Why a sign-off proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignOffError {
    /// The bytes are no sign-off.
    #[error("the sign-off is malformed")]
    Malformed,
    /// It is of another office.
    #[error("the sign-off is of another office")]
    OtherOffice,
    /// Whoever signed had no seat at that desk then, or the list of members is not known that far.
    #[error("the list of members does not bear the sign-off out: {0}")]
    Members(#[from] MembershipError),
    /// It claims roles that the person did not have.
    #[error("the sign-off claims roles that the person did not have")]
    OtherRoles,
    /// The signature is not that of the person.
    #[error("the sign-off is not signed with the key of the person whom it names")]
    Signature,
}

impl SignOff {
    /// Signs a statement.
    pub fn new(statement: Statement, key: &PersonSecret) -> Self {
        let signature = key.sign(DOMAIN, &to_cbor(&statement));
        Self { statement, signature }
    }

    /// The written form: the statement, the signature.
    pub fn to_bytes(&self) -> Vec<u8> {
        [to_cbor(&self.statement).as_slice(), &self.signature].concat()
    }

    /// Reads the written form; [`verify`](Self::verify) says whether it proves anything.
    ///
    /// # Errors
    /// [`SignOffError::Malformed`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignOffError> {
        if bytes.len() > MAX_SIGNOFF {
            return Err(SignOffError::Malformed);
        }
        let (statement, signature) = split_signature(bytes).map_err(|_| SignOffError::Malformed)?;
        let statement: Statement = from_cbor(statement).map_err(|_| SignOffError::Malformed)?;
        if statement.is_sound() { Ok(Self { statement, signature: *signature }) } else { Err(SignOffError::Malformed) }
    }

    /// Whether the person whom the statement names has signed it, as the list of members knows that person's key and roles as of the
    /// head that the statement names.
    ///
    /// # Errors
    /// [`SignOffError`].
    pub fn verify(&self, membership: &Membership) -> Result<(), SignOffError> {
        let Statement { office, person, device, roles, membership: head, .. } = &self.statement;
        if *office != membership.office() {
            return Err(SignOffError::OtherOffice);
        }
        let held = membership.roles_of(device, person, head)?;
        if !roles.iter().all(|role| held.contains(role)) {
            return Err(SignOffError::OtherRoles);
        }
        let bytes = to_cbor(&self.statement);
        let keys = membership.person_keys(device, person, head);
        if keys.iter().any(|key| key.verify(DOMAIN, &bytes, &self.signature).is_ok()) { Ok(()) } else { Err(SignOffError::Signature) }
    }
}

#[cfg(test)]
mod tests;
