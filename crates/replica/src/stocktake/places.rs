//! Names of places: one place may be written in several ways, and a zone may be larger than a room.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use registers::book::{assets, departments, locations};
use registers::{Register, search};
use rusqlite::Connection;

use crate::{Result, schema};

/// Greatest number of places whose other names are known.
const MOST: usize = 20_000;

/// The places of the office with their other names.
#[derive(Default)]
pub(crate) struct Places {
    names: BTreeMap<String, Rc<str>>,
    /// Names that were asked for, as they were written: few places, asked for very often.
    asked: RefCell<HashMap<String, Rc<str>>>,
    /// What campaigns that are judged together ask for, each read once.
    departments: OnceCell<Rc<Places>>,
    /// See [`Places::of_office`].
    of_office: OnceCell<Vec<String>>,
}

impl Places {
    /// Reads the register of locations.
    pub(crate) fn read(conn: &Connection) -> Result<Places> {
        Places::of(conn, &locations::REGISTER)
    }

    /// Reads a register whose records have other names and may be merged: locations or departments.
    pub(crate) fn of(conn: &Connection, register: &Register) -> Result<Places> {
        let sql = format!(
            "SELECT coalesce(i.f_name, t.f_name), t.f_name, t.f_aliases FROM \"{0}\" t
             LEFT JOIN record m ON t.state='merged' AND m.ulid=(SELECT k.target FROM link k WHERE k.record=t.id AND k.field='merged_into' LIMIT 1)
             LEFT JOIN \"{0}\" i ON i.id=m.id
             WHERE t.state<>'void' AND (coalesce(t.f_aliases,'')<>'' OR t.state='merged') ORDER BY t.id LIMIT {MOST}",
            schema::table(register)
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut names = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let text = |at: usize| -> rusqlite::Result<String> { Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default()) };
            let (stands, own, aliases) = (text(0)?, text(1)?, text(2)?);
            let stands: Rc<str> = plain(&stands).into();
            for name in std::iter::once(own.as_str()).chain(words(&aliases)) {
                names.insert(plain(name), stands.clone());
            }
        }
        Ok(Places { names, ..Places::default() })
    }

    /// The departments of the office with their other names.
    pub(super) fn departments(&self, conn: &Connection) -> Result<Rc<Places>> {
        if let Some(read) = self.departments.get() {
            return Ok(Rc::clone(read));
        }
        let read = Rc::new(Places::of(conn, &departments::REGISTER)?);
        Ok(Rc::clone(self.departments.get_or_init(|| read)))
    }

    /// The places of the office: those of its register and those where assets stand, each under one name.
    pub(super) fn of_office(&self, conn: &Connection) -> Result<&[String]> {
        if let Some(read) = self.of_office.get() {
            return Ok(read);
        }
        // From one to the next by the index: they are few, and assets many.
        let next = |after: &str| format!("SELECT min(f_location) FROM \"{}\" WHERE f_location>{after}", schema::table(&assets::REGISTER));
        let sql = format!(
            "WITH RECURSIVE p(place) AS ({} UNION ALL SELECT ({}) FROM p WHERE place IS NOT NULL) SELECT place FROM p WHERE place IS NOT NULL",
            next("''"),
            next("p.place")
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let read = statement.query_map([], |r| r.get::<_, String>(0))?.map(|place| place.map(|place| self.canonical(&place).to_string()));
        let mut read = read.collect::<rusqlite::Result<Vec<String>>>()?;
        read.extend(Places::every(conn, &locations::REGISTER, self)?);
        Ok(self.of_office.get_or_init(|| read))
    }

    /// All that a register of locations or departments has, each under one name.
    pub(super) fn every(conn: &Connection, register: &Register, names: &Places) -> Result<BTreeSet<String>> {
        let sql = format!("SELECT f_name FROM \"{}\" WHERE state<>'void' AND f_name<>'' ORDER BY id LIMIT {MOST}", schema::table(register));
        let mut statement = conn.prepare_cached(&sql)?;
        let read = statement.query_map([], |r| r.get::<_, String>(0))?.map(|name| name.map(|name| names.canonical(&name).to_string()));
        Ok(read.collect::<rusqlite::Result<_>>()?)
    }

    /// One text for all names of a place.
    pub(crate) fn canonical(&self, name: &str) -> Rc<str> {
        if let Some(known) = self.asked.borrow().get(name) {
            return Rc::clone(known);
        }
        let plain = plain(name);
        let canonical = self.names.get(&plain).cloned().unwrap_or_else(|| plain.into());
        let mut asked = self.asked.borrow_mut();
        if asked.len() < MOST {
            asked.insert(name.to_owned(), Rc::clone(&canonical));
        }
        canonical
    }

    /// Whether `place` is the zone or lies in it: a zone that is a building covers the rooms that begin with its name.
    pub(crate) fn covers(&self, zone: &str, place: &str) -> bool {
        lies_in(&self.canonical(zone), &self.canonical(place))
    }
}

/// The same for [`Places::canonical`] names.
pub(super) fn lies_in(zone: &str, place: &str) -> bool {
    let Some(rest) = place.strip_prefix(zone) else { return false };
    // 明德楼2 is not a part of 明德楼208.
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    rest.is_empty() || !(zone.is_empty() || digit(zone.chars().last()) && digit(rest.chars().next()))
}

/// The names in a list of aliases.
pub(crate) fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(['、', ',', '，', ';', '；']).map(str::trim).filter(|w| !w.is_empty())
}

/// A name without what people write differently: script, width, case, spaces.
pub(crate) fn plain(name: &str) -> String {
    search::fold(name).chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_building_covers_its_rooms_and_a_room_does_not_cover_another() {
        let names = BTreeMap::from([(plain("貴賓室"), plain("行政楼二楼会客室").into())]);
        let places = Places { names, ..Places::default() };
        for (zone, place, covers) in [
            ("明德楼208", "明德樓 208", true),
            ("明德楼", "明德楼208", true),
            ("明德楼2", "明德楼208", false),
            ("明德楼208", "明德楼", false),
            ("贵宾室", "行政楼二楼会客室", true),
            ("图书馆", "明德楼208", false),
            ("", "明德楼208", false),
        ] {
            assert_eq!(places.covers(zone, place), covers, "{zone} {place}");
        }
    }
}
