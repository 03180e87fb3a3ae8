//! A relay that lies to a desk: the session and the replica are real, what they are told is made here.

use std::collections::VecDeque;

use registers::book::visits;
use registers::{Op, RecordId};
use replica::{Durability, Replica};
use sync::message::{Batch, CHALLENGE_DOMAIN, Challenge, CloseCode, Held, Item, LogHead, Message};
use sync::session::{CloseReason, Event, Identity, Output, RelayIdentity, Session};
use sync::{Frontier, Receipt, limits, running_hash};
use trust::entry::Entry;
use trust::id::{Hash, SpaceId};
use trust::key::{DeviceSecret, RelaySecret};

use super::{Table, name, records};
use crate::hostile::forge::SPACE;
use crate::hostile::scene::{Scene, State, add, at, desk_folder, entropy, office};

fn relay() -> RelaySecret {
    RelaySecret::from_seed([7; 32])
}

/// A desk on the line with a relay.
struct Line<'a> {
    desk: &'a mut Replica,
    session: Session,
    hello: Vec<u8>,
    generation: u64,
    /// How far the relay's order goes, and the hash there.
    seq: u64,
    running: Hash,
    /// What the desk says to the relay.
    heard: Vec<Message>,
    /// What came of what the relay said.
    closed: Option<CloseReason>,
    order: Option<RelayIdentity>,
    changed: Vec<RecordId>,
    stored: usize,
}

