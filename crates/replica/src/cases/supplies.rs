//! The store: goods that left although the books had none, and counts to which something came to light afterwards.

use jiff::civil::DateTime;
use registers::RecordId;
use registers::book::{stock_movements, supplies};
use registers::def::Phase;
use rusqlite::params;

use super::ask::{id, key, text};
use super::{Case, Choice};
use crate::query::Reader;
use crate::stocktake::{book_at, change, is_of};
use crate::{Result, calc, merged, schema};

/// Greatest number of movements of one item that are looked through.
const MOVEMENTS: i64 = 10_000;
/// Movements not posted yet that are offered.
const DRAFTS: i64 = 5;

/// 负库存: the goods left, so the issue stands, and the stock is negative until somebody finds out why.
pub(super) fn negative(reader: &Reader, now: DateTime, limit: usize) -> Result<Vec<Case>> {
    let Some(stock) = supplies::REGISTER.derived("stock") else { return Ok(Vec::new()) };
    // As the record of the item shows it, with what was merged into it.
    let sql = format!(
        "SELECT rec.ulid, {} AS stock, t.f_name, t.f_unit FROM \"{}\" t JOIN record rec ON rec.id=t.id
         WHERE t.phase<{}{} AND stock<0 ORDER BY rec.ulid LIMIT ?1",
        calc::sql(&supplies::REGISTER, &stock.calc, now),
        schema::table(&supplies::REGISTER),
        Phase::Void as i64,
        merged::standing_only(&supplies::REGISTER)
    );
    let mut statement = reader.connection().prepare(&sql)?;
    let rows = statement.query_map([limit as i64], |r| Ok((id(r, 0)?, number(r, 1)?, text(r, 2)?, text(r, 3)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (item, stock, name, unit) = row?;
        let below = below(reader, item)?;
        let mut choices: Vec<Choice> = drafts(reader, item)?.into_iter().map(|id| Choice::Step { id, step: "post" }).collect();
        choices.extend(below.map(|id| Choice::Step { id, step: "void" }));
        choices.push(Choice::Decide("noted"));
        let records: Vec<RecordId> = std::iter::once(item).chain(below).collect();
        let facts = vec![("item", name), ("stock", stock), ("unit", unit)];
        found.push(Case { kind: "negative-stock", key: key(&records), records, ruled: true, facts, choices });
    }
    Ok(found)
}

/// A number as people read it.
fn number(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<String> {
    Ok(parts(row, at)?.map_or_else(String::new, registers::parse::decimal_text))
}

/// A number in ten-thousandths; none where it is out of reach.
fn parts(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Option<i64>> {
    let real = row.get::<_, Option<f64>>(at)?.unwrap_or(0.0);
    Ok(registers::Value::of_real(real).and_then(|value| value.as_decimal()))
}

/// The movement by which the stock last fell below nothing, in the order of days and of their writing.
fn below(reader: &Reader, item: RecordId) -> Result<Option<RecordId>> {
    let sql = format!(
        "SELECT r.ulid, {} FROM \"{}\" o JOIN record r ON r.id=o.id WHERE {} AND o.phase IN ({},{})
         ORDER BY coalesce(o.f_at,''), o.created, r.ulid LIMIT {MOVEMENTS}",
        change(),
        schema::table(&stock_movements::REGISTER),
        is_of("?1"),
        Phase::Open as i64,
        Phase::Done as i64
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let mut rows = statement.query([item.to_bytes()])?;
    let (mut stock, mut fell) = (0_i64, None); // In ten-thousandths, so that decimals add up.
    while let Some(row) = rows.next()? {
        let before = stock;
        stock = stock.saturating_add(parts(row, 1)?.unwrap_or(0));
        if stock < 0 && before >= 0 {
            fell = Some(id(row, 0)?);
        }
    }
    Ok(fell)
}

/// Arrivals of an item that were written down and not posted: they may be what is missing.
fn drafts(reader: &Reader, item: RecordId) -> Result<Vec<RecordId>> {
    let sql = format!(
        "SELECT r.ulid FROM \"{}\" o JOIN record r ON r.id=o.id WHERE {} AND o.state='draft' AND o.f_kind IN ('opening','in','return') ORDER BY r.ulid LIMIT {DRAFTS}",
        schema::table(&stock_movements::REGISTER),
        is_of("?1")
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map([item.to_bytes()], |r| id(r, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The last count of an item was posted against books that lacked something which had happened before it. What was counted
/// stands; the difference is to be reckoned anew.
pub(super) fn late_for_count(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let table = schema::table(&stock_movements::REGISTER);
    let sql = format!(
        "WITH last AS (
           SELECT c.id, c.f_item AS item, max(coalesce(c.f_at,'')||printf('%020d',c.created)) FROM \"{table}\" c
           WHERE c.f_kind='adjust' AND c.state='posted' AND c.f_counted IS NOT NULL AND c.f_item<>'' GROUP BY c.f_item)
         SELECT r.ulid, c.f_name, c.f_counted, c.f_book_quantity, {} AS now, c.f_item FROM last JOIN \"{table}\" c ON c.id=last.id JOIN record r ON r.id=c.id
         WHERE round(now-coalesce(c.f_book_quantity,0),4)<>0 ORDER BY r.ulid LIMIT ?1",
        book_at("(SELECT k.target FROM link k WHERE k.record=c.id AND k.field='item' LIMIT 1)", "coalesce(c.f_at,'')", "c.created")
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map(params![limit as i64], |r| Ok((id(r, 0)?, text(r, 1)?, number(r, 2)?, number(r, 3)?, number(r, 4)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (count, name, counted, book, now) = row?;
        let key = format!("{count} {now}");
        let facts = vec![("item", name), ("counted", counted), ("book", book), ("now", now)];
        let choices =
            vec![Choice::Step { id: count, step: "restate" }, Choice::Step { id: count, step: "void" }, Choice::Decide("both-stand")];
        // With another late movement it is another case.
        found.push(Case { kind: "stock-count-late", key, records: vec![count], ruled: false, facts, choices });
    }
    Ok(found)
}
