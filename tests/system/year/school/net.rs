//! Three desks, a relay and the wire between them. The wire keeps frames in order; what fails is the connection as a whole:
//! a desk is out of reach for hours or days, the relay is down, a program ends and starts again.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use replica::{Durability, Founding, Reader, Replica};
use server::{LogStore, MemoryStore};
use sync::room::{self, ConnectionId, Room};
use sync::session::{self, Identity, Session};
use tempfile::TempDir;
use trust::id::{OfficeId, SpaceId};
use trust::key::RelaySecret;

use tests::Random;

/// A desk as it is set up.
pub struct Place {
    pub person: &'static str,
    pub desk: &'static str,
    pub roles: &'static [&'static str],
}

pub struct Desk {
    folder: TempDir,
    pub replica: Replica,
    pub reader: Reader,
    session: Session,
    connection: Option<ConnectionId>,
    /// Whether its line works.
    pub reachable: bool,
}

/// A frame under way.
enum Frame {
    ToRelay(ConnectionId, Vec<u8>),
    ToDesk(ConnectionId, Vec<u8>),
}

pub struct Net {
    pub desks: Vec<Desk>,
    store: Arc<MemoryStore>,
    room: Option<Room>,
    connections: BTreeMap<ConnectionId, usize>,
    wire: VecDeque<Frame>,
    office: OfficeId,
    next_connection: u64,
    /// Time as sessions and relay feel it: between the hours of work nothing goes over the wire but signs of life, and
    /// they are left out.
    time: u64,
    pub frames: u64,
    pub connects: u64,
}

const SPACES: [SpaceId; 3] = [SpaceId(1), SpaceId(2), SpaceId(3)];
const START_MS: u64 = 1_750_000_000_000;

impl Net {
    /// An administrator founds the office and admits the desks; the administrator's own computer is then switched off.
    pub fn new(office: &str, places: &[Place], random: &mut Random) -> Net {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding { office, person: "高明远", desk: "信息中心", relay: "" };
        let (mut founder, _) = Replica::found(folder.path(), &founding, random.entropy(), Durability::Process).unwrap();
        let mut desks = Vec::new();
        for place in places {
            let folder = tempfile::tempdir().unwrap();
            let joining = Replica::request(folder.path(), place.person, place.desk, random.entropy()).unwrap();
            let roles: Vec<String> = place.roles.iter().map(|r| (*r).to_owned()).collect();
            let (welcome, _) = founder.admit(&joining.request, &roles, &SPACES).unwrap();
            drop(Replica::accept(folder.path(), &welcome, random.entropy()).unwrap());
            desks.push(Desk::open(folder, random));
        }
        let (store, office) = (Arc::new(MemoryStore::new(random.bytes(), 1)), founder.office());
        let mut net = Net {
            desks,
            store,
            room: None,
            connections: BTreeMap::new(),
            wire: VecDeque::new(),
            office,
            next_connection: 1,
            time: START_MS,
            frames: 0,
            connects: 0,
        };
        net.start_relay();
        net
    }

    pub fn start_relay(&mut self) {
        let relay = Arc::new(RelaySecret::from_seed(self.store.identity().seed));
        let config = room::Config { relay, may_found: true, tail_bytes: 1 << 16 };
        self.room = Some(Room::new(self.office, config, self.store.load(self.office).unwrap()).unwrap());
    }

    /// The relay ends; what it had stored stays.
    pub fn stop_relay(&mut self) {
        let open: Vec<ConnectionId> = self.connections.keys().copied().collect();
        open.into_iter().for_each(|connection| self.cut(connection, 0));
        self.room = None;
    }

    /// A desk's line breaks or works again.
    pub fn reach(&mut self, n: usize, reachable: bool) {
        self.desks[n].reachable = reachable;
        if let Some(connection) = self.desks[n].connection.filter(|_| !reachable) {
            self.cut(connection, 0);
        }
    }

    /// A desk's program ends at once and starts again on what was durable.
    pub fn restart(&mut self, n: usize, random: &mut Random) {
        if let Some(connection) = self.desks[n].connection {
            self.cut(connection, 0);
        }
        self.desks[n].reopen(random);
    }

    /// A desk has written.
    pub fn committed(&mut self, n: usize, space: u32, now_ms: u64) {
        self.session(n, session::Event::Committed { space: SpaceId(space) }, now_ms);
    }

    pub fn is_level(&self) -> bool {
        self.wire.is_empty() && self.desks.iter().all(|d| d.session.status().is_level())
    }

    /// Whether the relay runs.
    pub fn is_up(&self) -> bool {
        self.room.is_some()
    }

    /// Whether what one desk writes does not reach the other.
    pub fn is_apart(&self, a: usize, b: usize) -> bool {
        a != b && (!self.is_up() || !self.desks[a].reachable || !self.desks[b].reachable)
    }

