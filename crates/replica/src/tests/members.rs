//! Desks that are taken out of the office and desks that get other roles, with sessions and a relay's room between them.

use sync::message::{CloseCode, RefusalCode};
use sync::session::CloseReason;
use trust::entry::Entry;

use super::branches::{BOTH, World, two_administrators};
use super::*;
use crate::Error;

/// Desk 2 is a clerk's, and all hold the same.
pub(super) fn with_clerk() -> World {
    let mut world = two_administrators();
    let clerk = world.admit(0, 30, "clerk", &BOTH);
    assert_eq!(clerk, 2);
    world.bring_members(0);
    (0..3).for_each(|n| world.meet(n));
    world
}

fn is_closed_as_revoked(world: &World, n: usize) -> bool {
    world.closed.contains(&(n, CloseReason::ByRelay(CloseCode::Revoked)))
}

pub(super) fn letters(replica: &Replica) -> u64 {
    replica.reader().unwrap().status().unwrap().records["incoming-documents"]
}

#[test]
fn a_revoked_desk_learns_of_it_keeps_what_it_has_and_saves_nothing_more() {
    for connected in [true, false] {
        let mut world = with_clerk();
        add_letter(world.replica(2), 1, "先前");
        world.bring_work(2);
        let device = world.replica(2).device();
        if !connected {
            world.leave(2);
        }
        world.replica(0).revoke(&[device]).unwrap();
        world.bring_members(0);
        world.meet(2);
        assert!(is_closed_as_revoked(&world, 2), "{:?}", world.closed);
        let gone = world.replica(2);
        assert!(gone.is_revoked());
        let contact = gone.reader().unwrap().contact().unwrap();
        assert!(contact.revoked);
        assert_eq!(letters(gone), 1, "what it has it can read");
        let tried = gone.transact("create", at(2), |e| e.create(&letters::REGISTER, &[Op::set(letters::TITLE, "x")]));
        assert!(matches!(tried, Err(Error::DeskRevoked)), "{tried:?}");
        let again = Replica::open(world.desks[2].folder.path(), entropy(9), Durability::Process).unwrap();
        assert!(again.is_revoked());
        drop(again);
        world.remove(2);
        [0, 1].into_iter().for_each(|n| world.meet(n));
        world.check(1);
    }
}

/// It is not a matter of manners: what was written after the revocation does not open with any key that the desk holds.
#[test]
fn a_revoked_desk_cannot_open_what_is_written_afterwards() {
    let mut world = with_clerk();
    let device = world.replica(2).device();
    add_letter(world.replica(0), 1, "先前");
    world.bring_work(0);
    world.replica(0).revoke(&[device]).unwrap();
    world.bring_members(0);
    add_letter(world.replica(0), 2, "之后");
    add_visit(world.replica(0), 3, "王芳");
    world.meet(2);
    let gone = world.remove(2).replica;
    let admin = world.replica(0);
    for space in BOTH {
        let (all, _) = admin.entries_beyond(space, &sync::Frontier::new(), 1 << 20).unwrap();
        let last = Entry::parse(all.last().unwrap().clone()).unwrap();
        assert_eq!(last.header().epoch, 2);
        assert!(admin.keyring.key_of(&last).is_some_and(|key| last.open(key).is_ok()));
        assert!(gone.keyring.key_of(&last).is_none());
        // Every key that it has ever received, of whatever space and epoch.
        for (of, epoch) in SpaceId::WELL_KNOWN.iter().flat_map(|of| (1..=3).map(move |epoch| (*of, epoch))) {
            assert!(gone.keyring.key(of, epoch).is_none_or(|key| last.open(key).is_err()), "space {of}, epoch {epoch}");
        }
    }
}

