//! The files by which desks and persons join and come back.

use replica::{Durability, Founding, Recovering, Replica};
use trust::enrol::SeatRequest;
use trust::id::{OfficeId, PersonId, SpaceId};
use trust::key::PersonSecret;
use trust::recovery::RecoverySecret;

use super::{Table, all_of, code, counted, name, tried};
use crate::hostile::scene::{entropy, office};

fn clerk() -> [String; 1] {
    ["clerk".to_owned()]
}

/// Every so many characters of a file replaced by another one that such a file can hold.
fn spoilt(file: &[u8], step: usize) -> Vec<Vec<u8>> {
    let change = |at: usize| {
        let mut file = file.to_vec();
        file[at] = if file[at] == b'W' { b'X' } else { b'W' };
        file
    };
    (0..file.len()).filter(|at| file[*at].is_ascii_alphanumeric()).step_by(step).map(change).collect()
}

/// Files are tried one after the other; what they came to.
fn each<T>(files: &[Vec<u8>], mut run: impl FnMut(&[u8]) -> replica::Result<T>) -> String {
    let refused: Vec<String> = files
        .iter()
        .filter_map(|file| match run(file) {
            Err(replica::Error::Trust(reason)) => Some(code(&reason)),
            Err(error) => Some(format!("`{}`", name(&error))),
            Ok(_) => None,
        })
        .collect();
    assert_eq!(refused.len(), files.len(), "all are refused");
    counted("refused", refused.into_iter(), files.len())
}

fn joining(table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let [mut first, second]: [Replica; 2] = office(folder.path(), 2).try_into().ok().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    let asked = Replica::request(&one, "新人", "新机", entropy(60)).unwrap().request;
    Replica::request(&other, "别人", "别机", entropy(61)).unwrap();
    let before = all_of(&first);
    let observed = each(&spoilt(&asked, 5), |file| first.admit(file, &clerk(), &[SpaceId(1)]));
    assert_eq!(all_of(&first), before);
    table.holds("a join request changed on its way, every fifth character in its turn", "refused", &observed);
    let (welcome, _) = first.admit(&asked, &clerk(), &[SpaceId(1)]).unwrap();
    let accepted = Replica::accept(&other, &welcome, entropy(62));
    table.holds("the welcome of somebody else", "refused", &tried(&accepted));
    let observed = each(&spoilt(&welcome, 307), |file| Replica::accept(&one, file, entropy(63)));
    table.holds("a welcome changed on its way, every 307th character in its turn", "refused", &observed);
    drop(Replica::accept(&one, &welcome, entropy(65)).unwrap());

    let key = PersonSecret::from_seed([4; 32]);
    let person = PersonId([4; 16]);
    let before = all_of(&first);
    let own = SeatRequest::new(first.office(), person, "赵文员", second.secret(), &key).unwrap();
    let mut elsewhere = own.clone();
    elsewhere.device = first.device();
    let given = first.give_seat(elsewhere.to_file().as_bytes(), &clerk());
    table.holds("a request for a seat at one desk, turned to another desk", "refused", &tried(&given));
    let mut renamed = own.clone();
    renamed.person = first.owner();
    let given = first.give_seat(renamed.to_file().as_bytes(), &clerk());
    table.holds("a request for a seat, turned to the administrator's person", "refused", &tried(&given));
    let foreign = SeatRequest::new(OfficeId([9; 16]), person, "赵文员", second.secret(), &key).unwrap();
    let given = first.give_seat(foreign.to_file().as_bytes(), &clerk());
    table.holds("a request for a seat of another office", "refused", &tried(&given));
    assert_eq!(all_of(&first), before);
    first.give_seat(own.to_file().as_bytes(), &clerk()).unwrap();
    // An administrator's own desk, with a key that it has made for somebody else.
    let theirs = SeatRequest::new(first.office(), second.owner(), "职员1", first.secret(), &key).unwrap();
    let given = first.give_seat(theirs.to_file().as_bytes(), &clerk());
    let seats = first.membership().seats(&first.device()).filter(|seat| seat.person == second.owner()).count();
    let observed = format!("{}: the list of members shows {seats} seat of that person at the administrator's desk", tried(&given));
    table.open("an administrator gives their own desk a seat in another person's name", "refused", &observed);
}

fn sheets(table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let found = |place: &str, seed: u64| {
        let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
        Replica::found(&folder.path().join(place), &founding, entropy(seed), Durability::Process).unwrap()
    };
    let ((desk, own), (_, theirs)) = (found("own", 1), found("theirs", 900));
    let back = folder.path().join("back");
    let come_back = |sheet: &RecoverySecret| {
        let who = Recovering { person: "新主任", desk: "新文书", relay: "", relay_key: None };
        Replica::recover(&back, sheet, desk.membership().log(), &who, entropy(66), Durability::Process)
    };
    let sheet = |text: &str| RecoverySecret::from_sheet(text).unwrap();
    let recovered = come_back(&sheet(&theirs[0]));
    table.holds("a recovery sheet of another office", "refused", &tried(&recovered));
    let wrong: Vec<Vec<u8>> = spoilt(own[0].as_bytes(), 3).into_iter().filter(|text| *text != own[0].as_bytes()).collect();
    let refused: Vec<String> = wrong
        .iter()
        .filter_map(|text| RecoverySecret::from_sheet(std::str::from_utf8(text).unwrap()).err())
        .map(|error| format!("`{}`", name(&error)))
        .collect();
    let observed = counted("refused", refused.into_iter(), wrong.len());
    table.holds("a recovery sheet with one other character, every third in its turn", "refused", &observed);
    let back = come_back(&sheet(&own[0])).unwrap();
    let member = back.membership().device(&back.device()).unwrap();
    assert!(member.is_active_administrator());
    let keys = back.membership().keyring(back.secret()).unwrap();
    let observed = format!("an administrator's desk at once, with the keys of {} of {} spaces", keys.spaces().len(), member.spaces.len());
    table.open("a recovery sheet of the office that was found by somebody", "waits for a second administrator", &observed);
}

pub fn run(table: &mut Table) {
    table.part("Joining and coming back");
    joining(table);
    sheets(table);
}
