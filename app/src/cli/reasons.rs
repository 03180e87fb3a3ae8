//! Reasons that come from below, each as a sentence in the language of the moment: why an entry was set aside, what a
//! check found, why a session with the relay ended, what the relay did not take, clocks that differ.

use registers::Lang;
use registers::settled::Why;
use replica::reason::{self, Code};
use sync::message::{CloseCode, RefusalCode};
use sync::session::CloseReason;

use super::say;
use crate::network::{NetworkError, View};

/// The sentence for a reason of the replica. The words for a technician follow where they say more than the sentence.
pub fn reason(lang: Lang, text: &str) -> String {
    match reason::split(text) {
        (Some(code), detail) => {
            let sentence = say(lang, &key(code), &[]);
            if is_technical(code) { say(lang, "cli.with_detail", &[("text", &sentence), ("detail", detail)]) } else { sentence }
        }
        (None, text) => text.to_owned(),
    }
}

/// The sentence for a fault that a check found, and where.
pub fn fault(lang: Lang, text: &str) -> String {
    match reason::split(text) {
        (Some(code), detail) => say(lang, "cli.with_detail", &[("text", &say(lang, &key(code), &[])), ("detail", detail)]),
        (None, text) => text.to_owned(),
    }
}

fn key(code: Code) -> String {
    format!("reason.{}", code.key().replace('-', "_"))
}

/// Codes that stand for many things, so that the sentence alone leaves open which.
fn is_technical(code: Code) -> bool {
    matches!(
        code,
        Code::Damaged
            | Code::TooLarge
            | Code::NewerProgram
            | Code::NoCommit
            | Code::BadChange
            | Code::DataFile
            | Code::Members
            | Code::UnknownSpace
            | Code::NoKeyToGive
    )
}

/// Why a session with the relay ended.
pub fn closed(lang: Lang, reason: &CloseReason) -> String {
    let plain = |key: &str| say(lang, key, &[]);
    let detailed = |key: &str| say(lang, "cli.with_detail", &[("text", &plain(key)), ("detail", &reason.to_string())]);
    match reason {
        CloseReason::Message(_) => detailed("close.message"),
        CloseReason::TooLarge(_) => plain("close.too_large"),
        CloseReason::Unexpected(_) => detailed("close.unexpected"),
        CloseReason::Version => plain("close.version"),
        CloseReason::WrongRelay { found } => say(lang, "close.wrong_relay", &[("key", &found.to_string())]),
        CloseReason::BadSignature => plain("close.bad_signature"),
        CloseReason::BrokenOrder { .. } => detailed("close.broken_order"),
        CloseReason::UnknownSpace(_) => detailed("close.unknown_space"),
        CloseReason::Missing(_) => plain("close.missing"),
        CloseReason::NewMembers => plain("close.new_members"),
        CloseReason::Window => plain("close.window"),
        CloseReason::Silent => plain("close.silent"),
        CloseReason::Frontier(_) => detailed("close.frontier"),
        CloseReason::ByRelay(code) => by_relay(lang, *code),
    }
}

fn by_relay(lang: Lang, code: CloseCode) -> String {
    let key = match code {
        CloseCode::Protocol => "close.by_relay.protocol",
        CloseCode::Version => "close.by_relay.version",
        CloseCode::NotMember => "close.by_relay.not_member",
        CloseCode::BadProof => "close.by_relay.bad_proof",
        CloseCode::BadMembership => "close.by_relay.bad_membership",
        CloseCode::Timeout => "close.by_relay.timeout",
        CloseCode::TooSlow => "close.by_relay.too_slow",
        CloseCode::Stopping => "close.by_relay.stopping",
        CloseCode::Generation => "close.by_relay.generation",
        CloseCode::Internal => "close.by_relay.internal",
        CloseCode::Full => "close.by_relay.full",
        CloseCode::UnknownOffice => "close.by_relay.unknown_office",
        CloseCode::Revoked => "close.by_relay.revoked",
        CloseCode::Fetched => "close.by_relay.fetched",
        CloseCode::Other(_) => "close.by_relay.other",
    };
    say(lang, key, &[])
}

/// Why the relay does not take an entry.
pub fn not_taken(lang: Lang, code: RefusalCode) -> String {
    let key = match code {
        RefusalCode::Malformed => "refusal.malformed",
        RefusalCode::BadSignature => "refusal.bad_signature",
        RefusalCode::NotMember => "refusal.not_member",
        RefusalCode::NotAllowed => "refusal.not_allowed",
        RefusalCode::UnknownHead => "refusal.unknown_head",
        RefusalCode::Gap => "refusal.gap",
        RefusalCode::Fork => "refusal.fork",
        RefusalCode::WrongSpace => "refusal.wrong_space",
        RefusalCode::SpaceFull => "refusal.space_full",
        RefusalCode::Revoked => "refusal.revoked",
        RefusalCode::Other(_) => "refusal.other",
    };
    say(lang, key, &[])
}

