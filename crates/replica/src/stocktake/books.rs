//! What the books said of the assets when a campaign was frozen.
//!
//! The campaign keeps how far each desk's entries were known at that moment. Whoever holds those entries finds the same books
//! again: the card of an asset that no later entry has touched is as it was, and the others are read from their history.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use automerge::ChangeHash;
use registers::book::assets;
use registers::def::Phase;
use registers::document::Record;
use registers::{RecordId, Value};
use rusqlite::{Connection, params};
use trust::id::DeviceId;

use super::sheet::{number, text};
use crate::apply::{self, HELD};
use crate::{Error, Result, private, schema};

/// Of more assets than these everything is read that there is, and of fewer what is asked for. Tests go both ways.
pub(super) const MANY: usize = if cfg!(test) { 2 } else { 2_000 };

/// What the books say, by asset.
pub(crate) type Books = BTreeMap<RecordId, Book>;

/// What the books say of an asset.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    pub asset: RecordId,
    pub tag: String,
    pub name: String,
    pub zone: String,
    /// Where the card has it today.
    pub now: String,
    pub quantity: i64,
    pub value: i64,
    pub custodian: String,
    pub dept: String,
    pub class: String,
    /// Out of the house by right.
    pub lent: bool,
    /// Given away before the day that counts.
    pub gone: bool,
    /// Bought after the day that counts, or entered after the freezing.
    pub later: bool,
    /// Whether this is what was written down when the campaign was frozen.
    pub frozen: bool,
}

/// How far the entries of each desk were known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frontier(BTreeMap<[u8; 16], i64>);

