//! One commit, sealed and signed: header, sealed bytes, signature.
//!
//! Personal data stands apart behind that, in pieces that are sealed by themselves: the signed header holds only their hash, so that
//! each can be taken away for good ([`Entry::without`]) and the entry, its hash, its signature and its place in its chain stay as
//! they are.
//!
//! A holder without keys (the relay) can [`parse`](Entry::parse) and [`verify`](Entry::verify) an entry;
//! only a desk with the space's key can [`open`](Entry::open) it. Layout: `crates/sync/spec/entry.md`.

mod apart;
mod header;
mod pack;

use std::fmt;

use chacha20poly1305::aead::Aead;
use chacha20poly1305::aead::Payload;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use thiserror::Error;
use zeroize::Zeroizing;

pub use apart::MAX_PIECES;
pub use header::{Apart, HEADER_LEN, Header, MAX_COUNTER, MAX_HEADER_LEN, RelayHead};
pub use pack::MAX_PLAINTEXT;

use crate::id::{DeviceId, Hash, OfficeId, SpaceId};
use crate::key::{DevicePublic, DeviceSecret, EpochKey, KeyError, SIGNATURE_LEN};

/// Longest entry in bytes: header, sealed bytes, signature and what stands apart together.
pub const MAX_ENTRY: usize = 1024 * 1024;
/// Shortest entry in bytes: header, the smallest padded text with its tag, signature.
pub const MIN_ENTRY: usize = HEADER_LEN + pack::MIN_PADDED + TAG_LEN + SIGNATURE_LEN;

const TAG_LEN: usize = 16;
const SIGNATURE_DOMAIN: &str = "zongban 2026 entry";

/// Why an entry is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EntryError {
    /// Fewer bytes than the smallest entry has.
    #[error("the entry has {found} bytes and is cut short; fetch it again from the relay or another desk")]
    TooShort {
        /// Bytes found.
        found: usize,
    },
    /// More bytes than an entry may have.
    #[error("the entry has {found} bytes, more than the {MAX_ENTRY} allowed; save the work in smaller steps")]
    TooLong {
        /// Bytes found, or needed when sealing.
        found: usize,
    },
    /// The content of a commit is beyond the limit.
    #[error("the change holds {found} bytes, more than the {MAX_PLAINTEXT} allowed; save the work in smaller steps")]
    TooMuchText {
        /// Bytes of plaintext.
        found: usize,
    },
    /// A format version, suite or kind that this program does not know.
    #[error("the entry uses {what} {found}, which this program does not know; install the newest version")]
    NewerProgram {
        /// The field that is not known: "version", "suite" or "kind".
        what: &'static str,
        /// Its value.
        found: u8,
    },
    /// A field holds a value that no honest program writes.
    #[error("the entry is malformed ({what}); it is kept aside, and work can go on")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
    /// The key handed in belongs to another device than the header names.
    #[error("the entry names desk {named}, but the key is of desk {key}; check which desk it came from")]
    WrongDevice {
        /// Device in the header.
        named: DeviceId,
        /// Device of the key.
        key: DeviceId,
    },
    /// The signature does not fit.
    #[error("the entry's signature does not fit: it was changed on its way, or forged; it is kept aside")]
    Signature(#[from] KeyError),
    /// The epoch key is not the one the entry was sealed with.
    #[error("the entry of space {space} was not sealed with this key of epoch {epoch}; ask an administrator for the current keys")]
    WrongKey {
        /// Space in the header.
        space: SpaceId,
        /// Epoch in the header.
        epoch: u32,
    },
    /// The sealed bytes were changed.
    #[error("the entry's sealed content was changed; it is kept aside, fetch it again from another desk")]
    Tampered,
    /// The compressor failed, for want of memory.
    #[error("the change could not be packed; close other programs and save again")]
    Pack,
}

/// What the author states in the clear when sealing; see [`Header`] for the fields.
#[derive(Clone, Debug)]
pub struct SealRequest {
    /// Office the commit belongs to.
    pub office: OfficeId,
    /// Space the commit belongs to.
    pub space: SpaceId,
    /// The author's device; must be that of the signing secret.
    pub device: DeviceId,
    /// Position in the chain of this device in this space, from 1.
    pub counter: u64,
    /// Hash of the entry before it in that chain; zero for counter 1.
    pub prev: Hash,
    /// Epoch of the key that seals it.
    pub epoch: u32,
    /// Head of the membership log that the author knew.
    pub membership: Hash,
    /// What the author had last seen of the relay's order.
    pub relay_seen: RelayHead,
    /// 24 random bytes, never used before.
    pub nonce: [u8; 24],
}

