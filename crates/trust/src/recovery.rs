//! Recovery sheets: a secret on paper that opens the office's keys when every administrator's desk is lost.

use std::fmt;
use std::fmt::Write;

use ed25519_dalek::SigningKey;
use minicbor::{Decode, Encode};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::key::{self, DevicePublic, SIGNATURE_LEN, SealingSecret};

const LINES: usize = 4;
const LINE_BYTES: usize = 8;
const LINE_SYMBOLS: usize = 16;
const GROUP: usize = 4;
/// Crockford's base 32: no letter looks like a digit.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why the text of a sheet is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RecoveryError {
    /// A line is missing.
    #[error("line {line} of the recovery sheet is missing or incomplete; type all four lines with their numbers")]
    MissingLine {
        /// Number of the line, from 1.
        line: usize,
    },
    /// A line does not fit its check characters.
    #[error("line {line} of the recovery sheet is mistyped, or belongs to another sheet; compare it with the paper")]
    WrongLine {
        /// Number of the line, from 1.
        line: usize,
    },
}

/// What a recovery sheet holds.
#[derive(Clone)]
pub struct RecoverySecret {
    seed: Zeroizing<[u8; 32]>,
    signing: SigningKey,
    sealing: SealingSecret,
}

impl RecoverySecret {
    /// The secret that belongs to a 32-byte random seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let seed = Zeroizing::new(seed);
        let (signing, sealing) = key::derive_pair("zongban 2026 recovery signing key", "zongban 2026 recovery sealing key", &seed);
        Self { seed, signing, sealing }
    }

    /// The public half, which the office's log holds.
    pub fn public(&self) -> RecoveryPublic {
        RecoveryPublic(key::public_of(&self.signing, &self.sealing))
    }

    /// The secret as it stands on paper: four numbered lines, each with its own check characters. What the sheet says besides
    /// is for whoever prints it.
    pub fn sheet(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(128));
        for line in 0..LINES {
            // Writing to a string cannot fail.
            let _ = write!(text, "{}.", line + 1);
            for (place, symbol) in symbols(self.line(line)).into_iter().enumerate() {
                if place % GROUP == 0 {
                    text.push(' ');
                }
                text.push(char::from(symbol));
            }
            text.push('\n');
        }
        text
    }

    /// Reads the text of a sheet as a person types it: small letters, missing spaces, full-width characters and
    /// letters in place of the digits they look like are all right; other lines are passed over.
    ///
    /// # Errors
    /// [`RecoveryError`] names the line to look at.
    pub fn from_sheet(text: &str) -> Result<Self, RecoveryError> {
        let mut seed = Zeroizing::new([0; 32]);
        for line in 0..LINES {
            let end = (line + 1) * LINE_BYTES;
            let (mut found, mut fits) = (false, false);
            // Another line may look like this one, such as that of the second sheet in the same file: the one that fits counts.
            for packed in text.lines().filter_map(|typed| read_line(typed, line + 1)) {
                found = true;
                seed[line * LINE_BYTES..end].copy_from_slice(&((packed >> 16) as u64).to_be_bytes());
                fits = check(&seed[..end]) == packed as u16;
                if fits {
                    break;
                }
            }
            match (found, fits) {
                (false, _) => return Err(RecoveryError::MissingLine { line: line + 1 }),
                (true, false) => return Err(RecoveryError::WrongLine { line: line + 1 }),
                (true, true) => {}
            }
        }
        Ok(Self::from_seed(*seed))
    }

    pub(crate) fn sealing(&self) -> &SealingSecret {
        &self.sealing
    }

    /// Signs a message under a domain, as [`crate::key::DeviceSecret::sign`] does.
    pub fn sign(&self, domain: &str, message: &[u8]) -> [u8; SIGNATURE_LEN] {
        key::sign(&self.signing, domain, message)
    }

    /// 64 bits of the seed and 16 check bits.
    fn line(&self, line: usize) -> u128 {
        let end = (line + 1) * LINE_BYTES;
        let bits = self.seed[line * LINE_BYTES..end].iter().fold(0u128, |bits, &byte| bits << 8 | u128::from(byte));
        bits << 16 | u128::from(check(&self.seed[..end]))
    }
}

impl fmt::Debug for RecoverySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoverySecret(hidden)")
    }
}

/// The public half of a recovery sheet. In CBOR: as [`DevicePublic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct RecoveryPublic(#[n(0)] pub DevicePublic);

impl RecoveryPublic {
    /// The id under which the log knows this sheet.
    pub fn id(&self) -> [u8; 16] {
        key::first_16(blake3::derive_key("zongban 2026 recovery id", &self.0.verifying))
    }
}

/// Check bits over all lines so far, so that a line of another sheet does not fit either.
fn check(seed_so_far: &[u8]) -> u16 {
    let hash = blake3::derive_key("zongban 2026 recovery sheet check", seed_so_far);
    u16::from_be_bytes([hash[0], hash[1]])
}

