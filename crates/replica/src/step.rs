//! Steps of a workflow: what one step does to its own record and to others, all within one commit; and who acts.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use registers::calendar::{Calendar, Day};
#[cfg(test)]
use registers::def::Effect;
use registers::document::{Op, Record};
use registers::parse::Reason;
use registers::shelf::{Shelf, Unusable};
use registers::workflow::{self, Actor, Also, Around, Delegation, Plan, StepError};
use registers::{RecordId, Register, Value, book, parse};
use rusqlite::{Connection, params};

use crate::commit::{Edit, check_values, refuse_locked_by, refuse_typed};
use crate::settled::refuse_settled_by;
use crate::{Error, Moment, Replica, Result, apply, attendance, schema, stocktake, unfinished};

mod delivery;
mod follow;
mod quota;

pub(crate) use quota::cost;

/// How far steps may bring each other with them.
pub(crate) const DEEPEST: usize = 4;

impl Replica {
    /// Who acts at this desk, for stamps. What only steps need, the office's calendar and those for whom they may act,
    /// is added by [`crate::Reader::complete`].
    pub fn actor(&self, now: Moment) -> Actor {
        let seat = self.signed_in().and_then(|person| self.membership.seat_of(&self.device(), &person));
        let name = if seat.is_some() { self.person_name.clone() } else { String::new() };
        Actor::new(name, seat.map(|seat| seat.roles).unwrap_or_default(), now.civil)
    }
}

impl Replica {
    /// Whether a step would be refused as things stand, without writing anything.
    ///
    /// # Errors
    /// The refusal.
    pub fn foresee_step(&mut self, id: RecordId, step: &str, given: &[Op], now: Moment) -> Result<()> {
        let mut fits = false;
        let tried = self.transact("foresee", now, |edit| {
            edit.step(id, step, given)?;
            fits = true;
            // An action that ends with an error leaves nothing behind.
            Err::<(), Error>(Error::UnknownRecord(id))
        });
        if fits { Ok(()) } else { tried.map(|_| ()) }
    }
}

