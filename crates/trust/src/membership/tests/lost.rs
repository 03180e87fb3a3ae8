//! Lost entries, done again: what they give, and what they can never give.

use super::*;
use crate::entry::Header;
use crate::membership::record::{Lost, Redo};

/// Desks 1 and 2 are administrators', 3 is a clerk's.
fn office() -> Membership {
    founded().admitting(2, &[ADMINISTRATOR], &SpaceId::WELL_KNOWN).admitting(3, &["clerk"], &[SpaceId::RECEPTION])
}

impl Membership {
    fn with(mut self, entry: Result<Vec<u8>, MembershipError>) -> Self {
        self.append(&entry.unwrap()).unwrap();
        self
    }

    /// Desk `by` admits desk `n`.
    fn joined(self, by: u8, n: u8, ids: &[&str], spaces: &[SpaceId]) -> Self {
        let entry = self.admit(&request(n), &roles(ids), spaces, &desk(by), &self.ring(by), [40 + n; 32]);
        self.with(entry)
    }

    fn granting(self, by: u8, n: u8, ids: &[&str], spaces: &[SpaceId]) -> Self {
        let entry = self.grant(&desk(n).id(), &roles(ids), spaces, &desk(by), &self.ring(by), [60 + n; 32]);
        self.with(entry)
    }

    fn without(self, by: u8, n: u8) -> Self {
        let entry = self.revoke(&[desk(n).id()], &Cuts::new(), &desk(by), [80 + n; 32]);
        self.with(entry)
    }

    fn redone(&self, branch: &Membership, by: u8) -> Redone {
        self.redo(branch, &desk(by), [99; 32])
    }

    /// Whether an entry counts that desk `n` wrote with this log at hand, in the epoch that was current for it.
    fn takes(&self, n: u8, space: SpaceId, written_with: &Membership) -> Result<(), MembershipError> {
        let header = Header {
            office: self.office(),
            space,
            device: desk(n).id(),
            counter: 1,
            prev: Hash::ZERO,
            epoch: written_with.current_epoch(space).unwrap(),
            membership: written_with.head(),
            relay_seen: Default::default(),
            commitment: [0; 32],
            nonce: [0; 24],
            apart: None,
        };
        self.authorise(&header, &Hash::of(b"entry"))
    }
}

#[test]
fn of_two_admissions_at_once_both_count() {
    let office = office();
    let first = office.clone().joined(1, 4, &["clerk"], &[]);
    let lost = office.clone().joined(2, 5, &["clerk"], &[SpaceId::RECEPTION]);
    let redone = first.redone(&lost, 2);
    assert!(redone.complete && redone.dropped.is_empty());
    let log = Membership::from_log(redone.membership.log()).unwrap();
    assert_eq!(log.len(), first.len() + 1);
    assert_eq!(log.names(&log.ring(1)).desk(&desk(5).id()), Some("desk 5"));
    assert_eq!(log.admitted_request(&desk(5).id()), Some(request(5).hash()));
    assert_eq!(log.ring(5).key(SpaceId::RECEPTION, 1), log.ring(1).key(SpaceId::RECEPTION, 1));
    // The lost head stands where the branch began: a desk that named a later one cannot go back to it.
    assert_eq!((log.knows_head(&lost.head()), log.has_redone(&lost.head())), (log.knows_head(&office.head()), true));
    assert_eq!(log.takes(5, SpaceId::RECEPTION, &lost), Ok(()));
    assert_eq!(log.takes(2, SpaceId::RECEPTION, &lost), Ok(()));
    assert_eq!(first.takes(5, SpaceId::RECEPTION, &lost), Err(MembershipError::UnknownHead));
    let none = MembershipError::NoRight { device: desk(5).id(), space: SpaceId::PERSONNEL };
    assert_eq!(log.takes(5, SpaceId::PERSONNEL, &lost), Err(none));
    // Once more, there is nothing to do.
    assert_eq!(log.redone(&lost, 2).membership.head(), log.head());
}

#[test]
fn of_two_revocations_at_once_both_count_and_the_keys_of_both_open() {
    let office = office().joined(1, 4, &["clerk"], &[]);
    let (first, lost) = (office.clone().without(1, 3), office.clone().without(2, 4));
    let (ours, theirs) = (first.ring(1), lost.ring(2));
    assert_ne!(ours.key(SpaceId::GENERAL, 2), theirs.key(SpaceId::GENERAL, 2), "one number, two keys");
    let log = first.redone(&lost, 2).membership;
    assert_eq!(log.current_epoch(SpaceId::GENERAL), Some(3));
    for gone in [3, 4] {
        assert_eq!(log.takes(gone, SpaceId::GENERAL, &log), Err(MembershipError::Revoked { device: desk(gone).id() }));
        assert_eq!(log.ring(gone).current_epoch(SpaceId::GENERAL), None);
    }
    for reader in [log.ring(1), log.ring(2), log.keyring_from_recovery(&sheet(101)).unwrap()] {
        assert_eq!(reader.refused(), 0);
        for key in [ours.key(SpaceId::GENERAL, 2), theirs.key(SpaceId::GENERAL, 2)] {
            assert!(reader.of(&[SpaceId::GENERAL]).iter().any(|held| Some(&held.key) == key));
        }
    }
    assert_eq!(log.takes(2, SpaceId::GENERAL, &lost), Ok(()));
    assert_eq!(log.takes(2, SpaceId::GENERAL, &first), Ok(()));
    // Who comes later can read what was sealed on the lost branch, too.
    let later = log.joined(1, 6, &["clerk"], &[]).ring(6);
    assert!(later.of(&[SpaceId::GENERAL]).iter().any(|held| Some(&held.key) == theirs.key(SpaceId::GENERAL, 2)));
}

