//! The box in which a desk keeps a person's key: sealed to the desk, and to a PIN where the person has chosen one.
//!
//! A PIN is short. Whoever has the box and the desk's key tries all of six digits in hours, however slow each try is; so the
//! box is worth as much as the encryption of the disk, and the PIN keeps out whoever sits down at a desk that is running.
//!
//! Written as CBOR `[1, salt or null, nonce [24], sealed bytes]`. The key is `D("zongban 2026 person box", desk's part ‖ PIN's part)`: the
//! desk's part is `D("zongban 2026 person box desk", Ed25519 secret key of the desk)`, the PIN's part Argon2id (RFC 9106, version 0x13, 64 MiB,
//! 3 passes, 1 lane, 32 bytes) of the PIN in UTF-8 with the salt, or nothing. XChaCha20-Poly1305, the person's id as associated data.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use minicbor::{Decode, Encode};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::codec::{from_cbor, to_cbor};
use crate::entropy::Entropy;
use crate::id::PersonId;
use crate::key::{DeviceSecret, PersonSecret};

/// Fewest characters of a PIN.
pub const MIN_PIN: usize = 4;
/// Most bytes of a PIN.
pub const MAX_PIN: usize = 128;
const VERSION: u8 = 1;
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// Why a person's key is not opened, or no PIN is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PinError {
    /// The PIN is too short, too long, or all one character.
    #[error("a PIN has at least {MIN_PIN} characters, not all the same; choose another one")]
    Weak,
    /// The key is kept under a PIN, and this is not it.
    #[error("this is not the PIN; type it again")]
    Wrong,
    /// The box is not one of this desk and person, or it is damaged.
    #[error("the person's key cannot be read; ask an administrator for a new one")]
    Damaged,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Written {
    #[n(0)]
    version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    salt: Vec<u8>,
    #[cbor(n(2), with = "minicbor::bytes")]
    nonce: [u8; 24],
    #[cbor(n(3), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

/// Seals the seed of a person's key at a desk, under a PIN or, without one, under the desk's key alone. `entropy`: 32 bytes of
/// randomness, never used again.
///
/// # Errors
/// [`PinError::Weak`].
pub fn seal(person: PersonId, seed: &[u8; 32], pin: Option<&str>, desk: &DeviceSecret, entropy: [u8; 32]) -> Result<Vec<u8>, PinError> {
    let mut entropy = Entropy::new(entropy, person.as_bytes());
    let salt = match pin {
        Some(pin) if is_weak(pin) => return Err(PinError::Weak),
        Some(_) => entropy.bytes::<16>().to_vec(),
        None => Vec::new(),
    };
    let nonce = entropy.bytes();
    let key = key(pin.unwrap_or_default(), &salt, desk)?;
    let payload = Payload { msg: seed, aad: person.as_bytes() };
    let sealed = XChaCha20Poly1305::new((&*key).into()).encrypt((&nonce).into(), payload).map_err(|_| PinError::Damaged)?;
    Ok(to_cbor(&Written { version: VERSION, salt, nonce, sealed }))
}

/// Opens what [`seal`] has sealed; gives the seed of the key. Takes a good part of a second where there is a PIN.
///
/// # Errors
/// [`PinError::Wrong`] and [`PinError::Damaged`].
pub fn open(
    person: PersonId,
    sealed: &[u8],
    pin: Option<&str>,
    desk: &DeviceSecret,
) -> Result<(Zeroizing<[u8; 32]>, PersonSecret), PinError> {
    let Written { version, salt, nonce, sealed } = from_cbor(sealed).map_err(|_| PinError::Damaged)?;
    if version != VERSION {
        return Err(PinError::Damaged);
    }
    let pin = match (salt.is_empty(), pin) {
        (true, _) => "",
        (false, Some(pin)) if pin.len() <= MAX_PIN => pin,
        (false, _) => return Err(PinError::Wrong),
    };
    let wrong = if salt.is_empty() { PinError::Damaged } else { PinError::Wrong };
    let key = key(pin, &salt, desk)?;
    let payload = Payload { msg: &sealed, aad: person.as_bytes() };
    let seed = Zeroizing::new(XChaCha20Poly1305::new((&*key).into()).decrypt((&nonce).into(), payload).map_err(|_| wrong)?);
    let seed = Zeroizing::new(<[u8; 32]>::try_from(seed.as_slice()).map_err(|_| PinError::Damaged)?);
    let secret = PersonSecret::from_seed(*seed);
    Ok((seed, secret))
}

/// Whether a box wants a PIN.
pub fn has_pin(sealed: &[u8]) -> bool {
    from_cbor::<Written>(sealed).is_ok_and(|written| !written.salt.is_empty())
}

fn is_weak(pin: &str) -> bool {
    let first = pin.chars().next();
    pin.len() > MAX_PIN || pin.chars().count() < MIN_PIN || pin.chars().all(|c| Some(c) == first)
}

fn key(pin: &str, salt: &[u8], desk: &DeviceSecret) -> Result<Zeroizing<[u8; 32]>, PinError> {
    let mut material = Zeroizing::new([0; 64]);
    let (of_desk, of_pin) = material.split_at_mut(32);
    of_desk.copy_from_slice(&*desk.derive("zongban 2026 person box desk"));
    let used = match salt.is_empty() {
        true => &*of_desk,
        false => {
            let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(|_| PinError::Damaged)?;
            let slow = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            slow.hash_password_into(pin.as_bytes(), salt, of_pin).map_err(|_| PinError::Damaged)?;
            &*material
        }
    };
    Ok(Zeroizing::new(blake3::derive_key("zongban 2026 person box", used)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: PersonId = PersonId([5; 16]);

    fn desk(n: u8) -> DeviceSecret {
        DeviceSecret::from_seed([n; 32])
    }

    #[test]
    fn a_pin_opens_its_box_at_its_desk_for_its_person_only() {
        let sealed = seal(PERSON, &[7; 32], Some("2580"), &desk(1), [9; 32]).unwrap();
        assert!(has_pin(&sealed));
        let (seed, secret) = open(PERSON, &sealed, Some("2580"), &desk(1)).unwrap();
        assert_eq!((*seed, secret.public()), ([7; 32], PersonSecret::from_seed([7; 32]).public()));
        assert_eq!(open(PERSON, &sealed, Some("2581"), &desk(1)).unwrap_err(), PinError::Wrong);
        assert_eq!(open(PERSON, &sealed, None, &desk(1)).unwrap_err(), PinError::Wrong);
        assert_eq!(open(PERSON, &sealed, Some("2580"), &desk(2)).unwrap_err(), PinError::Wrong);
        assert_eq!(open(PersonId([6; 16]), &sealed, Some("2580"), &desk(1)).unwrap_err(), PinError::Wrong);
    }

    #[test]
    fn without_a_pin_the_desk_opens_it_alone() {
        let sealed = seal(PERSON, &[7; 32], None, &desk(1), [9; 32]).unwrap();
        assert!(!has_pin(&sealed));
        assert_eq!(*open(PERSON, &sealed, None, &desk(1)).unwrap().0, [7; 32]);
        assert_eq!(open(PERSON, &sealed, None, &desk(2)).unwrap_err(), PinError::Damaged);
        for end in 0..sealed.len() {
            assert_eq!(open(PERSON, &sealed[..end], None, &desk(1)).unwrap_err(), PinError::Damaged);
        }
    }

    #[test]
    fn weak_pins_are_refused() {
        for weak in ["", "123", "0000", "一二三", &"1a".repeat(100)] {
            assert_eq!(seal(PERSON, &[7; 32], Some(weak), &desk(1), [9; 32]).unwrap_err(), PinError::Weak, "{weak}");
        }
    }
}
