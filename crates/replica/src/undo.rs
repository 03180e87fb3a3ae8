//! Undoing this desk's last action: each field goes back to what it was, unless somebody wrote it since.

use registers::book::case_decisions;
use registers::common::{DELETED, VOID_REASON};
use registers::def::{Phase, Register};
use registers::document::{Op, Record, STATE};
use registers::settled::{self, Why};
use registers::{Kind, RecordId, Value, parse, pointer, version};
use rusqlite::{Connection, OptionalExtension, params};
use trust::id::{DeviceId, PersonId};

use crate::commit::shown;
use crate::query::{FieldChange, before, difference};
use crate::{Committed, Edit, Error, MAX_PAGE, Moment, Reader, Replica, Result, apply, lease, private, schema};

/// Why a decision is void that was taken back.
const UNDONE: &str = "撤销";

/// What an undo did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// Label of the action that was undone.
    pub label: String,
    /// Fields that went back.
    pub restored: Vec<(RecordId, String)>,
    /// Fields that somebody wrote since, facts, and texts that somebody approved or sealed since, which stay.
    pub kept: Vec<(RecordId, String)>,
}

/// The action that would be undone next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastAct {
    /// Space and counter of its entry.
    pub entry: (u32, u64),
    /// What it was called.
    pub label: String,
    /// When, as a hybrid logical time.
    pub hlc: u64,
    /// Who did it, who alone takes it back.
    pub person: PersonId,
    /// The records that it touched, at most as many as were asked for.
    pub records: Vec<RecordId>,
    /// Whether it is one that is undone at all: records that were added are made void instead.
    pub undoable: bool,
}

/// The same as the writer needs it.
struct Last {
    id: i64,
    entry: (u32, u64),
    label: String,
    hlc: u64,
    person: PersonId,
}

fn last_act(conn: &Connection, device: &DeviceId) -> Result<Option<Last>> {
    let limit: i64 = schema::meta(conn, "undone_before")?.unwrap_or(i64::MAX);
    let last = conn
        .prepare_cached(
            "SELECT id, space, counter, coalesce(label, ''), hlc, person FROM entry WHERE device=?1 AND id<?2 AND label NOT LIKE 'undo:%'
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row(params![device.0, limit], |r| {
            let entry = (r.get(1)?, r.get::<_, i64>(2)?.unsigned_abs());
            let (hlc, person) =
                (r.get::<_, Option<i64>>(4)?.unwrap_or(0).unsigned_abs(), PersonId(r.get::<_, Option<_>>(5)?.unwrap_or_default()));
            Ok(Last { id: r.get(0)?, entry, label: r.get(3)?, hlc, person })
        })
        .optional()?;
    Ok(last)
}

/// Whether an act erased personal data, which nobody brings back.
fn is_erasure(label: &str) -> bool {
    label == "erase" || label.starts_with("erase:")
}

/// Whether an action added records that stay. A decision on a case does not: it is made void, and the case waits again.
fn is_creation(label: &str) -> bool {
    let adds = ["create:", "import:", "derive:"].iter().any(|kind| label.starts_with(kind));
    adds && label.split(':').nth(1) != Some(case_decisions::REGISTER.key)
}

impl Reader {
    /// The action of a device that would be undone next, with at most `limit` of its records.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_act(&self, device: &DeviceId, limit: usize) -> Result<Option<LastAct>> {
        let conn = self.connection();
        let Some(last) = last_act(conn, device)? else { return Ok(None) };
        let mut statement = conn.prepare_cached("SELECT r.ulid FROM touch t JOIN record r ON r.id=t.record WHERE t.entry=?1 LIMIT ?2")?;
        let rows = statement.query_map(params![last.id, limit.min(MAX_PAGE) as i64], |r| r.get(0).map(RecordId::from_bytes))?;
        let records = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let undoable = !is_creation(&last.label) && !is_erasure(&last.label);
        Ok(Some(LastAct { entry: last.entry, label: shown(last.label), hlc: last.hlc, person: last.person, records, undoable }))
    }
}

/// What an import has added that is not void.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// Its register.
    pub register: &'static Register,
    /// Its records that are neither void nor deleted, the last one first, so that what names others comes before them.
    pub records: Vec<RecordId>,
}

