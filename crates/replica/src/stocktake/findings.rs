//! What sightings show at first sight, where nobody has written it down: in a blind count nobody may, and a list that was
//! imported knows only what was seen.

use std::collections::BTreeMap;
use std::rc::Rc;

use registers::RecordId;
use registers::book::{observations, stocktakes};
use registers::def::Phase;

use super::running::{MOST_SIGHTINGS, within};
use super::sheet::{UNWRITTEN, text};
use super::{MATCHED, Places, Sheet};
use crate::calc::quote;
use crate::query::Reader;
use crate::{Result, schema};

/// The finding of an observation `t` as SQL: what was written down, else what the books of its campaign say of it.
pub(crate) fn column(reader: &Reader) -> Result<String> {
    let conn = reader.connection();
    // Only those of which nothing is written down are held against the books.
    let sql =
        format!("SELECT f_campaign, count(*) FROM \"{}\" WHERE {UNWRITTEN} GROUP BY f_campaign", schema::table(&observations::REGISTER));
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut unwritten = BTreeMap::new();
    while let Some(r) = rows.next()? {
        if let Ok(campaign) = text(r, 0)?.parse::<RecordId>() {
            unwritten.insert(campaign, usize::try_from(r.get::<_, i64>(1)?).unwrap_or(usize::MAX));
        }
    }
    let sql = format!(
        "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.f_frozen_at<>'' AND t.phase<{} ORDER BY r.ulid DESC",
        schema::table(&stocktakes::REGISTER),
        Phase::Void as i64
    );
    let frozen =
        conn.prepare_cached(&sql)?.query_map([], |r| Ok(RecordId::from_bytes(r.get(0)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let counted = frozen.into_iter().filter_map(|id| Some((id, *unwritten.get(&id)?))).collect();
    // Of the others it shows what was written down, and nobody knows the rest.
    let (frozen, _) = within(counted, MOST_SIGHTINGS);
    let places = Rc::new(Places::read(conn)?);
    let mut shown: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for campaign in &frozen {
        let Some(sheet) = Sheet::open_among(conn, *campaign, &places)? else { continue };
        for (row, kind) in sheet.unwritten()?.into_iter().filter(|(_, kind)| *kind != MATCHED) {
            shown.entry(kind).or_default().push(row);
        }
    }
    // The few that differ: the others are as the books have them.
    let kinds = shown.iter().map(|(kind, rows)| {
        let rows = quote(&serde_json::Value::from(rows.as_slice()).to_string());
        format!(" WHEN t.id IN (SELECT value FROM json_each({rows})) THEN {}", quote(kind))
    });
    let campaigns = quote(&serde_json::Value::from(frozen.iter().map(ToString::to_string).collect::<Vec<_>>()).to_string());
    Ok(format!(
        "coalesce(nullif(t.f_finding,''), CASE WHEN coalesce(t.f_campaign,'') NOT IN (SELECT value FROM json_each({campaigns})) THEN NULL{} ELSE {} END)",
        kinds.collect::<String>(),
        quote(MATCHED)
    ))
}
