//! The office's own time.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use registers::calendar::Calendar;
use replica::Moment;

/// When work begins and ends.
const OPENS: (i8, i8) = (8, 0);
const ENDS: (i8, i8) = (17, 30);

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
        Offset::constant(8).to_timestamp(self.now).unwrap().as_millisecond().unsigned_abs()
    }

    /// Lets so many minutes pass; after work comes the next working day.
    pub fn pass(&mut self, minutes: i64) {
        self.now = self.now.checked_add(minutes.minutes()).unwrap();
        if (self.now.hour(), self.now.minute()) >= ENDS {
            let next = self.calendar.add_working(self.now.date(), 1);
            self.now = next.at(OPENS.0, OPENS.1, 0, 0);
        }
    }

    /// Goes on to a time, unless it is later already.
    pub fn reach(&mut self, then: DateTime) {
        self.now = self.now.max(then);
    }

    /// Goes on to the `n`th working day of a month, counted from 1.
    pub fn reach_day(&mut self, first: Date, n: i64) {
        let day = self.calendar.add_working(self.calendar.add_working(first, 0), n - 1);
        self.reach(day.at(OPENS.0, OPENS.1, 0, 0));
    }

    /// The `n`th working day from today.
    pub fn working_day(&self, n: i64) -> Date {
        self.calendar.add_working(self.now.date(), n)
    }
}
