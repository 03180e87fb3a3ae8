//! The room, hand-driven: what it takes, what it refuses, and that nothing leaves it before it is stored.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod common;

use common::{Member, Office};
use std::sync::Arc;
use sync::message::{Batch, CloseCode, Hello, Item, Message, PROOF_DOMAIN, Position, Proof, RefusalCode};
use sync::room::{Config, ConnectionId, Event, Output, Page, Room, Sequenced, Stored, StoredSpace, Write};
use sync::session::ANY_OFFICE;
use sync::{Frontier, Receipt, Tip, limits, running_hash};
use trust::entry::Entry;
use trust::id::{Hash, OfficeId, SpaceId};
use trust::key::RelaySecret;
use trust::membership::Membership;
use trust::recovery::RecoverySecret;

const SPACE: SpaceId = SpaceId::GENERAL;

/// A room and its store, of which each piece of work is done by hand.
struct World {
    office: Office,
    room: Room,
    /// Writes that wait to be stored.
    writes: Vec<(u64, Write)>,
    /// Reads that wait to be answered.
    reads: Vec<Output>,
    /// What was sent to whom.
    sent: Vec<(ConnectionId, Message)>,
    closed: Vec<(ConnectionId, CloseCode)>,
    halted: bool,
    now: u64,
    next: u64,
}

fn relay() -> Arc<RelaySecret> {
    Arc::new(RelaySecret::from_seed([7; 32]))
}

fn config() -> Config {
    Config { relay: relay(), may_found: true, tail_bytes: 1 << 20 }
}

impl World {
    /// A room that knows the office.
    fn new() -> Self {
        let office = common::office(3);
        Self::with(Stored { generation: 4, membership: office.log, ..Stored::default() })
    }

    fn with(stored: Stored) -> Self {
        let office = common::office(3);
        let room = Room::new(office.id, config(), stored).unwrap();
        Self { office, room, writes: Vec::new(), reads: Vec::new(), sent: Vec::new(), closed: Vec::new(), halted: false, now: 0, next: 0 }
    }

    fn handle(&mut self, event: Event) {
        for output in self.room.handle(event, self.now) {
            match output {
                Output::Send { connection, bytes } => self.sent.push((connection, Message::decode(&bytes).unwrap())),
                Output::Store { ticket, write } => self.writes.push((ticket, write)),
                read @ (Output::Load { .. } | Output::Find { .. }) => self.reads.push(read),
                Output::Refused(_) => {}
                Output::Close { connection, code } => self.closed.push((connection, code)),
                Output::Halt => self.halted = true,
            }
        }
    }

    fn say(&mut self, connection: ConnectionId, message: Message) {
        self.handle(Event::Received { connection, bytes: message.encode().unwrap() });
    }

    /// Everything waiting becomes durable.
    fn store(&mut self) -> Vec<Write> {
        let writes = std::mem::take(&mut self.writes);
        for (ticket, _) in &writes {
            self.handle(Event::Stored { ticket: *ticket, ok: true });
        }
        writes.into_iter().map(|(_, write)| write).collect()
    }

    /// What was sent to a connection since the last look.
    fn heard(&mut self, connection: ConnectionId) -> Vec<Message> {
        let (mine, others) = std::mem::take(&mut self.sent).into_iter().partition(|(to, _)| *to == connection);
        self.sent = others;
        mine.into_iter().map(|(_, message)| message).collect()
    }

    fn greet(&mut self, member: &Member, membership: Option<&[Vec<u8>]>, positions: Vec<Position>) -> ConnectionId {
        self.next += 1;
        let connection = ConnectionId(self.next);
        self.handle(Event::Connected { connection, nonce: [2; 32] });
        let hello = Message::Hello(Hello {
            versions: vec![9, limits::VERSION],
            office: self.office.id,
            device: member.secret.id(),
            nonce: [1; 32],
        });
        self.say(connection, hello.clone());
        let challenge = self.heard(connection).remove(0);
        assert_eq!(challenge.name(), "Challenge");
        if let Some(entries) = membership {
            self.say(connection, Message::Membership { from: 0, entries: entries.to_vec() });
        }
        let statement = Proof::statement(&hello.encode().unwrap(), &challenge.encode().unwrap());
        let signature = member.secret.sign(PROOF_DOMAIN, &statement);
        let locator = vec![common::head(&self.office.log)];
        self.say(connection, Message::Proof(Proof { signature, locator, positions }));
        connection
    }

