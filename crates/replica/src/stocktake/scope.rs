//! What a campaign is about: the departments, classes and places that it names, and the zones of its teams.
//!
//! The freezing writes it down, so that the teams count and the comparison judges by one scope, whatever is written afterwards
//! at any desk, and wherever things are put meanwhile.

use std::collections::BTreeSet;
use std::rc::Rc;

use registers::RecordId;
use registers::book::{departments, stocktakes};
use registers::document::Record;
use rusqlite::Connection;

use super::Places;
use super::books::{Book, Books};
use super::places::{lies_in, words};
use super::sheet::text;
use crate::{Error, Result, schema};

/// The scope of a campaign. What names nothing limits nothing.
pub(crate) struct Scope {
    named: Named,
    depts: BTreeSet<String>,
    places: Vec<String>,
    /// The zones as places are compared.
    plain_zones: Vec<String>,
    /// The departments with their other names; none where it names no department.
    names: Rc<Places>,
}

/// The scope in words, as a campaign keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Named {
    /// Everything of the scope is to be found, in the zones and elsewhere: they divide the work and limit nothing.
    full: bool,
    depts: Vec<String>,
    classes: BTreeSet<String>,
    places: Vec<String>,
    /// The zones of the teams.
    zones: Vec<String>,
    /// Whether the zones are places; 东区 only divides the work, and coverage goes by the places themselves.
    are_places: bool,
}

/// What stands before the words of each part of [`Named::text`].
const DEPTS: &str = "depts";
const CLASSES: &str = "classes";
const PLACES: &str = "places";
const ZONES: &str = "zones";
const TEAMS: &str = "teams";
const FULL: &str = "full";
const ROUND: &str = "round";

/// How often the books of a campaign were frozen and taken back, by what it keeps.
pub(super) fn round_of(kept: &str) -> u32 {
    let said = kept.split('；').filter_map(|part| part.split_once('：')).find(|(name, _)| *name == ROUND);
    said.and_then(|(_, round)| round.parse().ok()).unwrap_or(0)
}

/// What a campaign keeps after its books were taken back.
pub(super) fn taken_back(kept: &str) -> String {
    format!("none；{ROUND}：{}", round_of(kept).saturating_add(1))
}

/// The scope with how often the books were taken back before.
pub(super) fn in_round(scope: String, round: u32) -> String {
    if round == 0 { scope } else { format!("{scope}；{ROUND}：{round}") }
}

impl Named {
    /// Of what a campaign says.
    fn of(kind: &str, depts: &str, classes: BTreeSet<String>, places: &str, zones: &[String]) -> Named {
        let list = |text: &str| words(text).map(str::to_owned).collect();
        let mut named = Named { full: kind == FULL, depts: list(depts), classes, places: list(places), ..Named::default() };
        for zone in zones.iter().flat_map(|zone| words(zone)) {
            if !named.zones.iter().any(|known| known == zone) {
                named.zones.push(zone.to_owned());
            }
        }
        named
    }

    /// As a campaign keeps it: no word holds what stands between them.
    fn text(&self) -> String {
        let classes: Vec<String> = self.classes.iter().cloned().collect();
        let zones = if self.are_places { ZONES } else { TEAMS };
        let parts = [(DEPTS, &self.depts), (CLASSES, &classes), (PLACES, &self.places), (zones, &self.zones)];
        let parts = parts.into_iter().filter(|(_, words)| !words.is_empty()).map(|(name, words)| format!("{name}：{}", words.join("、")));
        std::iter::once(if self.full { FULL } else { "part" }.to_owned()).chain(parts).collect::<Vec<_>>().join("；")
    }

