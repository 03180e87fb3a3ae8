//! The session, hand-driven by a relay that lies: every lie is a typed error, and nothing reaches the store.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod common;

use common::Office;
use proptest::prelude::*;
use sync::message::{Batch, CHALLENGE_DOMAIN, Challenge, CloseCode, Held, Item, LogHead, Message, RefusalCode};
use sync::session::{CloseReason, Event, Identity, Output, Phase, RelayIdentity, Session, Snapshot, SpacePosition};
use sync::{Frontier, Receipt, Tip, limits, running_hash};
use trust::entry::Entry;
use trust::id::{Hash, SpaceId};
use trust::key::{RelayPublic, RelaySecret};

const SPACE: SpaceId = SpaceId::GENERAL;
const GENERATION: u64 = 4;

fn relay() -> RelaySecret {
    RelaySecret::from_seed([7; 32])
}

struct World {
    office: Office,
    session: Session,
    hello: Vec<u8>,
    now: u64,
    seq: u64,
    running: Hash,
}

impl World {
    /// A session that has greeted.
    fn new(pinned: Option<RelayPublic>, snapshot: Snapshot) -> Self {
        let office = common::office(3);
        let device = office.members[0].secret.clone();
        let mut session = Session::new(Identity { office: office.id, device, relay: pinned });
        let out = session.handle(Event::Connected { nonce: [1; 32], snapshot }, 0);
        let hello = sent(&out).remove(0).encode().unwrap();
        Self { office, session, hello, now: 0, seq: 0, running: Hash::ZERO }
    }

    fn snapshot() -> Snapshot {
        let office = common::office(3);
        let spaces = [(SPACE, SpacePosition::default())].into();
        Snapshot { membership: office.log, relay: None, spaces }
    }

    /// A session that has heard everything that the relay holds, which is nothing.
    fn live() -> Self {
        let mut world = Self::new(None, Self::snapshot());
        assert!(closed(&world.challenge(|_| {})).is_none());
        let out = world.say(Message::Welcome(vec![world.held(0, Hash::ZERO, Frontier::new())]));
        assert!(closed(&out).is_none());
        assert_eq!(world.session.status().phase, Phase::Level);
        world
    }

    fn held(&self, head: u64, running: Hash, frontier: Frontier) -> Held {
        Held { space: SPACE, head, running, frontier }
    }

    fn handle(&mut self, event: Event) -> Vec<Output> {
        self.session.handle(event, self.now)
    }

    fn say(&mut self, message: Message) -> Vec<Output> {
        self.handle(Event::Received(message.encode().unwrap()))
    }

    /// The relay's challenge, spoilt before or after it is signed.
    fn challenge(&mut self, spoil: impl FnOnce(&mut Challenge)) -> Vec<Output> {
        let mut challenge = Challenge {
            version: limits::VERSION,
            relay: relay().public(),
            nonce: [2; 32],
            generation: GENERATION,
            membership: Some(LogHead { len: self.office.log.len() as u64, head: common::head(&self.office.log) }),
            signature: [0; 64],
        };
        challenge.signature = relay().sign(CHALLENGE_DOMAIN, &challenge.statement(&self.hello));
        spoil(&mut challenge);
        self.say(Message::Challenge(challenge))
    }

    /// The next entries of the second desk in the relay's order.
    fn batch(&mut self, entries: &[Entry]) -> Batch {
        let first = self.seq + 1;
        for entry in entries {
            self.seq += 1;
            self.running = running_hash(&self.running, self.seq, &entry.hash());
        }
        let receipt = Receipt::sign(&relay(), &self.office.id, SPACE, GENERATION, self.seq, self.running);
        let items = entries.iter().map(|entry| Item::Full(entry.as_bytes().to_vec())).collect();
        Batch { space: SPACE, first, head: self.seq, items, receipt }
    }

