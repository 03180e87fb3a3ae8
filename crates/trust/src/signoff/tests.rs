use super::*;
use crate::enrol::{JoinRequest, SeatRequest};
use crate::key::DeviceSecret;
use crate::membership::{CreateOffice, RelayAddress};

fn desk(n: u8) -> DeviceSecret {
    DeviceSecret::from_seed([n; 32])
}

fn key(n: u8) -> PersonSecret {
    PersonSecret::from_seed([n; 32])
}

const fn person(n: u8) -> PersonId {
    PersonId([n; 16])
}

/// An office with the desk of person 1, an administrator's, and that of person 2, a clerk's.
fn office() -> Membership {
    let create = CreateOffice {
        office_name: "综合办公室",
        person_name: "李主任",
        desk_name: "主任室",
        person: person(1),
        key: key(1).public(),
        device: &desk(1),
        recovery: &[],
        relay: RelayAddress::default(),
    };
    let mut log = Membership::create(&create, [9; 32]).unwrap();
    let request = JoinRequest::new(person(2), "王小明", "前台", &desk(2), &key(2)).unwrap();
    let entry = log.admit(&request, &["clerk".to_owned()], &[], &desk(1), &log.keyring(&desk(1)).unwrap(), [2; 32]).unwrap();
    log.append(&entry).unwrap();
    log
}

/// A seat for person 3 at desk 2.
fn seated(mut log: Membership, roles: &[&str], key_of: u8) -> Membership {
    let request = SeatRequest::new(log.office(), person(3), "陈校长", &desk(2), &key(key_of)).unwrap();
    let read = SeatRequest::from_file(request.to_file().as_bytes()).unwrap();
    assert_eq!((read.hash(), &read), (request.hash(), &request));
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    let entry = log.seat(&read, &roles, &desk(1), &log.keyring(&desk(1)).unwrap(), [3; 32]).unwrap();
    log.append(&entry).unwrap();
    log
}

fn subject() -> Subject {
    Subject {
        space: SpaceId::GENERAL,
        record: [4; 16],
        register: "outgoing-documents".to_owned(),
        decision: "sign".to_owned(),
        heads: vec![Hash([8; 32]), Hash([7; 32])],
        content: Hash::of(b"what was shown"),
        attachments: Vec::new(),
    }
}

fn signed(log: &Membership, desk_of: u8, who: u8, key_of: u8) -> SignOff {
    SignOff::new(Statement::new(subject(), log, desk(desk_of).id(), person(who), 5).unwrap(), &key(key_of))
}

#[test]
fn whoever_signed_is_proved_by_the_list_of_members_alone() {
    let log = seated(office(), &["leader"], 3);
    for (desk_of, who) in [(1, 1), (2, 2), (2, 3)] {
        let signed = SignOff::from_bytes(&signed(&log, desk_of, who, who).to_bytes()).unwrap();
        assert_eq!(signed.verify(&log), Ok(()));
        assert_eq!(signed.statement.heads, [Hash([7; 32]), Hash([8; 32])]);
    }
    // Nobody signs for another one, not even at the same desk.
    assert_eq!(signed(&log, 2, 3, 2).verify(&log), Err(SignOffError::Signature));
    assert!(Statement::new(subject(), &log, desk(1).id(), person(3), 5).is_err());
}

#[test]
fn a_changed_byte_proves_nothing() {
    let log = office();
    let good = signed(&log, 2, 2, 2).to_bytes();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert!(SignOff::from_bytes(&bad).and_then(|signed| signed.verify(&log)).is_err(), "byte {at}");
    }
    for end in 0..good.len() {
        assert!(SignOff::from_bytes(&good[..end]).is_err());
    }
}

#[test]
fn a_key_counts_as_of_the_head_that_the_statement_names() {
    let before = seated(office(), &["leader"], 3);
    let old = signed(&before, 2, 3, 3);
    // Another key, after the PIN was forgotten: what was signed before stays proved, and the old key signs nothing more.
    let after = seated(before.clone(), &["leader"], 33);
    assert_eq!(old.verify(&after), Ok(()));
    assert_eq!(signed(&after, 2, 3, 33).verify(&after), Ok(()));
    assert_eq!(signed(&after, 2, 3, 3).verify(&after), Err(SignOffError::Signature));
    // A log that does not reach that far cannot tell.
    assert_eq!(signed(&after, 2, 3, 33).verify(&before), Err(SignOffError::Members(MembershipError::UnknownHead)));
}

#[test]
fn no_more_roles_than_the_list_of_members_gives() {
    let log = seated(office(), &["leader"], 3);
    let mut statement = Statement::new(subject(), &log, desk(2).id(), person(3), 5).unwrap();
    statement.roles = vec!["leader".to_owned(), "seal-keeper".to_owned()];
    assert_eq!(SignOff::new(statement, &key(3)).verify(&log), Err(SignOffError::OtherRoles));
}

#[test]
fn a_seat_is_given_by_an_administrator_and_taken_away_again() {
    let mut log = seated(office(), &["leader"], 3);
    let ring = log.keyring(&desk(1)).unwrap();
    assert_eq!(
        log.seats(&desk(2).id()).map(|seat| (seat.person, seat.roles, seat.is_owner)).collect::<Vec<_>>(),
        [(person(2), vec!["clerk".to_owned()], true), (person(3), vec!["leader".to_owned()], false)]
    );
    assert_eq!(log.names(&ring).person(&person(3)), Some("陈校长"));
    let head = log.head();
    let entry = log.seat_roles(&desk(2).id(), &person(3), &[], &desk(1), &ring, [4; 32]).unwrap();
    log.append(&entry).unwrap();
    assert_eq!(log.seat_of(&desk(2).id(), &person(3)), None);
    assert_eq!(&*log.roles_of(&desk(2).id(), &person(3), &head).unwrap(), ["leader"]);
    let gone = MembershipError::NoSeat { device: desk(2).id() };
    assert_eq!(log.roles_of(&desk(2).id(), &person(3), &log.head()), Err(gone.clone()));
    // Nor does a signature that claims no roles hold from then on.
    let mut statement = Statement::new(subject(), &log, desk(2).id(), person(2), 5).unwrap();
    (statement.person, statement.roles) = (person(3), Vec::new());
    assert_eq!(SignOff::new(statement, &key(3)).verify(&log), Err(SignOffError::Members(gone)));
    // Nobody changes the log from a seat, and a clerk's desk gives none.
    let asked = SeatRequest::new(log.office(), person(3), "陈校长", &desk(2), &key(3)).unwrap();
    let administrator = ["administrator".to_owned()];
    assert!(log.seat(&asked, &administrator, &desk(1), &ring, [5; 32]).is_err());
    assert!(log.seat(&asked, &["leader".to_owned()], &desk(2), &ring, [5; 32]).is_err());
    // A request is for the desk that signed it, in its office.
    let forged = SeatRequest::new(log.office(), person(3), "陈校长", &desk(7), &key(3)).unwrap();
    let mut forged = forged;
    forged.device = desk(2).id();
    assert_eq!(log.seat(&forged, &["leader".to_owned()], &desk(1), &ring, [6; 32]), Err(MembershipError::BadRequest));
    let elsewhere = SeatRequest::new(OfficeId([1; 16]), person(3), "陈校长", &desk(2), &key(3)).unwrap();
    assert_eq!(log.seat(&elsewhere, &["leader".to_owned()], &desk(1), &ring, [7; 32]), Err(MembershipError::BadRequest));
}
