//! The list of members, as a relay or a neighbour might hand it on.

use replica::{Durability, Founding, Replica};
use sync::session::Output;
use trust::enrol::JoinRequest;
use trust::id::SpaceId;
use trust::key::DeviceSecret;
use trust::membership::ADMINISTRATOR;

use super::{Table, all_of, bent, code, counted, tried};
use crate::hostile::scene::{Scene, entropy};

/// The domain in which an entry of the list is signed.
const DOMAIN: &str = "zongban 2026 membership";

/// A desk is handed entries of a list; what it says of them. Nothing changes here.
fn suffer(desk: &mut Replica, from: u64, lists: &[Vec<Vec<u8>>]) -> String {
    let before = all_of(desk);
    let mut codes = Vec::new();
    for entries in lists {
        let outcome = desk.answer(&Output::ApplyMembership { from, entries: entries.clone() }, 0);
        assert_eq!(all_of(desk), before, "the list of members and all that counts stay as they are");
        match outcome {
            Err(replica::Error::Trust(reason)) => codes.push(code(&reason)),
            outcome => assert!(outcome.is_ok(), "{outcome:?}"),
        }
    }
    if codes.is_empty() {
        return format!("not followed: the longer one, of {} entries, stays", desk.membership().len());
    }
    counted("refused", codes.into_iter(), lists.len())
}

/// An entry of the list signed anew, by another desk where `author` says so.
fn signed_by(entry: &[u8], author: Option<(&Replica, &DeviceSecret)>, key: &DeviceSecret) -> Vec<u8> {
    let mut body = entry[..entry.len() - 64].to_vec();
    if let Some((was, is)) = author {
        let at = body.windows(16).position(|bytes| bytes == was.device().as_bytes()).expect("the author");
        body[at..at + 16].copy_from_slice(is.id().as_bytes());
    }
    let signature = key.sign(DOMAIN, &body);
    [body, signature.to_vec()].concat()
}

pub fn run(table: &mut Table) {
    table.part("The list of members");
    let mut scene = Scene::new();
    let folder = tempfile::tempdir().unwrap();
    let asked = Replica::request(folder.path(), "新人", "新机", entropy(60)).unwrap().request;
    let request = JoinRequest::from_file(&asked).unwrap();
    let list = scene.victim.membership();
    let keyring = list.keyring(scene.victim.secret()).unwrap();
    let next = list.len() as u64;
    let entry = list.admit(&request, &["clerk".to_owned()], &[SpaceId(1)], scene.victim.secret(), &keyring, [5; 32]).unwrap();
    let stranger = DeviceSecret::from_seed([77; 32]);
    let clerk = scene.colleague.secret().clone();

    let forged = signed_by(&entry, None, &stranger);
    table.holds("an admission forged in the name of the administrator's desk", "refused", &suffer(&mut scene.third, next, &[vec![forged]]));
    let by_stranger = signed_by(&entry, Some((&scene.victim, &stranger)), &stranger);
    table.holds("an admission by a desk that was never admitted", "refused", &suffer(&mut scene.third, next, &[vec![by_stranger]]));
    let by_clerk = signed_by(&entry, Some((&scene.victim, &clerk)), &clerk);
    table.holds("an admission by a clerk's desk", "refused", &suffer(&mut scene.third, next, &[vec![by_clerk]]));
    let spoilt: Vec<Vec<Vec<u8>>> = bent(&entry, 29).into_iter().map(|entry| vec![entry]).collect();
    table.holds("an admission changed by one bit, every 29th in its turn", "refused", &suffer(&mut scene.third, next, &spoilt));
    let log = scene.third.membership().log().to_vec();
    let back: Vec<Vec<Vec<u8>>> = (1..log.len()).map(|length| log[..length].to_vec()).collect();
    table.holds("an older list in the place of the newer one", "not followed", &suffer(&mut scene.third, 0, &back));
    let other = tempfile::tempdir().unwrap();
    let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
    let (other, _) = Replica::found(other.path(), &founding, entropy(900), Durability::Process).unwrap();
    let theirs = other.membership().log().to_vec();
    table.holds("the list of another office of the same name", "refused", &suffer(&mut scene.third, 0, &[theirs]));
    let admitted = scene.colleague.admit(&asked, &["clerk".to_owned()], &[SpaceId(1)]);
    table.holds("a clerk's desk admits somebody, with this program", "refused", &tried(&admitted));
    // The true one fits.
    scene.third.answer(&Output::ApplyMembership { from: next, entries: vec![entry] }, 0).unwrap();
    assert_eq!(scene.third.membership().len() as u64, next + 1);
    alone(table);
}

/// One administrator, without asking another one.
fn alone(table: &mut Table) {
    let mut scene = Scene::new();
    let others = [scene.colleague.device(), scene.third.device()];
    for device in &others {
        scene.victim.set_roles(device, &[ADMINISTRATOR.to_owned()], &[]).unwrap();
    }
    let outcome = scene.victim.revoke(&others);
    let list = scene.victim.membership();
    let out = others.iter().filter(|device| list.device(device).is_some_and(|member| member.revoked.is_some())).count();
    let observed = format!("{}: {out} of {} administrators are out at once", tried(&outcome), others.len());
    table.open("an administrator takes all other administrators out of the office, alone", "waits for a second one", &observed);
}
