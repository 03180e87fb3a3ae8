//! The rows that a visit collects.

use crate::def::{Default_, Field, Lines, l};

/// Columns of a sighting.
pub mod sightings {
    use crate::def::{Key, key};
    /// When.
    pub const AT: Key<key::Time> = Key::new("at");
    /// Where.
    pub const PLACE: Key<key::Text> = Key::new("place");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
    /// What was seen.
    pub const NOTE: Key<key::Text> = Key::new("note");
}

/// Columns of a follow-up.
pub mod follow_ups {
    use crate::def::{Key, key};
    /// Day by which.
    pub const DUE: Key<key::Date> = Key::new("due");
    /// Whom to ask.
    pub const CONTACT: Key<key::Text> = Key::new("contact");
    /// What they said.
    pub const OPINION: Key<key::Text> = Key::new("opinion");
    /// What was done about it.
    pub const ACTION: Key<key::Text> = Key::new("action");
    /// By whom.
    pub const BY: Key<key::Person> = Key::new("by");
}

pub(super) static SIGHTING: Lines = Lines {
    columns: &[
        Field::time(sightings::AT, l("时间", "時間", "At")).starts(Default_::Now),
        Field::text(sightings::PLACE, l("地点", "地點", "Place")),
        Field::person(sightings::BY, l("发现人", "發現人", "By")).starts(Default_::Me),
        Field::text(sightings::NOTE, l("情况", "情況", "Note")),
    ],
    append_only: true,
};

pub(super) static FOLLOW_UP: Lines = Lines {
    columns: &[
        Field::date(follow_ups::DUE, l("回访日期", "回訪日期", "Due")),
        Field::text(follow_ups::CONTACT, l("回访对象", "回訪對象", "Contact")),
        Field::text(follow_ups::OPINION, l("来访者意见", "來訪者意見", "Opinion")),
        Field::text(follow_ups::ACTION, l("处理措施", "處理措施", "Action")),
        Field::person(follow_ups::BY, l("回访人", "回訪人", "By")).starts(Default_::Me),
    ],
    append_only: false,
};