    fn chain(&self, at: usize, count: usize) -> Vec<Entry> {
        let mut frontier = Frontier::new();
        let mut link = |n: usize| {
            let head = common::head(&self.office.log);
            let entry = self.office.members[at].write(self.office.id, SPACE, &frontier, head, &n.to_le_bytes());
            frontier.advance(entry.header().device, Tip { counter: entry.header().counter, hash: entry.hash() }).unwrap();
            entry
        };
        (0..count).map(&mut link).collect()
    }
}

fn sent(out: &[Output]) -> Vec<Message> {
    let message = |output: &Output| match output {
        Output::Send(bytes) => Some(Message::decode(bytes).unwrap()),
        _ => None,
    };
    out.iter().filter_map(message).collect()
}

fn closed(out: &[Output]) -> Option<&CloseReason> {
    out.iter().find_map(|output| if let Output::Close(reason) = output { Some(reason) } else { None })
}

fn applies(out: &[Output]) -> bool {
    out.iter().any(|output| matches!(output, Output::Apply { .. }))
}

fn loads(out: &[Output]) -> bool {
    out.iter().any(|output| matches!(output, Output::Load { .. }))
}

fn bytes(entries: &[Entry]) -> Vec<Vec<u8>> {
    entries.iter().map(|entry| entry.as_bytes().to_vec()).collect()
}

#[test]
fn a_challenge_that_lies_is_refused() {
    type Spoil = fn(&mut Challenge);
    let cases: [(Spoil, CloseReason); 6] = [
        (|c| c.version = 2, CloseReason::Version),
        (|c| c.signature[3] ^= 1, CloseReason::BadSignature),
        (|c| c.nonce[0] ^= 1, CloseReason::BadSignature),
        (|c| c.generation += 1, CloseReason::BadSignature),
        (|c| c.membership = None, CloseReason::BadSignature),
        (|c| c.relay = RelaySecret::from_seed([8; 32]).public(), CloseReason::BadSignature),
    ];
    for (spoil, expected) in cases {
        let mut world = World::new(None, World::snapshot());
        let out = world.challenge(spoil);
        assert_eq!(closed(&out), Some(&expected));
        assert!(sent(&out).iter().all(|message| message.name() == "Close"));
    }
}

#[test]
fn another_relay_than_the_pinned_one_is_refused() {
    let mut world = World::new(Some(relay().public()), World::snapshot());
    assert_eq!(closed(&world.challenge(|_| {})), None);
    // What was exchanged with it before does not make it the right one, and nothing of the desk is shown to it.
    let same = RelayIdentity { key: relay().public(), generation: GENERATION };
    for before in [None, Some(same)] {
        let snapshot = Snapshot { relay: before, ..World::snapshot() };
        let mut world = World::new(Some(RelaySecret::from_seed([8; 32]).public()), snapshot);
        let out = world.challenge(|_| {});
        assert_eq!(closed(&out), Some(&CloseReason::WrongRelay { found: relay().public() }));
        assert_eq!(sent(&out), [Message::Close(CloseCode::BadProof)]);
        assert!(!out.iter().any(|output| matches!(output, Output::NewOrder(_))));
    }
    // A key that is only claimed is not told to anybody as the relay's.
    let mut world = World::new(Some(relay().public()), World::snapshot());
    assert_eq!(closed(&world.challenge(|c| c.relay = RelaySecret::from_seed([8; 32]).public())), Some(&CloseReason::BadSignature));
}

#[test]
fn another_order_is_announced_before_it_is_used() {
    let same = RelayIdentity { key: relay().public(), generation: GENERATION };
    let receipt = Receipt::sign(&relay(), &common::office(1).id, SPACE, GENERATION, 3, Hash::from_bytes([3; 32]));
    let cases = [
        (Some(same), false),
        (None, true),
        (Some(RelayIdentity { generation: GENERATION - 1, ..same }), true),
        (Some(RelayIdentity { key: RelayPublic([1; 32]), ..same }), true),
        // The relay was set back: it is shown the receipt, and will begin a new generation.
        (Some(RelayIdentity { generation: GENERATION + 1, ..same }), false),
    ];
    for (held, announced) in cases {
        let position = SpacePosition { receipt: Some(receipt), frontier: Frontier::new() };
        let mut world = World::new(None, Snapshot { relay: held, spaces: [(SPACE, position)].into(), ..World::snapshot() });
        let out = world.challenge(|_| {});
        assert_eq!(out.contains(&Output::NewOrder(same)), announced);
        let proof = sent(&out).pop();
        let Some(Message::Proof(proof)) = proof else { panic!("{proof:?}") };
        assert_eq!(proof.positions[0].receipt.is_none(), announced);
    }
}

