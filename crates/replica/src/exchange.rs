//! The desk's end of an exchange: what it holds, what it sends, and how it takes in what comes.
//! [`Replica::answer`] carries out what a [`sync::session::Session`] asks of the store.

use std::collections::{BTreeMap, BTreeSet};

use registers::RecordId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sync::message::Item;
use sync::session::{Event, Ordered, Output, RelayIdentity, Snapshot, SpacePosition};
use sync::{Frontier, Receipt, Tip};
use trust::entry::Entry;
use trust::id::{DeviceId, Hash, SpaceId};
use trust::key::RelayPublic;

use crate::held::{self, Waiting};
use crate::reason::{Because, Code};
use crate::rebuild::{self, Context};
use crate::{Error, Replica, Result, commit, forked, schema};

/// A clock further ahead than this is not believed.
const CLOCK_SLACK_MS: u64 = 5 * 60 * 1000;

/// Most proofs of a fork that are kept of a desk in a space: one proves it, and who forks once may do so without end.
const MAX_PROOFS: i64 = 16;

/// What came of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// Records that changed.
    pub records: Vec<RecordId>,
    /// Entries that were new and are stored.
    pub stored: usize,
    /// What was set aside, with the reason.
    pub refused: Vec<Refused>,
    /// The desk at whose place in the order the relay has an entry that this desk lacks. Nothing was taken in then.
    pub missing: Option<DeviceId>,
    /// Desks whose clock is more than five minutes ahead of this one's.
    pub fast_clocks: Vec<DeviceId>,
    /// What waits of the chains that are held up, as far as it was counted.
    pub(crate) waiting: BTreeMap<(SpaceId, DeviceId), Waiting>,
    /// Revoked desks of which an entry that the list of members names did not fit to what is stored here.
    pub(crate) named: BTreeSet<DeviceId>,
    /// Whether the read model was made again.
    pub(crate) rebuilt: bool,
}

/// An entry that was set aside. It is kept, shown, and blocks nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its author, if it could be read.
    pub device: Option<DeviceId>,
    /// Its counter, if it could be read.
    pub counter: u64,
    /// Why, with its code: see [`crate::reason`].
    pub reason: String,
}

