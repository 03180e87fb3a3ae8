//! The vectors at the end of `spec/messages.md`: what the text says is what the code does.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use sync::message::{
    Batch, CHALLENGE_DOMAIN, Challenge, CloseCode, Held, Hello, Item, LogHead, Message, PROOF_DOMAIN, Position, Proof, RefusalCode,
};
use sync::{Frontier, Receipt, Tip, limits, running_hash};
use trust::id::{DeviceId, Hash, OfficeId, SpaceId};
use trust::key::{DeviceSecret, RelaySecret};

const SPEC: &str = include_str!("../spec/messages.md");

#[test]
fn the_spec_and_the_code_agree() {
    let written = vectors();
    let (mut text, mut differs) = (String::new(), Vec::new());
    for (name, bytes) in built() {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        text.push_str(&format!("{name}:\n\n```\n"));
        for line in hex.as_bytes().chunks(120) {
            text.push_str(&format!("{}\n", std::str::from_utf8(line).unwrap()));
        }
        text.push_str("```\n\n");
        let found = written.get(name).map(String::as_str).unwrap_or_default();
        if found != hex {
            differs.push(name);
        }
    }
    assert!(differs.is_empty(), "the spec differs in {differs:?}; its vectors should read\n\n{text}");
    assert_eq!(written.len(), built().len(), "the spec has a vector that nobody checks");
}

#[test]
fn the_vectors_read_back() {
    for (name, bytes) in built() {
        if name.starts_with(char::is_uppercase) {
            let message = Message::decode(&bytes).unwrap();
            assert_eq!(message.name(), name.split([' ', ',']).next().unwrap());
            assert_eq!(message.encode().unwrap(), bytes, "{name}");
        }
    }
}

/// Name and hexadecimal digits of each vector of the spec.
fn vectors() -> BTreeMap<String, String> {
    let (_, part) = SPEC.split_once("## Vectors").unwrap();
    let mut found = BTreeMap::new();
    let mut rest = part;
    while let Some((before, after)) = rest.split_once("```\n") {
        let name = before.trim().lines().last().unwrap().trim_end_matches(':').to_owned();
        let (hex, after) = after.split_once("```").unwrap();
        found.insert(name, hex.split_whitespace().collect());
        rest = after;
    }
    found
}

/// The same, made by the code.
fn built() -> Vec<(&'static str, Vec<u8>)> {
    let relay = RelaySecret::from_seed([7; 32]);
    let device = DeviceSecret::from_seed([1; 32]);
    let (office, space) = (OfficeId::from_bytes([0x0a; 16]), SpaceId(1));
    let encode = |message: Message| message.encode().unwrap();
    let hello = encode(Message::Hello(Hello { versions: vec![limits::VERSION], office, device: device.id(), nonce: [0x11; 32] }));
    let challenge = |membership| {
        let relay_key = relay.public();
        let mut challenge = Challenge { version: 1, relay: relay_key, nonce: [0x22; 32], generation: 5, membership, signature: [0; 64] };
        challenge.signature = relay.sign(CHALLENGE_DOMAIN, &challenge.statement(&hello));
        encode(Message::Challenge(challenge))
    };
    let known = challenge(Some(LogHead { len: 3, head: Hash::from_bytes([0x33; 32]) }));
    let entry = Hash::from_bytes([0x44; 32]);
    let running = running_hash(&Hash::ZERO, 1, &entry);
    let receipt = Receipt::sign(&relay, &office, space, 5, 1, running);
    let other = DeviceId::from_bytes([0x55; 16]);
    let mut frontier = Frontier::new();
    frontier.advance(other, Tip { counter: 1, hash: entry }).unwrap();
    let position = Position { space, receipt: Some(receipt), frontier: frontier.clone() };
    let signature = device.sign(PROOF_DOMAIN, &Proof::statement(&hello, &known));
    let proof = Proof { signature, locator: vec![Hash::from_bytes([0x33; 32])], positions: vec![position] };
    let batch = Batch { space, first: 1, head: 1, items: vec![Item::Known { device: other, counter: 1, hash: entry }], receipt };
    vec![
        ("Hello", hello.clone()),
        ("Challenge, office unknown", challenge(None)),
        ("Challenge, three entries known", known.clone()),
        ("Membership", encode(Message::Membership { from: 2, entries: vec![vec![0x66; 3]] })),
        ("Proof, answering the second challenge", encode(Message::Proof(proof))),
        ("Welcome", encode(Message::Welcome(vec![Held { space, head: 1, running, frontier }]))),
        ("Batch", encode(Message::Batch(batch))),
        ("Ack", encode(Message::Ack { space, seq: 1 })),
        ("Push", encode(Message::Push { space, entries: vec![vec![0x77; 4]] })),
        ("Refused", encode(Message::Refused { space, device: other, counter: 2, code: RefusalCode::Fork })),
        ("Ping", encode(Message::Ping(1_000))),
        ("Pong", encode(Message::Pong(1_000))),
        ("Close", encode(Message::Close(CloseCode::Stopping))),
        ("running hash after the entry 44 × 32 at sequence number 1", running.to_bytes().to_vec()),
    ]
}
