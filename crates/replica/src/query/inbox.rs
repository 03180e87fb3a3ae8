//! The inbox 待办: what waits for a person, by the person fields of states, by roles, by delegation, and what is overdue
//! in the sight of those to whom it is escalated. Computed on each desk, offline as well.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use registers::calendar::Calendar;
use registers::def::{Default_, InRows, Kind, Phase, Register, State};
use registers::document::Record;
use registers::workflow::{self, Actor, Delegation, Lapsed};
use registers::{RecordId, book, common};

use super::{Hit, MAX_PAGE, Reader};
use crate::calc::quote;
use crate::service::Limit;
use crate::{Moment, Result, apply, schema, step};

pub(crate) mod due;

use due::Clock;

/// A record that waits for somebody's step.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The record.
    pub hit: Hit,
    /// Its due date, if the register has one and it is set.
    pub due: Option<String>,
    /// Days until then by the calendar, negative when it is overdue.
    pub days: Option<i64>,
    /// Working days that are left by the office's calendar: 0 when none lies before the day itself, negative when it has
    /// passed.
    pub working: Option<i64>,
    /// Whether a reminder has come up: so few working days are left, or none.
    pub remind: bool,
    /// Whether its limit has passed: a day at its end, a time at its minute.
    pub limit: Limit,
    /// Why it is here.
    pub why: Why,
}

/// Why a record is in somebody's inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It names the person.
    Person,
    /// It waits for one of their roles, their own or delegated.
    Role,
    /// It is overdue at somebody else's, and was escalated.
    Escalated,
    /// The text was changed after it was approved: whoever approved it must do so again, and its author know.
    Lapsed,
}

impl Reader {
    /// The actor with the office's calendar, and with those for whom they may act today.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn complete(&self, actor: Actor) -> Result<Actor> {
        step::complete(&self.conn, &self.shelf()?, actor)
    }

    /// The office's working calendar: the official one with the days that the office has entered.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn calendar(&self) -> Result<Calendar> {
        step::calendar(&self.conn)
    }

    /// What waits for a person: overdue first, then by due date, those without one at the end. A record whose limit is met
    /// waits without one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn inbox(&self, actor: &Actor, now: Moment, limit: usize) -> Result<Vec<Waiting>> {
        self.of_one_state(|reader| reader.waiting_for(actor, now, limit))
    }

    fn waiting_for(&self, actor: &Actor, now: Moment, limit: usize) -> Result<Vec<Waiting>> {
        let clock = Clock { now: now.civil, heard: self.heard(now)? };
        let departments = self.kept_by(actor)?;
        let mut found = Vec::new();
        for register in self.shelf()?.all() {
            let Some(condition) = condition(register, actor, &clock, &departments) else { continue };
            let (due, passed) = (due::due(register, now.civil), due::passed(register, &clock));
            let sql = format!(
                "SELECT t.id, r.ulid, t.due, t.passed, t.why FROM (
                   SELECT t.id, {due} AS due, {passed} AS passed, {condition} AS why FROM \"{}\" t
                   WHERE ({}) AND why IS NOT NULL ORDER BY due IS NULL, due, t.id DESC LIMIT {}) t JOIN record r ON r.id=t.id",
                schema::table(register),
                due::runs(register, actor),
                limit.min(MAX_PAGE)
            );
            let mut statement = self.conn.prepare_cached(&sql)?;
            let rows = statement.query_map([], |r| {
                let due = Due { at: r.get(2)?, passed: r.get(3)? };
                Ok((due, RecordId::from_bytes(r.get(1)?), r.get::<_, i64>(0)?, r.get::<_, i64>(4)?, *register))
            })?;
            found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        let mut lapsed = self.lapsed_for(actor, &clock)?;
        for (_, id, _, why, _) in &mut found {
            if lapsed.remove(id).is_some() {
                *why = LAPSED;
            }
        }
        found.extend(lapsed.into_iter().filter_map(|(id, entry)| entry.map(|(due, row, register)| (due, id, row, LAPSED, register))));
        found.sort_by(|a, b| (a.0.place(), b.1).cmp(&(b.0.place(), a.1)));
        // Only what is shown is looked at more closely.
        found.truncate(limit);
        let mut inbox = Vec::with_capacity(found.len());
        for (due, id, row, why, register) in found {
            let Some(hit) = self.hit(row, id, register.key)? else { continue };
            inbox.push(waiting(register, hit, due, why, actor, now.civil.date()));
        }
        Ok(inbox)
    }
}

/// Departments that anybody heads or keeps of whom the inbox is, and who does.
type Departments = [(String, String)];

