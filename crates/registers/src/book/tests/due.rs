//! Due dates: every rule is applied somewhere, and the states that it names are what it says of them.

use crate::book::ALL;
use crate::def::{Effect, Phase};

#[test]
fn every_rule_that_reckons_a_date_is_applied() {
    for register in ALL {
        let Some(rule) = register.due.filter(|rule| !rule.since.is_empty()) else { continue };
        let by_a_step = register.transitions.iter().any(|t| t.effects.contains(&Effect::Due));
        assert!(rule.at_creation || by_a_step, "{}: nothing ever writes {}", register.key, rule.field);
    }
}

#[test]
fn a_limit_is_met_in_open_states_and_runs_on_in_those_that_are_done() {
    for register in ALL {
        let Some(rule) = register.due else { continue };
        let phase = |id: &str| register.state(id).unwrap_or_else(|| panic!("{}: no state {id}", register.key)).phase;
        assert!(rule.met.iter().all(|state| phase(state) == Phase::Open), "{}", register.key);
        assert!(rule.runs.iter().all(|state| phase(state) == Phase::Done), "{}", register.key);
    }
}
