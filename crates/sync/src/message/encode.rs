//! Message → bytes. Every message is one CBOR array that begins with its kind.

use super::{Batch, Challenge, Held, Item, Message, Position};
use crate::{Frontier, Receipt, limits};
use minicbor::Encoder;
use std::convert::Infallible;

/// A message would exceed 8 MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message of {0} bytes is too large to send; the office has too many devices or spaces for one desk")]
pub struct TooLarge(pub usize);

type Out<'a> = Encoder<&'a mut Vec<u8>>;
type Written = Result<(), minicbor::encode::Error<Infallible>>;

impl Message {
    /// The message's bytes.
    pub fn encode(&self) -> Result<Vec<u8>, TooLarge> {
        let mut bytes = Vec::new();
        match message(&mut Encoder::new(&mut bytes), self) {
            Ok(()) if bytes.len() <= limits::MESSAGE => Ok(bytes),
            Ok(()) | Err(_) => Err(TooLarge(bytes.len())),
        }
    }
}

fn message(e: &mut Out<'_>, message: &Message) -> Written {
    match message {
        Message::Hello(m) => {
            e.array(5)?.u8(0)?.array(m.versions.len() as u64)?;
            for version in &m.versions {
                e.u16(*version)?;
            }
            e.bytes(m.office.as_bytes())?.bytes(m.device.as_bytes())?.bytes(&m.nonce)?;
        }
        Message::Challenge(m) => challenge(e, m)?,
        Message::Membership { from, entries } => {
            e.array(3)?.u8(2)?.u64(*from)?;
            byte_strings(e, entries)?;
        }
        Message::Proof(m) => {
            e.array(4)?.u8(3)?.bytes(&m.signature)?.array(m.locator.len() as u64)?;
            for hash in &m.locator {
                e.bytes(hash.as_bytes())?;
            }
            e.array(m.positions.len() as u64)?;
            for item in &m.positions {
                position(e, item)?;
            }
        }
        Message::Welcome(spaces) => {
            e.array(2)?.u8(4)?.array(spaces.len() as u64)?;
            for item in spaces {
                held(e, item)?;
            }
        }
        Message::Batch(m) => batch(e, m)?,
        Message::Ack { space, seq } => {
            e.array(3)?.u8(6)?.u32(space.0)?.u64(*seq)?;
        }
        Message::Push { space, entries } => {
            e.array(3)?.u8(7)?.u32(space.0)?;
            byte_strings(e, entries)?;
        }
        Message::Refused { space, device, counter, code } => {
            e.array(5)?.u8(8)?.u32(space.0)?.bytes(device.as_bytes())?.u64(*counter)?.u16(code.to_wire())?;
        }
        Message::Ping(number) => {
            e.array(2)?.u8(9)?.u64(*number)?;
        }
        Message::Pong(number) => {
            e.array(2)?.u8(10)?.u64(*number)?;
        }
        Message::Close(code) => {
            e.array(2)?.u8(11)?.u16(code.to_wire())?;
        }
    }
    Ok(())
}

fn challenge(e: &mut Out<'_>, m: &Challenge) -> Written {
    e.array(7)?.u8(1)?.u16(m.version)?.bytes(&m.relay.0)?.bytes(&m.nonce)?.u64(m.generation)?;
    match &m.membership {
        Some(log) => e.array(2)?.u64(log.len)?.bytes(log.head.as_bytes())?,
        None => e.null()?,
    };
    e.bytes(&m.signature)?;
    Ok(())
}

fn position(e: &mut Out<'_>, position: &Position) -> Written {
    e.array(3)?.u32(position.space.0)?;
    match &position.receipt {
        Some(found) => receipt(e, found)?,
        None => {
            e.null()?;
        }
    }
    frontier(e, &position.frontier)
}

fn held(e: &mut Out<'_>, held: &Held) -> Written {
    e.array(4)?.u32(held.space.0)?.u64(held.head)?.bytes(held.running.as_bytes())?;
    frontier(e, &held.frontier)
}

fn batch(e: &mut Out<'_>, m: &Batch) -> Written {
    e.array(6)?.u8(5)?.u32(m.space.0)?.u64(m.first)?.u64(m.head)?.array(m.items.len() as u64)?;
    for item in &m.items {
        match item {
            Item::Full(bytes) => e.bytes(bytes)?,
            Item::Known { device, counter, hash } => e.array(3)?.bytes(device.as_bytes())?.u64(*counter)?.bytes(hash.as_bytes())?,
        };
    }
    receipt(e, &m.receipt)
}

fn receipt(e: &mut Out<'_>, receipt: &Receipt) -> Written {
    e.array(4)?.u64(receipt.generation)?.u64(receipt.seq)?.bytes(receipt.running.as_bytes())?.bytes(&receipt.signature)?;
    Ok(())
}

fn frontier(e: &mut Out<'_>, frontier: &Frontier) -> Written {
    e.array(frontier.len() as u64)?;
    for (device, tip) in frontier.iter() {
        e.array(3)?.bytes(device.as_bytes())?.u64(tip.counter)?.bytes(tip.hash.as_bytes())?;
    }
    Ok(())
}

fn byte_strings(e: &mut Out<'_>, items: &[Vec<u8>]) -> Written {
    e.array(items.len() as u64)?;
    for item in items {
        e.bytes(item)?;
    }
    Ok(())
}
