//! When records are due and whether that has passed, as SQL over the rows `t` of a register's table.

use jiff::civil::DateTime;
use registers::Kind;
use registers::def::{DueRule, Pauses, Phase, Register};
use registers::workflow::Actor;

use crate::calc::{moment, quote};
use crate::{schema, service};

/// The time of a question, and until when this desk has heard of the others: none if it never has.
pub(super) struct Clock {
    pub now: DateTime,
    pub heard: Option<DateTime>,
}

/// What [`passed`] says of a limit that others may have met: nobody here knows.
pub(super) const UNHEARD: i64 = 1;
/// What [`passed`] says of a limit that has passed.
pub(super) const LATE: i64 = 2;

/// The states by which a limit is met, as a list of SQL; none where it runs as long as the record is open.
pub(crate) fn met(register: &Register, field: &str) -> Option<String> {
    let rule = register.due.filter(|rule| rule.field == field && !rule.met.is_empty())?;
    Some(rule.met.iter().map(|state| quote(state)).collect::<Vec<_>>().join(","))
}

/// Which records are looked at: those on which something is to do, and those whose date runs on although nothing is,
/// once a reminder has come up.
pub(super) fn runs(register: &Register, actor: &Actor) -> String {
    let open = format!("t.phase<={}", Phase::Open as i64);
    let Some(rule) = register.due.filter(|rule| !rule.runs.is_empty()) else { return open };
    let states: Vec<String> = rule.runs.iter().map(|state| quote(state)).collect();
    let until = actor.calendar.add_working(actor.now.date(), rule.remind.iter().copied().max().unwrap_or(0));
    let column = schema::column(rule.field);
    format!("{open} OR t.state IN ({}) AND substr(nullif(t.\"{column}\",''),1,10)<={}", states.join(","), quote(&until.to_string()))
}

/// When a record is due: nothing where its limit is met, and later by what the work has rested since.
pub(super) fn due(register: &Register, now: DateTime) -> String {
    let Some(rule) = register.due else { return "NULL".to_owned() };
    let at = column(&rule);
    let at = pauses(register, &rule).map_or(at.clone(), |pauses| put_off(register, pauses, &at, now));
    unless_met(register, &rule, at)
}

/// Whether the limit of a record has passed: 0, [`UNHEARD`] or [`LATE`].
pub(super) fn passed(register: &Register, clock: &Clock) -> String {
    format!("coalesce({},0)", of_limit(register, clock))
}

fn of_limit(register: &Register, clock: &Clock) -> String {
    let Some(rule) = register.due else { return "0".to_owned() };
    let at = column(&rule);
    let day = format!("substr({at},1,10)<{}", quote(&clock.now.date().to_string()));
    if !register.field(rule.field).is_some_and(|f| f.kind == Kind::Time) {
        return unless_met(register, &rule, format!("CASE WHEN {day} THEN {LATE} ELSE 0 END"));
    }
    let Some(pauses) = pauses(register, &rule) else {
        // A time that is typed as a day lasts until its end.
        let late = format!("CASE length({at}) WHEN 10 THEN {day} ELSE {at}<{} END", moment(clock.now));
        return unless_met(register, &rule, format!("CASE WHEN {late} THEN {LATE} ELSE 0 END"));
    };
    let is_past = |moment_of: DateTime, sign: &str| format!("{}{sign}{}", put_off(register, pauses, &at, moment_of), moment(moment_of));
    // What this desk wrote and nobody has yet, others could not answer either. Without others there is nobody to hear.
    let own = "EXISTS(SELECT 1 FROM touch JOIN entry ON entry.id=touch.entry WHERE touch.record=t.id AND entry.seq IS NULL)";
    let unheard = match clock.heard {
        None => "1".to_owned(),
        Some(heard) if heard >= clock.now => "0".to_owned(),
        Some(heard) => format!("({} OR {own})", is_past(heard, ">")),
    };
    let late = is_past(clock.now, "<");
    unless_met(register, &rule, format!("CASE WHEN NOT ({late}) THEN 0 WHEN {unheard} THEN {UNHEARD} ELSE {LATE} END"))
}

fn column(rule: &DueRule) -> String {
    format!("nullif(t.\"{}\",'')", schema::column(rule.field))
}

fn pauses<'a>(register: &'a Register, rule: &DueRule) -> Option<&'a Pauses> {
    register.pauses.as_ref().filter(|pauses| pauses.due == rule.field)
}

/// A limit that is put off by what the work has rested up to a moment, since before it: so far nothing was missed in that time.
fn put_off(register: &Register, pauses: &Pauses, at: &str, until: DateTime) -> String {
    let limit = service::limit(register, pauses, "t", &moment(until));
    // Half a second more, so that a minute stays itself when it is counted in parts of a day.
    format!("coalesce(strftime('%Y-%m-%dT%H:%M',{limit},'+0.5 seconds'),{at})")
}

fn unless_met(register: &Register, rule: &DueRule, sql: String) -> String {
    match met(register, rule.field) {
        Some(states) => format!("CASE WHEN t.state NOT IN ({states}) THEN {sql} END"),
        None => sql,
    }
}
