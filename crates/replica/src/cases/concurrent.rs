//! What steps and edits that did not know of each other have left, in any register.

use automerge::ChangeHash;
use jiff::civil::DateTime;
use registers::common::{DELETED, VOID};
use registers::def::{Phase, Precedence, Register};
use registers::document::{STATE, Way};
use registers::precedence::{self, Meaning};
use registers::{RecordId, Value, book};

use super::history::{History, fingerprint};
use super::{Case, Choice, quoted, states_of, step_from};
use crate::query::Reader;
use crate::{Result, schema};

/// The kind of case of what was taken back after it was done.
pub(super) const LATE: &str = "withdrawn-late";
/// The kind of case of a draft that was deleted while somebody wrote to it.
pub(super) const KEPT: &str = "deleted-then-edited";
/// Greatest number of states side by side that are looked at.
const MOST: usize = 2_000;

/// Registers whose own rules tell of states side by side.
const TOLD: &[&str] = &[book::visits::REGISTER.key, book::service_requests::REGISTER.key];

/// Registers whose fields prove that something was both taken back and done, whatever steps came after: the time of
/// taking back, and the times of doing.
const PROOFS: &[(&str, &str, &[&str])] = &[
    ("outgoing-documents", "withdrawn_at", &["sealed_at", "dispatched_at"]),
    ("seal-requests", "withdrawn_at", &["sealed_at", "taken_at"]),
];

/// Taken back or refused after it was done, by somebody who did not know: what was done stands, and is flagged 撤回迟到.
pub(super) fn withdrawn_late(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (key, withdrawn, done) in PROOFS {
        let Some(register) = book::find(key) else { continue };
        let done: Vec<String> = done.iter().map(|f| format!("t.\"{}\"<>''", schema::column(f))).collect();
        let mut only = format!("t.phase<{} AND t.\"{}\"<>'' AND ({})", Phase::Void as i64, schema::column(withdrawn), done.join(" OR "));
        if register.key == "seal-requests" {
            // A request that lapsed with its document is the document's case.
            only.push_str(&format!(
                " AND NOT EXISTS(SELECT 1 FROM link l JOIN record d ON d.ulid=l.target JOIN \"{}\" o ON o.id=d.id
                  WHERE l.record=t.id AND l.field='document' AND o.f_withdrawn_at<>'')",
                schema::table(&book::outgoing_documents::REGISTER)
            ));
        }
        for id in reader.parallel(register, &only)? {
            let Some(history) = reader.acts(id)? else { continue };
            let back = history.writer_of(withdrawn);
            cases.push(state_case(LATE, register, id, &history, back.into_iter().collect()));
        }
    }
    for (register, id) in reader.several_states()? {
        if !cases.iter().any(|c: &Case| c.records.contains(&id)) {
            cases.extend(of_states(reader, LATE, register, id, |m| {
                m.contains(&Said::Done) && (m.contains(&Said::Withdrawn) || m.contains(&Said::Refused))
            })?);
        }
    }
    cases.truncate(limit);
    Ok(cases)
}

/// Taken back while somebody else, who did not know, moved it on: not done yet, so that the taking back counts.
pub(super) fn withdrawn_meanwhile(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    by_states(reader, "withdrawn-meanwhile", limit, |m| first(m) == Some(Said::Withdrawn))
}

/// Refused by one and approved by another: the refusal blocks.
pub(super) fn approved_and_refused(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    by_states(reader, "approved-and-refused", limit, |m| first(m) == Some(Said::Refused))
}

/// Opened again by one and closed or moved on by another: it is open.
pub(super) fn reopened_meanwhile(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    by_states(reader, "reopened-meanwhile", limit, |m| first(m) == Some(Said::Reopened))
}

/// What somebody said by bringing a record into a state, in the order in which it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Done,
    Withdrawn,
    Refused,
    Reopened,
    /// It was moved on.
    Other,
}

/// What counts, if not all say the same.
fn first(said: &[Said]) -> Option<Said> {
    let first = said.iter().min().copied();
    first.filter(|first| said.iter().any(|s| s != first))
}

/// What those said who brought a record into a state: by the strongest step on the way there since it parted from the others,
/// whatever they did after it, and by their last one.
fn said_on(register: &Register, history: &History, state: &str, way: Option<&Way>) -> Said {
    let ranks = precedence::of(register);
    let place = way.into_iter().flatten().filter_map(|(from, to)| ranks.passed(register, from, to)).min();
    let parts = [
        (&ranks.done, Said::Done),
        (&ranks.withdrawn, Said::Withdrawn),
        (&ranks.refused, Said::Refused),
        (&ranks.reopened, Said::Reopened),
    ];
    let mut before = 0;
    let passed = place.and_then(|place| {
        parts.into_iter().find(|(states, _)| {
            before += states.len();
            place < before
        })
    });
    passed.map_or(Said::Other, |(_, said)| said).min(said(register, history, state))
}

