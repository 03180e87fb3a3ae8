//! What reports and lists tell of the campaigns that run, worked out now: of those that are closed it is written down.
//!
//! It takes as long as there are sightings, however many campaigns there are. Where there are more than a report can hold
//! against the books in its time, the newest campaigns come first, and of the others nobody knows.

use std::rc::Rc;

use registers::RecordId;
use registers::book::{observations, stocktakes};
use registers::def::Register;

use super::coverage::{Zones, so_far};
use super::{Places, Sheet};
use crate::calc::quote;
use crate::query::Reader;
use crate::{Result, schema};

/// States of a campaign that runs.
const RUNNING: &str = "'frozen','counting','recounting','variances','approval','posting'";

/// Greatest number of sightings that a report holds against the books, but for those of the newest campaign.
pub(super) const MOST_SIGHTINGS: usize = 120_000;

/// The campaigns whose sightings are looked at, the newest first as they are given with the number of these, and the others.
pub(super) fn within<T>(campaigns: Vec<(T, usize)>, most: usize) -> (Vec<T>, Vec<T>) {
    let (mut looked_at, mut others, mut sum) = (Vec::new(), Vec::new(), 0_usize);
    for (campaign, count) in campaigns {
        sum = sum.saturating_add(count);
        if looked_at.is_empty() || sum <= most { &mut looked_at } else { &mut others }.push(campaign);
    }
    (looked_at, others)
}

/// The zones of the campaigns that run, each with its row; none where they are not worked out. Those that were never frozen are left out.
fn running(reader: &Reader, only: Option<&[RecordId]>, most: usize) -> Result<Vec<(i64, Option<Zones>)>> {
    let conn = reader.connection();
    let sql = format!(
        "SELECT t.id, r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.state IN ({RUNNING}) AND t.f_frozen_books<>''{} ORDER BY r.ulid DESC",
        schema::table(&stocktakes::REGISTER),
        among(only)
    );
    // Void ones among them: the index alone knows how many there are.
    let count = format!("SELECT count(*) FROM \"{}\" WHERE f_campaign=?1", schema::table(&observations::REGISTER));
    let mut count = conn.prepare_cached(&count)?;
    let (mut statement, mut found) = (conn.prepare(&sql)?, Vec::new());
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let id = RecordId::from_bytes(r.get(1)?);
        let sightings = count.query_row([id.to_string()], |r| r.get::<_, i64>(0))?;
        found.push(((r.get::<_, i64>(0)?, id), usize::try_from(sightings).unwrap_or(usize::MAX)));
    }
    let (looked_at, others) = within(found, most);
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

/// What the campaigns that run have counted, as JSON by the rows of their records: how many expected assets were seen by others than
/// their custodians and by these alone; null of those of which nobody knows. None for other registers.
pub(crate) fn tallied(reader: &Reader, register: &Register, only: Option<&[RecordId]>) -> Result<Option<String>> {
    if register.key != stocktakes::REGISTER.key {
        return Ok(None);
    }
    tallied_of(reader, only, MOST_SIGHTINGS).map(Some)
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
    Ok(serde_json::Value::Object(all).to_string())
}

/// What a campaign `t` has counted, as SQL: one that runs by what is known of those, one that was closed by what was written down.
pub(crate) fn counted(known: &str, t: &str, column: &str, otherwise: &str) -> String {
    let known = |path: &str| format!("({},'$.\"'||{t}.id||'\"{path}')", quote(known));
    let (running, column) = (known(&format!(".{column}")), quote(&format!("$.{column}")));
    let known = known("");
    let written = format!("line w WHERE w.record={t}.id AND w.field='zones' AND json_extract(w.cells,'$.seen') IS NOT NULL");
    // They are few: a value is looked for among all of them.
    format!(
        "CASE WHEN {t}.state IN ({RUNNING}) AND json_type{known} IS NOT NULL THEN json_extract{running}
          WHEN {t}.state='closed' AND EXISTS(SELECT 1 FROM {written}) THEN (SELECT CAST(total(json_extract(w.cells,{column})) AS INTEGER) FROM {written})
          ELSE {otherwise} END"
    )
}

/// Of the records `r` only these.
fn among(only: Option<&[RecordId]>) -> String {
    let hex = |id: &RecordId| format!("x'{:032x}'", u128::from_be_bytes(id.to_bytes()));
    only.map(|ids| format!(" AND r.ulid IN ({})", ids.iter().map(hex).collect::<Vec<_>>().join(","))).unwrap_or_default()
}
