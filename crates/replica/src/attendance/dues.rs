//! Who is due when: people, shifts with their rosters and special days, the office's calendar and terms.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use registers::attendance::Due;
use registers::book::{people, shifts, terms};
use registers::calendar::{Calendar, minute_of_day};
use registers::document::{Line, Record};
use registers::{RecordId, Value};
use rusqlite::Connection;

use super::{moment, text, within};
use crate::stocktake::{plain, words};
use crate::{Result, apply, schema, step};

/// Greatest number of people.
const MOST_PEOPLE: usize = 50_000;
/// Greatest number of shifts, and of terms.
const MOST_SHIFTS: usize = 1_000;
/// Punches a day where a shift does not say.
const PUNCHES: i64 = 2;

/// A person as far as it matters for attendance.
#[derive(Debug, Clone, Default)]
pub(super) struct Employed {
    pub name: String,
    pub staff_no: String,
    pub department: String,
    joined: Option<Date>,
    left: Option<Date>,
}

/// The people of the office, and those whom only punches, leaves and rosters name.
#[derive(Debug, Default)]
pub(super) struct Staff {
    /// By name, without what people write differently.
    pub people: BTreeMap<String, Employed>,
    /// Other names.
    aliases: BTreeMap<String, String>,
    /// Those who are none of the staff, or left at a day that nobody knows.
    others: BTreeSet<String>,
}