/// A revoked desk that keeps writing under the list of members from before, and has somebody else bring it.
#[test]
fn backdated_work_of_a_revoked_desk_is_refused_by_the_relay_and_by_every_desk() {
    let mut world = with_clerk();
    add_letter(world.replica(2), 1, "先前");
    world.bring_work(2);
    world.meet(1);
    world.leave(2);
    let device = world.replica(2).device();
    add_letter(world.replica(2), 2, "倒填");
    world.replica(0).revoke(&[device]).unwrap();
    world.bring_members(0);
    let late = {
        let (all, _) = world.replica(2).entries_beyond(SpaceId(1), &sync::Frontier::new(), 1 << 20).unwrap();
        all.into_iter().filter(|e| Entry::parse(e.clone()).unwrap().header().device == device).collect::<Vec<_>>()
    };
    assert_eq!(late.len(), 2);
    for n in [0, 1] {
        world.meet(n);
        let received = world.replica(n).receive_unordered(SpaceId(1), &late, at(3).unix_ms).unwrap();
        assert_eq!((received.stored, received.records.len()), (1, 0));
        assert_eq!(letters(world.replica(n)), 1);
        let set_aside = world.replica(n).reader().unwrap().quarantine(10).unwrap();
        assert_eq!(set_aside.iter().map(|(of, counter, _)| (*of, *counter)).collect::<Vec<_>>(), [(device, 2)]);
    }
    world.bring_work(1);
    assert_eq!(world.refused, [RefusalCode::Revoked]);
    world.meet(2);
    assert!(is_closed_as_revoked(&world, 2), "it cannot push by itself any more");
}

#[test]
fn an_administrator_revokes_neither_itself_nor_what_it_cannot_judge() {
    let mut world = with_clerk();
    let own = world.replica(0).device();
    let reason = |tried: crate::Result<()>| tried.unwrap_err().to_string();
    assert!(reason(world.replica(0).revoke(&[own])).starts_with("own-desk"));
    let (admin, clerk) = (world.replica(1).device(), world.replica(2).device());
    assert!(reason(world.replica(2).revoke(&[admin])).starts_with("no-administrator"));
    assert!(reason(world.replica(0).revoke(&[DeviceIdOf(9).id()])).starts_with("never-admitted"));
    // An administrator who does not read the personnel space cannot say what of a desk's work counts there.
    let narrow = world.admit(0, 40, trust::membership::ADMINISTRATOR, &BOTH);
    world.bring_members(0);
    (0..4).for_each(|n| world.meet(n));
    assert!(reason(world.replica(narrow).revoke(&[admin])).starts_with("no-key-to-give"));
    world.replica(narrow).revoke(&[clerk]).unwrap();
    world.bring_members(narrow);
    assert!(reason(world.replica(narrow).revoke(&[clerk])).starts_with("revoked"));
    world.remove(2);
    (0..3).for_each(|n| world.meet(n));
    world.check(0);
}

/// A device that nobody knows.
struct DeviceIdOf(u8);

impl DeviceIdOf {
    fn id(&self) -> trust::id::DeviceId {
        trust::key::DeviceSecret::from_seed([self.0; 32]).id()
    }
}

/// One administrator takes a desk out while the other one, away, admits another: both acts stand, and everybody's work.
#[test]
fn a_revocation_and_an_admission_at_the_same_moment_both_stand() {
    for first in [0, 1] {
        let mut world = with_clerk();
        let device = world.replica(2).device();
        add_letter(world.replica(2), 1, "先前");
        world.bring_work(2);
        [0, 1].into_iter().for_each(|n| world.meet(n));
        [0, 1].into_iter().for_each(|n| world.leave(n));
        world.replica(0).revoke(&[device]).unwrap();
        let new = world.admit(1, 50, "clerk", &BOTH);
        for n in [0, 1, new] {
            add_letter(world.replica(n), 5, "之后");
        }
        for n in [first, 1 - first, new, first, new] {
            world.meet(n);
        }
        world.remove(2);
        (0..3).for_each(|n| world.meet(n));
        assert!(world.replica(2).membership().device(&device).unwrap().revoked.is_some());
        world.check(4);
    }
}

#[test]
fn roles_are_set_and_the_last_administrator_stays() {
    let mut world = with_clerk();
    let (admin, clerk) = (world.replica(1).device(), world.replica(2).device());
    let set = |world: &mut World, device, roles: &[&str], spaces: &[SpaceId]| {
        let roles: Vec<String> = roles.iter().map(|r| (*r).to_owned()).collect();
        world.replica(0).set_roles(&device, &roles, spaces)
    };
    set(&mut world, clerk, &["hr", "clerk"], &[SpaceId(3)]).unwrap();
    set(&mut world, admin, &["auditor"], &[]).unwrap();
    world.bring_members(0);
    (0..3).for_each(|n| world.meet(n));
    assert_eq!(world.replica(2).membership().device(&clerk).unwrap().roles, ["clerk", "hr"]);
    assert!(world.replica(2).spaces().contains(&SpaceId(3)));
    let tried = world.replica(1).transact("create", at(1), |e| e.create(&letters::REGISTER, &[Op::set(letters::TITLE, "x")]));
    assert!(matches!(tried, Err(Error::NotAllowed(_))), "{tried:?}");
    let own = world.replica(0).device();
    let last = set(&mut world, own, &["clerk"], &[]).unwrap_err();
    assert!(last.to_string().starts_with("last-administrator"), "{last}");
    world.check(0);
}