impl Edit<'_> {
    /// Does a workflow step, with the values that it asked for.
    ///
    /// # Errors
    /// When the step cannot be done.
    pub fn step(&mut self, id: RecordId, step: &str, given: &[Op]) -> Result<()> {
        let register = self.stage(id)?;
        let plan = self.planned(id, step, Some(given))?;
        if let Some((first, rest)) = unfinished::split(id, register.key, step, given, &plan, self.part()) {
            self.leave(rest);
            return first.into_iter().try_for_each(|also| self.follow(id, also, DEEPEST));
        }
        self.step_planned(id, step, plan)
    }

    /// Does a step with all that it brings with it, however many that are.
    pub(crate) fn step_whole(&mut self, id: RecordId, step: &str, given: &[Op]) -> Result<()> {
        let plan = self.planned(id, step, Some(given))?;
        self.step_planned(id, step, plan)
    }

    fn step_planned(&mut self, id: RecordId, step: &str, plan: Plan) -> Result<()> {
        let stood = self.record(id)?.state().to_owned();
        self.carry_out(id, plan, DEEPEST)?;
        delivery::follow(self, id, step, &stood)?;
        stocktake::follow(self, id, step)?;
        attendance::follow(self, id, step)?;
        quota::follow(self, id, step)?;
        if self.stage(id)?.transition(step).is_some_and(|step| step.signed) {
            self.to_sign.push((id, step.to_owned()));
        }
        Ok(())
    }

    /// Does a step as somebody else than the person of this desk.
    #[cfg(test)]
    pub(crate) fn step_by(&mut self, actor: &Actor, id: RecordId, step: &str, given: &[Op]) -> Result<()> {
        let own = self.act_as(actor.clone());
        let done = self.step(id, step, given);
        self.act_as(own);
        done
    }

    /// Does a step as whoever is given as the one who signs it, with every right; without such a name as the person of this desk.
    #[cfg(test)]
    pub(crate) fn step_signed(&mut self, id: RecordId, step: &str, given: &[Op]) -> Result<()> {
        let register = self.stage(id)?;
        let writes =
            |field: &str| register.transition(step).is_some_and(|t| t.effects.iter().any(|e| matches!(e, Effect::Me(f) if *f == field)));
        let signs = |op: &&Op| matches!(op, Op::Set { field, .. } if writes(field) && registers::acts::is_signature(register, field));
        let (signed, rest): (Vec<&Op>, Vec<&Op>) = given.iter().partition(signs);
        let rest: Vec<Op> = rest.into_iter().cloned().collect();
        match signed.first() {
            Some(Op::Set { value: Some(Value::Text(name)), .. }) => {
                let roles = vec![workflow::ADMINISTRATOR.to_owned()];
                let actor = Actor { person: name.clone(), roles, ..self.actor().clone() };
                self.step_by(&actor, id, step, &rest)
            }
            _ => self.step(id, step, given),
        }
    }

    /// Does a step, and those that it brings with it: `given` is none for the latter.
    pub(crate) fn walk(&mut self, id: RecordId, step: &str, given: Option<&[Op]>, depth: usize) -> Result<()> {
        let plan = self.planned(id, step, given)?;
        self.carry_out(id, plan, depth)
    }

    fn planned(&mut self, id: RecordId, step: &str, given: Option<&[Op]>) -> Result<Plan> {
        let register = self.stage(id)?;
        check_values(register, given.unwrap_or_default())?;
        let record = self.record(id)?;
        refuse_typed(register, &record, given.unwrap_or_default())?;
        refuse_locked_by(register, &record, step, given.unwrap_or_default())?;
        refuse_settled_by(self.connection(), id, register, &record, step, given.unwrap_or_default())?;
        self.refuse_number_with(id, register, &record, step, given.unwrap_or_default())?;
        self.refuse_relisted(register, &record, given.unwrap_or_default())?;
        refuse_emptied(register, &record, given.unwrap_or_default())?;
        refuse_unnamed(self.shelf(), register, given.unwrap_or_default())?;
        let actor = complete(self.connection(), self.shelf(), self.actor().clone())?;
        let mut around = Others { edit: self, id, trouble: None };
        let plan = match given {
            Some(given) => workflow::plan(register, &record, step, given, &actor, &mut around),
            None => workflow::plan_following(register, &record, step, &actor, &mut around),
        };
        if let Some(trouble) = around.trouble {
            return Err(trouble);
        }
        let plan = match plan {
            Err(StepError::WrongRole(_)) => return Err(self.not_your_step(id, register, &record, step)?),
            plan => plan?,
        };
        self.act_for(plan.principal.as_ref());
        Ok(plan)
    }

    /// That only others may do a step, and who they are.
    fn not_your_step(&mut self, id: RecordId, register: &Register, record: &Record, step: &str) -> Result<Error> {
        let Some(found) = register.transition(step) else { return Err(StepError::Unknown(step.to_owned()).into()) };
        let mut around = Others { edit: self, id, trouble: None };
        let named = workflow::named(&found.named, record, record, &mut around);
        around.trouble.map_or(Ok(()), Err)?;
        let entitled = self.entitled(found.roles, named)?;
        Ok(Error::NotYourStep { register: register.key.to_owned(), step: step.to_owned(), entitled })
    }

    fn carry_out(&mut self, id: RecordId, plan: Plan, depth: usize) -> Result<()> {
        let record = self.record(id)?;
        self.write_planned(id, &record, &plan)?;
        for (field, cells) in &plan.rows {
            let row = Op::Line { field: (*field).to_owned(), row: self.fresh_id(), cells: cells.clone() };
            self.put_back(id, &[row])?;
        }
        plan.also.into_iter().try_for_each(|also| self.follow(id, also, depth))
    }

    /// Records of a register whose field `via` names `target`.
    pub(crate) fn pointing(&self, target: RecordId, register: &str, via: &str) -> Result<Vec<RecordId>> {
        pointing(self.connection(), target, register, via)
    }

    /// Does what a step of `from` does to another record.
    pub(crate) fn follow_from(&mut self, from: RecordId, also: Also) -> Result<()> {
        self.follow(from, also, DEEPEST)
    }

    fn follow(&mut self, from: RecordId, also: Also, depth: usize) -> Result<()> {
        if depth == 0 {
            return Ok(());
        }
        match also {
            Also::Step { id, step } => {
                let Ok(id) = id.parse() else { return Ok(()) };
                match self.walk(id, step, None, depth - 1) {
                    // Already there, or not here at all: nothing is to be done.
                    // Nor where the office has left the step out, or more papers are to come.
                    Err(
                        Error::Step(StepError::WrongState { .. } | StepError::Unknown(_) | StepError::Uncovered { .. })
                        | Error::UnknownRecord(_),
                    ) => Ok(()),
                    done => done,
                }
            }
            Also::Write { id, ops } => {
                let Ok(id) = id.parse() else { return Ok(()) };
                match self.put_back(id, &ops) {
                    Err(Error::UnknownRecord(_)) => Ok(()),
                    done => done,
                }
            }
            Also::Add { register, mut ops, back, part } => {
                let register = book::find(register).ok_or_else(|| Error::UnknownRegister(register.to_owned()))?;
                if !back.is_empty() {
                    ops.push(Op::Set { field: back.to_owned(), value: Some(Value::Text(from.to_string())) });
                }
                follow::add(self, from, register, ops, &part)
            }
        }
    }
}