#[test]
fn a_longer_membership_log_is_brought_along() {
    let mut world = World::new(None, World::snapshot());
    let log = world.office.log.clone();
    let known = LogHead { len: 1, head: Hash::of(&log[0]) };
    let hello = world.hello.clone();
    let out = world.challenge(|challenge| {
        challenge.membership = Some(known);
        challenge.signature = relay().sign(CHALLENGE_DOMAIN, &challenge.statement(&hello));
    });
    assert_eq!(sent(&out)[0], Message::Membership { from: 1, entries: log[1..].to_vec() });
    assert_eq!(sent(&out)[1].name(), "Proof");
}

/// Two administrators wrote at once: the relay knows neither the head that this desk's entry names nor the redo yet.
#[test]
fn what_was_refused_for_want_of_the_membership_log_is_sent_again_once_the_log_has_changed() {
    let longer = |world: &World| [world.office.log.clone(), vec![vec![1; 200]]].concat();
    let push = |world: &mut World| {
        let entries = world.chain(0, 1);
        let out = world.handle(Event::Committed { space: SPACE });
        assert!(loads(&out));
        world.handle(Event::Loaded { space: SPACE, entries: bytes(&entries), complete: true });
        let device = entries[0].header().device;
        Message::Refused { space: SPACE, device, counter: 1, code: RefusalCode::UnknownHead }
    };
    // The refusal comes first: it is shown, and waits for the log.
    let mut world = World::live();
    let refused = push(&mut world);
    let out = world.say(refused);
    assert!(closed(&out).is_none() && out.iter().any(|output| matches!(output, Output::Refused { .. })));
    let log = world.office.log.clone();
    assert!(closed(&world.handle(Event::MembershipChanged { log })).is_none(), "the same log changes nothing");
    let log = longer(&world);
    let out = world.handle(Event::MembershipChanged { log });
    assert_eq!(sent(&out)[0].name(), "Membership");
    assert_eq!(closed(&out), Some(&CloseReason::NewMembers));
    // The log comes first.
    let mut world = World::live();
    let refused = push(&mut world);
    let log = longer(&world);
    assert!(closed(&world.handle(Event::MembershipChanged { log })).is_none());
    let out = world.say(refused);
    assert_eq!(closed(&out), Some(&CloseReason::NewMembers));
    assert!(!out.iter().any(|output| matches!(output, Output::Refused { .. })));
    // On the next connection nothing of that is left, nor after the end of a connection.
    let log = longer(&world);
    assert!(closed(&world.handle(Event::MembershipChanged { log })).is_none());
}

#[test]
fn entries_come_in_and_are_acknowledged_when_durable() {
    let mut world = World::live();
    let entries = world.chain(1, 3);
    let batch = world.batch(&entries);
    let out = world.say(Message::Batch(batch.clone()));
    let Some(Output::Apply { items, receipt, .. }) = out.first() else { panic!("{out:?}") };
    assert_eq!((items.len(), items[2].seq, *receipt), (3, 3, batch.receipt));
    assert!(sent(&out).is_empty());
    assert_eq!(world.session.status().phase, Phase::CatchUp);
    let out = world.handle(Event::Applied { space: SPACE, seq: 3 });
    assert_eq!(sent(&out), [Message::Ack { space: SPACE, seq: 3 }]);
    assert_eq!(world.session.status().phase, Phase::Level);
}

