//! The frontier: how far a holder of entries has each device's chain.

use crate::limits;
use std::collections::BTreeMap;
use trust::id::{DeviceId, Hash};

/// The last entry of one device's chain that a holder has. It has all earlier ones too: chains have no holes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The entry's counter, from 1.
    pub counter: u64,
    /// The entry's hash.
    pub hash: Hash,
}

/// `device → tip` for one space, in the order of device ids. At most 4,096 devices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier(BTreeMap<DeviceId, Tip>);

/// Why a frontier does not take a tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    /// There are 4,096 devices already.
    #[error("more than {} devices have written in this space; ask the administrator to close old desks", limits::FRONTIER)]
    TooManyDevices,
    /// The counter is 0 or beyond 2^53.
    #[error("an entry's counter is out of range; update the program or ask for support")]
    Counter,
}

impl Frontier {
    /// A frontier of a holder that has nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The last entry of `device` that the holder has.
    #[must_use]
    pub fn get(&self, device: &DeviceId) -> Option<Tip> {
        self.0.get(device).copied()
    }

    /// The counter of the last entry of `device`, 0 when there is none.
    #[must_use]
    pub fn counter(&self, device: &DeviceId) -> u64 {
        self.0.get(device).map_or(0, |tip| tip.counter)
    }

    /// Whether the holder has this entry, as far as counters tell.
    #[must_use]
    pub fn covers(&self, device: &DeviceId, counter: u64) -> bool {
        self.counter(device) >= counter
    }

    /// Moves a device's tip forward; a tip behind the present one changes nothing.
    pub fn advance(&mut self, device: DeviceId, tip: Tip) -> Result<(), FrontierError> {
        if tip.counter == 0 || tip.counter > limits::NUMBER {
            return Err(FrontierError::Counter);
        }
        if let Some(held) = self.0.get_mut(&device) {
            if tip.counter > held.counter {
                *held = tip;
            }
            return Ok(());
        }
        if self.0.len() >= limits::FRONTIER {
            return Err(FrontierError::TooManyDevices);
        }
        self.0.insert(device, tip);
        Ok(())
    }

    /// Forgets a device, so that its entries are asked for anew.
    pub fn remove(&mut self, device: &DeviceId) {
        self.0.remove(device);
    }

    /// Whether this holder has an entry that the holder of `other` lacks.
    #[must_use]
    pub fn exceeds(&self, other: &Frontier) -> bool {
        self.0.iter().any(|(device, tip)| !other.covers(device, tip.counter))
    }

    /// All devices with their tips, in the order of device ids.
    pub fn iter(&self) -> impl Iterator<Item = (&DeviceId, &Tip)> {
        self.0.iter()
    }

    /// Number of devices.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the holder has nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn device(n: u16) -> DeviceId {
        let mut id = [0; 16];
        id[..2].copy_from_slice(&n.to_be_bytes());
        DeviceId::from_bytes(id)
    }

    fn tip(counter: u64) -> Tip {
        Tip { counter, hash: Hash::from_bytes([counter as u8; 32]) }
    }

    proptest! {
        #[test]
        fn advances_to_the_greatest(tips in proptest::collection::vec((0u16..6, 1u64..50), 0..60)) {
            let mut frontier = Frontier::new();
            let mut model = BTreeMap::new();
            for (n, counter) in &tips {
                frontier.advance(device(*n), tip(*counter)).unwrap();
                let held = model.entry(*n).or_insert(0);
                *held = (*held).max(*counter);
            }
            for (n, counter) in model {
                prop_assert_eq!(frontier.counter(&device(n)), counter);
                prop_assert!(frontier.covers(&device(n), counter) && !frontier.covers(&device(n), counter + 1));
            }
        }
    }

    #[test]
    fn refuses_device_4097() {
        let mut frontier = Frontier::new();
        for n in 0..4_096 {
            frontier.advance(device(n), tip(1)).unwrap();
        }
        assert_eq!(frontier.advance(device(4_096), tip(1)), Err(FrontierError::TooManyDevices));
        assert_eq!(frontier.advance(device(0), tip(2)), Ok(()));
    }

    #[test]
    fn refuses_counters_out_of_range() {
        for counter in [0, limits::NUMBER + 1, u64::MAX] {
            assert_eq!(Frontier::new().advance(device(0), tip(counter)), Err(FrontierError::Counter));
        }
    }
}
