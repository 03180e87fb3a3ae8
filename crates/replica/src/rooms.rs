//! Rooms, and who holds them when: bookings, and meetings of which no booking tells.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use registers::RecordId;
use registers::book::{bookings, meetings, rooms};
use rusqlite::params;

use crate::query::Reader;
use crate::{Result, schema};

/// Most rooms and bookings that are read at once.
const MOST: usize = 2_000;
/// States in which a booking is shown: not what was cancelled or never taken up.
const SHOWN: &[&str] = &["tentative", "awaiting-approval", "confirmed", "needs-adjustment", "used"];
/// States in which a meeting is not held at the time that it says.
const NOT_HELD: &[&str] = &["postponed", "cancelled", "void"];
/// Minutes that a meeting is taken to last of which nobody said when it ends.
const LASTS: i64 = 60;

/// A room that can be booked, or is booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// The room.
    pub id: RecordId,
    /// What it is called.
    pub name: String,
    /// How many it holds, where that is known.
    pub capacity: Option<i64>,
    /// Whether a booking waits for an approval.
    pub approved: bool,
}

/// A booking of a room, or a meeting of which no booking tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// The booking, or the meeting.
    pub id: RecordId,
    /// Whether it is a meeting.
    pub meeting: bool,
    /// The room; none for a meeting that is in none of them.
    pub room: Option<RecordId>,
    /// Where a meeting is that is in none of the rooms, as far as that was said.
    pub place: String,
    /// What for.
    pub purpose: String,
    /// Who booked it, or prepares the meeting.
    pub applicant: String,
    /// Id of its state.
    pub state: String,
    /// From when, as `2026-09-01T08:30`.
    pub start: String,
    /// Until when, likewise.
    pub end: String,
    /// Whether another booking or meeting holds the room at the same time.
    pub clashes: bool,
}

/// Rooms with their bookings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rooms {
    /// The rooms by name: those that can be booked, and those that are.
    pub rooms: Vec<Room>,
    /// The bookings, and the meetings of which none of them tells, in the order of their beginning.
    pub booked: Vec<Booked>,
}

