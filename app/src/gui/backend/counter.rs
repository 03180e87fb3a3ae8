//! What the reception desk asks.

pub use replica::{Expected, Presence, Present};

use super::Answer;

/// Who is there, and who is still to come today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Campus {
    /// Visitors who are on campus, or may be, in the order in which they were let in.
    pub present: Vec<Present>,
    /// Those who were announced for today and have not come, in the order of the time.
    pub expected: Vec<Expected>,
}

/// What the reception desk asks.
pub trait Counter {
    /// Who is there, and who is still to come today.
    fn campus(&self) -> Answer<Campus>;
}
