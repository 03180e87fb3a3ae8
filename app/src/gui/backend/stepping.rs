//! One step of many records.

use registers::RecordId;

/// Most records to which a step is done at once.
pub const MOST_STEPS: usize = 2_000;

/// A step of many records that is under way, or the last one that ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stepping {
    /// Key of the register.
    pub register: &'static str,
    /// Id of the step.
    pub step: &'static str,
    /// Records that were gone through.
    pub done: usize,
    /// Of how many.
    pub total: usize,
    /// Those to which it was not done.
    pub refused: Vec<NotDone>,
    /// Whether it is over.
    pub ended: bool,
}

/// A record to which a step was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotDone {
    /// The record.
    pub id: RecordId,
    /// Its number, or else what names it.
    pub name: String,
    /// Why, in one sentence.
    pub why: String,
}

impl Stepping {
    /// One that begins.
    pub fn new(register: &'static str, step: &'static str, total: usize) -> Stepping {
        Stepping { register, step, total, ..Stepping::default() }
    }

    /// To how many records the step was done.
    pub fn succeeded(&self) -> usize {
        self.done.saturating_sub(self.refused.len())
    }
}
