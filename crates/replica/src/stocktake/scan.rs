//! What a label that is scanned says at once, before anything is written: whether the books have the thing here, elsewhere or
//! not at all, and whether somebody has counted it already.

use jiff::civil::DateTime;
use registers::{RecordId, Value};
use rusqlite::types::Value as Sql;

use super::sheet::Sighting;
use super::{OUTSIDE, Sheet, Subject};
use crate::query::Reader;
use crate::{Error, Result};

/// What the books and the other sightings of the campaign say of a label in a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// What it comes to.
    pub comparison: Comparison,
    /// The asset that carries the label, if the books know one.
    pub asset: Option<RecordId>,
    /// Its number, or the label as it was read.
    pub tag: String,
    /// Its name; empty where the books do not know it.
    pub name: String,
    /// Where the books have it; empty where they do not say.
    pub place: String,
    /// How many the books have.
    pub book: i64,
    /// Who keeps it by the books.
    pub custodian: String,
    /// The sighting in this campaign that counts, if there is one.
    pub before: Option<Before>,
}

/// A sighting that was written before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// The observation.
    pub id: RecordId,
    /// Who saw it.
    pub counter: String,
    /// When, as `2026-10-13T09:20`.
    pub at: String,
    /// Where.
    pub zone: String,
    /// How many.
    pub quantity: i64,
    /// Id of the observation's state.
    pub state: String,
    /// Who looked again; empty where nobody has.
    pub rechecked_by: String,
}

/// What a scan comes to. Of several that hold the first is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Somebody has counted it in this campaign.
    Again,
    /// The books know no asset with this label.
    Unknown,
    /// The books have given it away.
    Gone,
    /// The campaign does not look for it.
    Outside,
    /// The books have it in another place.
    Elsewhere,
    /// As the books have it.
    Found,
}

impl Reader {
    /// What a label that is scanned in a zone says. Nothing is written.
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] when there is no such campaign, and when the file cannot be read.
    pub fn scan(&self, campaign: RecordId, tag: &str, zone: &str, now: DateTime) -> Result<Scanned> {
        let sheet = Sheet::open(self.connection(), campaign)?.ok_or(Error::UnknownRecord(campaign))?;
        let sighting = Sighting {
            id: RecordId::nil(),
            row: 0,
            tag: tag.trim().to_owned(),
            description: String::new(),
            asset: None,
            zone: zone.trim().to_owned(),
            at: Value::time(now).as_text().unwrap_or_default().to_owned(),
            counter: String::new(),
            quantity: 1,
            finding: String::new(),
            state: String::new(),
            rechecked_by: String::new(),
        };
        let subject = sheet.subject_of(&sighting)?;
        let before = before(&sheet, &subject, &sighting.tag)?;
        let tag = sighting.tag.clone();
        let judged = sheet.look_at([(subject.clone(), vec![sighting])])?.next();
        let Some((_, (_, one))) = judged else { return Err(Error::UnknownRecord(campaign)) };
        let is_known = subject.asset().is_some();
        let comparison = match () {
            () if before.is_some() => Comparison::Again,
            () if !is_known => Comparison::Unknown,
            () if one.book == 0 => Comparison::Gone,
            () if one.kind == OUTSIDE => Comparison::Outside,
            () if one.seen.iter().any(|seen| !seen.expected) => Comparison::Elsewhere,
            () => Comparison::Found,
        };
        let tag = if is_known { one.tag } else { tag };
        Ok(Scanned {
            comparison,
            asset: subject.asset(),
            tag,
            name: one.name,
            place: one.expected_zone,
            book: one.book,
            custodian: one.custodian,
            before,
        })
    }
}

/// The sighting of the same thing that counts: the latest, of those first at which somebody looked again. Those of a thing without a label stand for themselves.
fn before(sheet: &Sheet<'_>, subject: &Subject, tag: &str) -> Result<Option<Before>> {
    let mut seen = sheet.sightings(" AND o.f_asset IS NULL AND o.f_tag=?2", &[Sql::Text(tag.to_owned())])?;
    match subject {
        Subject::Asset(id) => seen.extend(sheet.sightings(" AND o.f_asset=?2", &[Sql::Text(id.to_string())])?),
        Subject::Tag(_) => {}
        Subject::Lone(_) => seen.clear(),
    }
    let last = seen.into_iter().max_by(|a, b| (a.is_rechecked(), &a.at, a.id).cmp(&(b.is_rechecked(), &b.at, b.id)));
    Ok(last.map(|s| {
        let Sighting { id, counter, at, zone, quantity, state, rechecked_by, .. } = s;
        Before { id, counter, at, zone, quantity, state, rechecked_by }
    }))
}
