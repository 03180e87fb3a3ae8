//! The order in which a clerk expects texts: Chinese by pinyin, numbers in them by their value, letters whatever their case.
//!
//! An order that indexes are kept in: what it says of two texts may never change while [`VERSION`] stays. Texts are equal only if they
//! are the same, so that looking one up by it finds just that one.

use std::cmp::Ordering;
use std::sync::OnceLock;

use pinyin::ToPinyin;

/// Raised whenever two texts compare otherwise than before: what was sorted is then sorted anew.
pub const VERSION: u32 = 1;

/// The Chinese characters that have a place by their reading.
const FIRST: u32 = 0x3400;
/// See [`FIRST`].
const LAST: u32 = 0x9fff;
/// Where characters with a reading begin, those without one, and those beyond the basic plane.
const READ: u32 = 0x0100_0000;
const UNREAD: u32 = 0x0200_0000;
const BEYOND: u32 = 0x0300_0000;

/// Surnames that are read otherwise than the character elsewhere.
const SURNAMES: &[(char, &str)] = &[
    ('曾', "zeng1"),
    ('单', "shan4"),
    ('單', "shan4"),
    ('解', "xie4"),
    ('仇', "qiu2"),
    ('区', "ou1"),
    ('區', "ou1"),
    ('查', "zha1"),
    ('盖', "ge3"),
    ('蓋', "ge3"),
    ('朴', "piao2"),
    ('樸', "piao2"),
    ('任', "ren2"),
    ('华', "hua4"),
    ('華', "hua4"),
    ('翟', "zhai2"),
    ('乐', "yue4"),
    ('樂', "yue4"),
    ('尉', "yu4"),
    ('繁', "po2"),
    ('折', "she2"),
    ('员', "yun4"),
    ('員', "yun4"),
    ('盛', "sheng4"),
    ('召', "shao4"),
    ('晟', "cheng2"),
    ('幺', "yao1"),
    ('种', "chong2"),
    ('秘', "bi4"),
];

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
    let mut from = same;
    while !a.is_char_boundary(from) || a.as_bytes().get(from.wrapping_sub(1)).is_some_and(u8::is_ascii_digit) {
        from -= 1;
    }
    let (left, right) = (a.get(from..).unwrap_or_default(), b.get(from..).unwrap_or_default());
    // What only differs in the case of letters or in zeros before a number has one order all the same.
    natural(left, right, names && from == 0).then_with(|| a.cmp(b))
}

fn natural(mut a: &str, mut b: &str, mut names: bool) -> Ordering {
    loop {
        let (Some(x), Some(y)) = (a.chars().next(), b.chars().next()) else { return a.len().cmp(&b.len()) };
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let ((m, after_m), (n, after_n)) = (number(a), number(b));
            (a, b) = (after_m, after_n);
            m.len().cmp(&n.len()).then_with(|| m.cmp(n))
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
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.trim_start_matches('0'), rest)
}

/// Where a character stands: letters and signs, then Chinese by reading, then what has none.
fn place(c: char, surname: bool) -> u32 {
    let code = u32::from(c);
    match code {
        0..0x80 => u32::from(c.to_ascii_lowercase()),
        FIRST..=LAST => {
            let ranks = ranks();
            let own = surname.then(|| ranks.surnames.iter().find(|(name, _)| *name == c)).flatten();
            match own.map(|(_, rank)| *rank).or_else(|| ranks.by_char.get((code - FIRST) as usize).copied().filter(|rank| *rank > 0)) {
                Some(rank) => READ + rank,
                None => UNREAD + code,
            }
        }
        0x1_0000.. => BEYOND + code,
        _ => code,
    }
}

/// The places of Chinese characters among each other.
struct Ranks {
    /// From [`FIRST`] on; 0 where a character has no reading.
    by_char: Vec<u32>,
    surnames: Vec<(char, u32)>,
}