    /// A live connection of a desk that holds nothing.
    fn join(&mut self, at: usize) -> ConnectionId {
        let member = self.office.members[at].clone();
        let connection = self.greet(&member, None, Vec::new());
        assert_eq!(self.heard(connection).last().map(Message::name), Some("Welcome"));
        connection
    }

    fn chain(&self, at: usize, count: usize) -> Vec<Entry> {
        let mut frontier = Frontier::new();
        (0..count).map(|n| self.link(at, &mut frontier, format!("{n}").as_bytes())).collect()
    }

    fn link(&self, at: usize, frontier: &mut Frontier, text: &[u8]) -> Entry {
        let head = common::head(&self.office.log);
        let entry = self.office.members[at].write(self.office.id, SPACE, frontier, head, text);
        frontier.advance(entry.header().device, Tip { counter: entry.header().counter, hash: entry.hash() }).unwrap();
        entry
    }

    fn push(&mut self, connection: ConnectionId, entries: &[Entry]) {
        let entries = entries.iter().map(|entry| entry.as_bytes().to_vec()).collect();
        self.say(connection, Message::Push { space: SPACE, entries });
    }
}

fn refusals(messages: &[Message]) -> Vec<(u64, RefusalCode)> {
    let code = |message: &Message| match message {
        Message::Refused { counter, code, .. } => Some((*counter, *code)),
        _ => None,
    };
    messages.iter().filter_map(code).collect()
}

fn batches(messages: Vec<Message>) -> Vec<Batch> {
    let batch = |message| {
        if let Message::Batch(batch) = message { Some(batch) } else { None }
    };
    messages.into_iter().filter_map(batch).collect()
}

fn placed(entries: &[Entry]) -> Vec<Sequenced> {
    let (mut seq, mut running) = (0, Hash::ZERO);
    let mut place = |entry: &Entry| {
        seq += 1;
        running = running_hash(&running, seq, &entry.hash());
        let (device, counter, hash) = (entry.header().device, entry.header().counter, entry.hash());
        Sequenced { seq, device, counter, hash, running, bytes: Arc::from(entry.as_bytes()) }
    };
    entries.iter().map(&mut place).collect()
}

/// The state of a store that holds these entries.
fn holding(office: &Office, entries: &[Entry]) -> Stored {
    let order = placed(entries);
    let mut frontier = Frontier::new();
    for entry in &order {
        frontier.advance(entry.device, Tip { counter: entry.counter, hash: entry.hash }).unwrap();
    }
    let last = order.last().unwrap();
    let space = StoredSpace { seq: last.seq, running: last.running, frontier };
    Stored { generation: 4, membership: office.log.clone(), spaces: [(SPACE, space)].into() }
}

#[test]
fn nothing_is_sent_before_it_is_stored() {
    let mut world = World::new();
    let (first, second) = (world.join(0), world.join(1));
    let entries = world.chain(0, 2);
    world.push(first, &entries);
    assert!(world.heard(first).is_empty() && world.heard(second).is_empty());
    world.store();
    let [to_first] = &batches(world.heard(first))[..] else { panic!("one batch") };
    let [to_second] = &batches(world.heard(second))[..] else { panic!("one batch") };
    assert!(to_first.items.iter().all(|item| matches!(item, Item::Known { .. })), "the pusher has them");
    assert!(to_second.items.iter().all(|item| matches!(item, Item::Full(_))));
    assert_eq!(to_first.receipt, to_second.receipt);
    assert!(to_first.receipt.is_from(&relay().public(), &world.office.id, SPACE));
    assert_eq!((to_first.first, to_first.head, to_first.receipt.seq), (1, 2, 2));
}

#[test]
fn point_16_an_entry_pushed_a_thousand_times_has_one_place() {
    let mut world = World::new();
    let connections = [world.join(0), world.join(0), world.join(1)];
    let entries = world.chain(0, 1);
    for n in 0..1_000 {
        world.push(connections[n % 3], &entries);
        if n == 500 {
            world.store();
        }
    }
    world.store();
    let receipts: Vec<_> = connections
        .iter()
        .map(|connection| {
            let heard = world.heard(*connection);
            assert!(refusals(&heard).is_empty());
            let [batch] = &batches(heard)[..] else { panic!("one batch") };
            batch.receipt
        })
        .collect();
    assert_eq!((receipts[0].seq, receipts[0]), (1, receipts[1]));
    assert_eq!(receipts[1], receipts[2]);
}

