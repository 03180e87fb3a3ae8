//! Six words, or numbers, that two people read to each other to be sure that both screens mean the same thing.

use bip39::Language;

const WORDS: usize = 6;
const BITS_PER_WORD: usize = 11;
const MASK: u16 = (1 << BITS_PER_WORD) - 1;
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

/// Six numbers below 2,048 that stand for some data. People read them to each other as words of a list or as digits, which are the
/// same in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u16; WORDS]);

impl Fingerprint {
    pub(crate) fn of(purpose: &'static str, data: &[u8]) -> Self {
        let mut hash = blake3::derive_key(purpose, data);
        for _ in 0..ROUNDS {
            hash = *blake3::hash(&hash).as_bytes();
        }
        let bits = hash[..16].iter().fold(0u128, |bits, &byte| bits << 8 | u128::from(byte));
        Self(std::array::from_fn(|i| (bits >> (128 - BITS_PER_WORD * (i + 1))) as u16 & MASK))
    }

    /// As six words, with spaces between them.
    pub fn words(&self, list: WordList) -> String {
        let words = match list {
            WordList::Chinese => Language::SimplifiedChinese,
            WordList::English => Language::English,
        }
        .word_list();
        self.0.map(|number| words[usize::from(number)]).join(" ")
    }

    /// As six groups of four digits, with spaces between them: who hears them writes down the same in any language.
    pub fn numbers(&self) -> String {
        self.0.map(|number| format!("{number:04}")).join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_depend_on_data_purpose_and_list() {
        let words = |purpose, data: &[u8], list| Fingerprint::of(purpose, data).words(list);
        let base = words("test a", b"data", WordList::English);
        assert_eq!(base.split(' ').count(), 6);
        assert_ne!(base, words("test a", b"date", WordList::English));
        assert_ne!(base, words("test b", b"data", WordList::English));
        assert_ne!(base, words("test a", b"data", WordList::Chinese));
        assert_eq!(words("test a", b"data", WordList::Chinese).chars().filter(|c| *c != ' ').count(), 6);
    }

    #[test]
    fn the_digits_say_as_much_as_the_words_of_any_list() {
        for data in [&b"data"[..], b"date", b""] {
            let fingerprint = Fingerprint::of("test a", data);
            let numbers = fingerprint.numbers();
            let groups: Vec<usize> = numbers.split(' ').map(|group| group.parse().unwrap()).collect();
            assert!(numbers.len() == 29 && groups.len() == 6, "{numbers}");
            for (list, language) in [(WordList::Chinese, Language::SimplifiedChinese), (WordList::English, Language::English)] {
                let words: Vec<_> = groups.iter().map(|group| language.word_list()[*group]).collect();
                assert_eq!(fingerprint.words(list), words.join(" "));
            }
        }
    }
}
