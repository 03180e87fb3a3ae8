//! Every word that the window shows comes through here, in the language of the moment.

use registers::Lang;

/// The words for `key` in `lang`.
pub fn tr(lang: Lang, key: &str) -> String {
    rust_i18n::t!(key, locale = lang.tag()).into_owned()
}

/// The words for `key` with `%{name}` replaced by each value.
pub fn tr_with(lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(tr(lang, key), |text, (name, value)| text.replace(&format!("%{{{name}}}"), value))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators() {
        let check = |n: i64, expect: &str| assert_eq!(number(n), expect);
        check(0, "0");
        check(999, "999");
        check(1_000, "1,000");
        check(-1_234_567, "-1,234,567");
        check(i64::MIN, "-9,223,372,036,854,775,808");
    }
}