#[test]
fn a_batch_that_lies_is_refused() {
    type Spoil = fn(&mut Batch);
    let broken = || CloseReason::BrokenOrder { space: SPACE, after: 0 };
    let cases: [(Spoil, CloseReason); 9] = [
        (|b| b.first = 2, broken()),
        (|b| b.first = limits::NUMBER, broken()),
        (|b| b.head = 1, broken()),
        (|b| b.items.swap(0, 1), broken()),
        (|b| b.items.truncate(1), broken()),
        (|b| b.items[0] = Item::Full(vec![1; 9]), broken()),
        (|b| b.space = SpaceId(77), CloseReason::UnknownSpace(SpaceId(77))),
        (|b| b.receipt.generation += 1, CloseReason::BadSignature),
        (|b| b.receipt.signature[0] ^= 1, CloseReason::BadSignature),
    ];
    for (spoil, expected) in cases {
        let mut world = World::live();
        let entries = world.chain(1, 3);
        let mut batch = world.batch(&entries);
        spoil(&mut batch);
        let out = world.say(Message::Batch(batch));
        assert_eq!(closed(&out), Some(&expected));
        assert!(!applies(&out));
    }
}

#[test]
fn a_batch_sent_twice_or_out_of_turn_is_refused() {
    let mut world = World::live();
    let entries = world.chain(1, 3);
    let (first, second) = (world.batch(&entries[..1]), world.batch(&entries[1..]));
    assert!(applies(&world.say(Message::Batch(first.clone()))));
    let out = world.say(Message::Batch(first.clone()));
    assert_eq!(closed(&out), Some(&CloseReason::BrokenOrder { space: SPACE, after: 1 }));
    let mut world = World::live();
    assert_eq!(closed(&world.say(Message::Batch(second))), Some(&CloseReason::BrokenOrder { space: SPACE, after: 0 }));
    assert!(world.say(Message::Batch(first)).is_empty(), "a closed session hears nothing more");
}

#[test]
fn a_relay_that_floods_is_stopped() {
    let mut world = World::live();
    for entry in world.chain(1, limits::WINDOW_SPACE) {
        let batch = world.batch(&[entry]);
        assert!(applies(&world.say(Message::Batch(batch))));
    }
    let entries = world.chain(2, 1);
    let batch = world.batch(&entries);
    assert_eq!(closed(&world.say(Message::Batch(batch))), Some(&CloseReason::Window));
}

#[test]
fn an_entry_of_a_newer_program_goes_to_the_store_as_it_is() {
    let mut world = World::live();
    let mut newer = world.chain(1, 1)[0].as_bytes().to_vec();
    newer[0] = 2;
    let hash = Item::Full(newer.clone()).hash().unwrap();
    let running = running_hash(&Hash::ZERO, 1, &hash);
    let receipt = Receipt::sign(&relay(), &world.office.id, SPACE, GENERATION, 1, running);
    let out = world.say(Message::Batch(Batch { space: SPACE, first: 1, head: 1, items: vec![Item::Full(newer)], receipt }));
    assert!(applies(&out) && closed(&out).is_none());
}

#[test]
fn own_entries_are_pushed_once_and_confirmed_by_the_order() {
    let mut world = World::live();
    let entries = world.chain(0, 2);
    let out = world.handle(Event::Committed { space: SPACE });
    assert!(loads(&out));
    assert!(!loads(&world.handle(Event::Committed { space: SPACE })), "one load at a time");
    let out = world.handle(Event::Loaded { space: SPACE, entries: bytes(&entries), complete: true });
    assert_eq!(sent(&out), [Message::Push { space: SPACE, entries: bytes(&entries) }]);
    assert!(loads(&out), "what was committed meanwhile is loaded now");
    let out = world.handle(Event::Loaded { space: SPACE, entries: bytes(&entries), complete: true });
    assert!(sent(&out).is_empty(), "nothing goes twice");
    assert_eq!(world.session.status().spaces[&SPACE].unconfirmed, 2);
    let batch = world.batch(&entries);
    world.say(Message::Batch(batch));
    world.handle(Event::Applied { space: SPACE, seq: 2 });
    assert_eq!(world.session.status().spaces[&SPACE].unconfirmed, 0);
    assert!(world.session.status().is_level());
}