impl Replica {
    /// What this desk holds, for the greeting.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn snapshot(&mut self) -> Result<Snapshot> {
        self.refresh()?;
        held::begin_again(&self.conn)?;
        let mut spaces = BTreeMap::new();
        for space in self.spaces() {
            spaces.insert(space, SpacePosition { receipt: receipt(&self.conn, space)?, frontier: frontier(&self.conn, space)? });
        }
        let relay = match schema::meta::<[u8; 32]>(&self.conn, "relay_key")? {
            Some(key) => {
                let generation: i64 = schema::meta(&self.conn, "relay_generation")?.unwrap_or(0);
                Some(RelayIdentity { key: RelayPublic(key), generation: generation.unsigned_abs() })
            }
            None => None,
        };
        Ok(Snapshot { membership: self.membership.log().to_vec(), relay, spaces })
    }

    /// The spaces that this desk may read.
    pub fn spaces(&self) -> Vec<SpaceId> {
        self.membership.device(&self.device()).map(|m| m.spaces.clone()).unwrap_or_default()
    }

    /// Carries out what a session asks of the store, and gives the events to hand back to it.
    /// Outputs for the socket and the screen are none of its business and give nothing.
    ///
    /// # Errors
    /// When the disk fails: close the connection then and try again later.
    pub fn answer(&mut self, output: &Output, now_ms: u64) -> Result<(Vec<Event>, Received)> {
        match output {
            Output::Load { space, beyond, max_bytes } => {
                let (entries, complete) = self.entries_beyond(*space, beyond, *max_bytes)?;
                Ok((vec![Event::Loaded { space: *space, entries, complete }], Received::default()))
            }
            Output::NewOrder(relay) => {
                self.new_order(relay)?;
                Ok((Vec::new(), Received::default()))
            }
            Output::ApplyMembership { from, entries } => {
                let records = self.extend_membership(*from, entries)?;
                let log = self.membership.log().to_vec();
                let mut events = vec![Event::MembershipChanged { log }];
                events.extend(self.lacking()?);
                Ok((events, Received { records, ..Received::default() }))
            }
            Output::Apply { space, items, receipt } => {
                let received = self.receive(*space, items, receipt, now_ms)?;
                let event = match received.missing {
                    Some(device) => Event::Missing { space: *space, device },
                    None => Event::Applied { space: *space, seq: receipt.seq },
                };
                let mut events = vec![event];
                events.extend(self.lacking()?);
                Ok((events, received))
            }
            Output::Send(_) | Output::OwnChainAhead { .. } | Output::Refused { .. } | Output::Status(_) | Output::Close(_) => {
                Ok((Vec::new(), Received::default()))
            }
        }
    }

    /// Entries of the order that there was no room for, and for which there is room now: the session connects again for them.
    fn lacking(&self) -> Result<Option<Event>> {
        Ok(held::due(&self.conn)?.first().map(|(space, device)| Event::Missing { space: *space, device: *device }))
    }

    /// Entries that `beyond` does not cover: those with a place in the order first, then the pending ones by arrival.
    /// The flag says whether these are all.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn entries_beyond(&self, space: SpaceId, beyond: &Frontier, max_bytes: usize) -> Result<(Vec<Vec<u8>>, bool)> {
        let behind: Vec<(DeviceId, u64)> = frontier(&self.conn, space)?
            .iter()
            .filter(|(device, tip)| !beyond.covers(device, tip.counter))
            .map(|(device, _)| (*device, beyond.counter(device)))
            .collect();
        let mut rows: Vec<(i64, i64, i64)> = Vec::new();
        let mut statement = self.conn.prepare_cached(
            "SELECT coalesce(seq, 9223372036854775807), id, length(bytes) FROM entry WHERE space=?1 AND device=?2 AND counter>?3 ORDER BY counter LIMIT 20000",
        )?;
        for (device, counter) in behind {
            let found = statement.query_map(params![space.0, device.0, counter as i64], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            rows.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        rows.sort_unstable();
        let (mut entries, mut size) = (Vec::new(), 0);
        let mut read = self.conn.prepare_cached("SELECT bytes FROM entry WHERE id=?1")?;
        for (_, id, length) in &rows {
            size += length.unsigned_abs() as usize;
            if size > max_bytes && !entries.is_empty() {
                return Ok((entries, false));
            }
            entries.push(read.query_row([id], |r| r.get(0))?);
        }
        Ok((entries, rows.len() < 20_000))
    }

    /// Takes in a batch in the relay's order, with its receipt, in one transaction.
    ///
    /// # Errors
    /// When the disk fails; nothing was taken in then.
    pub fn receive(&mut self, space: SpaceId, items: &[Ordered], receipt: &Receipt, now_ms: u64) -> Result<Received> {
        self.refresh()?;
        let device = self.device();
        let context = Context { membership: &self.membership, keyring: &self.keyring };
        let conn = &mut self.conn;
        let mut run = || -> Result<std::result::Result<Received, DeviceId>> {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut received = Received::default();
            for Ordered { seq, item } in items {
                match item {
                    Item::Known { device, counter, hash } => {
                        if !place_in_order(&tx, space, device, *counter, hash, *seq)? {
                            return Ok(Err(*device));
                        }
                    }
                    Item::Full(bytes) => take(&tx, &context, space, bytes, Some(*seq), now_ms, &mut received)?,
                }
            }
            take_named(&tx, &context, space, &device, &mut received)?;
            if received.stored > 0 {
                let more = rebuild::retry_after(&tx, &context, &received.records)?;
                received.records.extend(more);
            }
            tx.prepare_cached("INSERT OR REPLACE INTO relay(space, generation, seq, running, signature) VALUES(?1,?2,?3,?4,?5)")?
                .execute(params![space.0, receipt.generation as i64, receipt.seq as i64, receipt.running.0, receipt.signature])?;
            schema::set_meta(&tx, "last_contact", now_ms as i64)?;
            tx.commit()?;
            Ok(Ok(received))
        };
        match run()? {
            Ok(mut received) => {
                received.fast_clocks.retain(|d| *d != device);
                if received.rebuilt {
                    self.begin_session();
                }
                Ok(received)
            }
            Err(other) => {
                // The relay has another entry at that place: its chain is asked for in full, and the proof found there.
                self.conn.prepare_cached("UPDATE chain SET frozen=1 WHERE space=?1 AND device=?2")?.execute(params![space.0, other.0])?;
                Ok(Received { missing: Some(other), ..Received::default() })
            }
        }
    }

    /// Takes in entries that came without an order: from a neighbour or a file.
    ///
    /// # Errors
    /// When the disk fails; nothing was taken in then.
    pub fn receive_unordered(&mut self, space: SpaceId, entries: &[Vec<u8>], now_ms: u64) -> Result<Received> {
        self.refresh()?;
        let context = Context { membership: &self.membership, keyring: &self.keyring };
        let conn = &mut self.conn;
        let mut run = || -> Result<Received> {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut received = Received::default();
            for bytes in entries {
                take(&tx, &context, space, bytes, None, now_ms, &mut received)?;
            }
            let more = rebuild::retry_after(&tx, &context, &received.records)?;
            received.records.extend(more);
            tx.commit()?;
            Ok(received)
        };
        run()
    }

    /// Notes that the relay was heard.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn note_contact(&mut self, now_ms: u64) -> Result<()> {
        schema::set_meta(&self.conn, "last_contact", now_ms as i64)
    }

    /// Address of the relay; empty when none is set.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn relay_address(&self) -> Result<String> {
        Ok(schema::meta(&self.conn, "relay")?.unwrap_or_default())
    }

    /// Sets the address of the relay.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn set_relay_address(&mut self, address: &str) -> Result<()> {
        schema::set_meta(&self.conn, "relay", address)
    }

    /// The relay's order is another one: every entry is pending again.
    fn new_order(&mut self, relay: &RelayIdentity) -> Result<()> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute("UPDATE entry SET seq=NULL WHERE seq IS NOT NULL", [])?;
        tx.execute("UPDATE chain SET ordered=0", [])?;
        tx.execute("DELETE FROM relay", [])?;
        schema::set_meta(&tx, "relay_key", relay.key.0)?;
        schema::set_meta(&tx, "relay_generation", relay.generation as i64)?;
        tx.commit()?;
        Ok(())
    }
}

