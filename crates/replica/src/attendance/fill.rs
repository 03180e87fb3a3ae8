//! Filling in a month's summary, and proposing exceptions for what its days lack: one commit, and again as often as somebody
//! likes. What is there already is not proposed twice, and what people wrote into a row beside its figures stays.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use registers::attendance::{Day, Fault, Status};
use registers::book::attendance_exceptions as exceptions;
use registers::book::month_summaries::{self as months, people};
use registers::def::{Key, key};
use registers::document::{Line, Op, Record, cell};
use registers::parse::{self, Reason};
use registers::workflow::StepError;
use registers::{RecordId, Value, workflow};
use rusqlite::{Connection, params};

use super::{Lens, MOST, PersonDays, Question, Whom, derive, text, within};
use crate::commit::Edit;
use crate::stocktake::plain;
use crate::{Error, Result, apply, schema, step};

/// Greatest number of exceptions that one step proposes; the next one goes on.
const BATCH: usize = 1_000;

/// Writes what the records say of a summary's days into it, and proposes exceptions.
pub(super) fn fill(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    let record = edit.record(id)?;
    // A month that is named has its days.
    let first = format!("{}-01", record.text(months::MONTH.id()).trim()).parse::<Date>().ok();
    let day = |key: Key<key::Date>, of_month: Option<Date>| {
        let missing = || Error::from(StepError::Missing(vec![key.id().to_owned()]));
        record.text(key.id()).parse::<Date>().ok().or(of_month.filter(|_| !record.is_filled(key.id()))).ok_or_else(missing)
    };
    let (from, to) = (day(months::FROM, first)?, day(months::TO, first.map(|day| day.last_of_month()))?);
    let department = record.text(months::COVERED_DEPT.id());
    let whom = if department.is_empty() { Whom::Everybody } else { Whom::Department(department) };
    let now = edit.actor().now;
    let found = derive(edit.connection(), Question { from, to, whom, now, lens: Lens::default() })?;
    // Where nothing was recorded everybody would have been absent every day.
    let recorded = |d: &Day| !d.punches.is_empty() || !d.away.is_empty() || d.faults.is_empty();
    if !found.people.iter().flat_map(|p| &p.days).any(recorded) {
        return Err(Error::Rule { field: months::FROM.id().to_owned(), reason: Reason::NothingRecorded });
    }
    let mut ops = vec![Op::set(months::WORKDAYS, found.workdays.min(31))];
    for (key, day) in [(months::FROM, from), (months::TO, to)] {
        ops.extend((!record.is_filled(key.id())).then(|| Op::set(key, day)));
    }
    if !record.is_filled(months::MONTH.id()) {
        ops.push(Op::set(months::MONTH, &from.strftime("%Y-%m").to_string()));
    }
    let rows = record.lines.get(months::PEOPLE.id()).map_or(&[][..], Vec::as_slice);
    let known: BTreeMap<String, &Line> = rows.iter().rev().map(|row| (plain(&text_of(row, people::PERSON.id())), row)).collect();
    for person in &found.people {
        match known.get(&plain(&person.person)) {
            Some(row) => ops.extend(update(row, person)),
            None => ops.push(fresh(id, person)),
        }
    }
    ops.retain(|op| !matches!(op, Op::Set { field, value: Some(value) } if record.values(field) == [value.clone()]));
    edit.put_back(id, &ops)?;
    propose(edit, id, &found.people, (from, to))
}

/// What differs in a row. Who has confirmed other figures has not confirmed these.
fn update(row: &Line, person: &PersonDays) -> Vec<Op> {
    let place = |column: &str| format!("{}/{}/{column}", months::PEOPLE.id(), row.id);
    let set = |column: &str, value: Option<Value>| Op::Set { field: place(column), value };
    let stands = |column: &str, n: &Value| match row.cells.get(column).map_or(&[][..], Vec::as_slice) {
        [] => *n == Value::Integer(0),
        [one] => one == n,
        _ => false,
    };
    let differ = person.figures.columns().into_iter().filter(|(c, n)| !stands(c, n));
    let mut ops: Vec<Op> = differ.map(|(column, n)| set(column, Some(n))).collect();
    if !ops.is_empty() && row.cell(people::SIGNED.id()) == Some(&Value::Yes(true)) {
        ops.push(set(people::SIGNED.id(), None));
    }
    if text_of(row, people::STAFF_NO.id()).is_empty() && !person.staff_no.is_empty() {
        ops.push(set(people::STAFF_NO.id(), Some(Value::from(person.staff_no.as_str()))));
    }
    ops
}

/// A row for somebody who has none. Its id follows from the summary and the name: two desks that fill in at once write one.
fn fresh(id: RecordId, person: &PersonDays) -> Op {
    let mut cells = vec![cell(people::PERSON, person.person.as_str())];
    cells.extend(Some(person.staff_no.as_str()).filter(|no| !no.is_empty()).map(|no| cell(people::STAFF_NO, no)));
    cells.extend(person.figures.columns().map(|(column, n)| (column.to_owned(), n)));
    // Rows stand in the order of their ids: those of one surname together.
    let name = plain(&person.person);
    let place = name.bytes().chain([0; 6]).take(6).fold(0, |n, byte| (n << 8) | u64::from(byte));
    let row = row_id(place, "zongban 2026 row of a month summary", &[&id.to_string(), &name]);
    Op::Line { field: months::PEOPLE.id().to_owned(), row, cells }
}

