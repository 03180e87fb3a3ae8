//! The order in which a clerk expects texts: Chinese by pinyin, numbers in them by their value, letters whatever their case, and
//! what is written full-width like the rest.
//!
//! Indexes are kept in this order: what it says of two texts may never change while [`VERSION`] stays. Texts are equal only if they
//! are the same, so that looking one up by it finds just that one.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use pinyin::ToPinyin;

/// Raised whenever two texts compare otherwise than before: what was sorted is then sorted anew.
pub const VERSION: u32 = 2;

/// The Chinese characters whose reading is kept at hand; of the few others it is looked up.
const FIRST: u32 = 0x3400;
/// See [`FIRST`].
const LAST: u32 = 0x9fff;
/// Where the characters beyond these begin.
const BEYOND: u32 = 0x2_0000;
/// Where they end.
const END: u32 = 0x3_23af;

/// Surnames that are read otherwise than the character is first read elsewhere, each with its reading.
const SURNAMES: &str = "曾zeng1 单shan4 單shan4 解xie4 仇qiu2 区ou1 區ou1 查zha1 盖ge3 蓋ge3 朴piao2 任ren2 华hua4 華hua4 翟zhai2 乐yue4 樂yue4 繁po2 折she2 \
    员yun4 員yun4 召shao4 晟cheng2 幺yao1 种chong2 秘bi4 葛ge3 薄bo2 卜bu3 缪miao4 繆miao4 覃qin2 燕yan1 那na1 都du1 阙que4 闕que4 哈ha3";

/// Compares two texts.
pub fn compare(a: &str, b: &str) -> Ordering {
    ordered(a, b, false)
}

/// Compares two names of people: the first character is read as a surname.
pub fn compare_names(a: &str, b: &str) -> Ordering {
    ordered(a, b, true)
}

fn ordered(a: &str, b: &str, names: bool) -> Ordering {
    let same = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    if same == a.len() && same == b.len() {
        return Ordering::Equal;
    }
    // From the number or the character on in which they differ.
    let alike = a.get(..a.floor_char_boundary(same)).unwrap_or_default();
    let from = alike.trim_end_matches(is_digit).len();
    let (left, right) = (a.get(from..).unwrap_or_default(), b.get(from..).unwrap_or_default());
    // What only differs in the case or width of letters or in zeros before a number has one order all the same.
    natural(left, right, names && from == 0).then_with(|| a.cmp(b))
}

fn natural(mut a: &str, mut b: &str, mut names: bool) -> Ordering {
    loop {
        let (Some(x), Some(y)) = (a.chars().next(), b.chars().next()) else { return a.len().cmp(&b.len()) };
        let order = if is_digit(x) && is_digit(y) {
            let ((m, after_m), (n, after_n)) = (number(a), number(b));
            (a, b) = (after_m, after_n);
            m.chars().count().cmp(&n.chars().count()).then_with(|| m.chars().map(narrow).cmp(n.chars().map(narrow)))
        } else {
            (a, b) = (a.get(x.len_utf8()..).unwrap_or_default(), b.get(y.len_utf8()..).unwrap_or_default());
            place(x, names).cmp(&place(y, names))
        };
        if order != Ordering::Equal {
            return order;
        }
        names = false;
    }
}

/// The number with which a text begins, without zeros before it, and what comes after.
fn number(text: &str) -> (&str, &str) {
    let (digits, rest) = text.split_at(text.find(|c| !is_digit(c)).unwrap_or(text.len()));
    (digits.trim_start_matches(|c| narrow(c) == '0'), rest)
}

/// Whether a character counts as a digit in the order: full-width ones do.
pub fn is_digit(c: char) -> bool {
    narrow(c).is_ascii_digit()
}

/// A full-width letter, digit or sign as it is otherwise written.
fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Where a character stands: letters and signs, then Chinese by reading and code point, then what has no reading.
fn place(c: char, surname: bool) -> (u16, u32) {
    let code = u32::from(narrow(c).to_ascii_lowercase());
    match code {
        FIRST..=LAST | BEYOND..=END => (READINGS.of(c, surname).unwrap_or(u16::MAX), code),
        0x1_0000.. => (u16::MAX, code),
        _ => (0, code),
    }
}

/// The readings of Chinese characters in their order, from 1 on.
struct Readings {
    place: HashMap<&'static str, u16>,
    /// From [`FIRST`] on; 0 where a character has no reading.
    by_char: Vec<u16>,
    surnames: Vec<(char, u16)>,
}

impl Readings {
    fn of(&self, c: char, surname: bool) -> Option<u16> {
        let own = surname.then(|| self.surnames.iter().find(|(name, _)| *name == c)).flatten();
        let at_hand = own.map(|(_, place)| *place).or_else(|| self.by_char.get((u32::from(c) - FIRST) as usize).copied());
        at_hand.or_else(|| self.place.get(reading(c)?).copied()).filter(|place| *place > 0)
    }
}

/// Found once, in a millisecond.
static READINGS: LazyLock<Readings> = LazyLock::new(|| {
    let chars = || (FIRST..=LAST).chain(BEYOND..=END).filter_map(char::from_u32);
    let all: HashSet<&'static str> = chars().filter_map(reading).chain(surnames().map(|(_, reading)| reading)).collect();
    let mut all: Vec<&'static str> = all.into_iter().collect();
    all.sort_by_cached_key(|reading| sound(reading));
    let place: HashMap<&'static str, u16> = all.into_iter().zip(1..).collect();
    let of = |reading: &str| place.get(reading).copied().unwrap_or(0);
    let by_char = (FIRST..=LAST).map(|code| char::from_u32(code).and_then(reading).map_or(0, of)).collect();
    let surnames = surnames().map(|(name, reading)| (name, of(reading))).collect();
    Readings { place, by_char, surnames }
});

fn surnames() -> impl Iterator<Item = (char, &'static str)> {
    let split = |entry: &'static str| entry.chars().next().map(|name| (name, entry.get(name.len_utf8()..).unwrap_or_default()));
    SURNAMES.split_whitespace().filter_map(split)
}

/// How a character is read first, with its tone as a number behind.
fn reading(c: char) -> Option<&'static str> {
    Some(c.to_pinyin()?.with_tone_num_end())
}

/// What a reading is sorted by: its letters, ü behind u, then its tone, the light one at the end.
fn sound(reading: &str) -> (String, bool, u8, &str) {
    let (letters, tone) = match reading.bytes().next_back().filter(u8::is_ascii_digit) {
        Some(tone) => (reading.get(..reading.len() - 1).unwrap_or_default(), tone),
        None => (reading, b'5'),
    };
    (letters.replace('ü', "u").replace('ê', "e"), letters.contains('ü'), tone, reading)
}

#[cfg(test)]
mod tests;