/// Where a revoked desk's chain is stored here as another branch than the one that counts, the latter takes its place, as soon as
/// the relay has handed over the entry that proves it.
fn take_named(conn: &Connection, context: &Context<'_>, space: SpaceId, own: &DeviceId, received: &mut Received) -> Result<()> {
    for device in std::mem::take(&mut received.named).iter().filter(|device| *device != own) {
        received.rebuilt |= forked::drop_other(conn, context.membership, device, space)?;
        received.refused.retain(|refused| refused.device != Some(*device));
        let mut again = Received::default();
        retake(conn, context, &mut again)?;
        received.stored += again.stored;
        received.records.extend(again.records);
    }
    if received.rebuilt {
        schema::clear_model(conn)?;
        rebuild::replay(conn, context)?;
    }
    Ok(())
}

/// Stores one entry and settles it, or sets it aside with its reason.
fn take(
    conn: &Connection,
    context: &Context<'_>,
    space: SpaceId,
    bytes: &[u8],
    seq: Option<u64>,
    now_ms: u64,
    received: &mut Received,
) -> Result<()> {
    let entry = match Entry::parse(bytes) {
        Ok(entry) => entry,
        Err(error) => {
            let reason = error.because();
            set_aside(conn, space, seq, bytes, &reason)?;
            received.refused.push(Refused { device: None, counter: 0, reason });
            return Ok(());
        }
    };
    let header = entry.header();
    let (device, counter) = (header.device, header.counter);
    let mut refuse = |reason: String| {
        let kept = set_aside(conn, space, seq, bytes, &reason);
        received.refused.push(Refused { device: Some(device), counter, reason });
        kept
    };
    if header.office != context.membership.office() || header.space != space {
        return refuse(Code::OtherOffice.because());
    }
    let Some(member) = context.membership.device(&device) else {
        return refuse(Code::NeverAdmitted.because());
    };
    if seq.is_some() && held::comes_again(conn, header)? {
        return Ok(());
    }
    if let Err(error) = entry.verify(&member.public) {
        return refuse(error.because());
    }
    match join_chain(conn, &entry)? {
        Joint::Known => {
            if let Some(seq) = seq {
                place_in_order(conn, space, &device, counter, &entry.hash(), seq)?;
            }
            return Ok(());
        }
        Joint::Refused(code) => {
            if context.membership.pinned(&device, space, counter) == Some(entry.hash()) {
                received.named.insert(device);
            }
            return refuse(code.because());
        }
        Joint::Next if !held::has_room(conn, received, header, bytes.len())? => {
            if seq.is_none() || held::fall_behind(conn, space, &device)? {
                received.refused.push(Refused { device: Some(device), counter, reason: Code::TooMuchWaits.because() });
            }
            return Ok(());
        }
        Joint::Next => {}
    }
    let row = commit::insert_entry(conn, &entry, None)?;
    commit::begin_chain(conn, space.0, &device.0)?;
    received.stored += 1;
    if let Some(seq) = seq {
        place_in_order(conn, space, &device, counter, &entry.hash(), seq)?;
    }
    if let Some(records) = rebuild::settle_entry(conn, context, row, &entry)? {
        received.records.extend(records);
    }
    learn_time(conn, row, device, now_ms, received)
}

