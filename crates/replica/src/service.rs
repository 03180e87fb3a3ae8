//! How a request stands against its time limit: by the time of events, with pauses left out once however often they were
//! written down. What may have been answered elsewhere and is not here yet waits for synchronisation 待同步, and is no breach.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};
use registers::book::service_requests as requests;
use registers::def::{Pauses, Register};
use registers::document::Record;
use registers::{RecordId, Value};

use crate::calc::{cell, quote};
use crate::query::Reader;
use crate::{Error, Moment, Result, schema};

/// How a request stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Minutes until the requester first had an answer; none while they have none.
    pub response: Option<i64>,
    /// Minutes until it was solved, pauses left out; none while it is not.
    pub solution: Option<i64>,
    /// Minutes in which the work rested.
    pub paused: i64,
    /// Whether it was in time.
    pub limit: Limit,
}

/// Whether a request was in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// There is no limit, or it has not passed.
    InTime,
    /// It has passed as far as this desk knows, but others may have written before it what is not here yet.
    Unsynced,
    /// It has passed.
    Late,
}

impl Reader {
    /// How a request stands against its time limit, or a record of another register with [`Pauses`].
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] when it is not here, and when the file cannot be read.
    pub fn service(&self, id: RecordId, now: Moment) -> Result<Service> {
        let card = self.record(id)?.ok_or(Error::UnknownRecord(id))?;
        let (record, Some(of)) = (&card.record, card.register.pauses) else { return Err(Error::UnknownRecord(id)) };
        let (received, due) = (moment(record.text(of.begins)), until(record.text(of.due)));
        // With several times the first is when it came about.
        let first = |field: &str| record.values(field).iter().filter_map(Value::as_text).filter_map(moment).min();
        let solved = of.ends.iter().filter_map(|field| first(field)).min();
        let spans = pauses(record, &of, solved.unwrap_or(now.civil));
        let within = |from: DateTime, to: DateTime| spans.iter().map(|(a, b)| minutes((*a).max(from), (*b).min(to)).max(0)).sum::<i64>();
        let paused = spans.iter().map(|(a, b)| minutes(*a, *b)).sum();
        let solution = received.zip(solved).map(|(from, to)| minutes(from, to) - within(from, to));
        let response = received.zip(first(requests::RESPONDED_AT.id())).map(|(from, to)| minutes(from, to));
        // Up to now, or when it was solved: what rests over its limit does not pass it.
        let (first, last) = (received.unwrap_or(DateTime::MIN), solved.unwrap_or(now.civil));
        let clipped: Vec<_> = spans.iter().map(|(a, b)| ((*a).max(first), (*b).min(last))).filter(|(a, b)| a < b).collect();
        let extended = due.map(|due| put_off(due, &clipped));
        let late = extended.is_some_and(|due| solved.unwrap_or(now.civil) > due);
        let unheard = match solved {
            Some(_) => false,
            None => self.heard(now)?.is_none_or(|heard| heard < now.civil && (card.pending || extended.is_some_and(|due| heard < due))),
        };
        let limit = match (late, unheard) {
            (false, _) => Limit::InTime,
            (true, true) => Limit::Unsynced,
            (true, false) => Limit::Late,
        };
        Ok(Service { response, solution, paused, limit })
    }

    /// Whether the answer that stands in the field came, or is not there though the limit has passed as far as anybody can know.
    pub(crate) fn is_answered_late(&self, id: RecordId, answered: &str, now: Moment) -> Result<bool> {
        let is_answered = self.record(id)?.is_some_and(|card| card.record.is_filled(answered));
        Ok(is_answered || self.service(id, now)?.limit == Limit::Late)
    }

    /// When this desk last heard of the others, by the office's clock. Without a relay there are none.
    pub(crate) fn heard(&self, now: Moment) -> Result<Option<DateTime>> {
        if schema::meta::<String>(self.connection(), "relay")?.unwrap_or_default().is_empty() {
            return Ok(Some(now.civil));
        }
        let Some(heard) = schema::meta::<i64>(self.connection(), "last_contact")? else { return Ok(None) };
        let ago = SignedDuration::from_millis(i64::try_from(now.unix_ms).unwrap_or(i64::MAX).saturating_sub(heard));
        Ok(now.civil.checked_sub(ago).ok())
    }
}

