//! Requests: assigned or ended twice, and how long they took by the time of events, not of their arrival here.

use jiff::civil::DateTime;
use registers::book::service_requests as requests;
use registers::def::Effect;
use registers::document::{self, Op, Record};
use registers::{RecordId, Value};

use super::ask::{clock, differing, list, record};
use super::{Case, Choice};
use crate::query::Reader;
use crate::{Result, apply};

/// Steps at several desks have left several states side by side: a reopened request is open, whoever closed it.
pub(super) fn states(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut found = Vec::new();
    for (id, record) in standing(reader, "_state", limit)? {
        let mut states = record.states.clone();
        states.sort_unstable();
        let values = record.states.iter().map(|s| Value::from(s.as_str()));
        let mut case = case("request-state", id, &record, "_state", values.collect(), &states);
        // Whatever was done since it was reopened.
        let ways = apply::load(reader.connection(), id)?.map(|(mut doc, _)| document::ways(&mut doc)).unwrap_or_default();
        case.ruled = ways.get(record.state()).is_some_and(|way| way.iter().any(|(_, to)| to == "reopened"));
        found.push(case);
    }
    Ok(found)
}

/// Two desks have given a request to different people.
pub(super) fn handlers(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let field = requests::HANDLER.id();
    let mut found = Vec::new();
    for (id, record) in standing(reader, field, limit)? {
        let (values, mut names) = (record.values(field), texts(&record, field));
        names.sort_unstable();
        let mut case = case("request-assigned-twice", id, &record, field, values, &names);
        case.facts.push(("handlers", list(names.iter().map(String::as_str))));
        found.push(case);
    }
    Ok(found)
}

/// Two desks have written down different times of answering, solving or closing: the earliest is when it came about.
pub(super) fn times(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut found = Vec::new();
    for field in [requests::RESPONDED_AT.id(), requests::SOLVED_AT.id(), requests::CLOSED_AT.id()] {
        for (id, record) in standing(reader, field, limit)? {
            let mut times = texts(&record, field);
            times.sort_unstable();
            let values = times.iter().map(|t| Value::from(t.as_str())).collect();
            let mut case = case("request-ended-twice", id, &record, field, values, &times);
            let shown: Vec<String> = times.iter().map(|t| clock(t)).collect();
            case.facts.push(("times", list(shown.iter().map(String::as_str))));
            case.ruled = true;
            found.push(case);
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// What the end of a request has written, where a state is chosen beside it in which it has not come to an end: just what
/// reopening takes away.
pub(super) fn not_ended(record: &Record, chosen: &str) -> Vec<Op> {
    let Some(reopen) = requests::REGISTER.transition("reopen") else { return Vec::new() };
    let is_end = |state: &str| reopen.from.contains(&state);
    if is_end(chosen) || !record.states.iter().any(|state| is_end(state)) {
        return Vec::new();
    }
    let cleared = reopen.effects.iter().filter_map(|effect| match effect {
        Effect::Clear(field) if record.is_filled(field) => Some((*field).to_owned()),
        _ => None,
    });
    cleared.map(|field| Op::Set { field, value: None }).collect()
}

fn standing(reader: &Reader, field: &str, limit: usize) -> Result<Vec<(RecordId, Record)>> {
    let mut found = Vec::new();
    for id in differing(reader.connection(), &requests::REGISTER, field, limit)? {
        found.extend(record(reader.connection(), id)?.filter(|r| r.state() != "void").map(|record| (id, record)));
    }
    Ok(found)
}

fn texts(record: &Record, field: &str) -> Vec<String> {
    record.values(field).iter().filter_map(Value::as_text).map(str::to_owned).collect()
}

fn case(kind: &'static str, id: RecordId, record: &Record, field: &'static str, values: Vec<Value>, said: &[String]) -> Case {
    let mut choices: Vec<Choice> = values.into_iter().map(|value| Choice::Keep { id, field, value }).collect();
    choices.push(Choice::Decide("both-stand"));
    let text = |field: &str| record.text(field).to_owned();
    let facts = vec![("number", text(requests::REQUEST_NO.id())), ("subject", text(requests::SUBJECT.id()))];
    Case { kind, key: format!("{id} {field} {}", said.join(" ")), records: vec![id], ruled: false, facts, choices }
}
