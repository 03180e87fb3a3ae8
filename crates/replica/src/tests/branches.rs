//! Administrators who change the list of members at once, with sessions and a relay's room between them: everybody's work
//! and everybody's acts are there in the end.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use sync::message::RefusalCode;
use sync::room::{self, ConnectionId, Page, Room, Sequenced, Stored};
use sync::session::{self, CloseReason, Fetch, Identity, Session, Step};
use trust::id::Hash;
use trust::key::RelaySecret;
use trust::membership::ADMINISTRATOR;
use trust::recovery::RecoverySecret;

use super::*;

pub(super) const BOTH: [SpaceId; 2] = [SpaceId(1), SpaceId(2)];

enum Frame {
    ToRelay(ConnectionId, Vec<u8>),
    ToDesk(usize, Vec<u8>),
}

/// A relay without a disk, and desks with a line each.
pub(super) struct World {
    room: Room,
    orders: BTreeMap<SpaceId, Vec<Sequenced>>,
    pub(super) desks: Vec<Desk>,
    sessions: Vec<Session>,
    pub(super) lines: Vec<Option<ConnectionId>>,
    frames: VecDeque<Frame>,
    last: u64,
    pub(super) refused: Vec<RefusalCode>,
    pub(super) closed: Vec<(usize, CloseReason)>,
    /// Whether a desk may be handed entries that do not fit.
    pub(super) forks: bool,
}

impl World {
    pub(super) fn new(desks: Vec<Desk>) -> Self {
        let relay = Arc::new(RelaySecret::from_seed([7; 32]));
        let config = room::Config { relay, may_found: true, tail_bytes: 1 << 16 };
        let office = desks[0].replica.office();
        let room = Room::new(office, config, Stored { generation: 1, ..Stored::default() }).unwrap();
        let mut world = Self {
            room,
            orders: BTreeMap::new(),
            desks: Vec::new(),
            sessions: Vec::new(),
            lines: Vec::new(),
            frames: VecDeque::new(),
            last: 0,
            refused: Vec::new(),
            closed: Vec::new(),
            forks: false,
        };
        desks.into_iter().for_each(|desk| world.add(desk));
        world
    }

    pub(super) fn add(&mut self, desk: Desk) {
        let identity = Identity { office: desk.replica.office(), device: desk.replica.secret().clone(), relay: None };
        self.sessions.push(Session::new(identity));
        self.lines.push(None);
        self.desks.push(desk);
    }

    pub(super) fn replica(&mut self, n: usize) -> &mut Replica {
        &mut self.desks[n].replica
    }

    /// A desk connects and goes on, connecting again where it has to, until nothing more happens.
    pub(super) fn meet(&mut self, n: usize) {
        for _ in 0..4 {
            if self.lines[n].is_none() {
                self.connect(n);
            }
            self.run();
            if self.sessions[n].status().is_level() {
                return;
            }
        }
    }

    fn connect(&mut self, n: usize) {
        self.last += 1;
        let connection = ConnectionId(self.last);
        self.lines[n] = Some(connection);
        self.tell_room(room::Event::Connected { connection, nonce: [self.last as u8; 32] });
        let snapshot = self.replica(n).snapshot().unwrap();
        self.tell(n, session::Event::Connected { nonce: [n as u8; 32], snapshot });
    }

    pub(super) fn run(&mut self) {
        while let Some(frame) = self.frames.pop_front() {
            match frame {
                Frame::ToRelay(connection, bytes) if self.lines.contains(&Some(connection)) => {
                    self.tell_room(room::Event::Received { connection, bytes });
                }
                Frame::ToDesk(n, bytes) => self.tell(n, session::Event::Received(bytes)),
                Frame::ToRelay(..) => {}
            }
        }
    }