#[test]
fn a_commit_during_the_greeting_is_not_forgotten() {
    let mut world = World::new(None, World::snapshot());
    let _ = world.handle(Event::Committed { space: SPACE });
    world.challenge(|_| {});
    let out = world.say(Message::Welcome(vec![world.held(0, Hash::ZERO, Frontier::new())]));
    assert!(loads(&out));
}

#[test]
fn what_the_relay_lacks_is_pushed_whoever_wrote_it() {
    let world = World::live();
    let entries = world.chain(1, 2);
    let mut frontier = Frontier::new();
    frontier.advance(entries[1].header().device, Tip { counter: 2, hash: entries[1].hash() }).unwrap();
    let position = SpacePosition { receipt: None, frontier };
    let mut world = World::new(None, Snapshot { spaces: [(SPACE, position)].into(), ..World::snapshot() });
    world.challenge(|_| {});
    let out = world.say(Message::Welcome(vec![world.held(0, Hash::ZERO, Frontier::new())]));
    assert!(loads(&out));
    let out = world.handle(Event::Loaded { space: SPACE, entries: bytes(&entries), complete: true });
    assert_eq!(sent(&out), [Message::Push { space: SPACE, entries: bytes(&entries) }]);
}

#[test]
fn nothing_follows_a_refused_entry_in_its_chain() {
    let mut world = World::live();
    let entries = world.chain(0, 3);
    world.handle(Event::Committed { space: SPACE });
    world.handle(Event::Loaded { space: SPACE, entries: bytes(&entries[..1]), complete: true });
    let device = entries[0].header().device;
    let out = world.say(Message::Refused { space: SPACE, device, counter: 1, code: RefusalCode::Fork });
    assert!(out.contains(&Output::Refused { space: SPACE, device, counter: 1, code: RefusalCode::Fork }));
    world.handle(Event::Committed { space: SPACE });
    let out = world.handle(Event::Loaded { space: SPACE, entries: bytes(&entries[1..]), complete: true });
    assert!(sent(&out).is_empty());
    assert!(world.session.status().is_level(), "a refused entry does not keep the desk busy");
}

#[test]
fn a_chain_is_never_pushed_with_a_hole() {
    let mut world = World::live();
    let entries = world.chain(0, 3);
    world.handle(Event::Committed { space: SPACE });
    let spoilt = [bytes(&entries[..1]), vec![vec![0; 9]], bytes(&entries[2..])].concat();
    let out = world.handle(Event::Loaded { space: SPACE, entries: spoilt, complete: true });
    assert_eq!(sent(&out), [Message::Push { space: SPACE, entries: bytes(&entries[..1]) }]);
}

#[test]
fn a_named_entry_that_is_missing_comes_in_full_next_time() {
    let chain = World::live().chain(1, 1);
    let device = chain[0].header().device;
    let mut frontier = Frontier::new();
    frontier.advance(device, Tip { counter: 1, hash: Hash::ZERO }).unwrap();
    let position = SpacePosition { receipt: None, frontier };
    let snapshot = Snapshot { spaces: [(SPACE, position)].into(), ..World::snapshot() };
    let mut world = World::new(None, snapshot.clone());
    world.challenge(|_| {});
    world.say(Message::Welcome(vec![world.held(0, Hash::ZERO, Frontier::new())]));
    let out = world.handle(Event::Missing { space: SPACE, device });
    assert_eq!(closed(&out), Some(&CloseReason::Missing(SPACE)));
    let _ = world.handle(Event::Disconnected);
    let out = world.handle(Event::Connected { nonce: [1; 32], snapshot });
    world.hello = sent(&out).remove(0).encode().unwrap();
    let Some(Message::Proof(proof)) = sent(&world.challenge(|_| {})).pop() else { panic!() };
    assert!(proof.positions[0].frontier.is_empty());
}

