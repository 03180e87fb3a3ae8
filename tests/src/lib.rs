//! Whole-system tests live in `system/`; here stands what they share with the programs in `examples/`.

mod random;

pub use random::Random;
