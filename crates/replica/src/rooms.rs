//! Rooms, and who holds them when.

use std::collections::BTreeMap;

use jiff::civil::Date;
use registers::RecordId;
use registers::book::{bookings, rooms};
use rusqlite::params;

use crate::query::Reader;
use crate::{Result, schema};

/// Most rooms and bookings that are read at once.
const MOST: usize = 2_000;
/// States in which a booking is shown: not what was cancelled or never taken up.
const SHOWN: &[&str] = &["tentative", "awaiting-approval", "confirmed", "needs-adjustment", "used"];

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

/// A booking of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// The booking.
    pub id: RecordId,
    /// The room.
    pub room: RecordId,
    /// What for.
    pub purpose: String,
    /// Who booked it.
    pub applicant: String,
    /// Id of its state.
    pub state: String,
    /// From when, as `2026-09-01T08:30`.
    pub start: String,
    /// Until when, likewise.
    pub end: String,
    /// Whether another booking holds the room at the same time.
    pub clashes: bool,
}

/// Rooms with their bookings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rooms {
    /// The rooms by name: those that can be booked, and those that are.
    pub rooms: Vec<Room>,
    /// The bookings in the order of their beginning.
    pub booked: Vec<Booked>,
}

impl Reader {
    /// The rooms, and the bookings that touch the days from `from` up to `until`, which is not among them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rooms(&self, from: Date, until: Date) -> Result<Rooms> {
        let mut booked = self.booked(from, until)?;
        mark_clashes(&mut booked);
        let table = schema::table(&rooms::REGISTER);
        let sql = format!(
            "SELECT r.ulid, t.f_name, t.f_capacity, t.state FROM \"{table}\" t JOIN record r ON r.id=t.id
             WHERE t.state IN ('open','approval') OR r.ulid IN (SELECT l.target FROM link l JOIN \"{}\" b ON b.id=l.record
               WHERE l.field='room' AND b.f_start<?2 AND b.f_end>?1) ORDER BY t.f_name, r.ulid LIMIT {MOST}",
            schema::table(&bookings::REGISTER)
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
            // One that is closed or merged stands there for the bookings that it still has.
            if state == "open" || state == "approval" || booked.iter().any(|b| b.room == room.id) {
                found.push(room);
            }
        }
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
                room: RecordId::from_bytes(r.get(1)?),
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
}

/// Marks the bookings that hold a room at the same time as another one. They stand in the order of their beginning.
fn mark_clashes(booked: &mut [Booked]) {
    let holds = |state: &str| bookings::REGISTER.claim.is_some_and(|claim| claim.states.contains(&state));
    // Of each room the one that ends last so far.
    let mut last: BTreeMap<RecordId, usize> = BTreeMap::new();
    for at in 0..booked.len() {
        let Some(one) = booked.get(at).filter(|b| holds(&b.state)).cloned() else { continue };
        if let Some(before) = last.get(&one.room).copied()
            && booked.get(before).is_some_and(|b| b.end > one.start)
        {
            for clashing in [before, at] {
                booked.get_mut(clashing).into_iter().for_each(|b| b.clashes = true);
            }
        }
        if last.get(&one.room).and_then(|before| booked.get(*before)).is_none_or(|b| b.end <= one.end) {
            last.insert(one.room, at);
        }
    }
}
