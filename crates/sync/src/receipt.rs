//! The relay's order and its signature over it.

use trust::id::{Hash, OfficeId, SpaceId};
use trust::key::{RelayPublic, RelaySecret};

/// Signature domain of a receipt.
const DOMAIN: &str = "zongban 2026 relay receipt";
/// Key derivation context of the running hash.
const RUNNING: &str = "zongban 2026 running hash";

/// The relay's word that the entries 1 to `seq` of a space are durable with it, in exactly the order that `running` sums up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The relay's generation: it changes when the relay's log was set back.
    pub generation: u64,
    /// Sequence number of the last entry covered.
    pub seq: u64,
    /// Running hash after that entry.
    pub running: Hash,
    /// The relay's Ed25519 signature.
    pub signature: [u8; 64],
}

impl Receipt {
    /// Signs the state of a space's order.
    #[must_use]
    pub fn sign(relay: &RelaySecret, office: &OfficeId, space: SpaceId, generation: u64, seq: u64, running: Hash) -> Self {
        let signature = relay.sign(DOMAIN, &statement(office, space, generation, seq, &running));
        Self { generation, seq, running, signature }
    }

    /// Whether `relay` signed this receipt for this space.
    #[must_use]
    pub fn is_from(&self, relay: &RelayPublic, office: &OfficeId, space: SpaceId) -> bool {
        let statement = statement(office, space, self.generation, self.seq, &self.running);
        relay.verify(DOMAIN, &statement, &self.signature).is_ok()
    }
}

/// The running hash after the entry `entry` at `seq`, from the one before it. Before the first entry it is all zero.
#[must_use]
pub fn running_hash(before: &Hash, seq: u64, entry: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new_derive_key(RUNNING);
    hasher.update(before.as_bytes());
    hasher.update(&seq.to_le_bytes());
    hasher.update(entry.as_bytes());
    Hash(*hasher.finalize().as_bytes())
}

fn statement(office: &OfficeId, space: SpaceId, generation: u64, seq: u64, running: &Hash) -> [u8; 68] {
    let mut out = [0; 68];
    out[..16].copy_from_slice(office.as_bytes());
    out[16..20].copy_from_slice(&space.0.to_le_bytes());
    out[20..28].copy_from_slice(&generation.to_le_bytes());
    out[28..36].copy_from_slice(&seq.to_le_bytes());
    out[36..].copy_from_slice(running.as_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_holds_for_its_own_statement_only() {
        let relay = RelaySecret::from_seed([7; 32]);
        let (office, space) = (OfficeId::from_bytes([1; 16]), SpaceId(1));
        let receipt = Receipt::sign(&relay, &office, space, 3, 9, Hash::from_bytes([2; 32]));
        assert!(receipt.is_from(&relay.public(), &office, space));
        assert!(!receipt.is_from(&RelaySecret::from_seed([8; 32]).public(), &office, space));
        assert!(!receipt.is_from(&relay.public(), &OfficeId::from_bytes([2; 16]), space));
        assert!(!receipt.is_from(&relay.public(), &office, SpaceId(2)));
        assert!(!Receipt { generation: 4, ..receipt }.is_from(&relay.public(), &office, space));
        assert!(!Receipt { seq: 10, ..receipt }.is_from(&relay.public(), &office, space));
        assert!(!Receipt { running: Hash::from_bytes([3; 32]), ..receipt }.is_from(&relay.public(), &office, space));
    }

    #[test]
    fn the_running_hash_depends_on_order() {
        let (a, b) = (Hash::from_bytes([1; 32]), Hash::from_bytes([2; 32]));
        let fold = |x: &Hash, y: &Hash| running_hash(&running_hash(&Hash::ZERO, 1, x), 2, y);
        assert_ne!(fold(&a, &b), fold(&b, &a));
    }
}
