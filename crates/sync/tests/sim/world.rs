//! The seeded world: who acts next, what the network loses, who crashes.

use crate::common::{self, Random};
use crate::desk::Desk;
use crate::relay::{Disk, Relay};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use sync::room::ConnectionId;
use sync::room::Event as Rooms;
use sync::session::Event as Desks;
use trust::id::{Hash, SpaceId};

/// What may happen in a run.
pub struct Plan {
    pub desks: usize,
    pub commits: usize,
    pub cuts: bool,
    pub crashes: bool,
    /// The relay's disk is restored from a backup or replaced by an empty one.
    pub setbacks: bool,
    pub tail_bytes: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Self { desks: 3, commits: 40, cuts: false, crashes: false, setbacks: false, tail_bytes: 4_096 }
    }
}

/// A connection as the network sees it.
struct Wire {
    desk: usize,
    up: VecDeque<Vec<u8>>,
    down: VecDeque<Vec<u8>>,
}

pub struct World {
    plan: Plan,
    random: Random,
    now: u64,
    desks: Vec<Desk>,
    relay: Relay,
    backup: Disk,
    /// Open connections; the relay may still hold others that the desk has left.
    wires: BTreeMap<ConnectionId, Wire>,
    half_open: Vec<ConnectionId>,
    current: Vec<Option<ConnectionId>>,
    made: u64,
    written: BTreeMap<SpaceId, BTreeSet<Hash>>,
}

impl World {
    pub fn new(seed: u64, plan: Plan) -> Self {
        let office = common::office(plan.desks);
        let disk = Disk { seed: [9; 32], generation: 7, ..Disk::default() };
        // Only the first desk knows of all the others at first; the last one has the whole log too, as from its welcome file.
        let desks: Vec<_> = office.members.iter().map(|member| Desk::new(member.clone(), office.id, office.log.clone())).collect();
        Self {
            random: Random(seed),
            now: 1,
            current: vec![None; desks.len()],
            desks,
            relay: Relay::new(office.id, disk.clone(), plan.tail_bytes),
            backup: disk,
            wires: BTreeMap::new(),
            half_open: Vec::new(),
            made: 0,
            written: BTreeMap::new(),
            plan,
        }
    }

    pub fn run(mut self) -> Self {
        let mut left = self.plan.commits;
        for _ in 0..(40 * self.plan.commits) {
            self.step(&mut left);
        }
        while left > 0 {
            self.commit(&mut left);
        }
        self.settle();
        self.check();
        self
    }

    pub fn connections_made(&self) -> usize {
        self.made as usize
    }

    pub fn seen(&self, what: &str) -> usize {
        self.relay.seen.get(what).copied().unwrap_or(0)
    }

    pub fn desk_count(&self) -> usize {
        self.desks.len()
    }

    fn step(&mut self, left: &mut usize) {
        let desk = self.random.below(self.desks.len());
        match self.random.below(100) {
            0..3 if *left > 0 => self.commit(left),
            3..6 => self.connect(desk),
            6..8 if self.plan.cuts => self.cut(desk),
            8 if self.plan.crashes => self.crash_desk(desk),
            9 if self.plan.crashes && self.random.below(3) == 0 => self.crash_relay(),
            10 if self.plan.setbacks && self.random.below(8) == 0 => self.set_back(),
            11 => self.backup = self.relay.disk.clone(),
            12 => self.tick(),
            13 => self.forget_half_open(),
            14..30 => self.relay_works(),
            30..50 => self.desk_works(desk),
            50..75 => self.carry_up(desk),
            _ => self.carry_down(desk),
        }
    }

    fn commit(&mut self, left: &mut usize) {
        *left -= 1;
        let at = self.random.below(self.desks.len());
        let desk = &mut self.desks[at];
        let space = desk.member.spaces[self.random.below(desk.member.spaces.len())];
        let head = common::head(&desk.membership);
        let text = format!("entry {left}");
        let entry = desk.commit(space, text.as_bytes(), head);
        self.written.entry(space).or_default().insert(entry.hash());
        desk.handle(Desks::Committed { space }, self.now);
        self.collect(at);
    }

    fn connect(&mut self, at: usize) {
        if self.current[at].is_some() {
            return;
        }
        self.made += 1;
        let id = ConnectionId(self.made);
        self.wires.insert(id, Wire { desk: at, up: VecDeque::new(), down: VecDeque::new() });
        self.current[at] = Some(id);
        self.relay.handle(Rooms::Connected { connection: id, nonce: self.random.bytes() }, self.now);
        let snapshot = self.desks[at].snapshot();
        let nonce = self.random.bytes();
        self.desks[at].handle(Desks::Connected { nonce, snapshot }, self.now);
        self.collect(at);
    }

    /// The desk sees its connection end; the relay learns of it now or much later. What was under way is lost.
    fn cut(&mut self, at: usize) {
        let Some(id) = self.current[at].take() else {
            return;
        };
        self.wires.remove(&id);
        self.desks[at].handle(Desks::Disconnected, self.now);
        self.desks[at].frames.clear();
        self.desks[at].work.clear();
        self.desks[at].wants_close = false;
        if self.random.below(2) == 0 {
            self.relay.handle(Rooms::Disconnected { connection: id }, self.now);
        } else {
            self.half_open.push(id);
        }
    }

    fn forget_half_open(&mut self) {
        if let Some(id) = self.half_open.pop() {
            self.relay.handle(Rooms::Disconnected { connection: id }, self.now);
        }
    }

