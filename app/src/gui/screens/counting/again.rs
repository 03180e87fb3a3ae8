//! What a label comes to that was counted before. A second sighting beside the first would never let a count go down: the
//! most that anybody saw counts. So it is the first one that is put right, by whoever wrote it, or rechecked by somebody else.

use registers::book::observations;
use registers::workflow::same_person;
use registers::{Op, RecordId};

use super::super::super::backend::{Action, Scanned};

/// What is to be done when somebody wants it counted again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// A sighting of its own: it was never seen here, or by its keeper, whom nobody lets recheck.
    Anew,
    /// What this person wrote is put right.
    Correct(RecordId),
    /// Somebody else looks a second time: from then on only that counts.
    Recheck(RecordId),
    /// It was rechecked or listed already, and is looked at in its record.
    Settled(RecordId),
}

impl Again {
    /// What it is for a label that was read in a zone.
    pub fn of(scanned: &Scanned, me: &str, zone: &str) -> Again {
        let Some(before) = &scanned.before else { return Again::Anew };
        // In another place it may be another thing, or was moved: somebody has to find out.
        if before.zone.trim() != zone.trim() {
            return Again::Anew;
        }
        match before.state.as_str() {
            "recorded" | "queried" if same_person(&before.counter, me) => Again::Correct(before.id),
            "recorded" | "queried" if same_person(&scanned.custodian, me) => Again::Anew,
            "recorded" | "queried" => Again::Recheck(before.id),
            "rechecked" if same_person(&before.rechecked_by, me) => Again::Correct(before.id),
            _ => Again::Settled(before.id),
        }
    }

    /// What the button says that does it.
    pub fn words(self) -> &'static str {
        match self {
            Again::Anew => "gui.counting.count_again",
            Again::Correct(_) => "gui.counting.correct",
            Again::Recheck(_) => "gui.counting.recheck",
            Again::Settled(_) => "gui.counting.look_up",
        }
    }
}

/// A second look counts from one on, as a first one does.
pub(super) fn recheck(id: RecordId) -> Action {
    let ops = vec![Op::set(observations::QUANTITY, 1)];
    Action::AtOnce { register: observations::REGISTER.key, id: Some(id), base: None, ops, step: "recheck" }
}