impl Frontier {
    /// How far they are known and applied here in a space.
    pub(crate) fn here(conn: &Connection, space: u32) -> Result<Frontier> {
        let mut statement = conn.prepare_cached(
            "SELECT c.device, coalesce((SELECT min(e.counter)-1 FROM entry e WHERE e.status=?2 AND e.space=c.space AND e.device=c.device), c.counter)
             FROM tip c WHERE c.space=?1",
        )?;
        let rows = statement.query_map(params![space, HELD], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(Frontier(rows.collect::<rusqlite::Result<_>>()?))
    }

    /// As a campaign keeps it.
    pub(crate) fn text(&self) -> String {
        let one = |(device, counter): (&[u8; 16], &i64)| format!("{}:{counter}", DeviceId(*device));
        self.0.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    /// Reads [`Frontier::text`]; none when it is no such text.
    pub(crate) fn parse(text: &str) -> Option<Frontier> {
        let one = |word: &str| {
            let (device, counter) = word.split_once(':')?;
            Some((device.parse::<DeviceId>().ok()?.0, counter.parse().ok()?))
        };
        let all: Option<BTreeMap<_, _>> = text.split_whitespace().map(one).collect();
        all.filter(|all| !all.is_empty()).map(Frontier)
    }

    /// Whether any entry came later.
    fn is_behind(&self, conn: &Connection, space: u32) -> Result<bool> {
        let mut later = conn.prepare_cached("SELECT EXISTS(SELECT 1 FROM entry WHERE space=?1 AND device=?2 AND counter>?3)")?;
        for device in desks(conn, space)? {
            if later.query_row(params![space, device, self.known(&device)], |r| r.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The entries that came later.
    fn later(&self, conn: &Connection, space: u32) -> Result<HashSet<i64>> {
        let mut later = conn.prepare_cached("SELECT id FROM entry WHERE space=?1 AND device=?2 AND counter>?3")?;
        let mut found = HashSet::new();
        for device in desks(conn, space)? {
            for id in later.query_map(params![space, device, self.known(&device)], |r| r.get(0))? {
                found.insert(id?);
            }
        }
        Ok(found)
    }

    /// How far the entries of a desk were known.
    fn known(&self, device: &[u8; 16]) -> i64 {
        self.0.get(device).copied().unwrap_or(0)
    }
}

/// The desks that have written in a space.
fn desks(conn: &Connection, space: u32) -> Result<Vec<[u8; 16]>> {
    let mut devices = conn.prepare_cached("SELECT device FROM chain WHERE space=?1")?;
    Ok(devices.query_map([space], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The books as they were known at `frontier`, or as they are now; of these assets, or of all. Void cards are left out.
pub(crate) fn read(conn: &Connection, frontier: Option<&Frontier>, cut_off: &str, only: Option<&[RecordId]>) -> Result<Books> {
    let books = cards(conn, cut_off, only)?;
    let Some(frontier) = frontier else { return Ok(books.into_iter().map(|(_, _, book)| (book.asset, book)).collect()) };
    let touched = touched(conn, frontier, &books, only.is_none_or(|ids| ids.len() > MANY))?;
    let mut found = Books::new();
    for (row, void, card) in books {
        let (asset, lent) = (card.asset, card.lent);
        let frozen = match touched.get(&row) {
            None => card,
            // Entered after the freezing.
            Some(before) if before.is_empty() => Book { later: true, ..card },
            Some(before) => past(conn, &card, before, cut_off)?,
        };
        // A card that was made void since stood for nothing; what left by a disposal since is not to be looked for.
        found.insert(asset, Book { frozen: true, gone: frozen.gone || void, lent: frozen.lent || lent, ..frozen });
    }
    Ok(found)
}

/// The cards that entries touched which were not known at `frontier`, by their rows, with the changes before; `many` says whether
/// going through all cards takes less time than to ask for each.
fn touched(conn: &Connection, frontier: &Frontier, books: &[(i64, bool, Book)], many: bool) -> Result<BTreeMap<i64, Vec<ChangeHash>>> {
    let space = assets::REGISTER.space.number();
    let mut found = BTreeMap::new();
    if !frontier.is_behind(conn, space)? {
        return Ok(found);
    }
    let mut rows: BTreeSet<i64> = BTreeSet::new();
    if many {
        let later = frontier.later(conn, space)?;
        let sql = format!("SELECT x.record, x.entry FROM \"{}\" t CROSS JOIN touch x ON x.record=t.id", schema::table(&assets::REGISTER));
        let mut statement = conn.prepare_cached(&sql)?;
        let mut touches = statement.query([])?;
        while let Some(r) = touches.next()? {
            if later.contains(&r.get(1)?) {
                rows.insert(r.get(0)?);
            }
        }
        let known: HashSet<i64> = if rows.is_empty() { HashSet::new() } else { books.iter().map(|(row, ..)| *row).collect() };
        rows.retain(|row| known.contains(row));
    } else {
        rows.extend(books.iter().map(|(row, ..)| *row));
    }
    let sql = "SELECT e.device, e.counter, x.hash FROM touch x JOIN entry e ON e.id=x.entry WHERE x.record=?1";
    let mut statement = conn.prepare_cached(sql)?;
    for row in rows {
        let (mut before, mut later) = (Vec::new(), false);
        let mut touches = statement.query([row])?;
        while let Some(r) = touches.next()? {
            if r.get::<_, i64>(1)? > frontier.known(&r.get(0)?) {
                later = true;
            } else {
                before.push(ChangeHash(r.get(2)?));
            }
        }
        if later {
            found.insert(row, before);
        }
    }
    Ok(found)
}

/// A card as it was after these changes.
fn past(conn: &Connection, card: &Book, heads: &[ChangeHash], cut_off: &str) -> Result<Book> {
    let Some((mut doc, _)) = apply::load(conn, card.asset)? else { return Ok(card.clone()) };
    let then = doc.fork_at(heads).map_err(|e| Error::Corrupt(e.to_string()))?;
    let record = private::read(conn, card.asset, &then)?;
    let whole = |field: &str| record.get(field).and_then(Value::as_integer);
    let of = |field: &str| record.text(field).to_owned();
    Ok(Book {
        asset: card.asset,
        tag: of(assets::ASSET_NO.id()),
        name: of(assets::NAME.id()),
        zone: of(assets::LOCATION.id()),
        now: card.now.clone(),
        quantity: whole(assets::QUANTITY.id()).unwrap_or(1),
        value: whole(assets::VALUE.id()).unwrap_or(0),
        custodian: of(assets::CUSTODIAN.id()),
        dept: of(assets::USING_DEPT.id()),
        class: of(assets::MAIN_CLASS.id()),
        ..standing(&record, card, cut_off)
    })
}

fn standing(record: &Record, card: &Book, cut_off: &str) -> Book {
    let (state, text) = (record.state(), |field: &str| record.text(field));
    let [gone, later, lent] =
        stands(state, text(assets::DISPOSED_AT.id()), text(assets::PURCHASE_DATE.id()), text(assets::DISPOSAL.id()), cut_off);
    Book { gone, later, lent, ..card.clone() }
}

/// Whether an asset was given away before the day that counts, came after it, or is out of the house by right.
fn stands(state: &str, disposed: &str, bought: &str, how: &str, cut_off: &str) -> [bool; 3] {
    let counts = |day: &str| cut_off.is_empty() || day <= cut_off;
    let gone = state == "void" || (state == "disposed" && counts(disposed));
    // What was written off as lost is still looked for.
    [gone, !counts(bought), state == "lent" || (state == "disposed" && how != "loss")]
}

/// The cards of these assets, or of all, by their rows, and whether they are void.
fn cards(conn: &Connection, cut_off: &str, only: Option<&[RecordId]>) -> Result<Vec<(i64, bool, Book)>> {
    let columns = "r.ulid, t.f_asset_no, t.f_name, t.f_location, t.f_quantity, t.f_value, t.f_custodian, t.state, t.f_disposed_at,
        t.f_purchase_date, t.f_using_dept, t.f_main_class, t.f_disposal, t.id";
    let table = schema::table(&assets::REGISTER);
    let mut found = Vec::new();
    let wanted: Option<HashSet<RecordId>> = only.filter(|ids| ids.len() > MANY).map(|ids| ids.iter().copied().collect());
    let mut take = |rows: &mut rusqlite::Rows<'_>| -> Result<()> {
        while let Some(r) = rows.next()? {
            let asset = RecordId::from_bytes(r.get(0)?);
            if wanted.as_ref().is_some_and(|wanted| !wanted.contains(&asset)) {
                continue;
            }
            let said = |at: usize| -> rusqlite::Result<&str> { Ok(r.get_ref(at)?.as_str_or_null()?.unwrap_or_default()) };
            let [gone, later, lent] = stands(said(7)?, said(8)?, said(9)?, said(12)?, cut_off);
            let book = Book {
                asset,
                tag: text(r, 1)?,
                name: text(r, 2)?,
                zone: text(r, 3)?,
                now: text(r, 3)?,
                quantity: number(r, 4)?.unwrap_or(1),
                value: number(r, 5)?.unwrap_or(0),
                custodian: text(r, 6)?,
                dept: text(r, 10)?,
                class: text(r, 11)?,
                lent,
                gone,
                later,
                frozen: false,
            };
            found.push((r.get(13)?, said(7)? == "void", book));
        }
        Ok(())
    };
    match only {
        None => {
            let sql = format!("SELECT {columns} FROM \"{table}\" t JOIN record r ON r.id=t.id WHERE t.phase<{}", Phase::Void as i64);
            take(&mut conn.prepare_cached(&sql)?.query([])?)?;
        }
        Some(ids) if ids.len() > MANY => {
            let sql = format!("SELECT {columns} FROM \"{table}\" t CROSS JOIN record r ON r.id=t.id");
            take(&mut conn.prepare_cached(&sql)?.query([])?)?;
        }
        Some(ids) => {
            let sql = format!("SELECT {columns} FROM record r CROSS JOIN \"{table}\" t ON t.id=r.id WHERE r.ulid=?1");
            let mut statement = conn.prepare_cached(&sql)?;
            for id in ids {
                take(&mut statement.query([id.to_bytes()])?)?;
            }
        }
    }
    Ok(found)
}

/// The list that a campaign brought.
pub(crate) fn listed(conn: &Connection, campaign: RecordId) -> Result<Books> {
    let cell = |name: &str| format!("json_extract(w.cells,'$.{name}')");
    let columns: Vec<String> = ["asset", "tag", "name", "zone", "quantity", "value", "custodian"].iter().map(|n| cell(n)).collect();
    let sql = format!(
        "SELECT {}, a.ulid, c.state, c.f_location FROM record own JOIN line w ON w.record=own.id
         LEFT JOIN \"{table}\" c ON c.f_asset_no={} LEFT JOIN record a ON a.id=c.id
         WHERE own.ulid=?1 AND w.field='expected' ORDER BY w.row",
        columns.join(", "),
        cell("tag"),
        table = schema::table(&assets::REGISTER)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([campaign.to_bytes()])?;
    let mut found = Books::new();
    while let Some(r) = rows.next()? {
        let by_number = r.get::<_, Option<[u8; 16]>>(7)?.map(RecordId::from_bytes);
        let Some(asset) = text(r, 0)?.parse().ok().or(by_number) else { continue };
        let book = Book {
            asset,
            tag: text(r, 1)?,
            name: text(r, 2)?,
            zone: text(r, 3)?,
            now: text(r, 9)?,
            quantity: number(r, 4)?.unwrap_or(1),
            value: number(r, 5)?.unwrap_or(0),
            custodian: text(r, 6)?,
            dept: String::new(),
            class: String::new(),
            lent: text(r, 8)? == "lent",
            gone: false,
            later: false,
            frozen: true,
        };
        found.entry(asset).or_insert(book);
    }
    Ok(found)
}
