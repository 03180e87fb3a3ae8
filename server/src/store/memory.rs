//! A store in memory, for simulations and tests. What was committed survives everything but the end of the process.

use super::{Identity, LogStore, StoreError, Totals};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use sync::room::{Page, Sequenced, Stored, StoredSpace, Write};
use sync::{Frontier, Tip};
use trust::id::{DeviceId, Hash, OfficeId, SpaceId};

/// All offices in memory.
pub struct MemoryStore {
    identity: Identity,
    offices: Mutex<BTreeMap<OfficeId, Office>>,
}

#[derive(Clone, Default)]
struct Office {
    generation: u64,
    membership: Vec<Vec<u8>>,
    spaces: BTreeMap<SpaceId, Space>,
}

#[derive(Clone, Default)]
struct Space {
    entries: Vec<Sequenced>,
    chains: BTreeMap<(DeviceId, u64), u64>,
    forks: BTreeMap<DeviceId, (u64, Vec<u8>)>,
}

impl MemoryStore {
    /// An empty store of a relay with this key and first generation.
    #[must_use]
    pub fn new(seed: [u8; 32], generation: u64) -> Self {
        Self { identity: Identity { seed, generation }, offices: Mutex::new(BTreeMap::new()) }
    }

    /// A copy of everything as it is now: a backup to restore in a test.
    #[must_use]
    pub fn backup(&self) -> Self {
        Self { identity: self.identity.clone(), offices: Mutex::new(self.offices().clone()) }
    }

    /// The map; a panic of another thread cannot leave it half written, since each write is checked before it changes anything.
    fn offices(&self) -> MutexGuard<'_, BTreeMap<OfficeId, Office>> {
        self.offices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, id: OfficeId, write: &Write) -> Result<(), StoreError> {
        let mut offices = self.offices();
        match write {
            Write::Membership { from, entries } => {
                let generation = self.identity.generation;
                let office = offices.entry(id).or_insert_with(|| Office { generation, ..Office::default() });
                if office.membership.len() as u64 != *from {
                    return Err(StoreError::Conflict("membership"));
                }
                office.membership.extend(entries.iter().cloned());
                Ok(())
            }
            Write::Entries { space, entries } => {
                let office = offices.get_mut(&id).ok_or(StoreError::Conflict("office"))?;
                append(office.spaces.entry(*space).or_default(), entries)
            }
            Write::Generation(generation) => {
                offices.get_mut(&id).ok_or(StoreError::Conflict("office"))?.generation = *generation;
                Ok(())
            }
            Write::Fork { space, device, counter, bytes } => {
                let office = offices.get_mut(&id).ok_or(StoreError::Conflict("office"))?;
                let forks = &mut office.spaces.entry(*space).or_default().forks;
                forks.entry(*device).or_insert_with(|| (*counter, bytes.clone()));
                Ok(())
            }
        }
    }
}

fn append(space: &mut Space, entries: &[Sequenced]) -> Result<(), StoreError> {
    let mut chains = BTreeMap::new();
    for (seq, entry) in (space.entries.len() as u64 + 1..).zip(entries) {
        if entry.seq != seq {
            return Err(StoreError::Conflict("sequence"));
        }
        let key = (entry.device, entry.counter);
        let before = (entry.device, entry.counter.wrapping_sub(1));
        let continues = entry.counter == 1 || space.chains.contains_key(&before) || chains.contains_key(&before);
        if !continues || space.chains.contains_key(&key) || chains.insert(key, seq).is_some() {
            return Err(StoreError::Conflict("chain"));
        }
    }
    space.chains.append(&mut chains);
    space.entries.extend(entries.iter().cloned());
    Ok(())
}

impl LogStore for MemoryStore {
    fn identity(&self) -> Identity {
        self.identity.clone()
    }

    fn load(&self, id: OfficeId) -> Result<Stored, StoreError> {
        let offices = self.offices();
        let Some(office) = offices.get(&id) else {
            return Ok(Stored { generation: self.identity.generation, ..Stored::default() });
        };
        let mut spaces = BTreeMap::new();
        for (id, space) in &office.spaces {
            let Some(last) = space.entries.last() else {
                continue;
            };
            let mut frontier = Frontier::new();
            for entry in &space.entries {
                let tip = Tip { counter: entry.counter, hash: entry.hash };
                frontier.advance(entry.device, tip).map_err(|error| StoreError::Damaged(error.to_string()))?;
            }
            spaces.insert(*id, StoredSpace { seq: last.seq, running: last.running, frontier });
        }
        Ok(Stored { generation: office.generation, membership: office.membership.clone(), spaces })
    }

    fn commit(&self, writes: &[(OfficeId, &Write)]) -> Vec<Result<(), StoreError>> {
        writes.iter().map(|(office, write)| self.write(*office, write)).collect()
    }

    fn read(&self, office: OfficeId, space: SpaceId, from: u64, max_items: usize, max_bytes: usize) -> Result<Page, StoreError> {
        let offices = self.offices();
        let Some(space) = offices.get(&office).and_then(|office| office.spaces.get(&space)) else {
            return Ok(Page::default());
        };
        let skip = usize::try_from(from.saturating_sub(1)).unwrap_or(usize::MAX);
        let before = skip.checked_sub(1).and_then(|last| space.entries.get(last)).map_or(Hash::ZERO, |entry| entry.running);
        let (mut entries, mut size) = (Vec::new(), 0);
        for entry in space.entries.iter().skip(skip).take(max_items) {
            size += entry.bytes.len();
            if !entries.is_empty() && size > max_bytes {
                break;
            }
            entries.push(entry.clone());
        }
        Ok(Page { before, entries })
    }

    fn find(&self, office: OfficeId, space: SpaceId, entries: &[(DeviceId, u64)]) -> Result<Vec<Option<Hash>>, StoreError> {
        let offices = self.offices();
        let space = offices.get(&office).and_then(|office| office.spaces.get(&space));
        let hash = |key: &(DeviceId, u64)| {
            let space = space?;
            let at = usize::try_from(*space.chains.get(key)? - 1).ok()?;
            Some(space.entries.get(at)?.hash)
        };
        Ok(entries.iter().map(hash).collect())
    }

    fn forks(&self, office: OfficeId, space: SpaceId) -> Result<Vec<(DeviceId, u64, Vec<u8>)>, StoreError> {
        let offices = self.offices();
        let forks = offices.get(&office).and_then(|office| office.spaces.get(&space)).map(|space| &space.forks);
        Ok(forks.into_iter().flatten().map(|(device, (counter, bytes))| (*device, *counter, bytes.clone())).collect())
    }

    fn foundings(&self) -> Result<Vec<(OfficeId, Vec<u8>)>, StoreError> {
        let offices = self.offices();
        Ok(offices.iter().filter_map(|(id, office)| Some((*id, office.membership.first()?.clone()))).collect())
    }

    fn totals(&self) -> Result<Totals, StoreError> {
        let offices = self.offices();
        let entries = offices.values().flat_map(|office| office.spaces.values()).map(|space| space.entries.len() as u64);
        Ok(Totals { offices: offices.len() as u64, entries: entries.sum() })
    }

    fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
