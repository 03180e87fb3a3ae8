//! What a campaign is judged by, read from the tables: the books, the sightings and the movements, of all assets or of one.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use registers::RecordId;
use registers::book::{asset_movements, assets, observations, stocktakes};
use registers::def::Phase;
use registers::document::Record;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::books::{Book, Books, Frontier};
use super::places::plain;
use super::scope::Scope;
use super::{Counted, Places, books, judge};
use crate::query::{FieldChange, changes_of};
use crate::{MAX_PAGE, Result, apply, schema};

/// One asset, one label that the books do not know, or one thing without a label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    Asset(RecordId),
    Tag(String),
    Lone(RecordId),
}

impl Subject {
    /// The asset, if it is one.
    pub(crate) fn asset(&self) -> Option<RecordId> {
        match self {
            Subject::Asset(id) => Some(*id),
            Subject::Tag(_) | Subject::Lone(_) => None,
        }
    }
}

/// Sightings whose finding nobody has written down, as SQL.
pub(super) const UNWRITTEN: &str = "coalesce(f_finding,'')=''";

pub(crate) type Moves = BTreeMap<RecordId, Vec<Move>>;

/// One observation.
#[derive(Debug, Clone)]
pub(crate) struct Sighting {
    pub id: RecordId,
    /// Its row in the table of its register; 0 for one that is not written yet.
    pub row: i64,
    pub tag: String,
    pub description: String,
    pub asset: Option<RecordId>,
    pub zone: String,
    pub at: String,
    pub counter: String,
    pub quantity: i64,
    pub finding: String,
    pub state: String,
    pub rechecked_by: String,
}

impl Sighting {
    /// Whether somebody else has looked again.
    pub fn is_rechecked(&self) -> bool {
        self.state == "rechecked"
    }
}

/// A movement that both sides have signed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Move {
    pub at: String,
    pub from: String,
    pub to: String,
}

/// A campaign with what it is judged by.
pub(crate) struct Sheet<'c> {
    conn: &'c Connection,
    campaign: RecordId,
    /// When the books were frozen.
    start: String,
    cut_off: String,
    frontier: Option<Frontier>,
    scope: Scope,
    places: Rc<Places>,
    /// The list of a campaign that brought its own.
    listed: OnceCell<Books>,
}