    fn crash_desk(&mut self, at: usize) {
        if self.random.below(2) == 0 {
            // The disk finished one more piece of work that nobody heard of.
            let _ = self.desks[at].work();
        }
        self.cut(at);
        self.desks[at].crash();
    }

    fn crash_relay(&mut self) {
        for _ in 0..self.random.below(3) {
            // The disk finished one more piece of work that nobody heard of.
            let _ = self.relay.work();
        }
        let disk = self.relay.disk.clone();
        self.restart(disk);
    }

    fn set_back(&mut self) {
        let disk = if self.random.below(3) == 0 {
            Disk { seed: self.random.bytes(), generation: 1 + self.random.below(1 << 40) as u64, ..Disk::default() }
        } else {
            self.backup.clone()
        };
        self.backup = disk.clone();
        self.restart(disk);
    }

    fn restart(&mut self, disk: Disk) {
        self.relay.restart(disk);
        self.half_open.clear();
        for at in 0..self.desks.len() {
            let Some(id) = self.current[at].take() else {
                continue;
            };
            self.wires.remove(&id);
            self.desks[at].handle(Desks::Disconnected, self.now);
            self.desks[at].frames.clear();
            self.desks[at].work.clear();
            self.desks[at].wants_close = false;
        }
    }

    fn tick(&mut self) {
        self.now += 1_000;
        self.relay.handle(Rooms::Tick, self.now);
        for at in 0..self.desks.len() {
            self.desks[at].handle(Desks::Tick, self.now);
            self.collect(at);
        }
        self.gather();
    }

    fn relay_works(&mut self) {
        if let Some(event) = self.relay.work() {
            self.relay.handle(event, self.now);
        }
        self.gather();
    }

    fn desk_works(&mut self, at: usize) {
        if let Some(event) = self.desks[at].work() {
            self.desks[at].handle(event, self.now);
        }
        self.collect(at);
    }

    fn carry_up(&mut self, at: usize) {
        let Some(id) = self.current[at] else { return };
        if let Some(bytes) = self.wires.get_mut(&id).and_then(|wire| wire.up.pop_front()) {
            self.relay.handle(Rooms::Received { connection: id, bytes }, self.now);
        }
        self.gather();
    }

    fn carry_down(&mut self, at: usize) {
        let Some(id) = self.current[at] else { return };
        if let Some(bytes) = self.wires.get_mut(&id).and_then(|wire| wire.down.pop_front()) {
            self.desks[at].handle(Desks::Received(bytes), self.now);
            self.collect(at);
        }
    }

    /// Moves a desk's frames to its wire, and cuts the wire if the desk wants that.
    fn collect(&mut self, at: usize) {
        let frames = std::mem::take(&mut self.desks[at].frames);
        if let Some(wire) = self.current[at].and_then(|id| self.wires.get_mut(&id)) {
            wire.up.extend(frames);
        }
        if std::mem::take(&mut self.desks[at].wants_close) {
            assert!(self.plan.cuts || self.plan.setbacks, "nothing closes in a quiet world");
            self.cut(at);
        }
    }

    /// Moves the relay's frames to the wires; a closed wire still carries what was sent before, then ends.
    fn gather(&mut self) {
        for (id, frames) in std::mem::take(&mut self.relay.frames) {
            if let Some(wire) = self.wires.get_mut(&id) {
                wire.down.extend(frames);
            }
        }
        for id in std::mem::take(&mut self.relay.closed) {
            let Some(at) = self.wires.get(&id).map(|wire| wire.desk) else {
                continue;
            };
            while self.current[at] == Some(id) && !self.wires[&id].down.is_empty() {
                self.carry_down(at);
            }
            if self.current[at] == Some(id) {
                self.cut(at);
            }
        }
    }

    /// A good network from here on: everything arrives, until nothing moves.
    fn settle(&mut self) {
        for _ in 0..10_000 {
            for at in 0..self.desks.len() {
                self.connect(at);
                self.carry_up(at);
                self.carry_down(at);
                self.desk_works(at);
            }
            self.relay_works();
            let busy = self.wires.values().any(|wire| !wire.up.is_empty() || !wire.down.is_empty())
                || self.desks.iter().any(|desk| !desk.work.is_empty())
                || !self.relay.work.is_empty()
                || self.current.contains(&None);
            if !busy {
                return;
            }
        }
        panic!("the world does not come to rest");
    }

    fn check(&self) {
        if !self.plan.setbacks {
            // A relay whose disk is sound never has to take back what it sent.
            assert_eq!(self.seen("generation"), 0);
        }
        for (space, written) in &self.written {
            let order: Vec<_> = self.relay.disk.spaces[space].iter().map(|entry| entry.hash).collect();
            let ordered: BTreeSet<_> = order.iter().copied().collect();
            assert!(ordered.is_subset(written), "the relay has an entry that nobody wrote");
            assert_eq!(ordered.len(), written.len(), "the relay lacks an entry");
            assert_eq!(order.len(), written.len(), "each once");
            for desk in self.desks.iter().filter(|desk| desk.member.spaces.contains(space)) {
                assert_eq!(desk.spaces[space].order, order, "every desk has the relay's order");
                assert_eq!(desk.spaces[space].arrived.len(), order.len(), "every desk has every entry");
            }
        }
        for desk in &self.desks {
            desk.check_receipts();
            assert!(desk.status.as_ref().is_some_and(|status| status.is_level()), "{:?}", desk.status);
            assert_eq!(desk.refused, 0);
            assert_eq!(desk.membership, self.relay.disk.membership);
        }
    }
}
