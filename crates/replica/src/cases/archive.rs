//! The archive: doubled numbers, items that two desks lent, and destruction of what somebody has or was to be kept.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use registers::book::{archive_items as items, archive_loans as loans};
use registers::document::STATE;
use registers::{RecordId, Value};

use super::ask::{clock, id, in_order, key, text};
use super::{Case, Choice, doubled, quoted, shown, states_of, step_from};
use crate::query::Reader;
use crate::{Result, schema};

/// Greatest number of items and loans that are looked at.
const MOST: usize = 2_000;

/// One archive number on two items.
pub(super) fn number_doubled(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let found = doubled::find(reader, &items::REGISTER, &[], limit)?;
    Ok(found.iter().map(|d| d.case("archive-number-doubled", &items::REGISTER)).collect())
}

/// A loan by which an item is out.
struct Loan {
    id: RecordId,
    borrower: String,
    out_at: String,
    state: String,
}

/// One item out on two loans: whoever had it first holds it.
pub(super) fn lent_twice(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let table = schema::table(&loans::REGISTER);
    let sql = format!(
        "SELECT t.f_item, r.ulid, t.f_borrower, t.f_out_at, t.state FROM \"{table}\" t JOIN record r ON r.id=t.id
         WHERE t.state='out' AND t.f_item IN (SELECT f_item FROM \"{table}\" WHERE state='out' AND f_item<>'' GROUP BY f_item HAVING count(*)>1)
         ORDER BY t.f_item, r.ulid LIMIT {MOST}"
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement
        .query_map([], |r| Ok((text(r, 0)?, Loan { id: id(r, 1)?, borrower: text(r, 2)?, out_at: text(r, 3)?, state: text(r, 4)? })))?;
    let mut by_item: BTreeMap<String, Vec<Loan>> = BTreeMap::new();
    for row in rows {
        let (item, loan) = row?;
        by_item.entry(item).or_default().push(loan);
    }
    let mut cases = Vec::new();
    for (item, mut loans) in by_item.into_iter().take(limit) {
        let order = in_order(reader, loans.iter().map(|l| l.id).collect())?;
        loans.sort_by_key(|l| (l.out_at.clone(), order.iter().position(|id| *id == l.id)));
        cases.push(lent(reader, &item, &loans)?);
    }
    Ok(cases)
}

fn lent(reader: &Reader, item: &str, loans: &[Loan]) -> Result<Case> {
    let mut records: Vec<RecordId> = loans.iter().map(|l| l.id).collect();
    let key = key(&records);
    let mut choices = Vec::new();
    for loan in loans.iter().rev() {
        let mode = reader.record(loan.id)?.map(|card| card.record.text("mode").to_owned()).unwrap_or_default();
        let back = if mode == "lending" { "return" } else { "take-back" };
        choices.extend(step_from(&loans::REGISTER, loan.id, &loan.state, back));
    }
    choices.extend([Choice::Decide("put-right"), Choice::Decide("both-stand")]);
    let named = |at: usize| loans.get(at).map(|l| (l.borrower.clone(), clock(&l.out_at))).unwrap_or_default();
    let ((one, one_since), (other, other_since)) = (named(0), named(1));
    let item = RecordId::from_string(item).ok();
    let title = item.map(|item| reader.title(item)).transpose()?.flatten().unwrap_or_default();
    records.extend(item);
    Ok(Case {
        kind: "item-lent-twice",
        key,
        records,
        ruled: true,
        facts: vec![("item", quoted(&title)), ("one", one), ("one_since", one_since), ("other", other), ("other_since", other_since)],
        choices,
    })
}

/// States on the way to destruction, and after it.
const DOOMED: &[&str] = &["awaiting-destruction", "destroyed"];

/// An item is to be destroyed, or was, while it is lent or promised, or was kept on by another desk, or must not be
/// destroyed: the destruction is blocked.
pub(super) fn destruction_blocked(reader: &Reader, _: DateTime, limit: usize) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for item in doomed(reader)? {
        cases.extend(blocked(reader, item)?);
        if cases.len() >= limit {
            break;
        }
    }
    Ok(cases)
}

/// Items that may be cases: from the loans that are open, from those on a list with a hold, and from those of which desks
/// tell different states.
fn doomed(reader: &Reader) -> Result<Vec<RecordId>> {
    let (item, loan) = (schema::table(&items::REGISTER), schema::table(&loans::REGISTER));
    let sql = format!(
        "SELECT r.ulid FROM \"{loan}\" l JOIN link k ON k.record=l.id AND k.field='item' JOIN record r ON r.ulid=k.target JOIN \"{item}\" t ON t.id=r.id
           WHERE l.state IN ('approved','out','lost') AND (t.state IN ('awaiting-destruction','destroyed') OR t.conflicts>0)
         UNION SELECT r.ulid FROM \"{item}\" t JOIN record r ON r.id=t.id WHERE t.state='awaiting-destruction' AND t.f_hold=1
         UNION SELECT r.ulid FROM parallel p JOIN \"{item}\" t ON t.id=p.record JOIN record r ON r.id=t.id
           WHERE p.register=?1 AND (t.state='destroyed' AND t.f_hold=1 OR t.conflicts>0)
         ORDER BY 1 DESC LIMIT {MOST}"
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map([items::REGISTER.key], |r| id(r, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn blocked(reader: &Reader, item: RecordId) -> Result<Option<Case>> {
    let Some(card) = reader.record(item)? else { return Ok(None) };
    let states = states_of(&items::REGISTER, &card.record);
    if card.record.state() == "void" || !states.iter().any(|s| DOOMED.contains(s)) {
        return Ok(None);
    }
    let open = open_loans(reader, item)?;
    let held = card.record.values(items::HOLD.id()).contains(&Value::Yes(true));
    let kept = states.iter().any(|s| !DOOMED.contains(s));
    if open.is_empty() && !held && !kept {
        return Ok(None);
    }
    let mut choices = Vec::new();
    if states.len() > 1 {
        choices.extend(states.iter().map(|state| Choice::Keep { id: item, field: STATE, value: Value::from(*state) }));
    }
    choices.extend(step_from(&items::REGISTER, item, card.record.state(), "spare"));
    for loan in &open {
        choices.extend(["cancel", "return", "settle"].into_iter().filter_map(|s| step_from(&loans::REGISTER, loan.id, &loan.state, s)));
    }
    choices.push(Choice::Decide("noted"));
    let mut records = vec![item];
    records.extend(open.iter().map(|l| l.id));
    Ok(Some(Case {
        kind: "destruction-blocked",
        key: format!("{}{} {}", states.join("+"), if held { "+hold" } else { "" }, key(&records)),
        records,
        ruled: true,
        facts: vec![
            ("item", quoted(card.record.text(items::TITLE.id()))),
            ("number", card.record.text(items::ARCHIVE_NO.id()).to_owned()),
            ("borrower", shown(open.first().map(|l| l.borrower.clone()).unwrap_or_default())),
        ],
        choices,
    }))
}

fn open_loans(reader: &Reader, item: RecordId) -> Result<Vec<Loan>> {
    let sql = format!(
        "SELECT r.ulid, t.f_borrower, t.f_out_at, t.state FROM link k JOIN \"{}\" t ON t.id=k.record JOIN record r ON r.id=t.id
         WHERE k.target=?1 AND k.field='item' AND r.register=?2 AND t.state IN ('approved','out','lost') ORDER BY r.ulid LIMIT 100",
        schema::table(&loans::REGISTER)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params![item.to_bytes(), loans::REGISTER.key], |r| {
        Ok(Loan { id: id(r, 0)?, borrower: text(r, 1)?, out_at: text(r, 2)?, state: text(r, 3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