#[test]
fn a_duplicate_that_left_the_tail_is_looked_up() {
    let office = common::office(3);
    let entries = World::new().chain(0, 3);
    let mut world = World::with(holding(&office, &entries));
    let connection = world.join(1);
    world.reads.clear();
    world.push(connection, &entries[..2]);
    let [Output::Find { entries: asked, .. }] = &world.reads[..] else { panic!("{:?}", world.reads) };
    let found = asked.iter().map(|candidate| (candidate.clone(), candidate.hash)).collect();
    world.handle(Event::Found { connection, space: SPACE, found: Some(found) });
    assert!(refusals(&world.heard(connection)).is_empty() && world.writes.is_empty());
}

#[test]
fn another_entry_with_a_taken_counter_is_a_fork_and_kept() {
    let mut world = World::new();
    let connection = world.join(0);
    let entries = world.chain(0, 2);
    world.push(connection, &entries);
    world.store();
    let other = world.link(0, &mut Frontier::new(), b"another first one");
    let mut after_other = Frontier::new();
    after_other.advance(other.header().device, Tip { counter: 2, hash: other.hash() }).unwrap();
    let third = world.link(0, &mut after_other, b"third after another second one");
    world.push(connection, &[other.clone(), third, other.clone()]);
    let refused = refusals(&world.heard(connection));
    assert_eq!(refused, [(1, RefusalCode::Fork), (3, RefusalCode::Fork), (1, RefusalCode::Fork)]);
    let kept = world.store();
    assert_eq!(kept.len(), 1, "one proof is enough: {kept:?}");
    assert!(matches!(&kept[0], Write::Fork { counter: 1, bytes, .. } if bytes == other.as_bytes()));
}

#[test]
fn a_fork_that_its_author_did_not_sign_is_no_proof() {
    let mut world = World::new();
    let connection = world.join(0);
    let entries = world.chain(0, 1);
    world.push(connection, &entries);
    world.store();
    let mut forged = entries[0].as_bytes().to_vec();
    forged[230] ^= 1;
    world.push(connection, &[Entry::parse(forged).unwrap()]);
    assert_eq!(refusals(&world.heard(connection)), [(1, RefusalCode::BadSignature)]);
    assert!(world.writes.is_empty());
}

#[test]
fn what_is_refused_holds_nothing_up() {
    let mut world = World::new();
    let connection = world.join(0);
    let (mine, others) = (world.chain(0, 3), world.chain(1, 1));
    let office = world.office.clone();
    let head = common::head(&office.log);
    let elsewhere = office.members[0].write(office.id, SpaceId::RECEPTION, &Frontier::new(), head, b"x");
    let unknown_head = office.members[2].write(office.id, SPACE, &Frontier::new(), Hash::from_bytes([9; 32]), b"x");
    let stranger = office.members[2].with_key([99; 32]);
    let stranger = stranger.write(office.id, SPACE, &Frontier::new(), head, b"x");
    let batch = [mine[0].clone(), mine[2].clone(), elsewhere, unknown_head, stranger, others[0].clone()];
    world.push(connection, &batch);
    let expected = [(3, RefusalCode::Gap), (1, RefusalCode::WrongSpace), (1, RefusalCode::UnknownHead), (1, RefusalCode::NotMember)];
    assert_eq!(refusals(&world.heard(connection)), expected);
    let stored = world.store();
    let [Write::Entries { entries, .. }] = &stored[..] else { panic!("{stored:?}") };
    assert_eq!(entries.iter().map(|entry| entry.hash).collect::<Vec<_>>(), [mine[0].hash(), others[0].hash()]);
}