/// Keeps an entry of the order that cannot be taken now: a newer program, or a longer member list, may take it.
pub(crate) fn set_aside(conn: &Connection, space: SpaceId, seq: Option<u64>, bytes: &[u8], reason: &str) -> Result<()> {
    let Some(seq) = seq else { return Ok(()) };
    conn.prepare_cached("INSERT OR REPLACE INTO aside(space, seq, bytes, reason) VALUES(?1,?2,?3,?4)")?
        .execute(params![space.0, seq as i64, bytes, reason])?;
    Ok(())
}

/// Tries again what was set aside, in the relay's order.
pub(crate) fn retake(conn: &Connection, context: &Context<'_>, received: &mut Received) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT space, seq, bytes FROM aside ORDER BY space, seq LIMIT 10000")?;
    let rows = statement.query_map([], |r| Ok((r.get::<_, u32>(0)?, r.get::<_, i64>(1)?.unsigned_abs(), r.get::<_, Vec<u8>>(2)?)))?;
    for row in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        let (space, seq, bytes) = row;
        let refused = received.refused.len();
        take(conn, context, SpaceId(space), &bytes, Some(seq), 0, received)?;
        if received.refused.len() == refused {
            conn.prepare_cached("DELETE FROM aside WHERE space=?1 AND seq=?2")?.execute(params![space, seq as i64])?;
        }
    }
    received.refused.clear();
    Ok(())
}

enum Joint {
    /// It continues the chain.
    Next,
    /// It is here already.
    Known,
    /// It does not fit.
    Refused(Code),
}

/// Whether an entry continues its device's chain. Two contents at one place are kept as proof, and the device is frozen.
fn join_chain(conn: &Connection, entry: &Entry) -> Result<Joint> {
    let header = entry.header();
    let key = params![header.space.0, header.device.0];
    let frozen: Option<bool> =
        conn.prepare_cached("SELECT frozen FROM chain WHERE space=?1 AND device=?2")?.query_row(key, |r| r.get(0)).optional()?;
    let (last, tip) = commit::chain(conn, header.space.0, &header.device.0)?.unwrap_or((0, Hash([0; 32])));
    if header.counter <= last {
        let stored: Option<[u8; 32]> = conn
            .prepare_cached("SELECT hash FROM entry WHERE space=?1 AND device=?2 AND counter=?3")?
            .query_row(params![header.space.0, header.device.0, header.counter as i64], |r| r.get(0))
            .optional()?;
        if stored == Some(entry.hash().0) {
            return Ok(Joint::Known);
        }
        freeze(conn, entry)?;
        return Ok(Joint::Refused(Code::Fork));
    }
    if frozen == Some(true) {
        return Ok(Joint::Refused(Code::Frozen));
    }
    if header.counter > last + 1 {
        return Ok(Joint::Refused(Code::Gap));
    }
    if header.prev != tip {
        freeze(conn, entry)?;
        return Ok(Joint::Refused(Code::Branch));
    }
    Ok(Joint::Next)
}