impl Reader {
    /// What the last import of a device has added and was not made void since, whatever was done after it; none where it never
    /// added anything. An import is as many entries as it took, all of which name it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_import(&self, device: &DeviceId) -> Result<Option<Imported>> {
        let conn = self.connection();
        let last: Option<(i64, String)> = conn
            .prepare_cached("SELECT id, label FROM entry WHERE device=?1 AND label LIKE 'import:%' ORDER BY id DESC LIMIT 1")?
            .query_row([device.0], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let Some((id, label)) = last else { return Ok(None) };
        let mut parts = label.split(':').skip(1);
        let Some(register) = parts.next().and_then(|key| self.shelf().ok()?.by_key(key)) else { return Ok(None) };
        // Behind the register and the number of its records stands which import it was; before there were such names each entry is one.
        let all = parts.nth(1).map_or_else(String::new, |name| format!("import:{}:*:{name}", register.key));
        let sql = format!(
            "SELECT DISTINCT r.ulid FROM entry e JOIN touch t ON t.entry=e.id JOIN record r ON r.id=t.record JOIN \"{}\" s ON s.id=r.id
             WHERE (e.id=?3 OR e.device=?1 AND e.label GLOB ?2) AND s.phase<>{} AND s.state<>'{DELETED}' ORDER BY r.ulid DESC",
            schema::table(register),
            Phase::Void as i64
        );
        let mut statement = conn.prepare(&sql)?;
        let rows = statement.query_map(params![device.0, all, id], |r| r.get(0).map(RecordId::from_bytes))?;
        Ok(Some(Imported { register, records: rows.collect::<rusqlite::Result<_>>()? }))
    }
}

impl Replica {
    /// Undoes this desk's last action that was not itself undone. A record's creation is not undone:
    /// the record is voided instead, so that its number stays listed. A decision on a case is made void by this.
    ///
    /// # Errors
    /// [`Error::NothingToUndo`], [`Error::CreationStays`], and those of [`Replica::transact`].
    pub fn undo(&mut self, now: Moment) -> Result<Committed<Undone>> {
        let last = last_act(&self.conn, &self.device())?.ok_or(Error::NothingToUndo)?;
        self.undo_last(last, now)
    }

    /// Undoes this desk's last action if it is the one that sealed this entry: space and counter.
    ///
    /// # Errors
    /// [`Error::NotTheLast`] when something was done since, or it is undone already, and those of [`Replica::undo`].
    pub fn undo_that(&mut self, entry: (u32, u64), now: Moment) -> Result<Committed<Undone>> {
        let last = last_act(&self.conn, &self.device())?.filter(|last| last.entry == entry).ok_or(Error::NotTheLast)?;
        self.undo_last(last, now)
    }

    fn undo_last(&mut self, last: Last, now: Moment) -> Result<Committed<Undone>> {
        let Last { id: entry, label, person, .. } = last;
        if person != self.acting()?.person {
            return Err(Error::OthersAct);
        }
        if is_erasure(&label) {
            return Err(Error::ErasureStays);
        }
        if is_creation(&label) {
            return Err(Error::CreationStays);
        }
        let touched = self.touched(entry)?;
        let undone = self.transact(&format!("undo:{label}"), now, |edit| {
            let mut undone = Undone { label: label.clone(), ..Undone::default() };
            for (id, hash, changes) in &touched {
                restore(edit, *id, *hash, *changes, &mut undone)?;
            }
            Ok(undone)
        })?;
        schema::set_meta(&self.conn, "undone_before", entry)?;
        Ok(undone)
    }