/// So many departments at most are looked at.
const MOST_DEPARTMENTS: usize = 200;

impl Reader {
    /// The departments that the actor, or those for whom they act, head or keep: department, person.
    fn kept_by(&self, actor: &Actor) -> Result<Vec<(String, String)>> {
        let people: Vec<&str> = std::iter::once(actor.person.as_str()).chain(actor.delegations.iter().map(|d| d.from.as_str())).collect();
        let list: Vec<String> = people.iter().filter(|p| !p.is_empty()).map(|p| quote(p)).collect();
        let one = |field: &str| {
            format!(
                "SELECT t.f_name AS name, t.\"{field}\" AS person FROM \"{}\" t WHERE t.\"{field}\" IN ({}) AND t.state NOT IN ('{}','{}') AND t.f_name<>''",
                schema::table(&book::departments::REGISTER),
                list.join(","),
                common::VOID,
                common::MERGED
            )
        };
        let fields = ["head", "deputy", "clerk"].map(schema::column);
        let all: Vec<String> = fields.iter().map(|f| one(f)).collect();
        let sql = format!("{} ORDER BY name, person LIMIT {MOST_DEPARTMENTS}", all.join(" UNION "));
        let mut statement = self.conn.prepare(&sql)?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    }
}

/// When a record is due, and whether that has passed, as SQL has it.
struct Due {
    at: Option<String>,
    passed: i64,
}

impl Due {
    /// Overdue first, then by date, without one at the end.
    fn place(&self) -> (bool, bool, &Option<String>) {
        (self.passed != due::LATE, self.at.is_none(), &self.at)
    }
}

/// Records of a register whose approvals are held against their text, the newest.
const APPROVED: usize = 200;

/// A line of the inbox before it is looked at more closely: its due date, its row and its register.
type Entry = (Due, i64, &'static Register);

impl Reader {
    /// The approvals of a record that were given to another text than the one that stands there now.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn lapsed(&self, register: &Register, record: &Record) -> Result<Vec<Lapsed>> {
        let mut around = step::Stored { conn: &self.conn, trouble: None };
        let found = workflow::lapsed(register, record, &mut around);
        around.trouble.map_or(Ok(found), Err)
    }

    /// Who may do which steps of a record whatever their roles, since records that it names name them: step, people.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn named(&self, register: &Register, record: &Record) -> Result<Vec<(&'static str, Vec<String>)>> {
        let mut around = step::Stored { conn: &self.conn, trouble: None };
        let steps = register.steps_from(record.state()).filter(|t| !t.named.is_nobody());
        let found = steps.map(|t| (t.id, workflow::named(&t.named, record, record, &mut around))).collect();
        around.trouble.map_or(Ok(found), Err)
    }

    /// The records whose approvals have lapsed; with their line where the actor gave one of them, or wrote the text.
    fn lapsed_for(&self, actor: &Actor, clock: &Clock) -> Result<BTreeMap<RecordId, Option<Entry>>> {
        let mut all = BTreeMap::new();
        for register in self.shelf()?.all() {
            let states = register.states.iter().filter(|s| s.phase == Phase::Open && workflow::asks_for_approvals(register, s.id));
            let states: Vec<String> = states.map(|s| quote(s.id)).collect();
            if states.is_empty() {
                continue;
            }
            let (due, passed) = (due::due(register, clock.now), due::passed(register, clock));
            let sql = format!(
                "SELECT t.id, r.ulid, {due}, {passed} FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state IN ({}) ORDER BY r.ulid DESC LIMIT {APPROVED}",
                schema::table(register),
                states.join(",")
            );
            let mut statement = self.conn.prepare_cached(&sql)?;
            let rows = statement
                .query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 16]>(1)?, Due { at: r.get(2)?, passed: r.get(3)? })))?;
            for row in rows {
                let (row, id, due) = row?;
                let id = RecordId::from_bytes(id);
                let Some(record) = apply::record(&self.conn, id)? else { continue };
                let lapsed = self.lapsed(register, &record)?;
                if lapsed.is_empty() {
                    continue;
                }
                let author = Some(register.version.author).filter(|f| !f.is_empty()).map(|f| record.text(f));
                let is_mine =
                    lapsed.iter().flat_map(|l| &l.people).map(String::as_str).chain(author).any(|name| is_named(name, register, actor));
                all.insert(id, is_mine.then_some((due, row, *register)));
            }
        }
        Ok(all)
    }
}

