//! How far a campaign is counted: the books at the freezing zone by zone, and what was seen of them.

use std::collections::BTreeMap;
use std::rc::Rc;

use registers::book::stocktakes::{self, zones};
use registers::def::Register;
use registers::document::{Op, cell};
use registers::{RecordId, order};
use rusqlite::OptionalExtension;

use super::books::Frontier;
use super::{Counted, OUTSIDE, Places, Sheet};
use crate::commit::Edit;
use crate::query::Reader;
use crate::{Error, Result, schema};

/// Greatest number of zones that a campaign keeps; the places beyond are one zone together.
const MOST_ZONES: usize = 1_000;
/// The zone of the places beyond.
const REST: &str = "…";
/// Greatest number of running campaigns whose coverage a report works out; of those beyond it shows what is written down.
const MOST_RUNNING: usize = 3;

/// What a campaign has shown so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Count {
    /// Assets that the books expect and those that were seen besides, then things without a known label.
    pub counted: Vec<Counted>,
    /// How far each zone is counted, by name. One without a name stands for what no team's zone covers.
    pub zones: Vec<Zone>,
}

/// How far a zone is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Zone {
    /// The zone.
    pub zone: String,
    /// Assets that the books expect there.
    pub expected: usize,
    /// Those of them that somebody saw who does not keep them, wherever it was.
    pub seen: usize,
    /// Those that only whoever keeps them saw.
    pub own: usize,
    /// Things seen there for which the campaign does not look, and things that the books do not know; in the zone without a
    /// name those assets that are of the scope and in no team's zone.
    pub outside: usize,
    /// What the expected ones cost.
    pub value: i64,
}

impl Zone {
    /// Assets that nobody saw.
    pub fn missing(&self) -> usize {
        self.expected.saturating_sub(self.seen).saturating_sub(self.own)
    }
}

/// Zones by name.
#[derive(Default)]
struct Zones(BTreeMap<String, Zone>);

impl Zones {
    fn of(sheet: &Sheet<'_>) -> Zones {
        let mut zones = Zones::default();
        for zone in sheet.team_zones() {
            zones.at(zone.clone());
        }
        zones
    }

    fn at(&mut self, zone: String) -> &mut Zone {
        self.0.entry(zone.clone()).or_insert_with(|| Zone { zone, ..Zone::default() })
    }

    /// Adds what was seen of one thing.
    fn take(&mut self, sheet: &Sheet<'_>, expected: bool, one: &Counted) {
        if expected {
            let zone = self.kept_at(sheet.zone_of(&one.start_zone));
            zone.own += usize::from(one.own);
            zone.seen += usize::from(!one.seen.is_empty() && !one.own);
            return;
        }
        // In a zone of its own where no team was sent: it was seen there all the same.
        for seen in one.seen.iter().filter(|_| one.asset.is_none() || one.kind == OUTSIDE) {
            self.kept_at(sheet.zone_of(&seen.zone)).outside += 1;
        }
    }

    /// A zone, or the rest where that was written down with it.
    fn kept_at(&mut self, zone: String) -> &mut Zone {
        let rest = !self.0.contains_key(&zone) && self.0.contains_key(REST);
        self.at(if rest { REST.to_owned() } else { zone })
    }

    /// As they are shown.
    fn in_order(self) -> Vec<Zone> {
        let mut all: Vec<Zone> = self.0.into_values().collect();
        all.sort_by(|a, b| order::compare(&a.zone, &b.zone));
        all
    }

    /// As a campaign keeps them: the largest, and the rest as one.
    fn kept(self) -> Vec<Zone> {
        let mut all: Vec<Zone> = self.0.into_values().collect();
        if all.len() > MOST_ZONES {
            all.sort_by(|a, b| b.expected.cmp(&a.expected).then_with(|| a.zone.cmp(&b.zone)));
            let rest = all.split_off(MOST_ZONES - 1);
            let add = |sum: Zone, z: Zone| Zone {
                zone: sum.zone,
                expected: sum.expected + z.expected,
                seen: sum.seen + z.seen,
                own: sum.own + z.own,
                outside: sum.outside + z.outside,
                value: sum.value.saturating_add(z.value),
            };
            all.push(rest.into_iter().fold(Zone { zone: REST.to_owned(), ..Zone::default() }, add));
            all.sort_by(|a, b| a.zone.cmp(&b.zone));
        }
        all
    }
}

