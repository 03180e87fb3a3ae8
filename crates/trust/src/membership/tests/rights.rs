//! Rights over time.

use super::*;
use crate::entry::Header;

#[test]
fn an_admitted_desk_has_its_spaces_from_its_admission_on() {
    let before = founded();
    let office = before.clone().admitting(2, &["clerk"], &[SpaceId::RECEPTION]);
    let device = desk(2).id();
    let keyring = office.ring(2);
    assert_eq!(keyring.spaces(), [SpaceId::GENERAL, SpaceId::RECEPTION]);
    assert_eq!(keyring.key(SpaceId::GENERAL, 1), office.ring(1).key(SpaceId::GENERAL, 1));
    assert_eq!(office.names(&keyring).desk(&device), Some("desk 2"));
    assert_eq!(office.device(&device).unwrap().admitted, 1);
    assert_eq!(office.admitted_request(&device), Some(request(2).hash()));
    let (old, new) = (before.head(), office.head());
    assert_eq!(office.may_write(&device, SpaceId::RECEPTION, &new), Ok(()));
    assert_eq!(office.roles_at(&device, &new), Ok(roles(&["clerk"]).into()));
    let no_right = MembershipError::NoRight { device, space: SpaceId::PERSONNEL };
    assert_eq!(office.may_write(&device, SpaceId::PERSONNEL, &new), Err(no_right));
    assert_eq!(office.may_write(&device, SpaceId::GENERAL, &old), Err(MembershipError::UnknownDevice { device }));
    assert_eq!(before.may_write(&desk(1).id(), SpaceId::GENERAL, &new), Err(MembershipError::UnknownHead));
    assert_eq!(office.may_write(&device, SpaceId::GENERAL, &Hash::ZERO), Err(MembershipError::UnknownHead));
    assert_eq!(before.keyring(&desk(2)).unwrap_err(), MembershipError::UnknownDevice { device });
}

#[test]
fn a_revoked_desk_is_cut_off_and_gets_no_new_key() {
    let last = (7, Hash::of(b"entry 7"));
    let before = founded().admitting(2, &["clerk"], &[SpaceId::RECEPTION]).admitting(3, &[], &[SpaceId::PERSONNEL]);
    let office = before.clone().revoking(2, &Cuts::from([((desk(2).id(), SpaceId::GENERAL), last)]));
    let device = desk(2).id();
    assert_eq!(office.current_epoch(SpaceId::GENERAL), Some(2));
    assert_eq!(office.current_epoch(SpaceId::PERSONNEL), Some(1));
    assert_eq!(office.ring(2).current_epoch(SpaceId::GENERAL), None);
    assert!(office.ring(2).key(SpaceId::GENERAL, 1).is_some());
    assert_eq!(office.ring(3).current_epoch(SpaceId::GENERAL), Some(2));
    assert_eq!(office.ring(3).key(SpaceId::RECEPTION, 2), None);
    assert_eq!(office.ring(1).key(SpaceId::GENERAL, 2), office.ring(3).key(SpaceId::GENERAL, 2));
    let from_paper = office.keyring_from_recovery(&sheet(102)).unwrap();
    assert_eq!(from_paper.key(SpaceId::RECEPTION, 2), office.ring(1).key(SpaceId::RECEPTION, 2));

    let (old, new) = (before.head(), office.head());
    assert_eq!(office.may_write(&device, SpaceId::GENERAL, &new), Err(MembershipError::Revoked { device }));
    assert_eq!(office.may_write(&device, SpaceId::GENERAL, &old), Ok(()));
    assert_eq!(office.cut(&device, SpaceId::GENERAL), Some(last));
    assert_eq!(office.cut(&device, SpaceId::RECEPTION), Some((0, Hash::ZERO)));
    assert_eq!(office.cut(&desk(3).id(), SpaceId::GENERAL), None);
    let past = MembershipError::PastCut { device, space: SpaceId::GENERAL, last: 7 };
    assert_eq!(office.check_cut(&device, SpaceId::GENERAL, 6, &Hash::of(b"entry 6")), Ok(()));
    assert_eq!(office.check_cut(&device, SpaceId::GENERAL, 7, &last.1), Ok(()));
    assert_eq!(office.check_cut(&device, SpaceId::GENERAL, 7, &Hash::of(b"fork")), Err(past.clone()));
    assert_eq!(office.check_cut(&device, SpaceId::GENERAL, 8, &Hash::of(b"entry 8")), Err(past));
    let entry = office.forge(office.next_place(), &relay_payload(), 2, 2);
    office.refuses(&entry, MembershipError::Revoked { device });
    let again = office.admit(&request(2), &[], &[], &desk(1), &office.ring(1), [5; 32]);
    assert_eq!(again.unwrap_err(), MembershipError::KnownDevice { device });
}

