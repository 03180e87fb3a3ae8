//! What reports and lists tell of the campaigns that run, worked out now: of those that are closed it is written down.
//!
//! It takes as long as there are sightings, however many campaigns there are. Where there are more than a report can hold
//! against the books in its time, the newest campaigns come first, and of the others nobody knows.

use std::rc::Rc;

use registers::RecordId;
use registers::book::{observations, stocktakes};
use registers::def::Register;
use rusqlite::Connection;

use super::coverage::{Zones, so_far};
use super::{Places, Sheet};
use crate::calc::{self, quote};
use crate::query::Reader;
use crate::{Result, schema};

/// Greatest number of sightings that a report holds against the books, but for those of the newest campaign.
const MOST_SIGHTINGS: usize = 120_000;

/// The campaigns whose sightings are looked at, the newest first as they are given, and the others.
pub(super) fn within<T>(conn: &Connection, campaigns: Vec<T>, id: impl Fn(&T) -> RecordId) -> Result<(Vec<T>, Vec<T>)> {
    within_most(conn, campaigns, id, MOST_SIGHTINGS)
}

fn within_most<T>(conn: &Connection, campaigns: Vec<T>, id: impl Fn(&T) -> RecordId, most: usize) -> Result<(Vec<T>, Vec<T>)> {
    // Void ones among them: the index alone knows how many there are.
    let sql = format!("SELECT count(*) FROM \"{}\" WHERE f_campaign=?1", schema::table(&observations::REGISTER));
    let mut statement = conn.prepare_cached(&sql)?;
    let (mut looked_at, mut others, mut sum) = (Vec::new(), Vec::new(), 0_usize);
    for campaign in campaigns {
        let count = statement.query_row([id(&campaign).to_string()], |r| r.get::<_, i64>(0))?;
        sum = sum.saturating_add(usize::try_from(count).unwrap_or(usize::MAX));
        if looked_at.is_empty() || sum <= most { &mut looked_at } else { &mut others }.push(campaign);
    }
    Ok((looked_at, others))
}

/// The zones of the campaigns that run, each with its row; none where they are not worked out. Those that were never frozen are left out.
fn running(reader: &Reader, only: Option<&[RecordId]>, most: usize) -> Result<Vec<(i64, Option<Zones>)>> {
    let conn = reader.connection();
    let sql = format!(
        "SELECT t.id, r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.state IN ('frozen','counting','recounting','variances','approval','posting') AND t.f_frozen_books<>'' ORDER BY r.ulid DESC",
        schema::table(&stocktakes::REGISTER)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map([], |r| Ok((r.get::<_, i64>(0)?, RecordId::from_bytes(r.get(1)?))))?;
    let mut found = found.collect::<rusqlite::Result<Vec<_>>>()?;
    if let Some(only) = only {
        found.retain(|(_, id)| only.contains(id));
    }
    let (looked_at, others) = within_most(conn, found, |(_, id)| *id, most)?;
    let places = Rc::new(Places::read(conn)?);
    let mut all = Vec::with_capacity(looked_at.len() + others.len());
    for (row, id) in looked_at {
        if let Some(sheet) = Sheet::open_among(conn, id, &places)? {
            all.push((row, Some(so_far(reader, row, &sheet)?)));
        }
    }
    all.extend(others.into_iter().map(|(row, _)| (row, None)));
    Ok(all)
}

/// The rows of a report over the zones, as a table `record, field, row, cells`: those of the campaigns that run are worked
/// out now, those of the others are as they were written down.
pub(crate) fn coverage_rows(reader: &Reader, register: &Register) -> Result<String> {
    coverage_rows_of(reader, register, MOST_SIGHTINGS)
}

pub(crate) fn coverage_rows_of(reader: &Reader, register: &Register, most: usize) -> Result<String> {
    let (mut made, mut rows) = (Vec::new(), Vec::new());
    for (row, zones) in running(reader, None, most)? {
        let Some(zones) = zones else { continue };
        rows.push(row.to_string());
        for (zone, surplus) in zones.each() {
            made.push(serde_json::json!({ "r": row, "c": {
                "zone": zone.zone, "expected": zone.expected, "seen": zone.seen, "own": zone.own, "missing": zone.missing(),
                "outside": zone.outside.saturating_sub(*surplus), "surplus": surplus, "value": zone.value,
            } }));
        }
    }
    Ok(format!(
        "(SELECT record, field, row, cells FROM line WHERE record IN (SELECT id FROM \"{}\") AND field='zones' AND record NOT IN ({})
          UNION ALL SELECT json_extract(value,'$.r'), 'zones', '', json_extract(value,'$.c') FROM json_each({}))",
        schema::table(register),
        rows.join(","),
        quote(&serde_json::Value::from(made).to_string())
    ))
}

/// The rows of a report over the custodians, likewise: those that were written down at the freezing, and of a campaign that
/// was never frozen its list.
pub(crate) fn custodian_rows(register: &Register) -> String {
    let table = schema::table(register);
    format!(
        "(SELECT record, field, row, cells FROM line WHERE record IN (SELECT id FROM \"{table}\") AND field='custodians'
          UNION ALL SELECT record, 'custodians', row, json_object('custodian', json_extract(cells,'$.custodian'), 'expected', 1, 'value', json_extract(cells,'$.value'))
          FROM line WHERE record IN (SELECT id FROM \"{table}\" WHERE coalesce(f_frozen_books,'')='') AND field='expected')"
    )
}

/// What the campaigns have counted, as JSON by the rows of their records: how many expected assets were seen by others than
/// their custodians and by these alone; null of those of which nobody knows. Nothing for other registers.
pub(crate) fn tallied(reader: &Reader, register: &Register, only: Option<&[RecordId]>) -> Result<String> {
    if register.key != stocktakes::REGISTER.key {
        return Ok(calc::NOTHING.to_owned());
    }
    tallied_of(reader, only, MOST_SIGHTINGS)
}

pub(crate) fn tallied_of(reader: &Reader, only: Option<&[RecordId]>, most: usize) -> Result<String> {
    let mut all = serde_json::Map::new();
    for (row, zones) in running(reader, only, most)? {
        let sum = |zones: Zones| {
            let (seen, own) = zones.each().fold((0, 0), |(seen, own), (zone, _)| (seen + zone.seen, own + zone.own));
            serde_json::json!({ "seen": seen, "own": own })
        };
        all.insert(row.to_string(), zones.map_or(serde_json::Value::Null, sum));
    }
    let sql = format!(
        "SELECT t.id, total(json_extract(w.cells,'$.seen')), total(json_extract(w.cells,'$.own')) FROM \"{}\" t
         JOIN line w ON w.record=t.id AND w.field='zones' WHERE t.state='closed' AND json_extract(w.cells,'$.seen') IS NOT NULL GROUP BY t.id",
        schema::table(&stocktakes::REGISTER)
    );
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (seen, own) = (row.get::<_, f64>(1)? as i64, row.get::<_, f64>(2)? as i64);
        all.insert(row.get::<_, i64>(0)?.to_string(), serde_json::json!({ "seen": seen, "own": own }));
    }
    Ok(serde_json::Value::Object(all).to_string())
}
