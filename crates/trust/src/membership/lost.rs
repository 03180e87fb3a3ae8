//! Heads of lost entries. Where two administrators wrote at once, the relay took one of the two branches; entries of
//! records name heads of the other one all the same. A [`Redo`] makes such a head known: it then stands for two places
//! of this log, the one where its branch began and the one of the redo. Neither gives a device anything that it could
//! not have had by naming the head of that place itself.

use std::collections::BTreeMap;

use super::record::{Place, Redo};
use super::{MAX_LOG, MAX_LOST, Membership, MembershipError};
use crate::id::{Hash, SpaceId};

/// What a lost head stands for.
#[derive(Clone)]
pub(super) struct LostHead {
    /// Position of the last entry that its branch shares with this log.
    pub base: u64,
    /// Position at which this log did again what the branch had said by then.
    pub redone: u64,
    /// Epochs that the branch had begun by then.
    pub epochs: BTreeMap<SpaceId, u32>,
}

impl Membership {
    /// The heads that a redo makes known, if it may stand at `place`.
    pub(super) fn lost_heads(&self, place: Place, redo: &Redo) -> Result<BTreeMap<Hash, LostHead>, MembershipError> {
        if redo.lost.is_empty() {
            return Err(MembershipError::Malformed { what: "nothing lost" });
        }
        for (count, most) in [(redo.lost.len(), MAX_LOST), (self.lost.len() + redo.lost.len(), MAX_LOG)] {
            if count > most {
                return Err(MembershipError::TooMany { what: "lost entries", most });
            }
        }
        let mut heads: BTreeMap<Hash, LostHead> = BTreeMap::new();
        for lost in &redo.lost {
            if self.knows_head(&lost.head).is_some() || heads.contains_key(&lost.head) {
                return Err(MembershipError::Malformed { what: "a lost head that is known" });
            }
            if !lost.marks.is_sorted_by(|a, b| a.space < b.space) {
                return Err(MembershipError::Malformed { what: "lost keys" });
            }
            let before = heads.get(&lost.prev).or_else(|| self.lost.get(&lost.prev));
            let (base, mut epochs) = match (self.heads.get(&lost.prev), before) {
                (Some(&base), _) => (base, BTreeMap::new()),
                (None, Some(before)) => (before.base, before.epochs.clone()),
                (None, None) => return Err(MembershipError::Malformed { what: "a lost head of an unknown branch" }),
            };
            epochs.extend(lost.marks.iter().map(|mark| (mark.space, mark.epoch)));
            heads.insert(lost.head, LostHead { base, redone: place.seq, epochs });
        }
        Ok(heads)
    }
}
