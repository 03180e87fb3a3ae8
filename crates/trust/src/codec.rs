//! Helpers that all written forms share: exact CBOR, signed bodies, text armour.

use data_encoding::BASE64;
use minicbor::{Decode, Encode};
use thiserror::Error;

use crate::key::SIGNATURE_LEN;

const LINE: usize = 64;

/// The bytes are not the one way in which this value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the data is malformed or cut short")]
pub(crate) struct Malformed;

/// Writes a value as CBOR.
pub(crate) fn to_cbor<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing to a vector cannot fail, and no type of this crate refuses to be written.
    if minicbor::encode(value, &mut out).is_err() {
        out.clear();
    }
    out
}

/// Reads a value that was written by [`to_cbor`]: one byte string for each value, no bytes left over, no unknown fields.
pub(crate) fn from_cbor<'b, T: Decode<'b, ()> + Encode<()>>(bytes: &'b [u8]) -> Result<T, Malformed> {
    let value = minicbor::decode(bytes).map_err(|_| Malformed)?;
    if to_cbor(&value) == bytes { Ok(value) } else { Err(Malformed) }
}

/// Splits a signed body from the signature behind it.
pub(crate) fn split_signature(bytes: &[u8]) -> Result<(&[u8], &[u8; SIGNATURE_LEN]), Malformed> {
    bytes.split_last_chunk::<SIGNATURE_LEN>().ok_or(Malformed)
}

/// Bytes as text that survives mail and chat: a first line that names the file, then base64 in lines.
pub(crate) fn to_armour(magic: &str, bytes: &[u8]) -> String {
    let body = BASE64.encode(bytes);
    let mut out = String::with_capacity(magic.len() + body.len() + body.len() / LINE + 2);
    out.push_str(magic);
    out.push('\n');
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out
}

/// Reads [`to_armour`]; forgives a byte order mark and any white space, since mail programs add it.
/// `None` when the first line is another one.
pub(crate) fn from_armour(magic: &str, text: &[u8]) -> Option<Result<Vec<u8>, Malformed>> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    let body = text.strip_prefix(magic.as_bytes())?;
    if !body.first().is_none_or(u8::is_ascii_whitespace) {
        return None;
    }
    let packed: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    Some(BASE64.decode(&packed).map_err(|_| Malformed))
}

/// Whether a text can stand as the name of an office, person or desk: something visible, one line, at most
/// 200 bytes, and no characters that hide or reorder what stands around them.
pub(crate) fn is_name(text: &str) -> bool {
    let hides =
        |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    text.len() <= MAX_NAME && !text.trim().is_empty() && text.trim() == text && !text.chars().any(hides)
}

/// Longest name in bytes.
pub(crate) const MAX_NAME: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn armour_round_trips(bytes: Vec<u8>) {
            let text = to_armour("test file 1", &bytes);
            prop_assert_eq!(from_armour("test file 1", text.as_bytes()), Some(Ok(bytes.clone())));
            let mailed = format!("\u{feff}{}", text.replace('\n', " \r\n"));
            prop_assert_eq!(from_armour("test file 1", mailed.as_bytes()), Some(Ok(bytes)));
            prop_assert_eq!(from_armour("test file", text.as_bytes()).is_some_and(|r| r.is_ok()), false);
        }

        #[test]
        fn only_one_writing_is_read(value: Vec<u32>) {
            let bytes = to_cbor(&value);
            prop_assert_eq!(from_cbor::<Vec<u32>>(&bytes), Ok(value));
            prop_assert_eq!(from_cbor::<Vec<u32>>(&[bytes.as_slice(), &[0]].concat()), Err(Malformed));
        }
    }

    #[test]
    fn names() {
        for good in ["综合办公室", "李 明", "Desk 1 (front)"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "  ", " a", "a\nb", "a\u{202e}b", "a\u{200b}b", &"x".repeat(201)] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }

    #[test]
    fn the_second_writing_of_a_number_is_refused() {
        assert_eq!(from_cbor::<u32>(&[0x05]), Ok(5));
        assert_eq!(from_cbor::<u32>(&[0x18, 0x05]), Err(Malformed));
    }
}