/// The administrator has not heard yet of a clerk's last letters when it takes its desk out, while another desk has gone on from
/// them: what it built on them waits until the letters are adopted, and then everything counts, everywhere.
#[test]
fn honest_late_work_is_adopted_and_what_was_built_on_it_counts_again() {
    let mut world = with_clerk();
    let other = world.admit(0, 60, "clerk", &BOTH);
    world.bring_members(0);
    add_letter(world.replica(2), 1, "先前");
    world.bring_work(2);
    (0..4).for_each(|n| world.meet(n));
    world.leave(0);
    let late = add_letter(world.replica(2), 2, "最后一件");
    add_letter(world.replica(2), 3, "再一件");
    world.bring_work(2);
    world.meet(other);
    world.replica(other).transact("edit", at(4), |e| e.change(late, &[Op::set(letters::TITLE, "别人改过")])).unwrap();
    add_letter(world.replica(other), 5, "别人另写的");
    world.bring_work(other);
    world.meet(1);
    let device = world.replica(2).device();
    world.replica(0).revoke(&[device]).unwrap();
    (0..2).chain([other]).for_each(|n| world.meet(n));
    for n in [0, 1, other] {
        let reader = world.replica(n).reader().unwrap();
        assert_eq!(letters(world.replica(n)), 2, "desk {n}: the first one, and what the other desk wrote beside the late work");
        let aside = reader.set_aside(10).unwrap();
        assert!(aside.iter().all(|a| a.is_late() && a.device == device && a.person == "人30" && a.at > 0), "{aside:?}");
        assert_eq!(aside.len(), 2);
        let late = reader.late_work(world.replica(n).membership()).unwrap();
        assert_eq!(late.get(&device).map(|work| (work.takes, work.behind, work.refused)), Some((2, 0, 0)));
        assert_eq!(late[&device].waiting, 1, "of the other desk, what was built on it");
    }
    assert_eq!(world.replica(1).adopt(&device, Some((SpaceId(1), 2))).unwrap(), 1);
    world.bring_members(1);
    assert_eq!(world.replica(1).adopt(&device, None).unwrap(), 1);
    world.bring_members(1);
    let again = world.replica(1).adopt(&device, None).unwrap_err();
    assert!(again.to_string().starts_with("nothing-late"), "{again}");
    world.remove(2);
    (0..3).for_each(|n| world.meet(n));
    world.check(4);
    let reader = world.replica(0).reader().unwrap();
    assert_eq!(reader.title(late).unwrap().as_deref(), Some("别人改过"));
    let by: Vec<(String, String)> = reader.history(late).unwrap().into_iter().map(|e| (e.person, e.adopted)).collect();
    assert_eq!(by, [("人30".to_owned(), "人20".to_owned()), ("人60".to_owned(), String::new())]);
}

/// A desk's change that was built on late work is no longer there for the time being, and is made once more in the same program: both
/// count everywhere once the late work is adopted. The second one must not be written with the number of the first.
#[test]
fn what_is_written_again_over_held_work_is_not_taken_for_it() {
    let mut world = with_clerk();
    let other = world.admit(0, 60, "clerk", &BOTH);
    world.bring_members(0);
    let letter = add_letter(world.replica(2), 1, "先前");
    world.bring_work(2);
    (0..4).for_each(|n| world.meet(n));
    world.leave(0);
    let change = |replica: &mut Replica, time: u64, title: &str| {
        replica.transact("edit", at(time), |e| e.change(letter, &[Op::set(letters::TITLE, title)])).unwrap();
    };
    change(world.replica(2), 2, "晚到的");
    world.bring_work(2);
    world.meet(other);
    change(world.replica(other), 3, "第一次改");
    world.bring_work(other);
    world.meet(1);
    let device = world.replica(2).device();
    world.replica(0).revoke(&[device]).unwrap();
    (0..2).chain([other]).for_each(|n| world.meet(n));
    let title = |world: &mut World, n: usize| world.replica(n).reader().unwrap().title(letter).unwrap();
    assert_eq!(title(&mut world, other).as_deref(), Some("先前"), "it waits");
    change(world.replica(other), 5, "再改一次");
    add_letter(world.replica(other), 6, "另写的");
    world.bring_work(other);
    assert_eq!(world.replica(1).adopt(&device, None).unwrap(), 1);
    world.bring_members(1);
    world.remove(2);
    (0..3).for_each(|n| world.meet(n));
    for n in 0..3 {
        assert!(world.replica(n).reader().unwrap().quarantine(10).unwrap().is_empty(), "desk {n}");
        assert_eq!(letters(world.replica(n)), 2, "desk {n}");
    }
    world.check(2);
}

