//! Changes that no honest program writes, each with a correct checksum. Layout: the Automerge binary format.

use std::io::Write;

use automerge::{ActorId, Change, ChangeHash, ExpandedChange};
use sha2::{Digest, Sha256};

use super::forge::{Forger, SECONDS};

/// Column numbers: id, then type in the lowest three bits.
pub const KEY: u64 = 0x15;
pub const INSERT: u64 = 0x34;
pub const ACTION: u64 = 0x42;
pub const VALUE_META: u64 = 0x56;
pub const PRED: u64 = 0x70;
pub const OBJECT_ACTOR: u64 = 0x01;
pub const OBJECT_COUNTER: u64 = 0x02;
/// The bit that says that a column is deflated.
pub const DEFLATED: u64 = 0x08;
/// Actions: putting a value, taking one away.
pub const PUT: u8 = 1;
pub const DELETE: u8 = 3;

/// A change chunk in its parts.
pub struct Raw {
    pub deps: Vec<ChangeHash>,
    pub actor: Vec<u8>,
    pub seq: u64,
    pub start: u64,
    pub message: Vec<u8>,
    pub others: Vec<Vec<u8>>,
    pub columns: Vec<(u64, Vec<u8>)>,
}

impl Raw {
    /// The first change of the attacker's actor in a new record.
    pub fn of(forger: &Forger) -> Raw {
        let actor = forger.actor().to_bytes().to_vec();
        Raw { deps: Vec::new(), actor, seq: 1, start: 1, message: Vec::new(), others: Vec::new(), columns: Vec::new() }
    }

    /// So many operations of one kind, all of them on one key.
    pub fn repeated(forger: &Forger, count: i64, key: &str, action: u8) -> Raw {
        let run = |value: &[u8]| [signed(count), value.to_vec()].concat();
        let name = [unsigned(key.len() as u64), key.as_bytes().to_vec()].concat();
        let columns =
            vec![(KEY, run(&name)), (INSERT, unsigned(count as u64)), (ACTION, run(&[action])), (VALUE_META, run(&[0])), (PRED, run(&[0]))];
        Raw { columns, ..Raw::of(forger) }
    }

    /// What stands in the chunk, without its header.
    pub fn contents(&self) -> Vec<u8> {
        let mut out = unsigned(self.deps.len() as u64);
        self.deps.iter().for_each(|hash| out.extend(hash.0));
        let text = |out: &mut Vec<u8>, bytes: &[u8]| {
            out.extend(unsigned(bytes.len() as u64));
            out.extend(bytes);
        };
        text(&mut out, &self.actor);
        out.extend(unsigned(self.seq));
        out.extend(unsigned(self.start));
        out.extend(signed(SECONDS));
        text(&mut out, &self.message);
        out.extend(unsigned(self.others.len() as u64));
        self.others.iter().for_each(|actor| text(&mut out, actor));
        out.extend(unsigned(self.columns.len() as u64));
        for (spec, data) in &self.columns {
            out.extend(unsigned(*spec));
            out.extend(unsigned(data.len() as u64));
        }
        self.columns.iter().for_each(|(_, data)| out.extend(data));
        out
    }

    pub fn chunk(&self) -> Vec<u8> {
        chunk(&self.contents())
    }

    /// The same change as a deflated chunk.
    pub fn deflated(&self) -> Vec<u8> {
        deflated(&self.contents())
    }
}

/// A change chunk with its checksum.
pub fn chunk(contents: &[u8]) -> Vec<u8> {
    let mut raw = header(contents, 1, contents.len());
    raw.extend(contents);
    raw
}

/// What stands in a plain change chunk, without its header.
pub fn contents(raw: &[u8]) -> &[u8] {
    let length = raw[9..].iter().position(|byte| byte & 0x80 == 0).expect("a length") + 1;
    &raw[9 + length..]
}

/// A deflated change chunk: its checksum is that of the plain one.
pub fn deflated(contents: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(contents).expect("memory");
    let packed = writer.finish().expect("memory");
    let mut raw = header(contents, 2, packed.len());
    raw.extend(packed);
    raw
}

fn header(contents: &[u8], kind: u8, length: usize) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(unsigned(contents.len() as u64));
    hash.update(contents);
    let checksum = hash.finalize();
    let mut raw = vec![0x85, 0x6f, 0x4a, 0x83];
    raw.extend_from_slice(&checksum[..4]);
    raw.push(kind);
    raw.extend(unsigned(length as u64));
    raw
}

/// Rewrites a change, with its checksum.
pub fn forged(raw: &[u8], edit: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = Change::from_bytes(raw.to_vec()).expect("a change").decode();
    expanded.hash = None;
    edit(&mut expanded);
    Change::from(expanded).raw_bytes().to_vec()
}

/// A hash that no change has.
pub fn no_hash(n: u64) -> ChangeHash {
    ChangeHash(*trust::id::Hash::of(&n.to_le_bytes()).as_bytes())
}

/// An actor that nobody has.
pub fn no_actor() -> ActorId {
    ActorId::from([0xEE; 16])
}

pub fn unsigned(mut n: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = (n & 0x7f) as u8;
        n >>= 7;
        out.push(if n == 0 { byte } else { byte | 0x80 });
        if n == 0 {
            return out;
        }
    }
}

pub fn signed(mut n: i64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = (n & 0x7f) as u8;
        n >>= 7;
        let done = (n == 0 && byte & 0x40 == 0) || (n == -1 && byte & 0x40 != 0);
        out.push(if done { byte } else { byte | 0x80 });
        if done {
            return out;
        }
    }
}