    pub(super) fn tell(&mut self, n: usize, event: session::Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for output in self.sessions[n].handle(event, 0) {
                let Some(connection) = self.lines[n] else { return };
                match output {
                    session::Output::Send(bytes) => self.frames.push_back(Frame::ToRelay(connection, bytes)),
                    session::Output::Close(reason) => {
                        self.closed.push((n, reason));
                        self.cut(connection);
                    }
                    output => {
                        let (more, received) = self.desks[n].replica.answer(&output, at(0).unix_ms).unwrap();
                        assert!(self.forks || received.refused.is_empty(), "{:?}", received.refused);
                        events.extend(more);
                    }
                }
            }
        }
    }

    pub(super) fn cut(&mut self, connection: ConnectionId) {
        if let Some(n) = self.lines.iter().position(|line| *line == Some(connection)) {
            self.lines[n] = None;
            self.tell(n, session::Event::Disconnected);
            self.tell_room(room::Event::Disconnected { connection });
        }
    }

    fn tell_room(&mut self, event: room::Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for output in self.room.handle(event, 0) {
                match output {
                    room::Output::Send { connection, bytes } => {
                        if let Some(n) = self.lines.iter().position(|line| *line == Some(connection)) {
                            self.frames.push_back(Frame::ToDesk(n, bytes));
                        }
                    }
                    room::Output::Store { ticket, write } => {
                        if let room::Write::Entries { space, entries } = write {
                            self.orders.entry(space).or_default().extend(entries);
                        }
                        events.push_back(room::Event::Stored { ticket, ok: true });
                    }
                    room::Output::Load { connection, space, from, .. } => {
                        let order = self.orders.get(&space).map_or(&[][..], |order| &order[..]);
                        let (before, rest) = order.split_at(from as usize - 1);
                        let page = Page { before: before.last().map_or(Hash::ZERO, |last| last.running), entries: rest.to_vec() };
                        events.push_back(room::Event::Loaded { connection, space, page: Some(page) });
                    }
                    room::Output::Find { connection, space, .. } => {
                        events.push_back(room::Event::Found { connection, space, found: Some(Vec::new()) });
                    }
                    room::Output::Refused(code) => self.refused.push(code),
                    room::Output::Close { connection, .. } => {
                        // What was sent before reaches the desk.
                        self.run();
                        self.cut(connection);
                    }
                    room::Output::Halt => panic!("the relay halts"),
                }
            }
        }
    }

    /// Asks the relay for the list of members with nothing but a recovery sheet.
    pub(super) fn fetch(&mut self, sheet: &RecoverySecret) -> Result<Vec<Vec<u8>>, CloseReason> {
        self.last += 1;
        let connection = ConnectionId(self.last);
        let (mut fetch, hello) = Fetch::new(sheet.clone(), [5; 32])?;
        let _ = self.room.handle(room::Event::Connected { connection, nonce: [6; 32] }, 0);
        let mut waiting = VecDeque::from([hello]);
        while let Some(bytes) = waiting.pop_front() {
            for output in self.room.handle(room::Event::Received { connection, bytes }, 0) {
                let room::Output::Send { bytes, .. } = output else { continue };
                match fetch.received(&bytes)? {
                    Step::Send(bytes) => waiting.push_back(bytes),
                    Step::Wait => {}
                    Step::Done(fetched) => return Ok(fetched.log),
                }
            }
        }
        Err(CloseReason::Silent)
    }

    /// A desk that `by` admits, with the welcome file that it got.
    pub(super) fn admit(&mut self, by: usize, seed: u64, role: &str, spaces: &[SpaceId]) -> usize {
        let desk = admitted(&mut self.desks[by].replica, seed, role, spaces);
        self.add(desk);
        self.desks.len() - 1
    }

    /// A desk appends to its own log what `act` makes.
    fn act(&mut self, by: usize, act: impl FnOnce(&Replica) -> Vec<u8>) {
        let replica = self.replica(by);
        let (entry, len) = (act(replica), replica.membership().len() as u64);
        replica.extend_membership(len, &[entry]).unwrap();
    }

    fn revoke(&mut self, by: usize, whom: usize) {
        let device = self.desks[whom].replica.device();
        self.replica(by).revoke(&[device]).unwrap();
    }

    /// A desk that has written to the list of members itself tells its session.
    pub(super) fn bring_members(&mut self, n: usize) {
        let log = self.replica(n).membership().log().to_vec();
        self.tell(n, session::Event::MembershipChanged { log });
        self.run();
    }

    /// A desk that has written brings it, while it is connected.
    pub(super) fn bring_work(&mut self, n: usize) {
        BOTH.into_iter().for_each(|space| self.tell(n, session::Event::Committed { space }));
        self.run();
    }

    /// A desk is away from now on.
    pub(super) fn leave(&mut self, n: usize) {
        if let Some(line) = self.lines[n] {
            self.cut(line);
        }
    }

    /// Takes a desk out of the world, which goes on without it.
    pub(super) fn remove(&mut self, n: usize) -> Desk {
        self.leave(n);
        self.sessions.remove(n);
        self.lines.remove(n);
        self.desks.remove(n)
    }

    fn set_roles(&mut self, by: usize, whom: usize, role: &str) {
        let device = self.desks[whom].replica.device();
        self.act(by, |r| r.membership.grant(&device, &[role.to_owned()], &[], &r.secret, &r.keyring, [by as u8; 32]).unwrap());
    }

    /// All desks of the office have the same members and the same records, and nothing waits anywhere.
    pub(super) fn check(&mut self, letters: u64) {
        let log = self.desks[0].replica.membership().log().to_vec();
        for desk in &mut self.desks {
            let replica = &mut desk.replica;
            assert!(replica.membership().log() == log, "one list of members");
            let status = replica.reader().unwrap().status().unwrap();
            assert_eq!((status.pending, status.held, status.quarantined), (0, 0, 0));
            assert_pending(replica);
            assert_eq!(status.records["incoming-documents"], letters);
            let digests = replica.reader().unwrap().digests().unwrap();
            replica.rebuild().unwrap();
            assert_eq!(replica.reader().unwrap().digests().unwrap(), digests, "a rebuild gives the same");
            assert_eq!(replica.verify().unwrap().faults, Vec::<String>::new());
            let lost: i64 = replica.conn.query_row("SELECT count(*) FROM lost", [], |r| r.get(0)).unwrap();
            assert_eq!(lost, 0);
        }
        assert_equal(&self.desks);
    }
}

