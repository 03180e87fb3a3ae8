//! Whether what another desk has written was its author's to do, by the roles that they had under the list of members which the entry
//! names. What was not counts nevertheless, as everything that a member wrote: it is noted here, and shown as a case until the
//! office has confirmed it or put it right.
//!
//! Several steps in one entry are looked at as the way that they make; whoever might do a step may take it back as long as nothing came
//! after it. Noted is what the roles and the record itself do not allow. A delegation, or a record that names the author by a link, may allow
//! it all the same: that is looked at when the cases are read, since it may come later.

use std::borrow::Cow;

use automerge::{AutoCommit, ChangeHash, ROOT, ReadDoc};
use registers::book::{case_decisions, number_leases};
use registers::common::DELETED;
use registers::def::{Guard, Transition};
use registers::document::{self, Record, STATE};
use registers::workflow::{self, Actor, Beside, Lack};
use registers::{RecordId, Register, Value, book};
use rusqlite::{Connection, OptionalExtension, params};
use trust::id::PersonId;
use trust::signoff::SignOff;

use crate::apply;
use crate::cases::is_led;
use crate::rebuild::leads;
use crate::step::{Stored, ever_delegated};
use crate::{Error, Reader, Result};

/// Stands before the state of a record that was added.
const ADDED: char = '+';
/// Stands for a state into which no step leads.
const ASTRAY: &str = "?";
/// Stands for a change by hand.
const CHANGED: &str = "~";
/// Why a step was not done as it must be: nobody has signed it.
const UNSIGNED: &str = "unsigned";

/// Who wrote an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Author<'a> {
    /// The person.
    pub person: PersonId,
    /// The roles that they had.
    pub roles: &'a [String],
    /// What they have signed with it.
    pub signed: &'a [SignOff],
}

/// What an entry did to a record.
pub(crate) struct Deed<'a> {
    /// The record.
    pub id: RecordId,
    /// Its document as it is now, perhaps with what others have done meanwhile.
    pub doc: &'a mut AutoCommit,
    /// The record as it is now.
    pub now: &'a Record,
    /// What the author had before them; empty for a new record.
    pub deps: &'a [ChangeHash],
    /// The last change of the entry.
    pub hash: ChangeHash,
    /// Whether a change of the entry may have written the state.
    pub writes_state: bool,
}

/// A deed as it is judged.
struct Judged {
    id: RecordId,
    register: &'static Register,
    what: What,
    lack: Option<Lack>,
}

