//! From plaintext to padded text and back: zstd, a length, zeros up to a Padmé size.
//!
//! Compressed first and padded after, so that the length of an entry says little about its content.

use std::cell::RefCell;

use zstd::bulk::Compressor;

use super::EntryError;

/// Most bytes of plaintext in one entry.
pub const MAX_PLAINTEXT: usize = 8 * 1024 * 1024;
/// Smallest padded text in bytes.
pub(super) const MIN_PADDED: usize = 128;

/// What an entry holds is too short for a higher level to find more.
const LEVEL: i32 = 1;
/// In a text of up to so many bytes, as that of an edit is, no level finds anything: it is only put into the frame.
const SHORT: usize = 256;
/// For short texts, in a tenth of the time.
const FAST: i32 = -1;
const LENGTH_LEN: usize = 4;

/// Compresses and pads.
pub(super) fn pack(plaintext: &[u8]) -> Result<Vec<u8>, EntryError> {
    if plaintext.len() > MAX_PLAINTEXT {
        return Err(EntryError::TooMuchText { found: plaintext.len() });
    }
    let packed = compress(plaintext).map_err(|_| EntryError::Pack)?;
    let length = u32::try_from(packed.len()).map_err(|_| EntryError::TooLong { found: packed.len() })?;
    let mut padded = Vec::with_capacity(padme(LENGTH_LEN + packed.len()));
    padded.extend_from_slice(&length.to_le_bytes());
    padded.extend_from_slice(&packed);
    padded.resize(padme(padded.len()), 0);
    Ok(padded)
}

/// Making a compressor takes longer than compressing a usual entry, so each thread keeps one of either level.
fn compress(plaintext: &[u8]) -> std::io::Result<Vec<u8>> {
    type Kept = RefCell<Option<Compressor<'static>>>;
    thread_local! {
        static USUAL: Kept = const { RefCell::new(None) };
        static QUICK: Kept = const { RefCell::new(None) };
    }
    let (kept, level) = if plaintext.len() > SHORT { (&USUAL, LEVEL) } else { (&QUICK, FAST) };
    kept.with_borrow_mut(|kept| {
        let mut compressor = match kept.take() {
            Some(compressor) => compressor,
            None => Compressor::new(level)?,
        };
        let packed = compressor.compress(plaintext)?;
        *kept = Some(compressor);
        Ok(packed)
    })
}

/// Takes the padding off and decompresses, into at most [`MAX_PLAINTEXT`] bytes.
pub(super) fn unpack(padded: &[u8]) -> Result<Vec<u8>, EntryError> {
    let Some((length, rest)) = padded.split_first_chunk::<LENGTH_LEN>() else {
        return Err(EntryError::Malformed { what: "padded text without length" });
    };
    let length = u32::from_le_bytes(*length) as usize;
    let Some((packed, padding)) = rest.split_at_checked(length) else {
        return Err(EntryError::Malformed { what: "length beyond the padded text" });
    };
    if padded.len() != padme(LENGTH_LEN + length) || padding.iter().any(|&byte| byte != 0) {
        return Err(EntryError::Malformed { what: "padding" });
    }
    // The stated size is checked before anything is allocated; the output never grows beyond the limit.
    match zstd::stream::decompressed_size(packed) {
        Some(size) if size > MAX_PLAINTEXT as u64 => {
            return Err(EntryError::TooMuchText { found: usize::try_from(size).unwrap_or(usize::MAX) });
        }
        Some(_) => {}
        None => {
            return Err(EntryError::Malformed { what: "compressed text without size" });
        }
    }
    // One frame and nothing behind it, so that nothing hides behind the text.
    if zstd::zstd_safe::find_frame_compressed_size(packed) != Ok(packed.len()) {
        return Err(EntryError::Malformed { what: "more than one compressed text" });
    }
    zstd::bulk::decompress(packed, MAX_PLAINTEXT).map_err(|_| EntryError::Malformed { what: "compressed text" })
}

/// The Padmé size for a text of `length` bytes: at most 12 % longer, and only a few sizes per power of two.
fn padme(length: usize) -> usize {
    let length = length.max(MIN_PADDED);
    let exponent = length.ilog2();
    let kept_bits = exponent.ilog2() + 1;
    let mask = (1 << (exponent - kept_bits)) - 1;
    (length + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pads any bytes as `pack` does, so that a test can seal nonsense.
    fn padded(packed: &[u8]) -> Vec<u8> {
        let mut out = (packed.len() as u32).to_le_bytes().to_vec();
        out.extend_from_slice(packed);
        out.resize(padme(out.len()), 0);
        out
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(text in proptest::collection::vec(any::<u8>(), 0..4000)) {
            let packed = pack(&text).unwrap();
            prop_assert_eq!(padme(packed.len()), packed.len());
            prop_assert_eq!(unpack(&packed).unwrap(), text);
        }

        #[test]
        fn any_bytes_give_a_text_or_a_typed_error(text in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = unpack(&text);
            let _ = unpack(&padded(&text));
        }

        #[test]
        fn padding_costs_little(length in 0usize..2_000_000) {
            let size = padme(length);
            prop_assert!(size >= length && size >= MIN_PADDED);
            prop_assert!(size <= MIN_PADDED || size * 100 <= length * 112);
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let zeros = vec![0; MAX_PLAINTEXT + 1];
        let bomb = zstd::bulk::compress(&zeros, 19).unwrap();
        assert!(bomb.len() < 2000);
        assert_eq!(unpack(&padded(&bomb)), Err(EntryError::TooMuchText { found: zeros.len() }));
        // Two frames, each within the limit, together beyond it.
        let half = zstd::bulk::compress(&zeros[..MAX_PLAINTEXT / 2 + 1], 3).unwrap();
        assert!(matches!(unpack(&padded(&half.repeat(2))), Err(EntryError::Malformed { .. })));
        // A frame that states no size.
        let silent = zstd::stream::encode_all(zeros.as_slice(), 3).unwrap();
        assert!(unpack(&padded(&silent)).is_err());
        assert!(matches!(pack(&zeros), Err(EntryError::TooMuchText { .. })));
        assert!(unpack(&pack(&zeros[1..]).unwrap()).is_ok());
    }

    #[test]
    fn short_and_long_texts_in_turns_come_back() {
        let texts =
            [3, SHORT, SHORT + 1, 9_000, SHORT - 1, 40_000, 0].map(|length| (0..length).map(|n| (n * n % 251) as u8).collect::<Vec<u8>>());
        for text in texts.iter().chain(&texts) {
            assert_eq!(unpack(&pack(text).unwrap()).as_ref(), Ok(text));
        }
        // What repeats itself takes less room where that can be found.
        assert!(pack(&[7; 4_000]).unwrap().len() <= MIN_PADDED);
    }

    #[test]
    fn padding_is_exact() {
        let good = pack(b"abc").unwrap();
        assert_eq!(good.len(), MIN_PADDED);
        let mut dirty = good.clone();
        dirty[MIN_PADDED - 1] = 1;
        assert_eq!(unpack(&dirty), Err(EntryError::Malformed { what: "padding" }));
        let mut long = good;
        long.push(0);
        assert_eq!(unpack(&long), Err(EntryError::Malformed { what: "padding" }));
    }
}
