//! Ids: fixed-length byte strings shown as lower-case hexadecimal, and the numbers of spaces.

use std::fmt;
use std::str::FromStr;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use thiserror::Error;

/// Why a text or a byte string is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdError {
    /// The value has another length than this kind of id.
    #[error("an id of {expected} bytes was expected, {found} were found; copy the whole id and try again")]
    Length {
        /// Bytes that this kind of id has.
        expected: usize,
        /// Bytes that were found.
        found: usize,
    },
    /// The text is not hexadecimal.
    #[error("an id is written with the digits 0-9 and the letters a-f; check the text and try again")]
    NotHex,
    /// The text is not the number of a space.
    #[error("a space is a whole number up to 4294967295; check the text and try again")]
    NotANumber,
}

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// The id with these bytes.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes of this id.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// The bytes of this id, by value.
            pub const fn to_bytes(self) -> [u8; $len] {
                self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = IdError;

            fn try_from(bytes: &[u8]) -> Result<Self, IdError> {
                <[u8; $len]>::try_from(bytes)
                    .map(Self)
                    .map_err(|_| IdError::Length { expected: $len, found: bytes.len() })
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                // Checked first, so that a long text is never decoded.
                if text.len() != 2 * $len {
                    return Err(IdError::Length { expected: $len, found: text.len() / 2 });
                }
                let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|_| IdError::NotHex)?;
                Self::try_from(bytes.as_slice())
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(
                &self,
                e: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                let bytes = d.bytes()?;
                Self::try_from(bytes).map_err(|_| decode::Error::message("wrong length of an id"))
            }
        }
    };
}

byte_id!(
    /// An office (机构): the first 16 bytes of the BLAKE3 hash of its first membership entry.
    OfficeId,
    16
);
byte_id!(
    /// A desk's device, bound to its signing key by [`DevicePublic::id`](crate::key::DevicePublic::id).
    DeviceId,
    16
);
byte_id!(
    /// A person: 16 random bytes, chosen when the person is first entered.
    PersonId,
    16
);
byte_id!(
    /// A BLAKE3 hash.
    Hash,
    32
);

impl Hash {
    /// 32 zero bytes: what stands before the first link of a chain.
    pub const ZERO: Self = Self([0; 32]);

    /// The BLAKE3 hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

impl From<blake3::Hash> for Hash {
    fn from(hash: blake3::Hash) -> Self {
        Self(*hash.as_bytes())
    }
}

/// A space: a boundary of access, of keys and of replication.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpaceId(pub u32);

impl SpaceId {
    /// Every desk belongs to it; names of persons and desks are sealed under its key.
    pub const GENERAL: Self = Self(1);
    /// Reception of visitors and guests.
    pub const RECEPTION: Self = Self(2);
    /// Personnel matters.
    pub const PERSONNEL: Self = Self(3);
    /// The leadership's own matters.
    pub const LEADERSHIP: Self = Self(4);
    /// The spaces that every office starts with.
    pub const WELL_KNOWN: [Self; 4] = [Self::GENERAL, Self::RECEPTION, Self::PERSONNEL, Self::LEADERSHIP];
}

impl fmt::Display for SpaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for SpaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "space {}", self.0)
    }
}

impl FromStr for SpaceId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        text.parse().map(Self).map_err(|_| IdError::NotANumber)
    }
}

impl<C> Encode<C> for SpaceId {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.u32(self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for SpaceId {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        d.u32().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_and_cbor_round_trip(bytes: [u8; 32], space: u32) {
            let hash = Hash::from_bytes(bytes);
            prop_assert_eq!(hash.to_string().parse::<Hash>(), Ok(hash));
            prop_assert_eq!(minicbor::decode::<Hash>(&minicbor::to_vec(hash).unwrap()).unwrap(), hash);
            let space = SpaceId(space);
            prop_assert_eq!(space.to_string().parse::<SpaceId>(), Ok(space));
            prop_assert_eq!(minicbor::decode::<SpaceId>(&minicbor::to_vec(space).unwrap()).unwrap(), space);
        }

        #[test]
        fn any_text_is_an_id_or_a_typed_error(text in "\\PC{0,80}") {
            let _ = text.parse::<DeviceId>();
            let _ = text.parse::<SpaceId>();
        }
    }

    #[test]
    fn wrong_texts_are_named() {
        assert_eq!("00".parse::<Hash>(), Err(IdError::Length { expected: 32, found: 1 }));
        assert_eq!("zz".repeat(16).parse::<DeviceId>(), Err(IdError::NotHex));
        assert_eq!("-1".parse::<SpaceId>(), Err(IdError::NotANumber));
        assert_eq!("AB".repeat(16).parse::<PersonId>(), Ok(PersonId::from_bytes([0xab; 16])));
        assert!(minicbor::decode::<PersonId>(&[0x41, 0]).is_err());
    }
}