    /// Reads [`Named::text`]; none when it is no such text.
    fn parse(text: &str) -> Option<Named> {
        let mut parts = text.split('；');
        let mut named = Named {
            full: match parts.next()? {
                FULL => true,
                "part" => false,
                _ => return None,
            },
            ..Named::default()
        };
        for part in parts {
            let (name, list) = part.split_once('：')?;
            let list = words(list).map(str::to_owned);
            match name {
                DEPTS => named.depts = list.collect(),
                CLASSES => named.classes = list.collect(),
                PLACES => named.places = list.collect(),
                ZONES | TEAMS => (named.zones, named.are_places) = (list.collect(), name == ZONES),
                ROUND => {}
                _ => return None,
            }
        }
        Some(named)
    }
}

impl Scope {
    /// The scope of a campaign by its row.
    pub(crate) fn read(conn: &Connection, at: &Places, row: i64) -> Result<Scope> {
        let sql = format!(
            "SELECT f_kind, f_scope_depts, f_scope_classes, f_scope_places, f_frozen_scope FROM \"{}\" WHERE id=?1",
            schema::table(&stocktakes::REGISTER)
        );
        let (kind, depts, classes, places, frozen) =
            conn.prepare_cached(&sql)?.query_row([row], |r| Ok((text(r, 0)?, text(r, 1)?, text(r, 2)?, text(r, 3)?, text(r, 4)?)))?;
        if let Some(named) = Named::parse(&frozen) {
            return Scope::new(conn, at, named);
        }
        let mut statement =
            conn.prepare_cached("SELECT json_extract(cells,'$.zone') FROM line WHERE record=?1 AND field='teams' ORDER BY row")?;
        let zones = statement.query_map([row], |r| text(r, 0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let classes = classes.split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect();
        Scope::today(conn, at, Named::of(&kind, &depts, classes, &places, &zones))
    }

    /// The scope of a campaign as it is being written.
    pub(crate) fn of(conn: &Connection, at: &Places, record: &Record) -> Result<Scope> {
        let text = |field: &str| record.text(field);
        if let Some(named) = Named::parse(text(stocktakes::FROZEN_SCOPE.id())) {
            return Scope::new(conn, at, named);
        }
        let rows = record.lines.get(stocktakes::TEAMS.id()).into_iter().flatten();
        let zones: Vec<String> = rows.filter_map(|row| row.cell(stocktakes::teams::ZONE.id())?.as_text().map(str::to_owned)).collect();
        let classes = record.sets.get(stocktakes::SCOPE_CLASSES.id()).cloned().unwrap_or_default();
        let (depts, places) = (text(stocktakes::SCOPE_DEPTS.id()), text(stocktakes::SCOPE_PLACES.id()));
        Scope::today(conn, at, Named::of(text(stocktakes::KIND.id()), depts, classes, places, &zones))
    }

    /// The zones are places if the office knows one of them as such today.
    fn today(conn: &Connection, at: &Places, mut named: Named) -> Result<Scope> {
        if !named.zones.is_empty() {
            let of_office = at.of_office(conn)?;
            named.are_places = named.zones.iter().map(|zone| at.canonical(zone)).any(|zone| of_office.iter().any(|p| lies_in(&zone, p)));
        }
        Scope::new(conn, at, named)
    }

    fn new(conn: &Connection, at: &Places, named: Named) -> Result<Scope> {
        let names = if named.depts.is_empty() { Rc::default() } else { at.departments(conn)? };
        let depts = named.depts.iter().map(|d| names.canonical(d).to_string()).collect();
        let places = named.places.iter().map(|p| at.canonical(p).to_string()).collect();
        let plain_zones = named.zones.iter().map(|zone| at.canonical(zone).to_string()).collect();
        Ok(Scope { named, depts, places, plain_zones, names })
    }

    /// As the campaign keeps it from the freezing on.
    pub(crate) fn text(&self) -> String {
        self.named.text()
    }

    /// The zones of the teams.
    pub(crate) fn zones(&self) -> &[String] {
        &self.named.zones
    }

    /// The zone under which a place is counted: of several the one that says most; empty where it lies in no team's zone. Where
    /// the zones are no places it is the place itself.
    pub(crate) fn zone(&self, places: &Places, place: &str) -> String {
        if !self.named.are_places {
            return place.trim().to_owned();
        }
        let place = places.canonical(place);
        let covering = self.named.zones.iter().zip(&self.plain_zones).filter(|(_, zone)| lies_in(zone, &place));
        covering.max_by_key(|(_, zone)| zone.len()).map_or_else(String::new, |(zone, _)| zone.clone())
    }

    /// Whether an asset that stands at `place` is expected; none when it is not of the scope, and no when it is of the scope
    /// but in no team's zone, which limit a count that is not a full one.
    pub(crate) fn holds(&self, places: &Places, book: &Book, place: &str) -> Option<bool> {
        let here = || places.canonical(place);
        let within = (self.depts.is_empty() || self.depts.contains(&*self.names.canonical(&book.dept)))
            && (self.named.classes.is_empty() || self.named.classes.contains(&book.class))
            && (self.places.is_empty() || self.places.iter().any(|p| lies_in(p, &here())));
        if book.gone || book.later || !within {
            return None;
        }
        Some(self.named.full || !self.named.are_places || !self.zone(places, place).is_empty())
    }

    /// Refuses to freeze a scope that names what nobody knows, or in which the books have nothing. `start` says where the books
    /// have an asset, `expects` whether any of them is expected.
    pub(crate) fn refuse_empty<'b>(
        &self,
        (conn, places): (&Connection, &Places),
        books: &'b Books,
        start: impl Fn(&RecordId, &'b Book) -> &'b str,
        expects: bool,
    ) -> Result<()> {
        let standing = || books.iter().filter(|(_, book)| !book.gone);
        // An office that has no cards yet may count to write them.
        if standing().next().is_none() {
            return Ok(());
        }
        if !self.depts.is_empty() {
            let mut known = Places::every(conn, &departments::REGISTER, &self.names)?;
            known.extend(standing().map(|(_, book)| self.names.canonical(&book.dept).to_string()));
            let unknown = |dept: &&String| !known.contains(&*self.names.canonical(dept));
            refuse_unknown(stocktakes::SCOPE_DEPTS.id(), self.named.depts.iter().filter(unknown))?;
        }
        if !self.places.is_empty() {
            let mut known: BTreeSet<String> = places.of_office(conn)?.iter().cloned().collect();
            known.extend(standing().map(|(id, book)| places.canonical(start(id, book)).to_string()));
            let unknown = |place: &&String| !known.iter().any(|known| lies_in(&places.canonical(place), known));
            refuse_unknown(stocktakes::SCOPE_PLACES.id(), self.named.places.iter().filter(unknown))?;
        }
        if expects { Ok(()) } else { Err(Error::ScopeHoldsNothing) }
    }
}

fn refuse_unknown<'a>(field: &str, unknown: impl Iterator<Item = &'a String>) -> Result<()> {
    let names: Vec<String> = unknown.cloned().collect();
    if names.is_empty() { Ok(()) } else { Err(Error::ScopeUnknown { field: field.to_owned(), names }) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever somebody typed, the campaign reads again what it has kept.
        #[test]
        fn what_is_kept_reads_back(full: bool, are_places: bool, depts in "\\PC{0,12}", places in "[楼室：；;、,， a1]{0,12}", zones in prop::collection::vec("[甲乙楼1：；、,， ]{0,8}", 0..4)) {
            let classes = BTreeSet::from(["equipment".to_owned()]);
            let mut named = Named::of(if full { "full" } else { "special" }, &depts, classes, &places, &zones);
            named.are_places = are_places && !named.zones.is_empty();
            prop_assert_eq!(Named::parse(&named.text()), Some(named));
        }

        #[test]
        fn no_text_makes_it_fail(text in "\\PC{0,40}") {
            let _ = Named::parse(&text);
        }
    }
}
