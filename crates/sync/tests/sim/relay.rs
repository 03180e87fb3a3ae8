//! A relay's store in memory, honest about what is durable.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use sync::room::{Config, ConnectionId, Event, Output, Page, Room, Sequenced, Stored, StoredSpace, Write};
use sync::{Frontier, Tip};
use trust::id::{Hash, OfficeId, SpaceId};
use trust::key::RelaySecret;

/// What a relay's disk holds.
#[derive(Clone, Default)]
pub struct Disk {
    pub seed: [u8; 32],
    pub generation: u64,
    pub membership: Vec<Vec<u8>>,
    pub spaces: BTreeMap<SpaceId, Vec<Sequenced>>,
    pub forks: usize,
}

impl Disk {
    fn load(&self) -> Stored {
        let mut spaces = BTreeMap::new();
        for (space, entries) in &self.spaces {
            let Some(last) = entries.last() else { continue };
            let mut frontier = Frontier::new();
            for entry in entries {
                frontier.advance(entry.device, Tip { counter: entry.counter, hash: entry.hash }).unwrap();
            }
            spaces.insert(*space, StoredSpace { seq: last.seq, running: last.running, frontier });
        }
        Stored { generation: self.generation, membership: self.membership.clone(), spaces }
    }

    fn write(&mut self, write: &Write) {
        match write {
            Write::Entries { space, entries } => {
                let held = self.spaces.entry(*space).or_default();
                for entry in entries {
                    assert_eq!(entry.seq, held.len() as u64 + 1, "the order is gapless");
                    assert!(held.iter().all(|other| other.hash != entry.hash), "one entry, one place");
                    held.push(entry.clone());
                }
            }
            Write::Membership { from, entries } => {
                assert_eq!(*from, self.membership.len() as u64);
                self.membership.extend(entries.iter().cloned());
            }
            Write::Generation(generation) => self.generation = *generation,
            Write::Fork { .. } => self.forks += 1,
        }
    }

    fn read(&self, space: SpaceId, from: u64, max_items: usize, max_bytes: usize) -> Page {
        let entries = &self.spaces[&space];
        let skip = from as usize - 1;
        let before = skip.checked_sub(1).map_or(Hash::ZERO, |last| entries[last].running);
        let mut page = Page { before, entries: Vec::new() };
        let mut size = 0;
        for entry in entries.iter().skip(skip).take(max_items) {
            size += entry.bytes.len();
            if !page.entries.is_empty() && size > max_bytes {
                break;
            }
            page.entries.push(entry.clone());
        }
        page
    }
}

pub struct Relay {
    pub disk: Disk,
    pub room: Room,
    /// Writes and reads that have not been done: lost in a crash.
    pub work: VecDeque<Output>,
    pub frames: BTreeMap<ConnectionId, VecDeque<Vec<u8>>>,
    pub closed: Vec<ConnectionId>,
    /// What happened how often, over all restarts.
    pub seen: BTreeMap<&'static str, usize>,
    office: OfficeId,
    tail_bytes: usize,
}

impl Relay {
    pub fn new(office: OfficeId, disk: Disk, tail_bytes: usize) -> Self {
        Self {
            room: room(office, &disk, tail_bytes),
            disk,
            work: VecDeque::new(),
            frames: BTreeMap::new(),
            closed: Vec::new(),
            seen: BTreeMap::new(),
            office,
            tail_bytes,
        }
    }

    pub fn handle(&mut self, event: Event, now: u64) {
        for output in self.room.handle(event, now) {
            match output {
                Output::Send { connection, bytes } => self.frames.entry(connection).or_default().push_back(bytes),
                Output::Close { connection, code } => {
                    self.saw(code.word());
                    self.closed.push(connection);
                }
                Output::Refused(_) => {}
                Output::Halt => panic!("no write fails here"),
                work @ (Output::Store { .. } | Output::Load { .. } | Output::Find { .. }) => self.work.push_back(work),
            }
        }
    }

    /// Does the first piece of waiting work. Gives what the room is to hear of it.
    pub fn work(&mut self) -> Option<Event> {
        Some(match self.work.pop_front()? {
            Output::Store { ticket, write } => {
                self.saw(match write {
                    Write::Entries { .. } => "entries",
                    Write::Membership { .. } => "membership",
                    Write::Generation(_) => "generation",
                    Write::Fork { .. } => "fork",
                });
                self.disk.write(&write);
                Event::Stored { ticket, ok: true }
            }
            Output::Load { connection, space, from, max_items, max_bytes } => {
                self.saw("load");
                Event::Loaded { connection, space, page: Some(self.disk.read(space, from, max_items, max_bytes)) }
            }
            Output::Find { connection, space, entries } => {
                self.saw("find");
                let order = &self.disk.spaces[&space];
                let hash =
                    |device, counter| order.iter().find(|entry| (entry.device, entry.counter) == (device, counter)).map(|entry| entry.hash);
                let found = entries.into_iter().map(|e| Some((e.clone(), hash(e.device, e.counter)?))).collect();
                Event::Found { connection, space, found }
            }
            _ => unreachable!("only work is queued"),
        })
    }

    /// The process ends and starts again on this disk.
    pub fn restart(&mut self, disk: Disk) {
        let seen = std::mem::take(&mut self.seen);
        *self = Self { seen, ..Self::new(self.office, disk, self.tail_bytes) };
    }

    fn saw(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }
}

fn room(office: OfficeId, disk: &Disk, tail_bytes: usize) -> Room {
    let config = Config { relay: Arc::new(RelaySecret::from_seed(disk.seed)), may_found: true, tail_bytes };
    Room::new(office, config, disk.load()).unwrap()
}
