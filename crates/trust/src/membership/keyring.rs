//! The epoch keys that a desk or a recovery sheet holds, opened from the log.

use std::collections::BTreeMap;
use std::fmt;

use super::record::KeyMark;
use crate::entry::Entry;
use crate::id::SpaceId;
use crate::key::EpochKey;
use crate::keybox::SpaceKey;

/// Keys by space and epoch. Kept in memory only: it can always be opened from the log again.
#[derive(Clone, Default)]
pub struct Keyring {
    keys: BTreeMap<(SpaceId, u32), EpochKey>,
    /// Keys of lost entries of the log: they open what was sealed with them, and seal nothing any more.
    lost: Vec<SpaceKey>,
    /// Newest epoch that the log announces, for each space with a key here.
    newest: BTreeMap<SpaceId, u32>,
    refused: usize,
}

impl Keyring {
    /// The key of a space in an epoch.
    pub fn key(&self, space: SpaceId, epoch: u32) -> Option<&EpochKey> {
        self.keys.get(&(space, epoch))
    }

    /// The key that an entry was sealed with. There is more than one of an epoch where two administrators renewed the
    /// keys at once.
    pub fn key_of(&self, entry: &Entry) -> Option<&EpochKey> {
        let (space, epoch) = (entry.header().space, entry.header().epoch);
        let current = self.key(space, epoch);
        let lost = self.lost.iter().filter(|key| (key.space, key.epoch) == (space, epoch)).map(|key| &key.key);
        let mut lost = lost.peekable();
        if current.is_some_and(|key| lost.peek().is_none() || entry.is_sealed_with(key)) {
            return current;
        }
        let first = lost.peek().copied();
        lost.find(|key| entry.is_sealed_with(key)).or(current).or(first)
    }

    /// The epoch to seal with: the newest one of the log, when this keyring holds its key. `None` also for a desk that
    /// has been revoked or was handed a wrong key: it still reads what came before, and writes nothing.
    pub fn current_epoch(&self, space: SpaceId) -> Option<u32> {
        self.newest.get(&space).copied().filter(|epoch| self.key(space, *epoch).is_some())
    }

    /// How many boxes and keys in the log were refused, because they do not open or are not the announced ones.
    /// An administrator should hear of it.
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// The spaces that this keyring opens, in order.
    pub fn spaces(&self) -> Vec<SpaceId> {
        let mut spaces: Vec<_> = self.keys.keys().map(|(space, _)| *space).collect();
        spaces.dedup();
        spaces
    }

    pub(super) fn insert(&mut self, key: SpaceKey, newest: u32) {
        self.newest.insert(key.space, newest);
        self.keys.insert((key.space, key.epoch), key.key);
    }

    pub(super) fn insert_lost(&mut self, key: SpaceKey) {
        if !self.lost.iter().any(|held| mark(held) == mark(&key)) {
            self.lost.push(key);
        }
    }

    /// The key that was announced so.
    pub(super) fn announced(&self, announced: &KeyMark) -> Option<SpaceKey> {
        self.of(&[announced.space]).into_iter().find(|key| mark(key) == *announced)
    }

    pub(super) fn refuse(&mut self) {
        self.refused += 1;
    }

    /// All epochs of these spaces, to hand on.
    pub(super) fn of(&self, spaces: &[SpaceId]) -> Vec<SpaceKey> {
        let keys = self.keys.iter().map(|(&(space, epoch), key)| SpaceKey { space, epoch, key: key.clone() });
        keys.chain(self.lost.iter().cloned()).filter(|key| spaces.contains(&key.space)).collect()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({:?}, hidden)", self.keys.keys().collect::<Vec<_>>())
    }
}

/// What the log announces about a key.
pub(super) fn mark(key: &SpaceKey) -> KeyMark {
    let mut hasher = blake3::Hasher::new_derive_key("zongban 2026 epoch key mark");
    hasher.update(&key.space.0.to_le_bytes()).update(&key.epoch.to_le_bytes()).update(key.key.expose());
    let mark = crate::key::first_16(*hasher.finalize().as_bytes());
    zeroize::Zeroize::zeroize(&mut hasher);
    KeyMark { space: key.space, epoch: key.epoch, mark }
}
