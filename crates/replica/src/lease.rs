//! Numbers at this desk: the leases that the relay has put in order, the next number, the records that wait for one,
//! and the numbers that were never used.

use std::collections::{BTreeMap, BTreeSet};

use registers::book::number_leases as book_of_leases;
use registers::def::{Numbering, Phase, Register};
use registers::document::Op;
use registers::number::{self, Placed, lease::Lease};
use registers::shelf::Shelf;
use registers::{RecordId, book};
use rusqlite::{Connection, OptionalExtension, params};

use crate::query::Reader;
use crate::{Committed, Error, Moment, Replica, Result, schema};

/// Greatest number of leases and of waiting records that are looked at.
const MOST: i64 = 10_000;

/// A lease as the office sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The lease's record.
    pub id: RecordId,
    /// The lease; its holder is the device id.
    pub lease: Lease,
    /// Name of the desk.
    pub desk: String,
    /// The prefix that it is for; empty for every one of the register.
    pub prefix: String,
    /// Whether the relay has put it in order: before that nothing is given from it.
    pub ordered: bool,
    /// What it gives beside those that came before it.
    pub force: Force,
}

/// What a lease gives its desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Force {
    /// Nothing yet: the relay has not put it in order.
    Waits,
    /// Its numbers.
    Whole,
    /// Its numbers from here on; those before are another desk's, which took them earlier.
    From(u64, String),
    /// Nothing: another desk took all of them earlier.
    Nothing(String),
}

/// Why a record waits for its number at this desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// There is no relay: no lease will ever count.
    Relay,
    /// A lease was taken, and waits for the relay to put it in order.
    Order,
    /// This desk holds no numbers of the series any more, or never did.
    Lease,
}

/// A series as it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The text before the running number.
    pub prefix: String,
    /// How its numbers are written: another way than the register's now where the office has changed that since.
    pub numbering: Numbering,
    /// Greatest number.
    pub last: u64,
    /// Numbers up to the greatest that no record carries, and none will: 空号.
    pub unused: Vec<u64>,
    /// Numbers up to the greatest that no record carries yet: a desk holds them in a block and still gives them.
    pub reserved: Vec<u64>,
    /// Numbers of void records.
    pub void: Vec<u64>,
    /// Numbers that several records carry.
    pub doubled: Vec<u64>,
}

/// The next number that a desk may give; `here` are those that this very action has given. No record carries it, whatever
/// series that record belongs to.
pub(crate) fn next(conn: &Connection, register: &Register, prefix: &str, device: &str, here: &BTreeSet<String>) -> Result<Option<u64>> {
    let Some(numbering) = register.number else { return Ok(None) };
    let mut greatest = greatest(conn, register, &numbering, prefix, here)?;
    let all = holdings(conn, register, prefix)?;
    let free = all.is_empty() && !register.leased;
    let leases: Vec<Lease> = all.into_iter().filter(|h| h.ordered).map(|h| h.lease).collect();
    let used = |n: u64| -> Result<bool> {
        let text = number::render(&numbering, prefix, n);
        Ok(here.contains(&text) || is_used(conn, register, &numbering, &text)?)
    };
    loop {
        // In a block what cannot be read counts as used: the number is then left out.
        let of_leases = || number::lease::next(&leases, device, greatest, |n| used(n).unwrap_or(true));
        let n = if free { greatest.checked_add(1) } else { of_leases() };
        match n {
            Some(n) if used(n)? => greatest = n,
            n => return Ok(n),
        }
    }
}

/// Whether the office writes the register's numbers in its own way: the read model counts only those of the pattern that the
/// register comes with, so that it is the same whatever was adjusted when.
fn has_own_pattern(register: &Register) -> bool {
    let plain = book::find(register.key).and_then(|r| r.number);
    plain.map(|n| n.pattern) != register.number.map(|n| n.pattern)
}