fn admitted(by: &mut Replica, seed: u64, role: &str, spaces: &[SpaceId]) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let joining = Replica::request(folder.path(), &format!("人{seed}"), &format!("机{seed}"), entropy(seed)).unwrap();
    let (welcome, _) = by.admit(&joining.request, &[role.to_owned()], spaces).unwrap();
    let replica = Replica::accept(folder.path(), &welcome, entropy(seed + 1_000)).unwrap();
    Desk { folder, replica }
}

/// Desks 0 and 1 are administrators' and hold the same, as does the relay.
pub(super) fn two_administrators() -> World {
    let mut desks = office(1);
    let second = admitted(&mut desks[0].replica, 20, ADMINISTRATOR, &SpaceId::WELL_KNOWN);
    desks.push(second);
    let mut world = World::new(desks);
    [0, 1].into_iter().for_each(|n| world.meet(n));
    world
}

#[test]
fn desks_that_two_administrators_admitted_at_once_lose_nothing() {
    for first in [0, 1] {
        let mut world = two_administrators();
        let second = 1 - first;
        [0, 1].into_iter().for_each(|n| {
            let line = world.lines[n].unwrap();
            world.cut(line);
        });
        // Each admits a desk while away, and all four write: with the lists of members that each of them has.
        let (a, b) = (world.admit(first, 30, "clerk", &BOTH), world.admit(second, 31, "clerk", &BOTH));
        let letter = add_letter(world.replica(b), 1, "乙");
        for (n, desk) in [first, second, a, b].into_iter().enumerate() {
            add_letter(world.replica(desk), 2 + n as u64, "通知");
            add_visit(world.replica(desk), 2 + n as u64, "王芳");
        }
        world.replica(b).transact("edit", at(9), |e| e.change(letter, &[Op::set(letters::TITLE, "改")])).unwrap();

        world.meet(first);
        world.meet(b);
        assert!(matches!(world.closed.last(), Some((n, CloseReason::ByRelay(_))) if *n == b), "nobody knows it yet: {:?}", world.closed);
        world.meet(second);
        // Its log is the lost one; the relay's takes its place.
        world.meet(b);
        world.meet(a);
        [first, second, a, b].into_iter().for_each(|n| world.meet(n));
        assert_eq!(world.refused, []);
        world.check(5);
        assert_eq!(world.replica(second).lost_acts().unwrap(), []);
    }
}

