//! Deliveries of an order: a receipt begins with the lines of its order that are still outstanding, and an order goes back
//! when what was accepted of it is made void.

use registers::book::orders::lines as ordered;
use registers::book::receipts::{asset_lines, stock_lines};
use registers::book::{orders, receipts};
use registers::common::VOID;
use registers::document::{Line, Op, Record};
use registers::workflow::StepError;
use registers::{RecordId, Value};

use super::DEEPEST;
use crate::commit::Edit;
use crate::{Error, Result, apply};

const AWAITING: &str = "awaiting";
const ACCEPTED: &str = "accepted";
const SETTLED: &str = "settled";
/// States of receipts whose goods came, come or are exchanged: nothing of them is outstanding.
const CLAIMING: &[&str] = &[AWAITING, ACCEPTED, "rejected"];

/// What follows from steps of orders and receipts; `stood` is the state before the step.
pub(super) fn follow(edit: &mut Edit<'_>, id: RecordId, step: &str, stood: &str) -> Result<()> {
    let register = edit.stage(id)?.key;
    if register == orders::REGISTER.key && matches!(step, "place" | "new-receipt" | "next-delivery") {
        for receipt in edit.touched(receipts::REGISTER.key) {
            let record = edit.record(receipt)?;
            let is_new = record.text(receipts::ORDER.id()) == id.to_string() && record.state() == AWAITING;
            if is_new && !record.is_filled(receipts::STOCK_LINES.id()) && !record.is_filled(receipts::ASSET_LINES.id()) {
                fill(edit, receipt, id)?;
            }
        }
        return Ok(());
    }
    if register != receipts::REGISTER.key {
        return Ok(());
    }
    let Ok(order) = edit.record(id)?.text(receipts::ORDER.id()).parse() else { return Ok(()) };
    match step {
        "take-lines" => fill(edit, id, order),
        VOID if stood == ACCEPTED => take_back(edit, order),
        _ => Ok(()),
    }
}

/// Puts what is still outstanding of an order into a receipt. The rows keep their ids: two desks that start one receipt write
/// one row for each.
fn fill(edit: &mut Edit<'_>, receipt: RecordId, order: RecordId) -> Result<()> {
    let Some(paper) = load(edit, order)? else { return Err(Error::UnknownRecord(order)) };
    let rows = paper.lines.get(orders::LINES.id()).map_or(&[][..], Vec::as_slice);
    let mut left: Vec<Option<i64>> = rows.iter().map(|row| parts(row, ordered::QUANTITY.id())).collect();
    for record in deliveries(edit, order)? {
        for field in [receipts::STOCK_LINES.id(), receipts::ASSET_LINES.id()] {
            record.lines.get(field).into_iter().flatten().for_each(|came| take(rows, &mut left, came));
        }
    }
    let outstanding: Vec<(&Line, i64)> = rows.iter().zip(&left).filter_map(|(row, left)| Some((row, left.filter(|n| *n > 0)?))).collect();
    if outstanding.is_empty() {
        // Where the order says no quantities nobody knows what is outstanding.
        return if left.iter().any(Option::is_some) { Err(StepError::NothingOutstanding.into()) } else { Ok(()) };
    }
    let mut ops: Vec<Op> = outstanding.iter().map(|(row, n)| line(row, *n)).collect();
    let costs: Option<i64> =
        outstanding.iter().map(|(row, n)| cost(row, &Value::decimal(*n))).try_fold(0i64, |sum, cost| Some(sum.saturating_add(cost?)));
    let said = edit.record(receipt)?.is_filled(receipts::AMOUNT.id());
    ops.extend(costs.filter(|_| !said).map(|cost| set(receipts::AMOUNT.id(), cost.into())));
    edit.put_back(receipt, &ops)
}

/// Takes what came in a row of a receipt off the lines that it is of: the line that it was copied from, else those of the
/// same item, or of the same name.
fn take(rows: &[Line], left: &mut [Option<i64>], came: &Line) {
    let mut n = parts(came, stock_lines::QUANTITY.id()).unwrap_or(0).max(0);
    let copied = rows.iter().any(|row| row.id == came.id);
    let is_same = |row: &Line| {
        let (item, theirs) = (text(row, ordered::ITEM.id()), text(came, stock_lines::ITEM.id()));
        match item.is_empty() || theirs.is_empty() {
            true => text(row, ordered::NAME.id()).trim() == text(came, stock_lines::NAME.id()).trim(),
            false => item == theirs,
        }
    };
    for (row, left) in rows.iter().zip(left) {
        if let Some(left) = left
            && (if copied { row.id == came.id } else { is_same(row) })
        {
            let taken = n.min((*left).max(0));
            (*left, n) = (*left - taken, n - taken);
        }
    }
}

