//! The folder of a desk: nothing half made stays in it, nobody else reads it, and what is wrong with it is named.

use registers::Value;
use registers::book::{case_decisions, visits};

use super::*;
use crate::folder::{DATABASE, KEY_FILE};
use crate::{Case, Choice, Error, Reader};

fn founding(person: &str) -> Founding<'_> {
    Founding { office: "明德实验中学", person, desk: "文书", relay: "" }
}

#[test]
fn what_is_refused_leaves_the_folder_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (fresh, there) = (folder.path().join("fresh"), folder.path().join("there"));
    std::fs::create_dir(&there).unwrap();
    std::fs::write(there.join("清单.csv"), "甲").unwrap();
    let long = "名".repeat(10_000);
    for path in [&fresh, &there] {
        assert!(matches!(Replica::found(path, &founding(&long), entropy(1), Durability::Process), Err(Error::Trust(_))));
        assert!(matches!(Replica::request(path, &long, "前台", entropy(1)), Err(Error::Trust(_))));
        let lost = |_: &[String]| Err(Error::DiskFull);
        assert!(matches!(Replica::found_with(path, &founding("林文静"), entropy(1), Durability::Process, lost), Err(Error::DiskFull)));
    }
    assert!(!fresh.exists() && std::fs::read_dir(&there).unwrap().count() == 1);
    Replica::found(&there, &founding("林文静"), entropy(1), Durability::Process).unwrap();
    Replica::request(&fresh, "王芳", "前台", entropy(2)).unwrap();
    assert!(matches!(Replica::found(&fresh, &founding("王芳"), entropy(3), Durability::Process), Err(Error::WaitsForWelcome)));
    assert!(matches!(Reader::open(&fresh), Err(Error::WaitsForWelcome)));
    assert!(Replica::joining(&fresh).unwrap().is_some(), "what was refused took nothing away");
}

/// Whoever founds where another program has just founded, or where the desk lies behind a link that leads nowhere for the moment,
/// takes nothing of it away.
#[cfg(unix)]
#[test]
fn a_refusal_takes_away_only_what_it_made_itself() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/nowhere/device.key", folder.path().join(KEY_FILE)).unwrap();
    let refused = Replica::found(folder.path(), &founding("林文静"), entropy(1), Durability::Process);
    assert!(refused.is_err());
    assert!(folder.path().join(KEY_FILE).symlink_metadata().is_ok(), "the link is still there");
    std::fs::remove_file(folder.path().join(KEY_FILE)).unwrap();
    std::os::unix::fs::symlink("/nowhere/zongban.sqlite", folder.path().join(DATABASE)).unwrap();
    assert!(Replica::request(folder.path(), "王芳", "前台", entropy(1)).is_err());
    assert!(folder.path().join(DATABASE).symlink_metadata().is_ok() && !folder.path().join(KEY_FILE).exists());
}

#[test]
fn the_stand_of_the_relay_is_put_back_whole() {
    let mut desks = office(1);
    let desk = &mut desks[0].replica;
    let relay = |n: u8| trust::key::RelaySecret::from_seed([n; 32]).public();
    desk.set_relay_address("old:1").unwrap();
    desk.pin_first_relay(relay(1)).unwrap();
    let before = desk.relay_stand().unwrap();
    desk.set_relay_address("new:2").unwrap();
    desk.trust_relay(relay(2)).unwrap();
    assert_eq!(desk.relay_pin().unwrap(), Some(relay(2)));
    desk.set_relay_stand(&before).unwrap();
    assert_eq!((desk.relay_stand().unwrap(), desk.relay_pin().unwrap()), (before, Some(relay(1))));
}

#[test]
fn a_key_that_is_lost_or_cut_is_named() {
    let desks = office(1);
    let folder = desks[0].folder.path();
    std::fs::write(folder.join(KEY_FILE), [7; 12]).unwrap();
    let open = || Replica::open(folder, entropy(1), Durability::Process).map(drop);
    assert!(matches!(open(), Err(Error::KeyLost(path)) if path.ends_with(KEY_FILE)));
    std::fs::remove_file(folder.join(KEY_FILE)).unwrap();
    assert!(matches!(open(), Err(Error::KeyLost(_))));
    assert!(matches!(Replica::joining(folder), Err(Error::KeyLost(_))));
}

#[cfg(unix)]
#[test]
fn nobody_but_its_owner_reads_a_desk_s_files() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let set = |path: &std::path::Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("desk");
    let (replica, _) = Replica::found(&folder, &founding("林文静"), entropy(1), Durability::Process).unwrap();
    let modes = || -> Vec<u32> { std::fs::read_dir(&folder).unwrap().map(|f| mode(&f.unwrap().path())).collect() };
    assert!(mode(&folder) == 0o700 && modes().len() > 2 && modes().iter().all(|m| *m == 0o600), "{:?}", modes());
    drop(replica);
    // As older versions left them, with what the window keeps and a file of the person's own.
    let own = folder.join("清单.csv");
    for name in [DATABASE, KEY_FILE, "preferences.json", "preferences.json.broken"] {
        let path = folder.join(name);
        if !path.exists() {
            std::fs::write(&path, "{}").unwrap();
        }
        set(&path, 0o644);
    }
    std::fs::write(&own, "甲").unwrap();
    set(&own, 0o644);
    set(&folder, 0o755);
    let replica = Replica::open(&folder, entropy(2), Durability::Process).unwrap();
    assert_eq!((mode(&folder), mode(&own)), (0o755, 0o644), "others may use what lies there besides");
    std::fs::remove_file(&own).unwrap();
    assert!(modes().iter().all(|m| *m == 0o600), "{:?}", modes());
    drop(replica);
    drop(Replica::open(&folder, entropy(3), Durability::Process).unwrap());
    assert_eq!(mode(&folder), 0o700, "where it is the desk's alone nobody else comes in");
}

