//! One step of many records.

use registers::RecordId;

/// Most records to which a step is done at once.
pub const MOST_STEPS: usize = 2_000;

/// Most steps of many records of which it is still told.
pub const MOST_TOLD: usize = 8;

/// A step of many records that is under way, or one that ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stepping {
    /// Which one it is: each has a greater number than those before.
    pub number: u64,
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
    /// Those of which nobody knows whether it was done: the writer broke off over them.
    pub unknown: Vec<NotDone>,
    /// Whether it is over.
    pub ended: bool,
}

/// A record to which a step was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotDone {
    /// The record.
    pub id: RecordId,
    /// Its number, or else what names it; empty where that could not be read.
    pub name: String,
    /// Why, in one sentence.
    pub why: String,
}

impl Stepping {
    /// One that begins.
    pub fn new(number: u64, register: &'static str, step: &'static str, total: usize) -> Stepping {
        Stepping { number, register, step, total, ..Stepping::default() }
    }

    /// To how many records the step was done.
    pub fn succeeded(&self) -> usize {
        self.done.saturating_sub(self.refused.len() + self.unknown.len())
    }

    /// Whether there is more to tell of its end than that it was done to all.
    pub fn tells(&self) -> bool {
        !self.refused.is_empty() || !self.unknown.is_empty()
    }
}