impl Staff {
    pub(super) fn read(conn: &Connection) -> Result<Staff> {
        let sql = format!(
            "SELECT t.f_name, t.f_aliases, t.f_staff_no, t.f_department, t.f_joined_on, t.f_left_on, t.f_kind, t.state FROM \"{}\" t
             JOIN record r ON r.id=t.id WHERE t.state NOT IN ('merged','void') ORDER BY r.ulid LIMIT {}",
            schema::table(&people::REGISTER),
            MOST_PEOPLE + 1
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut staff = Staff::default();
        let mut count = 0;
        while let Some(r) = rows.next()? {
            count += 1;
            let (name, aliases) = (text(r, 0)?, text(r, 1)?);
            let (joined, left) = (text(r, 4)?.parse().ok(), text(r, 5)?.parse().ok());
            let key = plain(&name);
            if ["student", "external"].contains(&text(r, 6)?.as_str()) || text(r, 7)? == "left" && left.is_none() {
                staff.others.insert(key);
                continue;
            }
            staff.aliases.extend(words(&aliases).map(|alias| (plain(alias), key.clone())));
            staff.people.entry(key).or_insert(Employed { name, staff_no: text(r, 2)?, department: text(r, 3)?, joined, left });
        }
        within(count, MOST_PEOPLE, "people")?;
        Ok(staff)
    }

    /// The name under which somebody is known.
    pub(super) fn known(&self, name: &str) -> String {
        let key = plain(name);
        if self.people.contains_key(&key) { key } else { self.aliases.get(&key).cloned().unwrap_or(key) }
    }

    /// The same; who was not known so far is from now on.
    pub(super) fn key(&mut self, name: &str) -> String {
        let key = self.known(name);
        if !self.people.contains_key(&key) && !self.others.contains(&key) && !key.is_empty() {
            self.people.insert(key.clone(), Employed { name: name.trim().to_owned(), ..Employed::default() });
        }
        key
    }
}

/// A time of day of a special day, in place of the shift's.
#[derive(Debug)]
struct Special {
    kind: String,
    starts: Option<i64>,
    ends: Option<i64>,
}

/// A shift that is or was in use. Times of day are minutes since midnight.
#[derive(Debug)]
struct Shift {
    id: RecordId,
    kind: String,
    starts: Option<i64>,
    ends: Option<i64>,
    noon: Option<(i64, i64)>,
    overnight: bool,
    weekdays: BTreeSet<String>,
    punches: i64,
    grace: i64,
    absent_after: Option<i64>,
    departments: BTreeSet<String>,
    from: Option<Date>,
    to: Option<Date>,
    /// Who is on duty, and since when and until when as far as the row says.
    roster: Vec<(Date, String, Option<DateTime>, Option<DateTime>)>,
    special: BTreeMap<Date, Special>,
}

/// All that says when people are due.
#[derive(Debug)]
pub(super) struct Plan {
    calendar: Calendar,
    terms: Vec<(Date, Date)>,
    shifts: Vec<Shift>,
}

impl Plan {
    pub(super) fn read(conn: &Connection) -> Result<Plan> {
        let sql = format!(
            "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state IN ('in-use','retired') ORDER BY r.ulid LIMIT {}",
            schema::table(&shifts::REGISTER),
            MOST_SHIFTS + 1
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let ids = statement.query_map([], |r| Ok(RecordId::from_bytes(r.get(0)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
        within(ids.len(), MOST_SHIFTS, "shifts")?;
        let mut shifts = Vec::new();
        for id in ids {
            shifts.extend(apply::record(conn, id)?.map(|record| Shift::of(id, &record)));
        }
        let sql = format!(
            "SELECT f_starts, f_ends FROM \"{}\" WHERE state='in-force' ORDER BY f_starts LIMIT {MOST_SHIFTS}",
            schema::table(&terms::REGISTER)
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map([], |r| Ok((text(r, 0)?, text(r, 1)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let terms = rows.iter().filter_map(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?))).collect();
        Ok(Plan { calendar: step::calendar(conn)?, terms, shifts })
    }

    /// Days on which the office works, both included.
    pub(super) fn workdays(&self, from: Date, to: Date) -> i64 {
        self.calendar.working_between(from.yesterday().unwrap_or(from), to)
    }

    /// The office's working days, both included, from and to these hours with a break at noon.
    pub(super) fn office_days(&self, from: Date, to: Date, (begins, noon, on, ends): (i8, i8, i8, i8)) -> Vec<Due> {
        let mut found = Vec::new();
        let mut day = from;
        while day <= to {
            if self.calendar.is_working(day) {
                let at = |hour: i8| day.at(hour, 0, 0, 0);
                found.push(Due {
                    day,
                    from: at(begins),
                    to: at(ends),
                    noon: Some((at(noon), at(on))),
                    punches: 0,
                    grace: 0,
                    absent_after: None,
                    flexible: false,
                    shift: None,
                });
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        found
    }

    /// The people whom rosters name.
    pub(super) fn rostered(&self) -> impl Iterator<Item = &str> {
        self.shifts.iter().flat_map(|s| s.roster.iter().map(|(_, person, ..)| person.as_str()))
    }

    /// When a person is due on some days, both included.
    pub(super) fn dues(&self, staff: &Staff, key: &str, person: &Employed, days: (Date, Date)) -> Vec<Due> {
        let from = person.joined.map_or(days.0, |joined| joined.max(days.0));
        let to = person.left.map_or(days.1, |left| left.min(days.1));
        let department = plain(&person.department);
        // By the week, those of the person's department; else those that are for everybody.
        let weekly: Vec<&Shift> = self.shifts.iter().filter(|s| s.roster.is_empty()).collect();
        let own: Vec<&Shift> = weekly.iter().copied().filter(|s| s.departments.contains(&department)).collect();
        let general = || weekly.iter().copied().filter(|s| s.departments.is_empty()).collect::<Vec<_>>();
        let mut found = Vec::new();
        let mut day = from;
        while day <= to {
            let of_day: Vec<&&Shift> = own.iter().filter(|s| s.holds(day)).collect();
            let chosen: Vec<&Shift> = if of_day.is_empty() { general() } else { own.clone() };
            found.extend(chosen.into_iter().filter_map(|s| s.due(day, self.works(s, day))));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        for shift in &self.shifts {
            let mine = shift.roster.iter().filter(|(day, name, ..)| from <= *day && *day <= to && staff.known(name) == key);
            found.extend(mine.filter_map(|(day, _, since, until)| shift.duty(*day, *since, *until)));
        }
        found
    }

    /// Whether a shift by the week is worked on a day: one of all seven days always, others on the working days of the
    /// office, and teaching within terms once the office has entered them.
    fn works(&self, shift: &Shift, day: Date) -> bool {
        const WEEK: usize = 7;
        if shift.weekdays.len() == WEEK {
            return true;
        }
        let taught = self.terms.is_empty() || self.terms.iter().any(|(from, to)| *from <= day && day <= *to);
        let works = match self.calendar.day(day) {
            Some(special) => special.working,
            None if shift.weekdays.is_empty() => self.calendar.is_working(day),
            None => shift.weekdays.contains(weekday(day)),
        };
        works && (taught || shift.kind != "teaching")
    }
}

impl Shift {
    fn of(id: RecordId, record: &Record) -> Shift {
        let number = |field: &str| record.get(field).and_then(Value::as_integer);
        let time = |field: &str| minute_of_day(record.text(field));
        let rows = |field: &str| record.lines.get(field).map_or(&[][..], Vec::as_slice).iter();
        let cell = |row: &Line, column: &str| row.cell(column).and_then(Value::as_text).unwrap_or_default().to_owned();
        let duty = |row: &Line| {
            use shifts::roster::{DATE, FROM, PERSON, SWAPPED_WITH, TO};
            let swapped = cell(row, SWAPPED_WITH.id());
            let person = if swapped.is_empty() { cell(row, PERSON.id()) } else { swapped };
            Some((cell(row, DATE.id()).parse().ok()?, person, moment(&cell(row, FROM.id())), moment(&cell(row, TO.id()))))
        };
        let special = |row: &Line| {
            use shifts::special_days::{DATE, ENDS, KIND, STARTS};
            let at = |column: &str| minute_of_day(&cell(row, column));
            Some((cell(row, DATE.id()).parse().ok()?, Special { kind: cell(row, KIND.id()), starts: at(STARTS.id()), ends: at(ENDS.id()) }))
        };
        Shift {
            id,
            kind: record.text(shifts::KIND.id()).to_owned(),
            starts: time(shifts::STARTS.id()),
            ends: time(shifts::ENDS.id()),
            noon: time(shifts::NOON_FROM.id()).zip(time(shifts::NOON_TO.id())),
            overnight: record.get(shifts::OVERNIGHT.id()) == Some(&Value::Yes(true)),
            weekdays: record.sets.get(shifts::WEEKDAYS.id()).cloned().unwrap_or_default(),
            punches: number(shifts::PUNCHES.id()).unwrap_or(PUNCHES),
            grace: number(shifts::GRACE.id()).unwrap_or(0),
            absent_after: number(shifts::ABSENT_AFTER.id()),
            departments: words(record.text(shifts::DEPARTMENTS.id())).map(plain).collect(),
            from: record.text(shifts::VALID_FROM.id()).parse().ok(),
            to: record.text(shifts::VALID_TO.id()).parse().ok(),
            roster: rows(shifts::ROSTER.id()).filter_map(duty).collect(),
            special: rows(shifts::SPECIAL_DAYS.id()).filter_map(special).collect(),
        }
    }

    fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// When one is due on a day by the week.
    fn due(&self, day: Date, works: bool) -> Option<Due> {
        let (starts, ends) = (self.starts?, self.ends?);
        if !self.holds(day) {
            return None;
        }
        let Some(special) = self.special.get(&day) else { return works.then(|| self.between(day, starts, ends, self.noon)) };
        let (since, until) = (special.starts.unwrap_or(starts), special.ends);
        match special.kind.as_str() {
            "rest" => None,
            // Until noon, where nothing else is said.
            "half" => {
                let middle = self.noon.map_or_else(|| i64::midpoint(since, self.after(since, ends)), |(noon, _)| noon);
                Some(self.between(day, since, until.unwrap_or(middle), None))
            }
            _ => Some(self.between(day, since, until.unwrap_or(ends), self.noon)),
        }
    }

    /// When somebody is due by a row of the roster.
    fn duty(&self, day: Date, since: Option<DateTime>, until: Option<DateTime>) -> Option<Due> {
        if !self.holds(day) {
            return None;
        }
        let usual = self.starts.zip(self.ends).map(|(starts, ends)| self.between(day, starts, ends, self.noon));
        let from = since.or_else(|| usual.as_ref().map(|u| u.from))?;
        let to = until.or_else(|| usual.as_ref().map(|u| u.to))?;
        let usual = usual.unwrap_or_else(|| self.between(day, 0, 0, None));
        (from < to).then_some(Due { from, to, ..usual })
    }

    fn between(&self, day: Date, starts: i64, ends: i64, noon: Option<(i64, i64)>) -> Due {
        let at = |minute: i64| day.at(0, 0, 0, 0).checked_add(minute.minutes()).unwrap_or(DateTime::MAX);
        let noon = noon.map(|(from, to)| (self.after(starts, from), self.after(starts, to)));
        Due {
            day,
            from: at(starts),
            to: at(self.after(starts, ends)),
            noon: noon.filter(|(from, to)| from < to).map(|(from, to)| (at(from), at(to))),
            punches: self.punches,
            grace: self.grace,
            absent_after: self.absent_after,
            flexible: self.kind == "flexible",
            shift: Some(self.id),
        }
    }

    /// A time of day that comes after the beginning, on the next day where the shift goes over midnight.
    fn after(&self, starts: i64, time: i64) -> i64 {
        const DAY: i64 = 24 * 60;
        if time <= starts && (self.overnight || self.ends.is_some_and(|ends| ends <= starts)) { time + DAY } else { time }
    }
}

/// The id of a day of the week among the choices of a shift.
fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "mon",
        Weekday::Tuesday => "tue",
        Weekday::Wednesday => "wed",
        Weekday::Thursday => "thu",
        Weekday::Friday => "fri",
        Weekday::Saturday => "sat",
        Weekday::Sunday => "sun",
    }
}
