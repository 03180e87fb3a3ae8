//! Late work of revoked desks that an administrator lets count.

use super::*;

fn cut(space: SpaceId, counter: u64) -> Cuts {
    Cuts::from([((desk(2).id(), space), (counter, Hash::of(&counter.to_le_bytes())))])
}

#[test]
fn a_cut_moves_on_and_never_back() {
    let space = SpaceId::GENERAL;
    let active = founded().admitting(2, &["clerk"], &[SpaceId::RECEPTION]);
    let device = desk(2).id();
    assert_eq!(active.adopt(&cut(space, 3), &desk(1)).unwrap_err(), MembershipError::NotRevoked { device });
    let mut office = active.revoking(2, &cut(space, 3));
    for counter in [0, 2, 3] {
        assert_eq!(office.adopt(&cut(space, counter), &desk(1)).unwrap_err(), MembershipError::NothingLate, "{counter}");
    }
    assert_eq!(office.adopt(&Cuts::new(), &desk(1)).unwrap_err(), MembershipError::NothingLate);
    let no_right = MembershipError::NoRight { device, space: SpaceId::PERSONNEL };
    assert_eq!(office.adopt(&cut(SpaceId::PERSONNEL, 5), &desk(1)).unwrap_err(), no_right);
    let entry = office.adopt(&cut(space, 5), &desk(1)).unwrap();
    office.append(&entry).unwrap();
    let entry = office.adopt(&cut(SpaceId::RECEPTION, 1), &desk(1)).unwrap();
    office.append(&entry).unwrap();
    let past = MembershipError::PastCut { device, space, last: 5 };
    assert_eq!(office.check_cut(&device, space, 4, &Hash::of(b"4")), Ok(()));
    assert_eq!(office.check_cut(&device, space, 5, &Hash::of(&5u64.to_le_bytes())), Ok(()));
    assert_eq!(office.check_cut(&device, space, 5, &Hash::of(b"another")), Err(past.clone()), "the last one is the very one");
    assert_eq!(office.check_cut(&device, space, 6, &Hash::of(b"6")), Err(past));
    let by = desk(1).id();
    let adopted =
        [Adoption { device, space, after: 3, last: 5, by }, Adoption { device, space: SpaceId::RECEPTION, after: 0, last: 1, by }];
    assert_eq!(office.adoptions(), adopted);
    assert_eq!(Membership::from_log(office.log()).unwrap().adoptions(), adopted);
    // It does not come back into the office by that.
    assert!(office.device(&device).unwrap().revoked.is_some());
    assert_eq!(office.ring(2).current_epoch(space), None);
    let again = office.forge(office.next_place(), &relay_payload(), 2, 2);
    office.refuses(&again, MembershipError::Revoked { device });
}

#[test]
fn only_an_administrator_adopts() {
    let office = founded().admitting(2, &["clerk"], &[]).admitting(3, &["clerk"], &[]).revoking(2, &Cuts::new());
    let payload = Payload::Adopt(record::Adopt {
        cuts: vec![record::Cut { device: desk(2).id(), space: SpaceId::GENERAL, counter: 1, hash: Hash::of(b"1") }],
    });
    for author in [2, 3] {
        let entry = office.forge(office.next_place(), &payload, author, author);
        assert!(office.clone().append(&entry).is_err(), "{author}");
    }
    let entry = office.forge(office.next_place(), &payload, 1, 1);
    office.clone().append(&entry).unwrap();
}

/// Where another administrator's act was first, the adoption is done again, as far as it goes beyond what counts.
#[test]
fn an_adoption_that_was_lost_is_done_again() {
    let space = SpaceId::GENERAL;
    let base = founded().admitting(3, &[ADMINISTRATOR], &SpaceId::WELL_KNOWN).admitting(2, &["clerk"], &[]).revoking(2, &cut(space, 1));
    for (theirs, expect) in [(2, 4), (4, 4), (6, 6)] {
        let mut log = base.clone();
        let entry = log.adopt(&cut(space, theirs), &desk(3)).unwrap();
        log.append(&entry).unwrap();
        let mut branch = base.clone();
        let entry = branch.adopt(&cut(space, 4), &desk(1)).unwrap();
        branch.append(&entry).unwrap();
        let redone = log.redo(&branch, &desk(1), [7; 32]);
        assert!(redone.complete);
        assert_eq!(redone.membership.cut(&desk(2).id(), space).unwrap().0, expect);
        assert_eq!(redone.membership.adoptions().len(), if theirs == 2 { 2 } else { 1 });
        assert_eq!(Membership::from_log(redone.membership.log()).unwrap().head(), redone.membership.head());
    }
}