/// A well-formed entry. Well-formed says nothing about truth: [`verify`](Entry::verify) it first.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    header: Header,
    hash: Hash,
    /// Where the signature begins.
    signed: usize,
    pieces: Vec<apart::Piece>,
    bytes: Vec<u8>,
}

impl Entry {
    /// Reads an entry and checks its layout and limits, not its signature.
    ///
    /// # Errors
    /// [`EntryError`] for every byte string that no honest program writes.
    pub fn parse(bytes: impl Into<Vec<u8>>) -> Result<Self, EntryError> {
        Self::from_vec(bytes.into())
    }

    /// The clear part.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// BLAKE3 of header and sealed bytes: what the signature covers and the next entry links to.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The sealed bytes, without what stands apart.
    pub fn sealed(&self) -> &[u8] {
        &self.bytes[self.header.length()..self.signed]
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        &self.bytes[self.signed..self.signed + SIGNATURE_LEN]
    }

    /// The whole entry, as stored and sent.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The whole entry, by value.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Checks that the device named in the header signed exactly these bytes. Needs no space key.
    ///
    /// # Errors
    /// [`EntryError::WrongDevice`] for another device's key, [`EntryError::Signature`] otherwise.
    pub fn verify(&self, public: &DevicePublic) -> Result<(), EntryError> {
        same_device(self.header.device, public.id())?;
        let signature = self.signature().try_into().map_err(|_| EntryError::Malformed { what: "signature length" })?;
        Ok(public.verify(SIGNATURE_DOMAIN, self.hash.as_bytes(), signature)?)
    }

    /// Opens the sealed bytes. [`verify`](Entry::verify) first: the sealing only proves that a holder of the key wrote it.
    ///
    /// # Errors
    /// [`EntryError::WrongKey`] when the key is not the entry's, [`EntryError::Tampered`] when the bytes were changed,
    /// [`EntryError::TooMuchText`] or [`EntryError::Malformed`] when a holder of the key sealed nonsense.
    pub fn open(&self, key: &EpochKey) -> Result<Vec<u8>, EntryError> {
        let header = &self.header;
        let entry_key = entry_key(key, header.space, header.device);
        if !header.commits_to(&entry_key) {
            return Err(EntryError::WrongKey { space: header.space, epoch: header.epoch });
        }
        let sealed = Payload { msg: self.sealed(), aad: &self.bytes[..header.length()] };
        let padded = cipher(&entry_key).decrypt((&header.nonce).into(), sealed).map_err(|_| EntryError::Tampered)?;
        pack::unpack(&Zeroizing::new(padded))
    }

    /// Whether this is the key that it was sealed with.
    pub(crate) fn is_sealed_with(&self, key: &EpochKey) -> bool {
        self.header.commits_to(&entry_key(key, self.header.space, self.header.device))
    }

    fn from_vec(bytes: Vec<u8>) -> Result<Self, EntryError> {
        if bytes.len() > MAX_ENTRY {
            return Err(EntryError::TooLong { found: bytes.len() });
        }
        let too_short = EntryError::TooShort { found: bytes.len() };
        if bytes.len() < MIN_ENTRY {
            return Err(too_short);
        }
        let header = Header::from_start(&bytes)?;
        let signed = match &header.apart {
            None => bytes.len() - SIGNATURE_LEN,
            Some(apart) => header.length().saturating_add(apart.sealed as usize),
        };
        let end = signed.saturating_add(SIGNATURE_LEN);
        if signed < header.length() + pack::MIN_PADDED + TAG_LEN || bytes.len() < end {
            return Err(too_short);
        }
        let hash = Hash::of(&bytes[..signed]);
        let pieces = match &header.apart {
            None => Vec::new(),
            Some(apart) => apart::read(&bytes, end, apart)?,
        };
        Ok(Self { header, hash, signed, pieces, bytes })
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Header { space, device, counter, .. } = &self.header;
        write!(f, "Entry({space:?}, {device} #{counter}, {} bytes, {})", self.bytes.len(), self.hash)
    }
}

