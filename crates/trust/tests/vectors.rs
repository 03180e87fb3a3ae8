//! The vectors of `crates/sync/spec/entry.md` and `signoff.md`, read from the texts themselves.

#![expect(clippy::expect_used, reason = "helpers of tests, outside the test functions themselves")]

use std::collections::BTreeMap;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use data_encoding::{BASE64, HEXLOWER};
use trust::enrol::{Fingerprint, JoinRequest, SeatRequest, Welcome, WordList, office_fingerprint};
use trust::entry::{Entry, Header, RelayHead};
use trust::id::{DeviceId, Hash, OfficeId, PersonId, SpaceId};
use trust::key::{DeviceSecret, EpochKey, PersonSecret, RelaySecret};
use trust::membership::Membership;
use trust::recovery::RecoverySecret;
use trust::signoff::SignOff;

const SPEC: &str = include_str!("../../sync/spec/entry.md");
const SIGNOFF: &str = include_str!("../../sync/spec/signoff.md");

/// Named byte strings of the fenced blocks.
struct Vectors(BTreeMap<&'static str, Vec<u8>>);

impl Vectors {
    fn read() -> Self {
        let blocks =
            [SPEC, SIGNOFF].into_iter().flat_map(|text| text.split("```vectors\n").skip(1)).filter_map(|rest| rest.split("```").next());
        let lines = blocks.flat_map(str::lines);
        let values = lines.map(|line| {
            let (name, hex) = line.split_once(" = ").expect(line);
            (name, HEXLOWER.decode(hex.as_bytes()).expect(name))
        });
        Self(values.collect())
    }

    fn bytes(&self, name: &str) -> &[u8] {
        self.0.get(name).unwrap_or_else(|| panic!("no vector {name}"))
    }

    fn array<const N: usize>(&self, name: &str) -> [u8; N] {
        self.bytes(name).try_into().expect(name)
    }

    fn device(&self) -> DeviceSecret {
        DeviceSecret::from_seed(self.array("device_seed"))
    }

    fn person(&self) -> PersonSecret {
        PersonSecret::from_seed(self.array("person_seed"))
    }

    fn armoured(&self, magic: &str, name: &str) -> Vec<u8> {
        format!("{magic}\n{}\n", BASE64.encode(self.bytes(name))).into_bytes()
    }
}

#[test]
fn keys_and_signatures() {
    let v = Vectors::read();
    let device = v.device();
    assert_eq!(device.public().verifying, v.array("device_verifying"));
    assert_eq!(device.public().sealing, v.array("device_sealing"));
    assert_eq!(device.id(), DeviceId::from_bytes(v.array("device_id")));
    assert_eq!(RelaySecret::from_seed(v.array("relay_seed")).public().0, v.array("relay_verifying"));
    let recovery = RecoverySecret::from_seed(v.array("recovery_seed"));
    assert_eq!(recovery.public().0.verifying, v.array("recovery_verifying"));
    assert_eq!(recovery.public().0.sealing, v.array("recovery_sealing"));
    assert_eq!(recovery.public().id(), v.array("recovery_id"));
    assert_eq!(device.sign("zongban 2026 test", v.bytes("message")), v.array("signature"));
}

#[test]
fn the_recovery_sheet() {
    let v = Vectors::read();
    let sheet = SPEC.split("```sheet\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let recovery = RecoverySecret::from_seed(v.array("recovery_seed"));
    assert_eq!(*recovery.sheet(), sheet);
    assert_eq!(RecoverySecret::from_sheet(sheet).unwrap().public(), recovery.public());
}

#[test]
fn an_entry() {
    let v = Vectors::read();
    let entry = Entry::parse(v.bytes("entry")).unwrap();
    let expect = Header {
        office: OfficeId::from_bytes([0x0b; 16]),
        space: SpaceId(2),
        device: v.device().id(),
        counter: 3,
        prev: Hash::from_bytes([0x0c; 32]),
        epoch: 4,
        membership: Hash::from_bytes([0x0d; 32]),
        relay_seen: RelayHead { generation: 5, seq: 6, running: Hash::from_bytes([0x0e; 32]) },
        commitment: entry.header().commitment,
        nonce: [0x0f; 24],
        apart: None,
    };
    assert_eq!(*entry.header(), expect);
    assert_eq!(expect.to_bytes().as_slice(), v.bytes("header"));
    assert_eq!(entry.hash(), Hash::from_bytes(v.array("hash")));
    entry.verify(&v.device().public()).unwrap();
    assert_eq!(entry.open(&EpochKey::from_bytes(v.array("epoch_key"))).unwrap(), v.bytes("plaintext"));
}

/// An entry with pieces that stand apart, one of them taken away; opened with the crate and step by step from the text.
#[test]
fn an_entry_with_pieces_apart() {
    let v = Vectors::read();
    let (bytes, key) = (v.bytes("apart_entry"), EpochKey::from_bytes([0x0a; 32]));
    let entry = Entry::parse(bytes).unwrap();
    for entry in [&entry, &entry.clone().without(|_| true)] {
        assert_eq!(entry.hash(), Hash::from_bytes(v.array("apart_hash")));
        entry.verify(&v.device().public()).unwrap();
        assert_eq!(entry.open(&key).unwrap(), b"a commit");
        assert_eq!((entry.pieces(), entry.open_piece(0, &key).unwrap()), (2, None));
    }
    assert_eq!(entry.open_piece(1, &key).unwrap().as_deref(), Some(&b"apart"[..]));

    let sealed = u32::from_le_bytes(bytes[252..256].try_into().unwrap()) as usize;
    assert_eq!(blake3::hash(&bytes[..256 + sealed]), v.array::<32>("apart_hash"));
    let (first, second) = bytes[256 + sealed + 64..].split_at(33);
    let (head, piece) = second.split_at(5);
    assert_eq!((first[0], head), (0, &[&[1], &(piece.len() as u32).to_le_bytes()[..]].concat()[..]));
    assert_eq!(blake3::hash(&[&first[1..], blake3::hash(piece).as_bytes()].concat()).as_bytes(), &bytes[220..252]);
    let place = [&bytes[4..48], &1u32.to_le_bytes()].concat();
    let apart_key = blake3::derive_key("zongban 2026 apart key", &[&[0x0a; 32], &*place].concat());
    assert_eq!(apart_key, v.array("apart_key"));
    let nonce: [u8; 24] = bytes[196..220].try_into().unwrap();
    let message = Payload { msg: piece, aad: &place };
    let text = XChaCha20Poly1305::new((&apart_key).into()).decrypt((&nonce).into(), message).unwrap();
    let length = u32::from_le_bytes(text[..4].try_into().unwrap()) as usize;
    assert_eq!(zstd::bulk::decompress(&text[4..4 + length], 100).unwrap(), b"apart");
}

/// The same entry opened step by step from the text of the format, without this crate.
#[test]
fn an_entry_opened_by_hand() {
    let v = Vectors::read();
    let entry = v.bytes("entry");
    let (header, rest) = entry.split_at(220);
    let sealed = &rest[..rest.len() - 64];
    let (space, device, nonce) = (&header[20..24], &header[24..40], &header[196..220]);
    let entry_key = blake3::derive_key("zongban 2026 entry key", &[v.bytes("epoch_key"), space, device].concat());
    assert_eq!(entry_key, v.array("entry_key"));
    let commitment = blake3::derive_key("zongban 2026 entry key commitment", &[&entry_key, nonce].concat());
    assert_eq!(commitment, header[164..196]);
    let cipher = XChaCha20Poly1305::new((&entry_key).into());
    let nonce: [u8; 24] = nonce.try_into().unwrap();
    let text = cipher.decrypt((&nonce).into(), Payload { msg: sealed, aad: header }).unwrap();
    assert_eq!(text.len(), 128);
    let length = u32::from_le_bytes(text[..4].try_into().unwrap()) as usize;
    assert!(text[4 + length..].iter().all(|byte| *byte == 0));
    assert_eq!(zstd::bulk::decompress(&text[4..4 + length], 100).unwrap(), v.bytes("plaintext"));
    assert_eq!(blake3::hash(&entry[..entry.len() - 64]), v.array::<32>("hash"));
}

/// The text of the format has the words and numbers.
fn says(fingerprint: &Fingerprint) {
    let lists = [WordList::Chinese, WordList::English].map(|list| fingerprint.words(list));
    for said in lists.into_iter().chain([fingerprint.numbers()]) {
        assert!(SPEC.contains(&format!(" {said}")), "{said}");
    }
}

#[test]
fn a_join_request() {
    let v = Vectors::read();
    let joiner = DeviceSecret::from_seed(v.array("joiner_seed"));
    let request = JoinRequest::from_file(&v.armoured("zongban join request 1", "request")).unwrap();
    assert_eq!(request, JoinRequest::new(PersonId::from_bytes([0x11; 16]), "王小明", "前台", &joiner, &v.person()).unwrap());
    assert_eq!(v.person().public().0, v.array("person_verifying"));
    assert_eq!(request.hash(), Hash::from_bytes(v.array("request_hash")));
    says(&request.fingerprint());
}

#[test]
fn a_membership_log() {
    let v = Vectors::read();
    let log = [v.bytes("founding"), v.bytes("admission")];
    let office = Membership::from_log(&log).unwrap();
    assert_eq!(office.office(), OfficeId::from_bytes(v.array("office")));
    assert_eq!(office.head(), Hash::from_bytes(v.array("head")));
    says(&office_fingerprint(office.office()));
    let keyring = office.keyring(&v.device()).unwrap();
    let paper = office.keyring_from_recovery(&RecoverySecret::from_seed(v.array("recovery_seed"))).unwrap();
    for space in SpaceId::WELL_KNOWN {
        let key = EpochKey::from_bytes(v.array(&format!("key_of_space_{space}")));
        assert_eq!(keyring.key(space, 1), Some(&key));
        assert_eq!(paper.key(space, 1), Some(&key));
    }
    let joiner = DeviceSecret::from_seed(v.array("joiner_seed"));
    assert_eq!(office.keyring(&joiner).unwrap().spaces(), [SpaceId::GENERAL, SpaceId::RECEPTION]);
    let names = office.names(&keyring);
    assert_eq!((names.office(), names.desk(&joiner.id())), ("综合办公室", Some("前台")));
    let relay = RelaySecret::from_seed(v.array("relay_seed")).public();
    assert_eq!(office.relay().key, Some(relay));
}

#[test]
fn a_welcome() {
    let v = Vectors::read();
    let request = JoinRequest::from_file(&v.armoured("zongban join request 1", "request")).unwrap();
    let welcome = Welcome::from_file(&v.armoured("zongban welcome 1", "welcome")).unwrap();
    let office = welcome.accept(&request).unwrap();
    assert_eq!(office.head(), Hash::from_bytes(v.array("head")));
    assert_eq!(welcome.relay_url(), office.relay().url.as_deref());
}

#[test]
fn a_seat() {
    let v = Vectors::read();
    let mut office = Membership::from_log(&[v.bytes("founding"), v.bytes("admission")]).unwrap();
    let request = SeatRequest::from_file(&v.armoured("zongban seat request 1", "seat_request")).unwrap();
    let joiner = DeviceSecret::from_seed(v.array("joiner_seed"));
    request.verify(&joiner.public()).unwrap();
    says(&request.fingerprint());
    office.append(v.bytes("seat")).unwrap();
    assert_eq!(office.head(), Hash::from_bytes(v.array("seat_head")));
    let seat = office.seat_of(&joiner.id(), &PersonId::from_bytes([0x15; 16])).unwrap();
    assert_eq!((seat.roles, seat.key, seat.key), (vec!["leader".to_owned()], request.key, PersonSecret::from_seed([0x15; 32]).public()));
}

#[test]
fn a_sign_off() {
    let v = Vectors::read();
    let log = [v.bytes("founding"), v.bytes("admission"), v.bytes("seat")];
    let signed = SignOff::from_bytes(v.bytes("signoff")).unwrap();
    signed.verify(&Membership::from_log(&log).unwrap()).unwrap();
    assert_eq!(signed.statement.content, Hash::of(v.bytes("content")));
    assert_eq!((signed.statement.decision.as_str(), signed.statement.at), ("sign", 1_790_000_000_000));
    assert!(signed.verify(&Membership::from_log(&log[..2]).unwrap()).is_err(), "before the seat was given");
}
