//! Bytes → message. Written for bytes that an enemy chose: every count is checked before anything is reserved for it.

use super::{Batch, Challenge, CloseCode, Held, Hello, Item, LogHead, Message, Position, Proof, RefusalCode};
use crate::frontier::{FrontierError, Tip};
use crate::{Frontier, Receipt, limits};
use minicbor::Decoder;
use minicbor::data::Type;
use trust::id::{DeviceId, Hash, OfficeId, SpaceId};
use trust::key::RelayPublic;

/// Why bytes are not a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// More than 8 MiB.
    #[error("the message has {0} bytes, more than 8 MiB")]
    TooLarge(usize),
    /// Not the CBOR that the message asks for.
    #[error("the message is damaged at byte {at}: {what} was expected")]
    Malformed {
        /// Offset in bytes.
        at: usize,
        /// What should have stood there.
        what: &'static str,
    },
    /// A kind of message that this program does not know.
    #[error("the message is of the unknown kind {0}; update the program")]
    UnknownKind(u64),
    /// Bytes after the message.
    #[error("{0} bytes follow the message")]
    Trailing(usize),
    /// A list beyond its limit.
    #[error("the message lists {count} {what}, more than {limit}")]
    TooMany {
        /// What is listed.
        what: &'static str,
        /// How many the message announces.
        count: u64,
        /// How many are allowed.
        limit: usize,
    },
    /// A number beyond its range.
    #[error("the message gives the {what} {value}, which is out of range")]
    Range {
        /// What the number counts.
        what: &'static str,
        /// The number.
        value: u64,
    },
    /// Devices or spaces twice or out of order.
    #[error("the message lists {0} twice or out of order")]
    Unsorted(&'static str),
}

impl Message {
    /// Reads one message, all of `bytes`.
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        if bytes.len() > limits::MESSAGE {
            return Err(MessageError::TooLarge(bytes.len()));
        }
        let mut reader = Reader(Decoder::new(bytes));
        let message = reader.message()?;
        match bytes.len() - reader.0.position() {
            0 => Ok(message),
            rest => Err(MessageError::Trailing(rest)),
        }
    }
}

type Read<T> = Result<T, MessageError>;

struct Reader<'b>(Decoder<'b>);

impl<'b> Reader<'b> {
    fn message(&mut self) -> Read<Message> {
        let fields = self.len("a message")?;
        let kind = self.u64("a message kind")?;
        let expected = match kind {
            2 | 6 | 7 => 3,
            3 => 4,
            0 | 8 => 5,
            5 => 6,
            1 => 7,
            4 | 9..=11 => 2,
            kind => return Err(MessageError::UnknownKind(kind)),
        };
        if fields != expected {
            return Err(self.malformed("the number of fields of this kind"));
        }
        match kind {
            0 => self.hello(),
            1 => self.challenge(),
            2 => Ok(Message::Membership {
                from: self.number("membership position", 0)?,
                entries: self.byte_strings("membership entries", limits::MEMBERSHIP_ITEMS)?,
            }),
            3 => self.proof(),
            4 => self.welcome(),
            5 => self.batch(),
            6 => Ok(Message::Ack { space: self.space()?, seq: self.number("sequence number", 1)? }),
            7 => Ok(Message::Push { space: self.space()?, entries: self.byte_strings("entries", limits::ITEMS)? }),
            8 => self.refused(),
            9 => Ok(Message::Ping(self.u64("a number")?)),
            10 => Ok(Message::Pong(self.u64("a number")?)),
            _ => Ok(Message::Close(CloseCode::from_wire(self.u16("a code")?))),
        }
    }

    fn hello(&mut self) -> Read<Message> {
        let versions = self.list("versions", limits::VERSIONS, |r| r.u16("a version"))?;
        Ok(Message::Hello(Hello {
            versions,
            office: OfficeId::from_bytes(self.fixed("an office id")?),
            device: DeviceId::from_bytes(self.fixed("a device id")?),
            nonce: self.fixed("a nonce")?,
        }))
    }

    fn challenge(&mut self) -> Read<Message> {
        Ok(Message::Challenge(Challenge {
            version: self.u16("a version")?,
            relay: RelayPublic(self.fixed("a relay key")?),
            nonce: self.fixed("a nonce")?,
            generation: self.number("generation", 0)?,
            membership: self.optional(|r| {
                r.exactly(2, "length and head")?;
                Ok(LogHead { len: r.number("membership length", 1)?, head: Hash::from_bytes(r.fixed("a hash")?) })
            })?,
            signature: self.fixed("a signature")?,
        }))
    }

    fn proof(&mut self) -> Read<Message> {
        let signature = self.fixed("a signature")?;
        let locator = self.list("membership heads", limits::LOCATOR, |r| Ok(Hash::from_bytes(r.fixed("a hash")?)))?;
        let positions = self.list("spaces", limits::SPACES, |r| {
            r.exactly(3, "space, receipt and frontier")?;
            Ok(Position { space: r.space()?, receipt: r.optional(Self::receipt)?, frontier: r.frontier()? })
        })?;
        ascending(positions.iter().map(|p| p.space), "spaces")?;
        Ok(Message::Proof(Proof { signature, locator, positions }))
    }

    fn welcome(&mut self) -> Read<Message> {
        let spaces = self.list("spaces", limits::SPACES, |r| {
            r.exactly(4, "space, head, running hash and frontier")?;
            Ok(Held {
                space: r.space()?,
                head: r.number("sequence number", 0)?,
                running: Hash::from_bytes(r.fixed("a hash")?),
                frontier: r.frontier()?,
            })
        })?;
        ascending(spaces.iter().map(|s| s.space), "spaces")?;
        Ok(Message::Welcome(spaces))
    }

