//! The one source of chance of a run.

/// A source of random bytes, as the replica takes it.
type Entropy = Box<dyn FnMut(&mut [u8]) + Send>;

/// SplitMix64: a seed gives the same run on every machine.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The source that a seed names.
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1))
    }

    /// The next number.
    #[allow(clippy::should_implement_trait, reason = "it is no iterator: it never ends")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// Whether something of so many in a thousand happens.
    pub fn chance(&mut self, thousandth: usize) -> bool {
        self.below(1_000) < thousandth
    }

    /// So many bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        out.iter_mut().for_each(|b| *b = self.next() as u8);
        out
    }

    /// A source of its own for one desk.
    pub fn entropy(&mut self) -> Entropy {
        let mut own = Random::new(self.next());
        Box::new(move |bytes| bytes.iter_mut().for_each(|b| *b = own.next() as u8))
    }
}
