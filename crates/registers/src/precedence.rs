//! Which state counts when steps at several desks, which did not know of each other, have left several side by side: what was
//! done stands, then somebody's taking back, then a refusal, then a reopening. A void record is void whatever else was done.
//! Each state has the weight of the strongest step on its way since they parted: see [`crate::document::ways`].
//!
//! What a step means follows from its permanent id and from the reason that it asks for, so that no register can forget it.
//! A register only says what its steps cannot tell: what nothing undoes ([`Precedence::done`]), and what else counts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::book;
use crate::common::{DELETED, VOID};
use crate::def::{Precedence, Register, Transition};

/// What a step does to what others did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// It takes back what was begun or approved: before it is done, and for the days to come.
    Withdraws,
    /// It opens again what was closed.
    Reopens,
    /// It refuses, or sends back.
    Refuses,
}

/// Words with which the ids of such steps begin: they mean the same in every register.
const WORDS: &[(&str, Meaning)] = &[
    ("withdraw", Meaning::Withdraws),
    ("cancel", Meaning::Withdraws),
    ("lapse", Meaning::Withdraws),
    ("reopen", Meaning::Reopens),
    ("restore", Meaning::Reopens),
    ("reconsider", Meaning::Reopens),
    ("object", Meaning::Reopens),
    ("appeal-again", Meaning::Reopens),
    ("talk-again", Meaning::Reopens),
    ("take-up", Meaning::Reopens),
    ("unmerge", Meaning::Reopens),
    ("refuse", Meaning::Refuses),
    ("reject", Meaning::Refuses),
    ("decline", Meaning::Refuses),
    ("send-back", Meaning::Refuses),
    ("drop", Meaning::Refuses),
    ("fail", Meaning::Refuses),
    ("invalidate", Meaning::Refuses),
    ("blacklist", Meaning::Refuses),
    ("rework", Meaning::Refuses),
    ("keep", Meaning::Refuses),
    ("take-apart", Meaning::Refuses),
    ("ask-again", Meaning::Refuses),
];
/// Fields whose asking shows that a step refuses or sends back.
const REASONS: &[&str] = &["return_reason", "refuse_reason", "reject_reason", "decline_reason"];

impl Meaning {
    /// What a step means; none where it moves the record on, or makes it void.
    pub fn of(step: &Transition) -> Option<Meaning> {
        if [VOID, DELETED].contains(&step.to) {
            return None;
        }
        let begins = |word: &str| step.id.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        let said = WORDS.iter().find(|(word, _)| begins(word)).map(|(_, meaning)| *meaning);
        let asks = || step.requires.iter().any(|field| REASONS.iter().any(|reason| field.ends_with(reason)));
        said.or_else(|| asks().then_some(Meaning::Refuses))
    }
}

/// The states of a register that count before the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranks {
    /// In which something was done that nothing undoes, the furthest first.
    pub done: Vec<&'static str>,
    /// After somebody took it back.
    pub withdrawn: Vec<&'static str>,
    /// After somebody refused.
    pub refused: Vec<&'static str>,
    /// After somebody opened it again.
    pub reopened: Vec<&'static str>,
}

