//! Randomness from a seed that the caller took from the operating system.

use std::convert::Infallible;

use hpke::rand_core::{TryCryptoRng, TryRng};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A stream of random bytes. The context is mixed in, so that a seed used twice for different things still gives
/// different bytes.
#[derive(ZeroizeOnDrop)]
pub(crate) struct Entropy(blake3::OutputReader);

impl Entropy {
    pub(crate) fn new(seed: [u8; 32], context: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("zongban 2026 randomness");
        hasher.update(&seed).update(context);
        let reader = hasher.finalize_xof();
        hasher.zeroize();
        Self(reader)
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.0.fill(&mut out);
        out
    }
}

impl TryRng for Entropy {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.bytes()))
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(dst);
        Ok(())
    }
}

impl TryCryptoRng for Entropy {}
