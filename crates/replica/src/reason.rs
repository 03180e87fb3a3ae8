//! Why an entry waits or was set aside, a check found a fault, or keys and members were refused: a stable code at the
//! start of the text, by which a screen finds its own sentence, and then the words for a technician.

use std::fmt::{self, Display};

use registers::gate::Refusal;
use trust::enrol::EnrolError;
use trust::entry::EntryError;
use trust::key::KeyError;
use trust::membership::MembershipError;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $text:literal;)*) => {
        /// The code of a reason. Codes are stored: they are permanent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// All codes, for which a screen has a sentence each.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The code as it stands at the start of a reason.
            pub const fn key(self) -> &'static str {
                match self { $(Code::$name => $key,)* }
            }

            const fn text(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// The entry is of another office or space than the one it came in.
    OtherOffice = "other-office", "it belongs to another office or space";
    /// Its desk is not in the list of members.
    NeverAdmitted = "never-admitted", "its desk was never admitted";
    /// Its desk was revoked.
    Revoked = "revoked", "its desk was revoked";
    /// It comes after the last entry that counts of a revoked desk.
    PastCut = "past-cut", "its desk was revoked before it";
    /// Its desk has no right to the space.
    NoRight = "no-right", "its desk has no right to the space";
    /// Its desk's roles allow only reading.
    OnlyReads = "only-reads", "its desk may only read";
    /// It names another person than its desk's.
    OtherPerson = "other-person", "it names a person to whom the desk does not belong";
    /// A signature in it is not the person's, or for something else.
    BadSignOff = "bad-sign-off", "a signature in it proves nothing";
    /// A seat that is as it should become already, or that nobody has.
    Seat = "seat", "the seat is so already, or nobody such works at that desk";
    /// It was sealed with a key that was not the current one.
    WrongEpoch = "wrong-epoch", "it was sealed with a key that was not the current one";
    /// It names an older member list than its desk did before.
    OldMembers = "old-members", "it names an older member list than its desk named before";
    /// It names a member list that is not here yet.
    UnknownMembers = "unknown-members", "it names a member list that is not here yet";
    /// The key to open it is not here yet.
    NoKey = "no-key", "its key is not here yet";
    /// It does not open with the key that it names.
    WrongKey = "wrong-key", "it does not open with the key that it names";
    /// An earlier entry of its desk waits.
    AfterHeld = "after-held", "an earlier entry of its desk waits";
    /// It builds on changes that are not here yet.
    Early = "early", "it builds on entries that are not here yet";
    /// Entries of its chain before it are missing.
    Gap = "gap", "entries before it are missing";
    /// Too much of its chain waits already.
    TooMuchWaits = "too-much-waits", "too much of its desk's work waits for entries that are not here: it is fetched again when those have come";
    /// Its desk has written two entries at one place of its chain.
    Fork = "fork", "the desk has written two different entries at one place of its chain: it is frozen, both are kept";
    /// It does not continue its desk's chain.
    Branch = "branch", "it does not continue the desk's chain: the desk is frozen, both branches are kept";
    /// Its desk was frozen before.
    Frozen = "frozen", "its desk is frozen after it wrote two different entries at one place of its chain";
    /// Its signature does not fit.
    Signature = "signature", "the signature does not fit";
    /// Its sealed content was changed.
    Tampered = "tampered", "the sealed content was changed";
    /// Its bytes are cut short or malformed.
    Damaged = "damaged", "it is damaged";
    /// It exceeds a limit.
    TooLarge = "too-large", "it is larger than allowed";
    /// A newer program wrote it.
    NewerProgram = "newer-program", "it was written by a newer program";
    /// What it seals is no commit.
    NoCommit = "no-commit", "what it seals is no commit";
    /// The gate refused a change in it.
    BadChange = "bad-change", "a change in it is not as a record needs it";
    /// The computer had no memory left for it.
    NoMemory = "no-memory", "there was no memory left for it";
    /// The database file is damaged.
    DataFile = "data-file", "the data file is damaged";
    /// The list of members does not hold together.
    Members = "members", "the list of members does not hold together";
    /// The list of members belongs to another office.
    OtherMembers = "other-members", "the list of members belongs to another office";
    /// The list of members was changed by another administrator meanwhile.
    MembersChanged = "members-changed", "another administrator changed the list of members meanwhile";
    /// The desk is a member already.
    KnownDesk = "known-desk", "the desk is enrolled already";
    /// This desk is no administrator's.
    NoAdministrator = "no-administrator", "this desk is not an administrator's";
    /// No administrator would be left.
    LastAdministrator = "last-administrator", "the office would be left without an administrator";
    /// The desk was not revoked.
    NotRevoked = "not-revoked", "the desk is not revoked, its work counts";
    /// There is no late work, or it counts already.
    NothingLate = "nothing-late", "there is no late work to adopt";
    /// This desk does not take itself out of the office.
    OwnDesk = "own-desk", "a desk does not revoke itself";
    /// This desk lacks the key of a space that it is to hand on.
    NoKeyToGive = "no-key-to-give", "this desk holds no key of the space";
    /// There is no such space.
    UnknownSpace = "unknown-space", "the office has no such space";
    /// Keys that were handed over do not fit.
    BadKeys = "bad-keys", "the keys that were handed to this desk do not fit";
    /// A recovery sheet of another office.
    OtherSheet = "other-sheet", "the recovery sheet does not belong to this office";
    /// This desk holds no key of the space that it is to write in.
    NoKeyHere = "no-key-here", "this desk holds no key for the space";
    /// The field takes a number.
    NeedsNumber = "needs-number", "a number is needed";
    /// The field takes yes or no.
    NeedsYesNo = "needs-yes-no", "yes or no is needed";
    /// The field takes text.
    NeedsText = "needs-text", "text is needed";
    /// The field has rows or members.
    NotOneValue = "not-one-value", "it is not written as one value";
    /// The field has no such choice.
    NoSuchChoice = "no-such-choice", "there is no such choice";
    /// The register has no such state.
    NoSuchState = "no-such-state", "there is no such state";
    /// A record that has no number yet is not renumbered.
    NoNumberYet = "no-number-yet", "the record has no number yet";
    /// A void record is not renumbered.
    VoidKeepsNumber = "void-keeps-number", "a void record keeps its number";
    /// What was sealed or sent is not renumbered.
    OnPaper = "on-paper", "its paper was sealed or sent: paper keeps its number";
    /// A name that cannot be shown safely.
    BadName = "bad-name", "a name must be one visible line of at most 200 bytes, without hidden characters";
    /// Not the name of a role.
    BadRole = "bad-role", "not the name of a role";
    /// Not the address of a relay.
    BadRelay = "bad-relay", "not the address of a relay";
    /// A file of another sort.
    OtherFile = "other-file", "a file of another sort";
    /// A file that was damaged or cut short.
    DamagedFile = "damaged-file", "the file is damaged or cut short";
    /// A file that was changed after it was made.
    ChangedFile = "changed-file", "the file was changed after it was made";
    /// A welcome for another request.
    OtherWelcome = "other-welcome", "the welcome file answers another join request";
    /// A welcome that no administrator signed.
    NotByAdministrator = "not-by-administrator", "the welcome file is not signed by an administrator of the office";
}

