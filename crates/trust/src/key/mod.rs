//! Secrets and public keys of desks and relays, and the keys that seal a space.
//!
//! A secret is made from a 32-byte seed that the caller takes from the operating system and keeps in its key store.
//! Nothing here shows a secret in its `Debug` text, and every secret is wiped when dropped.

mod person;
mod relay;

use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hpke::{Deserializable, Kem, Serializable};
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use person::{PersonPublic, PersonSecret};
pub use relay::{RelayPublic, RelaySecret};

use crate::id::DeviceId;

/// Length of an Ed25519 signature in bytes.
pub const SIGNATURE_LEN: usize = 64;

/// The key encapsulation that seals keys to a desk: X25519 with HKDF-SHA256 (RFC 9180).
pub(crate) type SealingKem = hpke::kem::X25519HkdfSha256;
/// The receiver's secret half of [`SealingKem`].
pub(crate) type SealingSecret = <SealingKem as Kem>::PrivateKey;

/// Why a key or a signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The bytes are no usable public key.
    #[error("the public key is not usable; ask for a new join request from that desk")]
    NotAKey,
    /// The signature does not belong to this message and key.
    #[error("the signature does not fit; the data was changed, or another desk signed it")]
    BadSignature,
}

/// The secrets of one desk: one key to sign with, one to receive sealed keys with.
#[derive(Clone)]
pub struct DeviceSecret {
    signing: SigningKey,
    sealing: SealingSecret,
    public: DevicePublic,
    id: DeviceId,
}

impl DeviceSecret {
    /// The secrets that belong to a 32-byte random seed; the same seed always gives the same secrets.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let seed = Zeroizing::new(seed);
        let (signing, sealing) = derive_pair("zongban 2026 device signing key", "zongban 2026 device sealing key", &seed);
        let public = public_of(&signing, &sealing);
        Self { signing, sealing, public, id: public.id() }
    }

    /// The public half, which is sent to others.
    pub fn public(&self) -> DevicePublic {
        self.public
    }

    /// The id that the signing key gives this device.
    pub fn id(&self) -> DeviceId {
        self.id
    }

    /// Signs `message` for one purpose. `domain` names the purpose and must hold no NUL character.
    pub fn sign(&self, domain: &str, message: &[u8]) -> [u8; SIGNATURE_LEN] {
        sign(&self.signing, domain, message)
    }

    pub(crate) fn sealing(&self) -> &SealingSecret {
        &self.sealing
    }

    /// Another secret that only this desk has, for one purpose.
    pub(crate) fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake3::derive_key(purpose, self.signing.as_bytes()))
    }
}

impl fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceSecret({}, hidden)", self.id())
    }
}

/// The public keys of one desk. In CBOR: an array of two byte strings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DevicePublic {
    /// Ed25519 key that checks the desk's signatures.
    pub verifying: [u8; 32],
    /// X25519 key that keys are sealed to.
    pub sealing: [u8; 32],
}

impl DevicePublic {
    /// The id of the device with this signing key.
    pub fn id(&self) -> DeviceId {
        DeviceId::from_bytes(first_16(blake3::derive_key("zongban 2026 device id", &self.verifying)))
    }

    /// Checks a signature made by [`DeviceSecret::sign`] with the same domain and message.
    ///
    /// # Errors
    /// [`KeyError`] when the key is not usable or the signature does not fit.
    pub fn verify(&self, domain: &str, message: &[u8], signature: &[u8; SIGNATURE_LEN]) -> Result<(), KeyError> {
        verify(&self.verifying, domain, message, signature)
    }
}

impl fmt::Debug for DevicePublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DevicePublic({})", self.id())
    }
}

impl<C> Encode<C> for DevicePublic {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.array(2)?.bytes(&self.verifying)?.bytes(&self.sealing)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for DevicePublic {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        if d.array()? != Some(2) {
            return Err(decode::Error::message("a device has two public keys"));
        }
        Ok(Self { verifying: key_bytes(d)?, sealing: key_bytes(d)? })
    }
}

/// The key of one space in one epoch: whoever holds it reads what was sealed in that epoch.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct EpochKey([u8; 32]);

impl EpochKey {
    /// The key with these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret bytes. Only to derive from, seal or store sealed.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for EpochKey {
    fn eq(&self, other: &Self) -> bool {
        // The comparison of blake3::Hash takes the same time wherever the bytes differ.
        blake3::Hash::from_bytes(self.0) == blake3::Hash::from_bytes(other.0)
    }
}

impl Eq for EpochKey {}

impl fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EpochKey(hidden)")
    }
}

/// A signing key and a sealing key from one seed, each under its own purpose.
pub(crate) fn derive_pair(signing: &str, sealing: &str, seed: &[u8; 32]) -> (SigningKey, SealingSecret) {
    let material = Zeroizing::new(blake3::derive_key(sealing, seed));
    let (secret, _) = SealingKem::derive_keypair(material.as_slice());
    (derive_signing(signing, seed), secret)
}

/// The public halves of [`derive_pair`].
pub(crate) fn public_of(signing: &SigningKey, sealing: &SealingSecret) -> DevicePublic {
    DevicePublic { verifying: signing.verifying_key().to_bytes(), sealing: SealingKem::sk_to_pk(sealing).to_bytes().into() }
}

/// Reads the public key that something is sealed to.
pub(crate) fn sealing_public(bytes: &[u8; 32]) -> Result<<SealingKem as Kem>::PublicKey, KeyError> {
    <SealingKem as Kem>::PublicKey::from_bytes(bytes).map_err(|_| KeyError::NotAKey)
}

pub(crate) fn sign(key: &SigningKey, domain: &str, message: &[u8]) -> [u8; SIGNATURE_LEN] {
    key.sign(&preimage(domain, message)).to_bytes()
}

pub(crate) fn verify(key: &[u8; 32], domain: &str, message: &[u8], signature: &[u8; SIGNATURE_LEN]) -> Result<(), KeyError> {
    let key = VerifyingKey::from_bytes(key).map_err(|_| KeyError::NotAKey)?;
    // Strict: refuses keys and points of small order, with which one signature fits many messages.
    key.verify_strict(&preimage(domain, message), &Signature::from_bytes(signature)).map_err(|_| KeyError::BadSignature)
}

pub(crate) fn first_16(bytes: [u8; 32]) -> [u8; 16] {
    let mut first = [0; 16];
    first.copy_from_slice(&bytes[..16]);
    first
}

fn derive_signing(purpose: &str, seed: &[u8; 32]) -> SigningKey {
    SigningKey::from_bytes(&Zeroizing::new(blake3::derive_key(purpose, seed)))
}

/// What is signed: the domain, a NUL, the message. The NUL keeps one domain from being the start of another.
fn preimage(domain: &str, message: &[u8]) -> Vec<u8> {
    debug_assert!(!domain.contains('\0'));
    [domain.as_bytes(), &[0], message].concat()
}

fn key_bytes(d: &mut Decoder<'_>) -> Result<[u8; 32], decode::Error> {
    d.bytes()?.try_into().map_err(|_| decode::Error::message("a public key has 32 bytes"))
}

#[cfg(test)]
mod tests;
