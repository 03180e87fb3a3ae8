//! Counting the store: what was counted stands, and the difference to the books at that moment is posted, so that issues
//! that come to light later neither vanish nor count twice.

use registers::book::{stock_movements, supplies};
use registers::def::{Calc, Phase};
use registers::document::Op;
use registers::{RecordId, Value};
use rusqlite::{Connection, OptionalExtension, params};

use crate::commit::Edit;
use crate::{Committed, Error, Moment, Replica, Result, merged, schema};

/// The kind of movement that posts a count.
const ADJUST: &str = "adjust";

/// The kinds of movement that take away, as the register of supplies has it.
fn minus() -> &'static [&'static str] {
    match supplies::REGISTER.derived("stock").map(|d| d.calc) {
        Some(Calc::Sum { minus: Some((_, kinds)), .. }) => kinds,
        _ => &[],
    }
}

/// SQL for how a movement `o` changes the stock.
pub(crate) fn change() -> String {
    let kinds: Vec<String> = minus().iter().map(|k| crate::calc::quote(k)).collect();
    format!("CASE WHEN o.f_kind IN ({}) THEN -coalesce(o.f_quantity,0) ELSE coalesce(o.f_quantity,0) END", kinds.join(","))
}

/// SQL for whether a movement `o` is of an item (SQL for its ULID), or of one that was merged into it.
pub(crate) fn is_of(item: &str) -> String {
    let items = merged::with_merged(&supplies::REGISTER, item);
    format!("o.id IN (SELECT k.record FROM link k WHERE k.target IN {items} AND k.field='{}')", stock_movements::ITEM.id())
}

/// SQL for the stock of an item (SQL for its ULID) by the books before a moment: that of the day and the writing of
/// a movement `c`. What was written later for an earlier day counts as earlier.
pub(crate) fn book_at(item: &str, day: &str, written: &str) -> String {
    format!(
        "(SELECT round(total({}),4) FROM \"{}\" o WHERE {} AND o.phase IN ({},{})
          AND (coalesce(o.f_at,'')<{day} OR (coalesce(o.f_at,'')={day} AND o.created<{written})))",
        change(),
        schema::table(&stock_movements::REGISTER),
        is_of(item),
        Phase::Open as i64,
        Phase::Done as i64
    )
}

impl Replica {
    /// Writes down that so many of an item were counted, and what that differs by from the books at this moment. The
    /// adjustment waits for its approval; until then it is reckoned anew with what comes to light.
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] when there is no such item, and those of a commit.
    pub fn count_stock(&mut self, item: RecordId, counted: Value, reason: &str, now: Moment) -> Result<Committed<RecordId>> {
        self.transact("create:stock-movements", now, |edit| edit.count_stock(item, counted, reason))
    }
}

impl Edit<'_> {
    /// See [`Replica::count_stock`].
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] when there is no such item, and when a value does not fit.
    pub fn count_stock(&mut self, item: RecordId, counted: Value, reason: &str) -> Result<RecordId> {
        // What was merged is counted as what stands for it.
        let item = merged::standing(self.connection(), item)?;
        let record = self.record(item)?;
        if record.register != supplies::REGISTER.key {
            return Err(Error::UnknownRecord(item));
        }
        let mut ops = vec![
            Op::set(stock_movements::NAME, record.text(supplies::NAME.id())),
            Op::set(stock_movements::ITEM, item),
            Op::set(stock_movements::KIND, ADJUST),
            set(stock_movements::COUNTED.id(), counted),
            Op::set(stock_movements::UNIT, record.text(supplies::UNIT.id())),
            Op::set(stock_movements::REASON, reason),
        ];
        ops.retain(|op| !matches!(op, Op::Set { value: Some(v), .. } if v.is_empty()));
        let price = record.get(supplies::PRICE.id()).and_then(Value::as_integer);
        ops.extend(price.map(|price| Op::set(stock_movements::UNIT_PRICE, price)));
        let id = self.create_following(&stock_movements::REGISTER, &ops)?;
        restate(self, id)?;
        Ok(id)
    }
}

/// The difference that a new movement posts where somebody has typed what was counted, and not by how much that differs.
pub(crate) fn follow_count(edit: &mut Edit<'_>, id: RecordId, register: &str) -> Result<()> {
    let is_movement = register == stock_movements::REGISTER.key;
    if !is_movement || edit.record(id)?.is_filled(stock_movements::QUANTITY.id()) {
        return Ok(());
    }
    restate(edit, id)
}

/// Reckons the difference that a count posts anew, from what the books have by now for the moment of the count.
pub(super) fn restate(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    let record = edit.record(id)?;
    let counted = record.get(stock_movements::COUNTED.id()).and_then(Value::as_decimal);
    let (Some(counted), ADJUST) = (counted, record.text(stock_movements::KIND.id())) else { return Ok(()) };
    let (item, day) = (record.text(stock_movements::ITEM.id()), record.text(stock_movements::AT.id()));
    let Ok(item) = item.parse::<RecordId>() else { return Ok(()) };
    let book = book_before(edit.connection(), id, item, day)?;
    let delta = Value::decimal(counted.saturating_sub(book));
    let price = record.get(stock_movements::UNIT_PRICE.id()).and_then(Value::as_integer);
    let amount = price.and_then(|price| delta.cost(price));
    let mut ops = vec![set(stock_movements::BOOK_QUANTITY.id(), Value::decimal(book)), set(stock_movements::QUANTITY.id(), delta)];
    ops.extend(amount.map(|amount| Op::set(stock_movements::AMOUNT, amount)));
    // What is posted is written over by nobody but the reckoning itself.
    edit.put_back(id, &ops)
}

fn set(field: &str, value: Value) -> Op {
    Op::Set { field: field.to_owned(), value: Some(value) }
}

/// The stock by the books at the moment of a count, in ten-thousandths: for one that is being written that is now.
fn book_before(conn: &Connection, count: RecordId, item: RecordId, day: &str) -> Result<i64> {
    let sql =
        format!("SELECT t.created FROM \"{}\" t JOIN record r ON r.id=t.id WHERE r.ulid=?1", schema::table(&stock_movements::REGISTER));
    let written: Option<i64> = conn.prepare_cached(&sql)?.query_row([count.to_bytes()], |r| r.get(0)).optional()?;
    let sql = format!("SELECT {}", book_at("?1", "?2", "?3"));
    let stock: f64 = conn.prepare_cached(&sql)?.query_row(params![item.to_bytes(), day, written.unwrap_or(i64::MAX)], |r| r.get(0))?;
    // What is out of reach was written by nobody who counted.
    Ok(Value::of_real(stock).and_then(|stock| stock.as_decimal()).unwrap_or(0))
}