#[test]
fn a_desk_that_both_admitted_has_what_either_gave() {
    let first = office().joined(1, 4, &["clerk"], &[SpaceId::RECEPTION]);
    let lost = office().joined(2, 4, &["registry"], &[SpaceId::PERSONNEL]);
    let log = first.redone(&lost, 2).membership;
    let member = log.device(&desk(4).id()).unwrap();
    assert_eq!(member.roles, ["clerk", "registry"]);
    assert_eq!(member.spaces, [SpaceId::GENERAL, SpaceId::RECEPTION, SpaceId::PERSONNEL]);
    for space in [SpaceId::GENERAL, SpaceId::PERSONNEL] {
        assert_eq!(log.takes(4, space, &lost), Ok(()));
    }
    assert!(log.ring(4).key(SpaceId::PERSONNEL, 1).is_some());
}

#[test]
fn changes_of_roles_are_joined() {
    let check = |first: &[&str], lost: &[&str], expect: &[&str]| {
        let office = office().granting(1, 3, &["archive", "clerk"], &[]);
        let (first, lost) = (office.clone().granting(1, 3, first, &[]), office.granting(2, 3, lost, &[]));
        let log = first.redone(&lost, 2).membership;
        assert_eq!(log.device(&desk(3).id()).unwrap().roles, expect);
    };
    check(&["archive", "clerk", "registry"], &["archive", "clerk", "reception"], &["archive", "clerk", "reception", "registry"]);
    check(&["archive"], &["archive", "clerk", "reception"], &["archive", "reception"]);
    check(&["archive", "clerk"], &["clerk"], &["clerk"]);
    check(&["archive"], &["clerk"], &[]);
}

#[test]
fn what_does_not_fit_any_more_is_dropped_with_its_reason() {
    let office = office();
    let first = office.clone().without(1, 3);
    let lost = office.granting(2, 3, &["registry"], &[]).joined(2, 5, &["clerk"], &[]);
    let redone = first.redone(&lost, 2);
    let device = desk(3).id();
    let entry = Hash::of(&lost.log()[lost.len() - 2]);
    let reason = MembershipError::Revoked { device };
    assert_eq!(redone.dropped, [Dropped { entry, act: Act::Rights, device: Some(device), reason }]);
    assert!(redone.complete && redone.membership.device(&desk(5).id()).is_some());
}

#[test]
fn of_two_relays_set_at_once_the_first_stays() {
    let address = |url: &str| RelayAddress { url: Some(url.to_owned()), key: None };
    let setting = |log: Membership, by, url| {
        let entry = log.set_relay(address(url), &desk(by));
        log.with(entry)
    };
    let first = setting(office(), 1, "wss://one.example");
    let lost = setting(setting(office(), 2, "wss://two.example"), 2, "wss://three.example");
    let redone = first.redone(&lost, 2);
    assert_eq!(redone.membership.relay(), &address("wss://one.example"));
    assert_eq!(redone.dropped.iter().map(|dropped| dropped.act).collect::<Vec<_>>(), [Act::Relay, Act::Relay]);
    let redone = office().joined(1, 5, &[], &[]).redone(&lost, 2);
    assert_eq!((redone.membership.relay(), redone.dropped), (&address("wss://three.example"), vec![]));
}

/// A relay could show a desk such a branch, then the log in which its author was revoked.
#[test]
fn what_an_administrator_wrote_who_is_none_any_more_is_done_again_by_nobody() {
    let office = office();
    let (first, lost) = (office.clone().without(1, 2), office.clone().joined(2, 6, &[ADMINISTRATOR], &SpaceId::WELL_KNOWN));
    let redone = first.redone(&lost, 1);
    assert!(redone.complete);
    assert_eq!(redone.dropped[0].reason, MembershipError::Revoked { device: desk(2).id() });
    assert!(redone.membership.device(&desk(6).id()).is_none());
    assert!(redone.membership.takes(6, SpaceId::GENERAL, &lost).is_err());
    assert!(redone.membership.takes(2, SpaceId::GENERAL, &lost).is_err(), "the cut holds for every head");
    // Nor by the one who was revoked, and nobody signs for an administrator who still is one.
    for redone in [first.redone(&lost, 2), office.clone().joined(1, 5, &[], &[]).redone(&lost, 1)] {
        assert!(!redone.complete && redone.dropped.is_empty() && !redone.membership.has_redone(&lost.head()));
    }
}