/// Keeps an entry as proof that its desk has forked its chain, as long as there are few.
pub(crate) fn keep_proof(conn: &Connection, space: SpaceId, device: &DeviceId, counter: u64, hash: &Hash, bytes: &[u8]) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO fork(space, device, counter, hash, bytes) SELECT ?1,?2,?3,?4,?5
         WHERE (SELECT count(*) FROM fork WHERE space=?1 AND device=?2) < ?6",
    )?
    .execute(params![space.0, device.0, counter as i64, hash.0, bytes, MAX_PROOFS])?;
    Ok(())
}

fn freeze(conn: &Connection, entry: &Entry) -> Result<()> {
    let header = entry.header();
    keep_proof(conn, header.space, &header.device, header.counter, &entry.hash(), entry.as_bytes())?;
    conn.prepare_cached("UPDATE chain SET frozen=1 WHERE space=?1 AND device=?2")?.execute(params![header.space.0, header.device.0])?;
    Ok(())
}

/// Notes an entry's place in the relay's order. Gives whether this desk holds that very entry.
fn place_in_order(conn: &Connection, space: SpaceId, device: &DeviceId, counter: u64, hash: &Hash, seq: u64) -> Result<bool> {
    let placed = conn
        .prepare_cached("UPDATE entry SET seq=?5 WHERE space=?1 AND device=?2 AND counter=?3 AND hash=?4")?
        .execute(params![space.0, device.0, counter as i64, hash.0, seq as i64])?;
    if placed == 1 {
        // The relay orders a chain from its beginning on.
        conn.prepare_cached("UPDATE chain SET ordered=?3 WHERE space=?1 AND device=?2 AND ordered<?3")?.execute(params![
            space.0,
            device.0,
            counter as i64
        ])?;
    }
    Ok(placed == 1)
}

/// Moves the logical clock past what was received, unless that runs ahead of this desk's clock by more than the slack.
fn learn_time(conn: &Connection, row: i64, device: DeviceId, now_ms: u64, received: &mut Received) -> Result<()> {
    let hlc: i64 = conn.prepare_cached("SELECT hlc FROM entry WHERE id=?1")?.query_row([row], |r| r.get(0))?;
    if hlc.unsigned_abs() >> 16 > now_ms + CLOCK_SLACK_MS {
        if !received.fast_clocks.contains(&device) {
            received.fast_clocks.push(device);
        }
        return Ok(());
    }
    let last: i64 = schema::meta(conn, "hlc")?.unwrap_or(0);
    if hlc > last { schema::set_meta(conn, "hlc", hlc) } else { Ok(()) }
}

/// How far this desk has each chain of a space. A frozen device is left out, so that its entries come in full.
pub(crate) fn frontier(conn: &Connection, space: SpaceId) -> Result<Frontier> {
    let mut frontier = Frontier::new();
    let mut statement = conn.prepare_cached("SELECT device, counter, hash FROM tip WHERE space=?1 AND frozen=0")?;
    let rows = statement
        .query_map([space.0], |r| Ok((DeviceId(r.get(0)?), Tip { counter: r.get::<_, i64>(1)?.unsigned_abs(), hash: Hash(r.get(2)?) })))?;
    for row in rows {
        let (device, tip) = row?;
        frontier.advance(device, tip).map_err(|e| Error::TooLarge(e.to_string()))?;
    }
    Ok(frontier)
}

fn receipt(conn: &Connection, space: SpaceId) -> Result<Option<Receipt>> {
    let row = conn.prepare_cached("SELECT generation, seq, running, signature FROM relay WHERE space=?1")?.query_row([space.0], |r| {
        Ok(Receipt {
            generation: r.get::<_, i64>(0)?.unsigned_abs(),
            seq: r.get::<_, i64>(1)?.unsigned_abs(),
            running: Hash(r.get(2)?),
            signature: r.get(3)?,
        })
    });
    Ok(row.optional()?)
}
