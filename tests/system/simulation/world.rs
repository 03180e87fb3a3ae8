//! Desks, relay, network and clock of one run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use registers::book::{assets, incoming_documents as letters, visits};
use registers::document::cell;
use registers::{Op, RecordId, common};
use replica::{Durability, Founding, Moment, Replica};
use server::{LogStore, MemoryStore};
use sync::message::RefusalCode;
use sync::room::{self, ConnectionId, Room};
use sync::session::{self, Identity, Session};
use tempfile::TempDir;
use trust::id::{OfficeId, SpaceId};
use trust::key::RelaySecret;
use trust::membership::ADMINISTRATOR;

use tests::Random;

const START_MS: u64 = 1_795_420_800_000;

struct Desk {
    folder: TempDir,
    replica: Replica,
    session: Session,
    connection: Option<ConnectionId>,
    connect_at: u64,
    attempt: u32,
}

struct Relay {
    store: Arc<MemoryStore>,
    room: Option<Room>,
    /// Which desk is at the other end.
    connections: BTreeMap<ConnectionId, usize>,
}

enum Happening {
    ToRelay(ConnectionId, Vec<u8>),
    ToDesk(ConnectionId, Vec<u8>),
    /// The store finishes a write of the room that lived in this life of the relay.
    Write {
        life: u64,
        ticket: u64,
        write: room::Write,
    },
    Cut(ConnectionId),
}

/// What somebody was told is saved.
enum Fact {
    Record {
        id: RecordId,
        title: String,
    },
    Row {
        id: RecordId,
        row: String,
    },
    /// Some value ever written to the title of the record.
    Title {
        id: RecordId,
        title: String,
    },
}

pub struct World {
    random: Random,
    now: u64,
    order: u64,
    agenda: BTreeMap<(u64, u64), Happening>,
    desks: Vec<Desk>,
    relay: Relay,
    life: u64,
    relay_up_at: u64,
    next_connection: u64,
    office: OfficeId,
    faults: bool,
    facts: Vec<Fact>,
    pub crashes: usize,
    /// Desks of administrators, from the first on; with more than one they change the list of members in each other's way.
    administrators: usize,
}

/// Most desks of a world.
const MAX_DESKS: usize = 7;

impl World {
    /// Desks of which only the first is an administrator's.
    pub fn new(seed: u64, desks: usize) -> World {
        World::administered(seed, desks, 1)
    }

    /// Desks of which so many are administrators', who admit others as they go on.
    pub fn administered(seed: u64, desks: usize, administrators: usize) -> World {
        let mut random = Random::new(seed);
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
        let (mut first, _) = Replica::found(folder.path(), &founding, random.entropy(), Durability::Process).unwrap();
        let mut all = Vec::new();
        for n in 1..desks {
            let folder = tempfile::tempdir().unwrap();
            let joining = Replica::request(folder.path(), &format!("职员{n}"), &format!("机{n}"), random.entropy()).unwrap();
            let (roles, spaces) = if n < administrators { (vec![ADMINISTRATOR.to_owned()], SpaceId::WELL_KNOWN.to_vec()) } else { clerk() };
            let (welcome, _) = first.admit(&joining.request, &roles, &spaces).unwrap();
            drop(Replica::accept(folder.path(), &welcome, random.entropy()).unwrap());
            all.push((folder, Replica::open, n));
        }
        let office = first.office();
        let mut places = vec![(folder, first)];
        for (folder, open, _) in all {
            let replica = open(folder.path(), random.entropy(), Durability::Process).unwrap();
            places.push((folder, replica));
        }
        let store = Arc::new(MemoryStore::new(random.bytes(), 1));
        let desks = places
            .into_iter()
            .map(|(folder, replica)| {
                let session = session_of(&replica);
                Desk { folder, replica, session, connection: None, connect_at: 0, attempt: 0 }
            })
            .collect();
        let mut world = World {
            random,
            now: START_MS,
            order: 0,
            agenda: BTreeMap::new(),
            desks,
            relay: Relay { store, room: None, connections: BTreeMap::new() },
            life: 0,
            relay_up_at: 0,
            next_connection: 1,
            office,
            faults: true,
            facts: Vec::new(),
            crashes: 0,
            administrators,
        };
        world.start_relay();
        world
    }