#[test]
fn an_entry_of_records_is_authorised_as_of_the_head_that_it_names() {
    let before = founded().admitting(2, &["clerk"], &[]);
    let office = before.clone().revoking(2, &Cuts::new());
    let header = |membership: &Membership, n: u8, epoch| Header {
        office: membership.office(),
        space: SpaceId::GENERAL,
        device: desk(n).id(),
        counter: 1,
        prev: Hash::ZERO,
        epoch,
        membership: membership.head(),
        relay_seen: Default::default(),
        commitment: [0; 32],
        nonce: [0; 24],
        apart: None,
    };
    let hash = Hash::of(b"entry");
    let wrong_epoch = |found| MembershipError::WrongEpoch { space: SpaceId::GENERAL, found };
    assert_eq!(before.authorise(&header(&before, 2, 1), &hash), Ok(()));
    assert_eq!(before.authorise(&header(&before, 2, 2), &hash), Err(wrong_epoch(2)));
    assert_eq!(office.authorise(&header(&office, 1, 2), &hash), Ok(()));
    assert_eq!(office.authorise(&header(&before, 1, 1), &hash), Ok(()));
    assert_eq!(office.authorise(&header(&office, 1, 1), &hash), Err(wrong_epoch(1)));
    assert_eq!(before.authorise(&header(&office, 1, 2), &hash), Err(MembershipError::UnknownHead));
    let past = MembershipError::PastCut { device: desk(2).id(), space: SpaceId::GENERAL, last: 0 };
    assert_eq!(office.authorise(&header(&before, 2, 1), &hash), Err(past));
    let stranger = Header { office: OfficeId([0; 16]), ..header(&office, 1, 2) };
    assert_eq!(office.authorise(&stranger, &hash), Err(MembershipError::OtherOffice { found: OfficeId([0; 16]) }));
}

#[test]
fn the_last_administrator_stays() {
    let office = founded().admitting(2, &["clerk"], &[]);
    let last = MembershipError::LastAdministrator;
    assert_eq!(office.revoke(&[desk(1).id()], &Cuts::new(), &desk(1), [3; 32]).unwrap_err(), last);
    let demote = office.grant(&desk(1).id(), &[], &[], &desk(1), &office.ring(1), [3; 32]);
    assert_eq!(demote.unwrap_err(), last);
    let mut two = office.admitting(3, &[ADMINISTRATOR], &SpaceId::WELL_KNOWN);
    let entry = two.revoke(&[desk(1).id()], &Cuts::new(), &desk(3), [4; 32]).unwrap();
    two.append(&entry).unwrap();
    assert_eq!(two.ring(3).current_epoch(SpaceId::LEADERSHIP), Some(2));
}

#[test]
fn a_grant_opens_all_epochs_and_a_space_cannot_be_taken_quietly() {
    let mut office = founded().admitting(2, &["clerk"], &[]).admitting(3, &[], &[SpaceId::PERSONNEL]);
    office = office.revoking(3, &Cuts::new());
    let clerk = desk(2).id();
    let (admin, ring) = (desk(1), office.ring(1));
    let entry = office.grant(&clerk, &roles(&["personnel"]), &[SpaceId::PERSONNEL], &admin, &ring, [6; 32]).unwrap();
    let before = office.head();
    office.append(&entry).unwrap();
    let keyring = office.ring(2);
    for epoch in [1, 2] {
        assert_eq!(keyring.key(SpaceId::PERSONNEL, epoch), ring.key(SpaceId::PERSONNEL, epoch));
    }
    assert_eq!(office.roles_at(&clerk, &before), Ok(roles(&["clerk"]).into()));
    assert_eq!(office.roles_at(&clerk, &office.head()), Ok(roles(&["personnel"]).into()));
    let unknown = office.grant(&clerk, &[], &[SpaceId(77)], &admin, &ring, [6; 32]);
    assert_eq!(unknown.unwrap_err(), MembershipError::NoKey { space: SpaceId(77) });
    let bad = office.grant(&clerk, &roles(&["No Role"]), &[], &admin, &ring, [6; 32]);
    assert_eq!(bad.unwrap_err(), MembershipError::BadRole);
    let less = record::Rights {
        device: clerk,
        roles: vec![],
        spaces: vec![SpaceId::GENERAL],
        keys: KeyBox::seal(&[], &desk(2).public().sealing, b"", &mut Entropy::new([0; 32], b"")).unwrap(),
    };
    let entry = office.forge(office.next_place(), &Payload::Rights(less), 1, 1);
    assert!(matches!(office.clone().append(&entry), Err(MembershipError::Malformed { .. })));
}
