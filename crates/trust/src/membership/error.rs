//! Why the membership log, or a right that it should grant, is refused.

use thiserror::Error;

use crate::id::{DeviceId, OfficeId, SpaceId};
use crate::key::KeyError;

/// Why an entry of the log, or a right that it should grant, is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MembershipError {
    /// A log without entries.
    #[error("the membership log is empty; ask an administrator for a new welcome file")]
    Empty,
    /// The entry uses a version or kind that this program does not know.
    #[error("the membership log uses {what} {found}, which this program does not know; install the newest version")]
    NewerProgram {
        /// The field that is not known: "version" or "kind".
        what: &'static str,
        /// Its value.
        found: u32,
    },
    /// The entry says something that no honest program writes.
    #[error("an entry of the membership log is malformed ({what}); fetch the log again from the relay or another desk")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
    /// A limit is reached.
    #[error("the membership log would hold more than {most} {what}; remove what is no longer needed")]
    TooMany {
        /// What there would be too many of.
        what: &'static str,
        /// The limit.
        most: usize,
    },
    /// The entry has another position than the next one: it was seen before, or one is missing between.
    #[error("entry {found} of the membership log came where entry {expected} is due; fetch the log again")]
    WrongSeq {
        /// Position that is due.
        expected: u64,
        /// Position found.
        found: u64,
    },
    /// The entry follows another log.
    #[error(
        "entry {seq} of the membership log follows another history; another administrator may have been faster: fetch the log and do it again"
    )]
    WrongPrev {
        /// Position of the entry.
        seq: u64,
    },
    /// The signature does not fit the author.
    #[error("an entry of the membership log is not signed by the desk that it names; it was changed or forged")]
    Signature(#[from] KeyError),
    /// The device is not in the log.
    #[error("desk {device} does not belong to this office; enrol it first")]
    UnknownDevice {
        /// The device.
        device: DeviceId,
    },
    /// The device is in the log already.
    #[error("desk {device} is enrolled already; to enrol it anew, let it make a new join request")]
    KnownDevice {
        /// The device.
        device: DeviceId,
    },
    /// The seat is as it shall be already.
    #[error("the person has this seat at desk {device} already")]
    KnownSeat {
        /// The desk.
        device: DeviceId,
    },
    /// The person does not work at the desk.
    #[error("the person has no seat at desk {device}; an administrator gives it")]
    NoSeat {
        /// The desk.
        device: DeviceId,
    },
    /// The device was revoked.
    #[error("desk {device} has been revoked; an administrator can enrol it anew")]
    Revoked {
        /// The device.
        device: DeviceId,
    },
    /// The device was not revoked: its work counts anyway.
    #[error("desk {device} is not revoked, and its work counts; there is nothing to adopt")]
    NotRevoked {
        /// The device.
        device: DeviceId,
    },
    /// No late work is named, or none beyond what counts already.
    #[error("there is no late work to adopt; it may have been adopted already")]
    NothingLate,
    /// The author is no administrator.
    #[error("desk {device} is not an administrator's; ask an administrator to do this")]
    NotAdministrator {
        /// The device.
        device: DeviceId,
    },
    /// Nobody could change the log any more.
    #[error("the office would be left without an administrator; make another desk an administrator first")]
    LastAdministrator,
    /// The head is not in this log, or not yet.
    #[error("the entry knows newer members than this desk; it waits until the membership log arrives")]
    UnknownHead,
    /// The device has no right to the space.
    #[error("desk {device} may not write into space {space}; an administrator can grant it")]
    NoRight {
        /// The device.
        device: DeviceId,
        /// The space.
        space: SpaceId,
    },
    /// The entry of records belongs to another office.
    #[error("the entry belongs to office {found}, not to this one")]
    OtherOffice {
        /// The office that the entry names.
        found: OfficeId,
    },
    /// The entry was sealed with a key that was not the current one.
    #[error("the entry uses epoch {found} of space {space}, which was not current for its author; it is kept aside")]
    WrongEpoch {
        /// The space.
        space: SpaceId,
        /// Epoch that the entry names.
        found: u32,
    },
    /// The entry of a revoked device comes after the cut.
    #[error("desk {device} has been revoked after its entry {last} in space {space}; an administrator can adopt later work")]
    PastCut {
        /// The device.
        device: DeviceId,
        /// The space.
        space: SpaceId,
        /// Counter of the last entry that counts.
        last: u64,
    },
    /// The space is not in the log.
    #[error("the office has no space {space}; check the number of the space")]
    UnknownSpace {
        /// The space.
        space: SpaceId,
    },
    /// The space is in the log already.
    #[error("the office has space {space} already; choose another number")]
    KnownSpace {
        /// The space.
        space: SpaceId,
    },
    /// The administrator cannot hand on a key that it does not hold.
    #[error("this desk holds no key of space {space}; let an administrator who works in that space do this")]
    NoKey {
        /// The space.
        space: SpaceId,
    },
    /// A box of keys does not open, or holds other keys than were announced.
    #[error("the keys that were handed to this desk do not fit; ask an administrator to enrol it anew")]
    BadKeys,
    /// The recovery sheet belongs to another office.
    #[error("this recovery sheet does not belong to this office; look for the sheet with the office's name")]
    UnknownRecovery,
    /// A name is empty, too long or holds characters that hide or reorder text.
    #[error("a name must be one visible line of at most 200 bytes, without hidden characters; type it again")]
    BadName,
    /// A role is no role id.
    #[error("a role is written in small letters, digits and hyphens, at most 64 of them, at most 32 roles; check the list of roles")]
    BadRole,
    /// The relay's address is no address.
    #[error("the relay's address must be one word of at most 512 characters, such as wss://relay.example.org; type it again")]
    BadRelay,
    /// The join request does not hold together.
    #[error("the join request was changed on its way or is not complete; ask for it again")]
    BadRequest,
}