#[test]
fn administrators_who_act_at_once_while_connected_lose_nothing() {
    let mut world = two_administrators();
    let new = [world.admit(0, 30, "clerk", &BOTH), world.admit(1, 31, "clerk", &BOTH)];
    // Both bring their entry and then their work before they hear of each other.
    for n in [0, 1] {
        add_letter(world.replica(n), n as u64, "通知");
        let log = world.replica(n).membership().log().to_vec();
        world.tell(n, session::Event::MembershipChanged { log });
        world.tell(n, session::Event::Committed { space: SpaceId(1) });
    }
    world.run();
    for n in [0, 1].into_iter().chain(new) {
        add_letter(world.replica(n), 5, "再通知");
        world.meet(n);
        world.tell(n, session::Event::Committed { space: SpaceId(1) });
    }
    (0..4).for_each(|n| world.meet(n));
    world.check(6);
    // The relay refused what named a head that it did not know, until it knew.
    assert_eq!((world.refused, world.closed), (vec![RefusalCode::UnknownHead], vec![(1, CloseReason::NewMembers)]));
}

#[test]
fn what_was_sealed_under_the_keys_of_either_revocation_is_read_by_all_who_stay() {
    let mut world = two_administrators();
    let gone = [world.admit(0, 30, "clerk", &BOTH), world.admit(0, 31, "clerk", &BOTH)];
    let stays = world.admit(0, 32, "clerk", &BOTH);
    for n in [0, 1, gone[0], gone[1], stays] {
        add_letter(world.replica(n), 1, "先前");
        world.meet(n);
    }
    (0..5).for_each(|n| world.meet(n));
    (0..5).for_each(|n| {
        let line = world.lines[n].unwrap();
        world.cut(line);
    });
    world.revoke(0, gone[0]);
    world.revoke(1, gone[1]);
    let new = world.admit(1, 40, "clerk", &BOTH);
    for n in [0, 1, new, stays] {
        add_letter(world.replica(n), 2, "之后");
    }
    for n in [0, 1, new, stays, 0, 1] {
        world.meet(n);
    }
    assert_eq!(world.refused, []);
    for n in gone.into_iter().rev() {
        let device = world.desks.remove(n).replica.device();
        world.sessions.remove(n);
        world.lines.remove(n);
        assert!(world.replica(0).membership().device(&device).unwrap().revoked.is_some());
    }
    world.check(9);
    assert_eq!(world.replica(0).keyring.current_epoch(SpaceId(1)), Some(3));
}

#[test]
fn an_act_that_another_one_made_impossible_is_shown() {
    let mut world = two_administrators();
    let clerk = world.admit(0, 30, "clerk", &BOTH);
    [0, 1, clerk].into_iter().for_each(|n| world.meet(n));
    let device = world.replica(clerk).device();
    let line = world.lines[1].unwrap();
    world.cut(line);
    world.set_roles(1, clerk, "registry");
    world.revoke(0, clerk);
    let log = world.replica(0).membership().log().to_vec();
    world.tell(0, session::Event::MembershipChanged { log });
    world.run();
    world.meet(1);
    let shown = world.replica(1).lost_acts().unwrap();
    assert_eq!(shown.iter().map(|lost| (lost.act.as_str(), lost.device)).collect::<Vec<_>>(), [("rights", Some(device))]);
    assert!(shown[0].reason.contains("revoked"), "{shown:?}");
}

#[test]
fn what_an_administrator_may_not_do_again_waits_until_it_may() {
    let mut world = two_administrators();
    let line = world.lines[1].unwrap();
    world.cut(line);
    let new = world.admit(1, 30, "clerk", &BOTH);
    add_letter(world.replica(1), 1, "乙");
    add_letter(world.replica(new), 2, "丙");
    // Meanwhile it ceased to be one.
    world.set_roles(0, 1, "clerk");
    let tell_all = |world: &mut World| {
        let log = world.replica(0).membership().log().to_vec();
        world.tell(0, session::Event::MembershipChanged { log });
        world.run();
    };
    tell_all(&mut world);
    world.meet(1);
    let status = world.replica(1).reader().unwrap().status().unwrap();
    assert_eq!((status.pending, status.records["incoming-documents"]), (1, 1), "its own work stays where it is");
    assert_pending(world.replica(1));
    let device = world.replica(new).device();
    assert!(world.replica(0).membership().device(&device).is_none());
    world.set_roles(0, 1, ADMINISTRATOR);
    tell_all(&mut world);
    [1, new, 0, 1].into_iter().for_each(|n| world.meet(n));
    world.check(2);
}