    fn batch(&mut self) -> Read<Message> {
        let space = self.space()?;
        let first = self.number("sequence number", 1)?;
        let head = self.number("sequence number", 1)?;
        let items = self.list("entries", limits::ITEMS, Self::item)?;
        if items.is_empty() {
            return Err(self.malformed("at least one entry"));
        }
        Ok(Message::Batch(Batch { space, first, head, items, receipt: self.receipt()? }))
    }

    fn item(&mut self) -> Read<Item> {
        if matches!(self.0.datatype(), Ok(Type::Bytes)) {
            return Ok(Item::Full(self.bytes()?.to_vec()));
        }
        self.exactly(3, "an entry or its device, counter and hash")?;
        Ok(Item::Known {
            device: DeviceId::from_bytes(self.fixed("a device id")?),
            counter: self.number("counter", 1)?,
            hash: Hash::from_bytes(self.fixed("a hash")?),
        })
    }

    fn refused(&mut self) -> Read<Message> {
        Ok(Message::Refused {
            space: self.space()?,
            device: DeviceId::from_bytes(self.fixed("a device id")?),
            counter: self.number("counter", 1)?,
            code: RefusalCode::from_wire(self.u16("a code")?),
        })
    }

    fn receipt(&mut self) -> Read<Receipt> {
        self.exactly(4, "a receipt")?;
        Ok(Receipt {
            generation: self.number("generation", 0)?,
            seq: self.number("sequence number", 1)?,
            running: Hash::from_bytes(self.fixed("a hash")?),
            signature: self.fixed("a signature")?,
        })
    }

    fn frontier(&mut self) -> Read<Frontier> {
        let tips = self.list("devices", limits::FRONTIER, |r| {
            r.exactly(3, "device, counter and hash")?;
            let device = DeviceId::from_bytes(r.fixed("a device id")?);
            Ok((device, Tip { counter: r.number("counter", 1)?, hash: Hash::from_bytes(r.fixed("a hash")?) }))
        })?;
        ascending(tips.iter().map(|(device, _)| *device), "devices")?;
        let mut frontier = Frontier::new();
        for (device, tip) in tips {
            frontier.advance(device, tip).map_err(|error| match error {
                FrontierError::TooManyDevices => {
                    MessageError::TooMany { what: "devices", count: limits::FRONTIER as u64 + 1, limit: limits::FRONTIER }
                }
                FrontierError::Counter => MessageError::Range { what: "counter", value: tip.counter },
            })?;
        }
        Ok(frontier)
    }

    fn byte_strings(&mut self, what: &'static str, limit: usize) -> Read<Vec<Vec<u8>>> {
        self.list(what, limit, |r| Ok(r.bytes()?.to_vec()))
    }

    fn space(&mut self) -> Read<SpaceId> {
        self.0.u32().map(SpaceId).map_err(|_| self.malformed("a space"))
    }

    fn list<T>(&mut self, what: &'static str, limit: usize, mut item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let count = self.len(what)?;
        if count > limit as u64 {
            return Err(MessageError::TooMany { what, count, limit });
        }
        (0..count).map(|_| item(self)).collect()
    }

    fn optional<T>(&mut self, some: impl FnOnce(&mut Self) -> Read<T>) -> Read<Option<T>> {
        if matches!(self.0.datatype(), Ok(Type::Null)) {
            self.0.null().map_err(|_| self.malformed("null"))?;
            return Ok(None);
        }
        some(self).map(Some)
    }

    fn exactly(&mut self, fields: u64, what: &'static str) -> Read<()> {
        if self.len(what)? == fields { Ok(()) } else { Err(self.malformed(what)) }
    }

    /// Length of an array; arrays of indefinite length are refused.
    fn len(&mut self, what: &'static str) -> Read<u64> {
        match self.0.array() {
            Ok(Some(len)) => Ok(len),
            Ok(None) | Err(_) => Err(self.malformed(what)),
        }
    }

    fn number(&mut self, what: &'static str, least: u64) -> Read<u64> {
        let value = self.u64(what)?;
        if value < least || value > limits::NUMBER {
            return Err(MessageError::Range { what, value });
        }
        Ok(value)
    }

    fn u64(&mut self, what: &'static str) -> Read<u64> {
        self.0.u64().map_err(|_| self.malformed(what))
    }

    fn u16(&mut self, what: &'static str) -> Read<u16> {
        self.0.u16().map_err(|_| self.malformed(what))
    }

    fn fixed<const N: usize>(&mut self, what: &'static str) -> Read<[u8; N]> {
        let bytes = self.0.bytes().map_err(|_| self.malformed(what))?;
        bytes.try_into().map_err(|_| self.malformed(what))
    }

    fn bytes(&mut self) -> Read<&'b [u8]> {
        self.0.bytes().map_err(|_| self.malformed("bytes"))
    }

    fn malformed(&self, what: &'static str) -> MessageError {
        MessageError::Malformed { at: self.0.position(), what }
    }
}

fn ascending<T: Ord>(items: impl Iterator<Item = T>, what: &'static str) -> Read<()> {
    let mut last = None;
    for item in items {
        if last.as_ref().is_some_and(|last| *last >= item) {
            return Err(MessageError::Unsorted(what));
        }
        last = Some(item);
    }
    Ok(())
}