impl Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// Something that can be given as a reason.
pub(crate) trait Because: Display {
    fn code(&self) -> Code;

    /// The reason as it is stored and handed on.
    fn because(&self) -> String {
        format!("{}: {self}", self.code().key())
    }
}

/// Parts a reason into its code, if this program knows it, and the words for a technician.
pub fn split(reason: &str) -> (Option<Code>, &str) {
    let known = |(key, words)| Code::ALL.iter().find(|c| c.key() == key).map(|c| (Some(*c), words));
    reason.split_once(": ").and_then(known).unwrap_or((None, reason))
}

impl Because for Code {
    fn code(&self) -> Code {
        *self
    }
}

impl Because for KeyError {
    fn code(&self) -> Code {
        match self {
            KeyError::NotAKey | KeyError::BadSignature => Code::Signature,
        }
    }
}

impl Because for EntryError {
    fn code(&self) -> Code {
        match self {
            EntryError::TooShort { .. } | EntryError::Malformed { .. } => Code::Damaged,
            EntryError::TooLong { .. } | EntryError::TooMuchText { .. } => Code::TooLarge,
            EntryError::NewerProgram { .. } => Code::NewerProgram,
            EntryError::WrongDevice { .. } | EntryError::Signature(_) => Code::Signature,
            EntryError::WrongKey { .. } => Code::WrongKey,
            EntryError::Tampered => Code::Tampered,
            EntryError::Pack => Code::NoMemory,
        }
    }
}

