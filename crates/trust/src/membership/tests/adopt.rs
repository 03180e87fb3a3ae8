//! Late work of revoked desks that an administrator lets count.

use super::*;

fn cut(space: SpaceId, counter: u64) -> Cuts {
    Cuts::from([((desk(2).id(), space), (counter, Hash::of(&counter.to_le_bytes())))])
}

/// The entries of desk 2 in a space from a counter on through another.
fn late(space: SpaceId, counters: std::ops::RangeInclusive<u64>) -> Adopted {
    Adopted::from([((desk(2).id(), space), counters.map(|counter| Hash::of(&counter.to_le_bytes())).collect())])
}

#[test]
fn a_cut_moves_on_and_never_back() {
    let space = SpaceId::GENERAL;
    let active = founded().admitting(2, &["clerk"], &[SpaceId::RECEPTION]);
    let device = desk(2).id();
    assert_eq!(active.adopt(&late(space, 1..=3), &desk(1)).unwrap_err(), MembershipError::NotRevoked { device });
    let mut office = active.revoking(2, &cut(space, 3));
    let adopting = |after, counters| {
        let entries = late(space, counters).remove(&(device, space)).unwrap();
        let late = record::Late { device, space, after, entries };
        office.forge(office.next_place(), &Payload::Adopt(record::Adopt { late: vec![late] }), 1, 1)
    };
    for (after, counters) in [(0, 1..=3), (1, 2..=3), (2, 3..=3)] {
        office.refuses(&adopting(after, counters), MembershipError::NothingLate);
    }
    for (after, counters) in [(2, 3..=4), (4, 5..=5), (u64::MAX, 5..=5)] {
        office.refuses(&adopting(after, counters), MembershipError::Malformed { what: "place of late work" });
    }
    let many = 4..=4 + MAX_ADOPTED as u64;
    office.refuses(&adopting(3, many), MembershipError::TooMany { what: "adopted entries", most: MAX_ADOPTED });
    let most = adopting(3, 4..=3 + MAX_ADOPTED as u64);
    office.clone().append(&most).unwrap();
    for nothing in [Adopted::new(), Adopted::from([((device, space), Vec::new())])] {
        assert_eq!(office.adopt(&nothing, &desk(1)).unwrap_err(), MembershipError::NothingLate);
    }
    let no_right = MembershipError::NoRight { device, space: SpaceId::PERSONNEL };
    assert_eq!(office.adopt(&late(SpaceId::PERSONNEL, 1..=5), &desk(1)).unwrap_err(), no_right);
    let entry = office.adopt(&late(space, 4..=5), &desk(1)).unwrap();
    office.append(&entry).unwrap();
    let entry = office.adopt(&late(SpaceId::RECEPTION, 1..=1), &desk(1)).unwrap();
    office.append(&entry).unwrap();
    let past = MembershipError::PastCut { device, space, last: 5 };
    assert_eq!(office.check_cut(&device, space, 2, &Hash::of(b"what the cut follows from")), Ok(()));
    for counter in [3, 4, 5] {
        let named = Hash::of(&u64::to_le_bytes(counter));
        assert_eq!(office.check_cut(&device, space, counter, &named), Ok(()));
        assert_eq!(office.check_cut(&device, space, counter, &Hash::of(b"another")), Err(past.clone()), "it is the very one");
        assert_eq!(office.pinned(&device, space, counter), Some(named));
    }
    assert_eq!(office.pins(&device, space).map(|(counter, _)| counter).collect::<Vec<_>>(), [3, 4, 5]);
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
        late: vec![record::Late { device: desk(2).id(), space: SpaceId::GENERAL, after: 0, entries: vec![Hash::of(b"1")] }],
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
        let entry = log.adopt(&late(space, 2..=theirs), &desk(3)).unwrap();
        log.append(&entry).unwrap();
        let mut branch = base.clone();
        let entry = branch.adopt(&late(space, 2..=4), &desk(1)).unwrap();
        branch.append(&entry).unwrap();
        let redone = log.redo(&branch, &desk(1), [7; 32]);
        assert!(redone.complete);
        assert_eq!(redone.membership.cut(&desk(2).id(), space).unwrap().0, expect);
        assert_eq!(redone.membership.adoptions().len(), if theirs == 2 { 2 } else { 1 });
        assert_eq!(Membership::from_log(redone.membership.log()).unwrap().head(), redone.membership.head());
    }
}

/// Of two branches of a forked chain one is adopted: what another administrator adopted of the other one at the same moment is not
/// done again, and is told.
#[test]
fn of_two_adopted_branches_the_first_counts() {
    let space = SpaceId::GENERAL;
    let base = founded().admitting(3, &[ADMINISTRATOR], &SpaceId::WELL_KNOWN).admitting(2, &["clerk"], &[]).revoking(2, &cut(space, 1));
    let mut log = base.clone();
    let other = Adopted::from([((desk(2).id(), space), vec![Hash::of(b"another branch")])]);
    let entry = log.adopt(&other, &desk(3)).unwrap();
    log.append(&entry).unwrap();
    let mut branch = base;
    let entry = branch.adopt(&late(space, 2..=4), &desk(1)).unwrap();
    branch.append(&entry).unwrap();
    let redone = log.redo(&branch, &desk(1), [7; 32]);
    assert_eq!(redone.membership.cut(&desk(2).id(), space), Some((2, Hash::of(b"another branch"))));
    let told: Vec<_> = redone.dropped.iter().map(|dropped| (dropped.act, dropped.reason.clone())).collect();
    assert_eq!(told, [(Act::Adopt, MembershipError::PastCut { device: desk(2).id(), space, last: 2 })]);
}