    fn touched(&self, entry: i64) -> Result<Vec<(RecordId, [u8; 32], usize)>> {
        let mut statement =
            self.conn.prepare_cached("SELECT r.ulid, t.hash, t.changes FROM touch t JOIN record r ON r.id=t.record WHERE t.entry=?1")?;
        let rows = statement.query_map([entry], |r| {
            Ok((RecordId::from_bytes(r.get(0)?), r.get::<_, [u8; 32]>(1)?, r.get::<_, i64>(2)?.unsigned_abs() as usize))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn restore(edit: &mut Edit<'_>, id: RecordId, hash: [u8; 32], count: usize, undone: &mut Undone) -> Result<()> {
    let (mut doc, _) = apply::load(edit.connection(), id)?.ok_or(Error::UnknownRecord(id))?;
    let last = automerge::ChangeHash(hash);
    let gone = || Error::Corrupt("the history of the record has a hole".to_owned());
    let old = before(&mut doc, last, count).ok_or_else(gone)?;
    let conn = edit.connection();
    let was = private::read(conn, id, &doc.fork_at(&old).map_err(|_| gone())?)?;
    if was.register.is_empty() && private::read(conn, id, &doc)?.register == case_decisions::REGISTER.key {
        undone.restored.push((id, STATE.to_owned()));
        return edit.step(id, "void", &[Op::set(VOID_REASON, UNDONE)]);
    }
    if was.register.is_empty() {
        // Nor what a step has added: to go back halfway would add it again with the next try.
        return Err(Error::CreationStays);
    }
    let then = private::read(conn, id, &doc.fork_at(&[last]).map_err(|_| gone())?)?;
    let current = private::read(conn, id, &doc)?;
    let register = edit.shelf().by_key(&current.register).ok_or_else(|| Error::UnknownRegister(current.register.clone()))?;
    // What differs between then and now was written by somebody else since.
    let since: Vec<String> = difference(&then, &current).into_iter().map(|c| c.field).collect();
    let mut back = Vec::new();
    for change in difference(&was, &then) {
        let op = inverse(register, &was, &then, &change).filter(|_| !since.contains(&change.field));
        match op {
            Some(op) if !is_given_away(edit, register, &op)? => back.push((op, change.field)),
            _ => undone.kept.push((id, change.field)),
        }
    }
    let locks = register.version.locked_by;
    let rewritten = since.iter().any(|field| version::is_lockable(register, field.split('/').next().unwrap_or_default()));
    if locks.iter().any(|lock| was.is_filled(lock) && !then.is_filled(lock)) && rewritten {
        // An approval that was taken back comes back to no other text than it saw.
        undone.kept.extend(back.into_iter().map(|(_, field)| (id, field)));
        return Ok(());
    }
    // Who undoes the approval itself opens the text with it, and who undoes the dispatch what is on the paper.
    let opening = back.iter().filter(|(_, field)| locks.contains(&field.as_str()) && !was.is_filled(field) || field == STATE);
    let opened = parse::preview(&current, &opening.map(|(op, _)| op.clone()).collect::<Vec<_>>());
    let all: Vec<Op> = back.iter().map(|(op, _)| op.clone()).collect();
    let locked = version::locked(register, &opened, &all).is_some();
    let pointer = pointer::of(register, &current);
    let out_since = !settled::is_out(register, &then) && settled::is_out(register, &opened);
    let is_held = |op: &Op| {
        let op = std::slice::from_ref(op);
        let out = || settled::refused(register, &opened, op).is_some_and(|(_, why)| why == Why::Out);
        pointer.is_some_and(|pointer| !op.iter().all(|op| pointer.lets(op)))
            || out_since && out()
            || locked && version::locked(register, &opened, op).is_some()
    };
    let mut ops = Vec::new();
    for (op, field) in back {
        if is_held(&op) {
            undone.kept.push((id, field));
            continue;
        }
        if !ops.contains(&op) {
            ops.push(op);
        }
        undone.restored.push((id, field));
    }
    edit.put_back(id, &ops)
}

/// Whether a change gives a number back that another record has meanwhile.
fn is_given_away(edit: &Edit<'_>, register: &registers::Register, op: &Op) -> Result<bool> {
    match (op, register.number) {
        (Op::Set { field, value: Some(Value::Text(number)) }, Some(numbering)) if field == numbering.field => {
            lease::is_used(edit.connection(), register, &numbering, number)
        }
        _ => Ok(false),
    }
}

/// The change that takes one back; none for facts, numbers that were given and rows that were taken away, which stay. A number
/// that stood there before comes back.
fn inverse(register: &registers::Register, was: &Record, then: &Record, change: &FieldChange) -> Option<Op> {
    let has_row = |record: &Record, field: &str, row: &str| record.lines.get(field).is_some_and(|rows| rows.iter().any(|l| l.id == row));
    let FieldChange { field, before, after: _ } = change;
    match field.split('/').collect::<Vec<_>>()[..] {
        // What was erased stays so.
        [registers::private::ERASED] => None,
        [name] if before.is_none() && register.number.is_some_and(|n| n.field == name) => None,
        ["_state"] => before.as_ref().and_then(Value::as_text).map(|s| Op::State(s.to_owned())),
        [name] if register.field(name).is_some_and(|f| f.kind == Kind::LongText) => {
            let text = before.as_ref().and_then(Value::as_text).unwrap_or("").to_owned();
            Some(Op::Text { field: name.to_owned(), text })
        }
        [_] => Some(Op::Set { field: field.clone(), value: before.clone() }),
        [name, member] => Some(Op::Member { field: name.to_owned(), member: member.to_owned(), on: before.is_some() }),
        [name, row, _] => match (register.field(name)?.kind, before) {
            (Kind::Lines(lines), _) if lines.append_only => None,
            (_, _) if !has_row(then, name, row) => None,
            (_, None) if has_row(was, name, row) => Some(Op::Set { field: field.clone(), value: None }),
            (_, Some(value)) => Some(Op::Set { field: field.clone(), value: Some(value.clone()) }),
            (_, None) => Some(Op::DropLine { field: name.to_owned(), row: row.to_owned() }),
        },
        _ => None,
    }
}