/// Stored records, for who is named by them.
pub(crate) struct Stored<'c> {
    pub conn: &'c Connection,
    /// What went wrong while reading: nobody knows then who is named.
    pub trouble: Option<Error>,
}

impl Around for Stored<'_> {
    fn record(&mut self, id: &str) -> Option<Record> {
        match apply::record(self.conn, id.parse().ok()?) {
            Ok(found) => found,
            Err(error) => {
                self.trouble = Some(error);
                None
            }
        }
    }

    fn others(&mut self, _: &str, _: &str) -> Vec<(String, Record)> {
        Vec::new()
    }

    fn naming(&mut self, _: &str, _: &str, _: &str) -> Vec<(String, Record)> {
        Vec::new()
    }

    fn has_left_first(&mut self) -> bool {
        true
    }
}

/// Refuses to empty with a step what must be filled: only the step itself may take it away.
fn refuse_emptied(register: &Register, before: &Record, given: &[Op]) -> Result<()> {
    let after = parse::preview(before, given);
    let emptied = register.all_fields().filter(|f| f.required && before.is_filled(f.id) && !after.is_filled(f.id));
    let emptied: Vec<String> = emptied.map(|f| f.id.to_owned()).collect();
    if emptied.is_empty() { Ok(()) } else { Err(Error::Missing(emptied)) }
}

/// The records around one, as this action sees them.
struct Others<'e, 'a> {
    edit: &'e mut Edit<'a>,
    id: RecordId,
    /// What went wrong while reading: the plan is void then.
    trouble: Option<Error>,
}

impl Around for Others<'_, '_> {
    fn record(&mut self, id: &str) -> Option<Record> {
        let id: RecordId = id.parse().ok()?;
        if let Some(record) = self.edit.staged(id) {
            return Some(record);
        }
        match apply::record(self.edit.connection(), id) {
            Ok(found) => found,
            Err(error) => {
                self.trouble = Some(error);
                None
            }
        }
    }

    fn others(&mut self, register: &str, via: &str) -> Vec<(String, Record)> {
        self.naming(&self.id.to_string(), register, via)
    }

    fn naming(&mut self, named: &str, register: &str, via: &str) -> Vec<(String, Record)> {
        let Ok(target) = named.parse() else { return Vec::new() };
        let mut ids = self.edit.pointing(target, register, via).unwrap_or_else(|error| {
            self.trouble = Some(error);
            Vec::new()
        });
        // What this very action has written is not in the read model yet.
        ids.extend(self.edit.touched(register));
        ids.sort_unstable();
        ids.dedup();
        let found = ids.into_iter().filter_map(|other| Some((other.to_string(), self.record(&other.to_string())?)));
        found.filter(|(_, record)| record.text(via) == named || record.sets.get(via).is_some_and(|set| set.contains(named))).collect()
    }

    fn has_left_first(&mut self) -> bool {
        self.edit.has_left_first(self.id).unwrap_or_else(|error| {
            self.trouble = Some(error);
            true
        })
    }
}

/// Refuses a delegation that names a register which is not there: what it excludes so would not be excluded.
pub(crate) fn refuse_unnamed(shelf: &Shelf, register: &Register, ops: &[Op]) -> Result<()> {
    if register.key != book::delegations::REGISTER.key {
        return Ok(());
    }
    for op in ops {
        if let Op::Set { field, value: Some(Value::Text(list)) } = op
            && [book::delegations::REGISTERS.id(), book::delegations::EXCLUDED.id()].contains(&field.as_str())
            && shelf.named(list).any(|(_, found)| found.is_none())
        {
            return Err(Error::Rule { field: field.clone(), reason: Reason::Setting(Unusable::Register) });
        }
    }
    Ok(())
}

