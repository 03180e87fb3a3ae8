//! A wrong import taken back: what it added is made void, all of it with one reason, so that the numbers stay listed.

use registers::common::{VOID, VOID_REASON};
use registers::def::{Register, Transition};
use registers::{Op, RecordId};
use replica::Replica;

use crate::clock;

/// Records in one commit.
const PART: usize = 100;

/// What became of the records.
#[derive(Debug, Default)]
pub struct Voided {
    /// How many were made void.
    pub done: usize,
    /// Those that were not, and why.
    pub refused: Vec<(RecordId, replica::Error)>,
}

/// The step that makes records of a register void, many at once.
pub fn voiding(register: &Register) -> Option<&'static Transition> {
    register.transitions.iter().find(|step| step.to == VOID && registers::acts::in_bulk(register, step))
}

/// Makes records void, a part in a commit; what is refused stays, and the others go on. What others of them follow from is made
/// void after those.
///
/// # Errors
/// When what the steps bring with them cannot be written; the commits before stay.
pub fn void(replica: &mut Replica, register: &Register, step: &Transition, ids: &[RecordId], reason: &str) -> replica::Result<Voided> {
    let mut voided = go_through(replica, register, step, ids, reason);
    let mut before = 0;
    while voided.done > before && !voided.refused.is_empty() {
        before = voided.done;
        let left: Vec<RecordId> = voided.refused.iter().map(|(id, _)| *id).collect();
        let again = go_through(replica, register, step, &left, reason);
        voided = Voided { done: before + again.done, refused: again.refused };
    }
    replica.finish(clock::now(), |_, _| {})?;
    Ok(voided)
}

fn go_through(replica: &mut Replica, register: &Register, step: &Transition, ids: &[RecordId], reason: &str) -> Voided {
    let given = [Op::set(VOID_REASON, reason)];
    let mut voided = Voided::default();
    for part in ids.chunks(PART) {
        let mut fit = Vec::new();
        for id in part {
            match replica.foresee_step(*id, step.id, &given, clock::now()) {
                Ok(()) => fit.push(*id),
                Err(error) => voided.refused.push((*id, error)),
            }
        }
        let mut write = |ids: &[RecordId]| {
            let label = format!("step:{}:{}", register.key, step.id);
            replica.transact(&label, clock::now(), |edit| ids.iter().try_for_each(|id| edit.step(*id, step.id, &given))).map(drop)
        };
        if fit.is_empty() || write(&fit).is_ok() {
            voided.done += fit.len();
            continue;
        }
        for id in fit {
            match write(&[id]) {
                Ok(()) => voided.done += 1,
                Err(error) => voided.refused.push((id, error)),
            }
        }
    }
    voided
}
