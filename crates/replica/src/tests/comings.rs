//! Whatever two administrators and three clerks do at whichever moments, connected or not: in the end all have the same, and nothing
//! that anybody wrote is lost, the work of desks that were taken out meanwhile included.

use proptest::prelude::*;

use super::branches::{BOTH, World, two_administrators};
use super::*;

const DESKS: usize = 5;

#[derive(Clone, Copy, Debug)]
enum Act {
    Write(usize),
    /// Changes a letter, whoever wrote it, so that the work of one builds on that of another.
    Change(usize, prop::sample::Index),
    Bring(usize),
    Leave(usize),
    Meet(usize),
    Revoke(usize, usize),
    Adopt(usize, usize),
    Roles(usize, usize),
}

fn act() -> impl Strategy<Value = Act> {
    let (anybody, admin, clerk) = (0..DESKS, 0..2usize, 2..DESKS);
    prop_oneof![
        4 => anybody.clone().prop_map(Act::Write),
        4 => (anybody.clone(), any::<prop::sample::Index>()).prop_map(|(n, of)| Act::Change(n, of)),
        4 => anybody.clone().prop_map(Act::Bring),
        2 => anybody.clone().prop_map(Act::Leave),
        3 => anybody.prop_map(Act::Meet),
        2 => (admin.clone(), clerk.clone()).prop_map(|(by, whom)| Act::Revoke(by, whom)),
        2 => (admin.clone(), clerk.clone()).prop_map(|(by, whom)| Act::Adopt(by, whom)),
        1 => (admin, clerk).prop_map(|(by, whom)| Act::Roles(by, whom)),
    ]
}

/// Does one act, where it can be done.
fn carry_out(world: &mut World, act: Act, minute: u64, ids: &mut Vec<RecordId>) {
    let device = |world: &mut World, n: usize| world.replica(n).device();
    match act {
        Act::Write(n) if world.replica(n).is_revoked() => {}
        Act::Write(n) => ids.push(add_letter(world.replica(n), minute, "通知")),
        Act::Change(n, of) if !ids.is_empty() => {
            let id = *of.get(ids);
            // Who does not have it, or is out, cannot.
            let _ =
                world.replica(n).transact("edit", at(minute), |e| e.change(id, &[Op::set(letters::TITLE, format!("改{minute}").as_str())]));
        }
        Act::Change(..) => {}
        Act::Bring(n) => {
            world.meet(n);
            world.bring_work(n);
        }
        Act::Leave(n) => world.leave(n),
        Act::Meet(n) => world.meet(n),
        Act::Revoke(by, whom) => {
            let device = device(world, whom);
            let _ = world.replica(by).revoke(&[device]);
            world.bring_members(by);
        }
        Act::Adopt(by, whom) => {
            let device = device(world, whom);
            let _ = world.replica(by).adopt(&device, None);
            world.bring_members(by);
        }
        Act::Roles(by, whom) => {
            let device = device(world, whom);
            let _ = world.replica(by).set_roles(&device, &["handler".to_owned()], &[]);
            world.bring_members(by);
        }
    }
}

fn all_meet(world: &mut World) {
    for n in (0..world.desks.len()).chain(0..world.desks.len()) {
        world.meet(n);
        world.bring_work(n);
        world.bring_members(n);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn nothing_is_lost_whoever_comes_and_goes(acts in prop::collection::vec(act(), 5..40)) {
        let mut world = two_administrators();
        for n in 2..DESKS {
            world.admit(0, 30 + n as u64, "clerk", &BOTH);
        }
        world.bring_members(0);
        (0..DESKS).for_each(|n| world.meet(n));
        let mut ids = Vec::new();
        for (minute, act) in acts.into_iter().enumerate() {
            carry_out(&mut world, act, minute as u64, &mut ids);
        }
        all_meet(&mut world);
        all_meet(&mut world);
        let out: Vec<usize> = (2..DESKS).filter(|n| world.replica(*n).is_revoked()).collect();
        for n in &out {
            let file = world.replica(*n).late_work();
            if let Ok(file) = file {
                world.replica(0).take_late_work(&file, at(100).unix_ms).unwrap();
            }
        }
        for n in &out {
            let device = world.replica(*n).device();
            let _ = world.replica(0).adopt(&device, None);
            world.bring_members(0);
        }
        for n in out.into_iter().rev() {
            world.remove(n);
        }
        all_meet(&mut world);
        all_meet(&mut world);
        world.check(ids.len() as u64);
    }
}
