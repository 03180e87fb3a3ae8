//! The two things that the crates below are handed instead of taking them: time and randomness.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::civil::{Date, DateTime};
use replica::{Entropy, Moment};

/// This moment, by the computer's clock and its time zone.
pub fn now() -> Moment {
    Moment { unix_ms: unix_ms(), civil: jiff::ZonedDateTime::now().datetime() }
}

/// Milliseconds since 1970, UTC; 0 on a clock that stands before it.
pub fn unix_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX))
}

/// The civil time at a moment given in milliseconds since 1970.
pub fn civil(unix_ms: u64) -> DateTime {
    let ms = i64::try_from(unix_ms).unwrap_or(i64::MAX);
    let zone = jiff::tz::TimeZone::system();
    jiff::Timestamp::from_millisecond(ms).map_or(DateTime::default(), |t| t.to_zoned_datetime(zone).datetime())
}

/// The civil time of a hybrid logical time.
pub fn civil_of_hlc(hlc: u64) -> DateTime {
    civil(hlc >> 16)
}

/// The least hybrid logical time of a day, by this computer's time zone; 0 for one before 1970.
pub fn hlc_of(day: Date) -> i64 {
    let start = day.at(0, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::system()).map_or(0, |start| start.timestamp().as_millisecond());
    start.clamp(0, i64::MAX >> 16) << 16
}

/// The operating system's random bytes. Without them nothing can be signed: the program ends.
pub fn entropy() -> Entropy {
    Box::new(|bytes| {
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    })
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    entropy()(&mut bytes);
    bytes
}
