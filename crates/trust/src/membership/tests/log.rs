//! Which entries a log takes.

use super::*;

#[test]
fn a_founded_office_is_read_by_everyone_and_opened_by_its_desk() {
    let founded = founded();
    let office = Membership::from_log(founded.log()).unwrap();
    assert_eq!((office.office(), office.head(), office.len()), (founded.office(), founded.head(), 1));
    assert_eq!(office.office().as_bytes(), &office.head().as_bytes()[..16]);
    assert_eq!(office.knows_head(&office.head()), Some(0));
    let member = office.device(&desk(1).id()).unwrap();
    assert!(member.is_active_administrator());
    assert_eq!(member.spaces, SpaceId::WELL_KNOWN);
    let keyring = office.ring(1);
    assert_eq!(keyring.spaces(), SpaceId::WELL_KNOWN);
    assert_eq!(keyring.current_epoch(SpaceId::LEADERSHIP), Some(1));
    assert_eq!(keyring.current_epoch(SpaceId(9)), None);
    let names = office.names(&keyring);
    assert_eq!((names.office(), names.person(&PersonId([1; 16]))), ("综合办公室", Some("person 1")));
    assert_eq!(names.desk(&desk(1).id()), Some("desk 1"));
    assert_eq!(office.names(&Keyring::default()), Names::default());
    assert_eq!(office.relay().url.as_deref(), Some("wss://relay.example.org"));
}

#[test]
fn only_the_next_entry_by_an_administrator_is_taken() {
    let office = founded().admitting(2, &["clerk"], &[]);
    let place = office.next_place();
    let payload = relay_payload();
    let refuses = |place, author, signer, expect| office.refuses(&office.forge(place, &payload, author, signer), expect);

    refuses(place, 1, 3, KeyError::BadSignature.into());
    refuses(place, 2, 2, MembershipError::NotAdministrator { device: desk(2).id() });
    refuses(place, 3, 3, MembershipError::UnknownDevice { device: desk(3).id() });
    let other = Place { prev: Hash::of(b"another history"), ..place };
    refuses(other, 1, 1, MembershipError::WrongPrev { seq: 2 });
    for seq in [0, 1, 3, u64::MAX] {
        refuses(Place { seq, ..place }, 1, 1, MembershipError::WrongSeq { expected: 2, found: seq });
    }
    // Replay of every entry so far.
    for (seq, entry) in (0..).zip(office.log()) {
        office.refuses(entry, MembershipError::WrongSeq { expected: 2, found: seq });
    }
    let mut taken = office.clone();
    taken.append(&office.forge(place, &payload, 1, 1)).unwrap();
    // The same act once more, for the next place, signed for the last one.
    let replay = taken.log()[2].clone();
    taken.refuses(&replay, MembershipError::WrongSeq { expected: 3, found: 2 });
}

#[test]
fn what_a_newer_program_writes_is_refused_as_such() {
    let office = founded();
    let sign = |body: &Body| body.signed(|bytes| desk(1).sign(record::SIGNATURE_DOMAIN, bytes));
    let body = Body::new(office.next_place(), desk(1).id().to_bytes(), &relay_payload());
    office.refuses(&sign(&Body { kind: 99, ..body.clone() }), MembershipError::NewerProgram { what: "kind", found: 99 });
    office.refuses(&sign(&Body { version: 2, ..body }), MembershipError::NewerProgram { what: "version", found: 2 });
}

