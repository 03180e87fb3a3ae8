//! A desk's store in memory, honest about what is durable.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use crate::common::Member;
use std::collections::{BTreeMap, VecDeque};
use sync::message::Item;
use sync::session::{Event, Identity, Output, RelayIdentity, Session, Snapshot, SpacePosition, Status};
use sync::{Frontier, Receipt, Tip, running_hash};
use trust::entry::Entry;
use trust::id::{Hash, OfficeId, SpaceId};

/// One space as a desk holds it.
#[derive(Default)]
pub struct Held {
    /// Entries in the order of their arrival.
    pub arrived: Vec<Entry>,
    pub frontier: Frontier,
    /// The relay's order.
    pub order: Vec<Hash>,
    pub receipt: Option<Receipt>,
}

pub struct Desk {
    pub member: Member,
    pub membership: Vec<Vec<u8>>,
    pub relay: Option<RelayIdentity>,
    pub spaces: BTreeMap<SpaceId, Held>,
    pub session: Session,
    /// Work for the store that has not been done: lost in a crash.
    pub work: VecDeque<Output>,
    /// Frames to send.
    pub frames: VecDeque<Vec<u8>>,
    pub wants_close: bool,
    pub status: Option<Status>,
    pub refused: usize,
    office: OfficeId,
}

impl Desk {
    pub fn new(member: Member, office: OfficeId, membership: Vec<Vec<u8>>) -> Self {
        let identity = Identity { office, device: member.secret.clone(), relay: None };
        Self {
            spaces: member.spaces.iter().map(|space| (*space, Held::default())).collect(),
            member,
            membership,
            relay: None,
            session: Session::new(identity),
            work: VecDeque::new(),
            frames: VecDeque::new(),
            wants_close: false,
            status: None,
            refused: 0,
            office,
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        let position = |held: &Held| SpacePosition { receipt: held.receipt, frontier: held.frontier.clone() };
        Snapshot {
            membership: self.membership.clone(),
            relay: self.relay,
            spaces: self.spaces.iter().map(|(space, held)| (*space, position(held))).collect(),
        }
    }

    pub fn handle(&mut self, event: Event, now: u64) {
        for output in self.session.handle(event, now) {
            match output {
                Output::Send(bytes) => self.frames.push_back(bytes),
                Output::Close(_) => self.wants_close = true,
                Output::Status(status) => self.status = Some(status),
                Output::Refused { .. } => self.refused += 1,
                Output::OwnChainAhead { .. } => panic!("no desk here loses its own chain"),
                work @ (Output::Load { .. } | Output::Apply { .. } | Output::NewOrder(_) | Output::ApplyMembership { .. }) => {
                    self.work.push_back(work);
                }
            }
        }
    }

    /// Does the first piece of waiting work durably. Gives what the session is to hear of it.
    pub fn work(&mut self) -> Option<Event> {
        match self.work.pop_front()? {
            Output::Load { space, beyond, max_bytes } => Some(self.load(space, &beyond, max_bytes)),
            Output::NewOrder(relay) => {
                self.relay = Some(relay);
                for held in self.spaces.values_mut() {
                    held.order.clear();
                    held.receipt = None;
                }
                None
            }
            Output::ApplyMembership { from, entries } => {
                let from = from as usize;
                for (at, entry) in (from..).zip(entries) {
                    match self.membership.get(at) {
                        Some(held) => {
                            assert_eq!(*held, entry, "nobody forks the membership log here")
                        }
                        None => self.membership.push(entry),
                    }
                }
                Some(Event::MembershipChanged { log: self.membership.clone() })
            }
            Output::Apply { space, items, receipt } => {
                let held = self.spaces.entry(space).or_default();
                for ordered in items {
                    if ordered.seq <= held.order.len() as u64 {
                        // Applied on an earlier connection whose answer was lost.
                        assert_eq!(held.order[ordered.seq as usize - 1], ordered.item.hash().unwrap());
                        continue;
                    }
                    assert_eq!(ordered.seq, held.order.len() as u64 + 1, "gapless");
                    apply(held, ordered.item);
                }
                if held.receipt.is_none_or(|old| old.seq < receipt.seq) {
                    held.receipt = Some(receipt);
                }
                Some(Event::Applied { space, seq: receipt.seq })
            }
            _ => unreachable!("only work is queued"),
        }
    }

    pub fn commit(&mut self, space: SpaceId, text: &[u8], head: Hash) -> Entry {
        let held = self.spaces.get_mut(&space).unwrap();
        let entry = self.member.write(self.office, space, &held.frontier, head, text);
        insert(held, entry.clone());
        entry
    }

    /// Ordered entries first, in their order, then the pending ones as they arrived.
    fn load(&self, space: SpaceId, beyond: &Frontier, max_bytes: usize) -> Event {
        let held = &self.spaces[&space];
        let place = |entry: &Entry| held.order.iter().position(|hash| *hash == entry.hash()).unwrap_or(usize::MAX);
        let mut missing: Vec<_> =
            held.arrived.iter().filter(|entry| !beyond.covers(&entry.header().device, entry.header().counter)).collect();
        missing.sort_by_key(|entry| place(entry));
        let (mut entries, mut size) = (Vec::new(), 0);
        for entry in &missing {
            size += entry.as_bytes().len();
            if !entries.is_empty() && size > max_bytes {
                break;
            }
            entries.push(entry.as_bytes().to_vec());
        }
        let complete = entries.len() == missing.len();
        Event::Loaded { space, entries, complete }
    }

    /// The process ends and starts again: what was not durable is gone.
    pub fn crash(&mut self) {
        let identity = Identity { office: self.office, device: self.member.secret.clone(), relay: None };
        self.session = Session::new(identity);
        self.work.clear();
        self.frames.clear();
        self.wants_close = false;
    }

    pub fn check_receipts(&self) {
        for (space, held) in &self.spaces {
            let Some(receipt) = held.receipt else {
                continue;
            };
            let running = (1..).zip(&held.order).fold(Hash::ZERO, |running, (seq, hash)| running_hash(&running, seq, hash));
            assert_eq!((receipt.seq, receipt.running), (held.order.len() as u64, running));
            assert_eq!(receipt.generation, self.relay.unwrap().generation);
            assert!(receipt.is_from(&self.relay.unwrap().key, &self.office, *space));
        }
    }
}

fn apply(held: &mut Held, item: Item) {
    let hash = item.hash().unwrap();
    match item {
        Item::Full(bytes) => insert(held, Entry::parse(bytes).unwrap()),
        Item::Known { device, counter, hash } => {
            let found = held.arrived.iter().any(|entry| entry.hash() == hash);
            assert!(found, "the relay names an entry that the desk lacks: {device} #{counter}");
        }
    }
    held.order.push(hash);
}

fn insert(held: &mut Held, entry: Entry) {
    let (device, counter) = (entry.header().device, entry.header().counter);
    if held.frontier.covers(&device, counter) {
        assert!(held.arrived.iter().any(|have| have.hash() == entry.hash()), "no fork here");
        return;
    }
    let before = held.frontier.get(&device).map_or(Hash::ZERO, |tip| tip.hash);
    assert_eq!((counter, entry.header().prev), (held.frontier.counter(&device) + 1, before), "chains have no holes");
    held.frontier.advance(device, Tip { counter, hash: entry.hash() }).unwrap();
    held.arrived.push(entry);
}