/// The greatest number of a series. Where only the width tells a number from a field before it, longer ones count once the
/// width is used up: before that they are those of another series.
fn greatest(conn: &Connection, register: &Register, numbering: &Numbering, prefix: &str, here: &BTreeSet<String>) -> Result<u64> {
    let width = number::joined_width(numbering);
    let stored = if has_own_pattern(register) {
        greatest_stored(conn, register, numbering, prefix, width)?
    } else {
        let last: Option<i64> = conn
            .prepare_cached("SELECT last FROM series WHERE register=?1 AND prefix=?2")?
            .query_row(params![register.key, prefix], |r| r.get(0))
            .optional()?;
        last.unwrap_or(0).unsigned_abs()
    };
    let here =
        |most: u64| here.iter().filter_map(|text| number::running(numbering, prefix, text)).filter(|n| *n <= most).max().unwrap_or(0);
    let Some(most) = width.map(number::greatest_of) else { return Ok(stored.max(here(u64::MAX))) };
    let greatest = stored.max(here(most));
    if greatest < most {
        return Ok(greatest);
    }
    Ok(greatest.max(greatest_stored(conn, register, numbering, prefix, None)?).max(here(u64::MAX)))
}

/// The greatest number that a record carries behind this prefix, with `width` only of those of just so many digits.
fn greatest_stored(conn: &Connection, register: &Register, numbering: &Numbering, prefix: &str, width: Option<usize>) -> Result<u64> {
    let (column, most) = (schema::column(numbering.field), number::MOST_DIGITS);
    let (least, most) = (width.or(number::joined_width(numbering)).unwrap_or(1), width.unwrap_or(most));
    let sql = format!(
        "SELECT coalesce(max(CAST(d AS INTEGER)),0) FROM (
           SELECT substr(\"{column}\", length(?1)+1, length(\"{column}\")-length(?1)-length(?2)) AS d FROM \"{}\"
           WHERE \"{column}\">=?4 AND \"{column}\"<?4||x'f48fbfbf' AND substr(\"{column}\",1,length(?1))=?1 AND (?2='' OR substr(\"{column}\", -length(?2))=?2))
         WHERE length(d) BETWEEN {least} AND {most} AND d NOT GLOB '*[^0-9]*' AND (length(d)={least} OR ?3 OR d NOT LIKE '0%')",
        schema::table(register)
    );
    let zeros = number::joined_width(numbering).is_none();
    let stem = stem(register, numbering, prefix);
    let greatest: i64 = conn.prepare_cached(&sql)?.query_row(params![prefix, number::suffix(numbering), zeros, stem], |r| r.get(0))?;
    Ok(greatest.unsigned_abs())
}

/// What stands together in the column of what begins with this: where it sorts numbers by their value, what begins alike before the
/// digits at the end.
fn stem<'a>(register: &Register, numbering: &Numbering, prefix: &'a str) -> &'a str {
    let by_value = schema::sorts_by_value(register, numbering.field);
    if by_value { prefix.trim_end_matches(registers::order::is_digit) } else { prefix }
}

/// Whether a record carries the number.
pub(crate) fn is_used(conn: &Connection, register: &Register, numbering: &Numbering, text: &str) -> Result<bool> {
    let sql = format!("SELECT EXISTS(SELECT 1 FROM \"{}\" WHERE \"{}\"=?1)", schema::table(register), schema::column(numbering.field));
    Ok(conn.prepare_cached(&sql)?.query_row([text], |r| r.get(0))?)
}

/// The leases on a series that were not given back, in the relay's order, those without a place at the end.
fn holdings(conn: &Connection, register: &Register, prefix: &str) -> Result<Vec<Holding>> {
    held(conn, register, "coalesce(t.f_prefix,'') IN ('', ?2)", prefix)
}