#[test]
fn another_offices_entries_and_a_second_founding_are_refused() {
    let office = founded();
    let founding = Body::parse(&office.log()[0]).unwrap().0;
    let again = Payload::from_parts(founding.kind, &founding.payload).unwrap();
    let entry = office.forge(office.next_place(), &again, 1, 1);
    office.refuses(&entry, MembershipError::Malformed { what: "second founding" });
    let mut other = CreateOffice {
        office_name: "another",
        person_name: "p",
        desk_name: "d",
        person: PersonId([1; 16]),
        key: key(1).public(),
        device: &desk(1),
        recovery: &[],
        relay: RelayAddress::default(),
    };
    let second = Membership::create(&other, [9; 32]).unwrap();
    assert_ne!(second.office(), office.office());
    let foreign = second.admit(&request(2), &[], &[], &desk(1), &second.ring(1), [1; 32]).unwrap();
    office.refuses(&foreign, MembershipError::WrongPrev { seq: 1 });
    other.desk_name = "a\u{202e}b";
    assert_eq!(Membership::create(&other, [9; 32]).unwrap_err(), MembershipError::BadName);
    assert_eq!(Membership::from_log::<Vec<u8>>(&[]).unwrap_err(), MembershipError::Empty);
}

#[test]
fn any_flipped_bit_and_any_truncation_is_refused() {
    let office = founded().admitting(2, &["clerk"], &[]);
    for (at, entry) in office.log().iter().enumerate() {
        let log = |changed: &[u8]| {
            let mut log = office.log().to_vec();
            log[at] = changed.to_vec();
            Membership::from_log(&log)
        };
        for length in 0..entry.len() {
            assert!(log(&entry[..length]).is_err(), "entry {at}, length {length}");
        }
        for bit in (0..entry.len() * 8).step_by(3) {
            let mut changed = entry.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(log(&changed).is_err(), "entry {at}, bit {bit}");
        }
    }
}

#[test]
fn a_revocation_that_forgets_a_desk_or_a_key_is_refused() {
    let office = founded().admitting(2, &[], &[]).admitting(3, &[], &[]);
    let honest = office.revoke(&[desk(2).id()], &Cuts::new(), &desk(1), [1; 32]).unwrap();
    let body = Body::parse(&honest).unwrap().0;
    let revoke = || match Payload::from_parts(body.kind, &body.payload).unwrap() {
        Payload::Revoke(revoke) => revoke,
        _ => panic!(),
    };
    let refuses = |what, revoke| {
        let entry = office.forge(office.next_place(), &Payload::Revoke(revoke), 1, 1);
        office.refuses(&entry, MembershipError::Malformed { what });
    };
    let mut forgotten = revoke();
    forgotten.keys.pop();
    refuses("recipients of new keys", forgotten);
    let mut no_paper = revoke();
    no_paper.recovery_keys.pop();
    refuses("recipients of new keys", no_paper);
    let mut old_key = revoke();
    old_key.marks.clear();
    refuses("spaces with new keys", old_key);
    let mut far = revoke();
    far.marks[0].epoch = 9;
    refuses("new epoch", far);
    let mut nobody = revoke();
    nobody.devices.clear();
    refuses("revocation of nobody", nobody);
}

#[test]
fn a_founding_that_cannot_be_is_refused() {
    let office = founded();
    let body = Body::parse(&office.log()[0]).unwrap().0;
    let create = || match Payload::from_parts(body.kind, &body.payload).unwrap() {
        Payload::Create(create) => create,
        _ => panic!(),
    };
    let refuses = |create: Create| {
        let entry = office.forge(Place { seq: 0, prev: Hash::ZERO }, &Payload::Create(create), 1, 1);
        assert!(matches!(Membership::from_log(&[entry]), Err(MembershipError::Malformed { .. })));
    };
    refuses(Create { spaces: vec![], ..create() });
    refuses(Create { recovery_keys: vec![], ..create() });
    refuses(Create { public: desk(2).public(), ..create() });
    let far: Vec<KeyMark> = create().spaces.into_iter().map(|mark| KeyMark { epoch: 2, ..mark }).collect();
    refuses(Create { spaces: far, ..create() });
}

#[test]
fn debug_shows_no_keys() {
    let office = founded();
    assert!(format!("{:?}", office.ring(1)).contains("hidden"));
    assert!(format!("{office:?}").len() < 200);
}