#[test]
fn a_lost_head_brings_back_no_right() {
    let office = office();
    let lost = office.clone().joined(2, 5, &["clerk"], &[]);
    let first = office.clone().granting(1, 3, &["auditor"], &[]).joined(1, 6, &[], &[]);
    let log = first.redone(&lost, 2).membership;
    // What desk 3 names by the lost head it could name by the head before: a place that it must not go back to.
    assert_eq!(log.knows_head(&lost.head()), log.knows_head(&office.head()));
    assert_eq!(&*log.roles_at(&desk(3).id(), &lost.head()).unwrap(), roles(&["auditor", "clerk"]));
    assert_eq!(&*log.roles_at(&desk(3).id(), &log.head()).unwrap(), roles(&["auditor"]));
    // Gone before the branch began: gone on it.
    let early = office.without(1, 3);
    let lost = early.clone().joined(2, 5, &[], &[]);
    let log = early.joined(1, 6, &[], &[]).redone(&lost, 2).membership;
    assert_eq!(log.takes(3, SpaceId::GENERAL, &lost), Err(MembershipError::Revoked { device: desk(3).id() }));
}

#[test]
fn a_redo_that_cannot_be_is_refused() {
    let before = office();
    let office = before.clone().joined(1, 4, &[], &[]);
    let (unknown, other) = (Hash::of(b"lost"), Hash::of(b"another"));
    let lost = |head, prev| Lost { head, prev, marks: Vec::new() };
    let redo = |lost: Vec<Lost>| Redo { lost, act: None, keys: Vec::new(), recovery_keys: Vec::new() };
    let forge = |redo: Redo, author| office.forge(office.next_place(), &Payload::Redo(redo), author, author);
    let refuses = |redo, what| office.refuses(&forge(redo, 1), MembershipError::Malformed { what });
    assert!(office.clone().append(&forge(redo(vec![lost(unknown, office.head()), lost(other, unknown)]), 1)).is_ok());

    office.refuses(&forge(redo(vec![lost(unknown, before.head())]), 3), MembershipError::NotAdministrator { device: desk(3).id() });
    refuses(redo(vec![]), "nothing lost");
    refuses(redo(vec![lost(before.head(), before.head())]), "a lost head that is known");
    refuses(redo(vec![lost(unknown, before.head()), lost(unknown, office.head())]), "a lost head that is known");
    refuses(redo(vec![lost(unknown, other)]), "a lost head of an unknown branch");
    let many = (0..=MAX_LOST as u32).map(|n| lost(Hash::of(&n.to_le_bytes()), before.head())).collect();
    office.refuses(&forge(redo(many), 1), MembershipError::TooMany { what: "lost entries", most: MAX_LOST });

    // Keys for nobody, keys that nobody gets, an act that the log would refuse, acts inside acts.
    let mark = |space| KeyMark { space, epoch: 2, mark: [7; 16] };
    let marked = |marks| Redo { lost: vec![Lost { head: unknown, prev: before.head(), marks }], ..redo(vec![]) };
    refuses(marked(vec![mark(SpaceId::GENERAL)]), "recipients of new keys");
    refuses(marked(vec![mark(SpaceId::RECEPTION), mark(SpaceId::GENERAL)]), "lost keys");
    office.refuses(&forge(marked(vec![mark(SpaceId(77))]), 1), MembershipError::UnknownSpace { space: SpaceId(77) });
    let boxed = KeyBox::seal(&[], &desk(1).public().sealing, b"", &mut Entropy::new([0; 32], b"")).unwrap();
    refuses(Redo { recovery_keys: vec![boxed], ..redo(vec![lost(unknown, before.head())]) }, "recipients of new keys");
    let acting = |act| Redo { act: Some(Box::new(act)), ..redo(vec![lost(unknown, before.head())]) };
    let body = Body::parse(&office.log()[3]).unwrap().0;
    let again = Payload::from_parts(body.kind, &body.payload).unwrap();
    office.refuses(&forge(acting(again), 1), MembershipError::KnownDevice { device: desk(4).id() });
    refuses(acting(Payload::Redo(redo(vec![lost(other, before.head())]))), "act that nobody does again");
    let founding = Body::parse(&office.log()[0]).unwrap().0;
    refuses(acting(Payload::from_parts(1, &founding.payload).unwrap()), "act that nobody does again");

    let taken = office.clone().with(Ok(forge(redo(vec![lost(unknown, before.head())]), 1)));
    let twice = taken.forge(taken.next_place(), &Payload::Redo(redo(vec![lost(unknown, before.head())])), 1, 1);
    taken.refuses(&twice, MembershipError::Malformed { what: "a lost head that is known" });
}
