//! Spaces, names, relay, recovery.

use super::*;

#[test]
fn spaces_names_and_the_relay_can_be_set() {
    let mut office = founded().admitting(2, &["clerk"], &[]);
    let space = SpaceId(40);
    let entry = office.add_space(space, "食堂", &desk(1), &office.ring(1), [1; 32]).unwrap();
    office.append(&entry).unwrap();
    assert_eq!(office.may_write(&desk(1).id(), space, &office.head()), Ok(()));
    assert!(office.may_write(&desk(2).id(), space, &office.head()).is_err());
    assert_eq!(office.names(&office.ring(2)).space(space), Some("食堂"));
    assert!(office.keyring_from_recovery(&sheet(101)).unwrap().key(space, 1).is_some());
    let twice = office.add_space(space, "again", &desk(1), &office.ring(1), [2; 32]);
    assert_eq!(twice.unwrap_err(), MembershipError::KnownSpace { space });

    let names = Names { office: Some("新名".to_owned()), ..Names::default() };
    let entry = office.rename(&names, &desk(1), &office.ring(1), [3; 32]).unwrap();
    office.append(&entry).unwrap();
    let read = office.names(&office.ring(2));
    assert_eq!((read.office(), read.desk(&desk(2).id())), ("新名", Some("desk 2")));

    let relay = RelayAddress { url: Some("wss://new.example".to_owned()), key: Some(crate::key::RelayPublic([1; 32])) };
    let entry = office.set_relay(relay.clone(), &desk(1)).unwrap();
    office.append(&entry).unwrap();
    assert_eq!(office.relay(), &relay);
    let bad = RelayAddress { url: Some("two words".to_owned()), key: None };
    assert_eq!(office.set_relay(bad, &desk(1)).unwrap_err(), MembershipError::BadRelay);
    assert_eq!(Membership::from_log(office.log()).unwrap().head(), office.head());
}

#[test]
fn a_recovery_sheet_opens_the_keys_and_admits_an_administrator() {
    let mut office = founded().admitting(2, &["clerk"], &[]).revoking(2, &Cuts::new());
    let keyring = office.keyring_from_recovery(&sheet(101)).unwrap();
    for space in SpaceId::WELL_KNOWN {
        assert_eq!(keyring.key(space, 1), office.ring(1).key(space, 1));
    }
    assert_eq!(keyring.current_epoch(SpaceId::GENERAL), Some(2));
    assert_eq!(office.keyring_from_recovery(&sheet(103)).unwrap_err(), MembershipError::UnknownRecovery);
    assert_eq!(office.recover(&request(5), &sheet(103), [1; 32]).unwrap_err(), MembershipError::UnknownRecovery);
    let entry = office.recover(&request(5), &sheet(101), [1; 32]).unwrap();
    office.append(&entry).unwrap();
    assert!(office.device(&desk(5).id()).unwrap().is_active_administrator());
    assert_eq!(office.ring(5).spaces(), SpaceId::WELL_KNOWN);
    // A sheet does nothing else, and a desk cannot act as a sheet.
    let author = sheet(101).public().id();
    let body = Body::new(office.next_place(), author, &relay_payload());
    let by_sheet = body.signed(|bytes| sheet(101).sign(record::SIGNATURE_DOMAIN, bytes));
    office.refuses(&by_sheet, MembershipError::Malformed { what: "author of this kind of entry" });
    let as_sheet = body.signed(|bytes| desk(1).sign(record::SIGNATURE_DOMAIN, bytes));
    office.refuses(&as_sheet, KeyError::BadSignature.into());
}

#[test]
fn keys_other_than_the_announced_ones_are_refused_by_their_recipient() {
    let mut office = founded();
    let place = office.next_place();
    let mut entropy = Entropy::new([1; 32], b"");
    let wrong = SpaceKey { space: SpaceId::GENERAL, epoch: 1, key: EpochKey::from_bytes([1; 32]) };
    let context = place.context(desk(2).id().as_bytes());
    let keys = KeyBox::seal(&[wrong], &desk(2).public().sealing, &context, &mut entropy).unwrap();
    let honest = office.admit(&request(2), &[], &[], &desk(1), &office.ring(1), [1; 32]).unwrap();
    let body = Body::parse(&honest).unwrap().0;
    let Payload::Admit(admit) = Payload::from_parts(body.kind, &body.payload).unwrap() else { panic!() };
    let entry = office.forge(place, &Payload::Admit(Admit { keys, ..admit }), 1, 1);
    office.append(&entry).unwrap();
    assert_eq!(office.keyring(&desk(2)).unwrap_err(), MembershipError::BadKeys);
}

#[test]
fn one_bad_box_takes_nothing_away_that_was_readable() {
    let mut office = founded().admitting(2, &[], &[]).admitting(3, &[], &[]);
    let honest = office.revoke(&[desk(2).id()], &Cuts::new(), &desk(1), [1; 32]).unwrap();
    let body = Body::parse(&honest).unwrap().0;
    let Payload::Revoke(mut revoke) = Payload::from_parts(body.kind, &body.payload).unwrap() else { panic!() };
    let [first, second] = revoke.keys.as_mut_slice() else { panic!() };
    std::mem::swap(&mut first.keys, &mut second.keys);
    let entry = office.forge(office.next_place(), &Payload::Revoke(revoke), 1, 1);
    office.append(&entry).unwrap();
    let ring = office.ring(3);
    assert_eq!(ring.refused(), 1);
    assert!(ring.key(SpaceId::GENERAL, 1).is_some());
    assert_eq!(ring.current_epoch(SpaceId::GENERAL), None);
    let handed_on = office.admit(&request(4), &[], &[], &desk(1), &office.ring(1), [1; 32]);
    assert_eq!(handed_on.unwrap_err(), MembershipError::NoKey { space: SpaceId::GENERAL });
}

#[test]
fn a_relay_is_written_with_both_fields() {
    let none = RelayAddress::default();
    let bytes = crate::codec::to_cbor(&none);
    assert_eq!(bytes, [0x82, 0xf6, 0xf6]);
    assert_eq!(crate::codec::from_cbor(&bytes), Ok(none));
    assert!(crate::codec::from_cbor::<RelayAddress>(&[0x80]).is_err());
}