/// The times in which the work rested, joined where they overlap, in order. A pause that has not ended lasts until `end`.
fn pauses(record: &Record, of: &Pauses, end: DateTime) -> Vec<(DateTime, DateTime)> {
    let (state, since) = of.now;
    let rows = record.lines.get(of.lines).map_or(&[][..], Vec::as_slice);
    let at = |row: &registers::document::Line, column: &str| row.cell(column).and_then(Value::as_text).and_then(moment);
    let mut spans: Vec<(DateTime, DateTime)> = rows
        .iter()
        .filter_map(|row| Some((at(row, of.from)?, at(row, of.to).unwrap_or(end))))
        .chain((record.state() == state).then(|| moment(record.text(since))).flatten().map(|from| (from, end)))
        .filter(|(from, to)| from < to)
        .collect();
    spans.sort_unstable();
    let mut joined: Vec<(DateTime, DateTime)> = Vec::new();
    for (from, to) in spans {
        match joined.last_mut() {
            Some((_, until)) if from <= *until => *until = (*until).max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// The days in which the work on a record of a register with pauses rested between two moments, as SQL over its table under
/// the name `table`: pauses that overlap count once. Either moment may be `NULL`.
pub(crate) fn rested(register: &Register, pauses: &Pauses, table: &str, from: &str, to: &str) -> String {
    format!("coalesce((SELECT sum(y.long) FROM ({}) y),0.0)", pieces(register, pauses, table, from, to))
}

/// The limit of a record under the name `table` as a number of days, as SQL: put off by each pause that began before it, as
/// far as that has come by the moment `to`. What rests after the limit has passed changes nothing any more.
pub(crate) fn limit(register: &Register, pauses: &Pauses, table: &str, to: &str) -> String {
    let column = |field: &str| format!("nullif({table}.\"{}\",'')", schema::column(field));
    let due = column(pauses.due);
    // A time that is typed as a day lasts until its end.
    let due = format!("(julianday({due})+CASE length({due}) WHEN 10 THEN {LAST_MINUTE} ELSE 0 END)");
    let begins = format!("coalesce({},'0001-01-01')", column(pauses.begins));
    format!(
        "({due}+coalesce((SELECT sum(x.long) FROM (SELECT y.s, y.long, coalesce(sum(y.long) OVER (ORDER BY y.s, y.e
         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),0.0) AS put_off FROM ({}) y) x WHERE x.s<{due}+x.put_off-{HALF_A_SECOND}),0.0))",
        pieces(register, pauses, table, &begins, to)
    )
}

/// The last minute of a day, in days.
const LAST_MINUTE: &str = "1439.0/1440";
/// In days: moments are minutes, and counted in parts of a day they are not exact.
const HALF_A_SECOND: &str = "0.5/86400";

/// SQL for the times in which the work rested between two moments: from `s` to `e`, and how `long` in days. What the spans
/// before it cover already is taken off each.
fn pieces(register: &Register, pauses: &Pauses, table: &str, from: &str, to: &str) -> String {
    let Pauses { lines, from: begins, to: ends, now: (state, since), .. } = pauses;
    let (begins, ends) = (cell(begins), cell(ends));
    let clipped = |a: &str, b: &str| format!("max(julianday({a}),julianday({from})) AS a, {b} AS b");
    let row = clipped(&begins, &format!("min(coalesce(julianday(nullif({ends},'')),julianday({to})),julianday({to}))"));
    let since = register.field(since).map_or("NULL".to_owned(), |f| format!("{table}.\"{}\"", schema::column(f.id)));
    let now = clipped(&since, &format!("julianday({to})"));
    let spans = format!(
        "SELECT {row} FROM line w WHERE w.record={table}.id AND w.field={} UNION ALL SELECT {now} WHERE {table}.state={}",
        quote(lines),
        quote(state)
    );
    format!(
        "SELECT max(v.a,coalesce(v.before,v.a)) AS s, v.b AS e, max(0.0,v.b-max(v.a,coalesce(v.before,v.a))) AS long
         FROM (SELECT z.a,z.b,max(z.b) OVER (ORDER BY z.a,z.b
         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM ({spans}) z WHERE z.a<z.b) v"
    )
}

/// A limit put off by each of the pauses, joined and in order, that began before it: see [`limit`].
fn put_off(due: DateTime, pauses: &[(DateTime, DateTime)]) -> DateTime {
    pauses.iter().fold(
        due,
        |limit, (from, to)| {
            if *from < limit { limit.checked_add(minutes(*from, *to).minutes()).unwrap_or(limit) } else { limit }
        },
    )
}

/// The moment until which something is in time: a time that is typed as a day lasts until its end.
fn until(text: &str) -> Option<DateTime> {
    if text.len() == 10 { Some(text.parse::<Date>().ok()?.at(23, 59, 0, 0)) } else { moment(text) }
}

fn moment(text: &str) -> Option<DateTime> {
    text.parse().ok()
}

fn minutes(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_mins()
}
