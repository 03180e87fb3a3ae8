//! Every message survives the way through bytes; no bytes whatever do harm.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use sync::message::{Batch, Challenge, CloseCode, Held, Hello, Item, LogHead, Message, MessageError, Position, Proof, RefusalCode};
use sync::{Frontier, Receipt, Tip, limits};
use trust::id::{DeviceId, Hash, OfficeId, SpaceId};
use trust::key::RelayPublic;

fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash::from_bytes)
}

fn device() -> impl Strategy<Value = DeviceId> {
    any::<[u8; 16]>().prop_map(DeviceId::from_bytes)
}

fn counter() -> impl Strategy<Value = u64> {
    prop_oneof![1..100_u64, 1..=limits::NUMBER]
}

fn signature() -> impl Strategy<Value = [u8; 64]> {
    vec(any::<u8>(), 64).prop_map(|bytes| bytes.try_into().unwrap())
}

fn space() -> impl Strategy<Value = SpaceId> {
    any::<u32>().prop_map(SpaceId)
}

fn frontier() -> impl Strategy<Value = Frontier> {
    btree_map(device(), (counter(), hash()), 0..5).prop_map(|tips| {
        let mut frontier = Frontier::new();
        for (device, (counter, hash)) in tips {
            frontier.advance(device, Tip { counter, hash }).unwrap();
        }
        frontier
    })
}

fn receipt() -> impl Strategy<Value = Receipt> {
    (0..=limits::NUMBER, counter(), hash(), signature()).prop_map(|(generation, seq, running, signature)| Receipt {
        generation,
        seq,
        running,
        signature,
    })
}

fn entries() -> impl Strategy<Value = Vec<Vec<u8>>> {
    vec(vec(any::<u8>(), 0..40), 0..4)
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        vec(any::<u8>(), 0..60).prop_map(Item::Full),
        (device(), counter(), hash()).prop_map(|(device, counter, hash)| Item::Known { device, counter, hash }),
    ]
}

fn greeting() -> impl Strategy<Value = Message> {
    let hello =
        (vec(any::<u16>(), 0..=16), any::<[u8; 16]>(), device(), any::<[u8; 32]>()).prop_map(|(versions, office, device, nonce)| {
            Message::Hello(Hello { versions, office: OfficeId::from_bytes(office), device, nonce })
        });
    let log = proptest::option::of((counter(), hash()).prop_map(|(len, head)| LogHead { len, head }));
    let challenge = (any::<u16>(), any::<[u8; 32]>(), any::<[u8; 32]>(), 0..=limits::NUMBER, log, signature()).prop_map(
        |(version, relay, nonce, generation, membership, signature)| {
            Message::Challenge(Challenge { version, relay: RelayPublic(relay), nonce, generation, membership, signature })
        },
    );
    let positions = btree_map(space(), (proptest::option::of(receipt()), frontier()), 0..4)
        .prop_map(|spaces| spaces.into_iter().map(|(space, (receipt, frontier))| Position { space, receipt, frontier }).collect());
    let proof = (signature(), vec(hash(), 0..5), positions)
        .prop_map(|(signature, locator, positions)| Message::Proof(Proof { signature, locator, positions }));
    let welcome = btree_map(space(), (0..=limits::NUMBER, hash(), frontier()), 0..4).prop_map(|spaces| {
        let held = |(space, (head, running, frontier))| Held { space, head, running, frontier };
        Message::Welcome(spaces.into_iter().map(held).collect())
    });
    prop_oneof![hello, challenge, proof, welcome]
}

fn message() -> impl Strategy<Value = Message> {
    let batch = (space(), counter(), counter(), vec(item(), 1..5), receipt())
        .prop_map(|(space, first, head, items, receipt)| Message::Batch(Batch { space, first, head, items, receipt }));
    let refused = (space(), device(), counter(), any::<u16>()).prop_map(|(space, device, counter, code)| Message::Refused {
        space,
        device,
        counter,
        code: RefusalCode::from_wire(code),
    });
    prop_oneof![
        4 => greeting(),
        1 => (0..=limits::NUMBER, entries()).prop_map(|(from, entries)| Message::Membership { from, entries }),
        2 => batch,
        1 => (space(), counter()).prop_map(|(space, seq)| Message::Ack { space, seq }),
        1 => (space(), entries()).prop_map(|(space, entries)| Message::Push { space, entries }),
        1 => refused,
        1 => any::<u64>().prop_map(Message::Ping),
        1 => any::<u64>().prop_map(Message::Pong),
        1 => any::<u16>().prop_map(|code| Message::Close(CloseCode::from_wire(code))),
    ]
}