#[test]
fn a_visit_is_the_same_by_its_day_or_while_the_visitor_is_inside() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let visit = |replica: &mut Replica, minute, planned: &str| {
        let mut ops = vec![Op::set(visits::VISITOR, "张三")];
        if !planned.is_empty() {
            ops.push(Op::Set { field: "planned_at".to_owned(), value: Some(Value::from(planned)) });
        }
        replica.transact("create:visits", at(minute), |e| e.create(&visits::REGISTER, &ops)).unwrap().value
    };
    let step = |replica: &mut Replica, minute, id, step: &'static str| {
        replica.transact("step", at(minute), |e| e.step(id, step, &[])).unwrap();
    };
    let same = |replica: &Replica, id: RecordId| -> Vec<RecordId> {
        let reader = replica.reader().unwrap();
        let record = reader.record(id).unwrap().unwrap().record;
        reader.same(&visits::REGISTER, &record, Some(id)).unwrap().into_iter().map(|hit| hit.id).collect()
    };
    let long_ago = visit(replica, 0, "");
    step(replica, 1, long_ago, "enter");
    step(replica, 2, long_ago, "leave");
    let next = visit(replica, 3, "");
    assert_eq!(same(replica, next), [], "neither has said when it is planned");
    let planned = visit(replica, 4, "2026-11-25T09:00");
    assert_eq!(same(replica, planned), []);
    let again = visit(replica, 5, "2026-11-25T15:30");
    assert_eq!(same(replica, again), [planned], "the same day");
    step(replica, 6, next, "enter");
    let third = visit(replica, 7, "");
    assert_eq!(same(replica, third), [next], "still inside");
    step(replica, 8, next, "leave");
    assert_eq!(same(replica, third), []);
}

#[test]
fn a_decision_that_is_undone_is_void_and_its_case_waits_again() {
    let mut desks = office(1);
    let replica = &mut desks[0].replica;
    let twice = |replica: &mut Replica, minute| {
        let ops = [Op::set(letters::TITLE, "通知"), Op::set(letters::FROM_ORG, "市教育局"), Op::set(letters::FROM_NO, "市教〔2026〕1号")];
        let id = replica.transact("create", at(minute), |e| e.create(&letters::REGISTER, &ops)).unwrap().value;
        replica.transact("step", at(minute), |e| e.step(id, "register", &[])).unwrap();
        id
    };
    let ids = [twice(replica, 0), twice(replica, 1)];
    let waits = |replica: &Replica| -> Vec<Case> { replica.reader().unwrap().cases(at(9).civil, 10).unwrap() };
    let case = waits(replica).pop().unwrap();
    let settle = |replica: &mut Replica, minute, label: &str, choice: &Choice| {
        replica.transact(label, at(minute), |e| e.settle(&case, choice, &[], "两份来文", "核对过")).unwrap();
    };
    settle(replica, 2, &format!("create:{}", case_decisions::REGISTER.key), &Choice::Decide("not-the-same"));
    assert_eq!(waits(replica), []);
    replica.undo(at(3)).unwrap();
    assert_eq!(waits(replica), std::slice::from_ref(&case), "it waits again");
    // With a reason, which is kept as a decision beside the change.
    let link = case.choices.iter().find(|c| matches!(c, Choice::Link { .. })).unwrap();
    settle(replica, 4, "edit:incoming-documents", link);
    let linked = |replica: &Replica| {
        let reader = replica.reader().unwrap();
        ids.iter().filter(|id| !reader.record(**id).unwrap().unwrap().record.text("same_as").is_empty()).count()
    };
    assert_eq!(linked(replica), 1);
    replica.undo(at(5)).unwrap();
    assert_eq!((linked(replica), waits(replica)), (0, vec![case.clone()]));
}

#[test]
fn the_number_of_a_choice_stays_that_choice_s() {
    let [a, b] = [1, 2].map(|n| RecordId::from_parts(1_700_000_000_000, n));
    let all =
        [Choice::Renumber { id: a }, Choice::Step { id: a, step: "void" }, Choice::Step { id: b, step: "void" }, Choice::Decide("noted")];
    let numbers: std::collections::BTreeSet<u32> = all.iter().map(Choice::number).collect();
    assert!(numbers.len() == all.len() && numbers.iter().all(|n| (1_000..10_000).contains(n)), "{numbers:?}");
    assert_eq!(all[3].number(), Choice::Decide("noted").number());
}

#[test]
fn a_request_that_is_given_up_leaves_nothing_and_an_office_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("清单.csv"), "甲").unwrap();
    assert!(matches!(Replica::withdraw(path), Err(Error::NoOffice)));
    Replica::request(path, "王芳", "前台", entropy(1)).unwrap();
    Replica::withdraw(path).unwrap();
    assert_eq!(std::fs::read_dir(path).unwrap().count(), 1, "what others have there stays");
    drop(Replica::found(path, &founding("林文静"), entropy(2), Durability::Process).unwrap());
    assert!(matches!(Replica::withdraw(path), Err(Error::NoRequest)));
    assert!(path.join(DATABASE).exists() && path.join(KEY_FILE).exists());
}