/// What those who brought a record into a state said: by the step that they did, and where it is not known, by the state.
fn said(register: &Register, history: &History, state: &str) -> Said {
    let ranks = precedence::of(register);
    if ranks.done.contains(&state) {
        return Said::Done;
    }
    let writers = history.writers(STATE, &Value::from(state));
    let steps: Vec<_> = writers.iter().filter_map(|act| history.acts.get(*act)).map(|act| act.step(register)).collect();
    // What a register names itself is so whatever led there.
    let Precedence { withdrawn, refused, .. } = register.precedence;
    let known = !steps.is_empty() && steps.iter().all(Option::is_some) && !withdrawn.contains(&state) && !refused.contains(&state);
    let meant = |meaning: Meaning| steps.iter().flatten().any(|step| Meaning::of(step) == Some(meaning));
    let is = |states: &[&str], meaning: Meaning| if known { meant(meaning) } else { states.contains(&state) };
    match () {
        () if is(&ranks.withdrawn, Meaning::Withdraws) => Said::Withdrawn,
        () if is(&ranks.refused, Meaning::Refuses) => Said::Refused,
        () if is(&ranks.reopened, Meaning::Reopens) => Said::Reopened,
        () => Said::Other,
    }
}

fn by_states(reader: &Reader, kind: &'static str, limit: usize, is: fn(&[Said]) -> bool) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (register, id) in reader.several_states()? {
        cases.extend(of_states(reader, kind, register, id, is)?);
        if cases.len() >= limit {
            break;
        }
    }
    Ok(cases)
}

fn of_states(
    reader: &Reader,
    kind: &'static str,
    register: &'static Register,
    id: RecordId,
    is: impl Fn(&[Said]) -> bool,
) -> Result<Option<Case>> {
    let Some(mut history) = reader.acts(id)? else { return Ok(None) };
    let ways = history.ways();
    let states = states_of(register, &history.record);
    // A deletion beside a step is a case of its own, as is leave that was taken back.
    let own =
        states.contains(&VOID) || states.contains(&DELETED) || register.key == book::leave::REGISTER.key && states.contains(&"cancelled");
    let all: Vec<Said> = states.iter().map(|state| said_on(register, &history, state, ways.get(*state))).collect();
    if own || !is(&all) {
        return Ok(None);
    }
    let writers = states.iter().flat_map(|s| history.writers(STATE, &Value::from(*s))).collect();
    Ok(Some(state_case(kind, register, id, &history, writers)))
}

/// A case about a record's state; `acts` tell it from other such cases of the same record.
fn state_case(kind: &'static str, register: &Register, id: RecordId, history: &History, acts: Vec<usize>) -> Case {
    let states = states_of(register, &history.record);
    let mut choices = Vec::new();
    if states.len() > 1 {
        choices.extend(states.iter().map(|state| Choice::Keep { id, field: STATE, value: Value::from(*state) }));
    }
    choices.push(Choice::Decide("noted"));
    let number = register.number.map_or("", |n| history.record.text(n.field));
    let mut people: Vec<String> = acts.iter().filter_map(|a| history.acts.get(*a)).map(|a| a.person.clone()).collect();
    people.dedup();
    Case {
        kind,
        key: format!("{id} {}", fingerprint(acts.iter().filter_map(|a| history.acts.get(*a)).map(|a| a.hash).collect())),
        records: vec![id],
        ruled: true,
        facts: vec![("title", quoted(history.record.text(register.title))), ("number", number.to_owned()), ("people", people.join("、"))],
        choices,
    }
}

/// A void record that somebody wrote to without knowing that it was void: it stays void, the writing is shown.
pub(super) fn void_then_edited(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let only = format!("t.phase={}", Phase::Void as i64);
    for register in book::ALL {
        for id in reader.parallel(register, &only)? {
            let Some(mut history) = reader.acts(id)? else { continue };
            cases.extend(edited(register, id, &mut history));
            if cases.len() >= limit {
                return Ok(cases);
            }
        }
    }
    Ok(cases)
}

/// A draft that somebody wrote to without knowing that it was deleted, or the other way round: the edit wins, the draft
/// stands, and who deleted it may do so again.
pub(super) fn deleted_then_edited(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for register in book::ALL.iter().filter(|r| r.state(DELETED).is_some()) {
        let only = format!("t.state<>'{DELETED}' AND t.phase<{} AND t.f_void_at<>''", Phase::Void as i64);
        for id in reader.parallel(register, &only)? {
            let Some(mut history) = reader.acts(id)? else { continue };
            cases.extend(kept_draft(register, id, &mut history));
            if cases.len() >= limit {
                return Ok(cases);
            }
        }
    }
    Ok(cases)
}

