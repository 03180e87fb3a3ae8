//! What a campaign is about: the departments, classes and places that it names, and the zones of its teams.

use std::collections::BTreeSet;
use std::rc::Rc;

use registers::book::stocktakes;
use registers::document::Record;
use rusqlite::Connection;

use super::Places;
use super::books::Book;
use super::places::{lies_in, words};
use super::sheet::text;
use crate::{Result, schema};

/// The scope of a campaign. What names nothing limits nothing.
pub(crate) struct Scope {
    depts: BTreeSet<String>,
    classes: BTreeSet<String>,
    places: Vec<String>,
    zones: Vec<String>,
    /// The zones as places are compared.
    plain_zones: Vec<String>,
    /// Everything of the scope is to be found, also what the books have nowhere.
    full: bool,
    /// The departments with their other names; none where it names no department.
    names: Rc<Places>,
}

impl Scope {
    /// The scope of a campaign by its row.
    pub(crate) fn read(conn: &Connection, at: &Places, row: i64) -> Result<Scope> {
        let sql = format!(
            "SELECT f_kind, f_scope_depts, f_scope_classes, f_scope_places FROM \"{}\" WHERE id=?1",
            schema::table(&stocktakes::REGISTER)
        );
        let (kind, depts, classes, places) =
            conn.prepare_cached(&sql)?.query_row([row], |r| Ok((text(r, 0)?, text(r, 1)?, text(r, 2)?, text(r, 3)?)))?;
        let mut statement =
            conn.prepare_cached("SELECT json_extract(cells,'$.zone') FROM line WHERE record=?1 AND field='teams' ORDER BY row")?;
        let zones = statement.query_map([row], |r| text(r, 0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let classes = classes.split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect();
        Scope::new(conn, at, &kind, &depts, classes, &places, zones)
    }

    /// The scope of a campaign as it is being written.
    pub(crate) fn of(conn: &Connection, at: &Places, record: &Record) -> Result<Scope> {
        let text = |field: &str| record.text(field);
        let rows = record.lines.get(stocktakes::TEAMS.id()).into_iter().flatten();
        let zones = rows.filter_map(|row| row.cell(stocktakes::teams::ZONE.id())?.as_text().map(str::to_owned)).collect();
        let classes = record.sets.get(stocktakes::SCOPE_CLASSES.id()).cloned().unwrap_or_default();
        let (depts, places) = (text(stocktakes::SCOPE_DEPTS.id()), text(stocktakes::SCOPE_PLACES.id()));
        Scope::new(conn, at, text(stocktakes::KIND.id()), depts, classes, places, zones)
    }

    fn new(
        conn: &Connection,
        at: &Places,
        kind: &str,
        depts: &str,
        classes: BTreeSet<String>,
        places: &str,
        mut zones: Vec<String>,
    ) -> Result<Scope> {
        let names = if words(depts).next().is_some() { at.departments(conn)? } else { Rc::default() };
        let depts = words(depts).map(|d| names.canonical(d)).collect();
        zones.retain(|zone| !zone.trim().is_empty());
        let places = words(places).map(|p| at.canonical(p)).collect();
        let mut plain_zones: Vec<String> = zones.iter().map(|zone| at.canonical(zone)).collect();
        if !plain_zones.is_empty() && !are_places(at.of_assets(conn)?, &plain_zones) {
            (zones, plain_zones) = (Vec::new(), Vec::new());
        }
        Ok(Scope { depts, classes, places, zones, plain_zones, full: kind == "full", names })
    }

    /// The zones of the teams; none when they are no places: 东区 divides the work among the teams, and limits nothing.
    pub(crate) fn zones(&self) -> &[String] {
        &self.zones
    }

    /// The team's zone in which a place lies: of several the one that says most.
    pub(crate) fn zone(&self, places: &Places, place: &str) -> Option<&str> {
        let place = places.canonical(place);
        let covering = self.zones.iter().zip(&self.plain_zones).filter(|(_, zone)| lies_in(zone, &place));
        covering.max_by_key(|(_, zone)| zone.len()).map(|(zone, _)| zone.as_str())
    }

    /// Whether an asset that stands at `place` is expected; none when it is not of the scope, and no when it is of the scope
    /// but in no team's zone.
    pub(crate) fn holds(&self, places: &Places, book: &Book, place: &str) -> Option<bool> {
        let here = || places.canonical(place);
        let within = (self.depts.is_empty() || self.depts.contains(&self.names.canonical(&book.dept)))
            && (self.classes.is_empty() || self.classes.contains(&book.class))
            && (self.places.is_empty() || self.places.iter().any(|p| lies_in(p, &here())));
        if book.gone || book.later || !within {
            return None;
        }
        let is_nowhere = place.trim().is_empty();
        Some(self.zones.is_empty() || if is_nowhere { self.full } else { self.zone(places, place).is_some() })
    }
}

/// Whether an asset stands in any of the zones.
fn are_places(of_assets: &[String], zones: &[String]) -> bool {
    of_assets.iter().any(|place| zones.iter().any(|zone| lies_in(zone, place)))
}