impl Reader {
    /// The rooms, and the bookings and meetings that touch the days from `from` up to `until`, which is not among them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rooms(&self, from: Date, until: Date) -> Result<Rooms> {
        let mut booked = self.booked(from, until)?;
        let mut unbooked = self.unbooked(from, until)?;
        let table = schema::table(&rooms::REGISTER);
        let sql = format!(
            "SELECT r.ulid, t.f_name, t.f_capacity, t.state FROM \"{table}\" t JOIN record r ON r.id=t.id
             WHERE t.state IN ('open','approval') OR r.ulid IN (SELECT l.target FROM link l JOIN \"{}\" b ON b.id=l.record
               WHERE l.field='room' AND b.f_start<?2 AND b.f_end>?1) OR r.ulid IN (SELECT l.target FROM link l JOIN \"{}\" m ON m.id=l.record
               WHERE l.field='room' AND m.f_starts_at<?2 AND coalesce(nullif(m.f_ends_at,''),m.f_starts_at)>=?1)
             ORDER BY t.f_name, r.ulid LIMIT {MOST}",
            schema::table(&bookings::REGISTER),
            schema::table(&meetings::REGISTER)
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map(params![from.to_string(), until.to_string()], |r| {
            let state: String = r.get(3)?;
            let room = Room {
                id: RecordId::from_bytes(r.get(0)?),
                name: r.get::<_, Option<String>>(1)?.unwrap_or_default(),
                capacity: r.get(2)?,
                approved: state == "approval",
            };
            Ok((room, state))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (room, state) = row?;
            // One that is closed or merged stands there for the bookings and meetings that it still has.
            if state == "open" || state == "approval" || booked.iter().chain(&unbooked).any(|b| b.room == Some(room.id)) {
                found.push(room);
            }
        }
        for meeting in unbooked.iter_mut().filter(|meeting| meeting.room.is_none()) {
            // Who wrote the name of a room meant the room.
            meeting.room = found.iter().find(|room| !room.name.is_empty() && room.name == meeting.place.trim()).map(|room| room.id);
        }
        let told = |m: &Booked| booked.iter().any(|b| b.room == m.room && b.purpose == m.purpose && b.start < m.end && b.end > m.start);
        unbooked.retain(|meeting| meeting.room.is_none() || !told(meeting));
        booked.extend(unbooked);
        booked.sort_by(|a, b| (&a.start, a.id).cmp(&(&b.start, b.id)));
        mark_clashes(&mut booked);
        Ok(Rooms { rooms: found, booked })
    }

    fn booked(&self, from: Date, until: Date) -> Result<Vec<Booked>> {
        let states: Vec<String> = SHOWN.iter().map(|s| crate::calc::quote(s)).collect();
        let sql = format!(
            "SELECT r.ulid, l.target, t.f_purpose, t.f_applicant, t.state, t.f_start, t.f_end
             FROM \"{}\" t JOIN record r ON r.id=t.id JOIN link l ON l.record=t.id AND l.field='room'
             WHERE t.f_start<?2 AND t.f_end>?1 AND t.f_start<t.f_end AND t.state IN ({}) ORDER BY t.f_start, r.ulid LIMIT {MOST}",
            schema::table(&bookings::REGISTER),
            states.join(",")
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let text = |r: &rusqlite::Row<'_>, at| Ok::<_, rusqlite::Error>(r.get::<_, Option<String>>(at)?.unwrap_or_default());
        let rows = statement.query_map(params![from.to_string(), until.to_string()], |r| {
            Ok(Booked {
                id: RecordId::from_bytes(r.get(0)?),
                meeting: false,
                room: Some(RecordId::from_bytes(r.get(1)?)),
                place: String::new(),
                purpose: text(r, 2)?,
                applicant: text(r, 3)?,
                state: text(r, 4)?,
                start: text(r, 5)?,
                end: text(r, 6)?,
                clashes: false,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The meetings that no booking names at a time of theirs.
    fn unbooked(&self, from: Date, until: Date) -> Result<Vec<Booked>> {
        let quoted = |states: &[&str]| states.iter().map(|s| crate::calc::quote(s)).collect::<Vec<_>>().join(",");
        let sql = format!(
            "SELECT r.ulid, l.target, t.f_place, t.f_subject, t.f_organiser, t.state, t.f_starts_at, coalesce(t.f_ends_at,'')
             FROM \"{meetings}\" t JOIN record r ON r.id=t.id LEFT JOIN link l ON l.record=t.id AND l.field='room'
             WHERE t.f_starts_at<?2 AND t.f_starts_at<>'' AND coalesce(nullif(t.f_ends_at,''),t.f_starts_at)>=?1 AND t.state NOT IN ({not_held})
             AND NOT EXISTS (SELECT 1 FROM link m JOIN \"{bookings}\" b ON b.id=m.record WHERE m.field='meeting' AND m.target=r.ulid
               AND b.state IN ({shown}) AND b.f_start<coalesce(nullif(t.f_ends_at,''),t.f_starts_at||'~') AND b.f_end>t.f_starts_at)
             ORDER BY t.f_starts_at, r.ulid LIMIT {MOST}",
            meetings = schema::table(&meetings::REGISTER),
            bookings = schema::table(&bookings::REGISTER),
            not_held = quoted(NOT_HELD),
            shown = quoted(SHOWN),
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let text = |r: &rusqlite::Row<'_>, at| Ok::<_, rusqlite::Error>(r.get::<_, Option<String>>(at)?.unwrap_or_default());
        let rows = statement.query_map(params![from.to_string(), until.to_string()], |r| {
            let start = text(r, 6)?;
            let end = Some(text(r, 7)?).filter(|end| *end > start).unwrap_or_else(|| later(&start));
            Ok(Booked {
                id: RecordId::from_bytes(r.get(0)?),
                meeting: true,
                room: r.get::<_, Option<[u8; 16]>>(1)?.map(RecordId::from_bytes),
                place: text(r, 2)?,
                purpose: text(r, 3)?,
                applicant: text(r, 4)?,
                state: text(r, 5)?,
                start,
                end,
                clashes: false,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// When a meeting is taken to end of which only the beginning is known.
fn later(start: &str) -> String {
    let end = start.parse::<DateTime>().ok().and_then(|start| start.checked_add(LASTS.minutes()).ok());
    end.map_or_else(|| start.to_owned(), |end| end.strftime("%Y-%m-%dT%H:%M").to_string())
}

/// Marks the bookings and meetings that hold a room at the same time as another one. They stand in the order of their beginning.
fn mark_clashes(booked: &mut [Booked]) {
    let holds = |b: &Booked| b.meeting || bookings::REGISTER.claim.is_some_and(|claim| claim.states.contains(&b.state.as_str()));
    // Of each room the one that ends last so far.
    let mut last: BTreeMap<RecordId, usize> = BTreeMap::new();
    for at in 0..booked.len() {
        let Some(one) = booked.get(at).filter(|b| holds(b)).cloned() else { continue };
        let Some(room) = one.room else { continue };
        if let Some(before) = last.get(&room).copied()
            && booked.get(before).is_some_and(|b| b.end > one.start)
        {
            for clashing in [before, at] {
                booked.get_mut(clashing).into_iter().for_each(|b| b.clashes = true);
            }
        }
        if last.get(&room).and_then(|before| booked.get(*before)).is_none_or(|b| b.end <= one.end) {
            last.insert(room, at);
        }
    }
}