/// Found once, in a few milliseconds: by reading, tone and code point, so that no two characters share a place.
fn ranks() -> &'static Ranks {
    static RANKS: OnceLock<Ranks> = OnceLock::new();
    RANKS.get_or_init(|| {
        let read = |c: char| Some((c.to_pinyin()?.with_tone_num_end(), c, false));
        let mut all: Vec<(&str, char, bool)> = (FIRST..=LAST).filter_map(char::from_u32).filter_map(read).collect();
        all.extend(SURNAMES.iter().map(|(c, reading)| (*reading, *c, true)));
        all.sort_unstable();
        let mut ranks = Ranks { by_char: vec![0; (LAST - FIRST + 1) as usize], surnames: Vec::new() };
        for (rank, (_, c, surname)) in (1..).zip(all) {
            if surname {
                ranks.surnames.push((c, rank));
            } else if let Some(place) = ranks.by_char.get_mut((u32::from(c) - FIRST) as usize) {
                *place = rank;
            }
        }
        ranks
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted(mut texts: Vec<&str>, by: impl Fn(&str, &str) -> Ordering) -> Vec<&str> {
        texts.sort_by(|a, b| by(a, b));
        texts
    }

    #[test]
    fn texts_stand_as_a_clerk_expects_them() {
        let check = |texts: &[&str]| {
            let mut shuffled = texts.to_vec();
            shuffled.reverse();
            assert_eq!(sorted(shuffled, compare), texts);
        };
        check(&["", "2号楼", "10号楼", "a", "B", "c", "北京", "教务处", "团委", "信息中心", "总务处"]);
        check(&["收〔2025〕10号", "收〔2026〕2号", "收〔2026〕10号", "收〔2026〕100号"]);
        check(&["阿姨", "安", "白", "博雅楼02", "博雅楼2", "博雅楼12", "陈", "程", "周"]);
        check(&["v1.9", "v1.10", "v2"]);
        check(&["Ab", "aB", "AC"]);
        // Traditional beside simplified, the same reading by tone.
        check(&["馬", "马", "骂"]);
    }

    #[test]
    fn surnames_are_read_as_such_in_names_only() {
        assert_eq!(sorted(vec!["曾国华", "周敏", "陈晨", "查良", "单田"], compare_names), ["陈晨", "单田", "曾国华", "查良", "周敏"]);
        assert_eq!(sorted(vec!["曾经", "陈述", "查看"], compare), ["曾经", "查看", "陈述"]);
    }

    proptest! {
        /// An order: of any three, and equal only what is the same. Indexes rely on it.
        #[test]
        fn it_is_an_order(texts in prop::collection::vec("[0-9０aAbZ〔〕 曾查陈北\u{3400}\u{9fa5}\u{20000}\u{10ffff}-]{0,6}", 3)) {
            for by in [compare, compare_names] {
                let [a, b, c] = &texts[..] else { unreachable!() };
                prop_assert_eq!(by(a, b), by(b, a).reverse());
                prop_assert_eq!(by(a, b) == Ordering::Equal, a == b);
                if by(a, b).is_le() && by(b, c).is_le() {
                    prop_assert!(by(a, c).is_le(), "{:?}", texts);
                }
            }
        }

        /// What begins with a text that ends in no digit lies between it and what follows all of those.
        #[test]
        fn what_begins_alike_stands_together(stem in "[a〔陈]{1,3}", rest in "[0-9aZ〕陈\u{20000}]{0,4}", other in "[0-9aA〔〕陈查]{0,5}") {
            let end = format!("{stem}\u{10ffff}");
            let text = format!("{stem}{rest}");
            prop_assert!(compare(&stem, &text).is_le() && compare(&text, &end).is_lt());
            if compare(&stem, &other).is_le() && compare(&other, &end).is_lt() {
                prop_assert!(other.to_lowercase().starts_with(&stem.to_lowercase()), "{other}");
            }
        }
    }
}