fn kept_draft(register: &'static Register, id: RecordId, history: &mut History) -> Option<Case> {
    let registered = history.is_registered(register);
    let history = &*history;
    let deletions = history.writers(STATE, &Value::from(DELETED));
    let edits: Vec<usize> = (0..history.acts.len()).filter(|act| deletions.iter().any(|d| history.is_parallel(*act, *d))).collect();
    let act = |at: &usize| history.acts.get(*at);
    let people = |acts: &[usize]| {
        let mut people: Vec<String> = acts.iter().filter_map(act).map(|a| a.person.clone()).collect();
        people.dedup();
        people.join("、")
    };
    if edits.is_empty() {
        return None;
    }
    let again = step_from(register, id, history.record.state(), "delete-draft").filter(|_| !registered);
    let mut choices: Vec<Choice> = again.into_iter().collect();
    // A step beside the deletion: what was done stands.
    if let [stands, _, ..] = states_of(register, &history.record)[..] {
        choices.push(Choice::Keep { id, field: STATE, value: Value::from(stands) });
    }
    choices.push(Choice::Decide("noted"));
    Some(Case {
        kind: KEPT,
        key: format!("{id} {}", fingerprint(edits.iter().chain(&deletions).filter_map(act).map(|a| a.hash).collect())),
        records: vec![id],
        ruled: true,
        facts: vec![("title", quoted(history.record.text(register.title))), ("deleted", people(&deletions)), ("people", people(&edits))],
        choices,
    })
}

fn edited(register: &'static Register, id: RecordId, history: &mut History) -> Option<Case> {
    let voided = history.writers(STATE, &Value::from(VOID));
    let unaware = |act: &usize| !voided.iter().any(|void| history.knew(*act, *void) || history.knew(*void, *act));
    let edits: Vec<usize> = (0..history.acts.len()).filter(unaware).collect();
    if voided.is_empty() || edits.is_empty() {
        return None;
    }
    let mut fields: Vec<String> = edits.iter().flat_map(|act| history.changes(*act)).map(|change| change.field).collect();
    fields.sort_unstable();
    fields.dedup();
    let act = |at: &usize| history.acts.get(*at);
    let mut people: Vec<String> = edits.iter().filter_map(act).map(|a| a.person.clone()).collect();
    people.dedup();
    let number = register.number.map_or("", |n| history.record.text(n.field));
    Some(Case {
        kind: "void-then-edited",
        key: format!("{id} {}", fingerprint(edits.iter().filter_map(act).map(|a| a.hash).collect())),
        records: vec![id],
        ruled: true,
        facts: vec![
            ("title", quoted(history.record.text(register.title))),
            ("number", number.to_owned()),
            ("people", people.join("、")),
            ("count", fields.len().to_string()),
        ],
        choices: vec![Choice::Decide("noted")],
    })
}

/// An approval that somebody's change of the text did not know of, nor the other way round.
pub(super) struct Stale {
    pub approval: ChangeHash,
    pub change: ChangeHash,
    pub approver: String,
    pub editor: String,
}

/// The first approval in force, by its stamp, whose author and the author of a change of one of the texts did not know of
/// each other.
pub(super) fn stale_approvals(history: &mut History, stamps: &[&str], texts: &[&str]) -> Option<Stale> {
    for stamp in stamps {
        let Some(approval) = history.writer_of(stamp) else { continue };
        for other in 0..history.acts.len() {
            if history.is_parallel(approval, other) && history.changes(other).iter().any(|c| is_of(&c.field, texts)) {
                let (approval, change) = (history.acts.get(approval)?, history.acts.get(other)?);
                return Some(Stale {
                    approval: approval.hash,
                    change: change.hash,
                    approver: approval.person.clone(),
                    editor: change.person.clone(),
                });
            }
        }
    }
    None
}

/// Whether a change, of a member or a row perhaps, is one of these fields.
fn is_of(changed: &str, fields: &[&str]) -> bool {
    fields.contains(&changed.split('/').next().unwrap_or_default())
}

impl Reader {
    /// Records with several states side by side.
    fn several_states(&self) -> Result<Vec<(&'static Register, RecordId)>> {
        let sql = format!(
            "SELECT r.register, r.ulid FROM conflict c CROSS JOIN record r ON r.id=c.record WHERE c.field='{STATE}' ORDER BY r.ulid DESC LIMIT {MOST}"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, [u8; 16]>(1)?)))?;
        let mut found = Vec::new();
        for row in rows {
            let (register, id) = row?;
            let register = book::find(&register).filter(|r| !TOLD.contains(&r.key));
            found.extend(register.map(|register| (register, RecordId::from_bytes(id))));
        }
        Ok(found)
    }
}
