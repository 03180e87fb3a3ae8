use super::request::MAGIC as REQUEST_MAGIC;
use super::welcome::{DOMAIN as WELCOME_DOMAIN, MAGIC as WELCOME_MAGIC};
use super::*;
use crate::codec::to_cbor;
use crate::entry::{RelayHead, SealRequest, seal};
use crate::id::{Hash, PersonId, SpaceId};
use crate::key::{DeviceSecret, PersonSecret, RelayPublic, SIGNATURE_LEN};
use crate::membership::{CreateOffice, Membership, RelayAddress};
use data_encoding::BASE64;
use proptest::prelude::*;

fn desk(n: u8) -> DeviceSecret {
    DeviceSecret::from_seed([n; 32])
}

fn key(n: u8) -> PersonSecret {
    PersonSecret::from_seed([n; 32])
}

fn request(n: u8) -> JoinRequest {
    JoinRequest::new(PersonId([n; 16]), "王小明", "前台 2", &desk(n), &key(n)).unwrap()
}

fn relay() -> RelayAddress {
    RelayAddress { url: Some("wss://relay.example.org".to_owned()), key: Some(RelayPublic([7; 32])) }
}

fn founded() -> Membership {
    let office = CreateOffice {
        office_name: "综合办公室",
        person_name: "李主任",
        desk_name: "主任室",
        person: PersonId([1; 16]),
        key: key(1).public(),
        device: &desk(1),
        recovery: &[],
        relay: relay(),
    };
    Membership::create(&office, [1; 32]).unwrap()
}

/// The office after the request was granted.
fn admitting(request: &JoinRequest) -> Membership {
    let mut office = founded();
    let keyring = office.keyring(&desk(1)).unwrap();
    let entry = office.admit(request, &["clerk".to_owned()], &[SpaceId::RECEPTION], &desk(1), &keyring, [2; 32]).unwrap();
    office.append(&entry).unwrap();
    office
}

/// A file with other bytes inside.
fn file(magic: &str, bytes: &[u8]) -> Vec<u8> {
    format!("{magic}\n{}\n", BASE64.encode(bytes)).into_bytes()
}

fn bytes_of(file: &str) -> Vec<u8> {
    let body: String = file.lines().skip(1).collect();
    BASE64.decode(body.as_bytes()).unwrap()
}

#[test]
fn from_request_to_keyring_without_a_network() {
    // On the new desk.
    let own = request(2);
    let sent = own.to_file();
    // On the administrator's.
    let received = JoinRequest::from_file(sent.as_bytes()).unwrap();
    assert_eq!(received.fingerprint(), own.fingerprint());
    let office = admitting(&received);
    let answer = Welcome::new(&office, &received, relay(), &desk(1)).unwrap().to_file();
    // On the new desk again.
    let welcome = Welcome::from_file(answer.as_bytes()).unwrap();
    assert_eq!(welcome.relay_url(), Some("wss://relay.example.org"));
    assert_eq!(welcome.relay_key(), Some(&RelayPublic([7; 32])));
    let joined = welcome.accept(&own).unwrap();
    assert_eq!(office_fingerprint(joined.office()), office_fingerprint(office.office()));
    let keyring = joined.keyring(&desk(2)).unwrap();
    assert_eq!(joined.names(&keyring).desk(&desk(2).id()), Some("前台 2"));
    // What it seals, the administrator reads.
    let space = SpaceId::RECEPTION;
    let epoch = keyring.current_epoch(space).unwrap();
    let sealed = seal(
        SealRequest {
            office: joined.office(),
            space,
            device: desk(2).id(),
            counter: 1,
            prev: Hash::ZERO,
            epoch,
            membership: joined.head(),
            relay_seen: RelayHead::NONE,
            nonce: [3; 24],
        },
        keyring.key(space, epoch).unwrap(),
        "来访登记".as_bytes(),
        &desk(2),
    )
    .unwrap();
    office.authorise(sealed.header(), &sealed.hash()).unwrap();
    sealed.verify(&office.device(&desk(2).id()).unwrap().public).unwrap();
    let opened = sealed.open(office.keyring(&desk(1)).unwrap().key(space, epoch).unwrap()).unwrap();
    assert_eq!(opened, "来访登记".as_bytes());
}

#[test]
fn a_changed_request_is_refused_or_has_other_words() {
    let own = request(2);
    let good = bytes_of(&own.to_file());
    for bit in 0..good.len() * 8 {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(JoinRequest::from_file(&file(REQUEST_MAGIC, &bytes)).is_err(), "bit {bit}");
    }
    for length in 0..good.len() {
        assert!(JoinRequest::from_file(&file(REQUEST_MAGIC, &good[..length])).is_err(), "length {length}");
    }
    let forged = JoinRequest::new(own.person, &own.person_name, &own.desk_name, &desk(66), &key(66)).unwrap();
    assert_ne!(forged.fingerprint(), own.fingerprint());
    let mut altered = own.clone();
    altered.person_name = "someone else".to_owned();
    assert!(matches!(altered.verify(), Err(EnrolError::Signature(_))));
    let office = founded();
    let keyring = office.keyring(&desk(1)).unwrap();
    let refused = office.admit(&altered, &[], &[], &desk(1), &keyring, [1; 32]);
    assert_eq!(refused.unwrap_err(), MembershipError::BadRequest);
}