impl<'a> Line<'a> {
    fn greet(desk: &'a mut Replica, pinned: Option<RelaySecret>) -> Line<'a> {
        let relay = pinned.map(|relay| relay.public());
        let session = Session::new(Identity { office: desk.office(), device: desk.secret().clone(), relay });
        let snapshot = desk.snapshot().unwrap();
        let (heard, changed) = (Vec::new(), Vec::new());
        let (closed, order) = (None, None);
        let (hello, running) = (Vec::new(), Hash::ZERO);
        let mut line = Line { desk, session, hello, generation: 4, seq: 0, running, heard, closed, order, changed, stored: 0 };
        line.tell(Event::Connected { nonce: [1; 32], snapshot });
        line.hello = line.heard.remove(0).encode().unwrap();
        line
    }

    /// A desk that has heard everything that the relay holds of a space, which is nothing.
    fn live(desk: &'a mut Replica, space: SpaceId) -> Line<'a> {
        let mut line = Line::greet(desk, None);
        line.challenge(|_| {});
        line.welcome(space, 0, Hash::ZERO);
        assert_eq!(line.closed, None);
        line
    }

    fn tell(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for output in self.session.handle(event, 0) {
                match output {
                    Output::Send(bytes) => self.heard.push(Message::decode(&bytes).unwrap()),
                    Output::Close(reason) => self.closed = Some(reason),
                    output => {
                        if let Output::NewOrder(identity) = &output {
                            self.order = Some(*identity);
                        }
                        let (more, received) = self.desk.answer(&output, at(0).unix_ms).unwrap();
                        self.changed.extend(received.records);
                        self.stored += received.stored;
                        events.extend(more);
                    }
                }
            }
        }
    }

    fn say(&mut self, message: &Message) {
        self.tell(Event::Received(message.encode().unwrap()));
    }

    /// The relay's challenge, spoilt after it was signed.
    fn challenge(&mut self, spoil: impl FnOnce(&mut Challenge)) {
        let log = self.desk.membership();
        let membership = Some(LogHead { len: log.len() as u64, head: log.head() });
        let (version, nonce, generation) = (limits::VERSION, [2; 32], self.generation);
        let mut challenge = Challenge { version, relay: relay().public(), nonce, generation, membership, signature: [0; 64] };
        challenge.signature = relay().sign(CHALLENGE_DOMAIN, &challenge.statement(&self.hello));
        spoil(&mut challenge);
        self.say(&Message::Challenge(challenge));
    }

    fn welcome(&mut self, space: SpaceId, head: u64, running: Hash) {
        self.say(&Message::Welcome(vec![Held { space, head, running, frontier: Frontier::new() }]));
    }

    /// The next entries in the relay's order.
    fn batch(&mut self, space: SpaceId, entries: &[Vec<u8>]) -> Batch {
        let first = self.seq + 1;
        let items: Vec<Item> = entries.iter().map(|entry| Item::Full(entry.clone())).collect();
        for item in &items {
            self.seq += 1;
            self.running = running_hash(&self.running, self.seq, &item.hash().unwrap());
        }
        let receipt = Receipt::sign(&relay(), &self.desk.office(), space, self.generation, self.seq, self.running);
        Batch { space, first, head: self.seq, items, receipt }
    }

    /// What came of it.
    fn observed(&self) -> String {
        match &self.closed {
            Some(reason) => format!("the desk hangs up: `{}`, {}", name(reason), records(self.changed.len())),
            None => format!("nothing is noticed, {}", records(self.changed.len())),
        }
    }
}

/// A relay that lies about an order of two honest entries; nothing of it reaches the records.
fn lies(table: &mut Table, attack: &str, lie: impl FnOnce(&mut Line<'_>, Vec<Vec<u8>>)) {
    let mut scene = Scene::new();
    let entries = vec![scene.forger.honest("甲").1, scene.forger.honest("乙").1];
    let before = State::of(&scene.victim);
    let mut line = Line::live(&mut scene.victim, SPACE);
    lie(&mut line, entries.clone());
    let observed = line.observed();
    assert!(line.changed.is_empty(), "{attack}");
    assert_eq!(State::of(&scene.victim), before, "{attack}");
    table.holds(attack, "the desk hangs up", &observed);
    // The truth is taken in afterwards.
    let mut line = Line::live(&mut scene.victim, SPACE);
    let batch = line.batch(SPACE, &entries);
    line.say(&Message::Batch(batch));
    assert_eq!((line.closed.clone(), line.changed.len()), (None, 2), "{attack}");
}

fn order(table: &mut Table) {
    lies(table, "puts two entries in another order than it has signed", |line, entries| {
        let mut batch = line.batch(SPACE, &entries);
        batch.items.swap(0, 1);
        line.say(&Message::Batch(batch));
    });
    lies(table, "leaves out one entry of its order", |line, entries| {
        let mut batch = line.batch(SPACE, &entries);
        batch.items.remove(0);
        line.say(&Message::Batch(batch));
    });
    lies(table, "forges a receipt", |line, entries| {
        let mut batch = line.batch(SPACE, &entries);
        batch.receipt.signature[0] ^= 1;
        line.say(&Message::Batch(batch));
    });
    lies(table, "hands over a receipt of another relay", |line, entries| {
        let mut batch = line.batch(SPACE, &entries);
        let other = RelaySecret::from_seed([8; 32]);
        batch.receipt = Receipt::sign(&other, &line.desk.office(), SPACE, 4, line.seq, line.running);
        line.say(&Message::Batch(batch));
    });
    lies(table, "sends what is no message", |line, _| line.tell(Event::Received(vec![0xFF; 60])));
}

fn key(table: &mut Table) {
    let mut scene = Scene::new();
    let before = State::of(&scene.victim);
    let mut line = Line::greet(&mut scene.victim, Some(RelaySecret::from_seed([8; 32])));
    line.challenge(|_| {});
    table.holds("proves another key than the one that the desk knows", "the desk hangs up", &line.observed());
    let mut line = Line::greet(&mut scene.victim, Some(relay()));
    line.challenge(|challenge| challenge.signature[0] ^= 1);
    table.holds("claims the key that the desk knows, and does not have it", "the desk hangs up", &line.observed());
    assert_eq!(State::of(&scene.victim), before);
}

fn age(table: &mut Table) {
    let mut scene = Scene::new();
    let entries = vec![scene.forger.honest("甲").1, scene.forger.honest("乙").1];
    let mut line = Line::live(&mut scene.victim, SPACE);
    let batch = line.batch(SPACE, &entries);
    line.say(&Message::Batch(batch));
    assert_eq!(line.changed.len(), 2);
    let running = line.running;
    let before = State::of(&scene.victim);
    let mut line = Line::greet(&mut scene.victim, Some(relay()));
    line.challenge(|_| {});
    line.welcome(SPACE, 1, running);
    table.holds("is rolled back behind its own receipt and says nothing of it", "the desk hangs up", &line.observed());
    assert_eq!(State::of(&scene.victim), before);
    let mut line = Line::greet(&mut scene.victim, Some(relay()));
    line.generation = 5;
    line.challenge(|_| {});
    line.welcome(SPACE, 0, Hash::ZERO);
    let again: usize = line.heard.iter().map(|m| if let Message::Push { entries, .. } = m { entries.len() } else { 0 }).sum();
    assert_eq!(line.closed, None);
    let noticed = if line.order.is_some() { "noticed" } else { "not noticed" };
    let all = line.desk.reader().unwrap().status().unwrap().entries;
    let observed = format!("{noticed}: the desk hands on {again} of {all} entries again");
    assert_eq!(again as u64, all);
    assert_eq!(State::of(&scene.victim), before);
    table.holds("has lost its order and begins a new generation", "noticed", &observed);
}

fn people(table: &mut Table) {
    let mut scene = Scene::new();
    let mut stranger = scene.forger.clone();
    let secret = DeviceSecret::from_seed([77; 32]);
    stranger.name_desk(secret.id());
    stranger.sign_with(secret);
    let (nobody, honest) = (stranger.honest("外人").1, scene.forger.honest("照常").1);
    let mut line = Line::live(&mut scene.victim, SPACE);
    let batch = line.batch(SPACE, &[nobody]);
    line.say(&Message::Batch(batch));
    assert_eq!((line.changed.len(), line.stored), (0, 0));
    let shown = line.desk.reader().unwrap().status().unwrap().quarantined;
    let batch = line.batch(SPACE, &[honest]);
    line.say(&Message::Batch(batch));
    let observed = format!("set aside: {shown} is shown, and the next entry counts: {}", records(line.changed.len()));
    assert_eq!((line.closed.clone(), line.changed.len()), (None, 1));
    table.holds("puts an entry of a desk that was never admitted into its order", "set aside", &observed);
}

/// The relay hands over one batch after another and never waits.
fn flood(table: &mut Table) {
    let mut scene = Scene::new();
    let mut line = Line::live(&mut scene.victim, SPACE);
    let mut sent = 0;
    let closed = loop {
        let entry = scene.forger.honest("灌水").1;
        let batch = line.batch(SPACE, &[entry]);
        sent += 1;
        // The replica answers only later, which is what a flood is about: the session is asked alone.
        let out = line.session.handle(Event::Received(Message::Batch(batch).encode().unwrap()), 0);
        if let Some(reason) = out.into_iter().find_map(|o| if let Output::Close(reason) = o { Some(reason) } else { None }) {
            break reason;
        }
        assert!(sent < 10_000, "it never ends");
    };
    let observed = format!("the desk hangs up: `{}` at batch {sent} without an answer", name(&closed));
    table.holds("sends without waiting for answers", "the desk hangs up", &observed);
}

/// Two letters of one desk, and whether another desk that is shown the first `shown` of them takes itself for level.
fn kept_back(folder: &std::path::Path, n: u64, entries: &[Vec<u8>], shown: usize) -> (bool, usize) {
    let mut desk = Replica::open(&desk_folder(folder, n), entropy(500 + n), Durability::Process).unwrap();
    let mut line = Line::live(&mut desk, SPACE);
    let batch = line.batch(SPACE, &entries[..shown]);
    line.say(&Message::Batch(batch));
    assert_eq!(line.closed, None);
    (line.session.status().is_level(), line.changed.len())
}

/// What a relay does not show; and two desks that are shown different ages of one order.
fn withheld(table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let mut desks = office(folder.path(), 3);
    add(&mut desks[2], 1, "甲");
    add(&mut desks[2], 2, "乙");
    let entries = desks[2].entries_beyond(SPACE, &Frontier::new(), 1 << 20).unwrap().0;
    drop(desks);
    let (level, has) = kept_back(folder.path(), 0, &entries, 1);
    let takes = |level: bool| if level { "takes itself for level" } else { "waits" };
    let observed = format!("the desk {} with {has} of {} entries", takes(level), entries.len());
    table.open("keeps back the newest entries", "noticed", &observed);
    let (other, more) = kept_back(folder.path(), 1, &entries, 2);
    assert_eq!((level, other), (true, true));
    let observed = format!("one desk {} with {has} of {} entries, the other one with {more}", takes(level), entries.len());
    table.open("shows two desks different ages of its order", "noticed", &observed);
}

/// A visit with a telephone number, and how its number stands at the desk that gets it.
fn pieces(table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let [mut first, mut second]: [Replica; 2] = office(folder.path(), 2).try_into().ok().unwrap();
    let ops = [Op::set(visits::VISITOR, "王先生"), Op::set(visits::PHONE, "13800001111")];
    let id = first.transact("create:visits", at(1), |edit| edit.create(&visits::REGISTER, &ops)).unwrap().value;
    let whole = first.entries_beyond(SpaceId::RECEPTION, &Frontier::new(), 1 << 20).unwrap().0.remove(0);
    let entry = Entry::parse(whole.clone()).unwrap();
    let count = entry.pieces();
    let taken = entry.without(|_| true).into_bytes();
    // Another value in the place of the true one.
    let mut bent = whole.clone();
    let last = bent.len() - 1;
    bent[last] ^= 1;
    let before = super::all_of(&second);
    let received = second.receive_unordered(SpaceId::RECEPTION, &[bent], at(2).unix_ms).unwrap();
    assert_eq!((received.records.len(), super::all_of(&second)), (0, before));
    let observed = super::counted("refused", received.refused.iter().map(|refused| super::code(&refused.reason)), 1);
    table.holds("changes a piece of personal data beside an entry", "refused", &observed);
    let mut line = Line::live(&mut second, SpaceId::RECEPTION);
    let batch = line.batch(SpaceId::RECEPTION, &[taken]);
    line.say(&Message::Batch(batch));
    let changed = line.changed.len();
    assert_eq!(line.closed, None);
    let values = second.reader().unwrap().record(id).unwrap().map_or(0, |shown| shown.record.values("phone").len());
    let observed = format!("taken in: {} with {values} of {count} values", records(changed));
    table.open("drops the pieces of personal data of an entry, though nothing was erased", "noticed", &observed);
}

/// What travels when a desk hands its work to a relay that it meets for the first time, whoever that is.
fn first(table: &mut Table) {
    let title = "一份只给自己看的来文";
    let folder = tempfile::tempdir().unwrap();
    let mut desk = office(folder.path(), 1).remove(0);
    add(&mut desk, 1, title);
    let line = Line::live(&mut desk, SPACE);
    let all = line.desk.reader().unwrap().status().unwrap().entries;
    let pushed: usize = line.heard.iter().map(|m| if let Message::Push { entries, .. } = m { entries.len() } else { 0 }).sum();
    let observed = format!("the desk hands over {pushed} of {all} entries");
    table.open("stands in the place of the right one before a founding desk has met that", "the desk hangs up", &observed);
    let wire: Vec<u8> = line.heard.iter().flat_map(|message| message.encode().unwrap()).chain(line.hello.clone()).collect();
    let holds = |text: &[u8]| wire.windows(text.len()).any(|window| window == text);
    let shown = |text: &[u8]| if holds(text) { "seen" } else { "not seen" };
    let (device, office) = (line.desk.device(), line.desk.office());
    assert!(pushed > 0);
    let told = format!(
        "the title is {}; the id of the desk is {}, that of the office is {}",
        shown(title.as_bytes()),
        shown(&device.0),
        shown(&office.0)
    );
    table.holds("reads what a desk sends, or somebody on its network", "the title is not seen", &told);
}

/// Only the list of members can take a desk out of the office.
fn revoked(table: &mut Table) {
    let mut scene = Scene::new();
    let mut line = Line::live(&mut scene.victim, SPACE);
    line.say(&Message::Close(CloseCode::Revoked));
    assert_eq!(line.closed, Some(CloseReason::ByRelay(CloseCode::Revoked)));
    let believed = if scene.victim.is_revoked() { "believed" } else { "not believed" };
    add(&mut scene.victim, 5, "照常");
    table.holds(
        "says that the desk was revoked, and hands over no proof",
        "not believed",
        &format!("{believed}: the desk goes on writing"),
    );
}

pub fn run(table: &mut Table) {
    table.part("A relay that");
    order(table);
    key(table);
    age(table);
    people(table);
    flood(table);
    pieces(table);
    revoked(table);
    first(table);
    withheld(table);
}