#[test]
fn a_space_without_a_right_is_closed_both_ways() {
    let mut world = World::new();
    let connection = world.join(2);
    let office = world.office.clone();
    let head = common::head(&office.log);
    let entry = office.members[0].write(office.id, SpaceId::PERSONNEL, &Frontier::new(), head, b"x");
    let push = Message::Push { space: SpaceId::PERSONNEL, entries: vec![entry.as_bytes().to_vec()] };
    world.say(connection, push.clone());
    assert_eq!(refusals(&world.heard(connection)), [(1, RefusalCode::NotAllowed)]);
    let admin = world.join(0);
    world.say(admin, push);
    world.store();
    assert_eq!(batches(world.heard(admin)).len(), 1);
    assert!(world.heard(connection).is_empty());
}

#[test]
fn a_failed_write_ends_everything() {
    let mut world = World::new();
    let (first, second) = (world.join(0), world.join(1));
    let entries = world.chain(0, 1);
    world.push(first, &entries);
    let (ticket, _) = world.writes.remove(0);
    world.handle(Event::Stored { ticket, ok: false });
    assert_eq!(world.closed, [(first, CloseCode::Internal), (second, CloseCode::Internal)]);
    assert!(world.halted && batches(world.heard(first)).is_empty());
}

#[test]
fn the_window_is_kept() {
    let mut world = World::new();
    let (first, second) = (world.join(0), world.join(1));
    for entry in world.chain(0, 10) {
        world.push(first, &[entry]);
        world.store();
    }
    let sent = batches(world.heard(second));
    assert_eq!(sent.len(), limits::WINDOW_SPACE);
    world.say(second, Message::Ack { space: SPACE, seq: 2 });
    let more = batches(world.heard(second));
    assert_eq!(more.iter().map(|batch| batch.items.len()).sum::<usize>(), 6, "what waited goes together");
    world.say(second, Message::Ack { space: SPACE, seq: 11 });
    assert_eq!(world.closed, [(second, CloseCode::Protocol)], "nobody can confirm what was not sent");
}

#[test]
fn an_order_that_was_set_back_begins_a_new_generation() {
    let office = common::office(3);
    let entries = World::new().chain(0, 5);
    let order = placed(&entries);
    let receipt = |seq: u64, running, generation| Receipt::sign(&relay(), &office.id, SPACE, generation, seq, running);
    let cases = [
        (receipt(9, Hash::from_bytes([1; 32]), 4), 5, "beyond the head"),
        (receipt(5, Hash::from_bytes([1; 32]), 4), 5, "another order at the head"),
        (receipt(1, order[0].running, 6), 7, "a later generation"),
    ];
    for (receipt, expected, case) in cases {
        let mut world = World::with(holding(&office, &entries));
        let other = world.join(0);
        let position = Position { space: SPACE, receipt: Some(receipt), frontier: Frontier::new() };
        let connection = world.greet(&office.members[1], None, vec![position]);
        assert_eq!(world.closed, [(other, CloseCode::Generation), (connection, CloseCode::Generation)], "{case}");
        assert_eq!(world.store(), [Write::Generation(expected)], "{case}");
        let Message::Challenge(challenge) = world.challenge() else { panic!() };
        assert_eq!(challenge.generation, expected, "{case}");
    }
}

#[test]
fn another_past_below_the_head_begins_a_new_generation() {
    let office = common::office(3);
    let entries = World::new().chain(0, 5);
    let mut world = World::with(holding(&office, &entries));
    let receipt = Receipt::sign(&relay(), &office.id, SPACE, 4, 2, Hash::from_bytes([1; 32]));
    let position = Position { space: SPACE, receipt: Some(receipt), frontier: Frontier::new() };
    let connection = world.greet(&office.members[1], None, vec![position]);
    let [Output::Load { from: 3, .. }] = world.reads[..] else { panic!("{:?}", world.reads) };
    let order = placed(&entries);
    let page = Page { before: order[1].running, entries: order[2..].to_vec() };
    world.handle(Event::Loaded { connection, space: SPACE, page: Some(page) });
    assert!(batches(world.heard(connection)).is_empty());
    assert_eq!(world.store(), [Write::Generation(5)]);
    assert_eq!(world.closed, [(connection, CloseCode::Generation)]);
}

#[test]
fn a_receipt_of_somebody_else_is_no_proof() {
    let mut world = World::new();
    let forger = RelaySecret::from_seed([8; 32]);
    let receipt = Receipt::sign(&forger, &world.office.id, SPACE, 9, 9, Hash::ZERO);
    let position = Position { space: SPACE, receipt: Some(receipt), frontier: Frontier::new() };
    let member = world.office.members[0].clone();
    let connection = world.greet(&member, None, vec![position]);
    assert_eq!(world.closed, [(connection, CloseCode::BadProof)]);
    assert!(world.writes.is_empty());
}