impl Ranks {
    /// The states in the order in which they count; one that two kinds of steps lead to is there twice.
    pub fn states(&self) -> impl Iterator<Item = &'static str> {
        self.done.iter().chain(&self.withdrawn).chain(&self.refused).chain(&self.reopened).copied()
    }

    /// Which place a state has in it, from 0 for the one that counts before all; none where no rule names it.
    pub fn place(&self, state: &str) -> Option<usize> {
        self.states().position(|s| s == state)
    }

    /// Which place a step has that was done on the way to another state: of what is done or named by the register, the state that
    /// it led to, else what a step between the two means.
    pub fn passed(&self, register: &Register, from: &str, to: &str) -> Option<usize> {
        let Precedence { withdrawn, refused, .. } = register.precedence;
        let lists = [
            (&self.done, self.done.as_slice(), None),
            (&self.withdrawn, withdrawn, Some(Meaning::Withdraws)),
            (&self.refused, refused, Some(Meaning::Refuses)),
            (&self.reopened, &[], Some(Meaning::Reopens)),
        ];
        let mut before = 0;
        for (states, named, meaning) in lists {
            let steps = || register.transitions.iter().filter(|t| t.to == to && t.from.contains(&from));
            let counts = named.contains(&to) || meaning.is_some() && steps().any(|t| Meaning::of(t) == meaning);
            if let Some(at) = states.iter().position(|state| *state == to).filter(|_| counts) {
                return Some(before + at);
            }
            before += states.len();
        }
        None
    }

    fn from(register: &Register) -> Ranks {
        let Precedence { done, withdrawn, refused } = register.precedence;
        let with = |first: &[&'static str], meaning: Meaning| {
            let led = |state: &str| register.transitions.iter().any(|t| t.to == state && Meaning::of(t) == Some(meaning));
            let more = register.states.iter().map(|s| s.id).filter(|s| led(s) && !first.contains(s) && !done.contains(s));
            first.iter().copied().chain(more).collect()
        };
        Ranks {
            done: done.to_vec(),
            withdrawn: with(withdrawn, Meaning::Withdraws),
            refused: with(refused, Meaning::Refuses),
            reopened: with(&[], Meaning::Reopens),
        }
    }
}

/// The states of a register that count before the others. An office that leaves a step out changes nothing about it: what
/// was done while it was there must look alike at every desk.
pub fn of(register: &Register) -> &'static Ranks {
    static ALL: LazyLock<BTreeMap<&'static str, Ranks>> =
        LazyLock::new(|| book::ALL.iter().map(|register| (register.key, Ranks::from(register))).collect());
    static NONE: LazyLock<Ranks> = LazyLock::new(Ranks::default);
    ALL.get(register.key).unwrap_or(&NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_that_sounds_like_a_refusal_or_taking_back_is_one() {
        const SOUNDS: &[&str] = &[
            "退回",
            "退改",
            "不同意",
            "不批准",
            "拒",
            "撤回",
            "撤销",
            "取消",
            "不予",
            "不采纳",
            "婉拒",
            "复查不合格",
            "重开",
            "重新办理",
            "重新受理",
            "重新整改",
            "返工",
        ];
        // What sounds so and takes nothing back that somebody else may have moved on.
        const NOT: &[&str] = &["visits:seen-again", "departments:dissolve", "training-needs:postpone", "improvement-actions:return"];
        let mut missing = Vec::new();
        for register in book::ALL {
            for step in register.transitions.iter().filter(|t| ![VOID, DELETED].contains(&t.to)) {
                let name = format!("{}:{}", register.key, step.id);
                let sounds = SOUNDS.iter().any(|word| step.labels.hans.contains(word)) && !NOT.contains(&name.as_str());
                if sounds && Meaning::of(step).is_none() {
                    missing.push(format!("{name} {}", step.labels.hans));
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn of_two_steps_that_contradict_each_other_a_rule_says_which_counts() {
        let mut wrong = Vec::new();
        for register in book::ALL {
            let ranks = of(register);
            for one in register.transitions.iter().filter(|t| Meaning::of(t).is_some()) {
                let beside = |t: &&Transition| t.to != one.to && ![VOID, DELETED].contains(&t.to);
                let shares = |t: &&Transition| t.from.iter().any(|from| one.from.contains(from));
                for other in register.transitions.iter().filter(beside).filter(shares) {
                    let (mine, theirs) = (ranks.place(one.to), ranks.place(other.to));
                    // Only what nothing undoes, or another taking back, reopening or refusal, counts before it.
                    let before = theirs.is_some_and(|theirs| mine.is_some_and(|mine| theirs < mine));
                    let Precedence { done, withdrawn, refused } = register.precedence;
                    let named = [done, withdrawn, refused].concat().contains(&other.to);
                    let gives_way = named || Meaning::of(other).is_some();
                    if mine.is_none() || mine == theirs || before && !gives_way {
                        wrong.push(format!("{}: {} against {}", register.key, one.id, other.id));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