#[test]
fn a_desk_whose_own_chain_is_behind_is_told() {
    let mut world = World::new(None, World::snapshot());
    world.challenge(|_| {});
    let mut frontier = Frontier::new();
    let own = world.office.members[0].secret.id();
    frontier.advance(own, Tip { counter: 5, hash: Hash::ZERO }).unwrap();
    let out = world.say(Message::Welcome(vec![world.held(5, Hash::ZERO, frontier)]));
    assert!(out.contains(&Output::OwnChainAhead { space: SPACE, counter: 5 }));
}

#[test]
fn a_relay_that_is_behind_its_own_receipt_is_refused() {
    let office = common::office(1);
    let running = Hash::from_bytes([3; 32]);
    let receipt = Some(Receipt::sign(&relay(), &office.id, SPACE, GENERATION, 3, running));
    for (head, at_head) in [(2, running), (3, Hash::ZERO)] {
        let position = SpacePosition { receipt, frontier: Frontier::new() };
        let relay = Some(RelayIdentity { key: relay().public(), generation: GENERATION });
        let mut world = World::new(None, Snapshot { relay, spaces: [(SPACE, position)].into(), ..World::snapshot() });
        world.challenge(|_| {});
        let out = world.say(Message::Welcome(vec![world.held(head, at_head, Frontier::new())]));
        assert_eq!(closed(&out), Some(&CloseReason::BrokenOrder { space: SPACE, after: 3 }));
    }
}

#[test]
fn messages_at_the_wrong_moment_are_refused() {
    let wrong = [Message::Ping(1), Message::Push { space: SPACE, entries: Vec::new() }, Message::Ack { space: SPACE, seq: 1 }];
    for message in wrong {
        let worlds = [World::new(None, World::snapshot()), World::live()];
        for mut world in worlds {
            let expected = CloseReason::Unexpected(message.name());
            let out = world.say(message.clone());
            assert_eq!(closed(&out), Some(&expected));
            assert_eq!(sent(&out), [Message::Close(CloseCode::Protocol)]);
            assert_eq!(world.session.status().phase, Phase::Offline);
        }
    }
    let mut world = World::live();
    let again = Message::Welcome(vec![world.held(0, Hash::ZERO, Frontier::new())]);
    assert_eq!(closed(&world.say(again)), Some(&CloseReason::Unexpected("Welcome")));
}

#[test]
fn the_relays_reason_is_passed_on() {
    let mut world = World::live();
    let out = world.say(Message::Close(CloseCode::Stopping));
    assert_eq!(closed(&out), Some(&CloseReason::ByRelay(CloseCode::Stopping)));
    assert!(sent(&out).is_empty());
}

#[test]
fn silence_is_noticed() {
    let mut world = World::live();
    world.now = limits::PING_AFTER - 1;
    assert!(world.handle(Event::Tick).is_empty());
    world.now += 1;
    assert_eq!(sent(&world.handle(Event::Tick)), [Message::Ping(limits::PING_AFTER)]);
    assert!(world.handle(Event::Tick).is_empty());
    assert!(world.say(Message::Pong(limits::PING_AFTER)).is_empty());
    world.now += limits::SILENCE;
    assert_eq!(closed(&world.handle(Event::Tick)), Some(&CloseReason::Silent));
    let mut world = World::new(None, World::snapshot());
    world.now = limits::GREETING;
    assert_eq!(closed(&world.handle(Event::Tick)), Some(&CloseReason::Silent));
}

proptest! {
    #[test]
    fn no_bytes_whatever_harm_a_session(frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..80), 1..5)) {
        for mut world in [World::new(None, World::snapshot()), World::live()] {
            for frame in &frames {
                let out = world.handle(Event::Received(frame.clone()));
                prop_assert!(!applies(&out));
            }
        }
    }
}