/// The leases of a register for which `condition` holds, of which the prefix is parameter 2.
fn held(conn: &Connection, register: &Register, condition: &str, prefix: &str) -> Result<Vec<Holding>> {
    let sql = format!(
        "SELECT r.ulid, t.f_kind, t.f_first, t.f_last, t.f_device, t.f_desk, coalesce(t.f_prefix,''),
           (SELECT e.seq FROM touch x JOIN entry e ON e.id=x.entry WHERE x.record=t.id ORDER BY e.hlc, e.device, e.counter LIMIT 1) AS seq
         FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.state='held' AND t.f_series=?1 AND {condition} ORDER BY seq IS NULL, seq, r.ulid LIMIT {MOST}",
        schema::table(&book_of_leases::REGISTER)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![register.key, prefix], |r| {
        let standing = r.get::<_, Option<String>>(1)?.as_deref() == Some(book_of_leases::STANDING);
        let number = |v: Option<i64>| v.unwrap_or(1).unsigned_abs();
        Ok(Holding {
            id: RecordId::from_bytes(r.get(0)?),
            lease: Lease {
                holder: r.get::<_, Option<String>>(4)?.unwrap_or_default(),
                first: number(r.get(2)?),
                last: if standing { None } else { Some(number(r.get(3)?)) },
            },
            desk: r.get::<_, Option<String>>(5)?.unwrap_or_default(),
            prefix: r.get(6)?,
            ordered: r.get::<_, Option<i64>>(7)?.is_some(),
            force: Force::Waits,
        })
    })?;
    let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let forces: Vec<Force> = (0..found.len()).map(|at| force(&found, at)).collect();
    found.iter_mut().zip(forces).for_each(|(holding, force)| holding.force = force);
    Ok(found)
}

/// Leases before one that are held against it: whoever has more has long given most of them back.
const EARLIER: usize = 1_000;

/// What one of the leases gives, of which those in order come first.
fn force(all: &[Holding], at: usize) -> Force {
    let Some(one) = all.get(at) else { return Force::Waits };
    let before = all.iter().take(at).filter(|h| h.ordered && (h.prefix.is_empty() || h.prefix == one.prefix)).take(EARLIER);
    let earlier: Vec<&Lease> = before.map(|h| &h.lease).collect();
    let desk = |holder: &str| all.iter().find(|h| h.lease.holder == holder).map(|h| h.desk.clone()).unwrap_or_default();
    match number::lease::force(&earlier, &one.lease) {
        // Whatever is not in order yet comes after them.
        number::lease::Force::Nothing(holder) => Force::Nothing(desk(holder)),
        _ if !one.ordered => Force::Waits,
        number::lease::Force::From(n, holder) => Force::From(n, desk(holder)),
        number::lease::Force::Whole => Force::Whole,
    }
}

/// The numbers of a series that records carry, without those that are `another`'s: how many of them, and whether all are void.
fn numbers(
    conn: &Connection,
    register: &Register,
    numbering: &Numbering,
    prefix: &str,
    another: impl Fn(&str) -> bool,
) -> Result<BTreeMap<u64, (u64, bool)>> {
    let mut found: BTreeMap<u64, (u64, bool)> = BTreeMap::new();
    for (text, void) in carried(conn, register, numbering, prefix)? {
        let Some(n) = number::running(numbering, prefix, &text).filter(|_| !another(&text)) else { continue };
        let entry = found.entry(n).or_insert((0, true));
        *entry = (entry.0 + 1, entry.1 && void);
    }
    // See `greatest`.
    if let Some(most) = number::joined_width(numbering).map(number::greatest_of)
        && !found.contains_key(&most)
    {
        found.retain(|n, _| *n < most);
    }
    Ok(found)
}

/// The numbers that begin with `prefix`, taken apart.
fn placed(conn: &Connection, register: &Register, prefix: &str) -> Result<Vec<Placed>> {
    let Some(numbering) = register.number else { return Ok(Vec::new()) };
    let all = carried(conn, register, &numbering, prefix)?;
    Ok(all.into_iter().filter_map(|(text, _)| number::place(register, &text)).collect())
}

