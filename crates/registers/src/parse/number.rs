//! Whole numbers and amounts as people write them.

use super::Reason;
use crate::value::PARTS;

/// Greatest amount in hundredths: exact in a spreadsheet's numbers too.
const MOST_MONEY: i64 = 9_007_199_254_740_991;

/// A whole number within bounds: separators, full-width digits and an empty fraction do not matter.
///
/// # Errors
/// [`Reason::NotANumber`], [`Reason::TooSmall`] or [`Reason::TooGreat`].
pub fn integer(text: &str, min: i64, max: i64) -> Result<i64, Reason> {
    let text = half_width(text);
    let (negative, body) = sign(without_unit(text.trim()));
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let digits = ungrouped(whole).ok_or(Reason::NotANumber)?;
    if !fraction.bytes().all(|b| b == b'0') {
        return Err(Reason::NotANumber);
    }
    let size = digits.parse::<i64>().ok();
    match size.map(|n| if negative { -n } else { n }) {
        Some(n) if n < min => Err(Reason::TooSmall(min)),
        Some(n) if n <= max => Ok(n),
        None if negative => Err(Reason::TooSmall(min)),
        Some(_) | None => Err(Reason::TooGreat(max)),
    }
}

/// A number such as `2.5` within bounds, in ten-thousandths: separators, full-width digits and a sign of per cent do not matter.
///
/// # Errors
/// [`Reason::NotADecimal`], [`Reason::TooManyDecimals`], [`Reason::TooSmall`] or [`Reason::TooGreat`].
pub fn decimal(text: &str, min: i64, max: i64) -> Result<i64, Reason> {
    let text = half_width(text);
    // 半天.
    let text = without_unit(text.trim().trim_end_matches('%').trim_end());
    let text = if text == "半" { "0.5" } else { text };
    let (negative, body) = sign(text);
    let (whole, decimals) = body.split_once('.').unwrap_or((body, ""));
    if (whole.is_empty() && decimals.is_empty()) || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::NotADecimal);
    }
    let digits = ungrouped(if whole.is_empty() { "0" } else { whole }).ok_or(Reason::NotADecimal)?;
    let parts = parts(decimals)?;
    let sized = digits.parse::<i64>().ok().and_then(|w| w.checked_mul(PARTS)).and_then(|w| w.checked_add(parts));
    match sized.map(|n| if negative { -n } else { n }) {
        Some(n) if n < min.saturating_mul(PARTS) => Err(Reason::TooSmall(min)),
        Some(n) if n <= max.saturating_mul(PARTS) => Ok(n),
        None if negative => Err(Reason::TooSmall(min)),
        Some(_) | None => Err(Reason::TooGreat(max)),
    }
}

/// An amount such as `1,234.50`, `￥1234.5` or `1234.50元`, in hundredths.
///
/// # Errors
/// [`Reason::NotMoney`], [`Reason::TooFine`] or [`Reason::TooMuch`].
pub fn money(text: &str) -> Result<i64, Reason> {
    let text = half_width(text);
    let mut body = text.trim();
    for word in ["人民币", "人民幣", "RMB", "CNY", "HK$", "NT$", "¥", "$"] {
        body = body.strip_prefix(word).unwrap_or(body).trim_start();
    }
    for word in ["整", "元", "圆", "圓"] {
        body = body.strip_suffix(word).unwrap_or(body).trim_end();
    }
    let (negative, body) = sign(body);
    let body = body.trim_start_matches('¥');
    let (whole, decimals) = body.split_once('.').unwrap_or((body, ""));
    let digits = ungrouped(if whole.is_empty() { "0" } else { whole }).ok_or(Reason::NotMoney)?;
    if (whole.is_empty() && decimals.is_empty()) || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::NotMoney);
    }
    let cents = cents(decimals)?;
    let amount = digits.parse::<i64>().ok().and_then(|w| w.checked_mul(100)).and_then(|w| w.checked_add(cents));
    let amount = amount.filter(|a| *a <= MOST_MONEY).ok_or(Reason::TooMuch)?;
    Ok(if negative { -amount } else { amount })
}

/// Words in which things are counted.
const UNITS: &[&str] = &[
    "小时", "小時", "学时", "學時", "课时", "課時", "人次", "天", "日", "份", "页", "頁", "个", "個", "人", "名", "位", "件", "张", "張",
    "本", "册", "冊", "次", "台", "臺", "套", "包", "支", "盒", "箱",
];

/// A number without the word in which it is counted: `2份`, `6页`, `2天`.
fn without_unit(text: &str) -> &str {
    let counted = UNITS.iter().find_map(|unit| text.strip_suffix(unit)).map(str::trim_end);
    counted.filter(|number| number.ends_with(|c: char| c.is_ascii_digit()) || *number == "半").unwrap_or(text)
}

/// Full-width digits, signs and spaces as half-width ones.
pub(super) fn half_width(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        '−' | '–' => '-',
        '￥' => '¥',
        '。' => '.',
        other => other,
    };
    text.chars().map(plain).collect()
}

/// Whether a minus stands before the number, or brackets around it as bookkeepers write.
fn sign(text: &str) -> (bool, &str) {
    if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        return (true, inner.trim());
    }
    match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Digits without separators; separators must stand before three digits each, so that `1,5` is not fifteen.
fn ungrouped(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| *c != ' ').collect();
    let groups: Vec<&str> = compact.split([',', '\'']).collect();
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|g| g.len() == 3));
    (grouped && groups.iter().all(|g| digits(g))).then(|| groups.concat())
}

/// Ten-thousandths; decimals that only the arithmetic of a spreadsheet left behind are rounded away.
fn parts(decimals: &str) -> Result<i64, Reason> {
    let (four, rest) = decimals.split_at_checked(4).unwrap_or((decimals, ""));
    let parts = format!("{four:0<4}").parse::<i64>().map_err(|_| Reason::NotADecimal)?;
    if rest.bytes().all(|b| b == b'0') || rest.starts_with("00000") {
        Ok(parts)
    } else if rest.starts_with("99999") {
        Ok(parts + 1)
    } else {
        Err(Reason::TooManyDecimals)
    }
}

/// Hundredths; decimals that only the arithmetic of a spreadsheet left behind are rounded away.
fn cents(decimals: &str) -> Result<i64, Reason> {
    let (two, rest) = decimals.split_at_checked(2).unwrap_or((decimals, ""));
    let cents = format!("{two:0<2}").parse::<i64>().map_err(|_| Reason::NotMoney)?;
    if rest.bytes().all(|b| b == b'0') || rest.starts_with("00000") {
        Ok(cents)
    } else if rest.starts_with("99999") {
        Ok(cents + 1)
    } else {
        Err(Reason::TooFine)
    }
}