/// Whether a signature names the actor, or somebody for whom they act.
fn is_named(signature: &str, register: &Register, actor: &Actor) -> bool {
    let people = std::iter::once(actor.person.as_str()).chain(principals(register, actor).map(|d| d.from.as_str()));
    people.into_iter().any(|person| workflow::names(signature, person))
}

/// Days beyond which nobody counts the working ones among them: as many as the calendar has.
const FAR: i64 = 400;

/// Besides what [`condition`] gives.
const LAPSED: i64 = 3;

fn waiting(register: &Register, hit: Hit, due: Due, why: i64, actor: &Actor, today: Date) -> Waiting {
    let limit = match due.passed {
        due::LATE => Limit::Late,
        due::UNHEARD => Limit::Unsynced,
        _ => Limit::InTime,
    };
    let due = due.at;
    let day = due.as_ref().and_then(|d| d.get(..10)?.parse::<Date>().ok());
    let days = day.and_then(|d| today.until(d).ok()).map(|span| i64::from(span.get_days()));
    let working = day.zip(days).map(|(d, days)| match days.abs() {
        FAR.. => days,
        _ => match actor.calendar.working_between(today, d) {
            // Overdue since a weekend is overdue.
            0 if d < today => -1,
            n => n,
        },
    });
    let furthest = register.due.and_then(|rule| rule.remind.iter().copied().max()).unwrap_or(0);
    let why = match why {
        0 => Why::Person,
        1 => Why::Role,
        LAPSED => Why::Lapsed,
        _ => Why::Escalated,
    };
    Waiting { hit, due, days, working, remind: working.is_some_and(|d| d <= furthest), limit, why }
}

/// SQL that says why a record of the register waits for the actor: 0 by name, 1 by role, 2 escalated, null not at all.
fn condition(register: &Register, actor: &Actor, clock: &Clock, departments: &Departments) -> Option<String> {
    let mut cases = Vec::new();
    let runs = register.due.map_or(&[][..], |rule| rule.runs);
    for state in register.states.iter().filter(|s| s.phase <= Phase::Open || runs.contains(&s.id)) {
        let onward = || register.steps_from(state.id).filter(|t| ![common::VOID, common::DELETED].contains(&t.to) && t.follows().is_none());
        // What everybody may do waits for nobody by their role.
        let mine = onward().any(|t| !t.is_everybodys() && actor.authority(register, t).is_some());
        let here = format!("t.state={}", quote(state.id));
        cases.extend(by_link(register, state, actor).into_iter().map(|named| format!("WHEN {here} AND {named} THEN 0")));
        match state.by {
            Some(field) => {
                let column = format!("coalesce(t.\"{}\",'')", schema::column(field));
                cases.push(format!("WHEN {here} AND {} THEN 0", named(&column, register, actor)));
                cases.extend(by_rows(register, state, actor, departments).map(|rows| format!("WHEN {here} AND {rows} THEN 0")));
                if mine {
                    cases.push(format!("WHEN {here} AND {column}='' THEN 1"));
                }
            }
            None => {
                // What somebody may take back does not wait for them.
                let leading = onward().filter(|t| register.onward(state.id, t).is_some());
                let fields: BTreeSet<&str> = leading.flat_map(|t| t.named.here).copied().collect();
                let column = |f: &str| named(&format!("coalesce(t.\"{}\",'')", schema::column(f)), register, actor);
                cases.extend(fields.into_iter().map(|f| format!("WHEN {here} AND {} THEN 0", column(f))));
                cases.extend(by_rows(register, state, actor, departments).map(|rows| format!("WHEN {here} AND {rows} THEN 0")));
                if mine {
                    cases.push(format!("WHEN {here} THEN 1"));
                }
            }
        }
    }
    if let Some(rule) = register.due.filter(|rule| !rule.escalate.is_empty() && has_role(register, actor, rule.escalate)) {
        let open: Vec<String> = register.states.iter().filter(|s| is_open(s) || rule.runs.contains(&s.id)).map(|s| quote(s.id)).collect();
        if !open.is_empty() {
            cases.push(format!("WHEN t.state IN ({}) AND {}={} THEN 2", open.join(","), due::passed(register, clock), due::LATE));
        }
    }
    (!cases.is_empty()).then(|| format!("CASE {} END", cases.join(" ")))
}