/// Whether a person has to do something before the relay can be met.
pub fn needs_a_person(error: &NetworkError) -> bool {
    match error {
        NetworkError::Address(_) | NetworkError::Stopped(_) => true,
        NetworkError::Closed(reason) => reason.needs_a_person(),
        NetworkError::NoRelay | NetworkError::Unreachable(_) | NetworkError::Broken | NetworkError::Replica(_) => false,
    }
}

/// What is to be said of clocks: this computer's and the relay's, and the desks whose clocks run ahead, `names` of them.
pub fn clocks(lang: Lang, view: &View, names: &[String]) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(ahead) = view.clock_ahead_ms {
        let minutes = (ahead.unsigned_abs() / 60_000).to_string();
        let key = if ahead > 0 { "clock.ahead" } else { "clock.behind" };
        said.push(say(lang, key, &[("minutes", &minutes)]));
    }
    if !names.is_empty() {
        said.push(say(lang, "clock.others", &[("desks", &names.join(&say(lang, "gui.list_separator", &[])))]));
    }
    said
}

/// The sentence that says why a field is not written any more.
pub(super) fn settled_key(why: Why) -> &'static str {
    match why {
        Why::Number => "error.settled_number",
        Why::Early => "error.settled_early",
        Why::Listed => "error.settled_listed",
        Why::Out => "error.settled_out",
        Why::Text => "error.locked",
        Why::Paper => "error.settled_paper",
        Why::Act(_) => "error.settled_act",
        Why::Author => "error.settled_author",
        Why::Frozen(_) => "error.frozen",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use trust::key::RelayPublic;

    use super::*;

    /// Said in that language: with Chinese characters, or without any.
    fn is_said_in(lang: Lang, sentence: &str) {
        let chinese = sentence.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert_eq!(chinese, lang != Lang::En, "{sentence} in {lang:?}");
    }

    #[test]
    fn every_code_of_the_replica_has_a_sentence_of_its_own_in_every_language() {
        for lang in Lang::ALL {
            let mut sentences = BTreeSet::new();
            for code in Code::ALL {
                let sentence = say(lang, &key(*code), &[]);
                assert!(!sentence.contains("reason."), "{code:?} in {lang:?}");
                is_said_in(lang, &sentence);
                assert!(sentences.insert(sentence.clone()), "{sentence} stands twice");
                let whole = reason(lang, &format!("{}: words for a technician", code.key()));
                assert!(whole.starts_with(&sentence));
                assert_eq!(whole.contains("technician"), is_technical(*code));
                assert!(fault(lang, &format!("{}: entry 5", code.key())).contains("entry 5"));
            }
        }
    }

    #[test]
    fn a_reason_of_another_program_is_shown_as_it_is() {
        for text in ["", "its desk was never admitted", "some-newer-code: words"] {
            assert_eq!((reason(Lang::ZhHans, text), fault(Lang::ZhHans, text)), (text.to_owned(), text.to_owned()));
        }
    }

    #[test]
    fn why_a_session_ended_is_said_in_every_language() {
        let own = [
            CloseReason::Unexpected("batch"),
            CloseReason::Version,
            CloseReason::WrongRelay { found: RelayPublic([7; 32]) },
            CloseReason::BadSignature,
            CloseReason::Window,
            CloseReason::Silent,
            CloseReason::NewMembers,
        ];
        // One code beyond the last that is known: a newer relay's.
        let by_relay = (1..=15).map(|code| CloseReason::ByRelay(CloseCode::from_wire(code)));
        let all: Vec<CloseReason> = own.into_iter().chain(by_relay).collect();
        for lang in Lang::ALL {
            let sentences: BTreeSet<String> = all.iter().map(|r| closed(lang, r)).collect();
            assert_eq!(sentences.len(), all.len());
            let refusals: BTreeSet<String> = (1..=11).map(|code| not_taken(lang, RefusalCode::from_wire(code))).collect();
            assert_eq!(refusals.len(), 11);
            sentences.iter().chain(&refusals).for_each(|s| is_said_in(lang, s));
        }
    }

    #[test]
    fn clocks_are_told_of_only_when_they_are_off() {
        for lang in Lang::ALL {
            assert_eq!(clocks(lang, &View::default(), &[]), Vec::<String>::new());
            let ahead = clocks(lang, &View { clock_ahead_ms: Some(12 * 60_000 + 5), ..View::default() }, &[]);
            let behind = clocks(lang, &View { clock_ahead_ms: Some(-12 * 60_000 - 5), ..View::default() }, &["前台".to_owned()]);
            assert!(ahead[0].contains("12") && behind[0].contains("12") && ahead[0] != behind[0], "{ahead:?} {behind:?}");
            assert!(behind[1].contains("前台"));
        }
    }
}
