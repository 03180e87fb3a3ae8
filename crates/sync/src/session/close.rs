//! Why a connection ends, in words for the foot of the screen.

use crate::message::{CloseCode, MessageError, TooLarge};
use trust::id::SpaceId;
use trust::key::RelayPublic;

/// Why a desk closes the connection. Nothing is lost by it: what was not confirmed is sent again after the next greeting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseReason {
    /// The relay's bytes are not a message.
    #[error("the relay sent a message that cannot be read ({0}); it will be tried again")]
    Message(#[from] MessageError),
    /// A message of ours would exceed the limit.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// A message that has no place in this phase.
    #[error("the relay sent {0} at the wrong moment; it will be tried again")]
    Unexpected(&'static str),
    /// The relay chose a version that was not offered.
    #[error("the relay speaks another version of the protocol; update this program or the relay")]
    Version,
    /// The relay has another key than the one that this desk knows.
    #[error(
        "the relay at this address is not the one that this desk knows; ask the administrator before going on: only if the relay was replaced, `sync --relay-key {found}`"
    )]
    WrongRelay {
        /// The key that it has proved to hold.
        found: RelayPublic,
    },
    /// The relay's signature does not verify.
    #[error("the relay's signature does not verify; check the relay's address")]
    BadSignature,
    /// The order has a hole, goes back, or does not fit the receipt.
    #[error("the relay's order of space {space} does not continue after entry {after}; it will be tried again")]
    BrokenOrder {
        /// The space.
        space: SpaceId,
        /// Sequence number of the last good entry.
        after: u64,
    },
    /// A batch came for a space that the relay did not announce.
    #[error("the relay sent entries of space {0}, which it had not announced; it will be tried again")]
    UnknownSpace(SpaceId),
    /// The order names an entry that the desk does not hold.
    #[error("an entry of space {0} is missing here; it is fetched in full")]
    Missing(SpaceId),
    /// The relay did not take an entry because it names a membership log that has only now been sent or fetched.
    #[error("the list of members has changed; what waited for that is sent again")]
    NewMembers,
    /// More batches than the window allows.
    #[error("the relay sends faster than agreed; it will be tried again")]
    Window,
    /// The relay was silent for too long.
    #[error("the relay does not answer; check the network, it will be tried again")]
    Silent,
    /// The desk has more spaces or devices than a frontier can hold.
    #[error(transparent)]
    Frontier(#[from] crate::FrontierError),
    /// The relay closed the connection.
    #[error("the relay closed the connection: {}", sentence(*.0))]
    ByRelay(CloseCode),
}

impl CloseReason {
    /// The code to tell the relay; none when it knows already.
    #[must_use]
    pub fn code(&self) -> Option<CloseCode> {
        match self {
            CloseReason::Message(_)
            | CloseReason::TooLarge(_)
            | CloseReason::Unexpected(_)
            | CloseReason::BrokenOrder { .. }
            | CloseReason::UnknownSpace(_)
            | CloseReason::Missing(_)
            | CloseReason::Frontier(_)
            | CloseReason::NewMembers
            | CloseReason::Window => Some(CloseCode::Protocol),
            CloseReason::Version => Some(CloseCode::Version),
            CloseReason::WrongRelay { .. } | CloseReason::BadSignature => Some(CloseCode::BadProof),
            CloseReason::Silent => Some(CloseCode::Timeout),
            CloseReason::ByRelay(_) => None,
        }
    }

    /// Whether a person has to do something before another attempt can succeed.
    #[must_use]
    pub fn needs_a_person(&self) -> bool {
        match self {
            CloseReason::Version | CloseReason::WrongRelay { .. } | CloseReason::BadSignature | CloseReason::TooLarge(_) => true,
            CloseReason::ByRelay(code) => matches!(
                code,
                CloseCode::Version
                    | CloseCode::NotMember
                    | CloseCode::BadProof
                    | CloseCode::BadMembership
                    | CloseCode::UnknownOffice
                    | CloseCode::Revoked
            ),
            CloseReason::Message(_)
            | CloseReason::Unexpected(_)
            | CloseReason::BrokenOrder { .. }
            | CloseReason::UnknownSpace(_)
            | CloseReason::Missing(_)
            | CloseReason::Frontier(_)
            | CloseReason::NewMembers
            | CloseReason::Window
            | CloseReason::Silent => false,
        }
    }
}

fn sentence(code: CloseCode) -> &'static str {
    match code {
        CloseCode::Protocol => "it could not read a message of this program; update the program if it happens again",
        CloseCode::Version => "it speaks another version of the protocol; update this program or the relay",
        CloseCode::NotMember => "it does not know this desk as a member; ask the administrator to synchronise first",
        CloseCode::BadProof => "this desk's key does not fit; ask the administrator to admit the desk again",
        CloseCode::BadMembership => "it does not accept the list of members; ask the administrator",
        CloseCode::Timeout => "it heard nothing for too long; check the network",
        CloseCode::TooSlow => "this connection is too slow at the moment; it will be tried again",
        CloseCode::Stopping => "it is being restarted; it will be tried again",
        CloseCode::Generation => "its order begins anew; it will be tried again at once",
        CloseCode::Internal => "it cannot store at the moment; entries are kept here and sent later",
        CloseCode::Full => "it takes no more connections or offices; ask who runs the relay",
        CloseCode::UnknownOffice => "it does not know this office; connect the administrator's desk first",
        CloseCode::Revoked => {
            "it says that this desk was taken out of the office; only the list of members proves it; ask the administrator"
        }
        CloseCode::Fetched => "what was asked for has been sent",
        CloseCode::Other(_) => "for a reason that only a newer program knows; update the program",
    }
}