/// A campaign in which things are counted now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Running {
    /// The campaign.
    pub id: RecordId,
    /// What it is called.
    pub title: String,
    /// Id of its state.
    pub state: String,
    /// Whether those who count are not to know what the books say.
    pub blind: bool,
    /// The zones of its teams, in the order of the teams.
    pub zones: Vec<String>,
}

impl Reader {
    /// The campaigns in which things are counted now, the newest first; at most as many as anybody can choose from.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn running_stocktakes(&self) -> Result<Vec<Running>> {
        const MOST: usize = 50;
        let sql = format!(
            "SELECT t.id, r.ulid, t.f_title, t.state, t.f_blind FROM \"{}\" t JOIN record r ON r.id=t.id
             WHERE t.state IN ('frozen','counting','recounting') ORDER BY r.ulid DESC LIMIT {MOST}",
            schema::table(&stocktakes::REGISTER)
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut zones = self.connection().prepare_cached(
            "SELECT json_extract(cells,'$.zone') FROM line WHERE record=?1 AND field='teams' AND json_extract(cells,'$.zone')<>'' ORDER BY row LIMIT 1000",
        )?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(r) = rows.next()? {
            let named = zones.query_map([r.get::<_, i64>(0)?], |z| z.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
            found.push(Running {
                id: RecordId::from_bytes(r.get(1)?),
                title: r.get::<_, Option<String>>(2)?.unwrap_or_default(),
                state: r.get(3)?,
                blind: r.get::<_, Option<bool>>(4)?.unwrap_or(false),
                zones: named,
            });
        }
        Ok(found)
    }

    /// How far the zones of a running campaign are counted, by name; nothing of one whose books were never frozen.
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] when there is no such campaign, and when the file cannot be read.
    pub fn coverage(&self, campaign: RecordId) -> Result<Vec<Zone>> {
        let conn = self.connection();
        let row = conn.prepare_cached("SELECT id FROM record WHERE ulid=?1")?.query_row([campaign.to_bytes()], |r| r.get::<_, i64>(0));
        let (Some(row), Some(sheet)) = (row.optional()?, Sheet::open(conn, campaign)?) else { return Err(Error::UnknownRecord(campaign)) };
        Ok(so_far(self, row, &sheet)?.in_order())
    }

    /// What a campaign has shown so far: for each asset where it was to be at the moment it was seen, where it was seen,
    /// how many, and in what way that differs; and how far each zone is counted.
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] when there is no such campaign, and when the file cannot be read.
    pub fn count_result(&self, campaign: RecordId) -> Result<Count> {
        let sheet = Sheet::open(self.connection(), campaign)?.ok_or(Error::UnknownRecord(campaign))?;
        let (counted, zones) = count(&sheet)?;
        Ok(Count { counted, zones: zones.in_order() })
    }
}

fn count(sheet: &Sheet<'_>) -> Result<(Vec<Counted>, Zones)> {
    let mut zones = books(sheet)?;
    let all = sheet.all()?;
    all.iter().for_each(|(expected, one)| zones.take(sheet, *expected, one));
    Ok((all.into_iter().map(|(_, one)| one).collect(), zones))
}

/// How far a running campaign is counted: what the books expect was written down at the freezing, so only what was seen is looked
/// at. `row` is the campaign's row. A campaign that was never frozen has no zones to show.
fn so_far(reader: &Reader, row: i64, sheet: &Sheet<'_>) -> Result<Zones> {
    let mut written = reader.connection().prepare_cached(
        "SELECT json_extract(cells,'$.zone'), json_extract(cells,'$.expected'), json_extract(cells,'$.value'), json_extract(cells,'$.outside')
         FROM line WHERE record=?1 AND field='zones'",
    )?;
    let mut zones = Zones::of(sheet);
    let mut rows = written.query([row])?;
    let mut any = false;
    while let Some(r) = rows.next()? {
        let whole = |n: Option<i64>| usize::try_from(n.unwrap_or(0)).unwrap_or(0);
        let zone = zones.at(r.get::<_, Option<String>>(0)?.unwrap_or_default());
        (zone.expected, zone.value, zone.outside) = (whole(r.get(1)?), r.get::<_, Option<i64>>(2)?.unwrap_or(0), whole(r.get(3)?));
        any = true;
    }
    if !any {
        return Ok(Zones::default());
    }
    sheet.seen()?.iter().for_each(|(expected, one)| zones.take(sheet, *expected, one));
    Ok(zones)
}