    /// Carries frames until none is left or so many were carried.
    pub fn carry(&mut self, most: usize, now_ms: u64, random: &mut Random) {
        self.time += 1_000;
        self.connect(now_ms, random);
        self.room(room::Event::Tick, now_ms);
        (0..self.desks.len()).for_each(|n| self.session(n, session::Event::Tick, now_ms));
        for _ in 0..most {
            let Some(frame) = self.wire.pop_front() else { return };
            self.time += 1;
            self.frames += 1;
            match frame {
                Frame::ToRelay(connection, bytes) => self.room(room::Event::Received { connection, bytes }, now_ms),
                Frame::ToDesk(connection, bytes) => {
                    if let Some(n) = self.desk_at(connection) {
                        self.session(n, session::Event::Received(bytes), now_ms);
                    }
                }
            }
        }
    }

    fn desk_at(&self, connection: ConnectionId) -> Option<usize> {
        self.desks.iter().position(|d| d.connection == Some(connection))
    }

    fn connect(&mut self, now_ms: u64, random: &mut Random) {
        for n in 0..self.desks.len() {
            if self.room.is_none() || self.desks[n].connection.is_some() || !self.desks[n].reachable {
                continue;
            }
            let connection = ConnectionId(self.next_connection);
            self.next_connection += 1;
            self.connects += 1;
            self.connections.insert(connection, n);
            self.desks[n].connection = Some(connection);
            self.room(room::Event::Connected { connection, nonce: random.bytes() }, now_ms);
            let snapshot = self.desks[n].replica.snapshot().unwrap();
            self.session(n, session::Event::Connected { nonce: random.bytes(), snapshot }, now_ms);
        }
    }

    /// Hands an event to a desk's session and carries out what follows.
    fn session(&mut self, n: usize, event: session::Event, now_ms: u64) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for output in self.desks[n].session.handle(event, self.time) {
                let Some(connection) = self.desks[n].connection else { continue };
                match output {
                    session::Output::Send(bytes) => self.wire.push_back(Frame::ToRelay(connection, bytes)),
                    session::Output::Close(_) => self.cut(connection, now_ms),
                    output => {
                        let (more, received) = self.desks[n].replica.answer(&output, now_ms).unwrap();
                        assert!(received.refused.is_empty(), "honest desks hand on nothing that is refused: {:?}", received.refused);
                        events.extend(more);
                    }
                }
            }
        }
    }

    /// Hands an event to the relay's room and carries out what follows.
    fn room(&mut self, event: room::Event, now_ms: u64) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let Some(room) = &mut self.room else { return };
            for output in room.handle(event, self.time) {
                match output {
                    room::Output::Send { connection, bytes } => self.wire.push_back(Frame::ToDesk(connection, bytes)),
                    room::Output::Store { ticket, write } => {
                        let ok = self.store.commit(&[(self.office, &write)]).into_iter().all(|r| r.is_ok());
                        events.push_back(room::Event::Stored { ticket, ok });
                    }
                    room::Output::Load { connection, space, from, max_items, max_bytes } => {
                        let page = self.store.read(self.office, space, from, max_items, max_bytes).ok();
                        events.push_back(room::Event::Loaded { connection, space, page });
                    }
                    room::Output::Find { connection, space, entries } => {
                        let keys: Vec<_> = entries.iter().map(|e| (e.device, e.counter)).collect();
                        let hashes = self.store.find(self.office, space, &keys).unwrap();
                        let found = entries.into_iter().zip(hashes).map(|(e, h)| Some((e, h?))).collect();
                        events.push_back(room::Event::Found { connection, space, found });
                    }
                    room::Output::Refused(code) => panic!("the relay refused an honest entry: {code:?}"),
                    room::Output::Close { connection, .. } => self.cut(connection, now_ms),
                    room::Output::Halt => panic!("the relay gave up"),
                }
            }
        }
    }

    /// Ends a connection for both sides; frames under way on it are lost.
    fn cut(&mut self, connection: ConnectionId, now_ms: u64) {
        if self.connections.remove(&connection).is_none() {
            return;
        }
        self.wire.retain(|f| !matches!(f, Frame::ToRelay(c, _) | Frame::ToDesk(c, _) if *c == connection));
        if let Some(n) = self.desk_at(connection) {
            self.desks[n].connection = None;
            self.session(n, session::Event::Disconnected, now_ms);
        }
        self.room(room::Event::Disconnected { connection }, now_ms);
    }
}

impl Desk {
    fn open(folder: TempDir, random: &mut Random) -> Desk {
        let replica = Replica::open(folder.path(), random.entropy(), Durability::Process).unwrap();
        let reader = replica.reader().unwrap();
        let session = session_of(&replica);
        Desk { folder, replica, reader, session, connection: None, reachable: true }
    }

    fn reopen(&mut self, random: &mut Random) {
        self.replica = Replica::open(self.folder.path(), random.entropy(), Durability::Process).unwrap();
        self.reader = self.replica.reader().unwrap();
        self.session = session_of(&self.replica);
    }
}

fn session_of(replica: &Replica) -> Session {
    Session::new(Identity { office: replica.office(), device: replica.secret().clone(), relay: None })
}