enum What {
    /// In this state.
    Added(String),
    Changed,
    /// By one of these steps, which all lead to that state from where it was: those that were its author's to do, if any were.
    Moved(Vec<&'static Transition>),
    /// By these steps one after the other.
    Walked(Vec<&'static Transition>),
    /// To a state into which no step leads.
    Astray,
}

/// Notes what of an entry was not its author's to do.
pub(crate) fn look(conn: &Connection, entry: i64, author: Author<'_>, deeds: Vec<Deed<'_>>) -> Result<()> {
    let name = conn.prepare_cached("SELECT name FROM name WHERE kind=1 AND id=?1")?.query_row([author.person.0], |r| r.get(0));
    let Some(name): Option<String> = name.optional()? else { return Ok(()) };
    // No step that is looked at here asks what day it is.
    let actor = Actor::new(name, author.roles.to_vec(), jiff::civil::DateTime::default());
    let mut judged = Vec::with_capacity(deeds.len());
    for deed in deeds {
        judged.extend(judge(conn, &actor, deed)?);
    }
    let unexplained = unexplained(&judged);
    for (at, one) in judged.iter().enumerate() {
        let brought = || judged.iter().enumerate().any(|(other, by)| other != at && brings(by, one));
        let lack = match one.lack {
            Some(lack) if unexplained.contains(&at) => lack.key(),
            None if one.lacks_signature(author.signed) && !brought() => UNSIGNED,
            _ => continue,
        };
        conn.prepare_cached("INSERT OR REPLACE INTO unauthorized(entry, ulid, act, lack, roles) VALUES(?1,?2,?3,?4,?5)")?
            .execute(params![entry, one.id.to_bytes(), one.act(), lack, author.roles.join(",")])?;
    }
    Ok(())
}

impl Judged {
    /// Whether it was a step that whoever does it signs, and nobody has signed it.
    fn lacks_signature(&self, signed: &[SignOff]) -> bool {
        let is_signed =
            |step: &&'static Transition| signed.iter().any(|s| s.statement.record == self.id.to_bytes() && s.statement.decision == step.id);
        match &self.what {
            What::Moved(steps) => steps.iter().all(|step| step.signed) && !steps.iter().any(is_signed),
            What::Walked(steps) => steps.iter().any(|step| step.signed) && !steps.iter().any(is_signed),
            What::Added(_) | What::Changed | What::Astray => false,
        }
    }

    /// The act in one word: see [`Noted::act`].
    fn act(&self) -> String {
        match &self.what {
            What::Added(state) => format!("{ADDED}{state}"),
            What::Changed => CHANGED.to_owned(),
            What::Moved(steps) => steps.first().map_or(ASTRAY, |step| step.id).to_owned(),
            What::Walked(steps) => steps.iter().find(|step| step.signed).or(steps.last()).map_or(ASTRAY, |step| step.id).to_owned(),
            What::Astray => ASTRAY.to_owned(),
        }
    }
}

fn judge(conn: &Connection, actor: &Actor, deed: Deed<'_>) -> Result<Option<Judged>> {
    let Some(register) = book::find(&deed.now.register) else { return Ok(None) };
    let Deed { id, doc, now, deps, hash, writes_state } = deed;
    let judged = |what, lack| Ok(Some(Judged { id, register, what, lack }));
    let mut around = Stored { conn, trouble: None };
    if deps.is_empty() {
        let after = view(doc, now, &[hash])?;
        // The program takes the numbers that a desk needs, and notes what was decided.
        let lack = if register.key == number_leases::REGISTER.key {
            None
        } else if register.key == case_decisions::REGISTER.key {
            (is_led(after.text(case_decisions::KIND.id())) && !leads(&actor.roles)).then_some(Lack::Right)
        } else {
            workflow::authorize_adding(register, &after, actor, &mut around).err()
        };
        around.trouble.map_or(Ok(()), Err)?;
        return judged(What::Added(after.state().to_owned()), lack);
    }
    let (from, to) = if writes_state { (states(doc, deps), states(doc, &[hash])) } else { (Vec::new(), Vec::new()) };
    let moved = to.first().filter(|to| !from.contains(to) && *to != DELETED);
    let Some(to) = moved else {
        if register.changing.is_of(&actor.roles) {
            return Ok(None);
        }
        let (before, after) = (view(doc, now, deps)?, view(doc, now, &[hash])?);
        let lack = workflow::authorize_changing(register, &before, &after, actor, &mut around).err();
        around.trouble.map_or(Ok(()), Err)?;
        return judged(What::Changed, lack);
    };
    let steps = workflow::steps_between(register, &from, to);
    let after = view(doc, now, &[hash])?;
    let mut lack = Some(Lack::Right);
    // To read a whole document as it was takes long: most of it nobody asks for.
    let asked: Cow<'_, Record> = Cow::Owned(glimpse(doc, &steps, deps, from.clone()));
    for whole in [false, true] {
        let before = if whole { view(doc, now, deps)? } else { asked.clone() };
        // Of several that lead there only those count which were theirs: the others bring nothing, and excuse no signature.
        let mut theirs = Vec::new();
        for step in &steps {
            match workflow::authorize(register, step, &before, &after, actor, &mut around) {
                Ok(()) => theirs.push(*step),
                Err(why) => lack = Some(why),
            }
        }
        if !theirs.is_empty() {
            around.trouble.map_or(Ok(()), Err)?;
            return judged(What::Moved(theirs), None);
        }
    }
    let before = view(doc, now, deps)?;
    // Whoever might do the step that brought the record here may take it back.
    let came = came_from(doc, deps).contains(to);
    let mut undone = from.iter().filter(|_| came).flat_map(|from| workflow::steps_between(register, std::slice::from_ref(to), from));
    let theirs = undone.any(|step| workflow::authorize(register, step, &after, &before, actor, &mut around).is_ok());
    let mut may = |step: &Transition| workflow::authorize(register, step, &before, &after, actor, &mut around).is_ok();
    let walk = if theirs { None } else { walk(register, &from, to, &mut may) };
    around.trouble.map_or(Ok(()), Err)?;
    match walk {
        _ if theirs => Ok(None),
        Some(steps) => judged(What::Walked(steps), None),
        None if steps.is_empty() => judged(What::Astray, lack),
        None => judged(What::Moved(steps), lack),
    }
}

/// The states that stood before those that stand at a point of a document's history were written.
fn came_from(doc: &mut AutoCommit, heads: &[ChangeHash]) -> Vec<String> {
    let written = doc.get_all_at(ROOT, STATE, heads).unwrap_or_default();
    let hashes: Vec<ChangeHash> = written.iter().filter_map(|(_, id)| doc.hash_for_opid(id)).collect();
    let mut before = Vec::new();
    for hash in hashes {
        let deps = doc.get_change_meta_by_hash(&hash).map(|change| change.deps.to_vec());
        before.extend(deps.map(|deps| states(doc, &deps)).unwrap_or_default());
    }
    before
}

/// The shortest way from where a record was to where it is, by steps that its author might do.
fn walk(
    register: &'static Register,
    from: &[String],
    to: &str,
    may: &mut dyn FnMut(&Transition) -> bool,
) -> Option<Vec<&'static Transition>> {
    let mut ways: Vec<(&str, Vec<&'static Transition>)> = from.iter().map(|state| (state.as_str(), Vec::new())).collect();
    let mut seen: Vec<&str> = from.iter().map(String::as_str).collect();
    let mut at = 0;
    while let Some((state, steps)) = ways.get(at).cloned() {
        at += 1;
        for step in register.transitions.iter().filter(|t| t.from.contains(&state)) {
            if seen.contains(&step.to) || !may(step) {
                continue;
            }
            let steps: Vec<_> = steps.iter().copied().chain([step]).collect();
            if step.to == to {
                return Some(steps);
            }
            seen.push(step.to);
            ways.push((step.to, steps));
        }
    }
    None
}

/// What a record said at a point of its history in the fields that decide whose the steps were.
fn glimpse(doc: &AutoCommit, steps: &[&Transition], heads: &[ChangeHash], states: Vec<String>) -> Record {
    let mut record = Record { states, ..Record::default() };
    let others = |step: &&Transition| step.all_guards().filter_map(|g| if let Guard::NotMe(field) = g { Some(*field) } else { None });
    for field in steps.iter().flat_map(|step| others(step).chain(step.named.here.iter().copied())) {
        let values = doc.get_all_at(ROOT, field, heads).unwrap_or_default();
        let texts: Vec<Value> = values.into_iter().rev().filter_map(|(value, _)| value.as_str().map(Value::from)).collect();
        if !texts.is_empty() {
            record.fields.insert(field.to_owned(), texts);
        }
    }
    record
}

/// The deeds that neither their author might do nor others of the same entry bring with them.
fn unexplained(judged: &[Judged]) -> Vec<usize> {
    let mut stands: Vec<bool> = judged.iter().map(|one| one.lack.is_none()).collect();
    loop {
        let brought = |at: usize, one: &Judged| {
            let by = |(other, by): (usize, &Judged)| other != at && stands.get(other) == Some(&true) && brings(by, one);
            judged.iter().enumerate().any(by)
        };
        let more: Vec<usize> =
            judged.iter().enumerate().filter(|(at, one)| stands.get(*at) == Some(&false) && brought(*at, one)).map(|(at, _)| at).collect();
        if more.is_empty() {
            return stands.iter().enumerate().filter(|(_, stands)| !**stands).map(|(at, _)| at).collect();
        }
        for at in more {
            if let Some(one) = stands.get_mut(at) {
                *one = true;
            }
        }
    }
}

fn brings(by: &Judged, one: &Judged) -> bool {
    let (What::Moved(steps) | What::Walked(steps)) = &by.what else { return false };
    let brings = |what| steps.iter().any(|step| workflow::brings(by.register, step, one.register, what));
    match &one.what {
        What::Added(_) => brings(Beside::Added),
        What::Changed => brings(Beside::Changed),
        What::Moved(moves) => moves.iter().any(|step| brings(Beside::Moved(step.id))),
        What::Walked(moves) => moves.iter().all(|step| brings(Beside::Moved(step.id))),
        What::Astray => false,
    }
}

/// The states that stood side by side at a point of a document's history, the one that counts first.
fn states(doc: &AutoCommit, heads: &[ChangeHash]) -> Vec<String> {
    let mut all: Vec<String> = match doc.get_all_at(ROOT, STATE, heads) {
        Ok(found) => found.into_iter().filter_map(|(value, _)| value.as_str().map(str::to_owned)).collect(),
        Err(_) => Vec::new(),
    };
    all.reverse();
    all
}

/// What a record said at a point of its history.
fn view<'a>(doc: &mut AutoCommit, now: &'a Record, heads: &[ChangeHash]) -> Result<Cow<'a, Record>> {
    if doc.get_heads() == heads {
        return Ok(Cow::Borrowed(now));
    }
    let then = doc.fork_at(heads).map_err(|e| Error::Corrupt(e.to_string()))?;
    Ok(Cow::Owned(document::read(&then)))
}

