use proptest::prelude::*;

use super::*;

fn sorted(mut texts: Vec<&str>, by: impl Fn(&str, &str) -> Ordering) -> Vec<&str> {
    texts.sort_by(|a, b| by(a, b));
    texts
}

/// Whatever order they come in.
fn check(by: fn(&str, &str) -> Ordering, texts: &[&str]) {
    for turn in 0..texts.len() {
        let mut mixed = texts.to_vec();
        mixed.rotate_left(turn);
        mixed.reverse();
        assert_eq!(sorted(mixed, by), texts);
    }
}

#[test]
fn texts_stand_as_a_clerk_expects_them() {
    check(compare, &["", "2号楼", "10号楼", "a", "B", "c", "北京", "教务处", "团委", "信息中心", "总务处"]);
    check(compare, &["收〔2025〕10号", "收〔2026〕2号", "收〔2026〕10号", "收〔2026〕100号"]);
    check(compare, &["阿姨", "安", "白", "博雅楼02", "博雅楼2", "博雅楼12", "陈", "程", "周"]);
    check(compare, &["v1.9", "v1.10", "v2"]);
    check(compare, &["Ab", "aB", "AC"]);
    check(compare, &["高一（2）班", "高一（10）班", "高一(11)班"]);
    // Traditional beside simplified, the same reading by tone, the light tone last.
    check(compare, &["妈", "麻", "馬", "马", "骂", "吗"]);
    // ü stands behind u, before what is longer.
    check(compare, &["卢", "路", "吕", "绿", "孪", "略", "伦", "罗"]);
    // Characters beyond the basic plane stand by their reading too.
    check(compare, &["海", "\u{20000}", "黑", "\u{20002}", "\u{10ffff}"]);
}

#[test]
fn full_width_is_as_half_width() {
    check(compare, &["２号楼", "3号楼", "１０号楼", "11号楼", "Ａ座", "b座", "Ｃ座"]);
    check(compare, &["1２", "13", "１4"]);
    check(compare, &["A 1", "A　2", "A 3"]);
}

#[test]
fn surnames_are_read_as_such_in_names_only() {
    check(compare_names, &["陈晨", "区文", "仇英", "任远", "单田", "解缙", "曾国华", "查良", "周敏"]);
    check(compare, &["曾经", "查看", "陈述"]);
    check(compare_names, &["李曾", "李查"]);
}

/// What was sorted before must be sorted anew where the readings of this program are others than those of the one before.
#[test]
fn the_version_tells_of_the_readings() {
    let mut hash = blake3::Hasher::new();
    for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
        for names in [false, true] {
            let (reading, code) = place(c, names);
            hash.update(&reading.to_le_bytes());
            hash.update(&code.to_le_bytes());
        }
    }
    let known = hash.finalize().to_hex();
    let told =
        "characters are in another place than before: raise order::VERSION, so that every desk sorts anew, then write the new hash here";
    assert_eq!((VERSION, &known.as_str()[..16]), (2, "6c604ea3f4c09769"), "{told}");
}

proptest! {
    /// An order: of any three, and equal only what is the same. Indexes rely on it.
    #[test]
    fn it_is_an_order(texts in prop::collection::vec("[0-90-2０-２aAbZＡ〔〕（ 　曾查陈北\u{3400}\u{9fa5}\u{20000}\u{20087}\u{10ffff}-]{0,6}", 3)) {
        for by in [compare, compare_names] {
            let [a, b, c] = &texts[..] else { unreachable!() };
            prop_assert_eq!(by(a, a), Ordering::Equal);
            prop_assert_eq!(by(a, b), by(b, a).reverse());
            prop_assert_eq!(by(a, b) == Ordering::Equal, a == b);
            if by(a, b).is_le() && by(b, c).is_le() {
                prop_assert!(by(a, c).is_le(), "{:?}", texts);
            }
        }
    }

    /// Skipping what two texts have in common changes nothing.
    #[test]
    fn what_is_common_is_skipped_rightly(stem in "[0-2０aA陈曾\u{20087}]{0,4}", a in "[0-2０１aB陈查]{0,4}", b in "[0-2０１aB陈查]{0,4}") {
        let (a, b) = (format!("{stem}{a}"), format!("{stem}{b}"));
        prop_assert_eq!(compare(&a, &b), natural(&a, &b, false).then_with(|| a.cmp(&b)));
        prop_assert_eq!(compare_names(&a, &b), natural(&a, &b, true).then_with(|| a.cmp(&b)));
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