proptest! {
    #[test]
    fn every_message_survives(message in message()) {
        prop_assert_eq!(Message::decode(&message.encode().unwrap()), Ok(message));
    }

    #[test]
    fn a_message_cut_short_is_refused(message in message(), at in any::<prop::sample::Index>()) {
        let bytes = message.encode().unwrap();
        prop_assert!(Message::decode(&bytes[..at.index(bytes.len())]).is_err());
    }

    #[test]
    fn bytes_behind_a_message_are_refused(message in message(), more in vec(any::<u8>(), 1..9)) {
        let mut bytes = message.encode().unwrap();
        bytes.extend(&more);
        prop_assert_eq!(Message::decode(&bytes), Err(MessageError::Trailing(more.len())));
    }

    #[test]
    fn a_flipped_bit_never_panics(message in message(), at in any::<prop::sample::Index>(), bit in 0..8) {
        let mut bytes = message.encode().unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        let _ = Message::decode(&bytes);
    }

    #[test]
    fn random_bytes_never_panic(bytes in vec(any::<u8>(), 0..300)) {
        let _ = Message::decode(&bytes);
    }

    #[test]
    fn random_bytes_behind_a_kind_never_panic(kind in 0..16_u8, fields in 0..9_u8, rest in vec(any::<u8>(), 0..300)) {
        let _ = Message::decode(&[vec![0x80 | fields, kind], rest].concat());
    }
}

#[test]
fn a_list_that_announces_too_much_is_refused_before_it_is_read() {
    // [7, 1, array of 2^60 …]
    let bytes = [0x83, 7, 1, 0x9b, 0x10, 0, 0, 0, 0, 0, 0, 0];
    let expected = MessageError::TooMany { what: "entries", count: 1 << 60, limit: limits::ITEMS };
    assert_eq!(Message::decode(&bytes), Err(expected));
}

#[test]
fn a_frontier_of_4097_devices_is_refused() {
    let mut bytes = Vec::new();
    let mut e = minicbor::Encoder::new(&mut bytes);
    e.array(2).unwrap().u8(4).unwrap().array(1).unwrap().array(4).unwrap().u8(1).unwrap().u8(0).unwrap();
    e.bytes(&[0; 32]).unwrap().array(4_097).unwrap();
    let expected = MessageError::TooMany { what: "devices", count: 4_097, limit: limits::FRONTIER };
    assert_eq!(Message::decode(&bytes), Err(expected));
}

#[test]
fn numbers_out_of_range_are_refused() {
    let ack = |seq: u64| {
        let mut bytes = Vec::new();
        minicbor::Encoder::new(&mut bytes).array(3).unwrap().u8(6).unwrap().u8(1).unwrap().u64(seq).unwrap();
        Message::decode(&bytes)
    };
    assert_eq!(ack(limits::NUMBER), Ok(Message::Ack { space: SpaceId(1), seq: limits::NUMBER }));
    for seq in [0, limits::NUMBER + 1, u64::MAX] {
        assert_eq!(ack(seq), Err(MessageError::Range { what: "sequence number", value: seq }));
    }
    // A negative number.
    assert!(matches!(Message::decode(&[0x83, 6, 1, 0x20]), Err(MessageError::Malformed { .. })));
}

#[test]
fn a_frontier_out_of_order_or_with_one_device_twice_is_refused() {
    for devices in [[2_u8, 1], [1, 1]] {
        let mut bytes = Vec::new();
        let mut e = minicbor::Encoder::new(&mut bytes);
        e.array(2).unwrap().u8(4).unwrap().array(1).unwrap().array(4).unwrap().u8(1).unwrap().u8(0).unwrap();
        e.bytes(&[0; 32]).unwrap().array(2).unwrap();
        for device in devices {
            e.array(3).unwrap().bytes(&[device; 16]).unwrap().u8(1).unwrap().bytes(&[0; 32]).unwrap();
        }
        assert_eq!(Message::decode(&bytes), Err(MessageError::Unsorted("devices")));
    }
}

#[test]
fn more_than_eight_mebibytes_are_neither_read_nor_written() {
    assert_eq!(Message::decode(&vec![0; limits::MESSAGE + 1]), Err(MessageError::TooLarge(limits::MESSAGE + 1)));
    let message = Message::Push { space: SpaceId(1), entries: vec![vec![0; 1 << 20]; 9] };
    assert!(message.encode().is_err());
}

#[test]
fn a_message_of_a_newer_program_is_named() {
    assert_eq!(Message::decode(&[0x82, 12, 0]), Err(MessageError::UnknownKind(12)));
    assert!(matches!(Message::decode(&[0x9f, 0xff]), Err(MessageError::Malformed { .. })));
}

/// The order counts an entry by its hash, with or without the pieces that stand apart; other bytes do not pass for a piece.
#[test]
fn an_entry_with_pieces_has_one_hash() {
    let (device, key) = (trust::key::DeviceSecret::from_seed([1; 32]), trust::key::EpochKey::from_bytes([2; 32]));
    let request = trust::entry::SealRequest {
        office: OfficeId::from_bytes([3; 16]),
        space: SpaceId(2),
        device: device.id(),
        counter: 1,
        prev: Hash::ZERO,
        epoch: 1,
        membership: Hash::ZERO,
        relay_seen: trust::entry::RelayHead::NONE,
        nonce: [4; 24],
    };
    let entry = trust::entry::seal_apart(request, &key, b"a commit", &[b"one".to_vec(), b"two".to_vec()], &device).unwrap();
    for entry in [&entry, &entry.clone().without(|n| n == 0), &entry.clone().without(|_| true)] {
        assert_eq!(sync::message::entry_hash(entry.as_bytes()), Some(entry.hash()));
    }
    let mut bytes = entry.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    assert_eq!(sync::message::entry_hash(&bytes), None);
}