#[test]
fn a_page_that_contradicts_itself_goes_to_nobody() {
    let office = common::office(3);
    let entries = World::new().chain(0, 3);
    let mut world = World::with(holding(&office, &entries));
    let connection = world.join(1);
    let mut order = placed(&entries);
    order.swap(1, 2);
    world.handle(Event::Loaded { connection, space: SPACE, page: Some(Page { before: Hash::ZERO, entries: order }) });
    assert!(batches(world.heard(connection)).is_empty());
    assert_eq!(world.closed, [(connection, CloseCode::Internal)]);
}

#[test]
fn an_office_is_founded_by_a_member_and_only_when_stored() {
    let mut world = World::with(Stored { generation: 4, ..Stored::default() });
    let (log, member) = (world.office.log.clone(), world.office.members[1].clone());
    let stranger = member.with_key([99; 32]);
    let refused = world.greet(&stranger, Some(&log), Vec::new());
    assert_eq!(world.closed, [(refused, CloseCode::NotMember)]);
    let empty_handed = world.greet(&member, None, Vec::new());
    assert_eq!(world.closed[1], (empty_handed, CloseCode::UnknownOffice));
    assert!(world.writes.is_empty());
    let connection = world.greet(&member, Some(&log), Vec::new());
    assert!(world.heard(connection).is_empty(), "not before it is stored");
    assert_eq!(world.store(), [Write::Membership { from: 0, entries: log }]);
    assert_eq!(world.heard(connection).iter().map(Message::name).collect::<Vec<_>>(), ["Welcome"]);
}

#[test]
fn of_two_membership_entries_at_one_place_the_first_counts() {
    let mut world = World::new();
    let (first, second) = (world.join(0), world.join(0));
    let (office, admin) = (world.office.clone(), world.office.members[0].secret.clone());
    let membership = Membership::from_log(&office.log).unwrap();
    let newcomers = [50_u8, 51].map(|n| common::Member::new(n, &office.keyring, &[SPACE]));
    let entries = [0, 1].map(|at| {
        let (member, n): (&Member, u8) = (&newcomers[at], 50 + at as u8);
        common::admission(&membership, &admin, &office.keyring, &member.secret, &[SPACE], n)
    });
    let from = office.log.len() as u64;
    world.say(first, Message::Membership { from, entries: vec![entries[0].clone()] });
    world.say(second, Message::Membership { from, entries: vec![entries[1].clone()] });
    assert!(world.heard(second).is_empty(), "not before it is stored");
    assert_eq!(world.store().len(), 1);
    let told = Message::Membership { from, entries: vec![entries[0].clone()] };
    assert_eq!(world.heard(second), [told], "the second learns what was first");
    assert!(world.heard(first).is_empty());
    let joined = world.greet(&newcomers[0], None, Vec::new());
    assert_eq!(world.heard(joined).last().map(Message::name), Some("Welcome"));
    let refused = world.greet(&newcomers[1], None, Vec::new());
    assert_eq!(world.closed, [(refused, CloseCode::NotMember)]);
}

#[test]
fn a_space_granted_while_connected_is_opened() {
    let mut world = World::new();
    let (admin, clerk) = (world.join(0), world.join(2));
    let office = world.office.clone();
    let membership = Membership::from_log(&office.log).unwrap();
    let clerk_id = office.members[2].secret.id();
    let roles = membership.device(&clerk_id).unwrap().roles.clone();
    let secret = &office.members[0].secret;
    let entry = membership.grant(&clerk_id, &roles, &[SpaceId::RECEPTION], secret, &office.keyring, [8; 32]).unwrap();
    world.say(admin, Message::Membership { from: office.log.len() as u64, entries: vec![entry] });
    world.store();
    let heard = world.heard(clerk);
    assert_eq!(heard.iter().map(Message::name).collect::<Vec<_>>(), ["Membership", "Welcome"]);
    let Message::Welcome(spaces) = &heard[1] else { panic!() };
    assert_eq!(spaces.iter().map(|held| held.space).collect::<Vec<_>>(), [SpaceId::RECEPTION]);
}