impl Because for MembershipError {
    fn code(&self) -> Code {
        match self {
            MembershipError::Empty
            | MembershipError::Malformed { .. }
            | MembershipError::TooMany { .. }
            | MembershipError::WrongSeq { .. }
            | MembershipError::Signature(_) => Code::Members,
            MembershipError::WrongPrev { .. } => Code::MembersChanged,
            MembershipError::NewerProgram { .. } => Code::NewerProgram,
            MembershipError::UnknownDevice { .. } => Code::NeverAdmitted,
            MembershipError::KnownDevice { .. } => Code::KnownDesk,
            MembershipError::Revoked { .. } => Code::Revoked,
            MembershipError::NotAdministrator { .. } => Code::NoAdministrator,
            MembershipError::LastAdministrator => Code::LastAdministrator,
            MembershipError::NotRevoked { .. } => Code::NotRevoked,
            MembershipError::NothingLate => Code::NothingLate,
            MembershipError::UnknownHead => Code::UnknownMembers,
            MembershipError::NoRight { .. } => Code::NoRight,
            MembershipError::OtherOffice { .. } => Code::OtherOffice,
            MembershipError::WrongEpoch { .. } => Code::WrongEpoch,
            MembershipError::PastCut { .. } => Code::PastCut,
            MembershipError::UnknownSpace { .. } | MembershipError::KnownSpace { .. } => Code::UnknownSpace,
            MembershipError::NoKey { .. } => Code::NoKeyToGive,
            MembershipError::KnownSeat { .. } | MembershipError::NoSeat { .. } => Code::Seat,
            MembershipError::BadKeys => Code::BadKeys,
            MembershipError::UnknownRecovery => Code::OtherSheet,
            MembershipError::BadName => Code::BadName,
            MembershipError::BadRole => Code::BadRole,
            MembershipError::BadRelay => Code::BadRelay,
            MembershipError::BadRequest => Code::ChangedFile,
        }
    }
}

impl Because for EnrolError {
    fn code(&self) -> Code {
        match self {
            EnrolError::OtherFile { .. } | EnrolError::TooLong { .. } => Code::OtherFile,
            EnrolError::Malformed => Code::DamagedFile,
            EnrolError::BadName => Code::BadName,
            EnrolError::Signature(_) => Code::ChangedFile,
            // Only a file that was damaged or forged holds a list that does not hold together.
            EnrolError::Log(_) => Code::ChangedFile,
            EnrolError::NotForUs => Code::OtherWelcome,
            EnrolError::NotByAdministrator => Code::NotByAdministrator,
        }
    }
}

impl Because for Refusal {
    fn code(&self) -> Code {
        match self {
            Refusal::TooLarge(_) | Refusal::TooManyOperations | Refusal::TooManyDependencies => Code::TooLarge,
            Refusal::NotPlain
            | Refusal::Malformed(_)
            | Refusal::WrongActor
            | Refusal::WrongSequence { .. }
            | Refusal::ForgetsItself
            | Refusal::WrongStart { .. }
            | Refusal::NotCanonical
            | Refusal::Foreign(_)
            | Refusal::Trial(_) => Code::BadChange,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_found_again_and_none_stands_twice() {
        for code in Code::ALL {
            let reason = code.because();
            assert_eq!(split(&reason), (Some(*code), code.text()));
            assert!(code.key().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code:?}");
        }
        let keys: BTreeSet<&str> = Code::ALL.iter().map(|c| c.key()).collect();
        assert_eq!(keys.len(), Code::ALL.len());
    }

    #[test]
    fn words_without_a_known_code_stay_as_they_are() {
        for text in ["", "its desk was never admitted", "a-newer-code: words", ": ", "fork"] {
            assert_eq!(split(text), (None, text));
        }
        let error = EntryError::TooShort { found: 3 };
        assert_eq!(split(&error.because()), (Some(Code::Damaged), error.to_string().as_str()));
    }
}
