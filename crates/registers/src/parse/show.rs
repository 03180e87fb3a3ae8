//! Values as people read them, and texts made safe to show and to export.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};

use crate::def::{Field, Kind, Lang, l};
use crate::value::{PARTS, Value};

/// A value as a form or a print shows it: dates in words in Chinese, amounts with separators.
pub fn display(field: &Field, value: &Value, lang: Lang) -> String {
    let text = value.as_text().unwrap_or("");
    match field.kind {
        Kind::Date if lang != Lang::En => text.parse::<Date>().map_or_else(|_| spoken(text).into_owned(), in_words),
        Kind::Time if lang != Lang::En => match text.parse::<DateTime>() {
            Ok(at) => format!("{} {}", in_words(at.date()), at.strftime("%H:%M")),
            Err(_) => spoken(text).into_owned(),
        },
        _ => listed(field, value, lang),
    }
}

/// A value as a list shows it: dates and times in figures.
pub fn listed(field: &Field, value: &Value, lang: Lang) -> String {
    match (field.kind, value) {
        (Kind::Money, Value::Integer(n)) => money_text(*n),
        (_, Value::Integer(n)) if n.unsigned_abs() < 10_000 => n.to_string(),
        (_, Value::Integer(n)) => grouped(*n),
        (_, Value::Decimal(n)) => {
            let text = decimal_text(*n);
            let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
            let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
            let whole = if digits.len() > 4 { format!("{sign}{}", grouped_digits(digits)) } else { whole.to_owned() };
            format!("{whole}.{decimals}")
        }
        (Kind::LongText, Value::Text(text)) => spoken(text).into_owned(),
        _ => spoken(&plain(field, value, lang)).into_owned(),
    }
}

/// A value as a file carries it, so that an import reads the same again.
pub fn plain(field: &Field, value: &Value, lang: Lang) -> String {
    match (field.kind, value) {
        (Kind::Money, Value::Integer(n)) => money_text(*n).replace(',', ""),
        (_, Value::Integer(n)) => n.to_string(),
        (_, Value::Decimal(n)) => decimal_text(*n),
        (_, Value::Yes(yes)) => {
            let words = if *yes { l("是", "是", "Yes") } else { l("否", "否", "No") };
            words.get(lang).to_owned()
        }
        (Kind::Time, Value::Text(text)) => text.replacen('T', " ", 1),
        (Kind::Choice(_) | Kind::Choices(_), Value::Text(id)) => {
            field.choice_list().iter().find(|c| c.id == id).map_or_else(|| id.clone(), |c| c.labels.get(lang).to_owned())
        }
        (_, Value::Text(text)) => text.clone(),
    }
}

/// An amount in hundredths as `1,234.50`.
pub fn money_text(hundredths: i64) -> String {
    let size = hundredths.unsigned_abs();
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", grouped_digits(&(size / 100).to_string()), size % 100)
}

/// Ten-thousandths as `2.5`, without zeros at the end.
pub fn decimal_text(parts: i64) -> String {
    let (size, one) = (parts.unsigned_abs(), PARTS.unsigned_abs());
    let text = format!("{}{}.{:04}", if parts < 0 { "-" } else { "" }, size / one, size % one);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A text with every character that a reader cannot see, or that turns the direction of writing, spelled out
/// as `<U+202E>`. Line breaks and tabs stay.
pub fn spoken(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_hidden(c) {
            out.push_str(&format!("<U+{:04X}>", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The text that [`spoken`] was given, as far as a text may hold such characters: what joins or separates without being
/// seen, and what turns the direction.
pub fn heard(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("<U+") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let named = from.split_once('>').and_then(|(name, after)| {
            let c = char::from_u32(u32::from_str_radix(name.get(3..)?, 16).ok()?)?;
            let exact = spoken(c.encode_utf8(&mut [0; 4])).strip_suffix('>') == Some(name);
            (is_hidden(c) && !c.is_control() && exact).then_some((c, after))
        });
        let (c, after) = named.unwrap_or(('<', from.get(1..).unwrap_or_default()));
        out.push(c);
        rest = after;
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it.
pub fn csv_safe(text: &str) -> Cow<'_, str> {
    if begins_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`csv_safe`] was given.
pub fn csv_read(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if begins_formula(rest) => rest,
        _ => text,
    }
}

/// Whether a text begins like a formula, with or without apostrophes before it.
fn begins_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Characters without a shape of their own that can mislead a reader.
pub fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{17B4}' | '\u{17B5}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{3164}' | '\u{FEFF}'
        | '\u{FFA0}' => true,
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' => true,
        '\u{E0000}'..='\u{E007F}' => true,
        c => c.is_control(),
    }
}

fn in_words(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn grouped(n: i64) -> String {
    format!("{}{}", if n < 0 { "-" } else { "" }, grouped_digits(&n.unsigned_abs().to_string()))
}

fn grouped_digits(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
