//! The office comes back from a recovery sheet when every administrator's desk is lost.

use proptest::prelude::*;
use sync::message::CloseCode;
use sync::session::CloseReason;
use trust::recovery::{RecoveryError, RecoverySecret};

use super::branches::{BOTH, World, two_administrators};
use super::*;
use crate::{Reader, Recovering};

const WHO: Recovering<'static> = Recovering { person: "新主任", desk: "新文书", relay: "", relay_key: None };

/// The sheets with which the office of these tests was founded.
fn sheets() -> Vec<RecoverySecret> {
    let folder = tempfile::tempdir().unwrap();
    let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
    let (_, sheets) = Replica::found(folder.path(), &founding, entropy(1), Durability::Process).unwrap();
    sheets.iter().map(|sheet| RecoverySecret::from_sheet(sheet).unwrap()).collect()
}

/// A new desk that comes back with the list of members that the relay gives for the sheet.
fn come_back(world: &mut World, sheet: &RecoverySecret, seed: u64) -> usize {
    let log = world.fetch(sheet).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let replica = Replica::recover(folder.path(), sheet, &log, &WHO, entropy(seed), Durability::Process).unwrap();
    world.add(Desk { folder, replica });
    world.desks.len() - 1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Whatever the relay has confirmed is there again, in every space, after a revocation too, and whichever sheet it was; the desks that
    /// are left go on with the new administrator.
    #[test]
    fn one_sheet_brings_back_everything_that_was_confirmed(writes in prop::collection::vec((0usize..3, any::<bool>()), 1..8), which in 0usize..2, revoked: bool) {
        let mut world = two_administrators();
        let clerk = world.admit(0, 30, "clerk", &BOTH);
        world.bring_members(0);
        let gone = world.admit(0, 31, "clerk", &BOTH);
        world.bring_members(0);
        (0..4).for_each(|n| world.meet(n));
        add_letter(world.replica(gone), 1, "停用前");
        world.bring_work(gone);
        (0..4).for_each(|n| world.meet(n));
        if revoked {
            let device = world.replica(gone).device();
            world.replica(0).revoke(&[device]).unwrap();
            world.bring_members(0);
            world.meet(clerk);
            world.meet(1);
        }
        let mut confirmed = 1;
        for (n, (by, brings)) in writes.iter().enumerate() {
            add_letter(world.replica(*by), 10 + n as u64, "通知");
            if *brings {
                world.bring_work(*by);
            }
        }
        // What a desk has written stands in one chain: bringing any of it brings what came before.
        for by in 0..3 {
            let until = writes.iter().rposition(|(who, brings)| *who == by && *brings);
            confirmed += writes.iter().take(until.map_or(0, |last| last + 1)).filter(|(who, _)| *who == by).count() as u64;
        }
        world.remove(gone);
        world.remove(1);
        world.remove(0);
        let clerk = 0;
        world.leave(clerk);
        let new = come_back(&mut world, &sheets()[which], 90);
        world.meet(new);
        let back = world.replica(new);
        prop_assert!(back.membership().device(&back.device()).unwrap().is_active_administrator());
        prop_assert_eq!(back.reader().unwrap().status().unwrap().records["incoming-documents"], confirmed);
        let own = writes.iter().filter(|(by, _)| *by == 2).count() as u64;
        let unsent = own - writes.iter().take(writes.iter().rposition(|(by, brings)| *by == 2 && *brings).map_or(0, |l| l + 1)).filter(|(by, _)| *by == 2).count() as u64;
        // It administers: the desk that is left meets it, and another one is admitted.
        let newest = world.admit(new, 95, "clerk", &BOTH);
        world.bring_members(new);
        add_letter(world.replica(new), 50, "重新开始");
        world.bring_work(new);
        for n in [clerk, new, newest, clerk, new, newest] {
            world.meet(n);
        }
        world.check(confirmed + unsent + 1);
    }
}

#[test]
fn the_relay_gives_the_list_of_members_for_a_sheet_of_the_office_only() {
    let mut world = two_administrators();
    let stranger = RecoverySecret::from_seed([77; 32]);
    assert_eq!(world.fetch(&stranger), Err(CloseReason::ByRelay(CloseCode::Protocol)));
    let log = world.replica(0).membership().log().to_vec();
    for sheet in sheets() {
        assert_eq!(world.fetch(&sheet), Ok(log.clone()));
    }
}

#[test]
fn a_wrong_sheet_or_a_full_folder_leaves_nothing_behind() {
    let mut world = two_administrators();
    let log = world.replica(0).membership().log().to_vec();
    let (sheet, folder) = (&sheets()[0], tempfile::tempdir().unwrap());
    let recover = |sheet: &RecoverySecret, log: &[Vec<u8>], who: &Recovering<'_>| {
        Replica::recover(folder.path(), sheet, log, who, entropy(90), Durability::Process).map(drop).map_err(|e| e.to_string())
    };
    let begins =
        |tried: Result<(), String>, code: &str| assert!(tried.as_ref().is_err_and(|e| e.starts_with(code)), "{tried:?}, not {code}");
    begins(recover(&RecoverySecret::from_seed([77; 32]), &log, &WHO), "other-sheet");
    begins(recover(sheet, &log, &Recovering { person: "", ..WHO }), "bad-name");
    begins(recover(sheet, &log[1..], &WHO), "members");
    begins(recover(sheet, &[], &WHO), "members");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    recover(sheet, &log, &WHO).unwrap();
    begins(recover(sheet, &log, &WHO), "there is an office");
    // A sheet that was mistyped is refused by its line, before anything is asked of anybody.
    let text = sheet.sheet().replace("\n3. ", "\n3. Z");
    assert!(matches!(
        RecoverySecret::from_sheet(&text),
        Err(RecoveryError::MissingLine { line: 3 } | RecoveryError::WrongLine { line: 3 })
    ));
}

/// Without a relay: from the folder of any desk that is left, which need not be an administrator's and whose key is not needed.
#[test]
fn a_copy_of_a_desks_data_is_enough() {
    let mut world = two_administrators();
    let clerk = world.admit(0, 30, "clerk", &BOTH);
    world.bring_members(0);
    add_letter(world.replica(0), 1, "通知");
    add_visit(world.replica(0), 2, "王芳");
    world.bring_work(0);
    world.meet(clerk);
    add_letter(world.replica(clerk), 3, "只在这里");
    let folder = tempfile::tempdir().unwrap();
    let copy = Reader::open(world.desks[clerk].folder.path()).unwrap();
    let log = copy.membership().unwrap().log().to_vec();
    let mut back = Replica::recover(folder.path(), &sheets()[1], &log, &WHO, entropy(90), Durability::Process).unwrap();
    let taken = back.take_over(&copy, at(5).unix_ms).unwrap();
    assert_eq!((taken.stored, taken.refused.len()), (3, 0));
    assert_eq!(back.take_over(&copy, at(5).unix_ms).unwrap().stored, 0, "it can be tried again");
    assert_eq!(back.reader().unwrap().digests().unwrap(), copy.digests().unwrap());
    drop(back);
    let again = Replica::open(folder.path(), entropy(91), Durability::Process).unwrap();
    assert_eq!(again.verify().unwrap().faults, Vec::<String>::new());
}