impl<'c> Sheet<'c> {
    /// Opens a campaign, if it is here.
    pub(crate) fn open(conn: &'c Connection, campaign: RecordId) -> Result<Option<Sheet<'c>>> {
        Sheet::open_among(conn, campaign, &Rc::new(Places::read(conn)?))
    }

    /// The same, with the places of the office as they were read for another campaign.
    pub(crate) fn open_among(conn: &'c Connection, campaign: RecordId, places: &Rc<Places>) -> Result<Option<Sheet<'c>>> {
        let sql = format!(
            "SELECT t.id, t.f_frozen_at, t.f_cut_off, t.f_frozen_books FROM \"{}\" t JOIN record r ON r.id=t.id WHERE r.ulid=?1",
            schema::table(&stocktakes::REGISTER)
        );
        let found = conn
            .prepare_cached(&sql)?
            .query_row([campaign.to_bytes()], |r| Ok((r.get::<_, i64>(0)?, text(r, 1)?, text(r, 2)?, text(r, 3)?)));
        let Some((row, frozen, cut_off, frontier)) = found.optional()? else { return Ok(None) };
        let start = start_of(frozen, &cut_off);
        let frontier = Frontier::parse(&frontier);
        let scope = Scope::read(conn, places, row)?;
        Ok(Some(Sheet { conn, campaign, start, cut_off, frontier, scope, places: places.clone(), listed: OnceCell::new() }))
    }

    /// A campaign as it is being written: its record is not in the tables yet.
    pub(crate) fn of(conn: &'c Connection, campaign: RecordId, record: &Record) -> Result<Sheet<'c>> {
        let places = Rc::new(Places::read(conn)?);
        let scope = Scope::of(conn, &places, record)?;
        let text = |field: &str| record.text(field).to_owned();
        let (start, cut_off) = (text(stocktakes::FROZEN_AT.id()), text(stocktakes::CUT_OFF.id()));
        let sheet = Sheet {
            conn,
            campaign,
            start: start_of(start, &cut_off),
            cut_off,
            frontier: Frontier::parse(record.text(stocktakes::FROZEN_BOOKS.id())),
            scope,
            places,
            listed: OnceCell::new(),
        };
        Ok(sheet)
    }

    /// The zones of the teams.
    pub(crate) fn team_zones(&self) -> &[String] {
        self.scope.zones()
    }

    /// The zone under which a place is counted: that of a team; where their zones are no places the place itself. Empty: no team's.
    pub(crate) fn zone_of(&self, place: &str) -> String {
        self.scope.zone(&self.places, place)
    }

    /// What is to be counted, as the campaign keeps it.
    pub(crate) fn scope_text(&self) -> String {
        self.scope.text()
    }

    /// Refuses to freeze what holds nothing. `moves` are all movements, `expects` says whether anything is expected.
    pub(crate) fn refuse_empty(&self, moves: &Moves, expects: bool) -> Result<()> {
        let books = if self.listed()?.is_empty() { self.books(None)? } else { Books::new() };
        self.scope.refuse_empty((self.conn, &self.places), &books, |id, book| self.start_of(id, book, moves), expects)
    }

    /// The assets that the books expect in this campaign, and those of its scope that stand in no team's zone, each with
    /// its place at the freezing.
    pub(crate) fn expected(&self, moves: &Moves) -> Result<(Books, Books)> {
        if !self.listed()?.is_empty() {
            return Ok((self.listed()?.clone(), Books::new()));
        }
        let (mut inside, mut nowhere) = (Books::new(), Books::new());
        for (id, book) in self.books(None)? {
            let place = self.start_of(&id, &book, moves);
            match self.scope.holds(&self.places, &book, place) {
                Some(true) => drop(inside.insert(id, book)),
                Some(false) => drop(nowhere.insert(id, Book { zone: place.to_owned(), ..book })),
                None => {}
            }
        }
        Ok((inside, nowhere))
    }

    /// Everything that was expected or seen; the first says whether the books expect it in this campaign.
    pub(crate) fn all(&self) -> Result<Vec<(bool, Counted)>> {
        let moves = self.moves(None)?;
        let (mut books, _) = self.expected(&moves)?;
        let mut seen = self.by_subject(self.sightings("", &[])?)?;
        let expected: BTreeSet<Subject> = books.keys().map(|id| Subject::Asset(*id)).collect();
        let besides: Vec<RecordId> = seen.keys().filter(|s| !expected.contains(s)).filter_map(Subject::asset).collect();
        books.extend(self.books(Some(&besides))?);
        for subject in &expected {
            seen.entry(subject.clone()).or_default();
        }
        let judged = |(subject, sightings): (Subject, Vec<Sighting>)| {
            let is_expected = expected.contains(&subject);
            (is_expected, self.judged(&subject, &books, is_expected, &sightings, &moves))
        };
        let mut all: Vec<(bool, Counted)> = seen.into_iter().map(judged).collect();
        all.sort_by_key(|(expected, _)| !expected);
        Ok(all)
    }

    /// Some of them.
    pub(crate) fn some(&self, subjects: &BTreeSet<Subject>) -> Result<BTreeMap<Subject, Counted>> {
        if subjects.is_empty() {
            return Ok(BTreeMap::new());
        }
        let assets: Vec<String> = subjects.iter().filter_map(Subject::asset).map(|id| id.to_string()).collect();
        let texts = serde_json::Value::from(assets).to_string();
        let mut sightings = self.sightings(" AND o.f_asset IN (SELECT value FROM json_each(?2))", &[Sql::Text(texts)])?;
        sightings.extend(self.unknown()?);
        let mut all = self.by_subject(sightings)?;
        let seen = subjects.iter().map(|subject| (subject.clone(), all.remove(subject).unwrap_or_default()));
        Ok(self.look_at(seen)?.map(|(subject, (_, counted))| (subject, counted)).collect())
    }

    /// What was seen, as in [`Sheet::all`]: without going through all books.
    pub(crate) fn seen(&self) -> Result<impl Iterator<Item = (bool, Counted)>> {
        let seen = self.by_subject(self.sightings("", &[])?)?;
        Ok(self.look_at(seen)?.map(|(_, found)| found))
    }

    /// What each sighting of which nothing is written down shows by itself, whatever was seen besides.
    pub(super) fn unwritten(&self) -> Result<Vec<(i64, &'static str)>> {
        let sightings = self.sightings(&format!(" AND {UNWRITTEN}"), &[])?;
        let rows: Vec<i64> = sightings.iter().map(|s| s.row).collect();
        let alone = sightings.into_iter().map(|s| Ok((self.subject_of(&s)?, vec![s]))).collect::<Result<Vec<_>>>()?;
        let shown = self.look_at(alone)?.map(|(_, (_, counted))| counted.kind);
        Ok(rows.into_iter().zip(shown).collect())
    }

    /// Holds sightings of each subject against the books, in the order in which they are given.
    pub(super) fn look_at(
        &self,
        seen: impl IntoIterator<Item = (Subject, Vec<Sighting>)>,
    ) -> Result<impl Iterator<Item = (Subject, (bool, Counted))>> {
        let seen: Vec<(Subject, Vec<Sighting>)> = seen.into_iter().collect();
        let assets: BTreeSet<RecordId> = seen.iter().filter_map(|(subject, _)| subject.asset()).collect();
        let assets: Vec<RecordId> = assets.into_iter().collect();
        let listed = self.listed()?;
        let (known, others): (Vec<RecordId>, Vec<RecordId>) = assets.iter().partition(|id| listed.contains_key(id));
        let mut books = self.books(Some(&others))?;
        books.extend(known.iter().filter_map(|id| Some((*id, listed.get(id)?.clone()))));
        let moves = self.moves(Some(&assets))?;
        let is_expected = move |id: &RecordId, books: &Books, moves: &Moves| match books.get(id) {
            Some(_) if !listed.is_empty() => listed.contains_key(id),
            Some(book) => self.scope.holds(&self.places, book, self.start_of(id, book, moves)) == Some(true),
            None => false,
        };
        Ok(seen.into_iter().map(move |(subject, sightings)| {
            let is_expected = subject.asset().is_some_and(|id| is_expected(&id, &books, &moves));
            let judged = self.judged(&subject, &books, is_expected, &sightings, &moves);
            (subject, (is_expected, judged))
        }))
    }

    fn by_subject(&self, sightings: Vec<Sighting>) -> Result<BTreeMap<Subject, Vec<Sighting>>> {
        let mut found: BTreeMap<Subject, Vec<Sighting>> = BTreeMap::new();
        for sighting in sightings {
            // Most things are seen once.
            found.entry(self.subject_of(&sighting)?).or_insert_with(|| Vec::with_capacity(1)).push(sighting);
        }
        Ok(found)
    }

    /// Sightings of labels that name no asset.
    pub(crate) fn unknown(&self) -> Result<Vec<Sighting>> {
        self.sightings(" AND o.f_asset IS NULL", &[])
    }

    /// Whether a person took the asset out of a sighting that had one: it is something else, whatever its label says. What
    /// was undone does not count: then the sighting is what it was.
    pub(crate) fn is_unlinked(&self, sighting: &Sighting) -> Result<bool> {
        let sql =
            "SELECT t.hash, t.changes, coalesce(e.label,'') LIKE 'undo:%' FROM touch t JOIN entry e ON e.id=t.entry WHERE t.record=?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([sighting.row], |r| Ok((r.get::<_, [u8; 32]>(0)?, r.get::<_, i64>(1)?, r.get::<_, bool>(2)?)))?;
        let acts = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        // Nothing was taken out of what was written once; to read a document takes longer than to count.
        if sighting.asset.is_some() || acts.len() < 2 {
            return Ok(false);
        }
        let Some((mut doc, _)) = apply::load(self.conn, sighting.id)? else { return Ok(false) };
        let takes_out =
            |change: &FieldChange| change.field == observations::ASSET.id() && change.before.is_some() && change.after.is_none();
        Ok(acts
            .into_iter()
            .any(|(hash, count, undone)| !undone && changes_of(&mut doc, hash, usize::try_from(count).unwrap_or(0)).iter().any(takes_out)))
    }

    /// What a sighting is of.
    pub(crate) fn subject_of(&self, sighting: &Sighting) -> Result<Subject> {
        if let Some(asset) = sighting.asset {
            return Ok(Subject::Asset(asset));
        }
        let sql = format!(
            "SELECT r.ulid FROM \"{}\" t JOIN record r ON r.id=t.id WHERE t.f_asset_no=?1 AND t.phase<{} ORDER BY r.ulid LIMIT 1",
            schema::table(&assets::REGISTER),
            Phase::Void as i64
        );
        let known = self.conn.prepare_cached(&sql)?.query_row([sighting.tag.trim()], |r| r.get::<_, [u8; 16]>(0)).optional()?;
        Ok(match known {
            Some(id) if !self.is_unlinked(sighting)? => Subject::Asset(RecordId::from_bytes(id)),
            // 无标签 and the like name nothing: each stands for itself.
            _ if !sighting.tag.chars().any(|c| c.is_ascii_alphanumeric()) => Subject::Lone(sighting.id),
            _ => Subject::Tag(plain(&sighting.tag)),
        })
    }

    /// Assets that were moved while the campaign ran.
    pub(crate) fn moved(&self) -> Result<BTreeSet<RecordId>> {
        let sql = format!(
            "SELECT l.target FROM \"{}\" t CROSS JOIN link l ON l.record=t.id AND l.field='assets'
             WHERE t.state='completed' AND t.f_taken_at>=?1 AND t.f_taken_at<=(SELECT max(o.f_seen_at) FROM \"{}\" o WHERE o.f_campaign=?2) LIMIT {MAX_PAGE}",
            schema::table(&asset_movements::REGISTER),
            schema::table(&observations::REGISTER)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![self.start, self.campaign.to_string()], |r| Ok(RecordId::from_bytes(r.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn judged(&self, subject: &Subject, books: &Books, expected: bool, sightings: &[Sighting], moves: &Moves) -> Counted {
        let book = subject.asset().and_then(|id| books.get(&id));
        let moves = subject.asset().and_then(|id| moves.get(&id)).map_or(&[][..], Vec::as_slice);
        judge(book, expected, sightings, &self.places, |at| self.place(book, moves, at))
    }

    /// Where the books have an asset at a moment: movements that were signed before it say so, however late they came.
    fn place<'b>(&self, book: Option<&'b Book>, moves: &'b [Move], at: &str) -> &'b str {
        let Some(book) = book else { return "" };
        let at = [at, self.start.as_str(), "9999"].into_iter().find(|at| !at.is_empty()).unwrap_or_default();
        let last = moves.iter().filter(|m| m.at.as_str() <= at && !m.to.is_empty()).max();
        if let Some(last) = last {
            // Of what was signed before the freezing the books know, but for what came late.
            let late = plain(&last.from) == plain(&book.zone) && plain(&last.to) == plain(&book.now);
            if late || last.at > self.start {
                return &last.to;
            }
        }
        // The card says where it stands now: a later movement says from where it came.
        let next = moves.iter().filter(|m| m.at.as_str() > at).min();
        match next {
            Some(next) if !book.frozen && !next.from.is_empty() => &next.from,
            Some(_) if !book.frozen => last.map_or(&book.zone, |m| &m.to),
            _ => &book.zone,
        }
    }

    /// Where the books had an asset at the freezing.
    pub(crate) fn start_of<'b>(&self, id: &RecordId, book: &'b Book, moves: &'b Moves) -> &'b str {
        self.place(Some(book), moves.get(id).map_or(&[][..], Vec::as_slice), "")
    }

    /// What the books said of these assets, or of all, when they were frozen; before that, what they say now.
    fn books(&self, only: Option<&[RecordId]>) -> Result<Books> {
        books::read(self.conn, self.frontier.as_ref(), &self.cut_off, only)
    }

    fn listed(&self) -> Result<&Books> {
        if let Some(read) = self.listed.get() {
            return Ok(read);
        }
        let found = books::listed(self.conn, self.campaign)?;
        Ok(self.listed.get_or_init(|| found))
    }

    pub(super) fn sightings(&self, only: &str, values: &[Sql]) -> Result<Vec<Sighting>> {
        let sql = format!(
            "SELECT r.ulid, o.state, o.f_tag, o.f_asset, o.f_zone, o.f_seen_at, o.f_counter, o.f_quantity, o.f_finding, o.f_description, o.f_rechecked_by, o.id
             FROM \"{}\" o CROSS JOIN record r ON r.id=o.id WHERE o.f_campaign=?1 AND o.phase<{}{only}",
            schema::table(&observations::REGISTER),
            Phase::Void as i64
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let values = std::iter::once(Sql::Text(self.campaign.to_string())).chain(values.iter().cloned());
        let rows = statement.query_map(params_from_iter(values), |r| {
            Ok(Sighting {
                id: RecordId::from_bytes(r.get(0)?),
                state: text(r, 1)?,
                tag: text(r, 2)?,
                asset: text(r, 3)?.parse().ok(),
                zone: text(r, 4)?,
                at: text(r, 5)?,
                counter: text(r, 6)?,
                quantity: number(r, 7)?.unwrap_or(1),
                finding: text(r, 8)?,
                description: text(r, 9)?,
                rechecked_by: text(r, 10)?,
                row: r.get(11)?,
            })
        })?;
        let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        found.sort_unstable_by_key(|s| s.id);
        Ok(found)
    }

    /// The signed movements of these assets, and maybe of others, or of all.
    pub(crate) fn moves(&self, only: Option<&[RecordId]>) -> Result<Moves> {
        let select = |tables: String, more: &str| {
            format!(
                "SELECT l.target, t.f_taken_at, t.f_from_place, t.f_to_place FROM {tables} WHERE t.state='completed' AND t.f_taken_at<>''{more}"
            )
        };
        let table = schema::table(&asset_movements::REGISTER);
        let mut found = Moves::new();
        let mut take = |rows: &mut rusqlite::Rows<'_>| -> Result<()> {
            while let Some(r) = rows.next()? {
                let one = Move { at: text(r, 1)?, from: text(r, 2)?, to: text(r, 3)? };
                found.entry(RecordId::from_bytes(r.get(0)?)).or_default().push(one);
            }
            Ok(())
        };
        match only.filter(|ids| ids.len() <= books::MANY) {
            None => {
                let sql = select(format!("\"{table}\" t CROSS JOIN link l ON l.record=t.id AND l.field='assets'"), "");
                take(&mut self.conn.prepare_cached(&sql)?.query([])?)?;
            }
            Some(ids) => {
                let sql = select(format!("link l CROSS JOIN \"{table}\" t ON t.id=l.record"), " AND l.target=?1 AND l.field='assets'");
                let mut statement = self.conn.prepare_cached(&sql)?;
                for id in ids {
                    take(&mut statement.query([id.to_bytes()])?)?;
                }
            }
        }
        Ok(found)
    }
}

/// The moment from which movements count.
fn start_of(frozen: String, cut_off: &str) -> String {
    match (frozen.as_str(), cut_off) {
        ("", "") => String::new(),
        ("", day) => format!("{day}T23:59"),
        _ => frozen,
    }
}

/// A text, empty for none.
pub(super) fn text(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
}

/// A whole number, if there is one.
pub(super) fn number(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Option<i64>> {
    row.get(at)
}