/// A row of a receipt for so many, in ten-thousandths, of what a line of the order names.
fn line(row: &Line, n: i64) -> Op {
    let is_asset = row.cell(ordered::ASSET.id()) == Some(&Value::Yes(true));
    let (field, columns): (_, &[(&str, &str)]) = match is_asset {
        true => (
            receipts::ASSET_LINES.id(),
            &[
                (ordered::NAME.id(), asset_lines::NAME.id()),
                (ordered::SPEC.id(), asset_lines::MODEL.id()),
                (ordered::UNIT.id(), asset_lines::UNIT.id()),
                (ordered::PRICE.id(), asset_lines::PRICE.id()),
            ],
        ),
        false => (
            receipts::STOCK_LINES.id(),
            &[
                (ordered::ITEM.id(), stock_lines::ITEM.id()),
                (ordered::NAME.id(), stock_lines::NAME.id()),
                (ordered::UNIT.id(), stock_lines::UNIT.id()),
                (ordered::PRICE.id(), stock_lines::PRICE.id()),
            ],
        ),
    };
    let filled = |column: &str| row.cell(column).filter(|v| !v.is_empty()).cloned();
    let mut cells: Vec<(String, Value)> = columns.iter().filter_map(|(from, to)| Some(((*to).to_owned(), filled(from)?))).collect();
    let (quantity, amount) = match is_asset {
        true => (asset_lines::QUANTITY.id(), asset_lines::VALUE.id()),
        false => (stock_lines::QUANTITY.id(), stock_lines::AMOUNT.id()),
    };
    // Of what becomes assets there is no half: whoever accepts it says how many cards' worth came.
    let n = Value::decimal(n);
    cells.extend(Some((quantity.to_owned(), n.clone())).filter(|(_, n)| !is_asset || n.as_integer().is_some()));
    // With a price the amount follows from what really comes, when it is accepted.
    if row.cell(ordered::PRICE.id()).is_none_or(Value::is_empty) {
        cells.extend(cost(row, &n).map(|cost| (amount.to_owned(), cost.into())));
    }
    Op::Line { field: field.to_owned(), row: row.id.clone(), cells }
}

/// What so many of a line cost, if it says so.
fn cost(row: &Line, n: &Value) -> Option<i64> {
    let cents = |column: &str| row.cell(column).and_then(Value::as_integer);
    let whole = || cents(ordered::AMOUNT.id()).filter(|_| row.cell(ordered::QUANTITY.id()) == Some(n));
    cents(ordered::PRICE.id()).and_then(|price| n.cost(price)).or_else(whole)
}

/// An order of which a receipt was made void that had been accepted: it waits for the goods again. What was settled stays.
fn take_back(edit: &mut Edit<'_>, order: RecordId) -> Result<()> {
    let Some(paper) = load(edit, order)? else { return Ok(()) };
    if paper.state() == SETTLED {
        return Err(StepError::Settled(receipts::ORDER.id().to_owned()).into());
    }
    let accepted = deliveries(edit, order)?.iter().any(|receipt| receipt.state() == ACCEPTED);
    let step = if accepted { "take-back-part" } else { "take-back" };
    match edit.walk(order, step, None, DEEPEST) {
        // It was taken back already, or is void; or the office has left the step out.
        Err(Error::Step(StepError::WrongState { .. } | StepError::Unknown(_))) => Ok(()),
        done => done,
    }
}

/// The receipts of an order that claim something of it.
fn deliveries(edit: &mut Edit<'_>, order: RecordId) -> Result<Vec<Record>> {
    let mut ids = edit.pointing(order, receipts::REGISTER.key, receipts::ORDER.id())?;
    // What this very action has written is not in the read model yet.
    ids.extend(edit.touched(receipts::REGISTER.key));
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::new();
    for id in ids {
        let record = load(edit, id)?;
        found.extend(record.filter(|r| r.text(receipts::ORDER.id()) == order.to_string() && CLAIMING.contains(&r.state())));
    }
    Ok(found)
}

fn load(edit: &mut Edit<'_>, id: RecordId) -> Result<Option<Record>> {
    match edit.staged(id) {
        Some(record) => Ok(Some(record)),
        None => apply::record(edit.connection(), id),
    }
}

fn set(field: &str, value: Value) -> Op {
    Op::Set { field: field.to_owned(), value: Some(value) }
}

/// How many a row says, in ten-thousandths.
fn parts(row: &Line, column: &str) -> Option<i64> {
    row.cell(column).and_then(Value::as_decimal)
}

fn text<'a>(row: &'a Line, column: &str) -> &'a str {
    row.cell(column).and_then(Value::as_text).unwrap_or_default()
}
