//! Against which quota something counts that is taken from the store, and what it costs: whoever hands in a requisition, or
//! issues over the counter, need not know that there is a quota.

use registers::book::{requisitions, stock_movements, supplies, supply_quotas};
use registers::document::{Op, Record};
use registers::{RecordId, Value};
use rusqlite::{OptionalExtension, params};

use crate::commit::Edit;
use crate::{Result, apply, schema};

/// The step with which a requisition is handed in.
const SUBMIT: &str = "submit";
/// The step with which something comes in, is handed out or given back over the counter.
const POST: &str = "post";
/// The same for losses and counts.
const APPROVE: &str = "approve";
/// Movements that a department pays for, or gets back.
const OF_DEPARTMENTS: &[&str] = &["issue", "return"];

/// Names the quota of a requisition that is handed in, or of an issue over the counter, and says what a movement costs.
pub(super) fn follow(edit: &mut Edit<'_>, id: RecordId, step: &str) -> Result<()> {
    let register = edit.stage(id)?.key;
    let record = edit.record(id)?;
    let mut ops = Vec::new();
    match step {
        SUBMIT if register == requisitions::REGISTER.key && !record.is_filled(requisitions::QUOTA.id()) => {
            let (department, day) = (record.text(requisitions::REQUESTING_DEPT.id()), record.text(requisitions::APPLIED_ON.id()));
            ops.extend(in_force(edit, department, day)?.map(|quota| named(requisitions::QUOTA.id(), quota)));
        }
        POST | APPROVE if register == stock_movements::REGISTER.key => {
            let of_department = OF_DEPARTMENTS.contains(&record.text(stock_movements::KIND.id()));
            if of_department && !record.is_filled(stock_movements::QUOTA.id()) {
                let (department, day) = (record.text(stock_movements::DEPARTMENT.id()), record.text(stock_movements::AT.id()));
                ops.extend(in_force(edit, department, day)?.map(|quota| named(stock_movements::QUOTA.id(), quota)));
            }
            ops.extend(cost(edit, &record)?);
        }
        _ => {}
    }
    if ops.is_empty() { Ok(()) } else { edit.put_back(id, &ops) }
}

/// The quota that is in force for a department on a day. Of several the one that began last is the narrowest.
fn in_force(edit: &Edit<'_>, department: &str, day: &str) -> Result<Option<RecordId>> {
    if department.is_empty() || day.is_empty() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.state='in-force' AND t.f_quota_dept=?1
         AND coalesce(t.f_starts,'')<=?2 AND coalesce(nullif(t.f_ends,''),'9999')>=?2
         ORDER BY coalesce(t.f_starts,'') DESC, r.ulid LIMIT 1",
        schema::table(&supply_quotas::REGISTER)
    );
    let found: Option<[u8; 16]> = edit.connection().prepare_cached(&sql)?.query_row(params![department, day], |r| r.get(0)).optional()?;
    Ok(found.map(RecordId::from_bytes))
}

/// What a movement costs where nobody said so: its number times its price, or the price that the list of supplies names.
pub(crate) fn cost(edit: &mut Edit<'_>, record: &Record) -> Result<Vec<Op>> {
    let number = |field: &str| record.get(field).and_then(Value::as_integer);
    if record.is_filled(stock_movements::AMOUNT.id()) {
        return Ok(Vec::new());
    }
    let mut ops = Vec::new();
    let price = match number(stock_movements::UNIT_PRICE.id()) {
        Some(price) => Some(price),
        // What comes in costs what its paper says, not what the list does.
        None if !OF_DEPARTMENTS.contains(&record.text(stock_movements::KIND.id())) => None,
        None => {
            let listed = listed_price(edit, record.text(stock_movements::ITEM.id()))?;
            ops.extend(listed.map(|price| Op::set(stock_movements::UNIT_PRICE, price)));
            listed
        }
    };
    let amount = price.zip(record.get(stock_movements::QUANTITY.id())).and_then(|(price, n)| n.cost(price));
    ops.extend(amount.map(|amount| Op::set(stock_movements::AMOUNT, amount)));
    Ok(ops)
}

fn listed_price(edit: &mut Edit<'_>, item: &str) -> Result<Option<i64>> {
    let Ok(item) = item.parse::<RecordId>() else { return Ok(None) };
    let record = match edit.staged(item) {
        Some(record) => Some(record),
        None => apply::record(edit.connection(), item)?,
    };
    Ok(record.and_then(|record| record.get(supplies::PRICE.id()).and_then(Value::as_integer)))
}

fn named(field: &str, quota: RecordId) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::Text(quota.to_string())) }
}