/// What the books expect, zone by zone.
fn books(sheet: &Sheet<'_>) -> Result<Zones> {
    let moves = sheet.moves(None)?;
    let mut zones = Zones::of(sheet);
    let (inside, nowhere) = sheet.expected(&moves)?;
    for (id, book) in inside {
        let place = sheet.start_of(&id, &book, &moves);
        let zone = zones.at(sheet.zone_of(&place));
        zone.expected += 1;
        zone.value = zone.value.saturating_add(book.value);
    }
    if !nowhere.is_empty() {
        zones.at(String::new()).outside += nowhere.len();
    }
    Ok(zones)
}

/// Keeps the books as they are known at this desk now: how far the entries of each desk go, and what that expects of each
/// zone.
pub(super) fn freeze(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    let space = stocktakes::REGISTER.space.number();
    let frontier = Frontier::here(edit.connection(), space)?;
    edit.put_back(id, &[Op::set(stocktakes::FROZEN_BOOKS, frontier.text().as_str())])?;
    let record = edit.record(id)?;
    let zones = books(&Sheet::of(edit.connection(), id, &record)?)?;
    write(edit, id, zones, false)
}

/// Writes down how far the zones were counted in the end.
pub(super) fn close(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    let record = edit.record(id)?;
    let (_, zones) = count(&Sheet::of(edit.connection(), id, &record)?)?;
    write(edit, id, zones, true)
}

/// Rows have ids that follow from their zones, so that two desks that freeze at once write the same rows.
fn write(edit: &mut Edit<'_>, id: RecordId, zones: Zones, counted: bool) -> Result<()> {
    let mut ops = Vec::new();
    for zone in zones.kept() {
        let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let mut cells =
            vec![cell(zones::ZONE, zone.zone.as_str()), cell(zones::EXPECTED, whole(zone.expected)), cell(zones::VALUE, zone.value)];
        if !counted && zone.outside > 0 {
            cells.push(cell(zones::OUTSIDE, whole(zone.outside)));
        }
        if counted {
            let seen = [(zones::SEEN, zone.seen), (zones::OWN, zone.own), (zones::MISSING, zone.missing()), (zones::OUTSIDE, zone.outside)];
            cells.extend(seen.map(|(column, n)| cell(column, whole(n))));
        }
        ops.push(Op::Line { field: stocktakes::ZONES.id().to_owned(), row: row_id(&zone.zone), cells });
    }
    edit.put_back(id, &ops)
}

fn row_id(zone: &str) -> String {
    let hash = blake3::derive_key("zongban 2026 zone of a stocktake", zone.as_bytes());
    let [a, b, c, d, e, f, g, h, i, j, ..] = hash;
    let tail = [a, b, c, d, e, f, g, h, i, j].iter().fold(0u128, |n, byte| (n << 8) | u128::from(*byte));
    RecordId::from_parts(0, tail).to_string()
}

/// The rows of a report over the zones, as a table `record, field, row, cells`: those of the campaigns that run are worked
/// out now, those of the others are as they were written down.
pub(crate) fn rows(reader: &Reader, register: &Register) -> Result<String> {
    let conn = reader.connection();
    let sql = format!(
        "SELECT t.id, r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id
         WHERE t.state IN ('frozen','counting','recounting','variances','approval','posting') ORDER BY r.ulid DESC LIMIT {MOST_RUNNING}",
        schema::table(register)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let running = statement.query_map([], |r| Ok((r.get::<_, i64>(0)?, RecordId::from_bytes(r.get(1)?))))?;
    let running = running.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut made = Vec::new();
    let places = Rc::new(Places::read(conn)?);
    for (row, id) in &running {
        let Some(sheet) = Sheet::open_among(conn, *id, &places)? else { continue };
        for zone in so_far(reader, *row, &sheet)?.0.into_values() {
            made.push(serde_json::json!({ "r": row, "c": {
                "zone": zone.zone, "expected": zone.expected, "seen": zone.seen, "own": zone.own, "missing": zone.missing(),
                "outside": zone.outside, "value": zone.value,
            } }));
        }
    }
    let ids: Vec<String> = running.iter().map(|(row, _)| row.to_string()).collect();
    Ok(format!(
        "(SELECT record, field, row, cells FROM line WHERE record IN (SELECT id FROM \"{}\") AND field='zones' AND record NOT IN ({})
          UNION ALL SELECT json_extract(value,'$.r'), 'zones', '', json_extract(value,'$.c') FROM json_each({}))",
        schema::table(register),
        ids.join(","),
        crate::calc::quote(&serde_json::Value::from(made).to_string())
    ))
}
