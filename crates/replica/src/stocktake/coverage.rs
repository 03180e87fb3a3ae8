//! How far a campaign is counted: the books at the freezing zone by zone, and what was seen of them.

use std::collections::BTreeMap;

use registers::book::stocktakes::{self, custodians, zones};
use registers::document::{Op, cell};
use registers::{RecordId, order};
use rusqlite::OptionalExtension;

use super::books::{Books, Frontier};
use super::places::words;
use super::scope::{in_round, round_of, taken_back};
use super::sheet::Moves;
use super::{Counted, OUTSIDE, Sheet};
use crate::commit::Edit;
use crate::query::Reader;
use crate::{Error, Result, schema};

/// Greatest number of zones that a campaign keeps; the places beyond are one zone together.
const MOST_ZONES: usize = 1_000;
/// The zone of the places beyond.
const REST: &str = "…";
/// Greatest number of custodians that a campaign keeps; those beyond are one together.
const MOST_CUSTODIANS: usize = 1_000;

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

/// Zones by name, and how many of the things seen in each the books do not have.
#[derive(Default)]
pub(super) struct Zones(BTreeMap<String, (Zone, usize)>);

impl Zones {
    fn of(sheet: &Sheet<'_>) -> Zones {
        let mut zones = Zones::default();
        for zone in sheet.team_zones() {
            zones.at(zone.clone());
        }
        zones
    }

    fn at(&mut self, zone: String) -> &mut Zone {
        &mut self.entry(zone).0
    }

    fn entry(&mut self, zone: String) -> &mut (Zone, usize) {
        self.0.entry(zone.clone()).or_insert_with(|| (Zone { zone, ..Zone::default() }, 0))
    }

    /// Adds what was seen of one thing.
    fn take(&mut self, sheet: &Sheet<'_>, expected: bool, one: &Counted) {
        if expected {
            let (zone, _) = self.kept_at(sheet.zone_of(&one.start_zone));
            zone.own += usize::from(one.own);
            zone.seen += usize::from(!one.seen.is_empty() && !one.own);
            return;
        }
        // In a zone of its own where no team was sent: it was seen there all the same.
        for seen in &one.seen {
            let (zone, surplus) = self.kept_at(sheet.zone_of(&seen.zone));
            zone.outside += 1;
            *surplus += usize::from(one.kind != OUTSIDE);
        }
    }

    /// A zone, or the rest where that was written down with it.
    fn kept_at(&mut self, zone: String) -> &mut (Zone, usize) {
        let rest = !self.0.contains_key(&zone) && self.0.contains_key(REST);
        self.entry(if rest { REST.to_owned() } else { zone })
    }

    /// As they are shown.
    fn in_order(self) -> Vec<Zone> {
        let mut all: Vec<Zone> = self.0.into_values().map(|(zone, _)| zone).collect();
        all.sort_by(|a, b| order::compare(&a.zone, &b.zone));
        all
    }

    /// Each with its things that the books do not have.
    pub(super) fn each(&self) -> impl Iterator<Item = &(Zone, usize)> {
        self.0.values()
    }