/// The numbers that begin with `prefix`, and whether each record is void.
fn carried(conn: &Connection, register: &Register, numbering: &Numbering, prefix: &str) -> Result<Vec<(String, bool)>> {
    let column = schema::column(numbering.field);
    let sql = format!(
        "SELECT \"{column}\", phase={} FROM \"{}\" WHERE \"{column}\">=?2 AND \"{column}\"<?2||x'f48fbfbf' AND substr(\"{column}\",1,length(?1))=?1",
        Phase::Void as i64,
        schema::table(register)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([prefix, stem(register, numbering, prefix)], |r| Ok((r.get(0)?, r.get(1).unwrap_or(false))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Reader {
    /// The leases on a series, in the relay's order; `prefix` is empty for all that cover every prefix.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn leases(&self, register: &Register, prefix: &str) -> Result<Vec<Holding>> {
        holdings(self.connection(), register, prefix)
    }

    /// The leases on all series of a register, also on those of which no number was given yet, in the relay's order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all_leases(&self, register: &Register) -> Result<Vec<Holding>> {
        held(self.connection(), register, "?2=''", "")
    }

    /// How the series of a register were used: for the list of unused numbers 空号登记. In the `year`, which it is now, a block
    /// that was not given back is still in hand, and so is one of a coming year; of an earlier one nothing is given any more.
    /// Where the office has changed how numbers are written, the series from before are told of as they were written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn series(&self, register: &Register, year: i16) -> Result<Vec<Series>> {
        let register = self.shelf()?.of(register);
        let Some(numbering) = register.number else { return Ok(Vec::new()) };
        let plain = book::find(register.key).and_then(|r| r.number).unwrap_or(numbering);
        let mut statement = self.connection().prepare_cached("SELECT prefix FROM series WHERE register=?1 ORDER BY prefix LIMIT 1000")?;
        let counted = statement.query_map([register.key], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<BTreeSet<_>>>()?;
        let mut all: Vec<Series> = Vec::new();
        if !has_own_pattern(register) {
            for prefix in counted.into_iter().take(MOST_SERIES) {
                all.push(self.one_series(register, numbering, prefix, year, |_| false)?);
            }
            return Ok(all);
        }
        let own = placed(self.connection(), register, "")?.into_iter().map(|placed| placed.prefix);
        let own: BTreeSet<String> = own.filter(|prefix| number::fits(&numbering, prefix)).collect();
        let is_own = |text: &str| number::place(register, text).is_some_and(|placed| own.contains(&placed.prefix));
        for prefix in counted.into_iter().take(MOST_SERIES) {
            // What the count of the plain pattern made of numbers that are written in the office's own way is no series.
            let before = self.one_series(register, plain, prefix, year, is_own)?;
            all.extend((before.last > 0).then_some(before));
        }
        for prefix in own.iter().take(MOST_SERIES) {
            all.push(self.one_series(register, numbering, prefix.clone(), year, |_| false)?);
        }
        all.sort_by(|a, b| a.prefix.cmp(&b.prefix));
        all.truncate(MOST_SERIES);
        Ok(all)
    }

    fn one_series(
        &self,
        register: &Register,
        numbering: Numbering,
        prefix: String,
        year: i16,
        another: impl Fn(&str) -> bool,
    ) -> Result<Series> {
        let used = numbers(self.connection(), register, &numbering, &prefix, another)?;
        let held = holdings(self.connection(), register, &prefix)?.into_iter().filter(|h| h.ordered);
        // Of a year that is over what was left of a block is unused as well; a block for all years is of none.
        let (leases, over): (Vec<Lease>, Vec<Lease>) = match number::is_over(&numbering, &prefix, year) {
            false => (held.map(|h| h.lease).collect(), Vec::new()),
            true => (Vec::new(), held.filter(|h| h.prefix == prefix).map(|h| h.lease).collect()),
        };
        let gaps = number::lease::gaps(&used.keys().copied().collect(), &over, MOST as usize);
        let (reserved, unused) = gaps.into_iter().partition(|n| number::lease::is_in_hand(&leases, *n));
        let with = |test: fn(&(u64, bool)) -> bool| used.iter().filter(|(_, v)| test(v)).map(|(n, _)| *n).collect();
        Ok(Series {
            last: used.keys().last().copied().unwrap_or(0),
            unused,
            reserved,
            void: with(|(_, void)| *void),
            doubled: with(|(count, _)| *count > 1),
            prefix,
            numbering,
        })
    }

    /// Why a record waits for its number at this desk; none when it does not.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn lacks_number(&self, id: RecordId) -> Result<Option<Lack>> {
        let conn = self.connection();
        let waits = "SELECT EXISTS(SELECT 1 FROM unnumbered WHERE ulid=?1)";
        if !conn.prepare_cached(waits)?.query_row([id.to_bytes()], |r| r.get::<_, bool>(0))? {
            return Ok(None);
        }
        let Some(card) = self.record(id)? else { return Ok(None) };
        let numbered = card.register.number.is_none_or(|n| card.record.is_filled(n.field));
        if numbered || card.register.state(card.record.state()).is_some_and(|s| s.phase == Phase::Void) {
            return Ok(None);
        }
        let relay: String = schema::meta(conn, "relay")?.unwrap_or_default();
        let ordered = self.all_leases(card.register)?.iter().all(|h| h.ordered);
        Ok(Some(match (relay.is_empty(), ordered) {
            (true, _) => Lack::Relay,
            (false, false) => Lack::Order,
            (false, true) => Lack::Lease,
        }))
    }
}

/// Series of a register that are told of.
const MOST_SERIES: usize = 1_000;

impl Replica {
    /// Takes a lease on a series for this desk: a block of `size` numbers, or with none a standing one. It counts once the
    /// relay has put it in order.
    ///
    /// # Errors
    /// When the register has no numbers, when a desk holds all of them already, and those of a commit.
    pub fn take_lease(&mut self, register: &'static Register, size: Option<u64>, now: Moment) -> Result<Committed<RecordId>> {
        let register = self.shelf.current(&self.conn)?.of(register);
        let numbering =
            register.number.ok_or_else(|| Error::UnknownField { register: register.key.to_owned(), field: "number".to_owned() })?;
        let (device, desk) = (self.device().to_string(), desk_name(&self.conn, &self.device().0)?);
        self.transact(&format!("create:{}", book_of_leases::REGISTER.key), now, |edit| {
            // A pattern with fields has many prefixes: a block then covers its numbers under each of them.
            let prefix = match number::fixed_prefix(&numbering, edit.actor().now.year()) {
                Some(prefix) if size.is_some() => prefix,
                _ => String::new(),
            };
            let greatest = if has_own_pattern(register) {
                placed(edit.connection(), register, &prefix)?.into_iter().map(|placed| placed.n).max().unwrap_or(0)
            } else {
                edit.connection()
                    .prepare_cached(
                        "SELECT coalesce(max(last),0) FROM series WHERE register=?1 AND prefix>=?2 AND prefix<=?2||x'f48fbfbf'",
                    )?
                    .query_row(params![register.key, prefix], |r| r.get::<_, i64>(0))?
                    .unsigned_abs()
            };
            let standing = held(edit.connection(), register, "?2=''", "")?;
            let standing = standing.into_iter().filter(|h| h.ordered && h.lease.last.is_none() && h.prefix.is_empty());
            // The first of them gives all numbers: what is taken beside it would give none. A desk's own block stands beside its own.
            if let Some(other) = standing.take(1).find(|h| size.is_none() || h.lease.holder != device) {
                return Err(Error::SeriesHeld { register: register.key.to_owned(), desk: other.desk });
            }
            let leases: Vec<Lease> = holdings(edit.connection(), register, &prefix)?.into_iter().map(|h| h.lease).collect();
            let first = number::lease::free_from(&leases, greatest);
            let mut ops = vec![
                Op::set(book_of_leases::SERIES, register.key),
                Op::set(book_of_leases::DEVICE, device.as_str()),
                Op::set(book_of_leases::DESK, desk.as_str()),
            ];
            match size {
                Some(size) => ops.extend([
                    Op::set(book_of_leases::KIND, book_of_leases::BLOCK),
                    Op::set(book_of_leases::PREFIX, prefix.as_str()),
                    Op::set(book_of_leases::FIRST, first as i64),
                    Op::set(book_of_leases::LAST, (first + size.clamp(1, number::lease::MAX_BLOCK) - 1) as i64),
                ]),
                None => ops.extend([Op::set(book_of_leases::KIND, book_of_leases::STANDING), Op::set(book_of_leases::FIRST, 1)]),
            }
            edit.create_asked(&book_of_leases::REGISTER, &ops)
        })
    }

    /// Refuses a lease where no relay is set: it would never count, and while there is a lease on a series numbers are given
    /// from leases only.
    ///
    /// # Errors
    /// [`Error::LeaseWithoutRelay`], and when the file cannot be read.
    pub fn may_lease(&self, register: &Register) -> Result<()> {
        match self.relay_address()?.is_empty() {
            true => Err(Error::LeaseWithoutRelay(register.key.to_owned())),
            false => Ok(()),
        }
    }

    /// Gives numbers to the records that were added or moved on at this desk while it held none. Gives how many.
    ///
    /// # Errors
    /// Those of a commit.
    pub fn settle_numbers(&mut self, now: Moment) -> Result<usize> {
        let mut settled = 0;
        let shelf = self.shelf.current(&self.conn)?;
        for (register, ids) in waiting(&self.conn, &shelf)?.into_values() {
            let done = self.transact(&format!("number:{}", register.key), now, |edit| {
                let mut given = 0;
                for id in &ids {
                    if !edit.allot(*id)? {
                        break;
                    }
                    edit.connection().prepare_cached("DELETE FROM unnumbered WHERE ulid=?1")?.execute([id.to_bytes()])?;
                    given += 1;
                }
                Ok(given)
            })?;
            settled += done.value;
        }
        Ok(settled)
    }
}

/// Records that wait for a number at this desk, oldest first; those that have one meanwhile, or are void, wait no more.
fn waiting(conn: &Connection, shelf: &Shelf) -> Result<BTreeMap<&'static str, Waiting>> {
    let mut found: BTreeMap<&'static str, Waiting> = BTreeMap::new();
    let mut statement =
        conn.prepare_cached("SELECT r.ulid, r.id, r.register FROM unnumbered u JOIN record r ON r.ulid=u.ulid ORDER BY r.ulid LIMIT 500")?;
    let rows = statement.query_map([], |r| Ok((r.get::<_, [u8; 16]>(0)?, r.get::<_, i64>(1)?, r.get::<_, String>(2)?)))?;
    for row in rows {
        let (id, row, register) = row?;
        let Some((register, numbering)) = shelf.by_key(&register).and_then(|r| Some((r, r.number?))) else { continue };
        let sql = format!(
            "SELECT \"{}\" IS NULL AND phase<{} FROM \"{}\" WHERE id=?1",
            schema::column(numbering.field),
            Phase::Void as i64,
            schema::table(register)
        );
        if conn.prepare_cached(&sql)?.query_row([row], |r| r.get(0))? {
            found.entry(register.key).or_insert_with(|| (register, Vec::new())).1.push(RecordId::from_bytes(id));
        } else {
            conn.prepare_cached("DELETE FROM unnumbered WHERE ulid=?1")?.execute([id])?;
        }
    }
    Ok(found)
}

/// Records of a register.
type Waiting = (&'static Register, Vec<RecordId>);

fn desk_name(conn: &Connection, device: &[u8; 16]) -> Result<String> {
    let name = conn.prepare_cached("SELECT name FROM name WHERE kind=2 AND id=?1")?.query_row([device], |r| r.get(0)).optional()?;
    Ok(name.unwrap_or_default())
}
