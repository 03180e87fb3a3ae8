//! What stands apart behind an entry: pieces that can be taken away one by one.
//!
//! A piece that is there: `01 ‖ le32(n) ‖ sealed bytes [n]`. One that was taken away: `00 ‖ H(sealed bytes)`. The header's hash is that of
//! all pieces' hashes, one after the other, so that it holds in either case.

use std::ops::Range;

use chacha20poly1305::aead::{Aead, Payload};
use zeroize::Zeroizing;

use super::{Apart, Entry, EntryError, Header, cipher, finish, pack};
use crate::id::Hash;
use crate::key::EpochKey;

/// Greatest number of pieces of an entry.
pub const MAX_PIECES: usize = 4_096;

const TAKEN: u8 = 0;
const HERE: u8 = 1;
const HASH_LEN: usize = 32;

/// A piece: the hash of its sealed bytes, and where these stand, if they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    hash: Hash,
    at: Option<Range<usize>>,
}

impl Entry {
    /// How many pieces stand apart, whether they are here or were taken away.
    pub fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// Whether a piece is here.
    pub fn has_piece(&self, n: usize) -> bool {
        self.pieces.get(n).is_some_and(|piece| piece.at.is_some())
    }

    /// Opens a piece; none where there is no such piece, or where it was taken away. [`open`](Entry::open) the rest first, which
    /// says whether this is the key.
    ///
    /// # Errors
    /// As for [`open`](Entry::open).
    pub fn open_piece(&self, n: usize, key: &EpochKey) -> Result<Option<Vec<u8>>, EntryError> {
        let Some(at) = self.pieces.get(n).and_then(|piece| piece.at.clone()) else { return Ok(None) };
        let message = Payload { msg: &self.bytes[at], aad: &place(&self.header, n) };
        let padded = cipher(&piece_key(key, &self.header, n)).decrypt((&self.header.nonce).into(), message);
        pack::unpack(&Zeroizing::new(padded.map_err(|_| EntryError::Tampered)?)).map(Some)
    }

    /// The same entry without these pieces: its hash and its signature stay.
    #[must_use]
    pub fn without(mut self, taken: impl Fn(usize) -> bool) -> Self {
        let Some(first) = self.pieces.iter().enumerate().position(|(n, piece)| piece.at.is_some() && taken(n)) else { return self };
        let start = |piece: &Piece| piece.at.as_ref().map_or(1 + HASH_LEN, |at| 1 + 4 + at.len());
        let behind: usize = self.pieces.iter().map(start).sum();
        let mut bytes = self.bytes[..self.bytes.len() - behind].to_vec();
        for (n, piece) in self.pieces.iter_mut().enumerate() {
            let at = piece.at.take().filter(|_| n < first || !taken(n));
            piece.at = write(&mut bytes, &piece.hash, at.map(|at| &self.bytes[at]));
        }
        self.bytes = bytes;
        self
    }
}

fn write(bytes: &mut Vec<u8>, hash: &Hash, sealed: Option<&[u8]>) -> Option<Range<usize>> {
    let Some(sealed) = sealed else {
        bytes.push(TAKEN);
        bytes.extend_from_slice(hash.as_bytes());
        return None;
    };
    bytes.push(HERE);
    bytes.extend_from_slice(&(sealed.len() as u32).to_le_bytes());
    bytes.extend_from_slice(sealed);
    Some(bytes.len() - sealed.len()..bytes.len())
}

/// Reads the pieces, which stand from `from` to the end.
pub(super) fn read(bytes: &[u8], from: usize, apart: &Apart) -> Result<Vec<Piece>, EntryError> {
    let wrong = EntryError::Malformed { what: "pieces that stand apart" };
    let (mut at, mut pieces) = (from, Vec::new());
    let mut hashes = blake3::Hasher::new();
    while let Some(kind) = bytes.get(at) {
        if pieces.len() >= MAX_PIECES {
            return Err(wrong);
        }
        let rest = &bytes[at + 1..];
        let (piece, length) = match *kind {
            TAKEN => {
                let hash = rest.first_chunk::<HASH_LEN>().ok_or(EntryError::TooShort { found: bytes.len() })?;
                (Piece { hash: Hash::from_bytes(*hash), at: None }, 1 + HASH_LEN)
            }
            HERE => {
                let (length, rest) = rest.split_first_chunk::<4>().ok_or(EntryError::TooShort { found: bytes.len() })?;
                let length = u32::from_le_bytes(*length) as usize;
                let sealed = rest.get(..length).ok_or(EntryError::TooShort { found: bytes.len() })?;
                (Piece { hash: Hash::of(sealed), at: Some(at + 5..at + 5 + length) }, 5 + length)
            }
            _ => return Err(wrong),
        };
        hashes.update(piece.hash.as_bytes());
        pieces.push(piece);
        at += length;
    }
    if pieces.is_empty() {
        return Err(EntryError::TooShort { found: bytes.len() });
    }
    if *hashes.finalize().as_bytes() != *apart.hash.as_bytes() { Err(wrong) } else { Ok(pieces) }
}

/// Seals pieces for the entry of this header: their bytes, and the hash over all, none where there are none.
pub(super) fn seal(header: &Header, key: &EpochKey, pieces: &[Vec<u8>]) -> Result<(Vec<u8>, Option<Hash>), EntryError> {
    if pieces.len() > MAX_PIECES {
        return Err(EntryError::TooLong { found: pieces.iter().map(Vec::len).sum() });
    }
    let (mut bytes, mut hashes) = (Vec::new(), blake3::Hasher::new());
    for (n, piece) in pieces.iter().enumerate() {
        let padded = Zeroizing::new(pack::pack(piece)?);
        let message = Payload { msg: &padded, aad: &place(header, n) };
        let sealed = cipher(&piece_key(key, header, n)).encrypt((&header.nonce).into(), message).map_err(|_| EntryError::Pack)?;
        let hash = Hash::of(&sealed);
        hashes.update(hash.as_bytes());
        write(&mut bytes, &hash, Some(&sealed));
    }
    let hash = Hash::from_bytes(*hashes.finalize().as_bytes());
    Ok((bytes, Some(hash).filter(|_| !pieces.is_empty())))
}

/// Each piece has a key of its own, so that the entry's nonce serves all.
fn piece_key(epoch: &EpochKey, header: &Header, n: usize) -> Zeroizing<[u8; 32]> {
    let mut hasher = blake3::Hasher::new_derive_key("zongban 2026 apart key");
    hasher.update(epoch.expose()).update(&place(header, n));
    finish(hasher)
}

/// Where a piece stands: it belongs there and nowhere else.
fn place(header: &Header, n: usize) -> Vec<u8> {
    let (space, counter, n) = (header.space.0.to_le_bytes(), header.counter.to_le_bytes(), (n as u32).to_le_bytes());
    [header.office.as_bytes().as_slice(), &space, header.device.as_bytes(), &counter, &n].concat()
}
