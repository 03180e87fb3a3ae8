//! What first page and frame show of the whole office, on this desk. It is counted on a thread of its own, so that what the
//! clerk did shows at once while a long report is still being made.

use jiff::civil::Date;
use registers::book::{incoming_documents as letters, meetings, visits};
use registers::def::Register;
use registers::workflow::Actor;
use registers::{Lang, RecordId};
use replica::{Filter, Reader};

use super::insight::Study;
use super::{DeskBackend, clock, explain_replica};
use crate::gui::backend::{CHART_DAYS, Counts, MOST_MEETINGS, MOST_WAITING, Meeting, Overview, ReadError, Today, Waiting};

/// How many records a register holds.
pub(super) fn counts(reader: &Reader, register: &'static Register) -> replica::Result<Counts> {
    let states = reader.counts(register)?;
    let query = replica::Query { filters: vec![Filter::InConflict], limit: 0, ..replica::Query::of(register) };
    let conflicts = reader.page(&query)?.total as u64;
    Ok(Counts { total: states.values().sum(), states, conflicts })
}

fn inbox(reader: &Reader, person: &str, roles: &[String]) -> replica::Result<Vec<Waiting>> {
    let now = clock::now();
    let actor = reader.complete(Actor::new(person, roles.to_vec(), now.civil))?;
    let waiting = reader.inbox(&actor, now, MOST_WAITING)?.into_iter().map(|w| Waiting {
        id: w.hit.id,
        register: w.hit.register,
        number: w.hit.number,
        title: w.hit.title,
        state: w.hit.state,
        due: w.due,
        days: w.days,
        working: w.working,
        remind: w.remind,
        limit: w.limit,
        why: w.why,
    });
    Ok(waiting.collect())
}

/// All of it as of one state of the data.
pub(super) fn overview(reader: &Reader, person: &str, roles: &[String], lang: Lang) -> replica::Result<Overview> {
    reader.at_once(|reader| {
        let registers = reader.shelf()?.all();
        let counts = registers.iter().map(|r| Ok((r.key, counts(reader, r)?))).collect::<replica::Result<_>>()?;
        // What can be counted is shown even where the inbox cannot be read.
        let inbox = inbox(reader, person, roles).map_err(|e| ReadError(explain_replica(lang, registers, &e)));
        Ok(Overview { counts, inbox, conflicts: reader.count_conflicts()? })
    })?
}

/// The meetings of a day, and what the days until then brought.
pub(super) fn today(reader: &Reader, day: Date) -> replica::Result<Today> {
    let shelf = reader.shelf()?;
    let register = shelf.of(&meetings::REGISTER);
    let mut found = Vec::new();
    for (hit, starts) in reader.on_day(register, meetings::STARTS_AT.id(), day, MOST_MEETINGS)? {
        let place = place(reader, hit.id)?;
        found.push(Meeting { id: hit.id, register, title: hit.title, state: hit.state, starts, place });
    }
    Ok(Today {
        meetings: found,
        letters: reader.per_day(shelf.of(&letters::REGISTER), letters::RECEIVED_AT.id(), day, CHART_DAYS)?,
        visits: reader.per_day(shelf.of(&visits::REGISTER), visits::ENTERED.id(), day, CHART_DAYS)?,
    })
}

/// Where a meeting is: its room, else what was typed.
fn place(reader: &Reader, id: RecordId) -> replica::Result<String> {
    let Some(card) = reader.record(id)? else { return Ok(String::new()) };
    let room = match card.record.text(meetings::ROOM.id()).parse::<RecordId>() {
        Ok(room) => reader.title(room)?,
        Err(_) => None,
    };
    Ok(room.unwrap_or_else(|| card.record.text(meetings::PLACE.id()).to_owned()))
}

impl DeskBackend {
    /// What is asked of the whole office on this day. A day's answer is not that of the next.
    pub(super) fn overview_study(&self) -> Study {
        let me = self.office.as_ref().map(|office| office.me.clone()).unwrap_or_default();
        Study::Overview { person: me.person, roles: me.roles, day: clock::now().civil.date() }
    }
}
