//! What is free instead: other times of the room, other rooms at the time.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use registers::RecordId;
use registers::book::rooms as book_of_rooms;

use super::super::ask::{id, text};
use super::Booking;
use crate::query::Reader;
use crate::{Result, schema, step};

/// Slots and rooms that are proposed.
const PROPOSED: usize = 3;
/// Days ahead in which slots are looked for.
const DAYS: i64 = 14;
/// Minutes between the starts that are tried.
const STEP: i64 = 30;
/// First and last minute of the office's day.
const DAY: (i64, i64) = (8 * 60, 18 * 60);
/// Greatest number of rooms that are looked at.
const ROOMS: usize = 500;

/// A span of time as people write it.
pub(crate) fn span(start: &str, end: &str) -> String {
    let (start, end) = (start.replacen('T', " ", 1), end.replacen('T', " ", 1));
    match (start.split_once(' '), end.split_once(' ')) {
        (Some((day, _)), Some((last, until))) if day == last => format!("{start}–{until}"),
        _ => format!("{start}–{end}"),
    }
}

/// Times at which the room is free for as long: on the same day nearest to the time that was asked for, then on the working
/// days after it.
pub(super) fn slots(reader: &Reader, now: DateTime, all: &[Booking], wanted: &Booking) -> Result<String> {
    let (Ok(start), Ok(end)) = (wanted.start.parse::<DateTime>(), wanted.end.parse::<DateTime>()) else { return Ok(String::new()) };
    let length = (start.until(end).map_or(0, |s| i64::from(s.get_days()) * 1_440 + i64::from(s.get_hours()) * 60 + s.get_minutes())).max(1);
    if length > DAY.1 - DAY.0 {
        return Ok(String::new());
    }
    let calendar = step::calendar(reader.connection())?;
    let asked = i64::from(start.hour()) * 60 + i64::from(start.minute());
    let mut found = Vec::new();
    for day in 0..=DAYS {
        let Ok(date) = start.date().checked_add(Span::new().days(day)) else { break };
        if day > 0 && !calendar.is_working(date) {
            continue;
        }
        let at_most = if day == 0 { PROPOSED - 1 } else { 1 };
        found.extend(on_day(now, all, wanted, date, asked, length).into_iter().take(at_most));
        if found.len() >= PROPOSED {
            break;
        }
    }
    found.truncate(PROPOSED);
    Ok(found.join("、"))
}

/// Free times of one day, nearest to the minute asked for first.
fn on_day(now: DateTime, all: &[Booking], wanted: &Booking, date: Date, asked: i64, length: i64) -> Vec<String> {
    let first = (DAY.0..=DAY.1 - length).step_by(STEP as usize);
    let mut starts: Vec<i64> = first.chain((DAY.0..=DAY.1 - length).contains(&asked).then_some(asked)).collect();
    starts.sort_by_key(|start| ((start - asked).abs(), *start));
    starts.dedup();
    let at = |minute: i64| {
        let time = Time::new((minute / 60) as i8, (minute % 60) as i8, 0, 0).unwrap_or(Time::midnight());
        date.to_datetime(time)
    };
    let mut found: Vec<(DateTime, String)> = Vec::new();
    for start in starts {
        let (from, to) = (at(start), at(start + length));
        let (from_text, to_text) = (stored(from), stored(to));
        let apart = |slot: &(DateTime, String)| slot.0.duration_until(from).as_mins().abs() >= length;
        if from > now && is_free(all, &wanted.room, &from_text, &to_text) && found.iter().all(apart) {
            found.push((from, span(&from_text, &to_text)));
        }
    }
    found.into_iter().map(|(_, slot)| slot).collect()
}

fn stored(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%dT%H:%M").to_string()
}

fn is_free(all: &[Booking], room: &str, from: &str, to: &str) -> bool {
    !all.iter().any(|b| b.room == room && b.start.as_str() < to && b.end.as_str() > from)
}

/// Rooms that are free at the time and seat as many, the smallest that do first.
pub(super) fn rooms(reader: &Reader, all: &[Booking], wanted: &Booking) -> Result<String> {
    let sql = format!(
        "SELECT r.ulid, t.f_name FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.state IN ('open','approval') AND coalesce(t.f_capacity,0)>=?1 ORDER BY t.f_capacity, t.f_name, r.ulid LIMIT {ROOMS}",
        schema::table(&book_of_rooms::REGISTER)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map([wanted.headcount], |r| Ok((id(r, 0)?, text(r, 1)?)))?;
    let rows: Vec<(RecordId, String)> = rows.collect::<rusqlite::Result<_>>()?;
    let free = rows.into_iter().filter(|(room, _)| is_free(all, &room.to_string(), &wanted.start, &wanted.end));
    Ok(free.map(|(_, name)| name).take(PROPOSED).collect::<Vec<_>>().join("、"))
}
