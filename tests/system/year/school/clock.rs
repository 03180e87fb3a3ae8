//! The office's own time.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::ToSpan;
use registers::calendar::Calendar;
use replica::Moment;

/// The virtual clock: civil time of the office, moved by what happens.
#[derive(Debug, Clone)]
pub struct Clock {
    pub now: DateTime,
    pub calendar: Calendar,
}

impl Clock {
    pub fn moment(&self) -> Moment {
        Moment { unix_ms: self.unix_ms(), civil: self.now }
    }

    pub fn unix_ms(&self) -> u64 {
        let zone = TimeZone::fixed(Offset::constant(8));
        self.now.to_zoned(zone).unwrap().timestamp().as_millisecond().unsigned_abs()
    }

    /// Lets so many minutes pass.
    pub fn pass(&mut self, minutes: i64) {
        self.now = self.now.checked_add(minutes.minutes()).unwrap();
    }

    /// Goes on to a time of day, unless it is later already.
    pub fn reach(&mut self, then: DateTime) {
        self.now = self.now.max(then);
    }

    /// The `n`th working day from today.
    pub fn working_day(&self, n: i64) -> Date {
        self.calendar.add_working(self.now.date(), n)
    }
}

/// The days from one to another, both included.
pub fn days(from: Date, to: Date) -> Vec<Date> {
    from.series(1.days()).take_while(|d| *d <= to).collect()
}