/// The id of a row that follows from what it is about; `place` of 48 bits says where it stands among the others.
pub(super) fn row_id(place: u64, context: &str, about: &[&str]) -> String {
    RecordId::from_parts(place, hashed(context, about)).to_string()
}

fn hashed(context: &str, about: &[&str]) -> u128 {
    let mut hash = blake3::Hasher::new_derive_key(context);
    for part in about {
        hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    hash.finalize().as_bytes().iter().take(16).fold(0, |n, byte| (n << 8) | u128::from(*byte))
}

/// Adds an exception for all that the days lack and for which there is none yet, not even a void one.
fn propose(edit: &mut Edit<'_>, month: RecordId, people: &[PersonDays], span: (Date, Date)) -> Result<()> {
    let standing = standing(edit.connection(), span)?;
    let actor = step::complete(edit.connection(), edit.shelf(), edit.actor().clone())?;
    let mut left = BATCH;
    for person in people {
        for day in &person.days {
            for (fault, n) in &day.faults {
                if left == 0 {
                    return Ok(());
                }
                if standing.contains(&(plain(&person.person), day.date, Status::Fault(*fault).id().to_owned())) {
                    continue;
                }
                let mut ops = exception(month, person, day, (*fault, *n));
                let begun = parse::preview(&Record::default(), &ops);
                let due = workflow::due(&exceptions::REGISTER, &begun, &actor);
                ops.extend(due.map(|(field, value)| Op::Set { field: field.to_owned(), value: Some(value) }));
                left -= usize::from(add(edit, person, day, *fault, &ops)?);
            }
        }
    }
    Ok(())
}

/// What exceptions there are: person, day, and what was found or decided.
fn standing(conn: &Connection, (from, to): (Date, Date)) -> Result<BTreeSet<(String, Date, String)>> {
    let sql = format!(
        "SELECT f_person, f_day, f_status, f_decided FROM \"{}\" WHERE f_day>=?1 AND f_day<=?2 LIMIT {}",
        schema::table(&exceptions::REGISTER),
        MOST + 1
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![from.to_string(), to.to_string()])?;
    let mut found = BTreeSet::new();
    let mut count = 0;
    while let Some(r) = rows.next()? {
        count += 1;
        let Ok(day) = text(r, 1)?.parse() else { continue };
        for status in [text(r, 2)?, text(r, 3)?] {
            found.insert((plain(&text(r, 0)?), day, status));
        }
    }
    within(count, MOST, "exceptions")?;
    Ok(found)
}

/// What an exception says.
fn exception(month: RecordId, person: &PersonDays, day: &Day, (fault, n): (Fault, i64)) -> Vec<Op> {
    let mut ops = vec![
        Op::set(exceptions::PERSON, person.person.as_str()),
        Op::set(exceptions::DAY, day.date),
        Op::set(exceptions::STATUS, Status::Fault(fault).id()),
        Op::set(exceptions::MONTH, month),
    ];
    if !person.department.is_empty() {
        ops.push(Op::set(exceptions::PERSON_DEPT, person.department.as_str()));
    }
    if fault != Fault::Missing && n > 0 {
        ops.push(Op::set(exceptions::MINUTES, n.min(1_440)));
    }
    ops.extend(day.shift.map(|shift| Op::set(exceptions::SHIFT, shift)));
    ops.extend(day.leave.map(|leave| Op::set(exceptions::LEAVE, leave)));
    if let Some((first, last)) = day.span {
        ops.push(Op::set(exceptions::FIRST_PUNCH, first));
        ops.extend((first < last).then(|| Op::set(exceptions::LAST_PUNCH, last)));
    }
    let punch = |id: &RecordId| Op::Member { field: exceptions::PUNCHES.id().to_owned(), member: id.to_string(), on: true };
    ops.extend(day.punches.iter().map(punch));
    ops
}

/// Adds it under the id that follows from person, day and what was found; gives whether it was added.
fn add(edit: &mut Edit<'_>, person: &PersonDays, day: &Day, fault: Fault, ops: &[Op]) -> Result<bool> {
    let about = [&*plain(&person.person), &day.date.to_string(), Status::Fault(fault).id()];
    let hash = hashed("zongban 2026 attendance exception", &about);
    let mut bytes = RecordId::from_parts(begin_of(day.date), hash).to_bytes();
    if let Some(last) = bytes.last_mut() {
        *last = exceptions::REGISTER.space.number() as u8;
    }
    let id = RecordId::from_bytes(bytes);
    let standing = match edit.staged(id) {
        Some(record) => Some(record),
        None => apply::record(edit.connection(), id)?,
    };
    match standing {
        None => edit.create_derived(id, &exceptions::REGISTER, ops)?,
        // Undone since: it is what it was again.
        Some(record) if record.text(exceptions::PERSON.id()).is_empty() => edit.put_back(id, ops)?,
        Some(_) => return Ok(false),
    }
    Ok(true)
}

/// The midnight with which a day begins, in milliseconds since 1970.
pub(super) fn begin_of(day: Date) -> u64 {
    let since = day.at(0, 0, 0, 0).duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0));
    u64::try_from(since.as_millis()).unwrap_or(0)
}

fn text_of(row: &Line, column: &str) -> String {
    row.cell(column).and_then(Value::as_text).unwrap_or_default().to_owned()
}