#[test]
fn a_revoked_desk_is_put_out_and_its_later_entries_are_refused() {
    let mut world = World::new();
    let (admin, clerk) = (world.join(0), world.join(2));
    let entries = world.chain(2, 2);
    world.push(clerk, &entries[..1]);
    world.store();
    world.heard(clerk);
    let office = world.office.clone();
    let membership = Membership::from_log(&office.log).unwrap();
    let clerk_id = office.members[2].secret.id();
    let cuts = [((clerk_id, SPACE), (1, entries[0].hash()))].into();
    let entry = membership.revoke(&[clerk_id], &cuts, &office.members[0].secret, [8; 32]).unwrap();
    let from = office.log.len() as u64;
    world.say(admin, Message::Membership { from, entries: vec![entry.clone()] });
    world.store();
    assert_eq!(world.closed, [(clerk, CloseCode::Revoked)]);
    let told = [Message::Membership { from, entries: vec![entry.clone()] }, Message::Close(CloseCode::Revoked)];
    assert_eq!(world.heard(clerk), told, "it learns of it by the entry itself");
    world.heard(admin);
    world.push(admin, &entries[1..]);
    assert_eq!(refusals(&world.heard(admin)), [(2, RefusalCode::Revoked)]);
    // Whoever comes later learns it as well, and nothing of what the log says behind that.
    let mut after = membership;
    after.append(&entry).unwrap();
    let relay = trust::membership::RelayAddress { url: Some("relay.example:1".to_owned()), key: None };
    let later = after.set_relay(relay, &office.members[0].secret).unwrap();
    world.say(admin, Message::Membership { from: from + 1, entries: vec![later] });
    world.store();
    let again = world.greet(&office.members[2], None, Vec::new());
    assert_eq!(world.heard(again), told);
    assert_eq!(world.closed[1], (again, CloseCode::Revoked));
}

/// What is not durable proves nothing: a revoked desk is not turned out before the entry that shows it can be shown.
#[test]
fn a_desk_is_not_turned_out_before_the_proof_is_durable() {
    let mut world = World::new();
    let admin = world.join(0);
    let office = world.office.clone();
    let membership = Membership::from_log(&office.log).unwrap();
    let entry = membership.revoke(&[office.members[2].secret.id()], &Default::default(), &office.members[0].secret, [8; 32]).unwrap();
    let from = office.log.len() as u64;
    world.say(admin, Message::Membership { from, entries: vec![entry.clone()] });
    let clerk = world.greet(&office.members[2], None, Vec::new());
    assert_eq!((world.heard(clerk), world.closed.len()), (Vec::new(), 0), "it waits");
    world.store();
    assert_eq!(world.heard(clerk), [Message::Membership { from, entries: vec![entry] }, Message::Close(CloseCode::Revoked)]);
    assert_eq!(world.closed, [(clerk, CloseCode::Revoked)]);
}

#[test]
fn silence_ends_a_connection() {
    let mut world = World::new();
    let live = world.join(0);
    world.next += 1;
    let silent = ConnectionId(world.next);
    world.handle(Event::Connected { connection: silent, nonce: [0; 32] });
    world.now = limits::GREETING;
    world.handle(Event::Tick);
    assert_eq!(world.closed, [(silent, CloseCode::Timeout)]);
    world.say(live, Message::Ping(3));
    assert_eq!(world.heard(live), [Message::Pong(3)]);
    world.now += limits::SILENCE;
    world.handle(Event::Tick);
    assert_eq!(world.closed[1], (live, CloseCode::Timeout));
}

#[test]
fn a_message_at_the_wrong_moment_ends_the_connection() {
    let early = [
        Message::Ping(1),
        Message::Ack { space: SPACE, seq: 1 },
        Message::Push { space: SPACE, entries: Vec::new() },
        Message::Welcome(Vec::new()),
        Message::Membership { from: 0, entries: Vec::new() },
    ];
    for message in early {
        let mut world = World::new();
        world.handle(Event::Connected { connection: ConnectionId(1), nonce: [0; 32] });
        world.say(ConnectionId(1), message);
        assert_eq!(world.closed, [(ConnectionId(1), CloseCode::Protocol)]);
    }
    let late = [Message::Pong(1), Message::Welcome(Vec::new()), Message::Push { space: SPACE, entries: vec![vec![0; 700]] }];
    for message in late {
        let mut world = World::new();
        let connection = world.join(0);
        world.say(connection, message);
        assert_eq!(world.closed, [(connection, CloseCode::Protocol)]);
        assert_eq!(world.heard(connection), [Message::Close(CloseCode::Protocol)]);
    }
}