/// Late work that only one desk has, since the relay did not take it: after the adoption it reaches all.
#[test]
fn adopted_work_that_the_relay_had_refused_is_sent_again() {
    let mut world = with_clerk();
    world.leave(2);
    let device = world.replica(2).device();
    add_letter(world.replica(2), 2, "离线");
    world.replica(0).revoke(&[device]).unwrap();
    world.bring_members(0);
    world.meet(1);
    let (late, _) = world.replica(2).entries_beyond(SpaceId(1), &sync::Frontier::new(), 1 << 20).unwrap();
    world.replica(0).receive_unordered(SpaceId(1), &late, at(3).unix_ms).unwrap();
    world.bring_work(0);
    assert_eq!(world.refused, [RefusalCode::Revoked]);
    assert_eq!(world.replica(0).adopt(&device, None).unwrap(), 1);
    world.bring_members(0);
    world.meet(0);
    world.meet(1);
    world.remove(2);
    world.check(1);
}

#[test]
fn only_what_is_late_and_nothing_else_is_adopted() {
    let mut world = with_clerk();
    let device = world.replica(2).device();
    let reason = |tried: crate::Result<u64>| tried.unwrap_err().to_string();
    assert!(reason(world.replica(0).adopt(&device, None)).starts_with("not-revoked"));
    assert!(reason(world.replica(2).adopt(&device, None)).starts_with("no-administrator"));
    assert!(reason(world.replica(0).adopt(&DeviceIdOf(9).id(), None)).starts_with("never-admitted"));
    world.replica(0).revoke(&[device]).unwrap();
    assert!(reason(world.replica(0).adopt(&device, None)).starts_with("nothing-late"));
    assert!(reason(world.replica(0).adopt(&device, Some((SpaceId(4), 1)))).starts_with("nothing-late"));
}

/// What a desk had written and could not send when it was revoked comes to the administrator as a file.
#[test]
fn what_a_revoked_desk_could_not_send_is_handed_over_as_a_file_and_adopted() {
    let mut world = with_clerk();
    world.leave(2);
    let device = world.replica(2).device();
    add_letter(world.replica(2), 2, "离线");
    add_visit(world.replica(2), 3, "王芳");
    let reason = |tried: crate::Result<Vec<u8>>| tried.unwrap_err().to_string();
    assert!(reason(world.replica(2).late_work()).starts_with("not-revoked"), "it sends its work itself");
    world.replica(0).revoke(&[device]).unwrap();
    world.bring_members(0);
    world.meet(2);
    let file = world.replica(2).late_work().unwrap();
    let admin = world.replica(0);
    for (bad, code) in [(&b"zongban"[..], "other-file"), (&file[..file.len() - 1], "damaged-file"), (&file[..23], "damaged-file")] {
        let tried = admin.take_late_work(bad, at(4).unix_ms).unwrap_err().to_string();
        assert!(tried.starts_with(code), "{tried}");
    }
    let mut bent = file.clone();
    let last = bent.len() - 1;
    bent[last] ^= 1;
    assert_eq!(admin.take_late_work(&bent, at(4).unix_ms).unwrap().refused.len(), 1, "who changes it is found out");
    assert_eq!(admin.take_late_work(&file, at(4).unix_ms).unwrap().records, vec![], "it does not count by itself");
    assert_eq!(admin.adopt(&device, None).unwrap(), 2);
    world.bring_members(0);
    world.bring_work(0);
    world.remove(2);
    [0, 1, 0, 1].into_iter().for_each(|n| world.meet(n));
    world.check(1);
}
