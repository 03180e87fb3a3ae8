//! Counts what a change would expand to, without expanding it.
//!
//! A run-length code says 2⁴⁰ operations in a few bytes, and the parser would walk through them all.
//! This walks the runs instead. Layout of a change chunk: the Automerge binary format, storage chapter.

use super::Refusal;

const HEADER: usize = 9;
const HASH: usize = 32;
const COMPRESSED: u64 = 0b1000;
/// Length of an actor in bytes.
const ACTOR: u64 = 16;

/// The most items that a column of a change holds, which is at least its number of operations. More than `most` are refused.
pub(super) fn check(raw: &[u8], most: u64) -> Result<u64, Refusal> {
    let mut input = Input(raw.get(HEADER..).ok_or_else(short)?);
    let length = input.unsigned()?;
    if length != input.0.len() as u64 {
        return Err(malformed("length"));
    }
    let deps = input.unsigned()?;
    if deps > super::MAX_DEPS as u64 {
        return Err(Refusal::TooManyDependencies);
    }
    input.skip(deps.saturating_mul(HASH as u64))?;
    input.actor()?;
    input.unsigned()?; // sequence
    input.unsigned()?; // first counter
    input.signed()?; // time
    input.skip_prefixed()?; // message
    for _ in 0..input.counted(most)? {
        input.actor()?;
    }
    let mut columns = Vec::new();
    for _ in 0..input.counted(64)? {
        columns.push((input.unsigned()?, input.unsigned()?));
    }
    let mut greatest = 0;
    for (spec, length) in columns {
        if spec & COMPRESSED != 0 {
            return Err(Refusal::NotPlain);
        }
        let data = input.take(length)?;
        let items = items(spec & 0b111, data, most)?;
        if items > most {
            return Err(Refusal::TooManyOperations);
        }
        greatest = greatest.max(items);
    }
    Ok(greatest)
}

/// How many items a column of the given type holds.
fn items(kind: u64, data: &[u8], most: u64) -> Result<u64, Refusal> {
    let mut input = Input(data);
    let mut count: u64 = 0;
    while !input.0.is_empty() && count <= most {
        count = count.saturating_add(match kind {
            4 => input.unsigned()?, // booleans: lengths of runs
            7 => return Ok(0),      // raw bytes of values
            0..=3 | 5 | 6 => run(kind, &mut input, most)?,
            _ => return Err(malformed("column")),
        });
    }
    Ok(count)
}

/// One run: a repeated value, a stretch of nulls, or a stretch of different values.
fn run(kind: u64, input: &mut Input<'_>, most: u64) -> Result<u64, Refusal> {
    match input.signed()? {
        0 => input.unsigned(),
        n if n > 0 => {
            let value = value(kind, input)?;
            // A group column says how many items each operation has in the grouped columns.
            let weight = if kind == 0 { value.max(1) } else { 1 };
            Ok(n.unsigned_abs().saturating_mul(weight))
        }
        n => {
            let n = n.unsigned_abs();
            if n > most {
                return Ok(n);
            }
            let mut total: u64 = 0;
            for _ in 0..n {
                let value = value(kind, input)?;
                total = total.saturating_add(if kind == 0 { value.max(1) } else { 1 });
            }
            Ok(total)
        }
    }
}

fn value(kind: u64, input: &mut Input<'_>) -> Result<u64, Refusal> {
    match kind {
        3 => input.signed().map(|_| 0),
        5 => input.skip_prefixed().map(|()| 0),
        _ => input.unsigned(),
    }
}

fn malformed(what: &str) -> Refusal {
    Refusal::Malformed(what.to_owned())
}

fn short() -> Refusal {
    malformed("it ends too early")
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn byte(&mut self) -> Result<u8, Refusal> {
        let (first, rest) = self.0.split_first().ok_or_else(short)?;
        self.0 = rest;
        Ok(*first)
    }

    fn unsigned(&mut self) -> Result<u64, Refusal> {
        let mut value: u64 = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(malformed("number"));
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(malformed("number"))
    }

    fn signed(&mut self) -> Result<i64, Refusal> {
        let mut value: i64 = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let sign = shift + 7 < 64 && byte & 0x40 != 0;
                return Ok(if sign { value | (-1 << (shift + 7)) } else { value });
            }
        }
        Err(malformed("number"))
    }

    fn counted(&mut self, most: u64) -> Result<u64, Refusal> {
        let count = self.unsigned()?;
        if count > most { Err(Refusal::TooManyOperations) } else { Ok(count) }
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Refusal> {
        let length = usize::try_from(length).map_err(|_| short())?;
        if length > self.0.len() {
            return Err(short());
        }
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        Ok(taken)
    }

    fn skip(&mut self, length: u64) -> Result<(), Refusal> {
        self.take(length).map(drop)
    }

    /// An actor of another length is nobody's: a long one would be copied for each operation that names it.
    fn actor(&mut self) -> Result<(), Refusal> {
        match self.unsigned()? {
            ACTOR => self.skip(ACTOR),
            _ => Err(Refusal::WrongActor),
        }
    }

    fn skip_prefixed(&mut self) -> Result<(), Refusal> {
        let length = self.unsigned()?;
        self.skip(length)
    }
}