fn symbols(packed: u128) -> [u8; LINE_SYMBOLS] {
    std::array::from_fn(|place| SYMBOLS[(packed >> (5 * (LINE_SYMBOLS - 1 - place)) & 31) as usize])
}

/// The 80 bits of a typed line, when it is the one with this number.
fn read_line(typed: &str, number: usize) -> Option<u128> {
    let mut typed = typed.chars().map(narrow).filter(|c| c.is_ascii_alphanumeric());
    if typed.next()?.to_digit(10)? as usize != number {
        return None;
    }
    let mut packed = 0u128;
    let mut count = 0;
    for c in typed {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let value = SYMBOLS.iter().position(|&symbol| char::from(symbol) == c)?;
        packed = packed << 5 | value as u128;
        count += 1;
        if count > LINE_SYMBOLS {
            return None;
        }
    }
    (count == LINE_SYMBOLS).then_some(packed)
}

/// A full-width character, as input methods type it, as the plain one.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_sheet_comes_back_however_it_is_typed(seed: [u8; 32]) {
            let secret = RecoverySecret::from_seed(seed);
            let sheet = secret.sheet();
            let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c };
            let typed = [
                sheet.to_string(),
                sheet.to_lowercase(),
                sheet.replace(". ", " ").replace('0', "o"),
                format!("温州某校\n\n{}", sheet.lines().collect::<Vec<_>>().join("\r\n")),
                sheet.chars().map(wide).collect(),
            ];
            for text in typed {
                prop_assert_eq!(RecoverySecret::from_sheet(&text).unwrap().public(), secret.public());
            }
        }

        #[test]
        fn any_text_is_a_sheet_or_a_typed_error(text in "[0-9A-Z .\n]{0,120}") {
            prop_assert!(RecoverySecret::from_sheet(&text).is_err());
        }
    }

    /// One fixed seed: 16 check bits let one wrong symbol in 65,536 pass, and a test must not depend on luck.
    #[test]
    fn one_wrong_symbol_is_found_in_its_line() {
        let sheet = RecoverySecret::from_seed([42; 32]).sheet();
        let good: Vec<Vec<u8>> = sheet.lines().map(|line| line.replace(' ', "").into_bytes()).collect();
        for (line, place, step) in (1..=4usize).flat_map(|l| (2..18).flat_map(move |p| (1..32).map(move |s| (l, p, s)))) {
            let mut lines = good.clone();
            let old = SYMBOLS.iter().position(|symbol| *symbol == lines[line - 1][place]).unwrap();
            lines[line - 1][place] = SYMBOLS[(old + step) % 32];
            let typed: Vec<_> = lines.into_iter().map(|line| String::from_utf8(line).unwrap()).collect();
            let refused = RecoverySecret::from_sheet(&typed.join("\n")).unwrap_err();
            assert_eq!(refused, RecoveryError::WrongLine { line }, "place {place}, step {step}");
        }
    }

    #[test]
    fn the_second_sheet_of_a_file_counts_where_the_first_is_damaged() {
        let (first, second) = (RecoverySecret::from_seed([1; 32]), RecoverySecret::from_seed([2; 32]));
        let both = |first: &str| RecoverySecret::from_sheet(&format!("{first}\n\u{c}{}", *second.sheet())).unwrap().public();
        assert_eq!(both(&first.sheet()), first.public());
        assert_eq!(both(&first.sheet().replacen("1. ", "1. Z", 1)), second.public());
        // A line of words that looks like one of a sheet is none.
        let words = RecoverySecret::from_sheet(&format!("1 AAAA BBBB CCCC DDDD\n{}", *first.sheet()));
        assert_eq!(words.unwrap().public(), first.public());
    }

    #[test]
    fn lines_of_two_sheets_do_not_mix() {
        let lines = |seed| RecoverySecret::from_seed([seed; 32]).sheet().lines().map(str::to_owned).collect::<Vec<_>>();
        let mut mixed = lines(1);
        mixed[2] = lines(2)[2].clone();
        let refused = RecoverySecret::from_sheet(&mixed.join("\n")).unwrap_err();
        assert_eq!(refused, RecoveryError::WrongLine { line: 3 });
        mixed.remove(1);
        let refused = RecoverySecret::from_sheet(&mixed.join("\n")).unwrap_err();
        assert_eq!(refused, RecoveryError::MissingLine { line: 2 });
    }

    #[test]
    fn debug_is_silent_and_keys_differ_from_a_desks() {
        let secret = RecoverySecret::from_seed([1; 32]);
        assert_eq!(format!("{secret:?}"), "RecoverySecret(hidden)");
        assert_ne!(secret.public().0, key::DeviceSecret::from_seed([1; 32]).public());
    }
}
