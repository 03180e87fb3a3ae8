//! The keys of a relay.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::SigningKey;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use zeroize::Zeroizing;

use super::{KeyError, SIGNATURE_LEN, derive_signing, key_bytes, sign, verify};
use crate::id::{Hash, IdError};

/// The secret of a relay: it signs greetings and receipts, and opens nothing.
#[derive(Clone)]
pub struct RelaySecret {
    signing: SigningKey,
}

impl RelaySecret {
    /// The secret that belongs to a 32-byte random seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let seed = Zeroizing::new(seed);
        Self { signing: derive_signing("zongban 2026 relay signing key", &seed) }
    }

    /// The public half, which desks pin.
    pub fn public(&self) -> RelayPublic {
        RelayPublic(self.signing.verifying_key().to_bytes())
    }

    /// Signs `message` for one purpose. `domain` names the purpose and must hold no NUL character.
    pub fn sign(&self, domain: &str, message: &[u8]) -> [u8; SIGNATURE_LEN] {
        sign(&self.signing, domain, message)
    }
}

impl fmt::Debug for RelaySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RelaySecret(of {:?}, hidden)", self.public())
    }
}

/// The public key of a relay. In CBOR: a byte string. Shown as hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelayPublic(pub [u8; 32]);

impl RelayPublic {
    /// Checks a signature made by [`RelaySecret::sign`] with the same domain and message.
    ///
    /// # Errors
    /// [`KeyError`] when the key is not usable or the signature does not fit.
    pub fn verify(&self, domain: &str, message: &[u8], signature: &[u8; SIGNATURE_LEN]) -> Result<(), KeyError> {
        verify(&self.0, domain, message, signature)
    }
}

impl fmt::Display for RelayPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for RelayPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for RelayPublic {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Hash>().map(|bytes| Self(bytes.to_bytes()))
    }
}

impl<C> Encode<C> for RelayPublic {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for RelayPublic {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        key_bytes(d).map(Self)
    }
}
