//! How long to wait before the next attempt to connect.

use std::time::Duration;

/// First wait.
const BASE_MS: u64 = 500;
/// Longest wait.
const CAP_MS: u64 = 60_000;

/// The wait before attempt number `attempt` (the first failed attempt is 0): doubles from half a second up to one minute,
/// of which between one half and the whole is waited, so that the desks of an office do not all come back at one instant.
/// The same `attempt` and `seed` give the same wait; seed with the device's id or with random bits.
#[must_use]
pub fn backoff(attempt: u32, seed: u64) -> Duration {
    let full = BASE_MS.saturating_mul(1 << attempt.min(20)).min(CAP_MS);
    let half = full / 2;
    let jitter = mix(seed ^ (u64::from(attempt) << 32)) % (full - half + 1);
    Duration::from_millis(half + jitter)
}

/// SplitMix64: spreads neighbouring seeds over all values.
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn stays_within_its_bounds(attempt in any::<u32>(), seed in any::<u64>()) {
            let full = BASE_MS.saturating_mul(1 << attempt.min(20)).min(CAP_MS);
            let wait = backoff(attempt, seed).as_millis() as u64;
            prop_assert!(wait >= full / 2 && wait <= full);
            prop_assert_eq!(backoff(attempt, seed), backoff(attempt, seed));
        }
    }

    #[test]
    fn desks_spread_out() {
        let waits: std::collections::BTreeSet<_> = (0..60).map(|seed| backoff(6, seed)).collect();
        assert!(waits.len() > 55, "60 desks wait {} different times", waits.len());
    }
}
