//! What is done at a desk: PINs, personal data, and roles that only read.

use automerge::AutoCommit;
use registers::RecordId;
use registers::book::{incoming_documents as letters, visits};
use registers::document::Op;
use replica::{DATABASE, Durability, Error, Replica};
use sync::Frontier;
use sync::session::Output;
use trust::id::{PersonId, SpaceId};

use super::{Table, all_of, suffer, tried};
use crate::hostile::forge::{Forger, SPACE};
use crate::hostile::scene::{add, at, desk_folder, entropy, office};

const PIN: &str = "2580";

/// Two desks, at the second of which a leader has a seat with a PIN.
fn seated(folder: &std::path::Path) -> (Replica, Replica, PersonId) {
    let [mut first, mut second]: [Replica; 2] = office(folder, 2).try_into().ok().unwrap();
    let asked = second.ask_for_seat("陈校长", PIN).unwrap();
    first.give_seat(&asked.request, &["leader".to_owned()]).unwrap();
    second.answer(&Output::ApplyMembership { from: 0, entries: first.membership().log().to_vec() }, 0).unwrap();
    let leader = second.seats().unwrap().into_iter().find(|seat| !seat.is_owner).unwrap().person;
    (first, second, leader)
}

fn pins(table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let (mut first, mut second, leader) = seated(folder.path());
    // Somebody tries one PIN after the other and waits as long as is asked.
    let (day, mut now, mut wrong, mut first_wait, mut longest) = (24 * 60, 0, 0, None, 0);
    while now < day {
        match second.sign_in(leader, Some(&format!("{wrong:04}x")), at(now)) {
            Err(Error::WrongPin) => wrong += 1,
            Err(Error::PinWaits(seconds)) => {
                first_wait.get_or_insert((wrong, seconds));
                longest = longest.max(seconds);
                now += seconds.div_ceil(60);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_ne!(second.signed_in(), Some(leader));
    let (free, wait) = first_wait.unwrap();
    let observed = format!("made to wait: {wait} s after {free} wrong ones, at most {longest} s; {wrong} tries in a day");
    table.holds("guesses a PIN at the desk", "made to wait", &observed);
    drop(second);
    let place = desk_folder(folder.path(), 1);
    let mut again = Replica::open(&place, entropy(77), Durability::Process).unwrap();
    table.holds("starts the program anew to go on guessing", "refused", &tried(&again.sign_in(leader, Some(PIN), at(now - 1))));
    // Two hours back: longer than anybody is made to wait.
    let outcome = again.sign_in(leader, Some("0000x"), at(now - 120));
    table.open("sets the clock of the desk back to go on guessing", "made to wait", &format!("the next one is tried, {}", tried(&outcome)));
    // Whoever has the data file takes the count out of it.
    drop(again);
    let conn = rusqlite::Connection::open(place.join(DATABASE)).unwrap();
    conn.execute("UPDATE seat SET failures=0, until=0", []).unwrap();
    drop(conn);
    let mut again = Replica::open(&place, entropy(78), Durability::Process).unwrap();
    let outcome = again.sign_in(leader, Some("0000x"), at(now - 1));
    let observed = format!("{}, and the next one may follow at once", tried(&outcome));
    assert!(matches!(again.sign_in(leader, Some("0001x"), at(now - 1)), Err(Error::WrongPin)));
    table.open("guesses a PIN with the data file in hand", "made to wait", &observed);
    // The desk's key alone is enough to write in the name of everybody who has a seat there.
    let mut forger = Forger::of(&mut again);
    forger.name_person(leader);
    let observed = suffer(&mut first, SPACE, &[forger.honest("校长写的").1]);
    table.open("writes in the name of who has a seat at the same desk, without their PIN", "set aside", &observed);
}

fn visitor(desk: &mut Replica) -> RecordId {
    let ops = [Op::set(visits::VISITOR, "王先生"), Op::set(visits::PHONE, "13800001111")];
    desk.transact("create:visits", at(1), |edit| edit.create(&visits::REGISTER, &ops)).unwrap().value
}

fn erasure(table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let [mut first, mut second]: [Replica; 2] = office(folder.path(), 2).try_into().ok().unwrap();
    let id = visitor(&mut first);
    let (entries, _) = first.entries_beyond(SpaceId::RECEPTION, &Frontier::new(), 1 << 20).unwrap();
    second.receive_unordered(SpaceId::RECEPTION, &entries, at(2).unix_ms).unwrap();
    let outcome = second.transact("erase:visits", at(3), |edit| edit.erase(id));
    table.holds("erases personal data as a clerk, with this program", "refused", &tried(&outcome));
    let base = AutoCommit::load(&first.reader().unwrap().document(id).unwrap().unwrap()).unwrap();
    let mut forger = Forger::in_space(&mut second, SpaceId::RECEPTION);
    let change = forger.erase(&base);
    let entry = forger.entry(&[(id, vec![change])]);
    let observed = suffer(&mut first, SpaceId::RECEPTION, &[entry]);
    let left = first.reader().unwrap().record(id).unwrap().unwrap().record.values("phone").len();
    assert_eq!(left, 1, "the number is still there");
    table.holds("erases personal data as a clerk, with a changed program", "set aside", &observed);
    first.transact("erase:visits", at(4), |edit| edit.erase(id)).unwrap();
    let observed = suffer(&mut first, SpaceId::RECEPTION, &entries);
    let values = first.reader().unwrap().record(id).unwrap().unwrap().record.values("phone").len();
    assert_eq!(values, 0);
    table.holds("hands on personal data that was erased", "nothing happens", &format!("{observed}, with {values} values"));
}

/// What lies on the disk of a desk.
fn disk(table: &mut Table) {
    let title = "一份内部的来文";
    let folder = tempfile::tempdir().unwrap();
    let mut desk = office(folder.path(), 1).remove(0);
    add(&mut desk, 1, title);
    drop(desk);
    let files = std::fs::read_dir(desk_folder(folder.path(), 0)).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let plain = files.filter(|bytes| bytes.windows(title.len()).any(|window| window == title.as_bytes())).count();
    let observed = if plain > 0 { "the title of a letter stands there in plain" } else { "nothing is read" };
    table.open("finds the disk of a desk, and it is not encrypted", "nothing is read", observed);
}

fn auditor(table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let mut first = office(folder.path(), 1).remove(0);
    let place = desk_folder(folder.path(), 1);
    let asked = Replica::request(&place, "审计", "审计机", entropy(70)).unwrap().request;
    let (welcome, _) = first.admit(&asked, &["auditor".to_owned()], &[SpaceId(1)]).unwrap();
    let mut auditor = Replica::accept(&place, &welcome, entropy(71)).unwrap();
    let before = all_of(&auditor);
    let outcome = auditor.transact("create", at(1), |edit| edit.create(&letters::REGISTER, &[Op::set(letters::TITLE, "通知")]));
    assert_eq!(all_of(&auditor), before);
    table.holds("writes as an auditor, with this program", "refused", &tried(&outcome));
    let mut forger = Forger::of(&mut auditor);
    let observed = suffer(&mut first, SPACE, &[forger.honest("审计写的").1]);
    table.holds("writes as an auditor, with a changed program", "set aside", &observed);
}

pub fn run(table: &mut Table) {
    table.part("A person who");
    pins(table);
    disk(table);
    erasure(table);
    auditor(table);
}