/// SQL for: a record that this one names has the actor, or somebody for whom they act, as one who may take it on.
fn by_link(register: &Register, state: &State, actor: &Actor) -> Vec<String> {
    let mut links: Vec<(&str, &[&str])> =
        register.steps_from(state.id).map(|t| t.named.linked).filter(|(link, _)| !link.is_empty()).collect();
    links.dedup();
    let one = |(link, fields): (&str, &[&str])| {
        let (Kind::Link(to) | Kind::Links(to)) = register.field(link)?.kind else { return None };
        let to = schema::table(book::find(to)?);
        let people: Vec<String> =
            fields.iter().map(|f| named(&format!("coalesce(o.\"{}\",'')", schema::column(f)), register, actor)).collect();
        Some(format!(
            "EXISTS(SELECT 1 FROM link k JOIN record n ON n.ulid=k.target JOIN \"{to}\" o ON o.id=n.id WHERE k.record=t.id AND k.field={} AND ({}))",
            quote(link),
            people.join(" OR ")
        ))
    };
    links.into_iter().filter_map(one).collect()
}

/// SQL for: a row that still waits names the actor, somebody for whom they act, or a department of one of them.
fn by_rows(register: &Register, state: &State, actor: &Actor, departments: &Departments) -> Option<String> {
    let one = |rows: &InRows| {
        let cell = |column: &str| format!("coalesce(json_extract(l.cells,{}),'')", quote(&format!("$.{column}")));
        let column = |id: &str| register.field(rows.lines).and_then(|f| f.columns().iter().find(|c| c.id == id));
        let mut whose = vec![named(&cell(rows.person), register, actor)];
        let own: Vec<&str> = departments.iter().filter(|(_, who)| is_named(who, register, actor)).map(|(name, _)| name.as_str()).collect();
        for id in rows.departments.iter().filter(|_| !own.is_empty()) {
            if column(id).is_some_and(|c| c.kind == Kind::Department) {
                let list: Vec<String> = own.iter().map(|name| quote(name)).collect();
                whose.push(format!("{}='' AND {} IN ({})", cell(rows.person), cell(id), list.join(",")));
            } else {
                let text = ["，", ",", "；", ";", " "].iter().fold(cell(id), |text, mark| format!("replace({text},{},'、')", quote(mark)));
                whose.extend(own.iter().map(|name| format!("instr('、'||{text}||'、',{})>0", quote(&format!("、{name}、")))));
            }
        }
        // A choice that every row begins with is no answer yet.
        let begun = match column(rows.done).and_then(|c| c.default) {
            Some(Default_::Choice(id)) => quote(id),
            _ => "''".to_owned(),
        };
        format!(
            "EXISTS(SELECT 1 FROM line l WHERE l.record=t.id AND l.field={} AND {} IN ('',0,{begun}) AND ({}))",
            quote(rows.lines),
            cell(rows.done),
            whose.join(" OR ")
        )
    };
    let all: Vec<String> = state.rows.iter().map(one).collect();
    (!all.is_empty()).then(|| format!("({})", all.join(" OR ")))
}

fn is_open(state: &State) -> bool {
    state.phase == Phase::Open
}

/// Those for whom the actor may act in the register.
fn principals<'a>(register: &'a Register, actor: &'a Actor) -> impl Iterator<Item = &'a Delegation> {
    actor.delegations.iter().filter(|d| d.covers(register))
}

fn has_role(register: &Register, actor: &Actor, role: &str) -> bool {
    actor.roles.iter().chain(principals(register, actor).flat_map(|d| &d.roles)).any(|r| r == role)
}

/// SQL for: the signature names the actor or somebody for whom they act.
fn named(column: &str, register: &Register, actor: &Actor) -> String {
    let people = std::iter::once(actor.person.as_str()).chain(principals(register, actor).map(|d| d.from.as_str()));
    let one = |person: &str| {
        let (own, deputy) = (quote(person), quote(&format!("{person}（代")));
        format!("{column}={own} OR substr({column},1,length({deputy}))={deputy}")
    };
    let all: Vec<String> = people.filter(|p| !p.is_empty()).map(one).collect();
    if all.is_empty() { "0".to_owned() } else { format!("({})", all.join(" OR ")) }
}

#[cfg(test)]
mod tests {
    use registers::book;

    use super::*;

    #[test]
    fn a_role_that_may_only_void_has_no_inbox() {
        let auditor = Actor::new("审计", vec![registers::workflow::AUDITOR.to_owned()], jiff::civil::date(2026, 9, 1).at(8, 0, 0, 0));
        let clock = Clock { now: auditor.now, heard: None };
        for register in book::ALL {
            let sql = condition(register, &auditor, &clock, &[]).unwrap_or_default();
            assert!(!sql.contains("THEN 1") && !sql.contains("THEN 2"), "{}: {sql}", register.key);
        }
    }
}
