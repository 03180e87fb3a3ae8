//! What each action of the window writes.

use registers::def::Register;
use registers::{Lang, Op, RecordId, book};
use replica::Replica;

use super::{desks, seats};
use crate::cli::{label_of, lack};
use crate::clock;
use crate::gui::backend::{Action, Done, Sitting, ToSign};
use crate::network::Nudge;

/// Does one action of the window; gives what the network is to be told of it.
pub(super) fn carry_out(replica: &mut Replica, action: Action, lang: Lang) -> anyhow::Result<(Done, Option<Nudge>)> {
    let now = clock::now();
    let register_of = |replica: &Replica, id: RecordId| -> anyhow::Result<&'static Register> {
        Ok(replica.reader()?.register_of(id)?.ok_or(replica::Error::UnknownRecord(id))?)
    };
    let (record, undoable, entry) = match action {
        Action::Add { register, ops } => {
            let register = book::find(register).ok_or_else(|| replica::Error::UnknownRegister(register.to_owned()))?;
            let ops = with_rows(ops);
            let done = replica.transact(&format!("create:{}", register.key), now, |edit| edit.create(register, &ops))?;
            (Some(done.value), false, done.entry)
        }
        Action::Edit { id, base, ops } => {
            let register = register_of(replica, id)?;
            let ops = with_rows(ops);
            let done = replica.transact(&label_of(register, &ops), now, |edit| {
                let ops = since(edit, id, base.as_deref(), &ops)?;
                edit.change(id, &ops)
            })?;
            (Some(id), done.entry.is_some(), done.entry)
        }
        Action::Step { id, step, base, ops } => {
            let register = register_of(replica, id)?;
            let ops = with_rows(ops);
            if register.transition(step).is_some_and(|step| step.signed) {
                let to_sign = seats::to_sign(replica, register, (id, step), base, ops, lang)?;
                return Ok((Done { to_sign: Some(Box::new(to_sign)), ..Done::default() }, None));
            }
            let done = replica.transact(&format!("step:{}:{step}", register.key), now, |edit| {
                let ops = since(edit, id, base.as_deref(), &ops)?;
                edit.step(id, step, &ops)
            })?;
            if register.key == book::number_leases::REGISTER.key {
                // What waited for a number may have one once a lease is given back.
                replica.settle_numbers(now)?;
            }
            (Some(id), true, done.entry)
        }
        Action::Sign(signing) => {
            let ToSign { id, step, base, ops, sight, .. } = *signing;
            let label = format!("step:{}:{step}", register_of(replica, id)?.key);
            let done = replica.sign(&label, id, step, base.as_deref(), &ops, &sight)?;
            (Some(id), true, done.entry)
        }
        Action::Sit(sitting) => {
            let members = matches!(sitting, Sitting::Give { .. });
            return Ok((seats::carry_out(replica, sitting, lang)?, members.then_some(Nudge::Members)));
        }
        Action::AtOnce { register, id, base, ops, step } => {
            let is_new = id.is_none();
            let register = book::find(register).ok_or_else(|| replica::Error::UnknownRegister(register.to_owned()))?;
            let ops = with_rows(ops);
            let done = replica.transact(&format!("step:{}:{step}", register.key), now, |edit| {
                let id = match id {
                    Some(id) if ops.is_empty() => id,
                    Some(id) => {
                        let ops = since(edit, id, base.as_deref(), &ops)?;
                        edit.change(id, &ops).map(|()| id)?
                    }
                    None => edit.create(register, &ops)?,
                };
                edit.step(id, step, &[])?;
                Ok(id)
            })?;
            // A new record is not taken back, but made void.
            (Some(done.value), !is_new, done.entry)
        }
        Action::Resolve { id, conflict, value } => {
            let register = register_of(replica, id)?;
            let field = conflict.split('/').next().unwrap_or_default().to_owned();
            let ops = crate::cli::resolution(register, &[(conflict, value)]);
            let done = replica.transact(&format!("resolve:{}:{field}", register.key), now, |edit| edit.resolve(id, &ops))?;
            (Some(id), true, done.entry)
        }
        Action::Settle { told, choice, about, reason } => {
            let done = crate::cases::settle(replica, now, &told, &choice, &[], &about, &reason)?;
            // What a step or a fresh number adds stays.
            let undoable =
                !matches!(choice, replica::Choice::Step { .. } | replica::Choice::Renumber { .. } | replica::Choice::Adjust { .. });
            (told.case.records.first().copied(), undoable, done.entry)
        }
        Action::Undo(entry) => {
            let done = replica.undo_that(entry, now)?;
            let (record, undone) = (done.records.first().copied(), Some((done.value.label, done.value.kept.len())));
            return Ok((Done { record, undone, ..Done::default() }, done.entry.map(|(space, _)| Nudge::Committed(space))));
        }
        Action::Erase(id) => {
            let label = format!("erase:{}", register_of(replica, id)?.key);
            let done = replica.transact(&label, now, |edit| edit.erase(id))?;
            (Some(id), false, done.entry)
        }
        Action::Admit(admission) => {
            let file = desks::admit(replica, &admission)?;
            return Ok((Done { note: Some(file.display().to_string()), ..Done::default() }, Some(Nudge::Members)));
        }
        Action::Members(change) => {
            desks::change(replica, &change)?;
            return Ok((Done::default(), Some(Nudge::Members)));
        }
        Action::SetRelay(address) => {
            desks::set_relay(replica, &address)?;
            return Ok((Done::default(), Some(Nudge::Moved)));
        }
        Action::TrustRelay(key) => {
            desks::trust_relay(replica, &key)?;
            return Ok((Done::default(), Some(Nudge::Moved)));
        }
        Action::TakeNumbers { register, size } => {
            let register = book::find(register).ok_or_else(|| replica::Error::UnknownRegister(register.to_owned()))?;
            replica.may_lease(register)?;
            let done = replica.take_lease(register, size, now)?;
            (Some(done.value), false, done.entry)
        }
        Action::Sync | Action::CreateOffice(_) | Action::TrySample | Action::LeaveSample | Action::File(_) | Action::Steps { .. } => {
            (None, false, None)
        }
        Action::RequestJoin { .. }
        | Action::RepeatRequest { .. }
        | Action::WithdrawRequest
        | Action::AcceptWelcome { .. }
        | Action::Recover(_) => (None, false, None),
    };
    Ok((Done { record, undo: entry.filter(|_| undoable), ..Done::default() }, entry.map(|(space, _)| Nudge::Committed(space))))
}

/// Says beside "saved" that a record waits for its number, and why. What was done stands, whether or not that can be read.
pub(super) fn tell_lack(replica: &Replica, lang: Lang, done: &mut Done) {
    let lack = |id: RecordId| lack(lang, &replica.reader().ok()?, id).ok()?;
    if let (Some((_, text)), None) = (done.record.and_then(lack), &done.note) {
        done.note = Some(text);
    }
}

/// The changes of a form onto what the record says now.
fn since(edit: &mut replica::Edit<'_>, id: RecordId, base: Option<&registers::Record>, ops: &[Op]) -> replica::Result<Vec<Op>> {
    base.map_or_else(|| Ok(ops.to_vec()), |base| edit.since(id, base, ops))
}

/// Gives new rows their ids.
fn with_rows(ops: Vec<Op>) -> Vec<Op> {
    let fill = |op| match op {
        Op::Line { field, row, cells } if row.is_empty() => Op::Line { field, row: crate::cli::fresh_row(), cells },
        op => op,
    };
    ops.into_iter().map(fill).collect()
}