/// Compresses, pads, seals and signs `plaintext`.
///
/// # Errors
/// [`EntryError::WrongDevice`] when the request names another device than `device`; [`EntryError::TooMuchText`] or
/// [`EntryError::TooLong`] when the commit must be split; [`EntryError::Malformed`] for a counter out of range or a
/// `prev` that does not fit the counter.
pub fn seal(request: SealRequest, key: &EpochKey, plaintext: &[u8], device: &DeviceSecret) -> Result<Entry, EntryError> {
    seal_apart(request, key, plaintext, &[], device)
}

/// The same with pieces that stand apart, each of which can be taken away later.
///
/// # Errors
/// Those of [`seal`]; [`EntryError::TooLong`] also for more than [`MAX_PIECES`].
pub fn seal_apart(
    request: SealRequest,
    key: &EpochKey,
    plaintext: &[u8],
    pieces: &[Vec<u8>],
    device: &DeviceSecret,
) -> Result<Entry, EntryError> {
    same_device(request.device, device.id())?;
    let entry_key = entry_key(key, request.space, request.device);
    let padded = Zeroizing::new(pack::pack(plaintext)?);
    let mut header = Header {
        office: request.office,
        space: request.space,
        device: request.device,
        counter: request.counter,
        prev: request.prev,
        epoch: request.epoch,
        membership: request.membership,
        relay_seen: request.relay_seen,
        commitment: commitment(&entry_key, &request.nonce),
        nonce: request.nonce,
        apart: None,
    };
    let too_long = |found: usize| EntryError::TooLong { found };
    let sealed_len = padded.len() + TAG_LEN;
    let (apart, hash) = apart::seal(&header, key, pieces)?;
    if let Some(hash) = hash {
        header.apart = Some(Apart { hash, sealed: u32::try_from(sealed_len).map_err(|_| too_long(sealed_len))? });
    }
    let length = header.length() + sealed_len + SIGNATURE_LEN + apart.len();
    if length > MAX_ENTRY {
        return Err(too_long(length));
    }
    let head = header.to_bytes();
    let sealed = cipher(&entry_key).encrypt((&header.nonce).into(), Payload { msg: &padded, aad: &head }).map_err(|_| EntryError::Pack)?;
    let mut bytes = Vec::with_capacity(length);
    bytes.extend_from_slice(&head);
    bytes.extend_from_slice(&sealed);
    let hash = Hash::of(&bytes);
    bytes.extend_from_slice(&device.sign(SIGNATURE_DOMAIN, hash.as_bytes()));
    bytes.extend_from_slice(&apart);
    // Read back, so that nothing leaves this function that `parse` would refuse elsewhere.
    Entry::from_vec(bytes)
}

fn same_device(named: DeviceId, key: DeviceId) -> Result<(), EntryError> {
    if named == key { Ok(()) } else { Err(EntryError::WrongDevice { named, key }) }
}

fn entry_key(epoch: &EpochKey, space: SpaceId, device: DeviceId) -> Zeroizing<[u8; 32]> {
    let mut hasher = blake3::Hasher::new_derive_key("zongban 2026 entry key");
    hasher.update(epoch.expose()).update(&space.0.to_le_bytes()).update(device.as_bytes());
    finish(hasher)
}

/// Binds the key: XChaCha20-Poly1305 alone lets one ciphertext open under two keys.
fn commitment(entry_key: &[u8; 32], nonce: &[u8; 24]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("zongban 2026 entry key commitment");
    hasher.update(entry_key).update(nonce);
    *finish(hasher)
}

impl Header {
    fn commits_to(&self, entry_key: &[u8; 32]) -> bool {
        // Compared as hashes: in constant time.
        blake3::Hash::from_bytes(commitment(entry_key, &self.nonce)) == blake3::Hash::from_bytes(self.commitment)
    }
}

fn finish(mut hasher: blake3::Hasher) -> Zeroizing<[u8; 32]> {
    let bytes = Zeroizing::new(*hasher.finalize().as_bytes());
    zeroize::Zeroize::zeroize(&mut hasher);
    bytes
}

fn cipher(entry_key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(entry_key.into())
}

#[cfg(test)]
mod tests;
