//! Six words that two people read to each other to be sure that both screens mean the same thing.

use std::fmt;

use bip39::Language;

const WORDS: usize = 6;
const BITS_PER_WORD: usize = 11;
/// Rounds of hashing before the words are taken. Six words are 66 bits; the rounds make each guess of a forger who
/// looks for other data with the same words 2^16 times dearer, and cost an honest desk some milliseconds.
const ROUNDS: usize = 1 << 16;

/// A list of 2,048 words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WordList {
    /// One Chinese character for each word.
    #[default]
    Chinese,
    /// English words.
    English,
}

/// Six words that stand for some data. Shown with spaces between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub [&'static str; WORDS]);

impl Fingerprint {
    pub(crate) fn of(purpose: &'static str, data: &[u8], list: WordList) -> Self {
        let mut hash = blake3::derive_key(purpose, data);
        for _ in 0..ROUNDS {
            hash = *blake3::hash(&hash).as_bytes();
        }
        let words = match list {
            WordList::Chinese => Language::SimplifiedChinese,
            WordList::English => Language::English,
        }
        .word_list();
        let bits = hash[..16].iter().fold(0u128, |bits, &byte| bits << 8 | u128::from(byte));
        let mask = words.len() as u128 - 1;
        Self(std::array::from_fn(|i| {
            let shift = 128 - BITS_PER_WORD * (i + 1);
            words[(bits >> shift & mask) as usize]
        }))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_depend_on_data_purpose_and_list() {
        let words = |purpose, data: &[u8], list| Fingerprint::of(purpose, data, list).to_string();
        let base = words("test a", b"data", WordList::English);
        assert_eq!(base.split(' ').count(), 6);
        assert_ne!(base, words("test a", b"date", WordList::English));
        assert_ne!(base, words("test b", b"data", WordList::English));
        assert_ne!(base, words("test a", b"data", WordList::Chinese));
        assert_eq!(words("test a", b"data", WordList::Chinese).chars().filter(|c| *c != ' ').count(), 6);
    }
}