    /// As a campaign keeps them: the largest, and the rest as one.
    fn kept(self) -> Vec<(Zone, usize)> {
        let mut all: Vec<(Zone, usize)> = self.0.into_values().collect();
        if all.len() > MOST_ZONES {
            all.sort_by(|(a, _), (b, _)| b.expected.cmp(&a.expected).then_with(|| a.zone.cmp(&b.zone)));
            let rest = all.split_off(MOST_ZONES - 1);
            let add = |(sum, all): (Zone, usize), (z, surplus): (Zone, usize)| {
                let sum = Zone {
                    zone: sum.zone,
                    expected: sum.expected + z.expected,
                    seen: sum.seen + z.seen,
                    own: sum.own + z.own,
                    outside: sum.outside + z.outside,
                    value: sum.value.saturating_add(z.value),
                };
                (sum, all + surplus)
            };
            all.push(rest.into_iter().fold((Zone { zone: REST.to_owned(), ..Zone::default() }, 0), add));
            all.sort_by(|(a, _), (b, _)| a.zone.cmp(&b.zone));
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
            let mut named: Vec<String> = Vec::new();
            for zone in zones.query_map([r.get::<_, i64>(0)?], |z| z.get::<_, String>(0))? {
                // One team may have several zones.
                let zone = zone?;
                let fresh = words(&zone).filter(|zone| !named.iter().any(|known| known == zone)).map(str::to_owned).collect::<Vec<_>>();
                named.extend(fresh);
            }
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
        self.of_one_state(|reader| {
            let conn = reader.connection();
            let row = conn.prepare_cached("SELECT id FROM record WHERE ulid=?1")?.query_row([campaign.to_bytes()], |r| r.get::<_, i64>(0));
            let (Some(row), Some(sheet)) = (row.optional()?, Sheet::open(conn, campaign)?) else {
                return Err(Error::UnknownRecord(campaign));
            };
            Ok(so_far(reader, row, &sheet)?.in_order())
        })
    }

    /// What a campaign has shown so far: for each asset where it was to be at the moment it was seen, where it was seen,
    /// how many, and in what way that differs; and how far each zone is counted.
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] when there is no such campaign, and when the file cannot be read.
    pub fn count_result(&self, campaign: RecordId) -> Result<Count> {
        self.of_one_state(|reader| {
            let sheet = Sheet::open(reader.connection(), campaign)?.ok_or(Error::UnknownRecord(campaign))?;
            let (counted, zones) = count(&sheet)?;
            Ok(Count { counted, zones: zones.in_order() })
        })
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
pub(super) fn so_far(reader: &Reader, row: i64, sheet: &Sheet<'_>) -> Result<Zones> {
    // What was seen besides, when an earlier version closed it or it was frozen anew, is seen again below.
    let mut written = reader.connection().prepare_cached(
        "SELECT json_extract(cells,'$.zone'), json_extract(cells,'$.expected'), json_extract(cells,'$.value'),
           CASE WHEN json_extract(cells,'$.seen') IS NULL THEN json_extract(cells,'$.outside') END
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
    sheet.seen()?.for_each(|(expected, one)| zones.take(sheet, expected, &one));
    Ok(zones)
}

/// What the books expect, zone by zone.
fn books(sheet: &Sheet<'_>) -> Result<Zones> {
    let moves = sheet.moves(None)?;
    let (inside, nowhere) = sheet.expected(&moves)?;
    Ok(zones_of(sheet, &moves, &inside, nowhere.len()))
}

fn zones_of(sheet: &Sheet<'_>, moves: &Moves, inside: &Books, nowhere: usize) -> Zones {
    let mut zones = Zones::of(sheet);
    for (id, book) in inside {
        let place = sheet.start_of(id, book, moves);
        let zone = zones.at(sheet.zone_of(place));
        zone.expected += 1;
        zone.value = zone.value.saturating_add(book.value);
    }
    if nowhere > 0 {
        zones.at(String::new()).outside += nowhere;
    }
    zones
}

/// Keeps the books as they are known at this desk now: how far the entries of each desk go, what the scope is, and what that
/// expects of each zone and custodian.
pub(super) fn freeze(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    let space = stocktakes::REGISTER.space.number();
    let frontier = Frontier::here(edit.connection(), space)?;
    edit.put_back(id, &[Op::set(stocktakes::FROZEN_BOOKS, frontier.text().as_str())])?;
    let record = edit.record(id)?;
    let (scope, zones, custodians) = {
        let sheet = Sheet::of(edit.connection(), id, &record)?;
        let moves = sheet.moves(None)?;
        let (inside, nowhere) = sheet.expected(&moves)?;
        sheet.refuse_empty(&moves, !inside.is_empty())?;
        (sheet.scope_text(), zones_of(&sheet, &moves, &inside, nowhere.len()), custodians(&inside))
    };
    let round = round_of(record.text(stocktakes::FROZEN_SCOPE.id()));
    edit.put_back(id, &[Op::set(stocktakes::FROZEN_SCOPE, in_round(scope, round).as_str())])?;
    write(edit, id, zones, (false, round))?;
    edit.put_back(id, &rows_of_custodians(custodians, round))
}

/// Takes back what the freezing wrote: nothing is expected until the books are frozen anew.
pub(super) fn thaw(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    let record = edit.record(id)?;
    let taken = |field: &str| Op::Set { field: field.to_owned(), value: None };
    let kept = taken_back(record.text(stocktakes::FROZEN_SCOPE.id()));
    let mut ops = vec![taken(stocktakes::FROZEN_BOOKS.id()), Op::set(stocktakes::FROZEN_SCOPE, kept.as_str())];
    for field in [stocktakes::ZONES.id(), stocktakes::CUSTODIANS.id()] {
        let rows = record.lines.get(field).into_iter().flatten();
        ops.extend(rows.map(|row| Op::DropLine { field: field.to_owned(), row: row.id.clone() }));
    }
    edit.put_back(id, &ops)
}

/// How many are expected of each custodian, and their worth.
type Kept = Vec<(String, (usize, i64))>;

/// What is expected of each custodian: of the largest, and of the rest as one.
fn custodians(inside: &Books) -> Kept {
    let mut found: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
    for book in inside.values() {
        let (count, value) = found.entry(book.custodian.trim()).or_default();
        (*count, *value) = (*count + 1, value.saturating_add(book.value));
    }
    let mut all: Kept = found.into_iter().map(|(name, kept)| (name.to_owned(), kept)).collect();
    if all.len() > MOST_CUSTODIANS {
        all.sort_by(|(a, (m, _)), (b, (n, _))| n.cmp(m).then_with(|| a.cmp(b)));
        let rest = all.split_off(MOST_CUSTODIANS - 1);
        let sum = rest.into_iter().fold((0, 0_i64), |(n, sum), (_, (count, value))| (n + count, sum.saturating_add(value)));
        all.push((REST.to_owned(), sum));
    }
    all
}

fn rows_of_custodians(kept: Kept, round: u32) -> Vec<Op> {
    let row = |(custodian, (count, value)): (String, (usize, i64))| {
        let mut cells = vec![cell(custodians::EXPECTED, whole(count)), cell(custodians::VALUE, value)];
        cells.extend((!custodian.is_empty()).then(|| cell(custodians::CUSTODIAN, custodian.as_str())));
        Op::Line { field: stocktakes::CUSTODIANS.id().to_owned(), row: row_id("custodian", &custodian, round), cells }
    };
    kept.into_iter().map(row).collect()
}

/// Writes down how far the zones were counted in the end.
pub(super) fn close(edit: &mut Edit<'_>, id: RecordId) -> Result<()> {
    let record = edit.record(id)?;
    let (_, zones) = count(&Sheet::of(edit.connection(), id, &record)?)?;
    write(edit, id, zones, (true, round_of(record.text(stocktakes::FROZEN_SCOPE.id()))))
}

/// Rows have ids that follow from their zones, so that two desks that freeze at once write the same rows.
fn write(edit: &mut Edit<'_>, id: RecordId, zones: Zones, (counted, round): (bool, u32)) -> Result<()> {
    let mut ops = Vec::new();
    for (zone, surplus) in zones.kept() {
        let mut cells = vec![cell(zones::VALUE, zone.value)];
        cells.extend((!zone.zone.is_empty()).then(|| cell(zones::ZONE, zone.zone.as_str())));
        // Of a zone of nobody's something is expected or not; of a team's it is said that nothing is.
        cells.extend((counted || zone.expected > 0 || !zone.zone.is_empty()).then(|| cell(zones::EXPECTED, whole(zone.expected))));
        let outside = zone.outside.saturating_sub(surplus);
        if !counted && outside > 0 {
            cells.push(cell(zones::OUTSIDE, whole(outside)));
        }
        if counted {
            let missing = zone.missing();
            let seen = [
                (zones::SEEN, zone.seen),
                (zones::OWN, zone.own),
                (zones::MISSING, missing),
                (zones::OUTSIDE, outside),
                (zones::SURPLUS, surplus),
            ];
            cells.extend(seen.map(|(column, n)| cell(column, whole(n))));
        }
        ops.push(Op::Line { field: stocktakes::ZONES.id().to_owned(), row: row_id("zone", &zone.zone, round), cells });
    }
    edit.put_back(id, &ops)
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A row that was taken back with its books does not come again: those of the next freezing are others.
fn row_id(of: &str, name: &str, round: u32) -> String {
    let named = if round == 0 { name.to_owned() } else { format!("{name}\n{round}") };
    let hash = blake3::derive_key(&format!("zongban 2026 {of} of a stocktake"), named.as_bytes());
    let [a, b, c, d, e, f, g, h, i, j, ..] = hash;
    let tail = [a, b, c, d, e, f, g, h, i, j].iter().fold(0u128, |n, byte| (n << 8) | u128::from(*byte));
    RecordId::from_parts(0, tail).to_string()
}
