//! Epoch keys sealed to one recipient (HPKE, RFC 9180, base mode).

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng};
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use zeroize::Zeroizing;

use crate::codec::Malformed;
use crate::entropy::Entropy;
use crate::id::SpaceId;
use crate::key::{EpochKey, KeyError, SealingKem, SealingSecret, sealing_public};

const INFO: &[u8] = b"zongban 2026 epoch keys";

/// Keys sealed so that only one recipient opens them. In CBOR: `[encapsulated key, sealed bytes]`.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct KeyBox {
    #[cbor(n(0), with = "minicbor::bytes")]
    encapsulated: [u8; 32],
    #[cbor(n(1), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

/// One key inside a box.
#[derive(Clone)]
pub(crate) struct SpaceKey {
    pub space: SpaceId,
    pub epoch: u32,
    pub key: EpochKey,
}

impl KeyBox {
    /// Seals `keys` to `recipient`; `context` says where the box stands, so that it opens nowhere else.
    pub fn seal(keys: &[SpaceKey], recipient: &[u8; 32], context: &[u8], entropy: &mut Entropy) -> Result<Self, KeyError> {
        // Large enough from the start: a vector that grows would leave copies of the keys behind.
        let mut plain = Zeroizing::new(Vec::with_capacity(16 + 64 * keys.len()));
        minicbor::encode(keys, &mut *plain).map_err(|_| KeyError::NotAKey)?;
        let (encapsulated, sealed) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, SealingKem>(
            &OpModeS::Base,
            &sealing_public(recipient)?,
            INFO,
            &plain,
            context,
            entropy,
        )
        .map_err(|_| KeyError::NotAKey)?;
        Ok(Self { encapsulated: encapsulated.to_bytes().into(), sealed })
    }

    /// Opens a box that was sealed to this secret in this context.
    pub fn open(&self, secret: &SealingSecret, context: &[u8]) -> Result<Vec<SpaceKey>, Malformed> {
        let encapsulated = <SealingKem as Kem>::EncappedKey::from_bytes(&self.encapsulated).map_err(|_| Malformed)?;
        let plain = single_shot_open::<ChaCha20Poly1305, HkdfSha256, SealingKem>(
            &OpModeR::Base,
            secret,
            &encapsulated,
            INFO,
            &self.sealed,
            context,
        )
        .map_err(|_| Malformed)?;
        minicbor::decode(&Zeroizing::new(plain)).map_err(|_| Malformed)
    }
}

impl<C> Encode<C> for SpaceKey {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.array(3)?.u32(self.space.0)?.u32(self.epoch)?.bytes(self.key.expose())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for SpaceKey {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        if d.array()? != Some(3) {
            return Err(decode::Error::message("a sealed key has three parts"));
        }
        let (space, epoch) = (SpaceId(d.u32()?), d.u32()?);
        let key = d.bytes()?.try_into().map_err(|_| decode::Error::message("a key has 32 bytes"))?;
        Ok(Self { space, epoch, key: EpochKey::from_bytes(key) })
    }
}