/// What was not its author's to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Noted {
    /// Row of the entry.
    pub entry: i64,
    /// The record.
    pub id: RecordId,
    /// The step; `+` and a state for a record that was added, `~` for one that was changed, `?` for a state into which no step leads.
    pub act: String,
    /// Why it was not: see [`Lack::key`]; or `unsigned`.
    pub lack: String,
}

/// What was not its author's to do by anything that is known by now, the oldest first.
pub(crate) fn noted(reader: &Reader, limit: usize) -> Result<Vec<Noted>> {
    let mut statement = reader.connection().prepare_cached(
        "SELECT u.entry, u.ulid, u.act, u.lack, u.roles, coalesce(n.name,'') FROM unauthorized u JOIN entry e ON e.id=u.entry
         LEFT JOIN name n ON n.kind=1 AND n.id=e.person ORDER BY u.entry, u.ulid",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()?
        && found.len() < limit
    {
        let noted = Noted { entry: row.get(0)?, id: RecordId::from_bytes(row.get(1)?), act: row.get(2)?, lack: row.get(3)? };
        let (roles, person): (String, String) = (row.get(4)?, row.get(5)?);
        if !is_allowed(reader, &noted, &roles, person)? {
            found.push(noted);
        }
    }
    Ok(found)
}

/// Whether a delegation or a linked record allows what was noted.
fn is_allowed(reader: &Reader, noted: &Noted, roles: &str, person: String) -> Result<bool> {
    if noted.lack == UNSIGNED {
        return Ok(false);
    }
    let conn = reader.connection();
    let Some(mut record) = apply::record(conn, noted.id)? else { return Ok(true) };
    let Some(register) = book::find(&record.register) else { return Ok(true) };
    let roles = roles.split(',').filter(|role| !role.is_empty()).map(str::to_owned).collect();
    let delegations = ever_delegated(conn, &reader.shelf()?, &person)?;
    let actor = Actor { delegations, ..Actor::new(person, roles, jiff::civil::DateTime::default()) };
    let mut around = Stored { conn, trouble: None };
    let allowed = match (noted.act.strip_prefix(ADDED), register.transition(&noted.act)) {
        (Some(_), _) if register.key == case_decisions::REGISTER.key => false,
        (Some(state), _) => {
            record.states = vec![state.to_owned()];
            workflow::authorize_adding(register, &record, &actor, &mut around).is_ok()
        }
        (None, Some(step)) => workflow::authorize(register, step, &record, &record, &actor, &mut around).is_ok(),
        (None, None) => noted.act == CHANGED && workflow::authorize_changing(register, &record, &record, &actor, &mut around).is_ok(),
    };
    around.trouble.map_or(Ok(allowed), Err)
}
