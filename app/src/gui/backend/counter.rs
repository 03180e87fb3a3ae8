//! What the desks ask that are built for one job: reception, stocktake and registry.

use jiff::civil::Date;
use registers::RecordId;
pub use replica::{Before, BookPage, Booked, Comparison, Expected, Presence, Present, Room, Rooms, Running, Scanned, Zone};

use super::{Answer, Read};

/// Who is there, and who is still to come today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Campus {
    /// Visitors who are on campus, or may be, in the order in which they were let in.
    pub present: Vec<Present>,
    /// Those who were announced for today and have not come, in the order of the time.
    pub expected: Vec<Expected>,
}

/// How somebody can be told that a visitor is here for them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Where a desk will tell them.
    pub desk: Tells,
    /// The telephone that the register of people has, of the office before that of the person; empty when there is none.
    pub telephone: String,
}

/// Where a desk tells a host of a visitor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tells {
    /// Nowhere: they work at no desk, or at none that reads the visits.
    #[default]
    Nowhere,
    /// At this desk.
    Here,
    /// At another desk, once that has received it.
    Elsewhere,
}

/// A register book of the registry desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volume {
    /// 收文登记簿.
    Incoming,
    /// 发文登记簿.
    Outgoing,
}

/// What the desks ask that are built for one job.
pub trait Counter {
    /// Who is there, and who is still to come today.
    fn campus(&self) -> Answer<Campus>;
    /// How a host can be told of a visitor.
    fn reach(&self, person: &str) -> Read<Reach>;
    /// The stocktakes in which things are counted now, the newest first.
    fn stocktakes(&self) -> Read<Vec<Running>>;
    /// What a label that is scanned in a zone says. Nothing is written.
    fn scan(&self, campaign: RecordId, tag: &str, zone: &str) -> Read<Scanned>;
    /// How far the zones of a stocktake are counted.
    fn coverage(&self, campaign: RecordId) -> Answer<Vec<Zone>>;
    /// The rooms, and the bookings that touch the days from `from` up to `until`, which is not among them.
    fn rooms(&self, from: Date, until: Date) -> Read<Rooms>;
    /// Lines of the book of incoming documents of a year, so many from one on; counted from nought.
    fn book(&self, volume: Volume, year: i16, from: usize, lines: usize) -> Answer<BookPage>;
    /// Lets a sound be heard, where this computer has a program for it. Never waits for it.
    fn sound(&self, sound: Sound);
}

/// What somebody hears who does not look at the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// All is well.
    Good,
    /// Look: it is not as the books have it, or was counted before.
    Look,
    /// Nobody knows this.
    Bad,
}
