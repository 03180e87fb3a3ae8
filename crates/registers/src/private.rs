//! Personal data that can be erased for good.
//!
//! What an entry says stays for as long as the office does: it is signed, and the next entry rests on it. So the value of a field of
//! kind private does not stand in the document. In its place stands a token, which is a hash of the value and a random salt; value and
//! salt travel beside the entry, where they can be taken away. Without the salt the token tells nothing of the value; with it no other
//! value can be passed off for it.
//!
//! Erasure wins over whatever is written at the same time: a record that was erased once has no personal data any more.

use crate::document::Record;
use crate::value::Value;
use crate::{Field, Kind, Register};

/// The key of a document under which stands that its personal data was erased.
pub const ERASED: &str = "_erased";

/// Length of a salt in bytes.
pub const SALT_LEN: usize = 16;

/// No text that a person writes begins with it.
const MARK: char = '\u{1}';
/// Bytes of the hash in a token.
const HASH_LEN: usize = 20;

/// The token that stands for a text.
pub fn token(salt: &[u8; SALT_LEN], text: &str) -> String {
    let mut hash = blake3::Hasher::new_derive_key("zongban 2026 private token");
    hash.update(salt).update(text.as_bytes());
    let mut bytes = [0; HASH_LEN];
    hash.finalize_xof().fill(&mut bytes);
    bytes.iter().fold(String::from(MARK), |token, byte| token + &format!("{byte:02x}"))
}

/// Whether a text is a token.
pub fn is_token(text: &str) -> bool {
    text.starts_with(MARK)
}

/// Whether the personal data of a record was erased.
pub fn is_erased(record: &Record) -> bool {
    record.fields.get(ERASED).is_some_and(|values| values.contains(&Value::Yes(true)))
}

/// Whether any value of a record is a token.
pub fn has_tokens(record: &Record) -> bool {
    let rows = record.lines.values().flatten().flat_map(|row| row.cells.values());
    record.fields.values().chain(rows).flatten().any(|value| value.as_text().is_some_and(is_token))
}

/// Puts the texts in the place of their tokens. A token whose text is not here stands for nothing.
pub fn resolve(record: &mut Record, text_of: impl Fn(&str) -> Option<String>) {
    let resolved = |values: &mut Vec<Value>| {
        if !values.iter().any(|value| value.as_text().is_some_and(is_token)) {
            return;
        }
        let mut known: Vec<Value> = Vec::new();
        for value in std::mem::take(values) {
            let value = match value.as_text().filter(|text| is_token(text)) {
                Some(token) => text_of(token).filter(|text| !text.is_empty()).map(Value::Text),
                None => Some(value),
            };
            // Two people may have written the same.
            known.extend(value.filter(|value| !known.contains(value)));
        }
        *values = known;
    };
    record.fields.values_mut().for_each(resolved);
    record.fields.retain(|_, values| !values.is_empty());
    for row in record.lines.values_mut().flatten() {
        row.cells.values_mut().for_each(resolved);
        row.cells.retain(|_, values| !values.is_empty());
    }
}

/// The field or column that a name of a document's key means, if it is a private one: `field` or `field/ROW/column`.
pub fn field<'a>(register: &'a Register, name: &str) -> Option<&'a Field> {
    let mut parts = name.splitn(3, '/');
    let (field, row, column) = (register.field(parts.next()?)?, parts.next(), parts.next());
    let meant = match (row, column) {
        (None, None) => Some(field),
        (Some(_), Some(column)) => field.columns().iter().find(|c| c.id == column),
        _ => None,
    };
    meant.filter(|field| field.kind == Kind::Private)
}

/// Whether a register has fields or columns for personal data.
pub fn has_fields(register: &Register) -> bool {
    let is_private = |field: &Field| field.kind == Kind::Private;
    register.all_fields().any(|field| is_private(field) || field.columns().iter().any(is_private))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Line;
    use crate::book::{on_call_rosters, visits};

    #[test]
    fn a_token_is_of_its_text_and_salt_alone() {
        let token = token(&[1; 16], "13800001111");
        assert!(is_token(&token) && token.len() == 41);
        assert_ne!(token, super::token(&[2; 16], "13800001111"));
        assert_ne!(token, super::token(&[1; 16], "13800001112"));
        assert!(!token.contains("138"));
        assert!(!is_token("13800001111") && !is_token(""));
    }

    #[test]
    fn tokens_give_way_to_what_is_known() {
        let [a, b, c] = [1, 2, 3].map(|n| token(&[n; 16], ["一", "二", "一"][n as usize - 1]));
        let texts: BTreeMap<&str, &str> = [(a.as_str(), "一"), (c.as_str(), "一")].into();
        let value = |text: &String| Value::Text(text.clone());
        let mut record = Record::default();
        record.fields.insert("phone".to_owned(), vec![value(&a), value(&c)]);
        record.fields.insert("id_last4".to_owned(), vec![value(&b)]);
        record.fields.insert("visitor".to_owned(), vec![Value::from("来客")]);
        let cells = BTreeMap::from([("phone".to_owned(), vec![value(&b), value(&a)]), ("name".to_owned(), vec![Value::from("甲")])]);
        record.lines.insert("duties".to_owned(), vec![Line { id: "1".to_owned(), cells }]);
        assert!(has_tokens(&record));
        resolve(&mut record, |token| texts.get(token).map(|text| (*text).to_owned()));
        assert_eq!(record.values("phone"), [Value::from("一")]);
        assert_eq!((record.get("id_last4"), record.text("visitor")), (None, "来客"));
        assert_eq!(record.values("duties/1/phone"), [Value::from("一")]);
        assert!(!has_tokens(&record));
    }

    #[test]
    fn private_fields_are_found_by_their_names() {
        assert!(field(&visits::REGISTER, "phone").is_some() && field(&visits::REGISTER, "visitor").is_none());
        assert!(field(&on_call_rosters::REGISTER, "duties/X/phone").is_some() && field(&on_call_rosters::REGISTER, "duties").is_none());
        assert!(has_fields(&visits::REGISTER) && has_fields(&on_call_rosters::REGISTER));
        assert!(!has_fields(&crate::book::assets::REGISTER));
    }
}