#[test]
fn a_changed_welcome_is_refused() {
    let own = request(2);
    let office = admitting(&own);
    let good = bytes_of(&Welcome::new(&office, &own, relay(), &desk(1)).unwrap().to_file());
    let accept = |bytes: &[u8]| Welcome::from_file(&file(WELCOME_MAGIC, bytes)).and_then(|w| w.accept(&own));
    assert!(accept(&good).is_ok());
    for bit in (0..good.len() * 8).step_by(5) {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        // It is damaged, and not the answer to somebody else.
        let told = accept(&bytes).unwrap_err();
        assert!(!matches!(told, EnrolError::NotForUs | EnrolError::OtherFile { .. }), "bit {bit}: {told}");
    }
    for length in (0..good.len()).step_by(3) {
        assert!(accept(&good[..length]).is_err(), "length {length}");
    }
}

#[test]
fn a_welcome_answers_one_request_and_comes_from_an_administrator() {
    let own = request(2);
    let office = admitting(&own);
    let welcome = Welcome::new(&office, &own, relay(), &desk(1)).unwrap();
    assert_eq!(welcome.accept(&request(3)).unwrap_err(), EnrolError::NotForUs);
    let newer = JoinRequest::new(own.person, "王小明", "another name", &desk(2), &key(2)).unwrap();
    assert_eq!(welcome.accept(&newer).unwrap_err(), EnrolError::NotForUs);
    let not_yet = Welcome::new(&founded(), &own, relay(), &desk(1));
    assert_eq!(not_yet.unwrap_err(), EnrolError::NotForUs);
    let by_clerk = Welcome::new(&office, &own, relay(), &desk(2));
    assert_eq!(by_clerk.unwrap_err(), EnrolError::NotByAdministrator);
    let mut forged = welcome.clone();
    forged.body.relay.url = Some("wss://evil.example".to_owned());
    forged.signature = desk(2).sign(WELCOME_DOMAIN, &to_cbor(&forged.body));
    assert!(matches!(forged.accept(&own), Err(EnrolError::Signature(_))));
}

#[test]
fn other_files_are_named_as_such() {
    let welcome = Welcome::new(&admitting(&request(2)), &request(2), relay(), &desk(1)).unwrap().to_file();
    let refused = JoinRequest::from_file(welcome.as_bytes()).unwrap_err();
    assert_eq!(refused, EnrolError::OtherFile { expected: "join request" });
    assert_eq!(Welcome::from_file(b"").unwrap_err(), EnrolError::OtherFile { expected: "welcome" });
    let long = vec![b' '; MAX_REQUEST_FILE + 1];
    assert!(matches!(JoinRequest::from_file(&long), Err(EnrolError::TooLong { .. })));
    assert_eq!(JoinRequest::new(PersonId([1; 16]), "", "desk", &desk(1), &key(1)).unwrap_err(), EnrolError::BadName);
}

/// Read before any signature is checked: neither depth nor claimed lengths may cost stack or memory.
#[test]
fn deep_and_boastful_files_are_refused() {
    let boast = [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    let bodies = [vec![0x81; 200_000], vec![0x9f; 200_000], boast.repeat(1000), [[0x85].as_slice(), &[0x81; 5000]].concat()];
    for body in bodies {
        let bytes = [body.as_slice(), &[0; 64]].concat();
        assert!(Welcome::from_file(&file(WELCOME_MAGIC, &bytes)).is_err());
        assert!(JoinRequest::from_file(&file(REQUEST_MAGIC, &bytes)).is_err());
    }
    // A welcome with a fifth element that is nested deeply.
    let good = bytes_of(&Welcome::new(&admitting(&request(2)), &request(2), relay(), &desk(1)).unwrap().to_file());
    let mut deep = good[..good.len() - SIGNATURE_LEN].to_vec();
    deep[0] = 0x85;
    deep.extend([0x81; 200_000]);
    deep.push(0);
    deep.extend([0; SIGNATURE_LEN]);
    assert_eq!(Welcome::from_file(&file(WELCOME_MAGIC, &deep)).unwrap_err(), EnrolError::Malformed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn requests_round_trip(seed: [u8; 32], person: [u8; 16], name in "[a-z\u{4e00}-\u{9fff}]{1,20}") {
        let secret = DeviceSecret::from_seed(seed);
        let request = JoinRequest::new(PersonId(person), &name, &name, &secret, &key(1)).unwrap();
        prop_assert_eq!(JoinRequest::from_file(request.to_file().as_bytes()).unwrap(), request);
    }

    #[test]
    fn any_bytes_are_a_file_or_a_typed_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for magic in ["", REQUEST_MAGIC, WELCOME_MAGIC] {
            let file = file(magic, &bytes);
            prop_assert!(JoinRequest::from_file(&file).is_err());
            prop_assert!(Welcome::from_file(&file).and_then(|welcome| welcome.accept(&request(2))).is_err());
        }
    }
}