    /// Something happens: a person works, the network moves, or something breaks.
    pub fn step(&mut self) {
        if self.administrators > 1 && self.desks.len() < MAX_DESKS && self.random.chance(40) {
            return self.admit();
        }
        match self.random.below(100) {
            0..=29 => self.work(),
            30 => self.crash_desk(),
            31 => self.crash_relay(),
            32..=33 => {
                let connections: Vec<ConnectionId> = self.relay.connections.keys().copied().collect();
                if let Some(connection) = connections.get(self.random.below(connections.len())) {
                    self.cut(*connection);
                }
            }
            _ => self.advance(),
        }
    }

    /// The network works again; goes on until all desks hold the same.
    pub fn heal(&mut self) {
        self.faults = false;
        for _ in 0..20_000 {
            self.advance();
            if self.is_level() {
                return;
            }
        }
        panic!("no end after healing: {}", self.summary());
    }

    fn is_level(&mut self) -> bool {
        if !self.agenda.is_empty() || !self.desks.iter().all(|d| d.session.status().is_level()) {
            return false;
        }
        let heads: Vec<_> = self.desks.iter().map(|d| d.replica.reader().unwrap().status().unwrap().durable).collect();
        heads.windows(2).all(|w| w[0] == w[1])
    }

    /// Moves the clock to the next happening, or a little on.
    fn advance(&mut self) {
        self.connect_who_is_due();
        let Some(entry) = self.agenda.first_entry() else {
            self.now += 700;
            return self.tick();
        };
        let (at, _) = *entry.key();
        let happening = entry.remove();
        let before = self.now;
        self.now = self.now.max(at);
        if self.now / 1_000 != before / 1_000 {
            self.tick();
        }
        match happening {
            Happening::ToRelay(connection, bytes) => {
                if self.relay.connections.contains_key(&connection) {
                    self.room(room::Event::Received { connection, bytes });
                }
            }
            Happening::ToDesk(connection, bytes) => {
                if let Some(desk) = self.desk_at(connection) {
                    self.session(desk, session::Event::Received(bytes));
                }
            }
            Happening::Write { life, ticket, write } if life == self.life => {
                let ok = self.relay.store.commit(&[(self.office, &write)]).into_iter().all(|r| r.is_ok());
                self.room(room::Event::Stored { ticket, ok });
            }
            Happening::Write { .. } => {}
            Happening::Cut(connection) => self.cut(connection),
        }
    }

    fn tick(&mut self) {
        if self.relay.room.is_none() && self.now >= self.relay_up_at {
            self.start_relay();
        }
        self.room(room::Event::Tick);
        for desk in 0..self.desks.len() {
            self.session(desk, session::Event::Tick);
        }
    }

    fn desk_at(&self, connection: ConnectionId) -> Option<usize> {
        self.desks.iter().position(|d| d.connection == Some(connection))
    }

    fn connect_who_is_due(&mut self) {
        for n in 0..self.desks.len() {
            let desk = &self.desks[n];
            if desk.connection.is_some() || desk.connect_at > self.now || self.relay.room.is_none() {
                continue;
            }
            let connection = ConnectionId(self.next_connection);
            self.next_connection += 1;
            self.relay.connections.insert(connection, n);
            self.desks[n].connection = Some(connection);
            let nonce = self.random.bytes();
            self.room(room::Event::Connected { connection, nonce });
            let snapshot = self.desks[n].replica.snapshot().unwrap();
            let nonce = self.random.bytes();
            self.session(n, session::Event::Connected { nonce, snapshot });
        }
    }

