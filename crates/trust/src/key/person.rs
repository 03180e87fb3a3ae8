//! The key with which a person signs, whatever the desk.

use std::fmt;

use ed25519_dalek::SigningKey;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use zeroize::Zeroizing;

use super::{KeyError, SIGNATURE_LEN, derive_signing, key_bytes, sign, verify};

/// The secret with which a person signs what only a person can answer for. It stays at one desk, where the person's PIN opens it.
#[derive(Clone)]
pub struct PersonSecret {
    signing: SigningKey,
}

impl PersonSecret {
    /// The secret that belongs to a 32-byte random seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let seed = Zeroizing::new(seed);
        Self { signing: derive_signing("zongban 2026 person signing key", &seed) }
    }

    /// The public half, which stands in the list of members.
    pub fn public(&self) -> PersonPublic {
        PersonPublic(self.signing.verifying_key().to_bytes())
    }

    /// Signs `message` for one purpose. `domain` names the purpose and must hold no NUL character.
    pub fn sign(&self, domain: &str, message: &[u8]) -> [u8; SIGNATURE_LEN] {
        sign(&self.signing, domain, message)
    }
}

impl fmt::Debug for PersonSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonSecret(of {:?}, hidden)", self.public())
    }
}

/// The public key of a person at a desk. In CBOR: a byte string. Shown as hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonPublic(pub [u8; 32]);

impl PersonPublic {
    /// Checks a signature made by [`PersonSecret::sign`] with the same domain and message.
    ///
    /// # Errors
    /// [`KeyError`] when the key is not usable or the signature does not fit.
    pub fn verify(&self, domain: &str, message: &[u8], signature: &[u8; SIGNATURE_LEN]) -> Result<(), KeyError> {
        verify(&self.0, domain, message, signature)
    }
}

impl fmt::Display for PersonPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for PersonPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<C> Encode<C> for PersonPublic {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for PersonPublic {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        key_bytes(d).map(Self)
    }
}