#[test]
fn a_desk_of_another_version_is_told() {
    let mut world = World::new();
    world.handle(Event::Connected { connection: ConnectionId(1), nonce: [0; 32] });
    let (office, device) = (world.office.id, world.office.members[0].secret.id());
    world.say(ConnectionId(1), Message::Hello(Hello { versions: vec![2, 3], office, device, nonce: [0; 32] }));
    assert_eq!(world.closed, [(ConnectionId(1), CloseCode::Version)]);
}

#[test]
fn a_proof_for_another_connection_is_refused() {
    let mut world = World::new();
    let member = world.office.members[0].clone();
    world.handle(Event::Connected { connection: ConnectionId(1), nonce: [0; 32] });
    let (office, device) = (world.office.id, member.secret.id());
    let hello = Message::Hello(Hello { versions: vec![limits::VERSION], office, device, nonce: [0; 32] });
    world.say(ConnectionId(1), hello.clone());
    let signature = member.secret.sign(PROOF_DOMAIN, &Proof::statement(&hello.encode().unwrap(), b"another challenge"));
    world.say(ConnectionId(1), Message::Proof(Proof { signature, locator: Vec::new(), positions: Vec::new() }));
    assert_eq!(world.closed, [(ConnectionId(1), CloseCode::BadProof)]);
}

impl World {
    /// The challenge that the next connection gets.
    fn challenge(&mut self) -> Message {
        self.next += 1;
        let connection = ConnectionId(self.next);
        self.handle(Event::Connected { connection, nonce: [3; 32] });
        let (office, device) = (self.office.id, self.office.members[0].secret.id());
        self.say(connection, Message::Hello(Hello { versions: vec![limits::VERSION], office, device, nonce: [0; 32] }));
        self.heard(connection).remove(0)
    }
}

/// Somebody with a sheet says hello; what the relay answers in the end, and why it closes.
fn with_sheet(world: &mut World, office: OfficeId, named: &RecoverySecret, signs: &RecoverySecret) -> (Vec<Message>, CloseCode) {
    world.next += 1;
    let connection = ConnectionId(world.next);
    world.handle(Event::Connected { connection, nonce: [2; 32] });
    let hello =
        Message::Hello(Hello { versions: vec![limits::VERSION], office, device: trust::id::DeviceId(named.public().id()), nonce: [1; 32] });
    world.say(connection, hello.clone());
    let heard = world.heard(connection);
    if heard[0].name() == "Challenge" {
        let statement = Proof::statement(&hello.encode().unwrap(), &heard[0].encode().unwrap());
        let signature = signs.sign(PROOF_DOMAIN, &statement);
        world.say(connection, Message::Proof(Proof { signature, locator: Vec::new(), positions: Vec::new() }));
    }
    (world.heard(connection), world.closed.last().unwrap().1)
}

#[test]
fn the_log_is_given_to_whoever_proves_to_have_a_sheet_and_to_nobody_else() {
    let mut world = World::new();
    let (sheet, other) = (common::sheet(), RecoverySecret::from_seed([61; 32]));
    let log = Message::Membership { from: 0, entries: world.office.log.clone() };
    let given = with_sheet(&mut world, ANY_OFFICE, &sheet, &sheet);
    assert_eq!(given, (vec![log, Message::Close(CloseCode::Fetched)], CloseCode::Fetched));
    let refused = |code| (vec![Message::Close(code)], code);
    assert_eq!(with_sheet(&mut world, ANY_OFFICE, &sheet, &other), refused(CloseCode::BadProof));
    assert_eq!(with_sheet(&mut world, ANY_OFFICE, &other, &other).1, CloseCode::Protocol);
    // In the place of a desk of the office it is none.
    let office = world.office.id;
    assert_eq!(with_sheet(&mut world, office, &sheet, &sheet), refused(CloseCode::NotMember));
    assert!(world.writes.is_empty());
}