/// Greatest number of delegations and of the office's own days that are looked at.
const MOST: i64 = 2_000;
/// Greatest number of records that a guard or an effect looks at; of more than it may overlook one, it says so.
const MOST_AROUND: usize = 20_000;

/// Records of a register whose field `via` names `target`.
fn pointing(conn: &Connection, target: RecordId, register: &str, via: &str) -> Result<Vec<RecordId>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.ulid FROM link l JOIN record r ON r.id=l.record WHERE l.target=?1 AND l.field=?2 AND r.register=?3 ORDER BY r.ulid LIMIT ?4",
    )?;
    let limit = i64::try_from(MOST_AROUND + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![target.to_bytes(), via, register, limit], |r| r.get::<_, [u8; 16]>(0))?;
    let found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    if found.len() > MOST_AROUND {
        return Err(Error::TooLarge(format!("more than {MOST_AROUND} records of {register} name this one")));
    }
    Ok(found.into_iter().map(RecordId::from_bytes).collect())
}

/// The actor with the office's calendar and with those for whom they may act on that day.
pub(crate) fn complete(conn: &Connection, shelf: &Shelf, actor: Actor) -> Result<Actor> {
    let delegations = delegations(conn, shelf, &actor.person, actor.now)?;
    Ok(Actor { calendar: Arc::new(calendar(conn)?), delegations, ..actor })
}

/// The official calendar with the office's own days; of two records of one day the later one holds, on every desk.
pub(crate) fn calendar(conn: &Connection) -> Result<Calendar> {
    let register = &book::calendar_days::REGISTER;
    let sql = format!(
        "SELECT f_date, f_kind, f_name FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.state<>'void' AND f_date IS NOT NULL ORDER BY r.ulid LIMIT {MOST}",
        schema::table(register)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?, r.get::<_, Option<String>>(2)?)))?;
    let mut own = Vec::new();
    for row in rows {
        let (date, kind, name) = row?;
        if let Ok(date) = date.parse::<Date>() {
            own.push((date, Day { working: kind.as_deref() == Some("working"), name: name.unwrap_or_default() }));
        }
    }
    Ok(Calendar::official().with(own))
}

/// For whom a person may act now. Where nobody can tell what a delegation excludes, it covers nothing.
fn delegations(conn: &Connection, shelf: &Shelf, person: &str, now: DateTime) -> Result<Vec<Delegation>> {
    let now = now.strftime("%Y-%m-%dT%H:%M");
    let when = format!("t.state='active' AND coalesce(f_start,'')<='{now}' AND coalesce(nullif(f_end,''),'9999')>='{now}'");
    delegated(conn, shelf, person, &when)
}

/// For whom a person may act or might once.
pub(crate) fn ever_delegated(conn: &Connection, shelf: &Shelf, person: &str) -> Result<Vec<Delegation>> {
    delegated(conn, shelf, person, "t.state IN ('active','ended')")
}

fn delegated(conn: &Connection, shelf: &Shelf, person: &str, when: &str) -> Result<Vec<Delegation>> {
    let sql = format!(
        "SELECT f_from, f_roles, f_registers, f_excluded, f_amount_limit FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE f_to=?1 AND {when} ORDER BY r.ulid LIMIT {MOST}",
        schema::table(&book::delegations::REGISTER)
    );
    let mut statement = conn.prepare(&sql)?;
    let text = |v: Option<String>| v.unwrap_or_default();
    let rows = statement.query_map([person], |r| {
        let (from, roles) = (text(r.get(0)?), text(r.get(1)?));
        let key = |(name, found): (&str, Option<&Register>)| found.map_or_else(|| name.to_owned(), |r| r.key.to_owned());
        let roles = roles.split(',').filter(|role| !role.is_empty()).map(str::to_owned).collect();
        let (registers, excluded) = (text(r.get(2)?), text(r.get(3)?));
        let excluded: Option<Vec<String>> = shelf.named(&excluded).map(|(_, found)| found.map(|r| r.key.to_owned())).collect();
        let limit: Option<i64> = r.get(4)?;
        Ok(excluded.map(|excluded| Delegation { from, roles, registers: shelf.named(&registers).map(key).collect(), excluded, limit }))
    })?;
    Ok(rows.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<Vec<_>>>()?)
}