    /// Hands an event to a desk's session and carries out what follows.
    fn session(&mut self, n: usize, event: session::Event) {
        let mut events = std::collections::VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for output in self.desks[n].session.handle(event, self.now) {
                let Some(connection) = self.desks[n].connection else { continue };
                match output {
                    session::Output::Send(bytes) => self.post(connection, bytes, true),
                    session::Output::Close(_) => self.cut(connection),
                    output => {
                        let answer = self.desks[n].replica.answer(&output, self.now);
                        if answer.is_err() && self.administrators > 1 && matches!(output, session::Output::ApplyMembership { .. }) {
                            // A frame before this one was lost, and the list has a hole.
                            self.cut(connection);
                            continue;
                        }
                        let (more, received) = answer.unwrap();
                        // Where the frame with its admission was lost, a desk is unknown until the next connection.
                        let early = |refused: &replica::Refused| self.administrators > 1 && refused.reason.starts_with("never-admitted");
                        let honest = received.refused.iter().all(early);
                        assert!(honest, "an honest relay hands on nothing that is refused: {:?}", received.refused);
                        events.extend(more);
                    }
                }
            }
        }
        if self.desks[n].session.status().is_level() {
            self.desks[n].attempt = 0;
        }
    }

    /// Hands an event to the relay's room and carries out what follows.
    fn room(&mut self, event: room::Event) {
        let mut events = std::collections::VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let Some(room) = &mut self.relay.room else { return };
            for output in room.handle(event, self.now) {
                match output {
                    room::Output::Send { connection, bytes } => self.post(connection, bytes, false),
                    room::Output::Store { ticket, write } => {
                        let delay = 1 + self.random.below(20) as u64;
                        // Writes finish in the order of their tickets.
                        let last = self.agenda.iter().filter(|(_, h)| matches!(h, Happening::Write { .. })).map(|(k, _)| k.0).max();
                        let at = (self.now + delay).max(last.unwrap_or(0));
                        self.plan(at, Happening::Write { life: self.life, ticket, write });
                    }
                    room::Output::Load { connection, space, from, max_items, max_bytes } => {
                        let page = self.relay.store.read(self.office, space, from, max_items, max_bytes).ok();
                        events.push_back(room::Event::Loaded { connection, space, page });
                    }
                    room::Output::Find { connection, space, entries } => {
                        let keys: Vec<_> = entries.iter().map(|e| (e.device, e.counter)).collect();
                        let hashes = self.relay.store.find(self.office, space, &keys).unwrap();
                        let found = entries.into_iter().zip(hashes).map(|(e, h)| Some((e, h?))).collect();
                        events.push_back(room::Event::Found { connection, space, found });
                    }
                    room::Output::Refused(code) => {
                        // Frames that were lost or changed places leave a gap, and where two administrators act at once, one
                        // of them has to go again; nothing else of an honest desk is refused.
                        let gap = code == RefusalCode::Gap && (self.faults || self.administrators > 1);
                        let lost = code == RefusalCode::UnknownHead && self.administrators > 1;
                        assert!(gap || lost, "the relay refused an honest entry: {code:?}");
                    }
                    room::Output::Close { connection, .. } => self.plan(self.now + 1, Happening::Cut(connection)),
                    room::Output::Halt => return self.crash_relay(),
                }
            }
        }
    }

    /// Sends a frame: in good times in order, in bad ones late, twice, out of order, or not at all. A socket that
    /// has done one of these is broken and ends some time later, whatever the two sides have made of it until then.
    fn post(&mut self, connection: ConnectionId, bytes: Vec<u8>, to_relay: bool) {
        let make = |bytes| if to_relay { Happening::ToRelay(connection, bytes) } else { Happening::ToDesk(connection, bytes) };
        let broken = self.faults && self.random.chance(12);
        let (copies, late) = if broken { [(0, 0), (2, 1_000), (1, 3_000)][self.random.below(3)] } else { (1, 0) };
        for _ in 0..copies {
            let delay = 5 + self.random.below(late + 1) as u64;
            self.plan(self.now + delay, make(bytes.clone()));
        }
        if broken {
            let end = self.now + self.random.below(8_000) as u64;
            self.plan(end, Happening::Cut(connection));
        }
    }

    fn plan(&mut self, at: u64, happening: Happening) {
        self.order += 1;
        self.agenda.insert((at, self.order), happening);
    }

    /// Ends a connection for both sides; frames under way on it are lost.
    fn cut(&mut self, connection: ConnectionId) {
        if self.relay.connections.remove(&connection).is_none() {
            return;
        }
        self.agenda.retain(|_, h| !matches!(h, Happening::ToRelay(c, _) | Happening::ToDesk(c, _) if *c == connection));
        if let Some(n) = self.desk_at(connection) {
            self.desks[n].connection = None;
            let pause = sync::backoff(self.desks[n].attempt, n as u64).as_millis() as u64;
            self.desks[n].attempt += 1;
            self.desks[n].connect_at = self.now + pause;
            self.session(n, session::Event::Disconnected);
        }
        self.room(room::Event::Disconnected { connection });
    }

    /// The program of a desk ends at once and starts again on what was durable.
    fn crash_desk(&mut self) {
        let n = self.random.below(self.desks.len());
        if let Some(connection) = self.desks[n].connection {
            self.cut(connection);
        }
        self.crashes += 1;
        let desk = &mut self.desks[n];
        desk.replica = Replica::open(desk.folder.path(), self.random.entropy(), Durability::Process).unwrap();
        desk.session = session_of(&desk.replica);
    }

    /// The relay ends at once; writes that were under way are lost.
    fn crash_relay(&mut self) {
        self.crashes += 1;
        self.life += 1;
        self.relay.room = None;
        self.relay_up_at = self.now + 500 + self.random.below(5_000) as u64;
        let connections: Vec<ConnectionId> = self.relay.connections.keys().copied().collect();
        for connection in connections {
            self.cut(connection);
        }
    }

    fn start_relay(&mut self) {
        let relay = Arc::new(RelaySecret::from_seed(self.relay.store.identity().seed));
        let config = room::Config { relay, may_found: true, tail_bytes: 1 << 16 };
        let stored = self.relay.store.load(self.office).unwrap();
        self.relay.room = Some(Room::new(self.office, config, stored).unwrap());
    }

    /// An administrator admits a desk, with the list of members as its own desk has it.
    fn admit(&mut self) {
        let (n, by) = (self.desks.len(), self.random.below(self.administrators));
        let folder = tempfile::tempdir().unwrap();
        let joining = Replica::request(folder.path(), &format!("职员{n}"), &format!("机{n}"), self.random.entropy()).unwrap();
        let (roles, spaces) = clerk();
        let (welcome, _) = self.desks[by].replica.admit(&joining.request, &roles, &spaces).unwrap();
        drop(Replica::accept(folder.path(), &welcome, self.random.entropy()).unwrap());
        let replica = Replica::open(folder.path(), self.random.entropy(), Durability::Process).unwrap();
        let session = session_of(&replica);
        self.desks.push(Desk { folder, replica, session, connection: None, connect_at: 0, attempt: 0 });
        let log = self.desks[by].replica.membership().log().to_vec();
        self.session(by, session::Event::MembershipChanged { log });
    }

    /// A person does something at a desk.
    fn work(&mut self) {
        let n = self.random.below(self.desks.len());
        let moment = Moment { unix_ms: self.now, civil: jiff_at(self.now) };
        let text = format!("事项{}", self.random.next() % 10_000);
        let known = self.records(n);
        let desk = &mut self.desks[n].replica;
        let done = match (self.random.below(6), known.get(self.random.below(known.len()))) {
            (0, _) | (_, None) => {
                let ops = [Op::set(letters::TITLE, text.as_str())];
                let done = desk.transact("create:incoming-documents", moment, |e| e.create(&letters::REGISTER, &ops)).unwrap();
                self.facts.push(Fact::Record { id: done.value, title: text });
                done.entry
            }
            (1, _) => {
                let ops = [Op::set(visits::VISITOR, text.as_str())];
                let done = desk.transact("create:visits", moment, |e| e.create(&visits::REGISTER, &ops)).unwrap();
                self.facts.push(Fact::Record { id: done.value, title: text });
                done.entry
            }
            (2, _) => {
                let ops = [Op::set(assets::NAME, text.as_str())];
                let done = desk.transact("create:assets", moment, |e| e.create(&assets::REGISTER, &ops)).unwrap();
                self.facts.push(Fact::Record { id: done.value, title: text });
                done.entry
            }
            (3, Some(id)) => {
                let cells = vec![cell(letters::opinions::TEXT, text.as_str())];
                let done = desk.transact("line", moment, |e| e.append(*id, "opinions", cells)).unwrap();
                self.facts.push(Fact::Row { id: *id, row: done.value });
                done.entry
            }
            (4, Some(id)) => {
                let done = desk.transact("edit", moment, |e| e.change(*id, &[Op::set(letters::TITLE, text.as_str())])).unwrap();
                self.facts.push(Fact::Title { id: *id, title: text });
                done.entry
            }
            (_, Some(id)) => desk.transact("edit", moment, |e| e.change(*id, &[Op::text(common::REMARKS, &text)])).unwrap().entry,
        };
        if let Some((space, _)) = done {
            self.session(n, session::Event::Committed { space: SpaceId(space) });
        }
    }

    /// Letters that a desk knows.
    fn records(&self, n: usize) -> Vec<RecordId> {
        let query = replica::Query { limit: 30, ..replica::Query::of(&letters::REGISTER) };
        self.desks[n].replica.reader().unwrap().page(&query).unwrap().rows.into_iter().map(|r| r.id).collect()
    }

    /// Convergence, survival, order, proof.
    pub fn check(&mut self) {
        let mut titles: BTreeMap<RecordId, BTreeSet<String>> = BTreeMap::new();
        for fact in &self.facts {
            if let Fact::Record { id, title } | Fact::Title { id, title } = fact {
                titles.entry(*id).or_default().insert(title.clone());
            }
        }
        let first = self.desks[0].replica.reader().unwrap();
        let (digests, durable) = (first.digests().unwrap(), first.status().unwrap().durable);
        let members = self.desks[0].replica.membership().log().to_vec();
        for desk in &mut self.desks {
            assert!(desk.replica.membership().log() == members, "one list of members");
            assert_eq!(desk.replica.lost_acts().unwrap(), []);
            let reader = desk.replica.reader().unwrap();
            let status = reader.status().unwrap();
            assert_eq!((status.pending, status.held, status.quarantined), (0, 0, 0));
            assert_eq!(reader.digests().unwrap(), digests);
            assert_eq!(status.durable, durable);
            assert_eq!(status.entries, durable.values().sum::<u64>(), "the order has a place for every entry");
            for fact in &self.facts {
                match fact {
                    Fact::Record { id, .. } | Fact::Title { id, .. } => {
                        let card = reader.record(*id).unwrap().expect("every record that was saved is here");
                        let values = card.record.values(card.register.title);
                        assert!(!values.is_empty() && values.iter().all(|v| titles[id].contains(v.as_text().unwrap())));
                    }
                    Fact::Row { id, row } => {
                        let record = reader.record(*id).unwrap().expect("every record that was saved is here").record;
                        assert!(record.lines["opinions"].iter().any(|l| l.id == *row), "every row that was saved is here");
                    }
                }
            }
            assert_eq!(desk.replica.verify().unwrap().faults, Vec::<String>::new());
            desk.replica.rebuild().unwrap();
            assert_eq!(desk.replica.reader().unwrap().digests().unwrap(), digests, "a rebuild gives the same");
        }
    }

    /// Entries of the list of members that stand for lost ones.
    pub fn redone(&self) -> usize {
        self.desks[0].replica.membership().count_redone()
    }

    pub fn summary(&self) -> String {
        let desks = self.desks.iter().map(|d| {
            let reader = d.replica.reader().unwrap();
            let status = reader.status().unwrap();
            format!(
                "{:?} entries {} pending {} held {} {:?}",
                d.session.status().phase,
                status.entries,
                status.pending,
                status.held,
                reader.digests().unwrap()
            )
        });
        format!("at {} after {} crashes and {} facts: {:?}", self.now, self.crashes, self.facts.len(), desks.collect::<Vec<_>>())
    }
}

fn clerk() -> (Vec<String>, Vec<SpaceId>) {
    let roles = ["clerk".to_owned(), "reception".to_owned(), "asset-manager".to_owned()];
    (roles.to_vec(), vec![SpaceId(1), SpaceId(2)])
}

fn session_of(replica: &Replica) -> Session {
    Session::new(Identity { office: replica.office(), device: replica.secret().clone(), relay: None })
}

fn jiff_at(ms: u64) -> jiff::civil::DateTime {
    jiff::Timestamp::from_millisecond(ms as i64).unwrap().to_zoned_datetime(jiff::tz::TimeZone::UTC).datetime()
}
