//! Every word that the window shows comes through here, in the language of the moment.

use registers::Lang;

/// The words for `key` in `lang`.
pub fn tr(lang: Lang, key: &str) -> String {
    rust_i18n::t!(key, locale = lang.tag()).into_owned()
}

/// The words for `key` with `%{name}` replaced by each value.
pub fn tr_with(lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
    fill(&tr(lang, key), values)
}

/// Puts values into a text, in one go: what stands in a value is no placeholder. `%{n|record|records}` is the first of the words
/// where the value of `n` is one, and else the second.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("%{") {
        filled.push_str(before);
        let found = after.split_once('}').and_then(|(name, after)| {
            let (name, words) = name.split_once('|').map_or((name, None), |(name, words)| (name, words.split_once('|')));
            let value = values.iter().find(|(n, _)| *n == name)?.1;
            let word = words.map(|(one, other)| if value == "1" { one } else { other });
            Some((word.unwrap_or(value), after))
        });
        rest = match found {
            Some((value, after)) => {
                filled.push_str(value);
                after
            }
            None => {
                filled.push_str("%{");
                after
            }
        };
    }
    filled + rest
}

/// The name of a thing inside a sentence: English writes nouns small there, but no abbreviation.
pub fn noun(name: &str, lang: Lang) -> String {
    let mut chars = name.chars();
    match (lang, chars.next(), chars.clone().next()) {
        (Lang::En, Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => name.to_owned(),
    }
}

/// A whole number with separators of thousands.
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number in words, with separators of thousands; anything else as it is.
pub fn grouped(text: &str) -> String {
    let (whole, rest) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let digits = rest.is_none_or(|r| r.bytes().all(|b| b.is_ascii_digit()));
    match whole.parse() {
        Ok(n) if digits && whole != "-0" => rest.map_or_else(|| number(n), |rest| format!("{}.{rest}", number(n))),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once() {
        let check = |text: &str, values: &[(&str, &str)], expect: &str| assert_eq!(fill(text, values), expect);
        check("%{a}和%{b}", &[("a", "%{b}"), ("b", "乙")], "%{b}和乙");
        check("%{a}%{a}", &[("a", "甲")], "甲甲");
        check("%{unknown} %{a", &[("a", "甲")], "%{unknown} %{a");
        check("100%", &[], "100%");
    }

    #[test]
    fn nouns_are_small_inside_an_english_sentence() {
        let check = |name: &str, lang, expect: &str| assert_eq!(noun(name, lang), expect);
        check("Archive loan", Lang::En, "archive loan");
        for name in ["KPI", "SOP review", "A4 paper", "X", "", "收文"] {
            check(name, Lang::En, name);
        }
        check("Archive loan", Lang::ZhHans, "Archive loan");
    }

    #[test]
    fn numbers_have_separators() {
        let check = |n: i64, expect: &str| assert_eq!(number(n), expect);
        check(0, "0");
        check(999, "999");
        check(1_000, "1,000");
        check(-1_234_567, "-1,234,567");
        for (text, expect) in [("1234567.50", "1,234,567.50"), ("-1234.05", "-1,234.05"), ("999", "999"), ("-0.50", "-0.50")] {
            assert_eq!(grouped(text), expect);
        }
        for text in ["1 天 2 小时", "12.5%", "–", "", "1.2.3", "12345678901234567890"] {
            assert_eq!(grouped(text), text);
        }
        check(i64::MIN, "-9,223,372,036,854,775,808");
    }
}
